//! `stats --calibration`: what was foreseen of the answers in the log, beside what came back.

use crate::harness::Home;

/// Eight stories with two cards each.
fn home() -> Home {
    let home = Home::new();
    for letter in "abcdefgh".chars() {
        let action =
            format!("I shipped change {letter} without its test because the day was late.");
        let story = format!(
            "# Story {letter}\n\n## Situation\n\nWe released on Fridays.\n\n## Task\n\nI was to ship by June.\n\n\
             ## Action\n\n{action}\n\n## Result\n\n40 customers lost two hours.\n\n\
             ## Learning\n\nSince then a test runs before every release.\n"
        );
        home.write(&format!("decks/{letter}.md"), &story);
    }
    home
}

/// Every card is answered each sixth day, so many times; each eleventh answer fails.
fn answer(home: &Home, times: u32) {
    let start = chrono::NaiveDate::from_ymd_opt(2026, 1, 5).expect("a day");
    let mut lines = String::new();
    for time in 0..times {
        let day = start + chrono::Days::new(u64::from(time) * 6);
        for card in 0..16 {
            let story = char::from(b'a' + (card / 2) as u8);
            let beat = ["action", "learning"][card as usize % 2];
            let quality = if (card * 7 + time * 5) % 11 == 0 {
                1
            } else {
                4
            };
            lines += &format!(
                "{{\"card\":\"story-{story}/{beat}\",\"quality\":{quality},\"at\":\"{day}T20:00:{card:02}+01:00\"}}\n"
            );
        }
    }
    home.at("2026-06-01T20:00:00+02:00");
    home.feed(&["grade", "--from", "-"], &lines).ok();
}

#[test]
fn what_was_foreseen_stands_beside_what_came_back() {
    let home = home();
    answer(&home, 6);
    insta::assert_snapshot!(home.run(&["stats", "--calibration"]).ok().out, @"
    Foreseen and recalled
      72 % foreseen: 93 % recalled, 27 of 29 (likely 84 % to 97 %)
      90 % foreseen: 94 % recalled, 16 of 17 (likely 82 % to 98 %)
      96 % foreseen: 88 % recalled, 23 of 26 (likely 78 % to 94 %)
      99 % foreseen: 88 % recalled, 7 of 8 (likely 66 % to 96 %)

    You seem to remember longer than the schedule assumes: x1.8, from 80 answers
      (likely x0.8 to x4.0).

    Next: star-cards review  13 cards waiting.
    ");
}

/// What a screen says of the person's own memory, on one line.
fn own_memory(home: &Home, command: &[&str]) -> Option<String> {
    let out = home.run(command).ok().out;
    let words: Vec<&str> = out.split_whitespace().collect();
    let words = words.join(" ");
    let (_, told) = words.split_once("You ")?;
    Some(told.split_once(").")?.0.to_owned())
}

#[test]
fn every_screen_says_how_long_one_remembers_from_thirty_answers_on() {
    let home = home();
    let screens: [&[&str]; 3] = [&["stats"], &["stats", "--all"], &["stats", "--calibration"]];
    answer(&home, 2);
    for screen in screens {
        assert_eq!(own_memory(&home, screen), None, "{screen:?}");
    }
    let home = self::home();
    answer(&home, 3);
    let expected = "seem to remember longer than the schedule assumes: x1.7, from 32 answers (likely x0.8 to x3.4";
    for screen in screens {
        assert_eq!(
            own_memory(&home, screen).as_deref(),
            Some(expected),
            "{screen:?}"
        );
    }
}

#[test]
fn few_answers_say_nothing() {
    let home = home();
    // First showings foresee nothing.
    answer(&home, 1);
    insta::assert_snapshot!(home.run(&["stats", "--calibration"]).ok().out, @"
    Foreseen and recalled
      Not enough answers yet: 0 of the 50 that it takes.

    Next: star-cards review  20 cards waiting.
    ");
    let run = home.run(&["stats", "--calibration", "--all"]).code(2);
    assert!(run.err.contains("cannot be used with"), "{}", run.err);
}

#[test]
fn the_factor_comes_before_the_groups() {
    let home = home();
    answer(&home, 3);
    insta::assert_snapshot!(home.run(&["stats", "--calibration"]).ok().out, @"
    Foreseen and recalled
      Not enough answers yet: 32 of the 50 that it takes.

    You seem to remember longer than the schedule assumes: x1.7, from 32 answers
      (likely x0.8 to x3.4).

    Next: star-cards review  20 cards waiting.
    ");
}
