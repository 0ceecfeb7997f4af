//! Everything a command may reach outside the program, as one value.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Read, Write};
use std::sync::Arc;
use std::time::Duration;

use dialoguer::console::Term;

use crate::clock::{Clock, SystemClock};
use crate::prompt::Prompt;
use crate::prompt::terminal::Terminal;

/// How long a locked log is waited for before the person is told.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether what a start has worked out is kept in a file, for the next start to go on from.
///
/// No output depends on it: the snapshot is a cache of what files and log say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SnapshotUse {
    /// It is neither read nor written.
    Off,
    /// It is kept once there are so many cards or answers that a start without it is felt.
    #[default]
    WherePays,
    /// It is kept however little there is: for tests.
    Always,
}

/// The outside.
pub struct World {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Environment variables; those that are no Unicode are left out.
    pub env: BTreeMap<String, String>,
    /// Names of variables whose values are no Unicode.
    pub not_unicode: Vec<String>,
    /// Standard input.
    pub stdin: Box<dyn Read>,
    /// Standard output: data.
    pub stdout: Box<dyn Write>,
    /// Standard error: messages.
    pub stderr: Box<dyn Write>,
    /// The person.
    pub prompt: Box<dyn Prompt>,
    /// Columns of the terminal, if there is one.
    pub columns: Option<usize>,
    /// Whether standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// How long to wait for a locked log.
    pub busy_timeout: Duration,
    /// Whether a snapshot is kept.
    pub snapshot: SnapshotUse,
    /// Chance: names the process in the log and seeds the order of menus.
    pub draw: Box<dyn FnMut() -> i64>,
}

impl World {
    /// The world of this process.
    // The one draw of chance in the program: everything else follows from a seed.
    #[allow(clippy::disallowed_methods)]
    pub fn real() -> World {
        let size = Term::stderr().size_checked();
        let columns = size
            .or_else(|| Term::stdout().size_checked())
            .map(|(_, columns)| usize::from(columns));
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        World {
            clock: Arc::new(SystemClock::new()),
            env: std::env::vars_os()
                .filter_map(|(key, value)| {
                    Some((key.into_string().ok()?, value.into_string().ok()?))
                })
                .collect(),
            not_unicode: std::env::vars_os()
                .filter(|(_, value)| value.to_str().is_none())
                .filter_map(|(key, _)| key.into_string().ok())
                .collect(),
            stdin: Box::new(io::stdin()),
            stdout: Box::new(io::stdout()),
            stderr: Box::new(io::stderr()),
            prompt: Box::new(Terminal::new(dumb)),
            columns,
            stdout_is_terminal: io::stdout().is_terminal(),
            stderr_is_terminal: io::stderr().is_terminal(),
            busy_timeout: PATIENCE,
            snapshot: SnapshotUse::WherePays,
            draw: Box::new(rand::random),
        }
    }

    /// An environment variable that is set and not empty.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.env
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}
