//! The log goes on from what was folded before, and nobody can tell: whatever happens to log, clock
//! and file in between, a start says the same with a snapshot and without.

use rusqlite::Connection;
use star_cards::SnapshotUse;

use crate::harness::Home;

const STORIES: &str = "\
# Alpha

## Action

I **shipped** it.

## Learning

I **ask** first.

## Traps

- deflection: \"They did.\"

# Beta

## Action

I **waited**.

## Learning

I **call**.
";

/// What is asked of a home.
const COMMANDS: [&[&str]; 9] = [
    &["due"],
    &["due", "--json"],
    &["list", "--json"],
    &["list"],
    &["plan"],
    &["brief"],
    &[],
    &["stats"],
    &["export", "stats", "--format", "json"],
];

/// Makes a file so old that no change of it goes by unseen.
fn make_old(home: &Home, file: &str) {
    let deck = std::fs::File::options().write(true).open(home.file(file));
    let new_year = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_767_225_600);
    deck.unwrap().set_modified(new_year).unwrap();
}

/// A home with some weeks of answers, and a snapshot of them.
fn home() -> Home {
    let home = Home::with_deck(STORIES);
    make_old(&home, "decks/stories.md");
    home.day(20);
    let names = [
        "alpha/action",
        "beta/learning",
        "alpha/trap/deflection",
        "beta/action",
    ];
    let mut answers = String::new();
    for day in 0..16 {
        for (place, card) in names.iter().enumerate() {
            let quality = [4, 2, 5, 3, 1][(day + place) % 5];
            if (day + place) % 3 > 0 {
                let at = format!("2026-03-{:02}T20:{place:02}:00+01:00", day + 2);
                answers +=
                    &format!("{{\"card\":\"{card}\",\"quality\":{quality},\"at\":\"{at}\"}}\n");
            }
        }
    }
    home.feed(&["grade", "--from", "-"], &answers).ok();
    assert!(is_written(&home), "nothing was kept");
    assert!(!is_written(&home), "it was not gone on from");
    home
}

/// Asks for today's cards, with a snapshot. Says whether one was written.
fn is_written(home: &Home) -> bool {
    let file = home.file("cache/snapshot");
    let before = std::fs::read(&file).ok();
    home.snapshot.set(SnapshotUse::Always);
    home.run(&["due"]).ok();
    std::fs::read(&file).ok() != before
}

/// Whether a start reads only what follows the beginning that a snapshot holds, and of that
/// beginning no more than some cards.
fn is_gone_on_from(home: &Home) -> bool {
    home.snapshot.set(SnapshotUse::Always);
    let told = home.run(&["doctor", "--json"]).json();
    home.snapshot.set(SnapshotUse::Off);
    told["snapshot"]["answers"].as_u64() > Some(0)
}

/// Compares what a home says without a snapshot and with one. Says whether one was written.
fn is_the_same(home: &Home) -> bool {
    let ask = |how| {
        home.snapshot.set(how);
        COMMANDS.map(|command| {
            let run = home.run(command);
            (run.code, run.out, run.err)
        })
    };
    let file = home.file("cache/snapshot");
    let before = std::fs::read(&file).ok();
    let without = ask(SnapshotUse::Off);
    assert_eq!(std::fs::read(&file).ok(), before, "it was written");
    // The first of them reads what has to be read, and the others go on from it.
    let with = ask(SnapshotUse::Always);
    for (command, (with, without)) in COMMANDS.iter().zip(with.iter().zip(&without)) {
        assert_eq!(with, without, "{command:?}");
    }
    std::fs::read(&file).ok() != before
}

fn sql(home: &Home, sql: &str) {
    let log = Connection::open(home.database()).unwrap();
    log.execute_batch(sql).unwrap();
}

/// What happens, and whether a snapshot is written after it: the log has to be read whole, or decks
/// are others.
type Change = (&'static str, fn(&Home), bool);

const CHANGES: &[Change] = &[
    ("nothing", |_| (), false),
    (
        "an answer",
        |home| drop(home.run(&["grade", "beta/action", "4"]).ok()),
        false,
    ),
    (
        "a sitting",
        |home| {
            home.snapshot.set(SnapshotUse::Always);
            drop(home.grade("314").ok());
        },
        false,
    ),
    (
        "the newest is undone",
        |home| drop(home.run(&["undo"]).ok()),
        false,
    ),
    (
        "an old one is undone",
        |home| drop(home.run(&["undo", "alpha/action"]).ok()),
        true,
    ),
    (
        "a sitting after an undo within",
        |home| {
            home.run(&["undo", "alpha/action"]).ok();
            home.snapshot.set(SnapshotUse::Always);
            drop(home.grade("31").ok());
        },
        // The sitting has written it.
        false,
    ),
    (
        "many old ones are undone, one after the other",
        |home| {
            let cards = ["alpha/action", "alpha/trap/deflection", "beta/learning"];
            let anew = cards.repeat(3).into_iter().filter(|card| {
                home.run(&["undo", card]).ok();
                assert!(is_gone_on_from(home), "{card}: all was read");
                is_the_same(home)
            });
            assert!(anew.count() > 4, "few of them were old");
        },
        false,
    ),
    (
        "an answer that is dated back",
        |home| {
            let old = r#"{"card":"alpha/learning","quality":1,"at":"2026-03-05T20:00:00+01:00"}"#;
            home.feed(&["grade", "--from", "-"], old).ok();
        },
        true,
    ),
    (
        "a row of another machine behind the end",
        |home| {
            sql(
                home,
                "INSERT INTO review SELECT max(at) - 1, 3, 1, 'beta/action', max(day), 2, 0, 'review' FROM review",
            );
        },
        false,
    ),
    (
        "a row of another machine before the end",
        |home| {
            sql(
                home,
                "INSERT INTO review SELECT min(at) + 1, 3, 1, 'beta/action', min(day), 2, 0, 'review' FROM review",
            );
        },
        true,
    ),
    (
        "an old answer is of another day",
        |home| {
            sql(
                home,
                "INSERT INTO amend SELECT at, 3, 1, day - 1, session, number FROM review ORDER BY at LIMIT 1 OFFSET 4",
            );
        },
        true,
    ),
    (
        "the clock goes back",
        |home| home.day(9).write("note", ""),
        false,
    ),
    (
        "the clock goes back a little",
        |home| home.day(15).write("note", ""),
        false,
    ),
    (
        "months go by",
        |home| home.day(200).write("note", ""),
        false,
    ),
    (
        "rows are taken out by force",
        |home| {
            sql(
                home,
                "DROP TRIGGER review_remains; DELETE FROM review WHERE quality = 3",
            )
        },
        true,
    ),
    (
        "the table of what came late is emptied by force",
        |home| sql(home, "DROP TRIGGER late_remains; DELETE FROM late"),
        false,
    ),
    (
        "another log in the same file, whose rows bear the same names",
        |home| {
            let other = self::home();
            sql(home, "PRAGMA wal_checkpoint(TRUNCATE)");
            sql(&other, "PRAGMA wal_checkpoint(TRUNCATE)");
            std::fs::write(home.database(), std::fs::read(other.database()).unwrap()).unwrap();
        },
        true,
    ),
    (
        "a copy that went another way and has the newest rows in common, written over the log",
        |home| {
            let copy = home.file("copy.db");
            sql(home, "PRAGMA wal_checkpoint(TRUNCATE)");
            std::fs::copy(home.database(), &copy).unwrap();
            for (log, own, quality) in [(&home.database(), 51, 1), (&copy, 52, 5)] {
                // An answer of its own, then many that another machine gave.
                let log = Connection::open(log).unwrap();
                let row = "INSERT INTO review SELECT max(at) + 1";
                let of_today = "'beta/action', max(day), 4, 0, 'review' FROM review";
                let mut rows = format!(
                    "{row}, {own}, 1, 'alpha/action', max(day) + 1, {quality}, 0, 'review' FROM review;"
                );
                (1..=12).for_each(|number| rows += &format!("{row}, 7, {number}, {of_today};"));
                log.execute_batch(&rows).unwrap();
                log.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
                    .unwrap();
            }
            home.snapshot.set(SnapshotUse::Always);
            home.run(&["due"]).ok();
            std::fs::write(home.database(), std::fs::read(copy).unwrap()).unwrap();
        },
        true,
    ),
    (
        "an older log is restored",
        |home| {
            let old = home.file("old.db").display().to_string();
            sql(home, &format!("VACUUM INTO '{old}'"));
            home.run(&["grade", "alpha/learning", "1"]).ok();
            home.run(&["undo", "beta/action"]).ok();
            home.snapshot.set(SnapshotUse::Always);
            home.run(&["due"]).ok();
            home.run(&["restore", "--yes", &old]).ok();
        },
        true,
    ),
    (
        "noise",
        |home| home.write("cache/snapshot", "noise, and more of it"),
        true,
    ),
    (
        "it is cut short",
        |home| {
            let file = home.file("cache/snapshot");
            let bytes = std::fs::read(&file).unwrap();
            std::fs::write(file, &bytes[..bytes.len() - 1]).unwrap();
        },
        true,
    ),
    (
        "a byte in it is another",
        |home| {
            let file = home.file("cache/snapshot");
            let mut bytes = std::fs::read(&file).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            std::fs::write(file, bytes).unwrap();
        },
        true,
    ),
    (
        "it is of another version",
        |home| {
            let file = home.file("cache/snapshot");
            let mut bytes = std::fs::read(&file).unwrap();
            bytes[16] ^= 1;
            std::fs::write(file, bytes).unwrap();
        },
        true,
    ),
    (
        "it is gone",
        |home| std::fs::remove_file(home.file("cache/snapshot")).unwrap(),
        true,
    ),
    (
        "a story goes",
        |home| home.write("decks/stories.md", STORIES.split_once("# Beta").unwrap().0),
        true,
    ),
    (
        "another machine goes on with a story that is gone here",
        |home| {
            home.write("decks/stories.md", STORIES.split_once("# Beta").unwrap().0);
            sql(
                home,
                "INSERT INTO review SELECT max(at) + 1, 3, 1, 'beta/learning', max(day) + 1, 1, 0, 'review' FROM review;
                 INSERT INTO review SELECT max(at) + 1, 3, 2, 'beta/learning', max(day) + 1, 1, 0, 'review' FROM review",
            );
        },
        true,
    ),
    (
        "a story with a trap goes",
        |home| {
            let (_, beta) = STORIES.split_once("# Beta").unwrap();
            home.write("decks/stories.md", &format!("# Beta{beta}"));
        },
        true,
    ),
    (
        "stories change places and names",
        |home| {
            let (alpha, beta) = STORIES.split_once("# Beta").unwrap();
            let text = format!("# Gamma\nformerly: beta\n{beta}\n{alpha}");
            home.write("decks/stories.md", &text);
        },
        true,
    ),
    (
        "two stories become one",
        |home| {
            home.write(
                "decks/stories.md",
                STORIES
                    .replace("# Alpha\n", "# Alpha\n\nformerly: beta\n")
                    .split_once("# Beta")
                    .unwrap()
                    .0,
            )
        },
        true,
    ),
];

/// What bears on a card of the beginning and leaves the others as they are.
const OF_ONE_CARD: [&str; 4] = [
    "an old one is undone",
    "an answer that is dated back",
    "a row of another machine before the end",
    "an old answer is of another day",
];

#[test]
fn nobody_can_tell() {
    for (what, change, anew) in CHANGES {
        let home = home();
        home.snapshot.set(SnapshotUse::Off);
        change(&home);
        if OF_ONE_CARD.contains(what) {
            assert!(is_gone_on_from(&home), "{what}: all was read");
        }
        assert_eq!(is_the_same(&home), *anew, "{what}");
        assert!(
            !is_the_same(&home),
            "{what}: it was kept, and not gone on from"
        );
    }
}

/// A beginning keeps some more of the newest answers than a person's own scale rests on. Where too
/// many of them are taken back, all of the log is read.
#[test]
fn nobody_can_tell_how_many_of_the_newest_answers_were_known() {
    let home = home();
    home.snapshot.set(SnapshotUse::Off);
    // Thirteen months, in which alpha/action passes and the others fail.
    let mut rows = String::new();
    for number in 1..=1_210 {
        let card = ["alpha/action", "beta/action", "beta/learning"][number % 3];
        let quality = [4, 1, 2][number % 3];
        rows += &format!(
            "INSERT INTO review SELECT max(at) + 28800000, 3, {number}, '{card}', max(day) + {}, {quality}, 0, 'review' FROM review;",
            u8::from(number % 3 == 0)
        );
    }
    sql(&home, &rows);
    home.day(440);
    assert!(is_the_same(&home), "thirteen months were not kept");
    let undo = |card: &str, count: u32| {
        sql(
            &home,
            &format!(
                "INSERT INTO undo SELECT (SELECT max(at) FROM review), 4, number, session, number FROM review
                 WHERE session = 3 AND card = '{card}' AND (session, number) NOT IN (SELECT target_session, target_number FROM undo)
                 ORDER BY at DESC LIMIT {count}"
            ),
        );
    };
    undo("alpha/action", 150);
    assert!(is_gone_on_from(&home), "there were enough of them");
    is_the_same(&home);
    undo("beta/action", 150);
    assert!(!is_gone_on_from(&home), "there were too few of them");
    assert!(is_the_same(&home));
    assert!(!is_the_same(&home), "it was kept, and not gone on from");
}

#[test]
fn where_nothing_can_be_kept_all_is_as_before() {
    let home = home();
    std::fs::remove_dir_all(home.file("cache")).unwrap();
    // Nobody can make a folder where a file is.
    home.write("cache", "in the way");
    assert!(!is_the_same(&home));
    assert_eq!(home.read("cache"), "in the way");
}

#[test]
fn a_small_home_has_no_snapshot() {
    let home = home();
    std::fs::remove_dir_all(home.file("cache")).unwrap();
    home.snapshot.set(SnapshotUse::WherePays);
    home.run(&["due"]).ok();
    home.grade("3").ok();
    assert!(!home.file("cache").exists());
}

/// A question that was heard is a card. On a clock that went back it is not heard yet, and another
/// may be in its place.
#[test]
fn a_question_in_the_place_of_another_does_not_take_its_memory() {
    let home = home();
    let third = STORIES
        .split("# Beta")
        .next()
        .unwrap()
        .replace("Alpha", "Gamma");
    home.write("decks/third.md", &third);
    make_old(&home, "decks/third.md");
    home.write("config.toml", "builtin = []\nquestions = true\n");
    let hear = |day: i64, company: &str, asked: &str| {
        home.day(day);
        home.run(&["interview", "add", company, "--date", "today"])
            .ok();
        home.run(&["debrief", company, "--question", asked, "--landed", "well"])
            .ok();
    };
    hear(25, "Acme", "Tell me about a goose you lost?");
    let answer = r#"{"card":"question/tell-me-about-a-goose-you-lost","quality":5,"at":"2026-03-03T20:30:00+01:00"}"#;
    home.feed(&["grade", "--from", "-"], answer).ok();
    assert!(is_the_same(&home), "the questions are no part of it");
    // Nothing else changes: it is gone on from.
    assert!(!is_the_same(&home));
    home.snapshot.set(SnapshotUse::Off);
    hear(22, "Beta", "Tell me about a swan you lost?");
    assert!(is_the_same(&home), "another question was heard");
    let card = home
        .run(&["list", "--json"])
        .ok()
        .card("question/tell-me-about-a-swan-you-lost");
    assert_eq!(card["state"], "new");
    home.write("config.toml", "builtin = []\n");
    assert!(is_the_same(&home), "no questions are asked");
    assert!(!is_the_same(&home));
}
