//! A deck file whose words are read when somebody asks for them.

use std::fs::{File, Metadata};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use super::read::{read_text, stamp};
use crate::story::deck::DeckReader;
use crate::story::outline::FileStamp;

/// A file as it was when it was found.
#[derive(Debug)]
pub(super) struct DeckFile {
    pub path: PathBuf,
    pub stamp: FileStamp,
}

impl DeckFile {
    fn is_same(&self, metadata: std::io::Result<Metadata>) -> bool {
        metadata.is_ok_and(|now| stamp(&now) == self.stamp)
    }
}

impl DeckReader for DeckFile {
    fn whole(&self) -> Option<(String, bool)> {
        let text = read_text(&self.path).ok()?;
        // Looked at afterwards: whoever changed it before or meanwhile has changed its stamp.
        let is_same = self.is_same(std::fs::metadata(&self.path));
        Some((text, is_same))
    }

    fn part(&self, at: Range<usize>) -> Option<String> {
        let file = File::open(&self.path).ok()?;
        let mut bytes = vec![0; at.len()];
        file.read_exact_at(&mut bytes, at.start as u64).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        self.is_same(file.metadata()).then_some(text)
    }
}
