//! What one showing looks like: the lines of a card's two sides, its keys, its help.

use unicode_width::UnicodeWidthStr;

use super::wording::{detail, heading};
use crate::prompt::text::{Line, Style, Tone};
use crate::prompt::{ANY_KEY, Bar};
use crate::story::{Trap, text};
use crate::study::card_sides::{CardBack, CardFront};
use crate::study::quiz::{self, Quiz};
use crate::study::review::Quality;
use crate::study::session::{self, Position};

/// Letters that work at every moment of a card and that only the help tells.
const UNTOLD: &str = "xfeu";

/// The letters that every moment of a card offers; undo only where there is something to undo.
fn letters(undo: bool) -> impl Iterator<Item = (char, &'static str)> {
    let undo = undo.then_some(('u', "undo"));
    let first = [('s', "skip"), ('b', "bury")].into_iter();
    first.chain(undo).chain([('q', "quit"), ('?', "more")])
}

/// Which keys grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GradeScale {
    /// 1 again, 2 hard, 3 good, 4 easy.
    OneToFour,
    /// SM-2's qualities themselves.
    ZeroToFive,
}

impl GradeScale {
    /// The keys, the qualities they give, and their names.
    pub(crate) fn grades(self) -> Vec<(char, Quality, &'static str)> {
        let quality = |number| Quality::new(number).expect("0 to 5");
        match self {
            GradeScale::OneToFour => vec![
                ('1', Quality::AGAIN, "again"),
                ('2', Quality::HARD, "hard"),
                ('3', Quality::GOOD, "good"),
                ('4', Quality::EASY, "easy"),
            ],
            GradeScale::ZeroToFive => vec![
                ('0', quality(0), "blank"),
                ('1', Quality::AGAIN, "wrong"),
                ('2', quality(2), "nearly"),
                ('3', Quality::HARD, "hard"),
                ('4', Quality::GOOD, "good"),
                ('5', Quality::EASY, "easy"),
            ],
        }
    }

    /// The quality that a key gives.
    pub(crate) fn quality(self, key: char) -> Option<Quality> {
        let grades = self.grades();
        let found = grades.iter().find(|(grade, ..)| *grade == key);
        found.map(|(_, quality, _)| *quality)
    }

    /// The name of a quality, or of the nearest one below that has a key.
    pub(crate) fn name(self, quality: Quality) -> &'static str {
        let grades = self.grades();
        let at_most = grades.iter().rev().find(|(_, known, _)| *known <= quality);
        at_most.or(grades.first()).map_or("", |(_, _, name)| name)
    }
}

/// The widest bar of the header, in columns.
const WIDEST_BAR: usize = 20;

/// The narrowest that tells anything.
const NARROWEST_BAR: usize = 4;

/// `3 of 12  ━━━────────  +2 again · 4 min left · Acme in 8 days`: the bar never goes back, and
/// what comes again stands apart from it.
pub(crate) fn header(
    position: Position,
    pace: u32,
    aim: Option<String>,
    style: Style,
) -> Vec<Line> {
    let place = match position.round {
        0 => format!("{} of {}", position.done + 1, position.total),
        _ => "Once more".to_owned(),
    };
    let again = match position.again {
        0 => None,
        again => Some(format!("+{again} again")),
    };
    let minutes = session::minutes(position.to_come, pace);
    let rest = |between: &str, left: &str, aim: Option<&String>| {
        let minutes = format!("{minutes} min{left}");
        let rest = again.iter().chain([&minutes]).chain(aim);
        rest.map(String::as_str).collect::<Vec<_>>().join(between)
    };
    let aim = aim.as_ref();
    if style.plain {
        return vec![Line::quiet(format!(
            "{place}, {}",
            rest(", ", " left", aim)
        ))];
    }
    // Two columns on both sides of the bar.
    let room = |rest: &str| {
        let taken = place.width() + rest.width() + 4;
        style.width().saturating_sub(taken).min(WIDEST_BAR)
    };
    let below = rest(style.gap(), " left", None);
    let beside = [" left", ""].map(|left| rest(style.gap(), left, aim));
    let fitting = beside.into_iter().find(|rest| room(rest) >= NARROWEST_BAR);
    // Where nothing else helps, the interview has a row of its own.
    let (rest, own_row) = match fitting {
        Some(rest) => (rest, None),
        None => (below, aim),
    };
    let room = room(&rest);
    let (done, total) = (position.done as usize, position.total.max(1) as usize);
    let full = (room * done / total).min(room);
    let (mark, free) = if style.unicode {
        ("━", "─")
    } else {
        ("#", "-")
    };
    let line = Line::quiet(format!("{place}  "))
        .and(Tone::Normal, mark.repeat(full))
        .and(Tone::Quiet, format!("{}  {rest}", free.repeat(room - full)));
    [line].into_iter().chain(own_row.map(Line::quiet)).collect()
}

/// A title, with the role behind it.
pub(crate) fn titled(title: &str, role: Option<&str>) -> Line {
    let role = role.map_or_else(String::new, |role| format!("  {role}"));
    heading(title).and(Tone::Quiet, role)
}

/// The side before the attempt.
pub(crate) fn front(front: &CardFront, question: Option<&str>) -> Vec<Line> {
    let mut lines = vec![titled(&front.title, front.role.as_deref())];
    lines.extend(question.map(Line::plain));
    for (heading, markdown) in &front.context {
        lines.push(Line::blank());
        lines.push(Line::quiet(*heading));
        lines.extend(words(markdown));
    }
    lines.push(Line::blank());
    let points = match front.points {
        0 => String::new(),
        1 => " 1 point.".to_owned(),
        points => format!(" {points} points."),
    };
    lines.push(Line::plain(front.ask).and(Tone::Quiet, points));
    lines
}

/// The side after the attempt: the text, then its points.
pub(crate) fn back(back: &CardBack) -> Vec<Line> {
    let mut lines = vec![Line::quiet(back.heading)];
    lines.extend(words(&back.markdown));
    if !back.points.is_empty() {
        lines.extend([Line::blank(), Line::quiet("Did you say it?")]);
        let points = back.points.iter();
        lines.extend(points.map(|point| detail(format!("- {point}"))));
    }
    lines.push(Line::blank());
    lines
}

/// Markdown as indented paragraphs with its bold phrases.
pub(crate) fn words(markdown: &str) -> Vec<Line> {
    let paragraphs = text::paragraphs(markdown);
    let mut lines = Vec::new();
    for (number, paragraph) in paragraphs.iter().enumerate() {
        if number > 0 && paragraph.marker.is_none() {
            lines.push(Line::blank());
        }
        let mut line = Line::default().indented(2 + 2 * paragraph.depth);
        if let Some(marker) = &paragraph.marker {
            let hang = marker.len() + 1;
            line = line.and(Tone::Normal, format!("{marker} ")).hanging(hang);
        }
        for run in &paragraph.runs {
            line = line.and(if run.bold { Tone::Bold } else { Tone::Normal }, &run.text);
        }
        lines.push(line);
    }
    lines
}

/// The side of a trap card before the answer: the line, and nothing that names the trap.
pub(crate) fn trap_front(quiz: &Quiz) -> Vec<Line> {
    vec![
        heading("Someone answers:"),
        Line::plain(format!("\"{}\"", quiz.line)).indented(2),
        Line::blank(),
    ]
}

/// What a trap card tells after the answer: the words that give the line away, in bold or
/// quoted, then why; and how it went with this trap lately.
pub(crate) fn trap_back(
    quiz: &Quiz,
    right: bool,
    (passed, of): (usize, usize),
    style: Style,
) -> Vec<Line> {
    let (tone, judged) = match right {
        true => (Tone::Good, "Right: "),
        false => (Tone::Warn, "Not quite: "),
    };
    let mut lines = vec![Line::toned(tone, judged).and(Tone::Normal, it_is(quiz.right))];
    lines.extend(giveaways(quiz, style));
    let instead = quiz.instead.as_ref().map(|line| format!("\"{line}\""));
    for (label, text) in [("Why", quiz.why.clone()), ("Say instead", instead)] {
        if let Some(text) = text {
            let line = Line::quiet(format!("{label}: "));
            lines.push(line.and(Tone::Normal, text).indented(2));
        }
    }
    if of > 1 {
        let told = format!("This trap so far: {passed} of your last {of} right.");
        lines.push(Line::quiet(told).indented(2));
    }
    lines
}

fn it_is(right: quiz::Choice) -> &'static str {
    match right {
        None => "nothing is wrong with this answer.",
        Some(Trap::FakeFailure) => "a fake failure, a strength in disguise.",
        Some(Trap::Deflection) => "a deflection, someone else did it.",
        Some(Trap::NoNumber) => "no number, so nobody can tell how bad it was.",
        Some(Trap::NoLearning) => "no learning, nothing changed afterwards.",
    }
}

/// The line with the words that give it away; where nothing can be bold, only those words.
fn giveaways(quiz: &Quiz, style: Style) -> Option<Line> {
    if quiz.giveaways.is_empty() {
        return None;
    }
    if style.plain || !style.colour {
        let words = quiz.giveaways.iter();
        let words: Vec<String> = words
            .map(|at| format!("\"{}\"", &quiz.line[at.clone()]))
            .collect();
        let label = match quiz.right {
            Some(_) => "Gives it away",
            None => "Makes it fine",
        };
        let line = Line::quiet(format!("{label}: "));
        return Some(line.and(Tone::Normal, words.join(" and ")).indented(2));
    }
    let mut line = Line::quiet("\"");
    for run in text::runs(&quiz.line, &quiz.giveaways) {
        line = line.and(if run.bold { Tone::Bold } else { Tone::Quiet }, run.text);
    }
    Some(line.and(Tone::Quiet, "\"").indented(2))
}

/// The keys before the attempt is checked.
pub(crate) fn reveal_bar(hint: bool, undo: bool) -> Bar {
    let hint = hint.then_some(('h', "hint"));
    Bar {
        fresh: true,
        untold: UNTOLD,
        ..Bar::space("show", hint.into_iter().chain(letters(undo)))
    }
}

/// The keys that grade, each with when it brings the card back.
pub(crate) fn grade_bar(
    scale: GradeScale,
    proposed: Option<Quality>,
    checklist: bool,
    undo: bool,
    back: impl Fn(Quality) -> String,
) -> Bar {
    let proposal = proposed.map(|quality| ("Enter", scale.name(quality), String::new()));
    let grades = scale.grades();
    let keys: Vec<String> = grades.iter().map(|(key, ..)| key.to_string()).collect();
    let grades = keys.iter().zip(&grades);
    let grades = grades.map(|(key, (_, quality, name))| (key.as_str(), *name, back(*quality)));
    let all = proposal.into_iter().chain(grades);
    let all = all.map(|(key, name, note)| ((key.to_owned(), name.to_owned()), note));
    let (first, mut notes): (Vec<(String, String)>, Vec<String>) = all.unzip();
    tell_once(&mut notes);
    let checklist = checklist.then_some(('c', "checklist"));
    Bar {
        first,
        notes,
        others: checklist.into_iter().chain(letters(undo)).collect(),
        // Without points `c` says so.
        untold: "xfeuc",
        unchosen: false,
        fresh: true,
    }
}

/// Grades that pass, the last of each scale.
const PASSING: usize = 3;

/// Where an interview brings the card back on one day whatever passes, it stands once, behind the
/// last grade. A new card comes tomorrow, which each grade may say.
fn tell_once(notes: &mut [String]) {
    let passing = notes.len().saturating_sub(PASSING);
    if let [others @ .., last] = &mut notes[passing..]
        && last.ends_with(" days")
        && others.iter().all(|note| note == last)
    {
        others.iter_mut().for_each(String::clear);
        *last = format!("all three {last}");
    }
}

/// The keys that grade a beat after a timed run.
pub(crate) fn rehearsal_bar(scale: GradeScale) -> Bar {
    Bar {
        others: vec![('s', "skip"), ('q', "quit")],
        untold: "",
        ..grade_bar(scale, None, false, false, |_| String::new())
    }
}

/// The keys of a trap card besides its answers.
pub(crate) fn trap_bar(undo: bool) -> Bar {
    Bar {
        unchosen: true,
        untold: UNTOLD,
        ..Bar::space("answer", letters(undo))
    }
}

/// The keys where the search for a story was left.
pub(crate) fn search_bar(undo: bool) -> Bar {
    Bar {
        untold: UNTOLD,
        ..Bar::space("search", letters(undo))
    }
}

/// The keys after a trap card that was not recognised.
pub(crate) fn next_bar() -> Bar {
    Bar {
        fresh: true,
        untold: "f",
        ..Bar::space("next", [('u', "undo"), ('q', "quit")])
    }
}

/// The keys at the end of a sitting, while its last answer can still be taken back.
pub(crate) fn end_bar() -> Bar {
    Bar {
        first: [("u", "undo"), (ANY_KEY, "leaves")]
            .map(|(key, does)| (key.to_owned(), does.to_owned()))
            .into(),
        fresh: true,
        ..Bar::default()
    }
}

/// For each grade, what it means; then the letters.
pub(crate) fn grade_help(scale: GradeScale, editable: bool) -> Vec<Line> {
    let grades = scale.grades().into_iter();
    let grades = grades.map(|(key, quality, name)| {
        let line = heading(format!("{key} {name}"));
        line.and(Tone::Normal, format!(": {}", meaning(quality)))
    });
    let grades = grades.map(|line| line.indented(2).hanging(2));
    let answer = "Space or Enter shows the answer. h gives a hint first, c opens the checklist.";
    grades.chain(help(answer, editable)).collect()
}

/// The same for a trap card, which the program judges.
pub(crate) fn trap_help(editable: bool) -> Vec<Line> {
    let answer =
        "A digit answers at once, or the arrows and Enter. Right within 6 seconds is easy.";
    help(answer, editable)
}

pub(crate) fn question_help() -> Vec<Line> {
    let answer = "A digit chooses at once, or the arrows and Enter. Within 10 seconds is easy, \
                  within 20 good.";
    help(answer, false)
}

fn help(answer: &str, editable: bool) -> Vec<Line> {
    let edit = if editable { ", e edits its story" } else { "" };
    let flag = format!("f marks it as needing work{edit}, u undoes the last answer.");
    let letters = [
        answer,
        "s skips the card for this sitting, b until tomorrow, x until you resume it.",
        &flag,
        "q quits. Everything you answered is saved already.",
    ];
    let letters = letters.into_iter().map(detail);
    letters.chain([Line::blank()]).collect()
}

fn meaning(quality: Quality) -> &'static str {
    match quality.get() {
        0 => "nothing came",
        1 => "you could not recall it, or most points were missing",
        2 => "wrong, though close",
        3 => "recalled with effort, or one point was missing",
        4 => "all points, after a moment",
        _ => "all points, at once",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::text;

    fn position(round: u32, done: u32, again: u32) -> Position {
        Position {
            next: Some(0),
            answered: done,
            to_come: 12 - done + again,
            round,
            done,
            total: 12,
            again,
            cut_off: 0,
        }
    }

    #[test]
    fn one_day_for_all_that_passes_stands_once() {
        let notes = |back: [&str; 4]| {
            let back = |quality: Quality| {
                let grades = GradeScale::OneToFour.grades();
                let place = grades.iter().position(|(_, grade, _)| *grade == quality);
                back[place.expect("a grade")].to_owned()
            };
            grade_bar(GradeScale::OneToFour, None, false, false, back).notes
        };
        let table = [
            (
                ["today", "7 days", "7 days", "7 days"],
                ["today", "", "", "all three 7 days"],
            ),
            (
                ["today", "7 days", "7 days", "9 days"],
                ["today", "7 days", "7 days", "9 days"],
            ),
            (["today", "", "", ""], ["today", "", "", ""]),
        ];
        for (back, told) in table {
            assert_eq!(notes(back), told);
        }
    }

    #[test]
    fn the_header_keeps_its_bar_and_gives_the_interview_its_own_row_at_need() {
        let style = |columns| Style {
            columns,
            ..Style::default()
        };
        let plain = Style {
            plain: true,
            ..style(80)
        };
        let ascii = Style {
            unicode: false,
            ..style(80)
        };
        let acme = || Some("Acme in 9 days".to_owned());
        let table = [
            (
                style(80),
                position(0, 0, 0),
                acme(),
                "1 of 12  ────────────────────  4 min left · Acme in 9 days",
            ),
            (
                style(80),
                position(0, 6, 2),
                None,
                "7 of 12  ━━━━━━━━━━──────────  +2 again · 3 min left",
            ),
            (
                style(80),
                position(1, 12, 2),
                None,
                "Once more  ━━━━━━━━━━━━━━━━━━━━  +2 again · 1 min left",
            ),
            (
                style(40),
                position(0, 6, 2),
                None,
                "7 of 12  ━━━━────  +2 again · 3 min left",
            ),
            (
                style(40),
                position(0, 6, 0),
                acme(),
                "7 of 12  ━━━────  2 min · Acme in 9 days",
            ),
            (
                style(40),
                position(0, 6, 2),
                acme(),
                "7 of 12  ━━━━────  +2 again · 3 min left\nAcme in 9 days",
            ),
            (
                ascii,
                position(0, 6, 0),
                None,
                "7 of 12  ##########----------  2 min left",
            ),
            (
                plain,
                position(0, 6, 2),
                acme(),
                "7 of 12, +2 again, 3 min left, Acme in 9 days",
            ),
        ];
        for (style, position, aim, expected) in table {
            let shown = text::render(&header(position, 20_000, aim, style), style);
            assert_eq!(shown.trim_end(), expected);
        }
    }
}
