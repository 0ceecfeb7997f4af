//! Files that only their owner may read, written whole or not at all.
//!
//! These are stories about failures and former employers: folders are 0700, files 0600.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

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

/// A file on its way: written beside its place, and moved there when it is whole. Dropped
/// before that, it is gone.
pub(crate) struct UnfinishedFile {
    temp_sibling: tempfile::NamedTempFile,
    place: PathBuf,
    replace: bool,
}

impl UnfinishedFile {
    /// Begins an empty one for that place. To `replace` an existing file follows a link, so
    /// that a deck kept elsewhere stays there; the file keeps its permissions, a new one is
    /// private.
    pub(crate) fn begin(path: &Path, replace: bool) -> io::Result<UnfinishedFile> {
        let place = match replace {
            true => fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
            false => path.to_owned(),
        };
        Ok(UnfinishedFile {
            temp_sibling: temp_sibling(&place)?,
            place,
            replace,
        })
    }

    /// Where it lies until it is whole.
    pub(crate) fn path(&self) -> &Path {
        self.temp_sibling.path()
    }

    /// Moves it to its place, its bytes being on the disk.
    pub(crate) fn finish(self) -> io::Result<()> {
        let UnfinishedFile {
            temp_sibling,
            place,
            replace,
        } = self;
        if let (true, Ok(metadata)) = (replace, fs::metadata(&place)) {
            fs::set_permissions(temp_sibling.path(), metadata.permissions())?;
        }
        temp_sibling.as_file().sync_all()?;
        let moved = match replace {
            true => temp_sibling.persist(&place),
            false => temp_sibling.persist_noclobber(&place),
        };
        moved.map_err(|error| error.error)?;
        sync_folder(&place);
        Ok(())
    }
}

impl Write for UnfinishedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.temp_sibling.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.temp_sibling.flush()
    }
}

/// A temporary file in the same folder, so that the rename stays on one disk. tempfile
/// creates it 0600.
pub(crate) fn temp_sibling(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(TEMPORARY)
        .tempfile_in(folder_of(path))
}

/// Moves a finished file on the same disk into its place, over an old one or only where
/// there is none. Cut or failed, it is gone, and what was there stays.
pub(crate) fn put_in_place(new: &Path, target: &Path, replace: bool) -> io::Result<()> {
    File::open(new)?.sync_all()?;
    let new = tempfile::TempPath::try_from_path(new)?;
    match replace {
        true => new.persist(target),
        false => new.persist_noclobber(target),
    }
    .map_err(|error| error.error)?;
    sync_folder(target);
    Ok(())
}

/// A temporary folder beside a file, for what is made of several files before it is whole.
pub(crate) fn neighbour_folder(path: &Path) -> io::Result<tempfile::TempDir> {
    tempfile::Builder::new()
        .prefix(TEMPORARY)
        .permissions(fs::Permissions::from_mode(0o700))
        .tempdir_in(folder_of(path))
}

/// A folder for the owner alone where the system keeps such; it goes when the value does.
pub(crate) fn temporary_folder() -> io::Result<tempfile::TempDir> {
    tempfile::Builder::new()
        .prefix("star-cards-")
        .permissions(fs::Permissions::from_mode(0o700))
        .tempdir()
}

/// Holds others off: a lock on a folder, which goes with the value. Where a file system
/// knows no locks, there is nobody to hold off.
pub(crate) fn lock_exclusive(folder: &Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

/// How the names of temporary files and folders begin.
pub(crate) const TEMPORARY: &str = ".star-cards-";

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

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes the rename itself durable; not every file system can, and then it is not needed.
fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(folder_of(path)) {
        let _ = folder.sync_all();
    }
}
