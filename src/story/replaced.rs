//! What becomes of the stories where one set of decks takes the place of another.
//!
//! Refuses to read or write files, and to decide whether that should be done.

use super::{Library, Story};

/// One's own stories, told apart by what would become of them.
#[derive(Debug, Default)]
pub(crate) struct ReplacedStories<'l> {
    /// Here with other words, or under another name.
    pub changed: Vec<&'l Story>,
    /// Not here yet.
    pub added: Vec<&'l Story>,
    /// Here, and not among the others.
    pub gone: Vec<&'l Story>,
}

/// Compares the stories as they are with those that would come. A story that was renamed is the
/// same one.
pub(crate) fn replaced_stories<'l>(now: &'l Library, then: &'l Library) -> ReplacedStories<'l> {
    let partner = |of: &Story, library: &'l Library| {
        let names = std::iter::once(&of.id).chain(&of.formerly);
        let names = names.map(|name| library.current_id(name.as_str()));
        names.filter_map(|name| library.find(name)).next()
    };
    let mut replaced = ReplacedStories::default();
    for entry in then.own() {
        match partner(entry.story(), now) {
            None => replaced.added.push(entry.story()),
            Some(old) if old.words().trim() != entry.words().trim() => {
                replaced.changed.push(entry.story());
            }
            Some(_) => {}
        }
    }
    let gone = now.own().map(|entry| entry.story());
    replaced.gone = gone
        .filter(|story| partner(story, then).is_none())
        .collect();
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Deck;

    fn library(decks: &[&str]) -> Library {
        let deck = |(number, source): (usize, &&str)| {
            Deck::new(
                number.to_string(),
                number.to_string(),
                false,
                (*source).to_owned(),
            )
        };
        Library::load(decks.iter().enumerate().map(deck).collect(), Vec::new())
    }

    #[test]
    fn stories_are_told_apart_by_name_and_words() {
        let now = library(&[
            "# A\n## Action\nI a.\n\n# B\n## Action\nI b.\n",
            "# Old\nid: old\n## Action\nI o.\n",
        ]);
        let then = library(&[
            "# A\n## Action\nI a.\n",
            "# New\n## Action\nI n.\n# Old\nid: newer\nformerly: old\n## Action\nI o.\n",
        ]);
        let titles = |stories: &[&Story]| -> Vec<String> {
            stories.iter().map(|story| story.title.clone()).collect()
        };
        let replaced = replaced_stories(&now, &then);
        assert_eq!(titles(&replaced.changed), ["Old"]);
        assert_eq!(titles(&replaced.added), ["New"]);
        assert_eq!(titles(&replaced.gone), ["B"]);
        // The way back from a rename is a change as well, not one story gone and one new.
        let back = replaced_stories(&then, &now);
        assert_eq!(titles(&back.changed), ["Old"]);
        assert_eq!(titles(&back.added), ["B"]);
        assert_eq!(titles(&back.gone), ["New"]);
        let same = replaced_stories(&now, &now);
        assert!(same.changed.is_empty() && same.added.is_empty() && same.gone.is_empty());
    }
}
