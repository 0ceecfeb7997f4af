//! `export stats`: the report as CSV and JSON. Names and numbers; words only if asked for.

use serde::Serialize;

use crate::story::{Shelf, text};
use crate::study::card::{Card, Kind};
use crate::study::desk::Desk;
use crate::study::face;
use crate::study::report::{
    CardReport, Figures, GoneReport, GroupReport, Rate, Report, RunFigures,
};

use super::csv::{self, Words};
use super::json::{self, rounded};

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
#[derive(Serialize)]
struct Row<'a> {
    /// total, deck, story, card
    level: &'static str,
    name: Words<'a>,
    /// Of a card, but for general traps.
    story: Option<Words<'a>>,
    deck: Option<Words<'a>>,
    kind: Option<&'static str>,
    /// new, waiting, due, buried, suspended; gone for a name that only the log knows.
    state: Option<&'static str>,
    cards: u32,
    new: u32,
    reviews: u32,
    counted: u32,
    recall_rate_7: Option<f64>,
    recall_rate_7_of: u32,
    recall_rate_30: Option<f64>,
    recall_rate_30_of: u32,
    recall_rate_all: Option<f64>,
    recall_rate_all_of: u32,
    lapses: u32,
    ease: Option<f64>,
    /// Days.
    interval: Option<f64>,
    /// Of a card: YYYY-MM-DD.
    due: Option<String>,
    due_today: u32,
    due_7: u32,
    due_30: u32,
    /// Cards due on each of 30 days, today first, with spaces between.
    forecast: String,
    days_studied: u32,
    ms: u64,
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
        .map(|row| even(row, texts.is_some()));
    csv::table(rows)
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
        name: name.into(),
        story: None,
        deck: None,
        kind: None,
        state: None,
        cards: figures.cards,
        new: figures.new,
        reviews: figures.reviews,
        counted: figures.counted,
        recall_rate_7: share(figures.week),
        recall_rate_7_of: figures.week.of,
        recall_rate_30: share(figures.month),
        recall_rate_30_of: figures.month.of,
        recall_rate_all: share(figures.all),
        recall_rate_all_of: figures.all.of,
        lapses: figures.lapses,
        ease: figures.ease.map(rounded),
        interval: figures.interval.map(rounded),
        due: None,
        due_today: figures.due_within(1),
        due_7: figures.due_within(7),
        due_30: figures.due_within(30),
        forecast: forecast.join(" "),
        days_studied: figures.days,
        ms: figures.ms,
        recall: figures.recall.map(rounded),
        readiness: figures.readiness.map(rounded),
        recall_on_day: figures.recall_on_day.map(rounded),
        readiness_on_day: figures.readiness_on_day.map(rounded),
        one_more: figures.one_more.map(rounded),
        runs: None,
        run_median_ms: None,
        runs_over_120_s: None,
        hardest: None,
        title: None,
        points: None,
        text: None,
    }
}

/// The JSON document.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    /// The study day, which is also the first day of every forecast.
    day: String,
    /// The day of the next interview; null where none is ahead.
    interview: Option<String>,
    total: Group<'a>,
    decks: Vec<Group<'a>>,
    stories: Vec<Group<'a>>,
    cards: Vec<OneCard<'a>>,
    /// Names in the log that no card bears today; the total includes them.
    gone: Vec<OneCard<'a>>,
    /// Every study day with an answer.
    days: Vec<Day>,
}

#[derive(Serialize, Default)]
struct Group<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deck: Option<&'a str>,
    /// One's own story, or a deck that is no part of the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(flatten)]
    figures: Numbers,
    /// Timed runs that were finished; of the total and of stories that have any.
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<Runs>,
    /// Names of cards, the hardest first.
    hardest: Vec<&'a str>,
}

#[derive(Serialize, Default)]
struct Runs {
    count: u32,
    median_ms: Option<u64>,
    over_120_s: u32,
    /// Each run, oldest first.
    totals_ms: Vec<u64>,
    parts: Vec<RunPart>,
}

#[derive(Serialize)]
struct RunPart {
    /// situation, task, action, result, learning, closing
    part: &'static str,
    median_ms: u64,
    /// The median of the newest three runs less that of those before; null for too few.
    change_ms: Option<i64>,
}

fn runs(figures: &RunFigures) -> Runs {
    let parts = figures.parts.iter().map(|part| RunPart {
        part: part.part.key(),
        median_ms: part.median_ms,
        change_ms: part.change_ms,
    });
    Runs {
        count: figures.count(),
        median_ms: figures.median_ms(),
        over_120_s: figures.over_ceiling,
        totals_ms: figures.totals_ms.clone(),
        parts: parts.collect(),
    }
}

#[derive(Serialize, Default)]
struct OneCard<'a> {
    card: &'a str,
    /// Null for a general trap.
    story: Option<&'a str>,
    deck: Option<&'a str>,
    kind: Option<&'static str>,
    state: &'static str,
    /// YYYY-MM-DD; null for a new card.
    due: Option<String>,
    #[serde(flatten)]
    figures: Numbers,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// [`Figures`] as a program reads them.
#[derive(Serialize, Default)]
struct Numbers {
    cards: u32,
    new: u32,
    reviews: u32,
    counted: u32,
    recall_rate: Rates,
    lapses: u32,
    ease: Option<f64>,
    /// Days.
    interval: Option<f64>,
    /// Cards due on each of 30 days, today first.
    forecast: Vec<u32>,
    days_studied: u32,
    /// Time spent, in milliseconds.
    ms: u64,
    /// Predicted recall today, 0 to 1.
    recall: Option<f64>,
    readiness: Option<f64>,
    /// On the day of the next interview, if nothing is answered until then.
    recall_on_day: Option<f64>,
    readiness_on_day: Option<f64>,
    /// What one more good answer today would add on that day; of cards and stories.
    one_more: Option<f64>,
}

#[derive(Serialize, Default)]
struct Rates {
    days_7: Share,
    days_30: Share,
    all: Share,
}

#[derive(Serialize, Default)]
struct Share {
    /// 0 to 1, null where `of` is 0.
    rate: Option<f64>,
    /// Counted answers, first showings left out.
    of: u32,
}

#[derive(Serialize)]
struct Day {
    day: String,
    reviews: u32,
}

/// `--format json`: one document.
pub fn to_json(report: &Report, texts: Option<&Texts<'_>>) -> Vec<u8> {
    let days = report.days.iter().map(|(day, answers)| Day {
        day: day.to_string(),
        reviews: answers.reviews,
    });
    let cards = report.cards.iter().enumerate();
    let document = Document {
        version: json::VERSION,
        day: report.day.to_string(),
        interview: report.interview.map(|day| day.to_string()),
        total: Group {
            figures: numbers(&report.total),
            hardest: names(report, &report.hardest),
            runs: Some(runs(&report.runs)),
            ..Group::default()
        },
        decks: report
            .decks
            .iter()
            .map(|deck| group(report, deck))
            .collect(),
        stories: report
            .stories
            .iter()
            .map(|story| Group {
                story: Some(&story.name),
                title: texts.map(|texts| texts.title(story)),
                runs: report.story_runs.get(&story.name).map(runs),
                ..group(report, story)
            })
            .collect(),
        cards: cards
            .map(|(index, card)| one_card(card, texts.map(|texts| &texts.cards[index])))
            .collect(),
        gone: report.gone.iter().map(gone).collect(),
        days: days.collect(),
    };
    json::document(&document).into_bytes()
}

fn group<'a>(report: &'a Report, group: &'a GroupReport) -> Group<'a> {
    Group {
        deck: Some(&group.deck),
        own: Some(group.own),
        figures: numbers(&group.figures),
        hardest: names(report, &group.hardest),
        ..Group::default()
    }
}

fn one_card<'a>(card: &'a CardReport, text: Option<&'a CardText<'_>>) -> OneCard<'a> {
    OneCard {
        card: &card.name,
        story: card.story.as_deref(),
        deck: Some(&card.deck),
        kind: Some(card.kind.key()),
        state: card.state.key(),
        due: card.due.map(|day| day.to_string()),
        figures: numbers(&card.figures),
        title: text.map(|text| text.title),
        points: text.map(|text| text.points.as_slice()),
        text: text.map(|text| text.text.as_str()),
    }
}

fn gone(gone: &GoneReport) -> OneCard<'_> {
    OneCard {
        card: &gone.name,
        state: GONE,
        figures: numbers(&gone.figures),
        ..OneCard::default()
    }
}

fn numbers(figures: &Figures) -> Numbers {
    let share = |rate: Rate| Share {
        rate: rate.share().map(rounded),
        of: rate.of,
    };
    Numbers {
        cards: figures.cards,
        new: figures.new,
        reviews: figures.reviews,
        counted: figures.counted,
        recall_rate: Rates {
            days_7: share(figures.week),
            days_30: share(figures.month),
            all: share(figures.all),
        },
        lapses: figures.lapses,
        ease: figures.ease.map(rounded),
        interval: figures.interval.map(rounded),
        forecast: figures.forecast.to_vec(),
        days_studied: figures.days,
        ms: figures.ms,
        recall: figures.recall.map(rounded),
        readiness: figures.readiness.map(rounded),
        recall_on_day: figures.recall_on_day.map(rounded),
        readiness_on_day: figures.readiness_on_day.map(rounded),
        one_more: figures.one_more.map(rounded),
    }
}

#[cfg(test)]
mod tests;
