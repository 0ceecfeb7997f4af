//! Puts the rules together: which part of an answer each of them reads.
//!
//! Refuses to hold rules of its own.

use std::ops::Range;

use super::answer::{AnswerForm, TimedAnswer};
use super::blame::{self, Blame};
use super::finding::{Finding, FindingCode};
use super::lexicon::Class;
use super::model::{self, LikelyCode};
use super::prose::Prose;
use super::scope::{AnswerScopes, Elsewhere, Place, Scope, Setting};
use super::token::{Token, TokenText};
use super::windows::{self, TellingPace, Timing};
use super::{decision, deflection, fake_failure, features, learning, number, passive, transcript};
use crate::story::Beat;
use crate::story::sort;

/// A rule over words: says at most one thing about an answer.
pub(super) type Rule = fn(&AnswerScopes<'_>) -> Option<Finding>;

/// What the coach has to say about an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct CoachReport {
    /// In the order of [`super::FindingCode::ALL`].
    pub findings: Vec<Finding>,
    /// How sure each weighed code is; none for a core.
    pub scores: Vec<LikelyCode>,
    /// Beats of a written answer that are not there; never a finding.
    pub missing: Vec<Beat>,
    /// Every part with words in it is in English; of the others only the length is judged.
    pub is_english: bool,
    /// How long it takes to say.
    pub timing: Timing,
}

/// Judges an answer by some rules, and its length as fast as it is told.
pub(super) fn report(answer: &TimedAnswer, pace: TellingPace, rules: &[Rule]) -> CoachReport {
    let timing = windows::timing(answer, pace);
    with_scopes(answer, |heard| {
        let Judged {
            mut findings,
            unruled,
            scores,
        } = weighed(heard, answer.core, rules);
        findings.extend(
            unruled
                .into_iter()
                .filter_map(|code| say(heard, code, &|| weightiest(heard, code, rules))),
        );
        let owned = !findings
            .iter()
            .any(|finding| finding.code == FindingCode::NoDecision);
        let deflecting = |finding: &&mut Finding| finding.code == FindingCode::Deflection;
        if owned && !heard.own_acts.is_empty() {
            findings
                .iter_mut()
                .filter(deflecting)
                .for_each(deflection::tell_owner);
        }
        findings.extend(windows::findings(answer, &timing, pace));
        sort::by_key(&mut findings, |finding| finding.code);
        CoachReport {
            findings,
            scores,
            missing: missing(answer),
            is_english: !heard.is_foreign,
            timing,
        }
    })
}

fn missing(answer: &TimedAnswer) -> Vec<Beat> {
    match &answer.form {
        AnswerForm::Spoken(_) => Vec::new(),
        AnswerForm::Written { .. } => {
            let absent = |beat: &Beat| answer.beat(*beat).is_none();
            Beat::ALL.into_iter().filter(absent).collect()
        }
    }
}

/// The numbers that an answer is weighed by; see `features.rs`.
pub(super) fn numbers(answer: &TimedAnswer, rules: &[Rule]) -> Vec<f64> {
    with_scopes(answer, |heard| {
        let found = evidence(heard, rules);
        features::features(heard, &codes(&found))
    })
}

fn evidence(heard: &AnswerScopes<'_>, rules: &[Rule]) -> Vec<Finding> {
    rules.iter().filter_map(|rule| rule(heard)).collect()
}

fn codes(findings: &[Finding]) -> Vec<FindingCode> {
    findings.iter().map(|finding| finding.code).collect()
}

/// Where the learning of a transcript could begin, in bytes of its plain text, with what is weighed of each place.
pub(super) fn turns(spoken: &str) -> Vec<(usize, Vec<f64>)> {
    let text = TokenText::read(spoken);
    let places = transcript::places(&text).into_iter();
    places
        .map(|(at, numbers)| (text.tokens[at].at.start, numbers.to_vec()))
        .collect()
}

/// What some rules find in an answer, by themselves.
pub(super) fn judge(answer: &TimedAnswer, rules: &[Rule]) -> Vec<Finding> {
    with_scopes(answer, |heard| evidence(heard, rules))
}

/// What holds of an answer, before it is put into words.
struct Judged {
    /// Found by rules.
    findings: Vec<Finding>,
    /// Found in the whole, and by no rule.
    unruled: Vec<FindingCode>,
    scores: Vec<LikelyCode>,
}

/// Of a whole answer the model judges, of a part or a few words the rules do, unless the model finds their turns of speech
/// harmless. It knows what all rules say, so all of them must be given.
fn weighed(heard: &AnswerScopes<'_>, is_core: bool, rules: &[Rule]) -> Judged {
    let mut findings = evidence(heard, rules);
    let known = codes(&findings);
    if is_core || heard.is_silent() {
        let (unruled, scores) = (Vec::new(), Vec::new());
        return Judged {
            findings,
            unruled,
            scores,
        };
    }
    let whole = model::is_whole(heard);
    let scores = model::scores(whole, &features::features(heard, &known));
    findings.retain(|finding| {
        !scores
            .iter()
            .any(|likely| likely.code == finding.code && !likely.holds)
    });
    let new = |likely: &&LikelyCode| whole && likely.holds && !known.contains(&likely.code);
    let unruled = scores
        .iter()
        .filter(new)
        .map(|likely| likely.code)
        .collect();
    Judged {
        findings,
        unruled,
        scores,
    }
}

/// The codes that hold, for those who only want to know what is lacking.
pub(super) fn holding(answer: &TimedAnswer, rules: &[Rule]) -> Vec<FindingCode> {
    with_scopes(answer, |heard| {
        let judged = weighed(heard, answer.core, rules);
        codes(&judged.findings)
            .into_iter()
            .chain(judged.unruled)
            .collect()
    })
}

/// What to say where the whole of an answer speaks for a code, and no rule does.
fn say<'a>(
    heard: &'a AnswerScopes<'a>,
    code: FindingCode,
    elsewhere: Elsewhere<'_, 'a>,
) -> Option<Finding> {
    match code {
        FindingCode::NoDecision => decision::say(heard),
        FindingCode::PassiveAction => passive::say(heard, elsewhere),
        FindingCode::Deflection => deflection::say(heard, elsewhere),
        FindingCode::FakeFailure => fake_failure::say(heard, elsewhere),
        FindingCode::NoNumber => number::say(heard),
        FindingCode::NoLearning => learning::say(heard, elsewhere),
        FindingCode::TooLong | FindingCode::TooShort => None,
    }
}

/// Words of an answer of four minutes, and the sentences that such a one may have.
const LONGEST_TELLING: usize = 600;
const MOST_SENTENCES: usize = 60;

/// The sentence without which a code would be least likely, in the parts that its finding may quote from.
fn weightiest<'a>(
    heard: &'a AnswerScopes<'a>,
    code: FindingCode,
    rules: &[Rule],
) -> Option<Place<'a>> {
    let parts = match code {
        FindingCode::NoLearning => [None, None, heard.learning.as_ref()],
        FindingCode::PassiveAction => [heard.action.as_ref(), None, None],
        _ => [
            heard.action.as_ref(),
            heard.result.as_ref(),
            heard.learning.as_ref(),
        ],
    };
    // Each sentence is tried: of a text that nobody tells in one go that would take too long.
    let words: usize = parts.iter().flatten().map(|scope| scope.within.len()).sum();
    if words > LONGEST_TELLING {
        return None;
    }
    let places = parts.into_iter().flatten().flat_map(|scope| {
        let breaths = learning::breaths(scope.text, scope.within.clone());
        breaths.into_iter().map(move |breath| (scope, breath))
    });
    let score = |(scope, breath): &Place<'_>| {
        let text = scope.text.without(breath.clone());
        let mut rest = heard.without(scope.text, breath, &text);
        look_for_acts(&mut rest);
        let known = codes(&evidence(&rest, rules));
        model::score(code, &features::features(&rest, &known))
    };
    let places: Vec<Place<'_>> = places.collect();
    if places.len() > MOST_SENTENCES {
        return None;
    }
    let scored = places.into_iter().map(|place| (score(&place), place));
    let least = scored.min_by(|(a, _), (b, _)| a.total_cmp(b))?;
    Some(least.1)
}

/// Reads an answer, and hands its parts on.
fn with_scopes<T>(answer: &TimedAnswer, take: impl FnOnce(&AnswerScopes<'_>) -> T) -> T {
    let read = |beat, prose| (beat, prose, TokenText::read(Prose::text(prose)));
    let texts: Vec<(Option<Beat>, &Prose, TokenText)> = match &answer.form {
        AnswerForm::Spoken(prose) => vec![read(None, prose)],
        AnswerForm::Written { beats, .. } => {
            let beats = beats.iter();
            beats
                .map(|(beat, prose)| read(Some(*beat), prose))
                .collect()
        }
    };
    let mut heard = hear(&texts);
    look_for_acts(&mut heard);
    take(&heard)
}

/// Looks for what the speaker did, what is said about others, and what measures the consequence.
fn look_for_acts(heard: &mut AnswerScopes<'_>) {
    if let Some(action) = &heard.action {
        heard.own_acts = decision::own_acts(action.text, action.within.clone(), heard.setting);
    }
    heard.measured = heard.result.as_ref().is_some_and(number::measures);
    let about_others = |scope: Option<&Scope<'_>>| {
        scope.map_or_else(Blame::default, |scope| {
            blame::blame(scope.text, scope.within.clone())
        })
    };
    let action = heard.action.as_ref();
    let apart = |scope: &&Scope<'_>| action.is_none_or(|action| !scope.is_inside(action));
    heard.blame = [
        about_others(action),
        about_others(heard.result.as_ref().filter(apart)),
        about_others(heard.learning.as_ref()),
    ];
}

/// The parts that are in English.
fn hear<'a>(texts: &'a [(Option<Beat>, &'a Prose, TokenText)]) -> AnswerScopes<'a> {
    let mut heard = AnswerScopes::default();
    for (beat, prose, text) in texts {
        let scope = |within: Range<usize>| Scope {
            beat: *beat,
            prose,
            text,
            within,
        };
        let all = 0..text.tokens.len();
        match beat {
            _ if !is_english(text) => heard.is_foreign = true,
            Some(Beat::Situation | Beat::Task) => heard.before.push(scope(all)),
            Some(Beat::Action) => heard.action = Some(scope(all)),
            Some(Beat::Result) => heard.result = Some(scope(all)),
            Some(Beat::Learning) => heard.learning = Some(scope(all)),
            None if all.is_empty() => {}
            // A transcript is cut where the learning begins. Its consequence is looked for
            // after the setting, which is about its first fifth.
            None => {
                let turn = transcript::learning_start(text);
                heard.setting = Setting::Transcript;
                heard.action = Some(scope(0..turn));
                heard.result = Some(scope((all.end / 5).min(turn)..turn));
                heard.learning = Some(scope(turn..all.end));
            }
        }
    }
    heard
}

/// In labelled answers a fifth of the words and more are among the commonest of English, in twelve other languages a
/// seventh at most. Notes have fewer, and of a few words the script has to do.
fn is_english(text: &TokenText) -> bool {
    let those = |is: fn(&&Token) -> bool| text.tokens.iter().filter(is).count();
    let known = those(|token| token.is(Class::FUNCTION));
    let latin = those(|token| token.word.is_ascii());
    let count = text.tokens.len();
    let share = if count < 30 { 10 } else { 22 };
    known * 100 >= share * count || (count < 12 && latin * 2 > count)
}
