//! The files that were named, and those in folders that were.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::cli::env::Env;
use crate::cli::error::CliError;

/// Folders are not searched deeper.
const MAX_DEPTH: usize = 16;

/// More files are in no folder of stories.
const MOST_FILES: usize = 10_000;

/// A file to bring in.
pub(super) struct ImportSource {
    pub(super) path: PathBuf,
    /// It was found in a folder, so it may be something else than stories.
    pub(super) found: bool,
}

/// The files of a path: itself, or what is in that folder, sorted, without what is hidden and
/// without the home of the program.
pub(super) fn of(env: &Env<'_>, path: &Path) -> Vec<Result<ImportSource, CliError>> {
    if path == Path::new("-") || !path.is_dir() {
        let named = ImportSource {
            path: path.to_owned(),
            found: false,
        };
        return vec![Ok(named)];
    }
    let mut search = FolderSearch {
        home: identity(env.home.data()),
        ..FolderSearch::default()
    };
    search.look_into(path, 0);
    let shown = path.display();
    match search.files.len() {
        0 => vec![Err(CliError::failed(format!(
            "{shown} has no file that could be imported"
        ))
        .hint("Name a folder with texts or tables."))],
        MOST_FILES.. => vec![Err(CliError::failed(format!(
            "{shown} has more than {MOST_FILES} files; nothing of it was imported"
        ))
        .hint("Name the folder in it that has the stories."))],
        _ => search.files,
    }
}

/// What tells a folder from every other, whatever path leads to it.
fn identity(folder: &Path) -> Option<(u64, u64)> {
    let metadata = fs::metadata(folder).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[derive(Default)]
struct FolderSearch {
    home: Option<(u64, u64)>,
    /// Folders that were searched: a link may lead back.
    seen: BTreeSet<(u64, u64)>,
    files: Vec<Result<ImportSource, CliError>>,
}

impl FolderSearch {
    fn look_into(&mut self, folder: &Path, depth: usize) {
        let Some(this) = identity(folder).filter(|this| self.home != Some(*this)) else {
            return;
        };
        if depth > MAX_DEPTH || !self.seen.insert(this) {
            return;
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let message = format!("{} cannot be read: {error}", folder.display());
                let error = CliError::failed(message).hint("Check its permissions.");
                return self.files.push(Err(error));
            }
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort_unstable();
        for path in paths {
            if self.files.len() >= MOST_FILES {
                return;
            }
            self.take(path, depth);
        }
    }

    fn take(&mut self, path: PathBuf, depth: usize) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') {
            return;
        }
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => self.look_into(&path, depth + 1),
            // A pipe would keep us waiting, and a link that leads nowhere has no words.
            Ok(metadata) if metadata.is_file() => {
                self.files.push(Ok(ImportSource { path, found: true }));
            }
            _ => {}
        }
    }
}
