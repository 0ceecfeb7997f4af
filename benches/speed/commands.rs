//! Whole commands, beside what SQLite and the disk alone take.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use star_cards::internals::{CardMemory, NameIndex, Quality, Review, RowId, Source};
use star_cards::internals::{Instant as At, StudyDay};

use crate::homes::{self, NOW, Size};
use crate::program::{Program, median_of, ms, ratio};
use crate::{raw, words};

const SIZE: Size = Size {
    stories: 300,
    reviews: 100_000,
};
const RUNS: usize = 15;
const MANY_REVIEWS: usize = 1_000_000;
const FEW_RUNS: usize = 5;

/// Prints what everything but the daily commands takes.
pub(crate) fn print() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = &folder.path().join("home");
    let Size { stories, reviews } = SIZE;
    println!("{stories} stories, {reviews} reviews; median of {RUNS} runs after one warm-up\n");
    homes::build(&Program::this(), home, SIZE);
    let flush = median_of(RUNS, || raw::flush(home));
    println!("flush of 4 KiB                      {}", ms(flush));
    let floor = median_of(RUNS, || read_rows(home));
    println!("SQLite alone reads the rows         {}", ms(floor));
    let list = median_of(RUNS, || wall(home, &["list", "--json"]));
    report("list --json, whole process", list, floor);
    grade_many(home, flush);
    fold_a_million();
    long_log();
    coach(home);
    schedule(home);
    import_stories(home);
}

fn wall(home: &Path, args: &[&str]) -> Duration {
    Program::this().wall(home, args)
}

fn read_rows(home: &Path) -> Duration {
    let begun = Instant::now();
    raw::read_rows(&home.join("history.db"));
    begun.elapsed()
}

fn report(what: &str, time: Duration, floor: Duration) {
    let times = ratio(time, floor);
    println!("{what:35} {}   {times:.1} x SQLite alone", ms(time));
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
    let first = median_of(5, || {
        let _ = fs::remove_dir_all(&inner);
        bring()
    });
    let again = median_of(5, bring);
    let read = median_of(5, || wall(home, &["--home", &into, "due"]));
    let what = format!("due over {STORIES} stories");
    println!("{what:35} {}", ms(read));
    for (what, time) in [("import of them", first), ("the same once more", again)] {
        let times = ratio(time, read);
        println!("{what:35} {}   {times:.1} x due", ms(time));
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
            ms(median_of(RUNS, || wall(
                home,
                &["check", "--no-fail", &path]
            )))
        );
    }
    let inside = median_of(RUNS, || {
        let begun = Instant::now();
        let report =
            star_cards::internals::check(&star_cards::internals::TimedAnswer::read(&answer), 150);
        assert_ne!(report.timing.words, 0);
        begun.elapsed()
    });
    println!("check, 250 words, inside            {}", ms(inside));
    let pick = median_of(RUNS, || {
        wall(home, &["pick", "--role", "migration planning"])
    });
    println!(
        "pick out of {} stories             {}",
        SIZE.stories,
        ms(pick)
    );
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
    let time = median_of(RUNS, || {
        let begun = Instant::now();
        let status = Program::this()
            .command(home, &["schedule"])
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

/// What reads a log of a million reviews from end to end.
fn long_log() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = &folder.path().join("home");
    let size = Size {
        reviews: MANY_REVIEWS,
        ..SIZE
    };
    homes::build(&Program::this(), home, size);
    let Size { stories, .. } = size;
    println!("\n{stories} stories, {MANY_REVIEWS} reviews; median of {FEW_RUNS} runs");
    let floor = median_of(FEW_RUNS, || read_rows(home));
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
        report(what, median_of(FEW_RUNS, || to_nowhere(home, args)), floor);
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
    let status = Program::this().command(home, args).status();
    assert!(status.expect("the program runs").success());
    begun.elapsed()
}

fn grade_many(home: &Path, flush: Duration) {
    let lines: String = (0..SIZE.reviews)
        .map(|row| {
            let story = words::id(row % SIZE.stories);
            format!("{{\"card\":\"{story}/action\",\"quality\":4}}\n")
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
    let time = median_of(5, || {
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
