//! Stories that were kept elsewhere: every sample in `tests/foreign` comes in whole, what is
//! here already is never replaced unasked, and what cannot be read is refused by name.

use std::fs;
use std::io::{Cursor, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::script::Reply;
use insta::assert_snapshot;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::{Home, NINE_DAYS};
use crate::terminal::Start;
use crate::unite::flat;

/// A story of somebody who uses other words for the parts.
const FENCE: &str = "\
# The fence

**Challenge:** Harvest, 19 hours on the combine.
**Action:** I told my uncle that I could.
**Result:** 40 metres of fence.
**Takeaway:** I hand over after ten hours.
";

fn home() -> Home {
    Home::with_deck(NINE_DAYS)
}

fn sample(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign");
    folder.join(name).display().to_string()
}

/// A file beside the home with some words.
fn file(home: &Home, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = home.path().with_file_name(name);
    fs::write(&path, text).expect("a file");
    path.display().to_string()
}

#[test]
fn every_sample_comes_in_as_it_should() {
    let folder = PathBuf::from(sample(""));
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("samples")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    assert!(paths.len() > 20);
    for path in paths {
        let home = Home::new();
        home.write("config.toml", "builtin = []\n");
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let run = home.run(&["import", &path.display().to_string()]).ok();
        let deck = home.read("decks/stories.md");
        let told = home
            .anonymous(&run.err)
            .replace(&path.display().to_string(), &name);
        let shown = format!("{told}\n----- stories.md\n{deck}");
        let snapshot = name.split([' ', '.']).next().expect("a word");
        insta::with_settings!({
            snapshot_path => "../foreign/expected",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { assert_snapshot!(snapshot, shown) });
        // Once more changes nothing, and the deck has no problem but missing parts.
        let again = home.run(&["import", &path.display().to_string()]).ok();
        assert!(
            again.err.contains("Already here with the same text"),
            "{name}: {}",
            again.err
        );
        assert_eq!(home.read("decks/stories.md"), deck, "{name}");
        let list = home.run(&["list"]).ok();
        let problems = list.err.matches("problem: ").count();
        assert_eq!(
            list.err.matches("yet.").count(),
            problems,
            "{name}: {}",
            list.err
        );
    }
}

/// The words of a run in which a file is called by its name alone.
fn told(home: &Home, words: &str) -> String {
    let folder = home.path().with_file_name("").display().to_string();
    home.anonymous(words).replace(&folder, "")
}

#[test]
fn a_dry_run_says_what_was_found_and_writes_nothing() {
    let home = home();
    let text = format!(
        "Some words before.\n\n{FENCE}**Best for questions about:** haste\n\n{}",
        NINE_DAYS.replace("Nine days late.", "Ten days late.")
    );
    let bank = file(&home, "bank.md", text);
    let before = home.files();
    let run = home.run(&["import", "--dry-run", &bank]).ok();
    assert_eq!(run.err, "");
    assert_snapshot!(run.out.replace(&bank, "bank.md"), @r#"
    bank.md: 2 stories, 1 new, 1 with different text
    The fence  new  the-fence
      S Harvest, 19 ... combine. · A I told my ... I could. · R 40 metres of
      fence. · L I hand over ... ten hours. · no Task
      note "Best for questions about": not a part of the answer · note "Notes": has
      no label
    Nine days late  differs  nine-days-late
      S I led the ... for it. · A I skipped ... the date. · R Ten days late. · L I
      write the ... time. · 1 trap line · no Task
      keys role, miss, question
      - Nine days late.
      + Ten days late.

    line 1: The words above the first heading became a note.

    Nothing was written: --dry-run.
    "#);
    home.columns.set(40);
    let run = home.run(&["import", "--dry-run", &bank]).ok();
    assert_snapshot!(run.out.replace(&bank, "bank.md"), @r#"
    bank.md: 2 stories, 1
      new, 1 with different text
    The fence  new  the-fence
      S Harvest, 19 ... combine. · A I told
      my ... I could. · R 40 metres of
      fence. · L I hand over ... ten
      hours. · no Task
      note "Best for questions about": not a
      part of the answer · note "Notes": has
      no label
    Nine days late  differs  nine-days-late
      S I led the ... for it. · A I skipped
      ... the date. · R Ten days late. · L I
      write the ... time. · 1 trap line · no
      Task
      keys role, miss, question
      - Nine days late.
      + Ten days late.

    line 1: The words above the first
      heading became a note.

    Nothing was written: --dry-run.
    "#);
    assert_eq!(home.files(), before);
    let fresh = Home::new();
    let bank = file(&fresh, "bank.md", FENCE);
    fresh.run(&["import", "--dry-run", &bank]).ok();
    assert_eq!(fresh.files(), Vec::<String>::new());
}

/// A story of so many words, under a heading of that level.
fn told_story(level: usize, title: &str) -> String {
    let signs = "#".repeat(level);
    let words = "A harbour with nine sailings a day and a table for each of the two seasons.";
    format!(
        "{signs} {title}\n\n**Situation:** {words}\n**Task:** {words}\n**Action:** {words}\n**Result:** {words}\n**Learning:** {words}\n\n"
    )
}

#[test]
fn ten_stories_are_on_one_screen_and_more_than_twenty_are_a_line_each() {
    let home = home();
    for (stories, most, columns) in [(10, 35, 80), (10, 65, 40), (21, 25, 80), (21, 25, 40)] {
        let bank: String = (0..stories)
            .map(|n| told_story(2, &format!("Story of {n}")))
            .collect();
        home.columns.set(columns);
        let run = home
            .run(&["import", "--dry-run", &file(&home, "b.md", bank)])
            .ok();
        let rows = run.out.lines().count();
        assert!(rows >= stories && rows <= most, "{rows}: {}", run.out);
        assert!(
            run.out.lines().all(|row| row.chars().count() <= columns),
            "{}",
            run.out
        );
        match stories > 20 {
            true => assert!(
                run.out.contains("Story of 7  new  S T A R L\n"),
                "{}",
                run.out
            ),
            false => assert!(run.out.contains("A A harbour"), "{}", run.out),
        }
    }
}

#[test]
fn titles_stand_where_a_person_says() {
    let home = home();
    let bank = file(&home, "bank.md", CONFLICTS[0].1);
    let story = "Tell me about a conflict  new";
    for (place, title) in [
        ("2", story),
        ("##", story),
        ("1", "Google loop  new"),
        ("#", "Google loop  new"),
    ] {
        let run = home
            .run(&["import", "--dry-run", &bank, "--titles", place])
            .ok();
        let found = run.out.lines().nth(1).expect("a story");
        assert!(found.starts_with(title), "{place}: {}", run.out);
    }
    let run = home.run(&["import", &bank, "--titles", "5"]).code(2);
    assert_snapshot!(told(&home, &run.err), @"
    error: bank.md: no heading in it is at level 5 Its headings are at the levels 1 and 2. Nothing was imported.
    ");
    let run = home.run(&["import", &bank, "--titles", "Cook"]).code(2);
    assert_snapshot!(told(&home, &run.err), @"
    error: bank.md: no label in it is called `Cook` Its headings are at the levels 1 and 2. Nothing was imported.
    ");
    home.run(&["import", &bank, "--titles", ""]).code(2);
    home.run(&["import", &bank, "--titles", "-"]).code(2);
    assert_eq!(home.read("decks/stories.md"), NINE_DAYS);
    let labels = "Project: The mill\nS: A mill.\nA: I left it open.\n\nProject: The well\nS: A farm.\nA: I forgot one.\n";
    let labels = file(&home, "labels.txt", labels);
    let run = home
        .run(&["import", "--dry-run", &labels, "--titles", "project"])
        .ok();
    assert!(
        told(&home, &run.out).starts_with("labels.txt: 2 stories"),
        "{}",
        run.out
    );
    // A log has no titles.
    home.run(&["grade", "nine-days-late/action", "5"]).ok();
    let log = home.file("history.db").display().to_string();
    let run = home.run(&["import", &log, "--titles", "2"]).code(2);
    assert!(run.err.contains("--titles is for texts"), "{}", run.err);
}

#[test]
fn other_words_are_kept_unless_somebody_says_so() {
    let home = home();
    home.run(&["grade", "nine-days-late/action", "5"]).ok();
    let changed = NINE_DAYS.replace("Nine days late.\n\n## L", "Ten days late.\n\n## L");
    let path = file(&home, "changed.md", format!("{FENCE}\n{changed}"));
    let before = home.read("decks/stories.md");

    let run = home.run(&["import", &path]).code(1);
    assert_snapshot!(home.anonymous(&run.err).replace(&path, "changed.md"), @"
    Added The fence  the-fence
    Written to HOME/decks/stories.md.
    error: 1 story of changed.md is here with different text and was not changed: nine-days-late To see the difference, add --dry-run. To take the new text, add --replace; the old text goes to the trash.
    ");
    assert!(home.read("decks/stories.md").starts_with(&before));

    let run = home.ask(&["import", &path], [Reply::Say(false)]).ok();
    assert_snapshot!(run.err, @r#"
    Already here with the same text: 1 story.

    "Nine days late" is here with different text:
      - Nine days late.
      + Ten days late.
    "Nine days late" was not changed.
    "#);
    assert_snapshot!(run.shown, @r#"Replace the text of "Nine days late"? (y/N)"#);
    assert!(home.read("decks/stories.md").starts_with(&before));
    assert!(!home.files().iter().any(|file| file.starts_with("trash")));

    let run = home.ask(&["import", &path], [Reply::Say(true)]).ok();
    assert!(run.err.contains("Replaced nine-days-late"), "{}", run.err);
    assert!(home.read("decks/stories.md").starts_with(&changed));
    assert_eq!(
        home.read("trash/nine-days-late.md").trim_end(),
        NINE_DAYS.trim_end()
    );
    let list = home.run(&["list", "--json"]);
    assert_eq!(list.card("nine-days-late/action")["repetitions"], 1);
    assert_eq!(list.err, "");
}

#[test]
fn a_story_is_found_by_its_id_then_by_a_former_one_then_by_its_title() {
    let home = home();
    home.run(&["rename", "nine-days-late", "late"]).ok();
    let changed = NINE_DAYS.replace("Two shops", "Three shops");
    for text in [
        changed.clone(),
        changed.replace("id: nine-days-late\n", ""),
        changed.replace("id: nine-days-late", "id: another-one"),
        changed
            .replace("# Nine", "# Ten")
            .replace("id: nine-days-late", "id: late"),
    ] {
        home.write(
            "decks/stories.md",
            &NINE_DAYS.replace("id: nine-days-late", "id: late\nformerly: nine-days-late"),
        );
        let path = file(&home, "changed.md", &text);
        home.run(&["import", "--replace", &path]).ok();
        let deck = home.read("decks/stories.md");
        assert_eq!(deck.matches("\nid: late\n").count(), 1, "{deck}");
        assert_eq!(
            deck.matches("\nformerly: nine-days-late\n").count(),
            1,
            "{deck}"
        );
        assert!(deck.contains("Three shops"), "{deck}");
        assert_eq!(home.run(&["list"]).ok().err, "");
    }
}

#[test]
fn many_replaced_stories_lie_in_one_file_of_the_trash() {
    let story = |number: usize, word: &str| {
        format!("# S{number}\n\nid: s{number}\n\n## Action\n\n{word}\n\n## Learning\n\nl\n")
    };
    let all = |word: &str| {
        (0..30)
            .map(|n| story(n, word))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let home = Home::with_deck(&all("old"));
    let path = file(&home, "new.md", all("new"));
    let run = home.run(&["import", "--replace", &path]).ok();
    assert!(run.err.contains("Replaced 30 stories"), "{}", run.err);
    assert_eq!(home.read("decks/stories.md"), all("new"));
    assert_eq!(home.read("trash/replaced-in-stories.md"), all("old"));
    assert_eq!(home.run(&["list"]).ok().err, "");
}

#[test]
fn a_file_of_ours_keeps_its_bytes() {
    let bytes = fs::read_to_string(sample("own.md")).expect("the sample");
    let home = Home::new();
    home.run(&["import", &sample("own.md")]).ok();
    assert_eq!(home.read("decks/stories.md"), bytes);
    // Beside other stories too, and with other line ends than theirs.
    let home = self::home();
    let crlf = format!("\u{feff}{}", bytes.replace('\n', "\r\n"));
    let path = file(&home, "crlf.md", &crlf);
    home.run(&["import", &path, "--deck", "work/more"]).ok();
    assert_eq!(home.read("decks/work/more.md"), crlf);
    let home = self::home();
    home.run(&["import", &path]).ok();
    let deck = home.read("decks/stories.md");
    assert_eq!(
        deck,
        format!(
            "{NINE_DAYS}\n{}\n",
            crlf.trim_start_matches('\u{feff}').trim_end()
        )
    );
}

#[test]
fn a_bad_file_does_not_stop_the_others() {
    let home = home();
    let good = file(&home, "good.md", FENCE);
    let open = file(&home, "open.csv", "title,action\nA,\"b\nB,c\n");
    let binary = file(&home, "photo.md", b"\x89PNG\r\n\0\0");
    let nowhere = home
        .path()
        .with_file_name("nowhere.md")
        .display()
        .to_string();
    let run = home
        .run(&["import", &open, &binary, &nowhere, &good])
        .code(1);
    let folder = home
        .path()
        .parent()
        .expect("a folder")
        .display()
        .to_string();
    assert_snapshot!(home.anonymous(&run.err).replace(&folder, "."), @r#"
    ./open.csv: a quotation mark in row 2 (line 2) is not closed
    Close it, or write a quotation mark inside a cell twice (""). Nothing was imported.
    ./photo.md: it is a picture
    Type its words into a plain .md file, and name that one.
    ./nowhere.md cannot be read: No such file or directory (os error 2)
    Check the path and its permissions.
    Added The fence  the-fence
    Written to HOME/decks/stories.md.
    error: 3 of 4 files could not be imported completely The lines above say why.
    "#);
    let deck = home.read("decks/stories.md");
    assert!(
        deck.contains("\n# The fence\n") && !deck.contains("# B"),
        "{deck}"
    );
    let fresh = Home::new();
    for path in [&open, &binary, &nowhere] {
        fresh.run(&["import", path]).code(1);
        assert_eq!(fresh.files(), Vec::<String>::new());
    }
}

#[test]
fn what_is_no_small_text_file_is_refused_by_name() {
    let home = home();
    let huge = home.path().with_file_name("huge.md");
    let sparse = fs::File::create(&huge).expect("a file");
    sparse.set_len(100 * 1024 * 1024).expect("a sparse file");
    let empty = file(&home, "empty.md", "\u{feff}\n\n");
    let pipe = home.path().with_file_name("pipe.md");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let table: [(String, &str); 6] = [
        (huge.display().to_string(), "larger than 16 MB"),
        (pipe.display().to_string(), "not a plain file"),
        ("/dev/zero".to_owned(), "not a plain file"),
        (empty, "there are no words in it"),
        (file(&home, "torn.md", b"\xff\xfea\0b"), "begins as UTF-16"),
        (
            file(&home, "other.md", b"# \x81\x8d\xe9\n"),
            "neither UTF-8",
        ),
    ];
    for (path, words) in table {
        let run = home.run(&["import", &path]).code(1);
        assert!(
            run.err.replace("\n  ", " ").contains(words),
            "{words}: {}",
            run.err
        );
    }
    assert_eq!(home.read("decks/stories.md"), NINE_DAYS);
    home.run(&["import", &file(&home, "good.md", FENCE), "--deck", "../out"])
        .code(2);
    home.run(&["import"]).code(2);
}

#[test]
fn a_deck_is_not_filled_beyond_what_is_read() {
    let home = home();
    let mut deck = NINE_DAYS.to_owned();
    deck.push_str(&"word ".repeat(16 * 1024 * 1024 / 5 - 200));
    home.write("decks/stories.md", &deck);
    let long = FENCE.replace("I told", &"I told ".repeat(200));
    let path = file(&home, "long.md", long);
    let run = home.run(&["import", &path]).code(1);
    assert!(run.err.contains("--deck NAME"), "{}", run.err);
    assert_eq!(home.read("decks/stories.md").len(), deck.len());
    home.run(&["import", &path, "--deck", "more"]).ok();
}

#[test]
fn standard_input_is_a_file_too() {
    let home = home();
    let run = home.feed(&["import", "--dry-run", "-"], FENCE).ok();
    assert!(
        run.out
            .starts_with("standard input: 1 story, 1 new\nThe fence  new"),
        "{}",
        run.out
    );
    assert_eq!(home.read("decks/stories.md"), NINE_DAYS);
    home.feed(&["import", "-"], FENCE).ok();
    assert!(home.read("decks/stories.md").contains("id: the-fence"));
    let run = home
        .feed(&["import", "-"], "- S: no title here\n- A: b\n")
        .ok();
    assert!(run.err.contains("Added no title here"), "{}", run.err);
    home.feed(&["import", "-"], "").code(1);
}

/// The same question in two files, with a story each.
const CONFLICTS: [(&str, &str); 2] = [
    (
        "google.md",
        "# Google loop\n\n## Tell me about a conflict\n\n**Situation:** A mill with two shifts.\n\
         **Action:** I shouted at the miller.\n**Result:** He left for a week.\n**Learning:** I write it down first.\n",
    ),
    (
        "acme.md",
        "# Acme loop\n\n## Tell me about a conflict\n\n**Situation:** A canteen for 400.\n\
         **Action:** I hid the spoons of the cook.\n**Result:** 40 cold soups.\n**Learning:** I ask before noon.\n",
    ),
];

#[test]
fn two_files_with_one_title_are_two_stories() {
    let home = home();
    let files = CONFLICTS.map(|(name, text)| file(&home, name, text));
    let both = ["import", &files[0], &files[1]];
    let run = home
        .run(&["import", "--dry-run", &files[0], &files[1]])
        .ok();
    for told in [
        "new  tell-me-about-a-conflict\n",
        "new  tell-me-about-a-conflict-acme\n",
    ] {
        assert!(run.out.contains(told), "{}", run.out);
    }
    let run = home.run(&both).ok();
    assert!(
        run.err.ends_with("2 stories from 2 files, 2 new.\n"),
        "{}",
        run.err
    );
    let deck = home.read("decks/stories.md");
    for words in ["I shouted at the miller.", "I hid the spoons of the cook."] {
        assert!(deck.contains(words), "{deck}");
    }
    let run = home.run(&both).ok();
    assert!(
        run.err.ends_with("2 stories from 2 files, 2 the same.\n"),
        "{}",
        run.err
    );
    let run = home.run(&["import", &files[1]]).ok();
    assert!(
        run.err
            .contains("Already here with the same text: 1 story."),
        "{}",
        run.err
    );
    assert_eq!(home.read("decks/stories.md"), deck);
    assert_eq!(home.run(&["list"]).ok().err, "");
}

#[test]
fn a_file_of_ours_whose_title_is_taken_is_no_deck_as_it_stands() {
    let home = home();
    let google = file(&home, "google.md", CONFLICTS[0].1);
    home.run(&["import", &google]).ok();
    // Two stories of one title and of a third one's name: each is its own.
    let acme = format!(
        "{}\n{}",
        CONFLICTS[1].1,
        told_story(2, "Tell me about a conflict")
    );
    let acme = file(&home, "acme.md", acme);
    home.run(&["import", &acme, "--deck", "more"]).ok();
    let more = home.read("decks/more.md");
    for id in [
        "tell-me-about-a-conflict-acme",
        "tell-me-about-a-conflict-2",
    ] {
        assert!(more.contains(&format!("\nid: {id}\n")), "{id}: {more}");
    }
    let run = home.run(&["import", &acme, &google]).ok();
    assert!(
        run.err.ends_with("3 stories from 2 files, 3 the same.\n"),
        "{}",
        run.err
    );
    assert_eq!(home.run(&["list"]).ok().err, "");
}

#[test]
fn a_folder_brings_in_what_is_readable_in_it() {
    let home = home();
    let folder = home.path().with_file_name("bank");
    let put = |name: &str, text: &[u8]| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    put("b/acme.md", CONFLICTS[1].1.as_bytes());
    put("a.md", FENCE.as_bytes());
    put("google.md", CONFLICTS[0].1.as_bytes());
    put("photo.png", b"\x89PNG\r\n\0\0");
    put("empty.txt", b"\n");
    put("other.zip", b"PK\x03\x04 something else");
    put(".hidden.md", b"# Hidden\n\n## Action\n\na\n");
    put(".git/config.md", b"# Hidden too\n\n## Action\n\na\n");
    std::os::unix::fs::symlink(&folder, folder.join("b/around")).expect("a link");
    let path = folder.display().to_string();
    let run = home.run(&["import", "--dry-run", &path]).ok();
    assert!(
        run.out.contains("3 stories from 3 files, 3 new."),
        "{}",
        run.out
    );
    let run = home.run(&["import", &path]).ok();
    assert_snapshot!(told(&home, &run.err), @r#"
    Added The fence  the-fence
    Written to HOME/decks/stories.md.
    acme.md, line 1: "Acme loop" belongs to no single story, so it became a note.
    Added Tell me about a conflict  tell-me-about-a-conflict
    Left out: bank/empty.txt: there are no words in it.
    google.md, line 1: "Google loop" belongs to no single story, so it became a note.
    Added Tell me about a conflict  tell-me-about-a-conflict-google
    Left out: bank/other.zip: it is no whole zip archive (invalid Zip archive: Could not find EOCD).
    Left out: bank/photo.png: it is a picture.
    3 stories from 3 files, 3 new.
    "#);
    assert!(!home.read("decks/stories.md").contains("Hidden"));
    // Nor does the home come in, wherever it lies.
    let around = home.path().with_file_name("").display().to_string();
    let run = home.run(&["import", &around]).ok();
    assert!(
        run.err.contains("3 stories from 3 files, 3 the same."),
        "{}",
        run.err
    );
    fs::remove_dir_all(&folder).expect("a folder");
    fs::create_dir(&folder).expect("a folder");
    let run = home.run(&["import", &path]).code(1);
    assert!(
        run.err.contains("has no file that could be imported"),
        "{}",
        run.err
    );
}

#[test]
fn ctrl_c_at_the_question_keeps_what_was_done() {
    let home = home();
    let changed = NINE_DAYS.replace("Two shops", "Three shops");
    let path = file(&home, "changed.md", format!("{FENCE}\n{changed}"));
    home.ask(&["import", &path], [Reply::Interrupt]).code(130);
    let deck = home.read("decks/stories.md");
    assert!(
        deck.starts_with(NINE_DAYS) && deck.contains("id: the-fence"),
        "{deck}"
    );
}

#[test]
fn what_comes_in_is_for_its_owner_alone_and_steers_no_terminal() {
    let home = Home::new();
    let hostile = "# \u{1b}]0;x\u{7}Title\n\n**Action:** \u{1b}[2Jone\n**Result:** \u{202e}two\n\n## \u{9b}31mNote\nx\n";
    let path = file(&home, "hostile.md", hostile);
    let changed = file(&home, "changed.md", hostile.replace("one", "three"));
    let runs = [
        home.run(&["import", "--dry-run", &path]),
        home.run(&["import", &path]),
        home.run(&["import", "--dry-run", &changed]),
        home.ask(&["import", &changed], [Reply::Say(true)]),
    ];
    for run in runs {
        let run = run.ok();
        let all = format!("{}{}{}", run.out, run.err, run.shown);
        let can_steer_terminal = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!all.contains(can_steer_terminal), "{all:?}");
    }
    for name in home.files() {
        let mode = fs::metadata(home.file(&name))
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn imports_at_once_bring_each_story_once() {
    let home = home();
    let bank = sample("theme-bank.md");
    let mut imports: Vec<_> = (0..4)
        .map(|_| Start::at(&home).spawn(&["import", &bank]))
        .collect();
    for import in &mut imports {
        assert!(import.wait().expect("an end").success());
    }
    let deck = home.read("decks/stories.md");
    assert_eq!(deck.matches("id: a-bridge-of-paper").count(), 1, "{deck}");
}

#[test]
fn what_was_added_here_outlives_an_import_of_the_source() {
    let home = home();
    let fence = file(&home, "fence.md", FENCE);
    home.run(&["import", &fence]).ok();
    home.run(&[
        "closing",
        "the-fence",
        "--role",
        "PM",
        "--set",
        "So I would begin there.",
    ])
    .ok();
    let deck = home.read("decks/stories.md");
    let deck = deck.replace(
        "id: the-fence",
        "id: the-fence\nmiss: judgement\nquestion: New?",
    );
    home.write("decks/stories.md", &deck);
    // The source is as it was: nothing differs.
    let run = home.run(&["import", "--replace", &fence]).ok();
    assert!(
        run.err.contains("Already here with the same text"),
        "{}",
        run.err
    );
    assert_eq!(home.read("decks/stories.md"), deck);
    // It says something new: that comes in, and what was built here stays.
    let changed = file(&home, "fence.md", FENCE.replace("ten hours", "eight hours"));
    home.run(&["import", "--replace", &changed]).ok();
    let deck = home.read("decks/stories.md");
    for words in [
        "eight hours",
        "miss: judgement",
        "question: New?",
        "## Closing (PM)",
    ] {
        assert!(deck.contains(words), "{words}: {deck}");
    }
    assert!(!deck.contains("ten hours"), "{deck}");
}

#[test]
fn lines_and_kinds_that_were_added_here_outlive_an_edition() {
    let deck = "# The fence\n\nid: the-fence\ntags: harvest, haste\nrole: PM\nmiss: judgement\ncards: result\nquestion: Mine?\n\n\
        ## Action\n\nI told my uncle that I could.\n\n## Learning\n\nI hand over after ten hours.\n\n\
        ## Closing\n\nSo I ask.\n\n## Traps\n\n- deflection: \"He let me.\"\n- no-number: \"Some fence.\"\n";
    let own = "# The fence\n\nid: the-fence\ntags: harvest, night\n\n\
        ## Action\n\nI told my uncle that I could.\n\n## Learning\n\nI hand over after eight hours.\n\n\
        ## Traps\n\n- deflection: \"He let me.\"\n";
    let foreign = FENCE.replace("ten hours", "eight hours");
    for theirs in [own, &foreign] {
        let home = Home::with_deck(deck);
        let path = file(&home, "theirs.md", theirs);
        home.run(&["import", "--replace", &path]).ok();
        let deck = home.read("decks/stories.md");
        for words in [
            "eight hours",
            "harvest",
            "haste",
            "role: PM",
            "miss: judgement",
            "cards: result",
            "question: Mine?",
            "So I ask.",
            "- deflection: \"He let me.\"",
            "- no-number: \"Some fence.\"",
        ] {
            assert_eq!(deck.matches(words).count(), 1, "{words}: {deck}");
        }
        assert_eq!(home.run(&["list"]).ok().err, "");
        // And once more it is the same.
        let run = home.run(&["import", "--replace", &path]).ok();
        assert!(
            run.err.contains("Already here with the same text"),
            "{}",
            run.err
        );
    }
}

#[test]
fn what_was_added_here_outlives_a_deck_of_our_own_format() {
    let home = home();
    home.run(&[
        "closing",
        "nine-days-late",
        "--role",
        "PM",
        "--set",
        "So I begin there.",
    ])
    .ok();
    home.run(&["closing", "nine-days-late", "--set", "So I ask."])
        .ok();
    let deck = home.read("decks/stories.md");
    let deck = deck.replace(
        "miss: technical",
        "miss: technical\nquestion: In their words?",
    );
    home.write("decks/stories.md", &deck);
    // As it was before: nothing is taken away.
    let before = file(&home, "before.md", NINE_DAYS);
    let run = home.run(&["import", "--replace", &before]).ok();
    assert!(
        run.err.contains("Already here with the same text"),
        "{}",
        run.err
    );
    assert_eq!(home.read("decks/stories.md"), deck);
    // With other words: they come in, what was added here stays, and both are said.
    let changed = file(
        &home,
        "changed.md",
        NINE_DAYS.replace("trusted the date", "believed it"),
    );
    let run = home.run(&["import", "--replace", &changed]).ok();
    let deck = home.read("decks/stories.md");
    for words in [
        "believed it",
        "So I begin there.",
        "So I ask.",
        "question: In their words?",
    ] {
        assert!(deck.contains(words), "{words}: {deck}");
    }
    let told = home.anonymous(&run.err);
    for words in [
        "## Closing (PM)",
        "question:",
        "HOME/trash/nine-days-late.md",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

/// An archive of texts.
fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        let options = SimpleFileOptions::default();
        archive.start_file(*name, options).expect("a part");
        archive.write_all(text.as_bytes()).expect("its text");
    }
    archive.finish().expect("an archive").into_inner()
}

#[test]
fn pages_and_office_documents_come_in_by_their_content() {
    let parts = [
        ("Situation", "A mill."),
        ("Action", "I left the hatch open."),
        ("Result", "80 kilos spoiled."),
    ];
    let dressed = |dress: fn(&str, &str) -> String| {
        let parts = parts.map(|(label, words)| dress(label, words));
        parts.concat()
    };
    let page = dressed(|label, words| format!("<p><b>{label}:</b> {words}</p>"));
    let page = format!("<!doctype html><title>The wet flour</title><h1>The wet flour</h1>{page}");
    let word = dressed(|label, words| {
        format!(
            "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{label}:</w:t></w:r><w:r><w:t> {words}</w:t></w:r></w:p>"
        )
    });
    let title =
        "<w:p><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:r><w:t>The wet flour</w:t></w:r></w:p>";
    let word = packed(&[
        (
            "[Content_Types].xml",
            "<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.\
             openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>",
        ),
        (
            "word/document.xml",
            &format!("<w:body>{title}{word}</w:body>"),
        ),
    ]);
    let libre = dressed(|label, words| {
        format!("<text:h text:outline-level=\"2\">{label}</text:h><text:p>{words}</text:p>")
    });
    let libre = packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            &format!(
                "<office:text><text:h text:outline-level=\"1\">The wet flour</text:h>{libre}</office:text>"
            ),
        ),
    ]);
    for bytes in [page.into_bytes(), word, libre] {
        let home = home();
        let path = file(&home, "stories", &bytes);
        home.run(&["import", &path]).ok();
        let deck = home.read("decks/stories.md");
        let story = deck.split_once("# The wet flour\n").expect("the story").1;
        let beats = "## Situation\n\nA mill.\n\n## Action\n\nI left the hatch open.\n\n## Result\n\n80 kilos spoiled.\n";
        assert!(story.ends_with(beats), "{story}");
        let again = home.run(&["import", &path]).ok();
        assert!(again.err.contains("with the same text"), "{}", again.err);
        let check = home.run(&["check", &path]).code(1);
        let missing = "Not written yet: Task, Learning.";
        assert!(check.out.contains(missing), "{}{}", check.out, check.err);
    }
    let home = home();
    let path = file(
        &home,
        "locked",
        packed(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", "<office:text>"),
        ]),
    );
    let run = home.run(&["import", &path]).code(1);
    assert!(run.err.contains("locked with a password"), "{}", run.err);
}

/// Two stories with labels, as a bank of notes holds them.
const BANK: &str = "# Story bank\n\n## The wet flour\n\n**Situation:** A mill.\n\n**Action:** I left the \
    hatch open.\n\n## The dry well\n\n**Situation:** A farm.\n\n**Action:** I forgot the lid.\n";

#[test]
fn a_bank_among_the_decks_is_named_until_its_stories_are_here() {
    let home = home();
    home.write("decks/mine.md", BANK);
    home.write(
        "decks/README.md",
        "# Read me\n\nMy stories lie here. Result: none yet.\n",
    );
    let run = home.run(&["list"]).ok();
    assert_snapshot!(home.anonymous(&run.err), @"HOME/decks/mine.md holds 2 stories in another shape. Bring them in, then move that file away: star-cards import 'HOME/decks/mine.md'");
    assert!(run.out.contains("1 problem above."), "{}", run.out);
    let json = home.run(&["doctor", "--json"]).code(1).json();
    let told = |json: &serde_json::Value| {
        let findings = json["findings"].as_array().expect("findings").iter();
        let what = findings.map(|finding| finding["what"].to_string());
        what.filter(|what| what.contains("another shape")).count()
    };
    assert_eq!(told(&json), 1, "{json}");

    let bank = home.file("decks/mine.md").display().to_string();
    home.run(&["import", &bank]).ok();
    let deck = home.read("decks/stories.md");
    // What is written since is the person's, and nothing to bring in again.
    home.write(
        "decks/stories.md",
        &deck.replace("I forgot the lid.", "I skipped the lid."),
    );
    let run = home.run(&["list"]).ok();
    assert!(!run.err.contains("another shape"), "{}", run.err);
    assert_eq!(told(&home.run(&["doctor", "--json"]).json()), 0);
}

#[test]
fn a_deck_that_is_only_half_read_is_rewritten_where_it_lies() {
    let home = home();
    let german = "# Die M\u{fc}hle\n\n## Situation\n\nEine M\u{fc}hle.\n\n## Ma\u{df}nahme\n\nIch lie\u{df} die Luke \
                  offen.\n\n## Erkenntnis\n\nIch pr\u{fc}fe jeden Abend.\n";
    home.write("decks/mine.md", german);
    let run = home.run(&["list"]).ok();
    assert!(flat(&run.err).contains("mine.md' --replace"), "{}", run.err);
    let bank = home.file("decks/mine.md").display().to_string();
    home.run(&["import", &bank, "--replace"]).ok();
    assert!(
        home.read("decks/mine.md")
            .contains("## Action\n\nIch lie\u{df}")
    );
    assert_eq!(home.run(&["list"]).ok().err, "");
}

#[test]
fn what_nobody_sees_in_a_text_hides_no_part() {
    let ours = "# The m\u{fc}hle\n\n## Situation\n\nA mill.\n\n## Action\n\nI left the hatch.\n\n## Learning\n\nI sign it off.\n";
    let apart = ours.replace('\u{fc}', "u\u{308}");
    // The text, and what a deck of it is told to mend.
    let table = [
        (format!("\u{feff}{ours}"), ""),
        (apart, ""),
        (ours.replace("## Action", "## \u{a0}Action\u{a0}"), ""),
        (ours.replace("The m", "The\u{a0}m"), ""),
        (
            ours.replace("## Action", "## Action \u{1f680}"),
            "Write `## Action`",
        ),
        (
            ours.replace("## Action", "##\u{a0}Action"),
            "Write `## Action`",
        ),
    ];
    for (text, mend) in table {
        let home = Home::new();
        home.write("config.toml", "builtin = []\n");
        home.write("decks/mine.md", &text);
        let run = home.run(&["list"]).ok();
        match mend {
            "" => assert_eq!(run.err, "", "{text}"),
            mend => assert!(run.err.contains(mend), "{text}: {}", run.err),
        }
        let fresh = Home::new();
        let path = file(&fresh, "mine.md", &text);
        let run = fresh.run(&["check", &path, "--no-fail"]).ok();
        assert!(
            run.out.contains("Not written yet: Task, Result."),
            "{text}: {}",
            run.out
        );
        fresh.run(&["import", &path]).ok();
        let cards = fresh.run(&["list", "--json"]).ok().cards();
        for card in ["the-m\u{fc}hle/action", "the-m\u{fc}hle/learning"] {
            assert!(cards.iter().any(|own| own == card), "{text}: {cards:?}");
        }
    }
}
