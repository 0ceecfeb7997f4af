//! `brief`: the evening before, on one screen.

use super::env::Env;
use super::error::{CliError, Outcome};
use super::interviews::{away, find, next, tell_gone};
use super::wording::heading;
use super::workspace::Workspace;
use crate::coach::{self, Answer, Code};
use crate::prompt::text::{Line, Tone};
use crate::story::{Beat, Story, text};
use crate::study::date;
use crate::study::interview::Interview;

/// The evening before: your points, numbers, first sentences and closings on one screen
///
/// For each story of the interview: how it begins, the decision and the change in a few words, the
/// number, the closing for this role, and what to watch out for.
#[derive(clap::Args, Debug)]
pub struct Brief {
    /// The company, or NAME@DATE; the next one if left out
    interview: Option<String>,
    /// As Markdown, for a phone or a page
    #[arg(long)]
    markdown: bool,
}

impl Brief {
    /// Prints it.
    pub fn run(self, context: &mut Env<'_>) -> Outcome {
        let table = Workspace::open(context)?;
        let interview = match &self.interview {
            Some(name) => find(&table, name)?,
            None => next(&table)?,
        };
        tell_gone(context, &table, &interview);
        let stories = chosen(&table, &interview);
        if stories.is_empty() {
            return Err(
                CliError::failed("this interview has no stories of yours yet")
                    .hint("`star-cards add` writes the first."),
            );
        }
        let role = interview.details.role.as_deref();
        if self.markdown {
            let text = markdown(&interview, &stories, context.settings.rescue.as_deref());
            context.write(crate::prompt::text::clean(&text).as_bytes())?;
            return Ok(0);
        }
        let mut lines = vec![
            heading(&interview.details.name)
                .and(
                    Tone::Normal,
                    format!(
                        "  {}{}",
                        date::full(interview.details.date),
                        away(&interview.details, &table)
                    ),
                )
                .and(
                    Tone::Quiet,
                    role.map_or_else(String::new, |role| format!("  {role}")),
                ),
        ];
        for story in stories {
            lines.push(Line::blank());
            lines.push(heading(&story.title));
            for (label, words) in rows(story, role) {
                let line = Line::toned(Tone::Quiet, format!("{label}: "));
                lines.push(line.and(Tone::Normal, words).indented(2).hanging(2));
            }
        }
        if let Some(rescue) = &context.settings.rescue {
            lines.push(Line::blank());
            lines.push(
                Line::toned(Tone::Quiet, "If your mind goes blank: ").and(Tone::Normal, rescue),
            );
        } else {
            context.note(&format!(
                "A sentence for the moment when your mind goes blank is missing: write \
                 rescue = \"...\" into {}.",
                context.home.config().display()
            ));
        }
        context.print(&lines)?;
        Ok(0)
    }
}

/// Its stories, in the order they were named; else all own ones.
fn chosen<'t>(table: &'t Workspace, interview: &Interview) -> Vec<&'t Story> {
    let shelf = &table.shelf;
    let complete = |story: &&Story| !story.is_draft();
    match &interview.details.stories {
        Some(names) => names
            .iter()
            .map(|name| shelf.name_today(name))
            .filter_map(|name| shelf.find(name))
            .map(|shelved| &shelved.story)
            .filter(complete)
            .collect(),
        None => shelf
            .own()
            .map(|shelved| &shelved.story)
            .filter(complete)
            .collect(),
    }
}

/// What to have in mind of one story: label and words.
fn rows(story: &Story, role: Option<&str>) -> Vec<(&'static str, String)> {
    let points = |beat: Beat| {
        let passage = story.beat(beat)?;
        let points = text::points(&passage.markdown);
        let told = match points.is_empty() {
            true => text::first_sentence(&text::plain(&passage.markdown))?,
            false => points.join("; "),
        };
        Some(told)
    };
    let closing = || {
        let closing = story.closing_for(role).or(story.closings.first())?;
        Some(text::plain(&closing.passage.markdown))
    };
    let rows = [
        ("begin", story.opening()),
        ("decision", points(Beat::Action)),
        ("result", points(Beat::Result)),
        ("change", points(Beat::Learning)),
        ("close", closing()),
        ("watch out for", watch_out(story)),
    ];
    rows.into_iter()
        .filter_map(|(label, words)| Some((label, words?)))
        .collect()
}

/// The trap it tends to fall into: what `check` finds, else the first line of its own traps.
fn watch_out(story: &Story) -> Option<String> {
    let report = coach::check(&Answer::of_story(story), crate::study::run::USUAL_RATE);
    let is_trap = |code: Code| !matches!(code, Code::TooLong | Code::TooShort);
    let found = report.findings.iter().find(|finding| is_trap(finding.code));
    let own = || {
        story
            .traps
            .first()
            .map(|line| format!("{}, as in \"{}\"", line.trap, line.line))
    };
    found
        .map(|finding| format!("{}: {}", finding.code, finding.question))
        .or_else(own)
}

fn markdown(interview: &Interview, stories: &[&Story], rescue: Option<&str>) -> String {
    let role = interview.details.role.as_deref();
    let of = role.map_or_else(String::new, |role| format!(", {role}"));
    let date = date::full(interview.details.date);
    let mut out = format!("# {}{of}, {date}\n", interview.details.name);
    for story in stories {
        out.push_str(&format!("\n## {}\n\n", story.title));
        for (label, words) in rows(story, role) {
            out.push_str(&format!("- **{label}**: {}\n", words.replace('\n', " ")));
        }
    }
    if let Some(rescue) = rescue {
        out.push_str(&format!("\nIf your mind goes blank: {rescue}\n"));
    }
    out
}
