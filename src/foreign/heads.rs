//! Where a story begins in the words above its first label, when no heading says it.
//!
//! A dividing line ends the story before it; a short line of its own, a question and the
//! facts right above the label belong to the story after it. Refuses to look into blocks
//! of code and comments.

use std::borrow::Cow;
use std::ops::Range;

use crate::story::lines::lines;
use crate::story::synonym::{self, FactKey, SynonymSpelling};

use super::pieces::{SourcePiece, plain};
use super::titles::{bare_title, ends_blank, last_title_line};
use super::{keys, labels, titles};

/// A line of tildes that is shorter opens a block of code.
const SHORTEST_TILDES: usize = 5;

/// A question above a label that is longer is a passage, in bytes.
const LONGEST_QUESTION: usize = 240;

/// What stands above the first label of a story and belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// Where it begins in the text.
    pub start: usize,
    pub title: Option<String>,
    /// Facts, questions and words beside the title.
    pub rest: String,
    /// A dividing line or a counted title says that the story before it has ended.
    pub ends_the_last: bool,
}

/// The head of the story whose first label follows the piece `before` at the byte `label`.
pub(super) fn between(text: &str, before: &SourcePiece, label: usize) -> Option<Head> {
    let start = match before.is_label() {
        true => before.at,
        false => before.body.start,
    };
    let words = &text[start..before.body.end];
    let touches = !ends_blank(&text[..label]);
    let head = above(words).or_else(|| {
        let (title, start) = last_title_line(words, touches)?;
        Some(Head {
            start,
            title: Some(title),
            rest: String::new(),
            ends_the_last: false,
        })
    })?;
    let at = start + head.start;
    let is_all = before.is_label()
        && before.lead.is_empty()
        && !head.ends_the_last
        && text[before.body.start..at.max(before.body.start)]
            .trim()
            .is_empty();
    (at >= before.body.start && !is_all).then_some(Head { start: at, ..head })
}

/// The lines at the end of some words that are the head of what follows them.
fn above(words: &str) -> Option<Head> {
    let rows: Vec<Range<usize>> = lines(words, 0..words.len()).map(|line| line.at).collect();
    let line = |index: usize| words[rows[index].clone()].trim();
    let mut found = HeadSearch::default();
    for index in (0..rows.len()).rev() {
        let words = line(index);
        let parted = index == 0 || line(index - 1).is_empty() || is_divider(line(index - 1));
        if words.is_empty() {
            continue;
        }
        if !found.take(index, words, parted) {
            break;
        }
    }
    let first = match found.divider {
        Some(divider) => divider,
        None => last_divider(&rows, words).or(found.first)?,
    };
    let title = found.title.or(found.question);
    let ends_the_last = is_divider(line(first))
        || framed(line(first)).is_some()
        || title.as_ref().is_some_and(|(_, title)| is_counted(title));
    let rest = (first..rows.len()).filter(|index| {
        let is_title = title.as_ref().is_some_and(|(at, _)| at == index);
        !is_title && !is_divider(line(*index))
    });
    let rest: Vec<&str> = rest.map(|index| &words[rows[index].clone()]).collect();
    Some(Head {
        start: rows[first].start,
        title: title.map(|(_, title)| title),
        rest: rest.join("\n"),
        ends_the_last,
    })
}

/// What the lines above a label are, read from the last upwards.
#[derive(Default)]
struct HeadSearch {
    title: Option<(usize, String)>,
    question: Option<(usize, String)>,
    /// The highest line that belongs to the head.
    first: Option<usize>,
    divider: Option<usize>,
}

impl HeadSearch {
    /// Takes a line; false where the head has ended. `parted` says that nothing touches it
    /// from above.
    fn take(&mut self, index: usize, line: &str, parted: bool) -> bool {
        if is_divider(line) {
            self.divider = Some(index);
            return false;
        }
        if let Some(title) = framed(line).filter(|_| self.title.is_none()) {
            self.title = Some((index, title));
            self.divider = Some(index);
            return false;
        }
        if let Some(key) = known_key(line) {
            if parted && matches!(key, FactKey::Title | FactKey::Question) {
                self.first = Some(index);
            }
            return true;
        }
        let question = plain(labels::without_marker(line).1);
        let asks = question.len() <= LONGEST_QUESTION && keys::is_question(&question);
        if parted && asks && self.question.is_none() {
            self.question = Some((index, question));
            self.first = Some(index);
            return true;
        }
        match lone_title(line).filter(|_| parted && self.title.is_none()) {
            Some(title) => {
                self.title = Some((index, title));
                self.first = Some(index);
                true
            }
            None => false,
        }
    }
}

/// The last dividing line among some words, whatever stands below it.
fn last_divider(rows: &[Range<usize>], words: &str) -> Option<usize> {
    let hides = |line: &str| {
        ["```", "~~~", "<!--"]
            .iter()
            .any(|sign| line.starts_with(sign))
            || line.ends_with("-->")
    };
    let mut above = (0..rows.len())
        .rev()
        .map(|index| (index, words[rows[index].clone()].trim()));
    let stop = above.find(|(_, line)| is_divider(line) || framed(line).is_some() || hides(line))?;
    (!hides(stop.1)).then_some(stop.0)
}

/// A line of its own that can be a title.
fn lone_title(line: &str) -> Option<String> {
    let (listed, _) = labels::without_marker(line);
    let counted = line.starts_with(|c: char| c.is_ascii_digit());
    let is_label = labels::label(line).is_some();
    bare_title(line).filter(|_| !is_label && (counted || !listed))
}

/// The fact that a line states: `Title: ...`, `Question: ...`.
fn known_key(line: &str) -> Option<FactKey> {
    let (name, value) = labels::without_marker(line).1.split_once(':')?;
    match synonym::usual(name.trim_matches(['*', '_', ' ']))? {
        SynonymSpelling::Key(key) if !value.trim().is_empty() => Some(key),
        _ => None,
    }
}

/// A line of one sign, three times or more.
pub(super) fn is_divider(line: &str) -> bool {
    let line = line.trim();
    let sign = line.chars().next().filter(|sign| "-*_=~".contains(*sign));
    let least = if line.starts_with('~') {
        SHORTEST_TILDES
    } else {
        3
    };
    let is_it = |sign: char| line.chars().all(|c| c == sign || c == ' ');
    sign.is_some_and(is_it) && line.chars().filter(|c| *c != ' ').count() >= least
}

/// The words between two rows of signs: `=== Story two ===`.
fn framed(line: &str) -> Option<String> {
    let line = line.trim();
    let inside = ["=", "-", "~", "*", "_"].iter().find_map(|sign| {
        let row = sign.repeat(3);
        let inside = line.strip_prefix(&row)?.strip_suffix(&row)?;
        Some(inside.trim_matches(|c: char| sign.starts_with(c)))
    })?;
    bare_title(inside.trim())
}

/// `Story 2 - The mill`, `STORY TWO: MILL`, `Example #3`.
fn is_counted(title: &str) -> bool {
    titles::without_number(title).len() < title.len() || titles::is_numbered(title)
}

/// Lines of tildes that divide stories as lines that open no block of code.
pub(super) fn without_tildes(text: Cow<'_, str>) -> Cow<'_, str> {
    let rows: Vec<Range<usize>> = lines(&text, 0..text.len()).map(|line| line.at).collect();
    let is_row = |line: &str| line.starts_with('~') && is_divider(line);
    let mut dividers = Vec::new();
    let mut open: Option<(usize, bool)> = None;
    let mut in_code = false;
    for (index, row) in rows.iter().enumerate() {
        let line = text[row.clone()].trim_end();
        if line.starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        match (is_row(line), open) {
            // What stood between the two is no code.
            (true, Some((first, true))) => {
                dividers.push(first);
                open = Some((index, false));
            }
            (true, Some((_, false))) => open = None,
            (true, None) => open = Some((index, false)),
            (false, Some((first, false))) if names_a_part(line) => open = Some((first, true)),
            _ => {}
        }
    }
    dividers.extend(open.map(|(first, _)| first));
    if dividers.is_empty() {
        return text;
    }
    let mut plain = text.clone().into_owned();
    for index in dividers.into_iter().rev() {
        plain.replace_range(rows[index].clone(), "* * *");
    }
    Cow::Owned(plain)
}

fn names_a_part(line: &str) -> bool {
    labels::label(line).is_some_and(|label| label.meaning.usual.is_part() && line.contains(':'))
}
