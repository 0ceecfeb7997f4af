//! Changing decks: each change is one whole file, and what goes is kept in the trash.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::read::MAX_DECK_BYTES;
use crate::files;
use crate::story::sort;
use crate::story::{Deck, rewrite};

/// A story file that could not be changed.
#[derive(Debug, thiserror::Error)]
#[error("{what} {path} failed: {error}")]
pub(crate) struct DeckError {
    /// What was tried: "writing", "reading" ...
    pub what: &'static str,
    /// The file.
    pub path: String,
    /// The system's words.
    pub error: io::Error,
}

pub(super) fn failed(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> DeckError {
    let path = path.display().to_string();
    move |error| DeckError { what, path, error }
}

/// While this lives, no other process of ours changes these decks.
pub(crate) struct DecksHeld {
    _locks: Vec<File>,
}

/// Holds other writers of these folders off. What is written is decided from what is read
/// after this, and nobody is asked anything meanwhile.
pub(crate) fn hold(folders: &[PathBuf]) -> DecksHeld {
    // Each once, since a folder that is held would be waited for; in one order for all.
    let named = |path: &PathBuf| {
        let metadata = fs::metadata(path).ok()?;
        Some(((metadata.dev(), metadata.ino()), path.clone()))
    };
    let folders: BTreeMap<(u64, u64), PathBuf> = folders.iter().filter_map(named).collect();
    let locks = folders
        .values()
        .filter_map(|path| files::lock_exclusive(path));
    DecksHeld {
        _locks: locks.collect(),
    }
}

/// Makes the folder of new decks.
pub(crate) fn make_folder(folder: &Path) -> Result<(), DeckError> {
    files::create_private_folder(folder).map_err(failed("creating", folder))
}

/// Appends the text of several stories as one change, each with whether its bytes are kept;
/// deck and folder are created where they are missing.
pub(crate) fn append<'t>(
    deck: &Path,
    stories: impl IntoIterator<Item = (&'t str, bool)>,
) -> Result<(), DeckError> {
    if let Some(folder) = deck.parent() {
        make_folder(folder)?;
    }
    let before = match fs::read_to_string(deck) {
        Ok(before) => before,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed("reading", deck)(error)),
    };
    let text = rewrite::append_all(&before, stories);
    if text.len() as u64 > MAX_DECK_BYTES {
        let error = io::Error::other("it would be too large to be read; name another deck");
        return Err(failed("adding to", deck)(error));
    }
    overwrite(deck, &text)
}

/// Replaces the text of a deck, which must still stand there as it was read: an editor knows
/// nothing of [`hold`].
pub(crate) fn replace(deck: &Deck, text: &str) -> Result<(), DeckError> {
    let path = Path::new(&deck.path);
    let now = fs::read(path).map_err(failed("reading", path))?;
    if now != deck.source().as_bytes() {
        let error = io::Error::other("another program saved it just now; try again");
        return Err(failed("changing", path)(error));
    }
    overwrite(path, text)
}

/// Writes a text as a whole.
pub(crate) fn overwrite(path: &Path, text: &str) -> Result<(), DeckError> {
    files::write_whole(path, text.as_bytes()).map_err(failed("writing", path))
}

/// The file name of a story that is being written step by step.
const HALF_WRITTEN: &str = "story";

/// Begins the draft of a story that is written step by step and says where.
pub(crate) fn begin_half_written(drafts: &Path, text: &str) -> Result<PathBuf, DeckError> {
    keep(drafts, HALF_WRITTEN, text)
}

/// The stories that were left half-way, oldest name first.
pub(crate) fn half_written(drafts: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(drafts).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            name.is_some_and(|name| name.starts_with(HALF_WRITTEN) && name.ends_with(".md"))
        })
        .collect();
    sort::by(&mut paths, Ord::cmp);
    paths
}

/// Removes a draft that has become a story.
pub(crate) fn discard(draft: &Path) -> Result<(), DeckError> {
    fs::remove_file(draft).map_err(failed("removing", draft))
}

/// Keeps a text (a draft, a removed story, a job text) and says where: `NAME.md`, or
/// `NAME-2.md` ... where that is taken. Nothing kept is overwritten.
pub(crate) fn keep(folder: &Path, name: &str, text: &str) -> Result<PathBuf, DeckError> {
    make_folder(folder)?;
    for path in files::numbered(&folder.join(format!("{name}.md"))) {
        match files::write_new(&path, text.as_bytes()) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed("writing", &path)(error)),
        }
    }
    unreachable!("there is always a higher number")
}

/// Where [`keep`] has kept just this text under that name, if it has.
pub(crate) fn kept(folder: &Path, name: &str, text: &str) -> Option<PathBuf> {
    files::numbered(&folder.join(format!("{name}.md")))
        .map_while(|path| fs::read(&path).ok().map(|kept| (path, kept)))
        .find(|(_, kept)| kept == text.as_bytes())
        .map(|(path, _)| path)
}
