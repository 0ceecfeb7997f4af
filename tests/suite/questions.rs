//! Question cards: which story answers this?

use insta::assert_snapshot;
use star_cards::prompt::Key;

use crate::harness::Home;
use crate::script::Reply;

const STORIES: &str = "\
# Late launch
miss: technical
question: Tell me about a deadline you missed.
## Action
I skipped the shim.
## Learning
I write the rollback plan first.

# Lost renewal
miss: stakeholder
## Action
I trusted the forecast.
## Learning
I ask the champion each quarter.

# The wrong bet
## Action
I spent the budget on one channel.
## Learning
I validate a channel with a tenth of the money.
";

/// A home with these questions of its own, and none else after them today.
fn home(questions: &str) -> Home {
    let home = Home::with_deck(&format!("{STORIES}\n# Questions\n\n{questions}"));
    home.write("config.toml", "builtin = []\nquestions = true\n");
    home
}

fn choose(home: &Home, key: &str, replies: impl IntoIterator<Item = Reply>) -> String {
    let run = home
        .ask(&["review", &format!("question/{key}")], replies)
        .ok();
    run.shown
}

fn take(title: &str) -> Reply {
    Reply::Take(title.to_owned())
}

const TECHNICAL: &str = "## Tell me about a bug of yours.\nid: a-bug\nasks: technical\n";

#[test]
fn a_question_is_a_card_after_those_of_the_stories() {
    let home = home(TECHNICAL);
    let due = home.run(&["due", "--json"]).ok();
    // What a day takes in of new cards, its own questions before the built-in ones.
    let cards = due.cards();
    assert_eq!(cards.len(), 10);
    assert!(
        cards[..5].iter().all(|card| !card.starts_with("question/")),
        "{cards:?}"
    );
    let questions = cards.iter().filter(|card| card.starts_with("question/"));
    let first = [
        "question/a-bug",
        "question/failed",
        "question/biggest-mistake",
    ];
    assert_eq!(questions.take(3).collect::<Vec<_>>(), first);
    let card = due.card("question/a-bug");
    assert_eq!(card["kind"], "question");
    assert_eq!(card["deck"], "questions");
    assert_eq!(card["story"], serde_json::Value::Null);
    home.write("config.toml", "builtin = []\n");
    assert_eq!(home.run(&["due", "--json"]).ok().cards().len(), 6);
}

#[test]
fn with_fewer_than_three_stories_there_is_nothing_to_choose_from() {
    let home = home(TECHNICAL);
    let two = STORIES.split("# The wrong bet").next().unwrap();
    home.write("decks/stories.md", two);
    assert_eq!(home.run(&["due", "--json"]).ok().cards().len(), 4);
}

#[test]
fn a_story_that_fits_is_right_and_the_answer_says_why() {
    let home = home(TECHNICAL);
    assert_snapshot!(choose(&home, "a-bug", [take("Late launch")]), @r#"
    1 of 1  ────────────────────  1 min left

    Tell me about a bug of yours.

    Which story answers this?
      - Late launch
      - Lost renewal
      - The wrong bet
    Right: it asks for a technical failure, and that is one.
      "Late launch", chosen in 1 s.
    easy: back tomorrow.

    1 answer in 1 min, 1 recalled. All saved.
    9 cards today, about 1 min. 38 more cards are waiting for the coming days.

    Next: star-cards review  9 cards waiting.
    [u undo  any other key leaves]
    "#);
    let card = home.run(&["list", "--json"]).ok().card("question/a-bug");
    assert_eq!(card["repetitions"], 1);
}

#[test]
fn a_story_of_another_kind_does_not_fit_and_the_one_that_does_is_named() {
    let home = home(TECHNICAL);
    assert_snapshot!(choose(&home, "a-bug", [take("Lost renewal"), Reply::key('q')]), @r#"
    1 of 1  ────────────────────  1 min left

    Tell me about a bug of yours.

    Which story answers this?
      - Late launch
      - Lost renewal
      - The wrong bet
    Not quite: it asks for a technical failure, and that is a stakeholder failure.
    "Late launch" fits.
      "Lost renewal", chosen in 1 s.
    again: once more today, then tomorrow.
    [Space next · u undo · q quit]

    1 answer in 1 min, 0 recalled. All saved.
    1 card you missed comes first next time.
    10 cards today, about 1 min. 38 more cards are waiting for the coming days.

    Next: star-cards review  10 cards waiting.
    "#);
    let graded = home.run(&["export", "reviews"]).ok().out;
    assert!(graded.contains("question/a-bug,"), "{graded}");
    assert!(graded.lines().nth(1).unwrap().contains(",1,"), "{graded}");
}

#[test]
fn how_long_the_choice_took_decides_the_grade() {
    for (ms, ease) in [(0, 2.6), (12_000, 2.5), (25_000, 2.36)] {
        let home = home(TECHNICAL);
        let skipped = home.skipped_ms.clone();
        let wait = move || {
            skipped.fetch_add(ms, std::sync::atomic::Ordering::Relaxed);
        };
        choose(&home, "a-bug", [take("Late launch").after(wait)]);
        let card = home.run(&["list", "--json"]).ok().card("question/a-bug");
        assert_eq!(card["ease"], ease, "{ms}");
    }
}

#[test]
fn where_nothing_says_what_a_story_is_about_the_person_judges() {
    let home = home(TECHNICAL);
    let shown = choose(&home, "a-bug", [take("The wrong bet"), Reply::key('2')]);
    assert!(
        shown.contains("Nothing says whether that story fits"),
        "{shown}"
    );
    let card = home.run(&["list", "--json"]).ok().card("question/a-bug");
    assert_eq!(card["ease"], 2.36);
}

#[test]
fn a_question_that_a_story_bears_is_answered_by_it_and_any_failure_by_all() {
    let home = home(
        "## Tell me about a deadline you missed\nid: late\nasks: judgement\n\n## When did you fail?\n",
    );
    let shown = choose(&home, "late", [take("Late launch")]);
    assert!(
        shown.contains("Right: this question is one of that story's."),
        "{shown}"
    );
    let shown = choose(&home, "when-did-you-fail", [take("The wrong bet")]);
    assert!(
        shown.contains("Right: any failure of yours answers it."),
        "{shown}"
    );
}

#[test]
fn the_keys_of_every_card_work_at_a_question() {
    let home = home(TECHNICAL);
    let shown = choose(
        &home,
        "a-bug",
        [Reply::key('?'), Reply::key('e'), Reply::key('s')],
    );
    assert!(shown.contains("Within 10 seconds is easy"), "{shown}");
    assert!(
        shown.contains("A question is not one of your stories."),
        "{shown}"
    );
    assert_eq!(
        home.run(&["list", "--json"]).ok().card("question/a-bug")["state"],
        "new"
    );
}

#[test]
fn what_is_wrong_with_a_question_is_a_problem_of_its_deck() {
    let home = home("## Good?\nasks: technicl\n");
    let run = home.run(&["list"]);
    assert_snapshot!(home.anonymous(&run.err), @"
    problem: `asks` can be `technical`, `stakeholder` or `judgement`, but not `technicl`. --> HOME/decks/stories.md:25:7  |
    25 | asks: technicl  |       ^^^^^^^^  |
    do: Write `technical` instead of `technicl`.
    ");
}

#[test]
fn a_question_heard_in_an_interview_comes_first() {
    let home = home(TECHNICAL);
    home.run(&["interview", "add", "Acme", "--date", "2026-03-03"])
        .ok();
    let asked = "How did you handle a launch that slipped?";
    home.day(2);
    home.run(&[
        "debrief",
        "Acme",
        "--question",
        asked,
        "--story",
        "late-launch",
    ])
    .ok();
    let due = home.run(&["due", "--json"]).ok();
    let heard = "question/how-did-you-handle-a-launch-that-slipped";
    let mut questions = due.cards();
    questions.retain(|card| card.starts_with("question/"));
    assert_eq!(questions[..2], [heard, "question/a-bug"]);
    let shown = choose(
        &home,
        heard.strip_prefix("question/").unwrap(),
        [take("Late launch")],
    );
    assert!(
        shown.contains("Right: this question is one of that story's."),
        "{shown}"
    );
}

#[test]
fn the_questions_are_offered_once_and_the_answer_is_remembered() {
    let home = Home::with_deck(STORIES);
    home.write("config.toml", "builtin = []\nnew_per_day = 1\n");
    let show = [Reply::key(' '), Reply::key('3'), Reply::Press(Key::Enter)];
    let run = home
        .ask(
            &["review"],
            show.clone().into_iter().chain([Reply::Say(true)]),
        )
        .ok();
    assert_snapshot!(home.anonymous(&run.shown).lines().rev().take(6).collect::<Vec<_>>().join("\n"), @"
    Ask such questions, too? (y/N)
    star-cards can train that: it shows a question, you choose one of your stories.
    On the day you first have to find the story that answers the question.

    [u undo  any other key leaves]
    Next: star-cards add  You have no judgement failure yet (a call or a hire you     got wrong).
    ");
    assert!(home.read("config.toml").contains("questions = true"));
    // Whoever stops at it is asked another time, and whoever says no is not asked again.
    let home = Home::with_deck(STORIES);
    home.write("config.toml", "builtin = []\nnew_per_day = 1\n");
    home.ask(&["review"], show.clone()).ok();
    let two = || {
        let cards = [Reply::key(' '), Reply::key('3')].into_iter().cycle();
        cards.take(4).chain([Reply::Press(Key::Enter)])
    };
    let run = home
        .day(1)
        .ask(&["review"], two().chain([Reply::Say(false)]));
    let run = run.ok();
    assert!(
        run.shown.contains("Ask such questions, too?"),
        "{}",
        run.shown
    );
    assert!(home.read("config.toml").contains("questions = false"));
    let run = home.day(2).ask(&["review"], two()).ok();
    assert!(
        !run.shown.contains("Ask such questions, too?"),
        "{}",
        run.shown
    );
}
