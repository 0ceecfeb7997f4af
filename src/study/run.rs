//! Runs: timed rehearsals as the log tells them.
//!
//! A run is a row and its laps, each written at its tap, or what was heard of it: words of each
//! part, points said and, where times are known, laps as well. It counts once it is finished, that
//! is, once a row that ends it is there and neither has been taken back.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::RangeInclusive;

use crate::story::{AnswerPart, Library, PointKey, StoryId};

use super::day::StudyDay;
use super::facts::{Facts, LapKind, PointSaid, RateSource, RunRow, SpeakingRateRow};
use super::review::RowId;

/// A run with its laps, those taken back left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// The row that begins it.
    pub row: RunRow,
    /// From the question to the first word.
    pub latency_ms: Option<u32>,
    /// The parts in the order they were told.
    pub parts: Vec<(AnswerPart, u32)>,
    /// Whether it came to its end; only then does it count in any figure.
    pub finished: bool,
    /// Whether its seconds are known; only then does it count in a figure of seconds.
    pub is_timed: bool,
    /// What was heard of it; none where nobody listened.
    pub heard: Option<HeardWords>,
}

/// What was heard of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct HeardWords {
    /// Words before the first that the story's first part has, too; none where none has.
    pub before: Option<u32>,
    /// All words, where it was judged to its end.
    pub all: Option<u32>,
    /// Words of each part, in the order they are told; 0 where it was not heard.
    pub parts: Vec<(AnswerPart, u32)>,
    /// The points that were looked for, as a person has left them.
    pub points: BTreeMap<(AnswerPart, PointKey), PointSaid>,
}

impl HeardWords {
    /// The words of a part, before the first, or of all.
    pub(crate) fn words(&self, kind: LapKind) -> Option<u32> {
        let mut parts = self.parts.iter();
        match kind {
            LapKind::Start => self.before,
            LapKind::Part(part) => parts
                .find(|(told, _)| *told == part)
                .map(|(_, words)| *words),
            LapKind::End => self.all,
        }
    }
}

impl Run {
    /// Milliseconds of all parts.
    pub(crate) fn total_ms(&self) -> u64 {
        self.parts.iter().map(|(_, ms)| u64::from(*ms)).sum()
    }

    /// It took longer than two minutes.
    pub(crate) fn is_over(&self) -> bool {
        self.total_ms() > CEILING_MS
    }

    /// Words and milliseconds of one part, if it was heard and timed.
    pub(crate) fn part_pace(&self, part: AnswerPart) -> Option<(u64, u64)> {
        let words = self.heard.as_ref()?.words(LapKind::Part(part))?;
        let ms = self.part_ms(part)?;
        (words > 0).then_some((words.into(), ms.into()))
    }

    /// Milliseconds of one part, if it was told.
    pub(crate) fn part_ms(&self, part: AnswerPart) -> Option<u32> {
        self.parts
            .iter()
            .find(|(told, _)| *told == part)
            .map(|(_, ms)| *ms)
    }
}

/// All runs that were not taken back, oldest first.
pub(crate) fn runs(facts: &Facts, undone: &HashSet<RowId>) -> Vec<Run> {
    let mut runs: Vec<Run> = facts
        .runs
        .iter()
        .filter(|row| !undone.contains(&row.id))
        .map(|row| Run {
            row: row.clone(),
            latency_ms: None,
            parts: Vec::new(),
            finished: false,
            is_timed: false,
            heard: None,
        })
        .collect();
    let index: HashMap<RowId, usize> = runs
        .iter()
        .enumerate()
        .map(|(index, run)| (run.row.id, index))
        .collect();
    for lap in facts.laps.iter().filter(|lap| !undone.contains(&lap.id)) {
        let Some(&run) = index.get(&lap.run) else {
            continue;
        };
        match lap.kind {
            LapKind::Start => runs[run].latency_ms = Some(lap.ms),
            LapKind::Part(part) => runs[run].parts.push((part, lap.ms)),
            LapKind::End => (runs[run].finished, runs[run].is_timed) = (true, true),
        }
    }
    add_heard(&mut runs, &index, facts);
    runs
}

/// The run that a transcript was before, if it was judged to its end.
pub(crate) fn of_transcript(facts: &Facts, transcript: i64) -> Option<Run> {
    let runs = runs(facts, &facts.undone()).into_iter();
    let is_it = |run: &Run| run.finished && run.row.transcript == Some(transcript);
    runs.rev().find(is_it)
}

/// The runs that were heard to their end, oldest first, their stories by the names they bear today.
pub(crate) fn heard_runs(library: &Library, facts: &Facts) -> Vec<Run> {
    let mut runs = by_present_name(library, facts);
    runs.retain(|run| run.finished && run.heard.is_some());
    runs
}

/// All runs, oldest first, their stories by the names they bear today.
pub(crate) fn by_present_name(library: &Library, facts: &Facts) -> Vec<Run> {
    let mut runs = runs(facts, &facts.undone());
    for run in &mut runs {
        run.row.story = library.current_id(&run.row.story).to_owned();
    }
    runs
}

/// Adds what was heard. A transcript that was judged twice, on two machines perhaps, is one run.
fn add_heard(runs: &mut Vec<Run>, index: &HashMap<RowId, usize>, facts: &Facts) {
    for row in &facts.heard {
        let Some(&run) = index.get(&row.run) else {
            continue;
        };
        let heard = runs[run].heard.get_or_insert_default();
        match row.kind {
            LapKind::Start => heard.before = Some(row.words),
            LapKind::Part(part) => heard.parts.push((part, row.words)),
            LapKind::End => {
                heard.all = Some(row.words);
                runs[run].finished = true;
            }
        }
    }
    for row in &facts.points {
        let heard = index
            .get(&row.run)
            .and_then(|&run| runs[run].heard.as_mut());
        if let Some(heard) = heard {
            heard.points.insert((row.part, row.point), row.verdict);
        }
    }
    let mut transcripts = HashSet::new();
    runs.retain(|run| match run.row.transcript {
        Some(transcript) if run.finished => transcripts.insert(transcript),
        _ => true,
    });
}

/// The study day on which each story was last told to its end, by the name it bears today.
pub(crate) fn last_told(library: &Library, facts: &Facts) -> BTreeMap<String, StudyDay> {
    runs(facts, &facts.undone())
        .into_iter()
        .filter(|run| run.finished)
        .map(|run| (library.current_id(&run.row.story).to_owned(), run.row.day))
        .collect()
}

/// Whole seconds of the newest finished runs of a story, at most so many, oldest first.
pub(crate) fn last_seconds(
    library: &Library,
    facts: &Facts,
    story: &StoryId,
    most: usize,
) -> Vec<u64> {
    let is_of = |run: &Run| library.current_id(&run.row.story) == story.as_str();
    let runs = runs(facts, &facts.undone()).into_iter();
    let mut seconds: Vec<u64> = runs
        .filter(|run| run.is_timed && is_of(run))
        .map(|run| (run.total_ms() + 500) / 1000)
        .collect();
    seconds.split_off(seconds.len().saturating_sub(most))
}

/// How long an answer should take, in milliseconds.
pub(crate) const TARGET_MS: u64 = 90_000;

/// The longest an answer may take, in milliseconds; longer comes over as evasive.
pub(crate) const CEILING_MS: u64 = 120_000;

/// Words a minute where neither a setting nor the log says otherwise.
pub(crate) const USUAL_RATE: u32 = 150;

/// Words a minute at which people speak: what lies outside was measured wrong, and nothing is
/// learned from it.
pub(crate) const SPOKEN_RATES: RangeInclusive<u32> = 60..=260;

/// So many transcripts with their seconds weigh more than a calibration.
const TRANSCRIPTS_THAT_REFINE: usize = 3;

/// The speaking rate that the log knows, in words a minute: the newest calibration, refined
/// by the newest three transcripts with seconds once there are three.
pub(crate) fn rate(facts: &Facts, undone: &HashSet<RowId>) -> Option<u32> {
    let of = |source: RateSource| {
        let rows = facts.speaking_rates.iter().rev();
        rows.filter(move |row| row.source == source && !undone.contains(&row.id))
            .filter(|row| words_a_minute(&[row]).is_some_and(|rate| SPOKEN_RATES.contains(&rate)))
    };
    let spoken: Vec<&SpeakingRateRow> = of(RateSource::Transcript)
        .take(TRANSCRIPTS_THAT_REFINE)
        .collect();
    if spoken.len() == TRANSCRIPTS_THAT_REFINE {
        return words_a_minute(&spoken);
    }
    let read: Vec<&SpeakingRateRow> = of(RateSource::Calibration).take(1).collect();
    words_a_minute(&read)
}

fn words_a_minute(rows: &[&SpeakingRateRow]) -> Option<u32> {
    let words: u64 = rows.iter().map(|row| u64::from(row.words)).sum();
    let ms: u64 = rows.iter().map(|row| u64::from(row.ms)).sum();
    pace(words, ms)
}

/// So many words in so many milliseconds, in words a minute; none for no time or no words.
pub(crate) fn pace(words: u64, ms: u64) -> Option<u32> {
    let rate = (words * 60_000 + ms / 2).checked_div(ms)?;
    u32::try_from(rate).ok().filter(|&rate| rate > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::tests::{SampleLog, library};

    #[test]
    fn the_last_runs_are_those_of_the_story_under_any_name() {
        let part = |ms| [(AnswerPart::Closing, ms)];
        let log = SampleLog::default()
            .run("old", -3, &part(90_000))
            .run("alpha", -2, &part(100_999))
            .run("beta", -1, &part(80_000))
            .run("alpha", -1, &part(110_000))
            .run("alpha", 0, &part(95_000));
        let library = library();
        let of = |name: &str, most| {
            let story = StoryId::new(name).expect("an id");
            last_seconds(&library, &log.facts, &story, most)
        };
        assert_eq!(of("alpha", 5), [90, 101, 110, 95]);
        assert_eq!(of("alpha", 2), [110, 95]);
        assert_eq!(of("beta", 5), [80]);
        assert_eq!(of("draft", 5), Vec::<u64>::new());
    }
}
