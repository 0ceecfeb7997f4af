//! A document and how it is read: what a story's reader asks of the whole of it.

use std::collections::HashSet;

use crate::story::synonym::SynonymSpelling;
use crate::story::text::folded;

use super::document::Block;
use super::labels::Label;
use super::outline::LabelledDocument;
use super::plan::Reading;

/// A document and how it is read.
pub(super) struct ReadDocument<'r, 'd, 't> {
    pub document: &'r LabelledDocument<'d, 't>,
    pub reading: &'r Reading,
    /// The blocks that open places.
    pub heads: HashSet<usize>,
    /// Names that mean nothing to us and stand more than once.
    repeated: HashSet<String>,
}

impl<'r, 'd, 't> ReadDocument<'r, 'd, 't> {
    pub(super) fn of(document: &'r LabelledDocument<'d, 't>, reading: &'r Reading) -> Self {
        ReadDocument {
            document,
            reading,
            heads: reading.nodes.iter().filter_map(|node| node.head).collect(),
            repeated: repeated(document),
        }
    }

    pub(super) fn block(&self, index: usize) -> &Block {
        &self.document.document.blocks[index]
    }

    pub(super) fn is_repeated(&self, label: &Label) -> bool {
        is_nameless(label) && self.repeated.contains(&folded(&label.name))
    }
}

/// Whether a label is no part, no fact and nothing around the answer.
fn is_nameless(label: &Label) -> bool {
    label.usual().is_none_or(SynonymSpelling::is_note)
}

/// The names before colons that mean nothing to us and stand more than once.
fn repeated(document: &LabelledDocument<'_, '_>) -> HashSet<String> {
    let mut seen = HashSet::new();
    let named = document
        .labels
        .iter()
        .flatten()
        .filter(|label| label.colon && is_nameless(label));
    let again = named.filter_map(|label| {
        let name = folded(&label.name);
        (!seen.insert(name.clone())).then_some(name)
    });
    again.collect()
}
