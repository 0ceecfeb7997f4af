//! What a recogniser heard of a story: by beat, its points, grades that a person confirms, and
//! what is refused.

use std::fs;

use rusqlite::Connection;

use crate::harness::Home;
use crate::house::root;
use crate::script::Reply;
use crate::terminal::{ENTER, Start, answers};

const NAMES: [&str; 6] = [
    "loud-hire",
    "nine-days-late",
    "safe-renewal",
    "stale-model",
    "three-loud-users",
    "unseen-checkout",
];

pub(crate) fn spoken(file: &str) -> String {
    fs::read_to_string(root().join("tests/speech").join(file)).expect("a file of an answer")
}

/// A home with the six stories that were spoken.
pub(crate) fn home() -> Home {
    let stories = NAMES.map(|name| spoken(&format!("{name}/story.md")));
    Home::with_deck(&stories.join("\n"))
}

const TINY: &str = "three-loud-users/whisper-tiny.en.json";

#[test]
fn the_story_is_found_and_shown_by_beat_in_every_format() {
    let told = ["-", "three-loud-users"].map(|story| {
        let home = home();
        let named = if story == "-" { &[][..] } else { &[story][..] };
        let command = [&["rehearse", "--transcript", "-"], named].concat();
        home.feed(&command, &spoken(TINY)).ok().out
    });
    assert_eq!(told[0], told[1], "named or not");
    let out = &told[0];
    assert!(
        out.starts_with("Three loud users, heard in standard input\n"),
        "{out}"
    );
    for shown in [
        "Result\n  And then over the next weeks, a listening time dropped 4%.",
        "    said       three of them were very loud\n",
        "    perhaps    turned the holdout down\n               heard: “offered me a holdout”\n",
        "Points: 8 said, 2 perhaps.\n",
        "  Action              32 s  of 40-60  94 words\n",
        "  Whole               74 s  of 90-120\n\n217 words in 74 s: 176 words a minute.\n",
        "No pause over 2 s.\nNo fillers heard.\n",
        "Action has room for 8 s more.\n",
    ] {
        assert!(out.contains(shown), "{shown}\n{out}");
    }
    assert!(!out.to_lowercase().contains("you said"), "{out}");
    let home = home();
    // A format that knows the times of sentences alone, and one that knows none.
    for file in ["srt", "vtt", "tsv", "json"] {
        let heard = spoken(&format!("formats/whisper.{file}"));
        let out = home
            .feed(&["rehearse", "--transcript", "-"], &heard)
            .ok()
            .out;
        assert!(out.starts_with("Loud hire, heard in"), "{out}");
        assert!(
            out.contains("  Whole               96 s  of 90-120\n"),
            "{out}"
        );
        let is_rough = out.contains("the times of beats are approximate");
        assert_eq!(is_rough, file != "json", "{file}");
    }
    let plain = spoken("formats/whisper.txt");
    let out = home
        .feed(&["rehearse", "--transcript", "-"], &plain)
        .ok()
        .out;
    assert!(
        out.contains("Points: ") && !out.contains(" s  of "),
        "{out}"
    );
    assert!(!out.contains("pause") && !out.contains("a minute"), "{out}");
}

/// How many rows some tables of the log have.
fn rows(home: &Home, tables: &[&str]) -> Vec<i64> {
    let log = Connection::open(home.database()).unwrap();
    let count = |table: &&str| {
        let sql = format!("SELECT count(*) FROM {table}");
        log.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    tables.iter().map(count).collect()
}

#[test]
fn a_told_story_is_one_run_however_often_it_is_judged_and_one_undo_takes_all_of_it() {
    let home = home();
    let judge = || {
        home.feed(&["rehearse", "--transcript", "-"], &spoken(TINY))
            .ok()
    };
    let tables = ["run", "lap", "heard", "point", "pace", "undo"];
    assert!(!judge().out.contains("already saved"));
    let once = rows(&home, &tables);
    assert_eq!(once, [1, 6, 7, 10, 1, 0]);
    // A run shows among the figures, also before any card was answered.
    let stats = home.run(&["stats"]).ok().out;
    let told = "No card answered yet.\nTold       1 run aloud, usually 74 s\n";
    assert!(stats.starts_with(told), "{stats}");
    let stats = home.run(&["stats", "--all"]).ok().out;
    assert!(
        stats.starts_with("No card answered yet.\n\nTold aloud"),
        "{stats}"
    );
    home.day(1);
    let again = judge().out;
    assert!(
        again.ends_with("This transcript is already saved, since 2 March 2026. It counts once.\n"),
        "{again}"
    );
    assert_eq!(rows(&home, &tables), once);
    // With the run goes the pace that was learned from it, and then nothing is left.
    let undone = home.run(&["undo"]).ok().err;
    assert!(
        undone.contains("Undone: the run of Three loud users"),
        "{undone}"
    );
    assert_eq!(rows(&home, &["undo"]), [2]);
    let nothing = home.run(&["undo"]).code(1).err;
    assert!(nothing.contains("there is nothing to undo"), "{nothing}");
    // It can be judged anew then.
    assert!(!judge().out.contains("already saved"));
    assert_eq!(rows(&home, &["run", "point"]), [2, 20]);
}

#[test]
fn a_transcript_of_a_story_that_is_named_is_no_longer_a_run_of_the_one_that_was_found() {
    let home = home();
    home.feed(&["rehearse", "--transcript", "-"], &spoken(TINY))
        .ok();
    // The same story under another name, so that either could have been told.
    let deck = home.read("decks/stories.md");
    let from = deck.find("# Three loud users").expect("the story");
    let story = &deck[from..];
    let story = &story[..story[1..].find("\n# ").map_or(story.len(), |end| end + 1)];
    let twin = story.replace("# Three loud users", "# Three quiet users");
    let twin = twin.replace("id: three-loud-users", "id: three-quiet-users");
    home.write("decks/twin.md", &twin);
    let judge = |story: &str| {
        let command = ["rehearse", story, "--transcript", "-"];
        home.feed(&command, &spoken(TINY)).ok().out
    };
    let told = judge("three-quiet-users");
    let moved = "This transcript was saved as a run of \"Three loud users\". Now it is one of \"Three quiet users\".";
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&told).ends_with(moved), "{told}");
    let runs = home.run(&["export", "runs"]).ok().out;
    let counting = runs
        .lines()
        .filter(|line| line.contains(",end,") && line.contains(",true,false,"));
    let counting: Vec<&str> = counting.collect();
    assert!(
        matches!(counting[..], [one] if one.contains("three-quiet-users")),
        "{runs}"
    );
    assert_eq!(rows(&home, &["pace"]), [1]);
    assert!(judge("three-quiet-users").contains("already saved"));
}

#[test]
fn without_times_that_can_be_believed_a_run_has_words_and_points_and_no_seconds() {
    let plain = spoken("formats/whisper.txt");
    let timed = spoken("formats/whisper.json");
    for (heard, seconds) in [
        (&plain, &[][..]),
        (&timed, &["--seconds", "10"]),
        (&plain, &["--seconds", "96"]),
    ] {
        let home = home();
        let command = [&["rehearse", "--transcript", "-"], seconds].concat();
        home.feed(&command, heard).ok();
        let counted = rows(&home, &["run", "lap", "heard"]);
        assert_eq!(counted, [1, 0, 7], "{seconds:?}");
        let learned = i64::from(seconds == ["--seconds", "96"]);
        assert_eq!(rows(&home, &["pace"]), [learned]);
    }
}

#[test]
fn what_a_person_corrects_is_what_is_remembered() {
    let home = home();
    let heard = root().join("tests/speech").join(TINY).display().to_string();
    let none = || Reply::Tick(Vec::new());
    let said = || {
        let log = Connection::open(home.database()).unwrap();
        let sql = "SELECT verdict FROM point WHERE part = 'action' ORDER BY at, session, number";
        let mut verdicts = log.prepare(sql).unwrap();
        let verdicts = verdicts.query_map([], |row| row.get(0)).unwrap();
        verdicts.collect::<Result<Vec<String>, _>>().unwrap()
    };
    let leave = vec![Reply::Leave, Reply::Leave];
    home.ask(&["rehearse", "--transcript", &heard], leave).ok();
    let as_heard = said();
    assert_eq!(as_heard.iter().filter(|said| *said == "perhaps").count(), 1);
    // Looked at once more, the doubt is resolved, by a row behind the others.
    let enter = || Reply::Press(star_cards::prompt::Key::Enter);
    let replies = vec![enter(), enter(), Reply::Say(false)];
    home.ask(&["rehearse", "--transcript", &heard], replies)
        .ok();
    assert_eq!(said(), [&as_heard[..], &["not".to_owned()]].concat());
    // Ticks that were taken away are an answer, too, though a grade is asked for.
    let key = Reply::Press(star_cards::prompt::Key::Char('1'));
    let replies = vec![none(), key, Reply::Leave];
    home.ask(&["rehearse", "--transcript", &heard], replies);
    assert_eq!(said().len(), as_heard.len() + 1 + 3);
}

#[test]
fn what_is_not_the_story_asked_for_is_told_and_leaves_nothing_behind() {
    let home = home();
    let german = "Ich war damals bei einem Musikdienst, und dann habe ich den Test nicht gemacht. ";
    let thanks = "Thank you for watching. See you in the next one. ";
    let language = spoken(TINY).replacen('{', "{\"language\":\"de\",", 1);
    let refused = |asked: &[&str], heard: &str, told: &str| {
        let command = [&["rehearse", "--transcript", "-", "--seconds", "60"], asked].concat();
        let run = home.feed(&command, heard).code(1);
        assert!(run.err.contains(told), "{}", run.err);
        assert_eq!(run.out, "", "{asked:?}");
        let err = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(err.to_lowercase().contains("nothing was saved"), "{err}");
    };
    let asked = ["loud-hire"];
    let instead = "this sounds like \"Three loud users\", not like \"Loud hire\"";
    refused(&asked, &spoken(TINY), instead);
    refused(
        &asked,
        &spoken(TINY),
        "star-cards rehearse three --transcript FILE",
    );
    refused(
        &asked,
        &thanks.repeat(9),
        "does not sound like \"Loud hire\"",
    );
    refused(&asked, german, "this is not English");
    refused(&[], german, "this is not English");
    refused(&[], &language, "this is not English");
    let none = home
        .feed(&["rehearse", "--transcript", "-"], &thanks.repeat(9))
        .ok();
    assert!(
        none.out
            .contains("None of your stories fits what was heard."),
        "{}",
        none.out
    );
    let mistyped = home.feed(
        &["rehearse", "loud-hiree", "--transcript", "-"],
        &spoken(TINY),
    );
    assert!(mistyped.code(1).err.contains("loud-hire"));
    assert!(!home.database().exists(), "nothing was recorded");
}

#[test]
fn what_is_no_transcript_is_told_as_such() {
    let home = home();
    let file = |name: &str, bytes: &[u8]| {
        let path = home.path().join(name);
        fs::write(&path, bytes).expect("a file");
        path.display().to_string()
    };
    let speech = spoken("formats/whisper.txt");
    let utf16 = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [vec![0xff, 0xfe], units.collect()].concat()
    };
    let folder = home.path().display().to_string();
    for (name, told) in [
        (file("a", b"I left\0it out"), "binary data, not text"),
        (file("b", b"RIFF\0\0\0\0WAVEfmt "), "it is a recording"),
        (file("c", b"\xff\xfb\x90d\0"), "it is a recording"),
        (file("d", b"%PDF-1.7\n"), "it is a PDF"),
        (folder, "this is a folder"),
        ("/dev/null".to_owned(), "this is not a plain file"),
    ] {
        let run = home.run(&["rehearse", "--transcript", &name]).code(1);
        let err = run.err.replace('\n', " ");
        assert!(err.contains(told), "{err}");
        assert!(!err.contains(".md") && !err.contains("Markdown"), "{err}");
    }
    let read = file("e", &utf16(&speech));
    let out = home.run(&["rehearse", "--transcript", &read]).ok().out;
    assert!(out.starts_with("Loud hire, heard in"), "{out}");
}

#[test]
fn what_breaks_off_is_shown_and_teaches_nothing() {
    let home = home();
    let words = spoken("formats/whisper.txt");
    let words: Vec<&str> = words.split_whitespace().collect();
    let document = |(at, word): (usize, &&str)| {
        let start = at as f64 * 0.4;
        serde_json::json!({ "words": [{ "word": word, "start": start, "end": start + 0.4 }] })
    };
    let documents = words.iter().enumerate().map(document);
    let documents: Vec<String> = documents.map(|document| document.to_string()).collect();
    let whole = documents.join("\n");
    for (heard, is_whole) in [(whole.as_str(), true), (&whole[..whole.len() - 9], false)] {
        let run = home.feed(&["rehearse", "--transcript", "-"], heard).ok();
        let tells = run.out.contains("The transcript breaks off in the middle");
        assert_eq!(tells, !is_whole, "{}", run.out);
        let undone = home.run(&["undo"]);
        assert_eq!(
            undone.err.contains("the run of Loud hire"),
            is_whole,
            "{}",
            undone.err
        );
    }
}

#[test]
fn the_checklists_open_as_heard_and_only_confirmed_grades_are_logged() {
    let heard = root().join("tests/speech").join(TINY).display().to_string();
    let qualities = |replies: Vec<Reply>| {
        let home = home();
        let run = home.ask(&["rehearse", "--transcript", &heard], replies);
        let log = home
            .run(&["export", "reviews", "--format", "json"])
            .ok()
            .json();
        let reviews = log["reviews"].as_array().expect("reviews").iter();
        let rows = reviews.map(|row| format!("{} {}", row["card"], row["quality"]));
        (rows.collect::<Vec<_>>().join(", ").replace('"', ""), run)
    };
    let enter = || Reply::Press(star_cards::prompt::Key::Enter);
    // As heard: one of four points of the Action is in doubt, and so is one of two of the Learning.
    let (logged, run) = qualities(vec![enter(), enter(), Reply::Say(true)]);
    let run = run.ok();
    for shown in [
        "Action: what did you say?\n  x three of them were very loud\n",
        "  - ? turned the holdout down (heard: offered me a holdout)\n",
        "Save these grades? Action: hard, Learning: hard",
    ] {
        assert!(run.shown.contains(shown), "{shown}\n{}", run.shown);
    }
    assert_eq!(
        logged,
        "three-loud-users/action 3, three-loud-users/learning 3"
    );
    // The person knows better; and without a yes nothing is logged.
    let all = || Reply::Tick(vec![String::new()]);
    let (logged, _) = qualities(vec![all(), Reply::Leave, Reply::Say(true)]);
    assert_eq!(logged, "three-loud-users/action 4");
    for stopped in [
        vec![enter(), enter(), Reply::Say(false)],
        vec![Reply::Leave, Reply::Leave],
        vec![enter(), Reply::Interrupt],
    ] {
        let (logged, run) = qualities(stopped);
        assert_eq!(logged, "");
        assert!(
            run.out.contains("Action has room for 8 s more."),
            "{}",
            run.out
        );
    }
}

#[test]
fn line_by_line_and_on_forty_columns_it_is_the_same() {
    let home = home();
    home.columns.set(40);
    let out = home
        .feed(&["rehearse", "--transcript", "-"], &spoken(TINY))
        .ok()
        .out;
    let wide: Vec<&str> = out.lines().filter(|row| row.chars().count() > 40).collect();
    assert!(wide.is_empty(), "{wide:#?}");
    assert!(
        out.contains("  Action              32 s  of 40-60\n"),
        "{out}"
    );

    let heard = root().join("tests/speech").join(TINY).display().to_string();
    let start = Start::at(&home).size(40, 40);
    let mut tty = start.tty(&["--plain", "rehearse", "--transcript", &heard]);
    tty.wait_for("4. read the first-day clicks");
    tty.wait_for("Enter alone for 1 3 4 as ticked")
        .send("1 2 3 4\n");
    tty.wait_for("Enter alone for 1 as ticked").send("\n");
    tty.wait_for("Learning: hard").send("y\n");
    tty.wait_for("Action has room for 8 s more.");
    assert_eq!(tty.end(), 0);
    let expected = [
        ("three-loud-users/action", 4),
        ("three-loud-users/learning", 3),
    ];
    assert_eq!(
        answers(&home),
        expected.map(|(card, quality)| (card.to_owned(), quality))
    );
    let mut tty = Start::at(&home)
        .size(40, 40)
        .tty(&["rehearse", "--transcript", &heard]);
    tty.wait_for("✔ 1 three of them").press(ENTER);
    tty.wait_for("✔ 1 ships behind").press(ENTER);
    tty.wait_for("(y/N)").press("n").wait_for("Next:");
    assert_eq!(tty.end(), 0);
}

#[test]
fn the_point_left_out_most_is_named_at_the_end_of_a_run_and_in_the_figures() {
    let home = home();
    let words = spoken("formats/whisper.txt");
    // Told three times with other words before it, and each time without one of its points.
    let judge = |before: &str| {
        let told = words.lines().filter(|line| !line.contains("trial day"));
        let told = format!("{before} {}", told.collect::<Vec<_>>().join("\n"));
        let command = ["rehearse", "--transcript", "-", "loud-hire"];
        home.feed(&command, &told).ok().out
    };
    assert!(!judge("Well.").contains("You left out"));
    let second = judge("Well, yes.");
    let line = second.lines().find(|line| line.starts_with("You left out"));
    let line = line.expect("a point that is left out").to_owned();
    assert!(line.ends_with(" in 2 of the last 2."), "{line}");
    assert!(judge("So, yes, well.").contains(&line.replace('2', "3")));
    home.run(&["grade", "loud-hire/action", "4"]).ok();
    let point = line.split(['“', '”']).nth(1).expect("the point");
    for all in [&["stats"][..], &["stats", "--all"]] {
        let shown = home.run(all).ok().out;
        assert!(
            shown.contains(point) && shown.contains("in 3 of the last 3"),
            "{shown}"
        );
    }
    assert!(
        second.contains(&format!("not heard  {point}\n")),
        "{second}"
    );
    let report = home.run(&["export", "report"]).ok().out;
    assert!(report.contains("What was heard") && !report.contains(point));
    let runs = home.run(&["export", "runs"]).ok().out;
    assert!(runs.contains(",end,,true,false,transcript,"), "{runs}");
    // A copy of the log brings nothing anew, however often, and the figures stay.
    let copy = home.file("copy.db").display().to_string();
    home.run(&["backup", "--log-only", "-o", &copy]).ok();
    let figures = || {
        let command = ["export", "stats", "--format", "json"];
        home.run(&command).ok().out
    };
    let before = figures();
    home.run(&["import", &copy]).ok();
    home.run(&["import", &copy]).ok();
    assert_eq!(figures(), before);
    assert_eq!(rows(&home, &["run"]), [3]);
}
