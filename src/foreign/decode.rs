//! Bytes of a file that came from elsewhere, as text.
//!
//! UTF-8 and, where a byte order mark says so, UTF-16 are certain. What is neither is read
//! as Windows-1252, which most such files are, and the reader is told, so that a person can
//! look at the letters. Refuses what holds binary data.

use std::borrow::Cow;
use std::collections::BTreeMap;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::kind::{NAME_A_TRANSCRIPT, NoText, no_foreign_words, no_spoken_words};

/// Text, and how its bytes were read where that was not UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The text; a byte order mark of UTF-8 stays in it.
    pub text: String,
    pub encoding: Option<&'static str>,
}

/// What came in.
#[derive(Debug)]
pub(crate) enum ForeignSource {
    Text(Decoded),
    /// The parts of a document of an office program, by their names.
    Office(BTreeMap<String, String>),
}

const BINARY: NoText = NoText {
    message: "the file holds binary data, not text",
    fix: "Export it as Markdown, CSV or plain text first.",
};

const UNKNOWN: NoText = NoText {
    message: "the file is neither UTF-8 nor UTF-16 nor Windows-1252",
    fix: "Save it as UTF-8 in your editor.",
};

const TORN: NoText = NoText {
    message: "the file begins as UTF-16 and continues as something else",
    fix: "Save it as UTF-8 in your editor.",
};

/// Places that Windows-1252 leaves empty; the decoder would take them for control characters.
const UNDEFINED: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// Reads bytes as text.
///
/// # Errors
///
/// [`NoText`] for binary data and for encodings that nobody can tell.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<Decoded, NoText> {
    match no_foreign_words(&bytes) {
        Some(known) => Err(known),
        None => decode_text(bytes),
    }
}

/// Reads bytes as what was heard of a spoken answer.
///
/// # Errors
///
/// As [`decode`], and what to do about it speaks of transcripts.
pub(crate) fn decode_spoken(bytes: Vec<u8>) -> Result<String, NoText> {
    if let Some(known) = no_spoken_words(&bytes) {
        return Err(known);
    }
    let decoded = decode_text(bytes).map_err(|why| NoText {
        fix: NAME_A_TRANSCRIPT,
        ..why
    });
    Ok(decoded?.text)
}

fn decode_text(bytes: Vec<u8>) -> Result<Decoded, NoText> {
    let (text, encoding) = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => (from_utf16(UTF_16LE, rest)?, Some("UTF-16")),
        [0xfe, 0xff, rest @ ..] => (from_utf16(UTF_16BE, rest)?, Some("UTF-16")),
        _ => match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => (from_windows_1252(error.as_bytes())?, Some("Windows-1252")),
        },
    };
    match text.contains('\0') {
        true => Err(BINARY),
        false => Ok(Decoded { text, encoding }),
    }
}

fn from_utf16(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, NoText> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(Cow::into_owned).ok_or(TORN)
}

fn from_windows_1252(bytes: &[u8]) -> Result<String, NoText> {
    let is_text = |byte: &u8| *byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    if !bytes.iter().all(is_text) {
        return Err(BINARY);
    }
    if bytes.iter().any(|byte| UNDEFINED.contains(byte)) {
        return Err(UNKNOWN);
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_usual_encodings_are_read_and_named() {
        let utf16 = |text: &str, swap: bool| {
            let units = text.encode_utf16().flat_map(|unit| match swap {
                true => unit.to_be_bytes(),
                false => unit.to_le_bytes(),
            });
            units.collect::<Vec<u8>>()
        };
        let table: [(Vec<u8>, &str, Option<&str>); 5] = [
            ("é".into(), "é", None),
            ("\u{feff}é".into(), "\u{feff}é", None),
            (utf16("\u{feff}é😀\n", false), "é😀\n", Some("UTF-16")),
            (utf16("\u{feff}é😀\n", true), "é😀\n", Some("UTF-16")),
            (
                b"caf\xe9 \x84x\x93 \x80".into(),
                "café „x“ €",
                Some("Windows-1252"),
            ),
        ];
        for (bytes, text, encoding) in table {
            let decoded = decode(bytes).expect("text");
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
        }
    }

    #[test]
    fn what_is_no_text_is_refused_by_name() {
        let table: [(&[u8], NoText); 7] = [
            (b"a\0b", BINARY),
            (b"\xe9\0", BINARY),
            (b"\xe9\x01", BINARY),
            (b"\x81\x8d\xe9", UNKNOWN),
            (b"\xff\xfea", TORN),
            (b"\xff\xfe\x00\xd8a\0", TORN),
            (b"\xff\xfe\0\0a\0\0\0", BINARY),
        ];
        for (bytes, expected) in table {
            assert_eq!(decode(bytes.to_vec()), Err(expected), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
            let utf8 = std::str::from_utf8(&bytes).map(str::to_owned);
            if let (Ok(text), false) = (utf8, bytes.contains(&0)) {
                prop_assert_eq!(decode(bytes).expect("text").text, text);
            } else if let Ok(decoded) = decode(bytes) {
                prop_assert!(decoded.encoding.is_some() && !decoded.text.contains('\0'));
            }
        }
    }
}
