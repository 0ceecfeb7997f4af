//! The days studied, as weeks: a year for a heat map, and recall week by week.

use std::collections::BTreeMap;

use super::pass::DayAnswers;
use crate::study::day::StudyDay;

/// Weeks of the heat map, this one included: a year, whatever day it is.
pub(crate) const YEAR_WEEKS: usize = 53;

/// The strongest level of the heat map.
pub(crate) const MOST_LEVEL: u32 = 4;

/// One week of the heat map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Week {
    /// Its first day.
    pub monday: StudyDay,
    /// The answers of each day, Monday first; none for a day to come.
    pub days: [Option<u32>; 7],
}

/// The weeks that hold an answer, by their Mondays.
pub(crate) fn weeks(days: &BTreeMap<StudyDay, DayAnswers>) -> BTreeMap<StudyDay, DayAnswers> {
    let mut weeks: BTreeMap<StudyDay, DayAnswers> = BTreeMap::new();
    for (day, answers) in days {
        weeks.entry(day.monday()).or_default().add(*answers);
    }
    weeks
}

/// The weeks up to a day, a year of them at most, beginning with the first one studied.
pub(crate) fn year(days: &BTreeMap<StudyDay, DayAnswers>, today: StudyDay) -> Vec<Week> {
    let answers = |day: StudyDay| {
        let reviews = days.get(&day).map_or(0, |answers| answers.reviews);
        (day <= today).then_some(reviews)
    };
    let first = days.keys().next().copied().unwrap_or(today);
    mondays(today, YEAR_WEEKS)
        .filter(|&monday| monday >= first.monday())
        .map(|monday| Week {
            monday,
            days: std::array::from_fn(|day| answers(monday.plus(day as i64))),
        })
        .collect()
}

/// The last so many weeks with their answers, those without any too, beginning with the
/// first week studied.
pub(crate) fn last_weeks(
    weeks: &BTreeMap<StudyDay, DayAnswers>,
    today: StudyDay,
    count: usize,
) -> Vec<(StudyDay, DayAnswers)> {
    let first = weeks.keys().next().copied().unwrap_or(today);
    mondays(today, count)
        .filter(|&monday| monday >= first)
        .map(|monday| (monday, weeks.get(&monday).copied().unwrap_or_default()))
        .collect()
}

/// How strongly a day is coloured, 0 for no answer to [`MOST_LEVEL`], beside the day with
/// the most answers.
pub(crate) fn level(answers: u32, most: u32) -> u32 {
    let share = f64::from(answers) / f64::from(most.max(1));
    (share.min(1.0) * f64::from(MOST_LEVEL)).ceil() as u32
}

/// The Mondays of the last so many weeks, oldest first.
fn mondays(today: StudyDay, weeks: usize) -> impl Iterator<Item = StudyDay> {
    let this = today.monday();
    (0..weeks as i64).rev().map(move |ago| this.plus(-7 * ago))
}
