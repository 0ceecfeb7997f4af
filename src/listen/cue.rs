//! Words that open a part of a spoken answer.

use super::form::WordForm;
use crate::story::{AnswerPart, Beat};

/// What was theirs; `#` is any number.
const TASK: &[&str] = &[
    "i was responsible",
    "i was # of the",
    "i was the # who",
    "i was in charge",
    "i was supposed",
    "it was up to me",
    "it was my job",
    "it was on me",
    "my job",
    "my task",
    "my part",
    "my role",
    "i had to",
    "i owned",
];

/// Where the telling turns to the decision; `#` is any number.
const ACTION: &[&str] = &[
    "what i did",
    "what went wrong",
    "where i went wrong",
    "the mistake",
    "my mistake",
    "there was this",
    "i decided",
    "the decision",
];

/// What came of it; `#` is any number.
const RESULT: &[&str] = &[
    "in the end",
    "as a result",
    "the result",
    "it turned out",
    "what happened",
    "then over",
    "the outcome",
    "the consequence",
    "it took",
    "it cost",
    "that cost",
    "we lost",
    "we ended up",
    "after that",
    "# days later",
    "# weeks later",
    "# months later",
    "# years later",
    "in the # week",
    "in the first week",
    "it was # weeks until",
    "it was # months until",
];

/// What is so since then; `#` is any number.
const LEARNING: &[&str] = &[
    "now",
    "i now",
    "today",
    "these days",
    "nowadays",
    "since then",
    "ever since",
    "from then on",
    "from now on",
    "next time",
    "what i do now",
    "what i learned",
    "what i changed",
    "what i have changed",
    "what changed",
    "what has changed",
    "i learned",
    "i have learned",
    "ive learned",
    "i have since",
    "ive since",
    "the lesson",
];

/// What it means for the new role; `#` is any number.
const CLOSING: &[&str] = &[
    "that is why",
    "thats why",
    "which is why",
    "in this role",
    "for this role",
    "in your",
    "here i would",
];

/// How a part may begin, after a filling word or two.
fn cues(part: AnswerPart) -> &'static [&'static str] {
    match part {
        AnswerPart::Beat(Beat::Situation) => &[],
        AnswerPart::Beat(Beat::Task) => TASK,
        AnswerPart::Beat(Beat::Action) => ACTION,
        AnswerPart::Beat(Beat::Result) => RESULT,
        AnswerPart::Beat(Beat::Learning) => LEARNING,
        AnswerPart::Closing => CLOSING,
    }
}

/// Words that may stand before a cue.
const BEFORE: [&str; 9] = [
    "so", "and", "but", "well", "um", "uh", "okay", "then", "yeah",
];

/// Whether words open a part.
pub(super) fn opens(part: AnswerPart, heard: &[WordForm]) -> bool {
    let filling = heard.iter().take(2);
    let filling = filling.take_while(|form| BEFORE.contains(&form.form.as_str()));
    (0..=filling.count()).any(|skipped| {
        let heard = &heard[skipped..];
        cues(part).iter().any(|cue| begins_with(heard, cue))
    })
}

fn begins_with(heard: &[WordForm], cue: &str) -> bool {
    let mut heard = heard.iter();
    cue.split(' ').all(|word| {
        let heard = heard.next();
        heard.is_some_and(|heard| heard.form == word || word == "#" && heard.is_number())
    })
}
