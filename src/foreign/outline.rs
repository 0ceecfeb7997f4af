//! The tree of a document: what stands under which heading, row or record.
//!
//! A heading that names a part of an answer is no place of its own but a label of the heading
//! above it. Two readings are possible where levels are used freely, and both are offered: with
//! small headings inside of a part ([`Nesting::ByLevel`]), and with every other heading as a place
//! ([`Nesting::Flat`]). Refuses to say what is a story.

use std::collections::HashSet;
use std::ops::Range;

use crate::story::Beat;
use crate::story::section::StorySection;
use crate::story::synonym::{FactKey, SynonymSpelling};

use super::document::{BlockKind, Document};
use super::labels::{self, Dress, Label};

/// Deeper than any heading.
const RECORD: usize = 7;

/// Longer words say what the trouble was, in bytes.
const LONGEST_LEVEL: usize = 16;

/// So do more of them.
const MOST_WORDS_OF_A_LEVEL: usize = 3;

/// What a heading that follows a part belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nesting {
    /// To the part, where it is smaller than the part's heading.
    ByLevel,
    /// To what stands above both.
    Flat,
}

/// A document with its labels.
pub(super) struct LabelledDocument<'d, 't> {
    pub document: &'d Document<'t>,
    /// The label of each block that has one.
    pub labels: Vec<Option<Label>>,
    /// For each heading which parts stand below it, up to the next one of its level.
    below: Vec<PartSet>,
    /// Headings inside of an answer as it ought not to be.
    inside: HashSet<usize>,
}

/// Which parts of an answer are there, a bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct PartSet(u16);

impl PartSet {
    pub(super) fn insert(&mut self, usual: SynonymSpelling) {
        self.0 |= bit(usual);
    }

    /// Takes a part; false if it was there.
    pub(super) fn add(&mut self, usual: SynonymSpelling) -> bool {
        let is_new = !self.contains(usual);
        self.insert(usual);
        is_new
    }

    pub(super) fn contains(self, usual: SynonymSpelling) -> bool {
        self.0 & bit(usual) != 0
    }

    pub(super) fn join(&mut self, other: PartSet) {
        self.0 |= other.0;
    }

    pub(super) fn count(self) -> usize {
        self.0.count_ones() as usize
    }
}

/// Beats and what may stand for one; closings, traps and drafts make no answer.
fn bit(usual: SynonymSpelling) -> u16 {
    match usual {
        SynonymSpelling::Part(StorySection::Beat(beat)) => {
            1 << Beat::ALL.iter().position(|one| *one == beat).unwrap_or(0)
        }
        SynonymSpelling::Trouble => 1 << 5,
        SynonymSpelling::Happened => 1 << 6,
        SynonymSpelling::Mistake => 1 << 7,
        _ => 0,
    }
}

/// Whether something is a part of the answer itself, and no closing, trap or first draft.
pub(super) fn is_told(usual: SynonymSpelling) -> bool {
    bit(usual) != 0
}

/// Whether an answer usually begins with that part.
pub(super) fn is_first(usual: SynonymSpelling) -> bool {
    matches!(
        usual,
        SynonymSpelling::Trouble
            | SynonymSpelling::Happened
            | SynonymSpelling::Part(StorySection::Beat(Beat::Situation))
    )
}

/// A heading, a record, or the document itself, with what stands under it.
#[derive(Debug)]
pub(super) struct Node {
    /// The block that opens it; none for the document.
    pub head: Option<usize>,
    /// 0 for the document, a heading's level, 7 for a record.
    pub rank: usize,
    pub parent: usize,
    pub children: Vec<usize>,
    /// Its blocks and those of all that stands under it, the head included.
    pub all: Range<usize>,
    /// Its blocks up to its first child, without the head.
    pub own: Range<usize>,
    /// The labels of parts that belong to it and to no child.
    pub parts: Vec<usize>,
}

impl<'d, 't> LabelledDocument<'d, 't> {
    pub(super) fn of(document: &'d Document<'t>) -> LabelledDocument<'d, 't> {
        let labels = document
            .blocks
            .iter()
            .map(|block| labels::of(document, block));
        let mut labelled = LabelledDocument {
            document,
            labels: labels.collect(),
            below: Vec::new(),
            inside: HashSet::new(),
        };
        labelled.forget_lone_letters();
        labelled.levels_are_no_trouble();
        labelled.questions_are_no_parts();
        labelled.bad_answers_are_words();
        labelled.below = labelled.parts_below();
        labelled
    }

    pub(super) fn kind(&self, block: usize) -> BlockKind {
        self.document.blocks[block].kind
    }

    pub(super) fn words(&self, block: usize) -> &str {
        self.document.words(&self.document.blocks[block])
    }

    pub(super) fn label(&self, block: usize) -> Option<&Label> {
        self.labels[block].as_ref()
    }

    /// What a block's label stands for, if it opens a part.
    pub(super) fn part(&self, block: usize) -> Option<SynonymSpelling> {
        self.label(block)?.usual().filter(|usual| usual.is_part())
    }

    fn level(&self, block: usize) -> Option<usize> {
        match self.kind(block) {
            BlockKind::Heading(level) => Some(level).filter(|_| !self.inside.contains(&block)),
            BlockKind::Record => Some(RECORD),
            _ => None,
        }
    }

    /// Headings of a single letter count where another one stands beside them.
    fn forget_lone_letters(&mut self) {
        let mut seen = PartSet::default();
        let is_letter = |label: &Label| label.loose && matches!(label.dress, Dress::Heading(_));
        let letters = self
            .labels
            .iter()
            .flatten()
            .filter(|label| is_letter(label));
        letters
            .filter_map(Label::usual)
            .for_each(|usual| seen.insert(usual));
        if seen.count() < 2 {
            let letters = self
                .labels
                .iter_mut()
                .flatten()
                .filter(|label| is_letter(label));
            letters.for_each(|label| label.meaning = None);
        }
    }

    /// `### Decision?` among headings that ask other things asks one, too.
    fn questions_are_no_parts(&mut self) {
        let asked = |label: &&mut Label| {
            matches!(label.dress, Dress::Heading(_)) && label.name.ends_with('?')
        };
        let (mut parts, mut others) = (0, 0);
        for label in self.labels.iter_mut().flatten().filter(asked) {
            *(if label.is_part() {
                &mut parts
            } else {
                &mut others
            }) += 1;
        }
        if others > parts {
            let asked = self.labels.iter_mut().flatten().filter(asked);
            let asked = asked.filter(|label| label.is_part());
            asked.for_each(|label| label.meaning = None);
        }
    }

    /// `Difficulty: Hard` above a Situation is a fact.
    fn levels_are_no_trouble(&mut self) {
        let situation = SynonymSpelling::Part(StorySection::Beat(Beat::Situation));
        // What the next part stands for, and whether the next name is one of a part.
        let (mut next, mut before_a_part) = (None, true);
        for label in self.labels.iter_mut().flatten().rev() {
            let words = label.rest.split_whitespace().count();
            // Among facts it may have a word beside it.
            let most = if before_a_part {
                1
            } else {
                MOST_WORDS_OF_A_LEVEL
            };
            let is_level = label.rest.len() <= most * LONGEST_LEVEL
                && (1..=most).contains(&words)
                && !label.rest.ends_with(['.', '!', '?']);
            let is_trouble = label.usual() == Some(SynonymSpelling::Trouble);
            if is_trouble && label.colon && is_level && next == Some(situation) {
                label.meaning = None;
            }
            before_a_part = label.is_part();
            if before_a_part {
                next = label.usual();
            }
        }
    }

    /// What stands in an answer as it ought not to be has no names of its own.
    fn bad_answers_are_words(&mut self) {
        // Its label, and whether whatever follows up to the next answer is in it.
        let mut bad: Option<(Dress, bool)> = None;
        for block in 0..self.labels.len() {
            let kind = self.kind(block);
            let Some(label) = &self.labels[block] else {
                bad = bad.filter(|_| !matches!(kind, BlockKind::Record | BlockKind::Rule));
                continue;
            };
            let usual = label.usual();
            let is_head =
                |level: usize| matches!(bad, Some((Dress::Heading(above), _)) if level > above);
            let ends = match (label.dress, usual) {
                (_, Some(SynonymSpelling::Bad | SynonymSpelling::Wrapper)) => true,
                (Dress::Heading(level), _) => !is_head(level),
                (Dress::Key, _) => true,
                (dress, _) => bad.is_some_and(|(worn, whole)| !whole && worn == dress),
            };
            if ends {
                let told = label.colon || label.is_alone();
                let is_bad = usual == Some(SynonymSpelling::Bad) && told;
                bad = is_bad.then(|| (label.dress, label.is_alone()));
            } else if bad.is_some() {
                match &mut self.labels[block] {
                    Some(label) if matches!(label.dress, Dress::Heading(_)) => {
                        label.meaning = None;
                        self.inside.insert(block);
                    }
                    label => *label = None,
                }
            }
        }
    }

    fn parts_below(&self) -> Vec<PartSet> {
        let count = self.labels.len();
        let mut below = vec![PartSet::default(); count];
        let mut open: Vec<(usize, usize)> = Vec::new();
        for block in 0..=count {
            // The end of the document closes all that is open.
            let level = if block < count {
                self.level(block)
            } else {
                Some(0)
            };
            while let Some((_, last)) = open.pop_if(|(at, _)| level.is_some_and(|to| *at >= to)) {
                if let Some((_, above)) = open.last() {
                    let inner = below[last];
                    below[*above].join(inner);
                }
            }
            let part = (block < count).then(|| self.part(block)).flatten();
            if let (Some(usual), Some((_, last))) = (part, open.last()) {
                below[*last].insert(usual);
            }
            open.extend(level.map(|level| (level, block)));
        }
        below
    }

    /// Whether a heading that names a part, or a fact, stands over stories: a theme.
    fn is_theme(&self, heading: usize, level: usize) -> bool {
        let after =
            (heading + 1..self.labels.len()).filter_map(|block| Some((block, self.level(block)?)));
        let inner = after.take_while(|(_, inner)| *inner > level);
        let mut plain = inner.filter(|(block, _)| self.part(*block).is_none());
        plain.any(|(block, _)| self.below[block].count() > 1)
    }

    /// Whether a heading is a label of the heading above it, and no place of its own.
    fn is_label(&self, heading: usize, level: usize) -> bool {
        let Some(label) = self.label(heading).filter(|_| level < RECORD) else {
            return false;
        };
        match label.usual() {
            // Traps are no answer: a story may be called so.
            Some(usual) if usual.is_part() && !is_told(usual) => self.below[heading].count() < 2,
            Some(usual) if usual.is_part() => !self.is_theme(heading, level),
            Some(SynonymSpelling::Key(FactKey::Title)) => false,
            // A question with its words is a title.
            Some(SynonymSpelling::Key(_)) => {
                label.rest.is_empty()
                    && !self.is_theme(heading, level)
                    && self.below[heading].count() < 2
            }
            _ => false,
        }
    }

    /// Whether a part of an answer has a heading.
    pub(super) fn has_part_headings(&self) -> bool {
        let labels = self.labels.iter().flatten();
        let mut headings = labels.filter(|label| matches!(label.dress, Dress::Heading(_)));
        headings.any(Label::is_part)
    }

    /// The places of a document; the first is the document itself.
    pub(super) fn tree(&self, nesting: Nesting) -> Vec<Node> {
        let count = self.labels.len();
        let mut nodes = vec![Node {
            head: None,
            rank: 0,
            parent: 0,
            children: Vec::new(),
            all: 0..count,
            own: 0..count,
            parts: Vec::new(),
        }];
        let mut open = vec![0_usize];
        // Level of the part's heading whose words are being read.
        let mut part: Option<usize> = None;
        for block in 0..count {
            let here = *open.last().expect("the document is open");
            let Some(level) = self.level(block) else {
                if self.part(block).is_some() {
                    nodes[here].parts.push(block);
                }
                continue;
            };
            let is_label = self.is_label(block, level);
            let inner = nesting == Nesting::ByLevel
                && level < RECORD
                && part.is_some_and(|part| level > part);
            if inner && !is_label && self.below[block].count() < 2 {
                continue;
            }
            let closes = |rank: usize| match is_label {
                true => nesting == Nesting::ByLevel && rank >= level && rank < RECORD,
                false => rank >= level,
            };
            while open.len() > 1 && closes(nodes[*open.last().expect("one is open")].rank) {
                let closed = open.pop().expect("one is open");
                nodes[closed].all.end = block;
                nodes[closed].own.end = nodes[closed].own.end.min(block);
            }
            let here = *open.last().expect("the document is open");
            if is_label {
                part = self.part(block).map(|_| level);
                if part.is_some() {
                    nodes[here].parts.push(block);
                }
                continue;
            }
            part = None;
            let node = nodes.len();
            nodes[here].children.push(node);
            nodes[here].own.end = nodes[here].own.end.min(block);
            nodes.push(Node {
                head: Some(block),
                rank: level,
                parent: here,
                children: Vec::new(),
                all: block..count,
                own: block + 1..count,
                parts: Vec::new(),
            });
            open.push(node);
        }
        nodes
    }
}
