//! Names that a person typed: what they mean, and what they may have meant.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::env::Env;
use super::error::CliError;
use crate::deck;
use crate::story::change::bearer;
use crate::story::handle::{NameMatch, Named, matching};
use crate::story::text::composed;
use crate::story::{Deck, Library, StoryEntry, StoryId};
use crate::study::card::GENERAL_TRAPS;
use crate::study::card_states::CardStates;

/// The story that somebody names: exactly, a former name followed; else by a beginning of its
/// name or by words of its title.
pub(crate) fn story<'s>(library: &'s Library, name: &str) -> Result<StoryEntry<'s>, CliError> {
    story_among(library, name, |_| true)
}

/// The same, where only stories that fit can be meant by less than their name.
fn story_among<'s>(
    library: &'s Library,
    name: &str,
    fits: impl Fn(StoryEntry<'_>) -> bool,
) -> Result<StoryEntry<'s>, CliError> {
    if let Some(exact) = library.called(name) {
        return Ok(exact);
    }
    match library.meant(name, fits)[..] {
        [] => Err(unknown(library, "story", name)),
        [one] => Ok(one),
        ref several => Err(several_fit(
            name,
            "stories",
            several.iter().map(|entry| {
                let id = entry.id();
                (entry.title().to_owned(), library.handle(id))
            }),
        )),
    }
}

/// The same, where one of the person's own stories is wanted: a sample is meant only where none
/// of those can be, and refused by whoever cannot take one.
pub(crate) fn changeable<'s>(library: &'s Library, name: &str) -> Result<StoryEntry<'s>, CliError> {
    let is_own = |entry: StoryEntry<'_>| !entry.deck().builtin;
    story_among(library, name, is_own).or_else(|error| match error.is_failure() {
        true => story_among(library, name, is_told),
        false => Err(error),
    })
}

/// Lines of a list of what a name may mean, at most.
const MOST_LISTED: usize = 9;

/// What was typed fits several things: they are listed, each by its title and what to type.
fn several_fit(
    name: &str,
    nouns: &str,
    found: impl ExactSizeIterator<Item = (String, String)>,
) -> CliError {
    let (all, over) = (found.len(), found.len().saturating_sub(MOST_LISTED));
    let error = CliError::usage(format!("`{name}` fits {all} {nouns}")).hint("Say which:");
    let listed = found.take(MOST_LISTED);
    let listed = listed.map(|(title, handle)| format!("  `{handle}`  {title}"));
    let error = listed.fold(error, CliError::hint);
    match over {
        0 => error,
        _ => error.hint(format!("and {over} more.")),
    }
}

/// The story of that name, or, on a terminal without a name, the one chosen from a list.
pub(crate) fn story_or_ask<'s>(
    env: &mut Env<'_>,
    library: &'s Library,
    name: Option<&str>,
    own_only: bool,
) -> Result<StoryEntry<'s>, CliError> {
    fitting_or_ask(env, library, name, own_only, |_| true)
}

/// The same, where stories that do not fit are offered only if there are no others.
pub(crate) fn fitting_or_ask<'s>(
    env: &mut Env<'_>,
    library: &'s Library,
    name: Option<&str>,
    own_only: bool,
    fits: impl Fn(StoryEntry<'_>) -> bool,
) -> Result<StoryEntry<'s>, CliError> {
    if let Some(name) = name {
        return match own_only {
            true => changeable(library, name),
            false => story(library, name),
        };
    }
    if !env.world.prompt.can_ask() {
        return Err(CliError::usage("which story? No STORY was given")
            .hint("`star-cards list` shows them all."));
    }
    let stories: Vec<StoryEntry<'_>> = match own_only {
        true => library.own().collect(),
        false => own_first(library, is_told),
    };
    let (fitting, others): (Vec<_>, Vec<_>) = stories.into_iter().partition(|entry| fits(*entry));
    let stories = if fitting.is_empty() { others } else { fitting };
    if stories.is_empty() {
        return Err(CliError::failed("there are no stories of your own yet")
            .hint("`star-cards add` writes the first."));
    }
    let prompt = &mut env.world.prompt;
    let chosen = prompt.search("Which story?", &items(library, &stories))?;
    chosen
        .map(|index| stories[index])
        .ok_or_else(CliError::interrupted)
}

/// Whether it is a story that somebody tells: the built-in deck of traps is none.
pub(crate) fn is_told(entry: StoryEntry<'_>) -> bool {
    entry.id() != GENERAL_TRAPS
}

/// Refuses what nobody tells.
pub(crate) fn refuse_traps(entry: StoryEntry<'_>) -> Result<(), CliError> {
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

/// The stories that fit, those that can be changed before the samples.
pub(crate) fn own_first(
    library: &Library,
    fits: impl Fn(StoryEntry<'_>) -> bool,
) -> Vec<StoryEntry<'_>> {
    let fitting = library.stories().filter(|entry| fits(*entry));
    let is_builtin = |entry: &StoryEntry<'_>| entry.deck().builtin;
    let (samples, own): (Vec<_>, Vec<_>) = fitting.partition(is_builtin);
    [own, samples].concat()
}

/// The stories as a list to choose from: their titles, and what to type for each.
pub(crate) fn items(library: &Library, stories: &[StoryEntry<'_>]) -> Vec<String> {
    let item = |entry: &StoryEntry<'_>| {
        let handle = library.handle(entry.id());
        format!("{}  ({handle})", entry.title())
    };
    stories.iter().map(item).collect()
}

/// The cards that a CARD or STORY name means, and the whole name.
pub(crate) fn subject(
    library: &Library,
    states: &CardStates,
    name: &str,
) -> Result<(String, Vec<usize>), CliError> {
    let named = states.named(library, name);
    if !named.is_empty() {
        return Ok((name.to_owned(), named));
    }
    if name.contains('/') {
        let card = card(library, states, name)?;
        return Ok((states.cards[card].name(library), vec![card]));
    }
    let entry = story_of(library, name, "story or card", name)?;
    let id = entry.id();
    let cards = states.named(library, id);
    if cards.is_empty() {
        return Err(
            CliError::failed(format!("{id} has no cards yet")).hint(format!(
                "Write its Action and Learning: star-cards edit {}",
                library.handle(id)
            )),
        );
    }
    Ok((id.to_owned(), cards))
}

/// The story that somebody names by itself or in the name of another kind of thing, which is
/// unknown with it.
fn story_of<'s>(
    library: &'s Library,
    typed: &str,
    kind: &str,
    name: &str,
) -> Result<StoryEntry<'s>, CliError> {
    story(library, typed).map_err(|error| match error.is_failure() {
        true => unknown(library, kind, name),
        false => error,
    })
}

/// The cards that a CARD, STORY or deck name means, and the whole name.
pub(crate) fn cards(
    library: &Library,
    states: &CardStates,
    name: &str,
) -> Result<(String, Vec<usize>), CliError> {
    let in_deck = of_deck(library, states, name);
    match in_deck.is_empty() {
        true => subject(library, states, name),
        false => Ok((name.to_owned(), in_deck)),
    }
}

/// The cards of a deck, named as it is; none where a story or card has the name.
pub(crate) fn of_deck(library: &Library, states: &CardStates, name: &str) -> Vec<usize> {
    let is_other = library.called(name).is_some() || states.find(library, name).is_some();
    let deck = |card: &usize| states.cards[*card].deck_name(library);
    let is_in = |card: &usize| composed(deck(card)) == composed(name);
    let cards = 0..states.cards.len();
    cards.filter(|card| !is_other && is_in(card)).collect()
}

/// The one card that somebody names: exactly; else story and kind each in the way in which
/// [`story`] is named.
pub(crate) fn card(library: &Library, states: &CardStates, name: &str) -> Result<usize, CliError> {
    if let Some(card) = states.find(library, name) {
        return Ok(card);
    }
    let (typed, kind) = name.split_once('/').unwrap_or((name, ""));
    let entry = story_of(library, typed, "card", name)?;
    let id = entry.id();
    let of_story = states.named(library, id);
    if of_story.is_empty() {
        return Err(unknown(library, "card", name));
    }
    if kind.is_empty() {
        let names = of_story
            .iter()
            .map(|&card| states.cards[card].name(library));
        return Err(is_story(typed, names.map(|name| library.handle(&name))));
    }
    let kinds = of_story.iter().map(|&card| {
        let card = &states.cards[card];
        let name = card.name(library);
        let (_, kind) = name.split_once('/').unwrap_or_default();
        (kind.to_owned(), card.kind.label())
    });
    let kinds: Vec<(String, String)> = kinds.collect();
    let named = kinds.iter().map(|(name, title)| Named { name, title });
    match matching(kind, &named.collect::<Vec<_>>()) {
        NameMatch::Exact(one) | NameMatch::Guess(one) => Ok(of_story[one]),
        NameMatch::Nothing => Err(unknown(library, "card", &format!("{id}/{kind}"))),
        NameMatch::Several(several) => {
            let several = several.into_iter().map(|at| &states.cards[of_story[at]]);
            let told =
                several.map(|card| (card.title(library), library.handle(&card.name(library))));
            Err(several_fit(name, "cards", told))
        }
    }
}

/// The one card of just that name, which a program wrote.
pub(crate) fn exact_card(
    library: &Library,
    states: &CardStates,
    name: &str,
) -> Result<usize, CliError> {
    if let Some(card) = states.find(library, name) {
        return Ok(card);
    }
    match states.named(library, name) {
        none if none.is_empty() => Err(unknown(library, "card", name)),
        of_story => {
            let names = of_story
                .iter()
                .map(|&card| states.cards[card].name(library));
            Err(is_story(name, names))
        }
    }
}

/// A story was named where one card is wanted.
fn is_story(name: &str, cards: impl Iterator<Item = String>) -> CliError {
    let cards = cards.collect::<Vec<_>>().join(", ");
    CliError::usage(format!("{name} is a story, not a card")).hint(format!("Its cards: {cards}"))
}

/// An unknown name, with the nearest known one.
pub(crate) fn unknown(library: &Library, kind: &str, name: &str) -> CliError {
    let (story, rest) = name
        .split_once('/')
        .map_or((name, ""), |(story, rest)| (story, rest));
    let error = CliError::failed(format!("there is no {kind} `{name}`"));
    match library.nearest(story) {
        Some(near) if near == story => {
            error.hint(format!("`star-cards show {near} --cards` lists its cards."))
        }
        Some(near) if rest.is_empty() => error.hint(format!("Did you mean `{near}`?")),
        Some(near) => error.hint(format!("Did you mean `{near}/{rest}`?")),
        None => error.hint("`star-cards list` shows them all."),
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
            "The log has answers for a name that no story has: {}. Nothing is lost. If you \
             renamed the story: star-cards rename {first} NEW",
            lost.join(", ")
        ));
    }
}

/// A story's deck; built-in decks are not for writing.
pub(crate) fn own_deck(entry: StoryEntry<'_>) -> Result<&Deck, CliError> {
    let deck = entry.deck();
    match deck.builtin {
        false => Ok(deck),
        true => Err(
            CliError::failed(format!("{} is a built-in story", entry.id())).hint(
                "Only your own stories can be changed: `star-cards add` writes one, \
                 `star-cards list` names them.",
            ),
        ),
    }
}

/// Refuses a name that a story cannot take without another one losing its cards or its
/// history. `old` is the name that the story bears so far.
pub(crate) fn refuse_new_name(library: &Library, old: &str, new: &StoryId) -> Result<(), CliError> {
    if new.is_reserved() {
        return Err(
            CliError::failed(format!("the name `{new}` belongs to the built-in stories"))
                .hint("Choose another name."),
        );
    }
    match bearer(library, new, old) {
        Some(other) => Err(
            CliError::failed(format!("the name `{new}` is taken by {other}"))
                .hint("Choose another name."),
        ),
        None => Ok(()),
    }
}

/// Refuses to take a name away from a story where a second one has it too: the history would
/// go to that one.
pub(crate) fn refuse_twin(library: &Library, id: &str) -> Result<(), CliError> {
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
