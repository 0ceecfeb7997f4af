//! The ids of answers in Anki's log: one instant, one answer.

use crate::study::day::Instant;

/// Gives each answer the id it has over there: its instant in milliseconds, or the next
/// one that is free. The instants come in order.
///
/// Which ids are taken in the end does not depend on the order in which answers that share
/// an instant come, and answers added to the log later only take further ids. So the ids of
/// a past export are always among those of today.
#[derive(Debug, Default)]
pub(super) struct Ids {
    newest: Option<i64>,
}

impl Ids {
    /// The id of the next answer.
    pub(crate) fn next(&mut self, at: Instant) -> i64 {
        let free = self
            .newest
            .map_or(i64::MIN, |newest| newest.saturating_add(1));
        let id = at.0.max(free);
        self.newest = Some(id);
        id
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use proptest::prelude::*;

    fn ids(mut instants: Vec<i64>) -> HashSet<i64> {
        instants.sort_unstable();
        let mut ids = Ids::default();
        instants
            .into_iter()
            .map(|at| ids.next(Instant(at)))
            .collect()
    }

    proptest! {
        #[test]
        fn later_rows_only_take_further_ids(
            exported in prop::collection::vec(0i64..40, 0..30),
            added in prop::collection::vec(0i64..40, 0..30),
        ) {
            let before = ids(exported.clone());
            prop_assert_eq!(before.len(), exported.len());
            let after = ids(exported.into_iter().chain(added).collect());
            prop_assert!(before.is_subset(&after));
        }
    }
}
