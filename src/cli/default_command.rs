//! Without a command: what is due, and the one next step.

use super::env::Env;
use super::error::Outcome;
use super::names;
use super::wording::heading;
use super::workspace::Workspace;

/// Says it.
pub(crate) fn run(env: &mut Env<'_>) -> Outcome {
    let workspace = Workspace::open(env)?;
    names::warn_orphaned(env, &workspace.states);
    let today = workspace.today_list();
    let lines = [
        heading(workspace.due_sentence(&today)),
        workspace.next_step(env, &today),
    ];
    env.print(&lines)?;
    Ok(0)
}
