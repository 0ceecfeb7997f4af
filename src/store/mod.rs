//! The door to SQLite: facts in, facts out.
//!
//! The store keeps `history.db`, one append-only log. It refuses to decide anything: no
//! schedule, no limit, no clock. It opens for writing at the first fact and not before, so
//! that looking creates nothing, and each append is one transaction and one flush. Copies of
//! the log, the way back from one, and the union with another log are here as well.

mod copy;
mod error;
mod open;
mod other;
pub mod rank;
mod read;
mod stream;
mod take_in;
mod unite;
mod write;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

pub use copy::{DAMAGED, Restored, newest_backup};
pub use error::{StoreError, Trouble};
pub use other::{OtherError, Why, read_other};
pub use stream::{Piece, Span};
pub use take_in::Arrival;
pub use unite::{Lacking, United};
pub use write::{NewFact, Written, is_far_ahead};

use crate::study::day::Instant;
use crate::study::facts::{Facts, Names};
use stream::Stop;

/// The version of SQLite that is compiled in.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// The version of the log's schema that this program writes.
pub fn schema_version() -> usize {
    open::STEPS.len()
}

/// Where the log lives and how long to wait for another program that holds it.
#[derive(Debug, Clone)]
pub struct Location {
    /// The database file.
    pub database: PathBuf,
    /// Where a copy goes before a migration.
    pub backups: PathBuf,
    /// How long to wait for a lock before saying so.
    pub patience: Duration,
}

/// The log.
#[derive(Debug)]
pub struct Store {
    location: Location,
    connection: Option<Connection>,
    writing: bool,
    session: i64,
    next_number: i64,
    newest: Option<Instant>,
    clock_warned: bool,
    notices: Vec<String>,
}

impl Store {
    /// Opens the log for reading if there is one; creates nothing. `session` is the random
    /// name that this process's rows will bear, should it write any.
    pub fn look(location: Location, session: i64) -> Result<Store, StoreError> {
        let mut notices = Vec::new();
        let connection = open::look(&location, &mut notices)?;
        Ok(Store {
            location,
            connection,
            writing: false,
            session,
            next_number: 1,
            newest: None,
            clock_warned: false,
            notices,
        })
    }

    /// Reads the whole log, in the order of the fold.
    pub fn read(&mut self) -> Result<Facts, StoreError> {
        let Some(connection) = &self.connection else {
            return Ok(Facts::default());
        };
        let another = || open::reader(&self.location);
        let facts = read::facts(connection, another).map_err(|error| self.location.error(error))?;
        self.newest = facts.newest();
        Ok(facts)
    }

    /// Reads everything but the reviews, which [`Store::each_review`] hands on afterwards:
    /// those that were there at this moment.
    pub fn read_but_reviews(&mut self) -> Result<(Facts, Span), StoreError> {
        let Some(connection) = &self.connection else {
            return Ok((Facts::default(), Span::default()));
        };
        let read = read::but_reviews(connection).map_err(|error| self.location.error(error))?;
        self.newest = read.0.newest().max(read.1.newest());
        Ok(read)
    }

    /// Hands on the reviews of a stretch of time piece by piece, in the order of the fold;
    /// `names` takes the card names in as they occur. An error of `take` ends it.
    pub fn each_review<E: From<StoreError>>(
        &self,
        span: Span,
        names: &mut Names,
        take: impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(connection) = &self.connection else {
            return Ok(());
        };
        let another = || open::reader(&self.location);
        stream::each(connection, another, span, names, take).map_err(|stop| match stop {
            Stop::Sql(error) => self.location.error(error).into(),
            Stop::Taker(error) => error,
        })
    }

    /// Reads only the measured paces, and what was taken back.
    pub fn read_paces(&mut self) -> Result<Facts, StoreError> {
        let Some(connection) = &self.connection else {
            return Ok(Facts::default());
        };
        read::paces(connection).map_err(|error| self.location.error(error))
    }

    /// Reads only the interviews.
    pub fn read_interviews(&mut self) -> Result<Facts, StoreError> {
        let Some(connection) = &self.connection else {
            return Ok(Facts::default());
        };
        read::interviews(connection).map_err(|error| self.location.error(error))
    }

    /// Has SQLite check every page and index; what it has to say is an error.
    pub fn check(&self) -> Result<(), StoreError> {
        let Some(connection) = &self.connection else {
            return Ok(());
        };
        let said: String = connection
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
            .map_err(|error| self.location.error(error))?;
        match said == "ok" {
            true => Ok(()),
            false => Err(self.location.trouble(Trouble::Damaged, said)),
        }
    }

    /// Whether there is a log.
    pub fn is_there(&self) -> bool {
        self.connection.is_some()
    }

    /// Things worth one line to the person, each said once: a migration, a fresh start.
    pub fn take_notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.location.database
    }

    /// The open connection, opened for writing (and created) if need be.
    fn writer(&mut self) -> Result<&mut Connection, StoreError> {
        if !self.writing {
            self.connection = None;
            let connection = open::write(&self.location, &mut self.notices)?;
            self.connection = Some(connection);
            self.writing = true;
        }
        Ok(self.connection.as_mut().expect("just opened"))
    }
}
