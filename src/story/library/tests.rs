use super::*;

fn deck(name: &str, builtin: bool, source: &str) -> Deck {
    Deck::new(name, format!("decks/{name}.md"), builtin, source.to_owned())
}

fn story(keys: &str) -> String {
    format!("# Title\n{keys}\n## Action\na\n## Learning\nl\n\n")
}

/// The library of some decks, the ids on it, and its problems as `deck words | message | fix`.
fn check(decks: &[(&str, bool, String)], ids: &[&str], problems: &[&[&str]]) -> Library {
    let decks = decks
        .iter()
        .map(|(name, builtin, text)| deck(name, *builtin, text));
    let library = Library::load(decks.collect(), Vec::new());
    let found: Vec<_> = library.stories().map(|s| s.id()).collect();
    assert_eq!(found, ids);
    let said: Vec<_> = library
        .problems
        .iter()
        .map(|(deck, p)| {
            let deck = &library.decks[*deck];
            format!(
                "{} {} | {} | {}",
                deck.name,
                &deck.source()[p.at.clone()],
                p.message,
                p.fix
            )
        })
        .collect();
    assert_eq!(said.len(), problems.len(), "{said:#?}");
    for (said, parts) in said.iter().zip(problems) {
        assert!(
            parts.iter().all(|part| said.contains(part)),
            "{said}\n{parts:?}"
        );
    }
    library
}

#[test]
fn the_first_of_two_equal_ids_counts() {
    let library = check(
        &[
            ("a", false, format!("{}{}", story("id: x"), story("id: y"))),
            ("b", false, format!("{}{}", story("id:  y"), story(""))),
            ("c", false, story("")),
        ],
        &["x", "y", "title"],
        &[
            &[
                "b y |",
                "`y` is already taken",
                "decks/a.md, line 8",
                "`id:` of its own",
            ],
            &["c # Title |", "decks/b.md, line 8"],
        ],
    );
    assert_eq!(library.find("y").map(|s| s.deck().name.as_str()), Some("a"));
    assert!(library.find("z").is_none());
}

#[test]
fn reserved_names_belong_to_the_built_in_decks() {
    let library = check(
        &[
            ("built", true, story("id: core-late\ncore: yes")),
            (
                "mine",
                false,
                story("id: core-x\ncore: yes") + &story("id: traps") + &story("id: s\ncore: yes"),
            ),
            ("more", false, story("id: own\nformerly: core-y")),
        ],
        &["core-late", "s", "own"],
        &[
            &[
                "mine core-x |",
                "belongs to the built-in decks",
                "Write `id: x`",
            ],
            &["mine traps |", "Write `id: my-traps`"],
            &[
                "more core-y |",
                "belongs to the built-in decks",
                "Remove `core-y`",
            ],
        ],
    );
    let own: Vec<_> = library.own().map(|s| s.id()).collect();
    assert_eq!(own, ["own"]);
}

#[test]
fn a_former_name_leads_to_one_story_only() {
    let library = check(
        &[
            (
                "a",
                false,
                story("id: a\nformerly: old, b, a, old") + &story("id: b\nformerly: older"),
            ),
            ("c", false, story("id: c\nformerly: x,  old ,oldest")),
        ],
        &["a", "b", "c"],
        &[
            &[
                "a b |",
                "`b` is the id of another story (decks/a.md, line 9)",
                "Remove `b`",
            ],
            &["a a |", "`a` is this story's name now"],
            &[
                "c old |",
                "former name of the story in decks/a.md, line 1",
                "Remove `old`",
            ],
        ],
    );
    let now = |old| library.current_name(old);
    let cases = [
        ("old", Some("a")),
        ("older", Some("b")),
        ("oldest", Some("c")),
        ("x", Some("c")),
    ];
    for (old, current) in cases {
        assert_eq!(now(old), current, "{old}");
    }
    assert_eq!((now("a"), now("nothing")), (None, None));
    let formerly = &library.find("a").expect("a").story().formerly;
    assert_eq!(
        formerly.iter().map(StoryId::as_str).collect::<Vec<_>>(),
        ["old"]
    );
}

#[test]
fn a_mistyped_word_finds_the_nearest_story() {
    let decks = [(
        "a",
        false,
        story("id: outage\nformerly: black-friday") + &story("id: hiring"),
    )];
    let library = check(&decks, &["outage", "hiring"], &[]);
    let cases = [
        ("outgae", Some("outage")),
        ("HIRING", Some("hiring")),
        ("black-friday", Some("outage")),
        ("blak-friday", Some("outage")),
        ("zebra", None),
    ];
    for (word, expected) in cases {
        assert_eq!(library.nearest(word), expected, "{word}");
    }
}

#[test]
fn problems_stand_in_the_order_of_the_files() {
    let library = check(
        &[
            (
                "a",
                false,
                story("id: x\nmiss: luck") + &story("id: x\nmiss: luck"),
            ),
            ("b", false, story("id: x\nmiss: luck")),
        ],
        &["x"],
        &[&["a luck"], &["a x"], &["a luck"], &["b x"], &["b luck"]],
    );
    let named = |p: &&(usize, Problem)| p.1.story.as_ref().is_some_and(|id| id.as_str() == "x");
    assert_eq!(library.problems.iter().filter(named).count(), 5);
}

#[test]
fn a_name_is_found_however_its_accents_are_spelt() {
    let source = "# Mu\u{308}ller\nformerly: re\u{301}s, re\u{301}s\n## Action\nx\n## Learning\ny\n\n# M\u{fc}ller\n## Action\nx\n## Learning\ny\n";
    let library = Library::load(vec![deck("mine", false, source)], Vec::new());
    assert_eq!(library.stories().len(), 1, "the second is a duplicate");
    for name in ["m\u{fc}ller", "mu\u{308}ller", "r\u{e9}s", "re\u{301}s"] {
        assert_eq!(library.current_id(name), "m\u{fc}ller", "{name}");
    }
    assert!(library.find("mu\u{308}ller").is_some());
}
