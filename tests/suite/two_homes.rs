//! Two homes that are led through the same life, one that keeps a snapshot and one that never does.

use std::cell::{Cell, RefCell};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use star_cards::SnapshotUse;

use crate::harness::{Home, Run};
use crate::script::Reply;

/// Where decks lie. The third is a copy that a file manager made of the second, the last is in a
/// folder that only some settings name.
pub(crate) const DECKS: [&str; 5] = [
    "decks/a.md",
    "decks/b.md",
    "decks/b 2.md",
    "decks/sub/c.md",
    "more/d.md",
];

/// Stories begin as `s0` to `s7`; a rename may give them other numbers.
pub(crate) const STORIES: usize = 8;

/// Settings that change what is read, what counts as a day, or what is on the list.
pub(crate) const SETTINGS: [&str; 8] = [
    "builtin = []\n",
    "",
    "builtin = [\"traps\"]\nshowings_per_day = 5\n",
    "builtin = []\ndecks = [\"MORE\"]\n",
    "builtin = []\ncutoff_hour = 23\nnew_per_day = 2\n",
    "builtin = []\nrepeat = \"below-4\"\nshowings_per_day = \"none\"\n",
    "builtin = []\ndecks = [\"MORE\", \"MISSING\"]\nnew_per_day = 0\n",
    "builtin = []\nquestions = true\n",
];

/// What is looked at after each step.
pub(crate) const SCREENS: [&[&str]; 12] = [
    &["due", "--json"],
    &["due"],
    &["list", "--json"],
    &["list"],
    &[],
    &["review"],
    &["plan"],
    &["brief"],
    &["stats"],
    &["show", "s1"],
    &["complete", "--index", "2", "--", "star-cards", "show", ""],
    &["export", "stats", "--format", "json"],
];

/// How old a deck file looks after it was written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Age {
    /// Written just now.
    Fresh,
    /// Written within the same tick of the file's clock as everything else of that day.
    Now,
    /// Written at a time long ago that no other file has.
    Old,
    /// The time of change that the file had before, as `cp -p` leaves it.
    Kept,
}

/// One story in a deck file.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub number: usize,
    pub revision: u8,
    pub formerly: Option<usize>,
    /// Bits: what is left out, and what is there besides.
    pub extras: u8,
}

/// What happens in both homes.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Deck(usize, Vec<Told>, Age),
    /// Another revision of every story of a file, of the same length.
    Retouch(usize, u8, Age),
    Noise(usize, Age),
    RemoveDeck(usize),
    MoveDeck(usize, usize),
    Rename(usize, usize),
    Remove(usize),
    Grade(usize, u8),
    /// Answers of some days before today.
    GradeBack(Vec<(usize, u8, i64)>),
    Review(Vec<u8>),
    /// A deck file changes, or goes, while a question is open.
    ReviewWhile(usize, Option<u8>),
    Undo(u8),
    UndoCard(usize),
    UndoFuture,
    Mark(bool, usize),
    /// Answers on another machine, of some days before today, which then come in.
    Unite(Vec<(usize, u8, i64)>, bool),
    KeepLog,
    /// The log that was kept comes back: in the same file, as another file, or by `restore`.
    OldLog(u8),
    /// The log is gone.
    LoseLog,
    Days(i64),
    At(usize),
    Settings(usize),
    Interview(i64, bool),
    InterviewMoves(i64),
    InterviewEnds,
    /// Done to the snapshot alone.
    Snapshot(Sabotage),
}

#[derive(Debug, Clone)]
pub(crate) enum Sabotage {
    Delete,
    Cut(u16),
    Flip(u16, u8),
    Noise(Vec<u8>),
    Longer,
    Keep,
    /// The one that was kept, though much has happened since.
    Older,
    /// Something else has that name.
    Folder,
}

/// The two homes, and another machine.
pub(crate) struct Lives {
    kept: Home,
    plain: Home,
    elsewhere: Home,
    day: Cell<i64>,
    clock: Cell<&'static str>,
    ages: Cell<u64>,
    saved_log: RefCell<Option<Vec<u8>>>,
    saved_snapshot: RefCell<Option<Vec<u8>>>,
    turn: Cell<usize>,
}

pub(crate) const CLOCKS: [&str; 4] = [
    "T20:00:00+01:00",
    "T03:30:00+01:00",
    "T23:59:00-08:00",
    "T05:00:00+12:00",
];

/// One of the cards that there are; where there are none, one that there is not.
fn card(cards: &[String], number: usize) -> &str {
    match cards {
        [] => "s0/action",
        cards => &cards[number % cards.len()],
    }
}

fn story(cards: &[String], number: usize) -> &str {
    let name = card(cards, number);
    name.split_once('/').map_or(name, |(story, _)| story)
}

impl Told {
    fn text(&self) -> String {
        let Told {
            number, revision, ..
        } = self;
        let r = revision % 100;
        let mut text = format!("# Story {number} as of r{r:02}\n\n");
        let has = |bit: u8| self.extras & bit != 0;
        if !has(1) {
            text.push_str(&format!("id: s{number}\n"));
        }
        if let Some(former) = self.formerly {
            text.push_str(&format!("formerly: s{former}\n"));
        }
        text.push_str("role: Nurse\nquestion: When did you fail, r00?\nmiss: judgement\n");
        if has(2) {
            text.push_str("cards: result, opening\n");
        }
        text.push_str("\n## Situation\n\nIt was a busy night. Two were ill.\n");
        if !has(4) {
            text.push_str(&format!(
                "\n## Action\n\nI **left out the count r{r:02}**.\n"
            ));
        }
        text.push_str("\n## Result\n\nWe lost **9 hours**.\n");
        if !has(8) {
            text.push_str(&format!(
                "\n## Learning\n\nI **count twice r{r:02}**, always.\n"
            ));
        }
        if has(16) {
            text.push_str("\n## Traps\n\n- deflection: \"**They** never told me.\"\n");
        }
        text + "\n"
    }
}

impl Lives {
    pub(crate) fn begin() -> Lives {
        let lives = Lives {
            kept: Home::new(),
            plain: Home::new(),
            elsewhere: Home::new().drawing(500_000),
            day: Cell::new(0),
            clock: Cell::new(CLOCKS[0]),
            ages: Cell::new(1_600_000_000),
            saved_log: RefCell::default(),
            saved_snapshot: RefCell::default(),
            turn: Cell::new(0),
        };
        lives.kept.snapshot.set(SnapshotUse::Always);
        lives.plain.snapshot.set(SnapshotUse::Off);
        let told = |number| Told {
            number,
            revision: 0,
            formerly: None,
            extras: if number % 3 == 0 { 16 } else { 0 },
        };
        let decks: Vec<Told> = (0..STORIES).map(told).collect();
        let all: String = decks.iter().map(Told::text).collect();
        lives.elsewhere.write("config.toml", SETTINGS[0]);
        lives.elsewhere.write("decks/a.md", &all);
        lives.act(&Step::Settings(0));
        lives.act(&Step::Deck(0, decks[..3].to_vec(), Age::Old));
        lives.act(&Step::Deck(1, decks[3..5].to_vec(), Age::Old));
        let past = (0..40).map(|row| (row * 7, [4, 3, 1, 5][row % 4], 90 - row as i64 * 2));
        lives.act(&Step::GradeBack(past.collect()));
        lives
    }

    fn both(&self) -> [&Home; 2] {
        [&self.kept, &self.plain]
    }

    fn now(&self) -> String {
        let day = self.date(self.day.get());
        format!("{day}{}", self.clock.get())
    }

    fn date(&self, day: i64) -> chrono::NaiveDate {
        let monday = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date");
        monday + chrono::Duration::days(day)
    }

    /// Runs a command in both homes, which must say the same.
    fn run(&self, run: impl Fn(&Home) -> Run) {
        let [kept, plain] = self.both().map(|home| (run(home), home));
        let told = |(run, home): (Run, &Home)| {
            let Run {
                code,
                out,
                err,
                shown,
            } = run;
            format!("{code}\n{out}\n--- {err}\n--- {shown}").replace(
                &home
                    .path()
                    .parent()
                    .expect("a parent")
                    .display()
                    .to_string(),
                "FOLDER",
            )
        };
        assert_eq!(told(kept), told(plain));
    }

    /// The cards that there are.
    fn cards(&self) -> Vec<String> {
        let lists = self
            .both()
            .map(|home| home.run(&["list", "--json"]).cards());
        assert_eq!(lists[0], lists[1]);
        let [cards, _] = lists;
        cards
    }

    /// One screen in both homes.
    fn look(&self, screen: usize) {
        let args = SCREENS[screen % SCREENS.len()];
        // The script is empty: the first card is seen, then comes Ctrl-C.
        self.run(|home| home.ask(args, []));
    }

    fn log_lines(&self, cards: &[String], rows: &[(usize, u8, i64)]) -> String {
        let line = |(number, (name, quality, back)): (usize, &(usize, u8, i64))| {
            let date = self.date(self.day.get() - back);
            let (minute, second) = (number / 60 % 60, number % 60);
            format!(
                "{{\"card\":\"{}\",\"quality\":{quality},\"at\":\"{date}T18:{minute:02}:{second:02}+01:00\"}}\n",
                card(cards, *name)
            )
        };
        rows.iter().enumerate().map(line).collect()
    }

    fn next_age(&self) -> SystemTime {
        self.ages.set(self.ages.get() + 1);
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.ages.get())
    }

    fn write_deck(&self, deck: usize, bytes: &[u8], age: Age) {
        let old = self.next_age();
        let now = chrono::DateTime::parse_from_rfc3339(&self.now()).expect("a time");
        let now = SystemTime::from(now);
        for home in self.both() {
            let path = home.file(DECKS[deck]);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            let before = fs::metadata(&path).ok();
            fs::write(&path, bytes).expect("a deck");
            let modified = match (age, &before) {
                (Age::Fresh, _) => continue,
                (Age::Now, _) => now,
                (Age::Kept, Some(before)) => before.modified().expect("a time"),
                (Age::Old | Age::Kept, _) => old,
            };
            let file = fs::File::options().append(true).open(&path);
            file.and_then(|file| file.set_modified(modified))
                .expect("a time");
            // Where the file's clock ticks slowly, a forged time within one tick is seen by nobody.
            let ctime = |path: &Path| {
                let metadata = fs::metadata(path).expect("the deck");
                (metadata.ctime(), metadata.ctime_nsec())
            };
            while let Some(before) = &before
                && ctime(&path) == (before.ctime(), before.ctime_nsec())
            {
                fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
            }
        }
    }

    pub(crate) fn act(&self, step: &Step) {
        for home in self.both().into_iter().chain([&self.elsewhere]) {
            home.at(&self.now());
        }
        match step {
            Step::Deck(deck, stories, age) => {
                let text: String = stories.iter().map(Told::text).collect();
                self.write_deck(*deck, text.as_bytes(), *age);
            }
            Step::Retouch(deck, revision, age) => {
                if let Ok(text) = fs::read_to_string(self.kept.file(DECKS[*deck])) {
                    let text = retouched(&text, *revision);
                    self.write_deck(*deck, text.as_bytes(), *age);
                }
            }
            Step::Noise(deck, age) => self.write_deck(*deck, b"# St\xffry\n\n## Action\n", *age),
            Step::RemoveDeck(deck) => self.each(|home| {
                let _ = fs::remove_file(home.file(DECKS[*deck]));
            }),
            Step::MoveDeck(from, to) => self.each(|home| {
                let to = home.file(DECKS[*to]);
                fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
                let _ = fs::rename(home.file(DECKS[*from]), to);
            }),
            Step::Rename(from, to) => {
                let cards = self.cards();
                let (from, to) = (story(&cards, *from), format!("s{to}"));
                self.run(|home| home.ask(&["rename", from, &to], [Reply::Say(true)]));
            }
            Step::Remove(number) => {
                let cards = self.cards();
                self.run(|home| home.run(&["remove", "--yes", story(&cards, *number)]));
            }
            Step::Settings(which) => self.each(|home| {
                let text =
                    ["more", "missing"]
                        .iter()
                        .fold(SETTINGS[*which].to_owned(), |text, name| {
                            let path = home.file(name).display().to_string();
                            text.replace(&name.to_uppercase(), &path)
                        });
                home.write("config.toml", &text);
            }),
            Step::Days(days) => self.day.set(self.day.get() + days),
            Step::At(clock) => self.clock.set(CLOCKS[*clock]),
            Step::Snapshot(sabotage) => self.harm(sabotage),
            step => self.act_on_log(step),
        }
        for home in self.both() {
            home.at(&self.now());
        }
    }

    fn each(&self, act: impl Fn(&Home)) {
        self.both().into_iter().for_each(act);
    }

    fn act_on_log(&self, step: &Step) {
        let run = |args: &[&str]| self.run(|home| home.run(args));
        let cards = self.cards();
        match step {
            Step::Grade(name, quality) => {
                run(&["grade", card(&cards, *name), &quality.to_string()])
            }
            Step::GradeBack(rows) => {
                let lines = self.log_lines(&cards, rows);
                self.run(|home| home.feed(&["grade", "--from", "-"], &lines));
            }
            Step::Review(keys) => {
                let grade = |key: &u8| [Reply::key(' '), Reply::key(char::from(b'0' + key))];
                self.run(|home| {
                    let args = ["review", "s0", "s1", "s2"];
                    home.ask(&args, keys.iter().flat_map(grade).collect::<Vec<_>>())
                });
            }
            Step::ReviewWhile(deck, revision) => self.run(|home| {
                let (path, revision) = (home.file(DECKS[*deck]), *revision);
                let meanwhile = move || {
                    let Ok(text) = fs::read_to_string(&path) else {
                        return;
                    };
                    let done = match revision {
                        Some(revision) => fs::write(&path, retouched(&text, revision)),
                        None => fs::remove_file(&path),
                    };
                    done.expect("a change");
                };
                let show = Reply::key(' ').after(meanwhile);
                let args = ["review", "s0", "s1", "s2"];
                home.ask(&args, [show, Reply::key('3'), Reply::key(' ')])
            }),
            Step::Undo(times) => (0..*times).for_each(|_| run(&["undo"])),
            Step::UndoCard(name) => run(&["undo", card(&cards, *name)]),
            Step::UndoFuture => run(&["undo", "--future", "--yes"]),
            Step::Mark(resume, name) => {
                let whole = name % 2 == 0;
                let what = if whole { story } else { card }(&cards, *name);
                run(&[if *resume { "resume" } else { "suspend" }, what]);
            }
            Step::Unite(rows, undo) => {
                let theirs = self.elsewhere.run(&["list", "--json"]).cards();
                let lines = self.log_lines(&theirs, rows);
                self.elsewhere.feed(&["grade", "--from", "-"], &lines);
                if *undo {
                    self.elsewhere.run(&["undo"]);
                }
                let other = self.elsewhere.database().display().to_string();
                run(&["import", &other]);
            }
            Step::KeepLog => *self.saved_log.borrow_mut() = fs::read(self.kept.database()).ok(),
            Step::OldLog(how) => self.bring_back(*how),
            Step::LoseLog => self.each(|home| {
                let _ = fs::remove_file(home.database());
            }),
            Step::Interview(days, with_story) => {
                let date = self.date(self.day.get() + days).to_string();
                let mut args = vec!["interview", "add", "Acme", "--date", &date];
                if *with_story {
                    args.extend(["--stories", "s1,s2"]);
                }
                run(&args);
            }
            Step::InterviewMoves(days) => {
                let date = self.date(self.day.get() + days).to_string();
                run(&["interview", "edit", "Acme", "--date", &date]);
            }
            Step::InterviewEnds => {
                run(&["interview", "done", "Acme"]);
                // What was asked there is a card from now on, where questions are.
                let asked = format!("What went wrong on day {}?", self.day.get());
                run(&["debrief", "Acme", "--question", &asked, "--landed", "well"]);
            }
            other => unreachable!("{other:?} is no matter of the log"),
        }
    }

    fn bring_back(&self, how: u8) {
        let saved = self.saved_log.borrow();
        let Some(bytes) = &*saved else { return };
        if how == 2 {
            let copy = self.elsewhere.file("saved.db");
            fs::create_dir_all(self.elsewhere.path()).expect("a folder");
            fs::write(&copy, bytes).expect("a copy");
            let copy = copy.display().to_string();
            return self.run(|home| home.run(&["restore", "--yes", &copy]));
        }
        self.each(|home| {
            let log = home.database();
            if how == 1 {
                let _ = fs::remove_file(&log);
            }
            fs::write(&log, bytes).expect("the log");
        });
    }

    fn snapshot(&self) -> PathBuf {
        self.kept.file("cache/snapshot")
    }

    fn harm(&self, sabotage: &Sabotage) {
        let path = self.snapshot();
        let Ok(mut bytes) = fs::read(&path) else {
            return;
        };
        let place = |at: u16| usize::from(at) * bytes.len() / (usize::from(u16::MAX) + 1);
        match sabotage {
            Sabotage::Delete => return fs::remove_file(path).expect("it goes"),
            Sabotage::Cut(at) => bytes.truncate(place(*at)),
            Sabotage::Flip(at, bit) => {
                let at = place(*at);
                bytes[at] ^= 1 << bit;
            }
            Sabotage::Noise(noise) => bytes.clone_from(noise),
            Sabotage::Longer => bytes.push(0),
            Sabotage::Keep => return *self.saved_snapshot.borrow_mut() = Some(bytes),
            Sabotage::Older => match &*self.saved_snapshot.borrow() {
                Some(saved) => bytes.clone_from(saved),
                None => return,
            },
            Sabotage::Folder => {
                fs::remove_file(&path).expect("it goes");
                return fs::create_dir(path).expect("a folder");
            }
        }
        fs::write(path, bytes).expect("the snapshot");
    }

    /// Looks at so many screens, another one first each time.
    pub(crate) fn compare(&self, screens: usize) {
        let turn = self.turn.get();
        self.turn.set(turn + 5);
        for screen in 0..screens {
            self.look(turn + screen);
        }
        if self.snapshot().is_dir() {
            fs::remove_dir(self.snapshot()).expect("the folder goes");
        }
    }
}

fn retouched(text: &str, revision: u8) -> String {
    let mut text = text.to_owned();
    let places: Vec<usize> = text.match_indices(" r").map(|(at, _)| at + 2).collect();
    for at in places {
        if text.as_bytes()[at..].iter().take(2).all(u8::is_ascii_digit) {
            text.replace_range(at..at + 2, &format!("{:02}", revision % 100));
        }
    }
    text
}
