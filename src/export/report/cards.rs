//! The cards: what falls due, how they spread over ease and interval, which are hardest.

use maud::{Markup, html};

use super::chart::{Area, ChartColumn, columns, label, line, svg};
use super::page::Page;
use super::parts::ColumnKind::{self, Number, Own, Words};
use super::parts::{HtmlTable, counted, dash, percent_or_dash, rate, section};
use crate::export::figures::{self, GONE, hundredths};
use crate::study::report::{Bin, CardReport, Figures};

/// What falls due on each of the next days, and before the interview.
pub(crate) fn forecast(page: &Page<'_>) -> Markup {
    let total = &page.report.total;
    let forecast = &page.cards.days;
    let within = |days: usize| forecast[..days].iter().sum::<u32>();
    let mut lead = format!(
        "{} today, {} within 7 days, {} within {} days.",
        within(1),
        within(7),
        within(forecast.len()),
        forecast.len()
    );
    if let Some(due) = page.cards.by_interview {
        lead.push_str(&format!(" {due} before the interview."));
    }
    if total.new > 0 {
        let new = counted(total.new, "card");
        lead.push_str(&format!(" {new} not shown yet; only today's count here."));
    }
    let day = |ahead: usize| page.report.day.plus(ahead as i64);
    let rows = forecast.iter().enumerate();
    let rows = rows.map(|(ahead, cards)| [day(ahead).spoken(day(0)), cards.to_string()]);
    let columns = [Words("Day"), Number("Cards")];
    let table = HtmlTable::new("Cards that fall due on each day", columns, rows);
    let body = match within(forecast.len()) {
        0 => html! {},
        _ => html! { (forecast_chart(page, &lead)) (table.folded("Figures", &[])) },
    };
    section("due", "What falls due", &lead, body)
}

fn forecast_chart(page: &Page<'_>, says: &str) -> Markup {
    let forecast = &page.cards.days;
    let area = Area::beside_numbers(16.0, 120.0);
    let day = |ahead: usize| page.report.day.plus(ahead as i64);
    let bars: Vec<ChartColumn> = forecast
        .iter()
        .enumerate()
        .map(|(ahead, &cards)| ChartColumn {
            value: cards,
            class: if ahead == 0 { "accent" } else { "second" },
            tip: format!("{}: {}", day(ahead).spoken(day(0)), counted(cards, "card")),
        })
        .collect();
    let interview = page.report.interview.and_then(|date| {
        let ahead = usize::try_from(date.since(page.report.day)).ok()?;
        (ahead < forecast.len()).then(|| area.middle(ahead, forecast.len()))
    });
    svg(
        "chart-due",
        "Cards that fall due in the next 30 days",
        says,
        156.0,
        html! {
            (columns(&bars, area))
            @for ahead in (0..forecast.len()).step_by(7) {
                @let words = if ahead == 0 { "today".to_owned() } else { day(ahead).short(day(0)) };
                (label(area.middle(ahead, forecast.len()), 151.0, "small middle", &words))
            }
            @if let Some(x) = interview {
                (line(x, 12.0, x, area.bottom(), "mark"))
                // Beside the line, on the side where there is room.
                @let (at, side) = if x < 200.0 { (x + 5.0, "small marked") } else { (x - 5.0, "small marked end") };
                (label(at, 13.0, side, "interview"))
            }
        },
    )
}

/// How ease and interval spread; nothing before the first counted answer.
pub(crate) fn spreads(page: &Page<'_>) -> Markup {
    let report = page.report;
    if report.interval_spread.iter().all(|bin| bin.cards == 0) {
        return html! {};
    }
    html! {
        div.pair {
            (spread(
                &Spread { id: "ease", heading: "Ease", caption: "Cards by ease",
                    lead: "Every card begins at 2.50; hard answers lower it, to 1.30 at the least.",
                    column: "Ease" },
                &report.ease_spread,
                |ease| format!("{:.2}", hundredths(ease)),
            ))
            (spread(
                &Spread { id: "interval", heading: "Interval", caption: "Cards by interval",
                    lead: "Days from one showing to the next.", column: "Days" },
                &report.interval_spread,
                |days| days.to_string(),
            ))
        }
    }
}

struct Spread {
    id: &'static str,
    heading: &'static str,
    caption: &'static str,
    lead: &'static str,
    column: &'static str,
}

fn spread(about: &Spread, bins: &[Bin], value: impl Fn(u32) -> String) -> Markup {
    let range = |bin: &Bin| figures::range(bin, &value);
    let area = Area::beside_numbers(8.0, 110.0);
    let tells = |bin: &Bin| format!("{}: {}", range(bin), counted(bin.cards, "card"));
    let bars = bins.iter().map(|bin| {
        let tip = format!("{} {}", about.column, tells(bin));
        ChartColumn::second(bin.cards, tip)
    });
    let bars: Vec<ChartColumn> = bars.collect();
    let filled = bins.iter().filter(|bin| bin.cards > 0);
    let says: Vec<String> = filled.map(tells).collect();
    let chart = svg(
        &format!("chart-{}", about.id),
        about.caption,
        &format!("{}.", says.join(", ")),
        138.0,
        html! {
            (columns(&bars, area))
            // Each number stands where its bin begins.
            @for (place, bin) in bins.iter().enumerate() {
                (label(area.edge(place, bins.len()), 132.0, "small middle", &value(bin.from)))
            }
        },
    );
    let rows = bins.iter().map(|bin| [range(bin), bin.cards.to_string()]);
    let table = HtmlTable::new(about.caption, [Words(about.column), Number("Cards")], rows);
    section(
        about.id,
        about.heading,
        about.lead,
        html! { (chart) (table.folded("Figures", &[])) },
    )
}

/// The hardest cards; nothing while none is hard.
pub(crate) fn hardest(page: &Page<'_>) -> Markup {
    if page.report.hardest.is_empty() {
        return html! {};
    }
    let row = |&place: &usize| {
        let card = &page.report.cards[place];
        let figures = &card.figures;
        [
            card.name.clone(),
            figures.lapses.to_string(),
            figures.ease.map_or_else(dash, |ease| format!("{ease:.2}")),
            percent_or_dash(figures.recall),
        ]
    };
    let columns = [
        Own("Card"),
        Number("Lapses"),
        Number("Ease"),
        Number("Recall"),
    ];
    let rows = page.report.hardest.iter().map(row);
    let table = HtmlTable::new("The hardest cards, the hardest first", columns, rows);
    let lead = "Forgotten after they were known, or seldom easy. Rewriting one may do more than repeating it.";
    let hardest = page.texts.map(|texts| {
        let hardest = page.report.hardest.iter();
        hardest.map(|&place| texts.cards[place].title)
    });
    let titles: Vec<&str> = hardest.into_iter().flatten().collect();
    section("hardest", "Hardest cards", lead, table.shown(&titles))
}

/// Every card, behind a line that opens the table.
pub(crate) fn all(page: &Page<'_>) -> Markup {
    let cards = page.report.cards.iter();
    let cards = cards.map(|card| (card.name.as_str(), &card.figures, Some(card)));
    let gone = page.report.gone.iter();
    let gone = gone.map(|gone| (gone.name.as_str(), &gone.figures, None));
    let row = |card| COLUMNS.map(|(_, cell)| cell(card)).to_vec();
    let columns = COLUMNS.map(|(column, _)| column);
    let table = HtmlTable::new("Every card", columns, cards.chain(gone).map(row));
    let count = counted(page.report.total.cards, "card");
    let lead = match page.report.gone_reviews() {
        0 => format!("{count}."),
        gone => format!(
            "{count}. {} for cards that no longer exist.",
            counted(gone, "answer")
        ),
    };
    // Names that only the log knows come last and have no title.
    let cards = page.texts.into_iter().flat_map(|texts| &texts.cards);
    let titles: Vec<&str> = cards.map(|card| card.title).collect();
    let table = table.folded("Show them", &titles);
    section("cards", "Every card", &lead, table)
}

/// A name, its figures, and the card that bears it: none for a name that only the log knows.
type NamedCard<'a> = (&'a str, &'a Figures, Option<&'a CardReport>);

/// A column of the table of every card: its kind, and what it says of one.
type CardColumn = (ColumnKind, fn(NamedCard<'_>) -> String);

#[rustfmt::skip]
const COLUMNS: [CardColumn; 9] = [
    (Own("Card"), |(name, ..)| name.to_owned()),
    (Words("State"), |(.., card)| card.map_or(GONE, |card| card.state.key()).to_owned()),
    (Words("Due"), |(.., card)| card.and_then(|card| card.due).map_or_else(dash, |day| day.to_string())),
    (Number("Ease"), |card| counted_once(card, |figures| figures.ease, 2)),
    (Number("Interval, days"), |card| counted_once(card, |figures| figures.interval, 0)),
    (Number("Lapses"), |(_, figures, _)| figures.lapses.to_string()),
    (Number("Recall"), |(_, figures, card)| percent_or_dash(card.map(|_| figures.recall.unwrap_or(0.0)))),
    (Number("Recalled"), |(_, figures, _)| rate(figures.all)),
    (Number("Answers"), |(_, figures, _)| figures.reviews.to_string()),
];

/// What is known of a card once an answer counted, with so many digits behind the point.
fn counted_once(card: NamedCard<'_>, get: fn(&Figures) -> Option<f64>, digits: usize) -> String {
    let (_, figures, card) = card;
    let known = card.filter(|_| figures.counted > 0).and(get(figures));
    known.map_or_else(dash, |value| format!("{value:.digits$}"))
}
