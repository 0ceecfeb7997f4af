//! What holds for every file that comes in, and what is known of a whole run.

use std::path::PathBuf;

use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};

use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::wording::{counted, counted_stories};
use crate::foreign::TitlesAt;
use crate::prompt::text::Line;

/// What holds for every file.
#[derive(clap::Args, Debug, Clone)]
pub(super) struct ImportOptions {
    /// Show what would be imported, and change nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Replace stories that you have with other text; the old text goes to `trash/`
    #[arg(long)]
    pub(super) replace: bool,
    /// The deck for new stories (default: `stories`, for a package `anki`)
    #[arg(long, value_name = "NAME")]
    pub(super) deck: Option<String>,
    /// Where the titles of stories stand, if --dry-run shows them in the wrong place: the level of
    /// a heading (2 or ##), or the name of a label (Story)
    #[arg(long, value_name = "WHERE", value_parser = titles_at, add = titles_known())]
    pub(super) titles: Option<TitlesAt>,
}

fn titles_at(words: &str) -> Result<TitlesAt, &'static str> {
    match words.contains(|c: char| c.is_alphanumeric() || c == '#') {
        true => Ok(TitlesAt::read(words)),
        false => Err("give the level of a heading (2 or ##), or the name of a label (Story)"),
    }
}

/// What Tab offers: the levels that titles usually have, and usual names.
fn titles_known() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let known = [
            ("1", "headings: # Title"),
            ("2", "headings: ## Title"),
            ("3", "headings: ### Title"),
            ("Title", "labels: Title: ..."),
            ("Story", "labels: Story: ..."),
            ("Question", "labels: Question: ..."),
        ];
        let known = known.into_iter();
        known
            .map(|(word, help)| CompletionCandidate::new(word).help(Some(help.into())))
            .collect()
    })
}

/// Stories that came in, or would.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct StoryCounts {
    pub(super) new: usize,
    pub(super) same: usize,
    pub(super) differing: usize,
}

impl StoryCounts {
    /// `3 stories, 2 new, 1 with different text`, what is counted first being `of`.
    pub(super) fn told(self, of: &str) -> String {
        let counts = [
            (self.new, "new"),
            (self.same, "the same"),
            (self.differing, "with different text"),
        ];
        let told = counts.iter().filter(|(count, _)| *count > 0);
        let told = told.map(|(count, what)| format!(", {count} {what}"));
        let all = counted_stories(self.new + self.same + self.differing);
        format!("{all}{of}{}", told.collect::<String>())
    }
}

/// One call of the command, over all its files.
pub(super) struct ImportRun {
    pub(super) how: ImportOptions,
    /// Files with stories.
    files: usize,
    counts: StoryCounts,
    /// Where stories were said to be written to.
    written_to: Option<PathBuf>,
    /// What a dry run would have added so far, as a deck.
    pub(super) pending: String,
    /// Something was shown on standard output.
    shown: bool,
}

impl ImportRun {
    pub(super) fn new(how: ImportOptions) -> ImportRun {
        ImportRun {
            how,
            files: 0,
            counts: StoryCounts::default(),
            written_to: None,
            pending: String::new(),
            shown: false,
        }
    }

    /// Counts a file with its stories.
    pub(super) fn count(&mut self, counts: StoryCounts) {
        self.files += 1;
        self.counts.new += counts.new;
        self.counts.same += counts.same;
        self.counts.differing += counts.differing;
    }

    /// Says where stories were written to, once for all files.
    pub(super) fn tell_written(&mut self, env: &mut Env<'_>, deck: PathBuf) {
        if self.written_to.as_ref() != Some(&deck) {
            env.note(&format!("Written to {}.", deck.display()));
            self.written_to = Some(deck);
        }
    }

    /// Parts what a dry run shows of each file.
    pub(super) fn begin_shown(&mut self, env: &mut Env<'_>) -> Result<(), CliError> {
        match self.how.dry_run && std::mem::replace(&mut self.shown, true) {
            true => env.print(&[Line::blank()]),
            false => Ok(()),
        }
    }

    /// What is to be said once all files are done.
    pub(super) fn finish(&self, env: &mut Env<'_>) -> Result<(), CliError> {
        let of = format!(" from {}", counted(self.files, "file"));
        let summary = (self.files > 1).then(|| format!("{}.", self.counts.told(&of)));
        if !self.how.dry_run {
            summary.iter().for_each(|told| env.note(told));
            return Ok(());
        }
        if self.files == 0 {
            return Ok(());
        }
        let done = "Nothing was written: --dry-run.".to_owned();
        let mut lines = vec![Line::blank()];
        lines.extend(summary.into_iter().chain([done]).map(Line::plain));
        env.print(&lines)
    }
}
