//! The recorder and the recogniser of a person: what the settings name, or what is installed.

use super::env::Env;
use super::error::CliError;
use crate::voice::{Recorder, Recording, Speaker, Surroundings, Transcriber};

/// The recorder.
pub(crate) fn recorder(env: &Env<'_>) -> Result<Recorder, CliError> {
    let set = env.settings.recorder.as_deref();
    Ok(Recorder::find(set, &Surroundings::of(&env.world.env))?)
}

/// The recogniser.
pub(crate) fn transcriber(env: &Env<'_>) -> Result<Transcriber, CliError> {
    let set = env.settings.transcriber.as_deref();
    Ok(Transcriber::find(set, &Surroundings::of(&env.world.env))?)
}

/// What reads a question out, where the settings want one and there is one.
pub(crate) fn speaker(env: &Env<'_>) -> Option<Speaker> {
    let set = env.settings.speaker.as_deref();
    let find = || Speaker::find(set, &Surroundings::of(&env.world.env));
    env.settings.speak.then(find).flatten()
}

/// Whether a command of the settings is installed.
pub(crate) fn is_there(env: &Env<'_>, program: &str) -> bool {
    Surroundings::of(&env.world.env).has(program)
}

/// Begins to record.
pub(crate) fn record(env: &Env<'_>, recorder: &Recorder) -> Result<Recording, CliError> {
    let (places, now) = (env.temporary_places(), env.monotonic_ms());
    Ok(Recording::begin(recorder, &places, now)?)
}
