//! Answers that stand one after the other under one heading, or under none, and the lines above
//! each of them that are its title.
//!
//! A part that was told already begins a further answer where an answer usually begins, or where
//! a title stands above it. A dividing line, a short line of its own, a question and the facts
//! right above the first label belong to the answer after them. Refuses to look at what stands
//! under other headings.

use crate::story::Beat;
use crate::story::section::StorySection;
use crate::story::synonym::{FactKey, SynonymSpelling};

use super::document::BlockKind;
use super::facts;
use super::labels::{Dress, Label};
use super::outline::{LabelledDocument, Node, PartSet, is_first};
use super::titles::{bare_title, is_counted};

/// The lines above the first label of an answer that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// The first of these blocks.
    pub start: usize,
    /// The block that is the title, and its words.
    pub title: Option<(usize, String)>,
    /// A dividing line or a counted title says that the answer before it has ended.
    ends_the_last: bool,
}

/// One answer under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AnswerRun {
    /// The labels of its parts.
    pub parts: Vec<usize>,
    pub head: Option<Head>,
}

impl AnswerRun {
    /// Where it begins.
    pub(super) fn start(&self) -> usize {
        self.head.as_ref().map_or(self.parts[0], |head| head.start)
    }
}

/// The labels under a heading that open parts: those of its own dress. A label in another dress
/// inside of a part is words of that part.
pub(super) fn counted(document: &LabelledDocument<'_, '_>, node: &Node) -> Vec<usize> {
    let label = |block: usize| document.label(block).expect("a part has a label");
    let is = |dress: fn(Dress) -> bool| move |block: &usize| dress(label(*block).dress);
    let is_heading = is(|dress| matches!(dress, Dress::Heading(_)));
    let is_key = is(|dress| dress == Dress::Key);
    let mut parts = node.parts.clone();
    if let Some(first) = parts.iter().position(is_heading) {
        let below = parts.split_off(first);
        let mut told = part_set(document, below.iter().filter(|block| is_heading(block)));
        // A beat that no heading names may have a label inside of another part.
        let mut leads = |block: &usize| {
            let usual = document
                .part(*block)
                .filter(|_| label(*block).stands_apart());
            usual.is_some_and(|usual| is_beat(usual) && told.add(usual))
        };
        let below = below
            .into_iter()
            .filter(|block| is_heading(block) || leads(block));
        return agreeing(document, parts).into_iter().chain(below).collect();
    }
    if parts.iter().any(is_key) {
        parts.retain(is_key);
        return in_company(document, parts);
    }
    agreeing(document, parts)
}

/// The parts that some labels stand for.
fn part_set<'b>(
    document: &LabelledDocument<'_, '_>,
    labels: impl Iterator<Item = &'b usize>,
) -> PartSet {
    let mut set = PartSet::default();
    let usual = labels.filter_map(|block| document.part(*block));
    usual.for_each(|usual| set.insert(usual));
    set
}

fn is_beat(usual: SynonymSpelling) -> bool {
    matches!(usual, SynonymSpelling::Part(StorySection::Beat(_)))
}

/// Of some labels in lines those that fit together.
fn agreeing(document: &LabelledDocument<'_, '_>, parts: Vec<usize>) -> Vec<usize> {
    let label = |block: usize| document.label(block).expect("a part has a label");
    // Each answer between dividing lines has a dress of its own.
    let is_rule = |block: usize| document.kind(block) == BlockKind::Rule;
    let answers = parts.chunk_by(|one, next| !(*one..*next).any(is_rule));
    let parts = answers.flat_map(|answer| outstanding(document, answer.to_vec()));
    let mut parts = in_company(document, parts.collect());
    let outermost = parts
        .iter()
        .map(|block| label(*block).depth)
        .min()
        .unwrap_or(0);
    parts.retain(|block| label(*block).depth <= outermost + 1);
    parts
}

/// Of the labels of an answer those that stand out, and what none of them says.
fn outstanding(document: &LabelledDocument<'_, '_>, mut parts: Vec<usize>) -> Vec<usize> {
    let label = |block: usize| document.label(block).expect("a part has a label");
    let is_emphasised = |block: &&usize| label(**block).dress == Dress::Emphasis;
    let is_capital = |block: &&usize| label(**block).is_capital();
    let is_outer = |block: &&usize| !label(**block).listed;
    for stands_out in [
        &is_emphasised as &dyn Fn(&&usize) -> bool,
        &is_capital,
        &is_outer,
    ] {
        let outstanding = part_set(document, parts.iter().filter(stands_out));
        if outstanding.count() > 1 {
            // Where the names are bold, in capitals or begin no items, another one is prose, unless
            // it is plain by its sign and none of them says the same.
            parts.retain(|block| {
                let usual = document.part(*block).expect("a part");
                stands_out(&block) || !outstanding.contains(usual) && !label(*block).loose
            });
        }
    }
    parts
}

/// Labels without the weak ones, unless several parts are named.
fn in_company(document: &LabelledDocument<'_, '_>, mut parts: Vec<usize>) -> Vec<usize> {
    let named = part_set(document, parts.iter());
    let is_loose = |block: &usize| document.label(*block).is_some_and(|label| label.loose);
    parts.retain(|block| named.count() > 1 || !is_loose(block));
    parts
}

/// Divides the answers under a heading.
pub(super) fn runs(document: &LabelledDocument<'_, '_>, node: &Node) -> Vec<AnswerRun> {
    let parts = counted(document, node);
    let floor = node.head.map_or(0, |head| head + 1);
    let mut runs: Vec<AnswerRun> = Vec::new();
    let mut seen = SeenParts::default();
    for (index, block) in parts.iter().copied().enumerate() {
        let Some(usual) = document.part(block) else {
            continue;
        };
        let before = index.checked_sub(1).map(|before| parts[before]);
        let dress = document.label(block).map(|label| label.dress);
        let head = || {
            let floor = before.map_or(floor, |before| before + 1);
            match dress {
                Some(Dress::Heading(_)) => None,
                Some(Dress::Key) => over_table(document, block, floor),
                _ => above(document, block, floor, before),
            }
        };
        if before.is_none() {
            runs.push(AnswerRun {
                parts: vec![block],
                head: head(),
            });
            seen.take(usual);
            continue;
        }
        let apart = is_first(usual) || head().is_some_and(|head| head.title.is_some());
        let ended = || {
            is_first(usual) && seen.parts.len() > 1 && head().is_some_and(|head| head.ends_the_last)
        };
        let next = apart && (seen.end_before(usual) || ended());
        if next {
            runs.push(AnswerRun {
                parts: Vec::new(),
                head: head(),
            });
            seen = SeenParts::default();
        }
        seen.take(usual);
        runs.last_mut().expect("a run has begun").parts.push(block);
    }
    runs
}

/// The parts seen since an answer began.
#[derive(Default)]
struct SeenParts {
    parts: Vec<SynonymSpelling>,
    latest: Option<SynonymSpelling>,
}

impl SeenParts {
    fn take(&mut self, usual: SynonymSpelling) {
        if !self.parts.contains(&usual) {
            self.parts.push(usual);
        }
        self.latest = Some(usual);
    }

    /// Whether a part cannot belong to the answer so far.
    fn end_before(&self, usual: SynonymSpelling) -> bool {
        let (Some(first), Some(last)) = (self.parts.first(), &self.latest) else {
            return false;
        };
        let beat = |beat| SynonymSpelling::Part(StorySection::Beat(beat));
        let late = [
            beat(Beat::Result),
            beat(Beat::Learning),
            SynonymSpelling::Happened,
        ];
        let early = is_first(usual) || usual == beat(Beat::Task);
        self.parts.len() > 1
            && self.parts.contains(&usual)
            && (usual == *first || early && late.contains(last))
    }
}

/// The head of the answer whose first label is that block; it lies at `floor` or below it.
fn above(
    document: &LabelledDocument<'_, '_>,
    label: usize,
    floor: usize,
    before: Option<usize>,
) -> Option<Head> {
    let head = search(document, label, floor)?;
    // Words of the part before it, if it would have none else.
    let is_all = head.start == floor
        && !head.ends_the_last
        && before
            .and_then(|before| document.label(before))
            .is_some_and(Label::is_alone);
    (!is_all).then_some(head)
}

/// The bold line over a table with a row a part, which is its title.
fn over_table(document: &LabelledDocument<'_, '_>, label: usize, floor: usize) -> Option<Head> {
    // The head of the table, whose columns have names.
    let is_row = |block: &usize| document.words(*block).trim_start().starts_with('|');
    let start = (floor..label).rev().find(|block| !is_row(block))?;
    let stands_out = document
        .label(start)
        .is_some_and(|label| label.dress == Dress::Emphasis && label.is_alone());
    let title = lone_title(document, start, label).filter(|_| stands_out)?;
    Some(Head {
        start,
        ends_the_last: false,
        title: Some((start, title)),
    })
}

/// The lines right above a label, read from the last upwards.
fn search(document: &LabelledDocument<'_, '_>, label: usize, floor: usize) -> Option<Head> {
    let mut found = HeadSearch::default();
    for block in (floor..label).rev() {
        if !found.take(document, block, floor, label) {
            break;
        }
    }
    let divider = || {
        let hides = |block: &usize| {
            matches!(
                document.kind(*block),
                BlockKind::Code | BlockKind::Fence | BlockKind::Comment
            )
        };
        let mut above = (floor..label).rev().take_while(|block| !hides(block));
        above.find(|block| divides(document, *block))
    };
    let start = found.divider.or_else(divider).or(found.first)?;
    let title = found.title.or(found.question);
    let ends_the_last =
        divides(document, start) || title.as_ref().is_some_and(|(_, title)| is_counted(title));
    Some(Head {
        start,
        title,
        ends_the_last,
    })
}

fn divides(document: &LabelledDocument<'_, '_>, block: usize) -> bool {
    document.kind(block) == BlockKind::Rule || framed(document.words(block)).is_some()
}

#[derive(Default)]
struct HeadSearch {
    title: Option<(usize, String)>,
    question: Option<(usize, String)>,
    /// The highest block that belongs to the head.
    first: Option<usize>,
    divider: Option<usize>,
}

impl HeadSearch {
    /// Takes a block; false where the head has ended.
    fn take(
        &mut self,
        document: &LabelledDocument<'_, '_>,
        block: usize,
        floor: usize,
        label: usize,
    ) -> bool {
        let words = document.words(block).trim();
        let place = &document.document.blocks[block];
        let parted = place.apart || block == floor || divides(document, block - 1);
        if document.kind(block) == BlockKind::Rule {
            self.divider = Some(block);
            return false;
        }
        if let Some(title) = framed(words).filter(|_| self.title.is_none()) {
            self.title = Some((block, title));
            self.divider = Some(block);
            return false;
        }
        if let Some(key) = known_key(document, block) {
            if parted && matches!(key, FactKey::Title | FactKey::Question) {
                self.first = Some(block);
                let label = document.label(block).expect("a key is a label");
                let rest = facts::plain_words(&label.rest);
                let place = if key == FactKey::Title {
                    &mut self.title
                } else {
                    &mut self.question
                };
                place.get_or_insert((block, rest));
            }
            return true;
        }
        let is_letter = |label: &&Label| label.meaning.as_ref().is_some_and(|found| found.letter);
        let said = document.label(block).filter(is_letter);
        let question = facts::plain_words(said.map_or(words, |label| &label.rest));
        let asks = question.len() <= facts::LONGEST_QUESTION && facts::is_question(&question);
        if parted && asks && self.question.is_none() {
            self.question = Some((block, facts::without_count(&question).to_owned()));
            self.first = Some(block);
            return true;
        }
        match lone_title(document, block, label).filter(|_| parted && self.title.is_none()) {
            Some(title) => {
                self.title = Some((block, title));
                self.first = Some(block);
                true
            }
            None => false,
        }
    }
}

/// A line of its own that can be a title.
fn lone_title(document: &LabelledDocument<'_, '_>, block: usize, label: usize) -> Option<String> {
    let place = &document.document.blocks[block];
    let words = &document.document.text[place.at.clone()];
    let counted = words.starts_with(|c: char| c.is_ascii_digit());
    let over = document.document.blocks[label].depth > place.depth;
    let listed = place.kind == BlockKind::Item && !over;
    let is_label = document
        .label(block)
        .is_some_and(|label| match label.dress {
            _ if label.meaning.is_some() => true,
            Dress::Emphasis => !label.is_alone(),
            // `The mill - two days lost` is a title.
            Dress::Dash => false,
            _ => true,
        });
    let words = if counted {
        words
    } else {
        document.words(block)
    };
    let fits = (counted || !listed) && place.kind.is_line();
    bare_title(words).filter(|title| fits && (!is_label || is_counted(title)))
}

/// The fact that a block states: `Title: ...`, `Question: ...`.
fn known_key(document: &LabelledDocument<'_, '_>, block: usize) -> Option<FactKey> {
    let label = document.label(block)?;
    match label.usual()? {
        SynonymSpelling::Key(key) if !label.is_alone() => Some(key),
        _ => None,
    }
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
