//! What to have in mind of a story the evening before.

use super::answer::TimedAnswer;
use super::finding::FindingCode;
use crate::story::{Beat, Story, text};

/// What to have in mind of one story for a role: label and words, what is not there left
/// out. A written answer is taken to be told at so many words a minute.
pub(crate) fn reminders(
    story: &Story,
    role: Option<&str>,
    words_per_minute: u32,
) -> Vec<(&'static str, String)> {
    let closing = story.closing_for(role).or(story.closings.first());
    let rows = [
        ("begin", story.opening()),
        ("decision", in_short(story, Beat::Action)),
        ("result", in_short(story, Beat::Result)),
        ("change", in_short(story, Beat::Learning)),
        (
            "close",
            closing.map(|closing| text::plain(&closing.passage.markdown)),
        ),
        ("watch out for", watch_out(story, words_per_minute)),
    ];
    rows.into_iter()
        .filter_map(|(label, words)| Some((label, words?)))
        .collect()
}

/// The points of a beat, or its first sentence where none is marked.
fn in_short(story: &Story, beat: Beat) -> Option<String> {
    let passage = story.beat(beat)?;
    let points = text::points(&passage.markdown);
    match points.is_empty() {
        true => text::first_sentence(&text::plain(&passage.markdown)),
        false => Some(points.join("; ")),
    }
}

/// The trap it tends to fall into: what `check` finds, else the first line of its own traps.
fn watch_out(story: &Story, words_per_minute: u32) -> Option<String> {
    let report = super::check(&TimedAnswer::of_story(story), words_per_minute);
    let is_trap = |code: FindingCode| !matches!(code, FindingCode::TooLong | FindingCode::TooShort);
    let found = report.findings.iter().find(|finding| is_trap(finding.code));
    let own = || {
        let line = story.traps.first()?;
        let trap = line.trap.in_words();
        Some(format!("{trap}, as in \"{}\"", line.line))
    };
    found
        .map(|finding| {
            let code = finding.code.key().replace('-', " ");
            format!("{code}: {}", finding.question)
        })
        .or_else(own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::parse::parse;

    const CLEAN: &str = "\
# Late
## Situation
In May I led a migration of forty services. It took weeks.
## Action
I decided to skip the **shim** and the **dry run** in week two, against the plan that I had written.
## Result
We were nine days late and lost 40,000 euros. Nobody was paged.
## Learning
Since then I write the rollback first, in every plan, and a second person signs it.
## Closing (manager)
That is how I would lead yours.
## Closing
That is how I would work here.
## Traps
- deflection: \"They did.\"
";

    fn reminded(text: &str, role: Option<&str>) -> Vec<(&'static str, String)> {
        reminders(&parse(text).stories[0], role, 150)
    }

    fn of(rows: &[(&'static str, String)], label: &str) -> Option<String> {
        let row = rows.iter().find(|(of, _)| *of == label);
        row.map(|(_, words)| words.clone())
    }

    #[test]
    fn points_stand_for_a_beat_and_else_its_first_sentence() {
        let rows = reminded(CLEAN, None);
        let labels: Vec<&str> = rows.iter().map(|(label, _)| *label).collect();
        let all = [
            "begin",
            "decision",
            "result",
            "change",
            "close",
            "watch out for",
        ];
        assert_eq!(labels, all);
        let words = |label| of(&rows, label).expect("it is there");
        assert_eq!(
            words("begin"),
            "In May I led a migration of forty services."
        );
        assert_eq!(words("decision"), "shim; dry run");
        assert_eq!(
            words("result"),
            "We were nine days late and lost 40,000 euros."
        );
    }

    #[test]
    fn the_closing_of_the_role_comes_before_the_general_one() {
        for (role, expected) in [
            (Some("manager"), "That is how I would lead yours."),
            (Some("baker"), "That is how I would work here."),
            (None, "That is how I would work here."),
        ] {
            let rows = reminded(CLEAN, role);
            assert_eq!(of(&rows, "close").as_deref(), Some(expected), "{role:?}");
        }
    }

    #[test]
    fn a_finding_is_the_thing_to_watch_out_for_before_the_own_trap() {
        let own = of(&reminded(CLEAN, None), "watch out for");
        assert_eq!(own.as_deref(), Some("deflection, as in \"They did.\""));
        let (before, after) = CLEAN.split_once("I decided").expect("its decision");
        let (_, after) = after.split_once("## Result").expect("its result");
        let blaming = format!("{before}Mistakes were made by the vendor.\n## Result{after}");
        let found = of(&reminded(&blaming, None), "watch out for").expect("a finding");
        assert!(!found.starts_with("deflection, as in"), "{found}");
        assert!(found.ends_with('?'), "{found}");
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        let rows = reminded("# A\n## Learning\nI ask first.\n", None);
        assert_eq!(of(&rows, "change").as_deref(), Some("I ask first."));
        assert_eq!(of(&rows, "decision"), None);
        assert_eq!(of(&rows, "close"), None);
    }
}
