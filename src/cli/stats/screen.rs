//! What both screens of `stats` are made of: the figures, the titles, and the stories' readiness.

use super::chart::{ChartRow, chart};
use crate::cli::wording::{INDENT, counted, heading};
use crate::export::figures::{FIGURES, FigureSpec};
use crate::prompt::text::{Line, Style, fit};
use crate::study::ahead::CardsAhead;
use crate::study::card::CardKind;
use crate::study::day::StudyDay;
use crate::study::report::{CardReport, DeckReport, GroupReport};

/// Stories shown, the least ready ones; one fewer where a line says what is not shown.
const STORIES: usize = 5;
/// Stories without both cards that are named, and the columns that their names share.
const NAMED: usize = 3;
const ROOM_FOR_NAMES: usize = 36;
/// Columns of a title beside a bar.
const TITLE: usize = 34;

/// What is shown, and how.
pub(super) struct StatsScreen<'r> {
    pub(super) report: &'r DeckReport,
    /// What the stories are called, in the order of the library.
    pub(super) titles: Vec<&'r str>,
    /// The calendar date, from which is counted what is said of interviews.
    pub(super) date: StudyDay,
    /// What comes today and on the next days.
    pub(super) ahead: CardsAhead,
    /// Whether there is a story of one's own.
    pub(super) has_own: bool,
    /// Where practice gains most.
    pub(super) practise: Option<Line>,
    pub(super) style: Style,
}

impl StatsScreen<'_> {
    /// What a story is called, cut so that a bar finds room beside it.
    pub(super) fn title(&self, story: &GroupReport) -> String {
        let title = self.titles[story.place];
        match self.style.plain {
            true => title.to_owned(),
            false => fit(title, TITLE),
        }
    }

    /// What a card is called: its story and what it asks for.
    pub(super) fn card(&self, card: &CardReport) -> String {
        let story = card.story.as_deref();
        let named = |story: &&GroupReport| Some(story.name.as_str()) == card.story.as_deref();
        let found = story.and_then(|_| self.report.stories.iter().find(named));
        match found {
            Some(story) => format!("{}, {}", self.title(story), words_of(card.kind)),
            None => words_of(card.kind),
        }
    }
}

/// Whether the person remembers longer than the schedule assumes.
pub(super) fn own_scale(report: &DeckReport) -> Option<Line> {
    let scale = report.total.own_scale?;
    Some(Line::plain(scale.sentence()).indented(INDENT).hanging(2))
}

/// `2 without both cards (Nine days late, The hire)`, in what a line has left.
fn without_both(screen: &StatsScreen<'_>, unready: &[&GroupReport]) -> String {
    let named = unready.len().min(NAMED);
    let title = |story: &&GroupReport| match screen.style.plain {
        true => screen.titles[story.place].to_owned(),
        false => fit(screen.titles[story.place], ROOM_FOR_NAMES / named),
    };
    let titles: Vec<String> = unready[..named].iter().map(title).collect();
    let dots = if unready.len() > named { ", ..." } else { "" };
    let (count, titles) = (unready.len(), titles.join(", "));
    format!("{count} without both cards ({titles}{dots})")
}

/// What a card asks for, in a word or two.
fn words_of(kind: CardKind) -> String {
    match kind {
        CardKind::Trap(trap) => format!("trap {trap}"),
        kind => kind.key().replace('-', " "),
    }
}

/// `2 lapses` and `ease 2.32`, the weightier first.
pub(super) fn why_hard(card: &CardReport) -> Vec<String> {
    let figures = &card.figures;
    let lapses = (figures.lapses > 0).then(|| counted(figures.lapses as usize, "lapse"));
    let ease = figures.ease.map(|ease| format!("ease {ease:.2}"));
    lapses.into_iter().chain(ease).collect()
}

/// What without a single answer can be said of the cards.
pub(super) fn nothing_yet(report: &DeckReport) -> Line {
    Line::plain(match report.runs.count() {
        0 => "Nothing answered yet, so there is nothing to count.",
        _ => "No card answered yet.",
    })
}

/// The figures that have a row here.
pub(super) fn on_screen() -> impl Iterator<Item = &'static FigureSpec> {
    FIGURES.iter().filter(|figure| !figure.screen.is_empty())
}

/// Milliseconds as seconds, rounded.
pub(super) fn seconds(ms: u64) -> u64 {
    (ms + 500) / 1000
}

/// One's own stories with both cards, the least ready first.
pub(super) fn stories(screen: &StatsScreen<'_>) -> Vec<Line> {
    let report = screen.report;
    let ready = report.least_ready();
    if ready.is_empty() {
        return Vec::new();
    }
    let row = |(today, story): &(f64, &GroupReport)| match story.figures.readiness_on_day {
        Some(on_day) => {
            let today = format!(" ({:.0} % today)", today * 100.0);
            ChartRow::share(&screen.title(story), on_day, &today)
        }
        None => ChartRow::share(&screen.title(story), *today, ""),
    };
    let unready = report.unready();
    let shown = match ready.len() <= STORIES && unready.is_empty() {
        true => STORIES,
        false => STORIES - 1,
    };
    let rows: Vec<ChartRow> = ready.iter().take(shown).map(row).collect();
    let mut lines = vec![heading(match report.interview {
        Some(_) => "Ready on the day if you stop now, the least ready first",
        None => "Ready today, the least ready first",
    })];
    lines.extend(chart(&rows, screen.style));
    let more = ready.len().saturating_sub(shown);
    let more = (more > 0).then(|| format!("{more} more"));
    let unready = (!unready.is_empty()).then(|| without_both(screen, &unready));
    let rest: Vec<String> = more.into_iter().chain(unready).collect();
    if !rest.is_empty() {
        lines.push(Line::quiet(rest.join(", ")).indented(INDENT));
    }
    lines
}
