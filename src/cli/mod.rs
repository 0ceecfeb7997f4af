//! The commands: one file each, with its arguments (their doc comments are the help) and
//! one function. Commands join the pure rooms with the doors; they hold no rule that could
//! stand in `story` or `study`.

mod add;
mod backup;
mod brief;
mod calibrate;
mod card_view;
mod caret;
mod check;
mod closing;
mod completions;
mod config;
mod countdown;
mod coverage;
mod debrief;
mod default_command;
mod doctor;
mod due;
mod edit;
mod editor;
mod env;
mod error;
mod export;
mod findings;
mod global;
mod grade;
mod help;
mod import;
mod interview;
mod interviews;
mod list;
mod man;
mod names;
mod pick;
mod plan;
mod problems;
mod progress;
mod ranking;
mod rehearse;
mod remove;
mod rename;
mod restore;
mod review;
mod save;
mod schedule;
mod show;
mod stats;
mod suspend;
mod undo;
mod wording;
mod workspace;
pub(crate) mod world;

use std::ffi::OsString;
use std::io::Write;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use env::Env;
use error::{CliError, Failure, Outcome};
use global::{GlobalArgs, HELP_COLUMNS};
use world::World;

use crate::prompt::text::{self, Line, Tone};

/// Keep your interview stories ready: what you decided, and what you changed.
///
/// star-cards asks for the decision (Action) and the durable change (Learning) of each of your
/// failure stories, and quizzes you on the four traps. SM-2 decides when each comes back.
/// Without a command it says what is due and the one next step.
#[derive(Parser, Debug)]
#[command(name = "star-cards", version, propagate_version = true)]
struct CommandLine {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand, Debug)]
enum Command {
    Review(review::ReviewArgs),
    Due(due::DueArgs),
    Undo(undo::UndoArgs),
    Suspend(suspend::SuspendArgs),
    Resume(suspend::ResumeArgs),
    Add(add::AddArgs),
    Edit(edit::EditArgs),
    List(list::ListArgs),
    Show(show::ShowArgs),
    Rename(rename::RenameArgs),
    Remove(remove::RemoveArgs),
    Check(check::CheckArgs),
    Rehearse(rehearse::RehearseArgs),
    Calibrate(calibrate::CalibrateArgs),
    Pick(pick::PickArgs),
    Closing(closing::ClosingArgs),
    Interview(interview::InterviewArgs),
    Plan(plan::PlanArgs),
    Brief(brief::BriefArgs),
    Debrief(debrief::DebriefArgs),
    Stats(stats::StatsArgs),
    Export(export::ExportArgs),
    Import(import::ImportArgs),
    Backup(backup::BackupArgs),
    Restore(restore::RestoreArgs),
    Grade(grade::GradeArgs),
    Schedule(schedule::ScheduleArgs),
    Doctor(doctor::DoctorArgs),
    Config(config::ConfigArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    #[command(hide = true)]
    Complete(completions::CompleteArgs),
}

impl Command {
    /// Whether it works just as well where the settings are wrong.
    fn needs_no_settings(&self) -> bool {
        matches!(
            self,
            Command::Doctor(_)
                | Command::Config(_)
                | Command::Completions(_)
                | Command::Man(_)
                | Command::Complete(_)
        )
    }

    fn run(self, env: &mut Env<'_>) -> Outcome {
        match self {
            Command::Review(command) => command.run(env),
            Command::Due(command) => command.run(env),
            Command::Undo(command) => command.run(env),
            Command::Suspend(command) => command.run(env),
            Command::Resume(command) => command.run(env),
            Command::Add(command) => command.run(env),
            Command::Edit(command) => command.run(env),
            Command::List(command) => command.run(env),
            Command::Show(command) => command.run(env),
            Command::Rename(command) => command.run(env),
            Command::Remove(command) => command.run(env),
            Command::Check(command) => command.run(env),
            Command::Rehearse(command) => command.run(env),
            Command::Calibrate(command) => command.run(env),
            Command::Pick(command) => command.run(env),
            Command::Closing(command) => command.run(env),
            Command::Interview(command) => command.run(env),
            Command::Plan(command) => command.run(env),
            Command::Brief(command) => command.run(env),
            Command::Debrief(command) => command.run(env),
            Command::Stats(command) => command.run(env),
            Command::Export(command) => command.run(env),
            Command::Import(command) => command.run(env),
            Command::Backup(command) => command.run(env),
            Command::Restore(command) => command.run(env),
            Command::Grade(command) => command.run(env),
            Command::Schedule(command) => command.run(env),
            Command::Doctor(command) => command.run(env),
            Command::Config(command) => command.run(env),
            Command::Completions(command) => command.run(env),
            Command::Man(command) => command.run(env),
            Command::Complete(command) => command.run(env),
        }
    }
}

/// The commands with their flags: what help, completions and manual pages are made of.
/// `columns` is the width that help is built out for.
fn tree(columns: usize) -> clap::Command {
    help::add_to(CommandLine::command(), columns)
}

/// Runs one command line in a world and returns the exit code: 0 done, 1 failure or
/// findings, 2 usage or no terminal, 130 after Ctrl-C.
pub fn run<I, T>(args: I, world: &mut World) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let columns = world
        .columns
        .map_or(HELP_COLUMNS, |columns| columns.min(HELP_COLUMNS));
    let parsed = tree(columns)
        .term_width(columns)
        .try_get_matches_from(args)
        .and_then(|matches| CommandLine::from_arg_matches(&matches));
    let args = match parsed {
        Ok(args) => args,
        Err(error) => return answer_clap(&error, world),
    };
    let outcome = Env::new(world, &args.global, tree).and_then(|mut env| match args.command {
        Some(command) => {
            if !command.needs_no_settings() {
                env.require_valid_settings()?;
            }
            command.run(&mut env)
        }
        None => {
            env.require_valid_settings()?;
            default_command::run(&mut env)
        }
    });
    match outcome {
        Ok(code) => code,
        Err(error) => {
            tell(&error, world);
            error.exit_code()
        }
    }
}

/// Help and version are answers, the rest is a mistake in the command line.
fn answer_clap(error: &clap::Error, world: &mut World) -> u8 {
    let answer = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    let text = text::clean(&error.render().to_string());
    let out = if answer {
        &mut world.stdout
    } else {
        &mut world.stderr
    };
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    if answer { 0 } else { 2 }
}

/// Prints an error: what, then what to do next.
fn tell(error: &CliError, world: &mut World) {
    let message = match &error.failure {
        Failure::Usage(message) | Failure::Failed(message) => message,
        Failure::Interrupted | Failure::OutputClosed => return,
    };
    let mut lines = Vec::new();
    for (number, row) in message.lines().enumerate() {
        let line = if number == 0 {
            Line::toned(Tone::Warn, "error: ").and(Tone::Normal, row)
        } else {
            Line::plain(row)
        };
        lines.push(line.hanging(2));
    }
    lines.extend(
        error
            .hints
            .iter()
            .map(|hint| Line::plain(hint.as_str()).indented(2)),
    );
    let text = text::render(&lines, world.prompt.style());
    let _ = world.stderr.write_all(text.as_bytes());
}
