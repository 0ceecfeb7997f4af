//! Pages: what browsers, note programs and word processors save as HTML.
//!
//! A tokenizer that follows the standard cuts them; here is only what the tags mean for words.
//! Everything a reader of the page sees comes out, and the comments besides. Each byte is looked
//! at a bounded number of times, and nothing here calls itself.

mod css;
mod reader;
mod tags;

use std::borrow::Cow;

use super::flow::Flow;
use crate::foreign::document::Document;
use crate::foreign::kind;
pub(crate) use css::is_bold;
use reader::PageReader;

/// Takes a page apart.
pub(crate) fn read(html: &str) -> Document<'static> {
    flow(html).into_document()
}

/// What stands on a page, or on a part of one.
pub(crate) fn flow(html: &str) -> Flow {
    let html = html.trim_start_matches('\u{feff}');
    // The tokenizer counts both as one.
    let html = match html.contains('\r') {
        true => Cow::Owned(html.replace("\r\n", "\n").replace('\r', "\n")),
        false => Cow::Borrowed(html),
    };
    let html = match kind::is_evernote(&html) {
        true => ["<![CDATA[", "]]>"]
            .iter()
            .fold(html, |html, sign| html.replace(sign, "").into()),
        false => html,
    };
    let mut reader = PageReader::default();
    reader.has_notes = kind::is_evernote(&html);
    reader.line = 1;
    tags::cut(&html, &mut reader);
    reader.finish()
}

#[cfg(test)]
mod tests;
