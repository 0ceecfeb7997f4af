//! The interview that a person means: by name, chosen from a list, or the next one; and
//! what is said of one.

use std::path::Path;

use super::env::Env;
use super::error::CliError;
use super::workspace::Workspace;
use crate::deck;
use crate::story::Library;
use crate::study::date;
use crate::study::debrief::DebriefEntry;
use crate::study::facts::{DebriefField, InterviewDetails};
use crate::study::interview::{self, Interview, InterviewMatch, MeantInterview, interviews};

/// `, in 8 days`
pub(crate) fn away(details: &InterviewDetails, workspace: &Workspace) -> String {
    match details.date.since(workspace.date) {
        days @ 0.. => format!(", {}", date::away(days)),
        _ => ", over".to_owned(),
    }
}

/// The job text in a file.
pub(crate) fn read_job(env: &mut Env<'_>, file: &Path) -> Result<String, CliError> {
    let text = env.read_source(file)?;
    match text.trim().is_empty() {
        true => Err(CliError::failed(format!("{} is empty", file.display()))
            .hint("Save the job text into it as plain text.")),
        false => Ok(text),
    }
}

/// The words that say what an interview wants: its role and its job text.
pub(crate) fn words(env: &Env<'_>, interview: &Interview) -> String {
    let role = interview.details.role.clone().unwrap_or_default();
    let job = interview.details.job.as_ref();
    // A job text that somebody took away is no reason not to go by the role.
    let job = job.and_then(|job| deck::read_text(&env.home.data().join(job)).ok());
    format!("{role}\n{}\n", job.unwrap_or_default())
}

/// Tells of stories that an interview names and nobody finds any more.
pub(crate) fn warn_missing(env: &mut Env<'_>, workspace: &Workspace, interview: &Interview) {
    let gone = interview.gone_stories(&workspace.library);
    if !gone.is_empty() {
        env.note(&format!(
            "{0} names stories that no longer exist: {1}. To name others: star-cards interview \
             edit {0} --stories A,B",
            interview.label(),
            gone.join(", ")
        ));
    }
}

/// The interview of that name, or, on a terminal without a name, the one chosen from all.
pub(crate) fn find_or_ask(
    env: &mut Env<'_>,
    workspace: &Workspace,
    name: Option<&str>,
) -> Result<Interview, CliError> {
    if let Some(name) = name {
        let found = fitting(workspace, name, MeantInterview::Planned)?;
        return choose(env, found, Some(name));
    }
    let all = interviews(&workspace.facts);
    if all.is_empty() {
        next(workspace)?;
    }
    choose(env, all, None)
}

/// One of several interviews, of one name or of all, chosen on a terminal.
pub(crate) fn choose(
    env: &mut Env<'_>,
    mut interviews: Vec<Interview>,
    name: Option<&str>,
) -> Result<Interview, CliError> {
    let labels: Vec<String> = interviews.iter().map(Interview::label).collect();
    if interviews.len() == 1 {
        return Ok(interviews.remove(0));
    }
    if !env.world.prompt.can_ask() {
        return Err(match name {
            Some(name) => several(name, &interviews),
            None => CliError::usage("which interview? No name was given")
                .hint(format!("Name one of {}.", labels.join(", "))),
        });
    }
    let chosen = env.world.prompt.search("Which interview?", &labels)?;
    let place = chosen.ok_or_else(CliError::interrupted)?;
    Ok(interviews.swap_remove(place))
}

/// The nearest interview that is not over.
pub(crate) fn next(workspace: &Workspace) -> Result<Interview, CliError> {
    interviews(&workspace.facts)
        .into_iter()
        .find(|interview| interview.is_to_come(workspace.date))
        .ok_or_else(|| none_ahead(workspace))
}

fn none_ahead(workspace: &Workspace) -> CliError {
    let error = CliError::failed("no interview is planned");
    let all = interviews(&workspace.facts);
    let over = all
        .iter()
        .find(|found| found.awaits_debrief(workspace.date));
    let over = over.map(|over| format!("{} is over: star-cards debrief", over.details.name));
    let plan = "To plan one: star-cards interview add NAME --date DATE".to_owned();
    over.into_iter().chain([plan]).fold(error, CliError::hint)
}

/// The interview of that NAME or NAME@DATE: of several the one that is to come.
pub(crate) fn find(workspace: &Workspace, name: &str) -> Result<Interview, CliError> {
    let mut found = fitting(workspace, name, MeantInterview::Planned)?;
    match found.len() {
        1 => Ok(found.remove(0)),
        _ => Err(several(name, &found)),
    }
}

/// The interviews that a NAME or NAME@DATE may mean, at least one.
pub(crate) fn fitting(
    workspace: &Workspace,
    name: &str,
    meant: MeantInterview,
) -> Result<Vec<Interview>, CliError> {
    match interview::named(&workspace.facts, name, workspace.date, meant) {
        InterviewMatch::One(found) => Ok(vec![found]),
        InterviewMatch::Several(found) => Ok(found),
        InterviewMatch::Unknown { nearest } => {
            let error = CliError::failed(format!("there is no interview `{name}`"));
            Err(match nearest {
                Some(near) => error.hint(format!("Did you mean `{near}`?")),
                None => error.hint("`star-cards interview list --all` shows them."),
            })
        }
    }
}

fn several(name: &str, found: &[Interview]) -> CliError {
    let labels: Vec<String> = found.iter().map(Interview::label).collect();
    CliError::usage(format!("there are several interviews `{name}`"))
        .hint(format!("Say which: {}", labels.join(" or ")))
}

/// One answer of a debrief in words; none if it was skipped.
pub(crate) fn told(
    library: &Library,
    telling: &DebriefEntry,
    field: DebriefField,
) -> Option<String> {
    let value = telling.answer(field)?;
    Some(match (field, value) {
        (DebriefField::Question, question) => format!("\"{question}\""),
        (DebriefField::Story, story) => format!("story: {}", library.title(story)),
        (DebriefField::Landed, how) => format!("it went {how}"),
        (DebriefField::Missing, "") => "nothing was missing".to_owned(),
        (DebriefField::Missing, pieces) => format!("missing: {}", pieces.replace(',', ", ")),
    })
}
