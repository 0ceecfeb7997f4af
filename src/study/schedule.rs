//! The scheduler by itself: one day's list for cards that are known by their past alone.
//!
//! The same countdown and the same SM-2 as everywhere, without stories, groups, siblings,
//! buried cards or a limit on new ones; a failure of an earlier day has no special place.

use super::countdown::Countdown;
use super::day::StudyDay;
use super::replay::CardMemory;
use super::review::{Quality, RepeatRule, Source};
use crate::story::sort;

/// The past of one card, replayed.
#[derive(Debug, Clone, Default)]
pub struct CardHistory {
    memory: CardMemory,
    shown_today: u32,
}

impl CardHistory {
    /// Replays all showings in order; several may fall on one day, and the first of each
    /// day counts.
    pub fn replay(
        showings: impl IntoIterator<Item = (StudyDay, Quality)>,
        today: StudyDay,
    ) -> CardHistory {
        let mut past = CardHistory::default();
        for (day, quality) in showings {
            past.memory.step(day, quality, Source::Review);
            past.shown_today += u32::from(day == today);
        }
        past
    }
}

/// The cards to show, first one first, by their place in `cards`: the day's list for round
/// 0, else what failed today and comes back, a card once a round.
pub fn list(cards: &[CardHistory], aim: Countdown, round: u32, limit: Option<u32>) -> Vec<usize> {
    let limit = match aim.daily_limit {
        Some(0) => 0,
        _ => limit.map_or(usize::MAX, |limit| limit as usize),
    };
    let mut list = match round {
        0 => aim.day_list(cards.iter().map(|past| &past.memory).enumerate()),
        _ => repeats(cards, aim, round),
    };
    list.truncate(limit);
    list
}

/// What failed today and comes back, lowest quality first: with an interview ahead once a card.
fn repeats(cards: &[CardHistory], aim: Countdown, round: u32) -> Vec<usize> {
    let rule = match aim.ahead() {
        Some(_) => RepeatRule::Once,
        None => RepeatRule::BelowThree,
    };
    let failed = |&card: &usize| {
        let past: &CardHistory = &cards[card];
        let may_return = past.shown_today <= round && rule.allows(past.shown_today);
        past.memory.failed_on(aim.today) && may_return
    };
    let mut list: Vec<usize> = (0..cards.len()).filter(failed).collect();
    sort::by_key(&mut list, |&card| {
        cards[card].memory.latest.map(|(_, quality)| quality)
    });
    list
}
