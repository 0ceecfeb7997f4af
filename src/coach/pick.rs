//! Which story for which role: the words to look for, and the order of what was found.
//!
//! The full-text search itself is SQLite's and lives in the store; ranks and readiness come
//! in as values. Refuses to count words a library counts better.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use super::lexicon::lines;
use crate::story::sort;
use crate::story::{Beat, Story, text};

/// Words that say nothing about a role, one a line.
static STOP: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| lines(include_str!("words/stop.txt")).collect());

/// Groups of words that mean the same on the job, each word to its group.
static SYNONYMS: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let groups = lines(include_str!("words/synonym.txt")).flat_map(|line| {
        let group: Vec<&str> = line.split(',').map(str::trim).collect();
        group
            .clone()
            .into_iter()
            .map(move |word| (word, group.clone()))
    });
    groups.collect()
});

/// A word to search for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SearchWord {
    /// As the role has it, in lower case.
    pub word: String,
    /// Other words that mean the same on the job.
    pub same: Vec<&'static str>,
}

/// The telling words of a role or job text, each once, in the order in which they stand there.
pub(crate) fn search_words(role: &str) -> Vec<SearchWord> {
    let mut words: Vec<SearchWord> = Vec::new();
    let mut known = BTreeSet::new();
    for word in role.unicode_words() {
        // "we're" and "team's" begin with the word.
        let word = word.split(['\'', '\u{2019}']).next().unwrap_or_default();
        let word = text::folded(word);
        let is_word = word.chars().count() > 1 && word.contains(char::is_alphabetic);
        if is_word && !says_nothing(&word) && known.insert(word.clone()) {
            let same = SYNONYMS.get(word.as_str()).into_iter().flatten();
            let same = same.copied().filter(|same| *same != word).collect();
            words.push(SearchWord { word, same });
        }
    }
    words
}

/// Whether a word says nothing about a role, in whatever form it stands: "need", "needed".
fn says_nothing(word: &str) -> bool {
    let bases = ["s", "es", "ed", "ing"].map(|ending| word.strip_suffix(ending));
    let mut bases = bases.into_iter().flatten().filter(|base| base.len() > 2);
    STOP.contains(word)
        || bases.any(|base| STOP.contains(base) || STOP.contains(format!("{base}e").as_str()))
}

/// What is searched of one story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SearchedStory {
    /// The durable change: what fits a role best.
    pub learning: String,
    /// Free words.
    pub tags: String,
    /// The decision.
    pub action: String,
    /// The role it happened in.
    pub role: String,
}

impl SearchedStory {
    /// The words of a story, without Markdown.
    pub(crate) fn of(story: &Story) -> SearchedStory {
        let beat = |beat| {
            let passage = story.beat(beat);
            passage.map_or_else(String::new, |passage| text::plain(&passage.markdown))
        };
        SearchedStory {
            learning: beat(Beat::Learning),
            tags: story.tags.join(" "),
            action: beat(Beat::Action),
            role: story.role.clone().unwrap_or_default(),
        }
    }
}

/// A document that holds at least one of the words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rank {
    /// Its place in the list given.
    pub document: usize,
    /// How well it fits, above 0; higher is better.
    pub score: f64,
    /// The words of the search that the document has, in some form or by another word that means
    /// the same; those that fewer documents have come first.
    pub words: Vec<String>,
}

/// What is known of one story.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate<'s> {
    /// The story.
    pub story: &'s Story,
    /// How well its words fit, 0 for not at all; higher is better.
    pub fit: f64,
    /// The words of the role that the story has.
    pub words: Vec<String>,
    /// Predicted recall of decision and change, 0 to 1, where both cards exist.
    pub readiness: Option<f64>,
    /// The company has heard it before.
    pub heard: bool,
    /// It has a closing for exactly that role.
    pub closes: bool,
}

/// The stories, best first, see [`order`]: `ranks` names them by their place, and readiness, whether
/// the company has heard it and whether it has a closing for the role are asked of each.
pub(crate) fn ranked<'s>(
    stories: &[&'s Story],
    ranks: &[Rank],
    readiness: impl Fn(&Story) -> Option<f64>,
    heard: impl Fn(&Story) -> bool,
    closes: impl Fn(&Story) -> bool,
) -> Vec<Candidate<'s>> {
    let candidates = stories.iter().enumerate().map(|(place, story)| {
        let rank = ranks.iter().find(|rank| rank.document == place);
        Candidate {
            story,
            fit: rank.map_or(0.0, |rank| rank.score),
            words: rank.map_or_else(Vec::new, |rank| rank.words.clone()),
            readiness: readiness(story),
            heard: heard(story),
            closes: closes(story),
        }
    });
    order(candidates.collect())
}

/// Best first: what the company has not heard yet, then what has a closing for the role, then by fit,
/// and where that says nothing, by readiness; otherwise as given.
fn order(mut candidates: Vec<Candidate<'_>>) -> Vec<Candidate<'_>> {
    sort::by(&mut candidates, |a, b| {
        let ready = |candidate: &Candidate<'_>| candidate.readiness.unwrap_or(0.0);
        a.heard
            .cmp(&b.heard)
            .then(b.closes.cmp(&a.closes))
            .then(b.fit.total_cmp(&a.fit))
            .then(ready(b).total_cmp(&ready(a)))
    });
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::parse::parse;

    fn stories(text: &str) -> Vec<Story> {
        parse(text).stories
    }

    #[test]
    fn a_role_is_its_telling_words_and_what_means_the_same() {
        let words = |role: &str| {
            let found = search_words(role).into_iter();
            found.map(|wanted| wanted.word).collect::<Vec<_>>()
        };
        for (role, expected) in [
            (
                "We are looking for an SRE who owns our on-call rota",
                "sre call rota",
            ),
            ("Rota, rota and ROTA", "rota"),
            ("We are who you are", ""),
            ("10 years, since 2019, of k8s", "k8s"),
            ("You're needed, we'll be doing what's required", ""),
            ("What the team's using", "team"),
        ] {
            assert_eq!(words(role).join(" "), expected, "{role}");
        }
        let wanted = &search_words("monitoring")[0];
        assert!(wanted.same.contains(&"alerting") && !wanted.same.contains(&"monitoring"));
    }

    #[test]
    fn what_was_not_heard_comes_first_then_what_closes_for_the_role_then_fit_then_readiness() {
        let text: String = (0..5)
            .map(|number| format!("# Story {number}\n## Action\nI waited.\n\n"))
            .collect();
        let stories = stories(&text);
        let known = [
            (0.0, Some(0.9)),
            (2.0, None),
            (2.0, Some(0.5)),
            (0.0, None),
            (9.0, Some(1.0)),
        ];
        let place = |story: &Story| stories.iter().position(|other| other == story).unwrap();
        // What does not fit at all is in no rank.
        let fitting = known.iter().enumerate().filter(|(_, (fit, _))| *fit > 0.0);
        let ranks: Vec<Rank> = fitting
            .map(|(document, &(score, _))| Rank {
                document,
                score,
                words: vec![format!("word {document}")],
            })
            .collect();
        let given: Vec<&Story> = stories.iter().collect();
        let ordered = ranked(
            &given,
            &ranks,
            |story| known[place(story)].1,
            |story| place(story) == 4,
            |story| place(story) >= 3,
        );
        let order: Vec<usize> = ordered.iter().map(|pick| place(pick.story)).collect();
        assert_eq!(order, [3, 2, 1, 0, 4]);
        assert_eq!(ordered[1].words, ["word 2"]);
        assert_eq!((ordered[3].fit, ordered[3].words.len()), (0.0, 0));
        assert!(ordered[4].heard && !ordered[0].heard);
    }

    #[test]
    fn a_document_is_plain_text_of_what_may_fit_a_role() {
        let text = "# A\nrole: Engineer\ntags: migration, planning\n## Situation\nNo.\n\
                    ## Action\nI **skipped** it.\n";
        let document = SearchedStory::of(&stories(text)[0]);
        let expected = SearchedStory {
            learning: String::new(),
            tags: "migration planning".to_owned(),
            action: "I skipped it.".to_owned(),
            role: "Engineer".to_owned(),
        };
        assert_eq!(document, expected);
    }
}
