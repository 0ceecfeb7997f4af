//! What a shell user expects: completions that a Tab key finds, manual pages that lint.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::{Home, NINE_DAYS};
use crate::terminal::{ENTER, Start};

/// A company whose name is a line of shell, and one with a blank in it.
const HOSTILE: &str = "x; touch pwned $(touch pwned) `touch pwned` \"'& > pwned";
const TWO_WORDS: &str = "Acme Corp";

fn home() -> Home {
    let home = Home::with_deck(NINE_DAYS);
    for name in [HOSTILE, TWO_WORDS] {
        home.run(&["interview", "add", name, "--date", "2026-03-20"])
            .ok();
    }
    home
}

/// What `complete` offers for the last of these words.
fn offered(home: &Home, words: &[&str]) -> Vec<String> {
    let index = (words.len() - 1).to_string();
    let run = home
        .run(&[&["complete", "--index", &index, "--"], words].concat())
        .ok();
    assert_eq!(run.err, "");
    let value = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
    run.out.lines().map(value).collect()
}

#[test]
fn every_kind_of_name_is_offered_where_it_is_asked_for() {
    let home = home();
    let table: [(&[&str], &[&str]); 15] = [
        (&["star-cards", "show", "ni"], &["nine-days-late"]),
        (&["star-cards", "remove", "nine"], &["nine-days-late"]),
        (&["star-cards", "rename", "n"], &["nine-days-late"]),
        (
            &["star-cards", "rehearse", "--quiet", "n"],
            &["nine-days-late"],
        ),
        (&["star-cards", "check", "nine"], &["nine-days-late"]),
        (
            &["star-cards", "grade", "n"],
            &[
                "nine-days-late/action",
                "nine-days-late/learning",
                "nine-days-late/trap/deflection",
            ],
        ),
        (
            &["star-cards", "undo", "nine-days-late/l"],
            &["nine-days-late/learning"],
        ),
        (
            &["star-cards", "suspend", "nine-days-late"],
            &[
                "nine-days-late",
                "nine-days-late/action",
                "nine-days-late/learning",
                "nine-days-late/trap/deflection",
            ],
        ),
        (&["star-cards", "interview", "show", "A"], &[TWO_WORDS]),
        (&["star-cards", "plan", "x"], &[HOSTILE]),
        (&["star-cards", "pick", "--interview", "Acme"], &[TWO_WORDS]),
        (&["star-cards", "interview", "add", "A"], &[]),
        (&["star-cards", "com"], &["completions"]),
        (&["star-cards", "completions", "f"], &["fish"]),
        (&["star-cards", "backup", "--f"], &["--force"]),
    ];
    for (words, expected) in table {
        assert_eq!(offered(&home, words), expected, "{words:?}");
    }
    let more = offered(
        &home,
        &["star-cards", "interview", "edit", "Acme", "--stories", "ni"],
    );
    assert_eq!(more, ["nine-days-late"]);
}

#[test]
fn completing_creates_nothing_and_follows_home() {
    let fresh = Home::new();
    assert!(offered(&fresh, &["star-cards", "interview", "show", ""]).is_empty());
    assert!(offered(&fresh, &["star-cards", "show", "core-b"]).len() > 1);
    assert!(!fresh.path().exists());
    let named = home().path().display().to_string();
    let other = home();
    let there = other.path().display().to_string();
    assert!(offered(&fresh, &["star-cards", "--home", &named, "show", "nine"]).is_empty());
    assert_eq!(
        offered(&fresh, &["star-cards", "--home", &there, "show", "nine"]),
        ["nine-days-late"]
    );
    // Broken settings or a broken log are told by others, not at a Tab key.
    fresh.write("config.toml", "cutoff_hour = 'x'");
    fresh.write("history.db", "no database");
    assert_eq!(offered(&fresh, &["star-cards", "inter"]), ["interview"]);
    assert!(offered(&fresh, &["star-cards", "interview", "show", ""]).is_empty());
    // Nothing to complete is no failure.
    assert!(offered(&fresh, &["star-cards", "nonsense", "x", "y"]).is_empty());
}

/// What is done to an older log is told, and at a Tab key there is nobody to tell.
#[test]
fn completing_leaves_an_older_log_to_others() {
    let home = home();
    std::fs::remove_file(home.database()).expect("the log");
    crate::schema::old_log(&home.database());
    let bytes = std::fs::read(home.database()).expect("the log");
    assert!(offered(&home, &["star-cards", "interview", "show", ""]).is_empty());
    assert_eq!(std::fs::read(home.database()).expect("the log"), bytes);
    let run = home.run(&["list"]).ok();
    assert!(run.err.contains("a copy of the old one is"), "{}", run.err);
}

#[test]
fn what_could_steer_a_terminal_is_not_offered() {
    let home = Home::with_deck(NINE_DAYS);
    for name in [
        "tab\there",
        "bell\u{7}",
        "esc\u{1b}[31m",
        "line\nfeed",
        "csi\u{9b}2J",
    ] {
        home.run(&["interview", "add", name, "--date", "2026-03-20"]);
    }
    assert_eq!(
        offered(&home, &["star-cards", "interview", "show", ""]),
        Vec::<String>::new()
    );
}

/// A PATH that begins with the program's folder.
fn path_variable() -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_star-cards"));
    let folder = binary.parent().expect("a folder").display();
    let path = std::env::var("PATH").expect("PATH");
    format!("{folder}:{path}")
}

/// A shell with the program on its PATH.
fn shell(home: &Home, program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(args)
        .env_clear()
        .env("PATH", path_variable())
        .env("HOME", home.path())
        .env("STAR_CARDS_HOME", home.path())
        .env("LANG", "C.UTF-8")
        .env("TERM", "dumb")
        .current_dir(home.path());
    command
}

fn said(command: &mut Command) -> String {
    let output = command
        .stdin(Stdio::null())
        .output()
        .expect("the shell runs");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{err}");
    String::from_utf8(output.stdout).expect("text")
}

/// What bash would put on the line, and what it makes of the first candidate as a word.
const BASH: &str = r#"
source <(star-cards completions bash)
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _star_cards
eval "set -- ${COMPREPLY[0]}"
printf '%s\n' "${#COMPREPLY[@]}" "$#" "$1"
"#;

fn bash(home: &Home, words: &[&str]) -> String {
    said(&mut shell(
        home,
        "bash",
        &[&["--norc", "-c", BASH, "bash"], words].concat(),
    ))
}

#[test]
fn bash_completes_names_and_keeps_each_one_word() {
    let home = home();
    assert_eq!(
        bash(&home, &["star-cards", "show", "ni"]),
        "1\n1\nnine-days-late\n"
    );
    assert_eq!(
        bash(&home, &["star-cards", "plan", "Ac"]),
        format!("1\n1\n{TWO_WORDS}\n")
    );
    assert_eq!(
        bash(&home, &["star-cards", "plan", r"Acme\ C"]),
        format!("1\n1\n{TWO_WORDS}\n")
    );
    assert_eq!(
        bash(&home, &["star-cards", "plan", "x"]),
        format!("1\n1\n{HOSTILE}\n")
    );
    // Inside an open quote the shell would take a dollar sign for its own.
    assert_eq!(bash(&home, &["star-cards", "plan", "\"x"]), "0\n0\n\n");
    assert_eq!(
        bash(&home, &["star-cards", "show", "\"ni"]),
        "1\n1\nnine-days-late\n"
    );
    assert!(!home.file("pwned").exists());
}

/// An interactive shell on a terminal, the completions loaded.
fn at_a_prompt(home: &Home, start: &str) -> crate::terminal::Tty {
    let cd = format!("cd '{}'", home.path().display());
    Start::at(home)
        .env("PATH", &path_variable())
        .size(24, 100)
        .after(&format!("{cd}; exec {start}"))
        .tty(&[])
}

#[test]
fn tab_completes_in_bash() {
    let home = home();
    let mut tty = at_a_prompt(&home, "bash --norc --noprofile -i");
    tty.wait_for_a_prompt();
    tty.send("PS1='ready> '; source <(star-cards completions bash)\r");
    tty.wait_for("ready> ").wait_for_a_prompt();
    tty.send("star-cards show ni\t")
        .wait_for("star-cards show nine-days-late");
    tty.send(ENTER)
        .wait_for("Nine days late")
        .wait_for("ready> ");
    tty.send("star-cards interview show x\t").wait_for("touch");
    tty.send(ENTER).wait_for("ready> ");
    assert!(!home.file("pwned").exists(), "{}", tty.screen());
    tty.send("star-cards import ~/de\t")
        .wait_for("import ~/decks/");
    tty.kill();
}

#[test]
#[ignore = "needs zsh; .ci/run installs it"]
fn tab_completes_in_zsh() {
    let home = home();
    let mut tty = at_a_prompt(&home, "zsh -f -i");
    tty.wait_for_a_prompt();
    tty.send("PS1='ready> '; autoload -Uz compinit; compinit -D -u; source <(star-cards completions zsh)\r");
    tty.wait_for("ready> ").wait_for_a_prompt();
    tty.send("star-cards show ni\t")
        .wait_until("the name", |screen| screen.contains("show nine-days-late"));
    tty.send(ENTER)
        .wait_for("Nine days late")
        .wait_for("ready> ");
    tty.send("star-cards interview show x\t")
        .wait_until("the name", |screen| screen.contains("touch"));
    tty.send(ENTER).wait_for("ready> ");
    tty.send("star-cards interview show Ac\t")
        .wait_until("the name", |screen| screen.contains("Acme\\ Corp"));
    tty.send(ENTER).wait_for("ready> ");
    tty.send("star-cards import ~/de\t")
        .wait_until("the path", |screen| screen.contains("import ~/decks/"));
    assert!(!home.file("pwned").exists(), "{}", tty.screen());
    tty.kill();
}

#[test]
#[ignore = "needs fish; .ci/run installs it"]
fn fish_completes_names() {
    let home = home();
    let ask = |line: &str| {
        let script = format!("source (star-cards completions fish | psub); complete -C'{line}'");
        said(&mut shell(&home, "fish", &["--no-config", "-c", &script]))
    };
    assert_eq!(
        ask("star-cards show ni"),
        "nine-days-late\tNine days late\n"
    );
    assert_eq!(
        ask("star-cards interview show Ac"),
        format!("{TWO_WORDS}\t2026-03-20\n")
    );
    assert!(ask("star-cards interview show x").starts_with(HOSTILE));
    assert!(ask("star-cards inter").starts_with("interview\t"));
    assert!(!home.file("pwned").exists());
}

#[test]
#[ignore = "needs zsh, fish and mandoc; .ci/run installs them"]
fn scripts_and_pages_are_without_fault() {
    let home = home();
    for (name, check) in [
        ("bash", "bash -n"),
        ("zsh", "zsh -n"),
        ("fish", "fish --no-execute"),
    ] {
        let file = home.file(name);
        fs::write(&file, home.run(&["completions", name]).ok().out).expect("a script");
        let line = format!("{check} '{}'", file.display());
        assert_eq!(said(&mut shell(&home, "sh", &["-c", &line])), "", "{name}");
    }
    let folder = home.file("man");
    home.run(&["man", "-o", &folder.display().to_string()]).ok();
    let pages = fs::read_dir(&folder)
        .expect("pages")
        .flatten()
        .map(|page| page.path());
    for page in pages {
        let output = shell(&home, "mandoc", &["-T", "lint", "-W", "warning"])
            .arg(&page)
            .output();
        let told = String::from_utf8_lossy(&output.expect("mandoc").stdout).into_owned();
        // The generator's own habit: a break before a blank line, which changes nothing.
        let worse = told
            .lines()
            .filter(|line| !line.contains("skipping paragraph macro: br "));
        assert_eq!(
            worse.collect::<Vec<_>>(),
            Vec::<&str>::new(),
            "{}",
            page.display()
        );
    }
}

/// Every command and every flag of the help stands in its page.
#[test]
fn there_is_a_page_for_every_command() {
    let home = Home::new();
    let folder = home.file("man");
    let run = home.run(&["man", "-o", &folder.display().to_string()]).ok();
    let pages: BTreeSet<String> = fs::read_dir(&folder)
        .expect("pages")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert!(
        run.err.contains(&format!("Wrote {} pages", pages.len())),
        "{}",
        run.err
    );
    for page in [
        "star-cards.1",
        "star-cards-review.1",
        "star-cards-interview-add.1",
        "star-cards-export-stats.1",
    ] {
        assert!(pages.contains(page), "{page}");
    }
    assert!(
        !pages
            .iter()
            .any(|page| page.contains("complete.") || page.contains("help"))
    );
    let review = fs::read_to_string(folder.join("star-cards-review.1")).expect("a page");
    assert!(
        review.contains("\\-\\-more") && review.contains(".TH STAR-CARDS-REVIEW 1 2026-11-25"),
        "{review}"
    );
    assert_eq!(home.run(&["man", "review"]).ok().out, review);
    let run = home.run(&["man", "reviw"]).code(2);
    assert!(
        run.err.contains("there is no command `reviw`"),
        "{}",
        run.err
    );
}

#[test]
fn other_shells_are_told_which_there_are() {
    let run = Home::new().run(&["completions", "tcsh"]).code(2);
    assert!(
        run.err.contains("[possible values: bash, zsh, fish]"),
        "{}",
        run.err
    );
}
