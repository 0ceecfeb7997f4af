//! `doctor`: everything looked at once, and for each thing that wants doing, what to do.

mod files;
mod finding;
mod snapshot;
mod told;
mod voice;

use std::fs;
use std::path::PathBuf;

use finding::{capital, finding, shell, size};

use super::cut_restore;
use super::editor::found_editor;
use super::env::Env;
use super::error::{CliError, Failure, Outcome};
use super::wording::{counted, future_sentence, rows};
use super::{names, other_shape};
use crate::export::doctor::{Checkup, DoctorFinding, LogFigures, Places, Screen, Stories};
use crate::export::json;
use crate::files::free_bytes;
use crate::store::{self, Store, StoreError, newest_backup};
use crate::story::{Level, Library, sort};
use crate::study::card_states::CardStates;
use crate::study::day::Instant;
use crate::study::facts::{Facts, FutureRows};
use crate::study::next_step::JustDone;

/// So many copies of the log are named.
const MOST_COPIES: usize = 10;

/// Less than this left, and a log may soon not be saved.
const LITTLE_ROOM: u64 = 50 * 1024 * 1024;

/// Check your files and settings, and say what to fix and how
///
/// Shows where your files are and in which versions, if the log is sound, problems in decks, names in
/// the log that no story has, files that others can read, broken links, settings with mistakes, and
/// what your terminal can do. Creates and changes nothing. Exit code 1 if there is something to fix.
#[derive(clap::Args, Debug)]
pub(crate) struct DoctorArgs {
    /// Print JSON: {"version":1,"findings":[{"code","what","do"}],...}
    #[arg(long)]
    json: bool,
    /// Record three seconds, show what is heard of them, and say what to install if something is
    /// missing. The recording is deleted at once
    #[arg(long, conflicts_with = "json")]
    voice: bool,
}

impl DoctorArgs {
    /// Looks.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        if self.voice {
            env.require_valid_settings()?;
            return voice::try_out(env);
        }
        let mut findings = settings(env);
        let cut = cut_restore::told(env);
        if let [what, ways @ ..] = cut.as_slice() {
            findings.extend(ways.iter().map(|way| finding("restore", what, way)));
        }
        let decks = env.read_decks(env.snapshot().as_ref());
        let (log, facts) = log(env, &mut findings);
        let states = CardStates::build(&decks.library, &facts, env.today());
        let stories = stories(env, &decks.library, &states, &mut findings);
        let snapshot = snapshot::figures(env, &decks, states.cards.len(), log.answers);
        findings.extend(snapshot::finding_of(env, &snapshot));
        findings.extend(files::findings(env));
        findings.extend(voice::findings(env));
        let data = env.home.data().to_owned();
        let free_bytes = data.ancestors().find_map(free_bytes);
        if let Some(left) = free_bytes.filter(|left| *left < LITTLE_ROOM) {
            findings.push(finding(
                "room",
                format!(
                    "Only {} are left on the disk of {}.",
                    size(left),
                    data.display()
                ),
                "Make room, or the next answers cannot be saved.",
            ));
        }
        let checkup = Checkup {
            version: json::VERSION,
            program: env!("CARGO_PKG_VERSION"),
            sqlite: store::sqlite_version(),
            schema: store::schema_version(),
            places: places(env),
            log,
            stories,
            snapshot,
            voice: voice::setup(env),
            screen: screen(env),
            free_bytes,
            findings,
        };
        match self.json {
            true => env.write(json::document(&checkup).as_bytes())?,
            false => {
                let lines = told::lines(env, &checkup);
                env.print(&lines)?;
                // A finding tells its own way out.
                env.done = checkup.findings.is_empty().then(JustDone::default);
            }
        }
        Ok(u8::from(!checkup.findings.is_empty()))
    }
}

fn places(env: &Env<'_>) -> Places {
    let home = &env.home;
    let folders = env.deck_folders();
    Places {
        data: home.data().display().to_string(),
        log: home.database().display().to_string(),
        decks: folders
            .iter()
            .map(|folder| folder.display().to_string())
            .collect(),
        backups: home.backups().display().to_string(),
        settings: home.config().display().to_string(),
    }
}

/// What is wrong with the settings file.
fn settings(env: &mut Env<'_>) -> Vec<DoctorFinding> {
    let path = env.home.config().display().to_string();
    let wrong = env.settings_wrong.take().map(|error: CliError| {
        let what = match error.failure {
            Failure::Usage(message) | Failure::Failed(message) => message,
            Failure::Interrupted | Failure::OutputClosed => String::new(),
        };
        finding("settings", capital(&what), error.hints.join(" "))
    });
    let told = std::mem::take(&mut env.settings_warnings);
    let unknown = told.iter().map(|told| {
        let what = format!("{path}: {told}");
        finding(
            "settings",
            what,
            "Correct that line, or remove it. `star-cards config --print` shows every key.",
        )
    });
    wrong.into_iter().chain(unknown).collect()
}

/// Reads the whole log and has SQLite check it.
fn log(env: &mut Env<'_>, findings: &mut Vec<DoctorFinding>) -> (LogFigures, Facts) {
    let path = env.home.database();
    let mut log = LogFigures {
        state: "none",
        bytes: fs::metadata(&path).map_or(0, |metadata| metadata.len()),
        newest_backup: newest_backup(&env.home.backups()).map(|path| path.display().to_string()),
        ..LogFigures::default()
    };
    match read_log(env) {
        Ok((store, None)) => {
            findings.extend(store.orphan().map(|wal| {
                finding(
                    "log",
                    format!(
                        "There is no log, but {} belonged to one and may hold answers.",
                        wal.display()
                    ),
                    "If you find that log, put it back beside this file.",
                )
            }));
            findings.extend(copies(env, &store));
            (log, Facts::default())
        }
        Ok((store, Some(facts))) => {
            findings.extend(copies(env, &store));
            log.state = "sound";
            log.rows = facts.rows();
            log.answers = facts.reviews.len();
            let (newest, now) = (facts.newest(), env.now().instant());
            let facts = facts.up_to(env.today());
            findings.extend(clock(&facts.future, newest, now));
            (log, facts)
        }
        Err(error) => {
            log.state = "broken";
            findings.push(finding(
                "log",
                format!("{}.", capital(&error.to_string())),
                error.hint(),
            ));
            (log, Facts::default())
        }
    }
}

/// Rows from later than now: some clock was wrong then, or is now.
fn clock(future: &FutureRows, newest: Option<Instant>, now: Instant) -> Option<DoctorFinding> {
    if let Some(told) = future_sentence(future) {
        return Some(finding(
            "clock",
            told,
            "If the clock is wrong now, set it. If it was wrong then, `star-cards undo --future` undoes them.",
        ));
    }
    let newest = newest.filter(|newest| *newest > now.latest_trusted())?;
    Some(finding(
        "clock",
        format!(
            "The log has a row of {}, but the clock says {}.",
            newest.to_rfc3339(),
            now.to_rfc3339()
        ),
        "If the clock is wrong now, set it. If it was wrong then, there is nothing to do.",
    ))
}

/// The log, and the facts of a sound one; none where there is no log yet.
fn read_log(env: &mut Env<'_>) -> Result<(Store, Option<Facts>), StoreError> {
    let mut store = env.look_at_log()?;
    if !store.is_there() {
        return Ok((store, None));
    }
    store.check()?;
    let facts = store.read()?;
    Ok((store, Some(facts)))
}

/// Copies of the log beside it that hold what it lacks: those that a file-sync program or a
/// person made, and that somebody may have gone on with.
fn copies(env: &Env<'_>, store: &Store) -> Vec<DoctorFinding> {
    let entries = fs::read_dir(env.home.data())
        .into_iter()
        .flatten()
        .flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    sort::by(&mut files, Ord::cmp);
    let others = files.into_iter().filter(|file| {
        let is_file = fs::symlink_metadata(file).is_ok_and(|data| data.is_file());
        is_file && !env.is_the_log(file)
    });
    let now = env.now().instant();
    let lacked = others.filter_map(|file| {
        let theirs = store::read_other(&file).ok()?;
        let lacks = store.merge_dry_run(&theirs, now).ok()?;
        (lacks.new > 0).then(|| {
            finding(
                "copies",
                format!(
                    "{} has what the log does not have: {}.",
                    file.display(),
                    rows(lacks.new, lacks.answers)
                ),
                format!(
                    "To add it to the log: {}",
                    shell("star-cards import", &file)
                ),
            )
        })
    });
    lacked.take(MOST_COPIES).collect()
}

fn stories(
    env: &Env<'_>,
    library: &Library,
    states: &CardStates,
    findings: &mut Vec<DoctorFinding>,
) -> Stories {
    let wrong = library
        .problems
        .iter()
        .filter(|(_, problem)| problem.level == Level::Problem);
    let problems = library.unread.len() + wrong.count();
    if problems > 0 {
        findings.push(finding(
            "decks",
            format!("{} in your decks.", counted(problems, "problem")),
            "`star-cards list` shows where, and what to do.",
        ));
    }
    let in_other_shape = other_shape::decks(library).into_iter();
    findings.extend(in_other_shape.map(|deck| finding("decks", deck.what, deck.way_out)));
    let lost = names::lost(env, states);
    if let Some(first) = lost.first() {
        findings.push(finding(
            "names",
            format!(
                "The log has answers for names that no story has: {}.",
                lost.join(", ")
            ),
            format!("Nothing is lost. If you renamed a story: star-cards rename {first} NEW"),
        ));
    }
    let own: Vec<_> = library.own().collect();
    let decks = library.decks.iter().filter(|deck| !deck.builtin).count();
    Stories {
        own: own.len(),
        decks,
        problems,
        lost,
    }
}

fn screen(env: &Env<'_>) -> Screen {
    let style = env.out_style;
    let world = &env.world;
    Screen {
        columns: style.columns,
        colour: style.colour,
        unicode: style.unicode,
        plain: style.plain,
        editor: found_editor(env),
        clock_stands_at: world.variable("STAR_CARDS_NOW").map(str::to_owned),
    }
}
