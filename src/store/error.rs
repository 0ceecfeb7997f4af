//! What can go wrong with a log, ours or another one, in words that name the file and a way out.

use std::fmt;
use std::path::PathBuf;

use rusqlite::ErrorCode;

use super::backups::newest_backup;
use super::location::LogPaths;
use crate::files::{shell_quoted, with_suffix};

/// What is wrong, coarsely: it decides whether trying again makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    /// Another program holds the file.
    Locked,
    /// No room, or a limit on the size of files.
    Full,
    /// The disk failed, or a limit on file sizes was met.
    Disk,
    /// The file or its folder cannot be opened or written.
    NotWritable,
    /// The file is no SQLite database, or a damaged one.
    Damaged,
    /// A newer version of the program wrote it.
    TooNew,
    /// An empty file where copies of a fuller one exist.
    Emptied,
    /// The write-ahead log beside it is another log's.
    StaleWal,
    /// The file was removed or replaced while it was open.
    Moved,
    /// Anything else that SQLite reports.
    Other,
}

/// An error of the log: what, where, what to do next.
#[derive(Debug)]
pub(crate) struct StoreError {
    /// What is wrong.
    pub trouble: ErrorKind,
    /// The file.
    pub path: PathBuf,
    /// Where copies are, for the way out.
    pub backups: PathBuf,
    /// The words of SQLite or the system.
    pub detail: String,
}

impl StoreError {
    /// Whether the same call may go through later without anything being mended.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self.trouble, ErrorKind::Locked | ErrorKind::Moved) || self.is_of_the_disk()
    }

    /// Whether the disk or its permissions refused to have anything written.
    pub(super) fn is_of_the_disk(&self) -> bool {
        matches!(
            self.trouble,
            ErrorKind::Full | ErrorKind::Disk | ErrorKind::NotWritable
        )
    }

    /// The way out, one or two sentences.
    pub(crate) fn hint(&self) -> String {
        let path = self.path.display();
        let backups = self.backups.display();
        match self.trouble {
            ErrorKind::Locked => {
                "Another program is using it. Close that program, or wait and try again.".to_owned()
            }
            ErrorKind::Full => "Make room on that disk, then try again.".to_owned(),
            ErrorKind::Disk => format!(
                "What was saved before is safe. Check the disk of {path} and how large a file \
                 may grow there (ulimit -f), then try again."
            ),
            ErrorKind::NotWritable => format!(
                "Check that you may write {path} and its folder, or choose another place with \
                 --home DIR."
            ),
            ErrorKind::Damaged => match newest_backup(&self.backups) {
                Some(copy) => format!(
                    "Your stories are safe: they are not in it. The damaged file will move to \
                     {backups}. To bring back the newest copy: star-cards restore {}",
                    shell_quoted(&copy)
                ),
                None => format!(
                    "Your stories are safe: they are not in it. If you have a copy: star-cards \
                     restore FILE. If not, move it aside (mv {} {}); the next answer starts a \
                     new log.",
                    shell_quoted(&self.path),
                    shell_quoted(&with_suffix(&self.path, ".damaged"))
                ),
            },
            ErrorKind::TooNew => "Nothing was changed. Install the newer star-cards, or use \
                                  another folder with --home."
                .to_owned(),
            ErrorKind::Emptied => match newest_backup(&self.backups) {
                Some(copy) => format!(
                    "Nothing was changed. To bring back the newest copy: star-cards restore {}. \
                     Or move {backups} away to start a new log.",
                    shell_quoted(&copy)
                ),
                None => format!(
                    "Nothing was changed. To bring back a copy: star-cards restore FILE. Or move \
                     {backups} away to start a new log."
                ),
            },
            ErrorKind::StaleWal => {
                let wal = with_suffix(&self.path, "-wal");
                format!(
                    "Nothing was changed. If you put another log in this place, move the old \
                     file away and try again: mv {} {}",
                    shell_quoted(&wal),
                    shell_quoted(&with_suffix(&wal, ".old"))
                )
            }
            ErrorKind::Moved => {
                "Does another program sync its folder? Wait until it is done, then try again. \
                 Nothing is added twice."
                    .to_owned()
            }
            ErrorKind::Other => format!("Nothing was changed in {path}. Try again."),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.trouble {
            ErrorKind::Locked => write!(f, "the log {path} is locked"),
            ErrorKind::Full => write!(f, "no room to write the log {path} ({})", self.detail),
            ErrorKind::Disk => write!(f, "the log {path} could not be written ({})", self.detail),
            ErrorKind::NotWritable => {
                write!(f, "the log {path} cannot be opened ({})", self.detail)
            }
            ErrorKind::Damaged => write!(
                f,
                "the log {path} is damaged, or is not a star-cards log ({})",
                self.detail
            ),
            ErrorKind::TooNew => write!(f, "the log {path} was written by a newer star-cards"),
            ErrorKind::Emptied => write!(f, "the log {path} is empty, but there are copies of it"),
            ErrorKind::StaleWal => write!(
                f,
                "the write-ahead log {path}-wal belongs to another log than {path} ({})",
                self.detail
            ),
            ErrorKind::Moved => {
                write!(
                    f,
                    "the log {path} was removed or replaced while it was open"
                )
            }
            ErrorKind::Other => write!(f, "the log {path} failed: {}", self.detail),
        }
    }
}

impl std::error::Error for StoreError {}

impl LogPaths {
    /// An error of SQLite, told with the file it happened to.
    pub(super) fn error(&self, error: rusqlite::Error) -> StoreError {
        self.trouble(trouble(&error), error.to_string())
    }

    /// An error of the file system.
    pub(super) fn io_error(&self, error: &std::io::Error) -> StoreError {
        let trouble = match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => ErrorKind::Full,
            std::io::ErrorKind::FileTooLarge => ErrorKind::Disk,
            _ => ErrorKind::NotWritable,
        };
        self.trouble(trouble, error.to_string())
    }

    /// An error of that kind.
    pub(super) fn trouble(&self, trouble: ErrorKind, detail: String) -> StoreError {
        StoreError {
            trouble,
            path: self.database.clone(),
            backups: self.backups.clone(),
            detail,
        }
    }
}

fn trouble(error: &rusqlite::Error) -> ErrorKind {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => ErrorKind::Locked,
            ErrorCode::DiskFull => ErrorKind::Full,
            ErrorCode::SystemIoFailure => ErrorKind::Disk,
            ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
                ErrorKind::NotWritable
            }
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => ErrorKind::Damaged,
            _ => ErrorKind::Other,
        },
        // A value that no version of this program writes: somebody else's table, or damage.
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::IntegralValueOutOfRange(..) => ErrorKind::Damaged,
        _ => ErrorKind::Other,
    }
}

/// Why it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OtherLogProblem {
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
pub(crate) struct OtherError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub why: OtherLogProblem,
}

impl OtherError {
    /// The way out, one or two sentences.
    pub(crate) fn hint(&self) -> &'static str {
        match self.why {
            OtherLogProblem::Unread(_) => {
                "Check its name, that you may read it, and that there is room."
            }
            OtherLogProblem::Busy => "Close the program that uses it, then try again.",
            OtherLogProblem::Foreign(_) => {
                "Nothing was changed. Name the history.db of another home, or a file that \
                 `star-cards backup` wrote."
            }
            OtherLogProblem::TooNew => {
                "Nothing was changed. Install the newer star-cards here as well."
            }
            OtherLogProblem::Damaged(_) => "Nothing was changed. Take another copy of it.",
        }
    }
}

impl fmt::Display for OtherError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.why {
            OtherLogProblem::Unread(detail) => write!(f, "{path} cannot be read ({detail})"),
            OtherLogProblem::Busy => write!(f, "{path} is being written to all the time"),
            OtherLogProblem::Foreign(detail) => {
                write!(f, "{path} is not a star-cards log: {detail}")
            }
            OtherLogProblem::TooNew => write!(f, "{path} was written by a newer star-cards"),
            OtherLogProblem::Damaged(detail) => write!(f, "the log {path} is damaged ({detail})"),
        }
    }
}

impl std::error::Error for OtherError {}
