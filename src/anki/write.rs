//! Cards, memories and answers to a package.
//!
//! What Anki calls due, interval, ease and lapses is SM-2's state as the fold gives it, so
//! that both agree on the day a card comes back. Answers go along with the interval and ease
//! that SM-2 had after each. A practice answer moved nothing and is written as Anki writes
//! one that moved nothing.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::sync::mpsc::{self, Receiver};

use chrono::{FixedOffset, TimeZone};
use rusqlite::{Connection, Transaction, params};

use crate::files;
use crate::story::Library;
use crate::study::card::CardGroup;
use crate::study::card_states::CardStates;
use crate::study::day::{ClockReading, StudyDay};
use crate::study::facts::Facts;
use crate::study::replay::CardMemory;
use crate::study::review::{Quality, Review, Source};

use super::error::AnkiError;
use super::names::{BETWEEN_FIELDS, NAME, NOTE_TYPE};
use super::note::{NoteFields, guid};
use super::revlog::Ids;
use super::{schema, zipped};

/// So many notes may wait to be written.
const WAITING: usize = 4096;

/// What a package is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outgoing<'a> {
    pub library: &'a Library,
    pub facts: &'a Facts,
    pub states: &'a CardStates,
    /// The moment of the export; its offset is the local one.
    pub now: ClockReading,
    /// The hour at which a study day begins, 0 to 23.
    pub cutoff: u32,
    /// The role of the nearest interview, for closings.
    pub role: Option<&'a str>,
    /// Whether the samples go along.
    pub samples: bool,
}

impl Outgoing<'_> {
    /// Whether a card goes along. One that rests stays at home; the general traps are no sample.
    fn takes(&self, card: usize) -> bool {
        let is_sample = self.states.cards[card].group == CardGroup::Core;
        !self.states.rests(card) && (self.samples || !is_sample)
    }
}

/// A package and what is in it.
#[derive(Debug)]
pub(crate) struct Sent {
    pub bytes: Vec<u8>,
    pub cards: usize,
    pub answers: usize,
}

/// Makes a package of every card that goes along.
pub(crate) fn export(outgoing: &Outgoing<'_>) -> Result<Sent, AnkiError> {
    let mut writer = PackageWriter::new(*outgoing);
    let (connection, collection) = nameless()?;
    writer.fill(connection).map_err(unmade)?;
    Ok(Sent {
        bytes: zipped::pack(&collection)?,
        cards: writer.ids.len(),
        answers: writer.answers,
    })
}

/// A database without a name, and another hand on its file: it holds a person's words, and
/// nothing of it stays on the disk, however this run ends.
fn nameless() -> Result<(Connection, File), AnkiError> {
    let folder = files::TemporaryFolder::elsewhere()?;
    let path = folder.path().join("collection");
    files::create_private_file(&path)?;
    let connection = Connection::open(&path).map_err(unmade)?;
    let file = File::open(&path)?;
    drop(folder);
    Ok((connection, file))
}

fn unmade(error: rusqlite::Error) -> AnkiError {
    AnkiError::Unmade(error.to_string())
}

struct NewRevlogEntry {
    button: u8,
    before: i64,
    after: i64,
    factor: u32,
    kind: u8,
}

struct PackageWriter<'a> {
    given: Outgoing<'a>,
    /// The day that due days are counted from.
    first_day: StudyDay,
    /// Seconds of `now`.
    now: i64,
    /// The deck of each name in lower case: Anki's names of decks ignore case.
    decks: BTreeMap<String, (i64, String)>,
    /// The id of each card that goes along, by its place among the card states.
    ids: HashMap<usize, i64>,
    /// Seconds of the newest answer that moved something, by the card's place among the card states.
    last: HashMap<usize, i64>,
    answers: usize,
}

impl<'a> PackageWriter<'a> {
    fn new(given: Outgoing<'a>) -> PackageWriter<'a> {
        let counted = given
            .states
            .memories
            .iter()
            .filter_map(|memory| memory.counted);
        let first_day = counted
            .map(|(day, _)| day)
            .chain([given.states.day])
            .min()
            .unwrap_or(given.states.day);
        let born = born(given.facts, given.now);
        let ids = (0..given.states.cards.len())
            .filter(|&card| given.takes(card))
            .zip(born..)
            .collect();
        PackageWriter {
            given,
            first_day,
            now: given.now.instant().0.div_euclid(1000),
            decks: BTreeMap::new(),
            ids,
            last: HashMap::new(),
            answers: 0,
        }
    }

    fn fill(&mut self, mut connection: Connection) -> rusqlite::Result<()> {
        prepare(&connection)?;
        let all = connection.transaction()?;
        let Outgoing {
            library,
            states,
            role,
            ..
        } = self.given;
        let places: Vec<usize> = (0..states.cards.len())
            .filter(|place| self.ids.contains_key(place))
            .collect();
        // Words are made while answers are written: neither needs the other.
        std::thread::scope(|scope| {
            let (send, made) = mpsc::sync_channel(WAITING);
            scope.spawn(move || {
                for place in places {
                    let fields = NoteFields::of(library, &states.cards[place], role);
                    // Nobody takes them any more: writing has failed, and says so itself.
                    if send.send((place, fields)).is_err() {
                        break;
                    }
                }
            });
            self.write_answers(&all)?;
            self.write_notes(&all, made)
        })?;
        let crt = self.creation();
        let west = -self.given.now.local.offset().local_minus_utc() / 60;
        let settings = schema::settings(west, self.given.cutoff, self.ids.len() + 1);
        let names = self.decks.values().map(|(id, name)| (*id, name.as_str()));
        let decks = schema::decks(names, self.now);
        collection(
            &all,
            crt,
            self.given.now,
            &settings.to_string(),
            &decks.to_string(),
        )?;
        all.execute_batch(schema::INDEXES)?;
        all.commit()?;
        connection.close().map_err(|(_, error)| error)
    }

    /// Seconds of the moment at which the first day began.
    fn creation(&self) -> i64 {
        let offset: FixedOffset = *self.given.now.local.offset();
        self.first_day
            .date()
            .and_hms_opt(self.given.cutoff.min(23), 0, 0)
            .and_then(|local| offset.from_local_datetime(&local).single())
            .map_or(0, |begun| begun.timestamp())
    }

    /// Writes each card with its fields, by its place among the card states.
    fn write_notes(
        &mut self,
        all: &Transaction<'_>,
        made: Receiver<(usize, NoteFields)>,
    ) -> rusqlite::Result<()> {
        let Outgoing {
            library, states, ..
        } = self.given;
        let mut note =
            all.prepare("INSERT INTO notes VALUES (?1, ?2, ?3, ?4, -1, ?5, ?6, ?7, 0, 0, '')")?;
        let mut row = all.prepare(
            "INSERT INTO cards VALUES (?1, ?1, ?2, 0, ?3, -1, ?4, ?5, ?6, ?7, ?8, ?9, ?10,
             0, 0, 0, ?11, ?12)",
        )?;
        for (place, fields) in made {
            let (id, card) = (self.ids[&place], &states.cards[place]);
            let joined = fields.all().join(&BETWEEN_FIELDS.to_string());
            let tags = tags(card.story(library).map_or(&[], |story| &story.tags));
            let guid = guid(library, card);
            note.execute(params![
                id,
                guid,
                NOTE_TYPE,
                self.now,
                tags,
                joined,
                fields.front
            ])?;
            let deck = self.deck(card.deck_name(library));
            let state = state(&states.memories.get(place), self.first_day, place);
            let flags = states.flags[place];
            row.execute(params![
                id,
                deck,
                self.now,
                state.kind,
                if flags.suspended { -1 } else { state.kind },
                state.due,
                state.interval,
                state.factor,
                state.reps,
                state.lapses,
                i64::from(flags.flagged),
                self.data(place, &state),
            ])?;
        }
        Ok(())
    }

    /// What Anki keeps about a card beside its columns: when it was last answered.
    fn data(&self, place: usize, state: &AnkiCardState) -> String {
        match self.last.get(&place) {
            Some(last) if state.kind == REVIEWED => format!("{{\"lrt\":{last}}}"),
            _ => String::new(),
        }
    }

    /// The deck of a name, and the decks above it.
    fn deck(&mut self, name: &str) -> i64 {
        let mut full = NAME.to_owned();
        let mut id = self.deck_called(&full);
        for part in name.split('/') {
            full.push_str("::");
            full.push_str(&deck_part(part));
            id = self.deck_called(&full);
        }
        id
    }

    fn deck_called(&mut self, full: &str) -> i64 {
        let next = NOTE_TYPE + 1 + self.decks.len() as i64;
        let known = self.decks.entry(full.to_lowercase());
        known.or_insert_with(|| (next, full.to_owned())).0
    }

    /// Writes every answer that stands, in the order of the fold.
    fn write_answers(&mut self, all: &Transaction<'_>) -> rusqlite::Result<()> {
        let Outgoing { facts, states, .. } = self.given;
        let undone = facts.undone();
        let mut insert =
            all.prepare("INSERT INTO revlog VALUES (?1, ?2, -1, ?3, ?4, ?5, ?6, ?7, ?8)")?;
        let mut memories = vec![CardMemory::default(); states.cards.len()];
        let mut first_days = vec![None; states.cards.len()];
        let mut ids = Ids::default();
        for review in &facts.reviews {
            let Some(card) = states.card_of_name()[review.card.0 as usize] else {
                continue;
            };
            let Some(id) = self.ids.get(&card) else {
                continue;
            };
            if undone.contains(&review.id) {
                continue;
            }
            let first = *first_days[card].get_or_insert(review.day);
            let entry = entry(&mut memories[card], review, first);
            let instant = ids.next(review.at);
            // Anki's instants begin in 1970.
            if instant <= 0 {
                continue;
            }
            insert.execute(params![
                instant,
                id,
                entry.button,
                entry.after,
                entry.before,
                entry.factor,
                review.ms,
                entry.kind,
            ])?;
            self.answers += 1;
            if entry.kind != FILTERED {
                self.last.insert(card, instant.div_euclid(1000));
            }
        }
        Ok(())
    }
}

/// The id of the first card: later than every answer that goes along, so that what is given
/// over there is later than the card.
fn born(facts: &Facts, now: ClockReading) -> i64 {
    let now = now.instant();
    // The log puts answers of one moment one after the other, so some may be ahead of now.
    let ahead = facts.reviews.iter().rev().map(|review| review.at);
    let newest = ahead
        .take_while(|at| *at > now)
        .find(|at| *at <= now.latest_trusted());
    newest.map_or(now.0, |newest| newest.0 + 1)
}

/// Takes one answer in and tells how Anki's log has it.
fn entry(memory: &mut CardMemory, review: &Review, first_day: StudyDay) -> NewRevlogEntry {
    let before = i64::from(memory.sm2.interval);
    let was_new = memory.counted.is_none();
    let counted = memory.step(review.day, review.quality, review.source);
    let kind = match (counted, review.source) {
        (_, Source::Practice) => FILTERED,
        (true, _) if was_new => LEARNING,
        (true, _) => REVIEW,
        (false, _) if review.day == first_day => LEARNING,
        (false, _) => RELEARNING,
    };
    NewRevlogEntry {
        button: button(review.quality),
        before,
        after: i64::from(memory.sm2.interval),
        // In a filtered deck, no factor says that nothing was rescheduled.
        factor: if kind == FILTERED {
            0
        } else {
            memory.sm2.ease * 10
        },
        kind,
    }
}

/// Kinds of a row in Anki's log.
const LEARNING: u8 = 0;
const REVIEW: u8 = 1;
const RELEARNING: u8 = 2;
const FILTERED: u8 = 3;

/// Again, hard, good, easy: 1 to 4.
fn button(quality: Quality) -> u8 {
    match quality.get() {
        0..=2 => 1,
        quality => quality - 1,
    }
}

/// The type of a card that was answered; that of a new one is 0.
const REVIEWED: i64 = 2;

/// A card's state in Anki's columns.
#[derive(Default)]
struct AnkiCardState {
    /// 0 or [`REVIEWED`]; the queue is the same unless the card is suspended.
    kind: i64,
    due: i64,
    interval: u32,
    factor: u32,
    reps: u32,
    lapses: u32,
}

fn state(memory: &CardMemory, first_day: StudyDay, place: usize) -> AnkiCardState {
    let Some(due) = memory.due_day() else {
        // A new card's due is its place in the order.
        let due = place as i64 + 1;
        return AnkiCardState {
            due,
            ..AnkiCardState::default()
        };
    };
    AnkiCardState {
        kind: REVIEWED,
        due: due.since(first_day),
        interval: memory.sm2.interval.max(1),
        factor: memory.sm2.ease * 10,
        reps: memory.showings,
        lapses: memory.lapses,
    }
}

/// One part of a deck's name: `::` divides them over there.
fn deck_part(name: &str) -> String {
    let plain = |c: char| !c.is_control() && !matches!(c, ':' | '"');
    let part: String = name
        .chars()
        .map(|c| if plain(c) { c } else { ' ' })
        .collect();
    match part.trim() {
        "" => "stories".to_owned(),
        part => part.to_owned(),
    }
}

/// Tags as Anki keeps them: apart by spaces, one before and one after.
fn tags(tags: &[String]) -> String {
    let tag = |tag: &String| {
        let joined = |c: char| c.is_whitespace() || c.is_control() || c == '"';
        tag.replace(joined, "_")
    };
    let all: Vec<String> = std::iter::once(NAME.to_owned())
        .chain(tags.iter().map(tag))
        .collect();
    format!(" {} ", all.join(" "))
}

/// Nothing here outlives the run, so nothing has to be flushed or rolled back.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;",
    )?;
    connection.execute_batch(schema::TABLES)
}

/// The one row that describes the collection.
fn collection(
    connection: &Connection,
    crt: i64,
    now: ClockReading,
    settings: &str,
    decks: &str,
) -> rusqlite::Result<()> {
    let now = now.instant().0;
    let models = schema::models(schema::CHANGED).to_string();
    let options = schema::options().to_string();
    connection.execute(
        "INSERT INTO col VALUES (1, ?1, ?2, ?3, ?4, 0, 0, 0, ?5, ?6, ?7, ?8, '{}')",
        params![
            crt,
            now,
            NOTE_TYPE,
            schema::VERSION,
            settings,
            models,
            decks,
            options
        ],
    )?;
    Ok(())
}
