//! `check`: what an interviewer would stumble over, with a question back.

use std::ops::Range;
use std::path::PathBuf;
use std::rc::Rc;

use super::caret;
use super::env::Env;
use super::error::{CliError, Outcome};
use super::names;
use super::wording::heading;
use crate::coach::{
    self, Answer, Finding, Group, NamedAnswer, RESULT_AND_LEARNING, Report, WHOLE, Window,
};
use crate::export::coach as json;
use crate::prompt::text::{Line, Style, Tone, pad};
use crate::story::{Beat, Part, Shelf, Story, StoryId};
use crate::study::run;

/// A timing table with a count of words needs so many columns.
const COLUMNS_WITH_WORDS: usize = 52;

/// Check an answer: is the call yours, is there a number, did anything change, does it fit
///
/// TARGET is a story of yours, a file (./name for one that looks like a story), or - for standard
/// input; without it, all your stories. Text with beat headings is judged beat by beat, several
/// stories one by one, any other text as a spoken transcript. Everything said is advice: a quoted
/// line, why it matters, and one question. Exit 1 with findings, 0 without.
#[derive(clap::Args, Debug)]
pub struct Check {
    /// A story, a file, or -
    target: Option<String>,
    /// As JSON: {"version":1,"findings":[...],"missing":[...],"timing":{...}}
    #[arg(long)]
    json: bool,
    /// Exit 0 with findings too, for editors
    #[arg(long)]
    no_fail: bool,
}

/// One text that is judged.
struct Subject {
    name: String,
    story: Option<StoryId>,
    source: Rc<str>,
    answer: Answer,
}

impl Check {
    /// Judges it.
    pub fn run(self, context: &mut Env<'_>) -> Outcome {
        let rate = rate(context)?;
        let subjects = match &self.target {
            Some(target) => subjects(context, target)?,
            None => own_stories(&context.shelf())?,
        };
        let reports: Vec<(Subject, Report)> = subjects
            .into_iter()
            .map(|subject| {
                let report = coach::check(&subject.answer, rate);
                (subject, report)
            })
            .collect();
        self.print(context, rate, &reports)?;
        let found = reports
            .iter()
            .any(|(_, report)| !report.findings.is_empty());
        Ok(u8::from(found && !self.no_fail))
    }

    fn print(
        &self,
        context: &mut Env<'_>,
        rate: u32,
        reports: &[(Subject, Report)],
    ) -> Result<(), CliError> {
        if self.json {
            let checked = reports.iter().map(|(subject, report)| json::Checked {
                story: subject.story.as_ref().map(StoryId::as_str),
                source: &subject.source,
                report,
            });
            let text = match (&self.target, reports.len()) {
                (Some(_), 1) => json::check(rate, checked),
                _ => json::check_all(rate, checked),
            };
            return context.write(text.as_bytes());
        }
        let mut out = Vec::new();
        for (subject, report) in reports {
            out.extend(lines(
                &subject.name,
                &subject.source,
                report,
                context.out_style,
            ));
            out.push(Line::blank());
        }
        out.pop();
        context.print(&out)
    }
}

/// A valid story name is a story, anything else a path to a text of one answer or several.
fn subjects(context: &mut Env<'_>, target: &str) -> Result<Vec<Subject>, CliError> {
    if StoryId::new(target).is_ok() {
        let shelf = context.shelf();
        let shelved = names::story(&shelf, target).map_err(|error| {
            error.hint(format!(
                "For a file of that name: star-cards check ./{target}"
            ))
        })?;
        let source = shelf.deck_of(shelved).source.as_str().into();
        return Ok(vec![of_story(source, &shelved.story)]);
    }
    let path = PathBuf::from(target);
    let source: Rc<str> = context.read_source(&path)?.into();
    let place = match target {
        "-" => "standard input".to_owned(),
        _ => path.display().to_string(),
    };
    let answers = Answer::read_all(&source);
    let several = answers.len() > 1;
    let subject = |named: NamedAnswer| Subject {
        name: several
            .then(|| name(&named))
            .flatten()
            .unwrap_or_else(|| place.clone()),
        story: named.story.filter(|_| several),
        source: source.clone(),
        answer: named.answer,
    };
    Ok(answers.into_iter().map(subject).collect())
}

/// What a story among others is called.
fn name(named: &NamedAnswer) -> Option<String> {
    let title = named.title.as_ref()?;
    Some(match &named.story {
        Some(story) => format!("{story}  {title}"),
        None => title.clone(),
    })
}

fn of_story(source: Rc<str>, story: &Story) -> Subject {
    Subject {
        name: format!("{}  {}", story.id, story.title),
        story: Some(story.id.clone()),
        answer: Answer::of_story(story),
        source,
    }
}

fn own_stories(shelf: &Shelf) -> Result<Vec<Subject>, CliError> {
    let sources = shelf.decks.iter().map(|deck| deck.source.as_str().into());
    let sources: Vec<Rc<str>> = sources.collect();
    let subjects: Vec<Subject> = shelf
        .own()
        .map(|shelved| of_story(sources[shelved.deck].clone(), &shelved.story))
        .collect();
    if subjects.is_empty() {
        return Err(
            CliError::failed("there are no stories of your own to check yet")
                .hint("`star-cards add` writes the first."),
        );
    }
    Ok(subjects)
}

/// Words a minute: the setting, else what the log has learned, else the usual rate.
pub fn rate(context: &mut Env<'_>) -> Result<u32, CliError> {
    if let Some(rate) = context.settings.words_per_minute {
        return Ok(rate);
    }
    // Not the whole log: what is checked should not wait for years of reviews.
    let facts = context.open_log()?.read_paces()?;
    Ok(run::rate(&facts, &facts.undone()).unwrap_or(run::USUAL_RATE))
}

/// A report for a person: findings by what the question tests, then the times.
pub fn lines(name: &str, source: &str, report: &Report, style: Style) -> Vec<Line> {
    let mut lines = vec![heading(name)];
    for (group, title) in [
        (Group::Ownership, "Is the failure yours?"),
        (Group::Learning, "Did it change something?"),
        (Group::Delivery, "Does it fit?"),
    ] {
        let found: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| finding.code.group() == group)
            .collect();
        if !found.is_empty() {
            lines.push(Line::blank());
            lines.push(Line::toned(Tone::Quiet, title));
            lines.extend(
                found
                    .into_iter()
                    .flat_map(|finding| finding_lines(source, finding, style)),
            );
        }
    }
    if report.findings.is_empty() {
        lines.push(Line::toned(Tone::Good, "Nothing to stumble over."));
    }
    if !report.missing.is_empty() {
        let names: Vec<&str> = report
            .missing
            .iter()
            .map(|beat: &Beat| beat.name())
            .collect();
        lines.push(Line::plain(format!(
            "Not written yet: {}.",
            names.join(", ")
        )));
    }
    lines.push(Line::blank());
    lines.extend(timing_lines(report, style));
    lines
}

fn finding_lines(source: &str, finding: &Finding, style: Style) -> Vec<Line> {
    let mut title = Line::toned(Tone::Warn, finding.code.key()).indented(2);
    if let Some(beat) = finding.beat {
        title = title.and(Tone::Quiet, format!("  {}", beat.name()));
    }
    let mut lines = vec![title];
    if let Some(at) = &finding.at {
        lines.extend(quoted(source, at.clone(), style));
    }
    lines.push(Line::plain(&finding.why).indented(4));
    lines.push(Line::toned(Tone::Bold, &finding.question).indented(4));
    lines
}

/// The line of the quoted words, and a caret under each column of them.
fn quoted(source: &str, at: Range<usize>, style: Style) -> Vec<Line> {
    let shown = caret::point(source, at, style.width().saturating_sub(4));
    let carets = shown.carets.replace(' ', "\u{a0}");
    vec![
        Line::toned(Tone::Quiet, shown.gutter)
            .and(Tone::Normal, shown.line)
            .indented(4),
        Line::toned(Tone::Quiet, shown.blank)
            .and(Tone::Warn, carets)
            .indented(4),
    ]
}

fn timing_lines(report: &Report, style: Style) -> Vec<Line> {
    // A narrow screen has no room for a count of words behind the times.
    let counted = |words: usize| (style.width() >= COLUMNS_WITH_WORDS).then_some(words);
    let timing = &report.timing;
    let mut rows = Vec::new();
    let mut shared = (0, 0.0, 0);
    for lap in &timing.laps {
        let both = matches!(lap.part, Part::Beat(Beat::Result | Beat::Learning));
        let window = lap.window.filter(|_| !both);
        rows.push((
            lap.part.name().to_owned(),
            counted(lap.words),
            lap.seconds,
            window,
        ));
        if both {
            shared = (shared.0 + lap.words, shared.1 + lap.seconds, shared.2 + 1);
        }
        if both && shared.2 == 2 {
            let name = "Result + Learning".to_owned();
            rows.push((name, counted(shared.0), shared.1, Some(RESULT_AND_LEARNING)));
        }
    }
    table_lines(&rows, Some(timing.seconds))
}

/// Times beside their windows, and the whole against 90 and 120 seconds.
pub fn table_lines(
    rows: &[(String, Option<usize>, f64, Option<Window>)],
    total: Option<f64>,
) -> Vec<Line> {
    let mut lines: Vec<Line> = rows
        .iter()
        .map(|(name, words, seconds, window)| {
            let words = words.map_or_else(String::new, |words| format!("{words} words"));
            timing_line(name, &words, *seconds, *window)
        })
        .collect();
    lines.extend(total.map(|total| timing_line("Whole", "", total, Some(WHOLE))));
    lines
}

fn timing_line(name: &str, words: &str, seconds: f64, window: Option<Window>) -> Line {
    let time = format!("{seconds:>4.0} s");
    let fits = window
        .is_none_or(|window| seconds >= f64::from(window.from) && seconds <= f64::from(window.to));
    let of = window.map_or_else(String::new, |window| {
        format!("  of {}-{}", window.from, window.to)
    });
    let of = if words.is_empty() { of } else { pad(&of, 12) };
    // The columns stay together, however narrow the screen is.
    let keep = |text: String| text.replace(' ', "\u{a0}");
    Line::toned(Tone::Quiet, keep(pad(name, 18)))
        .and(if fits { Tone::Normal } else { Tone::Warn }, keep(time))
        .and(Tone::Quiet, keep(of))
        .and(Tone::Quiet, words)
        .indented(2)
}
