//! A story, its beats and its traps: the words of one person and the names they go by.
//!
//! This room is pure: text comes in, values go out. It knows the one story format
//! ([`parse`] reads it, [`rewrite`] changes single lines of it) and the rules for names
//! ([`id`]). It refuses to open a file, to know where a deck lives, and to know what a card or a
//! review is.

pub(crate) mod bank;
pub(crate) mod change;
pub(crate) mod columns;
pub(crate) mod copies;
pub(crate) mod deck;
pub(crate) mod digest;
pub(crate) mod handle;
pub(crate) mod id;
mod keyed;
mod lazy;
pub(crate) mod library;
pub(crate) mod lines;
pub(crate) mod markup;
mod model;
pub(crate) mod naming;
pub(crate) mod outline;
pub(crate) mod packed;
pub(crate) mod parse;
pub(crate) mod parts;
pub(crate) mod persons;
mod point;
pub(crate) mod problem;
pub(crate) mod replaced;
pub(crate) mod rewrite;
pub(crate) mod section;
pub(crate) mod sort;
pub(crate) mod synonym;
pub(crate) mod text;

pub(crate) use deck::Deck;
pub(crate) use id::StoryId;
pub(crate) use keyed::keyed;
pub(crate) use library::{Library, StoryEntry};
pub(crate) use model::{AnswerPart, Beat, Miss, OptIn, Passage, Story, Trap, TrapLine};
pub(crate) use point::PointKey;
pub(crate) use problem::{Level, Problem};
