//! The scheduler by itself, as another program drives it.

use crate::harness::Home;

/// One question a line; the answers.
#[track_caller]
fn ask(lines: &[&str]) -> Vec<String> {
    let home = Home::new();
    let run = home.feed(&["schedule"], &lines.join("\n")).ok();
    assert_eq!(home.files(), Vec::<String>::new(), "no file is touched");
    run.out.lines().map(str::to_owned).collect()
}

/// A plan for the day, with what differs between the cases.
fn plan(rest: &str, cards: &str) -> String {
    format!("{{\"op\":\"plan\",\"today\":\"2026-01-17\",{rest}\"cards\":[{cards}]}}")
}

fn card(id: &str, reviews: &str) -> String {
    format!("{{\"id\":{id},\"added\":\"2026-01-01\",\"reviews\":[{reviews}]}}")
}

#[test]
fn the_documented_examples() {
    let answers = ask(&[
        r#"{"op":"plan","today":"2026-01-17","interview":"2026-02-04","round":0,"limit":12,"daily_limit":20,"cards":[{"id":0,"added":"2026-01-05","reviews":[["2026-01-05",4],["2026-01-06",3]]}]}"#,
        r#"{"op":"sm2","grades":[5,4,3]}"#,
    ]);
    assert_eq!(
        answers,
        [
            r#"{"review":[0]}"#,
            r#"{"easiness":2.46,"interval":15,"repetitions":3}"#
        ]
    );
}

#[test]
fn new_cards_lead_then_the_largest_gap() {
    let cards = [
        card("\"late\"", r#"["2026-01-14",4]"#),
        card("\"later\"", r#"["2026-01-10",4]"#),
        card("\"new\"", ""),
        card("\"waits\"", r#"["2026-01-14",4],["2026-01-15",4]"#),
        r#"{"id":"tomorrow","added":"2026-01-18","reviews":[]}"#.to_owned(),
    ];
    let all = cards.join(",");
    let question = [
        plan("", &all),
        plan("\"limit\":2,", &all),
        plan("\"limit\":0,", &all),
        plan("\"daily_limit\":0,", &all),
    ];
    let question: Vec<&str> = question.iter().map(String::as_str).collect();
    assert_eq!(
        ask(&question),
        [
            r#"{"review":["new","later","late"]}"#,
            r#"{"review":["new","later"]}"#,
            r#"{"review":[]}"#,
            r#"{"review":[]}"#
        ]
    );
}

#[test]
fn a_countdown_puts_off_and_the_window_brings_back() {
    // Counted yesterday with n = 1: the next interval is 6, so up to nine days wait.
    let one = card("1", r#"["2026-01-16",4]"#);
    let on = |day: &str| plan(&format!("\"interview\":\"{day}\","), &one);
    let days = [
        on("2026-01-25"),
        on("2026-01-26"),
        on("2026-01-19"),
        on("2026-01-17"),
        on("2026-01-10"),
    ];
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    assert_eq!(
        ask(&days),
        [
            r#"{"review":[]}"#,
            r#"{"review":[1]}"#,
            r#"{"review":[1]}"#,
            r#"{"review":[1]}"#,
            r#"{"review":[1]}"#,
        ]
    );
}

#[test]
fn what_failed_today_comes_back_once_a_round_lowest_first() {
    let cards = [
        card("1", r#"["2026-01-17",2]"#),
        card("2", r#"["2026-01-17",0]"#),
        card("3", r#"["2026-01-17",4]"#),
        card("4", r#"["2026-01-17",1],["2026-01-17",2]"#),
        card("5", r#"["2026-01-16",1]"#),
    ]
    .join(",");
    let rounds = [
        plan("\"round\":1,", &cards),
        plan("\"round\":2,\"limit\":1,", &cards),
        plan("\"round\":0,", &cards),
    ];
    let rounds: Vec<&str> = rounds.iter().map(String::as_str).collect();
    assert_eq!(
        ask(&rounds),
        [
            r#"{"review":[2,1]}"#,
            r#"{"review":[2]}"#,
            r#"{"review":[5]}"#
        ]
    );
}

#[test]
fn whatever_is_malformed_is_one_error_and_the_next_line_is_read() {
    let wrong = [
        "".to_owned(),
        "{".to_owned(),
        r#"{"op":"dance"}"#.to_owned(),
        r#"{"op":"sm2","grades":[6]}"#.to_owned(),
        r#"{"op":"sm2","grades":[-1]}"#.to_owned(),
        plan("\"limit\":-1,", ""),
        plan("\"interview\":\"2026-02-30\",", ""),
        plan("", &format!("{},{}", card("1", ""), card("1", ""))),
        plan("", &card("null", "")),
        plan("", &card("1", r#"["2026-01-18",4]"#)),
        plan("", &card("1", r#"["2026-01-17",4],["2026-01-16",4]"#)),
        plan("", &card("1", r#"["2026-01-16",7]"#)),
    ];
    for line in wrong {
        let answers = ask(&[&line, r#"{"op":"sm2","grades":[],"more":1}"#]);
        assert!(answers[0].starts_with("{\"error\":"), "{line}: {answers:?}");
        assert_eq!(
            answers[1], r#"{"easiness":2.5,"interval":0,"repetitions":0}"#,
            "{line}"
        );
    }
}
