//! Whether a point was said, perhaps said, or not heard.
//!
//! It is looked for inside of the part that it belongs to, which is worth more than any
//! cleverness: the share of its trigrams that the best window of words has, those of rare words
//! counting more than those of grammar. Refuses to grade.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::form::WordForm;
use super::likeness::{Trigram, across, likeness, trigrams};

/// What is known of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PointVerdict {
    /// Nothing like it was heard.
    NotHeard,
    /// Something like it was heard: a person should look.
    Perhaps,
    /// It was heard.
    Said,
}

/// From this share of its trigrams on a point counts as said.
const SAID: f64 = 0.45;

/// From this share on it may have been said.
const PERHAPS: f64 = 0.23;

/// Words so alike may be one.
const ALIKE: f64 = 0.4;

/// Forms before and after a part in which its points are looked for, too.
const MARGIN: usize = 12;

/// What a word of grammar counts, beside another word.
const GRAMMAR: f64 = 0.5;

/// What the trigram across a gap counts.
const ACROSS: f64 = 0.5;

/// A share that makes no difference.
const TRIFLE: f64 = 0.01;

/// A number has few trigrams and says much.
const NUMBER: f64 = 3.0;

/// Where a point was heard, and how surely.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PointMatch {
    pub share: f64,
    /// The forms of the window.
    pub at: Range<usize>,
}

impl PointMatch {
    /// Trigrams alone may come from anywhere in a window: where there are few, a whole word of the
    /// point has to be among them.
    pub(super) fn verdict(&self, point: &[WordForm], heard: &[WordForm]) -> PointVerdict {
        match self.share {
            share if share >= SAID => PointVerdict::Said,
            share if share >= PERHAPS && has_word(point, &heard[self.at.clone()]) => {
                PointVerdict::Perhaps
            }
            _ => PointVerdict::NotHeard,
        }
    }
}

/// Whether a window has one of the point's own words, those of grammar aside; a point that has none
/// asks for none.
fn has_word(point: &[WordForm], window: &[WordForm]) -> bool {
    let mut own = point.iter().filter(|form| !form.is_grammar).peekable();
    let heard: Vec<Vec<Trigram>> = window.iter().map(|form| trigrams(&form.form)).collect();
    own.peek().is_none()
        || own.any(|form| {
            let own = trigrams(&form.form);
            heard.iter().any(|heard| likeness(&own, heard) >= ALIKE)
        })
}

/// How often each trigram comes in a story; those that come often say less.
pub(super) struct Commonness(HashMap<Trigram, usize>);

impl Commonness {
    pub(super) fn of<'s>(forms: impl Iterator<Item = &'s WordForm>) -> Commonness {
        let mut counts = HashMap::new();
        for form in forms {
            for trigram in trigrams(&form.form) {
                *counts.entry(trigram).or_insert(0) += 1;
            }
        }
        Commonness(counts)
    }

    fn weight(&self, trigram: Trigram) -> f64 {
        let count = self.0.get(&trigram).copied().unwrap_or(1);
        (count as f64).powf(-0.25)
    }
}

/// The trigrams of each form that was heard, with the one across the gap before it.
pub(super) fn heard_trigrams(heard: &[WordForm]) -> Vec<Vec<Trigram>> {
    let before = std::iter::once(None).chain(heard.iter().map(Some));
    let pairs = heard.iter().zip(before);
    let each = pairs.map(|(form, before)| {
        let gap = before.and_then(|before| across(&before.form, &form.form));
        trigrams(&form.form).into_iter().chain(gap).collect()
    });
    each.collect()
}

/// The best window for a point within a part of what was heard.
pub(super) fn look_for(
    point: &[WordForm],
    heard: &[Vec<Trigram>],
    part: &Range<usize>,
    common: &Commonness,
) -> PointMatch {
    let within = part.start.saturating_sub(MARGIN)..(part.end + MARGIN).min(heard.len());
    let mut window = SharedWindow::new(point, common, &heard[within.clone()]);
    let mut best = PointMatch {
        share: 0.0,
        at: within.start..within.start,
    };
    // Not heard at all, the part is not looked for in another.
    if part.is_empty() || window.all <= 0.0 {
        return best;
    }
    // A point is told in more words than it is written in.
    let longest = (point.len() * 8).div_ceil(5) + 2;
    for end in 1..=within.len() {
        window.take(end - 1);
        let start = end.saturating_sub(longest);
        if start > 0 {
            window.leave(start - 1);
        }
        let share = window.share();
        if share > best.share + 1e-9 {
            let at = within.start + start..within.start + end;
            best = PointMatch { share, at };
        }
    }
    // Words at its beginning that say nothing for the point go; at its end there are none.
    let mut at = best.at.start - within.start..best.at.end - within.start;
    let mut window = SharedWindow::new(point, common, &heard[within.clone()]);
    at.clone().for_each(|form| window.take(form));
    while at.len() > 1 {
        window.leave(at.start);
        if window.share() <= best.share - TRIFLE {
            break;
        }
        at.start += 1;
    }
    best.at = within.start + at.start..within.start + at.end;
    best
}

/// The trigrams of a point, each with what it counts, and which of them a stretch of forms has.
struct SharedWindow {
    /// For each form the trigrams of the point that it has.
    hits: Vec<Vec<usize>>,
    weights: Vec<f64>,
    /// How often each is in the window.
    counts: Vec<usize>,
    /// What all of them count.
    all: f64,
}

impl SharedWindow {
    fn new(point: &[WordForm], common: &Commonness, heard: &[Vec<Trigram>]) -> SharedWindow {
        let wanted = weights(point, common);
        let weights: Vec<f64> = wanted.iter().map(|(_, weight)| *weight).collect();
        let places = wanted.iter().enumerate();
        let places: HashMap<Trigram, usize> =
            places.map(|(at, (trigram, _))| (*trigram, at)).collect();
        let hits = heard.iter().map(|trigrams| {
            let hits = trigrams
                .iter()
                .filter_map(|trigram| places.get(trigram).copied());
            hits.collect()
        });
        SharedWindow {
            hits: hits.collect(),
            counts: vec![0; weights.len()],
            all: weights.iter().sum(),
            weights,
        }
    }

    fn take(&mut self, form: usize) {
        for &hit in &self.hits[form] {
            self.counts[hit] += 1;
        }
    }

    fn leave(&mut self, form: usize) {
        for &hit in &self.hits[form] {
            self.counts[hit] -= 1;
        }
    }

    fn share(&self) -> f64 {
        let found = self.weights.iter().zip(&self.counts);
        let found = found.filter(|(_, count)| **count > 0);
        found.map(|(weight, _)| weight).sum::<f64>() / self.all
    }
}

/// What each trigram of a point counts, each once, in their order.
fn weights(point: &[WordForm], common: &Commonness) -> Vec<(Trigram, f64)> {
    let mut weights = Vec::new();
    for form in point {
        let kind = match () {
            () if form.is_grammar => GRAMMAR,
            () if form.is_number() => NUMBER,
            () => 1.0,
        };
        let trigrams = trigrams(&form.form).into_iter();
        weights.extend(trigrams.map(|trigram| (trigram, kind * common.weight(trigram))));
    }
    let gaps = point.windows(2);
    let gaps = gaps.filter_map(|pair| across(&pair[0].form, &pair[1].form));
    weights.extend(gaps.map(|gap| (gap, ACROSS)));
    let mut seen = HashSet::new();
    weights.retain(|(trigram, _)| seen.insert(*trigram));
    weights
}
