//! Mock interviews: question, story, telling, follow-ups, summary.

use crate::harness::{Home, Run};
use crate::script::Reply;
use crate::terminal::Start;
use insta::assert_snapshot;

const STORIES: &str = "\
# Late launch
id: late-launch
miss: technical
question: Tell me about a deadline you missed.

## Action
I **skipped the shim** in week two.

## Result
We were nine days late.

## Learning
I write the rollback plan before each migration.

## Closing (Site reliability engineer)
So I would write the rollback plan first here.

# Lost renewal
id: lost-renewal
miss: stakeholder

## Action
I **trusted the forecast** of a deal.

## Result
People were unhappy.

## Learning
I ask the champion each quarter.

# The wrong bet
id: wrong-bet
miss: judgement

## Action
I spent the whole budget on one channel.

## Result
We lost 40,000 dollars.

## Learning
I try each channel with a tenth of the money first.
";

const BANK: &str = "
# Questions

## Tell me about a deadline you missed.
id: deadline
asks: technical

## Whom did you forget to ask?
id: forgot
asks: stakeholder

## Which bet went wrong?
id: bet
asks: judgement

# Follow-ups

## How many?
id: how-many
when: no-number

## Where is it in use?
id: in-use
when: learning, no-learning

## Who sees it?
id: who-sees
when: learning

## Who told you?
id: who-told

## Why this one?
id: why-this

## And then?
id: and-then

## What now?
id: what-now
";

fn home() -> Home {
    let home = Home::with_deck(&format!("{STORIES}{BANK}"));
    home.write("config.toml", "builtin = []\n");
    home
}

/// A story chosen and told in three beats.
fn told(title: &str) -> Vec<Reply> {
    let mut replies = vec![Reply::Take(title.to_owned())];
    // The first word, three beats, and of one story a closing.
    let taps = if title == "Late launch" { 5 } else { 4 };
    replies.extend((0..taps).map(|_| Reply::key(' ')));
    replies
}

/// Follow-ups answered, each with that grade.
fn answered(grades: &str) -> Vec<Reply> {
    let grades = grades.chars();
    grades
        .flat_map(|grade| [Reply::key(' '), Reply::key(grade)])
        .collect()
}

/// The rows of the mock steps: step, subject, story, quality.
fn steps(home: &Home) -> Vec<String> {
    let log = rusqlite::Connection::open(home.database()).expect("the log");
    let mut statement = log
        .prepare("SELECT step, subject, coalesce(story, ''), quality FROM answer ORDER BY at, session, number")
        .expect("the table");
    let rows = statement.query_map([], |row| {
        let [step, subject, story]: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
        let quality: Option<u8> = row.get(3)?;
        let quality = quality.map_or_else(String::new, |quality| format!(" {quality}"));
        Ok(format!("{step} {subject} {story}{quality}"))
    });
    rows.expect("rows")
        .collect::<Result<_, _>>()
        .expect("values")
}

/// What stands on the screen from those words on.
fn from<'r>(run: &'r Run, words: &str) -> &'r str {
    let at = run.shown.rfind(words);
    &run.shown[at.unwrap_or_else(|| panic!("{words} in {}", run.shown))..]
}

#[test]
fn a_whole_mock_ends_with_one_screen_and_one_thing_to_do() {
    let home = home();
    let replies = [
        told("Lost renewal"),
        answered("42"),
        told("The wrong bet"),
        answered("34"),
        told("Late launch"),
        answered("33"),
        vec![Reply::Tick(vec!["note".to_owned()])],
    ];
    let run = home.ask(&["mock"], replies.concat()).ok();
    assert_snapshot!(run.shown, @r#"
    Mock interview: 3 questions, 20 minutes
    Answer aloud, as in the room. How it went is told at the end.

    Question 1 of 3
    Whom did you forget to ask?

    Which story answers this?
      - Late launch
      - Lost renewal
      - The wrong bet
    "Lost renewal"
    Action · Result · Learning

     [Space when you begin to speak · u back · p pause · q stop]
     [Space ends Action · u back · p pause · q stop]
     [Space ends Result · u back · p pause · q stop]
     [Space ends Learning · u back · p pause · q stop]

    How many?

     [Space when you have answered · s skip · q stop]
    How did that go?
    [1 again  2 hard  3 good  4 easy · s skip · q quit]

    Who told you?

     [Space when you have answered · s skip · q stop]
    How did that go?
    [1 again  2 hard  3 good  4 easy · s skip · q quit]

    Question 2 of 3
    Which bet went wrong?

    Which story answers this?
      - Late launch
      - The wrong bet
    "The wrong bet"
    Action · Result · Learning

     [Space when you begin to speak · u back · p pause · q stop]
     [Space ends Action · u back · p pause · q stop]
     [Space ends Result · u back · p pause · q stop]
     [Space ends Learning · u back · p pause · q stop]

    Where is it in use?

     [Space when you have answered · s skip · q stop]
    How did that go?
    [1 again  2 hard  3 good  4 easy · s skip · q quit]

    And then?

     [Space when you have answered · s skip · q stop]
    How did that go?
    [1 again  2 hard  3 good  4 easy · s skip · q quit]

    Question 3 of 3
    Tell me about a deadline you missed.

    Which story answers this?
      - Late launch
    "Late launch"
    Action · Result · Learning · Closing

     [Space when you begin to speak · u back · p pause · q stop]
     [Space ends Action · u back · p pause · q stop]
     [Space ends Result · u back · p pause · q stop]
     [Space ends Learning · u back · p pause · q stop]
     [Space ends Closing · u back · p pause · q stop]

    Who sees it?

     [Space when you have answered · s skip · q stop]
    How did that go?
    [1 again  2 hard  3 good  4 easy · s skip · q quit]

    Why this one?

     [Space when you have answered · s skip · q stop]
    How did that go?
    [1 again  2 hard  3 good  4 easy · s skip · q quit]

    This was hard. What do you want to write into your stories, to prepare it?
      - Who told you? (a note in "Lost renewal")

    Mock interview: 3 questions
    1. Whom did you forget to ask?
       "Lost renewal", chosen in 1 s.
       Began after 3 s. Told in 9 s, 81 s short of 90. Weak: no number.
       Follow-ups: easy, hard.
    2. Which bet went wrong?
       "The wrong bet", chosen in 1 s.
       Began after 3 s. Told in 9 s, 81 s short of 90. Weak: no change in use since.
       Follow-ups: good, easy.
    3. Tell me about a deadline you missed.
       "Late launch", chosen in 1 s.
       Began after 3 s. Told in 12 s, 78 s short of 90. Weak: a thin Learning.
       Follow-ups: good, good.

    Tonight: star-cards edit lost  It has no number. Correct that first.
    "#);
    assert_eq!(
        steps(&home),
        [
            "choice forgot lost-renewal 5",
            "told forgot lost-renewal",
            "follow-up how-many lost-renewal 5",
            "follow-up who-told lost-renewal 3",
            "choice bet wrong-bet 5",
            "told bet wrong-bet",
            "follow-up in-use wrong-bet 4",
            "follow-up and-then wrong-bet 5",
            // The last story that is left is no choice.
            "choice deadline late-launch",
            "told deadline late-launch",
            "follow-up who-sees late-launch 4",
            "follow-up why-this late-launch 4",
            "end mock ",
        ]
    );
    let deck = home.read("decks/stories.md");
    let note = "first.\n\n## Follow-ups\n\n- Who told you?\n\n# The wrong bet";
    let written = deck.replace("quarter.", "first.");
    assert!(written.contains(note), "{deck}");
    // It is among the runs, and beside the readiness.
    assert_snapshot!(home.run(&["stats"]).ok().out, @"
    No card answered yet.
    Told       3 runs aloud, usually 9 s
    Mocks      1 mock interview

    Next: star-cards review  6 cards waiting.
    ");
    let runs = home.run(&["export", "runs"]).ok().out;
    assert_eq!(runs.matches(",mock,").count(), 16, "{runs}");
}

#[test]
fn the_next_evening_other_follow_ups_come_and_what_was_hard_is_in_the_brief() {
    let home = home();
    home.run(&[
        "interview",
        "add",
        "Acme",
        "--date",
        "+3d",
        "--role",
        "Site reliability engineer",
    ])
    .ok();
    let plan = home.run(&["plan"]).ok().out;
    assert_eq!(
        plan.matches("mock interview").count(),
        3,
        "today twice: {plan}"
    );
    let replies = [
        told("Lost renewal"),
        answered("21"),
        vec![Reply::key(' '), Reply::Tick(Vec::new())],
    ];
    let run = home
        .ask(&["mock", "--questions", "1"], replies.concat())
        .ok();
    assert_snapshot!(from(&run, "The last word"), @r#"
    The last word is yours
    In one sentence, aloud: what of this would you set up first as Site reliability
    engineer?
    [Space when you have said it · q stop]
    "Lost renewal" has no closing yet:
      star-cards closing lost --role "Site reliability engineer" --set "..."

    This was hard. What do you want to write into your stories, to prepare it?
      - How many? (a note in "Lost renewal")
      - And then? (a note in "Lost renewal")

    Mock interview for Acme: 1 question
    1. Whom did you forget to ask?
       "Lost renewal", chosen in 1 s.
       Began after 3 s. Told in 9 s, 81 s short of 90. Weak: no number.
       Follow-ups: hard, again.

    Tonight: star-cards edit lost  It has no number. Correct that first.
    "#);
    let plan = home.run(&["plan"]).ok().out;
    assert_eq!(
        plan.matches("mock interview").count(),
        1,
        "one was held today: {plan}"
    );
    assert!(
        plan.contains("Chosen within 10 s: 1 of 1 question."),
        "{plan}"
    );
    let brief = home.run(&["brief"]).ok().out;
    let hard = "Hard in the mock: And then?\nHard in the mock: How many?\n";
    assert!(brief.contains(hard), "{brief}");
    let markdown = home.run(&["brief", "--markdown"]).ok().out;
    assert!(
        markdown.contains("- **hard in the mock**: And then?\n"),
        "{markdown}"
    );
    home.day(1);
    let replies = [told("Late launch"), answered("44"), vec![Reply::key(' ')]];
    let run = home
        .ask(&["mock", "--questions", "1"], replies.concat())
        .ok();
    let closing = "Your words for Site reliability engineer: So I would write";
    assert!(run.shown.contains(closing), "{}", run.shown);
    let asked: Vec<String> = steps(&home)
        .into_iter()
        .filter(|row| row.starts_with("follow"))
        .collect();
    assert_eq!(
        asked,
        [
            "follow-up how-many lost-renewal 3",
            "follow-up and-then lost-renewal 1",
            "follow-up who-sees late-launch 5",
            "follow-up who-told late-launch 5",
        ]
    );
}

#[test]
fn a_story_that_does_not_fit_is_told_at_the_end_and_the_question_may_join_the_one_that_does() {
    let home = home();
    let replies = [
        told("The wrong bet"),
        answered("44"),
        vec![Reply::Tick(vec!["Whom".to_owned()])],
    ];
    let run = home
        .ask(&["mock", "--questions", "1"], replies.concat())
        .ok();
    assert_snapshot!(from(&run, "This was hard"), @r#"
    This was hard. What do you want to write into your stories, to prepare it?
      - Whom did you forget to ask? (a question of "Lost renewal")

    Mock interview: 1 question
    1. Whom did you forget to ask?
       "The wrong bet", chosen in 1 s. Not quite: it asks for a stakeholder failure,
         and that is a judgement failure. "Lost renewal" fits.
       Began after 3 s. Told in 9 s, 81 s short of 90. Weak: no change in use since.
       Follow-ups: easy, easy.

    Tonight: star-cards edit wrong  It has no change in use since. Correct that
             first.
    "#);
    let deck = home.read("decks/stories.md");
    let joined = "miss: stakeholder\nquestion: Whom did you forget to ask?\n";
    assert!(deck.contains(joined), "{deck}");
}

#[test]
fn it_is_left_at_every_prompt_and_goes_on_there() {
    let whole = [told("Lost renewal"), answered("44")].concat();
    for (cut, stop) in (0..whole.len()).flat_map(|cut| [(cut, false), (cut, true)]) {
        let home = home();
        let leave = if stop {
            Reply::Interrupt
        } else {
            Reply::key('q')
        };
        let replies: Vec<Reply> = whole[..cut].iter().cloned().chain([leave]).collect();
        let run = home.ask(&["mock", "--questions", "1"], replies);
        let run = run.code(if stop { 130 } else { 0 });
        let told = run.shown.contains("star-cards mock --resume");
        assert!(told || stop, "{cut}: {}", run.shown);
        let before = steps(&home);
        // What is not over is asked anew: a telling from its beginning, a follow-up from its own.
        let from = match before.len() {
            0 => 0,
            1 => 1,
            2 => 5,
            done => 5 + 2 * (done - 2),
        };
        let run = home
            .ask(&["mock", "--resume"], whole[from..].iter().cloned())
            .ok();
        let after = steps(&home);
        assert_eq!(after[..before.len()], before, "{cut}");
        assert!(
            after.last().expect("rows").starts_with("end "),
            "{cut}: {after:?}"
        );
        assert!(run.shown.contains("Tonight: "), "{cut}: {}", run.shown);
        home.ask(&["mock", "--resume"], []).code(1);
    }
}

#[test]
fn where_the_minutes_are_over_no_question_begins_and_that_is_said() {
    let home = home();
    let time = home.skipped_ms.clone();
    let pass = move || {
        time.fetch_add(60_000, std::sync::atomic::Ordering::Relaxed);
    };
    let mut replies = [told("Lost renewal"), answered("44")].concat();
    let last = replies.pop().expect("a grade");
    let run = home
        .ask(
            &["mock", "--minutes", "1"],
            replies.into_iter().chain([last.after(pass)]),
        )
        .ok();
    let told = "\nThe 1 minute is over, so it ends after 1 of 3.\n";
    assert!(run.shown.contains(told), "{}", run.shown);
    assert!(run.shown.contains("Tonight: "), "{}", run.shown);
    home.ask(&["mock", "--resume"], []).code(1);
}

#[test]
fn the_last_word_is_left_and_comes_again() {
    let whole = [told("Lost renewal"), answered("44")].concat();
    for leave in [Reply::key('q'), Reply::Interrupt] {
        let home = home();
        let acme = ["interview", "add", "Acme", "--date", "+5d", "--role", "SRE"];
        home.run(&acme).ok();
        let replies = whole.iter().cloned().chain([leave]);
        home.ask(&["mock", "--questions", "1"], replies);
        let run = home.ask(&["mock", "--resume"], [Reply::key(' ')]).ok();
        assert!(run.shown.contains("The last word"), "{}", run.shown);
        assert!(run.shown.contains("Tonight: "), "{}", run.shown);
        home.ask(&["mock", "--resume"], []).code(1);
    }
}

#[test]
fn without_kinds_what_any_failure_answers_is_asked() {
    let bare = |line: &&str| !line.starts_with("miss: ") && !line.starts_with("question: ");
    let stories: Vec<&str> = STORIES.lines().filter(bare).collect();
    let home = Home::with_deck(&format!("{}\n{BANK}", stories.join("\n")));
    let replies = [told("The wrong bet"), answered("44")].concat();
    let run = home.ask(&["mock", "--questions", "1"], replies).ok();
    let rows = steps(&home);
    assert!(rows[0].starts_with("choice not-as-planned "), "{rows:?}");
    assert!(!run.shown.contains("Not quite"), "{}", run.shown);
    assert!(!run.shown.contains("(a question of"), "{}", run.shown);
}

#[test]
fn what_the_company_has_heard_is_left_out_as_long_as_there_is_another() {
    let home = home();
    home.run(&["interview", "add", "Acme", "--date", "today"])
        .ok();
    home.run(&[
        "debrief",
        "Acme",
        "--question",
        "Warum sind Sie gescheitert?",
        "--story",
        "late-launch",
        "--follow-up",
        "What did it cost your team?",
    ])
    .ok();
    home.run(&["interview", "add", "Acme", "--date", "+5d"])
        .ok();
    let replies = [
        told("Lost renewal"),
        answered("44"),
        told("The wrong bet"),
        answered("44"),
    ];
    let last = [told("Late launch"), answered("44")];
    let run = home
        .ask(
            &["mock", "Acme"],
            [replies.concat(), last.concat()].concat(),
        )
        .ok();
    assert_snapshot!(run.shown.split("[Space").next().expect("a beginning"), @r#"
    Mock interview for Acme: 3 questions, 20 minutes
    They have heard "Late launch".
    Answer aloud, as in the room. How it went is told at the end.

    Question 1 of 3
    Whom did you forget to ask?

    Which story answers this?
      - Lost renewal
      - The wrong bet
    "Lost renewal"
    Action · Result · Learning
    "#);
    assert!(
        run.shown.contains("They have heard all that are left."),
        "{}",
        run.shown
    );
    let rows = steps(&home);
    assert!(
        rows.contains(&"asked What did it cost your team? late-launch".to_owned()),
        "{rows:?}"
    );
    let cost = "follow-up what-did-it-cost-your-team ";
    assert!(rows.iter().any(|row| row.starts_with(cost)), "{rows:?}");
}

#[test]
fn without_own_stories_the_samples_serve_and_one_story_answers_everything() {
    let home = Home::new();
    let run = home.ask(&["mock"], [Reply::Leave, Reply::key('q')]).ok();
    assert!(run.shown.contains("so the samples serve"), "{}", run.shown);
    home.write("config.toml", "builtin = []\n");
    let run = home.run(&["mock"]).code(2);
    assert!(run.err.contains("mock needs a terminal"), "{}", run.err);
    let run = home.ask(&["mock"], []).code(1);
    assert!(
        run.err.contains("`star-cards add` writes the first."),
        "{}",
        run.err
    );
    let one = STORIES.split("# Lost renewal").next().expect("a story");
    home.write("decks/stories.md", &format!("{one}{BANK}"));
    let twice = [
        told("Late launch"),
        answered("44"),
        told("Late launch"),
        answered("44"),
    ];
    let run = home.ask(&["mock", "--questions", "2"], twice.concat()).ok();
    assert!(
        run.shown
            .contains("You have one story, so it has to answer everything.")
    );
}

#[test]
fn two_mocks_of_one_evening_are_two() {
    let home = home();
    home.ask(
        &["mock"],
        [told("Lost renewal"), vec![Reply::key('q')]].concat(),
    )
    .ok();
    let second = home
        .ask(&["mock", "--questions", "1"], [Reply::key('q')])
        .ok();
    let first = "You stopped another one this evening";
    assert!(second.err.contains(first), "{}", second.err);
    // The newest goes on; when it is over the other one does.
    let one = [told("The wrong bet"), answered("44")].concat();
    home.ask(&["mock", "--resume"], one).ok();
    let run = home.ask(&["mock", "--resume"], [Reply::key('q')]).ok();
    assert!(run.shown.contains("How many?"), "{}", run.shown);
    home.day(1);
    home.ask(&["mock", "--resume"], []).code(1);
}

#[test]
fn a_broken_bank_asks_what_is_sound() {
    let home = Home::with_deck(&format!(
        "{STORIES}\n# Questions\n\n## ???\n\n## Which bet went wrong?\nasks: judgment\n\n# Follow-ups\n\n## !!!\n\n## How many?\nwhen: numbers\n"
    ));
    home.write("config.toml", "builtin = []\n");
    let run = home.ask(&["mock"], [Reply::key('q')]).ok();
    assert!(run.shown.contains("Which bet went wrong?"), "{}", run.shown);
    let list = home.run(&["list"]).ok();
    assert_eq!(list.err.matches("problem: ").count(), 4, "{}", list.err);
}

#[test]
fn a_run_of_a_mock_is_taken_back_as_any_other() {
    let home = home();
    let replies = [told("Lost renewal"), answered("44")].concat();
    home.ask(&["mock", "--questions", "1"], replies).ok();
    let undone = home.run(&["undo"]).ok();
    assert!(
        undone.err.contains("the run of Lost renewal"),
        "{}",
        undone.err
    );
    assert_eq!(steps(&home).len(), 5, "what was asked is asked");
}

#[test]
fn a_question_is_shown_with_the_stories_that_answer_it() {
    let home = home();
    assert_snapshot!(home.run(&["show", "question/forgot"]).ok().out, @r#"
    Whom did you forget to ask?  question/forgot
    asks: stakeholder

      "Lost renewal": it asks for a stakeholder failure, and that is one.
    "#);
    assert_snapshot!(home.run(&["show", "question/forgotten"]).code(2).err, @"
    error: there is no question `forgotten`
      Did you mean `question/forgot`?
    ");
}

#[test]
fn a_question_that_cannot_be_read_out_is_told_once() {
    let home = home();
    home.write(
        "config.toml",
        "builtin = []\nspeak = true\nspeaker = [\"false\"]\n",
    );
    let replies = [told("Lost renewal"), answered("44"), vec![Reply::key('q')]].concat();
    let run = home.ask(&["mock"], replies).ok();
    let told = "Nothing can read the questions out";
    assert_eq!(
        run.err.matches(told).count() + run.shown.matches(told).count(),
        1,
        "{run:?}"
    );
}

/// What the three questions of the bank are in a real terminal: the story that answers each, what it
/// lacks when it is told in no time, and how many taps it takes.
const ANSWERS: [(&str, &str, &str, usize); 3] = [
    (
        "Tell me about a deadline you missed.",
        "Late launch",
        "a thin Learning",
        5,
    ),
    (
        "Whom did you forget to ask?",
        "Lost renewal",
        "no number",
        4,
    ),
    (
        "Which bet went wrong?",
        "The wrong bet",
        "no change in use since",
        4,
    ),
];

#[test]
fn a_whole_mock_in_a_real_terminal() {
    let home = home();
    let mut tty = Start::at(&home).size(50, 100).tty(&["mock"]);
    let mut left = vec!["Late launch", "Lost renewal", "The wrong bet"];
    let mut expected = vec!["Mock interview: 3 questions".to_owned()];
    let mut to_write = None;
    for number in 1..=3 {
        tty.wait_for(&format!("Question {number} of 3"))
            .wait_for("Which story answers this?")
            .wait_for_a_prompt();
        let screen = tty.screen();
        let place = |answer: &&(&str, &str, &str, usize)| screen.rfind(answer.0);
        let (question, story, lacks, taps) = ANSWERS.iter().max_by_key(place).expect("a question");
        let digit = left
            .iter()
            .position(|title| title == story)
            .expect("it is left");
        left.remove(digit);
        tty.press(&(digit + 1).to_string());
        let bars = [
            "begin to speak",
            "ends Action",
            "ends Result",
            "ends Learning",
            "ends Closing",
        ];
        for bar in &bars[..*taps] {
            tty.wait_for(bar).wait_for_a_prompt().press(" ");
        }
        for _ in 0..2 {
            tty.wait_for("Space when you have answered")
                .wait_for_a_prompt()
                .press(" ");
            tty.wait_for("4 easy").wait_for_a_prompt().press("3");
        }
        expected.extend([
            format!("{number}. {question}"),
            format!("   \"{story}\", chosen in # s."),
            format!("   Began after # s. Told in # s, # s short of 90. Weak: {lacks}."),
            "   Follow-ups: good, good.".to_owned(),
        ]);
        if *story != "Late launch" {
            let (handle, lacks) = (story.to_lowercase(), *lacks);
            let handle = handle
                .split(' ')
                .find(|word| *word != "the")
                .expect("a word")
                .to_owned();
            to_write.get_or_insert((handle, lacks));
        }
    }
    tty.wait_for("Tonight:");
    let screen = tty.screen();
    let summary = screen
        .split("Mock interview: 3 questions\n")
        .last()
        .expect("a summary");
    let (handle, lacks) = to_write.expect("a weak story");
    expected.push(String::new());
    expected.push(format!(
        "Tonight: star-cards edit {handle}  It has {lacks}. Correct that first."
    ));
    assert_eq!(
        without_seconds(summary),
        without_seconds(&expected[1..].join("\n"))
    );
    assert_eq!(tty.end(), 0);
    assert_eq!(steps(&home).len(), 13);
}

/// The words with `#` for each number of seconds.
fn without_seconds(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let told = words.iter().enumerate().map(|(place, word)| {
        let unit = words
            .get(place + 1)
            .map_or("", |next| next.trim_end_matches([',', '.']));
        if is_number(word) && unit == "s" {
            "#"
        } else {
            word
        }
    });
    told.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_kill_at_any_moment_keeps_what_was_done() {
    let home = home();
    let mut tty = Start::at(&home).tty(&["mock", "--questions", "1"]);
    tty.wait_for("Which story answers this?")
        .wait_for_a_prompt();
    tty.press("1")
        .wait_for("begin to speak")
        .wait_for_a_prompt();
    tty.kill();
    assert_eq!(steps(&home).len(), 1);
    let mut tty = Start::at(&home).tty(&["mock", "--resume"]);
    tty.wait_for("begin to speak")
        .wait_for_a_prompt()
        .press(" ");
    tty.wait_for("ends Action").wait_for_a_prompt();
    tty.kill();
    assert_eq!(
        steps(&home).len(),
        1,
        "half a telling is a run that does not count"
    );
    let mut tty = Start::at(&home).size(24, 40).tty(&["mock", "--resume"]);
    tty.wait_for("begin to").wait_for_a_prompt().press("q");
    tty.wait_for("mock --resume");
    assert_eq!(tty.end(), 0);
}

#[test]
fn a_kill_at_every_prompt_goes_on_where_the_log_is() {
    // What stands there, the key that leads on, how many rows there are until then, and the place
    // at which it is taken up again: a telling begins anew, and one follow-up is enough.
    let prompts = [
        ("Which story answers this?", "1", 0, 0),
        ("begin to speak", " ", 1, 1),
        ("ends Action", " ", 1, 1),
        ("ends Learning", " ", 1, 1),
        ("Space when you have answered", " ", 2, 4),
        ("4 easy", "2", 2, 4),
        ("Space when you have answered", " ", 3, 8),
        ("4 easy", "3", 3, 8),
        ("said it", " ", 4, 8),
        ("This was hard.", "\r", 5, 9),
    ];
    let one = "# One\nid: one\n\n## Action\nI left it out.\n\n## Learning\nI ask first.\n\n\
        # Questions\n\n## What went wrong?\n\n# Follow-ups\n\n## How many?\nwhen: no-number\n";
    let walk = |home: &Home, args: &[&str], range: std::ops::Range<usize>| {
        let mut tty = Start::at(home).size(40, 100).tty(args);
        for (place, (words, key, ..)) in
            prompts.iter().enumerate().take(range.end).skip(range.start)
        {
            tty.wait_for(words).wait_for_a_prompt();
            if place + 1 < range.end {
                tty.press(if *words == "How did that go?" {
                    "2"
                } else {
                    key
                });
            }
        }
        tty
    };
    for (cut, (_, _, rows, from)) in prompts.iter().enumerate() {
        let home = home();
        home.write("decks/stories.md", one);
        home.run(&["interview", "add", "Acme", "--date", "+5d", "--role", "SRE"])
            .ok();
        walk(&home, &["mock", "--questions", "1"], 0..cut + 1).kill();
        assert_eq!(steps(&home).len(), *rows, "at {cut}");
        if *from == prompts.len() - 1 {
            home.ask(&["mock", "--resume"], []).code(1);
        } else {
            walk(&home, &["mock", "--resume"], *from..from + 1).kill();
            assert_eq!(steps(&home).len(), *rows, "again at {cut}");
        }
    }
}

#[test]
fn line_by_line_every_step_is_typed() {
    let home = Home::with_deck(&format!("{STORIES}\n# Questions\n\n## What went wrong?\n"));
    home.write("config.toml", "builtin = []\n");
    let mut tty = Start::at(&home).tty(&["--plain", "mock", "--questions", "1"]);
    tty.wait_for("3. The wrong bet").send("2\n");
    for bar in [
        "begin to speak",
        "ends Action",
        "ends Result",
        "ends Learning",
    ] {
        tty.wait_for(bar).send("\n");
    }
    tty.wait_for("when you have answered").send("\n");
    tty.wait_for("4 easy").send("3\n");
    tty.wait_for("when you have answered").send("s\n");
    tty.wait_for("Tonight:");
    assert_eq!(tty.end(), 0);
    // Typed, a choice is worth no more than good.
    let rows = steps(&home);
    assert!(!rows[0].ends_with(" 5"), "{rows:?}");
    assert_eq!(rows.len(), 5, "{rows:?}");
}
