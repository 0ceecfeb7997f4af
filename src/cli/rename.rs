//! `rename`: a story's name changes in its file, and its history goes along.

use std::path::Path;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::names::{self, own_deck};
use super::workspace::Workspace;
use crate::deck;
use crate::story::change::{bearer, renamed};
use crate::story::rewrite::with_former_name;
use crate::story::{Library, StoryId};

/// Rename a story, or give a story the history of a lost name
///
/// If OLD is a story, its id becomes NEW and OLD is written down as a former name. If only the
/// log knows OLD (its file was renamed or retitled by hand), the story NEW takes its history.
#[derive(clap::Args, Debug)]
pub(crate) struct RenameArgs {
    /// The present name, or one that only the log knows
    old: String,
    /// The new name, or the story that takes the history
    new: String,
}

impl RenameArgs {
    /// Renames it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let workspace = Workspace::open(env)?;
        let library = &workspace.library;
        if let Some(entry) = library.find(&self.old) {
            let new = StoryId::new(&self.new).map_err(|error| {
                let error =
                    CliError::usage(format!("`{}` cannot be a story's name: {error}", self.new));
                match StoryId::slug(&self.new) {
                    Some(slug) => error.hint(format!("`{slug}` could.")),
                    None => error,
                }
            })?;
            self.refuse_taken(library, &new)?;
            let (path, source) = own_deck(library, entry)?;
            deck::overwrite(Path::new(path), &renamed(source, &entry.story, &new))?;
            env.note(&format!(
                "{} is now {new}; its history goes along.",
                self.old
            ));
            return Ok(0);
        }
        if !workspace.states.orphaned_names.contains(&self.old) {
            return Err(names::unknown(library, "story", &self.old));
        }
        let entry = names::story(library, &self.new)?;
        let former = StoryId::new(&self.old)
            .map_err(|error| CliError::failed(format!("`{}`: {error}", self.old)))?;
        let (path, source) = own_deck(library, entry)?;
        deck::overwrite(
            Path::new(path),
            &with_former_name(source, &entry.story, &former),
        )?;
        env.note(&format!(
            "{} has the history of {former} now.",
            entry.story.id
        ));
        Ok(0)
    }

    fn refuse_taken(&self, library: &Library, new: &StoryId) -> Result<(), CliError> {
        if new.is_reserved() {
            return Err(CliError::failed(format!(
                "the name `{new}` belongs to the built-in stories"
            )));
        }
        match bearer(library, new, &self.old) {
            Some(other) => Err(
                CliError::failed(format!("the name `{new}` is taken by {other}"))
                    .hint("Choose another name."),
            ),
            None => Ok(()),
        }
    }
}
