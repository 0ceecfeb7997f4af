//! Backups of a whole home and the way back: stories, job texts and settings beside the log.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use rusqlite::Connection;

use crate::harness::{Home, NINE_DAYS};
use crate::script::Reply;
use crate::terminal::Start;
use crate::unite::{all_rows, flat};

const OTHER: &str = "# Other\n\nid: other\n\n## Action\n\nI **waited**.\n\n## Learning\n\nI ask.\n";

/// What a person would miss: the words, and the rows of the log.
type State = (BTreeMap<String, String>, BTreeSet<String>);

fn state(home: &Home) -> State {
    let mut words = BTreeMap::new();
    for name in home.files() {
        let is_words = name.starts_with("decks/") || name.starts_with("jobs/");
        if (is_words && !name.contains("/.star-cards-")) || name == "config.toml" {
            words.insert(name.clone(), home.read(&name));
        }
    }
    (words, all_rows(&home.database()))
}

/// A home with everything in it, backed up to a file, and much changed since.
fn changed() -> (Home, String, State) {
    let home = Home::with_deck(NINE_DAYS);
    home.write("decks/work/more.md", OTHER);
    home.write("jobs/acme.md", "An engineer who plans.\n");
    home.write("config.toml", "new_per_day = 7\n");
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let copy = home.file("copy.zip").display().to_string();
    home.run(&["backup", "-o", &copy]).ok();
    let then = state(&home);
    home.day(1);
    home.run(&["grade", "nine-days-late/learning", "3"]).ok();
    home.write("decks/stories.md", &NINE_DAYS.replace("I led", "We led"));
    home.write("decks/late.md", &OTHER.replace("ther", "thers"));
    fs::remove_file(home.file("decks/work/more.md")).unwrap();
    home.write("jobs/acme.md", "An engineer.\n");
    home.write("config.toml", "new_per_day = 9\n");
    (home, copy, then)
}

#[test]
fn a_backup_is_one_private_file_and_says_how_it_comes_back() {
    let home = Home::with_deck(NINE_DAYS);
    home.write("config.toml", "decks = ['/srv/stories']\n");
    home.write("decks/work/big.md", &"x".repeat(17 * 1024 * 1024));
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let run = home.run(&["backup"]).ok();
    insta::assert_snapshot!(home.anonymous(&run.err), @"
    Copied 1 answer and 1 deck.
    Left out: HOME/decks/work/big.md (the file is larger than 16 MB, too large for a deck)
    Left out, because only your settings name it: /srv/stories
    To bring it back: star-cards restore 'HOME/backups/star-cards-2026-03-02-200000.zip'
    ");
    let name = "backups/star-cards-2026-03-02-200000.zip";
    let mode = fs::metadata(home.file(name)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(home.backups(), [name]);
    home.run(&["backup"]).ok();
    assert_eq!(home.backups().len(), 2, "each has a name of its own");
    // A home of stories alone is worth one, too; it is offered as no copy of a log.
    let stories = Home::with_deck(NINE_DAYS);
    stories.run(&["backup"]).ok();
    assert_eq!(stories.backups(), ["backups/stories-2026-03-02-200000.zip"]);
    let run = stories.run(&["list"]).ok();
    assert!(!run.err.contains("restore"), "{}", run.err);
    let run = Home::new().run(&["backup"]).code(1);
    assert!(run.err.contains("nothing to copy yet"), "{}", run.err);
}

#[test]
fn a_restore_shows_what_would_change_asks_and_tells_the_way_back() {
    let (home, copy, then) = changed();
    let now = state(&home);
    let dry = home.run(&["restore", "--dry-run", &copy]).ok();
    insta::assert_snapshot!(home.placed(&dry.out), @r#"
    What HOME/copy.zip would change
      Answers: 0 new, 1 lost
      Stories changed: "Nine days late"
      Stories new: "Other"
      Stories gone: "Others"
      Files: decks/stories.md, decks/work/more.md, jobs/acme.md, decks/late.md
      Settings: replaced
    Nothing was changed: --dry-run.
    "#);
    assert_eq!(state(&home), now);
    let run = home.run(&["restore", &copy]).code(2);
    assert!(run.err.contains("--yes"), "{}", run.err);
    home.ask(&["restore", &copy], [Reply::Say(false)]).ok();
    assert_eq!(state(&home), now);
    assert_eq!(home.backups(), Vec::<String>::new());

    let run = home.ask(&["restore", &copy], [Reply::Say(true)]).ok();
    insta::assert_snapshot!(home.anonymous(&run.err), @r#"
    What HOME/copy.zip would change Answers: 0 new, 1 lost Stories changed: "Nine days late" Stories new: "Other" Stories gone: "Others" Files: decks/stories.md, decks/work/more.md, jobs/acme.md, decks/late.md Settings: replaced
    A backup of what is here is made first.
    To add what is missing and lose nothing: star-cards import 'HOME/copy.zip'
    Restored HOME/copy.zip: 2 stories, 1 answer.
    To go back to what was here before: star-cards restore 'HOME/backups/replaced-2026-03-03-200000.zip'
    "#);
    assert_eq!(state(&home), then);
    let kept = home.backups();
    assert_eq!(kept, ["backups/replaced-2026-03-03-200000.zip"]);
    let again = home.run(&["restore", &copy]).ok();
    assert!(
        again.err.contains("Everything is already as in"),
        "{}",
        again.err
    );
    // The way back.
    let kept = home.file(&kept[0]).display().to_string();
    home.run(&["restore", "--yes", &kept]).ok();
    let mut back = state(&home);
    // Job texts that the other one lacks stay, and so would settings.
    assert_eq!(back, now);
    back.0.clear();
    let log = Connection::open(home.database()).unwrap();
    assert!(log.execute("DELETE FROM review", []).is_err());
}

#[test]
fn a_new_machine_gets_everything_without_a_question() {
    let (_old, copy, then) = changed();
    let new = Home::new();
    let run = new.run(&["restore", &copy]).ok();
    assert!(run.err.contains("1 answer"), "{}", run.err);
    assert_eq!(state(&new), then);
    assert_eq!(new.backups(), Vec::<String>::new(), "nothing was there");
    for file in [
        "decks/work/more.md",
        "jobs/acme.md",
        "config.toml",
        "history.db",
    ] {
        let mode = fs::metadata(new.file(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let folder = fs::metadata(new.file("decks/work")).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
}

#[test]
fn an_import_adds_what_is_missing_and_loses_nothing() {
    let (home, copy, then) = changed();
    let now = state(&home);
    // One story differs, and nobody is there to be asked: it stays, the others come.
    let run = home.run(&["import", &copy]).code(1);
    assert!(
        flat(&run.err).contains("here with different text"),
        "{}",
        run.err
    );
    assert!(flat(&run.err).contains("jobs/acme.md"), "{}", run.err);
    let after = state(&home);
    assert_eq!(after.1, now.1, "the log here has all of it already");
    assert_eq!(after.0["decks/stories.md"], now.0["decks/stories.md"]);
    assert_eq!(after.0["decks/late.md"], now.0["decks/late.md"]);
    assert_eq!(after.0["decks/work/more.md"], then.0["decks/work/more.md"]);
    assert_eq!(after.0["jobs/acme.md"], now.0["jobs/acme.md"]);
    assert_eq!(after.0["config.toml"], now.0["config.toml"]);
    // On a new machine it brings everything but the settings, and again it changes nothing.
    let new = Home::new();
    new.run(&["import", "--dry-run", &copy]).ok();
    assert_eq!(new.files(), Vec::<String>::new());
    for _ in 0..2 {
        new.run(&["import", &copy]).ok();
        let (mut words, rows) = state(&new);
        words.insert("config.toml".to_owned(), then.0["config.toml"].clone());
        assert_eq!((words, rows), then);
    }
}

#[test]
fn what_cannot_be_kept_is_not_replaced() {
    let (home, copy, _) = changed();
    home.write("decks/work/more.md", &"x".repeat(17 * 1024 * 1024));
    let now = all_rows(&home.database());
    let run = home.run(&["restore", "--yes", &copy]).code(1);
    assert!(flat(&run.err).contains("is in the way"), "{}", run.err);
    assert_eq!(all_rows(&home.database()), now);
    assert!(home.read("decks/stories.md").contains("We led"));
    fs::remove_file(home.file("decks/work/more.md")).unwrap();
    fs::create_dir(home.file("decks/work/more.md")).unwrap();
    let run = home.run(&["restore", "--yes", &copy]).code(1);
    assert!(flat(&run.err).contains("is in the way"), "{}", run.err);
}

/// A deck that is a link stays one, and what it leads to gets the words.
#[test]
fn a_deck_behind_a_link_is_packed_and_comes_back_behind_it() {
    let home = Home::new();
    home.write("elsewhere/mine.md", NINE_DAYS);
    fs::create_dir(home.file("decks")).unwrap();
    symlink(home.file("elsewhere/mine.md"), home.file("decks/mine.md")).unwrap();
    let copy = home.file("copy.zip").display().to_string();
    home.run(&["backup", "-o", &copy]).ok();
    home.write("elsewhere/mine.md", OTHER);
    home.run(&["restore", "--yes", &copy]).ok();
    assert_eq!(home.read("elsewhere/mine.md"), NINE_DAYS);
    assert!(home.file("decks/mine.md").is_symlink());
}

#[test]
fn a_damaged_log_comes_back_with_the_stories_and_is_kept() {
    let (home, copy, then) = changed();
    let damaged = b"no database at all, and long enough to look like one".repeat(99);
    fs::write(home.database(), &damaged).unwrap();
    let run = home.run(&["restore", "--yes", &copy]).ok();
    assert!(
        flat(&run.err).contains("The damaged log is saved"),
        "{}",
        run.err
    );
    assert_eq!(state(&home), then);
    let kept = home.backups();
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert!(fs::read(home.file(&kept[0])).unwrap() == damaged);
    assert!(kept[1].starts_with("backups/stories-"), "{kept:?}");
    // The backup is what the error of a damaged log offers.
    home.run(&["backup"]).ok();
    fs::write(home.database(), &damaged).unwrap();
    let run = home.run(&["list"]).code(1);
    assert!(
        flat(&run.err).contains("backups/star-cards-2026"),
        "{}",
        run.err
    );
}

/// Every file that is written ends after so many blocks; the program lives on or is killed at
/// that very write.
fn cut_after(home: &Home, blocks: u32, killed: bool, args: &[&str]) -> Option<i32> {
    let shell = match killed {
        true => format!("ulimit -c 0; ulimit -f {blocks}"),
        false => format!("trap '' XFSZ; ulimit -f {blocks}"),
    };
    let output = Start::at(home).day(1).after(&shell).piped(args);
    output.status.code()
}

const CUTS: [u32; 12] = [0, 1, 8, 24, 48, 80, 120, 160, 200, 260, 400, 4000];

#[test]
fn a_restore_cut_at_any_write_leaves_the_old_home_or_the_new_one() {
    for killed in [false, true] {
        let (home, copy, then) = changed();
        // Larger than the log, so that words are cut as well.
        home.write("decks/late.md", &OTHER.repeat(2000));
        let now = state(&home);
        let mut ends = BTreeSet::new();
        for blocks in CUTS {
            cut_after(&home, blocks, killed, &["restore", "--yes", &copy]);
            let left = state(&home);
            assert!(left == now || left == then, "{blocks}");
            ends.insert(left == then);
            home.run(&["list"]).ok();
        }
        assert_eq!(ends.len(), 2, "some were cut, the last was not");
    }
}

/// Between the log and the files lies one moment in which a kill leaves some of each: everything
/// is whole, and the next command says how to go on.
#[test]
fn a_restore_killed_between_log_and_files_is_named_with_both_ways_on() {
    let (home, copy, then) = changed();
    let now = state(&home);
    let before = home.file("before.zip").display().to_string();
    home.run(&["backup", "-o", &before]).ok();
    // As a kill leaves it: the new log, the old files, the note.
    home.run(&["restore", "--yes", &copy]).ok();
    for (name, text) in &now.0 {
        home.write(name, text);
    }
    let note = format!("A restore was cut short.\nTo finish it: star-cards restore '{copy}'\n");
    home.write("restoring", &note);
    let run = home.run(&["list"]).ok();
    assert!(
        flat(&run.err).contains("A restore was cut short."),
        "{}",
        run.err
    );
    let doctor = home.run(&["doctor"]).code(1);
    assert!(
        flat(&doctor.out).contains("To finish it: star-cards restore"),
        "{}",
        doctor.out
    );
    // Finishing it forgets no way back to what was here before it began.
    let back = format!("To go back to what was here before: star-cards restore '{before}'\n");
    home.write("restoring", &(note + &back));
    let run = home.run(&["restore", "--yes", &copy]).ok();
    assert!(flat(&run.err).contains(back.trim_end()), "{}", run.err);
    assert_eq!(state(&home), then);
    let run = home.run(&["list"]).ok();
    assert!(!run.err.contains("cut short"), "{}", run.err);
    home.run(&["restore", "--yes", &before]).ok();
    assert_eq!(state(&home), now);
}

#[test]
fn a_story_saved_while_the_question_stands_is_not_lost() {
    let (home, copy, _) = changed();
    let mut tty = Start::at(&home).day(1).tty(&["restore", &copy]);
    tty.wait_for("Restore this backup?");
    home.write(
        "decks/stories.md",
        "# Mine\n\n## Action\n\nI just wrote this.\n",
    );
    let now = state(&home);
    tty.press("y").wait_for("was just changed");
    assert_eq!(tty.end(), 1);
    assert_eq!(state(&home), now);
}

#[test]
fn what_is_no_backup_is_refused_before_anything_is_touched() {
    let (home, copy, _) = changed();
    let now = state(&home);
    let bytes = fs::read(&copy).unwrap();
    let cut = |name: &str, bytes: &[u8]| fs::write(home.file(name), bytes).unwrap();
    cut("half.zip", &bytes[..bytes.len() / 2]);
    cut("noise.zip", b"PK\x03\x04\0\0\xff");
    let mut wrong = bytes.clone();
    let middle = bytes.len() / 2;
    wrong[middle] ^= 0xff;
    cut("wrong.zip", &wrong);
    for file in ["half.zip", "noise.zip", "wrong.zip"] {
        let file = home.file(file).display().to_string();
        let run = home.run(&["restore", "--yes", &file]).code(1);
        let told = flat(&run.err);
        assert!(told.contains("cannot be restored"), "{told}");
        assert!(told.contains("Nothing was changed."), "{told}");
        home.run(&["import", &file]).code(1);
        assert_eq!(state(&home), now, "{file}");
    }
    assert_eq!(home.backups(), Vec::<String>::new());
    assert!(!Path::new(&home.file("restoring")).exists());
}

#[test]
fn a_backup_of_more_files_than_a_program_may_open_comes_back() {
    let home = Home::new();
    for number in 0..1500 {
        let story = format!("# Story {number}\n\n## Action\n\nI did {number}.\n");
        home.write(&format!("decks/{}/{number}.md", number % 3), &story);
    }
    let copy = home.file("copy.zip").display().to_string();
    home.run(&["backup", "-o", &copy]).ok();
    let fresh = Home::new();
    let limited = "ulimit -n 64; \"$0\" --home \"$1\" restore --yes \"$2\"";
    let run = std::process::Command::new("sh")
        .args(["-c", limited, env!("CARGO_BIN_EXE_star-cards")])
        .arg(fresh.path())
        .arg(&copy)
        .output()
        .expect("a shell");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    assert_eq!(fresh.read("decks/2/1499.md"), home.read("decks/2/1499.md"));
    assert_eq!(
        fresh
            .files()
            .iter()
            .filter(|file| file.ends_with(".md"))
            .count(),
        1500
    );
}
