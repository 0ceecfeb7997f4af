//! Stories on their way into a deck: refused where a name is taken, else appended.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::problems;
use crate::cli::wording::added_line;
use crate::deck;
use crate::story::parse::parse;
use crate::story::rewrite::{self, add_name};
use crate::story::{Level, Library, Problem, Story, text};
use crate::study::next_step::JustDone;

/// Appends every story of a text to a deck, each with its name written down: all or none.
pub(super) fn add_text(
    env: &mut Env<'_>,
    deck: &Path,
    name: &str,
    text: &str,
) -> Result<(), CliError> {
    let parsed = parse(text);
    problems::tell_of_text(env, name, text, &parsed.problems);
    if parsed.stories.is_empty() {
        return Err(CliError::failed(format!("no story was found in {name}"))
            .hint("A story begins with `# Title`; `star-cards show core-missed-launch-deadline` shows one."));
    }
    let nameless = |problem: &Problem| {
        let mut stories = parsed.stories.iter();
        problem.level == Level::Problem
            && !stories.any(|story| story.at.contains(&problem.at.start))
    };
    if parsed.problems.iter().any(nameless) {
        return Err(
            CliError::failed("a story could not be read; nothing was added")
                .hint("Correct the problem above, then add the file again."),
        );
    }
    deck::make_folder(&env.home.decks())?;
    // What is free now stays free until the stories stand there.
    let held = env.hold_library();
    refuse_taken_names(&held.library, &parsed.stories)?;
    let words = |story: &Story| {
        let words = add_name(&text[story.at.clone()], story.id.as_str());
        words.trim_end().to_owned()
    };
    let whole: Vec<String> = parsed.stories.iter().map(words).collect();
    deck::append(deck, [(whole.join("\n\n").as_str(), false)])?;
    for story in &parsed.stories {
        env.warn(added_line(story));
    }
    env.note(&format!("Written to {}.", deck.display()));
    tell_of_points(env, &parsed.stories);
    env.done = parsed.stories.first().map(|story| JustDone::Wrote {
        story: story.id.to_string(),
    });
    Ok(())
}

/// Says how points are marked, where a story is written and has none.
fn tell_of_points(env: &mut Env<'_>, stories: &[Story]) {
    let has_point = |story: &Story| {
        let mut beats = story.beats.iter();
        beats.any(|beat| !text::points(&beat.passage.markdown).is_empty())
    };
    let mut unmarked = stories
        .iter()
        .filter(|story| !story.is_draft() && !has_point(story));
    if let Some(story) = unmarked.next() {
        let which = match unmarked.count() {
            0 => format!("No point of \"{}\" is marked", story.title),
            more => format!("No point of {} stories is marked", more + 1),
        };
        env.note(&format!(
            "{which}. Put two stars around what you must say, **like this**: star-cards edit {}",
            story.id
        ));
    }
}

/// Whether a story has words in one of its beats.
pub(super) fn is_written(story: &Story) -> bool {
    let beats = story.beats.iter().map(|text| &text.passage);
    let mut passages = beats.chain(&story.first_draft);
    passages.any(|passage| !text::plain(&passage.markdown).trim().is_empty())
}

/// A key that was left empty says nothing.
pub(super) fn without_empty_keys(text: &str) -> String {
    rewrite::without_empty(text, &["role", "miss", "tags"])
}

/// A name that another story bears would hide one of the two.
pub(super) fn refuse_taken_names(library: &Library, stories: &[Story]) -> Result<(), CliError> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for story in stories {
        let id = story.id.as_str();
        if let Some(taken) = library.find(id) {
            let path = &taken.deck().path;
            return Err(CliError::failed(format!(
                "there is a story `{id}` already ({path}); nothing was added"
            ))
            .hint(format!(
                "Change it with `star-cards edit {id}`, or give the new one another `id:` line."
            )));
        }
        if let Some(now) = library.current_name(id) {
            return Err(CliError::failed(format!(
                "`{id}` is a former name of {now}, which has its history; nothing was added"
            ))
            .hint("Give the new story another `id:` line."));
        }
        if story.id.is_reserved() {
            return Err(CliError::failed(format!(
                "the name `{id}` belongs to the built-in stories; nothing was added"
            ))
            .hint("Give the story another `id:` line."));
        }
        if !names.insert(id) {
            return Err(CliError::failed(format!(
                "two of these stories are named `{id}`; nothing was added"
            ))
            .hint("Give one of them another `id:` line."));
        }
    }
    Ok(())
}
