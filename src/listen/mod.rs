//! A spoken answer as a recogniser heard it.
//!
//! [`Transcript`] is what was heard, in words and times, whatever program wrote it. This room is
//! pure: it knows no recogniser and no recorder, opens no file and looks at no clock. [`hear()`] holds a
//! story against it: where each part lies, and which points were said; [`told()`] says which story it is. It refuses to
//! judge an answer (that is the coach's), to grade, and to say what a person said: it knows only
//! what was heard.

mod align;
mod cue;
mod form;
mod hear;
mod likeness;
mod points;
mod told;
mod transcript;

pub(crate) use hear::{HeardPart, HeardPoint, first_missed, hear, hear_tapped, words_before};
pub(crate) use points::PointVerdict;
pub(crate) use told::{ToldStory, is_english, told};
pub(crate) use transcript::{NoTranscript, Transcript, WordTimes};

#[cfg(test)]
mod tests;
