//! `restore` of a backup: log, decks, job texts and settings become what it holds.
//!
//! Whatever could fail is done first: the present home goes into a backup of its own, the new
//! files are written beside their places. Then the log is replaced in one transaction, and the
//! files move, which needs no room. A note says how to go on where that was cut short.

use std::fs;
use std::path::Path;

use super::whole_log::{WholeLog, log_unless_broken};
use crate::archive::{self, ArchiveError, DECKS, JOBS, SETTINGS, UnpackedBackup, Words};
use crate::cli::cut_restore::{self, RestoreMark};
use crate::cli::env::Env;
use crate::cli::error::{CliError, Outcome};
use crate::cli::home_backup::{self, BackupPlace};
use crate::cli::wording::{counted, counted_stories, detail, heading};
use crate::deck::{self, StagedFiles};
use crate::files::shell_quoted;
use crate::prompt::text::Line;
use crate::snapshot;
use crate::store::{self, DAMAGED, MissingRows, OtherLog, Restored, Store};
use crate::story::replaced::replaced_stories;
use crate::story::{Deck, Library, Story};

/// So many titles or files are named, the others counted.
const NAMED: usize = 5;

/// A backup beside what is here.
struct HomeChange<'f> {
    file: &'f Path,
    new: UnpackedBackup,
    log: Option<OtherLog>,
    old: Words,
    /// What the log here holds and the backup's lacks.
    lacking: MissingRows,
    /// Answers of the backup that are not here.
    gained: usize,
    /// Whether the rows of the two logs differ.
    log_differs: bool,
    /// The log as it is; none where it is damaged.
    store: Option<Store>,
}

/// Shows what would change, asks, and does it.
pub(super) fn restore(env: &mut Env<'_>, file: &Path, yes: bool, dry_run: bool) -> Outcome {
    let refused = |error: ArchiveError| {
        let message = format!("{} cannot be restored: {error}", file.display());
        CliError::failed(message).hint(error.hint())
    };
    let new = archive::unpack(file).map_err(refused)?;
    let read = |path: &Path| {
        store::read_other(path).map_err(|mut error| {
            error.path = file.to_owned();
            error
        })
    };
    let log = new.log.as_deref().map(read).transpose()?;
    let change = HomeChange::compare(env, file, new, log)?;
    let changes = change.changes();
    if changes.is_empty() {
        if !dry_run {
            cut_restore::settle(env);
        }
        env.note(&format!("Everything is already as in {}.", file.display()));
        return Ok(0);
    }
    let head = heading(format!("What {} would change", file.display()));
    let lines: Vec<Line> = std::iter::once(head.hanging(2)).chain(changes).collect();
    if dry_run {
        env.print(&lines)?;
        env.print(&[Line::plain("Nothing was changed: --dry-run.")])?;
        return Ok(0);
    }
    lines.into_iter().for_each(|line| env.warn(line));
    if change.takes_away() {
        env.note("A backup of what is here is made first.");
        let import = shell_quoted(file);
        env.note(&format!(
            "To add what is missing and lose nothing: star-cards import {import}"
        ));
        if !env.confirm("Restore this backup?", yes)? {
            env.note("Nothing was changed.");
            return Ok(0);
        }
    }
    change.put(env)
}

impl HomeChange<'_> {
    fn compare<'f>(
        env: &mut Env<'_>,
        file: &'f Path,
        new: UnpackedBackup,
        log: Option<OtherLog>,
    ) -> Result<HomeChange<'f>, CliError> {
        let mut ours = log_unless_broken(env)?;
        let now = env.now().instant();
        let (mut lacking, mut gained, mut log_differs) = (MissingRows::default(), 0, false);
        if let Some(theirs) = &log {
            gained = theirs.facts.reviews.len();
            log_differs = true;
            if let Some(WholeLog { store, rows }) = &mut ours {
                lacking = store.lacking(theirs)?;
                gained = store.merge_dry_run(theirs, now)?.answers;
                log_differs = lacking.rows > 0 || *rows != theirs.facts.rows();
            }
        }
        Ok(HomeChange {
            file,
            new,
            log,
            old: home_backup::gather(env).words,
            lacking,
            gained,
            log_differs,
            store: ours.map(|ours| ours.store),
        })
    }

    /// The files that get other bytes, or are new.
    fn coming(&self) -> impl Iterator<Item = (&String, &Vec<u8>)> {
        let new = self.new.words.iter();
        new.filter(|(name, bytes)| self.old.get(*name) != Some(bytes))
    }

    /// The decks that the backup does not have. Job texts and settings stay where it has none.
    fn going(&self) -> impl Iterator<Item = &String> {
        let old = self.old.keys();
        old.filter(|name| name.starts_with(DECKS) && !self.new.words.contains_key(*name))
    }

    /// Whether anything that is here would not be here any more.
    fn takes_away(&self) -> bool {
        let replaced = self.coming().any(|(name, _)| self.old.contains_key(name));
        let damaged = self.log.is_some() && self.store.is_none();
        self.lacking.rows > 0 || replaced || damaged || self.going().next().is_some()
    }

    /// What would change, a line each.
    fn changes(&self) -> Vec<Line> {
        let mut told = Vec::new();
        if self.log_differs {
            let lost = match self.store {
                Some(_) => format!("{} lost", self.lacking.answers),
                None => "the log here is damaged and is moved away".to_owned(),
            };
            told.push(format!("Answers: {} new, {lost}", self.gained));
        }
        let (now, then) = (library(&self.old), library(&self.new.words));
        let stories = replaced_stories(&now, &then);
        for (what, stories) in [
            ("Stories changed", &stories.changed),
            ("Stories new", &stories.added),
            ("Stories gone", &stories.gone),
        ] {
            let title = |story: &&Story| format!("\"{}\"", story.title);
            let titles: Vec<String> = stories.iter().map(title).collect();
            told.extend((!titles.is_empty()).then(|| format!("{what}: {}", some_of(&titles))));
        }
        let files: Vec<String> = self
            .coming()
            .map(|(name, _)| name)
            .chain(self.going())
            .filter(|name| *name != SETTINGS)
            .cloned()
            .collect();
        told.extend((!files.is_empty()).then(|| format!("Files: {}", some_of(&files))));
        let settings = self.coming().any(|(name, _)| name == SETTINGS);
        told.extend(settings.then(|| "Settings: replaced".to_owned()));
        told.into_iter().map(detail).collect()
    }

    /// Puts everything in its place.
    fn put(mut self, env: &mut Env<'_>) -> Outcome {
        deck::make_folder(&env.home.decks())?;
        let held = env.hold_library();
        if home_backup::gather(env).words != self.old {
            return Err(
                CliError::failed("a story was just changed; nothing was restored")
                    .hint("Try again, and look at what would change now."),
            );
        }
        self.refuse_what_is_not_kept(env)?;
        let named = BackupPlace::Named("replaced");
        let before = home_backup::write(env, self.store.as_ref(), &self.old, &named)?;
        let mark = RestoreMark::begin(env, self.file, before.as_deref()).map_err(|error| {
            CliError::failed(format!("nothing was restored: {error}"))
                .hint("Check that the disk has room, then try again.")
        })?;
        let mut staged = StagedFiles::default();
        for (name, bytes) in self.coming() {
            staged.put(&home_backup::place(env, name), bytes)?;
        }
        for name in self.going() {
            staged.remove(home_backup::place(env, name));
        }
        let damaged = match self.put_log(env)? {
            Restored::Grown => {
                env.note(
                    "A card was just answered in another session. Nothing was changed. End that session, then try again.",
                );
                return Ok(1);
            }
            Restored::Done { kept } => kept,
        };
        if let Err(error) = staged.finish() {
            let told = CliError::from(error);
            let ways = cut_restore::told_while(&mark);
            mark.leave();
            return Err(ways.into_iter().fold(told, CliError::hint));
        }
        let way_back = mark.done();
        drop(held);
        if let Some(store) = &mut self.store {
            env.print_notices(store);
        }
        self.tell(env, way_back.as_deref(), damaged.as_deref());
        Ok(0)
    }

    /// A file that cannot be read cannot be kept, so it is not replaced either.
    fn refuse_what_is_not_kept(&self, env: &Env<'_>) -> Result<(), CliError> {
        let new = self
            .coming()
            .filter(|(name, _)| !self.old.contains_key(*name));
        let mut places = new.map(|(name, _)| home_backup::place(env, name));
        match places.find(|place| fs::symlink_metadata(place).is_ok()) {
            None => Ok(()),
            Some(place) => Err(CliError::failed(format!(
                "{} is in the way: it cannot be read, or is not a file; nothing was restored",
                place.display()
            ))
            .hint("Move it away, then try again.")),
        }
    }

    fn put_log(&mut self, env: &Env<'_>) -> Result<Restored, CliError> {
        let theirs = self.log.as_ref().filter(|_| self.log_differs);
        let Some(theirs) = theirs else {
            return Ok(Restored::Done { kept: None });
        };
        snapshot::remove(&env.home.snapshot());
        Ok(match &mut self.store {
            Some(store) => store.restore(theirs, self.lacking, None)?,
            None => {
                let name = env.stamped(DAMAGED);
                Store::restore_over_damage(&env.location(), theirs, &name)?
            }
        })
    }

    fn tell(&self, env: &mut Env<'_>, way_back: Option<&str>, damaged: Option<&Path>) {
        let stories = library(&self.new.words).own().count();
        let mut held = vec![counted_stories(stories)];
        let answers = self.log.as_ref().map(|log| log.facts.reviews.len());
        held.extend(answers.map(|answers| counted(answers, "answer")));
        env.note(&format!(
            "Restored {}: {}.",
            self.file.display(),
            held.join(", ")
        ));
        if let Some(damaged) = damaged {
            env.note(&format!(
                "The damaged log is saved in {}.",
                damaged.display()
            ));
        }
        if let Some(way_back) = way_back {
            env.note(way_back);
        }
    }
}

/// The stories of these files alone.
fn library(words: &Words) -> Library {
    let text = |(name, bytes): (&String, &Vec<u8>)| {
        let name = name.strip_prefix(DECKS)?;
        Some(Deck::new(
            name.trim_end_matches(".md").to_owned(),
            name.to_owned(),
            false,
            String::from_utf8(bytes.clone()).ok()?,
        ))
    };
    debug_assert!(
        words
            .keys()
            .all(|name| name == SETTINGS || name.starts_with(DECKS) || name.starts_with(JOBS))
    );
    Library::load(words.iter().filter_map(text).collect(), Vec::new())
}

/// The first few, and how many more there are.
fn some_of(all: &[String]) -> String {
    let shown = all
        .iter()
        .take(NAMED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match all.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
