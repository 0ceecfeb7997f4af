//! The door to story files: decks in, single edits out.
//!
//! A deck is one `.md` file. Reading takes every file it can and reports the rest; writing
//! happens only when a person asked for that change, as a whole file or not at all. What a
//! story means is not decided here.

mod builtin;
mod known;
mod read;
mod staged;
mod text;
mod write;

pub(crate) use builtin::{builtin_questions, question_bank};
pub use known::read_all;
pub(crate) use known::{DecksRead, KnownDecks, names_in_trash, read_known};
pub(crate) use read::{
    MAX_DECK_BYTES, bytes_below, foreign_source, is_document, open_plain, read_foreign, read_named,
    read_text, read_transcript,
};
pub(crate) use staged::StagedFiles;
pub(crate) use write::{
    DeckError, DecksHeld, append, begin_half_written, discard, half_written, hold, keep, kept,
    make_folder, overwrite, replace,
};
