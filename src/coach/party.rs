//! Who or what else can be blamed: people and things outside the speaker.
//!
//! Refuses to say what they did.

use super::lexicon::{Class, classes};
use super::token::TokenText;

/// Somebody or something outside the speaker: from the list, or by the look of the word.
pub(super) fn is_party(text: &TokenText, at: usize) -> bool {
    let Some(token) = text.tokens.get(at) else {
        return false;
    };
    if token.is(Class::THIRD) || token.word == "they" {
        return true;
    }
    let stem = token.word.strip_suffix('s').unwrap_or(&token.word);
    let machine =
        stem.ends_with("meter") || stem.ends_with("ator") && !classes(stem).meets(Class::PERSON);
    let doer = stem.len() >= 5
        && !machine
        && ["er", "or", "ist", "man", "men", "ant", "ian"]
            .iter()
            .any(|end| stem.ends_with(end));
    let named = at > 0
        && (text.is(at - 1, Class::DETERMINER) || (at > 1 && text.is(at - 2, Class::DETERMINER)));
    doer && named && !token.is(Class::NO_AGENT | Class::BASE | Class::ADVERB)
}
