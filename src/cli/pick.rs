//! `pick`: which story for the role on the table.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::context::{Context, Table, heading};
use super::error::{CliError, Outcome};
use crate::coach::pick::{self, Candidate};
use crate::export::coach as json;
use crate::prompt::text::{Line, Tone};
use crate::store::rank::{self, Document};
use crate::story::{Beat, Story, text};
use crate::study::card::Kind;
use crate::study::day::StudyDay;
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
pub struct Pick {
    /// The role, or a few words about it
    #[arg(long, value_name = "TEXT", required_unless_present = "jd")]
    role: Option<String>,
    /// The job text in FILE (- for standard input)
    #[arg(long, value_name = "FILE")]
    jd: Option<PathBuf>,
    /// As JSON: {"version":1,"picks":[...]}
    #[arg(long)]
    json: bool,
}

/// When each story was last told to its end.
type Told = BTreeMap<String, StudyDay>;

impl Pick {
    /// Ranks and prints.
    pub fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut wanted = self.role.clone().unwrap_or_default();
        if let Some(file) = &self.jd {
            wanted.push('\n');
            wanted.push_str(&context.read_source(file)?);
        }
        let table = context.table()?;
        let stories: Vec<&Story> = table
            .shelf
            .own()
            .map(|shelved| &shelved.story)
            .filter(|story| !story.is_draft())
            .collect();
        if stories.is_empty() {
            return Err(
                CliError::failed("there are no stories of your own to pick from yet")
                    .hint("`star-cards add` writes the first."),
            );
        }
        let picks = ranked(&table, &stories, &wanted)?;
        let told = run::last_told(&table.shelf, &table.facts);
        if self.json {
            let text = json::picks(&picks, |pick| {
                let story = stories[pick.story];
                (
                    story.id.as_str(),
                    told.get(story.id.as_str()).map(ToString::to_string),
                )
            });
            context.write(text.as_bytes())?;
            return Ok(0);
        }
        let lines = self.lines(&told, &stories, &picks);
        context.print(&lines)?;
        Ok(0)
    }

    fn lines(&self, told: &Told, stories: &[&Story], picks: &[Candidate]) -> Vec<Line> {
        let mut lines = Vec::new();
        if picks.iter().all(|pick| pick.words.is_empty()) {
            lines.push(Line::plain(
                "No story shares a word with this role; the readiest come first.",
            ));
            lines.push(Line::blank());
        }
        for (pick, number) in picks.iter().take(STORIES_SHOWN).zip(1..) {
            let story = stories[pick.story];
            lines.push(
                heading(format!("{number}. {}", story.id))
                    .and(Tone::Normal, format!("  {}", story.title))
                    .hanging(3),
            );
            lines.push(Line::toned(Tone::Quiet, why(told, story, pick)).indented(3));
        }
        let more = picks.len().saturating_sub(STORIES_SHOWN);
        if more > 0 {
            lines.push(Line::toned(
                Tone::Quiet,
                format!("{more} more; --json lists all"),
            ));
        }
        if let Some(best) = picks.first() {
            lines.push(Line::blank());
            lines.extend(closing(stories[best.story], self.role.as_deref()));
        }
        lines
    }
}

fn ranked(table: &Table, stories: &[&Story], wanted: &str) -> Result<Vec<Candidate>, CliError> {
    let documents: Vec<Document> = stories.iter().map(|story| document(story)).collect();
    let ranks = rank::rank(&documents, &pick::search_words(wanted))
        .map_err(|error| CliError::failed(format!("the search failed: {error}")))?;
    let candidates = stories.iter().enumerate().map(|(place, story)| {
        let rank = ranks.iter().find(|rank| rank.document == place);
        Candidate {
            story: place,
            fit: rank.map_or(0.0, |rank| rank.score),
            words: rank.map_or_else(Vec::new, |rank| rank.words.clone()),
            readiness: readiness(table, story),
        }
    });
    Ok(pick::order(candidates.collect()))
}

fn document(story: &Story) -> Document {
    let beat = |beat| {
        story
            .beat(beat)
            .map(|passage| text::plain(&passage.markdown))
    };
    Document {
        learning: beat(Beat::Learning).unwrap_or_default(),
        tags: story.tags.join(" "),
        action: beat(Beat::Action).unwrap_or_default(),
        role: story.role.clone().unwrap_or_default(),
    }
}

/// R(Action) x R(Learning), where both cards exist.
fn readiness(table: &Table, story: &Story) -> Option<f64> {
    let desk = &table.desk;
    let recall = |kind: Kind| {
        let name = format!("{}/{}", story.id, kind.suffix());
        let card = desk.find(&table.shelf, &name)?;
        Some(desk.memories[card].recall(desk.day, desk.day))
    };
    Some(recall(Kind::Action)? * recall(Kind::Learning)?)
}

fn why(told: &Told, story: &Story, pick: &Candidate) -> String {
    let mut parts = Vec::new();
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
        parts.push(format!("{:.0} % ready", readiness * 100.0));
    }
    parts.push(match told.get(story.id.as_str()) {
        Some(day) => format!("rehearsed {}", day.spoken()),
        None => "never rehearsed".to_owned(),
    });
    parts.join("; ")
}

fn closing(story: &Story, role: Option<&str>) -> Vec<Line> {
    match story.closing_for(role).or(story.closings.first()) {
        Some(closing) => vec![
            Line::toned(Tone::Quiet, format!("Close {} with:", story.id)),
            Line::plain(text::plain(&closing.passage.markdown)).indented(2),
        ],
        None => vec![Line::toned(
            Tone::Quiet,
            format!(
                "{} has no closing yet: `star-cards closing {} --set \"...\"`",
                story.id, story.id
            ),
        )],
    }
}
