//! Weighs the evidence: a small linear model for each judged code, over the numbers of `features.rs`.
//!
//! One rule that fires or keeps silent decides too much as an answer grows: in three hundred words something always
//! looks like an own act. The weights stand in `model/weights.txt`, which `tests/model.rs` makes of the
//! labelled answers. Refuses to say what an answer in pieces or of a few words lacks; that is left to the rules.

use std::sync::LazyLock;

use super::finding::FindingCode;
use super::lexicon;
use super::scope::{AnswerScopes, Scope};

/// The fewest words of an answer that is weighed; shares of fewer words say little.
const FEWEST: usize = 60;

/// The furthest a number may lie from its mean, in standard deviations.
const FURTHEST: f64 = 4.0;

/// The codes that are weighed, in the order of the columns.
const WEIGHED: [FindingCode; 6] = [
    FindingCode::NoDecision,
    FindingCode::PassiveAction,
    FindingCode::Deflection,
    FindingCode::FakeFailure,
    FindingCode::NoNumber,
    FindingCode::NoLearning,
];

/// What lists of turns of speech look for, which sound alike in good answers: of these even a sentence is weighed.
const OF_ANY_LENGTH: [FindingCode; 2] = [FindingCode::Deflection, FindingCode::FakeFailure];

/// What is known of a number in the labelled answers, and its weight for each code.
struct WeightedNumber {
    mean: f64,
    deviation: f64,
    weights: [f64; WEIGHED.len()],
}

/// What stands beside the columns, for each code.
struct LinearModel {
    columns: Vec<WeightedNumber>,
    intercepts: [f64; WEIGHED.len()],
    /// Above which score a code is found.
    thresholds: [f64; WEIGHED.len()],
}

static MODEL: LazyLock<LinearModel> =
    LazyLock::new(|| LinearModel::read(include_str!("model/weights.txt")));

/// How sure it is that a code holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LikelyCode {
    /// Of what.
    pub code: FindingCode,
    /// A likelihood from 0 to 1.
    pub score: f64,
    /// Whether that is enough for a finding.
    pub holds: bool,
}

/// Whether an answer is whole and long enough to be weighed.
pub(super) fn is_whole(heard: &AnswerScopes<'_>) -> bool {
    let parts = [&heard.action, &heard.result, &heard.learning];
    let whole = parts.iter().all(|part| part.is_some());
    let result = heard.result.iter().filter(|scope| scope.beat.is_some());
    let told = heard
        .before
        .iter()
        .chain(&heard.action)
        .chain(&heard.learning);
    let length: usize = told
        .chain(result)
        .map(|scope: &Scope<'_>| scope.within.len())
        .sum();
    whole && length >= FEWEST
}

/// The score of every code that can be weighed in an answer that is whole, or is not.
pub(super) fn scores(whole: bool, numbers: &[f64]) -> Vec<LikelyCode> {
    let mut scores = all_scores(numbers).to_vec();
    scores.retain(|likely| whole || OF_ANY_LENGTH.contains(&likely.code));
    scores
}

/// The score of one code.
pub(super) fn score(code: FindingCode, numbers: &[f64]) -> f64 {
    let scores = all_scores(numbers).into_iter();
    let of_code = scores.filter(|likely| likely.code == code);
    of_code.map(|likely| likely.score).sum()
}

fn all_scores(numbers: &[f64]) -> [LikelyCode; WEIGHED.len()] {
    let model = &*MODEL;
    let mut sums = model.intercepts;
    for (column, number) in model.columns.iter().zip(numbers) {
        let off = ((number - column.mean) / column.deviation).clamp(-FURTHEST, FURTHEST);
        for (sum, weight) in sums.iter_mut().zip(column.weights) {
            *sum += off * weight;
        }
    }
    std::array::from_fn(|place| {
        let score = 1.0 / (1.0 + (-sums[place]).exp());
        LikelyCode {
            code: WEIGHED[place],
            score,
            holds: score >= model.thresholds[place],
        }
    })
}

impl LinearModel {
    /// Two lines of six numbers, then a line for each number of an answer.
    fn read(file: &'static str) -> LinearModel {
        let mut lines = lexicon::lines(file).map(|line| {
            let mut row = [0.0; WEIGHED.len() + 2];
            for (place, word) in row.iter_mut().zip(line.split_ascii_whitespace()) {
                *place = word.parse().unwrap_or_default();
            }
            row
        });
        let mut six = || {
            let row = lines.next().unwrap_or_default();
            std::array::from_fn(|place| row[place])
        };
        let (intercepts, thresholds) = (six(), six());
        let columns = lines.map(|row| WeightedNumber {
            mean: row[0],
            deviation: if row[1] > 0.0 { row[1] } else { 1.0 },
            weights: std::array::from_fn(|place| row[place + 2]),
        });
        LinearModel {
            columns: columns.collect(),
            intercepts,
            thresholds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coach::{TimedAnswer, numbers};

    #[test]
    fn the_file_has_a_line_for_every_number() {
        let answer = TimedAnswer::read("I skipped the test because I thought it was safe.");
        assert_eq!(MODEL.columns.len(), numbers(&answer).len());
        assert!(MODEL.thresholds.iter().all(|at| (0.05..0.95).contains(at)));
        assert!(
            MODEL
                .columns
                .iter()
                .any(|column| column.weights != [0.0; WEIGHED.len()])
        );
    }
}
