//! A thing that gets worse by itself: "the deadline slipped", "the pump broke down".
//!
//! Refuses persons as its subject: what somebody does is no decline.

use std::ops::Range;

use super::lexicon::Class;
use super::pattern::phrases;
use super::token::{Gap, TokenText};
use super::verb;

phrases! {
    GETS_WORSE "worse";
}

/// A thing or a situation that slips, drifts, breaks down, ends up somewhere.
pub(super) fn worse(text: &TokenText, at: usize) -> Option<Range<usize>> {
    let token = text.tokens.get(at)?;
    let end = GETS_WORSE.at(text, at).or_else(|| {
        let declines =
            token.is(Class::DETERIORATE) && !token.is(Class::DETERMINER) && token.word != "like";
        let finite = verb::is_past(token)
            || token.word.ends_with("ing")
            || token.word.ends_with('s')
            || verb_before(text, at);
        (declines && finite).then_some(at + 1)
    })?;
    thing_before(text, at).map(|start| start..end)
}

/// A helping verb makes the base form finite: "did slip", "kept slipping", "can fail".
fn verb_before(text: &TokenText, at: usize) -> bool {
    at > 0
        && (text.is(at - 1, Class::BE)
            || text.has(
                at - 1,
                &["did", "does", "has", "have", "had", "to", "n't", "not"],
            ))
}

/// Where the subject of a verb begins, unless it is a person.
fn thing_before(text: &TokenText, at: usize) -> Option<usize> {
    let start = subject_start(text, at)?;
    let subject = &text.tokens[start..at];
    let said = subject.iter().any(|token| token.word.len() > 1);
    let being = subject
        .iter()
        .any(|token| token.is(Class::BEING) || token.is_word(&["my", "one", "does"]));
    (said && !being).then_some(start)
}

/// Where the words before a verb begin that can be its subject; none if it is somebody.
fn subject_start(text: &TokenText, at: usize) -> Option<usize> {
    let first = at.saturating_sub(8).max(text.sentence_start(at));
    let mut start = at;
    while start > first {
        let token = &text.tokens[start - 1];
        if token.is(Class::SOMEBODY) {
            return None;
        }
        // "... and slipped": the subject stands further ahead.
        if token.is(Class::LINK) && start < at {
            break;
        }
        start -= 1;
        if !text.is(start, Class::LINK) && text.gap(start) > Gap::None && start < at {
            break;
        }
    }
    Some(start)
}
