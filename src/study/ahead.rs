//! How many cards come on each of the next days, today's as its list has them.
//!
//! By the countdown of an interview ahead, so that a card that is put off stands on the day on
//! which it comes. As if nothing were answered in between; the limits are not looked at after
//! today, and what was never shown is only in today's list.

use super::card_states::{CardState, CardStates};
use super::countdown::Countdown;
use super::day::StudyDay;
use super::queue::{Today, aim_of};
use super::replay::CardMemory;
use super::report::FORECAST_DAYS;
use super::target::InterviewTarget;

/// How many cards come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CardsAhead {
    /// On each day, today first.
    pub days: [u32; FORECAST_DAYS],
    /// Cards that are due by SM-2 and wait for the last days before the interview.
    pub put_off: usize,
    /// Before the day of the next interview, however far it is; none without one.
    pub by_interview: Option<u32>,
}

/// Counts them.
pub(crate) fn cards_ahead(
    states: &CardStates,
    aimed: Option<&InterviewTarget>,
    today: &Today,
) -> CardsAhead {
    let mut is_today = vec![false; states.cards.len()];
    for &card in &today.cards {
        is_today[card] = true;
    }
    let interview = states.interview;
    let mut ahead = CardsAhead {
        days: [0; FORECAST_DAYS],
        put_off: today.put_off.len(),
        by_interview: interview.map(|_| 0),
    };
    for (card, is_today) in is_today.into_iter().enumerate() {
        let now = is_today.then_some(states.day);
        // What was missed today and comes once more comes on its day all the same.
        let comes_later = !is_today || states.memories.get(card).repeats_on(states.day);
        let later = comes_later.then(|| next_day(states, aimed, card)).flatten();
        for day in now.into_iter().chain(later) {
            let place = usize::try_from(day.since(states.day)).ok();
            if let Some(cards) = place.and_then(|place| ahead.days.get_mut(place)) {
                *cards += 1;
            }
            if interview.is_some_and(|interview| day < interview) {
                ahead.by_interview = ahead.by_interview.map(|cards| cards + 1);
            }
        }
    }
    ahead
}

/// How many cards come later with an interview ahead than they did before it was planned, both
/// told by the card states of then and now.
pub(crate) fn moved_closer(
    (before, old): (&CardStates, Option<&InterviewTarget>),
    (now, new): (&CardStates, Option<&InterviewTarget>),
) -> usize {
    let cards = 0..before.cards.len().min(now.cards.len());
    let is_later = |&card: &usize| next_day(before, old, card) < next_day(now, new, card);
    new.map_or(0, |_| cards.filter(is_later).count())
}

/// The day after today on which a card that was shown before comes, if it comes at all.
pub(crate) fn next_day(
    states: &CardStates,
    aimed: Option<&InterviewTarget>,
    card: usize,
) -> Option<StudyDay> {
    let memory = &states.memories.get(card);
    let is_out = states.state(card) == CardState::Suspended || states.rests(card);
    if is_out || memory.counted.is_none() {
        return None;
    }
    Some(comes_on(states, memory, aim_of(aimed, card)))
}

/// The day after today on which a card of that memory comes, by the countdown that it follows:
/// on none on which an interview leaves nothing to be asked.
pub(crate) fn comes_on(
    states: &CardStates,
    memory: &CardMemory,
    aim: Option<Countdown>,
) -> StudyDay {
    let today = states.day;
    states.asked_from(match aim {
        Some(aim) => Countdown { today, ..aim }.next_day(memory),
        None => memory.due_after(today),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::queue::{self, Limits};
    use crate::study::target::target;
    use crate::study::tests::{SampleLog, library};

    /// What comes today, tomorrow ..., what is put off, and what comes before the interview.
    fn ahead(log: &SampleLog) -> (Vec<u32>, usize, Option<u32>) {
        let (library, states) = (library(), log.states());
        let aimed = target(&library, &log.facts, &states, Some(20));
        let today = queue::today(&states, Limits::default(), aimed.as_ref());
        let ahead = cards_ahead(&states, aimed.as_ref(), &today);
        (ahead.days[..9].to_vec(), ahead.put_off, ahead.by_interview)
    }

    fn answered() -> SampleLog {
        let cards = ["alpha/action", "alpha/learning", "beta/action"];
        SampleLog::of(&cards.map(|card| (card, -1, 4)))
    }

    #[test]
    fn a_card_that_is_put_off_stands_on_the_day_on_which_it_comes() {
        // Three are due, and of two never shown the list has both.
        assert_eq!(
            ahead(&answered()),
            (vec![5, 0, 0, 0, 0, 0, 0, 0, 0], 0, None)
        );
        // Eight days before an interview the three wait for the last four days.
        let log = answered().interview("Acme", 8);
        let days = vec![2, 0, 0, 0, 3, 0, 0, 0, 0];
        assert_eq!(ahead(&log), (days, 3, Some(5)));
    }

    #[test]
    fn cards_that_an_interview_puts_off_are_counted() {
        let library = library();
        let states = answered().states();
        let counted = |in_days| {
            let planned = answered().interview("Acme", in_days);
            let now = planned.states();
            let aimed = target(&library, &planned.facts, &now, Some(20));
            moved_closer((&states, None), (&now, aimed.as_ref()))
        };
        // Three were to come tomorrow: eight days ahead they wait, two days ahead they do not.
        assert_eq!((counted(8), counted(2)), (3, 0));
    }

    #[test]
    fn in_the_last_days_what_is_not_due_comes_all_the_same() {
        // Interval 6 since yesterday: its day is in five days, after the interview.
        let log = SampleLog::of(&[("alpha/action", -2, 4), ("alpha/action", -1, 4)]);
        let rest = [
            "alpha/learning",
            "beta/action",
            "beta/learning",
            "traps/deflection",
        ];
        let log = rest.into_iter().fold(log, |log, card| {
            log.and(card, 0, 4, crate::study::review::Source::Review)
        });
        let (days, put_off, before) = ahead(&log.interview("Acme", 3));
        assert_eq!(
            (&days[..4], put_off, before),
            (&[0, 5, 0, 0][..], 0, Some(5))
        );
    }
}
