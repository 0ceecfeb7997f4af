//! Coverage: which kinds of failure have a story, and what each story still lacks.

use crate::coach::{self, Answer, Code};
use crate::prompt::text::{Line, Tone};
use crate::story::{Miss, Story};
use crate::study::report::Covered;

/// The kinds that have a complete story, and those that have none.
pub fn kinds(covered: &[Covered]) -> Line {
    let mut line = Line::toned(Tone::Quiet, "Kinds of failure: ").hanging(2);
    for (number, kind) in covered.iter().enumerate() {
        let gap = if number > 0 { ", " } else { "" };
        let word = kind.miss.map_or("not said", Miss::key);
        line = match kind.stories {
            0 => line.and(Tone::Warn, format!("{gap}{word} none yet")),
            stories => line.and(Tone::Normal, format!("{gap}{word} {stories}")),
        };
    }
    line
}

/// What a story still lacks: a decision, a number, a durable change, a closing. None for a
/// draft, which lacks everything.
pub fn lacks(story: &Story) -> Vec<&'static str> {
    if story.is_draft() {
        return Vec::new();
    }
    let report = coach::check(&Answer::of_story(story), crate::study::run::USUAL_RATE);
    let found = |code: Code| report.findings.iter().any(|finding| finding.code == code);
    let missing = |beat| report.missing.contains(&beat);
    use crate::story::Beat::{Action, Learning, Result};
    let all = [
        ("a decision", missing(Action) || found(Code::NoDecision)),
        ("a number", missing(Result) || found(Code::NoNumber)),
        (
            "a durable change",
            missing(Learning) || found(Code::NoLearning),
        ),
        ("a closing", story.closings.is_empty()),
    ];
    all.into_iter()
        .filter(|(_, lacking)| *lacking)
        .map(|(what, _)| what)
        .collect()
}

/// The same as one line, if anything is lacking.
pub fn lacks_line(story: &Story) -> Option<Line> {
    let lacking = lacks(story);
    (!lacking.is_empty()).then(|| {
        Line::toned(Tone::Quiet, format!("lacks {}", lacking.join(", ")))
            .indented(2)
            .hanging(2)
    })
}
