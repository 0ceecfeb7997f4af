//! Ending early without leaving the terminal in a mess.
//!
//! A prompt hides the cursor and changes the terminal's modes. Ctrl-C, SIGTERM, a closed
//! terminal and a panic all come through here: modes back, cursor back, one line, exit 130.
//! There is nothing to save at that point, since every answer was committed when it was
//! given; a file that is half written beside its place goes.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::{self, Signal};
use rustix::termios::{self, OptionalActions, Termios};

use crate::files;

/// Exit code after Ctrl-C.
pub const INTERRUPTED: u8 = 130;

/// What the signal handler and the main thread share: whoever comes first says goodbye.
static SHUTDOWN: Mutex<Shutdown> = Mutex::new(Shutdown {
    modes: None,
    marks_pastes: false,
    said: false,
    promise: NOTHING_CHANGED,
});

/// Whether a child such as the editor has the terminal, and with it Ctrl-C.
static CHILD: AtomicBool = AtomicBool::new(false);

/// Whether the signals are ours.
static GUARDED: AtomicBool = AtomicBool::new(false);

/// Signals that came while a child had the terminal, and the news that one did.
static HANDLED: Mutex<u64> = Mutex::new(0);
static CAME: Condvar = Condvar::new();

/// How long a signal to ourselves is waited for, should the system swallow it.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a main thread that was woken has to leave by itself.
const WAY_OUT: Duration = Duration::from_millis(100);

struct Shutdown {
    modes: Option<Termios>,
    /// Whether the terminal marks what is pasted.
    marks_pastes: bool,
    said: bool,
    /// What is said of the work done so far.
    promise: &'static str,
}

impl Shutdown {
    fn mark_pastes(&mut self, mark: bool) {
        if std::mem::replace(&mut self.marks_pastes, mark) != mark {
            let sequence = if mark { "\x1b[?2004h" } else { "\x1b[?2004l" };
            let _ = io::stderr().write_all(sequence.as_bytes());
        }
    }
}

fn shutdown() -> MutexGuard<'static, Shutdown> {
    SHUTDOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// While this lives, Ctrl-C is the child's.
#[derive(Debug)]
pub struct ChildHasCtrlC(());

/// Leaves Ctrl-C to a child that has the terminal, as long as the value returned lives.
pub fn leave_ctrl_c_to_the_child() -> ChildHasCtrlC {
    CHILD.store(true, Ordering::SeqCst);
    ChildHasCtrlC(())
}

impl Drop for ChildHasCtrlC {
    fn drop(&mut self) {
        pass_on_what_is_pending();
        CHILD.store(false, Ordering::SeqCst);
    }
}

/// A Ctrl-C that was the child's may still be on its way to the handler when the child has
/// ended. Signals are handled in turn: once one of our own has come through, so has it.
fn pass_on_what_is_pending() {
    // The first may overtake a Ctrl-C that is delivered together with it, the second cannot.
    for _ in 0..2 {
        let handled = HANDLED.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *handled;
        if !GUARDED.load(Ordering::SeqCst)
            || process::kill_process(process::getpid(), Signal::HUP).is_err()
        {
            return;
        }
        let same = |handled: &mut u64| *handled == before;
        drop(CAME.wait_timeout_while(handled, PATIENCE, same));
    }
}

/// What is said at a stop unless a command promises something else.
pub(crate) const NOTHING_CHANGED: &str = "Nothing was changed.";

/// What commands promise that save each answer when it is given.
pub(crate) const ANSWERS_SAVED: &str = "Every answer you gave is saved.";

/// Sets what is said of the work done so far should the program be stopped from now on, and
/// returns what would have been said before.
pub(crate) fn promise(told: &'static str) -> &'static str {
    let mut shutdown = shutdown();
    std::mem::replace(&mut shutdown.promise, told)
}

/// Something was changed, or is about to be: it is no longer said that nothing was.
pub(crate) fn something_changes() {
    let mut shutdown = shutdown();
    if shutdown.promise == NOTHING_CHANGED {
        shutdown.promise = "What is listed above is done. Nothing else was changed.";
    }
}

/// Remembers the terminal's modes and takes over the signals that end a program; off a
/// terminal only once something is half made that a stop must remove.
pub fn guard() {
    files::before_the_first(take_over_signals);
    files::tell_by(|told| {
        let _ = writeln!(io::stderr(), "{told}");
    });
    if !io::stderr().is_terminal() {
        return;
    }
    shutdown().modes = termios::tcgetattr(io::stdin()).ok();
    take_over_signals();
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        // Where nothing is unwound, nothing half made goes by itself.
        if cfg!(panic = "abort") {
            files::clear();
        }
        default(panic);
    }));
}

fn take_over_signals() {
    // A second handler cannot be set; the first one does the same.
    let set = ctrlc::set_handler(|| {
        if CHILD.load(Ordering::SeqCst) {
            *HANDLED.lock().unwrap_or_else(PoisonError::into_inner) += 1;
            CAME.notify_all();
            return;
        }
        let cleared = say_stopped();
        // A main thread that the signal woke at a prompt puts back the modes it found, and
        // then ours, on its own way out; one that still waits for a key never comes. One that
        // was writing must not find its file gone.
        if !cleared {
            std::thread::sleep(WAY_OUT);
            restore();
        }
        std::process::exit(i32::from(INTERRUPTED));
    });
    if set.is_ok() {
        GUARDED.store(true, Ordering::SeqCst);
    }
}

/// Puts modes and cursor back and says, once, that nothing is lost.
/// Tells whether a half-written file had to go.
pub fn say_stopped() -> bool {
    restore();
    let cleared = files::clear();
    let mut shutdown = shutdown();
    if !shutdown.said {
        shutdown.said = true;
        let saved = shutdown.promise;
        let columns = dialoguer::console::Term::stderr().size_checked();
        let told = in_rows(
            &format!("Stopped. {saved}"),
            columns.map_or(usize::MAX, |(_, columns)| columns.into()),
        );
        // In one piece, since the main thread may still be drawing.
        let told = format!("\n{told}\n");
        let _ = io::stderr().write_all(told.as_bytes());
    }
    cleared
}

/// A command in a sentence that is too long for a row gets a row of its own, to be copied whole.
fn in_rows(told: &str, columns: usize) -> String {
    match told.len() > columns {
        true => told.replace(": star-cards ", ":\nstar-cards "),
        false => told.to_owned(),
    }
}

/// Asks the terminal to mark what is pasted (xterm's bracketed paste), or no longer to;
/// [`restore`] takes it back as well.
pub(crate) fn mark_pastes(mark: bool) {
    shutdown().mark_pastes(mark);
}

/// Stops until the shell takes the program up again, the terminal being as it was found.
pub(crate) fn suspend() {
    restore();
    // The whole job, as the terminal itself would have it.
    let _ = process::kill_current_process_group(Signal::TSTP);
}

/// Puts modes and cursor back.
pub(crate) fn restore() {
    let mut shutdown = shutdown();
    shutdown.mark_pastes(false);
    if let Some(modes) = &shutdown.modes {
        let _ = termios::tcsetattr(io::stdin(), OptionalActions::Now, modes);
        let _ = dialoguer::console::Term::stderr().show_cursor();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_not_broken_over_rows() {
        let told = "Stopped. Saved as a draft: star-cards add --resume";
        assert_eq!(in_rows(told, told.len()), told);
        let narrow = "Stopped. Saved as a draft:\nstar-cards add --resume";
        assert_eq!(in_rows(told, 40), narrow);
    }
}
