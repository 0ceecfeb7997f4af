//! What is in our format already: such a story keeps its bytes.
//!
//! Told by our own reader. A file in which every story bears its `id:` line is ours as a
//! whole; any other story is, where our reader finds the parts in it that the importer found.

use std::ops::Range;

use crate::story::lines::mark_length;
use crate::story::parse::names::is_part;
use crate::story::section::StorySection;
use crate::story::synonym::SynonymSpelling;
use crate::story::text::paragraphs;
use crate::story::{Beat, Story};

use super::draft::{DraftWords, ForeignDraft, has_label};
use super::found::{Foreign, Refused, SourceText};
use super::stories::{StoryBuilder, line_starts};

/// Reads a file that is in our format from its first word to its last.
pub(super) fn read(source: &SourceText<'_>) -> Result<Option<Foreign>, Refused> {
    if !is_whole(source.text, &source.own) {
        return Ok(None);
    }
    let mut builder = StoryBuilder::new(source.text);
    let mut whole = true;
    for story in &source.own {
        let text = text(source.text, story);
        let taken = builder.as_it_is(text);
        whole &= taken.as_ref().is_some_and(|taken| taken.text == text);
        builder.foreign.stories.extend(taken);
    }
    builder.foreign.whole = whole;
    Ok(Some(builder.foreign))
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
    let lacks = [Beat::Action, Beat::Learning];
    let lacks = lacks.into_iter().filter(|beat| story.beat(*beat).is_none());
    let hidden = |beat: Beat| {
        let mut told = story.beats.iter().map(|beat| &beat.passage.markdown);
        told.any(|words| has_label(words, SynonymSpelling::Part(StorySection::Beat(beat))))
    };
    has_id && divided && !has_unplaced(story) && !lacks.into_iter().any(hidden)
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
/// `text` is `source` with as many lines, the drafts stand in it `from` that byte on.
pub(super) fn stories<'s>(
    source: &'s str,
    own: &[Story],
    text: &str,
    drafts: &[ForeignDraft],
    from: usize,
) -> Vec<Option<&'s str>> {
    let (before, after) = (line_starts(source), line_starts(text));
    let line = |starts: &[usize], at: usize| starts.partition_point(|start| *start <= at);
    let mut stories = own.iter().peekable();
    let find = |draft: &ForeignDraft| {
        let start = line(&after, draft.at.start + from);
        let is_before = |story: &&Story| line(&before, story.at.start) < start;
        while stories.next_if(is_before).is_some() {}
        let at_line = |story: &&&Story| line(&before, story.at.start) == start;
        let story = stories.peek().filter(at_line)?;
        let same_end = line(&before, story.at.end) == line(&after, draft.at.end + from);
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
    let troubled = draft
        .parts
        .iter()
        .any(|words| words.usual == SynonymSpelling::Trouble);
    let beats = story.beats.iter().all(|beat| {
        let part = SynonymSpelling::Part(StorySection::Beat(beat.beat));
        draft.parts.iter().any(|words| words.usual == part)
    });
    !troubled
        && !has_unplaced(story)
        && beats
        && count(|part| matches!(part, StorySection::Beat(_))) == story.beats.len()
        && count(|part| part == StorySection::FirstDraft)
            == usize::from(story.first_draft.is_some())
        && count(|part| part == StorySection::Closing) == story.closings.len()
}
