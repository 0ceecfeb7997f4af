//! A package's collection, read as the hostile file that it may be.
//!
//! Only ordinary tables with ordinary columns are asked, each from end to end, so that no
//! view, trigger, index or expression of the file has a say. No sum of what is read may
//! exceed the size of the file: damage can lead a reader round and round. Values of the
//! wrong type become text where text is wanted, and are passed over where a number is.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, Row, Statement};
use serde::Deserialize;

use super::error::AnkiError;
use super::names::BETWEEN_FIELDS;
use super::zipped::{self, MOST_BYTES, Unpacked};
use crate::story::sort;

/// The longest text of any kind, in bytes.
const LONGEST_TEXT: i32 = 16 * 1024 * 1024;

/// The longest note, in bytes: what it becomes in memory can be fifty times as large.
const LONGEST_NOTE: usize = 8 * 1024 * 1024;

/// So many fields and tags of a note are told apart; what is beyond stays in the last field.
const MOST_PARTS: usize = 1_000;

/// The longest note types that are read, in bytes; those of a large collection take a tenth.
const LONGEST_NOTE_TYPES: usize = 8 * 1024 * 1024;

/// The most text of notes that is read, in bytes: it is held in memory, and a small file can
/// unpack to very much.
const MOST_TEXT: u64 = 128 * 1024 * 1024;

/// The most rows of a table that are read: some thirty years of answers.
const MOST_ROWS: u64 = 2_000_000;

/// The fewest bytes that a row takes in a file.
const SMALLEST_ROW: u64 = 4;

/// A package that is open.
#[derive(Debug)]
pub(crate) struct Package {
    connection: Connection,
    /// Field names of each note type.
    note_types: HashMap<i64, Vec<String>>,
    /// The size of the collection in bytes.
    bytes: u64,
    most_text: u64,
    most_rows: u64,
}

/// One note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnkiNote {
    /// Its id in that collection.
    pub id: i64,
    /// Its name everywhere.
    pub guid: String,
    pub tags: Vec<String>,
    /// Names and HTML of its fields, in order.
    pub fields: Vec<(String, String)>,
}

impl AnkiNote {
    /// The HTML of a field, if there is one of that name.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(field, _)| field == name);
        field.map(|(_, html)| html.as_str())
    }
}

/// One row of Anki's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RevlogEntry {
    /// Its id: the instant, in milliseconds.
    pub id: i64,
    pub card: i64,
    /// The button, 1 to 4; 0 where nobody answered.
    pub button: i64,
    /// Ease after it, in thousandths.
    pub factor: i64,
    /// How long the answer took, in milliseconds.
    pub ms: i64,
    /// Learning 0, review 1, relearning 2, filtered 3, changed by hand 4 and above.
    pub kind: i64,
}

impl Package {
    /// Unpacks a package and looks what is in it.
    pub(crate) fn open(file: &Path) -> Result<Package, AnkiError> {
        Package::open_up_to(file, MOST_BYTES)
    }

    fn open_up_to(file: &Path, most: u64) -> Result<Package, AnkiError> {
        let Unpacked {
            path,
            bytes,
            folder,
        } = zipped::unpack(file, most)?;
        let connection = connect(&path).map_err(damaged)?;
        // It is open, and needs no name any more: nothing stays behind, however this run ends.
        drop(folder);
        for (table, columns) in [
            ("notes", &["id", "guid", "mid", "tags", "flds"][..]),
            ("cards", &["id", "nid", "ord"]),
            ("revlog", &["id", "cid", "ease", "factor", "time", "type"]),
        ] {
            check(&connection, table, columns)?;
        }
        let mut package = Package {
            connection,
            note_types: HashMap::new(),
            bytes,
            most_text: MOST_TEXT,
            most_rows: MOST_ROWS,
        };
        package.note_types = package.read_note_types()?;
        Ok(package)
    }

    /// Shows every note whose guid is wanted.
    pub(crate) fn each_note(
        &self,
        wanted: impl Fn(&str) -> bool,
        mut visit: impl FnMut(AnkiNote),
    ) -> Result<(), AnkiError> {
        let mut bytes = 0;
        self.each_row("SELECT id, guid, mid, tags, flds FROM notes", |row| {
            let guid = text(row, 1);
            let Some(id) = number(row, 0).filter(|_| wanted(&guid)) else {
                return Ok(());
            };
            let (tags, fields) = (text(row, 3), text(row, 4));
            if tags.len() + fields.len() > LONGEST_NOTE {
                return Err(too_long(LONGEST_NOTE));
            }
            // What is no UTF-8 takes up to three bytes for one.
            bytes += (guid.len() + tags.len() + fields.len()) as u64;
            if bytes / 3 > self.bytes {
                return Err(round_and_round());
            }
            if bytes > self.most_text {
                return Err(AnkiError::TooMuchText(self.most_text));
            }
            let note_type = number(row, 2).and_then(|id| self.note_types.get(&id));
            visit(AnkiNote {
                id,
                guid,
                tags: tags
                    .split_whitespace()
                    .take(MOST_PARTS)
                    .map(str::to_owned)
                    .collect(),
                fields: named(note_type, &fields),
            });
            Ok(())
        })
    }

    /// Shows the first card of every note: card, then note.
    pub(crate) fn each_card(&self, mut visit: impl FnMut(i64, i64)) -> Result<(), AnkiError> {
        self.each_row("SELECT id, nid, ord FROM cards", |row| {
            if let (Some(card), Some(note), Some(0)) =
                (number(row, 0), number(row, 1), number(row, 2))
            {
                visit(card, note);
            }
            Ok(())
        })
    }

    /// Shows every row of the log.
    pub(crate) fn each_entry(&self, mut visit: impl FnMut(RevlogEntry)) -> Result<(), AnkiError> {
        let sql = "SELECT id, cid, ease, factor, time, type FROM revlog";
        self.each_row(sql, |row| {
            let numbers: Option<Vec<i64>> = (0..6).map(|column| number(row, column)).collect();
            if let Some([id, card, button, factor, ms, kind]) = numbers.as_deref() {
                visit(RevlogEntry {
                    id: *id,
                    card: *card,
                    button: *button,
                    factor: *factor,
                    ms: *ms,
                    kind: *kind,
                });
            }
            Ok(())
        })
    }

    fn each_row(
        &self,
        sql: &str,
        mut visit: impl FnMut(&Row<'_>) -> Result<(), AnkiError>,
    ) -> Result<(), AnkiError> {
        let mut statement: Statement<'_> = self.connection.prepare(sql).map_err(damaged)?;
        let mut rows = statement.query([]).map_err(damaged)?;
        let fitting = self.bytes / SMALLEST_ROW;
        let mut left = fitting.min(self.most_rows);
        let too_many = || match fitting > self.most_rows {
            true => AnkiError::TooManyRows(self.most_rows),
            false => round_and_round(),
        };
        while let Some(row) = rows.next().map_err(damaged)? {
            visit(row)?;
            left = left.checked_sub(1).ok_or_else(too_many)?;
        }
        Ok(())
    }

    /// Field names: in tables of their own since 2.1.28, in one JSON text before.
    fn read_note_types(&self) -> Result<HashMap<i64, Vec<String>>, AnkiError> {
        let mut types: HashMap<i64, Vec<String>> = HashMap::new();
        if !is_table(&self.connection, "fields")? {
            check(&self.connection, "col", &["models"])?;
            self.each_row("SELECT models FROM col", |row| {
                let models = text(row, 0);
                if models.len() > LONGEST_NOTE_TYPES {
                    return Err(too_long_note_types());
                }
                types.extend(from_json(&models));
                Ok(())
            })?;
            return Ok(types);
        }
        check(&self.connection, "fields", &["ntid", "ord", "name"])?;
        let mut found = Vec::new();
        let mut bytes = 0;
        self.each_row("SELECT ntid, ord, name FROM fields", |row| {
            if let (Some(note_type), Some(place)) = (number(row, 0), number(row, 1)) {
                let name = text(row, 2);
                bytes += size_of::<(i64, i64, String)>() + name.len();
                if bytes > LONGEST_NOTE_TYPES {
                    return Err(too_long_note_types());
                }
                found.push((note_type, place, name));
            }
            Ok(())
        })?;
        sort::by(&mut found, Ord::cmp);
        for (note_type, _, name) in found {
            types.entry(note_type).or_default().push(name);
        }
        Ok(types)
    }
}

/// Opens a collection for reading, with everything off that the file could use.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    for (config, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    ] {
        connection.set_db_config(config, on)?;
    }
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_TEXT)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    // Newer collections order names by a rule of Anki's own. Nothing here is put in order, but
    // SQLite plans no look at such a table while the rule is missing.
    connection.create_collation("unicase", |a, b| a.to_lowercase().cmp(&b.to_lowercase()))?;
    connection.execute_batch("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;")?;
    Ok(connection)
}

/// Whether there is an ordinary table of that name: no view, nothing virtual.
fn is_table(connection: &Connection, name: &str) -> Result<bool, AnkiError> {
    let mut statement = connection
        .prepare("SELECT type, sql FROM sqlite_schema WHERE name = ?1 COLLATE NOCASE")
        .map_err(damaged)?;
    let mut rows = statement.query([name]).map_err(damaged)?;
    let mut found = false;
    while let Some(row) = rows.next().map_err(damaged)? {
        let sql = text(row, 1).trim_start().to_lowercase();
        if text(row, 0) != "table" || !sql.starts_with("create table") {
            return Err(AnkiError::Damaged(format!("`{name}` is not a plain table")));
        }
        found = true;
    }
    Ok(found)
}

/// Refuses a collection without that table and these columns, stored as they are.
fn check(connection: &Connection, table: &str, columns: &[&str]) -> Result<(), AnkiError> {
    if !is_table(connection, table)? {
        return Err(AnkiError::Damaged(format!("there is no table `{table}`")));
    }
    let mut statement = connection
        .prepare("SELECT name, hidden FROM pragma_table_xinfo(?1)")
        .map_err(damaged)?;
    let mut rows = statement.query([table]).map_err(damaged)?;
    let mut stored = Vec::new();
    while let Some(row) = rows.next().map_err(damaged)? {
        if number(row, 1) == Some(0) {
            stored.push(text(row, 0).to_lowercase());
        }
    }
    match columns
        .iter()
        .find(|column| !stored.iter().any(|name| name == *column))
    {
        Some(column) => Err(AnkiError::Damaged(format!(
            "`{table}` has no column `{column}`"
        ))),
        None => Ok(()),
    }
}

/// A note type in its JSON, of which nothing else is kept.
#[derive(Deserialize)]
struct NoteTypeJson {
    #[serde(default)]
    flds: Vec<FieldJson>,
}

/// A field of a note type in its JSON.
#[derive(Deserialize)]
struct FieldJson {
    #[serde(default)]
    name: String,
}

/// Note types from their JSON; where it is malformed, no field has a name.
fn from_json(models: &str) -> HashMap<i64, Vec<String>> {
    let models: HashMap<String, NoteTypeJson> = serde_json::from_str(models).unwrap_or_default();
    let names = |model: NoteTypeJson| model.flds.into_iter().map(|field| field.name).collect();
    models
        .into_iter()
        .filter_map(|(id, model)| Some((id.parse().ok()?, names(model))))
        .collect()
}

fn too_long_note_types() -> AnkiError {
    let megabytes = LONGEST_NOTE_TYPES / 1024 / 1024;
    AnkiError::Damaged(format!("its note types take more than {megabytes} MB"))
}

/// Fields with their names; one that has none is called by its number.
fn named(names: Option<&Vec<String>>, fields: &str) -> Vec<(String, String)> {
    let name = |place: usize| {
        let known = names.and_then(|names| names.get(place));
        known.filter(|name| !name.trim().is_empty()).map_or_else(
            || format!("Field {}", place + 1),
            |name| name.trim().to_owned(),
        )
    };
    fields
        .splitn(MOST_PARTS, BETWEEN_FIELDS)
        .enumerate()
        .map(|(place, html)| (name(place), html.to_owned()))
        .collect()
}

fn text(row: &Row<'_>, column: usize) -> String {
    match row.get_ref(column) {
        Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        Ok(ValueRef::Integer(number)) => number.to_string(),
        Ok(ValueRef::Real(number)) => number.to_string(),
        Ok(ValueRef::Null) | Err(_) => String::new(),
    }
}

fn number(row: &Row<'_>, column: usize) -> Option<i64> {
    match row.get_ref(column) {
        Ok(ValueRef::Integer(number)) => Some(number),
        Ok(ValueRef::Text(bytes)) => std::str::from_utf8(bytes).ok()?.trim().parse().ok(),
        // Old programs wrote some whole numbers with a decimal point.
        Ok(ValueRef::Real(number)) if number.fract() == 0.0 && number.abs() < 9e15 => {
            Some(number as i64)
        }
        _ => None,
    }
}

fn too_long(bytes: usize) -> AnkiError {
    let megabytes = bytes / 1024 / 1024;
    AnkiError::Damaged(format!("a text in it is longer than {megabytes} MB"))
}

fn round_and_round() -> AnkiError {
    AnkiError::Damaged("it holds more than fits into it".to_owned())
}

fn damaged(error: rusqlite::Error) -> AnkiError {
    if error.sqlite_error_code() == Some(ErrorCode::TooBig) {
        return too_long(LONGEST_TEXT as usize);
    }
    AnkiError::Damaged(error.to_string())
}

#[cfg(test)]
mod tests;
