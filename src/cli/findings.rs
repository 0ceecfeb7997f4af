//! What the coach found in an answer, shown to a person: findings with the words they are
//! about, and times beside their windows.

use std::ops::Range;

use super::caret;
use super::env::Env;
use super::error::CliError;
use super::wording::heading;
use crate::coach::{CoachReport, Finding, FindingGroup, TimedPart, WHOLE, Window, timed_parts};
use crate::prompt::text::{Line, Style, Tone, pad};
use crate::story::Beat;
use crate::story::problem::LineIndex;
use crate::study::run;

/// A timing table with a count of words needs so many columns.
const COLUMNS_WITH_WORDS: usize = 52;

/// Words a minute: the setting, else what the log has learned, else the usual rate.
pub(crate) fn rate(env: &mut Env<'_>) -> Result<u32, CliError> {
    if let Some(rate) = env.settings.words_per_minute {
        return Ok(rate);
    }
    // Not the whole log: what is checked should not wait for years of reviews.
    let facts = env.open_log()?.read_but_reviews()?.0.as_of(env.today());
    Ok(run::rate(&facts, &facts.undone()).unwrap_or(run::USUAL_RATE))
}

/// A report for a person: findings by what the question tests, then the times.
pub(crate) fn lines(
    name: &str,
    (source, index): (&str, &LineIndex),
    report: &CoachReport,
    style: Style,
) -> Vec<Line> {
    let mut lines = vec![heading(name)];
    for (group, title) in [
        (FindingGroup::Ownership, "Is the failure yours?"),
        (FindingGroup::Learning, "Did it change something?"),
        (FindingGroup::Delivery, "Does it fit?"),
    ] {
        let found: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| finding.code.group() == group)
            .collect();
        if !found.is_empty() {
            lines.push(Line::blank());
            lines.push(Line::toned(Tone::Quiet, title));
            lines.extend(
                found
                    .into_iter()
                    .flat_map(|finding| finding_lines(source, index, finding, style)),
            );
        }
    }
    let is_empty = report.timing.words == 0;
    if report.findings.is_empty() && !is_empty {
        lines.push(Line::toned(Tone::Good, "Nothing to stumble over."));
    }
    if !report.missing.is_empty() {
        let names: Vec<&str> = report
            .missing
            .iter()
            .map(|beat: &Beat| beat.name())
            .collect();
        lines.push(Line::plain(format!(
            "Not written yet: {}.",
            names.join(", ")
        )));
    }
    lines.push(Line::blank());
    lines.extend(timing_lines(report, style));
    lines
}

fn finding_lines(source: &str, index: &LineIndex, finding: &Finding, style: Style) -> Vec<Line> {
    let mut title = Line::toned(Tone::Warn, finding.code.key()).indented(2);
    if let Some(beat) = finding.beat {
        title = title.and(Tone::Quiet, format!("  {}", beat.name()));
    }
    let mut lines = vec![title];
    if let Some(at) = &finding.at {
        lines.extend(quoted(source, index, at.clone(), style));
    }
    lines.push(Line::plain(&finding.why).indented(4));
    lines.push(Line::toned(Tone::Bold, &finding.question).indented(4));
    lines
}

/// The line of the quoted words, and a caret under each column of them.
fn quoted(source: &str, index: &LineIndex, at: Range<usize>, style: Style) -> Vec<Line> {
    let shown = caret::point(source, index, at, style.width().saturating_sub(4));
    let carets = shown.carets.replace(' ', "\u{a0}");
    vec![
        Line::toned(Tone::Quiet, shown.gutter)
            .and(Tone::Normal, shown.line)
            .indented(4),
        Line::toned(Tone::Quiet, shown.blank)
            .and(Tone::Warn, carets)
            .indented(4),
    ]
}

fn timing_lines(report: &CoachReport, style: Style) -> Vec<Line> {
    // A narrow screen has no room for a count of words behind the times.
    let counted = |words: usize| (style.width() >= COLUMNS_WITH_WORDS).then_some(words);
    let laps = report.timing.laps.iter();
    let parts = timed_parts(laps.map(|lap| (lap.part, counted(lap.words), lap.seconds)));
    table_lines(&parts, Some(report.timing.seconds))
}

/// Times beside their windows, and the whole against 90 and 120 seconds.
pub(crate) fn table_lines(parts: &[TimedPart], total: Option<f64>) -> Vec<Line> {
    let mut lines: Vec<Line> = parts
        .iter()
        .map(|part| {
            let words = part.words;
            let words = words.map_or_else(String::new, |words| format!("{words} words"));
            timing_line(&part.name, &words, part.seconds, part.window)
        })
        .collect();
    lines.extend(total.map(|total| timing_line("Whole", "", total, Some(WHOLE))));
    lines
}

fn timing_line(name: &str, words: &str, seconds: f64, window: Option<Window>) -> Line {
    let time = format!("{seconds:>4.0} s");
    let fits = window
        .is_none_or(|window| seconds >= f64::from(window.from) && seconds <= f64::from(window.to));
    let of = window.map_or_else(String::new, |window| {
        format!("  of {}-{}", window.from, window.to)
    });
    let of = if words.is_empty() { of } else { pad(&of, 12) };
    // The columns stay together, however narrow the screen is.
    let keep = |text: String| text.replace(' ', "\u{a0}");
    Line::toned(Tone::Quiet, keep(pad(name, 18)))
        .and(if fits { Tone::Normal } else { Tone::Warn }, keep(time))
        .and(Tone::Quiet, keep(of))
        .and(Tone::Quiet, words)
        .indented(2)
}
