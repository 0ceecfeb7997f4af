//! All decks together: their stories, by place and by name.
//!
//! Of a story its outline is at hand; its words are read when somebody asks for them. Refuses to
//! look for files; whoever found them hands them in, in the order that decides.

use std::ops::Range;
use std::sync::OnceLock;

use super::bank::{self, BankQuestion, QuestionBank};
use super::columns::StoryColumns;
use super::deck::{Deck, Unread};
use super::handle::{self, NameMatch, Named};
use super::id;
use super::lazy::LazyStories;
use super::model::{Beat, BeatText, Passage, Story};
use super::naming::{StoryNames, settle};
use super::parse::{parse, parse_alone};
use super::parts::StoryParts;
use super::problem::{LineIndex, Problem};
use super::text::composed;
use super::{StoryId, sort};

/// So many stories keep their words once they were read for their outlines; of more, most starts ask
/// for few, and memory for all of them costs more than reading those again.
const KEPT_STORIES: usize = 2_000;

/// Every deck, every story that counts, everything that is wrong.
#[derive(Debug, Clone, Default)]
pub struct Library {
    pub decks: Vec<Deck>,
    pub unread: Vec<Unread>,
    /// What is wrong, each with the place of its deck, in the order of the files.
    pub problems: Vec<(usize, Problem)>,
    /// Every story of the decks, also those that do not count.
    pub(super) rows: StoryColumns,
    /// The deck of each row.
    pub(super) deck_of: Vec<u32>,
    pub(super) names: StoryNames,
    /// The stories that count with their words, as far as they were asked for.
    pub(super) stories: LazyStories,
    /// Which decks have questions of a bank.
    pub(super) banks: Vec<bool>,
    /// The questions that are cards, in the order in which they are new; none unless they are
    /// switched on.
    pub(crate) asked: Vec<BankQuestion>,
    /// The lines of each deck, for those that were asked about.
    pub(super) lines: Vec<OnceLock<LineIndex>>,
    /// What is wrong in the decks themselves.
    pub(crate) written: Vec<(usize, Problem)>,
    /// What is wrong with names that meet.
    pub(crate) named: Vec<(usize, Problem)>,
}

/// A deck that was found, and what is known of its stories; where nothing is, its text is read.
pub(crate) struct FoundDeck<'k> {
    pub deck: Deck,
    pub known: Option<KnownRows<'k>>,
}

/// What is known of the stories of a deck.
pub(crate) struct KnownRows<'k> {
    pub columns: &'k StoryColumns,
    /// Which of these are its.
    pub rows: Range<usize>,
    /// It has questions of a bank.
    pub has_bank: bool,
    /// What is wrong in it.
    pub problems: Vec<Problem>,
}

/// A story that counts.
#[derive(Debug, Clone, Copy)]
pub struct StoryEntry<'l> {
    library: &'l Library,
    /// Its place among the stories that count.
    place: usize,
}

impl<'l> StoryEntry<'l> {
    fn row(self) -> usize {
        self.library.names.counting.get(self.place) as usize
    }

    /// Its place among the stories that count.
    pub(crate) fn place(self) -> usize {
        self.place
    }

    /// The name that its history hangs on.
    pub fn id(self) -> &'l str {
        self.library.rows.id(self.row())
    }

    /// The same, to be kept.
    pub(crate) fn to_id(self) -> StoryId {
        StoryId::known(self.id())
    }

    /// Its title.
    pub fn title(self) -> &'l str {
        self.library.rows.title(self.row())
    }

    /// Which parts it has.
    pub(crate) fn parts(self) -> StoryParts {
        self.library.rows.parts(self.row())
    }

    /// The place of its deck in [`Library::decks`].
    pub(crate) fn deck_place(self) -> usize {
        self.library.deck_of[self.row()] as usize
    }

    /// The deck it stands in.
    pub fn deck(self) -> &'l Deck {
        &self.library.decks[self.deck_place()]
    }

    /// The person's own: in a deck of theirs, and no sample.
    pub(crate) fn is_own(self) -> bool {
        !self.deck().builtin && !self.parts().is_core()
    }

    /// The story with all of its words.
    pub fn story(self) -> &'l Story {
        let stories = &self.library.stories;
        stories.get_or_init(self.place, || self.library.read(self))
    }

    /// Its text; where its deck was changed since it was found, as it stands there now.
    pub(crate) fn words(self) -> &'l str {
        let source = self.deck().source();
        let at = match self.deck().is_as_found() {
            true => Some(self.library.rows.at(self.row())),
            false => {
                let mut stories = parse(source).stories.into_iter();
                let story = stories.find(|story| story.id.as_str() == self.id());
                story.map(|story| story.at)
            }
        };
        at.map_or("", |at| &source[at])
    }
}

impl Library {
    /// Reads every deck in the given order; of two equal ids the first counts.
    pub fn load(decks: Vec<Deck>, unread: Vec<Unread>) -> Library {
        let decks = decks.into_iter();
        let decks = decks.map(|deck| FoundDeck { deck, known: None });
        Library::assemble(decks, unread)
    }

    /// The same, where the stories of some decks are known.
    pub(crate) fn assemble<'k>(
        found: impl IntoIterator<Item = FoundDeck<'k>>,
        unread: Vec<Unread>,
    ) -> Library {
        let mut library = Library {
            unread,
            ..Library::default()
        };
        let mut stories = Vec::new();
        for (place, FoundDeck { deck, known }) in found.into_iter().enumerate() {
            let (problems, has_bank) = match known {
                Some(known) => {
                    library.rows.append(known.columns, known.rows);
                    (known.problems, known.has_bank)
                }
                None => {
                    let parsed = parse(deck.source());
                    library.rows.extend(deck.source(), &parsed);
                    let kept = KEPT_STORIES.saturating_sub(stories.len());
                    stories.extend(parsed.stories.into_iter().take(kept).map(Some));
                    (parsed.problems, parsed.has_bank)
                }
            };
            library.banks.push(has_bank);
            let problems = problems.into_iter();
            library
                .written
                .extend(problems.map(|problem| (place, problem)));
            library.deck_of.resize(library.rows.count(), place as u32);
            stories.resize(library.rows.count().min(KEPT_STORIES), None);
            library.decks.push(deck);
        }
        library.lines = vec![OnceLock::new(); library.decks.len()];
        let (names, named) = settle(&library.decks, &library.rows, &library.deck_of);
        (library.names, library.named) = (names, named);
        library.tell_problems();
        let counting: Vec<u32> = library.names.counting.iter().collect();
        let counting = counting.into_iter().enumerate();
        let told = LazyStories::new(counting.len());
        for (place, row) in counting {
            if let Some(story) = stories.get_mut(row as usize).and_then(Option::take) {
                told.get_or_init(place, || library.settled(place, story));
            }
        }
        library.stories = told;
        library
    }

    /// Lists what is wrong in the order of the files.
    pub(super) fn tell_problems(&mut self) {
        self.problems = self.written.clone();
        self.problems.extend(self.named.iter().cloned());
        sort::by_key(&mut self.problems, |(deck, problem)| {
            (*deck, problem.at.start)
        });
    }

    /// The stories that count, in the order of the decks.
    pub fn stories(&self) -> impl ExactSizeIterator<Item = StoryEntry<'_>> + DoubleEndedIterator {
        (0..self.names.counting.len()).map(|place| self.entry(place))
    }

    /// Of each story that counts the place of its deck and its parts: what there is to know of all
    /// of them, in one go.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (usize, StoryParts)> {
        let rows = self.names.counting.iter().map(|row| row as usize);
        rows.map(|row| (self.deck_of[row] as usize, self.rows.parts(row)))
    }

    /// The story of a place.
    pub fn entry(&self, place: usize) -> StoryEntry<'_> {
        StoryEntry {
            library: self,
            place,
        }
    }

    /// The story of an id.
    pub fn find(&self, id: &str) -> Option<StoryEntry<'_>> {
        let id = &*composed(id);
        let order = &self.names.in_order;
        let row = |place: u32| self.names.counting.get(place as usize) as usize;
        // Names of a long log are looked up by the thousand.
        let at = order.search(|place| self.rows.id_bytes(row(place)).cmp(id.as_bytes()));
        at.map(|at| self.entry(order.get(at) as usize))
    }

    /// The name that a story bears today: a former name followed, any other as it is.
    pub fn current_id<'n>(&'n self, name: &'n str) -> &'n str {
        self.current_name(name).unwrap_or(name)
    }

    /// The story that bears a name, or bore it.
    pub(crate) fn called(&self, name: &str) -> Option<StoryEntry<'_>> {
        self.find(name).or_else(|| self.formerly(&composed(name)))
    }

    /// What people read for a story's name; a name that nobody bears as it is.
    pub(crate) fn title<'n>(&'n self, name: &'n str) -> &'n str {
        self.called(name).map_or(name, StoryEntry::title)
    }

    /// The stories that somebody may mean with a word, of those that fit: by their name, by its
    /// beginning, by words of their title.
    pub(crate) fn meant(
        &self,
        word: &str,
        fits: impl Fn(StoryEntry<'_>) -> bool,
    ) -> Vec<StoryEntry<'_>> {
        let fitting: Vec<StoryEntry<'_>> = self.stories().filter(|entry| fits(*entry)).collect();
        let named = fitting.iter().map(|entry| Named {
            name: entry.id(),
            title: entry.title(),
        });
        match handle::matching(word, &named.collect::<Vec<_>>()) {
            NameMatch::Exact(one) | NameMatch::Guess(one) => vec![fitting[one]],
            NameMatch::Several(several) => several.into_iter().map(|at| fitting[at]).collect(),
            NameMatch::Nothing => Vec::new(),
        }
    }

    /// The shortest thing to type for the name of a story or card that is there: a beginning
    /// of the story's name that means no other story, no deck and no former name.
    pub(crate) fn handle(&self, name: &str) -> String {
        let (story, rest) = match name.find('/') {
            Some(at) => name.split_at(at),
            None => (name, ""),
        };
        let order = &self.names.in_order;
        let id = |place: u32| self.entry(place as usize).id();
        let Some(at) = order.search(|place| id(place).cmp(story)) else {
            return name.to_owned();
        };
        let neighbour = |at: Option<usize>| {
            let at = at.filter(|at| *at < order.len());
            at.map(|at| id(order.get(at)))
        };
        let neighbours = [neighbour(at.checked_sub(1)), neighbour(Some(at + 1))];
        let is_taken = |word: &str| {
            self.formerly(word).is_some() || self.decks.iter().any(|deck| deck.name == word)
        };
        format!("{}{rest}", handle::shortest(story, neighbours, is_taken))
    }

    /// The story that once had just that name.
    fn formerly(&self, name: &str) -> Option<StoryEntry<'_>> {
        let former = &self.names.former;
        let at = former.binary_search_by(|(former, _)| former.as_str().cmp(name));
        at.ok().map(|at| self.entry(former[at].1 as usize))
    }

    /// The id that a story has now which once had the name `old`, or has it with its accents
    /// spelt in another way.
    pub fn current_name(&self, old: &str) -> Option<&str> {
        let name = composed(old);
        let respelt = || self.find(&name).filter(|_| *name != *old);
        let found = self.formerly(&name).or_else(respelt);
        found.map(StoryEntry::id)
    }

    /// The id nearest to a mistyped word; a word near an old name leads to the new one.
    pub fn nearest(&self, word: &str) -> Option<&str> {
        let ids = self.stories().map(StoryEntry::id);
        let former = || {
            let names = self
                .stories()
                .flat_map(|entry| self.rows.former_of(entry.row()));
            let names = names.filter(|former| self.formerly(&former.name).is_some());
            let old = id::nearest(word, names.map(|former| former.name.as_str()))?;
            self.current_name(old)
        };
        let exact = || self.current_name(word);
        exact().or_else(|| id::nearest(word, ids)).or_else(former)
    }

    /// The lines of a deck.
    pub(crate) fn lines(&self, deck: usize) -> &LineIndex {
        self.lines[deck].get_or_init(|| LineIndex::of(self.decks[deck].source()))
    }

    /// Line and column of a byte in a deck.
    pub(crate) fn place(&self, deck: usize, offset: usize) -> (usize, usize) {
        let source = self.decks[deck].source();
        self.lines(deck).line_column(source, offset)
    }

    /// The deck of a second story with that name, which does not count.
    pub(crate) fn twin(&self, id: &str) -> Option<&Deck> {
        let twins = self.names.twins.iter().map(|twin| twin.row as usize);
        let mut of_id = twins.filter(|&row| self.rows.id(row) == id);
        let row = of_id.next()?;
        Some(&self.decks[self.deck_of[row] as usize])
    }

    /// The person's own stories: in decks of theirs, and no samples.
    pub fn own(&self) -> impl Iterator<Item = StoryEntry<'_>> {
        self.stories().filter(|entry| entry.is_own())
    }

    /// One's own stories that are no drafts.
    pub fn own_complete(&self) -> impl Iterator<Item = &Story> {
        let complete = self.own().filter(|entry| !entry.parts().is_draft());
        complete.map(StoryEntry::story)
    }

    /// The questions that stand in the decks, in their order.
    pub(crate) fn bank(&self) -> QuestionBank {
        let mut bank = QuestionBank::default();
        let decks = self.decks.iter().zip(&self.banks);
        for (deck, _) in decks.filter(|(_, has_bank)| **has_bank) {
            bank.extend(bank::read(deck.source()).0);
        }
        bank
    }

    /// The keys of the questions that are cards.
    pub(crate) fn asked_keys(&self) -> impl Iterator<Item = &str> {
        self.asked.iter().map(|question| question.key.as_str())
    }

    /// Reads the words of a story; where its deck was changed meanwhile, those that it has now.
    fn read(&self, entry: StoryEntry<'_>) -> Story {
        let (row, deck) = (entry.row(), entry.deck());
        let at = self.rows.at(row);
        let is_it = |story: &Story| {
            story.id.as_str() == entry.id()
                && story.title == entry.title()
                && StoryParts::of(story) == entry.parts()
        };
        let part = self
            .rows
            .is_alone(row)
            .then(|| deck.part(at.clone()))
            .flatten();
        let alone = part.and_then(|part| parse_alone(&part, at.start));
        let whole = || self.in_whole(entry);
        match alone.filter(is_it).or_else(whole) {
            Some(story) => self.settled(entry.place, story),
            None => gone(entry),
        }
    }

    /// A story as its whole deck says it now. The others of the deck are kept: whoever asked for
    /// one will ask for more.
    fn in_whole(&self, entry: StoryEntry<'_>) -> Option<Story> {
        let mut asked = None;
        for story in parse(entry.deck().source()).stories {
            let Some(found) = self.find(story.id.as_str()) else {
                continue;
            };
            match found.place == entry.place {
                true => asked = asked.or(Some(story)),
                false if found.deck_place() == entry.deck_place() => {
                    let story = self.settled(found.place, story);
                    self.stories.get_or_init(found.place, || story);
                }
                false => {}
            }
        }
        asked
    }

    /// A story without the former names that do not lead to it.
    pub(super) fn settled(&self, place: usize, mut story: Story) -> Story {
        let leads_here = |name: &StoryId| {
            let found = self.formerly(name.as_str());
            found.is_some_and(|found| found.place == place)
        };
        story.formerly.retain(leads_here);
        story
    }
}

/// A story whose deck was changed after it was found, so that its words are not there any more.
fn gone(entry: StoryEntry<'_>) -> Story {
    let markdown = format!(
        "(This story was just changed or moved: {} has no words of it now.)",
        entry.deck().path
    );
    let beats = Beat::ALL
        .into_iter()
        .filter(|beat| entry.parts().has(*beat));
    let beats = beats.map(|beat| BeatText {
        beat,
        passage: Passage {
            markdown: markdown.clone(),
            at: 0..0,
        },
    });
    Story {
        id: StoryId::known(entry.id()),
        title: entry.title().to_owned(),
        formerly: Vec::new(),
        role: None,
        questions: Vec::new(),
        tags: Vec::new(),
        miss: entry.parts().miss(),
        opt_in: Vec::new(),
        core: entry.parts().is_core(),
        beats: beats.collect(),
        first_draft: None,
        closings: Vec::new(),
        traps: Vec::new(),
        fine_lines: Vec::new(),
        notes: Vec::new(),
        keys: Vec::new(),
        at: 0..0,
        heading_at: 0..0,
    }
}

#[cfg(test)]
mod tests;
