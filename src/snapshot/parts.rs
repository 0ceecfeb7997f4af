//! What a snapshot is made of.

use serde::Serializer;

/// What a snapshot is made of. Each part is read on its own, when it is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SnapshotPart {
    /// The outlines of the stories.
    Decks,
    /// The beginning of the log, folded: where it ends, and one memory a card.
    Memories,
    /// The card names of that beginning, for when the cards are others by now.
    Names,
}

impl SnapshotPart {
    /// In the order of the file.
    pub(super) const ALL: [SnapshotPart; 3] = [
        SnapshotPart::Decks,
        SnapshotPart::Memories,
        SnapshotPart::Names,
    ];
}

/// The parts of a snapshot, in the order of the file; what is empty is not there.
pub(crate) type SnapshotParts = [Vec<u8>; SnapshotPart::ALL.len()];

/// Bytes in one piece, not one by one.
pub(super) fn in_one<S: Serializer>(bytes: &&[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}
