//! `deflection`: does the answer land on somebody or something else?
//!
//! Blame is weighed against own acts, and the end counts more than the beginning. Refuses
//! to mind outside circumstances as long as the answer comes home.

use std::ops::Range;

use super::finding::{Finding, FindingCode};
use super::lexicon::Class;
use super::party::is_party;
use super::pattern::{Patterns, phrases};
use super::scope::{AnswerScopes, Elsewhere, Setting, Wording};
use super::token::{Gap, Token, TokenText};
use super::verb::{self, VerbForm};
use super::{conditional, decline, passive};

phrases! {
    BLAME "blame";
    EXCUSE "excuse";
    ADMIT "admit";
    LANDING "landing";
    PLEA "plea";
}

const WORDING: Wording = Wording {
    why: "It may be true, but an answer that blames others says little about you.",
    change: "End the Action with what you chose, not with what others did.",
    question: "Given all that, what was still your decision?",
    quoting: Some("“{}”: suppose that is true. What was still your decision?"),
};

/// Finds that an answer lands outside; Result and Learning count with the Action.
pub(super) fn judge(heard: &AnswerScopes<'_>) -> Option<Finding> {
    let action = heard.action.as_ref()?;
    let mut weights = weigh(action.text, action.within.clone());
    let mut place = action;
    for scope in [&heard.result, &heard.learning].into_iter().flatten() {
        // In a transcript the Action holds the result already.
        if scope.beat.is_none() && scope.within.end <= action.within.end {
            continue;
        }
        let more = weigh(scope.text, scope.within.clone());
        if weights.quote.is_none() && more.quote.is_some() {
            weights.quote = more.quote;
            place = scope;
        }
        let behind = action.text.tokens.len();
        let excuses = more.excuse.iter().map(|at| behind + at);
        weights.excuse.extend(excuses);
        weights.landing += more.landing;
    }
    let outside = lands_outside(&weights, &heard.own_acts, heard.setting);
    outside.then(|| place.finding(FindingCode::Deflection, weights.quote, &WORDING))
}

/// The finding, whatever the rule says, with the clause that faults others if there is one.
pub(super) fn say<'a>(
    heard: &'a AnswerScopes<'a>,
    elsewhere: Elsewhere<'_, 'a>,
) -> Option<Finding> {
    let action = heard.action.as_ref()?;
    let quoted = weigh(action.text, action.within.clone()).quote;
    let place = quoted.map(|at| (action, at)).or_else(elsewhere);
    let (scope, at) = place.unzip();
    Some(
        scope
            .unwrap_or(action)
            .finding(FindingCode::Deflection, at, &WORDING),
    )
}

/// What a stretch of text says about others.
#[derive(Debug, Default)]
struct Weights {
    /// Clauses that fault somebody or something else, by token.
    blame: Vec<usize>,
    /// Phrases that end the matter outside, by token.
    excuse: Vec<usize>,
    /// Clauses in which others act, whether well or badly, by token.
    others: Vec<usize>,
    /// Phrases that refuse the excuse.
    landing: usize,
    /// Words such as "but" that turn away from what was owned, by token.
    turns: Vec<usize>,
    /// The most telling words.
    quote: Option<Range<usize>>,
}

/// Blame, excuses, acts of others, refused excuses and turns away, as counts.
pub(super) fn counts(text: &TokenText, within: Range<usize>) -> [usize; 5] {
    let weights = weigh(text, within);
    [
        weights.blame.len(),
        weights.excuse.len(),
        weights.others.len(),
        weights.landing,
        weights.turns.len(),
    ]
}

/// Weighs a stretch of text.
fn weigh(text: &TokenText, within: Range<usize>) -> Weights {
    let mut weights = Weights::default();
    let mut at = within.start;
    while at < within.end {
        let found = |patterns: &Patterns| patterns.at(text, at).filter(|end| *end <= within.end);
        if let Some(end) = found(&LANDING)
            .filter(|_| PLEA.at(text, at).is_none())
            .or_else(|| disowned(text, at))
        {
            weights.landing += 1;
            at = end.max(at + 1);
        } else if let Some(end) = found(&EXCUSE).or_else(|| conditional::outside(text, at)) {
            weights.quote = weights
                .quote
                .filter(|_| !weights.excuse.is_empty())
                .or(Some(at..end));
            weights.excuse.push(at);
            at = end.max(at + 1);
        } else if let Some(end) = found(&BLAME)
            .or_else(|| faulted(text, at).filter(|_| !worsens(text, at)))
            .or_else(|| by_others(text, at))
        {
            weights.blame.push(at);
            let quote = at..end.min(within.end);
            let is_heavy =
                |token: &Token| token.is(Class::FAULT | Class::BAD) && verb::is_participle(token);
            if text.tokens[quote.clone()].iter().any(is_heavy) {
                weights.blame.push(at);
            }
            weights.quote.get_or_insert(quote);
            at = end.max(at + 1);
        } else {
            if found(&ADMIT).is_some_and(|end| turns_away(text, end)) {
                weights.excuse.push(at);
            }
            if is_turn(text, at) {
                weights.turns.push(at);
            }
            if others_act(text, at) {
                weights.others.push(at);
            }
            at += 1;
        }
    }
    weights
}

/// "I won't say it was the county": the excuse is named in order to be refused.
fn disowned(text: &TokenText, at: usize) -> Option<usize> {
    let named = text.is(at, Class::CLAIM);
    let start = at.saturating_sub(6).max(text.sentence_start(at));
    let before = |words: &[&str]| (start..at).any(|index| text.has(index, words));
    let possible = |index| {
        text.has(index, &["one", "you", "i", "it"])
            && text.has(index + 1, &["could", "can", "might", "would"])
    };
    let denied = before(&["not", "n't", "never"]) && before(&["i"]) || (start..at).any(possible);
    let own = matches!(text.word(at + 1), "so" | "no" | "yes") || text.gap(at + 1) != Gap::None;
    (named && denied && !own).then(|| text.sentence_end(at))
}

/// A third party that did not, would not, did harm, or did something badly.
fn faulted(text: &TokenText, at: usize) -> Option<usize> {
    if !is_party(text, at)
        || is_party(text, at + 1) && text.gap(at + 1) == Gap::None
        || text.gap(at + 1) >= Gap::Colon
    {
        return None;
    }
    let verb = verb::after_subject(text, at + 1).filter(|verb| verb.at <= at + 5)?;
    let main = &text.tokens[verb.at];
    let told = matches!(verb.form, VerbForm::Past | VerbForm::Perfect);
    let refused = verb.negated && (at + 1..=verb.at).any(|index| text.is(index, Class::HELPER));
    let fault = told && main.is(Class::FAULT) && !verb.negated;
    let now = verb.form == VerbForm::Present
        && main.word.ends_with('s')
        && !main.is(Class::DETERMINER)
        && main.word != "has";
    let badly = (told && verb::is_past(main)
        || now
        || matches!(verb.form, VerbForm::State | VerbForm::Passive))
        // "He said to me": talk is no fault, whatever is said.
        && !main.is(Class::TALK)
        && bad_after(text, verb.at);
    (refused || fault || badly).then_some(verb.at + 1)
}

/// "The schedule slipped": the speaker's own papers get worse, which is no charge against anyone.
fn worsens(text: &TokenText, at: usize) -> bool {
    text.is(at, Class::OWN_PAPER)
        && (at + 1..at + 5).any(|verb| decline::worse(text, verb).is_some())
}

/// A bad word in the same clause.
fn bad_after(text: &TokenText, verb: usize) -> bool {
    (verb..(verb + 7).min(text.tokens.len()))
        .take_while(|at| {
            *at == verb
                || text.gap(*at) == Gap::None
                    && !text.is(*at, Class::CONNECTOR)
                    && !matches!(text.word(*at), "i" | "me" | "my")
        })
        .any(|at| text.is(at, Class::BAD))
}

/// "Was drafted by the intelligence unit": the doer is named, and it is somebody else.
fn by_others(text: &TokenText, at: usize) -> Option<usize> {
    let helper = text.tokens.get(at)?;
    if !helper.is(Class::BE | Class::GET) {
        return None;
    }
    let end = text.tokens.len().min(at + 9);
    let mut near = at + 1..end.min(at + 4);
    let participle = near.find(|index| passive::is_done(&text.tokens[*index]))?;
    let by = (participle + 1..end)
        .take_while(|index| text.gap(*index) <= Gap::Comma)
        .find(|index| {
            text.word(*index) == "by"
                || text.word(*index) == "from" && text.word(*index + 2) == "side"
        })?;
    let agent = by + 1;
    let measure = text.is(agent + 1, Class::MEASURE);
    let own = measure
        || text.is(agent, Class::NO_DOER) && !is_party(text, agent + 1)
        || text.is(agent, Class::NUMBER | Class::WEEKDAY | Class::MONTH)
        || text.word(agent).starts_with(|c: char| c.is_ascii_digit())
        || text.word(agent).ends_with("ing")
        || text.is(agent + 1, Class::TIME_UNIT)
        || text.word(agent) == "my";
    let noun = (agent..agent + 4).find(|index| !text.is(*index, Class::DETERMINER))?;
    (!own && noun < text.tokens.len()).then_some(noun + 1)
}

/// A word that leaves what was owned: "but", "however", unless the speaker comes next.
fn is_turn(text: &TokenText, at: usize) -> bool {
    match text.word(at) {
        "but" => {
            let returns = text.has(at + 1, &["i", "my", "mine", "none"]);
            let pleads = text.has(at + 2, &["must", "have", "ask", "signed", "had"]);
            !returns || pleads
        }
        "that" => text.word(at + 1) == "said",
        "mind" => text.word(at + 1) == "you",
        "however" | "though" | "still" | "only" | "although" => {
            text.gap(at) != Gap::None || text.gap(at + 1) != Gap::None
        }
        _ => false,
    }
}

/// "That's on me, but ...", unless what follows comes back to the speaker.
fn turns_away(text: &TokenText, end: usize) -> bool {
    (end..end + 12)
        .find(|at| matches!(text.word(*at), "but" | "however" | "though" | "only"))
        .is_some_and(|but| {
            let crossed = (end..but).filter(|at| text.gap(*at) == Gap::Stop).count();
            crossed <= 1
                && !matches!(text.word(but + 1), "i" | "none" | "mine" | "my")
                && !matches!(text.word(but + 2), "was" | "i")
        })
}

/// A third party does something, good or bad.
fn others_act(text: &TokenText, at: usize) -> bool {
    is_party(text, at)
        && !is_party(text, at + 1)
        && verb::after_subject(text, at + 1).is_some_and(|verb| {
            verb.at <= at + 3
                && matches!(verb.form, VerbForm::Past | VerbForm::Perfect)
                && verb::is_past(&text.tokens[verb.at])
                || verb.at <= at + 2
                    && verb.form == VerbForm::Present
                    && text.is(verb.at, Class::BASE)
        })
}

/// Whether the answer lands outside.
fn lands_outside(weights: &Weights, own: &[Range<usize>], setting: Setting) -> bool {
    let (blame, excuse) = (weights.blame.len(), weights.excuse.len());
    let weight = blame + 2 * excuse;
    let Some(last) = own.last().map(|act| act.start) else {
        return weights.landing == 0 && (weight >= 2 || blame == 1 && weights.others.len() >= 2);
    };
    // What is owned after the last excuse brings the answer home.
    let outside = weights.blame.iter().chain(&weights.excuse).max();
    let home = own
        .iter()
        .filter(|act| act.start > *outside.unwrap_or(&0))
        .count();
    let outward = blame + excuse + weights.others.len().min(2);
    let excused = weights.quote.is_some()
        && excuse > weights.landing
        && outward >= 2
        && home <= 1
        && weight + 1 > home * 3;
    let after = |places: &[usize]| places.iter().filter(|at| **at > last).count();
    let first = own.first().map_or(0, |act| act.start);
    let turned = weights
        .turns
        .iter()
        .any(|turn| *turn > first && weights.blame.iter().any(|at| at > turn));
    let many = if setting == Setting::Action { 3 } else { 4 };
    let away = after(&weights.blame) >= many
        || (turned
            && after(&weights.blame) >= 1
            && after(&weights.others) + after(&weights.blame) >= 2);
    excused || (away && weights.landing == 0)
}
