//! What the rules read: the parts of an answer in words, and what is known of the whole.
//!
//! Refuses to hold rules of its own.

use std::ops::Range;

use super::finding::{Finding, FindingCode};
use super::prose::Prose;
use super::token::TokenText;
use crate::story::Beat;

/// The longest quotation that is taken up in a question, in characters.
const LONGEST_QUOTE: usize = 60;

/// Where the telling takes place, which decides what the present tense means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Setting {
    /// An Action section: all of it is what happened.
    #[default]
    Action,
    /// A transcript, whose first words say what the speaker does for a living.
    Transcript,
}

/// What the rules know of an answer; each part may be absent.
#[derive(Default)]
pub(super) struct AnswerScopes<'a> {
    pub setting: Setting,
    /// Situation and Task, which only a virtue or a refusal is looked for in.
    pub before: Vec<Scope<'a>>,
    pub action: Option<Scope<'a>>,
    pub result: Option<Scope<'a>>,
    pub learning: Option<Scope<'a>>,
    /// What the speaker did or left undone in the Action, as ranges of its tokens.
    pub own_acts: Vec<Range<usize>>,
    /// A quantity measures the consequence.
    pub measured: bool,
}

impl AnswerScopes<'_> {
    /// No part of it can be judged.
    pub(super) fn is_silent(&self) -> bool {
        self.action.is_none() && self.result.is_none() && self.learning.is_none()
    }
}

/// A part of an answer, ready for the rules.
pub(super) struct Scope<'a> {
    /// None in a transcript.
    pub beat: Option<Beat>,
    pub prose: &'a Prose,
    pub text: &'a TokenText,
    /// The tokens that count.
    pub within: Range<usize>,
}

/// What a rule says to the person: why it matters, and one question that leads out. It never
/// scolds.
pub(super) struct Wording {
    pub why: &'static str,
    pub question: &'static str,
    /// The question that takes up the quoted words, which stand in place of `{}`.
    pub quoting: Option<&'static str>,
}

impl Scope<'_> {
    /// Says what a rule found here, with the words where there are any.
    pub(super) fn finding(
        &self,
        code: FindingCode,
        tokens: Option<Range<usize>>,
        wording: &Wording,
    ) -> Finding {
        let tokens = tokens.filter(|tokens| !tokens.is_empty());
        let plain = tokens.map(|tokens| self.text.span(tokens));
        let quote = plain.clone().and_then(|at| self.prose.text().get(at));
        let quote = quote.unwrap_or_default();
        let line = quote.split_whitespace().collect::<Vec<_>>().join(" ");
        let short = !line.is_empty() && line.chars().count() <= LONGEST_QUOTE;
        let question = match wording.quoting.filter(|_| short) {
            Some(quoting) => quoting.replace("{}", &line),
            None => wording.question.to_owned(),
        };
        Finding {
            code,
            beat: self.beat,
            at: plain.map(|at| self.prose.source_of(at)),
            quote: quote.to_owned(),
            why: wording.why.to_owned(),
            question,
        }
    }
}
