//! Copies of the log, whole or not at all, and the way back from one.
//!
//! A copy is made with SQLite's online backup, so that a sitting may go on meanwhile, and is
//! read back before it gets its name. Restoring puts the rows of a copy into the log in one
//! transaction: cut at any point it leaves the old log or the new one.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use super::error::{StoreError, Trouble};
use super::unite::{self, Lacking};
use super::{Location, Store, open};
use crate::files;
use crate::study::facts::Facts;

/// How the names of files begin that a restore put aside as damaged.
pub const DAMAGED: &str = "damaged";

/// How the names of copies end.
const ENDING: &str = "db";

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Restored {
    /// The log holds the rows of the copy now.
    Done {
        /// Where the log as it was before is kept; none if there was none.
        kept: Option<PathBuf>,
    },
    /// Somebody added rows meanwhile, so that more would go than was said; nothing changed.
    Grown,
}

impl Store {
    /// Copies the log to a file, over an old one if `replace` says so. False if there is no
    /// log yet. An error names the file that could not be written.
    pub fn back_up(&self, target: &Path, replace: bool) -> Result<bool, StoreError> {
        let Some(connection) = &self.connection else {
            return Ok(false);
        };
        copy(&self.location, connection, target, replace)?;
        Ok(true)
    }

    /// Makes the log hold exactly these rows. What it held before is copied to the backups
    /// under `name` first. `lacking` is what the person agreed to lose.
    pub fn restore(
        &mut self,
        facts: &Facts,
        lacking: Lacking,
        name: &str,
    ) -> Result<Restored, StoreError> {
        let there = self.connection.is_some();
        let location = self.location.clone();
        let sql = |error| location.error(error);
        let connection = self.writer()?;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(sql)?;
        // Counted again under the lock, since another session may have answered meanwhile.
        if unite::lacking(&transaction, facts).map_err(sql)? != lacking {
            return Ok(Restored::Grown);
        }
        // Copied by a reader: the backup of a connection that is about to write is refused.
        let kept = match there {
            true => Some(keep(
                &location,
                &open::reader(&location).map_err(sql)?,
                name,
            )?),
            false => None,
        };
        begin_anew(&transaction)
            .and_then(|()| unite::fill(&transaction, facts))
            .and_then(|()| transaction.commit())
            .map_err(sql)?;
        Ok(Restored::Done { kept })
    }

    /// Puts a log with these rows where a damaged or emptied file stands. That file is kept
    /// in the backups under `name`, with the write-ahead log beside it.
    pub fn restore_over_damage(
        location: &Location,
        facts: &Facts,
        name: &str,
    ) -> Result<Restored, StoreError> {
        let io = |error: std::io::Error| location.io_error(&error);
        let _alone = files::alone(open::folder_of(location));
        let folder = files::neighbour_folder(&location.database).map_err(io)?;
        let new = folder.path().join("new.db");
        build(location, &new, facts)?;
        files::create_private_folder(&location.backups).map_err(io)?;
        let kept = files::free_name(&location.backups, name, ENDING);
        let bytes = fs::read(&location.database).map_err(io)?;
        files::write_new(&kept, &bytes).map_err(io)?;
        // A write-ahead log left beside the new file would be played into it.
        if location.wal().exists() {
            fs::rename(location.wal(), files::beside(&kept, "-wal")).map_err(io)?;
        }
        let _ = fs::remove_file(files::beside(&location.database, "-shm"));
        files::put_in_place(&new, &location.database, true).map_err(io)?;
        Ok(Restored::Done { kept: Some(kept) })
    }
}

/// A log of its own with these rows, all of it in the one file.
fn build(location: &Location, new: &Path, facts: &Facts) -> Result<(), StoreError> {
    let place = Location {
        database: new.to_owned(),
        ..location.clone()
    };
    let fill = || {
        let mut connection = open::reader(&place)?;
        let transaction = connection.transaction()?;
        unite::fill(&transaction, facts)?;
        transaction.commit()
    };
    files::create_private_file(new).map_err(|error| location.io_error(&error))?;
    open::build(&place)?;
    fill().map_err(|error| location.error(error))
}

/// Takes the tables away and makes them again, empty. The triggers that keep the log growing
/// go with them: this is the one way back, and it is asked for.
fn begin_anew(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    for table in unite::TABLES {
        transaction.execute(&format!("DROP TABLE {table}"), [])?;
    }
    for step in open::STEPS {
        transaction.execute_batch(step)?;
    }
    Ok(())
}

/// Copies the log into the backups and says where.
pub(super) fn keep(
    location: &Location,
    connection: &Connection,
    name: &str,
) -> Result<PathBuf, StoreError> {
    files::create_private_folder(&location.backups).map_err(|error| location.io_error(&error))?;
    let target = files::free_name(&location.backups, name, ENDING);
    copy(location, connection, &target, false)?;
    Ok(target)
}

/// Copies the log as it is now, rows in the write-ahead log included, into one file.
fn copy(
    location: &Location,
    connection: &Connection,
    target: &Path,
    replace: bool,
) -> Result<(), StoreError> {
    // A link stays one: what it leads to is replaced.
    let target = &match replace {
        true => fs::canonicalize(target).unwrap_or_else(|_| target.to_owned()),
        false => target.to_owned(),
    };
    let place = Location {
        database: target.clone(),
        ..location.clone()
    };
    let io = |error: std::io::Error| place.io_error(&error);
    // A folder, so that whatever SQLite lays beside the copy goes with it.
    let folder = files::neighbour_folder(target).map_err(io)?;
    let new = folder.path().join("copy.db");
    files::create_private_file(&new).map_err(io)?;
    let sound = copy_and_read_back(connection, &new).map_err(|error| place.error(error))?;
    if !sound && !is_sound(connection).unwrap_or(false) {
        let detail = "its parts do not fit together".to_owned();
        return Err(location.trouble(Trouble::Damaged, detail));
    }
    if !sound {
        let detail = "what was written does not read back".to_owned();
        return Err(place.trouble(Trouble::Disk, detail));
    }
    files::put_in_place(&new, target, replace).map_err(io)
}

/// Whether the copy holds what the log holds.
fn copy_and_read_back(connection: &Connection, new: &Path) -> rusqlite::Result<bool> {
    // One snapshot for the copy and for what it is held against.
    let _snapshot = connection.unchecked_transaction()?;
    let wanted = counts(connection)?;
    let mut copy = Connection::open(new)?;
    // Nobody sees this file before it is whole: a journal would be for nothing.
    copy.pragma_update(None, "journal_mode", "off")?;
    copy.pragma_update(None, "synchronous", "off")?;
    match Backup::new(connection, &mut copy)?.step(-1)? {
        StepResult::Done => {}
        _ => return Err(busy()),
    }
    drop(copy);
    // Read back from the file, turned into one that stands alone.
    let copy = Connection::open(new)?;
    copy.pragma_update(None, "journal_mode", "delete")?;
    Ok(is_sound(&copy)? && counts(&copy)? == wanted)
}

fn busy() -> rusqlite::Error {
    let busy = rusqlite::ffi::Error {
        code: ErrorCode::DatabaseBusy,
        extended_code: rusqlite::ffi::SQLITE_BUSY,
    };
    rusqlite::Error::SqliteFailure(busy, None)
}

/// SQLite's own check of the file's structure.
pub(super) fn is_sound(connection: &Connection) -> rusqlite::Result<bool> {
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok(said == "ok")
}

/// Every table with the number of its rows.
fn counts(connection: &Connection) -> rusqlite::Result<Vec<(String, i64)>> {
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
         ORDER BY name",
    )?;
    let tables = statement.query_map([], |row| row.get::<_, String>(0))?;
    tables
        .map(|table| {
            let table = table?;
            let quoted = table.replace('"', "\"\"");
            let sql = format!("SELECT count(*) FROM \"{quoted}\"");
            let rows = connection.query_row(&sql, [], |row| row.get(0))?;
            Ok((table, rows))
        })
        .collect()
}

/// The newest copy of the log, by when it was written.
pub fn newest_backup(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let files = entries.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // What a restore put aside because it was damaged is no way back.
        let is_copy = !name.starts_with('.') && !name.starts_with(DAMAGED);
        is_copy && path.extension().is_some_and(|ending| ending == ENDING)
    });
    let dated = files.filter_map(|path| {
        let metadata = fs::metadata(&path).ok()?;
        let written = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        (metadata.is_file() && metadata.len() > 0).then_some((written, path))
    });
    dated.max().map(|(_, path)| path)
}
