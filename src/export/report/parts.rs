//! What every section of the page is made of: headings, tables, numbers as people read them.

use maud::{Markup, html};

use crate::study::day::StudyDay;
use crate::study::report::Rate;

/// A share as a person reads it, 0 to 1 becoming `41 %`, with a space that does not break.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.0}\u{a0}%", share * 100.0)
}

/// The same, or a dash.
pub(crate) fn percent_or_dash(share: Option<f64>) -> String {
    share.map_or_else(dash, percent)
}

/// `86 % of 7`, or a dash without answers.
pub(crate) fn rate(rate: Rate) -> String {
    rate.share()
        .map_or_else(dash, |share| format!("{} of {}", percent(share), rate.of))
}

/// What stands where there is no figure.
pub(crate) fn dash() -> String {
    "–".to_owned()
}

/// Milliseconds as seconds, rounded.
pub(crate) fn seconds(ms: u64) -> u64 {
    (ms + 500) / 1000
}

/// `1 card`, `3 cards`
pub(crate) fn counted(count: u32, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// `Wed 4 Feb 2026`
pub(crate) fn dated(day: StudyDay) -> String {
    day.date().format("%a %-d %b %Y").to_string()
}

/// `Wednesday 4 February 2026`
pub(crate) fn long(day: StudyDay) -> String {
    day.date().format("%A %-d %B %Y").to_string()
}

/// A section with its heading and, if there is something to say, a sentence.
pub(crate) fn section(id: &str, heading: &str, lead: &str, body: Markup) -> Markup {
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (heading) }
            @if !lead.is_empty() { p.lead { (lead) } }
            (body)
        }
    }
}

/// More columns than a phone is wide for, or more rows than it is high for.
const SMALL_COLUMNS: usize = 4;
const SMALL_ROWS: usize = 12;

/// A column of a table.
#[derive(Clone, Copy)]
pub(crate) enum ColumnKind {
    /// Words, to the left.
    Words(&'static str),
    /// The user's own words, to the left; they may run from right to left.
    Own(&'static str),
    /// Numbers, to the right.
    Number(&'static str),
}

/// A table; the first cell of a row names the row.
pub(crate) struct HtmlTable {
    /// What it shows.
    caption: &'static str,
    columns: Vec<ColumnKind>,
    /// Each with a cell a column.
    rows: Vec<Vec<String>>,
}

impl HtmlTable {
    /// A table of rows that have a cell a column each.
    pub(crate) fn new<Row: Into<Vec<String>>>(
        caption: &'static str,
        columns: impl Into<Vec<ColumnKind>>,
        rows: impl IntoIterator<Item = Row>,
    ) -> HtmlTable {
        HtmlTable {
            caption,
            columns: columns.into(),
            rows: rows.into_iter().map(Into::into).collect(),
        }
    }

    /// The table, open to see; the section's heading says what it shows, the caption says it
    /// to those who hear it. `notes` stand under the names of the rows, if there are any.
    pub(crate) fn shown(&self, notes: &[&str]) -> Markup {
        self.table("unseen", notes)
    }

    /// The table behind a line that opens it: a word or two, said with the caption.
    pub(crate) fn folded(&self, line: &str, notes: &[&str]) -> Markup {
        let is_large = self.columns.len() > SMALL_COLUMNS || self.rows.len() > SMALL_ROWS;
        html! {
            details {
                summary { (line) span.unseen { ": " (self.caption) } }
                @if is_large {
                    // It scrolls by itself, by keyboard too.
                    div.scroll role="region" aria-label=(self.caption) tabindex="0" {
                        (self.table("", notes))
                    }
                } @else {
                    (self.table("", notes))
                }
            }
        }
    }

    fn table(&self, class_of_caption: &str, notes: &[&str]) -> Markup {
        html! {
            table {
                caption class=(class_of_caption) { (self.caption) }
                thead { tr {
                    @for column in &self.columns {
                        th scope="col" class=[column.class()] { (column.name()) }
                    }
                } }
                tbody {
                    @for (place, row) in self.rows.iter().enumerate() {
                        (self.row(row, notes.get(place)))
                    }
                }
            }
        }
    }

    fn row(&self, row: &[String], note: Option<&&str>) -> Markup {
        let cells = self.columns.iter().zip(row).enumerate();
        html! {
            tr {
                @for (place, (column, cell)) in cells {
                    @if place == 0 {
                        th scope="row" dir=[column.dir()] {
                            (cell)
                            @if let Some(note) = note { " " small dir="auto" { (note) } }
                        }
                    } @else {
                        td class=[column.class()] dir=[column.dir()] { (cell) }
                    }
                }
            }
        }
    }
}

impl ColumnKind {
    fn name(self) -> &'static str {
        match self {
            ColumnKind::Words(name) | ColumnKind::Own(name) | ColumnKind::Number(name) => name,
        }
    }

    fn dir(self) -> Option<&'static str> {
        matches!(self, ColumnKind::Own(_)).then_some("auto")
    }

    fn class(self) -> Option<&'static str> {
        matches!(self, ColumnKind::Number(_)).then_some("number")
    }
}
