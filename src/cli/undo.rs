//! `undo`: takes a row of the log back by adding one.

use super::env::Env;
use super::error::{CliError, Outcome};
use super::workspace::Workspace;
use super::{names, save};
use crate::store::NewFact;
use crate::study::undo::{self, UndoReach};

/// Take back your newest answer or mark, or the newest of one card
///
/// Reaches answers, bury, suspend, resume, flag and timed runs, one a call, as often as you like; not
/// what was imported. The log keeps the row and notes that it was taken back.
#[derive(clap::Args, Debug)]
pub(crate) struct UndoArgs {
    /// Only this card (STORY/action)
    card: Option<String>,
}

impl UndoArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let mut workspace = Workspace::open(env)?;
        let (library, facts, states) = (&workspace.library, &workspace.facts, &workspace.states);
        let card = match &self.card {
            Some(name) => Some(names::card(library, states, name)?),
            None => None,
        };
        let row = match undo::newest(library, facts, states, card) {
            UndoReach::Row(row) => row,
            UndoReach::Imported(at) => {
                let name = card.map_or("", |card| states.cards[card].name.as_str());
                let when = at.spoken(*env.now().local.offset());
                let error = CliError::failed(format!(
                    "the newest answer of {name}, of {when}, was imported, and what was imported \
                     is not taken back"
                ));
                return Err(error
                    .hint("Nothing was changed. Grade the card anew tomorrow, or drill it now."));
            }
            UndoReach::Nothing => return Err(CliError::failed("there is nothing to take back")),
        };
        let fact = NewFact::Undo { target: row.id };
        save::append_one(env, &mut workspace.store, fact)?;
        let when = row.at.spoken(*env.now().local.offset());
        env.note(&format!("Taken back: {} of {when}.", row.what));
        Ok(0)
    }
}
