//! Coverage: which kinds of failure have a story.

use crate::story::{Library, Miss};
use crate::study::card::has_both_cards;

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
        let stories = library.own().map(|entry| &entry.story);
        let told = stories.filter(|story| story.miss == miss && has_both_cards(story));
        Covered {
            miss,
            stories: told.count() as u32,
        }
    };
    let unnamed = Some(covered(None)).filter(|unnamed| unnamed.stories > 0);
    let named = Miss::ALL.into_iter().map(|miss| covered(Some(miss)));
    named.chain(unnamed).collect()
}
