//! The outlook: the days up to an interview, played forward with good answers.
//!
//! The same countdown and the same SM-2 as today's list; every showing is taken to be good
//! (quality 4), since nobody knows better. Nothing is stored.

use crate::story::sort;
use crate::story::{Library, StoryEntry, StoryId};

use super::allowance::{Allowance, Used};
use super::card::CardGroup;
use super::card_states::CardStates;
use super::day::StudyDay;
use super::facts::Facts;
use super::readiness::{self, ReadinessCards};
use super::replay::CardMemory;
use super::report::mean;
use super::review::{Quality, Source};
use super::target::InterviewTarget;
use super::{run, session};

/// What is different from keeping to the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scenario {
    /// Every day is kept.
    Kept,
    /// Today is missed.
    DayMissed,
    /// A day carries twice as many showings.
    LimitDoubled,
}

/// The days up to the interview, and what is left on its day.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Forecast {
    /// Each study day with its showings.
    pub days: Vec<(StudyDay, u32)>,
    /// Readiness on the day of each story that has both cards in the plan, 0 to 1.
    pub readiness: Vec<(StoryId, f64)>,
    /// Cards never shown by the day.
    pub never_shown: usize,
}

impl Forecast {
    /// The mean readiness, if there is any story.
    pub(crate) fn mean(&self) -> Option<f64> {
        mean(self.readiness.iter().map(|(_, readiness)| *readiness))
    }

    /// The stories with their readiness, the least ready first.
    pub(crate) fn least_ready_first(&self) -> Vec<&(StoryId, f64)> {
        let mut stories: Vec<&(StoryId, f64)> = self.readiness.iter().collect();
        sort::by(&mut stories, |(_, a), (_, b)| a.total_cmp(b));
        stories
    }

    /// Whether every card is shown at least once by the day.
    pub(crate) fn carries_all(&self) -> bool {
        self.never_shown == 0
    }
}

/// What one day up to the interview asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedDay {
    /// The study day.
    pub day: StudyDay,
    /// Cards to show.
    pub showings: u32,
    /// Minutes that they take.
    pub minutes: u64,
    /// The story to tell aloud.
    pub run: Option<StoryId>,
    /// A mock interview, which tells stories aloud itself.
    pub mock: bool,
}

impl PlannedDay {
    /// Takes it that it asks for so many cards, at `pace` milliseconds each.
    pub(crate) fn ask_for(&mut self, cards: usize, pace: u32) {
        self.showings = u32::try_from(cards).unwrap_or(u32::MAX);
        self.minutes = minutes(self.showings, pace);
    }

    /// Whether it asks for nothing.
    pub(crate) fn is_free(&self) -> bool {
        self.showings == 0 && self.run.is_none() && !self.mock
    }
}

/// The days of an outlook with the stories to tell aloud, see [`runs`], and those of mock interviews,
/// see [`super::mock::planned`]; a showing takes `pace` milliseconds.
pub(crate) fn planned_days(
    outlook: &Forecast,
    runs: &[(StudyDay, StoryId)],
    mocks: &[StudyDay],
    pace: u32,
) -> Vec<PlannedDay> {
    let planned = |&(day, showings): &(StudyDay, u32)| PlannedDay {
        day,
        showings,
        minutes: minutes(showings, pace),
        run: { runs.iter() }
            .find(|(of, _)| *of == day && !mocks.contains(of))
            .map(|(_, story)| story.clone()),
        mock: mocks.contains(&day),
    };
    outlook.days.iter().map(planned).collect()
}

/// Minutes that so many showings take.
fn minutes(showings: u32, pace: u32) -> u64 {
    match showings {
        0 => 0,
        _ => session::minutes(showings, pace),
    }
}

/// Plays the days forward.
pub(crate) fn forecast(
    library: &Library,
    states: &CardStates,
    aimed: &InterviewTarget,
    scenario: Scenario,
) -> Forecast {
    let interview = aimed.countdown.counted_to();
    let limit = match scenario {
        Scenario::LimitDoubled => aimed
            .countdown
            .daily_limit
            .map(|limit| limit.saturating_mul(2)),
        _ => aimed.countdown.daily_limit,
    };
    let mut memories: Vec<CardMemory> = states.memories.iter().collect();
    let mut days = Vec::new();
    for ahead in 0..interview.since(states.day) {
        let day = states.day.plus(ahead);
        let is_off = ahead == 0 && (states.day_off() || scenario == Scenario::DayMissed);
        let used = match ahead {
            0 => states.tally.shown,
            _ => Used::default(),
        };
        let mut allowance = Allowance::of(limit, used, 0);
        let left = match limit {
            _ if is_off => 0,
            Some(limit) => limit.saturating_sub(used.own) as usize,
            None => usize::MAX,
        };
        let aim = super::countdown::Countdown {
            today: day,
            daily_limit: limit,
            ..aimed.countdown
        };
        let wanted = memories.iter().enumerate();
        let mut list = aim.day_list(wanted.filter(|(card, _)| aimed.wanted_cards[*card]));
        list.retain(|&card| allowance.take(states.is_own(card)));
        list.truncate(left);
        for &card in &list {
            memories[card].step(day, Quality::GOOD, Source::Review);
        }
        days.push((day, u32::try_from(list.len()).unwrap_or(u32::MAX)));
    }
    let never_shown = (0..memories.len())
        .filter(|&card| aimed.wanted_cards[card] && memories[card].counted.is_none())
        .filter(|&card| !aimed.has_only_samples() || states.cards[card].group != CardGroup::Core);
    let recall = |card: usize| states.recall_of(&memories[card], interview);
    let stories = in_plan(library, states, aimed);
    Forecast {
        days,
        never_shown: never_shown.count(),
        readiness: stories
            .map(|(story, pair)| (story.to_id(), pair.readiness(recall)))
            .collect(),
    }
}

/// Days before the interview in which a run counts as fresh.
const FRESH_RUN_DAYS: i64 = 7;

/// The stories to tell aloud before the day, one a day up to the eve: those of the interview
/// that were not told within its last seven days, the ones never told first, then the longest
/// untold. Where there are more stories than days, the others are left out. A run of today is
/// that of its day.
pub(crate) fn runs(
    library: &Library,
    facts: &Facts,
    states: &CardStates,
    aimed: &InterviewTarget,
) -> Vec<(StudyDay, StoryId)> {
    let interview = aimed.countdown.counted_to();
    let told = run::last_told(library, facts);
    let fresh_from = interview.plus(-FRESH_RUN_DAYS);
    let mut stories: Vec<(Option<StudyDay>, StoryEntry<'_>)> = in_plan(library, states, aimed)
        .map(|(story, _)| (told.get(story.id()).copied(), story))
        .filter(|(last, _)| last.is_none_or(|last| last < fresh_from))
        .collect();
    sort::by_key(&mut stories, |(last, _)| *last);
    let is_told_today = told.values().any(|last| *last == states.day);
    let days = interview.since(states.day) - i64::from(is_told_today);
    stories.truncate(usize::try_from(days).unwrap_or(0));
    let first = interview.plus(-(stories.len() as i64));
    (0..)
        .zip(stories)
        .map(|(ahead, (_, story))| (first.plus(ahead), story.to_id()))
        .collect()
}

/// The stories whose both cards the interview needs; none where it has only samples.
pub(super) fn in_plan<'s>(
    library: &'s Library,
    states: &CardStates,
    aimed: &InterviewTarget,
) -> impl Iterator<Item = (StoryEntry<'s>, ReadinessCards)> {
    let needed = |pair: &ReadinessCards| {
        let wanted = aimed.wanted_cards[pair.action] && aimed.wanted_cards[pair.learning];
        wanted && !aimed.has_only_samples()
    };
    let stories = library.stories();
    stories
        .zip(readiness::pairs(states, library.stories().len()))
        .filter_map(move |(story, pair)| Some((story, pair.filter(needed)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::AnswerPart;
    use crate::study::target::target;
    use crate::study::tests::{SampleLog, TODAY, library};

    fn day(ahead: i32) -> StudyDay {
        StudyDay::from_number(TODAY + ahead)
    }

    /// The showings of each day, cards never shown and mean readiness.
    fn played(log: &SampleLog, limit: u32, scenario: Scenario) -> (Vec<u32>, usize, f64) {
        let (library, states) = (library(), log.states());
        let aimed = target(&library, &log.facts, &states, Some(limit)).expect("it is ahead");
        let outlook = forecast(&library, &states, &aimed, scenario);
        let showings = outlook.days.iter().map(|(_, showings)| *showings).collect();
        (
            showings,
            outlook.never_shown,
            outlook.mean().expect("two stories"),
        )
    }

    #[test]
    fn a_scenario_changes_the_days_and_what_is_never_shown() {
        // Five cards, two days, two showings a day.
        let log = SampleLog::default().interview("Acme", 2);
        let table = [
            (Scenario::Kept, vec![2, 2], 1),
            (Scenario::DayMissed, vec![0, 2], 3),
            (Scenario::LimitDoubled, vec![4, 4], 0),
        ];
        for (scenario, days, never_shown) in table {
            let (showings, never, _) = played(&log, 2, scenario);
            assert_eq!((showings, never), (days, never_shown), "{scenario:?}");
        }
    }

    #[test]
    fn what_was_shown_today_counts_against_todays_limit() {
        let log = SampleLog::of(&[("alpha/action", 0, 4)]).interview("Acme", 2);
        let (showings, ..) = played(&log, 2, Scenario::Kept);
        assert_eq!(showings, [1, 2]);
    }

    #[test]
    fn the_least_ready_story_comes_first() {
        let outlook = Forecast {
            days: Vec::new(),
            readiness: [("a", 0.5), ("b", 0.2), ("c", 0.5)]
                .map(|(id, share)| (StoryId::new(id).expect("an id"), share))
                .to_vec(),
            never_shown: 0,
        };
        let order = outlook.least_ready_first();
        let order: Vec<&str> = order.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(order, ["b", "a", "c"]);
        assert!((outlook.mean().expect("three stories") - 0.4).abs() < 1e-9);
    }

    #[test]
    fn a_story_told_within_a_week_of_the_day_needs_no_run() {
        let parts = [(AnswerPart::Closing, 1000)];
        // The interview is five days ahead: told three days ago is eight days before it.
        type ForecastCase<'a> = (Option<i32>, &'a [(i32, &'a str)]);
        let table: [ForecastCase<'_>; 3] = [
            (None, &[(3, "alpha"), (4, "beta")]),
            (Some(-2), &[(4, "beta")]),
            (Some(-3), &[(3, "beta"), (4, "alpha")]),
        ];
        for (told, expected) in table {
            let mut log = SampleLog::default().interview("Acme", 5);
            if let Some(told) = told {
                log = log.run("alpha", told, &parts);
            }
            let (library, states) = (library(), log.states());
            let aimed = target(&library, &log.facts, &states, None).expect("it is ahead");
            let runs = runs(&library, &log.facts, &states, &aimed);
            let runs: Vec<_> = runs
                .iter()
                .map(|(on, story)| (*on, story.as_str()))
                .collect();
            let expected: Vec<_> = expected
                .iter()
                .map(|(on, story)| (day(*on), *story))
                .collect();
            assert_eq!(runs, expected, "{told:?}");
        }
    }

    #[test]
    fn a_day_asks_for_cards_and_for_at_most_one_run() {
        let outlook = Forecast {
            days: vec![(day(0), 3), (day(1), 0), (day(2), 0), (day(3), 0)],
            readiness: Vec::new(),
            never_shown: 0,
        };
        let runs = [(1, "b"), (2, "a")];
        let runs = runs.map(|(on, story)| (day(on), StoryId::new(story).expect("an id")));
        let days = planned_days(&outlook, &runs, &[day(1)], 21_000);
        let told: Vec<_> = days
            .iter()
            .map(|day| {
                (
                    day.showings,
                    day.minutes,
                    day.run.as_ref().map(StoryId::as_str),
                    day.mock,
                    day.is_free(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (3, 2, None, false, false),
                (0, 0, None, true, false),
                (0, 0, Some("a"), false, false),
                (0, 0, None, false, true)
            ]
        );
    }
}
