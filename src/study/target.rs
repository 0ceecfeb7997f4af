//! What today's list aims at: the interviews of the nearest day, and the cards they need.

use std::collections::HashSet;

use crate::story::{Library, StoryEntry};

use super::card::{Card, CardGroup};
use super::card_states::CardStates;
use super::countdown::Countdown;
use super::date;
use super::day::StudyDay;
use super::facts::Facts;
use super::interview::{Interview, names, on_day};

/// What today's list aims at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InterviewTarget {
    /// The interviews of the nearest day, in the order they were planned.
    pub interviews: Vec<Interview>,
    /// Date, today, cards and limit.
    pub countdown: Countdown,
    /// For each card of the card states whether the interview needs it.
    pub wanted_cards: Vec<bool>,
    /// How many of them are samples that stand in for stories of one's own: they are there to
    /// practise on, nobody tells one of them, and none has to be ready.
    pub samples: usize,
}

impl InterviewTarget {
    /// Whether only samples are there to practise on.
    pub(crate) fn has_only_samples(&self) -> bool {
        self.samples > 0
    }

    /// Whether it is on a calendar date.
    pub(crate) fn is_on(&self, date: StudyDay) -> bool {
        self.interviews
            .first()
            .is_some_and(|first| first.details.date == date)
    }

    /// `Acme in 8 days`, counted from the calendar date.
    pub(crate) fn sentence(&self, date: StudyDay) -> String {
        let names = names(&self.interviews);
        let days = self
            .interviews
            .first()
            .map_or(0, |first| first.details.date.since(date));
        format!("{names} {}", date::away(days))
    }

    /// Whether a card's answers count ahead of its day: it is needed, and the last days before
    /// the interview have come.
    pub(crate) fn closes_in_on(&self, card: usize) -> bool {
        self.wanted_cards[card] && self.countdown.in_window()
    }

    /// The role of the nearest interview, for closings.
    pub(crate) fn role(&self) -> Option<&str> {
        self.interviews
            .first()
            .and_then(|interview| interview.details.role.as_deref())
    }
}

/// Works out what is aimed at; none where no interview is ahead.
pub(crate) fn target(
    library: &Library,
    facts: &Facts,
    states: &CardStates,
    daily_limit: Option<u32>,
) -> Option<InterviewTarget> {
    let date = states.interview?;
    target_of(library, states, on_day(facts, date), daily_limit).filter(is_ahead)
}

/// Aims at one interview together with all others of its day; at one that is done, alone.
/// None unless its day is ahead.
pub(crate) fn aimed_with(
    library: &Library,
    facts: &Facts,
    states: &CardStates,
    interview: Interview,
    daily_limit: Option<u32>,
) -> Option<InterviewTarget> {
    aimed_on(library, facts, states, interview, daily_limit).filter(is_ahead)
}

/// The same, also where its day is here or over, for what is left of it then.
pub(crate) fn aimed_on(
    library: &Library,
    facts: &Facts,
    states: &CardStates,
    interview: Interview,
    daily_limit: Option<u32>,
) -> Option<InterviewTarget> {
    let of_day = match interview.done {
        true => vec![interview],
        false => on_day(facts, interview.details.date),
    };
    target_of(library, states, of_day, daily_limit)
}

fn is_ahead(target: &InterviewTarget) -> bool {
    target.countdown.ahead().is_some()
}

/// Aims at interviews of one day; none without any.
fn target_of(
    library: &Library,
    states: &CardStates,
    interviews: Vec<Interview>,
    daily_limit: Option<u32>,
) -> Option<InterviewTarget> {
    let needs = wanted_cards(library, states, &interviews);
    let stand_in = any_story(&interviews) && !states.any_own();
    let is_sample =
        |card: &usize| stand_in && needs[*card] && states.cards[*card].group == CardGroup::Core;
    let samples = (0..needs.len()).filter(is_sample).count();
    let aim = Countdown {
        today: states.day,
        interview: Some(interviews.first()?.details.date),
        cards: needs.iter().filter(|&&needed| needed).count(),
        daily_limit,
    };
    Some(InterviewTarget {
        interviews,
        countdown: aim,
        wanted_cards: needs,
        samples,
    })
}

/// Whether any of the interviews leaves its stories open.
fn any_story(interviews: &[Interview]) -> bool {
    let mut stories = interviews
        .iter()
        .map(|interview| &interview.details.stories);
    stories.any(Option::is_none)
}

/// Its stories' cards without suspended and buried ones, plus the general traps. Without
/// named stories all own ones are meant, and without own stories the built-in ones.
fn wanted_cards(library: &Library, states: &CardStates, interviews: &[Interview]) -> Vec<bool> {
    let all_own = any_story(interviews);
    let named: HashSet<usize> = interviews
        .iter()
        .flat_map(|interview| interview.details.stories.iter().flatten())
        .filter_map(|name| library.called(name))
        .map(StoryEntry::place)
        .collect();
    let any_own = states.any_own();
    let is_named = |card: &Card| {
        card.story_place()
            .is_some_and(|place| named.contains(&place))
    };
    (0..states.cards.len())
        .map(|index| {
            let (card, flags) = (&states.cards[index], states.flags[index]);
            let wanted = match card.group {
                CardGroup::Traps => true,
                CardGroup::Own => all_own || is_named(card),
                CardGroup::Core => all_own && !any_own || is_named(card),
                CardGroup::Questions => false,
            };
            wanted && !flags.suspended && !flags.buried
        })
        .collect()
}
