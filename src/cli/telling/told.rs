//! What a story is told for, and what is known of a telling.

use crate::coach::FindingCode;
use crate::story::{AnswerPart, Story};
use crate::study::facts::{LapKind, RunSource};
use crate::study::rehearsal::Rehearsal;
use crate::study::review::RowId;

/// What a story is told for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TellingAim {
    /// To hear how it went, at once.
    Rehearsal {
        /// No clock is shown, no mark, and no bell rings.
        quiet: bool,
    },
    /// To go on with what is asked next.
    Mock,
}

impl TellingAim {
    /// Whether no clock is shown: in the room there is none.
    pub(super) fn is_quiet(self) -> bool {
        match self {
            TellingAim::Rehearsal { quiet } => quiet,
            TellingAim::Mock => true,
        }
    }

    /// Where its run comes from.
    pub(super) fn source(self, heard: bool) -> RunSource {
        match (self, heard) {
            (TellingAim::Mock, _) => RunSource::Mock,
            (TellingAim::Rehearsal { .. }, true) => RunSource::Voice,
            (TellingAim::Rehearsal { .. }, false) => RunSource::Tapped,
        }
    }
}

/// How a story was told.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Telling {
    /// Whether it came to its end; else the person has stopped it.
    pub is_over: bool,
    /// Its run, if one was begun.
    pub run: Option<RowId>,
    /// The parts told and their seconds, where they are known.
    pub parts: Vec<(AnswerPart, f64)>,
    /// What `check` found in the words that were heard; none where nobody heard them.
    pub found: Option<Vec<FindingCode>>,
    /// Parts of which half of the points were left out, or more.
    pub left_out: Vec<AnswerPart>,
}

impl Telling {
    pub(super) fn tapped(rehearsal: &Rehearsal, run: Option<RowId>) -> Telling {
        Telling {
            is_over: rehearsal.next().is_none(),
            run,
            parts: seconds(rehearsal),
            ..Telling::default()
        }
    }
}

/// The parts that the story has, Closing included.
pub(crate) fn parts(story: &Story) -> Vec<AnswerPart> {
    let has = |part: &AnswerPart| match part {
        AnswerPart::Beat(beat) => story.beat(*beat).is_some(),
        AnswerPart::Closing => !story.closings.is_empty(),
    };
    AnswerPart::ALL.into_iter().filter(has).collect()
}

/// The parts told and their seconds.
pub(super) fn seconds(rehearsal: &Rehearsal) -> Vec<(AnswerPart, f64)> {
    let taps = rehearsal.taps().iter();
    taps.filter_map(|tap| match tap.kind {
        LapKind::Part(part) => Some((part, f64::from(tap.ms) / 1000.0)),
        LapKind::Start | LapKind::End => None,
    })
    .collect()
}
