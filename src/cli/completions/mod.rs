//! `completions`: what Tab offers in a shell, names of stories, cards and interviews too.
//!
//! The scripts of bash, zsh and fish are short and ask the program itself, with the hidden
//! `complete`, so that they know every flag of today's version and every story of today's
//! decks. A name is data: whatever could steer a terminal or break a line is not offered, and
//! the shells quote the rest.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use clap::ValueEnum;
use clap_complete::engine::{
    ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter, complete,
};

use super::env::Env;
use super::error::Outcome;
use super::folding::known_decks;
use super::global::{ColorWhen, GlobalArgs, HELP_COLUMNS};
use super::names;
use crate::deck;
use crate::snapshot::Snapshot;
use crate::store::{LogPaths, Store};
use crate::story::text::visible;
use crate::story::{Library, StoryEntry};
use crate::study::card;
use crate::study::day::Instant;
use crate::study::interview::interviews;

/// Print completions for your shell
///
/// bash, in ~/.bashrc: source <(star-cards completions bash)
///
/// zsh, in ~/.zshrc after compinit: source <(star-cards completions zsh)
///
/// fish: star-cards completions fish > ~/.config/fish/completions/star-cards.fish
#[derive(clap::Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

/// What could stand at a place of a command line, one candidate a line: for the scripts
#[derive(clap::Args, Debug)]
pub(crate) struct CompleteArgs {
    /// The place of the word that is completed; the command itself stands at 0
    #[arg(long)]
    index: usize,
    /// The words of the command line
    #[arg(last = true)]
    words: Vec<OsString>,
}

/// Nobody waits at a Tab key for a log that somebody else holds.
const PATIENCE: Duration = Duration::from_millis(200);

impl CompletionsArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let script: &[u8] = match self.shell {
            Shell::Bash => include_bytes!("star-cards.bash"),
            Shell::Zsh => include_bytes!("star-cards.zsh"),
            Shell::Fish => include_bytes!("star-cards.fish"),
        };
        env.write(script)?;
        Ok(0)
    }
}

impl CompleteArgs {
    pub(crate) fn run(mut self, env: &mut Env<'_>) -> Outcome {
        // A shell leaves out the word that has not been begun.
        self.words
            .resize(self.words.len().max(self.index + 1), OsString::new());
        let tree = env.tree;
        // The home that the command line names is the one whose names are wanted.
        let elsewhere = GlobalArgs {
            home: home_of(&self.words),
            plain: false,
            color: ColorWhen::Auto,
        };
        let names = match &elsewhere.home {
            Some(_) => KnownNames::of(&Env::new(env.world, &elsewhere, env.tree)?),
            None => KnownNames::of(env),
        };
        let names = Arc::new(names);
        let is_flag = |value: &OsStr| value.as_encoded_bytes().starts_with(b"-");
        let flags = is_flag(&self.words[self.index]);
        let mut tree = with_names(tree(HELP_COLUMNS), &names);
        // Where nothing fits, there is nothing to offer, and nobody to tell why.
        let candidates =
            complete(&mut tree, self.words, self.index, Some(Path::new("."))).unwrap_or_default();
        // Flags would bury the names; whoever wants one begins with a dash.
        let wanted = candidates
            .iter()
            .filter(|c| flags || !is_flag(c.get_value()));
        let lines: String = wanted.filter_map(line).collect();
        env.write(lines.as_bytes())?;
        Ok(0)
    }
}

/// What `--home` says in a command line, if it is there.
fn home_of(words: &[OsString]) -> Option<PathBuf> {
    let glued = |word: &OsString| word.to_str()?.strip_prefix("--home=").map(PathBuf::from);
    let apart = words.iter().position(|word| word == "--home");
    let home = words.iter().find_map(glued);
    home.or_else(|| words.get(apart? + 1).map(PathBuf::from))
        .filter(|home| !home.as_os_str().is_empty())
}

/// A candidate as a line; none where it would be more than that.
fn line(candidate: &CompletionCandidate) -> Option<String> {
    let value = candidate.get_value().to_str()?;
    if visible(value) != value || value.contains(['\t', '\n', '\r']) {
        return None;
    }
    let help = candidate.get_help().map(ToString::to_string);
    let help = help.as_deref().and_then(|help| help.lines().next());
    let help = help.map(|help| visible(help).replace(['\t', '\r'], " "));
    Some(match help {
        Some(help) => format!("{value}\t{help}\n"),
        None => format!("{value}\n"),
    })
}

/// The names that the arguments of that name mean in that command.
fn list(command: &str, argument: &str) -> Option<fn(&KnownNames) -> Vec<NamedThing>> {
    match (command, argument) {
        ("review", "stories") | ("suspend" | "resume", "name") => {
            Some(|names| [names.stories(), names.cards()].concat())
        }
        ("show", "story") => Some(KnownNames::stories),
        ("edit" | "remove" | "closing", "story") | ("rename", "old") => {
            Some(KnownNames::own_stories)
        }
        (_, "story" | "stories") | ("check", "target") => Some(KnownNames::told_stories),
        ("undo" | "grade", "card") => Some(KnownNames::cards),
        ("show" | "edit" | "done" | "remove", "name") | (_, "interview") => {
            Some(KnownNames::interviews)
        }
        _ => None,
    }
}

/// The same tree, its arguments completed with the person's names.
fn with_names(command: clap::Command, names: &Arc<KnownNames>) -> clap::Command {
    let name = command.get_name().to_owned();
    command
        .mut_args(|argument| match list(&name, argument.get_id().as_str()) {
            Some(list) => argument.add(ArgValueCompleter::new(Completer {
                list,
                files: name == "check",
                names: Arc::clone(names),
            })),
            None => argument,
        })
        .mut_subcommands(|command| with_names(command, names))
}

struct Completer {
    list: fn(&KnownNames) -> Vec<NamedThing>,
    /// Whether a file would do as well.
    files: bool,
    names: Arc<KnownNames>,
}

impl ValueCompleter for Completer {
    fn complete(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let named = (self.list)(&self.names);
        let begun = current.to_str().unwrap_or_default();
        let fitting = named
            .into_iter()
            .filter(|(name, _)| name.starts_with(begun));
        let candidates = fitting.map(|(name, help)| {
            let help = (!help.is_empty()).then(|| help.into());
            CompletionCandidate::new(name).help(help)
        });
        let mut candidates: Vec<CompletionCandidate> = candidates.collect();
        if self.files {
            candidates.extend(PathCompleter::any().complete(current));
        }
        candidates
    }
}

/// The person's names, each with a word about it; looked up when first asked for, since most
/// completions are of flags and commands.
struct KnownNames {
    folders: Vec<PathBuf>,
    builtin: Vec<String>,
    log: LogPaths,
    /// Where an earlier start may have kept what it knew.
    snapshot: Option<PathBuf>,
    now: Instant,
    library: OnceLock<Library>,
}

/// A name and a word about it.
type NamedThing = (String, String);

impl KnownNames {
    fn of(env: &Env<'_>) -> KnownNames {
        KnownNames {
            folders: env.deck_folders(),
            builtin: env.settings.builtin.clone(),
            log: LogPaths {
                busy_timeout: PATIENCE,
                ..env.location()
            },
            snapshot: env.snapshot_path(),
            now: env.now().instant(),
            library: OnceLock::new(),
        }
    }

    fn library(&self) -> &Library {
        self.library.get_or_init(|| {
            let snapshot = self.snapshot.as_deref().and_then(Snapshot::open);
            let known = snapshot.as_ref().and_then(known_decks);
            deck::read_known(&self.folders, &self.builtin, known, self.now).library
        })
    }

    fn stories(&self) -> Vec<NamedThing> {
        self.stories_that(|_| true)
    }

    /// Those that can be changed.
    fn own_stories(&self) -> Vec<NamedThing> {
        self.stories_that(|entry| !entry.deck().builtin)
    }

    /// Those that somebody tells.
    fn told_stories(&self) -> Vec<NamedThing> {
        self.stories_that(names::is_told)
    }

    fn stories_that(&self, fits: impl Fn(StoryEntry<'_>) -> bool) -> Vec<NamedThing> {
        let stories = names::own_first(self.library(), fits).into_iter();
        stories
            .map(|entry| (entry.id().to_owned(), entry.title().to_owned()))
            .collect()
    }

    fn cards(&self) -> Vec<NamedThing> {
        let cards = card::deal(self.library()).into_iter();
        let named = cards.map(|card| {
            let title = card.title(self.library());
            (card.name(self.library()), title)
        });
        named.collect()
    }

    /// The interviews of the log; none where it cannot be read, which others tell.
    fn interviews(&self) -> Vec<NamedThing> {
        let facts = Store::peek(self.log.clone()).and_then(|mut store| store.read_but_reviews());
        let planned = facts
            .map(|(facts, _)| interviews(&facts))
            .unwrap_or_default();
        let details = planned.into_iter().map(|interview| interview.details);
        details
            .map(|details| (details.name, details.date.to_string()))
            .collect()
    }
}
