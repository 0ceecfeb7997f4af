//! Columns to values, and the one row that there are many of: a review.

use rusqlite::Row;
use rusqlite::types::{FromSqlError, Type, ValueRef};

use crate::study::day::{Instant, StudyDay};
use crate::study::facts::Names;
use crate::study::review::{Quality, Review, RowId, Source};

/// The reviews of a stretch of time, both ends included. The primary key is the order of the
/// fold, so ORDER BY costs nothing.
pub(super) const REVIEWS: &str = "SELECT at, session, number, card, day, quality, ms, source
                                  FROM review WHERE at BETWEEN ?1 AND ?2
                                  ORDER BY at, session, number";

/// A row of [`REVIEWS`].
pub(super) fn review(row: &Row<'_>, names: &mut Names) -> rusqlite::Result<Review> {
    Ok(Review {
        id: name(row, 1)?,
        at: Instant(row.get(0)?),
        card: names.intern(text(row, 3)?),
        day: StudyDay::from_number(row.get(4)?),
        quality: Quality::new(row.get(5)?).ok_or_else(|| unknown(5, Type::Integer))?,
        ms: row.get(6)?,
        source: of_key(row, 7, Source::from_key)?,
    })
}

/// The name of a row, which takes two columns.
pub(super) fn name(row: &Row<'_>, column: usize) -> rusqlite::Result<RowId> {
    Ok(RowId {
        session: row.get(column)?,
        number: row.get(column + 1)?,
    })
}

/// A word of a closed list. A word that is on none was not written by this program.
pub(super) fn of_key<T>(
    row: &Row<'_>,
    column: usize,
    from_key: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    from_key(text(row, column)?).ok_or_else(|| unknown(column, Type::Text))
}

/// A text column without copying it.
pub(super) fn text<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r str> {
    match row.get_ref(column)? {
        ValueRef::Text(bytes) => {
            std::str::from_utf8(bytes).map_err(|_| unknown(column, Type::Text))
        }
        other => Err(unknown(column, other.data_type())),
    }
}

fn unknown(column: usize, kind: Type) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(FromSqlError::InvalidType))
}
