//! `export stats --format md`: the report as tables, for notes and wikis.

use std::borrow::Cow;

use crate::story::Miss;
use crate::story::text::visible;
use crate::study::missed::MissedPoint;
use crate::study::own_scale::{CalibrationGroup, calibration};
use crate::study::report::{Bin, CardReport, DeckReport, Figures, GroupReport, Rate};

use super::figures::{ALL, FIGURES, FigureSpec, GONE, hundredths, number, percent, range, rate};
use super::stats::{CardText, Texts};

/// The figures that have a column.
fn told() -> impl Iterator<Item = &'static FigureSpec> {
    FIGURES.iter().filter(|figure| !figure.heading.is_empty())
}

/// The whole document.
pub(crate) fn stats(report: &DeckReport, texts: Option<&Texts<'_>>) -> Vec<u8> {
    let mut out = format!("# Deck statistics, {}\n", report.day);
    let total = [line(ALL, &report.total, [])];
    table(&mut out, "Total", &columns("total", &[]), total);
    let decks = report.decks.iter();
    let decks = decks.map(|deck| line(&deck.name, &deck.figures, []));
    table(&mut out, "Decks", &columns("deck", &[]), decks);
    stories(&mut out, report, texts);
    cards(&mut out, report, texts);
    hardest(&mut out, report);
    heard(&mut out, report, texts.is_some());
    let days = report.total.forecast.iter().zip(0..);
    let days = days.map(|(cards, ahead)| [report.day.plus(ahead).to_string(), cards.to_string()]);
    table(&mut out, "Due in the next 30 days", &["day", "cards"], days);
    series(&mut out, report);
    out.into_bytes()
}

/// What is counted along something else than names.
fn series(out: &mut String, report: &DeckReport) {
    let kinds = report.kinds.iter().map(|kind| {
        let miss = kind.miss.map_or("not said", Miss::key);
        [miss.to_owned(), kind.stories.to_string()]
    });
    table(out, "Kinds of failure", &["kind", "stories"], kinds);
    let weeks = report.weeks.iter();
    let weeks = weeks.map(|(monday, week)| {
        [
            monday.to_string(),
            rate(week.recall),
            week.reviews.to_string(),
        ]
    });
    let columns = ["week from", "recall", "answers"];
    table(out, "Recall by week", &columns, weeks);
    calibrated(out, report);
    let ease = |ease| format!("{:.2}", hundredths(ease));
    spread(out, "Ease", &report.ease_spread, ease);
    let days = |days: u32| days.to_string();
    spread(out, "Interval (days)", &report.interval_spread, days);
}

/// What was foreseen beside what came back, and the factor that it comes to.
fn calibrated(out: &mut String, report: &DeckReport) {
    if let Some(groups) = calibration(&report.foreseen) {
        let row = |group: &CalibrationGroup| {
            let (passed, of) = (group.passed, group.of);
            let [foreseen, low, high] =
                [group.foreseen, group.range.0, group.range.1].map(|share| percent(Some(share)));
            let likely = format!("{low} to {high}");
            [foreseen, rate(Rate { passed, of }), likely]
        };
        let columns = ["foreseen", "recall", "likely"];
        let rows = groups.iter().map(row);
        table(out, "Foreseen and recalled", &columns, rows);
    }
    if let Some(scale) = report.total.own_scale {
        out.push_str(&format!("\n{}\n", scale.sentence()));
    }
}

fn spread(out: &mut String, title: &str, bins: &[Bin], value: impl Fn(u32) -> String) {
    let row = |bin: &Bin| [range(bin, &value), bin.cards.to_string()];
    table(out, title, &["range", "cards"], bins.iter().map(row));
}

fn stories(out: &mut String, report: &DeckReport, texts: Option<&Texts<'_>>) {
    let more: &[&str] = if texts.is_some() { &["title"] } else { &[] };
    let story = |story: &GroupReport| {
        let title = texts.map(|texts| escape(texts.title(story)).into_owned());
        line(&story.name, &story.figures, title)
    };
    let rows = report.stories.iter().map(story);
    table(out, "Stories", &columns("story", more), rows);
}

fn cards(out: &mut String, report: &DeckReport, texts: Option<&Texts<'_>>) {
    let more: &[&str] = match texts {
        Some(_) => &["state", "due", "title", "points or text"],
        None => &["state", "due"],
    };
    let columns = columns("card", more);
    let card = |(index, card): (usize, &CardReport)| {
        let due = card.due.map_or_else(String::new, |day| day.to_string());
        let words = texts.map(|texts| words(&texts.cards[index]));
        let state = [card.state.key().to_owned(), due];
        let more = state.into_iter().chain(words.into_iter().flatten());
        line(&card.name, &card.figures, more)
    };
    let gone = report.gone.iter().map(|gone| {
        let mut row = line(&gone.name, &gone.figures, [GONE.to_owned()]);
        row.resize(columns.len(), String::new());
        row
    });
    let rows = report.cards.iter().enumerate().map(card).chain(gone);
    table(out, "Cards", &columns, rows);
}

/// The points if there are any: they are what must be said.
fn words(card: &CardText<'_>) -> [String; 2] {
    let text = match card.points.is_empty() {
        true => card.text.clone(),
        false => card.points.join("; "),
    };
    [card.title, &text].map(|words| escape(words).into_owned())
}

fn hardest(out: &mut String, report: &DeckReport) {
    if report.hardest.is_empty() {
        return;
    }
    let row = |&card: &usize| {
        let CardReport { name, figures, .. } = &report.cards[card];
        [
            escape(name).into_owned(),
            figures.lapses.to_string(),
            number(figures.ease, 2),
            percent(figures.recall),
        ]
    };
    let columns = ["card", "lapses", "ease", "predicted recall"];
    let rows = report.hardest.iter().map(row);
    table(out, "Hardest cards", &columns, rows);
}

/// What was heard of the runs; nothing where none was.
fn heard(out: &mut String, report: &DeckReport, with_text: bool) {
    let runs = &report.runs;
    if let Some(words) = runs.median_words_before() {
        let row = [runs.heard.to_string(), words.to_string()];
        table(
            out,
            "Runs heard",
            &["runs", "words before the story begins"],
            [row],
        );
    }
    let paces = runs.parts.iter();
    let paces =
        paces.filter_map(|part| Some([part.part.name().to_owned(), part.pace?.to_string()]));
    let paces: Vec<_> = paces.collect();
    if !paces.is_empty() {
        table(out, "Pace by beat", &["beat", "words a minute"], paces);
    }
    if report.missed.is_empty() {
        return;
    }
    let row = |point: &MissedPoint| {
        let words = with_text.then(|| escape(&point.words).into_owned());
        [
            escape(&point.story).into_owned(),
            point.part.name().to_owned(),
            words.unwrap_or_else(|| point.place.to_string()),
            format!("{} of {}", point.missed, point.of),
        ]
    };
    let columns = ["story", "beat", "point", "left out"];
    table(
        out,
        "Points left out most",
        &columns,
        report.missed.iter().map(row),
    );
}

fn columns<'c>(first: &'c str, last: &[&'c str]) -> Vec<&'c str> {
    let figures = told().map(|figure| figure.heading);
    let columns = std::iter::once(first).chain(figures);
    columns.chain(last.iter().copied()).collect()
}

/// One row: a name, its figures, and what else there is, already escaped.
fn line(name: &str, figures: &Figures, more: impl IntoIterator<Item = String>) -> Vec<String> {
    let cells = told().map(|figure| figure.words(figures));
    let cells = std::iter::once(escape(name).into_owned()).chain(cells);
    cells.chain(more).collect()
}

fn table<Row: AsRef<[String]>>(
    out: &mut String,
    title: &str,
    columns: &[&str],
    rows: impl IntoIterator<Item = Row>,
) {
    let rule = vec!["---"; columns.len()].join(" | ");
    let head = columns.join(" | ");
    out.push_str(&format!("\n## {title}\n\n| {head} |\n| {rule} |\n"));
    for row in rows {
        out.push_str(&format!("| {} |\n", row.as_ref().join(" | ")));
    }
}

/// Words as a cell: what Markdown or HTML would act on is escaped, line ends and tabs are
/// spaces, other control characters become U+FFFD.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    let acts = |c: char| "\\|`*_[]<>&~".contains(c);
    let text = visible(text);
    if !text.contains(|c: char| acts(c) || c.is_control()) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' | '\t' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            c if c.is_control() => escaped.push(char::REPLACEMENT_CHARACTER),
            c => {
                escaped.extend(acts(c).then_some('\\'));
                escaped.push(c);
            }
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_blank_where_none_was_measured() {
        let place = told().position(|figure| figure.heading == "time (min)");
        for (ms, expected) in [(0, ""), (1_000, "0.0"), (90_000, "1.5")] {
            let figures = Figures {
                ms,
                ..Figures::default()
            };
            // The name stands before the figures.
            let cells = line("alpha", &figures, []);
            assert_eq!(cells[place.unwrap() + 1], expected);
        }
    }

    #[test]
    fn words_cannot_break_out_of_their_cell() {
        let table = [
            ("a|b", "a\\|b"),
            ("two\nlines", "two lines"),
            ("<b>&</b>", "&lt;b&gt;&amp;&lt;/b&gt;"),
            ("\u{1b}[2J", "\u{fffd}\\[2J"),
            ("back\\|slash", "back\\\\\\|slash"),
            ("plain-name", "plain-name"),
        ];
        for (text, expected) in table {
            assert_eq!(escape(text), expected);
        }
    }
}
