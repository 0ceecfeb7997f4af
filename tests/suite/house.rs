//! The house rules: who may import whom, how long a file may be, nothing forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::imports;

/// Each room and the rooms it may import. Doors never see each other; pure rooms see no door.
pub(crate) const ROOMS: [(&str, &[&str]); 18] = [
    ("story", &[]),
    ("foreign", &["story"]),
    ("study", &["story"]),
    ("coach", &["story"]),
    ("listen", &["story"]),
    ("export", &["story", "study", "coach"]),
    ("files", &[]),
    ("clock", &["story", "study", "coach"]),
    ("home", &["story", "study", "coach"]),
    ("deck", &["story", "foreign", "study", "coach", "files"]),
    ("store", &["story", "study", "coach", "files"]),
    ("snapshot", &["story", "study", "coach", "files"]),
    ("prompt", &["story", "study", "coach", "files"]),
    ("anki", &["story", "foreign", "study", "coach", "files"]),
    ("archive", &["files"]),
    ("voice", &["story", "study", "coach", "files"]),
    (
        "cli",
        &[
            "story", "foreign", "study", "coach", "listen", "export", "files", "clock", "home",
            "deck", "store", "snapshot", "prompt", "anki", "archive", "voice",
        ],
    ),
    ("main", &["prompt", "World", "run"]),
];

/// What no pure room may touch.
const OUTSIDE: [&str; 11] = [
    "std::fs",
    "std::env",
    "std::process",
    "std::io",
    "std::net",
    "rusqlite",
    "dialoguer",
    "clap",
    "chrono::Local",
    "chrono::Utc",
    "rand::rng(",
];

const LONGEST_FILE: usize = 620;

/// Circles that are still to be opened, by how a tie begins.
const KNOWN_CIRCLES: [&str; 0] = [];

/// Commands that still import another.
const KNOWN_COMMANDS: [&str; 0] = [];

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("source text");
                files.push((path.strip_prefix(root()).expect("inside").to_owned(), text));
            }
        }
    }
    files.sort();
    assert!(!files.is_empty());
    files
}

/// The room of a file: `src/study/day.rs` is in `study`, `src/clock.rs` in `clock`.
fn room(path: &Path) -> String {
    let part = path
        .components()
        .nth(1)
        .expect("src/ROOM")
        .as_os_str()
        .to_string_lossy();
    part.trim_end_matches(".rs").to_owned()
}

/// The rooms that a text names as `crate::ROOM`.
fn imports(text: &str) -> Vec<String> {
    text.match_indices("crate::")
        .map(|(at, found)| {
            let rest = &text[at + found.len()..];
            rest.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        })
        .collect()
}

#[test]
fn every_room_imports_only_what_it_may() {
    for (path, text) in sources("src") {
        let room = room(&path);
        if room == "lib" {
            continue;
        }
        let (_, allowed) = ROOMS
            .iter()
            .find(|(name, _)| *name == room)
            .unwrap_or_else(|| panic!("{}: which room is this?", path.display()));
        for import in imports(&text) {
            assert!(
                import == room || allowed.contains(&import.as_str()),
                "{}: {room} may not import {import}",
                path.display()
            );
        }
    }
}

#[test]
fn pure_rooms_reach_nothing_outside() {
    for (path, text) in sources("src") {
        if !["story", "foreign", "study", "coach", "listen"].contains(&room(&path).as_str()) {
            continue;
        }
        let code: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        for outside in OUTSIDE {
            assert!(!code.contains(outside), "{}: {outside}", path.display());
        }
    }
}

/// Clippy sees to the length of functions.
#[test]
fn files_are_short_enough_to_see_whole() {
    for (path, text) in sources("src") {
        let lines = text.lines().count();
        assert!(lines <= LONGEST_FILE, "{}: {lines} lines", path.display());
    }
}

#[test]
fn no_file_imports_itself_in_a_circle() {
    let ties = imports::circles(&imports::read(&sources("src")));
    let new: Vec<&String> = ties
        .iter()
        .filter(|tie| !KNOWN_CIRCLES.iter().any(|known| tie.starts_with(known)))
        .collect();
    assert!(new.is_empty(), "circles: {new:#?}");
}

/// What two commands need stands in a file beside them.
#[test]
fn commands_import_no_command() {
    let dispatch = fs::read_to_string(root().join("src/cli/mod.rs")).expect("the commands");
    let (_, commands) = dispatch.split_once("\ncommands! {").expect("the commands");
    let (commands, _) = commands.split_once("\n}").expect("their end");
    let commands: BTreeSet<&str> = commands
        .match_indices('(')
        .filter_map(|(at, _)| commands[at + 1..].split_once("::"))
        .map(|(module, _)| module)
        .collect();
    assert!(commands.len() > 25, "{commands:?}");
    let command_of = |path: &Path| {
        let name = path.strip_prefix("src/cli").ok()?.components().next()?;
        let name = name.as_os_str().to_string_lossy();
        commands.get(name.trim_end_matches(".rs")).copied()
    };
    let mut ties = Vec::new();
    for (from, taken) in imports::read(&sources("src")) {
        let Some(command) = command_of(&from) else {
            continue;
        };
        let others = taken
            .iter()
            .filter(|to| command_of(to).is_some_and(|to| to != command));
        ties.extend(others.map(|to| format!("{} -> {}", from.display(), to.display())));
    }
    ties.retain(|tie| !KNOWN_COMMANDS.contains(&tie.as_str()));
    assert!(ties.is_empty(), "{ties:#?}");
}

#[test]
fn every_module_says_what_it_is_for() {
    for (path, text) in sources("src") {
        let is_test = path.to_string_lossy().contains("test") || path.ends_with("properties.rs");
        assert!(
            is_test || text.starts_with("//! "),
            "{} has no head",
            path.display()
        );
    }
}

/// The types that a text declares, wherever they stand in it.
fn types(text: &str) -> impl Iterator<Item = &str> {
    let words = ["struct ", "enum ", "trait ", "union "];
    text.lines().filter_map(move |line| {
        let line = line.trim_start();
        let line = match line.strip_prefix("pub") {
            Some(rest) if rest.starts_with('(') => rest.split_once(") ")?.1,
            Some(rest) => rest.trim_start(),
            None => line,
        };
        let rest = words.iter().find_map(|word| line.strip_prefix(word))?;
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        Some(&rest[..end.unwrap_or(rest.len())])
    })
}

#[test]
fn a_search_for_a_type_finds_one() {
    let mut seen: BTreeMap<String, PathBuf> = BTreeMap::new();
    for (path, text) in sources("src") {
        let before_tests = text.split("#[cfg(test)]").next().expect("a text");
        if path.ends_with("tests.rs") || path.ends_with("properties.rs") {
            continue;
        }
        for name in types(before_tests) {
            let before = seen.insert(name.to_owned(), path.clone());
            assert_eq!(before, None, "{name} stands in {} as well", path.display());
        }
    }
    assert!(seen.len() > 300, "{}", seen.len());
}

#[test]
fn no_leftovers() {
    let marks = [
        "todo!(",
        "unimplemented!(",
        "dbg!(",
        concat!("FIX", "ME"),
        concat!("XX", "X"),
    ];
    for folder in ["src", "tests", "benches"] {
        for (path, text) in sources(folder) {
            if path.ends_with("house.rs") {
                continue;
            }
            for mark in marks {
                assert!(!text.contains(mark), "{}: {mark}", path.display());
            }
        }
    }
}

#[test]
fn every_migration_is_in_the_list_in_order() {
    let mut files: Vec<String> = fs::read_dir(root().join("migrations"))
        .expect("migrations")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let text = fs::read_to_string(root().join("src/store/schema.rs")).expect("the list");
    let listed: Vec<&str> = text
        .match_indices("migrations/")
        .filter_map(|(at, found)| text[at + found.len()..].split('"').next())
        .filter(|name| name.ends_with(".sql"))
        .collect();
    assert_eq!(listed, files);
    for (number, file) in files.iter().enumerate() {
        assert!(file.starts_with(&format!("{:04}_", number + 1)), "{file}");
    }
}

#[test]
fn every_dependency_carries_its_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    let mut before = "";
    let mut inside = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]");
        } else if inside && line.contains(" = ") {
            // Neighbours that serve one purpose share one reason.
            assert!(!before.is_empty(), "no reason above: {line}");
        }
        before = line;
    }
}
