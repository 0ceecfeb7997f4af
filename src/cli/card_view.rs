//! What one showing looks like: the lines of a card's two sides, its keys, its help.

use super::wording::{detail, heading};
use super::workspace::Workspace;
use crate::prompt::Bar;
use crate::prompt::text::{Line, Tone};
use crate::story::{Trap, text};
use crate::study::card_sides::{CardBack, CardFront};
use crate::study::card_states::CardState;
use crate::study::day::StudyDay;
use crate::study::quiz::Quiz;
use crate::study::replay::CardMemory;
use crate::study::review::{Quality, Source};
use crate::study::session::{self, Position};

/// The keys that work at every moment of a card, and what they do.
const LETTERS: [(char, &str); 8] = [
    ('s', "skip"),
    ('b', "bury"),
    ('x', "suspend"),
    ('f', "flag"),
    ('e', "edit"),
    ('u', "undo"),
    ('q', "end"),
    ('?', "help"),
];

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

/// `3 of 12, about 4 min`
pub(crate) fn progress(position: Position, pace: u32) -> Line {
    let of = position.answered + position.to_come;
    let minutes = session::minutes(position.to_come, pace);
    let again = match position.round {
        0 => "",
        _ => ", once more",
    };
    let number = position.answered + 1;
    Line::quiet(format!("{number} of {of}{again}, about {minutes} min"))
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
        heading("Somebody answers:"),
        Line::plain(format!("\"{}\"", quiz.line)).indented(2),
        Line::blank(),
    ]
}

/// What a trap card tells after the answer.
pub(crate) fn trap_back(quiz: &Quiz, right: bool) -> Vec<Line> {
    let name = quiz.right.map_or("fine as it is", Trap::label);
    let it_is = format!("It is {name}.");
    let mut lines = vec![match right {
        true => Line::toned(Tone::Good, "Right. ").and(Tone::Normal, it_is),
        false => Line::toned(Tone::Warn, "Not quite. ").and(Tone::Normal, it_is),
    }];
    let instead = quiz.instead.as_ref().map(|line| format!("\"{line}\""));
    for (label, text) in [("Why", quiz.why.clone()), ("Say instead", instead)] {
        if let Some(text) = text {
            let line = Line::quiet(format!("{label}: "));
            lines.push(line.and(Tone::Normal, text).indented(2));
        }
    }
    lines
}

/// The keys before the attempt is checked.
pub(crate) fn reveal_bar(hint: bool) -> Bar {
    let hint = hint.then_some(('h', "hint"));
    Bar {
        fresh: true,
        ..Bar::space("show", hint.into_iter().chain(LETTERS))
    }
}

pub(crate) fn grade_bar(scale: GradeScale, proposed: Option<Quality>, plain: bool) -> Bar {
    let grade = |(key, _, name): (char, Quality, &str)| (key.to_string(), name.to_owned());
    let proposal = proposed.map(|quality| ("Enter".to_owned(), scale.name(quality).to_owned()));
    let checklist = (!plain).then_some(('c', "checklist"));
    let grades = scale.grades().into_iter().map(grade);
    Bar {
        first: proposal.into_iter().chain(grades).collect(),
        others: checklist.into_iter().chain(LETTERS).collect(),
        fresh: true,
    }
}

/// The keys that grade a beat after a timed run.
pub(crate) fn rehearsal_bar(scale: GradeScale) -> Bar {
    Bar {
        others: vec![('s', "skip")],
        ..grade_bar(scale, None, true)
    }
}

/// The keys of a trap card: before the answer they stand behind Escape.
pub(crate) fn trap_bar() -> Bar {
    Bar::space("answer", LETTERS)
}

/// The keys after a trap card was judged.
pub(crate) fn next_bar() -> Bar {
    Bar {
        fresh: true,
        ..Bar::space("next", [('u', "undo"), ('f', "flag"), ('q', "end")])
    }
}

/// For each grade, what it means and when the card would be back; then the letters.
pub(crate) fn grade_help(
    scale: GradeScale,
    memory: &CardMemory,
    today: StudyDay,
    source: Source,
) -> Vec<Line> {
    let grades = scale.grades().into_iter().map(|(key, quality, name)| {
        let back = when_back(memory, today, quality, source);
        let means = format!(": {}; {back}", meaning(quality));
        (format!("{key} {name}"), means)
    });
    let reveal = "Space or Enter shows the answer; h gives a hint first; c opens the checklist.";
    help(grades.collect(), reveal)
}

/// The same for a trap card, which the program judges.
pub(crate) fn trap_help(memory: &CardMemory, today: StudyDay, source: Source) -> Vec<Line> {
    let judged = [
        ("right at once", Quality::EASY),
        ("right", Quality::GOOD),
        ("wrong", Quality::AGAIN),
    ];
    let judged = judged.map(|(name, quality)| {
        let back = when_back(memory, today, quality, source);
        (name.to_owned(), format!(": {back}"))
    });
    let answer = "The arrows choose, Enter answers; Esc leaves the menu for the letters.";
    help(judged.into(), answer)
}

fn help(grades: Vec<(String, String)>, answer: &str) -> Vec<Line> {
    let grades = grades.into_iter();
    let grades = grades.map(|(name, means)| heading(name).and(Tone::Normal, means));
    let mut lines: Vec<Line> = grades.map(|line| line.indented(2).hanging(2)).collect();
    let letters = [
        answer,
        "s skips the card for this sitting, b until tomorrow, x until you resume it.",
        "f marks it as needing work, e edits its story, u takes the last answer back.",
        "q ends; everything you answered is saved already.",
    ];
    lines.extend(letters.map(detail));
    lines.push(Line::blank());
    lines
}

fn meaning(quality: Quality) -> &'static str {
    match quality.get() {
        0 => "nothing came",
        1 => "it did not come, or most points were missing",
        2 => "wrong, though close",
        3 => "there with an effort, or one point short",
        4 => "all there, after a moment",
        _ => "all there, at once",
    }
}

/// When a grade would bring the card back, worked out by the same step that will count it.
pub(crate) fn when_back(
    memory: &CardMemory,
    today: StudyDay,
    quality: Quality,
    source: Source,
) -> String {
    let mut after = *memory;
    after.step(today, quality, source);
    back_on(&after, today, quality, source)
}

/// `back in 6 days`, for a memory that has the answer in it.
pub(crate) fn back_on(
    after: &CardMemory,
    today: StudyDay,
    quality: Quality,
    source: Source,
) -> String {
    let days = after.due_day().map_or(0, |due| due.since(today)).max(0);
    let again = match quality.is_pass() {
        true => "",
        false => "once more in this sitting, then ",
    };
    let kept = match source {
        Source::Practice => " (practice: the schedule stays as it was)",
        _ => "",
    };
    match days {
        0 => format!("{again}due today{kept}"),
        1 => format!("{again}back tomorrow{kept}"),
        _ => format!("{again}back in {days} days{kept}"),
    }
}

/// A card with its state and, where there is one, its next day.
pub(crate) fn card_line(workspace: &Workspace, card: usize) -> Line {
    let states = &workspace.states;
    let state = states.state(card);
    let when = match (state, states.memories[card].due_day()) {
        (CardState::Waiting, Some(due)) => format!("back on {}", due.spoken(states.day)),
        (CardState::Waiting, None) => "rests".to_owned(),
        _ => state.key().to_owned(),
    };
    let mut line = detail(format!("{}  ", states.cards[card].name)).and(Tone::Quiet, when);
    if states.flags[card].flagged {
        line = line.and(Tone::Warn, "  flagged: needs work");
    }
    line
}
