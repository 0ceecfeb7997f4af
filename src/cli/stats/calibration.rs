//! `stats --calibration`: what was foreseen beside what came back.
//!
//! Says no more than so many answers can carry, and changes no plan.

use crate::cli::wording::{INDENT, heading, percent};
use crate::prompt::text::Line;
use crate::study::own_scale::{LEAST_FOR_GROUPS, calibration};
use crate::study::report::DeckReport;

/// The screen without its last line.
pub(super) fn lines(report: &DeckReport) -> Vec<Line> {
    let answers = &report.foreseen;
    let mut lines = vec![heading("Foreseen and recalled")];
    match calibration(answers) {
        Some(groups) => {
            lines.extend(groups.iter().map(|group| {
                let (low, high) = group.range;
                let row = format!(
                    "{} foreseen: {} recalled, {} of {} (likely {} to {})",
                    percent(group.foreseen),
                    percent(f64::from(group.passed) / f64::from(group.of)),
                    group.passed,
                    group.of,
                    percent(low),
                    percent(high),
                );
                Line::plain(row).indented(INDENT).hanging(2)
            }));
        }
        None => {
            let row = format!(
                "Not enough answers yet: {} of the {LEAST_FOR_GROUPS} that it takes.",
                answers.len()
            );
            lines.push(Line::plain(row).indented(INDENT).hanging(2));
        }
    }
    if let Some(scale) = report.total.own_scale {
        lines.push(Line::blank());
        lines.push(Line::plain(scale.sentence()).hanging(2));
    }
    lines
}
