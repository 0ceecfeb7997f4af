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

/// A bank with the questions and follow-ups before it that were heard in an interview; these come
/// after any answer.
pub(crate) fn with_heard(facts: &Facts, bank: QuestionBank) -> QuestionBank {
    let rows = facts.debriefs.iter();
    let rows = rows.filter(|row| row.field == DebriefField::Question);
    let wordings = rows.filter_map(|row| row.value.as_deref());
    let questions = bank.questions.iter().map(|known| known.wording.as_str());
    let questions = unknown(wordings, questions).map(|(key, wording)| BankQuestion {
        key,
        wording,
        asks: AskedMisses::Unknown,
        words: Vec::new(),
    });
    let rows = facts.mock_steps.iter();
    let rows = rows.filter(|row| row.step == MockStep::Asked);
    let wordings = rows.map(|row| row.subject.as_str());
    let follow_ups = bank.follow_ups.iter().map(|known| known.wording.as_str());
    let follow_ups = unknown(wordings, follow_ups).map(|(key, wording)| FollowUp {
        key,
        wording,
        when: Vec::new(),
    });
    let heard = QuestionBank {
        questions: questions.collect(),
        follow_ups: follow_ups.collect(),
    };
    let mut all = QuestionBank::default();
    all.extend(heard);
    all.extend(bank);
    all
}

/// The wordings that are not known, each with its key.
fn unknown<'w>(
    wordings: impl Iterator<Item = &'w str>,
    known: impl Iterator<Item = &'w str>,
) -> impl Iterator<Item = (StoryId, String)> {
    let known: Vec<String> = known.map(text::folded).collect();
    wordings
        .filter(move |wording| !known.contains(&text::folded(wording)))
        .filter_map(|wording| Some((StoryId::slug(wording)?, wording.to_owned())))
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
