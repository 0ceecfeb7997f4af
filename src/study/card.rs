//! Cards: what is asked of each story, and under which name it is remembered.
//!
//! Cards are dealt from the stories each time and stored nowhere. A card's name is its
//! story's name and a word for the kind, so no change of wording can lose its past.

use std::ops::Range;

use crate::story::bank::BankQuestion;
use crate::story::parts::StoryParts;
use crate::story::{Beat, Library, OptIn, Story, StoryEntry, Trap};

/// What a card asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CardKind {
    /// The decision that turned out wrong.
    Action,
    /// The durable change.
    Learning,
    /// The consequence, with its number (opt-in).
    Result,
    /// The first sentence (opt-in).
    Opening,
    /// The hand-off to the role (opt-in).
    Closing,
    /// The first draft of the Action, to be said with the decision named.
    SayItBetter,
    /// Which trap is this line, or is it fine?
    Trap(Trap),
    /// Which story answers this question (opt-in)?
    Question,
}

impl CardKind {
    /// The part of the card's name after the story.
    pub fn suffix(self) -> String {
        match self {
            CardKind::Trap(trap) => format!("trap/{trap}"),
            kind => kind.key().to_owned(),
        }
    }

    /// What a person calls it, behind a story's title.
    pub(crate) fn label(self) -> String {
        match self {
            CardKind::Action => "Action".to_owned(),
            CardKind::Learning => "Learning".to_owned(),
            CardKind::Result => "Result".to_owned(),
            CardKind::Opening => "Opening".to_owned(),
            CardKind::Closing => "Closing".to_owned(),
            CardKind::SayItBetter => "Say it better".to_owned(),
            CardKind::Trap(trap) => format!("trap: {}", trap.in_words()),
            CardKind::Question => "Question".to_owned(),
        }
    }

    /// The word for the kind in JSON and tables.
    pub fn key(self) -> &'static str {
        match self {
            CardKind::Action => "action",
            CardKind::Learning => "learning",
            CardKind::Result => "result",
            CardKind::Opening => "opening",
            CardKind::Closing => "closing",
            CardKind::SayItBetter => "say-it-better",
            CardKind::Trap(_) => "trap",
            CardKind::Question => "question",
        }
    }
}

/// The order of today's list: own stories first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardGroup {
    /// A story of one's own.
    Own,
    /// The four general traps.
    Traps,
    /// A sample core.
    Core,
    /// The questions of the bank.
    Questions,
}

/// The name of the built-in story that holds the general traps.
pub(crate) const GENERAL_TRAPS: &str = "traps";

/// What the names of question cards begin with.
pub(crate) const QUESTIONS: &str = "question";

/// What all questions go under, wherever they stand.
const QUESTION_DECK: &str = "questions";

/// Own stories with both cards from which on the cores rest.
pub(crate) const OWN_STORIES_THAT_REST_THE_CORES: usize = 3;

/// One card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card {
    /// What it asks for.
    pub kind: CardKind,
    /// Whose turn it is in today's list.
    pub group: CardGroup,
    /// Its story's place, or the question's. Half as wide as a place: there may be a hundred
    /// thousand of them.
    place: u32,
}

impl Card {
    /// The place in [`Library::stories`] of the story it is dealt from; none for a question.
    #[inline]
    pub fn story_place(&self) -> Option<usize> {
        (self.group != CardGroup::Questions).then_some(self.place as usize)
    }

    /// The question that it asks.
    pub(crate) fn question<'s>(&self, library: &'s Library) -> Option<&'s BankQuestion> {
        let is_it = self.group == CardGroup::Questions;
        is_it.then(|| &library.asked[self.place as usize])
    }

    /// `STORY/action`, `STORY/trap/KEY`, `traps/KEY`, `question/KEY` ...
    pub fn name(&self, library: &Library) -> String {
        match (self.entry(library), self.kind) {
            (Some(_), CardKind::Trap(trap)) if self.group == CardGroup::Traps => {
                format!("{GENERAL_TRAPS}/{trap}")
            }
            (Some(entry), kind) => format!("{}/{}", entry.id(), kind.suffix()),
            (None, _) => format!("{QUESTIONS}/{}", library.asked[self.place as usize].key),
        }
    }

    /// Whether its name ends in `kind`, the words behind the story's name.
    fn is_of_kind(&self, kind: &str) -> bool {
        match (self.group, self.kind) {
            (CardGroup::Traps, CardKind::Trap(trap)) => kind == trap.key(),
            (_, CardKind::Trap(trap)) => kind.strip_prefix("trap/") == Some(trap.key()),
            (_, other) => kind == other.key(),
        }
    }

    /// The story's name; none for a general trap and for a question.
    pub fn story_id<'s>(&self, library: &'s Library) -> Option<&'s str> {
        let entry = self.entry(library)?;
        (self.group != CardGroup::Traps).then(|| entry.id())
    }

    /// The outline of the story it is dealt from; none for a question.
    #[inline]
    pub(crate) fn entry<'s>(&self, library: &'s Library) -> Option<StoryEntry<'s>> {
        self.story_place().map(|place| library.entry(place))
    }

    /// The story it is dealt from, with its words; none for a question.
    pub fn story<'s>(&self, library: &'s Library) -> Option<&'s Story> {
        self.entry(library).map(StoryEntry::story)
    }

    /// The deck it comes from; of every question the bank.
    pub(crate) fn deck_name<'s>(&self, library: &'s Library) -> &'s str {
        let entry = self.entry(library);
        entry.map_or(QUESTION_DECK, |entry| entry.deck().name.as_str())
    }

    /// Whether it is of a story of one's own, its traps included.
    pub(crate) fn is_own(&self) -> bool {
        self.group == CardGroup::Own
    }

    /// `Nine days late, Action`: what people read where programs read its name.
    pub(crate) fn title(&self, library: &Library) -> String {
        match (self.entry(library), self.kind) {
            (Some(_), CardKind::Trap(trap)) if self.group == CardGroup::Traps => {
                format!("Trap: {}", trap.in_words())
            }
            (Some(entry), kind) => format!("{}, {}", entry.title(), kind.label()),
            (None, _) => library.asked[self.place as usize].wording.clone(),
        }
    }

    /// Two cards of one story, which should not follow each other. General traps and questions are
    /// nobody's siblings.
    pub fn is_sibling(&self, other: &Card) -> bool {
        let has_siblings = !matches!(self.group, CardGroup::Traps | CardGroup::Questions);
        has_siblings && self.group == other.group && self.place == other.place
    }
}

/// All cards of the library: own stories, general traps, cores, each in deck order; then the
/// questions that are asked.
pub(crate) fn deal(library: &Library) -> Vec<Card> {
    // Most stories have two.
    let mut cards = Vec::with_capacity(2 * library.stories().len());
    let mut others = [Vec::new(), Vec::new()];
    for (place, (deck, parts)) in (0..).zip(library.parts()) {
        let card = |group, kind| Card { kind, group, place };
        // Most stories have these two cards, and there may be fifty thousand of them.
        let is_own = !library.decks[deck].builtin && !parts.is_core();
        if is_own && parts.has_both_cards() && parts.has_no_more_cards() {
            cards.push(card(CardGroup::Own, CardKind::Action));
            cards.push(card(CardGroup::Own, CardKind::Learning));
            continue;
        }
        let group = group_of(library.entry(place as usize));
        let of_group = match group {
            CardGroup::Own => &mut cards,
            CardGroup::Traps => &mut others[0],
            CardGroup::Core | CardGroup::Questions => &mut others[1],
        };
        let kinds = kinds(parts, group == CardGroup::Traps);
        of_group.extend(kinds.map(|kind| card(group, kind)));
    }
    cards.extend(others.concat());
    cards.extend((0..library.asked.len() as u32).map(|place| Card {
        kind: CardKind::Question,
        group: CardGroup::Questions,
        place,
    }));
    cards
}

/// The card of a question among all that were [dealt](deal), by its key.
pub(crate) fn of_question(library: &Library, cards: &[Card], key: &str) -> Option<usize> {
    let asked = &library.asked;
    let place = asked
        .iter()
        .position(|question| question.key.as_str() == key)?;
    Some(cards.len() - asked.len() + place)
}

/// The cards of a story among all that were [dealt](deal).
pub(crate) fn of_story(story: StoryEntry<'_>, cards: &[Card]) -> Range<usize> {
    let key = (group_of(story), story.place() as u32);
    let is_before = |card: &Card| (card.group, card.place) < key;
    // Where every story before it has two.
    let likely = 2 * story.place();
    let is_first = |place: usize| {
        let (before, from) = cards.split_at_checked(place).unwrap_or_default();
        before.last().is_none_or(is_before) && from.first().is_some_and(|card| !is_before(card))
    };
    let first = match is_first(likely) {
        true => likely,
        false => cards.partition_point(is_before),
    };
    let of_it = cards[first..].iter();
    let count = of_it
        .take_while(|card| (card.group, card.place) == key)
        .count();
    first..first + count
}

/// The card of a story whose name ends in `kind`, among all that were [dealt](deal).
pub(crate) fn of_kind(story: StoryEntry<'_>, cards: &[Card], kind: &str) -> Option<usize> {
    of_story(story, cards).find(|&card| cards[card].is_of_kind(kind))
}

/// Whether so many own stories have both cards that the cores are shown only on request.
pub(crate) fn cores_rest(library: &Library) -> bool {
    library
        .own()
        .filter(|entry| entry.parts().has_both_cards())
        .take(OWN_STORIES_THAT_REST_THE_CORES)
        .count()
        >= OWN_STORIES_THAT_REST_THE_CORES
}

/// Whether the name of a card is that of a trap, whoever bears it.
pub(crate) fn is_of_trap(name: &str) -> bool {
    let (story, kind) = name.split_once('/').unwrap_or((name, ""));
    story == GENERAL_TRAPS || kind.starts_with("trap/")
}

fn group_of(entry: StoryEntry<'_>) -> CardGroup {
    let general = entry.deck().builtin && entry.id() == GENERAL_TRAPS;
    match (general, entry.parts().is_core()) {
        (true, _) => CardGroup::Traps,
        (false, true) => CardGroup::Core,
        (false, false) => CardGroup::Own,
    }
}

/// Whether a story of one's own has a card of that kind.
pub(crate) fn has(story: &Story, kind: CardKind) -> bool {
    kinds(StoryParts::of(story), false).any(|there| there == kind)
}

/// The kinds that a story with these parts has cards of. A draft has none.
fn kinds(parts: StoryParts, general: bool) -> impl Iterator<Item = CardKind> {
    let has_action = parts.has(Beat::Action);
    let has_result = parts.has(Beat::Result);
    let beats = [
        (CardKind::Action, has_action),
        (CardKind::Learning, parts.has(Beat::Learning)),
        (CardKind::Result, parts.asks(OptIn::Result) && has_result),
        (CardKind::Opening, parts.has_opening()),
        (
            CardKind::Closing,
            parts.asks(OptIn::Closing) && parts.has_closing(),
        ),
        (CardKind::SayItBetter, parts.has_first_draft() && has_action),
    ];
    let beats = beats.into_iter();
    let beats = beats.filter_map(|(kind, there)| there.then_some(kind));
    let traps = Trap::ALL.into_iter();
    let traps = traps.filter(move |trap| parts.has_trap(*trap));
    let has_any = general || !parts.is_draft();
    let kinds = beats.chain(traps.map(CardKind::Trap));
    kinds.filter(move |_| has_any)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::tests::library_of;

    /// Stories with two cards, with more, with one and with none, in any order.
    #[test]
    fn the_cards_of_a_story_are_those_dealt_from_it() {
        const STORIES: [&str; 4] = [
            "## Action\nA.\n## Learning\nL.\n",
            "## Action\nA.\n## Learning\nL.\n## Traps\n- deflection: \"T.\"\n",
            "## Situation\nS.\n",
            "core: yes\n## Action\nA.\n## Learning\nL.\n",
        ];
        for order in ["0001", "01000", "3000", "2010203", "2", "030"] {
            let digits = order.bytes().map(|digit| usize::from(digit - b'0'));
            let stories = digits.enumerate().map(|(place, story)| {
                let body = STORIES[story];
                format!("# S{place}\nid: s{place}\n{body}\n")
            });
            let library = library_of(&stories.collect::<String>());
            let cards = deal(&library);
            for story in library.stories() {
                let dealt = |&card: &usize| cards[card].story_place() == Some(story.place());
                let dealt: Vec<usize> = (0..cards.len()).filter(dealt).collect();
                let found: Vec<usize> = of_story(story, &cards).collect();
                assert_eq!(found, dealt, "{order}, {}", story.id());
            }
        }
    }
}
