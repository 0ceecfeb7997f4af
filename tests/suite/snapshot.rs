//! The snapshot changes nothing but speed: after every step of a life every screen is the same with it
//! and without.

use proptest::prelude::*;

use crate::two_homes::{
    Age, CLOCKS, DECKS, Lives, SCREENS, SETTINGS, STORIES, Sabotage, Step, Told,
};

// --- What may happen

fn age() -> impl Strategy<Value = Age> {
    prop_oneof![
        Just(Age::Fresh),
        Just(Age::Now),
        Just(Age::Old),
        Just(Age::Kept)
    ]
}

fn told() -> impl Strategy<Value = Told> {
    let former = prop::option::weighted(0.3, 0..STORIES + 2);
    // Most stories are plain.
    let extras = prop_oneof![3 => Just(0_u8), 2 => 0..32_u8];
    (0..STORIES, 0..100_u8, former, extras).prop_map(|(number, revision, formerly, extras)| Told {
        number,
        revision,
        formerly,
        extras,
    })
}

fn rows() -> impl Strategy<Value = Vec<(usize, u8, i64)>> {
    prop::collection::vec((0..40_usize, 0..6_u8, 0..60_i64), 1..6)
}

fn sabotage() -> impl Strategy<Value = Sabotage> {
    prop_oneof![
        1 => Just(Sabotage::Delete),
        1 => any::<u16>().prop_map(Sabotage::Cut),
        1 => (any::<u16>(), 0..8_u8).prop_map(|(at, bit)| Sabotage::Flip(at, bit)),
        1 => prop::collection::vec(any::<u8>(), 0..300).prop_map(Sabotage::Noise),
        1 => Just(Sabotage::Longer),
        1 => Just(Sabotage::Keep),
        3 => Just(Sabotage::Older),
        1 => Just(Sabotage::Folder),
    ]
}

fn of_files() -> impl Strategy<Value = Step> {
    let deck = 0..DECKS.len();
    prop_oneof![
        4 => (deck.clone(), prop::collection::vec(told(), 0..4), age())
            .prop_map(|(deck, stories, age)| Step::Deck(deck, stories, age)),
        4 => (deck.clone(), 0..100_u8, age()).prop_map(|(deck, to, age)| Step::Retouch(deck, to, age)),
        1 => (deck.clone(), age()).prop_map(|(deck, age)| Step::Noise(deck, age)),
        1 => deck.clone().prop_map(Step::RemoveDeck),
        2 => (deck.clone(), deck).prop_map(|(from, to)| Step::MoveDeck(from, to)),
        2 => (0..40_usize, 0..STORIES + 6).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => (0..40_usize).prop_map(Step::Remove),
        2 => (0..SETTINGS.len()).prop_map(Step::Settings),
    ]
}

fn of_the_log() -> impl Strategy<Value = Step> {
    let name = 0..40_usize;
    prop_oneof![
        3 => (name.clone(), 0..6_u8).prop_map(|(name, quality)| Step::Grade(name, quality)),
        3 => rows().prop_map(Step::GradeBack),
        2 => prop::collection::vec(1..5_u8, 0..5).prop_map(Step::Review),
        2 => (0..DECKS.len(), prop::option::weighted(0.8, 0..100_u8))
            .prop_map(|(deck, to)| Step::ReviewWhile(deck, to)),
        2 => (1..6_u8).prop_map(Step::Undo),
        2 => name.clone().prop_map(Step::UndoCard),
        1 => Just(Step::UndoFuture),
        2 => (any::<bool>(), name).prop_map(|(resume, name)| Step::Mark(resume, name)),
        3 => (rows(), any::<bool>()).prop_map(|(rows, undo)| Step::Unite(rows, undo)),
        2 => Just(Step::KeepLog),
        2 => (0..3_u8).prop_map(Step::OldLog),
        1 => Just(Step::LoseLog),
        1 => (1..30_i64, any::<bool>()).prop_map(|(days, story)| Step::Interview(days, story)),
        1 => (0..30_i64).prop_map(Step::InterviewMoves),
        1 => Just(Step::InterviewEnds),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let days = prop_oneof![4 => 1..20_i64, 1 => -20..0_i64];
    prop_oneof![
        6 => of_files(),
        8 => of_the_log(),
        3 => days.prop_map(Step::Days),
        1 => (0..CLOCKS.len()).prop_map(Step::At),
        3 => sabotage().prop_map(Step::Snapshot),
    ]
}

/// How many long lives are led: `PROPTEST_CASES`, or as many as take a few minutes.
fn long_lives() -> u32 {
    let cases = std::env::var("PROPTEST_CASES").ok();
    cases.and_then(|cases| cases.parse().ok()).unwrap_or(12)
}

fn live(steps: &[Step], screens: usize) {
    let lives = Lives::begin();
    lives.compare(screens);
    for step in steps {
        lives.act(step);
        lives.compare(screens);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_screen_depends_on_the_snapshot(steps in prop::collection::vec(step(), 1..14)) {
        live(&steps, 3);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: long_lives(), failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    #[ignore = "takes minutes"]
    fn no_screen_depends_on_the_snapshot_in_long_lives(steps in prop::collection::vec(step(), 10..40)) {
        live(&steps, SCREENS.len());
    }
}
