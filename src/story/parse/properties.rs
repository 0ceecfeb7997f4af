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
        let words = &source[story.at.clone()];
        if simple::headings(words).is_some() {
            let alone = parse_alone(words, story.at.start);
            prop_assert_eq!(alone.as_ref(), Some(story));
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

/// Lines of which most files are made, and some that are nearly such.
fn simple_line() -> impl Strategy<Value = String> {
    let whole = prop::sample::select(vec![
        "# Nine days late",
        "## Action",
        "## Closing (X)",
        "### 3. A: b/c?",
        "id: nine-days",
        "I **decided** *that* `x`.",
        "**Two** weeks",
        "9.5 days",
        "2026 was",
        "1. one",
        "12) two",
        "- one",
        "* two words",
        "  - why: y",
        "   words",
        "\"quoted\"",
        "(so)",
        "é, à",
        "a <b> [a](b) <!-- ``",
        "",
        "  ",
    ]);
    let torn = "([ ]{0,4}|\t)(#{1,7} ?|- ?|\\* ?|[0-9]{1,10}[.)] ?|\\*\\*|_)?[a-z0-9 \"'(<>\\[\\]:=~`*_.#\u{ad}\u{feff}é-]{0,6}";
    prop_oneof![2 => whole.prop_map(str::to_owned), 1 => torn]
        .prop_filter("a simple line", |line| simple::headings(line).is_some())
}

proptest! {
    #[test]
    fn simple_lines_mean_what_the_markdown_parser_says(
        lines in prop::collection::vec(simple_line(), 1..12),
        ending in prop::sample::select(vec!["\n", "\n", "\r\n", "\r"]),
    ) {
        let source = lines.join(ending);
        let headings = simple::headings(&source).expect("every line is simple");
        let read = outline::scan_markdown(&source);
        prop_assert_eq!(format!("{headings:?}"), format!("{:?}", read.headings));
        prop_assert!(read.unspaced.is_empty() && read.opaque.is_empty());
        prop_assert!(read.problems.is_empty());
    }

    #[test]
    fn simple_words_show_whatever_follows(line in simple_line(), rest in story_like()) {
        if simple::is_words(&line) {
            let source = format!("{line}\n{rest}");
            prop_assert!(!text::paragraphs(&source).is_empty());
        }
    }
}
