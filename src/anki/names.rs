//! How things are called in a package: names that may never change, since Anki and earlier
//! exports know them.

use crate::story::digest;

/// What every guid of ours begins with.
pub(crate) const OURS: &str = "star-cards:";

/// The name of our note type and of the deck that holds all others.
pub(super) const NAME: &str = "star-cards";

/// The id of our note type: an instant, as Anki's ids are, and never another one, since Anki
/// finds the note type of a later package by it.
pub(super) const NOTE_TYPE: i64 = 1_767_225_600_000;

/// The fields of our note type. Their order and number are part of what Anki compares.
pub(super) const FIELDS: [&str; 5] = ["Front", "Back", "Points", "Story", "Beat"];

/// What stands between two fields of a note.
pub(super) const BETWEEN_FIELDS: char = '\u{1f}';

/// Where the story of a note that others made came from: a hash of the note's guid.
pub(crate) fn origin(guid: &str) -> String {
    format!("{:016x}", digest::fnv1a(guid.bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_stays_what_it_was() {
        assert_eq!(origin("BaueospBD6"), "2de3b4111b39eb94");
    }
}
