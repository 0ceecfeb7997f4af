//! A reading of a document as drafts: every block becomes words of a part, a fact or a note.
//!
//! Refuses to drop a block: what belongs to no story becomes a note of the one before it, or of
//! the one after.

use std::collections::HashSet;
use std::ops::Range;

use crate::story::synonym::SynonymSpelling;

use super::document::BlockKind;
use super::draft::{ForeignDraft, NOTES, NoteReason};
use super::facts::{self, ForeignFacts, plain_words};
use super::gather::gather;
use super::outline::LabelledDocument;
use super::passages::StoryReader;
use super::plan::{Beside, PlannedStory, Reading, Stretch};
use super::read_document::ReadDocument;
use super::titles;

/// A heading that is longer is no tag, in bytes.
const LONGEST_TAG: usize = 80;

/// Bytes of facts in the head of a file that all of its stories share.
pub(super) const LONGEST_HEAD: usize = 4096;

/// Puts the stories of a document together.
pub(super) fn drafts(document: &LabelledDocument<'_, '_>, reading: &Reading) -> Vec<ForeignDraft> {
    let read = ReadDocument::of(document, reading);
    let headings = (0..reading.nodes.len()).map(|node| heading(&read, node));
    let mut assembler = Assembler {
        headings: headings.collect(),
        read,
        named: HashSet::new(),
        asides: HashSet::new(),
        above: above(reading),
        done: Vec::new(),
        divided: reading.stretches.iter().filter_map(divided).collect(),
        carried: ForeignDraft::default(),
        shared: ForeignFacts::default(),
    };
    for stretch in &reading.stretches {
        match stretch {
            Stretch::Story(story) => assembler.story(story),
            Stretch::Beside { node, blocks, why } => assembler.beside(*node, blocks.clone(), *why),
        }
    }
    assembler.finish()
}

/// The places that stories stand in, and those around them.
fn above(reading: &Reading) -> HashSet<usize> {
    let mut above = HashSet::new();
    for stretch in &reading.stretches {
        let Stretch::Story(story) = stretch else {
            continue;
        };
        let mut node = story.node;
        while above.insert(node) && node > 0 {
            node = reading.nodes[node].parent;
        }
    }
    above
}

/// The place of a story that is one of several right under one heading.
fn divided(stretch: &Stretch) -> Option<usize> {
    match stretch {
        Stretch::Story(story) if story.several => Some(story.node),
        _ => None,
    }
}

/// The words of a place's heading as a title has them.
fn heading(read: &ReadDocument<'_, '_, '_>, node: usize) -> Option<String> {
    let head = read.reading.nodes[node].head?;
    let label = read.document.label(head)?;
    let is_key = matches!(label.usual(), Some(SynonymSpelling::Key(_))) && !label.is_alone();
    let (words, _) = facts::without_asides(read.document.words(head));
    let words = words.trim();
    let anchored = words.split_once("{#").filter(|_| words.ends_with('}'));
    Some(plain_words(match is_key {
        true => &label.rest,
        false => anchored.map_or(words, |(words, _)| words),
    }))
    .filter(|words| !words.is_empty())
}

struct Assembler<'r, 'd, 't> {
    read: ReadDocument<'r, 'd, 't>,
    /// The words of each place's heading: those of a group are asked for by all stories in it.
    headings: Vec<Option<String>>,
    /// Places whose heading is a title, or a note, already.
    named: HashSet<usize>,
    /// Places from whose headings the places of links and comments were kept.
    asides: HashSet<usize>,
    /// Places that a story stands in.
    above: HashSet<usize>,
    /// Headings over several stories without one of their own.
    divided: HashSet<usize>,
    done: Vec<ForeignDraft>,
    /// Facts, notes and remarks that wait for the next story.
    carried: ForeignDraft,
    /// What the head of the file says.
    shared: ForeignFacts,
}

impl Assembler<'_, '_, '_> {
    fn heading(&self, node: usize) -> Option<&str> {
        self.headings[node].as_deref()
    }

    /// What stands aside in the headings of a place and of those above it, if nobody kept it yet.
    fn keep_asides(&mut self, draft: &mut ForeignDraft, mut node: usize) {
        while node > 0 && self.asides.insert(node) {
            if let Some(head) = self.read.reading.nodes[node].head {
                let (_, asides) = facts::without_asides(self.read.document.words(head));
                let asides = Some(asides).filter(|asides| !asides.is_empty());
                draft.facts.left.extend(asides);
            }
            node = self.read.reading.nodes[node].parent;
        }
    }

    fn story(&mut self, story: &PlannedStory) {
        let line = self.read.block(story.blocks.start).line;
        let after = self.read.document.document.blocks.get(story.blocks.end);
        let end = after.map_or(usize::MAX, |next| next.line);
        let mut reader = StoryReader::of(&self.read, story);
        reader.read();
        let mut draft = reader.finish();
        draft.lines = line..end;
        self.name(&mut draft, story);
        let carried = std::mem::take(&mut self.carried);
        draft.take(carried);
        self.themes(&mut draft, story);
        self.keep_asides(&mut draft, story.node);
        self.done.push(draft);
    }

    /// Gives a story its title.
    fn name(&mut self, draft: &mut ForeignDraft, story: &PlannedStory) {
        let heading = self.heading(story.node);
        let wrapped = || {
            let above = self.read.reading.nodes[story.node].parent;
            let label = self
                .read
                .document
                .label(self.read.reading.nodes[story.node].head?)?;
            let is_wrapper = label.usual() == Some(SynonymSpelling::Wrapper);
            let above = self
                .heading(above)
                .filter(|above| is_wrapper && !facts::is_question(above))
                .filter(|above| above.len() <= LONGEST_TAG)?;
            Some(format!("{above}: {}", heading?))
        };
        let title = match &story.title {
            Some((_, title)) => Some(title.clone()),
            None if story.several && self.named.contains(&story.node) => None,
            None => wrapped().or(heading.map(str::to_owned)),
        };
        if story.title.is_none() {
            self.named.insert(story.node);
        }
        let question = draft.facts.questions.first().cloned();
        draft.title = match title {
            Some(title) if titles::is_numbered(&title) => question.or(Some(title)),
            // A row without a title is called by its question.
            None if self.read.reading.nodes[story.node].rank > 6 && draft.facts.title.is_none() => {
                question
            }
            title => title,
        };
    }

    /// The groups that a story stands in become its tags, or the question that it answers.
    fn themes(&mut self, draft: &mut ForeignDraft, story: &PlannedStory) {
        let mut node = match story.several || story.title.is_some() {
            true => story.node,
            false => self.read.reading.nodes[story.node].parent,
        };
        while node > 0 {
            if let Some(theme) = self.headings[node]
                .as_deref()
                .filter(|theme| draft.title.as_deref() != Some(theme))
            {
                if theme.len() <= facts::LONGEST_QUESTION && facts::is_question(theme) {
                    draft.facts.ask(theme);
                    draft.from_outside = true;
                } else if node == story.node && !self.is_theme(node, theme) {
                    // Its story has a title of its own.
                    if self.named.insert(node) {
                        draft.note(theme, "", NoteReason::Group);
                    }
                } else if self.is_theme(node, theme) {
                    draft.facts.tag(&theme.replace([',', ';'], " "));
                    draft.from_outside = true;
                }
            }
            node = self.read.reading.nodes[node].parent;
        }
    }

    /// Whether a group's heading can be a tag. The only heading of level 1 names the file and
    /// says nothing about a story; a long one would stand in every story below it.
    fn is_theme(&self, node: usize, theme: &str) -> bool {
        let rank = self.read.reading.nodes[node].rank;
        (rank > 1 || self.read.reading.tops > 1 || self.divided.contains(&node))
            && rank < 7
            && theme.len() <= LONGEST_TAG
    }

    /// What belongs to no story.
    fn beside(&mut self, node: usize, blocks: Range<usize>, why: Beside) {
        let Some(first) = self.read.document.document.blocks.get(blocks.start) else {
            return;
        };
        let head = self.read.reading.nodes[node].head;
        let head = head.filter(|head| *head == blocks.start);
        let title = head.and(self.heading(node)).map(str::to_owned);
        let (facts, rest) = self.facts_and_words(&blocks, head);
        let mut asides = String::new();
        if let Some(head) = head.filter(|_| self.asides.insert(node)) {
            (_, asides) = facts::without_asides(self.read.document.words(head));
        }
        let words = gather(self.read.document.document, &asides, &rest);
        let is_theme = title.as_ref().is_some_and(|title| {
            let is_tag = self.is_theme(node, title)
                || facts::is_question(title) && title.len() <= facts::LONGEST_QUESTION;
            why == Beside::Group && is_tag && self.above.contains(&node)
        });
        let unnamed = rest.first().filter(|_| head.is_none());
        let line = unnamed.map_or(first.line, |block| self.read.block(*block).line);
        let waits = why == Beside::Group || self.done.is_empty();
        let place = match self.done.last_mut().filter(|_| !waits) {
            Some(last) => {
                last.from_outside = true;
                last
            }
            None => &mut self.carried,
        };
        match node {
            0 => self.shared.join(facts),
            _ => place.facts.join(facts),
        }
        if words.is_empty() && (is_theme || title.is_none()) {
            return;
        }
        let reason = match why {
            _ if title.is_none() => NoteReason::Unnamed,
            Beside::Group => NoteReason::Group,
            Beside::Method => NoteReason::Method,
            Beside::NoPart => NoteReason::Beside,
        };
        place.note(title.as_deref().unwrap_or(NOTES), &words, reason);
        let message = match title {
            Some(title) => format!("\"{title}\" belongs to no single story, so it became a note."),
            None if blocks.start == 0 => {
                "The words above the first heading became a note.".to_owned()
            }
            None => "Words between two stories became a note.".to_owned(),
        };
        place.remarks.push((line, message));
    }

    /// What stands at the head of a file or beside stories: the facts of a file, and the blocks
    /// that are words.
    fn facts_and_words(
        &self,
        blocks: &Range<usize>,
        head: Option<usize>,
    ) -> (ForeignFacts, Vec<usize>) {
        let document = self.read.document;
        let (mut facts, mut rest) = (ForeignFacts::default(), Vec::new());
        let mut key: Option<&str> = None;
        for index in blocks.start + usize::from(head.is_some())..blocks.end {
            match (document.kind(index), key) {
                // Rules around stories only divide them.
                (BlockKind::Record | BlockKind::Rule, _) => key = None,
                (BlockKind::Key, _) if head.is_none() => {
                    key = Some(document.words(index));
                    if self.is_empty_key(index) {
                        facts.take(document.words(index), "");
                    }
                }
                (BlockKind::Comment, _) | (_, None) => rest.push(index),
                (_, Some(key)) => facts.take(key, &plain_words(document.words(index))),
            }
        }
        (facts, rest)
    }

    fn is_empty_key(&self, index: usize) -> bool {
        let next = self.read.document.document.blocks.get(index + 1);
        next.is_none_or(|next| {
            matches!(
                next.kind,
                BlockKind::Key | BlockKind::Rule | BlockKind::Record
            )
        })
    }

    fn finish(mut self) -> Vec<ForeignDraft> {
        let carried = std::mem::take(&mut self.carried);
        let has_words = carried.facts != ForeignFacts::default() || !carried.notes.is_empty();
        if has_words {
            match self.done.last_mut() {
                Some(last) => last.take(carried),
                None => self.done.push(carried),
            }
        }
        self.share();
        self.done
    }

    /// What the head of a file says holds for all of its stories, but for title and id. A head
    /// that is long is given to the first alone, so that it cannot grow with their number.
    fn share(&mut self) {
        let mut shared = std::mem::take(&mut self.shared);
        if shared == ForeignFacts::default() {
            return;
        }
        if self.done.is_empty() {
            self.done.push(ForeignDraft::default());
        }
        let single = self.done.len() == 1;
        let (title, id) = match single {
            true => (None, None),
            false => (shared.title.take(), shared.id.take()),
        };
        let left = std::mem::take(&mut shared.left);
        // What says nothing about a story stands once.
        let others = std::mem::take(&mut shared.others);
        let long = shared.size() > LONGEST_HEAD;
        let count = if long { 1 } else { self.done.len() };
        for draft in &mut self.done[..count] {
            draft.from_outside = true;
            let own = std::mem::replace(&mut draft.facts, shared.clone());
            draft.facts.join(own);
        }
        self.done[0].facts.others.extend(others);
        let first = &mut self.done[0].facts.left;
        first.extend(left);
        let lost = [("title", title), ("id", id)];
        first.extend(
            lost.into_iter()
                .filter_map(|(key, value)| Some(format!("{key}: {}", value?))),
        );
    }
}
