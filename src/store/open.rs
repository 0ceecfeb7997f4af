//! Opening the log: what exists, how old it is, who may change it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};

use super::Location;
use super::error::{StoreError, Trouble};
use crate::files;

/// The steps in `migrations/`, oldest first. A landed step is never edited.
pub(super) const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_log.sql"),
    include_str!("../../migrations/0002_runs.sql"),
];

static MIGRATIONS: LazyLock<Migrations<'static>> =
    LazyLock::new(|| Migrations::new(STEPS.iter().map(|step| M::up(step)).collect()));

/// What is found where the log should be.
enum Found {
    Nothing,
    /// A file of no bytes: a first start that was cut short.
    Empty,
    Something,
}

fn find(location: &Location) -> Result<Found, StoreError> {
    match fs::metadata(&location.database) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Found::Nothing),
        Err(error) => Err(location.io_error(&error)),
        Ok(metadata) if !metadata.is_file() => Err(location.trouble(
            Trouble::NotWritable,
            "something that is no file stands in its place".to_owned(),
        )),
        Ok(metadata) if metadata.len() > 0 => Ok(Found::Something),
        // Rows may stand in the write-ahead log alone until the first checkpoint.
        Ok(_)
            if with_suffix(&location.database, "-wal")
                .metadata()
                .is_ok_and(|wal| wal.len() > 0) =>
        {
            Ok(Found::Something)
        }
        Ok(_) if has_backups(&location.backups) => {
            Err(location.trouble(Trouble::Emptied, String::new()))
        }
        Ok(_) => Ok(Found::Empty),
    }
}

fn has_backups(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Opens what is there for reading, migrated; none where there is no log yet.
pub(super) fn look(
    location: &Location,
    notices: &mut Vec<String>,
) -> Result<Option<Connection>, StoreError> {
    match find(location)? {
        Found::Nothing | Found::Empty => return Ok(None),
        Found::Something => {}
    }
    // Read and write, since a read-only reader of a write-ahead log leaves files behind
    // that it may not clean up. Where nothing may be written, reading alone has to do.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    match connect(location, flags) {
        Ok(mut connection) => {
            bring_up_to_date(location, &mut connection, notices)?;
            Ok(Some(connection))
        }
        Err(error) if error.trouble == Trouble::NotWritable => read_only(location).map(Some),
        Err(error) => Err(error),
    }
}

/// Opens the log for writing, creating it where it is missing.
pub(super) fn write(
    location: &Location,
    notices: &mut Vec<String>,
) -> Result<Connection, StoreError> {
    let found = find(location)?;
    if let Some(folder) = location.database.parent() {
        files::create_private_folder(folder).map_err(|error| location.io_error(&error))?;
    }
    if matches!(found, Found::Empty) {
        notices.push(format!(
            "{} was empty, as a first start that was cut short leaves it; it is begun anew.",
            location.database.display()
        ));
    }
    if matches!(found, Found::Nothing) {
        files::create_private_file(&location.database)
            .map_err(|error| location.io_error(&error))?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = connect(location, flags)?;
    let sql = |error| location.error(error);
    connection
        .pragma_update(None, "journal_mode", "wal")
        .map_err(sql)?;
    connection
        .pragma_update(None, "synchronous", "full")
        .map_err(sql)?;
    // Without this, the delete inside INSERT OR REPLACE passes the triggers by.
    connection
        .pragma_update(None, "recursive_triggers", true)
        .map_err(sql)?;
    bring_up_to_date(location, &mut connection, notices)?;
    Ok(connection)
}

fn connect(location: &Location, flags: OpenFlags) -> Result<Connection, StoreError> {
    let open = || {
        let connection = Connection::open_with_flags(&location.database, flags)?;
        connection.busy_timeout(location.patience)?;
        // The first statement that reads the file: tells a foreign or garbled one.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(connection)
    };
    open().map_err(|error| location.error(error))
}

/// A log on a read-only disk: no lock and no side file can be made, so the file is taken as
/// it is.
fn read_only(location: &Location) -> Result<Connection, StoreError> {
    let path = location.database.to_string_lossy();
    let escaped = path
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let uri = format!("file:{escaped}?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let open = || {
        let connection = Connection::open_with_flags(&uri, flags)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(connection)
    };
    let connection = open().map_err(|error| location.error(error))?;
    match version(location, &connection)? {
        Age::Current => Ok(connection),
        Age::Newer => Err(location.trouble(Trouble::TooNew, String::new())),
        Age::New | Age::Older => Err(location.trouble(
            Trouble::NotWritable,
            "it is of an older version and must be migrated first".to_owned(),
        )),
    }
}

enum Age {
    New,
    Older,
    Current,
    Newer,
}

fn version(location: &Location, connection: &Connection) -> Result<Age, StoreError> {
    let sql = |error| location.error(error);
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(sql)?;
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(sql)?;
    let newest = STEPS.len() as i64;
    match version {
        0 if tables == 0 => Ok(Age::New),
        0 => Err(location.trouble(
            Trouble::Damaged,
            "it holds another program's tables".to_owned(),
        )),
        version if version == newest => Ok(Age::Current),
        version if version > newest => Ok(Age::Newer),
        _ => Ok(Age::Older),
    }
}

/// Migrates an older log after copying it; refuses a newer one.
fn bring_up_to_date(
    location: &Location,
    connection: &mut Connection,
    notices: &mut Vec<String>,
) -> Result<(), StoreError> {
    match version(location, connection)? {
        Age::Current => return Ok(()),
        Age::Newer => return Err(location.trouble(Trouble::TooNew, String::new())),
        Age::New => {}
        Age::Older => {
            let copy = back_up(location, connection)?;
            notices.push(format!(
                "The log was brought up to date; a copy of the old one is {}.",
                copy.display()
            ));
        }
    }
    MIGRATIONS
        .to_latest(connection)
        .map_err(|error| match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => location.error(err),
            other => location.trouble(Trouble::Other, other.to_string()),
        })
}

/// Copies the database as it is, rows in the write-ahead log included.
fn back_up(location: &Location, connection: &Connection) -> Result<PathBuf, StoreError> {
    let sql = |error| location.error(error);
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(sql)?;
    files::create_private_folder(&location.backups).map_err(|error| location.io_error(&error))?;
    let copy = free_name(&location.backups, &format!("before-schema-{}", version + 1));
    files::create_private_file(&copy).map_err(|error| location.io_error(&error))?;
    connection
        .execute("VACUUM INTO ?1", [copy.to_string_lossy()])
        .map_err(sql)?;
    Ok(copy)
}

/// `NAME.db`, or `NAME-2.db` ... where that is taken.
fn free_name(folder: &Path, name: &str) -> PathBuf {
    let numbered = (2..).map(|number| format!("{name}-{number}.db"));
    std::iter::once(format!("{name}.db"))
        .chain(numbered)
        .map(|name| folder.join(name))
        .find(|path| !path.exists())
        .expect("there is always a higher number")
}
