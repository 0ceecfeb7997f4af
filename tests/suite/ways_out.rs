//! Every error says what is wrong, where, and the way out: a command, a path or a key to write.

use std::fs;

use rusqlite::Connection;

use crate::harness::{Home, NINE_DAYS, Run};
use crate::script::Reply;

/// How it comes about, what is called, what stands on standard input, and what of the way out
/// must be said.
type Provoked = (
    &'static str,
    fn(&Home),
    &'static [&'static str],
    &'static str,
    &'static str,
);

fn nothing(_: &Home) {}

fn interview(home: &Home) {
    home.run(&["interview", "add", "Acme", "--date", "+9d"])
        .ok();
}

fn two_stories(home: &Home) {
    home.write(
        "decks/more.md",
        &NINE_DAYS.replace("nine-days-late", "nine-days-more"),
    );
}

fn damaged(home: &Home) {
    let mut bytes = fs::read(home.database()).expect("a log");
    bytes[0] = b'X';
    fs::write(home.database(), bytes).expect("written");
}

fn newer(home: &Home) {
    let log = Connection::open(home.database()).expect("a log");
    log.pragma_update(None, "user_version", 99)
        .expect("a version");
}

fn a_folder_for_the_log(home: &Home) {
    fs::remove_file(home.database()).expect("a log");
    fs::create_dir(home.database()).expect("a folder");
}

const PROVOKED: [Provoked; 28] = [
    (
        "a file that is not there",
        nothing,
        &["check", "./nowhere.md"],
        "",
        "Check the path",
    ),
    (
        "a folder for a file",
        nothing,
        &["check", "HOME/decks"],
        "",
        "Name a file",
    ),
    (
        "an unknown story",
        nothing,
        &["show", "ninety"],
        "",
        "star-cards list",
    ),
    (
        "an unknown card",
        nothing,
        &["grade", "nine-days-late/x", "4"],
        "",
        "star-cards show",
    ),
    (
        "two stories fit",
        two_stories,
        &["show", "nine-days"],
        "",
        "nine-days-more",
    ),
    (
        "an unknown interview",
        interview,
        &["plan", "Zeta"],
        "",
        "star-cards interview list",
    ),
    (
        "no interview",
        nothing,
        &["plan"],
        "",
        "star-cards interview add",
    ),
    (
        "a date that is not",
        nothing,
        &["interview", "add", "A", "--date", "31 nov"],
        "",
        "30 days",
    ),
    (
        "a date of two meanings",
        nothing,
        &["interview", "add", "A", "--date", "5/12/2026"],
        "",
        "write",
    ),
    (
        "a date gone by",
        nothing,
        &["interview", "add", "A", "--date", "2020-01-01"],
        "",
        "later day",
    ),
    ("no date", nothing, &["interview", "add", "A"], "", "--date"),
    (
        "the same interview",
        interview,
        &["interview", "add", "Acme", "--date", "+9d"],
        "",
        "star-cards interview edit",
    ),
    (
        "no terminal for a review",
        nothing,
        &["review"],
        "",
        "star-cards due --json",
    ),
    (
        "no terminal to ask",
        nothing,
        &["remove", "nine-days-late"],
        "",
        "--yes",
    ),
    (
        "no terminal to write",
        nothing,
        &["add"],
        "",
        "star-cards add --from",
    ),
    (
        "a bad quality",
        nothing,
        &["grade", "nine-days-late/action", "9"],
        "",
        "0",
    ),
    (
        "a bad time",
        nothing,
        &["grade", "--from", "-"],
        "{\"card\":\"nine-days-late/action\",\"quality\":4,\"at\":\"then\"}\n",
        "2026-01-17T20:00:00+01:00",
    ),
    (
        "a time to come",
        nothing,
        &["grade", "--from", "-"],
        "{\"card\":\"nine-days-late/action\",\"quality\":4,\"at\":\"2099-01-01T00:00:00Z\"}\n",
        "when you answered",
    ),
    (
        "a line that is no grade",
        nothing,
        &["grade", "--from", "-"],
        "good\n",
        "\"quality\":4",
    ),
    (
        "a damaged log",
        damaged,
        &["list"],
        "",
        "star-cards restore",
    ),
    ("a newer log", newer, &["list"], "", "--home"),
    (
        "a log that cannot be written",
        a_folder_for_the_log,
        &["grade", "nine-days-late/action", "4"],
        "",
        "--home DIR",
    ),
    (
        "a bad setting",
        |home| home.write("config.toml", "cutoff_hour = 99\n"),
        &["list"],
        "",
        "0 to 23",
    ),
    (
        "words of another code",
        |home| fs::write(home.file("latin.md"), b"# T\n\nna\xefve\n").expect("a file"),
        &["check", "HOME/latin.md"],
        "",
        "UTF-8",
    ),
    (
        "a story without an end",
        nothing,
        &["add", "--from", "-"],
        "no title\n",
        "# Title",
    ),
    (
        "a name that is taken",
        nothing,
        &["add", "--from", "-"],
        NINE_DAYS,
        "star-cards edit",
    ),
    (
        "a picture for stories",
        |home| fs::write(home.file("a.png"), b"\x89PNG\r\n\x1a\n\0\0").expect("a file"),
        &["import", "HOME/a.png"],
        "",
        ".md",
    ),
    (
        "a file that is in the way",
        |home| home.write("out.csv", "mine"),
        &["export", "reviews", "-o", "HOME/out.csv"],
        "",
        "--force",
    ),
];

/// What stands in the way on a terminal, or is told in passing: how it comes about, what is done,
/// and what of the way out must be said.
type Met = (&'static str, fn(&Home) -> Run, &'static str);

const MET: [Met; 8] = [
    (
        "nothing to undo",
        |home| {
            home.ask(&["undo"], [Reply::Say(true)]).ok();
            home.ask(&["undo"], []).code(1)
        },
        "star-cards export reviews",
    ),
    (
        "an interview that is over",
        |home| {
            interview(home);
            home.day(10);
            home.run(&["plan"]).code(1)
        },
        "Acme is over: star-cards debrief",
    ),
    (
        "a locked log",
        |home| {
            let other = Connection::open(home.database()).expect("a log");
            other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
            home.run(&["grade", "nine-days-late/learning", "4"]).code(1)
        },
        "wait and try again",
    ),
    (
        "a full limit",
        |home| {
            home.write("config.toml", "builtin = []\nshowings_per_day = 0\n");
            home.ask(&["review"], []).ok()
        },
        "star-cards review --more 10",
    ),
    (
        "an unknown key of the settings",
        |home| {
            home.write("config.toml", "showing_per_day = 3\n");
            home.run(&["due"]).ok()
        },
        "did you mean `showings_per_day`?",
    ),
    (
        "no editor",
        |home| {
            let nowhere = ("PATH".to_owned(), home.path().display().to_string());
            home.env.borrow_mut().extend([nowhere]);
            home.ask(&["edit", "nine-days-late"], []).code(2)
        },
        "EDITOR=nano star-cards edit",
    ),
    (
        "no stories yet",
        |home| {
            home.write("decks/stories.md", "");
            home.run(&["check"]).code(1)
        },
        "`star-cards add` writes the first",
    ),
    (
        "a file among the decks that is no deck",
        |home| {
            fs::write(home.file("decks/a.md"), b"\x89PNG\r\n\x1a\n\0\0").expect("a file");
            home.run(&["list"]).ok()
        },
        "move it out of the decks folder",
    ),
];

#[test]
fn whatever_stands_in_the_way_has_a_way_out() {
    for (what, meet, way) in MET {
        let home = Home::with_deck(NINE_DAYS);
        home.run(&["grade", "nine-days-late/action", "4"]).ok();
        let run = meet(&home);
        let told = format!("{}{}", run.err, run.shown);
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(way), "{what}: {told}");
    }
}

#[test]
fn every_error_has_a_way_out() {
    for (what, provoke, command, stdin, way) in PROVOKED {
        let home = Home::with_deck(NINE_DAYS);
        home.run(&["grade", "nine-days-late/action", "4"]).ok();
        provoke(&home);
        let place = home.path().display().to_string();
        let command: Vec<String> = command
            .iter()
            .map(|word| word.replace("HOME", &place))
            .collect();
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let run = home.feed(&command, stdin);
        assert_ne!(run.code, 0, "{what}: {run:?}");
        let told = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(way), "{what}: {told}");
    }
}
