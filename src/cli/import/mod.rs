//! `import`: stories, packages, backups and logs that were kept elsewhere. What a file is, its content
//! says, never its name.

mod backup;
mod difference;
mod dry_run;
mod log;
mod options;
mod package;
mod sources;
mod stories;

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use options::{ImportOptions, ImportRun};
use sources::ImportSource;

use super::env::Env;
use super::error::{CliError, Failure, Outcome};
use super::names::deck_path;
use super::progress::Progress;
use crate::archive;
use crate::deck;
use crate::foreign;

/// Import stories, an Anki package, a backup, or another log
///
/// Stories are read from Markdown, plain text, pages (HTML), exports of Evernote, Org, tables (CSV, TSV),
/// JSON, JSON Lines, YAML, documents of Word and LibreOffice (.docx, .odt) and Anki's notes as text. Other files can be an
/// Anki package (.apkg, .colpkg), a backup, or the history.db of another machine. The content of a file
/// decides what it is, not its name; a PDF, a spreadsheet and whatever else has no words to read is
/// refused with what to do instead. A folder brings in the files in it and in its subfolders. Importing
/// the same file again changes nothing.
///
/// Stories can have any usual shape: STAR, CAR, CARL, SOAR, PAR or STARR as headings, bold labels or
/// letters (`S:`), with keys or YAML at the top, as Notion and Obsidian write them, or one row each
/// in a table, with labels in twelve languages. Anything that is not part of an answer becomes a note.
/// --dry-run shows what was found. --titles says where titles stand if they were found in the wrong
/// place.
///
/// A story with the title of one that you have, but with quite other words, is added as another story:
/// its id gets the name of its file.
///
/// From an Anki package you get the answers given there. Text that you changed in Anki is shown and
/// saved in `drafts/`. Notes that star-cards did not make become drafts of stories.
#[derive(clap::Args, Debug)]
pub(crate) struct ImportArgs {
    /// Files and folders to bring in (- for stories on standard input)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    how: ImportOptions,
}

impl ImportArgs {
    /// Brings them in, one after the other. A file that fails does not stop the others.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        if let Some(deck) = &self.how.deck {
            deck_path(env, deck)?;
        }
        let files = self.files.iter();
        let sources: Vec<_> = files.flat_map(|file| sources::of(env, file)).collect();
        let all = sources.len();
        let mut run = ImportRun::new(self.how);
        let mut progress = Progress::begin(env, "Importing", all as u64);
        let mut failed = 0;
        for (source, number) in sources.into_iter().zip(0..) {
            progress.set_position(number);
            let done = source.and_then(|source| bring(env, &source, &mut run, &progress));
            let Err(error) = done else { continue };
            if all == 1 || matches!(error.failure, Failure::Interrupted | Failure::OutputClosed) {
                return Err(error);
            }
            failed += 1;
            progress.aside(|| error.lines().iter().for_each(|line| env.note(line)));
        }
        drop(progress);
        run.finish(env)?;
        match failed {
            0 => Ok(0),
            _ => Err(CliError::failed(format!(
                "{failed} of {all} files could not be imported completely"
            ))
            .hint("The lines above say why.")),
        }
    }
}

/// Brings in what a file holds. One that was found in a folder and is nothing for us is named
/// and left out.
fn bring(
    env: &mut Env<'_>,
    source: &ImportSource,
    run: &mut ImportRun,
    progress: &Progress,
) -> Result<(), CliError> {
    let path = source.path.as_path();
    let kind = ImportKind::of(path)?;
    if kind != ImportKind::Stories && run.how.titles.is_some() && !source.found {
        let message = format!("{}: --titles is for texts", path.display());
        return Err(CliError::usage(message).hint("Leave it out for this file."));
    }
    let readable = match kind {
        // All of the work is in reading; what follows speaks to the person.
        ImportKind::Stories => stories::read(env, path, &run.how).map(Some),
        ImportKind::Package if source.found => package::open(path).map(|_| None),
        _ => Ok(None),
    };
    let read = match readable {
        Err(error) if source.found => {
            let why = error.lines().into_iter().next().unwrap_or_default();
            progress.aside(|| env.note(&format!("Left out: {why}.")));
            return Ok(());
        }
        readable => readable?,
    };
    progress.aside(|| match (kind, read) {
        (_, Some(read)) => read.bring(env, run),
        (kind, None) => {
            run.begin_shown(env)?;
            match kind {
                ImportKind::Log => log::import(env, path, &run.how),
                ImportKind::Package => package::import(env, path, &run.how),
                ImportKind::Backup | ImportKind::Stories => backup::import(env, path, run),
            }
        }
    })
}

/// What a file is, so many of its first bytes say.
const HEAD_BYTES: u64 = 4096;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ImportKind {
    Stories,
    Package,
    Backup,
    Log,
}

impl ImportKind {
    /// Tells it by the first bytes. What is no file (a pipe would keep us waiting) is left to the
    /// reader of stories, which refuses it by name.
    fn of(file: &Path) -> Result<ImportKind, CliError> {
        let cannot = |error: std::io::Error| {
            CliError::failed(format!("{} cannot be read: {error}", file.display()))
                .hint("Check the path and its permissions.")
        };
        if file == Path::new("-") || !fs::metadata(file).map_err(cannot)?.is_file() {
            return Ok(ImportKind::Stories);
        }
        let mut head = Vec::new();
        File::open(file)
            .and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head))
            .map_err(cannot)?;
        Ok(match head.as_slice() {
            head if head.starts_with(b"SQLite format 3\0") => ImportKind::Log,
            head if head.starts_with(b"PK\x03\x04") && archive::is_backup(file) => {
                ImportKind::Backup
            }
            [b'P', b'K', 3, 4, ..] if deck::is_document(file) => ImportKind::Stories,
            // An archive that is known to hold something else is refused by that name.
            [b'P', b'K', 3, 4, ..] if foreign::no_words(&head).is_none() => ImportKind::Package,
            _ => ImportKind::Stories,
        })
    }
}
