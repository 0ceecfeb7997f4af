//! The log across versions of its schema.

use rusqlite::Connection;

use crate::harness::{Home, NINE_DAYS};

/// A log as the first schema left it, with one answer.
fn old_home() -> Home {
    let home = Home::with_deck(NINE_DAYS);
    let log = Connection::open(home.database()).unwrap();
    log.execute_batch(include_str!("../../migrations/0001_log.sql"))
        .unwrap();
    log.execute_batch(
        "INSERT INTO review VALUES (1772000000000, 7, 1, 'nine-days-late/action', 20509, 4, 900, 'review');
         PRAGMA user_version = 1;",
    )
    .unwrap();
    home
}

#[test]
fn an_older_log_is_copied_then_migrated_also_when_only_looking() {
    for command in [
        &["list", "--json"][..],
        &["grade", "nine-days-late/learning", "4"],
    ] {
        let home = old_home();
        let run = home.run(command).ok();
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
