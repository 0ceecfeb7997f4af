//! The log that a restore replaces.

use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::store::{ErrorKind, Store, StoreError};

/// A log that can be read to its end.
pub(super) struct WholeLog {
    /// The log.
    pub(super) store: Store,
    /// How many rows it held when it was read.
    pub(super) rows: usize,
}

/// The log as it is, or as it would begin; none where a file stands that is no log any more.
pub(super) fn log_unless_broken(env: &mut Env<'_>) -> Result<Option<WholeLog>, CliError> {
    let whole = env.open_log().and_then(|mut store| {
        store.check()?;
        let rows = store.read()?.rows();
        Ok(WholeLog { store, rows })
    });
    match whole {
        Ok(whole) => Ok(Some(whole)),
        Err(StoreError {
            trouble: ErrorKind::Damaged | ErrorKind::Emptied | ErrorKind::StaleWal,
            ..
        }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
