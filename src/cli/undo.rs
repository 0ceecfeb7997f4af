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
pub struct UndoArgs {
    /// Only this card (STORY/action)
    card: Option<String>,
}

impl UndoArgs {
    /// Takes it back.
    pub fn run(self, context: &mut Env<'_>) -> Outcome {
        let mut table = Workspace::open(context)?;
        let card = match &self.card {
            Some(name) => Some(names::card(&table.library, &table.states, name)?),
            None => None,
        };
        let row = match undo::newest(&table.library, &table.facts, &table.states, card) {
            UndoReach::Row(row) => row,
            UndoReach::Imported(at) => {
                let name = card.map_or("", |card| table.states.cards[card].name.as_str());
                let when = at.spoken(*context.now().local.offset());
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
        save::append_one(context, &mut table.store, fact)?;
        let when = row.at.spoken(*context.now().local.offset());
        context.note(&format!("Taken back: {} of {when}.", row.what));
        Ok(0)
    }
}
