//! Which story was told.

use std::collections::{HashMap, HashSet};

use super::form::forms;
use super::transcript::Transcript;
use crate::story::{Story, text};

/// A story less alike than this was not told.
const LEAST_ALIKE: f64 = 0.22;

/// Letters of a word that say which it is, whatever its ending.
const STEM: usize = 6;

/// A story that is so many times as alike as the one asked for was told in its place.
const CLOSER: f64 = 1.5;

/// One word in ten is a word of grammar in any English text; in other languages hardly any is.
const LEAST_GRAMMAR: f64 = 0.1;

/// Which story was told, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ToldStory {
    /// The one asked for or, where none was, the one that is nearest.
    Told(usize),
    /// Another one than was asked for.
    Instead(usize),
    /// None of them.
    Unknown,
}

/// Which of some stories was told, and whether it is the one asked for.
pub(crate) fn told(stories: &[&Story], asked: Option<usize>, transcript: &Transcript) -> ToldStory {
    let alike = likeness(stories, transcript);
    let places = 0..stories.len();
    let Some(best) = places.max_by(|&a, &b| alike[a].total_cmp(&alike[b])) else {
        return ToldStory::Unknown;
    };
    match asked {
        _ if alike[best] < LEAST_ALIKE => ToldStory::Unknown,
        None => ToldStory::Told(best),
        Some(asked) if alike[best] >= CLOSER * alike[asked] => ToldStory::Instead(best),
        Some(asked) if alike[asked] >= LEAST_ALIKE => ToldStory::Told(asked),
        Some(_) => ToldStory::Unknown,
    }
}

/// Whether English was heard, as far as the recogniser and the words of grammar say.
pub(crate) fn is_english(transcript: &Transcript) -> bool {
    let language = transcript.language.as_deref().unwrap_or_default();
    let says_other = !language.is_empty() && !language.to_lowercase().starts_with("en");
    let forms = forms(transcript.words.iter().map(|word| word.text.as_str()));
    let grammar = forms.iter().filter(|form| form.is_grammar).count();
    !says_other && grammar as f64 >= LEAST_GRAMMAR * forms.len() as f64
}

/// How alike each story is to what was heard, from 0 to 1: the cosine over their rare stems.
pub(super) fn likeness(stories: &[&Story], transcript: &Transcript) -> Vec<f64> {
    let heard = stems(transcript.words.iter().map(|word| word.text.as_str()));
    let told: Vec<HashSet<String>> = stories
        .iter()
        .map(|story| {
            let beats = story
                .beats
                .iter()
                .map(|beat| text::plain(&beat.passage.markdown));
            let words = beats.collect::<Vec<_>>().join(" ");
            stems(words.split_whitespace())
        })
        .collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for stem in told.iter().flatten() {
        *counts.entry(stem).or_insert(0) += 1;
    }
    let weight = |stem: &String| {
        let count = counts.get(stem.as_str()).copied().unwrap_or(0);
        1.0 + ((told.len() as f64 + 1.0) / (count as f64 + 1.0)).ln()
    };
    let length = |stems: &HashSet<String>| {
        let squares = stems.iter().map(|stem| weight(stem).powi(2));
        squares.sum::<f64>().sqrt()
    };
    let heard_length = length(&heard);
    told.iter()
        .map(|told| {
            let common: f64 = told
                .intersection(&heard)
                .map(|stem| weight(stem).powi(2))
                .sum();
            common / (length(told) * heard_length).max(1e-9)
        })
        .collect()
}

fn stems<'w>(words: impl IntoIterator<Item = &'w str>) -> HashSet<String> {
    let forms = forms(words).into_iter().filter(|form| !form.is_grammar);
    forms
        .map(|form| form.form.chars().take(STEM).collect())
        .collect()
}
