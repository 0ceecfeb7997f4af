//! A log that is taken away while it is open: removed, replaced or written over by another
//! program.
//!
//! SQLite goes on writing into the file that it has open, whatever is called so by then. So
//! the files are looked at before anybody is told that something is saved, and what was
//! written here is written on to the file that bears the name.

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::backups::{ASIDE, DAMAGED, ENDING, newest_backup};
use super::error::{ErrorKind, StoreError};
use super::log::Store;
use super::rows::{self, IfTaken};
use super::{copy, merge, open};
use crate::files::{self, shell_quoted};

/// How often the log may be taken away before it is given up.
pub(super) const TRIES: u32 = 3;

/// Bytes. A log larger than this is not read whole only because its file was touched.
const QUICKLY_READ: u64 = 32 * 1024 * 1024;

/// Whether the log is where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stayed {
    /// It is.
    Yes,
    /// It was not; what this process wrote is in the file that bears the name now.
    MovedOn,
}

/// What became of the log's files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// Nothing bears the name.
    Away,
    /// Another file bears it.
    Replaced,
    /// It is the same file, cut short or with other bytes in it.
    WrittenOver,
    /// Only what SQLite keeps beside it was taken.
    SideFiles,
}

impl Store {
    /// Makes sure that what this process wrote is in the log, whatever was done to its files
    /// since that was told.
    pub(crate) fn make_sure(&mut self) -> Result<(), StoreError> {
        match self.own.is_empty() {
            true => Ok(()),
            false => self.stay_with_the_name().map(|_| ()),
        }
    }

    /// What is said to be saved is true to the end, also where a sitting is stopped.
    pub(super) fn part(&mut self) {
        if self.make_sure().is_ok() {
            self.take_notices().iter().for_each(|told| files::say(told));
        }
    }

    /// Makes sure that the file that is open is the log.
    pub(super) fn stay_with_the_name(&mut self) -> Result<Stayed, StoreError> {
        let mut stayed = Stayed::Yes;
        for _ in 0..TRIES {
            let Some(taken) = self.taken() else {
                return Ok(stayed);
            };
            self.move_on(taken)?;
            stayed = Stayed::MovedOn;
        }
        self.is_in_its_place().map(|()| stayed)
    }

    /// An error where the files that are open are not the log any more.
    pub(super) fn is_in_its_place(&mut self) -> Result<(), StoreError> {
        match self.taken() {
            None => Ok(()),
            Some(_) => Err(self.location.trouble(ErrorKind::Moved, String::new())),
        }
    }

    fn taken(&mut self) -> Option<Taken> {
        let (was, is) = (self.files?, self.location.look());
        if is.database.is_none() {
            Some(Taken::Away)
        } else if is.database != was.database {
            Some(Taken::Replaced)
        } else if is.length < was.length {
            Some(Taken::WrittenOver)
        } else if !self.writing {
            // Whoever only reads need not have the side files yet.
            None
        } else if (is.wal, is.shared_memory) != (was.wal, was.shared_memory) {
            Some(Taken::SideFiles)
        } else if is.modified == was.modified && is.wal_length >= was.wal_length
            || self.holds_ours(is.length)
        {
            // Rows may have gone from the write-ahead log into the file.
            self.files = Some(is);
            None
        } else {
            Some(Taken::WrittenOver)
        }
    }

    /// Whether the log, read anew, is sound and has the newest row of this process.
    fn holds_ours(&self, length: u64) -> bool {
        let look = || {
            let log = open::reader(&self.location)?;
            let newest = match self.own.last() {
                None => true,
                Some((table, columns)) => rows::is_there(&log, table, &columns[1..3])?,
            };
            Ok::<bool, rusqlite::Error>(newest && (length > QUICKLY_READ || copy::is_sound(&log)?))
        };
        look() == Ok(true)
    }

    /// Opens what bears the name now and writes on to it. On an error nothing is given up:
    /// the old file stays open for the next try.
    fn move_on(&mut self, taken: Taken) -> Result<(), StoreError> {
        let Some(old) = self.connection.take() else {
            return Ok(());
        };
        // Closing it must not touch what bears these names by now.
        let _ = old.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        let moved = match taken {
            Taken::SideFiles => self.without_side_files(&old),
            _ => self.change_files(&old, taken).map(Some),
        };
        match moved {
            Ok(new) => {
                drop(old);
                self.writing = new.is_some();
                self.connection = new;
                self.writer()?;
                self.files = Some(self.location.look());
                Ok(())
            }
            Err(error) => {
                self.connection = Some(old);
                Err(error)
            }
        }
    }

    /// The file is the right one: everything goes into it, and it is opened anew when the old
    /// connection is gone, which would share side files that nobody else sees.
    fn without_side_files(&mut self, old: &Connection) -> Result<Option<Connection>, StoreError> {
        open::into_the_file(old).map_err(|error| self.location.error(error))?;
        self.notices.push(format!(
            "The files beside the log {} were removed while it was open. Everything is in the \
             log.",
            self.location.database.display()
        ));
        Ok(None)
    }

    fn change_files(&mut self, old: &Connection, taken: Taken) -> Result<Connection, StoreError> {
        let aside = match taken {
            Taken::WrittenOver => Some(self.put_aside_damage()?),
            _ => self.put_aside_wal()?,
        };
        match open::write(&self.location, &mut self.notices) {
            Err(StoreError {
                trouble: ErrorKind::Damaged | ErrorKind::Emptied,
                ..
            }) => {
                let aside = self.put_aside_damage()?;
                let new = open::write(&self.location, &mut self.notices)?;
                self.write_on(old, new, Taken::WrittenOver, Some(aside))
            }
            new => self.write_on(old, new?, taken, aside),
        }
    }

    /// Puts into the new file what the old one held or, where that is another log by now,
    /// what this process wrote, and says so.
    fn write_on(
        &mut self,
        old: &Connection,
        mut new: Connection,
        taken: Taken,
        aside: Option<PathBuf>,
    ) -> Result<Connection, StoreError> {
        let location = &self.location;
        let sql = |error| location.error(error);
        let mut all = false;
        if taken != Taken::Replaced {
            let transaction = new.transaction().map_err(sql)?;
            let poured = merge::pour(old, &transaction).and_then(|()| transaction.commit());
            // Of what was written over, nobody knows whether it is the old log that is read.
            all = poured.is_ok() && taken == Taken::Away;
        }
        let transaction = new.transaction().map_err(sql)?;
        for (table, columns) in &self.own {
            rows::insert(&transaction, table, columns, IfTaken::Kept).map_err(sql)?;
        }
        transaction.commit().map_err(sql)?;
        let kept = match taken {
            Taken::Replaced => copy::keep(location, old, ASIDE).ok(),
            _ => None,
        };
        if taken != Taken::WrittenOver
            && (all || kept.is_some())
            && let Some(aside) = &aside
        {
            // What it holds is in a whole log.
            let _ = fs::remove_file(aside);
        }
        let mut told = self.what_happened(taken, all);
        let import = |copy: &PathBuf| {
            let copy = shell_quoted(copy);
            format!(" To add what the log held before: star-cards import {copy}")
        };
        match (&kept, aside) {
            (Some(kept), _) => told += &import(kept),
            (None, _) if all => {}
            (None, aside) => {
                let left = aside.map(|left| format!(" What is left of it: {}.", left.display()));
                told += &left.unwrap_or_default();
                told +=
                    &newest_backup(&location.backups).map_or(String::new(), |copy| import(&copy));
            }
        }
        self.notices.push(told);
        Ok(new)
    }

    fn what_happened(&self, taken: Taken, all: bool) -> String {
        let shown = self.location.database.display();
        let happened = match taken {
            Taken::Replaced => format!("Another file took the place of the log {shown}"),
            Taken::WrittenOver => format!("Another program wrote over the log {shown}"),
            Taken::Away | Taken::SideFiles => format!("The log {shown} was removed"),
        };
        let done = match (taken, all) {
            (Taken::Replaced, _) => "What you entered here was added to it.",
            (_, true) => "It was written again, with everything that was in it.",
            (_, false) => "What you entered here was written to a new log.",
        };
        format!("{happened} while it was open. {done}")
    }

    /// The write-ahead log of the file that is open would be played into the one that bears
    /// the name now. Says where it is kept.
    fn put_aside_wal(&self) -> Result<Option<PathBuf>, StoreError> {
        let (was, is) = (self.files, self.location.look());
        let ours = is.wal.is_some() && was.is_some_and(|was| was.wal == is.wal);
        if !ours && is.database.is_some() {
            return Ok(None);
        }
        let _ = fs::remove_file(self.location.shared_memory());
        let wal = is.wal.map(|_| open::put_aside_wal(&self.location));
        wal.transpose()
    }

    /// What bears the name and is no log goes into the backups, as it is.
    fn put_aside_damage(&self) -> Result<PathBuf, StoreError> {
        let location = &self.location;
        let io = |error: std::io::Error| location.io_error(&error);
        files::create_private_folder(&location.backups).map_err(io)?;
        let kept = files::free_name(&location.backups, DAMAGED, ENDING);
        fs::rename(&location.database, &kept).map_err(io)?;
        if location.wal().exists() {
            fs::rename(location.wal(), files::with_suffix(&kept, "-wal")).map_err(io)?;
        }
        let _ = fs::remove_file(location.shared_memory());
        Ok(kept)
    }
}
