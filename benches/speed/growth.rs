//! How everything grows from ten cards to a hundred thousand: one table, and the numbers of the
//! picture in the book.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::homes::{self, Size};
use crate::program::{Cost, Program, cost, in_turns, ms, ratio};
use crate::theirs::{Anki, AnkiDue};
use crate::{raw, sitting};

/// The small home beside which every other stands.
const SMALL: Size = Size {
    stories: 5,
    reviews: 100,
};

/// Every home but the small one, and how many times the small one's `due` it may take.
const HOMES: [(Size, Option<f64>); 5] = [
    (size(50, 1_000), None),
    (size(500, 10_000), None),
    (size(300, 100_000), Some(1.5)),
    (size(5_000, 100_000), Some(2.0)),
    (size(50_000, 1_000_000), Some(4.0)),
];

const fn size(stories: usize, reviews: usize) -> Size {
    Size { stories, reviews }
}

/// Runs without a snapshot: each one reads everything.
const COLD_RUNS: usize = 3;

const DUE: [&str; 2] = ["due", "--json"];

/// What was measured of one home.
struct Figures {
    size: Size,
    raw_open: Cost,
    raw_rows: Cost,
    due: Cost,
    small_due: Cost,
    first_card: Cost,
    small_first_card: Cost,
    cold: Cost,
    /// The first start after an old answer was taken back.
    after_undo: Cost,
    peak_mb: f64,
    snapshot_bytes: Option<u64>,
    /// And a flush of the disk.
    grade_to_next: [Duration; 2],
    /// Another build, named by `STAR_CARDS_BEFORE`.
    before: Option<Cost>,
    anki: Option<AnkiDue>,
}

/// Prints the whole table.
pub(crate) fn print() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let program = Program::this();
    let before = std::env::var_os("STAR_CARDS_BEFORE");
    let before = before.as_deref().map(|path| Program {
        path: Path::new(path),
    });
    let anki = Anki::found();
    let small = folder.path().join("small");
    homes::build(&program, &small, SMALL);
    let start = in_turns([&mut || program.cost(&small, &["--version"])])[0];
    println!("process start (--version): {} of CPU", ms(start.cpu).trim());
    if anki.is_none() {
        println!("Anki is not measured: ANKI_PYTHON names no Python that has it");
    }
    let mut all = Vec::new();
    for (size, _) in [(SMALL, None)].into_iter().chain(HOMES) {
        let home = folder.path().join("home");
        homes::build(&program, &home, size);
        let mut figures = measure(&program, &home, &small, size);
        figures.anki = anki.as_ref().map(|anki| anki.due(&program, &home, size));
        let at = folder.path().join("before");
        figures.before = before.map(|before| {
            homes::build(&before, &at, size);
            in_turns([&mut || before.cost(&at, &DUE)])[0]
        });
        for folder in [home, at] {
            let _ = fs::remove_dir_all(folder);
        }
        figures.print();
        all.push(figures);
    }
    print_csv(&all);
}

fn measure(program: &Program<'_>, home: &Path, small: &Path, size: Size) -> Figures {
    let cache = home.join("cache");
    let cold = || {
        let _ = fs::remove_dir_all(&cache);
        program.cost(home, &DUE)
    };
    let mut colds: Vec<Cost> = (0..COLD_RUNS).map(|_| cold()).collect();
    colds.sort_unstable_by_key(|cost| cost.cpu);
    // With the snapshot there, if one pays here, in turns with all it is compared to.
    let [due, small_due, raw_open, first_card, small_first_card] = in_turns([
        &mut || program.cost(home, &DUE),
        &mut || program.cost(small, &DUE),
        &mut || cost(&mut raw::open(home)),
        &mut || sitting::first_card(program, home),
        &mut || sitting::first_card(program, small),
    ]);
    let [raw_rows] = in_turns([&mut || cost(&mut raw::rows(home))]);
    let peak_mb = program.peak_mb(home, &DUE);
    let mut undone: Vec<Cost> = (0..COLD_RUNS)
        .map(|_| {
            program.wall(home, &["undo", &raw::oldest_card(home)]);
            program.cost(home, &DUE)
        })
        .collect();
    undone.sort_unstable_by_key(|cost| cost.cpu);
    Figures {
        size,
        raw_open,
        raw_rows,
        due,
        small_due,
        first_card,
        small_first_card,
        cold: colds[COLD_RUNS / 2],
        after_undo: undone[COLD_RUNS / 2],
        peak_mb,
        snapshot_bytes: fs::metadata(cache.join("snapshot"))
            .ok()
            .map(|file| file.len()),
        // Last, since it writes answers.
        grade_to_next: sitting::grade_to_next(program, home),
        before: None,
        anki: None,
    }
}

impl Figures {
    fn print(&self) {
        let Size { stories, reviews } = self.size;
        println!(
            "\n{stories} stories, {} cards, {reviews} reviews",
            self.size.cards()
        );
        let bar = HOMES.iter().find(|(size, _)| *size == self.size);
        let bar = bar.and_then(|(_, bar)| *bar);
        let bar = bar.map(|bar| format!(", bar {bar}")).unwrap_or_default();
        told("SQLite alone opens the log", self.raw_open, "");
        told("SQLite alone reads the rows", self.raw_rows, "");
        let beside = |cost: Cost, small: Cost| {
            let times = ratio(cost.cpu, small.cpu);
            format!(
                "{times:.2} x the small home's ({}){bar}",
                ms(small.cpu).trim()
            )
        };
        told("due --json", self.due, &beside(self.due, self.small_due));
        if let Some(before) = self.before {
            let times = ratio(before.cpu, self.due.cpu);
            told("due --json, before", before, &format!("{times:.1} x now"));
        }
        let first = beside(self.first_card, self.small_first_card);
        told("first card of review", self.first_card, &first);
        told("due --json, no snapshot", self.cold, "");
        told("due --json, an old one undone", self.after_undo, "");
        println!("{:32} {:8.1} MB", "peak memory of due --json", self.peak_mb);
        match self.snapshot_bytes {
            Some(bytes) => println!("{:32} {:8.2} MB", "snapshot", bytes as f64 / 1e6),
            None => println!("{:32}     none", "snapshot"),
        }
        let [grade, flush] = self.grade_to_next;
        let (what, flush) = ("grade to next card", ms(flush));
        println!("{what:32} {}   one flush {}", ms(grade), flush.trim());
        if let Some(anki) = &self.anki {
            let times = ratio(anki.process.cpu, self.due.cpu);
            let [open, ask] = [anki.open, anki.ask].map(|time| ms(time).trim().to_owned());
            let beside = format!("{times:.1} x ours; {open} inside to open, {ask} to ask");
            told("Anki says what is due", anki.process, &beside);
        }
    }
}

fn told(what: &str, cost: Cost, beside: &str) {
    println!(
        "{what:32} {} of CPU {}   {beside}",
        ms(cost.cpu),
        ms(cost.wall)
    );
}

/// The lines of `docs/growth/growth.csv`: milliseconds of CPU.
fn print_csv(all: &[Figures]) {
    println!("\nline,cards,cpu_ms");
    let line = |name: &str, cpu: &dyn Fn(&Figures) -> Option<Duration>| {
        for figures in all.iter().filter(|figures| is_in_picture(figures.size)) {
            if let Some(cpu) = cpu(figures) {
                let ms = cpu.as_secs_f64() * 1000.0;
                println!("{name},{},{ms:.2}", figures.size.cards());
            }
        }
    };
    line("star-cards", &|figures| Some(figures.due.cpu));
    line("star-cards without a snapshot", &|figures| {
        Some(figures.cold.cpu)
    });
    line("star-cards before", &|figures| {
        figures.before.map(|cost| cost.cpu)
    });
    line("Anki", &|figures| {
        figures.anki.as_ref().map(|anki| anki.process.cpu)
    });
    line("SQLite alone", &|figures| Some(figures.raw_open.cpu));
}

/// Ten to twenty reviews a card.
fn is_in_picture(size: Size) -> bool {
    size.reviews <= size.cards() * 10
}
