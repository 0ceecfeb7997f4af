//! Stories in the shapes that people have them in, turned into ours.
//!
//! Text goes in; out come stories in our format, each as text that [`crate::story::parse`] reads
//! without a problem of our making, and remarks about what was not plain. Words are never
//! dropped: what is no part of an answer and no fact becomes a note. A story that is in our
//! format already comes out as the bytes that went in.
//!
//! Refuses to open a file, to know which stories there are, and to touch what people wrote
//! beyond its place.

mod assemble;
mod compare;
mod container;
mod decode;
mod document;
mod draft;
mod found;
mod front;
mod heads;
mod html;
mod keys;
mod kind;
mod labels;
mod markdown;
pub(crate) mod note;
mod obsidian;
mod own;
mod pieces;
mod plan;
mod stories;
pub(crate) mod styled;
mod table;
mod titles;
mod write;

use serde::de::IgnoredAny;

use crate::story::parse::parse;
use crate::story::sort;

pub(crate) use compare::{ComparedStory, Fate, Replacement, compare, replacements};
pub(crate) use decode::{Decoded, decode};
use found::SourceText;
pub(crate) use found::{Foreign, Refused, Remark};
pub(crate) use html::blocks;
pub(crate) use kind::{NoText, no_words, packed};
pub(crate) use styled::to_markdown;
pub(crate) use write::contained;

/// Reads a text of one shape; nothing if it has another.
type ForeignShape = fn(&SourceText<'_>) -> Result<Option<Foreign>, Refused>;

/// The shapes in the order they are tried. The last one takes whatever it is given.
const SHAPES: [ForeignShape; 3] = [own::read, table::read, markdown::read];

/// Reads stories in whatever shape they are. `file_name`, without folder and ending, may
/// become a title.
///
/// # Errors
///
/// [`Refused`] where reading on would be guessing.
pub(crate) fn read(source: &str, file_name: Option<&str>) -> Result<Foreign, Refused> {
    let has_words = |text: &str| text.contains(char::is_alphanumeric);
    if !has_words(source) {
        return Err(Refused::Empty);
    }
    let is_json = source
        .trim_start_matches(['\u{feff}', ' ', '\n'])
        .starts_with(['{', '[']);
    if is_json && serde_json::from_str::<IgnoredAny>(source.trim_start_matches('\u{feff}')).is_ok()
    {
        return Err(Refused::Json);
    }
    let source = SourceText {
        text: source,
        file_name,
        own: parse(source).stories,
    };
    for shape in SHAPES {
        if let Some(mut foreign) = shape(&source)? {
            sort::by_key(&mut foreign.remarks, |remark| remark.line);
            return match foreign.stories.is_empty() {
                true => Err(Refused::Empty),
                false => Ok(foreign),
            };
        }
    }
    Err(Refused::Empty)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
