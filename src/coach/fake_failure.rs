//! `fake-failure`: a virtue in excess, a mishap without harm, or no failure at all.
//!
//! Templates of self-praise count only in the first person and undenied, and only where no
//! harm stands beside an own act. Refuses to doubt a failure because it is small.

use std::ops::Range;

use super::finding::{Finding, FindingCode};
use super::lexicon::Class;
use super::pattern::{Patterns, phrases};
use super::scope::{AnswerScopes, Elsewhere, Place, Scope, Wording};
use super::token::{Gap, TokenText};

phrases! {
    EXCESS "virtue-excess";
    REFUSAL "refusal";
    NO_HARM "no-harm";
    SPARE_MYSELF "spare-myself";
    SELF_PORTRAIT "self-portrait";
    TAKEN_BACK "taken-back";
}

/// Why a failure looks like none.
#[derive(Clone, Copy)]
enum Pretence {
    /// There was none, says the speaker.
    Refused,
    /// A virtue is offered for a fault.
    Virtue,
    /// Nobody was harmed, or all ended well.
    Harmless,
    /// The whole speaks for it, no single turn of speech does.
    Unclear,
}

const REFUSED: Wording = Wording {
    why: "It sounds as if nothing failed. Then there is nothing to judge you by.",
    change: "Name one thing that went wrong through you, on one day.",
    question: "What would a colleague name if I asked for a failure of yours?",
    quoting: None,
};

const VIRTUE: Wording = Wording {
    why: "This is a strength, told as a fault. The question asks for a loss.",
    change: "Name one thing you did on one day, and what it cost.",
    question: "When did something you did cost someone time, money or trust?",
    quoting: None,
};

const HARMLESS: Wording = Wording {
    why: "It sounds as if nobody lost anything. The question asks for a loss.",
    change: "Tell who paid for it and with what, or take another story.",
    question: "When did something you did cost someone time, money or trust?",
    quoting: None,
};

const UNCLEAR: Wording = Wording {
    why: "It hardly sounds like a failure of yours. The question asks for a loss.",
    change: "Name one thing you did that went wrong and what it cost, or take another story.",
    question: "When did something you did cost someone time, money or trust?",
    quoting: None,
};

/// Finds a failure that is none.
pub(super) fn judge(heard: &AnswerScopes<'_>) -> Option<Finding> {
    let (pretence, (scope, at)) = find(heard)?;
    Some(found(heard, pretence, scope, Some(at)))
}

/// The finding, whatever the rule says, with the words that reassure if there are any.
pub(super) fn say<'a>(
    heard: &'a AnswerScopes<'a>,
    elsewhere: Elsewhere<'_, 'a>,
) -> Option<Finding> {
    let parts: Vec<&Scope<'_>> = heard.result.iter().chain(&heard.action).collect();
    let soothing = first(&parts, |text, at| {
        NO_HARM.at(text, at).filter(|_| !is_belief(text, at))
    });
    if let Some((scope, at)) = soothing {
        return Some(found(heard, Pretence::Harmless, scope, Some(at)));
    }
    let (scope, at) = match elsewhere() {
        Some((scope, at)) => (scope, Some(at)),
        None => (heard.action.as_ref()?, None),
    };
    Some(found(heard, Pretence::Unclear, scope, at))
}

fn found(
    heard: &AnswerScopes<'_>,
    pretence: Pretence,
    scope: &Scope<'_>,
    at: Option<Range<usize>>,
) -> Finding {
    let loss: usize = heard.result.iter().map(losses).sum();
    let praise: usize = heard.result.iter().map(praises).sum();
    let is_lost = loss > 2 && loss > 2 * praise;
    let wording = match pretence {
        Pretence::Refused => &REFUSED,
        // Where a loss is told, nothing is called a strength.
        _ if is_lost => &UNCLEAR,
        Pretence::Virtue => &VIRTUE,
        Pretence::Harmless => &HARMLESS,
        Pretence::Unclear if loss == 0 => &HARMLESS,
        Pretence::Unclear => &UNCLEAR,
    };
    scope.finding(FindingCode::FakeFailure, at, wording)
}

/// The telling words, and what they pretend.
fn find<'a>(heard: &'a AnswerScopes<'a>) -> Option<(Pretence, Place<'a>)> {
    let told: Vec<&Scope<'_>> = heard
        .before
        .iter()
        .chain(&heard.action)
        .chain(&heard.learning)
        .chain(heard.result.iter().filter(|scope| scope.beat.is_some()))
        .collect();
    let result: Vec<&Scope<'_>> = heard.result.iter().collect();
    let own_acts = heard.own_acts.len();
    let praising = |patterns: &Patterns| {
        first(&told, |text, at| {
            let end = patterns.at(text, at);
            end.filter(|_| !is_denied(text, at) && !is_another(text, at))
        })
    };
    let refusal = first(&told, |text, at| REFUSAL.at(text, at));
    let loss: usize = result.iter().map(|scope| losses(scope)).sum();
    let praise: usize = result.iter().map(|scope| praises(scope)).sum();
    let spare = count(&told, &SPARE_MYSELF);
    let kind = count(&result, &NO_HARM);
    let soothing = praise + spare + kind;
    let real = own_acts > 1 && heard.measured && loss > soothing.max(1);
    if let Some(found) = refusal.filter(|_| own_acts < 2 || !heard.measured || loss == 0) {
        return Some((Pretence::Refused, found));
    }
    if let Some(found) = praising(&EXCESS) {
        return (!real).then_some((Pretence::Virtue, found));
    }
    let portraits = count(&told, &SELF_PORTRAIT);
    let bare = loss == 0 && (soothing > 0 || own_acts == 0 || portraits > 1);
    if bare || portraits + soothing > 2 * loss {
        let portrait = praising(&SELF_PORTRAIT);
        if let Some(portrait) = portrait {
            return Some((Pretence::Virtue, portrait));
        }
    }
    let harmless = first(&result, |text, at| {
        let end = NO_HARM.at(text, at);
        end.filter(|_| !is_belief(text, at))
    });
    let spared = || first(&told, |text, at| SPARE_MYSELF.at(text, at));
    let happy = loss <= praise && praise + kind >= 2 && spare + kind >= 1;
    let sure = loss == 0 && kind > 0 && praise + kind > 1;
    harmless
        .or_else(spared)
        .filter(|_| sure || happy && !heard.measured || spare >= 3)
        .map(|found| (Pretence::Harmless, found))
}

/// How often each kind of self-praise and of reassurance stands in an answer.
pub(super) fn counts(heard: &AnswerScopes<'_>) -> [usize; 5] {
    let told = heard
        .before
        .iter()
        .chain(&heard.action)
        .chain(&heard.learning);
    let result = heard.result.iter().filter(|scope| scope.beat.is_some());
    let told: Vec<&Scope<'_>> = told.chain(result).collect();
    [&EXCESS, &REFUSAL, &NO_HARM, &SPARE_MYSELF, &SELF_PORTRAIT]
        .map(|patterns| count(&told, patterns))
}

fn first<'a>(
    scopes: &[&'a Scope<'a>],
    matches: impl Fn(&TokenText, usize) -> Option<usize>,
) -> Option<Place<'a>> {
    scopes.iter().find_map(|scope| {
        scope.within.clone().find_map(|at| {
            matches(scope.text, at)
                .filter(|end| *end <= scope.within.end)
                .map(|end| (*scope, at..end))
        })
    })
}

/// How many phrases stand in some parts.
fn count(scopes: &[&Scope<'_>], patterns: &Patterns) -> usize {
    let counts = scopes
        .iter()
        .map(|scope| patterns.count(scope.text, scope.within.clone()));
    counts.sum()
}

/// Whether one of a few words stands up to so many steps before a token.
fn denied(text: &TokenText, at: usize, steps: usize, words: &[&str]) -> bool {
    (at.saturating_sub(steps)..at).any(|index| text.has(index, words))
}

/// Words of loss that nobody denies.
pub(super) fn losses(scope: &Scope<'_>) -> usize {
    const DENIALS: &[&str] = &["no", "not", "n't", "never", "nobody", "without", "nothing"];
    const POSTURES: &[&str] = &[
        "sit", "sat", "lie", "lay", "write", "wrote", "calm", "settle",
    ];
    let text = scope.text;
    let lost = |at: &usize| {
        let before = at.wrapping_sub(1);
        // "Sat down", "lay down": a posture.
        let posture = text.word(*at) == "down" && text.has(before, POSTURES);
        let well = text.word(*at) == "fine" && text.word(before) != "a";
        text.is(*at, Class::LOSS) && !(denied(text, *at, 4, DENIALS) || posture || well)
    };
    scope.within.clone().filter(lost).count()
}

/// Words of praise that nobody denies.
pub(super) fn praises(scope: &Scope<'_>) -> usize {
    const DENIALS: &[&str] = &["no", "not", "n't", "never", "nobody", "less", "without"];
    let text = scope.text;
    let praised = |at: &usize| text.is(*at, Class::PRAISE) && !denied(text, *at, 3, DENIALS);
    scope.within.clone().filter(praised).count()
}

/// "I am not a perfectionist", "one likes to say that ...".
fn is_denied(text: &TokenText, at: usize) -> bool {
    let start = at.saturating_sub(7).max(text.sentence_start(at));
    let end = text.sentence_end(at).min(at + 14);
    let denials = &["not", "n't", "neither", "nor", "never", "without", "wish"];
    let before = (start..at).any(|index| {
        text.has(index, denials) && !text.has(index + 1, &["only", "that", "i", "it"])
    });
    let neither = (at..end).any(|index| TAKEN_BACK.at(text, index).is_some());
    let said = (start..at)
        .any(|index| text.word(index) == "say" && text.word(index.wrapping_sub(1)) == "to");
    before
        || said
        || neither
        || text.has(at + 1, &["am", "'m", "was"]) && text.has(at + 2, &["not", "n't"])
}

/// "A sense that all was well": what somebody thought, not what was.
fn is_belief(text: &TokenText, at: usize) -> bool {
    let that = usize::from(at > 0 && text.word(at - 1) == "that");
    let before = at.checked_sub(1 + that);
    before.is_some_and(|index| text.is(index, Class::ASSUME | Class::BELIEF))
}

/// "He was too kind": said about somebody else.
fn is_another(text: &TokenText, at: usize) -> bool {
    let start = text.sentence_start(at).max(at.saturating_sub(8));
    let others = &["he", "she", "they", "his", "her", "their"];
    let own = &["i", "my", "me", "we"];
    let subject = (start..=at)
        .rev()
        .take_while(|index| *index == at || text.gap(*index + 1) < Gap::Colon)
        .find(|index| text.has(*index, own) || text.has(*index, others));
    match subject {
        Some(index) => text.has(index, others) && !text.is(at, Class::SUBJECT),
        None => !(start..text.sentence_end(at).min(at + 10))
            .any(|index| text.has(index, &["i", "my", "me", "you"])),
    }
}
