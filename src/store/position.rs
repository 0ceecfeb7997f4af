//! The log from a place on: whether what was folded before still holds, what of it has to be folded
//! once more, and the rows behind it.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Transaction};

use super::error::StoreError;
use super::location::LogPaths;
use super::log::Store;
use super::rows;
use super::schema;
use super::stream::{self, TimeRange};
use crate::study::facts::{Facts, Names};
use crate::study::prefix::{LogMark, PrefixKey};
use crate::study::refold::{Refold, RefoldRows};
use crate::study::review::{LogPlace, RowId};

/// Where more has come in than so many rows, all of the log is read.
const MOST_REACHED: i64 = 1_000;

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

    /// What is behind a beginning that was folded, and the rows of it that have to be folded once
    /// more, as one reading. `refold` says whose those are, by the names of the rows that something
    /// has reached since. None where everything has to be read: it is another log, too much has come
    /// in, or `refold` says so.
    pub(crate) fn read_behind<'c>(
        &mut self,
        key: &PrefixKey,
        refold: impl FnOnce(&BTreeSet<String>) -> Option<Refold<'c>>,
    ) -> Result<Option<LogBehind<'c>>, StoreError> {
        let location = &self.location;
        let read = self.reading(|connection| {
            let transaction = connection.unchecked_transaction()?;
            if !is_that_log(&transaction, location, key)? {
                return Ok(None);
            }
            let mut facts = rows::all_but_reviews(&transaction)?;
            let Some(reached) = reached(&transaction, &facts, key)? else {
                return Ok(None);
            };
            let refolded = match reached.names.is_empty() {
                true => None,
                false => {
                    let mark = mark(&transaction, location, &facts)?;
                    let Some((refold, mark)) = refold(&reached.names).zip(mark) else {
                        return Ok(None);
                    };
                    let mut names = Names::default();
                    let wanted = refold.names();
                    let reviews = rows::reviews_of(&transaction, wanted, key.end, &mut names)?;
                    let rows = RefoldRows {
                        mark,
                        landed: reached.landed,
                        names,
                        reviews,
                    };
                    Some((refold, rows))
                }
            };
            facts.reviews = rows::reviews_behind(&transaction, key.end, &mut facts.names)?;
            Ok(Some(LogBehind { facts, refolded }))
        })?;
        if let Some(read) = &read {
            self.newest = read.facts.newest().max(Some(key.end.at));
        }
        Ok(read)
    }
}

/// What is behind a beginning of the log.
#[derive(Debug)]
pub(crate) struct LogBehind<'c> {
    /// Everything but the reviews of the beginning.
    pub facts: Facts,
    /// What of the beginning is to be folded once more, where anything has reached it since.
    pub refolded: Option<(Refold<'c>, RefoldRows)>,
}

/// Of a beginning the rows that something has reached since.
#[derive(Default)]
struct Reached {
    /// The names of their cards, as they stand there.
    names: BTreeSet<String>,
    /// How many of them have landed there since.
    landed: u64,
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

/// Whether this is the log that was folded.
fn is_that_log(log: &Connection, location: &LogPaths, key: &PrefixKey) -> rusqlite::Result<bool> {
    let (number, chain) = key.mark.late;
    let same_file = location.look().database == Some(key.mark.file);
    let same_tables = schema::version(log)? == key.mark.schema;
    let is_there = |sql: &str, values: &[i64]| {
        log.prepare(sql)?
            .exists(rusqlite::params_from_iter(values.iter().copied()))
    };
    Ok(same_file
        && same_tables
        && is_there(
            "SELECT 1 FROM late WHERE n = ?1 AND chain = ?2",
            &[number, chain],
        )?
        && is_there(
            "SELECT 1 FROM review WHERE at = ?1 AND session = ?2 AND number = ?3",
            &rows::key(key.end),
        )?)
}

/// Of the beginning the rows that have landed there since, and those of which an undo or an
/// amendment says something that was not known. None where these are too many, or where something
/// that was known is gone.
fn reached(log: &Connection, facts: &Facts, key: &PrefixKey) -> rusqlite::Result<Option<Reached>> {
    let mut reached = Reached::default();
    let [at, session, number] = rows::key(key.end);
    let mut landed = log.prepare(
        "SELECT review.card FROM late CROSS JOIN review USING (at, session, number)
         WHERE n > ?4 AND (at, session, number) <= (?1, ?2, ?3) LIMIT ?5",
    )?;
    let mut landed = landed.query([at, session, number, key.mark.late.0, MOST_REACHED + 1])?;
    while let Some(row) = landed.next()? {
        reached.names.insert(row.get(0)?);
        reached.landed += 1;
    }
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
    if still_there != known.len() || reached.landed as i64 + new.len() as i64 > MOST_REACHED {
        return Ok(None);
    }
    let mut find = log.prepare(
        "SELECT card FROM review
         WHERE session = ?1 AND number = ?2 AND (at, session, number) <= (?3, ?4, ?5)",
    )?;
    for target in new {
        let place = [target.session, target.number, at, session, number];
        let card = find.query_row(place, |row| row.get(0));
        reached.names.extend(card.optional()?);
    }
    Ok(Some(reached))
}
