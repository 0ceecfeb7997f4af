//! The outlines of many stories, a column for each thing that is known of them.
//!
//! A story here is a row: its names, which parts it has, and where in its deck it stands. Nothing
//! is held story by story, so that a hundred thousand of them are read and kept in milliseconds.
//! Refuses to hold words of an answer, and to know which of two stories of one name counts.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::model::{KeyLine, Story};
use super::packed::{NumberColumn, TextColumn};
use super::parse::{Parsed, list, value_at};
use super::parts::StoryParts;
use super::problem::LineIndex;
use super::text::composed;

/// The bit behind those of the parts.
const ALONE: u32 = 1 << 31;

/// The outlines of the stories of some decks, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StoryColumns {
    /// The id and title of each story, one behind the other.
    pub(crate) texts: TextColumn,
    /// Where each id and each title ends in `texts`.
    pub(crate) ends: NumberColumn,
    /// Where each story begins in its deck, in bytes.
    pub(crate) starts: NumberColumn,
    /// How many bytes it has.
    pub(crate) lengths: NumberColumn,
    /// The line of its title, from 1.
    pub(crate) lines: NumberColumn,
    /// Where its name is given in its deck (the value of its `id` line, else its title).
    pub(crate) name_starts: NumberColumn,
    /// How many bytes that has.
    pub(crate) name_lengths: NumberColumn,
    /// Which parts it has, and in [`ALONE`] whether its stretch of the deck is known to say the
    /// same by itself.
    pub(crate) marks: NumberColumn,
    /// The names that stories say they had, in the order of the stories.
    pub(crate) former: Vec<FormerName>,
}

/// A name that a story says it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormerName {
    /// The story's row.
    pub row: u32,
    pub name: String,
    /// Where it is written in the deck.
    pub at: Range<u32>,
}

impl StoryColumns {
    /// How many stories there are.
    pub(crate) fn count(&self) -> usize {
        self.marks.len()
    }

    /// Which parts a story has.
    #[inline]
    pub(crate) fn parts(&self, row: usize) -> StoryParts {
        StoryParts::from_bits(self.marks.get(row) & !ALONE)
    }

    /// Whether a story's stretch of the deck is known to say the same by itself.
    pub(crate) fn is_alone(&self, row: usize) -> bool {
        self.marks.get(row) & ALONE != 0
    }

    /// Says that a story's stretch of the deck says the same by itself.
    pub(crate) fn mark_alone(&mut self, row: usize) {
        self.marks.list()[row] |= ALONE;
    }

    /// A story's id.
    pub(crate) fn id(&self, row: usize) -> &str {
        self.text(2 * row)
    }

    /// The bytes of a story's id, in whose order ids are.
    #[inline]
    pub(crate) fn id_bytes(&self, row: usize) -> &[u8] {
        &self.texts.bytes()[self.end(2 * row)..self.end(2 * row + 1)]
    }

    /// A story's title.
    pub(crate) fn title(&self, row: usize) -> &str {
        self.text(2 * row + 1)
    }

    fn text(&self, place: usize) -> &str {
        self.texts.get(self.end(place)..self.end(place + 1))
    }

    /// Where the texts before a place end.
    #[inline]
    fn end(&self, place: usize) -> usize {
        let last = place.checked_sub(1);
        last.map_or(0, |last| self.ends.get(last)) as usize
    }

    /// Where a story stands in its deck.
    pub(crate) fn at(&self, row: usize) -> Range<usize> {
        range(self.starts.get(row), self.lengths.get(row))
    }

    /// Where its name is given.
    pub(crate) fn name_at(&self, row: usize) -> Range<usize> {
        range(self.name_starts.get(row), self.name_lengths.get(row))
    }

    /// The names that a story says it had.
    pub(crate) fn former_of(&self, row: usize) -> &[FormerName] {
        let first = self
            .former
            .partition_point(|name| (name.row as usize) < row);
        let end = self.former.partition_point(|name| name.row as usize <= row);
        &self.former[first..end]
    }

    /// Takes in the stories of a deck, in their order.
    pub(crate) fn extend(&mut self, source: &str, parsed: &Parsed) {
        let mut lines = TitleLines::of(source);
        for story in &parsed.stories {
            let line = lines.line(story.heading_at.start);
            self.push(source, story, line);
            if parsed.simple {
                self.mark_alone(self.count() - 1);
            }
        }
    }

    /// Takes in rows of other columns.
    pub(crate) fn append(&mut self, other: &StoryColumns, rows: Range<usize>) {
        let first = self.count();
        let texts = 2 * rows.start..2 * rows.end;
        let (start, end) = (other.end(texts.start), other.end(texts.end));
        let before = self.texts.bytes().len();
        self.texts.string().push_str(other.texts.get(start..end));
        let moved = texts.map(|place| small(before + other.end(place + 1) - start));
        self.ends.list().extend(moved);
        for (all, more) in [
            (&mut self.starts, &other.starts),
            (&mut self.lengths, &other.lengths),
            (&mut self.lines, &other.lines),
            (&mut self.name_starts, &other.name_starts),
            (&mut self.name_lengths, &other.name_lengths),
            (&mut self.marks, &other.marks),
        ] {
            all.list().extend(rows.clone().map(|row| more.get(row)));
        }
        let former = rows.clone().flat_map(|row| other.former_of(row));
        self.former.extend(former.map(|name| FormerName {
            row: small(name.row as usize - rows.start + first),
            ..name.clone()
        }));
    }

    fn push(&mut self, source: &str, story: &Story, line: usize) {
        let row = small(self.count());
        let name_at = match key_line(story, "id") {
            Some(line) => value_at(source, line),
            None => story.heading_at.clone(),
        };
        let names = [story.id.as_str(), &story.title];
        self.push_row(names, [&story.at, &name_at], line, StoryParts::of(story));
        self.push_former(source, story, row);
    }

    /// Takes in a story that never had another name: its id and title, where it stands and where
    /// its name is given, the line of its title, and its parts.
    pub(crate) fn push_row(
        &mut self,
        names: [&str; 2],
        [at, name_at]: [&Range<usize>; 2],
        line: usize,
        parts: StoryParts,
    ) {
        for text in names {
            let texts = self.texts.string();
            texts.push_str(text);
            self.ends.list().push(small(texts.len()));
        }
        for (column, number) in [
            (&mut self.starts, at.start),
            (&mut self.lengths, at.len()),
            (&mut self.lines, line),
            (&mut self.name_starts, name_at.start),
            (&mut self.name_lengths, name_at.len()),
            (&mut self.marks, parts.bits() as usize),
        ] {
            column.list().push(small(number));
        }
    }

    fn push_former(&mut self, source: &str, story: &Story, row: u32) {
        if story.formerly.is_empty() {
            return;
        }
        let line = key_line(story, "formerly").into_iter();
        let written: Vec<_> = line.flat_map(|line| list(source, line)).collect();
        for name in &story.formerly {
            let place = written
                .iter()
                .rfind(|(word, _)| *composed(word) == *name.as_str());
            let at = place.map_or(story.heading_at.clone(), |(_, at)| at.clone());
            self.former.push(FormerName {
                row,
                name: name.to_string(),
                at: small(at.start)..small(at.end),
            });
        }
    }
}

/// The key line that counts.
fn key_line<'a>(story: &'a Story, key: &str) -> Option<&'a KeyLine> {
    story.keys.iter().find(|line| line.key == key)
}

fn range(start: u32, length: u32) -> Range<usize> {
    start as usize..(start + length) as usize
}

/// A place in a deck or in the names of all stories: both are far smaller than four gigabytes.
fn small(place: usize) -> u32 {
    u32::try_from(place).expect("fewer bytes than four billion")
}

/// The lines of places in a text that are asked for in their order.
enum TitleLines<'s> {
    /// Every line ends in a line feed: those are counted on.
    Counted {
        source: &'s str,
        /// Up to here.
        until: usize,
        line: usize,
    },
    Indexed(LineIndex),
}

impl TitleLines<'_> {
    fn of(source: &str) -> TitleLines<'_> {
        match memchr(b'\r', source.as_bytes()) {
            None => TitleLines::Counted {
                source,
                until: 0,
                line: 1,
            },
            Some(_) => TitleLines::Indexed(LineIndex::of(source)),
        }
    }

    fn line(&mut self, at: usize) -> usize {
        match self {
            TitleLines::Counted {
                source,
                until,
                line,
            } => {
                *line += memchr_iter(b'\n', &source.as_bytes()[*until..at]).count();
                *until = at;
                *line
            }
            TitleLines::Indexed(lines) => lines.line_at(at).0,
        }
    }
}
