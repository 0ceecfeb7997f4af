//! What the rules read: the parts of an answer in words, and what is known of the whole.
//!
//! Refuses to hold rules of its own.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::blame::Blame;
use super::finding::{Finding, FindingCode};
use super::lexicon::Class;
use super::prose::Prose;
use super::token::{Gap, TokenText};
use crate::story::Beat;

/// The longest quotation, in columns.
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

/// Some words of a part.
pub(super) type Place<'a> = (&'a Scope<'a>, Range<usize>);

/// Where to quote from if no rule has words of its own to show: asked only then, since it takes long to find out.
pub(super) type Elsewhere<'e, 'a> = &'e dyn Fn() -> Option<Place<'a>>;

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
    /// What Action, Result and Learning say about others; of a Result inside the Action nothing.
    pub blame: [Blame; 3],
    /// A part is not in English, and is none of these.
    pub is_foreign: bool,
}

impl AnswerScopes<'_> {
    /// No part of it can be judged.
    pub(super) fn is_silent(&self) -> bool {
        self.action.is_none() && self.result.is_none() && self.learning.is_none()
    }

    /// The answer with one of its texts replaced by what is left of it without some words. What the speaker did and what is
    /// measured is to be looked for anew.
    pub(super) fn without<'b>(
        &'b self,
        whole: &TokenText,
        words: &Range<usize>,
        rest: &'b TokenText,
    ) -> AnswerScopes<'b> {
        let moved = |at: usize| at - words.len().min(at.saturating_sub(words.start));
        let replaced = |scope: &'b Scope<'_>| {
            let is_cut = std::ptr::eq(scope.text, whole);
            let (text, within) = match is_cut {
                true => (rest, moved(scope.within.start)..moved(scope.within.end)),
                false => (scope.text, scope.within.clone()),
            };
            Scope {
                beat: scope.beat,
                prose: scope.prose,
                text,
                within,
            }
        };
        AnswerScopes {
            setting: self.setting,
            before: self.before.iter().map(replaced).collect(),
            action: self.action.as_ref().map(replaced),
            result: self.result.as_ref().map(replaced),
            learning: self.learning.as_ref().map(replaced),
            ..AnswerScopes::default()
        }
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

/// What a rule says to the person: why it matters, what to change, and one question that leads out. It never
/// scolds.
pub(super) struct Wording {
    pub why: &'static str,
    pub change: &'static str,
    pub question: &'static str,
    /// The question that takes up the quoted words, which stand in place of `{}`.
    pub quoting: Option<&'static str>,
}

impl Scope<'_> {
    /// It is a stretch of another part, as the result of a transcript is.
    pub(super) fn is_inside(&self, other: &Scope<'_>) -> bool {
        std::ptr::eq(self.text, other.text) && self.within.end <= other.within.end
    }

    /// Says what a rule found here, with the clause around the words where there are any.
    pub(super) fn finding(
        &self,
        code: FindingCode,
        words: Option<Range<usize>>,
        wording: &Wording,
    ) -> Finding {
        let clause = words.clone().map(|words| self.clause(words));
        self.quoted(code, words, clause, wording)
    }

    /// The same with the words alone, where they are asked about.
    pub(super) fn finding_of_words(
        &self,
        code: FindingCode,
        words: Option<Range<usize>>,
        wording: &Wording,
    ) -> Finding {
        self.quoted(code, words.clone(), words, wording)
    }

    /// The same with as much as fits of what begins with the words: a saying is cut between clauses at best.
    pub(super) fn finding_of_saying(
        &self,
        code: FindingCode,
        words: Option<Range<usize>>,
        wording: &Wording,
    ) -> Finding {
        let saying = words.clone().map(|words| self.saying(words));
        self.quoted(code, words, saying, wording)
    }

    fn quoted(
        &self,
        code: FindingCode,
        words: Option<Range<usize>>,
        quotation: Option<Range<usize>>,
        wording: &Wording,
    ) -> Finding {
        let plain = |tokens: Option<Range<usize>>| {
            let tokens = tokens.filter(|tokens| !tokens.is_empty())?;
            Some(self.text.span(tokens))
        };
        let (giveaway, at) = (plain(words.clone()), plain(quotation.clone()));
        let quote = at.clone().and_then(|at| self.prose.text().get(at));
        let quote = quote.unwrap_or_default();
        let mut line = quote.split_whitespace().collect::<Vec<_>>().join(" ");
        if quotation != words
            && quotation
                .as_ref()
                .is_some_and(|tokens| self.is_cut(tokens.end))
        {
            line.push('…');
        }
        let question = match wording.quoting.filter(|_| !line.is_empty()) {
            Some(quoting) => quoting.replace("{}", &line),
            None => wording.question.to_owned(),
        };
        Finding {
            code,
            beat: self.beat,
            giveaway: giveaway.map(|at| self.prose.source_of(at)),
            at: at.map(|at| self.prose.source_of(at)),
            quote: quote.to_owned(),
            why: wording.why.to_owned(),
            change: wording.change.to_owned(),
            question,
        }
    }

    /// The clause around some words, or as much of it as fits into a quotation; never a part of a word.
    fn clause(&self, words: Range<usize>) -> Range<usize> {
        let start = self.start_of_clause(&words);
        let mut end = words.end.max(words.start + 1);
        while end < self.within.end && !self.is_joint(end) && self.fits(start..end + 1) {
            end += 1;
        }
        while end > start + 1 && !self.fits(start..end) {
            end -= 1;
        }
        // Cut short, it ends before a word that leads on.
        let is_cut = self.is_cut(end);
        let dangles = |at: usize| match is_cut {
            true => self.leads_on(at),
            false => self.text.is(at, Class::CONNECTOR),
        };
        while end > start + 2 && dangles(end - 1) {
            end -= 1;
        }
        while end < self.within.end && self.continues_word(end) {
            end += 1;
        }
        start..end
    }

    /// From some words on as many clauses as fit, or as many words of the first.
    fn saying(&self, words: Range<usize>) -> Range<usize> {
        let start = self.start_of_clause(&words);
        let stop = |at: usize| at >= self.within.end || self.text.gap(at) == Gap::Stop;
        let fitting = (words.end..=self.within.end)
            .take_while(|end| self.fits(start..*end) && !(words.end..*end).any(stop));
        let clauses = fitting.filter(|end| stop(*end) || self.is_joint(*end));
        match clauses.last().filter(|end| *end > start + 3) {
            Some(end) => start..end,
            None => self.clause(words),
        }
    }

    /// The clause goes on behind what is quoted.
    fn is_cut(&self, end: usize) -> bool {
        end < self.within.end && !self.is_joint(end)
    }

    /// Where the clause begins; of one that is too long only the words themselves are taken.
    fn start_of_clause(&self, words: &Range<usize>) -> usize {
        let mut start = words.start;
        while self.continues_word(start) {
            start -= 1;
        }
        // "And they had": the words are quoted without what joins them to others.
        let joined = usize::from(
            start + 1 < words.end
                && self
                    .text
                    .has(start, &["and", "but", "so", "because", "then"]),
        );
        let whole = start + joined;
        // "The check, by the way, was not made": the subject stands before the mark.
        let lacks_subject = |at: usize| self.text.is(at, Class::BE | Class::MODAL | Class::GET);
        while start > self.within.start
            && (!self.opens(start) || lacks_subject(start) && self.text.gap(start) < Gap::Stop)
        {
            if !self.fits(start - 1..words.end) {
                return self.subject_before(whole, words.end);
            }
            start -= 1;
        }
        start
    }

    /// The subject of a clause that is too long, as far as it fits: "the budget | cannot be kept" says the reverse without it.
    fn subject_before(&self, start: usize, end: usize) -> usize {
        let fitting = (self.within.start..start).rev();
        let mut fitting = fitting.take_while(|at| self.fits(*at..end));
        let subject = fitting.find(|at| self.text.is(*at, Class::DETERMINER | Class::SUBJECT));
        subject.unwrap_or(start)
    }

    /// A clause begins here, behind a mark or a word that joins.
    fn opens(&self, at: usize) -> bool {
        self.is_joint(at) || self.joins(at - 1)
    }

    /// A mark, or a word that joins two clauses.
    fn is_joint(&self, at: usize) -> bool {
        self.text.gap(at) != Gap::None || self.joins(at)
    }

    fn joins(&self, at: usize) -> bool {
        const JOINTS: &[&str] = &[
            "and", "but", "so", "because", "cause", "cos", "which", "who", "when", "while", "if",
            "until", "before", "after", "although", "though", "since", "then", "um", "uh",
        ];
        self.text.has(at, JOINTS)
    }

    fn leads_on(&self, at: usize) -> bool {
        let leads = Class::DETERMINER
            | Class::PREPOSITION
            | Class::CONNECTOR
            | Class::BE
            | Class::MODAL
            | Class::SUBJECT;
        self.text.is(at, leads)
            || self
                .text
                .has(at, &["not", "n't", "have", "has", "had", "very", "to"])
    }

    /// "did" and "n't", "so" and "-called": nothing but letters of one word stands between.
    fn continues_word(&self, at: usize) -> bool {
        let between = at
            .checked_sub(1)
            .map(|before| self.text.token(before).at.end..self.text.token(at).at.start);
        let between = between.and_then(|between| self.prose.text().get(between));
        between.is_some_and(|between| between.chars().all(|c| "-‐‑.'’/_@".contains(c)))
    }

    fn fits(&self, tokens: Range<usize>) -> bool {
        let words = self.prose.text().get(self.text.span(tokens));
        words.is_none_or(|words| words.width() <= LONGEST_QUOTE)
    }
}
