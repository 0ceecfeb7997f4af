//! The flags that every command takes.

use std::path::PathBuf;

use clap::ValueEnum;

/// Help is no wider than this, however wide the screen.
pub(crate) const HELP_COLUMNS: usize = 100;

/// Flags that every command takes.
#[derive(clap::Args, Debug)]
pub(crate) struct GlobalArgs {
    /// Keep all files in DIR instead of the XDG folders (or set STAR_CARDS_HOME)
    #[arg(long, global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// Print line by line, for screen readers and simple terminals (or set ACCESSIBLE)
    #[arg(long, global = true)]
    pub plain: bool,
    /// Use colour; auto means on a terminal, unless NO_COLOR or TERM=dumb is set
    #[arg(long, global = true, value_enum, default_value_t = ColorWhen::Auto, value_name = "WHEN")]
    pub color: ColorWhen,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal that has colour.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}
