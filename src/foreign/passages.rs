//! The blocks of one story as words of its parts, facts and notes.
//!
//! A name that nobody knows ends the part before it where it wears what the names of the parts
//! wear: their dress, their place, or a place under every story. Refuses to look at what stands
//! outside of the story.

use std::collections::HashSet;

use crate::story::synonym::{FactKey, SynonymSpelling};

use super::document::BlockKind;
use super::draft::{DraftWords, ForeignDraft, NOTES, NoteReason};
use super::facts::{self, plain_words};
use super::gather::gather;
use super::labels::{Dress, Label};
use super::meanings;
use super::outline::LabelledDocument;
use super::plan::PlannedStory;
use super::read_document::ReadDocument;

/// A fact that is longer is a passage, in bytes.
const LONGEST_FACT: usize = 120;

/// More lines under one name are no questions of one story.
const MOST_QUESTIONS: usize = 12;

/// A role that is longer is a sentence.
const LONGEST_ROLE: usize = 120;

/// Names of more words are headings of notes, no keys.
const MOST_WORDS_OF_A_KEY: usize = 2;

/// Whether a name and the words under it can be a key line.
fn is_fact(name: &str, words: &str) -> bool {
    let is_line = words.len() <= LONGEST_FACT && !words.contains('\n');
    let is_key = name.split_whitespace().count() <= MOST_WORDS_OF_A_KEY
        && name
            .chars()
            .all(|c| c.is_alphabetic() || c == ' ' || c == '-');
    let is_part = meanings::of(name).is_some_and(|meaning| meaning.usual.is_part());
    is_line && is_key && !is_part
}

/// Where the words go that come next.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PassageTarget {
    /// Between the title and the first name: facts, and words that are none.
    Preamble,
    /// The part that was opened last.
    Part,
    /// Values of a fact; `list` says that only items of a list are.
    Fact { key: FactKey, list: bool },
    /// A name that means nothing to us.
    Named(String, NoteReason),
    /// The same, given by the container: a fact where its words are few.
    Column(String),
    /// A name around the answer: of use only where words follow that have no other.
    Around(String),
}

/// Reads the blocks of one story.
pub(super) struct StoryReader<'a, 'r, 'd, 't> {
    read: &'a ReadDocument<'r, 'd, 't>,
    story: &'a PlannedStory,
    parts: HashSet<usize>,
    last_part: Option<usize>,
    /// What labels of the story wear, and whether they begin items.
    dresses: HashSet<(Dress, bool)>,
    /// A label of a part stands alone in its line.
    alone: bool,
    /// A dash stands behind a label of a part.
    dash: bool,
    /// Labels of parts are in capitals.
    capitals: bool,
    /// In how many quotations labels of parts stand.
    quoted: usize,
    /// How far labels of parts are pushed to the right.
    depth: usize,
    target: PassageTarget,
    /// The keys that the one read now stands in, with their depth.
    columns: Vec<(usize, String)>,
    /// The words of the target so far.
    lead: String,
    blocks: Vec<usize>,
    /// Level of the part's or the note's heading that was opened last; 0 for none.
    level: usize,
    /// No prose has been seen yet, so that any `Key: value` is a fact.
    opening: bool,
    draft: ForeignDraft,
}

impl<'a, 'r, 'd, 't> StoryReader<'a, 'r, 'd, 't> {
    pub(super) fn of(read: &'a ReadDocument<'r, 'd, 't>, story: &'a PlannedStory) -> Self {
        let labels: Vec<&Label> = story
            .parts
            .iter()
            .filter_map(|part| read.document.label(*part))
            .collect();
        // Where parts have headings, a label inside of one says nothing about others.
        let lines = labels
            .iter()
            .take_while(|label| !matches!(label.dress, Dress::Heading(_)));
        StoryReader {
            read,
            story,
            parts: story.parts.iter().copied().collect(),
            last_part: story.parts.iter().copied().max(),
            dresses: lines
                .clone()
                .map(|label| (label.dress, label.listed))
                .collect(),
            alone: lines.clone().any(|label| label.is_alone() && !label.colon),
            dash: lines.clone().any(|label| label.dash),
            capitals: lines.clone().next().is_some()
                && lines.clone().all(|label| label.is_capital()),
            quoted: story
                .parts
                .iter()
                .map(|part| read.block(*part).quoted)
                .max()
                .unwrap_or(0),
            depth: lines.map(|label| label.depth).min().unwrap_or(0),
            target: PassageTarget::Preamble,
            columns: Vec::new(),
            lead: String::new(),
            blocks: Vec::new(),
            level: 0,
            opening: true,
            draft: ForeignDraft::default(),
        }
    }

    pub(super) fn read(&mut self) {
        let head = self.read.reading.nodes[self.story.node].head;
        let title = self.story.title.as_ref().map(|(block, _)| *block);
        for index in self.story.blocks.clone() {
            if Some(index) != head && Some(index) != title {
                self.take(index);
            }
        }
    }

    pub(super) fn finish(mut self) -> ForeignDraft {
        self.close();
        self.draft
    }

    fn document(&self) -> &'r LabelledDocument<'d, 't> {
        self.read.document
    }

    fn take(&mut self, index: usize) {
        match self.document().kind(index) {
            BlockKind::Heading(level) => self.heading(index, level),
            BlockKind::Record => self.close(),
            BlockKind::Rule => self.rule(index),
            BlockKind::Key => self.key(index),
            BlockKind::Line | BlockKind::Item => self.line(index),
            BlockKind::Comment
                if matches!(
                    self.target,
                    PassageTarget::Fact { .. } | PassageTarget::Column(_)
                ) =>
            {
                self.open(self.after_a_fact(), "");
                self.blocks.push(index);
            }
            BlockKind::Code | BlockKind::Fence | BlockKind::Comment => self.blocks.push(index),
        }
    }

    /// Ends what was read so far and begins something else.
    fn open(&mut self, target: PassageTarget, lead: &str) {
        self.close();
        self.target = target;
        self.lead = lead.to_owned();
    }

    fn open_part(&mut self, index: usize) {
        let document = self.document();
        let Some(label) = document.label(index) else {
            return;
        };
        let meaning = label.meaning.as_ref().expect("a part means something");
        // How long a part may take is none of its words.
        let hint = if label.is_hint() {
            &label.rest
        } else {
            &meaning.extra
        };
        let is_time = hint
            .strip_prefix('(')
            .is_some_and(|hint| hint.starts_with(|c: char| c.is_ascii_digit()));
        let words = label.rest.strip_prefix(hint.as_str()).filter(|_| is_time);
        if words.is_some() {
            let name = label.name.strip_suffix(hint.as_str());
            let time = format!("{} {hint}", name.unwrap_or(&label.name).trim());
            self.draft.note(NOTES, &time, NoteReason::Unnamed);
        }
        self.open(PassageTarget::Part, words.unwrap_or(&label.rest).trim());
        self.draft.parts.push(DraftWords {
            usual: meaning.usual,
            role: meaning.role.clone(),
            text: String::new(),
            line: self.read.block(index).line,
        });
    }

    fn heading(&mut self, index: usize, level: usize) {
        let (said, asides) = facts::without_asides(self.document().words(index));
        if self.parts.contains(&index) {
            self.open_part(index);
            self.lead = format!("{} {asides}", self.lead);
            self.level = level;
            return;
        }
        let document = self.document();
        let label = document.label(index).expect("a heading is a label");
        // Between the parts' headings one of their level ends the part; a smaller one is in it.
        if !self.read.heads.contains(&index) && (level > self.level || self.level == 0) {
            if let Some(SynonymSpelling::Key(key)) = label.usual().filter(|_| label.is_alone()) {
                return self.open(PassageTarget::Fact { key, list: false }, "");
            }
            return self.blocks.push(index);
        }
        match label.usual() {
            Some(SynonymSpelling::Wrapper) => self.wrapper(label),
            Some(SynonymSpelling::Key(key)) => {
                self.open(PassageTarget::Fact { key, list: false }, &label.rest);
            }
            _ => {
                let name = plain_words(&said);
                self.open(PassageTarget::Named(name, NoteReason::UnknownName), &asides);
                self.level = level;
            }
        }
    }

    /// A name around the answer: what follows has no other one.
    fn wrapper(&mut self, label: &Label) {
        self.open(PassageTarget::Around(label.name.clone()), &label.rest);
        self.level = 0;
    }

    fn key(&mut self, index: usize) {
        if self.parts.contains(&index) {
            return self.open_part(index);
        }
        let label = self.document().label(index).expect("a key is a label");
        let name = self.column(label);
        match label.usual() {
            Some(SynonymSpelling::Key(key)) => {
                self.open(PassageTarget::Fact { key, list: false }, "");
            }
            Some(SynonymSpelling::Wrapper) => {
                self.open(self.after_a_fact(), "");
                self.opening = false;
            }
            _ => self.open(PassageTarget::Column(name), ""),
        }
        self.level = 0;
    }

    /// The name of a key with those of the keys that it stands in.
    fn column(&mut self, label: &Label) -> String {
        while self
            .columns
            .pop_if(|(depth, _)| *depth >= label.depth)
            .is_some()
        {}
        // A long name would stand in every one below it.
        let outer = self.columns.iter().map(|(_, name)| name.as_str());
        let outer = outer.filter(|name| name.len() <= LONGEST_FACT);
        let name: Vec<&str> = outer.chain([label.name.as_str()]).collect();
        let name = name.join(" ");
        let is_known = matches!(
            label.usual(),
            Some(SynonymSpelling::Key(_) | SynonymSpelling::Wrapper)
        );
        if !is_known && !self.columns.is_empty() && self.blocks.is_empty() {
            // What only holds others has no words of its own, and its name stands in theirs.
            self.target = self.after_a_fact();
        }
        if label.usual() != Some(SynonymSpelling::Wrapper) {
            self.columns.push((label.depth, label.name.clone()));
        }
        name
    }

    /// A dividing line: nothing where parts follow, else the end of the answer.
    fn rule(&mut self, index: usize) {
        let goes_on = self.last_part.is_some_and(|last| last > index);
        let told = !self.draft.parts.is_empty();
        let ends = told && !goes_on && !self.story.parts.is_empty();
        // The head of a file ends with one.
        let of_a_key = matches!(
            self.target,
            PassageTarget::Fact { .. } | PassageTarget::Column(_)
        );
        if ends || of_a_key {
            self.columns.clear();
            self.open(self.after_a_fact(), "");
            self.level = 0;
        }
    }

    fn line(&mut self, index: usize) {
        if self.parts.contains(&index) {
            self.open_part(index);
            self.level = 0;
            return;
        }
        let document = self.document();
        let block = self.read.block(index);
        if let PassageTarget::Fact { list: true, .. } = self.target
            && block.kind != BlockKind::Item
        {
            self.open(self.after_a_fact(), "");
        }
        if let Some(label) = document.label(index)
            && self.label(index, label)
        {
            return;
        }
        // Words behind the quotation that holds a part are none of it.
        if self.target == PassageTarget::Part && block.apart && block.quoted < self.quoted {
            self.open(self.after_a_fact(), "");
        }
        if self.is_before() && self.loose_fact(index) {
            return;
        }
        self.opening = false;
        self.blocks.push(index);
    }

    /// Whether no name has been read since the title but those around the answer.
    fn is_before(&self) -> bool {
        matches!(
            self.target,
            PassageTarget::Preamble | PassageTarget::Around(_)
        )
    }

    /// What words belong to that follow a fact.
    fn after_a_fact(&self) -> PassageTarget {
        match self.draft.parts.is_empty() {
            true => PassageTarget::Preamble,
            false => PassageTarget::Named(NOTES.to_owned(), NoteReason::Unnamed),
        }
    }

    /// A label that is no part; false where it is only words.
    fn label(&mut self, index: usize, label: &Label) -> bool {
        let before = self.draft.parts.is_empty();
        let wears = self.wears(index, label);
        let stands_out =
            label.dress == Dress::Emphasis && label.colon || label.dress == Dress::Field;
        match label.usual() {
            Some(SynonymSpelling::Key(key)) => {
                let is_fact = wears
                    || before && (stands_out || label.colon)
                    || key == FactKey::Tags && stands_out;
                let is_weak = label.loose && label.dress != Dress::Dash;
                if !is_fact || is_weak && key != FactKey::Question {
                    return false;
                }
                if label.is_alone() {
                    self.open(PassageTarget::Fact { key, list: true }, "");
                } else {
                    let next = self.after_a_fact();
                    let keeps = self.target == PassageTarget::Preamble;
                    if !keeps {
                        self.open(next, "");
                    }
                    self.fact(key, &plain_words(&label.rest));
                }
                true
            }
            Some(SynonymSpelling::Wrapper)
                if label.is_alone() && (stands_out || label.colon || wears) =>
            {
                self.wrapper(label);
                true
            }
            Some(SynonymSpelling::Wrapper) => false,
            Some(usual) if usual.is_part() => false,
            usual
                if usual != Some(SynonymSpelling::Bad)
                    && before
                    && self.is_before()
                    && self.opening
                    && label.colon
                    && self.is_short(label) =>
            {
                self.draft
                    .facts
                    .take(&label.name, &plain_words(&label.rest));
                true
            }
            _ if wears => {
                self.open(
                    PassageTarget::Named(label.name.clone(), NoteReason::UnknownName),
                    &label.rest,
                );
                self.level = 0;
                true
            }
            _ => false,
        }
    }

    fn is_short(&self, label: &Label) -> bool {
        let words = label.name.split_whitespace().count();
        !label.is_alone() && label.rest.len() <= LONGEST_FACT && words <= MOST_WORDS_OF_A_KEY
    }

    /// Whether a label wears what the names of parts wear here, and so ends the part before it.
    fn wears(&self, index: usize, label: &Label) -> bool {
        if self.capitals && !label.is_capital() {
            return false;
        }
        let place = self.read.block(index);
        let same =
            self.dresses.contains(&(label.dress, label.listed)) && place.depth <= self.depth + 1;
        let told = match label.dress {
            Dress::Emphasis => {
                label.colon || self.alone && label.is_alone() || self.dash && label.dash
            }
            // The first words of a part that stands alone in its line are its own.
            Dress::Colon | Dress::Dash
                if self.target == PassageTarget::Part
                    && self.lead.is_empty()
                    && self.blocks.is_empty() =>
            {
                false
            }
            Dress::Colon => place.apart || self.follows(index, Dress::Colon),
            // Sentences have dashes, too.
            Dress::Dash => self.follows(index, Dress::Dash),
            Dress::Field | Dress::Bracket => true,
            _ => false,
        };
        // Beside labels that begin items, one that begins none stands over them.
        let outer = label.colon
            && place.apart
            && !label.listed
            && label.dress == Dress::Emphasis
            && !self.dresses.is_empty()
            && self
                .dresses
                .iter()
                .all(|worn| *worn == (Dress::Emphasis, true));
        let bold_is_above = self.dresses.is_empty()
            && label.dress == Dress::Emphasis
            && label.colon
            && self.draft.parts.is_empty();
        // What stands under every story is no sentence of any, nor is a quotation with a name.
        let named = label.colon && place.apart && self.read.is_repeated(label);
        let begins = index == 0 || self.read.block(index - 1).quoted < place.quoted;
        let quoted = label.colon && place.quoted > self.quoted && begins;
        let is_bad = label.usual() == Some(SynonymSpelling::Bad);
        let is_note = label.usual().is_some_and(SynonymSpelling::is_note)
            && (label.dress == Dress::Emphasis || is_bad)
            && (label.colon || label.is_alone());
        told && (same || outer || bold_is_above) || named || quoted || is_note
    }

    /// Whether a label in that dress stands right above.
    fn follows(&self, index: usize, dress: Dress) -> bool {
        let before = index
            .checked_sub(1)
            .and_then(|before| self.document().label(before));
        before.is_some_and(|before| before.dress == dress)
    }

    /// A line of nothing but `#tags`, or a question alone in its line.
    fn loose_fact(&mut self, index: usize) -> bool {
        let words = self.document().words(index).trim();
        if facts::are_hashtags(words) {
            words
                .split_whitespace()
                .for_each(|word| self.draft.facts.tag(word));
            return true;
        }
        let bare = plain_words(words);
        let bare = facts::unquoted(&bare);
        // Among further words it is one of them.
        let asks = facts::is_question(bare)
            && bare.len() <= facts::LONGEST_QUESTION
            && self.blocks.is_empty()
            && !self.story.parts.is_empty();
        if asks {
            self.draft.facts.ask(facts::without_count(bare));
        }
        asks
    }

    /// Takes plain words as a fact.
    fn fact(&mut self, key: FactKey, value: &str) {
        let is_sentence = key == FactKey::Role && value.len() > LONGEST_ROLE;
        match is_sentence {
            true => self.draft.note("Role", value, NoteReason::UnknownName),
            false => self.draft.facts.take_known(key, value),
        }
    }

    /// Gives the words read so far to what they belong to.
    fn close(&mut self) {
        let blocks = std::mem::take(&mut self.blocks);
        let lead = std::mem::take(&mut self.lead);
        let next = self.after_a_fact();
        let target = std::mem::replace(&mut self.target, next);
        if let PassageTarget::Fact { key, .. } = target {
            return self.values(key, &lead, &blocks);
        }
        let words = gather(self.document().document, &lead, &blocks);
        match target {
            PassageTarget::Preamble if words.is_empty() => {}
            PassageTarget::Preamble => self.draft.note(NOTES, &words, NoteReason::Unnamed),
            PassageTarget::Part => {
                if let Some(part) = self.draft.parts.last_mut() {
                    part.text = words;
                }
            }
            PassageTarget::Around(_) | PassageTarget::Named(_, NoteReason::Unnamed)
                if words.is_empty() => {}
            PassageTarget::Around(name) => self.draft.note(&name, &words, NoteReason::UnknownName),
            PassageTarget::Named(name, reason) => self.draft.note(&name, &words, reason),
            PassageTarget::Column(name) => match is_fact(&name, &words) && blocks.len() < 2 {
                true => self.draft.facts.take(&name, &plain_words(&words)),
                false => self.draft.note(&name, &words, NoteReason::UnknownName),
            },
            PassageTarget::Fact { .. } => {}
        }
    }

    /// The values of a fact, a line each.
    fn values(&mut self, key: FactKey, lead: &str, blocks: &[usize]) {
        let document = self.document();
        let lines = blocks.iter().map(|block| document.words(*block));
        let values: Vec<&str> = [lead]
            .into_iter()
            .chain(lines)
            .filter(|value| !value.trim().is_empty())
            .collect();
        if key == FactKey::Question && values.len() > MOST_QUESTIONS {
            let words = gather(document.document, lead, blocks);
            return self
                .draft
                .note("Questions", &words, NoteReason::UnknownName);
        }
        match key {
            FactKey::Question | FactKey::Tags => values.iter().for_each(|value| {
                self.fact(key, facts::unquoted(&plain_words(value)));
            }),
            _ => self.fact(key, &plain_words(&values.join(" "))),
        }
    }
}
