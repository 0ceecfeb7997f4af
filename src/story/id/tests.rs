use proptest::prelude::*;

use super::*;

#[test]
fn names_of_any_script_are_taken() {
    for word in [
        "a",
        "7",
        "nine-days-late",
        "42-and-up",
        "straße",
        "überfällig",
        "\u{e9}tude",
        "遅れ",
        "हिन्दी",
        "ภาษาไทย",
        "עברית",
        "café-2",
    ] {
        assert_eq!(
            StoryId::new(word).map(|id| id.to_string()),
            Ok(word.to_owned())
        );
    }
    assert!(StoryId::new(&"x".repeat(64)).is_ok());
    assert!(StoryId::new(&"ü".repeat(64)).is_ok());
}

#[test]
fn names_that_break_a_rule_say_which() {
    let cases = [
        ("", IdError::Empty),
        ("Nine", IdError::Capital('N')),
        ("ÜBER", IdError::Capital('Ü')),
        ("nine days", IdError::Character(' ')),
        ("a/b", IdError::Character('/')),
        ("a_b", IdError::Character('_')),
        ("a\u{7}", IdError::Character('\u{7}')),
        ("a\u{200d}b", IdError::Character('\u{200d}')),
        ("1\u{fe0f}\u{20e3}", IdError::Character('\u{fe0f}')),
        ("\u{301}a", IdError::Character('\u{301}')),
        ("a-\u{301}", IdError::Character('\u{301}')),
        ("-a", IdError::Hyphen),
        ("a-", IdError::Hyphen),
        ("a--b", IdError::Hyphen),
    ];
    for (word, expected) in cases {
        assert_eq!(StoryId::new(word), Err(expected), "{word:?}");
    }
    assert_eq!(StoryId::new(&"ü".repeat(65)), Err(IdError::TooLong(65)));
}

#[test]
fn messages_never_carry_an_invisible_character() {
    let message = |word| StoryId::new(word).map_err(|error| error.to_string());
    assert!(message("a b").is_err_and(|text| text.ends_with("this one has a space")));
    assert!(message("a\u{1b}").is_err_and(|text| text.ends_with("this one has `\\u{1b}`")));
}

#[test]
fn a_title_becomes_a_name() {
    let long = format!("{} tail", "a".repeat(63));
    let cases = [
        ("Nine days late", Some("nine-days-late")),
        ("  «Nine» — days/late!! ", Some("nine-days-late")),
        ("Überfällig: Teil 2", Some("überfällig-teil-2")),
        ("İstanbul", Some("i\u{307}stanbul")),
        ("हिन्दी कथा", Some("हिन्दी-कथा")),
        ("👍🏽 done", Some("done")),
        ("?!", None),
        ("", None),
        (&long, Some(&long[..63])),
    ];
    for (title, expected) in cases {
        let slug = StoryId::slug(title);
        assert_eq!(slug.as_ref().map(StoryId::as_str), expected, "{title:?}");
    }
}

#[test]
fn some_names_are_the_programs_own() {
    let reserved = |word| StoryId::slug(word).is_some_and(|id| id.is_reserved());
    assert!(reserved("traps") && reserved("core-outage"));
    assert!(!reserved("trap") && !reserved("core") && !reserved("my-core-x"));
}

#[test]
fn the_nearest_name_is_found() {
    let names = ["nine-days-late", "outage", "hiring-miss", "Result"];
    let cases = [
        ("nine-day-late", Some("nine-days-late")),
        ("NINE", Some("nine-days-late")),
        ("outgae", Some("outage")),
        ("hireing-miss", Some("hiring-miss")),
        ("result", Some("Result")),
        ("zebra", None),
        ("o", None),
        ("", None),
    ];
    for (word, expected) in cases {
        assert_eq!(nearest(word, names), expected, "{word:?}");
    }
}

proptest! {
    #[test]
    fn a_slug_is_always_a_name(title in "\\PC*") {
        if let Some(slug) = StoryId::slug(&title) {
            prop_assert_eq!(StoryId::new(slug.as_str()), Ok(slug.clone()));
        }
    }

    #[test]
    fn a_name_is_its_own_slug(word in "[a-z0-9éßकि-]{1,70}") {
        if let Ok(id) = StoryId::new(&word) {
            prop_assert_eq!(StoryId::slug(&word), Some(id));
        }
    }
}

#[test]
fn accents_spelt_in_two_ways_are_one_name() {
    let apart = "re\u{301}sume\u{301}-fu\u{308}r-한";
    let composed = "r\u{e9}sum\u{e9}-f\u{fc}r-\u{d55c}";
    assert_eq!(StoryId::new(apart).expect("an id").as_str(), composed);
    assert_eq!(
        StoryId::slug("Re\u{301}sume\u{301} fu\u{308}r 한")
            .expect("an id")
            .as_str(),
        composed
    );
}

#[test]
fn long_names_are_compared_in_no_time() {
    let (long, other) = ("a".repeat(100_000), "b".repeat(100_000));
    assert_eq!(nearest(&long, [other.as_str(), "late"]), None);
    assert_eq!(
        nearest(&long[..9], [other.as_str(), long.as_str()]),
        Some(long.as_str())
    );
    assert!(!is_slip(&long, "action"));
}
