//! The tables of the log, and the steps that made them.

use std::sync::LazyLock;

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

/// What every SQLite database begins with.
pub(super) const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The steps in `migrations/`, oldest first. A landed step is never edited.
pub(super) const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_log.sql"),
    include_str!("../../migrations/0002_runs.sql"),
    include_str!("../../migrations/0003_interviews.sql"),
    include_str!("../../migrations/0004_debriefs.sql"),
    include_str!("../../migrations/0005_amends.sql"),
    include_str!("../../migrations/0006_late.sql"),
    include_str!("../../migrations/0007_heard.sql"),
    include_str!("../../migrations/0008_branches.sql"),
    include_str!("../../migrations/0009_mocks.sql"),
];

/// What the log keeps beside its facts: which answers came in behind newer ones.
pub(super) const LATE: &str = "late";

/// The same steps, as they are taken.
pub(super) static MIGRATIONS: LazyLock<Migrations<'static>> =
    LazyLock::new(|| Migrations::new(STEPS.iter().map(|step| M::up(step)).collect()));

/// Names and texts of the tables that a database has, by name.
pub(super) fn tables(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection.prepare(
        "SELECT name, sql FROM sqlite_schema
         WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// How often the tables of a database were changed.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "schema_version", |row| row.get(0))
}
