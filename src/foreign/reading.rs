//! Which reading of a whole document explains it best: where stories begin, and what is beside
//! them.
//!
//! Each place (a heading, a record, the document) may be one story with all that stands under
//! it, or a group of stories. Readings are weighed by what they explain: different parts under
//! one title, each at most once, under a title that is a title. Refuses to guess quietly: where
//! two readings are close, both are handed out.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::story::synonym::{self, FactKey, SynonymSpelling};
use crate::story::text::folded;

use super::document::BlockKind;
use super::facts;
use super::labels::Label;
use super::method;
use super::outline::{LabelledDocument, Nesting, Node, PartSet, is_told};
use super::runs::{self, AnswerRun};
use super::titles;

/// What one part explains; the rest is measured against it.
const PART: f64 = 1.0;

/// A story of one part alone.
const LONE_PART: f64 = 0.5;

/// A part that is there already.
const AGAIN: f64 = 1.0;

/// A heading between a title and its parts that is no mere wrapper.
const STEP_DOWN: f64 = 0.2;

/// The same where nothing above them has a title.
const UNTITLED_STEP: f64 = 0.6;

/// A reading that explains so much less than the best one is not close to it.
const CLOSE: f64 = 0.12;

/// What speaks for a title that counts the stories: less than a step down.
const COUNTED: f64 = 0.1;

/// A heading between a question and its only answer.
const UNDER_A_QUESTION: f64 = 0.5;

/// Prose of fewer words is no story.
const FEWEST_WORDS: usize = 4;

/// Longer titles are sentences, in bytes.
const LONGEST_TITLE: usize = 160;

/// What was decided by whoever reads: where titles stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TitlesAt {
    /// Headings of that level.
    Level(usize),
    /// Labels of that name.
    Label(String),
}

impl TitlesAt {
    /// `2`, `##` or the name of a label.
    pub(crate) fn read(words: &str) -> TitlesAt {
        let words = words.trim();
        let signs = words.len() - words.trim_start_matches('#').len();
        let level = match signs == words.len() {
            true => Some(signs),
            false => words.parse().ok(),
        };
        match level.filter(|level| (1..=6).contains(level)) {
            Some(level) => TitlesAt::Level(level),
            None => TitlesAt::Label(words.trim_end_matches(':').to_owned()),
        }
    }
}

/// What a stretch of a document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stretch {
    /// A story: its blocks, the place whose title it bears, and the labels of its parts.
    Story(PlannedStory),
    /// The head and the own blocks of a place that belong to no story.
    Beside {
        node: usize,
        blocks: Range<usize>,
        why: Beside,
    },
}

impl Stretch {
    fn blocks(&self) -> &Range<usize> {
        match self {
            Stretch::Story(story) => &story.blocks,
            Stretch::Beside { blocks, .. } => blocks,
        }
    }
}

/// A story that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlannedStory {
    pub node: usize,
    pub blocks: Range<usize>,
    /// Labels that open its parts.
    pub parts: Vec<usize>,
    /// The line that is its title, where no heading is.
    pub title: Option<(usize, String)>,
    /// It is one of several under one heading.
    pub several: bool,
}

/// Why something is no story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// It stands over stories.
    Group,
    /// It explains the method, or is a template.
    Method,
    /// It has no part of an answer.
    NoPart,
}

/// A reading of a document.
pub(super) struct Reading {
    pub nodes: Vec<Node>,
    pub stretches: Vec<Stretch>,
    /// How much it explains.
    value: f64,
    /// How many headings of level 1 there are.
    pub tops: usize,
}

/// The best reading, and where titles stand in another one that explains nearly as much.
pub(super) fn best(
    document: &LabelledDocument<'_, '_>,
    at: Option<&TitlesAt>,
) -> (Reading, Option<(TitlesAt, Reading)>) {
    let level = match at {
        Some(TitlesAt::Level(level)) => Some(*level),
        _ => None,
    };
    let by_level = weigh(document, Nesting::ByLevel, level);
    let flat = weigh(document, Nesting::Flat, level);
    let best = if flat.value > by_level.value {
        flat
    } else {
        by_level
    };
    let other = match at {
        Some(_) => None,
        None => close(document, &best),
    };
    (best, other)
}

/// The level of titles in another reading that is close to the best one.
fn close(document: &LabelledDocument<'_, '_>, best: &Reading) -> Option<(TitlesAt, Reading)> {
    let titles = |reading: &Reading| -> Vec<usize> {
        let stories = reading
            .stretches
            .iter()
            .filter_map(|stretch| match stretch {
                Stretch::Story(story) => Some(story.blocks.start),
                Stretch::Beside { .. } => None,
            });
        stories.collect()
    };
    let found = titles(best);
    let mut levels: Vec<usize> = best
        .nodes
        .iter()
        .map(|node| node.rank)
        .filter(|rank| (1..7).contains(rank))
        .collect();
    levels.sort_unstable();
    levels.dedup();
    let others = levels
        .into_iter()
        .map(|level| (level, weigh(document, Nesting::ByLevel, Some(level))));
    let others = others.filter(|(_, other)| {
        titles(other) != found && other.value >= best.value * (1.0 - CLOSE) && other.value > 1.0
    });
    others
        .max_by(|a, b| a.1.value.total_cmp(&b.1.value))
        .map(|(level, reading)| (TitlesAt::Level(level), reading))
}

fn weigh(document: &LabelledDocument<'_, '_>, nesting: Nesting, level: Option<usize>) -> Reading {
    let nodes = document.tree(nesting);
    let weighing = Weighing::of(document, &nodes, level);
    let mut chosen = vec![false; nodes.len()];
    let value = weighing.choose(&mut chosen);
    let mut stretches = weighing.stretches(&chosen);
    if !stretches
        .iter()
        .any(|stretch| matches!(stretch, Stretch::Story(_)))
    {
        stretches = weighing.in_prose();
    }
    let tops = nodes.iter().filter(|node| node.rank == 1).count();
    Reading {
        stretches,
        value,
        tops,
        nodes,
    }
}

struct Weighing<'w, 'd, 't> {
    document: &'w LabelledDocument<'d, 't>,
    nodes: &'w [Node],
    /// The answers of each place that stand under none of its children.
    runs: Vec<Vec<AnswerRun>>,
    /// Under how many headings each title occurs.
    titles: HashMap<String, HashSet<usize>>,
    /// Titles stand at that level and nowhere else.
    level: Option<usize>,
}

impl<'w, 'd, 't> Weighing<'w, 'd, 't> {
    fn of(document: &'w LabelledDocument<'d, 't>, nodes: &'w [Node], level: Option<usize>) -> Self {
        let mut titles: HashMap<String, HashSet<usize>> = HashMap::new();
        for node in nodes {
            if let Some(title) = title(document, node) {
                titles.entry(folded(title)).or_default().insert(node.parent);
            }
        }
        Weighing {
            document,
            runs: nodes
                .iter()
                .map(|node| runs::runs(document, node))
                .collect(),
            nodes,
            titles,
            level,
        }
    }

    fn label(&self, node: usize) -> Option<&Label> {
        self.nodes[node]
            .head
            .and_then(|head| self.document.label(head))
    }

    fn title(&self, node: usize) -> Option<&str> {
        title(self.document, &self.nodes[node])
    }

    /// Whether a heading says nothing by itself: `Answer 2`, `Full version`, what stands under
    /// every story.
    fn is_wrapper(&self, node: usize) -> bool {
        let Some(title) = self.title(node) else {
            return false;
        };
        let label = self.label(node);
        let known = label.is_some_and(|label| match label.usual() {
            Some(SynonymSpelling::Wrapper) => true,
            Some(SynonymSpelling::Key(FactKey::Title)) => label.is_alone(),
            _ => false,
        });
        known || self.is_repeated(title) && !facts::is_question(title)
    }

    /// Whether a heading names what stands beside an answer.
    fn is_note(&self, node: usize) -> bool {
        self.label(node).and_then(Label::usual) == Some(SynonymSpelling::Note)
    }

    fn is_repeated(&self, title: &str) -> bool {
        self.titles
            .get(&folded(title))
            .is_some_and(|parents| parents.len() > 1)
    }

    /// What it costs to take a place's heading for a title.
    fn title_cost(&self, node: usize) -> f64 {
        let Some(title) = self.title(node) else {
            return if self.nodes[node].rank == 0 { 0.4 } else { 0.0 };
        };
        let cost = match self.label(node).and_then(Label::usual) {
            Some(usual) if is_told(usual) => 2.0,
            // A note of the story above it.
            Some(SynonymSpelling::Note) if !self.runs[self.nodes[node].parent].is_empty() => 3.0,
            Some(SynonymSpelling::Note) => 0.8,
            _ if titles::is_numbered(title) => 0.0,
            _ if self.is_repeated(title) && !facts::is_question(title) => 2.0,
            _ if self.is_wrapper(node) => 0.6,
            _ if synonym::is_method(title) => 0.3,
            _ if self.is_frame(node) => UNDER_A_QUESTION,
            _ if title.len() > LONGEST_TITLE => 0.5,
            _ => 0.0,
        };
        match titles::is_counted(title) {
            true => cost - COUNTED,
            false => cost,
        }
    }

    /// Whether a heading stands between a question and the only answer to it, beside others that
    /// hold none: `Example` after `What they look for`.
    fn is_frame(&self, node: usize) -> bool {
        let parent = self.nodes[node].parent;
        let asked = self.title(parent).is_some_and(facts::is_question);
        let sisters = &self.nodes[parent].children;
        let answers = sisters
            .iter()
            .filter(|sister| !self.runs[**sister].is_empty());
        asked && sisters.len() > 1 && answers.count() == 1
    }

    /// The parts of a place and of all that stands under it, in order. Where the place has an
    /// answer of its own, what stands under it in another dress is words beside that answer.
    fn parts_of(&self, node: usize) -> Vec<usize> {
        let dress = |block: &usize| {
            self.document
                .label(*block)
                .map(|label| std::mem::discriminant(&label.dress))
        };
        let mut parts: Vec<usize> = self.runs[node]
            .iter()
            .flat_map(|run| run.parts.iter().copied())
            .collect();
        let worn: Vec<_> = parts.iter().map(dress).collect();
        let mut open = self.nodes[node].children.clone();
        while let Some(inner) = open.pop() {
            if self.is_note(inner) {
                continue;
            }
            let inner_parts = self.runs[inner]
                .iter()
                .flat_map(|run| run.parts.iter().copied());
            let around = self.is_wrapper(inner) && worn.len() < 2;
            parts.extend(
                inner_parts
                    .filter(|block| worn.is_empty() || around || worn.contains(&dress(block))),
            );
            open.extend(&self.nodes[inner].children);
        }
        parts.sort_unstable();
        parts
    }

    fn explained(&self, parts: &[usize]) -> f64 {
        let mut seen = PartSet::default();
        let mut again = 0;
        let mut last = None;
        for usual in parts.iter().filter_map(|block| self.document.part(*block)) {
            // Two names for one part beside each other are no second answer.
            if seen.contains(usual) && last != Some(usual) {
                again += 1;
            }
            seen.insert(usual);
            last = Some(usual);
        }
        let strong = |block: &usize| self.document.label(*block).is_some_and(Label::is_strong);
        let told = match seen.count() {
            1 | 2 if !parts.iter().any(strong) => 0.0,
            1 => LONE_PART,
            count => count as f64 * PART,
        };
        told - f64::from(again) * AGAIN
    }

    /// What a place explains as one story with all that stands under it.
    fn as_story(&self, node: usize) -> f64 {
        let parts = self.parts_of(node);
        if parts.is_empty() {
            return 0.0;
        }
        let step = match self.nodes[node].rank {
            0 => UNTITLED_STEP,
            _ => STEP_DOWN,
        };
        let mut steps = 0;
        let mut open = self.nodes[node].children.clone();
        while let Some(inner) = open.pop() {
            if self.is_note(inner) {
                continue;
            }
            let has_parts = !self.runs[inner].is_empty();
            let counted = self.title(inner).is_some_and(titles::is_numbered);
            steps += i32::from(has_parts && !self.is_wrapper(inner) && !counted);
            open.extend(&self.nodes[inner].children);
        }
        self.explained(&parts) - self.title_cost(node) - f64::from(steps) * step
    }

    /// What the answers right under a heading explain, each as a story.
    fn own(&self, node: usize) -> f64 {
        match self.runs[node].as_slice() {
            [] => 0.0,
            [one] => {
                let titled = one.head.as_ref().is_some_and(|head| head.title.is_some());
                let cost = if titled && self.nodes[node].rank == 0 {
                    0.0
                } else {
                    self.title_cost(node)
                };
                self.explained(&one.parts) - cost
            }
            several => several
                .iter()
                .map(|run| {
                    let titled = run.head.as_ref().is_some_and(|head| head.title.is_some());
                    self.explained(&run.parts) - if titled { 0.0 } else { 0.6 }
                })
                .sum(),
        }
    }

    /// Chooses for each place whether it is a story with all that stands under it; returns what
    /// the whole explains.
    fn choose(&self, chosen: &mut [bool]) -> f64 {
        let mut values = vec![0.0; self.nodes.len()];
        // Children stand behind their parents.
        for node in (0..self.nodes.len()).rev() {
            let inner: f64 = self.nodes[node]
                .children
                .iter()
                .map(|child| values[*child])
                .sum();
            let inner_stories = self.nodes[node]
                .children
                .iter()
                .any(|child| values[*child] > 0.0);
            let apart = self.own(node).max(0.0) + inner;
            let whole = self.as_story(node);
            let several = self.runs[node].len() > 1;
            let is_story = match self.level {
                Some(level)
                    if (1..7).contains(&self.nodes[node].rank)
                        && self.nodes[node].rank == level =>
                {
                    true
                }
                Some(level) if self.nodes[node].rank < level => false,
                _ => whole > apart || !several && !inner_stories && whole >= apart,
            };
            chosen[node] =
                is_story && whole > 0.0 || self.level == Some(self.nodes[node].rank) && whole > 0.0;
            values[node] = if chosen[node] { whole } else { apart };
        }
        values[0]
    }

    /// The document cut into stories and what is beside them.
    fn stretches(&self, chosen: &[bool]) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        let mut open = vec![0_usize];
        while let Some(node) = open.pop() {
            let place = &self.nodes[node];
            if chosen[node] {
                self.push_story(
                    node,
                    place.all.clone(),
                    self.parts_of(node),
                    None,
                    &mut stretches,
                );
                continue;
            }
            if node > 0 && !self.holds_a_story(node, chosen) {
                stretches.push(Stretch::Beside {
                    node,
                    blocks: place.all.clone(),
                    why: Beside::NoPart,
                });
                continue;
            }
            self.push_own(node, &mut stretches);
            open.extend(place.children.iter().rev());
        }
        self.leave_out_tips(&mut stretches);
        self.draft_sisters(&mut stretches);
        self.close_gaps(&mut stretches);
        stretches
    }

    /// A part whose heading is less deep than the title above it belongs to that title all the
    /// same: what stands in no stretch goes to the one before.
    fn close_gaps(&self, stretches: &mut [Stretch]) {
        let starts: Vec<usize> = stretches
            .iter()
            .map(|stretch| stretch.blocks().start)
            .collect();
        let ends = starts
            .iter()
            .copied()
            .skip(1)
            .chain([self.document.labels.len()]);
        for (stretch, end) in stretches.iter_mut().zip(ends) {
            match stretch {
                Stretch::Beside { blocks, .. } => blocks.end = end,
                Stretch::Story(story) => {
                    let gap = story.blocks.end..end;
                    let is_heading =
                        |block: &usize| matches!(self.document.kind(*block), BlockKind::Heading(_));
                    story.parts.extend(
                        gap.filter(|block| {
                            is_heading(block) && self.document.part(*block).is_some()
                        }),
                    );
                    story.blocks.end = end;
                }
            }
        }
    }

    /// Whether a story stands under a place.
    fn holds_a_story(&self, node: usize, chosen: &[bool]) -> bool {
        let mut open = vec![node];
        while let Some(inner) = open.pop() {
            if chosen[inner] || !self.runs[inner].is_empty() && self.own(inner) > 0.0 {
                return true;
            }
            open.extend(&self.nodes[inner].children);
        }
        false
    }

    fn push_own(&self, node: usize, stretches: &mut Vec<Stretch>) {
        let place = &self.nodes[node];
        let from = place.head.unwrap_or(0);
        let runs: Vec<&AnswerRun> = match self.own(node) > 0.0
            && self
                .level
                .is_none_or(|level| level == place.rank || place.rank == 0)
        {
            true => self.runs[node]
                .iter()
                .filter(|run| run.parts[0] < place.own.end)
                .collect(),
            false => Vec::new(),
        };
        let why = match place.children.is_empty() && runs.is_empty() {
            true => Beside::NoPart,
            false => Beside::Group,
        };
        let one = runs.len() == 1;
        let first = match runs.first() {
            Some(_) if one => from,
            Some(run) => run.start(),
            None => place.own.end,
        };
        if from < first {
            stretches.push(Stretch::Beside {
                node,
                blocks: from..first,
                why,
            });
        }
        for (index, run) in runs.iter().enumerate() {
            let start = if one { from } else { run.start() };
            let end = runs
                .get(index + 1)
                .map_or(place.own.end, |next| next.start());
            let title = run.head.as_ref().and_then(|head| head.title.clone());
            self.push_story(node, start..end, run.parts.clone(), title, stretches);
            if let Some(Stretch::Story(story)) = stretches.last_mut() {
                story.several = !one;
            }
        }
    }

    fn push_story(
        &self,
        node: usize,
        blocks: Range<usize>,
        parts: Vec<usize>,
        title: Option<(usize, String)>,
        stretches: &mut Vec<Stretch>,
    ) {
        let is_called_so = self.title(node).is_some_and(synonym::is_method);
        // Names and nothing else are a list of the letters, unless somebody began to write.
        let untitled = self.nodes[node].head.is_none() || self.is_wrapper(node);
        if is_called_so || method::explains(self.document, &blocks, &parts, untitled) {
            let why = Beside::Method;
            stretches.push(Stretch::Beside { node, blocks, why });
            return;
        }
        stretches.push(Stretch::Story(PlannedStory {
            node,
            blocks,
            parts,
            title,
            several: false,
        }));
    }

    /// Names without words under them are a form, unless they are all there is.
    fn leave_out_forms(&self, stretches: &mut [Stretch]) {
        let stories = stretches
            .iter()
            .filter(|stretch| matches!(stretch, Stretch::Story(_)));
        if stories.count() < 2 {
            return;
        }
        for stretch in stretches.iter_mut() {
            if let Stretch::Story(story) = stretch
                && method::is_empty(self.document, &story.blocks, &story.parts)
            {
                *stretch = Stretch::Beside {
                    node: story.node,
                    blocks: story.blocks.clone(),
                    why: Beside::Method,
                };
            }
        }
    }

    /// Among stories told in sentences, a few words beside each part are tips.
    fn leave_out_tips(&self, stretches: &mut [Stretch]) {
        let terse =
            |story: &PlannedStory| method::is_terse(self.document, &story.blocks, &story.parts);
        self.leave_out_forms(stretches);
        let told = stretches.iter().filter(|stretch| match stretch {
            Stretch::Story(story) => !terse(story),
            Stretch::Beside { .. } => false,
        });
        if told.count() < 2 {
            return;
        }
        for stretch in stretches.iter_mut() {
            if let Stretch::Story(story) = stretch
                && !self
                    .title(story.node)
                    .is_some_and(|title| titles::is_counted(title) || facts::is_question(title))
                && !story.several
                && terse(story)
            {
                *stretch = Stretch::Beside {
                    node: story.node,
                    blocks: story.blocks.clone(),
                    why: Beside::Method,
                };
            }
        }
    }

    /// Places without parts beside stories: a story in prose where it looks like its sisters,
    /// else a note.
    fn draft_sisters(&self, stretches: &mut [Stretch]) {
        let stories: Vec<usize> = stretches
            .iter()
            .filter_map(|stretch| match stretch {
                Stretch::Story(story) if !story.several => Some(story.node),
                _ => None,
            })
            .collect();
        if stories.is_empty() {
            return;
        }
        let counted = |node: &usize| self.title(*node).is_some_and(titles::is_counted);
        let all_counted = stories.iter().all(|node| counted(node));
        let ranks: Vec<(usize, usize)> = stories
            .iter()
            .map(|node| (self.nodes[*node].rank, self.nodes[*node].parent))
            .collect();
        for stretch in stretches.iter_mut() {
            let Stretch::Beside {
                node,
                blocks,
                why: Beside::NoPart,
            } = stretch
            else {
                continue;
            };
            let node = *node;
            let is_sister = ranks.contains(&(self.nodes[node].rank, self.nodes[node].parent));
            if is_sister && self.is_draft(node, all_counted) {
                *stretch = Stretch::Story(PlannedStory {
                    node,
                    blocks: blocks.clone(),
                    parts: Vec::new(),
                    title: None,
                    several: false,
                });
            }
        }
    }

    fn is_draft(&self, node: usize, all_counted: bool) -> bool {
        let Some(title) = self.title(node) else {
            return self.nodes[node].rank == 7 && !self.prose(node).is_empty();
        };
        let counted = titles::is_counted(title);
        let fits = !self.is_beside(node) && (counted || !all_counted);
        fits && self.is_told(node)
    }

    /// Whether somebody tells something of himself under a heading, or answers its question.
    fn is_told(&self, node: usize) -> bool {
        let prose = self.prose(node);
        let asked = self.title(node).is_some_and(facts::is_question);
        let words = prose.split_whitespace().count();
        let is_sentence = prose.contains(['.', '!', '\u{3002}']);
        synonym::persons(&prose).0 > 0 && words >= FEWEST_WORDS || asked && is_sentence
    }

    /// Whether a heading names what is no story.
    fn is_beside(&self, node: usize) -> bool {
        let Some(title) = self.title(node) else {
            return false;
        };
        let known = self.label(node).and_then(Label::usual);
        known.is_some_and(|usual| usual == SynonymSpelling::Note || usual == SynonymSpelling::Wrapper || matches!(usual, SynonymSpelling::Key(key) if !matches!(key, FactKey::Title | FactKey::Question)))
            || synonym::is_method(title)
            || self.is_repeated(title)
    }

    /// The sentences under a place that are nobody's words in quotation marks, no questions and no
    /// rows of a table; the first of them are enough.
    fn prose(&self, node: usize) -> String {
        let mut prose = String::new();
        for block in self.nodes[node].all.clone() {
            let words = self.document.words(block).trim();
            let is_words = matches!(
                self.document.kind(block),
                BlockKind::Line | BlockKind::Item | BlockKind::Code
            );
            if is_words && !words.starts_with('|') && !is_quoted(words) {
                prose.push_str(words);
                prose.push('\n');
            }
            if prose.len() > 2000 {
                break;
            }
        }
        prose
    }

    fn has_own_prose(&self, node: usize) -> bool {
        let own = &self.nodes[node].own;
        own.clone().any(|block| {
            matches!(
                self.document.kind(block),
                BlockKind::Line | BlockKind::Item | BlockKind::Code | BlockKind::Key
            )
        })
    }

    /// A document in which no part is named: sections in prose, each a draft.
    fn prose_sections(&self, node: usize, found: &mut Vec<usize>) {
        let place = &self.nodes[node];
        let told = |child: &&usize| !self.prose(**child).is_empty() && !self.is_beside(**child);
        let children: Vec<usize> = place.children.iter().filter(told).copied().collect();
        let asked = |child: &usize| self.title(*child).is_some_and(facts::is_question);
        let goes_down = match children.as_slice() {
            [] => false,
            [one] => place.rank == 0 || !self.has_own_prose(node) && !self.is_wrapper(*one),
            _ => place.rank == 0 || !self.has_own_prose(node) || children.iter().all(asked),
        };
        if goes_down {
            children
                .iter()
                .for_each(|child| self.prose_sections(*child, found));
        } else if place.rank > 0 && !self.is_beside(node) && self.is_told(node) {
            found.push(node);
        }
    }

    /// The heading over a whole document, or the document.
    fn only_title(&self) -> usize {
        let tops: Vec<usize> = self.nodes[0].children.clone();
        match tops.as_slice() {
            [one] if !self.has_own_prose(0) && !self.is_beside(*one) => *one,
            _ => 0,
        }
    }

    /// The stretches of a document in which no part is named.
    fn in_prose(&self) -> Vec<Stretch> {
        let mut found = Vec::new();
        self.prose_sections(0, &mut found);
        if found.is_empty() {
            // Somebody asked for this file: its words are kept as one draft.
            found.push(self.only_title());
        }
        let mut stretches = Vec::new();
        let mut open = vec![0_usize];
        while let Some(node) = open.pop() {
            let place = &self.nodes[node];
            if found.contains(&node) {
                stretches.push(Stretch::Story(PlannedStory {
                    node,
                    blocks: place.all.clone(),
                    parts: match self.is_told(node) || place.rank > 6 {
                        true => self.parts_of(node),
                        false => Vec::new(),
                    },
                    title: None,
                    several: false,
                }));
                continue;
            }
            let blocks = place.head.unwrap_or(0)..place.own.end;
            if !blocks.is_empty() {
                let why = match place.children.is_empty() {
                    true => Beside::NoPart,
                    false => Beside::Group,
                };
                stretches.push(Stretch::Beside { node, blocks, why });
            }
            open.extend(place.children.iter().rev());
        }
        self.close_gaps(&mut stretches);
        stretches
    }
}

/// The words of a place's heading.
fn title<'d>(document: &'d LabelledDocument<'_, '_>, node: &Node) -> Option<&'d str> {
    let head = node.head.filter(|_| node.rank < 7)?;
    document.label(head).map(|label| label.name.as_str())
}

/// A phrase in quotation marks, or a question: none of somebody's story.
fn is_quoted(line: &str) -> bool {
    let line = line.trim();
    line.starts_with(['"', '\u{201c}', '\u{201e}', '«', '\u{300c}'])
        || line.ends_with(['?', '\u{ff1f}'])
}
