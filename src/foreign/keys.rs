//! Facts about a story as other tools write them: `Key: value` lines, lists, hashtags.
//!
//! Known facts are gathered under our names, others are kept under theirs, and what cannot
//! be a key line of ours is kept as words. Refuses to drop a value.

use std::ops::Range;

use indexmap::IndexSet;

use crate::story::id::StoryId;
use crate::story::lines::lines_and_blocks;
use crate::story::synonym::{self, FactKey, SynonymSpelling};
use crate::story::text::one_line;
use crate::story::{Miss, OptIn};

use super::labels;

/// More words than this before a colon are a sentence.
const MOST_WORDS_OF_A_KEY: usize = 4;

/// What is known about a story beside its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ForeignFacts {
    pub title: Option<String>,
    /// The id as it is written, whatever that is.
    pub id: Option<String>,
    pub formerly: Vec<String>,
    pub role: Option<String>,
    pub questions: IndexSet<String>,
    pub tags: IndexSet<String>,
    pub miss: Option<Miss>,
    pub cards: Vec<OptIn>,
    pub core: bool,
    /// Keys that mean nothing to us, as they can be written in a key line.
    pub others: Vec<(String, String)>,
    /// What can be no key line.
    pub left: Vec<String>,
}

impl ForeignFacts {
    /// Takes a fact under whatever name it has.
    pub(super) fn take(&mut self, name: &str, value: &str) {
        let value = one_line(value);
        match synonym::usual(name) {
            Some(SynonymSpelling::Key(key)) => self.take_known(key, &value),
            _ => self.take_other(name, &value),
        }
    }

    /// Takes a fact that has a name of ours.
    pub(super) fn take_known(&mut self, key: FactKey, value: &str) {
        let value = one_line(value);
        if value.is_empty() {
            return;
        }
        let taken = match key {
            FactKey::Title => first(&mut self.title, &value),
            FactKey::Id => first(&mut self.id, &value),
            FactKey::Role => first(&mut self.role, &value),
            FactKey::Question => {
                self.ask(&value);
                true
            }
            FactKey::Tags => {
                self.tag(&value);
                true
            }
            FactKey::Miss => miss(&value).is_some_and(|miss| {
                let free = self.miss.is_none_or(|had| had == miss);
                self.miss = self.miss.or(Some(miss));
                free
            }),
            FactKey::Formerly => self.take_formerly(&value),
            FactKey::Cards => self.take_cards(&value),
            FactKey::Core => {
                let yes = value.eq_ignore_ascii_case("yes");
                self.core |= yes;
                yes
            }
        };
        if !taken {
            self.left.push(format!("{}: {value}", key.key()));
        }
    }

    fn take_formerly(&mut self, value: &str) -> bool {
        let names = || value.split(',').map(str::trim).filter(|n| !n.is_empty());
        let all = names().all(|name| StoryId::new(name).is_ok());
        if all {
            self.formerly.extend(names().map(str::to_owned));
        }
        all
    }

    fn take_cards(&mut self, value: &str) -> bool {
        let kinds = value.split(',').map(str::trim).filter(|k| !k.is_empty());
        let kinds: Option<Vec<OptIn>> = kinds.map(|k| OptIn::from_key(&k.to_lowercase())).collect();
        let known = kinds.is_some();
        self.cards.extend(kinds.unwrap_or_default());
        known
    }

    pub(super) fn ask(&mut self, question: &str) {
        let question = one_line(question);
        if !question.is_empty() {
            self.questions.insert(question);
        }
    }

    /// Further tags, apart by commas or semicolons; the sign of a hashtag is not part of it.
    pub(super) fn tag(&mut self, tags: &str) {
        for tag in tags.split([',', ';']) {
            let hashtags = tag.trim().starts_with('#') && tag.matches('#').count() > 1;
            let apart: Vec<&str> = match hashtags {
                true => tag.split_whitespace().collect(),
                false => vec![tag],
            };
            for tag in apart {
                let tag = one_line(tag.trim().trim_start_matches('#'));
                if !tag.is_empty() {
                    self.tags.insert(tag);
                }
            }
        }
    }

    fn take_other(&mut self, name: &str, value: &str) {
        let key = one_line(name).replace([' ', '_', '/'], "-");
        let fits = key.starts_with(char::is_alphabetic)
            && key.chars().all(|c| c.is_alphabetic() || c == '-');
        match fits {
            true => self.others.push((key, value.to_owned())),
            false => self.left.push(format!("{name}: {value}")),
        }
    }

    /// How many bytes of words it holds.
    pub(super) fn size(&self) -> usize {
        let lists = [&self.tags, &self.questions].into_iter().flatten();
        let others = self.others.iter().flat_map(|(key, value)| [key, value]);
        let single = self.role.iter().chain(&self.formerly);
        lists.chain(others).chain(single).map(String::len).sum()
    }

    /// Takes all that another has; of single facts ours counts, and the other's is kept.
    pub(super) fn join(&mut self, other: ForeignFacts) {
        let single = [
            (FactKey::Title, other.title),
            (FactKey::Id, other.id),
            (FactKey::Role, other.role),
            (FactKey::Miss, other.miss.map(|miss| miss.key().to_owned())),
        ];
        for (key, value) in single {
            if let Some(value) = value {
                self.take_known(key, &value);
            }
        }
        self.formerly.extend(other.formerly);
        other.questions.iter().for_each(|q| self.ask(q));
        other.tags.iter().for_each(|tag| self.tag(tag));
        self.cards.extend(other.cards);
        self.core |= other.core;
        self.others.extend(other.others);
        self.left.extend(other.left);
    }
}

/// Fills an empty place; false if something else stands there.
fn first(place: &mut Option<String>, value: &str) -> bool {
    let value = value.to_owned();
    *place.get_or_insert_with(|| value.clone()) == value
}

/// The kind of failure, in one of the words people use for it.
fn miss(value: &str) -> Option<Miss> {
    let value = value.to_lowercase();
    Miss::from_key(&value).or(match value.as_str() {
        "tech" | "technical miss" => Some(Miss::Technical),
        "stakeholders" | "stakeholder miss" => Some(Miss::Stakeholder),
        "judgment" | "hiring" | "judgement miss" | "judgment miss" => Some(Miss::Judgement),
        _ => None,
    })
}

/// Reads the lines between a title and the first beat: the facts, and the words that are
/// none. Blocks of code and comments have no facts.
pub(super) fn preamble(
    source: &str,
    area: Range<usize>,
    opaque: &[Range<usize>],
) -> (ForeignFacts, String) {
    let mut reader = Preamble {
        opening: true,
        ..Preamble::default()
    };
    for (line, hidden) in lines_and_blocks(source, area, opaque) {
        reader.read(&source[line.at], hidden);
    }
    (reader.facts, reader.prose)
}

#[derive(Default)]
struct Preamble {
    facts: ForeignFacts,
    prose: String,
    /// No prose has been seen yet, so that any `Key: value` is a fact.
    opening: bool,
    /// The fact whose values follow as a list.
    list: Option<FactKey>,
}

impl Preamble {
    fn read(&mut self, line: &str, hidden: bool) {
        if hidden || line.trim().is_empty() {
            self.keep(line);
            return;
        }
        let (listed, words) = labels::without_marker(line.trim_start());
        if let Some(key) = self.list.filter(|_| listed) {
            self.facts.take_known(key, words);
            return;
        }
        self.list = None;
        if self.fact(words) || self.hashtags(words) || self.question(words) {
            return;
        }
        self.opening = false;
        self.keep(line);
    }

    fn keep(&mut self, line: &str) {
        self.prose.push_str(line);
        self.prose.push('\n');
    }

    /// `Key: value`, bold or plain.
    fn fact(&mut self, words: &str) -> bool {
        let Some((name, value)) = key_and_value(words) else {
            return false;
        };
        match synonym::usual(&name) {
            Some(SynonymSpelling::Key(key)) => {
                self.list = value.is_empty().then_some(key);
                self.facts.take_known(key, &value);
                true
            }
            // Parts and notes are labels, which were looked for before.
            Some(_) => false,
            None if self.opening && !value.is_empty() => {
                self.facts.take_other(&name, &one_line(&value));
                true
            }
            None => false,
        }
    }

    /// A line of nothing but `#tags`.
    fn hashtags(&mut self, words: &str) -> bool {
        let all = are_hashtags(words);
        if all {
            words.split_whitespace().for_each(|w| self.facts.tag(w));
        }
        all
    }

    /// A question in quotation marks, or as a quotation, alone in its line.
    fn question(&mut self, words: &str) -> bool {
        let bare = words.trim_matches(|c: char| c.is_whitespace() || ">*_\"“”„".contains(c));
        let asks = is_question(bare);
        if asks {
            self.facts.ask(bare);
        }
        asks
    }
}

/// Whether a line is nothing but `#tags`.
pub(super) fn are_hashtags(words: &str) -> bool {
    let is_tag = |word: &str| {
        let tag = word.strip_prefix('#');
        tag.is_some_and(|tag| tag.starts_with(char::is_alphanumeric))
    };
    words.contains('#') && words.split_whitespace().all(is_tag)
}

/// Whether a line is what an interviewer asks.
pub(super) fn is_question(words: &str) -> bool {
    let begins = |start: &str| {
        words
            .get(..start.len())
            .is_some_and(|w| w.eq_ignore_ascii_case(start))
    };
    let imperative = ["Tell me about ", "Describe a ", "Give me an example "];
    let asks = words.ends_with('?') && words.matches(['?', '.', '!']).count() == 1;
    imperative.iter().any(|start| begins(start)) || asks
}

/// Key and value of a line: `Key: value`, `**Key:** value`, `**Key**: value`.
fn key_and_value(words: &str) -> Option<(String, String)> {
    let (before, after) = words.split_once(':')?;
    let marks = ['*', '_'];
    let name = before.trim().trim_matches(marks).trim();
    let opened = before.trim().len() - before.trim().trim_start_matches(marks).len();
    let closed = before.trim().len() - before.trim().trim_end_matches(marks).len();
    let mut value = after;
    if opened > 0 && closed == 0 {
        let end = after.len() - after.trim_start_matches(marks).len();
        if end != opened {
            return None;
        }
        value = &after[end..];
    }
    let is_key = name.starts_with(char::is_alphabetic)
        && (name.chars().count() > 1 || synonym::usual(name).is_some())
        && !name.contains(['.', '[', '<', '`', '?', '!', '"', '*'])
        && name.split_whitespace().count() <= MOST_WORDS_OF_A_KEY;
    let apart = value.is_empty() || value.starts_with(char::is_whitespace);
    (is_key && apart).then(|| (name.to_owned(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (ForeignFacts, String) {
        let (facts, prose) = preamble(text, 0..text.len(), &[]);
        (facts, prose.trim().to_owned())
    }

    #[test]
    fn facts_in_every_dress() {
        let (facts, prose) = read(
            "Position: SRE\n**Tags:** a, #b\n- **Company**: Acme\nDate Written: March\nQ3 2024: x\n\n\
             > Tell me about a failure.\n#one #two\nQuestions:\n- Why?\n- Where to?\n\nSome prose: here.\nTheme: late\n",
        );
        assert_eq!(facts.role.as_deref(), Some("SRE"));
        assert_eq!(
            Vec::from_iter(&facts.tags),
            ["a", "b", "one", "two", "late"]
        );
        assert_eq!(
            Vec::from_iter(&facts.questions),
            ["Tell me about a failure.", "Why?", "Where to?"]
        );
        assert_eq!(
            facts.others,
            [
                ("Company".to_owned(), "Acme".to_owned()),
                ("Date-Written".to_owned(), "March".to_owned()),
                ("Some-prose".to_owned(), "here.".to_owned()),
            ]
        );
        assert_eq!(facts.left, ["Q3 2024: x"]);
        assert_eq!(prose, "");
    }

    #[test]
    fn a_value_that_has_no_place_is_kept_as_words() {
        let (facts, _) = read("Role: A\nRole: B\nmiss: comet\nmiss: judgment\ncards: all\n");
        assert_eq!(facts.role.as_deref(), Some("A"));
        assert_eq!(facts.miss, Some(Miss::Judgement));
        assert_eq!(facts.left, ["role: B", "miss: comet", "cards: all"]);
    }

    #[test]
    fn prose_is_no_fact() {
        for prose in [
            "We had one goal in mind that year: ship.",
            "See https://example.org",
            "12:30 was the time.",
            "**It was bold: very**",
        ] {
            let (facts, kept) = read(prose);
            assert_eq!(kept, prose);
            assert_eq!(facts, ForeignFacts::default(), "{prose}");
        }
    }
}
