//! Short names for stories, cards and interviews: what may be typed, and what is refused.

use insta::assert_snapshot;

use crate::harness::{Home, NINE_DAYS};

/// Two stories whose names begin alike, and one that does not.
fn home() -> Home {
    let story = |name: &str, title: &str| {
        let story = NINE_DAYS.replace("nine-days-late", name);
        story.replace("Nine days late", title)
    };
    let hire = story("the-hire-i-waved-through", "The hire I waved through");
    let launch = story("the-launch", "The launch without a rollback");
    Home::with_deck(&format!("{NINE_DAYS}\n{hire}\n{launch}"))
}

#[test]
fn list_shows_only_the_stories_whose_title_has_the_words() {
    let home = Home::with_deck(&format!(
        "{NINE_DAYS}\n# The hire\n\n## Action\n\nI hired.\n"
    ));
    let list = home.run(&["list", "LATE", "nine"]).ok().out;
    assert!(list.contains("Nine days late"), "{list}");
    assert!(!list.contains("The hire"), "{list}");
    let none = home.run(&["list", "launch"]).ok().out;
    assert!(
        none.starts_with("No story of yours has `launch` in its title. --all looks"),
        "{none}"
    );
    let none = home.run(&["list", "--all", "launch"]).ok().out;
    assert!(
        none.starts_with("No story has `launch` in its title.\n"),
        "{none}"
    );
}

#[test]
fn a_beginning_or_words_of_a_title_name_a_story_everywhere() {
    let home = home();
    for (args, told) in [
        (&["show", "nine"][..], "Nine days late"),
        (&["show", "NINE-DAYS"], "Nine days late"),
        (&["show", "hire"], "The hire I waved through"),
        (&["show", "waved hire"], "The hire I waved through"),
        (&["closing", "the-h"], "closing"),
        (&["check", "launch", "--no-fail"], "The launch without"),
        (&["check", "Without a rollback", "--no-fail"], "The launch"),
    ] {
        let run = home.run(args).ok();
        assert!(run.out.contains(told), "{args:?}: {}", run.out);
    }
    let sample = Home::new().run(&["show", "core-stake"]).ok().out;
    assert!(sample.contains("Stakeholder misalignment"), "{sample}");
    home.run(&["suspend", "nine/act"]).ok();
    home.run(&["suspend", "waved"]).ok();
    home.run(&["grade", "launch/learn", "4"]).ok();
    home.run(&["grade", "nine/trap", "4"]).ok();
    let all = home.run(&["list", "--json"]).ok();
    let states = [
        ("nine-days-late/action", "suspended"),
        ("the-hire-i-waved-through/learning", "suspended"),
        ("the-launch/learning", "waiting"),
        ("the-launch/action", "new"),
        ("nine-days-late/trap/deflection", "waiting"),
    ];
    for (card, state) in states {
        assert_eq!(all.card(card)["state"], state, "{card}");
    }
    // The log bears whole names, whatever was typed.
    let log = home.run(&["export", "reviews", "--format", "json"]).json();
    assert_eq!(log["reviews"][0]["card"], "the-launch/learning");
    home.run(&["undo", "nine/trap"]).ok();
    home.run(&["rename", "waved", "the-hire"]).ok();
    let all = home.run(&["list", "--json"]).ok();
    assert_eq!(all.card("the-hire/action")["state"], "suspended");
}

#[test]
fn what_fits_several_is_listed_and_nothing_is_done() {
    let home = home();
    let before = home.read("decks/stories.md");
    assert_snapshot!(home.run(&["remove", "the", "--yes"]).code(2).err, @"
    error: `the` fits 2 stories
      Say which:
        `the-hire`  The hire I waved through
        `the-launch`  The launch without a rollback
    ");
    assert_snapshot!(home.run(&["suspend", "late"]).code(0).err, @"Nine days late: 3 cards suspended. To bring it back: star-cards resume nine");
    assert_snapshot!(home.run(&["suspend", "nine/trap/"]).code(0).err, @"
    Nine days late, trap: deflection: 1 card still suspended. To bring it back:
      star-cards resume nine/trap/deflection
    ");
    for args in [
        &["show", "the"][..],
        &["check", "the"],
        &["review", "the"],
        &["rename", "the", "that"],
        &["grade", "the/action", "4"],
        &["rehearse", "the", "--transcript", "-"],
    ] {
        let run = home.run(args);
        if args[0] != "review" {
            assert!(run.err.contains("fits 2 stories"), "{args:?}: {}", run.err);
        }
        assert_eq!(run.code, 2, "{args:?}");
    }
    assert_eq!(home.read("decks/stories.md"), before);
}

#[test]
fn a_list_of_five_stories_fits_a_screen_and_shows_titles() {
    let names = [
        "a-first-one",
        "the-second",
        "third-of-five",
        "fourth",
        "the-last",
    ];
    let stories = names.map(|name| {
        let title = format!("A story of some length that is called {name}");
        let story = NINE_DAYS.replace("nine-days-late", name);
        story.replace("Nine days late\n", &format!("{title}\n"))
    });
    let home = Home::with_deck(&stories.join("\n"));
    home.run(&["grade", "fourth/action", "3"]).ok();
    home.run(&["grade", "fourth/learning", "4"]).ok();
    home.run(&["interview", "add", "Globex", "--date", "2026-03-20"])
        .ok();
    let list = home.run(&["list"]).ok().out;
    assert_snapshot!(list, @"
    A story of some length that is called a-first-one  (a-first)  technical
      3 cards: all new
    A story of some length that is called the-second  (the-second)  technical
      3 cards: all new
    A story of some length that is called third-of-five  (third)  technical
      3 cards: all new
    A story of some length that is called fourth  (fourth)  technical
      3 cards: 1 new, 2 back from 3 Mar; ready 39 % on 20 Mar, 100 % today
    A story of some length that is called the-last  (the-last)  technical
      3 cards: all new

    Kinds of failure: technical 5, stakeholder none yet, judgement none yet

    Next: star-cards review  13 cards waiting.
    ");
    assert!(list.lines().count() <= 14, "{list}");
    let shown = home.run(&["show", "fourth"]).ok().out;
    let (_, tail) = shown.split_once("the campaign.").expect("its last line");
    assert_snapshot!(home.anonymous(tail), @r#"
    "
     3 cards: 1 new, 2 back from 3 Mar; ready 39 % on 20 Mar, 100 % today
    HOME/decks/stories.md
    "#);
    assert!(tail.trim_end().lines().count() <= 5, "{tail}");
    let shown = home.run(&["show", "fourth", "--cards"]).ok().out;
    assert!(shown.contains("fourth/trap/deflection  new"), "{shown}");
    home.columns.set(40);
    assert_snapshot!(home.run(&["list"]).ok().out, @"
    A story of some length that is called
      a-first-one  (a-first)  technical
      3 cards: all new
    A story of some length that is called
      the-second  (the-second)  technical
      3 cards: all new
    A story of some length that is called
      third-of-five  (third)  technical
      3 cards: all new
    A story of some length that is called
      fourth  (fourth)  technical
      3 cards: 1 new, 2 back from 3 Mar;
        ready 39 % on 20 Mar, 100 % today
    A story of some length that is called
      the-last  (the-last)  technical
      3 cards: all new

    Kinds of failure: technical 5,
      stakeholder none yet, judgement none
      yet

    Next: star-cards review  13 cards
          waiting.
    ");
}

#[test]
fn programs_write_whole_names() {
    let home = home();
    let line = r#"{"card":"nine/action","quality":4}"#;
    let run = home.feed(&["grade", "--from", "-"], line).code(2);
    assert!(run.err.contains("no card `nine/action`"), "{}", run.err);
    assert!(!home.database().exists());
}

#[test]
fn a_beginning_names_an_interview() {
    let home = home();
    for (name, date) in [("Globex", "2026-03-20"), ("Initech", "2026-03-21")] {
        home.run(&["interview", "add", name, "--date", date]).ok();
    }
    for name in ["glob", "GLOBEX", "globex@2026-03"] {
        let shown = home.run(&["interview", "show", name]).ok().out;
        assert!(shown.starts_with("Globex"), "{name}: {shown}");
    }
    home.run(&["interview", "add", "Globus", "--date", "2026-03-22"])
        .ok();
    assert_snapshot!(home.run(&["plan", "glob"]).code(2).err, @"
    error: there are several interviews `glob`
      Say which: Globex@2026-03-20 or Globus@2026-03-22
    ");
    assert_snapshot!(home.run(&["interview", "show", "Hooli"]).code(1).err, @"
    error: there is no interview `Hooli`
      `star-cards interview list --all` shows them.
    ");
    home.run(&["interview", "remove", "init", "--yes"]).ok();
    let left = home.run(&["interview", "list"]).ok().out;
    assert!(!left.contains("Initech"), "{left}");
}
