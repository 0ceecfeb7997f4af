//! What was heard of a story, shown to a person: always "heard", never "you said".

use crate::cli::wording::counted;
use crate::coach::{self, TimedPart, timed_parts};
use crate::listen::{HeardPart, HeardPoint, PointVerdict, Transcript, WordTimes};
use crate::prompt::text::{Line, Tone, pad};
use crate::story::{AnswerPart, Beat};

/// Longer silences are told, in milliseconds.
const PAUSE_MS: u32 = 2_000;

/// So many pauses are told by their words.
const PAUSES: usize = 3;

/// So many words say where a pause was.
const PAUSE_WORDS: usize = 3;

/// Columns of `not heard` and two blanks.
const VERDICT: usize = 11;

/// An answer as it was heard.
#[derive(Clone, Copy)]
pub(super) struct HeardRun<'h> {
    pub parts: &'h [HeardPart],
    pub transcript: &'h Transcript,
}

impl<'h> HeardRun<'h> {
    pub(super) fn part(self, beat: Beat) -> Option<&'h HeardPart> {
        let mut parts = self.parts.iter();
        parts.find(|part| part.part == AnswerPart::Beat(beat))
    }
}

/// Each part with the words heard of it and its points.
pub(super) fn part_lines(parts: &[HeardPart], transcript: &Transcript) -> Vec<Line> {
    let mut lines = Vec::new();
    for part in parts {
        lines.push(Line::blank());
        lines.push(Line::quiet(part.part.name()));
        match part.words.is_empty() {
            true => lines.push(Line::plain("Not heard.").indented(2)),
            false => lines.push(Line::plain(transcript.text(part.words.clone())).indented(2)),
        }
        let points = part.points.iter();
        lines.extend(points.flat_map(|point| point_lines(point, transcript)));
    }
    lines.extend(points_counted(parts));
    lines
}

fn point_lines(point: &HeardPoint, transcript: &Transcript) -> Vec<Line> {
    let (tone, verdict) = match point.verdict {
        PointVerdict::Said => (Tone::Good, "said"),
        PointVerdict::Perhaps => (Tone::Warn, "perhaps"),
        PointVerdict::NotHeard => (Tone::Warn, "not heard"),
    };
    let verdict = pad(verdict, VERDICT).replace(' ', "\u{a0}");
    let line = Line::toned(tone, verdict).and(Tone::Normal, &point.text);
    let mut lines = vec![line.indented(4).hanging(VERDICT)];
    if point.verdict == PointVerdict::Perhaps {
        let words = transcript.text(point.words.clone());
        lines.push(Line::quiet(format!("heard: “{words}”")).indented(4 + VERDICT));
    }
    lines
}

fn points_counted(parts: &[HeardPart]) -> Vec<Line> {
    let points = parts.iter().flat_map(|part| &part.points);
    let of = |verdict| {
        points
            .clone()
            .filter(|point| point.verdict == verdict)
            .count()
    };
    let told = [
        (of(PointVerdict::Said), "said"),
        (of(PointVerdict::Perhaps), "perhaps"),
        (of(PointVerdict::NotHeard), "not heard"),
    ];
    let told = told.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    match told.is_empty() {
        true => Vec::new(),
        false => vec![
            Line::blank(),
            Line::plain(format!("Points: {}.", told.join(", "))),
        ],
    }
}

/// The parts that were heard, with their words and, where times are known, their seconds.
pub(super) fn timed(parts: &[HeardPart]) -> Vec<TimedPart> {
    let heard = parts.iter().filter(|part| !part.words.is_empty());
    timed_parts(heard.filter_map(|part| {
        let seconds = part.seconds()?;
        Some((part.part, Some(part.words.len()), seconds))
    }))
}

/// Long silences and fillers, as far as a recogniser keeps them; whether the beats are `timed`, by marks
/// if not by the words.
pub(super) fn flow_lines(transcript: &Transcript, timed: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let pauses = transcript.pauses(PAUSE_MS);
    if transcript.breaks_off {
        lines.push(Line::toned(
            Tone::Warn,
            "The transcript breaks off in the middle, so the end of your answer may be missing. \
             No pace was saved.",
        ));
    }
    if transcript.has_wrong_times {
        lines.push(Line::quiet(match timed {
            true => "The times in it cannot be right; those of the beats are of your marks.",
            false => "The times in it cannot be right, so the beats have none.",
        }));
    }
    if transcript.times == WordTimes::Spread {
        lines.push(Line::quiet(
            "The file has the times of sentences only: the times of beats are approximate.",
        ));
    }
    if transcript.times != WordTimes::Unknown {
        lines.push(Line::plain(pauses_told(&pauses, transcript)));
    }
    lines.push(Line::plain(fillers(
        &transcript.text(0..transcript.words.len()),
    )));
    lines
}

fn pauses_told(pauses: &[(usize, u32)], transcript: &Transcript) -> String {
    let longest = PAUSE_MS / 1000;
    if pauses.is_empty() {
        return format!("No pause over {longest} s.");
    }
    let told = pauses.iter().take(PAUSES).map(|&(word, ms)| {
        let before = transcript.text((word + 1).saturating_sub(PAUSE_WORDS)..word + 1);
        format!("{:.1} s after “{before}”", f64::from(ms) / 1000.0)
    });
    let told: Vec<String> = told.collect();
    let more = match pauses.len().saturating_sub(PAUSES) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let pauses = counted(pauses.len(), "pause");
    format!("{pauses} over {longest} s: {}{more}.", told.join(", "))
}

/// The fillers that were heard. Recognisers leave most of them out.
fn fillers(source: &str) -> String {
    let found = coach::fillers(source);
    if found.is_empty() {
        return "No fillers heard.".to_owned();
    }
    let counted = found.iter().map(|(word, times)| format!("{word} {times}"));
    let counted = counted.collect::<Vec<_>>().join(", ");
    format!("Fillers heard, at least: {counted}.")
}
