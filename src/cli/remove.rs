//! `remove`: a story's words go to the trash folder, its history stays.

use super::env::Env;
use super::error::{CliError, Outcome};
use super::names;
use crate::deck;
use crate::story::rewrite::{self, add_name};

/// Move a story to the trash folder; its history stays
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
        let story = entry.story();
        names::own_deck(entry)?;
        let question = format!("Move \"{}\" ({}) to the trash?", story.title, story.id);
        if !env.confirm(&question, self.yes)? {
            env.note("Nothing was changed.");
            return Ok(0);
        }
        let held = env.hold_library();
        let (deck, now) = held.own(&story.id)?;
        let (rest, words) = rewrite::cut(deck.source(), now);
        if words.trim_end() != entry.words().trim_end() {
            return Err(CliError::failed(format!(
                "{} was just changed, so it was not removed",
                story.id
            ))
            .hint(format!(
                "Look at it first: star-cards show {}",
                library.handle(story.id.as_str())
            )));
        }
        // The name is written down first, so that the way back finds the history again.
        let words = add_name(&words, now.id.as_str());
        // In the trash first, out of the deck second: cut short, the words stand twice, not nowhere.
        let kept = deck::keep(&env.home.trash(), now.id.as_str(), &words)?;
        deck::replace(deck, &rest)?;
        env.note(&format!("Moved to {}.", kept.display()));
        env.note(&format!(
            "To bring it back with its history: star-cards add --from '{}'",
            kept.display()
        ));
        if let Some(twin) = held.library.twin(now.id.as_str()) {
            env.note(&format!(
                "Another story has the name {}, in {}. That one counts from now on.",
                now.id, twin.path
            ));
        }
        Ok(0)
    }
}
