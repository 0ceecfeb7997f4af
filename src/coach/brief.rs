//! What to have in mind of a story the evening before.

use std::ops::Range;

use super::answer::TimedAnswer;
use super::finding::FindingCode;
use super::number;
use super::prose::Prose;
use super::scope::Scope;
use super::token::TokenText;
use crate::story::text::{self, Paragraph};
use crate::story::{Beat, Story};

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

/// A sentence of a passage.
struct Sentence {
    words: String,
    /// Where the last point in it ends, in bytes; none where nothing in it is marked.
    marked_up_to: Option<usize>,
}

/// The sentence with the number first, and each that a person marked something in, once: a point
/// alone is often no sentence, and a number without its sentence tells nothing.
fn in_short(story: &Story, beat: Beat) -> Option<String> {
    let passage = story.beat(beat)?;
    let paragraphs = text::paragraphs(&passage.markdown);
    let sentences: Vec<Sentence> = paragraphs.iter().flat_map(sentences).collect();
    let number = sentences
        .iter()
        .position(|sentence| tells_a_number(&sentence.words));
    let number = number.filter(|_| beat == Beat::Result);
    let others = sentences.iter().enumerate();
    let marked = others
        .filter(|(place, _)| Some(*place) != number)
        .filter_map(|(_, sentence)| Some(up_to_point(&sentence.words, sentence.marked_up_to?)));
    let with_number = number.map(|place| sentences[place].words.clone());
    let shown: Vec<String> = with_number.into_iter().chain(marked).collect();
    match shown.is_empty() {
        true => sentences.into_iter().next().map(|first| first.words),
        false => Some(shown.join(" ")),
    }
}

/// The sentences of a paragraph.
fn sentences(paragraph: &Paragraph) -> Vec<Sentence> {
    let (line, points) = text::bold_line(&paragraph.runs);
    let places = text::sentence_places(&line).into_iter();
    let sentences = places.map(|place| {
        let within = |point: &&Range<usize>| point.start < place.end && place.start < point.end;
        let last = points.iter().rfind(within);
        Sentence {
            marked_up_to: last.map(|point| point.end.min(place.end) - place.start),
            words: line[place].to_owned(),
        }
    });
    sentences.collect()
}

/// Whether a sentence says how many, how much or how long.
fn tells_a_number(sentence: &str) -> bool {
    let (prose, text) = (Prose::spoken(sentence), TokenText::read(sentence));
    number::measures(&Scope {
        beat: None,
        prose: &prose,
        text: &text,
        within: 0..text.tokens.len(),
    })
}

/// A sentence that is marked in part is shown whole up to so many characters: a row.
const ROW: usize = 64;

/// `I skipped the dry run...`: whole where it is short, else to the end of the last point in it.
fn up_to_point(sentence: &str, end: usize) -> String {
    let (marked, rest) = sentence.split_at(end);
    match sentence.chars().count() <= ROW || !rest.contains(char::is_alphanumeric) {
        true => sentence.to_owned(),
        false => format!("{marked}..."),
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
    fn each_part_is_told_in_few_words() {
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
        assert_eq!(
            words("decision"),
            "I decided to skip the shim and the dry run..."
        );
        assert_eq!(
            words("result"),
            "We were nine days late and lost 40,000 euros."
        );
    }

    #[test]
    fn a_part_is_told_in_whole_sentences_the_one_with_the_number_first() {
        let table = [
            (
                "Result",
                "Many customers complained and it was expensive. 1,900 members left, and we lost \
                 34,000 euros.",
                "1,900 members left, and we lost 34,000 euros.",
            ),
            (
                "Result",
                "**Many customers complained.** We lost **34,000 euros**. Nobody was paged.",
                "We lost 34,000 euros. Many customers complained.",
            ),
            (
                "Result",
                "It was painful. **Nobody** trusted us.",
                "Nobody trusted us.",
            ),
            (
                "Result",
                "It was painful. Nobody trusted us.",
                "It was painful.",
            ),
            // A room is no amount, and only the Result is measured.
            ("Result", "It hurt. We sat in room 9.", "It hurt."),
            ("Learning", "I ask first. It costs 2 hours.", "I ask first."),
            (
                "Action",
                "I sent it at noon. I launched before anybody in support **had seen the announcement**.",
                "I launched before anybody in support had seen the announcement.",
            ),
            (
                "Action",
                "I launched on the **Friday** before anybody in support had **seen the words** that I \
                 had written for the customers of both plans.",
                "I launched on the Friday before anybody in support had seen the words...",
            ),
            (
                "Action",
                "**I said yes. I wrote nothing down.** Then I left.",
                "I said yes. I wrote nothing down.",
            ),
            ("Action", "- **Asked nobody**\n- Went home", "Asked nobody"),
            // The marked words stand elsewhere, too, unmarked.
            (
                "Action",
                "The dry run was planned for Monday. I skipped the **dry run** and told nobody.",
                "I skipped the dry run and told nobody.",
            ),
            (
                "Action",
                "Of the plan and of all that was in it I knew nothing, so I wrote the **plan** anew \
                 that night, alone and at home.",
                "Of the plan and of all that was in it I knew nothing, so I wrote the plan...",
            ),
            (
                "Result",
                "**We lost 34,000 euros. Nobody was paged.**",
                "We lost 34,000 euros. Nobody was paged.",
            ),
            (
                "Result",
                "**Nobody was paged. We lost\n34,000 euros.** It hurt.",
                "We lost 34,000 euros. Nobody was paged.",
            ),
        ];
        for (beat, words, expected) in table {
            let rows = reminded(&format!("# A\n## {beat}\n{words}\n"), None);
            let told = rows.iter().find(|(label, _)| *label != "watch out for");
            let told = told.map(|(_, words)| words.as_str());
            assert_eq!(told, Some(expected), "{beat}: {words}");
        }
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
