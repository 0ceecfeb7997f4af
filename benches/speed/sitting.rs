//! A review on a pseudo-terminal.

use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::homes::NOW;
use crate::program::{Cost, Program, cpu_of_children, median};
use crate::raw;

/// A review that runs.
struct Sitting {
    begun: Instant,
    pty: pty_process::blocking::Pty,
    child: std::process::Child,
    seen: String,
}

impl Sitting {
    fn start(program: &Program<'_>, home: &Path) -> Sitting {
        let (pty, pts) = pty_process::blocking::open().expect("a pseudo-terminal");
        pty.resize(pty_process::Size::new(30, 100)).expect("a size");
        let begun = Instant::now();
        let child = pty_process::blocking::Command::new(program.path)
            .arg("review")
            .env("STAR_CARDS_HOME", home)
            .env("STAR_CARDS_NOW", NOW)
            .spawn(pts)
            .expect("the program runs");
        Sitting {
            begun,
            pty,
            child,
            seen: String::new(),
        }
    }

    fn wait_for(&mut self, words: &str) -> Duration {
        let mut buffer = [0; 4096];
        while !self.seen.contains(words) {
            let read = self.pty.read(&mut buffer).expect("output");
            self.seen
                .push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
        self.begun.elapsed()
    }

    /// Presses keys and waits for the words that answer them.
    fn press(&mut self, keys: &str, words: &str) -> Duration {
        self.seen.clear();
        self.begun = Instant::now();
        self.pty.write_all(keys.as_bytes()).expect("keys");
        self.wait_for(words)
    }

    fn end(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// From the start of the process to the first words of the first card.
pub(crate) fn first_card(program: &Program<'_>, home: &Path) -> Cost {
    let cpu = cpu_of_children();
    let mut sitting = Sitting::start(program, home);
    let wall = sitting.wait_for("1 of");
    sitting.end();
    Cost {
        cpu: cpu_of_children() - cpu,
        wall,
    }
}

/// From the key that grades a card to the next card on the screen, and a flush of 4 KiB to the same
/// disk, in turns. It writes as many answers into the log as there are cards before the first trap
/// today, twenty at most.
pub(crate) fn grade_to_next(program: &Program<'_>, home: &Path) -> [Duration; 2] {
    let due = program.command(home, &["due", "--json"]);
    let due = { due }.stdout(Stdio::piped()).output();
    let due: Value = serde_json::from_slice(&due.expect("the program runs").stdout).expect("JSON");
    let cards = due["cards"].as_array().expect("cards").iter();
    let names = cards.map(|card| card["card"].as_str().expect("a name"));
    let told = names.take_while(|name| !name.contains("trap")).count();
    let mut sitting = Sitting::start(program, home);
    sitting.wait_for("Space show");
    let mut times = [Vec::new(), Vec::new()];
    for _ in 1..told.min(20) {
        sitting.press(" ", "4 easy");
        times[0].push(sitting.press("3", "Space show"));
        times[1].push(raw::flush(home));
    }
    sitting.end();
    times.map(median)
}
