//! `export`: statistics, the raw log, calendars and packages, for other programs.

mod anki;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::context::{Context, Table};
use super::error::{CliError, Outcome};
use crate::export::stats::{self, Texts};
use crate::export::{ics, markdown, reviews, runs};
use crate::files;
use crate::study::day::StudyDay;
use crate::study::interview::{Interview, interviews};
use crate::study::report::Report;

/// Write statistics or the raw log for programs, spreadsheets and notes
///
/// Exports hold names and numbers; your words stay out of them unless you ask for --with-text.
#[derive(clap::Args, Debug)]
pub struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand, Debug)]
enum What {
    Stats(ExportStats),
    Reviews(ExportReviews),
    Runs(ExportRuns),
    Ics(ExportIcs),
    Anki(anki::ExportAnki),
}

/// Write the statistics of every card, story and deck, and of all together
///
/// CSV has one row a name, `level` says of what: card, story, deck or total. Rates, recall and
/// readiness run from 0 to 1, times are milliseconds, intervals days, and `forecast` counts the
/// cards that fall due on each of 30 days, today first.
#[derive(clap::Args, Debug)]
struct ExportStats {
    /// How to write it; if left out, the ending of FILE decides, else csv
    #[arg(long, value_enum)]
    format: Option<StatsFormat>,
    #[command(flatten)]
    target: Target,
    /// Your words too: titles, and the points and text of cards
    #[arg(long)]
    with_text: bool,
}

/// Write every answer ever given, those taken back too
///
/// In the order in which they count. `counted` says whether an answer moved its card's memory,
/// `undone` whether it was taken back. JSON writes `session` as a string: its 64 bits are more
/// than many readers keep of a number.
#[derive(clap::Args, Debug)]
struct ExportReviews {
    /// How to write it; if left out, the ending of FILE decides, else csv
    #[arg(long, value_enum)]
    format: Option<LogFormat>,
    #[command(flatten)]
    target: Target,
    /// The stories' titles too
    #[arg(long)]
    with_text: bool,
}

/// Write every timed rehearsal, one row a lap, those cut short or taken back too
///
/// `part` is start (the silence before the first word), a beat, closing, or end (the whole run);
/// times are milliseconds, pauses left out. Only runs that are `finished` count in any figure.
#[derive(clap::Args, Debug)]
struct ExportRuns {
    /// How to write it; if left out, the ending of FILE decides, else csv
    #[arg(long, value_enum)]
    format: Option<LogFormat>,
    #[command(flatten)]
    target: Target,
}

/// Write a calendar: your interviews, and the days before the nearest one to review on
#[derive(clap::Args, Debug)]
struct ExportIcs {
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

/// Where an export goes.
#[derive(clap::Args, Debug)]
pub struct Target {
    /// Write to FILE, whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace FILE if it is there
    #[arg(long, requires = "output")]
    force: bool,
}

impl Export {
    /// Writes it.
    pub fn run(self, context: &mut Context<'_>) -> Outcome {
        match self.what {
            What::Stats(command) => command.run(context),
            What::Reviews(command) => command.run(context),
            What::Runs(command) => command.run(context),
            What::Ics(command) => command.run(context),
            What::Anki(command) => command.run(context),
        }
    }
}

impl ExportStats {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        self.target.check()?;
        let Table {
            shelf, facts, desk, ..
        } = context.table()?;
        let report = Report::make(&shelf, &facts, &desk);
        let texts = self.with_text.then(|| Texts::gather(&shelf, &desk));
        let format = self.format.or_else(|| self.target.format());
        let bytes = match format.unwrap_or(StatsFormat::Csv) {
            StatsFormat::Csv => stats::to_csv(&report, texts.as_ref()),
            StatsFormat::Json => stats::to_json(&report, texts.as_ref()),
            StatsFormat::Md => markdown::stats(&report, texts.as_ref()),
        };
        self.target.put(context, &bytes)
    }
}

impl ExportReviews {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        self.target.check()?;
        let Table {
            shelf, facts, desk, ..
        } = context.table()?;
        let format = self.format.or_else(|| self.target.format());
        let bytes = match format.unwrap_or(LogFormat::Csv) {
            LogFormat::Csv => reviews::to_csv(&shelf, &facts, &desk, self.with_text),
            LogFormat::Json => reviews::to_json(&shelf, &facts, &desk, self.with_text),
        };
        self.target.put(context, &bytes)
    }
}

impl ExportRuns {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        self.target.check()?;
        let facts = context.store()?.read()?;
        let format = self.format.or_else(|| self.target.format());
        let bytes = match format.unwrap_or(LogFormat::Csv) {
            LogFormat::Csv => runs::to_csv(&facts),
            LogFormat::Json => runs::to_json(&facts),
        };
        self.target.put(context, &bytes)
    }
}

impl ExportIcs {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        self.target.check()?;
        let table = context.table()?;
        let today = table.desk.day;
        let planned: Vec<Interview> = interviews(&table.facts)
            .into_iter()
            .filter(|interview| !interview.done && interview.details.date >= today)
            .collect();
        let days = planned
            .first()
            .map_or(0, |first| first.details.date.since(today));
        let study_days: Vec<StudyDay> = (0..days).map(|day| today.plus(day)).collect();
        let text = ics::calendar(&planned, &study_days, context.now().instant());
        self.target.put(context, text.as_bytes())
    }
}

impl Target {
    /// The file, unless it is standard output, which `-` means as well.
    fn file(&self) -> Option<&Path> {
        self.output
            .as_deref()
            .filter(|path| *path != Path::new("-"))
    }

    /// The format that the file's ending names, if it is one.
    fn format<F: ValueEnum>(&self) -> Option<F> {
        let ending = self.file()?.extension()?.to_str()?;
        F::from_str(ending, true).ok()
    }

    /// Refuses early what cannot work, before the log is read.
    fn check(&self) -> Result<(), CliError> {
        let Some(path) = self.file() else {
            return Ok(());
        };
        let shown = path.display();
        match fs::metadata(path) {
            // Only files are replaced: a rename over a device or a pipe would take its place.
            Ok(metadata) if !metadata.is_file() => Err(CliError::failed(format!(
                "{shown} is there and is not a file"
            ))
            .hint("Give another name with -o, or leave -o out to write to standard output.")),
            Ok(_) if !self.force => Err(already_there(path)),
            _ => Ok(()),
        }
    }

    /// Writes the bytes there, whole or not at all.
    fn put(&self, context: &mut Context<'_>, bytes: &[u8]) -> Outcome {
        let Some(path) = self.file() else {
            context.write(bytes)?;
            return Ok(0);
        };
        let written = match self.force {
            true => files::write_whole(path, bytes),
            false => files::write_new(path, bytes),
        };
        written.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => already_there(path),
            _ => CliError::failed(format!("{} cannot be written: {error}", path.display())).hint(
                "Check that its folder exists and can be written, and that the disk has room.",
            ),
        })?;
        context.note(&format!("Wrote {}.", path.display()));
        Ok(0)
    }
}

fn already_there(path: &Path) -> CliError {
    CliError::failed(format!("{} is already there", path.display()))
        .hint("Add --force to replace it, or give another name with -o.")
}

#[cfg(test)]
mod tests;
