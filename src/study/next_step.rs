//! The one next step: what to do now, offered wherever one is offered.
//!
//! One pure function, so that every screen names the same step. The order is fixed: words
//! in danger first (a draft, a problem), then memory, then what is missing.

use crate::story::{Library, Miss};

use super::card_states::{CardState, CardStates};
use super::day::StudyDay;
use super::facts::Facts;
use super::interview::{Interview, interviews};
use super::queue::Today;
use super::{card, run};

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NextStep {
    /// An interview is today or tomorrow.
    Brief,
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
    /// Nothing to do before that day.
    ComeBack {
        /// The next day on which a card is due.
        day: StudyDay,
    },
    /// Nothing is scheduled at all.
    Nothing,
}

/// Works out the next step; `date` is the calendar date. `half_written` says that a guided draft lies under the home.
pub(crate) fn next_step(
    library: &Library,
    facts: &Facts,
    states: &CardStates,
    date: StudyDay,
    today: &Today,
    half_written: bool,
) -> NextStep {
    if let Some(step) = interview(facts, date) {
        return step;
    }
    let cards = today.cards.len();
    let resume = half_written.then_some(NextStep::ResumeDraft);
    resume
        .or_else(|| draft(library))
        .or_else(|| problem(library))
        .or_else(|| (cards > 0).then_some(NextStep::Review { cards }))
        .or_else(|| missing_kind(library))
        .or_else(|| never_rehearsed(library, facts))
        .or_else(|| come_back(states, today))
        .unwrap_or(NextStep::Nothing)
}

/// What an interview asks for: it is today or tomorrow, or it is over.
fn interview(facts: &Facts, today: StudyDay) -> Option<NextStep> {
    let mut open = interviews(facts);
    open.retain(|interview| !interview.done);
    let ahead = |interview: &Interview| interview.details.date.since(today);
    if open
        .iter()
        .any(|interview| (0..=1).contains(&ahead(interview)))
    {
        return Some(NextStep::Brief);
    }
    let over = open.into_iter().find(|interview| ahead(interview) < 0)?;
    Some(NextStep::Debrief {
        company: over.details.name,
    })
}

fn draft(library: &Library) -> Option<NextStep> {
    let unfinished = library.own().find(|entry| entry.story.is_draft())?;
    Some(NextStep::FinishDraft {
        story: library.handle(unfinished.story.id.as_str()),
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

fn missing_kind(library: &Library) -> Option<NextStep> {
    let told: Vec<Miss> = library
        .own()
        .filter(|entry| card::has_both_cards(&entry.story))
        .filter_map(|entry| entry.story.miss)
        .collect();
    let miss = Miss::ALL.into_iter().find(|miss| !told.contains(miss))?;
    Some(NextStep::Write { miss })
}

fn never_rehearsed(library: &Library, facts: &Facts) -> Option<NextStep> {
    let told = run::last_told(library, facts);
    let story = library
        .own()
        .map(|entry| &entry.story)
        .find(|story| card::has_both_cards(story) && !told.contains_key(story.id.as_str()))?;
    Some(NextStep::Rehearse {
        story: library.handle(story.id.as_str()),
    })
}

/// The next day on which something will be on the list: tomorrow where only today's limit
/// or a bury holds cards back.
fn come_back(states: &CardStates, today: &Today) -> Option<NextStep> {
    let tomorrow = states.day.plus(1);
    let waits_for_tomorrow = !today.held_back.is_empty()
        || (0..states.cards.len()).any(|card| states.state(card) == CardState::Buried);
    let due = (0..states.cards.len())
        .filter(|&card| states.state(card) == CardState::Waiting && !states.rests(card))
        .filter_map(|card| states.memories[card].due_day())
        .min();
    let day = match waits_for_tomorrow {
        true => Some(tomorrow),
        false => due.map(|due| due.max(tomorrow)),
    };
    day.map(|day| NextStep::ComeBack { day })
}
