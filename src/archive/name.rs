//! The names that an archive may hold, and no others.

use std::collections::BTreeMap;

/// Files of words by their names in the archive: `decks/work/2026.md`, `jobs/acme.md`,
/// `config.toml`.
pub(crate) type Words = BTreeMap<String, Vec<u8>>;

/// The folder of the decks.
pub(crate) const DECKS: &str = "decks/";
/// The folder of the job texts.
pub(crate) const JOBS: &str = "jobs/";
/// The settings.
pub(crate) const SETTINGS: &str = "config.toml";
/// The log.
pub(super) const LOG: &str = "history.db";
/// The first entry, which says that it is a backup of ours and in which shape.
pub(super) const MARK: &str = "star-cards-backup";

/// Folders nested deeper are not taken; decks are not searched deeper either.
const MAX_DEPTH: usize = 16;

/// Bytes; no path on this side is longer.
const LONGEST: usize = 1024;

/// Whether a file of words may have that name: a deck, a job text or the settings. Whatever could
/// lead out of these folders, or hide in them, may not.
pub(crate) fn is_word_name(name: &str) -> bool {
    let below = |folder: &str| name.strip_prefix(folder).map(|rest| rest.split('/'));
    let plain = |part: &str| {
        let hidden = part.is_empty() || part.starts_with('.');
        !hidden && !part.chars().any(|c| c.is_control() || c == '\\')
    };
    let is_text = name.ends_with(".md") && name.len() <= LONGEST;
    if let Some(mut parts) = below(DECKS) {
        is_text && parts.clone().count() <= MAX_DEPTH && parts.all(plain)
    } else if let Some(mut parts) = below(JOBS) {
        is_text && parts.clone().count() == 1 && parts.all(plain)
    } else {
        name == SETTINGS
    }
}

/// Whether it is only a folder of ours, which other programs pack as well.
pub(super) fn is_our_folder(name: &str) -> bool {
    name.ends_with('/') && (name == JOBS || is_word_name(&format!("{name}a.md")))
}
