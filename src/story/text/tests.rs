use proptest::prelude::*;

use super::*;

#[test]
fn plain_shows_what_a_person_sees() {
    let cases = [
        ("", ""),
        ("one\ntwo\r\nthree", "one two three"),
        ("one\n\n\n two", "one\n\ntwo"),
        ("a **b *c* `d`** [e](f) ![g](h)", "a b c d e g"),
        ("a <!-- no --> b <b>c</b><br>d\\\ne", "a b c\nd\ne"),
        ("<!-- gone -->\n\n<div>kept</div>\n\ntoo", "kept\n\ntoo"),
        ("<!-- only -->", ""),
        ("AT&amp;T \\*stars\\* 3 < 4", "AT&T *stars* 3 < 4"),
        (
            "intro\n\n- a\n- b\n  - c\n\nend",
            "intro\n\n- a\n- b\n  - c\n\nend",
        ),
        ("3. a\n4. b", "3. a\n4. b"),
        ("- a\n\n  more\n- b", "- a\n\n  more\n- b"),
        ("```\nlet x = 1;\n  y\n```", "let x = 1;\n  y"),
        ("> quoted\n> words", "quoted words"),
        ("### Sub\ntext", "Sub\n\ntext"),
        ("- ", ""),
        (
            "| a | b |\n|---|---|\n| c | d |\nend",
            "| a | b |\n|---|---|\n| c | d |\nend",
        ),
    ];
    for (markdown, expected) in cases {
        assert_eq!(plain(markdown), expected, "{markdown:?}");
    }
}

#[test]
fn bold_runs_are_told_from_others() {
    let shown = |markdown| {
        let show = |run: &TextRun| {
            if run.bold {
                format!("*{}*", run.text)
            } else {
                run.text.clone()
            }
        };
        paragraphs(markdown)
            .iter()
            .map(|p| {
                let marker = p.marker.as_deref().unwrap_or("");
                format!(
                    "{}{marker}|{}",
                    p.depth,
                    p.runs.iter().map(show).collect::<String>()
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        shown("I **skipped *the* shim** then"),
        ["0|I *skipped the shim* then"]
    );
    assert_eq!(
        shown("- **a**\n  1. b\n\n     c"),
        ["1-|*a*", "21.|b", "2|c"]
    );
    assert_eq!(shown("**\nx"), ["0|** x"]);
}

#[test]
fn points_are_the_bold_phrases() {
    let cases: [(&str, &[&str]); 6] = [
        ("none", &[]),
        ("**a** b **c\n  d**", &["a", "c d"]),
        ("**a *b* `c`**", &["a b c"]),
        ("__a__ and ****", &["a"]),
        ("**a <!-- x -->**", &["a"]),
        ("- **one**\n- two **3 &amp; 4**", &["one", "3 & 4"]),
    ];
    for (markdown, expected) in cases {
        assert_eq!(points(markdown), expected, "{markdown:?}");
    }
}

#[test]
fn the_first_sentence_ends_where_a_person_would_stop() {
    let cases = [
        ("", None),
        ("?!", None),
        ("No stop", Some("No stop")),
        ("One. Two.", Some("One.")),
        ("Why? Because.", Some("Why?")),
        ("We met Dr. Smith. Then.", Some("We met Dr. Smith.")),
        (
            "Tools, e.g. Kafka, broke. Then.",
            Some("Tools, e.g. Kafka, broke."),
        ),
        ("Us vs. Them. Then.", Some("Us vs. Them.")),
        ("The U.S. Army called. Then.", Some("The U.S. Army called.")),
        ("J. Smith left. Then.", Some("J. Smith left.")),
        ("So did I. Then.", Some("So did I.")),
        ("We took plan B. Then.", Some("We took plan B.")),
        ("It grew 3.5 times. Then.", Some("It grew 3.5 times.")),
        ("It was dear. 1,900 members left.", Some("It was dear.")),
        (
            "It took approx. 3 days. Then.",
            Some("It took approx. 3 days."),
        ),
        ("Room no. 5 burned. Then.", Some("Room no. 5 burned.")),
        ("One\nline. Two.", Some("One line.")),
        ("One\n\nTwo.", Some("One")),
        ("- One\n- Two.", Some("One")),
        ("1. One\n2. Two.", Some("One")),
        ("彼は遅れた。次。", Some("彼は遅れた。")),
    ];
    for (plain, expected) in cases {
        assert_eq!(first_sentence(plain).as_deref(), expected, "{plain:?}");
    }
}

#[test]
fn words_are_counted_and_cut() {
    assert_eq!(word_count("I — alone — broke 3 things..."), 5);
    assert_eq!(word_count(" - \n"), 0);
    assert_eq!(first_words("- I — alone — broke it", 2), "I — alone");
    assert_eq!(first_words("one", 3), "one");
    assert_eq!(first_words("one two", 0), "");
}

proptest! {
    #[test]
    fn any_text_is_read(markdown in "[-*_#`>1. \\n\\r<!a-c\\[\\]()&;é\\\\]{0,80}") {
        let text = plain(&markdown);
        prop_assert!(!text.starts_with('\n') && !text.ends_with(char::is_whitespace));
        for point in points(&markdown) {
            prop_assert_eq!(one_line(&point), point);
        }
        // The number of a list item is no word that anybody says.
        let said = paragraphs(&markdown).iter().any(|paragraph| word_count(&paragraph.text()) > 0);
        prop_assert_eq!(first_sentence(&text).is_some(), said);
    }
}
