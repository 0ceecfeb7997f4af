//! What was heard of a run, on its way into the log: words and points of each part, and the seconds
//! where they are known. Never a word of it.

use std::collections::BTreeMap;

use super::heard::HeardRun;
use super::pace::Pace;
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::save;
use crate::cli::workspace::Workspace;
use crate::listen::{self, HeardPart, PointVerdict};
use crate::store::NewFact;
use crate::story::{AnswerPart, PointKey, Story, digest};
use crate::study::day::StudyDay;
use crate::study::facts::{LapKind, PointSaid, RateSource, RunSource};
use crate::study::review::RowId;
use crate::study::run::{self, SPOKEN_RATES};

/// A story, what was heard of it and how that came.
pub(super) struct ToldRun<'t> {
    pub story: &'t Story,
    pub heard: HeardRun<'t>,
    pub source: RunSource,
    /// The run, where taps have begun it: its laps are theirs then.
    pub begun: Option<RowId>,
    /// Milliseconds from the question to the first word, where somebody listened then.
    pub start_ms: Option<u32>,
    /// The speaking rate is learned from it.
    pub pace: Option<Pace>,
    /// The times can be believed, so that the run counts in figures of seconds.
    pub is_timed: bool,
}

/// The points of a run as they stand in the log.
type Points = BTreeMap<(AnswerPart, PointKey), PointSaid>;

/// A run that is in the log.
pub(super) struct KeptRun {
    pub run: RowId,
    points: Points,
    /// The study day on which the same transcript was judged before.
    pub known_since: Option<StudyDay>,
    /// The story that the same transcript was a run of before, by its title.
    pub moved_from: Option<String>,
}

/// Writes a run that was heard; the same transcript judged again is the run that it was. Where that
/// was one of another story, it is taken back: whoever names a story knows which one was told.
pub(super) fn keep(
    env: &mut Env<'_>,
    workspace: &mut Workspace,
    told: &ToldRun<'_>,
) -> Result<KeptRun, CliError> {
    let transcript = told.heard.transcript;
    let words = transcript.text(0..transcript.words.len());
    let fingerprint = digest::of_words(&words).cast_signed();
    let known = run::of_transcript(&workspace.facts, fingerprint);
    let known = known.filter(|_| told.begun.is_none());
    let mut moved_from = None;
    if let Some(known) = known {
        let story = workspace.library.current_id(&known.row.story);
        if story != told.story.id.as_str() {
            moved_from = Some(workspace.library.title(story).to_owned());
            let target = known.row.id;
            save::append_one(env, &mut workspace.store, NewFact::Undo { target })?;
        } else {
            return Ok(KeptRun {
                run: known.row.id,
                known_since: Some(known.row.day),
                moved_from,
                points: known.heard.map(|heard| heard.points).unwrap_or_default(),
            });
        }
    }
    let run = match told.begun {
        Some(run) => run,
        None => {
            let begun = NewFact::Run {
                day: env.today(),
                story: told.story.id.to_string(),
                source: told.source,
                transcript: Some(fingerprint),
            };
            save::append_one(env, &mut workspace.store, begun)?.id
        }
    };
    let points = points(told.heard.parts);
    let laps = if told.begun.is_none() && told.is_timed {
        laps(told)
    } else {
        Vec::new()
    };
    let laps = laps.into_iter();
    let laps = laps.map(|(kind, ms)| NewFact::Lap { run, kind, ms });
    let heard = word_counts(told).into_iter();
    let heard = heard.map(|(kind, words)| NewFact::Heard { run, kind, words });
    let point =
        |(&(part, point), &verdict): (&(AnswerPart, PointKey), &PointSaid)| NewFact::Point {
            run,
            part,
            point,
            verdict,
        };
    // Its pace was learned when it was a run of the other.
    let pace = told
        .pace
        .filter(|_| moved_from.is_none())
        .and_then(|told| pace(env.today(), told.words, told.ms));
    let facts = points
        .iter()
        .map(point)
        .chain(laps)
        .chain(heard)
        .chain(pace);
    let facts: Vec<NewFact> = facts.collect();
    save::append(env, &mut workspace.store, &facts)?;
    Ok(KeptRun {
        run,
        points,
        known_since: None,
        moved_from,
    })
}

impl KeptRun {
    /// Writes what a person says of the points of a part, where that is not what was heard.
    pub(super) fn correct(
        &mut self,
        env: &mut Env<'_>,
        workspace: &mut Workspace,
        part: &HeardPart,
        ticked: &[bool],
    ) -> Result<(), CliError> {
        let said = part.points.iter().zip(ticked).map(|(point, &is_said)| {
            let said = if is_said {
                PointSaid::Said
            } else {
                PointSaid::Not
            };
            (point.text.as_str(), said)
        });
        let now = of_part(part.part, said);
        let is_news = |(name, said): &(&(AnswerPart, PointKey), &PointSaid)| {
            self.points.get(*name) != Some(*said)
        };
        let facts = now.iter().filter(is_news);
        let facts: Vec<NewFact> = facts
            .map(|(&(part, point), &verdict)| NewFact::Point {
                run: self.run,
                part,
                point,
                verdict,
            })
            .collect();
        if !facts.is_empty() {
            save::append(env, &mut workspace.store, &facts)?;
        }
        self.points.extend(now);
        Ok(())
    }
}

/// The row that teaches the speaking rate, where people speak at such a rate.
pub(super) fn pace(day: StudyDay, words: u32, ms: u32) -> Option<NewFact> {
    let rate = run::pace(words.into(), ms.into())?;
    SPOKEN_RATES.contains(&rate).then_some(NewFact::Pace {
        day,
        source: RateSource::Transcript,
        words,
        ms,
    })
}

/// Every point that was looked for.
fn points(parts: &[HeardPart]) -> Points {
    let of = |part: &HeardPart| {
        let points = part.points.iter();
        of_part(
            part.part,
            points.map(|point| (point.text.as_str(), said(point.verdict))),
        )
    };
    parts.iter().flat_map(of).collect()
}

/// The points of one part by their names. One that stands there twice is said if it was said once.
fn of_part<'p>(part: AnswerPart, points: impl Iterator<Item = (&'p str, PointSaid)>) -> Points {
    let mut all = Points::new();
    for (text, said) in points {
        let known = all.entry((part, PointKey::of(text))).or_insert(said);
        *known = said.min(*known);
    }
    all
}

fn said(verdict: PointVerdict) -> PointSaid {
    match verdict {
        PointVerdict::Said => PointSaid::Said,
        PointVerdict::Perhaps => PointSaid::Perhaps,
        PointVerdict::NotHeard => PointSaid::Not,
    }
}

/// The milliseconds of the parts that were heard, and of all together.
fn laps(told: &ToldRun<'_>) -> Vec<(LapKind, u32)> {
    let heard = told.heard.parts.iter();
    let heard = heard.filter(|part| !part.words.is_empty());
    let parts = heard.filter_map(|part| {
        let ms = part.ms.as_ref()?;
        Some((LapKind::Part(part.part), ms.end - ms.start))
    });
    let parts: Vec<(LapKind, u32)> = parts.collect();
    let whole = parts.iter().map(|(_, ms)| ms).sum();
    let start = told.start_ms.map(|ms| (LapKind::Start, ms));
    let laps = start.into_iter().chain(parts);
    laps.chain([(LapKind::End, whole)]).collect()
}

/// The words of each part, before the first and of all.
fn word_counts(told: &ToldRun<'_>) -> Vec<(LapKind, u32)> {
    let HeardRun { parts, transcript } = told.heard;
    let before = listen::words_before(told.story, parts, transcript);
    let before = before.map(|words| (LapKind::Start, words));
    let of_parts = parts.iter();
    let of_parts = of_parts.map(|part| (LapKind::Part(part.part), part.words.len()));
    let counts = before.into_iter().chain(of_parts);
    let counts = counts.chain([(LapKind::End, transcript.words.len())]);
    let counts = counts.map(|(kind, words)| (kind, u32::try_from(words).unwrap_or(u32::MAX)));
    counts.collect()
}
