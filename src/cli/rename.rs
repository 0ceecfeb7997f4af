//! `rename`: a story's name changes in its file, and its history goes along.

use std::path::Path;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::names::{self, own_deck};
use super::workspace::Workspace;
use crate::deck;
use crate::story::parse::parse;
use crate::story::rewrite::with_former_name;
use crate::story::{Shelf, Shelved, StoryId, rewrite};

/// Rename a story, or give a story the history of a lost name
///
/// If OLD is a story, its id becomes NEW and OLD is written down as a former name. If only the
/// log knows OLD (its file was renamed or retitled by hand), the story NEW takes its history.
#[derive(clap::Args, Debug)]
pub struct Rename {
    /// The present name, or one that only the log knows
    old: String,
    /// The new name, or the story that takes the history
    new: String,
}

impl Rename {
    /// Renames it.
    pub fn run(self, context: &mut Env<'_>) -> Outcome {
        let table = Workspace::open(context)?;
        let shelf = &table.shelf;
        if let Some(shelved) = shelf.find(&self.old) {
            let new = StoryId::new(&self.new).map_err(|error| {
                let error =
                    CliError::usage(format!("`{}` cannot be a story's name: {error}", self.new));
                match StoryId::slug(&self.new) {
                    Some(slug) => error.hint(format!("`{slug}` could.")),
                    None => error,
                }
            })?;
            self.refuse_taken(shelf, &new)?;
            self.change_name(shelf, shelved, &new)?;
            context.note(&format!(
                "{} is now {new}; its history goes along.",
                self.old
            ));
            return Ok(0);
        }
        if !table.desk.lost.contains(&self.old) {
            return Err(names::unknown(shelf, "story", &self.old));
        }
        let shelved = names::story(shelf, &self.new)?;
        let former = StoryId::new(&self.old)
            .map_err(|error| CliError::failed(format!("`{}`: {error}", self.old)))?;
        let (path, source) = own_deck(shelf, shelved)?;
        deck::overwrite(
            Path::new(path),
            &with_former_name(source, &shelved.story, &former),
        )?;
        context.note(&format!(
            "{} has the history of {former} now.",
            shelved.story.id
        ));
        Ok(0)
    }

    fn refuse_taken(&self, shelf: &Shelf, new: &StoryId) -> Result<(), CliError> {
        if new.is_reserved() {
            return Err(CliError::failed(format!(
                "the name `{new}` belongs to the built-in stories"
            )));
        }
        let bearer = shelf.find(new.as_str()).map(|shelved| &shelved.story.id);
        let former = shelf.current_name(new.as_str());
        match bearer.or(former.filter(|current| current.as_str() != self.old)) {
            Some(other) => Err(
                CliError::failed(format!("the name `{new}` is taken by {other}"))
                    .hint("Choose another name."),
            ),
            None => Ok(()),
        }
    }

    fn change_name(&self, shelf: &Shelf, shelved: &Shelved, new: &StoryId) -> Result<(), CliError> {
        let (path, source) = own_deck(shelf, shelved)?;
        let named = rewrite::set_key(source, &shelved.story, "id", new.as_str());
        let parsed = parse(&named);
        let story = parsed
            .stories
            .iter()
            .find(|story| story.id == *new)
            .expect("the story whose name was just written");
        let old = &shelved.story.id;
        // A story that goes back to a name of its own sheds it from the former ones.
        let mut renamed = story.clone();
        renamed.formerly.retain(|name| name != new && name != old);
        let text = with_former_name(&named, &renamed, old);
        Ok(deck::overwrite(Path::new(path), &text)?)
    }
}
