//! Somebody's log: a copy, or the log of another machine, read without being touched.
//!
//! The file may lie in a synchronised folder, be in use, or be made to do harm. So its bytes
//! are copied to a private place, and SQLite opens only that copy. Nothing in it runs (no
//! trigger, no view), its tables must be the ones that star-cards makes, and every value is
//! read as the facts it should be.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use std::{fmt, io};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{copy, open, read, unite};
use crate::files;
use crate::study::facts::Facts;

/// A log larger than this is none: thirty million answers fit.
const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// How often a file that changes while it is copied is tried again.
const TRIES: u32 = 20;

/// How long it is left alone in between.
const PAUSE: Duration = Duration::from_millis(25);

/// Why it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The system does not let it be read or copied; its words.
    Unread(String),
    /// Somebody writes to it all the time.
    Busy,
    /// It is no log of star-cards; what shows it.
    Foreign(String),
    /// A newer version of the program wrote it.
    TooNew,
    /// It was a log, and is damaged; what shows it.
    Damaged(String),
}

/// A log that cannot be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub why: Why,
}

impl OtherError {
    /// The way out, one or two sentences.
    pub fn way_out(&self) -> &'static str {
        match self.why {
            Why::Unread(_) => "Check its name, that you may read it, and that there is room.",
            Why::Busy => "Close the program that uses it, then try again.",
            Why::Foreign(_) => {
                "Nothing was changed. Name the history.db of another home, or a file that \
                 `star-cards backup` wrote."
            }
            Why::TooNew => "Nothing was changed. Install the newer star-cards here as well.",
            Why::Damaged(_) => "Nothing was changed. Take another copy of it.",
        }
    }
}

impl fmt::Display for OtherError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.why {
            Why::Unread(detail) => write!(f, "{path} cannot be read ({detail})"),
            Why::Busy => write!(f, "{path} is being written to all the time"),
            Why::Foreign(detail) => write!(f, "{path} is no log of star-cards: {detail}"),
            Why::TooNew => write!(f, "{path} was written by a newer star-cards"),
            Why::Damaged(detail) => write!(f, "the log {path} is damaged ({detail})"),
        }
    }
}

impl std::error::Error for OtherError {}

/// Reads every row of the log in that file.
pub fn read_other(path: &Path) -> Result<Facts, OtherError> {
    read_private(path).map_err(|why| OtherError {
        path: path.to_owned(),
        why,
    })
}

fn read_private(path: &Path) -> Result<Facts, Why> {
    let folder = files::temporary_folder().map_err(unread)?;
    let copy = folder.path().join("other.db");
    take_copy(path, &copy)?;
    let mut connection = open_copy(&copy).map_err(damaged)?;
    let steps = age(&connection)?;
    has_our_tables(&connection, steps)?;
    if !copy::is_sound(&connection).map_err(damaged)? {
        return Err(Why::Damaged("its parts do not fit together".to_owned()));
    }
    open::MIGRATIONS
        .to_latest(&mut connection)
        .map_err(|error| Why::Damaged(error.to_string()))?;
    let facts = read::facts(&connection, || open_copy(&copy)).map_err(damaged)?;
    match unite::foreign_row(&facts) {
        Some(told) => Err(Why::Foreign(told)),
        None => Ok(facts),
    }
}

fn unread(error: io::Error) -> Why {
    Why::Unread(error.to_string())
}

fn damaged(error: rusqlite::Error) -> Why {
    Why::Damaged(error.to_string())
}

/// The file and its write-ahead log, as they are at one moment.
type Moment = [Option<(u64, SystemTime)>; 2];

fn moment(path: &Path) -> Result<Moment, Why> {
    let look = |path: &Path| match fs::metadata(path) {
        Ok(metadata) => Ok(Some((metadata.len(), metadata.modified().map_err(unread)?))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unread(error)),
    };
    Ok([look(path)?, look(&files::beside(path, "-wal"))?])
}

/// Copies the bytes, again if somebody wrote meanwhile. Opening the file itself would leave
/// files of SQLite beside it, and might run what it is told to run.
fn take_copy(path: &Path, copy: &Path) -> Result<(), Why> {
    let metadata = fs::metadata(path).map_err(unread)?;
    if !metadata.is_file() {
        return Err(Why::Unread("it is no file".to_owned()));
    }
    // A log has such a journal only while an old one is turned to a write-ahead log, and the
    // journal of a stranger may name any file on this machine.
    let journal = files::beside(path, "-journal");
    if fs::metadata(&journal).is_ok_and(|journal| journal.len() > 0) {
        return Err(Why::Damaged(
            "a change of it was cut short, and lies beside it".to_owned(),
        ));
    }
    for _ in 0..TRIES {
        let before = moment(path)?;
        if before.iter().flatten().any(|(bytes, _)| *bytes > MAX_BYTES) {
            return Err(Why::Foreign("it is too large for one".to_owned()));
        }
        copy_bytes(path, copy).map_err(unread)?;
        let (wal, copy_of_wal) = (files::beside(path, "-wal"), files::beside(copy, "-wal"));
        match before[1] {
            Some(_) => copy_bytes(&wal, &copy_of_wal).map_err(unread)?,
            None => drop(fs::remove_file(copy_of_wal)),
        }
        if moment(path)? == before {
            return Ok(());
        }
        std::thread::sleep(PAUSE);
    }
    Err(Why::Busy)
}

/// Not `fs::copy`, which takes the permissions along.
fn copy_bytes(from: &Path, to: &Path) -> io::Result<()> {
    let mut from = File::open(from)?;
    io::copy(&mut from, &mut File::create(to)?).map(|_| ())
}

/// Opens the private copy so that nothing in it runs.
fn open_copy(copy: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(copy, flags)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(connection)
}

/// How many steps made its schema.
fn age(connection: &Connection) -> Result<usize, Why> {
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(damaged)?;
    match usize::try_from(version) {
        Ok(steps) if (1..=open::STEPS.len()).contains(&steps) => Ok(steps),
        Ok(steps) if steps > open::STEPS.len() && has_reviews(connection) => Err(Why::TooNew),
        _ => Err(Why::Foreign("another program made it".to_owned())),
    }
}

/// Whether a schema that is not known here looks like a log at all.
fn has_reviews(connection: &Connection) -> bool {
    let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'review'";
    connection.query_row(sql, [], |_| Ok(())).is_ok()
}

/// Refuses a file whose tables are not, to the letter, those that the steps make: a view or
/// a table of somebody else's under a name of ours.
fn has_our_tables(connection: &Connection, steps: usize) -> Result<(), Why> {
    let mut ours = Connection::open_in_memory().map_err(damaged)?;
    open::MIGRATIONS
        .to_version(&mut ours, steps)
        .map_err(|error| Why::Damaged(error.to_string()))?;
    let theirs = tables(connection).map_err(damaged)?;
    for table in tables(&ours).map_err(damaged)? {
        if !theirs.contains(&table) {
            let told = format!(
                "its table `{}` is not the one that star-cards makes",
                table.0
            );
            return Err(Why::Foreign(told));
        }
    }
    Ok(())
}

/// Names and texts of the tables.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection.prepare(
        "SELECT name, sql FROM sqlite_schema
         WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}
