//! A sitting from its first card to its end.

use super::sitting::Sitting;
use crate::cli::card_view;
use crate::cli::error::CliError;
use crate::cli::save;
use crate::cli::wording::counted;
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Key, PromptError};
use crate::study::next_step::JustDone;
use crate::study::queue::Today;

impl Sitting<'_, '_> {
    /// Asks and sums up. What was answered last can be taken back until the summary is left.
    pub(super) fn run(&mut self) -> Result<(), CliError> {
        loop {
            let asked = self.ask_all()?;
            self.sum_up(asked);
            if !asked || self.left || !self.wants_undo()? {
                return self.offer_questions(asked);
            }
            self.undo()?;
            self.say(&[Line::blank()]);
        }
    }

    /// Waits at the summary for one key. Everything is saved, so Ctrl-C and a terminal that is
    /// gone leave like any other key.
    fn wants_undo(&mut self) -> Result<bool, CliError> {
        if !self.can_undo() {
            return Ok(false);
        }
        match self.env.world.prompt.key(&card_view::end_bar()) {
            Ok(key) => Ok(key == Key::Char('u')),
            Err(PromptError::Interrupted) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// How many cards of a list failed today.
    fn missed(&self, today: &Today) -> usize {
        let states = &self.workspace.states;
        let cards = today.cards.iter();
        let missed = cards.filter(|&&card| states.memories.get(card).repeats_on(states.day));
        missed.count()
    }

    /// At most eight lines: what was done, what comes, one next step.
    pub(super) fn sum_up(&mut self, asked: bool) {
        let position = self.session.position();
        let mut lines = Vec::new();
        if asked && position.answered > 0 {
            let ms = self.env.monotonic_ms().saturating_sub(self.started_ms);
            let minutes = ms.div_ceil(60_000).max(1);
            let answered = counted(position.answered as usize, "answer");
            let done = format!("{answered} in {minutes} min, {} recalled.", self.recalled);
            // The log may have been taken away since the last answer.
            let store = &mut self.workspace.store;
            let saved = save::keep_trying(self.env, store, "answer", |_, store| store.make_sure());
            match saved {
                Ok(_) => lines.push(Line::toned(Tone::Bold, format!("{done} All saved."))),
                Err(error) => {
                    lines.push(Line::toned(Tone::Bold, done));
                    lines.extend(error.lines().into_iter().map(Line::plain));
                }
            }
        }
        let _ = self.look_again();
        let today = self.workspace.today_list();
        let missed = match position.next {
            // Left half-way: what still fits today holds what was missed, too.
            Some(_) => self.missed(&today),
            None => position.cut_off as usize,
        };
        if missed > 0 {
            let reached = match position.next {
                Some(_) => "",
                None => "You reached today's limit. ",
            };
            let comes = if missed == 1 { "comes" } else { "come" };
            let cards = counted(missed, "card");
            lines.push(Line::plain(format!(
                "{reached}{cards} you missed {comes} first next time."
            )));
        }
        if self.drill || !asked || !today.cards.is_empty() || !today.held_back.is_empty() {
            lines.push(Line::plain(self.workspace.due_sentence(&today)));
        }
        if today.cards.is_empty() && !today.held_back.is_empty() {
            lines.push(Line::quiet(
                "To keep going anyway: star-cards review --more 10",
            ));
        }
        // Above the summary are the cards, if any were asked.
        let alone = !asked && lines.len() == 1;
        let step = self
            .workspace
            .next_step(self.env, &today, &JustDone::Other, alone);
        lines.extend(step);
        self.say(&lines);
    }
}
