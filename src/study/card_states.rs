//! The card states: every card with its memory and its standing on one study day.
//!
//! Cards come from the library, memories and standings from the log; the card states joins the two
//! by name, following renames, and counts what the daily limits need.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::story::{Library, keyed};

use super::allowance::Used;
use super::card::{self, Card, CardGroup, CardKind};
use super::day::StudyDay;
use super::facts::{Facts, FutureRows, is_future};
use super::foreseen::{ForeseenRow, NewestForeseen};
use super::interview;
use super::memories::CardMemories;
use super::prefix::{FoldedPrefix, PackedMemories, PrefixNames};
use super::replay::{Applied, CardMemory};
use super::review::{Mark, MarkKind, Review, RowId, Source};

/// What a person has said about a card, as it stands among the card states's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CardFlags {
    /// Not shown until resumed.
    pub suspended: bool,
    /// Not shown again today.
    pub buried: bool,
    /// Needs work.
    pub flagged: bool,
}

keyed! {
    /// What a program reads as `state`.
    pub CardState {
        /// Never counted.
        New "new",
        /// Its day has not come; also a core that rests.
        Waiting "waiting",
        /// Its day has come.
        Due "due",
        /// Not again today.
        Buried "buried",
        /// Not until resumed.
        Suspended "suspended",
    }
}

/// Counts of the card states' study day, for the limits and the progress line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Showings of source review, repeats too.
    pub shown: Used,
    /// Cards whose first answer ever was such a showing.
    pub new: Used,
}

/// What an answer was to the memory that it met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct MemoryStep {
    /// It moved it.
    pub counted: bool,
    /// It counted, and failed what had passed before.
    pub lapsed: bool,
    /// Its card was never shown before.
    pub is_first: bool,
}

/// All cards on one study day.
#[derive(Debug, Clone)]
pub struct CardStates {
    /// The study day.
    pub day: StudyDay,
    /// The cards, in the order of [`card::deal`].
    pub cards: Vec<Card>,
    /// One memory a card.
    pub memories: CardMemories,
    /// The newest answers of which something was foreseen.
    pub(crate) foreseen: NewestForeseen,
    /// One standing a card.
    pub flags: Vec<CardFlags>,
    /// The day's counts.
    pub tally: Tally,
    /// The day of the next interview after today, if one is planned.
    pub interview: Option<StudyDay>,
    /// The days from today on with an interview, on which nothing is asked unless somebody wants it.
    pub days_off: Vec<StudyDay>,
    /// The cores are shown only on request.
    pub cores_rest: bool,
    /// Story names that the log knows and no file bears, built-in names apart.
    pub orphaned_names: Vec<String>,
    /// Rows of the log dated later than tomorrow, which count nowhere.
    pub future: FutureRows,
    slots: Vec<Option<usize>>,
}

/// Card states being built: it takes the reviews one by one, in the order of the log, so that
/// a long log need not be held.
///
/// Names are met before their first review. Rows of a renamed story fold with the card that
/// bears the history now; rows of a name that no card bears fold among themselves, so that
/// a removed story's past reads the same before and after.
#[derive(Debug)]
pub(crate) struct CardStatesBuilder<'s> {
    library: &'s Library,
    states: CardStates,
    undone: HashSet<RowId>,
    /// Whose memory each of the log's names goes to, see [`Applied::place`].
    places: Vec<usize>,
    /// Story names that a beginning of the log knows and no file bears.
    orphans: BTreeSet<String>,
}

/// The memories of a beginning of the log.
#[derive(Debug)]
pub(crate) struct FoldedPlaces {
    /// How many of the memories are those of cards.
    pub cards: usize,
    /// All of them; none where they cannot be packed.
    pub memories: Option<PackedMemories>,
    /// Which of them each of the names met so far has.
    pub places: Vec<usize>,
    /// The newest answers of which something was foreseen.
    pub foreseen: NewestForeseen,
}

impl<'s> CardStatesBuilder<'s> {
    /// Begins with what the log holds beside reviews, as of the day; the reviews of `facts` are
    /// not looked at.
    pub(crate) fn begin(
        library: &'s Library,
        facts: &Facts,
        day: StudyDay,
    ) -> CardStatesBuilder<'s> {
        let cards = card::deal(library);
        let blank = CardMemories::new(cards.len());
        CardStatesBuilder::with_memories(library, cards, facts, day, blank)
    }

    /// Goes on from a beginning of the log that was folded with these very cards, as they were
    /// [dealt](card::deal), and meets the names behind it. None where `names`, who tells those of the
    /// beginning, is asked and does not know: what a story that is gone came to goes on, too.
    pub(crate) fn resume(
        library: &'s Library,
        cards: Vec<Card>,
        facts: &Facts,
        day: StudyDay,
        (prefix, names): (&FoldedPrefix, impl FnOnce() -> Option<Arc<PrefixNames>>),
    ) -> Option<CardStatesBuilder<'s>> {
        let memories = CardMemories::on(&prefix.memories, cards.len());
        let mut builder = CardStatesBuilder::with_memories(library, cards, facts, day, memories);
        builder.orphans.extend(prefix.orphans.iter().cloned());
        builder.states.foreseen = prefix.foreseen.clone();
        builder.register_names(facts);
        let cards = builder.states.cards.len();
        let goes_on = |review: &Review| builder.places[review.card.0 as usize] >= cards;
        if prefix.memories.count() > cards && facts.reviews.iter().any(goes_on) {
            builder.recall_gone(prefix, &*names()?, facts);
        }
        Some(builder)
    }

    /// Gives the names that no card bears the memories that a beginning has of them.
    fn recall_gone(&mut self, prefix: &FoldedPrefix, names: &PrefixNames, facts: &Facts) {
        let cards = self.states.cards.len();
        let met = facts.names.iter().zip(self.places.iter().copied());
        let gone: HashMap<&str, usize> = met.filter(|(_, place)| *place >= cards).collect();
        for (name, before) in names.iter().filter(|(_, place)| *place >= cards) {
            if let Some(&place) = gone.get(name) {
                *self.states.memories.get_mut(place) = prefix.memories.get(before);
            }
        }
    }

    fn with_memories(
        library: &'s Library,
        cards: Vec<Card>,
        facts: &Facts,
        day: StudyDay,
        memories: CardMemories,
    ) -> CardStatesBuilder<'s> {
        CardStatesBuilder {
            library,
            undone: facts.undone(),
            places: Vec::new(),
            orphans: BTreeSet::new(),
            states: CardStates {
                day,
                flags: vec![CardFlags::default(); cards.len()],
                memories,
                foreseen: NewestForeseen::default(),
                tally: Tally::default(),
                interview: interview::next_day(facts, day),
                days_off: interview::days_off(facts, day),
                cores_rest: card::cores_rest(library),
                orphaned_names: Vec::new(),
                future: facts.future.clone(),
                slots: Vec::new(),
                cards,
            },
        }
    }

    /// Meets the next of the log's names, each before its first review, and tells the card
    /// it belongs to today, if any.
    pub(crate) fn register_name(&mut self, name: &str) -> Option<&Card> {
        let states = &mut self.states;
        let card = find_card(self.library, &states.cards, name);
        states.slots.push(card);
        self.places.push(card.unwrap_or(states.memories.len()));
        if card.is_none() {
            states.memories.push(CardMemory::default());
        }
        card.map(|card| &states.cards[card])
    }

    /// Meets those of the facts' names that it has not met yet.
    fn register_names(&mut self, facts: &Facts) {
        for name in facts.names.since(self.places.len()) {
            self.register_name(name);
        }
    }

    /// What the rows so far come to.
    pub(crate) fn folded(&self) -> FoldedPlaces {
        FoldedPlaces {
            cards: self.states.cards.len(),
            memories: PackedMemories::of(self.states.memories.iter()),
            places: self.places.clone(),
            foreseen: self.states.foreseen.clone(),
        }
    }

    /// Takes the next review in.
    pub(crate) fn apply(&mut self, review: &Review) -> Applied {
        let place = self.places[review.card.0 as usize];
        let states = &mut self.states;
        let undone = !self.undone.is_empty() && self.undone.contains(&review.id);
        let is_future = is_future(review.day, states.day);
        if is_future && !undone {
            states.future.add(review.id, review.day);
        }
        let left_out = undone || is_future;
        let taken = match left_out {
            true => MemoryStep::default(),
            false => states.take(place, review),
        };
        let today = review.source == Source::Review && review.day == states.day;
        if today && !left_out && place < states.cards.len() {
            let own = states.cards[place].is_own();
            states.tally.shown.count(own);
            if taken.is_first {
                states.tally.new.count(own);
            }
        }
        Applied {
            place,
            counted: taken.counted,
            lapsed: taken.lapsed,
            undone,
            left_out,
        }
    }

    /// The card states with all the names and reviews of `facts`.
    pub(crate) fn with(mut self, facts: &Facts) -> CardStates {
        self.register_names(facts);
        for review in &facts.reviews {
            self.apply(review);
        }
        self.finish(facts)
    }

    /// The card states, all reviews being taken in; `facts` holds the names met, in their order.
    pub(crate) fn finish(self, facts: &Facts) -> CardStates {
        let CardStatesBuilder {
            library,
            mut states,
            undone,
            mut orphans,
            ..
        } = self;
        states.memories.truncate(states.cards.len());
        // A name that a card bears is no orphan.
        let names = facts.names.iter().zip(&states.slots);
        let without_card = names.filter(|(_, card)| card.is_none());
        orphans.extend(orphaned_names(library, without_card.map(|(name, _)| name)));
        states.orphaned_names = orphans.into_iter().collect();
        for mark in facts.marks.iter().filter(|mark| !undone.contains(&mark.id)) {
            states.apply_mark(library, mark);
        }
        states
    }
}

impl CardStates {
    /// Lays out the card states.
    pub fn build(library: &Library, facts: &Facts, day: StudyDay) -> CardStates {
        CardStatesBuilder::begin(library, facts, day).with(facts)
    }

    /// Takes one answer to the card of a place in, the newest so far.
    #[inline]
    pub(crate) fn take(&mut self, place: usize, review: &Review) -> MemoryStep {
        let memory = self.memories.get_mut(place);
        let met = *memory;
        let counted = memory.step(review.day, review.quality, review.source);
        let lapsed = memory.lapses > met.lapses;
        if counted && let Some(row) = ForeseenRow::of(review, place, &met) {
            self.foreseen.push(row);
        }
        MemoryStep {
            counted,
            lapsed,
            is_first: met.showings == 0,
        }
    }

    /// Takes one mark in: the newest that names the card or its story holds.
    fn apply_mark(&mut self, library: &Library, mark: &Mark) {
        let today = mark.day == self.day;
        for index in self.named(library, &mark.subject) {
            let flags = &mut self.flags[index];
            match mark.kind {
                MarkKind::Suspend => flags.suspended = true,
                MarkKind::Resume => flags.suspended = false,
                MarkKind::Bury => flags.buried |= today,
                MarkKind::Flag => flags.flagged = true,
                MarkKind::Unflag => flags.flagged = false,
                MarkKind::Told => {}
            }
        }
    }

    /// The cards that a CARD or STORY name means today, renames followed.
    pub fn named(&self, library: &Library, name: &str) -> Vec<usize> {
        if let Some(card) = find_card(library, &self.cards, name) {
            return vec![card];
        }
        let story = library.called(name);
        story.map_or_else(Vec::new, |story| {
            card::of_story(story, &self.cards).collect()
        })
    }

    /// The card of that name, renames followed.
    pub fn find(&self, library: &Library, name: &str) -> Option<usize> {
        find_card(library, &self.cards, name)
    }

    /// What people read for the name of a card or story; a name that nobody bears as it is.
    pub(crate) fn title(&self, library: &Library, name: &str) -> String {
        match self.find(library, name) {
            Some(card) => self.cards[card].title(library),
            None => library.title(name).to_owned(),
        }
    }

    /// The card that each of the log's names belongs to today, by [`Facts::names`].
    pub fn card_of_name(&self) -> &[Option<usize>] {
        &self.slots
    }

    /// What a program reads as `state`.
    #[inline]
    pub fn state(&self, card: usize) -> CardState {
        self.state_by(card, &self.memories.get(card))
    }

    /// The same where its memory is at hand.
    #[inline]
    pub(crate) fn state_by(&self, card: usize, memory: &CardMemory) -> CardState {
        let flags = self.flags[card];
        if flags.suspended {
            CardState::Suspended
        } else if flags.buried {
            CardState::Buried
        } else if self.rests(card) {
            CardState::Waiting
        } else if memory.counted.is_none() {
            CardState::New
        } else if memory.is_due(self.day) {
            CardState::Due
        } else {
            CardState::Waiting
        }
    }

    /// A card of a story of one's own, its traps included.
    #[inline]
    pub fn is_own(&self, card: usize) -> bool {
        self.cards[card].is_own()
    }

    /// Whether there is any card of a story of one's own.
    pub(crate) fn any_own(&self) -> bool {
        self.cards.iter().any(Card::is_own)
    }

    /// A trap card, where none was ever shown.
    pub fn is_first_trap(&self, card: usize) -> bool {
        let is_trap = |card: &Card| matches!(card.kind, CardKind::Trap(_));
        let mut all = self.cards.iter().zip(self.memories.iter());
        is_trap(&self.cards[card])
            && !all.any(|(card, memory)| is_trap(card) && memory.showings > 0)
    }

    /// Predicted recall of a card today, 0 to 1.
    pub fn recall(&self, card: usize) -> f64 {
        self.recall_on(card, self.day)
    }

    /// Predicted recall of a card on a day, 0 to 1.
    pub(crate) fn recall_on(&self, card: usize, day: StudyDay) -> f64 {
        self.recall_of(&self.memories.get(card), day)
    }

    /// Predicted recall on a day of a memory as it could be, 0 to 1: by this person's own scale,
    /// since it is told. What is shown and when goes by plain gaps.
    pub(crate) fn recall_of(&self, memory: &CardMemory, day: StudyDay) -> f64 {
        memory.recall(day, self.day, self.foreseen.own_scale())
    }

    /// An interview takes place today, so nothing is asked unless somebody wants it.
    pub fn day_off(&self) -> bool {
        self.days_off.contains(&self.day)
    }

    /// The first day from that one on on which anything is asked.
    pub(crate) fn asked_from(&self, day: StudyDay) -> StudyDay {
        let is_off = |day: StudyDay| self.days_off.contains(&day);
        (0..)
            .map(|days| day.plus(days))
            .find(|&day| !is_off(day))
            .unwrap_or(day)
    }

    /// A core that is shown only on request.
    #[inline]
    pub fn rests(&self, card: usize) -> bool {
        self.cores_rest && self.cards[card].group == CardGroup::Core
    }
}

/// The card of a name as the log spells it, renames followed.
pub(crate) fn find_card(library: &Library, cards: &[Card], name: &str) -> Option<usize> {
    let (story, kind) = name.split_once('/')?;
    match library.called(story) {
        Some(story) => card::of_kind(story, cards, kind),
        None if story == card::QUESTIONS => card::of_question(library, cards, kind),
        None => None,
    }
}

/// The story names that occur in the log and that no story bears or bore.
pub(crate) fn orphaned_names<'n>(
    library: &Library,
    names: impl Iterator<Item = &'n str>,
) -> Vec<String> {
    let stories: BTreeSet<&str> = names
        .filter_map(|name| name.split_once('/'))
        .map(|(story, _)| story)
        .collect();
    stories
        .into_iter()
        .filter(|&story| ![card::GENERAL_TRAPS, card::QUESTIONS].contains(&story))
        .filter(|story| !story.starts_with("core-"))
        .filter(|&story| library.find(story).is_none() && library.current_name(story).is_none())
        .map(str::to_owned)
        .collect()
}
