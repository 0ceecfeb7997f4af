//! Reviews that another program kept come into the log under names of their own.

use rusqlite::{TransactionBehavior, params};

use super::Store;
use super::error::StoreError;
use crate::study::day::{Instant, StudyDay};
use crate::study::review::{LONGEST_ANSWER, Quality, RowId, Source};

/// A review whose name is fixed by where it comes from, so that it can arrive only once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The row's name.
    pub id: RowId,
    /// When it was given.
    pub at: Instant,
    /// The card's name.
    pub card: String,
    /// The study day it was given on.
    pub day: StudyDay,
    /// How good.
    pub quality: Quality,
    /// Milliseconds from showing to grade.
    pub ms: u32,
    /// Where from.
    pub source: Source,
}

/// One row, unless a row of that name is there.
const TAKE_IN: &str = "INSERT INTO review (at, session, number, card, day, quality, ms, source)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING";

impl Store {
    /// Takes in those reviews whose names the log does not know yet, all in one transaction,
    /// and says how many they were.
    ///
    /// They may be older than what was read before, so whoever goes on has to fold anew; the
    /// next append says that it does not follow.
    pub fn take_in(&mut self, reviews: &[Arrival]) -> Result<usize, StoreError> {
        if reviews.is_empty() {
            return Ok(0);
        }
        let location = self.location.clone();
        let connection = self.writer()?;
        let mut take = || {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut taken = 0;
            {
                let mut insert = transaction.prepare(TAKE_IN)?;
                for review in reviews {
                    taken += insert.execute(params![
                        review.at.0,
                        review.id.session,
                        review.id.number,
                        review.card,
                        review.day.number(),
                        review.quality.get(),
                        review.ms.min(LONGEST_ANSWER),
                        review.source.key(),
                    ])?;
                }
            }
            transaction.commit()?;
            Ok(taken)
        };
        take().map_err(|error| location.error(error))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::store::Location;

    fn store(folder: &std::path::Path) -> Store {
        let location = Location {
            database: folder.join("history.db"),
            backups: folder.join("backups"),
            patience: Duration::ZERO,
        };
        Store::look(location, 7).unwrap()
    }

    fn arrival(number: i64, at: i64, card: &str) -> Arrival {
        Arrival {
            id: RowId {
                session: -5,
                number,
            },
            at: Instant(at),
            card: card.to_owned(),
            day: StudyDay::from_number(20_000),
            quality: Quality::GOOD,
            ms: 900_000,
            source: Source::Import,
        }
    }

    #[test]
    fn a_name_is_taken_in_once_whatever_it_says_the_second_time() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(folder.path());
        let first = [arrival(2, 20, "a/action"), arrival(1, 10, "a/action")];
        assert_eq!(store.take_in(&first).unwrap(), 2);
        let again = [
            arrival(1, 99, "b/action"),
            arrival(3, 5, "a/action"),
            arrival(3, 5, "a/action"),
        ];
        assert_eq!(store.take_in(&again).unwrap(), 1);
        let facts = store.read().unwrap();
        let rows: Vec<_> = facts
            .reviews
            .iter()
            .map(|row| (row.at.0, row.id.number, facts.names.get(row.card), row.ms))
            .collect();
        let expected = [(5, 3), (10, 1), (20, 2)].map(|(at, n)| (at, n, "a/action", 120_000));
        assert_eq!(rows, expected);
    }

    #[test]
    fn one_bad_row_keeps_all_out_and_nothing_creates_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(folder.path());
        assert_eq!(store.take_in(&[]).unwrap(), 0);
        assert!(!folder.path().join("history.db").exists());
        let rows = [arrival(1, 10, "a/action"), arrival(0, 11, "a/action")];
        assert!(store.take_in(&rows).is_err());
        assert_eq!(store.read().unwrap().reviews, []);
    }
}
