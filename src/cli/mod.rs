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
mod cut_restore;
mod debrief;
mod doctor;
mod due;
mod edit;
mod editor;
mod env;
mod error;
mod export;
mod findings;
mod folding;
mod global;
mod grade;
mod help;
mod home_backup;
mod import;
mod interview;
mod interviews;
mod list;
mod man;
mod meter;
mod mock;
mod names;
mod other_shape;
mod pick;
mod plan;
mod problems;
mod progress;
mod ranking;
mod rehearse;
mod remember;
mod remove;
mod rename;
mod restore;
mod review;
mod run_files;
mod save;
mod schedule;
mod show;
mod standing;
mod stats;
mod stopwatch;
mod story_choice;
mod suspend;
mod telling;
mod undo;
mod voice;
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
use workspace::Workspace;
use world::World;

use crate::prompt::stop;
use crate::prompt::text::{self, Line, Tone};
use crate::study::next_step::JustDone;

/// Practise your interview stories: what you decided, and what you changed.
///
/// star-cards asks you for the decision (Action) and the lasting change (Learning) of each of your
/// failure stories, and quizzes you on the four traps. SM-2 decides when each card comes back.
/// Without a command it shows what is due and what to do next.
#[derive(Parser, Debug)]
#[command(name = "star-cards", version, propagate_version = true)]
struct CommandLine {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The commands from one table: the heading that the help lists each under, its arguments, and
/// a command line that uses it.
macro_rules! commands {
    ($($heading:literal { $($name:ident($args:path) $example:literal)* })*) => {
        #[derive(Subcommand, Debug)]
        enum Command {
            $($($name($args),)*)*
            #[command(hide = true)]
            Complete(completions::CompleteArgs),
        }

        impl Command {
            fn run(self, env: &mut Env<'_>) -> Outcome {
                match self {
                    $($(Command::$name(command) => command.run(env),)*)*
                    Command::Complete(command) => command.run(env),
                }
            }
        }

        /// The examples of the commands under their headings, in the order of the help.
        const HEADINGS: &[(&str, &[&str])] = &[$(($heading, &[$($example),*])),*];
    };
}

commands! {
    "Every day" {
        Review(review::ReviewArgs) "star-cards review --more 10"
        Due(due::DueArgs) "star-cards due --json"
        Undo(undo::UndoArgs) "star-cards undo nine-days-late/action"
        Suspend(suspend::SuspendArgs) "star-cards suspend nine-days-late"
        Resume(suspend::ResumeArgs) "star-cards resume nine-days-late"
    }
    "Your stories" {
        Add(add::AddArgs) "star-cards add --from story.md"
        Edit(edit::EditArgs) "star-cards edit nine-days-late"
        List(list::ListArgs) "star-cards list --all"
        Show(show::ShowArgs) "star-cards show nine-days-late"
        Rename(rename::RenameArgs) "star-cards rename nine-days-late shim"
        Remove(remove::RemoveArgs) "star-cards remove nine-days-late"
    }
    "The answer" {
        Check(check::CheckArgs) "star-cards check nine-days-late"
        Rehearse(rehearse::RehearseArgs) "star-cards rehearse nine-days-late"
        Mock(mock::MockArgs) "star-cards mock Acme"
        Calibrate(calibrate::CalibrateArgs) "star-cards calibrate nine-days-late"
        Pick(pick::PickArgs) "star-cards pick --role migrations"
        Closing(closing::ClosingArgs) "star-cards closing nine-days-late"
    }
    "Interviews" {
        Interview(interview::InterviewArgs) "star-cards interview list"
        Plan(plan::PlanArgs) "star-cards plan Globex"
        Brief(brief::BriefArgs) "star-cards brief Globex"
        Debrief(debrief::DebriefArgs) "star-cards debrief Globex"
    }
    "Figures and files" {
        Stats(stats::StatsArgs) "star-cards stats"
        Export(export::ExportArgs) "star-cards export report --open"
        Import(import::ImportArgs) "star-cards import --dry-run bank.md"
        Backup(backup::BackupArgs) "star-cards backup -o copy.zip"
        Restore(restore::RestoreArgs) "star-cards restore --dry-run copy.zip"
    }
    "For programs" {
        Grade(grade::GradeArgs) "star-cards grade --from answers.jsonl"
        Schedule(schedule::ScheduleArgs) "star-cards schedule < questions.jsonl"
    }
    "Set-up" {
        Doctor(doctor::DoctorArgs) "star-cards doctor"
        Config(config::ConfigArgs) "star-cards config --print"
        Completions(completions::CompletionsArgs) "star-cards completions bash"
        Man(man::ManArgs) "star-cards man review | man -l -"
    }
}

impl Command {
    /// Whether it works just as well where the settings are wrong.
    fn needs_no_settings(&self) -> bool {
        use Command::{Complete, Completions, Config, Doctor, Man};
        matches!(
            self,
            Doctor(_) | Config(_) | Completions(_) | Man(_) | Complete(_)
        )
    }

    /// Whether a person runs it to do something, which ends with the next step. What is for looking
    /// or has a form for programs says so itself, see [`Env::done`].
    fn ends_with_step(&self) -> bool {
        use Command::{
            Add, Backup, Calibrate, Closing, Debrief, Edit, Interview, Remove, Rename, Restore,
            Resume, Suspend, Undo,
        };
        matches!(
            self,
            Add(_)
                | Backup(_)
                | Calibrate(_)
                | Closing(_)
                | Debrief(_)
                | Edit(_)
                | Interview(_)
                | Remove(_)
                | Rename(_)
                | Restore(_)
                | Resume(_)
                | Suspend(_)
                | Undo(_)
        )
    }
}

/// The commands with their flags: what help, completions and manual pages are made of.
/// `columns` is the width that help is built out for.
fn tree(columns: usize) -> clap::Command {
    help::add_to(CommandLine::command(), HEADINGS, columns)
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
    let line: Vec<OsString> = args.into_iter().map(Into::into).collect();
    let parse = |tree: clap::Command| {
        tree.term_width(columns)
            .try_get_matches_from(&line)
            .and_then(|matches| CommandLine::from_arg_matches(&matches))
    };
    // What help says beside the words of the arguments takes longer to lay out than most command
    // lines take to read, and only whoever is answered with help sees it.
    let parsed = parse(CommandLine::command()).or_else(|_| parse(tree(columns)));
    let args = match parsed {
        Ok(args) => args,
        Err(error) => return answer_clap(&error, world),
    };
    // A program may run several command lines.
    stop::promise(stop::NOTHING_CHANGED);
    let outcome = Env::new(world, &args.global, tree).and_then(|mut env| {
        let needs_no_settings = Command::needs_no_settings;
        if !args.command.as_ref().is_some_and(needs_no_settings) {
            env.require_valid_settings()?;
            for told in cut_restore::told(&env) {
                env.note(&told);
            }
        }
        let code = match args.command {
            Some(command) => {
                env.done = command.ends_with_step().then(JustDone::default);
                command.run(&mut env)?
            }
            None => due::welcome_or_due(&mut env)?,
        };
        let code = match env.then.take() {
            Some(args) => go_on(&mut env, args)?,
            None => code,
        };
        tell_next_step(&mut env);
        env.keep_snapshot();
        Ok(code)
    });
    match outcome {
        Ok(code) => code,
        Err(error) => {
            tell(&error, world);
            error.exit_code()
        }
    }
}

/// Runs the command that a person chose to go on with.
fn go_on(env: &mut Env<'_>, args: Vec<String>) -> Outcome {
    let line = std::iter::once("star-cards".to_owned()).chain(args);
    let line = CommandLine::try_parse_from(line).expect("commands name commands");
    line.command.map_or(Ok(0), |command| command.run(env))
}

/// Ends what a person did with the one next step, on a terminal: scripts have no use for it.
fn tell_next_step(env: &mut Env<'_>) {
    if let Some(step) = env.next_step.take() {
        return step.into_iter().for_each(|line| env.warn(line));
    }
    let Some(done) = env.done.take().filter(|_| env.world.stderr_is_terminal) else {
        return;
    };
    // What it has worked out need not be worked out again.
    env.keep_snapshot();
    // The command itself went well; whoever cannot read its log again is told by the next one.
    if let Ok(workspace) = Workspace::open(env) {
        let today = workspace.today_list();
        let step = workspace.next_step(env, &today, &done, env.lines_printed == 1);
        step.into_iter().for_each(|line| env.warn(line));
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
    let rows = message.lines().enumerate().map(|(number, row)| {
        let error = if number == 0 { "error: " } else { "" };
        Line::toned(Tone::Warn, error)
            .and(Tone::Normal, row)
            .hanging(2)
    });
    let hints = error.hints.iter().map(|hint| Line::plain(hint).indented(2));
    let lines: Vec<Line> = rows.chain(hints).collect();
    let text = text::render(&lines, world.prompt.style());
    let _ = world.stderr.write_all(text.as_bytes());
}
