//! A fixed 64-bit hash: FNV-1a, offset 0xcbf29ce484222325, prime 0x100000001b3.
//!
//! Names that other files and other machines have to arrive at as well are made with it, so
//! it must never change; what hashers a library offers promise no such thing.

use super::text::folded;

pub(crate) fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// The hash of several texts, each ended by a byte that no text has inside.
pub(crate) fn of_texts(texts: &[&str]) -> u64 {
    fnv1a(texts.iter().flat_map(|text| text.bytes().chain([0xff])))
}

/// The hash of a text's words, without case, marks and spaces.
pub(crate) fn of_words(text: &str) -> u64 {
    let folded = folded(text);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    of_texts(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_vectors() {
        let table = [
            ("", 0xcbf2_9ce4_8422_2325),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ];
        for (text, expected) in table {
            assert_eq!(fnv1a(text.bytes()), expected, "{text}");
        }
        assert_ne!(of_texts(&["a", "b"]), of_texts(&["ab", ""]));
    }
}
