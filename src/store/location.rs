//! Where the log and its copies lie.

use std::path::{Path, PathBuf};
use std::time::Duration;

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
}
