//! A backup of the whole home, for the commands that write one: what goes into it, and the file.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::env::Env;
use super::error::{CliError, already_there};
use crate::archive::{self, ArchiveError, DECKS, JOBS, SETTINGS, Words};
use crate::deck;
use crate::files::{self, TemporaryFolder};
use crate::store::{ErrorKind as LogTrouble, STORIES_ONLY, Store, StoreError};

/// How the names of backups end.
const ENDING: &str = "zip";

/// The files of a home that hold its words.
pub(crate) struct HomeWords {
    /// Those that go into a backup.
    pub words: Words,
    /// Why others do not, a line each.
    pub left_out: Vec<String>,
}

/// Reads the decks, the job texts and the settings of the home. Folders that the settings name
/// besides are somebody else's to keep.
pub(crate) fn gather(env: &Env<'_>) -> HomeWords {
    let mut gathered = HomeWords {
        words: Words::new(),
        left_out: Vec::new(),
    };
    for (prefix, folder) in [(DECKS, env.home.decks()), (JOBS, env.home.jobs())] {
        let (found, unread) = deck::bytes_below(&folder);
        for (name, bytes) in found {
            let name = format!("{prefix}{name}");
            match archive::is_word_name(&name) {
                true => drop(gathered.words.insert(name, bytes)),
                false => gathered.left_out.push(format!("{name} (its name)")),
            }
        }
        let told = unread.into_iter();
        let told = told.map(|unread| format!("{} ({})", unread.path, unread.message));
        gathered.left_out.extend(told);
    }
    match fs::read(env.home.config()) {
        Ok(bytes) => drop(gathered.words.insert(SETTINGS.to_owned(), bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => {
            let told = format!("{} ({error})", env.home.config().display());
            gathered.left_out.push(told);
        }
    }
    gathered
}

/// Where a file of the archive belongs in this home.
pub(crate) fn place(env: &Env<'_>, name: &str) -> PathBuf {
    match name {
        SETTINGS => env.home.config(),
        name => env.home.data().join(name),
    }
}

/// Where a backup goes.
pub(crate) enum BackupPlace<'p> {
    /// To a file, over an old one if so said.
    File(&'p Path, bool),
    /// Into the backups, under this name and the time.
    Named(&'p str),
}

/// Writes a backup, whole or not at all, and says where; none where there is nothing to keep.
/// Without a store the log stays out of it.
pub(crate) fn write(
    env: &Env<'_>,
    store: Option<&Store>,
    words: &Words,
    place: &BackupPlace<'_>,
) -> Result<Option<PathBuf>, CliError> {
    // A link stays one: what it leads to is replaced, on its own disk.
    let target = match place {
        BackupPlace::File(file, true) => {
            fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf())
        }
        BackupPlace::File(file, false) => file.to_path_buf(),
        BackupPlace::Named(_) => env.home.backups().join("new"),
    };
    let shown = match place {
        BackupPlace::File(file, _) => file.to_path_buf(),
        BackupPlace::Named(_) => env.home.backups(),
    };
    let unwritten = |error: &dyn std::fmt::Display| {
        let shown = shown.display();
        CliError::failed(format!("the backup {shown} cannot be written: {error}")).hint(NO_ROOM)
    };
    let has_log = store.is_some_and(Store::is_there);
    if !has_log && words.is_empty() {
        return Ok(None);
    }
    if matches!(place, BackupPlace::Named(_)) {
        files::create_private_folder(&env.home.backups()).map_err(|error| unwritten(&error))?;
    }
    let making = TemporaryFolder::beside(&target).map_err(|error| unwritten(&error))?;
    let (log, new) = (making.path().join("log"), making.path().join("new"));
    if let Some(store) = store.filter(|_| has_log) {
        store
            .back_up(&log, false)
            .map_err(|error| log_not_copied(env, &error, &shown))?;
    }
    archive::pack(&new, has_log.then_some(log.as_path()), words).map_err(|error| match error {
        ArchiveError::Io(error) => unwritten(&error),
        error => unwritten(&error).hint(error.hint()),
    })?;
    match place {
        BackupPlace::File(file, replace) => match making.put_in_place(&new, &target, *replace) {
            Ok(()) => Ok(Some(file.to_path_buf())),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(already_there(file)),
            Err(error) => Err(unwritten(&error)),
        },
        BackupPlace::Named(name) => {
            let name = if has_log { name } else { STORIES_ONLY };
            let target = files::free_name(&env.home.backups(), &env.stamped(name), ENDING);
            match making.put_in_place(&new, &target, false) {
                Ok(()) => Ok(Some(target)),
                // Somebody else took the name meanwhile.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    write(env, store, words, place)
                }
                Err(error) => Err(unwritten(&error)),
            }
        }
    }
}

const NO_ROOM: &str = "Nothing is left of it. Check that its folder can be written and the disk \
                       has room, or name another place with -o.";

/// A copy that could not be written to `target`, or a log that could not be read for it.
pub(crate) fn log_not_copied(env: &Env<'_>, error: &StoreError, target: &Path) -> CliError {
    let why = &error.detail;
    match error.trouble {
        _ if error.path == env.home.database() => {
            CliError::failed(error.to_string()).hint(error.hint())
        }
        LogTrouble::Damaged => CliError::failed(format!("the log cannot be copied: {why}"))
            .hint("`star-cards doctor` says what is wrong with it."),
        _ => CliError::failed(format!(
            "the copy {} cannot be written: {why}",
            target.display()
        ))
        .hint(NO_ROOM),
    }
}
