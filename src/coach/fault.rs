//! One fault as a person reads it.
//!
//! That nothing of one's own is named, that a step has no doer and that others are blamed are often three sides of the
//! same sentence. One of them is told, with its words and its question; the others are named beside it. Refuses to drop a code:
//! programs get all of them.

use super::finding::{Finding, FindingCode};
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

impl CoachReport {
    /// The findings with one for each fault: the one that quotes, and of those the likeliest.
    pub(crate) fn faults(&self) -> Vec<Fault<'_>> {
        let told = self.told_of_same();
        let speaks = |for_code: FindingCode| match for_code {
            code if SAME.contains(&code) => told,
            // What harmed nobody cannot be counted.
            FindingCode::NoNumber if self.has(FindingCode::FakeFailure) => {
                Some(FindingCode::FakeFailure)
            }
            code => Some(code),
        };
        let also = |of: FindingCode| {
            let others = self.findings.iter().map(|found| found.code);
            others
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
            .filter_map(|code| self.findings.iter().find(|found| found.code == *code));
        let told = sides.max_by(|a, b| {
            let quotes = a.at.is_some().cmp(&b.at.is_some());
            quotes.then(score(a.code).total_cmp(&score(b.code)))
        });
        told.map(|finding| finding.code)
    }
}
