//! Judges an answer: whose failure is it, what is different since, and how long does it take?
//!
//! [`Answer`] is what is judged, [`check`] judges it, a [`Report`] is what was found: quoted
//! words and a question back, never a mark. The judgements are rules over words; the words
//! are in the lists under `words/`. This room is pure. It refuses to open a file, to know
//! the clock, to lay out text, and to judge what is not in English.

mod answer;
mod conditional;
mod decision;
mod deflection;
mod fake_failure;
mod filler;
mod finding;
mod learning;
mod lexicon;
mod number;
mod party;
mod passive;
mod pattern;
pub mod pick;
mod prose;
mod report;
mod token;
mod transcript;
mod verb;
mod windows;
mod words;

pub use answer::{Answer, NamedAnswer};
pub use filler::fillers;
pub use finding::{Code, Finding, Group};
pub use report::{Report, check};
pub use windows::{Lap, RESULT_AND_LEARNING, Timing, WHOLE, Window, window};

#[cfg(test)]
mod tests;
