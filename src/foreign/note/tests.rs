use proptest::prelude::*;

use super::*;
use crate::story::parse::parse;
use crate::story::{Level, Story};

struct Note {
    tags: Vec<String>,
    fields: Vec<(String, String)>,
}

fn draft(note: &Note) -> Option<NoteDraft> {
    NoteDraft::read("2de3b4111b39eb94".to_owned(), &note.fields, &note.tags)
}

fn note(fields: &[(&str, &str)]) -> Note {
    Note {
        tags: vec!["work::2023".to_owned(), "leech".to_owned()],
        fields: fields
            .iter()
            .map(|(name, html)| ((*name).to_owned(), (*html).to_owned()))
            .collect(),
    }
}

fn story_of(note: &Note) -> (String, Story) {
    let draft = draft(note).expect("words");
    let text = draft.to_story(&draft.id(|_| false));
    let parsed = parse(&text);
    assert_eq!(parsed.stories.len(), 1, "{text}");
    (text, parsed.stories.into_iter().next().unwrap())
}

#[test]
fn a_plain_note_is_a_question_and_a_note() {
    let (text, story) = story_of(&note(&[
        (
            "Front",
            "A time you missed a deadline?<br>Be <b>honest</b>.",
        ),
        ("Back", "I missed it.<br># by a week"),
    ]));
    insta::assert_snapshot!(text, @r"
    # A time you missed a deadline?

    id: a-time-you-missed-a-deadline
    question: A time you missed a deadline? Be honest.
    tags: work::2023
    anki: 2de3b4111b39eb94

    ## Notes

    I missed it.

    \# by a week
    ");
    assert!(story.is_draft());
    assert_eq!(parse(&text).problems, []);
}

#[test]
fn beats_are_taken_where_they_are_marked() {
    let table: [(&[(&str, &str)], &str); 8] = [
        (
            &[
                ("Front", "q"),
                ("Situation", "a"),
                ("Results", "b"),
                ("Lesson learned", "c"),
            ],
            "S=a R=b L=c",
        ),
        (
            &[
                ("Front", "q"),
                ("Back", "<b>Situation:</b> a<br>Action - b<br>Task: c"),
            ],
            "S=a T=c A=b",
        ),
        (
            &[
                ("Front", "q"),
                ("Back", "S: a<div>T: b</div><div>A: c</div>more<br>R: d"),
            ],
            "S=a T=b A=c|more R=d",
        ),
        (&[("Front", "q"), ("Back", "Q: a<br>A: b")], ""),
        (
            &[
                ("Front", "q"),
                ("Back", "<ul><li>Action: a</li><li>b</li></ul>"),
            ],
            "A=a|- b",
        ),
        (
            &[
                ("Title", "t"),
                ("Question", "q"),
                ("Action", "a"),
                ("Extra", "x"),
            ],
            "A=a",
        ),
        (&[("Situation", "s"), ("Action", "a")], "S=s A=a"),
        (
            &[("Front", "q"), ("Action", "a"), ("Back", "Action: b")],
            // Where fields are parts, a name inside of another one is words.
            "A=a",
        ),
    ];
    for (fields, expected) in table {
        let (_, story) = story_of(&note(fields));
        let found: Vec<String> = story
            .beats
            .iter()
            .map(|text| {
                let words = text
                    .passage
                    .markdown
                    .replace("\n\n", "|")
                    .replace('\n', "|");
                format!("{}={words}", &text.beat.name()[..1])
            })
            .collect();
        assert_eq!(found.join(" "), expected, "{fields:?}");
    }
}

#[test]
fn titles_and_names() {
    let long = "word ".repeat(40);
    let table = [
        (&[("Front", "C#"), ("Back", "x")][..], "C#", "c"),
        (&[("Back", "x"), ("Title", "T"), ("Front", "F")], "T", "t"),
        (&[("Front", ""), ("Back", "only")], "only", "only"),
        (&[("Front", "!?")], "!?", "2de3b411"),
        (&[("Front", "traps")], "traps", "traps-2de3b411"),
        (
            &[("Front", &long)],
            &format!("{} ...", "word ".repeat(16).trim()),
            "",
        ),
    ];
    for (fields, title, id) in table {
        let note = note(fields);
        let (_, story) = story_of(&note);
        assert_eq!(story.title, title);
        assert!(id.is_empty() || story.id.as_str() == id, "{}", story.id);
    }
    let same = draft(&note(&[("Front", "Same")])).unwrap();
    assert_eq!(
        same.id(|id| id.as_str() == "same").as_str(),
        "same-2de3b411"
    );
    assert!(draft(&note(&[("Front", "<img src=x>"), ("Back", "[sound:a]")])).is_none());
}

#[test]
fn fields_are_read_as_the_columns_of_a_sheet() {
    let (text, story) = story_of(&note(&[
        ("Front", "q"),
        ("Traps", "x"),
        ("Closing", "y"),
        ("# A\u{1b}[2J", "z"),
    ]));
    let headings: Vec<&str> = story
        .notes
        .iter()
        .map(|note| note.heading.as_str())
        .collect();
    assert_eq!(headings, ["What not to say", "# A\u{fffd}[2J"], "{text}");
    assert_eq!(story.closings.len(), 1, "{text}");
    assert_eq!(parse(&text).problems, []);
}

/// Letters and digits, in order.
fn tokens(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Text as HTML.
fn escaped_html(text: &str) -> String {
    let signs = [
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("\"", "&quot;"),
        ("[", "&#91;"),
        ("\n", "<br>"),
    ];
    signs.iter().fold(text.to_owned(), |text, (sign, entity)| {
        text.replace(sign, entity)
    })
}

proptest! {
    #[test]
    fn whatever_a_note_holds_one_story_holds_its_words(
        front in "[ -~é日\n]{0,60}",
        name in "[ -~]{1,12}",
        lines in prop::collection::vec("[ -~é日]{0,30}|Action: [a-z]{1,8}|[STAR]: [a-z ]{0,9}", 0..6),
        more in prop::collection::vec("[ -~]{0,40}", 0..3),
    ) {
        let escaped = escaped_html;
        let back: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
        let mut fields = vec![("Front".to_owned(), escaped(&front)), (name, back.join("<br>"))];
        fields.extend(more.iter().map(|text| ("More".to_owned(), escaped(text))));
        let note = Note { tags: Vec::new(), fields: fields.clone() };
        let Some(draft) = draft(&note) else { return Ok(()) };
        let text = draft.to_story(&draft.id(|_| false));
        let parsed = parse(&text);
        prop_assert_eq!(parsed.stories.len(), 1, "{}", text);
        // The one thing it may lack is a decision or a change.
        let problems: Vec<_> = parsed.problems.iter().filter(|p| p.level == Level::Problem).collect();
        prop_assert!(problems.len() <= 1, "{:?}\n{}", problems, text);
        let story = &parsed.stories[0];
        let mut kept = vec![story.title.clone()];
        kept.extend(story.questions.iter().cloned());
        kept.extend(story.keys.iter().map(|line| line.value.clone()));
        kept.extend(story.notes.iter().map(|note| note.heading.clone()));
        kept.extend(story.beats.iter().map(|text| crate::story::text::plain(&text.passage.markdown)));
        kept.extend(story.notes.iter().map(|note| crate::story::text::plain(&note.passage.markdown)));
        let kept: Vec<String> = tokens(&kept.join(" "));
        let words = fields.iter().flat_map(|(_, html)| blocks(html)).map(|block| block.text());
        for token in words.flat_map(|words| tokens(&words)) {
            // A label has become a heading.
            let label = meanings::of(&token).is_some() || token.chars().count() == 1;
            prop_assert!(label || kept.contains(&token), "{}: {}", token, text);
        }
    }

    #[test]
    fn raw_html_makes_one_story(front in any::<String>(), back in "[<>/a-zA-Z&;:#*`\\[\\]!\\-\" \n]{0,120}") {
        let note = note(&[("Front", &front), ("Back", &back)]);
        if let Some(draft) = draft(&note) {
            let text = draft.to_story(&draft.id(|_| false));
            prop_assert_eq!(parse(&text).stories.len(), 1, "{}", text);
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
        }
    }
}
