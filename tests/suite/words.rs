//! Words that a person wrote, and what machines put between them: signs that look like markup,
//! accents in two spellings, byte order marks, lines that look like headings.

use rusqlite::Connection;

use crate::harness::{Home, NINE_DAYS};
use crate::script::Reply;

/// A story with these lines as its Action.
fn story(action: &str) -> String {
    format!(
        "# Nine days late\n\nid: late\n\n## Action\n\n{action}\n\n## Learning\n\nI **ask first**.\n"
    )
}

#[test]
fn what_only_looks_like_markup_is_shown_everywhere() {
    let home = Home::with_deck(&story(
        "I put one Vec<String> into <service> and\n**skipped the <auth> shim**.\n\n<details>\n  a <b>quiet</b> <T>\n</details>\n\n<!-- a note --> And told nobody.",
    ));
    let words = [
        "Vec<String> into <service>",
        "skipped the <auth> shim",
        "a quiet <T>",
        "And told nobody.",
    ];
    let shown = home.run(&["show", "late"]).ok().out;
    let stats = home
        .run(&["export", "stats", "--format", "json", "--with-text"])
        .ok()
        .out;
    for words in words {
        assert!(shown.contains(words), "{words}: {shown}");
        assert!(stats.contains(words), "{words}: {stats}");
    }
    assert!(
        !shown.contains("a note") && !shown.contains("<b>"),
        "{shown}"
    );
    let card = home.ask(
        &["review", "late/action"],
        [Reply::key(' '), Reply::key('3')],
    );
    assert!(
        card.shown.contains("- skipped the <auth> shim"),
        "{}",
        card.shown
    );
}

#[test]
fn forced_line_breaks_and_code_keep_their_lines() {
    let home = Home::with_deck(&story(
        "Week one: plan.  \nWeek two: **skipped**.\\\nWeek three: told<br>nobody.\n\n- Week four: a  \n  Week five: b\n\n```\nWeek six();\n  Week seven();\n```",
    ));
    let shown = home.run(&["show", "late"]).ok().out;
    let weeks = shown
        .lines()
        .filter(|line| line.trim().trim_start_matches("- ").starts_with("Week"));
    assert_eq!(weeks.count(), 7, "{shown}");
    assert!(
        shown.lines().any(|line| line.trim() == "nobody."),
        "{shown}"
    );
}

#[test]
fn accents_spelt_in_two_ways_are_one_story_with_one_history() {
    let apart = "# Re\u{301}sume\u{301}\n\n## Action\n\nI left.\n\n## Learning\n\nI ask.\n";
    let composed = "# R\u{e9}sum\u{e9}\n\n## Action\n\nI left.\n\n## Learning\n\nI ask.\n";
    let home = Home::new();
    home.write("a.md", apart);
    home.write("b.md", composed);
    home.run(&["import", &home.file("a.md").display().to_string()])
        .ok();
    let again = home
        .run(&["import", &home.file("b.md").display().to_string()])
        .ok();
    assert!(
        again
            .err
            .contains("Already here with the same text: 1 story"),
        "{}",
        again.err
    );
    assert!(
        home.read("decks/stories.md")
            .contains("id: r\u{e9}sum\u{e9}\n")
    );
    // A row of an earlier version has the name as macOS spelt it.
    home.run(&["grade", "re\u{301}sume\u{301}/action", "4"])
        .ok();
    let log = Connection::open(home.database()).unwrap();
    log.execute_batch(
        "INSERT INTO review SELECT at - 86400000 * 9, session, number + 90, 're\u{301}sume\u{301}/action', day - 9, quality, ms, source FROM review",
    )
    .unwrap();
    drop(log);
    let cards = home.run(&["list", "--json"]).ok();
    assert_eq!(cards.card("r\u{e9}sum\u{e9}/action")["repetitions"], 2);
    let list = home.run(&["list"]).ok();
    assert!(!list.err.contains("no story has"), "{}", list.err);
    home.run(&["show", "re\u{301}sume\u{301}"]).ok();
    for (deck, title) in [("me\u{301}", "U"), ("m\u{e9}", "V")] {
        let text = format!("# {title}\n\n## Action\n\nx\n\n## Learning\n\ny\n");
        home.feed(&["add", "--from", "-", "--deck", deck], &text)
            .ok();
    }
    assert!(home.read("decks/me\u{301}.md").contains("# V"));
    home.run(&["rename", "re\u{301}sume\u{301}", "cafe\u{301}"])
        .ok();
    let cards = home.run(&["list", "--json"]).ok();
    assert_eq!(cards.card("caf\u{e9}/action")["repetitions"], 2);
}

#[test]
fn a_byte_order_mark_is_no_word() {
    let home = Home::with_deck(NINE_DAYS);
    let line = "{\"card\":\"nine-days-late/action\",\"quality\":4}\r\n";
    home.feed(&["grade", "--from", "-"], &format!("\u{feff}{line}"))
        .ok();
    home.write("grades", &format!("\u{feff}{line}\u{feff}\n\u{feff}{line}"));
    home.run(&[
        "grade",
        "--from",
        &home.file("grades").display().to_string(),
    ])
    .ok();
    let sm2 = "\u{feff}{\"op\":\"sm2\",\"grades\":[5]}\r\n";
    let answers = home.feed(&["schedule"], &format!("{sm2}{sm2}")).ok().out;
    assert!(!answers.contains("error"), "{answers}");
    home.feed(
        &["closing", "--set", "-", "nine-days-late"],
        "\u{feff}That is how I work.\n",
    )
    .ok();
    assert!(
        home.read("decks/stories.md")
            .contains("\n\nThat is how I work.")
    );
    let told = "\u{feff}## Action\n\nI left.\n";
    let check = home.feed(&["check", "-", "--no-fail", "--json"], told).ok();
    let missing = check.json()["missing"].to_string();
    assert!(
        missing.contains("Learning") && !missing.contains("Action"),
        "{missing}"
    );
    home.write("config.toml", "\u{feff}new_per_day = 3\n");
    home.run(&["due"]).ok();
}

#[test]
fn a_line_that_looks_like_a_heading_stays_in_its_beat() {
    let home = Home::with_deck("");
    home.env
        .borrow_mut()
        .insert("EDITOR".to_owned(), "ed".to_owned());
    let typed = |text: &str| Reply::Type(text.to_owned());
    let written = |text: &str| Reply::Write(text.to_owned(), true);
    home.ask(
        &["add"],
        [
            Reply::Take("judgement".to_owned()),
            typed("Wrong hire"),
            typed(""),
            Reply::Say(false),
            written("# The team\n\nI led it."),
            written("## Action\n\nThe offer was mine."),
            written("```\nrole:\n# no heading\n```\n"),
            written("I **decided**.\n\n# Second try\n\nAnd again."),
            written("One left\n---\nthe team."),
            written("I ask each time.\n##Result\nOne more."),
        ],
    )
    .ok();
    let deck = home.read("decks/stories.md");
    assert_eq!(
        deck.lines().filter(|line| line.starts_with("# ")).count(),
        2,
        "{deck}"
    );
    let list = home.run(&["list", "--json"]).ok();
    for card in ["action", "learning"] {
        list.card(&format!("wrong-hire/{card}"));
    }
    let shown = home.run(&["show", "wrong-hire"]).ok().out;
    for words in [
        "The team",
        "I led it.",
        "The offer was mine.",
        "role:",
        "# no heading",
        "Second try",
        "And again.",
        "One left",
        "the team.",
        "One more.",
    ] {
        assert!(
            shown.contains(words) || deck.contains(words),
            "{words}: {shown}"
        );
    }
    assert!(
        shown.contains("And again.") && shown.contains("The offer was mine."),
        "{shown}"
    );
}

#[test]
fn headings_with_a_hard_blank_are_imported_as_what_they_were_meant_for() {
    let home = Home::new();
    home.write(
        "notion.md",
        "#\u{a0}The mill\n\n##\u{a0}Action\n\nI left.\n\n##Learning \u{1f4a1}\n\nI ask.\n",
    );
    let file = home.file("notion.md").display().to_string();
    home.run(&["import", &file]).ok();
    let list = home.run(&["list", "--json"]).ok();
    for card in ["the-mill/action", "the-mill/learning"] {
        list.card(card);
    }
}

#[test]
fn names_of_wide_letters_are_not_cut_where_they_fit() {
    let name = "\u{9045}\u{308c}\u{305f}\u{8a71}\u{3068}\u{540d}\u{524d}";
    let home = Home::with_deck(&format!(
        "# {name}\n\nid: {name}\n\n## Action\n\nI left.\n\n## Learning\n\nI ask.\n"
    ));
    for kind in ["action", "learning"] {
        home.run(&["grade", &format!("{name}/{kind}"), "1"]).ok();
    }
    let stats = home.run(&["stats"]).ok().out;
    assert!(
        stats.contains(name) && !stats.contains('\u{2026}'),
        "{stats}"
    );
}

#[test]
fn nothing_that_steers_or_hides_reaches_a_terminal() {
    let signs = [
        '\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}', '\u{2060}', '\u{2028}', '\u{2029}',
        '\u{9b}',
    ];
    let hostile: String = signs.iter().map(|sign| format!("a{sign}")).collect();
    let home = Home::with_deck(&format!(
        "# T{hostile}\n\nid: late\nrole: R{hostile}\nquestion: Q{hostile}?\ntags: t{hostile}\nmood: m{hostile}\n\n## Situation\n\nS{hostile}\n\n## Action\n\nI **left{hostile}**.\n\n## Learning\n\nI ask.\n\n## Closing\n\nC{hostile}\n\n## Traps\n\n- deflection: D{hostile}\n\n## Note{hostile}\n\nN{hostile}\n"
    ));
    home.run(&["interview", "add", "Globex", "--date", "2026-03-09"])
        .ok();
    home.run(&["grade", "late/action", "4"]).ok();
    let commands: [&[&str]; 14] = [
        &["show", "late"],
        &["list"],
        &["list", "--json"],
        &["stats"],
        &["pick", "--role", "r"],
        &["pick", "--role", "r", "--json"],
        &["brief", "Globex"],
        &["check", "--no-fail"],
        &["export", "stats", "--format", "md", "--with-text"],
        &["export", "stats", "--format", "csv", "--with-text"],
        &["export", "stats", "--format", "json", "--with-text"],
        &["export", "report", "--with-text"],
        &["export", "ics"],
        &["due"],
    ];
    for command in commands {
        let run = home.run(command);
        assert_ne!(run.code, 2, "{command:?}: {run:?}");
        for shown in [&run.out, &run.err] {
            assert!(!shown.contains(signs), "{command:?}: {shown}");
        }
    }
}
