//! Timed runs, one row a lap or, where its seconds are not known, a part that was heard.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::{csv, json};
use crate::story::{Library, sort};
use crate::study::day::Instant;
use crate::study::facts::{Facts, LapKind, PointSaid, RunRow};
use crate::study::review::RowId;
use crate::study::run::{self, Run};

/// One lap as a program reads it.
#[derive(Serialize)]
struct LapJson<'a> {
    /// The run's writing process, as a string since it has 64 bits, and its number there.
    session: String,
    run: i64,
    /// The story's name as it was then.
    story: Cow<'a, str>,
    /// When the lap was over: UTC, RFC 3339 with milliseconds.
    at: String,
    /// The study day, YYYY-MM-DD.
    day: String,
    /// start (the silence before the first word), situation, task, action, result, learning,
    /// closing, end (the whole run)
    part: &'static str,
    /// None where only the words are known.
    ms: Option<u32>,
    /// Whether the run came to its end; only then does it count in a figure.
    finished: bool,
    /// Whether the lap or its run was taken back.
    undone: bool,
    /// tapped, voice, transcript
    source: &'static str,
    /// The words heard of the part; of start those before the first that tells the story, of end all.
    /// None where nobody listened, and where the run was taken back.
    words: Option<u32>,
    /// The points of the part that were looked for, and those of them that were said.
    points: Option<usize>,
    said: Option<usize>,
    /// The story's title; null for a name that no story bears. Only with `--with-text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Option<Cow<'a, str>>>,
}

#[derive(Serialize)]
struct RunsJson<'a> {
    version: u32,
    laps: Vec<LapJson<'a>>,
}

/// `export runs --format csv`; with the titles of the stories, if a library is given.
pub(crate) fn to_csv(facts: &Facts, titles: Option<&Library>) -> Vec<u8> {
    csv::table(&[], rows(facts, titles, csv::harmless))
}

/// `export runs --format json`; with the titles of the stories, if a library is given.
pub(crate) fn to_json(facts: &Facts, titles: Option<&Library>) -> Vec<u8> {
    let document = RunsJson {
        version: json::VERSION,
        laps: rows(facts, titles, Cow::Borrowed).collect(),
    };
    json::document(&document).into_bytes()
}

/// One row of a run, of its laps or of what was heard.
struct RunPart {
    run: RowId,
    id: RowId,
    at: Instant,
    kind: LapKind,
    ms: Option<u32>,
}

/// The laps, and the parts that were heard of runs that have none, in the order of the log.
fn parts(facts: &Facts) -> Vec<RunPart> {
    let timed: HashSet<RowId> = facts.laps.iter().map(|lap| lap.run).collect();
    let laps = facts.laps.iter().map(|lap| RunPart {
        run: lap.run,
        id: lap.id,
        at: lap.at,
        kind: lap.kind,
        ms: Some(lap.ms),
    });
    let heard = facts.heard.iter().filter(|row| !timed.contains(&row.run));
    let heard = heard.map(|row| RunPart {
        run: row.run,
        id: row.id,
        at: row.at,
        kind: row.kind,
        ms: None,
    });
    let mut parts: Vec<RunPart> = laps.chain(heard).collect();
    sort::by(&mut parts, |left, right| {
        (left.at, left.id).cmp(&(right.at, right.id))
    });
    parts
}

/// The laps, their words as a format has them.
fn rows<'a>(
    facts: &'a Facts,
    titles: Option<&'a Library>,
    words: fn(&'a str) -> Cow<'a, str>,
) -> impl Iterator<Item = LapJson<'a>> {
    let undone = facts.undone();
    let told = run::runs(facts, &undone).into_iter();
    let told: HashMap<RowId, Run> = told.map(|run| (run.row.id, run)).collect();
    let runs: HashMap<RowId, &RunRow> = facts.runs.iter().map(|run| (run.id, run)).collect();
    parts(facts).into_iter().filter_map(move |part| {
        let run = runs.get(&part.run)?;
        let title = |library: &'a Library| {
            let entry = library.find(library.current_id(&run.story))?;
            Some(words(entry.title()))
        };
        let told = told.get(&run.id);
        let heard = HeardOfPart::of(told, part.kind);
        Some(LapJson {
            session: run.id.session.to_string(),
            run: run.id.number,
            story: words(&run.story),
            at: part.at.to_rfc3339(),
            day: run.day.to_string(),
            part: part.kind.key(),
            ms: part.ms,
            finished: told.is_some_and(|run| run.finished),
            undone: undone.contains(&part.id) || undone.contains(&run.id),
            source: run.source.key(),
            words: heard.words,
            points: heard.points,
            said: heard.said,
            title: titles.map(title),
        })
    })
}

/// What was heard of a part of a run.
#[derive(Default)]
struct HeardOfPart {
    words: Option<u32>,
    points: Option<usize>,
    said: Option<usize>,
}

impl HeardOfPart {
    fn of(run: Option<&Run>, kind: LapKind) -> HeardOfPart {
        let Some(heard) = run.and_then(|run| run.heard.as_ref()) else {
            return HeardOfPart::default();
        };
        let points = heard.points.iter();
        let points = points.filter(|((part, _), _)| match kind {
            LapKind::Part(told) => *part == told,
            LapKind::Start => false,
            LapKind::End => true,
        });
        let said = points.clone().filter(|(_, said)| **said == PointSaid::Said);
        let has_points = kind != LapKind::Start;
        HeardOfPart {
            words: heard.words(kind),
            points: has_points.then_some(points.count()),
            said: has_points.then_some(said.count()),
        }
    }
}
