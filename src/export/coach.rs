//! What the coach says, as JSON.

use super::json::{VERSION, document, rounded};
use super::shape::ObjectShape;
use crate::coach::pick::Candidate;
use crate::coach::{CoachReport, Finding, LikelyCode, PartTime};
use crate::story::Beat;
use crate::story::problem::LineIndex;

/// A text and what was found in it.
#[derive(Clone, Copy)]
pub(crate) struct Checked<'a> {
    /// The story's name, if it is one.
    pub story: Option<&'a str>,
    /// The text that the places count in.
    pub source: &'a str,
    /// Its lines.
    pub lines: &'a LineIndex,
    /// What was found.
    pub report: &'a CoachReport,
}

/// A finding, with the text that its place counts in.
type PlacedFinding<'a> = (Checked<'a>, &'a Finding);

/// `check --json` of one text.
pub(crate) fn check(rate: u32, checked: Checked<'_>) -> String {
    document(&body(versioned(), rate).json(&checked))
}

/// `check --json` of several.
pub(crate) fn check_all<'a>(rate: u32, checked: Vec<Checked<'a>>) -> String {
    let stories = body(ObjectShape::new(""), rate);
    let all = versioned().list("stories", "", stories, Vec::clone);
    document(&all.json(&checked))
}

/// A shape that begins with the version of the document.
fn versioned<'a, T: 'a>() -> ObjectShape<'a, T> {
    ObjectShape::new("").key("version", "", |_| VERSION)
}

#[rustfmt::skip]
fn body<'a>(shape: ObjectShape<'a, Checked<'a>>, rate: u32) -> ObjectShape<'a, Checked<'a>> {
    shape
        .key("story", "", |checked| checked.story).if_any()
        .list("findings", "", finding(), |checked| {
            let findings = checked.report.findings.iter();
            findings.map(|finding| (*checked, finding)).collect()
        })
        .key("missing", "Beats that a written answer does not have.", |checked| {
            checked.report.missing.iter().map(|beat| beat.name()).collect::<Vec<_>>()
        })
        .list("scores", "How likely each weighed code is, 0 to 1; of a part or a few words only deflection and fake-failure.",
            likely(), |checked| checked.report.scores.clone())
        .key("english", "False where a part is in another language, of which only the length is judged.",
            |checked| checked.report.is_english)
        .object("timing", "", timing(rate), |checked| Some(checked.report))
}

fn likely<'a>() -> ObjectShape<'a, LikelyCode> {
    ObjectShape::new("")
        .key("code", "", |likely: &LikelyCode| likely.code.key())
        .key("score", "", |likely| rounded(likely.score))
}

#[rustfmt::skip]
fn finding<'a>() -> ObjectShape<'a, PlacedFinding<'a>> {
    let place = |(checked, finding): &PlacedFinding<'a>| {
        let at = finding.at.as_ref();
        at.map(|at| checked.lines.line_column(checked.source, at.start))
    };
    ObjectShape::new("")
        .key("code", "", |(_, finding): &PlacedFinding<'a>| finding.code.key())
        .key("beat", "Null for a transcript and for the whole answer.",
            |(_, finding)| finding.beat.map(Beat::name))
        .key("line", "1 and up; null where no words can be quoted.",
            move |found| Some(place(found)?.0))
        .key("column", "1 and up, in characters.", move |found| Some(place(found)?.1))
        .key("quote", "", |(_, finding)| finding.quote.clone())
        .key("why", "", |(_, finding)| finding.why.clone())
        .key("change", "What to change in the text, in a sentence.", |(_, finding)| finding.change.clone())
        .key("question", "", |(_, finding)| finding.question.clone())
}

#[rustfmt::skip]
fn timing<'a>(rate: u32) -> ObjectShape<'a, &'a CoachReport> {
    let beat = ObjectShape::new("")
        .key("beat", "", |lap: &&PartTime| lap.part.name())
        .key("words", "", |lap| lap.words)
        .key("seconds", "", |lap| tenths(lap.seconds))
        .key("from", "Seconds; Result and Learning bear the window that they share; null for a \
            closing.", |lap| Some(lap.window?.from))
        .key("to", "", |lap| Some(lap.window?.to));
    ObjectShape::new("")
        .key("words_per_minute", "", move |_: &&'a CoachReport| rate)
        .key("words", "", |report| report.timing.words)
        .key("seconds", "", |report| tenths(report.timing.seconds))
        .key("from", "", |report| report.timing.window.from)
        .key("to", "", |report| report.timing.window.to)
        .list("beats", "", beat, |report| report.timing.laps.iter().collect())
}

fn tenths(seconds: f64) -> f64 {
    (seconds * 10.0).round() / 10.0
}

/// `pick --json`, best first. `about` gives a story's last rehearsal, and the day on which
/// the company heard it.
#[rustfmt::skip]
pub(crate) fn picks(
    picks: &[Candidate<'_>],
    about: impl Fn(&str) -> (Option<String>, Option<String>),
) -> String {
    let about = |pick: &&Candidate<'_>| about(pick.story.id.as_str());
    let pick = ObjectShape::new("")
        .key("story", "", |pick: &&Candidate<'_>| pick.story.id.to_string())
        .key("fit", "BM25, 0 for no word in common; comparable within one call only.",
            |pick| rounded(pick.fit))
        .key("words", "", |pick| pick.words.clone())
        .key("readiness", "On the day of the next interview, else today, 0 to 1; null unless the story has both cards.",
            |pick| pick.readiness.map(rounded))
        .key("rehearsed", "The study day of the newest finished run.", |pick| about(pick).0)
        .key("heard", "The day on which the interview's company heard it; null if it has not.",
            |pick| about(pick).1)
        .key("closes", "Whether it has a closing for exactly that role; such a story comes before one that fits better.",
            |pick| pick.closes);
    let all = versioned().list("picks", "", pick, |_| picks.iter().collect());
    document(&all.json(&()))
}
