//! The log as a start needs it: what was folded before, where that still holds, and the rows
//! behind it; otherwise all of it, folded while it is read. Also what an earlier start knew of
//! the decks.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::error::CliError;
use super::world::SnapshotUse;
use crate::deck::KnownDecks;
use crate::snapshot::Snapshot;
use crate::store::Store;
use crate::story::{Library, Trap};
use crate::study::card::{self, Card, CardKind};
use crate::study::card_states::{CardStates, CardStatesBuilder, FoldedPlaces, orphaned_names};
use crate::study::day::StudyDay;
use crate::study::facts::{Facts, FoldedRows, Names, is_future};
use crate::study::prefix::{
    EndedPrefix, FoldRule, FoldedPrefix, KeptReview, LogMark, PrefixFold, PrefixKey, PrefixNames,
};
use crate::study::refold::{self, Refold};
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
    names: PrefixNamesSource,
}

/// Its names, which most starts do not ask for.
#[derive(Debug, Clone)]
enum PrefixNamesSource {
    AtHand(Arc<PrefixNames>),
    In(Arc<Snapshot>),
}

impl KnownPrefix {
    fn of((prefix, names): (FoldedPrefix, PrefixNames)) -> KnownPrefix {
        KnownPrefix {
            prefix: Arc::new(prefix),
            names: PrefixNamesSource::AtHand(Arc::new(names)),
        }
    }

    /// Its names, if they can be read.
    pub(super) fn names(&self) -> Option<Arc<PrefixNames>> {
        match &self.names {
            PrefixNamesSource::AtHand(names) => Some(Arc::clone(names)),
            PrefixNamesSource::In(snapshot) => snapshot.names().map(Arc::new),
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
pub(super) enum FoldedBefore {
    /// Nothing.
    Nothing,
    /// A beginning, with these very cards.
    SameCards(KnownPrefix),
    /// What a snapshot holds, and whether that was folded with these very cards.
    Snapshot(Arc<Snapshot>, bool),
}

impl FoldedBefore {
    /// The beginning, if there is one, and how it came to be.
    fn known(self) -> Option<KnownBefore> {
        match self {
            FoldedBefore::Nothing => None,
            FoldedBefore::SameCards(prefix) => Some(KnownBefore {
                prefix,
                same_cards: true,
            }),
            FoldedBefore::Snapshot(snapshot, same_cards) => Some(KnownBefore {
                prefix: KnownPrefix {
                    prefix: Arc::new(snapshot.prefix()?),
                    names: PrefixNamesSource::In(snapshot),
                },
                same_cards,
            }),
        }
    }
}

/// A beginning that was folded before.
struct KnownBefore {
    prefix: KnownPrefix,
    same_cards: bool,
}

impl KnownBefore {
    /// On a clock that went back, answers of the beginning may be of today.
    fn is_past(&self, today: StudyDay) -> bool {
        self.prefix.prefix.key.newest_day < today
    }

    /// Whether the questions are those that were cards: they may have been switched on or off since, or
    /// another was heard.
    fn asks(&self, library: &Library) -> bool {
        let questions = self.prefix.prefix.questions.iter();
        questions.map(String::as_str).eq(library.asked_keys())
    }

    /// The beginning as it is with these cards.
    fn on_cards(self, library: &Library, cards: &[Card]) -> Option<KnownPrefix> {
        let KnownPrefix { prefix, .. } = &self.prefix;
        match self.same_cards && self.asks(library) {
            true => Some(self.prefix),
            false => {
                let names = self.prefix.names()?;
                refold::on_cards((prefix, &names), library, cards).map(KnownPrefix::of)
            }
        }
    }
}

/// Folds the log on a day.
pub(super) fn fold(
    store: &mut Store,
    library: &Library,
    today: StudyDay,
    how: SnapshotUse,
    before: FoldedBefore,
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
    before: FoldedBefore,
) -> Result<u64, CliError> {
    let Some(known) = before.known() else {
        return Ok(0);
    };
    let rows = known.prefix.prefix.rows;
    let folded = go_on(store, library, today, how, known)?;
    Ok(folded.map_or(0, |_| rows))
}

/// Goes on from a beginning, where it holds and not too much could be in it by now. Cards of it whose
/// rows something has reached since are folded once more.
fn go_on(
    store: &mut Store,
    library: &Library,
    today: StudyDay,
    how: SnapshotUse,
    known: KnownBefore,
) -> Result<Option<FoldedLog>, CliError> {
    if !known.is_past(today) {
        return Ok(None);
    }
    let cards = card::deal(library);
    // Otherwise every later start would have to look up each name anew.
    let mut is_new = !known.asks(library);
    let Some(mut known) = known.on_cards(library, &cards) else {
        return Ok(None);
    };
    let refold = |reached: &BTreeSet<String>| {
        let names = known.names()?;
        Refold::of(reached, &names, library, &cards)
    };
    let Some(behind) = store.read_behind(&known.prefix.key, refold)? else {
        return Ok(None);
    };
    let mut facts = behind.facts;
    let rule = how.rule();
    let further = facts.reviews.iter().rev().skip(rule.behind as usize);
    if further.filter(|row| row.day < today).count() >= rule.again {
        return Ok(None);
    }
    if let Some((refold, rows)) = behind.refolded {
        let mended = known.names().and_then(|names| {
            let before = (&*known.prefix, &*names);
            refold.mended(before, rows, &facts.undone(), today)
        });
        let Some(mended) = mended else {
            return Ok(None);
        };
        known = KnownPrefix::of(mended);
        is_new = true;
    }
    let prefix = &known.prefix;
    facts.folded = folded_rows(prefix, &mut facts.names);
    let facts = facts.up_to(today);
    let before = (&**prefix, || known.names());
    let Some(builder) = CardStatesBuilder::resume(library, cards, &facts, today, before) else {
        return Ok(None);
    };
    Ok(Some(FoldedLog {
        states: builder.with(&facts),
        facts,
        known: Some(known),
        is_new,
    }))
}

/// What the facts behind a beginning tell of it.
fn folded_rows(prefix: &FoldedPrefix, names: &mut Names) -> FoldedRows {
    let kept = prefix.kept.iter().map(|kept| Review {
        card: names.intern(&kept.card),
        ..kept.row
    });
    FoldedRows {
        rows: prefix.rows as usize,
        newest: Some(prefix.key.end.at),
        kept: kept.collect(),
        cores_asked: prefix.cores_asked,
    }
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
            builder.apply(review);
            if !is_future(review.day, today) {
                facts.reviews.push(*review);
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
        questions: library.asked_keys().map(str::to_owned).collect(),
        cards: folded.cards,
        memories: folded.memories?,
        foreseen: folded.foreseen,
    };
    fit.then(|| KnownPrefix::of((prefix, names)))
}

fn trap_of(card: Option<&Card>) -> Option<Trap> {
    match card?.kind {
        CardKind::Trap(trap) => Some(trap),
        _ => None,
    }
}
