use std::path::PathBuf;
use std::time::Duration;

use super::recording::MOST_RECORDED_MS;
use super::*;

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

fn recorder(set: &[&str]) -> Recorder {
    Recorder::find(Some(&words(set)), &Surroundings::default()).expect("it is set")
}

fn transcriber(set: &[&str]) -> Transcriber {
    Transcriber::find(Some(&words(set)), &Surroundings::default()).expect("it is set")
}

/// A folder of the test's own as the only place for recordings.
struct Ground(tempfile::TempDir);

impl Ground {
    fn new() -> Ground {
        Ground(tempfile::tempdir().expect("a folder"))
    }

    fn places(&self) -> Vec<PathBuf> {
        vec![self.0.path().to_owned()]
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path.display().to_string()
    }

    /// What lies in it beside the files of the test.
    fn left(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path())
            .expect("a folder")
            .flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with('.')).collect()
    }

    fn recorded(&self, bytes: &[u8]) -> Result<RecordedAnswer, VoiceError> {
        let file = self.file("answer.raw", bytes);
        let recording = Recording::begin(&recorder(&["cat", &file]), &self.places(), 0)?;
        until_over(&recording);
        recording.finish(0)
    }

    fn heard(&self, answer: &RecordedAnswer, set: &[&str]) -> Result<String, VoiceError> {
        let mut work = Transcribing::begin(&transcriber(set), answer, 0, 1000)?;
        loop {
            if let Some(heard) = work.poll(0)? {
                return Ok(heard);
            }
            work.wait(Duration::from_millis(10));
        }
    }
}

fn until_over(recording: &Recording) {
    for _ in 0..3000 {
        if recording.ended().is_some() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the recorder never ended");
}

/// Bursts of noise with silence between them, as loud and as soft as speech: so many seconds, the
/// first word half a second in.
fn speech(seconds: usize) -> Vec<i16> {
    let mut state: u32 = 1;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as i16
    };
    (0..seconds * 16_000)
        .map(|at| match (at / 1600) % 10 {
            0..5 => noise() / 2000,
            _ => noise() / 8,
        })
        .collect()
}

fn bytes(samples: &[i16]) -> Vec<u8> {
    samples
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect()
}

#[test]
fn an_answer_is_recorded_and_heard_and_nothing_stays() {
    let ground = Ground::new();
    let answer = ground.recorded(&bytes(&speech(4))).expect("an answer");
    assert_eq!((answer.ms, answer.is_speech()), (4000, true));
    assert_eq!(answer.first_word_ms(), Some(500));
    let heard = ground.heard(&answer, &["sh", "-c", "wc -c < \"$0\"", "{wav}"]);
    assert_eq!(heard.expect("a size").trim(), (44 + 4 * 32_000).to_string());
    assert_eq!(ground.left().len(), 1);
    drop(answer);
    assert_eq!(ground.left(), Vec::<String>::new());
}

#[test]
fn each_failure_of_a_recorder_is_told() {
    let ground = Ground::new();
    let told = |set: &[&str]| {
        let recording = Recording::begin(&recorder(set), &ground.places(), 0);
        let answer = recording.and_then(|recording| {
            until_over(&recording);
            recording.finish(0)
        });
        let error = answer.expect_err("no answer");
        assert!(!error.hints().is_empty());
        error.to_string()
    };
    let missing = told(&["no-such-recorder"]);
    assert!(
        missing.starts_with("`no-such-recorder` cannot be started: No such file"),
        "{missing}"
    );
    let fails = "echo opening >&2; echo 'no device' >&2; exit 3";
    assert_eq!(
        told(&["sh", "-c", fails]),
        "the recorder `sh` gave no sound: no device"
    );
    assert_eq!(
        told(&["sh", "-c", "exit 3"]),
        "the recorder `sh` gave no sound (exit status: 3)"
    );
    assert_eq!(told(&["true"]), "the recorder `true` gave no sound");
    let header = b"RIFF....WAVEfmt \x10\0\0\0\x03\0\x02\0\x80\xbb\0\0........\x20\0data....";
    let floats = ground.file("floats.wav", header);
    assert_eq!(
        told(&["cat", &floats]),
        "the recorder `cat` writes samples that are not of 16 bits"
    );
    let doubled: Vec<i16> = speech(3).iter().flat_map(|sample| [*sample; 2]).collect();
    let doubled = ground.file("doubled.raw", &bytes(&doubled));
    assert_eq!(
        told(&["cat", &doubled]),
        "the recorder `cat` writes two channels"
    );
    assert_eq!(ground.left(), Vec::<String>::new());
}

#[test]
fn silence_and_a_hum_are_no_speech() {
    let ground = Ground::new();
    let hum: Vec<i16> = (0..64_000)
        .map(|at| if at % 320 < 160 { 900 } else { -900 })
        .collect();
    for (samples, sound) in [(vec![0; 64_000], Sound::Zeros), (hum, Sound::Steady)] {
        let answer = ground.recorded(&bytes(&samples)).expect("an answer");
        assert_eq!((answer.sound, answer.is_speech()), (sound, false));
        assert_eq!(answer.first_word_ms(), None);
    }
}

#[test]
fn what_a_recorder_gave_before_it_died_is_kept() {
    let ground = Ground::new();
    let file = ground.file("answer.raw", &bytes(&speech(2)));
    let script = format!("cat {file}; echo gone >&2; exit 1");
    let recording = Recording::begin(&recorder(&["sh", "-c", &script]), &ground.places(), 0);
    let recording = recording.expect("it starts");
    until_over(&recording);
    assert_eq!(recording.ended(), Some(Ended::ByItself));
    assert_eq!(recording.recorded_ms(), 2000);
    assert!(recording.level_db() > -96.0);
    assert_eq!(recording.finish(0).expect("an answer").ms, 2000);
}

#[test]
fn no_more_than_five_minutes_are_recorded() {
    let ground = Ground::new();
    let recording = Recording::begin(&recorder(&["cat", "/dev/zero"]), &ground.places(), 0);
    let recording = recording.expect("it starts");
    until_over(&recording);
    assert_eq!(recording.ended(), Some(Ended::AtTheMost));
    assert_eq!(recording.finish(0).expect("an answer").ms, MOST_RECORDED_MS);
}

/// A recorder that goes on after so many bytes of sound.
fn going_on(ground: &Ground, samples: &[i16]) -> Recording {
    let file = ground.file("answer.raw", &bytes(samples));
    let script = format!("cat {file}; exec sleep 1000");
    let recording = Recording::begin(&recorder(&["sh", "-c", &script]), &ground.places(), 1_000);
    let recording = recording.expect("it starts");
    let ms = u32::try_from(samples.len() / 16).expect("short");
    while recording.recorded_ms() < ms {
        std::thread::sleep(Duration::from_millis(5));
    }
    recording
}

#[test]
fn samples_that_come_too_fast_are_noticed_by_the_clock() {
    let ground = Ground::new();
    let samples = speech(24);
    let ends_at = |now_ms| going_on(&ground, &samples).finish(now_ms);
    let error = ends_at(5_000).expect_err("48 kHz and two channels");
    assert_eq!(
        error.to_string(),
        "the recorder `sh` writes 6.0 times as much as it should"
    );
    for now_ms in [25_000, 26_500, 3_000, 1_000] {
        assert_eq!(ends_at(now_ms).expect("an answer").ms, 24_000, "{now_ms}");
    }
    // Where the first sample is noticed, a second is enough, and no start of a device counts.
    let mut noticed = going_on(&ground, &samples);
    noticed.notice(20_000);
    noticed.notice(29_000);
    let error = noticed.finish(30_000).expect_err("two channels");
    assert!(error.to_string().contains("2.4 times"), "{error}");
    // What the program was stopped for is no time of the recorder's.
    let mut held = going_on(&ground, &samples);
    held.suspend(2_000);
    held.resume(92_000);
    assert!(held.finish(95_000).is_err());
}

#[test]
fn a_full_disk_is_told_and_another_place_is_tried() {
    let ground = Ground::new();
    let file = ground.file("answer.raw", &bytes(&speech(1)));
    let nowhere = vec![ground.0.path().join("missing")];
    let recorder = recorder(&["cat", &file]);
    let error = Recording::begin(&recorder, &nowhere, 0).expect_err("no place");
    assert!(
        error
            .to_string()
            .starts_with("the recording cannot be written to")
    );
    let places = [nowhere, ground.places()].concat();
    let recording = Recording::begin(&recorder, &places, 0).expect("another place");
    until_over(&recording);
    // The place goes while the answer is spoken.
    let held = std::fs::read_dir(ground.0.path())
        .expect("a folder")
        .flatten();
    for folder in held.filter(|entry| entry.path().is_dir()) {
        std::fs::remove_dir_all(folder.path()).expect("gone");
    }
    assert_eq!(recording.finish(0).expect("an answer").ms, 1000);
}

#[test]
fn only_the_owner_may_hear_a_recording_and_a_kept_one() {
    use std::os::unix::fs::PermissionsExt;
    let ground = Ground::new();
    let answer = ground.recorded(&bytes(&speech(1))).expect("an answer");
    let runs = ground.0.path().join("runs");
    let kept = [answer.keep(&runs, "nine"), answer.keep(&runs, "nine")];
    let kept = kept.map(|path| path.expect("kept"));
    assert_ne!(kept[0], kept[1]);
    let mode = |path: &std::path::Path| {
        let data = std::fs::metadata(path).expect("there");
        data.permissions().mode() & 0o777
    };
    let folder = answer.wav.parent().expect("a folder");
    assert_eq!([mode(folder), mode(&runs)], [0o700; 2]);
    assert_eq!([mode(&answer.wav), mode(&kept[0])], [0o600; 2]);
    drop(answer);
    assert!(kept.iter().all(|path| path.is_file()));
}

#[test]
fn words_are_taken_from_wherever_a_recogniser_writes_them() {
    let ground = Ground::new();
    let answer = ground.recorded(&bytes(&speech(1))).expect("an answer");
    let heard = |script: &str| {
        let call = ["sh", "-c", script, "{wav}", "{out}", "{dir}"];
        ground.heard(&answer, &call).expect("words")
    };
    assert_eq!(heard("echo from stdout"), "from stdout\n");
    assert_eq!(heard("echo noise; echo from out > $1"), "from out\n");
    assert_eq!(
        heard("echo from json > $1.json; echo text > $1.txt"),
        "from json\n"
    );
    assert_eq!(
        heard("echo from dir > $2/answer.srt; : > $2/a.json"),
        "from dir\n"
    );
    // What an earlier try has left is no result of this one.
    assert_eq!(heard("echo again"), "again\n");
    assert_eq!(heard(r"printf 'caf\303'"), "caf\u{fffd}");
}

#[test]
fn each_failure_of_a_recogniser_is_told_and_the_recording_stays() {
    let ground = Ground::new();
    let answer = ground.recorded(&bytes(&speech(1))).expect("an answer");
    let told = |set: &[&str]| {
        ground
            .heard(&answer, set)
            .expect_err("no words")
            .to_string()
    };
    let missing = told(&["no-such-recogniser", "{wav}"]);
    assert!(
        missing.starts_with("`no-such-recogniser` cannot be started"),
        "{missing}"
    );
    let table = [
        (
            "echo half; echo 'no model' >&2; exit 3",
            "the recogniser `sh` failed: no model",
        ),
        (
            "echo 'error: no such model' >&2; echo '  -m FILE  the model' >&2; exit 3",
            "the recogniser `sh` failed: error: no such model",
        ),
        (
            "kill -SEGV $$",
            "the recogniser `sh` failed (signal: 11 (SIGSEGV) (core dumped))",
        ),
        ("true", "the recogniser `sh` wrote nothing"),
        ("echo; echo ' '", "the recogniser `sh` wrote nothing"),
        (
            "echo 'broken file' >&2",
            "the recogniser `sh` wrote nothing: broken file",
        ),
        (
            "exec cat /dev/zero",
            "the recogniser `sh` wrote more than 10 MB",
        ),
        (
            "head -c 10000001 /dev/zero > $1",
            "the recogniser `sh` wrote more than 10 MB",
        ),
    ];
    for (script, expected) in table {
        let told = told(&["sh", "-c", script, "{wav}", "{out}"]);
        assert_eq!(
            told.replace(" (core dumped)", ""),
            expected.replace(" (core dumped)", "")
        );
        assert!(answer.wav.is_file());
    }
}

#[test]
fn a_recogniser_that_hangs_is_stopped_with_all_that_it_started() {
    let ground = Ground::new();
    let answer = ground.recorded(&bytes(&speech(1))).expect("an answer");
    let pids = ground.0.path().join("pids");
    let script = format!(
        "sleep 1000 & echo $! > {0}.new; mv {0}.new {0}; wait",
        pids.display()
    );
    let hanging = transcriber(&["sh", "-c", &script, "{wav}"]);
    let mut work = Transcribing::begin(&hanging, &answer, 0, 60_000).expect("it starts");
    assert!(work.poll(60_000).expect("still at work").is_none());
    while !pids.is_file() {
        work.wait(Duration::from_millis(5));
    }
    assert!(work.is_over(60_001));
    let error = work.poll(60_001).expect_err("too long");
    assert_eq!(
        error.to_string(),
        "the recogniser `sh` was stopped after 60 s without a result"
    );
    drop(work);
    let pid = std::fs::read_to_string(&pids).expect("a pid");
    let pid = pid
        .trim()
        .parse()
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    let is_there = || rustix::process::test_kill_process(pid.expect("a pid")).is_ok();
    // Whose parent is dead is buried by the system, which takes a moment.
    for _ in 0..1000 {
        if !is_there() || is_dead(pid) {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("it goes on");
}

/// Whether a process is dead and only waits for somebody to notice.
fn is_dead(pid: Option<rustix::process::Pid>) -> bool {
    let pid = pid.map_or(0, |pid| pid.as_raw_nonzero().get());
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.is_ok_and(|stat| stat.contains(") Z "))
}

#[test]
fn the_patience_is_generous() {
    assert_eq!(patience_ms(0), 120_000);
    assert_eq!(patience_ms(100_000), 1_120_000);
}

#[test]
fn a_recorder_is_held_while_the_program_is_stopped_and_ends_with_a_panic() {
    let ground = Ground::new();
    let recording = Recording::begin(&recorder(&["sleep", "1000"]), &ground.places(), 0);
    let mut recording = recording.expect("it starts");
    let pid = recording.pid();
    recording.suspend(0);
    until_state(pid, 'T');
    recording.resume(0);
    until_state(pid, 'S');
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
        let _recording = recording;
        panic!("somewhere else");
    }));
    assert!(panicked.is_err());
    assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists());
    assert_eq!(ground.left(), Vec::<String>::new());
}

fn until_state(pid: u32, state: char) {
    for _ in 0..3000 {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
        if stat.contains(&format!(") {state} ")) {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("{pid} is never in state {state}");
}
