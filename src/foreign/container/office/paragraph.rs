//! A paragraph of a document while it is read.

use crate::foreign::container::flow::{Flow, PieceKind, push_word};
use crate::story::text::TextRun;

/// A paragraph that is being read.
#[derive(Default)]
pub(super) struct OfficeParagraph {
    pub level: Option<usize>,
    /// The sign of its item, and how many lists that stands in.
    pub item: Option<&'static str>,
    pub depth: usize,
    pub lines: Vec<Vec<TextRun>>,
}

impl OfficeParagraph {
    pub(super) fn push(&mut self, text: &str, bold: bool) {
        if self.lines.is_empty() {
            self.lines.push(Vec::new());
        }
        let Some(line) = self.lines.last_mut() else {
            return;
        };
        for piece in text.split_inclusive(char::is_whitespace) {
            let word = piece.trim_end_matches(char::is_whitespace);
            push_word(line, word, bold);
            if word.len() < piece.len() {
                push_word(line, " ", bold);
            }
        }
    }

    pub(super) fn end_line(&mut self) {
        self.lines.push(Vec::new());
    }

    /// Puts it behind the others; `number` counts the paragraphs.
    pub(super) fn end(self, flow: &mut Flow, number: usize) {
        if let Some(level) = self.level {
            let lines = self.lines.join(&TextRun {
                text: " ".to_owned(),
                bold: false,
            });
            return flow.add(PieceKind::Heading(level), lines, number);
        }
        let (mut item, mut apart) = (self.item, true);
        for runs in self.lines.into_iter().filter(|runs| !runs.is_empty()) {
            let depth = self.depth;
            let kind = match item.take() {
                Some(sign) => PieceKind::Item {
                    sign,
                    depth: depth.max(1),
                },
                None => PieceKind::Line { depth, apart },
            };
            flow.add(kind, runs, number);
            apart = false;
        }
    }
}
