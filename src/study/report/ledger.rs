//! The log row by row, each row with what became of it.

use crate::study::desk::Desk;
use crate::study::replay::Memory;
use crate::study::review::{Facts, Review};

use super::pass;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fate {
    /// It moved a card's memory.
    pub counted: bool,
    /// It was taken back, and so counts nowhere.
    pub undone: bool,
}

/// Shows every review of the log in the order of the fold, those taken back too.
///
/// Rows of a renamed story fold with the card that bears the history now; rows of a name
/// that no card bears fold among themselves, so that a removed story's past reads the same
/// before and after.
pub fn walk(facts: &Facts, desk: &Desk, mut visit: impl FnMut(&Review, Fate)) {
    let (slots, gone) = pass::slots(desk);
    let mut memories = vec![Memory::default(); desk.cards.len() + gone.len()];
    let taken_back = facts.undone();
    for review in &facts.reviews {
        let undone = !taken_back.is_empty() && taken_back.contains(&review.id);
        let slot = slots[review.card.0 as usize].filter(|_| !undone);
        let counted =
            slot.is_some_and(|slot| memories[slot].step(review.day, review.quality, review.source));
        visit(review, Fate { counted, undone });
    }
}
