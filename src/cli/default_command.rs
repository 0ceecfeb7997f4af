//! Without a command: what is due, and the one next step.

use super::env::Env;
use super::error::Outcome;
use super::names;
use super::wording::heading;
use super::workspace::Workspace;

/// Says it.
pub fn run(context: &mut Env<'_>) -> Outcome {
    let table = Workspace::open(context)?;
    names::tell_lost(context, &table.states);
    let today = table.today_list();
    let lines = [
        heading(table.due_sentence(&today)),
        table.next_step(context, &today),
    ];
    context.print(&lines)?;
    Ok(0)
}
