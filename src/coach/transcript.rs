//! Where the telling ends and the learning begins in an answer without headings.
//!
//! From the middle onward, the first words that speak of today, of what was learned or of
//! next time; failing that, the last run of sentences in the present tense. Refuses to look
//! for beats finer than that: speech does not have them.

use std::ops::Range;

use super::lexicon::Class;
use super::pattern::{Patterns, phrases};
use super::token::TokenText;
use super::verb;

// Words that open the learning; the strong ones may come early.
phrases! {
    STRONG_TURN "turn-strong";
    WEAK_TURN "turn-weak";
}

/// The token with which the learning starts.
pub(super) fn learning_start(text: &TokenText) -> usize {
    let count = text.tokens.len();
    let (early, middle) = (count * 30 / 100, count * 45 / 100);
    let strong = first(text, &STRONG_TURN, early..count, |at| {
        text.word(at) == "now" && goes_on(text, at)
    });
    let weak = first(text, &WEAK_TURN, middle..count, |at| goes_on(text, at));
    let turn = match (strong, weak) {
        (Some(strong), Some(weak)) => Some(strong.min(weak)),
        (found, None) | (None, found) => found,
    };
    let present = present_tail(text, middle);
    match (turn, present) {
        (Some(turn), Some(present)) => turn.min(present),
        (Some(start), None) | (None, Some(start)) => start,
        (None, None) => count - count / 4,
    }
}

/// The first phrase that is not passed over.
fn first(
    text: &TokenText,
    phrases: &Patterns,
    within: Range<usize>,
    passed_over: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut from = within.start;
    loop {
        let found = phrases.find(text, from..within.end)?;
        if !passed_over(found.start) {
            return Some(found.start);
        }
        from = found.start + 1;
    }
}

/// "Now a good keeper will tell you ... So I guessed. Seven starved.": the telling goes on.
fn goes_on(text: &TokenText, at: usize) -> bool {
    let next = text
        .sentences
        .partition_point(|sentence| sentence.end <= at)
        + 1;
    let follow = text.sentences.iter().skip(next).take(2);
    let (mut told, mut present) = (0, 0);
    for sentence in follow {
        if is_present(text, sentence) {
            present += 1;
        } else {
            told += 1;
        }
    }
    told == 2 && present == 0
}

/// The last run of whole sentences without a past tense.
fn present_tail(text: &TokenText, earliest: usize) -> Option<usize> {
    let tail = text
        .sentences
        .iter()
        .rev()
        .take_while(|sentence| sentence.start >= earliest && is_present(text, sentence))
        .last()?;
    Some(tail.start)
}

fn is_present(text: &TokenText, sentence: &Range<usize>) -> bool {
    !sentence.clone().any(|at| {
        let token = &text.tokens[at];
        let helped = (at.saturating_sub(3).max(sentence.start)..at).any(|index| {
            text.is(index, Class::BE | Class::GET) || text.has(index, &["have", "'ve", "has", "'s"])
        });
        let past = verb::is_past(token) && !token.is(Class::BASE | Class::STATIVE) && !helped;
        // "It cost us ...", "he put it there": without an -s it was then.
        let then = token.is(Class::BASE)
            && token.is(Class::PAST)
            && at > sentence.start
            && text.has(at - 1, &["it", "he", "she", "that", "this", "which"]);
        token.is_word(&["was", "were", "did", "had", "'d"]) || past || then
    })
}
