//! `grade`: answers from scripts and other programs.

use std::path::PathBuf;

use chrono::DateTime;
use serde::Deserialize;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::wording::counted;
use super::workspace::Workspace;
use super::{names, save};
use crate::store::NewFact;
use crate::story::lines::mark_length;
use crate::study::day::{ClockReading, StudyDay};
use crate::study::review::{Quality, Source};

/// Record answers without asking, for scripts and other programs
///
/// QUALITY is SM-2's 0 to 5: 0-2 not recalled, 3 hard, 4 good, 5 easy. --from reads one JSON object
/// per line: {"card":"nine-days-late/action","quality":4,"at":"2026-01-17T20:00:00+01:00"}. `at` is
/// optional; its offset is the local one. If one line is wrong, nothing is recorded.
#[derive(clap::Args, Debug)]
pub(crate) struct GradeArgs {
    /// The card, as `star-cards list` names it
    #[arg(required_unless_present = "from")]
    card: Option<String>,
    /// 0 to 5
    #[arg(required_unless_present = "from")]
    quality: Option<u8>,
    /// Read answers from FILE (- for standard input)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["card", "quality"])]
    from: Option<PathBuf>,
}

/// One line of `--from`.
#[derive(Debug, Deserialize)]
struct GradeLine {
    card: String,
    quality: u8,
    #[serde(default)]
    at: Option<String>,
}

impl GradeArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let mut workspace = Workspace::open(env)?;
        let rows = match (&self.from, self.card, self.quality) {
            (Some(from), ..) => read_rows(&env.read_source(from)?)?,
            (None, Some(card), Some(quality)) => {
                let card = names::card(&workspace.library, &workspace.states, &card)?;
                let card = workspace.states.cards[card].name.clone();
                let at = None;
                vec![(None, GradeLine { card, quality, at })]
            }
            _ => unreachable!("clap asks for both"),
        };
        let (now, cutoff) = (env.now(), env.settings.cutoff_hour);
        let fact = |(line, row): &(_, _)| {
            fact(&workspace, row, now, cutoff).map_err(|error| at_line(error, *line))
        };
        let facts: Vec<NewFact> = rows.iter().map(fact).collect::<Result<_, _>>()?;
        if !facts.is_empty() {
            save::append(env, &mut workspace.store, &facts)?;
        }
        if self.from.is_some() {
            env.note(&format!("{} recorded.", counted(facts.len(), "answer")));
        }
        Ok(0)
    }
}

fn at_line(error: CliError, line: Option<usize>) -> CliError {
    let Some(line) = line else {
        return error;
    };
    let mut told = error.lines().into_iter();
    let what = told.next().unwrap_or_default();
    let error = CliError::usage(format!("line {line}: {what}"));
    told.fold(error, CliError::hint)
        .hint("Nothing was recorded.")
}

fn read_rows(text: &str) -> Result<Vec<(Option<usize>, GradeLine)>, CliError> {
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate() {
        // Files that were joined may each have begun with a byte order mark.
        let line = line[mark_length(line)..].trim();
        if line.is_empty() {
            continue;
        }
        let row = serde_json::from_str(line).map_err(|error| {
            CliError::usage(format!("line {}: {error}", index + 1))
                .hint("A line reads {\"card\":\"STORY/action\",\"quality\":4}.")
                .hint("Nothing was recorded.")
        })?;
        rows.push((Some(index + 1), row));
    }
    Ok(rows)
}

fn fact(
    workspace: &Workspace,
    row: &GradeLine,
    now: ClockReading,
    cutoff: u32,
) -> Result<NewFact, CliError> {
    let card = names::exact_card(&workspace.library, &workspace.states, &row.card)?;
    let quality = Quality::new(row.quality).ok_or_else(|| {
        CliError::usage(format!("{} is not a quality", row.quality)).hint(
            "Give a whole number \
                                                                           from 0 to 5.",
        )
    })?;
    let given = row.at.as_deref().map(|at| moment(at, now)).transpose()?;
    let local = given.unwrap_or(now.local);
    Ok(NewFact::Review {
        card: workspace.states.cards[card].name.clone(),
        day: StudyDay::of(local, cutoff),
        quality,
        ms: 0,
        source: Source::Grade,
        at: given.map(|local| ClockReading { local }.instant()),
    })
}

fn moment(at: &str, now: ClockReading) -> Result<DateTime<chrono::FixedOffset>, CliError> {
    let local = DateTime::parse_from_rfc3339(at).map_err(|error| {
        CliError::usage(format!("`{at}` is not a time: {error}"))
            .hint("Write a local time with its offset: 2026-01-17T20:00:00+01:00")
    })?;
    if local > now.local {
        return Err(CliError::usage(format!("{at} is in the future"))
            .hint("Write the time when you answered."));
    }
    Ok(local)
}
