//! A text in the person's editor; a draft is kept whatever happens.

use std::path::PathBuf;

use super::env::Env;
use super::error::CliError;
use super::problems;
use crate::deck;
use crate::story::parse::parse;
use crate::story::rewrite::{self, with_former_name};
use crate::story::{Library, Story, StoryEntry};

/// Opens the editor on one story's text and puts the result in its place.
pub(crate) fn edit_story(
    env: &mut Env<'_>,
    library: &Library,
    entry: &StoryEntry,
) -> Result<(), CliError> {
    let (deck, story) = (library.deck_of(entry), &entry.story);
    if deck.builtin {
        return Err(CliError::failed(format!(
            "{} is a built-in story and cannot be edited",
            story.id
        ))
        .hint("`star-cards add` writes one of your own."));
    }
    let path = PathBuf::from(&deck.path);
    let before = &deck.source[story.at.clone()];
    let Some(after) = in_editor(env, &format!("edit-{}", story.id), before)? else {
        env.note("Nothing was changed.");
        return Ok(());
    };
    let after = keep_name(env, &after.text, story)
        .map_err(|error| after.kept(error))
        .map(|text| Edited { text, ..after })?;
    let now = deck::read_text(&path).unwrap_or_default();
    if now != deck.source {
        return Err(after.kept(CliError::failed(format!(
            "{} was changed meanwhile",
            deck.path
        ))));
    }
    let whole = rewrite::replace(&deck.source, story, &after.text);
    deck::overwrite(&path, &whole).map_err(|error| after.kept(error.into()))?;
    after.done();
    let parsed = parse(&after.text);
    problems::tell_of_text(env, &deck.path, &after.text, &parsed.problems);
    env.note(&format!("Saved in {}.", deck.path));
    Ok(())
}

/// A text that an editor wrote, and the draft that holds it until it is safe elsewhere.
pub(crate) struct Edited {
    /// The text.
    pub text: String,
    draft: PathBuf,
}

impl Edited {
    /// The error, with the place of the draft.
    pub(crate) fn kept(&self, error: CliError) -> CliError {
        error.hint(format!("Your text is kept in {}.", self.draft.display()))
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
    let editor = editor(env)?;
    let draft = deck::keep(&env.home.drafts(), name, before)?;
    let ended_well = env.world.prompt.edit(&editor, &draft);
    let text = deck::read_text(&draft)?;
    let edited = Edited { text, draft };
    let unchanged = edited.text == before;
    match ended_well {
        Ok(true) if unchanged => {
            edited.done();
            Ok(None)
        }
        Ok(true) => Ok(Some(edited)),
        result => {
            let error = match result {
                Err(error) => error.into(),
                _ => CliError::failed(format!("the editor `{editor}` ended with an error")),
            };
            if unchanged {
                edited.done();
                return Err(error);
            }
            Err(edited.kept(error))
        }
    }
}

/// VISUAL, then EDITOR; an empty value is as if it were not set.
pub(crate) fn editor(env: &Env<'_>) -> Result<String, CliError> {
    if !env.world.prompt.can_ask() {
        return Err(CliError::usage("there is no terminal for an editor")
            .hint("Edit the file itself: `star-cards show STORY` names it."));
    }
    let set = |name: &str| {
        env.world
            .variable(name)
            .map(str::trim)
            .filter(|value| !value.is_empty())
    };
    let editor = set("VISUAL").or_else(|| set("EDITOR"));
    editor.map(str::to_owned).ok_or_else(|| {
        CliError::usage("no editor is known: neither VISUAL nor EDITOR is set")
            .hint("For example: EDITOR=nano star-cards add. Or hand in a file: star-cards add --from FILE")
    })
}

/// An edit never loses history: where the new text no longer bears the old name, the name
/// is written down.
fn keep_name(env: &mut Env<'_>, text: &str, story: &Story) -> Result<String, CliError> {
    let parsed = parse(text);
    let Some(new) = parsed.stories.first() else {
        problems::tell_of_text(env, "your text", text, &parsed.problems);
        return Err(CliError::failed("the text holds no story now"));
    };
    if new.id == story.id || new.formerly.contains(&story.id) {
        return Ok(text.to_owned());
    }
    let has_id = new.keys.iter().any(|line| line.key == "id");
    if !has_id {
        return Ok(rewrite::set_key(text, new, "id", story.id.as_str()));
    }
    env.note(&format!(
        "{} is now {}; its history goes along.",
        story.id, new.id
    ));
    Ok(with_former_name(text, new, &story.id))
}
