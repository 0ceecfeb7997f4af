//! A spoken run from its text: findings, fillers, pace.

use std::path::Path;

use crate::cli::env::Env;
use crate::cli::error::{CliError, Outcome};
use crate::cli::{findings, names, save};
use crate::coach::{self, TimedAnswer, pick};
use crate::listen::{NoTranscript, Transcript};
use crate::prompt::text::{Line, Tone};
use crate::store::NewFact;
use crate::story::problem::LineIndex;
use crate::study::facts::RateSource;
use crate::study::next_step::JustDone;
use crate::study::run::{self, SPOKEN_RATES};

/// Judges a transcript; where its seconds are known, the log learns the pace. Of a story that is
/// named it says whether another was told.
pub(crate) fn judge(
    env: &mut Env<'_>,
    file: &Path,
    seconds: Option<u32>,
    story: Option<&str>,
) -> Outcome {
    let library = env.library();
    let asked = story.map(|name| names::story(&library, name)).transpose()?;
    asked.map_or(Ok(()), names::refuse_traps)?;
    let transcript = read(env, file)?;
    let words = transcript.words.len();
    let source = transcript.text(0..words);
    // Who names the seconds knows better than the times of a recogniser.
    let spoken = seconds.map(|seconds| seconds * 1000);
    let spoken = spoken.or(transcript.spoken_ms()).map(u64::from);
    // The words took what they took, whatever the usual pace is.
    let pace = spoken.map(|ms| run::pace(words as u64, ms).unwrap_or(0));
    let rate = match pace {
        Some(pace) => pace.clamp(1, 1000),
        None => findings::rate(env)?,
    };
    let mut report = coach::check(&TimedAnswer::read(&source), rate);
    if let Some(ms) = spoken {
        report.timing.seconds = ms as f64 / 1000.0;
    }
    let name = match asked {
        Some(asked) => format!("{}, from {}", asked.title(), file.display()),
        None => file.display().to_string(),
    };
    let mut lines = findings::lines(
        &name,
        (&source, &LineIndex::of(&source)),
        &report,
        env.out_style,
    );
    if let Some(asked) = asked.map(|asked| asked.story())
        && let Some(told) = pick::told_instead(&source, asked, library.own_complete())
    {
        lines.push(Line::blank());
        lines.push(Line::toned(
            Tone::Warn,
            format!(
                "This sounds like \"{}\", not like \"{}\".",
                told.title, asked.title
            ),
        ));
    }
    lines.push(Line::blank());
    lines.push(Line::plain(fillers(&source)));
    let is_spoken = pace.is_some_and(|pace| SPOKEN_RATES.contains(&pace));
    if let (Some(ms), Some(pace)) = (spoken, pace) {
        let seconds = ms as f64 / 1000.0;
        lines.push(Line::plain(format!(
            "{words} words in {seconds:.0} s: {pace} words a minute."
        )));
        if !is_spoken {
            let (from, to) = SPOKEN_RATES.into_inner();
            lines.push(Line::plain(format!(
                "People speak {from} to {to} words a minute, so no pace was saved. Check \
                 the seconds, and that the file has only what was said."
            )));
        }
    }
    env.print(&lines)?;
    if let (Some(ms), Ok(words), true) = (spoken, u32::try_from(words), is_spoken) {
        let mut store = env.open_log()?;
        let fact = NewFact::Pace {
            day: env.today(),
            source: RateSource::Transcript,
            words,
            ms: u32::try_from(ms).unwrap_or(u32::MAX),
        };
        save::append_one(env, &mut store, fact)?;
    }
    env.done = Some(JustDone::Other);
    Ok(0)
}

/// What was heard, of whatever format.
fn read(env: &mut Env<'_>, file: &Path) -> Result<Transcript, CliError> {
    let source = env.read_spoken(file)?;
    Transcript::read(&source).map_err(|why| {
        let shown = match file == Path::new("-") {
            true => "standard input".to_owned(),
            false => file.display().to_string(),
        };
        let (what, hint) = match why {
            NoTranscript::OtherJson => (
                "this JSON is not a transcript, or it is cut off".to_owned(),
                "Known are Whisper, whisper.cpp, Vosk, sherpa-onnx and pocketsphinx. Or save the \
                 words as plain text, and name that file.",
            ),
            NoTranscript::NoWords => (
                "there are no words in it".to_owned(),
                "Save what was said as plain text or subtitles, and name that file.",
            ),
            NoTranscript::TooLong(words) => (
                format!("{words} words are more than one answer"),
                "An answer has about 300. Save that part alone, and name that file.",
            ),
        };
        CliError::failed(format!("{shown}: {what}")).hint(hint)
    })
}

fn fillers(source: &str) -> String {
    let found = coach::fillers(source);
    if found.is_empty() {
        return "No fillers.".to_owned();
    }
    let counted = found.iter().map(|(word, times)| format!("{word} {times}"));
    let counted = counted.collect::<Vec<_>>().join(", ");
    format!("Fillers: {counted}.")
}
