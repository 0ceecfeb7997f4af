//! The snapshot changes nothing but speed: two homes are led through the same life, one that keeps
//! a snapshot and one that never does, and after every step every screen is the same.

use std::cell::{Cell, RefCell};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use star_cards::SnapshotUse;

use crate::harness::{Home, Run};
use crate::script::Reply;

/// Where decks lie. The third is a copy that a file manager made of the second, the last is in a
/// folder that only some settings name.
const DECKS: [&str; 5] = [
    "decks/a.md",
    "decks/b.md",
    "decks/b 2.md",
    "decks/sub/c.md",
    "more/d.md",
];

/// Stories begin as `s0` to `s7`; a rename may give them other numbers.
const STORIES: usize = 8;

/// Settings that change what is read, what counts as a day, or what is on the list.
const SETTINGS: [&str; 7] = [
    "builtin = []\n",
    "",
    "builtin = [\"traps\"]\nshowings_per_day = 5\n",
    "builtin = []\ndecks = [\"MORE\"]\n",
    "builtin = []\ncutoff_hour = 23\nnew_per_day = 2\n",
    "builtin = []\nrepeat = \"below-4\"\nshowings_per_day = \"none\"\n",
    "builtin = []\ndecks = [\"MORE\", \"MISSING\"]\nnew_per_day = 0\n",
];

/// What is looked at after each step.
const SCREENS: [&[&str]; 12] = [
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
enum Age {
    /// Written just now: the next change may come within the same tick of the file's clock.
    Fresh,
    /// Written at a time long ago that no other file has.
    Old,
    /// The time of change that the file had before, as `cp -p` leaves it.
    Kept,
}

/// One story in a deck file.
#[derive(Debug, Clone)]
struct Told {
    number: usize,
    revision: u8,
    formerly: Option<usize>,
    extras: u8,
}

/// What happens in both homes.
#[derive(Debug, Clone)]
enum Step {
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
enum Sabotage {
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
struct Lives {
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

const CLOCKS: [&str; 4] = [
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
    fn begin() -> Lives {
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
        for home in self.both() {
            let path = home.file(DECKS[deck]);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            let before = fs::metadata(&path).ok();
            fs::write(&path, bytes).expect("a deck");
            let modified = match (age, &before) {
                (Age::Fresh, _) => continue,
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

    fn act(&self, step: &Step) {
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
            Step::InterviewEnds => run(&["interview", "done", "Acme"]),
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
    fn compare(&self, screens: usize) {
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

// --- What may happen

fn age() -> impl Strategy<Value = Age> {
    prop_oneof![Just(Age::Fresh), Just(Age::Old), Just(Age::Kept)]
}

fn told() -> impl Strategy<Value = Told> {
    let former = prop::option::weighted(0.3, 0..STORIES + 2);
    // Most stories are plain.
    let extras = prop_oneof![3 => Just(0_u8), 2 => 0..32_u8];
    (0..STORIES, 0..100_u8, former, extras).prop_map(|(number, revision, formerly, extras)| Told {
        number,
        revision,
        formerly,
        extras,
    })
}

fn rows() -> impl Strategy<Value = Vec<(usize, u8, i64)>> {
    prop::collection::vec((0..40_usize, 0..6_u8, 0..60_i64), 1..6)
}

fn sabotage() -> impl Strategy<Value = Sabotage> {
    prop_oneof![
        1 => Just(Sabotage::Delete),
        1 => any::<u16>().prop_map(Sabotage::Cut),
        1 => (any::<u16>(), 0..8_u8).prop_map(|(at, bit)| Sabotage::Flip(at, bit)),
        1 => prop::collection::vec(any::<u8>(), 0..300).prop_map(Sabotage::Noise),
        1 => Just(Sabotage::Longer),
        1 => Just(Sabotage::Keep),
        3 => Just(Sabotage::Older),
        1 => Just(Sabotage::Folder),
    ]
}

fn of_files() -> impl Strategy<Value = Step> {
    let deck = 0..DECKS.len();
    prop_oneof![
        4 => (deck.clone(), prop::collection::vec(told(), 0..4), age())
            .prop_map(|(deck, stories, age)| Step::Deck(deck, stories, age)),
        4 => (deck.clone(), 0..100_u8, age()).prop_map(|(deck, to, age)| Step::Retouch(deck, to, age)),
        1 => (deck.clone(), age()).prop_map(|(deck, age)| Step::Noise(deck, age)),
        1 => deck.clone().prop_map(Step::RemoveDeck),
        2 => (deck.clone(), deck).prop_map(|(from, to)| Step::MoveDeck(from, to)),
        2 => (0..40_usize, 0..STORIES + 6).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => (0..40_usize).prop_map(Step::Remove),
        2 => (0..SETTINGS.len()).prop_map(Step::Settings),
    ]
}

fn of_the_log() -> impl Strategy<Value = Step> {
    let name = 0..40_usize;
    prop_oneof![
        3 => (name.clone(), 0..6_u8).prop_map(|(name, quality)| Step::Grade(name, quality)),
        3 => rows().prop_map(Step::GradeBack),
        2 => prop::collection::vec(1..5_u8, 0..5).prop_map(Step::Review),
        2 => (1..6_u8).prop_map(Step::Undo),
        2 => name.clone().prop_map(Step::UndoCard),
        1 => Just(Step::UndoFuture),
        2 => (any::<bool>(), name).prop_map(|(resume, name)| Step::Mark(resume, name)),
        3 => (rows(), any::<bool>()).prop_map(|(rows, undo)| Step::Unite(rows, undo)),
        2 => Just(Step::KeepLog),
        2 => (0..3_u8).prop_map(Step::OldLog),
        1 => Just(Step::LoseLog),
        1 => (1..30_i64, any::<bool>()).prop_map(|(days, story)| Step::Interview(days, story)),
        1 => (0..30_i64).prop_map(Step::InterviewMoves),
        1 => Just(Step::InterviewEnds),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let days = prop_oneof![4 => 1..20_i64, 1 => -20..0_i64];
    prop_oneof![
        6 => of_files(),
        8 => of_the_log(),
        3 => days.prop_map(Step::Days),
        1 => (0..CLOCKS.len()).prop_map(Step::At),
        3 => sabotage().prop_map(Step::Snapshot),
    ]
}

fn live(steps: &[Step], screens: usize) {
    let lives = Lives::begin();
    lives.compare(screens);
    for step in steps {
        lives.act(step);
        lives.compare(screens);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_screen_depends_on_the_snapshot(steps in prop::collection::vec(step(), 1..14)) {
        live(&steps, 3);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::default() })]

    /// `PROPTEST_CASES` says how many lives; 256 take minutes.
    #[test]
    #[ignore = "takes minutes"]
    fn no_screen_depends_on_the_snapshot_in_long_lives(steps in prop::collection::vec(step(), 10..40)) {
        live(&steps, SCREENS.len());
    }
}
