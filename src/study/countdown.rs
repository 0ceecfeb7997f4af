//! The countdown to an interview: what to show on which day, so that every card is at its
//! best on one date.
//!
//! SM-2 moves as published; nothing here moves it. This layer only decides when a card is
//! shown: it puts some due cards off until the last days, and brings the others back then.
//! It is worked out fresh from qualities, dates and the limit, and stores nothing, so that
//! changing the date changes the plan and nothing else. The rules were found by simulation
//! over four models of memory.

use crate::story::sort;

use super::day::StudyDay;
use super::replay::CardMemory;
use super::review::Quality;

/// The closing window begins so many study days before those that all cards fit into: whoever misses
/// the last of them has seen what would have faded most.
const EARLIER_DAYS: i64 = 2;

/// The days that all cards fit into are at least so many.
const FEWEST_FULL_DAYS: i64 = 2;

/// What is aimed at, and what a day can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Countdown {
    /// The study day asked about.
    pub today: StudyDay,
    /// The day of the interview; the last study day is its eve.
    pub interview: Option<StudyDay>,
    /// The cards that the interview needs.
    pub cards: usize,
    /// Showings a study day can carry; none for no limit.
    pub daily_limit: Option<u32>,
}

impl Countdown {
    /// The interview, if it is still ahead. On its day and after, plain SM-2 holds.
    pub fn ahead(self) -> Option<StudyDay> {
        self.interview.filter(|&interview| self.today < interview)
    }

    /// Study days of the closing window: those into which 1.5 showings a card fit, and two more.
    pub fn window(self) -> i64 {
        self.full_days() + EARLIER_DAYS
    }

    /// The last study days before the interview: 1.5 showings a card have to fit into them.
    fn full_days(self) -> i64 {
        let Some(limit @ 1..) = self.daily_limit else {
            return FEWEST_FULL_DAYS;
        };
        let cards = i64::try_from(self.cards).unwrap_or(i64::MAX);
        let days = cards
            .saturating_mul(3)
            .saturating_add(2 * i64::from(limit) - 1);
        (days / (2 * i64::from(limit))).max(FEWEST_FULL_DAYS)
    }

    /// Whether today lies in the closing window.
    pub fn in_window(self) -> bool {
        let ahead = self.ahead();
        ahead.is_some_and(|interview| interview.since(self.today) <= self.window())
    }

    /// The day that gaps are counted to: the interview, or today where none is ahead.
    pub fn counted_to(self) -> StudyDay {
        self.ahead().unwrap_or(self.today)
    }

    /// The largest gap to the interview that a card may have today and wait: the closer the day, the
    /// smaller. 0.2 on the eve, 0.4 more on each day before, counted from the day on which 1.5 showings a
    /// card still fit.
    fn longest_gap(self, interview: StudyDay) -> f64 {
        let days = (interview.since(self.today) - self.full_days() + 2).max(1);
        (2 * days - 1) as f64 / 5.0
    }

    /// Whether a card belongs into the day's list. Cards shown today do not.
    pub fn wants(self, memory: &CardMemory) -> bool {
        match self.ahead() {
            _ if shown_on(memory, self.today) => false,
            None => memory.is_due(self.today),
            Some(interview) if self.in_window() => {
                memory.elapsed_ratio(interview) > self.longest_gap(interview)
            }
            Some(interview) => memory.is_due(self.today) && !defers(memory, interview),
        }
    }

    /// The first study day after today on which it wants a card that nobody answers meanwhile.
    /// Whether anything is asked on the day of the interview is not its business.
    pub(crate) fn next_day(self, memory: &CardMemory) -> StudyDay {
        let tomorrow = self.today.plus(1);
        let due = memory.due_after(self.today);
        let Some(interview) = self.ahead() else {
            return due;
        };
        let wants = |&today: &StudyDay| Countdown { today, ..self }.wants(memory);
        let days = (0..interview.since(tomorrow)).map(|days| tomorrow.plus(days));
        let day = { days }.find(wants);
        day.unwrap_or_else(|| due.max(interview))
    }

    /// The day's list of the cards given by their places: those it wants, the largest gap first.
    pub(crate) fn day_list<'m>(
        self,
        memories: impl Iterator<Item = (usize, &'m CardMemory)>,
    ) -> Vec<usize> {
        let to = self.counted_to();
        let mut wanted: Vec<(usize, f64)> = memories
            .filter(|(_, memory)| self.wants(memory))
            .map(|(card, memory)| (card, memory.elapsed_ratio(to)))
            .collect();
        sort::by(&mut wanted, |(_, a), (_, b)| b.total_cmp(a));
        wanted.into_iter().map(|(card, _)| card).collect()
    }

    /// Whether a card is due by SM-2 and waits for a day closer to the interview.
    pub fn waits(self, memory: &CardMemory) -> bool {
        let is_asked = || self.wants(memory) || shown_on(memory, self.today);
        self.ahead().is_some() && memory.is_due(self.today) && !is_asked()
    }

    /// Whether a card, once due, waits for the closing window.
    pub(crate) fn defers(self, memory: &CardMemory) -> bool {
        self.ahead()
            .is_some_and(|interview| defers(memory, interview))
    }
}

fn shown_on(memory: &CardMemory, day: StudyDay) -> bool {
    memory.latest.is_some_and(|(last, _)| last == day)
}

/// A due card is put off if one more good answer would not carry it past the interview by
/// much anyway: T - last counted day <= 1.5 x the interval after one more quality 4.
fn defers(memory: &CardMemory, interview: StudyDay) -> bool {
    let Some((last, _)) = memory.counted else {
        return false;
    };
    let next = i64::from(memory.sm2.after(Quality::GOOD).interval);
    2 * interview.since(last) <= 3 * next
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::review::Source;

    fn day(number: i32) -> StudyDay {
        StudyDay::from_number(number)
    }

    fn aim(
        today: i32,
        interview: Option<i32>,
        cards: usize,
        daily_limit: Option<u32>,
    ) -> Countdown {
        Countdown {
            today: day(today),
            interview: interview.map(day),
            cards,
            daily_limit,
        }
    }

    fn memory(answers: &[(i32, u8)]) -> CardMemory {
        let mut memory = CardMemory::default();
        for &(number, quality) in answers {
            memory.step(day(number), Quality::new(quality).unwrap(), Source::Review);
        }
        memory
    }

    #[test]
    fn the_window_carries_one_and_a_half_showings_a_card_and_begins_two_days_earlier() {
        let table = [
            (100, Some(20), 8),
            (30, Some(20), 3),
            (26, Some(20), 2),
            (27, Some(20), 3),
            (5, Some(20), 2),
            (100, None, 2),
            (100, Some(0), 2),
            (0, Some(7), 2),
        ];
        for (cards, limit, full) in table {
            let days = aim(0, Some(40), cards, limit).window();
            assert_eq!(days, full + 2, "{cards} {limit:?}");
        }
    }

    #[test]
    fn the_window_ends_on_the_eve() {
        let inside: Vec<bool> = (4..=11)
            .map(|today| aim(today, Some(10), 5, None).in_window())
            .collect();
        assert_eq!(inside, [false, false, true, true, true, true, false, false]);
    }

    #[test]
    fn the_closer_the_day_the_smaller_a_gap_may_be() {
        let gaps = |cards, limit| -> Vec<f64> {
            let aim = |today| aim(today, Some(10), cards, limit);
            let days = (10 - aim(0).window() as i32)..10;
            days.map(|today| aim(today).longest_gap(day(10))).collect()
        };
        assert_eq!(gaps(5, None), [1.4, 1.0, 0.6, 0.2]);
        // Where the cards need more days, each of those asks as much as the eve.
        assert_eq!(gaps(30, Some(10)), [1.4, 1.0, 0.6, 0.2, 0.2, 0.2, 0.2]);
    }

    #[test]
    fn a_due_card_waits_if_a_good_answer_would_reach_the_day() {
        // Counted on day 0 with n = 1: the next interval is 6, so up to day 9 it waits.
        let card = memory(&[(0, 4)]);
        assert!(aim(1, Some(9), 5, None).waits(&card));
        assert!(!aim(1, Some(9), 5, None).wants(&card));
        assert!(aim(1, Some(10), 5, None).wants(&card));
        assert!(aim(7, Some(9), 5, None).wants(&card), "the window shows it");
        assert!(
            aim(1, Some(9), 5, None).wants(&CardMemory::default()),
            "a new card never waits"
        );
    }

    #[test]
    fn in_the_window_what_would_fade_is_shown_due_or_not() {
        // n = 2, interval 6, counted on day 1: gap to day 9 is 8/6, to day 3 is 2/6.
        let card = memory(&[(0, 4), (1, 4)]);
        for (today, wanted) in [(5, false), (6, true), (7, true)] {
            assert_eq!(aim(today, Some(9), 5, None).wants(&card), wanted, "{today}");
        }
        assert!(
            aim(2, Some(3), 5, None).wants(&card),
            "on the eve a third is too much"
        );
        assert!(!aim(1, Some(3), 5, None).wants(&card), "shown today");
        assert!(
            !aim(8, Some(9), 5, None).wants(&memory(&[(1, 4), (8, 4)])),
            "shown today"
        );
    }

    #[test]
    fn a_due_card_that_the_window_does_not_want_yet_waits() {
        // Answered easily on day 0, n = 1: due on day 1, gap to day 2 is 2/1.5.
        let card = memory(&[(0, 5)]);
        let aim = |today, interview| aim(today, Some(interview), 5, None);
        assert!(aim(1, 2).wants(&card) && !aim(1, 2).waits(&card));
        // n = 2 after an easy answer on day 6: due on day 7 + 5, which is in the window's first day.
        let card = memory(&[(0, 5), (1, 5)]);
        let on_due = aim(7, 11);
        assert!(card.is_due(day(7)) && on_due.in_window());
        assert!(!on_due.wants(&card) && on_due.waits(&card));
        assert!(aim(8, 11).wants(&card));
    }

    #[test]
    fn on_the_day_and_without_an_interview_sm2_holds() {
        let card = memory(&[(0, 4)]);
        for interview in [None, Some(1), Some(0)] {
            assert!(aim(1, interview, 5, None).wants(&card), "{interview:?}");
            assert!(!aim(0, interview, 5, None).wants(&card));
        }
    }
}
