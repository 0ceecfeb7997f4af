//! A hermetic world: a temporary home, no environment, a frozen clock that ticks at each
//! look, a scripted person, captured output.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use crate::script::{Reply, Script};
use chrono::{DateTime, FixedOffset};
use serde_json::Value;
use star_cards::clock::{Clock, FrozenClock};
use star_cards::internals::ClockReading;
use star_cards::prompt::text::{Line, Style};
use star_cards::prompt::{Answered, Bar, Chosen, Key, Prompt, PromptError, RunningClock, Unticked};
use star_cards::{SnapshotUse, World};
use tempfile::TempDir;

/// A story with both cards, two points in its Action and one in its Learning.
pub(crate) const NINE_DAYS: &str = "\
# Nine days late

id: nine-days-late
role: Software engineer
miss: technical
question: Tell me about a time you failed.

## Situation

I led the checkout move in 2023. Two shops waited for it.

## Action

I **skipped the compatibility shim** because I **trusted the date**.

## Result

Nine days late.

## Learning

I **write the rollback plan first**, every time.

## Traps

- deflection: \"Marketing had already sent the campaign.\"
";

/// What a command did.
#[derive(Debug)]
pub(crate) struct Run {
    pub code: u8,
    pub out: String,
    pub err: String,
    /// What the prompt showed.
    pub shown: String,
}

impl Run {
    /// The run, which must have ended well.
    #[track_caller]
    pub(crate) fn ok(self) -> Run {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// The run, which must have ended with that code.
    #[track_caller]
    pub(crate) fn code(self, code: u8) -> Run {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    /// The card names of `list --json` and `due --json`.
    #[track_caller]
    pub(crate) fn cards(&self) -> Vec<String> {
        let json = self.json();
        let cards = json["cards"].as_array().expect("cards");
        cards
            .iter()
            .map(|card| card["card"].as_str().expect("a name").to_owned())
            .collect()
    }

    /// One card of `list --json`.
    #[track_caller]
    pub(crate) fn card(&self, name: &str) -> Value {
        let json = self.json();
        let cards = json["cards"].as_array().expect("cards");
        let found = cards.iter().find(|card| card["card"] == name);
        found.unwrap_or_else(|| panic!("no card {name}")).clone()
    }
}

/// A person's home on a day.
pub(crate) struct Home {
    folder: TempDir,
    now: RefCell<String>,
    draws: Cell<i64>,
    /// How many numbers the last command has drawn: one each time it opens the log.
    pub drawn: Rc<Cell<i64>>,
    /// Whether somebody reads standard error.
    pub is_read: Cell<bool>,
    pub env: RefCell<BTreeMap<String, String>>,
    pub columns: Cell<usize>,
    /// Minutes that pass on the wall clock at each look at the other one.
    pub minutes_a_look: Cell<i64>,
    /// Milliseconds that have passed beside the looks at the clock.
    pub skipped_ms: Arc<AtomicU64>,
    /// Whether commands keep a snapshot.
    pub snapshot: Cell<SnapshotUse>,
}

/// A clock that stands still but for its looks and for what a test lets pass.
struct SkippingClock {
    stands: FrozenClock,
    skipped_ms: Arc<AtomicU64>,
}

impl Clock for SkippingClock {
    fn now(&self) -> ClockReading {
        self.stands.now()
    }

    fn monotonic_ms(&self) -> u64 {
        self.stands.monotonic_ms() + self.skipped_ms.load(Ordering::Relaxed)
    }
}

/// A clock on which time passes while a command runs.
struct PassingClock {
    from: DateTime<FixedOffset>,
    minutes: i64,
    looks: AtomicI64,
}

impl Clock for PassingClock {
    fn now(&self) -> ClockReading {
        let looks = self.looks.load(Ordering::Relaxed);
        let local = self.from + chrono::Duration::minutes(self.minutes * looks);
        ClockReading { local }
    }

    fn monotonic_ms(&self) -> u64 {
        let looks = self.looks.fetch_add(1, Ordering::Relaxed) + 1;
        looks.unsigned_abs() * self.minutes.unsigned_abs() * 60_000
    }
}

impl Home {
    /// A fresh home on a Monday evening. The folder does not exist yet.
    pub(crate) fn new() -> Home {
        Home {
            folder: TempDir::new().expect("a temporary folder"),
            now: RefCell::new("2026-03-02T20:00:00+01:00".to_owned()),
            draws: Cell::new(1000),
            drawn: Rc::default(),
            is_read: Cell::new(false),
            env: RefCell::default(),
            columns: Cell::new(80),
            minutes_a_look: Cell::new(0),
            skipped_ms: Arc::default(),
            snapshot: Cell::default(),
        }
    }

    /// A home without the built-in decks and with one deck of one's own.
    pub(crate) fn with_deck(text: &str) -> Home {
        let home = Home::new();
        home.write("config.toml", "builtin = []\n");
        home.write("decks/stories.md", text);
        home
    }

    /// The same home, its processes named from another number on: another machine.
    pub(crate) fn drawing(self, first: i64) -> Home {
        self.draws.set(first);
        self
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.file("history.db")
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.file(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).expect("a file")
    }

    /// Sets the local time.
    pub(crate) fn at(&self, now: &str) -> &Home {
        *self.now.borrow_mut() = now.to_owned();
        self
    }

    /// Moves the clock to 20:00 so many days after the first Monday.
    pub(crate) fn day(&self, days: i64) -> &Home {
        let monday = DateTime::parse_from_rfc3339("2026-03-02T20:00:00+01:00").expect("a time");
        self.at(&(monday + chrono::Duration::days(days)).to_rfc3339())
    }

    /// Runs a command without a terminal.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, "", Box::new(Nobody::default()), Rc::default())
    }

    /// Runs a command without a terminal, with text on standard input.
    pub(crate) fn feed(&self, args: &[&str], stdin: &str) -> Run {
        self.run_with(args, stdin, Box::new(Nobody::default()), Rc::default())
    }

    /// Runs a command with a scripted person at the terminal.
    pub(crate) fn ask(&self, args: &[&str], replies: impl IntoIterator<Item = Reply>) -> Run {
        let (script, shown) = Script::new(replies);
        self.run_with(args, "", Box::new(script), shown)
    }

    /// Answers today's list with these grade keys, one a beat card.
    pub(crate) fn grade(&self, keys: &str) -> Run {
        let replies = keys
            .chars()
            .flat_map(|key| [Reply::key(' '), Reply::key(key)]);
        self.ask(
            &["review"],
            replies.chain([Reply::key('q')]).collect::<Vec<_>>(),
        )
    }

    pub(crate) fn run_with(
        &self,
        args: &[&str],
        stdin: &str,
        prompt: Box<dyn Prompt>,
        shown: Rc<RefCell<String>>,
    ) -> Run {
        let now = DateTime::parse_from_rfc3339(&self.now.borrow()).expect("a time");
        let (stdout, stderr) = (Page::default(), Page::default());
        let mut env = self.env.borrow().clone();
        env.entry("STAR_CARDS_HOME".to_owned())
            .or_insert_with(|| self.path().display().to_string());
        let draws = self.draws.get();
        self.draws.set(draws + 100);
        let mut next = draws;
        let drawn = Rc::clone(&self.drawn);
        drawn.set(0);
        let clock: Arc<dyn Clock> = match self.minutes_a_look.get() {
            0 => Arc::new(SkippingClock {
                stands: FrozenClock::ticking(now, 1000),
                skipped_ms: Arc::clone(&self.skipped_ms),
            }),
            minutes => Arc::new(PassingClock {
                from: now,
                minutes,
                looks: AtomicI64::new(0),
            }),
        };
        let mut world = World {
            clock,
            env,
            not_unicode: Vec::new(),
            stdin: Box::new(Cursor::new(stdin.as_bytes().to_vec())),
            stdout: Box::new(stdout.clone()),
            stderr: Box::new(stderr.clone()),
            prompt,
            columns: Some(self.columns.get()),
            stdout_is_terminal: false,
            stderr_is_terminal: self.is_read.get(),
            busy_timeout: Duration::from_millis(50),
            snapshot: self.snapshot.get(),
            draw: Box::new(move || {
                next += 1;
                drawn.set(next - draws);
                next
            }),
        };
        let args = std::iter::once("star-cards").chain(args.iter().copied());
        let code = star_cards::run(args, &mut world);
        drop(world);
        Run {
            code,
            out: stdout.text(),
            err: stderr.text(),
            shown: shown.take(),
        }
    }

    /// The text with this home's path replaced and its line breaks undone, since where a
    /// line breaks depends on the length of that path.
    pub(crate) fn anonymous(&self, text: &str) -> String {
        self.placed(&text.replace("\n  ", " "))
    }

    /// The text with this home's path replaced.
    pub(crate) fn placed(&self, text: &str) -> String {
        text.replace(&self.path().display().to_string(), "HOME")
    }

    /// The finished backups; what is being written begins with a dot.
    pub(crate) fn backups(&self) -> Vec<String> {
        let mut backups = self.files();
        backups.retain(|file| file.starts_with("backups/") && !file.contains("/."));
        backups
    }

    /// All files under the home, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        collect(&self.path(), &self.path(), &mut files);
        files.sort();
        files
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let inside = path.strip_prefix(root).expect("inside");
            files.push(inside.display().to_string());
        }
    }
}

/// Captured output.
#[derive(Clone, Default)]
struct Page(Rc<RefCell<Vec<u8>>>);

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).expect("UTF-8 output")
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// No terminal.
#[derive(Default)]
struct Nobody {
    style: Style,
}

impl Prompt for Nobody {
    fn set_style(&mut self, style: Style) {
        self.style = style;
    }
    fn style(&self) -> Style {
        self.style
    }
    fn can_ask(&self) -> bool {
        false
    }
    fn say(&mut self, _lines: &[Line]) {}
    fn key(&mut self, _bar: &Bar) -> Answered<Key> {
        Err(PromptError::NoTerminal)
    }
    fn timed_key(&mut self, _bar: &Bar, _dial: &dyn RunningClock) -> Answered<Key> {
        Err(PromptError::NoTerminal)
    }
    fn choose(&mut self, _question: &str, _items: &[String], _bar: &Bar) -> Answered<Chosen> {
        Err(PromptError::NoTerminal)
    }
    fn tick(
        &mut self,
        _: &str,
        _: &[String],
        _: &[bool],
        _: Unticked,
    ) -> Answered<Option<Vec<bool>>> {
        Err(PromptError::NoTerminal)
    }
    fn search(&mut self, _question: &str, _items: &[String]) -> Answered<Option<usize>> {
        Err(PromptError::NoTerminal)
    }
    fn input(&mut self, _question: &str) -> Answered<String> {
        Err(PromptError::NoTerminal)
    }
    fn compose(&mut self, _begun: &str, _keep: &mut dyn FnMut(&str)) -> Answered<String> {
        Err(PromptError::NoTerminal)
    }
    fn confirm(&mut self, _question: &str) -> Answered<bool> {
        Err(PromptError::NoTerminal)
    }
    fn edit(&mut self, _editor: &str, _file: &Path) -> Answered<bool> {
        Err(PromptError::NoTerminal)
    }
}
