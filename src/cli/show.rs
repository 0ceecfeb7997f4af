//! `show`: one story as it stands, and what its cards remember.

use super::card_view::words;
use super::env::Env;
use super::error::{CliError, Outcome};
use super::names;
use super::standing::Outlook;
use super::story_choice;
use super::wording::{heading, quiet_detail};
use super::workspace::Workspace;
use crate::deck;
use crate::prompt::text::{Line, Tone};
use crate::story::bank::AskedMisses;
use crate::story::{Story, TrapLine, id, text};
use crate::study::{choosing, readiness};

/// Show a story: its text, its cards, and the file it is in
#[derive(clap::Args, Debug)]
pub(crate) struct ShowArgs {
    /// The story, or `question/KEY`; on a terminal a story can be chosen from a list
    story: Option<String>,
    /// Show every card by name, and what the story still lacks
    #[arg(long)]
    cards: bool,
}

impl ShowArgs {
    /// Prints it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let workspace = Workspace::open(env)?;
        if let Some(key) = self
            .story
            .as_deref()
            .and_then(|name| name.strip_prefix("question/"))
        {
            let lines = question(&workspace, key)?;
            env.print(&lines)?;
            return Ok(0);
        }
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

/// A question of the bank: what it asks for, and the first story that answers it.
fn question(workspace: &Workspace, key: &str) -> Result<Vec<Line>, CliError> {
    let bank = choosing::with_heard(&workspace.facts, deck::question_bank(&workspace.library));
    let mut questions = bank.questions.iter();
    let Some(question) = questions.find(|question| question.key.as_str() == key) else {
        let keys = bank.questions.iter().map(|question| question.key.as_str());
        let error = CliError::usage(format!("there is no question `{key}`"));
        return Err(match id::nearest(key, keys) {
            Some(near) => error.hint(format!("Did you mean `question/{near}`?")),
            None => error.hint("`star-cards list --all` names those that are cards."),
        });
    };
    let fact = |key: &str, value: String| {
        let line = Line::quiet(format!("{key}: "));
        line.and(Tone::Normal, value).hanging(2)
    };
    let mut lines = vec![heading(&question.wording).and(Tone::Quiet, format!("  question/{key}"))];
    if let AskedMisses::Kinds(kinds) = &question.asks {
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.key()).collect();
        lines.push(fact("asks", kinds.join(", ")));
    }
    if !question.words.is_empty() {
        lines.push(fact("words", question.words.join(", ")));
    }
    let stories: Vec<&Story> = workspace.library.own_complete().collect();
    let mut answers = Vec::new();
    for (place, story) in stories.iter().enumerate() {
        let fit = story_choice::fit(question, &stories, place)?;
        if fit.is_fitting() == Some(true) {
            let why = story_choice::why(&fit, question, &stories, place);
            let line = Line::plain(format!("\"{}\": ", story.title)).and(Tone::Quiet, why);
            answers.push(line.indented(2).hanging(2));
        }
    }
    if answers.is_empty() {
        answers.push(Line::plain(match stories.is_empty() {
            true => "You have no story of your own yet to answer it.",
            false => "Nothing says which of your stories answers it.",
        }));
    }
    lines.push(Line::blank());
    lines.extend(answers);
    Ok(lines)
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
