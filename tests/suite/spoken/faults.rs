//! What goes wrong while an answer is recorded or heard, and how it goes on.

use serde_json::Value;

use super::{SpokenHome, as_words};
use crate::terminal::{ENTER, speak_five_beats};
use crate::voice::list;

#[test]
fn without_a_recorder_or_a_recogniser_one_taps_as_before() {
    let spoken = SpokenHome::new();
    let recorder = spoken.recorder();
    spoken
        .home
        .write("config.toml", "builtin = []\ntranscriber = [\"cat\"]\n");
    let nothing = spoken.home.file("empty").display().to_string();
    let tap = |told: &str| {
        let mut tty = spoken
            .start()
            .env("PATH", &nothing)
            .tty(&["rehearse", "three", "--voice"]);
        tty.wait_for(told)
            .wait_for("To set it up: star-cards doctor --voice");
        speak_five_beats(&mut tty);
        tty.wait_for("Action: what did you say?");
        tty.kill();
    };
    tap("Not listening: no recorder is set");
    let settings = format!("builtin = []\nrecorder = {}\n", list(&as_words(&recorder)));
    spoken.home.write("config.toml", &settings);
    tap("Not listening: no recogniser is set");
    // Told before anybody has spoken.
    spoken.set(&as_words(&recorder), &["no-such", "{wav}"], "");
    let mut tty = spoken.rehearse(60, 100, &[]);
    tty.wait_for("Not listening: `no-such` is not installed.")
        .wait_for("To set it up: star-cards doctor --voice");
    speak_five_beats(&mut tty);
    tty.wait_for("Action: what did you say?");
    tty.kill();
    // One that fails only when it is started.
    spoken.set(
        &["sh", "-c", "echo no card >&2; exit 1"],
        &["cat", "{wav}"],
        "",
    );
    let mut tty = spoken.rehearse(60, 100, &[]);
    tty.wait_for("The recorder `sh` gave no sound: no card.");
    tty.wait_for("Continuing without it.");
    speak_five_beats(&mut tty);
    tty.wait_for("Action: what did you say?");
}

#[test]
fn a_mark_taken_back_is_as_if_it_was_never_made() {
    let spoken = SpokenHome::new();
    let mut tty = spoken.rehearse(60, 100, &[]);
    tty.wait_for("1:17").press("b").wait_for("u back");
    tty.press("u")
        .wait_until("no mark", |screen| !screen.contains("u back"));
    tty.press(" ").wait_for("what did you say?").press("q");
    tty.wait_for("Learning: what did you say?").press("q");
    tty.wait_for("Action 32 s").wait_for("Next:");
    assert_eq!(tty.end(), 0);
    let laps: Vec<Value> = spoken.runs();
    let action = laps.iter().find(|lap| lap["part"] == "action");
    assert_eq!(action.expect("the lap")["ms"], 31_750);
}

#[test]
fn why_a_recorder_ended_is_told_and_no_key_meant_for_it_unticks_a_point() {
    let spoken = SpokenHome::new();
    let script = "cat \"$0\"; echo unplugged >&2; exit 4";
    let transcriber = spoken.transcriber();
    spoken.set(
        &["sh", "-c", script, &spoken.sound],
        &as_words(&transcriber),
        "",
    );
    let mut tty = spoken.rehearse(60, 100, &[]);
    tty.wait_for("The recorder ended by itself after 1:17: unplugged.")
        .wait_for("Space go on")
        .press(" ");
    tty.wait_for("Action: what did you say?").press(ENTER);
    tty.wait_for("Learning: what did you say?").press(ENTER);
    tty.wait_for("Save these grades?").press("n");
    tty.wait_for("Next:");
    assert_eq!(tty.end(), 0);
}

#[test]
fn a_recogniser_is_timed_where_the_session_stands_still() {
    let spoken = SpokenHome::new();
    let recorder = spoken.recorder();
    let never = ["sh", "-c", "exec sleep 1000", "{wav}"];
    spoken.set(&as_words(&recorder), &never, "");
    let mut tty = spoken.rehearse(60, 100, &[]);
    tty.wait_for("1:17").press(" ");
    tty.wait_for("sh hears 1:17 of speech: 0:01").press("q");
    tty.wait_for("Stopped. The recording is deleted.");
    assert_eq!(tty.end(), 0);
}

#[test]
fn a_recorder_that_gives_nothing_is_not_waited_for_without_end() {
    let spoken = SpokenHome::new();
    let transcriber = spoken.transcriber();
    spoken.set(
        &["sh", "-c", "exec sleep 3333"],
        &as_words(&transcriber),
        "",
    );
    let mut tty = spoken.rehearse(60, 100, &[]);
    tty.wait_for("starting");
    tty.wait_for("The recorder `sh` gave no sound.")
        .wait_for("To try it: star-cards doctor --voice")
        .wait_for("Continuing without it.");
    speak_five_beats(&mut tty);
    tty.wait_for("Action: what did you say?");
    tty.kill();
}

#[test]
fn who_tries_no_more_is_told_what_is_saved_and_what_to_try() {
    let spoken = SpokenHome::new();
    let recorder = spoken.recorder();
    spoken.set(&as_words(&recorder), &["false", "{wav}"], "");
    let mut tty = spoken.rehearse(60, 100, &[]);
    tty.wait_for("1:17")
        .press("b")
        .wait_for("u back")
        .press(" ");
    tty.wait_for("Try again with the same recording?")
        .press("n");
    tty.wait_for("The answer was not written down.")
        .wait_for("To try the recogniser: star-cards doctor --voice")
        .wait_for("The beats that you marked are saved.")
        .wait_for("Next:");
    assert_eq!(tty.end(), 0);
    assert!(!tty.said().contains("Nothing was saved"), "{}", tty.said());
}
