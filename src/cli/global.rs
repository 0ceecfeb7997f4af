//! The flags that every command takes, and the look that follows from them.

use std::path::PathBuf;

use clap::ValueEnum;

use super::world::World;
use crate::prompt::text::Style;

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

/// Colour obeys `--color`, then CLICOLOR_FORCE, NO_COLOR and TERM=dumb, then the terminal.
pub(crate) fn style(world: &World, global: &GlobalArgs, is_terminal: bool) -> Style {
    let dumb = world.variable("TERM") == Some("dumb");
    let forced = world
        .variable("CLICOLOR_FORCE")
        .is_some_and(|value| value != "0");
    let colour = match global.color {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto if world.variable("NO_COLOR").is_some() => false,
        ColorWhen::Auto => forced || is_terminal && !dumb,
    };
    let accessible = world
        .variable("ACCESSIBLE")
        .is_some_and(|value| value != "0");
    Style {
        columns: world.columns.unwrap_or(Style::default().columns),
        colour,
        plain: global.plain || accessible || dumb,
        unicode: is_unicode(world),
    }
}

/// The first of the locale variables that is set decides, as in the C library.
fn is_unicode(world: &World) -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| world.variable(name))
        .is_none_or(|locale| {
            let locale = locale.to_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        })
}
