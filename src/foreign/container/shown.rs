//! A document in a short notation, for tests.

use crate::foreign::document::{BlockKind, Document};

/// Its blocks between slashes: `%` starts a record, `name=` is a key with a dot for each key it
/// stands in, `~` goes on with the paragraph or list before.
pub(super) fn shown(document: &Document<'_>) -> String {
    let blocks = document.blocks.iter().map(|block| {
        let words = document.words(block);
        assert!(block.at.start <= block.words.start && block.words.end <= block.at.end);
        let together = if block.apart { "" } else { "~" };
        match block.kind {
            BlockKind::Record => "%".to_owned(),
            BlockKind::Heading(level) => format!("{} {words}", "#".repeat(level)),
            BlockKind::Key => format!("{}{words}=", ".".repeat(block.depth)),
            BlockKind::Line => format!("{together}{words}"),
            BlockKind::Item => {
                let sign = document.text[block.at.start..block.words.start].trim();
                let indent = " ".repeat(block.depth);
                format!("{together}{indent}{sign} {words}")
            }
            BlockKind::Code => format!("{together}`{words}`"),
            BlockKind::Fence | BlockKind::Rule | BlockKind::Comment => words.to_owned(),
        }
    });
    blocks.collect::<Vec<_>>().join(" / ")
}

/// What could not be read, each with its line.
pub(super) fn remarks(document: &Document<'_>) -> Vec<String> {
    let remarks = document.remarks.iter();
    remarks
        .map(|(line, message)| format!("{line}: {message}"))
        .collect()
}

/// Every word of its blocks, in alphabetical order.
pub(super) fn words(document: &Document<'_>) -> Vec<String> {
    let blocks = document.blocks.iter();
    let mut words: Vec<String> = blocks
        .flat_map(|block| split(document.words(block)))
        .collect();
    words.sort();
    words
}

/// The words and numbers of a text.
pub(super) fn split(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned)
}
