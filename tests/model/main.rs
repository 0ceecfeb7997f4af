//! Makes the weights of `check` out of the labelled answers.
//!
//! `TRAIN=1 cargo test --release --test model -- --ignored --nocapture` writes `src/coach/model/weights.txt`, the same
//! bytes each time, and prints how well each code is told on answers that were held back, by folds and in the newest
//! batch. Without `TRAIN` it compares. Logistic regressions with strong L2 regularisation over standardised numbers, by accelerated gradient
//! steps; what a score means and where a code begins to hold comes from five folds.

mod turn;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use star_cards::internals::{TimedAnswer, numbers};

/// The weighed codes, in the order of the columns.
const CODES: [&str; 6] = [
    "no-decision",
    "passive-action",
    "deflection",
    "fake-failure",
    "no-number",
    "no-learning",
];
/// How little the labels weigh against weights that stay small.
const TRUST: f64 = 0.01;
const FURTHEST: f64 = 4.0;
const FOLDS: u64 = 5;
const STEPS: usize = 200;

/// One labelled answer.
#[derive(Deserialize)]
struct Item {
    id: String,
    text: String,
    labels: Vec<String>,
    /// The first words of what was learned, where a reader marked them in a transcript.
    #[serde(default)]
    learning_at: Option<String>,
}

struct Row {
    batch: String,
    fold: u64,
    labels: Vec<String>,
    numbers: Vec<f64>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// A hash that no library may change: FNV-1a.
fn fold(id: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    (id.bytes().fold(0xcbf2_9ce4_8422_2325, mix) >> 17) % FOLDS
}

/// The labelled answers, each with its batch.
fn answers() -> Vec<(String, Item)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("tests/answers"))
        .expect("the labelled answers")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    paths.sort();
    let mut answers = Vec::new();
    for path in paths {
        let batch = path.file_stem().expect("a name").to_string_lossy();
        let text = fs::read_to_string(&path).expect("text");
        let item = |line| serde_json::from_str(line).expect("an answer");
        answers.extend(text.lines().map(|line| (batch.to_string(), item(line))));
    }
    answers
}

fn rows() -> Vec<Row> {
    let row = |(batch, item): (String, Item)| Row {
        batch,
        fold: fold(&item.id),
        labels: item.labels,
        numbers: numbers(&TimedAnswer::read(&item.text)),
    };
    answers().into_iter().map(row).collect()
}

/// Means and standard deviations, rounded as they are written.
fn scale(rows: &[Row]) -> Vec<(f64, f64)> {
    let count = rows.len() as f64;
    let width = rows[0].numbers.len();
    (0..width)
        .map(|place| {
            let mean = rows.iter().map(|row| row.numbers[place]).sum::<f64>() / count;
            let spread = rows.iter().map(|row| (row.numbers[place] - mean).powi(2));
            let deviation = (spread.sum::<f64>() / count).sqrt();
            (rounded(mean, 5), rounded(deviation, 5))
        })
        .collect()
}

fn rounded(value: f64, digits: i32) -> f64 {
    let unit = 10f64.powi(digits);
    (value * unit).round() / unit
}

/// A row in standard deviations, with a 1 behind it for the intercept.
fn standard(row: &Row, scale: &[(f64, f64)]) -> Vec<f64> {
    let each = row
        .numbers
        .iter()
        .zip(scale)
        .map(|(number, (mean, deviation))| {
            let unit = if *deviation > 0.0 { *deviation } else { 1.0 };
            ((number - mean) / unit).clamp(-FURTHEST, FURTHEST)
        });
    each.chain([1.0]).collect()
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

fn sigmoid(value: f64) -> f64 {
    1.0 / (1.0 + (-value).exp())
}

/// Weights and, last, the intercept, which is not kept small.
fn train(rows: &[(&[f64], bool)]) -> Vec<f64> {
    let width = rows[0].0.len();
    // The steepest curve, by power iteration.
    let mut along = vec![1.0; width];
    let mut steepest = 1.0;
    for _ in 0..30 {
        let mut next = vec![0.0; width];
        for (row, _) in rows {
            let share = dot(row, &along);
            next.iter_mut()
                .zip(*row)
                .for_each(|(sum, x)| *sum += share * x);
        }
        steepest = dot(&next, &next).sqrt();
        next.iter_mut().for_each(|x| *x /= steepest);
        along = next;
    }
    let bound = 1.0 + TRUST * steepest * 0.2625;
    let (mut weights, mut ahead) = (vec![0.0; width], vec![0.0; width]);
    let mut pace = 1.0f64;
    for _ in 0..STEPS {
        let mut slope = ahead.clone();
        slope[width - 1] = 0.0;
        for (row, holds) in rows {
            let wrong = TRUST * (sigmoid(dot(row, &ahead)) - f64::from(*holds));
            slope
                .iter_mut()
                .zip(*row)
                .for_each(|(sum, x)| *sum += wrong * x);
        }
        let next: Vec<f64> = ahead
            .iter()
            .zip(&slope)
            .map(|(at, s)| at - s / bound)
            .collect();
        let faster = (1.0 + (1.0 + 4.0 * pace * pace).sqrt()) / 2.0;
        let carry = (pace - 1.0) / faster;
        ahead = next
            .iter()
            .zip(&weights)
            .map(|(new, old)| new + carry * (new - old))
            .collect();
        (weights, pace) = (next, faster);
    }
    weights
}

/// How sums become likelihoods: a slope and an offset, by Newton's method.
fn calibrate(sums: &[f64], holds: &[bool]) -> (f64, f64) {
    let (mut slope, mut offset) = (1.0, 0.0);
    for _ in 0..25 {
        let (mut gs, mut go, mut ss, mut so, mut oo) = (0.0, 0.0, 1e-6, 0.0, 1e-6);
        for (sum, is) in sums.iter().zip(holds) {
            let likely = sigmoid(slope * sum + offset);
            let (wrong, curve) = (likely - f64::from(*is), likely * (1.0 - likely));
            gs += wrong * sum;
            go += wrong;
            ss += curve * sum * sum;
            so += curve * sum;
            oo += curve;
        }
        let whole = ss * oo - so * so;
        slope -= (oo * gs - so * go) / whole;
        offset -= (ss * go - so * gs) / whole;
    }
    (slope, offset)
}

fn f1(scores: &[f64], holds: &[bool], from: f64) -> f64 {
    let (mut right, mut wrong) = (0u32, 0u32);
    for (score, is) in scores.iter().zip(holds) {
        match (*score >= from, *is) {
            (true, true) => right += 1,
            (false, false) => {}
            _ => wrong += 1,
        }
    }
    if right + wrong == 0 {
        1.0
    } else {
        f64::from(2 * right) / f64::from(2 * right + wrong)
    }
}

/// The highest of the thresholds that serve best: to flag a good answer does more harm than to miss a fault.
fn threshold(scores: &[f64], holds: &[bool]) -> f64 {
    let steps: Vec<f64> = (10..=80).map(|step| f64::from(step) / 100.0).collect();
    let values: Vec<f64> = steps.iter().map(|at| f1(scores, holds, *at)).collect();
    let best = values.iter().copied().fold(0.0, f64::max);
    let good: Vec<f64> = steps
        .iter()
        .zip(&values)
        .filter(|(_, value)| **value >= best - 0.006)
        .map(|(at, _)| *at)
        .collect();
    rounded(good[good.len() - 1], 2)
}

/// A code's weights and intercept, its threshold, and the scores that held-back answers got.
fn learn(table: &[Vec<f64>], folds: &[u64], holds: &[bool]) -> (Vec<f64>, f64, Vec<f64>) {
    let chosen = |is: &dyn Fn(u64) -> bool| -> Vec<(&[f64], bool)> {
        let rows = table
            .iter()
            .zip(folds)
            .zip(holds)
            .filter(|((_, fold), _)| is(**fold));
        rows.map(|((row, _), holds)| (row.as_slice(), *holds))
            .collect()
    };
    let mut sums = vec![0.0; table.len()];
    for held in 0..FOLDS {
        let weights = train(&chosen(&|fold| fold != held));
        for (place, row) in table
            .iter()
            .enumerate()
            .filter(|(place, _)| folds[*place] == held)
        {
            sums[place] = dot(row, &weights);
        }
    }
    let (slope, offset) = calibrate(&sums, holds);
    let scores: Vec<f64> = sums
        .iter()
        .map(|sum| sigmoid(slope * sum + offset))
        .collect();
    let mut weights = train(&chosen(&|_| true));
    weights.iter_mut().for_each(|weight| *weight *= slope);
    *weights.last_mut().expect("an intercept") += offset;
    (weights, threshold(&scores, holds), scores)
}

/// The file of weights: intercepts, thresholds, then a line for each number.
fn written(scale: &[(f64, f64)], learned: &[(Vec<f64>, f64)]) -> String {
    let mut file = String::from(
        "# Made by tests/model.rs out of tests/answers: intercepts, thresholds, then of each number its mean, its deviation and a weight for\n# no-decision, passive-action, deflection, fake-failure, no-number and no-learning.\n",
    );
    let row = |file: &mut String, cells: Vec<String>| {
        writeln!(file, "{}", cells.join(" ")).expect("text")
    };
    row(
        &mut file,
        learned
            .iter()
            .map(|(weights, _)| format!("{:.4}", weights[scale.len()]))
            .collect(),
    );
    row(
        &mut file,
        learned.iter().map(|(_, from)| format!("{from}")).collect(),
    );
    for (place, (mean, deviation)) in scale.iter().enumerate() {
        let weights = learned
            .iter()
            .map(|(weights, _)| format!("{}", rounded(weights[place], 4)));
        row(
            &mut file,
            [format!("{mean}"), format!("{deviation}")]
                .into_iter()
                .chain(weights)
                .collect(),
        );
    }
    file
}

/// Nothing but length is labelled.
fn is_clean(row: &Row) -> bool {
    row.labels
        .iter()
        .all(|label| !CODES.contains(&label.as_str()))
}

/// Of which answers a code holds.
fn labelled(rows: &[Row], code: &str) -> Vec<bool> {
    let holds = |row: &Row| row.labels.iter().any(|label| label == code);
    rows.iter().map(holds).collect()
}

#[test]
#[ignore = "some seconds in release; .ci/run calls it"]
fn the_older_batches_teach_how_to_judge_the_newest() {
    let rows = rows();
    let newest = rows.last().expect("answers").batch.clone();
    let (new, known): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.batch == newest);
    let scale = scale(&known);
    let table: Vec<Vec<f64>> = known.iter().map(|row| standard(row, &scale)).collect();
    let folds: Vec<u64> = known.iter().map(|row| row.fold).collect();
    let (mut sum, mut flagged) = (0.0, vec![false; new.len()]);
    for code in CODES {
        let (weights, from, _) = learn(&table, &folds, &labelled(&known, code));
        let score = |row| sigmoid(dot(&standard(row, &scale), &weights));
        let scores: Vec<f64> = new.iter().map(score).collect();
        let value = f1(&scores, &labelled(&new, code), from);
        println!("{code:16} of {newest}, never seen: F1 {value:.3}, from {from}");
        sum += value;
        for (is, score) in flagged.iter_mut().zip(scores) {
            *is |= score >= from;
        }
    }
    let clean: Vec<bool> = new.iter().map(is_clean).collect();
    let count = clean.iter().filter(|is| **is).count();
    let wrong = clean
        .iter()
        .zip(&flagged)
        .filter(|(clean, flagged)| **clean && **flagged);
    let (mean, wrong) = (sum / CODES.len() as f64, wrong.count());
    println!("mean F1 {mean:.3}; {wrong} of {count} clean answers flagged");
    assert!(mean >= 0.8, "{mean}");
    assert!(wrong * 10 <= count, "{wrong} of {count}");
}

#[test]
#[ignore = "some seconds in release; .ci/run calls it"]
fn the_weights_are_those_of_the_labelled_answers() {
    let rows = rows();
    let scale = scale(&rows);
    let table: Vec<Vec<f64>> = rows.iter().map(|row| standard(row, &scale)).collect();
    let folds: Vec<u64> = rows.iter().map(|row| row.fold).collect();
    let newest = &rows.last().expect("answers").batch;
    let mut learned = Vec::new();
    let mut flagged = vec![false; rows.len()];
    for code in CODES {
        let holds = labelled(&rows, code);
        let (weights, from, scores) = learn(&table, &folds, &holds);
        let last: Vec<usize> = (0..rows.len())
            .filter(|place| rows[*place].batch == *newest)
            .collect();
        let (late, true_of): (Vec<f64>, Vec<bool>) = last
            .iter()
            .map(|place| (scores[*place], holds[*place]))
            .unzip();
        println!(
            "{code:16} held back: F1 {:.3}, of {newest} {:.3}, from {from}",
            f1(&scores, &holds, from),
            f1(&late, &true_of, from)
        );
        for (is, score) in flagged.iter_mut().zip(&scores) {
            *is |= *score >= from;
        }
        learned.push((weights, from));
    }
    let clean: Vec<bool> = rows.iter().map(is_clean).collect();
    let wrong = clean
        .iter()
        .zip(&flagged)
        .filter(|(clean, is)| **clean && **is)
        .count();
    let count = clean.iter().filter(|is| **is).count();
    println!("held back: {wrong} of {count} clean answers flagged");
    let file = written(&scale, &learned);
    let path = root().join("src/coach/model/weights.txt");
    if std::env::var_os("TRAIN").is_some() {
        fs::write(&path, &file).expect("the weights");
    }
    assert!(
        fs::read_to_string(&path).is_ok_and(|known| known == file),
        "the answers or the numbers changed: TRAIN=1"
    );
}
