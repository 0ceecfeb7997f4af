//! Opening a file in the program that the desktop has for it.

use std::io::ErrorKind;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// How a desktop opens a file.
const OPENER: &str = match cfg!(target_os = "macos") {
    true => "open",
    false => "xdg-open",
};

/// How long an opener has to fail: one that is still there by then has a browser in its hands.
const LOOKS: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// Opens a file; an error says why not.
pub(crate) fn open(file: &Path) -> Result<(), String> {
    let opener = Command::new(OPENER)
        .arg(std::path::absolute(file).unwrap_or_else(|_| file.to_owned()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Our Ctrl-C is not the browser's.
        .process_group(0)
        .spawn();
    let mut opener = opener.map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("there is no {OPENER} on this machine"),
        _ => format!("{OPENER} cannot be started: {error}"),
    })?;
    for _ in 0..LOOKS {
        match opener.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("{OPENER} ended with {status}")),
            Ok(None) => std::thread::sleep(PAUSE),
            Err(error) => return Err(error.to_string()),
        }
    }
    Ok(())
}
