//! Many files changed as one: each is written beside its place first, and all move there together.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::write::{DeckError, failed};
use crate::files::{self, TemporaryFolder};

/// Files on their way to their places. Dropped before [`StagedFiles::finish`], nothing has changed.
/// None is held open, since a backup may have more of them than a program may open.
#[derive(Default)]
pub(crate) struct StagedFiles {
    /// Where the files of each folder are written.
    folders: BTreeMap<PathBuf, TemporaryFolder>,
    /// Each file as it is written, and its place.
    coming: Vec<(PathBuf, PathBuf)>,
    going: Vec<PathBuf>,
}

impl StagedFiles {
    /// Writes a file beside its place; a link leads to the place. Where that is taken by something
    /// that is no file, this is refused.
    pub(crate) fn put(&mut self, path: &Path, bytes: &[u8]) -> Result<(), DeckError> {
        if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
            let error = io::Error::other("what is in its place is not a file");
            return Err(failed("writing", path)(error));
        }
        self.write(path, bytes).map_err(failed("writing", path))
    }

    fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        files::create_private_folder(files::folder_of(path))?;
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = files::folder_of(&place).to_owned();
        let number = self.coming.len().to_string();
        let beside = match self.folders.get(&folder) {
            Some(beside) => beside.path().join(number),
            None => {
                let made = TemporaryFolder::beside(&place)?;
                let new = made.path().join(number);
                self.folders.insert(folder, made);
                new
            }
        };
        files::create_private_file(&beside)?.write_all(bytes)?;
        self.coming.push((beside, place));
        Ok(())
    }

    /// Has a file go once the others are in their places.
    pub(crate) fn remove(&mut self, path: PathBuf) {
        self.going.push(path);
    }

    /// Moves all of them to their places.
    pub(crate) fn finish(self) -> Result<(), DeckError> {
        let folders = self.folders.into_values().collect();
        files::move_all(folders, &self.coming)
            .map_err(|(place, error)| failed("writing", &place)(error))?;
        for path in self.going {
            fs::remove_file(&path).map_err(failed("removing", &path))?;
        }
        Ok(())
    }
}
