//! Why a backup was not read or not written, and what to do about it.

use std::io;

use zip::result::ZipError;

/// A backup that cannot be read or written, without the name of its file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArchiveError {
    /// The system does not let it be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is cut short or has wrong bytes in it.
    #[error("it is damaged ({0})")]
    Damaged(String),
    /// It is an archive of something else.
    #[error("it is not a star-cards backup: {0}")]
    Foreign(String),
    /// A newer version of the program made it.
    #[error("a newer star-cards wrote it")]
    Newer,
    /// What is in it unpacks to more than any home holds.
    #[error("{0} in it unpacks to more than any backup holds")]
    TooLarge(String),
    /// What was written does not read back.
    #[error("what was written does not read back")]
    Unmade,
}

impl ArchiveError {
    /// The way out, one or two sentences.
    pub(crate) fn hint(&self) -> &'static str {
        match self {
            ArchiveError::Io(_) => "Check its name, its permissions, and that the disk has room.",
            ArchiveError::Damaged(_) => "Nothing was changed. Take another copy of it.",
            ArchiveError::Foreign(_) | ArchiveError::TooLarge(_) => {
                "Nothing was changed. Name a file that `star-cards backup` wrote."
            }
            ArchiveError::Newer => {
                "Nothing was changed. Install the newer star-cards here as well."
            }
            ArchiveError::Unmade => "Check the disk, or name another place with -o.",
        }
    }
}

/// An archive that the packer's reader does not take.
pub(super) fn broken(error: ZipError) -> ArchiveError {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
            ArchiveError::Io(error)
        }
        error => ArchiveError::Damaged(error.to_string()),
    }
}
