//! Interviews: planning them, and what the review makes of the days that are left.

use crate::script::Reply;
use insta::assert_snapshot;
use star_cards::prompt::Key;

use crate::harness::{Home, NINE_DAYS};

const SHOW: Reply = Reply::Press(Key::Char(' '));

fn home() -> Home {
    let other = NINE_DAYS
        .replace("nine-days-late", "wrong-hire")
        .replace("Nine days late", "Wrong hire");
    let home = Home::with_deck(&format!("{NINE_DAYS}\n{other}"));
    home.run(&["suspend", "nine-days-late/trap/deflection"])
        .ok();
    home.run(&["suspend", "wrong-hire/trap/deflection"]).ok();
    home
}

fn grade_all(home: &Home, quality: &str) {
    for card in [
        "nine-days-late/action",
        "nine-days-late/learning",
        "wrong-hire/action",
        "wrong-hire/learning",
    ] {
        home.run(&["grade", card, quality]).ok();
    }
}

fn put_off(home: &Home) -> usize {
    home.run(&["due", "--json"]).json()["put_off"]
        .as_array()
        .unwrap()
        .len()
}

#[test]
fn an_interview_is_planned_moved_shown_and_taken_out() {
    let home = home();
    let run = home
        .run(&["interview", "add", "Acme", "--date", "+8d", "--role", "SRE"])
        .ok();
    assert_eq!(run.err, "Acme: Tuesday 10 March 2026, in 8 days.\n");
    home.run(&["interview", "add", "Acme", "--date", "10 mar"])
        .code(1);
    let run = home
        .run(&[
            "interview",
            "edit",
            "Acme",
            "--date",
            "fri",
            "--stories",
            "wrong-hire",
        ])
        .ok();
    assert_eq!(run.err, "Acme: Friday 6 March 2026, in 4 days.\n");
    assert_snapshot!(home.run(&["interview", "show", "Acme"]).ok().out, @"
    Acme  Friday 6 March 2026, in 4 days  SRE
      stories: Wrong hire
    ");
    let run = home.run(&["interview", "show", "Acne"]).code(1);
    assert!(run.err.contains("Did you mean `Acme`?"), "{}", run.err);
    home.run(&["interview", "remove", "Acme"]).code(2);
    home.run(&["interview", "remove", "Acme", "--yes"]).ok();
    assert!(
        home.run(&["interview", "list", "--all"])
            .ok()
            .out
            .starts_with("No interview is planned.")
    );
}

#[test]
fn dates_that_are_unclear_or_past_are_refused() {
    let home = home();
    for (date, told) in [
        (
            "next friday",
            "could be Friday 6 March 2026 or Friday 13 March 2026",
        ),
        ("2026-03-01", "Sunday 1 March 2026 is in the past"),
        ("someday", "is not a date"),
    ] {
        let run = home
            .run(&["interview", "add", "Acme", "--date", date])
            .code(2);
        assert!(
            home.anonymous(&run.err).replace('\n', " ").contains(told),
            "{date}: {}",
            run.err
        );
    }
}

#[test]
fn several_rounds_are_told_apart_by_their_date() {
    let home = home();
    home.run(&["interview", "add", "Acme", "--date", "+3d"])
        .ok();
    home.run(&["interview", "add", "Acme", "--date", "+9d"])
        .ok();
    let run = home.run(&["interview", "done", "Acme"]).code(2);
    assert!(
        run.err.contains("Acme@2026-03-05 or Acme@2026-03-11"),
        "{}",
        run.err
    );
    home.run(&["interview", "done", "Acme@2026-03-05"]).ok();
    let bare = home.run(&[]).ok().out;
    assert!(bare.contains("Acme in 9 days"), "{bare}");
}

#[test]
fn no_two_interviews_become_one_that_nothing_can_tell_apart() {
    let home = home();
    for date in ["+3d", "+9d"] {
        home.run(&["interview", "add", "Acme", "--date", date]).ok();
    }
    let edit = ["interview", "edit", "Acme@2026-03-11", "--date", "+3d"];
    let run = home.run(&edit).code(1);
    assert!(run.err.contains("is already there"), "{}", run.err);
    assert!(
        run.err.contains("interview edit Acme@2026-03-05"),
        "{}",
        run.err
    );
    let list = home.run(&["interview", "list"]).ok().out;
    assert!(
        list.contains("5 March") && list.contains("11 March"),
        "{list}"
    );
    // Its own date is no other one's.
    home.run(&[
        "interview",
        "edit",
        "Acme@2026-03-05",
        "--date",
        "+3d",
        "--role",
        "SRE",
    ])
    .ok();
}

#[test]
fn of_several_interviews_that_fit_none_is_taken_unasked() {
    // Both machines planned it.
    let (home, other) = (home(), home().drawing(90_000));
    for home in [&home, &other] {
        home.run(&["interview", "add", "Acme", "--date", "+3d"])
            .ok();
    }
    home.day(3);
    let theirs = other.database().display().to_string();
    home.run(&["import", &theirs]).ok();
    let both = "Acme@2026-03-05#1 or Acme@2026-03-05#2";
    for args in [
        &["interview", "show", "Acme"][..],
        &["interview", "remove", "Acme", "--yes"],
        &["interview", "remove", "acme@2026-03-05", "--yes"],
        &["interview", "edit", "Acme", "--role", "SRE"],
        &["debrief", "Acme", "--landed", "well"],
        &["brief", "Acme"],
        &["pick", "--interview", "Acme"],
    ] {
        let run = home.run(args).code(2);
        assert!(run.err.contains(both), "{args:?}: {}", run.err);
    }
    home.run(&["debrief", "Acme@2026-03-05#2", "--landed", "well"])
        .ok();
    let shown = home
        .run(&["interview", "show", "Acme@2026-03-05#2"])
        .ok()
        .out;
    assert!(shown.contains("it went well"), "{shown}");
    let shown = home
        .run(&["interview", "show", "Acme@2026-03-05#1"])
        .ok()
        .out;
    assert!(!shown.contains("it went well"), "{shown}");
    // One of them is not over: that one is meant, and a person is asked where both are.
    home.run(&["interview", "remove", "Acme", "--yes"]).ok();
    home.run(&["interview", "show", "Acme"]).ok();
    home.run(&["interview", "add", "Beta", "--date", "today"])
        .ok();
    home.day(10)
        .run(&["interview", "add", "Beta", "--date", "today"])
        .ok();
    home.day(11).run(&["interview", "show", "Beta"]).code(2);
    home.run(&["debrief", "Beta", "--landed", "well"]).code(2);
    let chosen = Reply::Take("Beta@2026-03-12".to_owned());
    let run = home.ask(&["interview", "show", "Beta"], [chosen]).ok();
    assert!(run.out.contains("12 March"), "{}", run.out);
}

#[test]
fn due_cards_wait_and_come_back_in_the_last_days() {
    let home = home();
    home.run(&["interview", "add", "Acme", "--date", "+8d"])
        .ok();
    assert_eq!(
        home.run(&["due", "--json"]).cards().len(),
        4,
        "new cards never wait"
    );
    grade_all(&home, "4");
    // Due tomorrow by SM-2; one more good answer would carry them six days.
    home.day(1);
    assert_eq!(
        (home.run(&["due", "--json"]).cards().len(), put_off(&home)),
        (0, 4)
    );
    let why = home.run(&["due", "--json"]).json()["put_off"][0]["why"].clone();
    assert_eq!(why, "interview");
    home.day(6);
    assert_eq!(
        (home.run(&["due", "--json"]).cards().len(), put_off(&home)),
        (4, 0)
    );
    grade_all(&home, "4");
    // The eve: what was good one day before comes once more, since its interval is only six days.
    home.day(7);
    assert_eq!(home.run(&["due", "--json"]).cards().len(), 4);
    // Moving the date moves the plan and nothing else.
    home.run(&["interview", "edit", "Acme", "--date", "+30d"])
        .ok();
    let due = home.run(&["list", "--json"]).card("wrong-hire/action")["due"].clone();
    assert_eq!(due, "2026-03-14");
}

#[test]
fn in_the_last_days_what_would_fade_comes_though_it_is_not_due() {
    let home = home();
    for day in [0, 1, 7] {
        home.day(day);
        grade_all(&home, "4");
    }
    // Three passes: interval 15, due on day 22. By day 20 the gap is 13/15.
    home.run(&["interview", "add", "Acme", "--date", "+13d"])
        .ok();
    home.day(17);
    assert_eq!(home.run(&["due", "--json"]).cards().len(), 0);
    home.day(18);
    let due = home.run(&["due", "--json"]);
    assert_eq!(due.cards().len(), 4);
    assert_eq!(due.json()["cards"][0]["why"], "countdown");
    // In the window an early answer counts, in a drill too.
    home.ask(&["review", "wrong-hire/action"], [SHOW, Reply::key('3')])
        .ok();
    assert_eq!(
        home.run(&["list", "--json"]).card("wrong-hire/action")["repetitions"],
        4
    );
}

#[test]
fn on_the_day_nothing_is_shown_unless_asked() {
    let home = home();
    home.run(&["interview", "add", "Acme", "--date", "tomorrow"])
        .ok();
    home.day(1);
    assert_eq!(home.run(&["due", "--json"]).cards().len(), 0);
    let run = home.ask(&["review"], []).ok();
    assert!(
        run.shown
            .contains("On the day of an interview no cards are shown."),
        "{}",
        run.shown
    );
    let run = home.ask(&["review", "--more", "2"], [Reply::key('q')]).ok();
    assert!(run.shown.contains("1 of "), "{}", run.shown);
    home.day(2);
    assert_eq!(
        home.run(&["due", "--json"]).cards().len(),
        4,
        "afterwards SM-2 holds"
    );
}

#[test]
fn the_review_says_what_it_aims_at_and_only_its_stories_count() {
    let home = home();
    home.run(&[
        "interview",
        "add",
        "Acme",
        "--date",
        "+5d",
        "--stories",
        "wrong-hire",
    ])
    .ok();
    let run = home.ask(&["review"], [Reply::key('q')]).ok();
    assert!(
        run.shown.starts_with("1 of 4  ") && run.shown.contains(" · Acme in 5 days\n"),
        "{}",
        run.shown
    );
    let due = home.run(&["due", "--json"]).cards();
    assert!(
        due[0].starts_with("wrong-hire/"),
        "the interview's cards come first: {due:?}"
    );
    // A story that is removed while it is planned costs nothing but its cards.
    home.run(&["remove", "wrong-hire", "--yes"]).ok();
    assert_eq!(
        home.run(&["due", "--json"]).cards(),
        ["nine-days-late/action", "nine-days-late/learning"]
    );
}

#[test]
fn one_day_for_two_hundred_cards_says_so_at_once() {
    let home = Home::new();
    let story = |n: usize| NINE_DAYS.replace("nine-days-late", &format!("story-{n}"));
    home.write(
        "decks/many.md",
        &(0..70).map(story).collect::<Vec<_>>().join("\n"),
    );
    let run = home
        .run(&["interview", "add", "Acme", "--date", "tomorrow"])
        .ok();
    assert!(
        home.anonymous(&run.err).replace('\n', " ").contains(
            "194 of 214 cards would not be shown before the day. Keep the stories that fit best \
             (star-cards interview edit Acme@2026-03-03 --stories \
             story-0,story-1,story-2,story-3,story-4), or set showings_per_day = 214 in"
        ),
        "{}",
        run.err
    );
    assert_eq!(
        home.run(&["due", "--json"]).cards().len(),
        20,
        "the limit holds"
    );
    home.write("config.toml", "showings_per_day = 0\n");
    assert_eq!(home.run(&["due", "--json"]).cards().len(), 0);
}

#[test]
fn a_job_text_is_kept_and_shown() {
    let home = home();
    home.feed(
        &["interview", "add", "Acme", "--date", "+3d", "--jd", "-"],
        "We migrate.",
    )
    .ok();
    assert_eq!(home.read("jobs/job.md"), "We migrate.");
    assert!(
        home.run(&["interview", "show", "Acme"])
            .ok()
            .out
            .contains("jobs/job.md")
    );
}

#[test]
fn the_evening_before_fits_on_one_screen() {
    let home = home();
    home.write(
        "config.toml",
        "builtin = []\nrescue = \"Let me think of the right example.\"\n",
    );
    home.run(&[
        "closing",
        "wrong-hire",
        "--role",
        "SRE",
        "--set",
        "That is why I plan first.",
    ])
    .ok();
    home.run(&[
        "interview",
        "add",
        "Acme",
        "--date",
        "tomorrow",
        "--role",
        "sre",
        "--stories",
        "wrong-hire",
    ])
    .ok();
    assert!(home.run(&[]).ok().out.contains("Next: star-cards brief"));
    assert_snapshot!(home.run(&["brief"]).ok().out, @"
    Acme  Tuesday 3 March 2026, tomorrow  sre

    Wrong hire
      begin: I led the checkout move in 2023.
      decision: I skipped the compatibility shim because I trusted the date.
      result: Wrong hire.
      change: I write the rollback plan first, every time.
      close: That is why I plan first.
      watch out for: no number: How many, how much, how long?

    If your mind goes blank: Let me think of the right example.
    ");
    let page = home.run(&["brief", "Acme", "--markdown"]).ok().out;
    assert!(
        page.starts_with("# Acme, sre, Tuesday 3 March 2026\n\n## Wrong hire\n\n- **begin**: "),
        "{page}"
    );
    let calendar = home.run(&["export", "ics"]).ok().out;
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2, "{calendar}");
}

#[test]
fn the_plan_plays_the_days_forward() {
    let home = home();
    home.run(&["interview", "add", "Acme", "--date", "+8d"])
        .ok();
    assert_snapshot!(home.run(&["plan"]).ok().out, @r#"
    Acme  Tuesday 10 March 2026, in 8 days
    Today: 4 cards, 2 min.
    Practise "Nine days late" today: +51 points on the day.
    4 cards for Acme in all.

      Mon 2 Mar  ████████████████████ 4 cards, 2 min
      Tue 3 Mar                       free until Thu 5 Mar
      Fri 6 Mar  ████████████████████ 4 cards, 2 min
      Sat 7 Mar                       mock interview
      Sun 8 Mar  ████████████████████ 4 cards, 2 min; rehearse nine
      Mon 9 Mar                       mock interview

    Ready on the day if you follow the plan
       96 %  Nine days late
       96 %  Wrong hire
      If you skip today, the other days can make up for it.
      A higher daily limit would not help.

    Next: star-cards review  4 cards waiting.
    "#);
    let plan = home.run(&["plan", "Acme", "--json"]).ok().json();
    let showings: Vec<i64> = plan["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| day["showings"].as_i64().unwrap())
        .collect();
    assert_eq!(showings, [4, 0, 0, 0, 4, 0, 4, 0]);
    let story = &plan["stories"][0];
    assert!(story["kept"].as_f64() > Some(0.9), "{plan}");
    // What the plan says is what the days then ask.
    grade_all(&home, "4");
    home.day(3);
    assert_eq!(home.run(&["due", "--json"]).cards().len(), 0);
    home.day(6);
    assert_eq!(home.run(&["due", "--json"]).cards().len(), 4);
    home.run(&["interview", "remove", "Acme", "--yes"]).ok();
    home.run(&["plan"]).code(1);
}

#[test]
fn a_plan_without_a_card_says_why_and_names_of_removed_stories_are_told() {
    let home = home();
    let stories = [
        "interview",
        "add",
        "Acme",
        "--date",
        "+3d",
        "--stories",
        "wrong-hire",
    ];
    home.run(&stories).ok();
    home.run(&["suspend", "wrong-hire"]).ok();
    let plan = home.run(&["plan"]).ok();
    assert!(
        plan.out.contains("No card is left for this day"),
        "{}",
        plan.out
    );
    home.run(&["remove", "wrong-hire", "--yes"]).ok();
    for command in [&["plan"] as &[&str], &["interview", "show", "Acme"]] {
        let run = home.run(command).ok();
        let told = home.anonymous(&run.err);
        assert!(
            told.contains("names stories that no longer exist: wrong-hire"),
            "{told}"
        );
    }
    let brief = home.run(&["brief"]).code(1);
    assert!(
        brief.err.contains("no stories of your own"),
        "{}",
        brief.err
    );
}

#[test]
fn the_date_is_a_calendar_day_wherever_the_clock_is() {
    let home = home();
    home.run(&["interview", "add", "Acme", "--date", "+3d"])
        .ok();
    for (now, told) in [
        ("2026-03-04T23:00:00-08:00", "Acme tomorrow"),
        ("2026-03-04T09:00:00+13:00", "Acme tomorrow"),
        ("2026-03-05T03:59:00+13:00", "Acme today"),
        ("2026-03-05T04:00:00-11:00", "Acme today"),
        // Set back by a day.
        ("2026-03-01T09:00:00+01:00", "Acme in 4 days"),
    ] {
        let bare = home.at(now).run(&[]).ok().out;
        assert!(bare.contains(told), "{now}: {bare}");
    }
    // Set back by a month: it was not planned yet, which is said.
    let bare = home.at("2026-02-01T09:00:00+01:00").run(&[]).ok();
    assert!(!bare.out.contains("Acme"), "{}", bare.out);
    assert!(
        home.anonymous(&bare.err).contains("undo --future"),
        "{}",
        bare.err
    );
    assert!(home.day(0).run(&[]).ok().out.contains("Acme in 3 days"));
}

#[test]
fn an_interview_can_be_over_moved_or_off() {
    let home = home();
    home.run(&["interview", "add", "Acme", "--date", "+1d"])
        .ok();
    home.day(1);
    let plan = home.run(&["plan", "acme"]).ok();
    assert!(plan.out.contains("No day is left to plan"), "{}", plan.out);
    home.day(4);
    let plan = home.run(&["plan", "Acme"]).code(1);
    assert!(plan.err.contains("is over"), "{}", plan.err);
    assert!(home.run(&[]).ok().out.contains("star-cards debrief"));
    home.run(&["interview", "edit", "Acme", "--date", "+5d"])
        .ok();
    assert!(home.run(&[]).ok().out.contains("Acme in 5 days"));
    home.run(&["interview", "remove", "Acme", "--yes"]).ok();
    let bare = home.run(&[]).ok().out;
    assert!(
        !bare.contains("Acme") && !bare.contains("debrief"),
        "{bare}"
    );
}

#[test]
fn a_name_left_out_is_chosen_on_a_terminal_and_asked_for_elsewhere() {
    let home = home();
    for name in ["Acme", "Beta"] {
        home.run(&["interview", "add", name, "--date", "+3d"]).ok();
    }
    let run = home.run(&["interview", "show"]).code(2);
    let told = home.anonymous(&run.err);
    assert!(told.contains("Acme@2026-03-05, Beta@2026-03-05"), "{told}");
    let run = home
        .ask(&["interview", "show"], [Reply::Take("Beta".to_owned())])
        .ok();
    assert!(run.out.starts_with("Beta  Thursday"), "{}", run.out);
    home.ask(&["interview", "done"], [Reply::Leave]).code(130);
}

#[test]
fn the_day_of_an_interview_rests_unless_it_is_the_eve_of_another() {
    let home = home();
    home.run(&["interview", "add", "Acme", "--date", "today"])
        .ok();
    home.run(&["interview", "add", "Beta", "--date", "+5d"])
        .ok();
    assert_eq!(home.run(&["due", "--json"]).cards().len(), 0);
    // The plan agrees with the list.
    let plan = home.run(&["plan", "--json"]).ok().json();
    assert_eq!(plan["interview"], "Beta");
    assert_eq!(plan["days"][0]["showings"], 0);
    assert_eq!(plan["days"][1]["showings"], 4);
    home.run(&["interview", "done", "Acme"]).ok();
    assert_eq!(
        home.run(&["due", "--json"]).cards().len(),
        0,
        "it was hard enough"
    );
    home.run(&["interview", "edit", "Beta", "--date", "tomorrow"])
        .ok();
    assert_eq!(home.run(&["due", "--json"]).cards().len(), 4);
}

#[test]
fn a_card_that_the_interview_does_not_need_comes_after_its_day_too() {
    let home = home();
    home.run(&["grade", "wrong-hire/action", "4"]).ok();
    home.run(&["interview", "add", "Acme", "--date", "tomorrow"])
        .ok();
    home.run(&["interview", "edit", "Acme", "--stories", "nine-days-late"])
        .ok();
    let list = home.run(&["list", "--cards", "wrong"]).ok().out;
    assert!(list.contains("back on Wed 4 Mar"), "{list}");
    home.day(3);
    let due = home.run(&["due", "--json"]).cards();
    assert!(due.contains(&"wrong-hire/action".to_owned()), "{due:?}");
}

#[test]
fn the_next_step_after_planning_shows_the_plan_of_that_interview() {
    let home = home();
    home.is_read.set(true);
    for (name, date, step) in [
        ("Globex", "+5d", "plan"),
        ("Gamma", "+9d", "plan Gamma"),
        ("Gamma", "+12d", "plan Gamma@2026-03-14"),
        ("Init Nine", "+9d", "plan 'Init Nine'"),
        ("Acme", "+4d", "plan"),
    ] {
        let add = ["interview", "add", name, "--date", date];
        let told = home.run(&add).ok().err;
        assert!(
            told.contains(&format!("star-cards {step}\u{1b}")),
            "{name} {date}: {told}"
        );
    }
}

#[test]
fn the_list_names_the_interview_that_the_next_step_asks_about() {
    let home = home();
    for (name, date) in [("Beta", "+2d"), ("Acme", "+1d")] {
        home.run(&["interview", "add", name, "--date", date]).ok();
    }
    home.day(5);
    let list = home.run(&["interview", "list"]).ok().out;
    assert!(list.starts_with("Acme was on Tue 3 Mar."), "{list}");
}

#[test]
fn the_plan_of_a_later_round_names_the_nearer_one() {
    let home = home();
    for date in ["+3d", "+9d"] {
        home.run(&["interview", "add", "Acme", "--date", date]).ok();
    }
    home.run(&["interview", "add", "Beta", "--date", "+9d"])
        .ok();
    let plan = home.run(&["plan", "Beta"]).ok().out;
    assert!(
        plan.starts_with("Acme and Beta  Wednesday 11 March 2026"),
        "{plan}"
    );
    assert!(
        plan.contains("Until Thu 5 Mar the review aims at Acme."),
        "{plan}"
    );
}

#[test]
fn names_that_hide_or_steer_are_refused() {
    let home = home();
    let long = "x".repeat(81);
    for name in [
        "",
        " ",
        "\u{200b}",
        "a@b",
        "a\u{202e}b",
        "a\u{1b}[2Jb",
        &long,
    ] {
        home.run(&["interview", "add", name, "--date", "+3d"])
            .code(2);
    }
    home.run(&[
        "interview",
        "add",
        "Ünal & Söhne, \"Inc.\"",
        "--date",
        "+3d",
    ])
    .ok();
}

#[test]
fn a_date_that_is_left_out_is_asked_for() {
    let home = Home::with_deck(NINE_DAYS);
    let run = home.run(&["interview", "add", "Globex"]).code(2);
    let told = "star-cards interview add Globex --date friday";
    assert!(run.err.contains(told), "{}", run.err);
    let typed = ["31 nov", "", "in 9 days"].map(|text| Reply::Type(text.to_owned()));
    home.ask(&["interview", "add", "Globex"], typed.clone())
        .code(130);
    let [wrong, _, right] = typed;
    let run = home
        .ask(&["interview", "add", "Globex"], [wrong, right])
        .ok();
    assert!(run.shown.contains("November has 30 days"), "{}", run.shown);
    assert!(
        run.err.contains("Globex: Wednesday 11 March"),
        "{}",
        run.err
    );
}
