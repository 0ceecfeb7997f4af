//! A restore that was cut short: the note it leaves for the next command, with both ways on.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::env::Env;
use crate::files::{self, shell_quoted};

/// While this lives, a restore runs. What stays after a kill says that one was cut short.
pub(crate) struct RestoreMark {
    path: PathBuf,
    /// The note of an earlier restore that was cut short, which holds until this one is done.
    earlier: Option<String>,
    _lock: Option<File>,
}

/// How the line begins that says how to go back.
const WAY_BACK: &str = "To go back to what was here before: ";

impl RestoreMark {
    /// Notes what is restored, and where what was here before is kept.
    pub(crate) fn begin(
        env: &Env<'_>,
        restored: &Path,
        before: Option<&Path>,
    ) -> io::Result<RestoreMark> {
        let path = env.home.restoring();
        files::create_private_folder(env.home.data())?;
        let command = |file: &Path| {
            let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
            format!("star-cards restore {}", shell_quoted(&file))
        };
        let mut told = format!(
            "A restore was cut short.\nTo finish it: {}\n",
            command(restored)
        );
        // What is here after one that was cut short is nothing to go back to.
        let earlier = fs::read_to_string(&path).ok();
        let way_back = earlier.as_deref().and_then(way_back).map(str::to_owned);
        let way_back = way_back.or_else(|| Some(format!("{WAY_BACK}{}", command(before?))));
        told.extend(way_back.map(|way| format!("{way}\n")));
        files::write_whole(&path, told.as_bytes())?;
        let lock = File::open(&path).ok();
        let lock = lock.filter(|file| file.try_lock().is_ok());
        Ok(RestoreMark {
            path,
            earlier,
            _lock: lock,
        })
    }

    /// Lets the note stand: only a part is done.
    pub(crate) fn leave(self) {
        std::mem::forget(self);
    }

    /// Everything is in its place; says how to go back, if there is a way.
    pub(crate) fn done(mut self) -> Option<String> {
        self.earlier = None;
        let told = fs::read_to_string(&self.path).unwrap_or_default();
        way_back(&told).map(str::to_owned)
    }
}

/// Its line about the way back, if a note has one.
fn way_back(note: &str) -> Option<&str> {
    note.lines().find(|line| line.starts_with(WAY_BACK))
}

/// Nothing was changed: what was noted before holds again.
impl Drop for RestoreMark {
    fn drop(&mut self) {
        let _ = match &self.earlier {
            Some(note) => files::write_whole(&self.path, note.as_bytes()),
            None => fs::remove_file(&self.path),
        };
    }
}

/// What a restore that runs would leave, a line each.
pub(crate) fn told_while(mark: &RestoreMark) -> Vec<String> {
    let told = fs::read_to_string(&mark.path).unwrap_or_default();
    told.lines().map(str::to_owned).collect()
}

/// What was left by a restore that was cut short, a line each; nothing while one runs.
pub(crate) fn told(env: &Env<'_>) -> Vec<String> {
    let path = env.home.restoring();
    let Ok(file) = File::open(&path) else {
        return Vec::new();
    };
    match file.try_lock() {
        Ok(()) => {
            let told = fs::read_to_string(&path).unwrap_or_default();
            told.lines().map(str::to_owned).collect()
        }
        Err(_) => Vec::new(),
    }
}

/// Forgets it: what is here now is wanted.
pub(crate) fn settle(env: &Env<'_>) {
    let _ = fs::remove_file(env.home.restoring());
}
