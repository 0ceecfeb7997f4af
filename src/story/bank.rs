//! The bank: questions that a failure story answers, and what is asked after the answer.
//!
//! They stand in any deck, below `# Questions` and `# Follow-ups`, one `##` heading each. Refuses to
//! choose: which story fits and what an answer calls for is for those who know it.

use std::collections::HashSet;
use std::ops::Range;

use super::id::StoryId;
use super::keyed;
use super::model::{KeyLine, Miss};
use super::parse::outline::{self, Heading, Outline};
use super::parse::{key_lines, list, not_allowed, value_at};
use super::problem::Problem;
use super::text::folded;

/// The questions of one or more decks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct QuestionBank {
    pub questions: Vec<BankQuestion>,
    pub follow_ups: Vec<FollowUp>,
}

/// One wording of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BankQuestion {
    /// What its history hangs on: `id:`, else the slug of its wording.
    pub key: StoryId,
    /// As an interviewer says it.
    pub wording: String,
    /// The kinds of failure it asks for.
    pub asks: AskedMisses,
    /// Words that a story which answers it may have.
    pub words: Vec<String>,
}

/// The kinds of failure that a question asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AskedMisses {
    /// Any of them.
    Any,
    /// One of these.
    Kinds(Vec<Miss>),
    /// Nobody has said which: it was heard in an interview.
    Unknown,
}

/// What an interviewer asks after the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FollowUp {
    /// What its history hangs on: `id:`, else the slug of its wording.
    pub key: StoryId,
    /// As an interviewer says it.
    pub wording: String,
    /// What in an answer calls for it, any of these; none where it is asked after any answer.
    pub when: Vec<FollowUpCause>,
}

keyed! {
    /// What in an answer calls for a follow-up: a finding, or a part of it that was thin.
    pub(crate) FollowUpCause {
        NoDecision "no-decision",
        PassiveAction "passive-action",
        Deflection "deflection",
        FakeFailure "fake-failure",
        NoNumber "no-number",
        NoLearning "no-learning",
        TooLong "too-long",
        TooShort "too-short",
        Situation "situation",
        Task "task",
        Action "action",
        Result "result",
        Learning "learning",
    }
}

impl AskedMisses {
    /// Whether a failure of that kind is asked for, as far as that is known.
    pub(crate) fn include(&self, miss: Option<Miss>) -> bool {
        match self {
            AskedMisses::Any => true,
            AskedMisses::Kinds(kinds) => miss.is_some_and(|miss| kinds.contains(&miss)),
            AskedMisses::Unknown => false,
        }
    }
}

/// A chapter of a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BankChapter {
    Questions,
    FollowUps,
}

impl BankChapter {
    /// The one that a title opens, if no part of a story stands below.
    fn of(title: &str) -> Option<BankChapter> {
        match folded(title).trim_end_matches([':', ' ']) {
            "questions" => Some(BankChapter::Questions),
            "follow-ups" | "follow ups" => Some(BankChapter::FollowUps),
            _ => None,
        }
    }

    /// What one entry is called.
    fn entry(self) -> &'static str {
        match self {
            BankChapter::Questions => "question",
            BankChapter::FollowUps => "follow-up",
        }
    }

    /// The keys that mean something below an entry.
    fn keys(self) -> &'static [&'static str] {
        match self {
            BankChapter::Questions => &["id", "asks", "words"],
            BankChapter::FollowUps => &["id", "when"],
        }
    }
}

/// Whether a title opens a chapter of a bank, if no part of a story stands below.
pub(crate) fn is_title(title: &str) -> bool {
    BankChapter::of(title).is_some()
}

impl QuestionBank {
    /// Adds what another bank has, whose questions come after: of two that bear one key, the first
    /// counts.
    pub(crate) fn extend(&mut self, other: QuestionBank) {
        for question in other.questions {
            if self.questions.iter().all(|known| known.key != question.key) {
                self.questions.push(question);
            }
        }
        for follow_up in other.follow_ups {
            if self
                .follow_ups
                .iter()
                .all(|known| known.key != follow_up.key)
            {
                self.follow_ups.push(follow_up);
            }
        }
    }

    /// The keys of the entries of a chapter.
    fn keys(&self, chapter: BankChapter) -> Vec<&StoryId> {
        match chapter {
            BankChapter::Questions => self.questions.iter().map(|entry| &entry.key).collect(),
            BankChapter::FollowUps => self.follow_ups.iter().map(|entry| &entry.key).collect(),
        }
    }
}

/// Reads the bank of a deck; its stories are left out.
pub(crate) fn read(source: &str) -> (QuestionBank, Vec<Problem>) {
    let outline = outline::scan(source);
    let mut reader = BankReader {
        source,
        outline: &outline,
        bank: QuestionBank::default(),
        problems: Vec::new(),
    };
    let mut open = None;
    let headings = &outline.headings;
    for (place, heading) in headings.iter().enumerate() {
        let end = headings[place + 1..].iter().find(|next| next.level < 3);
        let end = end.map_or(source.len(), |next| next.line_start);
        match (heading.level, open) {
            (1, _) => open = BankChapter::of(&heading.text),
            (2, Some(chapter)) => reader.take(chapter, heading, heading.end..end),
            _ => {}
        }
    }
    (reader.bank, reader.problems)
}

struct BankReader<'s> {
    source: &'s str,
    outline: &'s Outline,
    bank: QuestionBank,
    problems: Vec<Problem>,
}

impl BankReader<'_> {
    fn take(&mut self, chapter: BankChapter, heading: &Heading, body: Range<usize>) {
        let lines = key_lines(self.source, body, &self.outline.opaque);
        let mut known: HashSet<&str> = HashSet::new();
        for line in &lines {
            let means = chapter.keys().contains(&line.key.as_str());
            if !means || !known.insert(&line.key) {
                self.unused(chapter, line, means);
            }
        }
        let line = |key: &str| lines.iter().find(|line| line.key == key);
        let Some(key) = self.key(chapter, heading, line("id")) else {
            return;
        };
        let wording = heading.title.clone();
        match chapter {
            BankChapter::Questions => {
                let kinds = self.listed(line("asks"), Miss::from_key, &Miss::ALL.map(Miss::key));
                let asks = match kinds.is_empty() {
                    true => AskedMisses::Any,
                    false => AskedMisses::Kinds(kinds),
                };
                let words = line("words").into_iter();
                let words = words.flat_map(|line| list(self.source, line));
                let words = words.map(|(word, _)| folded(word)).collect();
                self.bank.questions.push(BankQuestion {
                    key,
                    wording,
                    asks,
                    words,
                });
            }
            BankChapter::FollowUps => {
                let causes = FollowUpCause::ALL.map(FollowUpCause::key);
                let when = self.listed(line("when"), FollowUpCause::from_key, &causes);
                self.bank.follow_ups.push(FollowUp { key, wording, when });
            }
        }
    }

    /// The key of an entry, which no other of its chapter has; none where it has none.
    fn key(
        &mut self,
        chapter: BankChapter,
        heading: &Heading,
        line: Option<&KeyLine>,
    ) -> Option<StoryId> {
        let wording = &heading.title;
        let (written, at) = match line {
            Some(line) => (Some(line.value.as_str()), value_at(self.source, line)),
            None => (None, heading.at.clone()),
        };
        let slug = || StoryId::slug(wording);
        let key = match written {
            Some(written) => StoryId::new(written).map_err(|error| error.to_string()),
            None => slug().ok_or_else(|| "no id can be made from its words".to_owned()),
        };
        let key = match key {
            Ok(key) => key,
            Err(error) => {
                let example = written.and_then(StoryId::slug).or_else(slug);
                let example = example.as_ref().map_or("late-launch", StoryId::as_str);
                let place = if line.is_some() {
                    "instead"
                } else {
                    "below it"
                };
                self.problems.push(Problem::new(
                    at,
                    format!(
                        "The {} `{wording}` is not asked, because its id cannot be used: {error}.",
                        chapter.entry()
                    ),
                    format!("Write `id: {example}` {place}."),
                ));
                return None;
            }
        };
        if self.bank.keys(chapter).contains(&&key) {
            self.problems.push(Problem::new(
                at,
                format!(
                    "Two {}s have the id `{key}`; only the first is asked.",
                    chapter.entry()
                ),
                "Write another `id:` below the second.".to_owned(),
            ));
            return None;
        }
        Some(key)
    }

    /// What a line lists of a few `allowed` words; another one is a problem and has no effect.
    fn listed<T>(
        &mut self,
        line: Option<&KeyLine>,
        from_key: impl Fn(&str) -> Option<T>,
        allowed: &[&str],
    ) -> Vec<T> {
        let mut values = Vec::new();
        for line in line.into_iter() {
            for (word, at) in list(self.source, line) {
                match from_key(&folded(word)) {
                    Some(value) => values.push(value),
                    None => self.problems.push(not_allowed(line, word, at, allowed)),
                }
            }
        }
        values
    }

    fn unused(&mut self, chapter: BankChapter, line: &KeyLine, means: bool) {
        let (key, entry) = (&line.key, chapter.entry());
        let keys: Vec<String> = { chapter.keys().iter() }
            .map(|key| format!("`{key}:`"))
            .collect();
        let (message, fix) = match means {
            true => (
                format!("`{key}` is given twice; only the first one counts."),
                format!("Keep one `{key}:` line and remove the other."),
            ),
            false => (
                format!("`{key}` is not a key of a {entry}; the line is not used."),
                format!("A {entry} can have {}.", keys.join(", ")),
            ),
        };
        let problem = Problem::new(line.at.clone(), message, fix);
        self.problems
            .push(if means { problem } else { problem.into_hint() });
    }
}

#[cfg(test)]
mod tests;
