//! `export stats --format json`: the report as one document.

use serde::Serialize;

use super::{CardText, GONE, Texts, hundredths, names};
use crate::export::json::{self, rounded};
use crate::story::Miss;
use crate::study::day::StudyDay;
use crate::study::report::{
    Answers, Bin, CardReport, Figures, GoneReport, GroupReport, Rate, Report, RunFigures, Told,
};

/// The JSON document.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    /// The study day, which is also the first day of every forecast.
    day: String,
    /// The day of the next interview; null where none is ahead.
    interview: Option<String>,
    /// The names of the interviews on that day.
    interview_names: &'a [String],
    total: Group<'a>,
    decks: Vec<Group<'a>>,
    stories: Vec<Group<'a>>,
    cards: Vec<OneCard<'a>>,
    /// Names in the log that no card bears today; the total includes them.
    gone: Vec<OneCard<'a>>,
    /// Which kinds of failure have a complete story of one's own.
    kinds: Vec<Kind>,
    /// How the ease spreads over the cards that have counted answers.
    ease: Vec<Range>,
    /// How the interval spreads over them, in days.
    intervals: Vec<Range>,
    /// Every timed run that was finished, oldest first.
    runs: Vec<OneRun<'a>>,
    /// Every week with an answer.
    weeks: Vec<Week>,
    /// Every study day with an answer.
    days: Vec<Day>,
}

#[derive(Serialize)]
struct Kind {
    /// technical, stakeholder, judgement; null for stories that do not say.
    miss: Option<&'static str>,
    stories: u32,
}

/// Cards whose value lies between two bounds.
#[derive(Serialize)]
struct Range {
    from: f64,
    /// The least value beyond it; null for the last.
    below: Option<f64>,
    cards: u32,
}

#[derive(Serialize)]
struct OneRun<'a> {
    day: String,
    /// By the name it bears today.
    story: &'a str,
    ms: u64,
    /// In the order they were told.
    parts: Vec<Lap>,
}

#[derive(Serialize)]
struct Lap {
    part: &'static str,
    ms: u32,
}

#[derive(Serialize)]
struct Week {
    /// Its Monday.
    week: String,
    reviews: u32,
    recall_rate: Share,
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
    /// Cards due before the day of the next interview; null where none is ahead.
    due_by_interview: Option<u32>,
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

/// The schema of the document (JSON Schema 2020-12), which `--schema` prints.
pub const SCHEMA: &str = include_str!("../stats.schema.json");

/// `--format json`: one document.
pub fn to_json(report: &Report, texts: Option<&Texts<'_>>) -> Vec<u8> {
    let days = report.days.iter().map(|(day, answers)| Day {
        day: day.to_string(),
        reviews: answers.reviews,
    });
    let kinds = report.kinds.iter().map(|kind| Kind {
        miss: kind.miss.map(Miss::key),
        stories: kind.stories,
    });
    let cards = report.cards.iter().enumerate();
    let document = Document {
        version: json::VERSION,
        day: report.day.to_string(),
        interview: report.interview.map(|day| day.to_string()),
        interview_names: &report.interview_names,
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
        kinds: kinds.collect(),
        ease: ranges(&report.ease_spread, hundredths),
        intervals: ranges(&report.interval_spread, f64::from),
        runs: report.told.iter().map(one_run).collect(),
        weeks: report.weeks.iter().map(week).collect(),
        days: days.collect(),
    };
    json::document(&document).into_bytes()
}

fn ranges(bins: &[Bin], value: impl Fn(u32) -> f64) -> Vec<Range> {
    let range = |bin: &Bin| Range {
        from: value(bin.from),
        below: bin.below.map(&value),
        cards: bin.cards,
    };
    bins.iter().map(range).collect()
}

fn one_run(told: &Told) -> OneRun<'_> {
    let parts = told.parts.iter().map(|&(part, ms)| Lap {
        part: part.key(),
        ms,
    });
    OneRun {
        day: told.day.to_string(),
        story: &told.story,
        ms: told.total_ms(),
        parts: parts.collect(),
    }
}

fn week((monday, answers): (&StudyDay, &Answers)) -> Week {
    Week {
        week: monday.to_string(),
        reviews: answers.reviews,
        recall_rate: share(answers.recall),
    }
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

fn share(rate: Rate) -> Share {
    Share {
        rate: rate.share().map(rounded),
        of: rate.of,
    }
}

fn numbers(figures: &Figures) -> Numbers {
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
        due_by_interview: figures.due_by_interview,
        days_studied: figures.days,
        ms: figures.ms,
        recall: figures.recall.map(rounded),
        readiness: figures.readiness.map(rounded),
        recall_on_day: figures.recall_on_day.map(rounded),
        readiness_on_day: figures.readiness_on_day.map(rounded),
        one_more: figures.one_more.map(rounded),
    }
}
