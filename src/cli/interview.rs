//! `interview`: the dates that the practice aims at.

use std::path::{Path, PathBuf};

use super::env::Env;
use super::error::{CliError, Outcome};
use super::interviews::{away, find_or_ask, told, warn_missing};
use super::wording::heading;
use super::workspace::Workspace;
use super::{countdown, names, save};
use crate::deck;
use crate::prompt::text::{Line, Tone};
use crate::store::NewFact;
use crate::study::date;
use crate::study::day::StudyDay;
use crate::study::debrief::debrief_entries;
use crate::study::facts::{DebriefField, InterviewDetails, InterviewKind};
use crate::study::interview::{Interview, LONGEST_NAME, interviews, is_name, planned_already};

/// Plan interviews; the daily review then aims at the nearest one
///
/// SM-2 stays as it is. What changes is when cards are shown: some due ones wait for the last days
/// before the interview, and then everything that would have faded by the day comes once more.
#[derive(clap::Args, Debug)]
pub(crate) struct InterviewArgs {
    #[command(subcommand)]
    what: InterviewSubcommand,
}

#[derive(clap::Subcommand, Debug)]
enum InterviewSubcommand {
    Add(InterviewAddArgs),
    List(InterviewListArgs),
    /// Show one interview, with what its debrief kept
    Show(InterviewShowArgs),
    Edit(InterviewEditArgs),
    /// Mark an interview as over, without a debrief
    Done(InterviewShowArgs),
    Remove(InterviewRemoveArgs),
}

/// Plan an interview
#[derive(clap::Args, Debug)]
struct InterviewAddArgs {
    /// The company
    name: String,
    /// 2026-12-05, 5 Dec, tomorrow, friday, +9d
    #[arg(long)]
    date: String,
    #[command(flatten)]
    about: InterviewFields,
}

/// What may be known of an interview.
#[derive(clap::Args, Debug)]
struct InterviewFields {
    /// The role on the table
    #[arg(long, value_name = "TEXT")]
    role: Option<String>,
    /// The job text; it is copied under the home
    #[arg(long, value_name = "FILE")]
    jd: Option<PathBuf>,
    /// Only these stories, separated by commas; all of yours if left out or empty
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    stories: Option<Vec<String>>,
}

/// List the interviews that are planned
#[derive(clap::Args, Debug)]
struct InterviewListArgs {
    /// Those that are over too
    #[arg(long)]
    all: bool,
}

/// One interview
#[derive(clap::Args, Debug)]
struct InterviewShowArgs {
    /// The company, or NAME@DATE; chosen from a list if left out
    name: Option<String>,
}

/// Change an interview's date, role, job text or stories
#[derive(clap::Args, Debug)]
struct InterviewEditArgs {
    /// The company, or NAME@DATE; chosen from a list if left out
    name: Option<String>,
    /// The new date
    #[arg(long)]
    date: Option<String>,
    #[command(flatten)]
    about: InterviewFields,
}

/// Take an interview out of the plan
#[derive(clap::Args, Debug)]
struct InterviewRemoveArgs {
    /// The company, or NAME@DATE; chosen from a list if left out
    name: Option<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl InterviewArgs {
    /// Does it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let mut workspace = Workspace::open(env)?;
        match self.what {
            InterviewSubcommand::Add(command) => command.run(env, &mut workspace)?,
            InterviewSubcommand::List(command) => command.run(env, &workspace)?,
            InterviewSubcommand::Show(command) => command.show(env, &workspace)?,
            InterviewSubcommand::Edit(command) => command.run(env, &mut workspace)?,
            InterviewSubcommand::Done(command) => command.done(env, &mut workspace)?,
            InterviewSubcommand::Remove(command) => command.run(env, &mut workspace)?,
        }
        Ok(0)
    }
}

impl InterviewAddArgs {
    fn run(self, env: &mut Env<'_>, workspace: &mut Workspace) -> Result<(), CliError> {
        let name = self.name.trim().to_owned();
        if !is_name(&name) {
            return Err(
                CliError::usage(format!("`{name}` cannot be an interview's name")).hint(format!(
                    "Give the company in at most {LONGEST_NAME} characters, without @; several \
                     rounds are told apart by their date."
                )),
            );
        }
        let date = read_date(&self.date, workspace.states.day)?;
        if let Some(taken) = planned_already(&workspace.facts, &name, date) {
            return Err(CliError::failed(format!(
                "{} is planned already",
                taken.label()
            )));
        }
        let empty = InterviewDetails {
            name,
            date,
            role: None,
            stories: None,
            job: None,
        };
        let details = self.about.fill(env, workspace, empty)?;
        write(env, workspace, InterviewKind::Planned, None, &details)?;
        echo(env, workspace, &details)
    }
}

/// Tells the date back in full, and what the days up to it cannot carry.
fn echo(
    env: &mut Env<'_>,
    workspace: &mut Workspace,
    details: &InterviewDetails,
) -> Result<(), CliError> {
    env.note(&format!(
        "{}: {}{}.",
        details.name,
        date::full(details.date),
        away(details, workspace)
    ));
    workspace.read_log()?;
    if let Some(warning) = countdown::warning(env, workspace)? {
        env.warn(warning);
    }
    Ok(())
}

impl InterviewListArgs {
    fn run(&self, env: &mut Env<'_>, workspace: &Workspace) -> Result<(), CliError> {
        let today = workspace.states.day;
        let shown: Vec<Interview> = interviews(&workspace.facts)
            .into_iter()
            .filter(|interview| self.all || interview.is_to_come(today))
            .collect();
        if shown.is_empty() {
            return env.print(&[Line::plain(
                "No interview is planned. `star-cards interview add NAME --date DATE` plans one.",
            )]);
        }
        let lines: Vec<Line> = shown
            .iter()
            .map(|interview| line(interview, workspace))
            .collect();
        env.print(&lines)
    }
}

fn line(interview: &Interview, workspace: &Workspace) -> Line {
    let details = &interview.details;
    let state = if interview.done {
        ", done".to_owned()
    } else {
        away(details, workspace)
    };
    let mut line = heading(&details.name)
        .and(
            Tone::Normal,
            format!("  {}{state}", date::full(details.date)),
        )
        .hanging(2);
    if let Some(role) = &details.role {
        line = line.and(Tone::Quiet, format!("  {role}"));
    }
    line
}

impl InterviewShowArgs {
    fn show(&self, env: &mut Env<'_>, workspace: &Workspace) -> Result<(), CliError> {
        let interview = find_or_ask(env, workspace, self.name.as_deref())?;
        warn_missing(env, workspace, &interview);
        let mut lines = vec![line(&interview, workspace)];
        let library = &workspace.library;
        let stories = match &interview.details.stories {
            Some(stories) => {
                let today = stories.iter().map(|name| library.current_id(name));
                today.collect::<Vec<_>>().join(", ")
            }
            None => "all of yours".to_owned(),
        };
        lines.push(
            Line::toned(Tone::Quiet, "stories: ")
                .and(Tone::Normal, stories)
                .indented(2),
        );
        if let Some(job) = &interview.details.job {
            let path = env.home.data().join(job).display().to_string();
            lines.push(
                Line::toned(Tone::Quiet, "job text: ")
                    .and(Tone::Normal, path)
                    .indented(2),
            );
        }
        for telling in debrief_entries(&workspace.facts, interview.id) {
            let answers = DebriefField::ALL.into_iter();
            let answers = answers.filter_map(|field| told(&telling, field));
            lines.push(Line::blank());
            lines.extend(answers.map(|told| Line::plain(told).indented(2).hanging(2)));
        }
        env.print(&lines)
    }

    fn done(&self, env: &mut Env<'_>, workspace: &mut Workspace) -> Result<(), CliError> {
        let interview = find_or_ask(env, workspace, self.name.as_deref())?;
        let (id, details) = (Some(interview.id), &interview.details);
        write(env, workspace, InterviewKind::Done, id, details)?;
        env.note(&format!("{} is done.", interview.label()));
        if details.date > workspace.states.day {
            env.note(
                "It was still ahead. If that was a slip, give its date anew: \
                 `star-cards interview edit NAME --date DATE`.",
            );
        }
        Ok(())
    }
}

impl InterviewEditArgs {
    fn run(self, env: &mut Env<'_>, workspace: &mut Workspace) -> Result<(), CliError> {
        let interview = find_or_ask(env, workspace, self.name.as_deref())?;
        let mut details = interview.details.clone();
        if let Some(text) = &self.date {
            details.date = read_date(text, workspace.states.day)?;
        }
        let details = self.about.fill(env, workspace, details)?;
        if details == interview.details {
            return Err(CliError::usage("nothing to change")
                .hint("Give --date, --role, --jd or --stories."));
        }
        write(
            env,
            workspace,
            InterviewKind::Changed,
            Some(interview.id),
            &details,
        )?;
        echo(env, workspace, &details)
    }
}

impl InterviewRemoveArgs {
    fn run(self, env: &mut Env<'_>, workspace: &mut Workspace) -> Result<(), CliError> {
        let interview = find_or_ask(env, workspace, self.name.as_deref())?;
        let question = format!("Take {} out of the plan?", interview.label());
        if !env.confirm(&question, self.yes)? {
            env.note("Nothing was changed.");
            return Ok(());
        }
        let (id, details) = (Some(interview.id), &interview.details);
        write(env, workspace, InterviewKind::Removed, id, details)?;
        env.note(&format!("{} is out of the plan.", interview.label()));
        Ok(())
    }
}

impl InterviewFields {
    /// The details with what was given.
    fn fill(
        &self,
        env: &mut Env<'_>,
        workspace: &Workspace,
        mut details: InterviewDetails,
    ) -> Result<InterviewDetails, CliError> {
        if let Some(role) = &self.role {
            details.role = Some(role.trim().to_owned()).filter(|role| !role.is_empty());
        }
        if let Some(wanted) = &self.stories {
            let mut stories = Vec::new();
            for name in wanted
                .iter()
                .map(|name| name.trim())
                .filter(|name| !name.is_empty())
            {
                stories.push(names::story(&workspace.library, name)?.story.id.to_string());
            }
            details.stories = (!stories.is_empty()).then_some(stories);
        }
        if let Some(file) = &self.jd {
            let text = env.read_source(file)?;
            if text.trim().is_empty() {
                return Err(CliError::failed(format!("{} is empty", file.display()))
                    .hint("Save the job text into it as plain text."));
            }
            details.job = Some(keep_job(env, &text)?);
        }
        Ok(details)
    }
}

/// Copies a job text under the home and returns its place below it.
fn keep_job(env: &Env<'_>, text: &str) -> Result<String, CliError> {
    let kept = deck::keep(&env.home.jobs(), "job", text)?;
    let name = kept.file_name().map(Path::new).unwrap_or(&kept);
    Ok(Path::new("jobs").join(name).display().to_string())
}

fn read_date(text: &str, today: StudyDay) -> Result<StudyDay, CliError> {
    date::parse(text, today).map_err(CliError::usage)
}

fn write(
    env: &mut Env<'_>,
    workspace: &mut Workspace,
    kind: InterviewKind,
    planned: Option<crate::study::review::RowId>,
    details: &InterviewDetails,
) -> Result<(), CliError> {
    let day = workspace.states.day;
    let details = details.clone();
    let fact = NewFact::Interview {
        day,
        kind,
        planned,
        details,
    };
    save::append_one(env, &mut workspace.store, fact)?;
    Ok(())
}
