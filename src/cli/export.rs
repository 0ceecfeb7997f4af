//! `export`: statistics, the raw log, calendars and packages, for other programs.

mod anki;
mod report;
mod target;

use clap::ValueEnum;

use super::countdown;
use super::env::Env;
use super::error::{CliError, Outcome};
use super::progress::{PERMILLE, Progress};
use super::workspace::{Workspace, ask_questions};
use crate::export::stats::{self, Texts};
use crate::export::{ics, markdown, reviews, runs};
use crate::story::StoryEntry;
use crate::study::card_states::CardStatesBuilder;
use crate::study::interview::interviews;
use target::Target;

/// Export the report, the statistics, the raw log, a calendar or an Anki package
///
/// Exports have names and numbers. Your own words are in them only with --with-text.
#[derive(clap::Args, Debug)]
pub(crate) struct ExportArgs {
    #[command(subcommand)]
    what: ExportWhat,
}

#[derive(clap::Subcommand, Debug)]
enum ExportWhat {
    Report(report::ExportReportArgs),
    Stats(ExportStatsArgs),
    Reviews(ExportReviewsArgs),
    Runs(ExportRunsArgs),
    Ics(ExportIcsArgs),
    Anki(anki::ExportAnkiArgs),
}

/// Export the statistics of every card, story and deck, and the totals
///
/// The CSV has one row for each name; `level` is card, story, deck or total. Rates, recall and
/// readiness are between 0 and 1, times in milliseconds, intervals in days. `forecast` counts the
/// cards that become due on each of 30 days, today first. Further rows are for kinds of failure,
/// weeks (named by their Mondays), days, and the distribution of ease and interval.
#[derive(clap::Args, Debug)]
struct ExportStatsArgs {
    /// The format; if left out, the ending of FILE decides, else csv
    #[arg(long, value_enum)]
    format: Option<StatsFormat>,
    #[command(flatten)]
    target: Target,
    /// Include your words: titles, and the points and text of cards
    #[arg(long)]
    with_text: bool,
    /// Print the JSON Schema of the JSON document, and nothing else
    #[arg(long, conflicts_with_all = ["format", "with_text"])]
    schema: bool,
}

/// Export every answer you ever gave, undone ones too
///
/// The rows are in the order in which they count. `counted` says if an answer moved its card's
/// memory, `undone` if it was undone. In JSON `session` is a string, since many programs cannot
/// read a number of 64 bits.
#[derive(clap::Args, Debug)]
struct ExportReviewsArgs {
    /// The format; if left out, the ending of FILE decides, else csv
    #[arg(long, value_enum)]
    format: Option<LogFormat>,
    #[command(flatten)]
    target: Target,
    /// Include the stories' titles
    #[arg(long)]
    with_text: bool,
}

/// Export every timed rehearsal, one row for each part, stopped and undone ones too
///
/// `part` is start (the silence before the first word), a beat, closing, or end (the whole run).
/// Times are in milliseconds, without pauses. Of runs that were heard there are the words of each part,
/// the points looked for and the points said; without times `ms` is empty. The statistics count only
/// runs that are `finished`.
#[derive(clap::Args, Debug)]
struct ExportRunsArgs {
    /// The format; if left out, the ending of FILE decides, else csv
    #[arg(long, value_enum)]
    format: Option<LogFormat>,
    #[command(flatten)]
    target: Target,
    /// Include the stories' titles
    #[arg(long)]
    with_text: bool,
}

/// Export a calendar: your interviews, and what to do on each day before the nearest one
///
/// The days are those of `plan`, without the free ones. When the plan has changed, export and import
/// it again: your calendar replaces the old entries.
#[derive(clap::Args, Debug)]
struct ExportIcsArgs {
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StatsFormat {
    /// A table for spreadsheets
    Csv,
    /// One document: {"version":1,"day",...}
    Json,
    /// Tables for notes and wikis
    Md,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// A table for spreadsheets
    Csv,
    /// One document: {"version":1,...}
    Json,
}

/// The titles and texts of the cards, where they are asked for.
fn texts(workspace: &Workspace, wanted: bool) -> Option<Texts<'_>> {
    wanted.then(|| Texts::gather(&workspace.library, &workspace.states))
}

impl ExportArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        match self.what {
            ExportWhat::Report(command) => command.run(env),
            ExportWhat::Stats(command) => command.run(env),
            ExportWhat::Reviews(command) => command.run(env),
            ExportWhat::Runs(command) => command.run(env),
            ExportWhat::Ics(command) => command.run(env),
            ExportWhat::Anki(command) => command.run(env),
        }
    }
}

impl ExportStatsArgs {
    fn run(self, env: &mut Env<'_>) -> Outcome {
        self.target.check(env)?;
        if self.schema {
            return self.target.put(env, stats::schema().as_bytes());
        }
        let (workspace, report) = Workspace::counted(env)?;
        let texts = texts(&workspace, self.with_text);
        let format = self.format.or_else(|| self.target.format());
        let bytes = match format.unwrap_or(StatsFormat::Csv) {
            StatsFormat::Csv => stats::to_csv(&report, texts.as_ref()),
            StatsFormat::Json => stats::to_json(&report, texts.as_ref()),
            StatsFormat::Md => markdown::stats(&report, texts.as_ref()),
        };
        self.target.put(env, &bytes)
    }
}

impl ExportReviewsArgs {
    fn run(self, env: &mut Env<'_>) -> Outcome {
        self.target.check(env)?;
        let format = self.format.or_else(|| self.target.format());
        let format = match format.unwrap_or(LogFormat::Csv) {
            LogFormat::Csv => reviews::Format::Csv,
            LogFormat::Json => reviews::Format::Json,
        };
        let mut store = env.open_log()?;
        let mut library = env.library();
        ask_questions(env, &mut store, &mut library)?;
        let (facts, span) = store.read_but_reviews()?;
        let mut facts = facts.up_to(env.today());
        let mut builder = CardStatesBuilder::begin(&library, &facts, env.today());
        self.target.stream(env, |env, out| {
            let mut log = reviews::ReviewWriter::begin(out, format, self.with_text);
            let mut progress = Progress::begin(env, "Writing", PERMILLE);
            if self.target.is_screen(env) {
                progress.hide();
            }
            store.each_review(span, &mut facts.names, |piece| {
                for name in piece.names {
                    let card = builder.register_name(name);
                    let story = card.and_then(|card| card.entry(&library));
                    log.meet(name, story.map(StoryEntry::title));
                }
                for review in piece.reviews {
                    let written = log.row(review, builder.apply(review));
                    written.map_err(|error| self.target.full(&error))?;
                }
                progress.set_position(piece.permille);
                Ok::<(), CliError>(())
            })?;
            log.finish().map_err(|error| self.target.full(&error))
        })
    }
}

impl ExportRunsArgs {
    fn run(self, env: &mut Env<'_>) -> Outcome {
        self.target.check(env)?;
        let (facts, _) = env.open_log()?.read_but_reviews()?;
        let titles = self.with_text.then(|| env.library());
        let format = self.format.or_else(|| self.target.format());
        let bytes = match format.unwrap_or(LogFormat::Csv) {
            LogFormat::Csv => runs::to_csv(&facts, titles.as_ref()),
            LogFormat::Json => runs::to_json(&facts, titles.as_ref()),
        };
        self.target.put(env, &bytes)
    }
}

impl ExportIcsArgs {
    fn run(self, env: &mut Env<'_>) -> Outcome {
        self.target.check(env)?;
        let workspace = Workspace::open(env)?;
        let today = workspace.date;
        let mut planned = interviews(&workspace.facts);
        planned.retain(|interview| interview.is_to_come(today));
        let days = countdown::agenda(&workspace);
        let text = ics::calendar(&planned, &days, env.now().instant());
        self.target.put(env, text.as_bytes())
    }
}
