//! What `doctor` tells of the snapshot: where it lies, what it spares the next start, or why there is
//! none.

use std::collections::BTreeMap;
use std::path::Path;

use super::finding::{finding, shell};
use crate::cli::env::Env;
use crate::deck::DecksRead;
use crate::export::doctor::{DoctorFinding, SnapshotFigures};
use crate::files::may_write;
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
            state: match (path.exists(), pays) {
                (true, _) => "useless",
                (false, true) => "missing",
                (false, false) => "none",
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
        answers: answers_spared(env, &snapshot),
        decks: decks_spared(decks, &snapshot),
        ..told
    }
}

/// Answers that a start need not read again.
fn answers_spared(env: &mut Env<'_>, snapshot: &Snapshot) -> u64 {
    let Some(prefix) = snapshot.prefix() else {
        return 0;
    };
    let is_past = prefix.key.newest_day < env.today();
    let store = env.look_at_log().ok();
    let behind = store.and_then(|mut store| store.read_behind(&prefix.key).ok()?);
    match behind.is_some() && is_past {
        true => prefix.rows,
        false => 0,
    }
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
