//! The door to the snapshot: what a start has made of story files and log, kept in one file for
//! the next start to go on from.
//!
//! It is a cache and never a source. A file that is missing, cut short, changed or written by
//! another build is as if there were none, and a part is held against its checksum before anybody
//! sees it. Whether what a part says is still true of files and log is not decided here.

mod decks;
mod header;
mod parts;

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

pub(crate) use decks::pack as pack_decks;
use header::{HEADER_BYTES, Header};
pub(crate) use parts::{SnapshotPart, SnapshotParts};

use crate::files::{self, UnfinishedFile};

/// A snapshot whose header is sound.
#[derive(Debug)]
pub(crate) struct Snapshot {
    file: File,
    header: Header,
}

impl Snapshot {
    /// Opens the file, if it is a snapshot of this build and whole.
    pub(crate) fn open(path: &Path) -> Option<Snapshot> {
        // Opening a pipe would wait for somebody.
        if !fs::metadata(path).ok()?.is_file() {
            return None;
        }
        let file = File::open(path).ok()?;
        let mut bytes = [0; HEADER_BYTES];
        file.read_exact_at(&mut bytes, 0).ok()?;
        let header = Header::of(&bytes)?;
        (file.metadata().ok()?.len() == header.file_bytes()).then_some(Snapshot { file, header })
    }

    /// The bytes of a part; none where it is not there or not as it was written.
    pub(crate) fn part(&self, part: SnapshotPart) -> Option<Vec<u8>> {
        let place = self.header.place(part as usize)?;
        let mut bytes = vec![0; place.bytes];
        self.file.read_exact_at(&mut bytes, place.from).ok()?;
        (header::checksum(&bytes) == place.checksum).then_some(bytes)
    }
}

/// Writes a snapshot whole, over an old one. `parts` is asked only where there is a place to
/// write to.
pub(crate) fn write(path: &Path, parts: impl FnOnce() -> SnapshotParts) -> io::Result<()> {
    files::create_private_folder(files::folder_of(path))?;
    let mut file = UnfinishedFile::begin(path, true)?;
    let parts = parts();
    file.write_all(&Header::over(&parts).bytes())?;
    parts.iter().try_for_each(|part| file.write_all(part))?;
    file.finish()
}

/// Removes it, where what it says could be taken for what is true of another log.
pub(crate) fn remove(path: &Path) {
    let _ = fs::remove_file(path);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts() -> SnapshotParts {
        [b"decks".to_vec(), Vec::new(), vec![7; 1000]]
    }

    fn read(path: &Path) -> Option<[Option<Vec<u8>>; 3]> {
        let snapshot = Snapshot::open(path)?;
        Some(SnapshotPart::ALL.map(|part| snapshot.part(part)))
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache/snapshot");
        assert!(Snapshot::open(&path).is_none());
        for _ in 0..2 {
            write(&path, parts).unwrap();
            let [decks, memories, names] = parts();
            assert_eq!(read(&path), Some([Some(decks), None, Some(names)]));
            assert_eq!(memories, b"");
        }
        remove(&path);
        assert!(Snapshot::open(&path).is_none());
    }

    #[test]
    fn a_folder_or_an_empty_file_is_no_snapshot() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Snapshot::open(folder.path()).is_none());
        let file = folder.path().join("snapshot");
        fs::write(&file, "").unwrap();
        assert!(Snapshot::open(&file).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Whatever a byte becomes, no other bytes come out than those that were written.
        #[test]
        fn damage_is_noticed(at in 0..1000_usize, with in 1..255_u8, cut in any::<bool>()) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("snapshot");
            write(&path, parts).unwrap();
            let mut bytes = fs::read(&path).unwrap();
            match cut {
                true => bytes.truncate(at),
                false => bytes[at] ^= with,
            }
            fs::write(&path, bytes).unwrap();
            if let Some(found) = read(&path) {
                prop_assert!(!cut);
                for (found, written) in found.into_iter().zip(parts()) {
                    prop_assert!(found.is_none_or(|found| found == written));
                }
            }
        }
    }
}
