//! `edit`: one story in the person's editor; a draft is kept whatever happens.

use super::env::Env;
use super::error::Outcome;
use super::{editor, names};

/// Edit a story in your editor (VISUAL or EDITOR); its history stays
#[derive(clap::Args, Debug)]
pub struct EditArgs {
    /// The story; on a terminal it can be chosen from a list
    story: Option<String>,
}

impl EditArgs {
    /// Edits it.
    pub fn run(self, context: &mut Env<'_>) -> Outcome {
        let shelf = context.shelf();
        let story = names::story_or_ask(context, &shelf, self.story.as_deref(), true)?;
        let index = shelf
            .stories
            .iter()
            .position(|shelved| std::ptr::eq(shelved, story))
            .expect("it came from this shelf");
        editor::edit_story(context, &shelf, index)?;
        Ok(0)
    }
}
