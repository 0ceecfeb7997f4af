//! The lines of places in a text, asked from its start to its end.

use crate::story::lines::lines;

/// Counts lines; each byte is looked at once.
#[derive(Debug)]
pub(super) struct LineCounter<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl<'t> LineCounter<'t> {
    pub(super) fn of(text: &'t str) -> LineCounter<'t> {
        LineCounter {
            text,
            at: 0,
            line: 1,
        }
    }

    /// The line of a byte, which is not before the one asked for last.
    pub(super) fn line(&mut self, at: usize) -> usize {
        let before = lines(self.text, self.at..at);
        self.line += before.filter(|line| line.end > line.at.end).count();
        self.at = at;
        self.line
    }
}
