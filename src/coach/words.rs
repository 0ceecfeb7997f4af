//! What is said to the person: why it matters, and one question that leads out.
//!
//! The question takes up the quoted words where that makes a sentence. Refuses to scold.

use std::ops::Range;

use super::finding::{Code, Finding};
use crate::story::Beat;

/// Words that were found, and where.
pub(super) struct Found {
    pub beat: Option<Beat>,
    pub at: Option<Range<usize>>,
    pub quote: String,
}

fn finding(code: Code, found: Found, why: &str, question: String) -> Finding {
    Finding {
        code,
        beat: found.beat,
        at: found.at,
        quote: found.quote,
        why: why.to_owned(),
        question,
    }
}

/// The quotation on one line, short enough to stand in a question.
fn short(quote: &str) -> Option<String> {
    let line = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty() && line.chars().count() <= 60).then_some(line)
}

pub(super) fn no_decision(found: Found) -> Finding {
    let why =
        "A listener waits for the moment that was yours, and so far there is none to learn from.";
    let question = "What did you choose, assume or leave undone that let this happen?".to_owned();
    finding(Code::NoDecision, found, why, question)
}

pub(super) fn passive_action(found: Found) -> Finding {
    let why =
        "Here it goes wrong with nobody at the wheel, which sounds as if you had only watched.";
    let question = short(&found.quote).map_or_else(
        || "Who did that, or let it happen?".to_owned(),
        |quote| format!("“{quote}”: who did that, or let it happen?"),
    );
    finding(Code::PassiveAction, found, why, question)
}

pub(super) fn deflection(found: Found) -> Finding {
    let why = "It may well be true, but an answer that ends with others says little about you.";
    let question = short(&found.quote).map_or_else(
        || "With all that given, what was still yours to decide?".to_owned(),
        |quote| format!("Say “{quote}” is simply so: what was still yours to decide?"),
    );
    finding(Code::Deflection, found, why, question)
}

pub(super) fn fake_failure(found: Found) -> Finding {
    let why =
        "This reads as a strength or as a day without harm, and the question asks for a loss.";
    let question = "When did something you did cost somebody time, money or trust?".to_owned();
    finding(Code::FakeFailure, found, why, question)
}

pub(super) fn no_number(found: Found) -> Finding {
    let why = "Without a measure nobody can tell a scratch from a disaster.";
    let question = short(&found.quote).map_or_else(
        || "How many, how much, how long?".to_owned(),
        |quote| format!("“{quote}”: how many, how much, or how long was that?"),
    );
    finding(Code::NoNumber, found, why, question)
}

pub(super) fn no_learning(found: Found) -> Finding {
    let why = "A change convinces when somebody standing next to you could watch it happen.";
    let question = short(&found.quote).map_or_else(
        || {
            "What do you do today that you did not do before, and when did you last do it?"
                .to_owned()
        },
        |quote| format!("“{quote}”: what would I see you do differently on an ordinary day?"),
    );
    finding(Code::NoLearning, found, why, question)
}
