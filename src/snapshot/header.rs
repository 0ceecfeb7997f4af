//! What a snapshot begins with: whose it is, how long its parts are, and their checksums.

use std::fs;
use std::hash::{BuildHasher, Hash, Hasher};
use std::os::unix::fs::MetadataExt;

use foldhash::quality::FixedState;

use super::parts::{SnapshotPart, SnapshotParts};

/// What the file begins with.
const MAGIC: &[u8; 16] = b"star-cards cache";

const PARTS: usize = SnapshotPart::ALL.len();

/// Magic, build, a length and a checksum a part, and the checksum of all that; each number has
/// eight bytes, the smallest first.
pub(super) const HEADER_BYTES: usize = MAGIC.len() + 8 * (1 + 2 * PARTS + 1);

/// Bytes. Nobody has stories for a larger one.
const MOST_BYTES: u64 = 1 << 30;

/// Where a part lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PartPlace {
    /// Bytes before it.
    pub from: u64,
    /// Its length.
    pub bytes: usize,
    /// Its checksum.
    pub checksum: u64,
}

/// Lengths and checksums of the parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    parts: [(u64, u64); PARTS],
}

impl Header {
    /// The header of these parts.
    pub(super) fn over(parts: &SnapshotParts) -> Header {
        let told = |part: &Vec<u8>| (part.len() as u64, checksum(part));
        Header {
            parts: parts.each_ref().map(told),
        }
    }

    /// Reads one; none if it is not of this build, or not as it was written.
    pub(super) fn of(bytes: &[u8; HEADER_BYTES]) -> Option<Header> {
        let (magic, numbers) = bytes.split_at(MAGIC.len());
        let (all, _) = numbers.as_chunks::<8>();
        let number = |at: usize| u64::from_le_bytes(all[at]);
        let parts = std::array::from_fn(|part| (number(1 + 2 * part), number(2 + 2 * part)));
        let header = Header { parts };
        let sound = magic == MAGIC && number(0) == build() && header.bytes() == *bytes;
        (sound && header.file_bytes() <= MOST_BYTES).then_some(header)
    }

    /// The header as it is written.
    pub(super) fn bytes(&self) -> [u8; HEADER_BYTES] {
        let parts = self.parts.iter().flat_map(|&(bytes, sum)| [bytes, sum]);
        let numbers = std::iter::once(build()).chain(parts);
        let mut all = MAGIC.to_vec();
        numbers.for_each(|number| all.extend(number.to_le_bytes()));
        all.extend(checksum(&all).to_le_bytes());
        all.try_into().expect("as many numbers as it has")
    }

    /// The length of the whole file.
    pub(super) fn file_bytes(&self) -> u64 {
        let parts = self.parts.iter().map(|&(bytes, _)| bytes);
        parts.fold(HEADER_BYTES as u64, u64::saturating_add)
    }

    /// Where a part lies; none if it is not there.
    pub(super) fn place(&self, part: usize) -> Option<PartPlace> {
        let (bytes, checksum) = self.parts[part];
        let before = self.parts[..part].iter().map(|&(bytes, _)| bytes);
        (bytes > 0).then_some(PartPlace {
            from: HEADER_BYTES as u64 + before.sum::<u64>(),
            bytes: usize::try_from(bytes).ok()?,
            checksum,
        })
    }
}

/// Tells bytes from what became of them by mistake. It need not hold for longer than one build.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    FixedState::default().hash_one(bytes)
}

/// Tells this build of the program from every other: the rules by which parts are made and read
/// are those of one build.
fn build() -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    // Who builds the program anew keeps its version.
    if let Ok(program) = std::env::current_exe().and_then(fs::metadata) {
        (program.len(), program.mtime(), program.mtime_nsec()).hash(&mut hasher);
    }
    hasher.finish()
}
