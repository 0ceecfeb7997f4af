//! A spoken answer as a recogniser heard it.
//!
//! [`Transcript`] is what was heard, in words and times, whatever program wrote it. This room is
//! pure: it knows no recogniser and no recorder, opens no file and looks at no clock. It refuses to
//! judge an answer (that is the coach's), to grade, and to say what a person said: it knows only
//! what was heard.

mod transcript;

pub(crate) use transcript::{NoTranscript, Transcript};
