//! `interview`: the dates that the practice aims at.

use std::path::{Path, PathBuf};

use super::env::Env;
use super::error::{CliError, Outcome};
use super::interviews::{away, find_or_ask, read_job, told, warn_missing};
use super::wording::{counted, heading};
use super::workspace::Workspace;
use super::{countdown, names, save};
use crate::deck;
use crate::prompt::text::{Line, Tone};
use crate::store::NewFact;
use crate::study::ahead;
use crate::study::date;
use crate::study::day::StudyDay;
use crate::study::debrief::debrief_entries;
use crate::study::facts::{DebriefField, Facts, InterviewDetails, InterviewKind};
use crate::study::interview::{Interview, LONGEST_NAME, interviews, is_name, planned_already};
use crate::study::next_step::JustDone;
use crate::study::review::RowId;

/// Plan interviews; the daily review then prepares you for the nearest one
///
/// Some cards that are due are put off to the last days before the interview. Then every card that
/// you might have forgotten by the day is shown once more. SM-2 itself does not change.
#[derive(clap::Args, Debug)]
pub(crate) struct InterviewArgs {
    #[command(subcommand)]
    what: InterviewSubcommand,
}

#[derive(clap::Subcommand, Debug)]
enum InterviewSubcommand {
    /// Plan an interview
    Add {
        /// The company
        name: String,
        /// 2026-12-05, 5 Dec, tomorrow, friday or +9d; on a terminal you are asked if you leave it out
        #[arg(long)]
        date: Option<String>,
        #[command(flatten)]
        about: InterviewFields,
    },
    /// List your interviews
    List {
        /// List those that are over too
        #[arg(long)]
        all: bool,
    },
    /// Show one interview, with your debrief
    Show(InterviewName),
    /// Change an interview's date, role, job text or stories
    Edit {
        #[command(flatten)]
        which: InterviewName,
        /// The new date
        #[arg(long)]
        date: Option<String>,
        #[command(flatten)]
        about: InterviewFields,
    },
    /// Mark an interview as over, without a debrief
    Done(InterviewName),
    /// Remove an interview
    Remove {
        #[command(flatten)]
        which: InterviewName,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

/// The interview that is meant.
#[derive(clap::Args, Debug)]
struct InterviewName {
    /// The company, or NAME@DATE; chosen from a list if left out
    name: Option<String>,
}

/// What may be known of an interview.
#[derive(clap::Args, Debug)]
struct InterviewFields {
    /// The role you apply for
    #[arg(long, value_name = "TEXT")]
    role: Option<String>,
    /// A file with the job text; star-cards keeps a copy
    #[arg(long, value_name = "FILE")]
    jd: Option<PathBuf>,
    /// Prepare only these stories, separated by commas (default: all of yours)
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    stories: Option<Vec<String>>,
}

impl InterviewArgs {
    /// Does it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let workspace = Workspace::open(env)?;
        let mut plan = InterviewPlan { env, workspace };
        use InterviewSubcommand::{List, Show};
        let only_looks = matches!(self.what, List { .. } | Show(_));
        match self.what {
            InterviewSubcommand::Add { name, date, about } => {
                plan.add(name.trim(), date.as_deref(), &about)
            }
            InterviewSubcommand::List { all } => plan.list(all),
            InterviewSubcommand::Show(which) => plan.show(&which),
            InterviewSubcommand::Edit { which, date, about } => {
                plan.edit(&which, date.as_deref(), &about)
            }
            InterviewSubcommand::Done(which) => plan.done(&which),
            InterviewSubcommand::Remove { which, yes } => plan.remove(&which, yes),
        }?;
        if only_looks {
            let today = plan.workspace.today_list();
            plan.workspace.leave_step(plan.env, &today);
        }
        Ok(0)
    }
}

/// The interviews of the log, and the person who plans them.
struct InterviewPlan<'c, 'w> {
    env: &'c mut Env<'w>,
    workspace: Workspace,
}

impl InterviewPlan<'_, '_> {
    fn add(
        &mut self,
        name: &str,
        date: Option<&str>,
        about: &InterviewFields,
    ) -> Result<(), CliError> {
        if !is_name(name) {
            return Err(
                CliError::usage(format!("`{name}` cannot be an interview's name")).hint(format!(
                    "Give the company in at most {LONGEST_NAME} characters, without @; several \
                     rounds are told apart by their date."
                )),
            );
        }
        let date = match date {
            Some(date) => self.read_date(date)?,
            None => self.ask_date(name)?,
        };
        let today = self.workspace.date;
        refuse_planned(&self.workspace.facts, None, name, date, today)?;
        let details = InterviewDetails {
            name: name.to_owned(),
            date,
            role: None,
            stories: None,
            job: None,
        };
        let details = self.filled(about, details)?;
        self.write_decided(InterviewKind::Planned, None, |facts| {
            refuse_planned(facts, None, name, date, today)?;
            Ok(details.clone())
        })?;
        self.echo(&details)
    }

    /// Tells the date back in full, and what the days up to it cannot carry.
    fn echo(&mut self, details: &InterviewDetails) -> Result<(), CliError> {
        let away = away(details, &self.workspace);
        let date = date::full(details.date);
        self.env.note(&format!("{}: {date}{away}.", details.name));
        let aimed = self.workspace.aimed();
        let before = self.workspace.read_log(self.env)?;
        let now = (&self.workspace.states, &self.workspace.aimed());
        let moved = ahead::moved_closer((&before, aimed.as_ref()), (now.0, now.1.as_ref()));
        if moved > 0 {
            let moves = if moved == 1 { "moves" } else { "move" };
            let cards = counted(moved, "card");
            self.env
                .note(&format!("{cards} {moves} closer to the interview."));
        }
        self.env.done = Some(JustDone::PlannedInterview {
            company: details.name.clone(),
            date: details.date,
        });
        if let Some(warning) = countdown::warning(self.env, &self.workspace)? {
            self.env.warn(warning);
        }
        Ok(())
    }

    fn list(&mut self, all: bool) -> Result<(), CliError> {
        let mut shown = interviews(&self.workspace.facts);
        shown.retain(|interview| all || interview.is_to_come(self.workspace.date));
        let mut lines: Vec<Line> = shown
            .iter()
            .map(|interview| line(interview, &self.workspace))
            .collect();
        if lines.is_empty() {
            lines.push(Line::plain(none_to_come(&self.workspace)));
        }
        self.env.print(&lines)
    }

    fn show(&mut self, which: &InterviewName) -> Result<(), CliError> {
        let interview = self.find(which)?;
        let workspace = &self.workspace;
        warn_missing(self.env, workspace, &interview);
        let library = &workspace.library;
        let stories = match &interview.details.stories {
            Some(stories) => {
                let titles = stories.iter().map(|name| library.title(name));
                titles.collect::<Vec<_>>().join(", ")
            }
            None => "all of yours".to_owned(),
        };
        let job = interview.details.job.as_ref();
        let job = job.map(|job| self.env.home.data().join(job).display().to_string());
        let facts = [("stories", Some(stories)), ("job text", job)];
        let mut lines = vec![line(&interview, workspace)];
        lines.extend(facts.into_iter().filter_map(|(name, value)| {
            let line = Line::toned(Tone::Quiet, format!("{name}: "));
            Some(line.and(Tone::Normal, value?).indented(2))
        }));
        for telling in debrief_entries(&workspace.facts, interview.id) {
            let answers = DebriefField::ALL.into_iter();
            let answers = answers.filter_map(|field| told(library, &telling, field));
            lines.push(Line::blank());
            lines.extend(answers.map(|told| Line::plain(told).indented(2).hanging(2)));
        }
        self.env.print(&lines)
    }

    fn done(&mut self, which: &InterviewName) -> Result<(), CliError> {
        let interview = self.find(which)?;
        let (id, details) = (Some(interview.id), &interview.details);
        self.write(InterviewKind::Done, id, details)?;
        self.env.note(&format!("{} is done.", interview.label()));
        if details.date > self.workspace.date {
            self.env.note(&format!(
                "It is still to come. If that was a slip: star-cards interview edit {} --date {}",
                interview.label(),
                details.date
            ));
        }
        Ok(())
    }

    fn edit(
        &mut self,
        which: &InterviewName,
        date: Option<&str>,
        about: &InterviewFields,
    ) -> Result<(), CliError> {
        let interview = self.find(which)?;
        let date = date.map(|text| self.read_date(text)).transpose()?;
        let given = self.filled(about, interview.details.clone())?;
        let (id, today) = (interview.id, self.workspace.date);
        // What another terminal has changed meanwhile stays, but for what is given here.
        let details = self.write_decided(InterviewKind::Changed, Some(id), |facts| {
            let now = interviews(facts).into_iter().find(|now| now.id == id);
            let Some(now) = now else {
                let label = interview.label();
                let told = format!("{label} was just taken out of the plan");
                return Err(CliError::failed(told));
            };
            let mut details = now.details.clone();
            if about.role.is_some() {
                details.role = given.role.clone();
            }
            if about.stories.is_some() {
                details.stories = given.stories.clone();
            }
            if about.jd.is_some() {
                details.job = given.job.clone();
            }
            if let Some(date) = date.filter(|date| *date != details.date) {
                refuse_planned(facts, Some(id), &details.name, date, today)?;
                details.date = date;
            }
            match details == now.details {
                true => Err(CliError::usage("nothing to change")
                    .hint("Give --date, --role, --jd or --stories.")),
                false => Ok(details),
            }
        })?;
        self.echo(&details)
    }

    fn remove(&mut self, which: &InterviewName, yes: bool) -> Result<(), CliError> {
        let interview = self.find(which)?;
        let label = interview.label();
        if !self
            .env
            .confirm(&format!("Take {label} out of the plan?"), yes)?
        {
            self.env.note("Nothing was changed.");
            return Ok(());
        }
        let (id, details) = (Some(interview.id), &interview.details);
        self.write(InterviewKind::Removed, id, details)?;
        self.env.note(&format!("{label} is out of the plan."));
        Ok(())
    }

    fn find(&mut self, which: &InterviewName) -> Result<Interview, CliError> {
        find_or_ask(self.env, &self.workspace, which.name.as_deref())
    }

    /// Asks until a date is typed; an empty line leaves.
    fn ask_date(&mut self, name: &str) -> Result<StudyDay, CliError> {
        if !self.env.world.prompt.can_ask() {
            return Err(
                CliError::usage(format!("no date was given for {name}")).hint(format!(
                    "For example: star-cards interview add {name} --date friday"
                )),
            );
        }
        loop {
            let asked = "When is it? For example 5 Dec, friday or +9d";
            let typed = self.env.input(asked)?;
            if typed.is_empty() {
                return Err(CliError::interrupted());
            }
            match date::parse(&typed, self.workspace.date) {
                Ok(day) => return Ok(day),
                Err(problem) => self.env.say(&[Line::plain(problem)]),
            }
        }
    }

    fn read_date(&self, text: &str) -> Result<StudyDay, CliError> {
        date::parse(text, self.workspace.date).map_err(CliError::usage)
    }

    /// The details with what was given.
    fn filled(
        &mut self,
        given: &InterviewFields,
        mut details: InterviewDetails,
    ) -> Result<InterviewDetails, CliError> {
        if let Some(role) = &given.role {
            details.role = Some(role.trim().to_owned()).filter(|role| !role.is_empty());
        }
        if let Some(wanted) = &given.stories {
            let names = wanted.iter().map(|name| name.trim());
            let stories = names
                .filter(|name| !name.is_empty())
                .map(|name| {
                    let entry = names::story(&self.workspace.library, name)?;
                    names::refuse_traps(entry)?;
                    Ok(entry.id().to_owned())
                })
                .collect::<Result<Vec<_>, CliError>>()?;
            details.stories = (!stories.is_empty()).then_some(stories);
        }
        if let Some(file) = &given.jd {
            let text = read_job(self.env, file)?;
            let kept = deck::keep(&self.env.home.jobs(), "job", &text)?;
            let name = kept.file_name().map(Path::new).unwrap_or(&kept);
            // Its place below the home, which may move.
            details.job = Some(Path::new("jobs").join(name).display().to_string());
        }
        Ok(details)
    }

    /// Writes what comes of the log as it is at that moment.
    fn write_decided(
        &mut self,
        kind: InterviewKind,
        planned: Option<RowId>,
        decide: impl Fn(&Facts) -> Result<InterviewDetails, CliError>,
    ) -> Result<InterviewDetails, CliError> {
        let day = self.env.today();
        let mut decided = None;
        save::append_decided(self.env, &mut self.workspace.store, "change", |facts| {
            let details = decided.insert(decide(&facts));
            let fact = details.as_ref().map(|details| NewFact::Interview {
                day,
                kind,
                planned,
                details: details.clone(),
            });
            fact.into_iter().collect()
        })?;
        decided.expect("it was decided on")
    }

    fn write(
        &mut self,
        kind: InterviewKind,
        planned: Option<RowId>,
        details: &InterviewDetails,
    ) -> Result<(), CliError> {
        let fact = NewFact::Interview {
            day: self.env.today(),
            kind,
            planned,
            details: details.clone(),
        };
        save::append_one(self.env, &mut self.workspace.store, fact)?;
        Ok(())
    }
}

/// Refuses a date on which an interview of that name is planned: nothing would tell them apart.
fn refuse_planned(
    facts: &Facts,
    own: Option<RowId>,
    name: &str,
    date: StudyDay,
    today: StudyDay,
) -> Result<(), CliError> {
    let Some(taken) = planned_already(facts, own, name, date) else {
        return Ok(());
    };
    let (label, day) = (taken.label(), date.spoken(today));
    Err(
        CliError::failed(format!("{} on {day} is already there", taken.details.name)).hint(
            format!("To change it: star-cards interview edit {label} --role ... --stories ..."),
        ),
    )
}

fn line(interview: &Interview, workspace: &Workspace) -> Line {
    let details = &interview.details;
    let state = match interview.done {
        true => ", done".to_owned(),
        false => away(details, workspace),
    };
    let date = date::full(details.date);
    let line = heading(&details.name)
        .and(Tone::Normal, format!("  {date}{state}"))
        .hanging(2);
    let line = match interview.twin {
        Some(_) => line.and(Tone::Quiet, format!("  {}", interview.label())),
        None => line,
    };
    match &details.role {
        Some(role) => line.and(Tone::Quiet, format!("  {role}")),
        None => line,
    }
}

/// What a list of no interviews says: which one waits for its debrief, the one that the next step
/// asks about.
fn none_to_come(workspace: &Workspace) -> String {
    let mut open = interviews(&workspace.facts);
    open.retain(|interview| !interview.done && interview.details.date < workspace.date);
    let Some(over) = open.first() else {
        return "No interview is planned. To plan one: star-cards interview add NAME --date DATE"
            .to_owned();
    };
    let InterviewDetails { name, date, .. } = &over.details;
    match workspace.date.since(*date) {
        1 => format!("{name} was yesterday."),
        _ => format!("{name} was on {}.", date.spoken(workspace.date)),
    }
}
