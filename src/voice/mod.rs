//! The door to recorders and recognisers: other people's programs that hear.
//!
//! Both are commands, argument lists that a person wrote into the settings or that are found here;
//! no shell reads them. Nothing else in the program starts one. A recorder writes samples into a
//! pipe of ours, which stay in memory until the answer is over; only then a WAV file is written, into
//! a private folder that goes with its value. Refuses to know what was said (that is the room
//! `listen`), to start a recogniser on what holds no speech, to pick one that would load a model or
//! send sound away, and to read the clock: whoever calls says what time it is.

mod child;
mod error;
mod find;
mod gate;
mod models;
mod pump;
mod recording;
mod samples;
mod speaking;
mod surroundings;
mod template;
mod transcribing;

pub(crate) use error::VoiceError;
pub(crate) use find::{Recorder, Transcriber};
pub(crate) use gate::Sound;
pub(crate) use recording::{Ended, RecordedAnswer, Recording};
pub(crate) use speaking::Speaker;
pub(crate) use surroundings::Surroundings;
pub(crate) use transcribing::{Transcribing, patience_ms};

#[cfg(test)]
mod tests;
