//! Guided `add`: every answer is on the disk when it was given, and what a stop says is true.

use std::fs;

use crate::harness::{Home, NINE_DAYS};
use crate::script::Reply;
use crate::terminal::{CTRL_C, ENTER, ESC, Start};

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

/// Each part may be checked as soon as it is written; it is asked once a call.
const UNCHECKED: Reply = Reply::Say(false);

/// The answers that are left for another call after so many: the question about checks comes
/// again.
fn rest_after(answers: usize) -> Vec<Reply> {
    let rest = replies().into_iter().skip(answers);
    match answers {
        0..=3 => rest.collect(),
        _ => std::iter::once(UNCHECKED).chain(rest).collect(),
    }
}

/// The head of a draft, and its beats.
fn replies() -> [Reply; 10] {
    [
        Reply::Take("judgement".to_owned()),
        typed("Wrong hire"),
        typed("Manager"),
        UNCHECKED,
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
    for cut in 1..10 {
        let home = home();
        let first = replies().into_iter().take(cut).chain([Reply::Interrupt]);
        home.ask(&["add"], first).code(130);
        let draft = home.read("drafts/story.md");
        for (place, words) in words.iter().enumerate() {
            assert_eq!(
                draft.contains(words),
                // The fourth answer, whether to check, is no word of the story.
                place + usize::from(place > 2) < cut,
                "{words} at {cut}: {draft}"
            );
        }
        let next = home.run(&[]).ok().out;
        assert!(next.contains("add --resume"), "{next}");
        home.ask(&["add", "--resume"], rest_after(cut)).ok();
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
        (4, "beat-situation"),
        (6, "beat-action-first-draft"),
        (7, "beat-action"),
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
        let is_there = move || {
            let opened = fs::read_to_string(&opened).expect("a text");
            let (words, guide) = opened.split_at(text.len());
            assert_eq!(words, text);
            assert!(guide.starts_with("\n\n<!--\nStep "), "{guide}");
            assert_eq!(guide.matches("Step ").count(), 1, "{guide}");
        };
        let fails = Reply::Write(text.to_owned(), false).after(is_there.clone());
        home.ask(&["add", "--resume"], [UNCHECKED, fails]).code(1);
        assert_eq!(
            fs::read_dir(home.file("drafts")).expect("drafts").count(),
            2
        );
        let rest = [UNCHECKED, written(text).after(is_there)];
        let rest = rest.into_iter().chain(replies().into_iter().skip(step + 1));
        home.ask(&["add", "--resume"], rest).ok();
        assert!(
            home.read("decks/stories.md")
                .contains("then the power went")
        );
        assert_eq!(home.files(), ["config.toml", "decks/stories.md"]);
    }
}

/// The editor of a person who types on the first line, and at the second look deletes lines.
#[test]
fn the_guide_of_the_editor_never_becomes_part_of_the_answer() {
    let home = home();
    let opened_on = |begin: &'static str| {
        let file = home.file("drafts/beat-action.md");
        move || {
            let text = fs::read_to_string(&file).expect("a text");
            let below = text.strip_prefix(begin);
            assert!(
                below.is_some_and(|text| text.starts_with("\n\n<!--\nStep 4 of 6")),
                "{text}"
            );
        }
    };
    let guide = "Step 4 of 6  Action\n\
                 The same again: what did you decide, assume or leave undone?\n\
                 Begin with \"I\". Mark the two or three phrases that must come: **like this**.\n-->\n";
    let answers = replies().into_iter().take(3).chain([
        Reply::Say(true),
        written(""),
        written(""),
        written("It was decided."),
        written(&format!("The shim was skipped.<!--\n{guide}")).after(opened_on("")),
        Reply::Say(true),
        written(&format!("I skipped it.\n{guide}")).after(opened_on("The shim was skipped.")),
        Reply::Say(false),
    ]);
    let run = home.ask(&["add"], answers).code(130);
    assert!(run.err.contains("were taken out"), "{}", run.err);
    let draft = home.read("drafts/story.md");
    assert!(draft.ends_with("## Action\n\nI skipped it.\n"), "{draft}");
}

/// The first version made the answer: the signs of the comment are gone, one line is changed.
#[test]
fn a_first_version_that_is_taken_over_stays_whole() {
    let home = home();
    let text = "Step 4 of 6  Action\n\
                The same again: what did you decide, assume or leave undone?\n\n\
                As you wrote it first:\n\
                It was planned.\n\nI **skipped** it.\n";
    let answers = replies().into_iter().take(6).chain([
        written("It was planned.\n\nI skipped it."),
        written(text),
        Reply::Say(false),
    ]);
    let run = home.ask(&["add"], answers).code(130);
    assert!(
        run.shown.contains("your first version stay"),
        "{}",
        run.shown
    );
    let draft = home.read("drafts/story.md");
    let whole = "## Action\n\nIt was planned.\n\nI **skipped** it.\n";
    assert!(draft.ends_with(whole), "{draft}");
}

/// A line of the guide that a person says themselves is theirs.
#[test]
fn a_line_that_the_guide_has_too_stays() {
    let cost = "What did it cost?";
    let here = Home::with_deck("");
    let words = format!("{cost}\nGive a number: days, money, people, percent.\nFour weeks.");
    let answers = replies().into_iter().take(4);
    let answers = answers.chain(["a", "b", "c", "d", &words].map(typed));
    let run = here.ask(&["add", "--here"], answers).code(130);
    assert!(!run.err.contains("taken out"), "{}", run.err);
    let draft = here.read("drafts/story.md");
    assert!(
        draft.contains(&format!("## Result\n\n{words}\n")),
        "{draft}"
    );
    let home = home();
    let words = format!("{cost}\nFour weeks.");
    let answers = replies().into_iter().take(8);
    let answers = answers.chain([written(&words), Reply::Say(false)]);
    let run = home.ask(&["add"], answers).code(130);
    let told = format!("This line holds words of the guide: {cost}");
    assert!(run.shown.contains(&told), "{}", run.shown);
    let draft = home.read("drafts/story.md");
    assert!(
        draft.contains(&format!("## Result\n\n{words}\n")),
        "{draft}"
    );
}

#[test]
fn a_stray_sign_of_a_comment_is_told_before_it_swallows_words() {
    let home = home();
    let answers = replies().into_iter().take(4).chain([
        written("I led it. <!-- And the team."),
        Reply::Say(true),
        written("I led it, and the team."),
    ]);
    let run = home.ask(&["add"], answers).code(130);
    assert!(run.shown.contains("never ends"), "{}", run.shown);
    let draft = home.read("drafts/story.md");
    assert!(draft.ends_with("I led it, and the team.\n"), "{draft}");
}

#[test]
fn two_drafts_have_a_text_each() {
    let home = home();
    for title in ["One", "Two"] {
        let kind = Reply::Take("technical".to_owned());
        let begun = [kind, typed(title), typed(""), UNCHECKED];
        let fails = Reply::Write(format!("Words of {title}"), false);
        home.ask(&["add"], begun.into_iter().chain([fails])).code(1);
    }
    let second = home.file("drafts/beat-situation-2.md");
    let opened = move || {
        let text = fs::read_to_string(&second).expect("a text");
        assert!(text.starts_with("Words of Two\n\n<!--"), "{text}");
    };
    let rest = [
        Reply::Take("Two".to_owned()),
        UNCHECKED,
        written("Words of Two").after(opened),
    ];
    home.ask(&["add", "--resume"], rest).code(130);
    assert!(home.read("drafts/story-2.md").contains("Words of Two"));
    assert_eq!(home.read("drafts/beat-situation.md"), "Words of One");
}

#[test]
fn a_draft_without_a_title_is_left_found_and_discarded() {
    let home = home();
    let kind = || Reply::Take("technical".to_owned());
    let run = home.ask(&["add"], [kind(), typed("")]).code(130);
    assert!(!run.shown.contains("letter or digit"), "{}", run.shown);
    assert!(home.read("drafts/story.md").contains("miss: technical"));
    home.ask(&["add"], [kind(), typed("Two")]).code(130);
    let run = home
        .ask(
            &["add", "--discard"],
            [Reply::Take("no title yet".to_owned())],
        )
        .ok();
    assert!(
        run.shown.contains("no title yet (story.md)"),
        "{}",
        run.shown
    );
    assert!(home.read("trash/story.md").contains("miss: technical"));
    assert!(home.read("drafts/story-2.md").contains("# Two"));
}

#[test]
fn what_two_terminals_write_into_one_draft_stays() {
    let home = home();
    home.ask(&["add"], replies().into_iter().take(3)).code(130);
    assert!(home.read("drafts/story.md").contains("role: Manager"));
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
        .ask(
            &["add", "--resume"],
            [UNCHECKED, written("Mine.").after(other)],
        )
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
        .take(4)
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
            "Stopped. What you told is saved, but a stopped run does not count.",
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
    home.write("drafts/story-2.md", "# Two\n");
    let mut tty = Start::at(&home).tty(&["add", "--resume"]);
    tty.wait_for("Which draft?")
        .press("xyz")
        .wait_for("no match");
    tty.press(ESC);
    tty.wait_for("Stopped. Your drafts are still there.");
    assert_eq!(tty.end(), 130);
}

/// The story at the prompt: no editor is needed, and each line is on the disk when it was given.
#[test]
fn without_an_editor_a_story_is_written_at_the_prompt() {
    let here = Home::with_deck("");
    let run = here
        .ask(
            &["add"],
            replies().into_iter().map(|reply| match reply {
                Reply::Write(words, _) => typed(&words),
                other => other,
            }),
        )
        .ok();
    let deck = here.read("decks/stories.md");
    assert!(deck.contains("## Learning\n\nI ask each time."), "{deck}");
    assert_eq!(here.files(), ["config.toml", "decks/stories.md"]);
    // The first draft stands above the second Action, and nowhere else.
    assert_eq!(run.shown.matches("As you wrote it first:").count(), 1);
    let second = run.shown.find("Step 4 of 6").expect("the second Action");
    let first = run.shown.find("As you wrote it first:").expect("the draft");
    assert!(first > second, "{}", run.shown);
    // An editor is left out where the prompt is asked for.
    let home = home();
    let said = [typed("A line."), typed("Another.")];
    let said = replies().into_iter().take(4).chain(said);
    home.ask(&["add", "--here"], said).code(130);
    assert!(home.read("drafts/story.md").contains("Another."));
}

#[test]
fn a_part_is_checked_before_the_next_one_if_asked_for() {
    let home = home();
    let check = Reply::Say(true);
    let lines = [
        Reply::Take("judgement".to_owned()),
        typed("Wrong hire"),
        typed(""),
        check.clone(),
        typed(""),
        typed(""),
        typed("It was decided. Nobody judges this."),
        typed("The shim was skipped."),
        Reply::Say(true),
        typed("I skipped the shim because I trusted the date."),
        Reply::Say(false),
    ];
    let run = home.ask(&["add", "--here"], lines).code(130);
    assert_eq!(
        run.shown.matches("Change it now?").count(),
        2,
        "{}",
        run.shown
    );
    assert!(run.shown.contains("passive"), "{}", run.shown);
    // It was changed where it stood.
    assert!(
        run.shown.contains("<The shim was skipped.>"),
        "{}",
        run.shown
    );
    let draft = home.read("drafts/story.md");
    assert!(draft.contains("because I trusted the date."), "{draft}");
    assert!(!draft.contains("The shim was skipped."), "{draft}");
}

#[test]
fn a_story_without_its_cards_is_added_only_when_that_is_meant() {
    let home = home();
    let first = |last: bool| {
        let head = replies().into_iter().take(6);
        let empty = (0..4).map(|_| written(""));
        head.chain(empty).chain([Reply::Say(last)])
    };
    let run = home.ask(&["add"], first(false)).ok();
    let asked = "Still to write: Action and Learning. Add the story anyway?";
    assert!(run.shown.contains(asked), "{}", run.shown);
    assert!(run.err.contains("add --resume"), "{}", run.err);
    assert_eq!(home.read("decks/stories.md"), "");
    assert!(home.read("drafts/story.md").contains("The offer was mine."));
    home.run(&["add", "--discard"]).ok();
    home.ask(&["add"], first(true)).ok();
    assert!(
        home.read("decks/stories.md")
            .contains("The offer was mine.")
    );
}

/// What a person types at the prompt of the real program: several lines, a paste with an empty
/// line in it, a stop in the middle of a word.
#[test]
fn lines_at_the_prompt_survive_a_paste_and_a_stop() {
    let home = Home::with_deck("");
    let here = |args: &[&str]| {
        let mut tty = Start::at(&home).env("EDITOR", "true").tty(args);
        if !args.contains(&"--resume") {
            tty.wait_for("What kind of failure").press("2");
            tty.wait_for("A short title").press("One").press(ENTER);
            tty.wait_for("Your role").wait_for_a_prompt().press(ENTER);
        }
        tty.wait_for("Check each part")
            .wait_for_a_prompt()
            .press("n");
        tty.wait_for("empty line ends").wait_for_a_prompt();
        tty
    };
    let mut tty = here(&["add", "--here"]);
    tty.send("First line.\r").wait_for("First line.");
    tty.send("\u{1b}[200~Pasted one.\r\rPasted two.\u{1b}[201~");
    tty.wait_for("Pasted two.")
        .send("\rhalf a wo")
        .wait_for("half a wo");
    tty.press(CTRL_C);
    tty.wait_for("Stopped. Saved as a draft: star-cards add --resume");
    assert_eq!(tty.end(), 130);
    let kept = "First line.\nPasted one.\n\nPasted two.\nhalf a wo";
    assert_eq!(home.read("drafts/beat-situation.md"), kept);
    // The next call continues the word; an empty line ends the part.
    let mut tty = here(&["add", "--here", "--resume"]);
    tty.press("rd\r").wait_for("half a word").press("\r");
    tty.wait_for("Step 2 of 6")
        .wait_for_a_prompt()
        .press(CTRL_C);
    assert_eq!(tty.end(), 130);
    let draft = home.read("drafts/story.md");
    assert!(draft.contains(&format!("{kept}rd\n")), "{draft}");
}

/// The same line by line, on a terminal that knows nothing.
#[test]
fn lines_typed_plainly_survive_a_paste_and_a_stop() {
    let home = Home::with_deck("");
    let mut tty = Start::at(&home)
        .env("TERM", "dumb")
        .size(24, 40)
        .tty(&["--plain", "add", "--here"]);
    tty.wait_for("Number (1-3)").send("2\n");
    tty.wait_for("A short title").send("One\n");
    tty.wait_for("Your role").send("\n");
    tty.wait_for("Check each part").send("n\n");
    tty.wait_for("> ").send("First line.\n");
    tty.wait_for("> ").send("Second, pasted.\n\nThird.\n");
    tty.wait_for("> ").send("half a wo").wait_for("half a wo");
    tty.send(CTRL_C);
    tty.wait_for("Stopped. Saved as a draft: star-cards add --resume");
    let screen = tty.screen();
    let whole = screen
        .lines()
        .any(|row| row.trim() == "star-cards add --resume");
    assert!(whole, "{screen}");
    assert_eq!(tty.end(), 130);
    let kept = "First line.\nSecond, pasted.\n\nThird.\nhalf a wo";
    assert_eq!(home.read("drafts/beat-situation.md"), kept);
}
