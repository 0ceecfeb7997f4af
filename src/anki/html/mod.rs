//! Story text to the HTML of Anki's fields, and back.
//!
//! Going out everything is escaped ([`write`]); coming in only what changes the meaning of
//! text is kept, lines and bold, and the rest of the markup is dropped ([`read`]). What came
//! in is written as Markdown that shows the same words ([`markdown`]).

mod markdown;
mod read;
mod write;

pub(super) use markdown::{escape as escape_markdown, to_markdown};
pub(super) use read::{Block, blocks};
pub(super) use write::{escape, from_markdown, points};
