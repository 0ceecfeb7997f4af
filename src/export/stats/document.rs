//! `export stats --format json`: the report as one document, and its schema. Each object
//! stands as a table of its keys, which rustfmt would draw out to five lines a key.

use serde_json::json;

use super::texts::{CardText, Texts};
use crate::export::figures::{GONE, figures_shape, hundredths, rate_shape};
use crate::export::json::{self, rounded};
use crate::export::shape::ObjectShape;
use crate::story::{AnswerPart, Miss};
use crate::study::day::StudyDay;
use crate::study::missed::MissedPoint;
use crate::study::own_scale::{CalibrationGroup, OwnScale, calibration};
use crate::study::report::{
    Bin, CardReport, Covered, DayAnswers, DeckReport, Figures, GoneReport, GroupReport,
    PartFigures, RunFigures,
};
use crate::study::run::Run;

const HARDEST: &str = "Names of cards, the hardest first.";
const RUNS: &str = "Timed runs that were finished.";
const IF_ASKED: &str = "Only with --with-text.";

/// The report, with the words behind it if they were asked for.
#[derive(Clone, Copy)]
struct ReportSource<'a> {
    report: &'a DeckReport,
    texts: Option<&'a Texts<'a>>,
}

/// A deck or a story.
type GroupEntry<'a> = (ReportSource<'a>, &'a GroupReport);

/// A card, or a name that only the log knows.
#[derive(Clone, Copy)]
struct CardEntry<'a> {
    name: &'a str,
    figures: &'a Figures,
    /// None for a name that only the log knows.
    card: Option<&'a CardReport>,
    text: Option<&'a CardText<'a>>,
}

impl<'a> ReportSource<'a> {
    fn groups(self, groups: &'a [GroupReport]) -> Vec<GroupEntry<'a>> {
        groups.iter().map(|group| (self, group)).collect()
    }

    fn cards(self) -> Vec<CardEntry<'a>> {
        let cards = self.report.cards.iter().enumerate();
        let entry = |(place, card): (usize, &'a CardReport)| CardEntry {
            name: &card.name,
            figures: &card.figures,
            card: Some(card),
            text: self.texts.map(|texts| &texts.cards[place]),
        };
        cards.map(entry).collect()
    }

    fn gone(self) -> Vec<CardEntry<'a>> {
        let entry = |gone: &'a GoneReport| CardEntry {
            name: &gone.name,
            figures: &gone.figures,
            card: None,
            text: None,
        };
        self.report.gone.iter().map(entry).collect()
    }
}

/// `--format json`: one document.
pub(crate) fn to_json<'a>(report: &'a DeckReport, texts: Option<&'a Texts<'a>>) -> Vec<u8> {
    let document = document().json(&ReportSource { report, texts });
    json::document(&document).into_bytes()
}

/// The schema of the document, which `--schema` prints.
pub(crate) fn schema() -> String {
    let about = "What `star-cards export stats --format json` writes. Shares run from 0 to 1, \
        times are milliseconds, days are study days.";
    let schema = document().schema("star-cards export stats", about);
    format!("{schema:#}\n")
}

#[rustfmt::skip]
fn document<'a>() -> ObjectShape<'a, ReportSource<'a>> {
    ObjectShape::new("")
        .key("version", "", |_| json::VERSION).limited(json!({ "const": json::VERSION }))
        .key("day", "The study day, which is also the first day of every forecast.",
            |source: &ReportSource<'a>| source.report.day)
        .key("interview", "The day of the next interview; null where none is ahead.",
            |source| source.report.interview)
        .key("interview_names", "The names of the interviews on that day.",
            |source| source.report.interview_names.clone())
        .object("total", "", total(), |source| Some(*source))
        .list("decks", "One entry a deck.", deck(), |source| source.groups(&source.report.decks))
        .list("stories", "One entry a story.", story(),
            |source| source.groups(&source.report.stories))
        .list("cards", "One entry a card.", card(), |source| source.cards())
        .list("gone", "Names in the log of cards that no longer exist; the total includes them.", card(),
            |source| source.gone())
        .list("kinds", "Which kinds of failure have a complete story of one's own.", kind(),
            |source| source.report.kinds.clone())
        .list("ease", "How the ease spreads over the cards that have counted answers.",
            range("The least value in it, as 2.5.", hundredths),
            |source| source.report.ease_spread.clone())
        .list("intervals", "How the interval spreads over them.",
            range("The least value in it, in days.", f64::from),
            |source| source.report.interval_spread.clone())
        .list("runs", "Every timed run that was finished, oldest first.", told(),
            |source| source.report.told.clone())
        .list("missed_points", "Points that were left out of two or more of the newest five runs \
            that were heard, the most often left out first.", missed(),
            |source| source.report.missed.iter().map(|point| (source.texts.is_some(), point)).collect())
        .list("calibration", "What was foreseen of the newest 400 counted answers beside what came back, in groups \
            of which about the same was foreseen, the least first; empty below fifty.", calibration_group(),
            |source| calibration(&source.report.foreseen).unwrap_or_default())
        .list("weeks", "Every week with an answer, oldest first.", week(),
            |source| source.report.weeks.clone().into_iter().collect())
        .list("days", "Every study day with an answer, oldest first.",
            answers("day", "The study day."),
            |source| source.report.days.clone().into_iter().collect())
}

#[rustfmt::skip]
fn total<'a>() -> ObjectShape<'a, ReportSource<'a>> {
    ObjectShape::new("total")
        .extending(figures_shape(), |source: &ReportSource<'a>| &source.report.total)
        .object("runs", RUNS, runs(), |source| Some(&source.report.runs))
        .key("hardest", HARDEST, |source| source.report.names_of(&source.report.hardest))
        .object("own_scale", "How many times as long as SM-2 assumes the person remembers; left out below thirty \
            answers.", own_scale(), |source| source.report.total.own_scale).if_any()
}

#[rustfmt::skip]
fn own_scale<'a>() -> ObjectShape<'a, OwnScale> {
    ObjectShape::new("")
        .key("factor", "Recall and readiness are told by it.", |scale: &OwnScale| rounded(scale.factor))
        .key("low", "The likelihood is 80 % that it lies from here ...", |scale| rounded(scale.low))
        .key("high", "... to here.", |scale| rounded(scale.high))
        .key("answers", "How many it rests on, the newest.", |scale| scale.answers)
}

/// Answers of which about the same was foreseen.
#[rustfmt::skip]
fn calibration_group<'a>() -> ObjectShape<'a, CalibrationGroup> {
    ObjectShape::new("")
        .key("foreseen", "The mean of what the curve foresaw, without the person's own scale.",
            |group: &CalibrationGroup| rounded(group.foreseen))
        .key("passed", "Answers of 3 or more.", |group| group.passed)
        .key("of", "Answers.", |group| group.of)
        .key("low", "The likelihood is 80 % that the share that passes lies from here ...",
            |group| rounded(group.range.0))
        .key("high", "... to here.", |group| rounded(group.range.1))
}

#[rustfmt::skip]
fn deck<'a>() -> ObjectShape<'a, GroupEntry<'a>> {
    ObjectShape::new("deck")
        .key("deck", "", |(_, group): &GroupEntry<'a>| group.deck.clone())
        .key("own", "No part of the program.", |(_, group)| group.own)
        .extending(figures_shape(), |(_, group)| &group.figures)
        .key("hardest", HARDEST, |(source, group)| source.report.names_of(&group.hardest))
}

#[rustfmt::skip]
fn story<'a>() -> ObjectShape<'a, GroupEntry<'a>> {
    ObjectShape::new("story")
        .key("story", "", |(_, group): &GroupEntry<'a>| group.name.clone())
        .key("deck", "", |(_, group)| group.deck.clone())
        .key("own", "One's own.", |(_, group)| group.own)
        .key("title", IF_ASKED, |(source, group)| Some(source.texts?.title(group))).if_any()
        .extending(figures_shape(), |(_, group)| &group.figures)
        .object("runs", RUNS, runs(), |(source, group)| source.report.story_runs.get(&group.name))
        .if_any()
        .key("hardest", HARDEST, |(source, group)| source.report.names_of(&group.hardest))
}

#[rustfmt::skip]
fn card<'a>() -> ObjectShape<'a, CardEntry<'a>> {
    let kinds = ["action", "learning", "result", "opening", "closing", "say-it-better", "trap"];
    let states = ["new", "waiting", "due", "buried", "suspended", GONE];
    ObjectShape::new("card")
        .key("card", "Its name.", |entry: &CardEntry<'a>| entry.name)
        .key("story", "Its story's name; null for a general trap.",
            |entry| entry.card?.story.clone())
        .key("deck", "Its deck's name; null for a name that only the log knows.",
            |entry| Some(entry.card?.deck.clone()))
        .key("kind", "", |entry| Some(entry.card?.kind.key())).one_of(kinds)
        .key("state", "gone: only the log knows the name.",
            |entry| entry.card.map_or(GONE, |card| card.state.key())).one_of(states)
        .key("due", "SM-2's date; null for a new card.", |entry| entry.card?.due)
        .extending(figures_shape(), |entry| entry.figures)
        .key("title", IF_ASKED, |entry| Some(entry.text?.title)).if_any()
        .key("points", "The points that must be said. Only with --with-text.",
            |entry| Some(entry.text?.points.clone())).if_any()
        .key("text", "What is shown after the attempt, as plain text. Only with --with-text.",
            |entry| Some(entry.text?.text.clone())).if_any()
}

#[rustfmt::skip]
fn runs<'a>() -> ObjectShape<'a, &'a RunFigures> {
    let part = ObjectShape::new("")
        .key("part", "", |part: &PartFigures| part.part.key()).one_of(AnswerPart::ALL.map(AnswerPart::key))
        .key("median_ms", "", |part| part.median_ms)
        .key("change_ms",
            "The median of the newest three runs less that of those before; null for too few.",
            |part| part.change_ms)
        .key("words_per_minute", "Over the runs that were heard; null where none was.",
            |part| part.pace);
    ObjectShape::new("runs")
        .key("count", "", |runs: &&RunFigures| runs.count())
        .key("median_ms", "", |runs| runs.median_ms())
        .key("over_120_s", "Runs that took longer than two minutes.", |runs| runs.over_ceiling)
        .key("totals_ms", "Each run, oldest first.", |runs| runs.totals_ms.clone())
        .list("parts", "", part, |runs| runs.parts.clone())
        .key("heard", "Runs that were heard, also those without times.", |runs| runs.heard)
        .key("words_before",
            "Of each of these the words before the first that tells the story, oldest first.",
            |runs| runs.words_before.clone())
}

#[rustfmt::skip]
fn told<'a>() -> ObjectShape<'a, Run> {
    let lap = ObjectShape::new("")
        .key("part", "", |(part, _): &(AnswerPart, u32)| part.key()).one_of(AnswerPart::ALL.map(AnswerPart::key))
        .key("ms", "", |(_, ms)| *ms);
    ObjectShape::new("")
        .key("day", "The study day.", |run: &Run| run.row.day)
        .key("story", "By its present name.", |run| run.row.story.clone())
        .key("ms", "The whole run.", |run| run.total_ms())
        .list("parts", "In the order they were told.", lap, |run| run.parts.clone())
}

#[rustfmt::skip]
fn missed<'a>() -> ObjectShape<'a, (bool, &'a MissedPoint)> {
    ObjectShape::new("")
        .key("story", "", |(_, point): &(bool, &'a MissedPoint)| point.story.clone())
        .key("part", "", |(_, point)| point.part.key()).one_of(AnswerPart::ALL.map(AnswerPart::key))
        .key("point", "A hash of its words.", |(_, point)| point.point.to_string())
        .key("place", "Its place among the points of the part, from 1 on.", |(_, point)| point.place as u64)
        .key("missed", "Runs in which it was left out.", |(_, point)| point.missed)
        .key("of", "Runs in which it was looked for, five at most.", |(_, point)| point.of)
        .key("words", IF_ASKED, |(with_text, point)| with_text.then(|| point.words.clone())).if_any()
}

#[rustfmt::skip]
fn kind<'a>() -> ObjectShape<'a, Covered> {
    ObjectShape::new("")
        .key("miss", "null: stories that do not say.", |kind: &Covered| kind.miss.map(Miss::key))
        .one_of(Miss::ALL.map(Miss::key))
        .key("stories", "", |kind| kind.stories)
}

/// Cards whose value lies between two bounds.
#[rustfmt::skip]
fn range<'a>(from: &str, value: fn(u32) -> f64) -> ObjectShape<'a, Bin> {
    ObjectShape::new("")
        .key("from", from, move |bin: &Bin| value(bin.from))
        .key("below", "The least value beyond it; null for the last.",
            move |bin| bin.below.map(value))
        .key("cards", "", |bin| bin.cards)
}

#[rustfmt::skip]
fn week<'a>() -> ObjectShape<'a, (StudyDay, DayAnswers)> {
    answers("week", "Its Monday.")
        .object("recall_rate", "", rate_shape(), |(_, answers)| Some(answers.recall))
}

/// The answers of a day or a week.
#[rustfmt::skip]
fn answers<'a>(key: &'static str, first_day: &str) -> ObjectShape<'a, (StudyDay, DayAnswers)> {
    ObjectShape::new("")
        .key(key, first_day, |(day, _): &(StudyDay, DayAnswers)| *day)
        .key("reviews", "Answers of any kind.", |(_, answers)| answers.reviews)
}
