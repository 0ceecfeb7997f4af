//! A story chosen for a question: how it is asked, and why it fits or which one does.

use super::error::CliError;
use super::ranking;
use crate::coach::fitting::{self, StoryFit};
use crate::prompt::text::{Line, Tone};
use crate::story::bank::{AskedMisses, BankQuestion};
use crate::story::{Miss, Story};

/// So many stories stand in a menu with digits; among more, one is searched.
pub(crate) const MOST_IN_A_MENU: usize = 9;

/// What stands over the stories.
pub(crate) const ASKED: &str = "Which story answers this?";

/// How the story at a place answers a question, of these stories.
pub(crate) fn fit(
    question: &BankQuestion,
    stories: &[&Story],
    chosen: usize,
) -> Result<StoryFit, CliError> {
    let ranks = ranking::ranks(stories, &fitting::searched(question))?;
    Ok(fitting::fit(question, stories, &ranks, chosen))
}

/// Whether the story at a place fits, and why in a line; none where nothing says so.
pub(crate) fn judged(
    question: &BankQuestion,
    stories: &[&Story],
    chosen: usize,
) -> Result<Option<(bool, Line)>, CliError> {
    let fit = fit(question, stories, chosen)?;
    let told = fit.is_fitting().map(|fits| {
        let (tone, judged) = match fits {
            true => (Tone::Good, "Right: "),
            false => (Tone::Warn, "Not quite: "),
        };
        let why = why(&fit, question, stories, chosen);
        (fits, Line::toned(tone, judged).and(Tone::Normal, why))
    });
    Ok(told)
}

/// Why a story fits, or which one does.
pub(crate) fn why(
    fit: &StoryFit,
    question: &BankQuestion,
    stories: &[&Story],
    chosen: usize,
) -> String {
    match fit {
        StoryFit::BearsQuestion => "this question is one of that story's.".to_owned(),
        StoryFit::AnyFailure => "any failure of yours answers it.".to_owned(),
        StoryFit::OfKind(miss) => format!("it asks for {}, and that is one.", kinds(&[*miss])),
        StoryFit::HasWords(words) => {
            format!(
                "no other story has as many of its words: {}.",
                words.join(", ")
            )
        }
        StoryFit::Another(other) => {
            let title = &stories[*other].title;
            match (&question.asks, stories[chosen].miss) {
                (AskedMisses::Kinds(asked), Some(miss)) => format!(
                    "it asks for {}, and that is {}. \"{title}\" fits.",
                    kinds(asked),
                    kinds(&[miss])
                ),
                _ => format!("\"{title}\" fits better."),
            }
        }
        StoryFit::Unknown => String::new(),
    }
}

/// `a technical or judgement failure`
fn kinds(kinds: &[Miss]) -> String {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.key()).collect();
    format!("a {} failure", kinds.join(" or "))
}
