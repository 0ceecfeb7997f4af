//! What recognisers put into brackets: marks and times, no words.

/// A text without what stands in brackets of two kinds. One that nothing closes before the next of
/// its kind or the end of the line is a slip, and hides no words.
pub(super) fn without(text: &str, kinds: [char; 2]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(kinds) {
        kept.push_str(&rest[..at]);
        let (open, close) = match rest.as_bytes()[at] {
            b'[' => ('[', ']'),
            b'<' => ('<', '>'),
            _ => ('{', '}'),
        };
        // A bracket is one byte long. The search ends at the next that opens, so that many of them
        // cost no more than the text is long.
        rest = &rest[at + 1..];
        let end = rest.find([open, close, '\n']);
        let end = end.filter(|&end| rest[end..].starts_with(close));
        let end = end.filter(|&end| open != '<' || is_tag(&rest[..end]));
        rest = end.map_or(rest, |end| &rest[end + 1..]);
    }
    kept.push_str(rest);
    kept
}

/// `unk`, `/c`, `|en|` or a time, and not what stands between `< 5 seconds` and `> 9 days`.
fn is_tag(inside: &str) -> bool {
    let begins = inside.starts_with(|c: char| c.is_alphabetic() || "/|".contains(c));
    let is_time = inside.contains(':') && !inside.contains(char::is_alphabetic);
    (begins || is_time) && !inside.ends_with(char::is_whitespace)
}
