//! One fault as a person reads it.
//!
//! That nothing of one's own is named, that a step has no doer and that others are blamed are often three sides of the
//! same sentence. One of them is told, with its words and its question; the others are named beside it. Refuses to drop a code:
//! programs get all of them.

use super::finding::{Finding, FindingCode, FindingGroup};
use super::report::CoachReport;

/// The sides of one fault, the most telling first.
const SAME: [FindingCode; 3] = [
    FindingCode::PassiveAction,
    FindingCode::Deflection,
    FindingCode::NoDecision,
];

/// A finding that is told, and the codes that it speaks for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault<'a> {
    /// What is told.
    pub finding: &'a Finding,
    /// Other sides of it.
    pub also: Vec<FindingCode>,
}

/// What another code says, in half a line.
pub(crate) fn named_beside(code: FindingCode) -> &'static str {
    match code {
        FindingCode::NoDecision => "no choice of yours that let it happen",
        FindingCode::PassiveAction => "a step has no doer",
        FindingCode::Deflection => "others are blamed",
        FindingCode::FakeFailure => "it is hardly a failure",
        FindingCode::NoNumber => "nothing is measured",
        FindingCode::NoLearning => "nothing new is in use",
        FindingCode::TooLong => "it is too long",
        FindingCode::TooShort => "it is too short",
    }
}

impl CoachReport {
    /// The findings with one for each fault: the one that quotes, and of those the likeliest.
    pub(crate) fn faults(&self) -> Vec<Fault<'_>> {
        let told = self.told_of_same();
        // Another story is needed: what this one lacks otherwise does not matter.
        let is_none = self.has(FindingCode::FakeFailure);
        let speaks = |for_code: FindingCode| match for_code {
            FindingCode::NoDecision | FindingCode::NoNumber | FindingCode::TooShort if is_none => {
                Some(FindingCode::FakeFailure)
            }
            code if SAME.contains(&code) => told,
            code => Some(code),
        };
        let also = |of: FindingCode| {
            let others = self.findings.iter().map(|found| found.code);
            // How long it is stands in the table of times.
            let of_words = others.filter(|code| code.group() != FindingGroup::Delivery);
            of_words
                .filter(|code| *code != of && speaks(*code) == Some(of))
                .collect()
        };
        let speaking = self
            .findings
            .iter()
            .filter(|found| speaks(found.code) == Some(found.code));
        speaking
            .map(|finding| Fault {
                finding,
                also: also(finding.code),
            })
            .collect()
    }

    fn has(&self, code: FindingCode) -> bool {
        self.findings.iter().any(|found| found.code == code)
    }

    /// Which side of that fault is told.
    fn told_of_same(&self) -> Option<FindingCode> {
        let score = |code| {
            let known = self.scores.iter().find(|likely| likely.code == code);
            known.map_or(0.0, |likely| likely.score)
        };
        let sides = SAME
            .iter()
            .rev()
            .filter(|code| {
                !(**code == FindingCode::NoDecision && self.has(FindingCode::FakeFailure))
            })
            .filter_map(|code| self.findings.iter().find(|found| found.code == *code));
        let told = sides.max_by(|a, b| {
            let quotes = a.at.is_some().cmp(&b.at.is_some());
            quotes.then(score(a.code).total_cmp(&score(b.code)))
        });
        told.map(|finding| finding.code)
    }
}
