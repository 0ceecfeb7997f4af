//! Readiness: would both the decision and the change of a story come out, today or on the
//! day of the interview?
//!
//! R(Action) x R(Learning), and only for a story that has both cards. What is foreseen for
//! the interview takes it that nothing is answered until then; the days played forward with
//! answers are [`super::forecast`]'s business.

use std::collections::HashMap;

use crate::story::{Library, StoryEntry};

use super::card::CardKind;
use super::card_states::{CardState, CardStates};
use super::day::StudyDay;
use super::replay::CardMemory;
use super::review::{Quality, Source};

/// Half a point: less is none to a person.
const LEAST_GAIN: f64 = 0.005;

/// The two cards that a story's readiness is made of, by their place among the card states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReadinessCards {
    /// The decision.
    pub action: usize,
    /// The durable change.
    pub learning: usize,
}

impl ReadinessCards {
    /// The product of both recalls.
    pub(crate) fn readiness(self, recall: impl Fn(usize) -> f64) -> f64 {
        recall(self.action) * recall(self.learning)
    }
}

/// The pair of each of so many stories, by their place in the library; none for a story that
/// lacks one of the two.
pub(crate) fn pairs(states: &CardStates, stories: usize) -> Vec<Option<ReadinessCards>> {
    let mut found = vec![(None, None); stories];
    for (index, card) in states.cards.iter().enumerate() {
        match (card.kind, card.story_place()) {
            (CardKind::Action, Some(story)) => found[story].0 = Some(index),
            (CardKind::Learning, Some(story)) => found[story].1 = Some(index),
            _ => {}
        }
    }
    let pair = |(action, learning): (Option<usize>, Option<usize>)| {
        action
            .zip(learning)
            .map(|(action, learning)| ReadinessCards { action, learning })
    };
    found.into_iter().map(pair).collect()
}

/// The readiness of a pair today.
pub(crate) fn today(states: &CardStates, pair: ReadinessCards) -> f64 {
    pair.readiness(|card| states.recall(card))
}

/// The cards for which a story is not ready today at all: they were missed today.
pub(crate) fn missed_today(
    states: &CardStates,
    pair: ReadinessCards,
) -> impl Iterator<Item = usize> {
    let is_missed = |card: &usize| {
        let latest = states.memories.get(*card).latest;
        latest.is_some_and(|(day, quality)| day == states.day && !quality.is_pass())
    };
    [pair.action, pair.learning].into_iter().filter(is_missed)
}

/// The readiness of each story that has both cards, on the day of the next interview, else
/// today: what was answered this evening is ready this evening, whatever comes of it.
pub(crate) fn by_story<'s>(library: &'s Library, states: &CardStates) -> HashMap<&'s str, f64> {
    let stories = library.stories().map(StoryEntry::id);
    stories
        .zip(pairs(states, library.stories().len()))
        .filter_map(|(story, pair)| {
            let pair = pair?;
            let on_day = of_story(states, pair).map(|forecast| forecast.on_day);
            Some((story, on_day.unwrap_or_else(|| today(states, pair))))
        })
        .collect()
}

/// What is foreseen for the day of the next interview.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RecallForecast {
    /// Recall of a card or readiness of a story on that day if nothing is answered until
    /// then, 0 to 1.
    pub on_day: f64,
    /// What one more good answer (quality 4) that counted today would add. Of a story the
    /// larger gain of its two cards. 0 where today's answer has counted already.
    pub one_more: f64,
}

/// The prospect of one card; none without an interview ahead.
pub(crate) fn of_card(states: &CardStates, card: usize) -> Option<RecallForecast> {
    let day = states.interview?;
    let on_day = states.recall_on(card, day);
    Some(RecallForecast {
        on_day,
        one_more: after_one_more(states, card, day) - on_day,
    })
}

/// The prospect of a story; none without an interview ahead.
pub(crate) fn of_story(states: &CardStates, pair: ReadinessCards) -> Option<RecallForecast> {
    let day = states.interview?;
    let recall = |card: usize| states.recall_on(card, day);
    let with = |answered: usize| {
        pair.readiness(|card| match card == answered {
            true => after_one_more(states, card, day),
            false => recall(card),
        })
    };
    let on_day = pair.readiness(recall);
    Some(RecallForecast {
        on_day,
        one_more: with(pair.action).max(with(pair.learning)) - on_day,
    })
}

/// The story whose practice today would add most on the day of the interview.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StoryGain {
    /// The story, by its place in the library.
    pub story: usize,
    /// What good answers to all of its cards that count today would add to its readiness.
    pub gain: f64,
}

/// The own story with the largest gain; none without an interview, or where nothing would be
/// added. Only answers that count add anything: those to a card whose day has come, or that
/// `counts_ahead` of it.
pub(crate) fn most_to_gain(
    library: &Library,
    states: &CardStates,
    counts_ahead: impl Fn(usize) -> bool,
) -> Option<StoryGain> {
    let day = states.interview?;
    let counts = |card: usize| match states.state(card) {
        CardState::New | CardState::Due => true,
        CardState::Waiting => counts_ahead(card) && !states.rests(card),
        CardState::Buried | CardState::Suspended => false,
    };
    let recall = |card: usize| states.recall_on(card, day);
    let practised = |card: usize| match counts(card) {
        true => after_one_more(states, card, day),
        false => recall(card),
    };
    let own = |story: usize| {
        let entry = library.entry(story);
        !entry.deck().builtin && !entry.parts().is_core()
    };
    let pairs = pairs(states, library.stories().len())
        .into_iter()
        .enumerate();
    let gains = pairs.filter_map(|(story, pair)| {
        let pair = pair.filter(|_| own(story))?;
        let gain = pair.readiness(practised) - pair.readiness(recall);
        (gain >= LEAST_GAIN).then_some(StoryGain { story, gain })
    });
    // Of equals the first.
    gains.reduce(|best, next| if next.gain > best.gain { next } else { best })
}

fn after_one_more(states: &CardStates, card: usize, day: StudyDay) -> f64 {
    let mut memory: CardMemory = states.memories.get(card);
    memory.step(states.day, Quality::GOOD, Source::Review);
    states.recall_of(&memory, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::ahead::{self, CardsAhead};
    use crate::study::forecast::{self, Scenario};
    use crate::study::queue::{self, Today};
    use crate::study::target::target;
    use crate::study::tests::{SampleLog, TODAY, library};

    /// Card states with an interview so many days ahead.
    fn states(rows: &[(&str, i32, u8)], ahead: i32) -> CardStates {
        let mut states = SampleLog::of(rows).states();
        states.interview = Some(StudyDay::from_number(TODAY + ahead));
        states
    }

    fn alpha(states: &CardStates) -> ReadinessCards {
        pairs(states, library().stories().len())[0].expect("alpha has both cards")
    }

    #[test]
    fn a_story_has_a_pair_only_with_both_cards() {
        let states = SampleLog::default().states();
        let pairs = pairs(&states, library().stories().len());
        let there: Vec<bool> = pairs.iter().map(Option::is_some).collect();
        // alpha, beta, a draft, the general traps
        assert_eq!(there, [true, true, false, false]);
        let pair = alpha(&states);
        assert_eq!(states.cards[pair.action].name(&library()), "alpha/action");
        assert_eq!(
            states.cards[pair.learning].name(&library()),
            "alpha/learning"
        );
    }

    #[test]
    fn readiness_today_is_known_of_stories_with_both_cards() {
        // Interval 1 since yesterday: a gap of 1, recall 0.9 each. Beta lacks an answer.
        let rows = [
            ("alpha/action", -1, 4),
            ("alpha/learning", -1, 4),
            ("beta/action", -1, 4),
        ];
        let (library, states) = (library(), SampleLog::of(&rows).states());
        let mut ready: Vec<_> = by_story(&library, &states).into_iter().collect();
        ready.sort_by_key(|(story, _)| *story);
        let holds = 2.0_f64.powf(-0.152);
        assert_eq!(ready, [("alpha", holds * holds), ("beta", 0.0)]);
    }

    #[test]
    fn with_an_interview_ahead_its_day_is_what_a_story_is_ready_for() {
        // Answered this evening: all of it is there now, and less of it in nine days.
        let rows = [("alpha/action", 0, 4), ("alpha/learning", 0, 4)];
        let (library, states) = (library(), states(&rows, 9));
        let ready = by_story(&library, &states);
        let (_, &ready) = ready
            .iter()
            .find(|(story, _)| **story == "alpha")
            .expect("alpha has both cards");
        let on_day = of_story(&states, alpha(&states))
            .expect("an interview")
            .on_day;
        assert_eq!(ready, on_day);
        assert!(ready < today(&states, alpha(&states)), "{ready}");
    }

    #[test]
    fn the_prospect_counts_days_to_the_interview() {
        // Interval 1 since yesterday: on the day 6 days ahead the gap is 7. One more good
        // answer makes it 6 days over 6: gap 1, recall 0.9.
        let states = states(&[("alpha/action", -1, 4), ("alpha/learning", -1, 4)], 6);
        let (fades, holds) = (8.0_f64.powf(-0.152), 2.0_f64.powf(-0.152));
        let card = of_card(&states, alpha(&states).action).unwrap();
        assert_eq!((card.on_day, card.one_more), (fades, holds - fades));
        let story = of_story(&states, alpha(&states)).unwrap();
        assert_eq!(story.on_day, fades * fades);
        assert_eq!(story.one_more, holds * fades - fades * fades);
    }

    #[test]
    fn a_story_gains_by_its_weaker_card_and_nothing_by_a_second_answer_of_the_day() {
        let shown = states(&[("alpha/action", 0, 4), ("alpha/learning", 0, 4)], 6);
        let story = of_story(&shown, alpha(&shown)).unwrap();
        assert_eq!(story.one_more, 0.0);
        // One card never shown: the story is not ready at all until that one comes.
        let half = states(&[("alpha/action", 0, 4)], 6);
        let story = of_story(&half, alpha(&half)).unwrap();
        assert_eq!(story.on_day, 0.0);
        assert!(story.one_more > 0.5, "{story:?}");
    }

    #[test]
    fn the_most_is_gained_where_answers_count_today() {
        // Alpha is known well and due; beta was never shown, so that both cards add all.
        let rows = [("alpha/action", -1, 4), ("alpha/learning", -1, 4)];
        let states = states(&rows, 6);
        let never = |_: usize| false;
        let most = most_to_gain(&library(), &states, never).unwrap();
        assert_eq!(library().entry(most.story).id(), "beta");
        assert!(most.gain > 0.5, "{most:?}");
        // What was answered today, or is not due, adds nothing: no false promise.
        let rows = [
            "alpha/action",
            "alpha/learning",
            "beta/action",
            "beta/learning",
        ];
        let today = rows.map(|card| (card, 0, 4));
        let answered = self::states(&today, 6);
        assert_eq!(most_to_gain(&library(), &answered, never), None);
        let ahead = rows.map(|card| (card, -2, 4)).into_iter();
        let later: Vec<_> = ahead.chain(rows.map(|card| (card, -1, 4))).collect();
        let waiting = self::states(&later, 20);
        assert_eq!(most_to_gain(&library(), &waiting, never), None);
        assert!(most_to_gain(&library(), &waiting, |_| true).is_some());
    }

    /// What a person is shown, and when it comes.
    fn shown(log: &SampleLog, states: &CardStates) -> (Today, CardsAhead, Vec<Option<StudyDay>>) {
        let aimed = target(&library(), &log.facts, states, Some(20));
        let today = queue::today(states, queue::Limits::default(), aimed.as_ref());
        let ahead = ahead::cards_ahead(states, aimed.as_ref(), &today);
        let cards = 0..states.cards.len();
        let next = cards.map(|card| ahead::next_day(states, aimed.as_ref(), card));
        (today, ahead, next.collect())
    }

    #[test]
    fn the_own_scale_moves_what_is_told_and_nothing_that_is_shown() {
        let rows = [
            ("alpha/action", -9, 4),
            ("alpha/action", -8, 3),
            ("alpha/learning", -3, 2),
            ("beta/action", -2, 5),
        ];
        // Answers to a story that is gone leave the cards as they are, and tell of the person.
        let with = |quality: u8| {
            let gone = (-90..-30).map(|day| ("gone/action", day, quality));
            SampleLog::of(&gone.chain(rows).collect::<Vec<_>>()).interview("Acme", 3)
        };
        let (plain, plain_log) = (with(4).states(), with(4));
        let forgets = with(1);
        let states = forgets.states();
        assert_eq!(states.memories, plain.memories);
        assert_eq!(shown(&forgets, &states), shown(&plain_log, &plain));
        let day = states.interview.expect("it is ahead");
        for card in 0..2 {
            assert!(states.recall(card) < plain.recall(card));
            assert!(states.recall_on(card, day) < plain.recall_on(card, day));
        }
        let played = |log: &SampleLog, states: &CardStates| {
            let aimed = target(&library(), &log.facts, states, Some(20)).expect("it is ahead");
            forecast::forecast(&library(), states, &aimed, Scenario::Kept)
        };
        let (foreseen, assumed) = (played(&forgets, &states), played(&plain_log, &plain));
        assert_eq!(foreseen.days, assumed.days);
        assert!(foreseen.mean() < assumed.mean());
    }

    #[test]
    fn without_an_interview_nothing_is_foreseen() {
        let states = SampleLog::of(&[("alpha/action", -1, 4)]).states();
        assert_eq!(of_card(&states, 0), None);
        assert_eq!(of_story(&states, alpha(&states)), None);
    }
}
