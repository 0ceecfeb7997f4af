//! What holds of every text, however torn: it is read, no word is lost, and our reader
//! finds in the result what the importer meant, without a problem of our making.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::foreign::assemble::LONGEST_HEAD;
use crate::story::parse::parse;
use crate::story::synonym;
use crate::story::{Level, Story};

/// Words, numbers and their count; case apart.
fn words(text: &str) -> HashMap<String, usize> {
    let mut count = HashMap::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
    {
        *count.entry(word.to_lowercase()).or_default() += 1;
    }
    count
}

/// What a text must satisfy. `names` are the words that only name parts and facts.
fn holds(source: &str, names: &[&str]) -> Result<(), TestCaseError> {
    let foreign = match read(source, Some("some file"), None) {
        Ok(foreign) => foreign,
        Err(Refused::Empty) => {
            let lost = words(source)
                .into_keys()
                .filter(|word| !names.contains(&word.as_str()));
            let lost: Vec<String> = lost.filter(|word| synonym::usual(word).is_none()).collect();
            prop_assert_eq!(lost, Vec::<String>::new());
            return Ok(());
        }
        Err(Refused::Quotation { .. }) => {
            prop_assert!(source.contains('"'));
            return Ok(());
        }
        Err(Refused::Yaml | Refused::Torn { .. } | Refused::Depth { .. }) => return Ok(()),
        Err(refused @ Refused::Document(_)) => {
            return Err(TestCaseError::fail(refused.to_string()));
        }
        Err(Refused::NoTitles { .. }) => unreachable!("nobody said where titles stand"),
        Err(Refused::Json) => {
            let json = source.trim_start_matches('\u{feff}');
            prop_assert!(serde_json::from_str::<serde_json::Value>(json).is_ok());
            return Ok(());
        }
    };
    let texts = foreign.stories.iter().map(|taken| taken.text.as_str());
    let all = texts.collect::<Vec<_>>().join("\n\n");
    no_word_is_lost(source, &all, names)?;
    our_reader_agrees(&foreign, &all)?;
    let most = 4 * source.len() + foreign.stories.len() * (LONGEST_HEAD + 200);
    prop_assert!(all.len() <= most, "{most} < {}", all.len());
    let lines = crate::story::lines::lines(source, 0..source.len())
        .count()
        .max(1);
    let mut places = foreign.remarks.iter().map(|remark| remark.line);
    prop_assert!(places.all(|line| line >= 1 && line <= lines));
    Ok(())
}

fn no_word_is_lost(source: &str, all: &str, names: &[&str]) -> Result<(), TestCaseError> {
    let out = words(all);
    let is_name = |word: &str| {
        names.contains(&word) || synonym::usual(word).is_some() || synonym::letter(word).is_some()
    };
    for word in words(source).keys() {
        let kept = out.contains_key(word) || is_name(word);
        prop_assert!(kept, "{word:?} is lost:\n{all}");
    }
    Ok(())
}

fn our_reader_agrees(foreign: &Foreign, all: &str) -> Result<(), TestCaseError> {
    let again = parse(all);
    let problems = again.problems.iter();
    let wrong = problems.filter(|problem| problem.level == Level::Problem);
    let wrong: Vec<&str> = wrong.map(|problem| problem.message.as_str()).collect();
    let ours = |message: &&str| !message.contains("has no ") && !message.contains("has an empty ");
    let as_is = foreign.stories.iter().any(|taken| taken.as_is);
    prop_assert!(as_is || !wrong.iter().any(ours), "{wrong:?}\n{all}");
    let shape = |story: &Story| (story.id.clone(), story.beats.len());
    let found: Vec<_> = again.stories.iter().map(shape).collect();
    let meant = foreign.stories.iter().map(|taken| shape(&taken.story));
    prop_assert_eq!(found, meant.collect::<Vec<_>>(), "{}", all);
    // What stood in a torn file may mean something else alone; what we wrote may not.
    for taken in foreign.stories.iter().filter(|taken| !taken.as_is) {
        let again = read(&taken.text, None, None).expect("a story");
        prop_assert_eq!(again.stories.len(), 1, "{}", taken.text);
        prop_assert!(again.stories[0].as_is, "not ours:\n{}", taken.text);
        prop_assert_eq!(&again.stories[0].text, &taken.text);
    }
    Ok(())
}

/// Lines of texts; `@` is a word that stands nowhere else, so that none is kept by another.
const LINES: &[&str] = &[
    "# Title",
    "Story 2 - The mill",
    "Title: The mill",
    "Tell me about a fall",
    "=== Story two ===",
    "~~~~~~",
    "=====",
    "## Other",
    "\u{feff}## Action",
    "### Third",
    "#### [Theme] Fourth",
    "## Situation",
    "### Task: mine",
    "## Action",
    "#### Result",
    "## Learning",
    "## Takeaways",
    "### Challenge",
    "# Result",
    "## STAR",
    "## Notes",
    "##",
    "#",
    "**Follow-ups:** later",
    "| Action | cell |",
    "2. Counted",
    "- **Listed**",
    "## Tags",
    "##Action",
    "##\u{a0}Result",
    "#\u{a0}Title",
    "## Traps",
    "## Closing (SRE)",
    "**Situation:** where",
    "**Task**: what",
    "- **A:** did",
    "- S: one",
    "S: two",
    "T: three",
    "A: four",
    "R: five",
    "L: six",
    "Result: seven",
    "**Role:** cook",
    "Role: baker",
    "Role: other",
    "id: nine",
    "id: Bad Id",
    "core: yes",
    "cards: all",
    "miss: comet",
    "tags: a, b",
    "Unknown key: value",
    "**Bold line**",
    "Story 2: again",
    "words **bold** é",
    "more words.",
    "Why?",
    "---",
    "===",
    "***",
    "```",
    "~~~~",
    "<!--",
    "-->",
    "# A [linked](https://example.org/@) mill",
    "### [Deep](https://example.org/@) <!-- @b -->",
    "## Action <!-- @ -->",
    "## Result (@)",
    "**Role:** [chef @](https://example.org/@b)",
    "``` @",
    "<!-- @ -->",
    "**Task:** @",
    "- R: @",
    "L: @",
    "@",
    "> @",
    "id: @",
    "| Learning | @ |",
    "<table><tr><td>Task<td>@<tr><td>Action<td rowspan=2>@b</table>",
    "<script>",
    "<pre>",
    "> quoted",
    "> [!note] Result",
    "> [!task] call",
    "    indented",
    "\t- nested",
    "- deflection: \"x\"",
    "| a | b |",
    "[[link|shown]]",
    "#tag #tag2",
    "%% aside %%",
    "\\",
    "&amp;",
    "[x]: y",
    "1. first",
    "- [ ] box",
    "\u{feff}",
    "\"open",
    "Situation,Task,Action",
    "a;b;c",
    "",
    "",
    "",
];

/// What only structure says in these lines.
const NAMES: &[&str] = &[
    "takeaways",
    "unknown",
    "key",
    "bad",
    "story",
    "link",
    "note",
    "shown",
    "2",
    "task",
    "closing",
    "sre",
    "amp",
    "anchor",
    "1",
    "table",
    "tr",
    "td",
    "rowspan",
];

fn torn() -> impl Strategy<Value = String> {
    let line = prop::sample::select(LINES);
    let ending = prop::sample::select(vec!["\n", "\n", "\n\n", "\r\n", "\r"]);
    prop::collection::vec((line, ending), 0..40).prop_map(|lines| {
        let lines = lines.into_iter().enumerate();
        let lines = lines.map(|(number, (line, end))| {
            format!("{line}{end}").replace('@', &format!("w{number}"))
        });
        lines.collect()
    })
}

fn headed() -> impl Strategy<Value = String> {
    let head = prop::sample::select(vec![
        "title: The head",
        "tags: [x, y]",
        "tags:",
        "- item",
        "  deep: er",
        "a: &anchor c",
        "d: *anchor",
        "q: \"quoted",
        "role: cook",
        "e:",
        "id: 7",
    ]);
    (prop::collection::vec(head, 0..8), torn())
        .prop_map(|(head, rest)| format!("---\n{}\n---\n{rest}", head.join("\n")))
}

fn table() -> impl Strategy<Value = String> {
    let cell = prop::sample::select(vec![
        "one",
        "\"two, three\"",
        "\"a \"\"quote\"\"\"",
        "\"two\nlines\"",
        "",
        "# four",
        "\"## Action\n\nx\"",
        "<!-- five",
        "```",
        "- deflection: x",
        "\"open",
        "é;ü",
        "Why?",
    ]);
    let sign = prop::sample::select(vec![",", ";", "\t"]);
    let rows = prop::collection::vec(prop::collection::vec(cell, 1..9), 0..8);
    (sign, rows).prop_map(|(sign, rows)| {
        let header = [
            "title",
            "Situation",
            "Challenge",
            "Action",
            "Result",
            "Tags",
            "Metrics 2",
        ]
        .join(sign);
        let rows: Vec<String> = rows.iter().map(|row| row.join(sign)).collect();
        format!("{header}\n{}\n", rows.join("\n"))
    })
}

/// What the properties below have found, kept.
#[test]
fn torn_texts_that_once_lost_a_word_or_a_story() {
    let found = [
        "## Takeaways\n- **A:** did\n**Situation:** where\n",
        "- S: one\n## Notes\nT: three\n## Situation\n",
        "---\ntitle: The head\n---\n### Third\n## Situation\nSituation,Task,Action\n# Title\n# Title\nRole: baker\n## Situation\n",
        "**Role:** cook\n## Other\n",
        "# Title\n- **A:** did\n**Situation:** where\n# Title\n**Role:** cook\n",
        "# Title\nT: three\n**Situation:** where\n# Title\n# Result\nRole: baker\n**Role:** cook\n# Title\nRole: baker\n",
        "# Title\n- S: one\n## Situation\n- **A:** did\n# Title\nT: three\n## Action\n# Title\n",
        "## Situation\n# Result\nRole: baker\n# Result\n## Action\n# Title\n",
        "## Other\nT: three\n### Task: mine\n## Closing (SRE)\n## Closing (SRE)\n**Situation:** where\n~~~~\n## Other\r~~~~\n### Task: mine\n",
        "# Title\nRole: baker\n```\n# Result\n> [!note] Result\nRole: baker\n",
        "title,Situation,Challenge,Action\n,\n",
    ];
    for source in found {
        holds(source, NAMES).unwrap_or_else(|error| panic!("{source}: {error}"));
    }
}

proptest! {
    #[test]
    fn any_text_is_taken_whole(source in any::<String>()) {
        holds(&source, &[])?;
    }

    #[test]
    fn any_splice_of_stories_is_taken_whole(source in torn()) {
        holds(&source, NAMES)?;
    }

    #[test]
    fn any_head_is_taken_whole(source in headed()) {
        holds(&source, NAMES)?;
    }

    #[test]
    fn any_table_is_taken_whole(source in table()) {
        holds(&source, &["open", "metrics", "2"])?;
    }
}
