//! `undo`: takes rows of the log back by adding some.

use super::env::Env;
use super::error::{CliError, Outcome};
use super::workspace::Workspace;
use super::{names, run_files, save};
use crate::cli::wording::{counted, future_sentence};
use crate::store::NewFact;
use crate::study::facts::FutureRows;
use crate::study::undo::{self, UndoReach};

/// Undo your last answer or mark, or the last one of a card
///
/// Undoes one answer, bury, suspend, resume, flag, timed run, learned speaking rate or debrief at a
/// time, as often as you like. It does not undo an import, nor change your story files. Nothing is
/// deleted but the words heard in a spoken run: the log notes what was undone.
///
/// --future undoes everything dated later than tomorrow, which a wrong clock wrote.
#[derive(clap::Args, Debug)]
pub(crate) struct UndoArgs {
    /// Only this card (STORY/action)
    card: Option<String>,
    /// Everything dated later than tomorrow
    #[arg(long, conflicts_with = "card")]
    future: bool,
    /// With --future: do not ask first
    #[arg(long, requires = "future")]
    yes: bool,
}

impl UndoArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let mut workspace = Workspace::open_whole(env)?;
        if self.future {
            return take_back_future(env, &mut workspace, self.yes);
        }
        let (library, facts, states) = (&workspace.library, &workspace.facts, &workspace.states);
        let card = match &self.card {
            Some(name) => Some(names::card(library, states, name)?),
            None => None,
        };
        let now = env.now().instant();
        let mut reached = undo::newest(library, facts, states, card, now);
        // Chosen again when nobody can come between, or two at once would take one row back.
        if matches!(reached, UndoReach::Row(_)) {
            save::append_decided(env, &mut workspace.store, "change", |facts| {
                reached = undo::newest(library, &facts, states, card, now);
                match &reached {
                    UndoReach::Row(row) => row
                        .rows
                        .iter()
                        .map(|&target| NewFact::Undo { target })
                        .collect(),
                    UndoReach::Imported(_) | UndoReach::Nothing => Vec::new(),
                }
            })?;
        }
        match reached {
            UndoReach::Row(row) => {
                run_files::remove(env, &row.rows);
                let when = env.spoken(row.at);
                env.note(&format!("Undone: {} of {when}.", row.what));
                Ok(0)
            }
            UndoReach::Imported(at) => {
                let name = card.map(|card| states.cards[card].title(library));
                let name = name.unwrap_or_default();
                let handle = card.map(|card| library.handle(&states.cards[card].name(library)));
                let handle = handle.unwrap_or_default();
                let when = env.spoken(at);
                let error = CliError::failed(format!(
                    "the newest answer of {name}, of {when}, was imported, and imported answers \
                     cannot be undone"
                ));
                Err(error.hint(format!(
                    "Nothing was changed. To grade it again now: star-cards review {handle}"
                )))
            }
            UndoReach::Nothing => {
                let error = CliError::failed("there is nothing to undo")
                    .hint("What was answered so far: star-cards export reviews");
                Err(match future_sentence(&states.future) {
                    Some(told) => error.hint(format!(
                        "{told} To undo what a wrong clock wrote: star-cards undo --future"
                    )),
                    None => error,
                })
            }
        }
    }
}

/// Takes back what is dated later than tomorrow.
fn take_back_future(env: &mut Env<'_>, workspace: &mut Workspace, yes: bool) -> Outcome {
    let FutureRows {
        rows,
        last: Some(last),
    } = &workspace.states.future
    else {
        return Err(CliError::failed(
            "nothing in the log is dated later than tomorrow, so there is nothing to undo",
        )
        .hint("To undo what you did last: star-cards undo"));
    };
    let question = format!(
        "The clock says {}. Undo {} dated later than tomorrow, up to {}?",
        workspace.date.date().format("%-d %B %Y"),
        counted(rows.len(), "row"),
        last.date().format("%-d %B %Y")
    );
    if !env.confirm(&question, yes)? {
        env.note("Nothing was changed.");
        return Ok(0);
    }
    let mut rows = Vec::new();
    let undos = save::append_decided(env, &mut workspace.store, "change", |facts| {
        rows = facts.future.rows;
        let rows = rows.iter();
        rows.map(|&target| NewFact::Undo { target }).collect()
    })?;
    run_files::remove(env, &rows);
    if undos.is_empty() {
        env.note("They were just undone.");
        return Ok(0);
    }
    let rows = counted(undos.len(), "row");
    env.note(&format!(
        "Undone: {rows} dated later than tomorrow. Your other answers are unchanged."
    ));
    Ok(0)
}
