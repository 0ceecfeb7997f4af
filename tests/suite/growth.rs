//! The picture of how `due` grows with the number of cards, drawn from what was measured.
//!
//! The numbers stand in `docs/growth/growth.csv`. `DRAW=1 cargo test --test suite growth::` draws
//! the picture anew; without that a test fails as soon as it does not show those numbers.

use std::fmt::Write;
use std::fs;

use crate::house::root;

const NUMBERS: &str = "docs/growth/growth.csv";
const PICTURE: &str = "docs/growth/growth.svg";

/// Units of the picture.
const WIDTH: f64 = 780.0;
const HEIGHT: f64 = 400.0;
/// Around the grid, for the labels.
const LEFT: f64 = 74.0;
const RIGHT: f64 = 214.0;
const TOP: f64 = 58.0;
const BOTTOM: f64 = 56.0;
/// From one label at the end of a line to the next.
const LABEL: f64 = 17.0;

/// Decades of the axes: 10 to 100,000 cards, 1 ms to 10 s.
const CARDS: (f64, f64) = (1.0, 5.0);
const MS: (f64, f64) = (0.0, 4.0);

/// Dark on any page: its own ground and frame make it readable on light and dark.
const GROUND: &str = "#16181d";
const FRAME: &str = "#5b616e";
const GRID: &str = "#2c3038";
const TEXT: &str = "#e6e6e6";
const QUIET: &str = "#9aa1ad";

/// The lines: their name in the file, their label, their colour, and how they are drawn.
const LINES: [(&str, &str, &str, &str); 5] = [
    (
        "star-cards before",
        "star-cards before",
        "#f07178",
        "stroke-width=\"2\"",
    ),
    (
        "star-cards without a snapshot",
        "star-cards, first start",
        "#a5d678",
        "stroke-width=\"1.5\" stroke-dasharray=\"5 4\"",
    ),
    ("Anki", "Anki", "#e5c07b", "stroke-width=\"2\""),
    ("star-cards", "star-cards", "#a5d678", "stroke-width=\"3\""),
    (
        "SQLite alone",
        "SQLite opens a file",
        "#9aa1ad",
        "stroke-width=\"1.5\" stroke-dasharray=\"2 4\"",
    ),
];

/// Cards and milliseconds of one line, in the order of the file.
fn points(numbers: &str, line: &str) -> Vec<(f64, f64)> {
    let rows = numbers.lines().filter_map(|row| {
        let (name, rest) = row.split_once(',')?;
        let (cards, ms) = rest.split_once(',')?;
        (name == line).then(|| (cards.parse().expect("cards"), ms.parse().expect("a time")))
    });
    rows.collect()
}

fn x(cards: f64) -> f64 {
    let part = (cards.log10() - CARDS.0) / (CARDS.1 - CARDS.0);
    LEFT + part * (WIDTH - LEFT - RIGHT)
}

fn y(ms: f64) -> f64 {
    let part = (ms.log10() - MS.0) / (MS.1 - MS.0);
    HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)
}

/// `1.7 ms`, `13 ms`, `2.5 s`.
fn told(ms: f64) -> String {
    match ms {
        ms if ms < 9.95 => format!("{ms:.1} ms"),
        ms if ms < 999.5 => format!("{ms:.0} ms"),
        ms => format!("{:.1} s", ms / 1000.0),
    }
}

fn text(x: f64, y: f64, anchor: &str, colour: &str, words: &str) -> String {
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"{colour}\">{words}</text>\n"
    )
}

/// Ground, frame, title and the two axes.
fn ground() -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" \
         height=\"{HEIGHT}\" role=\"img\" font-family=\"ui-sans-serif, system-ui, sans-serif\" \
         font-size=\"13\">\n\
         <title>What due takes with 10 to 100,000 cards, beside Anki and SQLite</title>\n\
         <rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\" fill=\"{GROUND}\" stroke=\"{FRAME}\"/>\n",
        WIDTH - 1.0,
        HEIGHT - 1.0,
    );
    svg.push_str(&text(
        18.0,
        30.0,
        "start",
        TEXT,
        "What is due today? Processor time of the whole program",
    ));
    let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
    for (ms, label) in [
        (1.0, "1 ms"),
        (10.0, "10 ms"),
        (100.0, "100 ms"),
        (1e3, "1 s"),
        (1e4, "10 s"),
    ] {
        let y = y(ms);
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {y:.1}H{right}\" stroke=\"{GRID}\"/>"
        );
        svg.push_str(&text(LEFT - 10.0, y + 4.5, "end", QUIET, label));
    }
    for (cards, label) in [
        (10.0, "10"),
        (100.0, "100"),
        (1e3, "1,000"),
        (1e4, "10,000"),
        (1e5, "100,000"),
    ] {
        let x = x(cards);
        let _ = writeln!(
            svg,
            "<path d=\"M{x:.1} {TOP}V{bottom}\" stroke=\"{GRID}\"/>"
        );
        svg.push_str(&text(x, bottom + 20.0, "middle", QUIET, label));
    }
    let middle = f64::midpoint(LEFT, right);
    svg + &text(
        middle,
        bottom + 41.0,
        "middle",
        QUIET,
        "cards, each answered ten times",
    )
}

fn drawn(numbers: &str) -> String {
    let mut svg = ground();
    let mut labels = Vec::new();
    for (name, label, colour, style) in LINES {
        let points = points(numbers, name);
        assert_eq!(points.len(), 5, "{name}");
        let path: Vec<String> = points
            .iter()
            .map(|&(cards, ms)| format!("{:.1} {:.1}", x(cards), y(ms)))
            .collect();
        let _ = writeln!(
            svg,
            "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" {style} stroke-linejoin=\"round\"/>",
            path.join("L")
        );
        for &(cards, ms) in &points {
            let _ = writeln!(
                svg,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"{colour}\"/>",
                x(cards),
                y(ms)
            );
        }
        let (_, last) = points[points.len() - 1];
        labels.push((y(last) + 4.5, colour, format!("{label}, {}", told(last))));
    }
    labels.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut free = 0.0_f64;
    for (at, colour, words) in labels {
        let at = at.max(free);
        svg.push_str(&text(WIDTH - RIGHT + 12.0, at, "start", colour, &words));
        free = at + LABEL;
    }
    svg + "</svg>\n"
}

#[test]
fn the_picture_shows_what_was_measured() {
    let numbers = fs::read_to_string(root().join(NUMBERS)).expect("the numbers");
    let svg = drawn(&numbers);
    let path = root().join(PICTURE);
    if std::env::var_os("DRAW").is_some() {
        fs::write(&path, &svg).expect("the picture");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == svg,
        "{PICTURE} is not what {NUMBERS} says: DRAW=1 draws it anew"
    );
}
