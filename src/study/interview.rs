//! Interviews: what is planned, and which cards it needs.
//!
//! An interview is its planning row; later rows change it, mark it done or remove it. The
//! nearest one after today is aimed at; several on one day aim with their stories together.

use std::collections::HashSet;

use crate::story::Shelf;

use super::card::Group;
use super::day::{Instant, StudyDay};
use super::desk::Desk;
use super::plan::Aim;
use super::review::{Facts, RowId};

/// What a row says of an interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InterviewKind {
    /// It was planned.
    Planned,
    /// Its date, role, stories or job text changed.
    Changed,
    /// It has taken place and needs nothing more.
    Done,
    /// It will not take place.
    Removed,
}

impl InterviewKind {
    /// All kinds.
    pub const ALL: [InterviewKind; 4] = [
        InterviewKind::Planned,
        InterviewKind::Changed,
        InterviewKind::Done,
        InterviewKind::Removed,
    ];

    /// The word in the log.
    pub fn key(self) -> &'static str {
        match self {
            InterviewKind::Planned => "planned",
            InterviewKind::Changed => "changed",
            InterviewKind::Done => "done",
            InterviewKind::Removed => "removed",
        }
    }
}

/// What is known of an interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// The company.
    pub name: String,
    /// The day.
    pub date: StudyDay,
    /// The role on the table.
    pub role: Option<String>,
    /// Its stories; none for all own ones.
    pub stories: Option<Vec<String>>,
    /// The file that the job text was copied to, below the home.
    pub job: Option<String>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterviewRow {
    /// The row.
    pub id: RowId,
    /// When.
    pub at: Instant,
    /// The study day.
    pub day: StudyDay,
    /// What it says.
    pub kind: InterviewKind,
    /// The planning row, which is the interview.
    pub planned: RowId,
    /// What is known from this row on.
    pub details: Details,
}

/// One interview as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interview {
    /// The planning row.
    pub id: RowId,
    /// What is known.
    pub details: Details,
    /// It has taken place and needs nothing more.
    pub done: bool,
}

impl Interview {
    /// NAME@DATE, which finds it among several.
    pub fn label(&self) -> String {
        format!("{}@{}", self.details.name, self.details.date)
    }
}

/// All interviews that were not removed, the earliest date first.
pub fn interviews(facts: &Facts) -> Vec<Interview> {
    let mut all: Vec<Interview> = Vec::new();
    for row in &facts.interviews {
        if row.kind == InterviewKind::Planned {
            all.push(Interview {
                id: row.id,
                details: row.details.clone(),
                done: false,
            });
            continue;
        }
        let Some(place) = all.iter().position(|interview| interview.id == row.planned) else {
            continue;
        };
        match row.kind {
            InterviewKind::Removed => {
                all.remove(place);
            }
            InterviewKind::Done => all[place].done = true,
            InterviewKind::Changed | InterviewKind::Planned => {
                all[place].details = row.details.clone();
                // One that is put on a day still ahead takes place after all.
                all[place].done &= row.details.date <= row.day;
            }
        }
    }
    all.sort_by_key(|interview| interview.details.date);
    all
}

/// `Acme and Beta`
pub fn names(interviews: &[Interview]) -> String {
    let names = interviews
        .iter()
        .map(|interview| interview.details.name.as_str());
    names.collect::<Vec<_>>().join(" and ")
}

/// What today's list aims at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aimed {
    /// The interviews of the nearest day, in the order they were planned.
    pub interviews: Vec<Interview>,
    /// Date, today, cards and limit.
    pub aim: Aim,
    /// For each card of the desk whether the interview needs it.
    pub needs: Vec<bool>,
}

impl Aimed {
    /// `Acme in 8 days`
    pub fn sentence(&self) -> String {
        let names = names(&self.interviews);
        let days = self
            .interviews
            .first()
            .map_or(0, |first| first.details.date.since(self.aim.today));
        match days {
            1 => format!("{names} tomorrow"),
            _ => format!("{names} in {days} days"),
        }
    }

    /// The role of the nearest interview, for closings.
    pub fn role(&self) -> Option<&str> {
        self.interviews
            .first()
            .and_then(|interview| interview.details.role.as_deref())
    }
}

/// The interviews that take place on that day and are not over.
pub fn on_day(facts: &Facts, day: StudyDay) -> Vec<Interview> {
    let mut of_day = interviews(facts);
    of_day.retain(|interview| !interview.done && interview.details.date == day);
    of_day
}

/// Whether nothing is to be asked on that day: an interview takes place on it, and none on
/// the next, whose eve it would be.
pub fn rests(facts: &Facts, day: StudyDay) -> bool {
    let today = interviews(facts)
        .iter()
        .any(|interview| interview.details.date == day);
    today && next_day(facts, day) != Some(day.plus(1))
}

/// The day of the nearest interview after today.
pub fn next_day(facts: &Facts, today: StudyDay) -> Option<StudyDay> {
    let ahead = |interview: &Interview| !interview.done && interview.details.date > today;
    let next = interviews(facts).into_iter().find(ahead)?;
    Some(next.details.date)
}

/// Works out what is aimed at; none where no interview is ahead.
pub fn aimed(shelf: &Shelf, facts: &Facts, desk: &Desk, daily_limit: Option<u32>) -> Option<Aimed> {
    let date = desk.interview?;
    aimed_at(shelf, desk, on_day(facts, date), daily_limit)
}

/// Aims at interviews of one day; none unless that day is ahead.
pub fn aimed_at(
    shelf: &Shelf,
    desk: &Desk,
    interviews: Vec<Interview>,
    daily_limit: Option<u32>,
) -> Option<Aimed> {
    let needs = needs(shelf, desk, &interviews);
    let aim = Aim {
        today: desk.day,
        interview: Some(interviews.first()?.details.date),
        cards: needs.iter().filter(|&&needed| needed).count(),
        daily_limit,
    };
    aim.ahead()?;
    Some(Aimed {
        interviews,
        aim,
        needs,
    })
}

/// Its stories' cards without suspended and buried ones, plus the general traps. Without
/// named stories all own ones are meant, and without own stories the built-in ones.
fn needs(shelf: &Shelf, desk: &Desk, interviews: &[Interview]) -> Vec<bool> {
    let all_own = interviews
        .iter()
        .any(|interview| interview.details.stories.is_none());
    let named: HashSet<&str> = interviews
        .iter()
        .flat_map(|interview| interview.details.stories.iter().flatten())
        .map(|name| shelf.name_today(name))
        .collect();
    let any_own = desk.cards.iter().any(|card| card.group == Group::Own);
    (0..desk.cards.len())
        .map(|index| {
            let (card, standing) = (&desk.cards[index], desk.standings[index]);
            let wanted = match card.group {
                Group::Traps => true,
                Group::Own => all_own || named.contains(card.story(shelf).id.as_str()),
                Group::Core => all_own && !any_own || named.contains(card.story(shelf).id.as_str()),
            };
            wanted && !standing.suspended && !standing.buried
        })
        .collect()
}
