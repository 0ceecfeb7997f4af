use super::*;
use crate::story::bank;
use crate::story::bank::QuestionBank;
use crate::study::day::Instant;
use crate::study::facts::MockStepRow;
use crate::study::tests::{SampleLog, TODAY, library};

fn day(ahead: i32) -> StudyDay {
    StudyDay::from_number(TODAY + ahead)
}

/// A log of mocks, each on a day, and of steps of the newest.
#[derive(Default)]
struct MockLog {
    facts: Facts,
    rows: i64,
}

impl MockLog {
    fn id(&mut self) -> (RowId, Instant) {
        self.rows += 1;
        let id = RowId {
            session: 7,
            number: self.rows,
        };
        (id, Instant(self.rows))
    }

    fn mock(mut self, ahead: i32) -> MockLog {
        let (id, at) = self.id();
        self.facts.mocks.push(MockRow {
            id,
            at,
            day: day(ahead),
            interview: Some(id),
            questions: 2,
            minutes: 10,
        });
        self
    }

    fn step(mut self, step: MockStep, subject: &str, quality: Option<u8>) -> MockLog {
        let (id, at) = self.id();
        let mock = self.facts.mocks.last().expect("a mock").id;
        self.facts.mock_steps.push(MockStepRow {
            id,
            at,
            mock,
            step,
            subject: subject.to_owned(),
            story: Some("alpha".to_owned()),
            run: Some(id),
            quality: quality.and_then(Quality::new),
            ms: 1_000,
        });
        self
    }
}

#[test]
fn each_step_leads_to_the_next() {
    use MockStep::{Choice, End, FollowUp, Told};
    let log = MockLog::default().mock(0);
    let stage = |log: &MockLog| open(&log.facts, day(0)).map(|mock| mock.stage());
    assert_eq!(stage(&log), Some(MockStage::Ask));
    let log = log.step(Choice, "q", Some(5));
    assert_eq!(stage(&log), Some(MockStage::Tell));
    // Another program that goes on with the same mock has chosen, too: the first choice holds.
    let log = log.step(Choice, "q", Some(1)).step(Told, "q", None);
    assert_eq!(stage(&log), Some(MockStage::FollowUp));
    let log = log.step(FollowUp, "why", Some(4));
    assert_eq!(stage(&log), Some(MockStage::Ask));
    let mock = open(&log.facts, day(0)).expect("it is open");
    assert_eq!(mock.questions.len(), 1);
    assert_eq!(mock.questions[0].quality, Quality::new(5));
    assert_eq!(mock.questions[0].told, Some(None), "no run was begun");
    assert_eq!((mock.interview(), mock.used().len()), (None, 1));
    assert_eq!(mock.spent_ms(|_| 500), 2_000);
    assert!(!mock.is_full(599_999));
    assert!(mock.is_full(600_000), "its ten minutes are over");
    let log = log.step(End, "mock", None);
    assert_eq!(stage(&log), None);
}

#[test]
fn only_a_mock_of_the_same_evening_goes_on_and_the_newest_first() {
    let log = MockLog::default()
        .mock(-1)
        .mock(0)
        .step(MockStep::Choice, "a", None)
        .mock(0);
    let newest = open(&log.facts, day(0)).expect("it is open");
    assert!(newest.questions.is_empty());
    assert_eq!(open(&log.facts, day(1)), None);
    let log = log.step(MockStep::End, "mock", None);
    let before = open(&log.facts, day(0)).expect("the one before");
    assert_eq!(before.questions.len(), 1);
}

#[test]
fn a_question_that_fits_comes_first_then_what_was_not_asked_for_long_then_ones_own() {
    let questions = |text: &str| bank::read(&format!("# Questions\n{text}")).0;
    let bank: QuestionBank = questions("## A?\n## B?\n## C?\n## D?\n");
    let mock = |log: MockLog| mocks(&log.facts).remove(0);
    let asked: BTreeMap<String, StudyDay> = [("b", -3), ("c", -1)]
        .map(|(key, ago)| (key.to_owned(), day(ago)))
        .into();
    let next = |mock: &Mock, fits: &str, own: &str| {
        let is_in = |keys: &str, question: &BankQuestion| keys.contains(question.key.as_str());
        let next = next_question(
            bank.questions.iter(),
            mock,
            &asked,
            |question| is_in(fits, question),
            |question| is_in(own, question),
        );
        next.map(|question| question.key.to_string())
    };
    let begun = mock(MockLog::default().mock(0));
    let table = [
        ("abcd", "", "a"),
        ("abcd", "d", "d"),
        // Whatever is one's own: what was asked lately waits.
        ("abcd", "c", "a"),
        ("bc", "", "b"),
        ("c", "", "c"),
        ("", "", "a"),
    ];
    for (fits, own, expected) in table {
        assert_eq!(
            next(&begun, fits, own).as_deref(),
            Some(expected),
            "{fits} {own}"
        );
    }
    let log = MockLog::default().mock(0).step(MockStep::Choice, "a", None);
    assert_eq!(next(&mock(log), "abcd", "").as_deref(), Some("d"));
}

#[test]
fn no_story_is_told_twice_nor_to_whom_it_was_told_unless_there_is_no_other() {
    let library = library();
    let all: Vec<&Story> = library.own_complete().collect();
    let names = |(stories, heard): (Vec<&Story>, bool)| {
        let names: Vec<String> = stories.iter().map(|story| story.id.to_string()).collect();
        (names.join(" "), heard)
    };
    let told = |log: MockLog, heard: &[&str]| {
        let heard = heard
            .iter()
            .map(|story| ((*story).to_owned(), day(-9)))
            .collect();
        names(tellable(&all, &library, &mocks(&log.facts)[0], &heard))
    };
    let begun = || MockLog::default().mock(0);
    let alpha = || begun().step(MockStep::Choice, "q", None);
    assert_eq!(told(begun(), &[]), ("alpha beta".to_owned(), false));
    assert_eq!(told(begun(), &["beta"]), ("alpha".to_owned(), false));
    assert_eq!(told(alpha(), &[]), ("beta".to_owned(), false));
    assert_eq!(told(alpha(), &["beta"]), ("beta".to_owned(), true));
    assert_eq!(
        told(begun(), &["alpha", "beta"]),
        ("alpha beta".to_owned(), true)
    );
}

#[test]
fn the_hardest_follow_ups_are_those_whose_last_answer_was_worst() {
    use MockStep::{Choice, FollowUp};
    let log = MockLog::default()
        .mock(-2)
        .step(Choice, "q", Some(5))
        .step(FollowUp, "better-since", Some(1))
        .step(FollowUp, "hard", Some(3))
        .step(FollowUp, "skipped", None)
        .mock(-1)
        .step(Choice, "r", Some(4))
        .step(FollowUp, "better-since", Some(4))
        .step(FollowUp, "hard-later", Some(3))
        .step(FollowUp, "worst", Some(1));
    let keys: Vec<String> = hardest(&log.facts)
        .into_iter()
        .map(|asked| asked.key)
        .collect();
    assert_eq!(keys, ["worst", "hard-later", "hard"]);
    let choices = newest_choices(&log.facts);
    assert_eq!(choices["q"], (day(-2), Quality::EASY));
    assert_eq!(last_asked(&log.facts, FollowUp)["better-since"], day(-1));
}

#[test]
fn a_mock_is_planned_three_days_and_one_day_before() {
    let library = library();
    let aim = |ahead: i32| Countdown {
        today: day(0),
        interview: Some(day(ahead)),
        cards: 4,
        daily_limit: None,
    };
    let none = SampleLog::default().facts;
    let days = |facts: &Facts, ahead| -> Vec<i64> {
        let days = planned(&library, facts, aim(ahead)).into_iter();
        days.map(|planned| planned.since(day(0))).collect()
    };
    let table: [(i32, &[i64]); 5] = [(9, &[6, 8]), (3, &[0, 2]), (2, &[1]), (1, &[0]), (0, &[])];
    for (ahead, expected) in table {
        assert_eq!(days(&none, ahead), expected, "{ahead}");
    }
    let left = MockLog::default().mock(0);
    assert_eq!(days(&left.facts, 3), [0, 2], "it is not over");
    let held = left.step(MockStep::End, "mock", None);
    assert_eq!(days(&held.facts, 3), [2]);
}
