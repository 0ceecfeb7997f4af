//! After a run: each part against its window, what to trim, the words, the grades.

use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::findings::table_lines;
use crate::cli::showing::{self, Scale, words};
use crate::cli::workspace::Workspace;
use crate::coach::{RESULT_AND_LEARNING, WHOLE, Window, window};
use crate::prompt::Key;
use crate::prompt::text::{Line, Tone};
use crate::store::NewFact;
use crate::story::{Beat, Part, Story, text};
use crate::study::rehearsal::{Lap, Rehearsal};
use crate::study::review::{Quality, Source};
use crate::study::run::{self, Run};
use crate::study::session;

/// So many earlier runs are compared with.
const EARLIER_RUNS: usize = 5;

/// Tells how the run went, shows the words, and offers grades.
pub fn tell(
    context: &mut Env<'_>,
    table: &mut Workspace,
    story: &Story,
    rehearsal: &Rehearsal,
) -> Result<(), CliError> {
    let over = rehearsal.next().is_none();
    if rehearsal.taps().len() < 2 {
        context
            .world
            .prompt
            .say(&[Line::plain("Nothing was timed.")]);
        return Ok(());
    }
    let seconds = seconds(rehearsal);
    let mut lines = vec![Line::blank()];
    lines.extend(latency(rehearsal));
    lines.extend(table_lines(&rows(&seconds), over.then(|| total(&seconds))));
    if over {
        lines.extend(advice(&seconds).map(Line::plain));
        lines.extend(comparison(table, story, total(&seconds)));
    } else {
        lines.push(Line::plain(
            "Stopped early: the beats above are kept, the run counts in no figure.",
        ));
    }
    context.world.prompt.say(&lines);
    show_words(context, story);
    if over {
        offer_grades(context, table, story)?;
    }
    Ok(())
}

/// The parts told and their seconds.
fn seconds(rehearsal: &Rehearsal) -> Vec<(Part, f64)> {
    rehearsal
        .taps()
        .iter()
        .filter_map(|tap| match tap.lap {
            Lap::Start => None,
            Lap::Part(part) => Some((part, f64::from(tap.ms) / 1000.0)),
        })
        .collect()
}

fn total(seconds: &[(Part, f64)]) -> f64 {
    seconds.iter().map(|(_, seconds)| seconds).sum()
}

fn latency(rehearsal: &Rehearsal) -> Option<Line> {
    let first = rehearsal.taps().first()?;
    let seconds = f64::from(first.ms) / 1000.0;
    Some(Line::toned(
        Tone::Quiet,
        format!("You began after {seconds:.0} s."),
    ))
}

/// What a row of the timing table needs: name, words if counted, seconds, window.
fn rows(seconds: &[(Part, f64)]) -> Vec<(String, Option<usize>, f64, Option<Window>)> {
    let mut rows = Vec::new();
    for &(part, time) in seconds {
        let alone = match part {
            Part::Beat(beat) => window(beat),
            Part::Closing => None,
        };
        rows.push((part.name().to_owned(), None, time, alone));
        let both = shared(seconds);
        if part == Part::Beat(Beat::Learning)
            && let Some(both) = both
        {
            rows.push((
                "Result + Learning".to_owned(),
                None,
                both,
                Some(RESULT_AND_LEARNING),
            ));
        }
    }
    rows
}

/// Seconds of Result and Learning, if both were told.
fn shared(seconds: &[(Part, f64)]) -> Option<f64> {
    let of = |beat| {
        seconds
            .iter()
            .find(|(part, _)| *part == Part::Beat(beat))
            .map(|(_, s)| s)
    };
    Some(of(Beat::Result)? + of(Beat::Learning)?)
}

/// What to trim, and where to spend it: at most one sentence.
fn advice(seconds: &[(Part, f64)]) -> Option<String> {
    let off: Vec<(String, f64)> = rows(seconds)
        .into_iter()
        .filter_map(|(name, _, time, window)| {
            let window = window?;
            let over = (time - f64::from(window.to)).max(0.0);
            let under = (f64::from(window.from) - time).max(0.0);
            Some((name, over - under))
        })
        .collect();
    let longest = off
        .iter()
        .filter(|(_, by)| *by >= 1.0)
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let shortest = off
        .iter()
        .filter(|(_, by)| *by <= -1.0)
        .min_by(|a, b| a.1.total_cmp(&b.1));
    let whole = total(seconds);
    match (longest, shortest) {
        (Some((long, by)), Some((short, _))) => Some(format!(
            "Trim {by:.0} s from {long} and spend them on {short}."
        )),
        (Some((long, by)), None) => Some(format!("Trim {by:.0} s from {long}.")),
        (None, Some((short, by))) if whole < f64::from(WHOLE.to) => {
            Some(format!("{short} has room for {:.0} s more.", -by))
        }
        _ if whole > f64::from(WHOLE.to) => Some(format!(
            "Every beat is within reach, but the whole is {:.0} s over {} s: take a little from each.",
            whole - f64::from(WHOLE.to),
            WHOLE.to
        )),
        _ => None,
    }
}

/// The total against the last runs of the story.
fn comparison(table: &mut Workspace, story: &Story, total: f64) -> Option<Line> {
    let facts = table.store.read().ok()?;
    let undone = facts.undone();
    let mut earlier: Vec<Run> = run::runs(&facts, &undone)
        .into_iter()
        .filter(|run| run.finished && is_of(table, story, &run.row.story))
        .collect();
    // The newest is the run just told.
    earlier.pop();
    let last: Vec<String> = earlier
        .iter()
        .rev()
        .take(EARLIER_RUNS)
        .rev()
        .map(|run| format!("{}", run.total_ms() / 1000))
        .collect();
    (!last.is_empty()).then(|| {
        Line::toned(
            Tone::Quiet,
            format!(
                "Runs before this one: {} s. Now: {total:.0} s.",
                last.join(", ")
            ),
        )
    })
}

fn is_of(table: &Workspace, story: &Story, name: &str) -> bool {
    let current = table.shelf.name_today(name);
    current == story.id.as_str()
}

/// The words, only now that the run is over.
fn show_words(context: &mut Env<'_>, story: &Story) {
    let mut lines = Vec::new();
    for text in &story.beats {
        lines.push(Line::blank());
        lines.push(Line::toned(Tone::Quiet, text.beat.name()));
        lines.extend(words(&text.passage.markdown));
    }
    lines.push(Line::blank());
    context.world.prompt.say(&lines);
}

/// Proposes grades for the Action and Learning cards and logs them if the person agrees.
fn offer_grades(
    context: &mut Env<'_>,
    table: &mut Workspace,
    story: &Story,
) -> Result<(), CliError> {
    let mut grades = Vec::new();
    for beat in [Beat::Action, Beat::Learning] {
        let name = format!("{}/{}", story.id, beat.name().to_lowercase());
        let (Some(card), Some(passage)) = (table.desk.find(&table.shelf, &name), story.beat(beat))
        else {
            continue;
        };
        if let Some(quality) = ask_quality(context, beat, &text::points(&passage.markdown))? {
            grades.push((card, beat, name, quality));
        }
    }
    if grades.is_empty() {
        return Ok(());
    }
    let scale = Scale::OneToFour;
    let told: Vec<String> = grades
        .iter()
        .map(|(_, beat, _, quality)| format!("{} {}", beat.name(), scale.name(*quality)))
        .collect();
    if !context
        .world
        .prompt
        .confirm(&format!("Log these grades: {}?", told.join(", ")))?
    {
        return Ok(());
    }
    let day = table.desk.day;
    let facts: Vec<NewFact> = grades
        .into_iter()
        .map(|(card, _, name, quality)| {
            let due = table.desk.memories[card].is_due(day);
            // Ahead of its day only a failure counts.
            let source = if due || !quality.is_pass() {
                Source::Rehearsal
            } else {
                Source::Practice
            };
            NewFact::Review {
                card: name,
                day,
                quality,
                ms: 0,
                source,
                at: None,
            }
        })
        .collect();
    table.store.append_all(context.now().instant(), &facts)?;
    Ok(())
}

/// The checklist's proposal; where there is no checklist, a grade key.
fn ask_quality(
    context: &mut Env<'_>,
    beat: Beat,
    points: &[String],
) -> Result<Option<Quality>, CliError> {
    let prompt = &mut context.world.prompt;
    if !points.is_empty() && !prompt.style().plain {
        let question = format!("{}: what did you say?", beat.name());
        let ticked = prompt.tick(&question, points)?;
        return Ok(ticked.map(|ticked| {
            let missing = ticked.iter().filter(|&&said| !said).count();
            session::proposal(missing, false)
        }));
    }
    prompt.say(&[Line::plain(format!("{}: how did it go?", beat.name()))]);
    let scale = Scale::OneToFour;
    loop {
        match prompt.key(&showing::rehearsal_bar(scale))? {
            Key::Char('s') | Key::Escape => return Ok(None),
            Key::Char(key) if scale.quality(key).is_some() => return Ok(scale.quality(key)),
            _ => {}
        }
    }
}
