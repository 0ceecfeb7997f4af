//! A recogniser at work on a recorded answer.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::VoiceError;
use super::child::OwnedChild;
use super::find::Transcriber;
use super::pump::{KeptPart, Pump};
use super::recording::RecordedAnswer;
use super::template::CallPaths;
use crate::files;

/// Bytes of a transcript; the longest one of ten minutes has a tenth of them.
pub(super) const MOST_HEARD: usize = 10_000_000;

/// How long the last bytes of a recogniser that has ended are waited for.
const LAST_BYTES: Duration = Duration::from_millis(500);

/// The endings of what recognisers write, the one that says most of the words' times first.
const ENDINGS: [&str; 6] = ["json", "tsv", "csv", "srt", "vtt", "txt"];

/// How long a recogniser may take before it is stopped, in milliseconds, for so much sound: the
/// largest models take several times as long as the answer.
pub(crate) fn patience_ms(recorded_ms: u32) -> u64 {
    120_000 + 10 * u64::from(recorded_ms)
}

/// A recogniser that runs. Dropped, it is killed; the recording stays.
#[derive(Debug)]
pub(crate) struct Transcribing {
    program: String,
    gets_wav: bool,
    child: OwnedChild,
    out: Pump,
    written: PathBuf,
    began_ms: u64,
    limit_ms: u64,
}

impl Transcribing {
    /// Starts a recogniser on an answer; after `limit_ms` it is stopped.
    pub(crate) fn begin(
        transcriber: &Transcriber,
        answer: &RecordedAnswer,
        now_ms: u64,
        limit_ms: u64,
    ) -> Result<Transcribing, VoiceError> {
        let written = answer.folder().join("heard");
        // What an earlier try has left.
        let _ = fs::remove_dir_all(&written);
        files::create_private_folder(&written).map_err(|error| VoiceError::Disk {
            place: written.clone(),
            error,
        })?;
        let paths = CallPaths {
            wav: &answer.wav,
            out: &written.join("answer"),
            dir: &written,
        };
        let program = transcriber.program().to_owned();
        let (child, out) = OwnedChild::start(&transcriber.call(paths)).map_err(|error| {
            let program = program.clone();
            VoiceError::NotStarted {
                program,
                setting: "transcriber",
                error,
            }
        })?;
        Ok(Transcribing {
            program,
            gets_wav: transcriber.gets_wav(),
            child,
            out: Pump::begin(out, KeptPart::First(MOST_HEARD + 1)),
            written,
            began_ms: now_ms,
            limit_ms,
        })
    }

    /// What it heard, once it is done; none while it works.
    pub(crate) fn poll(&mut self, now_ms: u64) -> Result<Option<String>, VoiceError> {
        let program = || self.program.clone();
        if self.out.bytes().len() > MOST_HEARD {
            return Err(self.too_much());
        }
        let took_ms = self.took_ms(now_ms);
        let Some(status) = self.child.ended() else {
            return match took_ms > self.limit_ms {
                true => Err(VoiceError::TimedOut {
                    program: program(),
                    seconds: self.limit_ms / 1000,
                }),
                false => Ok(None),
            };
        };
        self.out.wait(LAST_BYTES);
        if !status.success() {
            return Err(VoiceError::TranscriberFailed {
                program: program(),
                why: self.child.last_words(),
                status: Some(status),
            });
        }
        let bytes = match written(&self.written) {
            Some(path) => first_bytes(&path).unwrap_or_default(),
            None => self.out.bytes().clone(),
        };
        if bytes.len() > MOST_HEARD {
            return Err(self.too_much());
        }
        // Some cut a letter of several bytes in two.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match text.trim().is_empty() {
            true => Err(VoiceError::NothingHeard {
                program: program(),
                why: self.child.last_words(),
                gets_no_wav: !self.gets_wav,
            }),
            false => Ok(Some(text)),
        }
    }

    fn too_much(&self) -> VoiceError {
        VoiceError::TooMuchHeard {
            program: self.program.clone(),
            megabytes: MOST_HEARD / 1_000_000,
        }
    }

    /// Whether it is worth to poll it: it has ended, or it is over its time.
    pub(crate) fn is_over(&self, now_ms: u64) -> bool {
        self.child.has_ended()
            || self.out.bytes().len() > MOST_HEARD
            || self.took_ms(now_ms) > self.limit_ms
    }

    /// Waits until it is done, at most so long.
    pub(crate) fn wait(&self, longest: Duration) {
        // One that has closed its output and goes on is looked at no more often.
        if self.out.wait(longest) && !self.child.has_ended() {
            std::thread::sleep(longest);
        }
    }

    /// What it says of its work: the last line on standard error.
    pub(crate) fn telling(&self) -> Option<String> {
        self.child.telling()
    }

    /// For how long it works, in milliseconds.
    pub(crate) fn took_ms(&self, now_ms: u64) -> u64 {
        now_ms.saturating_sub(self.began_ms)
    }
}

/// The file that a recogniser wrote its words into: of several, the one that says most.
fn written(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let files = entries.filter(|entry| {
        let data = fs::symlink_metadata(entry.path());
        data.is_ok_and(|data| data.is_file() && data.len() > 0)
    });
    let rank = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let place = ENDINGS.iter().position(|known| ending == Some(known));
        (place.unwrap_or(ENDINGS.len()), path.clone())
    };
    files.map(|entry| entry.path()).min_by_key(rank)
}

fn first_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = MOST_HEARD as u64 + 1;
    fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
