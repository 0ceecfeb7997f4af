//! The trap quiz: a line, five answers, one of them right.
//!
//! Chance comes in as a generator that the caller seeded; nothing here draws its own.

use std::collections::HashSet;
use std::ops::Range;

use rand::RngExt;
use rand::seq::{IndexedRandom, SliceRandom};

use crate::story::{Library, Trap, TrapLine};

use super::card::{Card, CardKind, GENERAL_TRAPS};
use super::card_states::CardStates;
use super::facts::Facts;
use super::prefix::ANSWERS_TOLD;
use super::review::{Quality, RowId};

/// One showing in so many is a fine line.
const FINE_ONE_IN: u32 = 4;

/// Up to this many milliseconds a right answer counts as easy.
pub(crate) const QUICK_ANSWER_MS: u32 = 6_000;

/// What a person may answer: one of the traps, or that the line is fine.
pub(crate) type Choice = Option<Trap>;

/// One showing of a trap card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quiz {
    /// Which trap's card it is: the line falls into it, or only looks like it.
    pub trap: Trap,
    /// The line to judge.
    pub line: String,
    /// Where the line gives itself away, in bytes.
    pub giveaways: Vec<Range<usize>>,
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
        let weak = lines(&card.story(library)?.traps, trap);
        // Fine lines come from the general deck, whoever's trap is asked.
        let general = library.find(GENERAL_TRAPS).map(|entry| entry.story());
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
            trap,
            line: line.line.clone(),
            giveaways: line.giveaways.clone(),
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

/// How it went with a trap lately, whatever card asked: how many answers were right, of how
/// many; at most the newest five, those taken back left out.
pub(crate) fn lately(
    library: &Library,
    states: &CardStates,
    facts: &Facts,
    trap: Trap,
) -> (usize, usize) {
    let is_of_trap = |name: &str| {
        let card = states.find(library, name);
        card.is_some_and(|card| states.cards[card].kind == CardKind::Trap(trap))
    };
    let names: Vec<bool> = facts.names.iter().map(is_of_trap).collect();
    let undone: HashSet<RowId> = facts.undone();
    let newest = facts
        .newest_reviews()
        .filter(|row| names[row.card.0 as usize] && !undone.contains(&row.id));
    let newest = newest.take(ANSWERS_TOLD);
    let right: Vec<bool> = newest.map(|row| row.quality.is_pass()).collect();
    (right.iter().filter(|&&right| right).count(), right.len())
}

/// What a person reads in the menu.
pub fn label(choice: Choice) -> &'static str {
    choice.map_or("no trap: fine as it is", Trap::label)
}

fn lines(lines: &[TrapLine], trap: Trap) -> Vec<&TrapLine> {
    lines.iter().filter(|line| line.trap == trap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::review::Source;
    use crate::study::tests::{SampleLog, library};

    #[test]
    fn the_newest_five_answers_tell_how_a_trap_goes() {
        let general = "traps/deflection";
        let told = |log: &SampleLog, trap| lately(&library(), &log.states(), &log.facts, trap);
        let log = SampleLog::of(&[
            (general, -9, 1),
            (general, -8, 1),
            (general, -7, 4),
            ("alpha/action", -6, 1),
            (general, -5, 4),
        ]);
        assert_eq!(told(&log, Trap::Deflection), (2, 4));
        assert_eq!(told(&log, Trap::NoNumber), (0, 0));
        let log = log
            .and(general, -4, 5, Source::Practice)
            .and(general, -3, 1, Source::Review);
        assert_eq!(told(&log, Trap::Deflection), (3, 5));
        assert_eq!(told(&log.undo(), Trap::Deflection), (3, 5));
    }
}
