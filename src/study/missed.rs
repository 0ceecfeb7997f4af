//! Points that are left out again and again, over the newest runs that were heard.
//!
//! The log knows points by a hash of their words. What a point says is read in the story as it stands
//! today; one that stands there no more is not spoken of.

use std::collections::BTreeMap;

use crate::story::{AnswerPart, Library, PointKey, Story, StoryEntry, sort, text};

use super::facts::{Facts, PointSaid};
use super::run::{self, Run};

/// So many of the newest runs are looked at in which a point was looked for.
const NEWEST: usize = 5;

/// From so many on it is no chance that a point was left out.
const LEAST: u32 = 2;

/// A point that was left out more than once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MissedPoint {
    /// Its story's name today.
    pub story: String,
    /// The part that it stands in.
    pub part: AnswerPart,
    /// Its name in the log.
    pub point: PointKey,
    /// Its place among the points of the part, from 1 on.
    pub place: usize,
    /// Its words, which leave the program only where they are asked for.
    pub words: String,
    /// In how many runs it was left out.
    pub missed: u32,
    /// In how many it was looked for; the newest five at most.
    pub of: u32,
}

/// The points of a story that were left out, those of the newest runs; the most often left out first.
pub(crate) fn of_story(library: &Library, facts: &Facts, story: &str) -> Vec<MissedPoint> {
    let mut runs = run::heard_runs(library, facts);
    runs.retain(|run| run.row.story == story);
    points(library, &runs)
}

/// The points of all stories. `runs` are those that were heard, oldest first, their stories by the
/// names they bear today.
pub(crate) fn points(library: &Library, runs: &[Run]) -> Vec<MissedPoint> {
    let mut by_story: BTreeMap<&str, Vec<&Run>> = BTreeMap::new();
    for run in runs.iter().rev() {
        by_story.entry(&run.row.story).or_default().push(run);
    }
    let stories = by_story.into_iter();
    let found = stories.filter_map(|(name, runs)| {
        let entry = library.find(name)?;
        Some(of_runs(entry, &runs))
    });
    let mut missed: Vec<MissedPoint> = found.flatten().collect();
    // Of those that were left out as often, the one that was said less often, then the weightier.
    let weight = |point: &MissedPoint| {
        let mut parts = AnswerPart::BY_WEIGHT.iter();
        parts.position(|part| *part == point.part)
    };
    sort::by(&mut missed, |left, right| {
        right
            .missed
            .cmp(&left.missed)
            .then(left.of.cmp(&right.of))
            .then_with(|| weight(left).cmp(&weight(right)))
    });
    missed
}

/// `runs` are those of the story, newest first.
fn of_runs(entry: StoryEntry<'_>, runs: &[&Run]) -> Vec<MissedPoint> {
    let told = |(part, place, words): (AnswerPart, usize, String)| {
        let point = PointKey::of(&words);
        let verdicts = runs.iter().filter_map(|run| {
            let points = &run.heard.as_ref()?.points;
            points.get(&(part, point)).copied()
        });
        let verdicts: Vec<PointSaid> = verdicts.take(NEWEST).collect();
        let missed = verdicts.iter().filter(|said| **said == PointSaid::Not);
        let missed = u32::try_from(missed.count()).unwrap_or(u32::MAX);
        (missed >= LEAST).then(|| MissedPoint {
            story: entry.id().to_owned(),
            part,
            point,
            place,
            words,
            missed,
            of: u32::try_from(verdicts.len()).unwrap_or(u32::MAX),
        })
    };
    written(entry.story())
        .into_iter()
        .filter_map(told)
        .collect()
}

/// Every point of a story with its part and its place there.
fn written(story: &Story) -> Vec<(AnswerPart, usize, String)> {
    let beats = story.beats.iter();
    let beats = beats.map(|beat| (AnswerPart::Beat(beat.beat), &beat.passage.markdown));
    let closings = story.closings.iter();
    let closings = closings.map(|closing| (AnswerPart::Closing, &closing.passage.markdown));
    let parts = beats.chain(closings);
    let points = parts.flat_map(|(part, markdown)| {
        let points = text::points(markdown).into_iter().zip(1..);
        points.map(move |(words, place)| (part, place, words))
    });
    points.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Beat;
    use crate::study::tests::{SampleLog, library_of};
    use proptest::prelude::*;

    const ACTION: AnswerPart = AnswerPart::Beat(Beat::Action);

    fn library() -> Library {
        library_of(
            "# Alpha\nformerly: old\n## Action\nI **bet on the date** and **told nobody**.\n\
             ## Learning\n**Ask first**.\n",
        )
    }

    fn told(log: &SampleLog) -> Vec<(String, usize, u32, u32)> {
        let missed = of_story(&library(), &log.facts, "alpha").into_iter();
        let told = missed.map(|point| (point.words, point.place, point.missed, point.of));
        told.collect()
    }

    fn heard(log: SampleLog, story: &str, verdicts: [PointSaid; 2]) -> SampleLog {
        let points: Vec<_> = ["Bet on the date!", "told nobody"]
            .into_iter()
            .zip(verdicts)
            .collect();
        log.heard((story, ACTION), &points, (3, 40, Some(20_000)))
    }

    use PointSaid::{Not, Perhaps, Said};

    #[test]
    fn a_point_is_told_once_it_was_left_out_twice_of_the_newest_five() {
        let log = heard(SampleLog::default(), "old", [Said, Not]);
        assert_eq!(told(&log), []);
        let log = heard(log, "alpha", [Not, Perhaps]);
        assert_eq!(told(&log), [], "a doubt is no gap");
        let log = heard(log, "alpha", [Said, Not]);
        assert_eq!(told(&log), [("told nobody".to_owned(), 2, 2, 3)]);
        let log = (0..4).fold(log, |log, _| heard(log, "alpha", [Not, Said]));
        assert_eq!(told(&log), [("bet on the date".to_owned(), 1, 4, 5)]);
        assert_eq!(points(&library_of("# Other\n## Action\nA.\n"), &[]), []);
    }

    #[test]
    fn a_point_that_stands_there_no_more_is_not_spoken_of() {
        let log = (0..3).fold(SampleLog::default(), |log, _| {
            log.heard(("alpha", ACTION), &[("once there", Not)], (0, 40, None))
        });
        assert_eq!(told(&log), []);
    }

    proptest! {
        /// Of one point the newest row holds, and a run that was undone leaves nothing.
        #[test]
        fn the_newest_row_of_a_point_holds_and_an_undone_run_is_nowhere(
            runs in prop::collection::vec((prop::collection::vec(0..3_usize, 1..5), any::<bool>()), 0..9)
        ) {
            let said = |verdict: usize| PointSaid::ALL[verdict];
            let mut log = SampleLog::default();
            let mut undone = std::collections::HashSet::new();
            let mut expected = Vec::new();
            for (verdicts, is_undone) in runs {
                let points: Vec<_> = verdicts.iter().map(|&verdict| ("told nobody", said(verdict))).collect();
                log = log.heard(("alpha", ACTION), &points, (1, 9, None));
                match is_undone {
                    true => { undone.insert(log.facts.runs.last().unwrap().id); }
                    false => expected.push(points.last().unwrap().1),
                }
            }
            let heard = run::runs(&log.facts, &undone);
            let last: Vec<PointSaid> = heard.iter()
                .filter_map(|run| run.heard.as_ref()?.points.values().next().copied())
                .collect();
            prop_assert_eq!(last, expected);
            prop_assert!(heard.iter().all(|run| run.finished && !run.is_timed));
        }
    }
}
