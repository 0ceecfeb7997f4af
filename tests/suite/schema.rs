//! The log across versions of its schema.

use std::path::Path;

use rusqlite::Connection;

use crate::harness::{Home, NINE_DAYS};

/// A log as the first schema left it, with one answer.
pub(crate) fn old_log(file: &Path) {
    let log = Connection::open(file).unwrap();
    log.execute_batch(include_str!("../../migrations/0001_log.sql"))
        .unwrap();
    log.execute_batch(
        "INSERT INTO review VALUES (1772000000000, 7, 1, 'nine-days-late/action', 20509, 4, 900, 'review');
         PRAGMA user_version = 1;",
    )
    .unwrap();
}

fn old_home() -> Home {
    let home = Home::with_deck(NINE_DAYS);
    old_log(&home.database());
    home
}

#[test]
fn an_older_log_is_copied_then_migrated_also_when_only_looking() {
    for (command, code) in [
        (&["list", "--json"][..], 0),
        (&["grade", "nine-days-late/learning", "4"], 0),
        (&["check", "nine-days-late"], 1),
        (&["export", "runs"], 0),
        (&["export", "reviews"], 0),
        (&["stats"], 0),
        (&["interview", "list"], 0),
        (&["doctor"], 1),
        (&["backup"], 0),
    ] {
        let home = old_home();
        let run = home.run(command).code(code);
        assert!(run.err.contains("a copy of the old one is"), "{}", run.err);
        let list = home.run(&["list", "--json"]).ok();
        assert_eq!(list.card("nine-days-late/action")["repetitions"], 1);
        assert_eq!(list.err, "", "said once");
        let copy = Connection::open(home.file("backups/schema-1.db")).unwrap();
        let version: i64 = copy
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        let rows: i64 = copy
            .query_row("SELECT count(*) FROM review", [], |row| row.get(0))
            .unwrap();
        assert_eq!((version, rows), (1, 1));
    }
}

#[test]
fn a_long_log_is_read_whole_and_in_order() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let mut log = Connection::open(home.database()).unwrap();
    let rows = log.transaction().unwrap();
    for number in 1..=40_000_i64 {
        let card = [
            "nine-days-late/learning",
            "gone/action",
            "nine-days-late/action",
        ][number as usize % 3];
        let at = 1_600_000_000_000 + number * number % 97 * 1_000_000_000;
        rows.execute(
            "INSERT INTO review VALUES (?1, 5, ?2, ?3, 18000, 4, 900, 'review')",
            (at, number, card),
        )
        .unwrap();
    }
    rows.commit().unwrap();
    let pages: i64 = log
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    assert!(pages > 500, "{pages} pages are no long log");
    let csv = home.run(&["export", "reviews"]).ok().out;
    let told: Vec<(&str, &str, i64)> = csv
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[1], cells[0], cells[8].parse().unwrap())
        })
        .collect();
    assert_eq!(told.len(), 40_001);
    assert!(told.is_sorted_by_key(|(at, ..)| *at));
    let cards = |name: &str| told.iter().filter(|(_, card, _)| *card == name).count();
    assert_eq!(
        (
            cards("nine-days-late/learning"),
            cards("gone/action"),
            cards("nine-days-late/action")
        ),
        (13_333, 13_334, 13_334)
    );
}
