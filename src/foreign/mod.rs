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
mod facts;
mod found;
mod gather;
mod html;
mod kind;
mod labels;
mod meanings;
mod method;
pub(crate) mod note;
mod obsidian;
mod outline;
mod own;
mod passages;
mod plan;
mod prepare;
mod read_document;
mod reading;
mod run_on;
mod runs;
mod stories;
mod stretches;
pub(crate) mod styled;
mod titles;
mod weighing;
mod write;

use crate::story::{Story, sort};

pub(crate) use compare::{ComparedStory, Fate, Replacement, compare, replacements};
pub(crate) use container::office::{OFFICE_KIND, OFFICE_PARTS, is_document};
pub(crate) use decode::{ForeignSource, decode, decode_spoken};
use document::{Block, Document};
use draft::ForeignDraft;
pub(crate) use draft::NoteReason;
pub(crate) use found::{Foreign, ForeignStory, OtherReading, Refused, Remark};
pub(crate) use html::blocks;
pub(crate) use kind::{DAMAGED, NoText, TOO_LARGE, no_words, packed};
use outline::LabelledDocument;
use plan::Reading;
pub(crate) use plan::TitlesAt;
use stories::StoryBuilder;
pub(crate) use styled::to_markdown;
pub(crate) use write::contained;

/// Reads stories out of whatever came in; see [`read`].
///
/// # Errors
///
/// [`Refused`] where reading on would be guessing.
pub(crate) fn read_source(
    source: &ForeignSource,
    file_name: Option<&str>,
    at: Option<&TitlesAt>,
) -> Result<Foreign, Refused> {
    match source {
        ForeignSource::Text(decoded) => read(&decoded.text, file_name, at),
        ForeignSource::Office(parts) => {
            let document = container::office::read(parts).map_err(Refused::Document)?;
            let text = ReadText {
                source: "",
                own: &[],
                file_name,
            };
            text.read(document, at)
        }
    }
}

/// Reads stories in whatever shape they are. `file_name`, without folder and ending, may
/// become a title; `at` says where titles stand, if a person decided that.
///
/// # Errors
///
/// [`Refused`] where reading on would be guessing.
pub(crate) fn read(
    source: &str,
    file_name: Option<&str>,
    at: Option<&TitlesAt>,
) -> Result<Foreign, Refused> {
    let has_words = |text: &str| text.contains(char::is_alphanumeric);
    if !has_words(source) {
        return Err(Refused::Empty);
    }
    let own = own::stories_in(source);
    if at.is_none()
        && let Some(whole) = own::read(source, &own)
    {
        return Ok(whole);
    }
    let document = container::read(source)?;
    let text = ReadText {
        source,
        own: &own,
        file_name,
    };
    text.read(document, at)
}

/// A text that is read.
struct ReadText<'s> {
    source: &'s str,
    /// What our own reader finds in it.
    own: &'s [Story],
    file_name: Option<&'s str>,
}

impl ReadText<'_> {
    fn read(&self, document: Document<'_>, at: Option<&TitlesAt>) -> Result<Foreign, Refused> {
        if document.blocks.is_empty() {
            return Err(Refused::Empty);
        }
        let mut foreign = self.stories(document, at)?;
        sort::by_key(&mut foreign.remarks, |remark| remark.line);
        match foreign.stories.is_empty() {
            true => Err(Refused::Empty),
            false => Ok(foreign),
        }
    }

    /// The stories of a document in the best reading, or in the one that was chosen.
    fn stories(
        &self,
        mut document: Document<'_>,
        at: Option<&TitlesAt>,
    ) -> Result<Foreign, Refused> {
        prepare::ready(&mut document, at)?;
        let labelled = LabelledDocument::of(&document);
        let (reading, other) = reading::best(&labelled, at);
        let (drafts, name) = self.drafts(&labelled, &reading);
        let ours = own::stories(self.source, self.own, &drafts);
        let mut builder = StoryBuilder::default();
        for (line, message) in &document.remarks {
            builder.remark(*line, message);
        }
        for (draft, ours) in drafts.into_iter().zip(ours) {
            builder.take(draft, name.as_deref(), ours);
        }
        // Of another reading only the titles are told.
        builder.foreign.other = other.map(|(titles, reading)| {
            let (drafts, name) = self.drafts(&labelled, &reading);
            let title = |(at, mut draft): (usize, ForeignDraft)| {
                draft.take_hashtags();
                draft.settle();
                draft.take_title(name.as_deref(), at + 1)
            };
            let stories = drafts.into_iter().enumerate().map(title);
            OtherReading {
                titles,
                stories: stories.collect(),
            }
        });
        Ok(builder.foreign)
    }

    /// The stories of a reading, and what one that has no title is called.
    fn drafts(
        &self,
        labelled: &LabelledDocument<'_, '_>,
        reading: &Reading,
    ) -> (Vec<ForeignDraft>, Option<String>) {
        let document = labelled.document;
        let mut drafts = assemble::drafts(labelled, reading);
        let reason = match drafts.len() {
            1 => NoteReason::Beside,
            _ => NoteReason::Group,
        };
        if let Some(title) = title_beside(document, &drafts)
            && let Some(first) = drafts.first_mut()
        {
            first.note(title, "", reason);
        }
        let name = document.title.as_deref().or(self.file_name);
        let name = name.filter(|_| drafts.len() == 1);
        (drafts, name.and_then(titles::title_of_file))
    }
}

/// What a document calls itself, if no story is called so and it says so nowhere else.
fn title_beside<'d>(document: &'d Document<'_>, drafts: &[ForeignDraft]) -> Option<&'d str> {
    let needs_it = match drafts {
        [draft] => draft.title.is_none() && draft.facts.title.is_none(),
        _ => false,
    };
    let title = document.title.as_deref().filter(|_| !needs_it)?;
    let says_so = |block: &Block| document.words(block).contains(title);
    (!document.blocks.iter().any(says_so)).then_some(title)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
