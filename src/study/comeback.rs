//! When an answer brings its card back, worked out by the steps that will decide.
//!
//! Refuses to guess: where no grade moves the card, it says so.

use super::ahead;
use super::card_states::CardStates;
use super::countdown::Countdown;
use super::replay::CardMemory;
use super::review::{Quality, Source};

/// When an answer brings its card back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Comeback {
    /// It is asked once more in this sitting first.
    pub again: bool,
    /// Days from today until it is asked after that, at least 1.
    pub days: i64,
    /// The answer counts: it moves the card.
    pub moves: bool,
    /// The interview that is ahead comes first.
    pub after_interview: bool,
}

impl Comeback {
    /// Of an answer that was not given yet. `aim` is the countdown that the card follows.
    pub(crate) fn of(
        memory: &CardMemory,
        (quality, source): (Quality, Source),
        states: &CardStates,
        aim: Option<Countdown>,
        again: bool,
    ) -> Comeback {
        let mut after = *memory;
        let moves = after.step(states.day, quality, source);
        Comeback {
            moves,
            ..Comeback::after(&after, states, aim, again)
        }
    }

    /// Of a memory that has the answer in it.
    pub(crate) fn after(
        after: &CardMemory,
        states: &CardStates,
        aim: Option<Countdown>,
        again: bool,
    ) -> Comeback {
        let day = ahead::comes_on(states, after, aim);
        Comeback {
            again,
            days: day.since(states.day),
            moves: true,
            after_interview: states.interview.is_some_and(|interview| day > interview),
        }
    }

    /// `6 days`, to stand beside a grade.
    pub(crate) fn short(self) -> String {
        match (self.again, self.days) {
            (true, _) => "today".to_owned(),
            (false, 1) => "tomorrow".to_owned(),
            (false, days) => format!("{days} days"),
        }
    }

    /// `once more today, then tomorrow`, `back in 6 days`, `back in 2 days, after the interview`
    pub(crate) fn sentence(self) -> String {
        let day = match self.days {
            1 => "tomorrow".to_owned(),
            days => format!("in {days} days"),
        };
        let day = match self.after_interview {
            true => format!("{day}, after the interview"),
            false => day,
        };
        match self.again {
            true => format!("once more today, then {day}"),
            false => format!("back {day}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::day::StudyDay;
    use crate::study::tests::{SampleLog, TODAY};

    fn day(number: i32) -> StudyDay {
        StudyDay::from_number(number)
    }

    /// A card answered well on days 0 and 1: due on day 7.
    fn known() -> CardMemory {
        let mut memory = CardMemory::default();
        memory.step(day(0), Quality::GOOD, Source::Review);
        memory.step(day(1), Quality::GOOD, Source::Review);
        memory
    }

    fn aim(interview: i32) -> Countdown {
        Countdown {
            today: day(7),
            interview: Some(day(interview)),
            cards: 5,
            daily_limit: Some(20),
        }
    }

    /// What each of the four grades says on day 7, failures coming back today.
    fn told(memory: &CardMemory, source: Source, aim: Option<Countdown>) -> [String; 4] {
        [Quality::AGAIN, Quality::HARD, Quality::GOOD, Quality::EASY].map(|quality| {
            let again = !quality.is_pass();
            let mut states = SampleLog::default().states();
            states.day = day(7);
            states.days_off = aim.and_then(|aim| aim.interview).into_iter().collect();
            let comeback = Comeback::of(memory, (quality, source), &states, aim, again);
            let kept = if comeback.moves { "" } else { " (kept)" };
            format!("{}{kept}", comeback.short())
        })
    }

    #[test]
    fn each_grade_tells_when_it_brings_the_card_back() {
        let mut answered = known();
        answered.step(day(7), Quality::AGAIN, Source::Review);
        let table = [
            (
                CardMemory::default(),
                Source::Review,
                None,
                ["today", "tomorrow", "tomorrow", "tomorrow"],
            ),
            (
                known(),
                Source::Review,
                None,
                ["today", "15 days", "15 days", "16 days"],
            ),
            // The last four days before the interview, on day 15, ask for what would fade until then.
            (
                known(),
                Source::Review,
                Some(aim(15)),
                ["today", "6 days", "7 days", "7 days"],
            ),
            // Put off: due on day 22, and the interview is on day 24.
            (
                known(),
                Source::Review,
                Some(aim(24)),
                ["today", "13 days", "14 days", "15 days"],
            ),
            (
                known(),
                Source::Practice,
                None,
                [
                    "today (kept)",
                    "tomorrow (kept)",
                    "tomorrow (kept)",
                    "tomorrow (kept)",
                ],
            ),
            // Only the first answer of a day counts.
            (
                answered,
                Source::Review,
                None,
                [
                    "today (kept)",
                    "tomorrow (kept)",
                    "tomorrow (kept)",
                    "tomorrow (kept)",
                ],
            ),
        ];
        for (memory, source, aim, expected) in table {
            assert_eq!(told(&memory, source, aim), expected);
        }
    }

    #[test]
    fn the_sentence_says_when() {
        let comeback = |again, days, after_interview| Comeback {
            again,
            days,
            moves: true,
            after_interview,
        };
        let table = [
            (comeback(true, 1, false), "once more today, then tomorrow"),
            (comeback(false, 1, false), "back tomorrow"),
            (comeback(false, 6, false), "back in 6 days"),
            (
                comeback(true, 2, true),
                "once more today, then in 2 days, after the interview",
            ),
            (
                comeback(false, 6, true),
                "back in 6 days, after the interview",
            ),
        ];
        for (comeback, expected) in table {
            assert_eq!(comeback.sentence(), expected);
        }
    }

    #[test]
    fn on_the_day_of_an_interview_nothing_comes_unless_it_is_the_eve_of_another() {
        // Due tomorrow by SM-2, with interviews so many days ahead.
        type AroundCase<'a> = (&'a [i32], &'a str);
        let table: [AroundCase<'_>; 5] = [
            (&[], "back tomorrow"),
            (&[2], "back tomorrow"),
            (&[1], "back in 2 days, after the interview"),
            (&[1, 2], "back tomorrow"),
            (&[1, 3], "back in 2 days, after the interview"),
        ];
        for (interviews, expected) in table {
            let log = SampleLog::of(&[("alpha/action", 0, 4)]);
            let log = { interviews.iter() }.fold(log, |log, &days| log.interview("Acme", days));
            let states = log.states();
            let memory = &states.memories.get(0);
            for aim in [None, states.interview] {
                let aim = aim.map(|interview| Countdown {
                    today: day(TODAY),
                    interview: Some(interview),
                    cards: 1,
                    daily_limit: None,
                });
                let told = Comeback::after(memory, &states, aim, false).sentence();
                assert_eq!(told, expected, "{interviews:?} {aim:?}");
            }
        }
    }
}
