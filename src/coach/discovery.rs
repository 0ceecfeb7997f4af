//! Where the failure is found out: what the speaker does from there on is mostly repair.
//!
//! Refuses to say who found it.

use std::ops::Range;

use super::decline;
use super::lexicon::Class;
use super::pattern::phrases;
use super::token::{Gap, TokenText};

phrases! {
    DISCOVERY "repair";
}

/// Where the failure is found out; the end where nothing says so.
pub(super) fn found_out(text: &TokenText, within: &Range<usize>) -> usize {
    let mut told = within.clone();
    told.find(|at| shows(text, *at)).unwrap_or(within.end)
}

/// The words that begin here say that it is out.
pub(super) fn shows(text: &TokenText, at: usize) -> bool {
    DISCOVERY.at(text, at).is_some() || trouble_shows(text, at)
}

/// "When the trolleys filled up", "once it broke down": the failure is out.
fn trouble_shows(text: &TokenText, at: usize) -> bool {
    text.has(at, &["when", "once", "until", "till"])
        && (at + 1..(at + 9).min(text.sentence_end(at)))
            .take_while(|index| text.gap(*index) == Gap::None && text.word(*index) != "i")
            .any(|index| text.is(index, Class::LOSS) || decline::worse(text, index).is_some())
}
