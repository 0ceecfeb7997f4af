//! Guided `add`: every answer is on the disk when it was given, and what a stop says is true.

use std::fs;

use crate::harness::{Home, NINE_DAYS};
use crate::script::Reply;
use crate::terminal::{CTRL_C, Start};

fn home() -> Home {
    let home = Home::with_deck("");
    home.env
        .borrow_mut()
        .insert("EDITOR".to_owned(), "ed".to_owned());
    home
}

fn typed(text: &str) -> Reply {
    Reply::Type(text.to_owned())
}

fn written(text: &str) -> Reply {
    Reply::Write(text.to_owned(), true)
}

/// The head of a draft, and its beats but for some.
fn replies() -> [Reply; 9] {
    [
        Reply::Take("judgement".to_owned()),
        typed("Wrong hire"),
        typed("Manager"),
        written("I led the team."),
        written("The offer was mine."),
        written("It was decided."),
        written("I decided."),
        written("One left."),
        written("I ask each time."),
    ]
}

#[test]
fn add_cut_at_any_answer_goes_on_behind_it() {
    let words = [
        "miss: judgement",
        "# Wrong hire",
        "role: Manager",
        "I led the team.",
        "The offer was mine.",
        "It was decided.",
        "I decided.",
        "One left.",
    ];
    for cut in 1..9 {
        let home = home();
        let first = replies().into_iter().take(cut).chain([Reply::Interrupt]);
        home.ask(&["add"], first).code(130);
        let draft = home.read("drafts/story.md");
        for (place, words) in words.iter().enumerate() {
            assert_eq!(
                draft.contains(words),
                place < cut,
                "{words} at {cut}: {draft}"
            );
        }
        let next = home.run(&[]).ok().out;
        assert!(next.contains("add --resume"), "{next}");
        home.ask(&["add", "--resume"], replies().into_iter().skip(cut))
            .ok();
        let deck = home.read("decks/stories.md");
        for words in words {
            assert!(deck.contains(words), "{words} at {cut}: {deck}");
        }
        assert_eq!(home.files(), ["config.toml", "decks/stories.md"]);
    }
}

#[test]
fn resume_opens_exactly_the_text_that_was_saved() {
    for (step, file) in [
        (3, "beat-situation"),
        (5, "beat-action-first-draft"),
        (6, "beat-action"),
    ] {
        let home = home();
        let text = "<!-- A guide. -->\n\nHalf a sentence, then the power went";
        let first = replies().into_iter().take(step);
        let fails = Reply::Write(text.to_owned(), false);
        let run = home.ask(&["add"], first.chain([fails])).code(1);
        let path = format!("drafts/{file}.md");
        assert!(home.anonymous(&run.err).contains(&path), "{}", run.err);
        // Again and again: the same file, and no second one beside it.
        let opened = home.file(&path);
        let is_there = move || assert_eq!(fs::read_to_string(&opened).expect("a text"), text);
        let fails = Reply::Write(text.to_owned(), false).after(is_there.clone());
        home.ask(&["add", "--resume"], [fails]).code(1);
        assert_eq!(
            fs::read_dir(home.file("drafts")).expect("drafts").count(),
            2
        );
        let rest = [written(text).after(is_there)];
        let rest = rest.into_iter().chain(replies().into_iter().skip(step + 1));
        home.ask(&["add", "--resume"], rest).ok();
        assert!(
            home.read("decks/stories.md")
                .contains("then the power went")
        );
        assert_eq!(home.files(), ["config.toml", "decks/stories.md"]);
    }
}

#[test]
fn two_drafts_have_a_text_each() {
    let home = home();
    for title in ["One", "Two"] {
        let begun = [Reply::Take("technical".to_owned()), typed(title), typed("")];
        let fails = Reply::Write(format!("Words of {title}"), false);
        home.ask(&["add"], begun.into_iter().chain([fails])).code(1);
    }
    let second = home.file("drafts/beat-situation-2.md");
    let opened = move || assert_eq!(fs::read_to_string(&second).expect("a text"), "Words of Two");
    let rest = [
        Reply::Take("Two".to_owned()),
        written("Words of Two").after(opened),
    ];
    home.ask(&["add", "--resume"], rest).code(130);
    assert!(home.read("drafts/story-2.md").contains("Words of Two"));
    assert_eq!(home.read("drafts/beat-situation.md"), "Words of One");
}

#[test]
fn what_two_terminals_write_into_one_draft_stays() {
    let home = home();
    home.ask(&["add"], replies().into_iter().take(3)).code(130);
    let draft = home.file("drafts/story.md");
    let other = move || {
        let text = fs::read_to_string(&draft).expect("a draft");
        fs::write(
            &draft,
            text + "\n## Situation\n\nTheirs.\n\n## Task\n\nTheirs too.\n",
        )
        .expect("a draft");
    };
    let run = home
        .ask(&["add", "--resume"], [written("Mine.").after(other)])
        .code(1);
    assert!(run.err.contains("beat-situation.md"), "{}", run.err);
    let text = home.read("drafts/story.md");
    assert!(
        text.contains("Theirs.") && text.contains("Theirs too."),
        "{text}"
    );
    assert_eq!(home.read("drafts/beat-situation.md"), "Mine.");
}

#[test]
fn a_story_without_words_is_neither_praised_nor_added() {
    let home = home();
    let empty = replies()
        .into_iter()
        .take(3)
        .chain((0..6).map(|_| written("  \n")));
    let run = home.ask(&["add"], empty).ok();
    assert!(run.err.contains("nothing was added"), "{}", run.err);
    assert!(!run.shown.contains("Nothing to"), "{}", run.shown);
    assert_eq!(home.read("decks/stories.md"), "");
    // It can be given up, or gone on with.
    let run = home.run(&["add", "--discard"]).ok();
    assert!(
        home.anonymous(&run.err).contains("HOME/trash/story.md"),
        "{}",
        run.err
    );
    assert!(home.read("trash/story.md").contains("# Wrong hire"));
    home.run(&["add", "--discard"]).code(1);
    // From a template neither.
    let bare =
        "# Wrong hire\n\nmiss: judgement\n\n## Situation\n\n<!-- Project. -->\n\n## Action\n";
    let run = home.ask(&["add", "--template"], [written(bare)]).code(1);
    assert!(run.err.contains("drafts/new-story.md"), "{}", run.err);
    assert_eq!(home.read("decks/stories.md"), "");
    // And nobody praises a file with nothing in it.
    home.write("empty.md", bare);
    let empty = home.file("empty.md").display().to_string();
    let run = home.run(&["check", &empty]);
    assert!(!run.out.contains("Nothing to"), "{}", run.out);
}

#[test]
fn what_a_stop_says_is_true_of_each_command() {
    let table: [(&[&str], &str, &str); 9] = [
        (
            &["add"],
            "What kind of failure",
            "Stopped. Nothing was saved yet.",
        ),
        (
            &["remove", "nine-days-late"],
            "to the trash?",
            "Stopped. Nothing was changed.",
        ),
        (&["edit"], "Which story?", "Stopped. Nothing was changed."),
        (&["show"], "Which story?", "Stopped. Nothing was changed."),
        (
            &["closing", "--set", "So I ask."],
            "Which story?",
            "Stopped. Nothing was changed.",
        ),
        (
            &["interview", "remove", "Acme"],
            "out of the plan?",
            "Stopped. Nothing was changed.",
        ),
        (
            &["review", "nine-days-late"],
            "1 of ",
            "Stopped. Every answer you gave is saved.",
        ),
        (
            &["debrief", "Acme"],
            "How was it asked?",
            "Stopped. Every answer you gave is saved.",
        ),
        (
            &["rehearse", "nine-days-late"],
            "Space",
            "Stopped. What you told is saved; a run that was stopped counts in no figure.",
        ),
    ];
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["interview", "add", "Acme", "--date", "today"])
        .ok();
    for (args, question, told) in table {
        let mut tty = Start::at(&home).env("EDITOR", "true").tty(args);
        tty.wait_for(question).press(CTRL_C).wait_for(told);
        assert_eq!(tty.end(), 130, "{args:?}");
    }
    let mut tty = Start::at(&home).env("EDITOR", "true").tty(&["add"]);
    tty.wait_for("What kind of failure")
        .press("2")
        .wait_for("A short title")
        .press(CTRL_C);
    tty.wait_for("Stopped. Saved as a draft: star-cards add --resume");
    assert_eq!(tty.end(), 130);
    assert!(home.read("drafts/story.md").contains("miss: stakeholder"));
}
