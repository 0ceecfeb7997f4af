//! Text for a person: tones, line breaks by display width, nothing that steers a terminal.

use std::collections::VecDeque;

use dialoguer::console::{self, Alignment};
use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr;

use super::whole;
pub use super::whole::NO_BREAK_SPACE;
use crate::story::text::visible;

/// The narrowest screen that is taken at its word.
const NARROWEST: usize = 20;

/// The widest column of running text: longer lines are hard to read.
const WIDEST_TEXT: usize = 80;

/// How a run shows things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns of the screen.
    pub columns: usize,
    /// Colours and bold are wanted.
    pub colour: bool,
    /// Line by line: numbered lists, no redrawing, no single keys.
    pub plain: bool,
    /// Bars and rules may use more than ASCII.
    pub unicode: bool,
}

impl Default for Style {
    fn default() -> Self {
        Style {
            columns: 80,
            colour: false,
            plain: false,
            unicode: true,
        }
    }
}

impl Style {
    /// The columns that text is wrapped to.
    pub fn width(self) -> usize {
        self.columns.clamp(NARROWEST, WIDEST_TEXT)
    }

    /// What stands between two things on one line.
    pub fn gap(self) -> &'static str {
        if self.unicode { " · " } else { " | " }
    }
}

/// How a stretch of text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// As it is.
    #[default]
    Normal,
    /// What matters.
    Bold,
    /// What may be overlooked.
    Quiet,
    /// Went well.
    Good,
    /// Wants attention.
    Warn,
}

/// One paragraph; wrapped when shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Its stretches of words, not yet cleaned, and how each is meant.
    pub spans: Vec<(String, Tone)>,
    /// Columns left free before its first row.
    pub indent: usize,
    /// Columns left free before its further rows.
    pub hang: usize,
}

impl Line {
    /// An empty line.
    pub fn blank() -> Line {
        Line::default()
    }

    /// A line in one tone.
    pub fn toned(tone: Tone, text: impl Into<String>) -> Line {
        Line::default().and(tone, text)
    }

    /// A line as it is.
    pub fn plain(text: impl Into<String>) -> Line {
        Line::toned(Tone::Normal, text)
    }

    /// A line that may be overlooked.
    pub fn quiet(text: impl Into<String>) -> Line {
        Line::toned(Tone::Quiet, text)
    }

    /// Adds a stretch.
    #[must_use]
    pub fn and(mut self, tone: Tone, text: impl Into<String>) -> Line {
        self.spans.push((text.into(), tone));
        self
    }

    /// Leaves columns free before every row.
    #[must_use]
    pub fn indented(mut self, columns: usize) -> Line {
        self.indent += columns;
        self.hang += columns;
        self
    }

    /// Leaves further columns free before all rows but the first.
    #[must_use]
    pub fn hanging(mut self, columns: usize) -> Line {
        self.hang += columns;
        self
    }
}

/// A text that steers no terminal and hides nothing; tabs become spaces, line feeds stay.
pub fn clean(text: &str) -> String {
    visible(text).replace('\r', "").replace('\t', " ")
}

/// Cuts a text to a display width, with an ellipsis where something is cut off.
pub fn fit(text: &str, width: usize) -> String {
    let text = clean(text).replace('\n', " ");
    if text.width() <= width {
        return text;
    }
    let cut = console::truncate_str(&text, width.saturating_sub(1), "");
    format!("{}…", cut.trim_end())
}

/// Fills a text up to a display width, cutting it where it is longer.
pub fn pad(text: &str, width: usize) -> String {
    console::pad_str(&fit(text, width), width, Alignment::Left, None).into_owned()
}

/// The rows of some lines, each ending in a line feed.
pub fn render(lines: &[Line], style: Style) -> String {
    let rows = lines.iter().flat_map(|line| rows(line, style));
    rows.map(|row| row + "\n").collect()
}

fn rows(line: &Line, style: Style) -> Vec<String> {
    let mut rest = VecDeque::new();
    for (text, tone) in &line.spans {
        rest.extend(clean(text).chars().map(|c| (c, *tone)));
    }
    let whole: String = rest.iter().map(|(c, _)| c).collect();
    let (indent, hang) = (" ".repeat(line.indent), " ".repeat(line.hang));
    let kept = whole::kept(&whole);
    // What can be copied is never broken, however narrow the screen is; the terminal lays it out.
    let room = style.width().saturating_sub(line.indent.max(line.hang));
    let mut words = kept.split([' ', '\n']);
    let overflows = words.any(|word| whole::is_whole(word) && word.width() > room);
    let options = Options::new(style.width())
        .initial_indent(&indent)
        .subsequent_indent(&hang)
        .break_words(!overflows)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(&kept, options)
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let free = if number == 0 { &indent } else { &hang };
            let words = row.strip_prefix(free.as_str()).unwrap_or(row);
            let row = format!("{free}{}", toned(words, &mut rest, style));
            row.trim_end().to_owned()
        })
        .collect()
}

/// A wrapped row in its tones. It takes its characters off the `rest` of its line, in step,
/// since wrapping only drops spaces.
fn toned(row: &str, rest: &mut VecDeque<(char, Tone)>, style: Style) -> String {
    let (mut out, mut run, mut tone) = (String::new(), String::new(), Tone::Normal);
    for wanted in row.chars() {
        let is_it = |c: char| c == wanted || c == ' ' && wanted == NO_BREAK_SPACE;
        while rest.front().is_some_and(|&(c, _)| !is_it(c)) {
            rest.pop_front();
        }
        let (wanted, next) = rest.pop_front().unwrap_or((wanted, Tone::Normal));
        if next != tone {
            out += &paint(&std::mem::take(&mut run), tone, style);
            tone = next;
        }
        // It has kept its words together; whoever copies or searches the row expects a blank.
        run.push(match wanted {
            NO_BREAK_SPACE => ' ',
            wanted => wanted,
        });
    }
    out + &paint(&run, tone, style)
}

/// Puts the escape sequences of a tone around a text that is already clean.
pub fn paint(text: &str, tone: Tone, style: Style) -> String {
    if !style.colour || text.is_empty() {
        return text.to_owned();
    }
    match tone {
        Tone::Normal => text.to_owned(),
        tone => palette(tone).force_styling(true).apply_to(text).to_string(),
    }
}

/// The whole palette: one accent, one warning, bold and dim. Both colours are read on light and
/// on dark ground, where yellow, white and black are not.
pub(super) fn palette(tone: Tone) -> console::Style {
    let look = console::Style::new();
    match tone {
        Tone::Normal => look,
        Tone::Bold => look.bold(),
        Tone::Quiet => look.dim(),
        Tone::Good => look.green(),
        Tone::Warn => look.red(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn control_sequences_become_visible() {
        let table = [
            ("\u{1b}]0;title\u{7}", "\u{fffd}]0;title\u{fffd}"),
            ("\u{1b}[2J", "\u{fffd}[2J"),
            ("\u{9b}31m", "\u{fffd}31m"),
            ("a\tb\r\nc", "a b\nc"),
            ("\u{202e}gnp", "\u{fffd}gnp"),
            ("a\u{200b}b\u{feff}c\u{200d}d\u{2060}", "abcd"),
            ("a\u{2028}b\u{2029}c", "a b c"),
            (
                "👩\u{200d}💻 می\u{200c}خواهم",
                "👩\u{200d}💻 می\u{200c}خواهم",
            ),
            ("naïve 日本 שלום", "naïve 日本 שלום"),
        ];
        for (text, expected) in table {
            assert_eq!(clean(text), expected);
        }
    }

    #[test]
    fn rows_hang_and_keep_their_tone() {
        let line = Line::plain("1. ")
            .and(Tone::Bold, "skipped the shim")
            .and(Tone::Normal, " in week two")
            .indented(2)
            .hanging(3);
        let style = Style {
            columns: 20,
            ..Style::default()
        };
        assert_eq!(
            render(std::slice::from_ref(&line), style),
            "  1. skipped the\n     shim in week\n     two\n"
        );
        let coloured = Style {
            colour: true,
            ..style
        };
        assert_eq!(
            render(&[line], coloured),
            "  1. \u{1b}[1mskipped the\u{1b}[0m\n     \u{1b}[1mshim\u{1b}[0m in week\n     two\n"
        );
    }

    #[test]
    fn a_command_stays_on_one_row() {
        let style = Style {
            columns: 30,
            ..Style::default()
        };
        assert_eq!(
            render(
                &[Line::plain(
                    "Not lost: `star-cards rename a b` brings it back."
                )],
                style
            ),
            "Not lost:\n`star-cards rename a b` brings\nit back.\n"
        );
    }

    #[test]
    fn cutting_counts_columns() {
        assert_eq!(fit("日本語テキスト", 7), "日本語…");
        assert_eq!(fit("short", 7), "short");
        assert_eq!(pad("ab", 4), "ab  ");
    }

    proptest! {
        #[test]
        fn nothing_raw_reaches_the_screen(text in any::<String>(), columns in 1usize..120) {
            let style = Style { columns, ..Style::default() };
            let shown = render(&[Line::plain(text).indented(2)], style);
            prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()));
        }

        #[test]
        fn what_can_be_copied_stands_on_one_row(
            before in prop::collection::vec("[a-zA-Z,.]{1,12}", 0..8),
            words in prop::collection::vec("[a-z][a-z=/-]{0,30}", 1..8),
            path in prop::collection::vec("[a-zA-Z0-9_.-]{1,30}", 1..6),
            after in prop::collection::vec("[a-zA-Z,.]{1,12}", 0..8),
            hang in 0usize..8,
            columns in 1usize..120,
        ) {
            let style = Style { columns, ..Style::default() };
            let (before, after) = (before.join(" "), after.join(" "));
            let command = format!("star-cards {}", words.join(" "));
            let path = format!("/{}", path.join("/"));
            let spaced = format!("'{}'", path.replace('_', " "));
            for (text, whole) in [
                (format!("{before} `{command}` {after}"), &command),
                (format!("{before}: {command}  {after}"), &command),
                (format!("{before}: {command}. {after}"), &command),
                (format!("{before} ({command}) {after}"), &command),
                (format!("{before} {path} {after}"), &path),
                (format!("{before} {path}: {after}"), &path),
                (format!("{before}: star-cards show {path}"), &path),
                (format!("{before} {spaced}. {after}"), &spaced),
            ] {
                let shown = render(&[Line::plain(&text).indented(2).hanging(hang)], style);
                let rows = shown.lines().filter(|row| row.contains(whole.as_str()));
                prop_assert_eq!(rows.count(), 1, "{}", shown);
            }
        }

        #[test]
        fn no_word_is_lost(words in prop::collection::vec("[a-z]{1,12}", 0..30), columns in 20usize..120) {
            let style = Style { columns, ..Style::default() };
            let shown = render(&[Line::plain(words.join(" "))], style);
            let back: Vec<&str> = shown.split_whitespace().collect();
            prop_assert_eq!(back, words);
        }
    }
}
