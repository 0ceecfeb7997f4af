use serde_json::Value;

use super::*;
use crate::export::figures::GONE;
use crate::export::markdown;
use crate::story::{AnswerPart, Beat};
use crate::study::card_states::CardStates;
use crate::study::day::StudyDay;
use crate::study::facts::PointSaid;
use crate::study::report::DeckReport;
use crate::study::tests::{SampleLog, TODAY, library, library_of};

fn log() -> SampleLog {
    SampleLog::of(&[
        ("alpha/action", -8, 4),
        ("alpha/action", -7, 3),
        ("alpha/learning", -1, 4),
        ("gone/action", 0, 4),
        ("traps/deflection", 0, 5),
    ])
}

fn texts<R>(log: &SampleLog, read: impl FnOnce(&Texts<'_>) -> R) -> R {
    read(&Texts::gather(&library(), &log.states()))
}

/// The rows of the CSV, each as name and value by column.
fn rows(bytes: &[u8]) -> Vec<std::collections::HashMap<String, String>> {
    let mut reader = ::csv::Reader::from_reader(bytes);
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn csv_has_one_row_a_name() {
    let text = String::from_utf8(to_csv(&log().report(), None)).unwrap();
    insta::assert_snapshot!(text, @"
    level,name,story,deck,kind,state,stories,cards,new,reviews,counted,recall_rate_7,recall_rate_7_of,recall_rate_30,recall_rate_30_of,recall_rate_all,recall_rate_all_of,lapses,ease,interval,due,due_today,due_7,due_30,due_by_interview,forecast,days_studied,ms,recall,readiness,recall_on_day,readiness_on_day,one_more,own_scale,runs,run_median_ms,runs_over_120_s,runs_heard,words_before,words_per_minute,missed,missed_of,hardest
    total,all,,,,,,5,2,5,5,,0,1.0,1,1.0,1,0,2.4867,2.6667,,2,3,3,,2 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0,4,50000,0.5534,0.39,,,,,0,,0,0,,,,,alpha/action
    deck,mine,,,,,,4,2,3,3,,0,1.0,1,1.0,1,0,2.43,3.5,,2,2,2,,2 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0,3,30000,0.4417,0.39,,,,,,,,,,,,,alpha/action
    deck,traps,,,,,,1,0,1,1,,0,,0,,0,0,2.6,1.0,,0,1,1,,0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0,1,10000,1.0,,,,,,,,,,,,,,
    story,alpha,,mine,,,,2,0,3,3,,0,1.0,1,1.0,1,0,2.43,3.5,,2,2,2,,2 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0,3,30000,0.8834,0.7801,,,,,0,,0,0,,,,,alpha/action
    story,beta,,mine,,,,2,2,0,0,,0,,0,,0,0,,,,0,0,0,,0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0,0,0,0.0,0.0,,,,,0,,0,0,,,,,
    story,draft,,mine,,,,0,0,0,0,,0,,0,,0,0,,,,0,0,0,,0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0,0,0,,,,,,,0,,0,0,,,,,
    card,alpha/action,alpha,mine,action,due,,1,0,2,2,,0,1.0,1,1.0,1,0,2.36,6.0,1970-04-10,1,1,1,,1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0,2,20000,0.8644,,,,,,,,,,,,,,
    card,alpha/learning,alpha,mine,learning,due,,1,0,1,1,,0,,0,,0,0,2.5,1.0,1970-04-11,1,1,1,,1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0,1,10000,0.9024,,,,,,,,,,,,,,
    card,beta/action,beta,mine,action,new,,1,1,0,0,,0,,0,,0,0,2.5,0.0,,0,0,0,,0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0,0,0,0.0,,,,,,,,,,,,,,
    card,beta/learning,beta,mine,learning,new,,1,1,0,0,,0,,0,,0,0,2.5,0.0,,0,0,0,,0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0,0,0,0.0,,,,,,,,,,,,,,
    card,traps/deflection,,traps,trap,waiting,,1,0,1,1,,0,,0,,0,0,2.6,1.0,1970-04-12,0,1,1,,0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0,1,10000,1.0,,,,,,,,,,,,,,
    card,gone/action,,,,gone,,0,0,1,1,,0,,0,,0,0,,,,0,0,0,,0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0,1,10000,,,,,,,,,,,,,,,
    kind,technical,,,,,1,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    kind,stakeholder,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    kind,judgement,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    kind,not said,,,,,1,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    week,1970-03-30,,,,,,,,2,,,,,,1.0,1,,,,,,,,,,,,,,,,,,,,,,,,,,
    week,1970-04-06,,,,,,,,3,,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,
    day,1970-04-03,,,,,,,,1,,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,
    day,1970-04-04,,,,,,,,1,,,,,,1.0,1,,,,,,,,,,,,,,,,,,,,,,,,,,
    day,1970-04-10,,,,,,,,1,,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,
    day,1970-04-11,,,,,,,,2,,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,
    ease,1.30 to 1.49,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    ease,1.50 to 1.69,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    ease,1.70 to 1.89,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    ease,1.90 to 2.09,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    ease,2.10 to 2.29,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    ease,2.30 to 2.49,,,,,,1,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    ease,2.50 to 2.69,,,,,,2,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    ease,2.70 to 2.89,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    ease,2.90 and more,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    interval,1,,,,,,2,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    interval,2 to 6,,,,,,1,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    interval,7 to 13,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    interval,14 to 29,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    interval,30 to 59,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    interval,60 to 119,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    interval,120 to 364,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    interval,365 and more,,,,,,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    ");
}

#[test]
fn json_says_the_same_as_csv() {
    let log = log();
    let (report, table) = (log.report(), to_csv(&log.report(), None));
    let document: Value = serde_json::from_slice(&to_json(&report, None)).unwrap();
    assert_eq!(document["version"], 1);
    assert_eq!(document["day"], "1970-04-11");
    assert_eq!(document["days"].as_array().unwrap().len(), 4);
    assert_eq!(document["days"][3]["reviews"], 2);
    assert_eq!(document["total"]["hardest"][0], "alpha/action");
    assert_eq!(document["gone"][0]["card"], "gone/action");
    assert_eq!(document["gone"][0]["state"], GONE);
    assert_eq!(document["cards"][4]["story"], Value::Null, "a general trap");
    let rows = rows(&table);
    let cell = |row: usize, column: &str| rows[row][column].parse::<f64>().ok();
    let groups = [
        (&document["total"], 0),
        (&document["decks"][0], 1),
        (&document["stories"][0], 3),
        (&document["cards"][0], 6),
    ];
    for (value, row) in groups {
        for key in [
            "reviews",
            "lapses",
            "ms",
            "ease",
            "recall",
            "readiness",
            "days_studied",
        ] {
            assert_eq!(value[key].as_f64(), cell(row, key), "{key} of row {row}");
        }
        let rate = &value["recall_rate"]["days_30"];
        assert_eq!(rate["rate"].as_f64(), cell(row, "recall_rate_30"));
        assert_eq!(rate["of"].as_f64(), cell(row, "recall_rate_30_of"));
        let days: Vec<String> = rows[row]["forecast"]
            .split(' ')
            .map(str::to_owned)
            .collect();
        let forecast = value["forecast"].as_array().unwrap();
        assert_eq!(
            forecast.iter().map(Value::to_string).collect::<Vec<_>>(),
            days
        );
        assert_eq!(days.len(), 30);
    }
}

/// Logs that fill each part of the document, and none of it.
fn logs() -> [SampleLog; 3] {
    let parts = [
        (AnswerPart::Beat(Beat::Action), 50_000),
        (AnswerPart::Closing, 9_000),
    ];
    [
        SampleLog::default(),
        log(),
        log()
            .run("alpha", -2, &parts)
            .run("gone", -1, &parts)
            .interview("Acme", 40),
    ]
}

#[test]
fn the_document_is_what_its_schema_says() {
    let written: Value = serde_json::from_str(&schema()).unwrap();
    jsonschema::meta::validate(&written).unwrap();
    let schema = jsonschema::validator_for(&written).unwrap();
    for log in logs() {
        let (plain, told) = texts(&log, |texts| {
            let report = log.report();
            (to_json(&report, None), to_json(&report, Some(texts)))
        });
        for bytes in [plain, told] {
            let document: Value = serde_json::from_slice(&bytes).unwrap();
            let errors: Vec<String> = schema
                .iter_errors(&document)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{errors:#?}");
        }
    }
}

#[test]
fn the_schema_refuses_what_the_document_never_says() {
    let written = serde_json::from_str(&schema()).unwrap();
    let schema = jsonschema::validator_for(&written).unwrap();
    let document: Value = serde_json::from_slice(&to_json(&log().report(), None)).unwrap();
    let changes: [fn(&mut Value); 6] = [
        |document| document["version"] = 2.into(),
        |document| document["total"]["recall"] = 1.5.into(),
        |document| document["cards"][0]["state"] = "asleep".into(),
        |document| document["cards"][0]["more"] = 1.into(),
        |document| document["stories"][0]["own"] = Value::Null,
        |document| drop(document["total"]["forecast"].as_array_mut().unwrap().pop()),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut changed = document.clone();
        change(&mut changed);
        assert!(!schema.is_valid(&changed), "change {number}");
    }
}

#[test]
fn csv_has_the_series_of_the_json() {
    for log in logs() {
        let report = log.report();
        let document: Value = serde_json::from_slice(&to_json(&report, None)).unwrap();
        let table = rows(&to_csv(&report, None));
        let level = |level: &str| {
            let rows = table.iter().filter(|row| row["level"] == level);
            rows.cloned().collect::<Vec<_>>()
        };
        for (of, list, column, key) in [
            ("kind", "kinds", "stories", "stories"),
            ("week", "weeks", "reviews", "reviews"),
            ("day", "days", "reviews", "reviews"),
            ("ease", "ease", "cards", "cards"),
            ("interval", "intervals", "cards", "cards"),
        ] {
            let told: Vec<String> = document[list]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item[key].to_string())
                .collect();
            let rows: Vec<String> = level(of).iter().map(|row| row[column].clone()).collect();
            assert_eq!(rows, told, "{of}");
        }
    }
}

#[test]
fn words_only_if_asked_for() {
    let log = log();
    let report = log.report();
    let plain = [
        to_csv(&report, None),
        to_json(&report, None),
        markdown::stats(&report, None),
    ];
    for bytes in plain {
        let text = String::from_utf8(bytes).unwrap();
        for word in ["Alpha", "Shipped", "They did"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
    texts(&log, |texts| {
        let told = [
            to_csv(&report, Some(texts)),
            to_json(&report, Some(texts)),
            markdown::stats(&report, Some(texts)),
        ];
        for bytes in told {
            let text = String::from_utf8(bytes).unwrap();
            for word in ["Alpha", "Shipped it.", "They did."] {
                assert!(text.contains(word), "no {word} in {text}");
            }
        }
        let rows = rows(&to_csv(&report, Some(texts)));
        assert_eq!(rows[6]["text"], "Shipped it.");
        assert_eq!(rows[3]["title"], "Alpha");
        assert_eq!(rows[0]["title"], "");
    });
}

#[test]
fn markdown_is_a_table_a_level() {
    let text = String::from_utf8(markdown::stats(&log().report(), None)).unwrap();
    let head: Vec<&str> = text.lines().take(6).collect();
    insta::assert_snapshot!(head.join("\n"), @"
    # Deck statistics, 1970-04-11

    ## Total

    | total | cards | new | reviews | recall 7 days | recall 30 days | recall all days | lapses | ease | interval (days) | due today | due in 7 days | due in 30 days | days studied | time (min) | predicted recall | readiness | recall on the day | readiness on the day | one more adds |
    | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    ");
    for rows in text.split("\n## ").skip(1) {
        let mut widths = rows.lines().skip(2).map(|row| row.matches('|').count());
        let width = widths.next().unwrap();
        assert!(widths.all(|other| other == width), "{rows}");
    }
    assert!(text.contains("\n| gone/action | 0 | 0 | 1 |"));
    assert!(text.contains("\n| 1970-05-10 | 0 |\n"), "the thirtieth day");
}

#[test]
fn the_own_scale_and_what_it_rests_on_are_in_every_format() {
    let answers = |count: i32| {
        let rows =
            (0..=count).map(|day| ("alpha/action", day - count, if day % 3 > 0 { 4 } else { 1 }));
        SampleLog::of(&rows.collect::<Vec<_>>()).report()
    };
    let schema: Value = serde_json::from_str(&schema()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let report = answers(60);
    let document: Value = serde_json::from_slice(&to_json(&report, None)).unwrap();
    assert!(schema.is_valid(&document));
    let scale = &document["total"]["own_scale"];
    insta::assert_snapshot!(scale, @r#"{"answers":60,"factor":0.0801,"high":0.125,"low":0.0442}"#);
    insta::assert_snapshot!(document["calibration"], @r#"[{"foreseen":0.8266,"high":1.0,"low":0.9241,"of":20,"passed":20},{"foreseen":0.9,"high":1.0,"low":0.9241,"of":20,"passed":20},{"foreseen":0.9768,"high":0.0759,"low":0.0,"of":20,"passed":0}]"#);
    let csv = rows(&to_csv(&report, None));
    assert_eq!(csv[0]["own_scale"], scale["factor"].to_string());
    assert!(csv[1..].iter().all(|row| row["own_scale"].is_empty()));
    let groups = csv.iter().filter(|row| row["level"] == "foreseen");
    let groups = groups.map(|row| {
        format!(
            "{} {} {}",
            row["recall"], row["recall_rate_all"], row["recall_rate_all_of"]
        )
    });
    insta::assert_snapshot!(groups.collect::<Vec<_>>().join("\n"), @"
    0.8266 1.0 20
    0.9 1.0 20
    0.9768 0.0 20
    ");
    let text = String::from_utf8(markdown::stats(&report, None)).unwrap();
    let (_, told) = text.split_once("## Foreseen").unwrap();
    insta::assert_snapshot!(told.split_once("##").unwrap().0, @"
     and recalled

    | foreseen | recall | likely |
    | --- | --- | --- |
    | 83 % | 100 % of 20 | 92 % to 100 % |
    | 90 % | 100 % of 20 | 92 % to 100 % |
    | 98 % | 0 % of 20 | 0 % to 8 % |

    You forget sooner than the schedule assumes: x0.08, from 60 answers (likely x0.04 to x0.12).
    ");
    // Too few to say anything.
    let document: Value = serde_json::from_slice(&to_json(&answers(29), None)).unwrap();
    assert!(schema.is_valid(&document));
    assert_eq!(document["total"].get("own_scale"), None);
    assert_eq!(document["calibration"], serde_json::json!([]));
}

const SPOKEN: &str =
    "# Alpha\n## Action\nI **bet on the date** and **told nobody**.\n## Learning\nAsk first.\n";

/// Three runs that were heard, the last one without times: the second point was left out of two.
fn heard() -> SampleLog {
    let points = |said| [("bet on the date", PointSaid::Said), ("told nobody", said)];
    let action = || ("alpha", AnswerPart::Beat(Beat::Action));
    SampleLog::of(&[("alpha/action", 0, 4)])
        .heard(action(), &points(PointSaid::Not), (18, 90, Some(30_000)))
        .heard(action(), &points(PointSaid::Said), (9, 60, Some(30_000)))
        .heard(action(), &points(PointSaid::Not), (4, 70, None))
}

#[test]
fn what_was_heard_is_in_every_format_and_its_words_only_if_asked_for() {
    let library = library_of(SPOKEN);
    let log = heard();
    let states = CardStates::build(&library, &log.facts, StudyDay::from_number(TODAY));
    let report = DeckReport::make(&library, &log.facts, &states);
    let texts = Texts::gather(&library, &states);
    let written: Value = serde_json::from_str(&schema()).unwrap();
    let schema = jsonschema::validator_for(&written).unwrap();
    for texts in [None, Some(&texts)] {
        let document: Value = serde_json::from_slice(&to_json(&report, texts)).unwrap();
        assert!(schema.is_valid(&document));
        let runs = &document["total"]["runs"];
        assert_eq!((&runs["count"], &runs["heard"]), (&2.into(), &3.into()));
        assert_eq!(runs["words_before"], serde_json::json!([18, 9, 4]));
        assert_eq!(runs["parts"][0]["words_per_minute"], 150);
        let missed = &document["missed_points"][0];
        let mut expected = serde_json::json!({
            "story": "alpha", "part": "action", "point": "fb352ef1", "place": 2, "missed": 2, "of": 3
        });
        if texts.is_some() {
            expected["words"] = "told nobody".into();
        }
        assert_eq!(*missed, expected);
        let csv = rows(&to_csv(&report, texts));
        let row = |level: &str| csv.iter().find(|row| row["level"] == level).unwrap();
        assert_eq!(
            (&*row("total")["runs_heard"], &*row("total")["words_before"]),
            ("3", "9")
        );
        assert_eq!(row("part")["words_per_minute"], "150");
        let point = row("point");
        assert_eq!((&*point["missed"], &*point["missed_of"]), ("2", "3"));
        let text = String::from_utf8(markdown::stats(&report, texts)).unwrap();
        assert!(text.contains("\n| Action | 150 |\n"), "{text}");
        let told = if texts.is_some() { "told nobody" } else { "2" };
        assert!(
            text.contains(&format!("\n| alpha | Action | {told} | 2 of 3 |\n")),
            "{text}"
        );
    }
    let none = String::from_utf8(markdown::stats(&self::log().report(), None)).unwrap();
    assert!(
        !none.contains("left out") && !none.contains("heard"),
        "{none}"
    );
}
