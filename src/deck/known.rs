//! Decks of which is known what stands in them: only those that have changed are read.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::builtin;
use super::read::{DeckSearch, deck_name, read_text};
use super::text::DeckFile;
use crate::story::columns::StoryColumns;
use crate::story::deck::Unread;
use crate::story::library::{FoundDeck, KnownRows};
use crate::story::outline::{DeckOutline, FileStamp, LibraryOutline};
use crate::story::parse::parse;
use crate::story::{Deck, Library, Problem, StoryEntry};
use crate::study::day::Instant;

/// A file that was changed later than so many seconds before it was read may be changed once more
/// with nothing to show for it.
const SETTLED_AFTER: i64 = 2;

/// Bytes. Where more have to be read, that is a thousand stories, two read them.
const BYTES_FOR_TWO: u64 = 1 << 20;

/// What an earlier start knew of the decks.
pub(crate) struct KnownDecks {
    pub outline: LibraryOutline,
    /// When that was written down, in seconds of the file system's clock.
    pub written: i64,
}

/// The stories, and what a later start has to know to read fewer files.
pub(crate) struct DecksRead {
    pub library: Library,
    /// How the file of each deck was; none where that might not tell a change.
    pub stamps: Vec<Option<FileStamp>>,
    /// Whether an earlier start knew all of that.
    pub all_known: bool,
    /// Whether the stories are those that it knew, in their order.
    pub as_known: bool,
}

impl DecksRead {
    /// What is to be known by a later start.
    pub(crate) fn outline(&self) -> LibraryOutline {
        self.library.outline(&self.stamps)
    }
}

/// Reads every deck: the person's folders in path order, then the built-in decks that are
/// on. A folder that is not there has no decks.
pub fn read_all(folders: &[PathBuf], builtin: &[String]) -> Library {
    read_known(folders, builtin, None, Instant(0)).library
}

/// The same, where files that are as they were known are not read.
pub(crate) fn read_known(
    folders: &[PathBuf],
    builtin: &[String],
    known: Option<KnownDecks>,
    now: Instant,
) -> DecksRead {
    let mut found = DeckSearch::default();
    for folder in folders {
        found.search(folder, folder, 0);
    }
    let (files, unread) = (found.files.into_iter(), found.unread);
    let files: Vec<FoundFile> = files.map(FoundFile::of).collect();
    let builtin: Vec<Deck> = builtin::decks(builtin).collect();
    match known {
        Some(known) if holds(&known, &files, &builtin) => {
            let stamps = known.outline.decks.iter().map(|deck| deck.stamp).collect();
            let decks = files.into_iter().map(FoundFile::later).chain(builtin);
            DecksRead {
                library: Library::of_outline(known.outline, decks.collect(), unread),
                stamps,
                all_known: true,
                as_known: true,
            }
        }
        known => read_changed(files, builtin, unread, known.as_ref(), now),
    }
}

/// Reads the files that are not as they were known.
fn read_changed(
    files: Vec<FoundFile>,
    builtin: Vec<Deck>,
    mut unread: Vec<Unread>,
    known: Option<&KnownDecks>,
    now: Instant,
) -> DecksRead {
    let (mut decks, mut stamps) = (Vec::new(), Vec::new());
    let places = known.map(KnownPlaces::of);
    let rows_of = |file| places.as_ref().and_then(|places| places.rows(file));
    let rows: Vec<Option<KnownRows<'_>>> = files.iter().map(rows_of).collect();
    let changed = files.iter().zip(&rows).filter(|(_, rows)| rows.is_none());
    let mut outlined = outlined_by_two(changed.map(|(file, _)| file).collect());
    let mut outlined = outlined
        .iter_mut()
        .flat_map(|OutlinedFiles { columns, files }| {
            let columns: &StoryColumns = columns;
            files.drain(..).map(move |file| (columns, file))
        });
    for (file, rows) in files.into_iter().zip(rows) {
        let (stamp, outlined) = match rows {
            Some(_) => (Some(file.stamp), None),
            None => (file.settled(now), outlined.next()),
        };
        let found = match outlined {
            Some((columns, outlined)) => outlined.map(|outlined| file.outlined(columns, outlined)),
            None => file.found(rows),
        };
        match found {
            Ok(deck) => {
                decks.push(deck);
                stamps.push(stamp);
            }
            Err(problem) => unread.push(problem),
        }
    }
    stamps.resize(decks.len() + builtin.len(), None);
    let columns = builtin.iter().map(|deck| builtin::columns(&deck.name));
    let columns: Vec<StoryColumns> = columns.collect();
    let builtin = builtin.into_iter().zip(&columns);
    let builtin = builtin.map(|(deck, columns)| FoundDeck {
        deck,
        known: Some(KnownRows {
            columns,
            rows: 0..columns.count(),
            has_bank: false,
            problems: Vec::new(),
        }),
    });
    let library = Library::assemble(decks.into_iter().chain(builtin), unread);
    DecksRead {
        all_known: known.is_some_and(|known| is_told(known, &library, &stamps)),
        library,
        stamps,
        as_known: false,
    }
}

/// Files of which the outlines were read, in their order.
#[derive(Default)]
struct OutlinedFiles {
    columns: StoryColumns,
    files: Vec<Result<OutlinedFile, Unread>>,
}

struct OutlinedFile {
    text: String,
    /// Which of the columns' rows are its stories.
    rows: Range<usize>,
    has_bank: bool,
    problems: Vec<Problem>,
}

impl OutlinedFiles {
    fn read(files: &[&FoundFile]) -> OutlinedFiles {
        let mut columns = StoryColumns::default();
        let read = |file: &&FoundFile| {
            let text = read_text(Path::new(&file.path))?;
            let parsed = parse(&text);
            let first = columns.count();
            columns.extend(&text, &parsed);
            Ok(OutlinedFile {
                text,
                rows: first..columns.count(),
                has_bank: parsed.has_bank,
                problems: parsed.problems,
            })
        };
        let files = files.iter().map(read).collect();
        OutlinedFiles { columns, files }
    }
}

/// Reads files by two, where that is worth it; otherwise none.
fn outlined_by_two(files: Vec<&FoundFile>) -> Vec<OutlinedFiles> {
    let mut before = 0;
    let ends = files.iter().map(|file| {
        before += file.stamp.bytes;
        before
    });
    let ends: Vec<u64> = ends.collect();
    if before < BYTES_FOR_TWO {
        return Vec::new();
    }
    let half = ends.partition_point(|&end| end <= before / 2);
    let (front, back) = files.split_at(half);
    std::thread::scope(|scope| {
        let back = scope.spawn(|| OutlinedFiles::read(back));
        let front = OutlinedFiles::read(front);
        vec![front, back.join().expect("files are read by both alike")]
    })
}

/// Whether to write down what was read would say nothing that is not known.
fn is_told(known: &KnownDecks, library: &Library, stamps: &[Option<FileStamp>]) -> bool {
    let decks = library.decks.iter().zip(stamps);
    let decks = decks.map(|(deck, stamp)| (&deck.path, &deck.name, stamp));
    let known = known.outline.decks.iter();
    decks.eq(known.map(|deck| (&deck.path, &deck.name, &deck.stamp)))
}

/// Where what is known of each file lies.
struct KnownPlaces<'k> {
    known: &'k KnownDecks,
    by_file: HashMap<(&'k str, &'k str), usize>,
    problems: HashMap<usize, Vec<Problem>>,
}

impl<'k> KnownPlaces<'k> {
    fn of(known: &'k KnownDecks) -> KnownPlaces<'k> {
        let decks = known.outline.decks.iter().enumerate();
        let by_file = decks.map(|(place, deck)| ((&*deck.path, &*deck.name), place));
        let mut problems: HashMap<usize, Vec<Problem>> = HashMap::new();
        for (place, problem) in &known.outline.written {
            problems.entry(*place).or_default().push(problem.clone());
        }
        KnownPlaces {
            known,
            by_file: by_file.collect(),
            problems,
        }
    }

    /// What stands in a file, if it is as it was known.
    fn rows(&self, file: &FoundFile) -> Option<KnownRows<'k>> {
        let place = *self.by_file.get(&(&*file.path, &*file.name))?;
        let outline = &self.known.outline;
        file.is(self.known, place).then(|| KnownRows {
            columns: &outline.rows,
            rows: outline.rows_of(place),
            has_bank: outline.decks[place].has_bank,
            problems: self.problems.get(&place).cloned().unwrap_or_default(),
        })
    }
}

/// A deck file that a search has found.
struct FoundFile {
    name: String,
    /// Its path as messages show it, which is its path.
    path: String,
    stamp: FileStamp,
}

impl FoundFile {
    fn of((folder, path, stamp): (&Path, PathBuf, FileStamp)) -> FoundFile {
        FoundFile {
            name: deck_name(folder, &path),
            path: path.display().to_string(),
            stamp,
        }
    }

    /// Whether a known deck is this file as it is now.
    fn is(&self, known: &KnownDecks, place: usize) -> bool {
        known.outline.decks.get(place).is_some_and(|deck| {
            let is_settled = self.stamp.modified.0 + SETTLED_AFTER <= known.written;
            is_settled
                && deck.stamp == Some(self.stamp)
                && (&deck.path, &deck.name) == (&self.path, &self.name)
        })
    }

    /// Its stamp, if every later change will show in it.
    fn settled(&self, now: Instant) -> Option<FileStamp> {
        let is_settled = self.stamp.modified.0 + SETTLED_AFTER <= now.0.div_euclid(1_000);
        is_settled.then_some(self.stamp)
    }

    /// The deck, to be read when somebody asks for its words.
    fn later(self) -> Deck {
        let file = DeckFile {
            path: PathBuf::from(&self.path),
            stamp: self.stamp,
        };
        Deck::unread(self.name, self.path, Arc::new(file))
    }

    /// The deck with its text and outline, which were read.
    fn outlined(self, columns: &StoryColumns, read: OutlinedFile) -> FoundDeck<'_> {
        let OutlinedFile {
            text,
            rows,
            has_bank,
            problems,
        } = read;
        FoundDeck {
            deck: Deck::new(self.name, self.path, false, text),
            known: Some(KnownRows {
                columns,
                rows,
                has_bank,
                problems,
            }),
        }
    }

    /// The deck with what is known of it, or else read.
    fn found(self, known: Option<KnownRows<'_>>) -> Result<FoundDeck<'_>, Unread> {
        let deck = match known {
            Some(_) => self.later(),
            None => {
                let text = read_text(Path::new(&self.path))?;
                Deck::new(self.name, self.path, false, text)
            }
        };
        Ok(FoundDeck { deck, known })
    }
}

/// Whether the decks are just those that were known.
fn holds(known: &KnownDecks, files: &[FoundFile], builtin: &[Deck]) -> bool {
    let decks = &known.outline.decks;
    let (own, rest) = decks.split_at(files.len().min(decks.len()));
    let is_on = |(known, deck): (&DeckOutline, &Deck)| known.builtin && known.name == deck.name;
    own.len() == files.len()
        && rest.len() == builtin.len()
        && rest.iter().zip(builtin).all(is_on)
        && files
            .iter()
            .enumerate()
            .all(|(place, file)| file.is(known, place))
}

/// The names of the stories in the trash folder: their history is not lost, only put away.
pub(crate) fn names_in_trash(folder: &Path) -> BTreeSet<String> {
    let library = read_all(&[folder.to_owned()], &[]);
    let stories = library.stories().map(StoryEntry::story);
    stories
        .flat_map(|story| std::iter::once(&story.id).chain(&story.formerly))
        .map(ToString::to_string)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Beat;
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    /// Long after the files below were written, by their own clock.
    const LATER: i64 = 2_000_000_000;

    /// Decks, written at so many seconds.
    fn put(folder: &Path, name: &str, text: &str, at: u64) {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(at);
        File::options()
            .append(true)
            .open(path)
            .unwrap()
            .set_modified(at)
            .unwrap();
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let a = "# A\nid: a\nformerly: old, b\nmiss: luck\n## Action\nx\n## Learning\ny\n\n\
                 # Q\n## Action\n> quoted\n```\n# none\n```\n";
        put(folder.path(), "a.md", a, 1_000);
        put(
            folder.path(),
            "b.md",
            "# B\n## Action\nz\n\n# A\nid: a\n## Action\nw\n",
            1_000,
        );
        folder
    }

    fn read(folder: &Path, known: Option<KnownDecks>) -> DecksRead {
        let on = ["failure", "traps"].map(str::to_owned);
        read_known(&[folder.to_owned()], &on, known, Instant(LATER * 1_000))
    }

    fn known(read: &DecksRead, written: i64) -> Option<KnownDecks> {
        let outline = read.outline();
        Some(KnownDecks { outline, written })
    }

    /// Every name, word and problem.
    fn told(library: &Library) -> Vec<String> {
        let stories = library.stories().map(|entry| {
            let told = (entry.id(), entry.title(), entry.parts(), entry.words());
            format!(
                "{told:?} {:?} {}",
                entry.story(),
                library.handle(entry.id())
            )
        });
        let problems = library.problems.iter();
        let problems = problems.map(|problem| format!("{problem:?}"));
        let names = ["old", "b", "a"].map(|name| format!("{:?}", library.current_name(name)));
        stories.chain(problems).chain(names).collect()
    }

    #[test]
    fn known_decks_say_what_decks_say_that_are_read() {
        let folder = folder();
        let first = read(folder.path(), None);
        assert!(!first.all_known);
        let fresh = || told(&read(folder.path(), None).library);
        let again = read(folder.path(), known(&first, LATER));
        assert!(again.all_known);
        assert_eq!(told(&again.library), fresh());
        // Of one that is changed, and of one that comes, everything is read.
        put(folder.path(), "a.md", "# A\n## Learning\nother\n", 2_000);
        put(folder.path(), "c.md", "# Q\n## Action\nmine\n", 1_000);
        let changed = read(folder.path(), known(&again, LATER));
        assert!(!changed.all_known);
        assert_eq!(told(&changed.library), fresh());
        let again = read(folder.path(), known(&changed, LATER));
        assert!(again.all_known);
        // What is known of a file is found wherever those before it have put it.
        for name in ["0.md", "1.md"] {
            put(folder.path(), name, "# Z\n## Nothing\n", 1_000);
        }
        put(
            folder.path(),
            "b.md",
            "# C\nmiss: moon\n## Action\nz\n",
            2_000,
        );
        let moved = read(folder.path(), known(&again, LATER));
        assert!(!moved.all_known);
        assert_eq!(told(&moved.library), fresh());
        for name in ["1.md", "c.md"] {
            fs::remove_file(folder.path().join(name)).unwrap();
        }
        let again = read(folder.path(), known(&moved, LATER));
        assert_eq!(told(&again.library), fresh());
        assert!(told(&again.library).concat().contains("moon"));
        fs::remove_file(folder.path().join("a.md")).unwrap();
        let gone = read(folder.path(), known(&again, LATER));
        assert!(!gone.all_known);
        assert_eq!(told(&gone.library), fresh());
    }

    #[test]
    fn two_read_what_one_reads() {
        let folder = folder();
        let long = "I **left out** the count, and said nothing.\n".repeat(6_000);
        for (name, story) in [("0.md", "Q"), ("c.md", "C"), ("d.md", "C"), ("e.md", "E")] {
            let text =
                format!("# {story}\nmiss: moon\n## Action\n{long}\n# {name}\n## Learning\nx\n");
            put(folder.path(), name, &text, 1_000);
        }
        fs::write(folder.path().join("b2.md"), b"# \xff").unwrap();
        let by_two = read(folder.path(), None);
        let paths = ["0.md", "a.md", "b.md", "c.md", "d.md", "e.md"];
        let decks = paths.map(|name| {
            let path = folder.path().join(name);
            let text = fs::read_to_string(&path).unwrap();
            let stem = name.trim_end_matches(".md");
            Deck::new(stem, path.display().to_string(), false, text)
        });
        let on = ["failure", "traps"].map(str::to_owned);
        let decks = decks.into_iter().chain(builtin::decks(&on));
        let unread = by_two.library.unread.clone();
        assert_eq!(unread.len(), 1);
        let by_one = Library::load(decks.collect(), unread);
        assert_eq!(told(&by_two.library), told(&by_one));
        assert!(told(&by_one).concat().contains("moon"));
    }

    #[test]
    fn a_file_changed_just_before_it_was_read_is_read_again() {
        let folder = folder();
        put(
            folder.path(),
            "b.md",
            "# B\n## Action\nz\n",
            LATER as u64 - 1,
        );
        let first = read(folder.path(), None);
        assert_eq!(first.stamps.iter().flatten().count(), 1);
        assert!(first.stamps[1].is_none());
        // Known, but not settled when that was written down.
        put(folder.path(), "b.md", "# B\n## Action\nz\n", 1_000);
        let first = read(folder.path(), None);
        let again = read(folder.path(), known(&first, 1_001));
        assert_eq!(told(&again.library), told(&first.library));
        assert!(again.library.entry(0).deck().source().starts_with("# A"));
    }

    #[test]
    fn words_of_a_file_that_changes_after_it_was_found_are_those_of_now() {
        let folder = folder();
        let first = read(folder.path(), None);
        let known = || read(folder.path(), known(&first, LATER)).library;
        let action = |library: &Library, id: &str| {
            let story = library.find(id).expect("a story").story();
            story
                .beat(Beat::Action)
                .expect("an Action")
                .markdown
                .clone()
        };
        let (one, other) = (known(), known());
        assert_eq!(action(&one, "a"), "x");
        let longer = "# New\n## Action\nnew\n\n# A\nid: a\n## Action\nchanged\n";
        put(folder.path(), "a.md", longer, 1_000);
        // What was read before stays, what comes later is of now, and what is gone is told so.
        assert_eq!(action(&one, "a"), "x");
        assert_eq!(action(&other, "a"), "changed");
        assert!(other.find("a").expect("a").words().contains("changed"));
        assert!(action(&other, "q").contains("was just changed or moved"));
        assert_eq!(other.find("q").expect("q").words(), "");
        fs::remove_file(folder.path().join("b.md")).unwrap();
        assert!(action(&other, "b").contains("was just changed or moved"));
    }

    #[test]
    fn every_built_in_trap_line_shows_what_gives_it_away_and_why() {
        let library = read_all(&[], &["traps".to_owned()]);
        let story = library.entry(0).story();
        let mut count = 0;
        for line in story.traps.iter().chain(&story.fine_lines) {
            assert!(
                !line.giveaways.is_empty() && line.why.is_some(),
                "{}",
                line.line
            );
            count += 1;
        }
        assert_eq!(count, 64);
    }
}
