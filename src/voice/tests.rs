use std::path::PathBuf;
use std::time::Duration;

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
