//! The one pass over the log that every figure of the past comes from.
//!
//! A long log has a million rows and a few hundred names, so a row only touches numbers in
//! a dense table; where its name belongs was settled when the name was met.

use std::collections::BTreeMap;

use crate::study::day::StudyDay;
use crate::study::replay::Applied;
use crate::study::review::Review;

use super::figures::CardTally;
use super::rate::Rate;

/// The answers of one day, or of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DayAnswers {
    /// Of any kind: repeats and practice too.
    pub reviews: u32,
    /// Recall: counted answers of 3 or more among counted answers, first showings left out.
    pub recall: Rate,
}

impl DayAnswers {
    /// Takes others in.
    pub(crate) fn add(&mut self, other: DayAnswers) {
        self.reviews += other.reviews;
        self.recall.add(other.recall);
    }
}

/// What the pass has found.
#[derive(Debug)]
pub(crate) struct ReportPass {
    /// One past a card of the card states, then one a name that no card bears.
    pub past: Vec<CardTally>,
    /// The days studied.
    pub days: BTreeMap<StudyDay, DayAnswers>,
    today: StudyDay,
    /// The day of the last row and its answers so far: rows of one day stand together, so
    /// that the map is touched once a day and not once a row.
    open: (StudyDay, DayAnswers),
}

impl ReportPass {
    /// Begins on a study day.
    pub(crate) fn begin(today: StudyDay) -> ReportPass {
        ReportPass {
            past: Vec::new(),
            days: BTreeMap::new(),
            today,
            open: (today, DayAnswers::default()),
        }
    }

    /// Takes the next row in, with what became of it.
    pub(crate) fn take(&mut self, review: &Review, taken: Applied) {
        if taken.left_out {
            return;
        }
        if self.past.len() <= taken.place {
            self.past.resize_with(taken.place + 1, CardTally::default);
        }
        let recalled = self.past[taken.place].take(review, taken, self.today);
        if self.open.0 != review.day {
            self.close_day();
            self.open.0 = review.day;
        }
        self.open.1.reviews += 1;
        if let Some(passed) = recalled {
            self.open.1.recall.take(passed);
        }
    }

    /// Ends it; `places` is how many cards and names there are.
    pub(crate) fn finish(&mut self, places: usize) {
        self.close_day();
        self.past.resize_with(places, CardTally::default);
        for past in &mut self.past {
            // Nearly always in order already: only imports and a clock set back disturb it.
            past.days.sort();
            past.days.dedup();
        }
    }

    fn close_day(&mut self) {
        let answers = std::mem::take(&mut self.open.1);
        if answers.reviews > 0 {
            self.days.entry(self.open.0).or_default().add(answers);
        }
    }
}
