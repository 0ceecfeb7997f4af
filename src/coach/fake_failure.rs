//! `fake-failure`: a virtue in excess, a mishap without harm, or no failure at all.
//!
//! Templates of self-praise count only in the first person and undenied, and only where no
//! harm stands beside an own act. Refuses to doubt a failure because it is small.

use std::ops::Range;
use std::sync::LazyLock;

use super::lexicon::Class;
use super::pattern::Patterns;
use super::token::{Gap, Text};

struct Phrases {
    excess: Patterns,
    refusal: Patterns,
    no_harm: Patterns,
    spare: Patterns,
    portrait: Patterns,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let load = Patterns::load;
    Phrases {
        excess: load(include_str!("words/virtue-excess.txt")),
        refusal: load(include_str!("words/refusal.txt")),
        no_harm: load(include_str!("words/no-harm.txt")),
        spare: load(include_str!("words/spare-myself.txt")),
        portrait: load(include_str!("words/self-portrait.txt")),
    }
});

/// What the other rules found in the same answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// How many own acts.
    pub own_acts: usize,
    /// Whether a quantity measures the consequence.
    pub number: bool,
}

/// One text of an answer and the part of it in which something may be found.
#[derive(Clone, Copy)]
pub(super) struct Passage<'a> {
    pub text: &'a Text,
    pub from: usize,
    pub to: usize,
}

impl Passage<'_> {
    fn range(&self) -> Range<usize> {
        self.from..self.to
    }
}

/// The telling words: which of the passages, and where in it.
pub(super) fn find(
    told: &[Passage<'_>],
    result: &[Passage<'_>],
    seen: Seen,
) -> Option<(usize, Range<usize>)> {
    let refusal = first(told, |text, at| PHRASES.refusal.at(text, at));
    let excess = first(told, |text, at| {
        PHRASES
            .excess
            .at(text, at)
            .filter(|_| !is_denied(text, at) && !is_another(text, at))
    });
    let harmless = first(result, |text, at| {
        PHRASES
            .no_harm
            .at(text, at)
            .filter(|_| !is_belief(text, at))
    });
    let loss: usize = result.iter().map(losses).sum();
    let praise: usize = result.iter().map(praises).sum();
    let spare = told
        .iter()
        .map(|passage| PHRASES.spare.count(passage.text, passage.range()))
        .sum::<usize>();
    let kind: usize = result
        .iter()
        .map(|passage| PHRASES.no_harm.count(passage.text, passage.range()))
        .sum();
    let soothing = praise + spare + kind;
    let real = seen.own_acts > 1 && seen.number && loss > soothing.max(1);
    if let Some(found) = refusal.filter(|_| seen.own_acts < 2 || !seen.number || loss == 0) {
        return Some(found);
    }
    if let Some(found) = excess {
        return (!real).then_some(found);
    }
    let portrait = first(told, |text, at| {
        PHRASES
            .portrait
            .at(text, at)
            .filter(|_| !is_denied(text, at) && !is_another(text, at))
    });
    let portraits: usize = told
        .iter()
        .map(|passage| PHRASES.portrait.count(passage.text, passage.range()))
        .sum();
    let bare = loss == 0 && (soothing > 0 || seen.own_acts == 0 || portraits > 1);
    if portrait.is_some() && (bare || portraits + soothing > 2 * loss) {
        return portrait;
    }
    let spared = first(told, |text, at| PHRASES.spare.at(text, at));
    let happy = loss <= praise && praise + kind >= 2 && spare + kind >= 1;
    let harmless = harmless.map(|(index, range)| (told.len() + index, range));
    let sure = loss == 0 && kind > 0 && praise + kind > 1;
    harmless
        .or(spared)
        .filter(|_| sure || happy && !seen.number || spare >= 3)
}

fn first(
    passages: &[Passage<'_>],
    matches: impl Fn(&Text, usize) -> Option<usize>,
) -> Option<(usize, Range<usize>)> {
    passages.iter().enumerate().find_map(|(index, passage)| {
        passage.range().find_map(|at| {
            matches(passage.text, at)
                .filter(|end| *end <= passage.to)
                .map(|end| (index, at..end))
        })
    })
}

fn losses(passage: &Passage<'_>) -> usize {
    let tokens = &passage.text.tokens;
    passage
        .range()
        .filter(|at| {
            let denied = (1..=4).any(|step| {
                at.checked_sub(step).is_some_and(|index| {
                    tokens[index]
                        .is_word(&["no", "not", "n't", "never", "nobody", "without", "nothing"])
                })
            });
            // "Sat down", "lay down": a posture.
            let posture = tokens[*at].word == "down"
                && matches!(
                    passage.text.word(at.wrapping_sub(1)),
                    "sit" | "sat" | "lie" | "lay" | "write" | "wrote" | "calm" | "settle"
                );
            let well = tokens[*at].word == "fine" && passage.text.word(at.wrapping_sub(1)) != "a";
            tokens[*at].is(Class::LOSS) && !(denied || posture || well)
        })
        .count()
}

fn praises(passage: &Passage<'_>) -> usize {
    let tokens = &passage.text.tokens;
    passage
        .range()
        .filter(|at| {
            let denied = (1..=3).any(|step| {
                at.checked_sub(step).is_some_and(|index| {
                    tokens[index]
                        .is_word(&["no", "not", "n't", "never", "nobody", "less", "without"])
                })
            });
            tokens[*at].is(Class::PRAISE) && !denied
        })
        .count()
}

/// "I am not a perfectionist", "one likes to say that ...".
fn is_denied(text: &Text, at: usize) -> bool {
    let start = at.saturating_sub(7).max(text.sentence_start(at));
    let end = text.sentence_end(at).min(at + 14);
    let before = (start..at).any(|index| {
        matches!(
            text.word(index),
            "not" | "n't" | "neither" | "nor" | "never" | "without" | "wish"
        ) && !matches!(text.word(index + 1), "only" | "that" | "i" | "it")
    });
    let neither = (at..end).any(|index| {
        matches!(text.word(index), "neither" | "nor")
            || (text.word(index) == "but"
                && matches!(text.word(index + 2), "was" | "am" | "'m")
                && matches!(text.word(index + 3), "not" | "n't" | "neither"))
            || (text.word(index) == "but"
                && matches!(text.word(index + 1), "that" | "this" | "it")
                && matches!(text.word(index + 2), "is" | "'s" | "was")
                && matches!(text.word(index + 3), "not" | "n't" | "no" | "hardly"))
    });
    let said = (start..at)
        .any(|index| text.word(index) == "say" && text.word(index.wrapping_sub(1)) == "to");
    before
        || said
        || neither
        || matches!(
            (text.word(at + 2), text.word(at + 1)),
            ("not" | "n't", "am" | "'m" | "was")
        )
}

/// "A sense that all was well": what somebody thought, not what was.
fn is_belief(text: &Text, at: usize) -> bool {
    let that = usize::from(at > 0 && text.word(at - 1) == "that");
    let before = at.checked_sub(1 + that);
    before.is_some_and(|index| {
        text.is(index, Class::ASSUME)
            || text.is_word_at(
                index,
                &[
                    "sense",
                    "impression",
                    "feeling",
                    "sure",
                    "told",
                    "said",
                    "hope",
                    "hoped",
                    "hoping",
                    "belief",
                    "certain",
                    "convinced",
                    "illusion",
                    "pretended",
                ],
            )
    })
}

/// "He was too kind": said about somebody else.
fn is_another(text: &Text, at: usize) -> bool {
    let start = text.sentence_start(at).max(at.saturating_sub(8));
    let subject = (start..=at)
        .rev()
        .map(|index| (index, text.word(index)))
        .take_while(|(index, _)| *index == at || text.gap(*index + 1) < Gap::Colon)
        .find(|(_, word)| {
            matches!(
                *word,
                "i" | "my" | "me" | "he" | "she" | "they" | "we" | "his" | "her" | "their"
            )
        });
    matches!(
        subject,
        Some((_, "he" | "she" | "they" | "his" | "her" | "their"))
    ) && !text.is(at, Class::SUBJECT)
        || subject.is_none()
            && !(start..text.sentence_end(at).min(at + 10))
                .any(|i| matches!(text.word(i), "i" | "my" | "me" | "you"))
}
