//! A mock interview as the log tells it, and what comes next in it.
//!
//! A mock is a row and its steps, each written when it happened. Refuses to choose by words: which
//! story fits a question and which follow-up an answer calls for is the coach's part.

use std::collections::{BTreeMap, HashMap};

use crate::story::bank::BankQuestion;
use crate::story::{Library, Story, StoryId, sort};

use super::countdown::Countdown;
use super::day::StudyDay;
use super::facts::{Facts, MockRow, MockStep};
use super::review::{Quality, RowId};

/// A mock is proposed so many days before an interview: early enough to mend what it shows, and once
/// more the evening before.
const DAYS_BEFORE: [i64; 2] = [3, 1];

/// A mock with what has happened in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mock {
    /// The row that begins it.
    pub row: MockRow,
    /// The questions for which a story was chosen, in their order.
    pub questions: Vec<MockQuestion>,
    /// Whether it came to its end.
    pub is_over: bool,
}

/// A question of a mock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MockQuestion {
    /// The key of the question.
    pub key: String,
    /// The story chosen, by the name it had then.
    pub story: String,
    /// Milliseconds to choose it.
    pub choice_ms: u32,
    /// What the choice is worth, where that is known.
    pub quality: Option<Quality>,
    /// Whether the telling is over, and the run if one was begun.
    pub told: Option<Option<RowId>>,
    /// The follow-ups that were answered.
    pub follow_ups: Vec<AnsweredFollowUp>,
}

/// A follow-up that was answered in a mock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnsweredFollowUp {
    /// Its key.
    pub key: String,
    /// How well, by the person's own judgement.
    pub quality: Option<Quality>,
    /// Milliseconds to answer it.
    pub ms: u32,
}

/// What comes next in a mock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MockStage {
    /// Another question.
    Ask,
    /// The story that was chosen last is to be told.
    Tell,
    /// It was told, and nothing was asked after it.
    FollowUp,
}

impl Mock {
    /// One in which nothing has happened yet.
    pub(crate) fn begun(row: MockRow) -> Mock {
        Mock {
            row,
            questions: Vec::new(),
            is_over: false,
        }
    }

    /// Takes in what happened. A step that cannot be is left out: of two programs that go on with one
    /// mock the first says what was chosen.
    pub(crate) fn take(
        &mut self,
        step: MockStep,
        said: AnsweredFollowUp,
        of: (Option<String>, Option<RowId>),
    ) {
        let (story, run) = of;
        let is_new = self.questions.iter().all(|known| known.key != said.key);
        let last = self.questions.last_mut();
        match (step, last, story) {
            (MockStep::End, ..) => self.is_over = true,
            (MockStep::Choice, _, Some(story)) if is_new => {
                self.questions.push(MockQuestion {
                    key: said.key,
                    story,
                    choice_ms: said.ms,
                    quality: said.quality,
                    told: None,
                    follow_ups: Vec::new(),
                });
            }
            (MockStep::Told, Some(last), _) if last.told.is_none() => last.told = Some(run),
            (MockStep::FollowUp, Some(last), _) => last.follow_ups.push(said),
            _ => {}
        }
    }

    /// The interview that it prepares, by its planning row.
    pub(crate) fn interview(&self) -> Option<RowId> {
        self.row.interview.filter(|row| *row != self.row.id)
    }

    /// Where it stands.
    pub(crate) fn stage(&self) -> MockStage {
        match self.questions.last() {
            Some(last) if last.told.is_none() => MockStage::Tell,
            Some(last) if last.follow_ups.is_empty() => MockStage::FollowUp,
            _ => MockStage::Ask,
        }
    }

    /// Whether no further question begins: as many as were wished for are through, or its minutes
    /// are, of which so many milliseconds were spent.
    pub(crate) fn is_full(&self, spent_ms: u64) -> bool {
        self.questions.len() >= self.row.questions as usize
            || spent_ms >= u64::from(self.row.minutes) * 60_000
    }

    /// Milliseconds that its steps took, those of a run as `told` knows them.
    pub(crate) fn spent_ms(&self, told: impl Fn(RowId) -> u64) -> u64 {
        let of_question = |question: &MockQuestion| {
            let asked = question.follow_ups.iter().map(|asked| u64::from(asked.ms));
            let run = question.told.flatten().map_or(0, &told);
            u64::from(question.choice_ms) + run + asked.sum::<u64>()
        };
        self.questions.iter().map(of_question).sum()
    }

    /// The follow-ups asked so far.
    pub(crate) fn used(&self) -> Vec<StoryId> {
        let asked = self
            .questions
            .iter()
            .flat_map(|question| &question.follow_ups);
        asked
            .filter_map(|asked| StoryId::new(&asked.key).ok())
            .collect()
    }
}

/// All mocks, oldest first.
pub(crate) fn mocks(facts: &Facts) -> Vec<Mock> {
    let mut mocks: Vec<Mock> = facts.mocks.iter().map(|row| Mock::begun(*row)).collect();
    let places: HashMap<RowId, usize> = { mocks.iter().enumerate() }
        .map(|(place, mock)| (mock.row.id, place))
        .collect();
    for row in &facts.mock_steps {
        let Some(&place) = places.get(&row.mock) else {
            continue;
        };
        let said = AnsweredFollowUp {
            key: row.subject.clone(),
            quality: row.quality,
            ms: row.ms,
        };
        let run = row.run.filter(|run| *run != row.id);
        mocks[place].take(row.step, said, (row.story.clone(), run));
    }
    mocks
}

/// The mock of a study day that was left half-way, the newest.
pub(crate) fn open(facts: &Facts, day: StudyDay) -> Option<Mock> {
    let mut mocks = mocks(facts);
    mocks.retain(|mock| mock.row.day == day && !mock.is_over);
    mocks.pop()
}

/// The days on which a mock would help before an interview: three days and one day before it, as far
/// as they are still to come. Not today where one came to its end today, nor where there is no story
/// of one's own to tell.
pub(crate) fn planned(library: &Library, facts: &Facts, aim: Countdown) -> Vec<StudyDay> {
    let Some(interview) = aim
        .ahead()
        .filter(|_| library.own_complete().next().is_some())
    else {
        return Vec::new();
    };
    let days = DAYS_BEFORE.map(|before| interview.plus(-before));
    let was_held = |day: StudyDay| {
        let mut mocks = mocks(facts).into_iter();
        mocks.any(|mock| mock.row.day == day && mock.is_over)
    };
    let days = days.into_iter().filter(|&day| day >= aim.today);
    days.filter(|&day| day > aim.today || !was_held(day))
        .collect()
}

/// When each question and follow-up was asked last in a mock, by the step and the key.
pub(crate) fn last_asked(facts: &Facts, step: MockStep) -> BTreeMap<String, StudyDay> {
    let days: HashMap<RowId, StudyDay> = facts.mocks.iter().map(|row| (row.id, row.day)).collect();
    let steps = facts.mock_steps.iter().filter(|row| row.step == step);
    let asked = steps.filter_map(|row| Some((row.subject.clone(), *days.get(&row.mock)?)));
    asked.collect()
}

/// The newest choice of each question of which it is known what it is worth, with its study day.
pub(crate) fn newest_choices(facts: &Facts) -> HashMap<String, (StudyDay, Quality)> {
    let chosen = mocks(facts).into_iter().flat_map(|mock| {
        let day = mock.row.day;
        let questions = mock.questions.into_iter();
        questions.filter_map(move |asked| Some((asked.key, (day, asked.quality?))))
    });
    chosen.collect()
}

/// The question to ask next: one that a story left `fits`, that was not asked for the longest time,
/// and is one's own before one of the program's; then in the order given, which chance makes.
pub(crate) fn next_question<'q>(
    questions: impl Iterator<Item = &'q BankQuestion>,
    mock: &Mock,
    asked: &BTreeMap<String, StudyDay>,
    fits: impl Fn(&BankQuestion) -> bool,
    is_own: impl Fn(&BankQuestion) -> bool,
) -> Option<&'q BankQuestion> {
    let is_new = |question: &&BankQuestion| {
        let mut known = mock.questions.iter();
        known.all(|known| known.key != question.key.as_str())
    };
    questions.filter(is_new).min_by_key(|question| {
        let last = asked.get(question.key.as_str());
        (!fits(question), last.copied(), !is_own(question))
    })
}

/// The stories that can be told next, by name: not yet told in this mock and, unless there is no
/// other, not yet heard by the company. The second value says that they were heard.
pub(crate) fn tellable<'s>(
    stories: &[&'s Story],
    library: &Library,
    mock: &Mock,
    heard: &BTreeMap<String, StudyDay>,
) -> (Vec<&'s Story>, bool) {
    let told: Vec<&str> = { mock.questions.iter() }
        .map(|question| library.current_id(&question.story))
        .collect();
    let left = |story: &&&Story| !told.contains(&story.id.as_str());
    let new = |story: &&&Story| !heard.contains_key(story.id.as_str());
    let fresh: Vec<&Story> = stories.iter().filter(left).filter(new).copied().collect();
    if !fresh.is_empty() {
        return (fresh, false);
    }
    let left: Vec<&Story> = stories.iter().filter(left).copied().collect();
    match left.is_empty() {
        // Better twice than not at all.
        true => (stories.to_vec(), false),
        false => (left, true),
    }
}

/// The follow-ups that were hardest, the hardest first and of those the newest: only what was
/// answered last and not well counts.
pub(crate) fn hardest(facts: &Facts) -> Vec<AnsweredFollowUp> {
    let mut newest: BTreeMap<String, (usize, AnsweredFollowUp)> = BTreeMap::new();
    let mocks = mocks(facts).into_iter();
    let answered = mocks
        .flat_map(|mock| mock.questions)
        .flat_map(|question| question.follow_ups);
    for (place, answered) in answered.enumerate() {
        newest.insert(answered.key.clone(), (place, answered));
    }
    let mut hard: Vec<(usize, AnsweredFollowUp)> = newest.into_values().collect();
    hard.retain(|(_, answered)| {
        answered
            .quality
            .is_some_and(|quality| quality < Quality::GOOD)
    });
    sort::by_key(&mut hard, |(place, answered)| {
        (answered.quality, std::cmp::Reverse(*place))
    });
    hard.into_iter().map(|(_, answered)| answered).collect()
}

#[cfg(test)]
mod tests;
