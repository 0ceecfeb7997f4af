//! A folded beginning brought up to what is so now: put on other cards, and of the cards whose rows
//! something has reached since folded once more.
//!
//! Whose rows those are is said first, then they are read, then what they come to takes the place of
//! what was known. It refuses where that would be no better than to fold everything.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, btree_map};

use crate::story::{Library, Trap};

use super::card::{self, Card, CardKind};
use super::card_states::{find_card, orphaned_names};
use super::day::StudyDay;
use super::facts::{Names, is_of_core};
use super::foreseen::ForeseenRow;
use super::prefix::{
    FoldedPrefix, KeptReview, LogMark, PackedMemories, PrefixFold, PrefixKey, PrefixNames,
};
use super::replay::CardMemory;
use super::review::{LogPlace, Review, RowId};

/// So many names are folded once more at any time, and of a larger number one in [`SHARE`].
const FEW: usize = 100;
const SHARE: usize = 8;

/// A beginning that was folded with other cards: each name's memory goes to the card that it belongs
/// to now. None where names fold together that did not, or no longer do: then their rows have to be
/// read.
pub(crate) fn on_cards(
    (prefix, names): (&FoldedPrefix, &PrefixNames),
    library: &Library,
    cards: &[Card],
) -> Option<(FoldedPrefix, PrefixNames)> {
    let old: Vec<CardMemory> = prefix.memories.iter().collect();
    let mut memories = vec![CardMemory::default(); cards.len()];
    let mut moved = PrefixNames::default();
    // By old place the new one, and by new place of a card the old one.
    let mut to: Vec<Option<usize>> = vec![None; old.len()];
    let mut from: Vec<Option<usize>> = vec![None; cards.len()];
    for (name, before) in names.iter() {
        let card = find_card(library, cards, name);
        // What is told of a trap leaves out what belongs to no card.
        if card.is_some() != (before < prefix.cards) && card::is_of_trap(name) {
            return None;
        }
        let now = card.unwrap_or(memories.len());
        if to.get(before)?.is_some_and(|to| to != now)
            || card.is_some_and(|card| from[card].is_some_and(|from| from != before))
        {
            return None;
        }
        if let Some(card) = card {
            from[card] = Some(before);
            memories[card] = old[before];
        } else {
            memories.push(old[before]);
        }
        to[before] = Some(now);
        if !moved.push(name, now) {
            return None;
        }
    }
    let prefix = FoldedPrefix {
        orphans: orphaned_names(library, names.iter().map(|(name, _)| name)),
        questions: library.asked_keys().map(str::to_owned).collect(),
        cards: cards.len(),
        memories: PackedMemories::of(memories)?,
        foreseen: prefix.foreseen.moved(&to)?,
        ..prefix.clone()
    };
    Some((prefix, moved))
}

/// The names whose rows are wanted, and where each of them folds.
#[derive(Debug)]
pub(crate) struct Refold<'c> {
    library: &'c Library,
    cards: &'c [Card],
    places: HashMap<String, usize, foldhash::fast::RandomState>,
    /// Those that the beginning did not know.
    new: Vec<String>,
}

/// What was read of them.
#[derive(Debug)]
pub(crate) struct RefoldRows {
    /// What tells the log now.
    pub mark: LogMark,
    /// How many rows have landed in the beginning since.
    pub landed: u64,
    /// The names of the rows.
    pub names: Names,
    /// Their rows up to the end of the beginning, in the order of the fold.
    pub reviews: Vec<Review>,
}

impl<'c> Refold<'c> {
    /// Every name that folds with one of those reached; of a trap those of all its cards, since its
    /// newest answers are told whatever card asked. None where that is a good part of all names.
    pub(crate) fn of(
        reached: &BTreeSet<String>,
        names: &PrefixNames,
        library: &'c Library,
        cards: &'c [Card],
    ) -> Option<Refold<'c>> {
        let known = names.iter().filter(|(name, _)| reached.contains(*name));
        let mut places: BTreeMap<&str, usize> = known.collect();
        // A name that no card bears folds by itself, behind all others.
        let ends = names.iter().map(|(_, place)| place + 1);
        let mut behind = ends.max().unwrap_or_default().max(cards.len())..;
        let mut new = Vec::new();
        for name in reached.iter().map(String::as_str) {
            if let btree_map::Entry::Vacant(free) = places.entry(name) {
                free.insert(find_card(library, cards, name).or_else(|| behind.next())?);
                new.push(name.to_owned());
            }
        }
        let wanted: BTreeSet<usize> = places.values().copied().collect();
        let traps = wanted.iter().filter_map(|&place| trap_at(cards, place));
        let traps: BTreeSet<Trap> = traps.collect();
        let of_trap = |place| trap_at(cards, place).is_some_and(|trap| traps.contains(&trap));
        places.extend(
            names
                .iter()
                .filter(|&(_, place)| wanted.contains(&place) || of_trap(place)),
        );
        let is_little = places.len() <= FEW.max(names.ends.len() / SHARE);
        let places = places.into_iter();
        is_little.then(|| Refold {
            library,
            cards,
            places: places
                .map(|(name, place)| (name.to_owned(), place))
                .collect(),
            new,
        })
    }

    /// The names whose rows are to be read.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// The beginning with what their rows come to on that day. None where a day of theirs is not over
    /// yet, a number is larger than anybody's, or too few of the newest answers are left.
    pub(crate) fn mended(
        &self,
        (prefix, names): (&FoldedPrefix, &PrefixNames),
        rows: RefoldRows,
        undone: &HashSet<RowId>,
        today: StudyDay,
    ) -> Option<(FoldedPrefix, PrefixNames)> {
        let days = rows.reviews.iter().map(|row| row.day);
        let newest_day = days.fold(prefix.key.newest_day, Ord::max);
        if newest_day >= today {
            return None;
        }
        let blank = |&place: &usize| (place, CardMemory::default());
        let mut memories: BTreeMap<usize, CardMemory> = self.places.values().map(blank).collect();
        let mut foreseen = Vec::new();
        for row in rows.reviews.iter().filter(|row| !undone.contains(&row.id)) {
            let &place = self.places.get(rows.names.get(row.card))?;
            let memory = memories.get_mut(&place)?;
            let met = *memory;
            if memory.step(row.day, row.quality, row.source) {
                foreseen.extend(ForeseenRow::of(row, place, &met));
            }
        }
        let is_folded_anew = |place| memories.contains_key(&place);
        let foreseen = prefix.foreseen.replaced(is_folded_anew, foreseen)?;
        let mut all = names.clone();
        if !self
            .new
            .iter()
            .all(|name| all.push(name, self.places[name]))
        {
            return None;
        }
        let new = || self.new.iter().map(String::as_str);
        let mut orphans = orphaned_names(self.library, new());
        orphans.extend(prefix.orphans.iter().cloned());
        orphans.sort_unstable();
        orphans.dedup();
        let prefix = FoldedPrefix {
            rows: prefix.rows + rows.landed,
            kept: self.kept(prefix, &all, &rows, undone, today),
            cores_asked: prefix.cores_asked || new().any(is_of_core),
            orphans,
            questions: prefix.questions.clone(),
            cards: prefix.cards,
            memories: prefix.memories.with(&memories)?,
            foreseen,
            key: PrefixKey {
                mark: rows.mark,
                end: prefix.key.end,
                newest_day,
            },
        };
        Some((prefix, all))
    }

    /// The rows that are asked for by themselves, out of those that were and those that were read.
    fn kept(
        &self,
        prefix: &FoldedPrefix,
        names: &PrefixNames,
        rows: &RefoldRows,
        undone: &HashSet<RowId>,
        today: StudyDay,
    ) -> Vec<KeptReview> {
        let others = prefix.kept.iter();
        let others = others.filter(|kept| !self.places.contains_key(&kept.card));
        let others = others.map(|kept| (kept.row, &*kept.card));
        let read = rows.reviews.iter();
        let read = read.map(|row| (*row, rows.names.get(row.card)));
        let all = others.chain(read).map(|of| (of.0.place(), of));
        let all: BTreeMap<LogPlace, (Review, &str)> = all.collect();
        let asked: HashSet<&str> = all.values().map(|(_, name)| *name).collect();
        let traps = names.iter().filter(|(name, _)| asked.contains(name));
        let traps = traps.filter_map(|(name, place)| Some((name, trap_at(self.cards, place)?)));
        let traps: HashMap<&str, Trap> = traps.collect();
        let mut met = Names::default();
        let mut fold = PrefixFold::begin(None, today);
        for (row, name) in all.into_values() {
            let card = met.intern(name);
            if met.count() > fold.names() {
                fold.register_name(traps.get(name).copied());
            }
            fold.take(&Review { card, ..row }, undone.contains(&row.id));
        }
        let kept = fold.finish().map_or_else(Vec::new, |ended| ended.kept);
        let kept = kept.into_iter().map(|row| KeptReview {
            card: met.get(row.card).to_owned(),
            row,
        });
        kept.collect()
    }
}

fn trap_at(cards: &[Card], place: usize) -> Option<Trap> {
    match cards.get(place)?.kind {
        CardKind::Trap(trap) => Some(trap),
        _ => None,
    }
}
