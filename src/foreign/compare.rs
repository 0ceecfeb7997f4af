//! What comes from elsewhere beside what is here: new, the same, or here with other words.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use crate::story::id::MAX_CHARACTERS;
use crate::story::parse::parse;
use crate::story::persons;
use crate::story::rewrite::{self, add_name};
use crate::story::text::{self, composed, folded};
use crate::story::{Library, Story, StoryEntry, StoryId};

use super::found::ForeignStory;
use super::titles::title_of_file;

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
    /// Another story has the name that it came with.
    pub renamed: bool,
}

/// New words for a story that is here.
#[derive(Debug)]
pub(crate) struct Replacement<'s> {
    pub story: &'s Story,
    pub text: String,
    /// What of it stays from before: keys and headings.
    pub carried: Vec<String>,
}

/// So many stories of one title are looked at.
const MOST_OF_A_TITLE: usize = 8;

/// Compares each story with the one of its id or, failing that, of its title. Where that one
/// tells something else, what comes is another story: its name is made of its own and of
/// `file_name`, the name of the file without folder and ending.
pub(crate) fn compare(
    library: &Library,
    stories: Vec<ForeignStory>,
    file_name: Option<&str>,
) -> Vec<ComparedStory> {
    let mut comparison = Comparison::of(library, &stories, file_name);
    let compared = stories.into_iter().map(|taken| comparison.take(taken));
    compared.collect()
}

/// What is here, while the stories of a file are compared with it one by one.
struct Comparison<'l> {
    library: &'l Library,
    /// The stories here by their titles.
    by_title: HashMap<String, VecDeque<StoryEntry<'l>>>,
    /// Stories here that one of the file stands for, or is known to.
    claimed: HashSet<&'l str>,
    /// Names that stories of the file have.
    names: HashSet<StoryId>,
    /// What the name of the file adds to the name of another story of the same title.
    file: Option<StoryId>,
}

impl<'l> Comparison<'l> {
    fn of(library: &'l Library, stories: &[ForeignStory], file_name: Option<&str>) -> Self {
        let mut by_title: HashMap<String, VecDeque<StoryEntry<'_>>> = HashMap::new();
        for entry in library.stories() {
            if !entry.deck().builtin {
                let title = folded(entry.title());
                by_title.entry(title).or_default().push_back(entry);
            }
        }
        let title = file_name.and_then(title_of_file);
        let mut comparison = Comparison {
            library,
            by_title,
            claimed: HashSet::new(),
            names: stories.iter().map(|taken| taken.story.id.clone()).collect(),
            file: title.and_then(|title| StoryId::slug(&title)),
        };
        let named = stories.iter().filter(|taken| taken.named);
        let claimed = named.filter_map(|taken| comparison.own(taken.story.id.as_str()));
        comparison.claimed = claimed.map(StoryEntry::id).collect();
        comparison
    }

    /// The person's own story that is called so, or was.
    fn own(&self, name: &str) -> Option<StoryEntry<'l>> {
        let entry = self.library.called(name);
        entry.filter(|entry| !entry.deck().builtin)
    }

    /// A story of the file beside the one here that it stands for.
    fn take(&mut self, mut taken: ForeignStory) -> ComparedStory {
        let mut edition = None;
        for here in self.candidates(&taken) {
            let words = here.words();
            let (text, carried) = rewrite::carry_over(words, &taken.text);
            let is_same = parts(&composed(words)) == parts(&composed(&text));
            if is_same || edition.is_none() && is_edition(&taken, here.story(), words) {
                edition = Some((here, text, carried, is_same));
            }
            if is_same {
                break;
            }
        }
        let Some((here, text, carried, is_same)) = edition else {
            return self.come_anew(taken);
        };
        self.claimed.insert(here.id());
        taken.text = text;
        let fate = match is_same {
            true => Fate::Same,
            false => Fate::Differs(here.words().to_owned()),
        };
        ComparedStory {
            taken,
            id: here.story().id.clone(),
            fate,
            carried,
            renamed: false,
        }
    }

    /// The stories here that a story of the file may stand for, the likeliest first.
    fn candidates(&mut self, taken: &ForeignStory) -> Vec<StoryEntry<'l>> {
        let id = &taken.story.id;
        let is_free = |entry: &StoryEntry<'_>| !self.claimed.contains(entry.id());
        let by_id = self.own(id.as_str());
        let by_id = by_id.filter(|entry| taken.named || is_free(entry));
        let of_file = self.file.as_ref().map(|file| joined(id, file.as_str()));
        let of_file = of_file.and_then(|name| self.own(name.as_str()));
        let of_file = of_file.filter(is_free);
        let mut candidates: Vec<StoryEntry<'_>> = by_id.into_iter().chain(of_file).collect();
        if let Some(titled) = self.by_title.get_mut(&folded(&taken.story.title)) {
            let is_claimed = |entry: &StoryEntry<'_>| self.claimed.contains(entry.id());
            while titled.front().is_some_and(is_claimed) {
                titled.pop_front();
            }
            let titled = titled.iter().filter(|entry| !is_claimed(entry));
            candidates.extend(titled.take(MOST_OF_A_TITLE));
        }
        let mut seen = HashSet::new();
        candidates.retain(|entry| seen.insert(entry.id()));
        candidates
    }

    /// A story that is not here, under a name that nobody here has.
    fn come_anew(&mut self, mut taken: ForeignStory) -> ComparedStory {
        let own = &taken.story.id;
        let renamed = self.library.called(own.as_str()).is_some();
        if renamed {
            let base = self.file.as_ref().map(|file| joined(own, file.as_str()));
            let base = base.unwrap_or_else(|| own.clone());
            let numbered = (2..).map(|number: usize| joined(&base, &number.to_string()));
            let mut names = std::iter::once(base.clone()).chain(numbered);
            let is_taken = |id: &StoryId| {
                self.names.contains(id) || self.library.called(id.as_str()).is_some()
            };
            let id = names.find(|id| !is_taken(id));
            let id = id.expect("there is always a higher number");
            taken.text = add_name(&taken.text, id.as_str());
            if let Some(story) = parse(&taken.text).stories.into_iter().next() {
                taken.story = story;
            }
            self.names.insert(id);
        }
        ComparedStory {
            id: taken.story.id.clone(),
            taken,
            fate: Fate::New,
            carried: Vec::new(),
            renamed,
        }
    }
}

/// A name with something at its end, which is never cut off.
fn joined(id: &StoryId, tail: &str) -> StoryId {
    let tail: String = tail.chars().take(MAX_CHARACTERS / 2).collect();
    let room = MAX_CHARACTERS - 1 - tail.chars().count();
    let head: String = id.as_str().chars().take(room).collect();
    StoryId::slug(&format!("{head}-{tail}")).unwrap_or_else(|| id.clone())
}

/// Whether a story that comes is the one here, be it in other words.
fn is_edition(taken: &ForeignStory, here: &Story, words_here: &str) -> bool {
    // The numbers of a sheet are names as well, and each sheet has them.
    let same_title = || folded(&taken.story.title) == folded(&here.title);
    let by_name = taken.named
        && (taken.story.id == here.id || here.formerly.contains(&taken.story.id))
        && (taken.as_is || same_title());
    let theirs = || told_words(&taken.story, &taken.text);
    by_name || !are_apart(&theirs(), &told_words(here, words_here))
}

/// So many words a story must have before they say that it is another one.
const LEAST_WORDS: usize = 5;

/// Whether two stories share so few words, less than a quarter, that they tell different things.
fn are_apart(one: &HashSet<String>, other: &HashSet<String>) -> bool {
    let smaller = one.len().min(other.len());
    smaller >= LEAST_WORDS && one.intersection(other).count() * 4 < smaller
}

/// The words of an answer that say what it is about: those of four letters or more, small ones
/// such as `with` aside, and each two signs side by side of a script that does not part its
/// words. Without an answer, those of all its `text` below the title.
fn told_words(story: &Story, text: &str) -> HashSet<String> {
    let texts: Vec<&str> = match story.beats.is_empty() {
        true => text
            .split_once('\n')
            .map(|(_, below)| below)
            .into_iter()
            .collect(),
        false => story
            .beats
            .iter()
            .map(|beat| beat.passage.markdown.as_str())
            .collect(),
    };
    let mut words = HashSet::new();
    for text in texts {
        let text = folded(&text::plain(text));
        for word in text.split(|c: char| !c.is_alphabetic()) {
            let letters: Vec<char> = word.chars().collect();
            let pairs = letters.windows(2).filter(|pair| pair.iter().all(is_sign));
            words.extend(pairs.map(|pair| pair.iter().collect::<String>()));
            if letters.len() >= 4 && !letters.iter().any(is_sign) && !persons::is_small(word) {
                words.insert(word.to_owned());
            }
        }
    }
    words
}

/// Whether it is a sign of Chinese, Japanese or Korean.
fn is_sign(c: &char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
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
        let unchanged = |here: &StoryEntry<'_>| {
            let words = here.words().trim_end();
            matches!(&compared.fate, Fate::Differs(ours) if ours.trim_end() == words)
        };
        let here = library.find(compared.id.as_str()).filter(unchanged);
        let here = here.ok_or_else(|| compared.id.clone())?;
        decks
            .entry(here.deck_place())
            .or_default()
            .push(Replacement {
                story: here.story(),
                text: compared.text_here(std::slice::from_ref(here.story())),
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
        let deck = Deck::new("stories", "stories.md", builtin, source.to_owned());
        Library::load(vec![deck], Vec::new())
    }

    fn compared(library: &Library, theirs: &str) -> Vec<ComparedStory> {
        of_file(library, theirs, None)
    }

    fn of_file(library: &Library, theirs: &str, name: Option<&str>) -> Vec<ComparedStory> {
        let stories = read(theirs, name, None).expect("stories").stories;
        compare(library, stories, name)
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

    const CONFLICT: &str = "# Tell me about a conflict\n\nid: tell-me-about-a-conflict\n\n## Situation\n\n\
        A mill with two shifts.\n\n## Action\n\nI shouted at the miller.\n\n## Learning\n\nI write it down first.\n";

    const OTHER_CONFLICT: &str = "# Tell me about a conflict\n\n**Situation:** A canteen for 400.\n\
        **Action:** I hid the spoons of the cook.\n**Result:** 40 cold soups.\n**Learning:** I ask before noon.\n";

    #[test]
    fn a_title_with_quite_other_words_is_another_story() {
        let here = library(false, CONFLICT);
        let table = [
            (Some("acme"), "tell-me-about-a-conflict-acme"),
            (Some("Acme Loop_2"), "tell-me-about-a-conflict-acme-loop-2"),
            (None, "tell-me-about-a-conflict-2"),
        ];
        for (file, id) in table {
            let found = of_file(&here, OTHER_CONFLICT, file);
            let taken = &found[0].taken;
            assert_eq!((found[0].id.as_str(), &found[0].fate), (id, &Fate::New));
            assert_eq!(taken.story.id.as_str(), id);
            assert!(
                taken.text.contains(&format!("\nid: {id}\n")),
                "{}",
                taken.text
            );
            assert!(found[0].renamed);
            // Both are here: once more changes nothing, in whatever order, and an edition of
            // either is told from the other.
            let both = library(false, &format!("{CONFLICT}\n{}\n", taken.text));
            let again = of_file(&both, OTHER_CONFLICT, file);
            assert_eq!((again[0].id.as_str(), &again[0].fate), (id, &Fate::Same));
            let edited = OTHER_CONFLICT.replace("before noon", "before one");
            let edited = of_file(&both, &edited, file);
            assert_eq!(edited[0].id.as_str(), id);
            assert!(matches!(edited[0].fate, Fate::Differs(_)));
            let first = CONFLICT.replace("id: tell-me-about-a-conflict\n", "");
            let first = of_file(&both, &first, file);
            assert_eq!(first[0].id.as_str(), "tell-me-about-a-conflict");
            assert_eq!(first[0].fate, Fate::Same);
        }
    }

    #[test]
    fn small_words_make_no_edition() {
        let here = "# My failure\n\nid: my-failure\n\n## Action\n\nThe brakes were what I had with that \
            bicycle when a woman rode downhill.\n";
        let other = "# My failure\n\n**Action:** The scores were what I had with that choir when I \
            copied them twice.\n";
        let found = of_file(&library(false, here), other, Some("choir"));
        assert_eq!(found[0].fate, Fate::New);
    }

    #[test]
    fn what_shares_its_words_or_has_too_few_or_its_name_is_an_edition() {
        let here = library(false, CONFLICT);
        let named = OTHER_CONFLICT.replace(
            "conflict\n\n",
            "conflict\n\nid: tell-me-about-a-conflict\n\n",
        );
        let short =
            "# Tell me about a conflict\n\n**Action:** I hid the spoons.\n**Learning:** I ask.\n";
        let shared =
            OTHER_CONFLICT.replace("I hid the spoons of the cook", "I shouted at the miller");
        for theirs in [named.as_str(), short, &shared] {
            let found = of_file(&here, theirs, Some("acme"));
            assert_eq!(found[0].id.as_str(), "tell-me-about-a-conflict", "{theirs}");
            assert!(matches!(found[0].fate, Fate::Differs(_)), "{theirs}");
        }
    }

    #[test]
    fn signs_that_stand_for_words_are_compared_in_pairs() {
        let here = library(
            false,
            "# 橋の話\n\nid: 橋の話\n\n## Action\n\n最初の鍵を試さず四十本を切った。\n\n## Learning\n\n今は一本目を試してから切る。\n",
        );
        let other = "# 橋の話\n\n**Action:** 小麦粉の袋を開けたまま帰宅した。\n**Learning:** 扉の点検表に署名する。\n";
        let found = of_file(&here, other, Some("b"));
        assert_eq!(
            (found[0].id.as_str(), &found[0].fate),
            ("橋の話-b", &Fate::New)
        );
        let edited = "# 橋の話\n\n**Action:** 最初の鍵を試さず五十本を切った。\n**Learning:** 今は一本目を試してから切る。\n";
        let found = of_file(&here, edited, Some("b"));
        assert_eq!(found[0].id.as_str(), "橋の話");
    }

    #[test]
    fn the_name_of_a_file_is_told_however_long_a_title_is() {
        let title =
            "# A title of so many words that its name has as many letters as one may have at all\n";
        let text = |rest: &str| rest.replace("# Tell me about a conflict\n", title);
        let first = of_file(&Library::default(), &text(OTHER_CONFLICT), Some("one"));
        let here = library(false, &first[0].taken.text);
        let second = text(CONFLICT).replace("id: tell-me-about-a-conflict\n", "");
        let found = of_file(&here, &second, Some("two"));
        assert!(found[0].id.as_str().ends_with("-two"), "{}", found[0].id);
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
