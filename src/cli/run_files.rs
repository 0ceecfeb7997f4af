//! What lies beside a run: the words as a recogniser wrote them and, where the settings say so, the
//! recording. They go with the run. Refuses to read them: a person does.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::env::Env;
use crate::files;
use crate::story::Story;
use crate::study::review::RowId;

/// What a file of a run is called: the day, the story and the run.
pub(crate) fn name(env: &Env<'_>, story: &Story, run: Option<RowId>) -> String {
    let begins = format!("{}-{}", env.today().date(), story.id);
    run.map_or_else(|| begins.clone(), |run| begins.clone() + &ending(run))
}

/// Puts the words that were heard beside their run, for the owner alone.
pub(crate) fn keep_words(folder: &Path, name: &str, source: &str) -> io::Result<PathBuf> {
    let ending = match source.trim_start().starts_with(['{', '[']) {
        true => "json",
        false => "txt",
    };
    files::create_private_folder(folder)?;
    let path = files::free_name(folder, name, ending);
    files::write_new(&path, source.as_bytes())?;
    Ok(path)
}

/// Removes what lies beside rows that were taken back.
pub(crate) fn remove(env: &Env<'_>, rows: &[RowId]) {
    let endings: Vec<String> = rows.iter().map(|&run| ending(run)).collect();
    let entries = fs::read_dir(env.home.runs())
        .into_iter()
        .flatten()
        .flatten();
    for entry in entries {
        let name = entry.file_name();
        let stem = Path::new(&name).file_stem().unwrap_or_default();
        let stem = stem.to_string_lossy();
        if endings.iter().any(|ending| stem.ends_with(ending.as_str())) {
            // What cannot be removed is a person's to see in the folder.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// How the name of a file ends that belongs to a run.
fn ending(run: RowId) -> String {
    format!("-{:016x}-{}", run.session.cast_unsigned(), run.number)
}
