//! Words of a text in their line, with a caret under each column of them.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::prompt::text::{clean, fit};
use crate::story::problem::LineIndex;

/// Of a line that is too long, so many columns are shown before the words meant, at most.
const COLUMNS_BEFORE: usize = 24;

/// A line of a text and the carets below it, each behind its gutter.
pub(crate) struct Pointed {
    /// `12 | `
    pub gutter: String,
    /// The line, cut to the screen.
    pub line: String,
    /// `   | `
    pub blank: String,
    /// Spaces up to the words meant, then a caret for each of their columns.
    pub carets: String,
}

/// Points at words of a text, of which the first line is shown, in so many columns.
pub(crate) fn point(source: &str, lines: &LineIndex, at: Range<usize>, columns: usize) -> Pointed {
    let (number, line) = lines.line_at(at.start);
    let end = at.end.clamp(at.start, line.end.max(at.start));
    // What cannot be seen in any case is not looked at, however long the line is.
    let most = 4 * columns.max(COLUMNS_BEFORE);
    let before = &source[line.start.min(at.start)..at.start];
    let before = before
        .char_indices()
        .nth_back(most)
        .map_or(before, |(cut, _)| &before[cut..]);
    let first = |text: &str| clean(&text.chars().take(most).collect::<String>());
    let before = clean(before);
    let quote = first(&source[at.start..end]);
    let after = first(&source[end..line.end.max(end)]);
    let gutter = format!("{number} | ");
    let room = columns.saturating_sub(gutter.width());
    let all = before.width() + quote.width() + after.width();
    let spare = room.saturating_sub(quote.width() + 2).min(COLUMNS_BEFORE);
    let before = if all > room {
        tail(before, spare)
    } else {
        before
    };
    let from = before.width().min(room);
    let line = head(&format!("{before}{quote}{after}"), room);
    let shown = line.trim_end_matches([' ', '…']).width();
    let carets = quote.width().min(shown.saturating_sub(from)).max(1);
    Pointed {
        line,
        blank: format!("{}| ", " ".repeat(gutter.width() - 2)),
        carets: " ".repeat(from) + &"^".repeat(carets),
        gutter,
    }
}

/// The last columns of a text, from a whole word on, with an ellipsis where something is cut off.
fn tail(text: String, columns: usize) -> String {
    let length = text.chars().count();
    if length <= columns {
        return text;
    }
    let kept: String = text.chars().skip(length - columns).collect();
    let whole = kept.find(' ').filter(|space| space + 1 < kept.len());
    format!("…{}", &kept[whole.unwrap_or(0)..])
}

/// As much of a text as there is room for, up to a whole word.
fn head(text: &str, room: usize) -> String {
    let cut = fit(text, room);
    if cut == text {
        return cut;
    }
    let kept = cut.trim_end_matches('…');
    let whole = kept.rfind(' ').map(|space| kept[..space].trim_end());
    match whole.filter(|whole| whole.width() * 2 > room) {
        Some(whole) => format!("{whole} …"),
        None => cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_the_words() {
        for (source, words, columns, line, carets) in [
            ("one two", "two", 40, "1 | one two", "  |     ^^^"),
            (
                "a\r\n\r\nwas \u{6703}\u{8b70} put\r\n",
                "\u{6703}\u{8b70}",
                40,
                "3 | was \u{6703}\u{8b70} put",
                "  |     ^^^^",
            ),
            ("a\rb\tc", "c", 40, "2 | b c", "  |   ^"),
            ("a\u{1b} b", "b", 40, "1 | a\u{fffd} b", "  |    ^"),
            ("one\ntwo\nthree", "two\nthree", 40, "2 | two", "  | ^^^"),
            ("", "", 40, "1 | ", "  | ^"),
            (
                "the schedule slipped badly because nobody looked",
                "nobody",
                40,
                "1 | … slipped badly because nobody …",
                "  |                         ^^^^^^",
            ),
            (
                "one two three four",
                "three",
                12,
                "1 | … three…",
                "  |   ^^^^^",
            ),
        ] {
            let start = source.find(words).expect("the words");
            let shown = point(
                source,
                &LineIndex::of(source),
                start..start + words.len(),
                columns,
            );
            assert_eq!(format!("{}{}", shown.gutter, shown.line), line);
            assert_eq!(format!("{}{}", shown.blank, shown.carets), carets);
        }
    }
}
