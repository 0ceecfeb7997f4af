//! The bank: questions that a failure story answers.
//!
//! They stand in any deck, below `# Questions`, one `##` heading each. Refuses to choose: which story
//! fits is for those who know the stories.

use std::collections::HashSet;
use std::ops::Range;

use super::id::StoryId;
use super::model::{KeyLine, Miss};
use super::parse::outline::{self, Heading, Outline};
use super::parse::{key_lines, list, not_allowed, value_at};
use super::problem::Problem;
use super::text::folded;

/// The questions of one or more decks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct QuestionBank {
    pub questions: Vec<BankQuestion>,
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

/// Whether a title opens the questions of a bank, if no part of a story stands below.
pub(crate) fn is_title(title: &str) -> bool {
    folded(title).trim_end_matches([':', ' ']) == "questions"
}

/// The keys that mean something below a question.
const KEYS: [&str; 3] = ["id", "asks", "words"];

impl QuestionBank {
    /// Adds what another bank has, whose questions come after: of two that bear one key, the first
    /// counts.
    pub(crate) fn extend(&mut self, other: QuestionBank) {
        for question in other.questions {
            if self.questions.iter().all(|known| known.key != question.key) {
                self.questions.push(question);
            }
        }
    }
}

/// Reads the questions of a deck; its stories are left out.
pub(crate) fn read(source: &str) -> (QuestionBank, Vec<Problem>) {
    let outline = outline::scan(source);
    let mut reader = BankReader {
        source,
        outline: &outline,
        bank: QuestionBank::default(),
        problems: Vec::new(),
    };
    let mut is_open = false;
    let headings = &outline.headings;
    for (place, heading) in headings.iter().enumerate() {
        let end = headings[place + 1..].iter().find(|next| next.level < 3);
        let end = end.map_or(source.len(), |next| next.line_start);
        match (heading.level, is_open) {
            (1, _) => is_open = is_title(&heading.text),
            (2, true) => reader.take(heading, heading.end..end),
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
    fn take(&mut self, heading: &Heading, body: Range<usize>) {
        let lines = key_lines(self.source, body, &self.outline.opaque);
        let mut known: HashSet<&str> = HashSet::new();
        for line in &lines {
            let means = KEYS.contains(&line.key.as_str());
            if !means || !known.insert(&line.key) {
                self.unused(line, means);
            }
        }
        let line = |key: &str| lines.iter().find(|line| line.key == key);
        let Some(key) = self.key(heading, line("id")) else {
            return;
        };
        let asks = self.asked(line("asks"));
        let words = line("words").into_iter();
        let words = words.flat_map(|line| list(self.source, line));
        let words = words.map(|(word, _)| folded(word)).collect();
        self.bank.questions.push(BankQuestion {
            key,
            wording: heading.title.clone(),
            asks,
            words,
        });
    }

    /// The key of a question, which no other of its deck has; none where it has none.
    fn key(&mut self, heading: &Heading, line: Option<&KeyLine>) -> Option<StoryId> {
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
                self.problems.push(Problem::new(
                    at,
                    format!("The question `{wording}` is not asked, because its id cannot be used: {error}."),
                    format!("Write `id: {example}` below it."),
                ));
                return None;
            }
        };
        let mut questions = self.bank.questions.iter();
        if questions.any(|taken| taken.key == key) {
            self.problems.push(Problem::new(
                at,
                format!("Two questions have the id `{key}`; only the first is asked."),
                "Write another `id:` below the second.".to_owned(),
            ));
            return None;
        }
        Some(key)
    }

    /// The kinds of failure that a line names; what is none is a problem and has no effect.
    fn asked(&mut self, line: Option<&KeyLine>) -> AskedMisses {
        let mut kinds = Vec::new();
        for line in line.into_iter() {
            for (word, at) in list(self.source, line) {
                match Miss::from_key(&folded(word)) {
                    Some(miss) => kinds.push(miss),
                    None => {
                        let allowed = Miss::ALL.map(Miss::key);
                        self.problems.push(not_allowed(line, word, at, &allowed));
                    }
                }
            }
        }
        match kinds.is_empty() {
            true => AskedMisses::Any,
            false => AskedMisses::Kinds(kinds),
        }
    }

    fn unused(&mut self, line: &KeyLine, means: bool) {
        let key = &line.key;
        let keys = KEYS.map(|key| format!("`{key}:`"));
        let (message, fix) = match means {
            true => (
                format!("`{key}` is given twice; only the first one counts."),
                format!("Keep one `{key}:` line and remove the other."),
            ),
            false => (
                format!("`{key}` is not a key of a question; the line is not used."),
                format!("A question can have {}.", keys.join(", ")),
            ),
        };
        let problem = Problem::new(line.at.clone(), message, fix);
        self.problems
            .push(if means { problem } else { problem.into_hint() });
    }
}

#[cfg(test)]
mod tests;
