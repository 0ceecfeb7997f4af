//! Whole-program speed: `cargo bench --bench speed`.
//!
//! Every latency is printed beside two things measured in the same run: the time the disk
//! takes to flush 4 KiB, and the time SQLite alone takes to read the same rows. Machines
//! differ and are shared; the ratios travel, the milliseconds do not.

#![allow(clippy::disallowed_methods)] // a bench is where clocks are read

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use star_cards::internals::CardMemory;
use star_cards::internals::{Instant as At, StudyDay};
use star_cards::internals::{NameIndex, Quality, Review, RowId, Source};

const STORIES: usize = 300;
const REVIEWS: usize = 100_000;
const NOW: &str = "2026-03-02T20:00:00+01:00";
const RUNS: usize = 15;
const MANY_REVIEWS: usize = 1_000_000;
const FEW_RUNS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = folder.path();
    println!("{STORIES} stories, {REVIEWS} reviews; median of {RUNS} runs after one warm-up\n");
    build(home, REVIEWS);
    let flush = median(RUNS, || flush(home));
    println!("flush of 4 KiB                      {}", ms(flush));
    let floor = median(RUNS, || read_rows(home));
    println!("SQLite alone reads the rows         {}", ms(floor));
    let start = median(RUNS, || wall(home, &["--version"]));
    println!("process start (--version)           {}", ms(start));
    report(
        "due, whole process",
        median(RUNS, || wall(home, &["due"])),
        floor,
    );
    report(
        "list --json, whole process",
        median(RUNS, || wall(home, &["list", "--json"])),
        floor,
    );
    report(
        "first card of review, from start",
        median(RUNS, || first_card(home)),
        floor,
    );
    println!(
        "peak memory of due                  {:.1} MB",
        peak_memory(home, "\"$PROGRAM\" due")
    );
    answers(home, flush);
    grade_many(home, flush);
    fold_a_million();
    long_log();
    coach(home);
    schedule(home);
    import_stories(home);
}

/// Stories in another shape brought in, beside the time that reading the same deck takes.
fn import_stories(home: &Path) {
    const STORIES: usize = 10_000;
    let bank = home.join("bank.md");
    let text: String = (0..STORIES).map(foreign_story).collect();
    fs::write(&bank, format!("# Bank\n\n{text}")).expect("a file");
    let (bank, inner) = (bank.display().to_string(), home.join("imported"));
    let into = inner.display().to_string();
    let bring = || wall(home, &["--home", &into, "import", &bank]);
    let first = median(5, || {
        let _ = fs::remove_dir_all(&inner);
        bring()
    });
    let again = median(5, bring);
    let read = median(5, || wall(home, &["--home", &into, "due"]));
    let what = format!("due over {STORIES} stories");
    println!("{what:35} {}", ms(read));
    for (what, time) in [("import of them", first), ("the same once more", again)] {
        let ratio = time.as_secs_f64() / read.as_secs_f64();
        println!("{what:35} {}   {ratio:.1} x due", ms(time));
    }
}

fn foreign_story(number: usize) -> String {
    let words = "the plan was mine and I left out a step since the date was close ";
    format!(
        "### [Theme {}] Story {number} of the bank\n\n**Role:** cook\n\n**Challenge:** {words}\n\n\
         **Action:** {}\n\n**Result:** {words}\n\n**Takeaway:** {words}\n\n",
        number % 7,
        words.repeat(3),
    )
}

/// The coach: one answer, a long transcript, a pick out of all stories.
fn coach(home: &Path) {
    let answer =
        "In week two I skipped the shim and trusted the date more than the tests. ".repeat(17);
    let (short, long) = (home.join("answer.md"), home.join("transcript.txt"));
    fs::write(&short, &answer).expect("a file");
    fs::write(&long, answer.repeat(1_000_000 / answer.len())).expect("a file");
    for (what, path) in [
        ("check, 250 words", short),
        ("check, 1 MB of transcript", long),
    ] {
        let path = path.display().to_string();
        println!(
            "{what:35} {}",
            ms(median(RUNS, || wall(home, &["check", "--no-fail", &path])))
        );
    }
    let inside = median(RUNS, || {
        let begun = Instant::now();
        let report =
            star_cards::internals::check(&star_cards::internals::TimedAnswer::read(&answer), 150);
        assert_ne!(report.timing.words, 0);
        begun.elapsed()
    });
    println!("check, 250 words, inside            {}", ms(inside));
    let pick = median(RUNS, || {
        wall(home, &["pick", "--role", "migration planning"])
    });
    println!("pick out of {STORIES} stories             {}", ms(pick));
}

/// One plan line for a hundred cards, out of a thousand.
fn schedule(home: &Path) {
    let cards: Vec<String> = (0..100)
        .map(|id| {
            format!(
                "{{\"id\":{id},\"added\":\"2026-01-01\",\"reviews\":[[\"2026-01-{:02}\",4],[\"2026-01-{:02}\",3]]}}",
                1 + id % 7,
                8 + id % 7
            )
        })
        .collect();
    let line = format!(
        "{{\"op\":\"plan\",\"today\":\"2026-01-17\",\"interview\":\"2026-02-04\",\"limit\":20,\"daily_limit\":20,\"cards\":[{}]}}\n",
        cards.join(",")
    );
    let file = home.join("questions.jsonl");
    fs::write(&file, line.repeat(1000)).expect("a file");
    let time = median(RUNS, || {
        let begun = Instant::now();
        let status = program(home, &["schedule"])
            .stdin(File::open(&file).expect("questions"))
            .stdout(Stdio::null())
            .status()
            .expect("the program runs");
        assert!(status.success());
        begun.elapsed()
    });
    println!("schedule, a plan of 100 cards       {}", ms(time / 1000));
    for lines in [1_000, 1_000_000] {
        let script = format!(
            "yes '{}' | head -n {lines} | \"$PROGRAM\" schedule",
            short_plan()
        );
        println!(
            "peak memory of {lines:>9} short plans {:5.1} MB",
            peak_memory(home, &script)
        );
    }
}

/// A question about one card.
fn short_plan() -> &'static str {
    r#"{"op":"plan","today":"2026-01-17","interview":"2026-02-04","cards":[{"id":0,"added":"2026-01-05","reviews":[["2026-01-05",4],["2026-01-06",3]]}]}"#
}

fn report(what: &str, time: Duration, floor: Duration) {
    let ratio = time.as_secs_f64() / floor.as_secs_f64();
    println!("{what:35} {}   {ratio:.1} x SQLite alone", ms(time));
}

fn ms(time: Duration) -> String {
    format!("{:8.2} ms", time.as_secs_f64() * 1000.0)
}

fn median(runs: usize, mut run: impl FnMut() -> Duration) -> Duration {
    run();
    let mut times: Vec<Duration> = (0..runs).map(|_| run()).collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_star-cards"))
}

fn program(home: &Path, args: &[&str]) -> Command {
    let mut command = binary();
    command
        .args(args)
        .env("STAR_CARDS_HOME", home)
        .env("STAR_CARDS_NOW", NOW)
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn wall(home: &Path, args: &[&str]) -> Duration {
    let begun = Instant::now();
    let output = program(home, args).output().expect("the program runs");
    assert!(output.status.success());
    begun.elapsed()
}

/// What reads a log of a million reviews from end to end.
fn long_log() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = folder.path();
    build(home, MANY_REVIEWS);
    println!("\n{STORIES} stories, {MANY_REVIEWS} reviews; median of {FEW_RUNS} runs");
    let floor = median(FEW_RUNS, || read_rows(home));
    println!("SQLite alone reads the rows         {}", ms(floor));
    let file = home.join("log.csv").display().to_string();
    let commands: [(&str, &[&str]); 4] = [
        ("export report", &["export", "report"]),
        ("export reviews, csv", &["export", "reviews"]),
        (
            "export reviews, csv to a file",
            &["export", "reviews", "--force", "-o", &file],
        ),
        (
            "export reviews, json",
            &["export", "reviews", "--format", "json"],
        ),
    ];
    for (what, args) in commands {
        report(what, median(FEW_RUNS, || to_nowhere(home, args)), floor);
    }
    for args in ["export report", "export reviews"] {
        println!(
            "{:35} {:.1} MB",
            format!("peak memory of {args}"),
            peak_memory(home, &format!("\"$PROGRAM\" {args}"))
        );
    }
}

/// The time of a command whose output nobody reads.
fn to_nowhere(home: &Path, args: &[&str]) -> Duration {
    let begun = Instant::now();
    let status = program(home, args)
        .stdout(Stdio::null())
        .status()
        .expect("the program runs");
    assert!(status.success());
    begun.elapsed()
}

/// Stories in thirty decks, and a log of answers over two years.
fn build(home: &Path, reviews: usize) {
    fs::create_dir_all(home.join("decks")).expect("a folder");
    fs::write(home.join("config.toml"), "showings_per_day = \"none\"\n").expect("settings");
    for deck in 0..30 {
        let stories: String = (0..STORIES / 30).map(|n| story(deck * 10 + n)).collect();
        fs::write(home.join(format!("decks/deck-{deck:02}.md")), stories).expect("a deck");
    }
    wall(home, &["grade", "story-0/action", "4"]);
    let mut log = Connection::open(home.join("history.db")).expect("the log");
    let all = log.transaction().expect("a transaction");
    {
        let mut insert = all
            .prepare("INSERT INTO review VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
            .expect("the table");
        let today = 20_514;
        for row in 0..reviews as i64 {
            let day = today - 730 + row * 730 / reviews as i64;
            let at = day * 86_400_000 + 64_800_000 + row;
            let card = format!(
                "story-{}/{}",
                row % 300,
                ["action", "learning"][row as usize / 300 % 2]
            );
            let quality = [4, 3, 5, 4, 1, 4][row as usize % 6];
            let session = row / 40 + 1;
            insert
                .execute((
                    at,
                    session,
                    row % 40 + 1,
                    card,
                    day,
                    quality,
                    9_000,
                    "review",
                ))
                .expect("a row");
        }
    }
    all.commit().expect("a commit");
}

fn story(number: usize) -> String {
    format!(
        "# Story number {number}\n\nid: story-{number}\nrole: Software engineer\nmiss: technical\n\
         question: Tell me about a time you failed.\ntags: planning, migration\n\n\
         ## Situation\n\nI led part {number} of a migration with a fixed date and three teams.\n\n\
         ## Task\n\nThe plan and its risks were mine to name.\n\n\
         ## Action\n\nIn week two I **skipped the shim** and **bet on the refactoring**, though two \
         colleagues had asked for a fallback and I had the time to write one.\n\n\
         ## Result\n\nWe were **nine days late** and lost two customers.\n\n\
         ## Learning\n\nEvery migration since begins with **the shim** and a **rollback plan** that \
         somebody else has read.\n\n"
    )
}

fn flush(home: &Path) -> Duration {
    let mut file = File::create(home.join("flush.tmp")).expect("a file");
    let begun = Instant::now();
    file.write_all(&[7; 4096]).expect("a write");
    file.sync_all().expect("a flush");
    begun.elapsed()
}

fn read_rows(home: &Path) -> Duration {
    let begun = Instant::now();
    let log = Connection::open(home.join("history.db")).expect("the log");
    let mut select = log
        .prepare("SELECT at, session, number, card, day, quality, ms, source FROM review")
        .expect("the table");
    let mut rows = select.query([]).expect("rows");
    let mut bytes = 0;
    while let Some(row) = rows.next().expect("a row") {
        for column in [0, 1, 2, 4, 5, 6] {
            bytes += row.get::<_, i64>(column).expect("a number");
        }
        bytes += row
            .get_ref(3)
            .expect("a name")
            .as_str()
            .expect("text")
            .len() as i64;
        bytes += row
            .get_ref(7)
            .expect("a word")
            .as_str()
            .expect("text")
            .len() as i64;
    }
    assert_ne!(bytes, 0);
    begun.elapsed()
}

/// From the start of the process to the first words of the first card on a terminal.
fn first_card(home: &Path) -> Duration {
    let mut session = Session::start(home);
    let time = session.wait_for("1 of");
    session.end();
    time
}

/// A review on a pseudo-terminal.
struct Session {
    begun: Instant,
    pty: pty_process::blocking::Pty,
    child: std::process::Child,
    seen: String,
}

impl Session {
    fn start(home: &Path) -> Session {
        let (pty, pts) = pty_process::blocking::open().expect("a pseudo-terminal");
        pty.resize(pty_process::Size::new(30, 100)).expect("a size");
        let begun = Instant::now();
        let child = pty_process::blocking::Command::new(env!("CARGO_BIN_EXE_star-cards"))
            .arg("review")
            .env("STAR_CARDS_HOME", home)
            .env("STAR_CARDS_NOW", NOW)
            .spawn(pts)
            .expect("the program runs");
        Session {
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

/// Grade to next card: one flush, and what the program itself adds.
fn answers(home: &Path, flush: Duration) {
    let mut session = Session::start(home);
    session.wait_for("Space show");
    let mut times = Vec::new();
    for _ in 0..20 {
        session.press(" ", "4 easy");
        times.push(session.press("3", "Space show"));
    }
    session.end();
    times.sort_unstable();
    let time = times[times.len() / 2];
    println!(
        "grade to next card                  {}   {:.1} x one flush",
        ms(time),
        time.as_secs_f64() / flush.as_secs_f64()
    );
}

fn grade_many(home: &Path, flush: Duration) {
    let lines: String = (0..REVIEWS)
        .map(|row| {
            format!(
                "{{\"card\":\"story-{}/action\",\"quality\":4}}\n",
                row % STORIES
            )
        })
        .collect();
    let file: PathBuf = home.join("answers.jsonl");
    fs::write(&file, lines).expect("a file");
    let file = file.display().to_string();
    let time = wall(home, &["grade", "--from", &file]);
    println!(
        "grade --from, 100,000 lines         {}   ({} a flush)",
        ms(time),
        ms(flush).trim()
    );
}

fn fold_a_million() {
    let reviews: Vec<Review> = (0..1_000_000_i64)
        .map(|row| Review {
            id: RowId {
                session: 1,
                number: row + 1,
            },
            at: At(row),
            card: NameIndex(row as u32 % 600),
            day: StudyDay::from_number((row / 600) as i32),
            quality: Quality::new([4, 3, 5, 4, 1, 4][row as usize % 6]).expect("0 to 5"),
            ms: 9_000,
            source: Source::Review,
        })
        .collect();
    let time = median(5, || {
        let begun = Instant::now();
        let mut memories = vec![CardMemory::default(); 600];
        for review in &reviews {
            memories[review.card.0 as usize].step(review.day, review.quality, review.source);
        }
        assert_ne!(memories[0].showings, 0);
        begun.elapsed()
    });
    println!("fold of 1,000,000 reviews           {}", ms(time));
}

/// The largest resident set of the last program of a pipe, as the kernel counts it.
fn peak_memory(home: &Path, pipe: &str) -> f64 {
    let script = format!(
        "{pipe} > /dev/null & pid=$!; peak=0; \
         while kill -0 $pid 2>/dev/null; do \
         now=$(awk '/VmHWM/ {{print $2}}' /proc/$pid/status 2>/dev/null); \
         [ -n \"$now\" ] && peak=$now; done; echo $peak"
    );
    let output = Command::new("sh")
        .arg0("sh")
        .args(["-c", &script])
        .env("PROGRAM", env!("CARGO_BIN_EXE_star-cards"))
        .env("STAR_CARDS_HOME", home)
        .env("STAR_CARDS_NOW", NOW)
        .output()
        .expect("a shell");
    let kilobytes: f64 = String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .unwrap_or(0.0);
    kilobytes / 1000.0
}
