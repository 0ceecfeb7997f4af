//! The beginning of the log, folded once and kept, so that a start reads only what follows.
//!
//! It ends at a row, and holds as long as nothing has come in before that row and nothing has
//! been said of a row in it since. What it comes to is one memory a card; the few rows that are
//! asked for one by one lie beside it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::story::Trap;

use super::day::StudyDay;
use super::foreseen::NewestForeseen;
use super::replay::CardMemory;
use super::review::{LogPlace, Quality, Review, RowId, Source};
use super::sm2::Sm2;

/// So many of the newest timed answers decide how long a showing takes.
pub(crate) const ANSWERS_OF_THE_PACE: usize = 50;

/// So many of the newest answers tell how it goes with a trap.
pub(crate) const ANSWERS_TOLD: usize = 5;

/// How much of the log a beginning leaves to be read, and when it is made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoldRule {
    /// So many of the newest answers are in none.
    pub behind: u64,
    /// Once it could reach so many answers further, a new one is made.
    pub again: usize,
}

/// What tells a log and its rows at a moment, as far as a folded beginning needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogMark {
    /// The file: its disk, and its number there.
    pub file: (u64, u64),
    /// How often its tables were changed: rows go only where somebody takes their guards away.
    pub schema: i64,
    /// The last row that came in behind newer ones: its number and its sum.
    pub late: (i64, i64),
    /// The rows that say something of others: undos and amendments, in order.
    pub changes: Vec<RowId>,
}

/// Where a folded beginning ends, and what was known then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrefixKey {
    /// The log.
    pub mark: LogMark,
    /// Its last row.
    pub end: LogPlace,
    /// The last of its study days.
    pub newest_day: StudyDay,
}

/// A row of the beginning that is asked for by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptReview {
    /// The row; its index into names means nothing here.
    pub row: Review,
    /// The name of its card.
    pub card: String,
}

/// A folded beginning.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FoldedPrefix {
    /// Where it ends.
    pub key: PrefixKey,
    /// How many rows it holds.
    pub rows: u64,
    /// The rows that are asked for by themselves, in the order of the fold: the newest timed ones,
    /// and the newest of each trap.
    pub kept: Vec<KeptReview>,
    /// A sample core was answered.
    pub cores_asked: bool,
    /// Stories that no file bore when it was folded.
    pub orphans: Vec<String>,
    /// The questions that were cards, in their order.
    pub questions: Vec<String>,
    /// How many cards there were.
    pub cards: usize,
    /// The memory of each card, in their order, then of each name that no card bore.
    pub memories: PackedMemories,
    /// The newest answers of which something was foreseen, each by the place of such a memory.
    pub foreseen: NewestForeseen,
}

/// The names of the log, and whose memory of [`FoldedPrefix::memories`] each goes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PrefixNames {
    /// All of them, one after the other.
    pub text: String,
    /// Where each ends.
    pub ends: Vec<u32>,
    /// The memory of each.
    pub places: Vec<u32>,
}

impl PrefixNames {
    /// Puts one name more behind the others; false where there are too many.
    pub(crate) fn push(&mut self, name: &str, place: usize) -> bool {
        self.text.push_str(name);
        let (end, place) = (u32::try_from(self.text.len()), u32::try_from(place));
        let fits = end.is_ok() && place.is_ok();
        self.ends.extend(end);
        self.places.extend(place);
        fits
    }

    /// Each name with its place.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, usize)> {
        let from = std::iter::once(0).chain(self.ends.iter().copied());
        let names = from
            .zip(&self.ends)
            .map(|(from, &end)| self.text.get(from as usize..end as usize));
        let places = self.places.iter().map(|&place| place as usize);
        names.map(Option::unwrap_or_default).zip(places)
    }
}

/// Memories, packed: a hundred thousand are two megabytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PackedMemories {
    bytes: Arc<Vec<u8>>,
    /// Bytes before the first one.
    from: usize,
}

/// Bytes of one memory.
const PACKED: usize = 21;

/// In place of a quality: never answered.
const NEVER: u8 = 7;

impl PackedMemories {
    /// Packs them; none where a number is larger than anybody's.
    pub(crate) fn of(memories: impl IntoIterator<Item = CardMemory>) -> Option<PackedMemories> {
        let memories = memories.into_iter();
        let mut bytes = Vec::with_capacity(memories.size_hint().0 * PACKED);
        for memory in memories {
            let small = [
                memory.sm2.ease,
                memory.sm2.repetitions,
                memory.sm2.interval,
                memory.lapses,
            ];
            for number in small {
                bytes.extend(u16::try_from(number).ok()?.to_le_bytes());
            }
            bytes.extend(memory.showings.to_le_bytes());
            let mut qualities = u8::from(memory.shown_again) << 1 | u8::from(memory.went_missing);
            for answer in [memory.counted, memory.latest] {
                let day = answer.map_or(0, |(day, _)| day.number());
                bytes.extend(day.to_le_bytes());
                qualities = qualities << 3 | answer.map_or(NEVER, |(_, quality)| quality.get());
            }
            bytes.push(qualities);
        }
        let bytes = Arc::new(bytes);
        Some(PackedMemories { bytes, from: 0 })
    }

    /// Those that lie behind so many other bytes; none where they do not come out even.
    pub(crate) fn behind(bytes: Vec<u8>, from: usize) -> Option<PackedMemories> {
        let even = bytes.len().checked_sub(from)? % PACKED == 0;
        let bytes = Arc::new(bytes);
        even.then_some(PackedMemories { bytes, from })
    }

    /// The same with others at these places; the next ones behind them may be among those. None
    /// where a number is larger than anybody's.
    pub(crate) fn with(&self, others: &BTreeMap<usize, CardMemory>) -> Option<PackedMemories> {
        let mut bytes = self.as_bytes().to_vec();
        for (&place, &memory) in others {
            let at = place * PACKED;
            bytes.resize(bytes.len().max(at + PACKED), 0);
            let packed = PackedMemories::of([memory])?;
            bytes[at..at + PACKED].copy_from_slice(packed.as_bytes());
        }
        PackedMemories::behind(bytes, 0)
    }

    /// As they are packed.
    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[self.from..]
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.as_bytes().len() / PACKED
    }

    /// That of a place.
    #[inline]
    pub(crate) fn get(&self, place: usize) -> CardMemory {
        unpacked(&self.as_bytes().as_chunks::<PACKED>().0[place])
    }

    /// One after the other.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = CardMemory> {
        self.as_bytes().as_chunks::<PACKED>().0.iter().map(unpacked)
    }
}

#[inline]
fn unpacked(bytes: &[u8; PACKED]) -> CardMemory {
    let small = |at: usize| u32::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let large = |at: usize| [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
    let answer = |at: usize, quality: u8| {
        let day = StudyDay::from_number(i32::from_le_bytes(large(at)));
        Quality::new(quality & NEVER).map(|quality| (day, quality))
    };
    let qualities = bytes[20];
    CardMemory {
        sm2: Sm2 {
            ease: small(0),
            repetitions: small(2),
            interval: small(4),
        },
        lapses: small(6),
        showings: u32::from_le_bytes(large(8)),
        counted: answer(12, qualities >> 3),
        latest: answer(16, qualities),
        went_missing: qualities >> 6 & 1 == 1,
        shown_again: qualities >> 7 == 1,
    }
}

/// A beginning of the log while it is folded: which rows are in it, and which are kept.
#[derive(Debug)]
pub(crate) struct PrefixFold {
    /// The last row that may be in it.
    limit: Option<LogPlace>,
    today: StudyDay,
    rows: u64,
    end: Option<(LogPlace, StudyDay)>,
    timed: VecDeque<Review>,
    of_traps: BTreeMap<Trap, VecDeque<Review>>,
    /// The trap that each of the log's names asks for.
    traps: Vec<Option<Trap>>,
}

impl PrefixFold {
    /// Begins one that is to hold rows of days before today, up to that one.
    pub(crate) fn begin(limit: Option<LogPlace>, today: StudyDay) -> PrefixFold {
        PrefixFold {
            limit,
            today,
            rows: 0,
            end: None,
            timed: VecDeque::new(),
            of_traps: BTreeMap::new(),
            traps: Vec::new(),
        }
    }

    /// Meets the next of the log's names.
    pub(crate) fn register_name(&mut self, trap: Option<Trap>) {
        self.traps.push(trap);
    }

    /// How many of them it has met.
    pub(crate) fn names(&self) -> usize {
        self.traps.len()
    }

    /// Whether the next row is still in it; no row after the first that is not.
    pub(crate) fn holds(&self, review: &Review) -> bool {
        self.limit.is_some_and(|limit| review.place() <= limit) && review.day < self.today
    }

    /// Takes the next row in.
    pub(crate) fn take(&mut self, review: &Review, undone: bool) {
        self.rows += 1;
        let newest_day = self.end.map_or(review.day, |(_, day)| day.max(review.day));
        self.end = Some((review.place(), newest_day));
        if is_timed(review) {
            keep(&mut self.timed, review, ANSWERS_OF_THE_PACE);
        }
        if let (Some(trap), false) = (self.traps[review.card.0 as usize], undone) {
            keep(self.of_traps.entry(trap).or_default(), review, ANSWERS_TOLD);
        }
    }

    /// Ends it; none where it holds nothing.
    pub(crate) fn finish(self) -> Option<EndedPrefix> {
        let (end, newest_day) = self.end?;
        let traps = self.of_traps.into_values().flatten();
        let kept = self.timed.into_iter().chain(traps);
        let kept: BTreeMap<LogPlace, Review> = kept.map(|row| (row.place(), row)).collect();
        Some(EndedPrefix {
            rows: self.rows,
            end,
            newest_day,
            kept: kept.into_values().collect(),
        })
    }
}

/// What a beginning of the log was.
#[derive(Debug)]
pub(crate) struct EndedPrefix {
    /// How many rows it holds.
    pub rows: u64,
    /// Its last row.
    pub end: LogPlace,
    /// The last of its study days.
    pub newest_day: StudyDay,
    /// The rows that are asked for by themselves, in the order of the fold.
    pub kept: Vec<Review>,
}

/// Whether an answer tells how long a showing takes.
pub(crate) fn is_timed(review: &Review) -> bool {
    review.source == Source::Review && review.ms > 0
}

fn keep(kept: &mut VecDeque<Review>, review: &Review, most: usize) {
    if kept.len() == most {
        kept.pop_front();
    }
    kept.push_back(*review);
}

#[cfg(test)]
mod tests;
