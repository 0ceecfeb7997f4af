//! Reading a backup, whoever made it.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::read::ZipFile;

use super::error::{ArchiveError, broken};
use super::name::{LOG, MARK, Words, is_our_folder, is_word_name};
use crate::files::{self, UnpackError};

/// The shape of the archives that this program writes, and the newest that it reads.
pub(super) const VERSION: u32 = 1;

/// How every such archive begins.
const HEAD: &[u8] = b"PK\x03\x04";

/// More files are in no home: decks are searched no further, either.
const MOST_FILES: usize = 60_000;

/// The largest file of words, in bytes: a larger deck is not read.
const MOST_WORDS: u64 = 16 * 1024 * 1024;

/// All words together, in bytes. They are held in memory.
const MOST_ALL_WORDS: u64 = 256 * 1024 * 1024;

/// The largest log, in bytes.
const MOST_LOG: u64 = 2 * 1024 * 1024 * 1024;

/// A log packs to no less than this part of its size, beside a first stretch of empty pages.
const LOG_PACKS_TO: u64 = 100;
const EMPTY_PAGES: u64 = 1024 * 1024;

/// The kind of file in Unix's permissions, and the one of a link.
const KIND: u32 = 0o170_000;
const LINK: u32 = 0o120_000;

/// What a backup holds.
#[derive(Debug)]
pub(crate) struct UnpackedBackup {
    /// The decks, job texts and settings.
    pub words: Words,
    /// The log, unpacked where nobody else may read it; none if there was none yet.
    pub log: Option<PathBuf>,
    /// Goes with the value, and the log with it.
    _folder: files::TemporaryFolder,
}

/// Whether a file is an archive of any kind by how it begins.
pub(crate) fn is_archive(file: &Path) -> bool {
    let mut head = Vec::new();
    let read = |file: File| file.take(HEAD.len() as u64).read_to_end(&mut head);
    fs::metadata(file).is_ok_and(|metadata| metadata.is_file())
        && File::open(file).and_then(read).is_ok()
        && head == HEAD
}

/// Whether an archive is a backup by what stands in it, were it a damaged one.
pub(crate) fn is_backup(file: &Path) -> bool {
    let first = first_name(file).unwrap_or_default();
    first == MARK.as_bytes() || open(file).is_ok_and(|archive| has_mark(&archive))
}

/// The name of the first entry, as it stands before the bytes: it is there in half an archive.
fn first_name(file: &Path) -> io::Result<Vec<u8>> {
    const NAME: usize = 30;
    let mut head = Vec::new();
    let most = (NAME + MARK.len()) as u64;
    File::open(file)?.take(most).read_to_end(&mut head)?;
    Ok(head.get(NAME..).unwrap_or_default().to_vec())
}

fn has_mark<R: Read + io::Seek>(archive: &ZipArchive<R>) -> bool {
    archive.index_for_name(MARK).is_some()
}

fn open(file: &Path) -> Result<ZipArchive<BufReader<File>>, ArchiveError> {
    let mut file = File::open(file)?;
    if files::is_list_too_long(&mut file)? {
        return Err(ArchiveError::Damaged(
            "its list of files is far too long".to_owned(),
        ));
    }
    ZipArchive::new(BufReader::new(file)).map_err(broken)
}

/// Takes everything out of a backup: the words into memory, the log into a private folder.
pub(crate) fn unpack(file: &Path) -> Result<UnpackedBackup, ArchiveError> {
    let packed = fs::metadata(file)?.len();
    let mut archive = open(file)?;
    let mark = archive
        .index_for_name(MARK)
        .ok_or_else(|| ArchiveError::Foreign("it is an archive of something else".to_owned()))?;
    let version = text(archive.by_index(mark).map_err(broken)?)?;
    match version.trim().parse::<u32>() {
        Ok(0) | Err(_) => {
            return Err(ArchiveError::Damaged(
                "its version is not a number".to_owned(),
            ));
        }
        Ok(version) if version > VERSION => return Err(ArchiveError::Newer),
        Ok(_) => {}
    }
    if archive.len() > MOST_FILES {
        return Err(ArchiveError::TooLarge(format!(
            "a list of {} files",
            archive.len()
        )));
    }
    let folder = files::TemporaryFolder::elsewhere()?;
    let (mut words, mut log, mut room) = (Words::new(), None, MOST_ALL_WORDS);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(broken)?;
        let name = checked_name(&entry)?;
        if name == LOG {
            let path = folder.path().join(LOG);
            let most = MOST_LOG.min(EMPTY_PAGES + packed.saturating_mul(LOG_PACKS_TO));
            let mut target = files::create_private_file(&path)?;
            take(&name, &mut entry, &mut target, most)?;
            log = Some(path);
        } else if is_word_name(&name) {
            let mut bytes = Vec::new();
            room -= take(&name, &mut entry, &mut bytes, MOST_WORDS.min(room))?;
            words.insert(name, bytes);
        }
    }
    Ok(UnpackedBackup {
        words,
        log,
        _folder: folder,
    })
}

/// The name of an entry that may be in a backup; whatever else is there is refused, not passed
/// over: nobody knows what it was meant for.
fn checked_name<R: Read>(entry: &ZipFile<'_, R>) -> Result<String, ArchiveError> {
    let name = entry.name().map_err(broken)?.into_owned();
    let known = name == MARK || name == LOG || is_word_name(&name) || is_our_folder(&name);
    let is_link = entry.unix_mode().is_some_and(|mode| mode & KIND == LINK);
    match (known, is_link) {
        (true, false) => Ok(name),
        (true, true) => Err(ArchiveError::Foreign(format!("{name} in it is a link"))),
        (false, _) => Err(ArchiveError::Foreign(format!("it holds {name:?}"))),
    }
}

fn take(
    name: &str,
    entry: impl Read,
    target: &mut impl io::Write,
    most: u64,
) -> Result<u64, ArchiveError> {
    files::copy_at_most(entry, target, most).map_err(|error| match error {
        UnpackError::Packed(error) => ArchiveError::Damaged(format!("{name}: {error}")),
        UnpackError::TooLarge => ArchiveError::TooLarge(name.to_owned()),
        UnpackError::Place(error) => ArchiveError::Io(error),
    })
}

fn text(entry: impl Read) -> Result<String, ArchiveError> {
    let mut text = String::new();
    let read = entry.take(16).read_to_string(&mut text);
    read.map_err(|error| ArchiveError::Damaged(error.to_string()))?;
    Ok(text)
}
