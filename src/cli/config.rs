//! `config`: a settings file to begin with.

use std::fs;

use super::env::Env;
use super::error::{CliError, Outcome};
use crate::files;
use crate::home::TEMPLATE;

/// Write a settings file with every setting, its default, and what it does
///
/// The file is written where star-cards reads it. If there is one already, you are asked first.
/// Change what you like and remove the rest: a setting that is not in the file has its default.
#[derive(clap::Args, Debug)]
pub(crate) struct ConfigArgs {
    /// Print the file instead of writing it
    #[arg(long, conflicts_with_all = ["path", "force"])]
    print: bool,
    /// Only print the path of the file
    #[arg(long, conflicts_with = "force")]
    path: bool,
    /// Replace an existing file without asking
    #[arg(long)]
    force: bool,
}

impl ConfigArgs {
    /// Writes it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let path = env.home.config();
        if self.print {
            env.write(TEMPLATE.as_bytes())?;
            return Ok(0);
        }
        if self.path {
            env.write(format!("{}\n", path.display()).as_bytes())?;
            return Ok(0);
        }
        let there = fs::symlink_metadata(&path).is_ok();
        if there && !self.force && !self.may_replace(env)? {
            env.note("Nothing was changed.");
            return Ok(0);
        }
        let folder = path.parent().expect("a folder holds the settings");
        let written = files::create_private_folder(folder)
            .and_then(|()| files::write_whole(&path, TEMPLATE.as_bytes()));
        written.map_err(|error| {
            CliError::failed(format!("{} cannot be written: {error}", path.display()))
                .hint("Print it with --print and save it where you can write.")
        })?;
        env.note(&format!("Wrote {}.", path.display()));
        Ok(0)
    }

    fn may_replace(&self, env: &mut Env<'_>) -> Result<bool, CliError> {
        let shown = env.home.config().display().to_string();
        if !env.world.prompt.can_ask() {
            return Err(CliError::usage(format!("{shown} already exists"))
                .hint("See the defaults with --print, or replace it with --force."));
        }
        let question = format!("{shown} already exists. Replace it with the defaults?");
        Ok(env.world.prompt.confirm(&question)?)
    }
}
