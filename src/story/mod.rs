//! A story, its beats and its traps: the words of one person and the names they go by.
//!
//! This room is pure: text comes in, values go out. It knows the one story format
//! ([`parse`] reads it, [`rewrite`] changes single lines of it) and the rules for names
//! ([`id`]). It refuses to open a file, to know where a deck lives, and to know what a card or a
//! review is.

pub mod change;
pub mod id;
pub mod library;
pub(crate) mod lines;
mod model;
pub mod parse;
pub mod problem;
pub mod rewrite;
pub(crate) mod section;
pub mod sort;
pub(crate) mod synonym;
pub mod text;

pub use id::StoryId;
pub use library::{Deck, Library, StoryEntry};
pub use model::{
    AnswerPart, Beat, BeatText, Closing, KeyLine, Miss, Note, OptIn, Passage, Story, Trap, TrapLine,
};
pub use problem::{Level, Problem};
