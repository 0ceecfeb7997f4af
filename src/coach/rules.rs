//! Which rules over words there are.
//!
//! Refuses to call them; that is `report.rs`.

use super::{decision, deflection, fake_failure, learning, number, passive, report};

/// The rules over words. A code of `finding.rs` is found by one of these, or by the times in
/// `windows.rs`; what is said about it stands with its rule.
pub(super) const RULES: &[report::Rule] = &[
    decision::judge,
    passive::judge,
    deflection::judge,
    fake_failure::judge,
    number::judge,
    learning::judge,
];
