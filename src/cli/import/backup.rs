//! `import` of a backup: its stories, job texts and answers come in beside those that are here.
//! Settings stay as they are.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::log;
use super::options::ImportRun;
use super::stories::ReadFile;
use crate::archive::{self, ArchiveError, DECKS, JOBS, UnpackedBackup, Words};
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::home_backup;
use crate::deck::{self, StagedFiles};
use crate::foreign::ForeignSource;
use crate::store;

pub(super) fn import(env: &mut Env<'_>, file: &Path, run: &mut ImportRun) -> Result<(), CliError> {
    let refused = |error: ArchiveError| {
        let message = format!("{} cannot be imported: {error}", file.display());
        CliError::failed(message).hint(error.hint())
    };
    let UnpackedBackup { words, log, .. } = &archive::unpack(file).map_err(refused)?;
    // Read first: what is refused is refused before anything is added.
    let theirs = log.as_deref().map(store::read_other).transpose();
    let theirs = theirs.map_err(|mut error| {
        error.path = file.to_owned();
        error
    })?;
    // What fails does not keep the rest from coming in.
    let mut failed = None;
    for (name, bytes) in words.iter().filter(|(name, _)| name.starts_with(DECKS)) {
        note_failure(&mut failed, import_deck(env, file, name, bytes, run))?;
    }
    if !run.how.dry_run {
        note_failure(&mut failed, add_job_texts(env, words))?;
    }
    if let Some(theirs) = &theirs {
        note_failure(&mut failed, log::import_log(env, file, theirs, &run.how))?;
    }
    failed.map_or(Ok(()), Err)
}

/// Keeps a failure beside those before it; whatever else went wrong ends the import.
fn note_failure(failed: &mut Option<CliError>, done: Result<(), CliError>) -> Result<(), CliError> {
    match done {
        Err(error) if error.is_failure() => match failed {
            None => *failed = Some(error),
            Some(first) => first.hints.extend(error.lines()),
        },
        done => return done,
    }
    Ok(())
}

/// A deck's stories go into the deck of that name.
fn import_deck(
    env: &mut Env<'_>,
    file: &Path,
    name: &str,
    bytes: &[u8],
    run: &mut ImportRun,
) -> Result<(), CliError> {
    let shown = format!("{} in {}", name, file.display());
    let source = deck::foreign_source(bytes.to_vec())
        .map_err(|why| CliError::failed(format!("{shown}: {}", why.message)).hint(why.fix))?;
    if let ForeignSource::Text(decoded) = &source
        && !decoded.text.contains(char::is_alphanumeric)
    {
        return Ok(());
    }
    let deck = name.strip_prefix(DECKS).unwrap_or(name);
    let deck = deck.strip_suffix(".md").unwrap_or(deck);
    let mut read = ReadFile::of(shown, source, Some(deck), run.how.titles.as_ref())?;
    read.deck = Some(deck.to_owned());
    read.bring(env, run)
}

/// Job texts that are not here yet. One that is here with other words stays.
fn add_job_texts(env: &mut Env<'_>, words: &Words) -> Result<(), CliError> {
    let mut staged = StagedFiles::default();
    let mut kept = Vec::new();
    for (name, bytes) in words.iter().filter(|(name, _)| name.starts_with(JOBS)) {
        let place = home_backup::place(env, name);
        match fs::read(&place) {
            Ok(here) if here == *bytes => {}
            Err(error) if error.kind() == ErrorKind::NotFound => staged.put(&place, bytes)?,
            _ => kept.push(name.as_str()),
        }
    }
    staged.finish()?;
    if !kept.is_empty() {
        let kept = kept.join(", ");
        env.note(&format!(
            "Not changed, because yours are different: {kept}."
        ));
    }
    Ok(())
}
