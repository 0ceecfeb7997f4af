//! A write-ahead log that belongs to another log than the one beside it.
//!
//! It stays behind where a log is taken away after a kill and another one is put in its
//! place. SQLite would play it into that one, page over page. A log only grows, so what shows
//! it is that rows would go; that is tried on private copies before anything is opened.

use std::fs::File;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension};
use rustix::process::{Flock, FlockOffsetType, FlockType, fcntl_getlk};

use super::copy;
use super::error::{ErrorKind, StoreError};
use super::location::LogPaths;
use super::rows::TABLES;
use super::schema;
use crate::files::{self, TemporaryFolder};

/// The bytes that SQLite locks for as long as a log is open.
const SHARED_FIRST: u64 = 0x4000_0002;
const SHARED_SIZE: u64 = 510;

/// Refuses to open a log with a write-ahead log that is another one's.
pub(super) fn refuse(location: &LogPaths) -> Result<(), StoreError> {
    if is_in_use(&location.database) {
        return Ok(());
    }
    match rows_that_go(location) {
        Ok(Some(detail)) => Err(location.trouble(ErrorKind::StaleWal, detail)),
        // What cannot be tried here shows when the log is opened.
        Ok(None) | Err(_) => Ok(()),
    }
}

/// Whether another process has the log open, whose write-ahead log it then is.
fn is_in_use(database: &Path) -> bool {
    let wanted = Flock {
        start: SHARED_FIRST,
        length: SHARED_SIZE,
        pid: None,
        typ: FlockType::WriteLock,
        offset_type: FlockOffsetType::Set,
    };
    File::open(database).is_ok_and(|file| !matches!(fcntl_getlk(&file, &wanted), Ok(None)))
}

/// What would go from the log if the write-ahead log were played into it; none if nothing, or
/// if that cannot be told.
fn rows_that_go(location: &LogPaths) -> Result<Option<String>, Box<dyn std::error::Error>> {
    let folder = TemporaryFolder::elsewhere()?;
    let [played, alone] = ["played.db", "alone.db"].map(|name| folder.path().join(name));
    for copy in [&played, &alone] {
        files::copy_bytes(&location.database, copy)?;
    }
    files::copy_bytes(&location.wal(), &files::with_suffix(&played, "-wal"))?;
    let (played, bare) = (Connection::open(played)?, Connection::open(&alone)?);
    // Cut in the middle of taking rows over, the file alone is no log; and a restore takes
    // rows away, and makes the tables anew.
    if !copy::is_sound(&bare)? || schema::version(&played)? > schema::version(&bare)? {
        return Ok(None);
    }
    drop(bare);
    if !copy::is_sound(&played)? {
        return Ok(Some("they do not fit together".to_owned()));
    }
    played.execute("ATTACH ?1 AS alone", [alone.to_string_lossy()])?;
    let mut gone = 0_i64;
    for table in TABLES {
        let sql = format!(
            "SELECT count(*) FROM alone.{table} AS row WHERE NOT EXISTS (
             SELECT 1 FROM main.{table} WHERE session = row.session AND number = row.number)"
        );
        // Not every table is in an older log.
        let there = format!("SELECT 1 FROM alone.sqlite_schema WHERE name = '{table}'");
        if played
            .query_row(&there, [], |_| Ok(()))
            .optional()?
            .is_some()
        {
            gone += played.query_row(&sql, [], |row| row.get::<_, i64>(0))?;
        }
    }
    Ok((gone > 0).then(|| format!("{gone} rows would go from the log")))
}
