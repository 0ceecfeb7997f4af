//! `interview`: the dates that the practice aims at.

use std::path::{Path, PathBuf};

use super::context::{Context, Table, heading};
use super::error::{CliError, Outcome};
use super::{debrief, names, plan};
use crate::deck;
use crate::prompt::text::{Line, Tone};
use crate::store::NewFact;
use crate::story::id::nearest;
use crate::story::text;
use crate::study::date;
use crate::study::day::StudyDay;
use crate::study::debrief::tellings;
use crate::study::desk::Desk;
use crate::study::facts::{Details, Field, InterviewKind};
use crate::study::interview::{Interview, interviews};

/// Characters of an interview's name, at most: it stands in every heading.
const LONGEST_NAME: usize = 80;

/// Plan interviews; the daily review then aims at the nearest one
///
/// SM-2 stays as it is. What changes is when cards are shown: some due ones wait for the last days
/// before the interview, and then everything that would have faded by the day comes once more.
#[derive(clap::Args, Debug)]
pub struct InterviewCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand, Debug)]
enum What {
    Add(Add),
    List(List),
    /// Show one interview, with what its debrief kept
    Show(Named),
    Edit(Edit),
    /// Mark an interview as over, without a debrief
    Done(Named),
    Remove(Remove),
}

/// Plan an interview
#[derive(clap::Args, Debug)]
struct Add {
    /// The company
    name: String,
    /// 2026-12-05, 5 Dec, tomorrow, friday, +9d
    #[arg(long)]
    date: String,
    #[command(flatten)]
    about: About,
}

/// What may be known of an interview.
#[derive(clap::Args, Debug)]
struct About {
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
struct List {
    /// Those that are over too
    #[arg(long)]
    all: bool,
}

/// One interview
#[derive(clap::Args, Debug)]
struct Named {
    /// The company, or NAME@DATE; chosen from a list if left out
    name: Option<String>,
}

/// Change an interview's date, role, job text or stories
#[derive(clap::Args, Debug)]
struct Edit {
    /// The company, or NAME@DATE; chosen from a list if left out
    name: Option<String>,
    /// The new date
    #[arg(long)]
    date: Option<String>,
    #[command(flatten)]
    about: About,
}

/// Take an interview out of the plan
#[derive(clap::Args, Debug)]
struct Remove {
    /// The company, or NAME@DATE; chosen from a list if left out
    name: Option<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl InterviewCommand {
    /// Does it.
    pub fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut table = context.table()?;
        match self.what {
            What::Add(command) => command.run(context, &mut table)?,
            What::List(command) => command.run(context, &table)?,
            What::Show(command) => command.show(context, &table)?,
            What::Edit(command) => command.run(context, &mut table)?,
            What::Done(command) => command.done(context, &mut table)?,
            What::Remove(command) => command.run(context, &mut table)?,
        }
        context.pass_on(&mut table.store);
        Ok(0)
    }
}

impl Add {
    fn run(self, context: &mut Context<'_>, table: &mut Table) -> Result<(), CliError> {
        let name = self.name.trim().to_owned();
        if !is_name(&name) {
            return Err(
                CliError::usage(format!("`{name}` cannot be an interview's name")).hint(format!(
                    "Give the company in at most {LONGEST_NAME} characters, without @; several \
                     rounds are told apart by their date."
                )),
            );
        }
        let date = read_date(&self.date, table.desk.day)?;
        let label = format!("{name}@{date}").to_lowercase();
        let taken = interviews(&table.facts)
            .into_iter()
            .find(|other| other.label().to_lowercase() == label && !other.done);
        if let Some(taken) = taken {
            return Err(CliError::failed(format!(
                "{} is planned already",
                taken.label()
            )));
        }
        let empty = Details {
            name,
            date,
            role: None,
            stories: None,
            job: None,
        };
        let details = self.about.fill(context, table, empty)?;
        write(context, table, InterviewKind::Planned, None, &details)?;
        echo(context, table, &details)
    }
}

/// Whether a company can be called that: something is to be seen, and nothing steers a
/// terminal or splits NAME@DATE.
fn is_name(name: &str) -> bool {
    name.chars().count() <= LONGEST_NAME
        && name.chars().any(char::is_alphanumeric)
        && !name.chars().any(|c| c == '@' || text::steers(c))
}

/// Tells the date back in full, and what the days up to it cannot carry.
fn echo(context: &mut Context<'_>, table: &mut Table, details: &Details) -> Result<(), CliError> {
    context.note(&format!(
        "{}: {}{}.",
        details.name,
        date::full(details.date),
        away(details, table)
    ));
    table.facts = table.store.read()?;
    table.desk = Desk::lay(&table.shelf, &table.facts, table.desk.day);
    if let Some(warning) = plan::warning(context, table)? {
        context.warn(warning);
    }
    Ok(())
}

impl List {
    fn run(&self, context: &mut Context<'_>, table: &Table) -> Result<(), CliError> {
        let today = table.desk.day;
        let shown: Vec<Interview> = interviews(&table.facts)
            .into_iter()
            .filter(|interview| self.all || !interview.done && interview.details.date >= today)
            .collect();
        if shown.is_empty() {
            return context.print(&[Line::plain(
                "No interview is planned. `star-cards interview add NAME --date DATE` plans one.",
            )]);
        }
        let lines: Vec<Line> = shown
            .iter()
            .map(|interview| line(interview, table))
            .collect();
        context.print(&lines)
    }
}

fn line(interview: &Interview, table: &Table) -> Line {
    let details = &interview.details;
    let state = if interview.done {
        ", done".to_owned()
    } else {
        away(details, table)
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

/// `, in 8 days`
pub fn away(details: &Details, table: &Table) -> String {
    match details.date.since(table.desk.day) {
        0 => ", today".to_owned(),
        1 => ", tomorrow".to_owned(),
        days if days > 1 => format!(", in {days} days"),
        _ => ", over".to_owned(),
    }
}

impl Named {
    fn show(&self, context: &mut Context<'_>, table: &Table) -> Result<(), CliError> {
        let interview = find_or_ask(context, table, self.name.as_deref())?;
        tell_gone(context, table, &interview);
        let mut lines = vec![line(&interview, table)];
        let shelf = &table.shelf;
        let stories = match &interview.details.stories {
            Some(stories) => {
                let today = stories.iter().map(|name| shelf.name_today(name));
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
            let path = context.home.data().join(job).display().to_string();
            lines.push(
                Line::toned(Tone::Quiet, "job text: ")
                    .and(Tone::Normal, path)
                    .indented(2),
            );
        }
        for telling in tellings(&table.facts, interview.id) {
            let answers = Field::ALL.into_iter();
            let answers = answers.filter_map(|field| debrief::told(&telling, field));
            lines.push(Line::blank());
            lines.extend(answers.map(|told| Line::plain(told).indented(2).hanging(2)));
        }
        context.print(&lines)
    }

    fn done(&self, context: &mut Context<'_>, table: &mut Table) -> Result<(), CliError> {
        let interview = find_or_ask(context, table, self.name.as_deref())?;
        let (id, details) = (Some(interview.id), &interview.details);
        write(context, table, InterviewKind::Done, id, details)?;
        context.note(&format!("{} is done.", interview.label()));
        if details.date > table.desk.day {
            context.note(
                "It was still ahead. If that was a slip, give its date anew: \
                 `star-cards interview edit NAME --date DATE`.",
            );
        }
        Ok(())
    }
}

impl Edit {
    fn run(self, context: &mut Context<'_>, table: &mut Table) -> Result<(), CliError> {
        let interview = find_or_ask(context, table, self.name.as_deref())?;
        let mut details = interview.details.clone();
        if let Some(text) = &self.date {
            details.date = read_date(text, table.desk.day)?;
        }
        let details = self.about.fill(context, table, details)?;
        if details == interview.details {
            return Err(CliError::usage("nothing to change")
                .hint("Give --date, --role, --jd or --stories."));
        }
        write(
            context,
            table,
            InterviewKind::Changed,
            Some(interview.id),
            &details,
        )?;
        echo(context, table, &details)
    }
}

impl Remove {
    fn run(self, context: &mut Context<'_>, table: &mut Table) -> Result<(), CliError> {
        let interview = find_or_ask(context, table, self.name.as_deref())?;
        let question = format!("Take {} out of the plan?", interview.label());
        if !context.confirm(&question, self.yes)? {
            context.note("Nothing was changed.");
            return Ok(());
        }
        let (id, details) = (Some(interview.id), &interview.details);
        write(context, table, InterviewKind::Removed, id, details)?;
        context.note(&format!("{} is out of the plan.", interview.label()));
        Ok(())
    }
}

impl About {
    /// The details with what was given.
    fn fill(
        &self,
        context: &mut Context<'_>,
        table: &Table,
        mut details: Details,
    ) -> Result<Details, CliError> {
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
                stories.push(names::story(&table.shelf, name)?.story.id.to_string());
            }
            details.stories = (!stories.is_empty()).then_some(stories);
        }
        if let Some(file) = &self.jd {
            let text = context.read_source(file)?;
            if text.trim().is_empty() {
                return Err(CliError::failed(format!("{} is empty", file.display()))
                    .hint("Save the job text into it as plain text."));
            }
            details.job = Some(keep_job(context, &text)?);
        }
        Ok(details)
    }
}

/// Copies a job text under the home and returns its place below it.
fn keep_job(context: &Context<'_>, text: &str) -> Result<String, CliError> {
    let kept = deck::keep(&context.home.jobs(), "job", text)?;
    let name = kept.file_name().map(Path::new).unwrap_or(&kept);
    Ok(Path::new("jobs").join(name).display().to_string())
}

/// The words that say what an interview wants: its role and its job text.
pub fn words(context: &Context<'_>, interview: &Interview) -> String {
    let role = interview.details.role.clone().unwrap_or_default();
    let job = interview.details.job.as_ref();
    // A job text that somebody took away is no reason not to go by the role.
    let job = job.and_then(|job| deck::read_text(&context.home.data().join(job)).ok());
    format!("{role}\n{}\n", job.unwrap_or_default())
}

/// Tells of stories that an interview names and nobody finds any more.
pub fn tell_gone(context: &mut Context<'_>, table: &Table, interview: &Interview) {
    let shelf = &table.shelf;
    let named = interview.details.stories.iter().flatten();
    let gone: Vec<&str> = named
        .map(|name| shelf.name_today(name))
        .filter(|name| shelf.find(name).is_none())
        .collect();
    if !gone.is_empty() {
        context.note(&format!(
            "{0} names what is no story any more: {1}. `star-cards interview edit {0} --stories A,B` \
             names others.",
            interview.label(),
            gone.join(", ")
        ));
    }
}

fn read_date(text: &str, today: StudyDay) -> Result<StudyDay, CliError> {
    date::parse(text, today).map_err(CliError::usage)
}

/// The interview of that name, or, on a terminal without a name, the one chosen from all.
fn find_or_ask(
    context: &mut Context<'_>,
    table: &Table,
    name: Option<&str>,
) -> Result<Interview, CliError> {
    if let Some(name) = name {
        return find(table, name);
    }
    let all = interviews(&table.facts);
    if all.is_empty() {
        next(table)?;
    }
    choose(context, all)
}

/// One of several interviews, chosen on a terminal.
pub fn choose(
    context: &mut Context<'_>,
    mut interviews: Vec<Interview>,
) -> Result<Interview, CliError> {
    let labels: Vec<String> = interviews.iter().map(Interview::label).collect();
    if interviews.len() == 1 {
        return Ok(interviews.remove(0));
    }
    if !context.world.prompt.can_ask() {
        return Err(CliError::usage("which interview? No name was given")
            .hint(format!("Name one of {}.", labels.join(", "))));
    }
    let chosen = context.world.prompt.search("Which interview?", &labels)?;
    let place = chosen.ok_or_else(CliError::interrupted)?;
    Ok(interviews.swap_remove(place))
}

/// The nearest interview that is not over.
pub fn next(table: &Table) -> Result<Interview, CliError> {
    interviews(&table.facts)
        .into_iter()
        .find(|interview| !interview.done && interview.details.date >= table.desk.day)
        .ok_or_else(|| {
            CliError::failed("no interview is planned")
                .hint("`star-cards interview add NAME --date DATE` plans one.")
        })
}

/// The interview of that NAME or NAME@DATE: of several the nearest that is not done.
pub fn find(table: &Table, name: &str) -> Result<Interview, CliError> {
    let all = interviews(&table.facts);
    let same = |given: &str| given.to_lowercase() == name.to_lowercase();
    let fits = |interview: &&Interview| same(&interview.label()) || same(&interview.details.name);
    let mut found: Vec<&Interview> = all.iter().filter(fits).collect();
    found.sort_by_key(|interview| (interview.done, interview.details.date < table.desk.day));
    match found.as_slice() {
        [] => {
            let error = CliError::failed(format!("there is no interview `{name}`"));
            let near = nearest(
                name,
                all.iter().map(|interview| interview.details.name.as_str()),
            );
            Err(match near {
                Some(near) => error.hint(format!("Did you mean `{near}`?")),
                None => error.hint("`star-cards interview list --all` names them."),
            })
        }
        [first, second, ..]
            if !first.done
                && !second.done
                && first.details.date >= table.desk.day
                && second.details.date >= table.desk.day
                && !same(&first.label()) =>
        {
            Err(
                CliError::failed(format!("there are several interviews `{name}`")).hint(format!(
                    "Say which: {} or {}",
                    first.label(),
                    second.label()
                )),
            )
        }
        [first, ..] => Ok((*first).clone()),
    }
}

fn write(
    context: &Context<'_>,
    table: &mut Table,
    kind: InterviewKind,
    planned: Option<crate::study::review::RowId>,
    details: &Details,
) -> Result<(), CliError> {
    let day = table.desk.day;
    let details = details.clone();
    let fact = NewFact::Interview {
        day,
        kind,
        planned,
        details,
    };
    table.store.append(context.now().instant(), &fact)?;
    Ok(())
}
