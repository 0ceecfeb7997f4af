//! The verb that belongs to a subject: which word it is, and in which form.
//!
//! No tagger: a subject is followed by adverbs, helping verbs and then the verb, and English
//! spells most past forms with -ed. Refuses to say whether the verb is good or bad news.

use super::lexicon::Class;
use super::token::{Gap, Token, TokenText};

/// How a verb stands after its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VerbForm {
    /// `skipped`, `did skip`
    Past,
    /// `have skipped`, `had skipped`
    Perfect,
    /// `skip`, `do skip`
    Present,
    /// `was skipping`
    Progressive,
    /// `was skipped`, `got skipped`
    Passive,
    /// `was late`, `am a cook`
    State,
    /// `would skip`, `can skip`
    Modal,
    /// `should have skipped`
    Reproach,
}

/// A verb and its neighbourhood.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verb {
    /// The token of the main word.
    pub at: usize,
    pub form: VerbForm,
    /// `not`, `n't`, `never`.
    pub negated: bool,
    /// It was negated by `never`, which needs no helping verb.
    pub never: bool,
    /// With `had`.
    pub before_past: bool,
}

/// The most words between a subject and its verb.
const REACH: usize = 9;

/// What was gathered on the way from subject to verb.
#[derive(Default)]
struct Helpers {
    negated: bool,
    never: bool,
    did: bool,
    have: bool,
    had: bool,
    be: bool,
    get: bool,
    modal: bool,
    should: bool,
}

/// The verb of the subject that ends just before `from`.
pub(super) fn after_subject(text: &TokenText, from: usize) -> Option<Verb> {
    let mut helpers = Helpers::default();
    let end = text.tokens.len().min(from + REACH);
    let mut at = from;
    while at < end {
        let token = &text.tokens[at];
        if token.gap == Gap::Stop && at > from {
            break;
        }
        let next = text.tokens.get(at + 1).filter(|next| next.gap != Gap::Stop);
        if !helpers.take(token, next) && !is_adverb(token) {
            return Some(helpers.verb(text, at));
        }
        at += 1;
    }
    helpers.last_word(text, at)
}

impl Helpers {
    /// Whether the word is only a helper on the way.
    fn take(&mut self, token: &Token, next: Option<&Token>) -> bool {
        let no_verb = Class::DETERMINER | Class::PREPOSITION | Class::SUBJECT | Class::CONNECTOR;
        let main_next = next.is_some_and(|next| {
            is_past(next)
                || is_participle(next)
                || is_adverb(next)
                || next.is(Class::BE)
                || next.is_word(&["got", "not", "n't"])
        });
        match token.word.as_str() {
            "not" | "n't" => self.negated = true,
            "never" => {
                self.negated = true;
                self.never = true;
            }
            "did" | "do" | "does" if next.is_some_and(|next| !next.is(no_verb)) => {
                self.did = token.word == "did";
            }
            "have" | "'ve" | "has" if main_next => self.have = true,
            "'d" if next.is_some_and(|next| next.is(Class::WISH)) => self.modal = true,
            "had" | "'d" if main_next => {
                self.have = true;
                self.had = true;
            }
            "'d" => self.modal = true,
            "should" => self.should = true,
            "used" if next.is_some_and(|next| next.word == "to") => return false,
            _ if token.is(Class::MODAL) => self.modal = true,
            _ if token.is(Class::BE) => self.be = true,
            _ if token.is(Class::GET)
                && next.is_some_and(|next| is_participle(next) && !next.is(Class::STATIVE)) =>
            {
                self.get = true;
            }
            _ => return false,
        }
        true
    }

    fn verb(&self, text: &TokenText, at: usize) -> Verb {
        let token = &text.tokens[at];
        let form = if self.should && self.have && is_participle(token) {
            VerbForm::Reproach
        } else if self.modal || self.should {
            VerbForm::Modal
        } else if (self.be || self.get) && is_participle(token) && !token.is(Class::STATIVE) {
            VerbForm::Passive
        } else if self.be && token.word.ends_with("ing") {
            VerbForm::Progressive
        } else if self.be {
            VerbForm::State
        } else if self.have {
            VerbForm::Perfect
        } else if self.did || (is_past(token) && (!self.negated || self.never)) {
            VerbForm::Past
        } else {
            VerbForm::Present
        };
        self.of_form(form, at, self.had)
    }

    fn of_form(&self, form: VerbForm, at: usize, before_past: bool) -> Verb {
        Verb {
            at,
            form,
            negated: self.negated,
            never: self.never,
            before_past,
        }
    }

    /// "I did." and "That was me, I had.": the helping verb is all there is.
    fn last_word(&self, text: &TokenText, end: usize) -> Option<Verb> {
        let at = end.checked_sub(1)?;
        // "I felt for her, I really did": an echo.
        let echo = text.before(at, 1).is(Class::ECHO);
        let alone = text.has(at, &["did", "had"]) && !echo;
        alone.then(|| self.of_form(VerbForm::Past, at, false))
    }
}

/// A word that may stand between subject and verb.
pub(super) fn is_adverb(token: &Token) -> bool {
    token.is(Class::ADVERB)
        || (token.word.len() > 4 && token.word.ends_with("ly") && !token.is(Class::NOT_ADVERB))
        || token.word == "only"
}

/// A past form, regular or not.
pub(super) fn is_past(token: &Token) -> bool {
    token.is(Class::PAST) || is_regular_past(token)
}

/// A participle, regular or not.
pub(super) fn is_participle(token: &Token) -> bool {
    token.is(Class::PARTICIPLE) || is_regular_past(token)
}

/// A participle of something that is done to things, not of a state of people.
pub(super) fn is_done(token: &Token) -> bool {
    is_participle(token) && !token.is(Class::STATIVE)
}

fn is_regular_past(token: &Token) -> bool {
    let word = &token.word;
    word.len() > 3 && word.ends_with("ed") && !word.ends_with("eed") && !token.is(Class::NOT_PAST)
}

/// A word that is a past form and nothing else: `went`, `chose`.
pub(super) fn is_only_past(token: &Token) -> bool {
    token.is(Class::ONLY_PAST)
}
