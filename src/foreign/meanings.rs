//! What a name means, once the numbers, pictures, letters and brackets around it are taken away.
//!
//! Refuses to look at where a name stands.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::story::Beat;
use crate::story::parse::names::{self, HeadingReading};
use crate::story::section::StorySection;
use crate::story::synonym::{self, SynonymSpelling, WordSet};

/// Longer words are no name, in bytes.
const LONGEST_NAME: usize = 288;

/// Several names joined have no more words than this.
const MOST_WORDS: usize = 8;

/// What counts the parts of an answer, in the languages of the table.
static STEPS: LazyLock<WordSet> = LazyLock::new(|| synonym::words_that("step"));

/// What a few words mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meaning {
    pub usual: SynonymSpelling,
    /// The role in a closing's brackets.
    pub role: Option<String>,
    /// Words beside the name, which are kept.
    pub extra: String,
    pub letter: bool,
}

impl Meaning {
    fn of(usual: SynonymSpelling) -> Meaning {
        Meaning {
            usual,
            role: None,
            extra: String::new(),
            letter: false,
        }
    }

    fn with(self, extra: String) -> Meaning {
        Meaning { extra, ..self }
    }
}

/// What a name means, whatever numbers, signs and brackets stand around it.
pub(super) fn of(words: &str) -> Option<Meaning> {
    if words.len() > LONGEST_NAME {
        return None;
    }
    if let Some(second) = second_result(words) {
        return Some(second);
    }
    let bare = bare(words);
    let bare = bare.as_ref();
    if let Some(HeadingReading::Is(part, role)) = names::exact(bare)
        && part != StorySection::FineLines
    {
        let meaning = Meaning::of(SynonymSpelling::Part(part));
        return Some(Meaning { role, ..meaning });
    }
    if let Some(usual) = synonym::usual(bare) {
        return Some(Meaning::of(usual));
    }
    if let Some(usual) = synonym::letter(bare) {
        let letter = true;
        return Some(Meaning {
            letter,
            ..Meaning::of(usual)
        });
    }
    beside_a_letter(bare)
        .or_else(|| combined(bare))
        .or_else(|| hinted_at(bare))
        .or_else(|| counted(bare))
}

/// `+R`, `R+`: the reflection of STAR+R.
fn second_result(words: &str) -> Option<Meaning> {
    let words = words.trim().trim_end_matches([':', '.']);
    let is_it = ["+R", "R+", "+L", "+r", "R2"].contains(&words);
    is_it.then(|| Meaning::of(SynonymSpelling::Part(StorySection::Beat(Beat::Learning))))
}

/// `S - Situation`, `(S) Situation`, `Situation (S)`, `S/Situation`: the letter says nothing
/// that the name does not.
fn beside_a_letter(words: &str) -> Option<Meaning> {
    let signs = [')', '(', ':', '-', '–', '—', '=', '/', '|', '·', '.'];
    let at = words
        .find(signs)
        .filter(|at| *at > 0 || words.starts_with('('))?;
    let trim =
        |side: &str| -> String { side.trim_matches(|c: char| !c.is_alphanumeric()).to_owned() };
    let inside = words
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'));
    let (left, right) = inside.unwrap_or_else(|| words.split_at(at));
    let (left, right) = (trim(left), trim(right));
    let named = |letter: &str, name: &str| {
        let is_letter = synonym::letter(letter).is_some() && letter.chars().count() == 1;
        is_letter.then(|| synonym::usual(name)).flatten()
    };
    named(&left, &right)
        .or_else(|| named(&right, &left))
        .map(Meaning::of)
}

/// `Result & Learning`: where every side of it is a part, its words are the first one's.
fn combined(words: &str) -> Option<Meaning> {
    let joins = [" and ", " und ", " y ", "&", "/", "+"];
    if words.split(' ').count() > MOST_WORDS || !joins.iter().any(|join| words.contains(join)) {
        return None;
    }
    let words = joins
        .iter()
        .fold(words.to_owned(), |words, join| words.replace(join, "&"));
    let mut sides = words.split('&').map(str::trim);
    let first = of(sides.next()?)?;
    let mut rest = sides.map(of);
    rest.all(|side| side.is_some_and(|side| side.usual.is_part()))
        .then_some(first)
}

/// `Situation (what was going on)`: the name, and words that are kept.
fn hinted_at(words: &str) -> Option<Meaning> {
    let (name, inside) = names::bracket(words)?;
    let name = name.trim_end_matches([':', ' ']);
    match synonym::letter(name) {
        Some(_) => synonym::usual(inside).map(Meaning::of),
        None => synonym::usual(name).map(|usual| {
            let says_it_again =
                synonym::usual(inside).is_some() || synonym::letter(inside).is_some();
            match says_it_again || synonym::is_method(&format!("{inside} method")) {
                true => Meaning::of(usual),
                false => Meaning::of(usual).with(format!("({inside})")),
            }
        }),
    }
}

/// `Step 2: Action`, `Part 3 - Result`, `Q1`.
fn counted(words: &str) -> Option<Meaning> {
    let at = words.find(|c: char| c.is_ascii_digit())?;
    let after = words[at..].trim_start_matches(|c: char| c.is_ascii_digit());
    let name = after.trim_start_matches([':', '-', '–', '—', '.', ')', ' ']);
    let before = words[..at].trim();
    match name.is_empty() {
        true => ["q", "question"]
            .contains(&before.to_lowercase().as_str())
            .then(|| synonym::usual(before).map(Meaning::of))?,
        false => STEPS
            .contains(before.to_lowercase().as_str())
            .then(|| of(name))?,
    }
}

/// Whether a title counts the steps of a procedure: `Step 2: Design`.
pub(super) fn is_step(title: &str) -> bool {
    let digits = title.find(|c: char| c.is_ascii_digit());
    let before = digits.map_or("", |at| title[..at].trim()).to_lowercase();
    !["part", "teil", "parte"].contains(&before.as_str()) && STEPS.contains(before.as_str())
}

/// What a heading means: a name, alone or with further words after it.
pub(super) fn of_heading(words: &str) -> Option<Meaning> {
    if let Some(found) = of(words) {
        return Some(found);
    }
    let bare = bare(words);
    let Some((name, rest)) = apart(&bare, usize::MAX) else {
        let near = names::inexact(&bare);
        return match near {
            HeadingReading::Near(part) if !bare.contains('(') => {
                Some(Meaning::of(SynonymSpelling::Part(part)))
            }
            _ => None,
        };
    };
    let found = of(name)?;
    if found.letter {
        return of(rest).filter(|meaning| !meaning.letter);
    }
    // Signs at its end are words of it.
    let whole = words.rfind(rest).map_or(rest, |at| words[at..].trim());
    let rest = if whole.ends_with(']') { rest } else { whole };
    let extra = [found.extra.as_str(), rest].join(" ").trim().to_owned();
    // `STARR: The fire drill` is a title.
    (found.usual != SynonymSpelling::Wrapper).then(|| found.with(extra))
}

/// Without a number, a picture or another sign around it, brackets all around, an anchor.
pub(super) fn bare(words: &str) -> Cow<'_, str> {
    let mut words = words.trim();
    if let Some((name, _)) = words.split_once("{#").filter(|_| words.ends_with('}')) {
        words = name.trim_end();
    }
    loop {
        let before = words.len();
        let opens =
            |c: char| c.is_alphanumeric() || matches!(c, '(' | '[' | '\u{ff08}' | '\u{3010}');
        let closes =
            |c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '\u{ff09}' | '\u{3011}');
        words = words
            .trim_start_matches(|c| !opens(c))
            .trim_end_matches(|c| !closes(c));
        for (open, close) in [('[', ']'), ('(', ')'), ('\u{3010}', '\u{3011}')] {
            let inside = words.strip_prefix(open).and_then(|w| w.strip_suffix(close));
            words = inside.filter(|w| !w.contains(close)).unwrap_or(words);
        }
        let digits = words.trim_start_matches(|c: char| c.is_ascii_digit());
        if digits.len() < words.len() {
            let rest = digits.strip_prefix(['.', ')', '\u{fe0f}', '\u{20e3}']);
            let rest = rest.map(|rest| rest.trim_start_matches(['\u{20e3}', '\u{fe0f}']));
            words = rest.filter(|rest| !rest.trim().is_empty()).unwrap_or(words);
        }
        if words.len() == before {
            break;
        }
    }
    let mut whole = Cow::Borrowed(words);
    if whole.contains(['\u{ff08}', '\u{ff09}']) {
        whole = whole
            .replace('\u{ff08}', " (")
            .replace('\u{ff09}', ")")
            .into();
    }
    // `(S)ituation`, `[S]ituation`.
    let mut letters = whole.chars();
    if let (Some('(' | '['), Some(first), Some(')' | ']')) =
        (letters.next(), letters.next(), letters.next())
        && letters.clone().next().is_some_and(char::is_alphabetic)
    {
        whole = format!("{first}{}", letters.as_str()).into();
    }
    whole
}

/// Without the marks of emphasis, an anchor and the signs at the end of a heading.
pub(super) fn unmarked(words: &str) -> Cow<'_, str> {
    let mut words = words.trim();
    if let Some((name, _)) = words.split_once("{#").filter(|_| words.ends_with('}')) {
        words = name.trim_end();
    }
    match words.contains(['*', '_', '`']) {
        true => words
            .replace(['*', '`'], "")
            .trim_matches(['_', ' '])
            .to_owned()
            .into(),
        false => words.into(),
    }
}

/// A name and what follows its colon or dash, where that stands early enough.
pub(super) fn apart(text: &str, within: usize) -> Option<(&str, &str)> {
    let within = &text[..text.floor_char_boundary(within.min(text.len()))];
    let colon = within.find([':', '\u{ff1a}']);
    let dash = within.find(['–', '—']);
    let hyphen = within.find(" - ");
    // `Situación.- Words`, as Spanish has it.
    let stop = within
        .find(".- ")
        .or_else(|| within.find(".-").filter(|at| at + 2 == text.len()));
    let at = colon.or_else(|| dash.into_iter().chain(hyphen).chain(stop).min())?;
    let signs = [" - ", ".- ", ".-"].into_iter();
    let sign = signs
        .map(|sign| {
            if text[at..].starts_with(sign) {
                sign.len()
            } else {
                0
            }
        })
        .max()?;
    let sign = sign.max(text[at..].chars().next()?.len_utf8());
    Some((text[..at].trim(), text[at + sign..].trim()))
}
