//! Homes of any size, the same ones for the same numbers: decks, and a log of four years.
//!
//! Reviews follow from a simulated person, day by day: new cards over the first two thirds of the
//! time, cards that are due by SM-2's intervals, a failed one once more on the same day, and where
//! nothing is due the next ones early.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rusqlite::Connection;

use crate::program::Program;
use crate::words;

/// The evening on which everything is measured, and its study day in days since 1970-01-01.
pub(crate) const NOW: &str = "2026-03-02T20:00:00+01:00";
const TODAY: i64 = 20_514;

/// The log goes back so many days.
const DAYS: i64 = 1_460;

/// Before the first answer of the log.
const BEFORE: &str = "2022-02-01T20:00:00+01:00";

/// A card is looked at after so many days at the latest.
const LONGEST: f64 = 200.0;

const MS_A_DAY: i64 = 86_400_000;
/// Answers begin at six in the evening.
const EVENING_MS: i64 = 64_800_000;
/// Answers of one process.
const SITTING: i64 = 40;
/// One answer in so many is taken back and given again.
const UNDONE: usize = 400;

/// How much a home holds. Each story has two cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) stories: usize,
    pub(crate) reviews: usize,
}

impl Size {
    pub(crate) fn cards(self) -> usize {
        self.stories * 2
    }
}

/// Makes a home in a folder that is not there yet. The program itself makes the log.
pub(crate) fn build(program: &Program<'_>, home: &Path, size: Size) {
    let decks = home.join("decks");
    fs::create_dir_all(&decks).expect("a folder");
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(13);
    let files = (size.stories.isqrt() / 6).max(1);
    for file in 0..files {
        let (first, end) = (
            file * size.stories / files,
            (file + 1) * size.stories / files,
        );
        let text: String = (first..end)
            .map(|story| words::story(story, &mut chance))
            .collect();
        let path = decks.join(format!("stories-{file:02}.md"));
        fs::write(&path, text).expect("a deck");
        // Written long before anything looks at it.
        let written = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let deck = File::options().append(true).open(&path).expect("the deck");
        deck.set_modified(written).expect("a time");
    }
    let first = format!("{}/action", words::id(0));
    program.before(home, BEFORE, &["grade", &first, "4"]);
    let log = Connection::open(home.join("history.db")).expect("the log");
    fill(log, size, &mut chance);
}

/// A card that waits: the day, then chance, so that cards of one day come in no order.
type Waiting = Reverse<(i64, u32, usize)>;

/// What SM-2 keeps of a card.
#[derive(Clone, Copy)]
struct Ease {
    factor: f64,
    interval: f64,
    repetitions: u32,
}

impl Ease {
    /// The days until the card comes again.
    fn step(&mut self, quality: i64) -> i64 {
        let missing = (5 - quality) as f64;
        self.factor = (self.factor + 0.1 - missing * (0.08 + missing * 0.02)).max(1.3);
        self.repetitions = if quality < 3 { 0 } else { self.repetitions + 1 };
        let interval = match self.repetitions {
            0 | 1 => 1.0,
            2 => 6.0,
            _ => self.interval * self.factor,
        };
        self.interval = interval.min(LONGEST);
        self.interval as i64
    }
}

/// Writes the log's rows, oldest first.
fn fill(mut log: Connection, size: Size, chance: &mut Xoshiro256PlusPlus) {
    log.pragma_update(None, "synchronous", "off")
        .expect("a setting");
    let all = log.transaction().expect("a transaction");
    let mut rows = Rows::new(&all);
    let cards = size.cards();
    let mut eases = vec![
        Ease {
            factor: 2.5,
            interval: 0.0,
            repetitions: 0
        };
        cards
    ];
    let mut waiting: BinaryHeap<Waiting> = BinaryHeap::new();
    let mut begun = 0;
    for number in 0..DAYS {
        let day = TODAY - DAYS + number;
        let wanted = size.reviews * (number as usize + 1) / DAYS as usize;
        let new = (cards * (number as usize + 1) * 3 / (DAYS as usize * 2)).min(cards);
        rows.begin_day(day);
        let mut again: Vec<(usize, i64)> = Vec::new();
        while rows.reviews < wanted {
            if let Some((card, due)) = again.pop() {
                // Only the first answer of a day moves a card.
                rows.answer(card, 4, chance);
                waiting.push(Reverse((due, chance.random(), card)));
                continue;
            }
            let card = if begun < new {
                begun += 1;
                begun - 1
            } else if let Some(Reverse((_, _, card))) = waiting.pop() {
                card
            } else {
                break;
            };
            let quality = quality(eases[card].repetitions, chance);
            rows.answer(card, quality, chance);
            let due = day + eases[card].step(quality);
            match quality < 3 {
                true => again.push((card, due)),
                false => waiting.push(Reverse((due, chance.random(), card))),
            }
        }
        waiting.extend(again.into_iter().map(|(card, due)| Reverse((due, 0, card))));
    }
    all.commit().expect("a commit");
    log.pragma_update(None, "wal_checkpoint", "truncate")
        .expect("a checkpoint");
}

/// One in eight fails, one in five on a first showing.
fn quality(repetitions: u32, chance: &mut Xoshiro256PlusPlus) -> i64 {
    let fails = if repetitions == 0 { 20 } else { 12 };
    match chance.random_range(0..100) {
        draw if draw < fails => 1,
        draw if draw < fails + 15 => 3,
        draw if draw < fails + 70 => 4,
        _ => 5,
    }
}

/// Rows as the program writes them.
struct Rows<'log> {
    log: &'log Connection,
    day: i64,
    at: i64,
    session: i64,
    number: i64,
    /// So many reviews were written, the one that made the log included.
    reviews: usize,
}

impl Rows<'_> {
    fn new(log: &Connection) -> Rows<'_> {
        Rows {
            log,
            day: 0,
            at: 0,
            session: 0,
            number: 0,
            reviews: 1,
        }
    }

    fn begin_day(&mut self, day: i64) {
        self.day = day;
        self.at = day * MS_A_DAY + EVENING_MS;
        self.number = SITTING;
    }

    fn answer(&mut self, card: usize, quality: i64, chance: &mut Xoshiro256PlusPlus) {
        if self.number >= SITTING {
            (self.session, self.number) = (chance.random(), 0);
        }
        if self.reviews.is_multiple_of(UNDONE) {
            self.review(card, 5 - quality, chance);
            let target = self.number;
            self.number += 1;
            self.log
                .prepare_cached("INSERT INTO undo VALUES (?1, ?2, ?3, ?2, ?4)")
                .expect("the table")
                .execute((self.at, self.session, self.number, target))
                .expect("a row");
        }
        self.review(card, quality, chance);
    }

    fn review(&mut self, card: usize, quality: i64, chance: &mut Xoshiro256PlusPlus) {
        let ms = chance.random_range(3_000..20_000);
        self.at += ms;
        self.number += 1;
        self.reviews += 1;
        let kind = ["action", "learning"][card % 2];
        let name = format!("{}/{kind}", words::id(card / 2));
        self.log
            .prepare_cached("INSERT INTO review VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'review')")
            .expect("the table")
            .execute((
                self.at,
                self.session,
                self.number,
                name,
                self.day,
                quality,
                ms,
            ))
            .expect("a row");
    }
}
