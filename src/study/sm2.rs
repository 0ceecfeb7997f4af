//! SM-2 as published (P. A. Woźniak, "Optimization of learning", 1990), in integers.
//!
//! One value, one step. The state moves by the quality of an answer and by nothing else;
//! when to show a card is not decided here.
//!
//! Ease is kept in whole hundredths because that is all the published formula can
//! produce, and because the product of interval and ease, taken in floating point, rounds
//! the wrong way in about one passing sequence in eleven and then misses a day.

use super::review::Quality;

/// Ease of a card never answered, in hundredths.
pub(crate) const FIRST_EASE: u32 = 250;
/// The lowest ease, in hundredths.
pub(crate) const LOWEST_EASE: u32 = 130;
/// The longest interval, in days: a hundred years.
pub(crate) const LONGEST_INTERVAL: u32 = 36_500;

/// SM-2's state of one card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sm2 {
    /// Ease factor EF in hundredths: 250 reads 2.50.
    pub ease: u32,
    /// Answers of quality 3 or more in a row, n.
    pub repetitions: u32,
    /// Days from the last counted day to the next, I. 0 before the first answer.
    pub interval: u32,
}

impl Default for Sm2 {
    fn default() -> Self {
        Sm2 {
            ease: FIRST_EASE,
            repetitions: 0,
            interval: 0,
        }
    }
}

impl Sm2 {
    /// The state after one answer.
    ///
    /// Below quality 3 the ease stays, the repetitions start over and the interval is one
    /// day. From 3 on the ease moves first (EF' = EF + 0.1 - (5 - q)(0.08 + (5 - q) 0.02),
    /// which is +0.10, 0 and -0.14 for 5, 4 and 3), then the interval is 1, 6, and after
    /// that the old interval times the new ease, rounded up.
    #[must_use]
    pub fn after(self, quality: Quality) -> Sm2 {
        if !quality.is_pass() {
            return Sm2 {
                repetitions: 0,
                interval: 1,
                ..self
            };
        }
        let ease = match quality.get() {
            5 => self.ease.saturating_add(10),
            4 => self.ease,
            _ => (self.ease - 14).max(LOWEST_EASE),
        };
        let repetitions = self.repetitions.saturating_add(1);
        let interval = match repetitions {
            1 => 1,
            2 => 6,
            _ => grown(self.interval, ease),
        };
        Sm2 {
            ease,
            repetitions,
            interval,
        }
    }

    /// The ease as a person writes it: 2.36.
    pub fn ease_factor(self) -> f64 {
        f64::from(self.ease) / 100.0
    }
}

/// ceil(interval x ease / 100), at most [`LONGEST_INTERVAL`].
fn grown(interval: u32, ease: u32) -> u32 {
    let days = (u64::from(interval) * u64::from(ease)).div_ceil(100);
    u32::try_from(days).map_or(LONGEST_INTERVAL, |days| days.min(LONGEST_INTERVAL))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Writes the state after each quality as `ease/n/I`, as the published tables do.
    fn walk(qualities: &[u8]) -> String {
        let mut state = Sm2::default();
        let steps: Vec<String> = qualities
            .iter()
            .map(|&quality| {
                state = state.after(Quality::new(quality).unwrap());
                let (whole, hundredths) = (state.ease / 100, state.ease % 100);
                format!(
                    "{whole}.{hundredths:02}/{}/{}",
                    state.repetitions, state.interval
                )
            })
            .collect();
        steps.join(" ")
    }

    #[test]
    fn golden_vectors() {
        let table: [(&[u8], &str); 7] = [
            (
                &[4, 4, 4, 4, 4],
                "2.50/1/1 2.50/2/6 2.50/3/15 2.50/4/38 2.50/5/95",
            ),
            (
                &[5, 5, 5, 5, 5],
                "2.60/1/1 2.70/2/6 2.80/3/17 2.90/4/50 3.00/5/150",
            ),
            (
                &[3, 3, 3, 3, 3, 3, 3, 3, 3],
                "2.36/1/1 2.22/2/6 2.08/3/13 1.94/4/26 1.80/5/47 1.66/6/79 1.52/7/121 1.38/8/167 1.30/9/218",
            ),
            (&[5, 4, 3], "2.60/1/1 2.60/2/6 2.46/3/15"),
            (
                &[4, 4, 4, 2, 4, 4, 4],
                "2.50/1/1 2.50/2/6 2.50/3/15 2.50/0/1 2.50/1/1 2.50/2/6 2.50/3/15",
            ),
            (&[0, 1, 2, 3], "2.50/0/1 2.50/0/1 2.50/0/1 2.36/1/1"),
            (
                &[4, 3, 1, 5, 4, 4],
                "2.50/1/1 2.36/2/6 2.36/0/1 2.46/1/1 2.46/2/6 2.46/3/15",
            ),
        ];
        for (qualities, expected) in table {
            assert_eq!(walk(qualities), expected, "{qualities:?}");
        }
    }

    proptest! {
        #[test]
        fn ease_and_interval_stay_in_range(qualities in prop::collection::vec(0u8..=5, 0..400)) {
            let mut state = Sm2::default();
            for quality in qualities {
                let before = state;
                let quality = Quality::new(quality).unwrap();
                state = state.after(quality);
                prop_assert!(state.ease >= LOWEST_EASE);
                prop_assert!((1..=LONGEST_INTERVAL).contains(&state.interval));
                prop_assert_eq!(quality.is_pass(), state.repetitions == before.repetitions + 1);
            }
        }

        #[test]
        fn a_better_pass_never_waits_less(passes in prop::collection::vec(3u8..=5, 0..40)) {
            let state = passes.iter().fold(Sm2::default(), |state, &q| state.after(Quality::new(q).unwrap()));
            let [hard, good, easy] = [3, 4, 5].map(|q| state.after(Quality::new(q).unwrap()).interval);
            prop_assert!(hard <= good && good <= easy);
        }
    }
}
