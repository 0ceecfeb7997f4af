//! `plan --json`.

use serde::Serialize;

use super::json::{VERSION, document, rounded};
use crate::study::interview::Aimed;
use crate::study::outlook::Outlook;

#[derive(Serialize)]
struct Plan<'a> {
    version: u32,
    interview: &'a str,
    date: String,
    cards: usize,
    /// Cards never shown by the day, should every day be kept.
    never_shown: usize,
    days: Vec<Day>,
    stories: Vec<Story<'a>>,
}

#[derive(Serialize)]
struct Day {
    day: String,
    showings: u32,
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
pub fn plan(aimed: &Aimed, kept: &Outlook, missed: &Outlook, doubled: &Outlook) -> String {
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
            })
            .collect(),
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
