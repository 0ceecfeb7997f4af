//! The raw log: every answer as it was given, with what became of it.
//!
//! A long log has a million rows, so a row copies bytes that were worked out once a name, a
//! day or a session wherever it can, and formats numbers by hand where it cannot.

use std::io::{self, Write};

use serde::Serialize;

use crate::study::day::{Instant, StudyDay};
use crate::study::replay::Taken;
use crate::study::review::Review;

use super::{csv, json};

/// The columns of the CSV, which are the keys of the JSON.
const COLUMNS: &str = "card,at,day,quality,counted,ms,source,session,number,undone";

const MS_A_DAY: i64 = 86_400_000;

/// Rows are handed on in pieces of about this many bytes.
const PIECE: usize = 1 << 16;

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One line an answer.
    Csv,
    /// One document, one line an answer.
    Json,
}

/// Writes the log row by row, in the order of the fold.
pub struct Log<'s, W: Write> {
    out: W,
    format: Format,
    with_text: bool,
    names: Vec<Name<'s>>,
    times: Times,
    dates: Dates,
    sessions: Sessions,
    piece: Vec<u8>,
    /// Where a time is written before it becomes a JSON string.
    at: Vec<u8>,
    rows: u64,
}

/// What a row says of its card, worked out once.
struct Name<'s> {
    name: String,
    cell: Vec<u8>,
    title: Option<&'s str>,
    title_cell: Vec<u8>,
}

impl<'s, W: Write> Log<'s, W> {
    /// Begins; `with_text` adds the stories' titles.
    pub fn begin(out: W, format: Format, with_text: bool) -> Log<'s, W> {
        let mut piece = Vec::with_capacity(PIECE + 1024);
        match format {
            Format::Csv => {
                piece.extend_from_slice(COLUMNS.as_bytes());
                piece.extend_from_slice(if with_text { b",title\n" } else { b"\n" });
            }
            Format::Json => {
                let version = json::VERSION;
                piece
                    .extend_from_slice(format!("{{\"version\":{version},\"reviews\":[").as_bytes());
            }
        }
        Log {
            out,
            format,
            with_text,
            names: Vec::new(),
            times: Times::default(),
            dates: Dates::default(),
            sessions: Sessions::default(),
            piece,
            at: Vec::new(),
            rows: 0,
        }
    }

    /// Meets the next of the log's names, each before its first row, with the title of the
    /// story whose card bears its history, if any.
    pub fn meet(&mut self, name: &str, title: Option<&'s str>) {
        self.names.push(Name {
            name: name.to_owned(),
            cell: csv::cell(name),
            title,
            title_cell: title.map_or_else(Vec::new, csv::cell),
        });
    }

    /// Writes the next row, with what became of it.
    pub fn row(&mut self, review: &Review, taken: Taken) -> io::Result<()> {
        match self.format {
            Format::Csv => self.csv_row(review, taken),
            Format::Json => self.json_row(review, taken),
        }
        self.rows += 1;
        if self.piece.len() >= PIECE {
            self.out.write_all(&self.piece)?;
            self.piece.clear();
        }
        Ok(())
    }

    /// Writes the end.
    pub fn finish(mut self) -> io::Result<()> {
        if self.format == Format::Json {
            self.piece.extend_from_slice(b"\n]}\n");
        }
        self.out.write_all(&self.piece)?;
        self.out.flush()
    }

    fn csv_row(&mut self, review: &Review, taken: Taken) {
        let (name, out) = (&self.names[review.card.0 as usize], &mut self.piece);
        out.extend_from_slice(&name.cell);
        out.push(b',');
        self.times.write(review.at, out);
        out.push(b',');
        out.extend_from_slice(self.dates.of(review.day).as_bytes());
        write_tail(review, taken, self.sessions.of(review.id.session), out);
        if self.with_text {
            out.push(b',');
            out.extend_from_slice(&name.title_cell);
        }
        out.push(b'\n');
    }

    fn json_row(&mut self, review: &Review, taken: Taken) {
        let name = &self.names[review.card.0 as usize];
        self.at.clear();
        self.times.write(review.at, &mut self.at);
        let separator: &[u8] = if self.rows > 0 { b",\n" } else { b"\n" };
        self.piece.extend_from_slice(separator);
        let row = Row {
            card: &name.name,
            at: ascii(&self.at),
            day: self.dates.of(review.day),
            quality: review.quality.get(),
            counted: taken.counted,
            ms: review.ms,
            source: review.source.key(),
            session: self.sessions.of(review.id.session),
            number: review.id.number,
            undone: taken.undone,
            title: self.with_text.then_some(name.title),
        };
        json::write(&row, &mut self.piece);
    }
}

/// The columns after the day: numbers and words of this program, which need no quoting.
fn write_tail(review: &Review, taken: Taken, session: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(&[b',', b'0' + review.quality.get()]);
    out.extend_from_slice(if taken.counted { b",true," } else { b",false," });
    write_number(i64::from(review.ms), out);
    out.push(b',');
    out.extend_from_slice(review.source.key().as_bytes());
    out.push(b',');
    out.extend_from_slice(session.as_bytes());
    out.push(b',');
    write_number(review.id.number, out);
    out.extend_from_slice(if taken.undone { b",true" } else { b",false" });
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
