//! Columns of numbers, in a list of their own or where the bytes of a snapshot lie.
//!
//! A hundred thousand numbers are not copied to look at a few of them: pages of memory that are
//! touched cost more than anything that is worked out.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

/// A column of numbers.
#[derive(Debug, Clone)]
pub(crate) enum NumberColumn {
    /// A list.
    Own(Vec<u32>),
    /// Four bytes a number, the smallest first.
    Packed(PackedBytes),
}

/// Bytes inside of a snapshot.
#[derive(Debug, Clone)]
pub(crate) struct PackedBytes {
    all: Arc<Vec<u8>>,
    at: Range<usize>,
}

impl PackedBytes {
    /// Those of a stretch; none where it reaches beyond the end.
    pub(crate) fn of(all: &Arc<Vec<u8>>, at: Range<usize>) -> Option<PackedBytes> {
        all.get(at.clone())?;
        let all = Arc::clone(all);
        Some(PackedBytes { all, at })
    }

    /// The bytes.
    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.all[self.at.clone()]
    }
}

impl Default for NumberColumn {
    fn default() -> NumberColumn {
        NumberColumn::Own(Vec::new())
    }
}

impl From<Vec<u32>> for NumberColumn {
    fn from(list: Vec<u32>) -> NumberColumn {
        NumberColumn::Own(list)
    }
}

impl PartialEq for NumberColumn {
    fn eq(&self, other: &NumberColumn) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for NumberColumn {}

impl NumberColumn {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            NumberColumn::Own(list) => list.len(),
            NumberColumn::Packed(packed) => packed.at.len() / 4,
        }
    }

    /// The number of a place.
    #[inline]
    pub(crate) fn get(&self, place: usize) -> u32 {
        match self {
            NumberColumn::Own(list) => list[place],
            NumberColumn::Packed(packed) => {
                u32::from_le_bytes(packed.bytes().as_chunks::<4>().0[place])
            }
        }
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        let (own, packed): (&[u32], &[[u8; 4]]) = match self {
            NumberColumn::Own(list) => (list, &[]),
            NumberColumn::Packed(packed) => (&[], packed.bytes().as_chunks().0),
        };
        let packed = packed.iter().map(|bytes| u32::from_le_bytes(*bytes));
        own.iter().copied().chain(packed)
    }

    /// The list, to add to it.
    pub(crate) fn list(&mut self) -> &mut Vec<u32> {
        if let NumberColumn::Packed(_) = self {
            *self = NumberColumn::Own(self.iter().collect());
        }
        match self {
            NumberColumn::Own(list) => list,
            NumberColumn::Packed(_) => unreachable!("it was made a list just now"),
        }
    }

    /// The place of a number in a column whose order `compare` tells.
    pub(crate) fn search(&self, mut compare: impl FnMut(u32) -> Ordering) -> Option<usize> {
        let mut range = 0..self.len();
        while !range.is_empty() {
            let middle = range.start + range.len() / 2;
            match compare(self.get(middle)) {
                Ordering::Equal => return Some(middle),
                Ordering::Less => range.start = middle + 1,
                Ordering::Greater => range.end = middle,
            }
        }
        None
    }
}

/// Text, in a string of its own or where the bytes of a snapshot lie.
#[derive(Debug, Clone)]
pub(crate) enum TextColumn {
    /// A string.
    Own(String),
    /// What was written down of one.
    Packed(PackedBytes),
}

impl Default for TextColumn {
    fn default() -> TextColumn {
        TextColumn::Own(String::new())
    }
}

impl PartialEq for TextColumn {
    fn eq(&self, other: &TextColumn) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for TextColumn {}

impl TextColumn {
    /// Its bytes.
    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            TextColumn::Own(text) => text.as_bytes(),
            TextColumn::Packed(packed) => packed.bytes(),
        }
    }

    /// A stretch of it.
    pub(crate) fn get(&self, at: Range<usize>) -> &str {
        match self {
            TextColumn::Own(text) => &text[at],
            TextColumn::Packed(packed) => {
                let words = std::str::from_utf8(&packed.bytes()[at]);
                words.expect("a snapshot was a string when it was written")
            }
        }
    }

    /// The string, to add to it.
    pub(crate) fn string(&mut self) -> &mut String {
        if let TextColumn::Packed(packed) = self {
            let text = String::from_utf8_lossy(packed.bytes()).into_owned();
            *self = TextColumn::Own(text);
        }
        match self {
            TextColumn::Own(text) => text,
            TextColumn::Packed(_) => unreachable!("it was made a string just now"),
        }
    }
}
