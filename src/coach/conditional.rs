//! "Had the vendor delivered, we would have made it": what others would have had to do.
//!
//! A condition about the past that somebody or something else did not meet, together with
//! what would have been. Refuses conditions of the speaker's own, and luck: "if she had not
//! looked, he would have died".

use std::ops::Range;

use super::lexicon::Class;
use super::party::is_party;
use super::token::{Gap, TokenText};

/// How far a condition and its consequence may stand apart.
const REACH: usize = 24;

/// The end of a condition that starts here and puts the outcome into other hands.
pub(super) fn outside(text: &TokenText, at: usize) -> Option<usize> {
    let helper = match text.word(at) {
        "if" => (at + 2..at + 9).find(|index| is_had(text, *index))?,
        "had" | "were" if text.opens_clause(at) => at,
        _ => return None,
    };
    if at == 0 && text.word(at) == "were" {
        return None;
    }
    let end = text.sentence_end(at).min(at + REACH);
    let clause_end = (helper + 2..end)
        .find(|index| text.gap(*index) != Gap::None || is_would(text, *index))
        .unwrap_or(end);
    let condition = at + 1..clause_end;
    if !is_foreign(text, condition) {
        return None;
    }
    let ahead = text.sentence_start(at).max(at.saturating_sub(14));
    let main = match (helper + 1..end).find(|index| would_have(text, *index)) {
        Some(would) => would..end,
        None => (ahead..at).find(|index| would_have(text, *index))?..at,
    };
    (!is_luck(text, main.clone())).then_some(main.end.max(clause_end).min(end))
}

fn is_had(text: &TokenText, at: usize) -> bool {
    text.has(at, &["had", "'d", "were", "was", "did"])
}

fn is_would(text: &TokenText, at: usize) -> bool {
    text.has(at, &["would", "could", "might", "'d"])
}

/// "Would have", "I'd have", "would never have", "wouldn't be".
fn would_have(text: &TokenText, at: usize) -> bool {
    is_would(text, at)
        && (at + 1..at + 5)
            .take_while(|index| text.gap(*index) < Gap::Stop)
            .any(|index| text.has(index, &["have", "'ve", "be", "of"]))
}

/// The condition is about others: neither the speaker nor anything of theirs is its subject.
fn is_foreign(text: &TokenText, condition: Range<usize>) -> bool {
    let own = condition.clone().any(|at| {
        matches!(text.word(at), "i" | "myself" | "mine")
            || text.word(at) == "my" && !is_party(text, at + 1) && !is_party(text, at + 2)
    });
    let subject = condition.start;
    !own && !text.has(subject, &["we", "you", "one", "i", "to", "not", "only"])
        && (text.is(subject, Class::DETERMINER | Class::SUBJECT)
            || is_party(text, subject)
            || text.has(subject, &["there", "anyone", "anybody", "any"])
            || is_party(text, subject + 1))
}

/// What did not happen would have been worse: luck, not blame.
fn is_luck(text: &TokenText, main: Range<usize>) -> bool {
    let denied = main
        .clone()
        .any(|at| text.has(at, &["not", "n't", "never", "no", "nobody"]));
    !denied && main.clone().any(|at| text.is(at, Class::LOSS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_of_others_count_and_own_ones_and_luck_do_not() {
        for (plain, expected) in [
            (
                "Had the vendor delivered on time, we would have opened.",
                true,
            ),
            ("Had the market behaved, I'd have been a hero.", true),
            ("If procurement had signed, it would have worked.", true),
            (
                "If it had been a normal August they would have been gorgeous.",
                true,
            ),
            ("We would have made it if they had told us.", true),
            ("If my supplier had rung, I could have acted.", true),
            (
                "If the board hadn't cut it we wouldn't have lost him.",
                true,
            ),
            ("If I had rung the vendor, we would have opened.", false),
            ("If my note had been clear, he would have known.", false),
            ("Had I looked, I would have seen it.", false),
            ("If the nurse had not looked, he would have died.", false),
            ("If the phone rings I pick it up.", false),
        ] {
            let text = TokenText::read(plain);
            let found = (0..text.tokens.len()).any(|at| outside(&text, at).is_some());
            assert_eq!(found, expected, "{plain}");
        }
    }
}
