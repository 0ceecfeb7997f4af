//! A story as an importer found it, before it is written in our format.

use std::collections::HashMap;
use std::mem;
use std::ops::Range;

use crate::story::Beat;
use crate::story::section::StorySection;
use crate::story::synonym::SynonymSpelling;
use crate::story::text::{self, one_line};

use super::facts::{self, ForeignFacts};
use super::titles;

/// What stands under one name.
#[derive(Debug, Clone)]
pub(super) struct DraftWords {
    /// The name: a part, or a word of two meanings.
    pub usual: SynonymSpelling,
    /// The role of a closing.
    pub role: Option<String>,
    /// The words, without blank lines around them.
    pub text: String,
    /// The line of its name.
    pub line: usize,
}

/// Why words are a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoteReason {
    /// Its name is none of a part.
    UnknownName,
    /// It stands beside the stories and has no part of an answer.
    Beside,
    /// It explains how to answer, or is a template.
    Method,
    /// It stands over several stories.
    Group,
    /// It has no name at all.
    Unnamed,
}

impl NoteReason {
    /// Why, for a person.
    pub(crate) fn words(self) -> &'static str {
        match self {
            NoteReason::UnknownName => "not a part of the answer",
            NoteReason::Beside => "not a story",
            NoteReason::Method => "explains the method",
            NoteReason::Group => "stands over several stories",
            NoteReason::Unnamed => "has no label",
        }
    }
}

/// Words beside the answer.
#[derive(Debug, Clone)]
pub(super) struct DraftNote {
    pub heading: String,
    pub words: String,
    pub reason: NoteReason,
}

/// A story as it was found.
#[derive(Debug, Clone, Default)]
pub(super) struct ForeignDraft {
    pub title: Option<String>,
    pub facts: ForeignFacts,
    /// The parts of the answer in the order found.
    pub parts: Vec<DraftWords>,
    /// Everything else, each with its heading.
    pub notes: Vec<DraftNote>,
    /// Where the note of a heading stands in `notes`.
    places: HashMap<String, usize>,
    /// From the line of its title to the line after its last one.
    pub lines: Range<usize>,
    /// Something of it stands outside of these lines.
    pub from_outside: bool,
    /// What is to be said about it, each with its line.
    pub remarks: Vec<(usize, String)>,
}

/// Words of a title that is made from a story's first ones.
const WORDS_OF_A_TITLE: usize = 7;

/// The heading of words that had none.
pub(super) const NOTES: &str = "Notes";

impl ForeignDraft {
    /// What it is called: its title, the name of its file, its first words or its number.
    pub(super) fn take_title(&mut self, file_name: Option<&str>, number: usize) -> String {
        let heading = self
            .title
            .take()
            .map(|title| one_line(&title))
            .filter(|t| !t.is_empty());
        let fact = self.facts.title.take();
        if let (Some(heading), Some(fact)) = (&heading, &fact)
            && heading != fact
        {
            self.facts.left.push(format!("title: {fact}"));
        }
        let heading = heading
            .or(fact)
            .map(|title| titles::without_theme(&title, &mut self.facts));
        let named = heading
            .or_else(|| file_name.map(str::to_owned))
            .filter(|t| !t.is_empty());
        let numbered = named.as_deref().is_some_and(titles::is_numbered);
        let title = match (named, self.first_words()) {
            (Some(number), Some(words)) if numbered => format!("{number}: {words}"),
            (Some(title), _) => title,
            (None, Some(words)) => words,
            (None, None) => format!("Story {number}"),
        };
        if facts::is_question(&title) {
            self.facts.ask(facts::without_count(&title));
        }
        title
    }

    /// The first words of a story that has no title.
    pub(super) fn first_words(&self) -> Option<String> {
        let notes = self.notes.iter().filter(|note| note.heading == NOTES);
        let texts = self.parts.iter().map(|words| &words.text);
        let questions = self.facts.questions.iter();
        let mut all = texts.chain(questions).chain(notes.map(|note| &note.words));
        all.find_map(|words| {
            // Only the beginning matters, and the rest may be long.
            let head = &words[..words.floor_char_boundary(1000)];
            let line = text::first_words(&text::plain(head), WORDS_OF_A_TITLE);
            let line = line.trim_end_matches(['.', ',', ';', ':']).to_owned();
            (!line.is_empty()).then_some(line)
        })
    }

    /// Keeps words as a note, joined to what stands under that heading already.
    pub(super) fn note(&mut self, heading: &str, words: &str, reason: NoteReason) {
        match self.places.get(heading) {
            Some(place) => join(&mut self.notes[*place].words, words),
            None => {
                self.places.insert(heading.to_owned(), self.notes.len());
                self.notes.push(DraftNote {
                    heading: heading.to_owned(),
                    words: words.to_owned(),
                    reason,
                });
            }
        }
    }

    /// Takes facts, notes and remarks that stood outside of it.
    pub(super) fn take(&mut self, other: ForeignDraft) {
        self.from_outside |= other.facts != ForeignFacts::default() || !other.notes.is_empty();
        self.facts.join(other.facts);
        self.remarks.extend(other.remarks);
        for note in other.notes {
            self.note(&note.heading, &note.words, note.reason);
        }
    }

    /// Whether a part was found, be it empty.
    pub(super) fn has(&self, beat: Beat) -> bool {
        self.parts.iter().any(|words| words.usual == part(beat))
    }

    /// A last line of nothing but `#tags` is a fact.
    pub(super) fn take_hashtags(&mut self) {
        let parts = self.parts.iter_mut().map(|words| &mut words.text);
        let notes = self.notes.iter_mut().map(|note| &mut note.words);
        for words in parts.chain(notes) {
            let start = words.rfind('\n').map_or(0, |at| at + 1);
            let last = &words[start..];
            if facts::are_hashtags(last) {
                last.split_whitespace().for_each(|tag| self.facts.tag(tag));
                words.truncate(words[..start].trim_end().len());
            }
        }
    }

    /// Gives words of two meanings their place and joins what has one name; returns the names
    /// that were joined, with the line of the second.
    pub(super) fn settle(&mut self) -> Vec<(usize, &'static str)> {
        self.settle_meanings();
        let mut joined = Vec::new();
        let mut settled: Vec<DraftWords> = Vec::new();
        for words in mem::take(&mut self.parts) {
            let same =
                |there: &&mut DraftWords| there.usual == words.usual && there.role == words.role;
            match settled.iter_mut().find(same) {
                Some(there) => {
                    if let SynonymSpelling::Part(part) = words.usual
                        && !words.text.is_empty()
                        && !there.text.is_empty()
                    {
                        joined.push((words.line, part.name()));
                    }
                    join(&mut there.text, &words.text);
                }
                None => settled.push(words),
            }
        }
        self.parts = settled;
        joined
    }

    /// The trouble is the Situation, or the Task where the Situation has a name of its own. What
    /// happened is the Situation before the Action and the Result after it. A mistake is the
    /// Action, unless that has a name of its own.
    fn settle_meanings(&mut self) {
        let has_action = self.has(Beat::Action);
        let mut acted = false;
        for index in 0..self.parts.len() {
            let usual = match self.parts[index].usual {
                SynonymSpelling::Trouble if self.has(Beat::Situation) && !self.has(Beat::Task) => {
                    part(Beat::Task)
                }
                SynonymSpelling::Trouble => part(Beat::Situation),
                SynonymSpelling::Happened if acted => part(Beat::Result),
                SynonymSpelling::Happened => part(Beat::Situation),
                SynonymSpelling::Mistake if has_action && !self.has(Beat::Situation) => {
                    part(Beat::Situation)
                }
                SynonymSpelling::Mistake => part(Beat::Action),
                usual => usual,
            };
            acted |= usual == part(Beat::Action);
            self.parts[index].usual = usual;
        }
    }
}

fn part(beat: Beat) -> SynonymSpelling {
    SynonymSpelling::Part(StorySection::Beat(beat))
}

fn join(there: &mut String, words: &str) {
    if !there.is_empty() && !words.is_empty() {
        there.push_str("\n\n");
    }
    there.push_str(words);
}
