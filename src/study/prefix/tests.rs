use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::story::Library;
use crate::study::card::{self, CardKind};
use crate::study::card_states::{CardStates, CardStatesBuilder, orphaned_names};
use crate::study::day::Instant;
use crate::study::facts::{Facts, FoldedRows, Names};
use crate::study::refold::{self, Refold, RefoldRows};
use crate::study::review::{NameIndex, Undo};
use crate::study::tests::{TODAY, library_of};
use crate::study::{quiz, session};

/// Stories in their order, and by which names a log knows them and others.
const DECKS: [&str; 4] = [
    "# Alpha\nformerly: old\n## Action\nShipped it.\n## Learning\nAsk first.\n## Traps\n- deflection: \"They did.\"\n\n# Beta\n## Action\nWaited.\n## Learning\nCall.\n",
    "# Beta\n## Action\nWaited.\n## Learning\nCall.\n\n# Gamma\n## Action\nLeft.\n## Learning\nStay.\n\n# Alpha\nformerly: old\n## Action\nShipped it.\n## Learning\nAsk first.\n## Traps\n- deflection: \"They did.\"\n",
    "# Alpha\n## Action\nShipped it.\n## Learning\nAsk first.\n",
    "# Beta\nformerly: old\n## Action\nWaited.\n## Learning\nCall.\n",
];

const NAMES: [&str; 8] = [
    "alpha/action",
    "old/action",
    "alpha/trap/deflection",
    "beta/learning",
    "traps/deflection",
    "gone/action",
    "gamma/action",
    "core-shim/action",
];

/// A log of some answers, some of them taken back.
fn log() -> impl Strategy<Value = Facts> {
    let answer = (
        0..NAMES.len(),
        0..12_i32,
        0..6_u8,
        0..Source::ALL.len(),
        any::<bool>(),
        0..9_u8,
    );
    proptest::collection::vec(answer, 0..40).prop_map(|mut answers| {
        answers.sort_by_key(|answer| answer.1);
        let mut facts = Facts::default();
        for (row, (name, day, quality, source, timed, undone)) in answers.into_iter().enumerate() {
            let id = RowId {
                session: 7,
                number: row as i64 + 1,
            };
            let at = Instant(row as i64);
            facts.reviews.push(Review {
                id,
                at,
                card: facts.names.intern(NAMES[name]),
                day: StudyDay::from_number(TODAY - 11 + day),
                quality: Quality::new(quality).unwrap(),
                ms: if timed { 1_000 * row as u32 } else { 0 },
                source: Source::ALL[source],
            });
            if undone == 0 {
                let taken = RowId { session: 8, ..id };
                facts.undos.push(Undo {
                    id: taken,
                    at,
                    target: id,
                });
            }
        }
        facts
    })
}

fn today() -> StudyDay {
    StudyDay::from_number(TODAY)
}

/// What the log comes to up to so many rows from its end, as a start that kept it has it.
fn kept(library: &Library, facts: &Facts, behind: usize) -> Option<(FoldedPrefix, PrefixNames)> {
    let limit = facts.reviews.iter().rev().nth(behind).map(Review::place);
    let mut fold = PrefixFold::begin(limit, today());
    let mut builder = CardStatesBuilder::begin(library, facts, today());
    for name in facts.names.iter() {
        fold.register_name(match builder.register_name(name).map(|card| card.kind) {
            Some(CardKind::Trap(trap)) => Some(trap),
            _ => None,
        });
    }
    for review in facts.reviews.iter() {
        if !fold.holds(review) {
            break;
        }
        let undone = builder.apply(review).undone;
        fold.take(review, undone);
    }
    let ended = fold.finish()?;
    let folded = builder.folded();
    let mut names = PrefixNames::default();
    for (name, &place) in facts.names.iter().zip(&folded.places) {
        assert!(names.push(name, place));
    }
    let kept = ended.kept.iter().map(|&row| KeptReview {
        card: facts.names.get(row.card).to_owned(),
        row,
    });
    let prefix = FoldedPrefix {
        key: PrefixKey {
            mark: mark(),
            end: ended.end,
            newest_day: ended.newest_day,
        },
        rows: ended.rows,
        kept: kept.collect(),
        cores_asked: false,
        orphans: orphaned_names(library, facts.names.iter()),
        questions: Vec::new(),
        cards: folded.cards,
        memories: folded.memories?,
        foreseen: folded.foreseen,
    };
    Some((prefix, names))
}

/// The rest of the log, as it is read behind a kept beginning.
fn rest(facts: &Facts, prefix: &FoldedPrefix) -> Facts {
    let mut rest = Facts {
        undos: facts.undos.clone(),
        ..Facts::default()
    };
    for row in facts
        .reviews
        .iter()
        .filter(|row| row.place() > prefix.key.end)
    {
        let card = rest.names.intern(facts.names.get(row.card));
        rest.reviews.push(Review { card, ..*row });
    }
    let kept = prefix.kept.iter().map(|kept| Review {
        card: rest.names.intern(&kept.card),
        ..kept.row
    });
    rest.folded = FoldedRows {
        rows: prefix.rows as usize,
        newest: Some(prefix.key.end.at),
        kept: kept.collect(),
        cores_asked: false,
    };
    rest
}

/// Everything that is told of card states and reviews.
fn told(library: &Library, facts: &Facts, states: &CardStates) -> String {
    let traps = Trap::ALL.map(|trap| quiz::lately(library, states, facts, trap));
    let (pace, rows, newest) = (session::pace(facts), facts.rows(), facts.newest());
    format!(
        "{:?} {:?} {:?} {:?} {:?} {traps:?} {pace} {rows} {newest:?}",
        states.foreseen.newest(),
        states.memories,
        states.tally,
        states.orphaned_names,
        states.future
    )
}

/// What going on from a beginning that was folded with these cards tells.
fn gone_on(library: &Library, facts: &Facts, known: &(FoldedPrefix, PrefixNames)) -> String {
    let (prefix, names) = known;
    let rest = rest(facts, prefix);
    let cards = card::deal(library);
    let before = (prefix, || Some(Arc::new(names.clone())));
    let builder = CardStatesBuilder::resume(library, cards, &rest, today(), before);
    told(
        library,
        &rest,
        &builder.expect("its names are known").with(&rest),
    )
}

proptest! {
    /// A beginning that was kept, and the rows behind it, come to what all rows come to: with the
    /// same cards, with others that fold the same names together, and with names of every kind.
    #[test]
    fn going_on_equals_reading_all(
        facts in log(),
        behind in 0..8_usize,
        before in 0..DECKS.len(),
        now in 0..DECKS.len(),
    ) {
        let (old, library) = (library_of(DECKS[before]), library_of(DECKS[now]));
        let Some((prefix, names)) = kept(&old, &facts, behind) else {
            return Ok(());
        };
        let all = told(&library, &facts, &CardStates::build(&library, &facts, today()));
        let cards = card::deal(&library);
        let moved = refold::on_cards((&prefix, &names), &library, &cards);
        prop_assert!(moved.is_some() || before != now);
        if let Some(moved) = moved {
            prop_assert_eq!(gone_on(&library, &facts, &moved), all.clone());
            // And once more, with what came of it.
            let again = refold::on_cards((&moved.0, &moved.1), &library, &cards);
            prop_assert_eq!(gone_on(&library, &facts, &again.expect("the same")), all);
        }
    }

    /// Whatever reaches a beginning after it was kept, the cards concerned alone are folded once
    /// more, and all comes to what all rows come to: rows that land there, undos and amendments of
    /// rows that were there, one after the other, and with other cards besides.
    #[test]
    fn folding_some_cards_once_more_equals_reading_all(
        facts in log(),
        behind in 0..8_usize,
        before in 0..DECKS.len(),
        now in 0..DECKS.len(),
        since in proptest::collection::vec((0..6_u8, any::<bool>()), 40),
    ) {
        let (old, library) = (library_of(DECKS[before]), library_of(DECKS[now]));
        let cards = card::deal(&library);
        let Some(first) = kept(&old, &without(&facts, &since, |_| true), behind) else {
            return Ok(());
        };
        let Some(mut known) = refold::on_cards((&first.0, &first.1), &library, &cards) else {
            return Ok(());
        };
        let end = known.0.key.end;
        // Half of it has come by the first start, the rest by the second.
        let stages = [without(&facts, &since, |later| later), facts.clone()];
        let mut seen = without(&facts, &since, |_| true);
        for facts in stages {
            let (reached, landed) = reached(&seen, &facts, end);
            if !reached.is_empty() {
                let refold = Refold::of(&reached, &known.1, &library, &cards).expect("few names");
                let rows = rows_of(&refold, &facts, end, landed);
                let (prefix, names) = (&known.0, &known.1);
                let mended = refold.mended((prefix, names), rows, &facts.undone(), today());
                known = mended.expect("all of it is past");
            }
            let all = told(&library, &facts, &CardStates::build(&library, &facts, today()));
            prop_assert_eq!(gone_on(&library, &facts, &known), all);
            seen = facts;
        }
    }
}

/// The log before some of it came: by what happens to each row since, and whether it does later.
fn without(facts: &Facts, since: &[(u8, bool)], is_missing: impl Fn(bool) -> bool) -> Facts {
    let happens = |number: i64| {
        let (what, later) = since[number as usize - 1];
        is_missing(later).then_some(what)
    };
    let mut before = Facts::default();
    for row in &facts.reviews {
        let happens = happens(row.id.number);
        if happens == Some(0) {
            continue;
        }
        before.reviews.push(Review {
            card: before.names.intern(facts.names.get(row.card)),
            // Amended since.
            day: row.day.plus(i64::from(happens == Some(1))),
            ..*row
        });
    }
    let undos = facts.undos.iter();
    let undos = undos.filter(|undo| !matches!(happens(undo.target.number), Some(2 | 3)));
    before.undos.extend(undos.cloned());
    before
}

/// The names that something new bears on up to a place, and how many rows have landed there.
fn reached(before: &Facts, now: &Facts, end: LogPlace) -> (BTreeSet<String>, u64) {
    let mut reached = BTreeSet::new();
    let mut landed = 0;
    let (undone, now_undone) = (before.undone(), now.undone());
    for row in now.reviews.iter().filter(|row| row.place() <= end) {
        let known = before.reviews.iter().find(|known| known.id == row.id);
        landed += u64::from(known.is_none());
        let is_as_known = known.is_some_and(|known| known.day == row.day);
        if !is_as_known || undone.contains(&row.id) != now_undone.contains(&row.id) {
            reached.insert(now.names.get(row.card).to_owned());
        }
    }
    (reached, landed)
}

/// What is read of a log for cards to be folded once more.
fn rows_of(refold: &Refold<'_>, facts: &Facts, end: LogPlace, landed: u64) -> RefoldRows {
    let wanted: BTreeSet<&str> = refold.names().collect();
    let mut names = Names::default();
    let rows = facts.reviews.iter().filter(|row| row.place() <= end);
    let rows = rows.filter(|row| wanted.contains(facts.names.get(row.card)));
    let reviews = rows.map(|row| Review {
        card: names.intern(facts.names.get(row.card)),
        ..*row
    });
    RefoldRows {
        mark: mark(),
        landed,
        reviews: reviews.collect(),
        names,
    }
}

fn mark() -> LogMark {
    LogMark {
        file: (1, 2),
        schema: 1,
        late: (0, 3),
        changes: Vec::new(),
    }
}

#[test]
fn what_no_person_reaches_is_not_packed() {
    let mut memory = CardMemory::default();
    memory.step(today(), Quality::EASY, Source::Review);
    let packed = PackedMemories::of([memory]).unwrap();
    assert_eq!(packed.iter().collect::<Vec<_>>(), [memory]);
    memory.lapses = 70_000;
    assert_eq!(PackedMemories::of([memory]), None);
    assert_eq!(PackedMemories::behind(vec![0; 22], 2), None);
}

#[test]
fn a_row_of_today_ends_it() {
    let row = |at: i64, day: i32| Review {
        id: RowId {
            session: 7,
            number: 1,
        },
        at: Instant(at),
        card: NameIndex(0),
        day: StudyDay::from_number(day),
        quality: Quality::GOOD,
        ms: 0,
        source: Source::Review,
    };
    let fold = PrefixFold::begin(Some(row(5, 0).place()), today());
    assert!(fold.holds(&row(5, TODAY - 1)));
    assert!(!fold.holds(&row(5, TODAY)));
    assert!(!fold.holds(&row(6, TODAY - 1)));
    assert!(!PrefixFold::begin(None, today()).holds(&row(5, 0)));
}
