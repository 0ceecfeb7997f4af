//! Interviews: what is planned, and which cards it needs.
//!
//! An interview is its planning row; later rows change it, mark it done or remove it. The
//! nearest one after today is aimed at; several on one day aim with their stories together.

use super::day::StudyDay;
use super::facts::{Details, Facts, InterviewKind};
use super::review::RowId;

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
