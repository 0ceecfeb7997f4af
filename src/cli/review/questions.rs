//! A question card: one of the person's stories is chosen, on a quiet clock.

use super::sitting::{ShownCard, Sitting, Verdict};
use crate::cli::error::CliError;
use crate::cli::remember::remember;
use crate::cli::wording::heading;
use crate::cli::{card_view, ranking};
use crate::coach::fitting::{self, StoryFit};
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Chosen, Key, PromptError};
use crate::story::bank::{AskedMisses, BankQuestion};
use crate::story::{Miss, Story};
use crate::study::choosing;

/// What a person is offered once: to be asked which story answers a question.
const OFFERED: &str = "questions-offered";

/// The setting that remembers the answer.
const SETTING: &str = "questions";

/// So many stories stand in a menu with digits; among more, one is searched.
const MOST_IN_A_MENU: usize = 9;

impl Sitting<'_, '_> {
    /// Offers once to train choosing, at the end of a sitting that was gone through, as soon as there
    /// is something to choose from.
    pub(super) fn offer_questions(&mut self, asked: bool) -> Result<(), CliError> {
        let is_on = self.env.settings.questions;
        let can_choose = choosing::can_choose(&self.workspace.library);
        if !asked || self.left || self.drill || is_on || !can_choose || self.was_told(OFFERED) {
            return Ok(());
        }
        self.say(&[
            Line::blank(),
            Line::plain(
                "On the day you first have to find the story that answers the question. \
                 star-cards can train that: it shows a question, you choose one of your stories.",
            ),
        ]);
        let wanted = match self.env.world.prompt.confirm("Ask such questions, too?") {
            // Whoever stops here leaves as at the summary, and is asked another time.
            Err(PromptError::Interrupted) => return Ok(()),
            answered => answered?,
        };
        self.told(OFFERED)?;
        remember(self.env, SETTING, wanted);
        Ok(())
    }

    pub(super) fn show_question(
        &mut self,
        place: usize,
        card: usize,
        question: &BankQuestion,
    ) -> Result<Verdict, CliError> {
        self.say(&[heading(&question.wording), Line::blank()]);
        let own = self.workspace.library.own_complete();
        let titles: Vec<String> = own.map(|story| story.title.clone()).collect();
        let from = self.env.monotonic_ms();
        let chosen = loop {
            match self.choose_story(&titles)? {
                Chosen::Item(chosen) => break chosen,
                Chosen::Letter(letter) => {
                    if let Some(verdict) = self.letter(Key::Char(letter), card)? {
                        return Ok(verdict);
                    }
                }
            }
        };
        let ms = self.since(from);
        let Some((fits, lines)) = self.judged(question, chosen, ms)? else {
            return self.judge_yourself(place, card, ms);
        };
        self.say(&lines);
        let timed = !self.env.world.prompt.style().plain;
        Ok(Verdict::Graded {
            quality: choosing::quality(fits, ms, timed),
            ms,
            shown: ShownCard::Question,
        })
    }

    /// One of the stories by its digit; of many by words of its title.
    fn choose_story(&mut self, titles: &[String]) -> Result<Chosen, CliError> {
        const QUESTION: &str = "Which story answers this?";
        let bar = card_view::trap_bar(self.can_undo());
        if titles.len() <= MOST_IN_A_MENU {
            return Ok(self.env.world.prompt.choose(QUESTION, titles, &bar)?);
        }
        loop {
            if let Some(chosen) = self.env.world.prompt.search(QUESTION, titles)? {
                return Ok(Chosen::Item(chosen));
            }
            // Esc leaves the search for the keys of every card.
            if let Key::Char(letter) = self.key(&card_view::search_bar(self.can_undo()))?
                && letter != ' '
            {
                return Ok(Chosen::Letter(letter));
            }
        }
    }

    /// Whether the story at a place fits, and why in a line; none where nothing says so.
    fn judged(
        &self,
        question: &BankQuestion,
        chosen: usize,
        ms: u32,
    ) -> Result<Option<(bool, Vec<Line>)>, CliError> {
        let stories: Vec<&Story> = self.workspace.library.own_complete().collect();
        let ranks = ranking::ranks(&stories, &fitting::searched(question))?;
        let fit = fitting::fit(question, &stories, &ranks, chosen);
        let Some(fits) = fit.is_fitting() else {
            return Ok(None);
        };
        let why = why(&fit, question, &stories, chosen);
        let (tone, judged) = match fits {
            true => (Tone::Good, "Right: "),
            false => (Tone::Warn, "Not quite: "),
        };
        let (title, seconds) = (&stories[chosen].title, ms.div_ceil(1000));
        let seconds = format!("\"{title}\", chosen in {seconds} s.");
        let lines = vec![
            Line::toned(tone, judged).and(Tone::Normal, why),
            Line::quiet(seconds).indented(2),
        ];
        Ok(Some((fits, lines)))
    }

    /// Where nothing says what the question asks for, or what the story is about, the person does.
    fn judge_yourself(&mut self, place: usize, card: usize, ms: u32) -> Result<Verdict, CliError> {
        self.say(&[Line::plain(
            "Nothing says whether that story fits, so you decide: how well does it answer the question?",
        )]);
        Ok(match self.ask_grade(place, card, &[], false)? {
            Ok(quality) => Verdict::Graded {
                quality,
                ms,
                shown: ShownCard::Question,
            },
            Err(verdict) => verdict,
        })
    }
}

/// Why a story fits, or which one does.
fn why(fit: &StoryFit, question: &BankQuestion, stories: &[&Story], chosen: usize) -> String {
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
