//! Waiting for others: a person is told what for, if it takes longer than a second.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

/// How often somebody who waits looks again.
const STEP: Duration = Duration::from_millis(10);

/// Steps before it is said what is waited for: a second.
const SILENT: u32 = 100;

/// How it is said.
static SAY: OnceLock<fn(&str)> = OnceLock::new();

/// Names how a person is told what is waited for.
pub(crate) fn tell_by(say: fn(&str)) {
    let _ = SAY.set(say);
}

/// Tells a person something where nobody else is left to tell it.
pub(crate) fn say(told: &str) {
    if let Some(say) = SAY.get() {
        say(told);
    }
}

/// Waits a moment, the `step`th from 0 on, and says after a second what for.
pub(crate) fn wait_a_moment(step: u32, what: impl FnOnce() -> String) {
    if step == SILENT {
        say(&what());
    }
    std::thread::sleep(STEP);
}

/// How many moments make so much time.
pub(crate) fn moments(time: Duration) -> u32 {
    u32::try_from(time.as_millis() / STEP.as_millis()).unwrap_or(u32::MAX)
}

/// Holds others off: a lock on a folder, which goes with the value. Where a file system
/// knows no locks, there is nobody to hold off.
pub(crate) fn lock_exclusive(folder: &Path) -> Option<File> {
    let lock = File::open(folder).ok()?;
    for step in 0.. {
        match lock.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) => wait_a_moment(step, || {
                format!(
                    "Waiting for another star-cards that is writing in {} ...",
                    folder.display()
                )
            }),
            Err(TryLockError::Error(_)) => return None,
        }
    }
    Some(lock)
}
