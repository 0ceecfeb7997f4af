//! The door to the snapshot: what a start has made of story files and log, kept in one file for
//! the next start to go on from.
//!
//! It is a cache and never a source. A file that is missing, cut short, changed or written by
//! another build is as if there were none, and a part is held against its checksum before anybody
//! sees it. Whether what a part says is still true of files and log is not decided here.

mod decks;
mod file;
mod header;
mod log;
mod parts;

pub(crate) use decks::pack as pack_decks;
pub(crate) use file::{Snapshot, remove, write};
pub(crate) use log::pack as pack_log;
