use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::name::is_word_name;
use super::*;

fn words(all: &[(&str, &str)]) -> Words {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), text.as_bytes().to_vec());
    all.iter().map(owned).collect()
}

/// An archive of these entries, whatever they are called.
fn archive(folder: &Path, entries: &[(&str, &[u8])]) -> PathBuf {
    let path = folder.join("made.zip");
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in entries {
        match name.strip_prefix("link:") {
            Some(name) => archive.add_symlink(name, "/etc/passwd", options).unwrap(),
            None if name.ends_with('/') => archive.add_directory(*name, options).unwrap(),
            None => {
                archive.start_file(*name, options).unwrap();
                archive.write_all(bytes).unwrap();
            }
        }
    }
    fs::write(&path, archive.finish().unwrap().into_inner()).unwrap();
    path
}

#[test]
fn what_is_packed_comes_out_again_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let (log, new) = (folder.path().join("log"), folder.path().join("new.zip"));
    fs::write(&log, b"SQLite format 3\0 and more".repeat(999)).unwrap();
    let words = words(&[
        ("decks/Über/große.md", "# Ä\r\n\u{feff}"),
        ("decks/stories.md", ""),
        ("jobs/acme.md", "Engineer"),
        ("config.toml", "new_per_day = 3\n"),
    ]);
    pack(&new, Some(&log), &words).unwrap();
    assert!(is_backup(&new));
    let read = unpack(&new).unwrap();
    assert_eq!(read.words, words);
    assert_eq!(
        fs::read(read.log.unwrap()).unwrap(),
        fs::read(&log).unwrap()
    );
    let without = folder.path().join("without.zip");
    pack(&without, None, &words).unwrap();
    assert!(unpack(&without).unwrap().log.is_none());
}

#[test]
fn only_names_of_a_home_are_taken() {
    for name in ["decks/a.md", "decks/a b/ä.md", "jobs/x.md", "config.toml"] {
        assert!(is_word_name(name), "{name}");
    }
    let deep = format!("decks/{}a.md", "d/".repeat(16));
    for name in [
        "decks/../../.ssh/a.md",
        "decks//a.md",
        "/etc/a.md",
        "decks/.git/a.md",
        "decks/a.txt",
        "decks/a\\..\\b.md",
        "decks/a\n.md",
        "jobs/more/x.md",
        "jobs/..md",
        "config.toml/",
        "history.db",
        "stories.md",
        "decks/.md",
        deep.as_str(),
    ] {
        assert!(!is_word_name(name), "{name}");
    }
}

#[test]
fn hostile_archives_are_refused_by_what_is_wrong_with_them() {
    const OURS: (&str, &[u8]) = ("star-cards-backup", b"1\n");
    let large = vec![b'a'; 17 * 1024 * 1024];
    let empty_log = vec![0; 64 * 1024 * 1024];
    type Entries<'e> = &'e [(&'e str, &'e [u8])];
    let cases: [(Entries<'_>, &str); 10] = [
        (&[("decks/a.md", b"# A")], "an archive of something else"),
        (&[OURS, ("../a.md", b"")], "\"../a.md\""),
        (&[OURS, ("decks/../../a.md", b"")], "it holds"),
        (&[OURS, ("/etc/passwd", b"")], "it holds"),
        (&[OURS, ("link:decks/a.md", b"")], "is a link"),
        (&[OURS, ("link:history.db", b"")], "is a link"),
        (&[OURS, ("decks/run.sh", b"")], "it holds"),
        (&[("star-cards-backup", b"2\n")], "a newer star-cards"),
        (&[OURS, ("decks/a.md", &large)], "more than any backup"),
        (&[OURS, ("history.db", &empty_log)], "more than any backup"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (entries, words) in cases {
        let made = archive(folder.path(), entries);
        let error = unpack(&made).unwrap_err().to_string();
        assert!(error.contains(words), "{error} without {words}");
    }
    // Folders, as other packers write them, do no harm.
    let made = archive(
        folder.path(),
        &[OURS, ("decks/", b""), ("decks/a.md", b"# A")],
    );
    assert_eq!(
        unpack(&made).unwrap().words,
        words(&[("decks/a.md", "# A")])
    );
}

#[test]
fn half_a_backup_is_known_for_one_and_refused() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new.zip");
    pack(&new, None, &words(&[("decks/a.md", "# A")])).unwrap();
    let bytes = fs::read(&new).unwrap();
    for length in [60, bytes.len() / 2, bytes.len() - 1] {
        File::create(&new)
            .unwrap()
            .write_all(&bytes[..length])
            .unwrap();
        assert!(is_backup(&new), "{length}");
        assert!(
            matches!(unpack(&new), Err(ArchiveError::Damaged(_))),
            "{length}"
        );
    }
    // One wrong byte in what is packed.
    let mut wrong = bytes.clone();
    let at = bytes
        .windows(10)
        .position(|found| found == b"decks/a.md")
        .unwrap()
        + 10;
    wrong[at] ^= 1;
    fs::write(&new, wrong).unwrap();
    assert!(unpack(&new).is_err());
}
