//! An answer that becomes a setting, so that it is asked for once.

use std::fs;
use std::io::ErrorKind;

use super::env::Env;
use crate::files;
use crate::home::{Settings, with_setting};

/// Writes a yes or no into the settings and says where. Where that fails the question only comes
/// again.
pub(crate) fn remember(env: &mut Env<'_>, key: &str, value: bool) {
    let path = env.home.config();
    let write = || {
        let before = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            read => read?,
        };
        let text = with_setting(&before, key, value);
        Settings::parse(&text).map_err(std::io::Error::other)?;
        if let Some(folder) = path.parent() {
            files::create_private_folder(folder)?;
        }
        files::write_whole(&path, text.as_bytes())
    };
    let shown = path.display();
    let told = match write() {
        Ok(()) => format!("Remembered as {key} = {value} in {shown}."),
        Err(error) => format!("Your answer could not be remembered in {shown}: {error}"),
    };
    env.note(&told);
}
