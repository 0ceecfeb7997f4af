//! The way back from a copy.
//!
//! Restoring puts the rows of a copy into the log in one transaction: cut at any point it
//! leaves the old log or the new one.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Transaction, TransactionBehavior};

use super::backups::ENDING;
use super::error::StoreError;
use super::location::LogPaths;
use super::log::Store;
use super::merge::{self, MissingRows};
use super::other::OtherLog;
use super::rows::TABLES;
use super::schema::{LATE, STEPS};
use super::{copy, open};
use crate::files;

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Restored {
    /// The log holds the rows of the copy now.
    Done {
        /// Where the log as it was before is kept; none if there was none.
        kept: Option<PathBuf>,
    },
    /// Somebody added rows meanwhile, so that more would go than was said; nothing changed.
    Grown,
}

impl Store {
    /// Makes the log hold exactly these rows. What it held before is copied to the backups
    /// under `name` first, unless it is kept elsewhere already. `lacking` is what the person
    /// agreed to lose.
    pub(crate) fn restore(
        &mut self,
        theirs: &OtherLog,
        lacking: MissingRows,
        name: Option<&str>,
    ) -> Result<Restored, StoreError> {
        let there = self.connection.is_some();
        let location = self.location.clone();
        let sql = |error| location.error(error);
        let connection = self.writer()?;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(sql)?;
        // Counted again under the lock, since another session may have answered meanwhile.
        if merge::lacking(&transaction, theirs).map_err(sql)? != lacking {
            return Ok(Restored::Grown);
        }
        // Copied by a reader: the backup of a connection that is about to write is refused.
        let kept = match name.filter(|_| there) {
            Some(name) => {
                let reader = open::reader(&location).map_err(sql)?;
                Some(copy::keep(&location, &reader, name)?)
            }
            None => None,
        };
        begin_anew(&transaction)
            .and_then(|()| merge::fill(&transaction, theirs))
            .and_then(|()| transaction.commit())
            .map_err(sql)?;
        // Whoever else has it open may keep rows in the write-ahead log for a while.
        let _ = open::into_the_file(connection);
        Ok(Restored::Done { kept })
    }

    /// Puts a log with these rows where a damaged or emptied file stands. That file is kept
    /// in the backups under `name`, with the write-ahead log beside it.
    pub(crate) fn restore_over_damage(
        location: &LogPaths,
        theirs: &OtherLog,
        name: &str,
    ) -> Result<Restored, StoreError> {
        let io = |error: std::io::Error| location.io_error(&error);
        let _alone = files::lock_exclusive(location.folder());
        let folder = files::TemporaryFolder::beside(&location.database).map_err(io)?;
        let new = folder.path().join("new.db");
        build(location, &new, theirs)?;
        files::create_private_folder(&location.backups).map_err(io)?;
        let kept = files::free_name(&location.backups, name, ENDING);
        let bytes = fs::read(&location.database).map_err(io)?;
        files::write_new(&kept, &bytes).map_err(io)?;
        // A write-ahead log left beside the new file would be played into it.
        if location.wal().exists() {
            fs::rename(location.wal(), files::with_suffix(&kept, "-wal")).map_err(io)?;
        }
        let _ = fs::remove_file(location.shared_memory());
        folder
            .put_in_place(&new, &location.database, true)
            .map_err(io)?;
        Ok(Restored::Done { kept: Some(kept) })
    }
}

/// A log of its own with these rows, all of it in the one file.
fn build(location: &LogPaths, new: &Path, theirs: &OtherLog) -> Result<(), StoreError> {
    let place = location.moved_to(new);
    let fill = || {
        let mut connection = open::reader(&place)?;
        let transaction = connection.transaction()?;
        merge::fill(&transaction, theirs)?;
        transaction.commit()?;
        open::into_the_file(&connection)
    };
    files::create_private_file(new).map_err(|error| location.io_error(&error))?;
    open::build(&place)?;
    fill().map_err(|error| location.error(error))
}

/// Takes the tables away and makes them again, empty. The triggers that keep the log growing
/// go with them: this is the one way back, and it is asked for.
fn begin_anew(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    for table in TABLES.iter().chain([&LATE]) {
        transaction.execute(&format!("DROP TABLE {table}"), [])?;
    }
    for step in STEPS {
        transaction.execute_batch(step)?;
    }
    Ok(())
}
