//! The search for the stories that fit a role, for the commands that choose among them.

use std::collections::BTreeMap;

use super::error::CliError;
use super::workspace::Workspace;
use crate::coach::pick::{self, Candidate, Rank, SearchedStory};
use crate::store::rank;
use crate::story::Story;
use crate::study::day::StudyDay;
use crate::study::readiness;

/// The stories in the order in which they fit some words, those with a closing for exactly that role
/// first; those that the company has heard come last.
pub(crate) fn ranked<'s>(
    workspace: &'s Workspace,
    stories: &[&'s Story],
    (wanted, role): (&str, Option<&str>),
    heard: &BTreeMap<String, StudyDay>,
) -> Result<Vec<Candidate<'s>>, CliError> {
    let ranks = ranks(stories, wanted)?;
    let ready = readiness::by_story(&workspace.library, &workspace.states);
    Ok(pick::ranked(
        stories,
        &ranks,
        |story| ready.get(story.id.as_str()).copied(),
        |story| heard.contains_key(story.id.as_str()),
        |story| role.is_some_and(|role| story.closing_of(Some(role)).is_some()),
    ))
}

/// How well the stories fit some words, the best first; those without any of them are left out.
pub(crate) fn ranks(stories: &[&Story], wanted: &str) -> Result<Vec<Rank>, CliError> {
    let documents = stories.iter().map(|story| SearchedStory::of(story));
    let documents: Vec<SearchedStory> = documents.collect();
    rank::rank(&documents, &pick::search_words(wanted))
        .map_err(|error| CliError::failed(format!("the search failed: {error}")))
}
