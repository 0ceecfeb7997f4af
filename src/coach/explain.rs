//! What each finding means, with a line that has the fault and one that has it no more.
//!
//! The lines are those of the built-in decks as far as these have one. Refuses to quote the person: this is about the
//! code, not about an answer.

use super::finding::FindingCode;

/// A code in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Explanation {
    /// When it is reported.
    pub meaning: &'static str,
    /// What is enough to avoid it.
    pub enough: &'static str,
    /// A line that it is reported of.
    pub weak: &'static str,
    /// The same told well.
    pub strong: &'static str,
}

/// What a code means.
pub(crate) fn explanation(code: FindingCode) -> Explanation {
    match code {
        FindingCode::NoDecision => Explanation {
            meaning: "The Action does not say what you chose, assumed, did or left undone that led to the failure.",
            enough: "One sentence with I is enough: a choice, an assumption, something you never did. Duties, effort, feelings and repairs are not.",
            weak: "I was responsible for the migration, I attended every planning meeting, and I worked late to get it done.",
            strong: "In week two I decided against a compatibility shim. I bet on refactoring everything in time, and I lost that bet.",
        },
        FindingCode::PassiveAction => Explanation {
            meaning: "You name nothing of your own, and where it went wrong nobody acts: it was cut, it slipped, there was a delay.",
            enough: "Say who did it. Where a decision of your own is named, passives are fine.",
            weak: "In week two the compatibility shim was dropped, and the refactoring slipped.",
            strong: "In week two I decided against a compatibility shim. I bet on refactoring everything in time, and I lost that bet.",
        },
        FindingCode::Deflection => Explanation {
            meaning: "The cause is put on someone or something else, politely or not, and the answer ends there.",
            enough: "Circumstances are fine if the answer ends with your own act. Half a sentence that owns the outcome is not enough.",
            weak: "I led an audit that closed twelve days late. The client kept sending us half-finished schedules however often I asked, and there is only so much one can do. I now send the document list six weeks ahead.",
            strong: "I led an audit that closed twelve days late, because I sent the document list only after our field work had begun. I now send it six weeks ahead and ring the client a week later.",
        },
        FindingCode::FakeFailure => Explanation {
            meaning: "The failure is a virtue in excess, an event that harmed nobody, or there is none.",
            enough: "A trait may stand beside something you did that cost someone time, money or trust.",
            weak: "On my first team I held everybody's code to the standard I set for myself, and some of my reviews ran to forty comments. Three people told me later that it had made them better engineers, but I keep it to ten now.",
            strong: "I left forty comments on a newcomer's first change and let it sit for nine days, and she asked to move to another team. I now cap a review at ten comments and answer within a day.",
        },
        FindingCode::NoNumber => Explanation {
            meaning: "No quantity measures what it cost, or what is better since.",
            enough: "Money, time, people, a share or \"a week late\" count. Dates, ages, the size of the team and \"several\" do not.",
            weak: "I moved our exam to a Monday without asking the other teachers, and quite a few pupils did badly in it. I now clear every date with the year team before I announce it.",
            strong: "I moved our exam to a Monday without asking the other teachers, and eleven pupils failed who had passed the one before. I now clear every date with the year team before I announce it.",
        },
        FindingCode::NoLearning => Explanation {
            meaning: "No new practice is told that someone could watch and that is in use.",
            enough: "A ritual, a list, a question, a threshold, in the present tense. Maxims, feelings, vows and plans are not enough.",
            weak: "I wrote an allergy into the wrong chart, and a patient spent two nights in intensive care. I am far more alert around charts today than I was then.",
            strong: "I wrote an allergy into the wrong chart, and a patient spent two nights in intensive care. I now scan the wristband before I open a chart, for every entry.",
        },
        FindingCode::TooLong => Explanation {
            meaning: "The whole takes more than 120 seconds at your pace, or a part more than its window.",
            enough: "Cut the setting first. The decision and the change stay.",
            weak: "So this was back when we still had the old session format, which goes back to the team before us, and at that time marketing sat on the same floor, so you can imagine how the date came about.",
            strong: "I was a software engineer on our v3 launch, with a marketing campaign tied to the date.",
        },
        FindingCode::TooShort => Explanation {
            meaning: "The whole takes less than 90 seconds at your pace, or a part less than its window.",
            enough: "Say what you saw and why your choice looked right at the time.",
            weak: "We launched late, and I plan better now.",
            strong: "We launched nine days late, with the campaign already running. In every migration since, I have built the shim before any refactoring.",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coach::{TimedAnswer, check};

    fn has(text: &str, code: FindingCode) -> bool {
        let report = check(&TimedAnswer::read(text), 150);
        report.findings.iter().any(|finding| finding.code == code)
    }

    #[test]
    fn a_weak_line_has_the_fault_and_a_strong_one_has_it_no_more() {
        for code in FindingCode::ALL {
            let Explanation { weak, strong, .. } = explanation(code);
            // A line on the length is a part of an answer that is too long or too short as a whole.
            if !matches!(code, FindingCode::TooLong | FindingCode::TooShort) {
                assert!(has(weak, code), "{code}: {weak}");
                assert!(!has(strong, code), "{code}: {strong}");
            }
        }
    }

    #[test]
    fn lines_are_in_the_words_of_the_decks() {
        let decks = [
            include_str!("../../decks/failure.md"),
            include_str!("../../decks/traps.md"),
        ];
        let decks = decks.concat().replace("**", "");
        use FindingCode::{
            Deflection, FakeFailure, NoDecision, NoLearning, NoNumber, PassiveAction,
        };
        for code in [
            NoDecision,
            PassiveAction,
            Deflection,
            FakeFailure,
            NoNumber,
            NoLearning,
        ] {
            assert!(decks.contains(explanation(code).strong), "{code}");
        }
        for code in [Deflection, FakeFailure, NoNumber, NoLearning] {
            assert!(decks.contains(explanation(code).weak), "{code}");
        }
    }
}
