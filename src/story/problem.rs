//! What is wrong in a story file, where, and the one thing to do about it.
//!
//! A problem is said calmly, points at the exact words, and never hides a good story.
//! Refuses to draw: the picture with the caret is made where problems are shown.

use std::ops::Range;

use super::id::StoryId;
use super::lines::{SourceLine, lines, mark_length};

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Something that was written has no effect until it is mended.
    Problem,
    /// Something that may be a slip of the pen.
    Hint,
}

/// One thing wrong in a story file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub level: Level,
    /// The story it stands in, where that has a name.
    pub story: Option<StoryId>,
    /// The words that are wrong (bytes in the file, on character boundaries).
    pub at: Range<usize>,
    pub message: String,
    /// The one thing to do, as an imperative sentence.
    pub fix: String,
}

impl Problem {
    /// A problem of no story yet.
    pub(crate) fn new(at: Range<usize>, message: String, fix: String) -> Problem {
        Problem {
            level: Level::Problem,
            story: None,
            at,
            message,
            fix,
        }
    }

    /// The same, said as a hint.
    pub(crate) fn into_hint(self) -> Problem {
        Problem {
            level: Level::Hint,
            ..self
        }
    }
}

/// Where the lines of a text are, for whoever asks about many places in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct LineIndex {
    /// The first may follow a byte order mark; after a line ending comes one more, empty.
    lines: Vec<SourceLine>,
}

impl LineIndex {
    /// Reads a text.
    pub(crate) fn of(source: &str) -> LineIndex {
        let start = mark_length(source);
        let mut all: Vec<SourceLine> = lines(source, start..source.len()).collect();
        let end = all.last().map_or(start, |line| line.end);
        if all.last().is_none_or(|line| line.end > line.at.end) {
            all.push(SourceLine { at: end..end, end });
        }
        LineIndex { lines: all }
    }

    /// The number of the line of a byte, from 1, and where its words stand.
    pub(crate) fn line_at(&self, offset: usize) -> (usize, Range<usize>) {
        let before = self.lines.partition_point(|line| line.end <= offset);
        let place = before.min(self.lines.len() - 1);
        (place + 1, self.lines[place].at.clone())
    }

    /// Line and column of a byte in the text that was read, both from 1, the column in
    /// characters.
    ///
    /// An offset beyond the end is the end; one inside a character is that character. A byte
    /// order mark is no column, as no editor counts it.
    pub(crate) fn line_column(&self, source: &str, offset: usize) -> (usize, usize) {
        let offset = source.floor_char_boundary(offset);
        let (number, line) = self.line_at(offset);
        let column = source[line.start.min(offset)..offset].chars().count() + 1;
        (number, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_becomes_line_and_column() {
        let cases = [
            ("", 0, (1, 1)),
            ("abc", 2, (1, 3)),
            ("abc", 99, (1, 4)),
            ("a\nb", 1, (1, 2)),
            ("a\nb", 2, (2, 1)),
            ("a\n", 2, (2, 1)),
            ("a\r\nb", 2, (1, 3)),
            ("a\r\nb", 3, (2, 1)),
            ("a\rb", 2, (2, 1)),
            ("äöü", 4, (1, 3)),
            ("äöü", 5, (1, 3)),
            ("\u{feff}# T", 3, (1, 1)),
            ("\u{feff}# T", 5, (1, 3)),
            ("\u{feff}# T", 0, (1, 1)),
        ];
        for (source, offset, expected) in cases {
            let place = LineIndex::of(source).line_column(source, offset);
            assert_eq!(place, expected, "{source:?} {offset}");
        }
    }
}
