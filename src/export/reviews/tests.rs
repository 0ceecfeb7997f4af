use chrono::DateTime;
use proptest::prelude::*;
use serde_json::Value;

use super::{Format, ReviewWriter, *};
use crate::study::card_states::CardStatesBuilder;
use crate::study::day::Instant;
use crate::study::review::Source;
use crate::study::tests::{SampleLog, TODAY, library};

fn log() -> SampleLog {
    SampleLog::of(&[("old/action", -1, 4), ("alpha/action", -1, 1)])
        .and("=cmd/action", 0, 1, Source::Import)
        .undo()
}

fn written(log: &SampleLog, format: Format, with_text: bool) -> Vec<u8> {
    let (library, mut out) = (library(), Vec::new());
    let mut builder = CardStatesBuilder::begin(&library, &log.facts, StudyDay::from_number(TODAY));
    let mut file = ReviewWriter::begin(&mut out, format, with_text);
    for name in log.facts.names.iter() {
        let card = builder.register_name(name);
        file.meet(
            name,
            card.and_then(|card| card.entry(&library))
                .map(|story| story.title()),
        );
    }
    for review in &log.facts.reviews {
        file.row(review, builder.apply(review)).unwrap();
    }
    file.finish().unwrap();
    out
}

fn csv_of(log: &SampleLog, with_text: bool) -> String {
    String::from_utf8(written(log, Format::Csv, with_text)).unwrap()
}

fn json_of(log: &SampleLog, with_text: bool) -> Value {
    serde_json::from_slice(&written(log, Format::Json, with_text)).unwrap()
}

#[test]
fn csv_tells_every_row_in_the_order_of_the_fold() {
    insta::assert_snapshot!(csv_of(&log(), false), @"
    card,at,day,quality,counted,ms,source,session,number,undone
    old/action,1970-01-01T00:00:00.001Z,1970-04-10,4,true,10000,review,7,1,false
    alpha/action,1970-01-01T00:00:00.002Z,1970-04-10,1,false,10000,review,7,2,false
    '=cmd/action,1970-01-01T00:00:00.003Z,1970-04-11,1,false,10000,import,7,3,true
    ");
    let with_text = csv_of(&log(), true);
    assert!(
        with_text
            .starts_with("card,at,day,quality,counted,ms,source,session,number,undone,title\n")
    );
    assert!(with_text.contains("old/action,") && with_text.contains(",7,1,false,Alpha\n"));
}

#[test]
fn json_has_the_same_columns() {
    let document = json_of(&log(), false);
    assert_eq!(document["version"], 1);
    let rows = document["reviews"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    insta::assert_snapshot!(rows[2], @r#"{"at":"1970-01-01T00:00:00.003Z","card":"=cmd/action","counted":false,"day":"1970-04-11","ms":10000,"number":3,"quality":1,"session":"7","source":"import","undone":true}"#);
    let head = csv_of(&SampleLog::default(), false);
    let keys: Vec<&str> = head.trim_end().split(',').collect();
    for row in rows {
        let row = row.as_object().unwrap();
        assert_eq!(row.len(), keys.len());
        assert!(keys.iter().all(|key| row.contains_key(*key)));
    }
    let titled = json_of(&log(), true);
    assert_eq!(titled["reviews"][0]["title"], "Alpha");
    assert_eq!(titled["reviews"][2]["title"], Value::Null);
}

#[test]
fn an_empty_log_is_a_whole_document() {
    assert_eq!(
        csv_of(&SampleLog::default(), false),
        "card,at,day,quality,counted,ms,source,session,number,undone\n"
    );
    assert_eq!(
        json_of(&SampleLog::default(), false)["reviews"],
        Value::Array(vec![])
    );
}

proptest! {
    #[test]
    fn numbers_and_times_read_as_the_slow_way_writes_them(
        numbers in prop::collection::vec(prop_oneof![any::<i64>(), -4_000_000_000_000i64..4_000_000_000_000], 1..8)
    ) {
        for number in numbers.into_iter().chain([i64::MIN, -1, 0, i64::MAX]) {
            let mut log = SampleLog::of(&[("alpha/action", 0, 4)]);
            let review = &mut log.facts.reviews[0];
            (review.id.session, review.id.number, review.at) = (number, number, Instant(number));
            let slow = DateTime::from_timestamp_millis(number)
                .map(|at| at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
                .unwrap_or_else(|| format!("{number} ms"));
            let csv = csv_of(&log, false);
            let row: Vec<&str> = csv.lines().nth(1).unwrap().split(',').collect();
            prop_assert_eq!(row[1], slow.as_str());
            prop_assert_eq!([row[7], row[8]], [number.to_string(), number.to_string()]);
            let row = &json_of(&log, false)["reviews"][0];
            prop_assert_eq!(&row["at"], &slow);
            prop_assert_eq!(&row["session"], &number.to_string());
            prop_assert_eq!(row["number"].as_i64(), Some(number));
        }
    }
}

proptest! {
    /// Whatever date was kept from the row before, each instant is written as it is.
    #[test]
    fn a_kept_date_is_never_told_of_another_day(
        steps in prop::collection::vec(
            prop_oneof![-90_000_000..90_000_000_i64, -20..20_i64, any::<i64>()],
            1..30,
        ),
    ) {
        let mut writer = InstantWriter::default();
        let mut at = 1_700_000_000_000_i64;
        for step in steps {
            at = at.saturating_add(step);
            let told = Instant(at).to_rfc3339();
            prop_assert_eq!(writer.text(Instant(at)), told.as_bytes());
        }
    }
}
