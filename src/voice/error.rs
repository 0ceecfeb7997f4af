//! Why an answer was not recorded or not heard, and what to do about it.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

/// What went wrong with a recorder or a recogniser.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VoiceError {
    /// None is set and none was found.
    #[error("no recorder is set, and none was found in PATH")]
    NoRecorder,
    /// None is set, and none was found that works offline. What lacks only a model is named.
    #[error("no recogniser is set, and none was found{}", lacking(.0))]
    NoTranscriber(Vec<String>),
    /// The command cannot be started.
    #[error("`{program}` cannot be started: {}", reason(.error))]
    NotStarted {
        /// The first word of the command.
        program: String,
        /// The setting that names it.
        setting: &'static str,
        /// Why.
        error: io::Error,
    },
    /// The recorder ended before it gave a sound.
    #[error("the recorder `{program}` gave no sound{}", told(.why, *.status))]
    NoSound {
        /// The first word of the command.
        program: String,
        /// Its last words.
        why: Option<String>,
        /// How it ended, if it did.
        status: Option<ExitStatus>,
    },
    /// The samples are not what they should be.
    #[error("the recorder `{program}` {what}")]
    WrongSamples {
        /// The first word of the command.
        program: String,
        /// What it does.
        what: String,
    },
    /// The recording cannot be written.
    #[error("the recording cannot be written to {place}: {}", reason(.error))]
    Disk {
        /// The folder.
        place: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The recogniser failed.
    #[error("the recogniser `{program}` failed{}", told(.why, *.status))]
    TranscriberFailed {
        /// The first word of the command.
        program: String,
        /// Its last words.
        why: Option<String>,
        /// How it ended.
        status: Option<ExitStatus>,
    },
    /// It took too long.
    #[error("the recogniser `{program}` was stopped after {seconds} s without a result")]
    TimedOut {
        /// The first word of the command.
        program: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// It wrote nothing.
    #[error("the recogniser `{program}` wrote nothing{}", told(.why, None))]
    NothingHeard {
        /// The first word of the command.
        program: String,
        /// Its last words.
        why: Option<String>,
        /// Whether its arguments have no `{wav}`.
        gets_no_wav: bool,
    },
    /// It wrote more than anybody says.
    #[error("the recogniser `{program}` wrote more than {megabytes} MB")]
    TooMuchHeard {
        /// The first word of the command.
        program: String,
        /// What it may write.
        megabytes: usize,
    },
}

impl VoiceError {
    /// What to do next, a line each.
    pub(crate) fn hints(&self) -> Vec<String> {
        let lines: &[&str] = match self {
            VoiceError::NoRecorder => &[
                RECORDERS_TO_INSTALL,
                "Or name another one in config.toml: `recorder = [\"COMMAND\", \"ARGUMENT\"]`",
            ],
            VoiceError::NoTranscriber(lacking) => return transcribers_to_install(lacking),
            VoiceError::NotStarted { setting, .. } => {
                return vec![format!(
                    "Check `{setting}` in config.toml, or remove that line to use what is installed."
                )];
            }
            VoiceError::NoSound { .. } => &[
                "Check that a microphone is connected and that your terminal may use it.",
                "To try it: star-cards doctor --voice",
            ],
            VoiceError::WrongSamples { .. } => &[
                "It must write raw samples to standard output: 16,000 a second, 16 bits, one channel.",
            ],
            VoiceError::Disk { .. } => &["Make room on that disk, then record again."],
            VoiceError::TranscriberFailed { .. } | VoiceError::TooMuchHeard { .. } => {
                &["To try it on three seconds: star-cards doctor --voice"]
            }
            VoiceError::TimedOut { .. } => &[
                "A smaller model is faster.",
                "To time it: star-cards doctor --voice",
            ],
            VoiceError::NothingHeard {
                gets_no_wav: true, ..
            } => &["Its arguments need {wav}, which becomes the name of the recording."],
            VoiceError::NothingHeard { .. } => &[
                "It must write the words to standard output, or to a file named by {out} or {dir}.",
                "To try it on three seconds: star-cards doctor --voice",
            ],
        };
        lines.iter().map(ToString::to_string).collect()
    }
}

/// Which recorders there are for this system.
const RECORDERS_TO_INSTALL: &str = if cfg!(target_os = "macos") {
    "Install sox: `brew install sox`"
} else {
    "Install one, for example `sudo apt install pulseaudio-utils` (or alsa-utils, sox, ffmpeg)."
};

/// How to come by a recogniser: with a model for one that is there, else with one for this system.
fn transcribers_to_install(lacking: &[String]) -> Vec<String> {
    let of = |name: &str| match name {
        "whisper-cli" => {
            "Put a model of whisper.cpp, such as ggml-base.en.bin, into ~/.local/share/whisper.cpp/."
        }
        "vosk-transcriber" => {
            "Put a model of Vosk, such as vosk-model-small-en-us-0.15, into ~/.cache/vosk/."
        }
        "whisper" => "Run it once, online, to load a model: `whisper --model base.en SOUND.wav`",
        _ => {
            "Run it once, online, to load a model: `whisper-ctranslate2 --model base.en SOUND.wav`"
        }
    };
    let mut hints: Vec<String> = lacking.iter().map(|name| of(name).to_owned()).collect();
    if hints.is_empty() {
        hints.extend(TRANSCRIBERS_TO_INSTALL.map(str::to_owned));
    }
    hints.push(
        "Or name another one in config.toml: `transcriber = [\"COMMAND\", \"{wav}\"]`".to_owned(),
    );
    hints
}

const TRANSCRIBERS_TO_INSTALL: [&str; 2] = if cfg!(target_os = "macos") {
    [
        "Install one, for example `brew install whisper-cpp`.",
        "Then put a model of it, such as ggml-base.en.bin, into ~/.local/share/whisper.cpp/.",
    ]
} else {
    [
        "Install one, for example `pipx install whisper-ctranslate2`.",
        "Then load a model, once online: `whisper-ctranslate2 --model base.en SOUND.wav`",
    ]
};

/// What the system says of an error, without its number.
fn reason(error: &io::Error) -> String {
    let told = error.to_string();
    match told.split_once(" (os error") {
        Some((reason, _)) => reason.to_owned(),
        None => told,
    }
}

/// What a command said at its end.
fn told(why: &Option<String>, status: Option<ExitStatus>) -> String {
    match (why, status) {
        (Some(why), _) => format!(": {why}"),
        (None, Some(status)) if !status.success() => format!(" ({status})"),
        (None, _) => String::new(),
    }
}

fn lacking(names: &[String]) -> String {
    match names.is_empty() {
        true => " in PATH".to_owned(),
        false => format!(" that has a model ({})", names.join(", ")),
    }
}
