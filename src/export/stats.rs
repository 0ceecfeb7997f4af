//! `export stats`: the report as CSV and JSON. Names and numbers; words only if asked for.

mod document;

use serde::Serialize;

use crate::story::{Miss, Shelf, text};
use crate::study::card::{Card, Kind};
use crate::study::day::StudyDay;
use crate::study::desk::Desk;
use crate::study::face;
use crate::study::report::{
    Answers, Bin, CardReport, Figures, GroupReport, Rate, Report, RunFigures,
};

pub use document::{SCHEMA, to_json};

use super::csv::{self, Words};
use super::json::rounded;

/// The name of the row that adds everything up.
pub const ALL: &str = "all";

/// The state of a name that only the log knows.
pub const GONE: &str = "gone";

/// What `--with-text` adds to the report.
pub struct Texts<'s> {
    /// The titles of the shelf's stories.
    titles: Vec<&'s str>,
    /// One entry a card of the desk.
    pub(super) cards: Vec<CardText<'s>>,
}

/// The words of one card.
pub struct CardText<'s> {
    /// Its story's title.
    pub title: &'s str,
    /// The points that must be said.
    pub points: Vec<String>,
    /// What is shown after the attempt, as plain text; of a trap its lines.
    pub text: String,
}

impl<'s> Texts<'s> {
    /// The words behind a report.
    pub fn gather(shelf: &'s Shelf, desk: &Desk) -> Texts<'s> {
        let titles = shelf.stories.iter().map(|s| s.story.title.as_str());
        let cards = desk.cards.iter().map(|card| card_text(shelf, card));
        Texts {
            titles: titles.collect(),
            cards: cards.collect(),
        }
    }

    /// The title of a story by its place on the shelf.
    pub(super) fn title(&self, story: &GroupReport) -> &'s str {
        self.titles[story.place]
    }
}

fn card_text<'s>(shelf: &'s Shelf, card: &Card) -> CardText<'s> {
    let story = card.story(shelf);
    let back = face::back(shelf, card, None);
    let text = match card.kind {
        Kind::Trap(trap) => {
            let lines = story.traps.iter().filter(|line| line.trap == trap);
            let lines: Vec<&str> = lines.map(|line| line.line.as_str()).collect();
            lines.join("\n")
        }
        _ => text::plain(&back.markdown),
    };
    CardText {
        title: &story.title,
        points: back.points,
        text,
    }
}

/// The names of some cards.
pub(super) fn names<'r>(report: &'r Report, cards: &[usize]) -> Vec<&'r str> {
    let name = |&card: &usize| report.cards[card].name.as_str();
    cards.iter().map(name).collect()
}

/// One line of the CSV.
#[derive(Serialize, Default)]
struct Row<'a> {
    /// total, deck, story, card; then kind, week, day, ease, interval
    level: &'static str,
    name: Option<Words<'a>>,
    /// Of a card, but for general traps.
    story: Option<Words<'a>>,
    deck: Option<Words<'a>>,
    kind: Option<&'static str>,
    /// new, waiting, due, buried, suspended; gone for a name that only the log knows.
    state: Option<&'static str>,
    /// Of a kind of failure: one's own complete stories.
    stories: Option<u32>,
    cards: Option<u32>,
    new: Option<u32>,
    reviews: Option<u32>,
    counted: Option<u32>,
    recall_rate_7: Option<f64>,
    recall_rate_7_of: Option<u32>,
    recall_rate_30: Option<f64>,
    recall_rate_30_of: Option<u32>,
    recall_rate_all: Option<f64>,
    recall_rate_all_of: Option<u32>,
    lapses: Option<u32>,
    ease: Option<f64>,
    /// Days.
    interval: Option<f64>,
    /// Of a card: YYYY-MM-DD.
    due: Option<String>,
    due_today: Option<u32>,
    due_7: Option<u32>,
    due_30: Option<u32>,
    /// Cards due before the day of the next interview.
    due_by_interview: Option<u32>,
    /// Cards due on each of 30 days, today first, with spaces between.
    forecast: Option<String>,
    days_studied: Option<u32>,
    ms: Option<u64>,
    recall: Option<f64>,
    readiness: Option<f64>,
    /// On the day of the next interview, if nothing is answered until then.
    recall_on_day: Option<f64>,
    readiness_on_day: Option<f64>,
    /// What one more good answer today would add on that day; of cards and stories.
    one_more: Option<f64>,
    /// Finished runs; of the total and of stories.
    runs: Option<u32>,
    run_median_ms: Option<u64>,
    runs_over_120_s: Option<u32>,
    /// The hardest cards with spaces between.
    hardest: Option<Words<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Words<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<Words<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Words<'a>>,
}

/// `--format csv`: one row a name, the total first, then decks, stories, cards.
pub fn to_csv(report: &Report, texts: Option<&Texts<'_>>) -> Vec<u8> {
    let group = |level, group| group_row(report, level, group);
    let total = Row {
        hardest: Some(names(report, &report.hardest).join(" ").into()),
        ..with_runs(row("total", ALL, &report.total), &report.runs)
    };
    let none = RunFigures::default();
    let decks = report.decks.iter().map(|deck| Row {
        deck: None,
        ..group("deck", deck)
    });
    let stories = report.stories.iter().map(|story| Row {
        title: texts.map(|texts| texts.title(story).into()),
        ..with_runs(
            group("story", story),
            report.story_runs.get(&story.name).unwrap_or(&none),
        )
    });
    let cards = report.cards.iter().enumerate().map(|(index, card)| {
        let text = texts.map(|texts| &texts.cards[index]);
        Row {
            title: text.map(|text| text.title.into()),
            points: text.map(|text| text.points.join("\n").into()),
            text: text.map(|text| text.text.as_str().into()),
            ..card_row(card)
        }
    });
    let gone = report.gone.iter().map(|gone| Row {
        state: Some(GONE),
        ..row("card", &gone.name, &gone.figures)
    });
    let rows = std::iter::once(total)
        .chain(decks)
        .chain(stories)
        .chain(cards)
        .chain(gone)
        .chain(series(report))
        .map(|row| even(row, texts.is_some()));
    csv::table(rows)
}

/// What is counted along something else than names: kinds of failure, weeks, days, bins.
fn series(report: &Report) -> impl Iterator<Item = Row<'_>> {
    let kinds = report.kinds.iter().map(|kind| Row {
        level: "kind",
        name: Some(kind.miss.map_or("not said", Miss::key).into()),
        stories: Some(kind.stories),
        ..Row::default()
    });
    let weeks = report.weeks.iter().map(|week| answers_row("week", week));
    let days = report.days.iter().map(|day| answers_row("day", day));
    let ease = report.ease_spread.iter().map(|bin| Row {
        level: "ease",
        name: Some(range(bin, |ease| format!("{:.2}", hundredths(ease))).into()),
        cards: Some(bin.cards),
        ..Row::default()
    });
    let interval = report.interval_spread.iter().map(|bin| Row {
        level: "interval",
        name: Some(range(bin, |days| days.to_string()).into()),
        cards: Some(bin.cards),
        ..Row::default()
    });
    kinds.chain(weeks).chain(days).chain(ease).chain(interval)
}

fn answers_row<'a>(level: &'static str, (day, answers): (&StudyDay, &Answers)) -> Row<'a> {
    Row {
        level,
        name: Some(day.to_string().into()),
        reviews: Some(answers.reviews),
        recall_rate_all: answers.recall.share().map(rounded),
        recall_rate_all_of: Some(answers.recall.of),
        ..Row::default()
    }
}

/// `2 to 6`, `365 and more`
pub(super) fn range(bin: &Bin, value: impl Fn(u32) -> String) -> String {
    match bin.below {
        Some(below) if below == bin.from + 1 => value(bin.from),
        Some(below) => format!("{} to {}", value(bin.from), value(below - 1)),
        None => format!("{} and more", value(bin.from)),
    }
}

/// An ease as people write it: 250 is 2.5.
pub(super) fn hundredths(ease: u32) -> f64 {
    f64::from(ease) / 100.0
}

fn with_runs<'a>(row: Row<'a>, runs: &RunFigures) -> Row<'a> {
    Row {
        runs: Some(runs.count()),
        run_median_ms: runs.median_ms(),
        runs_over_120_s: Some(runs.over_ceiling),
        ..row
    }
}

/// Every row has the columns of words, or none has.
fn even(row: Row<'_>, with_text: bool) -> Row<'_> {
    let fill = |words: Option<_>| with_text.then(|| words.unwrap_or_else(|| Words::from("")));
    Row {
        title: fill(row.title),
        points: fill(row.points),
        text: fill(row.text),
        ..row
    }
}

fn group_row<'a>(report: &'a Report, level: &'static str, group: &'a GroupReport) -> Row<'a> {
    Row {
        deck: Some(group.deck.as_str().into()),
        hardest: Some(names(report, &group.hardest).join(" ").into()),
        ..row(level, &group.name, &group.figures)
    }
}

fn card_row(card: &CardReport) -> Row<'_> {
    Row {
        story: card.story.as_deref().map(Words::from),
        deck: Some(card.deck.as_str().into()),
        kind: Some(card.kind.key()),
        state: Some(card.state.key()),
        due: card.due.map(|day| day.to_string()),
        ..row("card", &card.name, &card.figures)
    }
}

fn row<'a>(level: &'static str, name: &'a str, figures: &Figures) -> Row<'a> {
    let share = |rate: Rate| rate.share().map(rounded);
    let forecast: Vec<String> = figures.forecast.iter().map(u32::to_string).collect();
    Row {
        level,
        name: Some(name.into()),
        cards: Some(figures.cards),
        new: Some(figures.new),
        reviews: Some(figures.reviews),
        counted: Some(figures.counted),
        recall_rate_7: share(figures.week),
        recall_rate_7_of: Some(figures.week.of),
        recall_rate_30: share(figures.month),
        recall_rate_30_of: Some(figures.month.of),
        recall_rate_all: share(figures.all),
        recall_rate_all_of: Some(figures.all.of),
        lapses: Some(figures.lapses),
        ease: figures.ease.map(rounded),
        interval: figures.interval.map(rounded),
        due_today: Some(figures.due_within(1)),
        due_7: Some(figures.due_within(7)),
        due_30: Some(figures.due_within(30)),
        due_by_interview: figures.due_by_interview,
        forecast: Some(forecast.join(" ")),
        days_studied: Some(figures.days),
        ms: Some(figures.ms),
        recall: figures.recall.map(rounded),
        readiness: figures.readiness.map(rounded),
        recall_on_day: figures.recall_on_day.map(rounded),
        readiness_on_day: figures.readiness_on_day.map(rounded),
        one_more: figures.one_more.map(rounded),
        ..Row::default()
    }
}

#[cfg(test)]
mod tests;
