//! What a running recording looks like: a clock, and how loud it is.

use crate::prompt::RunningClock;
use crate::prompt::text::Style;
use crate::voice::Recording;

/// Shows a recording while a key is awaited; it is over when nothing more is recorded.
pub(crate) struct RecordingDial<'r> {
    pub recording: &'r Recording,
    pub style: Style,
}

impl RunningClock for RecordingDial<'_> {
    fn face(&self) -> String {
        let clock = clock(self.recording.recorded_ms().into());
        format!("{clock} {}", level(self.recording.level_db(), self.style))
    }

    fn marks(&self) -> u32 {
        0
    }

    fn is_over(&self) -> bool {
        self.recording.ended().is_some()
    }
}

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
