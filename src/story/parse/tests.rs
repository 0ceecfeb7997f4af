use super::*;
use crate::story::Level;
use crate::story::model::{Miss, OptIn, Trap};

const FULL: &str = "\
# Nine days late

id: nine-days-late
formerly: late, too-late
role: Engineer
miss: Technical
cards: result, opening
question: Tell me about a failure.
question: A missed deadline?
tags: migration,  planning ,
mood: calm
Some prose that nobody reads.

## Learning
I **build the shim** first.

## situation :
Week two.
## Task
Mine.
## Action
<!-- hint -->
I **skipped** it.
```sh
# not a heading
## Result
```
## Result
Nine days.
## Action (first draft)
We did it.
## Closing
And so.
## Closing (Staff  Engineer)
For you.
## Traps
- deflection: \u{201c}Marketing had
  sent it.\u{201d}
  - why: it blames
  - instead: \"I had not told them.\"
- no-number: It was bad.
## Ideas
Keep me.
";

fn only(source: &str) -> Story {
    let parsed = parse(source);
    assert_eq!(parsed.problems, [], "{source}");
    assert_eq!(parsed.stories.len(), 1, "{source}");
    parsed.stories.into_iter().next().expect("one story")
}

/// The problems as `words that are wrong | message | fix`.
fn problems(source: &str) -> Vec<String> {
    parse(source)
        .problems
        .into_iter()
        .map(|p| {
            let hint = if p.level == Level::Hint { "hint: " } else { "" };
            format!("{hint}{} | {} | {}", &source[p.at], p.message, p.fix)
        })
        .collect()
}

/// Each problem of `source` must contain the parts given, and there must be no others.
fn check(source: &str, expected: &[&str]) {
    let found = problems(source);
    let fits = found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| {
            let mut parts = expected.split(" | ");
            parts
                .next()
                .is_some_and(|words| found.starts_with(&format!("{words} |")))
                && parts.all(|part| found.contains(part))
        });
    assert!(fits, "{source}\nfound {found:#?}\nexpected {expected:#?}");
}

/// A story with both beats, and something in between.
fn with(keys: &str, sections: &str) -> String {
    format!("# T\n{keys}\n## Action\na\n## Learning\nl\n{sections}")
}

#[test]
fn a_full_story_is_read_with_crlf_and_a_mark_too() {
    let crlf = format!("\u{feff}{}", FULL.replace('\n', "\r\n"));
    for source in [FULL.to_owned(), crlf] {
        let story = only(&source);
        assert_eq!(story.id.as_str(), "nine-days-late");
        assert_eq!(story.title, "Nine days late");
        let formerly: Vec<_> = story.formerly.iter().map(StoryId::as_str).collect();
        assert_eq!(formerly, ["late", "too-late"]);
        assert_eq!(story.role.as_deref(), Some("Engineer"));
        assert_eq!(story.miss, Some(Miss::Technical));
        assert_eq!(story.opt_in, [OptIn::Result, OptIn::Opening]);
        assert_eq!(
            story.questions,
            ["Tell me about a failure.", "A missed deadline?"]
        );
        assert_eq!(story.tags, ["migration", "planning"]);
        assert!(
            story
                .keys
                .iter()
                .any(|line| line.key == "mood" && line.value == "calm")
        );
        let told: Vec<_> = story.beats.iter().map(|text| text.beat).collect();
        assert_eq!(told, Beat::ALL);
        let action = &story.beat(Beat::Action).expect("Action").markdown;
        assert!(action.contains("# not a heading") && action.ends_with("```"));
        assert_eq!(
            story.beat(Beat::Situation).expect("Situation").markdown,
            "Week two."
        );
        assert_eq!(
            story.first_draft.as_ref().expect("draft").markdown,
            "We did it."
        );
        let closing = |role| &story.closing_for(role).expect("closing").passage.markdown;
        assert_eq!(closing(Some("staff engineer")), "For you.");
        assert_eq!(closing(Some("manager")), "And so.");
        assert_eq!(story.traps[0].trap, Trap::Deflection);
        assert_eq!(story.traps[0].line, "Marketing had sent it.");
        assert_eq!(story.traps[0].why.as_deref(), Some("it blames"));
        assert_eq!(
            story.traps[0].instead.as_deref(),
            Some("I had not told them.")
        );
        assert_eq!(story.traps[1].line, "It was bad.");
        assert_eq!(story.notes[0].heading, "Ideas");
        assert_eq!(&source[story.heading_at.clone()], "# Nine days late");
        assert_eq!(story.at.end, source.len());
    }
}

#[test]
fn headings_are_what_a_person_means() {
    // Underlined titles and beats count; key lines over a rule are no heading.
    let story = only("Title\n=====\nid: x\nrole: y\n---\n\nAction\n------\na\n\nLearning\n---\nl");
    assert_eq!((story.title.as_str(), story.id.as_str()), ("Title", "x"));
    assert_eq!(story.beats.len(), 2);
    let story = only("# T\nid: x\n---\n## Action\na\n## Learning\nl\nmore\n---\nend");
    assert_eq!(
        story.beat(Beat::Learning).expect("Learning").markdown,
        "l\nmore\n---\nend"
    );
    // Quotations and lists have no headings of ours.
    let story = only("# T\n## Action\n> # Q\n\n- ## Learning\n## Learning\nl");
    assert_eq!(
        story.beat(Beat::Action).expect("Action").markdown,
        "> # Q\n\n- ## Learning"
    );
    // Emphasis and closing signs are not part of a title; nor of a beat's name.
    let story = only("# The *big* `fix` ##\n## **Action**\na\n## Learning ##\nl");
    assert_eq!(story.title, "The big fix");
    // A `###` that is no name belongs to the text.
    let story = only("# T\n## Action\n### Step\na\n## Learning\nl");
    assert_eq!(
        story.beat(Beat::Action).expect("Action").markdown,
        "### Step\na"
    );
}

#[test]
fn stories_are_told_apart_and_readmes_left_alone() {
    let source =
        "# About\nhello\n\n# A\n## Action\na\n## Learning\nl\n\n# Notes\nx\n\n# B\nid: b\n";
    let parsed = parse(source);
    assert_eq!(parsed.problems, []);
    let found: Vec<_> = parsed
        .stories
        .iter()
        .map(|story| &source[story.at.clone()])
        .collect();
    assert_eq!(
        found,
        ["# A\n## Action\na\n## Learning\nl\n\n", "# B\nid: b\n"]
    );
    assert!(parsed.stories[1].is_draft());
    for readme in [
        "",
        "words",
        "# Readme\n## Install\nNote: x\nhttps://x.y",
        "## Install\n",
    ] {
        let parsed = parse(readme);
        assert_eq!(
            (parsed.stories, parsed.problems),
            Default::default(),
            "{readme}"
        );
    }
}

#[test]
fn keys_are_lines_under_the_title_only() {
    let story = only(&with(
        "ID:x\nhttp://a.b\nnote: y\n<!--\nrole: hidden\n-->\n```\ntags: code\n```\nquestion:",
        "id: not-a-key\n",
    ));
    let keys: Vec<_> = story.keys.iter().map(|line| line.key.as_str()).collect();
    assert_eq!(keys, ["id", "note", "question"]);
    assert_eq!(
        (story.role, story.questions.len(), story.tags.len()),
        (None, 0, 0)
    );
}

#[test]
fn wrong_keys_are_pointed_at() {
    let cases: [(&str, &[&str]); 12] = [
        (
            "miss: technicl",
            &["technicl | `technical`, `stakeholder` or `judgement` | Write `technical`"],
        ),
        ("miss: luck", &["luck | `miss` can be | Write one of these"]),
        (
            "cards: result, opning,closing",
            &["opning | `result`, `opening` or `closing` | Write `opening`"],
        ),
        (
            "core: perhaps",
            &["perhaps | `core` can be `yes` | Write `core: yes`, or remove"],
        ),
        ("core: no\nmiss:\ncards:", &[]),
        (
            "role: a\nRole: b",
            &["Role: b | `role` is given twice | Keep one `role:` line"],
        ),
        ("question: a\nquestion: b", &[]),
        (
            "quesiton: a",
            &["hint: quesiton | not a key star-cards knows | Write `question:`"],
        ),
        ("mood: a\nmood: b\nin: 2021", &[]),
        (
            "formerly: old, Bad Name ,x",
            &["Bad Name | cannot have been an id | Write `bad-name`"],
        ),
        (
            "id: Bad",
            &["Bad | has no cards | all lower case | Write `id: bad`"],
        ),
        ("id:", &["id: | at least one letter | Write `id: t`"]),
    ];
    for (keys, expected) in cases {
        check(&with(keys, ""), expected);
    }
    assert_eq!(parse(&with("id: Bad", "")).stories, []);
    check(
        "# ?!\n## Action\na\n## Learning\nl",
        &["# ?! | needs an id | Write `id:`"],
    );
    let story = &parse(&with("role: a\nrole: b\nmiss: luck", "")).stories[0];
    assert_eq!((story.role.as_deref(), story.miss), (Some("a"), None));
}

#[test]
fn headings_near_a_name_are_pointed_at_and_kept_as_notes() {
    let cases: [(&str, &[&str]); 11] = [
        (
            "# T\n## Aktion\na\n## Learning\nl",
            &["Aktion | only a note | Write `## Action`"],
        ),
        (
            "# T\n## Action\na\n## Lessons learned\nl",
            &["Lessons learned | Write `## Learning`"],
        ),
        (
            "# T\n## Actions\na\n## Takeaway\nl",
            &["Actions | `## Action`", "Takeaway | `## Learning`"],
        ),
        (
            "# T\n## Action\na\n### Learning\nl",
            &["### Learning | level 3 | `## Learning`, with two"],
        ),
        (
            "# T\n## Action\na\n# Learning\nl",
            &["# Learning | level 1 | `## Learning`, with two"],
        ),
        (
            "# T\n## Action\na\n## Learning\nl\n## Lesson\nm",
            &["Lesson | Move its words under `## Learning`"],
        ),
        (
            "# T\n## Action\na\n## Learning\nl\n### Closing (X)\nm",
            &["### Closing (X) | Write `## Closing (X)`"],
        ),
        (
            "# T\n## Action\na\n## Learning\nl\n## Closing: X\nm",
            &["Closing: X | `## Closing (ROLE)`"],
        ),
        (
            "## Action\na\n## Learning\nl",
            &["## Action | there is no title above it | `# `"],
        ),
        (
            "# Action\na\n# T\n## Action\na\n## Learning\nl",
            &["# Action | there is no title above it"],
        ),
        ("# T\n## Action\na\n## Learning\nl\n## Fine line\n", &[]),
    ];
    for (source, expected) in cases {
        check(source, expected);
    }
    let story = &parse("# T\n## Action\na\n## Lessons\nl\n# Result\nr").stories[0];
    let notes: Vec<_> = story
        .notes
        .iter()
        .map(|n| n.passage.markdown.as_str())
        .collect();
    assert_eq!((story.beats.len(), notes), (1, vec!["l", "r"]));
    // A title may bear such a name where key lines say that it is one.
    assert_eq!(only("# Traps\nid: traps\ncore: yes\n").title, "Traps");
}

#[test]
fn what_is_missing_or_given_twice_is_said_once() {
    let cases: [(&str, &[&str]); 9] = [
        (
            "# T\n## Action\na",
            &["# T | `T` has no Learning yet | Write `## Learning`"],
        ),
        (
            "# T\n## Learning\nl",
            &["# T | `T` has no Action yet | Write `## Action`"],
        ),
        (
            "# T\n## Action\na\n## Learning\n<!-- x -->\n",
            &["## Learning | has an empty Learning"],
        ),
        ("# T\n## Situation\ns\n## Action\n## Learning\n", &[]),
        (
            &with("", "## action\nb"),
            &["## action | twice | Join the two"],
        ),
        (
            &with("", "## Closing\nb\n## Closing\nc"),
            &["## Closing | twice"],
        ),
        (
            &with("", "## Closing (A)\nb\n## Closing (a)\nc\n## Closing\nd"),
            &["## Closing (a) | twice"],
        ),
        (
            &with("", "## Action (first draft)\nb\n## Action (first draft)\nc"),
            &["## Action (first draft) | twice"],
        ),
        ("# T\n## Action\n## Action\na\n## Learning\nl", &[]),
    ];
    for (source, expected) in cases {
        check(source, expected);
    }
    let story = &parse(&with("", "## Action\nsecond")).stories[0];
    assert_eq!(story.beat(Beat::Action).expect("Action").markdown, "a");
    assert_eq!(story.notes[0].passage.markdown, "second");
}

#[test]
fn trap_lines_need_one_of_the_four() {
    let four = "`fake-failure`, `deflection`, `no-number`, `no-learning`";
    let cases: [(&str, &[&str]); 10] = [
        (
            "- deflection: x\n  Why: y",
            &["hint: Why: | part of the line above | `  - why:`"],
        ),
        (
            "- deflecton: x",
            &[&format!("deflecton | {four} | Write `deflection:`")],
        ),
        ("- blame: x", &[&format!("blame | {four} | Choose")]),
        (
            "- \"It: was them\"",
            &["\"It: was them\" | which trap | Begin it with one of"],
        ),
        ("- **just words**", &["just words | which trap"]),
        (
            "- deflection:",
            &["- deflection: | nothing after `deflection:`"],
        ),
        (
            "deflection: x",
            &["deflection: x | needs a list | `- deflection:"],
        ),
        ("- deflection: x\n  - wyh: y", &["hint: wyh | Write `why:`"]),
        (
            "- deflection: x\n  - why: y\n  - why: z",
            &["- why: z | twice"],
        ),
        (
            "> - x\n\n- deflection: x\n  - other: y\n  - words\n    - deep: z",
            &[],
        ),
    ];
    for (list, expected) in cases {
        check(&with("", &format!("## Traps\n{list}\n")), expected);
    }
    let lines = |list: &str| {
        let story = parse(&with("core: yes", &format!("## Fine lines\n{list}")))
            .stories
            .remove(0);
        story
            .fine_lines
            .into_iter()
            .map(|line| line.line)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        lines("* Deflection: „So.“\n1) no-number: \"a\" and \"b\""),
        ["So.", "\"a\" and \"b\""]
    );
    let own = only(&with("", "## Fine lines\n- nothing"));
    assert_eq!((own.fine_lines.len(), own.notes.len()), (0, 1));
}

#[test]
fn what_is_in_bold_in_a_trap_line_gives_it_away() {
    let cases: [(&str, &[&str]); 6] = [
        (
            "deflection: \"**Marketing** had it, and **so\n  it** went.\"",
            &["Marketing", "so it"],
        ),
        (
            "deflection: **\"Marketing had it.\"**",
            &["Marketing had it."],
        ),
        ("**deflection:** it was them", &[]),
        ("deflection: **it** was 1 **it** of it", &["it", "it"]),
        ("deflection: it was them\n  - why: it says **them**", &[]),
        ("deflection: it was <b>them</b>", &[]),
    ];
    for (item, expected) in cases {
        let story = only(&with("", &format!("## Traps\n- {item}\n")));
        let line = &story.traps[0];
        let found = line.giveaways.iter().map(|at| &line.line[at.clone()]);
        assert_eq!(found.collect::<Vec<_>>(), expected, "{item}");
        assert!(!line.line.contains('*'), "{item}");
    }
    let story = only(&with("", "## Traps\n- deflection: them and **them**\n"));
    assert_eq!(story.traps[0].giveaways.first(), Some(&(9..13)));
}

#[test]
fn an_open_comment_or_code_block_hides_no_other_story() {
    for (open, fix) in [
        ("<!-- todo", "`-->`"),
        ("```", "the same sign"),
        ("~~~~ x\n~~~", "the same"),
    ] {
        let source = with(
            "",
            &format!("{open}\n## Closing\nc\n# B\n## Action\nb\n## Learning\nl\n"),
        );
        let parsed = parse(&source);
        let ids: Vec<_> = parsed
            .stories
            .iter()
            .map(|story| story.id.as_str())
            .collect();
        assert_eq!(ids, ["t", "b"]);
        let first = open.lines().next().unwrap_or("");
        check(&source, &[&format!("{first} | never closed | {fix}")]);
    }
    assert_eq!(
        problems(&with("", "```\n# a comment\n```\n<!-- ## x\n# y -->")),
        [""; 0]
    );
}

#[test]
fn a_heading_without_an_ordinary_space_is_said_and_never_taken() {
    let story =
        |line: &str| format!("# T\n\nid: t\n\n{line}\n\nI left.\n\n## Learning\n\nI ask.\n");
    for line in [
        "##\u{a0}Action",
        "##Action",
        "##\u{3000}Action",
        "## Action \u{1f680}",
        "##\u{200b}Action",
        "#\u{a0}Action",
        "\u{feff}## Action",
    ] {
        let parsed = parse(&story(line));
        assert_eq!(parsed.problems.len(), 1, "{line}: {:?}", parsed.problems);
        let problem = &parsed.problems[0];
        assert!(
            problem.message.contains("not a heading star-cards knows"),
            "{line}"
        );
        assert!(problem.fix.contains("`## Action`"), "{line}");
        assert!(parsed.stories[0].beat(Beat::Action).is_none(), "{line}");
    }
    let second = parse("# T\n\nid: t\n\n## Action\n\nx\n\n## Learning\n\ny\n\n#\u{a0}Second\n");
    assert_eq!(second.problems.len(), 1);
    assert_eq!(second.problems[0].fix, "Write the line again: `# Second`.");
    for line in [
        "#action #learning",
        "```\n##Action\n```",
        "#1 in sales",
        "    ##Action",
    ] {
        let text = format!("# T\n\nid: t\n\n## Action\n\nx\n\n{line}\n\n## Learning\n\ny\n");
        assert_eq!(parse(&text).problems, [], "{line}");
    }
}

#[test]
fn a_title_shows_all_of_its_words_and_names_stay_what_they_were() {
    for (heading, title, id) in [
        ("Vec<String> leaked", "Vec<String> leaked", "vec-leaked"),
        ("The <u>mill</u> <!-- x -->", "The mill", "the-mill"),
    ] {
        let parsed = parse(&format!(
            "# {heading}\n\n## Action\n\nx\n\n## Learning\n\ny\n"
        ));
        let story = &parsed.stories[0];
        assert_eq!((story.title.as_str(), story.id.as_str()), (title, id));
    }
}

#[test]
fn a_sentence_over_a_dividing_line_stays_in_its_beat() {
    let parsed = parse(
        "# T\n\nid: t\n\n## Action\n\nI left.\n---\nThen I slept.\n\nLearning\n--------\n\nI ask.\n",
    );
    let story = &parsed.stories[0];
    assert_eq!(parsed.problems, []);
    assert!(
        story
            .beat(Beat::Action)
            .expect("it")
            .markdown
            .ends_with("Then I slept.")
    );
    assert!(story.beat(Beat::Learning).is_some());
}

#[test]
fn files_that_were_joined_tell_of_the_mark_between_them() {
    let one = "\u{feff}# One\n\n## Action\n\nx\n\n## Learning\n\ny\n";
    let parsed = parse(&format!("{one}\n{}", one.replace("One", "Two")));
    let told = &parsed.problems[0];
    assert!(
        told.message
            .contains("`Two` is not a heading star-cards knows, since there is an invisible"),
        "{told:?}"
    );
}
