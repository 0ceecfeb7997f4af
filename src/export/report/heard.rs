//! What was heard of the runs: the points that were left out, the pace of each beat, and how many words
//! come before the story begins.

use maud::{Markup, html};

use super::chart::{Area, ChartColumn, columns, svg};
use super::page::Page;
use super::parts::ColumnKind::{Number, Own, Words};
use super::parts::{HtmlTable, counted, dash, seconds, section};
use crate::study::missed::MissedPoint;
use crate::study::run::Run;

/// Runs in the chart; the table has all.
const RUNS: usize = 20;

/// The height of the chart.
const HEIGHT: f64 = 84.0;

/// The section; nothing where no run was heard.
pub(crate) fn heard(page: &Page<'_>) -> Markup {
    let report = page.report;
    if report.heard.is_empty() {
        return html! {};
    }
    let count = counted(report.runs.heard, "run");
    let lead = match report.missed.first() {
        Some(point) => format!(
            "{count} heard. Left out most: {}, in {} of the last {}.",
            named(page, point),
            point.missed,
            point.of
        ),
        None => format!("{count} heard. No point was left out again and again."),
    };
    let pace = pace_table(page);
    section(
        "heard",
        "What was heard",
        &lead,
        html! {
            @if !report.missed.is_empty() { (missed_table(page).shown(&[])) }
            (before_chart(page))
            @if let Some(pace) = pace { (pace.folded("Pace by beat", &[])) }
            (runs_table(page).folded("Every run heard", &[]))
        },
    )
}

/// Its words where they were asked for, else its place.
fn named(page: &Page<'_>, point: &MissedPoint) -> String {
    match page.texts {
        Some(_) => format!("“{}”", point.words),
        None => format!("point {} of {}", point.place, point.part.name()),
    }
}

fn missed_table(page: &Page<'_>) -> HtmlTable {
    let row = |point: &MissedPoint| {
        [
            named(page, point),
            page.name(&point.story).to_owned(),
            point.part.name().to_owned(),
            format!("{} of {}", point.missed, point.of),
        ]
    };
    let columns = [
        Own("Point"),
        Own("Story"),
        Words("Beat"),
        Number("Left out, of the last runs"),
    ];
    let rows = page.report.missed.iter().map(row);
    HtmlTable::new(
        "Points left out, the most often left out first",
        columns,
        rows,
    )
}

fn pace_table(page: &Page<'_>) -> Option<HtmlTable> {
    let parts = page.report.runs.parts.iter();
    let rows = parts.filter_map(|part| Some([part.part.name().to_owned(), part.pace?.to_string()]));
    let rows: Vec<_> = rows.collect();
    let columns = [Words("Beat"), Number("Words a minute")];
    (!rows.is_empty()).then(|| HtmlTable::new("How fast each beat is told", columns, rows))
}

/// Words before the story begins, run by run.
fn before_chart(page: &Page<'_>) -> Markup {
    let report = page.report;
    let before = |run: &Run| run.heard.as_ref().and_then(|heard| heard.before);
    let known = report
        .heard
        .iter()
        .filter_map(|run| Some((run, before(run)?)));
    let known: Vec<(&Run, u32)> = known.collect();
    let newest = &known[known.len().saturating_sub(RUNS)..];
    // One alone shows no course.
    if newest.len() < 2 {
        return html! {};
    }
    let bar = |(run, words): &(&Run, u32)| {
        let day = run.row.day.short(report.day);
        ChartColumn::second(*words, format!("{day}: {}", counted(*words, "word")))
    };
    let bars: Vec<ChartColumn> = newest.iter().map(bar).collect();
    let says: Vec<String> = newest.iter().map(|(_, words)| words.to_string()).collect();
    let says = format!("Newest last: {}.", says.join(", "));
    html! {
        p.chart { "Words before the story begins, run by run" }
        (svg(
            "chart-before",
            "Words before the story begins, run by run",
            &says,
            HEIGHT + 16.0,
            html! { (columns(&bars, Area::beside_numbers(8.0, HEIGHT))) },
        ))
    }
}

fn runs_table(page: &Page<'_>) -> HtmlTable {
    let row = |run: &Run| {
        let heard = run.heard.as_ref();
        let number = |words: Option<u32>| words.map_or_else(dash, |words| words.to_string());
        let latency = run.latency_ms.map(|ms| seconds(ms.into()));
        [
            run.row.day.to_string(),
            page.name(&run.row.story).to_owned(),
            number(heard.and_then(|heard| heard.all)),
            number(heard.and_then(|heard| heard.before)),
            latency.map_or_else(dash, |seconds| format!("{seconds} s")),
        ]
    };
    let columns = [
        Words("Day"),
        Own("Story"),
        Number("Words"),
        Number("Before the story"),
        Number("Silence before"),
    ];
    let rows = page.report.heard.iter().rev().map(row);
    HtmlTable::new("Every run that was heard, newest first", columns, rows)
}
