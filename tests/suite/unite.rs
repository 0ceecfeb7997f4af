//! Two logs become one: `import` of another `history.db`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::harness::{Home, NINE_DAYS, Run};
use crate::schema::old_log;

/// Every row of every table, as words.
pub(crate) fn all_rows(database: &Path) -> BTreeSet<String> {
    if !database.exists() {
        return BTreeSet::new();
    }
    let log = Connection::open(database).expect("the log");
    let mut rows = BTreeSet::new();
    for table in TABLES {
        let mut statement = log.prepare(&format!("SELECT * FROM {table}")).expect(table);
        let columns = statement.column_count();
        let mut found = statement.query([]).expect("rows");
        while let Some(row) = found.next().expect("a row") {
            let values: Vec<Value> = (0..columns).map(|i| row.get(i).expect("a value")).collect();
            rows.insert(format!("{table} {values:?}"));
        }
    }
    rows
}

pub(crate) const TABLES: [&str; 14] = [
    "review",
    "mark",
    "undo",
    "run",
    "lap",
    "pace",
    "interview",
    "debrief",
    "amend",
    "stamp",
    "heard",
    "point",
    "mock",
    "answer",
];

/// The words without line breaks.
pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn import(home: &Home, file: &Path) -> Run {
    home.run(&["import", &file.display().to_string()])
}

/// The same deck on another machine.
fn elsewhere() -> Home {
    Home::with_deck(NINE_DAYS).drawing(500_000)
}

#[test]
fn two_machines_end_with_one_history() {
    let (states, laptop) = (Home::with_deck(NINE_DAYS), elsewhere());
    states.run(&["grade", "nine-days-late/action", "4"]).ok();
    states
        .run(&["interview", "add", "Acme", "--date", "2026-03-20"])
        .ok();
    laptop.day(1);
    laptop.run(&["grade", "nine-days-late/action", "5"]).ok();
    laptop.run(&["suspend", "nine-days-late/learning"]).ok();
    laptop.run(&["undo"]).ok();
    states.day(2);
    laptop.day(2);

    let dry = states
        .run(&[
            "import",
            "--dry-run",
            &laptop.database().display().to_string(),
        ])
        .ok();
    let told = flat(&dry.out);
    assert!(
        told.ends_with("would bring 3 rows, 1 of them an answer."),
        "{told}"
    );
    assert_eq!(all_rows(&states.database()).len(), 2);

    let run = import(&states, &laptop.database()).ok();
    assert!(flat(&run.err).contains("brought 3 rows"), "{}", run.err);
    assert_eq!(run.out, "");
    let run = import(&laptop, &states.database()).ok();
    assert!(
        flat(&run.err).contains("brought 2 rows, 1 of them an answer; 3 were here already"),
        "{}",
        run.err
    );
    assert_eq!(all_rows(&states.database()), all_rows(&laptop.database()));
    for command in [
        &["list", "--json"][..],
        &["due", "--json"],
        &["export", "reviews"],
        &["interview", "list"],
    ] {
        assert_eq!(states.run(command).ok().out, laptop.run(command).ok().out);
    }
    // Again changes nothing, from either side.
    let before = (
        fs::read(states.database()).unwrap(),
        fs::read(laptop.database()).unwrap(),
    );
    let run = import(&states, &laptop.database()).ok();
    assert!(
        flat(&run.err).contains("brought nothing new; 5 were here already."),
        "{}",
        run.err
    );
    import(&laptop, &states.database()).ok();
    let after = (
        fs::read(states.database()).unwrap(),
        fs::read(laptop.database()).unwrap(),
    );
    assert!(before == after);
}

#[test]
fn a_fresh_machine_takes_over_a_history_and_a_dry_run_creates_nothing() {
    let (old, new) = (Home::with_deck(NINE_DAYS), elsewhere());
    old.run(&["grade", "nine-days-late/action", "4"]).ok();
    let file = old.database().display().to_string();
    new.run(&["import", "--dry-run", &file]).ok();
    assert!(!new.database().exists());
    new.run(&["import", &file]).ok();
    assert_eq!(all_rows(&new.database()), all_rows(&old.database()));
    let empty = elsewhere();
    let mine = empty.run(&["backup", "--log-only"]).code(1);
    assert!(
        flat(&mine.err).contains("there is no log to copy yet"),
        "{}",
        mine.err
    );
    assert!(!empty.file("backups").exists());
}

#[test]
fn rows_later_than_now_wait_and_names_that_are_taken_stay() {
    let (states, laptop) = (Home::with_deck(NINE_DAYS), elsewhere());
    states.run(&["grade", "nine-days-late/action", "4"]).ok();
    fs::copy(states.database(), laptop.database()).unwrap();
    let log = Connection::open(laptop.database()).unwrap();
    log.execute_batch(
        "DROP TRIGGER review_stays; UPDATE review SET quality = 5;
         CREATE TRIGGER review_stays BEFORE UPDATE ON review
         BEGIN SELECT raise(ABORT, 'the log only grows: a review is never changed'); END;",
    )
    .unwrap();
    // The name of a review, borne by a mark: an undo would not know which is meant.
    let (session, number): (i64, i64) = log
        .query_row("SELECT session, number FROM review", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    log.execute(
        "INSERT INTO mark VALUES (1772000000000, ?1, ?2, 20509, 'flag', 'nine-days-late')",
        (session, number),
    )
    .unwrap();
    drop(log);
    laptop
        .day(5)
        .run(&["grade", "nine-days-late/learning", "3"])
        .ok();
    let ours = all_rows(&states.database());
    let run = import(&states, &laptop.database()).ok();
    let told = flat(&run.err);
    assert!(told.contains("nothing new"), "{told}");
    assert!(told.contains("dated in the future: 1 row."), "{told}");
    assert!(
        told.contains("different rows in their place: 2 rows."),
        "{told}"
    );
    assert_eq!(all_rows(&states.database()), ours);
    states.day(6);
    let run = import(&states, &laptop.database()).ok();
    assert!(flat(&run.err).contains("brought 1 answer"), "{}", run.err);
}

#[test]
fn an_older_log_is_read_from_a_copy_and_a_newer_one_refused() {
    let (states, old) = (Home::with_deck(NINE_DAYS), elsewhere());
    old_log(&old.database());
    let bytes = fs::read(old.database()).unwrap();
    import(&states, &old.database()).ok();
    assert_eq!(all_rows(&states.database()).len(), 1);
    assert_eq!(fs::read(old.database()).unwrap(), bytes);
    assert_eq!(
        old.files(),
        ["config.toml", "decks/stories.md", "history.db"]
    );

    let log = Connection::open(old.database()).unwrap();
    log.pragma_update(None, "user_version", 99).unwrap();
    drop(log);
    let run = import(&states, &old.database()).code(1);
    assert!(
        flat(&run.err).contains("written by a newer star-cards"),
        "{}",
        run.err
    );
    assert_eq!(all_rows(&states.database()).len(), 1);
}

/// Rows that are still in the write-ahead log come along, and the files of a program that is
/// running stay as they are.
#[test]
fn a_log_in_use_is_read_whole_and_left_alone() {
    let (states, laptop) = (Home::with_deck(NINE_DAYS), elsewhere());
    laptop.run(&["grade", "nine-days-late/action", "4"]).ok();
    let other = Connection::open(laptop.database()).unwrap();
    other
        .execute(
            "INSERT INTO review VALUES (1772000000000, 7, 1, 'nine-days-late/learning', 20509, 4, 900, 'review')",
            [],
        )
        .unwrap();
    assert!(fs::metadata(laptop.file("history.db-wal")).unwrap().len() > 0);
    let state = |home: &Home| -> Vec<(String, Vec<u8>)> {
        let read = |name: String| (name.clone(), fs::read(home.file(&name)).unwrap());
        home.files().into_iter().map(read).collect()
    };
    let before = state(&laptop);
    import(&states, &laptop.database()).ok();
    assert_eq!(all_rows(&states.database()).len(), 2);
    assert!(state(&laptop) == before);
    drop(other);
}

#[test]
fn a_copy_that_a_file_sync_made_of_a_running_log_is_read_with_its_write_ahead_log() {
    let (states, laptop) = (Home::with_deck(NINE_DAYS), elsewhere());
    laptop.run(&["grade", "nine-days-late/action", "4"]).ok();
    let other = Connection::open(laptop.database()).unwrap();
    other
        .execute(
            "INSERT INTO mark VALUES (1772000000000, 7, 1, 20509, 'flag', 'nine-days-late')",
            [],
        )
        .unwrap();
    let synced = states.file("synced.db");
    fs::copy(laptop.database(), &synced).unwrap();
    fs::copy(laptop.file("history.db-wal"), states.file("synced.db-wal")).unwrap();
    drop(other);
    import(&states, &synced).ok();
    assert_eq!(all_rows(&states.database()).len(), 2);
    assert!(!states.file("synced.db-shm").exists());
}

#[test]
fn what_lies_beside_the_log_is_named() {
    let (states, laptop) = (Home::with_deck(NINE_DAYS), Home::new().drawing(500_000));
    states.write("job.txt", "We look for an engineer who writes things down.");
    let job = states.file("job.txt").display().to_string();
    states
        .run(&[
            "interview",
            "add",
            "Acme",
            "--date",
            "2026-03-20",
            "--jd",
            &job,
        ])
        .ok();
    states.run(&["grade", "nine-days-late/action", "4"]).ok();
    states.at("2026-03-02T20:05:00+01:00");
    laptop.at("2026-03-02T20:10:00+01:00");
    let run = import(&laptop, &states.database()).ok();
    let told = flat(&run.err);
    assert!(
        told.contains("are not in the log itself: jobs/job.md."),
        "{told}"
    );
    assert!(
        told.contains("a name that no story has: nine-days-late"),
        "{told}"
    );
    let run = import(&states, &laptop.database()).ok();
    assert!(!run.err.contains("job texts"), "{}", run.err);
}

/// A database that a stranger made: what is done to it, and what the refusal says.
const STRANGERS: [(&str, &str); 11] = [
    ("CREATE TABLE bookmarks (url TEXT)", "another program made it"),
    ("PRAGMA user_version = 4; CREATE TABLE review (at)", "its table `"),
    ("PRAGMA user_version = 77; CREATE TABLE moz_places (id)", "another program made it"),
    (
        "PRAGMA user_version = 4; CREATE TABLE x (y);
         CREATE VIEW review AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "its table `",
    ),
    ("LOG; INSERT INTO review VALUES (1, 7, 1, 'a/action', 2000000000, 4, 9, 'review')", "an impossible date"),
    ("LOG; INSERT INTO mark VALUES (9000000000000000, 7, 1, 1, 'flag', 'a')", "an impossible date"),
    // A study day is the date of its instant somewhere on earth, or the day before.
    ("LOG; INSERT INTO review VALUES (1768676400000, 7, 1, 'a/action', 20501, 4, 9, 'review')", "an impossible date"),
    ("LOG; INSERT INTO run VALUES (1768676400000, 7, 1, 20465, 'a', 'tapped', NULL)", "an impossible date"),
    (
        "LOG; INSERT INTO interview VALUES (1, 7, 1, 1, 'planned', 7, 1, 'A', 20600, NULL, NULL, '../../secret')",
        "a job text outside `jobs/`",
    ),
    (
        "LOG; INSERT INTO interview VALUES (1, 7, 1, 1, 'planned', 7, 1, 'A', 20600, NULL, NULL, '/etc/passwd')",
        "a job text outside `jobs/`",
    ),
    (
        "LOG; PRAGMA ignore_check_constraints = on;
         INSERT INTO review VALUES (1, 7, 1, 'a/action', 1, 9, 9, 'review')",
        "is damaged",
    ),
];

/// A log of the newest schema, without a row.
fn new_log(path: &Path) -> Connection {
    let log = Connection::open(path).unwrap();
    // Nobody pulls the plug on a test's own rows.
    log.pragma_update(None, "synchronous", "off").unwrap();
    for step in [
        include_str!("../../migrations/0001_log.sql"),
        include_str!("../../migrations/0002_runs.sql"),
        include_str!("../../migrations/0003_interviews.sql"),
        include_str!("../../migrations/0004_debriefs.sql"),
        include_str!("../../migrations/0005_amends.sql"),
        include_str!("../../migrations/0006_late.sql"),
        include_str!("../../migrations/0007_heard.sql"),
        include_str!("../../migrations/0008_branches.sql"),
        include_str!("../../migrations/0009_mocks.sql"),
    ] {
        log.execute_batch(step).unwrap();
    }
    log.pragma_update(None, "user_version", 9).unwrap();
    log
}

#[test]
fn a_strangers_database_is_refused_and_runs_nothing() {
    for (made, words) in STRANGERS {
        let home = Home::with_deck(NINE_DAYS);
        home.run(&["grade", "nine-days-late/action", "4"]).ok();
        let ours = all_rows(&home.database());
        let file = home.file("other.db");
        let other = match made.strip_prefix("LOG;") {
            Some(_) => new_log(&file),
            None => Connection::open(&file).unwrap(),
        };
        other
            .execute_batch(made.strip_prefix("LOG;").unwrap_or(made))
            .unwrap();
        drop(other);
        for command in [
            &["import"][..],
            &["import", "--dry-run"],
            &["restore", "--yes"],
        ] {
            let file = file.display().to_string();
            let run = home.run(&[command, &[&file]].concat()).code(1);
            assert!(flat(&run.err).contains(words), "{made}: {}", run.err);
            assert!(
                flat(&run.err).contains("Nothing was changed"),
                "{made}: {}",
                run.err
            );
            assert_eq!(all_rows(&home.database()), ours);
        }
    }
}

/// Triggers, views and tables of somebody else's beside the right ones are passed by.
#[test]
fn what_else_a_file_holds_neither_runs_nor_comes_in() {
    let home = Home::with_deck(NINE_DAYS);
    let file = home.file("other.db");
    let other = new_log(&file);
    other
        .execute_batch(
            "INSERT INTO review VALUES (1772000000000, 7, 1, 'nine-days-late/action', 20509, 4, 900, 'review');
             CREATE TABLE secrets (word); INSERT INTO secrets VALUES ('hush');
             CREATE TRIGGER evil AFTER INSERT ON review BEGIN INSERT INTO secrets VALUES (new.card); END;
             CREATE VIEW also AS SELECT * FROM review;",
        )
        .unwrap();
    drop(other);
    home.run(&["import", &file.display().to_string()]).ok();
    let log = Connection::open(home.database()).unwrap();
    let foreign: i64 = log
        .query_row(
            "SELECT count(*) FROM sqlite_schema WHERE name IN ('secrets', 'evil', 'also')",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(foreign, 0);
    assert_eq!(all_rows(&home.database()).len(), 1);
}

/// The journal of a stranger may name any file, and SQLite would clear it away.
#[test]
fn a_journal_beside_a_file_is_not_played() {
    let home = Home::with_deck(NINE_DAYS);
    let file = home.file("other.db");
    drop(new_log(&file));
    home.write("other.db-journal", "\u{1}anything");
    let run = home.run(&["import", &file.display().to_string()]).code(1);
    assert!(
        flat(&run.err).contains("cut short, and lies beside it"),
        "{}",
        run.err
    );
    assert_eq!(home.read("other.db-journal"), "\u{1}anything");
}

/// A row of a table: its columns after instant, session and number.
fn filler() -> impl Strategy<Value = (usize, Vec<Value>)> {
    let word = prop::sample::select(vec![
        "nine-days-late/action",
        "nine-days-late/learning",
        "gone/action",
        "nine-days-late",
    ]);
    let text = |text: &str| Value::from(text.to_owned());
    (
        0..14_usize,
        word,
        // The days of the instants below.
        18_517..18_520_i64,
        0..6_i64,
        1..50_i64,
        900..960_i64,
    )
        .prop_map(move |(table, name, day, small, number, session)| {
            let (day, small_value) = (Value::from(day), Value::from(small));
            let target = [Value::from(session), Value::from(number)];
            let rest = match table {
                0 => vec![
                    text(name),
                    day,
                    small_value,
                    Value::from(number),
                    text("review"),
                ],
                1 => vec![
                    day,
                    text(["bury", "suspend", "resume", "flag", "unflag", "told"][small as usize]),
                    text(name),
                ],
                2 => target.to_vec(),
                3 => vec![day, text(name), text("transcript"), small_value],
                4 => [&target[..], &[text("action"), Value::from(number)]].concat(),
                5 => vec![
                    day,
                    text("calibration"),
                    Value::from(number),
                    Value::from(number),
                ],
                6 => vec![
                    day.clone(),
                    text("planned"),
                    target[0].clone(),
                    target[1].clone(),
                    text(name),
                    day,
                    Value::Null,
                    text("a,b"),
                    Value::Null,
                ],
                7 => vec![
                    day,
                    target[0].clone(),
                    target[1].clone(),
                    Value::from(1),
                    text("landed"),
                    Value::Null,
                ],
                8 => vec![day, target[0].clone(), target[1].clone()],
                9 => Vec::new(),
                10 => [&target[..], &[text("end"), Value::from(number)]].concat(),
                12 => vec![
                    day,
                    target[0].clone(),
                    target[1].clone(),
                    Value::from(3),
                    Value::from(number),
                ],
                13 => [
                    &target[..],
                    &[text("choice"), text(name), Value::Null],
                    &target[..],
                    &[small_value, Value::from(number)],
                ]
                .concat(),
                _ => {
                    let said = [text("action"), small_value, text("said")];
                    [&target[..], &said].concat()
                }
            };
            (table, rest)
        })
}

/// Where a row is: on this machine, on that, on both.
const PLACES: [&[usize]; 3] = [&[0], &[1], &[0, 1]];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whoever imports from whom, and however often: the same set of rows, the same memories.
    #[test]
    fn uniting_is_a_union_of_sets(
        rows in prop::collection::vec((filler(), 0..3_usize, 1_600_000_000_000..1_600_080_000_000_i64), 0..40)
    ) {
        let homes = [Home::with_deck(NINE_DAYS), elsewhere()];
        let logs = homes.each_ref().map(|home| new_log(&home.database()));
        for (number, ((table, rest), place, at)) in rows.iter().enumerate() {
            let name = [*at, 900 + number as i64 % 7, 1 + number as i64].map(Value::from);
            let values: Vec<Value> = name.into_iter().chain(rest.clone()).collect();
            let places = ", ?".repeat(values.len() - 1);
            let sql = format!("INSERT INTO {} VALUES (?{places})", TABLES[*table]);
            for &log in PLACES[*place] {
                logs[log].execute(&sql, params_from_iter(&values)).unwrap();
            }
        }
        drop(logs);
        let [a, b] = &homes;
        let union: BTreeSet<String> = all_rows(&a.database()).union(&all_rows(&b.database())).cloned().collect();
        import(a, &b.database()).ok();
        import(b, &a.database()).ok();
        prop_assert_eq!(&all_rows(&a.database()), &union);
        prop_assert_eq!(&all_rows(&b.database()), &union);
        for command in [&["list", "--json"][..], &["export", "reviews"], &["export", "stats"]] {
            prop_assert_eq!(a.run(command).out, b.run(command).out);
        }
        let bytes = fs::read(a.database()).unwrap();
        import(a, &b.database()).ok();
        prop_assert!(fs::read(a.database()).unwrap() == bytes);
    }

    /// Whatever bytes are changed in a log: it is refused, or what comes in is sound.
    #[test]
    fn a_garbled_log_is_refused_or_its_rows_are_sound(
        changes in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 1..12)
    ) {
        let home = Home::with_deck(NINE_DAYS);
        let file = home.file("other.db");
        let other = new_log(&file);
        for number in 1..60_i64 {
            other.execute(
                "INSERT INTO review VALUES (?1, 7, ?2, 'nine-days-late/action', 18600, 4, 900, 'review')",
                (1_600_000_000_000 + number, number),
            ).unwrap();
        }
        drop(other);
        let mut bytes = fs::read(&file).unwrap();
        for (place, byte) in changes {
            let last = bytes.len() - 1;
            bytes[16 + ((last - 16) as f64 * place) as usize] = byte;
        }
        fs::write(&file, bytes).unwrap();
        let run = home.run(&["import", &file.display().to_string()]);
        prop_assert!(run.code <= 1, "{:?}", run);
        if home.database().exists() {
            let sound: String = Connection::open(home.database()).unwrap()
                .query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
            prop_assert_eq!(sound, "ok");
            home.run(&["stats"]).ok();
        }
    }
}
