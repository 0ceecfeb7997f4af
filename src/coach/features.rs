//! An answer as numbers: what the rules say of it, and how it is built.
//!
//! Rates of small words and of word classes a part, the subjects of clauses from third to third, and the
//! evidence of the rules. The order of the numbers is the order of the columns in `model/weights.txt`.
//! Refuses to weigh them; that is `model.rs`.

use std::ops::Range;
use std::sync::LazyLock;

use super::lexicon::{self, Class, QuickMap};
use super::scope::{AnswerScopes, Scope, Setting};
use super::token::{Gap, Token, TokenText};
use super::verb::{self, VerbForm};
use super::{conditional, fake_failure, finding::FindingCode, number, passive};

/// Words that carry the grammar of a sentence and nothing of its matter.
const SMALL: &str = "i me my mine myself we us our you your he him his she her they them their it its \
    this that these those there here who which what when where why how \
    and or but so because if then though although while until unless since before after once \
    not n't no never none nobody nothing only just even still already always ever again also too really \
    am 'm is are was were be been being have has had 've 'd do does did get got \
    will 'll would could can should might may must \
    a the any every each some all both another other \
    of to in on at for from by with without about into over as than now today later next first last \
    let's 's 're up out down back very quite actually maybe perhaps like well";

/// The classes whose share is counted.
const CLASSES: &[Class] = &[
    Class::PAST,
    Class::ONLY_PAST,
    Class::BASE,
    Class::PRACTICE_S,
    Class::NOT_OWN,
    Class::STATE,
    Class::ASSUME,
    Class::CHOICE,
    Class::OCCUPATION,
    Class::STATIVE,
    Class::DETERIORATE,
    Class::TROUBLE,
    Class::THIRD,
    Class::FAULT,
    Class::TIME_UNIT,
    Class::NUMBER,
    Class::PERSON_UNIT,
    Class::MONTH,
    Class::WEEKDAY,
    Class::ARTEFACT,
    Class::PRACTICE,
    Class::MENTAL,
    Class::TRAIT,
    Class::VOW,
    Class::VIRTUE,
    Class::VIRTUE_NOUN,
    Class::LOSS,
    Class::PRAISE,
    Class::FUNCTION,
    Class::BE,
    Class::GET,
    Class::MODAL,
    Class::SUBJECT,
    Class::CONNECTOR,
    Class::DETERMINER,
    Class::PREPOSITION,
    Class::BAD,
    Class::VAGUE,
    Class::BELIEF,
    Class::HABIT,
    Class::OFTEN,
    Class::TALK,
    Class::CHANGE,
    Class::TEAM,
    Class::BEING,
];

/// The small words by their hashes.
static PLACES: LazyLock<QuickMap<u64, usize>> = LazyLock::new(|| {
    let words = SMALL.split_ascii_whitespace().enumerate();
    words
        .map(|(place, word)| (lexicon::hash(word), place))
        .collect()
});

/// Words that are added to the length of a part, so that a share in a few words says little.
const SMOOTHING: f64 = 15.0;

/// The numbers of an answer, in an order that never changes within a release.
pub(super) fn features(heard: &AnswerScopes<'_>, found: &[FindingCode]) -> Vec<f64> {
    let mut values = Vec::with_capacity(1024);
    let parts = [&heard.action, &heard.result, &heard.learning];
    let spoken = f64::from(heard.setting == Setting::Transcript);
    values.push(spoken);
    for code in FindingCode::ALL {
        values.push(f64::from(found.contains(&code)));
    }
    for part in parts {
        values.push(f64::from(part.is_some()));
        let length = part.as_ref().map_or(0, |scope| scope.within.len());
        values.push((1.0 + length as f64).ln());
        small_words(part.as_ref(), &mut values);
        shapes(part.as_ref(), &mut values);
    }
    evidence(heard, &mut values);
    for part in parts {
        for third in 0..3 {
            subjects(part.as_ref(), third, &mut values);
        }
    }
    around_last_act(heard, &mut values);
    quantities(heard, &mut values);
    values
}

/// A count beside the length of what it was counted in.
fn rate(count: usize, length: usize) -> f64 {
    count as f64 / (length as f64 + SMOOTHING)
}

fn small_words(part: Option<&Scope<'_>>, values: &mut Vec<f64>) {
    let start = values.len();
    let known = SMALL.split_ascii_whitespace().count();
    values.resize(start + known, 0.0);
    let Some(scope) = part else { return };
    let each = 1.0 / (scope.within.len() as f64 + SMOOTHING);
    for token in &scope.text.tokens[scope.within.clone()] {
        if let Some(place) = PLACES.get(&token.hash) {
            values[start + place] += each;
        }
    }
}

/// Classes, endings, marks and the forms of verbs after a subject.
fn shapes(part: Option<&Scope<'_>>, values: &mut Vec<f64>) {
    let start = values.len();
    values.resize(start + CLASSES.len() + 16, 0.0);
    let Some(scope) = part else { return };
    let each = 1.0 / (scope.within.len() as f64 + SMOOTHING);
    let text = scope.text;
    let extra = start + CLASSES.len();
    for at in scope.within.clone() {
        let token = &text.tokens[at];
        for (place, class) in CLASSES.iter().enumerate() {
            if token.is(*class) {
                values[start + place] += each;
            }
        }
        let word = token.word.as_str();
        let endings = [
            verb::is_past(token),
            word.ends_with("ing"),
            word.ends_with("ly"),
            word.starts_with(|c: char| c.is_ascii_digit()),
            token.gap == Gap::Stop,
            token.gap == Gap::Comma,
            token.gap == Gap::Colon,
        ];
        for (place, is) in endings.into_iter().enumerate() {
            values[extra + place] += if is { each } else { 0.0 };
        }
        if word == "i"
            && let Some(verb) = verb::after_subject(text, at + 1)
        {
            let place = match verb.form {
                VerbForm::Past => 7,
                VerbForm::Perfect => 8,
                VerbForm::Present => 9,
                VerbForm::Progressive => 10,
                VerbForm::Passive => 11,
                VerbForm::State => 12,
                VerbForm::Modal => 13,
                VerbForm::Reproach => 14,
            };
            values[extra + place] += each;
            values[extra + 15] += if verb.negated { each } else { 0.0 };
        }
    }
}

/// How much of each kind of evidence the rules have, as a count and beside the length.
fn evidence(heard: &AnswerScopes<'_>, values: &mut Vec<f64>) {
    let parts = [&heard.action, &heard.result, &heard.learning];
    let length: usize = parts
        .iter()
        .filter_map(|part| part.as_ref())
        .map(|scope| scope.within.len())
        .sum();
    let mut push = |count: usize| {
        values.push((1.0 + count as f64).ln());
        values.push(rate(count, length));
    };
    push(heard.own_acts.len());
    let action = heard.action.as_ref().map_or(0, |scope| {
        scope
            .within
            .clone()
            .filter(|at| passive::step(scope.text, *at).is_some())
            .count()
    });
    push(action);
    for (place, part) in parts.into_iter().enumerate() {
        let told = part.as_ref();
        let inside = told
            .zip(heard.action.as_ref())
            .filter(|(scope, action)| scope.is_inside(action));
        let about_others = match inside {
            Some((scope, _)) => heard.blame[0].counts_from(scope.within.start),
            None => heard.blame[place].counts_from(0),
        };
        about_others.into_iter().for_each(&mut push);
        push(told.map_or(0, |scope| {
            scope
                .within
                .clone()
                .filter(|at| conditional::outside(scope.text, *at).is_some())
                .count()
        }));
        push(told.map_or(0, fake_failure::losses));
        push(told.map_or(0, fake_failure::praises));
    }
    for count in fake_failure::counts(heard) {
        push(count);
    }
    values.push(f64::from(heard.measured));
}

/// Who or what the clauses of a third of a part are about: I, we, you, others, a thing, or nobody.
fn subjects(part: Option<&Scope<'_>>, third: usize, values: &mut Vec<f64>) {
    let mut counts = [0usize; 8];
    if let Some(scope) = part {
        let (start, length) = (scope.within.start, scope.within.len());
        let within = start + length * third / 3..start + length * (third + 1) / 3;
        count_subjects(scope.text, within, &mut counts);
    }
    push_shares(&counts, values);
}

fn push_shares(counts: &[usize; 8], values: &mut Vec<f64>) {
    let clauses: usize = counts.iter().sum();
    values.extend(
        counts
            .iter()
            .map(|count| *count as f64 / (clauses as f64 + 3.0)),
    );
}

fn count_subjects(text: &TokenText, within: Range<usize>, counts: &mut [usize; 8]) {
    for at in within {
        let opens = text.opens_clause(at) && !text.is(at, Class::CONNECTOR);
        let pronoun = text.is(at, Class::SUBJECT);
        if opens || pronoun {
            counts[subject_kind(text.token(at), opens)] += 1;
        }
    }
}

fn subject_kind(token: &Token, opens: bool) -> usize {
    match token.word.as_str() {
        "i" => 0,
        "we" => 1,
        "you" => 2,
        "he" | "she" | "they" => 3,
        "it" | "this" | "that" | "there" | "these" => 4,
        _ if token.is(Class::THIRD | Class::BEING) => 5,
        _ if opens && token.is(Class::DETERMINER) => 6,
        _ => 7,
    }
}

/// Whose clauses stand behind the last thing that the speaker did, and how late that is.
fn around_last_act(heard: &AnswerScopes<'_>, values: &mut Vec<f64>) {
    let mut after = [0usize; 8];
    let (mut first, mut last, mut near_loss) = (0.0, 0.0, 0usize);
    if let Some(scope) = &heard.action {
        let within = scope.within.clone();
        let place = |at: usize| (at - within.start) as f64 / within.len().max(1) as f64;
        if let (Some(one), Some(end)) = (heard.own_acts.first(), heard.own_acts.last()) {
            first = 1.0 - place(one.start);
            last = place(end.start);
            count_subjects(scope.text, end.end.min(within.end)..within.end, &mut after);
        }
        near_loss = heard
            .own_acts
            .iter()
            .filter(|act| leads_to_loss(scope.text, act, within.end))
            .count();
    }
    push_shares(&after, values);
    values.extend([first, last, (1.0 + near_loss as f64).ln()]);
}

/// Harm stands in the words that follow an act.
fn leads_to_loss(text: &TokenText, act: &Range<usize>, end: usize) -> bool {
    (act.end..(act.end + 40).min(end))
        .any(|at| text.is(at, Class::LOSS | Class::DETERIORATE | Class::TROUBLE))
}

/// Quantities by what they count: time, people, money, a thing; and those in a relative clause.
fn quantities(heard: &AnswerScopes<'_>, values: &mut Vec<f64>) {
    for part in [&heard.action, &heard.result, &heard.learning] {
        let mut counts = [0usize; 6];
        if let Some(scope) = part {
            for at in scope
                .within
                .clone()
                .filter(|at| number::is_quantity(scope.text, scope.prose.text(), *at))
            {
                counts[quantity_kind(scope.text, at)] += 1;
                counts[5] += usize::from(
                    (at.saturating_sub(6)..at)
                        .any(|index| scope.text.has(index, &["who", "which", "that"])),
                );
            }
        }
        values.extend(counts.iter().map(|count| (1.0 + *count as f64).ln()));
    }
}

fn quantity_kind(text: &TokenText, at: usize) -> usize {
    let word = text.word(at);
    let heads = at + 1..at + 4;
    if word.contains(['$', '€', '£', '¥', '%']) {
        0
    } else if heads.clone().any(|index| {
        text.has(
            index,
            &[
                "percent", "pounds", "dollars", "euros", "rupees", "thousand", "million", "lakh",
                "quid", "grand", "per",
            ],
        )
    }) {
        1
    } else if heads.clone().any(|index| text.is(index, Class::TIME_UNIT)) {
        2
    } else if heads
        .clone()
        .any(|index| text.is(index, Class::PERSON_UNIT | Class::BEING))
    {
        3
    } else {
        4
    }
}
