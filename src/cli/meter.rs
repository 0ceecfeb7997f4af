//! What a running recording looks like: a clock, and how loud it is.

use crate::prompt::text::Style;

/// Cells of the meter.
const CELLS: usize = 8;

/// The loudness that fills no cell, and the one that fills all, in decibels below the loudest.
const SOFTEST_DB: f32 = -60.0;
const LOUDEST_DB: f32 = -12.0;

/// `0:42` for so many milliseconds.
pub(crate) fn clock(ms: u64) -> String {
    let seconds = ms / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// How loud it is: `■■■□□□□□`, or `###.....` without Unicode.
pub(crate) fn level(db: f32, style: Style) -> String {
    let part = (db - SOFTEST_DB) / (LOUDEST_DB - SOFTEST_DB);
    let full = (part.clamp(0.0, 1.0) * CELLS as f32).round() as usize;
    let [full_cell, empty_cell] = match style.unicode {
        true => ["■", "□"],
        false => ["#", "."],
    };
    full_cell.repeat(full) + &empty_cell.repeat(CELLS - full)
}
