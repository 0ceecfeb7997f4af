//! How alike two words are to an ear: the share of their trigrams.
//!
//! A recogniser hears "decided" for "decide" and "jack out" for "checkout". Refuses to know what a
//! word means: synonyms and stems were tried and were not worth their lists.

/// Three letters of a word that stands between two blanks, in a number.
pub(super) type Trigram = u64;

/// The trigrams of a word, in its order.
pub(super) fn trigrams(word: &str) -> Vec<Trigram> {
    let letters: Vec<char> = [' '].into_iter().chain(word.chars()).chain([' ']).collect();
    letters.windows(3).map(packed).collect()
}

/// The trigram across the gap between two words, which holds their order.
pub(super) fn across(before: &str, after: &str) -> Option<Trigram> {
    Some(packed(&[
        before.chars().next_back()?,
        ' ',
        after.chars().next()?,
    ]))
}

/// A letter needs 21 bits.
fn packed(letters: &[char]) -> Trigram {
    letters
        .iter()
        .fold(0, |packed, &c| packed << 21 | u64::from(u32::from(c)))
}

/// The share of trigrams that two words have in common, from 0 to 1.
pub(super) fn likeness(a: &[Trigram], b: &[Trigram]) -> f64 {
    let common = a.iter().filter(|trigram| b.contains(trigram)).count();
    2.0 * common as f64 / (a.len() + b.len()).max(1) as f64
}
