//! `rename`: a story's name changes in its file, and its history goes along.

use super::env::Env;
use super::error::{CliError, Outcome};
use super::names::{self, own_deck};
use super::workspace::Workspace;
use crate::deck;
use crate::story::StoryId;
use crate::story::change::renamed;
use crate::story::rewrite::with_former_name;

/// Rename a story, or give a story the history of an old name
///
/// If OLD is a story, its id becomes NEW, and OLD is noted in its file as a former name. If only
/// the log knows OLD (because you changed the id or the title yourself), NEW gets its history.
#[derive(clap::Args, Debug)]
pub(crate) struct RenameArgs {
    /// The present name, or one that only the log knows
    old: String,
    /// The new name, or the story that gets the history
    new: String,
}

impl RenameArgs {
    /// Renames it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let workspace = Workspace::open(env)?;
        let held = env.hold_library();
        let library = &held.library;
        let is_lost = workspace.states.orphaned_names.contains(&self.old);
        if !is_lost {
            let entry = names::changeable(library, &self.old)?;
            let new = StoryId::new(&self.new).map_err(|error| {
                let error =
                    CliError::usage(format!("`{}` cannot be a story's name: {error}", self.new));
                match StoryId::slug(&self.new) {
                    Some(slug) => error.hint(format!("`{slug}` could.")),
                    None => error,
                }
            })?;
            let deck = own_deck(entry)?;
            names::refuse_new_name(library, entry.id(), &new)?;
            names::refuse_twin(library, entry.id())?;
            deck::replace(deck, &renamed(deck.source(), entry.story(), &new))?;
            env.note(&format!(
                "{} is now {new}; its history moved along.",
                entry.id()
            ));
            return Ok(0);
        }
        let entry = names::changeable(library, &self.new)?;
        let former = StoryId::new(&self.old)
            .map_err(|error| CliError::failed(format!("`{}`: {error}", self.old)))?;
        let deck = own_deck(entry)?;
        let text = with_former_name(deck.source(), entry.story(), &former);
        deck::replace(deck, &text)?;
        let id = entry.id();
        env.note(&format!("{id} has the history of {former} now."));
        Ok(0)
    }
}
