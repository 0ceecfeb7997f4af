//! `plan --json`.

use super::json::{VERSION, document, rounded};
use super::shape::ObjectShape;
use crate::story::StoryId;
use crate::study::day::StudyDay;
use crate::study::forecast::{Forecast, PlannedDay};
use crate::study::proposal::LimitProposal;
use crate::study::target::InterviewTarget;

/// What `plan` worked out.
#[derive(Clone, Copy)]
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
    pub days: &'a [PlannedDay],
    /// What would help, if anything is needed.
    pub proposal: Option<&'a LimitProposal>,
}

/// A story with its readiness on the day of the interview: every day kept, today missed, the
/// limit doubled.
type PlannedStory<'a> = (&'a StoryId, [f64; 3]);

impl<'a> Played<'a> {
    /// All three forecasts list the same stories in the same order.
    fn stories(&self) -> Vec<PlannedStory<'a>> {
        let played = self.kept.readiness.iter().zip(&self.missed.readiness);
        let played = played.zip(&self.doubled.readiness);
        played
            .map(|((kept, missed), doubled)| (&kept.0, [kept.1, missed.1, doubled.1].map(rounded)))
            .collect()
    }

    fn runs(&self) -> Vec<(StudyDay, &'a str)> {
        let run = |planned: &'a PlannedDay| Some((planned.day, planned.run.as_ref()?.as_str()));
        self.days.iter().filter_map(run).collect()
    }
}

/// The days up to an interview and the readiness on its day.
#[rustfmt::skip]
pub(crate) fn plan<'a>(played: Played<'a>) -> String {
    let day = ObjectShape::new("")
        .key("day", "", |planned: &&PlannedDay| planned.day)
        .key("showings", "", |planned| planned.showings)
        .key("minutes", "", |planned| planned.minutes);
    let run = ObjectShape::new("")
        .key("day", "", |(day, _): &(StudyDay, &'a str)| *day)
        .key("story", "", |(_, story)| *story);
    let story = ObjectShape::new("")
        .key("story", "", |(story, _): &PlannedStory<'a>| story.as_str())
        .key("kept", "Readiness on the day of the interview, 0 to 1.", |(_, [kept, ..])| *kept)
        .key("today_missed", "", |(_, [_, missed, _])| *missed)
        .key("limit_doubled", "", |(_, [.., doubled])| *doubled);
    // Either of the two would do.
    let proposal = ObjectShape::new("")
        .key("stories", "", |proposal: &&'a LimitProposal| {
            proposal.stories.iter().map(StoryId::as_str).collect::<Vec<_>>()
        })
        .key("showings_per_day", "", |proposal| proposal.showings_per_day);
    let plan = ObjectShape::new("")
        .key("version", "", |_| VERSION)
        .key("interview", "", |played: &Played<'a>| {
            played.aimed.interviews[0].details.name.clone()
        })
        .key("date", "", |played| played.aimed.interviews[0].details.date)
        .key("cards", "", |played| played.aimed.countdown.cards - played.aimed.samples)
        .key("never_shown", "Cards never shown by the day, should every day be kept.",
            |played| played.kept.never_shown)
        .list("days", "", day, |played| played.days.iter().collect())
        .list("runs", "Stories to tell aloud, at most one a day.", run, Played::runs)
        .key("mocks", "Days on which a mock interview would help.", |played| {
            let days = played.days.iter().filter(|day| day.mock);
            days.map(|day| day.day.to_string()).collect::<Vec<_>>()
        })
        .list("stories", "", story, Played::stories)
        .object("proposal", "What would help where the limit cannot carry all cards, else null.",
            proposal, |played| played.proposal);
    document(&plan.json(&played))
}
