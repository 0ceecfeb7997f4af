//! Tables: a row a story, the header says which column is what.
//!
//! The sign between cells is told by the header. Refuses a table in which a quotation is
//! never closed: every row after it would be read wrongly.

use csv::{ReaderBuilder, StringRecord};

use crate::story::lines::mark_length;
use crate::story::synonym::{FactKey, SynonymSpelling};
use crate::story::text::one_line;

use super::draft::{DraftWords, ForeignDraft, tidy};
use super::found::{Foreign, Refused, SourceText};
use super::labels;
use super::stories::StoryBuilder;

/// A cell that is longer is words, not a fact.
const LONGEST_FACT: usize = 80;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum TableColumn {
    Part(SynonymSpelling, Option<String>),
    Key(FactKey),
    Other(String),
}

/// Reads a table; nothing if it is none.
pub(super) fn read(source: &SourceText<'_>) -> Result<Option<Foreign>, Refused> {
    let source = source.text;
    let start = mark_length(source);
    let (start, named) = separator_line(source, start);
    let text = &source[start..];
    let header = text.trim_start();
    let start = start + text.len() - header.len();
    let signs = [',', ';', '\t']
        .into_iter()
        .filter(|s| named.is_none_or(|n| n == *s));
    let best = signs
        .filter_map(|sign| columns(header, sign).map(|columns| (columns.len(), sign, columns)))
        .max_by_key(|(count, _, _)| *count);
    let Some((_, sign, columns)) = best else {
        return Ok(None);
    };
    if let Some((row, at)) = open_quotation(header, sign) {
        let line = source[..start + at].matches('\n').count() + 1;
        return Err(Refused::Quotation { row, line });
    }
    let mut builder = StoryBuilder::new(source);
    let mut is_table = false;
    let records = reader(header, sign).into_records();
    for record in records.skip(1).filter_map(Result::ok) {
        is_table |= record.len() > 1;
        let at = start + position(&record);
        if record.len() > columns.len() {
            builder.remark(
                at,
                "This row has more cells than the header; the extra cells became notes.",
            );
        }
        if let Some(draft) = row(&record, &columns, at) {
            builder.take(draft, None, None);
        }
    }
    Ok(is_table.then_some(builder.foreign))
}

/// Excel's first line that names the sign: `sep=;`.
fn separator_line(source: &str, start: usize) -> (usize, Option<char>) {
    let first = source[start..].split(['\n', '\r']).next().unwrap_or("");
    let sign = first
        .trim_end()
        .strip_prefix("sep=")
        .and_then(|s| s.chars().next());
    match sign {
        Some(_) => (start + first.len(), sign),
        None => (start, None),
    }
}

fn reader(text: &str, sign: char) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(u8::try_from(sign).unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The columns of a header; none if it is no header of stories.
fn columns(text: &str, sign: char) -> Option<Vec<TableColumn>> {
    // A header is short; the rest of a large file need not be looked at.
    let head = &text[..text.floor_char_boundary(4096)];
    let record = reader(head, sign).into_records().next()?.ok()?;
    let columns: Vec<TableColumn> = record.iter().map(column).collect();
    let parts = |letters: bool| {
        let known = record.iter().filter_map(labels::meaning);
        let known = known.filter(|meaning| letters || !meaning.letter);
        known.filter(|meaning| meaning.usual.is_part()).count()
    };
    let keys = columns
        .iter()
        .filter(|c| matches!(c, TableColumn::Key(_)))
        .count();
    let short = record.iter().all(|cell| cell.trim().len() <= LONGEST_FACT);
    let enough = parts(false) > 1 || parts(true) > 2 || parts(false) + keys > 1;
    // A title of Markdown may have commas too.
    let short = short && !text.starts_with("# ");
    (columns.len() > 1 && short && enough).then_some(columns)
}

fn column(cell: &str) -> TableColumn {
    let name = one_line(cell);
    match labels::meaning(&name) {
        Some(meaning) => match meaning.usual {
            SynonymSpelling::Key(key) => TableColumn::Key(key),
            SynonymSpelling::Part(_) | SynonymSpelling::Trouble => {
                TableColumn::Part(meaning.usual, meaning.role)
            }
            SynonymSpelling::Note | SynonymSpelling::Wrapper => TableColumn::Other(name),
        },
        None => TableColumn::Other(name),
    }
}

/// The row in which a quotation begins that is never closed, or closed inside its cell, and
/// the byte at which it begins.
fn open_quotation(text: &str, sign: char) -> Option<(usize, usize)> {
    let (mut number, mut opened) = (1, None);
    let mut at_start = true;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if opened.is_some() {
            if c != '"' {
                continue;
            }
            match rest.peek() {
                Some((_, '"')) => {
                    rest.next();
                }
                Some((_, next)) if *next != sign && !matches!(next, '\n' | '\r') => return opened,
                _ => opened = None,
            }
            at_start = false;
            continue;
        }
        match c {
            '"' if at_start => opened = Some((number, at)),
            '\n' => number += 1,
            _ => {}
        }
        at_start = c == sign || matches!(c, '\n' | '\r');
    }
    opened
}

fn position(record: &StringRecord) -> usize {
    let byte = record.position().map_or(0, csv::Position::byte);
    usize::try_from(byte).unwrap_or(0)
}

/// A row as a story; none if it is empty.
fn row(record: &StringRecord, columns: &[TableColumn], at: usize) -> Option<ForeignDraft> {
    let mut draft = ForeignDraft {
        at: at..at,
        from_outside: true,
        ..ForeignDraft::default()
    };
    let mut empty = true;
    for (index, cell) in record.iter().enumerate() {
        let text = tidy(cell).trim();
        if text.is_empty() {
            continue;
        }
        empty = false;
        match columns.get(index) {
            Some(TableColumn::Part(usual, role)) => draft.parts.push(DraftWords {
                usual: *usual,
                role: role.clone(),
                text: text.to_owned(),
                at,
            }),
            Some(TableColumn::Key(key)) => fact(&mut draft, *key, text),
            Some(TableColumn::Other(name)) if !name.is_empty() => other(&mut draft, name, text),
            _ => other(&mut draft, &format!("Column {}", index + 1), text),
        }
    }
    (!empty).then_some(draft)
}

fn fact(draft: &mut ForeignDraft, key: FactKey, text: &str) {
    match key {
        FactKey::Question | FactKey::Tags => {
            let values = text.split(['\n', '\r']);
            values.for_each(|value| draft.facts.take_known(key, value));
        }
        _ => draft.facts.take_known(key, text),
    }
}

fn other(draft: &mut ForeignDraft, name: &str, text: &str) {
    let is_fact = text.len() <= LONGEST_FACT && !text.contains(['\n', '\r']);
    match is_fact
        && name
            .chars()
            .all(|c| c.is_alphabetic() || c == ' ' || c == '-')
    {
        true => draft.facts.take(name, text),
        false => draft.note(name, text),
    }
}
