//! `no-decision`: does the speaker name anything of their own that helped the failure along?
//!
//! Own decisions are looked for first: `I` with a deliberate verb, minus a closed list of
//! duties, feelings, efforts and perceptions; omissions; nouns of choosing with their owner;
//! sentences that dropped their subject. Refuses to weigh decisions against each other.

use std::ops::Range;

use super::discovery;
use super::finding::{Finding, FindingCode};
use super::lexicon::Class;
use super::pattern::phrases;
use super::scope::{AnswerScopes, Setting, Wording};
use super::token::{Gap, Token, TokenText};
use super::verb::{self, Verb, VerbForm};

phrases! {
    OWN "own-phrases";
    EFFORT "effort";
}

const WORDING: Wording = Wording {
    why: "Listeners wait for your own decision. There is none yet.",
    change: "Add one sentence that begins with I: what you chose, assumed or left undone.",
    question: "What did you choose, assume or leave undone that let this happen?",
    quoting: None,
};

/// Finds that nothing in the Action is the speaker's own.
pub(super) fn judge(heard: &AnswerScopes<'_>) -> Option<Finding> {
    let none = heard.own_acts.is_empty();
    none.then(|| say(heard)).flatten()
}

/// The finding, whatever the rule says.
pub(super) fn say(heard: &AnswerScopes<'_>) -> Option<Finding> {
    let action = heard.action.as_ref()?;
    Some(action.finding(FindingCode::NoDecision, None, &WORDING))
}

/// Everything of the speaker's own in a stretch of text, as ranges of tokens.
pub(super) fn own_acts(
    text: &TokenText,
    within: Range<usize>,
    setting: Setting,
) -> Vec<Range<usize>> {
    let mut acts = Vec::new();
    let mut after_discovery = false;
    let opening = within.start + (within.len() / 5).min(30);
    for at in within.clone() {
        after_discovery |= discovery::shows(text, at);
        let denied = at > 0 && matches!(text.word(at - 1), "not" | "n't");
        let phrase = OWN
            .at(text, at)
            .filter(|end| *end <= within.end && !denied && !is_effort(text, at + 1));
        if let Some(end) = phrase {
            acts.push(at..end);
            continue;
        }
        let living = setting == Setting::Transcript && at < opening;
        let scene = Scene {
            living,
            after_discovery,
            spoken: setting == Setting::Transcript,
        };
        if text.word(at) == "i" && !is_roman(text, at) {
            acts.extend(own_verb(text, at, &within, scene).map(|end| at..end));
        } else if let Some(end) = dropped_subject(text, at, scene) {
            acts.push(at..end.min(within.end));
        }
    }
    acts
}

/// What is known about the place of a verb.
#[derive(Clone, Copy)]
struct Scene {
    /// Where a speaker says what they do for a living.
    living: bool,
    /// The failure is out already.
    after_discovery: bool,
    spoken: bool,
}

fn is_roman(text: &TokenText, at: usize) -> bool {
    text.word(at + 1).is_empty()
}

/// The end of the own act whose subject is the `I` at `at`.
fn own_verb(text: &TokenText, at: usize, within: &Range<usize>, scene: Scene) -> Option<usize> {
    let verb = verb::after_subject(text, at + 1)?;
    let since =
        at > 0 && text.word(at - 1) == "since" && !text.is(verb.at, Class::CHOICE | Class::ASSUME);
    if verb.at >= within.end || since {
        return None;
    }
    // "I did." owns something only where somebody asked.
    let alone = text.has(verb.at, &["did", "had"]) && text.gap(verb.at + 1) != Gap::None;
    if alone && !text.tokens[text.sentence_start(at)].after_question {
        return None;
    }
    let scene = Scene {
        after_discovery: scene.after_discovery || is_reaction(text, at),
        ..scene
    };
    let effort = is_effort(text, at + 1);
    if !effort && is_own(text, &verb, scene) {
        return Some(verb.at + 1);
    }
    // "Which, as I'm the first to say, did not go well": not the speaker's verb.
    if at > 0 && text.word(at - 1) == "as" && text.gap(at - 1) >= Gap::Comma {
        return None;
    }
    coordinated(text, &verb, within, scene)
}

/// "When she touched I stopped the engine": the answer to an event, mostly repair.
fn is_reaction(text: &TokenText, at: usize) -> bool {
    let start = text.sentence_start(at);
    let opens = text.has(start, &["when", "once"])
        || (text.has(start, &["and", "so", "but", "then"])
            && text.has(start + 1, &["when", "once"]));
    opens && at > start + 2 && !(start + 1..at).any(|index| text.word(index) == "i")
}

fn is_own(text: &TokenText, verb: &Verb, scene: Scene) -> bool {
    let token = &text.tokens[verb.at];
    if verb.negated {
        return is_omission(token, verb, scene);
    }
    match verb.form {
        VerbForm::Reproach => !token.is(Class::NOT_OWN) && !token.is(Class::STATE),
        VerbForm::Perfect if !verb::is_participle(token) => false,
        VerbForm::Past | VerbForm::Perfect => {
            is_deliberate(text, verb, scene) && may_follow(verb, token, scene)
        }
        VerbForm::Present => {
            is_deliberate(text, verb, scene)
                && is_verb_like(token)
                && !token.is(Class::ASSUME)
                && !scene.after_discovery
                && !(scene.living || scene.spoken && token.is(Class::OCCUPATION))
                && !is_habit(text, verb.at)
        }
        _ => false,
    }
}

/// After the failure is out only what was done before it, or cannot be repair, counts.
fn may_follow(verb: &Verb, token: &Token, scene: Scene) -> bool {
    !scene.after_discovery || verb.before_past || token.is(Class::CHOICE | Class::ASSUME)
}

fn is_omission(token: &Token, verb: &Verb, scene: Scene) -> bool {
    let told = match verb.form {
        VerbForm::Past | VerbForm::Perfect => true,
        VerbForm::Present => !scene.living && !scene.after_discovery && !scene.spoken || verb.never,
        VerbForm::Progressive => false,
        _ => false,
    };
    told && (!token.is(Class::STATE) || verb.never && token.is_word(&["forgot", "stopped"]))
        && !(verb.never && token.is_word(&["left", "leave"]))
        && !token.is_word(&["it", "the", "a", "to", "for", "even"])
}

fn is_deliberate(text: &TokenText, verb: &Verb, scene: Scene) -> bool {
    let token = &text.tokens[verb.at];
    if token.is(Class::NOT_OWN) && !token.is(Class::CHOICE) {
        return false;
    }
    if scene.living && token.is(Class::OCCUPATION) {
        return false;
    }
    let creed = token.is_word(&["believed", "trusted"]) && text.word(verb.at + 1) == "in";
    // "I read every email": diligence.
    let all = text.has(verb.at + 1, &["every", "each"]) && !token.is(Class::CHOICE);
    !all && !creed && !is_effort(text, verb.at)
}

/// "I gave my best", "I put my heart into it", "I took pride", "I kept going".
fn is_effort(text: &TokenText, at: usize) -> bool {
    EFFORT.at(text, at).is_some()
}

/// The present tense of a trade or a habit, not of a story: "every day", "for a living".
fn is_habit(text: &TokenText, at: usize) -> bool {
    let end = text.sentence_end(at).min(at + 8);
    (at.saturating_sub(4).max(text.sentence_start(at))..end)
        .any(|index| text.is(index, Class::HABIT))
}

/// Rules out what cannot be a verb in the present tense.
fn is_verb_like(token: &Token) -> bool {
    let other = Class::DETERMINER
        | Class::PREPOSITION
        | Class::CONNECTOR
        | Class::SUBJECT
        | Class::MODAL
        | Class::BE;
    !token.is(other)
        && !token.word.ends_with("ing")
        && token.word.chars().all(|c| c.is_ascii_alphabetic())
        && token.word.len() > 1
        && !token.is(Class::NOT_VERB)
}

/// "I was thinking of the wedding and drove through": the verb after `and` has the same subject.
fn coordinated(
    text: &TokenText,
    first: &Verb,
    within: &Range<usize>,
    scene: Scene,
) -> Option<usize> {
    let end = text
        .sentence_end(first.at)
        .min(within.end)
        .min(first.at + 30);
    let mut at = first.at + 1;
    while at < end {
        if text.is(at, Class::SUBJECT) && text.word(at) != "one" {
            return None;
        }
        let joined = text.has(at, &["and", "but", "then", "so"]);
        if joined || text.gap(at) == Gap::Comma {
            let start = at + usize::from(joined);
            let verb = verb::after_subject(text, start)
                .filter(|verb| verb.at < end && verb.at <= start + 3)?;
            let token = &text.tokens[verb.at];
            let past = verb::is_only_past(token)
                || (token.is(Class::CHOICE)
                    && verb::is_past(token)
                    && first.form != VerbForm::Passive)
                || (verb.negated && text.tokens[start..verb.at].iter().any(|t| t.word == "did"))
                || (verb.never && verb::is_past(token))
                || (matches!(first.form, VerbForm::Past | VerbForm::Perfect)
                    && verb::is_past(token));
            if past && is_own(text, &verb, scene) {
                return Some(verb.at + 1);
            }
        }
        at += 1;
    }
    None
}

/// "Read the name, gave 25. Did not open the box.": a sentence that begins with its verb.
fn dropped_subject(text: &TokenText, at: usize, scene: Scene) -> Option<usize> {
    if text.gap(at) != Gap::Stop {
        return None;
    }
    let mut start = at;
    while start < at + 2
        && text
            .tokens
            .get(start)?
            .is_word(&["and", "but", "so", "then", "just", "well", "yes", "yeah"])
    {
        start += 1;
    }
    let first = text.tokens.get(start)?;
    let verb = verb::after_subject(text, start)?;
    let token = text.tokens.get(verb.at)?;
    let now = !scene.spoken
        && !scene.after_discovery
        && verb.form == VerbForm::Present
        && verb.at <= start + 2
        && token.is(Class::BASE)
        && !verb::is_past(token);
    if now
        && (first.word == "do" && verb.negated
            || verb.at == start
                && text.is(start + 1, Class::DETERMINER)
                && !token.is(Class::NOT_OWN))
    {
        return Some(verb.at + 1);
    }
    let negated = verb.negated
        && (first.word == "did" || first.word == "had" || verb.never && verb::is_past(token));
    if negated {
        let inverted = text.is(start + 1, Class::SUBJECT) || text.is(start + 2, Class::SUBJECT);
        return (!inverted && !token.is(Class::SUBJECT) && is_omission(token, &verb, scene))
            .then_some(verb.at + 1);
    }
    let object = text.is(
        verb.at + 1,
        Class::DETERMINER | Class::OBJECT | Class::NUMBER,
    ) || text
        .word(verb.at + 1)
        .starts_with(|c: char| c.is_ascii_digit());
    // "They changed the roof. Changed it!": an echo of somebody else's act.
    let echo = (at.saturating_sub(12)..at).any(|index| text.word(index) == token.word);
    let past = verb.form == VerbForm::Past
        && !echo
        && verb::is_past(token)
        && verb.at <= start + 1
        && (token.is(Class::ONLY_PAST | Class::CHOICE | Class::ASSUME) && !token.is(Class::BASE)
            || object);
    let by = (verb.at + 1..verb.at + 5).any(|index| text.word(index) == "by");
    (past && !by && is_own(text, &verb, scene)).then_some(verb.at + 1)
}
