//! Which recorder and which recogniser: what the settings name, or the first one that is installed.
//!
//! What is found is called so that it works offline and at once. Refuses to pick a recogniser whose
//! model is not on the disk: it would load one from the network.

use std::path::Path;

use super::VoiceError;
use super::models;
use super::surroundings::Surroundings;
use super::template::{CallPaths, at_home, filled, setting_line};

/// An argument list, and whether a person wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct VoiceCommand {
    words: Vec<String>,
    is_set: bool,
}

impl VoiceCommand {
    fn set(words: &[String], around: &Surroundings) -> VoiceCommand {
        let words = words.iter();
        VoiceCommand {
            words: words
                .map(|word| at_home(word, around.home.as_deref()))
                .collect(),
            is_set: true,
        }
    }

    fn found<'w>(program: &Path, args: impl IntoIterator<Item = &'w str>) -> VoiceCommand {
        let program = std::iter::once(program.display().to_string());
        VoiceCommand {
            words: program.chain(args.into_iter().map(str::to_owned)).collect(),
            is_set: false,
        }
    }

    /// The first word, as a person calls it.
    fn program(&self) -> &str {
        let first = self.words.first().map_or("", String::as_str);
        match self.is_set {
            true => first,
            false => first.rsplit('/').next().unwrap_or(first),
        }
    }
}

/// What a recorder is told: raw samples to standard output, and no chunks of seconds.
const RECORDERS: [(&str, &[&str]); 5] = [
    (
        "pw-record",
        &[
            "--rate=16000",
            "--channels=1",
            "--format=s16",
            "--latency=50ms",
            "-",
        ],
    ),
    (
        "parecord",
        &[
            "--raw",
            "--rate=16000",
            "--channels=1",
            "--format=s16le",
            "--latency-msec=50",
        ],
    ),
    (
        "arecord",
        &["-q", "-t", "raw", "-f", "S16_LE", "-r", "16000", "-c", "1"],
    ),
    (
        "rec",
        &[
            "-q",
            "-t",
            "raw",
            "-e",
            "signed-integer",
            "-b",
            "16",
            "-L",
            "-r",
            "16000",
            "-c",
            "1",
            "-",
        ],
    ),
    ("ffmpeg", FFMPEG),
];

const FFMPEG: &[&str] = if cfg!(target_os = "macos") {
    &[
        "-nostdin",
        "-loglevel",
        "error",
        "-f",
        "avfoundation",
        "-i",
        ":default",
        "-ac",
        "1",
        "-ar",
        "16000",
        "-f",
        "s16le",
        "-",
    ]
} else {
    &[
        "-nostdin",
        "-loglevel",
        "error",
        "-f",
        "pulse",
        "-i",
        "default",
        "-ac",
        "1",
        "-ar",
        "16000",
        "-f",
        "s16le",
        "-",
    ]
};

/// What records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recorder(VoiceCommand);

impl Recorder {
    /// The one of the settings, else the first that is installed.
    pub(crate) fn find(
        set: Option<&[String]>,
        around: &Surroundings,
    ) -> Result<Recorder, VoiceError> {
        if let Some(words) = set {
            return Ok(Recorder(VoiceCommand::set(words, around)));
        }
        let installed: Vec<(&str, VoiceCommand)> = RECORDERS
            .iter()
            .filter_map(|(name, args)| {
                let program = around.program(name)?;
                Some((*name, VoiceCommand::found(&program, args.iter().copied())))
            })
            .collect();
        // Some are installed where what they record from does not run.
        let is_served = |name: &str| match name {
            "pw-record" => around.has_pipewire,
            "parecord" => around.has_pulse || around.program("pulseaudio").is_some(),
            _ => true,
        };
        let served = installed.iter().find(|(name, _)| is_served(name));
        let found = served.or(installed.first()).map(|(_, command)| command);
        found.cloned().map(Recorder).ok_or(VoiceError::NoRecorder)
    }

    /// How a person calls it.
    pub(crate) fn program(&self) -> &str {
        self.0.program()
    }

    /// Whether the settings name it.
    pub(crate) fn is_set(&self) -> bool {
        self.0.is_set
    }

    /// The line of the settings that names it.
    pub(crate) fn line(&self) -> String {
        setting_line("recorder", &self.0.words)
    }

    pub(super) fn words(&self) -> &[String] {
        &self.0.words
    }
}

/// What hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Transcriber(VoiceCommand);

/// A recogniser that may be installed: its name, and its arguments if it has a model.
type KnownTranscriber = (&'static str, fn(&Surroundings) -> Option<Vec<String>>);

const TRANSCRIBERS: [KnownTranscriber; 4] = [
    ("whisper-cli", models::whisper_cpp),
    ("whisper-ctranslate2", models::faster_whisper),
    ("whisper", models::whisper),
    ("vosk-transcriber", models::vosk),
];

impl Transcriber {
    /// The one of the settings, else the first that is installed and has its model.
    pub(crate) fn find(
        set: Option<&[String]>,
        around: &Surroundings,
    ) -> Result<Transcriber, VoiceError> {
        if let Some(words) = set {
            return Ok(Transcriber(VoiceCommand::set(words, around)));
        }
        let mut lacking = Vec::new();
        for (name, args) in TRANSCRIBERS {
            let Some(program) = around.program(name) else {
                continue;
            };
            match args(around) {
                Some(args) => {
                    let args = args.iter().map(String::as_str);
                    return Ok(Transcriber(VoiceCommand::found(&program, args)));
                }
                None => lacking.push(name.to_owned()),
            }
        }
        Err(VoiceError::NoTranscriber(lacking))
    }

    /// How a person calls it.
    pub(crate) fn program(&self) -> &str {
        self.0.program()
    }

    /// Whether the settings name it.
    pub(crate) fn is_set(&self) -> bool {
        self.0.is_set
    }

    /// The line of the settings that names it.
    pub(crate) fn line(&self) -> String {
        setting_line("transcriber", &self.0.words)
    }

    /// Whether its arguments name the recording.
    pub(crate) fn gets_wav(&self) -> bool {
        self.0.words.iter().any(|word| word.contains("{wav}"))
    }

    pub(super) fn call(&self, paths: CallPaths<'_>) -> Vec<String> {
        filled(&self.0.words, paths)
    }
}

#[cfg(test)]
mod tests;
