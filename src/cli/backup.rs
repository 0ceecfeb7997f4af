//! `backup`: a copy of the log, whole or not at all.

use std::path::{Path, PathBuf};

use super::env::Env;
use super::error::{CliError, Outcome, already_there};
use crate::files;
use crate::store::{ErrorKind, StoreError};

/// Copy the log: every answer, mark, run and interview, in one file
///
/// The copy goes to `backups/` under today's date, or to FILE. It is read back before it gets its
/// name, and a review may go on meanwhile. `restore` brings it back, `import` unites it with the
/// log of another machine. Your stories are files of your own: `decks/` and `jobs/` are not in the
/// log, so copy those folders or keep them in git.
#[derive(clap::Args, Debug)]
pub(crate) struct BackupArgs {
    /// Write the copy to FILE
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace FILE if it is there
    #[arg(long, requires = "output")]
    force: bool,
}

impl BackupArgs {
    /// Writes it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let store = env.open_log()?;
        let target = match &self.output {
            Some(file) => file.clone(),
            None => in_backups(env)?,
        };
        self.check(env, &target)?;
        let there = store
            .back_up(&target, self.force)
            .map_err(|error| failed(&error, &target))?;
        if !there {
            return Err(CliError::failed("there is no log to copy yet")
                .hint("The first answer begins it: star-cards review"));
        }
        env.note(&format!("Copied the log to {}.", target.display()));
        let decks = env.home.decks();
        if decks.exists() {
            env.note(&format!("Your stories are not in it: {}", decks.display()));
        }
        Ok(0)
    }

    /// Refuses early what cannot work.
    fn check(&self, env: &Env<'_>, target: &Path) -> Result<(), CliError> {
        let Ok(metadata) = std::fs::metadata(target) else {
            return Ok(());
        };
        let shown = target.display();
        if !metadata.is_file() {
            return Err(
                CliError::failed(format!("{shown} is there and is not a file"))
                    .hint("Give the name of a file with -o."),
            );
        }
        if env.is_the_log(target) {
            return Err(CliError::usage(format!("{shown} is the log itself"))
                .hint("Give another name with -o."));
        }
        match self.force {
            true => Ok(()),
            false => Err(already_there(target)),
        }
    }
}

/// A free name under `backups/`, with today's date and time.
fn in_backups(env: &Env<'_>) -> Result<PathBuf, CliError> {
    if !env.home.database().exists() {
        return Ok(env.home.backups().join("history.db"));
    }
    let folder = env.home.backups();
    files::create_private_folder(&folder).map_err(|error| {
        CliError::failed(format!("{} cannot be made: {error}", folder.display()))
            .hint("Write the copy elsewhere with -o FILE.")
    })?;
    Ok(files::free_name(&folder, &env.stamped("history"), "db"))
}

/// A copy that could not be written, or a log that could not be read for it.
fn failed(error: &StoreError, target: &Path) -> CliError {
    let shown = target.display();
    let why = &error.detail;
    match error.trouble {
        _ if error.path != target => CliError::failed(error.to_string()).hint(error.hint()),
        ErrorKind::Damaged => CliError::failed(format!("the log cannot be copied: {why}"))
            .hint("`star-cards doctor` says what is wrong with it."),
        _ => CliError::failed(format!("the copy {shown} cannot be written: {why}")).hint(
            "Nothing is left of it. Check that its folder is there and can be written and that \
             the disk has room, or name another place with -o.",
        ),
    }
}
