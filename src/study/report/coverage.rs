//! Coverage: which kinds of failure have a story.

use crate::story::{Library, Miss};

/// One kind of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Covered {
    /// Which; none for stories that do not say.
    pub miss: Option<Miss>,
    /// One's own stories of that kind that have both decision and change.
    pub stories: u32,
}

/// The three kinds, then the stories that name none of them, if there are any.
pub(crate) fn kinds(library: &Library) -> Vec<Covered> {
    let covered = |miss: Option<Miss>| {
        let parts = library.own().map(|entry| entry.parts());
        let told = parts.filter(|parts| parts.miss() == miss && parts.has_both_cards());
        Covered {
            miss,
            stories: told.count() as u32,
        }
    };
    let unnamed = Some(covered(None)).filter(|unnamed| unnamed.stories > 0);
    let named = Miss::ALL.into_iter().map(|miss| covered(Some(miss)));
    named.chain(unnamed).collect()
}
