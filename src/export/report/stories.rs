//! The stories: how ready each is, how they were told, which kinds there are, their words.

use maud::{Markup, html};

use super::chart::{self, WIDTH, bar, label, line, svg};
use super::page::{Page, fit};
use super::parts::ColumnKind::{Number, Own, Words};
use super::parts::{HtmlTable, counted, dash, percent, percent_or_dash, rate, seconds, section};
use crate::story::{AnswerPart, Miss};
use crate::study::report::GroupReport;
use crate::study::run::{CEILING_MS, Run, TARGET_MS};

/// Stories in the chart, the least ready; the table has all.
const CHARTED: usize = 10;

/// Runs in the chart, the newest; the table has all.
const RUNS: usize = 10;

/// Units from one run to the next.
const ROW: f64 = 34.0;

/// Characters of a name beside a day and a number.
const NAME: usize = 26;

/// Readiness of one's own stories.
pub(crate) fn readiness(page: &Page<'_>) -> Markup {
    let ready = page.report.least_ready();
    let lacking = match page.report.unready().len() {
        0 => String::new(),
        1 => "1 story lacks a decision or a change, and has no readiness. ".to_owned(),
        more => format!("{more} stories lack a decision or a change, and have no readiness. "),
    };
    if ready.is_empty() {
        let lead = match lacking.is_empty() {
            true => "No story of your own yet.".to_owned(),
            false => lacking,
        };
        return section(
            "readiness",
            "Readiness of your stories",
            lead.trim_end(),
            html! {},
        );
    }
    let charted = &ready[..ready.len().min(CHARTED)];
    let more = match ready.len() - charted.len() {
        0 => String::new(),
        more => format!("The {CHARTED} least ready; {more} more are in the figures. "),
    };
    let lead = format!("Would both the decision and the change come out? {lacking}{more}");
    let chart = html! {
        ol.ready aria-label="Readiness of your stories, the least ready first" {
            @for (share, story) in charted { (readiness_row(page, *share, story)) }
        }
    };
    let legend = html! {
        ul.legend {
            li { span.key.accent {} "on the day of the interview, if you answered nothing until then" }
            li { span.key.mark {} "today" }
        }
    };
    section(
        "readiness",
        "Readiness of your stories",
        lead.trim_end(),
        html! {
            (chart)
            @if page.report.interview.is_some() { (legend) }
            (readiness_table(page, &ready).folded("Figures", &[]))
        },
    )
}

/// Name and number are words of the page, so that a long name wraps and is never cut; the
/// bar only draws what they say: the day of the interview, and today as a mark.
fn readiness_row(page: &Page<'_>, today: f64, story: &GroupReport) -> Markup {
    let on_day = story.figures.readiness_on_day;
    let share = on_day.unwrap_or(today);
    html! {
        li {
            span.name dir="auto" { (page.story(story)) }
            span.value {
                (percent(share))
                @if on_day.is_some() {
                    span.unseen { " on the day, " (percent(today)) " today" }
                }
            }
            svg viewBox={ "0 0 " (chart::n(WIDTH)) " 14" } aria-hidden="true" {
                (bar(0.0, 3.0, WIDTH, 8.0, "track"))
                (bar(0.0, 3.0, WIDTH * share, 8.0, "accent"))
                @if on_day.is_some() {
                    @let x = (WIDTH * today).clamp(1.5, WIDTH - 1.5);
                    (line(x, 0.0, x, 14.0, "mark"))
                }
            }
        }
    }
}

fn readiness_table(page: &Page<'_>, ready: &[(f64, &GroupReport)]) -> HtmlTable {
    let ahead = page.report.interview.is_some();
    let mut columns = vec![Own("Story")];
    columns.extend(ahead.then_some(Number("On the day")));
    columns.push(Number("Today"));
    columns.extend(ahead.then_some(Number("One more adds")));
    columns.extend([Number("Recalled, 30 days"), Number("Due in 7 days")]);
    let row = |(share, story): &(f64, &GroupReport)| {
        let figures = &story.figures;
        let mut row = vec![page.story(story).to_owned()];
        row.extend(ahead.then(|| percent_or_dash(figures.readiness_on_day)));
        row.push(percent(*share));
        row.extend(ahead.then(|| percent_or_dash(figures.one_more)));
        row.extend([rate(figures.month), figures.due_within(7).to_string()]);
        row
    };
    let caption = "Readiness of each story, the least ready first";
    HtmlTable::new(caption, columns, ready.iter().map(row))
}

/// The timed runs; nothing without any.
pub(crate) fn told(page: &Page<'_>) -> Markup {
    let runs = &page.report.runs;
    let Some(median) = runs.median_ms() else {
        return html! {};
    };
    let newest: Vec<&Run> = page.report.told.iter().rev().take(RUNS).collect();
    let over = match runs.over_ceiling {
        0 => "none over 120 s".to_owned(),
        over => format!("{over} over 120 s"),
    };
    let count = match page.report.mocks {
        0 => counted(runs.count(), "run"),
        mocks => {
            let mocks = counted(u32::try_from(mocks).unwrap_or(u32::MAX), "mock interview");
            format!(
                "{} (those of {mocks} among them)",
                counted(runs.count(), "run")
            )
        }
    };
    let usually = seconds(median);
    let lead = format!("{count}, usually {usually} s, {over}. Aim for 90 s; 120 s is the limit.");
    let says: Vec<String> = newest
        .iter()
        .map(|run| {
            format!(
                "{} {} s",
                page.name(&run.row.story),
                seconds(run.total_ms())
            )
        })
        .collect();
    let says = format!("Newest first: {}.", says.join(", "));
    let longest = newest.iter().map(|run| run.total_ms()).max().unwrap_or(0);
    // Some room beyond the limit, so that its line does not stand at the edge.
    let full = longest.max(CEILING_MS + 12_000);
    let height = newest.len() as f64 * ROW + 16.0;
    let chart = svg(
        "chart-told",
        "Your newest runs, beat by beat",
        &says,
        height,
        html! {
            @for (ms, words) in [(TARGET_MS, "90 s"), (CEILING_MS, "120 s")] {
                @let x = WIDTH * ms as f64 / full as f64;
                (label(x, 9.0, "small middle", words))
                (line(x, 13.0, x, height, if ms == CEILING_MS { "limit" } else { "aim" }))
            }
            @for (place, run) in newest.iter().enumerate() {
                (run_row(page, place as f64 * ROW + 16.0, run, full))
            }
        },
    );
    section(
        "told",
        "Told aloud",
        &lead,
        html! {
            (chart)
            ul.legend {
                @for part in AnswerPart::ALL {
                    @if runs.parts.iter().any(|figures| figures.part == part) {
                        li { span class={ "key " (part.key()) } {} (part.name()) }
                    }
                }
            }
            (parts_table(page).folded("Beat by beat", &[]))
            (runs_table(page).folded("Every run", &[]))
        },
    )
}

fn run_row(page: &Page<'_>, y: f64, run: &Run, full: u64) -> Markup {
    let unit = WIDTH / full as f64;
    let starts = run.parts.iter().scan(0.0, |from, (_, ms)| {
        let start = *from;
        *from += f64::from(*ms) * unit;
        Some(start)
    });
    let total = format!("{} s", seconds(run.total_ms()));
    let name = fit(page.name(&run.row.story), NAME);
    html! {
        text x="0" y=(chart::n(y + 12.0)) class="name halo" {
            tspan.own { (name) } ", " (run.row.day.short(page.report.day))
        }
        (label(WIDTH, y + 12.0, if run.is_over() { "value end over halo" } else { "value end halo" }, &total))
        @for ((part, ms), start) in run.parts.iter().zip(starts) {
            // A hair of paper between the parts tells them apart without colour.
            @let width = (f64::from(*ms) * unit - 1.0).max(0.5);
            rect x=(chart::n(start)) y=(chart::n(y + 18.0)) width=(chart::n(width)) height="10"
                class=(part.key()) {
                title { (part.name()) " " (seconds(u64::from(*ms))) " s" }
            }
        }
    }
}

fn parts_table(page: &Page<'_>) -> HtmlTable {
    let parts = page.report.runs.parts.iter();
    let change = |ms: i64| match (ms as f64 / 1000.0).round() as i64 {
        0 => "0 s".to_owned(),
        seconds => format!("{seconds:+} s"),
    };
    let rows = parts.map(|part| {
        [
            part.part.name().to_owned(),
            format!("{} s", seconds(part.median_ms)),
            part.change_ms.map_or_else(dash, change),
        ]
    });
    let columns = [
        Words("Beat"),
        Number("Median"),
        Number("Newest three against before"),
    ];
    HtmlTable::new("How long each beat usually takes", columns, rows)
}

fn runs_table(page: &Page<'_>) -> HtmlTable {
    let parts = page.report.runs.parts.iter().map(|figures| figures.part);
    let parts: Vec<AnswerPart> = parts.collect();
    let mut columns = vec![Words("Day"), Own("Story"), Number("Whole")];
    columns.extend(parts.iter().map(|part| Number(part.name())));
    let row = |run: &Run| {
        let time = |part: &AnswerPart| {
            let told = run.parts.iter().filter(|(told, _)| told == part);
            match told.map(|(_, ms)| u64::from(*ms)).sum() {
                0 => dash(),
                ms => seconds(ms).to_string(),
            }
        };
        let whole = [
            run.row.day.to_string(),
            page.name(&run.row.story).to_owned(),
            seconds(run.total_ms()).to_string(),
        ];
        let cells = whole.into_iter().chain(parts.iter().map(time));
        cells.collect::<Vec<_>>()
    };
    let rows = page.report.told.iter().rev().map(row);
    HtmlTable::new("Every finished run in seconds, newest first", columns, rows)
}

/// Which kinds of failure have a story.
pub(crate) fn kinds(page: &Page<'_>) -> Markup {
    let kinds = &page.report.kinds;
    let missing = kinds.iter().filter(|kind| kind.stories == 0);
    let missing: Vec<&str> = missing.filter_map(|kind| Some(kind.miss?.key())).collect();
    let lead = match missing.is_empty() {
        true => "Each of the three kinds has a story.".to_owned(),
        false => format!("Still without a story: {}.", missing.join(", ")),
    };
    let name = |miss: Option<Miss>| match miss {
        Some(Miss::Technical) => "A technical miss",
        Some(Miss::Stakeholder) => "A stakeholder you failed to involve",
        Some(Miss::Judgement) => "A judgement or hiring call",
        None => "Not said",
    };
    let rows = kinds
        .iter()
        .map(|kind| [name(kind.miss).to_owned(), kind.stories.to_string()]);
    let columns = [Words("Kind"), Number("Stories")];
    let table = HtmlTable::new("Your complete stories by kind of failure", columns, rows);
    section("kinds", "Kinds of failure", &lead, table.shown(&[]))
}

/// The words of one's own stories, where they were asked for.
pub(crate) fn words(page: &Page<'_>) -> Markup {
    let Some(texts) = page.texts else {
        return html! {};
    };
    let own = page.report.stories.iter().filter(|story| story.own);
    let cards = |story: &GroupReport| {
        let of_story = page.report.cards.iter().zip(&texts.cards);
        let name = story.name.clone();
        of_story.filter(move |(card, _)| card.story.as_deref() == Some(&name))
    };
    section(
        "words",
        "Your words",
        "",
        html! {
            @for story in own {
                h3 dir="auto" { (texts.title(story)) }
                dl.words {
                    @for (card, text) in cards(story) {
                        dt { (card.kind.suffix()) }
                        dd {
                            @for paragraph in text.text.split("\n\n") { p dir="auto" { (paragraph) } }
                        }
                    }
                }
            }
        },
    )
}
