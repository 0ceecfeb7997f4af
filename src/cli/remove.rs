//! `remove`: a story's words go to the trash folder, its history stays.

use std::path::Path;

use super::env::Env;
use super::error::Outcome;
use super::names;
use crate::deck;
use crate::story::rewrite::{self, add_name};

/// Remove a story: its words go to the trash folder, its history stays
#[derive(clap::Args, Debug)]
pub(crate) struct RemoveArgs {
    /// The story; on a terminal it can be chosen from a list
    story: Option<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl RemoveArgs {
    /// Removes it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let library = env.library();
        let entry = names::story_or_ask(env, &library, self.story.as_deref(), true)?;
        let story = &entry.story;
        let (path, source) = names::own_deck(&library, entry)?;
        let question = format!("Move \"{}\" ({}) to the trash?", story.title, story.id);
        if !env.confirm(&question, self.yes)? {
            env.note("Nothing was changed.");
            return Ok(0);
        }
        let (rest, words) = rewrite::cut(source, story);
        // The name is written down first, so that the way back finds the history again.
        let words = add_name(&words, story.id.as_str());
        // In the trash first, out of the deck second: cut short, the words stand twice, not nowhere.
        let kept = deck::keep(&env.home.trash(), story.id.as_str(), &words)?;
        deck::overwrite(Path::new(path), &rest)?;
        env.note(&format!("Moved to {}.", kept.display()));
        env.note(&format!(
            "To bring it back, history and all: star-cards add --from '{}'",
            kept.display()
        ));
        Ok(0)
    }
}
