//! Answers from a file of any length: all of them or none, without being held in memory.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::harness::{Home, NINE_DAYS};
use crate::terminal::Start;
use crate::unite::all_rows;

const ACTION: &str = "nine-days-late/action";

/// What a line may be long, and a file was once.
const MEGABYTE: usize = 1024 * 1024;

/// A line of so many bytes: what the program does not know of it is passed over.
fn line_of(bytes: usize) -> String {
    let line =
        |note: &str| format!("{{\"card\":\"{ACTION}\",\"quality\":4,\"note\":\"{note}\"}}\n");
    line(&"x".repeat(bytes - line("").len()))
}

/// Eighteen megabytes in eighteen lines, each as long as one may be.
fn long_file() -> String {
    line_of(MEGABYTE).repeat(18)
}

/// One answer is there, and a file is about to follow.
fn home_with(text: &str) -> (Home, String) {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", ACTION, "4"]).ok();
    home.write("answers.jsonl", text);
    let file = home.file("answers.jsonl").display().to_string();
    (home, file)
}

#[test]
fn more_than_sixteen_megabytes_come_in_from_a_file_and_from_standard_input() {
    let (home, file) = home_with(&long_file());
    for (source, stdin) in [(file.as_str(), String::new()), ("-", long_file())] {
        let run = home.feed(&["grade", "--from", source], &stdin).ok();
        assert!(run.err.contains("18 answers recorded."), "{}", run.err);
    }
    assert_eq!(all_rows(&home.database()).len(), 1 + 2 * 18);
}

#[test]
fn a_bad_last_line_of_a_large_file_writes_nothing() {
    let text = long_file() + "{\"card\":\"nine-days-late/action\",\"quality\":7}\n";
    let (home, file) = home_with(&text);
    let before = all_rows(&home.database());
    for (source, stdin) in [(file.as_str(), ""), ("-", text.as_str())] {
        let run = home.feed(&["grade", "--from", source], stdin).code(2);
        assert!(
            run.err.contains("line 19: 7 is not a quality"),
            "{}",
            run.err
        );
        assert!(run.err.contains("Nothing was recorded."), "{}", run.err);
        assert_eq!(all_rows(&home.database()), before);
    }
    let fresh = Home::with_deck(NINE_DAYS);
    fresh.run(&["grade", "--from", &file]).code(2);
    assert!(!fresh.database().exists(), "not even a log");
}

#[test]
fn a_line_that_cannot_be_an_answer_is_named_by_its_number() {
    let good = line_of(100);
    let latin = b"{\"card\":\"na\xefve/action\",\"quality\":4}".to_vec();
    for (line, what, next) in [
        (
            line_of(MEGABYTE + 1).into_bytes(),
            "line 3: this line is longer than 1 MB",
            "Give each answer a line of its own.",
        ),
        (
            vec![b' '; 3 * MEGABYTE],
            "line 3: this line is longer than 1 MB",
            "A line reads {\"card\"",
        ),
        (latin, "line 3: this line is not UTF-8 text", "in UTF-8"),
    ] {
        let (home, file) = home_with("");
        let before = all_rows(&home.database());
        let text = [good.as_bytes(), b"\n", &line, b"\n", good.as_bytes()].concat();
        fs::write(&file, text).expect("a file");
        let run = home.run(&["grade", "--from", &file]).code(2);
        for told in [what, next, "Nothing was recorded."] {
            assert!(run.err.contains(told), "{told}: {}", run.err);
        }
        assert_eq!(all_rows(&home.database()), before);
    }
}

/// The most memory that a process ever had, in bytes.
fn peak(process: &Child) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id())).expect("Linux");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.expect("a peak").trim_end_matches("kB").trim();
    kilobytes.parse::<usize>().expect("a number") * 1024
}

#[test]
fn memory_does_not_grow_with_what_comes_in_and_a_kill_before_its_end_writes_nothing() {
    let (home, _) = home_with("");
    let before = all_rows(&home.database());
    let mut grading = Command::new(env!("CARGO_BIN_EXE_star-cards"))
        .args(["grade", "--from", "-"])
        .env("STAR_CARDS_HOME", home.path())
        .stdin(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdin = grading.stdin.take().expect("a pipe");
    let mut give = |text: &str| stdin.write_all(text.as_bytes()).expect("it reads on");
    // What fits into the pipe is not read yet, the rest is.
    give(&line_of(MEGABYTE).repeat(4));
    let few = peak(&grading);
    give(&line_of(MEGABYTE).repeat(60));
    // Short ones too, of which more lie in the spool than it holds in memory.
    give(&line_of(60).repeat(100_000));
    let many = peak(&grading);
    assert!(many < few + 4 * MEGABYTE, "{few} {many}");
    grading.kill().expect("SIGKILL");
    grading.wait().expect("an end");
    assert_eq!(all_rows(&home.database()), before);
}

/// Waits until rows are on their way into the log.
fn wait_for_rows(database: &Path) {
    let wal = database.with_extension("db-wal");
    while fs::metadata(&wal).map_or(0, |wal| wal.len()) < MEGABYTE as u64 {
        std::thread::yield_now();
    }
}

#[test]
fn ctrl_c_while_answers_are_written_writes_none() {
    let (home, file) = home_with(&line_of(60).repeat(100_000));
    let before = all_rows(&home.database());
    let mut tty = Start::at(&home).tty(&["grade", "--from", &file]);
    wait_for_rows(&home.database());
    tty.send("\x03");
    assert_eq!(tty.end(), 130, "{}", tty.said());
    assert!(
        tty.said().contains("Nothing was changed."),
        "{}",
        tty.said()
    );
    assert_eq!(all_rows(&home.database()), before);
}
