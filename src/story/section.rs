//! The parts of a story that a heading can open, and what each is called.
//!
//! Refuses to read headings; that is the parser's part.

use super::model::Beat;

/// The parts of a story that a heading can open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum StorySection {
    Beat(Beat),
    FirstDraft,
    /// `## Closing`, with or without a role.
    Closing,
    Traps,
    /// `## Fine lines`, in cores only.
    FineLines,
}

impl StorySection {
    /// All parts, in the order of a story.
    pub(crate) fn all() -> impl Iterator<Item = StorySection> {
        use StorySection::{Closing, FineLines, FirstDraft, Traps};
        let beats = Beat::ALL.into_iter().map(StorySection::Beat);
        beats.chain([FirstDraft, Closing, Traps, FineLines])
    }

    /// The name as it should be written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            StorySection::Beat(beat) => beat.name(),
            StorySection::FirstDraft => "Action (first draft)",
            StorySection::Closing => "Closing",
            StorySection::Traps => "Traps",
            StorySection::FineLines => "Fine lines",
        }
    }

    /// The part of just that name; case is forgiven.
    pub(crate) fn named(name: &str) -> Option<StorySection> {
        StorySection::all().find(|part| part.name().eq_ignore_ascii_case(name))
    }
}
