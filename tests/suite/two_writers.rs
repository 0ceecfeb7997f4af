//! Two writers of one deck: an editor, a second terminal, a sync program. No word is lost, and
//! what was said to be done is done.

use std::fs;

use crate::harness::{Home, NINE_DAYS};
use crate::script::Reply;
use crate::terminal::Start;

/// A story like those of [`home`].
fn story(number: usize) -> String {
    format!(
        "# Story {number}\n\nid: story-{number}\n\n## Situation\n\nI led move {number}.\n\n\
         ## Action\n\nI chose {number}.\n\n## Learning\n\nI ask {number}.\n\n"
    )
}

fn home() -> Home {
    let home = Home::with_deck(&(0..5).map(story).collect::<String>());
    home.env
        .borrow_mut()
        .insert("EDITOR".to_owned(), "ed".to_owned());
    home
}

/// Somebody saves the deck in an editor: other words in one story, and one story more.
fn save(home: &Home, number: usize) -> impl Fn() + use<> {
    let deck = home.file("decks/stories.md");
    move || {
        let text = fs::read_to_string(&deck).expect("a deck");
        let text = text.replace(&format!("I led move {number}."), "NEW WORDS.");
        fs::write(&deck, text + &story(50)).expect("a deck");
    }
}

/// What [`save`] wrote is still there.
#[track_caller]
fn saved(home: &Home) -> String {
    let deck = home.read("decks/stories.md");
    assert!(deck.contains("NEW WORDS."), "{deck}");
    assert!(deck.contains("id: story-50"), "{deck}");
    deck
}

#[test]
fn what_was_saved_while_remove_asked_stays() {
    let home = home();
    let yes = Reply::Say(true).after(save(&home, 0));
    home.ask(&["remove", "story-3"], [yes]).ok();
    assert!(!saved(&home).contains("id: story-3"));
    assert!(home.read("trash/story-3.md").contains("I led move 3."));
}

#[test]
fn a_story_that_was_saved_while_remove_asked_is_not_removed() {
    let home = home();
    let yes = Reply::Say(true).after(save(&home, 3));
    let run = home.ask(&["remove", "story-3"], [yes]).code(1);
    assert!(run.err.contains("was just changed"), "{}", run.err);
    assert!(saved(&home).contains("id: story-3"));
}

#[test]
fn what_was_saved_during_a_debrief_stays() {
    let home = home();
    home.run(&["interview", "add", "Acme", "--date", "today"])
        .ok();
    let number = "## Result\n\nNine days.\n\n## Learning\n\nI ask 1.";
    let deck = home.read("decks/stories.md");
    home.write(
        "decks/stories.md",
        &deck.replace("## Learning\n\nI ask 1.", number),
    );
    let replies = [
        Reply::Type("When did you fail?".to_owned()),
        Reply::Take("story-1".to_owned()).after(save(&home, 0)),
        Reply::Take("well".to_owned()),
        Reply::Tick(vec!["number".to_owned()]),
        Reply::Say(true).after(save(&home, 2)),
        Reply::Type(String::new()),
        Reply::Say(false),
    ];
    home.ask(&["debrief", "Acme"], replies).ok();
    let deck = saved(&home);
    assert_eq!(deck.matches("NEW WORDS.").count(), 2, "{deck}");
    assert!(deck.contains("question: When did you fail?"), "{deck}");
    assert!(deck.contains("cards: result"), "{deck}");
}

#[test]
fn a_debrief_outlives_the_story_it_is_about() {
    let home = home();
    home.run(&["interview", "add", "Acme", "--date", "today"])
        .ok();
    let deck = home.file("decks/stories.md");
    let gone = move || fs::write(&deck, story(0)).expect("a deck");
    let replies = [
        Reply::Type("When did you fail?".to_owned()),
        Reply::Take("story-1".to_owned()).after(gone),
        Reply::Take("well".to_owned()),
        Reply::Tick(vec!["number".to_owned()]),
        Reply::Type(String::new()),
        Reply::Say(false),
    ];
    let run = home.ask(&["debrief", "Acme"], replies).ok();
    assert!(run.err.contains("story-1 was just removed"), "{}", run.err);
    assert_eq!(home.read("decks/stories.md"), story(0));
    let shown = home.run(&["interview", "show", "Acme"]).ok().out;
    assert!(shown.contains("When did you fail?"), "{shown}");
}

#[test]
fn what_was_saved_while_a_closing_was_chosen_stays() {
    let home = home();
    let chosen = Reply::Take("story-1".to_owned()).after(save(&home, 0));
    home.ask(&["closing", "--set", "So I would ask."], [chosen])
        .ok();
    assert!(saved(&home).contains("## Closing\n\nSo I would ask."));
    // What cannot be written any more is kept.
    let deck = home.file("decks/stories.md");
    let gone = move || fs::write(&deck, story(0)).expect("a deck");
    let chosen = Reply::Take("story-1".to_owned()).after(gone);
    let run = home.ask(&["closing", "--set", "So I would wait."], [chosen]);
    let run = run.code(1);
    assert!(run.err.contains("drafts/closing-story-1.md"), "{}", run.err);
    assert_eq!(home.read("drafts/closing-story-1.md"), "So I would wait.");
}

#[test]
fn an_edit_meets_what_was_saved_in_other_stories_and_never_overwrites_its_own() {
    let home = home();
    let mine = story(1).replace("I chose 1.", "MY CHOICE.");
    let edited = Reply::Write(mine.clone(), true);
    home.ask(&["edit", "story-1"], [edited.after(save(&home, 0))])
        .ok();
    assert!(saved(&home).contains("MY CHOICE."));
    // The same story in both: theirs stays, mine is kept and named.
    let mine = mine.replace("MY CHOICE.", "ANOTHER CHOICE.");
    let edited = Reply::Write(mine.clone(), true).after(save(&home, 1));
    let run = home.ask(&["edit", "story-1"], [edited]).code(1);
    assert!(run.err.contains("drafts/edit-story-1.md"), "{}", run.err);
    assert_eq!(home.read("drafts/edit-story-1.md"), mine);
    assert!(!saved(&home).contains("ANOTHER CHOICE."));
}

#[test]
fn an_edit_takes_no_name_that_is_taken() {
    let home = home();
    home.run(&["rename", "story-4", "four"]).ok();
    let deck = home.read("decks/stories.md");
    let two = format!("{}{}", story(1), story(9).replace("story-9", "story-1"));
    for (text, word) in [
        (story(1).replace("id: story-1", "id: story-2"), "taken"),
        // A former name leads to the history of its story.
        (story(1).replace("id: story-1", "id: story-4"), "taken"),
        (story(1).replace("id: story-1", "id: core-mine"), "built-in"),
        (two, "two stories"),
        (story(1) + &story(2), "taken"),
    ] {
        let run = home.ask(&["edit", "story-1"], [Reply::Write(text.clone(), true)]);
        let run = run.code(1);
        assert!(run.err.contains(word), "{word}: {}", run.err);
        assert!(run.err.contains("drafts/edit-story-1"), "{}", run.err);
        assert_eq!(home.read("decks/stories.md"), deck, "{text}");
    }
    // A title is no name where the name is written down.
    let text = story(1)
        .replace("id: story-1\n", "")
        .replace("# Story 1", "# Story 2");
    home.ask(&["edit", "story-1"], [Reply::Write(text, true)])
        .ok();
    assert!(home.read("decks/stories.md").contains("id: story-1"));
    // A second story above the first takes nothing from it.
    let text = story(8) + &story(1);
    home.ask(&["edit", "story-1"], [Reply::Write(text, true)])
        .ok();
    let deck = home.read("decks/stories.md");
    assert!(
        deck.contains("id: story-8") && !deck.contains("formerly: story-1"),
        "{deck}"
    );
}

#[test]
fn a_former_name_is_not_given_to_a_new_story() {
    let home = home();
    home.run(&["rename", "story-4", "four"]).ok();
    let run = home.feed(&["add", "--from", "-"], &story(4)).code(1);
    assert!(run.err.contains("four"), "{}", run.err);
}

#[test]
fn what_changed_while_import_asked_is_not_replaced() {
    let home = home();
    home.write("new.md", &story(3).replace("I chose 3.", "I chose well."));
    let new = home.file("new.md").display().to_string();
    let yes = Reply::Say(true).after(save(&home, 3));
    home.ask(&["import", &new], [yes]).code(1);
    assert!(!saved(&home).contains("I chose well."));
    // Another story of the deck is nothing that import would touch.
    let home = self::home();
    home.write("new.md", &story(3).replace("I chose 3.", "I chose well."));
    let new = home.file("new.md").display().to_string();
    let yes = Reply::Say(true).after(save(&home, 0));
    home.ask(&["import", &new], [yes]).ok();
    assert!(saved(&home).contains("I chose well."));
}

#[test]
fn commands_at_once_do_what_they_say() {
    let home = home();
    let mut files = Vec::new();
    for number in 100..104 {
        home.write(&format!("{number}.md"), &story(number));
        files.push(home.file(&format!("{number}.md")).display().to_string());
    }
    let commands: [&[&str]; 7] = [
        &["add", "--from", &files[0]],
        &["add", "--from", &files[1], "--deck", "more/new"],
        &["import", &files[2]],
        &["import", &files[3]],
        &["rename", "story-1", "one"],
        &["remove", "story-2", "--yes"],
        &["closing", "story-3", "--set", "That is why."],
    ];
    let mut running: Vec<_> = commands
        .iter()
        .map(|words| Start::at(&home).spawn(words))
        .collect();
    for (command, words) in running.iter_mut().zip(commands) {
        assert!(command.wait().expect("an end").success(), "{words:?}");
    }
    let deck = home.read("decks/stories.md");
    for words in ["story-100", "story-102", "story-103", "one"] {
        assert!(deck.contains(&format!("id: {words}\n")), "{words}: {deck}");
    }
    assert!(home.read("decks/more/new.md").contains("id: story-101"));
    assert!(
        deck.contains("That is why.") && !deck.contains("id: story-2\n"),
        "{deck}"
    );
}

#[test]
fn of_one_name_added_at_once_one_is_refused() {
    let home = Home::with_deck("");
    home.write("a.md", NINE_DAYS);
    home.write("b.md", NINE_DAYS);
    let mut running: Vec<_> = ["a.md", "b.md"]
        .iter()
        .map(|name| {
            let file = home.file(name).display().to_string();
            Start::at(&home).spawn(&["add", "--from", &file])
        })
        .collect();
    let done = running
        .iter_mut()
        .map(|command| command.wait().expect("an end"));
    let done = done.filter(|status| status.success()).count();
    assert_eq!(done, 1);
    let deck = home.read("decks/stories.md");
    assert_eq!(deck.matches("id: nine-days-late").count(), 1, "{deck}");
}

#[test]
fn two_who_edit_one_interview_change_what_they_mean() {
    let home = home();
    home.run(&["interview", "add", "Acme", "--date", "+5d"])
        .ok();
    home.run(&["interview", "add", "Beta", "--date", "+6d"])
        .ok();
    home.write("job.txt", "We value candour.");
    let job = home.file("job.txt").display().to_string();
    let path = home.path();
    let meanwhile = move || {
        let program = env!("CARGO_BIN_EXE_star-cards");
        let done = std::process::Command::new(program)
            .args(["interview", "edit", "Acme", "--role", "SRE"])
            .env("STAR_CARDS_HOME", &path)
            .env("STAR_CARDS_NOW", "2026-03-02T20:30:00+01:00")
            .output()
            .expect("a run");
        assert!(done.status.success(), "{done:?}");
    };
    let chosen = Reply::Take("Acme".to_owned()).after(meanwhile);
    home.ask(&["interview", "edit", "--jd", &job], [chosen])
        .ok();
    let shown = home.run(&["interview", "show", "Acme"]).ok().out;
    assert!(
        shown.contains("SRE") && shown.contains("jobs/job.md"),
        "{shown}"
    );
}

#[test]
fn a_folder_that_is_named_twice_is_held_once() {
    let home = Home::with_deck(&story(1));
    std::os::unix::fs::symlink("decks", home.file("same")).expect("a link");
    let (decks, same) = (home.file("decks"), home.file("same"));
    let config = format!("builtin = []\ndecks = [{decks:?}, {same:?}, {decks:?}]\n");
    home.write("config.toml", &config);
    home.run(&["closing", "story-1", "--set", "So I ask."]).ok();
    assert!(home.read("decks/stories.md").contains("So I ask."));
}
