use std::io::{Cursor, Write};

use proptest::prelude::*;
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;
use crate::anki::schema;

/// An archive of these entries.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    packed(entries, CompressionMethod::Deflated)
}

fn packed(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in entries {
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The bytes of a database that some SQL makes.
fn database(sql: &str) -> Vec<u8> {
    let file = NamedTempFile::new().unwrap();
    let connection = Connection::open(file.path()).unwrap();
    connection.execute_batch(sql).unwrap();
    connection.close().unwrap();
    std::fs::read(file.path()).unwrap()
}

/// A collection with Anki's tables, one note type and whatever else is wanted.
fn collection(sql: &str) -> Vec<u8> {
    let models = "{\"5\":{\"flds\":[{\"name\":\"Front\"},{\"name\":\"Back\"}]}}";
    database(&format!(
        "{}; INSERT INTO col VALUES (1, 0, 0, 0, 11, 0, 0, 0, '', '{models}', '', '', ''); {sql}",
        schema::TABLES
    ))
}

fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn open(bytes: &[u8]) -> Result<Package, AnkiError> {
    Package::open(file(bytes).path())
}

fn notes(bytes: &[u8]) -> Result<Vec<AnkiNote>, AnkiError> {
    let mut notes = Vec::new();
    open(bytes)?.each_note(|_| true, |note| notes.push(note))?;
    Ok(notes)
}

/// A collection as current programs write it: zstd, names of fields in a table of their own.
fn current(sql: &str) -> Vec<u8> {
    // SQLite itself cannot make an index by an order that it does not know, so the index is
    // made by one of the same length and renamed.
    let fields = "CREATE TABLE fields (ntid INTEGER NOT NULL, ord INTEGER NOT NULL,
                  name TEXT NOT NULL COLLATE nocase_, PRIMARY KEY (ntid, ord)) WITHOUT ROWID;
                  CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid);
                  INSERT INTO fields VALUES (5, 1, 'Back'), (5, 0, 'Front');
                  UPDATE col SET models = '';";
    let file = NamedTempFile::new().unwrap();
    let connection = Connection::open(file.path()).unwrap();
    connection.create_collation("nocase_", str::cmp).unwrap();
    connection
        .execute_batch(&format!(
            "{}; INSERT INTO col VALUES (1, 0, 0, 0, 18, 0, 0, 0, '', '', '', '', '');
             {fields} {sql}",
            schema::TABLES
        ))
        .unwrap();
    connection.close().unwrap();
    let mut bytes = std::fs::read(file.path()).unwrap();
    let places: Vec<usize> = (0..bytes.len() - 7)
        .filter(|&at| bytes[at..].starts_with(b"nocase_"))
        .collect();
    for at in places {
        bytes[at..at + 7].copy_from_slice(b"unicase");
    }
    ruzstd::encoding::compress_to_vec(&bytes[..], ruzstd::encoding::CompressionLevel::Fastest)
}

const NOTE: &str =
    "INSERT INTO notes VALUES (7, 'guid', 5, 0, 0, ' a b ', 'x' || char(31) || 'y', '', 0, 0, '');";

#[test]
fn both_formats_say_the_same() {
    let expected = AnkiNote {
        id: 7,
        guid: "guid".to_owned(),
        tags: vec!["a".to_owned(), "b".to_owned()],
        fields: vec![
            ("Front".to_owned(), "x".to_owned()),
            ("Back".to_owned(), "y".to_owned()),
        ],
    };
    let stub = collection("");
    let packages = [
        archive(&[("collection.anki2", &collection(NOTE))]),
        archive(&[
            ("collection.anki2", &stub),
            ("collection.anki21", &collection(NOTE)),
            ("meta", &[8, 2]),
        ]),
        archive(&[
            ("collection.anki2", &stub),
            ("collection.anki21b", &current(NOTE)),
            ("meta", &[8, 3]),
        ]),
    ];
    for package in packages {
        assert_eq!(notes(&package).unwrap(), std::slice::from_ref(&expected));
    }
}

#[test]
fn what_is_no_package_says_so() {
    let fine = collection(NOTE);
    let whole = archive(&[("collection.anki21", &fine)]);
    let zstd = current(NOTE);
    let table: [(&str, Vec<u8>, &str); 10] = [
        (
            "no zip",
            b"PK\x03\x04 and nothing else".to_vec(),
            "no whole zip archive",
        ),
        (
            "cut short",
            whole[..whole.len() / 2].to_vec(),
            "no whole zip archive",
        ),
        ("empty", archive(&[]), "no collection in it"),
        (
            "other zip",
            archive(&[("word/document.xml", b"<x/>")]),
            "no collection in it",
        ),
        (
            "newer",
            archive(&[("meta", &[8, 4]), ("collection.anki21", &fine)]),
            "format 4",
        ),
        (
            "no SQLite",
            archive(&[("collection.anki21", b"hello, hello, hello")]),
            "not a database",
        ),
        (
            "no bytes",
            archive(&[("collection.anki21", b"")]),
            "no table `notes`",
        ),
        (
            "half a database",
            archive(&[("collection.anki21", &fine[..fine.len() / 2])]),
            "damaged",
        ),
        (
            "no zstd",
            archive(&[("collection.anki21b", &fine)]),
            "cannot be unpacked",
        ),
        (
            "half a zstd",
            archive(&[("collection.anki21b", &zstd[..zstd.len() / 2])]),
            "",
        ),
    ];
    for (what, bytes, expected) in table {
        let error = notes(&bytes).expect_err(what);
        assert!(error.to_string().contains(expected), "{what}: {error}");
        assert!(error.hint().len() > 20);
    }
}

#[test]
fn a_flipped_byte_in_the_archive_is_found() {
    let mut bytes = archive(&[("collection.anki21", &collection(NOTE))]);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    assert!(notes(&bytes).is_err());
}

#[test]
fn names_in_an_archive_lead_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    let outside = folder
        .path()
        .join("collection.anki21")
        .display()
        .to_string();
    let bytes = archive(&[
        ("../collection.anki21", b"x"),
        (&outside, b"x"),
        ("collection.anki2", &collection(NOTE)),
    ]);
    std::fs::write(inner.join("x.apkg"), bytes).unwrap();
    let package = Package::open(&inner.join("x.apkg")).unwrap();
    let mut notes = 0;
    package.each_note(|_| true, |_| notes += 1).unwrap();
    assert_eq!(notes, 1);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(std::fs::read_dir(&inner).unwrap().count(), 1);
}

#[test]
fn a_list_of_entries_that_fills_the_memory_is_refused() {
    let mut bytes = archive(&[("collection.anki2", &collection(NOTE))]);
    let end = bytes.len() - 22;
    assert_eq!(&bytes[end..end + 4], b"PK\x05\x06");
    bytes[end + 12..end + 16].copy_from_slice(&100_000_000_u32.to_le_bytes());
    let error = open(&bytes).unwrap_err();
    assert!(error.to_string().contains("far too long"), "{error}");
}

#[test]
fn bombs_stop_at_the_limit() {
    let zeros = vec![0; 2 * 1024 * 1024];
    let zstd =
        ruzstd::encoding::compress_to_vec(&zeros[..], ruzstd::encoding::CompressionLevel::Fastest);
    for (name, bytes) in [("collection.anki21", &zeros), ("collection.anki21b", &zstd)] {
        let package = archive(&[(name, bytes)]);
        assert!(package.len() < 100_000);
        let file = file(&package);
        let error = Package::open_up_to(file.path(), 1024 * 1024).unwrap_err();
        assert!(matches!(error, AnkiError::TooLarge(_)), "{name}: {error}");
        let whole = Package::open_up_to(file.path(), 2 * 1024 * 1024).unwrap_err();
        assert!(matches!(whole, AnkiError::Damaged(_)), "{name}: {whole}");
    }
}

#[test]
fn only_plain_tables_are_read() {
    let table = [
        ("DROP TABLE notes; CREATE VIEW notes AS SELECT 1 AS id, 'g' AS guid, 1 AS mid, '' AS tags, 'x' AS flds",
         "not a plain table"),
        ("DROP TABLE revlog", "no table `revlog`"),
        ("DROP TABLE revlog; CREATE VIRTUAL TABLE revlog USING fts5(cid)", "not a plain table"),
        ("ALTER TABLE notes ADD COLUMN f2 AS (zeroblob(1000000000)); ALTER TABLE notes DROP COLUMN tags;
          ALTER TABLE notes RENAME COLUMN f2 TO tags", "no column `tags`"),
        ("ALTER TABLE cards DROP COLUMN ord", "no column `ord`"),
    ];
    for (sql, expected) in table {
        let error = open(&archive(&[("collection.anki2", &collection(sql))])).expect_err(sql);
        assert!(error.to_string().contains(expected), "{sql}: {error}");
    }
    // A trigger has nothing to say to somebody who only reads.
    let trigger = format!(
        "{NOTE} CREATE TRIGGER t AFTER INSERT ON notes BEGIN SELECT raise(ABORT, 'no'); END"
    );
    assert_eq!(
        notes(&archive(&[("collection.anki2", &collection(&trigger))]))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn values_of_the_wrong_kind_are_text_or_passed_over() {
    let sql = format!(
        "{NOTE}
         INSERT INTO notes VALUES (8, 42, 'no type', 0, 0, x'ff61', x'61ff1f62', '', 0, 0, '');
         INSERT INTO notes VALUES (9, 'guid', 99, 0, 0, '', 1.5, '', 0, 0, '');
         INSERT INTO notes VALUES (10, 'a' || char(0) || char(27) || '[2J', 5, 0, 0, '', char(31, 31, 31), '', 0, 0, '');
         INSERT INTO revlog VALUES (1, 'x', 0, 3, 0, 0, 0, 0, 1), (2, 5, 0, 3.0, 0, 0, ' 7 ', 0, 1);"
    );
    let package = open(&archive(&[("collection.anki2", &collection(&sql))])).unwrap();
    let mut seen = Vec::new();
    package
        .each_note(|_| true, |note| seen.push((note.guid, note.fields)))
        .unwrap();
    assert_eq!(seen[1].0, "42");
    assert_eq!(seen[1].1[0], ("Field 1".to_owned(), "a\u{fffd}".to_owned()));
    assert_eq!(seen[2].1, [("Field 1".to_owned(), "1.5".to_owned())]);
    let names: Vec<&str> = seen[3].1.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Front", "Back", "Field 3", "Field 4"]);
    let mut entries = Vec::new();
    package.each_entry(|entry| entries.push(entry)).unwrap();
    let expected = RevlogEntry {
        id: 2,
        card: 5,
        button: 3,
        factor: 7,
        ms: 0,
        kind: 1,
    };
    assert_eq!(entries, [expected]);
}

#[test]
fn a_text_that_no_deck_could_hold_is_refused() {
    let sql = "INSERT INTO notes VALUES (1, 'g', 5, 0, 0, '', zeroblob(17000000), '', 0, 0, '')";
    let entries: [(&str, &[u8]); 1] = [("collection.anki2", &collection(sql))];
    let error = notes(&packed(&entries, CompressionMethod::Stored)).unwrap_err();
    assert!(error.to_string().contains("longer than 16 MB"), "{error}");
}

/// Turns all pointers of the inner page at `at` to one page.
fn point_all(bytes: &mut [u8], at: usize, page: u32) {
    let cells = usize::from(u16::from_be_bytes([bytes[at + 3], bytes[at + 4]]));
    for n in 0..cells {
        let pointer = at + 12 + 2 * n;
        let cell = at + usize::from(u16::from_be_bytes([bytes[pointer], bytes[pointer + 1]]));
        bytes[cell..cell + 4].copy_from_slice(&page.to_be_bytes());
    }
    bytes[at + 8..at + 12].copy_from_slice(&page.to_be_bytes());
}

#[test]
fn pages_that_lead_round_and_round_come_to_an_end() {
    let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                INSERT INTO notes SELECT i, 'g' || i, 5, 0, 0, '', 'x', '', 0, 0, '' FROM n;";
    let (mut bytes, size) = (collection(rows), 4096);
    let kind = |bytes: &[u8], kind: u8| -> Vec<usize> {
        let pages = (1..bytes.len() / size).map(|page| page * size);
        pages.filter(|&at| bytes[at] == kind).collect()
    };
    let inner = kind(&bytes, 5)[0];
    let leaves = kind(&bytes, 13);
    // A tree of three floors in which every way leads to one leaf: some million rows.
    let [middle, leaf] = [leaves[10], leaves[11]];
    bytes.copy_within(inner..inner + size, middle);
    point_all(&mut bytes, middle, (leaf / size + 1) as u32);
    point_all(&mut bytes, inner, (middle / size + 1) as u32);
    let error = notes(&archive(&[("collection.anki2", &bytes)])).unwrap_err();
    assert!(
        error.to_string().contains("more than fits into it"),
        "{error}"
    );
}

/// A small collection with something in each table.
static SMALL: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| {
    let card = "INSERT INTO cards VALUES (1,7,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,'');";
    collection(&format!(
        "{NOTE} {card} INSERT INTO revlog VALUES (2, 1, 0, 3, 0, 0, 0, 0, 1)"
    ))
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damage_is_an_error_or_text(places in prop::collection::vec((0usize..100_000, any::<u8>()), 1..40)) {
        let mut bytes = SMALL.clone();
        for (place, byte) in places {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        if let Ok(package) = open(&archive(&[("collection.anki2", &bytes)])) {
            let _ = package.each_note(|_| true, |_| {});
            let _ = package.each_card(|_, _| {});
            let _ = package.each_entry(|_| {});
        }
    }

    #[test]
    fn any_bytes_in_an_archive_end_well(bytes in prop::collection::vec(any::<u8>(), 0..300), at in 0usize..400) {
        let mut package = archive(&[("collection.anki21b", &bytes), ("meta", &bytes)]);
        let place = at % package.len();
        package[place] ^= 0x40;
        prop_assert!(open(&package).is_err());
        prop_assert!(open(&bytes).is_err());
    }
}

#[test]
fn note_types_take_no_more_memory_than_their_names() {
    let inner = format!("{}1{}", "{\"\":".repeat(120), "}".repeat(120));
    let nested = format!("{{\"1\":[{}]}}", vec![inner; 10_000].join(","));
    let named = "{\"1\":{\"flds\":[{\"name\":\"Front\",\"x\":[1,{}]}],\"css\":\"a\"},\"2\":{}}";
    assert_eq!(from_json(&nested), HashMap::new());
    assert_eq!(
        from_json(named),
        HashMap::from([(1, vec!["Front".to_owned()]), (2, Vec::new())])
    );
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)";
    for sql in [
        "UPDATE col SET models = printf('%.*c', 9000000, ' ')".to_owned(),
        format!(
            "CREATE TABLE fields (ntid integer, ord integer, name text);
                 INSERT INTO fields {many} SELECT 1, i, 'a' FROM n"
        ),
        "CREATE TABLE fields (ntid integer, ord integer, name text);
         INSERT INTO fields VALUES (1, 0, printf('%.*c', 9000000, 'a'))"
            .to_owned(),
    ] {
        let package = packed(
            &[("collection.anki21", &collection(&sql))],
            CompressionMethod::Stored,
        );
        let error = open(&package).unwrap_err();
        assert!(error.to_string().contains("note types"), "{error}");
    }
}

#[test]
fn a_small_package_with_very_much_in_it_is_refused() {
    let rows = "INSERT INTO revlog VALUES (1, 1, 0, 1, 0, 0, 0, 0, 0), (2, 1, 0, 1, 0, 0, 0, 0, 0);
                INSERT INTO notes VALUES (1, 'g', 5, 0, 0, '', 'some words', 0, 0, 0, '')";
    let package = archive(&[("collection.anki21", &collection(rows))]);
    let mut package = open(&package).unwrap();
    (package.most_rows, package.most_text) = (1, 10);
    let error = package.each_entry(|_| {}).unwrap_err();
    assert!(matches!(error, AnkiError::TooManyRows(1)), "{error}");
    let error = package.each_note(|_| true, |_| {}).unwrap_err();
    assert!(matches!(error, AnkiError::TooMuchText(10)), "{error}");
}

#[test]
fn a_note_is_not_cut_into_more_parts_than_anybody_makes() {
    let rows = "INSERT INTO notes VALUES
                (1, 'g', 5, 0, 0, replace(printf('%.*c', 5000, 'a'), 'a', 't '), replace(printf('%.*c', 5000, 'a'), 'a', 'w' || char(31)), 0, 0, 0, '')";
    let package = archive(&[("collection.anki21", &collection(rows))]);
    let note = notes(&package).unwrap().remove(0);
    assert_eq!(
        (note.tags.len(), note.fields.len()),
        (MOST_PARTS, MOST_PARTS)
    );
    let kept: usize = note
        .fields
        .iter()
        .map(|(_, html)| html.matches('w').count())
        .sum();
    assert_eq!(kept, 5000, "no word is lost");
    let long =
        "INSERT INTO notes VALUES (1, 'g', 5, 0, 0, '', printf('%.*c', 9000000, 'a'), 0, 0, 0, '')";
    let package = archive(&[("collection.anki21", &collection(long))]);
    let error = notes(&package).unwrap_err().to_string();
    assert!(error.contains("longer than 8 MB"), "{error}");
}
