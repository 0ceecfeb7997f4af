//! `edit`: one story in the person's editor; a draft is kept whatever happens.

use super::env::Env;
use super::error::Outcome;
use super::{editor, names};

/// Edit a story in your editor (VISUAL or EDITOR), without losing its history
#[derive(clap::Args, Debug)]
pub(crate) struct EditArgs {
    /// The story; on a terminal it can be chosen from a list
    story: Option<String>,
}

impl EditArgs {
    /// Edits it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let library = env.library();
        let entry = names::story_or_ask(env, &library, self.story.as_deref(), true)?;
        editor::edit_story(env, entry)?;
        Ok(0)
    }
}
