//! What an interviewer asks after the answer: what it calls for, else what was not asked for long.
//!
//! Refuses to remember: when a follow-up was asked is told to it. Chance is the caller's, too, who
//! shuffles the bank.

use super::finding::FindingCode;
use super::windows::{RESULT_AND_LEARNING, WHOLE, window};
use crate::story::bank::{FollowUp, FollowUpCause};
use crate::story::{AnswerPart, Beat, StoryId};

/// A part of an answer that takes less than this share of the shortest time of its window is thin.
const THIN: f64 = 0.5;

/// What interviewers ask about first: whose failure it was, how large, and what is different since.
const BY_WEIGHT: [FollowUpCause; 13] = [
    FollowUpCause::NoDecision,
    FollowUpCause::Deflection,
    FollowUpCause::FakeFailure,
    FollowUpCause::NoNumber,
    FollowUpCause::NoLearning,
    FollowUpCause::PassiveAction,
    FollowUpCause::Learning,
    FollowUpCause::Action,
    FollowUpCause::Result,
    FollowUpCause::TooLong,
    FollowUpCause::TooShort,
    FollowUpCause::Task,
    FollowUpCause::Situation,
];

/// What a story lacks as it was told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ToldGaps {
    causes: Vec<FollowUpCause>,
}

impl ToldGaps {
    /// From what `check` found, whatever it found about length, and from the seconds that each part
    /// took, where they are known.
    pub(crate) fn of(
        found: impl Iterator<Item = FindingCode>,
        parts: &[(AnswerPart, f64)],
    ) -> ToldGaps {
        let found = found.filter_map(|code| FollowUpCause::from_key(code.key()));
        let is_length = |cause: &FollowUpCause| {
            matches!(cause, FollowUpCause::TooLong | FollowUpCause::TooShort)
        };
        let mut gaps = ToldGaps::default();
        match parts.is_empty() {
            true => gaps.causes.extend(found),
            false => {
                gaps.causes.extend(found.filter(|cause| !is_length(cause)));
                let thin = { parts.iter() }.filter(|(part, seconds)| is_thin(*part, *seconds));
                gaps.causes
                    .extend(thin.filter_map(|(part, _)| cause_of(*part)));
                let whole: f64 = parts.iter().map(|(_, seconds)| seconds).sum();
                gaps.causes.extend(length(whole));
            }
        }
        gaps
    }

    /// A part of which points were left out.
    pub(crate) fn add_part(&mut self, part: AnswerPart) {
        self.causes.extend(cause_of(part));
    }

    /// The causes, the weightiest first, each once.
    pub(crate) fn by_weight(&self) -> impl Iterator<Item = FollowUpCause> {
        let has = |cause: &FollowUpCause| self.causes.contains(cause);
        BY_WEIGHT.into_iter().filter(has)
    }
}

/// What an answer has where there is that cause, in a few words.
pub(crate) fn in_words(cause: FollowUpCause) -> &'static str {
    match cause {
        FollowUpCause::NoDecision => "no decision of yours",
        FollowUpCause::PassiveAction => "an Action that nobody does",
        FollowUpCause::Deflection => "blame that lands on others",
        FollowUpCause::FakeFailure => "no real failure",
        FollowUpCause::NoNumber => "no number",
        FollowUpCause::NoLearning => "no change in use since",
        FollowUpCause::TooLong => "too much for two minutes",
        FollowUpCause::TooShort => "too little for a minute and a half",
        FollowUpCause::Situation => "a thin Situation",
        FollowUpCause::Task => "a thin Task",
        FollowUpCause::Action => "a thin Action",
        FollowUpCause::Result => "a thin Result",
        FollowUpCause::Learning => "a thin Learning",
    }
}

fn cause_of(part: AnswerPart) -> Option<FollowUpCause> {
    FollowUpCause::from_key(part.key())
}

/// Whether a part was over before anything could be said in it.
fn is_thin(part: AnswerPart, seconds: f64) -> bool {
    let AnswerPart::Beat(beat) = part else {
        return false;
    };
    let least = match (beat, window(beat)) {
        (_, Some(window)) => f64::from(window.from),
        // Both have one window between them.
        (Beat::Result | Beat::Learning, None) => f64::from(RESULT_AND_LEARNING.from) / 2.0,
        (_, None) => return false,
    };
    seconds < least * THIN
}

/// What the length of an answer of so many seconds calls for.
fn length(whole: f64) -> Option<FollowUpCause> {
    if whole > f64::from(WHOLE.to) {
        Some(FollowUpCause::TooLong)
    } else if whole < f64::from(WHOLE.from) {
        Some(FollowUpCause::TooShort)
    } else {
        None
    }
}

/// Chooses follow-ups: the first by what the answer lacks, the second among those that are asked
/// after any answer, as an interviewer does. Of several the one that was not asked for the longest
/// time, as far as `asked` tells, then the first in the bank; never one of `used`.
pub(crate) fn choose<'b, Day: Ord>(
    bank: &'b [FollowUp],
    gaps: &ToldGaps,
    asked: impl Fn(&StoryId) -> Option<Day>,
    used: &[StoryId],
) -> Vec<&'b FollowUp> {
    let free = |follow_up: &&FollowUp| !used.contains(&follow_up.key);
    let longest_ago = |fits: &dyn Fn(&FollowUp) -> bool, but: Option<&FollowUp>| {
        let candidates = bank.iter().filter(free).filter(|one| fits(one));
        let candidates = candidates.filter(|one| but.is_none_or(|but| but.key != one.key));
        candidates.min_by_key(|one| asked(&one.key))
    };
    let called = gaps
        .by_weight()
        .find_map(|cause| longest_ago(&|one| one.when.contains(&cause), None));
    let any = longest_ago(&|one| one.when.is_empty(), called);
    match (called, any) {
        // A bank without free ones asks on all the same.
        (None, None) => longest_ago(&|_| true, None).into_iter().collect(),
        (called, any) => called.into_iter().chain(any).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::bank;
    use proptest::prelude::*;

    const BANK: &str = "\
# Follow-ups
## How big?
when: no-number
## How many?
when: no-number, result
## Your part?
when: no-decision
## Since?
when: learning
## Who told?
## Again?
";

    fn bank() -> Vec<FollowUp> {
        bank::read(BANK).0.follow_ups
    }

    fn keys(chosen: &[&FollowUp]) -> Vec<String> {
        chosen.iter().map(|one| one.key.to_string()).collect()
    }

    fn part(key: &str) -> AnswerPart {
        AnswerPart::from_key(key).expect("a part")
    }

    #[test]
    fn each_cause_is_something_that_an_answer_has() {
        let told = BY_WEIGHT.map(|cause| format!("It has {}.", in_words(cause)));
        insta::assert_snapshot!(told.join("\n"), @"
        It has no decision of yours.
        It has blame that lands on others.
        It has no real failure.
        It has no number.
        It has no change in use since.
        It has an Action that nobody does.
        It has a thin Learning.
        It has a thin Action.
        It has a thin Result.
        It has too much for two minutes.
        It has too little for a minute and a half.
        It has a thin Task.
        It has a thin Situation.
        ");
    }

    #[test]
    fn what_an_answer_lacks_is_asked_first_then_what_was_not_asked_for_long() {
        type Case<'c> = (
            &'c [FindingCode],
            &'c [(&'c str, f64)],
            &'c [(&'c str, i32)],
            &'c [&'c str],
        );
        let table: [Case<'_>; 8] = [
            (&[], &[], &[], &["who-told"]),
            (&[], &[], &[("who-told", 3)], &["again"]),
            (&[], &[], &[("who-told", 3), ("again", 2)], &["again"]),
            (&[FindingCode::NoNumber], &[], &[], &["how-big", "who-told"]),
            (
                &[FindingCode::NoNumber],
                &[],
                &[("how-big", 1)],
                &["how-many", "who-told"],
            ),
            // Whose failure it was comes before how large it was.
            (
                &[FindingCode::NoNumber, FindingCode::NoDecision],
                &[],
                &[],
                &["your-part", "who-told"],
            ),
            (
                &[],
                &[("learning", 7.0), ("action", 90.0)],
                &[],
                &["since", "who-told"],
            ),
            // The seconds that were told outweigh those of the words in the file.
            (
                &[FindingCode::TooLong],
                &[("action", 100.0)],
                &[],
                &["who-told"],
            ),
        ];
        for (found, parts, asked, expected) in table {
            let parts: Vec<(AnswerPart, f64)> = parts
                .iter()
                .map(|&(key, seconds)| (part(key), seconds))
                .collect();
            let gaps = ToldGaps::of(found.iter().copied(), &parts);
            let asked = |key: &StoryId| {
                let mut asked = asked.iter();
                asked
                    .find(|(name, _)| *name == key.as_str())
                    .map(|(_, day)| *day)
            };
            let bank = bank();
            let chosen = choose(&bank, &gaps, asked, &[]);
            assert_eq!(keys(&chosen), expected, "{found:?} {parts:?}");
        }
    }

    #[test]
    fn the_length_of_what_was_told_calls_for_more_or_for_one_sentence() {
        let causes = |seconds| -> Vec<FollowUpCause> {
            let parts = [(part("action"), seconds)];
            ToldGaps::of(std::iter::empty(), &parts)
                .by_weight()
                .collect()
        };
        assert_eq!(
            causes(19.9),
            [FollowUpCause::Action, FollowUpCause::TooShort]
        );
        assert_eq!(causes(20.0), [FollowUpCause::TooShort]);
        assert_eq!(causes(90.0), []);
        assert_eq!(causes(120.0), []);
        assert_eq!(causes(120.5), [FollowUpCause::TooLong]);
    }

    proptest! {
        /// Nobody is asked the same thing twice in one mock, as long as there is something else.
        #[test]
        fn nothing_is_asked_twice(found in prop::collection::vec(0..6_usize, 0..4), rounds in 1..5_usize) {
            let bank = bank();
            let gaps = ToldGaps::of(found.iter().map(|&code| FindingCode::ALL[code]), &[]);
            let mut used: Vec<StoryId> = Vec::new();
            for _ in 0..rounds {
                let chosen = choose(&bank, &gaps, |_| None::<i32>, &used);
                prop_assert!(chosen.len() <= 2);
                prop_assert_eq!(chosen.is_empty(), used.len() == bank.len());
                for one in chosen {
                    prop_assert!(!used.contains(&one.key));
                    used.push(one.key.clone());
                }
            }
        }
    }
}
