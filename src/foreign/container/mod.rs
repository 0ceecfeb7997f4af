//! What files are made of: each kind of container taken apart into one [`Document`].
//!
//! Told by its content, never by its name alone. Each of them is bounded in size, depth and
//! time, and leaves no word out. Refuses to know what a word means.
//!
//! [`Document`]: super::document::Document

pub(super) mod builder;
pub(super) mod flow;
mod head;
pub(super) mod html;
mod json;
mod lines;
mod markdown;
pub(super) mod office;
mod org;
mod records;
mod sheet;
#[cfg(test)]
mod shown;
pub(super) mod table;
mod yaml;

use super::document::Document;
use super::found::Refused;
use super::kind;

/// Takes a text apart.
pub(super) fn read(text: &str) -> Result<Document<'_>, Refused> {
    if let Some(page) = page(text) {
        return Ok(page);
    }
    if let Some(records) = json::read(text)? {
        return Ok(records);
    }
    // A head without a body is a note of its own, whose names are facts.
    let front = head::read(text);
    let is_head = front
        .as_ref()
        .is_some_and(|front| text[front.end..].trim().is_empty());
    if !is_head && let Some(records) = yaml::read(text)? {
        return Ok(records);
    }
    if let Some(sheet) = sheet::read(text)? {
        return Ok(sheet);
    }
    Ok(org::read(text).unwrap_or_else(|| markdown::read(text, front)))
}

/// Takes a page of HTML apart; nothing if the text is none.
pub(super) fn page(text: &str) -> Option<Document<'static>> {
    kind::is_page(text).then(|| html::read(text))
}
