//! Packages, beside Anki itself: `ANKI_PYTHON=.../bin/python cargo bench --bench anki`.
//!
//! Anki's times come from its Python package, for the same package in the same run, without
//! the start of its process; ours are whole processes. Without ANKI_PYTHON only the export
//! is measured.

#![allow(clippy::disallowed_methods)] // a bench is where clocks are read

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

/// Two cards each.
const STORIES: usize = 5_000;
const REVIEWS: i64 = 100_000;
const NOW: &str = "2026-03-02T20:00:00+01:00";
const ROUNDS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = folder.path().join("home");
    fill(&home);
    let (ours, notes) = (
        folder.path().join("ours.apkg"),
        folder.path().join("notes.apkg"),
    );
    let out = ours.display().to_string();
    let export = ["export", "anki", "--all", "--force", "-o", out.as_str()];
    let export = median(|| run(&home, &export));
    println!(
        "{} cards, {REVIEWS} answers; median of {ROUNDS} runs\n",
        STORIES * 2
    );
    tell("export anki, whole process", export);
    let size = fs::metadata(&ours).expect("a package").len();
    println!(
        "size of the package                 {:8.1} MB",
        size as f64 / 1e6
    );
    let Some(python) = std::env::var_os("ANKI_PYTHON") else {
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/anki_side.py");
    let output = Command::new(python)
        .arg(script)
        .args([&ours, &notes])
        .stderr(Stdio::inherit())
        .output()
        .expect("Python runs");
    let theirs: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let seconds = |key: &str| Duration::from_secs_f64(theirs[key].as_f64().expect("seconds"));
    assert_eq!(theirs["cards"], STORIES * 2);
    beside(
        "Anki exports them, current format",
        seconds("export_current"),
        export,
    );
    beside(
        "Anki exports them, older format",
        seconds("export_legacy"),
        export,
    );
    let again = median(|| run(&home, &["import", &out]));
    tell("import of our own package", again);
    beside("Anki imports it", seconds("import_ours"), again);
    let package = notes.display().to_string();
    let import = median(|| {
        let _ = fs::remove_dir_all(folder.path().join("fresh"));
        run(&folder.path().join("fresh"), &["import", &package])
    });
    tell("import of 10,000 notes", import);
    beside("Anki imports them", seconds("import_notes"), import);
    let fresh = folder.path().join("fresh");
    let again = median(|| run(&fresh, &["import", &package]));
    tell("import of the same notes again", again);
}

fn tell(what: &str, time: Duration) {
    println!("{what:35} {:8.0} ms", time.as_secs_f64() * 1000.0);
}

fn beside(what: &str, theirs: Duration, ours: Duration) {
    let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
    println!(
        "{what:35} {:8.0} ms   {ratio:.1} x ours",
        theirs.as_secs_f64() * 1000.0
    );
}

fn median(mut run: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS).map(|_| run()).collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}

fn run(home: &Path, arguments: &[&str]) -> Duration {
    let begun = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_star-cards"))
        .args(arguments)
        .env("STAR_CARDS_HOME", home)
        .env("STAR_CARDS_NOW", NOW)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs");
    let time = begun.elapsed();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    time
}

/// Stories in fifty decks, and a log that ends today.
fn fill(home: &Path) {
    fs::create_dir_all(home.join("decks")).expect("a folder");
    fs::write(home.join("config.toml"), "builtin = []\n").expect("settings");
    for deck in 0..50 {
        let mut text = String::new();
        for story in (0..STORIES).filter(|story| story % 50 == deck) {
            write!(
                text,
                "# Failure {story}\n\nid: s-{story}\nrole: Engineer\nquestion: When did you fail?\n\n\
                 ## Situation\n\nI led part {story} of a move with a fixed date.\n\n\
                 ## Action\n\nI **skipped the shim** and **trusted the date**, though two colleagues \
                 had asked for a fallback and I had the time to write one.\n\n\
                 ## Learning\n\nEvery move since begins with **the shim** and a plan to go back.\n\n"
            )
            .expect("text");
        }
        fs::write(home.join(format!("decks/{deck:02}.md")), text).expect("a deck");
    }
    run(home, &["grade", "s-0/action", "4"]);
    let mut log = Connection::open(home.join("history.db")).expect("the log");
    let all = log.transaction().expect("a transaction");
    for row in 0..REVIEWS - 1 {
        let day = 20_514 - 700 + row * 700 / REVIEWS;
        let card = ["action", "learning"][row as usize % 2];
        all.prepare_cached("INSERT INTO review VALUES (?1, 9, ?2, ?3, ?4, ?5, 9000, 'review')")
            .expect("the table")
            .execute((
                day * 86_400_000 + 64_000_000 + row,
                row + 1,
                format!("s-{}/{card}", row / 2 % STORIES as i64),
                day,
                [4, 3, 5, 4, 1][row as usize / 3 % 5],
            ))
            .expect("a row");
    }
    all.commit().expect("a commit");
}
