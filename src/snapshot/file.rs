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
        // Opening a pipe would wait for somebody, and where a link is none is ever written.
        if !fs::symlink_metadata(path).ok()?.is_file() {
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

/// Writes a snapshot whole, over an old one, and over nothing that is no plain file. `parts` is
/// asked only where there is a place to write to.
pub(crate) fn write(path: &Path, parts: impl FnOnce() -> SnapshotParts) -> io::Result<()> {
    files::create_private_folder(files::folder_of(path))?;
    let mut file = UnfinishedFile::begin_anew(path)?;
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
    use std::os::unix::fs::{PermissionsExt, symlink};

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

    /// Whatever else stands at its name is somebody's, and so is what a link points to.
    #[test]
    fn only_a_plain_file_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let [mine, path] = ["mine", "snapshot"].map(|name| folder.path().join(name));
        fs::write(&mine, "a letter").unwrap();
        let write = || write(&path, || unreachable!("there is no place to write to"));
        symlink(&mine, &path).unwrap();
        assert!(write().is_err());
        assert_eq!(fs::read(&mine).unwrap(), b"a letter");
        assert_eq!(fs::read_link(&path).unwrap(), mine);
        // One to a sound snapshot is none either: nobody would ever renew it.
        super::write(&mine, parts).unwrap();
        assert!(Snapshot::open(&path).is_none());
        fs::remove_file(&path).unwrap();
        symlink(folder.path().join("nowhere"), &path).unwrap();
        assert!(write().is_err());
        assert!(!folder.path().join("nowhere").exists());
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert!(write().is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn an_old_file_leaves_nothing_to_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let [real, linked] = ["real", "linked"].map(|name| folder.path().join(name));
        fs::create_dir(&real).unwrap();
        // The folder may well be elsewhere.
        symlink(&real, &linked).unwrap();
        let path = linked.join("snapshot");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write(&path, parts).unwrap();
        assert!(Snapshot::open(&path).is_some());
        let mode = fs::metadata(real.join("snapshot")).unwrap().mode();
        assert_eq!(mode & 0o777, 0o600);
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
