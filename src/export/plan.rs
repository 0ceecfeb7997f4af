//! `plan --json`.

use serde::Serialize;

use super::json::{VERSION, document, rounded};
use crate::story::StoryId;
use crate::study::forecast::{Forecast, PlannedDay};
use crate::study::proposal::LimitProposal;
use crate::study::target::InterviewTarget;

#[derive(Serialize)]
struct PlanJson<'a> {
    version: u32,
    interview: &'a str,
    date: String,
    cards: usize,
    /// Cards never shown by the day, should every day be kept.
    never_shown: usize,
    days: Vec<Day>,
    /// Stories to tell aloud, at most one a day.
    runs: Vec<PlanRunJson<'a>>,
    stories: Vec<PlanStoryJson<'a>>,
    /// What would help where the limit cannot carry all cards, else null.
    proposal: Option<Proposal<'a>>,
}

#[derive(Serialize)]
struct Day {
    day: String,
    showings: u32,
    minutes: u64,
}

#[derive(Serialize)]
struct PlanRunJson<'a> {
    day: String,
    story: &'a str,
}

/// Either of the two would do.
#[derive(Serialize)]
struct Proposal<'a> {
    stories: Vec<&'a str>,
    showings_per_day: i64,
}

/// What `plan` worked out.
pub(crate) struct Played<'a> {
    /// What is aimed at.
    pub aimed: &'a InterviewTarget,
    /// With every day kept.
    pub kept: &'a Forecast,
    /// With today missed.
    pub missed: &'a Forecast,
    /// With twice the limit.
    pub doubled: &'a Forecast,
    /// What each day asks for with every day kept.
    pub days: &'a [PlannedDay<'a>],
    /// What would help, if anything is needed.
    pub proposal: Option<&'a LimitProposal>,
}

/// Readiness on the day of the interview, 0 to 1.
#[derive(Serialize)]
struct PlanStoryJson<'a> {
    story: &'a str,
    kept: f64,
    today_missed: f64,
    limit_doubled: f64,
}

/// The days up to an interview and the readiness on its day.
pub(crate) fn plan(played: Played<'_>) -> String {
    let Played {
        aimed,
        kept,
        missed,
        doubled,
        days,
        proposal,
    } = played;
    let details = &aimed.interviews[0].details;
    // All three list the same stories in the same order.
    let stories = kept
        .readiness
        .iter()
        .zip(&missed.readiness)
        .zip(&doubled.readiness);
    document(&PlanJson {
        version: VERSION,
        interview: &details.name,
        date: details.date.to_string(),
        cards: aimed.countdown.cards,
        never_shown: kept.never_shown,
        days: days
            .iter()
            .map(|planned| Day {
                day: planned.day.to_string(),
                showings: planned.showings,
                minutes: planned.minutes,
            })
            .collect(),
        runs: days
            .iter()
            .filter_map(|planned| {
                Some(PlanRunJson {
                    day: planned.day.to_string(),
                    story: planned.run?.as_str(),
                })
            })
            .collect(),
        proposal: proposal.map(|proposal| Proposal {
            stories: proposal.stories.iter().map(StoryId::as_str).collect(),
            showings_per_day: proposal.showings_per_day,
        }),
        stories: stories
            .map(
                |(((story, kept), (_, missed)), (_, doubled))| PlanStoryJson {
                    story: story.as_str(),
                    kept: rounded(*kept),
                    today_missed: rounded(*missed),
                    limit_doubled: rounded(*doubled),
                },
            )
            .collect(),
    })
}
