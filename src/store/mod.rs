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
mod moved;
mod open;
mod other;
mod position;
pub(crate) mod rank;
mod read;
mod restore;
mod rows;
mod schema;
mod spool;
mod stale;
mod stream;
mod write;

pub(crate) use backups::{DAMAGED, STORIES_ONLY, newest_backup};
pub(crate) use error::{ErrorKind, OtherError, StoreError};
pub(crate) use location::LogPaths;
pub(crate) use log::{Store, Written};
pub(crate) use merge::{MissingRows, United};
pub(crate) use other::{OtherLog, read_other};
pub(crate) use restore::Restored;
pub(crate) use rows::NewFact;
pub(crate) use spool::{ScriptAnswer, Spool};

/// The version of SQLite that is compiled in.
pub(crate) fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// The version of the log's schema that this program writes.
pub(crate) fn schema_version() -> usize {
    schema::STEPS.len()
}
