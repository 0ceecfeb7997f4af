//! `export stats --format csv`: one row a name, then what is counted along something else.

use std::collections::HashMap;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::texts::Texts;
use crate::export::csv::{self, CsvWords};
use crate::export::figures::{self, ALL, FIGURES, GONE, hundredths, range, rate_cells};
use crate::export::json::rounded;
use crate::story::Miss;
use crate::study::day::StudyDay;
use crate::study::own_scale::calibration;
use crate::study::report::{
    CardReport, DayAnswers, DeckReport, Figures, GroupReport, Rate, RunFigures,
};

/// A row of the CSV: its cells by their columns. Other columns are blank.
#[derive(Default)]
struct StatsRow<'a>(HashMap<String, CsvCell<'a>>);

#[derive(Serialize, Clone)]
#[serde(untagged)]
enum CsvCell<'a> {
    /// Numbers, and words of this program.
    Plain(#[serde(serialize_with = "plain")] Value),
    /// Somebody's words.
    Words(CsvWords<'a>),
}

/// Numbers are kept as they were written by way of a structure, which is no cell.
fn plain<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Value::Number(number) => serializer.collect_str(number),
        other => other.serialize(serializer),
    }
}

impl<'a> StatsRow<'a> {
    /// `level` is total, deck, story or card; then kind, week, day, ease or interval.
    fn new(level: &'static str, name: impl Into<CsvWords<'a>>) -> StatsRow<'a> {
        StatsRow::default().cell("level", level).words("name", name)
    }

    fn cell(mut self, column: &str, value: impl Into<Value>) -> StatsRow<'a> {
        let cell = CsvCell::Plain(value.into());
        self.0.insert(column.to_owned(), cell);
        self
    }

    fn words(mut self, column: &str, words: impl Into<CsvWords<'a>>) -> StatsRow<'a> {
        let cell = CsvCell::Words(words.into());
        self.0.insert(column.to_owned(), cell);
        self
    }

    fn cells(self, cells: impl IntoIterator<Item = (String, Value)>) -> StatsRow<'a> {
        let cells = cells.into_iter();
        cells.fold(self, |row, (column, value)| row.cell(&column, value))
    }

    fn figures(self, figures: &Figures) -> StatsRow<'a> {
        self.cells(FIGURES.iter().flat_map(|figure| figure.cells(figures)))
    }

    fn runs(self, runs: &RunFigures) -> StatsRow<'a> {
        self.cell("runs", runs.count())
            .cell("run_median_ms", runs.median_ms())
            .cell("runs_over_120_s", runs.over_ceiling)
            .cell("runs_heard", runs.heard)
            .cell("words_before", runs.median_words_before())
    }
}

/// Every column in its order.
fn columns(with_text: bool) -> Vec<String> {
    let names = ["level", "name", "story", "deck", "kind", "state", "stories"];
    let figures = FIGURES.iter().flat_map(|figure| {
        // The day of a card stands before how many fall due.
        let due = (figure.csv == "due_today").then(|| "due".to_owned());
        let cells = figure.cells(&Figures::default());
        due.into_iter()
            .chain(cells.into_iter().map(|(column, _)| column))
    });
    let rest = [
        "runs",
        "run_median_ms",
        "runs_over_120_s",
        "runs_heard",
        "words_before",
        "words_per_minute",
        "missed",
        "missed_of",
        "hardest",
    ];
    let words: &[&str] = if with_text {
        &["title", "points", "text"]
    } else {
        &[]
    };
    let owned = |column: &&str| (*column).to_owned();
    let first = names.iter().map(owned).chain(figures);
    first
        .chain(rest.iter().map(owned))
        .chain(words.iter().map(owned))
        .collect()
}

/// `--format csv`: one row a name, the total first, then decks, stories, cards.
pub(crate) fn to_csv(report: &DeckReport, texts: Option<&Texts<'_>>) -> Vec<u8> {
    let columns = columns(texts.is_some());
    let rows = rows(report, texts).into_iter().map(|StatsRow(mut cells)| {
        let blank = CsvCell::Plain(Value::Null);
        let cells = columns
            .iter()
            .map(move |column| cells.remove(column).unwrap_or(blank.clone()));
        cells.collect::<Vec<_>>()
    });
    csv::table(&columns, rows)
}

fn rows<'a>(report: &'a DeckReport, texts: Option<&'a Texts<'_>>) -> Vec<StatsRow<'a>> {
    let group = |level, group: &'a GroupReport| {
        StatsRow::new(level, group.name.as_str())
            .figures(&group.figures)
            .words("hardest", report.names_of(&group.hardest).join(" "))
    };
    let total = StatsRow::new("total", ALL)
        .figures(&report.total)
        .runs(&report.runs)
        .words("hardest", report.names_of(&report.hardest).join(" "));
    let none = RunFigures::default();
    let stories = report.stories.iter().map(|story| {
        let row = group("story", story)
            .words("deck", story.deck.as_str())
            .runs(report.story_runs.get(&story.name).unwrap_or(&none));
        match texts {
            Some(texts) => row.words("title", texts.title(story)),
            None => row,
        }
    });
    let cards = report.cards.iter().enumerate().map(|(index, card)| {
        let row = card_row(card);
        let Some(text) = texts.map(|texts| &texts.cards[index]) else {
            return row;
        };
        row.words("title", text.title)
            .words("points", text.points.join("\n"))
            .words("text", text.text.as_str())
    });
    let gone = report.gone.iter().map(|gone| {
        StatsRow::new("card", gone.name.as_str())
            .cell("state", GONE)
            .figures(&gone.figures)
    });
    std::iter::once(total)
        .chain(report.decks.iter().map(|deck| group("deck", deck)))
        .chain(stories)
        .chain(cards)
        .chain(gone)
        .chain(heard(report, texts.is_some()))
        .chain(series(report))
        .collect()
}

fn card_row(card: &CardReport) -> StatsRow<'_> {
    let row = StatsRow::new("card", card.name.as_str())
        .words("deck", card.deck.as_str())
        .cell("kind", card.kind.key())
        .cell("state", card.state.key())
        .cell("due", card.due.map(|day| day.to_string()))
        .figures(&card.figures);
    // A general trap is of no story.
    match &card.story {
        Some(story) => row.words("story", story.as_str()),
        None => row,
    }
}

/// What was heard: how fast each part is told, and the points that were left out.
fn heard(report: &DeckReport, with_text: bool) -> impl Iterator<Item = StatsRow<'_>> {
    let parts = report.runs.parts.iter();
    let parts = parts.filter_map(|part| {
        let row = StatsRow::new("part", part.part.key());
        Some(row.cell("words_per_minute", part.pace?))
    });
    let missed = report.missed.iter().map(move |point| {
        let (story, part) = (&point.story, point.part.key());
        let row = StatsRow::new("point", format!("{story}/{part}/{}", point.point))
            .words("story", story.as_str())
            .cell("missed", point.missed)
            .cell("missed_of", point.of);
        match with_text {
            true => row.words("text", point.words.as_str()),
            false => row,
        }
    });
    parts.chain(missed)
}

/// What is counted along something else than names: kinds of failure, weeks, days, bins, and what was
/// foreseen.
fn series(report: &DeckReport) -> impl Iterator<Item = StatsRow<'_>> {
    let kinds = report.kinds.iter().map(|kind| {
        StatsRow::new("kind", kind.miss.map_or("not said", Miss::key)).cell("stories", kind.stories)
    });
    let weeks = report.weeks.iter().map(|week| answers_row("week", week));
    let days = report.days.iter().map(|day| answers_row("day", day));
    let ease = report.ease_spread.iter().map(|bin| {
        let name = range(bin, |ease| format!("{:.2}", hundredths(ease)));
        StatsRow::new("ease", name).cell("cards", bin.cards)
    });
    let interval = report.interval_spread.iter().map(|bin| {
        StatsRow::new("interval", range(bin, |days| days.to_string())).cell("cards", bin.cards)
    });
    let foreseen = calibration(&report.foreseen).into_iter().flatten();
    let foreseen = foreseen.map(|group| {
        let (passed, of) = (group.passed, group.of);
        let name = figures::percent(Some(group.foreseen));
        StatsRow::new("foreseen", name)
            .cell("recall", rounded(group.foreseen))
            .cells(rate_cells("recall_rate_all", Rate { passed, of }))
    });
    let spread = ease.chain(interval);
    kinds.chain(weeks).chain(days).chain(spread).chain(foreseen)
}

fn answers_row<'a>(level: &'static str, (day, answers): (&StudyDay, &DayAnswers)) -> StatsRow<'a> {
    StatsRow::new(level, day.to_string())
        .cell("reviews", answers.reviews)
        .cells(rate_cells("recall_rate_all", answers.recall))
}
