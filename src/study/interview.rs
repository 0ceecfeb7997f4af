//! Interviews: what is planned, and which cards it needs.
//!
//! An interview is its planning row; later rows change it, mark it done or remove it. The
//! nearest one after today is aimed at; several on one day aim with their stories together.

use std::collections::HashMap;

use crate::story::handle::{NameMatch, Named, matching};
use crate::story::id::nearest;
use crate::story::sort;
use crate::story::text;
use crate::story::{Library, Story};

use super::day::StudyDay;
use super::facts::{Facts, InterviewDetails, InterviewKind};
use super::review::RowId;

/// One interview as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Interview {
    /// The planning row.
    pub id: RowId,
    /// What is known.
    pub details: InterviewDetails,
    /// It has taken place and needs nothing more.
    pub done: bool,
    /// Which of several of one name on one day, from 1; none where it is the only one.
    pub twin: Option<usize>,
}

impl Interview {
    /// NAME@DATE, or NAME@DATE#2, which finds it among several.
    pub(crate) fn label(&self) -> String {
        let twin = self.twin.map(|number| format!("#{number}"));
        self.on_its_day() + &twin.unwrap_or_default()
    }

    fn on_its_day(&self) -> String {
        format!("{}@{}", self.details.name, self.details.date)
    }

    /// Whether it is still to come, today included.
    pub(crate) fn is_to_come(&self, today: StudyDay) -> bool {
        !self.done && self.details.date >= today
    }

    /// Whether it has taken place, today included, and nothing was said of it yet.
    pub(crate) fn awaits_debrief(&self, today: StudyDay) -> bool {
        !self.done && self.details.date <= today
    }

    /// Its complete stories, in the order they were named; else all own ones.
    pub(crate) fn stories<'s>(&'s self, library: &'s Library) -> Vec<&'s Story> {
        let Some(names) = &self.details.stories else {
            return library.own_complete().collect();
        };
        let found = names.iter().filter_map(|name| library.called(name));
        found
            .map(|entry| entry.story())
            .filter(|story| !story.is_draft())
            .collect()
    }

    /// The names among its stories that no story bears any more.
    pub(crate) fn gone_stories<'s>(&'s self, library: &'s Library) -> Vec<&'s str> {
        let named = self.details.stories.iter().flatten();
        let today = named.map(|name| library.current_id(name));
        today.filter(|name| library.find(name).is_none()).collect()
    }
}

/// All interviews that were not removed, the earliest date first.
pub(crate) fn interviews(facts: &Facts) -> Vec<Interview> {
    let mut all: Vec<Interview> = Vec::new();
    for row in &facts.interviews {
        if row.kind == InterviewKind::Planned {
            all.push(Interview {
                id: row.id,
                details: row.details.clone(),
                done: false,
                twin: None,
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
    sort::by_key(&mut all, |interview| interview.details.date);
    // Another machine may have planned the same one; each can still be named.
    let mut of_day: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, interview) in all.iter().enumerate() {
        let day = text::folded(&interview.on_its_day());
        of_day.entry(day).or_default().push(place);
    }
    for places in of_day.into_values().filter(|places| places.len() > 1) {
        for (before, place) in places.into_iter().enumerate() {
            all[place].twin = Some(before + 1);
        }
    }
    all
}

/// Characters of an interview's name, at most: it stands in every heading.
pub(crate) const LONGEST_NAME: usize = 80;

/// Whether a company can be called that: something is to be seen, and nothing steers a terminal
/// or splits NAME@DATE.
pub(crate) fn is_name(name: &str) -> bool {
    name.chars().count() <= LONGEST_NAME
        && name.chars().any(char::is_alphanumeric)
        && !name
            .chars()
            .any(|c| c == '@' || text::can_steer_terminal(c))
}

/// What a NAME or NAME@DATE means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InterviewMatch {
    /// That one.
    One(Interview),
    /// Any of these.
    Several(Vec<Interview>),
    /// None.
    Unknown {
        /// The name that comes nearest to it.
        nearest: Option<String>,
    },
}

/// What is likely to be meant by the name of several interviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MeantInterview {
    /// One that is to come, else one that is not done.
    Planned,
    /// One that has taken place and waits for its debrief, else one that has taken place.
    Told,
}

/// The interviews of that NAME or NAME@DATE, in any case, or of the company that a beginning or
/// words of its name mean: of several of one company those that are likely to be meant.
pub(crate) fn named(
    facts: &Facts,
    name: &str,
    today: StudyDay,
    meant: MeantInterview,
) -> InterviewMatch {
    let all = interviews(facts);
    let same = |given: &str| text::folded(given) == text::folded(name);
    let (mut found, others): (Vec<Interview>, Vec<Interview>) =
        all.into_iter().partition(|interview| {
            let names = [interview.label(), interview.on_its_day()];
            same(&interview.details.name) || names.iter().any(|name| same(name))
        });
    if found.is_empty() {
        found = guessed(&others, name);
    }
    let Some(first) = found.first() else {
        let names = others.iter().map(|other| other.details.name.as_str());
        let nearest = nearest(name, names).map(str::to_owned);
        return InterviewMatch::Unknown { nearest };
    };
    let company = text::folded(&first.details.name);
    let is_same = |other: &Interview| text::folded(&other.details.name) == company;
    if !found.iter().all(is_same) {
        return InterviewMatch::Several(found);
    }
    if let Some(place) = found.iter().position(|interview| same(&interview.label())) {
        return InterviewMatch::One(found.swap_remove(place));
    }
    type Likely = fn(&Interview, StudyDay) -> bool;
    let likely: [Likely; 2] = match meant {
        MeantInterview::Planned => [Interview::is_to_come, |interview, _| !interview.done],
        MeantInterview::Told => [Interview::awaits_debrief, |interview, today| {
            interview.details.date <= today
        }],
    };
    for likely in likely {
        if found.iter().any(|interview| likely(interview, today)) {
            found.retain(|interview| likely(interview, today));
        }
    }
    match found.len() {
        1 => InterviewMatch::One(found.remove(0)),
        _ => InterviewMatch::Several(found),
    }
}

/// The interviews whose company a word is the beginning of, else those that have it among their
/// words; behind an `@` the beginning of the date.
fn guessed(all: &[Interview], typed: &str) -> Vec<Interview> {
    let (typed, date) = typed.split_once('@').unwrap_or((typed, ""));
    let on_day = all.iter().filter(|other| {
        let day = other.label();
        day.split_once('@')
            .is_some_and(|(_, day)| day.starts_with(date))
    });
    let on_day: Vec<&Interview> = on_day.collect();
    let named = on_day.iter().map(|other| Named {
        name: &other.details.name,
        title: &other.details.name,
    });
    let named: Vec<Named<'_>> = named.collect();
    let company = |at: usize| text::folded(named[at].name);
    let found = match matching(typed, &named) {
        // Of one company there may be several.
        NameMatch::Exact(one) | NameMatch::Guess(one) => {
            let all = 0..named.len();
            all.filter(|&at| company(at) == company(one)).collect()
        }
        NameMatch::Several(several) => several,
        NameMatch::Nothing => Vec::new(),
    };
    found.into_iter().map(|at| on_day[at].clone()).collect()
}

/// Another interview than `own`, not done, that bears the same name, in any case, on the same
/// day.
pub(crate) fn planned_already(
    facts: &Facts,
    own: Option<RowId>,
    name: &str,
    date: StudyDay,
) -> Option<Interview> {
    let same = |other: &Interview| {
        text::folded(&other.details.name) == text::folded(name) && other.details.date == date
    };
    interviews(facts)
        .into_iter()
        .find(|other| !other.done && Some(other.id) != own && same(other))
}

/// `Acme and Beta`
pub(crate) fn names(interviews: &[Interview]) -> String {
    let names = interviews
        .iter()
        .map(|interview| interview.details.name.as_str());
    names.collect::<Vec<_>>().join(" and ")
}

/// The interviews that take place on that day and are not over.
pub(crate) fn on_day(facts: &Facts, day: StudyDay) -> Vec<Interview> {
    let mut of_day = interviews(facts);
    of_day.retain(|interview| !interview.done && interview.details.date == day);
    of_day
}

/// The days from that one on on which nothing is to be asked: an interview takes place, and none
/// on the next day, whose eve it would be.
pub(crate) fn days_off(facts: &Facts, from: StudyDay) -> Vec<StudyDay> {
    let interviews = interviews(facts);
    let is_eve = |day: StudyDay| {
        let is_next = |next: &Interview| !next.done && next.details.date == day.plus(1);
        interviews.iter().any(is_next)
    };
    let days = interviews.iter().map(|interview| interview.details.date);
    days.filter(|&day| day >= from && !is_eve(day)).collect()
}

/// The day of the nearest interview after today.
pub(crate) fn next_day(facts: &Facts, today: StudyDay) -> Option<StudyDay> {
    let ahead = |interview: &Interview| !interview.done && interview.details.date > today;
    let next = interviews(facts).into_iter().find(ahead)?;
    Some(next.details.date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::tests::{SampleLog, TODAY, library};

    fn day(ahead: i32) -> StudyDay {
        StudyDay::from_number(TODAY + ahead)
    }

    /// The only interview of a log.
    fn only(log: &SampleLog) -> Interview {
        interviews(&log.facts).remove(0)
    }

    #[test]
    fn on_its_day_an_interview_is_to_come_and_awaits_its_debrief() {
        for (ahead, done, to_come, awaits) in [
            (-1, false, false, true),
            (0, false, true, true),
            (1, false, true, false),
            (-1, true, false, false),
            (1, true, false, false),
        ] {
            let mut interview = only(&SampleLog::default().interview("Acme", ahead));
            interview.done = done;
            let told = (
                interview.is_to_come(day(0)),
                interview.awaits_debrief(day(0)),
            );
            assert_eq!(told, (to_come, awaits), "{ahead} {done}");
        }
    }

    #[test]
    fn its_stories_are_those_named_or_all_complete_ones_of_ones_own() {
        // `old` is a former name of alpha, `gone` of nobody; a draft has nothing to say.
        type HeardCase<'a> = (Option<&'a [&'a str]>, &'a [&'a str], &'a [&'a str]);
        let table: [HeardCase<'_>; 4] = [
            (None, &["alpha", "beta"], &[]),
            (Some(&["beta", "old"]), &["beta", "alpha"], &[]),
            (Some(&["gone", "beta"]), &["beta"], &["gone"]),
            (Some(&["draft"]), &[], &[]),
        ];
        let library = library();
        for (named, stories, gone) in table {
            let mut interview = only(&SampleLog::default().interview("Acme", 1));
            interview.details.stories =
                named.map(|names| names.iter().map(ToString::to_string).collect());
            let found = interview.stories(&library);
            let found: Vec<&str> = found.iter().map(|story| story.id.as_str()).collect();
            assert_eq!(found, stories, "{named:?}");
            assert_eq!(interview.gone_stories(&library), gone, "{named:?}");
        }
    }

    #[test]
    fn a_name_is_seen_and_splits_nothing() {
        let longest = "a".repeat(LONGEST_NAME);
        for name in ["Acme", "3", "Ärzte & Söhne", longest.as_str()] {
            assert!(is_name(name), "{name}");
        }
        let too_long = "a".repeat(LONGEST_NAME + 1);
        for name in ["", "--", "a@b", "a\u{1b}b", "a\nb", too_long.as_str()] {
            assert!(!is_name(name), "{name:?}");
        }
    }

    #[test]
    fn a_name_means_the_nearest_interview_and_is_asked_about_where_several_are_to_come() {
        let once = SampleLog::default().interview("Acme", 3);
        let over = SampleLog::default()
            .interview("Acme", -3)
            .interview("Acme", 3);
        let twice = SampleLog::default()
            .interview("Acme", 3)
            .interview("Acme", 9);
        let told = |log: &SampleLog, name: &str| match named(
            &log.facts,
            name,
            day(0),
            MeantInterview::Planned,
        ) {
            InterviewMatch::One(one) => format!("{}", one.details.date.since(day(0))),
            InterviewMatch::Several(several) => {
                let days = several.iter().map(|one| one.details.date.since(day(0)));
                days.map(|days| days.to_string())
                    .collect::<Vec<_>>()
                    .join(" or ")
            }
            InterviewMatch::Unknown { nearest } => format!("near {nearest:?}"),
        };
        let label = |ahead: i32| format!("acme@{}", day(ahead));
        assert_eq!(told(&once, "acme"), "3");
        assert_eq!(told(&over, "Acme"), "3");
        assert_eq!(told(&over, &label(-3)), "-3");
        assert_eq!(told(&twice, "Acme"), "3 or 9");
        assert_eq!(told(&twice, &label(9)), "9");
        assert_eq!(told(&once, "Acne"), "near Some(\"Acme\")");
        assert_eq!(told(&once, "Globex"), "near None");
        // A beginning, the words of a name, and the beginning of a date.
        let companies = SampleLog::default()
            .interview("Globex", -5)
            .interview("Globex", 3)
            .interview("Initech", 4)
            .interview("Init Nine", 9);
        for (typed, expected) in [
            ("glob", "3"),
            ("init", "4 or 9"),
            ("nine", "9"),
            ("inite", "4"),
            (&*format!("ini@{}", &day(4).to_string()[..2]), "4 or 9"),
            (&*format!("glob@{}", day(-5)), "-5"),
            (&*format!("Globex@{}", day(4)), "near None"),
            ("@", "near None"),
        ] {
            assert_eq!(told(&companies, typed), expected, "{typed}");
        }
    }

    #[test]
    fn of_several_interviews_the_likely_ones_are_meant() {
        use MeantInterview::{Planned, Told};
        for (days, meant, expected) in [
            (&[-9, -3][..], Planned, "-9 -3"),
            (&[-9, -3], Told, "-9 -3"),
            (&[-9, 3], Told, "-9"),
            (&[-9, 3], Planned, "3"),
            (&[3, 3], Planned, "3#1 3#2"),
            (&[-3, -3, 4], Told, "-3#1 -3#2"),
        ] {
            let log = days.iter().fold(SampleLog::default(), |log, &days| {
                log.interview("Acme", days)
            });
            let told = |one: &Interview| {
                let twin = one.twin.map(|number| format!("#{number}"));
                format!(
                    "{}{}",
                    one.details.date.since(day(0)),
                    twin.unwrap_or_default()
                )
            };
            let found = match named(&log.facts, "acme", day(0), meant) {
                InterviewMatch::One(one) => vec![one],
                InterviewMatch::Several(several) => several,
                InterviewMatch::Unknown { .. } => Vec::new(),
            };
            let found: Vec<String> = found.iter().map(told).collect();
            assert_eq!(found.join(" "), expected, "{days:?} {meant:?}");
        }
        let log = SampleLog::default()
            .interview("Acme", 3)
            .interview("Acme", 3);
        let label = format!("ACME@{}#2", day(3));
        let second = interviews(&log.facts).remove(1);
        let found = named(&log.facts, &label, day(0), Planned);
        assert_eq!(found, InterviewMatch::One(second));
    }

    #[test]
    fn the_same_name_on_the_same_day_is_planned_already() {
        let log = SampleLog::default().interview("Acme", 3);
        for (name, ahead, planned) in [("ACME", 3, true), ("Acme", 4, false), ("Beta", 3, false)] {
            let found = planned_already(&log.facts, None, name, day(ahead));
            assert_eq!(found.is_some(), planned, "{name} {ahead}");
        }
    }
}
