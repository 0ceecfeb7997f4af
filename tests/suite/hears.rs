//! Spoken answers through real programs: flite speaks a retelling, `arecord` reads it through ALSA's
//! file plugin as from a microphone, pocketsphinx hears it. Needs all three, so this runs only when
//! asked for: `cargo test --test suite hears -- --ignored`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::Home;
use crate::house::root;

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

/// When each beat begins by what is shown, in seconds, counted from the first one.
fn shown_begins(out: &str, beats: &[(&str, f64)]) -> Vec<f64> {
    let mut at = 0.0;
    let mut begins = Vec::new();
    for (beat, _) in beats {
        begins.push(at);
        let row = out.lines().find(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(*beat) && words.nth(1) == Some("s")
        });
        let row = row.unwrap_or_else(|| panic!("no seconds of {beat}: {out}"));
        let seconds = row.split_whitespace().nth(1).expect("seconds");
        at += seconds.parse::<f64>().expect("a number");
    }
    begins
}

#[track_caller]
fn is_heard_right(name: &str, told: &Value, answer: &SpokenAnswer, out: &str) {
    for ((beat, truth), heard) in answer.begins.iter().zip(shown_begins(out, &answer.begins)) {
        assert!(
            (truth - heard).abs() <= SLACK,
            "{name}: {beat} begins at {truth:.1} s and is heard at {heard} s\n{out}"
        );
    }
    let points = told["points"].as_array().expect("points").iter();
    let same: Vec<&str> = points
        .filter(|point| point["said"] == "same words")
        .filter_map(|point| point["text"].as_str())
        .collect();
    assert!(!same.is_empty());
    for point in same {
        assert!(out.contains(&format!("    said       {point}\n")), "{out}");
    }
}

#[test]
#[ignore = "speaks and hears with flite, arecord and pocketsphinx"]
fn two_answers_are_heard_as_they_were_spoken() {
    for name in ["nine-days-late", "stale-model"] {
        let folder = root().join("tests/speech").join(name);
        let read = |file: &str| fs::read_to_string(folder.join(file)).expect("a file");
        let told: Value = serde_json::from_str(&read("spoken.json")).expect("JSON");
        let answer = SpokenAnswer::of(&told);
        let wav = answer.folder.path().join("answer.wav");
        let recorder: Vec<String> = answer.recorder();
        let recorded = Command::new(&recorder[0])
            .args(recorder[1..].iter().map(|word| match word.as_str() {
                "raw" => "wav",
                word => word,
            }))
            .arg(&wav)
            .status()
            .expect("a recorder");
        assert!(recorded.success(), "{recorded}");
        let wav = wav.display().to_string();
        let mut transcriber = TRANSCRIBER.split(' ');
        let heard = Command::new(transcriber.next().expect("a program"))
            .args(transcriber.map(|word| word.replace("{wav}", &wav)))
            .output()
            .expect("a recogniser");
        assert!(heard.status.success(), "{heard:?}");
        let heard = String::from_utf8(heard.stdout).expect("UTF-8");
        let home = Home::with_deck(&read("story.md"));
        let out = home
            .feed(&["rehearse", "--transcript", "-"], &heard)
            .ok()
            .out;
        is_heard_right(name, &told, &answer, &out);
    }
}
