//! A report that is counted while the log is being read.

use super::Report;
use super::pass::Pass;
use crate::story::Shelf;
use crate::study::day::StudyDay;
use crate::study::desk::{Desk, Laying};
use crate::study::facts::Facts;
use crate::study::review::Review;

/// Takes the reviews one by one, in the order of the log, and keeps sums only.
pub struct Reading<'s> {
    shelf: &'s Shelf,
    laying: Laying<'s>,
    pass: Pass,
}

impl<'s> Reading<'s> {
    /// Begins with what the log holds beside reviews; those of `facts` are not looked at.
    pub fn begin(shelf: &'s Shelf, facts: &Facts, day: StudyDay) -> Reading<'s> {
        Reading {
            shelf,
            laying: Laying::begin(shelf, facts, day),
            pass: Pass::begin(day),
        }
    }

    /// Meets the next of the log's names, each before its first review.
    pub fn meet(&mut self, name: &str) {
        self.laying.meet(name);
    }

    /// Takes the next review in.
    pub fn take(&mut self, review: &Review) {
        let taken = self.laying.take(review);
        self.pass.take(review, taken);
    }

    /// The desk and the report, all reviews being taken in; `facts` holds the names met, in
    /// their order.
    pub fn finish(self, facts: &Facts) -> (Desk, Report) {
        let desk = self.laying.finish(facts);
        let report = Report::of_pass(self.shelf, facts, &desk, self.pass);
        (desk, report)
    }
}
