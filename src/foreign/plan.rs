//! What a reading of a document says: its stretches, each a story or something beside them.
//!
//! Refuses to weigh one reading against another.

use std::ops::Range;

use super::outline::Node;

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
    pub(super) fn blocks(&self) -> &Range<usize> {
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

impl PlannedStory {
    pub(super) fn of(node: usize, blocks: Range<usize>, parts: Vec<usize>) -> PlannedStory {
        PlannedStory {
            node,
            blocks,
            parts,
            title: None,
            several: false,
        }
    }
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
    pub value: f64,
    /// How many headings of level 1 there are.
    pub tops: usize,
}
