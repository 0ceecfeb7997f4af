//! A folded beginning of the log as two parts of a snapshot, and back.

use serde::{Deserialize, Serialize};

use super::file::Snapshot;
use super::parts::{SnapshotPart, in_one};
use crate::study::day::{Instant, StudyDay};
use crate::study::foreseen::{ForeseenRow, NewestForeseen};
use crate::study::prefix::{
    FoldedPrefix, KeptReview, LogMark, PackedMemories, PrefixKey, PrefixNames,
};
use crate::study::review::{LogPlace, NameIndex, Quality, Review, RowId, Source};

/// What is told of it in the part [`SnapshotPart::Memories`]; the memories lie last.
#[derive(Serialize, Deserialize)]
struct PrefixRecord<'p> {
    file: (u64, u64),
    schema: i64,
    late: (i64, i64),
    changes: Vec<(i64, i64)>,
    end: (i64, i64, i64),
    newest_day: i32,
    rows: u64,
    #[serde(borrow)]
    kept: Vec<KeptRecord<'p>>,
    cores_asked: bool,
    orphans: Vec<&'p str>,
    questions: Vec<&'p str>,
    cards: u64,
    #[serde(serialize_with = "in_one")]
    foreseen: &'p [u8],
    foreseen_from: Option<(i64, i64, i64)>,
    #[serde(serialize_with = "in_one")]
    memories: &'p [u8],
}

#[derive(Serialize, Deserialize)]
struct KeptRecord<'p> {
    place: (i64, i64, i64),
    card: &'p str,
    day: i32,
    quality: u8,
    ms: u32,
    source: &'p str,
}

/// The part [`SnapshotPart::Names`]; numbers of four bytes, the smallest first.
#[derive(Serialize, Deserialize)]
struct NamesRecord<'n> {
    text: &'n str,
    #[serde(serialize_with = "in_one")]
    ends: &'n [u8],
    #[serde(serialize_with = "in_one")]
    places: &'n [u8],
}

/// The two parts of a folded beginning. Nothing in it is beyond the serialiser.
pub(crate) fn pack(prefix: &FoldedPrefix, names: &PrefixNames) -> [Vec<u8>; 2] {
    let FoldedPrefix { key, .. } = prefix;
    let id = |id: RowId| (id.session, id.number);
    let kept = prefix.kept.iter().map(|kept| KeptRecord {
        place: of_place(kept.row.place()),
        card: &kept.card,
        day: kept.row.day.number(),
        quality: kept.row.quality.get(),
        ms: kept.row.ms,
        source: kept.row.source.key(),
    });
    let record = PrefixRecord {
        file: key.mark.file,
        schema: key.mark.schema,
        late: key.mark.late,
        changes: key.mark.changes.iter().copied().map(id).collect(),
        end: of_place(key.end),
        newest_day: key.newest_day.number(),
        rows: prefix.rows,
        kept: kept.collect(),
        cores_asked: prefix.cores_asked,
        orphans: prefix.orphans.iter().map(String::as_str).collect(),
        questions: prefix.questions.iter().map(String::as_str).collect(),
        cards: prefix.cards as u64,
        foreseen: &pack_foreseen(prefix.foreseen.rows()),
        foreseen_from: prefix.foreseen.whole_from().map(of_place),
        memories: prefix.memories.as_bytes(),
    };
    let numbers = |numbers: &[u32]| -> Vec<u8> {
        let bytes = numbers.iter().flat_map(|number| number.to_le_bytes());
        bytes.collect()
    };
    let names = NamesRecord {
        text: &names.text,
        ends: &numbers(&names.ends),
        places: &numbers(&names.places),
    };
    let nothing = |_| Vec::new();
    [
        postcard::to_stdvec(&record).unwrap_or_else(nothing),
        postcard::to_stdvec(&names).unwrap_or_else(nothing),
    ]
}

impl Snapshot {
    /// The beginning of the log that it holds.
    pub(crate) fn prefix(&self) -> Option<FoldedPrefix> {
        let part = self.part(SnapshotPart::Memories)?;
        let record: PrefixRecord<'_> = postcard::from_bytes(&part).ok()?;
        let id = |(session, number)| RowId { session, number };
        let key = PrefixKey {
            mark: LogMark {
                file: record.file,
                schema: record.schema,
                late: record.late,
                changes: record.changes.into_iter().map(id).collect(),
            },
            end: place(record.end),
            newest_day: StudyDay::from_number(record.newest_day),
        };
        let kept = record.kept.into_iter().map(kept).collect::<Option<_>>()?;
        let (rows, cores_asked) = (record.rows, record.cores_asked);
        let orphans = record.orphans.into_iter().map(str::to_owned).collect();
        let questions = record.questions.into_iter().map(str::to_owned).collect();
        let cards = usize::try_from(record.cards).ok()?;
        let foreseen = unpack_foreseen(record.foreseen)?;
        let foreseen = NewestForeseen::new(foreseen, record.foreseen_from.map(place));
        let before = part.len() - record.memories.len();
        let memories = PackedMemories::behind(part, before)?;
        (cards <= memories.count()).then_some(FoldedPrefix {
            key,
            rows,
            kept,
            cores_asked,
            orphans,
            questions,
            cards,
            memories,
            foreseen,
        })
    }

    /// The names of that beginning.
    pub(crate) fn names(&self) -> Option<PrefixNames> {
        let part = self.part(SnapshotPart::Names)?;
        let record: NamesRecord<'_> = postcard::from_bytes(&part).ok()?;
        let numbers = |bytes: &[u8]| -> Vec<u32> {
            let numbers = bytes.as_chunks::<4>().0.iter().copied();
            numbers.map(u32::from_le_bytes).collect()
        };
        Some(PrefixNames {
            text: record.text.to_owned(),
            ends: numbers(record.ends),
            places: numbers(record.places),
        })
    }
}

fn of_place(place: LogPlace) -> (i64, i64, i64) {
    (place.at.0, place.id.session, place.id.number)
}

fn place((at, session, number): (i64, i64, i64)) -> LogPlace {
    LogPlace {
        at: Instant(at),
        id: RowId { session, number },
    }
}

/// Bytes of one row.
const FORESEEN: usize = 44;

/// Packed: every start unpacks them, and most ask for none.
fn pack_foreseen(rows: &[ForeseenRow]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(rows.len() * FORESEEN);
    for row in rows {
        let LogPlace { at, id } = row.row;
        let (last, quality) = row.before;
        for number in [at.0, id.session, id.number] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend((row.place as u64).to_le_bytes());
        bytes.extend(row.day.number().to_le_bytes());
        bytes.extend(last.number().to_le_bytes());
        // An interval has fewer than 24 bits.
        let answers = u32::from(quality.get()) << 1 | u32::from(row.passed);
        bytes.extend((row.interval << 8 | answers).to_le_bytes());
    }
    bytes
}

fn unpack_foreseen(bytes: &[u8]) -> Option<Vec<ForeseenRow>> {
    let (rows, []) = bytes.as_chunks::<FORESEEN>() else {
        return None;
    };
    rows.iter().map(unpacked).collect()
}

fn unpacked(bytes: &[u8; FORESEEN]) -> Option<ForeseenRow> {
    let (large, small) = bytes.split_at(32);
    let large = |place: usize| i64::from_le_bytes(large.as_chunks::<8>().0[place]);
    let small = |place: usize| i32::from_le_bytes(small.as_chunks::<4>().0[place]);
    let answers = small(2) as u32;
    let quality = Quality::new((answers >> 1 & 7) as u8)?;
    Some(ForeseenRow {
        row: place((large(0), large(1), large(2))),
        place: usize::try_from(large(3)).ok()?,
        day: StudyDay::from_number(small(0)),
        before: (StudyDay::from_number(small(1)), quality),
        interval: answers >> 8,
        passed: answers & 1 == 1,
    })
}

fn kept(record: KeptRecord<'_>) -> Option<KeptReview> {
    let LogPlace { at, id } = place(record.place);
    Some(KeptReview {
        card: record.card.to_owned(),
        row: Review {
            id,
            at,
            card: NameIndex(0),
            day: StudyDay::from_number(record.day),
            quality: Quality::new(record.quality)?,
            ms: record.ms,
            source: Source::from_key(record.source)?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::replay::CardMemory;

    #[test]
    fn a_beginning_comes_back_as_it_was() {
        let mut memory = CardMemory::default();
        let day = StudyDay::from_number(20_000);
        memory.step(day, Quality::AGAIN, Source::Debrief);
        let row = Review {
            id: RowId {
                session: i64::MIN,
                number: 3,
            },
            at: Instant(-5),
            card: NameIndex(0),
            day,
            quality: Quality::EASY,
            ms: 900,
            source: Source::Practice,
        };
        let mut names = PrefixNames::default();
        assert!(names.push("alpha/action", 0) && names.push("äh/trap/deflection", 2));
        let prefix = FoldedPrefix {
            key: PrefixKey {
                mark: LogMark {
                    file: (u64::MAX, 1),
                    schema: 4,
                    late: (9, i64::MAX),
                    changes: vec![row.id],
                },
                end: row.place(),
                newest_day: day,
            },
            rows: 7,
            kept: vec![KeptReview {
                row,
                card: "alpha/action".to_owned(),
            }],
            cores_asked: true,
            orphans: vec!["äh".to_owned()],
            questions: vec!["why".to_owned()],
            cards: 2,
            memories: PackedMemories::of([CardMemory::default(), memory, memory]).unwrap(),
            foreseen: NewestForeseen::new(
                vec![ForeseenRow::of(&row, 2, &memory).unwrap()],
                Some(row.place()),
            ),
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("snapshot");
        let [memories, listed] = pack(&prefix, &names);
        crate::snapshot::write(&path, || [Vec::new(), memories, listed]).unwrap();
        let snapshot = Snapshot::open(&path).unwrap();
        let found = snapshot.prefix().unwrap();
        assert_eq!(found.key, prefix.key);
        assert_eq!(found.kept, prefix.kept);
        assert_eq!(found.orphans, prefix.orphans);
        assert_eq!(found.foreseen, prefix.foreseen);
        assert_eq!((found.rows, found.cards, found.cores_asked), (7, 2, true));
        let memories: Vec<CardMemory> = found.memories.iter().collect();
        assert_eq!(memories, [CardMemory::default(), memory, memory]);
        assert_eq!(snapshot.names(), Some(names));
    }
}
