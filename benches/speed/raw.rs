//! What SQLite alone takes: the measure beside which everything else stands.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::program::itself;

/// The first arguments by which this bench calls itself to be SQLite and nothing else.
pub(crate) const OPEN: &str = "--raw-open";
pub(crate) const ROWS: &str = "--raw-rows";

/// A process that opens the log and asks `SELECT 1`.
pub(crate) fn open(home: &Path) -> Command {
    itself_on(home, OPEN)
}

/// A process that reads every review.
pub(crate) fn rows(home: &Path) -> Command {
    itself_on(home, ROWS)
}

fn itself_on(home: &Path, mode: &str) -> Command {
    let mut command = itself();
    command.arg(mode).arg(home.join("history.db"));
    command
}

pub(crate) fn select_one(database: &Path) {
    let log = Connection::open(database).expect("the log");
    let one: i64 = log
        .query_row("SELECT 1 FROM sqlite_master LIMIT 1", [], |row| row.get(0))
        .expect("an answer");
    assert_eq!(one, 1);
}

pub(crate) fn read_rows(database: &Path) {
    let log = Connection::open(database).expect("the log");
    let mut select = log
        .prepare("SELECT at, session, number, card, day, quality, ms, source FROM review")
        .expect("the table");
    let mut rows = select.query([]).expect("rows");
    let mut sum = 0_i64;
    while let Some(row) = rows.next().expect("a row") {
        for column in [0, 1, 2, 4, 5, 6] {
            sum = sum.wrapping_add(row.get::<_, i64>(column).expect("a number"));
        }
        for column in [3, 7] {
            let text = row.get_ref(column).expect("a column");
            sum = sum.wrapping_add(text.as_str().expect("text").len() as i64);
        }
    }
    assert_ne!(sum, 0);
}

/// The card that was answered longest ago.
pub(crate) fn oldest_card(home: &Path) -> String {
    let log = Connection::open(home.join("history.db")).expect("the log");
    let sql = "SELECT card FROM review
               WHERE (session, number) NOT IN (SELECT target_session, target_number FROM undo)
               GROUP BY card ORDER BY max(at) LIMIT 1";
    log.query_row(sql, [], |row| row.get(0)).expect("a card")
}

/// 4 KiB on the disk of that home.
pub(crate) fn flush(home: &Path) -> Duration {
    let path = home.join("flush.tmp");
    let mut file = File::create(&path).expect("a file");
    let begun = Instant::now();
    file.write_all(&[7; 4096]).expect("a write");
    file.sync_all().expect("a flush");
    let time = begun.elapsed();
    fs::remove_file(path).expect("the file goes");
    time
}
