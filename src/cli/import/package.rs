//! `import` of a package.

use std::path::Path;

use super::How;
use crate::cli::context::Context;
use crate::cli::error::CliError;

/// Brings one in.
pub fn import(_: &mut Context<'_>, file: &Path, _: &How) -> Result<(), CliError> {
    Err(CliError::failed(format!(
        "{} cannot be read yet",
        file.display()
    )))
}
