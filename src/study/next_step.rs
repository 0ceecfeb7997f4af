//! The one next step: what to do now, offered wherever one is offered.
//!
//! One pure function, so that every screen names the same step: first what follows from what was
//! just done, then the nearest interview, then memory, then what is broken, half done or missing.

use crate::story::{Library, Miss};

use super::card_states::{CardState, CardStates};
use super::day::StudyDay;
use super::facts::Facts;
use super::interview::{Interview, interviews};
use super::queue::Today;
use super::target::InterviewTarget;
use super::{ahead, forecast, mock, run};

/// What a person has just done, where something follows from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum JustDone {
    /// Nothing that decides what comes next.
    #[default]
    Other,
    /// A story was judged, and something was found in it.
    Found {
        /// Its story.
        story: String,
    },
    /// A story was added or mended.
    Wrote {
        /// Its story.
        story: String,
    },
    /// An interview was planned or changed.
    PlannedInterview {
        /// Its company.
        company: String,
        /// Its day, as it stands now.
        date: StudyDay,
    },
    /// A story was told against the clock.
    Rehearsed,
    /// What to have in mind was read.
    Briefed,
    /// Stories were imported, and this one lacks its Action and Learning.
    ImportedDraft {
        /// Its story.
        story: String,
    },
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NextStep {
    /// An interview is today or tomorrow.
    Brief {
        /// Whether it is today.
        is_today: bool,
    },
    /// An interview took place and nobody asked how it was.
    Debrief {
        /// Its company.
        company: String,
    },
    /// The guided writing of a story was left half-way.
    ResumeDraft,
    /// A story waits for its Action and Learning.
    FinishDraft {
        /// Its story.
        story: String,
    },
    /// Something was found in a story.
    MendFindings {
        /// Its story.
        story: String,
    },
    /// A new or changed story is to be tried.
    TryStory {
        /// Its story.
        story: String,
    },
    /// An interview was planned: see what each day asks for.
    Plan {
        /// Which one; none for the nearest.
        interview: Option<String>,
    },
    /// The next run that the plan asks for.
    NextRun {
        /// Its story.
        story: String,
        /// The study day it is planned for.
        day: StudyDay,
    },
    /// The plan asks for a mock interview today.
    Mock,
    /// A story file has a problem.
    Mend {
        /// Where: path, and line where there is one.
        place: String,
        /// What to do about it.
        fix: String,
    },
    /// Cards are due.
    Review {
        /// How many are on today's list.
        cards: usize,
    },
    /// There is no story of one's own yet.
    WriteFirst,
    /// The first story is written, and no interview was ever planned.
    PlanInterview,
    /// A kind of failure has no story yet.
    Write {
        /// The kind.
        miss: Miss,
    },
    /// A story was never told aloud.
    Rehearse {
        /// The story.
        story: String,
    },
    /// Nothing more before an interview that is today or tomorrow.
    Rest {
        /// Its company.
        company: String,
        /// Whether it is today.
        is_today: bool,
    },
    /// Nothing to do before that day.
    ComeBack {
        /// The next day on which a card is due.
        day: StudyDay,
    },
    /// Nothing is scheduled at all.
    Nothing,
}

/// Where a person stands, as far as the next step needs to know it.
pub(crate) struct Standing<'a> {
    /// The stories.
    pub library: &'a Library,
    /// What the log holds.
    pub facts: &'a Facts,
    /// Cards and memories.
    pub states: &'a CardStates,
    /// The calendar date.
    pub date: StudyDay,
    /// Today's list.
    pub today: &'a Today,
    /// The interview ahead, if there is one.
    pub aimed: Option<&'a InterviewTarget>,
    /// A guided draft lies under the home.
    pub half_written: bool,
}

/// Works out the next step after what was just done.
pub(crate) fn next_step(standing: &Standing<'_>, done: &JustDone) -> NextStep {
    follows(standing, done)
        .or_else(|| interview(standing, done))
        .unwrap_or_else(|| general(standing))
}

/// What follows from what was just done.
fn follows(standing: &Standing<'_>, done: &JustDone) -> Option<NextStep> {
    let handle = |story: &str| standing.library.handle(story);
    match done {
        JustDone::Found { story } => {
            // A file may hold stories that are not here, and samples cannot be edited.
            let found = standing.library.find(story)?;
            let is_own = !found.deck().builtin;
            is_own.then(|| NextStep::MendFindings {
                story: handle(story),
            })
        }
        JustDone::Wrote { story } => {
            let written = standing.library.find(story)?.parts();
            let story = handle(story);
            Some(match written.is_draft() {
                true => NextStep::FinishDraft { story },
                false => NextStep::TryStory { story },
            })
        }
        JustDone::PlannedInterview { company, date } => planned(standing, company, *date),
        JustDone::Rehearsed => next_run(standing),
        JustDone::ImportedDraft { story } => Some(NextStep::FinishDraft {
            story: handle(story),
        }),
        JustDone::Briefed | JustDone::Other => None,
    }
}

/// The plan of the interview that was just planned. The nearest needs no name; of several of one
/// company the date tells which.
fn planned(standing: &Standing<'_>, company: &str, date: StudyDay) -> Option<NextStep> {
    let aimed = standing.aimed?;
    let mut to_come = interviews(standing.facts);
    to_come.retain(|interview| {
        interview.is_to_come(standing.date) && interview.details.name == company
    });
    let is_alone = to_come.len() == 1;
    let later = to_come.into_iter().find(|interview| {
        interview.details.date == date && date > standing.states.day && !aimed.is_on(date)
    });
    let interview = later.map(|later| match is_alone {
        true => later.details.name,
        false => later.label(),
    });
    Some(NextStep::Plan { interview })
}

fn next_run(standing: &Standing<'_>) -> Option<NextStep> {
    let (library, facts) = (standing.library, standing.facts);
    let runs = forecast::runs(library, facts, standing.states, standing.aimed?);
    let (day, story) = runs.into_iter().next()?;
    Some(NextStep::NextRun {
        story: library.handle(story.as_str()),
        day,
    })
}

/// The run that the plan asks for today.
fn run_of_today(standing: &Standing<'_>) -> Option<NextStep> {
    let is_today = |step: &NextStep| matches!(step, NextStep::NextRun { day, .. } if *day == standing.states.day);
    next_run(standing).filter(is_today)
}

/// The mock interview that the plan asks for today.
fn mock_of_today(standing: &Standing<'_>) -> Option<NextStep> {
    let aim = standing.aimed?.countdown;
    let days = mock::planned(standing.library, standing.facts, aim);
    days.contains(&standing.states.day)
        .then_some(NextStep::Mock)
}

fn due(today: &Today) -> Option<NextStep> {
    let cards = today.cards.len();
    (cards > 0).then_some(NextStep::Review { cards })
}

/// What is due, else what is broken, half done or missing.
fn general(standing: &Standing<'_>) -> NextStep {
    let Standing { library, today, .. } = *standing;
    let resume = || standing.half_written.then_some(NextStep::ResumeDraft);
    due(today)
        .or_else(|| problem(library))
        .or_else(resume)
        .or_else(|| draft(library))
        .or_else(|| begun(library, standing.facts))
        .or_else(|| missing_kind(library))
        .or_else(|| mock_of_today(standing))
        .or_else(|| run_of_today(standing))
        .or_else(|| never_rehearsed(library, standing.facts))
        .or_else(|| come_back(standing))
        .unwrap_or(NextStep::Nothing)
}

/// What an interview asks for: it is today or tomorrow, or it is over.
fn interview(standing: &Standing<'_>, done: &JustDone) -> Option<NextStep> {
    let mut open = interviews(standing.facts);
    open.retain(|interview| !interview.done);
    let ahead = |interview: &Interview| interview.details.date.since(standing.date);
    let is_near = |interview: &&Interview| (0..=1).contains(&ahead(interview));
    let near = open.iter().find(is_near);
    // A run is told when all has been read, so that neither leads back to reading.
    let is_read = matches!(done, JustDone::Briefed | JustDone::Rehearsed);
    let has_own = standing.library.own().next().is_some();
    if let Some(near) = near.filter(|_| !is_read) {
        let is_today = near.details.date == standing.date;
        match (has_own, is_today) {
            (true, _) => return Some(NextStep::Brief { is_today }),
            // Without a story there is nothing to have in mind yet, and an evening to write one.
            (false, false) => return Some(NextStep::WriteFirst),
            (false, true) => {}
        }
    }
    let over = open.iter().find(|interview| ahead(interview) < 0);
    let debrief = over.map(|over| NextStep::Debrief {
        company: over.details.name.clone(),
    });
    debrief.or_else(|| Some(before(standing, near?)))
}

/// What is left to do so close before an interview: nothing new is begun then.
fn before(standing: &Standing<'_>, near: &Interview) -> NextStep {
    let is_today = near.details.date == standing.date;
    let run = || run_of_today(standing).filter(|_| !is_today);
    let mock = || mock_of_today(standing).filter(|_| !is_today);
    due(standing.today)
        .or_else(mock)
        .or_else(run)
        .unwrap_or_else(|| NextStep::Rest {
            company: near.details.name.clone(),
            is_today,
        })
}

fn draft(library: &Library) -> Option<NextStep> {
    let unfinished = library.own().find(|entry| entry.parts().is_draft())?;
    Some(NextStep::FinishDraft {
        story: library.handle(unfinished.id()),
    })
}

fn problem(library: &Library) -> Option<NextStep> {
    if let Some(unread) = library.unread.first() {
        return Some(NextStep::Mend {
            place: unread.path.clone(),
            fix: unread.fix.clone(),
        });
    }
    let (deck, problem) = library
        .problems
        .iter()
        .find(|(_, problem)| problem.level == crate::story::Level::Problem)?;
    let (line, _) = library.place(*deck, problem.at.start);
    let deck = &library.decks[*deck];
    Some(NextStep::Mend {
        place: format!("{}:{line}", deck.path),
        fix: problem.fix.clone(),
    })
}

/// The first steps of somebody who begins: a story of one's own, then a day to prepare for. With
/// a second story the interview is not asked for again.
fn begun(library: &Library, facts: &Facts) -> Option<NextStep> {
    match library.own().take(2).count() {
        0 => Some(NextStep::WriteFirst),
        1 if facts.interviews.is_empty() => Some(NextStep::PlanInterview),
        _ => None,
    }
}

fn missing_kind(library: &Library) -> Option<NextStep> {
    let is_told = |miss: &Miss| {
        let mut parts = library.own().map(|entry| entry.parts());
        parts.any(|parts| parts.has_both_cards() && parts.miss() == Some(*miss))
    };
    let miss = Miss::ALL.into_iter().find(|miss| !is_told(miss))?;
    Some(NextStep::Write { miss })
}

fn never_rehearsed(library: &Library, facts: &Facts) -> Option<NextStep> {
    let told = run::last_told(library, facts);
    let story = library
        .own()
        .find(|entry| entry.parts().has_both_cards() && !told.contains_key(entry.id()))?;
    Some(NextStep::Rehearse {
        story: library.handle(story.id()),
    })
}

/// The next day on which something will be on the list: tomorrow where only today's limit
/// or a bury holds cards back.
fn come_back(standing: &Standing<'_>) -> Option<NextStep> {
    let Standing {
        states,
        today,
        aimed,
        ..
    } = *standing;
    let tomorrow = states.day.plus(1);
    let waits_for_tomorrow = !today.held_back.is_empty()
        || (0..states.cards.len()).any(|card| states.state(card) == CardState::Buried);
    let day = match waits_for_tomorrow {
        true => Some(tomorrow),
        false => (0..states.cards.len())
            .filter_map(|card| ahead::next_day(states, aimed, card))
            .min(),
    };
    day.map(|day| NextStep::ComeBack { day })
}
