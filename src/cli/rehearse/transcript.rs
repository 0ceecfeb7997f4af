//! A spoken run from its text: findings, fillers, pace.

use std::path::Path;

use crate::cli::env::Env;
use crate::cli::error::Outcome;
use crate::cli::{findings, names, save};
use crate::coach::{self, TimedAnswer, pick};
use crate::prompt::text::{Line, Tone};
use crate::store::NewFact;
use crate::story::problem::LineIndex;
use crate::story::text::word_count;
use crate::study::facts::RateSource;

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
    let source = env.read_source(file)?;
    let words = word_count(&source);
    let rate = match seconds {
        // The words took what they took, whatever the usual pace is.
        Some(seconds) => (words as u64 * 60 / u64::from(seconds)).clamp(1, 1000) as u32,
        None => findings::rate(env)?,
    };
    let mut report = coach::check(&TimedAnswer::read(&source), rate);
    if let Some(seconds) = seconds {
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
            format!("This sounds like {}, not like {}.", told.id, asked.id),
        ));
    }
    lines.push(Line::blank());
    lines.push(Line::plain(fillers(&source)));
    if let Some(seconds) = seconds {
        lines.push(Line::plain(format!(
            "{words} words in {seconds} s: {rate} words a minute."
        )));
    }
    env.print(&lines)?;
    if let (Some(seconds), Ok(words @ 1..)) = (seconds, u32::try_from(words)) {
        let mut store = env.open_log()?;
        let fact = NewFact::Pace {
            day: env.today(),
            source: RateSource::Transcript,
            words,
            ms: seconds * 1000,
        };
        save::append_one(env, &mut store, fact)?;
    }
    Ok(0)
}

fn fillers(source: &str) -> String {
    let found = coach::fillers(source);
    if found.is_empty() {
        return "No fillers.".to_owned();
    }
    let counted = found.iter().map(|(word, times)| format!("{word} {times}"));
    let counted = counted.collect::<Vec<_>>().join(", ");
    format!("Fillers, for what they are worth: {counted}.")
}
