//! A long log: read from both ends of its time by two readers, exported row by row, and cut
//! off at any moment.

use std::collections::HashMap;
use std::fs;
use std::process::{Command, Stdio};

use rusqlite::Connection;

use crate::harness::{Home, NINE_DAYS};

/// A home with so many answers, busy years and idle ones, every hundredth taken back.
fn long_home(rows: i64) -> Home {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let mut log = Connection::open(home.database()).expect("the log");
    let all = log.transaction().expect("a transaction");
    {
        let mut review = all
            .prepare("INSERT INTO review VALUES (?1, 5, ?2, ?3, ?4, ?5, 900, 'review')")
            .expect("the table");
        let mut undo = all
            .prepare("INSERT INTO undo VALUES (?1, 6, ?2, 5, ?2)")
            .expect("the table");
        for number in 1..=rows {
            // Half of the rows in one month, the others over years; not in order.
            let spread = number * 7919 % rows;
            let day = if number % 2 == 0 {
                20_000 + spread % 30
            } else {
                16_000 + spread % 4_000
            };
            let at = day * 86_400_000 + spread;
            let card = ["learning", "action", "trap/deflection"][number as usize % 3];
            let story = if number % 7 == 0 {
                "gone"
            } else {
                "nine-days-late"
            };
            let card = format!("{story}/{card}");
            review
                .execute((at, number, card, day, number % 6))
                .expect("a row");
            if number % 100 == 0 {
                undo.execute((1_800_000_000_000 + number, number))
                    .expect("a row");
            }
        }
    }
    all.commit().expect("a commit");
    home
}

#[test]
fn every_row_is_exported_once_in_order_with_what_became_of_it() {
    let home = long_home(40_000);
    let log = Connection::open(home.database()).expect("the log");
    let mut rows = log
        .prepare(
            "SELECT card, day, quality, session, number,
             EXISTS (SELECT 1 FROM undo WHERE target_session = review.session
                     AND target_number = review.number)
             FROM review ORDER BY at, session, number",
        )
        .expect("the table");
    let mut last_counted: HashMap<String, i64> = HashMap::new();
    let expected = rows.query_map([], |row| {
        let (card, day): (String, i64) = (row.get(0)?, row.get(1)?);
        let (quality, undone): (i64, bool) = (row.get(2)?, row.get(5)?);
        let (session, number): (i64, i64) = (row.get(3)?, row.get(4)?);
        let later = last_counted.get(&card).is_none_or(|&last| day > last);
        let counted = later && !undone;
        if counted {
            last_counted.insert(card.clone(), day);
        }
        Ok(format!(
            "{card} {quality} {counted} {session} {number} {undone}"
        ))
    });
    let expected: Vec<String> = expected
        .expect("rows")
        .map(|row| row.expect("a row"))
        .collect();
    let csv = home.run(&["export", "reviews"]).ok().out;
    let told: Vec<String> = csv
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            [0, 3, 4, 7, 8, 9].map(|cell| cells[cell]).join(" ")
        })
        .collect();
    assert_eq!(told.len(), 40_001);
    assert!(
        told == expected,
        "the first that differs: {:?}",
        told.iter()
            .zip(&expected)
            .find(|(told, expected)| told != expected)
    );

    let stats = home.run(&["export", "stats", "--format", "json"]).json();
    let flags = expected.iter().filter(|row| row.ends_with("false")).count();
    assert_eq!(stats["total"]["reviews"], flags);
    let list = home.run(&["list", "--json"]);
    for card in stats["cards"].as_array().expect("cards") {
        let listed = list.card(card["card"].as_str().expect("a name"));
        assert_eq!(card["interval"].as_f64(), listed["interval"].as_f64());
        assert_eq!(card["lapses"], listed["lapses"]);
    }
}

#[test]
fn an_export_cut_off_at_any_moment_is_whole_or_not_there() {
    let home = long_home(30_000);
    let folder = home.file("exports");
    fs::create_dir(&folder).expect("a folder");
    let names = || {
        let entries = fs::read_dir(&folder).expect("the folder").flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.collect::<Vec<_>>()
    };
    for format in ["csv", "json"] {
        let file = folder.join(format!("log.{format}"));
        let mut export = Command::new(env!("CARGO_BIN_EXE_star-cards"))
            .args(["export", "reviews", "-o"])
            .arg(&file)
            .env("STAR_CARDS_HOME", home.path())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        // Once the draft is there, or the export is over.
        while names().is_empty() {
            std::thread::yield_now();
        }
        let signal = ["-INT".to_owned(), export.id().to_string()];
        Command::new("kill").args(signal).status().expect("kill");
        let code = export.wait().expect("an end").code();
        assert!(matches!(code, Some(0 | 130)), "{code:?}");
        if names().is_empty() {
            assert_eq!(code, Some(130));
            continue;
        }
        assert_eq!(names(), [format!("log.{format}")], "no draft stays");
        let text = fs::read_to_string(&file).expect("the file");
        assert!(text.lines().count() > 30_000);
        fs::remove_file(&file).expect("a file");
    }
}
