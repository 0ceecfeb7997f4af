//! An answer while it is spoken, and once it is over.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::VoiceError;
use super::child::OwnedChild;
use super::find::Recorder;
use super::gate::{FRAME, SILENT_DB, Sound, gated, loudness_db};
use super::pump::{KeptPart, Pump};
use super::samples::{SAMPLES_A_MS, StreamShape, are_doubled, wav};
use crate::files::{self, TemporaryFolder, folder_of};

/// So much of an answer is recorded at most, in milliseconds.
pub(crate) const MOST_RECORDED_MS: u32 = 300_000;

/// The same in bytes of two channels of 48,000 samples a second.
const MOST_BYTES: usize = MOST_RECORDED_MS as usize * 192;

/// How long a recorder that was asked to end may take for its last samples; sox takes 1.4 s.
const WAY_OUT: Duration = Duration::from_millis(1_600);

/// The meter shows the loudest of so many frames: a tenth of a second.
const METER_FRAMES: usize = 5;

/// Below so many milliseconds no rate of samples is told by the clock.
const LEAST_TIMED_MS: u64 = 3_000;

/// The same where the first sample was noticed, and how many times too many are too many then.
const LEAST_NOTICED_MS: u64 = 700;
const LEAST_TIMES: f64 = 1.7;

/// How many times as many samples as there should be come from what recorders are often set to: two
/// channels, 44,100 or 48,000 samples a second, both.
const KNOWN_FACTORS: [f64; 5] = [2.0, 2.756, 3.0, 5.512, 6.0];

/// How far from one of them the clock may be.
const FACTOR_SLACK: f64 = 0.08;

/// Why no more is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The recorder has ended by itself.
    ByItself,
    /// The answer is longer than any is recorded.
    AtTheMost,
}

/// An answer that is being recorded. Dropped, the recorder is killed, and nothing stays.
#[derive(Debug)]
pub(crate) struct Recording {
    program: String,
    child: OwnedChild,
    samples: Pump,
    folder: TemporaryFolder,
    places: Vec<PathBuf>,
    began_ms: u64,
    /// When its first sample was noticed.
    first_ms: Option<u64>,
    /// Since when it is held.
    held_ms: Option<u64>,
}

impl Recording {
    /// Starts a recorder. The WAV file will lie in the first of the places that takes it.
    /// `now_ms` is a clock that never goes back.
    pub(crate) fn begin(
        recorder: &Recorder,
        places: &[PathBuf],
        now_ms: u64,
    ) -> Result<Recording, VoiceError> {
        let folder = private_folder(places)?;
        let program = recorder.program().to_owned();
        let (child, out) = OwnedChild::start(recorder.words()).map_err(|error| {
            let program = program.clone();
            VoiceError::NotStarted {
                program,
                setting: "recorder",
                error,
            }
        })?;
        Ok(Recording {
            program,
            child,
            samples: Pump::begin(out, KeptPart::First(MOST_BYTES)),
            folder,
            places: places.to_owned(),
            began_ms: now_ms,
            first_ms: None,
            held_ms: None,
        })
    }

    /// How much is recorded, by its samples, in milliseconds: its clock begins at the first one.
    pub(crate) fn recorded_ms(&self) -> u32 {
        let bytes = self.samples.bytes();
        let shape = StreamShape::of(&bytes);
        shape
            .map_or(0, |shape| shape.ms(bytes.len()))
            .min(MOST_RECORDED_MS)
    }

    /// Notices when the first sample comes, which tells the rate of the samples after a second: for
    /// whoever looks often.
    pub(crate) fn notice(&mut self, now_ms: u64) {
        if self.first_ms.is_none() && !self.samples.bytes().is_empty() {
            self.first_ms = Some(now_ms);
        }
    }

    /// How loud it is now, in decibels below the loudest; -96 is silence.
    pub(crate) fn level_db(&self) -> f32 {
        let bytes = self.samples.bytes();
        let newest = bytes.len().saturating_sub(FRAME * 2 * METER_FRAMES) & !1;
        let newest: Vec<i16> = bytes[newest..]
            .chunks_exact(2)
            .map(|pair| i16::from_le_bytes([pair[0], pair[1]]))
            .collect();
        newest
            .chunks(FRAME)
            .map(loudness_db)
            .fold(SILENT_DB, f32::max)
    }

    /// When the first word began, as far as that can be told yet, in milliseconds of the recording.
    pub(crate) fn first_word_ms(&self) -> Option<u32> {
        let bytes = self.samples.bytes();
        let samples = StreamShape::of(&bytes).ok()?.samples(&bytes);
        drop(bytes);
        gated(&samples).speech.map(|(from, _)| from)
    }

    /// Whether no more is recorded, though nobody has stopped it.
    pub(crate) fn ended(&self) -> Option<Ended> {
        match self.recorded_ms() >= MOST_RECORDED_MS {
            true => Some(Ended::AtTheMost),
            false => self.samples.is_over().then_some(Ended::ByItself),
        }
    }

    /// What the recorder said at its end.
    pub(crate) fn last_words(&self) -> Option<String> {
        self.child.last_words()
    }

    /// The recorder's process.
    #[cfg(test)]
    pub(super) fn pid(&self) -> u32 {
        self.child.pid()
    }

    /// Holds the recorder while the program is stopped.
    pub(crate) fn suspend(&mut self, now_ms: u64) {
        self.child.hold(true);
        self.held_ms = Some(now_ms);
    }

    /// Lets it go on.
    pub(crate) fn resume(&mut self, now_ms: u64) {
        if let Some(since) = self.held_ms.take() {
            self.began_ms += now_ms.saturating_sub(since);
        }
        self.child.hold(false);
    }

    /// Stops the recorder and writes down what it gave.
    pub(crate) fn finish(mut self, now_ms: u64) -> Result<RecordedAnswer, VoiceError> {
        let ran_on = self.ended().is_none();
        let status = match ran_on {
            true => self.child.ended(),
            false => self.child.ended_within(WAY_OUT),
        };
        self.child.hold(false);
        self.child.ask_to_end();
        self.samples.wait(WAY_OUT);
        self.child.end();
        let bytes = std::mem::take(&mut *self.samples.bytes());
        let wrong = |what| VoiceError::WrongSamples {
            program: self.program.clone(),
            what,
        };
        let shape = StreamShape::of(&bytes).map_err(wrong)?;
        let mut samples = shape.samples(&bytes);
        if samples.is_empty() {
            return Err(VoiceError::NoSound {
                why: self.child.last_words(),
                program: self.program,
                status,
            });
        }
        if are_doubled(&samples) {
            return Err(wrong("writes two channels".to_owned()));
        }
        let recorded_ms = shape.ms(bytes.len());
        let times = match self.first_ms {
            Some(first_ms) => too_fast(recorded_ms, now_ms.saturating_sub(first_ms)),
            None => too_many(recorded_ms, now_ms.saturating_sub(self.began_ms)),
        };
        if let Some(times) = times.filter(|_| ran_on) {
            return Err(wrong(format!(
                "writes {times:.1} times as much as it should"
            )));
        }
        samples.truncate(MOST_RECORDED_MS as usize * SAMPLES_A_MS);
        write(self.folder, &self.places, &samples)
    }
}

/// How many times as many samples came as the time since the first one has room for, if it is more
/// than what a buffer may have held.
fn too_fast(recorded_ms: u32, took_ms: u64) -> Option<f64> {
    let times = f64::from(recorded_ms) / took_ms.max(1) as f64;
    (took_ms >= LEAST_NOTICED_MS && times >= LEAST_TIMES).then_some(times)
}

/// How many times as many samples came as the time has room for, if it is a number that recorders
/// are often set to.
fn too_many(recorded_ms: u32, took_ms: u64) -> Option<f64> {
    let times = f64::from(recorded_ms) / took_ms.max(1) as f64;
    let fits = |factor: &&f64| (times / **factor - 1.0).abs() < FACTOR_SLACK;
    let is_known = KNOWN_FACTORS.iter().find(fits).is_some();
    (took_ms >= LEAST_TIMED_MS && is_known).then_some(times)
}

/// A folder for the owner alone, in the first place that takes one. What killed runs have left there
/// goes.
fn private_folder(places: &[PathBuf]) -> Result<TemporaryFolder, VoiceError> {
    files::clear_left_behind_in(places);
    let mut last = None;
    for place in places {
        match TemporaryFolder::in_place(place) {
            Ok(folder) => return Ok(folder),
            Err(error) => last = Some((place.clone(), error)),
        }
    }
    let nowhere = || (PathBuf::new(), io::ErrorKind::NotFound.into());
    let (place, error) = last.unwrap_or_else(nowhere);
    Err(VoiceError::Disk { place, error })
}

/// An answer as it was recorded: a WAV file for the owner alone, which goes when the value does.
#[derive(Debug)]
pub(crate) struct RecordedAnswer {
    folder: TemporaryFolder,
    /// The recording.
    pub wav: PathBuf,
    /// How long it is, in milliseconds.
    pub ms: u32,
    /// What is in it.
    pub sound: Sound,
    /// From the first word to the end of the last, in milliseconds of the recording, where somebody
    /// speaks.
    pub speech: Option<(u32, u32)>,
}

/// Writes down what was recorded: into that folder or, where its disk is full, into one in the other
/// places.
fn write(
    folder: TemporaryFolder,
    places: &[PathBuf],
    samples: &[i16],
) -> Result<RecordedAnswer, VoiceError> {
    let bytes = wav(samples);
    let written = |folder: TemporaryFolder| {
        let path = folder.path().join("answer.wav");
        match files::write_new(&path, &bytes) {
            Ok(()) => Ok((folder, path)),
            Err(error) => Err(VoiceError::Disk {
                place: folder_of(folder.path()).to_owned(),
                error,
            }),
        }
    };
    let mut tried = written(folder);
    for place in places {
        if tried.is_ok() {
            break;
        }
        if let Ok(folder) = TemporaryFolder::in_place(place) {
            tried = written(folder);
        }
    }
    let (folder, path) = tried?;
    let gated = gated(samples);
    Ok(RecordedAnswer {
        wav: path,
        ms: u32::try_from(samples.len() / SAMPLES_A_MS).unwrap_or(u32::MAX),
        sound: gated.sound,
        speech: gated.speech,
        folder,
    })
}

impl RecordedAnswer {
    /// When the first word begins, in milliseconds of the recording.
    pub(crate) fn first_word_ms(&self) -> Option<u32> {
        self.speech.map(|(from, _)| from)
    }

    /// Whether somebody speaks in it; else no recogniser is to hear it.
    pub(crate) fn is_speech(&self) -> bool {
        self.sound == Sound::Speech
    }

    /// The folder that the recogniser may write into.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Keeps a copy under a name of its own, for the owner alone.
    pub(crate) fn keep(&self, folder: &Path, name: &str) -> io::Result<PathBuf> {
        files::create_private_folder(folder)?;
        let path = files::free_name(folder, name, "wav");
        files::write_new(&path, &std::fs::read(&self.wav)?)?;
        Ok(path)
    }
}
