//! Finding and reading decks: nothing that is no plain, small text file is opened.

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io::{BufReader, Cursor, ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::files::{UnpackError, unpack_texts};
use crate::foreign::{self, ForeignSource, NoText, decode, no_words, packed};
use crate::story::deck::Unread;
use crate::story::outline::FileStamp;
use crate::story::{copies, sort};

/// A deck larger than this is not read: ten thousand stories fit.
pub(crate) const MAX_DECK_BYTES: u64 = 16 * 1024 * 1024;

/// Folders nested deeper than this are not searched.
const MAX_DEPTH: usize = 16;

/// The search ends after so many files and folders: a link may lead to half a disk.
const MAX_ENTRIES: usize = 50_000;

/// The bytes of every deck of a folder by its path in it, and what of it cannot be read. Unlike
/// [`super::read_all`] this asks nothing of the text.
pub(crate) fn bytes_below(folder: &Path) -> (Vec<(String, Vec<u8>)>, Vec<Unread>) {
    let mut found = DeckSearch::default();
    found.search(folder, folder, 0);
    let (mut bytes, mut unread) = (Vec::new(), found.unread);
    for (_, path, _) in found.files {
        let name = path.strip_prefix(folder).unwrap_or(&path);
        match read_bytes(&path) {
            Ok(read) => bytes.push((name.to_string_lossy().into_owned(), read)),
            Err(problem) => unread.push(problem),
        }
    }
    (bytes, unread)
}

/// The deck's name: its path under the folder without `.md`.
pub(super) fn deck_name(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    inside.with_extension("").to_string_lossy().into_owned()
}

/// What tells a file from what becomes of it.
pub(super) fn stamp(metadata: &Metadata) -> FileStamp {
    FileStamp {
        bytes: metadata.len(),
        inode: (metadata.dev(), metadata.ino()),
        modified: (metadata.mtime(), metadata.mtime_nsec()),
        changed: (metadata.ctime(), metadata.ctime_nsec()),
    }
}

/// What a search has found: each file and folder once, however many links lead to it.
#[derive(Default)]
pub(super) struct DeckSearch<'f> {
    /// The decks in the order they were found, each with its folder of the settings and as it is.
    pub files: Vec<(&'f Path, PathBuf, FileStamp)>,
    seen: BTreeSet<(u64, u64)>,
    /// How many entries were looked at.
    looked: usize,
    pub unread: Vec<Unread>,
}

impl<'f> DeckSearch<'f> {
    pub(super) fn search(&mut self, base: &'f Path, folder: &Path, depth: usize) {
        let Ok(metadata) = fs::metadata(folder) else {
            return;
        };
        if depth > MAX_DEPTH || !self.seen.insert((metadata.dev(), metadata.ino())) {
            return;
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let message = format!("the folder cannot be read ({error})");
                let unread = unread(folder, &message, "Check its permissions.");
                return self.unread.push(unread);
            }
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        sort::by(&mut paths, Ord::cmp);
        for path in copies_last(paths) {
            if self.looked == MAX_ENTRIES {
                return self.stop(folder);
            }
            self.looked += 1;
            self.take(base, &path, depth);
        }
    }

    /// Says once that the search ends here.
    fn stop(&mut self, folder: &Path) {
        let message = "there are too many files here, so the search for decks stopped";
        if self.unread.iter().all(|told| told.message != message) {
            let fix = "Does a link lead out of the decks folder? Link only to the folder with \
                       the stories.";
            self.unread.push(unread(folder, message, fix));
        }
    }

    fn take(&mut self, base: &'f Path, path: &Path, depth: usize) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_deck = path.extension().is_some_and(|extension| extension == "md");
        if name.starts_with('.') {
            return;
        }
        let wrong = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => return self.search(base, path, depth + 1),
            Err(_) => ("this link is broken", "Correct the link, or remove it."),
            Ok(_) if path.to_str().is_none() => {
                ("the file's name is not UTF-8 text", "Rename the file.")
            }
            Ok(metadata) => {
                if is_deck && self.seen.insert((metadata.dev(), metadata.ino())) {
                    self.files.push((base, path.to_owned(), stamp(&metadata)));
                }
                return;
            }
        };
        if is_deck {
            self.unread.push(unread(path, wrong.0, wrong.1));
        }
    }
}

/// The sorted paths of a folder, a copy of a file behind the file, which counts.
fn copies_last(paths: Vec<PathBuf>) -> impl Iterator<Item = PathBuf> {
    let name = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.strip_suffix(".md").unwrap_or(&name).to_owned()
    };
    let names: BTreeSet<String> = paths.iter().map(|path| name(path)).collect();
    let copied = |path: &Path| {
        let name = name(path);
        let originals = copies::originals(&name);
        originals.filter(|name| names.contains(*name)).count()
    };
    let counted = paths.into_iter().map(|path| (copied(&path), path));
    let mut counted: Vec<(usize, PathBuf)> = counted.collect();
    sort::by_key(&mut counted, |(copied, _)| *copied);
    counted.into_iter().map(|(_, path)| path)
}

/// Reads one file as story text.
pub(crate) fn read_text(path: &Path) -> Result<String, Unread> {
    as_utf8(path, read_bytes(path)?)
}

/// Reads one file that a person named, and refuses by name what holds no words.
pub(crate) fn read_named(path: &Path) -> Result<String, Unread> {
    let bytes = read_bytes(path)?;
    match no_words(&bytes).or_else(|| packed(&bytes)) {
        Some(known) => Err(unread(path, known.message, known.fix)),
        None => as_utf8(path, bytes).map_err(|error| Unread {
            fix: "Save it as plain text in UTF-8, and name that file.".to_owned(),
            ..error
        }),
    }
}

/// The bytes of a file that was named as a transcript.
pub(crate) fn read_transcript(path: &Path) -> Result<Vec<u8>, Unread> {
    let fix = "Name the file with the transcript, or - to read standard input.";
    read_plain(path, fix, "an answer")
}

/// Reads one file that came from elsewhere, a document or a text of whatever encoding.
pub(crate) fn read_foreign(path: &Path) -> Result<ForeignSource, Unread> {
    foreign_source(read_bytes(path)?).map_err(|error| unread(path, error.message, error.fix))
}

/// The largest part of an office document that is unno_words, packed, in bytes.
const MAX_PART_BYTES: u64 = 64 * 1024 * 1024;

/// Whether an archive is an office document with words to read.
pub(crate) fn is_document(path: &Path) -> bool {
    let kind = File::open(path).ok().and_then(|file| {
        let archive = BufReader::new(file);
        unpack_texts(archive, &foreign::OFFICE_KIND, MAX_PART_BYTES).ok()
    });
    kind.is_some_and(|kind| foreign::is_document(&kind))
}

/// Takes bytes that came from elsewhere for what they are.
pub(crate) fn foreign_source(bytes: Vec<u8>) -> Result<ForeignSource, NoText> {
    let unpack = |names: &[&str]| unpack_texts(Cursor::new(&bytes), names, MAX_PART_BYTES);
    let kind = bytes
        .starts_with(b"PK")
        .then(|| unpack(&foreign::OFFICE_KIND));
    match kind {
        Some(Ok(kind)) if foreign::is_document(&kind) => unpack(&foreign::OFFICE_PARTS)
            .map(ForeignSource::Office)
            .map_err(|error| match error {
                UnpackError::TooLarge => foreign::TOO_LARGE,
                _ => foreign::DAMAGED,
            }),
        _ => decode(bytes).map(ForeignSource::Text),
    }
}

/// The bytes of a file, quickly refusing what cannot be a story: nothing large is loaded.
fn read_bytes(path: &Path) -> Result<Vec<u8>, Unread> {
    read_plain(path, "Put stories into a plain .md file.", "a deck")
}

/// The bytes of a plain file; `fix` says what to name instead, `what` what the file is for.
fn read_plain(path: &Path, fix: &str, what: &str) -> Result<Vec<u8>, Unread> {
    let file = open_plain(path, fix)?;
    let mut bytes = Vec::new();
    file.take(MAX_DECK_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| cannot_read(path, &error))?;
    if bytes.len() as u64 > MAX_DECK_BYTES {
        let megabytes = MAX_DECK_BYTES / 1024 / 1024;
        let message = format!("the file is larger than {megabytes} MB, too large for {what}");
        let fix = "Split it into smaller files, or leave it out.";
        return Err(unread(path, &message, fix));
    }
    Ok(bytes)
}

/// Opens a file of whatever size, and no pipe or device; `fix` says what to name instead.
pub(crate) fn open_plain(path: &Path, fix: &str) -> Result<File, Unread> {
    let metadata = fs::metadata(path).map_err(|error| cannot_read(path, &error))?;
    if metadata.is_dir() {
        return Err(unread(path, "this is a folder", "Name a file in it."));
    }
    if !metadata.is_file() {
        return Err(unread(path, "this is not a plain file", fix));
    }
    File::open(path).map_err(|error| cannot_read(path, &error))
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Unread {
    let message = match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => format!("the file cannot be read ({error})"),
    };
    unread(path, &message, "Check the path and its permissions.")
}

fn as_utf8(path: &Path, bytes: Vec<u8>) -> Result<String, Unread> {
    if bytes.contains(&0) {
        let message = "the file holds binary data (or UTF-16 text), not Markdown";
        let fix = "Save it as plain text in UTF-8, or move it out of the decks folder.";
        return Err(unread(path, message, fix));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + valid.iter().filter(|&&byte| byte == b'\n').count();
        let message = format!("line {line} is not UTF-8 text");
        unread(path, &message, "Save the file as UTF-8 in your editor.")
    })
}

fn unread(path: &Path, message: &str, fix: &str) -> Unread {
    Unread {
        path: path.display().to_string(),
        message: message.to_owned(),
        fix: fix.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_link_to_a_large_tree_ends_the_search_with_one_word() {
        let home = tempfile::tempdir().expect("a folder");
        let (decks, elsewhere) = (home.path().join("decks"), home.path().join("elsewhere"));
        for folder in [&decks, &elsewhere.join("a"), &elsewhere.join("b")] {
            fs::create_dir_all(folder).expect("a folder");
        }
        fs::write(decks.join("a.md"), "# A\n").expect("a deck");
        for name in ["a/1.md", "a/2.md", "a/3.md", "b/4.md", "b/5.md"] {
            fs::write(elsewhere.join(name), "# B\n").expect("a deck");
        }
        symlink(&elsewhere, decks.join("z")).expect("a link");
        symlink("..", elsewhere.join("b/up")).expect("a loop");
        let search = |room| {
            let mut found = DeckSearch {
                looked: MAX_ENTRIES - room,
                ..DeckSearch::default()
            };
            found.search(&decks, &decks, 0);
            (found.files.len(), found.unread.len())
        };
        assert_eq!(search(5), (3, 1));
        assert_eq!(search(MAX_ENTRIES), (6, 0));
    }
}
