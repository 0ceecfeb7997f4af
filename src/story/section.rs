//! The parts of a story that a heading can open, and what each is called.
//!
//! Refuses to read headings; that is the parser's part.

use super::Beat;

/// The parts of a story that a heading can open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// One of the five.
    Beat(Beat),
    /// `## Action (first draft)`
    FirstDraft,
    /// `## Closing`, with or without a role.
    Closing,
    /// `## Traps`
    Traps,
    /// `## Fine lines`, in cores only.
    FineLines,
}

impl Part {
    /// All parts, in the order of a story.
    pub(crate) const ALL: [Part; 9] = [
        Part::Beat(Beat::Situation),
        Part::Beat(Beat::Task),
        Part::Beat(Beat::Action),
        Part::Beat(Beat::Result),
        Part::Beat(Beat::Learning),
        Part::FirstDraft,
        Part::Closing,
        Part::Traps,
        Part::FineLines,
    ];

    /// The name as it should be written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Part::Beat(beat) => beat.name(),
            Part::FirstDraft => "Action (first draft)",
            Part::Closing => "Closing",
            Part::Traps => "Traps",
            Part::FineLines => "Fine lines",
        }
    }

    /// The part of just that name; case is forgiven.
    pub(crate) fn named(name: &str) -> Option<Part> {
        Part::ALL
            .into_iter()
            .find(|part| part.name().eq_ignore_ascii_case(name))
    }
}
