//! What goes wrong: power cuts, locks, full disks, broken files, wrong clocks, hostile text.
//! Whatever happens, an answer given is an answer kept, and the message names a way out.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::script::{Reply, Script};
use proptest::prelude::*;
use rusqlite::Connection;
use star_cards::prompt::text::{Line, Style};
use star_cards::prompt::{Answered, Bar, Chosen, Key, Prompt, RunningClock, Unticked};

use crate::harness::{Home, NINE_DAYS, Run};
use crate::terminal::{CTRL_C, ENTER, Start, Tty, answers};

const REVEAL: &str = "Space show";
const GRADE: &str = "1 again";
const SHOW: Reply = Reply::Press(Key::Char(' '));

/// Two stories, four cards, no trap.
fn two_stories() -> String {
    let (story, _) = NINE_DAYS.split_once("## Traps").expect("traps");
    let other = story
        .replace("nine-days-late", "wrong-hire")
        .replace("Nine days late", "Wrong hire");
    format!("{story}\n{other}")
}

/// The log as rows, every table: (instant, session, number), oldest first.
fn rows(home: &Home) -> Vec<(i64, i64, i64)> {
    if !home.database().exists() {
        return Vec::new();
    }
    let log = Connection::open(home.database()).expect("the log");
    let mut statement = log
        .prepare(
            "SELECT at, session, number FROM review UNION ALL SELECT at, session, number FROM mark
             UNION ALL SELECT at, session, number FROM undo ORDER BY at, session, number",
        )
        .expect("the tables");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.expect("rows").map(|row| row.expect("a row")).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8 output")
}

/// The words without line breaks: messages are wrapped to the screen.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

// --- Power cuts and company

#[test]
fn a_kill_keeps_exactly_the_answers_given() {
    for given in 0..=3_usize {
        for revealed in [false, true] {
            let home = Home::with_deck(&two_stories());
            let mut tty = Start::at(&home).tty(&["review"]);
            tty.wait_for("1 of 4");
            for _ in 0..given {
                tty.wait_for(REVEAL).press(" ").wait_for(GRADE).press("3");
                tty.wait_for("good: back tomorrow.");
            }
            tty.wait_for(REVEAL);
            if revealed {
                tty.press(" ").wait_for(GRADE);
            }
            tty.wait_for_a_prompt().kill();

            assert_eq!(home.database().exists(), given > 0);
            let list = home.run(&["list"]).ok();
            assert_eq!(list.err, "", "the next start needs nothing special");
            assert_eq!(rows(&home).len(), given);
            let mut next = Start::at(&home).tty(&["review"]);
            next.wait_for(&format!("1 of {}", 4 - given))
                .wait_for(REVEAL);
            next.press(" ").wait_for(GRADE).press("4").wait_for("easy:");
            next.kill();
            assert_eq!(answers(&home).len(), given + 1);
        }
    }
}

/// Cut while the answer is being written: it is there whole, or not at all.
#[test]
fn a_kill_in_the_middle_of_writing_leaves_a_sound_log() {
    let home = Home::with_deck(&two_stories());
    let mut before = 0;
    for _ in 0..12 {
        let mut tty = Start::at(&home).tty(&["review", "nine-days-late/action"]);
        tty.wait_for(REVEAL).press(" ").wait_for(GRADE).press("3");
        tty.kill();
        home.run(&["list"]).ok();
        let log = Connection::open(home.database());
        if let Ok(log) = log
            && home.database().metadata().is_ok_and(|file| file.len() > 0)
        {
            let sound: String = log
                .query_row("PRAGMA integrity_check", [], |row| row.get(0))
                .expect("a check");
            assert_eq!(sound, "ok");
            let now = rows(&home).len();
            assert!(now == before || now == before + 1, "{before} then {now}");
            before = now;
        }
    }
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    assert_eq!(rows(&home).len(), before + 1);
}

#[test]
fn two_sittings_at_once_lose_no_answer() {
    let home = Home::with_deck(&two_stories());
    let mut one = Start::at(&home).tty(&["review"]);
    let mut two = Start::at(&home).tty(&["review"]);
    for tty in [&mut one, &mut two] {
        tty.wait_for(REVEAL);
    }
    for _ in 0..4 {
        for tty in [&mut one, &mut two] {
            tty.press(" ").wait_for(GRADE).press("3").wait_for("good:");
        }
    }
    for tty in [&mut one, &mut two] {
        tty.wait_for("4 answers in").wait_for("All saved.");
        tty.leave_summary();
        assert_eq!(tty.end(), 0);
    }
    let rows = rows(&home);
    assert_eq!(rows.len(), 8);
    assert!(rows.is_sorted_by(|a, b| a.0 < b.0), "{rows:?}");
    let mut sessions: Vec<i64> = rows.iter().map(|row| row.1).collect();
    sessions.sort_unstable();
    sessions.dedup();
    assert_eq!(sessions.len(), 2);
    // Only the first answer of a day moves a card.
    let list = home.run(&["list", "--json"]);
    for card in list.cards() {
        assert_eq!(list.card(&card)["repetitions"], 1, "{card}");
    }
}

/// Nobody has to wait for anybody's first answer, and looking never gets in the way.
#[test]
fn many_first_answers_at_once_are_all_kept() {
    for _ in 0..5 {
        let home = Home::with_deck(&two_stories());
        let running: Vec<_> = (0..8)
            .map(|number| match number % 2 {
                0 => Start::at(&home).spawn(&["grade", "nine-days-late/action", "4"]),
                _ => Start::at(&home).spawn(&["list"]),
            })
            .collect();
        for child in running {
            let output = child.wait_with_output().expect("the program runs");
            assert_eq!(text(&output.stderr), "");
            assert!(output.status.success());
        }
        assert_eq!(answers(&home).len(), 4);
        assert!(rows(&home).is_sorted_by(|a, b| a.0 < b.0));
    }
}

/// After an upgrade the first two programs may well start together.
#[test]
fn many_migrations_at_once_end_in_one_log() {
    for _ in 0..5 {
        let home = Home::with_deck(&two_stories());
        let log = Connection::open(home.database()).expect("a log");
        log.execute_batch(include_str!("../../migrations/0001_log.sql"))
            .and_then(|()| log.pragma_update(None, "user_version", 1))
            .expect("the first schema");
        drop(log);
        let running: Vec<_> = (0..6)
            .map(|_| Start::at(&home).spawn(&["grade", "nine-days-late/action", "4"]))
            .collect();
        for child in running {
            let output = child.wait_with_output().expect("the program runs");
            assert!(output.status.success(), "{}", text(&output.stderr));
        }
        assert_eq!(answers(&home).len(), 6);
    }
}

// --- Locks

/// A person who lets go of the lock when asked to try again for the `busy_timeout`-th time.
struct Holding {
    person: Script,
    lock: Option<Connection>,
    busy_timeout: u32,
}

impl Prompt for Holding {
    fn set_style(&mut self, style: Style) {
        self.person.set_style(style);
    }
    fn style(&self) -> Style {
        self.person.style()
    }
    fn can_ask(&self) -> bool {
        true
    }
    fn say(&mut self, lines: &[Line]) {
        self.person.say(lines);
    }
    fn key(&mut self, bar: &Bar) -> Answered<Key> {
        if bar.first.iter().any(|(_, does)| does == "try again") {
            self.busy_timeout -= 1;
            if self.busy_timeout == 0 {
                self.lock = None;
            }
        }
        self.person.key(bar)
    }
    fn timed_key(&mut self, bar: &Bar, dial: &dyn RunningClock) -> Answered<Key> {
        self.person.timed_key(bar, dial)
    }
    fn choose(&mut self, question: &str, items: &[String], bar: &Bar) -> Answered<Chosen> {
        self.person.choose(question, items, bar)
    }
    fn tick(
        &mut self,
        question: &str,
        items: &[String],
        ticked: &[bool],
        unticked: Unticked,
    ) -> Answered<Option<Vec<bool>>> {
        self.person.tick(question, items, ticked, unticked)
    }
    fn search(&mut self, question: &str, items: &[String]) -> Answered<Option<usize>> {
        self.person.search(question, items)
    }
    fn input(&mut self, question: &str) -> Answered<String> {
        self.person.input(question)
    }
    fn compose(&mut self, begun: &str, keep: &mut dyn FnMut(&str)) -> Answered<String> {
        self.person.compose(begun, keep)
    }
    fn confirm(&mut self, question: &str) -> Answered<bool> {
        self.person.confirm(question)
    }
    fn edit(&mut self, editor: &str, file: &Path) -> Answered<bool> {
        self.person.edit(editor, file)
    }
}

/// Another program that keeps the log to itself.
fn hold(home: &Home) -> Connection {
    let other = Connection::open(home.database()).expect("the log");
    other.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    other
}

fn sit_while_held(home: &Home, busy_timeout: u32, replies: Vec<Reply>) -> Run {
    run_while_held(home, &["review"], busy_timeout, replies)
}

fn run_while_held(home: &Home, args: &[&str], busy_timeout: u32, replies: Vec<Reply>) -> Run {
    let (person, shown) = Script::new(replies);
    let holding = Holding {
        person,
        lock: Some(hold(home)),
        busy_timeout,
    };
    home.run_with(args, "", Box::new(holding), shown)
}

#[test]
fn a_locked_log_keeps_the_answer_in_hand() {
    let home = Home::with_deck(&two_stories());
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let again = || Reply::Press(Key::Enter);
    let replies = vec![SHOW, Reply::key('3'), again(), again(), Reply::key('q')];
    let run = sit_while_held(&home, 2, replies).ok();
    let shown = flat(&run.shown);
    let database = home.database().display().to_string();
    assert!(shown.contains("Not saved yet: the log"), "{shown}");
    assert!(shown.replace(' ', "").contains(&database), "{shown}");
    assert!(shown.contains("Your answer is not lost"), "{shown}");
    assert!(shown.contains("1 answer in 1 min"), "{shown}");
    assert_eq!(answers(&home).len(), 2);
    assert_eq!(answers(&home)[1].1, 4);
}

#[test]
fn an_answer_given_up_under_a_lock_is_not_counted_as_saved() {
    let home = Home::with_deck(&two_stories());
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let run = sit_while_held(&home, 9, vec![SHOW, Reply::key('3'), Reply::key('q')]);
    let run = run.code(1);
    assert!(!run.shown.contains("All saved"), "{}", run.shown);
    assert!(flat(&run.err).contains("is locked"), "{}", run.err);
    assert_eq!(answers(&home).len(), 1);
    home.run(&["grade", "nine-days-late/learning", "4"]).ok();
}

/// The parts of all runs in the log.
fn laps(home: &Home) -> Vec<String> {
    let log = Connection::open(home.database()).expect("the log");
    let mut laps = log
        .prepare("SELECT part FROM lap ORDER BY at")
        .expect("a query");
    let kinds = laps.query_map([], |row| row.get(0)).expect("rows");
    kinds.map(|kind| kind.expect("a row")).collect()
}

#[test]
fn a_locked_log_keeps_the_run_in_hand() {
    let home = Home::with_deck(&two_stories());
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let enter = || Reply::Press(Key::Enter);
    let rehearse = &["rehearse", "nine-days-late", "--quiet"];
    // The run stands still while the log is awaited, and Space goes on with it.
    let begin = [SHOW, enter(), enter(), SHOW];
    let tell = std::iter::repeat_n(SHOW, 4);
    let grades = [Reply::Leave, Reply::Leave];
    let replies = begin.into_iter().chain(tell).chain(grades).collect();
    let run = run_while_held(&home, rehearse, 2, replies).ok();
    let shown = flat(&run.shown);
    assert!(shown.contains("Not saved yet: the log"), "{shown}");
    assert!(shown.contains("Your run is not lost"), "{shown}");
    assert!(shown.contains("Whole"), "{shown}");
    assert!(shown.contains("Space go on"), "{shown}");
    let told = laps(&home);
    assert_eq!(told.len(), 6, "{told:?}");
    assert_eq!((told[0].as_str(), told[5].as_str()), ("start", "end"));
}

#[test]
fn a_locked_log_keeps_an_interview_in_hand() {
    let home = Home::with_deck(&two_stories());
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let add = &["interview", "add", "Acme", "--date", "+9d"];
    let replies = vec![Reply::Press(Key::Enter)];
    let run = run_while_held(&home, add, 1, replies).ok();
    assert!(run.shown.contains("Not saved yet"), "{}", run.shown);
    let list = home.run(&["interview", "list"]).ok();
    assert!(list.out.contains("Acme"), "{}", list.out);
    // Given up, nothing is planned, and the failure says why.
    let add = &["interview", "add", "Globex", "--date", "+9d"];
    let run = run_while_held(&home, add, 9, vec![Reply::key('q')]).code(1);
    assert!(flat(&run.err).contains("is locked"), "{}", run.err);
    let list = home.run(&["interview", "list"]).ok();
    assert!(!list.out.contains("Globex"), "{}", list.out);
}

/// Whatever goes into the log waits in hand, wherever it comes from.
#[test]
fn a_locked_log_keeps_every_command_in_hand() {
    let again = || Reply::Press(Key::Enter);
    let slow = |mut replies: Vec<Reply>| {
        replies.extend(std::iter::repeat_n(Reply::key('z'), 20));
        replies.extend([SHOW, again(), again()]);
        replies
    };
    let commands = [
        (
            &["grade", "nine-days-late/learning", "4"][..],
            "review",
            vec![again(), again()],
        ),
        (&["undo"], "undo", vec![again(), again()]),
        (
            &["suspend", "nine-days-late"],
            "mark",
            vec![again(), again()],
        ),
        (&["calibrate", "nine-days-late"], "pace", slow(vec![SHOW])),
    ];
    for (command, table, replies) in commands {
        let home = Home::with_deck(&two_stories());
        home.run(&["grade", "nine-days-late/action", "4"]).ok();
        let count = || -> i64 {
            let log = Connection::open(home.database()).expect("the log");
            let sql = format!("SELECT count(*) FROM {table}");
            log.query_row(&sql, [], |row| row.get(0)).expect("a count")
        };
        let before = count();
        let run = run_while_held(&home, command, 2, replies).ok();
        assert!(
            run.shown.contains("Not saved yet: the log"),
            "{command:?}: {}",
            run.shown
        );
        assert_eq!(count(), before + 1, "{command:?}");
    }
}

#[test]
fn writing_commands_under_a_lock_fail_and_name_the_file() {
    let home = Home::with_deck(&two_stories());
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let lock = hold(&home);
    for command in [
        &["grade", "nine-days-late/learning", "4"][..],
        &["suspend", "nine-days-late"],
        &["undo"],
    ] {
        let run = home.run(command).code(1);
        let database = home.database().display().to_string();
        assert!(run.err.replace(['\n', ' '], "").contains(&database));
        assert!(flat(&run.err).contains("wait and try again"), "{}", run.err);
        assert!(!run.err.contains("suspended"), "{}", run.err);
    }
    // Looking waits for nobody.
    home.run(&["list"]).ok();
    home.run(&["due"]).ok();
    drop(lock);
    assert_eq!(rows(&home).len(), 1);
    home.run(&["undo"]).ok();
}

// --- Full disks, closed folders

/// Every file that is written ends after so many blocks of 512 bytes.
fn full_after(blocks: u32) -> String {
    // Some shells count 1024 bytes a block; either way it is soon full.
    format!("trap '' XFSZ; ulimit -f {blocks}")
}

#[test]
fn a_full_disk_is_told_and_nothing_before_it_is_lost() {
    let home = Home::with_deck(&two_stories());
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    for blocks in [0, 1, 4] {
        let output = Start::at(&home).after(&full_after(blocks)).piped(&[
            "grade",
            "nine-days-late/learning",
            "4",
        ]);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{blocks} blocks: {err}");
        assert!(flat(&err).contains("history.db"), "{err}");
        assert!(
            flat(&err).contains("What was saved before is safe."),
            "{err}"
        );
        assert_eq!(answers(&home).len(), 1, "{blocks} blocks");
    }
    let sound: String = Connection::open(home.database())
        .and_then(|log| log.query_row("PRAGMA integrity_check", [], |row| row.get(0)))
        .expect("a check");
    assert_eq!(sound, "ok");
    home.run(&["grade", "nine-days-late/learning", "4"]).ok();
    assert_eq!(answers(&home).len(), 2);
}

#[test]
fn a_first_answer_on_a_full_disk_can_be_given_again() {
    let home = Home::with_deck(&two_stories());
    for blocks in [0, 1, 8, 16, 64] {
        let output = Start::at(&home).after(&full_after(blocks)).piped(&[
            "grade",
            "nine-days-late/action",
            "4",
        ]);
        if output.status.success() {
            break;
        }
        assert!(flat(&text(&output.stderr)).contains("history.db"));
        home.run(&["due"]).ok();
    }
    home.run(&["grade", "nine-days-late/learning", "5"]).ok();
    assert_eq!(answers(&home).last().expect("an answer").1, 5);
}

#[test]
fn a_disk_that_fills_in_a_sitting_keeps_the_answer_in_hand() {
    let home = nearly_full();
    let mut tty = Start::at(&home).after(&full_after(80)).tty(&["review"]);
    let given = fill(&mut tty);
    tty.wait_for("Not saved yet: the log")
        .wait_for("Enter try again");
    tty.press(ENTER)
        .wait_for("Not saved yet")
        .wait_for("Enter try again");
    tty.press("q");
    assert_eq!(tty.end(), 1);
    assert!(!tty.said().contains("All saved"), "{}", tty.said());
    assert!(given > 1, "not even the first");
    // All but the last, and the one from before.
    assert_eq!(answers(&home).len(), given);
    home.run(&["grade", "wrong-hire/action", "4"]).ok();
    assert_eq!(answers(&home).len(), given + 1);
}

/// A home whose log has one answer, so that a small limit leaves room for a few more in the
/// write-ahead log.
fn nearly_full() -> Home {
    let home = Home::with_deck(&two_stories());
    home.run(&["grade", "wrong-hire/learning", "4"]).ok();
    home
}

/// Goes on until an answer finds no room; returns how many were given, that one included.
fn fill(tty: &mut Tty) -> usize {
    for given in 1..20 {
        tty.wait_for(REVEAL).press(" ").wait_for(GRADE).press("1");
        tty.wait_until("the next bar", |screen| {
            let last = screen.trim_end().lines().last().unwrap_or_default();
            last.starts_with(REVEAL) || last.starts_with("Enter try again")
        });
        if tty.screen().contains("Not saved yet") {
            return given;
        }
    }
    panic!("the disk never filled: {}", tty.screen());
}

#[test]
fn ctrl_c_with_an_answer_in_hand_does_not_call_it_saved() {
    let home = nearly_full();
    let mut tty = Start::at(&home).after(&full_after(80)).tty(&["review"]);
    let given = fill(&mut tty);
    tty.wait_for("Enter try again").press(CTRL_C);
    assert_eq!(tty.end(), 130);
    assert_eq!(answers(&home).len(), given);
    let said = tty.said();
    assert!(!said.contains("Every answer you gave is saved"), "{said}");
}

#[test]
fn looking_works_on_a_full_disk() {
    let home = Home::with_deck(&two_stories());
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    for command in [
        &["list", "--json"][..],
        &["due"],
        &["show", "wrong-hire"],
        &[],
    ] {
        let there = Start::at(&home).after(&full_after(0)).piped(command);
        assert_eq!(text(&there.stderr), "", "{command:?}");
        assert_eq!(
            text(&there.stdout),
            home.run(command).ok().out,
            "{command:?}"
        );
    }
}

#[test]
fn a_full_disk_costs_no_story() {
    let home = Home::with_deck(NINE_DAYS);
    let story = NINE_DAYS.replace("nine-days-late", "other");
    home.write("new.md", &story);
    let from = home.file("new.md").display().to_string();
    for args in [
        &["add", "--from", &from][..],
        &["rename", "nine-days-late", "late"],
        &["remove", "nine-days-late", "--yes"],
    ] {
        let output = Start::at(&home).after(&full_after(0)).piped(args);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {err}");
        assert_eq!(home.read("decks/stories.md"), NINE_DAYS, "{args:?}");
        let left: Vec<String> = home
            .files()
            .into_iter()
            .filter(|f| f.contains(".star-cards"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn a_file_where_the_home_should_be_is_named() {
    let home = Home::new();
    fs::write(home.path(), "not a folder").expect("a file");
    let path = home.path().display().to_string();
    for command in [
        &["grade", "traps/deflection", "4"][..],
        &["list"],
        &["due"],
        &["suspend", "traps"],
    ] {
        let run = home.run(command).code(1);
        assert!(
            run.err.replace(['\n', ' '], "").contains(&path),
            "{}",
            run.err
        );
    }
    home.feed(&["add", "--from", "-"], NINE_DAYS).code(1);
    home.ask(&["review"], []).code(1);
    assert_eq!(fs::read(home.path()).expect("the file"), b"not a folder");
}

#[test]
fn a_file_where_the_decks_should_be_is_told_and_kept() {
    let home = Home::new();
    home.write("decks", "not a folder");
    let run = home.feed(&["add", "--from", "-"], NINE_DAYS).code(1);
    assert!(flat(&run.err).contains("decks"), "{}", run.err);
    assert_eq!(home.read("decks"), "not a folder");
    home.run(&["due"]).ok();
}

// --- Broken logs

/// Everything that may look at the log or write it.
const COMMANDS: [&[&str]; 9] = [
    &[],
    &["due"],
    &["due", "--json"],
    &["list"],
    &["list", "--json"],
    &["show", "nine-days-late"],
    &["grade", "nine-days-late/action", "4"],
    &["suspend", "nine-days-late"],
    &["undo"],
];

/// A home whose log holds answers, all of them in the one file.
fn with_history() -> Home {
    let home = Home::with_deck(NINE_DAYS);
    for day in 0..3 {
        home.day(day);
        home.run(&["grade", "nine-days-late/action", "4"]).ok();
        home.run(&["flag", "nine-days-late"]);
    }
    assert!(!home.file("history.db-wal").exists());
    home
}

/// Every command refuses this log, says where it is and what to do, and changes nothing.
fn all_refuse(home: &Home, words: &str) {
    let before = fs::read(home.database()).expect("the log");
    for command in COMMANDS {
        let run = home.run(command).code(1);
        let err = run.err.replace(['\n', ' '], "");
        let database = home.database().display().to_string();
        assert!(err.contains(&database), "{command:?}: {}", run.err);
        assert!(flat(&run.err).contains(words), "{command:?}: {}", run.err);
        assert_eq!(run.out, "", "{command:?}");
        assert_eq!(fs::read(home.database()).expect("the log"), before);
    }
    let run = home.ask(&["review"], [SHOW, Reply::key('3')]).code(1);
    assert!(flat(&run.err).contains(words), "{}", run.err);
    assert_eq!(fs::read(home.database()).expect("the log"), before);
}

#[test]
fn a_damaged_log_is_refused_untouched_with_a_way_out() {
    type Break = fn(Vec<u8>) -> Vec<u8>;
    let damage: [Break; 6] = [
        |bytes| bytes[..bytes.len() / 2].to_vec(),
        |bytes| bytes[..100].to_vec(),
        |bytes| bytes[..99].to_vec(),
        |_| b"this is no database at all, but somebody's shopping list\n".repeat(200),
        |_| vec![0; 8192],
        |mut bytes| {
            bytes[4096..8192].fill(0xa5);
            bytes
        },
    ];
    for (number, broken) in damage.into_iter().enumerate() {
        let home = with_history();
        let bytes = fs::read(home.database()).expect("the log");
        fs::write(home.database(), broken(bytes)).expect("the damage");
        eprintln!("damage {number}");
        all_refuse(&home, "move it aside");
    }
}

#[test]
fn a_newer_or_foreign_log_is_refused_untouched() {
    let home = with_history();
    let log = Connection::open(home.database()).expect("the log");
    log.pragma_update(None, "user_version", 99).expect("newer");
    drop(log);
    all_refuse(&home, "Install the newer star-cards");

    let home = Home::with_deck(NINE_DAYS);
    let other = Connection::open(home.database()).expect("a database");
    other
        .execute_batch("CREATE TABLE bookmarks (url TEXT)")
        .expect("a table");
    drop(other);
    all_refuse(&home, "another program's tables");
}

#[test]
fn an_emptied_log_is_refused_where_copies_exist() {
    let home = with_history();
    home.write("backups/before-0002.db", "a copy");
    fs::write(home.database(), "").expect("emptied");
    all_refuse(&home, "To bring back the newest copy: star-cards restore");
    assert_eq!(home.read("backups/before-0002.db"), "a copy");
}

/// A home whose answers stand in the write-ahead log alone, as a kill leaves them.
fn cut_short() -> Home {
    let home = Home::with_deck(&two_stories());
    let mut tty = Start::at(&home).tty(&["review"]);
    for _ in 0..2 {
        tty.wait_for(REVEAL)
            .press(" ")
            .wait_for(GRADE)
            .press("3")
            .wait_for("good:");
    }
    tty.wait_for(REVEAL).kill();
    assert!(home.file("history.db-wal").exists());
    home
}

#[test]
fn an_emptied_log_does_not_cost_the_answers_beside_it() {
    let home = cut_short();
    fs::write(home.database(), "").expect("emptied");
    the_answers_stay(&home);
}

#[test]
fn a_damaged_log_does_not_cost_the_answers_beside_it() {
    let home = cut_short();
    let mut bytes = fs::read(home.database()).expect("the log");
    bytes[..16].fill(0xa5);
    fs::write(home.database(), bytes).expect("the damage");
    the_answers_stay(&home);
}

#[test]
fn a_log_moved_away_does_not_cost_the_answers_beside_it() {
    let home = cut_short();
    fs::rename(home.database(), home.file("aside.db")).expect("moved");
    the_answers_stay(&home);
}

/// The bytes of the write-ahead log are still somewhere, whatever was tried.
fn the_answers_stay(home: &Home) {
    let wal = fs::read(home.file("history.db-wal")).expect("the answers");
    for command in COMMANDS {
        home.run(command);
        let kept = |name: &String| fs::read(home.file(name)).is_ok_and(|bytes| bytes == wal);
        assert!(home.files().iter().any(kept), "{command:?} lost them");
    }
}

#[test]
fn an_empty_log_without_copies_is_begun_anew_with_one_line() {
    let home = Home::with_deck(NINE_DAYS);
    home.write("history.db", "");
    home.run(&["list"]).ok();
    home.run(&["due"]).ok();
    assert_eq!(home.read("history.db"), "", "looking writes nothing");
    let run = home.run(&["grade", "nine-days-late/action", "4"]).ok();
    assert!(flat(&run.err).contains("It starts again."), "{}", run.err);
    assert_eq!(run.err.matches("starts again").count(), 1);
    let run = home.run(&["grade", "nine-days-late/action", "4"]).ok();
    assert_eq!(run.err, "");
    assert_eq!(answers(&home).len(), 2);
}

/// SQLite opens what it keeps beside a log, and would wait for a pipe without end.
#[test]
fn a_pipe_beside_the_log_is_named() {
    for name in ["history.db-wal", "history.db-shm", "history.db-journal"] {
        let home = with_history();
        let pipe = home.file(name);
        let _ = fs::remove_file(&pipe);
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo").success());
        for command in [
            &["list"][..],
            &["grade", "nine-days-late/action", "4"],
            &["doctor"],
        ] {
            let run = home.run(command).code(1);
            let told = flat(&format!("{}{}", run.out, run.err));
            assert!(told.contains(&format!("{name} is not a file")), "{told}");
        }
    }
}

#[test]
fn a_folder_in_place_of_the_log_is_named() {
    let home = Home::with_deck(NINE_DAYS);
    fs::create_dir(home.database()).expect("a folder");
    for command in COMMANDS {
        let run = home.run(command).code(1);
        let database = home.database().display().to_string();
        assert!(run.err.replace(['\n', ' '], "").contains(&database));
        assert!(
            flat(&run.err).contains("choose another place"),
            "{}",
            run.err
        );
    }
    assert!(home.database().is_dir());
}

// --- Clocks

#[test]
fn a_clock_set_back_a_minute_keeps_the_order_silently() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    home.at("2026-03-02T19:59:00+01:00");
    let run = home.run(&["grade", "nine-days-late/learning", "5"]).ok();
    assert_eq!(run.err, "");
    let rows = rows(&home);
    assert_eq!(rows[1].0, rows[0].0 + 1);
    assert_eq!(answers(&home)[1].1, 5);
    // The newest answer is the one given last, whatever the clock says.
    let undone = home.run(&["undo"]).ok();
    assert!(
        undone.err.contains("Nine days late, Learning"),
        "{}",
        undone.err
    );
}

#[test]
fn a_clock_set_back_by_days_warns_and_keeps_the_answers() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    home.at("2026-02-28T20:00:00+01:00");
    let run = home.run(&["grade", "nine-days-late/learning", "5"]).ok();
    assert!(
        flat(&run.err).contains("The clock says 2026-02-28"),
        "{}",
        run.err
    );
    let run = home.ask(
        &["review", "nine-days-late/action"],
        [SHOW, Reply::key('3'), Reply::key('q')],
    );
    let run = run.ok();
    assert_eq!(run.err.matches("The clock says").count(), 1, "{}", run.err);
    home.at("2026-03-02T19:30:00+01:00");
    let run = home.run(&["grade", "nine-days-late/learning", "3"]).ok();
    assert_eq!(run.err, "", "half an hour is no wrong clock");
    assert_eq!(answers(&home).len(), 4);
}

#[test]
fn a_clock_that_stands_still_gives_every_row_its_own_instant() {
    let home = Home::with_deck(NINE_DAYS);
    for quality in ["4", "1", "5", "2"].repeat(5) {
        home.run(&["grade", "nine-days-late/action", quality]).ok();
    }
    let lines = "{\"card\":\"nine-days-late/learning\",\"quality\":3}\n".repeat(30);
    home.feed(&["grade", "--from", "-"], &lines).ok();
    home.run(&["suspend", "nine-days-late"]).ok();
    home.run(&["undo"]).ok();
    let rows = rows(&home);
    assert_eq!(rows.len(), 52);
    assert!(rows.is_sorted_by(|a, b| a.0 < b.0), "{rows:?}");
    let given: Vec<i64> = answers(&home)
        .into_iter()
        .map(|(_, quality)| quality)
        .collect();
    assert_eq!(given[..20], [4, 1, 5, 2].repeat(5));
}

// --- Hostile text

/// A window title, a cleared screen, a bell, eight-bit sequences, reversed text.
const EVIL: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{1b}[31m\u{9b}31m\u{9d}0;owned\u{9c}\u{8}\u{7f}\u{202e}gnp\u{2066}";

fn hostile_story() -> String {
    format!(
        "# Title {EVIL} end\n\nid: hostile\nrole: Engineer {EVIL}\nmiss: technical\n\
         question: Why {EVIL} did you fail?\ntags: a{EVIL}b, c\nunknown{EVIL}: key {EVIL}\n\n\
         ## Situation\n\nWe {EVIL} were late.\n\n## Action\n\nI **skipped {EVIL} it** and \
         **told {EVIL} nobody**.\n\n## Learning\n\nI **write {EVIL} it down**.\n\n\
         ## Traps\n\n- deflection: \"They {EVIL} did it.\"\n\n## Note {EVIL}\n\nText {EVIL}.\n\n\
         ## Acton {EVIL}\n\nNear miss.\n\n# Second {EVIL}\n\nid: bad{EVIL}id\n\n## Action\n\nx\n\n\
         # Third\n\nid: third\nformerly: old{EVIL}\nmiss: {EVIL}\n\n## Action\n\ny\n\n## Learning\n\nz\n\
         \n## Traps\n\n- {EVIL}: \"{EVIL}\"\n- deflection {EVIL}\n"
    )
}

fn hostile_home() -> Home {
    let home = Home::new();
    home.write("config.toml", "builtin = []\n");
    home.write(
        "decks/evil\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}.md",
        &hostile_story(),
    );
    home.write("decks/binary\u{1b}[2J.md", "a\0b");
    home
}

#[track_caller]
fn harmless(what: &str, text: &str) {
    let can_steer_terminal = |c: &char| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found: Vec<char> = text.chars().filter(can_steer_terminal).collect();
    assert!(found.is_empty(), "{what}: {found:?} in {text:?}");
}

#[test]
fn hostile_text_steers_no_terminal() {
    let home = hostile_home();
    let arg = format!("nobody{EVIL}");
    let card = format!("hostile{EVIL}/action");
    for command in [
        &[][..],
        &["list"],
        &["list", "--all"],
        &["due"],
        &["show", "hostile"],
        &["show", "third"],
        &["show", &arg],
        &["grade", &card, "4"],
        &["grade", "hostile/action", &arg],
        &["suspend", &arg],
        &["rename", &arg, "x"],
        &["rename", "hostile", &arg],
        &["remove", &arg, "--yes"],
        &["review", &arg],
        &["undo", &arg],
        &["add", "--from", &arg],
        &["add", "--deck", &arg, "--from", "-"],
        &[&arg],
        &["--color", &arg],
    ] {
        let run = home.run(command);
        harmless(&format!("{command:?} out"), &run.out);
        harmless(&format!("{command:?} err"), &run.err);
    }
    let run = home.feed(&["add", "--from", "-"], &hostile_story());
    harmless("add", &run.err);
    let line = format!("{{\"card\":\"{}\",\"quality\":4}}", "x\\u001b[2J");
    harmless(
        "grade --from",
        &home.feed(&["grade", "--from", "-"], &line).err,
    );
    home.write(
        "config.toml",
        &format!("builtin = []\n\"key{}\" = 1\n", "\\u001b[2J"),
    );
    harmless("config", &home.run(&["due"]).err);
    home.write("config.toml", "builtin = [\"\\u001b[2J\"]\n");
    harmless("config", &home.run(&["due"]).err);
}

#[test]
fn hostile_text_steers_no_terminal_as_json() {
    let home = hostile_home();
    for command in [&["list", "--json"][..], &["due", "--json"]] {
        let run = home.run(command).ok();
        run.json();
        harmless(&format!("{command:?}"), &run.out);
    }
}

#[test]
fn hostile_text_steers_no_sitting() {
    let home = hostile_home();
    let keys = |keys: &str| keys.chars().map(Reply::key).collect::<Vec<_>>();
    let mut replies = keys("?h ");
    replies.extend([Reply::key('c'), Reply::Tick(vec!["skipped".to_owned()])]);
    replies.extend(keys("1"));
    // A Space for the four traps, named before the first.
    replies.extend(keys("s "));
    replies.push(Reply::Take("deflection".to_owned()));
    let run = home.ask(&["review", "hostile"], replies);
    harmless("review", &run.shown);
    harmless("review", &run.err);
}

/// What a program may send to a terminal besides text: colours, the cursor moved, on and off,
/// a line or the rows below cleared, the marks of a paste on and off.
fn own_sequences(raw: &str) -> String {
    let mut text = String::new();
    let mut parts = raw.split("\u{1b}[");
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let end = part
            .find(|c: char| !c.is_ascii_digit() && c != ';' && c != '?')
            .unwrap_or(part.len());
        let sequence: String = part.chars().take(end + 1).collect();
        let known = match sequence.chars().last() {
            Some('m' | 'A' | 'B' | 'C') => true,
            Some('K') => sequence == "2K",
            Some('J') => sequence == "J",
            Some('h' | 'l') => sequence.starts_with("?25") || sequence.starts_with("?2004"),
            _ => false,
        };
        assert!(known, "ESC[{sequence}");
        text.push_str(&part[end + 1..]);
    }
    text
}

#[test]
fn hostile_text_steers_no_real_terminal() {
    let home = hostile_home();
    let mut tty = Start::at(&home).tty(&["review"]);
    tty.wait_for(REVEAL)
        .press("h")
        .wait_for("Hint:")
        .wait_for(REVEAL);
    tty.press(" ")
        .wait_for(GRADE)
        .press("c")
        .wait_for("What did you say?");
    tty.press(" ")
        .press(ENTER)
        .wait_for("Enter hard")
        .press("3");
    tty.wait_for("good:")
        .press("s")
        .press("s")
        .press("s")
        .press(CTRL_C);
    tty.end();
    let mut seen = text(&tty.raw());
    for args in [&["show"][..], &["remove"], &["edit"]] {
        let mut tty = Start::at(&home).env("EDITOR", "true").tty(args);
        tty.wait_for("Which story?").press("hostile");
        tty.press(ENTER);
        if args == ["remove"] {
            tty.wait_for("to the trash?").press("n");
        }
        tty.end();
        seen.push_str(&text(&tty.raw()));
    }
    for args in [
        &["list"][..],
        &["due"],
        &["show", "hostile"],
        &["--plain", "list"],
    ] {
        let mut tty = Start::at(&home).tty(args);
        tty.end();
        seen.push_str(&text(&tty.raw()));
    }
    harmless("the terminal", &own_sequences(&seen.replace('\r', "")));
}

// --- Odd files

#[test]
fn files_that_are_no_decks_are_named_and_hide_no_good_one() {
    let home = Home::new();
    home.write("config.toml", "builtin = []\n");
    home.write("decks/good.md", NINE_DAYS);
    home.write("decks/binary.md", "# A\0B\n");
    let utf16: Vec<u8> = "# Título\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(home.file("decks/utf16.md"), utf16).expect("a file");
    fs::write(
        home.file("decks/latin1.md"),
        b"# Caf\xe9\n\n## Action\n\nx\n",
    )
    .expect("a file");
    let huge = fs::File::create(home.file("decks/huge.md")).expect("a file");
    huge.set_len(100 * 1024 * 1024).expect("a sparse file");
    let fifo = home.file("decks/pipe.md");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.expect("mkfifo").success());
    symlink("/dev/zero", home.file("decks/zero.md")).expect("a link");
    symlink("nowhere.md", home.file("decks/dangling.md")).expect("a link");
    symlink("self.md", home.file("decks/self.md")).expect("a link");
    fs::create_dir(home.file("decks/inner")).expect("a folder");
    symlink("..", home.file("decks/inner/up")).expect("a loop");
    symlink(".", home.file("decks/round")).expect("a loop");
    fs::create_dir(home.file("decks/folder.md")).expect("a folder");

    let run = home.run(&["list"]).ok();
    for name in [
        "binary", "utf16", "latin1", "huge", "pipe", "zero", "dangling", "self",
    ] {
        let file = format!("{name}.md");
        assert_eq!(run.err.matches(&file).count(), 1, "{name}: {}", run.err);
    }
    assert!(!run.err.contains("good.md"), "{}", run.err);
    assert!(run.out.contains("8 problems above."), "{}", run.out);
    assert_eq!(run.out.matches("Nine days late").count(), 1, "{}", run.out);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    home.grade("3").ok();
    for name in ["huge.md", "pipe.md", "binary.md", "dangling.md"] {
        let path = home.file("decks").join(name).display().to_string();
        let run = home.run(&["add", "--from", &path]).code(1);
        assert!(run.err.contains(name), "{}", run.err);
    }
}

#[test]
fn a_deck_whose_name_is_no_utf8_is_changed_in_place_or_refused() {
    let home = Home::new();
    home.write("config.toml", "builtin = []\n");
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    let path = home.file("decks").join(name);
    home.write("decks/.keep", "");
    fs::write(&path, NINE_DAYS).expect("a deck");
    let run = home.run(&["rename", "nine-days-late", "late"]);
    let files = home.file("decks").read_dir().expect("a folder").count();
    assert_eq!(files, 2, "a second deck: {}", run.err);
    let text = fs::read_to_string(&path).expect("the deck");
    assert_eq!(text.contains("id: late"), run.code == 0, "{}", run.err);
    let run = home.run(&["remove", "late", "--yes"]);
    let text = fs::read_to_string(&path).expect("the deck");
    assert_eq!(text.contains("# Nine"), run.code != 0, "{}", run.err);
}

#[test]
fn a_home_whose_name_is_no_utf8_is_not_passed_over() {
    let home = Home::new();
    fs::create_dir(home.path()).expect("a folder");
    let shell = "export STAR_CARDS_HOME=\"$HOME/$(printf 'caf\\351')\"";
    Start::at(&home)
        .after(shell)
        .piped(&["grade", "traps/deflection", "4"]);
    assert!(!home.file(".local").exists());
}

#[test]
fn a_deck_on_two_paths_is_read_once() {
    let home = Home::with_deck(NINE_DAYS);
    symlink("stories.md", home.file("decks/again.md")).expect("a link");
    fs::hard_link(home.file("decks/stories.md"), home.file("decks/hard.md")).expect("a link");
    let run = home.run(&["list"]).ok();
    assert_eq!(run.err, "");
    assert_eq!(run.out.matches("Nine days late").count(), 1, "{}", run.out);
}

#[test]
fn a_deck_in_two_folders_is_read_once() {
    let home = Home::with_deck(NINE_DAYS);
    let elsewhere = home.file("elsewhere");
    symlink(home.file("decks"), &elsewhere).expect("a link");
    home.write(
        "config.toml",
        &format!(
            "builtin = []\ndecks = [{:?}]\n",
            elsewhere.display().to_string()
        ),
    );
    let run = home.run(&["list"]).ok();
    assert_eq!(run.err, "");
    assert_eq!(run.out.matches("Nine days late").count(), 1, "{}", run.out);
}

#[test]
fn an_edit_through_a_link_leaves_the_link() {
    let home = Home::with_deck(NINE_DAYS);
    let kept = home.file("repository/stories.md");
    home.write("repository/stories.md", NINE_DAYS);
    fs::remove_file(home.file("decks/stories.md")).expect("removed");
    symlink(&kept, home.file("decks/stories.md")).expect("a link");
    home.run(&["rename", "nine-days-late", "late"]).ok();
    let link = fs::symlink_metadata(home.file("decks/stories.md")).expect("the link");
    assert!(link.file_type().is_symlink());
    assert!(home.read("repository/stories.md").contains("id: late"));
}

// --- Private

#[test]
fn whatever_is_created_is_for_its_owner_alone() {
    let home = Home::new();
    let open = "umask 000";
    let piped = |args: &[&str]| -> Output { Start::at(&home).after(open).piped(args) };
    assert!(piped(&["grade", "traps/deflection", "4"]).status.success());
    home.write("new.md", NINE_DAYS);
    let from = home.file("new.md").display().to_string();
    assert!(
        piped(&["add", "--from", &from, "--deck", "work/first"])
            .status
            .success()
    );
    fs::remove_file(&from).expect("removed");
    let mut tty = Start::at(&home).after(open).tty(&["review"]);
    tty.wait_for(REVEAL)
        .press(" ")
        .wait_for(GRADE)
        .press("3")
        .wait_for("good:");
    // While it runs, the write-ahead log stands beside the log.
    assert!(home.file("history.db-wal").exists());
    all_private(&home);
    tty.kill();
    all_private(&home);
    let mut tty = Start::at(&home)
        .after(open)
        .env("EDITOR", "sh -c 'echo >> \"$0\"; exit 1'")
        .tty(&["edit", "nine-days-late"]);
    assert_eq!(tty.end(), 1);
    assert!(home.file("drafts").is_dir(), "{}", tty.screen());
    assert!(
        piped(&["rename", "nine-days-late", "late"])
            .status
            .success()
    );
    assert!(piped(&["remove", "late", "--yes"]).status.success());
    assert!(home.file("trash").is_dir());
    all_private(&home);
}

fn all_private(home: &Home) {
    let mut waiting: Vec<PathBuf> = vec![home.path()];
    while let Some(path) = waiting.pop() {
        let metadata = fs::symlink_metadata(&path).expect("metadata");
        let mode = metadata.permissions().mode() & 0o777;
        let wanted = if metadata.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, wanted, "{}", path.display());
        if metadata.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder");
            waiting.extend(entries.map(|entry| entry.expect("an entry").path()));
        }
    }
}

// --- Any order of commands

/// One thing a person may do.
#[derive(Debug, Clone)]
enum Deed {
    Grade(usize, u8),
    Undo,
    UndoCard(usize),
    Suspend(usize),
    Resume(usize),
    Sit(String),
    Drill(usize, String),
    Sleep,
}

const CARDS: [&str; 4] = [
    "nine-days-late/action",
    "nine-days-late/learning",
    "wrong-hire/action",
    "wrong-hire/learning",
];
const NAMES: [&str; 3] = ["nine-days-late", "wrong-hire", "wrong-hire/action"];

fn deed() -> impl Strategy<Value = Deed> {
    let keys = "[ 1234bxsfuq?h]{0,14}";
    prop_oneof![
        4 => (0..4_usize, 0..6_u8).prop_map(|(card, quality)| Deed::Grade(card, quality)),
        2 => Just(Deed::Undo),
        1 => (0..4_usize).prop_map(Deed::UndoCard),
        1 => (0..3_usize).prop_map(Deed::Suspend),
        1 => (0..3_usize).prop_map(Deed::Resume),
        3 => keys.prop_map(Deed::Sit),
        1 => (0..3_usize, keys).prop_map(|(name, keys)| Deed::Drill(name, keys)),
        2 => Just(Deed::Sleep),
    ]
}

fn sit(home: &Home, args: &[&str], keys: &str) -> Run {
    home.ask(args, keys.chars().map(Reply::key).collect::<Vec<_>>())
}

fn act(home: &Home, day: &mut i64, deed: &Deed) {
    match deed {
        Deed::Grade(card, quality) => {
            home.run(&["grade", CARDS[*card], &quality.to_string()])
                .ok();
        }
        Deed::Undo => drop(home.run(&["undo"])),
        Deed::UndoCard(card) => drop(home.run(&["undo", CARDS[*card]])),
        Deed::Suspend(name) => drop(home.run(&["suspend", NAMES[*name]]).ok()),
        Deed::Resume(name) => drop(home.run(&["resume", NAMES[*name]]).ok()),
        Deed::Sit(keys) => drop(sit(home, &["review"], keys)),
        Deed::Drill(name, keys) => drop(sit(home, &["review", NAMES[*name]], keys)),
        Deed::Sleep => *day += 1,
    }
    home.day(*day);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// The log only grows, another process sees the same, and as many undos as there are
    /// new rows lead back to where it was.
    #[test]
    fn any_order_of_commands_survives_a_restart_and_can_be_taken_back(
        deeds in prop::collection::vec(deed(), 1..10)
    ) {
        let home = Home::with_deck(&two_stories());
        let mut day = 0;
        home.day(day);
        for deed in &deeds {
            let before = (rows(&home), home.run(&["list", "--json"]).ok().out, day);
            act(&home, &mut day, deed);
            let after = rows(&home);
            let kept = before.0.iter().all(|row| after.contains(row));
            prop_assert!(kept, "{deed:?}: {:?} then {after:?}", before.0);
            prop_assert!(after.is_sorted_by(|a, b| a.0 < b.0), "{after:?}");

            let here = home.run(&["list", "--json"]).ok().out;
            let now = format!("2026-03-{:02}T20:00:00+01:00", 2 + day);
            let there = Start::at(&home).now(&now).piped(&["list", "--json"]);
            prop_assert_eq!(text(&there.stdout), here);
        }
    }

    #[test]
    fn what_a_sitting_did_can_be_taken_back_row_by_row(
        before in prop::collection::vec(deed(), 0..5),
        keys in "[ 1234bxsf?h]{0,14}",
    ) {
        let home = Home::with_deck(&two_stories());
        let mut day = 0;
        for deed in &before {
            act(&home, &mut day, deed);
        }
        home.day(day);
        let (list, old) = (home.run(&["list", "--json"]).out, rows(&home).len());
        sit(&home, &["review"], &keys);
        for _ in old..rows(&home).len() {
            home.run(&["undo"]).ok();
        }
        prop_assert_eq!(home.run(&["list", "--json"]).out, list);
    }

    /// A sitting undone with `u` to its beginning leaves no trace but rows. (Where the keys
    /// end the sitting, the rest of them is never asked for.)
    #[test]
    fn u_takes_back_the_whole_sitting(keys in "[ 1234bxsf]{0,14}") {
        let home = Home::with_deck(&two_stories());
        let list = home.run(&["list", "--json"]).out;
        let mut replies: Vec<Reply> = keys.chars().map(Reply::key).collect();
        replies.extend(vec![Reply::key('u'); 40]);
        let run = home.ask(&["review"], replies);
        if run.code == 130 {
            prop_assert_eq!(home.run(&["list", "--json"]).out, list);
        }
    }
}
