//! Handles: what somebody types for a name, and the shortest thing that they can type.
//!
//! One rule for stories, cards and interviews: the exact name; else a unique beginning of a
//! name; else words that occur in exactly one title. Refuses to guess between several, and to
//! know where names come from.

use unicode_segmentation::UnicodeSegmentation;

use super::text::folded;

/// Something that has a name and a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named<'n> {
    /// What programs call it.
    pub name: &'n str,
    /// What people call it.
    pub title: &'n str,
}

/// What typed words mean among named things, by their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NameMatch {
    /// The thing whose name was typed as it is.
    Exact(usize),
    /// The only thing whose name begins so, or whose title has these words.
    Guess(usize),
    /// Any of these, at least two.
    Several(Vec<usize>),
    /// None.
    Nothing,
}

/// What typed words mean. Case does not matter, nor how accents are spelt.
pub(crate) fn matching(typed: &str, things: &[Named<'_>]) -> NameMatch {
    let typed = folded(typed.trim());
    if typed.is_empty() {
        return NameMatch::Nothing;
    }
    let names: Vec<String> = things.iter().map(|thing| folded(thing.name)).collect();
    if let Some(place) = names.iter().position(|name| *name == typed) {
        return NameMatch::Exact(place);
    }
    let begun = (0..things.len()).filter(|&place| names[place].starts_with(&typed));
    let begun: Vec<usize> = begun.collect();
    let found = match begun.is_empty() {
        false => begun,
        true => {
            let words: Vec<&str> = typed.unicode_words().collect();
            let holds = |&place: &usize| has_words(things[place].title, &words);
            (0..things.len()).filter(holds).collect()
        }
    };
    match found[..] {
        [] => NameMatch::Nothing,
        [one] => NameMatch::Guess(one),
        _ => NameMatch::Several(found),
    }
}

/// Whether every word, at least one, is a word of the title; the words are folded.
fn has_words(title: &str, words: &[&str]) -> bool {
    let title = folded(title);
    let of_title: Vec<&str> = title.unicode_words().collect();
    !words.is_empty() && words.iter().all(|word| of_title.contains(word))
}

/// Words that many titles begin with and that name nothing.
const SMALL_WORDS: [&str; 9] = [
    "the", "how", "why", "what", "when", "who", "our", "that", "this",
];

/// The shortest beginning of a name, in whole words, that means just this name: what a command
/// is told with. `neighbours` are the names before and after it in their order; `is_taken` says
/// of a word that it means something else.
pub(crate) fn shortest<'n>(
    name: &'n str,
    neighbours: [Option<&str>; 2],
    is_taken: impl Fn(&str) -> bool,
) -> &'n str {
    let beginnings = name.match_indices('-').map(|(end, _)| &name[..end]);
    let begins = |begun: &str| {
        let mut neighbours = neighbours.into_iter().flatten();
        neighbours.any(|other| other.starts_with(begun))
    };
    // One or two letters, or a number, say nothing to whoever reads them.
    let is_readable = |begun: &&str| begun.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let says_something = |begun: &&str| !SMALL_WORDS.contains(begun);
    let mut readable = beginnings.filter(is_readable).filter(says_something);
    readable
        .find(|begun| !begins(begun) && !is_taken(begun))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const THINGS: [Named<'_>; 5] = [
        named("the-hire", "The hire I did not question"),
        named("the-launch", "The launch, nine weeks late"),
        named("nine-days-late", "Nine days late"),
        named("core-stakeholder-misalignment", "Stakeholder misalignment"),
        named("übergabe", "Übergabe ohne Plan"),
    ];

    const fn named<'n>(name: &'n str, title: &'n str) -> Named<'n> {
        Named { name, title }
    }

    #[test]
    fn a_name_a_beginning_or_words_of_one_title() {
        use NameMatch::{Exact, Guess, Nothing, Several};
        for (typed, expected) in [
            ("the-hire", Exact(0)),
            ("The-Hire", Exact(0)),
            ("the-h", Guess(0)),
            ("the", Several(vec![0, 1])),
            ("nine", Guess(2)),
            ("core-stake", Guess(3)),
            ("stakeholder", Guess(3)),
            ("QUESTION hire", Guess(0)),
            ("weeks late", Guess(1)),
            ("late", Several(vec![1, 2])),
            ("late hire", Nothing),
            ("stakehold", Nothing),
            ("U\u{308}ber", Guess(4)),
            ("plan", Guess(4)),
            ("", Nothing),
            ("--", Nothing),
        ] {
            assert_eq!(matching(typed, &THINGS), expected, "{typed}");
        }
    }

    #[test]
    fn a_whole_name_is_exact_though_another_begins_with_it() {
        let things = [named("hire-two", "Second"), named("hire", "First")];
        assert_eq!(matching("hire", &things), NameMatch::Exact(1));
        assert_eq!(matching("hi", &things), NameMatch::Several(vec![0, 1]));
    }

    #[test]
    fn a_handle_is_as_short_as_it_can_be_told_apart_and_read() {
        for (name, before, after, expected) in [
            ("the-hire", None, Some("the-launch"), "the-hire"),
            ("nine-days-late", Some("core-x"), Some("the-hire"), "nine"),
            ("nine-days-late", Some("nine"), None, "nine-days"),
            ("nine-days-late", None, Some("nineteen"), "nine-days"),
            (
                "core-stakeholder-drift",
                Some("core-scope"),
                None,
                "core-stakeholder",
            ),
            ("core-a", None, None, "core-a"),
            ("2-am-page", None, None, "2-am-page"),
            ("taken-name-here", None, None, "taken-name"),
            ("übergabe", None, None, "übergabe"),
        ] {
            let is_taken = |word: &str| matches!(word, "taken" | "core");
            assert_eq!(
                shortest(name, [before, after], is_taken),
                expected,
                "{name}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_handle_means_its_thing(
            names in prop::collection::btree_set("[a-c]{1,4}(-[a-c]{1,4}){0,3}", 1..8),
            titles in prop::collection::vec("[a-c]{1,3}( [a-c]{1,3}){0,3}", 8),
        ) {
            let things = names.iter().zip(&titles);
            let things: Vec<Named<'_>> = things.map(|(name, title)| named(name, title)).collect();
            for (place, thing) in things.iter().enumerate() {
                let neighbour = |at: Option<usize>| Some(things.get(at?)?.name);
                let neighbours = [neighbour(place.checked_sub(1)), neighbour(Some(place + 1))];
                let handle = shortest(thing.name, neighbours, |_| false);
                let found = matching(handle, &things);
                let is_it = |at: usize| at == place;
                prop_assert!(
                    matches!(found, NameMatch::Exact(at) | NameMatch::Guess(at) if is_it(at)),
                    "{handle}"
                );
            }
        }
    }
}
