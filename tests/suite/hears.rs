//! `rehearse --voice` with real programs: flite speaks a retelling, `arecord` reads it through ALSA's
//! file plugin as from a microphone, pocketsphinx hears it. Needs all three, so this runs only when
//! asked for: `cargo test --test suite hears -- --ignored`.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::Home;
use crate::house::root;
use crate::terminal::{ENTER, Start};

/// Samples of flite's voice in a second.
const RATE: usize = 16_000;

/// Silence before the answer, and between its beats, in samples.
const BEFORE: usize = RATE * 3 / 2;
const BETWEEN: usize = RATE * 3 / 5;

/// The beats in the order in which they are told.
const BEATS: [&str; 5] = ["Situation", "Task", "Action", "Result", "Learning"];

/// How far a beat may begin from where it began, in seconds.
const SLACK: f64 = 3.0;

/// A retelling as sound: what ALSA is given, and when each beat begins, counted from the first one.
struct SpokenAnswer {
    folder: TempDir,
    seconds: usize,
    begins: Vec<(&'static str, f64)>,
}

impl SpokenAnswer {
    fn of(told: &Value) -> SpokenAnswer {
        let folder = TempDir::new().expect("a folder");
        let mut sound = vec![0; BEFORE * 2];
        let mut begins = Vec::new();
        for beat in BEATS {
            let from = (sound.len() / 2 - BEFORE) as f64 / RATE as f64;
            begins.push((beat, from));
            let words = told["spoken"][beat].as_str().expect("words");
            sound.extend(spoken(folder.path(), words));
            sound.extend(vec![0; BETWEEN * 2]);
        }
        fs::write(folder.path().join("answer.raw"), &sound).expect("a file");
        let config = format!(
            "pcm.answer {{ type file slave.pcm null file /dev/null infile {} format raw }}\n",
            folder.path().join("answer.raw").display()
        );
        fs::write(folder.path().join("asound.conf"), config).expect("a file");
        SpokenAnswer {
            folder,
            seconds: sound.len().div_ceil(RATE * 2),
            begins,
        }
    }

    /// What records it.
    fn recorder(&self) -> Vec<String> {
        let config = self.folder.path().join("asound.conf");
        let config = format!(
            "ALSA_CONFIG_PATH=/usr/share/alsa/alsa.conf:{}",
            config.display()
        );
        let seconds = self.seconds.to_string();
        let form = "-q -D answer -t raw -f S16_LE -r 16000 -c 1 -d";
        let words = ["env", &config, "arecord"].into_iter();
        let words = words.chain(form.split(' ')).chain([seconds.as_str()]);
        words.map(str::to_owned).collect()
    }
}

/// What flite makes of words: bare samples.
fn spoken(folder: &Path, words: &str) -> Vec<u8> {
    let wav = folder.join("beat.wav");
    let status = Command::new("flite")
        .args(["-voice", "slt", "-t", words, "-o"])
        .arg(&wav)
        .status()
        .expect("flite is installed");
    assert!(status.success(), "{status}");
    let bytes = fs::read(&wav).expect("a file");
    let data = bytes.windows(4).position(|four| four == b"data");
    bytes[data.expect("samples") + 8..].to_vec()
}

/// What hears it, with the settings that spare a third of its time and none of its words that matter here.
const TRANSCRIBER: &str =
    "pocketsphinx_continuous -infile {wav} -time yes -fwdflat no -maxhmmpf 3000 -logfn /dev/null";

/// A recogniser works for as long as it takes, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_mins(5);

/// When each beat began by the rows of the run, in seconds, counted from the first one.
fn logged_begins(home: &Home) -> Vec<f64> {
    let out = home.run(&["export", "runs", "--format", "json"]).ok();
    let laps = out.json()["laps"].as_array().expect("laps").clone();
    let mut at = 0.0;
    let mut begins = Vec::new();
    for beat in BEATS {
        begins.push(at);
        let lap = laps.iter().find(|lap| lap["part"] == beat.to_lowercase());
        let ms = lap.map_or(&Value::Null, |lap| &lap["ms"]);
        at += ms.as_f64().unwrap_or_else(|| panic!("no {beat}: {laps:?}")) / 1000.0;
    }
    begins
}

#[test]
#[ignore = "speaks and hears with flite, arecord and pocketsphinx"]
fn two_answers_are_heard_as_they_were_spoken() {
    for name in ["nine-days-late", "stale-model"] {
        let folder = root().join("tests/speech").join(name);
        let read = |file: &str| fs::read_to_string(folder.join(file)).expect("a file");
        let told: Value = serde_json::from_str(&read("spoken.json")).expect("JSON");
        let answer = SpokenAnswer::of(&told);
        let home = Home::with_deck(&read("story.md"));
        let transcriber: Vec<&str> = TRANSCRIBER.split(' ').collect();
        let settings = format!(
            "builtin = []\nrecorder = {:?}\ntranscriber = {transcriber:?}\n",
            answer.recorder()
        );
        home.write("config.toml", &settings);

        // The recorder ends before a key could be pressed, and says so.
        let start = Start::at(&home).size(120, 100);
        let mut tty = start.tty(&["rehearse", name, "--voice"]);
        tty.wait_at_most(PATIENCE, "Space go on").press(" ");
        tty.wait_at_most(PATIENCE, "Action: what did you say?")
            .press(ENTER)
            .wait_for("Learning: what did you say?")
            .press(ENTER)
            .wait_for("Save these grades?")
            .press("y")
            .wait_for("Next:");
        assert_eq!(tty.end(), 0);

        let screen = tty.screen();
        for ((beat, truth), heard) in answer.begins.iter().zip(logged_begins(&home)) {
            assert!(
                (truth - heard).abs() <= SLACK,
                "{name}: {beat} begins at {truth:.1} s and is heard at {heard:.1} s\n{screen}"
            );
        }
        let points = told["points"].as_array().expect("points").iter();
        let same: Vec<&str> = points
            .filter(|point| point["said"] == "same words")
            .filter_map(|point| point["text"].as_str())
            .collect();
        assert!(!same.is_empty());
        for point in same {
            let row = format!("    said       {point}\n");
            assert!(screen.contains(&row), "{name}: {point}\n{screen}");
        }
    }
}
