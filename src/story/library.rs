//! All decks together: which stories count, and under which names.
//!
//! Here names meet: the first of two equal ids counts, reserved names belong to the
//! built-in decks, and old names lead to the story that bears the history now. Refuses to
//! look for files; whoever read them hands them in, in the order that decides.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::handle::{self, NameMatch, Named};
use super::id::{self, StoryId};
use super::model::{KeyLine, Story};
use super::parse::{list, parse, value_at};
use super::problem::{LineIndex, Problem};
use super::text::composed;
use super::{copies, sort};

/// One deck file and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deck {
    /// Its path under `decks/` without `.md`.
    pub name: String,
    /// Its path as messages show it.
    pub path: String,
    pub builtin: bool,
    pub source: String,
}

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its path as messages show it.
    pub path: String,
    pub message: String,
    pub fix: String,
}

/// A story and the deck it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryEntry {
    pub story: Story,
    /// The place of its deck in [`Library::decks`].
    pub deck: usize,
}

/// Every deck, every story that counts, everything that is wrong.
#[derive(Debug, Clone, Default)]
pub struct Library {
    pub decks: Vec<Deck>,
    pub unread: Vec<Unread>,
    /// The stories that count, in the order of the decks.
    pub stories: Vec<StoryEntry>,
    /// What is wrong, each with the place of its deck, in the order of the files.
    pub problems: Vec<(usize, Problem)>,
    /// Stories that do not count, since another one has their name.
    twins: Vec<Twin>,
    /// The lines of each deck, for those that were asked about.
    lines: Vec<OnceLock<LineIndex>>,
    /// Where the story of an id stands in `stories`.
    by_id: HashMap<StoryId, usize>,
    /// Where the story that once had a name stands in `stories`.
    by_former: HashMap<StoryId, usize>,
    /// The places of all stories in the order of their ids, once it was asked for.
    in_order: OnceLock<Vec<usize>>,
}

/// A second story of a name, which does not count.
#[derive(Debug, Clone)]
struct Twin {
    id: StoryId,
    /// Its deck.
    deck: usize,
    /// Its deck is a copy of the one in which the first stands.
    in_copy: bool,
}

impl Library {
    /// Reads every deck in the given order; of two equal ids the first counts.
    pub fn load(decks: Vec<Deck>, unread: Vec<Unread>) -> Library {
        let mut library = Library {
            lines: vec![OnceLock::new(); decks.len()],
            decks,
            unread,
            ..Library::default()
        };
        for deck in 0..library.decks.len() {
            let parsed = parse(&library.decks[deck].source);
            let problems = parsed.problems.into_iter().map(|problem| (deck, problem));
            library.problems.extend(problems);
            for story in parsed.stories {
                library.insert(story, deck);
            }
        }
        library.settle_former_names();
        sort::by_key(&mut library.problems, |(deck, problem)| {
            (*deck, problem.at.start)
        });
        library
    }

    /// The story of an id.
    pub fn find(&self, id: &str) -> Option<&StoryEntry> {
        self.place_of(id).map(|at| &self.stories[at])
    }

    /// Where the story of an id stands in `stories`.
    pub(crate) fn place_of(&self, id: &str) -> Option<usize> {
        self.by_id.get(&*composed(id)).copied()
    }

    /// The name that a story bears today: a former name followed, any other as it is.
    pub fn current_id<'n>(&'n self, name: &'n str) -> &'n str {
        self.current_name(name).map_or(name, StoryId::as_str)
    }

    /// The story that bears a name, or bore it.
    pub(crate) fn called(&self, name: &str) -> Option<&StoryEntry> {
        self.find(self.current_id(name))
    }

    /// What people read for a story's name; a name that nobody bears as it is.
    pub(crate) fn title<'n>(&'n self, name: &'n str) -> &'n str {
        self.called(name).map_or(name, |entry| &entry.story.title)
    }

    /// The stories that somebody may mean with a word, of those that fit: by their name, by its
    /// beginning, by words of their title.
    pub(crate) fn meant(&self, word: &str, fits: impl Fn(&StoryEntry) -> bool) -> Vec<&StoryEntry> {
        let fitting = self.stories.iter().filter(|entry| fits(entry));
        let fitting: Vec<&StoryEntry> = fitting.collect();
        let named = fitting.iter().map(|entry| Named {
            name: entry.story.id.as_str(),
            title: &entry.story.title,
        });
        match handle::matching(word, &named.collect::<Vec<_>>()) {
            NameMatch::Exact(one) | NameMatch::Guess(one) => vec![fitting[one]],
            NameMatch::Several(several) => several.into_iter().map(|at| fitting[at]).collect(),
            NameMatch::Nothing => Vec::new(),
        }
    }

    /// The shortest thing to type for the name of a story or card that is there: a beginning
    /// of the story's name that means no other story, no deck and no former name.
    pub(crate) fn handle(&self, name: &str) -> String {
        let (story, rest) = match name.find('/') {
            Some(at) => name.split_at(at),
            None => (name, ""),
        };
        let id = |place: usize| self.stories[place].story.id.as_str();
        let in_order = self.in_order.get_or_init(|| {
            let mut places: Vec<usize> = (0..self.stories.len()).collect();
            sort::by_key(&mut places, |&place| id(place));
            places
        });
        let Ok(at) = in_order.binary_search_by_key(&story, |&place| id(place)) else {
            return name.to_owned();
        };
        let neighbour = |at: Option<usize>| in_order.get(at?).map(|&place| id(place));
        let neighbours = [neighbour(at.checked_sub(1)), neighbour(Some(at + 1))];
        let is_taken = |word: &str| {
            self.by_former.contains_key(word) || self.decks.iter().any(|deck| deck.name == word)
        };
        format!("{}{rest}", handle::shortest(story, neighbours, is_taken))
    }

    /// The id that a story has now which once had the name `old`, or has it with its accents
    /// spelt in another way.
    pub fn current_name(&self, old: &str) -> Option<&StoryId> {
        let name = composed(old);
        let respelt = || self.by_id.get(&*name).filter(|_| *name != *old);
        let found = self.by_former.get(&*name).or_else(respelt);
        found.map(|at| &self.stories[*at].story.id)
    }

    /// The id nearest to a mistyped word; a word near an old name leads to the new one.
    pub fn nearest(&self, word: &str) -> Option<&str> {
        let ids = self
            .stories
            .iter()
            .map(|story_entry| story_entry.story.id.as_str());
        let former = || {
            let names = self.stories.iter().flat_map(|s| s.story.formerly.iter());
            let old = id::nearest(word, names.map(StoryId::as_str))?;
            self.current_name(old).map(StoryId::as_str)
        };
        let exact = || self.current_name(word).map(StoryId::as_str);
        exact().or_else(|| id::nearest(word, ids)).or_else(former)
    }

    /// The deck a story stands in.
    pub fn deck_of(&self, story_entry: &StoryEntry) -> &Deck {
        &self.decks[story_entry.deck]
    }

    /// The text of a story.
    pub(crate) fn words_of(&self, story_entry: &StoryEntry) -> &str {
        &self.deck_of(story_entry).source[story_entry.story.at.clone()]
    }

    /// The lines of a deck.
    pub(crate) fn lines(&self, deck: usize) -> &LineIndex {
        self.lines[deck].get_or_init(|| LineIndex::of(&self.decks[deck].source))
    }

    /// Line and column of a byte in a deck.
    pub(crate) fn place(&self, deck: usize, offset: usize) -> (usize, usize) {
        let source = &self.decks[deck].source;
        self.lines(deck).line_column(source, offset)
    }

    /// The deck of a second story with that name, which does not count.
    pub(crate) fn twin(&self, id: &StoryId) -> Option<&Deck> {
        let twin = self.twins.iter().find(|twin| twin.id == *id)?;
        Some(&self.decks[twin.deck])
    }

    /// The person's own stories: in decks of theirs, and no samples.
    pub fn own(&self) -> impl Iterator<Item = &StoryEntry> {
        self.stories
            .iter()
            .filter(|story_entry| !self.decks[story_entry.deck].builtin && !story_entry.story.core)
    }

    /// One's own stories that are no drafts.
    pub fn own_complete(&self) -> impl Iterator<Item = &Story> {
        let own = self.own().map(|story_entry| &story_entry.story);
        own.filter(|story| !story.is_draft())
    }

    /// Puts a story in the library, unless its id is somebody else's.
    fn insert(&mut self, story: Story, deck: usize) {
        if story.id.is_reserved() && !self.decks[deck].builtin {
            self.problems.push((deck, self.reserved(&story, deck)));
            return;
        }
        let first = self.find(story.id.as_str());
        let Some(first) = first.or_else(|| self.copied(&story, deck)) else {
            self.by_id.insert(story.id.clone(), self.stories.len());
            self.stories.push(StoryEntry { story, deck });
            return;
        };
        // Of a file that is a copy as a whole, one problem says it.
        let is_copy = copies::is_copy(&self.decks[deck].name, &self.deck_of(first).name);
        let is_said = |twin: &Twin| twin.deck == deck && twin.in_copy;
        if !is_copy || !self.twins.iter().rev().any(is_said) {
            let problem = self.duplicate(&story, deck, first, is_copy);
            self.problems.push((deck, problem));
        }
        self.twins.push(Twin {
            id: story.id,
            deck,
            in_copy: is_copy,
        });
    }

    /// In a file that is a copy, a story that had its name before it was renamed in the file
    /// that was copied.
    fn copied(&self, story: &Story, deck: usize) -> Option<&StoryEntry> {
        let name = &self.decks[deck].name;
        copies::originals(name).next()?;
        self.stories.iter().find(|other| {
            let was_named = other.story.formerly.contains(&story.id);
            was_named && copies::is_copy(name, &self.deck_of(other).name)
        })
    }

    fn reserved(&self, story: &Story, deck: usize) -> Problem {
        let id = &story.id;
        let free = id.as_str().trim_start_matches("core-");
        let free = if free == "traps" { "my-traps" } else { free };
        let message = format!(
            "The id `{id}` belongs to the built-in decks, so `{}` has no cards.",
            story.title
        );
        let fix = format!("Write `id: {free}`, or another name of your own, under the title.");
        self.name_problem(story, deck, message, fix)
    }

    fn duplicate(&self, story: &Story, deck: usize, first: &StoryEntry, is_copy: bool) -> Problem {
        let (id, home) = (&story.id, self.deck_of(first));
        if is_copy {
            let copy = &self.decks[deck].path;
            let message = format!(
                "By its name, {copy} is a copy of {0}. Stories in both, such as `{id}`, count as \
                 they are in {0}.",
                home.path
            );
            let fix = format!(
                "Compare the two, move what you want to keep to {}, then delete the copy.",
                home.path
            );
            return self.name_problem(story, deck, message, fix);
        }
        let message = format!(
            "The id `{id}` is already taken by the story in {}; this one has no cards.",
            self.story_place(first)
        );
        let fix = "Give this story an `id:` of its own under its title.".to_owned();
        self.name_problem(story, deck, message, fix)
    }

    /// A problem with a story's id: points at the `id` line, else at the title.
    fn name_problem(&self, story: &Story, deck: usize, message: String, fix: String) -> Problem {
        let at = match key_line(story, "id") {
            Some(line) => value_at(&self.decks[deck].source, line),
            None => story.heading_at.clone(),
        };
        Problem {
            story: Some(story.id.clone()),
            ..Problem::new(at, message, fix)
        }
    }

    /// File and line of a story's title.
    fn story_place(&self, entry: &StoryEntry) -> String {
        let (line, _) = self.place(entry.deck, entry.story.heading_at.start);
        format!("{}, line {line}", self.deck_of(entry).path)
    }

    /// Leads old names to their stories; a name that another story has, or has had, stays
    /// with that one.
    fn settle_former_names(&mut self) {
        for at in 0..self.stories.len() {
            let formerly = std::mem::take(&mut self.stories[at].story.formerly);
            let places = OnceCell::new();
            for name in formerly {
                let Some((message, fix)) = self.former_refused(at, &name) else {
                    self.by_former.insert(name.clone(), at);
                    self.stories[at].story.formerly.push(name);
                    continue;
                };
                let StoryEntry { story, deck } = &self.stories[at];
                let source = &self.decks[*deck].source;
                let places: &HashMap<String, Range<usize>> = places.get_or_init(|| {
                    let line = key_line(story, "formerly").into_iter();
                    let names = line.flat_map(|line| list(source, line));
                    names
                        .map(|(name, at)| (composed(name).into_owned(), at))
                        .collect()
                });
                let place = places.get(name.as_str()).unwrap_or(&story.heading_at);
                let problem = Problem {
                    story: Some(story.id.clone()),
                    ..Problem::new(place.clone(), message, fix)
                };
                self.problems.push((*deck, problem));
            }
        }
    }

    /// Why a story cannot have had a name: message and fix.
    fn former_refused(&self, at: usize, name: &StoryId) -> Option<(String, String)> {
        let StoryEntry { story, deck } = &self.stories[at];
        let remove = format!("Remove `{name}` from `formerly`.");
        let message = if *name == story.id {
            format!("`{name}` is this story's name now, so it is not a former name.")
        } else if let Some(other) = self.find(name.as_str()) {
            let place = self.story_place(other);
            format!("`{name}` is the id of another story ({place}), so its history stays there.")
        } else if let Some(other) = self.by_former.get(name) {
            let place = self.story_place(&self.stories[*other]);
            format!("`{name}` is already a former name of the story in {place}; only that counts.")
        } else if name.is_reserved() && !self.decks[*deck].builtin {
            format!("`{name}` belongs to the built-in decks, so its history stays there.")
        } else {
            return None;
        };
        Some((message, remove))
    }
}

/// The key line that counts.
fn key_line<'a>(story: &'a Story, key: &str) -> Option<&'a KeyLine> {
    story.keys.iter().find(|line| line.key == key)
}

#[cfg(test)]
mod tests;
