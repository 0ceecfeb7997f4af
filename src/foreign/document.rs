//! One model of whatever comes in: blocks in the order of their words.
//!
//! Markdown, a page, a sheet, records: each container is taken apart into the same few kinds of
//! block, which say where the words stand and how deep, and nothing of what they mean. Refuses
//! to know a label from a sentence.

use std::borrow::Cow;
use std::ops::Range;

/// What a block is by the signs around its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// A heading of that level, 1 to 6.
    Heading(usize),
    /// A row of a sheet, an object of a list: what follows, up to the next one, is one thing.
    /// It has no words.
    Record,
    /// A name that the container itself gives: a column, a property, the first cell of a row.
    /// The blocks that follow, up to the next key that is not deeper, are its words.
    Key,
    /// A line of a paragraph.
    Line,
    /// The first line of a list's item.
    Item,
    /// A line of a block of code.
    Code,
    /// The line above or below a block of code.
    Fence,
    /// A dividing line.
    Rule,
    /// What a reader does not see, and a person wrote all the same.
    Comment,
}

impl BlockKind {
    pub(super) fn is_heading(self) -> bool {
        matches!(self, BlockKind::Heading(_))
    }

    /// Whether it is a line that a reader reads.
    pub(super) fn is_words(self) -> bool {
        self.is_line() || self == BlockKind::Code
    }

    /// The same outside of code.
    pub(super) fn is_line(self) -> bool {
        matches!(self, BlockKind::Line | BlockKind::Item)
    }
}

/// A piece of a document with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub kind: BlockKind,
    /// All of it in [`Document::text`], from its first sign to the end of its line.
    pub at: Range<usize>,
    /// Its words there, in Markdown: behind the sign of an item, the signs of a heading.
    pub words: Range<usize>,
    /// Columns before it; of a key how many keys it stands in.
    pub depth: usize,
    /// How many quotations it stands in.
    pub quoted: usize,
    /// Whether blank lines, or something of another kind, part it from the block before.
    pub apart: bool,
    /// The line where it stands in the file, from 1; the row of a sheet, for files that have none.
    pub line: usize,
}

/// A text taken apart.
#[derive(Debug, Default)]
pub(super) struct Document<'t> {
    /// The words of all blocks.
    pub text: Cow<'t, str>,
    pub blocks: Vec<Block>,
    /// What the container itself says it is called: the `<title>` of a page, `#+TITLE`.
    pub title: Option<String>,
    /// What could not be read, each with its line.
    pub remarks: Vec<(usize, String)>,
}

impl Document<'_> {
    /// Puts another one behind it, which begins so many lines further down than it says.
    pub(super) fn join(&mut self, other: Document<'_>, lines: usize) {
        let text = self.text.to_mut();
        text.push('\n');
        let start = text.len();
        text.push_str(&other.text);
        self.blocks
            .extend(other.blocks.into_iter().map(|block| Block {
                at: start + block.at.start..start + block.at.end,
                words: start + block.words.start..start + block.words.end,
                line: block.line + lines,
                ..block
            }));
        let remarks = other.remarks.into_iter();
        self.remarks
            .extend(remarks.map(|(line, said)| (line + lines, said)));
    }

    /// The words of a block.
    pub(super) fn words(&self, block: &Block) -> &str {
        &self.text[block.words.clone()]
    }
}

/// Columns that some white space takes; a tab counts four.
pub(super) fn columns(space: &str) -> usize {
    space.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// Bytes of the sign, the box and the blanks with which an item of a list begins; 0 for none.
pub(super) fn marker_length(text: &str) -> usize {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let after = match digits.strip_prefix(['.', ')']) {
        Some(rest) if digits.len() < text.len() && text.len() - digits.len() < 10 => Some(rest),
        _ => text.strip_prefix(['-', '*', '+', '•', '‣', '◦', '●', '○', '▪', '–']),
    };
    let Some(rest) = after.filter(|rest| rest.starts_with([' ', '\t', '\u{a0}'])) else {
        return 0;
    };
    let rest = rest.trim_start();
    let boxes = ["[ ] ", "[x] ", "[X] "];
    let unboxed = boxes.iter().find_map(|sign| rest.strip_prefix(sign));
    text.len() - unboxed.unwrap_or(rest).trim_start().len()
}
