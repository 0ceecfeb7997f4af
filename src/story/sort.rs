//! Sorting that costs the program one copy of the standard library's sort, and not another 8 kB
//! for each kind of list and each order. It is meant for lists of tens or hundreds.

use std::cmp::Ordering;

/// Sorts by a comparison; what it calls equal stays in order.
pub(crate) fn by<T>(items: &mut Vec<T>, mut order: impl FnMut(&T, &T) -> Ordering) {
    // The parts of a story and the lines of a file mostly stand in order.
    if items.is_sorted_by(|a, b| order(a, b) != Ordering::Greater) {
        return;
    }
    let places = sorted_places(items.len(), &mut |a, b| order(&items[a], &items[b]));
    let mut left: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(places.into_iter().filter_map(|place| left[place].take()));
}

/// Sorts by a key; what has equal keys stays in order.
pub(crate) fn by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    by(items, |a, b| key(a).cmp(&key(b)));
}

#[inline(never)]
fn sorted_places(count: usize, order: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|&a, &b| order(a, b));
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(list in prop::collection::vec((0..5_u8, any::<u8>()), 0..40)) {
            let (mut ours, mut theirs) = (list.clone(), list);
            by_key(&mut ours, |(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(&ours, &theirs);
            by(&mut ours, |a, b| b.cmp(a));
            theirs.sort_by(|a, b| b.cmp(a));
            prop_assert_eq!(ours, theirs);
        }
    }
}
