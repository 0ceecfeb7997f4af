//! The memories of all cards: those of a beginning of the log as they lie there, and beside them
//! those that have changed since.
//!
//! A hundred thousand memories are not unpacked to look at some of them, and to look at all of
//! them one by one costs less than the pages they would lie in.

use std::collections::BTreeMap;
use std::fmt;

use super::prefix::PackedMemories;
use super::replay::CardMemory;

/// One memory a card.
#[derive(Clone, Default)]
pub struct CardMemories {
    /// The first ones, as they were.
    packed: PackedMemories,
    /// How many of these count.
    from_packed: usize,
    /// A bit for each of these: it has changed since.
    is_changed: Vec<u64>,
    /// Those that have.
    changed: BTreeMap<usize, CardMemory>,
    /// The others.
    rest: Vec<CardMemory>,
}

impl CardMemories {
    /// So many of cards that were never answered.
    pub(crate) fn new(count: usize) -> CardMemories {
        CardMemories {
            rest: vec![CardMemory::default(); count],
            ..CardMemories::default()
        }
    }

    /// The first so many of a beginning.
    pub(crate) fn on(packed: &PackedMemories, count: usize) -> CardMemories {
        let from_packed = packed.count().min(count);
        CardMemories {
            packed: packed.clone(),
            from_packed,
            is_changed: vec![0; from_packed.div_ceil(64)],
            changed: BTreeMap::new(),
            rest: vec![CardMemory::default(); count - from_packed],
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.from_packed + self.rest.len()
    }

    /// That of a place.
    #[inline]
    pub(crate) fn get(&self, place: usize) -> CardMemory {
        match place.checked_sub(self.from_packed) {
            Some(place) => self.rest[place],
            None if self.has_changed(place) => self.changed[&place],
            None => self.packed.get(place),
        }
    }

    /// That of a place, to be changed.
    pub(crate) fn get_mut(&mut self, place: usize) -> &mut CardMemory {
        match place.checked_sub(self.from_packed) {
            Some(place) => &mut self.rest[place],
            None => {
                self.is_changed[place / 64] |= 1 << (place % 64);
                let packed = &self.packed;
                let changed = self.changed.entry(place);
                changed.or_insert_with(|| packed.get(place))
            }
        }
    }

    #[inline]
    fn has_changed(&self, place: usize) -> bool {
        self.is_changed[place / 64] >> (place % 64) & 1 == 1
    }

    /// Puts one more behind the others.
    pub(crate) fn push(&mut self, memory: CardMemory) {
        self.rest.push(memory);
    }

    /// Leaves the first so many, no fewer than those of the beginning.
    pub(crate) fn truncate(&mut self, count: usize) {
        self.rest.truncate(count.saturating_sub(self.from_packed));
    }

    /// One after the other.
    pub(crate) fn iter(&self) -> impl Iterator<Item = CardMemory> {
        (0..self.len()).map(|place| self.get(place))
    }
}

impl From<Vec<CardMemory>> for CardMemories {
    fn from(rest: Vec<CardMemory>) -> CardMemories {
        CardMemories {
            rest,
            ..CardMemories::default()
        }
    }
}

impl PartialEq for CardMemories {
    fn eq(&self, other: &CardMemories) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for CardMemories {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::day::StudyDay;
    use crate::study::review::{Quality, Source};
    use proptest::prelude::*;

    proptest! {
        /// Whatever of them lies packed, they change and grow as a list does.
        #[test]
        fn they_are_a_list(
            before in prop::collection::vec(any::<bool>(), 0..200),
            count in 0..220_usize,
            steps in prop::collection::vec((0..220_usize, 1..400_i32), 0..60),
            pushed in 0..4_usize,
        ) {
            let step = |memory: &mut CardMemory, day| {
                memory.step(StudyDay::from_number(day), Quality::GOOD, Source::Review)
            };
            let mut list = vec![CardMemory::default(); before.len()];
            for (memory, _) in list.iter_mut().zip(&before).filter(|(_, answered)| **answered) {
                step(memory, 1);
            }
            let packed = PackedMemories::of(list.iter().copied()).unwrap();
            list.resize(count, CardMemory::default());
            let mut memories = CardMemories::on(&packed, count);
            for _ in 0..pushed {
                list.push(CardMemory::default());
                memories.push(CardMemory::default());
            }
            for (place, day) in steps.into_iter().filter(|(place, _)| *place < count + pushed) {
                let moved = step(memories.get_mut(place), day);
                prop_assert_eq!(moved, step(&mut list[place], day));
                prop_assert_eq!(memories.get(place), list[place]);
            }
            prop_assert_eq!(&memories, &CardMemories::from(list.clone()));
            memories.truncate(count);
            list.truncate(count);
            prop_assert_eq!(memories.iter().collect::<Vec<_>>(), list);
        }
    }
}
