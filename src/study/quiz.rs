//! The trap quiz: a line, five answers, one of them right.
//!
//! Chance comes in as a generator that the caller seeded; nothing here draws its own.

use rand::RngExt;
use rand::seq::{IndexedRandom, SliceRandom};

use crate::story::{Library, Trap, TrapLine};

use super::card::{Card, GENERAL_TRAPS};
use super::review::Quality;

/// One showing in so many is a fine line.
const FINE_ONE_IN: u32 = 4;

/// Up to this many milliseconds a right answer counts as easy.
pub(crate) const QUICK_ANSWER_MS: u32 = 6_000;

/// What a person may answer: one of the traps, or that the line is fine.
pub(crate) type Choice = Option<Trap>;

/// One showing of a trap card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quiz {
    /// The line to judge.
    pub line: String,
    /// Why it sinks the answer, or why it does not.
    pub why: Option<String>,
    /// How to say it instead.
    pub instead: Option<String>,
    /// The right answer.
    pub right: Choice,
    /// The answers in the order to show them.
    pub choices: Vec<Choice>,
}

impl Quiz {
    /// Draws a line for a trap card; none if the story has no line for it.
    pub(crate) fn draw(
        library: &Library,
        card: &Card,
        trap: Trap,
        rng: &mut impl RngExt,
    ) -> Option<Quiz> {
        let weak = lines(&card.story(library).traps, trap);
        // Fine lines come from the general deck, whoever's trap is asked.
        let general = library.find(GENERAL_TRAPS).map(|entry| &entry.story);
        let fine = general.map_or_else(Vec::new, |story| lines(&story.fine_lines, trap));
        let show_fine = !fine.is_empty() && rng.random_ratio(1, FINE_ONE_IN);
        let line = if show_fine {
            fine.choose(rng)?
        } else {
            weak.choose(rng)?
        };
        let mut choices: Vec<Choice> = Trap::ALL.into_iter().map(Some).chain([None]).collect();
        choices.shuffle(rng);
        Some(Quiz {
            line: line.line.clone(),
            why: line.why.clone(),
            instead: line.instead.clone(),
            right: (!show_fine).then_some(trap),
            choices,
        })
    }

    /// The quality of an answer: 5 if right within six seconds, else 4; wrong is 1. Where
    /// answers are typed and read aloud the time says nothing, so `timed` is false there.
    pub(crate) fn judge(&self, answer: Choice, ms: u32, timed: bool) -> Quality {
        match answer == self.right {
            true if timed && ms <= QUICK_ANSWER_MS => Quality::EASY,
            true => Quality::GOOD,
            false => Quality::AGAIN,
        }
    }
}

/// What a person reads in the menu.
pub fn label(choice: Choice) -> &'static str {
    choice.map_or("none: fine as it is", Trap::label)
}

fn lines(lines: &[TrapLine], trap: Trap) -> Vec<&TrapLine> {
    lines.iter().filter(|line| line.trap == trap).collect()
}
