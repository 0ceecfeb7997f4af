//! A document cut into stories and what is beside them, once it is chosen which places are
//! stories.
//!
//! Forms, tips and lists of questions are no stories, whatever names stand in them; a section in
//! prose is one where somebody tells of himself. Refuses to weigh.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::story::persons;
use crate::story::synonym::{self, FactKey, SynonymSpelling};

use super::document::BlockKind;
use super::facts;
use super::labels::Label;
use super::method;
use super::plan::{Beside, PlannedStory, Stretch};
use super::runs::AnswerRun;
use super::titles;
use super::weighing::Weighing;

/// Prose of fewer words is no story.
const FEWEST_WORDS: usize = 4;

impl Weighing<'_, '_, '_> {
    /// The document cut into stories and what is beside them.
    pub(super) fn stretches(&self, chosen: &[bool]) -> Vec<Stretch> {
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
                    let is_heading = |block: &usize| self.document.kind(*block).is_heading();
                    let is_part = |block: &usize| self.document.part(*block).is_some();
                    story.parts.extend(gap.filter(is_heading).filter(is_part));
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
        let why = if is_called_so || method::explains(self.document, &blocks, &parts, untitled) {
            Some(Beside::Method)
        } else if parts.len() == 1 && method::is_empty(self.document, &blocks, &parts) {
            Some(Beside::NoPart)
        } else {
            None
        };
        if let Some(why) = why {
            stretches.push(Stretch::Beside { node, blocks, why });
            return;
        }
        stretches.push(Stretch::Story(PlannedStory {
            title,
            ..PlannedStory::of(node, blocks, parts)
        }));
    }

    /// Among stories told in sentences, a few words beside each part are tips.
    fn leave_out_tips(&self, stretches: &mut [Stretch]) {
        let terse = |stretch: &Stretch| match stretch {
            Stretch::Story(story) => method::is_terse(self.document, &story.blocks, &story.parts),
            Stretch::Beside { .. } => true,
        };
        let terse: Vec<bool> = stretches.iter().map(terse).collect();
        if terse.iter().filter(|terse| !**terse).count() < 2 {
            return;
        }
        for (stretch, _) in stretches.iter_mut().zip(terse).filter(|(_, terse)| *terse) {
            if let Stretch::Story(story) = stretch
                && !self
                    .title(story.node)
                    .is_some_and(|title| titles::is_counted(title) || facts::is_question(title))
                && !story.several
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
        let all_counted = stories.iter().all(counted);
        let ranks: BTreeSet<(usize, usize)> = stories
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
                let story = PlannedStory::of(node, blocks.clone(), Vec::new());
                *stretch = Stretch::Story(story);
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
        let asked = self.is_asked(node);
        let words = prose.split_whitespace().count();
        let ends = |word: &str| word.ends_with(['.', '!']) || word.contains('\u{3002}');
        let is_sentence = prose.split_whitespace().any(ends);
        persons::persons(&prose).0 > 0 && words >= FEWEST_WORDS || asked && is_sentence
    }

    /// Whether a heading is what an interviewer asks.
    fn is_asked(&self, node: usize) -> bool {
        let asks = |title: &str| facts::unquoted(title).ends_with('?') || facts::is_question(title);
        self.title(node).is_some_and(asks)
    }

    /// Whether a heading names what is no story.
    fn is_beside(&self, node: usize) -> bool {
        let Some(title) = self.title(node) else {
            return false;
        };
        let known = self.label(node).and_then(Label::usual);
        known.is_some_and(|usual| usual.is_note() || usual == SynonymSpelling::Wrapper || matches!(usual, SynonymSpelling::Key(key) if !matches!(key, FactKey::Title | FactKey::Question)))
            || synonym::is_method(title)
            || self.is_repeated(title)
    }

    /// The sentences under a place that are nobody's words in quotation marks, no questions and no
    /// rows of a table; the first of them are enough.
    fn prose(&self, node: usize) -> String {
        let mut prose = String::new();
        for block in self.nodes[node].all.clone() {
            let words = self.document.words(block).trim();
            if self.document.kind(block).is_words()
                && !words.starts_with('|')
                && !is_quoted(words)
                && !facts::is_question(words)
            {
                push_unquoted(&mut prose, words);
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
            let kind = self.document.kind(block);
            kind.is_words() || kind == BlockKind::Key
        })
    }

    /// Whether what is told under a heading explains the method, or waits to be filled in.
    fn explains(&self, node: usize, blocks: &Range<usize>) -> bool {
        method::explains(self.document, blocks, &self.parts_of(node), true)
    }

    /// Whether the first of some places lies in another one, which is not behind it.
    fn holds<'p>(&self, node: usize, mut places: impl Iterator<Item = &'p usize>) -> bool {
        let first = places.next().map(|place| self.nodes[*place].all.start);
        first.is_some_and(|start| self.nodes[node].all.contains(&start))
    }

    /// A document in which no part is named: sections in prose, each a draft.
    fn prose_sections(&self, node: usize, found: &mut BTreeSet<usize>) {
        let place = &self.nodes[node];
        let told = |child: &&usize| !self.prose(**child).is_empty() && !self.is_beside(**child);
        let children: Vec<usize> = place.children.iter().filter(told).copied().collect();
        let asked = |child: &usize| self.is_asked(*child);
        let tells = self.has_own_prose(node) && !self.explains(node, &place.own);
        let goes_down = match children.as_slice() {
            [] => false,
            [one] => place.rank == 0 || !tells && !self.is_wrapper(*one),
            _ => {
                place.rank == 0
                    || !tells
                    || children.iter().all(asked)
                    || self.is_asked(node) && children.iter().any(asked)
            }
        };
        if goes_down {
            if self.is_asked(node) && tells {
                found.insert(node);
            }
            let before = found.len();
            children
                .iter()
                .for_each(|child| self.prose_sections(*child, found));
            // Among answers to questions a section is one, too.
            let most = 2 * children.iter().filter(|child| asked(child)).count() > children.len();
            if most && found.len() > before {
                let is_sister = |child: &usize| {
                    let place = &self.nodes[*child];
                    !self.holds(*child, found.range(*child..)) && !self.explains(*child, &place.all)
                };
                let sisters: Vec<usize> = children.into_iter().filter(is_sister).collect();
                found.extend(sisters);
            }
        } else if place.rank > 0 && !self.is_beside(node) && self.is_told(node) {
            found.insert(node);
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
    pub(super) fn in_prose(&self) -> Vec<Stretch> {
        let mut found = BTreeSet::new();
        self.prose_sections(0, &mut found);
        if found.is_empty() {
            // Somebody asked for this file: its words are kept as one draft.
            found.insert(self.only_title());
        }
        let mut stretches = Vec::new();
        let mut open = vec![0_usize];
        while let Some(node) = open.pop() {
            let place = &self.nodes[node];
            if found.contains(&node) {
                let alone = !self.holds(node, found.range(node + 1..));
                let parts = self.parts_of(node);
                let tells = alone
                    && (self.is_told(node) || place.rank > 6)
                    && (place.rank > 0 || parts.len() > 1)
                    && !self.explains(node, &place.all);
                let end = if alone { place.all.end } else { place.own.end };
                let parts = if tells { parts } else { Vec::new() };
                let story = PlannedStory::of(node, place.all.start..end, parts);
                stretches.push(Stretch::Story(story));
                if !alone {
                    open.extend(place.children.iter().rev());
                }
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

/// Adds words without what stands in quotation marks: somebody else says that.
fn push_unquoted(prose: &mut String, words: &str) {
    let mut rest = words;
    while let Some((before, after)) =
        rest.split_once(['"', '\u{201c}', '\u{201e}', '«', '\u{300c}'])
    {
        prose.push_str(before);
        let ends = ['"', '\u{201d}', '\u{201c}', '»', '\u{300d}'];
        rest = after.split_once(ends).map_or("", |(_, rest)| rest);
    }
    prose.push_str(rest);
}

/// A phrase in quotation marks, or a question: none of somebody's story.
fn is_quoted(line: &str) -> bool {
    let line = line.trim();
    line.starts_with(['"', '\u{201c}', '\u{201e}', '«', '\u{300c}'])
        || line.ends_with(['?', '\u{ff1f}'])
}
