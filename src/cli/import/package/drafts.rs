//! Notes of other people's making: stories that wait to be written.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::PathBuf;

use crate::anki::read::{AnkiNote, Package};
use crate::anki::{self, card_of};
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::import::options::ImportOptions;
use crate::cli::names::deck_path;
use crate::cli::wording::{counted, detail};
use crate::deck;
use crate::files;
use crate::foreign::note::{KEY, NoteDraft};
use crate::prompt::text::{Line, Tone};
use crate::story::{Beat, Library, StoryId};

/// The deck they go to unless another is named.
const USUAL_DECK: &str = "anki";

/// A deck file is filled up to so many bytes; then the next one is begun. Half of what a deck
/// may have.
const FULL_DECK: u64 = deck::MAX_DECK_BYTES / 2;

/// So many stories are listed.
const LISTED: usize = 20;

/// What a package holds of others.
#[derive(Default)]
pub(super) struct Drafts {
    deck: PathBuf,
    /// New stories: the text of each.
    stories: Vec<String>,
    /// The files that they were written to.
    files: Vec<PathBuf>,
    /// The first of them, as lines for a person.
    listed: Vec<Line>,
    /// How many are here already.
    here: usize,
    /// How many lie in the trash.
    removed: usize,
    /// How many have no words.
    wordless: usize,
}

/// What names are taken and which notes have come before.
#[derive(Default)]
struct Known {
    ids: HashSet<StoryId>,
    /// By the key that says where a story came from: whether it still is in the library.
    origins: HashMap<String, bool>,
}

impl Drafts {
    pub(crate) fn read(
        env: &Env<'_>,
        package: &Package,
        library: &Library,
        how: &ImportOptions,
    ) -> Result<Drafts, CliError> {
        let deck = deck_path(env, how.deck.as_deref().unwrap_or(USUAL_DECK))?;
        let mut known = Known::of(library, &env.home.trash());
        let mut drafts = Drafts {
            deck,
            ..Drafts::default()
        };
        let theirs = |guid: &str| card_of(guid).is_none();
        package.each_note(theirs, |note| drafts.take(&note, &mut known))?;
        Ok(drafts)
    }

    /// Reads what is not ours and adds the stories that are new.
    pub(crate) fn read_and_write(
        env: &Env<'_>,
        package: &Package,
        how: &ImportOptions,
    ) -> Result<Drafts, CliError> {
        deck::make_folder(&env.home.decks())?;
        // The names found free now are free until the stories bear them.
        let held = env.hold_library();
        let mut drafts = Drafts::read(env, package, &held.library, how)?;
        drafts.files = drafts.write()?;
        Ok(drafts)
    }

    fn take(&mut self, note: &AnkiNote, known: &mut Known) {
        let origin = anki::origin(&note.guid);
        match known.origins.get(&origin) {
            Some(true) => self.here += 1,
            Some(false) => self.removed += 1,
            None => match NoteDraft::read(origin, &note.fields, &note.tags) {
                Some(draft) => self.add(&draft, known),
                None => self.wordless += 1,
            },
        }
    }

    fn add(&mut self, draft: &NoteDraft, known: &mut Known) {
        let id = draft.id(|id| known.ids.contains(id));
        if self.listed.len() < LISTED {
            self.listed.push(listed(draft, &id));
        }
        self.stories.push(draft.to_story(&id));
        known.ids.insert(id);
        known.origins.insert(draft.origin.clone(), true);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.stories.is_empty() && self.here + self.removed + self.wordless == 0
    }

    /// Says what was brought in, or with `dry` would be.
    pub(crate) fn tell(&self, env: &mut Env<'_>, dry: bool) -> Result<(), CliError> {
        let mut lines = Vec::new();
        if !self.stories.is_empty() {
            let new = counted(self.stories.len(), "note");
            let become_stories = if dry { "would become" } else { "became" };
            let mut told = format!("{new} {become_stories} stories");
            for (number, file) in self.files.iter().enumerate() {
                told += if number == 0 { " in " } else { ", " };
                told += &file.display().to_string();
            }
            lines.push(detail(format!(
                "{told}. Beats found are named; cards come when Action and Learning are written."
            )));
            lines.extend(self.listed.iter().cloned());
            let more = self.stories.len() - self.listed.len();
            lines.extend((more > 0).then(|| detail(format!("... and {more} more")).indented(2)));
        }
        let removed = [
            "was removed before and is in the trash",
            "were removed before and are in the trash",
        ];
        let wordless = [
            "has no words and was left out",
            "have no words and were left out",
        ];
        let told = [
            (self.here, ["is already here", "are already here"]),
            (self.removed, removed),
            (self.wordless, wordless),
        ];
        let told = told.into_iter().filter(|(count, _)| *count > 0);
        lines.extend(told.map(|(count, [one, many])| {
            let what = if count == 1 { one } else { many };
            detail(format!("{} {what}.", counted(count, "note")))
        }));
        env.print(&lines)
    }

    /// Appends them to the deck, and to further ones where it is full.
    fn write(&self) -> Result<Vec<PathBuf>, CliError> {
        let mut files = Vec::new();
        let mut left = self.stories.as_slice();
        for path in files::numbered(&self.deck) {
            if left.is_empty() {
                break;
            }
            let mut filled = fs::metadata(&path).map_or(0, |file| file.len());
            let fits = left.iter().take_while(|story| {
                filled += story.len() as u64 + 2;
                filled <= FULL_DECK
            });
            let fits = fits.count();
            // One that is larger than half a deck gets an empty one to itself.
            let fits = fits.max(usize::from(!path.exists()));
            if fits > 0 {
                deck::append(&path, [(left[..fits].join("\n").as_str(), false)])?;
                files.push(path);
            }
            left = &left[fits..];
        }
        Ok(files)
    }
}

/// A story by title, name and the beats that were found.
fn listed(draft: &NoteDraft, id: &StoryId) -> Line {
    let mut beats: Vec<&str> = draft.beats().map(Beat::name).collect();
    if beats.is_empty() {
        beats.push("no beats");
    }
    let found = format!("  {}", beats.join(", "));
    detail(id.as_str()).and(Tone::Quiet, found).indented(2)
}

impl Known {
    fn of(library: &Library, trash: &std::path::Path) -> Known {
        let put_away = deck::read_all(&[trash.to_owned()], &[]);
        let mut known = Known::default();
        for (library, here) in [(&put_away, false), (library, true)] {
            for entry in library.stories() {
                let story = entry.story();
                known.ids.insert(story.id.clone());
                known.ids.extend(story.formerly.iter().cloned());
                let origins = story.keys.iter().filter(|line| line.key == KEY);
                let origins = origins.map(|line| (line.value.clone(), here));
                known.origins.extend(origins);
            }
        }
        known
    }
}
