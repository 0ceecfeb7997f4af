//! Rows to facts.

use rusqlite::types::{FromSqlError, Type, ValueRef};
use rusqlite::{Connection, Row};

use crate::study::day::{Instant, StudyDay};
use crate::study::debrief::{DebriefRow, Field};
use crate::study::interview::{Details, InterviewKind, InterviewRow};
use crate::study::review::{
    Facts, Mark, MarkKind, NameIndex, Names, Quality, Review, RowId, Source, Undo,
};
use crate::study::run::{LapKind, LapRow, PaceRow, PaceSource, RunRow};

/// A log of more pages than this is read from both ends of its time at once: about thirty
/// thousand reviews.
const PAGES_FOR_TWO: i64 = 500;

/// Reads everything. `another` opens the log once more, for a second reader of a long log:
/// the older half is then read beside the newer one. Rows are only ever added, so that the
/// two halves fit together whatever is written meanwhile.
pub(super) fn facts(
    connection: &Connection,
    another: impl Fn() -> rusqlite::Result<Connection> + Sync,
) -> rusqlite::Result<Facts> {
    let snapshot = connection.unchecked_transaction()?;
    let mut facts = Facts::default();
    match middle(&snapshot)? {
        None => (facts.names, facts.reviews) = reviews(&snapshot, i64::MIN, i64::MAX)?,
        Some(middle) => {
            let (older, newer) = std::thread::scope(|scope| {
                let older = scope.spawn(|| reviews(&another()?, i64::MIN, middle - 1));
                let newer = reviews(&snapshot, middle, i64::MAX);
                (older.join().expect("reading rows does not panic"), newer)
            });
            // Where no second reader is to be had, the first one reads both halves.
            let older = older.or_else(|_| reviews(&snapshot, i64::MIN, middle - 1));
            (facts.names, facts.reviews) = older?;
            append(&mut facts, newer?);
        }
    }
    facts.marks = collect(&snapshot, MARKS, mark)?;
    facts.undos = collect(&snapshot, UNDOS, undo)?;
    facts.runs = collect(&snapshot, RUNS, run)?;
    facts.laps = collect(&snapshot, LAPS, lap)?;
    facts.paces = collect(&snapshot, PACES, pace)?;
    facts.interviews = collect(&snapshot, INTERVIEWS, interview)?;
    facts.debriefs = collect(&snapshot, DEBRIEFS, debrief)?;
    Ok(facts)
}

/// The instant in the middle of a long log; none for a short one.
fn middle(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    if pages < PAGES_FOR_TWO {
        return Ok(None);
    }
    let ends = "SELECT (SELECT min(at) FROM review), (SELECT max(at) FROM review)";
    let (first, last): (Option<i64>, Option<i64>) =
        connection.query_row(ends, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(first.zip(last).map(|(first, last)| first.midpoint(last)))
}

/// Adds later reviews, their names translated.
fn append(facts: &mut Facts, (names, later): (Names, Vec<Review>)) {
    let places: Vec<NameIndex> = names.iter().map(|name| facts.names.intern(name)).collect();
    facts.reviews.extend(later.into_iter().map(|review| Review {
        card: places[review.card.0 as usize],
        ..review
    }));
}

/// Reads the measured paces alone.
pub(super) fn paces(connection: &Connection) -> rusqlite::Result<Facts> {
    let snapshot = connection.unchecked_transaction()?;
    Ok(Facts {
        undos: collect(&snapshot, UNDOS, undo)?,
        paces: collect(&snapshot, PACES, pace)?,
        ..Facts::default()
    })
}

/// Reads the interviews alone.
pub(super) fn interviews(connection: &Connection) -> rusqlite::Result<Facts> {
    Ok(Facts {
        interviews: collect(connection, INTERVIEWS, interview)?,
        ..Facts::default()
    })
}

/// The newest instant in the log: one look at the right edge of each tree.
pub(super) fn newest(connection: &Connection) -> rusqlite::Result<Option<Instant>> {
    let mut statement = connection.prepare_cached(
        "SELECT max(at) FROM (SELECT max(at) AS at FROM review
         UNION ALL SELECT max(at) FROM mark UNION ALL SELECT max(at) FROM undo
         UNION ALL SELECT max(at) FROM run UNION ALL SELECT max(at) FROM lap
         UNION ALL SELECT max(at) FROM pace UNION ALL SELECT max(at) FROM interview
         UNION ALL SELECT max(at) FROM debrief)",
    )?;
    let newest: Option<i64> = statement.query_row([], |row| row.get(0))?;
    Ok(newest.map(Instant))
}

// The primary key is the order of the fold, so ORDER BY costs nothing.
const REVIEWS: &str = "SELECT at, session, number, card, day, quality, ms, source
                       FROM review WHERE at BETWEEN ?1 AND ?2
                       ORDER BY at, session, number";
const MARKS: &str = "SELECT at, session, number, day, kind, subject
                     FROM mark ORDER BY at, session, number";
const UNDOS: &str = "SELECT at, session, number, target_session, target_number
                     FROM undo ORDER BY at, session, number";
const RUNS: &str = "SELECT at, session, number, day, story
                    FROM run ORDER BY at, session, number";
const LAPS: &str = "SELECT at, session, number, run_session, run_number, part, ms
                    FROM lap ORDER BY at, session, number";
const PACES: &str = "SELECT at, session, number, day, source, words, ms
                     FROM pace ORDER BY at, session, number";

const INTERVIEWS: &str = "SELECT at, session, number, day, kind, planned_session,
                          planned_number, name, date, role, stories, job
                          FROM interview ORDER BY at, session, number";

const DEBRIEFS: &str = "SELECT at, session, number, day, planned_session, planned_number,
                        telling, field, value
                        FROM debrief ORDER BY at, session, number";

/// The reviews of a stretch of time, both ends included.
fn reviews(connection: &Connection, from: i64, to: i64) -> rusqlite::Result<(Names, Vec<Review>)> {
    let (mut names, mut reviews) = (Names::default(), Vec::new());
    let mut statement = connection.prepare(REVIEWS)?;
    let mut rows = statement.query([from, to])?;
    while let Some(row) = rows.next()? {
        reviews.push(review(row, &mut names)?);
    }
    Ok((names, reviews))
}

fn review(row: &Row<'_>, names: &mut Names) -> rusqlite::Result<Review> {
    let id = id(row)?;
    Ok(Review {
        id,
        at: Instant(row.get(0)?),
        card: names.intern(text(row, 3)?),
        day: StudyDay::from_number(row.get(4)?),
        quality: Quality::new(row.get(5)?).ok_or_else(|| unknown(5, Type::Integer))?,
        ms: row.get(6)?,
        source: of_key(row, 7, &Source::ALL, Source::key)?,
    })
}

fn mark(row: &Row<'_>) -> rusqlite::Result<Mark> {
    Ok(Mark {
        id: id(row)?,
        at: Instant(row.get(0)?),
        day: StudyDay::from_number(row.get(3)?),
        kind: of_key(row, 4, &MarkKind::ALL, MarkKind::key)?,
        subject: row.get(5)?,
    })
}

fn undo(row: &Row<'_>) -> rusqlite::Result<Undo> {
    Ok(Undo {
        id: id(row)?,
        at: Instant(row.get(0)?),
        target: RowId {
            session: row.get(3)?,
            number: row.get(4)?,
        },
    })
}

fn run(row: &Row<'_>) -> rusqlite::Result<RunRow> {
    Ok(RunRow {
        id: id(row)?,
        at: Instant(row.get(0)?),
        day: StudyDay::from_number(row.get(3)?),
        story: row.get(4)?,
    })
}

fn lap(row: &Row<'_>) -> rusqlite::Result<LapRow> {
    Ok(LapRow {
        id: id(row)?,
        at: Instant(row.get(0)?),
        run: RowId {
            session: row.get(3)?,
            number: row.get(4)?,
        },
        kind: of_key(row, 5, &LapKind::ALL, LapKind::key)?,
        ms: row.get(6)?,
    })
}

fn pace(row: &Row<'_>) -> rusqlite::Result<PaceRow> {
    Ok(PaceRow {
        id: id(row)?,
        at: Instant(row.get(0)?),
        day: StudyDay::from_number(row.get(3)?),
        source: of_key(row, 4, &PaceSource::ALL, PaceSource::key)?,
        words: row.get(5)?,
        ms: row.get(6)?,
    })
}

fn interview(row: &Row<'_>) -> rusqlite::Result<InterviewRow> {
    let stories: Option<String> = row.get(10)?;
    Ok(InterviewRow {
        id: id(row)?,
        at: Instant(row.get(0)?),
        day: StudyDay::from_number(row.get(3)?),
        kind: of_key(row, 4, &InterviewKind::ALL, InterviewKind::key)?,
        planned: RowId {
            session: row.get(5)?,
            number: row.get(6)?,
        },
        details: Details {
            name: row.get(7)?,
            date: StudyDay::from_number(row.get(8)?),
            role: row.get(9)?,
            stories: stories.map(|names| names.split(',').map(str::to_owned).collect()),
            job: row.get(11)?,
        },
    })
}

fn debrief(row: &Row<'_>) -> rusqlite::Result<DebriefRow> {
    Ok(DebriefRow {
        id: id(row)?,
        at: Instant(row.get(0)?),
        day: StudyDay::from_number(row.get(3)?),
        planned: RowId {
            session: row.get(4)?,
            number: row.get(5)?,
        },
        telling: row.get(6)?,
        field: of_key(row, 7, &Field::ALL, Field::key)?,
        value: row.get(8)?,
    })
}

fn id(row: &Row<'_>) -> rusqlite::Result<RowId> {
    Ok(RowId {
        session: row.get(1)?,
        number: row.get(2)?,
    })
}

/// A word of a closed list. A word that is on none was not written by this program.
fn of_key<T: Copy>(
    row: &Row<'_>,
    column: usize,
    all: &[T],
    key: impl Fn(T) -> &'static str,
) -> rusqlite::Result<T> {
    let word = text(row, column)?;
    all.iter()
        .copied()
        .find(|&value| key(value) == word)
        .ok_or_else(|| unknown(column, Type::Text))
}

/// A text column without copying it.
fn text<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r str> {
    match row.get_ref(column)? {
        ValueRef::Text(bytes) => {
            std::str::from_utf8(bytes).map_err(|_| unknown(column, Type::Text))
        }
        other => Err(unknown(column, other.data_type())),
    }
}

fn unknown(column: usize, kind: Type) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(FromSqlError::InvalidType))
}

fn collect<T>(
    connection: &Connection,
    sql: &str,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| read(row))?;
    rows.collect()
}
