//! What the coach has to say about one place of an answer.
//!
//! Refuses to print: words and places only, layout is the caller's.

use std::fmt;
use std::ops::Range;

use crate::story::Beat;

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// Nothing of the speaker's own helped the failure along.
    NoDecision,
    /// The step where it went wrong has no doer.
    PassiveAction,
    /// The answer lands on somebody or something else.
    Deflection,
    /// A virtue, a mishap without harm, or no failure at all.
    FakeFailure,
    /// Nothing measures the consequence.
    NoNumber,
    /// No practice that is in use since.
    NoLearning,
    /// Above the window.
    TooLong,
    /// Below the window.
    TooShort,
}

/// The heading under which a person reads findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Whose failure is it?
    Ownership,
    /// What is different since?
    Learning,
    /// How it is told.
    Delivery,
}

impl Code {
    /// All codes, in the order they are reported.
    pub const ALL: [Code; 8] = [
        Code::NoDecision,
        Code::PassiveAction,
        Code::Deflection,
        Code::FakeFailure,
        Code::NoNumber,
        Code::NoLearning,
        Code::TooLong,
        Code::TooShort,
    ];

    /// The name in JSON and in talk.
    pub fn key(self) -> &'static str {
        match self {
            Code::NoDecision => "no-decision",
            Code::PassiveAction => "passive-action",
            Code::Deflection => "deflection",
            Code::FakeFailure => "fake-failure",
            Code::NoNumber => "no-number",
            Code::NoLearning => "no-learning",
            Code::TooLong => "too-long",
            Code::TooShort => "too-short",
        }
    }

    /// What the code belongs to.
    pub fn group(self) -> Group {
        match self {
            Code::NoDecision | Code::PassiveAction | Code::Deflection | Code::FakeFailure => {
                Group::Ownership
            }
            Code::NoNumber | Code::NoLearning => Group::Learning,
            Code::TooLong | Code::TooShort => Group::Delivery,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// One thing worth another look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// The beat it stands in; none for a transcript and for the whole answer.
    pub beat: Option<Beat>,
    /// The bytes of the source that were quoted.
    pub at: Option<Range<usize>>,
    /// The words, without Markdown markers; empty where nothing can be quoted.
    pub quote: String,
    /// Why it matters.
    pub why: String,
    /// A question that leads out.
    pub question: String,
}
