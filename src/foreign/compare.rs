//! What comes from elsewhere beside what is here: new, the same, or here with other words.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::story::parse::parse;
use crate::story::rewrite::{self, add_name};
use crate::story::text::{composed, folded};
use crate::story::{Library, Story, StoryEntry, StoryId};

use super::found::ForeignStory;

/// What is to be done with a story that comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    New,
    /// It is here, word for word.
    Same,
    /// It is here with other words, which are these.
    Differs(String),
}

/// A story that comes, beside the one that is here.
#[derive(Debug)]
pub(crate) struct ComparedStory {
    /// What comes.
    pub taken: ForeignStory,
    /// The name that it has here, or will have.
    pub id: StoryId,
    pub fate: Fate,
    /// What only the story here has, and keeps: keys and headings.
    pub carried: Vec<String>,
}

/// New words for a story that is here.
#[derive(Debug)]
pub(crate) struct Replacement<'s> {
    pub story: &'s Story,
    pub text: String,
    /// What of it stays from before: keys and headings.
    pub carried: Vec<String>,
}

/// Compares each story with the one of its id or, failing that, of its title.
pub(crate) fn compare(library: &Library, stories: Vec<ForeignStory>) -> Vec<ComparedStory> {
    let is_own = |story_entry: &&StoryEntry| !library.deck_of(story_entry).builtin;
    let by_id = |taken: &ForeignStory| {
        let name = library.current_id(taken.story.id.as_str());
        library.find(name).filter(is_own)
    };
    let claimed: HashSet<StoryId> = stories
        .iter()
        .filter_map(|taken| Some(by_id(taken)?.story.id.clone()))
        .collect();
    let mut by_title: HashMap<String, &StoryEntry> = HashMap::new();
    for story_entry in library.stories.iter().filter(is_own) {
        if !claimed.contains(&story_entry.story.id) {
            let title = folded(&story_entry.story.title);
            by_title.entry(title).or_insert(story_entry);
        }
    }
    stories
        .into_iter()
        .map(|taken| {
            let title = folded(&taken.story.title);
            let here = by_id(&taken).or_else(|| by_title.remove(&title));
            beside(library, taken, here)
        })
        .collect()
}

fn beside(library: &Library, mut taken: ForeignStory, here: Option<&StoryEntry>) -> ComparedStory {
    let Some(here) = here else {
        let id = taken.story.id.clone();
        let fate = Fate::New;
        let carried = Vec::new();
        return ComparedStory {
            taken,
            id,
            fate,
            carried,
        };
    };
    let words = library.words_of(here);
    let carried;
    (taken.text, carried) = rewrite::carry_over(words, &taken.text);
    let fate = match parts(&composed(words)) == parts(&composed(&taken.text)) {
        true => Fate::Same,
        false => Fate::Differs(words.to_owned()),
    };
    let id = here.story.id.clone();
    ComparedStory {
        taken,
        id,
        fate,
        carried,
    }
}

/// What two texts must share to say the same: their lines but for blank ones and for names,
/// the title with the keys and each section in an order of their own.
fn parts(text: &str) -> Vec<Vec<&str>> {
    let lines = text.trim_start_matches('\u{feff}').lines();
    let lines = lines.map(str::trim_end).filter(|line| !line.is_empty());
    let is_name = |line: &&str| line.starts_with("id:") || line.starts_with("formerly:");
    let lines: Vec<&str> = lines.filter(|line| !is_name(line)).collect();
    let sections = lines.chunk_by(|_, next| !next.starts_with("## "));
    let mut parts: Vec<Vec<&str>> = sections.map(<[&str]>::to_vec).collect();
    if let Some(head) = parts.first_mut() {
        head.sort_unstable();
    }
    parts.sort_unstable();
    parts
}

impl ComparedStory {
    /// The new words under the name that the story has here, with the names it had before.
    pub(crate) fn text_here(&self, here: &[Story]) -> String {
        let mut text = add_name(&self.taken.text, self.id.as_str());
        let formerly = here.iter().flat_map(|story| &story.formerly);
        let formerly: Vec<&str> = formerly.map(StoryId::as_str).collect();
        if let (Some(new), false) = (parse(&text).stories.first(), formerly.is_empty()) {
            let theirs = new.formerly.iter().map(StoryId::as_str);
            let theirs =
                theirs.filter(|name| !formerly.contains(name) && *name != self.id.as_str());
            let all: Vec<&str> = formerly.iter().copied().chain(theirs).collect();
            text = rewrite::set_key(&text, new, "formerly", &all.join(", "));
        }
        text
    }
}

/// What is to be replaced in each deck, by its place in the library and in the order of its
/// stories.
///
/// # Errors
///
/// The name of a story that has changed since it was compared.
pub(crate) fn replacements<'s>(
    library: &'s Library,
    stories: &[&ComparedStory],
) -> Result<BTreeMap<usize, Vec<Replacement<'s>>>, StoryId> {
    let mut decks: BTreeMap<usize, Vec<Replacement<'s>>> = BTreeMap::new();
    for compared in stories {
        let unchanged = |here: &&StoryEntry| {
            let words = library.words_of(here).trim_end();
            matches!(&compared.fate, Fate::Differs(ours) if ours.trim_end() == words)
        };
        let here = library.find(compared.id.as_str()).filter(unchanged);
        let here = here.ok_or_else(|| compared.id.clone())?;
        decks.entry(here.deck).or_default().push(Replacement {
            story: &here.story,
            text: compared.text_here(std::slice::from_ref(&here.story)),
            carried: compared.carried.clone(),
        });
    }
    for replaced in decks.values_mut() {
        replaced.sort_by_key(|replaced| replaced.story.at.start);
    }
    Ok(decks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foreign::read;
    use crate::story::Deck;

    const OURS: &str = "# The mill\n\nid: mill\nrole: cook\ntags: a\n\n## Action\n\nI left.\n\n## Learning\n\nI ask.\n";

    fn library(builtin: bool, source: &str) -> Library {
        let deck = Deck {
            name: "stories".to_owned(),
            path: "stories.md".to_owned(),
            builtin,
            source: source.to_owned(),
        };
        Library::load(vec![deck], Vec::new())
    }

    fn compared(library: &Library, theirs: &str) -> Vec<ComparedStory> {
        compare(library, read(theirs, None, None).expect("stories").stories)
    }

    #[test]
    fn what_comes_is_new_the_same_or_different() {
        let other = OURS.replace("I left.", "I stayed.");
        let table = [
            (OURS.to_owned(), "mill", Fate::Same),
            // Neither the order of keys and sections nor blank lines nor a name count.
            (
                "# The mill\n\nid: mill\ntags: a\nrole: cook\n## Learning\nI ask.\n\n\n## Action\nI left.\n"
                    .to_owned(),
                "mill",
                Fate::Same,
            ),
            (OURS.replace("id: mill", "id: other"), "mill", Fate::Same),
            (other.clone(), "mill", Fate::Differs(OURS.to_owned())),
            (
                OURS.replace("id: mill", "id: dam").replace("mill", "dam"),
                "dam",
                Fate::New,
            ),
            // What only the story here has is no difference to a file from elsewhere.
            (
                "# The mill\n\n**Action:** I left.\n\n**Learning:** I ask.\n".to_owned(),
                "mill",
                Fate::Same,
            ),
        ];
        for (theirs, id, fate) in table {
            let found = compared(&library(false, OURS), &theirs);
            assert_eq!(found.len(), 1, "{theirs}");
            assert_eq!(
                (found[0].id.as_str(), &found[0].fate),
                (id, &fate),
                "{theirs}"
            );
        }
        let found = compared(&library(true, OURS), &other);
        assert_eq!(
            found[0].fate,
            Fate::New,
            "the program's own stories are nobody's"
        );
    }

    #[test]
    fn a_title_stands_for_one_story() {
        let twice = "# The mill\n\n## Action\n\na\n\n# The Mill\n\n## Action\n\nb\n";
        let found = compared(&library(false, OURS), twice);
        let ids: Vec<&str> = found.iter().map(|story| story.id.as_str()).collect();
        assert_eq!(ids, ["mill", "the-mill-2"]);
        assert_eq!(found[1].fate, Fate::New);
    }

    #[test]
    fn new_words_keep_the_names_that_the_story_has_here() {
        let ours = OURS.replace("id: mill\n", "id: mill\nformerly: old\n");
        let library = library(false, &ours);
        let theirs = OURS
            .replace("id: mill\n", "id: old\n")
            .replace("left", "stayed");
        let found = compared(&library, &theirs);
        let all: Vec<&ComparedStory> = found.iter().collect();
        let decks = replacements(&library, &all).expect("nothing has changed");
        let text = &decks[&0][0].text;
        assert!(
            text.contains("id: mill\n") && text.contains("formerly: old\n"),
            "{text}"
        );
        assert!(text.contains("I stayed."), "{text}");
    }

    #[test]
    fn what_has_changed_meanwhile_is_not_replaced() {
        let found = compared(&library(false, OURS), &OURS.replace("left", "stayed"));
        let all: Vec<&ComparedStory> = found.iter().collect();
        let later = library(false, &OURS.replace("left", "ran"));
        let changed = replacements(&later, &all).expect_err("other words are here now");
        assert_eq!(changed.as_str(), "mill");
    }
}
