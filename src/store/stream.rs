//! Reviews handed on piece by piece, so that nobody need hold a long log.
//!
//! A long log is cut into slices of time that two readers take in turn, each on a
//! connection of its own, and their pieces are put together in order. Readers wait where
//! they are a few pieces ahead, so that memory stays small however long the log is.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rusqlite::Connection;

use super::read;
use crate::study::day::Instant;
use crate::study::facts::Names;
use crate::study::review::{NameIndex, Review};

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
pub struct Span {
    ends: Option<(i64, i64)>,
    long: bool,
}

impl Span {
    /// The instant of the last review.
    pub(super) fn newest(self) -> Option<Instant> {
        self.ends.map(|(_, last)| Instant(last))
    }
}

/// Some reviews in the order of the fold.
pub struct Piece<'p> {
    /// The card names that no piece before held, in the order they first occurred.
    pub names: &'p [String],
    /// The reviews.
    pub reviews: &'p [Review],
    /// How far this is through the time of the log, in thousandths.
    pub permille: u64,
}

/// Why reading stopped.
pub(super) enum Stop<E> {
    /// SQLite failed.
    Sql(rusqlite::Error),
    /// Whoever takes the reviews wants no more.
    Taker(E),
}

impl<E> From<rusqlite::Error> for Stop<E> {
    fn from(error: rusqlite::Error) -> Self {
        Stop::Sql(error)
    }
}

/// The stretch that the reviews cover now.
pub(super) fn span(connection: &Connection) -> rusqlite::Result<Span> {
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let ends = "SELECT (SELECT min(at) FROM review), (SELECT max(at) FROM review)";
    let (first, last): (Option<i64>, Option<i64>) =
        connection.query_row(ends, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Span {
        ends: first.zip(last),
        long: pages >= PAGES_FOR_TWO,
    })
}

/// Hands on every review of a stretch. `another` opens the log once more; where it cannot,
/// the connection given reads alone.
pub(super) fn each<E>(
    connection: &Connection,
    another: impl Fn() -> rusqlite::Result<Connection>,
    span: Span,
    names: &mut Names,
    mut take: impl FnMut(Piece<'_>) -> Result<(), E>,
) -> Result<(), Stop<E>> {
    let Some((first, last)) = span.ends else {
        return Ok(());
    };
    let mut told = 0;
    let mut take = |names: &Names, reviews: &[Review]| {
        let new = names.since(told);
        told = names.len();
        let through = reviews.last().map_or(last, |review| review.at.0);
        let share = |at: i64| i128::from(at) - i128::from(first);
        let permille = share(through) * 1000 / share(last).max(1);
        take(Piece {
            names: new,
            reviews,
            permille: permille.clamp(0, 1000) as u64,
        })
        .map_err(Stop::Taker)
    };
    // Where the file system is read-only, a second connection opens and then cannot read.
    let ready = || {
        let connection = another()?;
        connection.prepare_cached(read::REVIEWS)?;
        Ok::<Connection, rusqlite::Error>(connection)
    };
    let two = || Some([ready().ok()?, ready().ok()?]);
    match span.long.then(two).flatten() {
        Some(two) => by_two(two, (first, last), names, take),
        None => pieces(connection, (first, last), names, &mut take),
    }
}

/// A message of a reader: a piece of the slice it is at, with the names it met for the
/// first time, or the end of that slice.
enum Message {
    Piece(Vec<String>, Vec<Review>),
    EndOfSlice,
    Failed(rusqlite::Error),
}

fn by_two<E>(
    connections: [Connection; 2],
    ends: (i64, i64),
    names: &mut Names,
    mut take: impl FnMut(&Names, &[Review]) -> Result<(), Stop<E>>,
) -> Result<(), Stop<E>> {
    let slices = slices(ends);
    std::thread::scope(|scope| {
        let mut turn = 0;
        // A reader whose pieces nobody wants any more finds its channel closed, and ends.
        let mut readers = connections.map(|connection| {
            let (sender, receiver) = sync_channel(AHEAD);
            let mine = slices.iter().copied().skip(turn).step_by(2);
            turn += 1;
            scope.spawn(move || read_slices(&connection, mine, &sender));
            (receiver, Vec::new())
        });
        for number in 0..slices.len() {
            let (receiver, places) = &mut readers[number % 2];
            take_slice(receiver, places, names, &mut take)?;
        }
        Ok(())
    })
}

/// Reads slices one after the other, until they or those who want them are gone.
fn read_slices(
    connection: &Connection,
    slices: impl Iterator<Item = (i64, i64)>,
    sender: &SyncSender<Message>,
) {
    let (mut names, mut told) = (Names::default(), 0);
    for slice in slices {
        let read = pieces(connection, slice, &mut names, &mut |names, reviews| {
            let new = names.since(told).to_vec();
            told = names.len();
            sender
                .send(Message::Piece(new, reviews.to_vec()))
                .map_err(|_| Stop::Taker(()))
        });
        let message = match read {
            Ok(()) => Message::EndOfSlice,
            Err(Stop::Sql(error)) => Message::Failed(error),
            Err(Stop::Taker(())) => return,
        };
        if sender.send(message).is_err() {
            return;
        }
    }
}

/// Takes one slice from its reader, whose names are translated; `places` says how.
fn take_slice<E>(
    receiver: &Receiver<Message>,
    places: &mut Vec<NameIndex>,
    names: &mut Names,
    take: &mut impl FnMut(&Names, &[Review]) -> Result<(), Stop<E>>,
) -> Result<(), Stop<E>> {
    loop {
        match receiver
            .recv()
            .expect("a reader ends each slice it was given")
        {
            Message::Piece(new, mut reviews) => {
                places.extend(new.iter().map(|name| names.intern(name)));
                for review in &mut reviews {
                    review.card = places[review.card.0 as usize];
                }
                take(names, &reviews)?;
            }
            Message::EndOfSlice => return Ok(()),
            Message::Failed(error) => return Err(Stop::Sql(error)),
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

/// Reads a stretch piece by piece.
fn pieces<E>(
    connection: &Connection,
    (first, last): (i64, i64),
    names: &mut Names,
    put: &mut impl FnMut(&Names, &[Review]) -> Result<(), Stop<E>>,
) -> Result<(), Stop<E>> {
    let mut statement = connection.prepare_cached(read::REVIEWS)?;
    let mut rows = statement.query([first, last])?;
    let mut piece = Vec::with_capacity(PIECE);
    while let Some(row) = rows.next()? {
        piece.push(read::review(row, names)?);
        if piece.len() == PIECE {
            put(names, &piece)?;
            piece.clear();
        }
    }
    if piece.is_empty() {
        return Ok(());
    }
    put(names, &piece)
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
