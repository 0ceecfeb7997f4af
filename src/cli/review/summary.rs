//! The end of a sitting.

use super::sitting::Sitting;
use crate::cli::save;
use crate::cli::wording::counted;
use crate::prompt::text::{Line, Tone};

impl Sitting<'_, '_> {
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
        if position.cut_off > 0 {
            lines.push(Line::plain(format!(
                "{} would come back today, but the limit is reached; next time they come first.",
                counted(position.cut_off as usize, "card")
            )));
        }
        let _ = self.look_again();
        let today = self.workspace.today_list();
        if self.drill || !asked || !today.cards.is_empty() || !today.held_back.is_empty() {
            lines.push(Line::plain(self.workspace.due_sentence(&today)));
        }
        if today.cards.is_empty() && !today.held_back.is_empty() {
            lines.push(Line::quiet(
                "`star-cards review --more 10` goes on all the same.",
            ));
        }
        lines.push(self.workspace.next_step(self.env, &today));
        self.say(&lines);
    }
}
