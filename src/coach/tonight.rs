//! The one thing to do after a mock interview.
//!
//! Refuses to list: what matters most is one thing, and the evening is short.

use super::windows::WHOLE;
use crate::story::bank::FollowUpCause;

/// How one question of a mock went.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct QuestionOutcome {
    /// The story told, by name.
    pub story: String,
    /// Whether it answers the question, as far as that is known, and was found in time.
    pub is_chosen_well: Option<bool>,
    /// Seconds of the telling, where they are known.
    pub seconds: Option<f64>,
    /// What it lacked most.
    pub lacks: Option<FollowUpCause>,
    /// A follow-up that was hard, in its words.
    pub hard: Option<String>,
}

/// The one thing to do, with the story it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tonight {
    /// Write into the story what it lacks.
    Write {
        /// Its name.
        story: String,
        /// What it lacks.
        lacks: FollowUpCause,
    },
    /// Tell it once more, since it took too long.
    Shorten {
        /// Its name.
        story: String,
    },
    /// Train which story answers what.
    TrainChoosing,
    /// Write down an answer to a follow-up.
    Prepare {
        /// The name of the story after which it was asked.
        story: String,
        /// The follow-up, in its words.
        follow_up: String,
    },
    /// Tell it once more, since a part of it was thin.
    TellAgain {
        /// Its name.
        story: String,
        /// What was thin.
        lacks: FollowUpCause,
    },
    /// Nothing more.
    Rest,
}

/// Whether something is to be written, and not only told otherwise.
fn is_of_words(cause: FollowUpCause) -> bool {
    use FollowUpCause::{Deflection, FakeFailure, NoDecision, NoLearning, NoNumber, PassiveAction};
    matches!(
        cause,
        NoDecision | Deflection | FakeFailure | NoNumber | NoLearning | PassiveAction
    )
}

/// What to do, the weightiest first: what the words lack, what is over two minutes, which story is
/// found too late, the follow-up that was hard, the part that was thin.
pub(crate) fn tonight(questions: &[QuestionOutcome]) -> Tonight {
    let lacking = |is_written: bool| {
        let lacks = move |question: &QuestionOutcome| {
            let lacks = question
                .lacks
                .filter(|&cause| is_of_words(cause) == is_written)?;
            Some((question.story.clone(), lacks))
        };
        questions.iter().find_map(lacks)
    };
    let written = || lacking(true).map(|(story, lacks)| Tonight::Write { story, lacks });
    let is_over = |question: &&QuestionOutcome| {
        question
            .seconds
            .is_some_and(|seconds| seconds > f64::from(WHOLE.to))
    };
    let long = || {
        let story = questions.iter().find(is_over)?.story.clone();
        Some(Tonight::Shorten { story })
    };
    let missed = || {
        let mut questions = questions.iter();
        let is_missed = questions.any(|question| question.is_chosen_well == Some(false));
        is_missed.then_some(Tonight::TrainChoosing)
    };
    let hard = || {
        questions.iter().find_map(|question| {
            Some(Tonight::Prepare {
                follow_up: question.hard.clone()?,
                story: question.story.clone(),
            })
        })
    };
    let thin = || lacking(false).map(|(story, lacks)| Tonight::TellAgain { story, lacks });
    written()
        .or_else(long)
        .or_else(missed)
        .or_else(hard)
        .or_else(thin)
        .unwrap_or(Tonight::Rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_to_be_done_and_it_is_the_weightiest() {
        let well = QuestionOutcome {
            story: "a".to_owned(),
            is_chosen_well: Some(true),
            seconds: Some(100.0),
            ..QuestionOutcome::default()
        };
        let thin = QuestionOutcome {
            lacks: Some(FollowUpCause::Learning),
            ..well.clone()
        };
        let hard = QuestionOutcome {
            hard: Some("Why?".to_owned()),
            ..thin.clone()
        };
        let late = QuestionOutcome {
            is_chosen_well: Some(false),
            ..hard.clone()
        };
        let long = QuestionOutcome {
            seconds: Some(120.5),
            ..late.clone()
        };
        let vague = QuestionOutcome {
            lacks: Some(FollowUpCause::NoNumber),
            ..long.clone()
        };
        let story = || "a".to_owned();
        let table = [
            (&well, Tonight::Rest),
            (
                &thin,
                Tonight::TellAgain {
                    story: story(),
                    lacks: FollowUpCause::Learning,
                },
            ),
            (
                &hard,
                Tonight::Prepare {
                    story: story(),
                    follow_up: "Why?".to_owned(),
                },
            ),
            (&late, Tonight::TrainChoosing),
            (&long, Tonight::Shorten { story: story() }),
            (
                &vague,
                Tonight::Write {
                    story: story(),
                    lacks: FollowUpCause::NoNumber,
                },
            ),
        ];
        for (question, expected) in table {
            assert_eq!(tonight(&[well.clone(), question.clone()]), expected);
        }
        assert_eq!(tonight(&[]), Tonight::Rest);
    }
}
