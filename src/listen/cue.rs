//! Words that open a part of a spoken answer.

use super::form::WordForm;
use crate::story::{AnswerPart, Beat};

/// How a part may begin, after a filling word or two; `#` is any number.
fn cues(part: AnswerPart) -> &'static [&'static str] {
    match part {
        AnswerPart::Beat(Beat::Situation) => &[],
        AnswerPart::Beat(Beat::Task) => &[
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
        ],
        AnswerPart::Beat(Beat::Action) => &[
            "what i did",
            "what went wrong",
            "where i went wrong",
            "the mistake",
            "my mistake",
            "there was this",
            "i decided",
            "the decision",
        ],
        AnswerPart::Beat(Beat::Result) => &[
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
        ],
        AnswerPart::Beat(Beat::Learning) => &[
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
        ],
        AnswerPart::Closing => &[
            "that is why",
            "thats why",
            "which is why",
            "in this role",
            "for this role",
            "in your",
            "here i would",
        ],
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
