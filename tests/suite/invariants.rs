//! The five invariants of the house, as far as they need the whole program.

use rusqlite::Connection;

use crate::harness::{Home, NINE_DAYS};

/// Invariant 1: The log only grows.
#[test]
fn update_delete_and_replace_are_refused() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    home.run(&["suspend", "nine-days-late"]).ok();
    home.run(&["undo"]).ok();
    let dated =
        r#"{"card":"nine-days-late/learning","quality":4,"at":"2026-03-01T20:00:00+01:00"}"#;
    home.feed(&["grade", "--from", "-"], dated).ok();
    let connection = Connection::open(home.database()).unwrap();
    connection
        .pragma_update(None, "recursive_triggers", true)
        .unwrap();
    connection
        .execute(
            "INSERT INTO amend VALUES (1772000000000, 7, 1, 20509, 8, 1)",
            [],
        )
        .unwrap();
    connection
        .execute_batch(
            "INSERT INTO run VALUES (1772000000000, 7, 2, 20509, 'a', 'voice', NULL);
             INSERT INTO heard VALUES (1772000000000, 7, 3, 7, 2, 'action', 90);
             INSERT INTO point VALUES (1772000000000, 7, 4, 7, 2, 'action', 5, 'said');",
        )
        .unwrap();
    for table in [
        "review", "mark", "undo", "amend", "stamp", "late", "run", "heard", "point",
    ] {
        for sql in [
            format!("UPDATE {table} SET at = at + 1"),
            format!("DELETE FROM {table}"),
            format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ] {
            let refused = connection.execute(&sql, []).unwrap_err().to_string();
            assert!(refused.contains("the log only grows"), "{sql}: {refused}");
        }
    }
}

/// Invariant 2: State is a fold: what a sitting shows equals what a restart shows.
#[test]
fn memories_after_a_sitting_equal_memories_after_a_restart() {
    let home = Home::with_deck(NINE_DAYS);
    for (day, keys) in [(0, "31"), (1, "24"), (2, "1333"), (9, "33")] {
        home.day(day);
        let run = home.grade(keys).code(0);
        let told: Vec<&str> = run
            .shown
            .lines()
            .filter(|line| line.contains(": back in"))
            .collect();
        let list = home.run(&["list", "--json"]);
        for line in told {
            let days: i64 = line.split(' ').rev().nth(1).unwrap().parse().unwrap();
            let due = (chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
                + chrono::Duration::days(day + days))
            .to_string();
            assert!(list.out.contains(&due), "{line}: {}", list.out);
        }
    }
}

/// Invariant 3: The pure rooms are sealed: the same home, the same day, the same words.
#[test]
fn the_same_home_answers_the_same_twice() {
    let home = Home::new();
    home.write("decks/stories.md", NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "2"]).ok();
    for command in [
        &["due", "--json"][..],
        &["list", "--json"],
        &["list"],
        &["export", "stats", "--format", "json"],
    ] {
        let (first, second) = (home.run(command).ok(), home.run(command).ok());
        assert_eq!(first.out, second.out, "{command:?}");
    }
}

/// Invariant 4: The words are the person's: no command but those that were asked for a change
/// touches a story file, and a lost file loses no review.
#[test]
fn looking_and_reviewing_never_touch_a_story() {
    let untidy = NINE_DAYS
        .replace("## Action", "## Action   ")
        .replace('\n', "\r\n");
    let home = Home::with_deck(&untidy);
    home.grade("3").ok();
    for command in [
        &["due"][..],
        &["list"],
        &["show", "nine-days-late"],
        &["stats"],
        &[],
    ] {
        home.run(command).ok();
    }
    assert_eq!(home.read("decks/stories.md"), untidy);
    let before = home.run(&["list", "--json"]).out;
    std::fs::remove_file(home.file("decks/stories.md")).unwrap();
    let run = home.run(&["list"]).ok();
    assert!(run.err.contains("rename nine-days-late NEW"), "{}", run.err);
    home.write("decks/elsewhere.md", &untidy);
    let after = home.run(&["list", "--json"]).out;
    assert_eq!(after.replace("elsewhere", "stories"), before);
}

/// Invariant 5: Looking creates nothing.
#[test]
fn looking_on_a_fresh_home_leaves_no_file_behind() {
    let home = Home::new();
    for command in [
        &[][..],
        &["due"],
        &["due", "--json"],
        &["list", "--all"],
        &["show", "traps"],
        &["stats"],
        &["export", "stats", "--format", "csv"],
        &["export", "reviews", "--format", "json"],
    ] {
        home.run(command).ok();
        assert!(!home.path().exists(), "{command:?} left {:?}", home.files());
    }
}
