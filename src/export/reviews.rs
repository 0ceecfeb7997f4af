//! The raw log: every answer as it was given, with what became of it.
//!
//! A long log has a million rows, so a row copies bytes that were worked out once a name or a
//! day wherever it can.

use std::io::{self, Write};

use serde::Serialize;

use crate::study::day::{Instant, StudyDay};
use crate::study::replay::Applied;
use crate::study::review::Review;

use super::{csv, json};

/// The columns of the CSV, which are the keys of the JSON.
const COLUMNS: &str = "card,at,day,quality,counted,ms,source,session,number,undone";

const MS_A_DAY: i64 = 86_400_000;

/// Rows are handed on in pieces of about this many bytes.
const PIECE: usize = 1 << 16;

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// One line an answer.
    Csv,
    /// One document, one line an answer.
    Json,
}

/// Writes the log row by row, in the order of the fold.
pub(crate) struct ReviewWriter<'s, W: Write> {
    out: W,
    format: Format,
    with_text: bool,
    names: Vec<Name<'s>>,
    /// The day of the last row as text: rows of one day mostly stand together.
    day: Option<(StudyDay, String)>,
    instants: InstantWriter,
    piece: Vec<u8>,
    rows: u64,
}

/// What a row says of its card, worked out once.
struct Name<'s> {
    name: String,
    cell: Vec<u8>,
    title: Option<&'s str>,
    title_cell: Vec<u8>,
}

impl<'s, W: Write> ReviewWriter<'s, W> {
    /// Begins; `with_text` adds the stories' titles.
    pub(crate) fn begin(out: W, format: Format, with_text: bool) -> ReviewWriter<'s, W> {
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
        ReviewWriter {
            out,
            format,
            with_text,
            names: Vec::new(),
            day: None,
            instants: InstantWriter::default(),
            piece,
            rows: 0,
        }
    }

    /// Meets the next of the log's names, each before its first row, with the title of the
    /// story whose card bears its history, if any.
    pub(crate) fn meet(&mut self, name: &str, title: Option<&'s str>) {
        self.names.push(Name {
            name: name.to_owned(),
            cell: csv::cell(name),
            title,
            title_cell: title.map_or_else(Vec::new, csv::cell),
        });
    }

    /// Writes the next row, with what became of it.
    pub(crate) fn row(&mut self, review: &Review, taken: Applied) -> io::Result<()> {
        let day = match self.day.take() {
            Some((day, text)) if day == review.day => text,
            _ => review.day.to_string(),
        };
        match self.format {
            Format::Csv => self.csv_row(review, taken, &day),
            Format::Json => self.json_row(review, taken, &day),
        }
        self.day = Some((review.day, day));
        self.rows += 1;
        if self.piece.len() >= PIECE {
            self.out.write_all(&self.piece)?;
            self.piece.clear();
        }
        Ok(())
    }

    /// Writes the end.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        if self.format == Format::Json {
            self.piece.extend_from_slice(b"\n]}\n");
        }
        self.out.write_all(&self.piece)?;
        self.out.flush()
    }

    fn csv_row(&mut self, review: &Review, taken: Applied, day: &str) {
        let name = &self.names[review.card.0 as usize];
        let at = self.instants.text(review.at);
        let [mut quality, mut ms, mut session, mut number] = [itoa::Buffer::new(); 4];
        // Numbers, times and words of this program need no quoting.
        let cells: [&[u8]; 10] = [
            &name.cell,
            at.as_bytes(),
            day.as_bytes(),
            quality.format(review.quality.get()).as_bytes(),
            if taken.counted { b"true" } else { b"false" },
            ms.format(review.ms).as_bytes(),
            review.source.key().as_bytes(),
            session.format(review.id.session).as_bytes(),
            number.format(review.id.number).as_bytes(),
            if taken.undone { b"true" } else { b"false" },
        ];
        for (place, cell) in cells.into_iter().enumerate() {
            if place > 0 {
                self.piece.push(b',');
            }
            self.piece.extend_from_slice(cell);
        }
        if self.with_text {
            self.piece.push(b',');
            self.piece.extend_from_slice(&name.title_cell);
        }
        self.piece.push(b'\n');
    }

    fn json_row(&mut self, review: &Review, taken: Applied, day: &str) {
        let name = &self.names[review.card.0 as usize];
        let mut session = itoa::Buffer::new();
        let separator: &[u8] = if self.rows > 0 { b",\n" } else { b"\n" };
        self.piece.extend_from_slice(separator);
        let row = ReviewJson {
            card: &name.name,
            at: self.instants.text(review.at),
            day,
            quality: review.quality.get(),
            counted: taken.counted,
            ms: review.ms,
            source: review.source.key(),
            session: session.format(review.id.session),
            number: review.id.number,
            undone: taken.undone,
            title: self.with_text.then_some(name.title),
        };
        json::write(&row, &mut self.piece);
    }
}

/// One answer as `export reviews --format json` tells it.
#[derive(Serialize)]
struct ReviewJson<'a> {
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

/// Writes instants like [`Instant::to_rfc3339`], keeping the date of the last one: asking the
/// calendar anew for every row is a good part of an export's time.
#[derive(Default)]
struct InstantWriter {
    /// The UTC day of the date in `text`, counted from 1970.
    day: Option<i64>,
    text: String,
    /// How much of `text` is the date; 0 beyond the calendar.
    date: usize,
}

impl InstantWriter {
    fn text(&mut self, at: Instant) -> &str {
        let (day, ms) = (at.0.div_euclid(MS_A_DAY), at.0.rem_euclid(MS_A_DAY));
        if self.day != Some(day) {
            self.day = Some(day);
            self.text = Instant(day.saturating_mul(MS_A_DAY)).to_rfc3339();
            // Beyond the calendar there is no T, and the whole form is written below.
            self.date = self.text.find('T').unwrap_or(0);
        }
        if self.date == 0 {
            self.text = at.to_rfc3339();
            return &self.text;
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
        self.text.truncate(self.date);
        self.text.extend(time.map(char::from));
        &self.text
    }
}

#[cfg(test)]
mod tests;
