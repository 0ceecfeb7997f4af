//! `import` of a log: its rows and those of this one become one history.

use std::collections::BTreeSet;
use std::path::Path;

use super::options::ImportOptions;
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::names;
use crate::cli::progress::Progress;
use crate::cli::save;
use crate::cli::wording::{counted, rows};
use crate::cli::workspace::Workspace;
use crate::prompt::text::Line;
use crate::store::{self, OtherLog, United};
use crate::study::facts::Facts;

pub(crate) fn import(env: &mut Env<'_>, file: &Path, how: &ImportOptions) -> Result<(), CliError> {
    let theirs = store::read_other(file)?;
    import_log(env, file, &theirs, how)?;
    tell_beside(env, &theirs.facts);
    Ok(())
}

/// Unites this log with one that was read from `file`.
pub(super) fn import_log(
    env: &mut Env<'_>,
    file: &Path,
    theirs: &OtherLog,
    how: &ImportOptions,
) -> Result<(), CliError> {
    let now = env.now().instant();
    let mut store = env.open_log()?;
    let united = match how.dry_run {
        true => store.merge_dry_run(theirs, now)?,
        false => {
            let rows = theirs.facts.reviews.len() as u64;
            save::keep_trying(env, &mut store, "import", |env, store| {
                let mut progress = Progress::begin(env, "Uniting", rows);
                store.merge(theirs, now, |seen| progress.set_position(seen.min(rows)))
            })?
            .0
        }
    };
    let told = format!("{} {}", file.display(), sentence(united, how.dry_run));
    match how.dry_run {
        true => env.print(&[Line::plain(told).hanging(2)])?,
        false => env.note(&told),
    }
    tell_left_out(env, united);
    // A log is opened once at a time: closing a second one lets go of the locks of the first.
    drop(store);
    if united.new + united.amended > 0 && !how.dry_run {
        // Answers may have come in for stories that lie on the other machine.
        let workspace = Workspace::open(env)?;
        names::warn_orphaned(env, &workspace.states);
    }
    Ok(())
}

/// `brought 120 rows, 100 of them answers; 30 were here already.`
fn sentence(united: United, dry_run: bool) -> String {
    let verb = if dry_run { "would bring" } else { "brought" };
    let new = match united.new {
        0 => "nothing new".to_owned(),
        new => rows(new, united.answers),
    };
    let known = match united.known {
        0 => String::new(),
        1 => "; 1 was here already".to_owned(),
        known => format!("; {known} were here already"),
    };
    format!("{verb} {new}{known}.")
}

/// Tells of answers that moved to another day, and of rows that did not come in.
fn tell_left_out(env: &mut Env<'_>, united: United) {
    if united.amended > 0 {
        env.note(&format!(
            "Both logs have {} on different study days, because the machines were in different \
             time zones. The earlier day counts.",
            counted(united.amended, "answer")
        ));
    }
    if united.later > 0 {
        env.note(&format!(
            "Left out, because dated in the future: {}. If the clock there was ahead, import \
             again later.",
            counted(united.later, "row")
        ));
    }
    if united.taken > 0 {
        env.note(&format!(
            "Left out, because this log has different rows in their place: {}. Yours stay. \
             Perhaps someone changed that file by hand.",
            counted(united.taken, "row")
        ));
    }
}

/// Tells of what the log only names: job texts lie beside it, as stories do.
fn tell_beside(env: &mut Env<'_>, theirs: &Facts) {
    let rows = theirs.interviews.iter();
    let jobs = rows.filter_map(|row| row.details.job.as_deref());
    let missing: BTreeSet<&str> = jobs
        .filter(|job| !env.home.data().join(job).exists())
        .collect();
    if !missing.is_empty() {
        env.note(&format!(
            "The job texts of these interviews are not in the log itself: {}. Copy them from \
             there to {}.",
            missing.into_iter().collect::<Vec<_>>().join(", "),
            env.home.jobs().display()
        ));
    }
}
