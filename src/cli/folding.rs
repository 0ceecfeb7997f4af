//! The log as a start needs it: what was folded before, where that still holds, and the rows
//! behind it; otherwise all of it, folded while it is read. Also what an earlier start knew of
//! the decks.

use std::sync::Arc;

use super::error::CliError;
use super::world::SnapshotUse;
use crate::deck::KnownDecks;
use crate::snapshot::Snapshot;
use crate::store::Store;
use crate::story::{Library, Trap};
use crate::study::card::{Card, CardKind};
use crate::study::card_states::{CardStates, CardStatesBuilder, FoldedPlaces, orphaned_names};
use crate::study::day::StudyDay;
use crate::study::facts::{Facts, FoldedRows, is_future};
use crate::study::prefix::{
    EndedPrefix, FoldRule, FoldedPrefix, KeptReview, LogMark, PrefixFold, PrefixKey, PrefixNames,
};
use crate::study::review::Review;

/// Answers that stay behind: what is undone, and what comes from another machine, is mostly among
/// the newest.
const BEHIND: u64 = 1000;

/// Once a beginning could reach so many answers further, it is made anew.
const AGAIN: usize = 4000;

/// From so many cards or answers on a snapshot is kept. Below, a start is not felt.
const CARDS: usize = 2_000;
const ANSWERS: usize = 20_000;

/// For tests, where a log has a few rows.
const SMALL: FoldRule = FoldRule {
    behind: 3,
    again: 4,
};

impl SnapshotUse {
    fn rule(self) -> FoldRule {
        match self {
            SnapshotUse::Always => SMALL,
            SnapshotUse::Off | SnapshotUse::WherePays => FoldRule {
                behind: BEHIND,
                again: AGAIN,
            },
        }
    }

    /// Whether one is kept for so many cards and answers.
    pub(super) fn keeps(self, cards: usize, answers: usize) -> bool {
        match self {
            SnapshotUse::Off => false,
            SnapshotUse::WherePays => cards >= CARDS || answers >= ANSWERS,
            SnapshotUse::Always => true,
        }
    }
}

/// What a snapshot knows of the decks.
pub(super) fn known_decks(snapshot: &Snapshot) -> Option<KnownDecks> {
    Some(KnownDecks {
        outline: snapshot.library()?,
        written: snapshot.written()?,
    })
}

/// A folded beginning of the log, for whoever has to fold once more.
#[derive(Debug, Clone)]
pub(super) struct KnownPrefix {
    /// What it comes to.
    pub prefix: Arc<FoldedPrefix>,
    /// Its names, where they are at hand.
    pub names: Option<Arc<PrefixNames>>,
}

impl KnownPrefix {
    fn of((prefix, names): (FoldedPrefix, PrefixNames)) -> KnownPrefix {
        KnownPrefix {
            prefix: Arc::new(prefix),
            names: Some(Arc::new(names)),
        }
    }
}

/// The log and the card states on a day.
pub(super) struct FoldedLog {
    /// What the log holds; of its reviews those behind the beginning.
    pub facts: Facts,
    /// Cards and memories.
    pub states: CardStates,
    /// The beginning that they were folded on.
    pub known: Option<KnownPrefix>,
    /// That beginning is another than the one that was known, and worth to be kept.
    pub is_new: bool,
}

/// What was folded before, and whether it was with the cards of this library.
pub(super) enum FoldedBefore<'s> {
    /// Nothing.
    Nothing,
    /// A beginning, with these very cards.
    SameCards(KnownPrefix),
    /// What a snapshot holds, and whether that was folded with these very cards.
    Snapshot(&'s Snapshot, bool),
}

impl<'s> FoldedBefore<'s> {
    /// The beginning, if there is one, and how it came to be.
    fn known(self) -> Option<KnownBefore<'s>> {
        match self {
            FoldedBefore::Nothing => None,
            FoldedBefore::SameCards(prefix) => Some(KnownBefore {
                prefix,
                same_cards: true,
                snapshot: None,
            }),
            FoldedBefore::Snapshot(snapshot, same_cards) => Some(KnownBefore {
                prefix: KnownPrefix {
                    prefix: Arc::new(snapshot.prefix()?),
                    names: None,
                },
                same_cards,
                snapshot: Some(snapshot),
            }),
        }
    }
}

/// A beginning that was folded before.
struct KnownBefore<'s> {
    prefix: KnownPrefix,
    same_cards: bool,
    snapshot: Option<&'s Snapshot>,
}

impl KnownBefore<'_> {
    /// On a clock that went back, answers of the beginning may be of today.
    fn is_past(&self, today: StudyDay) -> bool {
        self.prefix.prefix.key.newest_day < today
    }
}

/// Folds the log on a day.
pub(super) fn fold(
    store: &mut Store,
    library: &Library,
    today: StudyDay,
    how: SnapshotUse,
    before: FoldedBefore<'_>,
) -> Result<FoldedLog, CliError> {
    let Some(known) = before.known() else {
        return whole(store, library, today, how);
    };
    let is_past = known.is_past(today);
    if let Some(folded) = go_on(store, library, today, how, known)? {
        return Ok(folded);
    }
    let folded = whole(store, library, today, how)?;
    Ok(FoldedLog {
        is_new: folded.is_new && is_past,
        ..folded
    })
}

/// How many answers a start on that day would not read, with these cards or others.
pub(super) fn spared(
    store: &mut Store,
    library: &Library,
    today: StudyDay,
    how: SnapshotUse,
    before: FoldedBefore<'_>,
) -> Result<u64, CliError> {
    let Some(known) = before.known() else {
        return Ok(0);
    };
    let rows = known.prefix.prefix.rows;
    let folded = go_on(store, library, today, how, known)?;
    Ok(folded.map_or(0, |_| rows))
}

/// Goes on from a beginning, where it holds and not too much could be in it by now.
fn go_on(
    store: &mut Store,
    library: &Library,
    today: StudyDay,
    how: SnapshotUse,
    known: KnownBefore<'_>,
) -> Result<Option<FoldedLog>, CliError> {
    if !known.is_past(today) {
        return Ok(None);
    }
    let Some(facts) = store.read_behind(&known.prefix.prefix.key)? else {
        return Ok(None);
    };
    let rule = how.rule();
    let further = facts.reviews.iter().rev().skip(rule.behind as usize);
    let further = further.filter(|row| row.day < today).count();
    let folded = (further < rule.again).then(|| behind(library, facts, today, known));
    Ok(folded.flatten())
}

/// Folds the rows behind a beginning.
fn behind(
    library: &Library,
    mut facts: Facts,
    today: StudyDay,
    before: KnownBefore<'_>,
) -> Option<FoldedLog> {
    let known = before.prefix;
    let prefix = &known.prefix;
    let kept = prefix.kept.iter().map(|kept| Review {
        card: facts.names.intern(&kept.card),
        ..kept.row
    });
    facts.folded = FoldedRows {
        rows: usize::try_from(prefix.rows).ok()?,
        newest: Some(prefix.key.end.at),
        kept: kept.collect(),
        cores_asked: prefix.cores_asked,
    };
    let facts = facts.up_to(today);
    let (builder, known) = match before.same_cards {
        true => {
            let builder = CardStatesBuilder::resume(library, &facts, today, prefix);
            (builder, known)
        }
        false => {
            let mut builder = CardStatesBuilder::begin(library, &facts, today);
            let known = builder.resume_by_name(prefix, &before.snapshot?.names()?)?;
            (builder, KnownPrefix::of(known))
        }
    };
    Some(FoldedLog {
        states: builder.with(&facts),
        facts,
        known: Some(known),
        is_new: false,
    })
}

/// Folds all of it while it is read, and keeps the rows that no beginning holds.
fn whole(
    store: &mut Store,
    library: &Library,
    today: StudyDay,
    how: SnapshotUse,
) -> Result<FoldedLog, CliError> {
    let moment = store.read_moment(how.rule().behind)?;
    let mut facts = moment.facts.up_to(today);
    let mut builder = CardStatesBuilder::begin(library, &facts, today);
    let limit = moment.limit.filter(|_| how != SnapshotUse::Off);
    let mut begun = Some(PrefixFold::begin(limit, today));
    let mut cut = None;
    let mut names = std::mem::take(&mut facts.names);
    store.each_review(moment.span, &mut names, |piece| {
        for name in piece.names {
            let trap = trap_of(builder.register_name(name));
            begun.iter_mut().for_each(|fold| fold.register_name(trap));
        }
        for review in piece.reviews {
            if let Some(fold) = &mut begun
                && fold.holds(review)
            {
                let applied = builder.apply(review);
                fold.take(review, applied.undone);
                continue;
            }
            if let Some(fold) = begun.take() {
                cut = fold.finish().map(|ended| (ended, builder.folded()));
            }
            let applied = builder.apply(review);
            match is_future(review.day, today) {
                true if applied.undone => {}
                true => facts.future.add(review.id, review.day),
                false => facts.reviews.push(*review),
            }
        }
        Ok::<(), CliError>(())
    })?;
    // Where nothing lies behind it, it was never cut.
    let uncut = begun.and_then(PrefixFold::finish);
    let cut = cut.or(uncut.map(|ended| (ended, builder.folded())));
    facts.names = names;
    let known = cut.and_then(|(ended, folded)| {
        facts.folded = FoldedRows {
            rows: ended.rows as usize,
            newest: Some(ended.end.at),
            kept: ended.kept.clone(),
            cores_asked: facts.cores_asked(),
        };
        known_by(ended, folded, moment.mark?, library, &facts)
    });
    Ok(FoldedLog {
        states: builder.finish(&facts),
        is_new: known.is_some(),
        facts,
        known,
    })
}

/// What a beginning comes to, told so that it can be kept.
fn known_by(
    ended: EndedPrefix,
    folded: FoldedPlaces,
    mark: LogMark,
    library: &Library,
    facts: &Facts,
) -> Option<KnownPrefix> {
    let mut names = PrefixNames::default();
    let mut met = facts.names.iter().zip(&folded.places);
    let fit = met.all(|(name, &place)| names.push(name, place));
    let kept = ended.kept.into_iter().map(|row| KeptReview {
        card: facts.names.get(row.card).to_owned(),
        row,
    });
    let prefix = FoldedPrefix {
        key: PrefixKey {
            mark,
            end: ended.end,
            newest_day: ended.newest_day,
        },
        rows: ended.rows,
        kept: kept.collect(),
        cores_asked: facts.folded.cores_asked,
        orphans: orphaned_names(library, names.iter().map(|(name, _)| name)),
        cards: folded.cards,
        memories: folded.memories?,
    };
    fit.then(|| KnownPrefix::of((prefix, names)))
}

fn trap_of(card: Option<&Card>) -> Option<Trap> {
    match card?.kind {
        CardKind::Trap(trap) => Some(trap),
        _ => None,
    }
}
