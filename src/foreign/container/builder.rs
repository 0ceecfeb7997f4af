//! A document put together block by block, for containers that are no Markdown.
//!
//! Refuses to know what a container looks like.

use crate::foreign::document::{Block, BlockKind, Document, columns, marker_length};

use crate::story::text::visible;

use super::table;

/// Puts a document together whose container is no Markdown.
#[derive(Debug, Default)]
pub(crate) struct DocumentBuilder {
    text: String,
    blocks: Vec<Block>,
    pub title: Option<String>,
    pub remarks: Vec<(usize, String)>,
    /// The line where what is added now stands in the file.
    pub line: usize,
}

impl DocumentBuilder {
    pub(crate) fn new() -> DocumentBuilder {
        DocumentBuilder {
            line: 1,
            ..DocumentBuilder::default()
        }
    }

    /// A heading; `words` are Markdown and become one line.
    pub(crate) fn heading(&mut self, level: usize, words: &str) {
        let level = level.clamp(1, 6);
        let words = words.split(['\n', '\r']).collect::<Vec<_>>().join(" ");
        let sign = format!("{} ", "#".repeat(level));
        self.push(BlockKind::Heading(level), &sign, &words, 0, true);
    }

    /// The start of a row, of an object in a list.
    pub(crate) fn record(&mut self) {
        self.push(BlockKind::Record, "", "", 0, true);
    }

    /// A name that the container gives, in plain words; `depth` says in how many keys it stands.
    pub(crate) fn key(&mut self, name: &str, depth: usize) {
        let name = name.split(['\n', '\r']).collect::<Vec<_>>().join(" ");
        self.push(BlockKind::Key, "", &name, depth, true);
    }

    /// Words in Markdown, or as somebody typed them; a line a block. Blank lines part paragraphs.
    pub(crate) fn words(&mut self, words: &str) {
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
    pub(crate) fn item(&mut self, sign: &str, words: &str, depth: usize) {
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
    pub(crate) fn code(&mut self, code: &str) {
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

    /// A block of code between fences, with what is said of it.
    pub(crate) fn fenced(&mut self, said: &str, code: &str) {
        let runs = code.split(|c| c != '`').map(str::len);
        let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
        // Behind a sign of its own, a fence would be a span of code.
        let said = said.replace('`', "'");
        self.push(BlockKind::Fence, "", &format!("{fence}{said}"), 0, true);
        self.code(code);
        self.push(BlockKind::Fence, "", &fence, 0, true);
    }

    pub(crate) fn rule(&mut self) {
        self.push(BlockKind::Rule, "", "---", 0, true);
    }

    /// What a reader does not see.
    pub(crate) fn comment(&mut self, words: &str) {
        let words = format!("<!-- {} -->", words.replace("--", "- -").trim());
        self.push(BlockKind::Comment, "", &words, 0, true);
    }

    /// A table, each row with its line; cells are Markdown. Its first row and column say what it
    /// is: see [`table`].
    pub(crate) fn table(&mut self, rows: &[(usize, Vec<String>)]) {
        let mut read = Vec::with_capacity(rows.len());
        for (line, cells) in rows {
            let start = self.text.len() + 1;
            self.text.push_str("\n|");
            let mut ranges = Vec::with_capacity(cells.len());
            for cell in cells {
                self.text.push(' ');
                let from = self.text.len();
                let cell = cell.replace(['\n', '\r'], " ");
                self.text.push_str(&visible(cell.trim()));
                ranges.push(from..self.text.len());
                self.text.push_str(" |");
            }
            read.push(table::TableRow {
                at: start..self.text.len(),
                cells: ranges,
                line: *line,
            });
        }
        table::blocks(&self.text, &read, &mut self.blocks);
    }

    pub(crate) fn finish(self) -> Document<'static> {
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
        // An escape may stand for what no deck can hold.
        self.text.push_str(&visible(words));
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
