//! Drafts to stories with a title and a name of their own, written in our format.

use std::collections::{HashMap, HashSet};

use crate::story::id::MAX_CHARACTERS;
use crate::story::parse::parse;
use crate::story::text::{self, composed, one_line};
use crate::story::{StoryId, rewrite};

use super::draft::{ForeignDraft, NOTES};
use super::found::{Foreign, ForeignStory, Remark};
use super::{facts, titles, write};

/// Words of a title that is made from a story's first ones.
const WORDS_OF_A_TITLE: usize = 7;

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
        let title = self.title(&mut draft, file_name);
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

    fn title(&mut self, draft: &mut ForeignDraft, file_name: Option<&str>) -> String {
        let heading = draft
            .title
            .take()
            .map(|title| one_line(&title))
            .filter(|t| !t.is_empty());
        let fact = draft.facts.title.take();
        if let (Some(heading), Some(fact)) = (&heading, &fact)
            && heading != fact
        {
            draft.facts.left.push(format!("title: {fact}"));
        }
        let heading = heading
            .or(fact)
            .map(|title| titles::without_theme(&title, &mut draft.facts));
        let named = heading
            .or_else(|| file_name.map(str::to_owned))
            .filter(|t| !t.is_empty());
        let numbered = named.as_deref().is_some_and(titles::is_numbered);
        let title = match (named, first_words(draft)) {
            (Some(number), Some(words)) if numbered => format!("{number}: {words}"),
            (Some(title), _) => title,
            (None, Some(words)) => words,
            (None, None) => format!("Story {}", self.foreign.stories.len() + 1),
        };
        if facts::is_question(&title) {
            draft.facts.ask(&title);
        }
        title
    }

    /// The name of a story: what is written, else the slug of its title; never one twice.
    fn name(&mut self, draft: &mut ForeignDraft, title: &str, at: usize) -> StoryId {
        let written = draft.facts.id.as_deref();
        let valid = written.and_then(|word| StoryId::new(word).ok());
        let id = valid
            .or_else(|| written.and_then(StoryId::slug))
            .or_else(|| StoryId::slug(titles::without_number(title)))
            .or_else(|| StoryId::slug(&first_words(draft)?));
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

/// The first words of a story that has no title.
fn first_words(draft: &ForeignDraft) -> Option<String> {
    let notes = draft.notes.iter().filter(|note| note.heading == NOTES);
    let texts = draft.parts.iter().map(|words| &words.text);
    let questions = draft.facts.questions.iter();
    let mut all = texts.chain(questions).chain(notes.map(|note| &note.words));
    all.find_map(|words| {
        // Only the beginning matters, and the rest may be long.
        let head = &words[..words.floor_char_boundary(1000)];
        let line = text::first_words(&text::plain(head), WORDS_OF_A_TITLE);
        let line = line.trim_end_matches(['.', ',', ';', ':']).to_owned();
        (!line.is_empty()).then_some(line)
    })
}
