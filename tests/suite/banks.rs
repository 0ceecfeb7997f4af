//! Banks of stories in the shapes in which people keep them: each comes in as the lines under
//! `## Right` beside it say, and with every word.
//!
//! A case is `NAME.in.*` with `NAME.expect.md`, and with `NAME.second.md` if that is imported
//! after it. The `h` and `k` cases hold one difficulty each, the `u` cases a whole file, the `f`
//! cases what was once lost or torn, and the banks are as long as those that people have. A line
//! is one check; runs of blanks are one blank:
//!
//! - `stories: N`, `stories with beats: N`, `parts: N`: so many stories, so many of them with a
//!   beat, so many headings of beats, empty ones too.
//! - `story: TITLE`, `story with: TEXT`: there is a story of that title, or with those words in
//!   a beat; `no story: TITLE`. The lines below it are about it: `Situation: TEXT` (that and
//!   nothing else), `Result has: TEXT`, `Result lacks: TEXT`, `no Task`, `title has: TEXT`,
//!   `question: TEXT`, `role: TEXT`, `tags: a, b`.
//! - `outside: TEXT` is in the deck and in no beat, `kept: TEXT` anywhere in it, `nowhere in
//!   beats: TEXT`, `nowhere in keys: TEXT` and `no question: TEXT` in none of these.
//! - `put: decks` lays the file into the folder of decks, `run: check` has it checked, and
//!   `list has: TEXT`, `check has: TEXT` and `check lacks: TEXT` are about what is said then.
//! - `only says what is what: WORDS` are words of the file that need not be in the deck, as
//!   often as they stand there: markup, and names of facts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use html5gum::{Token, Tokenizer};
use unicode_normalization::UnicodeNormalization;

use crate::harness::Home;

const BEATS: [&str; 5] = ["Situation", "Task", "Action", "Result", "Learning"];

/// Lines that do not hold yet, with the reason.
const NOT_HELD: [(&str, &str); 0] = [];

/// Words that are lost yet and ought not to be.
const LOST: [(&str, &str); 1] = [
    // The label of an answer that holds the parts.
    ("h17-labels-in-a-quotation", "Example answer"),
];

/// One bank and what is right of it.
struct Case {
    name: String,
    input: PathBuf,
    second: Option<PathBuf>,
    right: Vec<String>,
}

impl Case {
    /// The case whose expectations stand in that file.
    fn read(expectations: &Path) -> Option<Case> {
        let name = expectations.file_name()?.to_str()?;
        let name = name.strip_suffix(".expect.md")?.to_owned();
        let text = fs::read_to_string(expectations).expect("the expectations");
        let (_, right) = text.split_once("## Right\n").expect("what is right");
        let lines = right.lines().map(one).filter(|line| !line.is_empty());
        let beside = |end: &str| {
            let begin = format!("{name}{end}");
            let files = files(expectations.parent().expect("a folder"));
            files.into_iter().find(|file| {
                let name = file.file_name().expect("a name").to_string_lossy();
                name.starts_with(&begin)
            })
        };
        Some(Case {
            input: beside(".in.").expect("the bank"),
            second: beside(".second."),
            right: lines.collect(),
            name,
        })
    }

    /// Whether the expectations say so in a line of their own.
    fn says(&self, line: &str) -> bool {
        self.right.iter().any(|right| right == line)
    }

    /// Brings the bank in, the way the case says.
    fn run(&self) -> World {
        let home = Home::new();
        home.write("config.toml", "builtin = []\n");
        home.columns.set(200);
        let told = |args: &[&str]| {
            let run = home.run(args);
            one(&format!("{}{}", run.out, run.err))
        };
        let file = |from: &Path| {
            let name = from.file_name().expect("a name").to_string_lossy();
            let to = home.path().with_file_name(name.replace(".in.", "."));
            fs::copy(from, &to).expect("a copy");
            to.display().to_string()
        };
        let mut said = String::new();
        if self.says("put: decks") {
            let text = fs::read_to_string(&self.input).expect("the bank");
            home.write("decks/mine.md", &text);
            said = told(&["list"]) + &told(&["doctor"]);
        } else if self.says("run: check") {
            said = told(&["check", &file(&self.input)]);
        } else {
            for from in std::iter::once(&self.input).chain(&self.second) {
                home.run(&["import", &file(from)]);
            }
        }
        let decks = home.files().into_iter();
        let decks = decks.filter(|file| file.starts_with("decks/") && file.ends_with(".md"));
        let decks: Vec<String> = decks.map(|deck| home.read(&deck)).collect();
        let deck = decks.join("\n");
        World {
            stories: stories(&deck),
            words: deck
                .lines()
                .filter(|line| !line.starts_with("id: "))
                .map(one)
                .collect::<Vec<_>>()
                .join("\n"),
            deck: one(&deck),
            said,
        }
    }
}

/// What there is after a bank came in.
struct World {
    deck: String,
    /// The deck without its ids, which say the words of the titles again.
    words: String,
    stories: Vec<Told>,
    said: String,
}

/// A story of the deck, as its lines are.
#[derive(Default)]
struct Told {
    title: String,
    keys: Vec<(String, String)>,
    /// Each section with its words.
    sections: Vec<(String, String)>,
}

impl Told {
    fn beat(&self, name: &str) -> Option<String> {
        let mut beats = self.beats();
        beats.find(|(beat, _)| *beat == name).map(|(_, text)| text)
    }

    /// The beats that have words.
    fn beats(&self) -> impl Iterator<Item = (&str, String)> {
        let beats = self.sections.iter();
        let beats = beats.map(|(name, text)| (name.as_str(), one(text)));
        beats.filter(|(name, text)| BEATS.contains(name) && !text.is_empty())
    }

    fn key(&self, name: &str) -> impl Iterator<Item = String> {
        let keys = self.keys.iter().filter(move |(key, _)| key == name);
        keys.map(|(_, value)| one(value))
    }
}

/// A text with every run of blanks as one.
fn one(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).expect("the cases");
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files
}

/// The cases whose names begin so.
fn cases(begin: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/cases");
    let files = files(&folder);
    let cases = files.iter().filter_map(|file| Case::read(file));
    cases.filter(|case| case.name.starts_with(begin)).collect()
}

/// The stories of a deck, read without the program's own reader.
fn stories(deck: &str) -> Vec<Told> {
    let mut stories: Vec<Told> = Vec::new();
    let mut in_code = false;
    for line in deck.lines() {
        in_code ^= line.starts_with("```");
        if let Some(title) = line.strip_prefix("# ").filter(|_| !in_code) {
            stories.push(Told {
                title: one(title),
                ..Told::default()
            });
            continue;
        }
        let Some(story) = stories.last_mut() else {
            continue;
        };
        if let Some(name) = line.strip_prefix("## ").filter(|_| !in_code) {
            story.sections.push((one(name), String::new()));
        } else if let Some((_, text)) = story.sections.last_mut() {
            text.push_str(line);
            text.push('\n');
        } else if let Some((key, value)) = line.split_once(':') {
            story.keys.push((key.to_owned(), value.to_owned()));
        }
    }
    stories
}

/// Whether a line is true of what came in; `about` is the story that the lines are about.
fn is_true<'w>(line: &str, world: &'w World, about: &mut Option<&'w Told>) -> bool {
    let (key, text) = line.split_once(": ").unwrap_or((line, ""));
    let stories = &world.stories;
    let count = |found: usize| text.parse() == Ok(found);
    let in_beats = || {
        let beats = stories.iter().flat_map(Told::beats).map(|(_, text)| text);
        one(&beats.collect::<Vec<_>>().join(" ")).contains(text)
    };
    let in_keys = |key: &str| {
        let mut keys = stories.iter().flat_map(|story| &story.keys);
        keys.any(|(name, value)| (key.is_empty() || name == key) && value.contains(text))
    };
    match key {
        "put" | "run" | "only says what is what" => true,
        "stories" => count(stories.len()),
        "stories with beats" => {
            let told = stories
                .iter()
                .filter(|story| story.beats().next().is_some());
            count(told.count())
        }
        "parts" => {
            let sections = stories.iter().flat_map(|story| &story.sections);
            count(
                sections
                    .filter(|(name, _)| BEATS.contains(&name.as_str()))
                    .count(),
            )
        }
        "story" => {
            *about = stories.iter().find(|story| story.title == text);
            about.is_some()
        }
        "story with" => {
            let holds = |story: &&Told| story.beats().any(|(_, beat)| beat.contains(text));
            *about = stories.iter().find(holds);
            about.is_some()
        }
        "no story" => stories.iter().all(|story| story.title != text),
        "outside" => world.deck.contains(text) && !in_beats(),
        "kept" => world.deck.contains(text),
        "nowhere in beats" => !in_beats(),
        "nowhere in keys" => {
            !in_keys("") && !stories.iter().any(|story| story.title.contains(text))
        }
        "no question" => !in_keys("question"),
        "list has" | "check has" => world.said.contains(text),
        "check lacks" => !world.said.contains(text),
        _ => about.is_some_and(|story| is_true_of(line, story)),
    }
}

/// Whether a line is true of one story.
fn is_true_of(line: &str, story: &Told) -> bool {
    if let Some(beat) = line.strip_prefix("no ") {
        assert!(BEATS.contains(&beat), "what does this line mean? {line}");
        return story.beat(beat).is_none();
    }
    let (key, text) = line.split_once(": ").expect("a line of two halves");
    let sorted = |tags: &str| {
        let mut tags: Vec<String> = tags.split(',').map(one).collect();
        tags.sort();
        tags
    };
    let (name, how) = key.split_once(' ').unwrap_or((key, ""));
    let beat = || {
        assert!(BEATS.contains(&name), "what does this line mean? {line}");
        story.beat(name).unwrap_or_default()
    };
    match (name, how) {
        ("title", "has") => story.title.contains(text),
        ("question" | "role", "") => story.key(name).any(|value| value == text),
        ("tags", "") => sorted(&story.key(name).collect::<Vec<_>>().join(",")) == sorted(text),
        (_, "has") => beat().contains(text),
        (_, "lacks") => !beat().contains(text),
        _ => beat() == text,
    }
}

/// Fails with the lines that are not true, and with those that are and were thought not to be.
#[track_caller]
fn are_right(begin: &str) {
    let mut wrong = Vec::new();
    for case in cases(begin) {
        let world = case.run();
        let mut about = None;
        for line in &case.right {
            let is_true = is_true(line, &world, &mut about);
            let is_held = !NOT_HELD.contains(&(case.name.as_str(), line.as_str()));
            match (is_true, is_held) {
                (false, true) => wrong.push(format!("{}: {line}", case.name)),
                (true, false) => wrong.push(format!("{}: holds by now: {line}", case.name)),
                _ => {}
            }
        }
        wrong.extend(lost(&case, &world));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The groups, which run side by side.
const GROUPS: [&str; 16] = [
    "bank-", "f", "h0", "h1", "h2", "h3", "h4", "h5", "u0", "u1", "u2", "u3", "u4", "k0", "k1",
    "k2",
];

#[test]
fn every_case_is_in_one_group() {
    let cases = cases("");
    assert!(cases.len() > 100, "{}", cases.len());
    for case in &cases {
        let groups = GROUPS.iter().filter(|begin| case.name.starts_with(**begin));
        assert_eq!(groups.count(), 1, "{}", case.name);
    }
    for (name, line) in NOT_HELD {
        let case = cases.iter().find(|case| case.name == name);
        assert!(case.expect("a case").says(line), "{name}: {line}");
    }
}

#[test]
fn long_banks_come_in_right() {
    are_right("bank-");
}

#[test]
fn what_was_found_torn_comes_in_right() {
    are_right("f");
}

#[test]
fn labels_and_wrappers_come_in_right() {
    are_right("h0");
}

#[test]
fn methods_and_odd_dresses_come_in_right() {
    are_right("h1");
}

#[test]
fn labels_in_other_languages_come_in_right() {
    are_right("h2");
}

#[test]
fn facts_and_containers_come_in_right() {
    are_right("h3");
}

#[test]
fn sheets_and_chatter_come_in_right() {
    are_right("h4");
}

#[test]
fn banks_for_other_commands_come_in_right() {
    are_right("h5");
}

#[test]
fn whole_files_of_labels_come_in_right() {
    are_right("u0");
}

#[test]
fn whole_files_with_words_around_come_in_right() {
    are_right("u1");
}

#[test]
fn whole_files_of_other_programs_come_in_right() {
    are_right("u2");
}

#[test]
fn whole_files_of_other_tongues_come_in_right() {
    are_right("u3");
}

#[test]
fn whole_files_with_traps_come_in_right() {
    are_right("u4");
}

#[test]
fn faults_that_lost_answers_come_in_right() {
    are_right("k0");
}

#[test]
fn what_is_no_story_comes_in_right() {
    are_right("k1");
}

#[test]
fn words_beside_an_answer_come_in_right() {
    are_right("k2");
}

/// How often each word stands in a text; case apart.
fn words(text: &str) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    let text: String = text.nfc().collect();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        if !word.is_empty() {
            *count.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    count
}

/// The words of a bank, without its tags if it is a page.
fn plain(path: &Path) -> String {
    let bytes = fs::read(path).expect("the bank");
    let text = String::from_utf8(bytes);
    let text = text.unwrap_or_else(|error| {
        let text = encoding_rs::WINDOWS_1252.decode(error.as_bytes()).0;
        text.into_owned()
    });
    let pages = ["html", "enex"];
    if path
        .extension()
        .is_none_or(|extension| pages.iter().all(|page| extension != *page))
    {
        return text;
    }
    let mut plain = String::new();
    let mut is_shown = true;
    for token in Tokenizer::new(text.as_str()).flatten() {
        match token {
            Token::StartTag(tag) => is_shown = &**tag.name != b"style",
            Token::EndTag(tag) => {
                is_shown = true;
                // A word may go on behind these.
                if !matches!(&**tag.name, b"span" | b"b" | b"a" | b"i") {
                    plain.push(' ');
                }
            }
            Token::String(text) if is_shown => plain.push_str(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    plain
}

/// The words of a bank that are in no deck and need to be, and those that are thought to be lost
/// and are not.
fn lost(case: &Case, world: &World) -> Option<String> {
    if case.says("run: check") {
        return None;
    }
    let names = case.right.iter();
    let names = names.filter_map(|line| line.strip_prefix("only says what is what: "));
    let kept = std::iter::once(world.words.as_str()).chain(names);
    let kept = words(&kept.collect::<Vec<_>>().join("\n"));
    let banks = std::iter::once(&case.input).chain(&case.second);
    let banks: Vec<String> = banks.map(|bank| plain(bank)).collect();
    let mut lost = words(&banks.join("\n"));
    lost.retain(|word, times| {
        *times = times.saturating_sub(kept.get(word).copied().unwrap_or(0));
        *times > 0
    });
    let known = LOST.iter().find(|(name, _)| *name == case.name);
    let known = words(known.map_or("", |(_, lost)| lost));
    (lost != known).then(|| format!("{}: lost are {lost:?}", case.name))
}
