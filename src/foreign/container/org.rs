//! Org files: outlines of stars, with drawers of properties.
//!
//! Read here line by line, since no library for Org is kept well enough to depend on. Refuses
//! a list of Markdown, whose items may begin with a star too.

use std::collections::{HashMap, HashSet};
use std::mem;

use crate::foreign::container::builder::DocumentBuilder;
use crate::foreign::document::{Document, columns};
use crate::story::lines::{lines, mark_length};

/// Settings of a file that say something about its stories.
const FACTS: &[&str] = &[
    "author",
    "date",
    "description",
    "email",
    "keywords",
    "subtitle",
];

/// So many lines into a file its settings begin.
const HEAD: usize = 10;

/// States of a task before the words of a heading.
const STATES: &[&str] = &[
    "TODO",
    "DONE",
    "NEXT",
    "WAITING",
    "HOLD",
    "CANCELLED",
    "CANCELED",
];

/// What stands below a heading with its time.
const PLANNED: &[&str] = &["SCHEDULED:", "DEADLINE:", "CLOSED:", "CLOCK:"];

/// Reads an Org file; nothing if the text is none.
pub(crate) fn read(text: &str) -> Option<Document<'static>> {
    let within = mark_length(text)..text.len();
    let all: Vec<&str> = lines(text, within).map(|line| &text[line.at]).collect();
    let reader = OrgReader {
        ends: ends(&all),
        lines: all,
        builder: DocumentBuilder::new(),
        open: HashSet::new(),
        words: Vec::new(),
        rows: Vec::new(),
        first: 0,
    };
    reader.is_org().then(|| reader.read())
}

/// The lines that end a block or a drawer, by what they end.
fn ends(lines: &[&str]) -> HashMap<String, Vec<usize>> {
    let mut ends: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, line) in lines.iter().enumerate() {
        let name = match setting(line) {
            Some((name, _)) => name.strip_prefix("end_").map(str::to_owned),
            None => drawer(line)
                .filter(|name| *name == "end")
                .or_else(|| stars(line).map(|_| "*".to_owned())),
        };
        name.into_iter()
            .for_each(|name| ends.entry(name).or_default().push(number));
    }
    ends
}

/// Name, in small letters, and value of a line `#+NAME: value` or `#+BEGIN_NAME value`.
fn setting(line: &str) -> Option<(String, &str)> {
    let words = line.trim().strip_prefix("#+")?;
    let length = words
        .find(|c: char| c == ':' || c.is_whitespace())
        .unwrap_or(words.len());
    let (name, rest) = words.split_at(length);
    let name = name.to_lowercase();
    let is_block = name.starts_with("begin_") || name.starts_with("end_");
    let value = match rest.strip_prefix(':') {
        Some(value) => value,
        None if is_block => rest,
        None => return None,
    };
    name.starts_with(char::is_alphabetic)
        .then(|| (name, value.trim()))
}

/// The name of a drawer that a line opens, in small letters; `end` closes it.
fn drawer(line: &str) -> Option<String> {
    let name = line.trim().strip_prefix(':')?.strip_suffix(':')?;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "-_".contains(c));
    is_name.then(|| name.to_lowercase())
}

/// How many stars a heading begins with, and its words.
fn stars(line: &str) -> Option<(usize, &str)> {
    let words = line.trim_start_matches('*');
    let level = line.len() - words.len();
    (level > 0 && words.starts_with([' ', '\t'])).then(|| (level, words.trim()))
}

struct OrgReader<'t> {
    lines: Vec<&'t str>,
    ends: HashMap<String, Vec<usize>>,
    builder: DocumentBuilder,
    /// Lines that end a block of words.
    open: HashSet<usize>,
    /// Lines of words, and rows of a table, that are not added yet.
    words: Vec<&'t str>,
    rows: Vec<(usize, Vec<String>)>,
    /// The line of the first of them.
    first: usize,
}

impl<'t> OrgReader<'t> {
    fn is_org(&self) -> bool {
        let has_top = self.lines.iter().any(|line| line.starts_with("* "));
        let mut settings = self.lines.iter().map(|line| setting(line).is_some());
        // Somebody may write about Org in the middle of another text.
        let has_settings = settings
            .position(|is| is)
            .is_some_and(|at| at < HEAD || has_top);
        let has_drawer = || {
            let opens = |(number, line): (usize, &&str)| {
                drawer(line).as_deref() == Some("properties") && self.end(number, "end").is_some()
            };
            self.lines.iter().enumerate().any(opens)
        };
        // `** Situation:** words` is a torn emphasis of Markdown.
        let is_below = |line: &&&str| {
            line.starts_with("**") && !line[2..].contains("**") && stars(line).is_some()
        };
        let outline = || {
            let has_signs = self
                .lines
                .iter()
                .any(|line| line.starts_with("# ") || line.starts_with("## "));
            has_top && !has_signs && self.lines.iter().filter(is_below).count() > 1
        };
        has_settings || has_drawer() || outline()
    }

    /// The line that ends a block or a drawer which begins in that line.
    fn end(&self, begin: usize, name: &str) -> Option<usize> {
        let next = |name: &str| {
            let ends = self.ends.get(name)?;
            ends.get(ends.partition_point(|end| *end <= begin)).copied()
        };
        // A drawer stands below one heading.
        next(name).filter(|end| name != "end" || next("*").is_none_or(|heading| *end < heading))
    }

    fn read(mut self) -> Document<'static> {
        let mut number = 0;
        while number < self.lines.len() {
            number = self.line(number);
        }
        self.flush();
        self.builder.finish()
    }

    /// Takes what begins in a line, and says where the next thing does.
    fn line(&mut self, number: usize) -> usize {
        let line = self.lines[number];
        let bare = line.trim();
        let is_row = bare.starts_with('|');
        if is_row == self.rows.is_empty() {
            self.flush();
        }
        if is_row {
            self.row(number, bare);
            return number + 1;
        }
        if let Some(next) = self.special(number, line, bare) {
            return next;
        }
        if self.words.is_empty() {
            self.first = number;
        }
        if !(bare.is_empty() && self.words.is_empty()) {
            self.words.push(line);
        }
        number + 1
    }

    /// Whatever is no line of words.
    fn special(&mut self, number: usize, line: &'t str, bare: &'t str) -> Option<usize> {
        if let Some((level, words)) = stars(line) {
            self.flush_at(number).heading(level, words);
        } else if let Some((name, value)) = setting(line) {
            if let Some(kind) = name.strip_prefix("begin_")
                && let Some(end) = self.end(number, kind)
            {
                return Some(self.block(kind, value, number + 1, end));
            }
            self.flush_at(number);
            if !self.open.remove(&number) {
                self.setting(&name, value);
            }
        } else if let Some(name) = drawer(line)
            && let Some(end) = self.end(number, "end")
        {
            self.flush_at(number).drawer(&name, number + 1, end);
            return Some(end + 1);
        } else if let Some(words) = bare
            .strip_prefix('#')
            .filter(|words| words.is_empty() || words.starts_with(' '))
        {
            self.flush_at(number).comment(words);
        } else if bare.len() > 4 && bare.bytes().all(|byte| byte == b'-') {
            self.flush_at(number).builder.rule();
        } else if PLANNED.iter().any(|word| bare.starts_with(word)) {
            self.flush_at(number).comment(bare);
        } else if bare == ":" || bare.starts_with(": ") {
            self.flush_at(number).builder.code(&bare[1..]);
        } else {
            return None;
        }
        Some(number + 1)
    }

    fn flush_at(&mut self, number: usize) -> &mut Self {
        self.flush();
        self.builder.line = number + 1;
        self
    }

    /// Adds the words and the table that were read.
    fn flush(&mut self) {
        self.builder.line = self.first + 1;
        let rows = mem::take(&mut self.rows);
        if !rows.is_empty() {
            self.builder.table(&rows);
        }
        let words = mem::take(&mut self.words);
        let indent = |line: &&str| columns(&line[..line.len() - line.trim_start().len()]);
        let said = words.iter().filter(|line| !line.trim().is_empty());
        let least = said.map(indent).min().unwrap_or(0);
        let words = words.iter().map(|line| {
            let blanks = " ".repeat(indent(line).saturating_sub(least));
            format!("{blanks}{}", markdown(term(line.trim()).as_str()))
        });
        let words: Vec<String> = words.collect();
        self.builder.words(&words.join("\n"));
    }

    fn heading(&mut self, level: usize, words: &str) {
        let (words, tags) = match words.rsplit_once([' ', '\t']) {
            Some((before, last)) if is_tags(last) => (before.trim_end(), last),
            None if is_tags(words) => ("", words),
            _ => (words, ""),
        };
        let (state, words) = match words.split_once(' ') {
            Some((state, rest)) if STATES.contains(&state) => (state, rest.trim_start()),
            _ => ("", words),
        };
        let (priority, words) = match words
            .strip_prefix("[#")
            .and_then(|rest| rest.split_once(']'))
        {
            Some((priority, rest)) if priority.len() == 1 => (priority, rest.trim_start()),
            _ => ("", words),
        };
        self.builder.heading(level, &markdown(words));
        self.tags(tags);
        self.comment(&format!("{state} {priority}"));
    }

    fn tags(&mut self, tags: &str) {
        let tags: Vec<&str> = tags
            .split([':', ' '])
            .filter(|tag| !tag.is_empty())
            .collect();
        if !tags.is_empty() {
            self.builder.key("tags", 0);
            self.builder.words(&tags.join(", "));
        }
    }

    fn setting(&mut self, name: &str, value: &str) {
        match name {
            "title" => {
                let before = self.builder.title.take().map(|title| format!("{title} "));
                self.builder.title = Some(before.unwrap_or_default() + value);
            }
            "filetags" => self.tags(value),
            name if FACTS.contains(&name) => self.fact(name, value),
            _ => self.comment(&format!("{name}: {value}")),
        }
    }

    fn fact(&mut self, name: &str, value: &str) {
        self.builder.key(name, 0);
        self.builder.words(&markdown(value));
    }

    /// Properties are facts; what else a drawer holds, a reader does not see.
    fn drawer(&mut self, drawer: &str, start: usize, end: usize) {
        for number in start..end {
            self.builder.line = number + 1;
            let line = self.lines[number].trim();
            let property = line.strip_prefix(':').and_then(|rest| rest.split_once(':'));
            match property.filter(|_| drawer == "properties") {
                // How other programs know the heading.
                Some((name, value)) if name.to_lowercase().ends_with("id") => {
                    self.comment(&format!("{name}: {}", value.trim()));
                }
                Some((name, value)) => self.fact(name, value.trim()),
                None => self.comment(line),
            }
        }
    }

    /// A block between `#+BEGIN_` and `#+END_`, with the words behind its name; says where the
    /// next thing begins.
    fn block(&mut self, kind: &str, said: &str, start: usize, end: usize) -> usize {
        self.flush_at(start);
        let inside = self.lines[start..end].join("\n");
        match kind {
            "src" | "example" | "export" => self.builder.fenced(said, &inside),
            "comment" => self.comment(&format!("{said}\n{inside}")),
            // Words like any others; the line that ends them is skipped when it comes.
            _ => {
                self.comment(said);
                self.open.insert(end);
                return start;
            }
        }
        end + 1
    }

    fn row(&mut self, number: usize, row: &str) {
        // A line between rows has none, but there is one.
        let inside = match row.chars().all(|c| "|-+ ".contains(c)) {
            true => "",
            false => row.trim_matches('|'),
        };
        let cells = inside.split('|').map(|cell| markdown(cell.trim()));
        self.rows.push((number + 1, cells.collect()));
    }

    fn comment(&mut self, words: &str) {
        if !words.trim().is_empty() {
            self.builder.comment(words.trim());
        }
    }
}

/// Whether a word is `:tag:tag:`.
fn is_tags(word: &str) -> bool {
    let inside = word
        .strip_prefix(':')
        .and_then(|word| word.strip_suffix(':'));
    inside.is_some_and(|inside| {
        let is_sign = |c: char| c.is_alphanumeric() || "_@#%:".contains(c);
        inside.contains(char::is_alphanumeric) && inside.chars().all(is_sign)
    })
}

/// An item `- term :: words` with its term as a label.
fn term(line: &str) -> String {
    let item = line.strip_prefix(['-', '+']).map(str::trim_start);
    match item.and_then(|item| item.split_once(" :: ")) {
        Some((term, words)) => format!("- *{}:* {words}", term.trim()),
        None => line.to_owned(),
    }
}

/// Words of Org in Markdown: what is bold stays so, a link is what it shows.
fn markdown(words: &str) -> String {
    bold(&links(words))
}

/// `[[place][shown]]` and `[[place]]`; a place that can be opened stays with its words.
fn links(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, link)) = rest.split_once("[[") {
        let Some((link, after)) = link.split_once("]]") else {
            break;
        };
        out.push_str(before);
        match link.split_once("][") {
            Some((place, shown)) if place.contains("://") && !place.contains([' ', '(', ')']) => {
                out.push_str(&format!("[{shown}]({place})"));
            }
            Some((_, shown)) => out.push_str(shown),
            None => out.push_str(link.trim_start_matches('*')),
        }
        rest = after;
    }
    out + rest
}

/// `*bold*` as `**bold**`.
fn bold(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find('*') {
        let (before, inside) = (&rest[..at], &rest[at + 1..]);
        out.push_str(before);
        let left = out.chars().next_back();
        let opens = left.is_none_or(|c| c.is_whitespace() || "-–—({'\"".contains(c));
        let length = inside.find('*').filter(|_| opens);
        let length = length.filter(|length| {
            let after = inside[length + 1..].chars().next();
            let closes = after.is_none_or(|c| c.is_whitespace() || "-–—.,:!?;'\")}[".contains(c));
            let bold = &inside[..*length];
            closes && !bold.is_empty() && bold.trim() == bold
        });
        match length {
            Some(length) => {
                out.push_str(&format!("**{}**", &inside[..length]));
                rest = &inside[length + 1..];
            }
            None => {
                out.push('*');
                rest = inside;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foreign::container::shown;
    use proptest::prelude::*;

    fn org(text: &str) -> Document<'static> {
        read(text).unwrap_or_else(|| panic!("no Org: {text:?}"))
    }

    #[test]
    fn an_outline_with_all_its_signs() {
        let table = [
            (
                "#+TITLE: Failures\n\n* The wet flour      :mill:haste:\n  :PROPERTIES:\n  :ROLE:     Miller\n  :ID: 7f-x\n  :END:\n** Situation\n  A mill with\n  two shifts.\n\n  Late.\n** TODO [#A] Action\nI left it and *told nobody*.\n",
                "# The wet flour / tags= / mill, haste / ROLE= / Miller / <!-- ID: 7f-x --> / ## Situation / A mill with / ~two shifts. / Late. / ## Action / <!-- TODO A --> / I left it and **told nobody**.",
            ),
            (
                "* A\n- one /two/\n  more\n  1. three\n+ [[https://a.b/c][shown]], [[file:x.org][there]], [[*Well]]\n- Result :: 80 kilos.\n** B\n** C\n",
                "# A / - one /two/ / ~more / ~  1. three / ~+ [shown](https://a.b/c), there, Well / ~- **Result:** 80 kilos. / ## B / ## C",
            ),
            (
                "#+filetags: :a:b:\n#+AUTHOR: Rob\n#+OPTIONS: toc:nil\n# Said to myself\n-----\n#+BEGIN_QUOTE\nTell me.\n#+END_QUOTE\n#+begin_src sh :results output\n* x\n  y\n#+end_src\n: z\n#+BEGIN_COMMENT\nno\n#+END_COMMENT\nCLOSED: [2024-05-01]\n",
                "tags= / a, b / author= / Rob / <!-- options: toc:nil --> / <!-- Said to myself --> / --- / Tell me. / ```sh :results output / `* x` / ~`y` / ``` / `z` / <!-- no --> / <!-- CLOSED: [2024-05-01] -->",
            ),
            (
                "#+TITLE: T\n| Part | Say |\n|------+-----|\n| Situation | *A mill.* |\n|- late | so |\n| Action | I left. |\nAfter\n",
                "| Part | Say | / Situation= / **A mill.** / - late= / so / Action= / I left. / After",
            ),
            // What is never closed is words.
            (
                "#+BEGIN_SRC\n:LOGBOOK:\nI left.\n* A\n:END:\n",
                "<!-- begin_src: --> / :LOGBOOK: / ~I left. / # A / :END:",
            ),
        ];
        for (text, expected) in table {
            assert_eq!(shown::shown(&org(text)), expected, "{text}");
        }
        assert_eq!(
            org("#+TITLE: My\n#+title: failures\n").title.as_deref(),
            Some("My failures")
        );
    }

    #[test]
    fn a_line_is_known_where_it_stands() {
        let lines = org("* A\n\nwords\n** B\n| a | b |\n** C\n")
            .blocks
            .into_iter();
        assert_eq!(
            lines.map(|block| block.line).collect::<Vec<_>>(),
            [1, 3, 4, 5, 6]
        );
    }

    #[test]
    fn stars_of_markdown_are_no_outline() {
        for text in [
            "* one\n* two\n  * three\n",
            "* Flour\n** Situation:** A mill.\n** Action:** I left.\n",
            "# Flour\n* one\n** two\n** three\n",
            "**Flour**\n\n* one\n",
            "** One\n** Two\n",
            ":PROPERTIES:\nI left.\n",
            "#+ is a sign\n",
            "Words\n\n\n\n\n\n\n\n\n\n#+TITLE: is how Org names it\n",
            "",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn bold_words_and_stars_that_are_none() {
        let table = [
            ("*a b* and (*c*), *d*.", "**a b** and (**c**), **d**."),
            ("2*3*4 * 5 *a *b c* d", "2*3*4 * 5 *a **b c** d"),
            ("** *", "** *"),
            ("[[open", "[[open"),
        ];
        for (words, expected) in table {
            assert_eq!(markdown(words), expected);
        }
    }

    proptest! {
        #[test]
        fn no_word_is_lost(lines in prop::collection::vec(prop::sample::select(vec![
            "* Head :tag:", "** TODO Sub", "a *b* c", "  - d :: e", "| f | g |", "|- p | q |", "|---+---|", ":PROPERTIES:", ":role: h", ":ID: i",
            ":END:", ":LOGBOOK:", "#+BEGIN_SRC j", "#+END_SRC", "#+BEGIN_EXAMPLE t u", "#+END_EXAMPLE", "#+begin_quote v", "#+end_quote", "# k", ": l", "-----", "", "[[m]]", "*** ", "#+X: n", "*o",
        ]), 0..14)) {
            let text = format!("#+TITLE: z\n{}\n", lines.join("\n"));
            let read = org(&text);
            let names = ["PROPERTIES", "END", "LOGBOOK", "BEGIN", "SRC", "begin", "end", "quote", "src", "tags", "TITLE", "z", "X", "x", "EXAMPLE", "example"];
            let is_word = |word: &String| !names.contains(&word.as_str());
            let mut given: Vec<String> = shown::split(&text).filter(is_word).collect();
            given.sort();
            let mut kept = shown::words(&read);
            kept.retain(is_word);
            prop_assert_eq!(kept, given, "{}", text);
        }

        #[test]
        fn no_text_is_too_torn(text in "#\\+TITLE: x\n[*:#+|\\[\\]a \n_é-]{0,60}") {
            let _ = org(&text);
        }
    }

    #[test]
    fn open_signs_are_looked_for_once() {
        for sign in [
            "#+BEGIN_SRC\n",
            ":PROPERTIES:\n",
            "*a *b ",
            "[[a ",
            "| a\n",
            "* a\n",
            "- a :: b\n",
        ] {
            let text = format!("#+TITLE: x\n{}", sign.repeat(50_000));
            assert!(!org(&text).blocks.is_empty(), "{sign}");
        }
    }
}
