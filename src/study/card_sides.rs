//! The two sides of a card: what is shown before the attempt and what after it.
//!
//! Before the attempt the words of the asked beat never appear, whole or in part, except
//! as a hint that was asked for.

use crate::story::bank::{AskedMisses, BankQuestion};
use crate::story::{Beat, Library, Passage, Story, text};

use super::card::{Card, CardGroup, CardKind};

/// The heading of a question card.
const QUESTION: &str = "Question";

/// Words of the opening that serve as a hint where a beat has no points.
const WORDS_OF_A_HINT: usize = 3;

/// What is shown before the attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CardFront {
    /// The story's title.
    pub title: String,
    /// The role in which it happened.
    pub role: Option<String>,
    /// The wordings of the question; one of them is shown.
    pub questions: Vec<String>,
    /// What to say now.
    pub ask: &'static str,
    /// Beats (or the first draft) shown for help, with their headings and Markdown.
    pub context: Vec<(&'static str, String)>,
    /// How many points there are to be said.
    pub points: usize,
}

/// What is shown after the attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CardBack {
    /// The heading.
    pub heading: &'static str,
    /// The words, as Markdown.
    pub markdown: String,
    /// The points that must be said.
    pub points: Vec<String>,
}

/// The side before the attempt; `back` is what will be shown after it.
pub(crate) fn front(library: &Library, card: &Card, back: &CardBack) -> CardFront {
    let Some(story) = card.story(library) else {
        return question_front(card.question(library), ask(card));
    };
    CardFront {
        title: story.title.clone(),
        role: story.role.clone(),
        questions: story.questions.clone(),
        ask: ask(card),
        context: context(story, card),
        points: back.points.len(),
    }
}

/// The side after the attempt; `role` is the role of the nearest interview, for closings.
pub(crate) fn back(library: &Library, card: &Card, role: Option<&str>) -> CardBack {
    let Some(story) = card.story(library) else {
        return question_back(card.question(library));
    };
    let of_beat = |beat: Beat| (beat.name(), markdown(story.beat(beat)));
    let (heading, markdown) = match card.kind {
        CardKind::Action | CardKind::SayItBetter => of_beat(Beat::Action),
        CardKind::Learning => of_beat(Beat::Learning),
        CardKind::Result => of_beat(Beat::Result),
        CardKind::Opening => ("Opening", story.opening().unwrap_or_default()),
        CardKind::Closing => ("Closing", closing(story, role)),
        CardKind::Trap(_) => ("Trap", String::new()),
        CardKind::Question => (QUESTION, String::new()),
    };
    CardBack {
        heading,
        points: text::points(&markdown),
        markdown,
    }
}

/// The side of a question before the choice.
fn question_front(question: Option<&BankQuestion>, ask: &'static str) -> CardFront {
    let wording = question.map(|question| question.wording.clone());
    CardFront {
        title: QUESTION.to_owned(),
        role: None,
        questions: wording.into_iter().collect(),
        ask,
        context: Vec::new(),
        points: 0,
    }
}

/// What a question asks for.
fn question_back(question: Option<&BankQuestion>) -> CardBack {
    CardBack {
        heading: QUESTION,
        markdown: question.map_or_else(String::new, asked_for),
        points: Vec::new(),
    }
}

/// `It asks for a technical or judgement failure: deadline, late, delay.`
pub(crate) fn asked_for(question: &BankQuestion) -> String {
    let kinds = match &question.asks {
        AskedMisses::Any => "any failure".to_owned(),
        AskedMisses::Kinds(kinds) => {
            let kinds: Vec<&str> = kinds.iter().map(|kind| kind.key()).collect();
            format!("a failure of this kind: {}", kinds.join(" or "))
        }
        AskedMisses::Unknown => "what they had in mind".to_owned(),
    };
    match question.words.is_empty() {
        true => format!("It asks for {kinds}."),
        false => format!("It asks for {kinds}. Words: {}.", question.words.join(", ")),
    }
}

/// A hint: the first word of each point, of a one-word point its first letter; without
/// points the first words of the text.
pub(crate) fn hint(back: &CardBack) -> String {
    if back.points.is_empty() {
        let words = text::first_words(&text::plain(&back.markdown), WORDS_OF_A_HINT);
        return format!("{words} ...");
    }
    let starts: Vec<String> = back.points.iter().map(|point| start(point)).collect();
    starts.join(" · ")
}

fn start(point: &str) -> String {
    let mut words = point.split_whitespace();
    match (words.next(), words.next()) {
        (Some(first), Some(_)) => format!("{first} ..."),
        (Some(only), None) => only.chars().take(1).chain("...".chars()).collect(),
        _ => String::new(),
    }
}

fn ask(card: &Card) -> &'static str {
    let core = card.group == CardGroup::Core;
    match card.kind {
        CardKind::Action if core => "What do you think the wrong call was? Say it aloud, as \"I\".",
        CardKind::Learning if core => "What would you have changed for good? Say it aloud.",
        CardKind::Action => "Say your decision aloud: the call that was yours and went wrong.",
        CardKind::Learning => "Say the change aloud: what you do differently now.",
        CardKind::Result => "Say the consequence aloud, with its number.",
        CardKind::Opening => "Say your first sentence aloud.",
        CardKind::Closing => "Say the closing aloud: what the change means for this role.",
        CardKind::SayItBetter => "Say it better: the same moment, with your decision named.",
        CardKind::Trap(_) => "Which trap is this line?",
        CardKind::Question => "Which story answers this?",
    }
}

/// A core shows the beats that come before the asked one: nobody can recall a story that
/// is not theirs, only judge what the call or the change was.
fn context(story: &Story, card: &Card) -> Vec<(&'static str, String)> {
    let asked = match (card.kind, card.group) {
        (CardKind::SayItBetter, _) => {
            return vec![("First draft", markdown(story.first_draft.as_ref()))];
        }
        (CardKind::Action, CardGroup::Core) => Beat::Action,
        (CardKind::Learning, CardGroup::Core) => Beat::Learning,
        (CardKind::Result, CardGroup::Core) => Beat::Result,
        _ => return Vec::new(),
    };
    story
        .beats
        .iter()
        .filter(|text| text.beat < asked)
        .map(|text| (text.beat.name(), text.passage.markdown.clone()))
        .collect()
}

fn closing(story: &Story, role: Option<&str>) -> String {
    let closing = story.closing_for(role).or_else(|| story.closings.first());
    markdown(closing.map(|closing| &closing.passage))
}

fn markdown(passage: Option<&Passage>) -> String {
    passage.map_or_else(String::new, |passage| passage.markdown.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::card;
    use crate::study::tests::library_of;

    #[test]
    fn a_front_counts_the_points_that_its_back_shows() {
        let library = library_of(
            "# Alpha\ncards: closing\n## Action\nShipped it.\n## Learning\nAsk first.\n\
             ## Closing\nI ask **first**.\n\
             ## Closing (PM)\nI **ask**, then **write it down**, then **ship**.\n",
        );
        let cards = card::deal(&library);
        let closing = cards
            .iter()
            .find(|card| card.kind == CardKind::Closing)
            .unwrap();
        for (role, points) in [(None, 1), (Some("PM"), 3)] {
            let back = back(&library, closing, role);
            assert_eq!(back.points.len(), points);
            assert_eq!(front(&library, closing, &back).points, points);
        }
    }
}
