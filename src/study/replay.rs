//! The fold: reviews in, memories out.
//!
//! Rows are taken in the order of instant, session, number, those taken back left out.
//! Folding all of them equals folding a prefix and stepping through the rest, so a session
//! steps where a start folds and both agree.

use super::day::StudyDay;
use super::review::{Quality, Source};
use super::sm2::Sm2;

/// Exponent of the forgetting curve of [`CardMemory::recall`]: 90 % at gap 1, 95 % at 0.4.
pub(crate) const FORGETTING: f64 = -0.152;

/// What is left of a card in memory, as far as the log can tell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CardMemory {
    /// SM-2's state.
    pub sm2: Sm2,
    /// The study day and quality of the answer that counted last.
    pub counted: Option<(StudyDay, Quality)>,
    /// The study day and quality of the newest answer, counted or not.
    pub latest: Option<(StudyDay, Quality)>,
    /// Counted answers below 3 that followed a pass.
    pub lapses: u32,
    /// Answers of any kind.
    pub showings: u32,
    /// The newest answer is a piece that went missing in an interview.
    pub went_missing: bool,
    /// The newest answer was not the first of its day.
    pub shown_again: bool,
}

impl CardMemory {
    /// Takes one answer in and tells whether it counted, that is, moved the state.
    ///
    /// An answer counts if its study day is later than the last one that counted and it is
    /// not practice. A piece that went missing in an interview counts in any case.
    pub fn step(&mut self, day: StudyDay, quality: Quality, source: Source) -> bool {
        self.showings += 1;
        self.shown_again = self.latest.is_some_and(|(last, _)| last == day);
        self.latest = Some((day, quality));
        self.went_missing = source == Source::Debrief;
        let later = self.counted.is_none_or(|(last, _)| day > last);
        let missing_piece = source == Source::Debrief && !quality.is_pass();
        if !(missing_piece || later && source != Source::Practice) {
            return false;
        }
        if !quality.is_pass() && self.sm2.repetitions > 0 {
            self.lapses += 1;
        }
        self.sm2 = self.sm2.after(quality);
        self.counted = Some((day, quality));
        true
    }

    /// The study day from which on it is due; none for a card never counted, which is due
    /// from the start.
    #[inline]
    pub fn due_day(&self) -> Option<StudyDay> {
        self.counted
            .map(|(last, _)| last.plus(i64::from(self.sm2.interval)))
    }

    /// The first day after that one on which it is due.
    pub(crate) fn due_after(&self, day: StudyDay) -> StudyDay {
        let next = day.plus(1);
        self.due_day().map_or(next, |due| due.max(next))
    }

    /// Due on that day by SM-2.
    #[inline]
    pub fn is_due(&self, day: StudyDay) -> bool {
        self.due_day().is_none_or(|due| day >= due)
    }

    /// How far the time since the last counted answer has stretched the memory: 1 is the
    /// interval that SM-2 gave, weighed by how well that answer went. Infinite for a card
    /// never counted.
    #[inline]
    pub fn elapsed_ratio(&self, day: StudyDay) -> f64 {
        let Some((last, quality)) = self.counted else {
            return f64::INFINITY;
        };
        gap_after(day.since(last), self.sm2.interval, quality)
    }

    /// Predicted recall on `day`, 0 to 1, as seen on the study day `today` by a person whose memory
    /// outlasts SM-2's intervals by a factor `own_scale`.
    ///
    /// (1 + gap / factor)^-0.152; 0 for a card never shown, and 0 today for a card that failed today
    /// and has not passed since.
    pub fn recall(&self, day: StudyDay, today: StudyDay, own_scale: f64) -> f64 {
        if day == today && self.failed_on(today) {
            return 0.0;
        }
        recall_at(self.elapsed_ratio(day) / own_scale)
    }

    /// It failed on that day and comes back on the same. A piece that went missing in an
    /// interview comes back tomorrow: that day has asked enough.
    #[inline]
    pub fn repeats_on(&self, day: StudyDay) -> bool {
        self.failed_on(day) && !self.went_missing
    }

    /// The newest answer fell on that day and was below 3.
    #[inline]
    pub fn failed_on(&self, day: StudyDay) -> bool {
        self.latest
            .is_some_and(|(last, quality)| last == day && !quality.is_pass())
    }
}

/// The gap so many days after an answer of that quality, which gave an interval in days.
#[inline]
pub(crate) fn gap_after(days: i64, interval: u32, quality: Quality) -> f64 {
    let firmness = match quality.get() {
        5 => 1.5,
        4 => 1.0,
        3 => 0.7,
        _ => 0.4,
    };
    days.max(0) as f64 / (f64::from(interval.max(1)) * firmness)
}

/// Predicted recall at a gap.
pub(crate) fn recall_at(gap: f64) -> f64 {
    (1.0 + gap).powf(FORGETTING)
}

/// What became of a row that the fold took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Applied {
    /// Whose memory it went to: a card's place, or one behind the cards for a name that no
    /// card bears.
    pub place: usize,
    /// It moved that memory.
    pub counted: bool,
    /// It counted, and failed what had passed before.
    pub lapsed: bool,
    /// It was taken back.
    pub undone: bool,
    /// It counts nowhere: it was taken back, or is dated later than tomorrow.
    pub left_out: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(number: i32) -> StudyDay {
        StudyDay::from_number(number)
    }

    fn fold(answers: &[(i32, u8, Source)]) -> CardMemory {
        let mut memory = CardMemory::default();
        for &(number, quality, source) in answers {
            memory.step(day(number), Quality::new(quality).unwrap(), source);
        }
        memory
    }

    #[test]
    fn only_the_first_answer_of_a_day_counts() {
        let memory = fold(&[(10, 1, Source::Review), (10, 5, Source::Review)]);
        assert_eq!(memory.counted, Some((day(10), Quality::AGAIN)));
        assert_eq!(memory.latest, Some((day(10), Quality::EASY)));
        assert_eq!(memory.due_day(), Some(day(11)));
        assert_eq!(memory.showings, 2);
    }

    #[test]
    fn practice_moves_nothing() {
        let before = fold(&[(10, 4, Source::Review)]);
        let after = fold(&[(10, 4, Source::Review), (12, 1, Source::Practice)]);
        assert_eq!(before.sm2, after.sm2);
        assert_eq!(after.counted, Some((day(10), Quality::GOOD)));
    }

    #[test]
    fn a_missing_piece_counts_on_a_day_already_counted() {
        let memory = fold(&[(10, 4, Source::Review), (10, 1, Source::Debrief)]);
        assert_eq!(memory.counted, Some((day(10), Quality::AGAIN)));
        assert_eq!(memory.sm2.repetitions, 0);
        assert_eq!(memory.lapses, 1);
        assert_eq!(memory.due_day(), Some(day(11)));
    }

    #[test]
    fn a_lapse_is_a_failure_right_after_a_pass() {
        let answers: Vec<_> = [4, 1, 1, 4, 0, 2]
            .into_iter()
            .zip(0..)
            .map(|(quality, number)| (number, quality, Source::Review))
            .collect();
        assert_eq!(fold(&answers).lapses, 2);
    }

    #[test]
    fn an_answer_from_before_the_last_counted_day_is_a_repeat() {
        let memory = fold(&[(10, 4, Source::Review), (8, 1, Source::Review)]);
        assert_eq!(memory.counted, Some((day(10), Quality::GOOD)));
    }

    #[test]
    fn recall_follows_the_gap() {
        let memory = fold(&[(0, 4, Source::Review), (1, 4, Source::Review)]);
        assert_eq!(memory.elapsed_ratio(day(7)), 1.0);
        let rounded = |recall: f64| (recall * 1000.0).round();
        assert_eq!(rounded(memory.recall(day(7), day(7), 1.0)), 900.0);
        assert_eq!(rounded(memory.recall(day(1), day(1), 1.0)), 1000.0);
        assert_eq!(CardMemory::default().recall(day(7), day(7), 2.0), 0.0);
        let failed = fold(&[(7, 2, Source::Review)]);
        assert_eq!(failed.recall(day(7), day(7), 2.0), 0.0);
        assert!(failed.recall(day(8), day(7), 1.0) > 0.0);
    }

    fn source() -> impl Strategy<Value = Source> {
        prop::sample::select(&Source::ALL[..])
    }

    proptest! {
        #[test]
        fn a_state_equals_sm2_over_the_counted_qualities(
            answers in prop::collection::vec((0i32..40, 0u8..=5, source()), 0..60)
        ) {
            let mut memory = CardMemory::default();
            let mut expected = Sm2::default();
            for (number, quality, source) in answers {
                let quality = Quality::new(quality).unwrap();
                if memory.step(day(number), quality, source) {
                    expected = expected.after(quality);
                }
            }
            prop_assert_eq!(memory.sm2, expected);
        }
    }
}
