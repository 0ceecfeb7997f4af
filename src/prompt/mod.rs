//! The door to the person: what is shown, what is asked, which key was pressed.
//!
//! One thin trait with two keepers: a terminal ([`terminal`]) and, in the tests, a script.
//! Whatever text passes this door is cleaned ([`text`]), so that nothing
//! written in a deck can steer a terminal. The door decides nothing about stories, memory
//! or the log, and it refuses to ask where nobody can answer.

mod bar;
mod canvas;
mod choices;
mod keys;
mod line_by_line;
mod menu;
pub(crate) mod opener;
mod page;
pub mod stop;
pub mod terminal;
pub mod text;
mod whole;

use std::io;
use std::path::Path;

pub use bar::{ANY_KEY, Bar};
use rustix::io::Errno;
use text::{Line, Style};

/// A key as the program understands it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A character; Space is `' '`.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Escape,
    /// The person wants to suspend the program; only while a clock runs. What follows is
    /// [`Prompt::suspend`].
    Suspend,
    /// None: what the clock was waiting for has come, see [`RunningClock::is_over`].
    Over,
}

/// What a person chose in a menu with a key bar behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// An item, by its place.
    Item(usize),
    /// A letter of the bar.
    Letter(char),
}

/// What it means where nothing of a checklist is ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unticked {
    /// None of them.
    IsNone,
    /// The question is skipped: where there was none, a line of the list says so.
    Skips,
}

/// Why nothing was answered.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// There is no terminal to ask on.
    #[error("this needs a terminal")]
    NoTerminal,
    /// Ctrl-C, or the terminal is gone.
    #[error("stopped")]
    Interrupted,
    /// The terminal failed.
    #[error("the terminal failed: {0}")]
    Failed(io::Error),
}

impl From<io::Error> for PromptError {
    fn from(error: io::Error) -> Self {
        // What a read returns from a terminal that was closed.
        let gone = [Errno::IO, Errno::NXIO, Errno::NOTTY];
        match error.kind() {
            _ if Errno::from_io_error(&error).is_some_and(|errno| gone.contains(&errno)) => {
                PromptError::Interrupted
            }
            io::ErrorKind::Interrupted
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::BrokenPipe => PromptError::Interrupted,
            _ => PromptError::Failed(error),
        }
    }
}

/// What every question returns.
pub type Answered<T> = Result<T, PromptError>;

/// A clock that runs on the screen while a key is awaited.
pub trait RunningClock {
    /// What it shows now.
    fn face(&self) -> String;
    /// How many marks it has passed; a bell rings at each where nothing is drawn.
    fn marks(&self) -> u32;
    /// Whether no key is awaited any longer, since something else has come meanwhile: it is asked
    /// several times a second.
    fn is_over(&self) -> bool {
        false
    }
}

/// Someone to talk to.
pub trait Prompt {
    /// Takes the look of this run: columns, colour, line by line or not.
    fn set_style(&mut self, style: Style);
    /// The look of this run.
    fn style(&self) -> Style;
    /// Whether questions can be asked.
    fn can_ask(&self) -> bool;
    /// Shows lines, wrapped and cleaned.
    fn say(&mut self, lines: &[Line]);
    /// Reads one key.
    fn key(&mut self, bar: &Bar) -> Answered<Key>;
    /// Reads one key while a dial runs.
    fn timed_key(&mut self, bar: &Bar, dial: &dyn RunningClock) -> Answered<Key>;
    /// One of several; the bar's letters work as well.
    fn choose(&mut self, question: &str, items: &[String], bar: &Bar) -> Answered<Chosen>;
    /// Any of several, of which those in `ticked` are ticked already; none if left with Escape.
    fn tick(
        &mut self,
        question: &str,
        items: &[String],
        ticked: &[bool],
        unticked: Unticked,
    ) -> Answered<Option<Vec<bool>>>;
    /// One of many, found by typing; none if left with Escape.
    fn search(&mut self, question: &str, items: &[String]) -> Answered<Option<usize>>;
    /// A short answer in one line; empty if nothing was typed.
    fn input(&mut self, question: &str) -> Answered<String>;
    /// Several lines, which an empty one ends. They go on behind what is written already, and
    /// what stands there is handed over again and again, and at a stop, to be kept.
    fn compose(&mut self, begun: &str, keep: &mut dyn FnMut(&str)) -> Answered<String>;
    /// Yes or no; no if left with Escape.
    fn confirm(&mut self, question: &str) -> Answered<bool>;
    /// Suspends the program; returns when it is taken up again. Nothing to do where nobody's
    /// shell waits.
    fn suspend(&mut self) -> Answered<()> {
        Ok(())
    }
    /// Opens a file in an editor command and tells whether it ended well.
    fn edit(&mut self, editor: &str, file: &Path) -> Answered<bool>;
}
