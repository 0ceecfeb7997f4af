//! The door to SQLite: facts in, facts out.
//!
//! The store keeps `history.db`, one append-only log. It refuses to decide anything: no
//! schedule, no limit, no clock. It opens for writing at the first fact and not before, so
//! that looking creates nothing, and each append is one transaction and one flush. Copies of
//! the log, the way back from one, and the union with another log are here as well.

mod backups;
mod copy;
mod error;
mod location;
mod log;
mod merge;
mod open;
mod other;
pub mod rank;
mod read;
mod restore;
mod rows;
mod schema;
mod stream;
mod write;

pub use backups::{DAMAGED, newest_backup};
pub use error::{ErrorKind, OtherError, OtherLogProblem, StoreError};
pub use location::LogPaths;
pub use log::Store;
pub use merge::{MissingRows, United};
pub use other::{OtherLog, read_other};
pub use restore::Restored;
pub use stream::{ReviewChunk, TimeRange};
pub use write::{NewFact, Written, is_far_ahead};

/// The version of SQLite that is compiled in.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// The version of the log's schema that this program writes.
pub fn schema_version() -> usize {
    schema::STEPS.len()
}
