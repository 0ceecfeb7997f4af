//! Rows to facts.

use rusqlite::{Connection, Transaction};

use super::rows;
use super::stream::{self, ReviewChunk, TimeRange};
use crate::study::day::Instant;
use crate::study::facts::Facts;

/// Reads everything. `another` opens the log once more, for the readers of a long log.
pub(super) fn facts(
    connection: &Connection,
    another: impl Fn() -> rusqlite::Result<Connection>,
) -> rusqlite::Result<Facts> {
    with_reviews(connection, but_reviews(connection)?, another)
}

/// Reads everything within a transaction.
pub(super) fn facts_within(transaction: &Transaction<'_>) -> rusqlite::Result<Facts> {
    let alone = || Err(rusqlite::Error::InvalidQuery);
    with_reviews(transaction, but_reviews_within(transaction)?, alone)
}

fn with_reviews(
    connection: &Connection,
    (mut facts, span): (Facts, TimeRange),
    another: impl Fn() -> rusqlite::Result<Connection>,
) -> rusqlite::Result<Facts> {
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
    but_reviews_within(&connection.unchecked_transaction()?)
}

fn but_reviews_within(transaction: &Transaction<'_>) -> rusqlite::Result<(Facts, TimeRange)> {
    Ok((
        rows::all_but_reviews(transaction)?,
        stream::span(transaction)?,
    ))
}

/// The newest instant in the log up to another: one look at the right edge of each tree.
pub(super) fn newest(connection: &Connection, until: Instant) -> rusqlite::Result<Option<Instant>> {
    let edges: Vec<_> = rows::TABLES
        .iter()
        .map(|table| format!("SELECT max(at) AS at FROM {table} WHERE at <= ?1"))
        .collect();
    let sql = format!("SELECT max(at) FROM ({})", edges.join(" UNION ALL "));
    let newest: Option<i64> = connection
        .prepare_cached(&sql)?
        .query_row([until.0], |row| row.get(0))?;
    Ok(newest.map(Instant))
}
