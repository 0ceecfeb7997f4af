//! The head of a Markdown file: YAML between dashes, or TOML between plus signs.
//!
//! Read as a whole where it is sound, else name by name, so that one torn line costs no other.
//! Refuses to follow a name for other words, and hands back what it cannot read.

use std::ops::Range;

use toml_parser::lexer::TokenKind;

use crate::story::lines::{lines, mark_length};

use super::lines::LineCounter;
use super::records::{RecordNode, Value};
use super::yaml::{self, Yaml};

/// What stands at the head of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FrontMatter {
    pub entries: Vec<FrontEntry>,
    /// Lines that could not be read, and comments: words all the same. Each with its line.
    pub words: Vec<(usize, String)>,
    /// What is to be said about it, each with its line.
    pub remarks: Vec<(usize, String)>,
    /// Where the rest of the file begins.
    pub end: usize,
}

/// A name at the head of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FrontEntry {
    pub name: String,
    /// In how many names it stands.
    pub depth: usize,
    /// Its words: none, one, or those of a list.
    pub values: Vec<String>,
    /// They are those of a part with the names in it, which are no labels.
    pub is_told: bool,
    /// Where it stands in the file, from 1.
    pub line: usize,
}

/// Reads the head of a file; nothing if it has none.
pub(crate) fn read(text: &str) -> Option<FrontMatter> {
    let start = mark_length(text);
    let mut all = lines(text, start..text.len());
    let fence = all.next()?;
    let sign = text[fence.at.clone()].trim_end();
    let closes = |line: &str| line.trim_end() == sign || sign == "---" && line.trim_end() == "...";
    if !matches!(sign, "---" | "+++") {
        return None;
    }
    let last = all.find(|line| closes(&text[line.at.clone()]))?;
    let mut front = FrontMatter {
        end: last.end,
        ..FrontMatter::default()
    };
    let within = fence.end..last.at.start;
    match sign {
        "---" => front.take_yaml(text, within),
        _ => front.take_toml(&text[within])?,
    }
    // Without any name the dashes were only a line.
    (!front.entries.is_empty()).then_some(front)
}

impl FrontMatter {
    fn take_yaml(&mut self, text: &str, within: Range<usize>) {
        match yaml::parse(&text[within.clone()], 2) {
            Ok(yaml) if is_object(&yaml) => self.take(yaml),
            _ => {
                let chunks = yaml::chunks(text, within);
                chunks
                    .into_iter()
                    .for_each(|(line, chunk)| self.take_chunk(chunk, line));
            }
        }
    }

    /// A name and what belongs to it, or whatever stands there.
    fn take_chunk(&mut self, chunk: &str, line: usize) {
        match yaml::parse(chunk, line) {
            Ok(yaml) if is_object(&yaml) => return self.take(yaml),
            Ok(yaml) if yaml.roots.is_empty() => return self.words.extend(yaml.comments),
            _ => {}
        }
        let (first, rest) = chunk.split_at(chunk.find('\n').map_or(chunk.len(), |at| at + 1));
        if !rest.trim().is_empty() {
            self.take_chunk(first, line);
            self.torn(rest, line + 1);
        } else if let Some((name, value)) = plain(first) {
            self.entries.push(FrontEntry {
                name: name.to_owned(),
                depth: 0,
                values: vec![value.to_owned()],
                is_told: false,
                line,
            });
        } else {
            self.torn(first, line);
        }
    }

    /// Lines that cannot be read.
    fn torn(&mut self, text: &str, first: usize) {
        let message = "This cannot be read as YAML, so it stays as words.";
        if self.remarks.last().is_none_or(|(_, said)| said != message) {
            self.remarks.push((first, message.to_owned()));
        }
        let said = text.lines().map(str::trim).enumerate();
        let said = said.filter(|(_, words)| !words.is_empty());
        let said = said.map(|(number, words)| (first + number, words.to_owned()));
        self.words.extend(said);
    }

    fn take_toml(&mut self, text: &str) -> Option<()> {
        let node: RecordNode = toml::from_str(text).ok()?;
        self.flatten(&node, 0, 2);
        let mut lines = LineCounter::of(text);
        let tokens = toml_parser::Source::new(text).lex();
        for token in tokens.filter(|token| token.kind() == TokenKind::Comment) {
            let at = token.span().start()..token.span().end();
            let words = text[at.clone()].trim_matches(['#', ' ', '\t']);
            if !words.is_empty() {
                self.words
                    .push((lines.line(at.start) + 1, words.to_owned()));
            }
        }
        Some(())
    }

    fn take(&mut self, yaml: Yaml) {
        yaml.roots
            .iter()
            .for_each(|root| self.flatten(root, 0, root.line));
        self.words.extend(yaml.comments);
        self.remarks.extend(yaml.remarks);
    }

    /// The names of an object, and of the objects in it.
    fn flatten(&mut self, node: &RecordNode, depth: usize, line: usize) {
        match &node.value {
            Value::Empty => {}
            Value::Scalar(words) => {
                let values = self.entries.last_mut().map(|entry| &mut entry.values);
                values
                    .into_iter()
                    .for_each(|values| values.push(words.clone()));
            }
            Value::List(items) => items
                .iter()
                .for_each(|item| self.flatten(item, depth, line)),
            Value::Object(entries) => {
                for (name, node) in entries {
                    let line = node.line.max(line);
                    let told = node.told_in_part(name);
                    let is_told = told.is_some();
                    self.entries.push(FrontEntry {
                        name: name.clone(),
                        depth,
                        values: told.into_iter().collect(),
                        is_told,
                        line,
                    });
                    if !is_told {
                        self.flatten(node, depth + 1, line);
                    }
                }
            }
        }
    }
}

fn is_object(yaml: &Yaml) -> bool {
    matches!(
        yaml.roots.as_slice(),
        [RecordNode {
            value: Value::Object(_),
            ..
        }]
    )
}

/// A line with a name whose words are no YAML: `title: Then: nothing`.
fn plain(chunk: &str) -> Option<(&str, &str)> {
    let line = chunk.trim();
    let (name, value) = line.split_once(": ")?;
    let is_name = !name.starts_with(['-', '#']) && !name.contains(['[', '{', '*', '!', '|', '>']);
    (is_name && !line.contains(['\n', '\r'])).then(|| (name.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        let Some(front) = read(text) else {
            return String::new();
        };
        let entries = front.entries.iter();
        let entries = entries.map(|entry| {
            format!(
                "{}{}={}",
                ".".repeat(entry.depth),
                entry.name,
                entry.values.join("/")
            )
        });
        let words = front
            .words
            .iter()
            .map(|(line, words)| format!("{line}? {words}"));
        let remarks = front
            .remarks
            .iter()
            .map(|(line, words)| format!("{line}! {words}"));
        entries
            .chain(words)
            .chain(remarks)
            .collect::<Vec<_>>()
            .join(" / ")
    }

    #[test]
    fn names_lists_and_texts_are_read() {
        let torn = "This cannot be read as YAML, so it stays as words.";
        let table = [
            ("---\ntitle: Nine days\n---\n", "title=Nine days".to_owned()),
            (
                "---\ntags: [a, \"b, c\", 'd''s']\n---\n",
                "tags=a/b, c/d's".to_owned(),
            ),
            ("---\ntags:\n- a\n- b\n...\n", "tags=a/b".to_owned()),
            (
                "\u{feff}---\r\na: \"x \\\"y\\\"\"\r\nb: ~\r\n---\r\n",
                "a=x \"y\"/b=".replace('/', " / "),
            ),
            ("---\nup: [[Some page]]\n---\n", "up=Some page".to_owned()),
            (
                "---\naction: |\n  I left.\n\n  Late.\nnote: >\n  one\n  two\n---\n",
                "action=I left.\n\nLate.\n / note=one two\n".to_owned(),
            ),
            (
                "---\na: 1.50\nb:\n  c: 2\n  d: [x, {e: f}]\ng: true\n---\n",
                "a=1.50 / b= / .c=2 / .d=x / ..e=f / g=true".to_owned(),
            ),
            (
                "---\n# words\na: b # more\n---\n",
                "a=b / 2? words / 3? more".to_owned(),
            ),
            (
                "---\na: &x y\nb: *x\n---\n",
                "a=y / b=*x / 3! `*x` stands for other words; it was not followed.".to_owned(),
            ),
            // One torn line costs no other.
            (
                "---\ntitle: Then: nothing\ntags: [a]\n# words\n---\n",
                "title=Then: nothing / tags=a / 4? words".to_owned(),
            ),
            (
                "---\na: b\nno key\n\ttab\nc:\n- d\n---\n",
                format!("a=b / c=d / 3? no key / 4? tab / 3! {torn}"),
            ),
            (
                "---\nb: c\n- a\n  - {\n---\n",
                format!("b=c / 3? - a / 4? - {{ / 3! {torn}"),
            ),
            ("---\nno key\n---\n", String::new()),
            ("---\na: b\n", String::new()),
            ("# Title\n\n---\na: b\n---\n", String::new()),
            (
                "+++\ntitle = \"Flour # 1\" # draft\ndate = 2024-05-01\n#\n# old\n[extra]\nrole = 'Miller'\n+++\n# T\n",
                "date=2024-05-01 / extra= / .role=Miller / title=Flour # 1 / 2? draft / 5? old"
                    .to_owned(),
            ),
            ("+++\nwords\n+++\n", String::new()),
            ("", String::new()),
        ];
        for (text, expected) in table {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_bomb_is_read_once_and_grows_nothing() {
        let mut text = "---\na: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 0..4_000 {
            text.push_str(&format!("k{level}: [*a, *a, *a, *a]\n"));
        }
        for torn in ["", "deep: [", "\ttab", "- ", "x: y: z\n"] {
            let torn = torn.repeat(5_000);
            let front = read(&format!("{text}{torn}\n---\n# T\n")).expect("a head");
            let values = front.entries.iter().flat_map(|entry| &entry.values);
            let kept: usize = values.map(String::len).sum();
            assert!(kept < text.len() + torn.len());
            assert!(front.entries.len() > 3_999);
        }
    }

    proptest! {
        #[test]
        fn no_word_is_lost(inside in prop::collection::vec(prop::sample::select(vec![
            "title: Flour", "tags: [a, b]", "- c", "  d: e", "  - f", "g: h: i", "words alone", "# said", "j: |", "  k", "\tl", "m: 'n", "o: \"p\"", "q: {r: s", "}", "t: *u", "", "v: &9 x y", "\"z\"",
        ]), 0..8)) {
            let inside = inside.join("\n");
            let text = format!("---\nname: value\n{inside}\n---\n");
            let front = read(&text).expect("a head");
            let entries = front.entries.iter();
            let mut kept: String = entries.map(|entry| format!("{} {} ", entry.name, entry.values.join(" "))).collect();
            front.words.iter().for_each(|(_, words)| kept.push_str(words));
            let kept: Vec<char> = { let mut kept: Vec<char> = kept.chars().filter(|c| c.is_alphanumeric()).collect(); kept.sort(); kept };
            let mut given: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
            // What other words are called by is no word.
            if inside.contains("&9") && !kept.contains(&'9') {
                given.retain(|c| *c != '9');
            }
            given.sort();
            prop_assert_eq!(kept, given, "{:?}", text);
        }
    }
}
