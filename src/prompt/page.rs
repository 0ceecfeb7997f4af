//! A text of several lines that is being written, as a value: keys go in, rows to draw come
//! out. An empty line ends it. Refuses to lose what was written: no key takes more than the
//! line that it is pressed in.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::keys::Press;
use super::menu::Field;

/// Columns before each row.
const INDENT: &str = "  ";

/// A text and the place of the cursor in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextPage {
    field: Field,
}

impl TextPage {
    /// Begins behind what is written already, which may end within a word.
    pub(super) fn new(begun: &str) -> TextPage {
        let field = Field {
            before: lines(begun.trim()),
            ..Field::default()
        };
        TextPage { field }
    }

    pub(super) fn text(&self) -> String {
        self.field.text().trim().to_owned()
    }

    /// Takes a key and tells whether it ends the text. What was pasted ends nothing, however
    /// many empty lines are in it.
    pub(super) fn takes(&mut self, press: &Press, pasted: bool, columns: usize) -> bool {
        let at = self.line_start();
        let field = &mut self.field;
        match press {
            Press::Ctrl('d') => return true,
            Press::Enter => {
                let is_empty = field.before[at..].trim().is_empty();
                if !pasted && is_empty && field.after.trim().is_empty() {
                    return true;
                }
                field.before.push('\n');
            }
            Press::Paste(text) => field.before.push_str(&lines(text)),
            Press::Up => self.climb(-1, columns),
            Press::Down => self.climb(1, columns),
            Press::Backspace | Press::Delete | Press::Left | Press::Right => {
                field.takes(press);
            }
            _ => self.take_in_line(press),
        }
        false
    }

    /// Where the line with the cursor begins.
    fn line_start(&self) -> usize {
        self.field.before.rfind('\n').map_or(0, |at| at + 1)
    }

    /// Keys that mean a whole line mean the one with the cursor.
    fn take_in_line(&mut self, press: &Press) {
        let above = self.line_start();
        let field = &mut self.field;
        let end = field.after.find('\n').unwrap_or(field.after.len());
        let below = field.after.split_off(end);
        let mut line = Field {
            before: field.before.split_off(above),
            after: std::mem::take(&mut field.after),
        };
        line.takes(press);
        field.before.push_str(&line.before);
        field.after = line.after + &below;
    }

    /// Moves the cursor by rows, as near to its column as the other row allows.
    fn climb(&mut self, by: isize, columns: usize) {
        let text = self.field.text();
        let rows = layout(&text, columns);
        let (row, column) = cursor(&text, &rows, self.field.before.len());
        let Some(other) = row.checked_add_signed(by).and_then(|row| rows.get(row)) else {
            return;
        };
        let shown = text[other.clone()].trim_end_matches('\n');
        let mut width = 0;
        let reached = shown.char_indices().find(|(_, c)| {
            width += c.width().unwrap_or(0);
            width > column
        });
        let is_broken = other.end < text.len() && !text[..other.end].ends_with('\n');
        let last = shown.char_indices().next_back().map_or(0, |(at, _)| at);
        // Behind the last character of a row that is broken the next one begins.
        let end = if is_broken { last } else { shown.len() };
        let at = other.start + reached.map_or(end, |(at, _)| at);
        self.field.before = text[..at].to_owned();
        self.field.after = text[at..].to_owned();
    }

    /// As many rows as fit, those around the cursor, and where in them the cursor stands.
    pub(super) fn rows(&self, columns: usize, most: usize) -> (Vec<String>, (usize, usize)) {
        let text = self.field.text();
        let rows = layout(&text, columns);
        let (row, column) = cursor(&text, &rows, self.field.before.len());
        let first = (row + 1).saturating_sub(most.max(1));
        let shown = rows.iter().skip(first).take(most.max(1));
        let shown = shown.map(|row| format!("{INDENT}{}", text[row.clone()].trim_end()));
        (
            shown.collect(),
            (row - first, INDENT.len() + column.min(columns)),
        )
    }
}

/// A text with line feeds for its ends of lines and without other control characters.
pub(super) fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.replace('\t', " ");
    text.chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect()
}

/// The rows of a text, each broken behind a blank where there is one; a blank that does not
/// fit any more hangs over.
fn layout(text: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(2);
    let mut rows = Vec::new();
    let (mut start, mut width, mut blank) = (0, 0, None);
    for (at, character) in text.char_indices() {
        let next = at + character.len_utf8();
        let wide = character.width().unwrap_or(0);
        if character == '\n' {
            rows.push(start..next);
            (start, width, blank) = (next, 0, None);
            continue;
        }
        if width + wide > columns && character != ' ' {
            let end = blank.unwrap_or(at);
            rows.push(start..end);
            (start, width, blank) = (end, text[end..at].width(), None);
        }
        width += wide;
        if character == ' ' {
            blank = Some(next);
        }
    }
    rows.push(start..text.len());
    rows
}

/// The row and the column of a place in the text.
fn cursor(text: &str, rows: &[Range<usize>], at: usize) -> (usize, usize) {
    let row = rows.iter().rposition(|row| row.start <= at).unwrap_or(0);
    (row, text[rows[row].start..at].width())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: usize = 40;

    fn press(page: &mut TextPage, keys: &str) -> bool {
        keys.chars().any(|key| {
            let press = match key {
                '\n' => Press::Enter,
                key => Press::Char(key),
            };
            page.takes(&press, false, WIDE)
        })
    }

    #[test]
    fn an_empty_line_at_the_end_is_the_end() {
        let mut page = TextPage::new("");
        assert!(!press(&mut page, "One line.\nAnother."));
        assert!(!press(&mut page, "\n"));
        assert!(press(&mut page, "\n"));
        assert_eq!(page.text(), "One line.\nAnother.");
        assert!(
            press(&mut TextPage::new(""), "\n"),
            "nothing is an answer too"
        );
        let mut resumed = TextPage::new("From bef");
        assert!(!press(&mut resumed, "ore.\n"));
        assert!(press(&mut resumed, "\n"));
        assert_eq!(resumed.text(), "From before.");
    }

    #[test]
    fn a_paste_keeps_its_lines_and_ends_nothing() {
        let mut page = TextPage::new("");
        let letter = "First.\r\n\r\nSecond\twith\u{1b}[31m colour.\r\n\r\n";
        assert!(!page.takes(&Press::Paste(letter.to_owned()), true, WIDE));
        assert_eq!(page.text(), "First.\n\nSecond with[31m colour.");
        // Keys of a paste that came without marks.
        assert!(!page.takes(&Press::Enter, true, WIDE));
        assert!(page.takes(&Press::Enter, false, WIDE));
    }

    #[test]
    fn no_key_takes_more_than_its_line() {
        let mut page = TextPage::new("Kept.\nx");
        press(&mut page, "gone");
        page.takes(&Press::Ctrl('u'), false, WIDE);
        assert_eq!(page.field.before, "Kept.\n");
        press(&mut page, "two words");
        page.takes(&Press::Ctrl('w'), false, WIDE);
        assert_eq!(page.text(), "Kept.\ntwo");
        page.takes(&Press::Escape, false, WIDE);
        page.takes(&Press::Home, false, WIDE);
        press(&mut page, "only ");
        assert_eq!(page.text(), "Kept.\nonly two");
    }

    #[test]
    fn rows_break_between_words_and_the_cursor_stands_in_them() {
        let mut page = TextPage::new("");
        press(&mut page, "aaa bbb ccc");
        assert_eq!(
            page.rows(7, 9),
            (vec!["  aaa bbb".into(), "  ccc".into()], (1, 5))
        );
        assert_eq!(page.rows(7, 1), (vec!["  ccc".into()], (0, 5)));
        page.takes(&Press::Up, false, 7);
        press(&mut page, "X");
        assert_eq!(page.text(), "aaaX bbb ccc");
        page.takes(&Press::Down, false, 7);
        page.takes(&Press::Down, false, 7);
        page.takes(&Press::End, false, 7);
        press(&mut page, "Y");
        assert_eq!(page.text(), "aaaX bbb cccY");
    }

    #[test]
    fn a_word_longer_than_a_row_is_broken_and_wide_characters_count_twice() {
        assert_eq!(layout("abcdef", 4), [0..4, 4..6]);
        assert_eq!(layout("日本語", 4), [0..6, 6..9]);
        assert_eq!(layout("a\n\nb", 4), [0..2, 2..3, 3..4]);
        assert_eq!(cursor("a\n\nb", &layout("a\n\nb", 4), 2), (1, 0));
    }

    #[test]
    fn climbing_never_leaves_the_text() {
        let mut page = TextPage::new("one two three four\n\nfive");
        for press in [
            Press::Up,
            Press::Up,
            Press::Up,
            Press::Up,
            Press::Up,
            Press::Down,
        ] {
            page.takes(&press, false, 5);
        }
        page.takes(&Press::Char('!'), false, 5);
        assert_eq!(page.text().replace('!', ""), "one two three four\n\nfive");
    }
}
