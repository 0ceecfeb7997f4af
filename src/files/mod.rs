//! Files that only their owner may read, written whole or not at all.
//!
//! These are stories about failures and former employers: folders are 0700, files 0600.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

pub(crate) use temporary::{
    TemporaryFolder, UnfinishedFile, before_the_first, clear, clear_left_behind,
    clear_left_behind_in, end_first, folder_of, is_temporary_name, left_behind_in, move_all,
    temporary_places,
};
pub(crate) use wait::{lock_exclusive, moments, say, tell_by, wait_a_moment};
pub(crate) use zipped::{UnpackError, copy_at_most, is_list_too_long, unpack_texts};

mod temporary;
mod wait;
mod zipped;

/// Creates a folder, and its parents, for the owner alone. An existing one stays as it is.
pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Creates an empty file for the owner alone; fails if there is one.
pub(crate) fn create_private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

/// Replaces a file as a whole: the new bytes are on the disk before the old ones go.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draft = UnfinishedFile::begin(path, true)?;
    draft.write_all(bytes)?;
    draft.finish()
}

/// Writes a new file as a whole; fails if one is there.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draft = UnfinishedFile::begin(path, false)?;
    draft.write_all(bytes)?;
    draft.finish()
}

/// The file of that name with more letters after it: `history.db-wal`.
pub(crate) fn with_suffix(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Bytes left for this user on the disk of a path; none where the system does not say.
pub(crate) fn free_bytes(path: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(path).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Whether this user may write a file or add to a folder.
pub(crate) fn may_write(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

/// A path as a shell takes it, whatever stands in it.
pub(crate) fn shell_quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

/// `NAME.ENDING` in a folder, or `NAME-2.ENDING` ... where that is taken.
pub(crate) fn free_name(folder: &Path, name: &str, ending: &str) -> PathBuf {
    numbered(&folder.join(format!("{name}.{ending}")))
        .find(|path| fs::symlink_metadata(path).is_err())
        .expect("there is always a higher number")
}

/// A path itself, then with `-2`, `-3` ... before its ending.
pub(crate) fn numbered(first: &Path) -> impl Iterator<Item = PathBuf> {
    let (stem, ending) = (first.with_extension(""), first.extension());
    let further = (2..).map(move |number| {
        let mut name = stem.clone().into_os_string();
        name.push(format!("-{number}"));
        if let Some(ending) = ending {
            name.push(".");
            name.push(ending);
        }
        PathBuf::from(name)
    });
    std::iter::once(first.to_owned()).chain(further)
}

/// Copies what a file holds. Not `fs::copy`, which takes the permissions along.
pub(crate) fn copy_bytes(from: &Path, to: &Path) -> io::Result<()> {
    let mut from = File::open(from)?;
    io::copy(&mut from, &mut File::create(to)?).map(|_| ())
}
