//! `import`: stories, packages and logs that were kept elsewhere. What a file is, its content
//! says, never its name.

mod log;
mod package;
mod stories;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::error::{CliError, Outcome};

/// Bring in stories, an Anki package, or another log
///
/// What FILE is, its content says: Markdown, a table (CSV, TSV), an Anki package, or the
/// history.db of another machine. Importing the same thing again changes nothing.
/// A package brings home the answers given in Anki; words you changed there are shown and kept in
/// `drafts/`, and notes that star-cards did not make become stories that wait for their beats.
#[derive(clap::Args, Debug)]
pub struct Import {
    /// Files to bring in
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    how: How,
}

/// What holds for every file.
#[derive(clap::Args, Debug)]
pub struct How {
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Replace stories that are there already with other words; the old words go to `trash/`
    #[arg(long)]
    replace: bool,
    /// The deck that new stories go to; if left out `stories`, and `anki` for a package
    #[arg(long, value_name = "NAME")]
    deck: Option<String>,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Stories as text: Markdown or a table.
    Stories,
    /// A zip archive, which is how Anki keeps its packages.
    Package,
    /// A SQLite database.
    Log,
}

impl Import {
    /// Brings them in, one after the other.
    pub fn run(self, context: &mut Context<'_>) -> Outcome {
        for file in &self.files {
            match shape(file)? {
                Shape::Stories => stories::import(context, file, &self.how)?,
                Shape::Package => package::import(context, file, &self.how)?,
                Shape::Log => log::import(context, file, &self.how)?,
            }
        }
        Ok(0)
    }
}

/// Tells the shape by the first bytes.
fn shape(file: &Path) -> Result<Shape, CliError> {
    let mut head = [0; 16];
    let read = File::open(file)
        .and_then(|mut file| file.read(&mut head))
        .map_err(|error| CliError::failed(format!("{} cannot be read: {error}", file.display())))?;
    Ok(match &head[..read] {
        b"SQLite format 3\0" => Shape::Log,
        [b'P', b'K', 3, 4, ..] => Shape::Package,
        _ => Shape::Stories,
    })
}
