//! The door to Anki: cards out to a package that a phone can review, answers and words back
//! in from one.
//!
//! This room owns the zip archive and the SQLite file inside it, and what Anki means by its
//! columns. It writes what every Anki since 2.1 reads ([`export`]) and reads what any of them
//! writes ([`read`]). It refuses to trust a package: sizes are counted while unpacking, only
//! plain tables are read, nothing inside names a file on this machine, and text stays text.
//! The log, the decks and the person are other people's business.
//!
//! How a card is known over there, so that the way back leads home:
//!
//! - A note's guid is `star-cards:` and the card's name, with the oldest name its story
//!   ever had. Words may change as they like, and a rename doubles nothing.
//! - A card's id is the instant of the export that brought it there. An answer with a later
//!   id was given there; an earlier one came out of a log of ours ([`back`]).
//! - The field `Beat` ends in a comment with a digest of the words as they were exported, so
//!   that a change made there can be told from a change made here.

pub(crate) mod back;
mod error;
mod html;
mod names;
mod note;
pub(crate) mod read;
mod revlog;
mod schema;
mod write;
mod zipped;

pub(crate) use error::AnkiError;
pub(crate) use names::origin;
pub(crate) use note::{NoteFields, card_of};
pub(crate) use write::{Outgoing, export};
