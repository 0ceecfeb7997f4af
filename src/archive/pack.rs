//! Writing a backup.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::error::ArchiveError;
use super::name::{self, LOG, MARK, Words};
use super::unpack::{VERSION, unpack};
use crate::files;

/// How hard to pack, 0 to 9.
const EFFORT: i64 = 3;

/// Writes a backup to a new file, for the owner alone, and reads it back. `log` is a whole copy
/// of the log that nobody writes to.
pub(crate) fn pack(new: &Path, log: Option<&Path>, words: &Words) -> Result<(), ArchiveError> {
    debug_assert!(words.keys().all(|name| name::is_word_name(name)));
    let file = files::create_private_file(new)?;
    write(file, log, words).map_err(|error| match error {
        ZipError::Io(error) => ArchiveError::Io(error),
        error => ArchiveError::Io(io::Error::other(error)),
    })?;
    let read = unpack(new)?;
    match read.words == *words && read.log.is_some() == log.is_some() {
        true => Ok(()),
        false => Err(ArchiveError::Unmade),
    }
}

fn write(file: File, log: Option<&Path>, words: &Words) -> Result<(), ZipError> {
    let mut archive = ZipWriter::new(BufWriter::new(file));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(EFFORT))
        .unix_permissions(0o600);
    archive.start_file(MARK, options)?;
    writeln!(archive, "{VERSION}")?;
    for (name, bytes) in words {
        archive.start_file(name.as_str(), options)?;
        archive.write_all(bytes)?;
    }
    if let Some(log) = log {
        archive.start_file(LOG, options)?;
        io::copy(&mut File::open(log)?, &mut archive)?;
    }
    archive.finish()?.flush()?;
    Ok(())
}
