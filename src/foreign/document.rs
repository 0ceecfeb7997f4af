//! One model of whatever comes in: blocks in the order of their words.
//!
//! Markdown, a page, a sheet, records: each container is taken apart into the same few kinds of
//! block, which say where the words stand and how deep, and nothing of what they mean. Refuses
//! to know a label from a sentence.

use std::borrow::Cow;
use std::ops::Range;

use super::container::table;

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
    /// The words of a block.
    pub(super) fn words(&self, block: &Block) -> &str {
        &self.text[block.words.clone()]
    }
}

/// Puts a document together whose container is no Markdown.
#[derive(Debug, Default)]
pub(super) struct DocumentBuilder {
    text: String,
    blocks: Vec<Block>,
    pub title: Option<String>,
    pub remarks: Vec<(usize, String)>,
    /// The line where what is added now stands in the file.
    pub line: usize,
}

impl DocumentBuilder {
    pub(super) fn new() -> DocumentBuilder {
        DocumentBuilder {
            line: 1,
            ..DocumentBuilder::default()
        }
    }

    /// A heading; `words` are Markdown and become one line.
    pub(super) fn heading(&mut self, level: usize, words: &str) {
        let level = level.clamp(1, 6);
        let words = words.split(['\n', '\r']).collect::<Vec<_>>().join(" ");
        let sign = format!("{} ", "#".repeat(level));
        self.push(BlockKind::Heading(level), &sign, &words, 0, true);
    }

    /// The start of a row, of an object in a list.
    pub(super) fn record(&mut self) {
        self.push(BlockKind::Record, "", "", 0, true);
    }

    /// A name that the container gives, in plain words; `depth` says in how many keys it stands.
    pub(super) fn key(&mut self, name: &str, depth: usize) {
        let name = name.split(['\n', '\r']).collect::<Vec<_>>().join(" ");
        self.push(BlockKind::Key, "", &name, depth, true);
    }

    /// Words in Markdown, or as somebody typed them; a line a block. Blank lines part paragraphs.
    pub(super) fn words(&mut self, words: &str) {
        let mut apart = true;
        for line in words.split('\n').flat_map(|line| line.split('\r')) {
            let bare = line.trim_start();
            if bare.trim().is_empty() {
                apart = true;
                continue;
            }
            let depth = columns(&line[..line.len() - bare.len()]);
            let (sign, words) = bare.split_at(marker_length(bare));
            let kind = match sign {
                "" => BlockKind::Line,
                _ => BlockKind::Item,
            };
            self.push(kind, sign, words.trim_end(), depth, apart);
            apart = false;
        }
    }

    /// An item of a list that stands in as many lists as `depth` says; `sign` is `-` or `1.`.
    pub(super) fn item(&mut self, sign: &str, words: &str, depth: usize) {
        let after_item = self.blocks.last().map(|block| block.kind) == Some(BlockKind::Item);
        let mut lines = words
            .split(['\n', '\r'])
            .filter(|line| !line.trim().is_empty());
        let first = lines.next().unwrap_or_default().trim();
        self.push(
            BlockKind::Item,
            &format!("{sign} "),
            first,
            depth * 2,
            !after_item,
        );
        for line in lines {
            self.push(BlockKind::Line, "", line.trim(), depth * 2 + 2, false);
        }
    }

    /// A block of code, or of words that keep their lines.
    pub(super) fn code(&mut self, code: &str) {
        let mut apart = true;
        for line in code.lines() {
            if !line.trim().is_empty() {
                let bare = line.trim_start();
                let depth = columns(&line[..line.len() - bare.len()]);
                self.push(BlockKind::Code, "", bare.trim_end(), depth, apart);
            }
            apart = line.trim().is_empty();
        }
    }

    pub(super) fn rule(&mut self) {
        self.push(BlockKind::Rule, "", "---", 0, true);
    }

    /// What a reader does not see.
    pub(super) fn comment(&mut self, words: &str) {
        let words = format!("<!-- {} -->", words.replace("--", "- -").trim());
        self.push(BlockKind::Comment, "", &words, 0, true);
    }

    /// A table; cells are Markdown. Its first row and column say what it is: see [`table`].
    pub(super) fn table(&mut self, rows: &[Vec<String>]) {
        let line = self.line;
        let mut read = Vec::with_capacity(rows.len());
        for cells in rows {
            let start = self.text.len() + 1;
            self.text.push_str("\n|");
            let mut ranges = Vec::with_capacity(cells.len());
            for cell in cells {
                self.text.push(' ');
                let from = self.text.len();
                let cell = cell.replace(['\n', '\r'], " ");
                self.text.push_str(cell.trim());
                ranges.push(from..self.text.len());
                self.text.push_str(" |");
            }
            read.push(table::TableRow {
                at: start..self.text.len(),
                cells: ranges,
                line,
            });
        }
        table::blocks(&self.text, &read, &mut self.blocks);
    }

    pub(super) fn finish(self) -> Document<'static> {
        Document {
            text: self.text.into(),
            blocks: self.blocks,
            title: self.title,
            remarks: self.remarks,
        }
    }

    fn push(&mut self, kind: BlockKind, sign: &str, words: &str, depth: usize, apart: bool) {
        self.text.push('\n');
        let start = self.text.len();
        self.text.push_str(sign);
        let from = self.text.len();
        self.text.push_str(words);
        self.blocks.push(Block {
            kind,
            at: start..self.text.len(),
            words: from..self.text.len(),
            depth,
            quoted: 0,
            apart,
            line: self.line,
        });
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
