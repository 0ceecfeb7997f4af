//! Opening the log: what exists, how old it is, who may change it.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::SchemaVersion;

use super::backups::{ASIDE, newest_backup};
use super::error::{ErrorKind, StoreError};
use super::location::LogPaths;
use super::schema::{MAGIC, MIGRATIONS, STEPS, tables};
use super::{copy, stale};
use crate::files;

/// What is found where the log should be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FoundLog {
    Nothing,
    /// A file of no bytes: a first start that was cut short.
    Empty,
    Something,
}

/// Looks without opening the database: SQLite clears away a write-ahead log that does not
/// fit the file beside it, and with a damaged file it would clear away answers.
fn find(location: &LogPaths) -> Result<FoundLog, StoreError> {
    let metadata = match fs::metadata(&location.database) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return match location.database.is_symlink() {
                true => {
                    let detail = "it is a broken link".to_owned();
                    Err(location.trouble(ErrorKind::NotWritable, detail))
                }
                false => Ok(FoundLog::Nothing),
            };
        }
        Err(error) => return Err(location.io_error(&error)),
        Ok(metadata) => metadata,
    };
    if !metadata.is_file() {
        let detail = "what is there is not a file".to_owned();
        return Err(location.trouble(ErrorKind::NotWritable, detail));
    }
    // SQLite would wait for a pipe without end.
    for ending in ["-wal", "-shm", "-journal"] {
        let beside = files::with_suffix(&location.database, ending);
        if fs::metadata(&beside).is_ok_and(|beside| !beside.is_file()) {
            let detail = format!("{} is not a file", beside.display());
            return Err(location.trouble(ErrorKind::NotWritable, detail));
        }
    }
    if metadata.len() > 0 {
        return check_magic(location).map(|()| FoundLog::Something);
    }
    if has_rows_beside(location) {
        let detail = format!("it is empty, but {} is not", location.wal().display());
        return Err(location.trouble(ErrorKind::Damaged, detail));
    }
    match has_backups(&location.backups) {
        true => Err(location.trouble(ErrorKind::Emptied, String::new())),
        false => Ok(FoundLog::Empty),
    }
}

fn check_magic(location: &LogPaths) -> Result<(), StoreError> {
    let mut magic = [0; MAGIC.len()];
    let read = File::open(&location.database).and_then(|mut file| file.read_exact(&mut magic));
    match read {
        Ok(()) if magic == *MAGIC => Ok(()),
        Ok(()) => Err(location.trouble(ErrorKind::Damaged, "it is not an SQLite file".to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Err(location.trouble(ErrorKind::Damaged, "it is cut short".to_owned()))
        }
        Err(error) => Err(location.io_error(&error)),
    }
}

fn has_backups(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

/// Whether a write-ahead log with something in it lies beside the database.
pub(super) fn has_rows_beside(location: &LogPaths) -> bool {
    location.wal().metadata().is_ok_and(|wal| wal.len() > 0)
}

/// Opens what is there for reading, migrated; none where there is no log yet.
pub(super) fn open_read_only(
    location: &LogPaths,
    notices: &mut Vec<String>,
) -> Result<Option<Connection>, StoreError> {
    let mut found = find(location)?;
    if found == FoundLog::Nothing && has_rows_beside(location) {
        // It may belong to a log that another program has begun in between.
        found = find(location)?;
    }
    if found == FoundLog::Nothing && has_rows_beside(location) {
        notices.push(format!(
            "There is no log, but {} belonged to one and may hold answers. If you find that log, \
             put it back beside this file. The next answer starts a new log and moves this file \
             to {}.",
            location.wal().display(),
            location.backups.display()
        ));
    }
    if found == FoundLog::Nothing
        && let Some(copy) = newest_backup(&location.backups)
    {
        notices.push(format!(
            "There is no log, but there are copies. To bring back the newest: star-cards restore \
             {}",
            files::shell_quoted(&copy)
        ));
    }
    if found != FoundLog::Something {
        return Ok(None);
    }
    // Read and write, since a read-only reader of a write-ahead log leaves files behind
    // that it may not clean up. Where nothing may be written, reading alone has to do.
    match connect(location) {
        Ok(mut connection) => {
            bring_up_to_date(location, &mut connection, notices)?;
            Ok(Some(connection))
        }
        Err(error) if error.is_of_the_disk() && !has_rows_beside(location) => {
            read_only(location).map(Some)
        }
        Err(error) => Err(error),
    }
}

/// Opens a log of the newest schema for reading, and leaves any other as it is.
pub(super) fn up_to_date(location: &LogPaths) -> Result<Option<Connection>, StoreError> {
    if find(location)? != FoundLog::Something {
        return Ok(None);
    }
    let connection = connect(location)?;
    let older = older_version(location, &connection)?;
    Ok(older.is_none().then_some(connection))
}

/// Opens the log for writing, creating it where it is missing.
pub(super) fn write(
    location: &LogPaths,
    notices: &mut Vec<String>,
) -> Result<Connection, StoreError> {
    let found = find(location)?;
    if found != FoundLog::Something {
        create(location, found, notices)?;
    }
    let mut connection = connect(location)?;
    {
        // Turning to a write-ahead log needs the file for itself, as a migration does.
        let _alone = match is_write_ahead(location, &connection)? {
            true => None,
            false => files::lock_exclusive(location.folder()),
        };
        settle(location, &connection)?;
    }
    bring_up_to_date(location, &mut connection, notices)?;
    Ok(connection)
}

fn is_write_ahead(location: &LogPaths, connection: &Connection) -> Result<bool, StoreError> {
    let mode: String = connection
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .map_err(|error| location.error(error))?;
    Ok(mode == "wal")
}

/// Makes a new log under another name and moves it into place whole, so that nobody ever
/// sees half of one.
fn create(
    location: &LogPaths,
    found: FoundLog,
    notices: &mut Vec<String>,
) -> Result<(), StoreError> {
    let io = |error: std::io::Error| location.io_error(&error);
    let folder = location.folder();
    files::create_private_folder(folder).map_err(io)?;
    let _alone = files::lock_exclusive(folder);
    if find(location)? != found {
        return Ok(());
    }
    keep_orphan(location, notices)?;
    let temporary = files::TemporaryFolder::beside(&location.database).map_err(io)?;
    let new = temporary.path().join("new.db");
    files::create_private_file(&new).map_err(io)?;
    build(&location.moved_to(&new)).map_err(|error| StoreError {
        path: location.database.clone(),
        ..error
    })?;
    let begun_anew = found == FoundLog::Empty;
    match temporary.put_in_place(&new, &location.database, begun_anew) {
        // Somebody else was quicker; theirs is as good.
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(io(error)),
        _ => {}
    }
    if begun_anew {
        notices.push(format!(
            "{} was empty (the first start was cut short). It starts again.",
            location.database.display()
        ));
    }
    Ok(())
}

/// Gives an empty file the newest schema.
pub(super) fn build(place: &LogPaths) -> Result<(), StoreError> {
    let mut connection = connect(place)?;
    // Nobody sees the file before it is whole. Written straight into it, nothing can be left
    // over that a full disk keeps from coming in.
    let journal = |mode| connection.pragma_update(None, "journal_mode", mode);
    journal("off").map_err(|error| place.error(error))?;
    migrate(place, &mut connection)?;
    settle(place, &connection)?;
    match copy::is_sound(&connection) {
        Ok(true) => Ok(()),
        Ok(false) => {
            let detail = "what was written does not read back".to_owned();
            Err(place.trouble(ErrorKind::Disk, detail))
        }
        Err(error) => Err(place.error(error)),
    }
}

/// Has what lies in the write-ahead log written into the file itself.
pub(super) fn into_the_file(connection: &Connection) -> rusqlite::Result<()> {
    let busy: i64 =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    match busy {
        0 => Ok(()),
        _ => {
            let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
            Err(rusqlite::Error::SqliteFailure(busy, None))
        }
    }
}

/// A write-ahead log whose database is gone may hold answers: it is put away, not cleared.
fn keep_orphan(location: &LogPaths, notices: &mut Vec<String>) -> Result<(), StoreError> {
    if has_rows_beside(location) {
        notices.push(format!(
            "A new log was started. What was left of the missing one is in {}.",
            put_aside_wal(location)?.display()
        ));
    }
    Ok(())
}

/// Moves the write-ahead log into the backups and says where it is then.
pub(super) fn put_aside_wal(location: &LogPaths) -> Result<PathBuf, StoreError> {
    let io = |error: std::io::Error| location.io_error(&error);
    files::create_private_folder(&location.backups).map_err(io)?;
    let kept = files::free_name(&location.backups, ASIDE, "db-wal");
    fs::rename(location.wal(), &kept).map_err(io)?;
    Ok(kept)
}

fn settle(location: &LogPaths, connection: &Connection) -> Result<(), StoreError> {
    let settle = || {
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        // Without this, the delete inside INSERT OR REPLACE passes the triggers by.
        connection.pragma_update(None, "recursive_triggers", true)
    };
    settle().map_err(|error| location.error(error))
}

/// One more connection to a log that is open already.
pub(super) fn reader(location: &LogPaths) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&location.database, flags)?;
    MOMENTS.store(files::moments(location.busy_timeout), Ordering::Relaxed);
    connection.busy_handler(Some(wait))?;
    Ok(connection)
}

/// How long a locked log is waited for. SQLite passes nothing on to who waits.
static MOMENTS: AtomicU32 = AtomicU32::new(0);

/// Waits for a locked log, which was looked at so many times; false gives it up.
fn wait(times: i32) -> bool {
    let step = times.unsigned_abs();
    let more = step < MOMENTS.load(Ordering::Relaxed);
    if more {
        files::wait_a_moment(step, || {
            "Waiting for the log, which another program is using ...".to_owned()
        });
    }
    more
}

fn connect(location: &LogPaths) -> Result<Connection, StoreError> {
    if has_rows_beside(location) {
        stale::refuse(location)?;
    }
    reader(location)
        .and_then(readable)
        .map_err(|error| location.error(error))
}

/// The first statement that reads the file tells a foreign or garbled one.
fn readable(connection: Connection) -> rusqlite::Result<Connection> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// A log on a read-only disk: no lock and no side file can be made, so the file is taken as
/// it is.
fn read_only(location: &LogPaths) -> Result<Connection, StoreError> {
    let path = location.database.to_string_lossy();
    let escaped = path
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let uri = format!("file:{escaped}?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(&uri, flags)
        .and_then(readable)
        .map_err(|error| location.error(error))?;
    match older_version(location, &connection)? {
        None => Ok(connection),
        Some(_) => Err(location.trouble(
            ErrorKind::NotWritable,
            "it is of an older version and must be migrated first".to_owned(),
        )),
    }
}

/// Migrates an older log after copying it; refuses a newer one.
fn bring_up_to_date(
    location: &LogPaths,
    connection: &mut Connection,
    notices: &mut Vec<String>,
) -> Result<(), StoreError> {
    if older_version(location, connection)?.is_none() {
        return Ok(());
    }
    let _alone = files::lock_exclusive(location.folder());
    // Somebody else may have done it while the lock was awaited.
    let Some(version) = older_version(location, connection)? else {
        return Ok(());
    };
    let copy = copy::keep(location, connection, &format!("schema-{version}"))?;
    migrate(location, connection)?;
    notices.push(format!(
        "The log was brought up to date; a copy of the old one is {}.",
        copy.display()
    ));
    Ok(())
}

/// The number of steps that made a log which lacks the newest; none if it is up to date.
/// What is no log, or a newer one, is refused.
fn older_version(
    location: &LogPaths,
    connection: &Connection,
) -> Result<Option<usize>, StoreError> {
    let version = MIGRATIONS.current_version(connection);
    match version.map_err(|error| migration_error(location, error))? {
        SchemaVersion::Outside(_) => Err(location.trouble(ErrorKind::TooNew, String::new())),
        SchemaVersion::Inside(steps) if steps.get() == STEPS.len() => Ok(None),
        SchemaVersion::Inside(steps) => Ok(Some(steps.get())),
        SchemaVersion::NoneSet => {
            let detail = match tables(connection)
                .map_err(|error| location.error(error))?
                .is_empty()
            {
                true => "it has no tables",
                false => "it holds another program's tables",
            };
            Err(location.trouble(ErrorKind::Damaged, detail.to_owned()))
        }
    }
}

fn migrate(location: &LogPaths, connection: &mut Connection) -> Result<(), StoreError> {
    MIGRATIONS
        .to_latest(connection)
        .map_err(|error| migration_error(location, error))
}

fn migration_error(location: &LogPaths, error: rusqlite_migration::Error) -> StoreError {
    match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => location.error(err),
        other => location.trouble(ErrorKind::Other, other.to_string()),
    }
}
