//! A text in the person's editor; a draft is kept whatever happens.

use std::borrow::Cow;
use std::path::PathBuf;

use super::env::Env;
use super::error::CliError;
use super::{names, problems};
use crate::deck;
use crate::story::parse::parse;
use crate::story::rewrite::{self, with_former_name};
use crate::story::{Library, Story, StoryEntry};
use crate::study::next_step::JustDone;

/// Opens the editor on one story's text, a draft with the headings that it lacks, and puts the
/// result in its place.
pub(crate) fn edit_story(env: &mut Env<'_>, entry: StoryEntry<'_>) -> Result<(), CliError> {
    let story = entry.story();
    names::own_deck(entry)?;
    let before = entry.words();
    let opened = match story.is_draft() {
        true => rewrite::with_headings_to_write(before).into(),
        false => Cow::Borrowed(before),
    };
    let Some(edited) = in_editor(env, &format!("edit-{}", story.id), &opened)? else {
        env.note("Nothing was changed.");
        return Ok(());
    };
    put_in_place(env, story, before, &edited.text).map_err(|error| edited.kept(error))?;
    edited.done();
    Ok(())
}

/// Puts the new text of a story in the place of the old one, as the decks stand now.
fn put_in_place(
    env: &mut Env<'_>,
    story: &Story,
    before: &str,
    text: &str,
) -> Result<(), CliError> {
    let held = env.hold_library();
    let (deck, now) = held.own(&story.id)?;
    if deck.source()[now.at.clone()].trim_end() != before.trim_end() {
        return Err(CliError::failed(format!(
            "another program changed {} in the meantime; nothing was overwritten",
            story.id
        ))
        .hint(format!(
            "To see it as it is now: star-cards show {}",
            held.library.handle(story.id.as_str())
        )));
    }
    let parsed = parse(text);
    if parsed.stories.is_empty() {
        problems::tell_of_text(env, "your text", text, &parsed.problems);
        return Err(CliError::failed("the text has no story in it any more"));
    }
    let renamed = keep_name(&held.library, text, &parsed.stories, story)?;
    let text = renamed.as_deref().unwrap_or(text);
    let whole = rewrite::replace(deck.source(), now, text);
    deck::replace(deck, &whole)?;
    let parsed = parse(text);
    problems::tell_of_text(env, &deck.path, text, &parsed.problems);
    if let Some(new) = parsed.stories.iter().find(|new| new.id != story.id)
        && new.formerly.contains(&story.id)
    {
        let (old, new) = (&story.id, &new.id);
        env.note(&format!("{old} is now {new}; its history moved along."));
    }
    env.note(&format!("Saved in {}.", deck.path));
    env.done = parsed.stories.first().map(|story| JustDone::Wrote {
        story: story.id.to_string(),
    });
    Ok(())
}

/// A text that an editor wrote, and the draft that holds it until it is safe elsewhere.
pub(crate) struct Edited {
    /// The text.
    pub text: String,
    draft: PathBuf,
}

impl Edited {
    /// A text that was written without an editor, and the file that it lies in.
    pub(crate) fn new(text: String, draft: PathBuf) -> Edited {
        Edited { text, draft }
    }

    /// The error, with the place of the draft.
    pub(crate) fn kept(&self, error: CliError) -> CliError {
        error.hint(format!("Your text is saved in {}.", self.draft.display()))
    }

    /// The text has found its place: the draft goes.
    pub(crate) fn done(&self) {
        // A draft that stays behind is untidy, not wrong.
        let _ = deck::discard(&self.draft);
    }
}

/// Opens the editor on a text, in a file under `drafts/`. None if nothing was changed.
pub(crate) fn in_editor(
    env: &mut Env<'_>,
    name: &str,
    before: &str,
) -> Result<Option<Edited>, CliError> {
    editor(env)?;
    let draft = deck::keep(&env.home.drafts(), name, before)?;
    let first = env.home.drafts().join(format!("{name}.md"));
    if draft != first {
        let first = first.display();
        env.note(&format!(
            "A text from an earlier edit is still saved in {first}."
        ));
    }
    let edited = edit_file(env, draft, before)?;
    if edited.text != before {
        return Ok(Some(edited));
    }
    edited.done();
    Ok(None)
}

/// Opens the editor on a file under `drafts/`, which begins with a text if it is new. It stays
/// where the editor fails, unless it holds no more than that.
pub(crate) fn edit_file(
    env: &mut Env<'_>,
    draft: PathBuf,
    beginning: &str,
) -> Result<Edited, CliError> {
    let editor = editor(env)?;
    if !draft.exists() {
        deck::overwrite(&draft, beginning)?;
    }
    let ended_well = env.world.prompt.edit(&editor, &draft);
    let text = deck::read_text(&draft)?;
    let edited = Edited { text, draft };
    let error = match ended_well {
        Ok(true) => return Ok(edited),
        Ok(false) => CliError::failed(format!("the editor `{editor}` ended with an error")),
        Err(error) => error.into(),
    };
    if edited.text == beginning {
        edited.done();
        return Err(error);
    }
    Err(edited.kept(error))
}

/// What is looked for on the PATH where neither VISUAL nor EDITOR is set.
const USUAL_EDITORS: [&str; 3] = ["sensible-editor", "nano", "vi"];

/// What VISUAL names, else EDITOR, else the first usual editor that is there; an empty value is
/// as if it were not set.
pub(crate) fn found_editor(env: &Env<'_>) -> Option<String> {
    let set = |name: &str| {
        let value = env.world.variable(name).map(str::trim);
        value.filter(|value| !value.is_empty())
    };
    let named = set("VISUAL").or_else(|| set("EDITOR"));
    named.map(str::to_owned).or_else(|| {
        let folders = std::env::split_paths(env.world.variable("PATH")?).collect::<Vec<_>>();
        let is_there = |name: &&str| folders.iter().any(|folder| folder.join(name).is_file());
        USUAL_EDITORS
            .iter()
            .copied()
            .find(is_there)
            .map(str::to_owned)
    })
}

/// The editor to start, where there is a terminal for one.
pub(crate) fn editor(env: &Env<'_>) -> Result<String, CliError> {
    if !env.world.prompt.can_ask() {
        return Err(CliError::usage("there is no terminal for an editor")
            .hint("Edit the file itself: `star-cards show STORY` names it."));
    }
    found_editor(env).ok_or_else(|| {
        CliError::usage("no editor was found, and neither VISUAL nor EDITOR names one")
            .hint("For example: EDITOR=nano star-cards edit. To write a new story without one: star-cards add --here")
    })
}

/// An edit never loses history, of this story or of another: a name that is taken is refused,
/// and where no story of the new text bears the old name, the first one gets it written down.
fn keep_name(
    library: &Library,
    text: &str,
    stories: &[Story],
    old: &Story,
) -> Result<Option<String>, CliError> {
    let is_named = stories.iter().any(|story| story.id == old.id);
    let was_named = stories.iter().any(|story| story.formerly.contains(&old.id));
    let first_has_id = stories[0].keys.iter().any(|line| line.key == "id");
    if !is_named && !was_named && !first_has_id {
        // What its title would call it does not matter.
        let text = rewrite::set_key(text, &stories[0], "id", old.id.as_str());
        let stories = parse(&text).stories;
        return Ok(keep_name(library, &text, &stories, old)?.or(Some(text)));
    }
    for (place, story) in stories.iter().enumerate() {
        if stories[..place].iter().any(|other| other.id == story.id) {
            let told = format!("two stories of your text are named `{}`", story.id);
            return Err(CliError::failed(told).hint("Give one of them another `id:` line."));
        }
        if story.id != old.id {
            names::refuse_new_name(library, old.id.as_str(), &story.id)?;
        }
    }
    if is_named {
        return Ok(None);
    }
    names::refuse_twin(library, old.id.as_str())?;
    Ok((!was_named).then(|| with_former_name(text, &stories[0], &old.id)))
}
