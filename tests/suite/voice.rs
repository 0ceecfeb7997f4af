//! Recorders and recognisers as commands: `doctor --voice` and `calibrate --voice`, each failure, and
//! that no sound is left behind, whenever and however the program ends.
//!
//! A recorder is a `cat` of samples, a recogniser a `cat` of what one wrote.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use star_cards::prompt::Key;

use crate::harness::{Home, NINE_DAYS, Run};
use crate::house::root;
use crate::script::Reply;
use crate::terminal::{CTRL_C, Start, Tty};

/// A file that a command writes announces itself to nobody: it is looked at this often.
pub(crate) const LOOK: Duration = Duration::from_millis(5);
pub(crate) const LOOKS: u32 = 6_000;

/// The reading is over because the recorder has ended.
const OVER: Reply = Reply::Press(Key::Over);

/// The text was read to its end by then.
const YES: Reply = Reply::Say(true);

/// A second of silence, then so many seconds of bursts as loud and as soft as speech, then silence.
fn speech(seconds: usize) -> Vec<u8> {
    let mut state: u32 = 1;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as i16
    };
    let samples = (0..(seconds + 2) * 16_000).map(|at| {
        let is_word = (16_000..(seconds + 1) * 16_000).contains(&at) && (at / 1_600) % 8 != 3;
        noise() / if is_word { 8 } else { 2_000 }
    });
    samples.flat_map(i16::to_le_bytes).collect()
}

/// A home with a place of its own for what is soon gone.
fn home() -> Home {
    let home = Home::with_deck(NINE_DAYS);
    let run = home.file("run");
    fs::create_dir_all(&run).expect("a folder");
    let variables = [
        ("XDG_RUNTIME_DIR", run.display().to_string()),
        ("PATH", std::env::var("PATH").expect("a path")),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value));
    home.env.borrow_mut().extend(variables);
    home
}

pub(crate) fn list(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
    format!("[{}]", words.join(", "))
}

/// The same with a recorder and a recogniser in its settings.
fn set(home: &Home, recorder: &[&str], transcriber: &[&str]) {
    let settings = format!(
        "builtin = []\nrecorder = {}\ntranscriber = {}\n",
        list(recorder),
        list(transcriber)
    );
    home.write("config.toml", &settings);
}

fn sound(home: &Home, bytes: &[u8]) -> String {
    let path = home.file("answer.raw");
    fs::write(&path, bytes).expect("a file");
    path.display().to_string()
}

fn heard() -> String {
    let path = root().join("tests/speech/formats/whisper.srt");
    path.display().to_string()
}

/// What lies where sound lies for a moment.
pub(crate) fn left(home: &Home) -> Vec<PathBuf> {
    let places = [
        home.file("run"),
        home.path().parent().expect("a folder").to_owned(),
    ];
    let entries = places
        .iter()
        .flat_map(|place| fs::read_dir(place).expect("a folder"));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let is_ours = |path: &PathBuf| {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        name.starts_with(".star-cards-")
    };
    paths.filter(is_ours).collect()
}

fn tried(home: &Home) -> Run {
    let run = home.run(&["doctor", "--voice"]);
    assert_eq!(left(home), Vec::<PathBuf>::new());
    run
}

#[test]
fn three_seconds_are_recorded_and_heard() {
    let home = home();
    let sound = sound(&home, &speech(3));
    set(&home, &["cat", &sound], &["cat", &heard(), "{wav}"]);
    // The recording is heard as a text; its bytes are no words.
    set(
        &home,
        &["cat", &sound],
        &["sh", "-c", "cat \"$0\"", &heard(), "{wav}"],
    );
    let run = tried(&home).ok();
    let out = home.anonymous(&run.out);
    assert!(
        out.contains("Say a sentence now.\nRecorded 5.0 s: speech, from 1.0 s on.\n"),
        "{out}"
    );
    assert!(out.contains("Heard in"), "{out}");
    assert!(out.contains("with the times of sentences."), "{out}");
    let told = home.run(&["doctor"]).out;
    assert!(
        told.contains("voice     records with cat (config.toml)\n"),
        "{told}"
    );
    assert!(
        told.contains("voice     hears with sh (config.toml)\n"),
        "{told}"
    );
    let json = home.run(&["doctor", "--json"]).json();
    assert_eq!(json["voice"]["recorder"]["program"], "cat");
    assert_eq!(json["voice"]["transcriber"]["set"], true);
}

#[test]
fn where_nothing_is_installed_it_is_said_what_to_install() {
    let home = Home::with_deck(NINE_DAYS);
    let run = home.run(&["doctor", "--voice"]).code(1);
    insta::assert_snapshot!(run.out, @r#"
    No recorder is set, and none was found in PATH
      Install one, for example `sudo apt install pulseaudio-utils` (or alsa-utils,
        sox, ffmpeg).
      Or name another one in config.toml: `recorder = ["COMMAND", "ARGUMENT"]`

    No recogniser is set, and none was found in PATH
      Install one, for example `pipx install whisper-ctranslate2`.
      Then load a model, once online:
        `whisper-ctranslate2 --model base.en SOUND.wav`
      Or name another one in config.toml: `transcriber = ["COMMAND", "{wav}"]`
    "#);
    let told = home.run(&["doctor"]).out;
    let lines: Vec<&str> = told
        .lines()
        .skip_while(|line| !line.starts_with("voice"))
        .take(4)
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    voice     no recorder: see `star-cards doctor --voice`, or set recorder in
              config.toml
    voice     no recogniser: see `star-cards doctor --voice`, or set transcriber in
              config.toml
    ");
    let json = home.run(&["doctor", "--json"]).json();
    assert!(json["voice"]["recorder"].is_null() && json["voice"]["transcriber"].is_null());
}

#[test]
fn each_failure_is_told_with_what_to_do() {
    let home = home();
    let sound = sound(&home, &speech(3));
    let silence = home.file("silence.raw");
    fs::write(&silence, vec![0; 128_000]).expect("a file");
    let hum = home.file("hum.raw");
    let hums = (0..64_000_i32).flat_map(|at| (((at % 320) * 3 - 480) as i16).to_le_bytes());
    fs::write(&hum, hums.collect::<Vec<u8>>()).expect("a file");
    let (silence, hum) = (silence.display().to_string(), hum.display().to_string());
    let say = |script: &'static str| vec!["sh", "-c", script, "{wav}"];
    let hears = || vec!["cat", "{wav}"];
    let table = [
        (
            vec!["no-such-recorder"],
            hears(),
            "`no-such-recorder` cannot be started: No such file",
        ),
        (
            say("echo 'no card' >&2; exit 1"),
            hears(),
            "The recorder `sh` gave no sound: no card",
        ),
        (
            vec!["cat", &silence],
            hears(),
            "Recorded 4.0 s: digital silence.",
        ),
        (
            vec!["cat", &hum],
            hears(),
            "Recorded 4.0 s: silence or a steady sound",
        ),
        (
            vec!["cat", &sound],
            vec!["no-such-recogniser"],
            "`no-such-recogniser` cannot be started",
        ),
        (
            vec!["cat", &sound],
            say("echo 'no model' >&2; exit 3"),
            "`sh` failed: no model",
        ),
        (
            vec!["cat", &sound],
            say("true"),
            "the recogniser `sh` wrote nothing",
        ),
        (
            vec!["cat", &sound],
            vec!["true"],
            "Its arguments need {wav}",
        ),
        (
            vec!["cat", &sound],
            say("echo '[BLANK_AUDIO]'"),
            "the recogniser `sh` wrote nothing",
        ),
        (
            vec!["cat", &sound],
            say("exec cat /dev/zero"),
            "wrote more than 10 MB",
        ),
        (
            vec!["cat", &sound],
            say("exec sleep 1000"),
            "was stopped after 170 s without a result",
        ),
    ];
    for (recorder, transcriber, expected) in table {
        set(&home, &recorder, &transcriber);
        let run = tried(&home).code(1);
        let told = format!("{}{}", run.out, run.err).replace("\n  ", " ");
        assert!(told.contains(expected), "{expected}: {told}");
    }
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing() {
    let home = home();
    let sound = sound(&home, &speech(3));
    set(&home, &["cat", &sound], &["cat", "{wav}"]);
    let run = home.file("run").display().to_string();
    let start = Start::at(&home).env("XDG_RUNTIME_DIR", &run);
    let output = start
        .after("trap '' XFSZ; ulimit -f 32")
        .piped(&["doctor", "--voice"]);
    let told = String::from_utf8_lossy(&output.stdout).replace("\n  ", " ");
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.contains("The recording cannot be written to"),
        "{told}"
    );
    assert!(
        told.contains("Make room on that disk, then record again."),
        "{told}"
    );
    assert_eq!(left(&home), Vec::<PathBuf>::new());
}

#[test]
fn settings_that_cannot_work_are_found() {
    let home = home();
    set(&home, &["no-such-recorder"], &["cat"]);
    let run = home.run(&["doctor"]).code(1);
    let out = home.anonymous(&run.out);
    assert!(
        out.contains("`recorder` names no-such-recorder, which is not installed."),
        "{out}"
    );
    assert!(
        out.contains("`transcriber` has no {wav}, so that it never gets the recording."),
        "{out}"
    );
    home.write("config.toml", "recorder = 'arecord -q'\n");
    let run = home.run(&["due"]).code(1);
    let err = home.anonymous(&run.err);
    assert!(
        err.contains("write a list: recorder = [\"arecord\", \"-q\"]"),
        "{err}"
    );
}

#[test]
fn a_reading_is_measured_from_its_first_word_to_its_last() {
    let home = home();
    let sound = sound(&home, &speech(12));
    set(&home, &["cat", &sound], &["cat", "{wav}"]);
    let run = home
        .ask(&["calibrate", "--voice", "nine-days-late"], [OVER, YES])
        .ok();
    assert_eq!(
        run.err,
        "33 words in 12 s. Your rate is 165 words a minute.\n"
    );
    assert_eq!(left(&home), Vec::<PathBuf>::new());
    let log = rusqlite::Connection::open(home.database()).expect("the log");
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let kept: (u32, u32) = log
        .query_row("SELECT words, ms FROM pace", [], row)
        .expect("a row");
    assert_eq!(kept, (33, 12_000));
}

#[test]
fn a_reading_that_is_none_is_told_and_nothing_is_saved() {
    let home = home();
    let table = [
        (
            vec![0; 640_000],
            "error: nobody speaks in the recording\n  Nothing was saved. To try the microphone: star-cards doctor --voice\n",
        ),
        (
            speech(2),
            "error: that was too short to measure your pace\n  Read the whole text aloud, then press Space.\n",
        ),
        (Vec::new(), "error: the recorder `cat` gave no sound"),
        (speech(6), "people speak 60 to 260"),
        (speech(60), "people speak 60 to 260"),
    ];
    for (bytes, expected) in table {
        let sound = sound(&home, &bytes);
        set(&home, &["cat", &sound], &["cat", "{wav}"]);
        let run = home
            .ask(&["calibrate", "--voice", "nine-days-late"], [OVER, YES])
            .code(1);
        assert!(
            run.err
                .replace("\n  ", " ")
                .contains(&expected.replace("\n  ", " ")),
            "{}",
            run.err
        );
    }
    let sound = sound(&home, &speech(12));
    set(&home, &["cat", &sound], &["cat", "{wav}"]);
    let cut = home.ask(
        &["calibrate", "--voice", "nine-days-late"],
        [OVER, Reply::Say(false)],
    );
    let cut = cut.ok();
    assert_eq!(cut.err, "Nothing was measured.\n");
    let asked = "The recording ended by itself after 0:14. Had you read it all? (y/N)";
    assert!(cut.shown.contains(asked), "{}", cut.shown);
    let left_by_hand = home
        .ask(
            &["calibrate", "--voice", "nine-days-late"],
            [Reply::key('q')],
        )
        .ok();
    assert_eq!(left_by_hand.err, "Nothing was measured.\n");
    home.ask(
        &["calibrate", "--voice", "nine-days-late"],
        [Reply::Interrupt],
    )
    .code(130);
    assert_eq!(left(&home), Vec::<PathBuf>::new());
    assert!(!home.database().exists());
}

/// How a program ends before it is done.
#[derive(Debug, Clone, Copy)]
enum Way {
    CtrlC,
    Signal(&'static str),
    Killed,
}

const WAYS: [Way; 5] = [
    Way::CtrlC,
    Way::Signal("TERM"),
    Way::Signal("HUP"),
    Way::Signal("INT"),
    Way::Killed,
];

pub(crate) fn appears(file: &Path) -> String {
    for _ in 0..LOOKS {
        match fs::read_to_string(file) {
            Ok(text) if text.ends_with('\n') => return text.trim().to_owned(),
            _ => std::thread::sleep(LOOK),
        }
    }
    panic!("{} never came", file.display());
}

/// Waits until a process is gone, or dead and unburied.
pub(crate) fn goes(pid: &str) {
    let stat = PathBuf::from(format!("/proc/{pid}/stat"));
    for _ in 0..LOOKS {
        match fs::read_to_string(&stat) {
            Ok(stat) if !stat.contains(") Z ") => std::thread::sleep(LOOK),
            _ => return,
        }
    }
    panic!("{pid} goes on");
}

/// Ends `doctor --voice` while a command runs that has written its number into a file.
fn end(home: &Home, tty: &mut Tty, pid: &Path, way: Way) {
    let pid = appears(pid);
    match way {
        Way::CtrlC => drop(tty.send(CTRL_C)),
        Way::Signal(name) => drop(tty.signal(name)),
        Way::Killed => tty.kill(),
    }
    if !matches!(way, Way::Killed) {
        assert_eq!(tty.end(), 130, "{way:?}");
        goes(&pid);
        assert_eq!(left(home), Vec::<PathBuf>::new(), "{way:?}");
        return;
    }
    // Nobody can end a command after a kill. What it left goes with the next run.
    let killed = std::process::Command::new("kill")
        .args(["-9", &pid])
        .status();
    assert!(killed.expect("kill").success());
    home.run(&["due"]);
    assert_eq!(left(home), Vec::<PathBuf>::new());
}

#[test]
fn no_sound_and_no_command_stays_behind_whenever_it_ends() {
    for way in WAYS {
        let home = home();
        let sound = sound(&home, &speech(3));
        let pid = home.file("pid");
        let waits = format!("echo $$ > {}; exec sleep 1000", pid.display());
        let waits = ["sh", "-c", &waits, "{wav}"];
        let hears = ["cat", "{wav}"];
        let plays = ["cat", &sound];
        let run = home.file("run").display().to_string();
        for (recorder, transcriber) in [(&waits[..], &hears[..]), (&plays, &waits)] {
            let _ = fs::remove_file(&pid);
            set(&home, recorder, transcriber);
            let start = Start::at(&home).env("XDG_RUNTIME_DIR", &run);
            let mut tty = start.tty(&["doctor", "--voice"]);
            tty.wait_for("Say a sentence now.");
            end(&home, &mut tty, &pid, way);
        }
    }
}

#[test]
fn a_reading_that_is_stopped_leaves_no_recorder() {
    for way in WAYS {
        let home = home();
        let pid = home.file("pid");
        let waits = format!("echo $$ > {}; exec sleep 1000", pid.display());
        set(&home, &["sh", "-c", &waits], &["cat", "{wav}"]);
        let run = home.file("run").display().to_string();
        let start = Start::at(&home).env("XDG_RUNTIME_DIR", &run);
        let mut tty = start.tty(&["calibrate", "--voice", "nine-days-late"]);
        tty.wait_for("0:00").wait_for_a_prompt();
        end(&home, &mut tty, &pid, way);
    }
}

#[test]
fn a_terminal_shows_a_clock_and_how_loud_it_is() {
    let home = home();
    let sound = sound(&home, &speech(12));
    let script = format!("cat {sound}; exec sleep 1000");
    set(&home, &["sh", "-c", &script], &["cat", "{wav}"]);
    let mut tty = Start::at(&home).tty(&["calibrate", "--voice", "nine-days-late"]);
    tty.wait_for("0:14 □□□□□□□□ Space when you have read it all · q leave");
    tty.press(" ")
        .wait_for("33 words in 12 s. Your rate is 165 words a minute.");
    assert_eq!(tty.end(), 0);
    // Line by line, where Enter alone ends it.
    let mut tty = Start::at(&home).tty(&["--plain", "calibrate", "--voice", "nine-days-late"]);
    tty.wait_for("Enter alone when you have read it all, q leave, then Enter:");
    tty.send("q\n").wait_for("Nothing was measured.");
    assert_eq!(tty.end(), 0);
}

#[test]
fn a_recorder_that_ends_ends_the_reading() {
    let home = home();
    set(
        &home,
        &["sh", "-c", "echo 'device is gone' >&2; exit 1"],
        &["cat", "{wav}"],
    );
    for args in [
        &["calibrate", "--voice", "nine-days-late"][..],
        &["--plain", "calibrate", "--voice", "nine-days-late"],
    ] {
        let mut tty = Start::at(&home).tty(args);
        tty.wait_for("the recorder `sh` gave no sound: device is gone");
        assert_eq!(tty.end(), 1);
    }
}

#[test]
fn the_trial_does_not_advise_itself() {
    let home = home();
    let sound = sound(&home, &speech(3));
    let settings: [(&[&str], &[&str]); 2] = [
        (&["cat", &sound], &["false", "{wav}"]),
        (&["true"], &["cat", "{wav}"]),
    ];
    for (recorder, transcriber) in settings {
        set(&home, recorder, transcriber);
        let run = tried(&home);
        let said = format!("{}{}", run.out, run.err);
        assert!(said.contains("Run the command above by itself"), "{said}");
        assert!(!said.contains("star-cards doctor --voice"), "{said}");
    }
}
