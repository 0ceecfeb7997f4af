//! What `doctor` sees of files and folders: who may read them, where links lead, what was
//! left behind. Links are not followed.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::finding::{finding, shell};
use crate::cli::env::Env;
use crate::export::doctor::DoctorFinding;
use crate::files::{is_temporary_name, left_behind_in, may_write};
use crate::story::sort;

/// Folders nested deeper are not searched, and no more entries than this: a home is small.
const MAX_DEPTH: usize = 16;
const MAX_ENTRIES: usize = 20_000;

/// So many paths are named one by one.
const NAMED: usize = 3;

/// What a walk over a folder found.
#[derive(Default)]
struct FolderWalk {
    /// Readable or writable for others.
    open: Vec<PathBuf>,
    /// Links to nothing.
    dangling: Vec<PathBuf>,
    /// Left by a write that was cut short.
    leftover: Vec<PathBuf>,
    entries: usize,
}

/// Everything about files that wants doing.
pub(crate) fn findings(env: &Env<'_>) -> Vec<DoctorFinding> {
    let (data, settings) = (env.home.data(), env.home.config());
    let decks = env.home.decks();
    let mut found = FolderWalk::default();
    // Decks are made by editors and by git, which know nothing of our modes: theirs matter
    // only where the folders above let others in.
    let reachable = is_open(data) && is_open(&decks);
    found.walk(data, 0, &|path| {
        reachable || !path.starts_with(&decks) || path == decks
    });
    if let Some(folder) = settings.parent().filter(|folder| *folder != data) {
        found.walk(folder, 0, &|_| true);
    }
    let own_decks = env.deck_folders();
    let mut findings = Vec::new();
    for folder in own_decks.iter().skip(1) {
        let before = std::mem::take(&mut found.open);
        found.walk(folder, 0, &|_| false);
        found.open = before;
        if !folder.exists() {
            findings.push(finding(
                "settings",
                format!(
                    "The settings name a deck folder that does not exist: {}.",
                    folder.display()
                ),
                "Create it, or remove it from `decks`.",
            ));
        }
    }
    let places = [
        data.to_owned(),
        env.home.database(),
        env.home.backups(),
        decks,
    ];
    findings.extend(places.iter().find_map(|place| not_writable(place)));
    found
        .leftover
        .extend(left_behind_in(&env.temporary_places()));
    findings.extend(found.told(data));
    findings
}

/// Whether anybody but the owner may do anything with it. A link has no modes of its own.
fn is_open(path: &Path) -> bool {
    fs::symlink_metadata(path)
        .is_ok_and(|metadata| !metadata.is_symlink() && metadata.permissions().mode() & 0o077 != 0)
}

/// A home that can only be looked at.
fn not_writable(data: &Path) -> Option<DoctorFinding> {
    (data.exists() && !may_write(data)).then(|| {
        finding(
            "permissions",
            format!("{} cannot be written.", data.display()),
            format!(
                "{}, or choose another place with --home DIR.",
                shell("chmod u+rwx", data)
            ),
        )
    })
}

impl FolderWalk {
    /// Looks at a path and at everything below it. `minds` says whose modes matter.
    fn walk(&mut self, path: &Path, depth: usize, minds: &dyn Fn(&Path) -> bool) {
        let Ok(metadata) = fs::symlink_metadata(path) else {
            return;
        };
        self.entries += 1;
        if depth > MAX_DEPTH || self.entries > MAX_ENTRIES {
            return;
        }
        if metadata.is_symlink() {
            // A link to itself leads nowhere as well, by another error.
            let end = fs::metadata(path);
            if end.is_err_and(|error| error.kind() != ErrorKind::PermissionDenied) {
                self.dangling.push(path.to_owned());
            }
            return;
        }
        if is_open(path) && minds(path) {
            self.open.push(path.to_owned());
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if depth > 0 && is_temporary_name(&name) {
            self.leftover.push(path.to_owned());
        } else if metadata.is_dir() {
            let entries = fs::read_dir(path).into_iter().flatten().flatten();
            let mut inside: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
            sort::by(&mut inside, Ord::cmp);
            for path in inside {
                self.walk(&path, depth + 1, minds);
            }
        }
    }

    fn told(&self, data: &Path) -> Vec<DoctorFinding> {
        let mut findings = Vec::new();
        if let Some(first) = self.open.first() {
            let all_inside = self.open.iter().all(|path| path.starts_with(data));
            let (command, target) = match self.open.len() {
                1 => ("chmod go=", first.as_path()),
                _ if all_inside => ("chmod -R go=", data),
                _ => ("chmod -R go=", first.as_path()),
            };
            findings.push(finding(
                "permissions",
                format!("Other people can open {}.", named(&self.open)),
                format!("To make them private: {}", shell(command, target)),
            ));
        }
        if !self.dangling.is_empty() {
            findings.push(finding(
                "links",
                format!("These links are broken: {}.", named(&self.dangling)),
                "Correct or remove them.",
            ));
        }
        if !self.leftover.is_empty() {
            findings.push(finding(
                "leftovers",
                format!("An interrupted write left {}.", named(&self.leftover)),
                format!(
                    "Unless star-cards is writing right now: {}",
                    self.leftover
                        .iter()
                        .fold("rm -r".to_owned(), |command, path| shell(&command, path))
                ),
            ));
        }
        findings
    }
}

/// The first few paths, and how many more there are.
fn named(paths: &[PathBuf]) -> String {
    let shown: Vec<String> = paths
        .iter()
        .take(NAMED)
        .map(|path| path.display().to_string())
        .collect();
    match paths.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
