//! Answers on their way into the log that may be more than memory should hold: all of them are
//! there before the first is written, so that no lock waits for whoever gives them.
//!
//! A few lie in memory, many in a temporary file that has no name, eighteen bytes each.

use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use tempfile::SpooledTempFile;

use super::rows::NewFact;
use crate::study::day::{Instant, StudyDay};
use crate::study::facts::Names;
use crate::study::review::{NameIndex, Quality, Source};

/// Bytes that are held in memory before a file takes them.
const HELD: usize = 1024 * 1024;

/// Bytes of one answer: card, quality, whether it is dated back, day and instant.
const SIZE: usize = 18;

/// An answer that a script gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScriptAnswer {
    /// The card's name.
    pub card: String,
    /// How good.
    pub quality: Quality,
    /// When it was given and on which study day, if that is not when it is written.
    pub given: Option<(Instant, StudyDay)>,
}

impl ScriptAnswer {
    /// The fact that is written on a day.
    pub(crate) fn into_fact(self, today: StudyDay) -> NewFact {
        NewFact::Review {
            card: self.card,
            day: self.given.map_or(today, |(_, day)| day),
            quality: self.quality,
            ms: 0,
            source: Source::Grade,
            at: self.given.map(|(at, _)| at),
        }
    }
}

/// Answers in their order, to be gone through as often as need be.
pub(crate) struct Spool {
    names: Names,
    file: BufWriter<SpooledTempFile>,
    count: u64,
}

impl Spool {
    /// An empty one.
    pub(crate) fn new() -> Spool {
        Spool {
            names: Names::default(),
            file: BufWriter::new(SpooledTempFile::new(HELD)),
            count: 0,
        }
    }

    /// How many answers it has.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Adds one.
    pub(crate) fn push(&mut self, answer: &ScriptAnswer) -> io::Result<()> {
        let card = self.names.intern(&answer.card);
        let (at, day) = answer
            .given
            .map_or((0, 0), |(at, day)| (at.0, day.number()));
        let mut bytes = [0; SIZE];
        bytes[..4].copy_from_slice(&card.0.to_le_bytes());
        bytes[4] = answer.quality.get();
        bytes[5] = u8::from(answer.given.is_some());
        bytes[6..10].copy_from_slice(&day.to_le_bytes());
        bytes[10..].copy_from_slice(&at.to_le_bytes());
        self.count += 1;
        self.file.write_all(&bytes)
    }

    /// Hands on each of them, from the first to the last. What `take` refuses ends it.
    pub(super) fn each(
        &mut self,
        mut take: impl FnMut(ScriptAnswer) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let unread = |error| rusqlite::Error::ToSqlConversionFailure(Box::new(error));
        // It writes what it still holds before it goes back.
        self.file.rewind().map_err(unread)?;
        let mut file = BufReader::new(self.file.get_mut());
        let mut bytes = [0; SIZE];
        for _ in 0..self.count {
            file.read_exact(&mut bytes).map_err(unread)?;
            take(decoded(&bytes, &self.names).map_err(unread)?)?;
        }
        Ok(())
    }
}

fn decoded(bytes: &[u8; SIZE], names: &Names) -> io::Result<ScriptAnswer> {
    let [c0, c1, c2, c3, quality, dated, d0, d1, d2, d3, at @ ..] = *bytes;
    let given = (
        Instant(i64::from_le_bytes(at)),
        StudyDay::from_number(i32::from_le_bytes([d0, d1, d2, d3])),
    );
    Ok(ScriptAnswer {
        card: names
            .get(NameIndex(u32::from_le_bytes([c0, c1, c2, c3])))
            .to_owned(),
        quality: Quality::new(quality).ok_or(io::ErrorKind::InvalidData)?,
        given: (dated == 1).then_some(given),
    })
}
