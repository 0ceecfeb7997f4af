//! The outlook: the days up to an interview, played forward with good answers.
//!
//! The same countdown and the same SM-2 as today's list; every showing is taken to be good
//! (quality 4), since nobody knows better. Nothing is stored.

use crate::story::{Shelf, StoryId};

use super::card::Kind;
use super::day::StudyDay;
use super::desk::Desk;
use super::interview::Aimed;
use super::replay::Memory;
use super::review::{Quality, Source};

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
        let left = limit.map_or(usize::MAX, |limit| limit.saturating_sub(used) as usize);
        let left = if ahead == 0 && scenario == Scenario::DayMissed {
            0
        } else {
            left
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

fn readiness(
    shelf: &Shelf,
    desk: &Desk,
    aimed: &Aimed,
    memories: &[Memory],
    interview: StudyDay,
) -> Vec<(StoryId, f64)> {
    let recall = |story: &StoryId, kind: Kind| {
        let card = desk.find(shelf, &format!("{story}/{}", kind.suffix()))?;
        aimed.needs[card].then(|| memories[card].recall(interview, desk.day))
    };
    let stories = shelf.stories.iter().map(|shelved| &shelved.story.id);
    stories
        .filter_map(|story| {
            let both = recall(story, Kind::Action)? * recall(story, Kind::Learning)?;
            Some((story.clone(), both))
        })
        .collect()
}
