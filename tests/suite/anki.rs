//! Anki, there and back: what goes out, what a phone does with it, what comes home. The phone
//! here is a hand at the package's tables; the real one is in `anki_real`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use chrono::DateTime;
use insta::assert_snapshot;
use proptest::prelude::*;
use rusqlite::{Connection, params};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::harness::{Home, NINE_DAYS};

const ACTION: &str = "star-cards:nine-days-late/action";

/// Milliseconds of a local time.
fn at(time: &str) -> i64 {
    DateTime::parse_from_rfc3339(time)
        .expect("a time")
        .timestamp_millis()
}

/// A package in the hands of somebody else.
struct Phone {
    folder: TempDir,
    collection: Connection,
}

impl Phone {
    /// Exports from a home and opens what came out.
    fn fed_by(home: &Home) -> Phone {
        Phone::exported(home, &[])
    }

    fn exported(home: &Home, flags: &[&str]) -> Phone {
        let folder = TempDir::new().expect("a folder");
        let package = folder.path().join("out.apkg").display().to_string();
        let args = [&["export", "anki", "-o", &package], flags].concat();
        home.run(&args).ok();
        Phone::with(folder, &fs::read(package).expect("a package"))
    }

    fn with(folder: TempDir, package: &[u8]) -> Phone {
        let mut archive = ZipArchive::new(Cursor::new(package)).expect("an archive");
        let mut bytes = Vec::new();
        let mut entry = archive.by_name("collection.anki21").expect("a collection");
        entry.read_to_end(&mut bytes).expect("bytes");
        let path = folder.path().join("collection");
        fs::write(&path, bytes).expect("a file");
        Phone {
            collection: Connection::open(path).expect("a database"),
            folder,
        }
    }

    /// Writes a package of what the phone has now.
    fn send(&self) -> String {
        let path: PathBuf = self.folder.path().join("back.apkg");
        let mut archive = ZipWriter::new(File::create(&path).expect("a file"));
        let options = SimpleFileOptions::default();
        archive
            .start_file("collection.anki21", options)
            .expect("an entry");
        let bytes = fs::read(self.folder.path().join("collection")).expect("a collection");
        archive.write_all(&bytes).expect("bytes");
        archive.finish().expect("an archive");
        path.display().to_string()
    }

    fn answer(&self, guid: &str, time: &str, button: i64) {
        self.row(guid, at(time), button, 2500, 1);
    }

    fn row(&self, guid: &str, id: i64, button: i64, factor: i64, kind: i64) {
        let written = self
            .collection
            .execute(
                "INSERT INTO revlog SELECT ?1, id, -1, ?2, 1, 1, ?3, 4000, ?4 FROM cards
                 WHERE nid = (SELECT id FROM notes WHERE guid = ?5)",
                params![id, button, factor, kind, guid],
            )
            .expect("a row");
        assert_eq!(written, 1, "{guid}");
    }

    fn rewrite(&self, guid: &str, from: &str, to: &str) {
        let written = self
            .collection
            .execute(
                "UPDATE notes SET flds = replace(flds, ?1, ?2), mod = mod + 5
                 WHERE guid = ?3 AND instr(flds, ?1)",
                params![from, to, guid],
            )
            .expect("a note");
        assert_eq!(written, 1, "{guid}: {from}");
    }

    fn add(&self, guid: &str, front: &str, back: &str) {
        self.collection
            .execute(
                "INSERT INTO notes SELECT max(id) + 1, ?1, 5, 0, -1, '', ?2 || char(31) || ?3,
                 '', 0, 0, '' FROM notes",
                params![guid, front, back],
            )
            .expect("a note");
        let models = "{\"5\":{\"flds\":[{\"name\":\"Front\"},{\"name\":\"Back\"}]}}";
        self.collection
            .execute("UPDATE col SET models = ?1", [models])
            .expect("a note type");
    }

    /// Columns of every card by guid.
    fn cards(&self, columns: &str) -> BTreeMap<String, String> {
        let sql = format!("SELECT guid, {columns} FROM cards JOIN notes ON notes.id = nid");
        let mut select = self.collection.prepare(&sql).expect("the tables");
        let rows = select.query_map([], |row| {
            let text = match row.get_ref(1)? {
                rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                value => value.as_str()?.to_owned(),
            };
            Ok((row.get(0)?, text))
        });
        rows.expect("rows").map(|row| row.expect("a row")).collect()
    }
}

fn home() -> Home {
    Home::with_deck(NINE_DAYS)
}

fn reviews(home: &Home) -> Vec<String> {
    let table = home.run(&["export", "reviews"]).ok().out;
    let rows = table.lines().skip(1).map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        [cells[0], cells[1], cells[2], cells[3], cells[6]].join(" ")
    });
    rows.collect()
}

#[test]
fn cards_go_out_with_their_state_and_their_answers() {
    let home = home();
    for (day, quality) in [(0, "4"), (1, "3"), (7, "5"), (20, "1")] {
        home.day(day)
            .run(&["grade", "nine-days-late/action", quality])
            .ok();
    }
    home.run(&["suspend", "nine-days-late/learning"]).ok();
    home.run(&["grade", "nine-days-late/learning", "5"]).ok();
    home.run(&["undo"]).ok();
    let phone = Phone::fed_by(&home);
    let state = "type || ' ' || queue || ' ' || ivl || ' ' || factor || ' ' || reps || ' ' || lapses || ' ' || cards.data";
    let cards = phone.cards(state);
    let lrt = at("2026-03-22T20:00:00+01:00") / 1000;
    assert_eq!(cards[ACTION], format!("2 2 1 2460 4 1 {{\"lrt\":{lrt}}}"));
    assert_eq!(cards["star-cards:nine-days-late/learning"], "0 -1 0 0 0 0 ");
    assert_eq!(
        cards["star-cards:nine-days-late/trap/deflection"],
        "0 0 0 0 0 0 "
    );
    // Four in the morning of the day of the first counted answer, at the offset of now.
    let crt: i64 = phone
        .collection
        .query_row("SELECT crt FROM col", [], |row| row.get(0))
        .unwrap();
    assert_eq!(crt * 1000, at("2026-03-22T04:00:00+01:00"));
    assert_eq!(phone.cards("due")[ACTION], "1");
    let due = home.run(&["list", "--json"]).card("nine-days-late/action")["due"].clone();
    assert_eq!(due, "2026-03-23");
    let log: Vec<String> = phone
        .collection
        .prepare("SELECT id || ' ' || ease || ' ' || ivl || ' ' || lastIvl || ' ' || factor || ' ' || type FROM revlog ORDER BY id")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_snapshot!(log.join("\n"), @"
    1772478000000 3 1 0 2500 0
    1772564400000 2 6 1 2360 1
    1773082800000 4 15 6 2460 1
    1774206000000 1 1 15 2460 1
    ");
}

#[test]
fn samples_go_out_only_without_own_stories_or_if_asked_for() {
    let home = Home::new();
    let sent = |flags: &[&str]| Phone::exported(&home, flags).cards("due");
    let samples = |flags: &[&str]| {
        let sent = sent(flags);
        sent.keys()
            .filter(|guid| guid.starts_with("star-cards:core-"))
            .count()
    };
    let all = samples(&[]);
    assert!(all > 0);
    home.write("decks/stories.md", NINE_DAYS);
    assert_eq!(samples(&[]), 0);
    for guid in [ACTION, "star-cards:traps/deflection"] {
        assert!(sent(&[]).contains_key(guid), "{guid}");
    }
    assert_eq!(samples(&["--all"]), all);
}

#[test]
fn every_due_day_is_the_same_on_both_sides() {
    let home = Home::new();
    home.write("decks/stories.md", NINE_DAYS);
    home.write("config.toml", "cutoff_hour = 0\n");
    for (day, card, quality) in [
        (0, "traps/deflection", "4"),
        (0, "core-model-went-stale/action", "5"),
        (1, "traps/deflection", "4"),
        (3, "nine-days-late/action", "4"),
        (9, "traps/deflection", "5"),
    ] {
        home.day(day).run(&["grade", card, quality]).ok();
    }
    let phone = Phone::exported(&home, &["--all"]);
    let crt: i64 = phone
        .collection
        .query_row("SELECT crt FROM col", [], |row| row.get(0))
        .unwrap();
    let begun = DateTime::from_timestamp(crt + 3600, 0)
        .unwrap()
        .date_naive();
    let due = phone.cards("CASE type WHEN 2 THEN due ELSE -1 END");
    let listed = home.run(&["list", "--all", "--json"]).json();
    let mut compared = 0;
    for card in listed["cards"].as_array().unwrap() {
        let Some(expected) = card["due"].as_str() else {
            continue;
        };
        let days: u64 = due[&format!("star-cards:{}", card["card"].as_str().unwrap())]
            .parse()
            .unwrap();
        assert_eq!(
            (begun + chrono::Days::new(days)).to_string(),
            expected,
            "{card}"
        );
        compared += 1;
    }
    assert_eq!(compared, 3);
}

#[test]
fn words_go_out_escaped_with_their_points() {
    let home = home();
    home.write(
        "decks/stories.md",
        &NINE_DAYS.replace("Nine days late.", "<b>nine</b> & \\[sound:x\\]"),
    );
    let phone = Phone::fed_by(&home);
    let fields = &phone.cards("flds")[ACTION].replace('\u{1f}', "\n");
    assert_snapshot!(fields, @r#"
    <div class="title">Nine days late</div><div class="role">Software engineer</div><div class="question">Tell me about a time you failed.</div><div class="ask">Say your decision aloud: the call that was yours and went wrong.</div><div class="count">2 points</div>
    <p>I <b>skipped the compatibility shim</b> because I <b>trusted the date</b>.</p>
    <ol><li>skipped the compatibility shim</li><li>trusted the date</li></ol>
    Nine days late
    Action<!--star-cards 167592bd6eab49b4-->
    "#);
    assert_snapshot!(phone.cards("flds")["star-cards:nine-days-late/trap/deflection"].replace('\u{1f}', "\n"), @r#"
    <div class="title">Nine days late</div><div class="role">Software engineer</div><div class="question">Tell me about a time you failed.</div><div class="ask">Which trap is this line?</div><div class="given">Marketing had already sent the campaign.</div>
    <p><b>deflection: someone else did it</b></p><div class="given">Marketing had already sent the campaign.</div>

    Nine days late
    Trap<!--star-cards e7605d773ca9d5a7-->
    "#);
}

#[test]
fn only_the_back_of_a_trap_marks_what_gives_it_away() {
    let home = Home::new();
    let marked = NINE_DAYS.replace("\"Marketing had", "\"**Marketing** had");
    home.feed(&["add", "--from", "-"], &marked).ok();
    let mut traps = 0;
    for (guid, fields) in Phone::fed_by(&home).cards("flds") {
        assert!(!fields.contains("**"), "{fields}");
        if guid.contains("/trap/") || guid.contains(":traps/") {
            let (front, rest) = fields.split_once('\u{1f}').expect("fields");
            let (_, back) = rest.split_once("class=\"given\"").expect("a line");
            assert!(!front.contains("<b>"), "{front}");
            assert!(back.contains("<b>"), "{back}");
            traps += 1;
        }
    }
    assert_eq!(traps, 5);
    let fields = &Phone::fed_by(&home).cards("flds")["star-cards:nine-days-late/trap/deflection"];
    let back = "<div class=\"given\"><b>Marketing</b> had already sent the campaign.</div>";
    assert!(fields.contains(back), "{fields}");
    let show = |when| home.run(&["show", "nine", "--color", when]).ok().out;
    let line = "\"Marketing had already sent the campaign.\"";
    assert!(show("never").contains(line), "{}", show("never"));
    let bold = "\"\u{1b}[1mMarketing\u{1b}[0m had already";
    assert!(show("always").contains(bold), "{:?}", show("always"));
}

#[test]
fn a_phone_s_answers_come_home_once_on_every_machine() {
    let home = home();
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let phone = Phone::fed_by(&home);
    phone.answer(ACTION, "2026-03-03T21:00:00+01:00", 3);
    phone.answer(ACTION, "2026-03-10T02:00:00+01:00", 1);
    phone.answer(
        "star-cards:nine-days-late/learning",
        "2026-03-10T02:01:00+01:00",
        2,
    );
    let package = phone.send();
    home.day(8);
    let before = reviews(&home);
    let run = home.run(&["import", "--dry-run", &package]).ok();
    assert_snapshot!(run.out.replace(&package, "PACKAGE"), @"
    PACKAGE
      3 answers given in Anki would come into the log, on 2 cards.
      1 answer was in the log already.
      Nothing was done: --dry-run.
    ");
    assert_eq!(reviews(&home), before);
    home.run(&["import", &package]).ok();
    assert_snapshot!(reviews(&home).join("\n"), @"
    nine-days-late/action 2026-03-02T19:00:00.000Z 2026-03-02 4 grade
    nine-days-late/action 2026-03-03T20:00:00.000Z 2026-03-03 4 import
    nine-days-late/action 2026-03-10T01:00:00.000Z 2026-03-09 1 import
    nine-days-late/learning 2026-03-10T01:01:00.000Z 2026-03-09 3 import
    ");
    let run = home.run(&["import", &package]).ok();
    assert_snapshot!(run.out.replace(&package, "PACKAGE"), @"
    PACKAGE
      No new answers in it.
      4 answers were in the log already.
    ");
    assert_eq!(reviews(&home).len(), 4);
    // What came home stays, and no older answer goes in its place.
    let run = home.run(&["undo", "nine-days-late/action"]).code(1);
    assert!(run.err.contains("was imported"), "{}", run.err);
    // A machine that has the stories but not the log takes the phone's answers and no others.
    let other = self::home();
    other.day(8);
    let run = other.run(&["import", &package]).ok();
    assert_snapshot!(run.out.replace(&package, "PACKAGE"), @"
    PACKAGE
      3 answers given in Anki came into the log, on 2 cards.
      1 answer is from before the package was made and not in this log. Import the
        history.db of the machine that made it to have them too.
    ");
    let names = |home: &Home| {
        let json = home.run(&["export", "reviews", "--format", "json"]).json();
        let rows = json["reviews"].as_array().unwrap().clone();
        let imported = rows.into_iter().filter(|row| row["source"] == "import");
        imported.collect::<Vec<_>>()
    };
    let (here, there) = (names(&home), names(&other));
    assert_eq!(here.len(), 3);
    for (ours, theirs) in here.iter().zip(&there) {
        for key in ["card", "at", "day", "quality", "session", "number"] {
            assert_eq!(ours[key], theirs[key], "{key}");
        }
    }
    // What came home goes out again under the instants it has there.
    let again = Phone::fed_by(&home);
    let rows = "SELECT count(*) FROM revlog WHERE id IN (?1, ?2)";
    let ids = [
        at("2026-03-03T21:00:00+01:00"),
        at("2026-03-10T02:00:00+01:00"),
    ];
    let count: i64 = again
        .collection
        .query_row(rows, ids, |row| row.get(0))
        .unwrap();
    assert_eq!(count, 2);
}

/// A machine whose zone has summer time: winter's hour does not reach back into it.
#[test]
fn an_answer_is_on_the_day_of_the_zone_as_it_was_then() {
    let home = home();
    let phone = Phone::fed_by(&home);
    // In summer 04:30 and 03:30 by the wall there, an hour less by the offset of winter.
    phone.answer(ACTION, "2026-07-10T02:30:00Z", 3);
    phone.answer(ACTION, "2026-07-20T01:30:00Z", 3);
    phone.answer(ACTION, "2026-03-10T02:30:00Z", 3);
    let import = Command::new(env!("CARGO_BIN_EXE_star-cards"))
        .args(["import", &phone.send()])
        .env("STAR_CARDS_HOME", home.path())
        .env("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
        .env_remove("STAR_CARDS_NOW")
        .stdout(Stdio::null())
        .status();
    assert!(import.expect("the program").success());
    home.at("2026-12-01T20:00:00+01:00");
    let days: Vec<String> = reviews(&home)
        .iter()
        .map(|row| row.split(' ').skip(1).take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        days,
        [
            "2026-03-10T02:30:00.000Z 2026-03-09",
            "2026-07-10T02:30:00.000Z 2026-07-10",
            "2026-07-20T01:30:00.000Z 2026-07-19",
        ]
    );
}

#[test]
fn answers_from_tomorrow_and_rows_without_a_button_stay_out() {
    let home = home();
    let phone = Phone::fed_by(&home);
    phone.answer(ACTION, "2026-03-04T21:00:00+01:00", 3);
    phone.row(ACTION, at("2026-03-03T08:00:00+01:00"), 0, 0, 4);
    phone.row(ACTION, at("2026-03-03T09:00:00+01:00"), 4, 0, 3);
    let package = phone.send();
    let run = home.day(1).run(&["import", &package]).ok();
    assert!(
        run.out.contains("1 answer is dated in the future"),
        "{}",
        run.out
    );
    assert_eq!(
        reviews(&home),
        ["nine-days-late/action 2026-03-03T08:00:00.000Z 2026-03-03 5 practice"]
    );
    home.day(3).run(&["import", &package]).ok();
    assert_eq!(reviews(&home).len(), 2);
}

#[test]
fn a_rename_changes_no_guid_and_loses_no_answer() {
    let home = home();
    let phone = Phone::fed_by(&home);
    phone.answer(ACTION, "2026-03-02T21:00:00+01:00", 3);
    let package = phone.send();
    home.run(&["rename", "nine-days-late", "late-launch"]).ok();
    home.run(&["rename", "late-launch", "launch"]).ok();
    let guids = |phone: &Phone| phone.cards("1").into_keys().collect::<Vec<_>>();
    assert_eq!(guids(&Phone::fed_by(&home)), guids(&phone));
    home.day(1).run(&["import", &package]).ok();
    assert_eq!(
        reviews(&home),
        ["launch/action 2026-03-02T20:00:00.000Z 2026-03-02 4 import"]
    );
    // And a story that is not here says so.
    home.run(&["remove", "launch", "--yes"]).ok();
    let run = home.run(&["import", &package]).ok();
    assert_snapshot!(run.out.replace(&package, "PACKAGE"), @"
    PACKAGE
      No new answers in it.
      3 cards are not here (of nine-days-late), so their answers were left out.
        Bring their stories here, then import it again.
    ");
}

#[test]
fn words_changed_there_are_shown_and_kept_and_change_nothing() {
    let home = home();
    let phone = Phone::fed_by(&home);
    let story = home.read("decks/stories.md");
    phone.rewrite(ACTION, "trusted the date", "trusted\u{1b}[2J a <i>date</i>");
    let package = phone.send();
    let dry = home.run(&["import", "--dry-run", &package]).ok();
    assert!(!home.file("drafts").exists());
    assert!(dry.out.contains("+ I **skipped"), "{}", dry.out);
    let run = home.run(&["import", &package]).ok();
    assert_snapshot!(home.anonymous(&run.out.replace(&package, "PACKAGE")), @r#"PACKAGE There are no answers in it. To send them along, tick "Include scheduling   information" when you export from Anki. nine-days-late/action was changed in Anki:   - I **skipped the compatibility shim** because I **trusted the date**.   + I **skipped the compatibility shim** because I **trusted�\[2J a date**.     - skipped the compatibility shim   - - trusted the date   + - trusted�\[2J a date Saved in HOME/drafts/anki-nine-days-late-action.md. Your story   is unchanged. To take over what you like: star-cards edit nine-days-late"#);
    assert_snapshot!(home.read("drafts/anki-nine-days-late-action.md"), @r"
    # nine-days-late/action as changed in Anki

    ## Back

    I **skipped the compatibility shim** because I **trusted�\[2J a date**.

    ## Points

    - skipped the compatibility shim
    - trusted�\[2J a date
    ");
    let again = home.run(&["import", &package]).ok();
    assert!(
        home.anonymous(&again.out).contains("Already saved in"),
        "{}",
        again.out
    );
    assert_eq!(
        home.files()
            .iter()
            .filter(|file| file.starts_with("drafts/"))
            .count(),
        1
    );
    assert_eq!(home.read("decks/stories.md"), story);
    // Words changed here and not there are no change of theirs.
    home.write(
        "decks/stories.md",
        &story.replace("first", "before all else"),
    );
    let run = home.run(&["import", &phone.send()]).ok();
    assert!(!run.out.contains("learning was changed"), "{}", run.out);
}

#[test]
fn other_notes_become_stories_once() {
    let home = home();
    let phone = Phone::fed_by(&home);
    phone.add(
        "one",
        "Nine days late",
        "Action: I waited.<br>Lesson: I ask.",
    );
    phone.add("two", "<b>Conflict</b> at work?", "no idea \u{1b}[31m yet");
    phone.add("three", "[sound:x.mp3]", "");
    let package = phone.send();
    let run = home.run(&["import", "--dry-run", &package]).ok();
    assert_snapshot!(run.out.replace(&package, "PACKAGE"), @r#"
    PACKAGE
      There are no answers in it. To send them along, tick "Include scheduling
        information" when you export from Anki.
      2 notes would become stories. Beats found are named; cards come when Action
        and Learning are written.
        nine-days-late-1a08aa19  Action, Learning
        conflict-at-work  no beats
      1 note has no words and was left out.
      Nothing was done: --dry-run.
    "#);
    assert!(!home.file("decks/anki.md").exists());
    home.run(&["import", &package]).ok();
    assert_snapshot!(home.read("decks/anki.md"), @r"
    # Nine days late

    id: nine-days-late-1a08aa19
    question: Nine days late
    anki: 1a08aa1921ca5caf

    ## Action

    I waited.

    ## Learning

    I ask.

    # Conflict at work?

    id: conflict-at-work
    question: Conflict at work?
    anki: 5714d319447c9709

    ## Notes

    no idea �\[31m yet
    ");
    let once = home.read("decks/anki.md");
    home.run(&["rename", "conflict-at-work", "conflict"]).ok();
    home.run(&["remove", "conflict", "--yes"]).ok();
    let after = home.read("decks/anki.md");
    let run = home.run(&["import", &package]).ok();
    assert_snapshot!(run.out.replace(&package, "PACKAGE"), @r#"
    PACKAGE
      There are no answers in it. To send them along, tick "Include scheduling
        information" when you export from Anki.
      1 note is already here.
      1 note was removed before and is in the trash.
      1 note has no words and was left out.
    "#);
    assert_eq!(home.read("decks/anki.md"), after);
    assert_ne!(once, after);
    let other = self::home();
    other.run(&["import", "--deck", "work/old", &package]).ok();
    assert_eq!(other.read("decks/work/old.md"), once);
    let bad = other.run(&["import", "--deck", "../x", &package]).code(2);
    assert!(bad.err.contains("cannot be a deck's name"), "{}", bad.err);
}

#[test]
fn looking_and_exporting_create_nothing_else() {
    let home = Home::new();
    let phone = Phone::fed_by(&home);
    home.run(&["import", "--dry-run", &phone.send()]).ok();
    home.run(&["import", &phone.send()]).ok();
    assert_eq!(home.files(), Vec::<String>::new());
    let folder = TempDir::new().unwrap();
    let taken = folder.path().join("x.apkg").display().to_string();
    fs::write(&taken, "mine").unwrap();
    home.run(&["export", "anki", "-o", &taken]).code(1);
    assert_eq!(fs::read_to_string(&taken).unwrap(), "mine");
    home.run(&["export", "anki", "-o", &taken, "--force"]).ok();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_broken_package_is_named_and_changes_nothing() {
    let home = home();
    let files = home.files();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("x.apkg");
    fs::write(&path, b"PK\x03\x04 no more").unwrap();
    let path = path.display().to_string();
    let run = home.run(&["import", &path]).code(1);
    assert!(
        run.err
            .starts_with(&format!("error: {path}: it is no whole zip archive")),
        "{}",
        run.err
    );
    assert_eq!(home.files(), files);
}

/// What happens between two machines and a phone.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// So many answers at once on the machine that exports.
    Grade(u8),
    /// Another package for the phone, which knows its cards already.
    Export,
    /// An answer on the phone.
    Phone(i64),
    /// The phone's package comes to the first machine, or to the second.
    Import(bool),
    /// An answer is taken back.
    Undo,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1u8..4).prop_map(Step::Grade),
        Just(Step::Export),
        (1i64..=4).prop_map(Step::Phone),
        any::<bool>().prop_map(Step::Import),
        Just(Step::Undo),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn every_answer_is_where_it_belongs_once(
        before in 0u8..4,
        steps in prop::collection::vec(step(), 0..12),
    ) {
        let (home, other) = (home(), home());
        let grade = |many: u8| {
            for _ in 0..many {
                home.run(&["grade", "nine-days-late/action", "4"]).ok();
            }
        };
        let minute = |minutes: usize| {
            let begun = DateTime::parse_from_rfc3339("2026-03-02T20:00:00+01:00").expect("a time");
            (begun + chrono::Duration::minutes(minutes as i64)).to_rfc3339()
        };
        // Several at a clock that stands still, the export among them.
        grade(before);
        let phone = Phone::fed_by(&home);
        let mut given = Vec::new();
        let last = [Step::Import(true), Step::Import(false)];
        for (number, step) in steps.iter().chain(&last).enumerate() {
            let now = minute(number * 10 + 10);
            home.at(&now);
            other.at(&now);
            match *step {
                Step::Grade(many) => grade(many),
                Step::Export => drop(Phone::fed_by(&home)),
                Step::Phone(button) => {
                    phone.answer(ACTION, &now, button);
                    given.push(at(&now));
                }
                Step::Import(first) => {
                    let to = if first { &home } else { &other };
                    to.run(&["import", &phone.send()]).ok();
                }
                Step::Undo => drop(home.run(&["undo"])),
            }
        }
        for home in [&home, &other] {
            let rows = home.run(&["export", "reviews", "--format", "json"]).json();
            let rows = rows["reviews"].as_array().expect("rows").clone();
            let imported: Vec<i64> = rows
                .iter()
                .filter(|row| row["source"] == "import")
                .map(|row| row["number"].as_i64().expect("a number"))
                .collect();
            prop_assert_eq!(&imported, &given);
        }
        let theirs = other.run(&["export", "reviews"]).ok().out;
        prop_assert_eq!(theirs.lines().count(), given.len() + 1, "{}", theirs);
    }
}
