//! `backup`: a copy of the home or of its log, whole or not at all.

use std::path::PathBuf;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::home_backup::{self, BackupPlace, log_not_copied};
use super::wording::counted;
use crate::archive::DECKS;
use crate::files::shell_quoted;

/// Save everything in one file: answers, stories, job texts and settings
///
/// The file is saved in `backups/` under today's date, or as FILE, and read back to check it. You
/// can make a backup during a review. `restore FILE` brings everything back, after it has shown
/// what would change. `import FILE` adds what is missing and loses nothing.
///
/// A backup leaves out decks in folders that only your settings name, files in `decks/` that do not
/// end in .md, `drafts/`, `trash/` and `backups/`.
#[derive(clap::Args, Debug)]
pub(crate) struct BackupArgs {
    /// Save the backup as FILE
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace FILE if it exists
    #[arg(long, requires = "output")]
    force: bool,
    /// Save only the log, as an SQLite file: answers, marks, runs, interviews
    #[arg(long)]
    log_only: bool,
}

impl BackupArgs {
    /// Writes it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        if let Some(file) = &self.output {
            env.may_put(file, self.force)?;
        }
        match self.log_only {
            true => self.copy_log(env),
            false => self.pack_home(env),
        }
    }

    fn pack_home(self, env: &mut Env<'_>) -> Outcome {
        let store = env.open_log()?;
        let home = home_backup::gather(env);
        let place = match &self.output {
            Some(file) => BackupPlace::File(file, self.force),
            None => BackupPlace::Named("star-cards"),
        };
        let Some(written) = home_backup::write(env, Some(&store), &home.words, &place)? else {
            return Err(CliError::failed("there is nothing to copy yet")
                .hint("Your first answer starts the log: star-cards review"));
        };
        let decks = home.words.keys().filter(|name| name.starts_with(DECKS));
        let answers = store.answers()?;
        let held = [counted(answers, "answer"), counted(decks.count(), "deck")];
        env.note(&format!("Copied {}.", held.join(" and ")));
        for left in &home.left_out {
            env.note(&format!("Left out: {left}"));
        }
        for folder in env.settings.decks.clone() {
            let folder = folder.display();
            env.note(&format!(
                "Left out, because only your settings name it: {folder}"
            ));
        }
        env.note(&format!(
            "To bring it back: star-cards restore {}",
            shell_quoted(&written)
        ));
        Ok(0)
    }

    fn copy_log(self, env: &mut Env<'_>) -> Outcome {
        let store = env.open_log()?;
        let copied = match self.output {
            Some(file) => {
                let there = store.back_up(&file, self.force);
                there.map(|there| there.then_some(file))
            }
            None => store.back_up_as(&env.stamped("history")),
        };
        let copied = copied.map_err(|error| log_not_copied(env, &error, &error.path))?;
        let Some(target) = copied else {
            return Err(CliError::failed("there is no log to copy yet")
                .hint("Your first answer starts it: star-cards review"));
        };
        env.note(&format!("Copied the log to {}.", target.display()));
        let decks = env.home.decks();
        if decks.exists() {
            env.note(&format!("Your stories are not in it: {}", decks.display()));
        }
        Ok(0)
    }
}
