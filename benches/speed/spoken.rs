//! A spoken answer: how soon the recorder runs, and what is left to do once the words are there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use crate::homes::{self, NOW, Size};
use crate::program::{Program, median_of, ms};

const RUNS: usize = 15;

/// As many stories as anybody has, and a year of answers.
const SIZE: Size = Size {
    stories: 100,
    reviews: 20_000,
};

/// The words of an answer of 90 seconds, as Whisper writes them.
const HEARD: &str = "tests/speech/nine-days-late/whisper-tiny.en.json";

/// Prints both.
pub(crate) fn print() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = &folder.path().join("home");
    homes::build(&Program::this(), home, SIZE);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let heard = root.join(HEARD);
    let story = fs::read_to_string(heard.with_file_name("story.md")).expect("a story");
    fs::write(home.join("decks/spoken.md"), story).expect("a deck");
    println!(
        "\na spoken answer among {} stories; median of {RUNS} runs after one warm-up\n",
        SIZE.stories
    );
    let show = ["show", "nine-days-late"];
    let base = median_of(RUNS, || Program::this().cost(home, &show).cpu);
    println!("show, processor                     {}", ms(base));
    let heard = heard.display().to_string();
    let judge = ["rehearse", "--transcript", &heard];
    let time = median_of(RUNS, || Program::this().cost(home, &judge).cpu);
    println!("rehearse --transcript, processor    {}", ms(time));
    let time = median_of(RUNS, || until_recorded(home));
    println!("until the recorder runs, by the clock {}", ms(time));
}

/// From the Enter at the shell to the first line of a recorder.
fn until_recorded(home: &Path) -> Duration {
    let started = home.join("started");
    let recorder = format!("date +%s%N > '{}'; exec cat", started.display());
    let settings = format!(
        "recorder = [\"sh\", \"-c\", \"{recorder}\"]\ntranscriber = [\"cat\", \"{{wav}}\"]\n"
    );
    fs::write(home.join("config.toml"), settings).expect("settings");
    let _ = fs::remove_file(&started);
    let (pty, pts) = pty_process::blocking::open().expect("a pseudo-terminal");
    pty.resize(pty_process::Size::new(40, 80)).expect("a size");
    let begun = SystemTime::now();
    let command = pty_process::blocking::Command::new(Program::this().path)
        .args(["rehearse", "nine-days-late", "--voice"])
        .env("STAR_CARDS_HOME", home)
        .env("STAR_CARDS_NOW", NOW);
    let mut child = command.spawn(pts).expect("the program runs");
    let time = wait_for(&started);
    let killed = std::process::Command::new("kill")
        .arg(child.id().to_string())
        .stdout(Stdio::null())
        .status();
    assert!(killed.expect("kill").success());
    child.wait().expect("it ends");
    let began = begun.duration_since(SystemTime::UNIX_EPOCH);
    Duration::from_nanos(time) - began.expect("after 1970")
}

/// The nanoseconds that a recorder has written down.
fn wait_for(file: &PathBuf) -> u64 {
    loop {
        if let Ok(text) = fs::read_to_string(file)
            && let Some(line) = text.strip_suffix('\n')
        {
            return line.parse().expect("nanoseconds");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}
