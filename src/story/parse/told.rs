//! The answers that a text holds, one a title, for those who listen and do not schedule.
//!
//! More is forgiven here than in a deck: beats may stand under headings of any level, and
//! neither title nor name is needed. Refuses to complain, and to judge.

use std::ops::Range;

use super::names::{self, HeadingReading};
use super::outline::{self, Heading};
use super::{chapters, id_of, is_story, keys};
use crate::story::id::StoryId;
use crate::story::model::AnswerPart;
use crate::story::section;

/// One answer of a text, and the story that it is.
#[derive(Debug, Default)]
pub(crate) struct ToldAnswer {
    /// The name of the story, where it has a good one.
    pub id: Option<StoryId>,
    pub title: Option<String>,
    pub core: bool,
    pub parts: Vec<ToldPart>,
}

/// One part of an answer.
#[derive(Debug)]
pub(crate) struct ToldPart {
    /// Which part; it may come twice.
    pub part: AnswerPart,
    pub role: Option<String>,
    /// Where its words stand in the text.
    pub at: Range<usize>,
}

/// The answers of a text in its order; none where no heading speaks of a story.
pub(crate) fn answers(source: &str) -> Vec<ToldAnswer> {
    let outline = outline::scan(source);
    let (chapters, _) = chapters(source, &outline);
    let untitled = 0..chapters
        .first()
        .map_or(source.len(), |first| first.at.start);
    let untitled = ToldAnswer {
        parts: parts(&outline.headings, untitled),
        ..ToldAnswer::default()
    };
    let titled = chapters
        .iter()
        .filter(|chapter| is_story(chapter))
        .map(|chapter| {
            let facts = keys::facts(source, &chapter.keys, &mut Vec::new());
            ToldAnswer {
                id: id_of(chapter, facts.id.as_ref(), &mut Vec::new()),
                title: Some(chapter.title.title.clone()),
                core: facts.core,
                parts: parts(&outline.headings, chapter.at.clone()),
            }
        });
    let untitled = Some(untitled).filter(|answer| !answer.parts.is_empty());
    untitled.into_iter().chain(titled).collect()
}

/// The parts in a stretch of a text. A smaller heading that names no part belongs to the
/// part that it stands in.
fn parts(headings: &[Heading], within: Range<usize>) -> Vec<ToldPart> {
    let mut sections: Vec<(usize, Option<HeadingReading>, Range<usize>)> = Vec::new();
    let from = headings.partition_point(|heading| heading.at.start < within.start);
    let inside = headings[from..].iter();
    for heading in inside.take_while(|heading| heading.at.start < within.end) {
        let reading = names::exact(&heading.text);
        if let Some((level, last, body)) = sections.last_mut() {
            if reading.is_none() && last.is_some() && heading.level > *level {
                continue;
            }
            body.end = heading.line_start;
        }
        sections.push((heading.level, reading, heading.end..within.end));
    }
    let spoken = sections.into_iter().filter_map(|(_, reading, at)| {
        let (part, role) = match reading? {
            HeadingReading::Is(section::StorySection::Beat(beat), _) => {
                (AnswerPart::Beat(beat), None)
            }
            HeadingReading::Is(section::StorySection::Closing, role) => (AnswerPart::Closing, role),
            _ => return None,
        };
        Some(ToldPart { part, role, at })
    });
    spoken.collect()
}
