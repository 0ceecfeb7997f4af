//! `restore`: the log becomes what a copy of it holds.

use std::path::PathBuf;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::wording::{counted, rows};
use crate::files::shell_quoted;
use crate::store::{self, DAMAGED, ErrorKind, MissingRows, OtherLog, Restored, Store, StoreError};

/// Put a copy of the log in the log's place
///
/// The log as it is now is copied to `backups/` first, a damaged one too. Where it holds rows that
/// FILE lacks, this says how many would go and asks; `import FILE` unites the two instead and loses
/// nothing. FILE itself is only read.
#[derive(clap::Args, Debug)]
pub(crate) struct RestoreArgs {
    /// A copy: of `backups/`, or the history.db of another home
    file: PathBuf,
    /// Do not ask, even if newer answers go
    #[arg(long)]
    yes: bool,
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
        let theirs = store::read_other(&self.file)?;
        if let Some(store) = log_unless_broken(env)? {
            return self.replace(env, store, &theirs);
        }
        let name = env.stamped(DAMAGED);
        let done = Store::restore_over_damage(&env.location(), &theirs, &name)?;
        tell(env, &self, &theirs, &done);
        Ok(0)
    }

    fn replace(self, env: &mut Env<'_>, mut store: Store, theirs: &OtherLog) -> Outcome {
        let lacking = store.lacking(theirs)?;
        if lacking == MissingRows::default() && store.read()?.rows() == theirs.facts.rows() {
            env.note(&format!(
                "The log is what {} holds already.",
                self.file.display()
            ));
            return Ok(0);
        }
        if lacking.rows > 0 && !self.may_go(env, lacking)? {
            env.note("Nothing was changed.");
            return Ok(0);
        }
        let name = env.stamped("replaced");
        let done = store.restore(theirs, lacking, &name)?;
        env.print_notices(&mut store);
        tell(env, &self, theirs, &done);
        Ok(u8::from(done == Restored::Grown))
    }

    /// Says what would go and asks.
    fn may_go(&self, env: &mut Env<'_>, lacking: MissingRows) -> Result<bool, CliError> {
        env.note(&format!(
            "The log holds what {} lacks: {}.",
            self.file.display(),
            rows(lacking.rows, lacking.answers)
        ));
        env.note(&format!(
            "To have both and lose nothing: star-cards import {}",
            shell_quoted(&self.file)
        ));
        let question = match lacking.answers {
            0 => "Replace the log and lose these rows?".to_owned(),
            answers => format!("Replace the log and lose {}?", counted(answers, "answer")),
        };
        env.confirm(&question, self.yes)
    }
}

/// The log as it is, or as it would begin; none where a file stands that is no log any more.
fn log_unless_broken(env: &mut Env<'_>) -> Result<Option<Store>, CliError> {
    let whole = env.open_log().and_then(|mut store| {
        store.check()?;
        store.read()?;
        Ok(store)
    });
    match whole {
        Ok(store) => Ok(Some(store)),
        Err(StoreError {
            trouble: ErrorKind::Damaged | ErrorKind::Emptied | ErrorKind::StaleWal,
            ..
        }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn tell(env: &mut Env<'_>, command: &RestoreArgs, theirs: &OtherLog, done: &Restored) {
    match done {
        Restored::Grown => env.note(
            "Answers were given meanwhile. Nothing was changed; end the other session and try \
             again.",
        ),
        Restored::Done { kept } => {
            let answers = counted(theirs.facts.reviews.len(), "answer");
            env.note(&format!(
                "The log is now what {} holds: {answers}.",
                command.file.display()
            ));
            if let Some(kept) = kept {
                env.note(&format!(
                    "What it was before is kept in {}.",
                    kept.display()
                ));
            }
        }
    }
}
