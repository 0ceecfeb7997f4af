use super::*;
use proptest::prelude::*;

/// `from-to word`, in milliseconds, one a word.
fn told(transcript: &Transcript) -> String {
    let words = transcript.words.iter();
    let words = words.map(|word| format!("{}-{} {}", word.from_ms, word.to_ms, word.text));
    words.collect::<Vec<_>>().join(" | ")
}

#[track_caller]
fn read(source: &str) -> Transcript {
    Transcript::read(source).unwrap_or_else(|why| panic!("{why:?}: {source}"))
}

#[test]
fn every_format_with_times_of_words_gives_them_as_they_are() {
    let expected = "500-900 Nine, | 900-1300 days.";
    let table = [
        // Whisper, faster-whisper, WhisperX.
        r#"{"text":"Nine, days.","language":"en","segments":[{"start":0,"end":2,"text":" Nine, days.",
            "words":[{"word":" Nine,","start":0.5,"end":0.9,"probability":0.9},{"word":" days.","start":0.9,"end":1.3}]}]}"#,
        // The same as a list of segments, and as OpenAI's verbose JSON.
        r#"[{"start":0,"end":2,"text":"Nine, days.","words":[{"word":"Nine","start":0.5,"end":0.8},
            {"word":",","start":0.8,"end":0.9},{"word":"days.","start":"0.9","end":1.3}]}]"#,
        r#"{"text":"Nine, days.","segments":[{"start":0,"end":2,"text":"Nine, days."}],
            "words":[{"word":"Nine,","start":0.5,"end":0.9},{"word":"days.","start":0.9,"end":1.3}]}"#,
        // whisper.cpp -ojf.
        r#"{"result":{"language":"en"},"transcription":[{"offsets":{"from":0,"to":2000},"text":" Nine, days.","tokens":[
            {"text":"[_BEG_]","offsets":{"from":0,"to":0}},{"text":" N","offsets":{"from":500,"to":600}},
            {"text":"ine","offsets":{"from":600,"to":850}},{"text":",","offsets":{"from":850,"to":900}},
            {"text":" days","offsets":{"from":900,"to":1200}},{"text":".","offsets":{"from":1200,"to":1300}},
            {"text":"[_TT_100]","offsets":{"from":2000,"to":2000}}]}]}"#,
        // Vosk, its transcriber, and its alternatives.
        r#"{"result":[{"conf":1,"start":0.5,"end":0.9,"word":"Nine,"},{"conf":1,"start":0.9,"end":1.3,"word":"days."}],"text":"Nine, days."}"#,
        r#"{"schemaVersion":"2.0","monologues":[{"start":0.5,"end":1.3,"terms":[
            {"start":0.5,"end":0.9,"text":"Nine,","type":"WORD"},{"start":0.9,"end":1.3,"text":"days.","type":"WORD"}]}]}"#,
        r#"{"alternatives":[{"confidence":9,"result":[{"start":0.5,"end":0.9,"word":"Nine,"},{"start":0.9,"end":1.3,"word":"days."}]}]}"#,
        // Vosk prints one document after another.
        r#"{"partial":"nine"} {"result":[{"start":0.5,"end":0.9,"word":"Nine,"}],"text":"Nine,"}
           {"result":[{"start":0.9,"end":1.3,"word":"days."}],"text":"days."}"#,
        // pocketsphinx.
        r#"{"b":0,"d":2,"p":1,"t":"nine days","w":[{"b":0,"d":0.5,"p":1,"t":"<s>"},{"b":0.5,"d":0.4,"p":1,"t":"Nine,"},
            {"b":0.9,"d":0.4,"p":1,"t":"days.(2)"},{"b":1.3,"d":0.1,"p":1,"t":"<sil>"},{"b":1.4,"d":0.1,"p":1,"t":"[NOISE]"}]}"#,
        // pocketsphinx_continuous -time yes.
        "nine days\n<s> 0.1 0.4 1.0\nNine, 0.5 0.9 0.99\ndays.(2) 0.9 1.3 0.5\n</s> 1.3 1.4 1.0\nno\n<s> 2.0 2.1 1.0\n[NOISE] 2.1 2.2 1.0\n",
        // Whisper and WebVTT with the times of words inside of subtitles.
        "1\n00:00:00,500 --> 00:00:00,900\n<u>Nine,</u> days.\n\n2\n00:00:00,900 --> 00:00:01,300\nNine, <u>days.</u>\n",
        "WEBVTT\n\n00:00.500 --> 00:01.300 align:start\n \nNine,<00:00.900><c> days.</c>\n",
    ];
    for source in table {
        let transcript = read(source);
        assert_eq!(told(&transcript), expected, "{source}");
        assert_eq!(transcript.times, WordTimes::Exact, "{source}");
        assert_eq!(transcript.spoken_ms(), Some(800));
    }
}

#[test]
fn sherpa_knows_where_the_pieces_of_words_begin() {
    for tokens in [
        r#"[" NINE"," DAY","S"," LATE"]"#,
        r#"["▁NINE","▁DAY","S","▁LATE"]"#,
    ] {
        let transcript = read(&format!(
            r#"{{"lang":"","text":" NINE DAYS LATE","timestamps":[0.5,0.9,1.0,3.0],"tokens":{tokens}}}"#
        ));
        assert_eq!(
            told(&transcript),
            "500-800 NINE | 900-1300 DAYS | 3000-3300 LATE"
        );
    }
}

#[test]
fn words_are_spread_over_the_time_of_their_segment() {
    let expected = "1000-2000 Nine | 2000-3000 days | 4000-5000 late.";
    let table = [
        "1\n00:00:01,000 --> 00:00:03,000\nNine days\n\n2\n00:00:04,000 --> 00:00:05,000\n<i>late.</i>\n",
        // Without the blank lines.
        "1\n00:00:01,000 --> 00:00:03,000\nNine\ndays\n2\n00:00:04,000 --> 00:00:05,000\nlate.",
        "WEBVTT\n\nNOTE a remark\n\n00:01.000 --> 00:03.000\nNine days\n\nlast\n00:04.000 --> 00:05.000\n{\\an8}late.\n",
        "[00:00:01.000 --> 00:00:03.000]   Nine days\n[00:00:04.000 --> 00:00:05.000]  late.\n",
        "[00:01.000 --> 00:03.000] Nine days\n[00:04.000 --> 00:05.000] late.\n",
        "start\tend\ttext\n1000\t3000\tNine days\n4000\t5000\tlate.\n",
        "start,end,text\n1000,3000,\" Nine days\"\n4000,5000,\" late.\"\n",
        r#"{"text":"Nine days late.","segments":[{"start":1,"end":3,"text":" Nine days"},{"start":4.0,"end":5.0,"text":" late."}]}"#,
        r#"{"transcription":[{"offsets":{"from":1000,"to":3000},"text":" Nine days"},{"offsets":{"from":4000,"to":5000},"text":" late."}]}"#,
    ];
    for source in table {
        let transcript = read(source);
        assert_eq!(told(&transcript), expected, "{source}");
        assert_eq!(transcript.times, WordTimes::Spread, "{source}");
    }
}

#[test]
fn plain_text_has_words_and_no_times() {
    for source in [
        "Nine days late.",
        "\u{feff}Nine days\n\nlate .",
        r#"{"text": "Nine days late."}"#,
        "{\"text\": \"Nine days\"}\n{\"text\": \"late.\"}",
    ] {
        let transcript = read(source);
        assert_eq!(
            told(&transcript),
            "0-0 Nine | 0-0 days | 0-0 late.",
            "{source}"
        );
        assert_eq!(transcript.times, WordTimes::Unknown);
        assert_eq!(transcript.spoken_ms(), None);
    }
}

/// What opens and is never closed was looked for again from each such place: then this takes a
/// minute, and not one second.
#[test]
fn brackets_that_nothing_closes_cost_no_more_than_the_text_is_long() {
    let many = 200_000;
    for bracket in ["[", "<", "{", "[<", "[\n", "< >"] {
        let text = bracket.repeat(many / bracket.len());
        assert_eq!(
            spoken(&format!("{text} left")).split_whitespace().last(),
            Some("left")
        );
        let cue = format!(
            "00:00:01,000 --> 00:00:02,000\nI {} left",
            text.replace('\n', " ")
        );
        assert_eq!(read(&cue).words.len(), 2, "{bracket}");
    }
}

/// YouTube shows each line again above the next, and a line of one word has no mark inside.
#[test]
fn lines_of_subtitles_that_stand_there_still_are_heard_once() {
    let rolling = "WEBVTT\n\n00:00.500 --> 00:01.300 align:start\n \nNine,<00:00.900><c> days</c>\n\n\
        00:01.300 --> 00:01.310\nNine, days\n \n\n\
        00:01.300 --> 00:02.000\nNine, days\nlate.\n\n\
        00:02.000 --> 00:02.010\nlate.\n \n\n\
        00:02.000 --> 00:02.500\nlate.\nlate.\n\n\
        00:02.500 --> 00:03.500\nlate.\nI<00:03.000><c> left</c>\n";
    let transcript = read(rolling);
    assert_eq!(
        told(&transcript),
        "500-900 Nine, | 900-1300 days | 1300-2000 late. | 2000-2500 late. | 2500-3000 I | 3000-3500 left"
    );
    assert_eq!(transcript.times, WordTimes::Exact);
}

/// Whisper underlines each word in its turn, and nothing between two words; a person underlines
/// what matters.
#[test]
fn an_underlined_word_hides_no_other() {
    let cue =
        |from: u32, text: &str| format!("00:0{from}.000 --> 00:0{}.000\n{text}\n\n", from + 1);
    let told_of = |texts: &[&str]| {
        let cues = (0..).zip(texts).map(|(from, text)| cue(from, text));
        let transcript = read(&format!("WEBVTT\n\n{}", cues.collect::<String>()));
        let words = transcript.text(0..transcript.words.len());
        (words, transcript.times)
    };
    let whisper = [
        "<u>Nine</u> days",
        "Nine days",
        "Nine <u>days</u>",
        "<u>late.</u>",
    ];
    let exact = ("Nine days late.".to_owned(), WordTimes::Exact);
    assert_eq!(told_of(&whisper), exact);
    let stressed = [
        "I was nine days",
        "<u>late</u> with it",
        "and I left",
        "and I left",
    ];
    let (words, times) = told_of(&stressed);
    assert!(
        words.starts_with("I was nine days late with it and I left"),
        "{words}"
    );
    assert_eq!(times, WordTimes::Spread);
    assert_eq!(
        told_of(&["<u>Nine</u> days", "Nine days late."]).0,
        "Nine days Nine days late."
    );
}

#[test]
fn plain_text_may_begin_with_a_bracket() {
    for source in [
        "[BLANK_AUDIO]\nNine days late.",
        "[Music] Nine days late.",
        "[1] Nine days late.",
        "{um} Nine days late.",
        "[slip Nine days late.",
    ] {
        let transcript = read(source);
        let text = transcript.text(0..transcript.words.len());
        assert!(text.ends_with("Nine days late."), "{source}: {text}");
        assert_eq!(transcript.times, WordTimes::Unknown, "{source}");
    }
}

#[test]
fn noise_is_no_word() {
    let heard = |text: &str| {
        let source =
            serde_json::json!({ "segments": [{ "start": 0.0, "end": 1.0, "text": text }] });
        Transcript::read(&source.to_string()).map(|t| t.text(0..t.words.len()))
    };
    for (text, words) in [
        ("[BLANK_AUDIO] I left", "I left"),
        ("I <unk> left ♪", "I left"),
        ("I left (for good", "I left (for good"),
        ("a [slip", "a slip"),
        ("a [slip and [Music] more", "a slip and more"),
        ("<|en|> I <foreign words> left", "I left"),
        (
            "it was < 5 seconds and > 9 days",
            "it was 5 seconds and> 9 days",
        ),
        (
            "it was <5 seconds and >9 days",
            "it was 5 seconds and >9 days",
        ),
        ("well - I left", "well- I left"),
    ] {
        assert_eq!(heard(text).as_deref(), Ok(words), "{text}");
    }
    for text in ["(buzzing)", "[Music]", " ", "...", "♪♪"] {
        assert_eq!(heard(text), Err(NoTranscript::NoWords), "{text}");
    }
}

#[test]
fn what_is_no_transcript_is_refused() {
    for (source, why) in [
        ("", NoTranscript::NoWords),
        ("{}", NoTranscript::OtherJson),
        (r#"{"stories":[]}"#, NoTranscript::OtherJson),
        (r#"{"text":"I left","segm"#, NoTranscript::OtherJson),
        ("[1, 2]", NoTranscript::OtherJson),
        (r#"[{ "text":"I left","segm"#, NoTranscript::OtherJson),
        ("{'text': 'I left'}", NoTranscript::OtherJson),
        (r#"{"text":"","segments":[]}"#, NoTranscript::NoWords),
        (
            "WEBVTT\n\n00:01.000 --> 00:02.000\n\n",
            NoTranscript::NoWords,
        ),
    ] {
        assert_eq!(Transcript::read(source), Err(why), "{source}");
    }
    let long = "word ".repeat(MOST_WORDS + 1);
    let why = NoTranscript::TooLong(MOST_WORDS + 1);
    assert_eq!(Transcript::read(&long), Err(why));
}

#[test]
fn hostile_times_bend_and_no_word_is_lost() {
    let table = [
        // Backwards, negative, far too late, none, and Python's NaN.
        (
            "2.0, \"end\": 1.0",
            "1.0, \"end\": 3.0",
            "1000-1000 a | 1000-3000 b",
        ),
        (
            "-5.0, \"end\": 1.0",
            "1.0, \"end\": 2.0",
            "1000-1000 a | 1000-2000 b",
        ),
        (
            "1e300, \"end\": -1e300",
            "1.0, \"end\": 2.0",
            "1000-1000 a | 1000-2000 b",
        ),
        (
            "null, \"end\": null",
            "1.0, \"end\": 2.0",
            "1000-1000 a | 1000-2000 b",
        ),
        (
            "NaN, \"end\": Infinity",
            "1.0, \"end\": 2.0",
            "1000-1000 a | 1000-2000 b",
        ),
        (
            "1.0, \"end\": 2.0",
            "null, \"end\": null",
            "1000-2000 a | 2000-2000 b",
        ),
        (
            "NaN, \"end\": NaN",
            "-Infinity, \"end\": 0",
            "0-0 a | 0-0 b",
        ),
    ];
    for (first, second, expected) in table {
        let source = format!(
            r#"{{"words":[{{"word":"a","start":{first}}},{{"word":"b","start":{second}}}]}}"#
        );
        assert_eq!(told(&read(&source)), expected, "{source}");
    }
}

#[test]
fn one_wrong_time_moves_no_other_word() {
    let word = |at: u32| format!(r#"{{"word":"w","start":{at},"end":{}}}"#, at + 1);
    let told_of = |times: &[u32]| {
        let words: Vec<String> = times.iter().map(|&at| word(at)).collect();
        told(&read(&format!(r#"{{"words":[{}]}}"#, words.join(","))))
    };
    let expected = "1000-2000 w | 2000-3000 w | 3000-4000 w | 4000-5000 w";
    assert_eq!(told_of(&[1, 5000, 3, 4]), expected);
    assert_eq!(told_of(&[1, 2, 0, 4]), expected);
}

#[test]
fn only_what_ends_a_word_is_joined_to_it() {
    let read_words = |words: &[&str]| {
        let words = words.iter().map(|word| serde_json::json!({ "word": word }));
        let source = serde_json::json!({ "words": words.collect::<Vec<_>>() });
        let transcript = read(&source.to_string());
        transcript.text(0..transcript.words.len())
    };
    for apart in [["told", "'em"], ["it", "'cause"], ["of", "-40"]] {
        assert_eq!(read_words(&apart), apart.join(" "));
    }
    for joined in [
        ["jack", "-out"],
        ["I", "'m"],
        ["it", "'s,"],
        ["90", ",000"],
        ["10", "-15"],
    ] {
        assert_eq!(read_words(&joined), joined.concat());
    }
}

#[test]
fn a_segment_of_whisper_cpp_with_marks_alone_takes_no_times_away() {
    let begins = r#"{"text":"[_BEG_]","offsets":{"from":0,"to":0}}"#;
    let transcript = read(&format!(
        r#"{{"transcription":[{{"offsets":{{"from":0,"to":500}},"text":"","tokens":[{begins}]}},
            {{"offsets":{{"from":500,"to":1300}},"text":" Nine days","tokens":[{begins},
            {{"text":" Nine","offsets":{{"from":500,"to":900}}}},{{"text":" days","offsets":{{"from":900,"to":1300}}}}]}}]}}"#
    ));
    assert_eq!(told(&transcript), "500-900 Nine | 900-1300 days");
    assert_eq!(transcript.times, WordTimes::Exact);
}

#[test]
fn what_comes_after_a_broken_document_is_heard() {
    let first = "{\"text\":\"Nine\"}\n";
    for (between, end, breaks_off) in [
        ("LOG (VoskAPI) ready\n", "", false),
        ("{\"text\": NaN}\n", "LOG done\n", false),
        ("{\"text\":\"bro\n", "", true),
        ("", "{\"te", true),
        ("", "{\"words\": [ {\"word\":\"and\"},", true),
    ] {
        let source = format!("{first}{between}{{\"text\":\"days late.\"}}\n{end}");
        let transcript = read(&source);
        assert_eq!(
            transcript.text(0..transcript.words.len()),
            "Nine days late.",
            "{source}"
        );
        assert_eq!(transcript.breaks_off, breaks_off, "{source}");
    }
}

/// Words without any time take the end of the last one that had one.
#[test]
fn words_without_times_stand_where_the_last_one_ended() {
    let words =
        r#"{"words":[{"word":"a","start":0,"end":2},{"word":"b"},{"word":"c","start":-1}]}"#;
    assert_eq!(told(&read(words)), "0-2000 a | 2000-2000 b | 2000-2000 c");
}

proptest! {
    #[test]
    fn no_text_panics_and_times_never_run_backwards(source in ".{0,400}") {
        if let Ok(transcript) = Transcript::read(&source) {
            prop_assert!(runs_forward(&transcript));
        }
    }

    #[test]
    fn any_times_run_forward_and_no_word_goes(
        times in prop::collection::vec((any::<f64>(), -10.0..400.0f64), 1..40),
    ) {
        let words = times.iter().map(|(from, to)| {
            let shown = |time: &f64| serde_json::json!(time).to_string();
            format!(r#"{{"word":"left","start":{},"end":{}}}"#, shown(from), shown(to))
        });
        let words: Vec<String> = words.collect();
        let transcript = read(&format!(r#"{{"words":[{}]}}"#, words.join(",")));
        prop_assert_eq!(transcript.words.len(), times.len());
        prop_assert!(runs_forward(&transcript));
    }

    #[test]
    fn a_transcript_that_was_cut_off_is_read_or_refused(cut in 0usize..600) {
        let whole = "WEBVTT\n\n00:00.500 --> 00:01.300\nNine,<00:00.900><c> days</c> &amp; ♪ late\n\n".repeat(8);
        let cut = whole.floor_char_boundary(cut);
        let _ = Transcript::read(&whole[..cut]);
        let json = r#"{"segments":[{"start":0,"end":2,"text":"é ♪","words":[{"word":" é","start":0.5}]}]}"#;
        let _ = Transcript::read(&json[..json.floor_char_boundary(cut % json.len())]);
    }
}

fn runs_forward(transcript: &Transcript) -> bool {
    let each = transcript
        .words
        .iter()
        .all(|word| word.from_ms <= word.to_ms);
    let pairs = transcript.words.windows(2);
    each && pairs
        .into_iter()
        .all(|pair| pair[0].from_ms <= pair[1].from_ms)
}

#[test]
fn times_that_cannot_be_are_not_taken() {
    let words = |time: &dyn Fn(usize) -> (f64, f64)| {
        let words = (0..40).map(|word| {
            let (from, to) = time(word);
            format!(r#"{{"word": "word{word}", "start": {from:e}, "end": {to:e}}}"#)
        });
        let words = words.collect::<Vec<_>>().join(", ");
        let text = format!(r#"{{"segments": [{{"words": [{words}]}}]}}"#);
        Transcript::read(&text).expect("a transcript")
    };
    let at = |second: usize| (second as f64, second as f64 + 0.5);
    let right = words(&at);
    assert_eq!(
        (right.times, right.has_wrong_times),
        (WordTimes::Exact, false)
    );
    let backwards = words(&|word| at(100 - word));
    // A wrong one between two right ones is filled in from them, and three are not.
    let huge = |step| {
        words(&move |word| match word % step {
            0 => at(word),
            _ => (1e308, -1e308),
        })
    };
    assert_eq!(huge(2).times, WordTimes::Exact);
    for wrong in [backwards, huge(4)] {
        assert_eq!(
            (wrong.times, wrong.has_wrong_times),
            (WordTimes::Unknown, true)
        );
        assert_eq!(wrong.spoken_ms(), None);
    }
    // A recording that ends before many of its words.
    let short = right.clone().within(0, 20_000);
    assert_eq!(short.times, WordTimes::Unknown);
    assert_eq!(right.within(0, 39_000).times, WordTimes::Exact);
}
