//! What `doctor` tells of the snapshot: where it lies, what it spares the next start, or why there is
//! none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::finding::{finding, shell};
use crate::cli::env::Env;
use crate::cli::folding::{self, FoldedBefore};
use crate::deck::DecksRead;
use crate::export::doctor::{DoctorFinding, SnapshotFigures};
use crate::files::{folder_of, free_name, may_write, shell_quoted};
use crate::snapshot::Snapshot;

/// The snapshot, in a home of so many cards and answers whose decks were read just now.
pub(crate) fn figures(
    env: &mut Env<'_>,
    decks: &DecksRead,
    cards: usize,
    answers: usize,
) -> SnapshotFigures {
    let path = env.home.snapshot();
    let told = SnapshotFigures {
        path: path.display().to_string(),
        ..SnapshotFigures::default()
    };
    let Some(snapshot) = env.snapshot() else {
        let pays = env.world.snapshot.keeps(cards, answers);
        return SnapshotFigures {
            state: match fs::symlink_metadata(&path) {
                _ if !pays => "none",
                Err(_) => "missing",
                Ok(there) if there.is_file() => "useless",
                Ok(_) => "blocked",
            },
            ..told
        };
    };
    let local = env.now().local.timezone();
    let written = snapshot.written();
    let written = written.and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    SnapshotFigures {
        state: "sound",
        bytes: snapshot.bytes(),
        written: written.map(|at| at.with_timezone(&local).to_rfc3339()),
        decks: decks_spared(decks, &snapshot),
        answers: answers_spared(env, decks, snapshot),
        ..told
    }
}

/// Answers that a start need not read again.
fn answers_spared(env: &mut Env<'_>, decks: &DecksRead, snapshot: Snapshot) -> u64 {
    let (today, how) = (env.today(), env.world.snapshot);
    let before = FoldedBefore::Snapshot(Arc::new(snapshot), decks.as_known);
    let store = env.look_at_log().ok();
    let spared = |mut store| folding::spared(&mut store, &decks.library, today, how, before).ok();
    store.and_then(spared).unwrap_or(0)
}

/// Deck files that are as the snapshot knows them.
fn decks_spared(decks: &DecksRead, snapshot: &Snapshot) -> usize {
    let Some(outline) = snapshot.library() else {
        return 0;
    };
    let known = outline.decks.iter();
    let known: BTreeMap<_, _> = known.map(|deck| (&deck.path, deck.stamp)).collect();
    let read = decks.library.decks.iter().zip(&decks.stamps);
    read.filter(|(deck, stamp)| stamp.is_some() && known.get(&deck.path) == Some(stamp))
        .count()
}

/// Where none can be written though it would be felt.
pub(crate) fn finding_of(env: &Env<'_>, told: &SnapshotFigures) -> Option<DoctorFinding> {
    let path = env.home.snapshot();
    if told.state == "blocked" {
        return Some(blocked(&path));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let stands_there = folder.exists() && (!folder.is_dir() || !may_write(folder));
    let is_missed = matches!(told.state, "missing" | "useless");
    (stands_there && is_missed).then(|| {
        let way_out = match folder.is_dir() {
            true => shell("chmod u+rwx", folder),
            false => shell("rm", folder),
        };
        finding(
            "snapshot",
            format!(
                "{} cannot be written, so every start reads all decks and the whole log again.",
                path.display()
            ),
            way_out,
        )
    })
}

/// Something else bears its name, which is never replaced.
fn blocked(path: &Path) -> DoctorFinding {
    let (what, way_out) = match path.is_dir() && !path.is_symlink() {
        // Whatever is in it may be somebody's.
        true => {
            let aside = free_name(folder_of(path), "snapshot", "old");
            let way_out = format!("{} {}", shell("mv", path), shell_quoted(&aside));
            ("a folder", way_out)
        }
        false if path.is_symlink() => ("a link", shell("rm", path)),
        false => ("no plain file", shell("rm", path)),
    };
    finding(
        "snapshot",
        format!(
            "{} is {what} and is never written, so every start reads all decks and the whole log again.",
            path.display()
        ),
        way_out,
    )
}
