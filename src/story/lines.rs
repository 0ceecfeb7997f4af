//! Lines of a file as byte ranges, whichever of the three line endings it uses.
//!
//! Markdown ends a line at `\n`, `\r\n` and a lone `\r`; everything in this room that
//! looks at lines asks here, so that none of them forgets one. Refuses to copy text.

use std::ops::Range;

use memchr::memchr2;

/// One line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceLine {
    /// Its bytes without the line ending.
    pub at: Range<usize>,
    /// Where the next line begins.
    pub end: usize,
}

/// The lines of a part of a file. An empty part has none.
pub(crate) fn lines(source: &str, within: Range<usize>) -> impl Iterator<Item = SourceLine> + '_ {
    let mut start = within.start;
    std::iter::from_fn(move || {
        let rest = source.get(start..within.end).filter(|r| !r.is_empty())?;
        let (length, ending) = match memchr2(b'\n', b'\r', rest.as_bytes()) {
            Some(at) if rest[at..].starts_with("\r\n") => (at, 2),
            Some(at) => (at, 1),
            None => (rest.len(), 0),
        };
        let line = SourceLine {
            at: start..start + length,
            end: start + length + ending,
        };
        start = line.end;
        Some(line)
    })
}

/// The lines of a part of a file, each with whether a block of code or a comment touches it.
/// `blocks` are in order.
pub(crate) fn lines_and_blocks<'s>(
    source: &'s str,
    within: Range<usize>,
    blocks: &'s [Range<usize>],
) -> impl Iterator<Item = (SourceLine, bool)> + 's {
    let first = blocks.partition_point(|block| block.end <= within.start);
    let mut blocks = blocks[first..].iter().peekable();
    lines(source, within).map(move |line| {
        while blocks.next_if(|block| block.end <= line.at.start).is_some() {}
        let touched = blocks.peek().is_some_and(|b| b.start < line.at.end);
        (line, touched)
    })
}

/// Bytes of a byte order mark at the start of a file.
pub(crate) fn mark_length(source: &str) -> usize {
    if source.starts_with('\u{feff}') { 3 } else { 0 }
}

/// The first line ending of a file, which stands for all of them.
pub(crate) fn ending(source: &str) -> &'static str {
    match source.find(['\n', '\r']) {
        Some(at) if source[at..].starts_with("\r\n") => "\r\n",
        Some(at) if source[at..].starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// A range without the blank lines at both ends; the first line keeps its indentation.
pub(crate) fn trim_blank_lines(source: &str, range: Range<usize>) -> Range<usize> {
    let end = range.start + source[range.clone()].trim_end().len();
    let start = lines(source, range.start..end)
        .find(|line| !source[line.at.clone()].trim().is_empty())
        .map_or(end, |line| line.at.start);
    start..end
}
