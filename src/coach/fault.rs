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
        let told = told.map(|finding| finding.code);
        let is_side =
            |finding: &Finding| SAME.contains(&finding.code) && Some(finding.code) != told;
        let also: Vec<FindingCode> = self
            .findings
            .iter()
            .filter(|found| is_side(found))
            .map(|found| found.code)
            .collect();
        let findings = self.findings.iter().filter(|finding| !is_side(finding));
        let fault = |finding: &'_ Finding| {
            if Some(finding.code) == told {
                also.clone()
            } else {
                Vec::new()
            }
        };
        findings
            .map(|finding| Fault {
                also: fault(finding),
                finding,
            })
            .collect()
    }
}
