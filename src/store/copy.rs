//! Copies of the log, whole or not at all.
//!
//! A copy is made with SQLite's online backup, so that a sitting may go on meanwhile, and is
//! read back before it gets its name.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ffi};

use super::backups::ENDING;
use super::error::{ErrorKind, StoreError};
use super::location::LogPaths;
use super::schema::tables;
use crate::files;

/// Copies the log into the backups and says where.
pub(super) fn keep(
    location: &LogPaths,
    connection: &Connection,
    name: &str,
) -> Result<PathBuf, StoreError> {
    files::create_private_folder(&location.backups).map_err(|error| location.io_error(&error))?;
    loop {
        let target = files::free_name(&location.backups, name, ENDING);
        match copy(location, connection, &target, false) {
            // Somebody else took the name meanwhile.
            Err(_) if fs::symlink_metadata(&target).is_ok() => {}
            copied => return copied.map(|()| target),
        }
    }
}

/// Copies the log as it is now, rows in the write-ahead log included, into one file, over an
/// old one if `replace` says so. An error names the file that could not be written.
pub(super) fn copy(
    location: &LogPaths,
    connection: &Connection,
    target: &Path,
    replace: bool,
) -> Result<(), StoreError> {
    // A link stays one: what it leads to is replaced.
    let target = &match replace {
        true => fs::canonicalize(target).unwrap_or_else(|_| target.to_owned()),
        false => target.to_owned(),
    };
    let place = location.moved_to(target);
    let io = |error: std::io::Error| place.io_error(&error);
    // A folder, so that whatever SQLite lays beside the copy goes with it.
    let folder = files::TemporaryFolder::beside(target).map_err(io)?;
    let new = folder.path().join("copy.db");
    files::create_private_file(&new).map_err(io)?;
    let sound = copy_and_read_back(connection, &new).map_err(|error| place.error(error))?;
    if !sound && !is_sound(connection).unwrap_or(false) {
        let detail = "its parts do not fit together".to_owned();
        return Err(location.trouble(ErrorKind::Damaged, detail));
    }
    if !sound {
        let detail = "what was written does not read back".to_owned();
        return Err(place.trouble(ErrorKind::Disk, detail));
    }
    folder.put_in_place(&new, target, replace).map_err(io)
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
        _ => {
            let busy = ffi::Error::new(ffi::SQLITE_BUSY);
            return Err(rusqlite::Error::SqliteFailure(busy, None));
        }
    }
    drop(copy);
    // Read back from the file, turned into one that stands alone.
    let copy = Connection::open(new)?;
    copy.pragma_update(None, "journal_mode", "delete")?;
    Ok(is_sound(&copy)? && counts(&copy)? == wanted)
}

/// SQLite's own check of every page, and of each index against its table.
pub(super) fn is_sound(connection: &Connection) -> rusqlite::Result<bool> {
    let said: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok(said == "ok")
}

/// Every table with the number of its rows.
fn counts(connection: &Connection) -> rusqlite::Result<Vec<(String, i64)>> {
    let count = |(table, _): (String, String)| {
        let quoted = table.replace('"', "\"\"");
        let sql = format!("SELECT count(*) FROM \"{quoted}\"");
        let rows = connection.query_row(&sql, [], |row| row.get(0))?;
        Ok((table, rows))
    };
    tables(connection)?.into_iter().map(count).collect()
}
