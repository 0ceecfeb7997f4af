//! Facts: what the log holds, as values.
//!
//! A fact says what happened and when; what it means for a card's memory is decided by
//! [`super::replay`], today and each time anew.

use std::fmt;

use crate::story::keyed;

use super::day::{Instant, StudyDay};

/// SM-2's quality of an answer, 0 to 5. From 3 on it is a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quality(u8);

keyed! {
    /// What comes back on the same day.
    pub RepeatRule {
        /// What failed, once.
        Once "once",
        /// What failed, until it passes.
        BelowThree "below-3",
        /// What failed or was hard, until it is good: SM-2's last rule as published.
        BelowFour "below-4",
    }
}

impl RepeatRule {
    /// A card comes back while its quality is below this.
    pub(crate) fn below(self) -> Quality {
        match self {
            RepeatRule::Once | RepeatRule::BelowThree => Quality::HARD,
            RepeatRule::BelowFour => Quality::GOOD,
        }
    }

    /// Whether a card that was answered so often today may come back once more.
    pub(crate) fn allows(self, answered: u32) -> bool {
        self != RepeatRule::Once || answered < 2
    }
}

impl Quality {
    /// A blank, or a wrong answer: what the key "again" gives.
    pub const AGAIN: Quality = Quality(1);
    /// Recalled with serious effort: the key "hard".
    pub const HARD: Quality = Quality(3);
    /// Recalled after a moment: the key "good".
    pub const GOOD: Quality = Quality(4);
    /// There at once: the key "easy".
    pub const EASY: Quality = Quality(5);

    /// The quality of that number, if it is 0 to 5.
    pub fn new(number: u8) -> Option<Quality> {
        (number <= 5).then_some(Quality(number))
    }

    /// The number, 0 to 5.
    pub fn get(self) -> u8 {
        self.0
    }

    /// The word of the key that gives it, else its number.
    pub(crate) fn in_words(self) -> String {
        match self {
            Quality::AGAIN => "again".to_owned(),
            Quality::HARD => "hard".to_owned(),
            Quality::GOOD => "good".to_owned(),
            Quality::EASY => "easy".to_owned(),
            other => format!("quality {other}"),
        }
    }

    /// 3 or more.
    pub fn is_pass(self) -> bool {
        self.0 >= 3
    }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

keyed! {
    /// Where an answer came from, which decides whether it may count.
    pub Source {
        /// A showing of today's list.
        Review "review",
        /// A drill or rehearsal ahead of time: kept, moves nothing.
        Practice "practice",
        /// The grade after a timed run.
        Rehearsal "rehearsal",
        /// The `grade` command.
        Grade "grade",
        /// A piece that went missing in a real interview.
        Debrief "debrief",
        /// Another program's log.
        Import "import",
    }
}

/// A row's identity: the writing process and the row's number in it.
///
/// The session is a random 64-bit number, so that copied files never clash and two logs
/// unite as sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId {
    /// The random name of the process that wrote the row.
    pub session: i64,
    /// 1, 2, 3 ... within the session.
    pub number: i64,
}

/// Where a row stands in the order of the fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogPlace {
    /// Its instant.
    pub at: Instant,
    /// The row.
    pub id: RowId,
}

/// The longest time to answer that is kept, in milliseconds.
pub(crate) const LONGEST_ANSWER: u32 = 120_000;

/// A card's name as the log spells it, by its place in `Facts::names`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NameIndex(pub u32);

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// The row.
    pub id: RowId,
    /// When.
    pub at: Instant,
    /// The card, by the name it had then.
    pub card: NameIndex,
    /// The study day it was given on.
    pub day: StudyDay,
    /// How good it was.
    pub quality: Quality,
    /// Milliseconds from showing to grade, at most 120,000.
    pub ms: u32,
    /// Where it came from.
    pub source: Source,
}

impl Review {
    /// Its place in the order of the fold.
    pub fn place(&self) -> LogPlace {
        LogPlace {
            at: self.at,
            id: self.id,
        }
    }
}

keyed! {
    /// What a person says about a card or a story, other than an answer.
    pub MarkKind {
        /// Not again today.
        Bury "bury",
        /// Not until resumed.
        Suspend "suspend",
        /// Takes a suspend back.
        Resume "resume",
        /// The card needs work.
        Flag "flag",
        /// The card is fine again.
        Unflag "unflag",
        /// The person has been told something that is said once; the subject says what.
        Told "told",
    }
}

/// One mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The row.
    pub id: RowId,
    /// When.
    pub at: Instant,
    /// The study day.
    pub day: StudyDay,
    /// What was said.
    pub kind: MarkKind,
    /// The card or story, as given.
    pub subject: String,
}

/// A row that takes another back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undo {
    /// The row.
    pub id: RowId,
    /// When.
    pub at: Instant,
    /// The row it takes back.
    pub target: RowId,
}

/// A row that says on which study day another was, where two logs did not agree: the smallest
/// day holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amend {
    /// The row.
    pub id: RowId,
    /// When the answer was given that it is about.
    pub at: Instant,
    /// The study day.
    pub day: StudyDay,
    /// The answer.
    pub target: RowId,
}

/// Says that the rows of its session with larger numbers were written at its instant or
/// later, also those that are dated back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The row.
    pub id: RowId,
    /// When it was written.
    pub at: Instant,
}
