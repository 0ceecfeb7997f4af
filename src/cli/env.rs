//! What the outside gives a command: the world, where things live, the settings, the clock;
//! and the ways to print, to ask, and to open the log.

use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use super::error::{CliError, already_there};
use super::folding::known_decks;
use super::global::{GlobalArgs, style};
use super::world::{SnapshotUse, World};
use crate::clock::{Clock, FrozenClock};
use crate::deck::{self, DecksHeld, DecksRead};
use crate::files;
use crate::foreign::{self, ForeignSource, NoText};
use crate::home::{Home, Settings};
use crate::prompt::stop;
use crate::prompt::text::{self, Line, Style};
use crate::snapshot::{self, Snapshot};
use crate::store::{LogPaths, Store, StoreError};
use crate::story::lines::mark_length;
use crate::story::outline::LibraryOutline;
use crate::story::{Deck, Library, Story, StoryId};
use crate::study::day::{ClockReading, Instant, StudyDay};
use crate::study::next_step::JustDone;
use crate::study::prefix::{FoldedPrefix, PrefixNames};

/// Bytes; a file of settings is a few hundred.
const MOST_SETTINGS: u64 = 1024 * 1024;

/// Bytes that are read in one go where lines are read one by one.
const READ_AT_ONCE: usize = 64 * 1024;

/// What a person would call it.
const STDIN: &str = "standard input";

/// One run of the program.
pub(crate) struct Env<'w> {
    /// The outside.
    pub world: &'w mut World,
    /// Where things live.
    pub home: Home,
    /// The settings.
    pub settings: Settings,
    /// What the settings file says that is not understood, a line each.
    pub settings_warnings: Vec<String>,
    /// Why the settings file could not be taken; the defaults hold then.
    pub settings_wrong: Option<CliError>,
    /// The look of standard output.
    pub out_style: Style,
    /// The commands with their flags, help built out for so many columns: what completions and
    /// manual pages are made of.
    pub tree: fn(usize) -> clap::Command,
    /// What was just done, where the next step is to be told when the command has ended.
    pub done: Option<JustDone>,
    /// The next step, where the command has worked it out of what it had read.
    pub next_step: Option<Vec<Line>>,
    /// Lines that were printed for a person.
    pub lines_printed: usize,
    /// What is to be kept for the next start, once this one is over.
    pub snapshot_due: Option<SnapshotDue>,
    /// A command line to go on with, where a person chose that in this one.
    pub then: Option<Vec<String>>,
    clock: Arc<dyn Clock>,
}

/// What a start has worked out and no snapshot holds yet.
pub(crate) struct SnapshotDue {
    /// What is known of the decks.
    pub decks: LibraryOutline,
    /// The beginning of the log, folded with the cards of these decks.
    pub log: Option<(Arc<FoldedPrefix>, Arc<PrefixNames>)>,
}

/// Every story, while no other process of ours changes one.
pub(crate) struct HeldLibrary {
    /// The stories.
    pub library: Library,
    _held: DecksHeld,
}

impl HeldLibrary {
    /// The story that had this name before, as it stands now, and its deck.
    pub(crate) fn own(&self, id: &StoryId) -> Result<(&Deck, &Story), CliError> {
        let library = &self.library;
        let entry = library.find(library.current_id(id.as_str()));
        let entry = entry.filter(|entry| !entry.deck().builtin);
        entry
            .map(|entry| (entry.deck(), entry.story()))
            .ok_or_else(|| {
                CliError::failed(format!("{id} was just removed; nothing was changed"))
                    .hint("`star-cards list` names your stories.")
            })
    }
}

impl<'w> Env<'w> {
    /// Reads flags, environment and settings. Whoever goes by the settings calls
    /// [`Env::require_valid_settings`] next.
    pub(crate) fn new(
        world: &'w mut World,
        global: &GlobalArgs,
        tree: fn(usize) -> clap::Command,
    ) -> Result<Env<'w>, CliError> {
        let home = find_home(world, global)?;
        let clock = find_clock(world)?;
        let (settings, settings_warnings, settings_wrong) = match read_settings(&home) {
            Ok((settings, told)) => (settings, told, None),
            Err(error) => (Settings::default(), Vec::new(), Some(error)),
        };
        let out_style = style(world, global, world.stdout_is_terminal);
        let ask_style = style(world, global, world.stderr_is_terminal);
        world.prompt.set_style(ask_style);
        Ok(Env {
            world,
            home,
            settings,
            settings_warnings,
            settings_wrong,
            out_style,
            tree,
            done: None,
            next_step: None,
            lines_printed: 0,
            snapshot_due: None,
            then: None,
            clock,
        })
    }

    /// Refuses wrong settings and tells of unknown ones: for every command but those that
    /// mend them.
    pub(crate) fn require_valid_settings(&mut self) -> Result<(), CliError> {
        if let Some(error) = self.settings_wrong.take() {
            return Err(error);
        }
        for told in std::mem::take(&mut self.settings_warnings) {
            self.note(&format!("{}: {told}", self.home.config().display()));
        }
        Ok(())
    }

    /// One reading of the clock.
    pub(crate) fn now(&self) -> ClockReading {
        self.clock.now()
    }

    /// Milliseconds on a clock that never goes back.
    pub(crate) fn monotonic_ms(&self) -> u64 {
        self.clock.monotonic_ms()
    }

    /// The clock itself, for a dial that runs while a key is awaited.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// The study day.
    pub(crate) fn today(&self) -> StudyDay {
        self.now().day(self.settings.cutoff_hour)
    }

    /// The calendar date, which interviews are on; kept as the study day that bears it.
    pub(crate) fn date(&self) -> StudyDay {
        StudyDay::from_date(self.now().local.date_naive())
    }

    /// What the wall showed here at an instant: by the zone as it was then, not as it is now.
    pub(crate) fn local(&self, at: Instant) -> Option<DateTime<FixedOffset>> {
        at.local(self.clock.offset_at(at))
    }

    /// An instant as a person here reads it.
    pub(crate) fn spoken(&self, at: Instant) -> String {
        at.spoken(self.clock.offset_at(at))
    }

    /// A name with the local date and time after it.
    pub(crate) fn stamped(&self, name: &str) -> String {
        let local = self.now().local;
        format!("{name}-{}", local.format("%Y-%m-%d-%H%M%S"))
    }

    /// What an earlier start has kept, where that is used.
    pub(crate) fn snapshot(&self) -> Option<Snapshot> {
        Snapshot::open(&self.snapshot_path()?)
    }

    /// Where an earlier start may have kept one, where that is used.
    pub(crate) fn snapshot_path(&self) -> Option<PathBuf> {
        match self.world.snapshot {
            SnapshotUse::Off => None,
            SnapshotUse::WherePays | SnapshotUse::Always => Some(self.home.snapshot()),
        }
    }

    /// Every story, with what is wrong in the files; of those that are as a snapshot knows them
    /// the words are read when somebody asks.
    pub(crate) fn read_decks(&self, snapshot: Option<&Snapshot>) -> DecksRead {
        let known = snapshot.and_then(known_decks);
        let (folders, now) = (self.deck_folders(), self.now().instant());
        deck::read_known(&folders, &self.settings.builtin, known, now)
    }

    /// Every story, with what is wrong in the files.
    pub(crate) fn library(&self) -> Library {
        self.read_decks(self.snapshot().as_ref()).library
    }

    /// Every story as it stands now, with other writers held off: for the moment in which
    /// something is written, never while somebody is asked.
    pub(crate) fn hold_library(&self) -> HeldLibrary {
        stop::something_changes();
        let held = deck::hold(&self.deck_folders());
        HeldLibrary {
            library: deck::read_all(&self.deck_folders(), &self.settings.builtin),
            _held: held,
        }
    }

    /// Keeps a text that did not find its place, and adds to the error where it is.
    pub(crate) fn kept_as_draft(&self, name: &str, text: &str, error: CliError) -> CliError {
        match deck::keep(&self.home.drafts(), name, text) {
            Ok(path) => error.hint(format!("Your text is saved in {}.", path.display())),
            Err(_) => error.hint(format!("Your text: {text}")),
        }
    }

    /// Whether a path leads into a folder of decks.
    pub(crate) fn is_deck(&self, path: &Path) -> bool {
        let folders = self.deck_folders().into_iter();
        let mut folders = folders.filter_map(|folder| folder.canonicalize().ok());
        let path = path.canonicalize();
        path.is_ok_and(|path| folders.any(|folder| path.starts_with(folder)))
    }

    /// The folders that decks are searched in.
    pub(crate) fn deck_folders(&self) -> Vec<PathBuf> {
        let more = self.settings.decks.iter().map(|folder| self.expand(folder));
        std::iter::once(self.home.decks()).chain(more).collect()
    }

    /// `~/` in a setting means the home folder, as in a shell.
    fn expand(&self, folder: &Path) -> PathBuf {
        match (folder.strip_prefix("~"), self.world.variable("HOME")) {
            (Ok(inside), Some(home)) => Path::new(home).join(inside),
            _ => folder.to_owned(),
        }
    }

    /// Where folders lie that are soon gone.
    pub(crate) fn temporary_places(&self) -> Vec<PathBuf> {
        files::temporary_places(self.world.variable("XDG_RUNTIME_DIR"))
    }

    /// Where the log lies.
    pub(crate) fn location(&self) -> LogPaths {
        LogPaths {
            database: self.home.database(),
            backups: self.home.backups(),
            busy_timeout: self.world.busy_timeout,
        }
    }

    /// Whether a path leads to the log.
    pub(crate) fn is_the_log(&self, path: &Path) -> bool {
        is_same(&self.home.database(), path)
    }

    /// Refuses early to write where something is that has to stay: what the program lives on,
    /// what is no file, and, unless `force` is given, any other file.
    pub(crate) fn may_put(&self, path: &Path, force: bool) -> Result<(), CliError> {
        let shown = path.display();
        if let Some(what) = self.own_file(path) {
            return Err(CliError::usage(format!("{shown} is {what}"))
                .hint("Nothing was written. Give another name with -o."));
        }
        match fs::metadata(path) {
            // Only files are replaced: a rename over a device or a pipe would take its place.
            Ok(metadata) if !metadata.is_file() => {
                Err(CliError::failed(format!("{shown} is not a file"))
                    .hint("Give the name of a file with -o."))
            }
            Ok(_) if !force => Err(already_there(path)),
            _ => Ok(()),
        }
    }

    /// What a file is to the program, if it is one that nothing else may take the place of.
    fn own_file(&self, path: &Path) -> Option<&'static str> {
        let log = self.home.database();
        let beside = ["-wal", "-shm", "-journal"].map(|ending| files::with_suffix(&log, ending));
        let place = path.canonicalize().ok().or_else(|| place(path));
        let inside = |folder: &PathBuf| {
            let (place, folder) = (place.as_ref(), folder.canonicalize().ok());
            place
                .zip(folder)
                .is_some_and(|(place, folder)| place.starts_with(folder))
        };
        // What is not there yet would be taken for a deck of stories.
        let is_deck = path.is_file() || path.extension().is_some_and(|ending| ending == "md");
        if self.is_the_log(path) {
            Some("the log itself")
        } else if beside.iter().any(|own| is_same(own, path)) {
            Some("a part of the log")
        } else if is_same(&self.home.config(), path) {
            Some("the settings file")
        } else if is_deck && self.deck_folders().iter().any(inside) {
            Some("a deck of yours, or would be one")
        } else if path.is_file() && inside(&self.home.drafts()) {
            Some("a draft of yours")
        } else if path.is_file() && inside(&self.home.jobs()) {
            Some("the job text of an interview")
        } else if path.is_file() && inside(&self.home.trash()) {
            Some("a story of yours in the trash")
        } else {
            None
        }
    }

    /// The log, opened for looking; what it has to say about itself is told, and what killed
    /// runs left behind goes.
    pub(crate) fn open_log(&mut self) -> Result<Store, StoreError> {
        files::clear_left_behind([self.home.data(), &self.home.backups()]);
        files::clear_left_behind_in(&self.temporary_places());
        self.look_at_log()
    }

    /// The same, with everything left as it lies.
    pub(crate) fn look_at_log(&mut self) -> Result<Store, StoreError> {
        let session = (self.world.draw)();
        let mut store = Store::open_read_only(self.location(), session)?;
        self.print_notices(&mut store);
        Ok(store)
    }

    /// Keeps what this start has worked out for the next one. Where that cannot be, the next one is
    /// slower.
    pub(crate) fn keep_snapshot(&mut self) {
        if let Some(due) = self.snapshot_due.take() {
            let _ = snapshot::write(&self.home.snapshot(), || {
                let log = due
                    .log
                    .map(|(prefix, names)| snapshot::pack_log(&prefix, &names));
                let [memories, names] = log.unwrap_or_default();
                [snapshot::pack_decks(&due.decks), memories, names]
            });
        }
    }

    /// Prints lines for a person to standard output.
    pub(crate) fn print(&mut self, lines: &[Line]) -> Result<(), CliError> {
        self.lines_printed += lines.len();
        let text = text::render(lines, self.out_style);
        self.write(text.as_bytes())
    }

    /// Shows lines of a conversation with a person.
    pub(crate) fn say(&mut self, lines: &[Line]) {
        self.lines_printed += lines.len();
        self.world.prompt.say(lines);
    }

    /// Prints data to standard output as it is: whoever made it took care of its escapes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        let stdout = &mut self.world.stdout;
        stdout
            .write_all(bytes)
            .and_then(|()| stdout.flush())
            .map_err(|error| CliError::of_output(&error))
    }

    /// Tells something in passing, on standard error.
    pub(crate) fn note(&mut self, message: &str) {
        self.warn(Line::plain(message).hanging(2));
    }

    /// Shows one line in passing, on standard error.
    pub(crate) fn warn(&mut self, line: Line) {
        self.lines_printed += 1;
        let text = text::render(&[line], self.world.prompt.style());
        // Nobody left to read it: nothing to be done about that.
        let _ = self.world.stderr.write_all(text.as_bytes());
    }

    /// Tells what the log has to say about itself.
    pub(crate) fn print_notices(&mut self, store: &mut Store) {
        for notice in store.take_notices() {
            self.note(&notice);
        }
    }

    /// Asks yes or no, unless `yes` was given; off a terminal that flag is the only way.
    pub(crate) fn confirm(&mut self, question: &str, yes: bool) -> Result<bool, CliError> {
        if yes {
            return Ok(true);
        }
        if !self.world.prompt.can_ask() {
            return Err(CliError::usage("this needs a terminal").hint("In a script, add --yes."));
        }
        self.lines_printed += 1;
        Ok(self.world.prompt.confirm(question)?)
    }

    /// Asks for a short answer, which stays on the screen with its question.
    pub(crate) fn input(&mut self, question: &str) -> Result<String, CliError> {
        self.lines_printed += 1;
        Ok(self.world.prompt.input(question)?)
    }

    /// The text of a file, or of standard input for `-`, without a byte order mark.
    pub(crate) fn read_source(&mut self, from: &Path) -> Result<String, CliError> {
        let text = match from == Path::new("-") {
            false => deck::read_named(from)?,
            true => {
                let bytes = self.read_stdin("a deck")?;
                if let Some(known) = foreign::no_words(&bytes).or_else(|| foreign::packed(&bytes)) {
                    return Err(no_text(STDIN, &known));
                }
                String::from_utf8(bytes)
                    .map_err(|_| CliError::failed("standard input is not UTF-8 text"))?
            }
        };
        Ok(text[mark_length(&text)..].to_owned())
    }

    /// What was heard of a spoken answer, in a file or on standard input for `-`.
    pub(crate) fn read_spoken(&mut self, from: &Path) -> Result<String, CliError> {
        let (bytes, name) = match from == Path::new("-") {
            false => (deck::read_transcript(from)?, from.display().to_string()),
            true => (self.read_stdin("an answer")?, STDIN.to_owned()),
        };
        foreign::decode_spoken(bytes).map_err(|why| no_text(&name, &why))
    }

    /// Lines of whatever number, in a file or on standard input for `-`, to be read one by one.
    pub(crate) fn open_lines(&mut self, from: &Path) -> Result<Box<dyn BufRead + '_>, CliError> {
        let (source, name): (Box<dyn Read + '_>, _) = match from == Path::new("-") {
            true => (Box::new(&mut self.world.stdin), STDIN.to_owned()),
            false => {
                let file = deck::open_plain(from, "Read it as standard input: --from -")?;
                (Box::new(file), from.display().to_string())
            }
        };
        let mut lines = BufReader::with_capacity(READ_AT_ONCE, source);
        let head = lines.fill_buf();
        let head = head.map_err(|error| {
            CliError::failed(format!("{name} cannot be read: {error}"))
                .hint("Check where it comes from, then try again.")
        })?;
        match foreign::no_words(head).or_else(|| foreign::packed(head)) {
            Some(why) => Err(no_text(&name, &why)),
            None => Ok(Box::new(lines)),
        }
    }

    /// What a file holds that came from elsewhere, or standard input for `-`.
    pub(crate) fn read_foreign(&mut self, from: &Path) -> Result<ForeignSource, CliError> {
        if from != Path::new("-") {
            return Ok(deck::read_foreign(from)?);
        }
        deck::foreign_source(self.read_stdin("a deck")?).map_err(|error| no_text(STDIN, &error))
    }

    /// `what` is what the bytes are for.
    fn read_stdin(&mut self, what: &str) -> Result<Vec<u8>, CliError> {
        let mut bytes = Vec::new();
        (&mut self.world.stdin)
            .take(deck::MAX_DECK_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| CliError::failed(format!("standard input cannot be read: {error}")))?;
        match bytes.len() as u64 > deck::MAX_DECK_BYTES {
            true => Err(CliError::failed(format!(
                "standard input is too large for {what}"
            ))),
            false => Ok(bytes),
        }
    }
}

/// What came in is no text of a person.
fn no_text(name: &str, why: &NoText) -> CliError {
    CliError::failed(format!("{name}: {}", why.message)).hint(why.fix)
}

/// Where a path leads, or will once something is there.
fn place(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
    Some(folder.join(path.file_name()?))
}

/// Whether two paths lead to one file, or will once it is there.
fn is_same(one: &Path, other: &Path) -> bool {
    let file = |path: &Path| {
        let metadata = fs::metadata(path).ok()?;
        Some((metadata.dev(), metadata.ino()))
    };
    file(one).is_some_and(|one| file(other) == Some(one))
        || place(one).is_some_and(|one| place(other) == Some(one))
}

/// The home; what is there and no folder cannot be one.
fn find_home(world: &World, global: &GlobalArgs) -> Result<Home, CliError> {
    let home = named_home(world, global)?;
    let mut folders = home.data().ancestors().filter(|folder| folder.exists());
    match folders.next() {
        Some(file) if !file.is_dir() => Err(CliError::failed(format!(
            "{} is a file, not a folder",
            file.display()
        ))
        .hint("Name a folder with --home DIR or STAR_CARDS_HOME; it is created when needed.")),
        _ => Ok(home),
    }
}

fn named_home(world: &World, global: &GlobalArgs) -> Result<Home, CliError> {
    if let Some(folder) = &global.home {
        return Ok(Home::under(folder));
    }
    if world
        .not_unicode
        .iter()
        .any(|name| name == "STAR_CARDS_HOME")
    {
        return Err(CliError::usage("STAR_CARDS_HOME is not UTF-8 text")
            .hint("Name the folder with --home DIR, or rename it."));
    }
    if let Some(folder) = world.variable("STAR_CARDS_HOME") {
        return Ok(Home::under(Path::new(folder)));
    }
    Home::xdg().map_err(CliError::failed)
}

fn find_clock(world: &World) -> Result<Arc<dyn Clock>, CliError> {
    let Some(text) = world.variable("STAR_CARDS_NOW") else {
        return Ok(Arc::clone(&world.clock));
    };
    let now = DateTime::parse_from_rfc3339(text).map_err(|error| {
        CliError::usage(format!("STAR_CARDS_NOW is `{text}`: {error}"))
            .hint("Write a local time with its offset: 2026-01-17T20:00:00+01:00")
    })?;
    Ok(Arc::new(FrozenClock::at(now)))
}

/// The text of the settings; none where a pipe, a device or something huge is in their place.
fn settings_text(path: &Path) -> io::Result<Option<String>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() || metadata.len() > MOST_SETTINGS {
        return Ok(None);
    }
    let mut text = String::new();
    let file = fs::File::open(path)?;
    file.take(MOST_SETTINGS).read_to_string(&mut text)?;
    Ok(Some(text))
}

fn read_settings(home: &Home) -> Result<(Settings, Vec<String>), CliError> {
    let path = home.config();
    let cannot = |why: String| {
        CliError::failed(format!(
            "the settings {} cannot be read: {why}",
            path.display()
        ))
    };
    let text = match settings_text(&path) {
        Ok(Some(text)) => text,
        Ok(None) => {
            return Err(cannot("this is not a plain file of settings".to_owned())
                .hint("Move it away; `star-cards config` then writes a file with every default."));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => {
            return Err(cannot(error.to_string())
                .hint("Check its permissions, and that it is plain text in UTF-8."));
        }
    };
    Settings::parse(&text).map_err(|message| {
        CliError::failed(format!(
            "the settings {} are wrong: {message}",
            path.display()
        ))
        .hint("Correct that line, or remove it to get the default.")
    })
}
