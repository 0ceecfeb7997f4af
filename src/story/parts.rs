//! Which parts a story has, without their words.
//!
//! Enough to know its cards, whether it is a draft and which kind of failure it tells.

use super::model::{Beat, Miss, OptIn, Story, Trap};

/// Which parts a story has: one bit each, so that a column of them is small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct StoryParts(u32);

/// Where the bits of the kinds of card that are asked for begin, behind those of the beats.
const ASKED: u32 = Beat::ALL.len() as u32;

/// Where the bits of the traps begin.
const TRAPS: u32 = ASKED + OptIn::ALL.len() as u32;

/// Where the kind of failure stands: two bits, of which 0 is none.
const MISS: u32 = TRAPS + Trap::ALL.len() as u32;

/// The single bits behind them.
const CORE: u32 = MISS + 2;
const FIRST_DRAFT: u32 = CORE + 1;
const CLOSING: u32 = CORE + 2;
const OPENING: u32 = CORE + 3;

impl StoryParts {
    /// The parts of a story.
    pub(crate) fn of(story: &Story) -> StoryParts {
        let beats = story.beats.iter().map(|text| text.beat as u32);
        let asked = story.opt_in.iter().map(|kind| ASKED + *kind as u32);
        let traps = story.traps.iter().map(|line| TRAPS + line.trap as u32);
        // A first sentence takes a while to find, and nobody else asks for it.
        let opening = story.opt_in.contains(&OptIn::Opening) && story.opening().is_some();
        let single = [
            (CORE, story.core),
            (FIRST_DRAFT, story.first_draft.is_some()),
            (CLOSING, !story.closings.is_empty()),
            (OPENING, opening),
        ];
        let single = single.into_iter().filter_map(|(bit, is)| is.then_some(bit));
        let bits = beats.chain(asked).chain(traps).chain(single);
        let miss = story.miss.map_or(0, |miss| miss as u32 + 1) << MISS;
        StoryParts(bits.fold(miss, |all, bit| all | 1 << bit))
    }

    /// The parts that were told as a number by [`StoryParts::bits`].
    #[inline]
    pub(crate) fn from_bits(bits: u32) -> StoryParts {
        StoryParts(bits)
    }

    /// One bit for each part, as a number.
    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    fn is_set(self, bit: u32) -> bool {
        self.0 & (1 << bit) != 0
    }

    /// Whether a beat has words.
    #[inline]
    pub(crate) fn has(self, beat: Beat) -> bool {
        self.is_set(beat as u32)
    }

    /// Whether it asks for cards of that kind.
    pub(crate) fn asks(self, kind: OptIn) -> bool {
        self.is_set(ASKED + kind as u32)
    }

    /// Whether it has a line for a trap.
    pub(crate) fn has_trap(self, trap: Trap) -> bool {
        self.is_set(TRAPS + trap as u32)
    }

    /// Whether it asks for a card of its first sentence, and has one.
    pub(crate) fn has_opening(self) -> bool {
        self.is_set(OPENING)
    }

    /// Whether it has a closing, for whatever role.
    pub(crate) fn has_closing(self) -> bool {
        self.is_set(CLOSING)
    }

    /// Whether it has a first draft.
    pub(crate) fn has_first_draft(self) -> bool {
        self.is_set(FIRST_DRAFT)
    }

    /// A sample core.
    #[inline]
    pub(crate) fn is_core(self) -> bool {
        self.is_set(CORE)
    }

    /// Decision and change are both written.
    #[inline]
    pub(crate) fn has_both_cards(self) -> bool {
        self.has(Beat::Action) && self.has(Beat::Learning)
    }

    /// Neither a first draft, a trap nor anything that it asks for makes one more card of it.
    #[inline]
    pub(crate) fn has_no_more_cards(self) -> bool {
        let asked_and_traps = (1 << MISS) - (1 << ASKED);
        self.0 & (asked_and_traps | 1 << FIRST_DRAFT) == 0
    }

    /// Neither decision nor change is written yet: no cards.
    pub(crate) fn is_draft(self) -> bool {
        !self.has(Beat::Action) && !self.has(Beat::Learning)
    }

    /// Which of the three kinds of failure it tells.
    pub(crate) fn miss(self) -> Option<Miss> {
        let place = (self.0 >> MISS & 3).checked_sub(1)?;
        Miss::ALL.get(place as usize).copied()
    }
}
