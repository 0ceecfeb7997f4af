//! Words that stand under the names of parts and are no story: the method explained, a template
//! to fill in, a checklist.
//!
//! Refuses to look at titles.

use std::ops::Range;
use std::sync::LazyLock;

use crate::story::persons;
use crate::story::synonym::{self, WordSet};

use super::document::BlockKind;
use super::labels::Label;
use super::outline::LabelledDocument;

/// So many bytes of a part are looked at.
const LOOKED_AT: usize = 400;

/// A part of tips has fewer words.
const MOST_WORDS_OF_A_TIP: usize = 12;

/// How a sentence begins that says what to tell, in the languages of most guides.
static TELLING: LazyLock<WordSet> = LazyLock::new(|| synonym::words_that("telling"));

/// So many cells of a row are looked at.
const MOST_CELLS: usize = 8;

/// Whether parts explain how to answer, or wait to be filled in.
pub(super) fn explains(
    document: &LabelledDocument<'_, '_>,
    blocks: &Range<usize>,
    parts: &[usize],
    untitled: bool,
) -> bool {
    let words: Vec<String> = told(document, blocks, parts).collect();
    let told: Vec<&String> = words.iter().filter(|words| !words.is_empty()).collect();
    if told.is_empty() {
        return parts.len() > 1 && untitled;
    }
    let told: Vec<String> = told.iter().map(|words| words.replace('\\', "")).collect();
    let told: Vec<&String> = told.iter().collect();
    let waits = |words: &&String| is_placeholder(words) || has_placeholder(words);
    // `(if applicable) in points` beside every name.
    let again = |words: &&String| *words == told[0] && words.starts_with(['(', '[']);
    if told.iter().all(waits) || told.len() > 1 && told.iter().all(again) {
        return true;
    }
    parts.len() > 1
        && (is_glossary(document, parts)
            || is_checklist(document, parts)
            || is_instruction(document, &words, parts))
}

/// Whether each part but one begins by saying what to do or how long, asks, or says its own name
/// again behind its letter.
fn is_instruction(document: &LabelledDocument<'_, '_>, words: &[String], parts: &[usize]) -> bool {
    let instructs = |(words, part): &(&String, &usize)| {
        TELLING.contains(first_word(words).to_lowercase().as_str())
            || words.ends_with('?')
            || words.starts_with(|c: char| c.is_ascii_digit())
            || says_its_name(document, **part, words)
    };
    let told = || {
        words
            .iter()
            .zip(parts)
            .filter(|(words, _)| !words.is_empty())
    };
    told().count() > 2 && told().filter(instructs).count() + 1 >= told().count()
}

/// The first letters of some words.
fn first_word(words: &str) -> &str {
    let mut all = words.split(|c: char| !c.is_alphabetic());
    all.find(|word| !word.is_empty()).unwrap_or_default()
}

/// Whether words behind a letter begin with what the letter stands for.
fn says_its_name(document: &LabelledDocument<'_, '_>, part: usize, words: &str) -> bool {
    let label = document
        .label(part)
        .and_then(|label| label.meaning.as_ref());
    label.is_some_and(|meaning| meaning.letter)
        && synonym::usual(first_word(words)) == document.part(part)
}

/// A list of the letters: what follows `S` begins with `Situation`, beside it or in a cell.
fn is_glossary(document: &LabelledDocument<'_, '_>, parts: &[usize]) -> bool {
    let names_itself = |part: &&usize| {
        let beside = document.label(**part).map_or("", |label| &label.rest);
        let cells = document.document.blocks[**part + 1..].iter();
        let cells = cells
            .take_while(|block| block.kind == BlockKind::Line)
            .take(MOST_CELLS);
        let mut words = cells
            .map(|cell| document.document.words(cell))
            .chain([beside]);
        words.any(|words| says_its_name(document, **part, words))
    };
    2 * parts.iter().filter(names_itself).count() > parts.len()
}

/// Every part has a box to be ticked.
fn is_checklist(document: &LabelledDocument<'_, '_>, parts: &[usize]) -> bool {
    parts.iter().all(|part| {
        let block = &document.document.blocks[*part];
        let sign = &document.document.text[block.at.start..block.words.start];
        sign.contains("[ ]") || sign.contains("[x]") || sign.contains("[X]")
    })
}

/// Whether every part is a few words without a sentence, and nobody speaks of himself.
pub(super) fn is_terse(
    document: &LabelledDocument<'_, '_>,
    blocks: &Range<usize>,
    parts: &[usize],
) -> bool {
    let mut words = told(document, blocks, parts);
    let ends = ['.', '!', '\u{3002}', '\u{2026}'];
    let is_tip = |words: String| {
        let count = words.split_whitespace().count();
        count < MOST_WORDS_OF_A_TIP && !words.contains(ends) && persons::persons(&words).0 == 0
    };
    !parts.is_empty() && words.all(is_tip)
}

/// Whether nothing stands under any name.
pub(super) fn is_empty(
    document: &LabelledDocument<'_, '_>,
    blocks: &Range<usize>,
    parts: &[usize],
) -> bool {
    told(document, blocks, parts).all(|words| words.is_empty())
}

/// The first words of each part.
fn told(
    document: &LabelledDocument<'_, '_>,
    blocks: &Range<usize>,
    parts: &[usize],
) -> impl Iterator<Item = String> {
    parts.iter().enumerate().map(|(index, part)| {
        let end = parts.get(index + 1).copied().unwrap_or(blocks.end);
        let mut told = document
            .label(*part)
            .map_or(String::new(), |label| label.rest.clone());
        // Another name in their dress ends the part.
        let dress = document.label(*part).map(|label| label.dress);
        let ends = |label: &Label| label.colon && Some(label.dress) == dress;
        let is_inner = |block: &usize| {
            !document.kind(*block).is_heading() && !document.label(*block).is_some_and(ends)
        };
        for block in (part + 1..end).take_while(is_inner) {
            if document.kind(block).is_words() {
                told.push(' ');
                told.push_str(document.words(block));
            }
            if told.len() > LOOKED_AT {
                break;
            }
        }
        told.trim().to_owned()
    })
}

/// `[what you did]`, `<number>`, `___`, `...`: a place for words.
fn is_placeholder(words: &str) -> bool {
    let words = words
        .trim()
        .trim_matches(['*', '_', '.', ' ', '\u{2026}', '`']);
    let framed = [('[', ']'), ('<', '>'), ('{', '}'), ('(', ')')];
    let framed = framed
        .iter()
        .any(|(open, close)| words.starts_with(*open) && words.ends_with(*close));
    framed || !words.contains(char::is_alphanumeric)
}

/// Whether words hold a place for others: `in a project at [Firm]`.
fn has_placeholder(words: &str) -> bool {
    let mut rest = words;
    while let Some((_, inside)) = rest.split_once('[') {
        let Some((name, after)) = inside.split_once(']') else {
            return false;
        };
        let is_box =
            name.trim().is_empty() || name.eq_ignore_ascii_case("x") || name.starts_with('[');
        if !is_box && !after.starts_with(['(', '[', ':', ']']) && name.contains(char::is_alphabetic)
        {
            return true;
        }
        rest = after;
    }
    false
}
