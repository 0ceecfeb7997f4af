//! `man`: the manual, one page a command, out of the same tree as the help.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man as Page;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::wording;
use crate::files;

/// Print a manual page, or write all of them
///
/// To read one: star-cards man review | man -l -
///
/// To install them all: star-cards man -o ~/.local/share/man/man1
#[derive(clap::Args, Debug)]
pub(crate) struct ManArgs {
    /// The command whose page to print, such as `interview add`; the page of star-cards itself if
    /// left out
    #[arg(value_name = "COMMAND", conflicts_with = "output")]
    command: Vec<String>,
    /// Write all pages into DIR, one file for each command
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// The day this version is of, as the changelog has it: a page that bore today's would never be
/// built the same twice.
const RELEASED: &str = "2026-11-25";

/// A page is read in 80 columns, some of them its margin.
const PAGE_COLUMNS: usize = 72;

/// A page: its name, `star-cards-review`, and its text.
type ManPage = (String, Vec<u8>);

impl ManArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let pages = pages(env).map_err(|error| CliError::failed(error.to_string()))?;
        match &self.output {
            Some(folder) => write_all(env, folder, &pages),
            None => self.print(env, &pages),
        }
    }

    fn print(&self, env: &mut Env<'_>, pages: &[ManPage]) -> Outcome {
        let words = std::iter::once("star-cards").chain(self.command.iter().map(String::as_str));
        let name = words.collect::<Vec<_>>().join("-");
        let (_, text) = pages
            .iter()
            .find(|(page, _)| *page == name)
            .ok_or_else(|| {
                CliError::usage(format!("there is no command `{}`", self.command.join(" ")))
                    .hint("`star-cards help` shows them all.")
            })?;
        env.write(text)?;
        Ok(0)
    }
}

/// A manual is nobody's secret: these files are for everyone to read.
fn write_all(env: &mut Env<'_>, folder: &Path, pages: &[ManPage]) -> Outcome {
    if folder.exists() && !folder.is_dir() {
        return Err(
            CliError::usage(format!("{} is not a folder", folder.display()))
                .hint("Name a folder with -o."),
        );
    }
    let write = || {
        fs::create_dir_all(folder)?;
        for (name, text) in pages {
            let path = folder.join(format!("{name}.1"));
            files::write_whole(&path, text)?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644))?;
        }
        Ok(())
    };
    write().map_err(|error: std::io::Error| {
        CliError::failed(format!("{} cannot be written: {error}", folder.display()))
            .hint("Name another folder with -o.")
    })?;
    let count = wording::counted(pages.len(), "page");
    env.note(&format!("Wrote {count} to {}.", folder.display()));
    Ok(0)
}

/// The page of every command that the help names.
fn pages(env: &Env<'_>) -> std::io::Result<Vec<ManPage>> {
    let mut tree = (env.tree)(PAGE_COLUMNS);
    tree.build();
    let mut pages = Vec::new();
    gather(&tree, "star-cards", &mut pages)?;
    Ok(pages)
}

fn gather(command: &Command, name: &str, pages: &mut Vec<ManPage>) -> std::io::Result<()> {
    let mut text = Vec::new();
    Page::new(command.clone())
        .title(name.to_uppercase())
        .date(RELEASED)
        .source(concat!("star-cards ", env!("CARGO_PKG_VERSION")))
        .manual("star-cards")
        .render(&mut text)?;
    pages.push((name.to_owned(), text));
    let shown = |command: &&Command| !command.is_hide_set() && command.get_name() != "help";
    for below in command.get_subcommands().filter(shown) {
        gather(below, &format!("{name}-{}", below.get_name()), pages)?;
    }
    Ok(())
}
