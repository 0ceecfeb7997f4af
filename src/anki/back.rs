//! What comes home: answers given there, words changed there.
//!
//! Of a card's answers in a package, those before the card's own id (the instant of the
//! export that brought it there) are ours, out of some log; those after it were given there.
//! So a log that knows nothing of a package still takes the right ones. Of ours, the log of
//! the machine that exported them has every one; on another machine they are counted, and
//! come with that machine's log and not by this road, which would give them second names.
//!
//! An answer given there has a name that follows from the package alone: the session is the
//! FNV-1a hash of its note's guid (64 bits, taken as a signed number), the number is Anki's
//! id of the row. However often and wherever it arrives, it arrives once.

use std::collections::{HashMap, HashSet};

use crate::foreign::{blocks, to_markdown};
use crate::story::digest;
use crate::study::day::Instant;
use crate::study::facts::Facts;
use crate::study::review::{LONGEST_ANSWER, Quality, RowId, Source};

use super::names::OURS;
use super::note::{self, NoteFields};
use super::read::{AnkiNote, RevlogEntry};
use super::revlog::Ids;

/// One answer that was given there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PhoneAnswer {
    /// Its name in every log.
    pub id: RowId,
    pub at: Instant,
    /// The card, by the name in its guid.
    pub card: String,
    pub quality: Quality,
    /// Milliseconds from showing to grade.
    pub ms: u32,
    /// Import; practice where it moved nothing there.
    pub source: Source,
}

/// What the answers of a package are to a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PhoneAnswers {
    /// Given there and new here, in the order of the package.
    pub new: Vec<PhoneAnswer>,
    pub known: usize,
    /// How many are out of another machine's log.
    pub elsewhere: usize,
    /// How many claim to be from later than now.
    pub later: usize,
}

/// Sorts the answers of a package.
#[derive(Debug)]
pub(crate) struct Sorter {
    /// The guid's card of each card there.
    cards: HashMap<i64, String>,
    /// The ids that this log's answers have there.
    ids: HashSet<i64>,
    names: HashSet<RowId>,
    now: Instant,
    answers: PhoneAnswers,
}

impl Sorter {
    /// Begins with a log and the cards of interest: card there, name in its guid.
    pub(crate) fn new(facts: &Facts, cards: HashMap<i64, String>, now: Instant) -> Sorter {
        let mut ids = Ids::default();
        Sorter {
            cards,
            ids: facts
                .reviews
                .iter()
                .map(|review| ids.next(review.at))
                .collect(),
            names: facts.reviews.iter().map(|review| review.id).collect(),
            now,
            answers: PhoneAnswers::default(),
        }
    }

    /// Takes one row of Anki's log and tells whether it is an answer to a card of interest.
    pub(crate) fn take(&mut self, entry: RevlogEntry) -> bool {
        let Some(card) = self.cards.get(&entry.card) else {
            return false;
        };
        // Nobody pressed a button: a due day set by hand, or a card put back to new.
        let Some(quality) = quality(entry).filter(|_| entry.id > 0) else {
            return false;
        };
        let id = RowId {
            session: session(card),
            number: entry.id,
        };
        if self.ids.contains(&entry.id) || self.names.contains(&id) {
            self.answers.known += 1;
        } else if entry.id <= entry.card {
            self.answers.elsewhere += 1;
        } else if entry.id > self.now.0 {
            self.answers.later += 1;
        } else {
            self.names.insert(id);
            self.answers.new.push(PhoneAnswer {
                id,
                at: Instant(entry.id),
                card: card.clone(),
                quality,
                ms: entry.ms.clamp(0, i64::from(LONGEST_ANSWER)) as u32,
                source: source(entry),
            });
        }
        true
    }

    /// What they were.
    pub(crate) fn done(self) -> PhoneAnswers {
        self.answers
    }
}

/// The session that answers of a card bear, whoever takes them in.
fn session(card: &str) -> i64 {
    digest::fnv1a(OURS.bytes().chain(card.bytes())).cast_signed()
}

fn quality(entry: RevlogEntry) -> Option<Quality> {
    match (entry.kind, entry.button) {
        (4.., _) | (..0, _) => None,
        (_, 1) => Some(Quality::AGAIN),
        (_, 2) => Some(Quality::HARD),
        (_, 3) => Some(Quality::GOOD),
        (_, 4) => Some(Quality::EASY),
        _ => None,
    }
}

/// An answer in a filtered deck that leaves the schedule alone has no ease.
fn source(entry: RevlogEntry) -> Source {
    match (entry.kind, entry.factor) {
        (3, 0) => Source::Practice,
        _ => Source::Import,
    }
}

/// One field whose words were changed there, as Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub field: &'static str,
    /// What it says there.
    pub theirs: String,
    /// What it would say if it were exported now.
    pub ours: String,
}

/// The fields of a note whose words were changed there and differ from ours.
pub(crate) fn changes(note: &AnkiNote, ours: &NoteFields) -> Vec<Change> {
    let names = ["Front", "Back", "Points"];
    let fields = names.map(|name| note.field(name));
    // Somebody has rebuilt the note type: there is nothing to compare.
    let [Some(front), Some(back), Some(points)] = fields else {
        return Vec::new();
    };
    let theirs = [front, back, points];
    let exported = note.field("Beat").and_then(note::digest_in);
    if exported == Some(digest::of_texts(&theirs)) {
        return Vec::new();
    }
    let both = theirs.into_iter().zip(ours.words());
    names
        .into_iter()
        .zip(both)
        .filter(|(_, (theirs, ours))| theirs != ours)
        .map(|(field, (theirs, ours))| Change {
            field,
            theirs: to_markdown(&blocks(theirs)),
            ours: to_markdown(&blocks(ours)),
        })
        .filter(|change| change.theirs != change.ours)
        .collect()
}

#[cfg(test)]
mod tests;
