use super::*;
use crate::prompt::text::render;
use crate::story::{AnswerPart, Beat};
use crate::study::ahead::CardsAhead;
use crate::study::card_states::CardStates;
use crate::study::day::StudyDay;
use crate::study::facts::PointSaid;
use crate::study::tests::{SampleLog, TODAY, library, library_of};

fn report() -> DeckReport {
    let mut log = SampleLog::default();
    for (card, days) in [
        ("alpha/action", &[-40, -39, -33, -18, -3][..]),
        ("alpha/learning", &[-20, -19, -6, -5, 0]),
        ("traps/deflection", &[-2, -1]),
        ("gone/action", &[-1]),
    ] {
        for (number, &day) in days.iter().enumerate() {
            let quality = if card.ends_with("learning") && number == 3 {
                1
            } else {
                4
            };
            log = log.and(card, day, quality, crate::study::review::Source::Review);
        }
    }
    let run = |action: u32| {
        let beat = |beat, ms| (AnswerPart::Beat(beat), ms);
        [
            beat(Beat::Situation, 18_000),
            beat(Beat::Task, 11_000),
            beat(Beat::Action, action),
            beat(Beat::Result, 9_000),
            beat(Beat::Learning, 16_000),
        ]
    };
    log.run("alpha", -9, &run(71_000))
        .run("alpha", -3, &run(52_000))
        .interview("Acme", 18)
        .report()
}

fn shown(report: &DeckReport, columns: usize, change: fn(Style) -> Style) -> String {
    let text = drawn(report, columns, change, lines);
    // Longer than that, nobody reads it: what is new takes the place of something.
    assert!(columns < 40 || text.lines().count() <= 50, "{text}");
    text
}

fn drawn(
    report: &DeckReport,
    columns: usize,
    change: fn(Style) -> Style,
    draw: fn(&StatsScreen<'_>) -> Vec<Line>,
) -> String {
    let style = change(Style {
        columns,
        ..Style::default()
    });
    let library = library();
    let titles = library.stories();
    let titles = titles.map(|entry| entry.title());
    // Two never shown are on the list, three wait.
    let due = report.total.forecast;
    let mut ahead = CardsAhead {
        days: due,
        put_off: 3,
        by_interview: report.total.due_by_interview.map(|due| due + 2),
    };
    ahead.days[0] = 2;
    let screen = StatsScreen {
        report,
        titles: titles.collect(),
        date: report.day,
        ahead,
        has_own: true,
        practise: Some(Line::plain(
            "Practise \"Beta\" today: +41 points on the day.",
        )),
        style,
    };
    render(&draw(&screen), style)
}

#[test]
fn the_short_screen_is_read_in_ten_seconds() {
    let report = report();
    insta::assert_snapshot!(drawn(&report, 80, |style| style, short::lines), @r#"
    Today: 2 cards.
    Practise "Beta" today: +41 points on the day.
    Acme in 18 days: 32 % ready on the day if you stop now (50 % today).

    Ready on the day if you stop now, the least ready first
      Beta       ░░░░░░░░░░░░░░░░░░░░    0 % (0 % today)
      Alpha      █████████████░░░░░░░   65 % (100 % today)
      1 without both cards (Draft)

    Recalled
      7 days     ████████████████░░░░   80 % of 5 answers
      30 days    █████████████████░░░   86 % of 7 answers

    Falls due  2 today, 1 tomorrow, 1 more in 7 days; 4 by the interview
    Told       2 runs aloud, usually 116 s, 1 over 120 s
    Hardest    Alpha, learning (1 lapse)
    Studied    13 answers on 12 days
    Missing    a stakeholder, a judgement story
    More       star-cards stats --all
    "#);
    insta::assert_snapshot!(drawn(&report, 40, |style| style, short::lines), @r#"
    Today: 2 cards.
    Practise "Beta" today: +41 points on the
    day.
    Acme in 18 days: 32 % ready on the day
      if you stop now (50 % today).

    Ready on the day if you stop now, the
    least ready first
      Beta       ░░░░░░    0 % (0 % today)
      Alpha      ████░░   65 % (100 % today)
      1 without both cards (Draft)

    Recalled
      7 days     ██████░   80 % of 5 answers
      30 days    ██████░   86 % of 7 answers

    Falls due  2 today, 1 tomorrow, 1 more
               in 7 days; 4 by the interview
    Told       2 runs aloud, usually 116 s,
               1 over 120 s
    Hardest    Alpha, learning (1 lapse)
    Studied    13 answers on 12 days
    Missing    a stakeholder, a judgement
               story
    More       star-cards stats --all
    "#);
    let plain = |style| Style {
        plain: true,
        ..style
    };
    insta::assert_snapshot!(drawn(&report, 80, plain, short::lines), @r#"
    Today: 2 cards.
    Practise "Beta" today: +41 points on the day.
    Acme in 18 days: 32 % ready on the day if you stop now (50 % today).

    Ready on the day if you stop now, the least ready first
      Beta: 0 % (0 % today)
      Alpha: 65 % (100 % today)
      1 without both cards (Draft)

    Recalled
      7 days: 80 % of 5 answers
      30 days: 86 % of 7 answers

    Falls due  2 today, 1 tomorrow, 1 more in 7 days; 4 by the interview
    Told       2 runs aloud, usually 116 s, 1 over 120 s
    Hardest    Alpha, learning (1 lapse)
    Studied    13 answers on 12 days
    Missing    a stakeholder, a judgement story
    More       star-cards stats --all
    "#);
}

/// The step that the command adds takes a blank line and two more at most.
#[test]
fn the_short_screen_has_24_lines_at_80_columns_whatever_there_is() {
    let mut report = report();
    let long = "An interview with a name as long as the street in which it takes place";
    report.interview_names = vec![long.to_owned(); 3];
    let story = report.stories[0].clone();
    report.stories.extend(vec![story; 9]);
    report.total.due_by_interview = Some(1234);
    report.total.forecast = [1234; 30];
    let text = drawn(&report, 80, |style| style, short::lines);
    assert!(text.lines().count() <= 21, "{text}");
    assert!(text.lines().all(|row| row.width() <= 80), "{text}");
}

#[test]
fn a_narrow_screen() {
    let text = shown(&report(), 40, |style| style);
    insta::assert_snapshot!(text, @r#"
    Today
      2 to do, 3 put off, 2 new, 1 answered
      Practise "Beta" today: +41 points on
      the day.
      ready      ███░░░░░░   32 % on the day
      recall     █████░░░░   60 % predicted
      readiness  ████░░░░░   50 % today
      Cards not shown yet count as 0 %.

    Ready on the day if you stop now, the
    least ready first
      Beta       ░░░░░░    0 % (0 % today)
      Alpha      ████░░   65 % (100 % today)
      1 without both cards (Draft)

    Recalled
      7 days     ████████░░   80 % of 5
      30 days    █████████░   86 % of 7
      all days   █████████░   89 % of 9
      by week    ██ ██▆      0 to 100 %

    Falls due
      today      ██████████  2
      tomorrow   █████       1
      to 17 Apr  █████       1
      to 24 Apr              0
      to 10 May              0
      4 before Acme on Wed 29 Apr

    Hardest cards
      Alpha, learning  1 lapse, ease 2.50

    Cards
      ease             █     1.3 to 2.9+
      interval   ██   █      1 to 365+ days

    Told aloud
      2 runs, usually 116 s, 1 over 120 s
      Alpha      STAAAARL    106 s
      Alpha      STAAAAAARL  125 s, over
      Situation 18 s, Task 11 s, Action 62
        s, Result 9 s, Learning 16 s

    Studied
      by week    ▃▂▂▃▂█      0 to 6 answers
      On 12 days: 13 answers, 2 min.
      1 of them on cards that are gone.
    "#);
    assert!(text.lines().all(|row| row.chars().count() <= 40));
}

#[test]
fn a_wide_screen() {
    insta::assert_snapshot!(shown(&report(), 100, |style| style), @r#"
    Today
      2 to do, 3 put off, 2 new, 1 answered
      Practise "Beta" today: +41 points on the day.
      ready      ██████░░░░░░░░░░░░░░   32 % on the day
      recall     ████████████░░░░░░░░   60 % predicted
      readiness  ██████████░░░░░░░░░░   50 % today
      Cards not shown yet count as 0 %.

    Ready on the day if you stop now, the least ready first
      Beta       ░░░░░░░░░░░░░░░░░░░░    0 % (0 % today)
      Alpha      █████████████░░░░░░░   65 % (100 % today)
      1 without both cards (Draft)

    Recalled
      7 days     ████████████████░░░░   80 % of 5
      30 days    █████████████████░░░   86 % of 7
      all days   ██████████████████░░   89 % of 9
      by week    ██ ██▆                0 to 100 %

    Falls due
      today      ████████████████████  2
      tomorrow   ██████████            1
      to 17 Apr  ██████████            1
      to 24 Apr                        0
      to 10 May                        0
      4 before Acme on Wed 29 Apr

    Hardest cards
      Alpha, learning  1 lapse, ease 2.50

    Cards
      ease             █               1.3 to 2.9+
      interval   ██   █                1 to 365+ days

    Told aloud
      2 runs, usually 116 s, 1 over 120 s
      Alpha      SSSTTAAAAAAAARLLL     106 s
      Alpha      SSSTTAAAAAAAAAAARLLL  125 s, over
      Situation 18 s, Task 11 s, Action 62 s, Result 9 s, Learning 16 s

    Studied
      by week    ▃▂▂▃▂█                0 to 6 answers
      On 12 days: 13 answers, 2 min.
      1 of them on cards that are gone.
    "#);
}

#[test]
fn line_by_line_has_no_bars() {
    let text = shown(&report(), 80, |style| Style {
        plain: true,
        ..style
    });
    insta::assert_snapshot!(text, @r#"
    Today
      2 to do, 3 put off, 2 new, 1 answered
      Practise "Beta" today: +41 points on the day.
      ready: 32 % on the day
      recall: 60 % predicted
      readiness: 50 % today
      Cards not shown yet count as 0 %.

    Ready on the day if you stop now, the least ready first
      Beta: 0 % (0 % today)
      Alpha: 65 % (100 % today)
      1 without both cards (Draft)

    Recalled
      7 days: 80 % of 5
      30 days: 86 % of 7
      all days: 89 % of 9
      by week: newest first 75 % of 4, 100 % of 1, 100 % of 2, nothing

    Falls due
      today: 2
      tomorrow: 1
      to 17 Apr: 1
      to 24 Apr: 0
      to 10 May: 0
      4 before Acme on Wed 29 Apr

    Hardest cards
      Alpha, learning  1 lapse, ease 2.50

    Cards
      ease: 3 cards from 2.5
      interval: 1 card from 1 day, 1 card from 2 days, 1 card from 60 days

    Told aloud
      2 runs, usually 116 s, 1 over 120 s
      Alpha: 106 s
      Alpha: 125 s, over
      Situation 18 s, Task 11 s, Action 62 s, Result 9 s, Learning 16 s

    Studied
      by week: newest first 6 answers, 1 answer, 2 answers, 1 answer
      On 12 days: 13 answers, 2 min.
      1 of them on cards that are gone.
    "#);
}

#[test]
fn a_terminal_without_unicode_gets_ascii() {
    let text = shown(&report(), 60, |style| Style {
        unicode: false,
        ..style
    });
    assert!(text.is_ascii(), "{text}");
    assert!(text.contains("###"), "{text}");
}

#[test]
fn from_40_to_120_columns_nothing_is_wider_than_the_screen() {
    for columns in 40..=120 {
        let text = shown(&report(), columns, |style| style);
        let widest = text.lines().map(|row| row.chars().count()).max();
        assert!(widest <= Some(columns), "{columns}:\n{text}");
    }
}

#[test]
fn steps_show_the_newest_and_leave_a_gap_where_nothing_is_known() {
    let steps = [0.0, 1.0, 0.5, 0.0, 1.0].map(Some);
    let bar = ChartBar::Steps(steps.into_iter().chain([None]).collect());
    let ascii = Style {
        unicode: false,
        ..Style::default()
    };
    assert_eq!(bar.draw(8, Style::default()), "▁█▅▁█   ");
    assert_eq!(bar.draw(4, Style::default()), "▅▁█ ");
    assert_eq!(bar.draw(4, ascii), "+_#.");
}

#[test]
fn letters_fill_their_share_and_no_more() {
    let bar = ChartBar::Letters(vec![('S', 0.25), ('A', 0.5), ('L', 0.25)]);
    assert_eq!(bar.draw(8, Style::default()), "SSAAAALL");
    let short = ChartBar::Letters(vec![('S', 0.1), ('A', 0.4)]);
    assert_eq!(short.draw(10, Style::default()), "SAAAA     ");
}

#[test]
fn no_row_is_wider_than_the_screen_however_narrow() {
    for columns in [20, 30, 40, 60, 100] {
        for draw in [lines as fn(&StatsScreen<'_>) -> Vec<Line>, short::lines] {
            let text = drawn(&report(), columns, |style| style, draw);
            let fits = |row: &str| row.chars().count() <= columns.max(20);
            assert!(text.lines().all(fits), "{text}");
        }
    }
}

#[test]
fn weeks_long_past_are_not_drawn() {
    let text = shown(
        &SampleLog::of(&[("alpha/action", -300, 4), ("alpha/action", -299, 4)]).report(),
        80,
        |style| style,
    );
    assert!(
        text.contains("all days") && !text.contains("by week"),
        "{text}"
    );
}

#[test]
fn without_an_answer_there_is_one_line() {
    let text = shown(&SampleLog::default().report(), 80, |style| style);
    insta::assert_snapshot!(text, @"Nothing answered yet, so there is nothing to count.");
}

#[test]
fn answers_without_a_time_take_no_time() {
    let mut report = report();
    report.total.ms = 0;
    let text = shown(&report, 80, |style| style);
    assert!(text.contains("On 12 days: 13 answers.\n"), "{text}");
}

#[test]
fn predicted_recall_says_what_it_is_of_while_cards_are_new() {
    let mut report = report();
    let says = "not shown yet count as 0 %";
    assert!(shown(&report, 80, |style| style).contains(says));
    report.total.new = 0;
    assert!(!shown(&report, 80, |style| style).contains(says));
}

#[test]
fn time_is_told_in_the_largest_units_that_fit() {
    let table = [
        (999, "0 s"),
        (59_999, "59 s"),
        (60_000, "1 min"),
        (4_320_000, "1 h 12 min"),
    ];
    for (ms, expected) in table {
        assert_eq!(duration(ms), expected);
    }
}

#[test]
fn what_was_heard_is_told_and_the_short_screen_has_the_point_left_out_most() {
    let library = library_of("# Alpha\n## Action\nI **told nobody**.\n## Learning\nAsk.\n");
    let action = || ("alpha", AnswerPart::Beat(Beat::Action));
    let log = SampleLog::of(&[("alpha/action", 0, 4)])
        .heard(
            action(),
            &[("told nobody", PointSaid::Not)],
            (18, 90, Some(30_000)),
        )
        .heard(action(), &[("told nobody", PointSaid::Not)], (9, 60, None));
    let states = CardStates::build(&library, &log.facts, StudyDay::from_number(TODAY));
    let report = DeckReport::make(&library, &log.facts, &states);
    let all = drawn(&report, 80, |style| style, heard::lines);
    insta::assert_snapshot!(all, @"
    Heard
      You left out “told nobody” in 2 of the last 2.
        Alpha, Action
      Words a minute: Action 180
      Words before the story begins, newest last: 18, 9
    ");
    let short = drawn(&report, 80, |style| style, short::lines);
    let row = "Left out   “told nobody” in 2 of the last 2 (Alpha, Action)";
    assert!(short.contains(row), "{short}");
}
