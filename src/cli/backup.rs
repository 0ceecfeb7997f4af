//! `backup`: a copy of the log, whole or not at all.

use std::path::PathBuf;

use super::env::Env;
use super::error::{CliError, Outcome};
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
        let copied = match self.output {
            Some(file) => {
                env.may_put(&file, self.force)?;
                let there = store.back_up(&file, self.force);
                there.map(|there| there.then_some(file))
            }
            None => store.back_up_as(&env.stamped("history")),
        };
        let Some(target) = copied.map_err(|error| failed(env, &error))? else {
            return Err(CliError::failed("there is no log to copy yet")
                .hint("The first answer begins it: star-cards review"));
        };
        env.note(&format!("Copied the log to {}.", target.display()));
        let decks = env.home.decks();
        if decks.exists() {
            env.note(&format!("Your stories are not in it: {}", decks.display()));
        }
        Ok(0)
    }
}

/// A copy that could not be written, or a log that could not be read for it.
fn failed(env: &Env<'_>, error: &StoreError) -> CliError {
    let shown = error.path.display();
    let why = &error.detail;
    match error.trouble {
        _ if error.path == env.home.database() => {
            CliError::failed(error.to_string()).hint(error.hint())
        }
        ErrorKind::Damaged => CliError::failed(format!("the log cannot be copied: {why}"))
            .hint("`star-cards doctor` says what is wrong with it."),
        _ => CliError::failed(format!("the copy {shown} cannot be written: {why}")).hint(
            "Nothing is left of it. Check that its folder is there and can be written and that \
             the disk has room, or name another place with -o.",
        ),
    }
}
