//! Where the names of all decks meet: which stories count, and under which names.
//!
//! The first of two equal ids counts, reserved names belong to the built-in decks, and old names
//! lead to the story that bears the history now. Refuses to look at words: the outlines say
//! enough.

use std::collections::HashMap;

use super::columns::{FormerName, StoryColumns};
use super::deck::Deck;
use super::id::{StoryId, is_reserved};
use super::packed::NumberColumn;
use super::problem::Problem;
use super::{copies, sort};

/// Which stories count, and which names lead to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StoryNames {
    /// The rows of the stories that count, in the order of the decks. A story's place among them
    /// is what everybody else knows it by.
    pub counting: NumberColumn,
    /// The places of these stories in the order of their ids.
    pub in_order: NumberColumn,
    /// Former names that lead to a story, by its place, in their order.
    pub former: Vec<(String, u32)>,
    /// Stories that do not count, since another one has their name.
    pub twins: Vec<Twin>,
}

/// A second story of a name, which does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Twin {
    /// Its row.
    pub row: u32,
    /// Its deck is a copy of the one in which the first stands.
    pub in_copy: bool,
}

/// Settles the names of all stories, and says what is wrong with them; `deck_of` is the deck of
/// each row.
pub(super) fn settle(
    decks: &[Deck],
    rows: &StoryColumns,
    deck_of: &[u32],
) -> (StoryNames, Vec<(usize, Problem)>) {
    let mut settling = Settling {
        decks,
        rows,
        deck_of,
        by_id: HashMap::with_capacity(rows.count()),
        by_former: HashMap::new(),
        counting: Vec::new(),
        twins: Vec::new(),
        problems: Vec::new(),
    };
    for row in 0..rows.count() {
        settling.insert(row);
    }
    settling.settle_former_names();
    let Settling {
        counting,
        twins,
        by_former,
        problems,
        ..
    } = settling;
    let former = by_former.into_iter();
    let mut former: Vec<_> = former.map(|(name, at)| (name.to_owned(), at)).collect();
    sort::by(&mut former, Ord::cmp);
    let mut in_order: Vec<u32> = (0..).take(counting.len()).collect();
    sort::by_key(&mut in_order, |&place| {
        rows.id(counting[place as usize] as usize)
    });
    let names = StoryNames {
        counting: counting.into(),
        in_order: in_order.into(),
        former,
        twins,
    };
    (names, problems)
}

struct Settling<'l> {
    decks: &'l [Deck],
    rows: &'l StoryColumns,
    deck_of: &'l [u32],
    /// The place of the story of an id.
    by_id: HashMap<&'l str, u32>,
    /// The place of the story that once had a name.
    by_former: HashMap<&'l str, u32>,
    /// As in [`StoryNames`].
    counting: Vec<u32>,
    twins: Vec<Twin>,
    problems: Vec<(usize, Problem)>,
}

impl<'l> Settling<'l> {
    fn deck(&self, row: usize) -> &'l Deck {
        &self.decks[self.deck_of[row] as usize]
    }

    fn row(&self, place: u32) -> usize {
        self.counting[place as usize] as usize
    }

    /// Has a story count, unless its id is somebody else's.
    fn insert(&mut self, row: usize) {
        let (id, deck) = (self.rows.id(row), self.deck(row));
        if is_reserved(id) && !deck.builtin {
            let (message, fix) = reserved(id, self.rows.title(row));
            return self.tell(row, message, fix);
        }
        let first = self.by_id.get(id).map(|&place| self.row(place));
        let Some(first) = first.or_else(|| self.copied(row)) else {
            self.by_id.insert(id, small(self.counting.len()));
            return self.counting.push(small(row));
        };
        // Of a file that is a copy as a whole, one problem says it.
        let is_copy = copies::is_copy(&deck.name, &self.deck(first).name);
        let is_said =
            |twin: &Twin| twin.in_copy && self.deck_of[twin.row as usize] == self.deck_of[row];
        if !is_copy || !self.twins.iter().rev().any(is_said) {
            let (message, fix) = match is_copy {
                true => copy(id, &deck.path, &self.deck(first).path),
                false => self.duplicate(id, first),
            };
            self.tell(row, message, fix);
        }
        self.twins.push(Twin {
            row: small(row),
            in_copy: is_copy,
        });
    }

    /// In a file that is a copy, a story that had its name before it was renamed in the file
    /// that was copied.
    fn copied(&self, row: usize) -> Option<usize> {
        let (id, name) = (self.rows.id(row), &self.deck(row).name);
        copies::originals(name).next()?;
        let former = self.rows.former.iter();
        let mut others = former.take_while(|other| (other.row as usize) < row);
        let other = others.find(|other| {
            other.name == id
                && self.counting.binary_search(&other.row).is_ok()
                && copies::is_copy(name, &self.deck(other.row as usize).name)
        });
        other.map(|other| other.row as usize)
    }

    fn duplicate(&self, id: &str, first: usize) -> (String, String) {
        let message = format!(
            "The id `{id}` is already taken by the story in {}; this one has no cards.",
            self.story_place(first)
        );
        let fix = "Give this story an `id:` of its own under its title.".to_owned();
        (message, fix)
    }

    /// A problem with a story's id: points at the `id` line, else at the title.
    fn tell(&mut self, row: usize, message: String, fix: String) {
        let problem = Problem {
            story: Some(StoryId::known(self.rows.id(row))),
            ..Problem::new(self.rows.name_at(row), message, fix)
        };
        self.problems.push((self.deck_of[row] as usize, problem));
    }

    /// File and line of a story's title.
    fn story_place(&self, row: usize) -> String {
        format!("{}, line {}", self.deck(row).path, self.rows.lines.get(row))
    }

    /// Leads old names to their stories; a name that another story has, or has had, stays
    /// with that one.
    fn settle_former_names(&mut self) {
        for former in &self.rows.former {
            let Ok(place) = self.counting.binary_search(&former.row) else {
                continue;
            };
            let Some((message, fix)) = self.refused(former) else {
                self.by_former.insert(&former.name, small(place));
                continue;
            };
            let row = former.row as usize;
            let at = former.at.start as usize..former.at.end as usize;
            let problem = Problem {
                story: Some(StoryId::known(self.rows.id(row))),
                ..Problem::new(at, message, fix)
            };
            self.problems.push((self.deck_of[row] as usize, problem));
        }
    }

    /// Why a story cannot have had a name: message and fix.
    fn refused(&self, former: &FormerName) -> Option<(String, String)> {
        let FormerName { row, name, .. } = former;
        let row = *row as usize;
        let place = |other: u32| self.story_place(self.row(other));
        let message = if *name == self.rows.id(row) {
            format!("`{name}` is this story's name now, so it is not a former name.")
        } else if let Some(&other) = self.by_id.get(name.as_str()) {
            let place = place(other);
            format!("`{name}` is the id of another story ({place}), so its history stays there.")
        } else if let Some(&other) = self.by_former.get(name.as_str()) {
            let place = place(other);
            format!("`{name}` is already a former name of the story in {place}; only that counts.")
        } else if is_reserved(name) && !self.deck(row).builtin {
            format!("`{name}` belongs to the built-in decks, so its history stays there.")
        } else {
            return None;
        };
        Some((message, format!("Remove `{name}` from `formerly`.")))
    }
}

fn reserved(id: &str, title: &str) -> (String, String) {
    let free = id.trim_start_matches("core-");
    let free = if free == "traps" { "my-traps" } else { free };
    let message =
        format!("The id `{id}` belongs to the built-in decks, so `{title}` has no cards.");
    let fix = format!("Write `id: {free}`, or another name of your own, under the title.");
    (message, fix)
}

fn copy(id: &str, copy: &str, original: &str) -> (String, String) {
    let message = format!(
        "By its name, {copy} is a copy of {original}. Stories in both, such as `{id}`, count as \
         they are in {original}."
    );
    let fix =
        format!("Compare the two, move what you want to keep to {original}, then delete the copy.");
    (message, fix)
}

fn small(place: usize) -> u32 {
    u32::try_from(place).expect("fewer stories than four billion")
}
