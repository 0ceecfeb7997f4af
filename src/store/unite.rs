//! Two logs become one: the union of their rows, by name.
//!
//! A row's name is (session, number), over all tables. A row that is here already changes
//! nothing, so that uniting twice, or on the other machine, ends with the same rows. A name
//! that is taken by another row is kept as it is here and counted.

use std::collections::HashSet;
use std::path::{Component, Path};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, TransactionBehavior};

use super::Store;
use super::error::StoreError;
use super::write::{self, NewFact};
use crate::study::day::Instant;
use crate::study::facts::{Details, Facts};
use crate::study::review::{LONGEST_ANSWER, RowId};

/// Rows between two words about how far uniting has come.
const STEP: u64 = 4096;

/// The folder of the home that job texts are kept in.
const JOBS: &str = "jobs";

/// The tables of the log.
pub(super) const TABLES: [&str; 8] = [
    "review",
    "mark",
    "undo",
    "run",
    "lap",
    "pace",
    "interview",
    "debrief",
];

/// What uniting did, or would do, in rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct United {
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
}

/// Rows of this log that another one does not hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lacking {
    /// All of them.
    pub rows: usize,
    /// Answers among those.
    pub answers: usize,
}

impl Store {
    /// Adds the rows that are not here yet, all of them or none. `seen` hears how many of
    /// `theirs` were looked at, now and then.
    pub fn unite(
        &mut self,
        theirs: &Facts,
        now: Instant,
        mut seen: impl FnMut(u64),
    ) -> Result<United, StoreError> {
        let told = self.weigh(theirs, now)?;
        if told.new == 0 {
            return Ok(told);
        }
        let location = self.location.clone();
        let connection = self.writer()?;
        let mut unite = || {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut added = told.known as u64;
            let united = weigh(Some(&transaction), theirs, now, |row| {
                added += 1;
                if added.is_multiple_of(STEP) {
                    seen(added);
                }
                write::insert(&transaction, row.id, row.at, &row.fact)
            })?;
            transaction.commit()?;
            Ok(united)
        };
        unite().map_err(|error| location.error(error))
    }

    /// What [`Store::unite`] would do.
    pub fn weigh(&self, theirs: &Facts, now: Instant) -> Result<United, StoreError> {
        weigh(self.connection.as_ref(), theirs, now, |_| Ok(()))
            .map_err(|error| self.location.error(error))
    }

    /// The rows of this log that are not among those.
    pub fn lacking(&self, theirs: &Facts) -> Result<Lacking, StoreError> {
        match &self.connection {
            None => Ok(Lacking::default()),
            Some(connection) => {
                lacking(connection, theirs).map_err(|error| self.location.error(error))
            }
        }
    }
}

/// A row as facts tell it.
struct Row {
    at: Instant,
    id: RowId,
    fact: NewFact,
}

/// Counts the rows of `theirs` and hands on each that is new.
fn weigh(
    ours: Option<&Connection>,
    theirs: &Facts,
    now: Instant,
    mut add: impl FnMut(&Row) -> rusqlite::Result<()>,
) -> rusqlite::Result<United> {
    let mut united = United::default();
    let mut names = match ours {
        Some(connection) => all_names(connection)?,
        None => HashSet::new(),
    };
    for row in rows(theirs) {
        if names.contains(&row.id) {
            match is_here(ours, &row)? {
                true => united.known += 1,
                false => united.taken += 1,
            }
        } else if row.at > now {
            united.later += 1;
        } else {
            add(&row)?;
            names.insert(row.id);
            united.new += 1;
            united.answers += usize::from(matches!(row.fact, NewFact::Review { .. }));
        }
    }
    Ok(united)
}

/// Writes rows into empty tables.
pub(super) fn fill(connection: &Connection, facts: &Facts) -> rusqlite::Result<()> {
    weigh(None, facts, Instant(i64::MAX), |row| {
        write::insert(connection, row.id, row.at, &row.fact)
    })
    .map(|_| ())
}

/// The rows of a log that are not among those, a changed row among them.
pub(super) fn lacking(connection: &Connection, theirs: &Facts) -> rusqlite::Result<Lacking> {
    let all = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let mut lacking = Lacking::default();
    for table in TABLES {
        lacking.rows += all(&format!("SELECT count(*) FROM {table}"))? as usize;
    }
    lacking.answers = all("SELECT count(*) FROM review")? as usize;
    let mut seen = HashSet::new();
    for row in rows(theirs) {
        if seen.insert(row.id) && is_here(Some(connection), &row)? {
            lacking.rows -= 1;
            lacking.answers -= usize::from(matches!(row.fact, NewFact::Review { .. }));
        }
    }
    Ok(lacking)
}

/// The names of all rows.
fn all_names(connection: &Connection) -> rusqlite::Result<HashSet<RowId>> {
    let mut names = HashSet::new();
    for table in TABLES {
        let mut statement = connection.prepare(&format!("SELECT session, number FROM {table}"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            names.insert(RowId {
                session: row.get(0)?,
                number: row.get(1)?,
            });
        }
    }
    Ok(names)
}

/// Whether this very row is in the log: the same table, the same values.
fn is_here(ours: Option<&Connection>, row: &Row) -> rusqlite::Result<bool> {
    let Some(connection) = ours else {
        return Ok(false);
    };
    let (table, values) = write::columns(row.id, row.at, &row.fact);
    let sql = format!("SELECT * FROM {table} WHERE session = ?1 AND number = ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = statement.query([row.id.session, row.id.number])?;
    let Some(here) = found.next()? else {
        return Ok(false);
    };
    for (place, value) in values.iter().enumerate() {
        if here.get_ref(place)? != ValueRef::from(value) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Every fact as a row, table by table.
fn rows(facts: &Facts) -> impl Iterator<Item = Row> {
    let reviews = facts.reviews.iter().map(|review| {
        let fact = NewFact::Review {
            card: facts.names.get(review.card).to_owned(),
            day: review.day,
            quality: review.quality,
            ms: review.ms,
            source: review.source,
            at: None,
        };
        row(review.at, review.id, fact)
    });
    let marks = facts.marks.iter().map(|mark| {
        let fact = NewFact::Mark {
            day: mark.day,
            kind: mark.kind,
            subject: mark.subject.clone(),
        };
        row(mark.at, mark.id, fact)
    });
    let undos = facts.undos.iter().map(|undo| {
        let fact = NewFact::Undo {
            target: undo.target,
        };
        row(undo.at, undo.id, fact)
    });
    reviews
        .chain(marks)
        .chain(undos)
        .chain(rehearsals(facts))
        .chain(interviews(facts))
}

/// The rows of runs, their laps, and paces.
fn rehearsals(facts: &Facts) -> impl Iterator<Item = Row> {
    let runs = facts.runs.iter().map(|run| {
        let fact = NewFact::Run {
            day: run.day,
            story: run.story.clone(),
        };
        row(run.at, run.id, fact)
    });
    let laps = facts.laps.iter().map(|lap| {
        let fact = NewFact::Lap {
            run: lap.run,
            kind: lap.kind,
            ms: lap.ms,
        };
        row(lap.at, lap.id, fact)
    });
    let paces = facts.paces.iter().map(|pace| {
        let fact = NewFact::Pace {
            day: pace.day,
            source: pace.source,
            words: pace.words,
            ms: pace.ms,
        };
        row(pace.at, pace.id, fact)
    });
    runs.chain(laps).chain(paces)
}

/// The rows of interviews and debriefs.
fn interviews(facts: &Facts) -> impl Iterator<Item = Row> {
    let interviews = facts.interviews.iter().map(|interview| {
        let fact = NewFact::Interview {
            day: interview.day,
            kind: interview.kind,
            planned: Some(interview.planned),
            details: interview.details.clone(),
        };
        row(interview.at, interview.id, fact)
    });
    let debriefs = facts.debriefs.iter().map(|debrief| {
        let fact = NewFact::Debrief {
            day: debrief.day,
            planned: debrief.planned,
            telling: debrief.telling,
            field: debrief.field,
            value: debrief.value.clone(),
        };
        row(debrief.at, debrief.id, fact)
    });
    interviews.chain(debriefs)
}

fn row(at: Instant, id: RowId, fact: NewFact) -> Row {
    Row { at, id, fact }
}

/// The first row that no star-cards writes, in words; the tables of somebody else's file
/// promise nothing.
pub(super) fn foreign_row(facts: &Facts) -> Option<String> {
    rows(facts).find_map(|row| {
        let wrong = wrong_value(&row)?;
        let RowId { session, number } = row.id;
        Some(format!("row {number} of session {session} has {wrong}"))
    })
}

fn wrong_value(row: &Row) -> Option<&'static str> {
    let (day, wrong) = match &row.fact {
        NewFact::Review { card, day, ms, .. } => {
            let wrong = match card.is_empty() {
                true => Some("no card"),
                false => (*ms > LONGEST_ANSWER).then_some("an impossible time to answer"),
            };
            (Some(day), wrong)
        }
        NewFact::Mark { day, subject, .. } => {
            (Some(day), subject.is_empty().then_some("no subject"))
        }
        NewFact::Run { day, story } => (Some(day), story.is_empty().then_some("no story")),
        NewFact::Pace { day, words, ms, .. } => {
            let none = *words == 0 || *ms == 0;
            (Some(day), none.then_some("an impossible pace"))
        }
        NewFact::Interview { day, details, .. } => (Some(day), wrong_details(details)),
        NewFact::Debrief { day, telling, .. } => {
            (Some(day), (*telling == 0).then_some("no telling"))
        }
        NewFact::Lap { .. } | NewFact::Undo { .. } => (None, None),
    };
    let dated = row.at.is_a_date() && day.is_none_or(|day| day.is_a_date());
    match (row.id.number > 0, dated) {
        (false, _) => Some("no number"),
        (_, false) => Some("an impossible date"),
        _ => wrong,
    }
}

/// An interview's job text is a file of the home: a row from elsewhere must not name others.
fn wrong_details(details: &Details) -> Option<&'static str> {
    let inside = |job: &String| {
        let mut parts = Path::new(job).components();
        matches!(
            (parts.next(), parts.next(), parts.next()),
            (Some(Component::Normal(folder)), Some(Component::Normal(_)), None)
                if folder == JOBS
        )
    };
    if details.name.is_empty() {
        Some("no name")
    } else if !details.date.is_a_date() {
        Some("an impossible date")
    } else if details.job.as_ref().is_some_and(|job| !inside(job)) {
        Some("a job text outside `jobs/`")
    } else {
        None
    }
}
