//! What went wrong, what to do next, and the exit code: decided in one place.

use std::io;
use std::path::Path;

use crate::anki::AnkiError;
use crate::deck::DeckError;
use crate::prompt::PromptError;
use crate::prompt::stop::INTERRUPTED;
use crate::store::{OtherError, StoreError};
use crate::story::deck::Unread;
use crate::voice::VoiceError;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command was called in a way that cannot work: exit 2.
    Usage(String),
    /// It could not be done: exit 1.
    Failed(String),
    /// The person stopped it: exit 130.
    Interrupted,
    /// Whoever read the output has gone; nothing is wrong.
    OutputClosed,
}

/// A failure and the way out of it.
#[derive(Debug)]
pub(crate) struct CliError {
    /// What went wrong.
    pub failure: Failure,
    /// What to do next; one line each.
    pub hints: Vec<String>,
}

/// What a command returns: the exit code of its success.
pub(crate) type Outcome = Result<u8, CliError>;

impl CliError {
    /// The call cannot work.
    pub(crate) fn usage(message: impl Into<String>) -> CliError {
        Failure::Usage(message.into()).into()
    }

    /// It could not be done.
    pub(crate) fn failed(message: impl Into<String>) -> CliError {
        Failure::Failed(message.into()).into()
    }

    /// Whether it could not be done, so that something else may still be tried.
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self.failure, Failure::Failed(_))
    }

    /// The person stopped it.
    pub(crate) fn interrupted() -> CliError {
        Failure::Interrupted.into()
    }

    /// Standard output took no more. Where its reader has gone nothing is wrong.
    pub(crate) fn of_output(error: &io::Error) -> CliError {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::OutputClosed.into(),
            _ => CliError::failed(format!("standard output cannot be written: {error}")),
        }
    }

    /// Adds what to do next.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> CliError {
        self.hints.push(hint.into());
        self
    }

    /// Puts another advice in the place of those that name the command which is running.
    #[must_use]
    pub(crate) fn instead_of(mut self, command: &str, advice: &str) -> CliError {
        for hint in self.hints.iter_mut().filter(|hint| hint.ends_with(command)) {
            advice.clone_into(hint);
        }
        self
    }

    /// What went wrong and what to do next, a line each.
    pub(crate) fn lines(&self) -> Vec<String> {
        let message = match &self.failure {
            Failure::Usage(message) | Failure::Failed(message) => Some(message.clone()),
            Failure::Interrupted | Failure::OutputClosed => None,
        };
        message
            .into_iter()
            .chain(self.hints.iter().cloned())
            .collect()
    }

    /// The exit code.
    pub(crate) fn exit_code(&self) -> u8 {
        match self.failure {
            Failure::Usage(_) => 2,
            Failure::Failed(_) => 1,
            Failure::Interrupted => INTERRUPTED,
            Failure::OutputClosed => 0,
        }
    }
}

impl From<Failure> for CliError {
    fn from(failure: Failure) -> Self {
        CliError {
            failure,
            hints: Vec::new(),
        }
    }
}

/// Errors of a door that know their way out.
macro_rules! with_a_hint {
    ($($error:ty),*) => { $(
        impl From<$error> for CliError {
            fn from(error: $error) -> Self {
                CliError::failed(error.to_string()).hint(error.hint())
            }
        }
    )* };
}

with_a_hint!(StoreError, OtherError, AnkiError);

impl From<VoiceError> for CliError {
    fn from(error: VoiceError) -> Self {
        let hints = error.hints();
        CliError {
            hints,
            ..CliError::failed(error.to_string())
        }
    }
}

impl From<DeckError> for CliError {
    fn from(error: DeckError) -> Self {
        CliError::failed(error.to_string())
            .hint("Check that the file and its folder can be written and that the disk has room.")
    }
}

impl From<Unread> for CliError {
    fn from(unread: Unread) -> Self {
        CliError::failed(format!("{}: {}", unread.path, unread.message)).hint(unread.fix)
    }
}

impl From<PromptError> for CliError {
    fn from(error: PromptError) -> Self {
        match error {
            PromptError::Interrupted => CliError::interrupted(),
            PromptError::NoTerminal => CliError::usage(error.to_string()),
            PromptError::Failed(_) => CliError::failed(error.to_string()),
        }
    }
}

/// A file that is there and stays.
pub(crate) fn already_there(path: &Path) -> CliError {
    CliError::failed(format!("{} already exists", path.display()))
        .hint("Add --force to replace it, or give another name with -o.")
}
