//! What holds for every zip archive that comes in: no size in it is believed. Bytes are counted
//! as they come out, and a list of files that would fill the memory is not read.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// The longest list of entries that is read, in bytes: some 300,000 of them.
const LONGEST_DIRECTORY: u64 = 32 * 1024 * 1024;

/// Where the end of an archive is looked for: its record and the longest comment.
const LONGEST_END: u64 = 22 + 65_535;

/// Whether the list of entries is so long that reading it alone would fill the memory.
pub(crate) fn is_list_too_long(file: &mut File) -> io::Result<bool> {
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
