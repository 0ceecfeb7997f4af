//! `pick`: which story for the role on the table.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::interviews;
use super::ranking::ranked;
use super::wording::{heading, percent};
use super::workspace::Workspace;
use crate::coach::pick::Candidate;
use crate::export::coach as json;
use crate::prompt::text::{Line, Tone};
use crate::story::{Story, text};
use crate::study::day::StudyDay;
use crate::study::debrief::stories_told_to;
use crate::study::run;

/// The words of a match that are named, at most.
const WORDS_SHOWN: usize = 6;

/// The best stories are enough for a choice.
const STORIES_SHOWN: usize = 10;

/// Pick the story whose learning fits a role best
///
/// Ranks your stories by the words that their Learning (then tags, Action, role) shares with the
/// role or the job text, and says why in one line each.
#[derive(clap::Args, Debug)]
pub(crate) struct PickArgs {
    /// The role, or a few words about it
    #[arg(long, value_name = "TEXT", required_unless_present_any = ["jd", "interview"])]
    role: Option<String>,
    /// The job text in FILE (- for standard input)
    #[arg(long, value_name = "FILE")]
    jd: Option<PathBuf>,
    /// For that interview: its role and job text, and what the company has heard comes last
    #[arg(long, value_name = "NAME")]
    interview: Option<String>,
    /// As JSON: {"version":1,"picks":[...]}
    #[arg(long)]
    json: bool,
}

/// When each story was last told to its end.
type LastTold = BTreeMap<String, StudyDay>;

/// The stories that the company has heard, with the day it heard them.
type HeardBy = BTreeMap<String, StudyDay>;

impl PickArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let workspace = Workspace::open(env)?;
        let interview = match &self.interview {
            Some(name) => Some(interviews::find(&workspace, name)?),
            None => None,
        };
        let mut wanted = interview
            .as_ref()
            .map_or_else(String::new, |interview| interviews::words(env, interview));
        wanted.push_str(self.role.as_deref().unwrap_or_default());
        if let Some(file) = &self.jd {
            wanted.push('\n');
            wanted.push_str(&env.read_source(file)?);
        }
        let stories: Vec<&Story> = workspace.library.own_complete().collect();
        if stories.is_empty() {
            return Err(
                CliError::failed("there are no stories of your own to pick from yet")
                    .hint("`star-cards add` writes the first."),
            );
        }
        let heard = interview.as_ref().map_or_else(HeardBy::new, |interview| {
            stories_told_to(
                &workspace.library,
                &workspace.facts,
                &interview.details.name,
            )
        });
        let picks = ranked(&workspace, &stories, &wanted, &heard)?;
        let told = run::last_told(&workspace.library, &workspace.facts);
        if self.json {
            let text = json::picks(&picks, |story| {
                let on =
                    |days: &BTreeMap<String, StudyDay>| days.get(story).map(ToString::to_string);
                (on(&told), on(&heard))
            });
            env.write(text.as_bytes())?;
            return Ok(0);
        }
        let role = interview.and_then(|interview| interview.details.role);
        let role = self.role.clone().or(role);
        let lines = lines(role.as_deref(), &told, &heard, &picks);
        env.print(&lines)?;
        Ok(0)
    }
}

fn lines(
    role: Option<&str>,
    told: &LastTold,
    heard: &HeardBy,
    picks: &[Candidate<'_>],
) -> Vec<Line> {
    let mut lines = Vec::new();
    if picks.iter().all(|pick| pick.words.is_empty()) {
        lines.push(Line::plain(
            "No story shares a word with this role; the readiest come first.",
        ));
        lines.push(Line::blank());
    }
    for (pick, number) in picks.iter().take(STORIES_SHOWN).zip(1..) {
        let story = pick.story;
        lines.push(
            heading(format!("{number}. {}", story.id))
                .and(Tone::Normal, format!("  {}", story.title))
                .hanging(3),
        );
        lines.push(Line::quiet(why(told, heard, pick)).indented(3));
    }
    let more = picks.len().saturating_sub(STORIES_SHOWN);
    if more > 0 {
        lines.push(Line::quiet(format!("{more} more; --json lists all")));
    }
    if let Some(best) = picks.first() {
        lines.push(Line::blank());
        lines.extend(closing(best.story, role));
    }
    lines
}

fn why(told: &LastTold, heard: &HeardBy, pick: &Candidate<'_>) -> String {
    let story = pick.story.id.as_str();
    let mut parts = Vec::new();
    if let Some(day) = heard.get(story) {
        parts.push(format!("they heard it {}", day.spoken()));
    }
    match pick.words.len() {
        0 => parts.push("no word in common".to_owned()),
        count => {
            let shown = pick.words[..count.min(WORDS_SHOWN)].join(", ");
            let more = count.saturating_sub(WORDS_SHOWN);
            parts.push(if more > 0 {
                format!("{shown} and {more} more")
            } else {
                shown
            });
        }
    }
    if let Some(readiness) = pick.readiness {
        parts.push(format!("{} ready", percent(readiness)));
    }
    parts.push(match told.get(story) {
        Some(day) => format!("rehearsed {}", day.spoken()),
        None => "never rehearsed".to_owned(),
    });
    parts.join("; ")
}

fn closing(story: &Story, role: Option<&str>) -> Vec<Line> {
    match story.closing_for(role).or(story.closings.first()) {
        Some(closing) => vec![
            Line::quiet(format!("Close {} with:", story.id)),
            Line::plain(text::plain(&closing.passage.markdown)).indented(2),
        ],
        None => vec![Line::quiet(format!(
            "{} has no closing yet: `star-cards closing {} --set \"...\"`",
            story.id, story.id
        ))],
    }
}
