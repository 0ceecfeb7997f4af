//! README and book are held to what the program does.
//!
//! Every block of a shell session in them is run in a shell, in a folder of its page's own,
//! or names the test that plays it. A comment above a block says how:
//!
//! - `<!-- run -->` or `<!-- run 2026-01-29 -->`: at eight in the evening of that day;
//! - `<!-- file NAME -->`: the block is written to that file first;
//! - `<!-- before ... -->`: lines of shell that nobody needs to see;
//! - `<!-- told by MODULE::TEST -->`: that test compares the block with what happens;
//! - `<!-- example -->`: what stands there differs from machine to machine.
//!
//! A line `...` in a block that is run stands for any lines that the page leaves out.
//!
//! `DRAW=1 cargo test --test suite docs::` writes what happens into the blocks that are run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use star_cards::internals::{FindingCode, Settings, parse};
use tempfile::TempDir;

use crate::harness::Home;
use crate::house::{ROOMS, root};
use crate::script::Reply;

/// Longer, and it is no door but a manual.
const LONGEST_README: usize = 200;

/// The day of blocks that name none.
const DAY: &str = "2026-01-17";

/// A page of Markdown.
pub(crate) struct Page {
    /// Its path from the root of the repository.
    path: PathBuf,
    text: String,
}

impl Page {
    /// The page of that path.
    pub(crate) fn of(path: &str) -> Page {
        let text = fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
        Page {
            path: path.into(),
            text,
        }
    }

    /// Fails unless the page shows these lines as they are.
    #[track_caller]
    pub(crate) fn shows(&self, block: &str) {
        let path = self.path.display();
        assert!(self.text.contains(block), "{path} does not show\n{block}");
    }

    /// The first story that the page shows.
    pub(crate) fn story(&self) -> String {
        let mut blocks = self.blocks().into_iter();
        let story = blocks.find(|block| block.language == "markdown");
        story.expect("a story").text
    }

    fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let (mut notes, mut inside) = (Vec::new(), None);
        for (event, at) in Parser::new_ext(&self.text, Options::ENABLE_TABLES).into_offset_iter() {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => notes.push(html.to_string()),
                Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                    inside = Some((language.to_string(), String::new()));
                }
                Event::Text(text) if inside.is_some() => {
                    inside.as_mut().expect("a block").1.push_str(&text);
                }
                Event::End(TagEnd::CodeBlock) => {
                    let (language, text) = inside.take().unwrap_or_default();
                    blocks.push(Block {
                        line: 1 + self.text[..at.start].matches('\n').count(),
                        language,
                        text,
                        notes: directives(&std::mem::take(&mut notes).concat()),
                    });
                }
                _ => notes.clear(),
            }
        }
        blocks
    }
}

/// A fenced block, and what the comments right above it say.
struct Block {
    line: usize,
    language: String,
    text: String,
    notes: Vec<String>,
}

impl Block {
    /// What follows a word at the start of one of the comments.
    fn note(&self, word: &str) -> Option<&str> {
        let rest = |note: &'_ String| {
            let rest = note.strip_prefix(word)?;
            (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(rest.len())
        };
        self.notes.iter().find_map(|note| {
            let length = rest(note)?;
            Some(note[note.len() - length..].trim())
        })
    }

    /// The commands, as a terminal shows them: `$ ` begins one, `> ` continues it.
    fn commands(&self) -> Vec<String> {
        let mut commands: Vec<String> = Vec::new();
        let mut begins = false;
        for line in self.text.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                commands.push(command.to_owned());
                begins = true;
            } else if begins && line.starts_with("> ") {
                let command = commands.last_mut().expect("a command comes first");
                *command += &format!("\n{line}");
            } else {
                begins = false;
            }
        }
        commands
    }
}

fn directives(html: &str) -> Vec<String> {
    let comments = html.split("<!--").skip(1);
    let inside = comments.filter_map(|comment| comment.split_once("-->"));
    inside.map(|(text, _)| text.trim().to_owned()).collect()
}

/// README, the pages beside it, and every chapter.
fn pages() -> Vec<Page> {
    let beside = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ];
    let mut paths: Vec<String> = beside.map(str::to_owned).to_vec();
    for entry in fs::read_dir(root().join("docs")).expect("docs").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") {
            paths.push(format!("docs/{name}"));
        }
    }
    paths.sort();
    paths.iter().map(|path| Page::of(path)).collect()
}

/// A folder in which a page's commands run one after the other.
struct Folder(TempDir);

impl Folder {
    fn run(&self, script: &str, day: &str) -> String {
        let binary = Path::new(env!("CARGO_BIN_EXE_star-cards"));
        let path = std::env::var("PATH").expect("PATH");
        let folder = binary.parent().expect("a folder").display();
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1\n{script}")])
            .current_dir(self.0.path())
            .env_clear()
            .env("PATH", format!("{folder}:{path}"))
            .env("HOME", self.0.path())
            .env("LANG", "C.UTF-8")
            .env("REPOSITORY", root())
            .env("STAR_CARDS_NOW", format!("{day}T20:00:00+01:00"))
            .output()
            .expect("a shell");
        let text = String::from_utf8(output.stdout).expect("UTF-8 output");
        text.replace(&self.0.path().display().to_string(), "~")
    }
}

/// A line that stands for lines left out.
const LEFT_OUT: &str = "\n...\n";

/// Whether a block shows a session, be it with lines left out.
fn shortens(block: &str, session: &str) -> bool {
    let shown: Vec<&str> = block.split(LEFT_OUT).collect();
    let [first, between @ .., last] = shown.as_slice() else {
        return block == session;
    };
    let Some(mut rest) = session.strip_prefix(first) else {
        return false;
    };
    for lines in between {
        let Some((_, after)) = rest.split_once(&format!("\n{lines}\n")) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(&format!("\n{last}"))
}

#[test]
fn lines_may_be_left_out_and_no_other_line_may_differ() {
    let session = "$ a\nb\nc\nd\ne\n";
    for block in [session, "$ a\n...\ne\n", "$ a\nb\n...\nd\ne\n"] {
        assert!(shortens(block, session), "{block}");
    }
    for block in [
        "$ a\n...\nd\n",
        "$ a\nx\n...\ne\n",
        "$ a\n...\nx\n...\ne\n",
        "$ a\nb\n",
        "",
    ] {
        assert!(!shortens(block, session), "{block}");
    }
}

#[test]
fn every_session_shown_is_what_happens() {
    let draw = std::env::var_os("DRAW").is_some();
    let mut run = 0;
    for page in pages() {
        let folder = Folder(TempDir::new().expect("a temporary folder"));
        let mut text = page.text.clone();
        for block in page.blocks() {
            let place = format!("{}:{}", page.path.display(), block.line);
            if let Some(name) = block.note("file") {
                fs::write(folder.0.path().join(name), &block.text).expect("a file");
            }
            let day = block.note("run").filter(|day| !day.is_empty());
            let day = day.unwrap_or(DAY);
            if let Some(script) = block.note("before") {
                folder.run(script, day);
            }
            if block.note("run").is_none() {
                continue;
            }
            let mut session = String::new();
            for command in block.commands() {
                let output = folder.run(&command.replace("\n> ", "\n"), day);
                session += &format!("$ {command}\n{output}");
                run += 1;
            }
            if shortens(&block.text, &session) {
                continue;
            }
            assert!(draw, "{place}: what happens is\n{session}");
            text = text.replace(&block.text, &session);
        }
        if text != page.text {
            fs::write(root().join(&page.path), text).expect("the page");
        }
    }
    assert!(run > 8, "only {run} commands were run");
}

/// Tests by module and name.
fn is_a_test(name: &str) -> bool {
    let Some((module, test)) = name.split_once("::") else {
        return false;
    };
    let file = root().join(format!("tests/suite/{module}.rs"));
    fs::read_to_string(file).is_ok_and(|text| text.contains(&format!("fn {test}()")))
}

#[test]
fn no_session_is_shown_that_no_test_plays() {
    for page in pages() {
        for block in page.blocks() {
            let place = format!("{}:{}", page.path.display(), block.line);
            if !["console", "text"].contains(&block.language.as_str()) {
                continue;
            }
            let played = block.note("run").is_some() || block.note("example").is_some();
            match block.note("told by") {
                Some(test) => assert!(is_a_test(test), "{place}: no test {test}"),
                None => assert!(played, "{place}: nobody runs this"),
            }
        }
    }
}

#[test]
fn stories_and_settings_shown_are_good_ones() {
    let (mut stories, mut settings) = (0, 0);
    for page in pages() {
        for block in page.blocks() {
            let place = format!("{}:{}", page.path.display(), block.line);
            match block.language.as_str() {
                "markdown" => {
                    assert_eq!(parse(&block.text).problems, Vec::new(), "{place}");
                    stories += 1;
                }
                "toml" => {
                    let (read, warnings) = Settings::parse(&block.text).expect("settings");
                    assert_eq!(warnings, Vec::<String>::new(), "{place}");
                    assert_eq!(read.limits, Settings::default().limits, "{place}");
                    settings += 1;
                }
                _ => {}
            }
        }
    }
    assert!(stories > 0 && settings > 0);
}

/// The story of README and first chapter is a good one, and its first card looks like this.
#[test]
fn the_first_card_looks_like_that() {
    let page = Page::of("docs/first-evening.md");
    let story = &page.story();
    let home = Home::new();
    home.feed(&["add", "--from", "-"], story).ok();
    let findings = home.run(&["check", "nine-days-late", "--json"]).json()["findings"].clone();
    let findings = findings.as_array().expect("findings");
    let codes: Vec<_> = findings.iter().map(|finding| &finding["code"]).collect();
    assert_eq!(codes, ["too-short"], "the story is a good one");
    let shown = home
        .ask(&["review"], [Reply::key(' '), Reply::key('3')])
        .shown;
    let (first, _) = shown.split_once("\n\nFour traps ").unwrap_or((&shown, ""));
    for line in first.lines() {
        let line = line.trim_start_matches('[').trim_end_matches(']');
        page.shows(line);
    }
}

#[test]
fn every_command_has_its_line() {
    let folder = TempDir::new().expect("a temporary folder");
    let place = folder.path().join("man").display().to_string();
    Home::new().run(&["man", "-o", &place]).ok();
    let text = Page::of("docs/commands.md").text;
    let mut count = 0;
    for entry in fs::read_dir(&place).expect("manual pages").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let name = name.trim_start_matches("star-cards").trim_end_matches(".1");
        let command = name.trim_start_matches('-');
        // Commands below a command stand in its line.
        if !command.is_empty() && !command.contains('-') {
            assert!(
                text.contains(&format!("`{command}")),
                "{command} has no line"
            );
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
}

/// A finding that is not described leaves the person with a word.
#[test]
fn every_finding_has_its_definition() {
    let known = anchors(&Page::of("docs/findings.md"));
    let for_programs = Page::of("docs/programs.md").text;
    for code in FindingCode::ALL {
        let has = known.iter().any(|anchor| anchor.contains(code.key()));
        assert!(has, "docs/findings.md does not say what {code} is");
        let has = for_programs.contains(code.key());
        assert!(has, "docs/programs.md does not name {code}");
    }
}

/// The cells of the rows of a page's tables.
fn rows(page: &Page) -> Vec<Vec<String>> {
    let rows = page.text.lines().filter(|line| line.starts_with("| "));
    let cells = |row: &str| -> Vec<String> {
        let inside = row.trim_start_matches('|').trim_end_matches('|');
        inside
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    rows.map(cells).collect()
}

#[test]
fn the_rooms_are_those_of_the_house_rules() {
    let rows = rows(&Page::of("ARCHITECTURE.md"));
    for (room, may_import) in ROOMS {
        let name = format!("`{room}`");
        let row = rows.iter().find(|row| row.len() == 3 && row[0] == name);
        let row = row.unwrap_or_else(|| panic!("ARCHITECTURE.md does not know {room}"));
        assert_eq!(row[2], may_import.join(", "), "{room}");
    }
}

/// What the glossary calls a word of the code is one.
#[test]
fn the_words_of_the_code_are_in_the_code() {
    let text = Page::of("docs/glossary.md").text;
    let (_, words) = text.split_once("## Words of the code").expect("the table");
    let sources = crate::house::sources("src");
    for name in words.split('`').skip(1).step_by(2) {
        let defined = |kind: &str| format!("{kind} {name}");
        let is_there = ["struct", "enum", "trait", "type"].map(defined);
        let found = sources.iter().any(|(_, text)| {
            let lines = || {
                text.lines()
                    .map(|line| line.trim_start_matches("pub(crate) "))
            };
            lines().any(|line| is_there.iter().any(|is| line.contains(is.as_str())))
        });
        assert!(found, "{name} is no type of the code");
    }
}

#[test]
fn the_readme_is_a_door_and_no_manual() {
    let lines = Page::of("README.md").text.lines().count();
    assert!(lines <= LONGEST_README, "{lines} lines");
}

#[test]
fn every_chapter_is_in_the_table_of_contents() {
    let summary = Page::of("docs/SUMMARY.md");
    let listed: BTreeSet<String> = links(&summary).into_iter().map(|(link, _)| link).collect();
    for page in pages() {
        let Ok(name) = page.path.strip_prefix("docs") else {
            continue;
        };
        let name = name.display().to_string();
        assert!(name == "SUMMARY.md" || listed.contains(&name), "{name}");
    }
}

/// Links and pictures of a page with their lines.
fn links(page: &Page) -> Vec<(String, usize)> {
    let mut links = Vec::new();
    for (event, at) in Parser::new_ext(&page.text, Options::ENABLE_TABLES).into_offset_iter() {
        let line = 1 + page.text[..at.start].matches('\n').count();
        if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event {
            links.push((dest_url.to_string(), line));
        }
    }
    links
}

/// The anchors of a page, as mdBook and code hosts make them of its headings.
fn anchors(page: &Page) -> BTreeSet<String> {
    let mut anchors: BTreeMap<String, usize> = BTreeMap::new();
    let mut inside = false;
    let mut heading = String::new();
    for event in Parser::new_ext(&page.text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => inside = true,
            Event::End(TagEnd::Heading(_)) => {
                *anchors
                    .entry(anchor(&std::mem::take(&mut heading)))
                    .or_default() += 1;
                inside = false;
            }
            Event::Text(text) | Event::Code(text) if inside => heading.push_str(&text),
            _ => {}
        }
    }
    anchors.into_keys().collect()
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter_map(|c| match c {
        c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c.to_ascii_lowercase()),
        c if c.is_whitespace() => Some('-'),
        _ => None,
    });
    kept.collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut count = 0;
    for page in pages() {
        for (link, line) in links(&page) {
            if link.starts_with("https://") {
                continue;
            }
            count += 1;
            let place = format!("{}:{line}: {link}", page.path.display());
            let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
            let folder = page.path.parent().expect("a folder");
            let target = match path {
                "" => page.path.clone(),
                path => folder.join(path),
            };
            assert!(root().join(&target).exists(), "{place}");
            // The book holds `docs` alone.
            let leaves = path.starts_with("..") && page.path.starts_with("docs");
            assert!(!leaves, "{place} leads out of the book");
            if !fragment.is_empty() {
                let target = Page::of(&target.display().to_string());
                assert!(anchors(&target).contains(fragment), "{place}");
            }
        }
    }
    assert!(count > 40, "{count}");
}
