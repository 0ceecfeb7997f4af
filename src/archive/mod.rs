//! The door to backups: the words and the log of a home, packed into one archive and taken out of
//! it again.
//!
//! It knows names and bytes. It refuses to know where they belong on the disk, and what they mean.
//! An archive that comes in may be made to do harm: its names are held against the few that a
//! backup has, and no size in it is believed.

mod error;
mod name;
mod pack;
#[cfg(test)]
mod tests;
mod unpack;

pub(crate) use error::ArchiveError;
pub(crate) use name::{DECKS, JOBS, SETTINGS, Words, is_word_name};
pub(crate) use pack::pack;
pub(crate) use unpack::{UnpackedBackup, is_archive, is_backup, unpack};
