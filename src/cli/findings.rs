//! What the coach found in an answer, shown to a person: findings with the words they are
//! about, and times beside their windows.

use super::caret;
use super::env::Env;
use super::error::CliError;
use super::wording::{counted, heading};
use crate::coach::{
    CoachReport, Explanation, Fault, FindingCode, FindingGroup, TimedPart, WHOLE, Window,
    explanation, named_beside, timed_parts,
};
use crate::prompt::text::{Line, Style, Tone, clean, fit, pad};
use crate::story::Beat;
use crate::story::problem::LineIndex;
use crate::story::text::one_line;
use crate::study::run;

/// A timing table with a count of words needs so many columns.
pub(crate) const COLUMNS_WITH_WORDS: usize = 52;

/// Words a minute: the setting, else what the log has learned, else the usual rate.
pub(crate) fn rate(env: &mut Env<'_>) -> Result<u32, CliError> {
    if let Some(rate) = env.settings.words_per_minute {
        return Ok(rate);
    }
    // Not the whole log: what is checked should not wait for years of reviews.
    let facts = env.open_log()?.read_but_reviews()?.0.up_to(env.today());
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
    lines.extend(found_lines((source, index), report, style));
    if !report.missing.is_empty() {
        let names: Vec<&str> = report.missing.iter().map(|beat| beat.name()).collect();
        lines.push(Line::plain(format!(
            "Not written yet: {}.",
            names.join(", ")
        )));
    }
    // On a narrow screen the command would be broken.
    let is_wide = style.width() >= COLUMNS_WITH_WORDS;
    if let Some(fault) = report.faults().first().filter(|_| is_wide) {
        let code = fault.finding.code;
        let explain = format!("What a code means: star-cards check --explain {code}");
        lines.extend([Line::blank(), Line::quiet(explain).indented(2)]);
    }
    lines.push(Line::blank());
    // A narrow screen has no room for a count of words behind the times.
    let counted = |words: usize| (style.width() >= COLUMNS_WITH_WORDS).then_some(words);
    let laps = report.timing.laps.iter();
    let parts = timed_parts(laps.map(|lap| (lap.part, counted(lap.words), lap.seconds)));
    lines.extend(table_lines(&parts, Some(report.timing.seconds)));
    lines
}

/// The findings by what the question tests, or that there is nothing to fix.
pub(crate) fn found_lines(
    (source, index): (&str, &LineIndex),
    report: &CoachReport,
    style: Style,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let faults = report.faults();
    for (group, title) in [
        (FindingGroup::Ownership, "Is the failure yours?"),
        (FindingGroup::Learning, "Did it change something?"),
        (FindingGroup::Delivery, "Does it fit?"),
    ] {
        let of_group = |fault: &&Fault<'_>| fault.finding.code.group() == group;
        let mut found = faults.iter().filter(of_group).peekable();
        if found.peek().is_some() {
            lines.extend([Line::blank(), Line::quiet(title)]);
        }
        lines.extend(found.flat_map(|fault| fault_lines(source, index, fault, style)));
    }
    if !report.is_english {
        lines.push(Line::blank());
        lines.push(Line::plain(
            "Check reads English. Of other languages it judges the length only.",
        ));
    } else if report.findings.is_empty() && report.timing.words > 0 {
        lines.push(Line::toned(Tone::Good, "Nothing to fix."));
    }
    lines
}

/// What was found in one beat, and how long it takes, for somebody who has just written it.
/// None where there is nothing to fix.
pub(crate) fn beat_lines(
    (source, index): (&str, &LineIndex),
    report: &CoachReport,
    beat: Beat,
    style: Style,
) -> Option<Vec<Line>> {
    let faults = report.faults().into_iter();
    let lines: Vec<Line> = faults
        .filter(|fault| fault.finding.beat == Some(beat))
        .flat_map(|fault| fault_lines(source, index, &fault, style))
        .collect();
    (!lines.is_empty()).then_some(lines)
}

/// A fault: its line of the text with a caret under each column of the words, why it matters, what to change, and
/// a question.
fn fault_lines(source: &str, index: &LineIndex, fault: &Fault<'_>, style: Style) -> Vec<Line> {
    let finding = fault.finding;
    let beat = finding.beat.map(|beat| format!("  {}", beat.name()));
    let title = Line::toned(Tone::Warn, finding.code.key()).indented(2);
    let mut lines = vec![title.and(Tone::Quiet, beat.unwrap_or_default())];
    if let Some(at) = &finding.at {
        let shown = caret::point(source, index, at.clone(), style.width().saturating_sub(4));
        let carets = shown.carets.replace(' ', "\u{a0}");
        lines.push(Line::quiet(shown.gutter).and(Tone::Normal, shown.line));
        lines.push(Line::quiet(shown.blank).and(Tone::Warn, carets));
    } else if !finding.quote.is_empty() {
        // Put together from several places of the text, it has no line there.
        let width = style.width().saturating_sub(6);
        let quote = fit(&clean(&one_line(&finding.quote)), width);
        lines.push(Line::plain(format!("“{quote}”")));
    }
    lines.push(Line::plain(format!("{} {}", finding.why, finding.change)));
    lines.push(Line::toned(Tone::Bold, &finding.question));
    let also = fault
        .also
        .iter()
        .map(|code| format!("{code} ({})", named_beside(*code)));
    let also: Vec<String> = also.collect();
    if !also.is_empty() {
        lines.push(Line::quiet(format!("Also {}.", also.join(", "))));
    }
    let below = lines.split_off(1);
    lines.extend(below.into_iter().map(|line| line.indented(4)));
    lines
}

/// What a code means, with a weak and a strong line.
pub(crate) fn explained(code: FindingCode) -> Vec<Line> {
    let Explanation {
        meaning,
        enough,
        weak,
        strong,
    } = explanation(code);
    let line = |name: &str, tone, words: &str| {
        [
            Line::blank(),
            Line::quiet(name).indented(2),
            Line::toned(tone, format!("“{words}”")).indented(4),
        ]
    };
    let mut lines = vec![
        heading(code.key()),
        Line::blank(),
        Line::plain(format!("{meaning} {enough}")).indented(2),
    ];
    lines.extend(line("Weak", Tone::Warn, weak));
    lines.extend(line("Strong", Tone::Good, strong));
    lines
}

/// Times beside their windows, and the whole against 90 and 120 seconds.
pub(crate) fn table_lines(parts: &[TimedPart], total: Option<f64>) -> Vec<Line> {
    let whole = total.map(|seconds| TimedPart {
        name: "Whole".to_owned(),
        words: None,
        seconds,
        window: Some(WHOLE),
    });
    parts.iter().chain(&whole).map(timing_line).collect()
}

fn timing_line(part: &TimedPart) -> Line {
    let seconds = part.seconds;
    let of = part
        .window
        .map(|Window { from, to }| format!("  of {from}-{to}"));
    let of = of.unwrap_or_default();
    let fits = part
        .window
        .is_none_or(|window| (f64::from(window.from)..=f64::from(window.to)).contains(&seconds));
    let (of, words) = match part.words {
        Some(words) => (pad(&of, 12), counted(words, "word")),
        None => (of, String::new()),
    };
    // The columns stay together, however narrow the screen is.
    let keep = |text: String| text.replace(' ', "\u{a0}");
    Line::quiet(keep(pad(&part.name, 18)))
        .and(
            if fits { Tone::Normal } else { Tone::Warn },
            keep(format!("{seconds:>4.0} s")),
        )
        .and(Tone::Quiet, keep(of))
        .and(Tone::Quiet, words)
        .indented(2)
}
