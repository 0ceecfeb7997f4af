//! Facts to rows: one append, one transaction, one flush.

use std::borrow::Cow;

use rusqlite::Transaction;

use super::error::StoreError;
use super::log::{Store, Written};
use super::moved::Stayed;
use super::read;
use super::rows::{IfTaken, NewFact, columns, insert};
use crate::study::day::Instant;
use crate::study::facts::Facts;
use crate::study::review::RowId;

impl Store {
    /// Appends several facts in one transaction: all of them or none.
    pub(crate) fn append_all(
        &mut self,
        now: Instant,
        facts: &[NewFact],
    ) -> Result<Vec<Written>, StoreError> {
        self.append(now, facts, |_| Ok(Cow::Borrowed(facts)))
    }

    /// Appends what `decide` makes of the log as it is at this moment, which nobody changes
    /// before it is written; that may be nothing.
    pub(crate) fn append_decided(
        &mut self,
        now: Instant,
        decide: impl FnOnce(Facts) -> Vec<NewFact>,
    ) -> Result<Vec<Written>, StoreError> {
        self.append(now, &[], |transaction| {
            Ok(Cow::Owned(decide(read::facts_within(transaction)?)))
        })
    }

    /// `given` are the facts as far as they are known before.
    fn append<'f>(
        &mut self,
        now: Instant,
        given: &[NewFact],
        facts: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<Cow<'f, [NewFact]>>,
    ) -> Result<Vec<Written>, StoreError> {
        match self.unconfirmed.take() {
            // The same once more: they have their rows, and those are written on.
            Some((same, written)) if same == given => return self.confirm(given, written),
            _ => self.stay_with_the_name()?,
        };
        let (session, first, known) = (self.session, self.next_number, self.newest);
        let (written, newest, rows) = self.writing(|transaction| {
            let facts = facts(transaction)?;
            let facts = stamped(&facts);
            // Read inside the transaction, since another session may have written meanwhile.
            let mut newest = read::newest(transaction, Instant(i64::MAX))?;
            let mut trusted = match newest > Some(now.latest_trusted()) {
                true => read::newest(transaction, now.latest_trusted())?,
                false => newest,
            };
            let mut written = Vec::with_capacity(facts.len());
            let mut rows = Vec::with_capacity(facts.len());
            for (fact, number) in facts.iter().zip(first..) {
                let at = dated(fact).unwrap_or_else(|| stamp(now, trusted));
                let id = RowId { session, number };
                let (table, columns) = columns(id, at, fact);
                insert(transaction, table, &columns, IfTaken::Refused)?;
                rows.push((table, columns));
                let follows = newest == known.max(written.last().map(|row: &Written| row.at))
                    && newest < Some(at);
                newest = newest.max(Some(at));
                trusted = trusted.max(Some(at));
                written.push(Written { id, at, follows });
            }
            let asked = facts
                .iter()
                .zip(written)
                .filter(|(fact, _)| ***fact != STAMP);
            Ok((asked.map(|(_, row)| row).collect(), newest, rows))
        })?;
        if self.newest > Some(now.latest_trusted()) {
            self.warn_of_the_clock(now);
        }
        self.newest = newest;
        self.next_number += rows.len() as i64;
        self.own.extend(rows);
        self.confirm(given, written)
    }

    /// Before anybody is told that facts are saved: the file that they are in must be the log
    /// still. Where it is not, they are written on to what is, and nothing follows any more.
    fn confirm(
        &mut self,
        given: &[NewFact],
        mut written: Vec<Written>,
    ) -> Result<Vec<Written>, StoreError> {
        match self.stay_with_the_name() {
            Ok(Stayed::Yes) => {}
            Ok(Stayed::MovedOn) => written.iter_mut().for_each(|row| row.follows = false),
            Err(error) => {
                self.unconfirmed = Some((given.to_vec(), written));
                return Err(error);
            }
        }
        Ok(written)
    }

    /// Takes in answers that another program kept, whose names follow from where they come
    /// from: those whose names the log does not know yet, all in one transaction. Says how
    /// many they were.
    ///
    /// They may be older than what was read before, so whoever goes on has to fold anew; the
    /// next append says that it does not follow.
    pub(crate) fn insert_imported(
        &mut self,
        now: Instant,
        answers: &[(RowId, NewFact)],
    ) -> Result<usize, StoreError> {
        if answers.is_empty() {
            return Ok(0);
        }
        self.stay_with_the_name()?;
        let taken = self.writing(|transaction| {
            let mut taken = 0;
            for (id, fact) in answers {
                let (table, columns) = columns(*id, dated(fact).unwrap_or(now), fact);
                taken += insert(transaction, table, &columns, IfTaken::Kept)?;
            }
            Ok(taken)
        })?;
        self.is_in_its_place()?;
        Ok(taken)
    }

    /// Said once a process: a wrong clock is no reason to nag.
    fn warn_of_the_clock(&mut self, now: Instant) {
        if std::mem::replace(&mut self.clock_warned, true) {
            return;
        }
        let newest = self.newest.map_or_else(String::new, Instant::to_rfc3339);
        let notice = format!(
            "The clock says {}, but the log has a row of {newest}. If the clock is wrong, set it \
             before you continue. Your answers are saved either way.",
            now.to_rfc3339()
        );
        self.notices.push(notice);
    }
}

const STAMP: NewFact = NewFact::Stamp {};

/// The facts with a stamp before each that is dated back, but for those that follow such a one.
fn stamped(facts: &[NewFact]) -> Vec<&NewFact> {
    let mut all = Vec::with_capacity(facts.len() + 1);
    let mut is_stamped = false;
    for fact in facts {
        let is_dated = dated(fact).is_some();
        all.extend((is_dated && !is_stamped).then_some(&STAMP));
        is_stamped = is_dated;
        all.push(fact);
    }
    all
}

/// When a new row is written: now, but after the newest that is trusted, so that order
/// survives a frozen clock or a small step back.
fn stamp(now: Instant, trusted: Option<Instant>) -> Instant {
    match trusted {
        Some(newest) if newest >= now => Instant(newest.0 + 1),
        _ => now,
    }
}

/// The instant of a fact that is dated by its writer.
fn dated(fact: &NewFact) -> Option<Instant> {
    match fact {
        NewFact::Review { at, .. } => *at,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::store::location::LogPaths;
    use crate::study::day::StudyDay;
    use crate::study::review::{Quality, Source};

    fn store(folder: &std::path::Path) -> Store {
        let location = LogPaths {
            database: folder.join("history.db"),
            backups: folder.join("backups"),
            busy_timeout: Duration::ZERO,
        };
        Store::open_read_only(location, 7).unwrap()
    }

    const NOW: Instant = Instant(1_000);

    fn arrival(number: i64, at: i64, card: &str) -> (RowId, NewFact) {
        let id = RowId {
            session: -5,
            number,
        };
        let fact = NewFact::Review {
            at: Some(Instant(at)),
            card: card.to_owned(),
            day: StudyDay::from_number(20_000),
            quality: Quality::GOOD,
            ms: 900_000,
            source: Source::Import,
        };
        (id, fact)
    }

    #[test]
    fn a_name_is_taken_in_once_whatever_it_says_the_second_time() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(folder.path());
        let first = [arrival(2, 20, "a/action"), arrival(1, 10, "a/action")];
        assert_eq!(store.insert_imported(NOW, &first).unwrap(), 2);
        let again = [
            arrival(1, 99, "b/action"),
            arrival(3, 5, "a/action"),
            arrival(3, 5, "a/action"),
        ];
        assert_eq!(store.insert_imported(NOW, &again).unwrap(), 1);
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
        assert_eq!(store.insert_imported(NOW, &[]).unwrap(), 0);
        assert!(!folder.path().join("history.db").exists());
        let rows = [arrival(1, 10, "a/action"), arrival(0, 11, "a/action")];
        assert!(store.insert_imported(NOW, &rows).is_err());
        assert_eq!(store.read().unwrap().reviews, []);
    }
}
