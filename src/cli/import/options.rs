//! What holds for every file that comes in.

/// What holds for every file.
#[derive(clap::Args, Debug, Clone)]
pub(super) struct ImportOptions {
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Replace stories that are there already with other words; the old words go to `trash/`
    #[arg(long)]
    pub(super) replace: bool,
    /// The deck that new stories go to; if left out `stories`, and `anki` for a package
    #[arg(long, value_name = "NAME")]
    pub(super) deck: Option<String>,
}
