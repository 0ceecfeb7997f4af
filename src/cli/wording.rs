//! Words and shapes that several commands share: headings, counts, shares, the next step.

use std::path::Path;

use crate::files;
use crate::prompt::text::{Line, Tone};
use crate::story::{Beat, Miss, Story};
use crate::study::day::StudyDay;
use crate::study::facts::FutureRows;
use crate::study::missed::MissedPoint;
use crate::study::next_step::NextStep;
/// A heading above a group of lines.
pub(crate) fn heading(text: impl Into<String>) -> Line {
    Line::toned(Tone::Bold, text)
}

/// `1 card`, `2 cards`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// A point that is left out again and again.
pub(crate) fn left_out(point: &MissedPoint) -> String {
    let MissedPoint {
        words, missed, of, ..
    } = point;
    format!("You left out “{words}” in {missed} of the last {of}.")
}

/// `1 story`, `2 stories`.
pub(crate) fn counted_stories(number: usize) -> String {
    match number {
        1 => "1 story".to_owned(),
        _ => format!("{number} stories"),
    }
}

/// Rows of the log: `2 answers`, or `3 rows, 2 of them answers`.
pub(crate) fn rows(rows: usize, answers: usize) -> String {
    match answers {
        _ if rows == answers => counted(answers, "answer"),
        0 => format!("{}, none of them an answer", counted(rows, "row")),
        1 => format!("{rows} rows, 1 of them an answer"),
        _ => format!("{rows} rows, {answers} of them answers"),
    }
}

/// What is dated later than tomorrow; nothing where nothing is.
pub(crate) fn future_sentence(future: &FutureRows) -> Option<String> {
    let last = future.last?.date().format("%-d %B %Y");
    Some(match future.rows.len() {
        1 => format!(
            "1 row of the log is dated later than tomorrow ({last}) and does not count until then."
        ),
        rows => format!(
            "{rows} rows of the log are dated later than tomorrow (up to {last}) and do not count until then."
        ),
    })
}

/// A change of a share by less than this, half a percent, is none to a person.
pub(crate) const LEAST_SHARE: f64 = 0.005;

/// `77 %` of a share from 0 to 1.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// The next step, set apart by a blank line unless it stands below a single one.
pub(crate) fn step_lines(step: &NextStep, today: StudyDay, below_one_line: bool) -> Vec<Line> {
    let apart = (!below_one_line).then(Line::blank);
    apart.into_iter().chain([step_line(step, today)]).collect()
}

/// What `brief` is for.
const BRIEF: &str = "Everything to remember, on one screen.";

/// What `plan` is for.
const PLAN: &str = "What to do on each day until then.";

/// What comes when the interview of this day is over.
const AFTERWARDS: &str = " Afterwards: star-cards debrief";

/// `plan Acme`, the name in quotation marks where a shell would take it apart.
fn plan_of(interview: Option<&str>) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "@#-_.".contains(letter);
    match interview {
        None => "plan".to_owned(),
        Some(name) if name.chars().all(is_plain) => format!("plan {name}"),
        Some(name) => format!("plan {}", files::shell_quoted(Path::new(name))),
    }
}

/// The next step as one line.
fn step_line(step: &NextStep, today: StudyDay) -> Line {
    let next = Line::quiet("Next: ").hanging(6);
    let command = |command: &str, why: &str| {
        let line = next
            .clone()
            .and(Tone::Bold, format!("star-cards {command}"));
        line.and(Tone::Normal, format!("  {why}"))
    };
    let told = |words: String| next.clone().and(Tone::Normal, words);
    match step {
        NextStep::Brief { is_today: false } => command("brief", BRIEF),
        NextStep::Brief { is_today: true } => command("brief", BRIEF).and(Tone::Normal, AFTERWARDS),
        NextStep::Debrief { company } => {
            let why = format!("How was {company}? Two minutes, while you remember the words.");
            command("debrief", &why)
        }
        NextStep::ResumeDraft => command("add --resume", "A story is half written."),
        NextStep::MendFindings { story } => command(
            &format!("edit {story}"),
            "Fix what was found, then check it again.",
        ),
        NextStep::TryStory { story } => {
            command(&format!("review {story}"), "Say it aloud once, now.")
        }
        NextStep::Plan { interview } => command(&plan_of(interview.as_deref()), PLAN),
        NextStep::NextRun { story, day } => {
            let when = match day.since(today) {
                0 => "today".to_owned(),
                1 => "tomorrow".to_owned(),
                _ => format!("on {}", day.spoken(today)),
            };
            let why = format!("The next run of your plan, {when}.");
            command(&format!("rehearse {story}"), &why)
        }
        NextStep::Mock => command("mock", "The whole, as in the room: three questions aloud."),
        NextStep::Rehearse { story } => {
            let why = "You have not told it against the clock yet.";
            command(&format!("rehearse {story}"), why)
        }
        NextStep::FinishDraft { story } => {
            let why = "Still to write: Action and Learning.";
            command(&format!("edit {story}"), why)
        }
        NextStep::Mend { place, fix } => {
            told(format!("{fix} ")).and(Tone::Quiet, format!("({place})"))
        }
        NextStep::Review { cards } => {
            command("review", &format!("{} waiting.", counted(*cards, "card")))
        }
        NextStep::WriteFirst => command("add", "Write your first own story."),
        NextStep::PlanInterview => command("interview add NAME", "When is your interview?"),
        NextStep::Write { miss } => {
            let (kind, what) = (miss.key(), in_words(*miss).to_lowercase());
            let why = format!("You have no {kind} failure yet ({what}).");
            command("add", &why)
        }
        NextStep::Rest { company, is_today } => {
            let wish = if *is_today {
                "Good luck."
            } else {
                "Sleep well."
            };
            let after = if *is_today { AFTERWARDS } else { "" };
            told(format!("nothing more before {company}. {wish}{after}"))
        }
        NextStep::ComeBack { day } if *day == today.plus(1) => {
            told("come back tomorrow.".to_owned())
        }
        NextStep::ComeBack { day } => told(format!("come back on {}.", day.spoken(today))),
        NextStep::Nothing => command("add", "Write another story."),
    }
}

/// A kind of failure in the words of a person.
pub(crate) fn in_words(miss: Miss) -> &'static str {
    match miss {
        Miss::Technical => "Something you built, ran or planned",
        Miss::Stakeholder => "Someone you failed to involve",
        Miss::Judgement => "A call or a hire you got wrong",
    }
}

/// Columns before what stands under a heading.
pub(crate) const INDENT: usize = 2;

/// A story that was added, with what its cards still lack.
pub(crate) fn added_line(story: &Story) -> Line {
    let both = [Beat::Action, Beat::Learning].into_iter();
    let lacks = both.filter(|beat| story.beat(*beat).is_none());
    let lacks: Vec<&str> = lacks.map(Beat::name).collect();
    let line = Line::plain(format!("Added {}", story.title))
        .and(Tone::Quiet, format!("  {}", story.id))
        .hanging(2);
    match lacks.is_empty() {
        true => line,
        false => line.and(Tone::Quiet, format!("  no {} yet", lacks.join(" and no "))),
    }
}

/// One line of what was found.
pub(crate) fn detail(text: impl Into<String>) -> Line {
    Line::plain(text).indented(INDENT).hanging(INDENT)
}

/// One line of what may be overlooked.
pub(crate) fn quiet_detail(text: impl Into<String>) -> Line {
    Line::quiet(text).indented(INDENT).hanging(INDENT)
}
