//! The raw log: every answer as it was given, with what became of it.
//!
//! A long log has a million rows, so a row copies bytes that were worked out once a name or a
//! day wherever it can.

use std::io::{self, Write};
use std::mem;

use crate::study::day::{Instant, StudyDay};
use crate::study::replay::Applied;
use crate::study::review::Review;

use super::{csv, json};

/// The columns of the CSV, which are the keys of the JSON; true where the JSON has quotes
/// around what is written here.
const COLUMNS: [(&str, bool); 11] = [
    // The card's name as the log spells it; a renamed story's old rows keep the old name.
    ("card", false),
    // When: UTC, RFC 3339 with milliseconds.
    ("at", true),
    // The study day, YYYY-MM-DD.
    ("day", true),
    // SM-2's quality, 0 to 5.
    ("quality", false),
    // Whether it moved the card's memory.
    ("counted", false),
    // Milliseconds from showing to grade.
    ("ms", false),
    // review, practice, rehearsal, grade, debrief, import
    ("source", true),
    // The writing process. Its 64 bits are a string in JSON: many readers keep numbers as
    // doubles and would round it, and then two rows could share a name.
    ("session", true),
    // The row's number in its session.
    ("number", false),
    // Whether it was taken back; then it counts in no figure.
    ("undone", false),
    // The story's title; null for a name that no card bears. Only with `--with-text`.
    ("title", false),
];

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
pub(crate) struct ReviewWriter<W: Write> {
    out: W,
    format: Format,
    /// What stands before each cell of a row.
    before: Vec<String>,
    /// What a row says of its card, worked out once: the name and the title.
    names: Vec<[Vec<u8>; 2]>,
    /// The day of the last row as text: rows of one day mostly stand together.
    day: Option<(StudyDay, String)>,
    instants: InstantWriter,
    piece: Vec<u8>,
    rows: u64,
}

impl<W: Write> ReviewWriter<W> {
    /// Begins; `with_text` adds the stories' titles.
    pub(crate) fn begin(out: W, format: Format, with_text: bool) -> ReviewWriter<W> {
        let columns = &COLUMNS[..COLUMNS.len() - usize::from(!with_text)];
        let begin = match format {
            Format::Csv => columns
                .iter()
                .map(|(name, _)| *name)
                .collect::<Vec<_>>()
                .join(","),
            Format::Json => format!("{{\"version\":{},\"reviews\":[", json::VERSION),
        };
        let is_json = format == Format::Json;
        let mut closing = "";
        let before = columns.iter().enumerate().map(|(place, (key, quoted))| {
            let name = if is_json {
                format!("\"{key}\":")
            } else {
                String::new()
            };
            let mark = match (is_json, place) {
                (true, 0) => "\n{",
                (false, 0) => "\n",
                _ => ",",
            };
            let quote = if is_json && *quoted { "\"" } else { "" };
            format!("{}{mark}{name}{quote}", mem::replace(&mut closing, quote))
        });
        let mut piece = Vec::with_capacity(PIECE + 1024);
        piece.extend_from_slice(begin.as_bytes());
        ReviewWriter {
            out,
            format,
            before: before.collect(),
            names: Vec::new(),
            day: None,
            instants: InstantWriter::default(),
            piece,
            rows: 0,
        }
    }

    /// Meets the next of the log's names, each before its first row, with the title of the
    /// story whose card bears its history, if any.
    pub(crate) fn meet(&mut self, name: &str, title: Option<&str>) {
        let cell = |text: Option<&str>| match self.format {
            Format::Csv => text.map_or_else(Vec::new, csv::cell),
            Format::Json => {
                let mut cell = Vec::new();
                json::write(&text, &mut cell);
                cell
            }
        };
        self.names.push([cell(Some(name)), cell(title)]);
    }

    /// Writes the next row, with what became of it.
    pub(crate) fn row(&mut self, review: &Review, taken: Applied) -> io::Result<()> {
        let day = match self.day.take() {
            Some((day, text)) if day == review.day => text,
            _ => review.day.to_string(),
        };
        let [name, title] = &self.names[review.card.0 as usize];
        let (mut quality, mut ms) = (itoa::Buffer::new(), itoa::Buffer::new());
        let (mut session, mut number) = (itoa::Buffer::new(), itoa::Buffer::new());
        let truth = |holds: bool| if holds { "true" } else { "false" };
        // Numbers, times and words of this program need no escaping.
        let cells: [&[u8]; COLUMNS.len()] = [
            name,
            self.instants.text(review.at),
            day.as_bytes(),
            quality.format(review.quality.get()).as_bytes(),
            truth(taken.counted).as_bytes(),
            ms.format(review.ms).as_bytes(),
            review.source.key().as_bytes(),
            session.format(review.id.session).as_bytes(),
            number.format(review.id.number).as_bytes(),
            truth(taken.undone).as_bytes(),
            title,
        ];
        let is_json = self.format == Format::Json;
        self.piece
            .extend((is_json && self.rows > 0).then_some(b','));
        for (before, cell) in self.before.iter().zip(cells) {
            // A single byte is pushed several times quicker than a text that happens to be one.
            match before.as_bytes() {
                [mark] => self.piece.push(*mark),
                marks => self.piece.extend_from_slice(marks),
            }
            self.piece.extend_from_slice(cell);
        }
        self.piece.extend(is_json.then_some(b'}'));
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
        let end: &[u8] = match self.format {
            Format::Csv => b"\n",
            Format::Json => b"\n]}\n",
        };
        self.piece.extend_from_slice(end);
        self.out.write_all(&self.piece)?;
        self.out.flush()
    }
}

/// Writes instants like [`Instant::to_rfc3339`], keeping the date of the last one: asking the
/// calendar anew for every row is a good part of an export's time.
#[derive(Default)]
struct InstantWriter {
    /// The UTC day of the date in `text`, counted from 1970.
    day: Option<i64>,
    text: Vec<u8>,
    /// How much of `text` is the date; 0 beyond the calendar.
    date: usize,
}

impl InstantWriter {
    fn text(&mut self, at: Instant) -> &[u8] {
        let (day, ms) = (at.0.div_euclid(MS_A_DAY), at.0.rem_euclid(MS_A_DAY));
        if self.day != Some(day) {
            self.day = Some(day);
            let midnight = Instant(day.saturating_mul(MS_A_DAY)).to_rfc3339();
            // Beyond the calendar there is no T, and the whole form is written below.
            self.date = midnight.find('T').unwrap_or(0);
            self.text = midnight.into_bytes();
        }
        if self.date == 0 {
            self.text = at.to_rfc3339().into_bytes();
            return &self.text;
        }
        let (seconds, thousandths) = ((ms / 1000) as u32, (ms % 1000) as u32);
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
        self.text.extend_from_slice(&time);
        &self.text
    }
}

#[cfg(test)]
mod tests;
