//! `no-learning`: is there a practice that somebody could watch, and is it in use?
//!
//! Durable is a habitual present or a repeated perfect with something concrete in the same
//! breath, and no vow, no modal and no verb of the mind. Refuses to judge whether the
//! practice is a good one.

use std::ops::Range;

use super::finding::{Finding, FindingCode};
use super::lexicon::Class;
use super::pattern::phrases;
use super::scope::{AnswerScopes, Elsewhere, Wording};
use super::token::{Gap, TokenText};
use super::verb::{self, VerbForm};

phrases! {
    PRACTICE "practice-phrases";
    PLATITUDE "platitude";
}

const WORDING: Wording = Wording {
    why: "Name a change that a colleague could see.",
    change: "Say what you do now, how often, and since when.",
    question: "What do you do today that you did not do before, and when did you last do it?",
    quoting: Some("“{}”: what would I see you do differently on an ordinary day?"),
};

const PLAN: Wording = Wording {
    why: "A plan is not a change yet. Name one that a colleague could see today.",
    change: "Say what you do already, how often, and since when.",
    question: "Which part of this do you do already, and when did you last do it?",
    quoting: None,
};

/// Finds a Learning without a practice that is in use.
pub(super) fn judge(heard: &AnswerScopes<'_>) -> Option<Finding> {
    let learning = heard.learning.as_ref()?;
    let (text, within) = (learning.text, &learning.within);
    let breaths = breaths(text, within.clone());
    let in_use = breaths
        .into_iter()
        .any(|breath| is_gate(text, &breath) || is_durable(text, breath));
    (!in_use).then(|| say(heard, &|| None)).flatten()
}

/// The finding, whatever the rule says.
pub(super) fn say<'a>(
    heard: &'a AnswerScopes<'a>,
    elsewhere: Elsewhere<'_, 'a>,
) -> Option<Finding> {
    let learning = heard.learning.as_ref()?;
    let text = learning.text;
    let at = vow(text, &learning.within);
    let at = at.or_else(|| Some(elsewhere()?.1));
    let plans = at
        .clone()
        .is_some_and(|mut at| at.any(|at| is_plan(text, at)));
    let wording = if plans { &PLAN } else { &WORDING };
    Some(learning.finding_of_saying(FindingCode::NoLearning, at, wording))
}

/// What is meant to be done, unlike what one should do.
fn is_plan(text: &TokenText, at: usize) -> bool {
    const NO_PLANS: &[&str] = &[
        "should", "must", "might", "ought", "would", "shall", "try", "trying",
    ];
    // "I will never compromise" is a boast.
    let boasts = text.has(at + 1, &["never", "always"]);
    text.is(at, Class::VOW) && !text.has(at, NO_PLANS) && !boasts
}

/// Words that only promise, know or feel, for the quotation: the lesson before a plan, and a plan before a feeling.
fn vow(text: &TokenText, within: &Range<usize>) -> Option<Range<usize>> {
    let weight = |at: usize| {
        let token = &text.tokens[at];
        let own = at > 0 && text.is(at - 1, Class::SUBJECT);
        if token.is_word(LESSON) {
            return Some(3);
        }
        let speaks = (at.saturating_sub(3)..at).any(|index| text.has(index, &["i", "we"]));
        if speaks && is_plan(text, at)
            || token.is(Class::TRAIT) && text.word(at.wrapping_sub(1)) == "more"
        {
            return Some(2);
        }
        // "You know", "I guess", "I would say": nothing but run-up.
        let fills = token.is_word(&["know", "guess", "mean", "would"]);
        (own && token.is(Class::VOW | Class::MENTAL) && !fills).then_some(1)
    };
    let told = within
        .clone()
        .rev()
        .filter_map(|at| Some((weight(at)?, at)));
    // Of equals the first, which is the last of those that are gone through from behind.
    let (weight, at) = told.max_by_key(|(weight, _)| *weight)?;
    if weight == 3 {
        let content = content_of(text, at + 1, within.end);
        return (content < within.end).then_some(content..content + 1);
    }
    Some(at.saturating_sub(1).max(within.start)..at + 1)
}

/// Words behind which a lesson is told.
const LESSON: &[&str] = &[
    "learn",
    "learned",
    "learnt",
    "lesson",
    "takeaway",
    "taught",
    "understood",
    "realised",
    "realized",
];

/// Where what was learned begins: "what I took from it is that | you should ...".
fn content_of(text: &TokenText, from: usize, end: usize) -> usize {
    let reach = end.min(from + 8);
    let that = (from..reach).find(|at| text.has(*at, &["that", "is", "was", "'s"]));
    let start = that.unwrap_or(from);
    (start..end.min(start + 4))
        .find(|at| {
            !text.has(
                *at,
                &[
                    "that", "is", "was", "'s", "um", "uh", "like", "just", "well", "really", "yeah",
                ],
            )
        })
        .unwrap_or(start)
}

/// The shortest run of words that is read as one, and the longest.
const BREATH: Range<usize> = 10..34;

/// Sentences; in speech without marks, runs of clauses.
pub(super) fn breaths(text: &TokenText, within: Range<usize>) -> Vec<Range<usize>> {
    let mut breaths = Vec::new();
    let mut start = within.start;
    for at in within.start + 1..=within.end {
        let length = at - start;
        let stop = at == within.end || text.gap(at) == Gap::Stop;
        let joint = length >= BREATH.start
            && (matches!(text.word(at), "and" | "so" | "but" | "because" | "then"))
            && (text.is(at + 1, Class::SUBJECT | Class::DETERMINER)
                || text.word(at + 1) == "there");
        let pause = length >= BREATH.start && text.gap(at) == Gap::Colon;
        if stop
            || joint && length >= BREATH.end / 2
            || pause
            || length >= BREATH.end && text.is(at, Class::SUBJECT)
        {
            breaths.push(start..at);
            start = at;
        }
    }
    breaths
}

/// "I won't turn the key till it is typed in", "no call noted, he won't print": a refusal that
/// hangs on a condition stands for a gate, unless it is only meant for the future.
fn is_gate(text: &TokenText, breath: &Range<usize>) -> bool {
    let future = breath.clone().any(|at| {
        text.is(at, Class::FUTURE) || text.word(at) == "from" && text.word(at + 1) == "now"
    });
    let refusal = breath.clone().find(|at| {
        *at > breath.start
            && text.has(*at, &["n't", "not"])
            && text.has(*at - 1, &["will", "can", "do", "does", "may"])
    });
    let Some(refusal) = refusal.filter(|_| !future) else {
        return false;
    };
    let generic = (refusal.saturating_sub(3).max(breath.start)..refusal)
        .any(|at| text.has(at, &["you", "one", "we"]));
    let tied = |at: usize| text.is(at, Class::ARTEFACT | Class::NUMBER);
    let held = (refusal + 2..breath.end.min(refusal + 15)).any(|at| {
        text.has(at, &["until", "till", "unless", "without"])
            && (text.is(at + 1, Class::SUBJECT | Class::DETERMINER | Class::NUMBER))
    });
    let lacking = text.word(breath.start) == "no" && refusal > breath.start + 3;
    (held || lacking) && (!generic || breath.clone().any(tied))
}

fn is_durable(text: &TokenText, breath: Range<usize>) -> bool {
    if !breath.clone().any(|at| is_concrete(text, at)) {
        return false;
    }
    // "You can't compete with ...": a truth about everybody.
    let maxim = text.has(breath.start, &["you", "one"]) && text.is(breath.start + 1, Class::MODAL);
    if maxim {
        return false;
    }
    clauses(text, &breath).into_iter().any(|clause| {
        clause.clone().any(|at| {
            act(text, at, &clause, &breath)
                || PRACTICE.at(text, at).is_some_and(|end| end <= breath.end)
        })
    })
}

/// The clauses of a breath that promise nothing: a vow lasts over the clauses that depend on it.
fn clauses(text: &TokenText, breath: &Range<usize>) -> Vec<Range<usize>> {
    let mut kept: Vec<Range<usize>> = Vec::new();
    let mut start = breath.start;
    let mut promised = false;
    for at in breath.start + 1..=breath.end {
        let joint = at == breath.end
            || text.gap(at) >= Gap::Comma
            || (text.is(at, Class::CONNECTOR)
                && !matches!(text.word(at), "that" | "who" | "as" | "than"));
        if !joint {
            continue;
        }
        let depends = text.is(start, Class::DEPENDENT);
        let vow = (start..at).any(|index| is_vow(text, index));
        promised = vow || promised && depends;
        if !promised {
            kept.push(start..at);
        }
        start = at;
    }
    kept
}

fn is_vow(text: &TokenText, at: usize) -> bool {
    let token = &text.tokens[at];
    let future = token.is(Class::VOW);
    let going = matches!(
        token.word.as_str(),
        "going" | "plan" | "planning" | "aim" | "try"
    ) && text.word(at + 1) != "to";
    let noun = at > 0
        && (text.is(at - 1, Class::DETERMINER)
            || text.is(at - 1, Class::ADVERB) && text.word(at - 1) == "no");
    let next_time = token.word == "next" && text.word(at + 1) == "time";
    let if_i = token.word == "if"
        && text.word(at + 1) == "i"
        && matches!(text.word(at + 2), "were" | "had" | "could" | "was" | "ever");
    future && !going && !noun || next_time || if_i
}

/// Something that ties the practice to a thing, a time, a count or a condition.
fn is_concrete(text: &TokenText, at: usize) -> bool {
    let next = || text.word(at + 1);
    match text.word(at) {
        "always" | "never" | "when" | "whenever" | "after" | "any" => true,
        "only" => matches!(next(), "with" | "when" | "after" | "if" | "once" | "on"),
        "the" => {
            matches!(next(), "day" | "moment" | "minute" | "hour") && text.gap(at + 2) == Gap::None
        }
        _ => is_firm(text, at),
    }
}

/// The same without words that a maxim uses as well.
fn is_firm(text: &TokenText, at: usize) -> bool {
    let token = &text.tokens[at];
    match token.word.as_str() {
        "before" | "until" | "till" | "unless" | "without" | "each" | "nobody" | "no" | "none"
        | "daily" | "weekly" | "monthly" => true,
        "nothing" => text.word(at + 1) != "is",
        // "Line by line", "name after name".
        "by" | "after" | "for" if at > 0 && text.word(at - 1) == text.word(at + 1) => true,
        "every" => !text.has(at + 1, &["day", "failure", "mistake", "child", "person"]),
        "one" => text.is(
            at + 1,
            Class::ARTEFACT | Class::TIME_UNIT | Class::PERSON_UNIT,
        ),
        _ => {
            token.is(Class::ARTEFACT | Class::WEEKDAY | Class::NUMBER)
                || token
                    .word
                    .starts_with(|c: char| c.is_ascii_digit() || c == '$')
        }
    }
}

/// A visible act in the present, whose subject is at `at`.
fn act(text: &TokenText, at: usize, clause: &Range<usize>, breath: &Range<usize>) -> bool {
    let token = &text.tokens[at];
    if token.is_word(&["i", "we", "they", "who", "whoever"]) {
        let Some(verb) = verb::after_subject(text, at + 1).filter(|verb| verb.at < clause.end)
        else {
            return false;
        };
        // "When I walk in": the occasion, not yet the practice.
        let occasion = text.is(clause.start, Class::OCCASION) && at <= clause.start + 1;
        return match verb.form {
            _ if occasion => false,
            VerbForm::Progressive if token.word == "who" => false,
            VerbForm::Progressive => in_use(text, verb.at, at),
            VerbForm::Present => first_person(text, &verb) && !is_platitude(text, verb.at),
            // "Every Monday I read the list": spelled like the past, and a habit all the same.
            VerbForm::Past => {
                text.is(verb.at, Class::UNCHANGED)
                    && breath
                        .clone()
                        .any(|at| text.has(at, &["every", "each", "always", "now"]))
                    && first_person(text, &verb)
            }
            VerbForm::Perfect => !verb.before_past && repeated(text, &verb, breath),
            _ => false,
        };
    }
    let holds = token.word == "has"
        && (text.is(at + 1, Class::DETERMINER | Class::NUMBER | Class::ARTEFACT)
            || text.has(at + 1, &["now", "had", "become"]));
    if (token.is(Class::PRACTICE_S) || holds) && at > clause.start {
        let noun = !text.is(
            at - 1,
            Class::DETERMINER | Class::PREPOSITION | Class::CONNECTOR | Class::SUBJECT,
        ) || text.is_it(at - 1);
        let plural = text.is(at + 1, Class::BE | Class::MODAL) || text.word(at + 1) == "of";
        let coming = text.has(at + 1, &["next", "along", "up"]) && token.word == "comes";
        return noun && !plural && !coming && !is_moral(text, at) && !generic(text, at, breath);
    }
    several_act(text, at, clause) || present_passive(text, at, clause, breath)
}

/// "Two people sign", "the drivers count": the plural has no ending to know it by.
fn several_act(text: &TokenText, at: usize, clause: &Range<usize>) -> bool {
    if !(text.is(at, Class::PRACTICE) && text.is(at, Class::BASE)) {
        return false;
    }
    let noun = (clause.start..at)
        .rev()
        .find(|index| !verb::is_adverb(&text.tokens[*index]));
    let both = |noun: usize| text.word(noun) == "both";
    let Some(noun) = noun.filter(|noun| *noun > clause.start || both(*noun)) else {
        return false;
    };
    let word = &text.tokens[noun];
    // "Two of us count", "both sign".
    let counted = both(noun)
        || text.has(noun, &["us", "them"])
            && text.word(noun - 1) == "of"
            && (noun.saturating_sub(3).max(clause.start)..noun)
                .any(|index| text.is(index, Class::NUMBER));
    if counted {
        return true;
    }
    let plural = word.word.len() > 3
        && (word.word.ends_with('s') || word.word == "people")
        && !word.is(Class::FUNCTION);
    plural
        && (noun.saturating_sub(3).max(clause.start)..noun).any(|index| {
            text.is(index, Class::NUMBER | Class::DETERMINER)
                || text.has(index, &["both", "all", "other"])
        })
}

/// "It underlines", "it only takes a second", "that goes to show": the moral of a tale.
fn is_moral(text: &TokenText, at: usize) -> bool {
    let subject = (at.saturating_sub(3)..at)
        .rev()
        .find(|index| !verb::is_adverb(&text.tokens[*index]));
    text.is(at, Class::MORAL)
        && subject.is_some_and(|index| text.has(index, &["it", "that", "this", "which"]))
}

impl TokenText {
    fn is_it(&self, at: usize) -> bool {
        matches!(
            self.word(at),
            "it" | "he" | "she" | "who" | "that" | "which" | "one"
        )
    }
}

/// "One learns", "you get": true of everybody, practised by nobody.
fn generic(text: &TokenText, at: usize, breath: &Range<usize>) -> bool {
    let start = at.saturating_sub(3).max(breath.start);
    (start..at).any(|index| {
        text.is(index, Class::TRUISM)
            || text.word(index) == "one"
                && !text.is(index.wrapping_sub(1), Class::DETERMINER)
                && !text.has(
                    index.wrapping_sub(1),
                    &["second", "other", "first", "last", "third"],
                )
                && index + 1 == at
    })
}

fn first_person(text: &TokenText, verb: &verb::Verb) -> bool {
    let token = &text.tokens[verb.at];
    let other = Class::MENTAL | Class::MODAL | Class::BE | Class::CONNECTOR | Class::ONLY_PAST;
    if token.is(other) && !token.is_word(&["have", "find", "see", "plan", "own"]) {
        return false;
    }
    let past = verb::is_past(token) && !token.is(Class::UNCHANGED);
    let must = token.word == "have"
        && text.has(verb.at + 1, &["to", "learned", "learnt", "become", "been"]);
    let now = text.word(verb.at + 1);
    let own = token.word == "have"
        && !text.is(verb.at + 1, Class::DETERMINER | Class::NUMBER)
        && !matches!(now, "now" | "two" | "three");
    let find = token.is_word(&["find", "see"]);
    // "Ring" and "bring" are whole verbs.
    let going = token.word.ends_with("ing") && !token.is(Class::BASE);
    !past && !must && !own && !find && !token.is(Class::PREPOSITION) && !going
}

/// "I check my work", "I communicate early", "I listen more": nobody can see the difference.
fn is_platitude(text: &TokenText, at: usize) -> bool {
    let soon = |words: &[&str]| (at + 1..at + 10).any(|index| text.has(index, words));
    let on_a_day = |index| text.is(index, Class::WEEKDAY | Class::NUMBER);
    let when = &["before", "until", "each", "every", "with", "at"];
    let vague = text.is(at, Class::TALKING) && !soon(when) && !(at + 1..at + 10).any(on_a_day);
    let look = text.word(at) == "look" && soon(&["way", "differently", "eyes"]);
    vague || look || PLATITUDE.at(text, at).is_some()
}

/// "I am picking one gauge a day", "the foreman is signing": the present tense of many a speaker.
fn in_use(text: &TokenText, verb: usize, from: usize) -> bool {
    let token = &text.tokens[verb];
    let past = (from..verb).any(|at| matches!(text.word(at), "was" | "were" | "been"));
    token.word.ends_with("ing") && token.is(Class::PRACTICE) && !past
}

/// "I have asked every patient since": the perfect of repeated use.
fn repeated(text: &TokenText, verb: &verb::Verb, breath: &Range<usize>) -> bool {
    let token = &text.tokens[verb.at];
    let mental =
        token.is(Class::MENTAL | Class::BE | Class::GET) && !token.is_word(&["kept", "put"]);
    let often = breath.clone().any(|at| text.is(at, Class::OFTEN));
    !mental && often
}

/// "The letters are opened by two of us", "the box gets signed".
fn present_passive(
    text: &TokenText,
    at: usize,
    clause: &Range<usize>,
    breath: &Range<usize>,
) -> bool {
    let token = &text.tokens[at];
    if !token.is_word(&["is", "are", "gets", "get", "'s"]) || at == clause.start {
        return false;
    }
    // "How data is generated": something to know. "It's taught me": something that was.
    let known = text.has(clause.start, &["how", "what", "why", "whether"]);
    let taught = token.word == "'s"
        && (at + 1..clause.end.min(at + 5)).any(|index| text.has(index, &["me", "us"]));
    if known || taught {
        return false;
    }
    let firm = breath.clone().any(|index| is_firm(text, index));
    let participle = (at + 1..clause.end.min(at + 5)).find(|index| {
        let token = &text.tokens[*index];
        !verb::is_adverb(token) && !token.is_word(&["not", "n't", "never"])
    });
    participle.is_some_and(|index| {
        let token = &text.tokens[index];
        let passive =
            verb::is_participle(token) && !token.is(Class::STATIVE | Class::MENTAL | Class::TRAIT);
        firm && (passive || in_use(text, index, at)) && !generic(text, at, clause)
    })
}
