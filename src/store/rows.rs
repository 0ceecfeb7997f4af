//! The kinds of rows, and how the columns of each become values and come of them: said once.

use rusqlite::types::{FromSql, FromSqlError, Type, Value, ValueRef};
use rusqlite::{CachedStatement, Connection, Row, params_from_iter};

use crate::story::{AnswerPart, PointKey};
use crate::study::day::{Instant, StudyDay};
use crate::study::facts::{
    DebriefField, DebriefRow, Facts, FoldedRows, FutureRows, HeardRow, InterviewDetails,
    InterviewKind, InterviewRow, LapKind, LapRow, MockRow, MockStep, MockStepRow, Names, PointRow,
    PointSaid, RateSource, RunRow, RunSource, SpeakingRateRow,
};
use crate::study::review::{
    Amend, LONGEST_ANSWER, LogPlace, Mark, MarkKind, Quality, Review, RowId, Source, Stamp, Undo,
};

/// The table of answers.
pub(super) const ANSWERS: &str = "review";

/// The study day that holds for a row of `review`: the smallest of its own and of those it was
/// amended to.
pub(super) const AMENDED_DAY: &str = "min(day, coalesce((SELECT min(day) FROM amend \
     WHERE target_session = review.session AND target_number = review.number), day))";

/// The reviews of a stretch of time, both ends included, each on its amended day. The primary
/// key is the order of the fold, so ORDER BY costs nothing.
pub(super) fn reviews(connection: &Connection) -> rusqlite::Result<CachedStatement<'_>> {
    let columns = review_columns(connection)?;
    connection.prepare_cached(&format!(
        "SELECT {columns} FROM review WHERE at BETWEEN ?1 AND ?2 ORDER BY at, session, number"
    ))
}

/// The reviews behind a place, each on its amended day.
pub(super) fn reviews_behind(
    connection: &Connection,
    place: LogPlace,
    names: &mut Names,
) -> rusqlite::Result<Vec<Review>> {
    let columns = review_columns(connection)?;
    let sql = format!(
        "SELECT {columns} FROM review WHERE (at, session, number) > (?1, ?2, ?3)
         ORDER BY at, session, number"
    );
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map(key(place), |row| review(row, names))?;
    rows.collect()
}

/// The reviews of these names up to a place, each on its amended day. No index of names would be
/// worth its room: this looks at every row, which is asked for when something has come in late.
pub(super) fn reviews_of<'n>(
    connection: &Connection,
    wanted: impl Iterator<Item = &'n str>,
    place: LogPlace,
    names: &mut Names,
) -> rusqlite::Result<Vec<Review>> {
    let columns = review_columns(connection)?;
    let sql = format!(
        "SELECT {columns} FROM review
         WHERE (at, session, number) <= (?1, ?2, ?3) AND card IN (SELECT value FROM json_each(?4))
         ORDER BY at, session, number"
    );
    let [at, session, number] = key(place);
    let wanted: serde_json::Value = wanted.collect();
    let mut statement = connection.prepare(&sql)?;
    let values = rusqlite::params![at, session, number, wanted.to_string()];
    let rows = statement.query_map(values, |row| review(row, names))?;
    rows.collect()
}

/// A place in the order of the fold, as the columns of a primary key.
pub(super) fn key(place: LogPlace) -> [i64; 3] {
    [place.at.0, place.id.session, place.id.number]
}

/// The place of a row that is read by its primary key.
pub(super) fn place(row: &Row<'_>) -> rusqlite::Result<LogPlace> {
    Ok(LogPlace {
        at: Instant(row.get(0)?),
        id: name(row, 1)?,
    })
}

/// The columns of a row of `review`, as [`review`] reads them; of an amended day, see [`reviews`].
fn review_columns(connection: &Connection) -> rusqlite::Result<String> {
    // Hardly any log has amendments, and a long one would be read slower.
    let amended = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM amend)")?
        .query_row([], |row| row.get(0))?;
    let day = if amended { AMENDED_DAY } else { "day" };
    Ok(format!(
        "at, session, number, card, {day}, quality, ms, source"
    ))
}

/// Says for each kind of row but answers its table, its place in [`Facts`], the value that is
/// read, and what follows instant, session and number, in the order of the columns.
macro_rules! kinds {
    ($($(#[$about:meta])* $kind:ident in $table:literal: $list:ident of $row:ident {
        $($field:ident: $type:ty),*
    })*) => {
        /// The tables of the log. Each begins with the columns `at`, `session` and `number`.
        pub(super) const TABLES: &[&str] = &[ANSWERS, $($table),*];

        /// A fact that has no name yet. What its fields mean is said where they are read.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) enum NewFact {
            /// An answer.
            Review {
                /// The card's name.
                card: String,
                /// The study day.
                day: StudyDay,
                /// How good.
                quality: Quality,
                /// Milliseconds from showing to grade.
                ms: u32,
                /// Where from.
                source: Source,
                /// When it was given, if that is not now.
                at: Option<Instant>,
            },
            $($(#[$about])* $kind { $($field: $type),* },)*
        }

        /// Everything but the reviews, in the order of the fold.
        pub(super) fn all_but_reviews(
            connection: &Connection,
        ) -> rusqlite::Result<Facts> {
            Ok(Facts {
                names: Names::default(),
                reviews: Vec::new(),
                folded: FoldedRows::default(),
                future: FutureRows::default(),
                $($list: collect(connection, $table, |columns| Ok($row {
                    at: columns.next()?,
                    id: columns.next()?,
                    $($field: columns.next()?),*
                }))?,)*
            })
        }

        /// The table of a fact, and all its columns.
        pub(super) fn columns(id: RowId, at: Instant, fact: &NewFact) -> (&'static str, Vec<Value>) {
            let mut row = vec![at.0.into(), id.session.into(), id.number.into()];
            let table = match fact {
                NewFact::Review { card, day, quality, ms, source, at: _ } => {
                    card.write(id, &mut row);
                    day.write(id, &mut row);
                    row.push(quality.get().into());
                    (*ms).min(LONGEST_ANSWER).write(id, &mut row);
                    source.write(id, &mut row);
                    ANSWERS
                }
                $(NewFact::$kind { $($field),* } => {
                    $($field.write(id, &mut row);)*
                    $table
                })*
            };
            (table, row)
        }
    };
}

kinds! {
    /// A mark on a card or story.
    Mark in "mark": marks of Mark { day: StudyDay, kind: MarkKind, subject: String }
    /// Takes a row back.
    Undo in "undo": undos of Undo { target: RowId }
    /// A run was begun.
    Run in "run": runs of RunRow {
        day: StudyDay, story: String, source: RunSource, transcript: Option<i64>
    }
    /// A lap of a run was ended.
    Lap in "lap": laps of LapRow { run: RowId, kind: LapKind, ms: u32 }
    /// Words were heard of a part of a run.
    Heard in "heard": heard of HeardRow { run: RowId, kind: LapKind, words: u32 }
    /// A point was looked for in what was heard, or a person has corrected that.
    Point in "point": points of PointRow {
        run: RowId, part: AnswerPart, point: PointKey, verdict: PointSaid
    }
    /// Words were spoken in a known time.
    Pace in "pace": speaking_rates of SpeakingRateRow {
        day: StudyDay, source: RateSource, words: u32, ms: u32
    }
    /// An interview was planned or changed; the row that plans is itself the planning row.
    Interview in "interview": interviews of InterviewRow {
        day: StudyDay, kind: InterviewKind, planned: Option<RowId>, details: InterviewDetails
    }
    /// An answer of a debrief.
    Debrief in "debrief": debriefs of DebriefRow {
        day: StudyDay, planned: RowId, telling: u32, field: DebriefField, value: Option<String>
    }
    /// A mock interview was begun.
    Mock in "mock": mocks of MockRow {
        day: StudyDay, interview: Option<RowId>, questions: u32, minutes: u32
    }
    /// A step of a mock interview is over.
    MockStep in "answer": mock_steps of MockStepRow {
        mock: RowId, step: MockStep, subject: String, story: Option<String>, run: Option<RowId>,
        quality: Option<Quality>, ms: u32
    }
    /// The study day of an answer is to be that one, if it is smaller.
    Amend in "amend": amends of Amend { day: StudyDay, target: RowId }
    /// Answers that are dated back follow.
    Stamp in "stamp": stamps of Stamp {}
}

/// A row that is read from left to right.
struct Columns<'r> {
    row: &'r Row<'r>,
    next: usize,
}

impl Columns<'_> {
    fn next<T: Column>(&mut self) -> rusqlite::Result<T> {
        T::read(self)
    }

    fn plain<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        self.next += 1;
        self.row.get(self.next - 1)
    }
}

/// A value of a row, which takes one column or several.
trait Column: Sized {
    fn read(columns: &mut Columns<'_>) -> rusqlite::Result<Self>;

    /// `id` is the name of the row that it stands in.
    fn write(&self, id: RowId, row: &mut Vec<Value>);
}

/// Values that SQLite knows.
macro_rules! plain {
    ($($type:ty),*) => { $(
        impl Column for $type {
            fn read(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
                columns.plain()
            }

            fn write(&self, _: RowId, row: &mut Vec<Value>) {
                row.push(self.clone().into());
            }
        }
    )* };
}

/// Words of a closed list. A word that is on none was not written by this program.
macro_rules! words {
    ($($type:ty),*) => { $(
        impl Column for $type {
            fn read(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
                columns.next += 1;
                word(columns.row, columns.next - 1, <$type>::from_key)
            }

            fn write(&self, _: RowId, row: &mut Vec<Value>) {
                row.push(self.key().to_owned().into());
            }
        }
    )* };
}

plain!(u32, String, Option<String>, Option<i64>);
words!(
    AnswerPart,
    DebriefField,
    InterviewKind,
    LapKind,
    MarkKind,
    MockStep,
    PointSaid,
    RateSource,
    RunSource,
    Source
);

impl Column for Option<Quality> {
    fn read(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
        let quality = columns.plain::<Option<u8>>()?;
        let known = |quality| Quality::new(quality).ok_or_else(|| unknown(0, Type::Integer));
        quality.map(known).transpose()
    }

    fn write(&self, _: RowId, row: &mut Vec<Value>) {
        row.push(self.map(Quality::get).into());
    }
}

impl Column for PointKey {
    fn read(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
        columns.plain().map(PointKey)
    }

    fn write(&self, _: RowId, row: &mut Vec<Value>) {
        row.push(self.0.into());
    }
}

impl Column for Instant {
    fn read(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
        columns.plain().map(Instant)
    }

    fn write(&self, _: RowId, row: &mut Vec<Value>) {
        row.push(self.0.into());
    }
}

impl Column for StudyDay {
    fn read(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
        columns.plain().map(StudyDay::from_number)
    }

    fn write(&self, _: RowId, row: &mut Vec<Value>) {
        row.push(self.number().into());
    }
}

impl Column for RowId {
    fn read(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
        columns.next += 2;
        name(columns.row, columns.next - 2)
    }

    fn write(&self, _: RowId, row: &mut Vec<Value>) {
        row.extend([self.session.into(), self.number.into()]);
    }
}

/// The row itself, where no other is named.
impl Column for Option<RowId> {
    fn read(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
        RowId::read(columns).map(Some)
    }

    fn write(&self, id: RowId, row: &mut Vec<Value>) {
        self.unwrap_or(id).write(id, row);
    }
}

impl Column for InterviewDetails {
    fn read(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
        Ok(InterviewDetails {
            name: columns.next()?,
            date: columns.next()?,
            role: columns.next()?,
            stories: columns
                .next::<Option<String>>()?
                .map(|names| names.split(',').map(str::to_owned).collect()),
            job: columns.next()?,
        })
    }

    fn write(&self, id: RowId, row: &mut Vec<Value>) {
        self.name.write(id, row);
        self.date.write(id, row);
        self.role.write(id, row);
        self.stories
            .as_ref()
            .map(|names| names.join(","))
            .write(id, row);
        self.job.write(id, row);
    }
}

fn collect<T>(
    connection: &Connection,
    table: &str,
    read: impl Fn(&mut Columns<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let sql = format!("SELECT * FROM {table} ORDER BY at, session, number");
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map([], |row| read(&mut Columns { row, next: 0 }))?;
    rows.collect()
}

/// A row of [`reviews`].
pub(super) fn review(row: &Row<'_>, names: &mut Names) -> rusqlite::Result<Review> {
    Ok(Review {
        id: name(row, 1)?,
        at: Instant(row.get(0)?),
        card: names.intern(text(row, 3)?),
        day: StudyDay::from_number(row.get(4)?),
        quality: Quality::new(row.get(5)?).ok_or_else(|| unknown(5, Type::Integer))?,
        ms: row.get(6)?,
        source: word(row, 7, Source::from_key)?,
    })
}

/// The name of a row, which takes two columns.
pub(super) fn name(row: &Row<'_>, column: usize) -> rusqlite::Result<RowId> {
    Ok(RowId {
        session: row.get(column)?,
        number: row.get(column + 1)?,
    })
}

fn word<T>(
    row: &Row<'_>,
    column: usize,
    from_key: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    from_key(text(row, column)?).ok_or_else(|| unknown(column, Type::Text))
}

/// A text column without copying it.
fn text<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r str> {
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

/// Whether a table has a row of that session and number.
pub(super) fn is_there(log: &Connection, table: &str, name: &[Value]) -> rusqlite::Result<bool> {
    let sql = format!("SELECT 1 FROM {table} WHERE session = ?1 AND number = ?2");
    log.prepare(&sql)?.exists(params_from_iter(name))
}

/// What becomes of a row whose name is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum IfTaken {
    /// It is refused, as an error.
    Refused,
    /// The row that is there is kept, and this one is left out.
    Kept,
}

/// Adds one row, given by all its columns, and says how many rows came of it.
pub(super) fn insert(
    connection: &Connection,
    table: &str,
    columns: &[Value],
    taken: IfTaken,
) -> rusqlite::Result<usize> {
    let places = ", ?".repeat(columns.len() - 1);
    let or_not = match taken {
        IfTaken::Refused => "",
        IfTaken::Kept => "ON CONFLICT DO NOTHING",
    };
    connection
        .prepare_cached(&format!("INSERT INTO {table} VALUES (?{places}) {or_not}"))?
        .execute(params_from_iter(columns))
}
