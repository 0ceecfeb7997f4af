//! What `doctor` found, for a person.

use std::path::Path;

use super::finding::size;
use crate::cli::env::Env;
use crate::cli::wording::{counted, heading};
use crate::export::doctor::{Checkup, LogFigures, SnapshotFigures, VoiceSetup, VoiceTool};
use crate::prompt::text::{Line, Tone};

/// Columns of the labels.
const LABEL: usize = 10;

/// All of it: what is, then what wants doing.
pub(crate) fn lines(env: &Env<'_>, checkup: &Checkup) -> Vec<Line> {
    let mut lines = vec![
        heading(format!("star-cards {}", checkup.program)).and(
            Tone::Quiet,
            format!(", SQLite {}, schema {}", checkup.sqlite, checkup.schema),
        ),
        Line::blank(),
    ];
    lines.extend(facts(env, checkup));
    lines.push(Line::blank());
    if checkup.findings.is_empty() {
        lines.push(Line::toned(Tone::Good, "Everything is fine."));
        return lines;
    }
    let number = checkup.findings.len();
    lines.push(heading(format!("{} to look at", counted(number, "thing"))));
    for finding in &checkup.findings {
        lines.push(
            Line::toned(Tone::Warn, "- ")
                .and(Tone::Normal, &finding.what)
                .hanging(2),
        );
        lines.push(Line::plain(&finding.way_out).indented(2));
    }
    lines
}

fn facts(env: &Env<'_>, checkup: &Checkup) -> Vec<Line> {
    let places = &checkup.places;
    let there = |path: &str, else_told: &str| match Path::new(path).exists() {
        true => path.to_owned(),
        false => format!("{path} ({else_told})"),
    };
    let mut lines = vec![
        labelled("data", there(&places.data, "not there yet")),
        labelled("log", log(&checkup.log)),
        labelled("backup", backup(&checkup.log)),
        labelled(
            "settings",
            there(&places.settings, "not there: all defaults"),
        ),
    ];
    for folder in &places.decks {
        lines.push(labelled("decks", there(folder, "not there yet")));
    }
    let stories = &checkup.stories;
    let own = match stories.own {
        0 => "no story of your own yet".to_owned(),
        own => format!("{own} of yours, in {}", counted(stories.decks, "deck")),
    };
    lines.push(labelled("stories", own));
    lines.push(labelled("snapshot", snapshot(&checkup.snapshot)));
    if let Some(left) = checkup.free_bytes {
        lines.push(labelled(
            "room",
            format!("{} left on that disk", size(left)),
        ));
    }
    lines.extend(voice(&checkup.voice).map(|told| labelled("voice", told)));
    lines.push(labelled("screen", screen(checkup)));
    let editor = checkup.screen.editor.clone();
    let editor = editor.unwrap_or_else(|| "not found; set VISUAL or EDITOR".to_owned());
    lines.push(labelled("editor", editor));
    let clock = match &checkup.screen.clock_stands_at {
        Some(at) => format!("stands still at {at} (STAR_CARDS_NOW)"),
        None => format!(
            "{}, study day {}",
            env.now().local.format("%H:%M %:z"),
            env.today()
        ),
    };
    lines.push(labelled("clock", clock));
    lines
}

fn labelled(label: &str, value: impl Into<String>) -> Line {
    Line::toned(Tone::Quiet, format!("{label:<LABEL$}"))
        .and(Tone::Normal, value)
        .hanging(LABEL)
}

fn log(log: &LogFigures) -> String {
    match log.state {
        "none" => "not there yet; your first answer starts it".to_owned(),
        "sound" => format!(
            "sound, {}, {}",
            counted(log.answers, "answer"),
            size(log.bytes)
        ),
        _ => "cannot be read, see below".to_owned(),
    }
}

fn backup(log: &LogFigures) -> String {
    match &log.newest_backup {
        Some(path) => path.clone(),
        None if log.state == "none" => "nothing to save yet".to_owned(),
        None => "not yet; `star-cards backup` makes one".to_owned(),
    }
}

fn snapshot(told: &SnapshotFigures) -> String {
    match told.state {
        "none" => "none: not needed below 2,000 cards and 20,000 answers".to_owned(),
        "missing" => "not there; the next look at your cards writes it".to_owned(),
        "useless" => {
            let path = &told.path;
            format!(
                "{path}, of another version or damaged; the next look at your cards replaces it"
            )
        }
        "blocked" => format!("{}, where none can be kept, see below", told.path),
        _ => {
            let answers = usize::try_from(told.answers).unwrap_or(usize::MAX);
            let (answers, decks) = (counted(answers, "answer"), counted(told.decks, "deck"));
            let spared = match (told.answers, told.decks) {
                (0, 0) => "the next start reads all decks and the whole log".to_owned(),
                (0, _) => format!("the next start reads the whole log, and {decks} not again"),
                _ => format!("a start need not read {answers} and {decks} again"),
            };
            format!("{}, {}; {spared}", told.path, size(told.bytes))
        }
    }
}

/// What records and what hears, or what to do where there is none.
fn voice(setup: &VoiceSetup) -> [String; 2] {
    let missing = |what: &str, key: &str| {
        format!("no {what}: see `star-cards doctor --voice`, or set {key} in config.toml")
    };
    let named = |does: &str, tool: &VoiceTool| match tool.set {
        true => format!("{does} with {} (config.toml)", tool.program),
        false => format!("{does} with {}", tool.program),
    };
    let recorder = setup.recorder.as_ref();
    let transcriber = setup.transcriber.as_ref();
    [
        recorder.map_or_else(
            || missing("recorder", "recorder"),
            |tool| named("records", tool),
        ),
        transcriber.map_or_else(
            || missing("recogniser", "transcriber"),
            |tool| named("hears", tool),
        ),
    ]
}

fn screen(checkup: &Checkup) -> String {
    let screen = &checkup.screen;
    let said = |yes: bool, if_so: &str, if_not: &str| if yes { if_so } else { if_not }.to_owned();
    let letters = said(
        screen.unicode,
        "Unicode",
        "ASCII only (no UTF-8 in LC_ALL, LC_CTYPE or LANG)",
    );
    let colour = said(screen.colour, "colour", "no colour");
    let mut told = vec![format!("{} columns", screen.columns), letters, colour];
    told.extend(screen.plain.then(|| "line by line".to_owned()));
    told.join(", ")
}
