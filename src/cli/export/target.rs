//! Where an export goes: standard output, or a file that is written whole or not at all.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::env::Env;
use crate::cli::error::{CliError, Outcome, already_there};
use crate::files::UnfinishedFile;

/// Where an export goes.
#[derive(clap::Args, Debug)]
pub(crate) struct Target {
    /// Save as FILE instead of printing to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace FILE if it exists
    #[arg(long, requires = "output")]
    force: bool,
}

impl Target {
    /// A file that no flag named.
    pub(super) fn to(file: PathBuf, force: bool) -> Target {
        Target {
            output: Some(file),
            force,
        }
    }

    /// The same, or that file where it would run over the person's screen and no flag said so.
    pub(super) fn or_file(self, env: &Env<'_>, file: &str) -> Target {
        match self.output.is_none() && env.world.stdout_is_terminal {
            true => Target::to(PathBuf::from(file), self.force),
            false => self,
        }
    }

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
    pub(crate) fn check(&self, env: &Env<'_>) -> Result<(), CliError> {
        self.file()
            .map_or(Ok(()), |path| env.may_put(path, self.force))
    }

    pub(crate) fn put(&self, env: &mut Env<'_>, bytes: &[u8]) -> Outcome {
        self.stream(env, |_, out| {
            out.write_all(bytes).map_err(|error| self.full(&error))
        })
    }

    /// Lets somebody write there who need not hold it all. A stop in the middle leaves no
    /// file.
    pub(crate) fn stream(
        &self,
        env: &mut Env<'_>,
        write: impl FnOnce(&mut Env<'_>, &mut dyn Write) -> Result<(), CliError>,
    ) -> Outcome {
        let full = |error| self.full(&error);
        let Some(path) = self.file() else {
            let mut out = std::mem::replace(&mut env.world.stdout, Box::new(io::sink()));
            let written = write(env, &mut out).and_then(|()| out.flush().map_err(full));
            env.world.stdout = out;
            return written.map(|()| 0);
        };
        let mut draft = UnfinishedFile::begin(path, self.force).map_err(full)?;
        write(env, &mut draft)?;
        draft.finish().map_err(full)?;
        env.note(&format!("Wrote {}.", path.display()));
        Ok(0)
    }

    /// Its place takes no more.
    pub(crate) fn full(&self, error: &io::Error) -> CliError {
        match self.file() {
            None => CliError::of_output(error),
            Some(path) if error.kind() == ErrorKind::AlreadyExists => already_there(path),
            Some(path) => {
                CliError::failed(format!("{} cannot be written: {error}", path.display())).hint(
                    "Check that its folder exists and can be written, and that the disk has room.",
                )
            }
        }
    }
}
