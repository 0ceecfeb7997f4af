//! The fortnight before an interview, on a real terminal: planned, reviewed with two days
//! missed, rehearsed, briefed and debriefed. The book tells it with the same words (`docs/interviews.md`).

use crate::docs::Page;
use crate::harness::{Home, Run};
use crate::pty::judge;
use crate::script::Reply;
use crate::terminal::{DOWN, ENTER, Start, Tty};

const STORIES: &str = include_str!("../fortnight/stories.md");

/// 20:00 on a day of January 2026; 32 is the first of February.
fn evening(day: u32) -> String {
    match day {
        32.. => format!("2026-02-{:02}T20:00:00+01:00", day - 31),
        _ => format!("2026-01-{day:02}T20:00:00+01:00"),
    }
}

fn on(home: &Home, day: u32, args: &[&str]) -> Run {
    home.at(&evening(day)).run(args).ok()
}

fn terminal(home: &Home, day: u32, args: &[&str]) -> Tty {
    Start::at(home).now(&evening(day)).tty(args)
}

/// What the book shows of a command is what the command says.
#[track_caller]
fn told_in_the_book(command: &str, output: &str) {
    let line = format!("$ star-cards {command}");
    let block = format!("{}\n{output}", line.trim_end());
    Page::of("docs/interviews.md").shows(&block);
}

/// Answers today's list: traps rightly, beats with `good` but for the one card named.
fn sit(home: &Home, day: u32, missed: Option<&str>) -> Tty {
    let cards = on(home, day, &["due", "--json"]).cards();
    let total = cards.len();
    let mut tty = terminal(home, day, &["review"]);
    let mut again = Vec::new();
    let list = on(home, day, &["list", "--json"]).json();
    let all = list["cards"].as_array().expect("cards");
    let is_trap = |card: &&serde_json::Value| card["card"].as_str().unwrap().contains("trap");
    let mut meets_traps = all
        .iter()
        .filter(is_trap)
        .all(|card| card["state"] == "new");
    for (number, card) in (1..).zip(&cards) {
        if card.contains("trap") && std::mem::take(&mut meets_traps) {
            tty.meet_traps();
        }
        tty.wait_for(&format!("{number} of {total}"));
        if card.contains("trap") {
            judge(home, &mut tty, true);
            continue;
        }
        tty.wait_for("Space show").press(" ").wait_for("1 again");
        let failed = missed == Some(card.as_str());
        tty.press(if failed { "1" } else { "3" });
        if failed {
            again.push(card);
        }
    }
    for _ in again {
        tty.wait_for("Once more");
        tty.wait_for("Space show").press(" ").wait_for("1 again");
        tty.press("3");
    }
    if !cards.is_empty() {
        tty.leave_summary();
    }
    tty
}

/// Questions of one's own, which any failure answers.
const QUESTIONS: &str = "\
# Questions

## What was your biggest failure at work?
id: biggest

## Which mistake taught you most?
id: taught-most

## What would you do again, and what not?
id: again
";

/// Three questions, each answered with one of the stories and two follow-ups.
fn mock(home: &Home, day: u32) {
    home.write("decks/questions.md", QUESTIONS);
    let answer = |(story, taps): (&str, usize)| {
        let told = std::iter::repeat_n(Reply::key(' '), taps);
        let asked = [' ', '3', ' ', '3'].map(Reply::key);
        let chosen = [Reply::Take(story.to_owned())];
        chosen
            .into_iter()
            .chain(told)
            .chain(asked)
            .collect::<Vec<_>>()
    };
    let stories = [("Nine days", 6), ("checkout", 7), ("hire", 6)];
    let replies = stories.into_iter().flat_map(answer);
    let replies = replies.chain([Reply::key(' ')]);
    let run = home.at(&evening(day)).ask(&["mock"], replies).ok();
    assert!(
        run.shown.contains("The last word is yours"),
        "{}",
        run.shown
    );
    assert!(run.shown.contains("Tonight: star-cards "), "{}", run.shown);
}

#[test]
fn from_the_call_to_the_day_after() {
    let home = Home::new();
    home.write(
        "config.toml",
        "rescue = \"Let me take a moment to pick the right example.\"\n",
    );
    // Saturday: Acme calls.
    home.at(&evening(17))
        .feed(&["add", "--from", "-"], STORIES)
        .ok();
    let add = [
        "interview",
        "add",
        "Acme",
        "--date",
        "31 jan",
        "--role",
        "Site reliability engineer",
    ];
    let added = on(&home, 17, &add);
    assert_eq!(added.err, "Acme: Saturday 31 January 2026, in 14 days.\n");
    told_in_the_book(
        "interview add Acme --date \"31 jan\" --role \"Site reliability engineer\"",
        &added.err,
    );
    told_in_the_book("plan", &on(&home, 17, &["plan"]).out);
    let mut tty = sit(&home, 17, Some("loud-hire/learning"));
    // With three stories there is something to choose from; not now.
    tty.wait_for("Ask such questions, too?").press("n");
    assert_eq!(tty.end(), 0);
    let said: Vec<String> = tty.said().split_whitespace().map(str::to_owned).collect();
    let told = "12 answers in 1 min, 11 recalled. All saved.";
    assert!(said.join(" ").contains(told), "{}", tty.said());

    // Sunday and Monday get lost; what was due then is due on Tuesday.
    told_in_the_book("", &on(&home, 20, &[]).out);
    assert_eq!(sit(&home, 20, None).end(), 0);

    // What one more good answer would carry past the day waits for the last days.
    for day in 21..27 {
        let due = on(&home, day, &["due", "--json"]);
        for card in due.cards() {
            assert!(card.starts_with("loud-hire/"), "{day}: {card}");
        }
        if !due.cards().is_empty() {
            assert_eq!(sit(&home, day, None).end(), 0);
        }
    }
    let due = on(&home, 26, &["due", "--json"]).json();
    let put_off = due["put_off"].as_array().expect("put off");
    assert_eq!(put_off.len(), 10, "{due}");
    // Nobody is told that those are due and then that there is nothing to do.
    let list = on(&home, 26, &["list"]).out;
    assert!(list.contains("all put off to the last days"), "{list}");
    assert!(
        put_off.iter().all(|card| card["why"] == "interview"),
        "{due}"
    );

    // The last four days: all of them once, the mock, and on the eve what is not fresh enough.
    told_in_the_book("plan", &on(&home, 27, &["plan"]).out);
    assert_eq!(sit(&home, 27, None).end(), 0);
    mock(&home, 28);
    for day in [29, 30] {
        assert_eq!(sit(&home, day, None).end(), 0);
    }
    assert_eq!(on(&home, 30, &["due", "--json"]).cards().len(), 0);
    told_in_the_book("brief", &on(&home, 30, &["brief"]).out);

    // The day itself asks nothing; the evening asks how it was.
    told_in_the_book("", &on(&home, 31, &[]).out);
    let mut tty = terminal(&home, 31, &["debrief"]);
    tty.wait_for("How was it asked?").wait_for_a_prompt();
    tty.press("When did you last get it wrong?").press(ENTER);
    tty.wait_for("Which story did you tell?")
        .wait_for_a_prompt()
        .press(DOWN)
        .press(ENTER);
    tty.wait_for("story: Nine days late")
        .wait_for("How did the answer go?");
    tty.wait_for_a_prompt().press(DOWN).press(ENTER);
    tty.wait_for("it went well").wait_for("What was missing");
    tty.wait_for_a_prompt()
        .press(&format!("{DOWN} "))
        .press(ENTER);
    tty.wait_for("missing: change").wait_for("ask after it?");
    tty.wait_for_a_prompt().press(ENTER);
    tty.wait_for("another story?");
    tty.wait_for_a_prompt().press("n");
    tty.wait_for("Acme is debriefed. 1 card comes back tomorrow: Nine days late, Learning.");
    assert_eq!(tty.end(), 0);
    told_in_the_book(
        "interview show Acme",
        &on(&home, 31, &["interview", "show", "Acme"]).out,
    );
    let due = on(&home, 32, &["due", "--json"]);
    assert_eq!(due.card("nine-days-late/learning")["why"], "failed");
    let deck = home.read("decks/stories.md");
    assert!(
        deck.contains("question: When did you last get it wrong?"),
        "{deck}"
    );
}
