//! `plan --json`.

use serde::Serialize;

use super::json::{VERSION, document, rounded};
use crate::story::StoryId;
use crate::study::aimed::Aimed;
use crate::study::day::StudyDay;
use crate::study::outlook::Outlook;
use crate::study::session;

#[derive(Serialize)]
struct Plan<'a> {
    version: u32,
    interview: &'a str,
    date: String,
    cards: usize,
    /// Cards never shown by the day, should every day be kept.
    never_shown: usize,
    days: Vec<Day>,
    /// Stories to tell aloud, at most one a day.
    runs: Vec<Run<'a>>,
    stories: Vec<Story<'a>>,
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
struct Run<'a> {
    day: String,
    story: &'a str,
}

/// Either of the two would do.
#[derive(Serialize)]
pub struct Proposal<'a> {
    /// The stories to keep, those that fit the role best.
    pub stories: Vec<&'a str>,
    /// The daily limit that carries every card.
    pub showings_per_day: i64,
}

/// What `plan` worked out.
pub struct Played<'a> {
    /// What is aimed at.
    pub aimed: &'a Aimed,
    /// With every day kept.
    pub kept: &'a Outlook,
    /// With today missed.
    pub missed: &'a Outlook,
    /// With twice the limit.
    pub doubled: &'a Outlook,
    /// The stories to tell aloud.
    pub runs: &'a [(StudyDay, StoryId)],
    /// What would help, if anything is needed.
    pub proposal: Option<Proposal<'a>>,
    /// Milliseconds a showing takes.
    pub pace: u32,
}

/// Readiness on the day of the interview, 0 to 1.
#[derive(Serialize)]
struct Story<'a> {
    story: &'a str,
    kept: f64,
    today_missed: f64,
    limit_doubled: f64,
}

/// The days up to an interview and the readiness on its day.
pub fn plan(played: Played<'_>) -> String {
    let Played {
        aimed,
        kept,
        missed,
        doubled,
        runs,
        proposal,
        pace,
    } = played;
    let details = &aimed.interviews[0].details;
    // All three list the same stories in the same order.
    let stories = kept
        .readiness
        .iter()
        .zip(&missed.readiness)
        .zip(&doubled.readiness);
    document(&Plan {
        version: VERSION,
        interview: &details.name,
        date: details.date.to_string(),
        cards: aimed.aim.cards,
        never_shown: kept.never_shown,
        days: kept
            .days
            .iter()
            .map(|(day, showings)| Day {
                day: day.to_string(),
                showings: *showings,
                minutes: match showings {
                    0 => 0,
                    _ => session::minutes(*showings, pace),
                },
            })
            .collect(),
        runs: runs
            .iter()
            .map(|(day, story)| Run {
                day: day.to_string(),
                story: story.as_str(),
            })
            .collect(),
        proposal,
        stories: stories
            .map(|(((story, kept), (_, missed)), (_, doubled))| Story {
                story: story.as_str(),
                kept: rounded(*kept),
                today_missed: rounded(*missed),
                limit_doubled: rounded(*doubled),
            })
            .collect(),
    })
}
