//! The words of some blocks as one passage of Markdown.

use super::document::Document;

/// The words of blocks after those that stand beside their name; what all of them are pushed
/// to the right by, and the quotations that all of them stand in, go.
pub(super) fn gather(document: &Document<'_>, lead: &str, blocks: &[usize]) -> String {
    let all = || blocks.iter().map(|block| &document.blocks[*block]);
    let margin = all().map(|block| block.depth).min().unwrap_or(0);
    let quoted = all().map(|block| block.quoted).min().unwrap_or(0);
    let mut words = lead.trim().to_owned();
    for block in all() {
        if !words.is_empty() {
            words.push('\n');
        }
        if block.apart && !words.is_empty() {
            words.push('\n');
        }
        words.push_str(&"> ".repeat(block.quoted - quoted));
        words.push_str(&" ".repeat(block.depth - margin));
        words.push_str(&document.text[block.at.clone()]);
    }
    words.trim().to_owned()
}
