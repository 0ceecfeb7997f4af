//! What holds for every zip archive that comes in: no size in it is believed. Bytes are counted
//! as they come out, and a list of files that would fill the memory is not read.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom, Write};

use zip::ZipArchive;

/// The longest list of entries that is read, in bytes: some 300,000 of them.
const LONGEST_DIRECTORY: u64 = 32 * 1024 * 1024;

/// Where the end of an archive is looked for: its record and the longest comment.
const LONGEST_END: u64 = 22 + 65_535;

/// Whether the list of entries is so long that reading it alone would fill the memory.
pub(crate) fn is_list_too_long(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(length.saturating_sub(LONGEST_END)))?;
    file.read_to_end(&mut end)?;
    file.rewind()?;
    // The last record of an archive: its size of the list stands 12 bytes in.
    let record = end.windows(4).rposition(|window| window == b"PK\x05\x06");
    let size = record.and_then(|at| end.get(at + 12..at + 16)?.try_into().ok());
    let size = size.map(u32::from_le_bytes);
    Ok(size.is_some_and(|size| u64::from(size) > LONGEST_DIRECTORY))
}

/// More entries than this are in no document.
const MOST_ENTRIES: usize = 10_000;

/// The texts of some entries by their names, none larger than `most` bytes.
pub(crate) fn unpack_texts(
    mut archive: impl Read + Seek,
    names: &[&str],
    most: u64,
) -> Result<BTreeMap<String, String>, UnpackError> {
    let broken = |error: String| UnpackError::Packed(io::Error::other(error));
    if is_list_too_long(&mut archive).map_err(UnpackError::Packed)? {
        return Err(UnpackError::TooLarge);
    }
    let mut archive = ZipArchive::new(archive).map_err(|error| broken(error.to_string()))?;
    if archive.len() > MOST_ENTRIES {
        return Err(UnpackError::TooLarge);
    }
    let mut texts = BTreeMap::new();
    for name in names {
        let Some(index) = archive.index_for_name(name) else {
            continue;
        };
        let entry = archive.by_index(index);
        let entry = entry.map_err(|error| broken(error.to_string()))?;
        let mut bytes = Vec::new();
        copy_at_most(entry, &mut bytes, most)?;
        let text = String::from_utf8(bytes).map_err(|error| broken(error.to_string()))?;
        texts.insert((*name).to_owned(), text);
    }
    Ok(texts)
}

/// Why something was not unpacked.
#[derive(Debug)]
pub(crate) enum UnpackError {
    /// What is packed cannot be read.
    Packed(io::Error),
    /// It is more than was allowed.
    TooLarge,
    /// Its new place takes no more.
    Place(io::Error),
}

/// Copies what can be unpacked, but not more than `most` bytes; says how many they were.
pub(crate) fn copy_at_most(
    reader: impl Read,
    target: &mut impl Write,
    most: u64,
) -> Result<u64, UnpackError> {
    let mut reader = reader.take(most.saturating_add(1));
    let mut buffer = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        // An error here is the packing's; one of the disk comes from the write below.
        let read = reader.read(&mut buffer).map_err(UnpackError::Packed)?;
        if read == 0 {
            return Ok(bytes);
        }
        bytes += read as u64;
        if bytes > most {
            return Err(UnpackError::TooLarge);
        }
        target
            .write_all(&buffer[..read])
            .map_err(UnpackError::Place)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn packed(names: impl Iterator<Item = String>, text: &[u8]) -> Cursor<Vec<u8>> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for name in names {
            let options = SimpleFileOptions::default();
            archive.start_file(name, options).expect("an entry");
            archive.write_all(text).expect("its text");
        }
        archive.finish().expect("an archive")
    }

    #[test]
    fn texts_are_unpacked_up_to_a_size() {
        let names = || ["a".to_owned(), "b".to_owned()].into_iter();
        let texts = |text: &[u8], most| {
            let texts = unpack_texts(packed(names(), text), &["b", "c"], most);
            texts.map_err(|error| matches!(error, UnpackError::TooLarge))
        };
        let only = BTreeMap::from([("b".to_owned(), "text".to_owned())]);
        assert_eq!(texts(b"text", 4), Ok(only));
        assert_eq!(texts(b"text", 3), Err(true));
        assert_eq!(texts(b"\xff", 4), Err(false));
    }

    #[test]
    fn no_archive_and_too_many_entries_are_refused() {
        let whole = packed(["b".to_owned()].into_iter(), b"text").into_inner();
        for cut in [0, 10, whole.len() / 2, whole.len() - 1] {
            let archive = Cursor::new(&whole[..cut]);
            assert!(unpack_texts(archive, &["b"], 9).is_err(), "{cut}");
        }
        let many = packed((0..=MOST_ENTRIES).map(|number| number.to_string()), b"");
        let refused = unpack_texts(many, &["1"], 9);
        assert!(matches!(refused, Err(UnpackError::TooLarge)));
    }
}
