//! The log that a restore replaces.

use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::store::{ErrorKind, Store, StoreError};

/// The log as it is, or as it would begin; none where a file stands that is no log any more.
pub(super) fn log_unless_broken(env: &mut Env<'_>) -> Result<Option<Store>, CliError> {
    let whole = env.open_log().and_then(|mut store| {
        store.check()?;
        store.read()?;
        Ok(store)
    });
    match whole {
        Ok(store) => Ok(Some(store)),
        Err(StoreError {
            trouble: ErrorKind::Damaged | ErrorKind::Emptied | ErrorKind::StaleWal,
            ..
        }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
