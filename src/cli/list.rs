//! `list`: every story in two rows, and what is wrong in the files.

use super::env::Env;
use super::error::Outcome;
use super::standing::Outlook;
use super::wording::{counted, heading};
use super::workspace::Workspace;
use super::{coverage, names, problems};
use crate::export::json;
use crate::prompt::text::{Line, Tone};
use crate::story::{Story, StoryEntry, text};
use crate::study::card::GENERAL_TRAPS;
use crate::study::readiness;
use crate::study::report;

/// List your stories with their cards, and any problem in the files
#[derive(clap::Args, Debug)]
pub(crate) struct ListArgs {
    /// Only stories with these words in their name or title
    #[arg(value_name = "WORDS", conflicts_with = "json")]
    words: Vec<String>,
    /// List the built-in stories too
    #[arg(long)]
    all: bool,
    /// Show every card by name, and what each story still lacks
    #[arg(long)]
    cards: bool,
    /// Print all cards as JSON: {"version":1,"cards":[...]}
    #[arg(long)]
    json: bool,
}

impl ListArgs {
    /// Prints them.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let workspace = Workspace::open(env)?;
        names::warn_orphaned(env, &workspace.states);
        workspace.warn_future(env);
        if self.json {
            let text = json::list(&workspace.library, &workspace.states);
            env.write(text.as_bytes())?;
            return Ok(0);
        }
        let problems = problems::tell(env, &workspace.library);
        let today = workspace.today_list();
        let mut lines = Vec::new();
        let mut cards = vec![Vec::new(); workspace.library.stories().len()];
        for (place, card) in workspace.states.cards.iter().enumerate() {
            if let Some(story) = card.story_place() {
                cards[story].push(place);
            }
        }
        let pairs = readiness::pairs(&workspace.states, workspace.library.stories().len());
        let outlook = Outlook::of(&workspace, &today);
        for (index, entry) in workspace.library.stories().enumerate() {
            let builtin = entry.deck().builtin;
            if (self.all || !builtin) && self.has_words(entry.story()) {
                lines.push(title_line(&workspace, entry));
                let handle = workspace.library.handle(entry.id());
                lines.push(outlook.line(&handle, &cards[index], pairs[index]));
                // The general traps are no story: each stands for itself.
                if self.cards || entry.id() == GENERAL_TRAPS {
                    lines.extend(outlook.card_lines(entry.story(), &cards[index]));
                }
            }
        }
        if lines.is_empty() {
            lines.push(Line::plain(match self.words.is_empty() {
                true => "No stories of your own yet.".to_owned(),
                false => self.none_has_words(),
            }));
        }
        let foot = match self.words.is_empty() {
            true => self.foot(&workspace, problems),
            false => Vec::new(),
        };
        lines.extend((!foot.is_empty()).then(Line::blank));
        lines.extend(foot);
        workspace.end_with_step(env, &mut lines, &today);
        env.print(&lines)?;
        Ok(0)
    }

    fn none_has_words(&self) -> String {
        let words = self.words.join(" ");
        match self.all {
            true => format!("No story has `{words}` in its title."),
            false => format!(
                "No story of yours has `{words}` in its title. --all looks through the built-in ones too."
            ),
        }
    }

    /// Whether the name or title of a story has all words that were given.
    fn has_words(&self, story: &Story) -> bool {
        let told = text::folded(&format!("{} {}", story.id, story.title));
        let mut words = self.words.iter();
        words.all(|word| told.contains(&text::folded(word)))
    }

    /// Coverage and what is not listed.
    fn foot(&self, workspace: &Workspace, problems: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        if workspace.library.own().next().is_some() {
            lines.push(coverage::kinds(&report::kinds(&workspace.library)));
        }
        // Whoever has enough stories has met the samples.
        if !self.all && !workspace.states.cores_rest {
            let cards = workspace.states.cards.iter();
            let builtin = cards.filter(|card| !card.is_own()).count();
            let told = format!("Built in: {}. --all lists them.", counted(builtin, "card"));
            lines.push(Line::quiet(told));
        }
        if problems > 0 {
            let told = format!("{} above.", counted(problems, "problem"));
            lines.push(Line::toned(Tone::Warn, told));
        }
        lines
    }
}

/// A story's title, what to type for it, and what kind of failure it is.
fn title_line(workspace: &Workspace, entry: StoryEntry<'_>) -> Line {
    let story = entry.story();
    let handle = workspace.library.handle(story.id.as_str());
    let title = heading(&story.title).hanging(2);
    let title = title.and(Tone::Quiet, format!("  ({handle})"));
    match story.miss {
        Some(miss) => title.and(Tone::Quiet, format!("  {}", miss.key())),
        None => title,
    }
}
