//! The past: recall week by week, how well it was foreseen, and the days studied.

use chrono::Datelike;
use maud::{Markup, html};

use super::chart::{Area, ChartColumn, WIDTH, columns, label, line, n, svg};
use super::page::Page;
use super::parts::ColumnKind::{Number, Words};
use super::parts::{HtmlTable, counted, dated, percent, rate, section};
use crate::study::day::StudyDay;
use crate::study::own_scale::{CalibrationGroup, OwnScale, calibration};
use crate::study::report::calendar::{self, Week};
use crate::study::report::{DayAnswers, Rate};

/// Weeks in the chart of recall; the table has all.
const WEEKS: usize = 52;

/// Weeks beside each other in one part of the heat map.
const HALF_YEAR: usize = calendar::YEAR_WEEKS.div_ceil(2);

/// Where the lower part of that chart begins.
const ANSWERS_Y: f64 = 128.0;

/// Recall and answers, week by week.
pub(crate) fn recall(page: &Page<'_>) -> Markup {
    let total = &page.report.total;
    let weeks = calendar::last_weeks(&page.report.weeks, page.report.day, WEEKS);
    let answers = |rate: Rate| counted(rate.of, "answer");
    let mut lead = match (total.month.share(), total.all.share().map(percent)) {
        (Some(month), Some(all)) => {
            let (month, answers) = (percent(month), answers(total.month));
            let of = total.all.of;
            format!("{month} of {answers} in the last 30 days, {all} of {of} in all.")
        }
        (None, Some(all)) => format!("{all} of {} in all.", answers(total.all)),
        _ => "No card has been shown a second time yet.".to_owned(),
    };
    let first = page.report.weeks.keys().next().zip(weeks.first());
    if first.is_some_and(|(first, (drawn, _))| first < drawn) {
        lead.push_str(" The chart shows the last year; all weeks are in the figures.");
    }
    let rows = page.report.weeks.iter().rev();
    let rows = rows.map(|(monday, week)| {
        [
            monday.to_string(),
            rate(week.recall),
            week.reviews.to_string(),
        ]
    });
    let columns = [Words("Week from"), Number("Recalled"), Number("Answers")];
    let table = HtmlTable::new("Recall by week, newest first", columns, rows);
    section(
        "recall",
        "Recall, week by week",
        &lead,
        html! {
            (recall_chart(&weeks, &lead))
            (table.folded("Figures", &[]))
        },
    )
}

/// What the curve foresaw beside what came back; nothing before there are enough answers.
pub(crate) fn calibrated(page: &Page<'_>) -> Markup {
    let report = page.report;
    let told = report.total.own_scale.map(OwnScale::sentence);
    let Some(told) = told else {
        return html! {};
    };
    let row = |group: &CalibrationGroup| {
        let (passed, of) = (group.passed, group.of);
        let (low, high) = group.range;
        [
            percent(group.foreseen),
            rate(Rate { passed, of }),
            format!("{} to {}", percent(low), percent(high)),
        ]
    };
    let groups = calibration(&report.foreseen);
    let table = groups.map(|groups| {
        let columns = [
            Words("Foreseen"),
            Number("Recalled"),
            Number("Likely range"),
        ];
        let rows = groups.iter().map(row);
        HtmlTable::new("Foreseen by the curve, and recalled", columns, rows)
    });
    section(
        "foreseen",
        "Foreseen and recalled",
        &told,
        html! { @if let Some(table) = table { (table.shown(&[])) } },
    )
}

fn recall_chart(weeks: &[(StudyDay, DayAnswers)], says: &str) -> Markup {
    let above = Area::beside_numbers(10.0, 90.0);
    let below = Area::beside_numbers(ANSWERS_Y, 44.0);
    let count = weeks.len();
    let today = weeks
        .last()
        .map_or_else(|| StudyDay::from_number(0), |(monday, _)| *monday);
    let bar = |(monday, week): &(StudyDay, DayAnswers)| {
        let answers = counted(week.reviews, "answer");
        let tip = format!("Week from {}: {answers}", monday.short(today));
        ChartColumn::second(week.reviews, tip)
    };
    let bars: Vec<ChartColumn> = weeks.iter().map(bar).collect();
    let point = |(place, share)| (above.middle(place, count), above.level(share));
    svg(
        "chart-recall",
        "Recall and answers, week by week",
        says,
        192.0,
        html! {
            @for share in [0.5, 1.0] {
                @let y = above.level(share);
                (line(above.x, y, WIDTH, y, "grid"))
                (label(above.x - 5.0, y + 4.0, "small end", &format!("{:.0}", share * 100.0)))
            }
            (line(above.x, above.bottom(), WIDTH, above.bottom(), "axis"))
            (label(above.x - 5.0, above.bottom() + 4.0, "small end", "0"))
            @for stretch in stretches(weeks) {
                @let points: Vec<(f64, f64)> = stretch.into_iter().map(point).collect();
                @if points.len() > 1 { (trend(&points)) }
                @for (x, y) in &points { circle cx=(n(*x)) cy=(n(*y)) r="2.2" class="dot" {} }
            }
            (label(above.x, ANSWERS_Y - 8.0, "small", "answers"))
            (columns(&bars, below))
            (months(&weeks.iter().map(|(monday, _)| *monday).collect::<Vec<_>>(), below, 187.0))
        },
    )
}

/// Weeks in a row that have a recall, each with its place and its recall: a week without one
/// ends a stretch, since nothing is known of it.
fn stretches(weeks: &[(StudyDay, DayAnswers)]) -> Vec<Vec<(usize, f64)>> {
    let known = weeks.iter().enumerate();
    let known: Vec<(usize, f64)> = known
        .filter_map(|(place, (_, week))| Some((place, week.recall.share()?)))
        .collect();
    let stretches = known.chunk_by(|(before, _), (place, _)| before + 1 == *place);
    stretches.map(<[_]>::to_vec).collect()
}

fn trend(points: &[(f64, f64)]) -> Markup {
    let points = points.iter().map(|(x, y)| format!("{},{}", n(*x), n(*y)));
    let path: Vec<String> = points.collect();
    html! { polyline points=(path.join(" ")) class="trend" {} }
}

/// Units that the name of a month takes in any font, and with its year; and the room behind it.
const MONTH: f64 = 28.0;
const MONTH_AND_YEAR: f64 = 58.0;
const BEHIND: f64 = 6.0;

/// The months under, or over, some weeks; where they stand too close some are left out. January
/// has its year, and so has the first where there is room.
fn months(mondays: &[StudyDay], area: Area, y: f64) -> Markup {
    let x = |place: usize| area.x + place as f64 * area.width / mondays.len() as f64;
    let begins = |&place: &usize| match place {
        0 => true,
        place => mondays[place - 1].date().month() != mondays[place].date().month(),
    };
    let begins: Vec<usize> = (0..mondays.len()).filter(begins).collect();
    let (mut end, mut year) = (f64::NEG_INFINITY, None);
    let mut labels = Vec::new();
    for (number, &place) in begins.iter().enumerate() {
        let monday = mondays[place].date();
        let next = begins.get(number + 1).map_or(WIDTH, |next| x(*next));
        let room = next - x(place) - BEHIND;
        let is_new_year = year != Some(monday.year());
        let is_wide = is_new_year && (monday.month() == 1 || room >= MONTH_AND_YEAR);
        let (format, width) = match is_wide {
            true => ("%b %Y", MONTH_AND_YEAR),
            false => ("%b", MONTH),
        };
        // A wide one at the right edge moves left rather than out of the picture.
        let left = x(place).min(WIDTH - width);
        // The first week may be the last of its month.
        let stands = place > 0 || room >= width;
        if stands && left > end && x(place) < WIDTH - 18.0 {
            labels.push((left, monday.format(format).to_string()));
            end = left + width + BEHIND;
            year = Some(monday.year());
        }
    }
    if let (true, Some(first)) = (labels.is_empty(), mondays.first()) {
        labels.push((area.x, first.date().format("%-d %b %Y").to_string()));
    }
    html! { @for (x, month) in labels { (label(x, y, "small", &month)) } }
}

/// The days of a year at most, as two parts that stand beside each other where there is room.
pub(crate) fn studied(page: &Page<'_>) -> Markup {
    let year = calendar::year(&page.report.days, page.report.day);
    let answers = year.iter().flat_map(|week| week.days).flatten();
    let (mut most, mut days, mut sum) = (0, 0, 0);
    for reviews in answers {
        most = most.max(reviews);
        days += u32::from(reviews > 0);
        sum += reviews;
    }
    let (on, answers) = (counted(days, "day"), counted(sum, "answer"));
    let first = year[0].monday;
    let since = match page.report.days.keys().next() {
        Some(begun) if *begun >= first => format!("since {}", dated(*begun)),
        _ => "of the last year".to_owned(),
    };
    let lead = format!("On {on} {since}: {answers}.");
    // Half a year stands alone; more stands as two halves.
    let (older, newer) = match year.len() <= HALF_YEAR {
        true => (&year[..0], &year[..]),
        false => year.split_at(year.len() / 2),
    };
    let rows = page.report.days.range(first..).rev();
    let rows = rows.map(|(day, answers)| [day.to_string(), answers.reviews.to_string()]);
    let columns = [Words("Day"), Number("Answers")];
    let table = HtmlTable::new("Days studied, newest first", columns, rows);
    section(
        "studied",
        "Days studied",
        &lead,
        html! {
            div.halves {
                @if !older.is_empty() { (half(older, most, "older")) }
                (half(newer, most, "newer"))
            }
            p.scale aria-hidden="true" {
                "fewer "
                @for level in 0..=calendar::MOST_LEVEL { span class={ "key " (heat(level)) } {} }
                " more"
            }
            (table.folded("Figures", &[]))
        },
    )
}

/// One part.
fn half(weeks: &[Week], most: u32, which: &str) -> Markup {
    let days = weeks.iter().flat_map(|week| week.days).flatten();
    let studied = days.filter(|&reviews| reviews > 0).count() as u32;
    let area = Area {
        x: 28.0,
        y: 16.0,
        width: WIDTH - 28.0,
        height: 0.0,
    };
    // The halves differ by a week; their squares do not.
    let cell = area.width / HALF_YEAR as f64;
    let mondays: Vec<StudyDay> = weeks.iter().map(|week| week.monday).collect();
    let from = dated(mondays[0]);
    let title = format!("Days studied, the {which} part, from {from}");
    let says = format!("{} with an answer.", counted(studied, "day"));
    svg(
        &format!("chart-{which}"),
        &title,
        &says,
        16.0 + 7.0 * cell,
        html! {
            (months(&mondays, Area { width: cell * weeks.len() as f64, ..area }, 10.0))
            @for (row, name) in [(0, "Mon"), (2, "Wed"), (4, "Fri")] {
                (label(0.0, area.y + (f64::from(row) + 0.5) * cell + 3.5, "small", name))
            }
            @for (place, week) in weeks.iter().enumerate() {
                @for (row, answers) in week.days.iter().enumerate() {
                    @if let Some(answers) = answers {
                        (square(week.monday.plus(row as i64), *answers, most,
                            area.x + place as f64 * cell, area.y + row as f64 * cell, cell))
                    }
                }
            }
        },
    )
}

fn square(day: StudyDay, answers: u32, most: u32, x: f64, y: f64, cell: f64) -> Markup {
    let side = n(cell - 2.0);
    html! {
        rect x=(n(x)) y=(n(y)) width=(side) height=(side) rx="2"
            class=(heat(calendar::level(answers, most))) {
            @if answers > 0 { title { (dated(day)) ": " (counted(answers, "answer")) } }
        }
    }
}

fn heat(level: u32) -> String {
    format!("heat-{}", level.min(calendar::MOST_LEVEL))
}
