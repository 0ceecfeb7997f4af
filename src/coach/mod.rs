//! Judges an answer: whose failure is it, what is different since, and how long does it take?
//!
//! [`TimedAnswer`] is what is judged, [`check`] judges it, a [`CoachReport`] is what was found: quoted
//! words and a question back, never a mark. Rules over words give evidence; the words are in the
//! lists under `words/`. In a whole answer a small linear model weighs that evidence. This room is pure. It refuses to open a file, to know
//! the clock, to lay out text, and to judge what is not in English.

mod answer;
mod blame;
pub(crate) mod brief;
mod conditional;
mod decision;
mod decline;
mod deflection;
mod discovery;
mod explain;
mod fake_failure;
mod fault;
mod features;
mod filler;
mod finding;
pub(crate) mod fitting;
pub(crate) mod follow_up;
mod giveaway;
mod lacks;
mod learning;
mod lexicon;
mod model;
mod number;
mod party;
mod passive;
mod pattern;
pub(crate) mod pick;
mod prose;
mod report;
mod rules;
mod scope;
mod timed;
mod token;
pub(crate) mod tonight;
mod transcript;
mod verb;
mod windows;

pub(crate) use answer::NamedAnswer;
pub use answer::TimedAnswer;
pub(crate) use explain::{Explanation, explanation};
pub(crate) use fault::{Fault, named_beside};
pub(crate) use filler::fillers;
pub use finding::FindingCode;
pub(crate) use finding::{Finding, FindingGroup};
pub(crate) use giveaway::giveaway;
pub(crate) use lacks::lacks;
pub(crate) use model::LikelyCode;
pub(crate) use report::CoachReport;
pub(crate) use timed::{TimedPart, advice, timed_parts};
pub(crate) use windows::{PartTime, TellingPace, WHOLE, Window, word_budget};

/// Judges an answer at a speaking rate. A rate of 0 is taken for 1.
pub fn check(answer: &TimedAnswer, words_per_minute: u32) -> CoachReport {
    check_at(answer, TellingPace::per_minute(words_per_minute))
}

/// Judges an answer that was told as fast as was measured.
pub(crate) fn check_at(answer: &TimedAnswer, pace: TellingPace) -> CoachReport {
    report::report(answer, pace, rules::RULES)
}

/// The numbers that an answer is weighed by, for training.
pub fn numbers(answer: &TimedAnswer) -> Vec<f64> {
    report::numbers(answer, rules::RULES)
}

/// Where the learning of a transcript could begin, and what is weighed of each place, for training.
pub fn turns(spoken: &str) -> Vec<(usize, Vec<f64>)> {
    report::turns(spoken)
}

#[cfg(test)]
mod tests;
