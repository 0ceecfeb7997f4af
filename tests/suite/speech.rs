//! How the program speaks, as far as a test can hold it: no words of the house, no sentence that
//! has to be read twice for its length, and a command in a hint is one that there is.

use std::collections::BTreeSet;
use std::fs;

use crate::harness::Home;
use crate::house::{root, sources};

/// Turns of the house that nobody else uses, and what to say.
const DIALECT: [(&str, &str); 26] = [
    ("somebody", "someone"),
    (" is no ordinary", "is not a plain"),
    ("comes home", "is imported"),
    ("come home", "are imported"),
    ("goes on all the same", "to keep going anyway: ..."),
    ("nothing needs doing", "there is nothing to do"),
    ("kept in hand", "not lost"),
    ("goes along", "moved along"),
    ("left untouched", "nothing was changed"),
    ("is begun", "starts"),
    ("wrong way round", "the other way"),
    ("Mend ", "Correct"),
    ("mended", "corrected"),
    ("aken back", "undone"),
    ("takes back", "undoes"),
    ("all the same", "anyway"),
    ("meanwhile", "in the meantime"),
    ("cut short by", "stopped by"),
    ("brings home", "brings back"),
    ("answers home", "brings the answers back"),
    ("no story bears", "no story has"),
    ("no card bears", "no longer exist"),
    ("wants doing", "there is something to fix"),
    ("leads nowhere", "is broken"),
    ("lead nowhere", "are broken"),
    ("word for word", "with the same text"),
];

/// Nouns that `is no` was said of: `is not a`.
const IS_NO: [&str; 8] = [
    "date", "time", "quality", "file", "UTF-8", "number", "text", "story",
];

/// The longest sentence, in characters of the source.
const LONGEST: usize = 100;

/// Sentences for programs, in the JSON Schema, where whole definitions stand.
const DEFINITIONS: [&str; 3] = [
    "src/export/figures.rs",
    "src/export/stats/document.rs",
    // Lines of the decks, which are spoken.
    "src/coach/explain.rs",
];

/// The texts between quotation marks that people may read, each as one line.
fn said(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    let mut texts = Vec::new();
    let mut rest = code.as_str();
    while let Some(start) = rest.find('"') {
        // A character in single quotation marks opens nothing.
        let is_character = rest[..start].ends_with('\'') || rest[..start].ends_with("'\\");
        rest = &rest[start + 1..];
        if is_character {
            continue;
        }
        let mut escaped = false;
        let end = rest.find(|c: char| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let end = end.unwrap_or(rest.len());
        let text = rest[..end].replace("\\\n", " ");
        texts.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    let is_prose = |text: &String| {
        let words = text.split(' ').filter(|word| word.len() > 1);
        words.count() > 2 && !text.contains("SELECT ") && !text.contains("display block")
    };
    texts.retain(is_prose);
    texts
}

fn all_said() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (path, source) in sources("src") {
        let path = path.display().to_string();
        if !path.contains("tests") && !path.contains("properties") {
            all.extend(said(&source).into_iter().map(|text| (path.clone(), text)));
        }
    }
    assert!(all.len() > 500, "{}", all.len());
    all
}

#[test]
fn no_words_of_the_house_are_said() {
    let mut found = Vec::new();
    for (path, text) in all_said() {
        for (turn, better) in DIALECT {
            if text.contains(turn) {
                found.push(format!("{path}: \"{turn}\", say \"{better}\": {text}"));
            }
        }
        for noun in IS_NO {
            if text.contains(&format!(" is no {noun}")) {
                found.push(format!("{path}: say \"is not a {noun}\": {text}"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// What the book and the help of every command say, in the words of the same list.
#[test]
fn no_words_of_the_house_are_in_help_and_book() {
    let home = Home::new();
    let readme = fs::read_to_string(root().join("README.md")).expect("the README");
    let mut texts = vec![("README.md".to_owned(), readme)];
    let chapters = fs::read_dir(root().join("docs")).expect("the book");
    let chapters = chapters.map(|entry| entry.expect("a chapter").path());
    for path in chapters.filter(|path| path.extension().is_some_and(|end| end == "md")) {
        let text = fs::read_to_string(&path).expect("a chapter");
        texts.push((path.display().to_string(), text));
    }
    for page in pages(&home) {
        let call: Vec<&str> = page.split(' ').chain(["--help"]).collect();
        texts.push((page.clone(), home.run(&call).ok().out));
    }
    assert!(texts.len() > 50, "{}", texts.len());
    let mut found = Vec::new();
    for (name, text) in texts {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for (turn, better) in DIALECT.iter().filter(|(turn, _)| text.contains(turn)) {
            found.push(format!("{name}: \"{turn}\", say \"{better}\""));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Every command, those below others too.
fn pages(home: &Home) -> Vec<String> {
    let commands = |call: &[&str]| -> Vec<String> {
        let help = home.run(call).ok().out;
        let rows = help.lines().take_while(|line| *line != "Options:");
        let rows = rows.filter_map(|line| line.strip_prefix("  "));
        let names = rows.filter_map(|line| line.split(' ').next());
        let names = names.filter(|name| !name.is_empty() && *name != "help");
        names.map(str::to_owned).collect()
    };
    let mut pages = commands(&["--help"]);
    for above in ["interview", "export"] {
        let below = commands(&[above, "--help"]);
        pages.extend(below.into_iter().map(|name| format!("{above} {name}")));
    }
    pages
}

#[test]
fn sentences_are_short() {
    let mut long = Vec::new();
    for (path, text) in all_said() {
        // Lists of HTML's elements are no sentences.
        if DEFINITIONS.contains(&path.as_str()) || !text.contains(['.', '{']) {
            continue;
        }
        let ends = [". ", "? ", "! ", ": ", "; "];
        let mut sentences = vec![text.as_str()];
        for end in ends {
            sentences = sentences.iter().flat_map(|it| it.split(end)).collect();
        }
        let is_long = |it: &&str| it.chars().count() > LONGEST && !it.contains("\\n");
        long.extend(
            sentences
                .into_iter()
                .filter(is_long)
                .map(|it| format!("{path}: {it}")),
        );
    }
    assert!(long.is_empty(), "{long:#?}");
}

/// The commands that a text names, as words.
fn commands(text: &str) -> Vec<Vec<String>> {
    let named = text.split("star-cards ").skip(1);
    let words = named.map(|rest| {
        let rest = rest.split(['`', '.', ':', ',', ';', '(', ')']).next();
        let words = rest.unwrap_or_default().split(' ');
        words.map(str::to_owned).collect::<Vec<_>>()
    });
    words.filter(|words| !words[0].is_empty()).collect()
}

#[test]
fn a_command_that_is_named_is_one_that_there_is() {
    let home = Home::new();
    let help = home.run(&["--help"]).ok().out;
    let known: BTreeSet<&str> = help
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(
        known.contains("review") && known.contains("backup"),
        "{help}"
    );
    let mut checked = 0;
    for (path, text) in all_said() {
        for words in commands(&text) {
            // Only what is written as a command: prose goes on in other words.
            let Some(command) = known.get(words[0].as_str()) else {
                continue;
            };
            let mut call = vec![*command];
            let second = words.get(1).map_or("", String::as_str);
            let is_nested = matches!(*command, "interview" | "export");
            if is_nested && second.chars().all(|c| c.is_ascii_lowercase()) && !second.is_empty() {
                call.push(second);
            }
            call.push("--help");
            let help = home.run(&call).ok().out;
            for flag in words
                .iter()
                .filter(|word| word.starts_with("--") && word.len() > 2)
            {
                let flag = flag.trim_end_matches(|c: char| !c.is_ascii_lowercase());
                assert!(help.contains(flag), "{path}: {flag} in \"{text}\"");
            }
            checked += 1;
        }
    }
    assert!(checked > 40, "{checked}");
}
