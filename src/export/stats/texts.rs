//! The words behind the statistics, for those who ask for them.

use crate::story::{Library, text};
use crate::study::card::{Card, CardKind};
use crate::study::card_sides;
use crate::study::card_states::CardStates;
use crate::study::report::GroupReport;

/// What `--with-text` adds to the report.
pub(crate) struct Texts<'s> {
    /// The titles of the library's stories.
    titles: Vec<&'s str>,
    /// One entry a card of the card states.
    pub cards: Vec<CardText<'s>>,
}

/// The words of one card.
pub(crate) struct CardText<'s> {
    /// Its story's title.
    pub title: &'s str,
    /// The points that must be said.
    pub points: Vec<String>,
    /// What is shown after the attempt, as plain text; of a trap its lines.
    pub text: String,
}

impl<'s> Texts<'s> {
    /// The words behind a report.
    pub(crate) fn gather(library: &'s Library, states: &CardStates) -> Texts<'s> {
        let titles = library.stories().map(|s| s.title()).collect();
        let cards = states
            .cards
            .iter()
            .map(|card| card_text(library, card))
            .collect();
        Texts { titles, cards }
    }

    /// The title of a story by its place in the library.
    pub(crate) fn title(&self, story: &GroupReport) -> &'s str {
        self.titles[story.place]
    }
}

fn card_text<'s>(library: &'s Library, card: &Card) -> CardText<'s> {
    let story = card.story(library);
    let back = card_sides::back(library, card, None);
    let text = match (card.kind, story) {
        (CardKind::Trap(trap), Some(story)) => {
            let lines = story.traps.iter().filter(|line| line.trap == trap);
            let lines: Vec<&str> = lines.map(|line| line.line.as_str()).collect();
            lines.join("\n")
        }
        _ => text::plain(&back.markdown),
    };
    CardText {
        title: story.map_or("", |story| &story.title),
        points: back.points,
        text,
    }
}
