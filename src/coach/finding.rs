//! What the coach has to say about one place of an answer.
//!
//! Refuses to print: words and places only, layout is the caller's.

use std::fmt;
use std::ops::Range;

use crate::story::Beat;

/// The heading under which a person reads findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingGroup {
    /// Whose failure is it?
    Ownership,
    /// What is different since?
    Learning,
    /// How it is told.
    Delivery,
}

/// Says everything about a code once: what it is about, its name, its group.
macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $key:literal $group:ident;)*) => {
        /// What a finding is about, in the order of a report.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingCode { $($(#[$doc])* $code,)* }

        impl FindingCode {
            /// All codes, in the order they are reported.
            pub const ALL: [FindingCode; [$(FindingCode::$code),*].len()] = [$(FindingCode::$code),*];

            /// The name in JSON and in talk.
            pub fn key(self) -> &'static str {
                match self { $(FindingCode::$code => $key,)* }
            }

            /// What the code belongs to.
            pub fn group(self) -> FindingGroup {
                match self { $(FindingCode::$code => FindingGroup::$group,)* }
            }
        }
    };
}

codes! {
    /// Nothing of the speaker's own helped the failure along.
    NoDecision "no-decision" Ownership;
    /// The step where it went wrong has no doer.
    PassiveAction "passive-action" Ownership;
    /// The answer lands on somebody or something else.
    Deflection "deflection" Ownership;
    /// A virtue, a mishap without harm, or no failure at all.
    FakeFailure "fake-failure" Ownership;
    /// Nothing measures the consequence.
    NoNumber "no-number" Learning;
    /// No practice that is in use since.
    NoLearning "no-learning" Learning;
    /// Above the window.
    TooLong "too-long" Delivery;
    /// Below the window.
    TooShort "too-short" Delivery;
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// One thing worth another look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub code: FindingCode,
    /// The beat it stands in; none for a transcript and for the whole answer.
    pub beat: Option<Beat>,
    /// The bytes of the source that are quoted: a clause.
    pub at: Option<Range<usize>>,
    /// The words in it by which it was found, in bytes of the source.
    pub giveaway: Option<Range<usize>>,
    /// The words, without Markdown markers; empty where nothing can be quoted.
    pub quote: String,
    /// Why it matters.
    pub why: String,
    /// What to change in the text, in one sentence.
    pub change: String,
    /// A question that leads out.
    pub question: String,
}
