//! The outlines of many stories, a column for each thing that is known of them.
//!
//! A story here is a row: its names, which parts it has, and where in its deck it stands. Nothing
//! is held story by story, so that a hundred thousand of them are read and kept in milliseconds.
//! Refuses to hold words of an answer, and to know which of two stories of one name counts.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::model::{KeyLine, Story};
use super::parse::{Parsed, list, value_at};
use super::parts::StoryParts;
use super::problem::LineIndex;
use super::text::composed;

/// The outlines of the stories of some decks, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StoryColumns {
    /// The id and title of each story, one behind the other.
    pub(crate) texts: String,
    /// Where each id and each title ends in `texts`.
    pub(crate) ends: Vec<u32>,
    /// Where each story begins in its deck, in bytes.
    pub(crate) starts: Vec<u32>,
    /// How many bytes it has.
    pub(crate) lengths: Vec<u32>,
    /// The line of its title, from 1.
    pub(crate) lines: Vec<u32>,
    /// Where its name is given in its deck (the value of its `id` line, else its title).
    pub(crate) name_starts: Vec<u32>,
    /// How many bytes that has.
    pub(crate) name_lengths: Vec<u32>,
    /// Which parts it has.
    pub(crate) parts: Vec<StoryParts>,
    /// Whether its stretch of the deck is known to say the same by itself.
    pub(crate) alone: Vec<bool>,
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
        self.parts.len()
    }

    /// A story's id.
    pub(crate) fn id(&self, row: usize) -> &str {
        self.text(2 * row)
    }

    /// A story's title.
    pub(crate) fn title(&self, row: usize) -> &str {
        self.text(2 * row + 1)
    }

    fn text(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.texts[start as usize..self.ends[place] as usize]
    }

    /// Where a story stands in its deck.
    pub(crate) fn at(&self, row: usize) -> Range<usize> {
        range(self.starts[row], self.lengths[row])
    }

    /// Where its name is given.
    pub(crate) fn name_at(&self, row: usize) -> Range<usize> {
        range(self.name_starts[row], self.name_lengths[row])
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
            self.alone.push(parsed.simple);
        }
    }

    /// Takes in rows of other columns.
    pub(crate) fn append(&mut self, other: &StoryColumns, rows: Range<usize>) {
        let first = self.count();
        let at = |row: usize| (2 * row).checked_sub(1).map_or(0, |last| other.ends[last]);
        let (start, end) = (at(rows.start), at(rows.end));
        let before = self.texts.len();
        self.texts
            .push_str(&other.texts[start as usize..end as usize]);
        let ends = &other.ends[2 * rows.start..2 * rows.end];
        let moved = ends.iter().map(|end| small(before) + (end - start));
        self.ends.extend(moved);
        for (all, more) in [
            (&mut self.starts, &other.starts),
            (&mut self.lengths, &other.lengths),
            (&mut self.lines, &other.lines),
            (&mut self.name_starts, &other.name_starts),
            (&mut self.name_lengths, &other.name_lengths),
        ] {
            all.extend_from_slice(&more[rows.clone()]);
        }
        self.parts.extend_from_slice(&other.parts[rows.clone()]);
        self.alone.extend_from_slice(&other.alone[rows.clone()]);
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
            self.texts.push_str(text);
            self.ends.push(small(self.texts.len()));
        }
        self.starts.push(small(at.start));
        self.lengths.push(small(at.len()));
        self.lines.push(small(line));
        self.name_starts.push(small(name_at.start));
        self.name_lengths.push(small(name_at.len()));
        self.parts.push(parts);
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
