//! `export` of every kind: where it goes, what a file keeps, what a full or closed output says.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::rc::Rc;
use std::time::Duration;

use chrono::DateTime;

use star_cards::clock::FrozenClock;
use star_cards::{SnapshotUse, World};

use crate::script::Script;

/// What a run wrote, kept for the test.
#[derive(Clone, Default)]
struct Page(Rc<RefCell<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

/// A fresh folder; the home in it does not exist yet.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let name = |entry: io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<String> = entries
            .map(|entry| name(entry).into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Runs a command and returns exit code, standard output, standard error.
    fn run(&self, arguments: &[&str]) -> (u8, String, String) {
        let now = DateTime::parse_from_rfc3339("2026-01-17T20:00:00+01:00").unwrap();
        let (out, err) = (Page::default(), Page::default());
        let mut world = World {
            clock: std::sync::Arc::new(FrozenClock::at(now)),
            env: BTreeMap::new(),
            not_unicode: Vec::new(),
            stdin: Box::new(io::empty()),
            stdout: Box::new(out.clone()),
            stderr: Box::new(err.clone()),
            prompt: Box::new(Script::new([]).0),
            columns: Some(80),
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            busy_timeout: Duration::ZERO,
            snapshot: SnapshotUse::Off,
            draw: Box::new(|| -9_007_199_254_740_993),
        };
        let home = self.path("home");
        let arguments = ["star-cards", "--home", &home]
            .into_iter()
            .chain(arguments.iter().copied());
        let code = star_cards::run(arguments, &mut world);
        (code, out.text(), err.text())
    }

    fn done(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}: {err}");
        out
    }
}

#[test]
fn looking_at_a_fresh_home_creates_nothing() {
    let place = Place::new();
    let stats = place.done(&["stats", "--all"]);
    assert!(stats.contains("Nothing answered yet"), "{stats}");
    assert!(stats.contains("Next: "), "{stats}");
    for arguments in [
        &["export", "stats"][..],
        &["export", "stats", "--format", "json", "--with-text"],
        &["export", "stats", "--format", "md", "-o", "-"],
        &["export", "reviews"],
        &["export", "reviews", "--format", "json"],
        &["export", "report"],
        &["export", "report", "--with-text", "-o", "-"],
    ] {
        assert!(!place.done(arguments).is_empty());
    }
    assert!(place.files().is_empty());
}

#[test]
fn a_grade_is_in_every_export() {
    let place = Place::new();
    place.done(&["grade", "traps/deflection", "4"]);
    let table = place.done(&["export", "reviews"]);
    let row = table.lines().nth(1).unwrap();
    assert!(row.starts_with("traps/deflection,2026-01-17T19:00:00.000Z,2026-01-17,4,true,"));
    assert!(row.ends_with(",grade,-9007199254740993,1,false"), "{row}");
    let document: serde_json::Value =
        serde_json::from_str(&place.done(&["export", "reviews", "--format", "json"])).unwrap();
    assert_eq!(document["reviews"][0]["session"], "-9007199254740993");
    let stats = place.done(&["export", "stats"]);
    let traps = stats
        .lines()
        .find(|row| row.starts_with("card,traps/deflection,"));
    assert!(traps.unwrap().contains(",waiting,,1,0,1,1,"), "{traps:?}");
    assert!(
        place
            .done(&["stats", "--all"])
            .contains("On 1 day: 1 answer")
    );
}

#[test]
fn the_report_is_one_private_file() {
    let place = Place::new();
    place.done(&["grade", "traps/deflection", "4"]);
    let file = place.path("report.html");
    assert_eq!(place.done(&["export", "report", "-o", &file]), "");
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
    assert!(page.ends_with("</html>") && page.contains("traps/deflection"));
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let (code, _, err) = place.run(&["export", "report", "-o", &file]);
    assert_eq!(code, 1);
    assert!(err.contains("--force"), "{err}");
    place.done(&["export", "report", "--force", "-o", &file]);
    assert_eq!(place.files(), ["home", "report.html"]);
}

#[test]
fn the_schema_is_printed_and_nothing_is_read() {
    let place = Place::new();
    let schema = place.done(&["export", "stats", "--schema"]);
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(schema["properties"]["version"]["const"], 1);
    let (code, _, _) = place.run(&["export", "stats", "--schema", "--format", "csv"]);
    assert_eq!(code, 2);
    assert!(place.files().is_empty());
}

#[test]
fn a_file_is_replaced_only_by_force() {
    let place = Place::new();
    let file = place.path("stats.json");
    assert_eq!(place.done(&["export", "stats", "-o", &file]), "");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.starts_with("{\"version\":1,"),
        "the ending decides: {text}"
    );
    let (code, _, err) = place.run(&["export", "reviews", "-o", &file]);
    assert_eq!(code, 1);
    assert!(
        err.contains("already exists") && err.contains("--force"),
        "{err}"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    place.done(&[
        "export", "reviews", "--format", "csv", "-o", &file, "--force",
    ]);
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .starts_with("card,at,")
    );
    assert_eq!(place.files(), ["stats.json"], "no temporary file stays");
}

#[test]
fn what_cannot_be_written_says_so_and_leaves_nothing() {
    let place = Place::new();
    let folder = place.0.path().to_str().unwrap();
    let (code, _, err) = place.run(&["export", "stats", "--force", "-o", folder]);
    assert_eq!(code, 1);
    assert!(err.contains("is not a file"), "{err}");
    let missing = place.path("missing/stats.csv");
    let (code, _, err) = place.run(&["export", "stats", "-o", &missing]);
    assert_eq!(code, 1);
    assert!(
        err.contains("cannot be written") && err.contains("folder"),
        "{err}"
    );
    assert_eq!(place.run(&["export", "stats", "--force"]).0, 2);
    assert_eq!(place.run(&["export", "reviews", "--format", "md"]).0, 2);
    assert!(place.files().is_empty());
}
