//! The coach as a person meets it: checking, writing, rehearsing, picking, closing.

use crate::script::Reply;
use insta::assert_snapshot;
use star_cards::prompt::Key;

use crate::harness::{Home, NINE_DAYS};

const TAP: Reply = Reply::Press(Key::Char(' '));

fn key(c: char) -> Reply {
    Reply::key(c)
}

fn typed(text: &str) -> Reply {
    Reply::Type(text.to_owned())
}

/// What the editor leaves: the guide that it opened on is kept above the words.
fn written(text: &str) -> Reply {
    Reply::Write(text.to_owned(), true)
}

const WEAK: &str = "## Action\n\nThe deadline slipped and things got tense.\n\n## Result\n\nPeople were unhappy.\n";

#[test]
fn check_quotes_the_words_and_asks_one_question() {
    let home = Home::new();
    home.write("answer.md", WEAK);
    let path = home.file("answer.md").display().to_string();
    let run = home.run(&["check", &path]).code(1);
    assert_snapshot!(home.placed(&run.out), @"
    HOME/answer.md

    Is the failure yours?
      passive-action  Action
        3 | The deadline slipped and things got tense.
          | ^^^^^^^^^^^^^^^^^^^^
        Here it goes wrong by itself. It sounds as if you just watched. Say what you
        did or left undone that let it happen.
        “The deadline slipped”: what had you done, or left undone, before that?
        Also no-decision (no choice of yours that let it happen).

    Did it change something?
      no-number  Result
        Listeners remember one number. There is none yet. Add how much it cost, how
        many people, how long, or how often since.
        How many, how much, how long?

    Does it fit?
      too-short  Action
        Action takes about 3 seconds. Aim for 40 to 60. Add at least 93 words.
        What did you choose, and why did it look right at the time?
    Not written yet: Situation, Task, Learning.

      What a code means: star-cards check --explain passive-action

      Action               3 s  of 40-60  7 words
      Result               1 s            3 words
      Whole                4 s  of 90-120
    ");
    home.run(&["check", &path, "--no-fail"]).ok();
    assert_eq!(home.files(), ["answer.md"], "looking creates nothing");
}

#[test]
fn a_finding_is_explained_with_a_weak_and_a_strong_line() {
    let home = Home::new();
    let run = home.run(&["check", "--explain", "passive-action"]).ok();
    assert_snapshot!(run.out, @"
    passive-action

      You name nothing of your own, and where it went wrong nobody acts: it was cut,
      it slipped, there was a delay. Say who did it. Where a decision of your own is
      named, passives are fine.

      Weak
        “In week two the compatibility shim was dropped, and the refactoring
        slipped.”

      Strong
        “In week two I decided against a compatibility shim. I bet on refactoring
        everything in time, and I lost that bet.”
    ");
    let wrong = home.run(&["check", "--explain", "no-decison"]).code(2);
    assert!(
        wrong.err.contains("a similar value exists: 'no-decision'"),
        "{}",
        wrong.err
    );
    home.run(&["check", "--explain", "no-number", "story"])
        .code(2);
    assert_eq!(home.files(), [] as [&str; 0], "looking creates nothing");
}

#[test]
fn another_language_is_judged_for_its_length_and_told_so() {
    let home = Home::new();
    let text = "Wir hatten zwölf Wochen Zeit, und ich habe den Test mit echten Daten weggelassen, weil die Zeit knapp war. \
        Am Ende gingen vier Tage verloren, und der Kunde war sauer. Seitdem mache ich jeden Freitag einen Probelauf.";
    let run = home.feed(&["check", "-"], text).code(1);
    assert!(run.out.contains("Check reads English."), "{}", run.out);
    let json = home
        .feed(&["check", "-", "--json", "--no-fail"], text)
        .ok()
        .json();
    assert_eq!(json["english"], false);
    assert_eq!(json["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn what_cannot_be_checked_is_told_apart() {
    let home = Home::new();
    let empty = home.run(&["check", ""]).code(2);
    assert!(
        empty
            .err
            .contains("an empty name is neither a story nor a file"),
        "{}",
        empty.err
    );
    // Headings with nothing below them are still to be written.
    let heads = home
        .feed(&["check", "-"], "# Title\n\n## Action\n\n## Result\n")
        .ok();
    assert!(
        heads.out.contains("Nothing is written in it yet."),
        "{}",
        heads.out
    );
}

#[test]
fn check_json_has_the_documented_shape() {
    let home = Home::with_deck(NINE_DAYS);
    let run = home.feed(&["check", "-", "--json"], WEAK).code(1);
    let json = run.json();
    assert_eq!(json["version"], 1);
    let finding = &json["findings"][0];
    let keys: Vec<&String> = finding.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "beat", "change", "code", "column", "line", "question", "quote", "why"
        ]
    );
    assert_eq!(finding["code"], "no-decision");
    let passive = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["code"] == "passive-action")
        .unwrap();
    assert_eq!(
        (&passive["line"], &passive["beat"]),
        (&3.into(), &"Action".into())
    );
    assert_eq!(
        json["missing"],
        serde_json::json!(["Situation", "Task", "Learning"])
    );
    assert_eq!(json["timing"]["words_per_minute"], 150);
    let all = home.run(&["check", "--json"]).json();
    assert_eq!(all["stories"][0]["story"], "nine-days-late");
}

/// Two stories of one file: the decision of the first, the number and the change of the second
/// must not stand in for each other.
const TWO: &str = "# First\n\nid: first\n\n## Action\n\nI skipped the shim.\n\n## Result\n\nPeople were unhappy.\n\n\
    # Second\n\nid: second\n\n## Action\n\nThe deadline slipped.\n\n## Result\n\nWe lost 40 orders.\n";

/// Story and codes beside length of `check --json`, one answer a line.
fn judged(home: &Home, text: &str) -> String {
    let json = home
        .feed(&["check", "-", "--json", "--no-fail"], text)
        .ok()
        .json();
    let one = [json.clone()];
    let answers = json["stories"].as_array().map_or(&one[..], |all| all);
    let line = |answer: &serde_json::Value| {
        let codes = answer["findings"].as_array().unwrap().iter();
        let codes = codes.map(|finding| {
            let (code, line) = (&finding["code"], &finding["line"]);
            let place = line
                .as_u64()
                .map_or(String::new(), |line| format!(":{line}"));
            format!(" {}{place}", code.as_str().unwrap())
        });
        let codes: String = codes.filter(|code| !code.starts_with(" too-")).collect();
        format!("{}{codes}\n", answer["story"].as_str().unwrap_or("-"))
    };
    answers.iter().map(line).collect()
}

#[test]
fn each_story_of_a_file_is_checked_by_itself() {
    let home = Home::new();
    assert_eq!(
        judged(&home, TWO),
        "first no-number\nsecond no-decision passive-action:19\n"
    );
    let (first, second) = TWO.split_at(TWO.find("# Second").unwrap());
    assert_eq!(judged(&home, first), "- no-number\n");
    assert_eq!(judged(&home, second), "- no-decision passive-action:7\n");
    // A faulty story in front of a good one, and the other way round.
    let good = "# Good\n\n## Action\n\nI skipped the shim.\n\n";
    assert_eq!(
        judged(&home, &format!("{good}{second}")),
        "good\nsecond no-decision passive-action:13\n"
    );
    assert_eq!(
        judged(&home, &format!("{second}\n{good}")),
        "second no-decision passive-action:7\ngood\n"
    );
    let run = home.feed(&["check", "-", "--no-fail"], TWO).ok();
    for name in ["First", "Second"] {
        assert!(run.out.lines().any(|line| line == name), "{}", run.out);
    }
}

#[test]
fn a_heading_in_a_fence_divides_no_answer() {
    let home = Home::new();
    let fenced = "# First\n\n## Action\n\nThe deadline slipped.\n\n```sh\n# Second\n## Learning\n```\n\nI skipped the shim.\n";
    assert_eq!(judged(&home, fenced), "-\n");
    let run = home.feed(&["check", "-", "--no-fail"], fenced).ok();
    assert!(
        run.out
            .contains("Not written yet: Situation, Task, Result, Learning."),
        "{}",
        run.out
    );
    assert_eq!(
        judged(
            &home,
            "## Action\n\nIt slipped.\n\n<!--\n# Second\n## Action\n-->\n"
        ),
        "- no-decision passive-action:3\n"
    );
}

#[test]
fn an_argument_that_could_be_a_name_is_a_story() {
    let home = Home::with_deck(NINE_DAYS);
    let run = home.run(&["check", "nine-day-late"]).code(1);
    assert!(
        home.anonymous(&run.err)
            .contains("Did you mean `nine-days-late`?"),
        "{}",
        run.err
    );
    let run = home.run(&["check", "./nothing.md"]).code(1);
    assert!(run.err.contains("nothing.md"), "{}", run.err);
}

#[test]
fn no_text_makes_check_fall_over() {
    let home = Home::new();
    for text in [
        "",
        "\u{feff}",
        "## Action\n",
        "## Action\n\n<!-- only a comment -->\n",
        "\r\n\r\n",
        "um so yeah\u{a0}and then i you know it broke",
        "مرحبا بالعالم هذا نص",
        "締め切りに間に合いませんでした。",
        "“I’d have…” — ‘no’",
        "## Result\n\n\u{202e}12 days\u{202c}\n",
    ] {
        let run = home.feed(&["check", "-"], text);
        assert!(run.code <= 1, "{text:?}: {run:?}");
        assert!(
            !run.out.chars().any(|c| c.is_control() && c != '\n'),
            "{text:?}"
        );
    }
    let long = "so we waited and the thing broke and i did not look ".repeat(2_000);
    home.feed(&["check", "-", "--no-fail"], &long).ok();
}

#[test]
fn a_run_is_timed_tap_by_tap_and_ends_on_its_figures() {
    let home = Home::with_deck(NINE_DAYS);
    // Each look at the clock is a second; the dial looks twice before each key.
    let taps = vec![TAP; 5];
    let grades = [
        Reply::Tick(vec!["skipped".to_owned()]),
        Reply::Tick(vec!["write".to_owned()]),
        Reply::Say(true),
    ];
    let run = home
        .ask(
            &["rehearse", "nine-days-late"],
            taps.into_iter().chain(grades),
        )
        .ok();
    let text = run
        .shown
        .find("skipped the compatibility shim")
        .expect("the text");
    assert!(
        run.shown.find("Whole").expect("the times") > text,
        "the times come last: {}",
        run.shown
    );
    assert_snapshot!(run.shown, @"
    Nine days late  Software engineer
    Tell me about a time you failed.

    Situation · Action · Result · Learning

    0:00 [Space when you begin to speak · u back · p pause · q stop]
    0:01 [Space ends Situation · u back · p pause · q stop]
    0:04 [Space ends Action · u back · p pause · q stop]
    0:07 [Space ends Result · u back · p pause · q stop]
    0:10 [Space ends Learning · u back · p pause · q stop]

    Situation
      I led the checkout move in 2023. Two shops waited for it.

    Action
      I skipped the compatibility shim because I trusted the date.

    Result
      Nine days late.

    Learning
      I write the rollback plan first, every time.

    Action: what did you say?
      - skipped the compatibility shim
      - trusted the date
    Learning: what did you say?
      - write the rollback plan first
    Save these grades? Action: hard, Learning: good (y/N)

    You began after 3 s.
      Situation            3 s  of 15-20
      Action               3 s  of 40-60
      Result               3 s
      Learning             3 s
      Result + Learning    6 s  of 30-45
      Whole               12 s  of 90-120

    Action has room for 37 s more.

    Next: star-cards review  1 card waiting.
    ");
    let laps = home
        .run(&["export", "runs", "--format", "json"])
        .ok()
        .json();
    let parts: Vec<&str> = laps["laps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|lap| lap["part"].as_str().unwrap())
        .collect();
    assert_eq!(
        parts,
        ["start", "situation", "action", "result", "learning", "end"]
    );
    let log = home.run(&["export", "reviews", "--format", "json"]).json();
    let sources: Vec<String> = log["reviews"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {} {}", row["card"], row["quality"], row["source"]))
        .collect();
    assert_eq!(
        sources,
        [
            "\"nine-days-late/action\" 3 \"rehearsal\"",
            "\"nine-days-late/learning\" 4 \"rehearsal\""
        ]
    );
    let stats = home.run(&["stats", "--all"]).ok().out;
    assert!(stats.contains("1 run, usually"), "{stats}");
}

#[test]
fn a_story_without_a_beat_is_not_offered_for_telling() {
    let bare = "# Only an idea\n\nmiss: technical\n";
    let home = Home::with_deck(&format!("{bare}\n{NINE_DAYS}"));
    let run = home.ask(&["rehearse"], [Reply::Leave]).code(130);
    assert!(run.shown.contains("Nine days late"), "{}", run.shown);
    assert!(!run.shown.contains("Only an idea"), "{}", run.shown);
    // By name it is told why not.
    let run = home.ask(&["rehearse", "only-an-idea"], []).code(1);
    assert!(run.err.contains("no beats to tell yet"), "{}", run.err);
}

#[test]
fn a_run_cut_short_keeps_its_laps_and_counts_nowhere() {
    let home = Home::with_deck(NINE_DAYS);
    home.ask(
        &["rehearse", "nine-days-late"],
        [TAP, TAP, key('u'), TAP, Reply::Interrupt],
    )
    .code(130);
    let csv = home.run(&["export", "runs"]).ok().out;
    assert_eq!(csv.lines().count(), 4, "{csv}");
    assert_eq!(
        csv.lines()
            .filter(|line| line.contains(",false,true,tapped"))
            .count(),
        1,
        "{csv}"
    );
    assert!(!home.run(&["stats", "--all"]).out.contains("Told aloud"));
    home.run(&["undo"]).ok();
    assert!(
        home.run(&["export", "runs"])
            .out
            .lines()
            .skip(1)
            .all(|line| line.contains(",true,tapped"))
    );
}

#[test]
fn a_practised_answer_ahead_of_its_day_counts_only_when_it_fails() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    home.run(&["grade", "nine-days-late/learning", "4"]).ok();
    let grades = [
        Reply::Tick(vec![]),
        Reply::key('1'),
        Reply::Tick(vec!["write".to_owned()]),
        Reply::Say(true),
    ];
    home.day(0)
        .ask(
            &["rehearse", "nine-days-late"],
            vec![TAP; 5].into_iter().chain(grades),
        )
        .ok();
    let log = home.run(&["export", "reviews", "--format", "json"]).json();
    assert_eq!(log["reviews"][2]["source"], "rehearsal");
    assert_eq!(log["reviews"][3]["source"], "practice");
}

#[test]
fn enter_on_a_checklist_that_nobody_touched_grades_nothing() {
    let home = Home::with_deck(NINE_DAYS);
    let enter = || Reply::Press(Key::Enter);
    let early = [
        enter(),
        enter(),
        Reply::key('s'),
        enter(),
        enter(),
        enter(),
        Reply::key('s'),
    ];
    let told = vec![TAP; 5].into_iter().chain(early);
    let run = home.ask(&["rehearse", "nine-days-late"], told).ok();
    assert!(
        run.shown.contains("Action: how did it go?"),
        "{}",
        run.shown
    );
    assert!(!run.shown.contains("Save these grades"), "{}", run.shown);
    let log = home.run(&["export", "reviews", "--format", "json"]).json();
    assert_eq!(log["reviews"].as_array().map(Vec::len), Some(0), "{log}");
}

/// The milliseconds of each lap of the only run.
fn laps(home: &Home) -> Vec<u64> {
    let runs = home.run(&["export", "runs", "--format", "json"]).json();
    let laps = runs["laps"].as_array().expect("laps").iter();
    laps.map(|lap| lap["ms"].as_u64().expect("milliseconds"))
        .collect()
}

#[test]
fn the_time_away_from_a_run_is_nobodys() {
    let rehearse = |away: &dyn Fn(&Home) -> Vec<(usize, Reply)>| {
        let home = Home::with_deck(NINE_DAYS);
        let mut replies = vec![TAP; 5];
        for (place, reply) in away(&home).into_iter().rev() {
            replies.insert(place, reply);
        }
        let leave = [Reply::Leave, Reply::Leave];
        home.ask(
            &["rehearse", "nine-days-late"],
            replies.into_iter().chain(leave),
        )
        .ok();
        laps(&home)
    };
    let gone = |home: &Home| {
        let skipped = std::sync::Arc::clone(&home.skipped_ms);
        Reply::Away(std::rc::Rc::new(move || {
            skipped.fetch_add(600_000, std::sync::atomic::Ordering::Relaxed);
        }))
    };
    let pause = Reply::key('p');
    let without = rehearse(&|_| Vec::new());
    // Before the first word, in the middle of a beat, and in a pause: ten minutes each time. A
    // key, its dial and the way back look at the clock a few times more.
    let looks = 5_000;
    for place in [0, 1, 3] {
        let with = rehearse(&|home| vec![(place, gone(home))]);
        let longer = with
            .iter()
            .zip(&without)
            .map(|(with, without)| with - without);
        let longer: Vec<u64> = longer.collect();
        assert!(longer.iter().all(|ms| *ms <= looks), "{place}: {longer:?}");
    }
    // Stopped where the program is not asked: line by line, or by a lid that is closed.
    let stopped = rehearse(&|home| {
        let skipped = std::sync::Arc::clone(&home.skipped_ms);
        let skip = move || {
            skipped.fetch_add(600_000, std::sync::atomic::Ordering::Relaxed);
        };
        vec![(2, Reply::key('z').after(skip))]
    });
    let whole = (without.last().unwrap(), stopped.last().unwrap());
    assert!(*whole.1 <= whole.0 + looks, "{whole:?}");
    let paused = rehearse(&|home| vec![(2, pause.clone()), (2, gone(home)), (2, pause.clone())]);
    let whole = (without.last(), paused.last());
    assert!(
        whole.1 <= whole.0.map(|ms| ms + 2 * looks).as_ref(),
        "{whole:?}"
    );
}

#[test]
fn a_transcript_is_judged_its_fillers_counted_and_its_pace_learned() {
    let home = Home::with_deck(NINE_DAYS);
    let spoken = "um i skipped the test you know and um we lost three days since then i run it every friday ".repeat(4);
    for day in 0..3 {
        home.day(day);
        home.feed(
            &["rehearse", "--transcript", "-", "--seconds", "40"],
            &spoken,
        )
        .ok();
    }
    let run = home.feed(&["rehearse", "--transcript", "-"], &spoken).ok();
    assert!(
        run.out
            .contains("Fillers heard, at least: um 8, you know 4."),
        "{}",
        run.out
    );
    let rate = home
        .feed(&["check", "-", "--json", "--no-fail"], &spoken)
        .json()["timing"]["words_per_minute"]
        .clone();
    assert_eq!(rate, 120);
    home.write("config.toml", "builtin = []\nwords_per_minute = 140\n");
    let rate = home
        .feed(&["check", "-", "--json", "--no-fail"], &spoken)
        .json()["timing"]["words_per_minute"]
        .clone();
    assert_eq!(rate, 140, "the setting holds");
}

#[test]
fn calibration_sets_the_rate() {
    let home = Home::with_deck(NINE_DAYS);
    let run = home
        .ask(&["calibrate", "nine-days-late"], [TAP, TAP])
        .code(1);
    assert!(
        run.err.contains("too short to measure your pace"),
        "{}",
        run.err
    );
    let leave = home
        .ask(&["calibrate", "nine-days-late"], [TAP, key('q')])
        .ok();
    assert!(leave.err.contains("Nothing was measured"), "{}", leave.err);
    let slow: Vec<Reply> = std::iter::once(TAP)
        .chain(vec![key('z'); 20])
        .chain([TAP])
        .collect();
    let run = home.ask(&["calibrate", "nine-days-late"], slow).ok();
    assert!(run.err.contains("words a minute"), "{}", run.err);
}

#[test]
fn the_time_away_from_a_reading_is_nobodys() {
    let home = Home::with_deck(NINE_DAYS);
    let skipped = std::sync::Arc::clone(&home.skipped_ms);
    let skip = move || {
        skipped.fetch_add(600_000, std::sync::atomic::Ordering::Relaxed);
    };
    let mut keys = vec![TAP];
    keys.extend(vec![key('z'); 15]);
    keys.extend([Reply::Away(std::rc::Rc::new(skip)), key('z'), TAP]);
    let run = home.ask(&["calibrate", "nine-days-late"], keys).ok();
    let seconds = run.err.split(" words in ").nth(1).expect("the seconds");
    let seconds: u32 = seconds.split(' ').next().unwrap().parse().unwrap();
    assert!((10..60).contains(&seconds), "{}", run.err);
}

#[test]
fn pick_ranks_by_learning_and_says_why() {
    let other = NINE_DAYS
        .replace("nine-days-late", "wrong-hire")
        .replace("Nine days late", "Wrong hire")
        .replace(
            "write the rollback plan first**, every time",
            "ask two colleagues about collaboration** before each offer",
        );
    let home = Home::with_deck(&format!("{NINE_DAYS}\n{other}"));
    let picks = home
        .run(&["pick", "--role", "Recruiting lead, collaboration", "--json"])
        .ok()
        .json();
    assert_eq!(picks["picks"][0]["story"], "wrong-hire");
    assert!(
        picks["picks"][0]["words"]
            .as_array()
            .unwrap()
            .contains(&"collaboration".into())
    );
    assert_eq!(picks["picks"][0]["rehearsed"], serde_json::Value::Null);
    let run = home
        .feed(&["pick", "--jd", "-"], "We plan every rollback.")
        .ok();
    assert_snapshot!(run.out, @r#"
    1. Nine days late  (nine)
       plan, rollback; 0 % ready; never rehearsed
    2. Wrong hire  (wrong)
       no word in common; 0 % ready; never rehearsed

    "Nine days late" has no closing yet: `star-cards closing nine --set "..."`
    "#);
    // Without a role the nearest interview says it.
    let run = home.run(&["pick"]).code(2);
    assert!(run.err.contains("--role"), "{}", run.err);
    let lead = ["interview", "add", "Acme", "--date", "+9d", "--role"];
    home.run(&[&lead[..], &["Recruiting lead, collaboration"]].concat())
        .ok();
    let run = home.run(&["pick"]).ok();
    let first = "For Acme, Recruiting lead, collaboration:\n1. Wrong hire";
    assert!(run.out.starts_with(first), "{}", run.out);
    let none = home.run(&["pick", "--role", "astronaut"]).ok();
    assert!(none.out.starts_with("No story has a word"), "{}", none.out);
}

#[test]
fn a_closing_is_written_and_nothing_else_changes() {
    let before =
        format!("{NINE_DAYS}\n# Another\n\n## Action\n\nI chose.\n\n## Learning\n\nI ask.\n")
            .replace('\n', "\r\n");
    let home = Home::with_deck(&before);
    let sentence = "That is why I would begin with the rollback plan.";
    home.run(&[
        "closing",
        "nine-days-late",
        "--role",
        "SRE",
        "--set",
        sentence,
    ])
    .ok();
    let after = home.read("decks/stories.md");
    let section = format!("\r\n\r\n## Closing (SRE)\r\n\r\n{sentence}");
    assert_eq!(after.replace(&section, ""), before);
    let shown = home
        .run(&["closing", "nine-days-late", "--role", "sre"])
        .ok()
        .out;
    assert!(shown.contains(sentence), "{shown}");
    home.run(&[
        "closing",
        "nine-days-late",
        "--role",
        "sre",
        "--set",
        "Another one.",
    ])
    .ok();
    assert_eq!(
        home.read("decks/stories.md"),
        after.replace(sentence, "Another one.")
    );
    for hostile in ["## Traps", "# New story", "<!-- gone", "  "] {
        home.run(&["closing", "nine-days-late", "--set", hostile])
            .code(2);
    }
}

fn editor_home() -> Home {
    let home = Home::new();
    home.env
        .borrow_mut()
        .insert("EDITOR".to_owned(), "ed".to_owned());
    home
}

#[test]
fn the_routine_is_guided_and_checked_and_saved() {
    let home = editor_home();
    let run = home
        .ask(
            &["add"],
            [
                Reply::Take("technical".to_owned()),
                typed("# ..."),
                typed("Nine days late"),
                typed("Engineer"),
                Reply::Say(false),
                written("I led the move.\n"),
                written("The order was mine.\n"),
                written("The shim was skipped and things got tense.\n"),
                written("I **skipped the shim**.\n"),
                written("People were unhappy.\n"),
                written("I write the plan first, every time.\n"),
            ],
        )
        .ok();
    assert!(
        run.shown
            .contains("Something you built, ran or planned (technical; none yet)"),
        "{}",
        run.shown
    );
    assert!(run.shown.contains("no-number"), "{}", run.shown);
    assert_snapshot!(home.read("decks/stories.md"), @"
    # Nine days late

    role: Engineer
    miss: technical
    question: Tell me about a time you failed.
    id: nine-days-late

    ## Situation

    I led the move.

    ## Task

    The order was mine.

    ## Action (first draft)

    The shim was skipped and things got tense.

    ## Action

    I **skipped the shim**.

    ## Result

    People were unhappy.

    ## Learning

    I write the plan first, every time.
    ");
    assert_eq!(home.files(), ["decks/stories.md"], "no draft is left");
    let cards = home.run(&["list", "--json"]).cards();
    assert!(
        cards.contains(&"nine-days-late/say-it-better".to_owned()),
        "{cards:?}"
    );
}

#[test]
fn a_routine_cut_short_goes_on_where_it_stopped() {
    let home = editor_home();
    let begun = [
        Reply::Take("judgement".to_owned()),
        typed("Wrong hire"),
        typed(""),
        Reply::Say(false),
    ];
    let first = begun
        .into_iter()
        .chain([written("I hired.\n"), Reply::Interrupt]);
    home.ask(&["add"], first).code(130);
    assert!(
        home.read("drafts/story.md")
            .contains("## Situation\n\nI hired.")
    );
    // Whoever has samples to try is told of those first.
    home.write("config.toml", "builtin = []\n");
    let bare = home.run(&[]).ok().out;
    assert!(bare.contains("star-cards add --resume"), "{bare}");
    home.write("config.toml", "");
    // The editor fails in the middle: what it wrote is kept and named.
    let run = home
        .ask(
            &["add", "--resume"],
            [
                Reply::Say(false),
                Reply::Write("The offer was mine.".to_owned(), false),
            ],
        )
        .code(1);
    assert!(
        home.anonymous(&run.err)
            .contains("Your text is saved in HOME/drafts/beat-task.md"),
        "{}",
        run.err
    );
    let rest = [
        "Task.",
        "It was decided.",
        "I decided.",
        "One left.",
        "I ask each time.",
    ]
    .map(written);
    let rest = std::iter::once(Reply::Say(false)).chain(rest);
    home.ask(&["add", "--resume"], rest).ok();
    let story = home.read("decks/stories.md");
    for words in [
        "I hired.",
        "Task.",
        "It was decided.",
        "I decided.",
        "One left.",
        "I ask each time.",
    ] {
        assert!(story.contains(words), "{words}: {story}");
    }
    home.ask(&["add", "--resume"], []).code(1);
}

#[test]
fn coverage_names_what_is_missing() {
    let home = Home::with_deck(NINE_DAYS);
    let list = home.run(&["list", "--cards"]).ok().out;
    assert!(
        list.contains("Kinds of failure: technical 1, stakeholder none yet, judgement none yet"),
        "{list}"
    );
    assert!(list.contains("lacks a closing"), "{list}");
    assert!(
        home.run(&["stats", "--all"])
            .ok()
            .out
            .contains("stakeholder none yet")
    );
}

/// Two stories as a bank of notes holds them, the second without a sentence that has a doer.
const BANK: &str = "# Story bank\n\n## The shim\n\n**Situation:** A move to a new store.\n\n\
    **Action:** I skipped the shim.\n\n**Result:** People were unhappy.\n\n## The deadline\n\n\
    - **Action** - The deadline slipped.\n- **Result** - We lost 40 orders.\n";

#[test]
fn check_sees_the_parts_that_import_sees() {
    let home = Home::new();
    assert_eq!(
        judged(&home, BANK),
        "the-shim no-number\nthe-deadline no-decision passive-action:13\n"
    );
    // A usual word for the last part, and signs that nobody sees or says.
    let parts = "# A\n\n## Situation\n\nA mill.\n\n## Action\n\nI chose.\n\n";
    for last in [
        "## Lessons learned",
        "## Learning \u{1f393}",
        "##\u{a0}Learning",
        "**Lesson:**",
    ] {
        let text = format!("\u{feff}{parts}{last}\n\nI sign it off every evening.\n");
        let run = home.feed(&["check", "-", "--no-fail"], &text).ok();
        assert!(
            run.out.contains("Not written yet: Task, Result."),
            "{last}: {}",
            run.out
        );
        assert!(
            run.err.contains("star-cards import -"),
            "{last}: {}",
            run.err
        );
    }
    // Words that were only said, and what needs no import, are judged as before.
    for (text, line) in [
        (
            "So the result was bad.\nResult: we lost 40 orders, and I was late.\n",
            "Whole",
        ),
        (
            "### Action\n\nI chose.\n",
            "Not written yet: Situation, Task, Result, Learning.",
        ),
        (TWO, "Not written yet: Situation, Task, Learning."),
    ] {
        let run = home.feed(&["check", "-", "--no-fail"], text).ok();
        assert!(run.out.contains(line), "{text}: {}", run.out);
        assert_eq!(run.err, "", "{text}");
    }
}

#[test]
fn a_bank_that_is_checked_is_told_apart_and_how_it_comes_in() {
    let home = Home::new();
    home.write("bank.md", BANK);
    let path = home.file("bank.md").display().to_string();
    let run = home.run(&["check", &path]).code(1);
    for name in ["The shim", "The deadline"] {
        assert!(run.out.lines().any(|line| line == name), "{}", run.out);
    }
    assert!(
        run.out
            .contains("13 | - **Action** - The deadline slipped."),
        "{}",
        run.out
    );
    assert_snapshot!(home.anonymous(&run.err), @"The text is in another shape. To bring it in: star-cards import 'HOME/bank.md'");
    assert_eq!(home.files(), ["bank.md"], "looking creates nothing");
}
