//! What a mock is made of: the stories that can be told, and what can be asked.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;

use crate::cli::env::Env;
use crate::cli::workspace::Workspace;
use crate::deck;
use crate::story::Story;
use crate::story::bank::QuestionBank;
use crate::study::choosing;
use crate::study::day::StudyDay;
use crate::study::facts::MockStep;
use crate::study::mock;

/// The stories that can be told: one's own, or the samples where there are none.
pub(super) fn stories(workspace: &Workspace) -> Vec<Story> {
    let library = &workspace.library;
    let own: Vec<Story> = library.own_complete().cloned().collect();
    match own.is_empty() {
        false => own,
        true => {
            let complete = library
                .stories()
                .filter(|entry| entry.parts().has_both_cards());
            complete.map(|entry| entry.story().clone()).collect()
        }
    }
}

/// What can be asked, in an order that chance makes, and when each was asked last.
pub(super) struct MockQuestions {
    pub bank: QuestionBank,
    /// The keys of the program's own questions.
    pub builtin: Vec<String>,
    pub asked: BTreeMap<String, StudyDay>,
    pub followed_up: BTreeMap<String, StudyDay>,
}

impl MockQuestions {
    pub(super) fn of(env: &mut Env<'_>, workspace: &Workspace) -> MockQuestions {
        let (library, facts) = (&workspace.library, &workspace.facts);
        let mut bank = choosing::with_heard(facts, deck::question_bank(library));
        let builtin = deck::builtin_questions();
        let mut rng = Xoshiro256PlusPlus::seed_from_u64((env.world.draw)().cast_unsigned());
        bank.questions.shuffle(&mut rng);
        bank.follow_ups.shuffle(&mut rng);
        // One's own and those that were heard come first.
        bank.follow_ups
            .sort_by_key(|one| builtin.follow_ups.contains(one));
        let builtin = builtin.questions.into_iter();
        MockQuestions {
            bank,
            builtin: builtin.map(|question| question.key.to_string()).collect(),
            asked: mock::last_asked(facts, MockStep::Choice),
            followed_up: mock::last_asked(facts, MockStep::FollowUp),
        }
    }
}
