//! Puts the rules together: which part of an answer each of them reads, and what is said.
//!
//! Refuses to hold rules of its own.

use std::ops::Range;

use super::answer::{Answer, Form};
use super::decision::{self, Setting};
use super::fake_failure::{self, Passage, Seen};
use super::finding::Finding;
use super::lexicon::Class;
use super::prose::Prose;
use super::token::Text;
use super::windows::{self, Timing};
use super::words::{self, Found};
use super::{deflection, learning, number, passive, transcript};
use crate::story::Beat;

/// What the coach has to say about an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// In the order of [`super::Code::ALL`].
    pub findings: Vec<Finding>,
    /// Beats of a written answer that are not there; never a finding.
    pub missing: Vec<Beat>,
    /// How long it takes to say.
    pub timing: Timing,
}

/// Judges an answer at a speaking rate. A rate of 0 is taken for 1.
pub fn check(answer: &Answer, words_per_minute: u32) -> Report {
    let rate = words_per_minute.max(1);
    let timing = windows::timing(answer, rate);
    let mut findings = judge(answer);
    findings.extend(windows::findings(answer, &timing, rate));
    findings.sort_by_key(|finding| finding.code);
    Report {
        findings,
        missing: missing(answer),
        timing,
    }
}

fn missing(answer: &Answer) -> Vec<Beat> {
    match &answer.form {
        Form::Spoken(_) => Vec::new(),
        Form::Written { .. } => {
            let absent = |beat: &Beat| answer.beat(*beat).is_none();
            Beat::ALL.into_iter().filter(absent).collect()
        }
    }
}

/// A part of an answer, ready for the rules.
struct Scope<'a> {
    beat: Option<Beat>,
    prose: &'a Prose,
    text: &'a Text,
    within: Range<usize>,
}

impl Scope<'_> {
    fn passage(&self) -> Passage<'_> {
        Passage {
            text: self.text,
            from: self.within.start,
            to: self.within.end,
        }
    }

    /// Words that were found here.
    fn found(&self, tokens: Option<Range<usize>>) -> Found {
        let tokens = tokens.filter(|tokens| !tokens.is_empty());
        let plain = tokens.map(|tokens| self.text.span(tokens));
        let quote = plain.clone().and_then(|at| self.prose.text().get(at));
        Found {
            beat: self.beat,
            at: plain.map(|at| self.prose.source_of(at)),
            quote: quote.unwrap_or_default().to_owned(),
        }
    }
}

/// The parts that the rules ask for; each may be absent.
#[derive(Default)]
struct Scopes<'a> {
    /// Situation and Task, which only a virtue or a refusal is looked for in.
    before: Vec<Scope<'a>>,
    action: Option<Scope<'a>>,
    result: Option<Scope<'a>>,
    learning: Option<Scope<'a>>,
    setting: Option<Setting>,
}

fn judge(answer: &Answer) -> Vec<Finding> {
    match &answer.form {
        Form::Spoken(prose) => {
            let text = Text::read(prose.text());
            spoken(prose, &text).map_or_else(Vec::new, |scopes| scopes.judge())
        }
        Form::Written { beats, .. } => {
            let texts: Vec<(Beat, &Prose, Text)> = beats
                .iter()
                .map(|(beat, prose)| (*beat, prose, Text::read(prose.text())))
                .collect();
            written(&texts).judge()
        }
    }
}

fn written<'a>(texts: &'a [(Beat, &'a Prose, Text)]) -> Scopes<'a> {
    let mut scopes = Scopes {
        setting: Some(Setting::Action),
        ..Scopes::default()
    };
    for (beat, prose, text) in texts {
        if !is_english(text) {
            continue;
        }
        let scope = Scope {
            beat: Some(*beat),
            prose,
            text,
            within: 0..text.tokens.len(),
        };
        match beat {
            Beat::Situation | Beat::Task => scopes.before.push(scope),
            Beat::Action => scopes.action = Some(scope),
            Beat::Result => scopes.result = Some(scope),
            Beat::Learning => scopes.learning = Some(scope),
        }
    }
    scopes
}

/// A transcript is cut where the learning begins. Its consequence is looked for after the
/// setting, which is about its first fifth.
fn spoken<'a>(prose: &'a Prose, text: &'a Text) -> Option<Scopes<'a>> {
    let count = text.tokens.len();
    if count == 0 || !is_english(text) {
        return None;
    }
    let turn = transcript::learning_start(text);
    let scope = |within: Range<usize>| Scope {
        beat: None,
        prose,
        text,
        within,
    };
    let setting = (count / 5).min(turn);
    Some(Scopes {
        before: Vec::new(),
        action: Some(scope(0..turn)),
        result: Some(scope(setting..turn)),
        learning: Some(scope(turn..count)),
        setting: Some(Setting::Transcript),
    })
}

/// One of the commonest words in ten is enough; other languages have hardly any.
fn is_english(text: &Text) -> bool {
    let known = text
        .tokens
        .iter()
        .filter(|token| token.is(Class::FUNCTION))
        .count();
    let count = text.tokens.len();
    let latin = text
        .tokens
        .iter()
        .filter(|token| token.word.is_ascii())
        .count();
    known * 10 >= count || (count < 12 && latin * 2 > count)
}

impl Scopes<'_> {
    fn judge(&self) -> Vec<Finding> {
        let setting = self.setting.unwrap_or(Setting::Action);
        let own = self.action.as_ref().map_or_else(Vec::new, |scope| {
            decision::own_acts(scope.text, scope.within.clone(), setting)
        });
        let mut findings = Vec::new();
        if let Some(action) = &self.action {
            self.ownership(action, &own, &mut findings);
        }
        findings.extend(self.fake_failure(&own));
        if let Some(result) = self.result.as_ref().filter(|_| !self.has_number()) {
            findings.push(words::no_number(result.found(vague(result))));
        }
        if let Some(learning) = &self.learning
            && learning::practice(learning.text, learning.within.clone()).is_none()
        {
            let vow = learning::vow(learning.text, learning.within.clone());
            findings.push(words::no_learning(learning.found(vow)));
        }
        findings
    }

    fn ownership(&self, action: &Scope<'_>, own: &[Range<usize>], findings: &mut Vec<Finding>) {
        if own.is_empty() {
            findings.push(words::no_decision(action.found(None)));
            if let Some(at) = passive::hidden_doer(action.text, action.within.clone()) {
                findings.push(words::passive_action(action.found(Some(at))));
            }
        }
        let mut weights = deflection::weigh(action.text, action.within.clone());
        let mut place = action;
        for scope in [&self.result, &self.learning].into_iter().flatten() {
            // In a transcript the Action holds the result already.
            if scope.beat.is_none() && scope.within.end <= action.within.end {
                continue;
            }
            let more = deflection::weigh(scope.text, scope.within.clone());
            if weights.quote.is_none() && more.quote.is_some() {
                weights.quote = more.quote;
                place = scope;
            }
            let behind = action.text.tokens.len();
            weights
                .excuse
                .extend(more.excuse.iter().map(|at| behind + at));
            weights.landing += more.landing;
        }
        if deflection::lands_outside(&weights, own, self.setting.unwrap_or(Setting::Action)) {
            findings.push(words::deflection(place.found(weights.quote)));
        }
    }

    fn fake_failure(&self, own: &[Range<usize>]) -> Option<Finding> {
        let told: Vec<&Scope<'_>> = self
            .before
            .iter()
            .chain(&self.action)
            .chain(&self.learning)
            .chain(self.result.iter().filter(|scope| scope.beat.is_some()))
            .collect();
        let result: Vec<&Scope<'_>> = self.result.iter().collect();
        let seen = Seen {
            own_acts: own.len(),
            number: self.has_number(),
        };
        let (index, at) = fake_failure::find(&passages(&told), &passages(&result), seen)?;
        let scope = told
            .get(index)
            .or_else(|| result.get(index.checked_sub(told.len())?))?;
        Some(words::fake_failure(scope.found(Some(at))))
    }

    fn has_number(&self) -> bool {
        self.result.as_ref().is_some_and(|scope| {
            number::quantity(scope.text, scope.prose.text(), scope.within.clone()).is_some()
        })
    }
}

fn passages<'a>(scopes: &[&'a Scope<'a>]) -> Vec<Passage<'a>> {
    scopes.iter().map(|scope| scope.passage()).collect()
}

/// A vague amount, which is what the number would replace.
fn vague(scope: &Scope<'_>) -> Option<Range<usize>> {
    let at = scope.within.clone().find(|at| {
        matches!(
            scope.text.word(*at),
            "several"
                | "many"
                | "most"
                | "lots"
                | "significant"
                | "significantly"
                | "considerable"
                | "considerably"
                | "some"
                | "few"
                | "ages"
                | "long"
                | "badly"
                | "serious"
                | "huge"
        )
    })?;
    Some(at..(at + 2).min(scope.text.sentence_end(at)))
}
