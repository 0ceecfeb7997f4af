//! How far a long piece of work has come, as one line on standard error.
//!
//! It shows itself only on a terminal, not line by line, and only once the work has taken
//! longer than a person notices; it leaves nothing behind. Whoever does the work counts
//! steps and need not know whether anybody sees them.

use std::sync::Arc;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::env::Env;
use crate::clock::Clock;

/// Work that is over sooner shows nothing, in milliseconds.
const NOTICED_MS: u64 = 300;

/// The steps of work that is measured by its share of the whole.
pub(crate) const PERMILLE: u64 = 1000;

pub(crate) struct Progress {
    bar: ProgressBar,
    /// The clock, and when the work began; none where nobody may see the bar.
    waiting: Option<(Arc<dyn Clock>, u64)>,
}

impl Progress {
    /// Begins to count; `what` says in a word or two what is done, `steps` how many there
    /// will be.
    pub(crate) fn begin(env: &Env<'_>, what: &'static str, steps: u64) -> Progress {
        let style = env.world.prompt.style();
        let seen = env.world.stderr_is_terminal && !style.plain;
        let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::hidden());
        Progress {
            bar: bar.with_style(look(style.unicode)).with_message(what),
            waiting: seen.then(|| (env.clock(), env.monotonic_ms())),
        }
    }

    /// Does what writes to the screen while the line is out of the way.
    pub(crate) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        self.bar.suspend(work)
    }

    /// Never shows itself: the screen is needed for something else.
    pub(crate) fn hide(&mut self) {
        self.waiting = None;
    }

    /// Says how many steps are done.
    pub(crate) fn set_position(&mut self, step: u64) {
        if let Some((clock, begun)) = &self.waiting
            && clock.monotonic_ms().saturating_sub(*begun) >= NOTICED_MS
        {
            self.waiting = None;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_position(step);
    }
}

impl Drop for Progress {
    /// Wipes the line: the work is over, well or not.
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn look(unicode: bool) -> ProgressStyle {
    let cells = if unicode { "█▌░" } else { "#-." };
    // Narrow enough for forty columns.
    ProgressStyle::with_template("{msg} {bar:20} {percent:>3} %")
        .expect("a template that indicatif knows")
        .progress_chars(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_looks_are_understood_and_a_hidden_bar_counts() {
        for unicode in [true, false] {
            let bar = ProgressBar::with_draw_target(Some(10), ProgressDrawTarget::hidden());
            bar.set_style(look(unicode));
            let mut progress = Progress { bar, waiting: None };
            progress.set_position(7);
            assert!(progress.bar.is_hidden());
            assert_eq!(
                (progress.bar.position(), progress.bar.length()),
                (7, Some(10))
            );
        }
    }
}
