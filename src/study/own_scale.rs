//! How well the forgetting curve has foretold this person: what was foreseen against what came
//! back, and by what factor their memory outlasts the intervals of SM-2.
//!
//! It looks back only: nothing here decides when a card is shown. It says nothing about a person
//! from an answer that had nothing before it.

use super::replay::{FORGETTING, recall_at};

/// The newest answers that count; older ones are of a memory that has changed since.
pub const NEWEST: usize = 400;
/// Fewer answers than that say nothing about a curve.
pub(crate) const LEAST_FOR_GROUPS: usize = 50;
/// Fewer answers than that say nothing to a person about the factor.
const LEAST_FOR_SCALE: usize = 30;
/// Groups of a calibration at most.
const GROUPS: usize = 5;
/// Quarter octaves that are tried on either side of 1.
const STEPS: i32 = 20;
/// Nearer to 1 than that the factor changes no recall by more than a point.
const ABOUT_ONE: f64 = 0.1;
/// Of so many answers a product is taken: it stays between 1e-300 and 1e300.
const AT_ONCE: usize = 25;
/// Standard deviations on either side of a share that hold 80 % of it.
const DEVIATIONS: f64 = 1.2816;

/// A counted answer that was no first showing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foreseen {
    /// How far the time had stretched the memory at that moment; 1 is SM-2's interval.
    pub gap: f64,
    /// It passed.
    pub passed: bool,
}

/// The factor by which a memory outlasts the intervals of SM-2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OwnScale {
    /// The estimate; 1 is what the curve assumes.
    pub factor: f64,
    /// It is as likely as 80 % to lie from here ...
    pub low: f64,
    /// ... to here.
    pub high: f64,
    /// Answers that it rests on.
    pub answers: usize,
}

impl OwnScale {
    /// `You remember longer than the schedule assumes: x1.6, from 84 answers (likely x1.1 to x2.2).`
    pub(crate) fn sentence(self) -> String {
        let remember = match self.factor {
            factor if factor > 1.0 + ABOUT_ONE && self.low > 1.0 => "You remember longer than",
            factor if factor > 1.0 + ABOUT_ONE => "You seem to remember longer than",
            factor if factor < 1.0 - ABOUT_ONE && self.high < 1.0 => "You forget sooner than",
            factor if factor < 1.0 - ABOUT_ONE => "You seem to forget sooner than",
            _ => "You remember about as long as",
        };
        let [factor, low, high] = [self.factor, self.low, self.high].map(times);
        let answers = self.answers;
        format!(
            "{remember} the schedule assumes: {factor}, from {answers} answers (likely {low} to {high})."
        )
    }
}

/// `x1.6`, `x0.03`
fn times(factor: f64) -> String {
    match factor {
        0.495.. => format!("x{factor:.1}"),
        _ => format!("x{factor:.2}"),
    }
}

/// Answers of which about the same was foreseen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CalibrationGroup {
    /// The mean of what was foreseen, 0 to 1.
    pub foreseen: f64,
    /// How many came back.
    pub passed: u32,
    /// Of so many.
    pub of: u32,
    /// The 80 % range of the share that came back, from the chance of so few answers.
    pub range: (f64, f64),
}

/// The factor, once it rests on enough answers.
pub(crate) fn own_scale(answers: &[Foreseen]) -> Option<OwnScale> {
    (answers.len() >= LEAST_FOR_SCALE).then(|| estimate(answers))
}

/// The factor by which recall is told, from however few answers; 1 without any.
pub fn factor(answers: &[Foreseen]) -> f64 {
    match answers {
        [] => 1.0,
        _ => estimate(answers).factor,
    }
}

/// A normal prior of one octave around 1, weighed by how likely each factor makes the answers.
fn estimate(answers: &[Foreseen]) -> OwnScale {
    let factor = |quarters: f64| 2.0_f64.powf(quarters / 4.0);
    let log_weight = |step: i32| {
        log_likelihood(answers, factor(f64::from(step))) - f64::from(step * step) / 32.0
    };
    let logs: Vec<(f64, f64)> = (-STEPS..=STEPS)
        .map(|step| (f64::from(step), log_weight(step)))
        .collect();
    // The greatest is taken off first: four hundred factors together are too small for a number.
    let greatest = logs.iter().map(|(_, log)| *log).fold(f64::MIN, f64::max);
    let weights: Vec<(f64, f64)> = logs
        .into_iter()
        .map(|(step, log)| (step, (log - greatest).exp()))
        .collect();
    let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let mean = weights
        .iter()
        .map(|(step, weight)| step * weight)
        .sum::<f64>()
        / total;
    let below = |share: f64| {
        let mut sum = 0.0;
        let reached = weights.iter().find(|(_, weight)| {
            sum += weight;
            sum >= share * total
        });
        factor(reached.map_or(f64::from(STEPS), |(step, _)| *step))
    };
    OwnScale {
        factor: factor(mean),
        low: below(0.1),
        high: below(0.9),
        answers: answers.len(),
    }
}

/// The logarithm of how likely a factor makes the answers, each recall being held within 0.02 and 0.98.
///
/// It is what somebody waits for who is told a recall, and powers and logarithms are the most of it. So
/// the power is taken of the product of many, and so is the logarithm.
fn log_likelihood(answers: &[Foreseen], scale: f64) -> f64 {
    let [least, most] = [0.98_f64, 0.02].map(|recall| recall.powf(FORGETTING.recip()));
    let likely = answers.chunks(AT_ONCE).map(|answers| {
        let (mut kept, mut forgotten) = (1.0, 1.0);
        for answer in answers {
            let stretched = (1.0 + answer.gap / scale).clamp(least, most);
            match answer.passed {
                true => kept *= stretched,
                false => forgotten *= 1.0 - stretched.powf(FORGETTING),
            }
        }
        kept.ln() * FORGETTING + forgotten.ln()
    });
    likely.sum()
}

/// What was foreseen against what came back, the least foreseen first; none before there are
/// enough answers. Answers of which the same was foreseen stay together.
pub(crate) fn calibration(answers: &[Foreseen]) -> Option<Vec<CalibrationGroup>> {
    if answers.len() < LEAST_FOR_GROUPS {
        return None;
    }
    let mut sorted: Vec<(f64, bool)> = answers
        .iter()
        .map(|answer| (recall_at(answer.gap), answer.passed))
        .collect();
    sorted.sort_by(|(left, _), (right, _)| left.total_cmp(right));
    let size = sorted.len().div_ceil(GROUPS);
    let mut groups = Vec::new();
    let mut rest = sorted.as_slice();
    while !rest.is_empty() {
        let edge = rest[size.min(rest.len()) - 1].0;
        let (group, behind) = rest.split_at(rest.partition_point(|(recall, _)| *recall <= edge));
        groups.push(group_of(group));
        rest = behind;
    }
    Some(groups)
}

fn group_of(answers: &[(f64, bool)]) -> CalibrationGroup {
    let passed = answers.iter().filter(|(_, passed)| *passed).count();
    let of = answers.len() as f64;
    let share = passed as f64 / of;
    // Wilson's interval: it does not leave 0 to 1, and is not of no width where all came back.
    let square = DEVIATIONS * DEVIATIONS;
    let centre = (share + square / (2.0 * of)) / (1.0 + square / of);
    let spread = share * (1.0 - share) / of + square / (4.0 * of * of);
    let half = DEVIATIONS * spread.sqrt() / (1.0 + square / of);
    CalibrationGroup {
        foreseen: answers.iter().map(|(recall, _)| recall).sum::<f64>() / of,
        passed: passed as u32,
        of: answers.len() as u32,
        range: ((centre - half).max(0.0), (centre + half).min(1.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(count: usize, gap: f64, passes: impl Fn(usize) -> bool) -> Vec<Foreseen> {
        let answer = |index| Foreseen {
            gap,
            passed: passes(index),
        };
        (0..count).map(answer).collect()
    }

    #[test]
    fn the_factor_has_the_four_golden_values() {
        let golden = [
            (answers(10, 1.0, |_| true), 1.3674),
            (answers(10, 1.0, |_| false), 0.1610),
            (answers(40, 3.0, |_| true), 3.7198),
            (answers(40, 1.0, |index| index % 2 == 0), 0.1276),
        ];
        for (answers, expected) in golden {
            let scale = estimate(&answers);
            assert!((scale.factor - expected).abs() < 0.000_05, "{scale:?}");
            assert!(scale.low <= scale.factor && scale.factor <= scale.high);
        }
        assert_eq!(factor(&[]), 1.0);
    }

    #[test]
    fn which_way_it_goes_is_said_in_words() {
        let told = |factor, low, high| {
            let scale = OwnScale {
                factor,
                low,
                high,
                answers: 84,
            };
            scale.sentence()
        };
        for (factor, low, high, expected) in [
            (
                1.6,
                1.1,
                2.2,
                "You remember longer than the schedule assumes: x1.6, from 84 answers (likely x1.1 to x2.2).",
            ),
            (
                1.6,
                0.9,
                2.2,
                "You seem to remember longer than the schedule assumes: x1.6, from 84 answers (likely x0.9 to x2.2).",
            ),
            (
                1.1,
                0.5,
                2.25,
                "You remember about as long as the schedule assumes: x1.1, from 84 answers (likely x0.5 to x2.2).",
            ),
            (
                0.89,
                0.42,
                2.0,
                "You seem to forget sooner than the schedule assumes: x0.9, from 84 answers (likely x0.42 to x2.0).",
            ),
            (
                0.04,
                0.03,
                0.06,
                "You forget sooner than the schedule assumes: x0.04, from 84 answers (likely x0.03 to x0.06).",
            ),
        ] {
            assert_eq!(told(factor, low, high), expected);
        }
    }

    #[test]
    fn four_hundred_failures_are_still_a_number() {
        let scale = estimate(&answers(NEWEST, 0.4, |_| false));
        assert!(scale.factor > 0.0 && scale.factor < 0.1, "{scale:?}");
    }

    #[test]
    fn few_answers_say_nothing() {
        assert_eq!(own_scale(&answers(29, 1.0, |_| true)), None);
        assert!(own_scale(&answers(30, 1.0, |_| true)).is_some());
        assert_eq!(calibration(&answers(49, 1.0, |_| true)), None);
    }

    #[test]
    fn what_was_foreseen_alike_is_one_group_and_no_answer_is_lost() {
        let same = calibration(&answers(60, 1.0, |index| index % 10 != 0)).unwrap();
        assert_eq!(same.len(), 1);
        assert_eq!((same[0].passed, same[0].of), (54, 60));
        assert!(same[0].range.0 < 0.9 && same[0].range.1 > 0.9, "{same:?}");
        let spread = (0..103_u32).map(|index| Foreseen {
            gap: f64::from(index),
            passed: true,
        });
        let groups = calibration(&spread.collect::<Vec<_>>()).unwrap();
        assert_eq!(groups.len(), 5);
        assert_eq!(groups.iter().map(|group| group.of).sum::<u32>(), 103);
        assert!(groups.is_sorted_by(|left, right| left.foreseen < right.foreseen));
    }
}
