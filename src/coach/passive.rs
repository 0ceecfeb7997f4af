//! `passive-action`: the step where it went wrong is told without the one who took it.
//!
//! Three shapes: be or get with a participle, a thing that gets worse by itself, and "there
//! was a delay"; plus notes such as "tests cut short". Called only where no own decision was
//! found. Refuses participles that describe a feeling or a state.

use std::ops::Range;

use super::finding::{Finding, FindingCode};
use super::lexicon::Class;
use super::scope::{AnswerScopes, Elsewhere, Scope, Wording};
use super::token::{Gap, Token, TokenText};
use super::{decline, discovery, verb};

const DONE: Wording = Wording {
    why: "Nobody does anything here. It sounds as if you just watched.",
    change: "Say what you did or left undone that let it happen.",
    question: "Which part of that was yours?",
    quoting: Some("“{}”: which part of that was yours?"),
};

const DONE_BY: Wording = Wording {
    why: "Others act in this sentence, and you only watch.",
    change: "Say what you did or left undone that made this possible.",
    question: "What was your part in it?",
    quoting: Some("“{}”: what had you done, or left undone, before that?"),
};

const WORSE: Wording = Wording {
    why: "Here it goes wrong by itself. It sounds as if you just watched.",
    change: "Say what you did or left undone that let it happen.",
    question: "What did you do, or leave undone, that let it happen?",
    quoting: Some("“{}”: what had you done, or left undone, before that?"),
};

/// Finds the step that went wrong by itself, in an Action without anything of the speaker's own.
pub(super) fn judge(heard: &AnswerScopes<'_>) -> Option<Finding> {
    let unowned = heard.own_acts.is_empty();
    let action = heard.action.as_ref().filter(|_| unowned)?;
    wrong_step(action).map(|at| found(action, at))
}

/// The finding, whatever the rule says.
pub(super) fn say<'a>(
    heard: &'a AnswerScopes<'a>,
    elsewhere: Elsewhere<'_, 'a>,
) -> Option<Finding> {
    let action = heard.action.as_ref()?;
    if let Some(at) = wrong_step(action) {
        return Some(found(action, at));
    }
    let (scope, at) = elsewhere().unzip();
    Some(
        scope
            .unwrap_or(action)
            .finding(FindingCode::PassiveAction, at, &WORSE),
    )
}

fn found(action: &Scope<'_>, at: Range<usize>) -> Finding {
    let text = action.text;
    let by = (at.end..(at.end + 4).min(action.within.end)).any(|index| {
        text.word(index) == "by"
            && !text.is(index + 1, Class::NUMBER | Class::WEEKDAY | Class::MONTH)
    });
    let helped = at
        .clone()
        .any(|index| text.is(index, Class::BE | Class::GET));
    let declines = !helped && decline::worse(text, at.end - 1).is_some();
    let done = !declines && verb::is_done(text.token(at.end - 1));
    let wording = match (done, by) {
        (true, true) => &DONE_BY,
        (true, false) => &DONE,
        (false, _) => &WORSE,
    };
    action.finding(FindingCode::PassiveAction, Some(at), wording)
}

/// Of the steps without a doer the one that went wrong: it failed rather than was done, harm stands close behind it,
/// and the failure is not out yet; the last of those that are alike.
fn wrong_step(action: &Scope<'_>) -> Option<Range<usize>> {
    let (text, within) = (action.text, &action.within);
    let found_out = discovery::found_out(text, within);
    let steps = within.clone().filter_map(|at| step(text, at));
    let steps = steps.filter(|found| found.end <= within.end);
    steps.max_by_key(|found| {
        let bad = Class::LOSS | Class::TROUBLE | Class::DETERIORATE | Class::FAULT;
        let failed = found
            .clone()
            .any(|at| text.is(at, bad) || text.has(at, &["not", "n't", "never"]));
        let harmed = (found.end..(found.end + 30).min(within.end))
            .any(|at| text.is(at, Class::LOSS | Class::TROUBLE));
        let early = found.start < found_out;
        2 * u8::from(failed) + 2 * u8::from(early) + u8::from(harmed)
    })
}

/// A step without a doer whose telling word stands here.
pub(super) fn step(text: &TokenText, at: usize) -> Option<Range<usize>> {
    passive(text, at)
        .or_else(|| asked(text, at))
        .or_else(|| decline::worse(text, at))
        .or_else(|| existential(text, at))
        .or_else(|| reduced(text, at))
}

/// `was cut`, `got quietly cut`, `had been signed off`, `were they told`.
fn passive(text: &TokenText, at: usize) -> Option<Range<usize>> {
    let helper = text.tokens.get(at)?;
    let is_get = helper.is(Class::GET);
    if !(helper.is(Class::BE) || is_get || helper.word == "'s") {
        return None;
    }
    let mut participle = at + 1;
    while participle < at + 6 {
        let token = text.tokens.get(participle)?;
        if token.gap > Gap::Comma {
            return None;
        }
        let between = verb::is_adverb(token)
            || token.is_word(&["not", "n't", "never", "being", "been", "it", "they", "we"]);
        if !between || (verb::is_participle(token) && !token.is(Class::ADVERB)) {
            break;
        }
        participle += 1;
    }
    let token = text.tokens.get(participle)?;
    let next = text.tokens.get(participle + 1);
    let state = token.is(Class::STATIVE) && !is_moved_thing(text, at, token);
    if !verb::is_participle(token) || state || token.word == "been" {
        return None;
    }
    // "About whether the urn has been booked": a question, no event.
    if asks_whether(text, at) {
        return None;
    }
    // "'s" may be a possessive, and "got" may own a noun: "got cut flowers".
    let doubtful = (helper.word == "'s" || is_get)
        && (token.is(Class::NUMBER)
            || next.is_some_and(|next| {
                next.gap == Gap::None
                    && next.word.ends_with('s')
                    && !next.is(Class::BE | Class::DETERMINER)
            }));
    let subject = subject_of(text, at);
    let own = matches!(subject, Some("i")) || text.word(at + 1) == "ever";
    // "we were asked to": duty, not the step where it went wrong.
    let entrusted = (matches!(subject, Some("we" | "you"))
        || text.has(at.wrapping_sub(1), &["and", "then"]))
        && token.is(Class::ENTRUSTED);
    // Somebody who cries or is angry is not a step; "to be done" is a plan.
    let plan = text.word(at.saturating_sub(1)) == "to" && helper.word == "be";
    (!doubtful && !own && !entrusted && !plan).then(|| start_of(text, at)..participle + 1)
}

/// "The trap was left open", "the hives were moved": what is a state of people is done to things.
fn is_moved_thing(text: &TokenText, at: usize, token: &Token) -> bool {
    token.is(Class::MOVED)
        && !matches!(
            subject_of(text, at),
            Some("i" | "we" | "you" | "he" | "she")
        )
        && !text.has(at.wrapping_sub(1), &["there", "what", "all"])
}

/// "Whether" opens the clause of a helping verb.
fn asks_whether(text: &TokenText, at: usize) -> bool {
    let start = at.saturating_sub(7).max(text.sentence_start(at));
    (start..at)
        .rev()
        .take_while(|index| text.gap(*index + 1) == Gap::None)
        .any(|index| text.word(index) == "whether")
}

/// "Was the alarm not heard?", "should it have been caught?": the subject stands inside.
fn asked(text: &TokenText, at: usize) -> Option<Range<usize>> {
    let helper = text.tokens.get(at)?;
    let end = text.sentence_end(at);
    if !(helper.is(Class::BE | Class::MODAL)
        || helper.is_word(&["had", "have", "has", "did", "does"]))
        || !text.asks(end)
    {
        return None;
    }
    let opens = at == text.sentence_start(at)
        || text.gap(at) > Gap::None
        || text.has(
            at - 1,
            &["why", "how", "when", "where", "and", "so", "then"],
        );
    if !opens || text.word(at + 1) == "i" || text.word(at + 1) == "you" {
        return None;
    }
    let participle = (at + 2..end.min(at + 8))
        .find(|index| verb::is_done(&text.tokens[*index]) && !text.has(*index, &["been", "had"]))?;
    let been = helper.is(Class::BE)
        || text.has(participle - 1, &["be", "been"])
        || text.word(participle - 2) == "been"
        || text.is(participle - 1, Class::GET);
    been.then_some(at..participle + 1)
}

/// The pronoun before a helping verb, if there is one close by.
fn subject_of(text: &TokenText, at: usize) -> Option<&str> {
    let start = at.saturating_sub(5).max(text.sentence_start(at));
    (start..at)
        .rev()
        .take_while(|index| {
            let token = &text.tokens[*index];
            let helpers = &["had", "'d", "have", "'ve", "has", "not", "n't", "never"];
            token.is(Class::SUBJECT | Class::BE | Class::MODAL)
                || verb::is_adverb(token)
                || token.is_word(helpers)
        })
        .map(|index| text.word(index))
        .find(|word| matches!(*word, "i" | "we" | "you" | "he" | "she" | "they" | "it"))
}

/// A few words of the subject, so that the quotation can stand alone.
fn start_of(text: &TokenText, at: usize) -> usize {
    let first = at.saturating_sub(4).max(text.sentence_start(at));
    let mut start = at;
    while start > first
        && text.gap(start) == Gap::None
        && !text.is(start - 1, Class::CONNECTOR | Class::PREPOSITION)
    {
        start -= 1;
        if text.is(start, Class::DETERMINER | Class::SUBJECT) {
            break;
        }
    }
    start
}

/// "There was a delay", "there had been some confusion".
fn existential(text: &TokenText, at: usize) -> Option<Range<usize>> {
    if text.word(at) != "there" {
        return None;
    }
    let be = (at + 1..at + 5).find(|index| {
        text.is(*index, Class::BE) || matches!(text.word(*index), "came" | "arose" | "'s")
    })?;
    let noun = (be + 1..be + 7)
        .take_while(|index| text.gap(*index) <= Gap::Comma)
        .find(|index| text.is(*index, Class::TROUBLE))?;
    Some(at..noun + 1)
}

/// Notes without a finite verb: "First proof corrected, tests cut short."
fn reduced(text: &TokenText, at: usize) -> Option<Range<usize>> {
    let starts = at == 0 || text.gap(at) >= Gap::Comma;
    if !starts || text.is(at, Class::SUBJECT | Class::CONNECTOR) {
        return None;
    }
    let reach = text.tokens.len().min(at + 13);
    let end = (at + 1..reach)
        .find(|index| text.gap(*index) >= Gap::Comma)
        .unwrap_or(reach);
    // "Stopped the next run": a verb with its object.
    if verb::is_past(&text.tokens[at]) && text.is(at + 1, Class::DETERMINER) {
        return None;
    }
    let chunk = &text.tokens[at..end];
    let finite = Class::BE | Class::MODAL | Class::SUBJECT | Class::ONLY_PAST;
    let words = &["had", "has", "have", "did", "who", "which", "'s", "'d"];
    if chunk
        .iter()
        .any(|token| token.is(finite) || token.is_word(words))
    {
        return None;
    }
    let participle = (at + 1..end.min(at + 7)).find(|index| verb::is_done(&text.tokens[*index]))?;
    let after = participle + 1;
    let stops = after == end || text.is(after, Class::AFTER_NOTE);
    let before = &text.tokens[at..participle];
    let noun = before.iter().any(|token| {
        !token.is(Class::DETERMINER | Class::PREPOSITION | Class::ADVERB | Class::THIRD)
            && token.word.len() > 2
    });
    let whole = text.gap(at) == Gap::Stop
        || at == 0
        || text.gap(end) == Gap::Stop
        || text.is(participle, Class::PARTICIPLE);
    let done = !text.is(participle, Class::INTRANSITIVE);
    (stops && noun && whole && done).then_some(at..after.min(end))
}
