//! The one table of the words that people use for the parts of an answer and for the facts
//! about a story: STAR, CAR, CARL, SOAR, PAR, STAR-L, STARR, a few in other languages.
//!
//! The deck reader takes its hints from here, the importers their meaning. Refuses to
//! decide what is done with a word: a hint and a translation are different things.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::keyed::keyed;
use super::model::Beat;
use super::section::StorySection;
use super::text::folded;

keyed! {
    /// A fact about a story.
    pub(crate) FactKey {
        /// What it is called.
        Title "title",
        /// The name that its history hangs on.
        Id "id",
        /// Names it bore before.
        Formerly "formerly",
        /// The role in which it happened.
        Role "role",
        /// A question that it answers.
        Question "question",
        /// Words for finding it.
        Tags "tags",
        /// Which of the three kinds of failure it is.
        Miss "miss",
        /// Kinds of card it asks for.
        Cards "cards",
        /// Whether it is a sample.
        Core "core",
    }
}

/// What a usual word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SynonymSpelling {
    Part(StorySection),
    /// The trouble: the Situation, or the Task where the Situation has a word of its own.
    Trouble,
    /// x
    Happened,
    /// x
    Mistake,
    Key(FactKey),
    /// Something beside the answer, never a story and never a beat.
    Note,
    /// A word around the whole answer, which says nothing by itself.
    Wrapper,
}

impl SynonymSpelling {
    /// Whether it opens a part of an answer.
    pub(crate) fn is_part(self) -> bool {
        matches!(
            self,
            SynonymSpelling::Part(_)
                | SynonymSpelling::Trouble
                | SynonymSpelling::Happened
                | SynonymSpelling::Mistake
        )
    }

    /// What a name at the start of a line of the table means.
    fn named(name: &str) -> Option<SynonymSpelling> {
        Some(match name {
            "trouble" => SynonymSpelling::Trouble,
            "happened" => SynonymSpelling::Happened,
            "mistake" => SynonymSpelling::Mistake,
            "note" => SynonymSpelling::Note,
            "wrapper" => SynonymSpelling::Wrapper,
            "first draft" => SynonymSpelling::Part(StorySection::FirstDraft),
            name => match StorySection::named(name) {
                Some(part) => SynonymSpelling::Part(part),
                None => SynonymSpelling::Key(FactKey::from_key(name)?),
            },
        })
    }
}

/// What each word stands for, and whether the deck reader hints at it.
static TABLE: LazyLock<HashMap<&'static str, (SynonymSpelling, bool)>> = LazyLock::new(|| {
    let rows = include_str!("synonym.txt").lines();
    let rows = rows.filter_map(|row| row.split_once(": ").filter(|_| !row.starts_with('#')));
    rows.flat_map(|(name, words)| {
        let hinted = name.strip_prefix("hint ");
        let usual = SynonymSpelling::named(hinted.unwrap_or(name)).expect("a name of the table");
        let row = move |word| (word, (usual, hinted.is_some()));
        words.split(", ").map(row)
    })
    .collect()
});

/// The longest word of the table in bytes, so that a long line is not looked up.
const LONGEST: usize = 40;

/// The part that a heading was probably meant to be, for a hint (lower case).
pub(crate) fn hinted(word: &str) -> Option<StorySection> {
    match TABLE.get(word)? {
        (SynonymSpelling::Part(part), true) => Some(*part),
        _ => None,
    }
}

/// What a word stands for; case and a `my` or `the` before it do not matter.
pub(crate) fn usual(word: &str) -> Option<SynonymSpelling> {
    let word = word.trim();
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let word = folded(word);
    let bare = || {
        let rest = ["my ", "the ", "our ", "your "].iter();
        rest.into_iter().find_map(|lead| word.strip_prefix(lead))
    };
    let found = TABLE.get(word.as_str());
    let (usual, _) = found.or_else(|| TABLE.get(bare()?.trim()))?;
    Some(*usual)
}

/// What a single letter stands for in a list of them: `S:`, `T:`, `A:`, `R:` and others.
pub(crate) fn letter(word: &str) -> Option<SynonymSpelling> {
    let beat = |beat| SynonymSpelling::Part(StorySection::Beat(beat));
    Some(match word {
        "S" | "s" => beat(Beat::Situation),
        "C" | "c" | "P" | "p" => SynonymSpelling::Trouble,
        "T" | "t" | "O" | "o" => beat(Beat::Task),
        "A" | "a" => beat(Beat::Action),
        "R" | "r" => beat(Beat::Result),
        "L" | "l" => beat(Beat::Learning),
        _ => return None,
    })
}

/// stub
pub(crate) fn is_method(title: &str) -> bool {
    ["The STAR method", "STAR refresher", "Template (copy me)"].contains(&title)
}
/// stub
pub(crate) fn persons(text: &str) -> (usize, usize) {
    let words = || text.split(|c: char| !c.is_alphanumeric());
    (
        words()
            .filter(|w| ["I", "my", "me", "My", "we", "We"].contains(w))
            .count(),
        words()
            .filter(|w| ["you", "your", "You"].contains(w))
            .count(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_word_stands_twice_and_all_can_be_found() {
        let rows = include_str!("synonym.txt").lines();
        let rows = rows.filter(|row| !row.starts_with('#') && !row.is_empty());
        let words = rows.flat_map(|row| row.split_once(": ").expect("a name").1.split(", "));
        let mut seen = BTreeSet::new();
        for word in words {
            assert!(seen.insert(word), "{word} stands twice");
            assert!(word.len() <= LONGEST, "{word} is too long");
            assert_eq!(word, word.to_lowercase());
            assert!(usual(word).is_some(), "{word}");
        }
    }

    #[test]
    fn the_known_shapes_are_words_of_the_table() {
        let table = [
            ("Situation Task Action Result Learning", "STARL"),
            ("Situation Task Action Result Reflection", "STARL"),
            ("Situation Task Action Result Takeaway", "STARL"),
            ("Challenge Action Result", "?AR"),
            ("Context Action Result Learning", "SARL"),
            ("Situation Obstacle Action Result", "STAR"),
            ("Situation Objective Action Result", "STAR"),
            ("Problem Action Result", "?AR"),
        ];
        for (words, expected) in table {
            let letter = |word| match usual(word) {
                Some(SynonymSpelling::Part(StorySection::Beat(beat))) => &beat.name()[..1],
                Some(SynonymSpelling::Trouble) => "?",
                _ => panic!("{word}"),
            };
            let found: String = words.split(' ').map(letter).collect();
            assert_eq!(found, expected, "{words}");
        }
        assert_eq!(usual("My Role"), letter("T"));
        assert_eq!(usual("Role"), Some(SynonymSpelling::Key(FactKey::Role)));
        assert_eq!(usual("The Result"), letter("R"));
        assert_eq!(usual("Our Action"), letter("A"));
        assert_eq!(usual("Situacio\u{301}n"), letter("S"));
        assert_eq!(usual("Weather"), None);
    }
}
