//! The picture in the README: a card of a real review, drawn from what stands on the screen
//! of the real program.
//!
//! `DRAW=1 cargo test --test suite picture` draws it anew; without that the test fails as
//! soon as the program shows anything else.

use std::fmt::Write;
use std::fs;

use vt100::{Cell, Color, Screen};

use crate::harness::Home;
use crate::house::root;
use crate::terminal::Start;

const STORIES: &str = include_str!("../fortnight/stories.md");

const PICTURE: &str = "docs/review.svg";

const COLUMNS: u16 = 84;
const ROWS: u16 = 24;

/// The size of a character, in units of the picture.
const WIDTH: f32 = 8.4;
const HEIGHT: f32 = 18.0;
/// Room around the text, and above it for the title, in the same units.
const MARGIN: f32 = 18.0;
const TITLE: f32 = 30.0;

/// One window, dark on any page: its own ground and frame make it readable on light and dark.
const GROUND: &str = "#16181d";
const FRAME: &str = "#5b616e";
const TEXT: &str = "#e6e6e6";
const QUIET: &str = "#9aa1ad";

/// The eight colours of a terminal, by their numbers; the bright ones follow.
const COLOURS: [&str; 16] = [
    "#3b3f48", "#f07178", "#a5d678", "#e5c07b", "#7aa9f0", "#c792ea", "#6fc7d1", "#d5d9e0",
    "#767c88", "#ff8b92", "#bfe89a", "#f2d49b", "#9cc1ff", "#dcb0ff", "#93dde6", "#ffffff",
];

#[test]
fn the_picture_is_what_the_program_shows() {
    let picture = draw();
    let path = root().join(PICTURE);
    if std::env::var_os("DRAW").is_some() {
        fs::write(&path, &picture).expect("the picture");
    }
    let drawn = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        drawn == picture,
        "{PICTURE} shows what the program no longer shows; see tests/suite/picture.rs"
    );
}

/// The first evening of a home with three stories: a card asked and shown, and the keys that
/// grade it.
fn draw() -> String {
    let home = Home::new();
    home.feed(&["add", "--from", "-"], STORIES).ok();
    let mut tty = Start::at(&home).size(ROWS, COLUMNS).tty(&["review"]);
    tty.wait_for("Space show").press(" ");
    tty.wait_for("1 again").wait_for_a_prompt();
    tty.drawn(svg)
}

/// The rows down to the last that has anything.
fn svg(screen: &Screen) -> String {
    let rows: Vec<String> = (0..ROWS).map(|row| line(screen, row)).collect();
    let filled = rows.iter().rposition(|row| !row.is_empty());
    let rows = &rows[..=filled.expect("a screen with text")];
    let width = f32::from(COLUMNS) * WIDTH + 2.0 * MARGIN;
    let height = rows.len() as f32 * HEIGHT + MARGIN + TITLE;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" \
         font-size=\"14\">\n\
         <title>star-cards review: a card asked and shown, and the keys that grade it</title>\n\
         <rect x=\"0.5\" y=\"0.5\" width=\"{:.0}\" height=\"{:.0}\" rx=\"8\" fill=\"{GROUND}\" \
         stroke=\"{FRAME}\"/>\n\
         <text x=\"{MARGIN}\" y=\"21\" fill=\"{QUIET}\" xml:space=\"preserve\">$ star-cards review</text>\n",
        width - 1.0,
        height - 1.0,
    );
    for (number, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
        let y = TITLE + (number as f32 + 1.0) * HEIGHT;
        writeln!(svg, "<g transform=\"translate({MARGIN} {y})\">{row}</g>").expect("a string");
    }
    svg + "</svg>\n"
}

/// One row, cut where the style changes. Each piece stands at its column, whatever font the
/// reader has.
fn line(screen: &Screen, row: u16) -> String {
    let mut pieces: Vec<(u16, String, String)> = Vec::new();
    for column in 0..COLUMNS {
        let cell = screen.cell(row, column).expect("a cell");
        if !cell.has_contents() || cell.contents().trim().is_empty() {
            if let Some((_, _, text)) = pieces.last_mut() {
                text.push(' ');
            }
            continue;
        }
        let style = style(cell);
        match pieces.last_mut() {
            Some((_, last, text)) if *last == style => text.push_str(cell.contents()),
            _ => pieces.push((column, style, cell.contents().to_owned())),
        }
    }
    pieces
        .iter()
        .map(|(column, style, text)| piece(*column, style, text))
        .collect()
}

fn piece(column: u16, style: &str, text: &str) -> String {
    let text = text.trim_end();
    let x = f32::from(column) * WIDTH;
    let width = text.chars().count() as f32 * WIDTH;
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!(
        "<text x=\"{x:.1}\" textLength=\"{width:.1}\" xml:space=\"preserve\" {style}>{escaped}</text>"
    )
}

fn style(cell: &Cell) -> String {
    let colour = match cell.fgcolor() {
        Color::Default if cell.dim() => QUIET.to_owned(),
        Color::Default => TEXT.to_owned(),
        Color::Idx(number) => COLOURS
            .get(usize::from(number))
            .copied()
            .unwrap_or(TEXT)
            .to_owned(),
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
    };
    let weight = if cell.bold() {
        " font-weight=\"bold\""
    } else {
        ""
    };
    format!("fill=\"{colour}\"{weight}")
}
