//! What the coach says, as JSON.

use serde::Serialize;

use super::json::{VERSION, document, rounded};
use crate::coach::pick::Candidate;
use crate::coach::{CoachReport, Finding, Timing};
use crate::story::problem::line_column;

/// A text and what was found in it.
pub(crate) struct Checked<'a> {
    /// The story's name, if it is one.
    pub story: Option<&'a str>,
    /// The text that the places count in.
    pub source: &'a str,
    /// What was found.
    pub report: &'a CoachReport,
}

#[derive(Serialize)]
struct One<'a> {
    version: u32,
    #[serde(flatten)]
    checked: CheckJson<'a>,
}

#[derive(Serialize)]
struct All<'a> {
    version: u32,
    stories: Vec<CheckJson<'a>>,
}

#[derive(Serialize)]
struct CheckJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<&'a str>,
    findings: Vec<CandidateJson<'a>>,
    /// Beats that a written answer does not have.
    missing: Vec<&'static str>,
    timing: TimingJson,
}

#[derive(Serialize)]
struct CandidateJson<'a> {
    code: &'static str,
    /// Null for a transcript and for the whole answer.
    beat: Option<&'static str>,
    /// 1 and up; null where no words can be quoted.
    line: Option<usize>,
    /// 1 and up, in characters.
    column: Option<usize>,
    quote: &'a str,
    why: &'a str,
    question: &'a str,
}

#[derive(Serialize)]
struct TimingJson {
    words_per_minute: u32,
    words: usize,
    seconds: f64,
    from: u32,
    to: u32,
    beats: Vec<PartTimeJson>,
}

#[derive(Serialize)]
struct PartTimeJson {
    beat: &'static str,
    words: usize,
    seconds: f64,
    /// Seconds; Result and Learning bear the window that they share; null for a closing.
    from: Option<u32>,
    to: Option<u32>,
}

/// `check --json` of one text.
pub(crate) fn check<'a>(rate: u32, mut checked: impl Iterator<Item = Checked<'a>>) -> String {
    checked.next().map_or_else(String::new, |checked| {
        document(&One {
            version: VERSION,
            checked: body(rate, checked),
        })
    })
}

/// `check --json` of all own stories.
pub(crate) fn check_all<'a>(rate: u32, checked: impl Iterator<Item = Checked<'a>>) -> String {
    document(&All {
        version: VERSION,
        stories: checked.map(|checked| body(rate, checked)).collect(),
    })
}

fn body(rate: u32, checked: Checked<'_>) -> CheckJson<'_> {
    let findings = checked.report.findings.iter();
    CheckJson {
        story: checked.story,
        findings: findings
            .map(|finding| row(checked.source, finding))
            .collect(),
        missing: checked
            .report
            .missing
            .iter()
            .map(|beat| beat.name())
            .collect(),
        timing: times(rate, &checked.report.timing),
    }
}

fn row<'a>(source: &str, finding: &'a Finding) -> CandidateJson<'a> {
    let place = finding.at.as_ref().map(|at| line_column(source, at.start));
    CandidateJson {
        code: finding.code.key(),
        beat: finding.beat.map(|beat| beat.name()),
        line: place.map(|(line, _)| line),
        column: place.map(|(_, column)| column),
        quote: &finding.quote,
        why: &finding.why,
        question: &finding.question,
    }
}

fn times(rate: u32, timing: &Timing) -> TimingJson {
    let beats = timing.laps.iter().map(|lap| PartTimeJson {
        beat: lap.part.name(),
        words: lap.words,
        seconds: tenths(lap.seconds),
        from: lap.window.map(|window| window.from),
        to: lap.window.map(|window| window.to),
    });
    TimingJson {
        words_per_minute: rate,
        words: timing.words,
        seconds: tenths(timing.seconds),
        from: timing.window.from,
        to: timing.window.to,
        beats: beats.collect(),
    }
}

fn tenths(seconds: f64) -> f64 {
    (seconds * 10.0).round() / 10.0
}

#[derive(Serialize)]
struct Picks<'a> {
    version: u32,
    picks: Vec<PickJson<'a>>,
}

#[derive(Serialize)]
struct PickJson<'a> {
    story: &'a str,
    /// BM25, 0 for no word in common; comparable within one call only.
    fit: f64,
    words: &'a [String],
    /// 0 to 1; null unless the story has both cards.
    readiness: Option<f64>,
    /// The study day of the newest finished run.
    rehearsed: Option<String>,
    /// The day on which the interview's company heard it; null if it has not.
    heard: Option<String>,
}

/// `pick --json`, best first. `about` gives a story's last rehearsal, and the day on which
/// the company heard it.
pub(crate) fn picks(
    picks: &[Candidate<'_>],
    about: impl Fn(&str) -> (Option<String>, Option<String>),
) -> String {
    let rows = picks.iter().map(|pick| {
        let story = pick.story.id.as_str();
        let (rehearsed, heard) = about(story);
        PickJson {
            story,
            fit: rounded(pick.fit),
            words: &pick.words,
            readiness: pick.readiness.map(rounded),
            rehearsed,
            heard,
        }
    });
    document(&Picks {
        version: VERSION,
        picks: rows.collect(),
    })
}
