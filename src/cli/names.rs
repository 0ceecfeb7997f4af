//! Names that a person typed: what they mean, and what they may have meant.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::env::Env;
use super::error::CliError;
use crate::deck;
use crate::story::change::bearer;
use crate::story::text::composed;
use crate::story::{Deck, Library, StoryEntry, StoryId};
use crate::study::card::GENERAL_TRAPS;
use crate::study::card_states::CardStates;

/// The story of that name, a former name followed.
pub(crate) fn story<'s>(library: &'s Library, name: &str) -> Result<&'s StoryEntry, CliError> {
    let current = library.current_id(name);
    library
        .find(current)
        .ok_or_else(|| unknown(library, "story", name))
}

/// The story of that name, or, on a terminal without a name, the one chosen from a list.
pub(crate) fn story_or_ask<'s>(
    env: &mut Env<'_>,
    library: &'s Library,
    name: Option<&str>,
    own_only: bool,
) -> Result<&'s StoryEntry, CliError> {
    if let Some(name) = name {
        return story(library, name);
    }
    if !env.world.prompt.can_ask() {
        return Err(CliError::usage("which story? No STORY was given")
            .hint("`star-cards list` names them all."));
    }
    let stories: Vec<&StoryEntry> = match own_only {
        true => library.own().collect(),
        false => library
            .stories
            .iter()
            .filter(|entry| is_told(entry))
            .collect(),
    };
    if stories.is_empty() {
        return Err(CliError::failed("there are no stories of your own yet")
            .hint("`star-cards add` writes the first."));
    }
    let prompt = &mut env.world.prompt;
    let chosen = prompt.search("Which story?", &items(&stories))?;
    chosen
        .map(|index| stories[index])
        .ok_or_else(CliError::interrupted)
}

/// Whether it is a story that somebody tells: the built-in deck of traps is none.
pub(crate) fn is_told(entry: &StoryEntry) -> bool {
    entry.story.id.as_str() != GENERAL_TRAPS
}

/// Refuses what nobody tells.
pub(crate) fn refuse_traps(entry: &StoryEntry) -> Result<(), CliError> {
    match is_told(entry) {
        true => Ok(()),
        false => Err(
            CliError::usage("`traps` is the deck of trap cards, not a story to tell").hint(
                "`star-cards list` names your stories; the traps are drilled with \
                 `star-cards review traps`.",
            ),
        ),
    }
}

/// The stories as a list to choose from, each by its name and title.
pub(crate) fn items(stories: &[&StoryEntry]) -> Vec<String> {
    let item = |entry: &&StoryEntry| format!("{}  {}", entry.story.id, entry.story.title);
    stories.iter().map(item).collect()
}

/// The cards that a CARD, STORY or deck name means.
pub(crate) fn cards(
    library: &Library,
    states: &CardStates,
    name: &str,
) -> Result<Vec<usize>, CliError> {
    let named = states.named(library, name);
    if !named.is_empty() {
        return Ok(named);
    }
    if story(library, name).is_ok() {
        return Err(
            CliError::failed(format!("{name} has no cards yet")).hint(format!(
                "Write its Action and Learning: star-cards edit {name}"
            )),
        );
    }
    let in_deck: Vec<usize> = (0..states.cards.len())
        .filter(|&card| {
            let story = &library.stories[states.cards[card].story];
            composed(&library.deck_of(story).name) == composed(name)
        })
        .collect();
    if in_deck.is_empty() {
        return Err(unknown(library, "story or card", name));
    }
    Ok(in_deck)
}

/// The one card of that name.
pub(crate) fn card(library: &Library, states: &CardStates, name: &str) -> Result<usize, CliError> {
    if let Some(card) = states.find(library, name) {
        return Ok(card);
    }
    let of_story = states.named(library, name);
    if of_story.is_empty() {
        return Err(unknown(library, "card", name));
    }
    let names: Vec<&str> = of_story
        .iter()
        .map(|&card| states.cards[card].name.as_str())
        .collect();
    Err(CliError::usage(format!("{name} is a story, not a card"))
        .hint(format!("Its cards: {}", names.join(", "))))
}

/// An unknown name, with the nearest known one.
pub(crate) fn unknown(library: &Library, kind: &str, name: &str) -> CliError {
    let (story, rest) = name
        .split_once('/')
        .map_or((name, ""), |(story, rest)| (story, rest));
    let error = CliError::failed(format!("there is no {kind} `{name}`"));
    match library.nearest(story) {
        Some(near) if near == story => {
            error.hint(format!("`star-cards show {near}` lists its cards."))
        }
        Some(near) if rest.is_empty() => error.hint(format!("Did you mean `{near}`?")),
        Some(near) => error.hint(format!("Did you mean `{near}/{rest}`?")),
        None => error.hint("`star-cards list` names them all."),
    }
}

/// The names that the log knows and no story bears. Stories in the trash were put away on
/// purpose.
pub(crate) fn lost(env: &Env<'_>, states: &CardStates) -> Vec<String> {
    if states.orphaned_names.is_empty() {
        return Vec::new();
    }
    let trash = deck::names_in_trash(&env.home.trash());
    let lost = states
        .orphaned_names
        .iter()
        .filter(|name| !trash.contains(&*composed(name)));
    lost.cloned().collect()
}

/// Tells of them, with the way to join them again.
pub(crate) fn warn_orphaned(env: &mut Env<'_>, states: &CardStates) {
    let lost = lost(env, states);
    if let Some(first) = lost.first() {
        env.note(&format!(
            "The log remembers answers for a name that no story bears: {}. Nothing is lost: if \
             the story was renamed, `star-cards rename {first} NEW` gives its history back.",
            lost.join(", ")
        ));
    }
}

/// A story's deck; built-in decks are not for writing.
pub(crate) fn own_deck<'s>(library: &'s Library, entry: &StoryEntry) -> Result<&'s Deck, CliError> {
    let deck = library.deck_of(entry);
    match deck.builtin {
        false => Ok(deck),
        true => Err(
            CliError::failed(format!("{} is a built-in story", entry.story.id)).hint(
                "Only your own stories can be changed: `star-cards add` writes one, \
                 `star-cards list` names them.",
            ),
        ),
    }
}

/// Refuses a name that a story cannot take without another one losing its cards or its
/// history. `old` is the name that the story bears so far.
pub(crate) fn refuse_new_name(
    library: &Library,
    old: &StoryId,
    new: &StoryId,
) -> Result<(), CliError> {
    if new.is_reserved() {
        return Err(
            CliError::failed(format!("the name `{new}` belongs to the built-in stories"))
                .hint("Choose another name."),
        );
    }
    match bearer(library, new, old.as_str()) {
        Some(other) => Err(
            CliError::failed(format!("the name `{new}` is taken by {other}"))
                .hint("Choose another name."),
        ),
        None => Ok(()),
    }
}

/// Refuses to take a name away from a story where a second one has it too: the history would
/// go to that one.
pub(crate) fn refuse_twin(library: &Library, id: &StoryId) -> Result<(), CliError> {
    match library.twin(id) {
        Some(twin) => Err(CliError::failed(format!(
            "a second story has the name `{id}`, in {}; its history would stay there",
            twin.path
        ))
        .hint("Remove that one, or give it an `id:` of its own. Then try again.")),
        None => Ok(()),
    }
}

/// The deck that stories go to unless another is named.
pub(crate) const USUAL_DECK: &str = "stories";

/// The file of a deck's name, which must stay inside the decks folder.
pub(crate) fn deck_path(env: &Env<'_>, name: &str) -> Result<PathBuf, CliError> {
    let plain = |part: &str| !part.is_empty() && part != ".." && !part.starts_with('.');
    let inside = name.split('/').all(plain) && !name.chars().any(char::is_control);
    if !inside {
        return Err(CliError::usage(format!("`{name}` cannot be a deck's name"))
            .hint("Use a plain name such as `stories`, or `work/2026` for a folder in between."));
    }
    let path = env.home.decks().join(format!("{name}.md"));
    Ok(as_spelt_on_disk(&path).unwrap_or(path))
}

/// The file of that name whose accents are spelt in the other way, where there is none of just
/// that name.
fn as_spelt_on_disk(path: &Path) -> Option<PathBuf> {
    if path.exists() {
        return None;
    }
    let wanted = composed(path.file_name()?.to_str()?);
    let entries = fs::read_dir(path.parent()?).ok()?.flatten();
    let mut paths = entries.map(|entry| entry.path());
    paths.find(|path| {
        let name = path.file_name().and_then(OsStr::to_str);
        name.is_some_and(|name| composed(name) == wanted)
    })
}
