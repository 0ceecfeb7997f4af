//! What an answer says about others: who is faulted, what excuses, what refuses the excuse.
//!
//! Refuses to judge whether that is too much; that is `deflection.rs`.

use std::ops::Range;

use super::lexicon::Class;
use super::party::is_party;
use super::pattern::{Patterns, phrases};
use super::token::{Gap, Token, TokenText};
use super::verb::{self, VerbForm};
use super::{conditional, decline};

phrases! {
    BLAME "blame";
    EXCUSE "excuse";
    ADMIT "admit";
    LANDING "landing";
    PLEA "plea";
}

/// What a stretch of text says about others.
#[derive(Debug, Clone, Default)]
pub(super) struct Blame {
    /// Clauses that fault somebody or something else, by token; a heavy one twice.
    pub blame: Vec<usize>,
    /// Phrases that end the matter outside, by token.
    pub excuse: Vec<usize>,
    /// Clauses in which others act, whether well or badly, by token.
    pub others: Vec<usize>,
    /// Phrases that refuse the excuse, by token.
    pub landing: Vec<usize>,
    /// Words such as "but" that turn away from what was owned, by token.
    pub turns: Vec<usize>,
    /// The words on which it lands, the plainest and of those the last.
    pub quote: Option<BlamingWords>,
}

/// Words that blame or excuse, none of them about the speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BlamingWords {
    /// How plainly.
    pub plainness: Plainness,
    /// Which tokens.
    pub at: Range<usize>,
}

/// How plainly words blame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Plainness {
    /// What others might have done, which may be about those who were harmed.
    Perhaps,
    /// Somebody else does badly or fails.
    Told,
    /// A turn of speech that blames or excuses.
    Said,
}

impl Blame {
    /// Takes words for the quotation if none are plainer, unless the speaker acts in their clause: "I never asked anyone to".
    fn quote(&mut self, text: &TokenText, plainness: Plainness, at: Range<usize>) {
        const APART: &[&str] = &["but", "because", "since", "and", "so", "as", "when"];
        let before = (at.start.saturating_sub(8)..at.start).rev();
        let start = before
            .take_while(|index| text.gap(index + 1) == Gap::None && !text.has(*index, APART))
            .last();
        let mut clause = start.unwrap_or(at.start)..at.end;
        let plainer = self
            .quote
            .as_ref()
            .is_some_and(|known| known.plainness > plainness);
        if !plainer && !clause.any(|at| text.has(at, &["i", "my"])) {
            self.quote = Some(BlamingWords { plainness, at });
        }
    }

    /// Blame, excuses, acts of others, refused excuses and turns away from a token on, as counts.
    pub(super) fn counts_from(&self, start: usize) -> [usize; 5] {
        let places = [
            &self.blame,
            &self.excuse,
            &self.others,
            &self.landing,
            &self.turns,
        ];
        places.map(|places| places.iter().filter(|at| **at >= start).count())
    }
}

/// Looks for it in a stretch of text.
pub(super) fn blame(text: &TokenText, within: Range<usize>) -> Blame {
    let mut told = Blame::default();
    let mut at = within.start;
    while at < within.end {
        let found = |patterns: &Patterns| patterns.at(text, at).filter(|end| *end <= within.end);
        if let Some(end) = found(&LANDING)
            .filter(|_| PLEA.at(text, at).is_none())
            .or_else(|| disowned(text, at))
        {
            told.landing.push(at);
            at = end.max(at + 1);
        } else if let Some(end) = found(&EXCUSE) {
            told.quote(text, Plainness::Said, at..end);
            told.excuse.push(at);
            at = end.max(at + 1);
        } else if let Some(end) = conditional::outside(text, at) {
            told.quote(text, Plainness::Perhaps, at..end);
            told.excuse.push(at);
            at = end.max(at + 1);
        } else if let Some((end, said)) = blaming(text, at, within.end) {
            told.blame.push(at);
            let quote = at..end.min(within.end);
            let is_heavy =
                |token: &Token| token.is(Class::FAULT | Class::BAD) && verb::is_participle(token);
            if text.tokens[quote.clone()].iter().any(is_heavy) {
                told.blame.push(at);
            }
            // "The man lost his job": that is what it cost him.
            let harmed = quote.clone().any(|at| text.is(at, Class::LOSS));
            let plainness = match said {
                true => Plainness::Said,
                false if harmed => Plainness::Perhaps,
                false => Plainness::Told,
            };
            told.quote(text, plainness, quote);
            at = end.max(at + 1);
        } else {
            if found(&ADMIT).is_some_and(|end| turns_away(text, end)) {
                told.excuse.push(at);
            }
            if is_turn(text, at) {
                told.turns.push(at);
            }
            if others_act(text, at) {
                told.others.push(at);
            }
            at += 1;
        }
    }
    told
}

/// The end of words that blame others, and whether a turn of speech does.
fn blaming(text: &TokenText, at: usize, part_end: usize) -> Option<(usize, bool)> {
    if let Some(end) = BLAME.at(text, at).filter(|end| *end <= part_end) {
        return Some((end, true));
    }
    let faulted = faulted(text, at).filter(|_| !worsens(text, at));
    Some((faulted.or_else(|| by_others(text, at))?, false))
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
    // "Eleven pupils failed", "three people lost their jobs": who is counted was harmed.
    if at > 0 && text.is(at - 1, Class::NUMBER) {
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
    let participle = near.find(|index| verb::is_done(&text.tokens[*index]))?;
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
