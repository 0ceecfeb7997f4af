//! Rows to facts.

use rusqlite::{Connection, Row};

use super::rows::{name, of_key};
use super::stream::{self, ReviewChunk, TimeRange};
use crate::study::day::{Instant, StudyDay};
use crate::study::facts::{
    DebriefField, DebriefRow, Facts, InterviewDetails, InterviewKind, InterviewRow, LapKind,
    LapRow, Names, RateSource, RunRow, SpeakingRateRow,
};
use crate::study::review::{Mark, MarkKind, Undo};

/// Reads everything. `another` opens the log once more, for the readers of a long log.
pub(super) fn facts(
    connection: &Connection,
    another: impl Fn() -> rusqlite::Result<Connection>,
) -> rusqlite::Result<Facts> {
    let (mut facts, span) = but_reviews(connection)?;
    let mut reviews = Vec::new();
    let keep = |piece: ReviewChunk<'_>| {
        reviews.extend_from_slice(piece.reviews);
        Ok(())
    };
    stream::each(connection, another, span, &mut facts.names, keep, |error| {
        error
    })?;
    facts.reviews = reviews;
    Ok(facts)
}

/// Reads everything but the reviews, and over which stretch of time those reach.
pub(super) fn but_reviews(connection: &Connection) -> rusqlite::Result<(Facts, TimeRange)> {
    let snapshot = connection.unchecked_transaction()?;
    let facts = Facts {
        names: Names::default(),
        reviews: Vec::new(),
        marks: collect(&snapshot, MARKS, mark)?,
        undos: collect(&snapshot, UNDOS, undo)?,
        runs: collect(&snapshot, RUNS, run)?,
        laps: collect(&snapshot, LAPS, lap)?,
        speaking_rates: collect(&snapshot, PACES, pace)?,
        interviews: collect(&snapshot, INTERVIEWS, interview)?,
        debriefs: collect(&snapshot, DEBRIEFS, debrief)?,
    };
    Ok((facts, stream::span(&snapshot)?))
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

fn mark(row: &Row<'_>) -> rusqlite::Result<Mark> {
    Ok(Mark {
        id: name(row, 1)?,
        at: Instant(row.get(0)?),
        day: StudyDay::from_number(row.get(3)?),
        kind: of_key(row, 4, MarkKind::from_key)?,
        subject: row.get(5)?,
    })
}

fn undo(row: &Row<'_>) -> rusqlite::Result<Undo> {
    Ok(Undo {
        id: name(row, 1)?,
        at: Instant(row.get(0)?),
        target: name(row, 3)?,
    })
}

fn run(row: &Row<'_>) -> rusqlite::Result<RunRow> {
    Ok(RunRow {
        id: name(row, 1)?,
        at: Instant(row.get(0)?),
        day: StudyDay::from_number(row.get(3)?),
        story: row.get(4)?,
    })
}

fn lap(row: &Row<'_>) -> rusqlite::Result<LapRow> {
    Ok(LapRow {
        id: name(row, 1)?,
        at: Instant(row.get(0)?),
        run: name(row, 3)?,
        kind: of_key(row, 5, LapKind::from_key)?,
        ms: row.get(6)?,
    })
}

fn pace(row: &Row<'_>) -> rusqlite::Result<SpeakingRateRow> {
    Ok(SpeakingRateRow {
        id: name(row, 1)?,
        at: Instant(row.get(0)?),
        day: StudyDay::from_number(row.get(3)?),
        source: of_key(row, 4, RateSource::from_key)?,
        words: row.get(5)?,
        ms: row.get(6)?,
    })
}

fn interview(row: &Row<'_>) -> rusqlite::Result<InterviewRow> {
    let stories: Option<String> = row.get(10)?;
    Ok(InterviewRow {
        id: name(row, 1)?,
        at: Instant(row.get(0)?),
        day: StudyDay::from_number(row.get(3)?),
        kind: of_key(row, 4, InterviewKind::from_key)?,
        planned: name(row, 5)?,
        details: InterviewDetails {
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
        id: name(row, 1)?,
        at: Instant(row.get(0)?),
        day: StudyDay::from_number(row.get(3)?),
        planned: name(row, 4)?,
        telling: row.get(6)?,
        field: of_key(row, 7, DebriefField::from_key)?,
        value: row.get(8)?,
    })
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
