//! The raw log: every answer as it was given, with what became of it.
//!
//! A long log has a million rows, so a row copies bytes that were worked out once a name, a
//! day or a session wherever it can, and formats numbers by hand where it cannot.

use serde::Serialize;

use crate::story::Shelf;
use crate::study::day::{Instant, StudyDay};
use crate::study::desk::Desk;
use crate::study::report::ledger::{self, Fate};
use crate::study::review::{Facts, Review};

use super::{csv, json};

/// The columns of the CSV, which are the keys of the JSON.
const COLUMNS: &str = "card,at,day,quality,counted,ms,source,session,number,undone";

const MS_A_DAY: i64 = 86_400_000;

/// `export reviews --format csv`: one line an answer, in the order of the fold.
pub fn to_csv(shelf: &Shelf, facts: &Facts, desk: &Desk, with_text: bool) -> Vec<u8> {
    let cells: Vec<Vec<u8>> = facts.names.iter().map(csv::cell).collect();
    let titles = with_text.then(|| -> Vec<Vec<u8>> {
        let titles = titles(shelf, desk, facts);
        let cell = |title: &Option<&str>| title.map_or_else(Vec::new, csv::cell);
        titles.iter().map(cell).collect()
    });
    // About eighty bytes a row.
    let mut out = Vec::with_capacity(facts.reviews.len() * 96 + 128);
    out.extend_from_slice(COLUMNS.as_bytes());
    out.extend_from_slice(if with_text { b",title\n" } else { b"\n" });
    let (mut times, mut dates) = (Times::default(), Dates::default());
    let mut sessions = Sessions::default();
    ledger::walk(facts, desk, |review, fate| {
        let name = review.card.0 as usize;
        out.extend_from_slice(&cells[name]);
        out.push(b',');
        times.write(review.at, &mut out);
        out.push(b',');
        out.extend_from_slice(dates.of(review.day).as_bytes());
        write_tail(review, fate, sessions.of(review.id.session), &mut out);
        if let Some(titles) = &titles {
            out.push(b',');
            out.extend_from_slice(&titles[name]);
        }
        out.push(b'\n');
    });
    out
}

/// The columns after the day: numbers and words of this program, which need no quoting.
fn write_tail(review: &Review, fate: Fate, session: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(&[b',', b'0' + review.quality.get()]);
    out.extend_from_slice(if fate.counted { b",true," } else { b",false," });
    write_number(i64::from(review.ms), out);
    out.push(b',');
    out.extend_from_slice(review.source.key().as_bytes());
    out.push(b',');
    out.extend_from_slice(session.as_bytes());
    out.push(b',');
    write_number(review.id.number, out);
    out.extend_from_slice(if fate.undone { b",true" } else { b",false" });
}

/// One answer as `export reviews --format json` tells it.
#[derive(Serialize)]
struct Row<'a> {
    /// The card's name as the log spells it; a renamed story's old rows keep the old name.
    card: &'a str,
    /// When: UTC, RFC 3339 with milliseconds.
    at: &'a str,
    /// The study day, YYYY-MM-DD.
    day: &'a str,
    /// SM-2's quality, 0 to 5.
    quality: u8,
    /// Whether it moved the card's memory.
    counted: bool,
    /// Milliseconds from showing to grade.
    ms: u32,
    /// review, practice, rehearsal, grade, debrief, import
    source: &'static str,
    /// The writing process. Its 64 bits are written as a string: many readers keep numbers
    /// as doubles and would round it, and then two rows could share a name.
    session: &'a str,
    /// The row's number in its session.
    number: i64,
    /// Whether it was taken back; then it counts in no figure.
    undone: bool,
    /// The story's title; null for a name that no card bears. Only with `--with-text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Option<&'a str>>,
}

/// `export reviews --format json`: one document, one line an answer.
pub fn to_json(shelf: &Shelf, facts: &Facts, desk: &Desk, with_text: bool) -> Vec<u8> {
    let titles = with_text.then(|| titles(shelf, desk, facts));
    let mut out = format!("{{\"version\":{},\"reviews\":[", json::VERSION).into_bytes();
    let (mut times, mut dates) = (Times::default(), Dates::default());
    let (mut at, mut sessions) = (Vec::new(), Sessions::default());
    let mut separator: &[u8] = b"\n";
    ledger::walk(facts, desk, |review, fate| {
        at.clear();
        times.write(review.at, &mut at);
        out.extend_from_slice(separator);
        separator = b",\n";
        let row = Row {
            card: facts.names.get(review.card),
            at: ascii(&at),
            day: dates.of(review.day),
            quality: review.quality.get(),
            counted: fate.counted,
            ms: review.ms,
            source: review.source.key(),
            session: sessions.of(review.id.session),
            number: review.id.number,
            undone: fate.undone,
            title: titles.as_ref().map(|titles| titles[review.card.0 as usize]),
        };
        json::write(&row, &mut out);
    });
    out.extend_from_slice(b"\n]}\n");
    out
}

/// For each name of the log the title of the story whose card bears its history.
fn titles<'s>(shelf: &'s Shelf, desk: &Desk, facts: &Facts) -> Vec<Option<&'s str>> {
    let title = |card: &Option<usize>| {
        let card = &desk.cards[(*card)?];
        Some(card.story(shelf).title.as_str())
    };
    debug_assert_eq!(desk.slots().len(), facts.names.len());
    desk.slots().iter().map(title).collect()
}

fn ascii(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("digits and signs")
}

/// Writes instants like [`Instant::to_rfc3339`], remembering the date of the last one.
#[derive(Default)]
struct Times {
    day: Option<i64>,
    date: String,
}

impl Times {
    fn write(&mut self, at: Instant, out: &mut Vec<u8>) {
        let (day, ms) = (at.0.div_euclid(MS_A_DAY), at.0.rem_euclid(MS_A_DAY));
        if self.day != Some(day) {
            self.day = Some(day);
            let midnight = Instant(day.saturating_mul(MS_A_DAY)).to_rfc3339();
            // Beyond the calendar there is no T, and the whole form is written below.
            self.date = midnight.split_once('T').map_or("", |(date, _)| date).into();
        }
        if self.date.is_empty() {
            out.extend_from_slice(at.to_rfc3339().as_bytes());
            return;
        }
        let (seconds, thousandths) = (ms / 1000, ms % 1000);
        let mut time = *b"T00:00:00.000Z";
        let places = [
            (1, seconds / 3600),
            (4, seconds / 60 % 60),
            (7, seconds % 60),
            (11, thousandths % 100),
        ];
        for (place, number) in places {
            time[place] += (number / 10) as u8;
            time[place + 1] += (number % 10) as u8;
        }
        time[10] += (thousandths / 100) as u8;
        out.extend_from_slice(self.date.as_bytes());
        out.extend_from_slice(&time);
    }
}

/// The text of one value after the other, kept while the value stays the same: rows of one
/// day, and rows of one session, mostly stand together.
struct Same<T> {
    last: Option<T>,
    text: String,
}

/// Study days as text.
type Dates = Same<StudyDay>;

/// Names of sessions as text.
type Sessions = Same<i64>;

impl<T> Default for Same<T> {
    fn default() -> Self {
        Same {
            last: None,
            text: String::new(),
        }
    }
}

impl<T: ToString + PartialEq + Copy> Same<T> {
    fn of(&mut self, value: T) -> &str {
        if self.last != Some(value) {
            self.last = Some(value);
            self.text = value.to_string();
        }
        &self.text
    }
}

/// Writes a whole number in decimal.
fn write_number(number: i64, out: &mut Vec<u8>) {
    // 19 digits hold the largest magnitude, 2^63.
    let mut digits = [0; 20];
    let mut place = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        place -= 1;
        digits[place] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[place..]);
}

#[cfg(test)]
mod tests;
