//! Where the log and its copies lie.

use std::fs::{self, Metadata};
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
        let look = |path: &Path| fs::metadata(path).ok();
        let (database, wal) = (look(&self.database), look(&self.wal()));
        let length = |file: &Option<Metadata>| file.as_ref().map_or(0, Metadata::len);
        LogFiles {
            database: database.as_ref().map(file_id),
            wal: wal.as_ref().map(file_id),
            shared_memory: look(&self.shared_memory()).as_ref().map(file_id),
            length: length(&database),
            wal_length: length(&wal),
            modified: database.and_then(|database| database.modified().ok()),
        }
    }
}

/// What tells a file from every other: its disk, and its number there.
fn file_id(file: &Metadata) -> (u64, u64) {
    (file.dev(), file.ino())
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
