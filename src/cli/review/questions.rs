//! A question card: one of the person's stories is chosen, on a quiet clock.

use super::sitting::{ShownCard, Sitting, Verdict};
use crate::cli::error::CliError;
use crate::cli::remember::remember;
use crate::cli::wording::heading;
use crate::cli::{card_view, story_choice};
use crate::prompt::text::Line;
use crate::prompt::{Chosen, Key, PromptError};
use crate::story::Story;
use crate::story::bank::BankQuestion;
use crate::study::choosing;

/// What a person is offered once: to be asked which story answers a question.
const OFFERED: &str = "questions-offered";

/// The setting that remembers the answer.
const SETTING: &str = "questions";

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
        let bar = card_view::trap_bar(self.can_undo());
        if titles.len() <= story_choice::MOST_IN_A_MENU {
            let chosen = self
                .env
                .world
                .prompt
                .choose(story_choice::ASKED, titles, &bar)?;
            return Ok(chosen);
        }
        loop {
            if let Some(chosen) = self.env.world.prompt.search(story_choice::ASKED, titles)? {
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
        let Some((fits, judged)) = story_choice::judged(question, &stories, chosen)? else {
            return Ok(None);
        };
        let (title, seconds) = (&stories[chosen].title, ms.div_ceil(1000));
        let seconds = format!("\"{title}\", chosen in {seconds} s.");
        Ok(Some((fits, vec![judged, Line::quiet(seconds).indented(2)])))
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
