//! Stories of one's own: adding, editing, renaming, removing, and what is wrong in a file.

use std::cell::RefCell;
use std::rc::Rc;

use crate::script::Reply;
use insta::assert_snapshot;

use crate::harness::{Home, NINE_DAYS};

fn home_with_editor() -> Home {
    let home = Home::with_deck(NINE_DAYS);
    home.env
        .borrow_mut()
        .insert("EDITOR".to_owned(), "ed".to_owned());
    home.run(&["grade", "nine-days-late/action", "5"]).ok();
    home
}

#[test]
fn add_takes_any_number_of_stories_and_writes_their_names() {
    let home = Home::new();
    let text = "# First one\n\n## Action\n\nI chose.\n\n## Learning\n\nI ask.\n\n# Second one\n\n## Action\n\nI left.\n\n## Learning\n\nI stay.\n";
    let run = home.feed(&["add", "--from", "-"], text).ok();
    assert_snapshot!(home.anonymous(&run.err), @"
    Added First one  first-one
    Added Second one  second-one
    Written to HOME/decks/stories.md.
    No point of 2 stories is marked. Put two stars around what you must say, **like this**: star-cards edit first-one
    ");
    assert_snapshot!(home.read("decks/stories.md"), @"
    # First one

    id: first-one

    ## Action

    I chose.

    ## Learning

    I ask.

    # Second one

    id: second-one

    ## Action

    I left.

    ## Learning

    I stay.
    ");
}

#[test]
fn add_refuses_a_name_that_is_taken_and_writes_nothing() {
    let home = Home::with_deck(NINE_DAYS);
    let run = home
        .feed(&["add", "--from", "-", "--deck", "more"], NINE_DAYS)
        .code(1);
    assert_snapshot!(home.anonymous(&run.err), @"error: there is a story `nine-days-late` already (HOME/decks/stories.md); nothing was added Change it with `star-cards edit nine-days-late`, or give the new one another `id:` line.");
    assert_eq!(home.files(), ["config.toml", "decks/stories.md"]);
}

#[test]
fn the_editor_adds_a_story_and_keeps_the_draft_when_it_fails() {
    let home = Home::new();
    home.env
        .borrow_mut()
        .insert("VISUAL".to_owned(), "vi".to_owned());
    let text = NINE_DAYS.to_owned();
    home.ask(&["add", "--template"], [Reply::Write(text.clone(), false)])
        .code(1);
    assert_eq!(home.files(), ["drafts/new-story.md"]);
    assert_eq!(home.read("drafts/new-story.md"), text);
    home.ask(&["add", "--template"], [Reply::Write(text, true)])
        .ok();
    assert_eq!(home.files(), ["decks/stories.md", "drafts/new-story.md"]);
}

#[test]
fn an_empty_editor_variable_is_no_editor() {
    let home = Home::new();
    home.env
        .borrow_mut()
        .insert("EDITOR".to_owned(), String::new());
    let run = home.ask(&["add", "--template"], []).code(2);
    assert!(run.err.contains("neither VISUAL nor EDITOR"), "{}", run.err);
}

#[test]
fn editing_any_word_keeps_the_history() {
    for (from, to) in [
        ("# Nine days late", "# A launch that slipped"),
        ("skipped the compatibility shim", "left out the shim"),
        ("id: nine-days-late\n", ""),
        ("id: nine-days-late", "id: slipped-launch"),
    ] {
        let home = home_with_editor();
        let text = NINE_DAYS.replace(from, to);
        home.ask(&["edit", "nine-days-late"], [Reply::Write(text, true)])
            .ok();
        let list = home.run(&["list", "--json"]);
        let action = list.json()["cards"][0].clone();
        assert_eq!(
            action["repetitions"],
            1,
            "{to}: {}",
            home.read("decks/stories.md")
        );
        assert_eq!(list.err, "", "{to}");
    }
}

#[test]
fn rename_takes_the_history_along_both_ways() {
    let home = home_with_editor();
    home.run(&["rename", "nine-days-late", "late-launch"]).ok();
    assert_eq!(
        home.run(&["list", "--json"]).card("late-launch/action")["repetitions"],
        1
    );
    home.run(&["rename", "late-launch", "nine-days-late"]).ok();
    let list = home.run(&["list", "--json"]);
    assert_eq!(list.card("nine-days-late/action")["repetitions"], 1);
    assert_eq!(list.err, "");
    assert_snapshot!(home.read("decks/stories.md").lines().take(8).collect::<Vec<_>>().join("\n"), @"
    # Nine days late

    id: nine-days-late
    role: Software engineer
    miss: technical
    question: Tell me about a time you failed.
    formerly: late-launch
    ");
}

#[test]
fn a_name_that_only_the_log_knows_is_offered_and_joined() {
    let home = home_with_editor();
    home.write(
        "decks/stories.md",
        &NINE_DAYS.replace("id: nine-days-late", "id: late"),
    );
    let run = home.run(&["list"]).ok();
    assert!(
        run.err.contains("star-cards rename nine-days-late NEW"),
        "{}",
        run.err
    );
    home.run(&["rename", "nine-days-late", "late"]).ok();
    let list = home.run(&["list", "--json"]);
    assert_eq!(list.card("late/action")["repetitions"], 1);
    assert_eq!(list.err, "");
    let run = home.run(&["rename", "nobody", "late"]).code(1);
    assert!(
        run.err.contains("there is no story `nobody`"),
        "{}",
        run.err
    );
}

#[test]
fn remove_puts_the_words_in_the_trash_and_add_brings_them_back() {
    let home = home_with_editor();
    home.run(&["remove", "nine-days-late"]).code(2);
    home.ask(&["remove", "nine-days-late"], [Reply::Say(false)])
        .ok();
    assert!(home.read("decks/stories.md").contains("Nine days late"));
    let run = home
        .ask(&["remove", "nine-days-late"], [Reply::Say(true)])
        .ok();
    assert_snapshot!(home.anonymous(&run.err), @"
    Moved to HOME/trash/nine-days-late.md.
    To bring it back with its history: star-cards add --from 'HOME/trash/nine-days-late.md'
    ");
    let list = home.run(&["list"]).ok();
    assert_eq!(list.err, "", "what lies in the trash is not lost");
    let trash = home.file("trash/nine-days-late.md").display().to_string();
    home.run(&["add", "--from", &trash]).ok();
    assert_eq!(
        home.run(&["list", "--json"]).card("nine-days-late/action")["repetitions"],
        1
    );
}

#[test]
fn problems_point_at_the_words_and_hide_no_good_story() {
    let home = Home::with_deck(&format!(
        "{NINE_DAYS}\n# Half a story\n\n## Action\n\nI chose.\n\n## Lesson learned\n\nWe talk.\n"
    ));
    std::fs::write(home.file("decks/latin.md"), b"# Caf\xe9\n").unwrap();
    let run = home.run(&["list"]).ok();
    let pictures = run.err.find("problem:").expect("a problem");
    assert_snapshot!(home.placed(&run.err[pictures..]), @"
    problem: `Lesson learned` is not a heading star-cards knows; its words are only a note.
      --> HOME/decks/stories.md:34:4
       |
    34 | ## Lesson learned
       |    ^^^^^^^^^^^^^^
       |
    do: Write `## Learning` if that is what you meant.
    ");
    assert_snapshot!(home.anonymous(&run.err[..pictures]), @"HOME/decks/latin.md: line 1 is not UTF-8 text. Save the file as UTF-8 in your editor.");
    assert!(run.out.contains("Nine days late"), "{}", run.out);
    assert!(run.out.contains("Half a story"), "{}", run.out);
}

#[test]
fn a_copy_that_a_sync_program_made_never_wins() {
    for copy in [
        "stories 2",
        "stories (Ann's conflicted copy 2026-01-17)",
        "stories.sync-conflict-20260117-101112-ABCDEFG",
        "stories-conflict-20260117",
        "stories~",
        "stories copy",
    ] {
        let home = home_with_editor();
        let theirs = NINE_DAYS.replace("Nine days late.", "Ten days late.")
            + "\n# Other\n\n## Action\n\nI left.\n\n## Learning\n\nI stay.\n";
        home.write(&format!("decks/{copy}.md"), &theirs);
        let show = home.run(&["show", "nine-days-late"]).ok().out;
        assert!(show.contains("Nine days late."), "{copy}: {show}");
        assert!(show.contains("decks/stories.md"), "{copy}: {show}");
        let list = home.run(&["list"]).ok();
        assert_eq!(
            list.err.matches("problem:").count(),
            1,
            "{copy}: {}",
            list.err
        );
        for file in [&format!("decks/{copy}.md"), "decks/stories.md"] {
            assert!(list.err.contains(file), "{copy}: {}", list.err);
        }
        assert!(
            !list.err.contains("`id:` of its own"),
            "{copy}: {}",
            list.err
        );
        assert!(list.out.contains("Other  (other)"), "{copy}: {}", list.out);
        // The history would stay with the copy, so the name stays too.
        let run = home.run(&["rename", "nine-days-late", "late"]).code(1);
        assert!(run.err.contains(copy), "{copy}: {}", run.err);
        let other = NINE_DAYS.replace("id: nine-days-late", "id: late");
        home.ask(&["edit", "nine-days-late"], [Reply::Write(other, true)])
            .code(1);
        home.run(&["closing", "nine-days-late", "--set", "So I ask."])
            .ok();
        assert!(home.read("decks/stories.md").contains("So I ask."));
        assert_eq!(home.read(&format!("decks/{copy}.md")), theirs);
        // Without the copy all is as before.
        std::fs::remove_file(home.file(&format!("decks/{copy}.md"))).expect("a copy");
        home.run(&["rename", "nine-days-late", "late"]).ok();
        let card = home.run(&["list", "--json"]).card("late/action");
        assert_eq!(card["repetitions"], 1, "{copy}");
        // A copy from before the rename takes no history back.
        home.write(&format!("decks/{copy}.md"), &theirs);
        let list = home.run(&["list", "--json"]);
        assert_eq!(list.card("late/action")["repetitions"], 1, "{copy}");
        assert!(!list.out.contains("nine-days-late/action"), "{copy}");
    }
}

#[test]
fn a_copied_folder_never_wins_and_remove_names_the_second_bearer() {
    let home = home_with_editor();
    home.write(
        "decks/work (1)/mine.md",
        &NINE_DAYS.replace("nine-days-late", "mine"),
    );
    home.write(
        "decks/work/mine.md",
        &NINE_DAYS.replace("nine-days-late", "mine"),
    );
    let show = home.run(&["show", "mine"]).ok().out;
    assert!(show.contains("decks/work/mine.md"), "{show}");
    let run = home.run(&["remove", "mine", "--yes"]).ok();
    let told = home.anonymous(&run.err);
    assert!(told.contains("HOME/decks/work (1)/mine.md"), "{told}");
}

#[test]
fn a_draft_leads_to_what_it_lacks() {
    let home = home_with_editor();
    home.write(
        "decks/more.md",
        "# A sad day\n\nid: a-sad-day\n\n## Situation\n\nOnly this.\n",
    );
    for args in [&["list"][..], &["show", "a-sad-day"]] {
        let run = home.run(args).ok();
        assert!(run.out.contains("(star-cards edit a-sad)"), "{}", run.out);
    }
    let opened = Rc::new(RefCell::new(String::new()));
    let (seen, draft) = (Rc::clone(&opened), home.file("drafts/edit-a-sad-day.md"));
    let look = move || *seen.borrow_mut() = std::fs::read_to_string(&draft).expect("a draft");
    let words = "# A sad day\n\nid: a-sad-day\n\n## Action\n\nI chose.\n\n## Learning\n";
    let writes = Reply::Write(words.to_owned(), true);
    let run = home.ask(
        &["edit", "a-sad-day"],
        [Reply::Meanwhile(Rc::new(look), Box::new(writes))],
    );
    assert!(
        opened
            .borrow()
            .ends_with("Only this.\n\n## Action\n\n## Learning\n"),
        "{}",
        opened.borrow()
    );
    // What stayed empty is said at once.
    assert!(run.err.contains("has an empty Learning"), "{}", run.err);
    assert_eq!(home.read("decks/more.md"), words);
}
