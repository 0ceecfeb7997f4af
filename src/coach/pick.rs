//! Which story for which role: the words to look for, and the order of what was found.
//!
//! The full-text search itself is SQLite's and lives in the store; ranks, readiness and
//! dates come in as values. Refuses to count words a library counts better.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use super::lexicon::lines;

/// Words that say nothing about a role, one a line.
static STOP: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| lines(include_str!("words/stop.txt")).collect());

/// Groups of words that mean the same on the job, each word to its group.
static SYNONYMS: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let groups = lines(include_str!("words/synonym.txt"))
        .map(|line| line.split(',').map(str::trim).collect::<Vec<_>>());
    groups
        .flat_map(|group| {
            group
                .clone()
                .into_iter()
                .map(move |word| (word, group.clone()))
        })
        .collect()
});

/// The words of a role or job text to search for, with those that mean the same; each once,
/// lower case.
pub fn search_words(role: &str) -> Vec<String> {
    let mut words = BTreeSet::new();
    for word in role.unicode_words() {
        let word = word.to_lowercase();
        if word.chars().count() < 2 || STOP.contains(word.as_str()) {
            continue;
        }
        for same in SYNONYMS.get(word.as_str()).into_iter().flatten() {
            words.insert((*same).to_owned());
        }
        words.insert(word);
    }
    words.into_iter().collect()
}

/// What is known of one story.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its place in the caller's list.
    pub story: usize,
    /// How well its words fit, 0 for not at all; higher is better.
    pub fit: f64,
    /// The words that matched.
    pub words: Vec<String>,
    /// Predicted recall of decision and change, 0 to 1, where both cards exist.
    pub readiness: Option<f64>,
    /// The company has heard it before.
    pub heard: bool,
}

/// Best first: what the company has not heard yet, then by fit, and where that says nothing,
/// by readiness; otherwise as given.
pub fn order(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|a, b| {
        let ready = |candidate: &Candidate| candidate.readiness.unwrap_or(0.0);
        a.heard
            .cmp(&b.heard)
            .then(b.fit.total_cmp(&a.fit))
            .then(ready(b).total_cmp(&ready(a)))
    });
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_its_telling_words_and_what_means_the_same() {
        let words = search_words("We are looking for an SRE who owns our on-call rota");
        for wanted in ["sre", "on", "call", "rota"] {
            assert_eq!(
                words.contains(&wanted.to_owned()),
                wanted != "on",
                "{wanted}: {words:?}"
            );
        }
        assert!(search_words("monitoring").contains(&"alerting".to_owned()));
        assert_eq!(search_words("We are who you are"), Vec::<String>::new());
    }

    #[test]
    fn a_story_not_heard_comes_first_then_fit_decides_then_readiness() {
        let candidate = |story, fit, readiness| Candidate {
            story,
            fit,
            words: Vec::new(),
            readiness,
            heard: story == 4,
        };
        let ordered = order(vec![
            candidate(0, 0.0, Some(0.9)),
            candidate(1, 2.0, None),
            candidate(2, 2.0, Some(0.5)),
            candidate(3, 0.0, None),
            candidate(4, 9.0, Some(1.0)),
        ]);
        let stories: Vec<usize> = ordered.iter().map(|candidate| candidate.story).collect();
        assert_eq!(stories, [2, 1, 0, 3, 4]);
    }
}
