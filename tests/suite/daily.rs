//! The daily loop as a person lives it, with a scripted terminal.

use crate::script::Reply;
use insta::assert_snapshot;
use star_cards::prompt::Key;

use crate::harness::{Home, NINE_DAYS};

const SHOW: Reply = Reply::Press(Key::Char(' '));

fn key(c: char) -> Reply {
    Reply::key(c)
}

#[test]
fn a_card_is_shown_without_its_words_and_graded_with_one_key() {
    let home = Home::with_deck(NINE_DAYS);
    let run = home
        .ask(&["review", "nine-days-late/action"], [SHOW, key('3')])
        .ok();
    assert_snapshot!(run.shown, @"
    1 of 1  ────────────────────  1 min left

    Nine days late  Software engineer
    Tell me about a time you failed.

    Say your decision aloud: the call that was yours and went wrong. 2 points.

    [Space show · h hint · s skip · b bury · q quit · ? more]
    Action
      I skipped the compatibility shim because I trusted the date.

    Did you say it?
      - skipped the compatibility shim
      - trusted the date

    [1 again  today   2 hard  tomorrow   3 good  tomorrow   4 easy  tomorrow
    c checklist · s skip · b bury · q quit · ? more]
    good: back tomorrow.

    1 answer in 1 min, 1 recalled. All saved.
    2 cards today, about 1 min.

    Next: star-cards review  2 cards waiting.
    [u undo  any other key leaves]
    ");
}

#[test]
fn the_hint_is_the_first_word_of_each_point() {
    let home = Home::with_deck(NINE_DAYS);
    let run = home
        .ask(
            &["review", "nine-days-late/action"],
            [key('h'), SHOW, key('3')],
        )
        .ok();
    assert!(
        run.shown.contains("Hint: skipped ... · trusted ..."),
        "{}",
        run.shown
    );
}

#[test]
fn the_checklist_proposes_and_enter_takes_it() {
    let table: [(&[&str], bool, i64); 4] = [
        (&["skipped", "trusted"], false, 4),
        (&["skipped"], false, 3),
        (&[], false, 1),
        (&["skipped", "trusted"], true, 3),
    ];
    for (ticked, hinted, quality) in table {
        let home = Home::with_deck(NINE_DAYS);
        let hint = hinted.then_some(key('h'));
        let ticks = Reply::Tick(ticked.iter().map(ToString::to_string).collect());
        let replies =
            hint.into_iter()
                .chain([SHOW, key('c'), ticks, Reply::Press(Key::Enter), key('q')]);
        home.ask(
            &["review", "nine-days-late/action"],
            replies.collect::<Vec<_>>(),
        )
        .ok();
        let log = home
            .run(&["export", "reviews", "--format", "json"])
            .ok()
            .json();
        assert_eq!(log["reviews"][0]["quality"], quality, "{ticked:?} {hinted}");
    }
}

#[test]
fn what_failed_comes_back_until_it_passes() {
    let home = Home::with_deck(NINE_DAYS);
    let run = home.ask(
        &["review", "nine-days-late/action", "nine-days-late/learning"],
        [SHOW, key('1'), SHOW, key('3'), SHOW, key('2')],
    );
    let run = run.ok();
    assert!(
        run.shown
            .contains("Once more  ━━━━━━━━━━━━━━━━━━━━  +1 again"),
        "{}",
        run.shown
    );
    let action = home.run(&["list", "--json"]).card("nine-days-late/action");
    assert_eq!(action["interval"], 1);
    assert_eq!(action["repetitions"], 0);
    assert_eq!(action["state"], "waiting");
}

#[test]
fn undo_in_the_sitting_brings_the_card_back() {
    let home = Home::with_deck(NINE_DAYS);
    let run = home.ask(
        &["review", "nine-days-late/action", "nine-days-late/learning"],
        [SHOW, key('1'), key('u'), SHOW, key('4'), SHOW, key('3')],
    );
    let run = run.ok();
    assert!(
        run.shown
            .contains("Undone: again for Nine days late, Action."),
        "{}",
        run.shown
    );
    let action = home.run(&["list", "--json"]).card("nine-days-late/action");
    assert_eq!(
        (&action["repetitions"], &action["ease"]),
        (&1.into(), &2.6.into())
    );
    assert_eq!(
        run.shown
            .lines()
            .filter(|line| line.contains("2 answers"))
            .count(),
        1
    );
}

#[test]
fn tomorrow_brings_what_is_due_and_nothing_else() {
    let home = Home::with_deck(NINE_DAYS);
    home.ask(
        &["review", "nine-days-late/action", "nine-days-late/learning"],
        [SHOW, key('3'), SHOW, key('3')],
    )
    .ok();
    assert_eq!(
        home.run(&["due", "--json"]).cards(),
        ["nine-days-late/trap/deflection"]
    );
    home.day(1);
    home.run(&["grade", "nine-days-late/trap/deflection", "4"])
        .ok();
    assert_eq!(
        home.run(&["due", "--json"]).cards(),
        ["nine-days-late/action", "nine-days-late/learning"]
    );
    home.grade("33").ok();
    home.day(2);
    assert_eq!(
        home.run(&["due", "--json"]).cards(),
        ["nine-days-late/trap/deflection"]
    );
    home.run(&["due", "--exit-code"]).code(0);
    home.run(&["grade", "nine-days-late/trap/deflection", "4"])
        .ok();
    home.run(&["due", "--exit-code"]).code(3);
    home.day(7);
    assert_eq!(home.run(&["due", "--json"]).cards().len(), 2);
}

#[test]
fn a_drill_ahead_of_time_changes_no_schedule() {
    let home = Home::with_deck(NINE_DAYS);
    home.ask(&["review", "nine-days-late/action"], [SHOW, key('3')])
        .ok();
    let before = home.run(&["list", "--json"]).card("nine-days-late/action");
    let run = home
        .ask(
            &["review", "nine-days-late/action"],
            [SHOW, key('1'), SHOW, key('3')],
        )
        .ok();
    assert!(
        run.shown.contains("Practice: the schedule stays as it was"),
        "{}",
        run.shown
    );
    home.day(1);
    let after = home.run(&["list", "--json"]).card("nine-days-late/action");
    assert_eq!(before["due"], after["due"]);
    let log = home.run(&["export", "reviews", "--format", "json"]).json();
    assert_eq!(log["reviews"][1]["source"], "practice");
    assert_eq!(log["reviews"][1]["counted"], false);
}

#[test]
fn a_drill_of_a_story_leaves_out_what_rests_and_says_so() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["suspend", "nine-days-late/learning"]).ok();
    let run = home
        .ask(&["review", "nine-days-late"], [SHOW, key('3'), key('q')])
        .ok();
    for told in ["1 suspended card.", "`star-cards resume nine`"] {
        assert!(run.err.contains(told), "{}", run.err);
    }
    assert!(!run.shown.contains("rollback"), "{}", run.shown);
    // Buried, and the last card of its story: still a story that was named, not a card.
    home.ask(&["review", "nine-days-late"], [key('b'), SHOW, key('x')])
        .ok();
    let run = home.ask(&["review", "nine-days-late"], []).ok();
    assert!(run.err.contains("2 suspended cards"), "{}", run.err);
    assert!(
        run.err.contains("1 card, buried until tomorrow"),
        "{}",
        run.err
    );
    // A card that is named itself was meant.
    let run = home
        .ask(&["review", "nine-days-late/learning"], [SHOW, key('3')])
        .ok();
    assert!(run.shown.contains("rollback"), "{}", run.shown);
    // A story with one card only is no card.
    let draft = NINE_DAYS.split("## Learning").next().unwrap();
    let home = Home::with_deck(draft);
    home.run(&["suspend", "nine-days-late"]).ok();
    let run = home.ask(&["review", "nine-days-late"], []).ok();
    assert!(run.err.contains("1 suspended card"), "{}", run.err);
}

#[test]
fn bury_suspend_skip_and_flag_do_what_they_say() {
    let home = Home::with_deck(NINE_DAYS);
    // The Space is for the four traps, named before the first.
    home.ask(&["review"], [key('b'), key('f'), key('s'), SHOW, key('x')])
        .ok();
    let list = home.run(&["list", "--json"]);
    let states: Vec<String> = list.json()["cards"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| format!("{} {} {}", card["card"], card["state"], card["flagged"]))
        .collect();
    assert_snapshot!(states.join("\n"), @r#"
    "nine-days-late/action" "buried" false
    "nine-days-late/learning" "new" true
    "nine-days-late/trap/deflection" "suspended" false
    "#);
    home.day(1);
    assert_eq!(
        home.run(&["list", "--json"]).card("nine-days-late/action")["state"],
        "new"
    );
    home.run(&["resume", "nine-days-late"]).ok();
    assert_eq!(home.run(&["due", "--json"]).cards().len(), 3);
    home.run(&["undo"]).ok();
    assert_eq!(home.run(&["due", "--json"]).cards().len(), 2);
}

#[test]
fn ctrl_c_keeps_every_answer() {
    let home = Home::with_deck(NINE_DAYS);
    let run = home.ask(&["review"], [SHOW, key('3'), SHOW, Reply::Interrupt]);
    run.code(130);
    let log = home.run(&["export", "reviews", "--format", "json"]).json();
    assert_eq!(log["reviews"].as_array().unwrap().len(), 1);
}

#[test]
fn the_daily_limit_holds_back_and_more_goes_on() {
    let home = Home::new();
    home.write("config.toml", "showings_per_day = 2\n");
    assert_eq!(home.run(&["due", "--json"]).cards().len(), 2);
    home.run(&["grade", "traps/deflection", "4"]).ok();
    assert_eq!(
        home.run(&["due", "--json"]).cards().len(),
        2,
        "a grade is no showing"
    );
    let run = home.ask(&["review", "--more", "3"], []);
    assert!(
        run.shown
            .contains("1 of 5  ────────────────────  2 min left"),
        "{}",
        run.shown
    );
}

#[test]
fn three_own_stories_rest_the_cores_and_it_is_said_once() {
    let home = Home::new();
    home.run(&["grade", "core-hiring-miss/action", "4"]).ok();
    let story = |name: &str| NINE_DAYS.replace("nine-days-late", name);
    home.write(
        "decks/a.md",
        &[story("one"), story("two"), story("three")].join("\n"),
    );
    let first = home.ask(&["review"], [key('q')]).ok();
    let second = home.ask(&["review"], [key('q')]).ok();
    assert!(
        first.shown.contains("the sample stories rest"),
        "{}",
        first.shown
    );
    assert!(
        !second.shown.contains("the sample stories rest"),
        "{}",
        second.shown
    );
    let due = home.run(&["due", "--json"]).cards();
    assert!(due.iter().all(|card| !card.starts_with("core-")), "{due:?}");
    let run = home.ask(&["review", "core-hiring-miss"], [key('q')]).ok();
    assert!(run.shown.contains("Hiring miss"), "{}", run.shown);
}

#[test]
fn without_a_terminal_review_says_what_to_do_instead() {
    let home = Home::new();
    let run = home.run(&["review"]).code(2);
    assert_snapshot!(run.err, @"
    error: review needs a terminal to ask on
      For scripts: `star-cards due --json` lists the cards,
      `star-cards grade CARD QUALITY` records an answer.
    ");
    assert_eq!(home.files(), Vec::<String>::new());
}
