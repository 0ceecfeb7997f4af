//! `stats --calibration`: what was foreseen beside what came back.
//!
//! Says no more than so many answers can carry, and changes no plan.

use crate::cli::wording::{INDENT, counted, heading, percent};
use crate::prompt::text::Line;
use crate::study::own_scale::{Foreseen, LEAST_FOR_GROUPS, OwnScale, calibration, own_scale};

/// The screen without its last line.
pub(super) fn lines(answers: &[Foreseen]) -> Vec<Line> {
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
    if let Some(scale) = own_scale(answers) {
        lines.push(Line::blank());
        lines.push(Line::plain(told(scale)).hanging(2));
    }
    lines
}

fn told(scale: OwnScale) -> String {
    let OwnScale {
        factor,
        low,
        high,
        answers,
    } = scale;
    let than = match factor >= 1.0 {
        true => "longer than",
        false => "less long than",
    };
    let from = counted(answers, "answer");
    format!(
        "You remember {than} the schedule assumes: x{factor:.1}, from {from} (likely x{low:.1} to x{high:.1})."
    )
}
