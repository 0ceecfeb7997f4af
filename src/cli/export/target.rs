//! Where an export goes: standard output, or a file that is written whole or not at all.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::env::Env;
use crate::cli::error::{CliError, Outcome, already_there};
use crate::files::UnfinishedFile;
use crate::prompt::stop;
use crate::store::StoreError;

/// Where an export goes.
#[derive(clap::Args, Debug)]
pub(crate) struct Target {
    /// Write to FILE, whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace FILE if it is there
    #[arg(long, requires = "output")]
    force: bool,
}

/// Why an export ended early.
#[derive(Debug)]
pub(crate) enum Halt {
    /// Its place takes no more.
    Place(io::Error),
    /// What it is made of cannot be had.
    Source(CliError),
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        Halt::Place(error)
    }
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Halt::Source(error.into())
    }
}

impl Target {
    /// The file, unless it is standard output, which `-` means as well.
    fn file(&self) -> Option<&Path> {
        let output = self.output.as_deref();
        output.filter(|path| *path != Path::new("-"))
    }

    /// The format that the file's ending names, if it is one.
    pub(crate) fn format<F: ValueEnum>(&self) -> Option<F> {
        let ending = self.file()?.extension()?.to_str()?;
        F::from_str(ending, true).ok()
    }

    /// Whether what is written runs over the person's screen.
    pub(crate) fn is_screen(&self, env: &Env<'_>) -> bool {
        self.file().is_none() && env.world.stdout_is_terminal
    }

    /// Refuses early what cannot work, before the log is read.
    pub(crate) fn check(&self) -> Result<(), CliError> {
        let Some(path) = self.file() else {
            return Ok(());
        };
        let shown = path.display();
        match fs::metadata(path) {
            // Only files are replaced: a rename over a device or a pipe would take its place.
            Ok(metadata) if !metadata.is_file() => Err(CliError::failed(format!(
                "{shown} is there and is not a file"
            ))
            .hint("Give another name with -o, or leave -o out to write to standard output.")),
            Ok(_) if !self.force => Err(already_there(path)),
            _ => Ok(()),
        }
    }

    /// Writes the bytes there.
    pub(crate) fn put(&self, env: &mut Env<'_>, bytes: &[u8]) -> Outcome {
        self.stream(env, |_, out| Ok(out.write_all(bytes)?))
    }

    /// Lets somebody write there who need not hold it all. A stop in the middle leaves no
    /// file.
    pub(crate) fn stream(
        &self,
        env: &mut Env<'_>,
        write: impl FnOnce(&mut Env<'_>, &mut dyn Write) -> Result<(), Halt>,
    ) -> Outcome {
        let Some(path) = self.file() else {
            let mut out = std::mem::replace(&mut env.world.stdout, Box::new(io::sink()));
            let written = write(env, &mut out).and_then(|()| Ok(out.flush()?));
            env.world.stdout = out;
            return written.map(|()| 0).map_err(|halt| match halt {
                Halt::Place(error) => CliError::of_output(&error),
                Halt::Source(error) => error,
            });
        };
        self.draft(path, |out| write(env, out))
            .map_err(|halt| match halt {
                Halt::Place(error) => not_written(path, &error),
                Halt::Source(error) => error,
            })?;
        env.note(&format!("Wrote {}.", path.display()));
        Ok(0)
    }

    fn draft(
        &self,
        path: &Path,
        write: impl FnOnce(&mut dyn Write) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        let begin = || UnfinishedFile::begin(path, self.force);
        let (mut draft, unfinished) = stop::unfinished(begin, UnfinishedFile::path)?;
        write(&mut draft)?;
        Ok(unfinished.finish(|| draft.finish())?)
    }
}

fn not_written(path: &Path, error: &io::Error) -> CliError {
    match error.kind() {
        ErrorKind::AlreadyExists => already_there(path),
        _ => CliError::failed(format!("{} cannot be written: {error}", path.display()))
            .hint("Check that its folder exists and can be written, and that the disk has room."),
    }
}
