//! Drafts to stories with a title and a name of their own, written in our format.

use std::collections::{HashMap, HashSet};

use crate::story::id::MAX_CHARACTERS;
use crate::story::parse::parse;
use crate::story::text::composed;
use crate::story::{StoryId, rewrite};

use super::draft::ForeignDraft;
use super::found::{Foreign, ForeignStory, Remark};
use super::{titles, write};

/// Makes drafts into stories with names.
#[derive(Default)]
pub(super) struct StoryBuilder {
    names: HashSet<StoryId>,
    /// The number that the next story of a name gets.
    next: HashMap<StoryId, usize>,
    pub foreign: Foreign,
}

impl StoryBuilder {
    /// Keeps something to be said about a line.
    pub(super) fn remark(&mut self, line: usize, message: &str) {
        self.foreign.remarks.push(Remark {
            line: line.max(1),
            message: message.to_owned(),
        });
    }

    /// Makes a draft a story, or keeps the bytes (`ours`) that say the same in our format.
    pub(super) fn take(
        &mut self,
        mut draft: ForeignDraft,
        file_name: Option<&str>,
        ours: Option<&str>,
    ) {
        let at = draft.lines.start;
        if let Some(text) = ours
            && let Some(taken) = self.as_it_is(text)
        {
            self.foreign.stories.push(taken);
            return;
        }
        draft.take_hashtags();
        for (at, message) in std::mem::take(&mut draft.remarks) {
            self.remark(at, &message);
        }
        for (at, name) in draft.settle() {
            let message = format!("{name} is in this story twice; the words were joined.");
            self.remark(at, &message);
        }
        let title = draft.take_title(file_name, self.foreign.stories.len() + 1);
        if draft.parts.is_empty() {
            let message = format!(
                "No part of an answer was found under \"{title}\", so its words became a note."
            );
            self.remark(at, &message);
        }
        let id = self.name(&mut draft, &title, at);
        let text = write::story(&title, &id, &draft);
        match parse(&text).stories.into_iter().next() {
            Some(story) => self.foreign.stories.push(ForeignStory {
                story,
                text: text.trim_end().to_owned(),
                as_is: false,
                named: draft.facts.id.is_some(),
                notes: draft
                    .notes
                    .iter()
                    .map(|note| (note.heading.clone(), note.reason))
                    .collect(),
            }),
            None => unreachable!("a story with an id is read: {text}"),
        }
    }

    /// A story whose bytes are kept; only an `id:` line may be added, or made different
    /// from one that stands earlier in the file.
    pub(super) fn as_it_is(&mut self, text: &str) -> Option<ForeignStory> {
        let story = parse(text).stories.into_iter().next()?;
        let has_id = story.keys.iter().any(|line| line.key == "id");
        let id = self.free(story.id.clone());
        let text = match has_id && id == story.id {
            true => text.to_owned(),
            false => rewrite::set_key(text, &story, "id", id.as_str()),
        };
        let story = parse(&text).stories.into_iter().next()?;
        Some(ForeignStory {
            story,
            text,
            as_is: true,
            named: has_id,
            notes: Vec::new(),
        })
    }

    /// The name of a story: what is written, else the slug of its title; never one twice.
    fn name(&mut self, draft: &mut ForeignDraft, title: &str, at: usize) -> StoryId {
        let written = draft.facts.id.as_deref();
        let valid = written.and_then(|word| StoryId::new(word).ok());
        let id = valid
            .or_else(|| written.and_then(StoryId::slug))
            .or_else(|| StoryId::slug(titles::without_number(title)))
            .or_else(|| StoryId::slug(&draft.first_words()?));
        let id = id.unwrap_or_else(|| StoryId::slug("story").expect("a word"));
        let letters = |words: &str| words.chars().filter(|c| c.is_alphanumeric()).count();
        let is_cut = written.is_some_and(|written| letters(written) > letters(id.as_str()));
        let cut = written
            .filter(|_| is_cut)
            .map(|written| format!("id: {written}"));
        let id = self.free(id);
        if let Some(written) = written.filter(|written| composed(written) != id.as_str()) {
            self.remark(
                at,
                &format!("`{written}` cannot be its id, so its id is `{id}`."),
            );
        }
        draft.facts.left.extend(cut);
        id
    }

    /// The name, or the next one that is free and not reserved.
    fn free(&mut self, id: StoryId) -> StoryId {
        let own = match id.is_reserved() {
            true => StoryId::slug(&format!("my-{id}")).unwrap_or(id),
            false => id,
        };
        let mut free = own.clone();
        let next = self.next.entry(own.clone()).or_insert(2);
        while self.names.contains(&free) {
            let number = std::mem::replace(next, *next + 1);
            let tail = format!("-{number}");
            let room = MAX_CHARACTERS - tail.len();
            let head: String = own.as_str().chars().take(room).collect();
            free = StoryId::slug(&format!("{head}{tail}")).unwrap_or(free);
        }
        self.names.insert(free.clone());
        free
    }
}
