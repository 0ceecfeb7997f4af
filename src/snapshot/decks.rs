//! The outline of a library as a part of a snapshot, and back.
//!
//! Columns lie there as they are, numbers with four bytes each, the smallest first: they are looked
//! at where they lie.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::file::Snapshot;
use super::parts::{SnapshotPart, in_one};
use crate::story::columns::{FormerName, StoryColumns};
use crate::story::naming::{StoryNames, Twin};
use crate::story::outline::{DeckOutline, FileStamp, LibraryOutline};
use crate::story::packed::{NumberColumn, PackedBytes, TextColumn};
use crate::story::{Level, Problem, StoryId};

/// The part [`SnapshotPart::Decks`].
#[derive(Serialize, Deserialize)]
struct LibraryRecord<'l> {
    #[serde(borrow)]
    decks: Vec<DeckRecord<'l>>,
    /// Row, name, and where it is written.
    #[serde(borrow)]
    former: Vec<(u32, &'l str, u32, u32)>,
    #[serde(borrow)]
    leading: Vec<(&'l str, u32)>,
    twins: Vec<(u32, bool)>,
    #[serde(borrow)]
    written: Vec<ProblemRecord<'l>>,
    #[serde(borrow)]
    named: Vec<ProblemRecord<'l>>,
    /// How long each of the columns is, in bytes.
    lengths: [u32; COLUMNS],
    /// The columns one behind the other, the texts first. Nothing lies behind them.
    #[serde(serialize_with = "in_one")]
    columns: &'l [u8],
}

/// The texts, and the columns of numbers.
const COLUMNS: usize = 10;

#[derive(Serialize, Deserialize)]
struct DeckRecord<'l> {
    name: &'l str,
    path: &'l str,
    builtin: bool,
    end: u32,
    has_bank: bool,
    stamp: Option<StampRecord>,
}

/// Length, disk and number, last change of the words, last change.
type StampRecord = (u64, (u64, u64), (i64, i64), (i64, i64));

#[derive(Serialize, Deserialize)]
struct ProblemRecord<'l> {
    deck: usize,
    is_hint: bool,
    story: Option<&'l str>,
    at: (usize, usize),
    message: &'l str,
    fix: &'l str,
}

/// The outline as a part. Nothing in it is beyond the serialiser.
pub(crate) fn pack(library: &LibraryOutline) -> Vec<u8> {
    let LibraryOutline { rows, names, .. } = library;
    let numbers = [
        &rows.ends,
        &rows.starts,
        &rows.lengths,
        &rows.lines,
        &rows.name_starts,
        &rows.name_lengths,
        &rows.marks,
        &names.counting,
        &names.in_order,
    ];
    let mut columns = rows.texts.bytes().to_vec();
    let mut lengths = [columns.len() as u32; COLUMNS];
    for (length, numbers) in lengths[1..].iter_mut().zip(numbers) {
        *length = 4 * numbers.len() as u32;
        columns.extend(numbers.iter().flat_map(u32::to_le_bytes));
    }
    let former = rows.former.iter();
    let former = former.map(|name| (name.row, name.name.as_str(), name.at.start, name.at.end));
    let leading = names.former.iter();
    let record = LibraryRecord {
        decks: library.decks.iter().map(deck_record).collect(),
        former: former.collect(),
        leading: leading
            .map(|(name, place)| (name.as_str(), *place))
            .collect(),
        twins: names
            .twins
            .iter()
            .map(|twin| (twin.row, twin.in_copy))
            .collect(),
        written: library.written.iter().map(problem_record).collect(),
        named: library.named.iter().map(problem_record).collect(),
        lengths,
        columns: &columns,
    };
    postcard::to_stdvec(&record).unwrap_or_default()
}

impl Snapshot {
    /// The outline of the library that it holds.
    pub(crate) fn library(&self) -> Option<LibraryOutline> {
        let part = Arc::new(self.part(SnapshotPart::Decks)?);
        let record: LibraryRecord<'_> = postcard::from_bytes(&part).ok()?;
        let mut from = part.len() - record.columns.len();
        let mut column = |length: u32| {
            let at = from..from + length as usize;
            from = at.end;
            PackedBytes::of(&part, at)
        };
        let [texts, numbers @ ..] = record.lengths;
        let texts = TextColumn::Packed(column(texts)?);
        let mut numbers = numbers.into_iter();
        let mut numbers = || Some(NumberColumn::Packed(column(numbers.next()?)?));
        let former = record.former.into_iter();
        let former = former.map(|(row, name, start, end)| FormerName {
            row,
            name: name.to_owned(),
            at: start..end,
        });
        let leading = record.leading.into_iter();
        let twins = record.twins.into_iter();
        Some(LibraryOutline {
            decks: record.decks.into_iter().map(deck).collect(),
            rows: StoryColumns {
                texts,
                ends: numbers()?,
                starts: numbers()?,
                lengths: numbers()?,
                lines: numbers()?,
                name_starts: numbers()?,
                name_lengths: numbers()?,
                marks: numbers()?,
                former: former.collect(),
            },
            names: StoryNames {
                counting: numbers()?,
                in_order: numbers()?,
                former: leading
                    .map(|(name, place)| (name.to_owned(), place))
                    .collect(),
                twins: twins.map(|(row, in_copy)| Twin { row, in_copy }).collect(),
            },
            written: record.written.into_iter().map(problem).collect(),
            named: record.named.into_iter().map(problem).collect(),
        })
    }
}

fn deck_record(deck: &DeckOutline) -> DeckRecord<'_> {
    let stamp = deck.stamp.map(|stamp| {
        let FileStamp {
            bytes,
            inode,
            modified,
            changed,
        } = stamp;
        (bytes, inode, modified, changed)
    });
    DeckRecord {
        name: &deck.name,
        path: &deck.path,
        builtin: deck.builtin,
        end: deck.end,
        has_bank: deck.has_bank,
        stamp,
    }
}

fn deck(record: DeckRecord<'_>) -> DeckOutline {
    let stamp = |(bytes, inode, modified, changed): StampRecord| FileStamp {
        bytes,
        inode,
        modified,
        changed,
    };
    DeckOutline {
        name: record.name.to_owned(),
        path: record.path.to_owned(),
        builtin: record.builtin,
        end: record.end,
        has_bank: record.has_bank,
        stamp: record.stamp.map(stamp),
    }
}

fn problem_record((deck, problem): &(usize, Problem)) -> ProblemRecord<'_> {
    ProblemRecord {
        deck: *deck,
        is_hint: problem.level == Level::Hint,
        story: problem.story.as_ref().map(StoryId::as_str),
        at: (problem.at.start, problem.at.end),
        message: &problem.message,
        fix: &problem.fix,
    }
}

fn problem(record: ProblemRecord<'_>) -> (usize, Problem) {
    let problem = Problem {
        level: match record.is_hint {
            true => Level::Hint,
            false => Level::Problem,
        },
        story: record.story.map(StoryId::known),
        at: record.at.0..record.at.1,
        message: record.message.to_owned(),
        fix: record.fix.to_owned(),
    };
    (record.deck, problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Deck, Library};

    #[test]
    fn an_outline_comes_back_as_it_was() {
        let a = "# A\nid: a\nformerly: old, b\nmiss: luck\n## Action\nx\n\n# B é\n## Learning\ny\n";
        let b = "# A\nid: a\nquesiton: x\n## Action\nx\n";
        let decks = [("a", a), ("b", b)];
        let decks = decks.map(|(name, text)| Deck::new(name, format!("{name}.md"), false, text));
        let library = Library::load(decks.to_vec(), Vec::new());
        assert!(!library.written.is_empty() && !library.named.is_empty());
        let stamp = FileStamp {
            bytes: 1,
            inode: (u64::MAX, 2),
            modified: (-3, 4),
            changed: (i64::MAX, 5),
        };
        let outline = library.outline(&[Some(stamp), None]);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("snapshot");
        crate::snapshot::write(&path, || [pack(&outline), Vec::new(), Vec::new()]).unwrap();
        let snapshot = Snapshot::open(&path).unwrap();
        assert_eq!(snapshot.library(), Some(outline.clone()));
        let again = Library::of_outline(outline, decks.to_vec(), Vec::new());
        assert_eq!(again.problems, library.problems);
        for (one, other) in library.stories().zip(again.stories()) {
            assert_eq!(one.story(), other.story());
            assert_eq!(one.words(), other.words());
        }
    }
}
