//! What records and what hears, and the two of them tried on three seconds.

use std::time::Duration;

use super::finding::{capital, finding};
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::voice;
use crate::cli::wording::counted;
use crate::export::doctor::{DoctorFinding, VoiceSetup, VoiceTool};
use crate::listen::{Transcript, WordTimes};
use crate::prompt::text::{Line, Tone};
use crate::voice::{
    RecordedAnswer, Recorder, Sound, Transcriber, Transcribing, VoiceError, patience_ms,
};

/// How much is recorded, in milliseconds.
const TRIED_MS: u32 = 3_000;

/// How often the recorder and the recogniser are looked at.
const STEP: Duration = Duration::from_millis(50);

/// Looks at a recorder that gives nothing: ten seconds more than it should take.
const MOST_LOOKS: u32 = 13_000 / 50;

/// What there is.
pub(super) fn setup(env: &Env<'_>) -> VoiceSetup {
    let recorder = voice::recorder(env).ok().map(|recorder| VoiceTool {
        program: recorder.program().to_owned(),
        set: recorder.is_set(),
        line: recorder.line(),
    });
    let transcriber = voice::transcriber(env).ok().map(|transcriber| VoiceTool {
        program: transcriber.program().to_owned(),
        set: transcriber.is_set(),
        line: transcriber.line(),
    });
    VoiceSetup {
        recorder,
        transcriber,
    }
}

/// What is wrong with the settings of both. Who has neither set wants nothing of them.
pub(super) fn findings(env: &Env<'_>) -> Vec<DoctorFinding> {
    let mut findings = Vec::new();
    let config = env.home.config().display().to_string();
    let set = &env.settings;
    let commands = [
        ("recorder", &set.recorder),
        ("transcriber", &set.transcriber),
    ];
    for (key, words) in commands {
        let program = words.as_ref().and_then(|words| words.first());
        if let Some(program) = program.filter(|program| !voice::is_there(env, program)) {
            findings.push(finding(
                "voice",
                format!("{config}: `{key}` names {program}, which is not installed."),
                "Install it, or correct that line. Without the line star-cards looks for one itself.",
            ));
        }
    }
    let transcriber = voice::transcriber(env);
    if transcriber.is_ok_and(|transcriber| !transcriber.gets_wav()) {
        findings.push(finding(
            "voice",
            format!("{config}: `transcriber` has no {{wav}}, so that it never gets the recording."),
            "Write \"{wav}\" where the command takes the name of a sound file.",
        ));
    }
    findings
}

/// Who is advised to try it is trying it.
fn while_trying(error: CliError) -> CliError {
    error.instead_of(
        "star-cards doctor --voice",
        "Run the command above by itself to see all that it says.",
    )
}

/// Records three seconds, has them heard, and tells how it went.
pub(super) fn try_out(env: &mut Env<'_>) -> Result<u8, CliError> {
    let transcriber = voice::transcriber(env);
    let recorded = try_recorder(env).map_err(while_trying);
    let answer = match recorded {
        Ok(answer) => {
            env.print(&recorded_lines(&answer))?;
            Some(answer)
        }
        Err(error) if error.is_failure() => {
            tell(env, &error)?;
            None
        }
        Err(error) => return Err(error),
    };
    env.print(&[Line::blank()])?;
    let transcriber = match transcriber {
        Ok(transcriber) => transcriber,
        Err(error) => {
            tell(env, &error)?;
            return Ok(1);
        }
    };
    let hearing = format!(
        "Hearing with {}: `{}`",
        transcriber.program(),
        transcriber.line()
    );
    env.print(&[Line::plain(hearing).hanging(2)])?;
    let Some(answer) = answer.filter(RecordedAnswer::is_speech) else {
        env.print(&[Line::plain("Not tried: there is no speech to hear.")])?;
        return Ok(1);
    };
    let lines = heard_lines(env, &transcriber, &answer).map_err(while_trying)?;
    env.print(&lines)?;
    Ok(0)
}

/// Records three seconds.
fn try_recorder(env: &mut Env<'_>) -> Result<RecordedAnswer, CliError> {
    let recorder = voice::recorder(env)?;
    let recording = format!(
        "Recording with {}: `{}`",
        recorder.program(),
        recorder.line()
    );
    env.print(&[
        Line::plain(recording).hanging(2),
        Line::toned(Tone::Bold, "Say a sentence now."),
    ])?;
    record(env, &recorder)
}

/// An error that does not end the trial.
fn tell(env: &mut Env<'_>, error: &CliError) -> Result<(), CliError> {
    let (mut lines, mut tone) = (Vec::new(), Tone::Warn);
    for line in error.lines() {
        let indent = if tone == Tone::Warn { 0 } else { 2 };
        lines.push(
            Line::toned(tone, capital(&line))
                .indented(indent)
                .hanging(2),
        );
        tone = Tone::Normal;
    }
    env.print(&lines)
}

fn record(env: &Env<'_>, recorder: &Recorder) -> Result<RecordedAnswer, CliError> {
    let mut recording = voice::record(env, recorder)?;
    for _ in 0..MOST_LOOKS {
        recording.notice(env.monotonic_ms());
        if recording.recorded_ms() >= TRIED_MS || recording.ended().is_some() {
            break;
        }
        std::thread::sleep(STEP);
    }
    Ok(recording.finish(env.monotonic_ms())?)
}

/// How much was recorded and what it is.
fn recorded_lines(answer: &RecordedAnswer) -> Vec<Line> {
    let seconds = f64::from(answer.ms) / 1000.0;
    let recorded = format!("Recorded {seconds:.1} s");
    match answer.sound {
        Sound::Speech => {
            let first = f64::from(answer.first_word_ms().unwrap_or(0)) / 1000.0;
            vec![Line::toned(Tone::Good, format!("{recorded}: speech, from {first:.1} s on."))]
        }
        Sound::Steady => vec![
            Line::toned(Tone::Warn, format!("{recorded}: silence or a steady sound, no speech.")),
            Line::plain("Speak while it records, closer to the microphone. If you did, choose another microphone in the settings of your system, or turn it up.").indented(2),
        ],
        Sound::Zeros => vec![
            Line::toned(Tone::Warn, format!("{recorded}: digital silence. The microphone is switched off, or your terminal may not use it.")),
            Line::plain(ALLOW).indented(2),
        ],
    }
}

const ALLOW: &str = if cfg!(target_os = "macos") {
    "Allow it: System Settings, Privacy & Security, Microphone. Then start the terminal again."
} else {
    "Switch it on in the sound settings of your system, and choose it as the input."
};

/// What was heard, and how long that took.
fn heard_lines(
    env: &Env<'_>,
    transcriber: &Transcriber,
    answer: &RecordedAnswer,
) -> Result<Vec<Line>, CliError> {
    let began = env.monotonic_ms();
    let limit = patience_ms(answer.ms);
    let mut work = Transcribing::begin(transcriber, answer, began, limit)?;
    let text = loop {
        if let Some(text) = work.poll(env.monotonic_ms())? {
            break text;
        }
        work.wait(STEP);
    };
    let took = work.took_ms(env.monotonic_ms()) as f64 / 1000.0;
    let Ok(transcript) = Transcript::read(&text) else {
        return Err(VoiceError::NothingHeard {
            program: transcriber.program().to_owned(),
            why: None,
            gets_no_wav: !transcriber.gets_wav(),
        }
        .into());
    };
    let words = counted(transcript.words.len(), "word");
    let heard = transcript.text(0..transcript.words.len());
    let times = match transcript.times {
        WordTimes::Exact => "with the time of each word",
        WordTimes::Spread => "with the times of sentences",
        WordTimes::Unknown => "without times, so that beats get no seconds",
    };
    Ok(vec![
        Line::toned(Tone::Good, format!("Heard in {took:.1} s: “{heard}”")),
        Line::plain(format!("{words}, {times}.")),
        Line::blank(),
        Line::plain("To speak an answer: star-cards rehearse --voice"),
    ])
}
