//! A story as an importer found it, before it is written in our format.

use std::collections::HashMap;
use std::mem;
use std::ops::Range;

use crate::story::Beat;
use crate::story::parse::outline;
use crate::story::section::StorySection;
use crate::story::synonym::SynonymSpelling;

use super::keys::{self, ForeignFacts};
use super::{heads, labels};

/// What stands under one name.
#[derive(Debug, Clone)]
pub(super) struct DraftWords {
    /// The name: a part, or the trouble.
    pub usual: SynonymSpelling,
    /// The role of a closing.
    pub role: Option<String>,
    /// The words, without blank lines around them.
    pub text: String,
    /// Where the name stands.
    pub at: usize,
}

/// A story as it was found.
#[derive(Debug, Clone, Default)]
pub(super) struct ForeignDraft {
    pub title: Option<String>,
    pub facts: ForeignFacts,
    /// The parts of the answer in the order found.
    pub parts: Vec<DraftWords>,
    /// Everything else, each with its heading.
    pub notes: Vec<(String, String)>,
    /// Where the note of a heading stands in `notes`.
    pub places: HashMap<String, usize>,
    /// From its heading to the byte before what belongs to something else.
    pub at: Range<usize>,
    /// Something of it stands outside of that range.
    pub from_outside: bool,
    /// What is to be said about it, each with its place.
    pub remarks: Vec<(usize, String)>,
}

/// The heading of words that had none.
pub(super) const NOTES: &str = "Notes";

impl ForeignDraft {
    /// Keeps words as a note, joined to what stands under that heading already.
    pub(super) fn note(&mut self, heading: &str, words: &str) {
        let words = if is_only_comments(words) {
            ""
        } else {
            tidy(words)
        };
        match self.places.get(heading) {
            Some(place) => join(&mut self.notes[*place].1, words),
            None => {
                self.places.insert(heading.to_owned(), self.notes.len());
                self.notes.push((heading.to_owned(), words.to_owned()));
            }
        }
    }

    /// Takes facts, notes and remarks that stood outside of it.
    pub(super) fn take(&mut self, other: ForeignDraft) {
        self.from_outside |= other.facts != ForeignFacts::default() || !other.notes.is_empty();
        self.facts.join(other.facts);
        self.remarks.extend(other.remarks);
        for (heading, words) in other.notes {
            self.note(&heading, &words);
        }
    }

    /// Whether a part was found, be it empty.
    fn has(&self, beat: Beat) -> bool {
        let wanted = SynonymSpelling::Part(StorySection::Beat(beat));
        self.parts.iter().any(|words| words.usual == wanted)
    }

    /// A last line of nothing but `#tags` is a fact.
    pub(super) fn take_hashtags(&mut self) {
        let parts = self.parts.iter_mut().map(|words| &mut words.text);
        let notes = self.notes.iter_mut().map(|(_, words)| words);
        for words in parts.chain(notes) {
            let start = words.rfind('\n').map_or(0, |at| at + 1);
            let last = &words[start..];
            if keys::are_hashtags(last) {
                last.split_whitespace().for_each(|tag| self.facts.tag(tag));
                *words = tidy(&words[..start]).to_owned();
            }
        }
    }

    /// Where headings lead to no Action or no Learning, a label inside the words may.
    pub(super) fn look_inside(&mut self) {
        for beat in [Beat::Action, Beat::Learning] {
            let wanted = SynonymSpelling::Part(StorySection::Beat(beat));
            let told = |words: &DraftWords| words.usual == wanted && !words.text.is_empty();
            if self.parts.iter().any(told) {
                continue;
            }
            let part = (0..self.parts.len()).find_map(|index| {
                let (before, after) = split_at_label(&self.parts[index].text, wanted)?;
                Some((index, before, after))
            });
            if let Some((index, before, after)) = part {
                self.parts[index].text = before;
                let at = self.parts[index].at;
                self.parts.insert(
                    index + 1,
                    DraftWords {
                        usual: wanted,
                        role: None,
                        text: after,
                        at,
                    },
                );
            }
        }
    }

    /// Gives the trouble its place and joins what has one name; returns the names that were
    /// joined, with the place of the second.
    pub(super) fn settle(&mut self) -> Vec<(usize, &'static str)> {
        let situation = SynonymSpelling::Part(StorySection::Beat(Beat::Situation));
        let task = SynonymSpelling::Part(StorySection::Beat(Beat::Task));
        let (mut has_situation, mut has_task) = (self.has(Beat::Situation), self.has(Beat::Task));
        let mut joined = Vec::new();
        let mut settled: Vec<DraftWords> = Vec::new();
        for mut words in mem::take(&mut self.parts) {
            let trouble = words.usual == SynonymSpelling::Trouble;
            if trouble && has_situation && !has_task {
                words.usual = task;
                has_task = true;
            } else if trouble {
                words.usual = situation;
                has_situation = true;
            }
            let same =
                |there: &&mut DraftWords| there.usual == words.usual && there.role == words.role;
            match settled.iter_mut().find(same) {
                Some(there) => {
                    if let SynonymSpelling::Part(part) = words.usual
                        && !trouble
                        && !words.text.is_empty()
                        && !there.text.is_empty()
                    {
                        joined.push((words.at, part.name()));
                    }
                    join(&mut there.text, &words.text);
                }
                None => settled.push(words),
            }
        }
        self.parts = settled;
        joined
    }
}

/// Whether a label for a part stands in some words.
pub(super) fn has_label(text: &str, wanted: SynonymSpelling) -> bool {
    split_at_label(text, wanted).is_some()
}

/// The words before a label, and the words that it begins.
fn split_at_label(text: &str, wanted: SynonymSpelling) -> Option<(String, String)> {
    let opaque = outline::scan(text).opaque;
    let found = labels::find(text, 0..text.len(), &opaque);
    let label = found
        .into_iter()
        .find(|found| found.label.meaning.usual == wanted && !found.label.loose)?;
    let mut after = label.label.rest;
    join_line(&mut after, &text[label.end..]);
    let before = tidy(&text[..label.line.start]).to_owned();
    Some((before, tidy(&after).to_owned()))
}

fn join(there: &mut String, words: &str) {
    if !there.is_empty() && !words.is_empty() {
        there.push_str("\n\n");
    }
    there.push_str(words);
}

pub(super) fn join_line(first: &mut String, lines: &str) {
    if !first.is_empty() && !lines.is_empty() {
        first.push('\n');
    }
    first.push_str(lines);
}

/// Without blank lines and dividing lines around it.
pub(super) fn tidy(text: &str) -> &str {
    let divides = |line: &str| {
        let line: String = line.split_whitespace().collect();
        // The rule under a table's header divides as well.
        line.chars().all(|c| "|-:".contains(c)) && (line.is_empty() || line.starts_with('|'))
            || heads::is_divider(&line)
    };
    let mut rest = text.trim_end();
    while let Some(last) = rest.split(['\n', '\r']).next_back()
        && !rest.is_empty()
        && divides(last)
    {
        rest = rest[..rest.len() - last.len()].trim_end();
    }
    while let Some(first) = rest.split_inclusive(['\n', '\r']).next()
        && divides(first)
    {
        rest = &rest[first.len()..];
    }
    rest
}

/// Whether there is nothing but blank lines and comments.
pub(super) fn is_only_comments(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        match comment.split_once("-->") {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
    tidy(rest).is_empty()
}

/// Lines without the white space that all of them begin with.
pub(super) fn dedent(text: &str) -> String {
    let lines = || text.split(['\n']).map(|line| line.trim_end_matches('\r'));
    let worded = lines().filter(|line| !line.trim().is_empty());
    let common = worded
        .map(|line| line.len() - line.trim_start_matches([' ', '\t']).len())
        .min()
        .unwrap_or(0);
    let cut = |line: &str| line.get(common..).unwrap_or("").to_owned();
    lines().map(cut).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dividing_lines_at_the_ends_go() {
        let table = [
            ("\n\n---\n\na\n---\nb\n\n***\n___\n", "a\n---\nb"),
            ("- - -\na", "a"),
            ("---", ""),
            ("", ""),
            ("--", "--"),
            ("| | |\n|---|:--|", ""),
            ("  a\n", "  a"),
        ];
        for (text, expected) in table {
            assert_eq!(tidy(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_stood_in_a_list_is_moved_to_the_margin() {
        assert_eq!(dedent("  - a\n\n    - b\r\n"), "- a\n\n  - b\n");
        assert_eq!(dedent("a\n  b"), "a\n  b");
    }
}
