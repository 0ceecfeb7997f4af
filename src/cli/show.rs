//! `show`: one story as it stands, and what its cards remember.

use super::card_view::card_line;
use super::card_view::words;
use super::env::Env;
use super::error::Outcome;
use super::names;
use super::wording::heading;
use super::workspace::Workspace;
use crate::prompt::text::{Line, Tone};
use crate::story::{Story, TrapLine};

/// Show a story: its words, where it is written, and its cards
#[derive(clap::Args, Debug)]
pub(crate) struct ShowArgs {
    /// The story; on a terminal it can be chosen from a list
    story: Option<String>,
}

impl ShowArgs {
    /// Prints it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let workspace = Workspace::open(env)?;
        let entry = names::story_or_ask(env, &workspace.library, self.story.as_deref(), false)?;
        let story = &entry.story;
        let mut lines = facts(story);
        lines.extend(sections(story));
        lines.push(Line::blank());
        lines.push(heading("Cards"));
        let cards = workspace
            .states
            .named(&workspace.library, story.id.as_str());
        lines.extend(cards.into_iter().map(|card| card_line(&workspace, card)));
        let deck = workspace.library.deck_of(entry);
        lines.push(Line::toned(Tone::Quiet, &deck.path));
        env.print(&lines)?;
        Ok(0)
    }
}

fn facts(story: &Story) -> Vec<Line> {
    let mut lines = vec![heading(&story.title).and(Tone::Quiet, format!("  {}", story.id))];
    let fact = |key: &str, value: &str| {
        Line::toned(Tone::Quiet, format!("{key}: "))
            .and(Tone::Normal, value)
            .hanging(2)
    };
    lines.extend(story.role.as_deref().map(|role| fact("role", role)));
    lines.extend(story.miss.map(|miss| fact("miss", miss.key())));
    lines.extend(
        story
            .questions
            .iter()
            .map(|question| fact("question", question)),
    );
    if !story.tags.is_empty() {
        lines.push(fact("tags", &story.tags.join(", ")));
    }
    lines
}

fn sections(story: &Story) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut section = |title: String, markdown: &str| {
        lines.push(Line::blank());
        lines.push(heading(title));
        lines.extend(words(markdown));
    };
    for text in &story.beats {
        section(text.beat.name().to_owned(), &text.passage.markdown);
    }
    if let Some(draft) = &story.first_draft {
        section("Action (first draft)".to_owned(), &draft.markdown);
    }
    for closing in &story.closings {
        let role = closing
            .role
            .as_ref()
            .map_or_else(String::new, |role| format!(" ({role})"));
        section(format!("Closing{role}"), &closing.passage.markdown);
    }
    for note in &story.notes {
        section(note.heading.clone(), &note.passage.markdown);
    }
    let trap = |line: &TrapLine| {
        Line::toned(Tone::Quiet, format!("{}: ", line.trap))
            .and(Tone::Normal, format!("\"{}\"", line.line))
            .indented(2)
            .hanging(2)
    };
    for (title, traps) in [("Traps", &story.traps), ("Fine lines", &story.fine_lines)] {
        if !traps.is_empty() {
            lines.push(Line::blank());
            lines.push(heading(title));
            lines.extend(traps.iter().map(trap));
        }
    }
    lines
}
