//! Choosing a story for a question: which questions are cards, and what a choice is worth.
//!
//! Refuses to decide whether a story fits; that is the coach's part.

use crate::story::bank::{AskedMisses, BankQuestion, FollowUp, QuestionBank};
use crate::story::{Library, StoryEntry, StoryId, text};

use super::card::CardKind;
use super::card_states::CardStates;
use super::facts::{DebriefField, Facts, MockStep};
use super::mock;
use super::review::Quality;

/// Up to so many milliseconds a choice that fits is easy: on the day nobody waits longer.
pub(crate) const QUICK_CHOICE_MS: u32 = 10_000;

/// Up to so many milliseconds it is good.
const GOOD_CHOICE_MS: u32 = 20_000;

/// Own stories with both cards from which on there is something to choose from.
pub(crate) const STORIES_TO_CHOOSE_FROM: usize = 3;

/// The questions that are cards: those that were heard in an interview, then those of the bank. None
/// while there is nothing to choose from.
pub(crate) fn asked(library: &Library, facts: &Facts, bank: QuestionBank) -> Vec<BankQuestion> {
    match can_choose(library) {
        true => with_heard(facts, bank).questions,
        false => Vec::new(),
    }
}

/// A bank with the questions before it that were heard in an interview.
pub(crate) fn with_heard(facts: &Facts, bank: QuestionBank) -> QuestionBank {
    let mut all = QuestionBank::default();
    let heard = facts.debriefs.iter();
    let heard = heard.filter(|row| row.field == DebriefField::Question);
    let heard = heard.filter_map(|row| row.value.as_deref());
    let is_known = |wording: &str| {
        let mut questions = bank.questions.iter();
        questions.any(|question| text::folded(&question.wording) == text::folded(wording))
    };
    for wording in heard.filter(|wording| !is_known(wording)) {
        let question = StoryId::slug(wording).map(|key| BankQuestion {
            key,
            wording: wording.to_owned(),
            asks: AskedMisses::Unknown,
            words: Vec::new(),
        });
        all.extend(QuestionBank {
            questions: question.into_iter().collect(),
            ..QuestionBank::default()
        });
    }
    all.follow_ups = heard_follow_ups(facts, &bank);
    all.extend(bank);
    all
}

/// What was asked after a story in an interview, as follow-ups that come after any answer.
fn heard_follow_ups(facts: &Facts, bank: &QuestionBank) -> Vec<FollowUp> {
    let mut heard = QuestionBank::default();
    let asked = facts
        .mock_steps
        .iter()
        .filter(|row| row.step == MockStep::Asked);
    for row in asked {
        let mut known = bank.follow_ups.iter();
        let is_known =
            known.any(|known| text::folded(&known.wording) == text::folded(&row.subject));
        let key = StoryId::slug(&row.subject).filter(|_| !is_known);
        heard.extend(QuestionBank {
            follow_ups: { key.into_iter() }
                .map(|key| FollowUp {
                    key,
                    wording: row.subject.clone(),
                    when: Vec::new(),
                })
                .collect(),
            ..QuestionBank::default()
        });
    }
    heard.follow_ups
}

/// Whether there are so many own stories with both cards that one can be chosen.
pub(crate) fn can_choose(library: &Library) -> bool {
    let complete = |entry: &StoryEntry<'_>| entry.parts().has_both_cards();
    let complete = library.own().filter(complete);
    complete.take(STORIES_TO_CHOOSE_FROM).count() == STORIES_TO_CHOOSE_FROM
}

/// The quality of a choice: 5 within ten seconds, 4 within twenty, 3 later; 1 where the story does
/// not fit. Where answers are typed and read aloud the time says nothing, so `timed` is false there
/// and a choice that fits is 4.
pub(crate) fn quality(is_fitting: bool, ms: u32, timed: bool) -> Quality {
    match (is_fitting, timed, ms) {
        (false, ..) => Quality::AGAIN,
        (true, false, _) => Quality::GOOD,
        (true, true, ..=QUICK_CHOICE_MS) => Quality::EASY,
        (true, true, ..=GOOD_CHOICE_MS) => Quality::GOOD,
        (true, true, _) => Quality::HARD,
    }
}

/// Of how many questions that were asked, by a card or in a mock, the newest choice fitted within ten
/// seconds.
pub(crate) fn quick_choices(
    library: &Library,
    facts: &Facts,
    states: &CardStates,
) -> (usize, usize) {
    let mut latest = mock::newest_choices(facts);
    let cards = states.cards.iter().zip(states.memories.iter());
    let questions = cards.filter(|(card, _)| card.kind == CardKind::Question);
    for (card, memory) in questions {
        let name = card.name(library);
        if let (Some(answered), Some((_, key))) = (memory.latest, name.split_once('/')) {
            let known = latest.entry(key.to_owned()).or_insert(answered);
            if answered.0 > known.0 {
                *known = answered;
            }
        }
    }
    let quick = latest
        .values()
        .filter(|(_, quality)| *quality == Quality::EASY);
    (quick.count(), latest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_worth_what_its_time_says() {
        let told = |fits, ms, timed| quality(fits, ms, timed).get();
        assert_eq!(told(true, 10_000, true), 5);
        assert_eq!(told(true, 10_001, true), 4);
        assert_eq!(told(true, 20_000, true), 4);
        assert_eq!(told(true, 20_001, true), 3);
        assert_eq!(told(true, 1, false), 4);
        assert_eq!(told(false, 1, true), 1);
    }
}
