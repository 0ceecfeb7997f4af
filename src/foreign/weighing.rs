//! What each place of a document explains: as one story with all that stands under it, or as a
//! group of stories.
//!
//! Weighed are the different parts under one title, each at most once, under a title that is a
//! title. Refuses to look at what stands between the parts.

use std::collections::{HashMap, HashSet};

use crate::story::synonym::{self, FactKey, SynonymSpelling};
use crate::story::text::folded;

use super::facts;
use super::labels::Label;
use super::outline::{LabelledDocument, Node, PartSet, is_told};
use super::runs::{self, AnswerRun};
use super::titles;
use super::{meanings, method};

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

/// A step of a procedure: only a whole answer is one.
const STEP: f64 = 2.0;

/// What speaks for a title that counts the stories: less than a step down.
const COUNTED: f64 = 0.1;

/// Longer titles are sentences, in bytes.
const LONGEST_TITLE: usize = 160;

/// Places of a document with what they explain.
pub(super) struct Weighing<'w, 'd, 't> {
    pub document: &'w LabelledDocument<'d, 't>,
    pub nodes: &'w [Node],
    /// The answers of each place that stand under none of its children.
    pub runs: Vec<Vec<AnswerRun>>,
    /// Under how many headings each title occurs.
    titles: HashMap<String, HashSet<usize>>,
    /// Titles stand at that level and nowhere else.
    pub level: Option<usize>,
    /// What it costs to take each place's heading for a title.
    costs: Vec<f64>,
    /// Places that wait to be filled in: names of parts, and no words.
    forms: Vec<bool>,
}

impl<'w, 'd, 't> Weighing<'w, 'd, 't> {
    pub(super) fn of(
        document: &'w LabelledDocument<'d, 't>,
        nodes: &'w [Node],
        level: Option<usize>,
    ) -> Self {
        let mut titles: HashMap<String, HashSet<usize>> = HashMap::new();
        for node in nodes {
            if let Some(title) = title(document, node) {
                titles.entry(folded(title)).or_default().insert(node.parent);
            }
        }
        let mut weighing = Weighing {
            document,
            runs: nodes
                .iter()
                .map(|node| runs::runs(document, node))
                .collect(),
            nodes,
            titles,
            level,
            costs: Vec::new(),
            forms: Vec::new(),
        };
        for (node, runs) in nodes.iter().zip(&weighing.runs) {
            let is_empty = |run: &AnswerRun| method::is_empty(document, &node.own, &run.parts);
            let is_form = !runs.is_empty() && runs.iter().all(is_empty);
            weighing.forms.push(is_form);
        }
        let all = 0..nodes.len();
        weighing.costs = all.map(|node| weighing.title_cost(node)).collect();
        weighing
    }

    pub(super) fn label(&self, node: usize) -> Option<&Label> {
        self.nodes[node]
            .head
            .and_then(|head| self.document.label(head))
    }

    pub(super) fn title(&self, node: usize) -> Option<&str> {
        title(self.document, &self.nodes[node])
    }

    /// Whether a heading says nothing by itself: `Answer 2`, `Full version`, what stands under
    /// every story.
    pub(super) fn is_wrapper(&self, node: usize) -> bool {
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
    pub(super) fn is_note(&self, node: usize) -> bool {
        let usual = self.label(node).and_then(Label::usual);
        usual.is_some_and(SynonymSpelling::is_note)
    }

    pub(super) fn is_repeated(&self, title: &str) -> bool {
        self.titles
            .get(&folded(title))
            .is_some_and(|parents| parents.len() > 1)
    }

    /// What it costs to take a place's heading for a title.
    fn title_cost(&self, node: usize) -> f64 {
        let Some(title) = self.title(node) else {
            return if self.nodes[node].rank == 0 { 0.5 } else { 0.0 };
        };
        let cost = match self.label(node).and_then(Label::usual) {
            Some(usual) if is_told(usual) => 2.0,
            // A note of the story above it.
            Some(SynonymSpelling::Note) if !self.runs[self.nodes[node].parent].is_empty() => 3.0,
            Some(SynonymSpelling::Note) => 0.8,
            _ if meanings::is_step(title) => STEP,
            _ if titles::is_numbered(title) => 0.0,
            _ if self.is_repeated(title) && !facts::is_question(title) => 2.0,
            _ if self.is_wrapper(node) => 0.6,
            _ if synonym::is_method(title) => 0.3,
            _ if title.len() > LONGEST_TITLE => 0.5,
            _ => 0.0,
        };
        match titles::is_counted(title) {
            true => cost - COUNTED,
            false => cost,
        }
    }

    /// The parts of a place and of all that stands under it, in order. Where the place has an
    /// answer of its own, what stands under it in another dress is words beside that answer.
    pub(super) fn parts_of(&self, node: usize) -> Vec<usize> {
        let dress = |block: &usize| {
            self.document
                .label(*block)
                .map(|label| std::mem::discriminant(&label.dress))
        };
        let mut parts: Vec<usize> = self.runs[node]
            .iter()
            .flat_map(|run| run.parts.iter().copied())
            .collect();
        let several = parts.len() > 1;
        let worn: HashSet<_> = parts.iter().map(dress).collect();
        let mut open = self.nodes[node].children.clone();
        while let Some(inner) = open.pop() {
            if self.is_note(inner) || self.forms[inner] {
                continue;
            }
            let inner_parts = self.runs[inner]
                .iter()
                .flat_map(|run| run.parts.iter().copied());
            let around = self.is_wrapper(inner) && !several;
            parts.extend(
                inner_parts
                    .filter(|block| worn.is_empty() || around || worn.contains(&dress(block))),
            );
            open.extend(&self.nodes[inner].children);
        }
        parts.sort_unstable();
        parts
    }

    /// What parts explain under a title that costs so much; a title alone explains nothing.
    fn explained(&self, parts: &[usize], cost: f64) -> f64 {
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
            1 | 2 if !parts.iter().any(strong) => return 0.0,
            1 => LONE_PART,
            count => count as f64 * PART,
        };
        told - f64::from(again) * AGAIN - cost
    }

    /// What a place explains as one story with all that stands under it.
    fn as_story(&self, node: usize) -> f64 {
        let parts = self.parts_of(node);
        if parts.is_empty() || self.forms[node] {
            return 0.0;
        }
        let step = match self.nodes[node].rank {
            0 => UNTITLED_STEP,
            _ => STEP_DOWN,
        };
        let mut steps = 0;
        let mut open = self.nodes[node].children.clone();
        while let Some(inner) = open.pop() {
            if self.is_note(inner) || self.forms[inner] {
                continue;
            }
            let has_parts = !self.runs[inner].is_empty();
            let counted = self.title(inner).is_some_and(titles::is_numbered);
            steps += i32::from(has_parts && !self.is_wrapper(inner) && !counted);
            open.extend(&self.nodes[inner].children);
        }
        self.explained(&parts, self.costs[node] + f64::from(steps) * step)
    }

    /// What the answers right under a heading explain, each as a story.
    pub(super) fn own(&self, node: usize) -> f64 {
        match self.runs[node].as_slice() {
            _ if self.forms[node] => 0.0,
            [] => 0.0,
            [one] => {
                let titled = one.head.as_ref().is_some_and(|head| head.title.is_some());
                let cost = if titled && self.nodes[node].rank == 0 {
                    0.0
                } else {
                    self.costs[node]
                };
                self.explained(&one.parts, cost)
            }
            several => several
                .iter()
                .map(|run| {
                    let titled = run.head.as_ref().is_some_and(|head| head.title.is_some());
                    self.explained(&run.parts, if titled { 0.0 } else { 0.6 })
                })
                .sum(),
        }
    }

    /// Chooses for each place whether it is a story with all that stands under it; returns what
    /// the whole explains.
    pub(super) fn choose(&self, chosen: &mut [bool]) -> f64 {
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
            let decided = self
                .level
                .filter(|_| (1..7).contains(&self.nodes[node].rank));
            chosen[node] = match (decided, self.level) {
                (Some(level), _) => {
                    self.nodes[node].rank == level && !self.parts_of(node).is_empty()
                }
                (None, Some(_)) if node == 0 => false,
                _ => whole > 0.0 && (whole > apart || !several && !inner_stories && whole >= apart),
            };
            values[node] = if chosen[node] { whole } else { apart };
        }
        values[0]
    }
}

/// The words of a place's heading.
fn title<'d>(document: &'d LabelledDocument<'_, '_>, node: &Node) -> Option<&'d str> {
    let head = node.head.filter(|_| node.rank < 7)?;
    document.label(head).map(|label| label.name.as_str())
}
