//! Changes to a deck's text that take more than one line, each read back.
//!
//! What one line needs is [`super::rewrite`]'s business. Refuses to write files.

use super::id::StoryId;
use super::model::Story;
use super::parse::parse;
use super::rewrite::{set_closing, set_key, with_former_name};
use super::{Library, StoryEntry};

/// The text with a story renamed: its id is the new name, its old name a former one. A story
/// that goes back to a name of its own sheds it from the former ones.
pub(crate) fn renamed(source: &str, story: &Story, new: &StoryId) -> String {
    let named = set_key(source, story, "id", new.as_str());
    let mut renamed = parse(&named)
        .stories
        .into_iter()
        .find(|story| story.id == *new)
        .expect("the story whose name was just written");
    let old = &story.id;
    renamed.formerly.retain(|name| name != new && name != old);
    with_former_name(&named, &renamed, old)
}

/// The story that bears a name or once bore it, other than the one that bears `own` today.
pub(crate) fn bearer<'s>(library: &'s Library, name: &StoryId, own: &str) -> Option<&'s str> {
    let today = library.find(name.as_str()).map(StoryEntry::id);
    let former = library.current_name(name.as_str());
    today.or(former.filter(|current| *current != own))
}

/// The text with a closing of one plain sentence set for a role; none if it would not be
/// read back as just that.
pub(crate) fn with_closing(
    source: &str,
    story: &Story,
    role: Option<&str>,
    sentence: &str,
) -> Option<String> {
    let whole = set_closing(source, story, role, sentence);
    let parsed = parse(&whole);
    let back = parsed.stories.iter().find(|other| other.id == story.id);
    let closing = back.and_then(|story| story.closing_of(role));
    let same = closing.is_some_and(|closing| closing.passage.markdown == sentence);
    same.then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Deck;

    const DECK: &str = "\
# Late
formerly: slow, early
## Action
I skipped it.

# Other
formerly: another
## Action
I waited.
";

    fn id(name: &str) -> StoryId {
        StoryId::new(name).expect("an id")
    }

    #[test]
    fn a_renamed_story_keeps_its_old_names_but_the_one_it_goes_back_to() {
        for (new, formerly) in [
            ("nine-days-late", &["slow", "early", "late"][..]),
            ("slow", &["early", "late"]),
        ] {
            let text = renamed(DECK, &parse(DECK).stories[0], &id(new));
            let story = &parse(&text).stories[0];
            let names: Vec<&str> = story.formerly.iter().map(StoryId::as_str).collect();
            assert_eq!((story.id.as_str(), names.as_slice()), (new, formerly));
            let (_, other) = DECK.split_once("# Other").expect("the other story");
            assert!(text.ends_with(other), "{text}");
        }
    }

    #[test]
    fn a_name_that_another_story_bears_or_bore_is_taken() {
        let deck = Deck::new("mine", "decks/mine.md", false, DECK.to_owned());
        let library = Library::load(vec![deck], Vec::new());
        for (name, taken_by) in [
            ("other", Some("other")),
            ("another", Some("other")),
            ("late", Some("late")),
            ("slow", None),
            ("new", None),
        ] {
            let bearer = bearer(&library, &id(name), "late");
            assert_eq!(bearer, taken_by, "{name}");
        }
    }

    #[test]
    fn a_closing_is_written_only_if_it_is_read_back_as_that_sentence() {
        let story = &parse(DECK).stories[0];
        for (role, sentence, written) in [
            (None, "That is how I would work here.", true),
            (Some("manager"), "I would ask first.", true),
            (None, "# A heading", false),
            (None, "<!-- hidden -->", false),
        ] {
            let text = with_closing(DECK, story, role, sentence);
            assert_eq!(text.is_some(), written, "{sentence}");
            if let Some(text) = text {
                let back = &parse(&text).stories[0];
                let closing = back.closing_of(role).expect("a closing");
                assert_eq!(closing.passage.markdown, sentence);
            }
        }
    }
}
