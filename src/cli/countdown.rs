//! The days up to an interview, for the commands that show them or warn of them.

use super::env::Env;
use super::error::CliError;
use super::interviews::words;
use super::ranking::ranked;
use super::wording::counted;
use super::workspace::Workspace;
use crate::prompt::text::{Line, Tone, fit};
use crate::story::StoryId;
use crate::study::day::StudyDay;
use crate::study::debrief::stories_told_to;
use crate::study::forecast::{Forecast, PlannedDay, Scenario, forecast, planned_days, runs};
use crate::study::mock;
use crate::study::proposal::{self, LimitProposal};
use crate::study::readiness::{self, StoryGain};
use crate::study::session;
use crate::study::target::InterviewTarget;

/// What would help where the limit cannot carry all cards; the stories are searched for the
/// words of the interview.
pub(crate) fn proposal(
    env: &Env<'_>,
    workspace: &Workspace,
    aimed: &InterviewTarget,
    kept: &Forecast,
) -> Result<Option<LimitProposal>, CliError> {
    if kept.carries_all() || aimed.has_only_samples() {
        return Ok(None);
    }
    let Workspace {
        library,
        facts,
        states,
        ..
    } = workspace;
    let interview = &aimed.interviews[0];
    let heard = stories_told_to(library, facts, &interview.details.name);
    let stories = proposal::candidates(library, states, aimed);
    let (wanted, role) = (words(env, interview), interview.details.role.as_deref());
    let ranked = ranked(workspace, &stories, (&wanted, role), &heard)?;
    let order = ranked.iter().map(|candidate| candidate.story);
    Ok(proposal::proposal(library, states, aimed, kept, order))
}

/// The warning of a plan that a day's limit cannot carry, if it is one: what would not be
/// shown, which stories to keep, or which limit would do.
pub(crate) fn warning(env: &Env<'_>, workspace: &Workspace) -> Result<Option<Line>, CliError> {
    let Some(aimed) = workspace.aimed() else {
        return Ok(None);
    };
    let kept = kept(workspace, &aimed);
    let proposal = proposal(env, workspace, &aimed, &kept)?;
    Ok(proposal.map(|proposal| overfull(env, &aimed, &kept, &proposal)))
}

/// What the limit cannot carry, and what would help.
pub(crate) fn overfull(
    env: &Env<'_>,
    aimed: &InterviewTarget,
    kept: &Forecast,
    proposal: &LimitProposal,
) -> Line {
    let (showings, config) = (proposal.showings_per_day, env.home.config());
    let limit = format!("set showings_per_day = {showings} in {}", config.display());
    let stories: Vec<&str> = proposal.stories.iter().map(StoryId::as_str).collect();
    let help = match stories.as_slice() {
        [] => format!("To show them all, {limit}."),
        stories => format!(
            "Keep the stories that fit best (star-cards interview edit {} --stories {}), or {limit}.",
            aimed.interviews[0].label(),
            stories.join(",")
        ),
    };
    let (never, of) = (kept.never_shown, counted(aimed.countdown.cards, "card"));
    let told = format!("{never} of {of} would not be shown before the day. {help}");
    Line::toned(Tone::Warn, told)
}

/// What each day up to the next interview asks for, days that ask for nothing left out.
pub(crate) fn agenda(workspace: &Workspace) -> Vec<(StudyDay, String)> {
    let Some(aimed) = workspace.aimed() else {
        return Vec::new();
    };
    let kept = kept(workspace, &aimed);
    let days = planned(workspace, &aimed, &kept);
    let asking = days.iter().filter(|day| !day.is_free());
    // A calendar is read when other stories may begin like this one.
    asking
        .map(|day| (day.day, asked(day, str::to_owned)))
        .collect()
}

fn kept(workspace: &Workspace, aimed: &InterviewTarget) -> Forecast {
    forecast(&workspace.library, &workspace.states, aimed, Scenario::Kept)
}

/// Columns of a title in a sentence that should stay on one line.
const LONGEST_TITLE: usize = 36;

/// The story whose practice today adds most on the day; none where nothing would.
pub(crate) fn most_to_gain(workspace: &Workspace) -> Option<StoryGain> {
    let aimed = workspace.aimed();
    let counts_ahead = |card| {
        let aimed = aimed.as_ref();
        aimed.is_some_and(|aimed| aimed.closes_in_on(card))
    };
    readiness::most_to_gain(&workspace.library, &workspace.states, counts_ahead)
}

/// The same as a sentence.
pub(crate) fn practise(workspace: &Workspace) -> Option<Line> {
    let most = most_to_gain(workspace)?;
    let library = &workspace.library;
    let title = fit(library.entry(most.story).title(), LONGEST_TITLE);
    let points = counted((most.gain * 100.0).round() as usize, "point");
    let told = Line::plain(format!("Practise \"{title}\" today: "));
    Some(
        told.and(Tone::Good, format!("+{points} on the day."))
            .hanging(2),
    )
}

/// The days of a forecast with their cards and the story to tell.
pub(crate) fn planned(
    workspace: &Workspace,
    aimed: &InterviewTarget,
    kept: &Forecast,
) -> Vec<PlannedDay> {
    let runs = runs(
        &workspace.library,
        &workspace.facts,
        &workspace.states,
        aimed,
    );
    let mocks = mock::planned(&workspace.library, &workspace.facts, aimed.countdown);
    planned_days(kept, &runs, &mocks, session::pace(&workspace.facts))
}

/// `12 cards, 4 min; rehearse nine`, with what a story is called there; empty for a day that is
/// free.
pub(crate) fn asked(day: &PlannedDay, called: impl Fn(&str) -> String) -> String {
    let cards = counted(day.showings as usize, "card");
    asked_in_words(day, &cards, called)
}

/// The same with other words for its cards.
pub(crate) fn asked_in_words(
    day: &PlannedDay,
    cards: &str,
    called: impl Fn(&str) -> String,
) -> String {
    let cards = (day.showings > 0).then(|| format!("{cards}, {} min", day.minutes));
    let run = day.run.as_ref();
    let run = run.map(|story| format!("rehearse {}", called(story.as_ref())));
    let mock = day.mock.then(|| "mock interview".to_owned());
    let asks: Vec<String> = cards.into_iter().chain(run).chain(mock).collect();
    asks.join("; ")
}
