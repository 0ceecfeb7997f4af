//! `restore`: the home becomes what a backup holds, or the log what a copy of it holds.

mod home;
mod whole_log;

use std::path::PathBuf;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::wording::{counted, rows};
use crate::archive;
use crate::files::shell_quoted;
use crate::prompt::text::Line;
use crate::snapshot;
use crate::store::{self, DAMAGED, MissingRows, OtherLog, Restored, Store};
use whole_log::{WholeLog, log_unless_broken};

/// Restore a backup: answers, stories, job texts and settings, or only the log
///
/// You see what would change first, and are asked before anything is lost. Everything that is here
/// now is saved in `backups/` before it is replaced, and you get the command that undoes the
/// restore. Job texts and settings stay if the backup has none. `import FILE` only adds what is
/// missing and loses nothing. FILE itself does not change.
#[derive(clap::Args, Debug)]
pub(crate) struct RestoreArgs {
    /// A backup, a copy of the log in `backups/`, or the history.db of another machine
    file: PathBuf,
    /// Do not ask, even if newer answers or stories are lost
    #[arg(long)]
    yes: bool,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl RestoreArgs {
    /// Puts it back.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        if env.is_the_log(&self.file) {
            return Err(
                CliError::usage(format!("{} is the log itself", self.file.display()))
                    .hint("Name a copy of it."),
            );
        }
        if archive::is_archive(&self.file) {
            return home::restore(env, &self.file, self.yes, self.dry_run);
        }
        let theirs = store::read_other(&self.file)?;
        if let Some(ours) = log_unless_broken(env)? {
            return self.replace(env, ours, &theirs);
        }
        if self.dry_run {
            return would_hold(env, &self, &theirs);
        }
        let name = env.stamped(DAMAGED);
        let done = Store::restore_over_damage(&env.location(), &theirs, &name)?;
        tell(env, &self, &theirs, &done);
        Ok(0)
    }

    fn replace(self, env: &mut Env<'_>, ours: WholeLog, theirs: &OtherLog) -> Outcome {
        let WholeLog { mut store, rows } = ours;
        let lacking = store.lacking(theirs)?;
        if lacking == MissingRows::default() && rows == theirs.facts.rows() {
            env.note(&format!(
                "The log is already the same as {}.",
                self.file.display()
            ));
            return Ok(0);
        }
        if self.dry_run {
            self.tell_lacking(env, lacking);
            return would_hold(env, &self, theirs);
        }
        if lacking.rows > 0 && !self.may_go(env, lacking)? {
            env.note("Nothing was changed.");
            return Ok(0);
        }
        let name = env.stamped("replaced");
        snapshot::remove(&env.home.snapshot());
        let done = store.restore(theirs, lacking, Some(&name))?;
        env.print_notices(&mut store);
        tell(env, &self, theirs, &done);
        Ok(u8::from(done == Restored::Grown))
    }

    /// Says what would go and asks.
    fn may_go(&self, env: &mut Env<'_>, lacking: MissingRows) -> Result<bool, CliError> {
        self.tell_lacking(env, lacking);
        let question = match lacking.answers {
            0 => "Replace the log and lose these rows?".to_owned(),
            answers => format!("Replace the log and lose {}?", counted(answers, "answer")),
        };
        env.confirm(&question, self.yes)
    }

    fn tell_lacking(&self, env: &mut Env<'_>, lacking: MissingRows) {
        if lacking.rows == 0 {
            return;
        }
        env.note(&format!(
            "The log has what {} does not have: {}.",
            self.file.display(),
            rows(lacking.rows, lacking.answers)
        ));
        env.note(&format!(
            "To have both and lose nothing: star-cards import {}",
            shell_quoted(&self.file)
        ));
    }
}

/// What a restore of the log would come to.
fn would_hold(env: &mut Env<'_>, command: &RestoreArgs, theirs: &OtherLog) -> Outcome {
    let answers = counted(theirs.facts.reviews.len(), "answer");
    let told = format!(
        "The log would be the one of {}: {answers}. Nothing was changed: --dry-run.",
        command.file.display()
    );
    env.print(&[Line::plain(told).hanging(2)])?;
    Ok(0)
}

fn tell(env: &mut Env<'_>, command: &RestoreArgs, theirs: &OtherLog, done: &Restored) {
    match done {
        Restored::Grown => env.note(
            "A card was just answered in another session. Nothing was changed. End that session, then try again.",
        ),
        Restored::Done { kept } => {
            let answers = counted(theirs.facts.reviews.len(), "answer");
            env.note(&format!(
                "The log is now the one of {}: {answers}.",
                command.file.display()
            ));
            if let Some(kept) = kept {
                env.note(&format!(
                    "The log as it was before is saved in {}.",
                    kept.display()
                ));
            }
        }
    }
}
