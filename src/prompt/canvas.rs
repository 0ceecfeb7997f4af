//! Rows that are drawn at the bottom of the screen, and drawn anew in their place at each key.
//!
//! A window that has become narrower since breaks the rows that stand there into more; they
//! are counted as they stand now, so that drawing anew leaves no ghost and eats no row above.

use std::fmt;

use dialoguer::console::{self, Term};
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};

use super::text::{Style, Tone, palette};

/// Erases from the cursor to the end of the screen (ECMA-48, ED).
const ERASE_BELOW: &str = "\u{1b}[J";

/// What stands drawn at the bottom of the screen.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    /// The columns of each row above the cursor's, and of the cursor's.
    above: Vec<usize>,
}

impl Canvas {
    /// Draws rows in the place of those that stand there. The cursor ends behind the last row,
    /// or behind so many columns of a row.
    ///
    /// Of more rows than the window has, those away from the cursor are left out.
    pub(crate) fn draw(&mut self, term: &Term, rows: &[String], cursor: Option<(usize, usize)>) {
        let height = usize::from(term.size().0).max(1);
        let rows = match cursor {
            _ if rows.len() <= height => rows,
            Some(_) => &rows[..height],
            None => &rows[rows.len() - height..],
        };
        let mut out = self.erasing(columns_of(term));
        out += &rows.join("\n");
        let widths = rows.iter().map(|row| console::measure_text_width(row));
        self.above = widths.collect();
        if let Some((row, column)) = cursor {
            let below = rows.len() - 1 - row;
            if below > 0 {
                out += &format!("\u{1b}[{below}A");
            }
            out += &format!("\r\u{1b}[{column}C");
            self.above.truncate(row + 1);
        }
        // Where the terminal is gone, the next key will notice.
        let _ = term.write_str(&out);
        let _ = term.flush();
    }

    pub(crate) fn clear(&mut self, term: &Term) {
        self.draw(term, &[], None);
    }

    /// Forgets the rows: they stay where they are, or are gone with the screen.
    pub(crate) fn forget(&mut self) {
        self.above.clear();
    }

    /// The way to the first of the rows, as wide as the screen is now, and all below erased.
    fn erasing(&self, columns: usize) -> String {
        let rows = self
            .above
            .iter()
            .map(|width| width.div_ceil(columns).max(1));
        match rows.sum::<usize>() {
            0 => String::new(),
            1 => format!("\r{ERASE_BELOW}"),
            rows => format!("\r\u{1b}[{}A{ERASE_BELOW}", rows - 1),
        }
    }
}

fn columns_of(term: &Term) -> usize {
    usize::from(term.size().1).max(1)
}

/// The look of menus and questions: dialoguer's, in ASCII where the locale knows no more.
pub(super) fn theme(look: Style) -> Box<dyn Theme> {
    if !look.colour {
        return Box::new(SimpleTheme);
    }
    let style_of = |tone| palette(tone).for_stderr();
    let mark = |tone, sign: &str, ascii: &str| {
        let sign = if look.unicode { sign } else { ascii };
        style_of(tone).apply_to(sign.to_owned())
    };
    Box::new(ColorfulTheme {
        defaults_style: style_of(Tone::Good),
        prompt_prefix: mark(Tone::Good, "?", "?"),
        prompt_suffix: mark(Tone::Quiet, "›", ">"),
        success_prefix: mark(Tone::Good, "✔", "*"),
        success_suffix: mark(Tone::Quiet, "·", "-"),
        error_prefix: mark(Tone::Warn, "✘", "!"),
        error_style: style_of(Tone::Warn),
        hint_style: style_of(Tone::Quiet),
        values_style: style_of(Tone::Good),
        active_item_style: style_of(Tone::Bold),
        active_item_prefix: mark(Tone::Good, "❯", ">"),
        checked_item_prefix: mark(Tone::Good, "✔", "[x]"),
        unchecked_item_prefix: mark(Tone::Quiet, "⬚", "[ ]"),
        picked_item_prefix: mark(Tone::Good, "❯", ">"),
        ..ColorfulTheme::default()
    })
}

/// What a theme writes, as text.
pub(super) fn drawn(write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result) -> String {
    let mut text = String::new();
    write(&mut text).expect("text can always be written to");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_as_they_stand_in_the_window_of_now() {
        let canvas = Canvas {
            above: vec![10, 0, 25],
        };
        for (columns, up) in [(80, 2), (25, 2), (24, 3), (10, 4), (5, 7)] {
            let expected = format!("\r\u{1b}[{up}A{ERASE_BELOW}");
            assert_eq!(canvas.erasing(columns), expected, "{columns}");
        }
        assert_eq!(Canvas::default().erasing(80), "");
        assert_eq!(
            Canvas { above: vec![3] }.erasing(80),
            format!("\r{ERASE_BELOW}")
        );
    }

    #[test]
    fn an_ascii_look_draws_ascii() {
        for colour in [true, false] {
            let theme = theme(Style {
                colour,
                unicode: false,
                ..Style::default()
            });
            let rows = [
                drawn(|f| theme.format_select_prompt(f, "Which?")),
                drawn(|f| theme.format_select_prompt_item(f, "one", true)),
                drawn(|f| theme.format_multi_select_prompt_item(f, "one", true, true)),
                drawn(|f| theme.format_multi_select_prompt_item(f, "one", false, false)),
                drawn(|f| theme.format_input_prompt(f, "Title", None)),
                drawn(|f| theme.format_input_prompt_selection(f, "Title", "x")),
                drawn(|f| theme.format_confirm_prompt_selection(f, "Sure?", Some(true))),
            ];
            for row in rows {
                assert!(row.is_ascii(), "{row}");
            }
        }
    }
}
