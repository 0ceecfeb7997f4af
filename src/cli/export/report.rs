//! `export report`: the report as one page, in a file where a person asked for it.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::target::Target;
use crate::cli::countdown;
use crate::cli::env::Env;
use crate::cli::error::{CliError, Outcome};
use crate::cli::remember::remember;
use crate::cli::workspace::Workspace;
use crate::export::report::{self, ReportLead};
use crate::export::stats::Texts;
use crate::prompt::opener;

/// The file that a terminal gets instead of a page of markup.
const REPORT: &str = "star-cards-report.html";

/// Where a page of ours says so, in its first bytes.
const MADE_HERE: &[u8] = b"name=\"generator\" content=\"star-cards\"";
const HEAD: u64 = 1024;

/// The setting that remembers the answer.
const WITH_TEXT: &str = "report_with_text";

/// Export the report as one page, for the browser or on paper
///
/// The page shows what to do next, how ready each story is, what is due, recall week by week, the
/// days studied, timed runs beat by beat, ease and interval, and the hardest cards. It is one HTML
/// file that loads and runs nothing. On a terminal it is saved as star-cards-report.html in the
/// current folder and replaces an earlier report; in a pipe it goes to standard output.
#[derive(clap::Args, Debug)]
pub(super) struct ExportReportArgs {
    /// Save as FILE (- for standard output)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long)]
    force: bool,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// Include your words: titles, and the text of your own cards
    #[arg(long, conflicts_with = "names_only")]
    with_text: bool,
    /// Leave your words out, even if the settings include them
    #[arg(long)]
    names_only: bool,
}

impl ExportReportArgs {
    pub(super) fn run(self, env: &mut Env<'_>) -> Outcome {
        let file = self.file(env)?;
        let target = match &file {
            Some(file) => Target::to(file.clone(), self.force || self.is_earlier(file)),
            None => Target::to(PathBuf::from("-"), false),
        };
        target.check(env)?;
        let (workspace, figures) = Workspace::counted(env)?;
        let with_text = self.wants_text(env, &workspace)?;
        let words = || Texts::gather(&workspace.library, &workspace.states);
        let texts = with_text.then(words);
        let lead = ReportLead {
            date: workspace.date,
            cards: workspace.cards_ahead(&workspace.today_list()),
            gain: countdown::most_to_gain(&workspace),
        };
        let code = target.put(env, &report::page(&figures, texts.as_ref(), lead))?;
        let Some(file) = file else {
            return Ok(code);
        };
        if self.open {
            opener::open(&file).map_err(|why| {
                let shown = std::path::absolute(&file).unwrap_or_else(|_| file.clone());
                CliError::failed(format!("the report is written, but not opened: {why}"))
                    .hint(format!("Open it yourself: {}", shown.display()))
            })?;
        } else if self.output.is_none() {
            env.note("To look at it: star-cards export report --open");
        }
        Ok(code)
    }

    /// The file it goes to; none for standard output.
    fn file(&self, env: &Env<'_>) -> Result<Option<PathBuf>, CliError> {
        match &self.output {
            Some(file) if file == Path::new("-") && self.open => Err(CliError::usage(
                "standard output cannot be opened in a browser",
            )
            .hint("Leave out -o: star-cards export report --open")),
            Some(file) if file == Path::new("-") => Ok(None),
            Some(file) => Ok(Some(file.clone())),
            None if env.world.stdout_is_terminal || self.open => Ok(Some(PathBuf::from(REPORT))),
            None if self.force => Err(CliError::usage("--force needs a file to replace")
                .hint("Name it: star-cards export report -o FILE --force")),
            None => Ok(None),
        }
    }

    /// Whether an earlier report lies where no other name was given: that one may go.
    fn is_earlier(&self, file: &Path) -> bool {
        let head = || {
            let mut head = Vec::new();
            let is_file = fs::symlink_metadata(file)?.is_file();
            if is_file {
                File::open(file)?.take(HEAD).read_to_end(&mut head)?;
            }
            Ok::<_, std::io::Error>(head)
        };
        let ours = |head: Vec<u8>| {
            head.windows(MADE_HERE.len())
                .any(|found| found == MADE_HERE)
        };
        self.output.is_none() && head().is_ok_and(ours)
    }

    /// Whether the words go in. A terminal is asked once, and the answer is remembered; elsewhere
    /// they stay out unless they are asked for.
    fn wants_text(&self, env: &mut Env<'_>, workspace: &Workspace) -> Result<bool, CliError> {
        let is_person = env.world.stdout_is_terminal && env.world.prompt.can_ask();
        if self.with_text || self.names_only || !is_person {
            return Ok(self.with_text);
        }
        if let Some(known) = env.settings.report_with_text {
            return Ok(known);
        }
        if workspace.library.own().next().is_none() {
            return Ok(false);
        }
        let asked = "Show your titles and the text of your cards in the report?";
        let wanted = env.world.prompt.confirm(asked)?;
        remember(env, WITH_TEXT, wanted);
        Ok(wanted)
    }
}
