//! The rows of a run while it is told: each tap is one at once.

use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::save;
use crate::cli::workspace::Workspace;
use crate::store::{NewFact, Written};
use crate::story::Story;
use crate::study::facts::{LapKind, RunSource};
use crate::study::rehearsal::Tap;
use crate::study::review::RowId;

/// The rows of this run.
pub(super) struct RunLog {
    source: RunSource,
    run: Option<RowId>,
    laps: Vec<RowId>,
}

impl RunLog {
    pub(super) fn new(source: RunSource) -> RunLog {
        RunLog {
            source,
            run: None,
            laps: Vec::new(),
        }
    }

    /// The run, once a tap has begun it.
    pub(super) fn run(&self) -> Option<RowId> {
        self.run
    }

    /// Takes the whole run back, if there is one.
    pub(super) fn drop_run(
        &mut self,
        env: &mut Env<'_>,
        workspace: &mut Workspace,
    ) -> Result<(), CliError> {
        if let Some(target) = self.run.take() {
            save::append_one(env, &mut workspace.store, NewFact::Undo { target })?;
        }
        Ok(())
    }

    /// Writes a lap, the run before its first, and the end with the last. Tells whether the
    /// person had to wait for that.
    pub(super) fn tap(
        &mut self,
        env: &mut Env<'_>,
        workspace: &mut Workspace,
        story: &Story,
        tap: Tap,
        over: Option<u64>,
    ) -> Result<bool, CliError> {
        let (run, begun_late) = match self.run {
            Some(run) => (run, false),
            None => {
                let (day, story) = (env.today(), story.id.to_string());
                let begun = NewFact::Run {
                    day,
                    story,
                    source: self.source,
                    transcript: None,
                };
                let (written, waited) = write(env, workspace, &[begun])?;
                (written[0].id, waited)
            }
        };
        self.run = Some(run);
        let end = over.map(|ms| (LapKind::End, u32::try_from(ms).unwrap_or(u32::MAX)));
        let laps = std::iter::once((tap.kind, tap.ms)).chain(end);
        let facts: Vec<NewFact> = laps
            .map(|(kind, ms)| NewFact::Lap { run, kind, ms })
            .collect();
        let (written, waited) = write(env, workspace, &facts)?;
        self.laps.push(written[0].id);
        Ok(begun_late || waited)
    }

    pub(super) fn take_back(
        &mut self,
        env: &mut Env<'_>,
        workspace: &mut Workspace,
    ) -> Result<(), CliError> {
        if let Some(target) = self.laps.pop() {
            save::append_one(env, &mut workspace.store, NewFact::Undo { target })?;
        }
        Ok(())
    }
}

/// Writes rows of the run, and tells whether the person had to wait for that.
fn write(
    env: &mut Env<'_>,
    workspace: &mut Workspace,
    facts: &[NewFact],
) -> Result<(Vec<Written>, bool), CliError> {
    save::keep_trying(env, &mut workspace.store, "run", |env, store| {
        store.append_all(env.now().instant(), facts)
    })
}
