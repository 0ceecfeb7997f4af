//! The folder of copies: which of them is the way back.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How the names of files begin that a restore put aside as damaged.
pub(crate) const DAMAGED: &str = "damaged";

/// How the names of files begin that were put aside because they are no part of the log.
pub(super) const ASIDE: &str = "left-behind";

/// How the names of backups begin that hold no log, since there was none.
pub(crate) const STORIES_ONLY: &str = "stories";

/// How the names of copies end.
pub(super) const ENDING: &str = "db";

/// How the names of backups of a whole home end.
const PACKED: &str = "zip";

/// The newest copy of the log, alone or in a backup of the home, by when it was written.
pub(crate) fn newest_backup(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let files = entries.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // What a restore put aside because it was damaged is no way back.
        let is_none = [".", DAMAGED, STORIES_ONLY];
        let is_copy = !is_none.iter().any(|begin| name.starts_with(begin));
        let ending = path.extension();
        is_copy && ending.is_some_and(|ending| ending == ENDING || ending == PACKED)
    });
    let dated = files.filter_map(|path| {
        let metadata = fs::metadata(&path).ok()?;
        let written = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        (metadata.is_file() && metadata.len() > 0).then_some((written, path))
    });
    dated.max().map(|(_, path)| path)
}
