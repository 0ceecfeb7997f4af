//! Ending early without leaving the terminal in a mess.
//!
//! A prompt hides the cursor and changes the terminal's modes. Ctrl-C, SIGTERM, a closed
//! terminal and a panic all come through here: modes back, cursor back, one line, exit 130.
//! There is nothing to save at that point, since every answer was committed when it was
//! given.

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;

use rustix::termios::{self, OptionalActions, Termios};

/// Exit code after Ctrl-C.
pub const INTERRUPTED: u8 = 130;

/// What the signal handler and the main thread share: whoever comes first says goodbye.
static FAREWELL: Mutex<Farewell> = Mutex::new(Farewell {
    modes: None,
    said: false,
});

struct Farewell {
    modes: Option<Termios>,
    said: bool,
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
        let _ = writeln!(io::stderr(), "\nStopped. Every answer you gave is saved.");
    }
}

/// Puts modes and cursor back.
fn restore() {
    if let Ok(farewell) = FAREWELL.lock()
        && let Some(modes) = &farewell.modes
    {
        let _ = termios::tcsetattr(io::stdin(), OptionalActions::Now, modes);
        let _ = dialoguer::console::Term::stderr().show_cursor();
    }
}
