//! What a stop, a kill or a full disk leaves behind, and who takes it away.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use crate::harness::{Home, NINE_DAYS};
use crate::terminal::{CTRL_C, Start, Tty};

/// What lies beside the home, where the program under test keeps temporary folders.
fn beside(home: &Home) -> Vec<PathBuf> {
    let parent = home.path().parent().expect("a folder").to_owned();
    let entries = fs::read_dir(parent).expect("a folder").flatten();
    let others = entries.map(|entry| entry.path());
    others.filter(|path| *path != home.path()).collect()
}

/// A home with two answers and a copy of its log with the first of them.
fn with_copy() -> (Home, String) {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let copy = home.file("copy.db").display().to_string();
    home.run(&["backup", "--log-only", "-o", &copy]).ok();
    home.run(&["grade", "nine-days-late/learning", "4"]).ok();
    (home, copy)
}

/// A restore that waits at its question, a copy of the other log being in its hands.
fn asking(home: &Home, copy: &str) -> Tty {
    let mut tty = Start::at(home).tty(&["restore", copy]);
    tty.wait_for("Replace the log");
    assert_eq!(beside(home).len(), 1);
    tty
}

#[test]
fn a_stop_leaves_no_copy_of_a_log() {
    let (home, copy) = with_copy();
    let mut tty = asking(&home, &copy);
    tty.press(CTRL_C);
    assert_eq!(tty.end(), 130);
    assert_eq!(beside(&home), Vec::<PathBuf>::new());
    let mut tty = asking(&home, &copy);
    tty.signal("TERM");
    assert_eq!(tty.end(), 130);
    assert_eq!(beside(&home), Vec::<PathBuf>::new());
}

#[test]
fn what_a_kill_leaves_is_named_and_goes_with_the_next_run() {
    let (home, copy) = with_copy();
    asking(&home, &copy).kill();
    let left = beside(&home);
    assert_eq!(left.len(), 1, "{left:?}");
    let doctor = Start::at(&home).piped(&["doctor", "--json"]);
    let told = String::from_utf8(doctor.stdout).expect("UTF-8");
    assert!(told.contains(&left[0].display().to_string()), "{told}");
    assert_eq!(beside(&home), left, "doctor only looks");
    Start::at(&home).piped(&["due"]);
    assert_eq!(beside(&home), Vec::<PathBuf>::new());
}

/// Where somebody else has the name of our folder, copies lie beside it, and go as they do in it.
#[test]
fn a_folder_with_the_name_of_ours_is_left_alone() {
    let (home, copy) = with_copy();
    let mut tty = asking(&home, &copy);
    let ours = beside(&home).remove(0);
    tty.press(CTRL_C);
    tty.end();
    let theirs = home.file("theirs");
    fs::create_dir(&theirs).expect("a folder");
    symlink(&theirs, &ours).expect("a link");
    let mut tty = Start::at(&home).tty(&["restore", &copy]);
    tty.wait_for("Replace the log");
    assert_eq!(beside(&home).len(), 2, "beside the link");
    assert_eq!(fs::read_dir(&theirs).expect("a folder").count(), 0);
    tty.kill();
    Start::at(&home).piped(&["due"]);
    assert_eq!(beside(&home), [ours]);
}

/// Half backups and half decks lie in the home itself.
#[test]
fn what_somebody_works_on_stays() {
    let (home, _) = with_copy();
    home.write("backups/.star-cards-dEad01/copy.db", "half");
    home.write("backups/.star-cards-aliv02/copy.db", "half");
    home.write(".star-cards-file03", "half");
    let alive = File::open(home.file("backups/.star-cards-aliv02")).expect("a folder");
    alive.lock().expect("a lock");
    home.run(&["list"]).ok();
    let left = |home: &Home| {
        let mut files = home.files();
        files.retain(|name| name.contains(".star-cards"));
        files
    };
    assert_eq!(left(&home), ["backups/.star-cards-aliv02/copy.db"]);
    drop(alive);
    home.run(&["backup"]).ok();
    assert_eq!(left(&home), Vec::<String>::new());
}

#[test]
fn a_first_answer_that_finds_no_room_leaves_nothing() {
    for blocks in [8, 16, 32, 64] {
        let home = Home::with_deck(NINE_DAYS);
        let limit = format!("trap '' XFSZ; ulimit -f {blocks}");
        let action = ["grade", "nine-days-late/action", "4"];
        Start::at(&home).after(&limit).piped(&action);
        let files = home.files();
        assert!(
            !files.iter().any(|name| name.contains(".star-cards")),
            "{blocks} blocks: {files:?}"
        );
        home.run(&action).ok();
    }
}

/// A backup, an export or a checkout that somebody named so is no leftover.
#[test]
fn what_a_person_named_like_the_program_stays() {
    let home = Home::with_deck(NINE_DAYS);
    let elsewhere = home.file("elsewhere");
    let names = [
        "star-cards-2026.db",
        "star-cards-abc123",
        "star-cards-main/notes.md",
        ".star-cards-notes/mine.md",
        ".star-cards-my.tmp",
    ];
    for name in names {
        home.write(&format!("elsewhere/{name}"), "mine");
        home.write(&format!("backups/{name}"), "mine");
    }
    let before = home.files();
    let elsewhere = elsewhere.display().to_string();
    for command in [
        vec!["list"],
        vec!["grade", "nine-days-late/action", "4"],
        vec!["backup"],
    ] {
        let start = Start::at(&home).env("TMPDIR", &elsewhere);
        start.piped(&command);
        let files = home.files();
        let gone: Vec<_> = before.iter().filter(|name| !files.contains(name)).collect();
        assert!(gone.is_empty(), "{command:?}: {gone:?}");
    }
    let doctor = Start::at(&home)
        .env("TMPDIR", &elsewhere)
        .piped(&["doctor"]);
    let told = String::from_utf8(doctor.stdout).expect("UTF-8");
    assert!(!told.contains("cut short left"), "{told}");
}

/// Whoever has to wait longer than a second says what for.
#[test]
fn a_wait_is_said() {
    let (home, _) = with_copy();
    // A first answer while another holds the folder.
    let fresh = Home::with_deck(NINE_DAYS);
    let held = File::open(fresh.path()).expect("a folder");
    held.lock().expect("a lock");
    let mut tty = Start::at(&fresh).tty(&["grade", "nine-days-late/action", "4"]);
    tty.wait_for("Waiting for another star-cards");
    drop(held);
    assert_eq!(tty.end(), 0);
    // A deck that somebody is changing.
    let held = File::open(home.file("decks")).expect("a folder");
    held.lock().expect("a lock");
    let mut tty = Start::at(&home).tty(&["rename", "nine-days-late", "late"]);
    tty.wait_for("Waiting for another star-cards");
    drop(held);
    assert_eq!(tty.end(), 0);
    // A log that another program has locked.
    let log = rusqlite::Connection::open(home.database()).expect("the log");
    log.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    let mut tty = Start::at(&home).tty(&["grade", "late/action", "4"]);
    tty.wait_for("Waiting for the log, which another program is using");
    log.execute_batch("COMMIT").expect("a commit");
    assert_eq!(tty.end(), 0);
}
