//! Where the log and its copies lie.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::files;

/// Where the log lives and how long to wait for another program that holds it.
#[derive(Debug, Clone)]
pub(crate) struct LogPaths {
    /// The database file.
    pub database: PathBuf,
    /// Where a copy goes before a migration.
    pub backups: PathBuf,
    /// How long to wait for a lock before saying so.
    pub busy_timeout: Duration,
}

impl LogPaths {
    /// The same for a database elsewhere.
    pub(super) fn moved_to(&self, database: &Path) -> LogPaths {
        LogPaths {
            database: database.to_owned(),
            ..self.clone()
        }
    }

    /// The folder of the database.
    pub(super) fn folder(&self) -> &Path {
        self.database.parent().unwrap_or(Path::new("."))
    }

    /// The write-ahead log.
    pub(super) fn wal(&self) -> PathBuf {
        files::with_suffix(&self.database, "-wal")
    }

    /// What SQLite keeps in memory for all who have the log open.
    pub(super) fn shared_memory(&self) -> PathBuf {
        files::with_suffix(&self.database, "-shm")
    }

    /// The files that bear the log's names now.
    pub(super) fn look(&self) -> LogFiles {
        let database = fs::metadata(&self.database).ok();
        let length = database.as_ref().map_or(0, fs::Metadata::len);
        LogFiles {
            database: file_id(&self.database),
            wal: file_id(&self.wal()),
            shared_memory: file_id(&self.shared_memory()),
            length,
            wal_length: fs::metadata(self.wal()).map_or(0, |metadata| metadata.len()),
            modified: database.and_then(|metadata| metadata.modified().ok()),
        }
    }
}

/// What tells a file from every other: its disk, and its number there.
fn file_id(path: &Path) -> Option<(u64, u64)> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// The files of a log at one moment, whatever is called so later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LogFiles {
    /// The database.
    pub database: Option<(u64, u64)>,
    /// The write-ahead log.
    pub wal: Option<(u64, u64)>,
    /// The shared memory.
    pub shared_memory: Option<(u64, u64)>,
    /// Bytes of the database, which only grows.
    pub length: u64,
    /// Bytes of the write-ahead log, which only grows while somebody has it open.
    pub wal_length: u64,
    /// When the database was last written.
    pub modified: Option<SystemTime>,
}
