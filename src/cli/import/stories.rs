//! `import` of stories: what is new is added, what is here with other words is shown and
//! replaced only when a person says so, and what is the same stays untouched.

use std::fs;
use std::path::{Path, PathBuf};

use super::difference;
use super::options::{ImportOptions, ImportRun, StoryCounts};
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::names::{USUAL_DECK, deck_path};
use crate::cli::other_shape::import_command;
use crate::cli::wording::{added_line, counted_stories};
use crate::deck;
use crate::files::shell_quoted;
use crate::foreign::{
    self, ComparedStory, Fate, Foreign, ForeignSource, OtherReading, Refused, Remark, Replacement,
    TitlesAt,
};
use crate::prompt::text::Line;
use crate::story::parse::parse;
use crate::story::rewrite::add_name;
use crate::story::{Deck, Library, Story, rewrite};
use crate::study::next_step::JustDone;

/// So many names, and so many remarks, are told; a large file has more.
const MOST_TOLD: usize = 20;

/// So many titles of another reading are told.
const MOST_TITLES: usize = 4;

/// The stories of a file, or of standard input.
pub(super) fn read(
    env: &mut Env<'_>,
    file: &Path,
    how: &ImportOptions,
) -> Result<ReadFile, CliError> {
    let is_stdin = file == Path::new("-");
    let name = match is_stdin {
        true => "standard input".to_owned(),
        false => file.display().to_string(),
    };
    let source = env.read_foreign(file)?;
    let stem = file.file_stem().filter(|_| !is_stdin);
    let stem = stem.map(|stem| stem.to_string_lossy().into_owned());
    let mut read = ReadFile::of(name, source, stem.as_deref(), how.titles.as_ref())?;
    read.file = Some(file.to_owned());
    Ok(read)
}

/// A file that was read.
pub(super) struct ReadFile {
    name: String,
    /// What names it in a command, if anything does.
    file: Option<PathBuf>,
    /// Its name without folder and ending.
    stem: Option<String>,
    /// The deck that its stories go to, unless another one was named.
    pub(super) deck: Option<String>,
    source: ForeignSource,
    foreign: Foreign,
}

impl ReadFile {
    /// Reads the stories of a text that came from `name`.
    pub(super) fn of(
        name: String,
        source: ForeignSource,
        stem: Option<&str>,
        titles: Option<&TitlesAt>,
    ) -> Result<ReadFile, CliError> {
        let foreign = foreign::read_source(&source, stem, titles).map_err(|refused| {
            let message = format!("{name}: {refused}");
            let error = match refused {
                Refused::NoTitles { .. } => CliError::usage(message),
                _ => CliError::failed(message),
            };
            error.hint(refused.hint())
        })?;
        Ok(ReadFile {
            name,
            file: None,
            stem: stem.map(str::to_owned),
            deck: None,
            source,
            foreign,
        })
    }

    /// Brings them in.
    pub(super) fn bring(self, env: &mut Env<'_>, run: &mut ImportRun) -> Result<(), CliError> {
        let deck = run.how.deck.as_ref().or(self.deck.as_ref());
        let deck = deck_path(env, deck.map_or(USUAL_DECK, String::as_str))?;
        if run.how.dry_run {
            let found = self.compared(&with_pending(env.library(), &run.pending));
            run.count(found.counts());
            for story in found.of(|fate| *fate == Fate::New) {
                run.pending.push_str(&story.taken.text);
                run.pending.push_str("\n\n");
            }
            run.begin_shown(env)?;
            return found.show(env);
        }
        deck::make_folder(&env.home.decks())?;
        // What is missing now is missing until it is added: two at once would both add it.
        let held = env.hold_library();
        let found = self.compared(&held.library);
        run.count(found.counts());
        found.tell_remarks(env);
        found.add(env, &deck, run)?;
        drop(held);
        found.settle(env, run.how.replace)
    }

    fn compared(self, library: &Library) -> ComparedFile {
        let foreign = self.foreign;
        let (encoding, text) = match self.source {
            ForeignSource::Text(decoded) => (decoded.encoding, decoded.text),
            ForeignSource::Office(_) => (None, String::new()),
        };
        ComparedFile {
            name: self.name,
            file: self.file,
            encoding,
            remarks: foreign.remarks,
            other: foreign.other,
            whole: foreign.whole.then_some(text),
            stories: foreign::compare(library, foreign.stories, self.stem.as_deref()),
        }
    }
}

/// The stories here with those that a dry run would have added.
fn with_pending(library: Library, pending: &str) -> Library {
    if pending.is_empty() {
        return library;
    }
    let mut decks = library.decks;
    decks.push(Deck::new(
        String::new(),
        String::new(),
        false,
        pending.to_owned(),
    ));
    Library::load(decks, library.unread)
}

/// A file that was read and compared.
pub(super) struct ComparedFile {
    pub(super) name: String,
    /// What names it in a command.
    file: Option<PathBuf>,
    encoding: Option<&'static str>,
    remarks: Vec<Remark>,
    /// Where titles stand in a reading that is nearly as good.
    other: Option<OtherReading>,
    /// The text, if it can be a deck as it stands.
    whole: Option<String>,
    pub(super) stories: Vec<ComparedStory>,
}

impl ComparedFile {
    pub(super) fn counts(&self) -> StoryCounts {
        StoryCounts {
            new: self.of(|fate| *fate == Fate::New).len(),
            same: self.of(|fate| *fate == Fate::Same).len(),
            differing: self.differing().len(),
        }
    }

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
        // One story under another title is seen in a dry run, and is no loss.
        let others = self.other.as_ref().map(|other| other.stories.len());
        if others.is_some_and(|others| others != self.stories.len())
            && let Some(told) = self.told_other(false)
        {
            env.warn(told);
        }
    }

    /// Where titles could stand as well; with the titles there, if `whole`.
    pub(super) fn told_other(&self, whole: bool) -> Option<Line> {
        let (other, file) = (self.other.as_ref()?, self.file.as_ref()?);
        let command = import_command(&file.display().to_string());
        let (place, value) = match &other.titles {
            TitlesAt::Level(level) => (format!("at level {level}"), level.to_string()),
            TitlesAt::Label(name) => (
                format!("behind the label \"{name}\""),
                shell_quoted(Path::new(name)),
            ),
        };
        let titles: Vec<&str> = other.stories.iter().map(String::as_str).collect();
        let more = if titles.len() > MOST_TITLES {
            ", ..."
        } else {
            ""
        };
        let titles = titles[..titles.len().min(MOST_TITLES)].join(", ");
        let (titles, look) = match whole {
            true => (format!(": {titles}{more}"), ""),
            false => (String::new(), " --dry-run"),
        };
        Some(Line::quiet(format!(
            "Titles could also stand {place} ({}{titles}). For that: {command} --titles {value}{look}",
            counted_stories(other.stories.len()),
        )))
    }

    /// Adds what is new in one change of the deck.
    fn add(&self, env: &mut Env<'_>, deck: &Path, run: &mut ImportRun) -> Result<(), CliError> {
        let new = self.of(|fate| *fate == Fate::New);
        if new.is_empty() {
            return Ok(());
        }
        let before = fs::metadata(deck).map_or(0, |metadata| metadata.len());
        let is_renamed = |story: &ComparedStory| story.renamed;
        let all_new = before == 0 && new.len() == self.stories.len();
        let all_new = all_new && !self.stories.iter().any(is_renamed);
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
        run.tell_written(env, deck.to_owned());
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
    pub(super) fn told_remarks(&self, of: &str) -> Vec<Line> {
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

pub(super) fn difference_of(ours: &str, story: &ComparedStory) -> Vec<Line> {
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
        let whole = rewrite::replace_all(deck.source(), &pairs);
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
    let words = |story: &Story| add_name(&deck.source()[story.at.clone()], story.id.as_str());
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with two stories, and a reading that finds as many as `titles`.
    fn file(name: &str, at: TitlesAt, titles: &[&str]) -> ComparedFile {
        ComparedFile {
            name: name.to_owned(),
            file: Some(PathBuf::from(name)),
            encoding: None,
            remarks: Vec::new(),
            other: Some(OtherReading {
                titles: at,
                stories: titles.iter().map(|&title| title.to_owned()).collect(),
            }),
            whole: None,
            stories: Vec::new(),
        }
    }

    #[test]
    fn another_reading_is_told_with_the_command_that_takes_it() {
        let titles = ["a", "b", "c", "d", "e"];
        let table = [
            (
                file("bank.md", TitlesAt::Level(3), &titles),
                true,
                "Titles could also stand at level 3 (5 stories: a, b, c, d, ...). \
                 For that: star-cards import 'bank.md' --titles 3",
            ),
            (
                file("my bank.md", TitlesAt::Level(2), &titles[..2]),
                true,
                "Titles could also stand at level 2 (2 stories: a, b). \
                 For that: star-cards import 'my bank.md' --titles 2",
            ),
            (
                file("-", TitlesAt::Label("My story".to_owned()), &titles[..1]),
                false,
                "Titles could also stand behind the label \"My story\" (1 story). \
                 For that: star-cards import - --titles 'My story' --dry-run",
            ),
        ];
        for (file, whole, told) in table {
            assert_eq!(file.told_other(whole), Some(Line::quiet(told)));
        }
    }
}
