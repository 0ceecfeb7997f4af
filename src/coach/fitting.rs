//! Whether a story answers a question, and why.
//!
//! Refuses to search: how well words fit comes in as ranks. Where nothing says what a story is about,
//! it refuses to judge, too; the person does.

use super::pick::{Rank, search_words};
use crate::story::bank::{AskedMisses, BankQuestion};
use crate::story::{Miss, Story, text};

/// So many words of a match are told.
const WORDS_TOLD: usize = 3;

/// How a story that was chosen answers a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StoryFit {
    /// The question stands in the story.
    BearsQuestion,
    /// The question asks for any failure.
    AnyFailure,
    /// The question asks for this kind of failure, and the story is one.
    OfKind(Miss),
    /// Of all stories it has most of the question's words, these.
    HasWords(Vec<String>),
    /// It is of another kind than the question asks for, and this story answers it: its place.
    Another(usize),
    /// Nothing says whether it fits.
    Unknown,
}

impl StoryFit {
    /// Whether the story answers the question, as far as that is known.
    pub(crate) fn is_fitting(&self) -> Option<bool> {
        match self {
            StoryFit::Unknown => None,
            StoryFit::Another(_) => Some(false),
            _ => Some(true),
        }
    }
}

/// The words of a question as they are searched for in stories: its own and those it asks for.
pub(crate) fn searched(question: &BankQuestion) -> String {
    let mut words = question.wording.clone();
    for word in &question.words {
        words.push(' ');
        words.push_str(word);
    }
    words
}

/// Holds the story at a place against a question; `ranks` are how well the stories fit the words
/// that are [searched], the best first.
pub(crate) fn fit(
    question: &BankQuestion,
    stories: &[&Story],
    ranks: &[Rank],
    chosen: usize,
) -> StoryFit {
    let of_chosen = reason(question, stories, ranks, chosen);
    if of_chosen != StoryFit::Unknown {
        return of_chosen;
    }
    // Without a kind of its own nobody knows that it is of another.
    if stories[chosen].miss.is_none() {
        return StoryFit::Unknown;
    }
    let by_rank = ranks.iter().map(|rank| rank.document);
    let mut others = by_rank.chain(0..stories.len());
    let better = others.find(|&other| {
        other != chosen && reason(question, stories, ranks, other) != StoryFit::Unknown
    });
    better.map_or(StoryFit::Unknown, StoryFit::Another)
}

/// Why a story answers the question; unknown where nothing says that it does.
fn reason(question: &BankQuestion, stories: &[&Story], ranks: &[Rank], place: usize) -> StoryFit {
    let story = stories[place];
    let asked = wording(&question.wording);
    if story.questions.iter().any(|known| wording(known) == asked) {
        return StoryFit::BearsQuestion;
    }
    match (&question.asks, story.miss) {
        (AskedMisses::Any, _) => return StoryFit::AnyFailure,
        (asks, Some(miss)) if asks.include(Some(miss)) => return StoryFit::OfKind(miss),
        _ => {}
    }
    match ranks.first().filter(|rank| rank.document == place) {
        Some(rank) => {
            let words = rank.words.iter().take(WORDS_TOLD);
            StoryFit::HasWords(words.cloned().collect())
        }
        None => StoryFit::Unknown,
    }
}

/// A question as it is compared: case, marks and words that say nothing left out.
fn wording(question: &str) -> Vec<String> {
    let telling: Vec<String> = search_words(question)
        .into_iter()
        .map(|word| word.word)
        .collect();
    match telling.is_empty() {
        true => vec![text::folded(question)],
        false => telling,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::bank;
    use crate::story::parse::parse;

    fn stories() -> Vec<Story> {
        parse(
            "# Late\nmiss: technical\nquestion: Tell me about a deadline you missed.\n## Action\nA.\n\
             # Alone\nmiss: stakeholder\n## Action\nA.\n# Bet\n## Action\nA.\n",
        )
        .stories
    }

    fn told(question: &str, ranks: &[(usize, &str)], chosen: usize) -> StoryFit {
        let (bank, _) = bank::read(&format!("# Questions\n## {question}\n"));
        let stories = stories();
        let stories: Vec<&Story> = stories.iter().collect();
        let ranks = ranks.iter().map(|&(document, words)| Rank {
            document,
            score: 1.0,
            words: words.split(' ').map(str::to_owned).collect(),
        });
        let ranks: Vec<Rank> = ranks.collect();
        fit(&bank.questions[0], &stories, &ranks, chosen)
    }

    #[test]
    fn a_story_fits_by_its_question_its_kind_or_its_words() {
        let (late, alone, bet) = (0, 1, 2);
        let deadline = "Tell me about a deadline you missed!";
        assert_eq!(told(deadline, &[], late), StoryFit::BearsQuestion);
        assert_eq!(told("When did you fail?", &[], bet), StoryFit::AnyFailure);
        let technical = "A bug?\nasks: technical";
        assert_eq!(
            told(technical, &[], late),
            StoryFit::OfKind(Miss::Technical)
        );
        assert_eq!(told(technical, &[], alone), StoryFit::Another(late));
        assert_eq!(told(technical, &[], bet), StoryFit::Unknown);
        let words = StoryFit::HasWords(vec!["bug".to_owned(), "test".to_owned()]);
        assert_eq!(
            told(technical, &[(bet, "bug test"), (late, "bug")], bet),
            words
        );
        // The one whose words fit best is named before the first of the right kind.
        let ranks = [(bet, "bug"), (late, "bug")];
        assert_eq!(told(technical, &ranks, alone), StoryFit::Another(bet));
        // Nothing else answers it either.
        let judgement = "A regret?\nasks: judgement";
        assert_eq!(told(judgement, &[], late), StoryFit::Unknown);
    }
}
