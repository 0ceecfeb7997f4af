//! Many files changed as one: each is written beside its place first, and all move there together.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::write::{DeckError, failed};
use crate::files::{self, UnfinishedFile};

/// Files on their way to their places. Dropped before [`StagedFiles::finish`], nothing has changed.
#[derive(Default)]
pub(crate) struct StagedFiles {
    coming: Vec<UnfinishedFile>,
    going: Vec<PathBuf>,
}

impl StagedFiles {
    /// Writes a file beside its place. Where that is taken by something that is no file, this is
    /// refused.
    pub(crate) fn put(&mut self, path: &Path, bytes: &[u8]) -> Result<(), DeckError> {
        if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
            let error = io::Error::other("what is in its place is not a file");
            return Err(failed("writing", path)(error));
        }
        let write = || {
            if let Some(folder) = path.parent() {
                files::create_private_folder(folder)?;
            }
            let mut file = UnfinishedFile::begin(path, true)?;
            file.write_all(bytes)?;
            Ok(file)
        };
        let file = write().map_err(failed("writing", path))?;
        self.coming.push(file);
        Ok(())
    }

    /// Has a file go once the others are in their places.
    pub(crate) fn remove(&mut self, path: PathBuf) {
        self.going.push(path);
    }

    /// Moves all of them to their places.
    pub(crate) fn finish(self) -> Result<(), DeckError> {
        let first = self.coming.first().map(|file| file.place().to_owned());
        let first = first.unwrap_or_default();
        files::finish_all(self.coming).map_err(failed("writing", &first))?;
        for path in self.going {
            fs::remove_file(&path).map_err(failed("removing", &path))?;
        }
        Ok(())
    }
}
