//! What holds for every file that comes in.

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
}
