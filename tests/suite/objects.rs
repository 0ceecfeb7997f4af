//! The wrong object, or the wrong words: what is promised is taken, what is named is what is
//! meant, and what is no answer is refused by what it is.

use star_cards::prompt::Key;

use crate::harness::{Home, NINE_DAYS};
use crate::script::Reply;

const TAP: Reply = Reply::Press(Key::Char(' '));

/// A home with one story that was told to its end.
fn told() -> Home {
    let home = Home::with_deck(NINE_DAYS);
    let taps = [TAP, TAP, TAP, TAP, TAP];
    let quits = [Reply::Leave, Reply::Leave, Reply::Leave];
    home.ask(
        &["rehearse", "nine-days-late"],
        taps.into_iter().chain(quits),
    );
    home
}

#[test]
fn every_export_that_is_promised_with_text_takes_it() {
    let home = told();
    let formats: [&[&str]; 7] = [
        &["report"],
        &["stats", "--format", "csv"],
        &["stats", "--format", "json"],
        &["stats", "--format", "md"],
        &["reviews", "--format", "csv"],
        &["runs", "--format", "csv"],
        &["runs", "--format", "json"],
    ];
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    for format in formats {
        let export = [&["export"], format].concat();
        let bare = home.run(&export).ok().out;
        assert!(!bare.contains("Nine days late"), "{export:?}: {bare}");
        let full = home.run(&[&export[..], &["--with-text"]].concat()).ok().out;
        assert!(full.contains("Nine days late"), "{export:?}: {full}");
    }
}

#[test]
fn a_run_of_a_story_that_is_gone_has_no_title() {
    let home = told();
    home.write("decks/stories.md", "# Another\n");
    let runs = ["export", "runs", "--with-text", "--format"];
    let json = home.run(&[&runs[..], &["json"]].concat()).ok().json();
    assert_eq!(json["laps"][0]["title"], serde_json::Value::Null);
    let csv = home.run(&[&runs[..], &["csv"]].concat()).ok().out;
    assert!(csv.starts_with(
        "session,run,story,at,day,part,ms,finished,undone,source,words,points,said,title\n"
    ));
    assert!(
        csv.lines()
            .nth(1)
            .is_some_and(|line| line.ends_with("false,tapped,,,,")),
        "{csv}"
    );
}

/// A spreadsheet needs an apostrophe before it; a program gets the words as they are.
#[test]
fn a_title_that_could_be_a_formula_is_as_written_for_programs() {
    let home = told();
    let deck = home.read("decks/stories.md");
    home.write(
        "decks/stories.md",
        &deck.replace("# Nine days late", "# -9 days"),
    );
    let runs = ["export", "runs", "--with-text", "--format"];
    let json = home.run(&[&runs[..], &["json"]].concat()).ok().json();
    assert_eq!(json["laps"][0]["title"], "-9 days");
    let csv = home.run(&[&runs[..], &["csv"]].concat()).ok().out;
    assert!(csv.contains(",'-9 days\n"), "{csv}");
}

#[test]
fn an_id_of_the_scheduler_goes_back_as_it_came() {
    let ids = [
        "18446744073709551616123",
        "-0",
        "1e400",
        "0.10",
        r#""a\u0041\/é""#,
    ];
    let cards: Vec<String> = ids
        .iter()
        .map(|id| format!("{{\"id\":{id},\"added\":\"2026-01-01\",\"reviews\":[]}}"))
        .collect();
    let ask = |cards: &[String]| {
        let cards = cards.join(",");
        let line = format!("{{\"op\":\"plan\",\"today\":\"2026-01-17\",\"cards\":[{cards}]}}\n");
        Home::new().feed(&["schedule"], &line).ok().out
    };
    assert_eq!(ask(&cards), format!("{{\"review\":[{}]}}\n", ids.join(",")));
    // Two spellings of one string are one id; a number is none of its digits as a string.
    let of = |id: &str| format!("{{\"id\":{id},\"added\":\"2026-01-01\",\"reviews\":[]}}");
    let twice = ask(&[of(r#""aA""#), of(r#""a\u0041""#)]);
    assert!(twice.contains("twice"), "{twice}");
    assert_eq!(ask(&[of("7"), of("\"7\"")]), "{\"review\":[7,\"7\"]}\n");
    let nothing = ask(&[of("{\"a\":1}")]);
    assert!(
        nothing.contains("neither a number nor a string"),
        "{nothing}"
    );
}

#[test]
fn a_wrong_line_of_grades_says_what_where_and_what_next() {
    let home = Home::with_deck(NINE_DAYS);
    for (line, what, next) in [
        (
            r#"{"card":"x","quality":4}"#,
            "line 2: there is no card `x`\n",
            "star-cards list",
        ),
        (
            r#"{"card":"nine-days-late/actoin","quality":4}"#,
            "line 2: there is no card `nine-days-late/actoin`\n",
            "star-cards show nine-days-late",
        ),
        (
            r#"{"card":"nine-days-late","quality":4}"#,
            "line 2: nine-days-late is a story, not a card\n",
            "Its cards: nine-days-late/action",
        ),
        (
            r#"{"card":"nine-days-late/action","quality":9}"#,
            "line 2: 9 is not a quality\n",
            "Give a whole number from 0 to 5.",
        ),
        (
            r#"{"card":"nine-days-late/action","quality":4,"at":"then"}"#,
            "line 2: `then` is not a time",
            "with its offset",
        ),
        (
            "nine-days-late/action 4",
            "line 2: expected",
            "A line reads",
        ),
    ] {
        let good = r#"{"card":"nine-days-late/action","quality":4}"#;
        let run = home
            .feed(&["grade", "--from", "-"], &format!("{good}\n{line}\n"))
            .code(2);
        assert!(run.err.contains(what), "{line}: {}", run.err);
        assert!(run.err.contains(next), "{line}: {}", run.err);
        assert!(
            run.err.contains("Nothing was recorded."),
            "{line}: {}",
            run.err
        );
    }
    assert!(!home.database().exists(), "all or nothing");
}

/// Two stories; one has the word of a role by another word.
const TWO: &str = "\
# Quiet pager

id: quiet-pager

## Action

I turned the alerts off because they are loud.

## Learning

I do a dry run of every release with the team.

# Late menu

id: late-menu

## Action

I left the menu to the printer.

## Learning

I read the menu aloud before it goes out.
";

#[test]
fn pick_explains_with_words_of_the_role_and_no_empty_ones() {
    let home = Home::with_deck(TWO);
    let role = "We're hiring: monitoring, doing releases, and what is needed to keep it going";
    let picks = home.run(&["pick", "--role", role, "--json"]).ok().json();
    assert_eq!(picks["picks"][0]["story"], "quiet-pager");
    assert_eq!(
        picks["picks"][0]["words"],
        serde_json::json!(["monitoring", "releases"])
    );
    assert_eq!(picks["picks"][1]["words"], serde_json::json!([]));
    let told = home.run(&["pick", "--role", role]).ok().out;
    assert!(told.contains("monitoring, releases"), "{told}");
    assert!(!told.contains("alerts"), "{told}");
}

#[test]
fn a_closing_for_the_role_is_told_in_the_picks() {
    let home = Home::with_deck(TWO);
    let role = "monitoring and releases";
    let order = |home: &Home| {
        let picks = home.run(&["pick", "--role", role, "--json"]).ok().json();
        let picks = picks["picks"].as_array().expect("picks").clone();
        let told = picks
            .iter()
            .map(|pick| (pick["story"].clone(), pick["closes"].clone()));
        told.collect::<Vec<_>>()
    };
    let before = order(&home);
    assert_eq!(before[0], ("quiet-pager".into(), false.into()));
    let other = before[1].0.as_str().expect("an id");
    let closing = "In this role I would read each alert aloud.";
    home.run(&["closing", other, "--role", role, "--set", closing])
        .ok();
    assert_eq!(
        order(&home),
        [
            (other.into(), true.into()),
            ("quiet-pager".into(), false.into())
        ]
    );
}

#[test]
fn the_deck_of_traps_is_no_story_to_tell() {
    let home = Home::new();
    let told: [&[&str]; 4] = [
        &["rehearse", "traps"],
        &["calibrate", "traps"],
        &["check", "traps"],
        &[
            "interview",
            "add",
            "Acme",
            "--date",
            "2026-03-20",
            "--stories",
            "traps",
        ],
    ];
    for command in told {
        let run = home.ask(command, []).code(2);
        let said = format!("{}{}", run.err, run.shown);
        assert!(
            said.contains("`traps` is the deck of trap cards"),
            "{command:?}: {said}"
        );
        assert!(
            said.contains("star-cards review traps"),
            "{command:?}: {said}"
        );
    }
    // Nor is it in the menu of what can be read aloud.
    let menu = home.ask(&["calibrate"], [Reply::Interrupt]).code(130).shown;
    assert!(menu.contains("core-") && !menu.contains("traps"), "{menu}");
}

#[test]
fn files_without_words_are_refused_by_what_they_are() {
    let home = told();
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let report = home.run(&["export", "report", "--with-text"]).ok().out;
    let stats = home.run(&["export", "stats"]).ok().out;
    let reviews = home
        .run(&["export", "reviews", "--format", "json"])
        .ok()
        .out;
    let files: [(&str, &[u8], &str); 12] = [
        ("report.html", report.as_bytes(), "figures, not stories"),
        ("stats.csv", stats.as_bytes(), "figures, not stories"),
        ("reviews.json", reviews.as_bytes(), "figures, not stories"),
        ("a.md", b"{\\rtf1\\ansi\\pard Situation\\par}", "rich text"),
        ("b.md", b"%PDF-1.7\n1 0 obj\n", "a PDF"),
        (
            "c.md",
            b"PK\x03\x04\x14\0\0\0[Content_Types].xml word/document.xml",
            "office program",
        ),
        ("d.md", b"PK\x03\x04\x14\0\0\0notes.md# A\n", "zip archive"),
        ("e.md", b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        ("f.md", b"\x1f\x8b\x08\0\0", "packed archive"),
        ("g.md", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "a calendar"),
        (
            "h.md",
            b"1\n00:00:01,000 --> 00:00:02,000\nI left\n",
            "subtitles",
        ),
        (
            "i.md",
            b"WEBVTT\n\n00:01.000 --> 00:02.000\nI left\n",
            "subtitles",
        ),
    ];
    for (name, bytes, what) in files {
        std::fs::write(home.file(name), bytes).expect("a file");
        let path = home.file(name).display().to_string();
        for command in [
            &["import", &path][..],
            &["import", "--dry-run", &path],
            &["check", &path],
            &["rehearse", "--transcript", &path, "--seconds", "60"],
        ] {
            // Subtitles are what a recogniser writes.
            if what == "subtitles" && command[0] == "rehearse" {
                home.run(command).ok();
                continue;
            }
            let run = home.run(command).code(1);
            let is_zip = what == "zip archive" && command[0] != "import";
            assert!(is_zip || run.err.contains(what), "{command:?}: {}", run.err);
            assert!(
                run.err.lines().count() > 1,
                "{command:?} has no way out: {}",
                run.err
            );
            assert_eq!(run.out, "", "{command:?}");
        }
        std::fs::remove_file(home.file(name)).expect("it goes");
    }
    let run = home.feed(&["import", "-"], "%PDF-1.4\n").code(1);
    assert!(
        run.err.contains("standard input: it is a PDF"),
        "{}",
        run.err
    );
    assert_eq!(
        home.read("decks/stories.md"),
        NINE_DAYS,
        "nothing was added"
    );
}

/// A spoken answer of so many words.
fn spoken(words: usize) -> String {
    "I left the valve open and it flooded. ".repeat(words / 8)
}

#[test]
fn a_pace_is_learned_only_where_people_speak_so_and_can_be_taken_back() {
    let home = Home::with_deck(NINE_DAYS);
    let judged = |words: usize, seconds: &str| {
        let command = ["rehearse", "--transcript", "-", "--seconds", seconds];
        home.feed(&command, &spoken(words)).ok().out
    };
    let rate = || {
        let json = home
            .run(&["check", "nine-days-late", "--json", "--no-fail"])
            .ok()
            .json();
        json["timing"]["words_per_minute"].clone()
    };
    for (words, seconds) in [(1000, "60"), (264, "60"), (56, "60")] {
        let told = judged(words, seconds);
        assert!(
            told.contains("60 to 260 words a minute, so no pace was saved"),
            "{told}"
        );
    }
    assert!(!home.database().exists(), "nothing was learned");
    for _ in 0..3 {
        let told = judged(200, "60");
        assert!(!told.contains("no pace"), "{told}");
    }
    assert_eq!(rate(), 200);
    let undone = home.run(&["undo"]).ok().err;
    assert!(
        undone.contains("the pace of 200 words a minute"),
        "{undone}"
    );
    // Two transcripts are too few to go by.
    assert_eq!(rate(), 150);
}

/// Subtitles of so many words, eight in two seconds.
fn subtitles(words: usize) -> String {
    let cue = |number: usize| {
        let second = |seconds: usize| format!("00:{:02}:{:02},000", seconds / 60, seconds % 60);
        let (from, to) = (second(2 * number), second(2 * number + 2));
        format!(
            "{}\n{from} --> {to}\nI left the valve open and it flooded.\n\n",
            number + 1
        )
    };
    (0..words / 8).map(cue).collect()
}

#[test]
fn numbers_and_times_of_a_transcript_are_no_words() {
    let home = Home::with_deck(NINE_DAYS);
    let judged = |transcript: &str, more: &[&str]| {
        let command = [&["rehearse", "--transcript", "-"], more].concat();
        home.feed(&command, transcript)
    };
    let json = r#"{"text":"I left the valve open and it flooded.","segments":[
        {"start":0,"end":2,"text":"I left the valve open and it flooded."}]}"#;
    let subtitled = subtitles(80);
    for (transcript, told) in [
        (subtitled.as_str(), "80 words in 20 s: 240 words a minute."),
        (json, "8 words in 2 s: 240 words a minute."),
    ] {
        let out = judged(transcript, &[]).ok().out;
        assert!(out.contains(told), "{out}");
    }
    assert!(
        !home.database().exists(),
        "no story was told, so nothing is known of who spoke"
    );
    // The seconds that a person names count more than those of the recogniser.
    let out = judged(&subtitles(80), &["--seconds", "30"]).ok().out;
    assert!(
        out.contains("80 words in 30 s: 160 words a minute."),
        "{out}"
    );
    let newest = home.run(&["undo"]).ok().err;
    assert!(
        newest.contains("the pace of 160 words a minute"),
        "{newest}"
    );
    let other = judged("{\"stories\":[\"I left\"]}", &["--seconds", "3"]).code(1);
    assert!(other.err.contains("not a transcript"), "{}", other.err);
    let long = judged(&subtitles(8).repeat(3_000), &[]).code(1);
    assert!(long.err.contains("more than one answer"), "{}", long.err);
}

#[test]
fn calibrate_refuses_what_nobody_speaks_and_says_what_is_used() {
    let home = Home::with_deck(NINE_DAYS);
    // A second goes by at each key; the story has some forty words.
    let read = |seconds| {
        let waits = std::iter::repeat_n(Reply::key('z'), seconds);
        let taps = std::iter::once(TAP).chain(waits).chain([TAP]);
        home.ask(&["calibrate", "nine-days-late"], taps)
    };
    let run = read(400).code(1);
    assert!(run.err.contains("people speak 60 to 260"), "{}", run.err);
    assert!(run.err.contains("Nothing was saved."), "{}", run.err);
    assert!(!home.database().exists());
    home.write("config.toml", "builtin = []\nwords_per_minute = 170\n");
    let run = read(20).ok();
    assert!(run.err.contains("words_per_minute = 170"), "{}", run.err);
    assert!(!run.err.contains("Your rate is"), "{}", run.err);
}

#[test]
fn what_a_person_wrote_is_never_written_over_by_an_export() {
    let home = told();
    home.write("jobs/job.txt", "We look for somebody.\n");
    home.write("drafts/a.md", "# Half a story\n");
    home.write("trash/old.md", "# Old\n");
    for (name, what) in [
        ("jobs/job.txt", "the job text of an interview"),
        ("drafts/a.md", "a draft of yours"),
        ("trash/old.md", "in the trash"),
        ("decks/new.md", "a deck of yours, or would be one"),
        ("decks/stories.md", "a deck of yours, or would be one"),
    ] {
        let before = home.files();
        let path = home.file(name).display().to_string();
        for export in [
            &["export", "stats"][..],
            &["export", "stats", "--format", "md"],
            &["export", "runs", "--with-text"],
            &["export", "reviews"],
            &["export", "report"],
            &["export", "ics"],
            &["export", "anki"],
            &["backup"],
        ] {
            let run = home
                .run(&[export, &["-o", &path, "--force"]].concat())
                .code(2);
            let said = run.err.replace("\n  ", " ");
            assert!(said.contains(what), "{export:?} {name}: {}", run.err);
        }
        assert_eq!(home.files(), before, "{name}");
    }
    assert_eq!(home.read("jobs/job.txt"), "We look for somebody.\n");
    // Elsewhere under the home it may be written.
    let report = home.file("report.html").display().to_string();
    home.run(&["export", "report", "-o", &report]).ok();
}

#[test]
fn what_cannot_be_meant_says_so_and_what_to_do() {
    let home = Home::with_deck(NINE_DAYS);
    home.write("empty", "");
    let empty = home.file("empty").display().to_string();
    let table: [(&[&str], u8, &str, &str); 8] = [
        (
            &["pick", "--role", " "],
            2,
            "--role is empty",
            "Name the role",
        ),
        (&["pick", "--jd", &empty], 1, "empty is empty", "plain text"),
        (
            &["import", "nowhere.md"],
            1,
            "nowhere.md cannot be read",
            "Check the path",
        ),
        (
            &["rehearse", "--transcript", &empty],
            1,
            "there are no words in it",
            "Save what",
        ),
        (
            &["closing", "nine-days-late", "--set", " "],
            2,
            "the closing is empty",
            "--set",
        ),
        (
            &["rename", "nine-days-late", "traps"],
            1,
            "belongs to the built-in",
            "Choose another",
        ),
        (
            &["man", "-o", &empty],
            2,
            "is not a folder",
            "Name a folder",
        ),
        (
            &["--home", &empty, "due"],
            1,
            "is a file, not a folder",
            "--home DIR",
        ),
    ];
    for (command, code, what, next) in table {
        let run = home.run(command).code(code);
        let said = run.err.replace("\n  ", " ");
        assert!(said.contains(what), "{command:?}: {}", run.err);
        assert!(said.contains(next), "{command:?}: {}", run.err);
    }
    assert!(!home.database().exists(), "nothing was written");
    let none = home.run(&["grade", "--from", &empty]).ok();
    assert!(none.err.contains("0 answers recorded"), "{}", none.err);
    assert!(!home.database().exists(), "nothing was recorded");
    let checked = home.run(&["check", &empty]).ok().out;
    assert!(
        checked.contains("Nothing is written in it yet."),
        "{checked}"
    );
    let resumed = home.run(&["resume", "nine-days-late"]).ok();
    assert!(
        resumed.err.contains("Nine days late is not suspended"),
        "{}",
        resumed.err
    );
    assert!(!home.database().exists(), "nothing was resumed");
}

#[test]
fn a_closing_for_another_role_is_shown_as_what_it_is() {
    let home = Home::with_deck(NINE_DAYS);
    let set = [
        "closing",
        "nine-days-late",
        "--set",
        "That is why I ask first.",
    ];
    home.run(&set).ok();
    let shown = home
        .run(&["closing", "nine-days-late", "--role", "Baker"])
        .ok()
        .out;
    assert!(shown.contains("That is why I ask first."), "{shown}");
    assert!(
        shown.contains("no closing of its own for Baker yet"),
        "{shown}"
    );
    let plain = home.run(&["closing", "nine-days-late"]).ok().out;
    assert!(!plain.contains("yet"), "{plain}");
}

#[test]
fn texts_for_programs_are_no_stories() {
    let home = Home::with_deck(NINE_DAYS);
    let add = ["interview", "add", "Acme", "--date", "2026-03-20"];
    home.run(&add).ok();
    let brief = home.run(&["brief", "Acme", "--markdown"]).ok().out;
    let schema = home.run(&["export", "stats", "--schema"]).ok().out;
    let settings = home.run(&["config", "--print"]).ok().out;
    for (text, what) in [
        (brief.as_str(), "star-cards brief"),
        (&schema, "it is JSON"),
        (&settings, "it holds settings"),
        ("{\"a\":[1,2]}\n", "it is JSON"),
        ("<?xml version=\"1.0\"?><a/>\n", "a page of markup"),
        ("\\documentclass{article}\n", "it is LaTeX"),
    ] {
        let run = home.feed(&["import", "-"], text).code(1);
        assert!(
            run.err.replace("\n  ", " ").contains(what),
            "{what}: {}",
            run.err
        );
        assert!(
            run.err.lines().count() > 1,
            "{what} has no way out: {}",
            run.err
        );
    }
    assert_eq!(home.read("decks/stories.md"), NINE_DAYS);
}

#[test]
fn a_wrong_name_or_file_is_told_by_what_it_is() {
    let home = Home::with_deck(NINE_DAYS);
    std::fs::write(home.file("p.zip"), b"PK\x03\x04\x14\0\0\0meta\0\x01").expect("a file");
    std::fs::write(home.file("binary"), b"a\0b").expect("a file");
    let file = |name: &str| home.file(name).display().to_string();
    let (zip, binary, nowhere) = (file("p.zip"), file("binary"), file("nowhere.txt"));
    let table: [(&[&str], u8, &str, &str); 6] = [
        (
            &["check", "nine-days-late/action"],
            2,
            "is neither a story nor a file",
            "star-cards check nine",
        ),
        (
            &["check", &zip],
            1,
            "packed archive or an Anki package",
            "star-cards import",
        ),
        (
            &["pick", "--jd", &zip],
            1,
            "packed archive or an Anki package",
            "Unpack it",
        ),
        (
            &["add", "--from", &binary],
            1,
            "binary data",
            "name that file",
        ),
        (
            &["check", &nowhere],
            1,
            "there is no such file",
            "Check the path",
        ),
        (
            &["grade", "--from", &nowhere],
            1,
            "there is no such file",
            "Check the path",
        ),
    ];
    for (command, code, what, next) in table {
        let run = home.run(command).code(code);
        let said = run.err.replace("\n  ", " ");
        assert!(said.contains(what), "{command:?}: {}", run.err);
        assert!(said.contains(next), "{command:?}: {}", run.err);
        assert!(!said.contains("decks folder"), "{command:?}: {}", run.err);
    }
    let empty = home.feed(&["import", "-"], "\n").code(1).err;
    assert!(
        empty.contains("standard input: there are no words"),
        "{empty}"
    );
    home.run(&["interview", "add", "Acme", "--date", "2026-03-20"])
        .ok();
    let picked = home.run(&["pick", "--interview", "Acme"]).ok().out;
    assert!(
        picked.contains("This role has no words to search for"),
        "{picked}"
    );
    let picked = home.run(&["pick", "--role", "Baker"]).ok().out;
    assert!(
        picked.contains("No story has a word of this role"),
        "{picked}"
    );
    let done = home.run(&["interview", "done", "Acme"]).ok().err;
    let way = "star-cards interview edit Acme@2026-03-20 --date 2026-03-20";
    assert!(done.replace("\n  ", " ").contains(way), "{done}");
}

/// The table of commands is a promise: each flag that it names is taken.
#[test]
fn every_flag_of_the_table_of_commands_is_there() {
    let page = std::fs::read_to_string("docs/commands.md").expect("the page");
    let home = Home::new();
    let help = |command: &[&str]| home.run(&[command, &["--help"]].concat()).ok().out;
    let mut count = 0;
    for row in page.lines().filter(|line| line.starts_with("| `")) {
        let row = row.replace("\\|", "/");
        let (name, about) = row[1..].split_once('|').expect("two cells");
        // Of `edit`, `show` one takes the flag, of `export stats/runs` each.
        let names = name.split(',').map(|name| name.trim().trim_matches('`'));
        let helps = names.map(|command| {
            let words = command.split(' ').filter(|word| *word != "star-cards");
            let words = words.take_while(|word| word.starts_with(char::is_lowercase));
            let words: Vec<&str> = words.collect();
            let (last, before) = words.split_last().unwrap_or((&"", &[]));
            let each = last.split('/').map(|last| match last {
                "" => help(&[]),
                "interview" => help(&["interview", "add"]),
                last => help(&[before, &[last]].concat()),
            });
            each.collect::<Vec<_>>()
        });
        let helps: Vec<Vec<String>> = helps.collect();
        // Code that begins with a flag speaks of this command, other code of another one.
        let code = about.split('`').skip(1).step_by(2);
        for code in code.filter(|code| code.starts_with("--")) {
            let flags = code
                .split([' ', '[', ']'])
                .filter(|word| word.starts_with("--"));
            for flag in flags {
                let has = |each: &Vec<String>| each.iter().all(|help| help.contains(flag));
                assert!(helps.iter().any(has), "{name} has no {flag}");
                count += 1;
            }
        }
    }
    assert!(count > 30, "{count}");
}
