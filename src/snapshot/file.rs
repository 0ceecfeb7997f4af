//! The file: opened, read part by part, written whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;

use super::header::{self, HEADER_BYTES, Header};

use super::parts::{SnapshotPart, SnapshotParts};
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

    /// Its size.
    pub(crate) fn bytes(&self) -> u64 {
        self.header.file_bytes()
    }

    /// When it was written, in seconds of the file system's clock.
    pub(crate) fn written(&self) -> Option<i64> {
        Some(self.file.metadata().ok()?.mtime())
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

/// Removes it, where files or log are about to be others.
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

    /// Of several that write at once, each leaves a whole file, and what is half written is none.
    #[test]
    fn whoever_writes_last_leaves_a_whole_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("snapshot");
        let all = |with: u8| std::array::from_fn(|_| vec![with; 100_000]);
        write(&path, || all(0)).unwrap();
        // What a killed one leaves beside it.
        fs::write(folder.path().join(".star-cards-abc123"), "star-").unwrap();
        std::thread::scope(|scope| {
            for with in 1..4 {
                let path = &path;
                scope.spawn(move || (0..10).for_each(|_| write(path, || all(with)).unwrap()));
            }
            for _ in 0..50 {
                let [decks, memories, names] = read(&path).unwrap();
                let decks = decks.unwrap();
                assert_eq!(decks, [decks[0]; 100_000]);
                assert_eq!([Some(&decks); 2], [memories.as_ref(), names.as_ref()]);
            }
        });
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
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
