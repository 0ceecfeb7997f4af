//! What goes wrong with the snapshot: killed while it is written, written by two at once, no place to
//! write it to, a full disk. Nothing of that is seen anywhere but in how long the next start takes.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::Output;

use rusqlite::Connection;
use star_cards::SnapshotUse;

use crate::harness::Home;
use crate::terminal::Start;

/// As many cards and answers as a snapshot is kept for.
const STORIES: usize = 1_100;
const ANSWERS: i64 = 24_000;

/// The first Monday of the harness, in days since 1970-01-01.
const TODAY: i64 = 20_514;

const SCREENS: [&[&str]; 3] = [&["due", "--json"], &["list", "--json"], &["stats"]];

/// A home in which a snapshot pays.
fn large() -> Home {
    let home = Home::new();
    home.snapshot.set(SnapshotUse::Off);
    home.write("config.toml", "builtin = []\n");
    for deck in 0..4 {
        let stories = (0..STORIES).filter(|story| story % 4 == deck);
        let text: String = stories
            .map(|story| {
                format!(
                    "# Story {story}\n\nid: s{story}\n\n## Action\n\nI **left out** the count.\n\n\
                     ## Learning\n\nI **count** twice.\n\n"
                )
            })
            .collect();
        home.write(&format!("decks/deck-{deck}.md"), &text);
    }
    let day = 200;
    home.day(-day).run(&["grade", "s0/action", "4"]).ok();
    home.day(0);
    let mut log = Connection::open(home.database()).expect("the log");
    let all = log.transaction().expect("a transaction");
    for row in 0..ANSWERS {
        let kind = ["action", "learning"][row as usize % 2];
        let card = format!("s{}/{kind}", row / 2 % STORIES as i64);
        let on = TODAY - day + 1 + row * (day - 2) / ANSWERS;
        let quality = [4, 3, 5, 4, 1][row as usize / 7 % 5];
        all.prepare_cached("INSERT INTO review VALUES (?1, 9, ?2, ?3, ?4, ?5, 9000, 'review')")
            .and_then(|mut insert| {
                let at = on * 86_400_000 + 64_800_000 + row;
                insert.execute((at, row + 1, card, on, quality))
            })
            .expect("a row");
    }
    all.commit().expect("a commit");
    home
}

/// What the screens say without a snapshot.
fn told_without(home: &Home) -> Vec<String> {
    let told = SCREENS.map(|screen| home.run(screen).ok().out);
    told.into()
}

fn told(home: &Home) -> Vec<String> {
    let run = |args: &&[&str]| out(&Start::at(home).piped(args));
    SCREENS.iter().map(run).collect()
}

#[track_caller]
fn out(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn snapshot_bytes(home: &Home) -> Option<u64> {
    let file = fs::metadata(home.file("cache/snapshot")).ok()?;
    Some(file.len())
}

/// The disk is full after so many blocks of 512 bytes, or whoever writes more is killed.
fn limit(blocks: u64, kills: bool) -> String {
    match kills {
        true => format!("ulimit -c 0; ulimit -f {blocks}"),
        false => format!("trap '' XFSZ; ulimit -f {blocks}"),
    }
}

#[test]
fn a_kill_or_a_full_disk_while_it_is_written_changes_nothing() {
    let home = large();
    let expected = told_without(&home);
    assert_eq!(told(&home), expected);
    let whole = snapshot_bytes(&home).expect("a snapshot");
    // Whoever reads a log in use writes an index of 32 kB beside it.
    assert!(whole > 100_000, "{whole} bytes");
    for part in [4, 7] {
        for kills in [true, false] {
            fs::remove_dir_all(home.file("cache")).expect("it may go at any moment");
            let blocks = whole * part / 8 / 512;
            let cut = Start::at(&home).after(&limit(blocks, kills));
            let cut = cut.piped(SCREENS[0]);
            // Whoever looks has the answer before anything is written.
            assert_eq!(String::from_utf8_lossy(&cut.stdout), expected[0]);
            assert_eq!(String::from_utf8_lossy(&cut.stderr), "");
            assert_eq!(cut.status.signal().is_some(), kills, "{:?}", cut.status);
            assert_eq!(snapshot_bytes(&home), None, "half a snapshot is none");
            assert_eq!(told(&home), expected);
            assert!(snapshot_bytes(&home).is_some(), "the next start writes it");
        }
    }
    let left: Vec<String> = home.files();
    let left: Vec<&String> = left.iter().filter(|file| file.contains("/.")).collect();
    assert_eq!(left, Vec::<&String>::new(), "what was cut short goes");
}

#[test]
fn many_at_once_leave_one_whole_snapshot() {
    let home = large();
    let expected = told_without(&home);
    for _ in 0..3 {
        let _ = fs::remove_dir_all(home.file("cache"));
        let start = |_| Start::at(&home).spawn(SCREENS[0]);
        let running: Vec<_> = (0..4).map(start).collect();
        for child in running {
            let output = child.wait_with_output().expect("the program runs");
            assert_eq!(out(&output), expected[0]);
        }
        assert_eq!(
            home.files()
                .iter()
                .filter(|file| file.starts_with("cache"))
                .count(),
            1
        );
        assert_eq!(told(&home), expected);
    }
}

#[test]
fn no_place_for_it_costs_nothing_but_time() {
    let home = large();
    let expected = told_without(&home);
    home.write("cache", "a file where the folder would be");
    for _ in 0..2 {
        let output = Start::at(&home).piped(SCREENS[0]);
        assert_eq!(out(&output), expected[0]);
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
    assert_eq!(home.read("cache"), "a file where the folder would be");
}

#[test]
fn a_small_home_keeps_none() {
    let home = Home::with_deck(crate::harness::NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    for screen in SCREENS {
        home.run(screen);
    }
    assert!(!home.file("cache").exists());
}
