//! Everything that is known of a library but the words, as it is kept for the next start.
//!
//! Refuses to decide whether it still holds: whoever finds the files compares them.

use std::sync::OnceLock;

use super::columns::StoryColumns;
use super::deck::{Deck, Unread};
use super::lazy::LazyStories;
use super::library::Library;
use super::naming::StoryNames;
use super::parse::parse_alone;
use super::problem::Problem;

/// What tells a file from what became of it, in the numbers of the file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileStamp {
    /// Its length.
    pub bytes: u64,
    /// The disk, and the number on it.
    pub inode: (u64, u64),
    /// When its words were changed, in seconds and nanoseconds of the file system's clock.
    pub modified: (i64, i64),
    /// When anything of it was changed.
    pub changed: (i64, i64),
}

/// A deck of an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeckOutline {
    pub name: String,
    pub path: String,
    pub builtin: bool,
    /// The row after its last one.
    pub end: u32,
    /// It has questions of a bank.
    pub has_bank: bool,
    /// As its file was when it was read; none for a built-in deck, and where a change might not
    /// show.
    pub stamp: Option<FileStamp>,
}

/// A library without its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LibraryOutline {
    pub decks: Vec<DeckOutline>,
    pub rows: StoryColumns,
    pub names: StoryNames,
    /// What is wrong in the decks themselves, each with the place of its deck.
    pub written: Vec<(usize, Problem)>,
    /// What is wrong with names that meet.
    pub named: Vec<(usize, Problem)>,
}

impl LibraryOutline {
    /// The rows of a deck.
    pub(crate) fn rows_of(&self, deck: usize) -> std::ops::Range<usize> {
        let first = deck.checked_sub(1).map_or(0, |last| self.decks[last].end);
        first as usize..self.decks[deck].end as usize
    }
}

impl Library {
    /// The library of an outline that still holds: `decks` are its decks in the same order.
    pub(crate) fn of_outline(
        outline: LibraryOutline,
        decks: Vec<Deck>,
        unread: Vec<Unread>,
    ) -> Library {
        let mut deck_of = Vec::with_capacity(outline.rows.count());
        for (place, deck) in (0..).zip(&outline.decks) {
            deck_of.resize(deck.end as usize, place);
        }
        let mut library = Library {
            lines: vec![OnceLock::new(); decks.len()],
            banks: outline.decks.iter().map(|deck| deck.has_bank).collect(),
            decks,
            unread,
            rows: outline.rows,
            stories: LazyStories::new(outline.names.counting.len()),
            deck_of,
            names: outline.names,
            written: outline.written,
            named: outline.named,
            problems: Vec::new(),
            asked: Vec::new(),
        };
        library.tell_problems();
        library
    }

    /// The outline of this library, with the stamp of each of its decks.
    pub(crate) fn outline(&self, stamps: &[Option<FileStamp>]) -> LibraryOutline {
        let mut rows = self.rows.clone();
        self.mark_alone(&mut rows);
        let decks = self.decks.iter().zip(stamps).enumerate();
        let decks = decks.map(|(place, (deck, stamp))| DeckOutline {
            name: deck.name.clone(),
            path: deck.path.clone(),
            builtin: deck.builtin,
            end: self.deck_of.partition_point(|of| *of as usize <= place) as u32,
            has_bank: self.banks[place],
            stamp: *stamp,
        });
        LibraryOutline {
            decks: decks.collect(),
            rows,
            names: self.names.clone(),
            written: self.written.clone(),
            named: self.named.clone(),
        }
    }

    /// Marks the stories whose stretch of the deck says the same by itself: found out for those
    /// that were read with their whole deck.
    fn mark_alone(&self, rows: &mut StoryColumns) {
        for (place, story) in self.stories.read() {
            let row = self.names.counting.get(place) as usize;
            if rows.is_alone(row) {
                continue;
            }
            let words = self.entry(place).deck().source().get(story.at.clone());
            let alone = words.and_then(|words| parse_alone(words, story.at.start));
            if alone.is_some_and(|alone| self.settled(place, alone) == *story) {
                rows.mark_alone(row);
            }
        }
    }
}
