//! YAML files: lists of records, names with values below them.
//!
//! A name for other words (`*name`) is never followed, so nothing in a file can grow. Words
//! that a person typed as `Name: words` are no YAML. What cannot be read stays as words.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::foreign::document::Document;
use crate::foreign::found::Refused;
use crate::story::lines::{lines, mark_length};

use super::lines::LineCounter;
use super::records::{self, DEEPEST, RecordNode, Value};

/// What a text in YAML says.
#[derive(Debug, Default)]
pub(super) struct Yaml {
    /// Its documents, those without words aside.
    pub roots: Vec<RecordNode>,
    /// Comments, each with its line.
    pub comments: Vec<(usize, String)>,
    /// The first name for other words, with its line.
    pub remarks: Vec<(usize, String)>,
    /// A text over several lines stands in it.
    has_text: bool,
}

/// Why a text is no YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoYaml {
    pub line: usize,
    /// It may be, but something stands too deep in it.
    is_deep: bool,
}

/// Reads a YAML file; nothing if the text is none, or may as well be Markdown.
pub(crate) fn read(text: &str) -> Result<Option<Document<'static>>, Refused> {
    let start = mark_length(text);
    if !begins(&text[start..]) {
        return Ok(None);
    }
    let yaml = match parse(&text[start..], 1) {
        Ok(yaml) => yaml,
        Err(NoYaml {
            line,
            is_deep: true,
        }) => return Err(Refused::Depth { line }),
        Err(_) => match mended(text, start) {
            Some(yaml) => yaml,
            None => return Ok(None),
        },
    };
    if !yaml.is_told(&text[start..]) {
        return Ok(None);
    }
    match records::are_words(&yaml.roots) {
        true => Ok(Some(records::document(
            &yaml.roots,
            yaml.comments,
            yaml.remarks,
        ))),
        false => Err(Refused::Yaml),
    }
}

/// Whether the first line that says something is a name or the item of a list.
fn begins(text: &str) -> bool {
    let mut said = text.lines().map(str::trim);
    let first =
        said.find(|line| !line.is_empty() && !line.starts_with(['#', '%']) && *line != "---");
    first.is_some_and(|line| {
        let name = line.trim_start_matches(['-', ' ']);
        let is_name = !name.starts_with(['*', '#', '>', '|', '[', '_', '<']);
        is_name && (line == "-" || name.ends_with(':') || name.contains(": "))
    })
}

impl Yaml {
    /// Whether only YAML looks like that.
    fn is_told(&self, text: &str) -> bool {
        let is_record =
            |item: &&RecordNode| matches!(&item.value, Value::Object(entries) if entries.len() > 1);
        match self.roots.as_slice() {
            [] => false,
            [root] => match &root.value {
                Value::List(items) => {
                    2 * items.iter().filter(is_record).count() >= items.len().max(1)
                }
                Value::Object(entries) => {
                    self.has_text
                        || text.starts_with("---")
                        || entries.iter().any(|(_, node)| match &node.value {
                            Value::List(items) => items.iter().any(|item| is_record(&item)),
                            Value::Object(_) => true,
                            _ => false,
                        })
                }
                _ => false,
            },
            // Dashes between stories; with headings they are Markdown.
            roots => self.comments.is_empty() && roots.iter().all(|root| is_record(&root)),
        }
    }
}

/// The records of a file that can be read, and the lines of the others as words; nothing if
/// too few can.
fn mended(text: &str, start: usize) -> Option<Yaml> {
    let mut yaml = Yaml::default();
    let (mut items, mut entries, mut torn) = (Vec::new(), Vec::new(), Vec::new());
    for (line, chunk) in chunks(text, start..text.len()) {
        match parse(chunk, line) {
            Ok(read) => {
                for root in read.roots {
                    match root.value {
                        Value::List(list) => items.extend(list),
                        Value::Object(object) => entries.extend(object),
                        _ => return None,
                    }
                }
                yaml.comments.extend(read.comments);
                yaml.remarks.extend(read.remarks);
                yaml.has_text |= read.has_text;
            }
            Err(_) => torn.push((line, chunk)),
        }
    }
    let read = items.len() + entries.len();
    if read < 2 || read < 2 * torn.len() || !items.is_empty() && !entries.is_empty() {
        return None;
    }
    for (line, chunk) in torn {
        let message = "This cannot be read as YAML, so it stays as words.";
        yaml.remarks.push((line, message.to_owned()));
        let value = Value::Scalar(chunk.trim().to_owned());
        let node = RecordNode { line, value };
        match items.is_empty() {
            true => entries.push((String::new(), node)),
            false => items.push(node),
        }
    }
    let value = match items.is_empty() {
        true => Value::Object(entries),
        false => Value::List(items),
    };
    yaml.roots.push(RecordNode { line: 1, value });
    Some(yaml)
}

/// The pieces of a text that begin at its left edge, each with its line.
pub(super) fn chunks(text: &str, within: std::ops::Range<usize>) -> Vec<(usize, &str)> {
    let mut chunks: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
    // A name without a value stands above the items of a list.
    let mut takes_items = false;
    let first = lines(text, 0..within.start)
        .filter(|line| line.end > line.at.end)
        .count()
        + 1;
    for (number, line) in lines(text, within).enumerate() {
        let words = &text[line.at.clone()];
        let is_item = words.starts_with("- ") || words == "-";
        let is_inside = words.is_empty() || words.starts_with([' ', '\t', '#', ']', '}']);
        match chunks.last_mut() {
            Some((_, chunk)) if is_inside || is_item && takes_items => chunk.end = line.end,
            _ => {
                takes_items = words.trim_end().ends_with(':');
                chunks.push((first + number, line.at.start..line.end));
            }
        }
    }
    let chunks = chunks.into_iter();
    chunks.map(|(line, chunk)| (line, &text[chunk])).collect()
}

/// Reads YAML that begins in that line.
pub(super) fn parse(text: &str, first: usize) -> Result<Yaml, NoYaml> {
    let mut reader = YamlReader {
        text,
        first,
        open: Vec::new(),
        yaml: Yaml::default(),
        byte: 0,
        character: 0,
        seen: 0,
        lines: LineCounter::of(text),
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| NoYaml {
            line: first + error.marker().line().saturating_sub(1),
            is_deep: error.info().starts_with("recursion limit"),
        })?;
        reader.take(event, span)?;
    }
    reader.skip_to(text.len());
    Ok(reader.yaml)
}

/// A list or an object that is not closed yet, with its line.
enum OpenNode {
    List(usize, Vec<RecordNode>),
    Object(usize, Vec<(String, RecordNode)>, Option<(usize, String)>),
}

struct YamlReader<'t> {
    text: &'t str,
    first: usize,
    open: Vec<OpenNode>,
    yaml: Yaml,
    /// The place asked for last, in bytes and in characters.
    byte: usize,
    character: usize,
    /// How far words and comments were taken.
    seen: usize,
    lines: LineCounter<'t>,
}

impl YamlReader<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), NoYaml> {
        let line = self.first + span.start.line().saturating_sub(1);
        match event {
            Event::Scalar(words, style, ..) => {
                self.take_place(span);
                self.yaml.has_text |= matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let is_plain = style == ScalarStyle::Plain;
                let is_empty =
                    words.is_empty() || is_plain && matches!(words.as_ref(), "~" | "null");
                let value = match is_empty {
                    true => Value::Empty,
                    false => Value::Scalar(words.into_owned()),
                };
                self.complete(RecordNode { line, value });
            }
            Event::Alias(_) => {
                let name = self.take_place(span).trim().to_owned();
                if self.yaml.remarks.is_empty() {
                    let message = format!("`{name}` stands for other words; it was not followed.");
                    self.yaml.remarks.push((line, message));
                }
                let value = Value::Scalar(name);
                self.complete(RecordNode { line, value });
            }
            Event::SequenceStart(..) => self.open(OpenNode::List(line, Vec::new()))?,
            Event::MappingStart(..) => self.open(OpenNode::Object(line, Vec::new(), None))?,
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, open: OpenNode) -> Result<(), NoYaml> {
        let (OpenNode::List(line, _) | OpenNode::Object(line, ..)) = open;
        self.open.push(open);
        match self.open.len() > DEEPEST {
            true => Err(NoYaml {
                line,
                is_deep: true,
            }),
            false => Ok(()),
        }
    }

    fn close(&mut self) {
        let node = match self.open.pop() {
            Some(OpenNode::List(line, items)) => RecordNode {
                line,
                value: Value::List(items),
            },
            Some(OpenNode::Object(line, entries, _)) => RecordNode {
                line,
                value: Value::Object(entries),
            },
            None => return,
        };
        self.complete(node);
    }

    fn complete(&mut self, node: RecordNode) {
        match self.open.last_mut() {
            None if node.value == Value::Empty => {}
            None => self.yaml.roots.push(node),
            Some(OpenNode::List(_, items)) => items.push(node),
            Some(OpenNode::Object(_, entries, name)) => match name.take() {
                Some((line, name)) => entries.push((name, RecordNode { line, ..node })),
                None => *name = Some((node.line, node.words())),
            },
        }
    }

    /// What stands there; comments before it are taken.
    fn take_place(&mut self, span: Span) -> &str {
        let start = self.place(span.start.index());
        self.skip_to(start);
        self.seen = self.place(span.end.index()).max(start);
        &self.text[start..self.seen]
    }

    /// The byte of a character; the one asked for last where it is before that.
    fn place(&mut self, character: usize) -> usize {
        let ahead = character.saturating_sub(self.character);
        let rest = &self.text[self.byte..];
        self.byte += rest
            .char_indices()
            .nth(ahead)
            .map_or(rest.len(), |(at, _)| at);
        self.character += ahead;
        self.byte
    }

    /// Takes the comments up to the words that come next.
    fn skip_to(&mut self, end: usize) {
        while let Some(found) = self.text[self.seen..end].find('#') {
            let at = self.seen + found;
            let before = self.text[..at].chars().next_back();
            self.seen = at + 1;
            if before.is_some_and(|c| !c.is_whitespace()) {
                continue;
            }
            let rest = &self.text[at..end];
            let comment = rest.split(['\n', '\r']).next().unwrap_or_default();
            self.seen = at + comment.len();
            let words = comment.trim_start_matches('#').trim();
            if !words.is_empty() {
                let line = self.first + self.lines.line(at) - 1;
                self.yaml.comments.push((line, words.to_owned()));
            }
        }
        self.seen = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foreign::container::shown;
    use proptest::prelude::*;

    fn yaml(text: &str) -> Document<'static> {
        read(text)
            .expect("no refusal")
            .unwrap_or_else(|| panic!("no YAML: {text:?}"))
    }

    #[test]
    fn records_in_every_dress_of_yaml() {
        let table = [
            (
                "# Mine é\n- title: Flour\n  tags: [haste, \"a, b\"] # why\n  situation: A mill.\n  action: |\n    I left.\n\n    # No comment.\n  learning: >-\n    One\n    line.\n  result: ~\n- title: 'It''s a well'\n  action: I forgot the lid.\n",
                "<!-- Mine é --> / % / title= / Flour / tags= / - haste / ~- a, b / <!-- why --> / situation= / A mill. / action= / I left. / # No comment. / learning= / One line. / result= / \
                 % / title= / It's a well / action= / I forgot the lid.",
            ),
            (
                "stories:\n  - title: Flour\n    action: I left it open.\nauthor: Rob\n",
                "author= / Rob / % / title= / Flour / action= / I left it open.",
            ),
            (
                "The wet flour:\n  situation: A mill at night.\nThe dry well:\n  action: I forgot the lid.\n",
                "## The wet flour / situation= / A mill at night. / ## The dry well / action= / I forgot the lid.",
            ),
            (
                "---\ntitle: Flour\naction: I left it open.\n---\ntitle: Well\naction: I forgot it.\n",
                "% / title= / Flour / action= / I left it open. / % / title= / Well / action= / I forgot it.",
            ),
            (
                "title: Flour\naction: |\n  I left it open.\n  At night.\n",
                "% / title= / Flour / action= / I left it open. / ~At night.",
            ),
        ];
        for (text, expected) in table {
            assert_eq!(shown::shown(&yaml(text)), expected, "{text}");
        }
    }

    #[test]
    fn other_words_are_not_followed_and_torn_records_stay_as_words() {
        let read = yaml(
            "- title: &t Flour\n  action: I left it open.\n- title: *t\n  action: I forgot it.\n",
        );
        assert_eq!(
            shown::shown(&read),
            "% / title= / Flour / action= / I left it open. / % / title= / *t / action= / I forgot it."
        );
        assert_eq!(
            shown::remarks(&read),
            ["3: `*t` stands for other words; it was not followed."]
        );
        let read = yaml(
            "- title: A\n  action: I left it.\n- title: B: b\n\tx: y\n- title: C\n  action: I went.\n",
        );
        assert_eq!(
            shown::shown(&read),
            "% / title= / A / action= / I left it. / % / title= / C / action= / I went. / % / - - title: B: b / ~x: y"
        );
        assert_eq!(
            shown::remarks(&read),
            ["3: This cannot be read as YAML, so it stays as words."]
        );
    }

    #[test]
    fn words_that_people_type_are_no_yaml() {
        for text in [
            "",
            "---\n",
            "Title: Flour\nSituation: A mill.\nAction: I left.\n",
            "- Situation: A mill.\n- Action: I left it open.\n",
            "- **Situation**: A mill.\n  more: x\n",
            "# Flour\n\n- one\n- two\n",
            "Tags:\n- haste\n- mill\nSituation: A mill.\n",
            "Situation: A mill.\nIt was late.\n\nAction: I left: early.\n",
            "---\ntitle: Flour\n---\nSituation: A mill.\n\nIt was late.\n",
            "I said: no.\n\n---\n\nThen I left.\n",
        ] {
            assert!(matches!(read(text), Ok(None)), "{text}");
        }
        assert_eq!(
            read("on:\n  push:\n    branches: main\n").map(|_| ()),
            Err(Refused::Yaml)
        );
    }

    #[test]
    fn a_bomb_grows_nothing_and_depth_is_refused() {
        let mut bomb = "- a: &a [\"lol lol lol lol lol lol lol lol.\", x]\n  b: c\n".to_owned();
        for level in 0..4_000 {
            bomb.push_str(&format!(
                "- &a{level} [*a, *a, *a, *a, *a]\n- k: *a{level}\n  l: m\n"
            ));
        }
        let read_bomb = yaml(&bomb);
        assert!(read_bomb.text.len() < 2 * bomb.len());
        for deep in [
            format!("a: {}", "[".repeat(10_000)),
            format!("a:\n{}x", "- ".repeat(10_000)),
            (0..1000)
                .map(|level| format!("{}k:\n", " ".repeat(level)))
                .collect(),
        ] {
            assert!(
                matches!(read(&deep), Err(Refused::Depth { .. })),
                "{}",
                &deep[..20]
            );
        }
        let long = format!("- title: A\n  action: {}\n", "words and ".repeat(200_000));
        assert_eq!(yaml(&long).blocks.len(), 5);
        let comments = format!(
            "- title: A\n  action: I left it open.\n{}",
            "# c\n".repeat(20_000)
        );
        assert_eq!(yaml(&comments).blocks.len(), 20_005);
    }

    proptest! {
        #[test]
        fn no_word_is_lost(items in prop::collection::vec((
            "[a-cé][a-cé ,.'-]{0,8}", "[a-cé \"#\\\\]{1,8}", "[a-cé][a-cé :#>|-]{0,8}", prop::collection::vec("[a-c]{1,3}", 0..3), "[a-c ]{0,5}",
        ), 1..5)) {
            let (mut text, mut given) = (String::new(), Vec::new());
            for (plain, quoted, block, list, comment) in &items {
                text.push_str(&format!("- S: {plain}\n"));
                text.push_str(&format!("  T: {}\n", serde_json::json!(quoted)));
                text.push_str(&format!("  # {comment}\n  A: |\n    {block}\n    {block}\n"));
                text.push_str(&format!("  R: [{}] # {comment}\n", list.join(", ")));
                let all = [plain, quoted, block, block, comment, comment].into_iter().chain(list);
                given.extend(all.flat_map(|words| shown::split(words).collect::<Vec<_>>()));
            }
            text.push_str("- S: One whole sentence stands here.\n  T: x\n");
            given.extend(["One", "whole", "sentence", "stands", "here", "x"].map(str::to_owned));
            given.sort();
            let mut kept = shown::words(&yaml(&text));
            kept.retain(|word| !["S", "T", "A", "R"].contains(&word.as_str()));
            prop_assert_eq!(kept, given);
        }

        #[test]
        fn no_text_is_too_torn(text in "(---\n|- a: b\n  c: d\n){0,2}[a:\\-#&*!|>'\"%@`{}\\[\\],? \n\té]{0,40}") {
            let _ = read(&text);
        }
    }
}
