//! Facts about a story as other tools write them: `Key: value` lines, lists, hashtags.
//!
//! Known facts are gathered under our names, others are kept under theirs, and what cannot
//! be a key line of ours is kept as words. Refuses to drop a value.

use std::borrow::Cow;
use std::sync::LazyLock;

use indexmap::IndexSet;

use crate::story::id::StoryId;
use crate::story::synonym::{self, FactKey, SynonymSpelling, WordSet};
use crate::story::text::{self, one_line};
use crate::story::{Miss, OptIn};

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
                let tag = one_line(tag.trim().trim_matches('#'));
                if tag.contains(char::is_alphanumeric) {
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

/// Whether a line is nothing but `#tags`.
pub(super) fn are_hashtags(words: &str) -> bool {
    let is_tag = |word: &str| {
        let tag = word.strip_prefix('#');
        tag.is_some_and(|tag| tag.starts_with(char::is_alphanumeric))
    };
    words.contains('#') && words.split_whitespace().all(is_tag)
}

/// A question that is longer is a passage, in bytes.
pub(super) const LONGEST_QUESTION: usize = 240;

/// How an interviewer begins who does not ask, in lower case.
static ASKING: LazyLock<WordSet> = LazyLock::new(|| synonym::words_that("asking"));

/// How an assistant ends what it wrote, in lower case.
const OFFERS: [&str; 29] = [
    "would you like",
    "do you want me",
    "want me to",
    "let me know",
    "feel free",
    "shall i ",
    "should i ",
    "i can also ",
    "if you'd like",
    "if you would like",
    "if you want",
    "hope this helps",
    "i hope this",
    "möchtest du",
    "möchten sie",
    "soll ich",
    "sag mir",
    "sag bescheid",
    "wenn du möchtest",
    "¿quieres",
    "¿te gustaría",
    "si quieres",
    "avísame",
    "souhaitez-vous",
    "voulez-vous",
    "veux-tu",
    "souhaites-tu",
    "n'hésite",
    "dis-moi",
];

/// Whether a paragraph is what an assistant says behind an answer.
pub(super) fn is_offer(words: &str) -> bool {
    let head = words[..words.floor_char_boundary(24)]
        .to_lowercase()
        .replace('’', "'");
    OFFERS.iter().any(|start| head.starts_with(start))
}

/// Whether a line is what an interviewer asks.
pub(super) fn is_question(words: &str) -> bool {
    let words = words
        .trim_matches(|c: char| c.is_whitespace() || "\"\u{201c}\u{201d}\u{201e}«»".contains(c));
    let words = without_count(words);
    let head = words[..words.floor_char_boundary(24)].to_lowercase();
    let marks = ['?', '\u{ff1f}'];
    let asks = words.ends_with(marks) && !words.contains(['.', '!']);
    let begins = |start: &&str| {
        let after = head.strip_prefix(start);
        after.is_some_and(|after| !after.starts_with(char::is_alphabetic))
    };
    asks || ASKING.iter().any(begins)
}

/// Words without the quotation marks around them.
pub(super) fn unquoted(words: &str) -> &str {
    words.trim_matches(|c: char| c.is_whitespace() || "\"\u{201c}\u{201d}\u{201e}".contains(c))
}

/// A question without what counts it: `Q9: Tell me ...`, `Question 2 - ...`, `1. ...`, `A: ...`.
pub(super) fn without_count(question: &str) -> &str {
    let words = unquoted(question);
    let lower = words.to_ascii_lowercase();
    let named = ["question", "frage", "pregunta", "q"]
        .iter()
        .find(|name| lower.starts_with(*name));
    let after = words[named.map_or(0, |name| name.len())..].trim_start();
    let rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '#');
    let letter = words.strip_prefix(char::is_alphabetic);
    let letter = letter.filter(|rest| rest.trim_start().starts_with([':', ')']));
    let counts = named.is_some() || rest.len() < after.len() || letter.is_some();
    let rest = letter.unwrap_or(rest).trim_start();
    let apart = rest.strip_prefix([':', '.', ')', '-', '–', '—', '\u{ff1a}']);
    match apart.filter(|_| counts) {
        Some(question) if question.contains(char::is_alphabetic) => question.trim(),
        _ => question,
    }
}

/// Words without the places of links and without comments, and those, in brackets each.
pub(super) fn without_asides(words: &str) -> (Cow<'_, str>, String) {
    if !words.contains("](") && !words.contains("<!--") {
        return (words.into(), String::new());
    }
    let (mut said, mut asides, mut rest) = (String::new(), String::new(), words);
    while let Some(at) = rest.find(['[', '<']) {
        let (before, sign) = rest.split_at(at);
        let link = sign
            .strip_prefix('[')
            .and_then(|link| link.split_once("]("));
        let link = link.filter(|(shown, _)| !shown.contains(['[', '<']));
        let link = link.and_then(|(shown, link)| Some((shown, link.split_once(')')?)));
        let comment = sign
            .strip_prefix("<!--")
            .and_then(|words| words.split_once("-->"));
        let before = before
            .strip_suffix('!')
            .filter(|_| link.is_some())
            .unwrap_or(before);
        said.push_str(before);
        let (shown, (aside, after)) = match (link, comment.map(|comment| ("", comment))) {
            (Some(found), _) | (None, Some(found)) => found,
            (None, None) => (&sign[..1], ("", &sign[1..])),
        };
        said.push_str(shown);
        if !aside.trim().is_empty() {
            asides.push_str(&format!(" ({})", aside.trim()));
        }
        rest = after;
    }
    said.push_str(rest);
    (said.into(), asides.trim_start().to_owned())
}

/// Words without marks of emphasis, escapes and links, whose places stand in brackets: as a title
/// or a fact has them.
pub(super) fn plain_words(words: &str) -> String {
    let words = words.trim();
    if !words.contains(['*', '_', '`', '\\', '[', '&', '<', '~']) {
        return one_line(words);
    }
    let (said, asides) = without_asides(words);
    if !asides.is_empty() && said.contains(char::is_alphanumeric) {
        return one_line(&format!("{} {asides}", plain_words(&said)));
    }
    // A comment would take the words after it along, and so would a block of code.
    let words = one_line(words);
    let plain = one_line(&text::plain(&words.replace("<!--", "< !--")));
    match plain.contains(char::is_alphanumeric) || !words.contains(char::is_alphanumeric) {
        true => plain,
        false => words,
    }
}
