//! `grade`: answers from scripts and other programs.

use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::DateTime;
use serde::Deserialize;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::progress::Progress;
use super::wording::counted;
use super::workspace::Workspace;
use super::{names, save};
use crate::clock::Clock;
use crate::store::{ScriptAnswer, Spool};
use crate::story::lines::mark_length;
use crate::study::day::{ClockReading, Instant, StudyDay};
use crate::study::review::Quality;

/// Bytes; a line of an answer has about a hundred.
const LONGEST_LINE: u64 = 1024 * 1024;

const EXAMPLE: &str = "A line reads {\"card\":\"STORY/action\",\"quality\":4}.";

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
        match (&self.from, self.card, self.quality) {
            (Some(from), ..) => {
                let mut answers = read_answers(env, &workspace, from)?;
                save(env, &mut workspace, &mut answers)?;
                let told = counted(answers.count() as usize, "answer");
                env.note(&format!("{told} recorded."));
            }
            (None, Some(card), Some(quality)) => {
                let card = names::card(&workspace.library, &workspace.states, &card)?;
                let answer = ScriptAnswer {
                    card: workspace.states.cards[card].name(&workspace.library),
                    quality: valid(quality)?,
                    given: None,
                };
                let fact = answer.into_fact(env.today());
                save::append_one(env, &mut workspace.store, fact)?;
            }
            _ => unreachable!("clap asks for both"),
        }
        Ok(0)
    }
}

/// Checks every line before the first is written: the log is held for as long as writing takes,
/// not for as long as another program takes to give them.
fn read_answers(env: &mut Env<'_>, workspace: &Workspace, from: &Path) -> Result<Spool, CliError> {
    let mut check = LineCheck {
        workspace,
        now: env.now(),
        clock: env.clock(),
        cutoff: env.settings.cutoff_hour,
    };
    let mut source = env.open_lines(from)?;
    let mut answers = Spool::new();
    let mut bytes = Vec::new();
    for number in 1.. {
        if !next_line(&mut source, &mut bytes, number)? {
            break;
        }
        let answer = check.answer(&bytes);
        if let Some(answer) = answer.map_err(|error| at_line(error, number))? {
            answers.push(&answer).map_err(|error| not_kept(&error))?;
        }
    }
    Ok(answers)
}

/// Writes all of them in one stroke.
fn save(env: &mut Env<'_>, workspace: &mut Workspace, answers: &mut Spool) -> Result<(), CliError> {
    let store = &mut workspace.store;
    let saved = save::keep_trying(env, store, "input", |env, store| {
        let now = env.now();
        let today = now.day(env.settings.cutoff_hour);
        let mut progress = Progress::begin(env, "Saving", answers.count());
        store.append_spooled(now.instant(), today, answers, |done| {
            progress.set_position(done)
        })
    });
    saved.map(|_| ())
}

fn at_line(error: CliError, line: u64) -> CliError {
    let mut told = error.lines().into_iter();
    let what = told.next().unwrap_or_default();
    let error = CliError::usage(format!("line {line}: {what}"));
    told.fold(error, CliError::hint).hint(NOTHING_RECORDED)
}

const NOTHING_RECORDED: &str = "Nothing was recorded.";

fn not_kept(error: &io::Error) -> CliError {
    let folder = std::env::temp_dir();
    CliError::failed(format!(
        "no room for the answers in {}: {error}",
        folder.display()
    ))
    .hint("Make room there, or name another folder in TMPDIR.")
    .hint(NOTHING_RECORDED)
}

/// Reads a line with its ending. False at the end of the input.
fn next_line(source: &mut dyn BufRead, line: &mut Vec<u8>, number: u64) -> Result<bool, CliError> {
    line.clear();
    let read = source.take(LONGEST_LINE + 1).read_until(b'\n', line);
    let read = read.map_err(|error| {
        CliError::failed(format!("line {number} cannot be read: {error}"))
            .hint("Check where it comes from, then try again.")
            .hint(NOTHING_RECORDED)
    })?;
    if read as u64 > LONGEST_LINE {
        let too_long = CliError::usage("this line is longer than 1 MB");
        let too_long = too_long.hint("Give each answer a line of its own.");
        return Err(at_line(too_long.hint(EXAMPLE), number));
    }
    Ok(read > 0)
}

/// What lines are checked against.
struct LineCheck<'w> {
    workspace: &'w Workspace,
    now: ClockReading,
    clock: Arc<dyn Clock>,
    cutoff: u32,
}

impl LineCheck<'_> {
    /// The answer of a line; none on one without words.
    fn answer(&mut self, line: &[u8]) -> Result<Option<ScriptAnswer>, CliError> {
        let line = std::str::from_utf8(line).map_err(|_| {
            CliError::failed("this line is not UTF-8 text").hint("Save it as plain text in UTF-8.")
        })?;
        // Files that were joined may each have begun with a byte order mark.
        let line = line[mark_length(line)..].trim();
        if line.is_empty() {
            return Ok(None);
        }
        let row: GradeLine = serde_json::from_str(line)
            .map_err(|error| CliError::usage(error.to_string()).hint(EXAMPLE))?;
        let Workspace {
            library, states, ..
        } = self.workspace;
        let card = names::exact_card(library, states, &row.card)?;
        Ok(Some(ScriptAnswer {
            card: states.cards[card].name(library),
            quality: valid(row.quality)?,
            given: row.at.map(|at| self.moment(&at)).transpose()?,
        }))
    }

    fn moment(&mut self, at: &str) -> Result<(Instant, StudyDay), CliError> {
        let local = DateTime::parse_from_rfc3339(at).map_err(|error| {
            CliError::usage(format!("`{at}` is not a time: {error}"))
                .hint("Write a local time with its offset: 2026-01-17T20:00:00+01:00")
        })?;
        if local > self.now.local {
            // Whoever gives the lines may have given this one just now.
            self.now = self.clock.now();
        }
        if local > self.now.local {
            return Err(CliError::usage(format!("{at} is in the future"))
                .hint("Write the time when you answered."));
        }
        let at = ClockReading { local }.instant();
        Ok((at, StudyDay::of(local, self.cutoff)))
    }
}

fn valid(quality: u8) -> Result<Quality, CliError> {
    Quality::new(quality).ok_or_else(|| {
        CliError::usage(format!("{quality} is not a quality"))
            .hint("Give a whole number from 0 to 5.")
    })
}
