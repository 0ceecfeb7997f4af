//! What holds of every text, however torn: it is read, and every place is a place in it.

use proptest::prelude::*;

use super::*;

fn story_like() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "# Nine days late",
        "# B",
        "## Action",
        "## Learning",
        "## Traps",
        "## Lessons",
        "### Action",
        "# Action",
        "## Closing (X)",
        "## Closing",
        "id: nine",
        "id: Bad Id",
        "formerly: a, B c,d",
        "miss: x",
        "cards: result,what",
        "quesiton: y",
        "- deflection: \"x\"",
        "  - why: y",
        "- z: q",
        "",
        "",
        "words **bold** é",
        "---",
        "===",
        "```",
        "<!--",
        "-->",
        "> q",
        "    code",
        "core: yes",
        "## Fine lines",
        "\u{feff}",
        "   # Indented",
        "- # in a list",
        "\\",
        "&amp;",
        "[x]: y",
        "\0",
    ]);
    let ending = prop::sample::select(vec!["\n", "\n", "\r\n", "\r"]);
    prop::collection::vec((line, ending), 0..40)
        .prop_map(|lines| lines.into_iter().flat_map(|(a, b)| [a, b]).collect())
}

fn consistent(source: &str) -> Result<(), TestCaseError> {
    let parsed = parse(source);
    for problem in &parsed.problems {
        prop_assert!(
            source
                .get(problem.at.clone())
                .is_some_and(|words| !words.is_empty())
        );
    }
    let mut end = 0;
    for story in &parsed.stories {
        prop_assert!(story.at.start >= end && story.at.start < story.at.end);
        end = story.at.end;
        prop_assert!(source.get(story.at.clone()).is_some());
        prop_assert!(source.get(story.heading_at.clone()).is_some());
        for line in &story.keys {
            prop_assert!(source[line.at.clone()].trim_end().ends_with(&line.value));
        }
        let beats = story.beats.iter().map(|text| &text.passage);
        let notes = story.notes.iter().map(|note| &note.passage);
        let closings = story.closings.iter().map(|closing| &closing.passage);
        for passage in beats.chain(notes).chain(closings).chain(&story.first_draft) {
            prop_assert_eq!(
                source.get(passage.at.clone()),
                Some(passage.markdown.as_str())
            );
            prop_assert!(passage.at.start >= story.at.start && passage.at.end <= story.at.end);
        }
        for line in story.traps.iter().chain(&story.fine_lines) {
            prop_assert!(source.get(line.at.clone()).is_some());
            for giveaway in &line.giveaways {
                prop_assert!(
                    line.line
                        .get(giveaway.clone())
                        .is_some_and(|it| !it.is_empty())
                );
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_can_be_read(source in any::<String>()) {
        consistent(&source)?;
    }

    #[test]
    fn any_splice_of_stories_can_be_read(source in story_like()) {
        consistent(&source)?;
    }
}
