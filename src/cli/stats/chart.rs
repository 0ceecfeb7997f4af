//! Charts of a few rows, drawn with characters.

use unicode_width::UnicodeWidthStr;

use crate::cli::wording::{INDENT, detail};
use crate::prompt::text::{Line, Style, Tone, pad};

/// Columns of a bar, where there is room.
const WIDEST_BAR: usize = 20;
/// A bar of fewer columns says nothing.
const NARROWEST_BAR: usize = 4;
/// Columns between label, bar and number.
pub(crate) const GAP: usize = 2;

/// One row of a chart.
pub(crate) struct ChartRow {
    pub label: String,
    pub bar: ChartBar,
    /// What stands behind it.
    pub number: String,
    /// What is said instead of both where nothing is drawn; the number if empty.
    pub spoken: String,
}

impl ChartRow {
    /// A row that says line by line what stands behind its bar.
    pub(crate) fn new(label: &str, bar: ChartBar, number: String) -> ChartRow {
        ChartRow {
            label: label.to_owned(),
            bar,
            number,
            spoken: String::new(),
        }
    }

    /// A share, 0 to 1, as a bar and in per cent.
    pub(crate) fn share(label: &str, share: f64, of: &str) -> ChartRow {
        let number = format!("{:>3.0} %{of}", share * 100.0);
        ChartRow::new(label, ChartBar::Share(share), number)
    }
}

/// Something small that is drawn in one row.
pub(crate) enum ChartBar {
    /// A part of a whole, 0 to 1; the whole is drawn as well.
    Share(f64),
    /// A length from 0 to 1 to be compared with others.
    Length(f64),
    /// Steps from 0 to 1, one a column, the last ones where there are too many; none where
    /// there is nothing to draw.
    Steps(Vec<Option<f64>>),
    /// Stretches in a row, each with its letter and its length; together 0 to 1.
    Letters(Vec<(char, f64)>),
}

impl ChartBar {
    /// So many columns wide.
    pub(crate) fn draw(&self, width: usize, style: Style) -> String {
        let (full, empty) = match style.unicode {
            true => ("█", "░"),
            false => ("#", "."),
        };
        let (part, rest) = match self {
            ChartBar::Share(part) => (*part, empty),
            ChartBar::Length(part) => (*part, " "),
            ChartBar::Steps(steps) => return draw_steps(steps, width, style),
            ChartBar::Letters(stretches) => return draw_letters(stretches, width),
        };
        // A little is not nothing.
        let least = usize::from(part > 0.0);
        let cells = ((part * width as f64).round() as usize).clamp(least, width);
        full.repeat(cells) + &rest.repeat(width - cells)
    }
}

fn draw_steps(steps: &[Option<f64>], width: usize, style: Style) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    const ASCII: [char; 8] = ['_', ':', '-', '=', '+', '*', '%', '#'];
    let (levels, nothing) = match style.unicode {
        true => (BLOCKS, ' '),
        false => (ASCII, '.'),
    };
    let step = |step: &Option<f64>| match step {
        None => nothing,
        Some(height) => levels[(height * 7.0).round().clamp(0.0, 7.0) as usize],
    };
    let shown = &steps[steps.len().saturating_sub(width)..];
    let drawn: String = shown.iter().map(step).collect();
    drawn + &" ".repeat(width - shown.len())
}

fn draw_letters(stretches: &[(char, f64)], width: usize) -> String {
    let (mut drawn, mut end) = (String::new(), 0.0);
    for (letter, length) in stretches {
        end += length * width as f64;
        while drawn.len() < (end.round() as usize).min(width) {
            drawn.push(*letter);
        }
    }
    format!("{drawn:width$}")
}

/// Rows of label, bar and number. Where the screen is too narrow the bar shrinks and then
/// goes; a label too long even so stands in a row of its own. Line by line there are no
/// bars: a screen reader would spell them.
pub(crate) fn chart(rows: &[ChartRow], style: Style) -> Vec<Line> {
    if style.plain {
        let line = |row: &ChartRow| match row.spoken.as_str() {
            "" => detail(format!("{}: {}", row.label, row.number.trim())),
            spoken => detail(format!("{}: {spoken}", row.label)),
        };
        return rows.iter().map(line).collect();
    }
    let long = |text: &str| text.width();
    let number = rows.iter().map(|row| long(&row.number)).max().unwrap_or(0);
    let room = style.width().saturating_sub(INDENT + GAP + GAP + number);
    let limit = room.saturating_sub(NARROWEST_BAR);
    let labels = rows.iter().map(|row| long(&row.label));
    let fitting = labels.filter(|&label| label <= limit).max().unwrap_or(0);
    // At least as wide as the widest fixed label, so that the bars of all charts line up.
    let column = fitting.max("readiness".len()).min(limit);
    let bar = (room - column.min(room)).clamp(NARROWEST_BAR, WIDEST_BAR);
    let bar = bar.min(style.width() / 4);
    let mut lines = Vec::new();
    for row in rows {
        let alone = long(&row.label) > column;
        let mut line = Line::default();
        if alone {
            lines.push(Line::plain(row.label.as_str()).indented(INDENT));
            // Spaces that begin a line belong to its indent.
            line.indent = if column > 0 { column + GAP } else { 0 };
        } else {
            line = Line::plain(pad(&row.label, column) + &" ".repeat(GAP));
        }
        let line = line.and(Tone::Good, row.bar.draw(bar, style));
        let line = line.and(Tone::Normal, " ".repeat(GAP) + &row.number);
        lines.push(line.indented(INDENT).hanging(INDENT));
    }
    lines
}
