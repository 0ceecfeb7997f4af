//! `import` of an Anki package: answers come home into the log, words changed there are shown
//! and kept as drafts, notes of other people's making become stories that wait to be written.

mod drafts;
mod own;

use std::path::Path;

use drafts::Drafts;

use super::options::ImportOptions;
use crate::anki::read::Package;
use crate::cli::env::Env;
use crate::cli::error::{CliError, Failure};
use crate::cli::wording::{detail, heading};
use crate::cli::workspace::Workspace;

pub(crate) fn import(env: &mut Env<'_>, file: &Path, how: &ImportOptions) -> Result<(), CliError> {
    let package = open(file)?;
    let mut workspace = Workspace::open_whole(env)?;
    let own = own::Own::read(env, &package, &workspace).map_err(|error| at(file, error))?;
    let drafts = match how.dry_run {
        true => Drafts::read(env, &package, &workspace.library, how),
        false => Drafts::read_and_write(env, &package, how),
    }
    .map_err(|error| at(file, error))?;
    env.print(&[heading(file.display().to_string())])?;
    if own.is_empty() && drafts.is_empty() {
        return env.print(&[detail("There is no note in it.")]);
    }
    own.bring(env, &mut workspace, how.dry_run)?;
    drafts.tell(env, how.dry_run)?;
    if how.dry_run {
        env.print(&[detail("Nothing was done: --dry-run.")])?;
    }
    Ok(())
}

/// Opens a package, to see whether it is one.
pub(super) fn open(file: &Path) -> Result<Package, CliError> {
    Package::open(file).map_err(|error| at(file, error.into()))
}

/// Names the file in an error.
fn at(file: &Path, mut error: CliError) -> CliError {
    if let Failure::Failed(message) = &mut error.failure {
        *message = format!("{}: {message}", file.display());
    }
    error
}
