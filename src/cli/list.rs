//! `list`: every story with its cards, and what is wrong in the files.

use super::card_view::card_line;
use super::env::Env;
use super::error::Outcome;
use super::wording::{LEAST_SHARE, counted, heading, percent};
use super::workspace::Workspace;
use super::{coverage, names, problems};
use crate::export::json;
use crate::prompt::text::{Line, Tone};
use crate::story::StoryEntry;
use crate::study::card::CardGroup;
use crate::study::card_states::CardStates;
use crate::study::readiness::{self, ReadinessCards};
use crate::study::report;

/// List your stories and their cards, and any problem in the files
#[derive(clap::Args, Debug)]
pub(crate) struct ListArgs {
    /// Built-in stories too
    #[arg(long)]
    all: bool,
    /// All cards as JSON: {"version":1,"cards":[...]}
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
        let mut lines = Vec::new();
        let mut cards = vec![Vec::new(); workspace.library.stories.len()];
        for (place, card) in workspace.states.cards.iter().enumerate() {
            cards[card.story].push(place);
        }
        let pairs = readiness::pairs(&workspace.states, workspace.library.stories.len());
        for (index, entry) in workspace.library.stories.iter().enumerate() {
            let builtin = workspace.library.deck_of(entry).builtin;
            if self.all || !builtin {
                lines.extend(story_lines(&workspace, &cards[index], entry));
                lines.extend(pairs[index].and_then(|pair| ready_line(&workspace.states, pair)));
            }
        }
        if lines.is_empty() {
            lines.push(Line::plain("No stories of your own yet."));
        }
        lines.push(Line::blank());
        lines.extend(self.foot(env, &workspace, problems));
        env.print(&lines)?;
        Ok(0)
    }

    /// Coverage, what is not listed, and the one next step.
    fn foot(&self, env: &Env<'_>, workspace: &Workspace, problems: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        if workspace.library.own().next().is_some() {
            lines.push(coverage::kinds(&report::kinds(&workspace.library)));
        }
        if !self.all {
            let cards = workspace.states.cards.iter();
            let builtin = cards.filter(|card| card.group != CardGroup::Own).count();
            let rest = if workspace.states.cores_rest {
                "; the sample stories rest"
            } else {
                ""
            };
            let told = format!(
                "Built in: {}{rest}. --all lists them.",
                counted(builtin, "card")
            );
            lines.push(Line::toned(Tone::Quiet, told));
        }
        if problems > 0 {
            let told = format!("{} above.", counted(problems, "problem"));
            lines.push(Line::toned(Tone::Warn, told));
        }
        let today = workspace.today_list();
        lines.push(workspace.next_step(env, &today));
        lines
    }
}

fn story_lines(workspace: &Workspace, cards: &[usize], entry: &StoryEntry) -> Vec<Line> {
    let story = &entry.story;
    let mut title = heading(story.id.as_str())
        .and(Tone::Normal, format!("  {}", story.title))
        .hanging(2);
    let facts: Vec<&str> = story
        .role
        .as_deref()
        .into_iter()
        .chain(story.miss.map(|miss| miss.key()))
        .collect();
    if !facts.is_empty() {
        title = title.and(Tone::Quiet, format!("  {}", facts.join(", ")));
    }
    let mut lines = vec![title];
    lines.extend(cards.iter().map(|&card| card_line(workspace, card)));
    if cards.is_empty() {
        lines.push(Line::toned(Tone::Quiet, "a draft: no Action and no Learning yet").indented(2));
    }
    if !story.core {
        lines.extend(coverage::lacks_line(story));
    }
    lines
}

/// How ready a story is, today and on the day of the next interview, and what one more
/// review would add there; none before its cards were answered.
fn ready_line(states: &CardStates, pair: ReadinessCards) -> Option<Line> {
    let is_shown = |card: usize| states.memories[card].counted.is_some();
    if !is_shown(pair.action) && !is_shown(pair.learning) {
        return None;
    }
    let today = percent(readiness::today(states, pair));
    let mut told = format!("ready: {today} today");
    if let (Some(day), Some(prospect)) = (states.interview, readiness::of_story(states, pair)) {
        let on_day = percent(prospect.on_day);
        told.push_str(&format!(
            ", {on_day} on {} if left alone",
            day.spoken(states.day)
        ));
        if prospect.one_more >= LEAST_SHARE {
            let gain = prospect.one_more * 100.0;
            told.push_str(&format!("; one good review adds {gain:.0}"));
        }
    }
    Some(Line::toned(Tone::Quiet, told).indented(2).hanging(2))
}
