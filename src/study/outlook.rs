//! The outlook: the days up to an interview, played forward with good answers.
//!
//! The same countdown and the same SM-2 as today's list; every showing is taken to be good
//! (quality 4), since nobody knows better. Nothing is stored.

use crate::story::{Shelf, StoryId};

use super::aimed::Aimed;
use super::day::StudyDay;
use super::desk::Desk;
use super::facts::Facts;
use super::readiness::{self, Pair};
use super::replay::Memory;
use super::review::{Quality, Source};
use super::run;

/// What is different from keeping to the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// Every day is kept.
    Kept,
    /// Today is missed.
    DayMissed,
    /// A day carries twice as many showings.
    LimitDoubled,
}

/// The days up to the interview, and what is left on its day.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// Each study day with its showings.
    pub days: Vec<(StudyDay, u32)>,
    /// Readiness on the day of each story that has both cards in the plan, 0 to 1.
    pub readiness: Vec<(StoryId, f64)>,
    /// Cards never shown by the day.
    pub never_shown: usize,
}

impl Outlook {
    /// The mean readiness, if there is any story.
    pub fn mean(&self) -> Option<f64> {
        let sum: f64 = self.readiness.iter().map(|(_, readiness)| readiness).sum();
        (!self.readiness.is_empty()).then(|| sum / self.readiness.len() as f64)
    }
}

/// Plays the days forward.
pub fn outlook(
    shelf: &Shelf,
    desk: &Desk,
    aimed: &Aimed,
    shown_today: u32,
    scenario: Scenario,
) -> Outlook {
    let interview = aimed.aim.counted_to();
    let limit = match scenario {
        Scenario::LimitDoubled => aimed.aim.daily_limit.map(|limit| limit.saturating_mul(2)),
        _ => aimed.aim.daily_limit,
    };
    let mut memories: Vec<Memory> = desk.memories.clone();
    let mut days = Vec::new();
    for ahead in 0..interview.since(desk.day) {
        let day = desk.day.plus(ahead);
        let used = if ahead == 0 { shown_today } else { 0 };
        let is_off = ahead == 0 && (desk.day_off || scenario == Scenario::DayMissed);
        let left = match limit {
            _ if is_off => 0,
            Some(limit) => limit.saturating_sub(used) as usize,
            None => usize::MAX,
        };
        let aim = super::plan::Aim {
            today: day,
            daily_limit: limit,
            ..aimed.aim
        };
        let mut list: Vec<usize> = (0..memories.len())
            .filter(|&card| aimed.needs[card] && aim.wants(&memories[card]))
            .collect();
        list.sort_by(|&a, &b| {
            memories[b]
                .gap(interview)
                .total_cmp(&memories[a].gap(interview))
        });
        list.truncate(left);
        for &card in &list {
            memories[card].step(day, Quality::GOOD, Source::Review);
        }
        days.push((day, u32::try_from(list.len()).unwrap_or(u32::MAX)));
    }
    let never_shown =
        (0..memories.len()).filter(|&card| aimed.needs[card] && memories[card].counted.is_none());
    Outlook {
        days,
        never_shown: never_shown.count(),
        readiness: readiness(shelf, desk, aimed, &memories, interview),
    }
}

/// Days before the interview in which a run counts as fresh.
const FRESH_RUN_DAYS: i64 = 7;

/// The stories to tell aloud before the day, one a day up to the eve: those of the interview
/// that were not told within its last seven days, the ones never told first, then the longest
/// untold. Where there are more stories than days, the others are left out.
pub fn runs(shelf: &Shelf, facts: &Facts, desk: &Desk, aimed: &Aimed) -> Vec<(StudyDay, StoryId)> {
    let interview = aimed.aim.counted_to();
    let told = run::last_told(shelf, facts);
    let fresh_from = interview.plus(-FRESH_RUN_DAYS);
    let mut stories: Vec<(Option<StudyDay>, &StoryId)> = in_plan(shelf, desk, aimed)
        .map(|(story, _)| (told.get(story.as_str()).copied(), story))
        .filter(|(last, _)| last.is_none_or(|last| last < fresh_from))
        .collect();
    stories.sort_by_key(|(last, _)| *last);
    let days = usize::try_from(interview.since(desk.day)).unwrap_or(0);
    stories.truncate(days);
    let first = interview.plus(-(stories.len() as i64));
    (0..)
        .zip(stories)
        .map(|(ahead, (_, story))| (first.plus(ahead), story.clone()))
        .collect()
}

/// The stories whose both cards the interview needs.
fn in_plan<'s>(
    shelf: &'s Shelf,
    desk: &Desk,
    aimed: &Aimed,
) -> impl Iterator<Item = (&'s StoryId, Pair)> {
    let needed = |pair: &Pair| aimed.needs[pair.action] && aimed.needs[pair.learning];
    let stories = shelf.stories.iter().map(|shelved| &shelved.story.id);
    stories
        .zip(readiness::pairs(desk, shelf.stories.len()))
        .filter_map(move |(story, pair)| Some((story, pair.filter(needed)?)))
}

fn readiness(
    shelf: &Shelf,
    desk: &Desk,
    aimed: &Aimed,
    memories: &[Memory],
    interview: StudyDay,
) -> Vec<(StoryId, f64)> {
    let recall = |card: usize| memories[card].recall(interview, desk.day);
    in_plan(shelf, desk, aimed)
        .map(|(story, pair)| (story.clone(), pair.readiness(recall)))
        .collect()
}
