//! What is worth five minutes on a day on which nothing is due and an interview is ahead.
//!
//! Nothing of it moves the schedule: a run is told aloud, a weak card is practised.

use crate::story::{Library, StoryId};

use super::card_states::{CardState, CardStates};
use super::day::StudyDay;
use super::facts::Facts;
use super::target::InterviewTarget;
use super::{forecast, readiness, run};

/// What could be done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SparePractice {
    /// The story of the interview that was told aloud least lately, and when.
    pub run: Option<(StoryId, Option<StudyDay>)>,
    /// The card of the interview that is recalled least on its day, by its place among the card
    /// states, and that recall, 0 to 1.
    pub weakest: Option<(usize, f64)>,
}

/// Works it out; ties in the order of the decks.
pub(crate) fn spare_practice(
    library: &Library,
    facts: &Facts,
    states: &CardStates,
    aimed: &InterviewTarget,
) -> SparePractice {
    let told = run::last_told(library, facts);
    let stories = forecast::in_plan(library, states, aimed).map(|(story, _)| story);
    let run = stories
        .map(|story| (story, told.get(story.id()).copied()))
        .min_by_key(|(_, last)| *last)
        .map(|(story, last)| (story.to_id(), last));
    let can_be_practised = |card: &usize| {
        let waits = states.state(*card) == CardState::Waiting && !states.rests(*card);
        waits && aimed.wanted_cards[*card]
    };
    let weakest = (0..states.cards.len())
        .filter(can_be_practised)
        .filter_map(|card| Some((card, readiness::of_card(states, card)?.on_day)))
        .min_by(|(_, one), (_, other)| one.total_cmp(other));
    SparePractice { run, weakest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::target::target;
    use crate::study::tests::{SampleLog, library};

    #[test]
    fn the_story_least_told_and_the_card_least_recalled_are_offered() {
        let library = library();
        let log = SampleLog::of(&[
            ("alpha/action", 0, 5),
            ("alpha/learning", 0, 3),
            ("beta/action", 0, 4),
            ("beta/learning", 0, 5),
        ]);
        let log = log.run("alpha", -1, &[]).interview("Acme", 9);
        let states = log.states();
        let aimed = target(&library, &log.facts, &states, Some(20)).unwrap();
        let spare = spare_practice(&library, &log.facts, &states, &aimed);
        let (story, last) = spare.run.unwrap();
        assert_eq!((story.as_str(), last), ("beta", None));
        let (card, recall) = spare.weakest.unwrap();
        assert_eq!(states.cards[card].name(&library), "alpha/learning");
        assert!((0.1..0.9).contains(&recall), "{recall}");
    }
}
