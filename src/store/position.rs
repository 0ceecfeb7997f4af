//! The log from a place on: whether what was folded before still holds, and the rows behind it.

use rusqlite::{Connection, OptionalExtension, Transaction};

use super::error::StoreError;
use super::location::LogPaths;
use super::log::Store;
use super::rows;
use super::schema;
use super::stream::{self, TimeRange};
use crate::study::facts::Facts;
use crate::study::prefix::{LogMark, PrefixKey};
use crate::study::review::{LogPlace, RowId};

/// Everything but the reviews, and what tells the log as it was at that moment.
#[derive(Debug, Default)]
pub(crate) struct LogMoment {
    /// Everything but the reviews.
    pub facts: Facts,
    /// The stretch of time that the reviews cover.
    pub span: TimeRange,
    /// What tells the log; none where there is none.
    pub mark: Option<LogMark>,
    /// The newest review that so many are behind.
    pub limit: Option<LogPlace>,
}

impl Store {
    /// Reads everything but the reviews, which [`Store::each_review`] hands on afterwards, and
    /// says which is the newest that has `behind` others behind it.
    ///
    /// What tells the log is read no later than the reviews: a row that comes in between them
    /// counts as one that came in since.
    pub(crate) fn read_moment(&mut self, behind: u64) -> Result<LogMoment, StoreError> {
        let location = &self.location;
        let moment = self.reading(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let facts = rows::all_but_reviews(&transaction)?;
            Ok(LogMoment {
                span: stream::span(&transaction)?,
                mark: mark(&transaction, location, &facts)?,
                limit: limit(&transaction, behind)?,
                facts,
            })
        })?;
        self.newest = moment.facts.newest().max(moment.span.newest());
        Ok(moment)
    }

    /// Everything but the reviews up to a place, as one reading; none where rows have come in
    /// before that place since, or something was said of one of those, or it is another log.
    pub(crate) fn read_behind(&mut self, key: &PrefixKey) -> Result<Option<Facts>, StoreError> {
        let location = &self.location;
        let read = self.reading(|connection| {
            let transaction = connection.unchecked_transaction()?;
            if !is_as_it_was(&transaction, location, key)? {
                return Ok(None);
            }
            let mut facts = rows::all_but_reviews(&transaction)?;
            if changes_reach(&transaction, &facts, key)? {
                return Ok(None);
            }
            facts.reviews = rows::reviews_behind(&transaction, key.end, &mut facts.names)?;
            Ok(Some(facts))
        })?;
        if let Some(facts) = &read {
            self.newest = facts.newest().max(Some(key.end.at));
        }
        Ok(read)
    }
}

/// What tells the log at this moment; none where nothing does.
fn mark(
    log: &Transaction<'_>,
    location: &LogPaths,
    facts: &Facts,
) -> rusqlite::Result<Option<LogMark>> {
    let sql = "SELECT n, chain FROM late ORDER BY n DESC LIMIT 1";
    let late = log.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)));
    // Where somebody has emptied it, nothing would tell what comes in from now on.
    let Some(late) = late.optional()? else {
        return Ok(None);
    };
    let schema = schema::version(log)?;
    Ok(location.look().database.map(|file| LogMark {
        file,
        schema,
        late,
        changes: changes(facts),
    }))
}

/// The newest review with so many behind it.
fn limit(log: &Connection, behind: u64) -> rusqlite::Result<Option<LogPlace>> {
    let sql = "SELECT at, session, number FROM review
               ORDER BY at DESC, session DESC, number DESC LIMIT 1 OFFSET ?1";
    let behind = i64::try_from(behind).unwrap_or(i64::MAX);
    log.query_row(sql, [behind], rows::place).optional()
}

/// The rows that say something of others, in order.
fn changes(facts: &Facts) -> Vec<RowId> {
    let undos = facts.undos.iter().map(|undo| undo.id);
    let amends = facts.amends.iter().map(|amend| amend.id);
    let mut changes: Vec<RowId> = undos.chain(amends).collect();
    changes.sort_unstable();
    changes
}

/// Whether this is the log that was folded, with nothing more up to its end.
fn is_as_it_was(log: &Connection, location: &LogPaths, key: &PrefixKey) -> rusqlite::Result<bool> {
    let (number, chain) = key.mark.late;
    let same_file = location.look().database == Some(key.mark.file);
    let same_tables = schema::version(log)? == key.mark.schema;
    let is_there = |sql: &str, values: &[i64]| {
        log.prepare(sql)?
            .exists(rusqlite::params_from_iter(values.iter().copied()))
    };
    let end = rows::key(key.end);
    Ok(same_file
        && same_tables
        && is_there(
            "SELECT 1 FROM late WHERE n = ?1 AND chain = ?2",
            &[number, chain],
        )?
        && is_there(
            "SELECT 1 FROM review WHERE at = ?1 AND session = ?2 AND number = ?3",
            &end,
        )?
        && !is_there(
            "SELECT 1 FROM late WHERE n > ?4 AND (at, session, number) <= (?1, ?2, ?3)",
            &[end[0], end[1], end[2], number],
        )?)
}

/// Whether an undo or an amendment that was not known bears on a row up to the end, or one that
/// was known is gone.
fn changes_reach(log: &Connection, facts: &Facts, key: &PrefixKey) -> rusqlite::Result<bool> {
    let known = &key.mark.changes;
    let is_known = |id: RowId| known.binary_search(&id).is_ok();
    let undos = facts.undos.iter().map(|undo| (undo.id, undo.target));
    let amends = facts.amends.iter().map(|amend| (amend.id, amend.target));
    let (mut still_there, mut new) = (0, Vec::new());
    for (id, target) in undos.chain(amends) {
        match is_known(id) {
            true => still_there += 1,
            false => new.push(target),
        }
    }
    let mut find =
        log.prepare("SELECT at, session, number FROM review WHERE session = ?1 AND number = ?2")?;
    for target in new {
        let row = find.query_row([target.session, target.number], rows::place);
        if row.optional()?.is_some_and(|row| row <= key.end) {
            return Ok(true);
        }
    }
    Ok(still_there != known.len())
}
