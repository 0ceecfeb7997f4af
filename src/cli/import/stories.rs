//! `import` of stories: what is new is added, what is here with other words is shown and
//! replaced only when a person says so, and what is the same stays untouched.

use std::fs;
use std::path::Path;

use super::difference;
use super::options::ImportOptions;
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::names::{USUAL_DECK, deck_path};
use crate::cli::wording::{added_line, counted_stories, heading};
use crate::deck;
use crate::foreign::{self, ComparedStory, Fate, ForeignSource, Remark, Replacement};
use crate::prompt::text::{Line, Tone};
use crate::story::parse::parse;
use crate::story::rewrite::add_name;
use crate::story::{Beat, Deck, Library, Story, rewrite};
use crate::study::next_step::JustDone;

/// So many names, and so many remarks, are told; a large file has more.
const MOST_TOLD: usize = 20;

pub(crate) fn import(env: &mut Env<'_>, file: &Path, how: &ImportOptions) -> Result<(), CliError> {
    let is_stdin = file == Path::new("-");
    let name = match is_stdin {
        true => "standard input".to_owned(),
        false => file.display().to_string(),
    };
    let source = env.read_foreign(file)?;
    let stem = file.file_stem().filter(|_| !is_stdin);
    let stem = stem.map(|stem| stem.to_string_lossy().into_owned());
    import_text(env, name, source, stem.as_deref(), how)
}

/// Brings in the stories of what was read from `name`.
pub(super) fn import_text(
    env: &mut Env<'_>,
    name: String,
    source: ForeignSource,
    stem: Option<&str>,
    how: &ImportOptions,
) -> Result<(), CliError> {
    let foreign = foreign::read_source(&source, stem, None)
        .map_err(|refused| CliError::failed(format!("{name}: {refused}")).hint(refused.hint()))?;
    let (encoding, text) = match source {
        ForeignSource::Text(decoded) => (decoded.encoding, decoded.text),
        ForeignSource::Office(_) => (None, String::new()),
    };
    let deck = deck_path(env, how.deck.as_deref().unwrap_or(USUAL_DECK))?;
    let compared = |library: &Library| ComparedFile {
        name,
        encoding,
        remarks: foreign.remarks,
        whole: foreign.whole.then_some(text),
        stories: foreign::compare(library, foreign.stories),
    };
    if how.dry_run {
        return compared(&env.library()).show(env);
    }
    deck::make_folder(&env.home.decks())?;
    // What is missing now is missing until it is added: two at once would both add it.
    let held = env.hold_library();
    let found = compared(&held.library);
    found.tell_remarks(env);
    found.add(env, &deck)?;
    drop(held);
    found.settle(env, how.replace)
}

/// A file that was read and compared.
struct ComparedFile {
    name: String,
    encoding: Option<&'static str>,
    remarks: Vec<Remark>,
    /// The text, if it can be a deck as it stands.
    whole: Option<String>,
    stories: Vec<ComparedStory>,
}

impl ComparedFile {
    fn of(&self, fate: fn(&Fate) -> bool) -> Vec<&ComparedStory> {
        let stories = self.stories.iter();
        stories.filter(|story| fate(&story.fate)).collect()
    }

    fn differing(&self) -> Vec<&ComparedStory> {
        self.of(|fate| matches!(fate, Fate::Differs(_)))
    }

    fn tell_remarks(&self, env: &mut Env<'_>) {
        let file = Path::new(&self.name).file_name();
        let file = file.map_or_else(String::new, |file| format!("{}, ", file.display()));
        for line in self.told_remarks(&file) {
            env.warn(line);
        }
    }

    /// Adds what is new in one change of the deck.
    fn add(&self, env: &mut Env<'_>, deck: &Path) -> Result<(), CliError> {
        let new = self.of(|fate| *fate == Fate::New);
        if new.is_empty() {
            return Ok(());
        }
        let before = fs::metadata(deck).map_or(0, |metadata| metadata.len());
        let all_new = before == 0 && new.len() == self.stories.len();
        let texts: Vec<(&str, bool)> = match self.whole.as_deref().filter(|_| all_new) {
            Some(whole) => vec![(whole, true)],
            None => {
                let taken = new.iter().map(|story| &story.taken);
                taken
                    .map(|taken| (taken.text.as_str(), taken.as_is))
                    .collect()
            }
        };
        // A deck that is too large would not be read any more.
        let bytes: u64 = texts.iter().map(|(text, _)| text.len() as u64 + 4).sum();
        if before + bytes > deck::MAX_DECK_BYTES {
            return Err(CliError::failed(format!(
                "{} would become too large for a deck; nothing was added",
                deck.display()
            ))
            .hint("Put these stories into another one with --deck NAME."));
        }
        deck::append(deck, texts)?;
        for story in new.iter().take(MOST_TOLD) {
            env.warn(added_line(&story.taken.story));
        }
        if new.len() > MOST_TOLD {
            env.note(&format!("and {} more", new.len() - MOST_TOLD));
        }
        env.note(&format!("Written to {}.", deck.display()));
        let mut stories = new.iter().map(|story| &story.taken.story);
        let draft = stories.find(|story| story.is_draft());
        env.done = Some(
            draft.map_or(JustDone::Other, |story| JustDone::ImportedDraft {
                story: story.id.to_string(),
            }),
        );
        Ok(())
    }

    /// Replaces what has other words, if a person says so.
    fn settle(&self, env: &mut Env<'_>, replace: bool) -> Result<(), CliError> {
        let same = self.of(|fate| *fate == Fate::Same).len();
        if same > 0 {
            env.note(&format!(
                "Already here with the same text: {}.",
                counted_stories(same)
            ));
        }
        let differing = self.differing();
        if replace {
            return replace_all(env, &differing);
        }
        if differing.is_empty() {
            return Ok(());
        }
        if !env.world.prompt.can_ask() {
            let mut names: Vec<&str> = differing.iter().map(|story| story.id.as_str()).collect();
            if names.len() > MOST_TOLD {
                names[MOST_TOLD] = "...";
                names.truncate(MOST_TOLD + 1);
            }
            let (are, were) = match differing.len() {
                1 => ("is", "was"),
                _ => ("are", "were"),
            };
            return Err(CliError::failed(format!(
                "{} of {} {are} here with different text and {were} not changed: {}",
                counted_stories(differing.len()),
                self.name,
                names.join(", ")
            ))
            .hint("To see the difference, add --dry-run. To take the new text, add --replace; the old text goes to the trash."));
        }
        for story in differing {
            env.warn(Line::blank());
            tell_difference(env, story);
            let question = format!("Replace the text of \"{}\"?", story.taken.story.title);
            match env.world.prompt.confirm(&question)? {
                true => replace_all(env, &[story])?,
                false => env.note(&format!("\"{}\" was not changed.", story.taken.story.title)),
            }
        }
        Ok(())
    }

    /// What was not plain in the file, each remark after `of`.
    fn told_remarks(&self, of: &str) -> Vec<Line> {
        let quiet = |text: String| Line::quiet(text).hanging(2);
        let encoding = self.encoding.map(|encoding| match encoding {
            "UTF-16" => quiet(format!("{} was read as UTF-16.", self.name)),
            other => quiet(format!(
                "{} is not UTF-8, so it was read as {other}. Check that its letters are right.",
                self.name
            )),
        });
        let remarks = self.remarks.iter().take(MOST_TOLD);
        let remarks = remarks.map(|r| quiet(format!("{of}line {}: {}", r.line, r.message)));
        let more = self.remarks.len().saturating_sub(MOST_TOLD);
        let more = (more > 0).then(|| quiet(format!("and {more} more remarks")));
        encoding.into_iter().chain(remarks).chain(more).collect()
    }

    fn show(&self, env: &mut Env<'_>) -> Result<(), CliError> {
        let counts = [
            (self.of(|fate| *fate == Fate::New).len(), "new"),
            (self.of(|fate| *fate == Fate::Same).len(), "the same"),
            (self.differing().len(), "with different text"),
        ];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts.map(|(n, what)| format!("{n} {what}")).collect();
        let (of, counts) = (counted_stories(self.stories.len()), counts.join(", "));
        let head = heading(format!("{}: {of}, {counts}", self.name));
        let mut lines = vec![head.hanging(2)];
        for story in &self.stories {
            lines.push(Line::blank());
            lines.extend(shown(story));
        }
        let remarks = self.told_remarks("");
        if !remarks.is_empty() {
            lines.push(Line::blank());
            lines.extend(remarks);
        }
        lines.push(Line::blank());
        lines.push(Line::plain("Nothing was written: --dry-run."));
        env.print(&lines)
    }
}

/// One story of a dry run.
fn shown(compared: &ComparedStory) -> Vec<Line> {
    let story = &compared.taken.story;
    let fate = match compared.fate {
        Fate::New => "new",
        Fate::Same => "same",
        Fate::Differs(_) => "differs",
    };
    let row = |name: &str, words: String| {
        let line = Line::quiet(format!("{name:<8}"));
        line.and(Tone::Normal, words).indented(2).hanging(8)
    };
    let (found, empty): (Vec<Beat>, Vec<Beat>) = Beat::ALL
        .into_iter()
        .partition(|beat| story.beat(*beat).is_some());
    let names = |beats: &[Beat]| {
        let names: Vec<&str> = beats.iter().map(|beat| beat.name()).collect();
        names.join(", ")
    };
    let notes = story.notes.iter().map(|note| note.heading.as_str());
    let notes: Vec<&str> = notes.collect();
    let mut keys: Vec<&str> = story.keys.iter().map(|line| line.key.as_str()).collect();
    keys.retain(|key| *key != "id");
    keys.dedup();
    let mut lines = vec![
        heading(story.title.as_str()).hanging(2),
        row(fate, compared.id.to_string()),
    ];
    let rows = [
        ("found", names(&found)),
        ("empty", names(&empty)),
        ("notes", notes.join(", ")),
        ("keys", keys.join(", ")),
    ];
    let rows = rows.into_iter().filter(|(_, words)| !words.is_empty());
    lines.extend(rows.map(|(name, words)| row(name, words)));
    if let Fate::Differs(ours) = &compared.fate {
        lines.extend(difference_of(ours, compared));
    }
    lines
}

fn tell_difference(env: &mut Env<'_>, story: &ComparedStory) {
    if let Fate::Differs(ours) = &story.fate {
        env.note(&format!(
            "\"{}\" is here with different text:",
            story.taken.story.title
        ));
        for line in difference_of(ours, story) {
            env.warn(line);
        }
    }
}

fn difference_of(ours: &str, story: &ComparedStory) -> Vec<Line> {
    let theirs = story.text_here(&parse(ours).stories);
    difference::lines(ours.trim_start_matches('\u{feff}').trim_end(), &theirs)
}

/// Replaces the words of stories: the old ones into the trash first, then each deck as one
/// change. Names stay, and with them the history.
fn replace_all(env: &mut Env<'_>, stories: &[&ComparedStory]) -> Result<(), CliError> {
    if stories.is_empty() {
        return Ok(());
    }
    let held = env.hold_library();
    let library = &held.library;
    let decks = foreign::replacements(library, stories).map_err(|id| {
        CliError::failed(format!("{id} was just changed, so it was not replaced"))
            .hint("Import the file again.")
    })?;
    for (index, replaced) in decks {
        let deck = &library.decks[index];
        let told = put_into_trash(env, deck, &replaced)?;
        let pairs = replaced.iter().map(|one| (one.story, one.text.as_str()));
        let pairs: Vec<(&Story, &str)> = pairs.collect();
        let whole = rewrite::replace_all(&deck.source, &pairs);
        deck::replace(deck, &whole)?;
        told.iter().for_each(|line| env.note(line));
    }
    Ok(())
}

/// Keeps the old words: a file a story, or one for all where they are many. Returns what to
/// say once the new words are in their place.
fn put_into_trash(
    env: &Env<'_>,
    deck: &Deck,
    replaced: &[Replacement<'_>],
) -> Result<Vec<String>, CliError> {
    let trash = env.home.trash();
    let words = |story: &Story| add_name(&deck.source[story.at.clone()], story.id.as_str());
    if replaced.len() > MOST_TOLD {
        let all: Vec<String> = replaced.iter().map(|one| words(one.story)).collect();
        let all = rewrite::append_all("", all.iter().map(|words| (words.as_str(), false)));
        let name = format!("replaced-in-{}", deck.name.replace('/', "-"));
        let kept = deck::keep(&trash, &name, &all)?;
        let (count, kept) = (counted_stories(replaced.len()), kept.display());
        let told = format!("Replaced {count}; their old text is in {kept}.");
        return Ok(vec![told]);
    }
    let keep = |Replacement { story, carried, .. }: &Replacement<'_>| {
        let kept = deck::keep(&trash, story.id.as_str(), &words(story))?;
        let (id, kept) = (&story.id, kept.display());
        let told = format!("Replaced {id}; its old text is in {kept}.");
        Ok(match carried.as_slice() {
            [] => told,
            carried => format!(
                "{told} Parts that the new one does not have stay: {}.",
                carried.join(", ")
            ),
        })
    };
    replaced.iter().map(keep).collect()
}
