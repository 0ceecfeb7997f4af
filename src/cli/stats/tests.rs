use super::*;
use crate::prompt::text::render;
use crate::study::report::sample::Log;

fn report() -> Report {
    let mut log = Log::default();
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
    log.report()
}

fn shown(report: &Report, columns: usize, change: fn(Style) -> Style) -> String {
    let style = change(Style {
        columns,
        ..Style::default()
    });
    let text = render(&lines(report, style), style);
    assert!(columns < 40 || text.lines().count() <= 32, "{text}");
    text
}

#[test]
fn a_narrow_screen() {
    let text = shown(&report(), 40, |style| style);
    insta::assert_snapshot!(text, @"
    Today
      0 due, 2 new, 1 answered
      recall     ██████░░░░   59 % predicted
      readiness  █████░░░░░   50 %

    Recalled
      7 days     ████████░░   80 % of 5
      30 days    █████████░   86 % of 7
      all days   █████████░   89 % of 9

    Falls due
      today                  0
      tomorrow   ██████████  1
      to 17 Apr  ██████████  1
      to 24 Apr              0
      to 10 May              0

    Stories, least ready first
      beta       ░░░░░░░░░░    0 %
      alpha      ██████████  100 %
      1 without both cards

    Hardest cards
      alpha/learning  1 lapse, ease 2.50

    Studied on 12 days: 13 answers, 2 min.
    1 of them on cards that are gone.
    ");
    assert!(text.lines().all(|row| row.chars().count() <= 40));
}

#[test]
fn a_wide_screen() {
    insta::assert_snapshot!(shown(&report(), 100, |style| style), @"
    Today
      0 due, 2 new, 1 answered
      recall     ████████████░░░░░░░░   59 % predicted
      readiness  ██████████░░░░░░░░░░   50 %

    Recalled
      7 days     ████████████████░░░░   80 % of 5
      30 days    █████████████████░░░   86 % of 7
      all days   ██████████████████░░   89 % of 9

    Falls due
      today                            0
      tomorrow   ████████████████████  1
      to 17 Apr  ████████████████████  1
      to 24 Apr                        0
      to 10 May                        0

    Stories, least ready first
      beta       ░░░░░░░░░░░░░░░░░░░░    0 %
      alpha      ████████████████████  100 %
      1 without both cards

    Hardest cards
      alpha/learning  1 lapse, ease 2.50

    Studied on 12 days: 13 answers, 2 min.
    1 of them on cards that are gone.
    ");
}

#[test]
fn line_by_line_has_no_bars() {
    let text = shown(&report(), 80, |style| Style {
        plain: true,
        ..style
    });
    insta::assert_snapshot!(text, @"
    Today
      0 due, 2 new, 1 answered
      recall: 59 % predicted
      readiness: 50 %

    Recalled
      7 days: 80 % of 5
      30 days: 86 % of 7
      all days: 89 % of 9

    Falls due
      today: 0
      tomorrow: 1
      to 17 Apr: 1
      to 24 Apr: 0
      to 10 May: 0

    Stories, least ready first
      beta: 0 %
      alpha: 100 %
      1 without both cards

    Hardest cards
      alpha/learning  1 lapse, ease 2.50

    Studied on 12 days: 13 answers, 2 min.
    1 of them on cards that are gone.
    ");
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
fn long_names_are_not_cut() {
    let mut report = report();
    report.stories[0].name = "the-quarter-in-which-i-let-the-migration-slip".to_owned();
    report.cards[1].name = format!("{}/learning", report.stories[0].name);
    for columns in [20, 30, 40, 60, 100] {
        let text = shown(&report, columns, |style| style);
        assert!(
            text.lines()
                .all(|row| row.chars().count() <= columns.max(20))
        );
        let words = text.replace(['\n', ' '], "");
        assert!(words.contains(&report.stories[0].name), "{text}");
    }
    insta::assert_snapshot!(chart_of(&report, 40), @"
    Stories, least ready first
      beta       ░░░░░░░░░░    0 %
      the-quarter-in-which-i-let-the-migrati
      on-slip
                 ██████████  100 %
      1 without both cards
    ");
}

fn chart_of(report: &Report, columns: usize) -> String {
    let style = Style {
        columns,
        ..Style::default()
    };
    render(&stories(report, style), style)
}

#[test]
fn without_an_answer_there_is_one_line() {
    let text = shown(&Log::default().report(), 80, |style| style);
    insta::assert_snapshot!(text, @"Nothing answered yet, so there is nothing to count. Waiting: 5 cards.");
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
