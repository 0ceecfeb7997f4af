//! What is in our format already: such a story keeps its bytes.
//!
//! Told by our own reader. A file in which every story bears its `id:` line is ours as a
//! whole; any other story is, where our reader finds the parts in it that the importer found.

use std::ops::Range;

use crate::story::Story;
use crate::story::lines::{lines, mark_length};
use crate::story::parse::names::{self, is_part};
use crate::story::parse::parse;
use crate::story::section::StorySection;
use crate::story::synonym::SynonymSpelling;
use crate::story::text::paragraphs;

use super::draft::{DraftWords, ForeignDraft};
use super::facts::plain_words;
use super::found::Foreign;
use super::stories::StoryBuilder;

/// What our own reader finds in a text; nothing where no line can be ours, which is told sooner.
pub(super) fn stories_in(source: &str) -> Vec<Story> {
    let is_ours = |line: &str| match line.strip_prefix("## ") {
        Some(heading) => names::exact(heading).is_some(),
        None => line.starts_with("id:"),
    };
    match source.split(['\n', '\r']).any(is_ours) {
        true => parse(source).stories,
        false => Vec::new(),
    }
}

/// Reads a file that is in our format from its first word to its last; nothing if it is not.
pub(super) fn read(source: &str, stories: &[Story]) -> Option<Foreign> {
    if !is_whole(source, stories) {
        return None;
    }
    let mut builder = StoryBuilder::default();
    let mut whole = true;
    for story in stories {
        let text = text(source, story);
        let taken = builder.as_it_is(text);
        whole &= taken.as_ref().is_some_and(|taken| taken.text == text);
        builder.foreign.stories.extend(taken);
    }
    builder.foreign.whole = whole;
    Some(builder.foreign)
}

/// Whether a file is in our format from its first word to its last.
fn is_whole(source: &str, stories: &[Story]) -> bool {
    let ends = [mark_length(source)].into_iter();
    let ends = ends.chain(stories.iter().map(|story| story.at.end));
    let starts = stories.iter().map(|story| story.at.start);
    let mut gaps = ends.zip(starts.chain([source.len()]));
    let shows = |gap: Range<usize>| !paragraphs(&source[gap]).is_empty();
    !stories.is_empty()
        && stories.iter().all(is_named_and_divided)
        && !gaps.any(|(start, end)| shows(start..end.max(start)))
}

/// A story with its own name and sections whose headings all mean what they say.
fn is_named_and_divided(story: &Story) -> bool {
    let has_id = story.keys.iter().any(|line| line.key == "id");
    let sections = [
        story.beats.is_empty(),
        story.first_draft.is_none(),
        story.closings.is_empty(),
        story.traps.is_empty(),
        story.notes.is_empty(),
    ];
    let divided = sections.contains(&false);
    has_id && divided && !has_unplaced(story)
}

/// Whether a note of a story was probably meant as a part.
fn has_unplaced(story: &Story) -> bool {
    story.notes.iter().any(|note| is_part(&note.heading))
}

/// The bytes of a story without the blank lines after it.
pub(super) fn text<'s>(source: &'s str, story: &Story) -> &'s str {
    source[story.at.clone()]
        .trim_start_matches('\u{feff}')
        .trim_end()
}

/// For each draft the bytes of the story, where our reader found the same in them (`own`).
pub(super) fn stories<'s>(
    source: &'s str,
    own: &[Story],
    drafts: &[ForeignDraft],
) -> Vec<Option<&'s str>> {
    let starts: Vec<usize> = lines(source, mark_length(source)..source.len())
        .map(|line| line.at.start)
        .collect();
    let line = |at: usize| starts.partition_point(|start| *start <= at).max(1);
    let last = starts.len();
    let mut stories = own.iter().peekable();
    let find = |draft: &ForeignDraft| {
        let start = draft.lines.start;
        let is_before = |story: &&Story| line(story.at.start) < start;
        while stories.next_if(is_before).is_some() {}
        let story = stories
            .peek()
            .filter(|story| line(story.at.start) == start)?;
        let end = match story.at.end < source.len() {
            true => line(story.at.end),
            false => last + 1,
        };
        let same_end = end == draft.lines.end.min(last + 1);
        let same = same_end && !draft.from_outside && says_the_same(draft, story);
        same.then(|| self::text(source, story))
    };
    drafts.iter().map(find).collect()
}

/// Whether our reader finds the parts that the importer found.
fn says_the_same(draft: &ForeignDraft, story: &Story) -> bool {
    let shows = |words: &&DraftWords| !paragraphs(&words.text).is_empty();
    let count = |wanted: fn(StorySection) -> bool| {
        let parts = draft.parts.iter().filter(shows);
        let is = |words: &&DraftWords| matches!(words.usual, SynonymSpelling::Part(part) if wanted(part));
        parts.filter(is).count()
    };
    let troubled = draft.parts.iter().any(|words| {
        matches!(
            words.usual,
            SynonymSpelling::Trouble | SynonymSpelling::Happened | SynonymSpelling::Mistake
        )
    });
    let beats = story.beats.iter().all(|beat| {
        let part = SynonymSpelling::Part(StorySection::Beat(beat.beat));
        draft.parts.iter().any(|words| words.usual == part)
    });
    !troubled
        && draft.facts.questions.len()
            == story.questions.len()
                + usize::from(draft.title.as_deref().is_some_and(|title| {
                    draft.facts.questions.contains(title)
                        && !story.questions.iter().any(|q| q == title)
                }))
        && draft.facts.role == story.role.as_deref().map(plain_words)
        && draft.facts.tags.len() == story.tags.len()
        && !has_unplaced(story)
        && beats
        && count(|part| matches!(part, StorySection::Beat(_))) == story.beats.len()
        && count(|part| part == StorySection::FirstDraft)
            == usize::from(story.first_draft.is_some())
        && count(|part| part == StorySection::Closing) == story.closings.len()
}
