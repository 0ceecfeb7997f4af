//! The README is held to what the program does.

use std::fs;

use star_cards::home::Settings;
use star_cards::story::parse::parse;

use crate::harness::Home;

pub fn readme() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("the README")
}

/// The fenced blocks of a language.
fn blocks(language: &str) -> Vec<String> {
    let text = readme();
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .map(|rest| {
            rest.split("```")
                .next()
                .expect("a closing fence")
                .to_owned()
        })
        .collect()
}

#[test]
fn its_story_is_a_good_story_and_its_session_is_what_happens() {
    let story = blocks("markdown").remove(0);
    let parsed = parse(&story);
    assert_eq!(parsed.problems, Vec::new());
    let home = Home::new();
    let bare = home.run(&[]).ok();
    assert!(readme().contains(&bare.out), "{}", bare.out);
    home.feed(&["add", "--from", "-"], &story).ok();
    let findings = home.run(&["check", "nine-days-late", "--json"]).json()["findings"].clone();
    let codes: Vec<_> = findings
        .as_array()
        .expect("findings")
        .iter()
        .map(|f| &f["code"])
        .collect();
    assert_eq!(codes, ["too-short"], "the README's story is a good one");
    let shown = home
        .ask(&["review"], [crate::script::Reply::key(' ')])
        .shown;
    let told = readme();
    for line in shown
        .lines()
        .take_while(|line| !line.starts_with("[1 again"))
    {
        let line = line.trim_start_matches('[').trim_end_matches(']');
        assert!(told.contains(line), "the README does not show: {line}");
    }
}

#[test]
fn its_import_is_what_happens() {
    let file = "tests/foreign/theme-bank.md";
    let run = Home::new().run(&["import", "--dry-run", file]).ok();
    let block = format!("$ star-cards import --dry-run {file}\n{}", run.out);
    assert!(readme().contains(&block), "{block}");
}

#[test]
fn its_settings_are_settings() {
    let (settings, warnings) = Settings::parse(&blocks("toml").remove(0)).expect("settings");
    assert_eq!(warnings, Vec::<String>::new());
    assert_eq!(settings.limits, Settings::default().limits);
}

#[test]
fn it_names_every_command() {
    let help = Home::new().run(&["--help"]).ok().out;
    // The commands stand under headings between the usage and the options.
    let commands = help
        .split("\n\nEvery day:\n")
        .nth(1)
        .and_then(|rest| rest.split("\n\nOptions:\n").next())
        .expect("a list of commands");
    let names = commands
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next());
    let text = readme();
    let mut count = 0;
    for name in names {
        assert!(
            text.contains(&format!("`{name}")),
            "the README does not tell of {name}"
        );
        count += 1;
    }
    assert!(count > 30);
}
