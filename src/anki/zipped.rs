//! The archive around a collection, and the private folder it is unpacked into.
//!
//! No name in an archive is ever used as a path, and no size in it is believed: bytes are
//! counted as they come out.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use ruzstd::decoding::StreamingDecoder;
use zip::read::ZipFile;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::error::AnkiError;
use crate::files::{self, UnpackError};

/// The largest collection that is unpacked, in bytes. The log of a heavy user of ten years
/// has a tenth of that.
pub(super) const MOST_BYTES: u64 = 512 * 1024 * 1024;

/// The largest stretch that a compressed collection may refer back to, in bytes: it is what
/// unpacking needs of memory. Anki's own packages stay below 8 MB.
const LARGEST_WINDOW: u64 = 32 * 1024 * 1024;

/// The newest format of packages that is known.
const NEWEST_FORMAT: u64 = 3;

/// How hard to pack, 0 to 9.
const EFFORT: i64 = 1;

/// Where a SQLite file says which kind of journal it has, in two bytes.
const JOURNAL_MODE: u64 = 18;

/// A collection by its name in the archive, the newest format first.
const COLLECTIONS: [(&str, bool); 3] = [
    ("collection.anki21b", true),
    ("collection.anki21", false),
    ("collection.anki2", false),
];

pub(super) fn pack(mut collection: &File) -> Result<Vec<u8>, AnkiError> {
    let mut packed = || -> Result<Vec<u8>, ZipError> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(EFFORT));
        archive.start_file("meta", options)?;
        // Field 1, the format: 2, a collection of schema 11 for the current scheduler.
        archive.write_all(&[0x08, 0x02])?;
        archive.start_file("collection.anki21", options)?;
        collection.rewind()?;
        io::copy(&mut collection, &mut archive)?;
        archive.start_file("media", options)?;
        archive.write_all(b"{}")?;
        Ok(archive.finish()?.into_inner())
    };
    packed().map_err(|error| match error {
        ZipError::Io(error) => AnkiError::Io(error),
        error => AnkiError::Unmade(error.to_string()),
    })
}

/// A collection, unpacked where nobody else may read it.
#[derive(Debug)]
pub(super) struct Unpacked {
    /// The SQLite file. It goes with the folder.
    pub path: PathBuf,
    pub bytes: u64,
    /// Goes with the value.
    pub folder: files::TemporaryFolder,
}

pub(super) fn unpack(package: &Path, most: u64) -> Result<Unpacked, AnkiError> {
    let mut file = File::open(package)?;
    check_directory(&mut file)?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    if let Some(format) = format(&mut archive)?.filter(|format| *format > NEWEST_FORMAT) {
        return Err(AnkiError::Newer(format));
    }
    let found = COLLECTIONS.iter().find_map(|(name, zstd)| {
        let index = archive.index_for_name(name)?;
        Some((index, *zstd))
    });
    let (index, zstd) = found.ok_or(AnkiError::NoCollection)?;
    let folder = files::TemporaryFolder::elsewhere()?;
    let path = folder.path().join("collection");
    let mut target = files::create_private_file(&path)?;
    let mut entry = archive.by_index(index).map_err(broken)?;
    let bytes = match zstd {
        true => {
            let entry = BufReader::new(&mut entry);
            let reader = StreamingDecoder::new_with_max_window_size(entry, LARGEST_WINDOW)
                .map_err(|error| AnkiError::Packed(error.to_string()))?;
            copy(reader, &mut target, most)?
        }
        false => copy(&mut entry, &mut target, most)?,
    };
    // There is no write-ahead log beside it, whatever its header says.
    if bytes > JOURNAL_MODE + 2 {
        target.seek(SeekFrom::Start(JOURNAL_MODE))?;
        target.write_all(&[1, 1])?;
    }
    Ok(Unpacked {
        path,
        bytes,
        folder,
    })
}

/// Refuses a list of entries so long that reading it alone would fill the memory.
fn check_directory(file: &mut File) -> Result<(), AnkiError> {
    match files::is_list_too_long(file)? {
        true => Err(AnkiError::NotAnArchive(
            "its list of files is far too long".to_owned(),
        )),
        false => Ok(()),
    }
}

/// Copies what can be unpacked, but not more than `most` bytes.
fn copy(reader: impl Read, target: &mut File, most: u64) -> Result<u64, AnkiError> {
    files::copy_at_most(reader, target, most).map_err(|error| match error {
        UnpackError::Packed(error) => AnkiError::Packed(error.to_string()),
        UnpackError::TooLarge => AnkiError::TooLarge(most),
        UnpackError::Place(error) => AnkiError::Io(error),
    })
}

/// The format that `meta` tells; older packages have none.
fn format<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Option<u64>, AnkiError> {
    let Some(index) = archive.index_for_name("meta") else {
        return Ok(None);
    };
    let entry: ZipFile<'_, R> = archive.by_index(index).map_err(broken)?;
    let mut message = Vec::new();
    entry
        .take(64)
        .read_to_end(&mut message)
        .map_err(|error| AnkiError::Packed(error.to_string()))?;
    // A protobuf message; its field 1 is a number.
    let Some((0x08, number)) = message.split_first().map(|(tag, rest)| (*tag, rest)) else {
        return Ok(None);
    };
    let mut format = 0_u64;
    for (place, byte) in number.iter().take(9).enumerate() {
        format |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Ok(Some(format));
        }
    }
    Ok(None)
}

fn broken(error: ZipError) -> AnkiError {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => AnkiError::Io(error),
        error => AnkiError::NotAnArchive(error.to_string()),
    }
}
