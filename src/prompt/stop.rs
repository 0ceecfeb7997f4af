//! Ending early without leaving the terminal in a mess.
//!
//! A prompt hides the cursor and changes the terminal's modes. Ctrl-C, SIGTERM, a closed
//! terminal and a panic all come through here: modes back, cursor back, one line, exit 130.
//! There is nothing to save at that point, since every answer was committed when it was
//! given; a file that is half written beside its place goes.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;

use rustix::process::{self, Signal};
use rustix::termios::{self, OptionalActions, Termios};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

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

/// Whether a Ctrl-C came that was no child's. The signal itself sets it, so that a handler that
/// runs late still knows whose it was.
static CTRL_C: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

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

/// Leaves Ctrl-C to a child that will have the terminal, as long as the value returned lives.
/// None where one came before: that was meant for us.
pub fn leave_ctrl_c_to_the_child() -> Option<ChildHasCtrlC> {
    CHILD.store(true, Ordering::SeqCst);
    let child = ChildHasCtrlC(());
    (!CTRL_C.swap(false, Ordering::SeqCst)).then_some(child)
}

impl Drop for ChildHasCtrlC {
    fn drop(&mut self) {
        // What is still on its way to the handler was the child's.
        CTRL_C.store(false, Ordering::SeqCst);
        CHILD.store(false, Ordering::SeqCst);
    }
}

/// Whether a signal is to end this program: any but a Ctrl-C that a child had.
fn is_ours(signal: i32) -> bool {
    signal != SIGINT || (!CHILD.load(Ordering::SeqCst) && CTRL_C.load(Ordering::SeqCst))
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
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Where the system refuses, a signal ends the program as it does any other.
        let _ = handle_signals();
    });
}

fn handle_signals() -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP])?;
    let handler = signals.handle();
    let stop_at_signals = move || {
        if signals.forever().any(is_ours) {
            end_from_beside();
        }
    };
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(stop_at_signals)?;
    // First it is known that one came, then it is handled.
    signal_hook::flag::register(SIGINT, Arc::clone(&CTRL_C))?;
    handler.add_signal(SIGINT)?;
    // One between the two was seen and not handled.
    if CTRL_C.load(Ordering::SeqCst) {
        process::kill_process(process::getpid(), Signal::INT)?;
    }
    Ok(())
}

/// Ends the program while the main thread may do anything.
fn end_from_beside() {
    let cleared = say_stopped();
    // A main thread that the signal woke at a prompt puts back the modes it found, and
    // then ours, on its own way out; one that still waits for a key never comes. One that
    // was writing must not find its file gone.
    if !cleared {
        std::thread::sleep(WAY_OUT);
        restore();
    }
    std::process::exit(i32::from(INTERRUPTED));
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
    fn a_ctrl_c_is_ours_or_the_childs_by_when_it_came() {
        let comes = || CTRL_C.store(true, Ordering::SeqCst);
        comes();
        assert!(is_ours(SIGINT));
        // Before the child, whether it is handled already or not.
        assert!(leave_ctrl_c_to_the_child().is_none());
        let child = leave_ctrl_c_to_the_child().expect("none came");
        comes();
        assert!(!is_ours(SIGINT));
        assert!(is_ours(SIGTERM) && is_ours(SIGHUP));
        drop(child);
        // While the child had it, whose handler comes too late.
        assert!(!is_ours(SIGINT));
        comes();
        assert!(is_ours(SIGINT));
        assert!(leave_ctrl_c_to_the_child().is_none());
    }

    #[test]
    fn a_command_is_not_broken_over_rows() {
        let told = "Stopped. Saved as a draft: star-cards add --resume";
        assert_eq!(in_rows(told, told.len()), told);
        let narrow = "Stopped. Saved as a draft:\nstar-cards add --resume";
        assert_eq!(in_rows(told, 40), narrow);
    }
}
