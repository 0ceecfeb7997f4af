//! `pick`: which story for the role on the table.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::interviews;
use super::ranking::ranked;
use super::wording::{heading, percent};
use super::workspace::Workspace;
use crate::coach::pick::{Candidate, search_words};
use crate::export::coach as json;
use crate::prompt::text::{Line, Tone};
use crate::story::{Library, Story, text};
use crate::study::day::StudyDay;
use crate::study::debrief::stories_told_to;
use crate::study::facts::InterviewDetails;
use crate::study::interview::Interview;
use crate::study::next_step::JustDone;
use crate::study::run;

/// The words of a match that are named, at most.
const WORDS_SHOWN: usize = 6;

/// The best stories are enough for a choice.
const STORIES_SHOWN: usize = 10;

/// Pick the story that fits a role best
///
/// A story with a closing for exactly that role comes first. All others are ranked by the words that they
/// share with the role or the job text: those of the Learning count most, then tags, Action and role. One
/// line per story says why.
#[derive(clap::Args, Debug)]
pub(crate) struct PickArgs {
    /// The role, or a few words about it; without any of these, the nearest interview says it
    #[arg(long, value_name = "TEXT")]
    role: Option<String>,
    /// The job text in FILE (- for standard input)
    #[arg(long, value_name = "FILE")]
    jd: Option<PathBuf>,
    /// Use the role and job text of that interview; stories they have heard come last
    #[arg(long, value_name = "NAME")]
    interview: Option<String>,
    /// Print JSON: {"version":1,"picks":[...]}
    #[arg(long)]
    json: bool,
}

/// A day for stories by name: when each was last told to its end, or when a company heard it.
type DayByStory = BTreeMap<String, StudyDay>;

impl PickArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        if self
            .role
            .as_deref()
            .is_some_and(|role| role.trim().is_empty())
        {
            return Err(CliError::usage("--role is empty").hint(
                "Name the role, or say a few words about it: --role \"Site reliability engineer\"",
            ));
        }
        let workspace = Workspace::open(env)?;
        let interview = self.interview(&workspace)?;
        let words = interview
            .as_ref()
            .map(|interview| interviews::words(env, interview));
        let mut wanted = words.unwrap_or_default();
        wanted.push_str(self.role.as_deref().unwrap_or_default());
        if let Some(file) = &self.jd {
            wanted.push('\n');
            wanted.push_str(&interviews::read_job(env, file)?);
        }
        let stories: Vec<&Story> = workspace.library.own_complete().collect();
        if stories.is_empty() {
            let error = CliError::failed("you have no stories of your own to pick from yet");
            return Err(error.hint("`star-cards add` writes the first."));
        }
        let heard = interview.as_ref().map(|interview| {
            let company = &interview.details.name;
            stories_told_to(&workspace.library, &workspace.facts, company)
        });
        let heard = heard.unwrap_or_default();
        let nearest = interview.as_ref().filter(|_| self.interview.is_none());
        let nearest = nearest.map(|interview| described(&interview.details));
        let role = interview.and_then(|interview| interview.details.role);
        let role = self.role.clone().or(role);
        let picks = ranked(&workspace, &stories, (&wanted, role.as_deref()), &heard)?;
        let told = run::last_told(&workspace.library, &workspace.facts);
        if self.json {
            let text = json::picks(&picks, |story| {
                let on = |days: &DayByStory| days.get(story).map(ToString::to_string);
                (on(&told), on(&heard))
            });
            env.write(text.as_bytes())?;
            return Ok(0);
        }
        let mut shown = Vec::new();
        if let Some(interview) = nearest {
            shown.push(Line::quiet(format!("For {interview}:")));
        }
        if picks.iter().all(|pick| pick.words.is_empty()) {
            let why = match search_words(&wanted).is_empty() {
                true => "This role has no words to search for",
                false => "No story has a word of this role",
            };
            shown.push(Line::plain(format!("{why}. The best prepared come first.")));
            shown.push(Line::blank());
        }
        let library = &workspace.library;
        let on_day = workspace.states.interview.is_some();
        shown.extend(lines(
            library,
            role.as_deref(),
            &told,
            &heard,
            (&picks, on_day),
            env.today(),
        ));
        env.print(&shown)?;
        env.done = Some(JustDone::Other);
        workspace.leave_step(env, &workspace.today_list());
        Ok(0)
    }
}

impl PickArgs {
    /// The interview that was named; the nearest one where nothing says what the role is.
    fn interview(&self, workspace: &Workspace) -> Result<Option<Interview>, CliError> {
        if let Some(name) = &self.interview {
            return interviews::find(workspace, name).map(Some);
        }
        if self.role.is_some() || self.jd.is_some() {
            return Ok(None);
        }
        let nearest = interviews::next(workspace).ok();
        let says_what =
            |details: &InterviewDetails| details.role.is_some() || details.job.is_some();
        let nearest = nearest.filter(|interview| says_what(&interview.details));
        nearest.map(Some).ok_or_else(|| {
            CliError::usage("for which role? No interview ahead has one")
                .hint("Name it, or say a few words about it: --role \"Site reliability engineer\"")
        })
    }
}

/// `Acme, Site reliability engineer`
fn described(details: &InterviewDetails) -> String {
    match &details.role {
        Some(role) => format!("{}, {role}", details.name),
        None => details.name.clone(),
    }
}

fn lines(
    library: &Library,
    role: Option<&str>,
    told: &DayByStory,
    heard: &DayByStory,
    (picks, on_day): (&[Candidate<'_>], bool),
    today: StudyDay,
) -> Vec<Line> {
    let mut lines = Vec::new();
    for (pick, number) in picks.iter().take(STORIES_SHOWN).zip(1..) {
        let story = pick.story;
        let handle = library.handle(story.id.as_str());
        let line = heading(format!("{number}. {}", story.title));
        lines.push(line.and(Tone::Quiet, format!("  ({handle})")).hanging(3));
        lines.push(Line::quiet(why(told, heard, (pick, on_day), today)).indented(3));
    }
    let more = picks.len().saturating_sub(STORIES_SHOWN);
    if more > 0 {
        lines.push(Line::quiet(format!("{more} more; --json lists all")));
    }
    if let Some(best) = picks.first() {
        lines.push(Line::blank());
        lines.extend(closing(library, best.story, role));
    }
    lines
}

fn why(
    told: &DayByStory,
    heard: &DayByStory,
    (pick, on_day): (&Candidate<'_>, bool),
    today: StudyDay,
) -> String {
    let story = pick.story.id.as_str();
    let mut parts = Vec::new();
    if let Some(day) = heard.get(story) {
        parts.push(format!("they heard it {}", day.spoken(today)));
    }
    if pick.closes {
        parts.push("it has a closing for this role".to_owned());
    }
    match pick.words.len() {
        0 => parts.push("no word in common".to_owned()),
        count => {
            let shown = pick.words[..count.min(WORDS_SHOWN)].join(", ");
            parts.push(match count.saturating_sub(WORDS_SHOWN) {
                0 => shown,
                more => format!("{shown} and {more} more"),
            });
        }
    }
    if let Some(readiness) = pick.readiness {
        let day = if on_day { " on the day" } else { "" };
        parts.push(format!("{} ready{day}", percent(readiness)));
    }
    parts.push(match told.get(story) {
        Some(day) => format!("rehearsed {}", day.spoken(today)),
        None => "never rehearsed".to_owned(),
    });
    parts.join("; ")
}

fn closing(library: &Library, story: &Story, role: Option<&str>) -> Vec<Line> {
    match story.closing_for(role).or(story.closings.first()) {
        Some(closing) => vec![
            Line::quiet(format!("Close \"{}\" with:", story.title)),
            Line::plain(text::plain(&closing.passage.markdown)).indented(2),
        ],
        None => vec![Line::quiet(format!(
            "\"{}\" has no closing yet: `star-cards closing {} --set \"...\"`",
            story.title,
            library.handle(story.id.as_str())
        ))],
    }
}
