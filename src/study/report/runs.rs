//! What the timed runs add up to.

use std::collections::BTreeMap;

use crate::story::sort;
use crate::story::{AnswerPart, Library};
use crate::study::facts::Facts;
use crate::study::run::{self, Run};

/// So many of the newest runs are compared with those before them.
const NEWEST: usize = 3;

/// The finished runs of one story, or of all.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct RunFigures {
    /// Milliseconds of each whole run, oldest first.
    pub totals_ms: Vec<u64>,
    /// Runs that took longer than two minutes.
    pub over_ceiling: u32,
    /// The parts that were told, in the order they are told.
    pub parts: Vec<PartFigures>,
    /// Runs that were heard, also those whose seconds are not known.
    pub heard: u32,
    /// Of each of these the words before the first that tells the story, oldest first.
    pub words_before: Vec<u64>,
}

/// What the runs of a log add up to.
pub(crate) struct RunsReport {
    /// All of them together.
    pub all: RunFigures,
    /// Those of each story that is still there, by its name.
    pub by_story: BTreeMap<String, RunFigures>,
    /// Each of them, oldest first, its story by the name it bears today.
    pub told: Vec<Run>,
    /// Each run that was heard, in the same way; its seconds may be unknown.
    pub heard: Vec<Run>,
}

/// One part over all runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PartFigures {
    /// Which part.
    pub part: AnswerPart,
    /// Milliseconds it usually takes.
    pub median_ms: u64,
    /// The median of the newest three less that of the runs before; none while there are no
    /// more than three.
    pub change_ms: Option<i64>,
    /// Words a minute over all runs that were heard; none where none was.
    pub pace: Option<u32>,
}

impl RunFigures {
    /// How many runs were finished.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.totals_ms.len()).unwrap_or(u32::MAX)
    }

    /// Milliseconds that a whole run usually takes.
    pub(crate) fn median_ms(&self) -> Option<u64> {
        median(&self.totals_ms)
    }

    /// Words that usually come before the story begins.
    pub(crate) fn median_words_before(&self) -> Option<u64> {
        median(&self.words_before)
    }
}

/// Adds up all finished runs, and those of each story that is still there.
pub(crate) fn figures(library: &Library, facts: &Facts) -> RunsReport {
    let mut runs = run::by_present_name(library, facts);
    runs.retain(|run| run.finished);
    let mut by_story: BTreeMap<&str, Vec<&Run>> = BTreeMap::new();
    for run in &runs {
        let story = run.row.story.as_str();
        if library.find(story).is_some() {
            by_story.entry(story).or_default().push(run);
        }
    }
    let by_story = by_story.into_iter();
    RunsReport {
        all: sum(&runs.iter().collect::<Vec<_>>()),
        by_story: by_story
            .map(|(story, runs)| (story.to_owned(), sum(&runs)))
            .collect(),
        heard: runs
            .iter()
            .filter(|run| run.heard.is_some())
            .cloned()
            .collect(),
        told: runs.into_iter().filter(|run| run.is_timed).collect(),
    }
}

fn sum(runs: &[&Run]) -> RunFigures {
    let timed: Vec<&Run> = runs.iter().copied().filter(|run| run.is_timed).collect();
    let totals_ms: Vec<u64> = timed.iter().map(|run| run.total_ms()).collect();
    let over = timed.iter().filter(|run| run.is_over()).count();
    let heard = runs.iter().filter_map(|run| run.heard.as_ref());
    let before = heard.clone().filter_map(|heard| heard.before);
    RunFigures {
        over_ceiling: u32::try_from(over).unwrap_or(u32::MAX),
        parts: AnswerPart::ALL
            .into_iter()
            .filter_map(|part| part_figures(&timed, part))
            .collect(),
        heard: u32::try_from(heard.count()).unwrap_or(u32::MAX),
        words_before: before.map(u64::from).collect(),
        totals_ms,
    }
}

fn part_figures(runs: &[&Run], part: AnswerPart) -> Option<PartFigures> {
    let times: Vec<u64> = runs
        .iter()
        .filter_map(|run| run.part_ms(part))
        .map(u64::from)
        .collect();
    let (before, newest) = times.split_at(times.len().saturating_sub(NEWEST));
    let change = |(new, old): (u64, u64)| new.cast_signed() - old.cast_signed();
    let paces = runs.iter().filter_map(|run| run.part_pace(part));
    let (words, ms) = paces.fold((0, 0), |(words, ms), pace| (words + pace.0, ms + pace.1));
    Some(PartFigures {
        part,
        pace: run::pace(words, ms),
        median_ms: median(&times)?,
        change_ms: median(newest).zip(median(before)).map(change),
    })
}

/// The middle value; of an even number the mean of the two in the middle.
fn median(values: &[u64]) -> Option<u64> {
    let mut sorted = values.to_vec();
    sort::by(&mut sorted, Ord::cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        length if length % 2 == 1 => Some(sorted[middle]),
        _ => Some((sorted[middle - 1] + sorted[middle]).div_ceil(2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Beat;
    use crate::study::day::{Instant, StudyDay};
    use crate::study::facts::{RunRow, RunSource};
    use crate::study::review::RowId;

    fn run(action: u32, learning: u32) -> Run {
        Run {
            row: RunRow {
                id: RowId {
                    session: 1,
                    number: 1,
                },
                at: Instant(0),
                day: StudyDay::from_number(0),
                story: "a".to_owned(),
                source: RunSource::Tapped,
                transcript: None,
            },
            latency_ms: Some(900),
            parts: vec![
                (AnswerPart::Beat(Beat::Action), action),
                (AnswerPart::Beat(Beat::Learning), learning),
            ],
            finished: true,
            is_timed: true,
            heard: None,
        }
    }

    #[test]
    fn medians_changes_and_runs_over_two_minutes() {
        let runs = [
            run(90_000, 40_000),
            run(80_000, 40_000),
            run(60_000, 30_000),
            run(50_000, 30_000),
            run(40_000, 20_000),
        ];
        let figures = sum(&runs.iter().collect::<Vec<_>>());
        assert_eq!(
            figures.totals_ms,
            [130_000, 120_000, 90_000, 80_000, 60_000]
        );
        assert_eq!(figures.over_ceiling, 1, "two minutes sharp are not over");
        assert_eq!(figures.median_ms(), Some(90_000));
        let action = figures.parts[0];
        assert_eq!(
            (action.median_ms, action.change_ms),
            (60_000, Some(50_000 - 85_000))
        );
        assert_eq!(sum(&[]), RunFigures::default());
    }
}
