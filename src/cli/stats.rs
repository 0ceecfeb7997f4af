//! `stats`: the report for a person, calm and short.

mod calibration;
mod chart;
mod heard;
mod screen;
mod short;

use unicode_width::UnicodeWidthStr;

use super::env::Env;
use super::error::Outcome;
use super::wording::{INDENT, counted, detail, heading, percent, quiet_detail};
use super::workspace::Workspace;
use super::{countdown, coverage, names};
use crate::export::figures::FigureUnit;
use crate::prompt::text::{Line, Style, Tone};
use crate::study::report::{Bin, DayAnswers, DeckReport, GroupReport, Rate, calendar};
use crate::study::run::{CEILING_MS, Run};
use chart::{ChartBar, ChartRow, GAP, chart};
use screen::{StatsScreen, nothing_yet, on_screen, own_scale, seconds, stories, why_hard};

/// Hardest cards shown.
const HARDEST: usize = 3;
/// Timed runs shown, the newest.
const RUNS: usize = 3;
/// Weeks that are spoken where nothing is drawn.
const SPOKEN_WEEKS: usize = 4;
/// Weeks that are drawn, where there is room.
const WEEKS: usize = 20;

/// Show how ready you are, how much you remember, and what is due
///
/// Begins with what to do today. With an interview ahead, readiness is a forecast for its day.
/// --all adds streaks, ease and interval, the hardest cards and the newest runs.
#[derive(clap::Args, Debug)]
pub(crate) struct StatsArgs {
    /// Show every figure, not only the most important ones
    #[arg(long)]
    all: bool,
    /// Show how well the foreseen recall has come true
    #[arg(long, conflicts_with = "all")]
    calibration: bool,
}

impl StatsArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let (workspace, report) = Workspace::counted(env)?;
        workspace.warn_future(env);
        names::warn_orphaned(env, &workspace.states);
        let today = workspace.today_list();
        let library = &workspace.library;
        let titles = library.stories().map(|entry| entry.title());
        let screen = StatsScreen {
            report: &report,
            titles: titles.collect(),
            date: workspace.date,
            ahead: workspace.cards_ahead(&today),
            has_own: library.own().next().is_some(),
            practise: countdown::practise(&workspace),
            style: env.out_style,
        };
        let mut text = match (self.all, self.calibration) {
            (true, _) => lines(&screen),
            (_, true) => calibration::lines(&report),
            _ => short::lines(&screen),
        };
        if self.all && screen.has_own {
            text.extend([Line::blank(), coverage::kinds(&report.kinds)]);
        }
        workspace.end_with_step(env, &mut text, &today);
        env.print(&text)?;
        Ok(0)
    }
}

/// Every figure; without a single answer those of the runs.
fn lines(screen: &StatsScreen<'_>) -> Vec<Line> {
    let (report, style) = (screen.report, screen.style);
    if report.total.reviews == 0 {
        let nothing = vec![nothing_yet(report)];
        return parted([nothing, runs(screen), heard::lines(screen)]);
    }
    parted([
        today(screen),
        stories(screen),
        recalled(report, style),
        forecast(screen),
        hardest(screen),
        spread(report, style),
        runs(screen),
        heard::lines(screen),
        studied(report, style),
    ])
}

/// Sections with a blank line between.
fn parted(sections: impl IntoIterator<Item = Vec<Line>>) -> Vec<Line> {
    let mut lines = Vec::new();
    for section in sections.into_iter().filter(|section| !section.is_empty()) {
        if !lines.is_empty() {
            lines.push(Line::blank());
        }
        lines.extend(section);
    }
    lines
}

/// What today asks for and where practice gains most, then what is foreseen.
fn today(screen: &StatsScreen<'_>) -> Vec<Line> {
    let (report, style) = (screen.report, screen.style);
    let answered = report.days.get(&report.day).map_or(0, |day| day.reviews);
    let total = &report.total;
    let (today, new) = (screen.ahead.days[0], total.new);
    let put_off = match screen.ahead.put_off {
        0 => String::new(),
        cards => format!(", {cards} put off"),
    };
    let now = format!("{today} to do{put_off}, {new} new, {answered} answered");
    let shares = on_screen().filter_map(|figure| match figure.unit {
        FigureUnit::Share(get) => Some((figure.screen, get(total)?)),
        _ => None,
    });
    // Recall is also what came back; this is what will.
    let row = |(label, share)| match label {
        "recall" => ChartRow::share(label, share, " predicted"),
        _ => ChartRow::share(label, share, " today"),
    };
    let on_day = total.readiness_on_day;
    let on_day = on_day.map(|share| ChartRow::share("ready", share, " on the day"));
    let rows: Vec<ChartRow> = on_day.into_iter().chain(shares.map(row)).collect();
    let mut lines = vec![heading("Today"), Line::plain(now).indented(INDENT)];
    lines.extend(screen.practise.clone().map(|line| line.indented(INDENT)));
    lines.extend(chart(&rows, style));
    // Beside a high readiness a low recall would look wrong: they are not of the same cards.
    if new > 0 && total.recall.is_some() {
        lines.push(quiet_detail("Cards not shown yet count as 0 %."));
    }
    lines
}

fn recalled(report: &DeckReport, style: Style) -> Vec<Line> {
    let total = &report.total;
    let row = |label: &str, rate: Rate| match rate.share() {
        Some(share) => ChartRow::share(label, share, &format!(" of {}", rate.of)),
        None => ChartRow::new(label, ChartBar::Share(0.0), "nothing yet".to_owned()),
    };
    let weeks = last_weeks(report);
    let shares = weeks.iter().map(|week| week.recall.share()).collect();
    let rate = |rate: Rate| match rate.share() {
        Some(share) => format!("{} of {}", percent(share), rate.of),
        None => "nothing".to_owned(),
    };
    let spoken = newest(&weeks, |week| rate(week.recall));
    let by_week = ChartRow {
        spoken,
        ..ChartRow::new("by week", ChartBar::Steps(shares), "0 to 100 %".to_owned())
    };
    let rates = on_screen().filter_map(|figure| match figure.unit {
        FigureUnit::Rate(get) => Some(row(figure.screen, get(total))),
        _ => None,
    });
    let mut rows: Vec<ChartRow> = rates.collect();
    if weeks.len() > 1 && weeks.iter().any(|week| week.recall.of > 0) {
        rows.push(by_week);
    }
    let mut lines = vec![heading("Recalled")];
    lines.extend(chart(&rows, style));
    lines.extend(own_scale(report));
    lines
}

/// The last weeks, oldest first.
fn last_weeks(report: &DeckReport) -> Vec<DayAnswers> {
    let weeks = calendar::last_weeks(&report.weeks, report.day, WEEKS);
    weeks.into_iter().map(|(_, answers)| answers).collect()
}

/// What the newest weeks say, as a list: the newest first.
fn newest(weeks: &[DayAnswers], say: impl Fn(&DayAnswers) -> String) -> String {
    let newest = weeks.iter().rev().take(SPOKEN_WEEKS);
    let said: Vec<String> = newest.map(say).collect();
    format!("newest first {}", said.join(", "))
}

/// Days first, then weeks: tomorrow is worth a row of its own, the week after next is not.
fn forecast(screen: &StatsScreen<'_>) -> Vec<Line> {
    let (report, style) = (screen.report, screen.style);
    let forecast = &screen.ahead.days;
    let until = |last: usize| {
        let day = report.day.plus(last as i64 - 1);
        format!("to {}", day.short(report.day))
    };
    let spans = [
        (0..1, "today".to_owned()),
        (1..2, "tomorrow".to_owned()),
        (2..7, until(7)),
        (7..14, until(14)),
        (14..forecast.len(), until(forecast.len())),
    ];
    let spans = spans.map(|(days, label)| (forecast[days].iter().sum::<u32>(), label));
    let most = spans.iter().map(|(cards, _)| *cards).max().unwrap_or(0);
    let width = most.to_string().len();
    let rows = spans.map(|(cards, label)| {
        let length = f64::from(cards) / f64::from(most.max(1));
        ChartRow::new(&label, ChartBar::Length(length), format!("{cards:>width$}"))
    });
    let mut lines = vec![heading("Falls due")];
    lines.extend(chart(&rows, style));
    if let Some((due, date)) = screen.ahead.by_interview.zip(report.interview) {
        let names = report.interview_names.join(", ");
        let before = format!("{due} before {names} on {}", date.spoken(report.day));
        lines.push(Line::quiet(before).indented(INDENT));
    }
    lines
}

/// How ease and interval spread over the cards that have counted answers.
fn spread(report: &DeckReport, style: Style) -> Vec<Line> {
    let row = |label: &str, bins: &[Bin], number: &str, range: &dyn Fn(&Bin) -> String| {
        let most = bins.iter().map(|bin| bin.cards).max().unwrap_or(0).max(1);
        let height = |bin: &Bin| (bin.cards > 0).then(|| f64::from(bin.cards) / f64::from(most));
        let filled = bins.iter().filter(|bin| bin.cards > 0);
        let said =
            filled.map(|bin| format!("{} {}", counted(bin.cards as usize, "card"), range(bin)));
        let bar = ChartBar::Steps(bins.iter().map(height).collect());
        ChartRow {
            spoken: said.collect::<Vec<_>>().join(", "),
            ..ChartRow::new(label, bar, number.to_owned())
        }
    };
    if report.ease_spread.iter().all(|bin| bin.cards == 0) {
        return Vec::new();
    }
    let ease = |bin: &Bin| format!("from {:.1}", f64::from(bin.from) / 100.0);
    let days = |bin: &Bin| format!("from {}", counted(bin.from as usize, "day"));
    let rows = [
        row("ease", &report.ease_spread, "1.3 to 2.9+", &ease),
        row("interval", &report.interval_spread, "1 to 365+ days", &days),
    ];
    let mut lines = vec![heading("Cards")];
    lines.extend(chart(&rows, style));
    lines
}

/// Timed runs: the newest, the usual whole, how many were too long, how the parts move.
fn runs(screen: &StatsScreen<'_>) -> Vec<Line> {
    let (report, style) = (screen.report, screen.style);
    let Some(median) = report.runs.median_ms() else {
        return Vec::new();
    };
    let over = match report.runs.over_ceiling {
        0 => "none over 120 s".to_owned(),
        over => format!("{over} over 120 s"),
    };
    let count = counted(report.runs.totals_ms.len(), "run");
    let mocks = match report.mocks {
        0 => String::new(),
        mocks => format!("; {} among them", counted(mocks, "mock interview")),
    };
    let whole = format!("{count}, usually {} s, {over}{mocks}", seconds(median));
    let parts = report.runs.parts.iter().map(|part| {
        let change = part.change_ms.map(|ms| (ms as f64 / 1000.0).round() as i64);
        let change = change.map_or_else(String::new, |s| format!(" ({s:+})"));
        format!("{} {} s{change}", part.part.name(), seconds(part.median_ms))
    });
    let parts = parts.collect::<Vec<_>>().join(", ");
    let newest: Vec<&Run> = report.told.iter().rev().take(RUNS).collect();
    let longest = newest.iter().map(|run| run.total_ms()).max().unwrap_or(0);
    let full = longest.max(CEILING_MS);
    let rows: Vec<ChartRow> = newest
        .iter()
        .map(|run| run_row(screen, run, full))
        .collect();
    let mut lines = vec![heading("Told aloud"), detail(whole)];
    lines.extend(chart(&rows, style));
    lines.push(quiet_detail(parts));
    lines
}

/// A run as a row of letters, one for each part: S for Situation and so on.
fn run_row(screen: &StatsScreen<'_>, run: &Run, full: u64) -> ChartRow {
    let stretches = run.parts.iter().filter_map(|(part, ms)| {
        let letter = part.name().chars().next()?;
        Some((letter, f64::from(*ms) / full as f64))
    });
    let over = if run.is_over() { ", over" } else { "" };
    let number = format!("{:>3} s{over}", seconds(run.total_ms()));
    let named = |story: &&GroupReport| story.name == run.row.story;
    let story = screen.report.stories.iter().find(named);
    let title = story.map_or_else(|| run.row.story.clone(), |story| screen.title(story));
    ChartRow::new(&title, ChartBar::Letters(stretches.collect()), number)
}

fn hardest(screen: &StatsScreen<'_>) -> Vec<Line> {
    let (report, style) = (screen.report, screen.style);
    if report.hardest.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![heading("Hardest cards")];
    for &card in report.hardest.iter().take(HARDEST) {
        let card = &report.cards[card];
        let (name, why) = (screen.card(card), why_hard(card).join(", "));
        // On a narrow screen the reason has a row of its own.
        if INDENT + name.width() + GAP + why.len() <= style.width() {
            let line = Line::plain(format!("{name}  ")).and(Tone::Quiet, why);
            lines.push(line.indented(INDENT));
        } else {
            lines.push(Line::plain(name).indented(INDENT));
            lines.push(Line::quiet(why).indented(2 * INDENT));
        }
    }
    lines
}

fn studied(report: &DeckReport, style: Style) -> Vec<Line> {
    let total = &report.total;
    let weeks = last_weeks(report);
    let most = weeks.iter().map(|week| week.reviews).max().unwrap_or(0);
    let share = |week: &DayAnswers| f64::from(week.reviews) / f64::from(most);
    let height = |week: &DayAnswers| (week.reviews > 0).then(|| share(week));
    let mut lines = vec![heading("Studied")];
    if weeks.len() > 1 && most > 0 {
        let steps = ChartBar::Steps(weeks.iter().map(height).collect());
        let number = format!("0 to {}", counted(most as usize, "answer"));
        let by_week = ChartRow {
            spoken: newest(&weeks, |week| counted(week.reviews as usize, "answer")),
            ..ChartRow::new("by week", steps, number)
        };
        lines.extend(chart(&[by_week], style));
    }
    // Answers brought in from elsewhere have no time.
    let time = match total.ms {
        0 => String::new(),
        ms => format!(", {}", duration(ms)),
    };
    let (days, answers) = (
        counted(total.days as usize, "day"),
        counted(total.reviews as usize, "answer"),
    );
    lines.push(detail(format!("On {days}: {answers}{time}.")));
    lines.extend(plain_figures(report));
    let gone = report.gone_reviews();
    let gone = (gone > 0).then(|| quiet_detail(format!("{gone} of them on cards that are gone.")));
    lines.extend(gone);
    lines
}

/// The figures on the screen that are no shares, in one line: `longest streak 4, ...`
fn plain_figures(report: &DeckReport) -> Option<Line> {
    let told = on_screen().filter_map(|figure| match figure.unit {
        FigureUnit::Share(_) | FigureUnit::Rate(_) => None,
        _ => Some(format!("{} {}", figure.screen, figure.words(&report.total))),
    });
    let told = told.collect::<Vec<_>>().join(", ");
    (!told.is_empty()).then(|| quiet_detail(told))
}

/// `40 s`, `12 min`, `1 h 12 min`; rounded down.
fn duration(ms: u64) -> String {
    let (seconds, minutes) = (ms / 1000, ms / 60_000);
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests;
