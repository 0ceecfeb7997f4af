//! `show`: one story as it stands, and what its cards remember.

use super::card_view::words;
use super::env::Env;
use super::error::Outcome;
use super::names;
use super::standing::Outlook;
use super::wording::{heading, quiet_detail};
use super::workspace::Workspace;
use crate::prompt::text::{Line, Tone};
use crate::story::{Story, TrapLine, text};
use crate::study::readiness;

/// Show a story: its text, its cards, and the file it is in
#[derive(clap::Args, Debug)]
pub(crate) struct ShowArgs {
    /// The story; on a terminal it can be chosen from a list
    story: Option<String>,
    /// Show every card by name, and what the story still lacks
    #[arg(long)]
    cards: bool,
}

impl ShowArgs {
    /// Prints it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let workspace = Workspace::open(env)?;
        let entry = names::story_or_ask(env, &workspace.library, self.story.as_deref(), false)?;
        let story = entry.story();
        let mut lines = facts(story);
        lines.extend(sections(story));
        lines.push(Line::blank());
        let (library, states) = (&workspace.library, &workspace.states);
        let cards = states.named(library, story.id.as_str());
        let pair = readiness::pairs(states, library.stories().len())[entry.place()];
        let today = workspace.today_list();
        let outlook = Outlook::of(&workspace, &today);
        lines.push(outlook.line(&library.handle(story.id.as_str()), &cards, pair));
        if self.cards {
            lines.extend(outlook.card_lines(story, &cards));
        }
        lines.push(Line::quiet(&entry.deck().path));
        env.print(&lines)?;
        Ok(0)
    }
}

fn facts(story: &Story) -> Vec<Line> {
    let title = heading(&story.title).and(Tone::Quiet, format!("  {}", story.id));
    let tags = Some(story.tags.join(", ")).filter(|tags| !tags.is_empty());
    let questions = story.questions.iter();
    let facts = story.role.iter().map(|role| ("role", role.as_str()));
    let facts = facts.chain(story.miss.map(|miss| ("miss", miss.key())));
    let facts = facts.chain(questions.map(|question| ("question", question.as_str())));
    let facts = facts.chain(tags.iter().map(|tags| ("tags", tags.as_str())));
    let fact = |(key, value)| {
        let line = Line::quiet(format!("{key}: "));
        line.and(Tone::Normal, value).hanging(2)
    };
    std::iter::once(title).chain(facts.map(fact)).collect()
}

fn sections(story: &Story) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut section = |title: String, markdown: &str| {
        lines.extend([Line::blank(), heading(title)]);
        lines.extend(words(markdown));
    };
    for text in &story.beats {
        section(text.beat.name().to_owned(), &text.passage.markdown);
    }
    if let Some(draft) = &story.first_draft {
        section("Action (first draft)".to_owned(), &draft.markdown);
    }
    for closing in &story.closings {
        let role = closing.role.as_ref().map(|role| format!(" ({role})"));
        let title = format!("Closing{}", role.unwrap_or_default());
        section(title, &closing.passage.markdown);
    }
    for note in &story.notes {
        section(note.heading.clone(), &note.passage.markdown);
    }
    let trap = |trap: &TrapLine| {
        let mut line = quiet_detail(format!("{}: ", trap.trap)).and(Tone::Normal, "\"");
        for run in text::runs(&trap.line, &trap.giveaways) {
            line = line.and(if run.bold { Tone::Bold } else { Tone::Normal }, run.text);
        }
        line.and(Tone::Normal, "\"")
    };
    for (title, traps) in [("Traps", &story.traps), ("Fine lines", &story.fine_lines)] {
        if !traps.is_empty() {
            lines.extend([Line::blank(), heading(title)]);
            lines.extend(traps.iter().map(trap));
        }
    }
    lines
}
