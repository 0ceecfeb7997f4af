//! Facts to rows: one append, one transaction, one flush.

use std::borrow::Cow;

use rusqlite::Transaction;
use rusqlite::types::Value;

use super::error::{ErrorKind, StoreError};
use super::log::{Store, Written};
use super::moved::{Stayed, TRIES};
use super::read;
use super::rows::{IfTaken, NewFact, columns, insert};
use super::spool::Spool;
use crate::study::day::{Instant, StudyDay};
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
        let names = self.next_names();
        let (written, newest, rows) = self.writing(|transaction| {
            let facts = facts(transaction)?;
            let mut appending = Appending::begin(transaction, now, names, IfTaken::Refused)?;
            let written = facts.iter().map(|fact| appending.add(fact));
            let written = written.collect::<Result<_, _>>()?;
            Ok((written, appending.newest, appending.rows))
        })?;
        self.wrote(now, newest, rows.len());
        self.own.extend(rows);
        self.confirm(given, written)
    }

    /// Appends answers that may be more than memory should hold, in one transaction: all of
    /// them or none. `seen` hears how many are written.
    ///
    /// Whoever tries again after an error gives the same ones: they have their names by then,
    /// and nothing is added twice.
    pub(crate) fn append_spooled(
        &mut self,
        now: Instant,
        today: StudyDay,
        answers: &mut Spool,
        mut seen: impl FnMut(u64),
    ) -> Result<(), StoreError> {
        if answers.count() == 0 {
            return Ok(());
        }
        self.stay_with_the_name()?;
        let names = self.next_names();
        for _ in 0..TRIES {
            let (newest, rows) = self.writing(|transaction| {
                let mut appending = Appending::begin(transaction, now, names, IfTaken::Kept)?;
                let (mut rows, mut done) = (0, 0);
                answers.each(|answer| {
                    appending.add(&answer.into_fact(today))?;
                    rows += appending.rows.drain(..).count();
                    done += 1;
                    seen(done);
                    Ok(())
                })?;
                Ok((appending.newest, rows))
            })?;
            // They are not among this process's own rows, which are written on: they may be many.
            if self.stay_with_the_name()? == Stayed::Yes {
                self.wrote(now, newest, rows);
                return Ok(());
            }
        }
        Err(self.location.trouble(ErrorKind::Moved, String::new()))
    }

    fn next_names(&self) -> NextNames {
        NextNames {
            session: self.session,
            number: self.next_number,
            known: self.newest,
        }
    }

    /// So many rows were written, after which this instant is the newest.
    fn wrote(&mut self, now: Instant, newest: Option<Instant>, rows: usize) {
        if self.newest > Some(now.latest_trusted()) {
            self.warn_of_the_clock(now);
        }
        self.newest = newest;
        self.next_number += rows as i64;
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

/// The name that the next row gets, and the newest instant that this process knows of.
#[derive(Clone, Copy)]
struct NextNames {
    session: i64,
    number: i64,
    known: Option<Instant>,
}

/// Facts on their way into the log, within the transaction that holds it.
struct Appending<'t> {
    transaction: &'t Transaction<'t>,
    now: Instant,
    names: NextNames,
    if_taken: IfTaken,
    newest: Option<Instant>,
    /// The newest that a clock may have said.
    trusted: Option<Instant>,
    /// When the row before was written.
    last: Option<Instant>,
    /// The row before was dated back, so that no stamp is needed.
    is_stamped: bool,
    /// What was written.
    rows: Vec<(&'static str, Vec<Value>)>,
}

impl<'t> Appending<'t> {
    /// Reads the newest instants inside the transaction, since another session may have
    /// written meanwhile.
    fn begin(
        transaction: &'t Transaction<'t>,
        now: Instant,
        names: NextNames,
        if_taken: IfTaken,
    ) -> rusqlite::Result<Appending<'t>> {
        let newest = read::newest(transaction, Instant(i64::MAX))?;
        let trusted = match newest > Some(now.latest_trusted()) {
            true => read::newest(transaction, now.latest_trusted())?,
            false => newest,
        };
        Ok(Appending {
            transaction,
            now,
            names,
            if_taken,
            newest,
            trusted,
            last: None,
            is_stamped: false,
            rows: Vec::new(),
        })
    }

    /// Writes a fact, and a stamp before it where it is dated back and follows none that is.
    fn add(&mut self, fact: &NewFact) -> rusqlite::Result<Written> {
        let is_dated = dated(fact).is_some();
        if is_dated && !self.is_stamped {
            self.row(&NewFact::Stamp {})?;
        }
        self.is_stamped = is_dated;
        self.row(fact)
    }

    fn row(&mut self, fact: &NewFact) -> rusqlite::Result<Written> {
        let at = dated(fact).unwrap_or_else(|| stamp(self.now, self.trusted));
        let NextNames {
            session,
            number,
            known,
        } = self.names;
        let id = RowId { session, number };
        let (table, columns) = columns(id, at, fact);
        insert(self.transaction, table, &columns, self.if_taken)?;
        self.rows.push((table, columns));
        let follows = self.newest == known.max(self.last) && self.newest < Some(at);
        self.last = Some(at);
        self.newest = self.newest.max(Some(at));
        self.trusted = self.trusted.max(Some(at));
        self.names.number += 1;
        Ok(Written { id, at, follows })
    }
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

    use proptest::prelude::*;

    use super::*;
    use crate::store::location::LogPaths;
    use crate::store::spool::ScriptAnswer;
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

    fn today() -> StudyDay {
        StudyDay::from_number(20_000)
    }

    /// Everything that answers leave in a log, as its tables hold it.
    fn tables(store: &Store) -> Vec<Vec<Value>> {
        let log = store.connection.as_ref().unwrap();
        let mut all = Vec::new();
        for sql in ["SELECT * FROM review", "SELECT * FROM stamp"] {
            let mut statement = log.prepare(sql).unwrap();
            let columns = 0..statement.column_count();
            let row = |row: &rusqlite::Row<'_>| columns.clone().map(|at| row.get(at)).collect();
            let rows = statement.query_map([], row).unwrap();
            all.extend(rows.map(Result::unwrap));
        }
        all
    }

    /// Answers of some cards, some dated back, around what the log holds and what the clock says.
    fn answers() -> impl Strategy<Value = Vec<ScriptAnswer>> {
        let given = proptest::option::of((0..3_000_i64, 19_000..20_000_i32));
        let answer = (0..4_u8, 0..6_u8, given).prop_map(|(card, quality, given)| ScriptAnswer {
            card: format!("story-{card}/action"),
            quality: Quality::new(quality).unwrap(),
            given: given.map(|(at, day)| (Instant(at), StudyDay::from_number(day))),
        });
        proptest::collection::vec(answer, 1..40)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn a_spool_leaves_the_rows_that_facts_leave(there in answers(), more in answers()) {
            let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
            let mut stores = folders.each_ref().map(|folder| store(folder.path()));
            for answers in [there, more] {
                let facts = answers.iter().cloned().map(|answer| answer.into_fact(today()));
                stores[0].append_all(NOW, &facts.collect::<Vec<_>>()).unwrap();
                let mut spool = Spool::new();
                answers.iter().for_each(|answer| spool.push(answer).unwrap());
                stores[1].append_spooled(NOW, today(), &mut spool, |_| ()).unwrap();
                prop_assert_eq!(tables(&stores[0]), tables(&stores[1]));
            }
            let next = stores.each_mut().map(|store| store.append_all(NOW, &[NewFact::Stamp {}]));
            let [one, other] = next.map(|written| written.unwrap());
            prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn a_spool_goes_on_in_the_log_that_took_the_place_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(folder.path());
        let mut spool = Spool::new();
        for at in 0..3 {
            let given = Some((Instant(at), today()));
            let card = "a/action".to_owned();
            let quality = Quality::GOOD;
            spool
                .push(&ScriptAnswer {
                    card,
                    quality,
                    given,
                })
                .unwrap();
        }
        let (database, away) = (
            folder.path().join("history.db"),
            folder.path().join("away.db"),
        );
        let taken_away = |done| {
            if done == 3 && !away.exists() {
                std::fs::rename(&database, &away).unwrap();
            }
        };
        store
            .append_spooled(NOW, today(), &mut spool, taken_away)
            .unwrap();
        let mut anew = self::store(folder.path());
        assert_eq!(anew.read().unwrap().reviews.len(), 3);
    }

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
