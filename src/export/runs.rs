//! Timed runs, one row a lap.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::{csv, json};
use crate::story::Library;
use crate::study::facts::{Facts, LapRow, RunRow};
use crate::study::review::RowId;
use crate::study::run;

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
    ms: u32,
    /// Whether the run came to its end; only then does it count in a figure.
    finished: bool,
    /// Whether the lap or its run was taken back.
    undone: bool,
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

/// The laps, their words as a format has them.
fn rows<'a>(
    facts: &'a Facts,
    titles: Option<&'a Library>,
    words: fn(&'a str) -> Cow<'a, str>,
) -> impl Iterator<Item = LapJson<'a>> {
    let undone = facts.undone();
    let finished: HashSet<RowId> = run::runs(facts, &undone)
        .into_iter()
        .filter(|run| run.finished)
        .map(|run| run.row.id)
        .collect();
    let runs: HashMap<RowId, &RunRow> = facts.runs.iter().map(|run| (run.id, run)).collect();
    facts.laps.iter().filter_map(move |lap: &LapRow| {
        let run = runs.get(&lap.run)?;
        let title = |library: &'a Library| {
            let entry = library.find(library.current_id(&run.story))?;
            Some(words(entry.title()))
        };
        Some(LapJson {
            session: run.id.session.to_string(),
            run: run.id.number,
            story: words(&run.story),
            at: lap.at.to_rfc3339(),
            day: run.day.to_string(),
            part: lap.kind.key(),
            ms: lap.ms,
            finished: finished.contains(&run.id),
            undone: undone.contains(&lap.id) || undone.contains(&run.id),
            title: titles.map(title),
        })
    })
}
