//! A log that is taken away while it is open: by a person, or by a program that synchronises
//! its folder. What is told to be saved is in the file that bears the log's name.

use std::collections::BTreeSet;
use std::fs;

use rusqlite::Connection;

use crate::harness::{Home, NINE_DAYS};
use crate::terminal::{CTRL_C, Start, Tty, answers};
use crate::unite::{all_rows, flat};

/// Three stories, so that a sitting is long enough; one answer from before.
fn home() -> Home {
    let (story, _) = NINE_DAYS.split_once("## Traps").expect("traps");
    let other = |name: &str, title: &str| {
        let named = story.replace("nine-days-late", name);
        named.replace("Nine days late", title)
    };
    let deck = [
        story.to_owned(),
        other("wrong-hire", "Wrong hire"),
        other("lost-key", "Lost key"),
    ];
    let home = Home::with_deck(&deck.join("\n"));
    home.run(&["grade", "lost-key/action", "4"]).ok();
    home
}

fn answer(tty: &mut Tty) {
    tty.wait_for("Space show").press(" ");
    tty.wait_for("1 again").press("3").wait_for("good:");
}

/// What the sitting said, and the rows in the log afterwards.
fn sit(
    home: &Home,
    before: usize,
    after: usize,
    harm: impl FnOnce(&Home),
) -> (String, BTreeSet<String>) {
    let mut tty = Start::at(home).tty(&["review"]);
    (0..before).for_each(|_| answer(&mut tty));
    tty.wait_until("the next card", |screen| screen.contains("Space show"));
    harm(home);
    (0..after).for_each(|_| answer(&mut tty));
    tty.wait_for("Space show").press("q").wait_for("All saved.");
    assert_eq!(tty.end(), 0);
    home.run(&["doctor"]);
    let log = Connection::open(home.database()).expect("the log");
    let sound: String = log
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("a check");
    assert_eq!(sound, "ok");
    (flat(&tty.said()), all_rows(&home.database()))
}

fn names(home: &Home) -> [std::path::PathBuf; 3] {
    ["history.db", "history.db-wal", "history.db-shm"].map(|name| home.file(name))
}

fn remove_all(home: &Home) {
    for name in names(home) {
        let _ = fs::remove_file(name);
    }
}

#[test]
fn a_log_that_is_removed_is_written_again() {
    for (before, after) in [(1, 2), (2, 0), (0, 1)] {
        let home = home();
        let (said, rows) = sit(&home, before, after, remove_all);
        assert_eq!(rows.len(), 1 + before + after, "{said}");
        assert!(said.contains("was removed while it was open"), "{said}");
    }
}

/// A stop says that every answer is saved.
#[test]
fn a_log_that_is_removed_before_a_stop_is_written_again() {
    let home = home();
    let mut tty = Start::at(&home).tty(&["review"]);
    answer(&mut tty);
    answer(&mut tty);
    tty.wait_for("Space show");
    remove_all(&home);
    tty.press(CTRL_C)
        .wait_for("Every answer you gave is saved.");
    assert_eq!(tty.end(), 130);
    assert_eq!(all_rows(&home.database()).len(), 3, "{}", tty.said());
}

#[test]
fn a_log_whose_side_files_go_keeps_its_rows() {
    let home = home();
    let (said, rows) = sit(&home, 1, 2, |home| {
        let [_, wal, shm] = names(home);
        fs::remove_file(wal).expect("a write-ahead log");
        fs::remove_file(shm).expect("shared memory");
    });
    assert_eq!(rows.len(), 4, "{said}");
    // Cut short, it has nothing of the sitting any more.
    let home = self::home();
    let mut tty = Start::at(&home).tty(&["review"]);
    answer(&mut tty);
    let wal = home.file("history.db-wal");
    fs::write(&wal, "").expect("a write-ahead log");
    answer(&mut tty);
    tty.wait_for("Space show").kill();
    assert_eq!(all_rows(&home.database()).len(), 3);
    let home = self::home();
    let (said, rows) = sit(&home, 1, 1, |home| {
        fs::remove_file(home.database()).unwrap()
    });
    assert_eq!(rows.len(), 3, "{said}");
}

#[test]
fn a_home_that_is_removed_is_made_again_for_the_answers() {
    let home = home();
    let (said, rows) = sit(&home, 1, 1, |home| fs::remove_dir_all(home.path()).unwrap());
    assert_eq!(rows.len(), 3, "{said}");
}

/// A file-sync program puts another machine's log in its place.
#[test]
fn a_log_that_is_replaced_gets_the_answers_and_the_old_one_is_kept() {
    let home = home();
    let other = Home::with_deck(&home.read("decks/stories.md")).drawing(5000);
    other.run(&["grade", "wrong-hire/learning", "5"]).ok();
    let theirs = all_rows(&other.database());
    let (said, rows) = sit(&home, 1, 1, |home| {
        fs::copy(other.database(), home.file("new")).unwrap();
        fs::rename(home.file("new"), home.database()).unwrap();
    });
    assert!(theirs.is_subset(&rows), "{said}");
    assert_eq!(rows.len(), theirs.len() + 2, "{said}");
    assert!(said.contains("took the place of the log"), "{said}");
    // The way back that it names brings what was there before.
    let kept = home.file("backups/left-behind.db").display().to_string();
    assert!(said.replace(' ', "").contains(&kept), "{said}");
    home.run(&["import", &kept]).ok();
    assert_eq!(all_rows(&home.database()).len(), rows.len() + 1);
}

#[test]
fn a_log_that_is_written_over_is_put_aside() {
    let text = |home: &Home| fs::write(home.database(), "no log").unwrap();
    let nothing = |home: &Home| fs::write(home.database(), "").unwrap();
    let noise = |home: &Home| {
        let length = fs::metadata(home.database()).unwrap().len() as usize;
        fs::write(home.database(), vec![0xa5; length + 4096]).unwrap();
    };
    let renamed = |home: &Home| {
        fs::write(home.file("new"), "").unwrap();
        fs::rename(home.file("new"), home.database()).unwrap();
    };
    for harm in [text, nothing, noise, renamed] {
        let home = home();
        home.run(&["backup", "--log-only"]).ok();
        let (said, rows) = sit(&home, 1, 1, harm);
        assert!(rows.len() >= 2, "{said}");
        assert!(said.contains("while it was open"), "{said}");
        assert!(answers(&home).len() >= 2);
        // The copy brings the rest.
        let copy = home.file("backups/history-2026-03-02-200000.db");
        home.run(&["import", &copy.display().to_string()]).ok();
        assert_eq!(all_rows(&home.database()).len(), 3);
    }
}

/// Another log, copied over the open one byte by byte: nobody can say that all is there.
#[test]
fn a_log_that_is_written_over_by_another_promises_nothing() {
    let home = home();
    home.run(&["backup", "--log-only"]).ok();
    let other = Home::with_deck(&home.read("decks/stories.md")).drawing(5000);
    for _ in 0..40 {
        other.run(&["grade", "wrong-hire/learning", "5"]).ok();
    }
    let theirs = fs::read(other.database()).expect("a log");
    let (said, rows) = sit(&home, 1, 1, |home| {
        fs::write(home.database(), &theirs).unwrap();
    });
    assert!(rows.len() >= 2, "{said}");
    assert!(!said.contains("with everything that was in it"), "{said}");
    let copy = home.file("backups/history-2026-03-02-200000.db");
    home.run(&["import", &copy.display().to_string()]).ok();
    assert!(all_rows(&home.database()).len() >= 3);
}

// --- What lies beside the log when it is opened

/// A home whose answers stand in the write-ahead log alone, as a kill leaves them.
fn killed() -> Home {
    let home = home();
    let mut tty = Start::at(&home).tty(&["review"]);
    answer(&mut tty);
    tty.wait_for("Space show").kill();
    assert!(fs::metadata(home.file("history.db-wal")).unwrap().len() > 0);
    home
}

#[test]
fn a_write_ahead_log_without_its_log_is_named() {
    let home = killed();
    fs::remove_file(home.database()).unwrap();
    let run = home.run(&["list"]).ok();
    assert!(
        flat(&run.err).contains("history.db-wal belonged to one and may hold answers"),
        "{}",
        run.err
    );
    let doctor = home.run(&["doctor", "--json"]).code(1);
    assert!(doctor.out.contains("history.db-wal belonged to one"));
    assert!(home.file("history.db-wal").exists());
}

#[test]
fn a_write_ahead_log_of_another_log_is_not_played() {
    // One with more answers, and one with other answers.
    for answers in [40, 2] {
        let home = killed();
        let other = Home::with_deck(&home.read("decks/stories.md")).drawing(7000);
        for _ in 0..answers {
            other.run(&["grade", "wrong-hire/learning", "4"]).ok();
        }
        let theirs = all_rows(&other.database());
        fs::copy(other.database(), home.database()).unwrap();
        let bytes = fs::read(home.database()).unwrap();
        for command in [
            &["list"][..],
            &["doctor"],
            &["grade", "lost-key/action", "4"],
        ] {
            let run = home.run(command).code(1);
            let told = flat(&format!("{}{}", run.out, run.err));
            assert!(told.contains("belongs to another log than"), "{told}");
        }
        assert_eq!(fs::read(home.database()).unwrap(), bytes);
        let wal = home.file("history.db-wal");
        fs::rename(&wal, wal.with_extension("old")).unwrap();
        home.run(&["list"]).ok();
        assert_eq!(all_rows(&home.database()), theirs);
    }
}

/// Its own write-ahead log is played in as ever, whatever the file lacks yet.
#[test]
fn a_write_ahead_log_of_ones_own_is_played() {
    let home = killed();
    home.run(&["list"]).ok();
    assert_eq!(all_rows(&home.database()).len(), 2);
}

#[test]
fn copies_beside_the_log_that_hold_more_are_named() {
    let home = home();
    let copy = |name: &str| home.file(name).display().to_string();
    home.run(&["backup", "--log-only", "-o", &copy("history (old).db")])
        .ok();
    home.run(&["grade", "wrong-hire/action", "4"]).ok();
    home.run(&["backup", "--log-only", "-o", &copy("history 2.db")])
        .ok();
    home.run(&["undo"]).ok();
    let named = || home.run(&["doctor"]).out.contains("what the log lacks");
    assert!(!named());
    // The copy was gone on with, on another machine.
    let other = Home::with_deck(NINE_DAYS).drawing(9000);
    fs::copy(copy("history 2.db"), other.database()).unwrap();
    other.run(&["grade", "nine-days-late/learning", "5"]).ok();
    fs::copy(other.database(), home.file("history 2.db")).unwrap();
    home.day(1);
    let doctor = home.run(&["doctor"]).code(1);
    let told = flat(&home.placed(&doctor.out));
    assert!(
        told.contains("HOME/history 2.db has what the log does not have: 1 answer. To add it to the log: star-cards import 'HOME/history 2.db'"),
        "{told}"
    );
    assert!(!told.contains("(old)"), "{told}");
    home.run(&["import", &copy("history 2.db")]).ok();
    assert!(!named());
}
