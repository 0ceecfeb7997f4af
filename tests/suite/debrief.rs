//! The debrief: what an interview asked for, which story it got, what went missing.

use std::cell::RefCell;
use std::rc::Rc;

use crate::script::Reply;
use insta::assert_snapshot;
use rusqlite::Connection;
use star_cards::prompt::Key;

use crate::harness::{Home, NINE_DAYS};
use crate::terminal::{DOWN, ENTER, Start, Tty};

/// A home with one story, two days after its interview at Acme.
fn home() -> Home {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["interview", "add", "Acme", "--date", "+2d"])
        .ok();
    for card in ["nine-days-late/action", "nine-days-late/learning"] {
        home.run(&["grade", card, "4"]).ok();
    }
    home.day(4);
    home
}

fn text(words: &str) -> Reply {
    Reply::Type(words.to_owned())
}

fn take(words: &str) -> Reply {
    Reply::Take(words.to_owned())
}

fn tick(words: &[&str]) -> Reply {
    Reply::Tick(words.iter().map(|&word| word.to_owned()).collect())
}

fn told(home: &Home) -> String {
    home.run(&["interview", "show", "Acme"]).ok().out
}

/// The answers of source debrief: card and quality.
fn failures(home: &Home) -> Vec<(String, i64)> {
    let log = home
        .run(&["export", "reviews", "--format", "json"])
        .ok()
        .json();
    let rows = log["reviews"].as_array().expect("reviews");
    let missed = rows.iter().filter(|row| row["source"] == "debrief");
    missed
        .map(|row| {
            let card = row["card"].as_str().expect("a name").to_owned();
            (card, row["quality"].as_i64().expect("a quality"))
        })
        .collect()
}

#[test]
fn a_debrief_keeps_what_was_asked_and_brings_back_what_went_missing() {
    let home = home();
    assert!(
        home.run(&[]).ok().out.contains("Next: star-cards debrief"),
        "it is the next step"
    );
    let before = home.read("decks/stories.md");
    let run = home
        .ask(
            &["debrief"],
            [
                text("  When did you last\u{1b} get it wrong? "),
                take("Nine days late"),
                take("so-so"),
                tick(&["decision", "number"]),
                Reply::Say(true),
                text(""),
                Reply::Say(false),
            ],
        )
        .ok();
    assert_snapshot!(run.shown, @r#"
    How was Acme?
    It takes two minutes. Esc skips a question; Enter too, until you type or choose.
    How was it asked? In their words
    Which story did you tell?
      - skip
      - Nine days late  (nine)
      story: Nine days late
    How did the answer go?
      - skip
      - well
      - so-so
      - badly
      it went so-so
    What was missing in "Nine days late"?
      - decision
      - change
      - number
      - closing
      - nothing
      missing: decision, number
    "Nine days late" has no card for the number. Switch it on? (y/N)
    What did they ask after it? In their words
    Did they ask for another story? (y/N)
    "#);
    assert_snapshot!(told(&home), @r#"
    Acme  Wednesday 4 March 2026, done
      stories: all of yours

      "When did you last get it wrong?"
      story: Nine days late
      it went so-so
      missing: decision, number
    "#);
    // The question and the kind of card are new lines; every other byte is as it was.
    let after = home.read("decks/stories.md");
    let added = ["question: When did you last get it wrong?", "cards: result"];
    let rest: Vec<&str> = after
        .split('\n')
        .filter(|line| !added.contains(line))
        .collect();
    assert_eq!(rest.join("\n"), before);
    assert_eq!(after.lines().count(), before.lines().count() + 2);
    assert_eq!(
        failures(&home),
        [
            ("nine-days-late/action".to_owned(), 1),
            ("nine-days-late/result".to_owned(), 1)
        ]
    );
    // Not again today, but tomorrow.
    let due = home.run(&["due", "--json"]).cards();
    assert!(
        !due.contains(&"nine-days-late/action".to_owned()),
        "{due:?}"
    );
    home.day(5);
    let due = home.run(&["due", "--json"]).cards();
    for card in ["nine-days-late/action", "nine-days-late/result"] {
        assert!(due.contains(&card.to_owned()), "{due:?}");
    }
    assert!(!home.run(&[]).ok().out.contains("debrief"), "it is done");
}

#[test]
fn a_story_that_was_missed_today_says_when_it_comes_again() {
    let home = home();
    home.run(&["debrief", "--story", "nine", "--missing", "decision"])
        .ok();
    let list = home.run(&["list"]).ok().out;
    assert!(list.contains("ready 0 % today; again tomorrow"), "{list}");
    home.day(5);
    let list = home.run(&["list"]).ok().out;
    assert!(!list.contains("again"), "{list}");
}

#[test]
fn a_missing_piece_comes_back_on_the_first_day_that_asks_anything() {
    let home = home();
    home.run(&["interview", "add", "Beta", "--date", "tomorrow"])
        .ok();
    let debrief = ["debrief", "--story", "nine", "--missing", "decision"];
    let run = home.run(&debrief).ok();
    assert!(
        run.err
            .contains("1 card comes back on Sun 8 Mar: Nine days late, Action."),
        "{}",
        run.err
    );
    let list = home.run(&["list"]).ok().out;
    let list = list.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(list.contains("; again on 8 Mar"), "{list}");
}

#[test]
fn a_suspended_card_is_not_said_to_come_back() {
    let home = home();
    home.run(&["suspend", "nine-days-late/action"]).ok();
    let run = home
        .run(&["debrief", "--story", "nine", "--missing", "decision,change"])
        .ok();
    assert!(
        run.err
            .ends_with("1 card comes back tomorrow: Nine days late, Learning.\n"),
        "{}",
        run.err
    );
    home.run(&["suspend", "nine-days-late/learning"]).ok();
    let list = home.run(&["list"]).ok().out;
    assert!(!list.contains("again"), "{list}");
}

#[test]
fn what_comes_back_is_named_by_the_stories_that_are_there_at_the_end() {
    let home = Rc::new(home());
    let other = NINE_DAYS
        .replace("nine-days-late", "wrong-hire")
        .replace("Nine days late", "Wrong hire");
    let deck = home.read("decks/stories.md");
    home.write("decks/stories.md", &format!("{other}\n{deck}"));
    let elsewhere = Rc::clone(&home);
    let removes = move || elsewhere.write("decks/stories.md", &deck);
    let replies = [
        text("And why?"),
        take("Nine days late").after(removes),
        Reply::Leave,
        tick(&["decision", "number"]),
        Reply::Say(true),
        text(""),
        Reply::Say(false),
    ];
    let err = home.ask(&["debrief"], replies).ok().err;
    let told = err.split_whitespace().collect::<Vec<_>>().join(" ");
    let back = "2 cards come back tomorrow: Nine days late, Action; Nine days late, Result.";
    assert!(told.ends_with(back), "{told}");
}

#[test]
fn a_missing_piece_counts_even_on_a_day_already_counted() {
    let home = home();
    home.run(&["grade", "nine-days-late/learning", "5"]).ok();
    let card = |home: &Home| {
        home.run(&["list", "--json"])
            .card("nine-days-late/learning")
    };
    assert_eq!(card(&home)["repetitions"], 2);
    home.run(&[
        "debrief",
        "--story",
        "nine-days-late",
        "--missing",
        "change",
    ])
    .ok();
    let after = card(&home);
    assert_eq!(
        (&after["repetitions"], &after["interval"], &after["lapses"]),
        (&0.into(), &1.into(), &1.into())
    );
    // It can be taken back like any answer.
    home.run(&["undo", "nine-days-late/learning"]).ok();
    assert_eq!(card(&home)["repetitions"], 2);
}

#[test]
fn undo_takes_back_a_debrief_as_one() {
    let home = home();
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let replies = [
        text("What broke?"),
        take("Nine days late"),
        take("badly"),
        tick(&["change", "decision"]),
        text(""),
        Reply::Say(false),
    ];
    home.ask(&["debrief"], replies.clone()).ok();
    undo_the_debrief(&home);
    let undone = home
        .run(&["export", "reviews", "--format", "json"])
        .ok()
        .json();
    let rows = undone["reviews"].as_array().expect("reviews").iter();
    let of_debrief = rows.filter(|row| row["source"] == "debrief");
    assert!(of_debrief.into_iter().all(|row| row["undone"] == true));
    // It is asked anew, from its first question.
    home.ask(&["debrief"], replies).ok();
    assert!(told(&home).contains("it went badly"), "{}", told(&home));
    home.run(&["undo"]).ok();
    // What was written before is reached next.
    let run = home.run(&["undo"]).ok();
    assert!(
        run.err.contains("good for Nine days late, Action"),
        "{}",
        run.err
    );
}

/// Takes the debrief back, of which nothing is left then.
fn undo_the_debrief(home: &Home) {
    let run = home.run(&["undo"]).ok();
    assert!(
        run.err.starts_with("Undone: the debrief of Acme of"),
        "{}",
        run.err
    );
    assert!(!told(home).contains("story:"), "{}", told(home));
    assert!(!told(home).contains("done"), "{}", told(home));
}

#[test]
fn undo_takes_back_that_it_is_done_though_a_later_sitting_wrote_it() {
    let home = home();
    let cut = [
        text("What broke?"),
        take("Nine days late"),
        take("badly"),
        tick(&["change", "decision"]),
        Reply::Interrupt,
    ];
    home.ask(&["debrief"], cut).code(130);
    home.ask(&["debrief"], [Reply::Say(false)]).ok();
    assert!(told(&home).contains("done"), "{}", told(&home));
    undo_the_debrief(&home);
    // Without a debrief before it, `interview done` stands by itself.
    home.run(&["interview", "done", "Acme"]).ok();
    let run = home.run(&["undo"]).ok();
    assert!(run.err.contains("good for"), "{}", run.err);
    assert!(told(&home).contains("done"), "{}", told(&home));
}

#[test]
fn enter_on_a_list_that_nobody_touched_records_nothing() {
    let home = home();
    let mut tty = terminal(&home, &[]);
    for question in ["How was it asked?", "Which story did you tell?"] {
        tty.wait_for(question).wait_for_a_prompt().press(ENTER);
    }
    tty.wait_for("another story?")
        .wait_for_a_prompt()
        .press("n");
    assert_eq!(tty.end(), 0);
    assert!(!told(&home).contains("story:"), "{}", told(&home));
    assert!(!told(&home).contains("it went"), "{}", told(&home));

    let mut tty = Start::at(&home).day(4).tty(&["debrief", "Acme"]);
    tty.wait_for("How was it asked?")
        .wait_for_a_prompt()
        .press(ENTER);
    tty.wait_for("Which story did you tell?")
        .wait_for_a_prompt();
    tty.press(DOWN)
        .press(ENTER)
        .wait_for("story: Nine days late");
    tty.wait_for("How did the answer go?")
        .wait_for_a_prompt()
        .press(ENTER);
    tty.wait_for("Nothing ticked skips it.")
        .wait_for_a_prompt()
        .press(ENTER);
    tty.wait_for("ask after it?")
        .wait_for_a_prompt()
        .press(ENTER);
    tty.wait_for("another story?")
        .wait_for_a_prompt()
        .press("n");
    assert_eq!(tty.end(), 0);
    assert!(!told(&home).contains("missing"), "{}", told(&home));
    assert!(!told(&home).contains("it went"), "{}", told(&home));

    // That nothing was missing is said, not left.
    home.run(&["undo"]).ok();
    let replies = [
        text(""),
        take("Nine days late"),
        take("well"),
        tick(&["nothing"]),
    ];
    home.ask(
        &["debrief", "Acme"],
        replies.into_iter().chain([text(""), Reply::Say(false)]),
    )
    .ok();
    assert!(
        told(&home).contains("nothing was missing"),
        "{}",
        told(&home)
    );
}

#[test]
fn a_debrief_cut_short_goes_on_where_it_stopped() {
    let replies = [
        text("What broke?"),
        take("Nine days late"),
        Reply::Leave,
        tick(&["closing", "number"]),
        Reply::Say(true),
        text(""),
        Reply::Say(false),
    ];
    // Cut before each question in turn; what was answered is never asked again, what was skipped is.
    for cut in 0..replies.len() {
        let home = home();
        let mut first: Vec<Reply> = replies[..cut].to_vec();
        first.push(Reply::Interrupt);
        home.ask(&["debrief", "Acme"], first).code(130);
        assert!(
            home.run(&[]).ok().out.contains("star-cards debrief"),
            "cut {cut}"
        );
        let skipped = Some(Reply::Leave).filter(|_| cut == 3);
        let mut rest = replies[cut..].to_vec();
        // What came after the story is asked right then, or not at all.
        rest.retain(|reply| cut < 4 || !matches!(reply, Reply::Type(_)));
        let rest = skipped.into_iter().chain(rest);
        let run = home.ask(&["debrief"], rest).ok();
        assert!(run.shown.contains("How was Acme?"), "{}", run.shown);
        assert_eq!(
            failures(&home),
            [("nine-days-late/result".to_owned(), 1)],
            "cut {cut}"
        );
        let deck = home.read("decks/stories.md");
        assert_eq!(
            deck.matches("question: What broke?").count(),
            1,
            "cut {cut}"
        );
        assert_eq!(deck.matches("cards: result").count(), 1, "cut {cut}");
    }
}

#[test]
fn every_answer_can_be_skipped() {
    let home = home();
    let before = home.read("decks/stories.md");
    // Without a story there is no answer that went well or badly.
    let run = home
        .ask(&["debrief"], [text(""), Reply::Leave, Reply::Say(false)])
        .ok();
    assert!(
        !run.shown.contains("How did the answer go?"),
        "{}",
        run.shown
    );
    assert_eq!(home.read("decks/stories.md"), before);
    assert_eq!(failures(&home), []);
    assert!(!home.run(&[]).ok().out.contains("debrief"));
}

#[test]
fn flags_answer_off_a_terminal() {
    let home = home();
    let run = home.run(&["debrief"]).code(2);
    assert!(run.err.contains("give --question"), "{}", run.err);
    home.run(&["debrief", "--missing", "change"]).code(2);
    home.run(&["debrief", "--story", "nine-dayz-late", "--landed", "well"])
        .code(1);
    let run = home
        .run(&[
            "debrief",
            "--question",
            "What broke?",
            "--story",
            "nine-days-late",
            "--landed",
            "badly",
            "--missing",
            "number,closing",
        ])
        .ok();
    assert_snapshot!(home.anonymous(&run.err), @r#"
    The question is now one of "Nine days late", in HOME/decks/stories.md.
    `cards: result` in "Nine days late" switches that card on.
    "Nine days late" has no words for the closing yet: `star-cards closing nine --set "..."` adds them.
    Acme is debriefed.
    "#);
    assert_eq!(
        failures(&home),
        [],
        "its card is off and nobody could be asked"
    );
    let run = home.run(&["debrief"]).code(1);
    assert!(run.err.contains("no interview needs"), "{}", run.err);
    // A second story of the same interview, by name.
    home.run(&["debrief", "Acme", "--question", "And then?"])
        .ok();
    assert!(told(&home).contains("\"And then?\""));
}

#[test]
fn what_the_company_heard_comes_last_in_a_pick() {
    let other = NINE_DAYS.replace("nine-days-late", "wrong-hire");
    let home = home();
    home.write("decks/more.md", &other);
    home.run(&[
        "interview",
        "add",
        "ACME",
        "--date",
        "+9d",
        "--role",
        "checkout",
    ])
    .ok();
    let first = |home: &Home| {
        let picks = home
            .run(&["pick", "--interview", "ACME@2026-03-15", "--json"])
            .ok()
            .json();
        picks["picks"][0].clone()
    };
    home.run(&["debrief", "Acme@2026-03-04", "--story", "wrong-hire"])
        .ok();
    assert_eq!(first(&home)["story"], "nine-days-late");
    home.run(&["debrief", "Acme@2026-03-04", "--story", "nine-days-late"])
        .ok();
    assert_eq!(first(&home)["heard"], "2026-03-04");
    // A rename takes what was heard along.
    home.run(&["rename", "wrong-hire", "the-hire"]).ok();
    let picks = home
        .run(&["pick", "--interview", "ACME@2026-03-15", "--json"])
        .ok()
        .json();
    let heard = picks["picks"].as_array().expect("picks").iter();
    assert_eq!(
        heard.filter(|pick| pick["heard"] == "2026-03-04").count(),
        2
    );
}

#[test]
fn a_debrief_needs_an_interview_that_took_place() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["interview", "add", "Acme", "--date", "+2d"])
        .ok();
    let run = home.run(&["debrief", "Acme", "--landed", "well"]).code(1);
    assert!(run.err.contains("still to come"), "{}", run.err);
    home.run(&["interview", "add", "Beta", "--date", "+2d"])
        .ok();
    home.day(3);
    let run = home.run(&["debrief", "--landed", "well"]).code(2);
    assert!(
        run.err.contains("Acme@2026-03-04, Beta@2026-03-04"),
        "{}",
        run.err
    );
    home.ask(
        &["debrief"],
        [take("Beta"), text(""), Reply::Leave, Reply::Say(false)],
    )
    .ok();
    let list = home.run(&["interview", "list", "--all"]).ok().out;
    assert!(
        list.contains("Beta  Wednesday 4 March 2026, done"),
        "{list}"
    );
    assert!(
        list.contains("Acme  Wednesday 4 March 2026, over"),
        "{list}"
    );
    // Put on a day ahead, it takes place after all.
    home.run(&["interview", "edit", "Beta", "--date", "+4d"])
        .ok();
    assert!(
        home.run(&["interview", "list"])
            .ok()
            .out
            .contains("in 4 days")
    );
}

#[test]
fn samples_are_never_rewritten() {
    let home = Home::new();
    home.run(&["interview", "add", "Acme", "--date", "today"])
        .ok();
    let story = "core-missed-launch-deadline";
    home.run(&[
        "debrief",
        "--question",
        "Why?",
        "--story",
        story,
        "--missing",
        "decision,number",
    ])
    .ok();
    assert_eq!(home.files(), ["history.db"]);
    assert_eq!(failures(&home), [(format!("{story}/action"), 1)]);
}

/// The debrief two days after the interview, on a terminal.
fn terminal(home: &Home, flags: &[&str]) -> Tty {
    let args: Vec<&str> = flags.iter().copied().chain(["debrief"]).collect();
    Start::at(home).day(4).tty(&args)
}

#[test]
fn line_by_line_every_choice_is_typed() {
    let home = home();
    let mut tty = terminal(&home, &["--plain"]);
    tty.wait_for("Enter alone skips a question, q skips a list.");
    tty.wait_for("In their words:").send("Why?\n");
    tty.wait_for("2. Nine days late")
        .wait_for("q to skip")
        .send("7\n");
    tty.wait_for("That is not one of the answers.").send("2\n");
    tty.wait_for("4. badly").wait_for("q to skip").send("q\n");
    tty.wait_for("4. closing")
        .wait_for("0 to skip")
        .send("1, 9\n");
    tty.wait_for("That is not one of the answers.")
        .send("1 2\n");
    tty.wait_for("missing: decision, change");
    tty.wait_for("ask after it?").send("\n");
    tty.wait_for("another story? (y/N").send("decision\n");
    tty.wait_for("That is not one of the answers.").send("n\n");
    tty.wait_for("2 cards come back tomorrow");
    assert_eq!(tty.end(), 0);
    assert_eq!(failures(&home).len(), 2);
}

#[test]
fn on_a_narrow_screen_the_checklist_says_whole_that_it_can_be_skipped() {
    let home = home();
    let mut tty = Start::at(&home).day(4).size(24, 40).tty(&["debrief"]);
    // What is typed before the question stands there is nobody's answer.
    tty.wait_for("How was it asked?")
        .wait_for("Your answer")
        .wait_for_a_prompt()
        .press(ENTER);
    tty.wait_for("Which story did you tell?")
        .wait_for_a_prompt();
    tty.press(DOWN)
        .press(ENTER)
        .wait_for("How did the answer go?")
        .wait_for_a_prompt()
        .press(ENTER);
    tty.wait_for("5 nothing");
    let screen = tty.screen();
    let is_whole = screen
        .lines()
        .any(|line| line.trim_end() == "Nothing ticked skips it.");
    assert!(is_whole, "{screen}");
    tty.kill();
}

#[test]
fn two_terminals_keep_two_tellings() {
    let home = home();
    let mut tty = terminal(&home, &[]);
    tty.wait_for("How was it asked?").wait_for_a_prompt();
    // Elsewhere, the same debrief is given meanwhile.
    home.run(&["debrief", "--question", "What broke?", "--landed", "well"])
        .ok();
    tty.press("And why?").press(ENTER);
    tty.wait_for("Which story did you tell?")
        .wait_for_a_prompt();
    tty.press(DOWN)
        .press(ENTER)
        .wait_for("story: Nine days late");
    tty.kill();
    let told = told(&home);
    for question in ["\"What broke?\"", "\"And why?\""] {
        assert!(told.contains(question), "{told}");
    }
}

#[test]
fn what_another_terminal_answered_while_the_log_was_locked_stays() {
    let home = Rc::new(home());
    let lock = Rc::new(RefCell::new(None));
    let (locked, database) = (Rc::clone(&lock), home.database());
    let locks = move || {
        let other = Connection::open(&database).expect("the log");
        other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
        *locked.borrow_mut() = Some(other);
    };
    let elsewhere = Rc::clone(&home);
    let frees = move || {
        drop(lock.borrow_mut().take());
        let replies = [take("badly"), tick(&[]), text(""), Reply::Say(false)];
        elsewhere.ask(&["debrief", "Acme"], replies).ok();
    };
    let replies = [
        text("And why?"),
        take("Nine days late"),
        take("well").after(locks),
        Reply::Press(Key::Enter).after(frees),
        Reply::Say(false),
    ];
    let run = home.ask(&["debrief", "Acme"], replies).ok();
    assert!(
        run.shown.contains("Your answer is not lost"),
        "{}",
        run.shown
    );
    assert!(
        run.err.contains("just answered in another terminal"),
        "{}",
        run.err
    );
    let told = told(&home);
    assert!(
        told.contains("it went badly") && !told.contains("it went well"),
        "{told}"
    );
}
