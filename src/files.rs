//! Files that only their owner may read, written whole or not at all.
//!
//! These are stories about failures and former employers: folders are 0700, files 0600.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// Creates a folder, and its parents, for the owner alone. An existing one stays as it is.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Creates an empty file for the owner alone; fails if there is one.
pub fn create_private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

/// Replaces a file as a whole: the new bytes are on the disk before the old ones go. A link
/// is followed, so that a deck kept elsewhere stays there; an existing file keeps its
/// permissions, a new one is private.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut neighbour = neighbour(&target)?;
    neighbour.write_all(bytes)?;
    if let Ok(metadata) = fs::metadata(&target) {
        fs::set_permissions(neighbour.path(), metadata.permissions())?;
    }
    neighbour.as_file().sync_all()?;
    neighbour.persist(&target).map_err(|error| error.error)?;
    sync_folder(&target);
    Ok(())
}

/// Writes a new file as a whole; fails if one is there.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut neighbour = neighbour(path)?;
    neighbour.write_all(bytes)?;
    neighbour.as_file().sync_all()?;
    neighbour
        .persist_noclobber(path)
        .map_err(|error| error.error)?;
    sync_folder(path);
    Ok(())
}

/// A temporary file in the same folder, so that the rename stays on one disk. tempfile
/// creates it 0600.
pub fn neighbour(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    tempfile::Builder::new()
        .prefix(".star-cards-")
        .tempfile_in(folder)
}

/// Makes the rename itself durable; not every file system can, and then it is not needed.
fn sync_folder(path: &Path) {
    let folder = path.parent().and_then(|folder| File::open(folder).ok());
    if let Some(folder) = folder {
        let _ = folder.sync_all();
    }
}
