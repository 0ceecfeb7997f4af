//! The newest answers of which something was foreseen, as the fold meets them: what a person's own
//! scale rests on.
//!
//! Some more are kept than count, so that rows that are taken back later need no look at the whole
//! log. It works out no gap before somebody asks: a fold of a million rows keeps a few hundred.

use std::sync::OnceLock;

use super::day::StudyDay;
use super::own_scale::{self, Foreseen, NEWEST};
use super::replay::{CardMemory, gap_after};
use super::review::{LogPlace, Quality, Review};

/// So many are kept at least: those that count, and half as many in whose place others could step.
const KEPT: usize = NEWEST + NEWEST / 2;
/// So many at most, so that the older ones are seldom let go.
const MOST_KEPT: usize = 2 * KEPT;

/// A counted answer that met a memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ForeseenRow {
    /// The row.
    pub row: LogPlace,
    /// Whose memory it met, by its place among those of cards and names.
    pub place: usize,
    /// Its study day.
    pub day: StudyDay,
    /// The study day and the quality of the answer that counted before it.
    pub before: (StudyDay, Quality),
    /// The interval that that one gave, in days.
    pub interval: u32,
    /// It passed.
    pub passed: bool,
}

impl ForeseenRow {
    /// An answer that counted, and the memory that it met; none where that was never counted.
    #[inline]
    pub(crate) fn of(review: &Review, place: usize, met: &CardMemory) -> Option<ForeseenRow> {
        Some(ForeseenRow {
            row: review.place(),
            place,
            day: review.day,
            before: met.counted?,
            interval: met.sm2.interval,
            passed: review.quality.is_pass(),
        })
    }

    fn foreseen(&self) -> Foreseen {
        let (last, quality) = self.before;
        Foreseen {
            gap: gap_after(self.day.since(last), self.interval, quality),
            passed: self.passed,
        }
    }
}

/// The newest of them, and the factor that they come to.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewestForeseen {
    /// In the order of the fold.
    rows: Vec<ForeseenRow>,
    /// From here on none is missing; none where not a single one was left out.
    whole_from: Option<LogPlace>,
    own_scale: OnceLock<f64>,
}

impl NewestForeseen {
    /// Those rows, in the order of the fold, of which none is missing from that place on.
    pub(crate) fn new(rows: Vec<ForeseenRow>, whole_from: Option<LogPlace>) -> NewestForeseen {
        NewestForeseen {
            rows,
            whole_from,
            own_scale: OnceLock::new(),
        }
    }

    /// Puts the next one behind the others.
    #[inline]
    pub(crate) fn push(&mut self, row: ForeseenRow) {
        if self.rows.len() == MOST_KEPT {
            self.rows.drain(..MOST_KEPT - KEPT);
            self.whole_from = Some(self.rows[0].row);
        }
        if self.own_scale.get().is_some() {
            self.own_scale = OnceLock::new();
        }
        self.rows.push(row);
    }

    /// All that are kept, in the order of the fold.
    pub(crate) fn rows(&self) -> &[ForeseenRow] {
        &self.rows
    }

    /// From where on none is missing; none where not a single one was left out.
    pub(crate) fn whole_from(&self) -> Option<LogPlace> {
        self.whole_from
    }

    /// Those that count, oldest first.
    pub(crate) fn newest(&self) -> Vec<Foreseen> {
        let older = self.rows.len().saturating_sub(NEWEST);
        let newest = self.rows[older..].iter();
        newest.map(ForeseenRow::foreseen).collect()
    }

    /// The factor by which this person's memory outlasts SM-2's intervals.
    pub(crate) fn own_scale(&self) -> f64 {
        let work_out = || own_scale::factor(&self.newest());
        *self.own_scale.get_or_init(work_out)
    }

    /// The same where memories lie at other places; none where one has no place any more.
    pub(crate) fn moved(&self, to: &[Option<usize>]) -> Option<NewestForeseen> {
        let moved = self.rows.iter().map(|row| {
            let place = (*to.get(row.place)?)?;
            Some(ForeseenRow { place, ..*row })
        });
        let rows = moved.collect::<Option<Vec<_>>>()?;
        Some(NewestForeseen::new(rows, self.whole_from))
    }

    /// The same with all rows of some memories folded once more. None where fewer are known now than
    /// count.
    pub(crate) fn replaced(
        &self,
        is_folded_anew: impl Fn(usize) -> bool,
        anew: Vec<ForeseenRow>,
    ) -> Option<NewestForeseen> {
        let others = self.rows.iter().filter(|row| !is_folded_anew(row.place));
        // Before that place there are rows of other memories that nobody has read.
        let known = |row: &ForeseenRow| self.whole_from.is_none_or(|from| row.row >= from);
        let mut rows: Vec<ForeseenRow> = others.copied().chain(anew).filter(known).collect();
        if self.whole_from.is_some() && rows.len() < NEWEST {
            return None;
        }
        rows.sort_unstable_by_key(|row| row.row);
        let mut replaced = NewestForeseen::new(Vec::new(), self.whole_from);
        rows.into_iter().for_each(|row| replaced.push(row));
        Some(replaced)
    }
}

impl PartialEq for NewestForeseen {
    fn eq(&self, other: &NewestForeseen) -> bool {
        self.rows == other.rows && self.whole_from == other.whole_from
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::day::Instant;
    use crate::study::review::RowId;
    use crate::study::tests::TODAY;
    use proptest::prelude::*;

    /// A row of a memory; that of an even number failed.
    fn row(number: usize, place: usize) -> ForeseenRow {
        let at = Instant(number as i64);
        let id = RowId {
            session: 7,
            number: 1,
        };
        ForeseenRow {
            row: LogPlace { at, id },
            place,
            day: StudyDay::from_number(TODAY),
            before: (StudyDay::from_number(TODAY - 1000), Quality::GOOD),
            interval: number as u32,
            passed: number % 2 == 1,
        }
    }

    fn pushed(rows: impl IntoIterator<Item = ForeseenRow>) -> NewestForeseen {
        let mut newest = NewestForeseen::default();
        rows.into_iter().for_each(|row| newest.push(row));
        newest
    }

    #[test]
    fn the_newest_count_and_the_factor_follows_them() {
        let mut newest = pushed((0..MOST_KEPT).map(|number| row(number, 0)));
        assert_eq!(newest.whole_from(), None);
        let before = newest.own_scale();
        newest.push(row(MOST_KEPT, 0));
        assert_eq!(newest.rows().len(), KEPT + 1);
        assert_eq!(newest.whole_from(), Some(row(MOST_KEPT - KEPT, 0).row));
        assert_eq!(newest.newest().len(), NEWEST);
        assert_eq!(newest.newest()[NEWEST - 1].gap, 1000.0 / MOST_KEPT as f64);
        assert_ne!(newest.own_scale(), before);
        assert_eq!(NewestForeseen::default().own_scale(), 1.0);
    }

    proptest! {
        /// Whatever becomes of the rows of one memory, those that count are the newest of all, or it
        /// is said that they are not known.
        #[test]
        fn rows_of_one_memory_are_replaced(
            count in 1..1_600_usize,
            memories in 1..5_usize,
            is_left_out in prop::collection::vec(0..4_u8, 1_600),
            most in 0..4_u8,
        ) {
            let all = || (0..count).map(|number| row(number, number % memories));
            let stays = |row: &ForeseenRow| is_left_out[row.row.at.0 as usize] > most;
            let anew: Vec<ForeseenRow> = all().filter(|row| row.place == 0).filter(stays).collect();
            let rest = all().filter(|row| row.place > 0 || stays(row));
            let expected = pushed(rest);
            match pushed(all()).replaced(|place| place == 0, anew) {
                Some(replaced) => {
                    prop_assert_eq!(replaced.newest(), expected.newest());
                    prop_assert_eq!(replaced.own_scale(), expected.own_scale());
                }
                None => prop_assert!(count > MOST_KEPT),
            }
        }

        /// Rows that land among the others are no loss.
        #[test]
        fn rows_of_another_memory_land_among_them(count in 0..2_600_usize, every in 1..9_usize) {
            let lands = |number: &usize| number.is_multiple_of(every);
            let before = (0..count).filter(|number| !lands(number)).map(|number| row(number, 0));
            let landed = (0..count).filter(lands).map(|number| row(number, 1));
            let all = (0..count).map(|number| row(number, usize::from(lands(&number))));
            let replaced = pushed(before).replaced(|place| place == 1, landed.collect());
            let replaced = replaced.expect("nothing was taken away");
            prop_assert_eq!(replaced.newest(), pushed(all).newest());
        }
    }
}
