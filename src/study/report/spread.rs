//! How ease and interval spread over the cards that have counted answers.

use crate::study::card_states::CardStates;
use crate::study::replay::CardMemory;

/// Where each bin of the ease begins, in hundredths. The floor is 130, every card begins at
/// 250.
const EASE: [u32; 9] = [130, 150, 170, 190, 210, 230, 250, 270, 290];

/// Where each bin of the interval begins, in days.
const INTERVAL: [u32; 8] = [1, 2, 7, 14, 30, 60, 120, 365];

/// Cards whose value lies between two bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bin {
    /// The least value in it.
    pub from: u32,
    /// The least value beyond it; none for the last bin.
    pub below: Option<u32>,
    /// How many cards.
    pub cards: u32,
}

/// The ease of every card that has counted answers, in hundredths.
pub(crate) fn ease(states: &CardStates) -> Vec<Bin> {
    spread(states, &EASE, |memory| memory.sm2.ease)
}

/// The interval of every card that has counted answers, in days.
pub(crate) fn interval(states: &CardStates) -> Vec<Bin> {
    spread(states, &INTERVAL, |memory| memory.sm2.interval)
}

fn spread(states: &CardStates, bounds: &[u32], value: impl Fn(&CardMemory) -> u32) -> Vec<Bin> {
    let mut bins: Vec<Bin> = (0..bounds.len())
        .map(|place| Bin {
            from: bounds[place],
            below: bounds.get(place + 1).copied(),
            cards: 0,
        })
        .collect();
    let counted = states
        .memories
        .iter()
        .filter(|memory| memory.counted.is_some());
    for memory in counted {
        let beyond = bounds.partition_point(|&from| from <= value(&memory));
        // What lies below the first bound would be the first bin's.
        bins[beyond.saturating_sub(1)].cards += 1;
    }
    bins
}
