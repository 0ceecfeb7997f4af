//! A heading as it stands in a file, whatever it means.

use std::ops::Range;

/// One heading of a file.
#[derive(Debug)]
pub(crate) struct Heading {
    /// 1 for `#`, 2 for `##`, and so on.
    pub level: usize,
    /// Its words without what looks like HTML: names are made of them.
    pub text: String,
    /// All of its words, as they are shown.
    pub title: String,
    /// Why it is no heading of Markdown, although it was meant as one.
    pub flaw: Option<&'static str>,
    /// Where its words stand; the whole heading if it has none.
    pub text_at: Range<usize>,
    /// From its first `#` (or word) to its end, without the line ending.
    pub at: Range<usize>,
    /// Where its first line begins.
    pub line_start: usize,
    /// Where the line after it begins.
    pub end: usize,
}
