//! `undo`: takes a row of the log back by adding one.

use std::collections::HashSet;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::names;
use super::workspace::Workspace;
use crate::store::NewFact;
use crate::study::day::Instant;
use crate::study::facts::Facts;
use crate::study::review::{MarkKind, Review, RowId, Source};

/// Take back your newest answer or mark, or the newest of one card
///
/// Reaches answers, bury, suspend, resume, flag and timed runs, one a call, as often as you like; not
/// what was imported. The log keeps the row and notes that it was taken back.
#[derive(clap::Args, Debug)]
pub struct Undo {
    /// Only this card (STORY/action)
    card: Option<String>,
}

/// A row that can be taken back.
struct Reachable {
    at: Instant,
    id: RowId,
    what: String,
}

impl Undo {
    /// Takes it back.
    pub fn run(self, context: &mut Env<'_>) -> Outcome {
        let mut table = Workspace::open(context)?;
        let card = match &self.card {
            Some(name) => Some(names::card(&table.shelf, &table.desk, name)?),
            None => None,
        };
        let newest = reachable(&table, card).max_by_key(|row| (row.at, row.id));
        if let Some(card) = card
            && let Some(at) = imported_last(&table, card)
            && newest.as_ref().is_none_or(|row| row.at < at)
        {
            let when = at.spoken(*context.now().local.offset());
            let name = &table.desk.cards[card].name;
            return Err(CliError::failed(format!(
                "the newest answer of {name}, of {when}, was imported, and what was imported is \
                 not taken back"
            ))
            .hint("Nothing was changed. Grade the card anew tomorrow, or drill it now."));
        }
        let Some(row) = newest else {
            return Err(CliError::failed("there is nothing to take back"));
        };
        let now = context.now().instant();
        table.store.append(now, &NewFact::Undo { target: row.id })?;
        let when = row.at.spoken(*context.now().local.offset());
        context.note(&format!("Taken back: {} of {when}.", row.what));
        context.pass_on(&mut table.store);
        Ok(0)
    }
}

/// When the newest imported answer of a card was given.
fn imported_last(table: &Workspace, card: usize) -> Option<Instant> {
    let facts = &table.facts;
    let is_of_card = |row: &&Review| {
        row.source == Source::Import
            && table.desk.find(&table.shelf, facts.names.get(row.card)) == Some(card)
    };
    let imported = facts.reviews.iter().filter(is_of_card);
    imported.map(|row| row.at).max()
}

fn reachable(table: &Workspace, card: Option<usize>) -> impl Iterator<Item = Reachable> {
    let Workspace {
        shelf, facts, desk, ..
    } = table;
    let undone = facts.undone();
    let of_card = move |name: &str| card.is_none_or(|card| desk.find(shelf, name) == Some(card));
    let mut rows = answers(facts, &undone);
    rows.extend(marks(facts, &undone));
    rows.extend(runs(facts, &undone));
    rows.into_iter()
        .filter(move |(name, _)| of_card(name))
        .map(|(_, row)| row)
}

fn answers<'f>(facts: &'f Facts, undone: &HashSet<RowId>) -> Vec<(&'f str, Reachable)> {
    facts
        .reviews
        .iter()
        .filter(|row| row.source != Source::Import && !undone.contains(&row.id))
        .map(|row| {
            let name = facts.names.get(row.card);
            let what = format!("quality {} for {name}", row.quality);
            (
                name,
                Reachable {
                    at: row.at,
                    id: row.id,
                    what,
                },
            )
        })
        .collect()
}

fn runs<'f>(facts: &'f Facts, undone: &HashSet<RowId>) -> Vec<(&'f str, Reachable)> {
    let there = facts.runs.iter().filter(|row| !undone.contains(&row.id));
    there
        .map(|row| {
            let what = format!("the run of {}", row.story);
            (
                row.story.as_str(),
                Reachable {
                    at: row.at,
                    id: row.id,
                    what,
                },
            )
        })
        .collect()
}

fn marks<'f>(facts: &'f Facts, undone: &HashSet<RowId>) -> Vec<(&'f str, Reachable)> {
    facts
        .marks
        .iter()
        .filter(|row| row.kind != MarkKind::Told && !undone.contains(&row.id))
        .map(|row| {
            let what = format!("{} for {}", row.kind.key(), row.subject);
            (
                row.subject.as_str(),
                Reachable {
                    at: row.at,
                    id: row.id,
                    what,
                },
            )
        })
        .collect()
}
