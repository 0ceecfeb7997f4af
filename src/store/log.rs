//! The log: opened for looking, opened anew for writing at the first fact.

use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::copy;
use super::error::{ErrorKind, StoreError};
use super::location::{LogFiles, LogPaths};
use super::rows::NewFact;
use super::stream::{self, ReviewChunk, TimeRange};
use super::{open, read};
use crate::study::day::Instant;
use crate::study::facts::{Facts, Names};
use crate::study::review::RowId;

/// A row as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    /// Its name.
    pub id: RowId,
    /// Its instant.
    pub at: Instant,
    /// It follows everything that was read before, so that a fold may step to it. Otherwise
    /// somebody else has written meanwhile, or the row is dated back.
    pub follows: bool,
}

/// The log.
#[derive(Debug)]
pub(crate) struct Store {
    pub(super) location: LogPaths,
    pub(super) connection: Option<Connection>,
    pub(super) writing: bool,
    /// The files that are open.
    pub(super) files: Option<LogFiles>,
    /// The rows that this process wrote, should they have to be written again.
    pub(super) own: Vec<(&'static str, Vec<Value>)>,
    /// Facts that are among those rows, though nobody was told yet that they are saved.
    pub(super) unconfirmed: Option<(Vec<NewFact>, Vec<Written>)>,
    pub(super) session: i64,
    pub(super) next_number: i64,
    pub(super) newest: Option<Instant>,
    pub(super) clock_warned: bool,
    pub(super) notices: Vec<String>,
}

impl Drop for Store {
    fn drop(&mut self) {
        self.part();
    }
}

impl Store {
    /// Opens the log for reading if there is one; creates nothing. `session` is the random
    /// name that this process's rows will bear, should it write any.
    pub(crate) fn open_read_only(location: LogPaths, session: i64) -> Result<Store, StoreError> {
        let mut notices = Vec::new();
        let connection = open::open_read_only(&location, &mut notices)?;
        Ok(Store::of(location, session, connection, notices))
    }

    /// The same, for somebody who can tell nobody what is done to an older log: that is left
    /// to others, and here it is as if there were none.
    pub(crate) fn peek(location: LogPaths) -> Result<Store, StoreError> {
        let connection = open::up_to_date(&location)?;
        Ok(Store::of(location, 0, connection, Vec::new()))
    }

    fn of(
        location: LogPaths,
        session: i64,
        connection: Option<Connection>,
        notices: Vec<String>,
    ) -> Store {
        Store {
            files: connection.as_ref().map(|_| location.look()),
            location,
            connection,
            writing: false,
            own: Vec::new(),
            unconfirmed: None,
            session,
            next_number: 1,
            newest: None,
            clock_warned: false,
            notices,
        }
    }

    /// Reads the whole log, in the order of the fold.
    pub(crate) fn read(&mut self) -> Result<Facts, StoreError> {
        let another = || open::reader(&self.location);
        let facts = self.reading(|connection| read::facts(connection, another))?;
        self.newest = facts.newest();
        Ok(facts)
    }

    /// Reads everything but the reviews, which [`Store::each_review`] hands on afterwards:
    /// those that were there at this moment.
    pub(crate) fn read_but_reviews(&mut self) -> Result<(Facts, TimeRange), StoreError> {
        let (facts, span) = self.reading(read::but_reviews)?;
        self.newest = facts.newest().max(span.newest());
        Ok((facts, span))
    }

    /// Hands on the reviews of a stretch of time piece by piece, in the order of the fold;
    /// `names` takes the card names in as they occur. An error of `take` ends it.
    pub(crate) fn each_review<E: From<StoreError>>(
        &self,
        span: TimeRange,
        names: &mut Names,
        take: impl FnMut(ReviewChunk<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(connection) = &self.connection else {
            return Ok(());
        };
        let another = || open::reader(&self.location);
        let failed = |error| self.location.error(error).into();
        stream::each(connection, another, span, names, take, failed)
    }

    /// Has SQLite check every page and index; what it has to say is an error.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        let said: Option<String> = self.reading(|connection| {
            connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        })?;
        match said {
            Some(said) if said != "ok" => Err(self.location.trouble(ErrorKind::Damaged, said)),
            _ => Ok(()),
        }
    }

    /// Copies the log to a file, over an old one if `replace` says so. False if there is no
    /// log yet. An error names the file that could not be written.
    pub(crate) fn back_up(&self, target: &Path, replace: bool) -> Result<bool, StoreError> {
        let Some(connection) = &self.connection else {
            return Ok(false);
        };
        copy::copy(&self.location, connection, target, replace)?;
        Ok(true)
    }

    /// Copies the log into the backups under a name that nobody else has, and says where; none
    /// if there is no log yet.
    pub(crate) fn back_up_as(&self, name: &str) -> Result<Option<PathBuf>, StoreError> {
        let connection = self.connection.as_ref();
        let copied = connection.map(|connection| copy::keep(&self.location, connection, name));
        copied.transpose()
    }

    /// How many answers it holds.
    pub(crate) fn answers(&self) -> Result<usize, StoreError> {
        let sql = "SELECT count(*) FROM review";
        let counted: i64 =
            self.reading(|connection| connection.query_row(sql, [], |row| row.get(0)))?;
        Ok(counted as usize)
    }

    /// Whether there is a log.
    pub(crate) fn is_there(&self) -> bool {
        self.connection.is_some()
    }

    /// The write-ahead log of a log that is gone, which may hold answers.
    pub(crate) fn orphan(&self) -> Option<PathBuf> {
        let gone = self.connection.is_none() && open::has_rows_beside(&self.location);
        gone.then(|| self.location.wal())
    }

    /// Things worth one line to the person, each said once: a migration, a fresh start.
    pub(crate) fn take_notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// What a reading says; the value of an empty log where there is none yet.
    pub(super) fn reading<T: Default>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        match &self.connection {
            None => Ok(T::default()),
            Some(connection) => read(connection).map_err(|error| self.location.error(error)),
        }
    }

    /// Writes in one transaction: everything, flushed when this returns, or nothing.
    pub(super) fn writing<T>(
        &mut self,
        write: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let location = self.location.clone();
        let connection = self.writer()?;
        let write = || {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let written = write(&transaction)?;
            transaction.commit()?;
            Ok(written)
        };
        let written = write().map_err(|error| location.error(error))?;
        // Only now all of its files are there.
        self.files.get_or_insert_with(|| location.look());
        Ok(written)
    }

    /// The open connection, opened for writing (and created) if need be.
    pub(super) fn writer(&mut self) -> Result<&mut Connection, StoreError> {
        if !self.writing {
            self.connection = None;
            let connection = open::write(&self.location, &mut self.notices)?;
            self.connection = Some(connection);
            self.writing = true;
            self.files = None;
        }
        Ok(self.connection.as_mut().expect("just opened"))
    }
}
