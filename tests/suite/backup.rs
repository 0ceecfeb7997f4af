//! Copies of the log and the way back: `backup`, `restore`, and what may go wrong on the way.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::script::Reply;
use rusqlite::Connection;

use crate::harness::{Home, NINE_DAYS};
use crate::schema::old_log;
use crate::terminal::Start;
use crate::unite::{all_rows, flat};

/// A home with a few answers, copied to a file, and two answers given since.
fn copied() -> (Home, String, BTreeSet<String>) {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    home.run(&["suspend", "nine-days-late/learning"]).ok();
    let copy = home.file("copy.db").display().to_string();
    home.run(&["backup", "--log-only", "-o", &copy]).ok();
    let then = all_rows(&home.database());
    home.day(1);
    home.run(&["grade", "nine-days-late/action", "5"]).ok();
    home.run(&["grade", "nine-days-late/learning", "3"]).ok();
    home.run(&["undo"]).ok();
    (home, copy, then)
}

fn is_sound(file: &Path) -> bool {
    let log = Connection::open(file).expect("a log");
    let said: String = log
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("a check");
    said == "ok"
}

#[test]
fn a_copy_is_dated_private_whole_and_one_file() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let run = home.run(&["backup", "--log-only"]).ok();
    insta::assert_snapshot!(home.anonymous(&run.err), @r"
    Copied the log to HOME/backups/history-2026-03-02-200000.db.
    Your stories are not in it: HOME/decks
    ");
    let copy = home.file("backups/history-2026-03-02-200000.db");
    assert_eq!(
        fs::metadata(&copy).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(is_sound(&copy));
    assert_eq!(all_rows(&copy), all_rows(&home.database()));
    // Looking at a copy leaves nothing beside it: it needs no write-ahead log.
    assert_eq!(
        home.files(),
        [
            "backups/history-2026-03-02-200000.db",
            "config.toml",
            "decks/stories.md",
            "history.db"
        ]
    );
    home.run(&["backup", "--log-only"]).ok();
    assert_eq!(
        home.backups(),
        [
            "backups/history-2026-03-02-200000-2.db",
            "backups/history-2026-03-02-200000.db"
        ]
    );
}

#[test]
fn a_copy_goes_where_it_is_told_and_over_nothing_unasked() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    home.write("there.db", "mine");
    let there = home.file("there.db").display().to_string();
    let run = home.run(&["backup", "--log-only", "-o", &there]).code(1);
    assert!(flat(&run.err).contains("Add --force"), "{}", run.err);
    assert_eq!(home.read("there.db"), "mine");
    home.run(&["backup", "--log-only", "-o", &there, "--force"])
        .ok();
    assert_eq!(all_rows(&home.file("there.db")), all_rows(&home.database()));
    for (target, words) in [
        (home.database(), "is the log itself"),
        (home.file("decks"), "is not a file"),
        (home.file("nowhere/copy.db"), "cannot be written"),
    ] {
        let target = target.display().to_string();
        let run = home.run(&["backup", "--log-only", "--force", "-o", &target]);
        assert_ne!(run.code, 0);
        assert!(flat(&run.err).contains(words), "{}", run.err);
    }
    assert!(!home.file("nowhere").exists());
}

/// A sitting may go on: what it holds in the write-ahead log is copied, too.
#[test]
fn a_log_in_use_is_copied_whole() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let other = Connection::open(home.database()).unwrap();
    other
        .execute_batch(
            "INSERT INTO mark VALUES (1772000000000, 7, 1, 20509, 'flag', 'nine-days-late');
             BEGIN IMMEDIATE; INSERT INTO mark VALUES (1772000000001, 7, 2, 20509, 'flag', 'x');",
        )
        .unwrap();
    let copy = home.file("copy.db");
    home.run(&["backup", "--log-only", "-o", &copy.display().to_string()])
        .ok();
    assert_eq!(all_rows(&copy).len(), 2, "what is committed, and no more");
}

#[test]
fn a_restore_says_what_would_go_and_asks() {
    let (home, copy, then) = copied();
    let now = all_rows(&home.database());
    let run = home.run(&["restore", &copy]).code(2);
    let told = flat(&run.err);
    assert!(
        told.contains("does not have: 3 rows, 2 of them answers."),
        "{told}"
    );
    assert!(told.contains("star-cards import '"), "{told}");
    assert!(told.contains("add --yes"), "{told}");
    assert_eq!(all_rows(&home.database()), now);

    let run = home.ask(&["restore", &copy], [Reply::Say(false)]).ok();
    assert!(run.err.contains("Nothing was changed."), "{}", run.err);
    assert_eq!(all_rows(&home.database()), now);
    assert_eq!(home.backups(), Vec::<String>::new());

    let run = home.ask(&["restore", &copy], [Reply::Say(true)]).ok();
    let asked = flat(&run.shown);
    assert!(
        asked.contains("Replace the log and lose 2 answers?"),
        "{asked}"
    );
    assert!(flat(&run.err).contains(": 1 answer."), "{}", run.err);
    assert_eq!(all_rows(&home.database()), then);
    let kept = home.backups();
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert!(
        kept[0].starts_with("backups/replaced-2026-03-03"),
        "{kept:?}"
    );
    assert_eq!(all_rows(&home.file(&kept[0])), now);
    // There and back, and the log still only grows.
    let run = home.run(&["restore", &copy]).ok();
    assert!(
        flat(&run.err).contains("already the same as"),
        "{}",
        run.err
    );
    home.run(&["restore", &home.file(&kept[0]).display().to_string()])
        .ok();
    assert_eq!(all_rows(&home.database()), now);
    let log = Connection::open(home.database()).unwrap();
    assert!(log.execute("DELETE FROM review", []).is_err());
    assert!(is_sound(&home.database()));
}

#[test]
fn a_restore_begins_a_log_where_there_is_none_and_takes_an_older_copy() {
    let home = Home::with_deck(NINE_DAYS);
    let old = home.file("old.db");
    old_log(&old);
    let bytes = fs::read(&old).unwrap();
    home.run(&["restore", &old.display().to_string()]).ok();
    assert_eq!(all_rows(&home.database()).len(), 1);
    assert_eq!(home.backups(), Vec::<String>::new());
    assert!(fs::read(&old).unwrap() == bytes);
    let list = home.run(&["list", "--json"]).ok();
    assert_eq!(list.card("nine-days-late/action")["repetitions"], 1);
}

#[test]
fn what_is_no_copy_is_refused_before_anything_is_touched() {
    let (home, copy, _) = copied();
    let now = all_rows(&home.database());
    home.write(
        "list.txt",
        "milk, eggs, a book that is no database but longer than a header\n",
    );
    home.write("empty.db", "");
    fs::write(home.file("noise.apkg"), b"PK\x03\x04\0\0\xff").unwrap();
    let bytes = fs::read(&copy).unwrap();
    fs::write(home.file("half.db"), &bytes[..bytes.len() / 2]).unwrap();
    let newer = home.file("newer.db");
    fs::copy(&copy, &newer).unwrap();
    Connection::open(&newer)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    for (file, code, words) in [
        ("list.txt", 1, "is not a star-cards log: it is a text file"),
        (
            "decks/stories.md",
            1,
            "is not a star-cards log: it is a text file",
        ),
        ("empty.db", 1, "is not a star-cards log: it is empty"),
        ("noise.apkg", 1, "cannot be restored: it is damaged"),
        ("half.db", 1, "damaged"),
        ("newer.db", 1, "written by a newer star-cards"),
        ("gone.db", 1, "cannot be read"),
        ("decks", 1, "cannot be read"),
        ("history.db", 2, "is the log itself"),
    ] {
        let file = home.file(file).display().to_string();
        let run = home.run(&["restore", "--yes", &file]).code(code);
        assert!(flat(&run.err).contains(words), "{file}: {}", run.err);
        assert_eq!(all_rows(&home.database()), now, "{file}");
    }
    assert_eq!(home.backups(), Vec::<String>::new());
}

/// A log that SQLite reads without complaint, though an index does not fit its table: what a
/// misdirected write leaves.
fn misfit(home: &Home) {
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    home.run(&["grade", "nine-days-late/learning", "4"]).ok();
    let log = Connection::open(home.database()).unwrap();
    log.pragma_update(None, "writable_schema", true).unwrap();
    // Another shape for the same pages: the index now promises what it does not hold.
    log.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, 'review (session, number)', 'review (number, session)')
         WHERE name = 'review_name'",
        [],
    )
    .unwrap();
}

#[test]
fn a_log_whose_parts_do_not_fit_is_not_copied_nor_taken_in() {
    let home = Home::with_deck(NINE_DAYS);
    misfit(&home);
    assert!(!is_sound(&home.database()));
    assert_ne!(home.run(&["doctor"]).code, 0);
    let run = home.run(&["backup", "--log-only"]).code(1);
    assert!(flat(&run.err).contains("damaged"), "{}", run.err);
    assert_eq!(home.backups(), Vec::<String>::new());
    let other = Home::with_deck(NINE_DAYS);
    other.run(&["grade", "nine-days-late/action", "4"]).ok();
    let rows = all_rows(&other.database());
    let copy = home.database().display().to_string();
    for command in [&["import", &copy][..], &["restore", "--yes", &copy]] {
        let run = other.run(command).code(1);
        assert!(flat(&run.err).contains("damaged"), "{}", run.err);
        assert_eq!(all_rows(&other.database()), rows);
    }
    // The damaged one can be replaced, and is kept.
    let sound = other.database().display().to_string();
    home.run(&["restore", &sound]).ok();
    assert!(is_sound(&home.database()));
    assert_eq!(home.backups().len(), 1);
}

#[test]
fn copies_of_one_second_get_a_name_each() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let runs: Vec<_> = (0..8)
        .map(|_| Start::at(&home).spawn(&["backup", "--log-only"]))
        .collect();
    for run in runs {
        let done = run.wait_with_output().unwrap();
        assert!(done.status.success(), "{done:?}");
    }
    assert_eq!(home.backups().len(), 8);
}

/// Whatever is written elsewhere, the files that the program lives on stay.
#[test]
fn no_output_takes_the_place_of_the_log_or_a_deck() {
    let home = Home::with_deck(NINE_DAYS);
    let report = ["export", "stats", "--force", "-o"];
    let refused = |name: &str, words: &str| {
        let file = home.file(name).display().to_string();
        for command in [&report[..], &["backup", "--log-only", "--force", "-o"]] {
            let run = home.run(&[command, &[&file]].concat()).code(2);
            assert!(flat(&run.err).contains(words), "{}", run.err);
        }
    };
    // Nor before there is one.
    refused("history.db", "is the log itself");
    assert!(!home.database().exists());
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    std::os::unix::fs::symlink(home.database(), home.file("link.json")).unwrap();
    fs::hard_link(home.database(), home.file("second.json")).unwrap();
    let before = all_rows(&home.database());
    refused("history.db", "is the log itself");
    refused("link.json", "is the log itself");
    refused("second.json", "is the log itself");
    refused("history.db-wal", "is a part of the log");
    refused("config.toml", "is the settings file");
    refused("decks/stories.md", "is a deck of yours");
    assert_eq!(all_rows(&home.database()), before);
    assert_eq!(home.read("decks/stories.md"), NINE_DAYS);
    assert_eq!(home.read("config.toml"), "builtin = []\n");
    let new = home.file("decks/stats.csv").display().to_string();
    home.run(&["export", "stats", "-o", &new]).ok();
}

/// The error of a broken log names the newest copy, and that command mends it.
#[test]
fn a_broken_log_comes_back_with_the_command_its_error_names() {
    type Break = fn(Vec<u8>) -> Vec<u8>;
    let damage: [Break; 4] = [
        |bytes| bytes[..bytes.len() / 2].to_vec(),
        |_| Vec::new(),
        |_| b"this is no database at all, but somebody's shopping list\n".repeat(200),
        |mut bytes| {
            bytes[4096..8192].fill(0xa5);
            bytes
        },
    ];
    for (number, broken) in damage.into_iter().enumerate() {
        let home = Home::with_deck(NINE_DAYS);
        home.run(&["grade", "nine-days-late/action", "4"]).ok();
        home.run(&["backup", "--log-only"]).ok();
        let then = all_rows(&home.database());
        let damaged = broken(fs::read(home.database()).unwrap());
        fs::write(home.database(), &damaged).unwrap();
        fs::write(home.file("history.db-wal"), "").unwrap();
        let run = home.run(&["list"]).code(1);
        let told = run.err.replace("\n  ", "");
        let copy = home
            .file("backups/history-2026-03-02-200000.db")
            .display()
            .to_string();
        assert!(
            flat(&run.err).contains("star-cards restore '"),
            "{number}: {told}"
        );
        assert!(told.replace(' ', "").contains(&copy), "{number}: {told}");

        let run = home.run(&["restore", &copy]).ok();
        assert!(
            flat(&run.err).contains(": 1 answer."),
            "{number}: {}",
            run.err
        );
        assert_eq!(all_rows(&home.database()), then, "{number}");
        assert!(is_sound(&home.database()));
        let kept: Vec<String> = home
            .backups()
            .into_iter()
            .filter(|file| file.contains("damaged"))
            .collect();
        assert!(
            kept.iter()
                .any(|file| fs::read(home.file(file)).unwrap() == damaged),
            "{kept:?}"
        );
        home.run(&["grade", "nine-days-late/learning", "4"]).ok();
    }
}

/// Frames that a damaged log left beside it are not played into the log that comes back.
#[test]
fn a_write_ahead_log_left_behind_is_kept_and_not_played() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    home.run(&["backup", "--log-only"]).ok();
    let then = all_rows(&home.database());
    let other = Connection::open(home.database()).unwrap();
    other
        .execute(
            "INSERT INTO mark VALUES (1772000000000, 7, 1, 20509, 'flag', 'nine-days-late')",
            [],
        )
        .unwrap();
    let wal = fs::read(home.file("history.db-wal")).unwrap();
    drop(other);
    fs::write(home.database(), "").unwrap();
    fs::write(home.file("history.db-wal"), &wal).unwrap();
    let copy = home
        .file("backups/history-2026-03-02-200000.db")
        .display()
        .to_string();
    home.run(&["restore", &copy]).ok();
    assert_eq!(all_rows(&home.database()), then);
    let kept = home.backups();
    assert!(
        kept.iter()
            .any(|file| fs::read(home.file(file)).unwrap() == wal),
        "{kept:?}"
    );
}

// --- Locks, full disks, cuts

#[test]
fn a_lock_is_awaited_then_told() {
    let (home, copy, _) = copied();
    let now = all_rows(&home.database());
    let lock = Connection::open(home.database()).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    for command in [&["restore", "--yes", &copy][..], &["import", &copy]] {
        let run = home.run(command);
        match command[0] {
            "restore" => {
                assert_eq!(run.code, 1);
                assert!(flat(&run.err).contains("is locked"), "{}", run.err);
            }
            // All of it is already here: nothing to wait for.
            _ => assert_eq!(run.code, 0, "{run:?}"),
        }
        assert_eq!(all_rows(&home.database()), now);
    }
    home.run(&["backup", "--log-only"]).ok();
    drop(lock);
    home.run(&["restore", "--yes", &copy]).ok();
}

/// Every file that is written ends after so many blocks; the program lives on or is killed
/// at that very write.
fn cut_after(home: &Home, blocks: u32, killed: bool, args: &[&str]) -> Option<i32> {
    let shell = match killed {
        true => format!("ulimit -c 0; ulimit -f {blocks}"),
        false => format!("trap '' XFSZ; ulimit -f {blocks}"),
    };
    let output = Start::at(home).day(1).after(&shell).piped(args);
    if !killed && !output.status.success() {
        let err = String::from_utf8(output.stderr).expect("text");
        assert!(
            err.starts_with("error: ") || err.contains("\nerror: "),
            "{err}"
        );
    }
    output.status.code()
}

const CUTS: [u32; 12] = [0, 1, 8, 24, 48, 80, 120, 160, 200, 260, 400, 4000];

#[test]
fn a_copy_cut_at_any_write_leaves_no_half_of_one() {
    for killed in [false, true] {
        let (home, _, _) = copied();
        let now = all_rows(&home.database());
        let mut ends = BTreeSet::new();
        for blocks in CUTS {
            let code = cut_after(&home, blocks, killed, &["backup", "--log-only"]);
            ends.insert(code == Some(0));
            for copy in home.backups() {
                assert_eq!(all_rows(&home.file(&copy)), now, "{copy} after {blocks}");
            }
            assert_eq!(home.backups().is_empty(), !ends.contains(&true), "{blocks}");
            let left = home
                .files()
                .iter()
                .any(|file| file.contains("/.star-cards-"));
            assert!(killed || !left, "{blocks}: {:?}", home.files());
        }
        assert_eq!(ends.len(), 2, "some were cut, the last was not");
        assert_eq!(all_rows(&home.database()), now);
    }
}

#[test]
fn a_restore_cut_at_any_write_leaves_the_old_log_or_the_new_one() {
    for killed in [false, true] {
        let (home, copy, then) = copied();
        let now = all_rows(&home.database());
        let mut ends = BTreeSet::new();
        for blocks in CUTS {
            cut_after(&home, blocks, killed, &["restore", "--yes", &copy]);
            let rows = all_rows(&home.database());
            assert!(rows == now || rows == then, "{blocks}: {rows:?}");
            assert!(is_sound(&home.database()), "{blocks}");
            ends.insert(rows == then);
        }
        assert_eq!(ends.len(), 2, "some were cut, the last was not");
    }
}

#[test]
fn a_restore_over_a_damaged_log_cut_at_any_write_can_be_given_again() {
    for killed in [false, true] {
        let (home, copy, then) = copied();
        let damaged = b"no database at all, and long enough to look like one".repeat(99);
        fs::write(home.database(), &damaged).unwrap();
        for blocks in CUTS {
            let code = cut_after(&home, blocks, killed, &["restore", "--yes", &copy]);
            if code == Some(0) {
                break;
            }
            assert!(fs::read(home.database()).unwrap() == damaged, "{blocks}");
        }
        assert_eq!(all_rows(&home.database()), then);
        assert!(is_sound(&home.database()));
    }
}

#[test]
fn uniting_cut_at_any_write_brings_all_or_nothing() {
    for killed in [false, true] {
        let home = Home::with_deck(NINE_DAYS);
        home.day(1);
        home.run(&["grade", "nine-days-late/action", "1"]).ok();
        let now = all_rows(&home.database());
        let other = full_elsewhere();
        let file = other.database().display().to_string();
        let theirs = all_rows(&other.database());
        let both: BTreeSet<String> = now.union(&theirs).cloned().collect();
        let mut ends = BTreeSet::new();
        for blocks in CUTS {
            cut_after(&home, blocks, killed, &["import", &file]);
            let rows = all_rows(&home.database());
            assert!(rows == now || rows == both, "{blocks}: {rows:?}");
            ends.insert(rows == both);
        }
        assert_eq!(ends.len(), 2, "some were cut, the last was not");
    }
}

fn full_elsewhere() -> Home {
    let home = Home::with_deck(NINE_DAYS).drawing(500_000);
    let lines = "{\"card\":\"nine-days-late/learning\",\"quality\":3}\n".repeat(300);
    home.feed(&["grade", "--from", "-"], &lines).ok();
    home
}

/// Answers given between the question and the answer to it are not lost unsaid.
#[test]
fn a_sitting_beside_a_restore_goes_on_in_the_log_that_came_back() {
    let (home, copy, then) = copied();
    let mut tty = Start::at(&home)
        .day(1)
        .tty(&["review", "nine-days-late/action"]);
    tty.wait_for("Space show").press(" ").wait_for("1 again");
    home.run(&["restore", "--yes", &copy]).ok();
    tty.press("3").wait_for("All saved.").leave_summary();
    assert_eq!(tty.end(), 0);
    let rows = all_rows(&home.database());
    assert_eq!(rows.len(), then.len() + 1);
    assert!(then.is_subset(&rows));
}

/// A home with answers and one copy of its log under `backups/`.
fn with_a_backup() -> (Home, String) {
    let (home, _, _) = copied();
    home.run(&["backup", "--log-only"]).ok();
    let copy = home.file(&home.backups()[0]);
    (home, copy.display().to_string())
}

#[test]
fn a_log_that_is_gone_is_missed_where_copies_exist() {
    let (home, copy) = with_a_backup();
    fs::remove_file(home.database()).expect("the log");
    for command in [&["due"] as &[&str], &["list"], &[]] {
        let run = home.run(command).ok();
        let told = flat(&run.err);
        assert!(
            told.contains("There is no log, but there are copies."),
            "{told}"
        );
        assert!(
            told.contains(&format!("star-cards restore '{copy}'")),
            "{told}"
        );
    }
    home.run(&["restore", &copy]).ok();
    assert_eq!(home.run(&["due"]).ok().err, "");
    // A disk that is not mounted: nothing is begun in the wrong place.
    fs::remove_file(home.database()).expect("the log");
    std::os::unix::fs::symlink(home.file("nowhere/history.db"), home.database()).expect("a link");
    let run = home.run(&["due"]).code(1);
    assert!(
        flat(&run.err).contains("it is a broken link"),
        "{}",
        run.err
    );
}

#[test]
fn what_was_put_aside_as_damaged_is_not_offered_as_a_copy() {
    let (home, copy) = with_a_backup();
    let damage = |home: &Home| {
        let mut bytes = fs::read(home.database()).expect("the log");
        bytes[4096..4400].fill(0xa5);
        fs::write(home.database(), bytes).expect("the damage");
    };
    damage(&home);
    home.run(&["restore", &copy]).ok();
    assert!(
        home.files()
            .iter()
            .any(|file| file.starts_with("backups/damaged-"))
    );
    damage(&home);
    let run = home.run(&["due"]).code(1);
    assert!(
        flat(&run.err).contains(&format!("restore '{copy}'")),
        "{}",
        run.err
    );
    let run = home.run(&["backup", "--log-only"]).code(1);
    assert!(!run.err.contains("disk has room"), "{}", run.err);
}

#[test]
fn a_copy_over_a_link_replaces_what_it_leads_to() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let (target, link) = (home.file("kept.db"), home.file("link.db"));
    fs::write(&target, "old").expect("a file");
    std::os::unix::fs::symlink(&target, &link).expect("a link");
    let link_name = link.display().to_string();
    home.run(&["backup", "--log-only", "-o", &link_name, "--force"])
        .ok();
    assert!(link.is_symlink());
    assert!(is_sound(&target));
}
