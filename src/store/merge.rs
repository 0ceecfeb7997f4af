//! Two logs become one: the union of their rows, by name.
//!
//! A row's name is (session, number), over all tables. A row that is here already changes
//! nothing, so that uniting twice, or on the other machine, ends with the same rows. A name
//! that is taken by another row is kept as it is here and counted.

use std::collections::HashSet;

use rusqlite::Connection;
use rusqlite::types::{FromSql, Value, ValueRef};

use super::error::StoreError;
use super::log::Store;
use super::other::OtherLog;
use super::rows::{self, AMENDED_DAY, ANSWERS, IfTaken, NewFact, TABLES};
use crate::study::day::{Instant, StudyDay};
use crate::study::review::RowId;

/// Rows between two words about how far uniting has come.
const STEP: u64 = 4096;

/// What uniting did, or would do, in rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct United {
    /// Came in.
    pub new: usize,
    /// Answers among those.
    pub answers: usize,
    /// Were here already.
    pub known: usize,
    /// Are dated later than now and were left out.
    pub later: usize,
    /// Bear the name of a different row, which was kept.
    pub taken: usize,
    /// Answers that were here already, and move to the smaller study day that they have there.
    pub amended: usize,
}

/// Rows of this log that another one does not hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct MissingRows {
    /// All of them.
    pub rows: usize,
    /// Answers among those.
    pub answers: usize,
}

impl Store {
    /// Adds the rows that are not here yet, all of them or none. `seen` hears how many of
    /// `theirs` were looked at, now and then.
    pub(crate) fn merge(
        &mut self,
        theirs: &OtherLog,
        now: Instant,
        mut seen: impl FnMut(u64),
    ) -> Result<United, StoreError> {
        self.stay_with_the_name()?;
        let told = self.merge_dry_run(theirs, now)?;
        if told.new + told.amended == 0 {
            return Ok(told);
        }
        let united = self.writing(|transaction| {
            let mut added = told.known as u64;
            weigh(Some(transaction), theirs, now, |row| {
                added += 1;
                if added.is_multiple_of(STEP) {
                    seen(added);
                }
                row.add_to(transaction)
            })
        })?;
        self.is_in_its_place()?;
        Ok(united)
    }

    /// What [`Store::merge`] would do.
    pub(crate) fn merge_dry_run(
        &self,
        theirs: &OtherLog,
        now: Instant,
    ) -> Result<United, StoreError> {
        weigh(self.connection.as_ref(), theirs, now, |_| Ok(()))
            .map_err(|error| self.location.error(error))
    }

    /// The rows of this log that are not among those.
    pub(crate) fn lacking(&self, theirs: &OtherLog) -> Result<MissingRows, StoreError> {
        self.reading(|connection| lacking(connection, theirs))
    }
}

/// The place of the study day among the columns of an answer.
const DAY: usize = 4;

/// Marks the sessions of amendments, so that their names are nobody else's.
const AMENDING: i64 = 0x616d_656e_6469_6e67;

/// The number that an amendment to 1970-01-01 bears; those to earlier days bear smaller ones.
const FIRST_AMENDMENT: i64 = 1 << 32;

/// What a log has under the name of a row.
enum Presence {
    /// That very row.
    Same,
    /// That answer, on this study day, amended as it may be.
    OnDay(StudyDay),
    /// Nothing, or another row.
    Other,
}

/// The study day that holds for an answer of the log.
fn amended_day(log: &Connection, at: Instant, answer: RowId) -> rusqlite::Result<StudyDay> {
    let sql =
        format!("SELECT {AMENDED_DAY} FROM review WHERE at = ?1 AND session = ?2 AND number = ?3");
    let name = [at.0, answer.session, answer.number];
    let mut day = log.prepare_cached(&sql)?;
    day.query_row(name, |row| row.get(0).map(StudyDay::from_number))
}

/// A row as it lies in its table.
struct MergedRow {
    table: &'static str,
    id: RowId,
    at: Instant,
    columns: Vec<Value>,
}

impl MergedRow {
    fn is_answer(&self) -> bool {
        self.table == ANSWERS
    }

    /// What a log has under this row's name. A row that differs by its study day alone is the
    /// same answer, taken in by machines in different zones.
    fn present(&self, log: &Connection) -> rusqlite::Result<Presence> {
        let table = self.table;
        let sql = format!("SELECT * FROM {table} WHERE session = ?1 AND number = ?2");
        let mut statement = log.prepare_cached(&sql)?;
        let mut found = statement.query([self.id.session, self.id.number])?;
        let Some(here) = found.next()? else {
            return Ok(Presence::Other);
        };
        let mut same = true;
        for (place, value) in self.columns.iter().enumerate() {
            if here.get_ref(place)? != ValueRef::from(value) {
                if !self.is_answer() || place != DAY {
                    return Ok(Presence::Other);
                }
                same = false;
            }
        }
        if same {
            return Ok(Presence::Same);
        }
        let amended = amended_day(log, self.at, self.id)?;
        Ok(Presence::OnDay(amended))
    }

    /// The row that says so where this answer has a smaller study day than the one here.
    fn amendment(&self, here: StudyDay) -> rusqlite::Result<Option<MergedRow>> {
        let day = StudyDay::from_number(i32::column_result(ValueRef::from(&self.columns[DAY]))?);
        let id = RowId {
            session: AMENDING ^ self.id.session.rotate_left(32) ^ self.id.number,
            number: FIRST_AMENDMENT + i64::from(day.number()),
        };
        let fact = NewFact::Amend {
            day,
            target: self.id,
        };
        let (table, columns) = rows::columns(id, self.at, &fact);
        Ok((day < here).then_some(MergedRow {
            table,
            id,
            at: self.at,
            columns,
        }))
    }

    fn add_to(&self, log: &Connection) -> rusqlite::Result<()> {
        rows::insert(log, self.table, &self.columns, IfTaken::Refused).map(|_| ())
    }
}

/// Hands on every row of a log, table by table.
fn each_row(
    theirs: &Connection,
    mut take: impl FnMut(MergedRow) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    for table in TABLES {
        let sql = format!("SELECT * FROM {table} ORDER BY at, session, number");
        let mut statement = theirs.prepare(&sql)?;
        let width = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            take(MergedRow {
                table,
                id: rows::name(row, 1)?,
                at: Instant(row.get(0)?),
                columns: (0..width)
                    .map(|place| row.get(place))
                    .collect::<Result<_, _>>()?,
            })?;
        }
    }
    Ok(())
}

/// Counts the rows of `theirs` and hands on each that is new.
fn weigh(
    ours: Option<&Connection>,
    theirs: &OtherLog,
    now: Instant,
    mut add: impl FnMut(&MergedRow) -> rusqlite::Result<()>,
) -> rusqlite::Result<United> {
    let mut united = United::default();
    let mut names = match ours {
        Some(connection) => all_names(connection)?,
        None => HashSet::new(),
    };
    each_row(&theirs.connection, |row| {
        if names.contains(&row.id) {
            let here = ours.map_or(Ok(Presence::Other), |log| row.present(log))?;
            match here {
                Presence::Other => united.taken += 1,
                Presence::Same => united.known += 1,
                Presence::OnDay(here) => {
                    united.known += 1;
                    if let Some(amendment) = row.amendment(here)?
                        && names.insert(amendment.id)
                    {
                        add(&amendment)?;
                        united.amended += 1;
                    }
                }
            }
        } else if row.at > now {
            united.later += 1;
        } else {
            add(&row)?;
            names.insert(row.id);
            united.new += 1;
            united.answers += usize::from(row.is_answer());
        }
        Ok(())
    })?;
    Ok(united)
}

/// Writes rows into empty tables.
pub(super) fn fill(connection: &Connection, theirs: &OtherLog) -> rusqlite::Result<()> {
    weigh(None, theirs, Instant(i64::MAX), |row| {
        row.add_to(connection)
    })
    .map(|_| ())
}

/// Adds the rows of a log that the other does not know by name.
pub(super) fn pour(from: &Connection, into: &Connection) -> rusqlite::Result<()> {
    each_row(from, |row| {
        rows::insert(into, row.table, &row.columns, IfTaken::Kept).map(|_| ())
    })
}

/// The rows of a log that are not among those, a changed row among them.
pub(super) fn lacking(connection: &Connection, theirs: &OtherLog) -> rusqlite::Result<MissingRows> {
    let all = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let mut lacking = MissingRows::default();
    for table in TABLES {
        lacking.rows += all(&format!("SELECT count(*) FROM {table}"))? as usize;
    }
    lacking.answers = all("SELECT count(*) FROM review")? as usize;
    let mut seen = HashSet::new();
    each_row(&theirs.connection, |row| {
        if seen.insert(row.id) && !matches!(row.present(connection)?, Presence::Other) {
            lacking.rows -= 1;
            lacking.answers -= usize::from(row.is_answer());
        }
        Ok(())
    })?;
    Ok(lacking)
}

/// The names of all rows.
fn all_names(connection: &Connection) -> rusqlite::Result<HashSet<RowId>> {
    let mut names = HashSet::new();
    for table in TABLES {
        let mut statement = connection.prepare(&format!("SELECT session, number FROM {table}"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            names.insert(rows::name(row, 0)?);
        }
    }
    Ok(names)
}
