//! The one next step: screens of one moment agree on it, and each leads on to another.

use serde_json::json;
use star_cards::prompt::Key;

use crate::harness::{Home, NINE_DAYS, Run};
use crate::script::Reply;

const SHOW: Reply = Reply::Press(Key::Char(' '));

/// Two stories without traps of their own, and somebody who reads what is told in passing.
fn home() -> Home {
    let story = NINE_DAYS.split("## Traps").next().unwrap();
    let other = story
        .replace("nine-days-late", "wrong-hire")
        .replace("Nine days late", "Wrong hire");
    let home = Home::with_deck(&format!("{story}\n{other}"));
    home.is_read.set(true);
    let plain = ("NO_COLOR".to_owned(), "1".to_owned());
    home.env.borrow_mut().extend([plain]);
    home
}

fn plan_interview(home: &Home, name: &str, date: &str) {
    home.run(&["interview", "add", name, "--date", date]).ok();
}

/// What comes after `Next: `, wherever it is told.
#[track_caller]
fn next(run: &Run) -> String {
    let all = format!("{}{}{}", run.out, run.shown, run.err);
    let steps: Vec<&str> = all.split("Next: ").skip(1).collect();
    assert_eq!(steps.len(), 1, "{all}");
    let told = steps[0].split("\n[").next().unwrap();
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Tells a story of four beats aloud, without grades.
fn rehearse(home: &Home, story: &str) -> Run {
    let taps = std::iter::repeat_n(SHOW, 5);
    let replies = taps.chain([Reply::Leave, Reply::Leave]);
    home.ask(&["rehearse", story], replies.collect::<Vec<_>>())
        .ok()
}

/// A mock of one question, answered with that story.
fn hold_mock(home: &Home, story: &str) {
    let told = std::iter::repeat_n(SHOW, 5);
    let graded = [SHOW, Reply::key('3'), SHOW, Reply::key('3')];
    let replies = [Reply::Take(story.to_owned())].into_iter().chain(told);
    let replies: Vec<Reply> = replies.chain(graded).collect();
    home.ask(&["mock", "--questions", "1"], replies).ok();
}

#[test]
fn on_the_eve_each_step_leads_on_to_the_next() {
    let home = home();
    plan_interview(&home, "Acme", "tomorrow");
    let brief = "star-cards brief Everything to remember, on one screen.";
    for looking in [&[][..], &["plan"], &["list"], &["due"]] {
        assert_eq!(next(&home.run(looking).ok()), brief, "{looking:?}");
    }
    let waiting = "star-cards review 4 cards waiting.";
    assert_eq!(next(&home.run(&["brief"]).ok()), waiting);
    assert_eq!(next(&home.grade("3333").ok()), brief);
    let mock = "star-cards mock The whole, as in the room: three questions aloud.";
    assert_eq!(next(&home.run(&["brief"]).ok()), mock);
    let plan = home.run(&["plan"]).ok().out;
    assert!(plan.contains("Today: mock interview."), "{plan}");
    assert_eq!(next(&rehearse(&home, "nine")), mock);
    hold_mock(&home, "Nine days late");
    // It was held, and all has been read.
    let rest = "nothing more before Acme. Sleep well.";
    assert_eq!(next(&home.run(&["brief"]).ok()), rest);
    let plan = home.run(&["plan"]).ok().out;
    assert!(plan.contains("Today: nothing more"), "{plan}");
    home.day(1);
    let today = format!("{brief} Afterwards: star-cards debrief");
    assert_eq!(next(&home.run(&[]).ok()), today);
    let luck = "nothing more before Acme. Good luck. Afterwards: star-cards debrief";
    assert_eq!(next(&home.run(&["brief"]).ok()), luck);
    // The plan of the day itself is no error.
    let plan = home.run(&["plan"]).ok();
    assert!(
        plan.out.contains("today\nNo day is left to plan"),
        "{}",
        plan.out
    );
    assert_eq!(next(&plan), today);
    // A program is told the same: no days, and how ready each story is.
    let json = home.run(&["plan", "--json"]).ok().json();
    assert_eq!(json["date"], "2026-03-03", "{json}");
    assert_eq!((&json["days"], &json["runs"]), (&json!([]), &json!([])));
    let story = &json["stories"][0];
    assert!(story["kept"].as_f64() > Some(0.8), "{json}");
    assert_eq!(story["kept"], story["today_missed"]);
}

#[test]
fn somebody_who_begins_is_led_to_a_story_and_then_to_an_interview() {
    let home = home();
    home.write("decks/stories.md", "");
    home.write("config.toml", "builtin = []\n");
    let first = "star-cards add Write your first own story.";
    assert_eq!(next(&home.run(&["due"]).ok()), first);
    let story = NINE_DAYS.split("## Traps").next().unwrap();
    home.write("decks/stories.md", story);
    for card in ["nine-days-late/action", "nine-days-late/learning"] {
        home.run(&["grade", card, "4"]).ok();
    }
    let when = "star-cards interview add NAME When is your interview?";
    assert_eq!(next(&home.run(&["list"]).ok()), when);
    plan_interview(&home, "Acme", "+20d");
    let kind =
        "star-cards add You have no stakeholder failure yet (someone you failed to involve).";
    assert_eq!(next(&home.run(&["list"]).ok()), kind);
    // With a second story it is not asked for again.
    home.run(&["interview", "remove", "Acme", "--yes"]).ok();
    let other = story.replace("nine-days-late", "wrong-hire");
    home.write("decks/more.md", &other);
    for card in ["wrong-hire/action", "wrong-hire/learning"] {
        home.run(&["grade", card, "4"]).ok();
    }
    assert_eq!(next(&home.run(&["list"]).ok()), kind);
}

#[test]
fn on_the_eve_without_a_story_the_first_is_written_and_nothing_is_read() {
    let home = home();
    home.write("decks/stories.md", "");
    plan_interview(&home, "Acme", "tomorrow");
    let first = "star-cards add Write your first own story.";
    assert_eq!(next(&home.run(&["list"]).ok()), first);
    home.day(1);
    let luck = "nothing more before Acme. Good luck. Afterwards: star-cards debrief";
    assert_eq!(next(&home.run(&[]).ok()), luck);
}

#[test]
fn planning_an_interview_tells_what_it_puts_off() {
    let home = home();
    for card in ["nine-days-late/action", "wrong-hire/learning"] {
        home.run(&["grade", card, "4"]).ok();
    }
    let add = ["interview", "add", "Acme", "--date", "+9d"];
    let told = home.run(&add).ok().err;
    assert!(
        told.contains("2 cards move closer to the interview."),
        "{told}"
    );
    let again = ["interview", "edit", "Acme", "--role", "Manager"];
    let told = home.run(&again).ok().err;
    assert!(!told.contains("closer"), "{told}");
}

#[test]
fn on_the_eve_the_cards_of_the_interview_come_first_and_their_end_is_told() {
    let home = home();
    home.write(
        "config.toml",
        "new_per_day = \"none\"\nbuiltin = [\"failure\"]\n",
    );
    // What failed yesterday comes behind what the interview needs.
    home.run(&["grade", "core-missed-launch-deadline/action", "1"])
        .ok();
    home.day(1);
    plan_interview(&home, "Acme", "+1d");
    let due = home.run(&["due", "--json"]).cards();
    let mine = due.iter().take_while(|card| !card.starts_with("core-"));
    assert_eq!(mine.count(), 4, "{due:?}");
    assert_eq!(due[4], "core-missed-launch-deadline/action");
    let bare = home.run(&[]).ok().out;
    let others = due.len() - 4;
    let told = format!("{} cards today (4 for Acme, {others} others)", due.len());
    assert!(bare.starts_with(&told), "{bare}");
    let shown = home.grade("33333").ok().shown;
    let (before, after) = shown
        .split_once("The cards for Acme end here. The rest are samples; q ends.")
        .expect("it is told");
    assert_eq!(before.matches("good: back").count(), 4, "{before}");
    assert!(!after.contains("end here"), "{after}");
}

#[test]
fn a_review_that_is_left_does_not_say_that_the_limit_was_reached() {
    let home = home();
    home.write("config.toml", "showings_per_day = 4\nbuiltin = []\n");
    let key = |key: char| Reply::Press(Key::Char(key));
    let shown = home.ask(&["review"], [SHOW, key('1'), key('q')]).ok().shown;
    assert!(!shown.contains("limit"), "{shown}");
    assert!(
        shown.contains("1 card you missed comes first next time."),
        "{shown}"
    );
    assert!(shown.contains("3 cards today"), "{shown}");
    let shown = home.grade("333").ok().shown;
    assert!(!shown.contains("missed"), "{shown}");
}

#[test]
fn a_buried_card_that_another_one_replaces_says_so() {
    let table = [
        ("showings_per_day = 2\nbuiltin = []\n", None, true),
        ("builtin = []\n", None, false),
        // The limit of new cards holds samples back, and a card of the interview is outside of it.
        ("builtin = [\"failure\"]\n", Some("tomorrow"), false),
    ];
    for (settings, interview, replaced) in table {
        let home = home();
        home.write("config.toml", settings);
        if let Some(date) = interview {
            plan_interview(&home, "Acme", date);
        }
        let keys = ['b', 'q'].map(|key| Reply::Press(Key::Char(key)));
        let shown = home.ask(&["review"], keys).ok().shown;
        assert!(shown.contains("Buried until tomorrow."), "{shown}");
        assert_eq!(
            shown.contains("Another card takes its place today."),
            replaced,
            "{shown}"
        );
    }
}

#[test]
fn check_numbers_lines_as_edit_shows_them_and_leads_to_the_story_with_most_to_mend() {
    let story = NINE_DAYS.split("## Traps").next().unwrap();
    let vague =
        "# Vague\n\n## Action\nMistakes were made by the vendor.\n\n## Result\nIt was bad.\n";
    let home = home();
    home.write("decks/stories.md", &format!("{story}\n{vague}"));
    let run = home.run(&["check", "vague"]).code(1);
    assert!(run.out.contains("4 | Mistakes were made"), "{}", run.out);
    // A program reads the file.
    let json = home.run(&["check", "vague", "--json"]).code(1).json();
    let findings = json["findings"].as_array().expect("findings").iter();
    let lines: Vec<u64> = findings
        .filter_map(|found| found["line"].as_u64())
        .collect();
    let deck = home.read("decks/stories.md");
    let line = deck.lines().position(|line| line.starts_with("Mistakes"));
    let line = line.expect("its line") as u64 + 1;
    assert!(line > 4 && lines.contains(&line), "{lines:?}");
    let less = "# Less\n\n## Action\nI decided to skip it.\n\n## Result\nIt was bad.\n";
    home.write("decks/a.md", less);
    let all = home.run(&["check"]).code(1);
    assert!(
        next(&all).starts_with("star-cards edit vague"),
        "{}",
        all.err
    );
}

/// On the day itself and the day after, with a story half written.
#[test]
fn on_the_day_nothing_is_begun_and_afterwards_it_is_said_when_it_was() {
    let home = home();
    plan_interview(&home, "Acme", "tomorrow");
    plan_interview(&home, "Beta", "+1d");
    home.run(&["interview", "remove", "Beta", "--yes"]).ok();
    home.write("drafts/story.md", "# Half\n\nmiss: technical\n");
    home.day(1);
    let step = next(&home.run(&["brief"]).ok());
    let luck = "nothing more before Acme. Good luck.";
    assert!(step.starts_with(luck), "{step}");
    assert!(!step.contains("add"), "{step}");
    let plan = home.run(&["plan", "Acme", "--json"]).ok().json();
    assert_eq!(
        (&plan["interview"], &plan["days"]),
        (&json!("Acme"), &json!([]))
    );
    home.day(2);
    let plan = home.run(&["plan", "Acme", "--json"]).code(1);
    assert!(plan.err.contains("error: Acme is over"), "{}", plan.err);
    let list = home.run(&["interview", "list"]).ok();
    assert!(list.out.contains("Acme was yesterday."), "{}", list.out);
    home.day(4);
    let list = home.run(&["interview", "list"]).ok();
    assert!(list.out.contains("Acme was on Tue 3 Mar."), "{}", list.out);
}

/// What is put off on purpose is not late when it comes.
#[test]
fn a_card_that_was_put_off_is_not_called_late() {
    let home = home();
    plan_interview(&home, "Acme", "+8d");
    home.grade("3333").ok();
    home.day(6);
    let due = home.run(&["due"]).ok().out;
    assert!(due.contains("to be fresh on the day"), "{due}");
    assert!(!due.contains("due for"), "{due}");
}

#[test]
fn a_run_planned_for_today_is_offered_before_a_day_to_come_back_on() {
    let home = home();
    let plain = NINE_DAYS.split("## Traps").next().unwrap();
    for (kind, id) in [("stakeholder", "b"), ("judgement", "c")] {
        let story = plain.replace("technical", kind);
        home.write(
            &format!("decks/{id}.md"),
            &story.replace("nine-days-late", id),
        );
    }
    for story in ["nine", "wrong", "b", "c"] {
        rehearse(&home, story);
    }
    home.day(20);
    plan_interview(&home, "Acme", "+2d");
    home.grade(&"3".repeat(8)).ok();
    let step = next(&home.run(&["list"]).ok());
    assert!(
        step.ends_with("The next run of your plan, today."),
        "{step}"
    );
}

#[test]
fn a_blank_line_stands_before_the_next_step_but_for_what_is_one_line() {
    let home = home();
    plan_interview(&home, "Acme", "+8d");
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    for args in [&["list"][..], &["stats"], &["stats", "--all"], &["plan"]] {
        let out = home.run(args).ok().out;
        assert!(out.contains("\n\nNext: "), "{args:?}: {out}");
        assert!(!out.contains("\n\n\n"), "{args:?}: {out}");
    }
    for args in [&["brief"][..], &["due"]] {
        let err = home.run(args).ok().err;
        assert!(err.starts_with("\nNext: "), "{args:?}: {err}");
    }
    let bare = home.run(&[]).ok().out;
    assert!(bare.lines().nth(1).unwrap().starts_with("Next: "), "{bare}");
    let err = home.run(&["suspend", "wrong"]).ok().err;
    assert!(err.lines().nth(1).unwrap().starts_with("Next: "), "{err}");
    let shown = home.grade("3").ok().shown;
    assert!(shown.contains("\n\nNext: "), "{shown}");
}

#[test]
fn the_next_step_reads_nothing_a_second_time() {
    let home = home();
    plan_interview(&home, "Acme", "+8d");
    for args in [
        &["brief"][..],
        &["due"],
        &["interview", "list"],
        &["interview", "show"],
    ] {
        let run = home.run(args).ok();
        assert!(run.err.contains("Next: "), "{args:?}: {}", run.err);
        assert_eq!(home.drawn.get(), 1, "{args:?}");
    }
}

#[test]
fn what_practice_gains_and_what_skipping_costs_do_not_contradict_each_other() {
    for (date, told) in [
        (
            "+8d",
            "If you skip today, the other days can make up for it.",
        ),
        ("+1d", "points a story."),
    ] {
        let home = home();
        plan_interview(&home, "Acme", date);
        let plan = home.run(&["plan"]).ok().out;
        assert!(
            plan.contains("Practise \"Nine days late\" today: +"),
            "{plan}"
        );
        assert!(plan.contains(told), "{plan}");
        assert!(!plan.contains("costs nothing"), "{plan}");
    }
    // Where nothing is to be gained today, nothing is lost either.
    let home = home();
    plan_interview(&home, "Acme", "+8d");
    home.grade("3333").ok();
    let plan = home.run(&["plan"]).ok().out;
    assert!(!plan.contains("Practise"), "{plan}");
    assert!(plan.contains("Skipping today costs nothing"), "{plan}");
}

#[test]
fn the_plan_counts_todays_cards_as_the_review_does() {
    let home = home();
    let stories = ["--date", "+8d", "--stories", "wrong-hire"];
    home.run(&[&["interview", "add", "Acme"][..], &stories].concat())
        .ok();
    let plan = home.run(&["plan"]).ok().out;
    let today = "\nToday: 2 cards for Acme, 2 others, 2 min.\n";
    assert!(plan.contains(today), "{plan}");
    assert!(
        plan.contains("2 cards, 1 min\n"),
        "the day is Acme's: {plan}"
    );
    assert!(
        plan.contains("Next: star-cards review  4 cards waiting."),
        "{plan}"
    );
    // What failed today comes once more today, which is a card of today too.
    for card in [
        "wrong-hire/action",
        "nine-days-late/action",
        "nine-days-late/learning",
    ] {
        home.run(&["grade", card, "4"]).ok();
    }
    home.run(&["grade", "wrong-hire/learning", "1"]).ok();
    let plan = home.run(&["plan"]).ok().out;
    assert!(plan.contains("Today: 1 card, 1 min."), "{plan}");
    assert!(!plan.contains("Mon 2 Mar  free"), "{plan}");
}

#[test]
fn what_is_put_off_does_not_fall_due_today() {
    let home = home();
    plan_interview(&home, "Acme", "+8d");
    home.grade("3333").ok();
    home.day(1);
    let short = home.run(&["stats"]).ok().out;
    assert!(short.contains("Today: nothing more."), "{short}");
    let due = "Falls due  0 today, 0 tomorrow, 4 more in 7 days; 4 by the interview";
    assert!(short.contains(due), "{short}");
    let all = home.run(&["stats", "--all"]).ok().out;
    assert!(
        all.contains("0 to do, 4 put off, 0 new, 0 answered"),
        "{all}"
    );
}

/// `list`, `show` and the figures name the day on which the daily list will have a card, not the
/// one on which SM-2 alone would.
#[test]
fn a_card_that_waits_comes_back_on_the_day_on_which_the_list_has_it() {
    let home = home();
    let (hire, nine) = ("wrong-hire/action", "nine-days-late/action");
    home.run(&["grade", hire, "4"]).ok();
    home.run(&["grade", nine, "1"]).ok();
    let list = |cards: &[&str]| home.run(&[&["list"][..], cards].concat()).ok().out;
    let before = list(&["hire", "--cards"]);
    assert!(before.contains("action  back on Tue 3 Mar"), "{before}");
    // Nine days ahead it waits for the last four days.
    plan_interview(&home, "Acme", "+9d");
    let after = list(&["hire", "--cards"]);
    assert!(after.contains("1 new, 1 back on 7 Mar"), "{after}");
    assert!(after.contains("action  back on Sat 7 Mar"), "{after}");
    // What was missed is asked once more today, and tomorrow anyway.
    let missed = list(&["nine", "--cards"]);
    assert!(missed.contains("1 new, 1 again today"), "{missed}");
    assert!(!missed.contains("again tomorrow"), "{missed}");
    let due = home.run(&["due", "--json"]).cards();
    let stats = home.run(&["stats"]).ok().out;
    let told = format!("Today: {} cards.", due.len());
    assert!(stats.contains(&told), "{stats}");
    assert!(stats.contains(", 1 tomorrow, 1 more in 7 days"), "{stats}");
}
