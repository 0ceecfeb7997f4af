//! `stats` in ten seconds: what to do today, how ready the stories are, and the few numbers behind.
//!
//! At most 24 lines at 80 columns with the next step that the command adds. All else is `--all`'s.

use super::chart::{ChartRow, chart};
use super::heard;
use super::screen::{StatsScreen, nothing_yet, on_screen, own_scale, seconds, stories, why_hard};
use crate::cli::wording::{counted, heading, percent};
use crate::export::figures::FigureUnit;
use crate::prompt::text::{Line, Tone, fit};
use crate::study::ahead::CardsAhead;
use crate::study::date;

/// Columns of a word before its figures.
const WORD: usize = 10;

/// Columns of the names of interviews.
const LONGEST_NAMES: usize = 16;

/// The screen without its last line.
pub(super) fn lines(screen: &StatsScreen<'_>) -> Vec<Line> {
    let report = screen.report;
    if report.total.reviews == 0 {
        let told = told(screen).into_iter().map(row);
        return std::iter::once(nothing_yet(report)).chain(told).collect();
    }
    let mut lines = first(screen);
    for section in [stories(screen), recalled(screen), numbers(screen)] {
        if !section.is_empty() {
            lines.push(Line::blank());
            lines.extend(section);
        }
    }
    lines
}

/// What to do today, and how ready all of it is.
fn first(screen: &StatsScreen<'_>) -> Vec<Line> {
    let (report, total) = (screen.report, &screen.report.total);
    let todo = match screen.ahead.days[0] {
        0 => "nothing more".to_owned(),
        cards => counted(cards as usize, "card"),
    };
    let mut lines = vec![heading("Today: ").and(Tone::Normal, format!("{todo}."))];
    lines.extend(screen.practise.clone());
    let names = fit(&report.interview_names.join(", "), LONGEST_NAMES);
    let ready = match (
        total.readiness_on_day.zip(report.interview),
        total.readiness,
    ) {
        (Some((on_day, day)), today) => {
            let away = date::away(day.since(screen.date));
            let today =
                today.map_or_else(String::new, |today| format!(" ({} today)", percent(today)));
            format!(
                "{names} {away}: {} ready on the day if you stop now{today}.",
                percent(on_day)
            )
        }
        (None, Some(today)) => format!("{} ready today.", percent(today)),
        (None, None) => return lines,
    };
    let chosen = match report.quick_choices {
        (_, 0) => String::new(),
        (quick, asked) => format!(
            " Chosen within 10 s: {quick} of {}.",
            counted(asked, "question")
        ),
    };
    lines.push(Line::plain(format!("{ready}{chosen}")).hanging(2));
    lines
}

/// What came back over the last days.
fn recalled(screen: &StatsScreen<'_>) -> Vec<Line> {
    let total = &screen.report.total;
    let rates = on_screen().filter_map(|figure| match figure.unit {
        FigureUnit::Rate(get) => Some((figure.screen, get(total))),
        _ => None,
    });
    // The last one is of all days, which is `--all`'s.
    let rows = rates.take(2).filter_map(|(label, rate)| {
        let of = format!(" of {}", counted(rate.of as usize, "answer"));
        Some(ChartRow::share(label, rate.share()?, &of))
    });
    let rows: Vec<ChartRow> = rows.collect();
    let own_scale = own_scale(screen.report);
    if rows.is_empty() && own_scale.is_none() {
        return Vec::new();
    }
    let mut lines = vec![heading("Recalled")];
    lines.extend(chart(&rows, screen.style));
    lines.extend(own_scale);
    lines
}

/// A line each: what falls due, runs, the hardest card, the days studied.
fn numbers(screen: &StatsScreen<'_>) -> Vec<Line> {
    let report = screen.report;
    let total = &report.total;
    let mut rows = vec![("Falls due", falls_due(&screen.ahead))];
    rows.extend(told(screen));
    if let Some(&hardest) = report.hardest.first() {
        let card = &report.cards[hardest];
        let why = why_hard(card).into_iter().next().unwrap_or_default();
        rows.push(("Hardest", format!("{} ({why})", screen.card(card))));
    }
    let (days, answers) = (
        counted(total.days as usize, "day"),
        counted(total.reviews as usize, "answer"),
    );
    rows.push(("Studied", format!("{answers} on {days}")));
    let missing = report.kinds.iter().filter(|kind| kind.stories == 0);
    let missing: Vec<&str> = missing.filter_map(|kind| Some(kind.miss?.key())).collect();
    if screen.has_own && !missing.is_empty() {
        rows.push(("Missing", format!("a {} story", missing.join(", a "))));
    }
    rows.push(("More", "star-cards stats --all".to_owned()));
    rows.into_iter().map(row).collect()
}

/// The runs, and what is left out of them most.
fn told(screen: &StatsScreen<'_>) -> Vec<(&'static str, String)> {
    let report = screen.report;
    let mut rows = Vec::new();
    if let Some(median) = report.runs.median_ms() {
        let runs = counted(report.runs.totals_ms.len(), "run");
        let over = match report.runs.over_ceiling {
            0 => String::new(),
            over => format!(", {over} over 120 s"),
        };
        rows.push((
            "Told",
            format!("{runs} aloud, usually {} s{over}", seconds(median)),
        ));
    }
    if report.mocks > 0 {
        rows.push(("Mocks", counted(report.mocks, "mock interview")));
    }
    rows.extend(heard::most(screen).map(|most| ("Left out", most)));
    rows
}

fn row((word, told): (&str, String)) -> Line {
    let line = Line::quiet(format!("{word:<WORD$} "));
    line.and(Tone::Normal, told).hanging(WORD + 1)
}

/// `4 today, 0 tomorrow, 1 more in 7 days; 5 by the interview`
fn falls_due(ahead: &CardsAhead) -> String {
    let days = &ahead.days;
    let soon: u32 = days[2..7].iter().sum();
    let before = match ahead.by_interview {
        Some(due) => format!("; {due} by the interview"),
        None => String::new(),
    };
    format!(
        "{} today, {} tomorrow, {soon} more in 7 days{before}",
        days[0], days[1]
    )
}
