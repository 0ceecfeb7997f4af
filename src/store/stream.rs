//! Reviews handed on piece by piece, so that nobody need hold a long log.
//!
//! A long log is cut into slices of time that two readers take in turn, each on a
//! connection of its own, and their pieces are put together in order. Readers wait where
//! they are a few pieces ahead, so that memory stays small however long the log is.

use std::sync::mpsc::{SyncSender, sync_channel};

use rusqlite::Connection;

use super::rows;
use crate::study::day::Instant;
use crate::study::facts::Names;
use crate::study::review::Review;

/// A log of more pages than this is read by two: about thirty thousand reviews.
const PAGES_FOR_TWO: i64 = 500;

/// Slices of a long log. Many, so that a log with busy and idle years still gives both
/// readers something to do.
const SLICES: i64 = 64;

/// Reviews handed on at once.
const PIECE: usize = 4096;

/// Pieces a reader may be ahead of whoever takes them.
const AHEAD: usize = 4;

/// The instants of the first and the last review, as of one reading of the log. Rows are
/// only ever added, and later: what this stretch holds does not change.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TimeRange {
    ends: Option<(i64, i64)>,
    long: bool,
}

impl TimeRange {
    /// The instant of the last review.
    pub(super) fn newest(self) -> Option<Instant> {
        self.ends.map(|(_, last)| Instant(last))
    }
}

/// Some reviews in the order of the fold.
pub(crate) struct ReviewChunk<'p> {
    /// The card names that no piece before held, in the order they first occurred.
    pub names: Vec<&'p str>,
    /// The reviews.
    pub reviews: &'p [Review],
    /// How far this is through the time of the log, in thousandths.
    pub permille: u64,
}

/// The stretch that the reviews cover now.
pub(super) fn span(connection: &Connection) -> rusqlite::Result<TimeRange> {
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let ends = "SELECT (SELECT min(at) FROM review), (SELECT max(at) FROM review)";
    let (first, last): (Option<i64>, Option<i64>) =
        connection.query_row(ends, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(TimeRange {
        ends: first.zip(last),
        long: pages >= PAGES_FOR_TWO,
    })
}

/// What one reader hands on: reviews, and the card names that it had not met before. A review
/// names its card by the place among all names that this reader has met.
struct Chunk {
    names: Vec<String>,
    reviews: Vec<Review>,
}

/// Hands on every review of a stretch. `another` opens the log once more; where it cannot,
/// the connection given reads alone. `failed` makes an error of what SQLite says.
pub(super) fn each<E>(
    connection: &Connection,
    another: impl Fn() -> rusqlite::Result<Connection>,
    span: TimeRange,
    names: &mut Names,
    mut take: impl FnMut(ReviewChunk<'_>) -> Result<(), E>,
    failed: impl Fn(rusqlite::Error) -> E,
) -> Result<(), E> {
    let Some((first, last)) = span.ends else {
        return Ok(());
    };
    let share = |at: i64| i128::from(at) - i128::from(first);
    // By reader, where each of its names stands among all.
    let mut places = [const { Vec::new() }; 2];
    let take = |reader: usize, chunk: rusqlite::Result<Chunk>| {
        let Chunk {
            names: new,
            mut reviews,
        } = chunk.map_err(&failed)?;
        let known = names.count();
        let places = &mut places[reader];
        places.extend(new.iter().map(|name| names.intern(name)));
        for review in &mut reviews {
            review.card = places[review.card.0 as usize];
        }
        let through = reviews.last().map_or(last, |review| review.at.0);
        let permille = share(through) * 1000 / share(last).max(1);
        take(ReviewChunk {
            names: names.since(known).collect(),
            reviews: &reviews,
            permille: permille.clamp(0, 1000) as u64,
        })
    };
    // Where the file system is read-only, a second connection opens and then cannot read.
    let ready = || {
        let connection = another().ok()?;
        rows::reviews(&connection).ok()?;
        Some(connection)
    };
    let two = || Some([ready()?, ready()?]);
    match span.long.then(two).flatten() {
        Some(two) => by_two(two, &slices((first, last)), take),
        None => by_one(connection, (first, last), take),
    }
}

fn by_one<E>(
    connection: &Connection,
    ends: (i64, i64),
    mut take: impl FnMut(usize, rusqlite::Result<Chunk>) -> Result<(), E>,
) -> Result<(), E> {
    let mut taken = Ok(());
    let read = chunks(connection, ends, &mut Names::default(), |chunk| {
        taken = take(0, Ok(chunk));
        taken.is_ok()
    });
    match read {
        Ok(()) => taken,
        Err(error) => take(0, Err(error)),
    }
}

fn by_two<E>(
    connections: [Connection; 2],
    slices: &[(i64, i64)],
    mut take: impl FnMut(usize, rusqlite::Result<Chunk>) -> Result<(), E>,
) -> Result<(), E> {
    std::thread::scope(|scope| {
        let mut first = 0;
        // A reader whose chunks nobody wants any more finds its channel closed, and ends.
        let receivers = connections.map(|connection| {
            let (sender, receiver) = sync_channel(AHEAD);
            let mine = slices.iter().skip(first).step_by(2);
            first += 1;
            scope.spawn(move || read_slices(&connection, mine, &sender));
            receiver
        });
        for slice in 0..slices.len() {
            let reader = slice % 2;
            let next = || receivers[reader].recv().expect("a reader ends each slice");
            while let Some(chunk) = next().transpose() {
                take(reader, chunk)?;
            }
        }
        Ok(())
    })
}

/// Reads slices one after the other, each ended by a message without a chunk, until they or
/// those who want them are gone.
fn read_slices<'s>(
    connection: &Connection,
    slices: impl Iterator<Item = &'s (i64, i64)>,
    sender: &SyncSender<rusqlite::Result<Option<Chunk>>>,
) {
    let mut names = Names::default();
    for slice in slices {
        let put = |chunk| sender.send(Ok(Some(chunk))).is_ok();
        let read = chunks(connection, *slice, &mut names, put);
        if sender.send(read.map(|()| None)).is_err() {
            return;
        }
    }
}

/// Cuts a stretch of time, both ends included.
fn slices((first, last): (i64, i64)) -> Vec<(i64, i64)> {
    let width = last.saturating_sub(first) / SLICES + 1;
    let mut slices = Vec::new();
    let mut from = first;
    loop {
        let to = from.saturating_add(width - 1).min(last);
        slices.push((from, to));
        if to >= last {
            return slices;
        }
        from = to + 1;
    }
}

/// Reads a stretch chunk by chunk, for as long as `put` says that more is wanted.
fn chunks(
    connection: &Connection,
    (first, last): (i64, i64),
    names: &mut Names,
    mut put: impl FnMut(Chunk) -> bool,
) -> rusqlite::Result<()> {
    let mut statement = rows::reviews(connection)?;
    let mut rows = statement.query([first, last])?;
    loop {
        let known = names.count();
        let mut reviews = Vec::with_capacity(PIECE);
        while reviews.len() < PIECE
            && let Some(row) = rows.next()?
        {
            reviews.push(rows::review(row, names)?);
        }
        let names = names.since(known).map(str::to_owned).collect();
        if reviews.is_empty() || !put(Chunk { names, reviews }) {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn slices_follow_each_other_without_a_gap(first in any::<i64>(), length in 0..i64::MAX) {
            let last = first.saturating_add(length);
            let slices = slices((first, last));
            prop_assert!(slices.len() <= SLICES as usize + 1);
            prop_assert_eq!(slices[0].0, first);
            prop_assert_eq!(slices[slices.len() - 1].1, last);
            for pair in slices.windows(2) {
                prop_assert_eq!(pair[0].1 + 1, pair[1].0);
            }
        }
    }
}
