//! `closing`: the one sentence that carries the change into the role on the table.

use std::path::Path;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::names;
use super::wording::heading;
use crate::deck;
use crate::prompt::text::Line;
use crate::story::change::with_closing;
use crate::story::{Story, StoryId, text};

/// Show or write a story's closing: one sentence that applies your change to the new role
///
/// For example: "That is why, in this role, the first thing I would set up is ..." It is written
/// into the story's file under `## Closing (ROLE)`, or `## Closing` without a role. Nothing else in
/// the file changes. A line `cards: closing` in the story makes it a card.
#[derive(clap::Args, Debug)]
pub(crate) struct ClosingArgs {
    /// The story; on a terminal it can be chosen from a list
    story: Option<String>,
    /// The role that the closing is for
    #[arg(long, value_name = "TEXT")]
    role: Option<String>,
    /// Write this sentence (- for standard input)
    #[arg(long, value_name = "TEXT")]
    set: Option<String>,
}

impl ClosingArgs {
    /// Shows or writes it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let library = env.library();
        let entry = names::story_or_ask(env, &library, self.story.as_deref(), true)?;
        let story = entry.story();
        let Some(set) = &self.set else {
            let handle = library.handle(story.id.as_str());
            let lines = shown(story, &handle, self.role.as_deref());
            env.print(&lines)?;
            return Ok(0);
        };
        let sentence = match set.as_str() {
            "-" => env.read_source(Path::new("-"))?,
            text => text.to_owned(),
        };
        names::own_deck(entry)?;
        self.write(env, &story.id, &sentence)
            .map_err(|error| match error.is_failure() {
                true => env.kept_as_draft(&format!("closing-{}", story.id), &sentence, error),
                false => error,
            })?;
        Ok(0)
    }

    /// Writes it into the story as it stands now.
    fn write(&self, env: &mut Env<'_>, id: &StoryId, sentence: &str) -> Result<(), CliError> {
        let role = self.role.as_deref().map(str::trim);
        let role = role.filter(|role| !role.is_empty());
        let held = env.hold_library();
        let (deck, story) = held.own(id)?;
        deck::replace(deck, &written(deck.source(), story, role, sentence)?)?;
        if let Some(before) = story.closing_of(role) {
            let before = text::plain(&before.passage.markdown);
            env.note(&format!("It replaces: {before}"));
        }
        env.note(&format!("Written to {}.", deck.path));
        Ok(())
    }
}

/// The file with the closing, if it reads back as just that.
fn written(
    source: &str,
    story: &Story,
    role: Option<&str>,
    sentence: &str,
) -> Result<String, CliError> {
    let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    if sentence.is_empty() {
        return Err(CliError::usage("the closing is empty")
            .hint("Give one sentence: --set \"That is why, in this role, ...\""));
    }
    with_closing(source, story, role, &sentence).ok_or_else(|| {
        CliError::usage("a closing must be one plain sentence")
            .hint("Remove a leading #, -, > or <!--, and brackets in the role.")
    })
}

fn shown(story: &Story, handle: &str, role: Option<&str>) -> Vec<Line> {
    let for_role = |role: Option<&str>| role.map(|role| format!(" for {role}")).unwrap_or_default();
    let role = role.map(str::trim).filter(|role| !role.is_empty());
    let mut lines = Vec::new();
    let found = story.closing_for(role);
    if let Some(closing) = found {
        lines.push(heading(format!(
            "Closing{}",
            for_role(closing.role.as_deref())
        )));
        lines.push(Line::plain(text::plain(&closing.passage.markdown)).indented(2));
    }
    // The plain one stands in for a role that has none of its own.
    if story.closing_of(role).is_none() {
        let flag = role.map(|role| format!(" --role \"{role}\""));
        let way = format!("closing {handle}{} --set \"...\"", flag.unwrap_or_default());
        let own = if found.is_some() {
            "no closing of its own"
        } else {
            "no closing"
        };
        lines.push(Line::plain(format!(
            "\"{}\" has {own}{} yet.",
            story.title,
            for_role(role)
        )));
        lines.push(Line::quiet(format!("Write one: `star-cards {way}`")));
    }
    lines
}
