//! Cards: what is asked of each story, and under which name it is remembered.
//!
//! Cards are dealt from the stories each time and stored nowhere. A card's name is its
//! story's name and a word for the kind, so no change of wording can lose its past.

use crate::story::sort;
use crate::story::{Beat, OptIn, Shelf, Shelved, Story, StoryId, Trap};

/// What a card asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
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
}

impl Kind {
    /// The part of the card's name after the story.
    pub fn suffix(self) -> String {
        match self {
            Kind::Action => "action".to_owned(),
            Kind::Learning => "learning".to_owned(),
            Kind::Result => "result".to_owned(),
            Kind::Opening => "opening".to_owned(),
            Kind::Closing => "closing".to_owned(),
            Kind::SayItBetter => "say-it-better".to_owned(),
            Kind::Trap(trap) => format!("trap/{trap}"),
        }
    }

    /// The word for the kind in JSON and tables.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Action => "action",
            Kind::Learning => "learning",
            Kind::Result => "result",
            Kind::Opening => "opening",
            Kind::Closing => "closing",
            Kind::SayItBetter => "say-it-better",
            Kind::Trap(_) => "trap",
        }
    }
}

/// The order of today's list: own stories first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// A story of one's own.
    Own,
    /// The four general traps.
    Traps,
    /// A sample core.
    Core,
}

/// The name of the built-in story that holds the general traps.
pub const GENERAL_TRAPS: &str = "traps";

/// Own stories with both cards from which on the cores rest.
pub const OWN_STORIES_THAT_REST_THE_CORES: usize = 3;

/// One card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// `STORY/action`, `STORY/trap/KEY`, `traps/KEY` ...
    pub name: String,
    /// What it asks for.
    pub kind: Kind,
    /// Whose turn it is in today's list.
    pub group: Group,
    /// The story it is dealt from, by its place in [`Shelf::stories`].
    pub story: usize,
}

impl Card {
    /// The story's name; none for a general trap.
    pub fn story_id<'s>(&self, shelf: &'s Shelf) -> Option<&'s StoryId> {
        (self.group != Group::Traps).then(|| &shelf.stories[self.story].story.id)
    }

    /// The story it is dealt from.
    pub fn story<'s>(&self, shelf: &'s Shelf) -> &'s Story {
        &shelf.stories[self.story].story
    }

    /// Two cards of one story, which should not follow each other. General traps are
    /// nobody's siblings.
    pub fn is_sibling(&self, other: &Card) -> bool {
        self.group != Group::Traps && self.group == other.group && self.story == other.story
    }
}

/// All cards of the shelf: own stories, general traps, cores, each in deck order.
pub fn deal(shelf: &Shelf) -> Vec<Card> {
    let mut cards: Vec<Card> = shelf
        .stories
        .iter()
        .enumerate()
        .flat_map(|(index, shelved)| deal_story(shelf, index, shelved))
        .collect();
    sort::by_key(&mut cards, |card| card.group);
    cards
}

/// Whether so many own stories have both cards that the cores are shown only on request.
pub fn cores_rest(shelf: &Shelf) -> bool {
    shelf
        .own()
        .filter(|shelved| has_both_cards(&shelved.story))
        .count()
        >= OWN_STORIES_THAT_REST_THE_CORES
}

/// Decision and change are both written.
pub fn has_both_cards(story: &Story) -> bool {
    story.beat(Beat::Action).is_some() && story.beat(Beat::Learning).is_some()
}

fn deal_story(shelf: &Shelf, index: usize, shelved: &Shelved) -> Vec<Card> {
    let story = &shelved.story;
    let general = shelf.deck_of(shelved).builtin && story.id.as_str() == GENERAL_TRAPS;
    let group = match (general, story.core) {
        (true, _) => Group::Traps,
        (false, true) => Group::Core,
        (false, false) => Group::Own,
    };
    kinds(story, general)
        .into_iter()
        .map(|kind| Card {
            name: match kind {
                Kind::Trap(trap) if general => format!("{GENERAL_TRAPS}/{trap}"),
                _ => format!("{}/{}", story.id, kind.suffix()),
            },
            kind,
            group,
            story: index,
        })
        .collect()
}

/// Whether a story of one's own has a card of that kind.
pub fn has(story: &Story, kind: Kind) -> bool {
    kinds(story, false).contains(&kind)
}

/// The kinds that a story has cards of. A draft has none.
fn kinds(story: &Story, general: bool) -> Vec<Kind> {
    if story.is_draft() && !general {
        return Vec::new();
    }
    let has = |beat| story.beat(beat).is_some();
    let asked = |kind| story.opt_in.contains(&kind);
    let beats = [
        (Kind::Action, has(Beat::Action)),
        (Kind::Learning, has(Beat::Learning)),
        (Kind::Result, asked(OptIn::Result) && has(Beat::Result)),
        (
            Kind::Opening,
            asked(OptIn::Opening) && story.opening().is_some(),
        ),
        (
            Kind::Closing,
            asked(OptIn::Closing) && !story.closings.is_empty(),
        ),
        (
            Kind::SayItBetter,
            story.first_draft.is_some() && has(Beat::Action),
        ),
    ];
    let traps = Trap::ALL
        .into_iter()
        .filter(|&trap| story.traps.iter().any(|line| line.trap == trap));
    beats
        .into_iter()
        .filter_map(|(kind, there)| there.then_some(kind))
        .chain(traps.map(Kind::Trap))
        .collect()
}
