//! Each question says which keys it takes, and every key that it names does what it says.

use crate::harness::{Home, NINE_DAYS};
use crate::script::Reply;
use crate::terminal::{CTRL_C, ENTER, Start, Tty, answers};

const REVEAL: &str = "Space show";
const GRADE: &str = "1 again";
const TICK: &str = "What did you say?";
const NO_ANSWER: &str = "That is not one of the answers.";

/// The story, asked with one of many wordings.
fn many_wordings() -> Home {
    let wordings: String = (1..=12)
        .map(|number| format!("question: Wording {number}?\n"))
        .collect();
    let asked = "question: Tell me about a time you failed.\n";
    Home::with_deck(&NINE_DAYS.replace(asked, &wordings))
}

#[test]
fn enter_at_yes_or_no_takes_the_answer_that_the_question_shows() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = Start::at(&home).tty(&["remove", "nine-days-late"]);
    tty.wait_for("(y/N)")
        .press(ENTER)
        .wait_for("to the trash? · no");
    assert_eq!(tty.end(), 0);
    let mut tty = Start::at(&home).tty(&["--plain", "remove", "nine-days-late"]);
    tty.wait_for("(y/N, Enter alone is no)").send("\n");
    assert_eq!(tty.end(), 0);
    assert_eq!(home.read("decks/stories.md"), NINE_DAYS);
}

#[test]
fn line_by_line_a_letter_that_means_nothing_is_told_so() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = Start::at(&home).tty(&["--plain", "review", "nine-days-late/action"]);
    tty.wait_for(REVEAL).send("z\n").wait_for(NO_ANSWER);
    tty.wait_for(REVEAL).send("\n").wait_for(GRADE);
    for typed in ["9\n", "\n"] {
        tty.send(typed).wait_for(NO_ANSWER).wait_for(GRADE);
    }
    tty.send("3\n").wait_for("any other key leaves").send("z\n");
    assert_eq!(tty.end(), 0);
    assert_eq!(answers(&home).len(), 1);
}

/// What is read at the key bars of a run, from its start to the end of its last part.
const BARS_OF_A_RUN: [&str; 5] = [
    "begin to speak",
    "ends Situation",
    "ends Action",
    "ends Result",
    "ends Learning",
];

/// A run told to its end, line by line, at the grade of its Action.
fn told_line_by_line(home: &Home) -> Tty {
    let mut tty = Start::at(home).tty(&["--plain", "rehearse", "nine-days-late"]);
    for bar in BARS_OF_A_RUN {
        tty.wait_for(bar).wait_for("then Enter:").send("\n");
    }
    tty.wait_for("Action: how did it go?")
        .wait_for("s skip, q quit, then Enter:");
    tty
}

#[test]
fn the_grades_of_a_run_can_be_left_line_by_line() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = told_line_by_line(&home);
    tty.send("z\n").wait_for(NO_ANSWER).wait_for("q quit");
    tty.send("q\n").wait_for("Whole").wait_for("Next:");
    assert_eq!(tty.end(), 0);
    assert!(!tty.said().contains("Learning: how did it go?"));
    assert_eq!(answers(&home), []);

    // What was graded before is still asked about.
    let mut tty = told_line_by_line(&home);
    tty.send("3\n").wait_for("Learning: how did it go?");
    tty.wait_for("q quit")
        .send("q\n")
        .wait_for("Save these grades? Action: good");
    tty.send("y\n").wait_for("Whole");
    assert_eq!(tty.end(), 0);
    assert_eq!(answers(&home), [("nine-days-late/action".to_owned(), 4)]);
}

#[test]
fn the_checklist_opens_line_by_line_and_keeps_its_ticks() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = Start::at(&home).tty(&["--plain", "review", "nine-days-late/action"]);
    tty.wait_for(REVEAL).send("\n");
    tty.wait_for("c checklist")
        .wait_for("then Enter:")
        .send("c\n");
    tty.wait_for("2. trusted the date")
        .wait_for("q to leave, then Enter:")
        .send("2\n");
    tty.wait_for("1 of 2 said. Enter grades it hard.")
        .wait_for("then Enter:")
        .send("c\n");
    tty.wait_for("Enter alone for 2 as ticked").send("\n");
    tty.wait_for("1 of 2 said.")
        .wait_for("then Enter:")
        .send("\n");
    tty.wait_for("hard:")
        .wait_for("any other key leaves")
        .send("\n");
    assert_eq!(tty.end(), 0);
    assert_eq!(answers(&home), [("nine-days-late/action".to_owned(), 3)]);

    // Without points it says why there is none.
    let bare = Home::with_deck(&NINE_DAYS.replace("**", ""));
    let mut tty = Start::at(&bare).tty(&["--plain", "review", "nine-days-late/action"]);
    tty.wait_for(REVEAL).send("\n").wait_for(GRADE).send("c\n");
    tty.wait_for("This beat has no points yet").send("q\n");
    tty.wait_for("Next:");
    assert_eq!(tty.end(), 0);
}

#[test]
fn a_checklist_names_its_keys_and_is_left_without_the_sitting() {
    for (columns, keys) in [
        (80, "Space or 1-2 tick  Enter done · q leave · ? keys"),
        (40, "Space or 1-2 tick  Enter done · q ?"),
    ] {
        let home = Home::with_deck(NINE_DAYS);
        let start = Start::at(&home).size(40, columns);
        let mut tty = start.tty(&["review", "nine-days-late/action"]);
        tty.wait_for(REVEAL).press(" ").wait_for(GRADE).press("c");
        tty.wait_until("the keys", |screen| {
            screen.lines().any(|row| row == keys)
                && screen.trim_end().ends_with("2 trusted the date")
        });
        tty.press("?")
            .wait_for("q or Esc leaves the list without an answer.");
        tty.press("?").wait_until("the keys alone", |screen| {
            screen.contains(TICK) && !screen.contains("leaves the list")
        });
        // A digit ticks its line; what is left with q is left as it was.
        tty.press("2")
            .wait_until("a tick", |screen| screen.contains("✔ 2 trusted"));
        tty.press("q").wait_until("the grades", |screen| {
            screen.contains(GRADE) && !screen.contains(TICK)
        });
        tty.press("c").wait_until("no tick", |screen| {
            screen.contains("⬚ 2 trusted") && !screen.contains('✔')
        });
        tty.press(CTRL_C).wait_for("Stopped.");
        assert_eq!(tty.end(), 130);
    }
}

#[test]
fn nothing_to_undo_changes_nothing_on_the_card() {
    let home = many_wordings();
    let card = "nine-days-late/action";
    let undo = |count| (0..count).map(|_| Reply::key('u'));
    let replies = undo(8).chain([Reply::key(' ')]).chain(undo(1));
    let run = home
        .ask(&["review", card], replies.chain([Reply::key('q')]))
        .ok();
    assert_eq!(run.shown.matches("Wording ").count(), 1, "{}", run.shown);
    assert_eq!(run.shown.matches("Nothing to take back").count(), 9);
    // Where the card is shown anew, here after its flag was taken back, it asks the same.
    let replies = [Reply::key('f'), Reply::key('u')]
        .into_iter()
        .cycle()
        .take(16);
    let run = home
        .ask(&["review", card], replies.chain([Reply::key('q')]))
        .ok();
    let asked: Vec<&str> = run
        .shown
        .lines()
        .filter(|row| row.starts_with("Wording "))
        .collect();
    assert_eq!(asked.len(), 9, "{}", run.shown);
    assert!(
        asked.iter().all(|wording| *wording == asked[0]),
        "{asked:?}"
    );
}

#[test]
fn an_answer_on_the_eve_says_that_the_interview_comes_first() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["interview", "add", "Acme", "--date", "2026-03-03"])
        .ok();
    let trap = |answer: &str| {
        home.ask(
            &["review", "nine-days-late/trap/deflection"],
            [
                Reply::key(' '),
                Reply::Take(answer.to_owned()),
                Reply::key('q'),
            ],
        )
        .ok()
    };
    let missed = trap("no number");
    let said = "again: once more today, then in 2 days, after the interview.";
    assert!(missed.shown.contains(said), "{}", missed.shown);
    // And so it is: nothing is asked on the day, and it is there on the next.
    home.day(1);
    assert_eq!(home.run(&["due", "--json"]).ok().cards(), [""; 0]);
    home.day(2);
    let due = home.run(&["due", "--json"]).ok().cards();
    assert!(
        due.contains(&"nine-days-late/trap/deflection".to_owned()),
        "{due:?}"
    );
}

#[test]
fn a_draft_begun_at_the_prompt_goes_on_there() {
    let home = Home::with_deck("");
    home.env
        .borrow_mut()
        .insert("EDITOR".to_owned(), "ed".to_owned());
    let typed = |text: &str| Reply::Type(text.to_owned());
    let begun = [
        Reply::Take("judgement".to_owned()),
        typed("Wrong hire"),
        typed("Manager"),
        Reply::Say(false),
        typed("I led the team."),
        Reply::Interrupt,
    ];
    home.ask(&["add", "--here"], begun).code(130);
    let rest = [
        "The offer was mine.",
        "It was decided.",
        "I decided.",
        "One left.",
        "I ask each time.",
    ];
    let replies = [Reply::Say(false)].into_iter().chain(rest.map(typed));
    home.ask(&["add", "--resume"], replies).ok();
    let deck = home.read("decks/stories.md");
    assert!(deck.contains("I ask each time."), "{deck}");
    assert!(!deck.contains("<!--"), "{deck}");
    assert_eq!(home.files(), ["config.toml", "decks/stories.md"]);

    // One begun in an editor can go on at the prompt, and then stays there.
    let begun = [
        Reply::Take("judgement".to_owned()),
        typed("Late again"),
        typed(""),
        Reply::Say(false),
        Reply::Write("I led.".to_owned(), true),
        Reply::Interrupt,
    ];
    home.ask(&["add"], begun).code(130);
    let replies = [Reply::Say(false), typed("It was mine."), Reply::Interrupt];
    home.ask(&["add", "--resume", "--here"], replies).code(130);
    let replies = [Reply::Say(false)]
        .into_iter()
        .chain(rest.into_iter().skip(1).map(typed));
    home.ask(&["add", "--resume"], replies).ok();
    assert!(!home.read("decks/stories.md").contains("<!--"));
}

/// Nothing is due, and the interview is nine days ahead.
fn five_minutes() -> (Home, Tty) {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["interview", "add", "Acme", "--date", "2026-03-11"])
        .ok();
    for (card, quality) in [("action", "4"), ("learning", "3"), ("trap/deflection", "5")] {
        home.run(&["grade", &format!("nine-days-late/{card}"), quality])
            .ok();
    }
    let mut tty = Start::at(&home).tty(&["review"]);
    tty.wait_for("Nothing is due. Acme in 9 days.")
        .wait_for("Five minutes to spare?")
        .wait_for("1 Tell \"Nine days late\" aloud: not told yet")
        .wait_for("2 Practise \"Nine days late, Learning\":")
        .wait_for("3 Not today");
    (home, tty)
}

#[test]
fn five_minutes_to_spare_are_a_run() {
    let (home, mut tty) = five_minutes();
    tty.press("1");
    for bar in BARS_OF_A_RUN {
        tty.wait_for(bar).wait_for_a_prompt().press(" ");
    }
    tty.wait_for("Action: what did you say?").press("q");
    tty.wait_for("Learning: what did you say?").press("q");
    tty.wait_for("Whole").wait_for("Next:");
    assert_eq!(tty.end(), 0);
    let runs = home.run(&["export", "runs"]).ok().out;
    assert!(runs.contains(",end,"), "{runs}");
    assert_eq!(answers(&home).len(), 3, "no grade was taken");
    // Once it is told, the offer says when.
    let mut tty = Start::at(&home).tty(&["review"]);
    tty.wait_for("aloud: last told on").press("3");
    tty.wait_for("Next:");
    assert_eq!(tty.end(), 0);
}

#[test]
fn five_minutes_to_spare_are_a_weak_card() {
    let (home, mut tty) = five_minutes();
    let schedule = |home: &Home| {
        let card = home
            .run(&["list", "--json"])
            .ok()
            .card("nine-days-late/learning");
        (
            card["due"].clone(),
            card["interval"].clone(),
            card["ease"].clone(),
        )
    };
    let before = schedule(&home);
    tty.press("2")
        .wait_for("1 of 1")
        .wait_for("Say the change aloud");
    tty.wait_for(REVEAL).press(" ").wait_for(GRADE).press("1");
    tty.wait_for("schedule stays as it was").press(CTRL_C);
    assert_eq!(tty.end(), 130);
    assert_eq!(answers(&home).last().expect("it").1, 1);
    assert_eq!(schedule(&home), before, "practice moves nothing");
}

#[test]
fn five_minutes_to_spare_are_kept_for_something_else() {
    for key in ["3", "q"] {
        let (home, mut tty) = five_minutes();
        tty.press(key).wait_for("Next:");
        assert_eq!(tty.end(), 0);
        assert_eq!(answers(&home).len(), 3, "{key}");
        assert!(!tty.said().contains("1 of 1"), "{}", tty.said());
    }
}
