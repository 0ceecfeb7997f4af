mod measured;

use proptest::prelude::*;

use super::*;
use crate::story::parse::parse;
use crate::story::{AnswerPart, Beat, Story};

const STORY: &str = "\
# Nine days late

## Situation

I led the checkout move. Two shops **waited for it** in spring.

## Action

I **skipped the compatibility shim** because I **trusted the date**.

## Learning

I **write the rollback plan first**, every time.

## Closing

That is why I would **begin with the way back** here.
";

fn story() -> Story {
    parse(STORY).stories.remove(0)
}

fn transcript(source: &str) -> Transcript {
    Transcript::read(source).expect("a transcript")
}

/// What was heard of each part, and of its points: `+` said, `?` perhaps, `-` not heard.
fn told_parts(source: &str) -> Vec<String> {
    let heard = transcript(source);
    let parts = hear(&story(), &heard).into_iter();
    let told = parts.map(|part| {
        let points = part.points.iter().map(|point| match point.verdict {
            PointVerdict::Said => '+',
            PointVerdict::Perhaps => '?',
            PointVerdict::NotHeard => '-',
        });
        let points: String = points.collect();
        format!("{} {points}: {}", part.part.name(), heard.text(part.words))
    });
    told.collect()
}

#[test]
fn each_part_has_its_words_and_its_points() {
    let whole = "So I led the move of the checkout, two shops waited for it. I skipped the shim for compatibility, I \
        trusted the date. Now I write the rollback plan first. That's why I would begin with the way back.";
    let expected = [
        "Situation +: So I led the move of the checkout, two shops waited for it.",
        "Action ++: I skipped the shim for compatibility, I trusted the date.",
        "Learning +: Now I write the rollback plan first.",
        "Closing +: That's why I would begin with the way back.",
    ];
    assert_eq!(told_parts(whole), expected);
    let expected = [
        "Situation -: ",
        "Action -+: I trusted the date.",
        "Learning +: I write the rollback plan first.",
        "Closing -: ",
    ];
    let only = "I trusted the date. I write the rollback plan first.";
    assert_eq!(told_parts(only), expected);
}

#[test]
fn the_words_that_come_nearest_are_named() {
    let heard = transcript("I led the checkout move. And well I then just skipped the shim.");
    let parts = hear(&story(), &heard);
    let point = &parts[1].points[0];
    assert_eq!(heard.text(point.words.clone()), "skipped the shim.");
}

#[test]
fn a_word_with_a_hyphen_is_named_whole_where_only_its_beginning_was_meant() {
    let heard = transcript("I led the checkout move. And then I skipped the shim-ish thing there.");
    let parts = hear(&story(), &heard);
    let point = &parts[1].points[0];
    let named = heard.text(point.words.clone());
    assert!(named.ends_with("skipped the shim-ish"), "{named}");
}

#[test]
fn the_point_to_say_next_time_is_one_of_the_action_first() {
    let missed = |source: &str| {
        let parts = hear(&story(), &transcript(source));
        first_missed(&parts).map(|(part, point)| format!("{} {}", part.part.name(), point.text))
    };
    let all = "Two shops waited for it. I skipped the compatibility shim because I trusted the date. \
        I write the rollback plan first.";
    assert_eq!(missed(all), None);
    let without = all
        .replace("because I trusted the date", "")
        .replace("rollback plan", "");
    assert_eq!(missed(&without).as_deref(), Some("Action trusted the date"));
    let without = all.replace("I write the rollback plan first", "");
    assert_eq!(
        missed(&without).as_deref(),
        Some("Learning write the rollback plan first")
    );
}

#[test]
fn parts_are_timed_from_silence_to_silence() {
    let cue = |from: u32, to: u32, text: &str| {
        let time = |s: u32| format!("00:{:02}.000", s);
        format!("{} --> {}\n{text}\n\n", time(from), time(to))
    };
    let source = format!(
        "WEBVTT\n\n{}{}{}",
        cue(
            2,
            8,
            "I led the checkout move. Two shops waited for it in spring."
        ),
        cue(
            10,
            20,
            "I skipped the compatibility shim because I trusted the date."
        ),
        cue(20, 26, "I write the rollback plan first, every time."),
    );
    let heard = transcript(&source);
    let parts = hear(&story(), &heard);
    let ms: Vec<_> = parts.iter().filter_map(|part| part.ms.clone()).collect();
    assert_eq!(
        ms,
        [2000..9000, 9000..20_000, 20_000..26_000, 26_000..26_000]
    );
    assert_eq!(parts[1].seconds(), Some(11.0));
    assert_eq!(heard.pauses(1_999), [(11, 2_000)]);
    assert_eq!(heard.pauses(2_000), []);
    let plain = hear(&story(), &transcript("I led the checkout move."));
    assert!(plain.iter().all(|part| part.ms.is_none()));
}

#[test]
fn what_a_person_has_tapped_divides_the_words() {
    let heard = transcript(
        r#"{"words":[{"word":"I","start":1,"end":2},{"word":"led","start":2,"end":3},{"word":"it.","start":3,"end":4},
            {"word":"I","start":4,"end":5},{"word":"skipped","start":5,"end":6},{"word":"it.","start":6,"end":7},
            {"word":"Now","start":7,"end":8},{"word":"I","start":8,"end":9},{"word":"wait.","start":9,"end":10}]}"#,
    );
    let parts: Vec<AnswerPart> = hear(&story(), &heard)
        .iter()
        .map(|part| part.part)
        .collect();
    let ends: Vec<(AnswerPart, u32)> = parts
        .iter()
        .copied()
        .zip([4_400, 7_000, 7_000, 9_000])
        .collect();
    let told = hear_tapped(&story(), &heard, 900, &ends);
    let told = told
        .iter()
        .map(|part| (heard.text(part.words.clone()), part.ms.clone()));
    let told: Vec<_> = told.collect();
    let expected = [
        ("I led it.", 900..4_400),
        ("I skipped it.", 4_400..7_000),
        // Nothing was said between two taps, and what comes after the last one belongs to it.
        ("", 7_000..7_000),
        ("Now I wait.", 7_000..9_000),
    ];
    assert_eq!(told, expected.map(|(text, ms)| (text.to_owned(), Some(ms))));
    // Without times the words say what belongs where, and the taps how long it took.
    let plain =
        transcript("I led the checkout move. I trusted the date. I write the rollback plan first.");
    let told = hear_tapped(&story(), &plain, 900, &ends);
    assert_eq!(told[1].ms, Some(4_400..7_000));
    assert_eq!(plain.text(told[1].words.clone()), "I trusted the date.");
}

#[test]
fn no_word_is_outside_of_the_sound() {
    let source = r#"{"words":[{"word":"I","start":0,"end":3},{"word":"left","start":3,"end":9}]}"#;
    let heard = transcript(source).within(2_500, 8_000);
    let times: Vec<(u32, u32)> = heard
        .words
        .iter()
        .map(|word| (word.from_ms, word.to_ms))
        .collect();
    assert_eq!(times, [(2_500, 3_000), (3_000, 8_000)]);
    assert_eq!(heard.spoken_ms(), Some(5_500));
    assert_eq!(transcript(source).within(5, 5), transcript(source));
}

#[test]
fn silence_that_a_recogniser_gives_to_a_word_is_a_pause() {
    let heard = transcript(
        r#"{"words":[{"word":"gone.","start":1.0,"end":1.4},{"word":"And","start":1.4,"end":5.0}]}"#,
    );
    // 350 ms and 80 for each letter are the word's own.
    assert_eq!(heard.pauses(2_000), [(0, 3_010)]);
}

#[test]
fn a_story_without_points_or_beats_is_heard_too() {
    let bare = parse("# T\n\n## Action\n\nI left it out.\n")
        .stories
        .remove(0);
    let parts = hear(&bare, &transcript("I left it out"));
    assert_eq!(parts.len(), 1);
    assert_eq!(
        (parts[0].part, parts[0].words.clone()),
        (AnswerPart::Beat(Beat::Action), 0..4)
    );
    let empty = parse("# T\n\n## Notes\n\nnothing\n").stories;
    for story in &empty {
        assert_eq!(hear(story, &transcript("I left it out")), []);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn parts_follow_each_other_and_are_all_that_was_heard(
        words in prop::collection::vec("(I|skipped|the|shim|date\\.|now|[a-z]{1,8}|\\PC{1,3})", 1..450),
        seconds in prop::collection::vec(0.0..2.0f64, 450),
    ) {
        let mut now = 0.0;
        let timed = words.iter().zip(&seconds).map(|(word, lasts)| {
            now += lasts;
            serde_json::json!({ "word": word, "start": now - lasts, "end": now })
        });
        let timed: Vec<_> = timed.collect();
        if let Ok(heard) = Transcript::read(&serde_json::json!({ "words": timed }).to_string()) {
            let parts = hear(&story(), &heard);
            let (mut word, mut ms) = (0, 0);
            for part in &parts {
                prop_assert_eq!(part.words.start, word);
                word = part.words.end;
                let at = part.ms.clone().unwrap_or(ms..ms);
                prop_assert!(at.start >= ms && at.end >= at.start);
                ms = at.end;
                let within = part.points.iter().all(|point| point.words.end <= heard.words.len());
                prop_assert!(within);
            }
            prop_assert_eq!(word, heard.words.len());
            told(&[&story()], Some(0), &heard);
        }
    }
}
