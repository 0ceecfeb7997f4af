//! The door to SQLite: facts in, facts out.
//!
//! The store keeps `history.db`, one append-only log. It refuses to decide anything: no
//! schedule, no limit, no clock. It opens for writing at the first fact and not before, so
//! that looking creates nothing, and each append is one transaction and one flush.

mod error;
mod open;
pub mod rank;
mod read;
mod take_in;
mod write;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

pub use error::{StoreError, Trouble};
pub use take_in::Arrival;
pub use write::{NewFact, Written};

use crate::study::day::Instant;
use crate::study::review::Facts;

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

    /// Reads only the measured paces, and what was taken back.
    pub fn read_paces(&mut self) -> Result<Facts, StoreError> {
        let Some(connection) = &self.connection else {
            return Ok(Facts::default());
        };
        read::paces(connection).map_err(|error| self.location.error(error))
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
