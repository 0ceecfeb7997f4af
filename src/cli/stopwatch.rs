//! The time that a person had while a key was awaited: what passes while the program is
//! stopped, by Ctrl-Z or a lid that is closed, is nobody's.

use std::cell::Cell;
use std::sync::Arc;

use super::env::Env;
use crate::clock::Clock;
use crate::prompt::{Bar, RunningClock};

/// Who waits for a key looks at the clock several times a second. Where more than this lies
/// between two looks, in milliseconds, the program was stopped.
const STOPPED_MS: u64 = 2_000;

/// The keys while the watch runs. Where keys are typed with Enter, Enter alone is the tap.
pub(crate) fn tap_bar<const N: usize>(
    env: &Env<'_>,
    does: &str,
    others: [(char, &'static str); N],
) -> Bar {
    let mut bar = Bar::space(does, others);
    if env.world.prompt.style().plain {
        bar.first[0].0 = "Enter alone".to_owned();
    }
    bar
}

/// Counts milliseconds, stops left out.
pub(crate) struct Stopwatch {
    clock: Arc<dyn Clock>,
    /// When it was last looked at since a key is awaited.
    looked: Cell<Option<u64>>,
    left_out: Cell<u64>,
}

impl Stopwatch {
    /// Begins to count.
    pub(crate) fn begin(env: &Env<'_>) -> Stopwatch {
        Stopwatch {
            clock: env.clock(),
            looked: Cell::new(None),
            left_out: Cell::new(0),
        }
    }

    /// What it shows.
    pub(crate) fn now(&self) -> u64 {
        let (now, since) = self.look();
        if since > STOPPED_MS {
            self.left_out.set(self.left_out.get() + since);
        }
        now.saturating_sub(self.left_out.get())
    }

    /// From here on a key is awaited; what came before counts, however long it took.
    pub(crate) fn wait(&self) {
        self.looked.set(None);
    }

    /// Leaves out what has passed since the last look, however little.
    pub(crate) fn leave_out(&self) {
        let (_, since) = self.look();
        self.left_out.set(self.left_out.get() + since);
    }

    /// The time, and what has passed since the last look.
    fn look(&self) -> (u64, u64) {
        let now = self.clock.monotonic_ms();
        let before = self.looked.replace(Some(now));
        (now, now.saturating_sub(before.unwrap_or(now)))
    }
}

/// Shows nothing. Line by line, where the terminal itself stops the program at Ctrl-Z, it is
/// looked at for its marks.
impl RunningClock for Stopwatch {
    fn face(&self) -> String {
        String::new()
    }

    fn marks(&self) -> u32 {
        self.now();
        0
    }
}
