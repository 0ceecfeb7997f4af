//! How good `check` is on answers that were labelled before its rules saw them.
//!
//! `cargo test --release --test quality -- --nocapture` prints precision, recall and F1 of every code. The batch in
//! `tests/answers/unseen/` was written and labelled by writers who do not know the rules, and nothing has learned from it: it
//! tells the truth, whole, by register and by length, with 95 % intervals. The weights of the coach have learned from the
//! batches in `tests/answers/` itself, so their tables flatter. `BATCH=path/to/new.jsonl` prints another batch.
//! The floors below are what must not be lost again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use star_cards::internals::{FindingCode, TimedAnswer, check};

/// Words a minute that the labels of length were worked out with.
const RATE: u32 = 150;

/// One labelled answer.
#[derive(Deserialize)]
struct Item {
    id: String,
    text: String,
    labels: BTreeSet<String>,
    #[serde(default)]
    register: String,
}

/// Right, too many, missed.
#[derive(Default, Clone, Copy)]
struct Count {
    right: u32,
    too_many: u32,
    missed: u32,
}

impl Count {
    fn precision(self) -> f64 {
        share(self.right, self.right + self.too_many)
    }

    fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    fn f1(self) -> f64 {
        share(2 * self.right, 2 * self.right + self.too_many + self.missed)
    }

    fn add(&mut self, other: Count) {
        self.right += other.right;
        self.too_many += other.too_many;
        self.missed += other.missed;
    }
}

fn share(part: u32, whole: u32) -> f64 {
    match whole {
        0 => 1.0,
        _ => f64::from(part) / f64::from(whole),
    }
}

#[derive(Default)]
struct Tally {
    codes: BTreeMap<&'static str, Count>,
    clean: u32,
    clean_flagged: u32,
    items: u32,
}

impl Tally {
    fn take(&mut self, item: &Item) {
        let report = check(&TimedAnswer::read(&item.text), RATE);
        let found: BTreeSet<&str> = report
            .findings
            .iter()
            .map(|finding| finding.code.key())
            .collect();
        for code in FindingCode::ALL {
            let key = code.key();
            let count = self.codes.entry(key).or_default();
            match (found.contains(key), item.labels.contains(key)) {
                (true, true) => count.right += 1,
                (true, false) => count.too_many += 1,
                (false, true) => count.missed += 1,
                (false, false) => {}
            }
        }
        let is_length = |key: &str| key.starts_with("too-");
        self.items += 1;
        if item.labels.iter().all(|label| is_length(label)) {
            self.clean += 1;
            self.clean_flagged += u32::from(found.iter().any(|key| !is_length(key)));
        }
    }

    fn add(&mut self, other: &Tally) {
        for (key, count) in &other.codes {
            self.codes.entry(key).or_default().add(*count);
        }
        self.clean += other.clean;
        self.clean_flagged += other.clean_flagged;
        self.items += other.items;
    }

    fn macro_f1(&self) -> f64 {
        self.codes.values().map(|count| count.f1()).sum::<f64>() / self.codes.len() as f64
    }

    /// The mean over the codes that are judged, or over the two that count words.
    fn mean_f1(&self, lengths: bool) -> f64 {
        let codes = self
            .codes
            .iter()
            .filter(|(key, _)| key.starts_with("too-") == lengths);
        let values: Vec<f64> = codes.map(|(_, count)| count.f1()).collect();
        values.iter().sum::<f64>() / values.len().max(1) as f64
    }

    fn print(&self, name: &str) {
        println!("\n{name}: {} answers", self.items);
        println!(
            "{:16} {:>9} {:>7} {:>5} {:>8}",
            "code", "precision", "recall", "F1", "labelled"
        );
        for (key, count) in &self.codes {
            println!(
                "{key:16} {:9.2} {:7.2} {:5.2} {:8}",
                count.precision(),
                count.recall(),
                count.f1(),
                count.right + count.missed
            );
        }
        for (name, value) in [
            ("macro", self.macro_f1()),
            ("six judged", self.mean_f1(false)),
            ("two lengths", self.mean_f1(true)),
        ] {
            println!("{name:16} {:>9} {:>7} {value:5.2}", "", "");
        }
        println!(
            "clean answers flagged with anything but length: {} of {}",
            self.clean_flagged, self.clean
        );
    }
}

fn batches() -> Vec<(String, Tally)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/answers");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("the labelled answers")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "jsonl")
        })
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let mut tally = Tally::default();
            let mut seen = BTreeSet::new();
            for line in fs::read_to_string(&path).expect("text").lines() {
                let item: Item = serde_json::from_str(line).expect("an answer");
                assert!(seen.insert(item.id.clone()), "{} twice", item.id);
                let known =
                    |label: &String| FindingCode::ALL.iter().any(|code| code.key() == label);
                assert!(
                    item.labels.iter().all(known),
                    "{}: {:?}",
                    item.id,
                    item.labels
                );
                tally.take(&item);
            }
            (
                path.file_stem()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned(),
                tally,
            )
        })
        .collect()
}

#[test]
fn the_labelled_answers_are_judged_well() {
    let mut all = Tally::default();
    for (name, tally) in batches() {
        tally.print(&format!("batch {name}"));
        all.add(&tally);
    }
    all.print("all");
    assert!(all.items >= 300, "{} answers", all.items);
    assert!(all.macro_f1() >= 0.80, "macro-F1 {:.3}", all.macro_f1());
    assert!(
        all.clean_flagged * 43 <= all.clean * 8,
        "{} of {}",
        all.clean_flagged,
        all.clean
    );
}

/// The middle 95 of a hundred draws of as many answers, with a seed of its own: what chance alone may do.
fn interval(tallies: &[Tally]) -> (f64, f64) {
    let mut seed = 0x9e37_79b9_7f4a_7c15u64;
    let mut draw = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % tallies.len() as u64).expect("a small number")
    };
    let mut values: Vec<f64> = (0..1000)
        .map(|_| {
            let mut all = Tally::default();
            (0..tallies.len()).for_each(|_| all.add(&tallies[draw()]));
            all.mean_f1(false)
        })
        .collect();
    values.sort_by(f64::total_cmp);
    (values[25], values[974])
}

/// The newest batch that nothing has learned from.
const UNSEEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/answers/unseen/v.jsonl");

/// A batch whole, by register and by length of the answer.
#[test]
fn an_unseen_batch_is_judged_well() {
    let other = std::env::var_os("BATCH");
    let path = other.clone().unwrap_or_else(|| UNSEEN.into());
    let mut groups: BTreeMap<String, Vec<Tally>> = BTreeMap::new();
    for line in fs::read_to_string(path).expect("the batch").lines() {
        let item: Item = serde_json::from_str(line).expect("an answer");
        let words = item.text.split_whitespace().count();
        let length = match words {
            0..=59 => "under 60 words",
            60..=149 => "60 to 149 words",
            150..=224 => "150 to 224 words",
            _ => "225 words and more",
        };
        for group in ["all", length, &item.register] {
            let mut tally = Tally::default();
            tally.take(&item);
            groups.entry(group.to_owned()).or_default().push(tally);
        }
    }
    for (name, tallies) in &groups {
        let all = sum(tallies);
        all.print(name);
        let (low, high) = interval(tallies);
        println!(
            "six judged codes: {:.2} (95 % of draws: {low:.2} to {high:.2})",
            all.mean_f1(false)
        );
    }
    if other.is_none() {
        let all = sum(&groups["all"]);
        let deflection = all.codes["deflection"].f1();
        assert!(all.mean_f1(false) >= 0.80, "{:.3}", all.mean_f1(false));
        assert!(deflection >= 0.72, "{deflection:.3}");
        assert!(
            all.clean_flagged * 10 <= all.clean,
            "{} of {}",
            all.clean_flagged,
            all.clean
        );
    }
}

fn sum(tallies: &[Tally]) -> Tally {
    let mut all = Tally::default();
    tallies.iter().for_each(|tally| all.add(tally));
    all
}

#[test]
fn quotations_of_real_answers_are_whole_words() {
    let mut quoted = 0;
    for batch in ["e", "f", "g", "h", "i", "unseen/v"] {
        let path = format!("{}/tests/answers/{batch}.jsonl", env!("CARGO_MANIFEST_DIR"));
        for line in fs::read_to_string(path).expect("the batch").lines() {
            let Item { id, text, .. } = serde_json::from_str(line).expect("an answer");
            for finding in check(&TimedAnswer::read(&text), RATE).findings {
                let Some(at) = finding.at.filter(|at| !at.is_empty()) else {
                    continue;
                };
                let inside = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
                let quote = &text[at.clone()];
                let before = inside(text[..at.start].chars().next_back());
                let after = inside(text[at.end..].chars().next());
                assert!(!before && !after, "{id}: {quote}");
                assert!(quote.chars().count() <= 60, "{id}: {quote}");
                quoted += 1;
            }
        }
    }
    assert!(quoted > 200, "{quoted}");
}
