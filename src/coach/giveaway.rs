//! The words by which a line falls into a trap, found by the rule of that very trap.
//!
//! For lines whose author marked none. Refuses to guess: where the rule quotes nothing,
//! there is nothing to show.

use std::ops::Range;

use super::finding::FindingCode;
use super::report::{Rule, judge};
use super::{TimedAnswer, deflection, fake_failure, learning, number};
use crate::story::Trap;

/// Where a line falls into that trap, in bytes of it.
pub(crate) fn giveaway(line: &str, trap: Trap) -> Option<Range<usize>> {
    let (code, rule): (_, Rule) = match trap {
        Trap::FakeFailure => (FindingCode::FakeFailure, fake_failure::judge),
        Trap::Deflection => (FindingCode::Deflection, deflection::judge),
        Trap::NoNumber => (FindingCode::NoNumber, number::judge),
        Trap::NoLearning => (FindingCode::NoLearning, learning::judge),
    };
    let findings = judge(&TimedAnswer::read(line), &[rule]);
    let found = findings.into_iter().find(|finding| finding.code == code);
    let words = |at: &Range<usize>| line.get(at.clone()).is_some_and(|words| !words.is_empty());
    found?.giveaway.filter(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_that_the_rule_of_the_trap_quotes() {
        let line = "I sent the release out late. You have to understand, the vendor never told us, and it was bad.";
        let quoted = |trap| giveaway(line, trap).map(|at| &line[at]);
        assert_eq!(quoted(Trap::Deflection), Some("You have to understand"));
        assert_eq!(quoted(Trap::FakeFailure), None);
        assert_eq!(giveaway("", Trap::NoNumber), None);
    }
}
