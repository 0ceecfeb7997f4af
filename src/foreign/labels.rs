//! Names at the start of a line: `**Situation:** ...`, `S: ...`, `- Result - ...`.
//!
//! One line is looked at by [`label`], the lines of a passage together by [`find`]: a
//! single letter, or a name without a colon, only counts in company. Refuses to decide
//! where a story begins.

use std::ops::Range;

use crate::story::lines::lines_and_blocks;
use crate::story::parse::names::{self, HeadingReading};
use crate::story::section::StorySection;
use crate::story::synonym::{self, SynonymSpelling};

/// A name stands within so many bytes of the start of its line.
const LONGEST_NAME: usize = 48;

/// What a few words mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meaning {
    pub usual: SynonymSpelling,
    /// The role in a closing's brackets.
    pub role: Option<String>,
    /// Words beside the name, which are kept.
    pub extra: String,
    pub letter: bool,
}

impl Meaning {
    fn of(usual: SynonymSpelling) -> Meaning {
        Meaning {
            usual,
            role: None,
            extra: String::new(),
            letter: false,
        }
    }

    fn with(self, extra: String) -> Meaning {
        Meaning { extra, ..self }
    }
}

/// What a name means, whatever numbers, signs and brackets stand around it.
pub(super) fn meaning(words: &str) -> Option<Meaning> {
    let bare = bare(words);
    if let Some(HeadingReading::Is(part, role)) = names::exact(bare)
        && part != StorySection::FineLines
    {
        let meaning = Meaning::of(SynonymSpelling::Part(part));
        return Some(Meaning { role, ..meaning });
    }
    if let Some(usual) = synonym::usual(bare.trim_end_matches([':', ' '])) {
        return Some(Meaning::of(usual));
    }
    if let Some(usual) = synonym::letter(bare) {
        let letter = true;
        return Some(Meaning {
            letter,
            ..Meaning::of(usual)
        });
    }
    // `(S) Situation`: the letter says nothing that the name does not.
    if let Some((before, name)) = bare.strip_prefix('(').and_then(|rest| rest.split_once(')'))
        && synonym::letter(before).is_some()
    {
        return synonym::usual(name).map(Meaning::of);
    }
    if let Some(first) = combined(bare) {
        return Some(first);
    }
    let (name, inside) = names::bracket(bare)?;
    if synonym::letter(name).is_some() {
        return synonym::usual(inside).map(Meaning::of);
    }
    let meaning = Meaning::of(synonym::usual(name)?);
    Some(match synonym::letter(inside) {
        Some(_) => meaning,
        None => meaning.with(format!("({inside})")),
    })
}

/// `Result & Learning`: where every side of it is a part, its words are the first one's.
fn combined(words: &str) -> Option<Meaning> {
    let words = words.trim_end_matches([':', ' ']).replace(" and ", "&");
    let sides: Vec<&str> = words.split(['&', '/', '+']).map(str::trim).collect();
    if sides.len() < 2 {
        return None;
    }
    let mut meanings = sides.into_iter().map(meaning);
    let first = meanings.next()??;
    meanings.all(|meaning| meaning.is_some()).then_some(first)
}

/// What a heading means: a name, alone or with further words after it.
pub(super) fn heading(words: &str) -> Option<Meaning> {
    if let Some(found) = meaning(words) {
        return Some(found);
    }
    let bare = bare(words);
    let Some((name, rest)) = apart(bare, usize::MAX) else {
        let near = names::inexact(bare);
        return match near {
            HeadingReading::Near(part) if !bare.contains('(') => {
                Some(Meaning::of(SynonymSpelling::Part(part)))
            }
            _ => None,
        };
    };
    let found = meaning(name)?;
    if found.letter {
        return meaning(rest).filter(|meaning| !meaning.letter);
    }
    let extra = [found.extra.as_str(), rest].join(" ").trim().to_owned();
    found.usual.is_part().then(|| found.with(extra))
}

/// Without a number, an emoji or another sign before it, and brackets all around.
fn bare(words: &str) -> &str {
    let mut words = words.trim();
    for (open, close) in [('[', ']'), ('(', ')')] {
        let inside = words.strip_prefix(open).and_then(|w| w.strip_suffix(close));
        words = inside.map_or(words, str::trim);
    }
    let unnumbered = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let words = match unnumbered.strip_prefix(['.', ')']) {
        Some(rest) if unnumbered.len() < words.len() && rest.starts_with(' ') => rest,
        _ => words,
    };
    words
        .trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(')
        .trim_end()
}

/// A name and what follows its colon or dash, where that stands early enough.
fn apart(text: &str, within: usize) -> Option<(&str, &str)> {
    let within = &text[..text.floor_char_boundary(within.min(text.len()))];
    let colon = within.find(':').map(|at| (at, 1));
    let dash = within.find(['–', '—']).map(|at| (at, '–'.len_utf8()));
    let hyphen = within.find(" - ").map(|at| (at, 3));
    let (at, length) = colon.or_else(|| dash.into_iter().chain(hyphen).min())?;
    Some((text[..at].trim(), text[at + length..].trim()))
}

/// A name at the start of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub meaning: Meaning,
    /// How a note is called; empty for what has a name of ours.
    pub name: String,
    /// What follows it in its line.
    pub rest: String,
    pub emphasised: bool,
    /// It is alone a weak sign: a letter, or a name without a colon.
    pub loose: bool,
    /// It begins an item of a list.
    pub listed: bool,
    /// Columns before it.
    pub indent: usize,
}

/// The name at the start of a line, if there is one.
pub(super) fn label(line: &str) -> Option<Label> {
    let text = line.trim_start();
    let (listed, text) = without_marker(text);
    let indent = columns_before(line);
    if text.is_empty() || (indent >= 4 && !listed) {
        return None;
    }
    let (meaning, rest, emphasised, loose) = row(text)
        .or_else(|| emphasised(text))
        .or_else(|| bracketed(text))
        .or_else(|| plain(text))?;
    let rest = [meaning.extra.as_str(), rest.trim()].join(" ");
    let loose = loose || meaning.letter && !emphasised;
    let name = match meaning.usual {
        SynonymSpelling::Note => text.split([':', '–', '—']).next().unwrap_or(text),
        _ => "",
    };
    Some(Label {
        name: name.trim_matches(|c: char| !c.is_alphanumeric()).to_owned(),
        rest: rest.trim().to_owned(),
        meaning,
        emphasised,
        loose,
        listed,
        indent,
    })
}

type Read = (Meaning, String, bool, bool);

/// `**Name:** rest`, `**Name**: rest`, `*Name* rest`, `**S**ituation: rest`.
fn emphasised(text: &str) -> Option<Read> {
    let marks = ["***", "**", "__", "*", "_"];
    let mark = marks.into_iter().find(|mark| text.starts_with(mark))?;
    let inside = &text[mark.len()..];
    let Some(end) = inside.find(mark) else {
        // Bold that goes on over the line's end.
        let (name, rest) = apart(inside, LONGEST_NAME)?;
        return Some((meaning(name)?, format!("{mark}{rest}"), true, false));
    };
    let (name, after) = (inside[..end].trim(), &inside[end + mark.len()..]);
    if name.chars().count() == 1 && after.starts_with(char::is_alphabetic) {
        let (tail, rest) = apart(after, LONGEST_NAME).unwrap_or((after, ""));
        let whole = format!("{name}{tail}");
        let found = meaning(&whole)?;
        return Some((found, rest.to_owned(), true, false));
    }
    if let Some(bare) = name.strip_suffix([':', '-', '–', '—', '.']) {
        return Some((meaning(bare)?, after.to_owned(), true, false));
    }
    if let Some((name, rest)) = apart(name, LONGEST_NAME) {
        let rest = format!("{mark}{rest}{mark}{after}");
        return Some((meaning(name)?, rest, true, false));
    }
    let found = meaning(name)?;
    let follows = after.trim_start();
    if follows.is_empty() {
        return Some((found, String::new(), true, false));
    }
    match follows.strip_prefix([':', '–', '—']) {
        Some(rest) => Some((found, rest.to_owned(), true, false)),
        None => {
            let dashed = follows.strip_prefix("- ");
            let rest = dashed.unwrap_or(follows).to_owned();
            Some((found, rest, true, dashed.is_none()))
        }
    }
}

/// `| Name | rest |`, a row of a table with two columns.
fn row(text: &str) -> Option<Read> {
    let inside = text.strip_prefix('|')?.trim_end();
    let (name, rest) = inside.strip_suffix('|').unwrap_or(inside).split_once('|')?;
    let name = name.trim().trim_matches(['*', '_', ':']);
    // Where the next cell is a name as well, the parts stand in columns.
    let next = meaning(rest.trim().trim_matches(['*', '_', ':']));
    let is_header = next.is_some_and(|next| !next.letter);
    let found = meaning(name).filter(|_| !rest.contains('|') && !is_header)?;
    Some((found, rest.trim().to_owned(), false, true))
}

/// `[S] rest`, `(Result) rest`.
fn bracketed(text: &str) -> Option<Read> {
    let close = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    let end = text.find(close).filter(|end| *end <= LONGEST_NAME)?;
    let rest = text[end + 1..].trim_start_matches(':');
    // A link's words are no label.
    let is_link = rest.starts_with(['(', '[']);
    let found = meaning(&text[1..end]).filter(|_| !is_link)?;
    Some((found, rest.to_owned(), false, true))
}

/// `Name: rest`, `Name - rest`, `Name` alone.
fn plain(text: &str) -> Option<Read> {
    let Some((name, rest)) = apart(text, LONGEST_NAME) else {
        let found = (text.len() <= LONGEST_NAME)
            .then(|| meaning(text))
            .flatten()?;
        let is_part = found.usual.is_part();
        return (is_part && !found.letter).then_some((found, String::new(), false, true));
    };
    let has_colon = text[name.len()..].trim_start().starts_with(':');
    Some((meaning(name)?, rest.to_owned(), false, !has_colon))
}

/// Whether a line begins an item of a list, and what follows the sign and the box.
pub(super) fn without_marker(text: &str) -> (bool, &str) {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let after = match digits.strip_prefix(['.', ')']) {
        Some(rest) if digits.len() < text.len() => Some(rest),
        _ => text.strip_prefix(['-', '*', '+', '•', '‣', '◦']),
    };
    let Some(rest) = after.filter(|rest| rest.starts_with([' ', '\t'])) else {
        return (false, text);
    };
    let rest = rest.trim_start();
    let boxes = ["[ ] ", "[x] ", "[X] "];
    let unboxed = boxes.iter().find_map(|sign| rest.strip_prefix(sign));
    (true, unboxed.unwrap_or(rest).trim_start())
}

/// Columns of white space before a line's first word; a tab counts four.
pub(super) fn columns_before(line: &str) -> usize {
    line.chars()
        .map_while(|c| match c {
            '\t' => Some(4),
            c if c.is_whitespace() => Some(1),
            _ => None,
        })
        .sum()
}

/// A label and the line that it begins.
#[derive(Debug, Clone)]
pub(super) struct FoundLabel {
    pub label: Label,
    /// Its line without the line ending.
    pub line: Range<usize>,
    /// Where the next line begins.
    pub end: usize,
}

impl FoundLabel {
    /// Whether it opens a part of the answer.
    pub(super) fn is_part(&self) -> bool {
        self.label.meaning.usual.is_part()
    }
}

/// The labels of a passage that count, in order. Blocks of code and comments have none.
pub(super) fn find(source: &str, area: Range<usize>, opaque: &[Range<usize>]) -> Vec<FoundLabel> {
    let mut found = Vec::new();
    for (line, hidden) in lines_and_blocks(source, area, opaque) {
        if hidden {
            continue;
        }
        found.extend(label(&source[line.at.clone()]).map(|label| FoundLabel {
            label,
            line: line.at,
            end: line.end,
        }));
    }
    agreeing(found)
}

/// Of the labels of a passage those that fit together.
fn agreeing(mut found: Vec<FoundLabel>) -> Vec<FoundLabel> {
    let emphasised = distinct(found.iter().filter(|found| found.label.emphasised));
    if emphasised.len() > 1 {
        // Where the names are bold, a plain one is prose, unless no bold one says the same.
        found.retain(|found| {
            found.label.emphasised || !emphasised.contains(&found.label.meaning.usual)
        });
    }
    let in_company = distinct(found.iter()).len() > 1;
    found.retain(|found| match found.label.meaning.usual {
        SynonymSpelling::Part(_) | SynonymSpelling::Trouble => in_company || !found.label.loose,
        SynonymSpelling::Key(_) => found.label.emphasised,
        SynonymSpelling::Note => found.label.emphasised || found.label.rest.is_empty(),
        SynonymSpelling::Wrapper => false,
    });
    // Without a part, facts and notes stand above the answer and are read there.
    let parts = found.iter().filter(|found| found.is_part());
    let Some(outermost) = parts.map(|found| found.label.indent).min() else {
        return Vec::new();
    };
    found.retain(|found| found.label.indent <= outermost + 1);
    found
}

/// The different parts that some labels name.
pub(super) fn distinct<'f>(found: impl Iterator<Item = &'f FoundLabel>) -> Vec<SynonymSpelling> {
    let mut seen = Vec::new();
    for usual in found
        .filter(|found| found.is_part())
        .map(|found| found.label.meaning.usual)
    {
        if !seen.contains(&usual) {
            seen.push(usual);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::synonym::FactKey;

    fn shown(usual: SynonymSpelling) -> String {
        match usual {
            SynonymSpelling::Part(part) => part.name().to_owned(),
            SynonymSpelling::Trouble => "trouble".to_owned(),
            SynonymSpelling::Key(key) => key.key().to_owned(),
            SynonymSpelling::Note => "note".to_owned(),
            SynonymSpelling::Wrapper => "wrapper".to_owned(),
        }
    }

    #[test]
    fn labels_in_every_dress() {
        let table = [
            ("**Situation:** Two shops.", "Situation|Two shops."),
            ("**Situation**: Two shops.", "Situation|Two shops."),
            ("__Situation__ : Two shops.", "Situation|Two shops."),
            ("*Situation:* **Two** shops.", "Situation|**Two** shops."),
            ("**Situation: two** shops.", "Situation|**two** shops."),
            ("**Situation: two", "Situation|**two"),
            ("**Situation** – two", "Situation|two"),
            ("**Situation**", "Situation|"),
            ("**S**ituation: two", "Situation|two"),
            ("- **S:** two", "Situation|two"),
            ("  * Task - mine", "Task|mine"),
            ("1. Action: I chose", "Action|I chose"),
            ("- [x] R: late", "Result|late"),
            ("L: I ask", "Learning|I ask"),
            ("[T] mine", "Task|mine"),
            ("S (Situation): two", "Situation|two"),
            ("Situation (S): two", "Situation|two"),
            ("Action (what I did): x", "Action|(what I did) x"),
            ("What I learned: ask", "Learning|ask"),
            ("\u{1f3af} Task: mine", "Task|mine"),
            ("Challenge: two", "trouble|two"),
            ("Obstacle: two", "Task|two"),
            ("**Role:** SRE", "role|SRE"),
            ("Closing (SRE): so", "Closing|so"),
            ("Lessons Learned", "Learning|"),
            ("| **Action** | I chose |", "Action|I chose"),
        ];
        for (line, expected) in table {
            let found = label(line).unwrap_or_else(|| panic!("{line}"));
            let found = format!("{}|{}", shown(found.meaning.usual), found.rest);
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn a_note_keeps_its_name() {
        for line in ["**Follow-ups:** who?", "- Follow-ups: who?", "*Follow-ups*"] {
            assert_eq!(label(line).expect("a label").name, "Follow-ups", "{line}");
        }
    }

    #[test]
    fn prose_is_no_label() {
        for line in [
            "",
            "The task was mine: all of it.",
            "[Result](https://example.org)",
            "Action items for Monday",
            "    Situation: code",
            "https://example.org",
            "a",
            "- did x",
            "Nobody knew: the result came late.",
            "**skipped** the shim",
            "| Situation | Task |",
            "| Action | a | b |",
        ] {
            assert_eq!(label(line), None, "{line}");
        }
    }

    #[test]
    fn weak_signs_count_only_in_company() {
        let found = |text: &str| {
            find(text, 0..text.len(), &[])
                .iter()
                .map(|found| shown(found.label.meaning.usual))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(found("Q: why?\nA: because"), "");
        assert_eq!(found("S: x\nA: y"), "Situation Action");
        assert_eq!(found("Result\nwe lost"), "");
        assert_eq!(found("Situation\nx\n\nResult\ny"), "Situation Result");
        assert_eq!(
            found("**Action:** x\nResult: y\n**Result:** z\nTakeaway: w"),
            "Action Result Learning"
        );
        assert_eq!(found("- A: x\n    - Result: y\n- R: z"), "Action Result");
    }

    #[test]
    fn headings_keep_what_stands_beside_the_name() {
        let table = [
            ("Situation", "Situation|"),
            ("2. Task", "Task|"),
            ("Action: the call", "Action|the call"),
            ("Result – in numbers", "Result|in numbers"),
            ("S - Situation", "Situation|"),
            ("(S) Situation", "Situation|"),
            ("Actions I Took", "Action|"),
            ("My Role", "Task|"),
            ("Gelerntes", "Learning|"),
            ("Lessons learned", "Learning|"),
            ("Situtaion", "Situation|"),
            ("STAR", "wrapper|"),
            ("Action (first draft)", "Action (first draft)|"),
        ];
        for (words, expected) in table {
            let found = heading(words).unwrap_or_else(|| panic!("{words}"));
            let found = format!("{}|{}", shown(found.usual), found.extra);
            assert_eq!(found, expected, "{words}");
        }
        for words in ["Nine days late", "Role: Engineer", "Problem solving", ""] {
            assert_eq!(heading(words).map(|found| found.usual), None, "{words}");
        }
        assert_eq!(
            heading("Tags").map(|f| f.usual),
            Some(SynonymSpelling::Key(FactKey::Tags))
        );
    }
}
