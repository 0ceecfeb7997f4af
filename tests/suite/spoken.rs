//! `rehearse --voice` on a terminal: a recorder is a `cat` of sound, a recogniser a `cat` of what a real
//! one heard in it.

mod faults;
mod mocked;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use serde_json::Value;

use crate::docs::Page;
use crate::harness::Home;
use crate::house::root;
use crate::terminal::{CTRL_C, ENTER, Start, Tty};
use crate::transcript::{self, spoken};
use crate::voice::{LOOK, LOOKS, appears, goes, left, list};

const THREE: &str = "three-loud-users/whisper-tiny.en.json";
const CTRL_Z: &str = "\u{1a}";

/// Sound as loud and as soft as the words of a transcript, where they were heard.
fn sound_of(heard: &str) -> Vec<u8> {
    let heard: Value = serde_json::from_str(heard).expect("JSON");
    let words = heard["words"].as_array().expect("words").iter();
    let sample = |time: &Value| (time.as_f64().expect("seconds") * 16_000.0) as usize;
    let words: Vec<(usize, usize)> = words
        .map(|word| (sample(&word["start"]), sample(&word["end"])))
        .collect();
    let mut state: u32 = 1;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as i16
    };
    let mut samples: Vec<i16> = (0..words[words.len() - 1].1 + 16_000)
        .map(|_| noise() / 2_000)
        .collect();
    for (from, to) in words {
        samples[from..to]
            .iter_mut()
            .for_each(|at| *at = noise() / 8);
    }
    samples.into_iter().flat_map(i16::to_le_bytes).collect()
}

/// A home with the six stories that were spoken.
struct SpokenHome {
    home: Home,
    sound: String,
    heard: String,
}

impl SpokenHome {
    fn new() -> SpokenHome {
        let home = transcript::home();
        let sound = home.file("answer.raw");
        fs::write(&sound, sound_of(&spoken(THREE))).expect("sound");
        let run = home.file("run");
        fs::create_dir_all(&run).expect("a folder");
        let runtime = ("XDG_RUNTIME_DIR".to_owned(), run.display().to_string());
        home.env.borrow_mut().extend([runtime]);
        let spoken = SpokenHome {
            sound: sound.display().to_string(),
            heard: root()
                .join("tests/speech")
                .join(THREE)
                .display()
                .to_string(),
            home,
        };
        let (recorder, transcriber) = (spoken.recorder(), spoken.transcriber());
        spoken.set(&as_words(&recorder), &as_words(&transcriber), "");
        spoken
    }

    /// Gives the whole answer at once, writes its number down and goes on recording.
    fn recorder(&self) -> [String; 5] {
        let script = "cat \"$0\"; echo $$ > \"$1\"; exec sleep 1000";
        let pid = self.home.file("pid").display().to_string();
        ["sh", "-c", script, &self.sound, &pid].map(str::to_owned)
    }

    fn transcriber(&self) -> [String; 5] {
        ["sh", "-c", "cat \"$0\"", &self.heard, "{wav}"].map(str::to_owned)
    }

    fn set(&self, recorder: &[&str], transcriber: &[&str], more: &str) {
        let settings = format!(
            "builtin = []\nrecorder = {}\ntranscriber = {}\n{more}",
            list(recorder),
            list(transcriber)
        );
        self.home.write("config.toml", &settings);
    }

    fn start(&self) -> Start {
        let run = self.home.file("run").display().to_string();
        Start::at(&self.home).env("XDG_RUNTIME_DIR", &run)
    }

    fn rehearse(&self, rows: u16, columns: u16, more: &[&str]) -> Tty {
        let args = [&["rehearse", "three", "--voice"], more].concat();
        self.start().size(rows, columns).tty(&args)
    }

    /// What lies under `runs/`.
    fn kept(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.home.file("runs")).into_iter().flatten();
        let mut kept: Vec<PathBuf> = entries.map(|entry| entry.expect("one").path()).collect();
        kept.sort();
        kept
    }

    fn runs(&self) -> Vec<Value> {
        let out = self.home.run(&["export", "runs", "--format", "json"]);
        let laps = out.ok().json()["laps"].as_array().expect("laps").clone();
        let stays = laps
            .into_iter()
            .filter(|lap| lap["undone"] != Value::Bool(true));
        stays.collect()
    }

    /// Waits until so many laps are in the log.
    #[track_caller]
    fn until_kept(&self, laps: usize) {
        for _ in 0..LOOKS {
            if self.runs().len() == laps {
                return;
            }
            std::thread::sleep(LOOK);
        }
        panic!("never {laps} laps: {:?}", self.runs());
    }

    /// The screen with what is never the same taken out.
    fn screen(&self, tty: &Tty) -> String {
        let mut shown = self.home.placed(&tty.screen());
        for path in self.kept() {
            let stem = path.file_stem().expect("a name").to_string_lossy();
            shown = shown.replace(&*stem, "RUN");
        }
        shown
    }

    #[track_caller]
    fn no_sound_is_left(&self) {
        assert_eq!(left(&self.home), Vec::<PathBuf>::new());
    }
}

fn as_words(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

#[test]
fn an_answer_is_spoken_and_what_was_heard_of_it_stands_there() {
    let spoken = SpokenHome::new();
    let mut tty = spoken.rehearse(90, 100, &[]);
    tty.wait_for("1:17").wait_for("q stop");
    let recording = spoken.screen(&tty);
    insta::assert_snapshot!("spoken_while_recording", recording);
    tty.press(" ");
    tty.wait_for("what did you say?").press(ENTER);
    tty.wait_for("Learning: what did you say?").press(ENTER);
    tty.wait_for("Save these grades?").press("y");
    tty.wait_for("Next:");
    assert_eq!(tty.end(), 0);
    insta::assert_snapshot!("spoken_wide", spoken.screen(&tty));
    // The book shows it.
    let book = Page::of("docs/speaking.md");
    for (shown, from, to) in [
        (spoken.screen(&tty), "You began", "\nThe words are in"),
        (recording, "Three loud users\nTell", ""),
    ] {
        let from = shown.find(from).expect("its beginning");
        let end = shown.find(to).filter(|_| !to.is_empty());
        book.shows(&shown[from..end.unwrap_or(shown.len())]);
    }
    spoken.no_sound_is_left();
    // What was heard lies beside the run, for the owner alone, and goes with it.
    let kept = spoken.kept();
    let mode = fs::metadata(&kept[0]).expect("a file").permissions().mode();
    assert_eq!((kept.len(), mode & 0o777), (1, 0o600));
    assert_eq!(
        fs::read_to_string(&kept[0]).expect("words"),
        self::spoken(THREE)
    );
    assert!(!spoken.runs().is_empty());
    for _ in 0..4 {
        spoken.home.run(&["undo"]);
    }
    assert_eq!(spoken.kept(), Vec::<PathBuf>::new());
}

#[test]
fn on_forty_columns_nothing_is_cut() {
    let spoken = SpokenHome::new();
    let mut tty = spoken.rehearse(120, 40, &[]);
    tty.wait_for("1:17").wait_for("q");
    insta::assert_snapshot!("spoken_narrow_while_recording", spoken.screen(&tty));
    tty.press(" ").wait_for("what did you say?").press("q");
    tty.wait_for("Learning: what did you say?").press("q");
    tty.wait_for("Next:");
    assert_eq!(tty.end(), 0);
    insta::assert_snapshot!("spoken_narrow", spoken.screen(&tty));
}

#[test]
fn line_by_line_enter_alone_ends_the_answer() {
    let spoken = SpokenHome::new();
    let mut tty = spoken.rehearse(120, 80, &["--plain"]);
    tty.wait_for("Enter alone ends it, b end of a beat, q stop, then Enter:");
    appears(&spoken.home.file("pid"));
    tty.send("\n");
    tty.wait_for("Enter alone for 1 3 4 as ticked").send("\n");
    tty.wait_for("Enter alone for 1 as ticked").send("\n");
    tty.wait_for("Save these grades?").send("n\n");
    tty.wait_for("Next:");
    assert_eq!(tty.end(), 0);
    // The recogniser may be done before anybody could be asked.
    let shown = spoken
        .screen(&tty)
        .replace("\nq stop, then Enter: \n", "\n");
    insta::assert_snapshot!("spoken_plain", shown);
}

#[test]
fn taps_while_it_is_recorded_win_over_what_is_found() {
    let spoken = SpokenHome::new();
    // As much as was told before each tap, then the rest.
    let bytes = fs::read(&spoken.sound).expect("sound");
    let at = |seconds: usize| seconds * 32_000;
    let bounds = [0, at(15), at(22), at(55), at(64), bytes.len()];
    for (number, bound) in bounds.windows(2).enumerate() {
        let piece = &bytes[bound[0]..bound[1]];
        fs::write(spoken.home.file(&format!("piece{number}")), piece).expect("a piece");
    }
    let script = "for n in 0 1 2 3 4; do while [ ! -e go$n ]; do sleep 0.01; done; cat piece$n; done; \
        exec sleep 1000";
    let script = format!("cd '{}'; {script}", spoken.home.path().display());
    let transcriber = spoken.transcriber();
    spoken.set(&["sh", "-c", &script], &as_words(&transcriber), "");
    let mut tty = spoken.rehearse(90, 100, &[]);
    tty.wait_for("starting");
    for (number, time) in ["0:15", "0:22", "0:55", "1:04", "1:17"].iter().enumerate() {
        spoken.home.write(&format!("go{number}"), "");
        tty.wait_for(time);
        match number {
            // One too many is taken back.
            2 => drop(tty.press("b").wait_for("u back").press("b").press("u")),
            4 => {}
            _ => drop(tty.press("b")),
        }
        // What is told after the tap comes only when the tap is kept.
        spoken.until_kept((number + 2).min(5));
    }
    tty.wait_until("no more beats", |screen| {
        !screen.contains("b end of a beat")
    });
    tty.press(" ").wait_for("what did you say?").press("q");
    tty.wait_for("Learning: what did you say?").press("q");
    tty.wait_for("Next:");
    assert_eq!(tty.end(), 0);
    let laps: Vec<(String, i64)> = spoken
        .runs()
        .iter()
        .filter_map(|lap| Some((lap["part"].as_str()?.to_owned(), lap["ms"].as_i64()?)))
        .collect();
    let laps: Vec<(&str, i64)> = laps.iter().map(|(part, ms)| (part.as_str(), *ms)).collect();
    assert_eq!(
        laps,
        [
            ("start", 1_940),
            ("situation", 13_060),
            ("task", 7_000),
            ("action", 33_000),
            ("result", 9_000),
            ("learning", 13_020),
            ("end", 75_080),
        ]
    );
    let shown = spoken.screen(&tty);
    assert!(
        shown.contains("Situation           13 s  of 15-20"),
        "{shown}"
    );
}

/// What is recorded and heard, what is told, and how it ends.
type Failure<'f> = (Vec<&'f str>, Vec<&'f str>, &'f str);

#[test]
fn each_failure_is_told_and_is_no_run() {
    let spoken = SpokenHome::new();
    let home = &spoken.home;
    let file = |name: &str, bytes: &[u8]| {
        fs::write(home.file(name), bytes).expect("a file");
        home.file(name).display().to_string()
    };
    let silence = file("silence", &[0; 320_000]);
    let hum: Vec<u8> = (0..160_000_i32)
        .flat_map(|at| (((at % 320) * 3 - 480) as i16).to_le_bytes())
        .collect();
    let hum = file("hum", &hum);
    let thanks = file("thanks", "Thank you for watching. ".repeat(150).as_bytes());
    let german = "Ich war damals bei einem Musikdienst, und dann habe ich den Test nicht gemacht. ";
    let german = file("german", german.repeat(9).as_bytes());
    let other = root().join("tests/speech/loud-hire/whisper-tiny.en.json");
    let other = other.display().to_string();
    let escapes = file(
        "escapes",
        b"\x1b[2J\x1b]0;title\x07 I \x1b[31mleft it out. ",
    );
    let recorder = spoken.recorder();
    let records = || as_words(&recorder);
    let hears = |file| vec!["sh", "-c", "cat \"$0\"", file, "{wav}"];
    let never = || vec!["sh", "-c", "echo it was started >&2; exit 9", "{wav}"];
    let table: [Failure<'_>; 11] = [
        (
            vec!["cat", &silence],
            never(),
            "The recording has no sound at all",
        ),
        (vec!["cat", &hum], never(), "nobody speaks in the recording"),
        (
            records(),
            hears(&thanks),
            "does not sound like \"Three loud users\"",
        ),
        (records(), hears(&german), "this is not English"),
        (records(), hears(&other), "this sounds like \"Loud hire\""),
        (
            records(),
            hears(&escapes),
            "does not sound like \"Three loud users\"",
        ),
        (
            records(),
            vec!["false", "{wav}"],
            "The recogniser `false` failed",
        ),
        (
            records(),
            vec!["true", "{wav}"],
            "The recogniser `true` wrote nothing",
        ),
        (
            records(),
            vec!["sh", "-c", "printf '{\"text\": '", "{wav}"],
            "cut off or not known",
        ),
        (records(), vec!["echo", "[BLANK_AUDIO]"], "heard no words"),
        (
            records(),
            vec!["sh", "-c", "yes words", "{wav}"],
            "wrote more than 10 MB",
        ),
    ];
    for (recorder, transcriber, told) in table {
        spoken.set(&recorder, &transcriber, "");
        let mut tty = spoken.rehearse(60, 100, &[]);
        if recorder.len() > 2 {
            tty.wait_for("1:17").press(" ");
        }
        let asks_again = told.starts_with("The recogn")
            || ["cut", "heard no", "wrote more"]
                .iter()
                .any(|begin| told.starts_with(begin));
        if asks_again {
            tty.wait_for(told)
                .wait_for("Try again with the same recording?")
                .press("n");
        }
        assert_eq!(tty.end(), 1, "{told}: {}", tty.said());
        let said = tty.said();
        assert!(
            said.to_lowercase().contains(&told.to_lowercase()),
            "{told}: {said}"
        );
        assert!(
            said.to_lowercase().contains("nothing was saved"),
            "{told}: {said}"
        );
        assert!(!said.contains("it was started"), "{said}");
        assert!(
            !tty.raw().windows(4).any(|bytes| bytes == b"\x1b[2J"),
            "{said}"
        );
        spoken.no_sound_is_left();
        assert_eq!(spoken.kept(), Vec::<PathBuf>::new(), "{told}");
        assert!(!home.database().exists(), "{told}: nothing is recorded");
    }
}

/// How somebody leaves.
#[derive(Debug, Clone, Copy)]
enum Leaving {
    Key(&'static str),
    Signal(&'static str),
    Killed,
}

const LEAVINGS: [Leaving; 5] = [
    Leaving::Key("q"),
    Leaving::Key(CTRL_C),
    Leaving::Signal("TERM"),
    Leaving::Signal("HUP"),
    Leaving::Killed,
];

#[test]
fn whenever_it_is_left_the_taps_are_kept_and_no_sound() {
    for leaving in LEAVINGS {
        for hears in [false, true] {
            let spoken = SpokenHome::new();
            let (recorder, pid) = (spoken.recorder(), spoken.home.file("pid"));
            let waits = format!("echo $$ > '{}'; exec sleep 1000", pid.display());
            let never = ["sh", "-c", &waits, "{wav}"];
            spoken.set(&as_words(&recorder), &never, "");
            let mut tty = spoken.rehearse(60, 100, &[]);
            tty.wait_for("1:17").press("b").wait_for("u back");
            let recorder = appears(&pid);
            if hears {
                fs::remove_file(&pid).expect("a file");
                tty.press(" ").wait_for("sh hears 1:17 of speech: 0:0");
            }
            let command = if hears { appears(&pid) } else { recorder };
            match leaving {
                Leaving::Key(key) => drop(tty.press(key)),
                Leaving::Signal(name) => drop(tty.signal(name)),
                Leaving::Killed => tty.kill(),
            }
            if let Leaving::Killed = leaving {
                let killed = std::process::Command::new("kill")
                    .args(["-9", &command])
                    .status();
                assert!(killed.expect("kill").success());
                spoken.home.run(&["due"]).ok();
            } else {
                let code = if let Leaving::Key("q") = leaving {
                    0
                } else {
                    130
                };
                assert_eq!(tty.end(), code, "{leaving:?} {hears}: {}", tty.said());
                goes(&command);
            }
            spoken.no_sound_is_left();
            let laps = spoken.runs();
            let parts: Vec<&str> = laps.iter().filter_map(|lap| lap["part"].as_str()).collect();
            assert_eq!(parts, ["start", "situation"], "{leaving:?} {hears}");
            assert_eq!(spoken.kept(), Vec::<PathBuf>::new());
        }
    }
}

/// Waits until a process is stopped: a signal reaches another process when it likes.
fn until_held(pid: &str) {
    let stat = PathBuf::from(format!("/proc/{pid}/stat"));
    for _ in 0..LOOKS {
        let state = fs::read_to_string(&stat).expect("it is there");
        if state.contains(") T ") {
            return;
        }
        std::thread::sleep(LOOK);
    }
    panic!("{pid} goes on");
}

#[test]
fn ctrl_z_holds_the_recorder_too() {
    let spoken = SpokenHome::new();
    let shell = spoken
        .start()
        .after("set -m; \"$0\" \"$@\"; echo shell; read line; fg; exit");
    let mut tty = shell.size(60, 100).tty(&["rehearse", "three", "--voice"]);
    tty.wait_for("1:17").press(CTRL_Z).wait_for("shell");
    let recorder = appears(&spoken.home.file("pid"));
    until_held(&recorder);
    tty.send("\n").wait_for("1:17").press("q");
    tty.wait_for("Stopped. The recording is deleted.");
    assert_eq!(tty.end(), 0);
}

#[test]
fn a_recogniser_that_failed_may_try_the_same_recording_again() {
    let spoken = SpokenHome::new();
    let script = "if [ -e tried ]; then cat \"$0\"; else : > tried; exit 1; fi";
    let script = format!("cd '{}'; {script}", spoken.home.path().display());
    let recorder = spoken.recorder();
    let transcriber = ["sh", "-c", &script, &spoken.heard, "{wav}"];
    spoken.set(
        &as_words(&recorder),
        &transcriber,
        "keep_audio = true\nvoice = true\n",
    );
    // The setting does without the flag.
    let mut tty = spoken.start().size(90, 100).tty(&["rehearse", "three"]);
    tty.wait_for("is kept with its words")
        .wait_for("1:17")
        .press(" ");
    tty.wait_for("The recogniser `sh` failed")
        .wait_for("again")
        .press("y");
    tty.wait_for("what did you say?").press("q");
    tty.wait_for("Learning: what did you say?")
        .press("q")
        .wait_for("Next:");
    assert_eq!(tty.end(), 0);
    let endings: Vec<String> = spoken
        .kept()
        .iter()
        .map(|path| {
            path.extension()
                .expect("one")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(endings, ["json", "wav"]);
    spoken.no_sound_is_left();
    // The second time nobody is told again where the voice goes, and one may tap all the same.
    let mut tty = spoken.start().tty(&["rehearse", "three", "--no-voice"]);
    tty.wait_for("begin to speak").press("q");
    assert_eq!(tty.end(), 0);
    assert!(!tty.said().contains("Your voice"), "{}", tty.said());
}

#[test]
fn beats_marked_in_another_story_are_taken_back() {
    let spoken = SpokenHome::new();
    let other = root().join("tests/speech/loud-hire/whisper-tiny.en.json");
    let other = other.display().to_string();
    let recorder = spoken.recorder();
    spoken.set(
        &as_words(&recorder),
        &["sh", "-c", "cat \"$0\"", &other, "{wav}"],
        "",
    );
    let mut tty = spoken.rehearse(60, 100, &[]);
    tty.wait_for("1:17").press("b").wait_for("u back");
    tty.press(" ").wait_for("this sounds like \"Loud hire\"");
    tty.wait_for("To tell it again: star-cards rehearse loud --voice");
    assert_eq!(tty.end(), 1);
    assert_eq!(spoken.runs(), Vec::<Value>::new());
}

#[test]
fn marks_that_are_not_enough_are_told_and_the_words_decide() {
    let spoken = SpokenHome::new();
    let mut tty = spoken.rehearse(60, 100, &[]);
    tty.wait_for("1:17").press("b").wait_for("u back");
    tty.press(" ");
    tty.wait_for("You marked 1 of 4 ends of beats, so the beats are found by the words.");
    tty.wait_for("what did you say?").press("q");
    tty.wait_for("Learning: what did you say?").press("q");
    tty.wait_for("Action 32 s").wait_for("Next:");
    assert_eq!(tty.end(), 0);
    let laps = spoken.runs();
    let action = laps.iter().find(|lap| lap["part"] == "action");
    assert_eq!(action.expect("the lap")["ms"], 31_750);
}

#[test]
fn who_does_not_wait_for_the_words_has_done_nothing_wrong() {
    let spoken = SpokenHome::new();
    let recorder = spoken.recorder();
    let never = ["sh", "-c", "exec sleep 1000", "{wav}"];
    spoken.set(&as_words(&recorder), &never, "");
    let mut tty = spoken.rehearse(60, 100, &["--plain"]);
    tty.wait_for("Recording.").wait_for("q stop, then Enter:");
    appears(&spoken.home.file("pid"));
    tty.send("\n").wait_for("sh hears 1:17 of speech.");
    tty.wait_for("q stop, then Enter:").send("q\n");
    tty.wait_for("Stopped. The recording is deleted.");
    assert_eq!(tty.end(), 0);
    spoken.no_sound_is_left();
    assert!(!spoken.home.database().exists());
}

#[test]
fn what_a_recogniser_writes_steers_no_terminal() {
    let spoken = SpokenHome::new();
    let mut heard: Value = serde_json::from_str(&self::spoken(THREE)).expect("JSON");
    let words = heard["words"].as_array_mut().expect("words").iter_mut();
    for (at, word) in words.enumerate() {
        match at % 9 {
            3 => word["start"] = Value::from(-1e300),
            5 => word["end"] = Value::from(1e300),
            7 => {
                let text = word["word"].as_str().expect("a word");
                word["word"] = Value::from(format!("\u{1b}[2J{text}\u{1b}]0;title\u{7}"));
            }
            _ => {}
        }
    }
    let file = spoken.home.file("hostile.json");
    fs::write(&file, heard.to_string()).expect("a file");
    let (recorder, file) = (spoken.recorder(), file.display().to_string());
    spoken.set(
        &as_words(&recorder),
        &["sh", "-c", "cat \"$0\"", &file, "{wav}"],
        "",
    );
    let mut tty = spoken.rehearse(90, 100, &[]);
    tty.wait_for("1:17").press(" ");
    tty.wait_for("what did you say?").press("q");
    tty.wait_for("Learning: what did you say?").press("q");
    tty.wait_for("Whole 74 s").wait_for("Next:");
    assert_eq!(tty.end(), 0);
    for hostile in [&b"\x1b[2J"[..], b"\x1b]0;"] {
        assert!(!tty.raw().windows(4).any(|bytes| bytes == hostile));
    }
}
