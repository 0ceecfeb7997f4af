//! A spoken run from its text: findings, fillers, pace.

use std::path::Path;

use serde::de::IgnoredAny;

use crate::cli::env::Env;
use crate::cli::error::{CliError, Outcome};
use crate::cli::{findings, names, save};
use crate::coach::{self, TimedAnswer, pick};
use crate::prompt::text::{Line, Tone};
use crate::store::NewFact;
use crate::story::problem::LineIndex;
use crate::story::text::word_count;
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
    let source = read(env, file)?;
    let words = word_count(&source);
    let spoken = seconds.map(|seconds| (seconds, u64::from(seconds) * 1000));
    // The words took what they took, whatever the usual pace is.
    let pace = spoken.map(|(_, ms)| run::pace(words as u64, ms).unwrap_or(0));
    let rate = match pace {
        Some(pace) => pace.clamp(1, 1000),
        None => findings::rate(env)?,
    };
    let mut report = coach::check(&TimedAnswer::read(&source), rate);
    if let Some((seconds, _)) = spoken {
        report.timing.seconds = f64::from(seconds);
    }
    let name = match asked {
        Some(asked) => format!("{}, from {}", asked.story.title, file.display()),
        None => file.display().to_string(),
    };
    let mut lines = findings::lines(
        &name,
        (&source, &LineIndex::of(&source)),
        &report,
        env.out_style,
    );
    if let Some(asked) = asked.map(|asked| &asked.story)
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
    if let (Some((seconds, _)), Some(pace)) = (spoken, pace) {
        lines.push(Line::plain(format!(
            "{words} words in {seconds} s: {pace} words a minute."
        )));
        if !is_spoken {
            let (from, to) = SPOKEN_RATES.into_inner();
            lines.push(Line::plain(format!(
                "People speak {from} to {to} words a minute, so no pace was saved. Check \
                 --seconds, and that the file has only what was said."
            )));
        }
    }
    env.print(&lines)?;
    if let (Some((_, ms)), Ok(words), true) = (spoken, u32::try_from(words), is_spoken) {
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

/// The words of a transcript. What a recogniser writes for programs has more in it than words.
fn read(env: &mut Env<'_>, file: &Path) -> Result<String, CliError> {
    let source = env.read_source(file)?;
    let is_json = source.trim_start().starts_with(['{', '[']);
    let shown = match file == Path::new("-") {
        true => "standard input".to_owned(),
        false => file.display().to_string(),
    };
    if is_json && serde_json::from_str::<IgnoredAny>(&source).is_ok() {
        return Err(
            CliError::failed(format!("{shown}: this is JSON, not plain text"))
                .hint("Save only the words as plain text, and name that file."),
        );
    }
    match source.contains(char::is_alphanumeric) {
        true => Ok(source),
        false => Err(
            CliError::failed(format!("{shown}: there are no words in it"))
                .hint("Save what was said as plain text, and name that file."),
        ),
    }
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
