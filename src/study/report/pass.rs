//! The one pass over the log that every figure of the past comes from.
//!
//! A long log has a million rows and a few hundred names, so a row only touches numbers in
//! a dense table; names were settled once, before the pass.

use std::collections::BTreeMap;

use crate::study::day::StudyDay;
use crate::study::desk::Desk;
use crate::study::replay::{self, Memory};
use crate::study::review::{Facts, NameIndex, Review};

use super::figures::Rate;

/// Days of the short recall rate, today included.
const WEEK: i64 = 7;
/// Days of the long recall rate, today included.
const MONTH: i64 = 30;

/// What the log says about one card.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// Answers of any kind.
    pub reviews: u32,
    /// Answers that moved the memory.
    pub counted: u32,
    /// Recall over today and the six days before.
    pub week: Rate,
    /// Recall over today and the 29 days before.
    pub month: Rate,
    /// Recall over all days.
    pub all: Rate,
    /// Milliseconds from showing to grade, added up.
    pub ms: u64,
    /// The study days of its answers, each once, in order.
    pub days: Vec<StudyDay>,
}

impl Past {
    fn take(&mut self, review: &Review, counted: bool, today: StudyDay) {
        let first = self.reviews == 0;
        self.reviews += 1;
        self.counted += u32::from(counted);
        self.ms += u64::from(review.ms);
        if self.days.last() != Some(&review.day) {
            self.days.push(review.day);
        }
        // At its first showing nothing was there to be recalled.
        if first || !counted {
            return;
        }
        let passed = review.quality.is_pass();
        let age = today.since(review.day);
        self.all.take(passed);
        if (0..WEEK).contains(&age) {
            self.week.take(passed);
        }
        if (0..MONTH).contains(&age) {
            self.month.take(passed);
        }
    }
}

/// What one pass found.
pub struct Pass {
    /// One past a card of the desk, then one a name that no card bears.
    pub past: Vec<Past>,
    /// One memory for each of `past`.
    pub memories: Vec<Memory>,
    /// The names that no card bears, in the order of `past` after the cards.
    pub gone: Vec<NameIndex>,
    /// The days studied, each with its answers of any kind.
    pub days: BTreeMap<StudyDay, u32>,
}

/// A place for every name of the log: its card's, or one behind the cards for a name that
/// no card bears. The second value lists those names.
pub fn slots(desk: &Desk) -> (Vec<Option<usize>>, Vec<NameIndex>) {
    let mut gone = Vec::new();
    let slot = |(name, card): (usize, &Option<usize>)| {
        card.or_else(|| {
            gone.push(NameIndex(name as u32));
            Some(desk.cards.len() + gone.len() - 1)
        })
    };
    let slots = desk.slots().iter().enumerate().map(slot).collect();
    (slots, gone)
}

/// Walks the log once.
pub fn run(facts: &Facts, desk: &Desk) -> Pass {
    let (slots, gone) = slots(desk);
    let places = desk.cards.len() + gone.len();
    let mut past = vec![Past::default(); places];
    let mut days = BTreeMap::new();
    // Rows of one day stand together, so the map is touched once a day, not once a row.
    let (mut day, mut answers) = (desk.day, 0);
    let visit = |slot: usize, review: &Review, counted: bool| {
        past[slot].take(review, counted, desk.day);
        if review.day != day {
            note_day(&mut days, day, answers);
            (day, answers) = (review.day, 0);
        }
        answers += 1;
    };
    let memories = replay::replay(facts, &facts.undone(), &slots, places, visit);
    note_day(&mut days, day, answers);
    for past in &mut past {
        // Nearly always in order already: only imports and a clock set back disturb it.
        past.days.sort();
        past.days.dedup();
    }
    Pass {
        past,
        memories,
        gone,
        days,
    }
}

fn note_day(days: &mut BTreeMap<StudyDay, u32>, day: StudyDay, answers: u32) {
    if answers > 0 {
        *days.entry(day).or_default() += answers;
    }
}
