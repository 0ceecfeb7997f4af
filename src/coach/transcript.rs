//! Where the telling ends and the learning begins in an answer without headings.
//!
//! Every clause of the later part could be the beginning. A linear model of its own weighs them against each other by
//! what stands around each: tenses before and behind, words of today, of a lesson and of habit, how far the answer has
//! come. The weights stand in `model/turn.txt`, which `tests/model/` makes of answers in which a reader marked the
//! place. Refuses to look for beats finer than that: speech does not have them.

use std::ops::Range;
use std::sync::LazyLock;

use super::lexicon::{self, Class};
use super::pattern::{Patterns, phrases};
use super::token::{Gap, TokenText};
use super::verb::{self, VerbForm};

// Words that open the learning; the strong ones may come early.
phrases! {
    STRONG_TURN "turn-strong";
    WEAK_TURN "turn-weak";
}

/// How much of an answer is told before its learning may begin, in percent.
const EARLIEST: usize = 40;

/// Words with which a clause may begin, of which some say that the telling is over.
const OPENERS: &[&str] = &[
    "so", "and", "but", "now", "since", "what", "i", "these", "today", "after", "from", "every",
    "the", "my", "if", "it", "we", "that", "looking", "like",
];

/// Words of what was learned.
const LESSON: &[&str] = &[
    "learn",
    "learned",
    "learnt",
    "lesson",
    "taught",
    "takeaway",
    "differently",
    "changed",
];

/// How many numbers a place has.
const NUMBERS: usize = 26 + OPENERS.len();

/// For each number of a place its mean and its weight beside its standard deviation.
static WEIGHTS: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| {
    let lines = lexicon::lines(include_str!("model/turn.txt"));
    let parse = |word: Option<&str>| word.and_then(|word| word.parse().ok()).unwrap_or(0.0);
    lines
        .map(|line| {
            let mut words = line.split_ascii_whitespace();
            (parse(words.next()), parse(words.next()))
        })
        .collect()
});

/// The token with which the learning starts.
pub(super) fn learning_start(text: &TokenText) -> usize {
    let count = text.tokens.len();
    let mut best = (f64::NEG_INFINITY, count - count / 4);
    for (at, numbers) in places(text) {
        let weighed = numbers.iter().zip(WEIGHTS.iter());
        let sum = weighed
            .map(|(number, (mean, weight))| (number - mean) * weight)
            .sum();
        if sum > best.0 {
            best = (sum, at);
        }
    }
    best.1
}

/// Every place at which the learning could begin, with what is weighed of it.
pub(super) fn places(text: &TokenText) -> Vec<(usize, [f64; NUMBERS])> {
    let count = text.tokens.len();
    let tenses = Tenses::of(text);
    let turns = Turns::of(text);
    let could = (count * EARLIEST / 100..count).filter(|at| may_open(text, &turns, *at));
    could
        .map(|at| (at, numbers(text, &tenses, &turns, at)))
        .collect()
}

/// A clause begins here, with a mark or without.
fn may_open(text: &TokenText, turns: &Turns, at: usize) -> bool {
    let token = text.token(at);
    text.opens_clause(at)
        || token.is(Class::CONNECTOR | Class::SUBJECT)
        || turns.strong[at]
        || turns.weak[at]
        || token.is_word(&[
            "these",
            "today",
            "well",
            "yeah",
            "um",
            "uh",
            "like",
            "okay",
            "basically",
        ])
}

/// Tokens of some kinds, counted up to each place.
struct Tenses {
    past: Vec<u32>,
    present: Vec<u32>,
    firm: Vec<u32>,
}

impl Tenses {
    fn of(text: &TokenText) -> Tenses {
        let up_to = |is: &dyn Fn(usize) -> bool| counted(text.tokens.len(), is);
        Tenses {
            past: up_to(&|at| is_told(text, at)),
            present: up_to(&|at| is_current(text, at)),
            firm: up_to(&|at| {
                text.has(
                    at,
                    &[
                        "each", "every", "always", "never", "before", "until", "no", "now",
                    ],
                )
            }),
        }
    }
}

/// How many tokens before each place are of a kind.
fn counted(count: usize, is: &dyn Fn(usize) -> bool) -> Vec<u32> {
    let mut sum = 0u32;
    let each = (0..count).map(|at| {
        sum += u32::from(is(at));
        sum
    });
    std::iter::once(0).chain(each).collect()
}

/// A verb of what was.
fn is_told(text: &TokenText, at: usize) -> bool {
    let token = text.token(at);
    token.is_word(&["was", "were", "did", "had"])
        || verb::is_past(token) && !token.is(Class::BASE | Class::STATIVE)
}

/// A verb of what is, or of the habit of somebody.
fn is_current(text: &TokenText, at: usize) -> bool {
    let token = text.token(at);
    token.is(Class::PRACTICE_S)
        || token.is_word(&[
            "is", "are", "am", "'m", "'re", "'s", "do", "does", "has", "have", "'ve",
        ])
        || token.is(Class::BASE)
            && !verb::is_past(token)
            && at > 0
            && text.has(at - 1, &["i", "we", "you", "they", "people"])
}

/// Where the phrases stand that open a learning.
struct Turns {
    strong: Vec<bool>,
    weak: Vec<bool>,
    /// The strong ones, counted up to each place.
    strong_up_to: Vec<u32>,
}

impl Turns {
    fn of(text: &TokenText) -> Turns {
        let count = text.tokens.len();
        let hits = |list: &Patterns| {
            let mut hits = vec![false; count];
            let later = hits.iter_mut().enumerate().skip(count * EARLIEST / 100);
            later.for_each(|(at, hit)| *hit = list.at(text, at).is_some());
            hits
        };
        let strong = hits(&STRONG_TURN);
        Turns {
            strong_up_to: counted(count, &|at| strong[at]),
            weak: hits(&WEAK_TURN),
            strong,
        }
    }
}

/// The share of tokens of a kind in a stretch; of few tokens it says little.
fn share(up_to: &[u32], within: Range<usize>) -> f64 {
    let end = within.end.min(up_to.len() - 1);
    let found = up_to[end] - up_to[within.start.min(end)];
    f64::from(found) / ((end - within.start.min(end)) as f64 + 4.0)
}

/// What is weighed of a place.
fn numbers(text: &TokenText, tenses: &Tenses, turns: &Turns, at: usize) -> [f64; NUMBERS] {
    let mut numbers = [0.0; NUMBERS];
    let (tense, rest) = numbers.split_at_mut(10);
    tense.copy_from_slice(&around(text, tenses, at));
    let (turn, rest) = rest.split_at_mut(6);
    turn.copy_from_slice(&phrases_near(text, turns, at));
    let (word, openers) = rest.split_at_mut(10);
    word.copy_from_slice(&words_ahead(text, at));
    for (number, opener) in openers.iter_mut().zip(OPENERS) {
        *number = f64::from(text.word(at) == *opener);
    }
    numbers
}

/// How far the answer has come, and what it is told in before, from here on, and to the end.
fn around(text: &TokenText, tenses: &Tenses, at: usize) -> [f64; 10] {
    let count = text.tokens.len();
    let place = at as f64 / count as f64;
    let (before, next, behind) = (at.saturating_sub(40)..at, at..at + 12, at..count);
    [
        place,
        (place - 0.75).abs(),
        share(&tenses.past, before.clone()),
        share(&tenses.past, next.clone()),
        share(&tenses.past, behind.clone()),
        share(&tenses.present, before),
        share(&tenses.present, next.clone()),
        share(&tenses.present, behind.clone()),
        share(&tenses.firm, next),
        share(&tenses.firm, behind),
    ]
}

/// The phrases that open a learning: here, behind a few words that lead up to it, earlier, later.
fn phrases_near(text: &TokenText, turns: &Turns, at: usize) -> [f64; 6] {
    let count = text.tokens.len();
    let early = (count * EARLIEST / 100).min(at);
    // "So, um, now I": some words only lead up to the phrase.
    let lead = (at..at + 3)
        .take_while(|index| leads_up(text, *index))
        .count();
    let soon = |hits: &[bool]| f64::from(lead > 0 && hits.get(at + lead) == Some(&true));
    let up_to = &turns.strong_up_to;
    let found =
        |within: Range<usize>| (1.0 + f64::from(up_to[within.end] - up_to[within.start])).ln();
    [
        f64::from(turns.strong[at]),
        soon(&turns.strong),
        f64::from(turns.weak[at]),
        soon(&turns.weak),
        found(early..at),
        found(at..count),
    ]
}

fn leads_up(text: &TokenText, at: usize) -> bool {
    text.is(at, Class::CONNECTOR) || text.has(at, &["um", "uh", "well", "yeah", "like", "okay"])
}

/// The mark before, words of today and of a lesson, and the first verb of the speaker.
fn words_ahead(text: &TokenText, at: usize) -> [f64; 10] {
    let count = text.tokens.len();
    let ahead =
        |words: usize, is: &dyn Fn(usize) -> bool| f64::from((at..(at + words).min(count)).any(is));
    let verb = (at..(at + 6).min(count))
        .find(|index| text.has(*index, &["i", "we"]))
        .and_then(|index| verb::after_subject(text, index + 1));
    let form = |forms: &[VerbForm]| f64::from(verb.is_some_and(|verb| forms.contains(&verb.form)));
    let sentence_end = text.sentence_end(at);
    [
        f64::from(text.gap(at) == Gap::Stop),
        f64::from(matches!(text.gap(at), Gap::Comma | Gap::Colon)),
        ahead(5, &|index| {
            text.has(index, &["now", "today", "nowadays", "since"])
        }),
        ahead(8, &|index| text.has(index, LESSON)),
        ahead(12, &|index| text.is(index, Class::VOW | Class::MENTAL)),
        ahead(12, &|index| text.is(index, Class::NUMBER)),
        f64::from(sentence_end < at + 16 && text.asks(sentence_end)),
        form(&[VerbForm::Present, VerbForm::Perfect, VerbForm::Progressive]),
        form(&[VerbForm::Past]),
        form(&[VerbForm::Modal, VerbForm::Reproach]),
    ]
}
