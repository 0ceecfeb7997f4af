//! Today's list of a home against its rules, written down a second time: own cards first, also in
//! the limits.
//!
//! What the program is asked is `due --json` alone; order and limits are stated anew over the rows
//! of the log, with the memory of [`crate::oracle`].

use std::cmp::Ordering;

use proptest::prelude::*;
use rusqlite::Connection;

use crate::harness::Home;
use crate::oracle::Card;

/// The study day of 2 March 2026.
const TODAY: i64 = 20_514;
/// Eight in the evening of that day, one hour east of Greenwich, in milliseconds.
const NOW: i64 = TODAY * 86_400_000 + 19 * 3_600_000;

/// One answer to a card: days ago, quality, and whether a review showed the card.
type Answer = (i64, u8, bool);

/// A home with one or two stories of one's own beside the samples.
#[derive(Debug, Clone)]
struct Evening {
    /// How many traps each story has.
    stories: Vec<usize>,
    /// The answers to each card, oldest first, by its place in the list of all.
    answers: Vec<Vec<Answer>>,
    showings: Option<usize>,
    new: Option<usize>,
}

fn evening() -> impl Strategy<Value = Evening> {
    // What failed today comes in rounds of its own, which are another rule's business.
    let answer = prop_oneof![
        3 => (1i64..12, 0u8..=5, any::<bool>()),
        1 => (Just(0i64), 3u8..=5, prop::bool::weighted(0.8)),
    ];
    let answers = prop_oneof![
        2 => Just(Vec::new()),
        3 => prop::collection::vec(answer, 1..4),
    ];
    let answers = answers.prop_map(|mut answers| {
        answers.sort_by_key(|&(ago, ..)| -ago);
        answers
    });
    let limit = || prop_oneof![1 => Just(None), 4 => (0usize..30).prop_map(Some)];
    (
        prop::collection::vec(0usize..5, 1..3),
        prop::collection::vec(answers, 60),
        limit(),
        limit(),
    )
        .prop_map(|(stories, answers, showings, new)| Evening {
            stories,
            answers,
            showings,
            new,
        })
}

/// A card of the home, as the rules see it.
struct Asked {
    name: String,
    answers: Vec<Answer>,
    memory: Card,
}

impl Asked {
    fn new(name: String, answers: Vec<Answer>) -> Asked {
        let showings = answers
            .iter()
            .map(|&(ago, quality, _)| (TODAY - ago, quality));
        let memory = Card {
            added: TODAY,
            showings: showings.collect(),
        };
        Asked {
            name,
            answers,
            memory,
        }
    }

    /// Own stories, general traps, samples.
    fn group(&self) -> u8 {
        match self.name.split_once('/').expect("a story").0 {
            "traps" => 1,
            story if story.starts_with("core-") => 2,
            _ => 0,
        }
    }

    fn is_own(&self) -> bool {
        self.group() == 0
    }

    fn is_new(&self) -> bool {
        self.answers.is_empty()
    }

    /// The quality of a failure that still stands; what has none comes after.
    fn failed(&self) -> u8 {
        let last = self.answers.last().map(|&(_, quality, _)| quality);
        last.filter(|&quality| quality < 3).unwrap_or(u8::MAX)
    }

    fn before(&self, other: &Asked) -> Ordering {
        let failed = self.failed().cmp(&other.failed());
        let gaps = || other.memory.gap(TODAY).total_cmp(&self.memory.gap(TODAY));
        failed
            .then(self.group().cmp(&other.group()))
            .then_with(gaps)
    }

    fn is_sibling(&self, other: &Asked) -> bool {
        let story = |asked: &Asked| asked.name.split('/').next().unwrap().to_owned();
        self.group() != 1 && story(self) == story(other)
    }

    /// How often a review showed it today.
    fn shown_today(&self) -> usize {
        let today = |&&(ago, _, shown): &&Answer| ago == 0 && shown;
        self.answers.iter().filter(today).count()
    }

    /// Whether a review showed it today for the first time ever.
    fn begun_today(&self) -> bool {
        self.answers
            .first()
            .is_some_and(|&(ago, _, shown)| ago == 0 && shown)
    }
}

/// What a limit leaves after what was used; all of it where there is none.
fn left(limit: Option<usize>, used: usize) -> usize {
    limit.map_or(usize::MAX, |limit| limit.saturating_sub(used))
}

/// The names on today's list, in order.
fn rules(evening: &Evening, cards: &[Asked]) -> Vec<String> {
    let mut wanted: Vec<&Asked> = cards.iter().filter(|card| card.memory.due(TODAY)).collect();
    wanted.sort_by(|a, b| a.before(b));
    // Own cards see the limits less what own cards used, the others less everything used.
    let mut taken: Vec<&Asked> = Vec::new();
    for own in [true, false] {
        let counts = |card: &&Asked| !own || card.is_own();
        let used: Vec<&Asked> = cards.iter().filter(counts).collect();
        let shown: usize = used.iter().map(|card| card.shown_today()).sum();
        let begun = used.iter().filter(|card| card.begun_today()).count();
        for &card in wanted.iter().filter(|card| card.is_own() == own) {
            let new = taken.iter().filter(|card| card.is_new()).count();
            let room = left(evening.showings, shown + taken.len()) > 0;
            let room_for_new = left(evening.new, begun + new) > 0;
            if room && (!card.is_new() || room_for_new) {
                taken.push(card);
            }
        }
    }
    wanted.retain(|card| taken.iter().any(|taken| taken.name == card.name));
    let mut list: Vec<&Asked> = Vec::new();
    while !wanted.is_empty() {
        let apart = |card: &&Asked| list.last().is_none_or(|last| !last.is_sibling(card));
        let next = wanted.iter().position(apart).unwrap_or(0);
        list.push(wanted.remove(next));
    }
    list.iter().map(|card| card.name.clone()).collect()
}

/// One's own stories, with so many traps each.
fn stories(traps: &[usize]) -> String {
    let keys = ["fake-failure", "deflection", "no-number", "no-learning"];
    let story = |(number, &traps): (usize, &usize)| {
        let lines = keys[..traps]
            .iter()
            .map(|key| format!("- {key}: \"Words.\"\n"));
        let lines: String = lines.collect();
        format!(
            "# Mine {number}\n\nid: mine-{number}\n\n## Action\n\nA.\n\n## Learning\n\nL.\n\n## Traps\n\n{lines}\n"
        )
    };
    traps.iter().enumerate().map(story).collect()
}

/// The home with its log, and its cards.
fn lived(evening: &Evening) -> (Home, Vec<Asked>) {
    let home = Home::new();
    let limit =
        |limit: Option<usize>| limit.map_or("\"none\"".to_owned(), |limit| limit.to_string());
    let (showings, new) = (limit(evening.showings), limit(evening.new));
    home.write(
        "config.toml",
        &format!("showings_per_day = {showings}\nnew_per_day = {new}\n"),
    );
    home.write("decks/stories.md", &stories(&evening.stories));
    // What was taken back is no answer.
    home.run(&["grade", "mine-0/action", "1"]).ok();
    home.run(&["undo"]).ok();
    let names = home.run(&["list", "--json"]).ok().cards();
    let answers = evening.answers.iter().cloned();
    let cards: Vec<Asked> = names
        .into_iter()
        .zip(answers)
        .map(|(name, answers)| Asked::new(name, answers))
        .collect();
    let log = Connection::open(home.database()).expect("a log");
    log.execute_batch("PRAGMA synchronous = OFF; BEGIN")
        .expect("a transaction");
    let mut number = 0;
    for card in &cards {
        for &(ago, quality, shown) in &card.answers {
            number += 1;
            let at = NOW - ago * 86_400_000 - 3_600_000 + number;
            let source = if shown { "review" } else { "grade" };
            let row = (at, number, &card.name, TODAY - ago, quality, source);
            log.execute(
                "INSERT INTO review VALUES (?1, 7, ?2, ?3, ?4, ?5, 900, ?6)",
                row,
            )
            .expect("a row");
        }
    }
    log.execute_batch("COMMIT").expect("the rows");
    (home, cards)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn own_cards_come_first_also_in_the_limits(evening in evening()) {
        let (home, cards) = lived(&evening);
        prop_assert!(cards.len() < evening.answers.len());
        let listed = home.run(&["due", "--json"]).ok().cards();
        prop_assert_eq!(listed, rules(&evening, &cards));
    }
}
