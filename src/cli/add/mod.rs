//! `add`: stories of one's own, guided, from a template, a file or standard input.

mod guide;
mod guided;
mod steps;
mod write;

use std::path::{Path, PathBuf};

use super::editor;
use super::env::Env;
use super::error::{CliError, Outcome};
use super::names::{USUAL_DECK, deck_path};
use crate::prompt::stop;
use crate::story::parse::parse;
use write::{add_text, is_written, without_empty_keys};

/// What stands for a title in the template.
const TEMPLATE_TITLE: &str = "# Title of the story\n";

/// What the editor opens on. Comments are left out of the cards.
const TEMPLATE: &str = "\
# Title of the story

role:
miss:
question: Tell me about a time you failed.
tags:

<!-- miss: technical, stakeholder or judgement. **Bold** what must be said. -->

## Situation

<!-- Project, role, stakes. One or two sentences, 15-20 seconds. -->

## Task

<!-- What you owned, so that the failure was yours. 10-15 seconds. -->

## Action

<!-- The decision you made that turned out wrong: \"I chose ...\". 40-60 seconds. -->

## Result

<!-- The consequence, with a number. -->

## Learning

<!-- What you do differently ever since. With the Result, 30-45 seconds. -->
";

/// Add a story, step by step or from a file
///
/// On a terminal it asks for the kind of failure, then opens your editor for each of six parts (VISUAL
/// or EDITOR, else sensible-editor, nano or vi). With --here, or without an editor, you write at the
/// prompt. You write the Action twice: first as it comes, then with your decision named. Each part is
/// saved when you finish it. `add --resume` continues where you stopped; `add --discard` moves the
/// draft to the trash. The story is saved in decks/stories.md unless --deck names another deck. You can
/// also write such a file yourself: every .md file in the decks folder is read.
#[derive(clap::Args, Debug)]
pub(crate) struct AddArgs {
    /// Add the stories in FILE (- for standard input)
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Continue the story that you stopped half-way
    #[arg(long, conflicts_with = "from")]
    resume: bool,
    /// Move the story that you stopped half-way to the trash
    #[arg(long, conflicts_with_all = ["from", "resume"])]
    discard: bool,
    /// Write at the prompt instead of in an editor; an empty line ends each part
    #[arg(long, conflicts_with_all = ["from", "discard", "template"])]
    here: bool,
    /// Write the whole story in one file, from a template
    #[arg(long, conflicts_with_all = ["from", "resume", "discard"])]
    template: bool,
    /// The deck to add to
    #[arg(long, value_name = "NAME", default_value = USUAL_DECK)]
    deck: String,
}

impl AddArgs {
    /// Adds it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let deck = deck_path(env, &self.deck)?;
        if let Some(from) = &self.from {
            let text = env.read_source(from)?;
            let name = from.display().to_string();
            add_text(env, &deck, &name, &text)?;
            return Ok(0);
        }
        if self.discard {
            guided::discard(env)?;
            return Ok(0);
        }
        if !env.world.prompt.can_ask() {
            return Err(CliError::usage("this needs a terminal").hint(
                "Give the story in a file: star-cards add --from FILE (- for standard input)",
            ));
        }
        match self.template {
            true => in_one_file(env, &deck)?,
            false => guided::write(env, &deck, self.resume, self.here)?,
        }
        Ok(0)
    }
}

/// The whole story in one editor, from a template.
fn in_one_file(env: &mut Env<'_>, deck: &Path) -> Result<(), CliError> {
    stop::promise("Nothing was saved yet.");
    let Some(edited) = editor::in_editor(env, "new-story", TEMPLATE)? else {
        env.note("The template was left as it was: nothing added.");
        return Ok(());
    };
    if edited.text.contains(TEMPLATE_TITLE) {
        return Err(edited
            .kept(CliError::failed(
                "the title is still the template's; nothing was added",
            ))
            .hint("Give the story its title there and run: star-cards add --from THAT-FILE"));
    }
    let text = without_empty_keys(&edited.text);
    if !parse(&text).stories.iter().any(is_written) {
        return Err(edited
            .kept(CliError::failed(
                "no beat has any words yet; nothing was added",
            ))
            .hint("Write them there and run: star-cards add --from THAT-FILE"));
    }
    add_text(env, deck, "your text", &text).map_err(|error| {
        edited
            .kept(error)
            .hint("Correct it there, then run: star-cards add --from THAT-FILE")
    })?;
    edited.done();
    Ok(())
}
