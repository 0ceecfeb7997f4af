//! `brief`: the evening before, on one screen.

use super::env::Env;
use super::error::{CliError, Outcome};
use super::interviews::{away, find, next, warn_missing};
use super::wording::heading;
use super::workspace::Workspace;
use crate::coach::brief::reminders;
use crate::deck;
use crate::prompt::text::{Line, Tone};
use crate::story::Story;
use crate::study::date;
use crate::study::interview::Interview;
use crate::study::mock;
use crate::study::next_step::JustDone;
use crate::study::run::USUAL_RATE;

/// The evening before: first sentences, points, numbers and closings on one screen
///
/// For each story of the interview: how it begins, the decision and the change in a few words, the
/// number, the closing for this role, and the trap to avoid. Below them the two follow-ups that were
/// hardest in your mocks.
#[derive(clap::Args, Debug)]
pub(crate) struct BriefArgs {
    /// The company, or NAME@DATE; the next one if left out
    interview: Option<String>,
    /// Print Markdown, for a phone or on paper
    #[arg(long)]
    markdown: bool,
}

/// What to say when the mind goes blank, unless the settings have words of one's own (`rescue`).
const USUAL_RESCUE: &str = "Let me take a moment to pick the right example.";

/// So many follow-ups that were hard in the mocks are enough for an evening.
const FOLLOW_UPS: usize = 2;

impl BriefArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let workspace = Workspace::open(env)?;
        let interview = match &self.interview {
            Some(name) => find(&workspace, name)?,
            None => next(&workspace)?,
        };
        warn_missing(env, &workspace, &interview);
        let stories = interview.stories(&workspace.library);
        if stories.is_empty() {
            let error = CliError::failed("you have no stories of your own for this interview yet");
            return Err(error.hint("`star-cards add` writes the first."));
        }
        let role = interview.details.role.as_deref();
        if self.markdown {
            let rescue = env.settings.rescue.as_deref().unwrap_or(USUAL_RESCUE);
            let text = markdown((&interview, &stories), &hardest(&workspace), rescue);
            env.write(crate::prompt::text::clean(&text).as_bytes())?;
            return Ok(0);
        }
        env.done = Some(JustDone::Briefed);
        let details = &interview.details;
        let (date, away) = (date::full(details.date), away(details, &workspace));
        let of = role.map_or_else(String::new, |role| format!("  {role}"));
        let title = heading(&details.name).and(Tone::Normal, format!("  {date}{away}"));
        let mut lines = vec![title.and(Tone::Quiet, of)];
        for story in stories {
            lines.push(Line::blank());
            lines.push(heading(&story.title));
            for (label, words) in reminders(story, role, USUAL_RATE) {
                let line = Line::quiet(format!("{label}: "));
                lines.push(line.and(Tone::Normal, words).indented(2).hanging(2));
            }
        }
        let rescue = env.settings.rescue.as_deref().unwrap_or(USUAL_RESCUE);
        lines.push(Line::blank());
        for wording in hardest(&workspace) {
            let line = Line::quiet("Hard in the mock: ");
            lines.push(line.and(Tone::Normal, wording).hanging(2));
        }
        lines.push(Line::quiet("If your mind goes blank: ").and(Tone::Normal, rescue));
        env.print(&lines)?;
        workspace.leave_step(env, &workspace.today_list());
        Ok(0)
    }
}

/// The follow-ups that were hardest in the mocks, in their words.
fn hardest(workspace: &Workspace) -> Vec<String> {
    let bank = deck::question_bank(&workspace.library);
    let hardest = mock::hardest(&workspace.facts).into_iter();
    let wordings = hardest.filter_map(|asked| {
        let mut follow_ups = bank.follow_ups.iter();
        let known = follow_ups.find(|known| known.key.as_str() == asked.key)?;
        Some(known.wording.clone())
    });
    wordings.take(FOLLOW_UPS).collect()
}

fn markdown(
    (interview, stories): (&Interview, &[&Story]),
    hardest: &[String],
    rescue: &str,
) -> String {
    let role = interview.details.role.as_deref();
    let of = role.map_or_else(String::new, |role| format!(", {role}"));
    let date = date::full(interview.details.date);
    let mut out = format!("# {}{of}, {date}\n", interview.details.name);
    for story in stories {
        out.push_str(&format!("\n## {}\n\n", story.title));
        for (label, words) in reminders(story, role, USUAL_RATE) {
            out.push_str(&format!("- **{label}**: {}\n", words.replace('\n', " ")));
        }
    }
    if !hardest.is_empty() {
        out.push('\n');
    }
    for wording in hardest {
        out.push_str(&format!("- **hard in the mock**: {wording}\n"));
    }
    out.push_str(&format!("\nIf your mind goes blank: {rescue}\n"));
    out
}
