//! All decks together: which stories count, and under which names.
//!
//! Here names meet: the first of two equal ids counts, reserved names belong to the
//! built-in decks, and old names lead to the story that bears the history now. Refuses to
//! look for files; whoever read them hands them in, in the order that decides.

use std::collections::HashMap;

use super::id::{self, StoryId};
use super::model::{KeyLine, Story};
use super::parse::{list, parse, value_at};
use super::problem::{Problem, line_column};
use super::sort;

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
    /// Where the story of an id stands in `stories`.
    by_id: HashMap<StoryId, usize>,
    /// Where the story that once had a name stands in `stories`.
    by_former: HashMap<StoryId, usize>,
}

impl Library {
    /// Reads every deck in the given order; of two equal ids the first counts.
    pub fn load(decks: Vec<Deck>, unread: Vec<Unread>) -> Library {
        let mut library = Library {
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
        self.by_id.get(id).map(|at| &self.stories[*at])
    }

    /// The name that a story bears today: a former name followed, any other as it is.
    pub fn current_id<'n>(&'n self, name: &'n str) -> &'n str {
        self.current_name(name).map_or(name, StoryId::as_str)
    }

    /// The id that a story has now which once had the name `old`.
    pub fn current_name(&self, old: &str) -> Option<&StoryId> {
        self.by_former
            .get(old)
            .map(|at| &self.stories[*at].story.id)
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
        let problem = if story.id.is_reserved() && !self.decks[deck].builtin {
            Some(self.reserved(&story, deck))
        } else {
            self.find(story.id.as_str())
                .map(|first| self.duplicate(&story, deck, first))
        };
        if let Some(problem) = problem {
            self.problems.push((deck, problem));
            return;
        }
        self.by_id.insert(story.id.clone(), self.stories.len());
        self.stories.push(StoryEntry { story, deck });
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

    fn duplicate(&self, story: &Story, deck: usize, first: &StoryEntry) -> Problem {
        let message = format!(
            "The id `{}` is already taken by the story in {}; this one has no cards.",
            story.id,
            self.place(first)
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
    fn place(&self, entry: &StoryEntry) -> String {
        let deck = self.deck_of(entry);
        let (line, _) = line_column(&deck.source, entry.story.heading_at.start);
        format!("{}, line {line}", deck.path)
    }

    /// Leads old names to their stories; a name that another story has, or has had, stays
    /// with that one.
    fn settle_former_names(&mut self) {
        for at in 0..self.stories.len() {
            let formerly = std::mem::take(&mut self.stories[at].story.formerly);
            for name in formerly {
                let Some((message, fix)) = self.former_refused(at, &name) else {
                    self.by_former.insert(name.clone(), at);
                    self.stories[at].story.formerly.push(name);
                    continue;
                };
                let StoryEntry { story, deck } = &self.stories[at];
                let source = &self.decks[*deck].source;
                let place = key_line(story, "formerly").and_then(|line| {
                    let mut names = list(source, line);
                    names.find(|(entry, _)| *entry == name.as_str())
                });
                let place = place.map_or_else(|| story.heading_at.clone(), |(_, place)| place);
                let problem = Problem {
                    story: Some(story.id.clone()),
                    ..Problem::new(place, message, fix)
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
            format!("`{name}` is what this story is called now, so it is no former name.")
        } else if let Some(other) = self.find(name.as_str()) {
            let place = self.place(other);
            format!("`{name}` is the id of another story ({place}), so its history stays there.")
        } else if let Some(other) = self.by_former.get(name) {
            let place = self.place(&self.stories[*other]);
            format!("`{name}` already is a former name of the story in {place}; only that counts.")
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
