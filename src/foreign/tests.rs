//! Tables of shapes: what stands where, what becomes of it. `T` is a title, `S`, `T`, `A`,
//! `R`, `L` the parts, `#` tags, `n` notes.

use super::*;
use crate::foreign::titles::title_of_file;
use crate::story::text::one_line;
use crate::story::{Beat, Story};

/// The stories of a text, one a line.
fn shown(source: &str) -> Vec<String> {
    let foreign = read(source, Some("file-name"), None).expect("stories");
    foreign
        .stories
        .iter()
        .map(|taken| line(&taken.story))
        .collect()
}

fn line(story: &Story) -> String {
    let one = |text: &str| one_line(text);
    let mut parts = vec![story.title.clone()];
    parts.extend(story.role.iter().map(|role| format!("role={role}")));
    parts.extend(story.questions.iter().map(|q| format!("?={q}")));
    parts.extend((!story.tags.is_empty()).then(|| format!("#={}", story.tags.join(","))));
    for beat in Beat::ALL {
        if let Some(passage) = story.beat(beat) {
            parts.push(format!("{}={}", &beat.name()[..1], one(&passage.markdown)));
        }
    }
    for note in &story.notes {
        parts.push(format!(
            "n:{}={}",
            note.heading,
            one(&note.passage.markdown)
        ));
    }
    parts.join(" | ")
}

fn check(cases: &[(&str, &[&str])]) {
    let mut wrong = String::new();
    for (source, expected) in cases {
        let found = shown(source);
        if found != *expected {
            wrong.push_str(&format!(
                "{source}\n   is {found:?}\nright {expected:?}\n\n"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn titles_groups_and_notes() {
    check(&[
        // Headings one level down from each other, whatever the level.
        (
            "# A\n### Situation\na\n### Action\nb\n# B\n### Action\nc\n",
            &["A | S=a | A=b", "B | A=c"],
        ),
        // All of one level.
        (
            "## A\n## Situation\na\n## Action\nb\n## B\n## Situation\nc\n## Action\nd\n",
            &["A | S=a | A=b", "B | S=c | A=d"],
        ),
        // Titles deeper than the parts.
        (
            "# Bank\n### A\n## Situation\na\n## Action\nb\n### B\n## Situation\nc\n## Action\nd\n",
            &["A | S=a | A=b | n:Bank=", "B | S=c | A=d"],
        ),
        // No title at all.
        ("# Situation\na\n# Action\nb\n", &["File name | S=a | A=b"]),
        // A note before the first part, and one inside a part.
        (
            "# A\n## Summary\ns\n## Situation\na\n## Action\nb\n### Detail\nc\n## Ideas\nd\n",
            &["A | S=a | A=b ### Detail c | n:Summary=s | n:Ideas=d"],
        ),
        // Two groups, whose names become tags.
        (
            "# X\n## A\n**S:** a\n**A:** b\n# Y\nintro\n## B\n**S:** c\n**A:** d\n",
            &["A | #=X | S=a | A=b", "B | #=Y | S=c | A=d | n:Y=intro"],
        ),
        // A heading without parts where stories stand is a story to be divided.
        (
            "## A\n**S:** a\n**A:** b\n## B\nI fell down there\n## Else\nwords\n## Notes\nc\n",
            &[
                "A | S=a | A=b",
                "B | n:Notes=I fell down there c | n:Else=words",
            ],
        ),
        // Labels beside headings.
        (
            "# A\n## Story\n- S: a\n- A: b\n## Takeaway\nc\n",
            &["A | S=a | A=b | L=c"],
        ),
        (
            "# A\n## In the mill\n- S: a\n- A: b\n## Takeaway\nc\n",
            &["In the mill | S=a | A=b | L=c | n:A="],
        ),
        // A theme's heading that is also a word for a part.
        (
            "## Challenges\n### A\n- S: a\n- A: b\n### B\n- S: c\n- A: d\n",
            &[
                "A | #=Challenges | S=a | A=b",
                "B | #=Challenges | S=c | A=d",
            ],
        ),
    ]);
}

#[test]
fn parts_under_other_names() {
    check(&[
        (
            "# A\nProblem: a\nAction: b\nResult: c\n",
            &["A | S=a | A=b | R=c"],
        ),
        (
            "# A\nContext: a\nChallenge: b\nAction: c\n",
            &["A | S=a | T=b | A=c"],
        ),
        (
            "# A\nSituation: a\nTask: b\nChallenge: c\nAction: d\n",
            &["A | S=a c | T=b | A=d"],
        ),
        (
            "# A\nC: a\nA: b\nR: c\nL: d\n",
            &["A | S=a | A=b | R=c | L=d"],
        ),
        (
            "# A\nS: a\nO: b\nA: c\nR: d\n",
            &["A | S=a | T=b | A=c | R=d"],
        ),
        // A question and an answer are no story in letters.
        (
            "# A\n\nQ: Why?\nA: because\n",
            &["A | ?=Why? | n:Notes=A: because"],
        ),
        // A table with a row a part.
        (
            "# A\n\n| | |\n|---|---|\n| **Situation** | a |\n| Action | b |\n",
            &["A | S=a | A=b"],
        ),
        // One name twice.
        (
            "# A\n**Action:** a\n**Result:** b\n**Action:** c\n",
            &["A | A=a c | R=b"],
        ),
        // Headings say all, so a label inside is only bold; unless a part is missing.
        (
            "# A\n## Action\na\n**Result:** b\n## Learning\nc\n",
            &["A | A=a | R=b | L=c"],
        ),
        (
            "# A\n## Action\na\n## Result\nb\n\n**Lesson:** c\n",
            &["A | A=a | R=b | L=c"],
        ),
    ]);
}

#[test]
fn titles_without_headings() {
    check(&[
        ("The mill\n\nS: a\nA: b\n", &["The mill | S=a | A=b"]),
        (
            "S: The first words\nA: b\n",
            &["File name | S=The first words | A=b"],
        ),
        (
            "Story 1\nS: a b\nA: b\n\nStory 2\nS: c d\nA: d\n",
            &["Story 1: a b | S=a b | A=b", "Story 2: c d | S=c d | A=d"],
        ),
        (
            "**One**\n\n- S: a\n- A: b\n\n**Two**\n\n- S: c\n- A: d\n",
            &["One | S=a | A=b", "Two | S=c | A=d"],
        ),
        (
            "1. One\n\nS: a\nA: b\n\n2. Two\n\nS: c\nA: d\n",
            &["1. One | S=a | A=b", "2. Two | S=c | A=d"],
        ),
        (
            "- **One**\n  - S: a\n  - A: b\n- **Two**\n  - S: c\n  - A: d\n",
            &["One | S=a | A=b", "Two | S=c | A=d"],
        ),
        (
            "# Work\nThe mill\nS: a\nA: b\n\nThe dam\nS: c\nA: d\n",
            &[
                "The mill | #=Work | S=a | A=b",
                "The dam | #=Work | S=c | A=d",
            ],
        ),
        (
            "# Tell me about a time you failed.\nS: a\nA: b\n",
            &["Tell me about a time you failed. | ?=Tell me about a time you failed. | S=a | A=b"],
        ),
        (
            "# [Theme, other] A\nS: a\nA: b\n",
            &["A | #=Theme,other | S=a | A=b"],
        ),
        (
            "# [A](https://x.y)\nS: a\nA: b\n",
            &["A | S=a | A=b | n:Notes=- (https://x.y)"],
        ),
        // A label for two parts: the words are the first one's, and never the part before.
        (
            "# A\n\n**Action:** b\n\n**Result & Learning:** c\n",
            &["A | A=b | R=c"],
        ),
        (
            "# A\n\n## Action\nb\n\n## Results and Lessons\nc\n",
            &["A | A=b | R=c"],
        ),
        ("# A\nAction: b\nResult + Learning: c\n", &["A | A=b | R=c"]),
        (
            "# A\nAction: b\nResult & fun: c\n",
            &["A | A=b | n:Result & fun=c"],
        ),
    ]);
}

#[test]
fn a_story_begins_with_the_lines_above_its_first_label() {
    let first = "S: a\nA: b\nR: c\n";
    let table: &[(&str, &str)] = &[
        (
            "\n\nStory 2 - The tunnel\n\n",
            "Story 2 - The tunnel | S=d | A=e",
        ),
        ("\nSTORY TWO: TUNNEL\n\n", "STORY TWO: TUNNEL | S=d | A=e"),
        ("\nThe tunnel\n\n", "The tunnel | S=d | A=e"),
        ("\nTitle: The tunnel\n\n", "The tunnel | S=d | A=e"),
        (
            "\nTitle: The tunnel\nTags: x\n",
            "The tunnel | #=x | S=d | A=e",
        ),
        (
            "\nThe tunnel\nQuestion: Why so?\n\n",
            "The tunnel | ?=Why so? | S=d | A=e",
        ),
        (
            "\n4) The fourth story\n\n",
            "4) The fourth story | S=d | A=e",
        ),
        ("\n**4. The fourth**\n\n", "4. The fourth | S=d | A=e"),
        (
            "\nTell me about a conflict\n\n",
            "Tell me about a conflict | ?=Tell me about a conflict | S=d | A=e",
        ),
        (
            "\nThe tunnel\n\nWhy did you stay?\n\n",
            "The tunnel | ?=Why did you stay? | S=d | A=e",
        ),
        ("\n*****\n\n", "d | S=d | A=e"),
        ("\n-----\nThe tunnel\n", "The tunnel | S=d | A=e"),
        ("=====\n\nThe tunnel\n\n", "The tunnel | S=d | A=e"),
        ("\n____\n\nThe tunnel\n\n", "The tunnel | S=d | A=e"),
        ("~~~~~~~~\nThe tunnel\n\n", "The tunnel | S=d | A=e"),
        ("\n=== STORY TWO ===\n", "STORY TWO: d | S=d | A=e"),
        (
            "\n=====\nLong. Words stand here.\n\n",
            "d | S=d | A=e | n:Notes=Long. Words stand here.",
        ),
    ];
    for (between, second) in table {
        let source = format!("The bridge\n\n{first}{between}S: d\nA: e\n");
        assert_eq!(
            shown(&source),
            ["The bridge | S=a | A=b | R=c", second],
            "{source}"
        );
    }
}

#[test]
fn a_sentence_above_a_label_stays_in_the_story_before() {
    check(&[
        (
            "S: a\nA: b\nR: c\n\nIt held for years.\n\nS: d\nA: e\n",
            &["a | S=a | A=b | R=c It held for years.", "d | S=d | A=e"],
        ),
        (
            "S: a\nA: b\nR:\n\nIt held\n\nS: d\nA: e\n",
            &["a | S=a | A=b | R=It held", "d | S=d | A=e"],
        ),
        // A block of code that tildes open and close stays one.
        (
            "# A\nS: a\nA: b\n~~~~~\ncode\n~~~~~\n",
            &["A | S=a | A=b ~~~~~ code ~~~~~"],
        ),
    ]);
}

#[test]
fn words_cannot_leave_their_part() {
    check(&[
        (
            "# A\nS: # no title\nA: ```\nL: x\n",
            &["A | S=### no title | L=x"],
        ),
        ("# A\n- S: a\n  # b\n- A: c\n", &["A | S=a ### b | A=c"]),
        (
            "title,action,Metrics 2024\nA,\"x\n===\ny\",\"<!-- open\"\nB,## Result,\n",
            &["A | A=x === y | n:Metrics 2024=", "B | A=\\## Result"],
        ),
        (
            "# A\n## Action\na\n## Result\n```\nopen\n# B\n## Action\nb\n",
            &["A | A=a | R=``` open", "B | A=b"],
        ),
    ]);
}

#[test]
fn names_are_made_and_never_twice() {
    let ids = |source: &str| {
        let foreign = read(source, None, None).expect("stories");
        let ids: Vec<String> = foreign
            .stories
            .iter()
            .map(|t| t.story.id.to_string())
            .collect();
        ids.join(" ")
    };
    let long = format!("# {}\nS: a\nA: b\n# {0}\nS: c\nA: d\n", "word ".repeat(20));
    let names = ids(&long);
    let (first, second) = names.split_once(' ').expect("two");
    assert!(second.ends_with("-2") && second.len() <= 64 && first != second);
    let table = [
        ("# A\nid: my-own\nS: a\nA: b\n", "my-own"),
        ("# A\nid: My Own\nS: a\nA: b\n", "my-own"),
        ("# A\nid: ???\nS: a\nA: b\n", "a"),
        ("# 2. The mill\nS: a\nA: b\n", "the-mill"),
        ("# 2.\nS: a\nA: b\n", "2-a"),
        ("# Story 2 - The mill\nS: a\nA: b\n", "the-mill"),
        ("# STORY TWO: MILL\nS: a\nA: b\n", "mill"),
        ("# A\nid: core-x\nS: a\nA: b\n", "my-core-x"),
        ("# Traps\nS: a\nA: b\n", "my-traps"),
        ("# ???\nS: some words\nA: b\n", "some-words"),
        ("# ???\nS: ?\nA: b\n# ???\nS: ?\nA: c\n", "b c"),
        (
            "# A\n## Action\na\n# A\n## Action\nb\n# A\n## Action\nc\n",
            "a a-2 a-3",
        ),
    ];
    for (source, expected) in table {
        assert_eq!(ids(source), expected, "{source}");
    }
}

#[test]
fn a_file_of_ours_comes_out_as_it_went_in() {
    let ours = "\u{feff}<!-- mine -->\n\n# A\n\nid: a\nmood: calm\n\n## Action\n\nx  \n\n## Ideas\n\n**Result:** y\n\n\n\n# B\r\n\r\nid: b\r\n\r\n## Learning\r\nz\r\n";
    let foreign = read(ours, None, None).expect("stories");
    assert!(foreign.whole);
    let texts: Vec<&str> = foreign
        .stories
        .iter()
        .map(|taken| taken.text.as_str())
        .collect();
    assert!(texts.iter().all(|text| ours.contains(text)), "{texts:?}");
    assert_eq!(texts.len(), 2);
    assert_eq!(foreign.remarks, []);
    // Without its name a story gets one, and nothing else.
    let nameless = ours.replace("id: a\n", "").replace("<!-- mine -->", "");
    let foreign = read(&nameless, None, None).expect("stories");
    assert!(!foreign.whole);
    assert!(foreign.stories.iter().all(|taken| taken.as_is));
    assert_eq!(
        foreign.stories[0].text,
        "# A\n\nmood: calm\nid: a\n\n## Action\n\nx  \n\n## Ideas\n\n**Result:** y"
    );
}

#[test]
fn what_is_not_plain_is_said_with_its_line() {
    let remarks = |source: &str| {
        let foreign = read(source, None, None).expect("stories");
        let remarks = foreign.remarks.iter();
        remarks
            .map(|r| format!("{}: {}", r.line, r.message))
            .collect::<Vec<_>>()
    };
    let table: [(&str, &[&str]); 6] = [
        (
            "---\na: &b c\n---\nintro\n\n# A\n**Action:** a\n**Result:** r\n**Action:** b\n",
            &[
                "4: The words above the first heading became a note.",
                "9: Action is in this story twice; the words were joined.",
            ],
        ),
        (
            "# A\nid: Bad Id\nS: a\nA: b\n",
            &["1: `Bad Id` cannot be its id, so its id is `bad-id`."],
        ),
        (
            "# A\n\nwords\n",
            &["1: No part of an answer was found under \"A\", so its words became a note."],
        ),
        (
            "title,action\nA,b,c\n\nB,d\n",
            &["2: This row has more cells than the header; the extra cells became notes."],
        ),
        (
            "# A\nS: a\nA: b\n\n<!-- open\n\n# B\nS: c\nA: d\n",
            &["5: This comment is never closed, so it hides the headings that follow it."],
        ),
        ("# A\nS: a\nA: b\n", &[]),
    ];
    for (source, expected) in table {
        assert_eq!(remarks(source), expected, "{source}");
    }
}

#[test]
fn a_table_is_told_by_its_header() {
    check(&[
        (
            "\u{feff}Story;Kontext;Vorgehen;Ergebnis\r\nA;a, b;c;d\r\n",
            &["A | S=a, b | A=c | R=d"],
        ),
        (
            "sep=;\ntitle;S;T;A;R\nA;a;b;c;d\n",
            &["A | S=a | T=b | A=c | R=d"],
        ),
        ("Title\tTags\tAction\nA\tx; y\tz\n", &["A | #=x,y | A=z"]),
        // Rows shorter and longer than the header, and one without words.
        (
            "title,action,result\nA,b\n,,\nB,c,d,e\n",
            &["A | A=b", "B | A=c | R=d | n:Column 4=e"],
        ),
        // Words with commas are no table.
        (
            "Situation, task and action were mine.\nA, b, c\n",
            &["File name | n:Notes=Situation, task and action were mine. A, b, c"],
        ),
    ]);
}

#[test]
fn a_torn_sheet_is_refused_and_not_taken_for_words() {
    let refused = read("title,action\nA,\"b\nB,c\n", None, None).expect_err("a refusal");
    assert_eq!(refused, Refused::Quotation { row: 2, line: 2 });
}

#[test]
fn what_stands_once_cannot_grow_with_the_number_of_stories() {
    let stories = "## A\nS: a\nA: b\n".repeat(1000);
    let long = "tag ".repeat(10_000);
    for head in [
        format!("---\ntags: {long}\n---\n"),
        format!("# {long}\n# B\n"),
        format!("# B\n{long}\n"),
        format!("# {long}\n\n**One**\n\nS: a\nA: b\n\n**Two**\n\nS: a\nA: b\n"),
    ] {
        let source = head + &stories;
        let foreign = read(&source, None, None).expect("stories");
        assert!(foreign.stories.len() >= 1000);
        let bytes: usize = foreign.stories.iter().map(|taken| taken.text.len()).sum();
        assert!(bytes < 2 * long.len() + 200 * 1000, "{bytes}");
        assert!(bytes > long.len(), "{bytes}");
    }
}

#[test]
fn a_file_without_words_is_refused() {
    for source in [
        "",
        "\u{feff}",
        "---\n---\n",
        "# \n\n***\n",
        "title,action\n,\n",
    ] {
        assert_eq!(
            read(source, None, None).err(),
            Some(Refused::Empty),
            "{source:?}"
        );
    }
}

#[test]
fn a_file_name_becomes_a_title() {
    let table = [
        ("The mill 0f8e1c2ab3d44e5f96a7b8c9d0e1f2a3", "The mill"),
        ("the-mill", "The mill"),
        ("the_mill_2024", "The mill 2024"),
        ("The mill - part two", "The mill - part two"),
        (
            "0f8e1c2ab3d44e5f96a7b8c9d0e1f2a3",
            "0f8e1c2ab3d44e5f96a7b8c9d0e1f2a3",
        ),
    ];
    for (name, expected) in table {
        assert_eq!(title_of_file(name).as_deref(), Some(expected), "{name}");
    }
    assert_eq!(title_of_file("--"), None);
}

#[test]
fn what_a_second_reading_found_lost_or_torn() {
    check(&[
        // A picture and other blanks before a name.
        (
            "# F\n\n\u{2705}\tСитуация: one\n\n\u{1f680}\u{a0}Действия: two\n",
            &["F | S=one | A=two"],
        ),
        (
            "# F\n\n\u{1f680}\u{a0}情况：one\n\n\u{1f680}\u{a0}行动：two\n",
            &["F | S=one | A=two"],
        ),
        // Words beside the tags that fold.
        (
            "<details>Secret words</details>\n\n<details><summary>Action</summary>I left.</details>\n\n\
             <summary>Situation</summary> A mill.\n",
            &["File name | S=A mill. | A=I left. | n:Notes=<details>Secret words</details>"],
        ),
        // A small heading that names a fact and goes on.
        (
            "# F\n\n### Situation\n\na\n\n#### Role: Chief miller\n\nb\n\n### Action\n\nc\n",
            &["F | S=a #### Role: Chief miller b | A=c"],
        ),
        // A heading whose only answer has a title of its own, and one over a template alone.
        (
            "# Bank\n\nThe mill\n\nSituation: a\nAction: b\n\n## The well\n\nSituation: c\nAction: d\n",
            &["The mill | S=a | A=b | n:Bank=", "The well | S=c | A=d"],
        ),
        (
            "# F\n\n**Situation:** a\n\n**Action:** b\n\n# Group\n\n## Template\n\nSituation: [x]\n\nAction: [y]\n",
            &["F | S=a | A=b | n:Template=Situation: [x] Action: [y] | n:Group="],
        ),
        (
            "# The {#1 rated} mill\n\n**Situation:** a\n\n**Action:** b\n",
            &["The {#1 rated} mill | S=a | A=b"],
        ),
    ]);
    let json =
        r#"[{"title":"F","action":"I did.\u0000 and \u001b[31m went.","result":"it broke"}]"#;
    let foreign = read(json, None, None).expect("a story");
    assert!(!foreign.stories[0].text.contains(['\0', '\u{1b}']));
    // A name of a column is a title already.
    let titles = TitlesAt::read("Title");
    let sheet = read("Title,Action\nF,I left.\nW,I ran.\n", None, Some(&titles));
    assert!(sheet.is_err(), "{sheet:?}");
}
