//! Rows to facts.

use rusqlite::Connection;

use super::rows;
use super::stream::{self, ReviewChunk, TimeRange};
use crate::study::day::Instant;
use crate::study::facts::Facts;

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
    Ok((rows::all_but_reviews(&snapshot)?, stream::span(&snapshot)?))
}

/// The newest instant in the log: one look at the right edge of each tree.
pub(super) fn newest(connection: &Connection) -> rusqlite::Result<Option<Instant>> {
    let edges: Vec<_> = rows::TABLES
        .iter()
        .map(|table| format!("SELECT max(at) AS at FROM {table}"))
        .collect();
    let sql = format!("SELECT max(at) FROM ({})", edges.join(" UNION ALL "));
    let newest: Option<i64> = connection
        .prepare_cached(&sql)?
        .query_row([], |row| row.get(0))?;
    Ok(newest.map(Instant))
}
