//! The raw log: every answer as it was given, with what became of it.
//!
//! A long log has a million rows, so a row copies bytes that were worked out once a name or a
//! day wherever it can.

use std::io::{self, Write};
use std::mem;

use crate::study::day::{Instant, StudyDay};
use crate::study::replay::Applied;
use crate::study::review::{Quality, Review, Source};

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
    marks: RowMarks,
    /// What a row says of its card, with the marks beside it, worked out once: the name and the
    /// title.
    names: Vec<[Vec<u8>; 2]>,
    /// A quality and whether it counted, with the marks beside them.
    graded: Vec<[Vec<u8>; 2]>,
    /// Whether a row was taken back, with the mark before it.
    undone: [Vec<u8>; 2],
    /// Day and source of the last row with the marks beside them: rows of one day mostly stand
    /// together.
    day: Option<(StudyDay, Vec<u8>)>,
    source: Option<(Source, Vec<u8>)>,
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
        let marks = RowMarks(before.collect());
        let graded = (0..=Quality::EASY.get()).map(|quality| {
            [false, true].map(|counted| {
                let quality = quality.to_string();
                [quality.as_bytes(), &marks.beside(4, truth(counted), 5)].concat()
            })
        });
        let mut piece = Vec::with_capacity(PIECE + 1024);
        piece.extend_from_slice(begin.as_bytes());
        ReviewWriter {
            out,
            format,
            names: Vec::new(),
            graded: graded.collect(),
            undone: [false, true].map(|undone| marks.beside(9, truth(undone), COLUMNS.len())),
            day: None,
            source: None,
            marks,
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
        let (name, title) = (cell(Some(name)), cell(title));
        let marks = &self.marks;
        // Nothing stands before the title, nor is it told, where there is no such column.
        let told = marks.0.len() == COLUMNS.len();
        let title = told.then(|| marks.beside(10, &title, COLUMNS.len()));
        self.names
            .push([marks.beside(0, &name, 1), title.unwrap_or_default()]);
    }

    /// Writes the next row, with what became of it.
    pub(crate) fn row(&mut self, review: &Review, taken: Applied) -> io::Result<()> {
        let marks = &self.marks;
        let day = kept(&mut self.day, review.day, |day| {
            marks.beside(2, day.to_string().as_bytes(), 3)
        });
        let source = kept(&mut self.source, review.source, |source| {
            marks.beside(6, source.key().as_bytes(), 7)
        });
        let [name, title] = &self.names[review.card.0 as usize];
        let graded = &self.graded[usize::from(review.quality.get())];
        let (mut ms, mut session) = (itoa::Buffer::new(), itoa::Buffer::new());
        let mut number = itoa::Buffer::new();
        if self.format == Format::Json && self.rows > 0 {
            self.piece.push(b',');
        }
        // Numbers, times and words of this program need no escaping. A row copies few pieces: each
        // one costs several times its bytes.
        let pieces: [&[u8]; 11] = [
            name,
            self.instants.text(review.at),
            day,
            &graded[usize::from(taken.counted)],
            ms.format(review.ms).as_bytes(),
            source,
            session.format(review.id.session).as_bytes(),
            marks.0[8].as_bytes(),
            number.format(review.id.number).as_bytes(),
            &self.undone[usize::from(taken.undone)],
            title,
        ];
        for piece in pieces {
            self.piece.extend_from_slice(piece);
        }
        if self.format == Format::Json {
            self.piece.push(b'}');
        }
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

/// What stands before each cell of a row.
struct RowMarks(Vec<String>);

impl RowMarks {
    /// A cell with the marks before it and before a later one; none beyond the last.
    fn beside(&self, place: usize, cell: &[u8], later: usize) -> Vec<u8> {
        let after = self.0.get(later).map_or("", String::as_str);
        [self.0[place].as_bytes(), cell, after.as_bytes()].concat()
    }
}

/// The text of what the last row had too, else made anew.
fn kept<K: PartialEq + Copy>(
    last: &mut Option<(K, Vec<u8>)>,
    key: K,
    text: impl FnOnce(K) -> Vec<u8>,
) -> &[u8] {
    let (_, text) = match last.take() {
        Some(same) if same.0 == key => last.insert(same),
        _ => last.insert((key, text(key))),
    };
    text
}

fn truth(holds: bool) -> &'static [u8] {
    if holds { b"true" } else { b"false" }
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
