//! `deflection`: does the answer land on somebody or something else?
//!
//! Blame is weighed against own acts, and the end counts more than the beginning. Refuses
//! to mind outside circumstances as long as the answer comes home.

use std::ops::Range;

use super::blame::{Blame, Plainness};
use super::finding::{Finding, FindingCode};
use super::scope::{AnswerScopes, Elsewhere, Setting, Wording};
use super::token::TokenText;

const WORDING: Wording = Wording {
    why: "It may be true, but an answer that blames others says little about you.",
    change: "End with what you chose, not with what others did.",
    question: "Given all that, what was still your decision?",
    quoting: Some("“{}”: suppose that is true. What was still your decision?"),
};

/// Says it of an answer that names an own decision and then takes it back.
pub(super) fn tell_owner(finding: &mut Finding) {
    "You name your own part, and then you blame others for it.".clone_into(&mut finding.why);
    "Cut what blames them, and end that part with what you chose.".clone_into(&mut finding.change);
    "What would the answer lose without this?".clone_into(&mut finding.question);
}

/// Finds that an answer lands outside; Result and Learning count with the Action.
pub(super) fn judge(heard: &AnswerScopes<'_>) -> Option<Finding> {
    let action = heard.action.as_ref()?;
    let [in_action, in_result, in_learning] = &heard.blame;
    let mut told = in_action.clone();
    let mut place = action;
    for (scope, more) in [(&heard.result, in_result), (&heard.learning, in_learning)] {
        // In a transcript the Action holds the result already.
        let Some(scope) = scope.as_ref().filter(|scope| !scope.is_inside(action)) else {
            continue;
        };
        let plainness = |told: &Blame| told.quote.as_ref().map(|words| words.plainness);
        // "The unit does not travel": a practice has such clauses, too.
        let plain = match std::ptr::eq(more, in_learning) {
            true => Some(Plainness::Said),
            false => plainness(&told),
        };
        if more.quote.is_some() && plainness(more) >= plain.max(plainness(&told)) {
            told.quote.clone_from(&more.quote);
            place = scope;
        }
        let behind = action.text.tokens.len();
        told.excuse.extend(more.excuse.iter().map(|at| behind + at));
        told.landing
            .extend(more.landing.iter().map(|at| behind + at));
    }
    let outside = lands_outside(&told, &heard.own_acts, heard.setting);
    outside.then(|| {
        place.finding_of_saying(
            FindingCode::Deflection,
            told.quote.map(|words| words.at),
            &WORDING,
        )
    })
}

/// The finding, whatever the rule says, with the clause that faults others if there is one.
pub(super) fn say<'a>(
    heard: &'a AnswerScopes<'a>,
    elsewhere: Elsewhere<'_, 'a>,
) -> Option<Finding> {
    let action = heard.action.as_ref()?;
    let quoted = heard.blame[0].quote.as_ref();
    let place = quoted
        .map(|words| (action, words.at.clone()))
        .or_else(elsewhere);
    let (scope, at) = place.unzip();
    let scope = scope.unwrap_or(action);
    let at = at.map(|at| behind_turn(scope.text, at));
    Some(scope.finding_of_saying(FindingCode::Deflection, at, &WORDING))
}

/// "That was the start of it but | the merchant should ...": what turns away is behind the "but".
fn behind_turn(text: &TokenText, words: Range<usize>) -> Range<usize> {
    let turn = words
        .clone()
        .find(|at| text.word(*at) == "but" && at + 1 < words.end);
    turn.map_or(words, |but| but + 1..but + 2)
}

/// Whether the answer lands outside.
fn lands_outside(told: &Blame, own: &[Range<usize>], setting: Setting) -> bool {
    let (blame, excuse) = (told.blame.len(), told.excuse.len());
    let weight = blame + 2 * excuse;
    let Some(last) = own.last().map(|act| act.start) else {
        return told.landing.is_empty() && (weight >= 2 || blame == 1 && told.others.len() >= 2);
    };
    // What is owned after the last excuse brings the answer home.
    let outside = told.blame.iter().chain(&told.excuse).max();
    let home = own
        .iter()
        .filter(|act| act.start > *outside.unwrap_or(&0))
        .count();
    let outward = blame + excuse + told.others.len().min(2);
    let excused = blame + excuse > 0
        && excuse > told.landing.len()
        && outward >= 2
        && home <= 1
        && weight + 1 > home * 3;
    let after = |places: &[usize]| places.iter().filter(|at| **at > last).count();
    let first = own.first().map_or(0, |act| act.start);
    let turned = told
        .turns
        .iter()
        .any(|turn| *turn > first && told.blame.iter().any(|at| at > turn));
    let many = if setting == Setting::Action { 3 } else { 4 };
    let away = after(&told.blame) >= many
        || (turned && after(&told.blame) >= 1 && after(&told.others) + after(&told.blame) >= 2);
    excused || (away && told.landing.is_empty())
}
