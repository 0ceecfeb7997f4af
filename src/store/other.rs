//! Somebody's log: a copy, or the log of another machine, read without being touched.
//!
//! The file may lie in a synchronised folder, be in use, or be made to do harm. So its bytes
//! are copied to a private place, and SQLite opens only that copy. Nothing in it runs (no
//! trigger, no view), its tables must be the ones that star-cards makes, and every value is
//! read as the facts it should be.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path};
use std::time::{Duration, SystemTime};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::SchemaVersion;

use super::error::{OtherError, OtherLogProblem};
use super::rows::TABLES;
use super::schema::{MAGIC, MIGRATIONS, tables};
use super::{copy, read};
use crate::files;
use crate::study::facts::{Facts, InterviewDetails};
use crate::study::review::RowId;

/// A log larger than this is none: thirty million answers fit.
const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// So many bytes tell a text from other files.
const HEAD: u64 = 1024;

/// How often a file that changes while it is copied is tried again.
const TRIES: u32 = 20;

/// How long it is left alone in between.
const PAUSE: Duration = Duration::from_millis(25);

/// Milliseconds since 1970: the first and the last instant of the years of four digits.
const YEARS: [i64; 2] = [-62_167_219_200_000, 253_402_300_799_999];

/// The tables whose rows have no study day of their own.
const WITHOUT_A_DAY: [&str; 6] = ["undo", "lap", "heard", "point", "stamp", "answer"];

/// The folder of the home that job texts are kept in.
const JOBS: &str = "jobs";

/// The log of a file that this program may only read.
#[derive(Debug)]
pub(crate) struct OtherLog {
    /// What it holds.
    pub facts: Facts,
    /// The private copy, whose rows are those of `facts`.
    pub(super) connection: Connection,
    /// Where the copy lies, for as long as it is needed.
    _folder: files::TemporaryFolder,
}

/// Reads every row of the log in that file.
pub(crate) fn read_other(path: &Path) -> Result<OtherLog, OtherError> {
    read_private(path).map_err(|why| OtherError {
        path: path.to_owned(),
        why,
    })
}

fn read_private(path: &Path) -> Result<OtherLog, OtherLogProblem> {
    let folder = files::TemporaryFolder::elsewhere().map_err(unread)?;
    let copy = folder.path().join("other.db");
    take_copy(path, &copy)?;
    let mut connection = open_copy(&copy).map_err(damaged)?;
    let steps = age(&connection)?;
    has_our_tables(&connection, steps)?;
    if !copy::is_sound(&connection).map_err(damaged)? {
        return Err(OtherLogProblem::Damaged(
            "its parts do not fit together".to_owned(),
        ));
    }
    MIGRATIONS
        .to_latest(&mut connection)
        .map_err(|error| OtherLogProblem::Damaged(error.to_string()))?;
    let facts = read::facts(&connection, || open_copy(&copy)).map_err(damaged)?;
    match foreign_row(&connection, &facts).map_err(damaged)? {
        Some(told) => Err(OtherLogProblem::Foreign(told)),
        None => Ok(OtherLog {
            facts,
            connection,
            _folder: folder,
        }),
    }
}

fn unread(error: io::Error) -> OtherLogProblem {
    OtherLogProblem::Unread(error.to_string())
}

fn damaged(error: rusqlite::Error) -> OtherLogProblem {
    OtherLogProblem::Damaged(error.to_string())
}

/// The file and its write-ahead log, as they are at one moment.
type Moment = [Option<(u64, SystemTime)>; 2];

fn moment(path: &Path) -> Result<Moment, OtherLogProblem> {
    let look = |path: &Path| match fs::metadata(path) {
        Ok(metadata) => Ok(Some((metadata.len(), metadata.modified().map_err(unread)?))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unread(error)),
    };
    Ok([look(path)?, look(&files::with_suffix(path, "-wal"))?])
}

/// What a file looks like by its first bytes.
enum FileKind {
    Database,
    Text,
    Empty,
    Other,
}

fn file_kind(path: &Path) -> io::Result<FileKind> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    Ok(match head.as_slice() {
        [] => FileKind::Empty,
        head if head.starts_with(MAGIC) => FileKind::Database,
        // A letter of several bytes may be cut at the end.
        head if !head.contains(&0)
            && str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true) =>
        {
            FileKind::Text
        }
        _ => FileKind::Other,
    })
}

/// Copies the bytes, again if somebody wrote meanwhile. Opening the file itself would leave
/// files of SQLite beside it, and might run what it is told to run.
fn take_copy(path: &Path, copy: &Path) -> Result<(), OtherLogProblem> {
    let metadata = fs::metadata(path).map_err(unread)?;
    if !metadata.is_file() {
        return Err(OtherLogProblem::Unread("it is not a file".to_owned()));
    }
    // A log has such a journal only while an old one is turned to a write-ahead log, and the
    // journal of a stranger may name any file on this machine.
    let journal = files::with_suffix(path, "-journal");
    if fs::metadata(&journal).is_ok_and(|journal| journal.len() > 0) {
        return Err(OtherLogProblem::Damaged(
            "a change of it was cut short, and lies beside it".to_owned(),
        ));
    }
    let told = match file_kind(path).map_err(unread)? {
        FileKind::Database => None,
        FileKind::Text => Some("it is a text file"),
        FileKind::Empty => Some("it is empty"),
        FileKind::Other => Some("it is not an SQLite database"),
    };
    if let Some(told) = told {
        return Err(OtherLogProblem::Foreign(told.to_owned()));
    }
    for _ in 0..TRIES {
        let before = moment(path)?;
        if before.iter().flatten().any(|(bytes, _)| *bytes > MAX_BYTES) {
            return Err(OtherLogProblem::Foreign(
                "it is too large for one".to_owned(),
            ));
        }
        files::copy_bytes(path, copy).map_err(unread)?;
        let (wal, copy_of_wal) = (
            files::with_suffix(path, "-wal"),
            files::with_suffix(copy, "-wal"),
        );
        match before[1] {
            Some(_) => files::copy_bytes(&wal, &copy_of_wal).map_err(unread)?,
            None => drop(fs::remove_file(copy_of_wal)),
        }
        if moment(path)? == before {
            return Ok(());
        }
        std::thread::sleep(PAUSE);
    }
    Err(OtherLogProblem::Busy)
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
fn age(connection: &Connection) -> Result<usize, OtherLogProblem> {
    match MIGRATIONS.current_version(connection) {
        Ok(SchemaVersion::Inside(steps)) => Ok(steps.get()),
        Ok(SchemaVersion::Outside(_)) if has_reviews(connection) => Err(OtherLogProblem::TooNew),
        Err(rusqlite_migration::Error::RusqliteError { err, .. }) => Err(damaged(err)),
        _ => Err(OtherLogProblem::Foreign(
            "another program made it".to_owned(),
        )),
    }
}

/// Whether a schema that is not known here looks like a log at all.
fn has_reviews(connection: &Connection) -> bool {
    let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'review'";
    connection.query_row(sql, [], |_| Ok(())).is_ok()
}

/// Refuses a file whose tables are not, to the letter, those that the steps make: a view or
/// a table of somebody else's under a name of ours.
fn has_our_tables(connection: &Connection, steps: usize) -> Result<(), OtherLogProblem> {
    let mut ours = Connection::open_in_memory().map_err(damaged)?;
    MIGRATIONS
        .to_version(&mut ours, steps)
        .map_err(|error| OtherLogProblem::Damaged(error.to_string()))?;
    let theirs = tables(connection).map_err(damaged)?;
    for table in tables(&ours).map_err(damaged)? {
        if !theirs.contains(&table) {
            let told = format!(
                "its table `{}` is not the one that star-cards makes",
                table.0
            );
            return Err(OtherLogProblem::Foreign(told));
        }
    }
    Ok(())
}

/// The first row that no star-cards writes, in words. What the tables promise of their columns
/// has been checked by then; the rest somebody else's file may break.
fn foreign_row(connection: &Connection, facts: &Facts) -> rusqlite::Result<Option<String>> {
    let told = |session: i64, number: i64, wrong: &str| {
        format!("row {number} of session {session} has {wrong}")
    };
    for table in TABLES {
        // A study day is the day of the instant somewhere on earth, or the one before it.
        let day = match WITHOUT_A_DAY.contains(table) {
            true => "at / 86400000",
            false => "day",
        };
        let sql = format!(
            "SELECT session, number FROM {table} WHERE at NOT BETWEEN ?1 AND ?2
             OR {day} NOT BETWEEN at / 86400000 - 2 AND at / 86400000 + 2 LIMIT 1"
        );
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query(YEARS)?;
        if let Some(row) = rows.next()? {
            return Ok(Some(told(row.get(0)?, row.get(1)?, "an impossible date")));
        }
    }
    let wrong = facts.interviews.iter().find_map(|row| {
        let RowId { session, number } = row.id;
        wrong_details(&row.details).map(|wrong| told(session, number, wrong))
    });
    Ok(wrong)
}

/// An interview's job text is a file of the home: a row from elsewhere must not name others.
fn wrong_details(details: &InterviewDetails) -> Option<&'static str> {
    let inside = |job: &String| {
        let mut parts = Path::new(job).components();
        matches!(
            (parts.next(), parts.next(), parts.next()),
            (Some(Component::Normal(folder)), Some(Component::Normal(_)), None)
                if folder == JOBS
        )
    };
    if !details.date.is_a_date() {
        Some("an impossible date")
    } else if details.job.as_ref().is_some_and(|job| !inside(job)) {
        Some("a job text outside `jobs/`")
    } else {
        None
    }
}
