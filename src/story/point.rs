//! How a point is known where its words must not stand: by a hash of them.
//!
//! The log bears names and numbers, never words. Whoever has the story finds the point of a hash
//! among its points; a point that was written anew is another one. Refuses to know what was said.

use super::digest;

/// A point by its words, without case, marks and spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PointKey(pub u32);

impl PointKey {
    /// That of a point as it is written. It stands in logs, so it must never change.
    pub(crate) fn of(point: &str) -> PointKey {
        let hash = digest::of_words(point);
        // The two halves, so that every bit of it counts.
        PointKey((hash ^ (hash >> 32)) as u32)
    }
}

/// As exports write it.
impl std::fmt::Display for PointKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_known_by_its_words_alone() {
        let key = PointKey::of("nine days late");
        assert_eq!(key.to_string(), "7e99d9fd");
        for same in ["Nine days late.", "nine  days, late", "NINE DAYS\nLATE"] {
            assert_eq!(PointKey::of(same), key, "{same}");
        }
        for other in ["nine days", "ninedays late", "late nine days", ""] {
            assert_ne!(PointKey::of(other), key, "{other}");
        }
    }
}
