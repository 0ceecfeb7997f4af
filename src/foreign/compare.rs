//! What comes from elsewhere beside what is here: new, the same, or here with other words.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

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

/// So many stories of one title that tell something else are looked at.
const MOST_OF_A_TITLE: usize = 32;

/// Compares each story with the one of its id or, failing that, of its title. Where that one
/// tells something else, what comes is another story: its name is made of its own and of
/// `file_name`, the name of the file without folder and ending.
pub(crate) fn compare(
    library: &Library,
    stories: Vec<ForeignStory>,
    file_name: Option<&str>,
) -> Vec<ComparedStory> {
    let mut comparison = Comparison::of(library, &stories, file_name);
    // Whoever is here word for word comes first, so that no sister takes its place.
    let same: Vec<Option<Edition<'_>>> =
        stories.iter().map(|taken| comparison.same(taken)).collect();
    let compared = stories.into_iter().zip(same);
    let compared = compared.map(|(taken, same)| comparison.take(taken, same));
    compared.collect()
}

/// A story here, and what becomes of it if the one that comes stands for it.
struct Edition<'l> {
    here: StoryEntry<'l>,
    text: String,
    carried: Vec<String>,
    is_same: bool,
}

/// What is here, while the stories of a file are compared with it one by one.
struct Comparison<'l> {
    library: &'l Library,
    /// The stories here by their titles.
    by_title: HashMap<String, VecDeque<StoryEntry<'l>>>,
    /// The stories here that are called like one of the file, by title and answer.
    by_answer: HashMap<u64, VecDeque<StoryEntry<'l>>>,
    /// The words of stories here that were looked at.
    told: HashMap<&'l str, HashSet<String>>,
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
        let mut by_answer: HashMap<u64, VecDeque<StoryEntry<'_>>> = HashMap::new();
        let titles: HashSet<String> = stories
            .iter()
            .map(|taken| folded(&taken.story.title))
            .collect();
        for entry in library.stories() {
            let title = folded(entry.title());
            if !entry.deck().builtin && titles.contains(&title) {
                by_answer
                    .entry(answer(&title, entry.story()))
                    .or_default()
                    .push_back(entry);
                by_title.entry(title).or_default().push_back(entry);
            }
        }
        let title = file_name.and_then(title_of_file);
        let mut comparison = Comparison {
            library,
            by_title,
            by_answer,
            told: HashMap::new(),
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

    /// A story of the file as an edition of one here.
    fn edition(&self, taken: &ForeignStory, here: StoryEntry<'l>) -> Edition<'l> {
        let words = here.words();
        let (text, carried) = rewrite::carry_over(words, &taken.text);
        Edition {
            here,
            is_same: parts(&composed(words)) == parts(&composed(&text)),
            text,
            carried,
        }
    }

    /// The story here that is one of the file word for word.
    fn same(&mut self, taken: &ForeignStory) -> Option<Edition<'l>> {
        let key = answer(&folded(&taken.story.title), &taken.story);
        let mut candidates = self.named(taken);
        if let Some(alike) = self.by_answer.get_mut(&key) {
            pop_claimed(alike, &self.claimed);
            let free = alike
                .iter()
                .filter(|entry| !self.claimed.contains(entry.id()));
            candidates.extend(free.take(MOST_OF_A_TITLE));
        }
        let mut editions = candidates.into_iter().map(|here| self.edition(taken, here));
        let same = editions.find(|edition| edition.is_same)?;
        self.claimed.insert(same.here.id());
        Some(same)
    }

    /// The story here that one of the file stands for in other words: that of its name, or the
    /// one with which it shares the most words.
    fn other_words(&mut self, taken: &ForeignStory) -> Option<Edition<'l>> {
        let candidates = self.candidates(taken);
        if let Some(&here) = candidates
            .iter()
            .find(|here| is_of_name(taken, here.story()))
        {
            return Some(self.edition(taken, here));
        }
        // Most stories of a first import have nobody to be held against.
        if candidates.is_empty() {
            return None;
        }
        let theirs = told_words(&taken.story, &taken.text);
        let mut best: Option<(usize, StoryEntry<'l>)> = None;
        for here in candidates {
            let words = || told_words(here.story(), here.words());
            let ours = self.told.entry(here.id()).or_insert_with(words);
            let shared = ours.intersection(&theirs).count();
            if !are_apart(&theirs, ours) && best.is_none_or(|(most, _)| shared > most) {
                best = Some((shared, here));
            }
        }
        best.map(|(_, here)| self.edition(taken, here))
    }

    fn is_free(&self, entry: &StoryEntry<'_>) -> bool {
        !self.claimed.contains(entry.id())
    }

    /// A story of the file beside the one here that it stands for.
    fn take(&mut self, mut taken: ForeignStory, same: Option<Edition<'l>>) -> ComparedStory {
        let Some(edition) = same.or_else(|| self.other_words(&taken)) else {
            return self.come_anew(taken);
        };
        let Edition {
            here,
            text,
            carried,
            is_same,
        } = edition;
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

    /// The stories here whose name one of the file has, or would get.
    fn named(&self, taken: &ForeignStory) -> Vec<StoryEntry<'l>> {
        let id = &taken.story.id;
        let by_id = self.own(id.as_str());
        let by_id = by_id.filter(|entry| taken.named || self.is_free(entry));
        let of_file = self.file.as_ref().map(|file| joined(id, file.as_str()));
        let of_file = of_file.and_then(|name| self.own(name.as_str()));
        let of_file = of_file.filter(|entry| self.is_free(entry));
        by_id.into_iter().chain(of_file).collect()
    }

    /// The stories here that a story of the file may stand for, the likeliest first.
    fn candidates(&mut self, taken: &ForeignStory) -> Vec<StoryEntry<'l>> {
        let mut candidates = self.named(taken);
        if let Some(titled) = self.by_title.get_mut(&folded(&taken.story.title)) {
            pop_claimed(titled, &self.claimed);
            let titled = titled
                .iter()
                .filter(|entry| !self.claimed.contains(entry.id()));
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

/// Takes away the first ones that a story of the file stands for already.
fn pop_claimed(entries: &mut VecDeque<StoryEntry<'_>>, claimed: &HashSet<&str>) {
    while entries
        .pop_front_if(|entry| claimed.contains(entry.id()))
        .is_some()
    {}
}

/// What stands for a title and an answer: two stories that say the same have the same.
fn answer(title: &str, story: &Story) -> u64 {
    let mut hasher = DefaultHasher::new();
    title.hash(&mut hasher);
    for beat in &story.beats {
        beat.beat.name().hash(&mut hasher);
        let words = composed(&beat.passage.markdown);
        let lines = words
            .lines()
            .map(str::trim_end)
            .filter(|line| !line.is_empty());
        lines.for_each(|line| line.hash(&mut hasher));
    }
    hasher.finish()
}

/// Whether a story that comes has the name of the one here.
fn is_of_name(taken: &ForeignStory, here: &Story) -> bool {
    // The numbers of a sheet are names as well, and each sheet has them.
    let same_title = || folded(&taken.story.title) == folded(&here.title);
    taken.named
        && (taken.story.id == here.id || here.formerly.contains(&taken.story.id))
        && (taken.as_is || same_title())
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
mod tests;
