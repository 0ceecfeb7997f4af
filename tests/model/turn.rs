//! Makes the weights by which the learning of a transcript is found: among the places of an answer the marked one shall
//! weigh most. A conditional logit, that is a softmax over the places of an answer, with L2 regularisation.

use std::fmt::Write as _;
use std::fs;

use star_cards::internals::turns;

use super::{FOLDS, answers, dot, fold, root, rounded};

/// How strongly the weights are kept small, beside one answer.
const KEPT_SMALL: f64 = 0.02;
const STEPS: usize = 400;
const PACE: f64 = 0.5;
/// How far off a place may be and still be right, in words.
const NEAR: usize = 3;

/// A transcript with its places and the marked one.
struct Marked {
    batch: String,
    fold: u64,
    /// Which places are few enough words away from the mark.
    near: Vec<bool>,
    /// The nearest of them.
    right: usize,
    places: Vec<Vec<f64>>,
}

fn marked() -> Vec<Marked> {
    let mut all = Vec::new();
    for (batch, item) in answers() {
        let (id, text) = (item.id, item.text);
        let Some(mark) = item.learning_at else {
            continue;
        };
        let Some(at) = text.find(&mark) else {
            panic!("{id}: no “{mark}”")
        };
        let places = turns(&text);
        let off = |place: usize| {
            let (from, to) = (place.min(at), place.max(at));
            text[from..to].split_whitespace().count()
        };
        let Some(right) = (0..places.len()).min_by_key(|index| off(places[*index].0)) else {
            continue;
        };
        all.push(Marked {
            batch,
            fold: fold(&id),
            near: places
                .iter()
                .map(|(place, _)| off(*place) <= NEAR)
                .collect(),
            right,
            places: places.into_iter().map(|(_, numbers)| numbers).collect(),
        });
    }
    all
}

/// Means and standard deviations over all places.
fn scale(marked: &[Marked]) -> Vec<(f64, f64)> {
    let rows = || marked.iter().flat_map(|one| &one.places);
    let count = rows().count() as f64;
    (0..marked[0].places[0].len())
        .map(|column| {
            let mean = rows().map(|row| row[column]).sum::<f64>() / count;
            let spread = rows().map(|row| (row[column] - mean).powi(2)).sum::<f64>();
            (mean, (spread / count).sqrt())
        })
        .collect()
}

fn standard(row: &[f64], scale: &[(f64, f64)]) -> Vec<f64> {
    let each = row.iter().zip(scale);
    each.map(|(x, (mean, deviation))| {
        if *deviation > 0.0 {
            (x - mean) / deviation
        } else {
            0.0
        }
    })
    .collect()
}

fn train(marked: &[&Marked], scale: &[(f64, f64)]) -> Vec<f64> {
    let rows: Vec<Vec<Vec<f64>>> = marked
        .iter()
        .map(|one| one.places.iter().map(|row| standard(row, scale)).collect())
        .collect();
    let mut weights = vec![0.0; scale.len()];
    for _ in 0..STEPS {
        let mut slope: Vec<f64> = weights.iter().map(|weight| -KEPT_SMALL * weight).collect();
        for (one, places) in marked.iter().zip(&rows) {
            let sums: Vec<f64> = places.iter().map(|row| dot(row, &weights)).collect();
            let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let powers: Vec<f64> = sums.iter().map(|sum| (sum - most).exp()).collect();
            let whole: f64 = powers.iter().sum();
            for (place, row) in places.iter().enumerate() {
                let wanted = f64::from(place == one.right);
                let wrong = (wanted - powers[place] / whole) / marked.len() as f64;
                slope
                    .iter_mut()
                    .zip(row)
                    .for_each(|(sum, x)| *sum += wrong * x);
            }
        }
        weights
            .iter_mut()
            .zip(&slope)
            .for_each(|(weight, by)| *weight += PACE * by);
    }
    weights
}

/// Whether the place that weighs most is near enough.
fn hits(one: &Marked, weights: &[f64], scale: &[(f64, f64)]) -> bool {
    let sum = |index: &usize| dot(&standard(&one.places[*index], scale), weights);
    let best = (0..one.places.len()).max_by(|a, b| sum(a).total_cmp(&sum(b)).then(b.cmp(a)));
    best.is_some_and(|best| one.near[best])
}

#[test]
#[ignore = "some seconds in release; .ci/run calls it"]
fn the_learning_of_a_transcript_is_found() {
    let marked = marked();
    let scale = scale(&marked);
    let reach = marked.iter().filter(|one| one.near[one.right]).count();
    let mut right = std::collections::BTreeMap::<&str, (u32, u32)>::new();
    let mut all = 0;
    for held in 0..FOLDS {
        let known: Vec<&Marked> = marked.iter().filter(|one| one.fold != held).collect();
        let weights = train(&known, &scale);
        for one in marked.iter().filter(|one| one.fold == held) {
            let hit = u32::from(hits(one, &weights, &scale));
            let batch = right.entry(&one.batch).or_default();
            *batch = (batch.0 + hit, batch.1 + 1);
            all += hit;
        }
    }
    let share = f64::from(all) / marked.len() as f64;
    println!(
        "{} transcripts, the mark is a place in {reach}, found within {NEAR} words when held back: {share:.3} {right:?}",
        marked.len()
    );
    let weights = train(&marked.iter().collect::<Vec<_>>(), &scale);
    let mut file = String::from(
        "# Made by tests/model/turn.rs out of tests/answers: of each number of a place its mean, and its weight by its deviation.\n",
    );
    for (weight, (mean, deviation)) in weights.iter().zip(&scale) {
        let weight = if *deviation > 0.0 {
            weight / deviation
        } else {
            0.0
        };
        writeln!(file, "{} {}", rounded(*mean, 5), rounded(weight, 4)).expect("text");
    }
    let path = root().join("src/coach/model/turn.txt");
    if std::env::var_os("TRAIN").is_some() {
        fs::write(&path, &file).expect("the weights");
    }
    assert!(share >= 0.8, "{share}");
    assert!(
        fs::read_to_string(&path).is_ok_and(|known| known == file),
        "the answers or the numbers changed: TRAIN=1"
    );
}
