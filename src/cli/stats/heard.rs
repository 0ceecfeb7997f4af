//! What was heard of the runs: the points left out most, the pace of each beat, and how many words come
//! before the story begins.

use super::screen::StatsScreen;
use crate::cli::wording::{INDENT, heading, left_out};
use crate::prompt::text::Line;
use crate::study::missed::MissedPoint;
use crate::study::report::GroupReport;

/// Points that are named.
const POINTS: usize = 5;

/// Runs whose words before the story are told.
const RUNS: usize = 5;

/// The section; nothing where no run was heard.
pub(super) fn lines(screen: &StatsScreen<'_>) -> Vec<Line> {
    let report = screen.report;
    if report.runs.heard == 0 {
        return Vec::new();
    }
    let mut lines = vec![heading("Heard")];
    for point in report.missed.iter().take(POINTS) {
        lines.push(Line::plain(left_out(point)).indented(INDENT).hanging(2));
        lines.push(Line::quiet(place(screen, point)).indented(2 * INDENT));
    }
    let paces = report.runs.parts.iter();
    let paces = paces.filter_map(|part| Some(format!("{} {}", part.part.name(), part.pace?)));
    let paces: Vec<String> = paces.collect();
    if !paces.is_empty() {
        let told = format!("Words a minute: {}", paces.join(", "));
        lines.push(Line::plain(told).indented(INDENT).hanging(2));
    }
    lines.extend(words_before(&report.runs.words_before));
    lines
}

/// The point that was left out most, in one line of the short screen.
pub(super) fn most(screen: &StatsScreen<'_>) -> Option<String> {
    let point = screen.report.missed.first()?;
    let of = format!("{} of the last {}", point.missed, point.of);
    Some(format!(
        "“{}” in {of} ({})",
        point.words,
        place(screen, point)
    ))
}

/// `Nine days late, Result`
fn place(screen: &StatsScreen<'_>, point: &MissedPoint) -> String {
    let named = |story: &&GroupReport| story.name == point.story;
    let story = screen.report.stories.iter().find(named);
    let title = story.map_or_else(|| point.story.clone(), |story| screen.title(story));
    format!("{title}, {}", point.part.name())
}

fn words_before(words: &[u64]) -> Option<Line> {
    let newest = &words[words.len().saturating_sub(RUNS)..];
    let told: Vec<String> = newest.iter().map(ToString::to_string).collect();
    let told = match told.len() {
        0 => return None,
        1 => format!("Words before the story begins: {}", told[0]),
        _ => format!(
            "Words before the story begins, newest last: {}",
            told.join(", ")
        ),
    };
    Some(Line::plain(told).indented(INDENT).hanging(2))
}
