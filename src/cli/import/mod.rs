//! `import`: stories, packages, backups and logs that were kept elsewhere. What a file is, its content
//! says, never its name.

mod backup;
mod difference;
mod log;
mod options;
mod package;
mod stories;

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use options::ImportOptions;

use super::env::Env;
use super::error::{CliError, Outcome};
use crate::archive;
use crate::deck;
use crate::foreign;
use crate::prompt::text::Line;

/// Import stories, an Anki package, a backup, or another log
///
/// FILE can be Markdown, a table (CSV, TSV), an Anki package, a backup, or the history.db of another
/// machine; its content decides, not its name. Importing the same file again changes nothing.
///
/// Stories can have any usual shape: STAR, CAR, CARL, SOAR, PAR or STARR as headings, bold labels or
/// letters (`S:`), with keys or YAML at the top, as Notion and Obsidian write them, or one row each
/// in a table. Anything that is not part of an answer becomes a note. --dry-run shows what was found.
///
/// From an Anki package you get the answers given there. Text that you changed in Anki is shown and
/// saved in `drafts/`. Notes that star-cards did not make become drafts of stories.
#[derive(clap::Args, Debug)]
pub(crate) struct ImportArgs {
    /// Files to import (- for stories on standard input)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    how: ImportOptions,
}

/// What brings a file in.
type Importer = fn(&mut Env<'_>, &Path, &ImportOptions) -> Result<(), CliError>;

impl ImportArgs {
    /// Brings them in, one after the other. A file that fails does not stop the others.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let mut failed = 0;
        for (number, file) in self.files.iter().enumerate() {
            if self.how.dry_run && number > 0 {
                env.print(&[Line::blank()])?;
            }
            match importer(file).and_then(|import| import(env, file, &self.how)) {
                Ok(()) => {}
                Err(error) if self.files.len() == 1 || !error.is_failure() => return Err(error),
                Err(error) => {
                    failed += 1;
                    error.lines().iter().for_each(|line| env.note(line));
                }
            }
        }
        match failed {
            0 => Ok(0),
            _ => Err(CliError::failed(format!(
                "{failed} of {} files could not be imported completely",
                self.files.len()
            ))
            .hint("The lines above say why.")),
        }
    }
}

/// What a file is, so many of its first bytes say.
const HEAD_BYTES: u64 = 4096;

/// Tells the shape by the first bytes. What is no file (a pipe would keep us waiting) is left
/// to the reader of stories, which refuses it by name.
fn importer(file: &Path) -> Result<Importer, CliError> {
    let cannot = |error: std::io::Error| {
        CliError::failed(format!("{} cannot be read: {error}", file.display()))
            .hint("Check the path and its permissions.")
    };
    if file == Path::new("-") || !fs::metadata(file).map_err(cannot)?.is_file() {
        return Ok(stories::import);
    }
    let mut head = Vec::new();
    File::open(file)
        .and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head))
        .map_err(cannot)?;
    Ok(match head.as_slice() {
        head if head.starts_with(b"SQLite format 3\0") => log::import,
        head if head.starts_with(b"PK\x03\x04") && archive::is_backup(file) => backup::import,
        [b'P', b'K', 3, 4, ..] if deck::is_document(file) => stories::import,
        // An archive that is known to hold something else is refused by that name.
        [b'P', b'K', 3, 4, ..] if foreign::no_words(&head).is_none() => package::import,
        _ => stories::import,
    })
}
