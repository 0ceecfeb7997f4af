//! What can be wrong with a package, and the way out.

use std::io;

/// Why a package cannot be read or made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AnkiError {
    /// The archive is none, or is broken.
    #[error("it is no whole zip archive ({0})")]
    NotAnArchive(String),
    /// An archive without a collection in it.
    #[error("it is a zip archive, but no Anki package: there is no collection in it")]
    NoCollection,
    /// The file inside is packed in a way that cannot be unpacked.
    #[error("the collection in it cannot be unpacked ({0})")]
    Packed(String),
    /// A later format.
    #[error("it is written in format {0} of Anki's packages, which this version does not know")]
    Newer(u64),
    /// More than is unpacked.
    #[error("the collection in it is larger than {} MB", .0 / 1024 / 1024)]
    TooLarge(u64),
    /// More text than a computer of any size should hold.
    #[error("the notes in it hold more than {} MB of text", .0 / 1024 / 1024)]
    TooMuchText(u64),
    /// More rows than anybody has.
    #[error("a table in it has more than {0} rows")]
    TooManyRows(u64),
    /// The collection is not what it says.
    #[error("the collection in it is damaged or not Anki's ({0})")]
    Damaged(String),
    /// The system refused something.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The package could not be made.
    #[error("the package cannot be made ({0})")]
    Unmade(String),
}

impl AnkiError {
    /// What to do next.
    pub(crate) fn hint(&self) -> &'static str {
        match self {
            AnkiError::NotAnArchive(_) | AnkiError::Packed(_) | AnkiError::Damaged(_) => {
                "Nothing was changed. Export it from Anki again (File > Export) and copy it whole."
            }
            AnkiError::NoCollection => {
                "Nothing was changed. Anki writes packages with File > Export, as .apkg. Unpack any \
                 other archive, and name the files that were in it."
            }
            AnkiError::Newer(_) => {
                "Nothing was changed. Export it again with \"Support older Anki versions\" ticked."
            }
            AnkiError::TooLarge(_) | AnkiError::TooMuchText(_) | AnkiError::TooManyRows(_) => {
                "Nothing was changed. Export only the deck you want, not the whole collection."
            }
            AnkiError::Io(_) | AnkiError::Unmade(_) => {
                "Check that the file can be read and that the folder for temporary files has room."
            }
        }
    }
}
