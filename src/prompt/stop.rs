//! Ending early without leaving the terminal in a mess.
//!
//! A prompt hides the cursor and changes the terminal's modes. Ctrl-C, SIGTERM, a closed
//! terminal and a panic all come through here: modes back, cursor back, one line, exit 130.
//! There is nothing to save at that point, since every answer was committed when it was
//! given.

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::termios::{self, OptionalActions, Termios};

/// Exit code after Ctrl-C.
pub const INTERRUPTED: u8 = 130;

/// What the signal handler and the main thread share: whoever comes first says goodbye.
static FAREWELL: Mutex<Farewell> = Mutex::new(Farewell {
    modes: None,
    said: false,
    in_hand: false,
});

/// Whether a child such as the editor has the terminal, and with it Ctrl-C.
static CHILD: AtomicBool = AtomicBool::new(false);

struct Farewell {
    modes: Option<Termios>,
    said: bool,
    in_hand: bool,
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
        CHILD.store(false, Ordering::SeqCst);
    }
}

/// Tells whether an answer was given that could not be saved yet.
pub fn answer_in_hand(in_hand: bool) {
    if let Ok(mut farewell) = FAREWELL.lock() {
        farewell.in_hand = in_hand;
    }
}

/// Remembers the terminal's modes and takes over the signals that end a program.
pub fn guard() {
    if !io::stderr().is_terminal() {
        return;
    }
    if let Ok(mut farewell) = FAREWELL.lock() {
        farewell.modes = termios::tcgetattr(io::stdin()).ok();
    }
    // A second handler cannot be set; the first one does the same.
    let _ = ctrlc::set_handler(|| {
        if CHILD.load(Ordering::SeqCst) {
            return;
        }
        say_goodbye();
        std::process::exit(i32::from(INTERRUPTED));
    });
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        default(panic);
    }));
}

/// Puts modes and cursor back and says, once, that nothing is lost.
pub fn say_goodbye() {
    restore();
    let Ok(mut farewell) = FAREWELL.lock() else {
        return;
    };
    if !farewell.said {
        farewell.said = true;
        let saved = match farewell.in_hand {
            true => "The last answer could not be saved; those before it are.",
            false => "Every answer you gave is saved.",
        };
        let _ = writeln!(io::stderr(), "\nStopped. {saved}");
    }
}

/// Puts modes and cursor back.
pub fn restore() {
    if let Ok(farewell) = FAREWELL.lock()
        && let Some(modes) = &farewell.modes
    {
        let _ = termios::tcsetattr(io::stdin(), OptionalActions::Now, modes);
        let _ = dialoguer::console::Term::stderr().show_cursor();
    }
}
