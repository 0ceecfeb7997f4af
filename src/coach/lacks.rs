//! What a story still lacks.

use super::TimedAnswer;
use super::finding::FindingCode;
use super::report::holding;
use super::rules::RULES;
use crate::story::Beat::{Action, Learning, Result};
use crate::story::Story;

/// What a story still lacks: a decision, a number, a durable change, a closing. None for a
/// draft, which lacks everything. It is what `check` says, without the times.
pub(crate) fn lacks(story: &Story) -> Vec<&'static str> {
    if story.is_draft() {
        return Vec::new();
    }
    let answer = TimedAnswer::of_story(story);
    let holding = holding(&answer, RULES);
    let found = |code: FindingCode| holding.contains(&code);
    let missing = |beat| answer.beat(beat).is_none();
    let all = [
        (
            "a decision",
            missing(Action) || found(FindingCode::NoDecision),
        ),
        ("a number", missing(Result) || found(FindingCode::NoNumber)),
        (
            "a durable change",
            missing(Learning) || found(FindingCode::NoLearning),
        ),
        ("a closing", story.closings.is_empty()),
    ];
    all.into_iter()
        .filter(|(_, lacking)| *lacking)
        .map(|(what, _)| what)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::parse::parse;

    #[test]
    fn a_story_lacks_what_is_not_there_or_says_nothing() {
        let action = "## Action\nI decided to skip the dry run in week two.\n";
        let result = "## Result\nWe were nine days late and lost 40,000 euros.\n";
        let learning = "## Learning\nSince then I write the rollback first, in every plan.\n";
        let closing = "## Closing\nThat is how I would work here.\n";
        let vague = "## Result\nPeople were unhappy.\n";
        let table: [(&[&str], &[&str]); 5] = [
            (&["## Situation\nLater.\n"], &[]),
            (&[action, result, learning, closing], &[]),
            (&[action, vague, learning, closing], &["a number"]),
            (&[action], &["a number", "a durable change", "a closing"]),
            (&[learning], &["a decision", "a number", "a closing"]),
        ];
        for (sections, expected) in table {
            let text = format!("# Late\n{}", sections.concat());
            let story = &parse(&text).stories[0];
            assert_eq!(lacks(story), expected, "{text}");
        }
    }
}
