//! `stats`: the report for a person, calm and short.

use super::bare::counted;
use super::context::{Context, Counted, heading};
use super::error::Outcome;
use super::{coverage, names};
use crate::prompt::text::{Line, Style, Tone, pad};
use crate::study::report::{CardReport, GroupReport, Rate, Report};

/// Stories shown, the least ready ones.
const STORIES: usize = 5;
/// Hardest cards shown.
const HARDEST: usize = 3;
/// Columns of a bar, where there is room.
const WIDEST_BAR: usize = 20;
/// A bar of fewer columns says nothing.
const NARROWEST_BAR: usize = 4;
/// Columns before every row.
const INDENT: usize = 2;
/// Columns between label, bar and number.
const GAP: usize = 2;

/// Show how well you remember, what falls due, and which cards are hardest
#[derive(clap::Args, Debug)]
pub struct Stats {}

impl Stats {
    /// Prints it.
    pub fn run(self, context: &mut Context<'_>) -> Outcome {
        let Counted { table, report } = context.report()?;
        names::tell_lost(context, &table.desk);
        let mut text = lines(&report, context.out_style);
        if table.shelf.own().next().is_some() {
            text.push(coverage::kinds(&report.kinds));
        }
        if report.total.reviews == 0 {
            let today = context.today_list(&table);
            text.push(context.next_step(&table, &today));
        }
        context.print(&text)?;
        Ok(0)
    }
}

/// The report as a screenful; without a single answer one line.
pub fn lines(report: &Report, style: Style) -> Vec<Line> {
    if report.total.reviews == 0 {
        return vec![Line::plain(format!(
            "Nothing answered yet, so there is nothing to count. Waiting: {}.",
            counted(report.total.new as usize, "card")
        ))];
    }
    let sections = [
        today(report, style),
        recalled(report, style),
        forecast(report, style),
        stories(report, style),
        hardest(report, style),
        runs(report),
        studied(report),
    ];
    let mut lines = Vec::new();
    for section in sections.into_iter().filter(|section| !section.is_empty()) {
        if !lines.is_empty() {
            lines.push(Line::blank());
        }
        lines.extend(section);
    }
    lines
}

fn today(report: &Report, style: Style) -> Vec<Line> {
    let answered = report.days.get(&report.day).map_or(0, |day| day.reviews);
    let total = &report.total;
    let (due, new) = (total.due_within(1), total.new);
    let now = format!("{due} due, {new} new, {answered} answered");
    let rows = [
        ("recall", total.recall, " predicted"),
        ("readiness", total.readiness, ""),
    ];
    let rows: Vec<Row> = rows
        .into_iter()
        .filter_map(|(label, share, of)| Some(Row::share(label, share?, of)))
        .collect();
    let mut lines = vec![heading("Today"), Line::plain(now).indented(INDENT)];
    lines.extend(chart(&rows, style));
    lines
}

fn recalled(report: &Report, style: Style) -> Vec<Line> {
    let total = &report.total;
    let row = |label: &str, rate: Rate| match rate.share() {
        Some(share) => Row::share(label, share, &format!(" of {}", rate.of)),
        None => Row {
            label: label.to_owned(),
            bar: Bar::Share(0.0),
            number: "nothing yet".to_owned(),
        },
    };
    let rows = [
        row("7 days", total.week),
        row("30 days", total.month),
        row("all days", total.all),
    ];
    let mut lines = vec![heading("Recalled")];
    lines.extend(chart(&rows, style));
    lines
}

/// Days first, then weeks: tomorrow is worth a row of its own, the week after next is not.
fn forecast(report: &Report, style: Style) -> Vec<Line> {
    let forecast = &report.total.forecast;
    let until = |last: usize| {
        let day = report.day.plus(last as i64 - 1);
        format!("to {}", day.date().format("%-d %b"))
    };
    let spans = [
        (0..1, "today".to_owned()),
        (1..2, "tomorrow".to_owned()),
        (2..7, until(7)),
        (7..14, until(14)),
        (14..forecast.len(), until(forecast.len())),
    ];
    let spans = spans.map(|(days, label)| (forecast[days].iter().sum::<u32>(), label));
    let most = spans.iter().map(|(cards, _)| *cards).max().unwrap_or(0);
    let width = most.to_string().len();
    let rows = spans.map(|(cards, label)| Row {
        label,
        bar: Bar::Length(f64::from(cards) / f64::from(most.max(1))),
        number: format!("{cards:>width$}"),
    });
    let mut lines = vec![heading("Falls due")];
    lines.extend(chart(&rows, style));
    lines
}

/// Timed runs: the usual whole, how many were too long, and how the parts move.
fn runs(report: &Report) -> Vec<Line> {
    let Some(median) = report.runs.median_ms() else {
        return Vec::new();
    };
    let seconds = |ms: u64| (ms + 500) / 1000;
    let over = match report.runs.over_ceiling {
        0 => "none over 120 s".to_owned(),
        over => format!("{over} over 120 s"),
    };
    let count = counted(report.runs.totals_ms.len(), "run");
    let whole = format!("{count}, usually {} s, {over}", seconds(median));
    let parts: Vec<String> = report
        .runs
        .parts
        .iter()
        .map(|part| {
            let change = part.change_ms.map(|ms| (ms as f64 / 1000.0).round() as i64);
            let change = change.map_or_else(String::new, |s| format!(" ({s:+})"));
            format!("{} {} s{change}", part.part.name(), seconds(part.median_ms))
        })
        .collect();
    vec![
        heading("Told aloud"),
        Line::plain(whole).indented(INDENT),
        Line::toned(Tone::Quiet, parts.join(", ")).indented(INDENT),
    ]
}

/// One's own stories with both cards, the least ready first.
fn stories(report: &Report, style: Style) -> Vec<Line> {
    let own = || report.stories.iter().filter(|story| story.own);
    let readiness = |story: &GroupReport| story.figures.readiness;
    let mut ready: Vec<(f64, &GroupReport)> = own()
        .filter_map(|story| Some((readiness(story)?, story)))
        .collect();
    ready.sort_by(|(left, _), (right, _)| left.total_cmp(right));
    if ready.is_empty() {
        return Vec::new();
    }
    let rows: Vec<Row> = ready
        .iter()
        .take(STORIES)
        .map(|(share, story)| Row::share(&story.name, *share, ""))
        .collect();
    let mut lines = vec![heading("Stories, least ready first")];
    lines.extend(chart(&rows, style));
    let more = ready.len().saturating_sub(STORIES);
    let unready = own().count() - ready.len();
    let mut rest = Vec::new();
    if more > 0 {
        rest.push(format!("{more} more"));
    }
    if unready > 0 {
        rest.push(format!("{unready} without both cards"));
    }
    if !rest.is_empty() {
        lines.push(Line::toned(Tone::Quiet, rest.join(", ")).indented(INDENT));
    }
    lines
}

fn hardest(report: &Report, style: Style) -> Vec<Line> {
    if report.hardest.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![heading("Hardest cards")];
    for &card in report.hardest.iter().take(HARDEST) {
        let CardReport { name, figures, .. } = &report.cards[card];
        let lapses = (figures.lapses > 0).then(|| counted(figures.lapses as usize, "lapse"));
        let ease = figures.ease.map(|ease| format!("ease {ease:.2}"));
        let why: Vec<String> = lapses.into_iter().chain(ease).collect();
        let why = why.join(", ");
        // On a narrow screen the reason has a row of its own: a name is not cut, since it is
        // there to be typed.
        let fits = INDENT + name.len() + GAP + why.len() <= style.width();
        if fits {
            let line = Line::plain(format!("{name}  ")).and(Tone::Quiet, why);
            lines.push(line.indented(INDENT));
        } else {
            lines.push(Line::plain(name.as_str()).indented(INDENT));
            lines.push(Line::toned(Tone::Quiet, why).indented(2 * INDENT));
        }
    }
    lines
}

fn studied(report: &Report) -> Vec<Line> {
    let total = &report.total;
    let mut lines = vec![Line::plain(format!(
        "Studied on {}: {}, {}.",
        counted(total.days as usize, "day"),
        counted(total.reviews as usize, "answer"),
        duration(total.ms)
    ))];
    match report.gone_reviews() {
        0 => {}
        gone => lines.push(Line::toned(
            Tone::Quiet,
            format!("{gone} of them on cards that are gone."),
        )),
    }
    lines
}

/// `40 s`, `12 min`, `1 h 12 min`; rounded down.
fn duration(ms: u64) -> String {
    let (seconds, minutes) = (ms / 1000, ms / 60_000);
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// One row of a chart.
struct Row {
    label: String,
    bar: Bar,
    number: String,
}

impl Row {
    fn share(label: &str, share: f64, of: &str) -> Row {
        Row {
            label: label.to_owned(),
            bar: Bar::Share(share),
            number: format!("{:>3.0} %{of}", share * 100.0),
        }
    }
}

/// A small bar, 0 to 1.
#[derive(Clone, Copy)]
enum Bar {
    /// A part of a whole, which is drawn as well.
    Share(f64),
    /// A length to be compared with others.
    Length(f64),
}

impl Bar {
    fn draw(self, width: usize, style: Style) -> String {
        let (full, empty) = if style.unicode {
            ("█", "░")
        } else {
            ("#", ".")
        };
        let (part, rest) = match self {
            Bar::Share(part) => (part, empty),
            Bar::Length(part) => (part, " "),
        };
        // A little is not nothing.
        let least = usize::from(part > 0.0);
        let cells = ((part * width as f64).round() as usize).clamp(least, width);
        full.repeat(cells) + &rest.repeat(width - cells)
    }
}

/// Rows of label, bar and number. Where the screen is too narrow the bar shrinks and then
/// goes; a label too long even so stands in a row of its own. Line by line there are no
/// bars: a screen reader would spell them.
fn chart(rows: &[Row], style: Style) -> Vec<Line> {
    if style.plain {
        let line = |row: &Row| format!("{}: {}", row.label, row.number.trim());
        return rows
            .iter()
            .map(|row| Line::plain(line(row)).indented(INDENT).hanging(INDENT))
            .collect();
    }
    let long = |text: &str| text.chars().count();
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
        let drawn = row.bar.draw(bar, style);
        lines.push(
            line.and(Tone::Good, drawn)
                .and(Tone::Normal, format!("{}{}", " ".repeat(GAP), row.number))
                .indented(INDENT)
                .hanging(INDENT),
        );
    }
    lines
}

#[cfg(test)]
mod tests;
