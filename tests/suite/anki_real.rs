//! The round trip with Anki itself: its Python package imports what we export, reviews it,
//! and what it exports is read back. Needs that package, so these run only when asked for:
//! `ANKI_PYTHON=.../bin/python cargo test --test suite anki_real -- --ignored`.

use std::path::PathBuf;
use std::process::Command;

use chrono::{DateTime, Duration};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Home, NINE_DAYS};

const ACTION: &str = "star-cards:nine-days-late/action";
const LEARNING: &str = "star-cards:nine-days-late/learning";

/// A collection of Anki's, and the hands that work on it.
struct Anki {
    folder: TempDir,
    zone: String,
}

impl Anki {
    fn new() -> Anki {
        let mut anki = Anki {
            folder: TempDir::new().expect("a folder"),
            zone: "UTC0".to_owned(),
        };
        let now = anki.call(&["now"]);
        anki.zone = now["zone"].as_str().expect("a zone").to_owned();
        anki
    }

    /// The time it is, in the zone where that is noon.
    fn now(&self) -> String {
        let now = self.call(&["now"]);
        now["now"].as_str().expect("a time").to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn call(&self, arguments: &[&str]) -> Value {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let python = std::env::var("ANKI_PYTHON").expect("ANKI_PYTHON names a Python with Anki");
        let output = Command::new(python)
            .arg(root.join("tests/anki/phone.py"))
            .args(arguments)
            .env("TZ", &self.zone)
            .output()
            .expect("Python runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {told}");
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    fn tell(&self, arguments: &[&str]) -> Value {
        let collection = self.path("collection.anki2");
        let all: Vec<&str> = [collection.as_str()]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        self.call(&all)
    }

    /// Exports from a home and imports it here.
    fn take_from(&self, home: &Home) -> Value {
        let package = self.path("out.apkg");
        home.run(&["export", "anki", "--all", "--force", "-o", &package])
            .ok();
        self.tell(&["import", &package])
    }
}

/// A home with a history of some weeks that ends now.
fn home(anki: &Anki) -> Home {
    let home = Home::new();
    home.write("decks/stories.md", NINE_DAYS);
    home.write(
        "decks/work/old.md",
        &NINE_DAYS.replace("nine-days-late", "old-one"),
    );
    let now = DateTime::parse_from_rfc3339(&anki.now()).expect("a time");
    home.at(&now.to_rfc3339());
    let answers = [
        (40, "nine-days-late/action", 4),
        (39, "nine-days-late/action", 4),
        (39, "nine-days-late/action", 1),
        (33, "nine-days-late/action", 3),
        (18, "nine-days-late/action", 5),
        (9, "old-one/action", 4),
        (8, "old-one/action", 1),
        (8, "traps/deflection", 5),
        (0, "core-model-went-stale/learning", 4),
    ];
    let lines: String = answers
        .iter()
        .map(|(days, card, quality)| {
            let at = (now - Duration::days(*days)).to_rfc3339();
            json!({"card": card, "quality": quality, "at": at}).to_string() + "\n"
        })
        .collect();
    home.feed(&["grade", "--from", "-"], &lines).ok();
    home.run(&["suspend", "old-one/learning"]).ok();
    home
}

#[test]
#[ignore = "needs the Python package anki; .ci/run runs it"]
fn anki_has_the_same_cards_days_and_log() {
    let anki = Anki::new();
    let home = home(&anki);
    let there = anki.take_from(&home);
    assert_eq!(there["integrity"], "Database rebuilt and optimized.");
    let listed = home.run(&["list", "--all", "--json"]).json();
    let cards = listed["cards"].as_array().expect("cards");
    assert_eq!(there["new"], cards.len());
    for card in cards {
        let name = card["card"].as_str().expect("a name");
        let other = &there["cards"][&format!("star-cards:{name}")];
        let deck = card["deck"].as_str().expect("a deck").replace('/', "::");
        assert_eq!(other["deck"], format!("star-cards::{deck}"), "{name}");
        assert_eq!(other["due"], card["due"], "{name}");
        assert_eq!(other["suspended"], card["state"] == "suspended", "{name}");
        assert_eq!(other["lapses"], card["lapses"], "{name}");
        if card["due"].is_string() {
            let factor = card["ease"].as_f64().expect("an ease") * 1000.0;
            assert_eq!(other["factor"], factor.round() as i64, "{name}");
            assert_eq!(other["interval"], card["interval"], "{name}");
        }
    }
    let ours = home.run(&["export", "reviews", "--format", "json"]).json();
    let ours: Vec<Value> = ours["reviews"].as_array().expect("rows").clone();
    let log = there["log"].as_array().expect("rows");
    assert_eq!(log.len(), ours.len());
    for (row, review) in log.iter().zip(&ours) {
        let guid = format!("star-cards:{}", review["card"].as_str().expect("a name"));
        let button = [1, 1, 1, 2, 3, 4][review["quality"].as_u64().expect("0 to 5") as usize];
        assert_eq!(row[1], guid);
        assert_eq!(row[2], button, "{review}");
        let at = DateTime::parse_from_rfc3339(review["at"].as_str().expect("a time"));
        let late = row[0].as_i64().expect("an id") - at.expect("a time").timestamp_millis();
        assert!((0..5).contains(&late), "{row} {review}");
    }
}

#[test]
#[ignore = "needs the Python package anki; .ci/run runs it"]
fn a_later_export_updates_and_doubles_nothing() {
    let anki = Anki::new();
    let home = home(&anki);
    let first = anki.take_from(&home);
    let deck = home.read("decks/stories.md");
    home.write("decks/stories.md", &deck.replace("skipped", "left out"));
    home.run(&["rename", "nine-days-late", "launch"]).ok();
    let now = DateTime::parse_from_rfc3339(&anki.now()).expect("a time");
    home.at(&(now + Duration::seconds(2)).to_rfc3339());
    let second = anki.take_from(&home);
    assert_eq!(second["new"], 0);
    assert_eq!(second["conflicting"], 0);
    assert_eq!(second["integrity"], "Database rebuilt and optimized.");
    assert_eq!(second["log"], first["log"]);
    let count = |state: &Value| state["cards"].as_object().expect("cards").len();
    assert_eq!(count(&second), count(&first));
    let back = second["cards"][ACTION]["fields"][1].as_str().expect("text");
    assert!(
        back.contains("<b>left out the compatibility shim</b>"),
        "{back}"
    );
    assert_eq!(
        second["cards"][ACTION]["due"],
        first["cards"][ACTION]["due"]
    );
}

#[test]
#[ignore = "needs the Python package anki; .ci/run runs it"]
fn what_is_done_there_comes_home_once() {
    let anki = Anki::new();
    let home = home(&anki);
    let before = anki.take_from(&home)["log"].as_array().expect("rows").len();
    anki.tell(&["answer", ACTION, "3"]);
    anki.tell(&["answer", LEARNING, "1", "3", "4"]);
    anki.tell(&[
        "edit",
        LEARNING,
        "Back",
        "plan first",
        "plan <b>before all else</b>",
    ]);
    anki.tell(&[
        "add",
        "A time you said no?",
        "Action: I refused.<br>Lesson: I ask first.",
    ]);
    let log = anki.tell(&["answer", "star-cards:traps/no-number", "2"]);
    let theirs = &log.as_array().expect("rows")[before..];
    assert_eq!(theirs.len(), 5);
    for form in ["legacy", "current"] {
        let package = anki.path(&format!("{form}.apkg"));
        anki.tell(&["export", &package, form]);
        let other = self::home(&anki);
        for (home, times) in [(&home, 2), (&other, 2)] {
            home.at(&anki.now());
            for _ in 0..times {
                home.run(&["import", &package]).ok();
            }
            let rows = home.run(&["export", "reviews", "--format", "json"]).json();
            let rows = rows["reviews"].as_array().expect("rows").clone();
            let imported: Vec<&Value> = rows
                .iter()
                .filter(|row| row["source"] == "import")
                .collect();
            assert_eq!(imported.len(), theirs.len(), "{form}");
            for (row, entry) in imported.iter().zip(theirs) {
                assert_eq!(row["number"], entry[0]);
                assert_eq!(
                    entry[1],
                    format!("star-cards:{}", row["card"].as_str().expect("a name"))
                );
                let quality = [0, 1, 3, 4, 5][entry[2].as_u64().expect("a button") as usize];
                assert_eq!(row["quality"], quality);
            }
            let story = home.read("decks/anki.md");
            assert_eq!(story.matches("# A time you said no?").count(), 1);
            assert!(story.contains("## Action\n\nI refused."), "{story}");
            let draft = home.read("drafts/anki-nine-days-late-learning.md");
            assert!(draft.contains("before all else"), "{draft}");
            assert!(
                !home
                    .file("drafts/anki-nine-days-late-learning-2.md")
                    .exists()
            );
            assert!(!home.file("drafts/anki-nine-days-late-action.md").exists());
        }
    }
}
