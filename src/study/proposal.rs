//! What would help where the days up to an interview cannot carry all of its cards.

use std::collections::HashMap;

use crate::story::{Library, Story, StoryId};

use super::card::CardGroup;
use super::card_states::CardStates;
use super::forecast::Forecast;
use super::target::InterviewTarget;

/// Either of the two would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LimitProposal {
    /// The stories to keep: the first in order whose cards fit into the days.
    pub stories: Vec<StoryId>,
    /// The daily limit, in showings, that carries every card.
    pub showings_per_day: i64,
}

/// The complete stories of one's own that the interview needs a card of, as they stand on
/// the library: among them is chosen what to keep.
pub(crate) fn candidates<'s>(
    library: &'s Library,
    states: &CardStates,
    aimed: &InterviewTarget,
) -> Vec<&'s Story> {
    let needed = needed_cards(library, states, aimed);
    let own = library.own_complete();
    own.filter(|story| needed.of_story.contains_key(story.id.as_str()))
        .collect()
}

/// What to propose, the stories that fit the role best coming first in `order`; nothing
/// where every card is shown once with every day `kept`.
pub(crate) fn proposal<'s>(
    library: &Library,
    states: &CardStates,
    aimed: &InterviewTarget,
    kept: &Forecast,
    order: impl IntoIterator<Item = &'s Story>,
) -> Option<LimitProposal> {
    if kept.carries_all() {
        return None;
    }
    let days = i64::try_from(kept.days.len()).unwrap_or(i64::MAX).max(1);
    let cards = i64::try_from(aimed.countdown.cards).unwrap_or(i64::MAX);
    Some(LimitProposal {
        stories: first_that_fit(
            &needed_cards(library, states, aimed),
            room(states, aimed, kept),
            order,
        ),
        showings_per_day: cards.saturating_add(days - 1) / days,
    })
}

/// The number of cards that an interview needs.
struct NeededCards<'s> {
    /// Of each story that it needs any of.
    of_story: HashMap<&'s str, usize>,
    /// The general traps.
    traps: usize,
}

fn needed_cards<'s>(
    library: &'s Library,
    states: &CardStates,
    aimed: &InterviewTarget,
) -> NeededCards<'s> {
    let mut needed = NeededCards {
        of_story: HashMap::new(),
        traps: 0,
    };
    let cards = states.cards.iter().zip(&aimed.wanted_cards);
    for (card, _) in cards.filter(|(_, needed)| **needed) {
        match card.group {
            CardGroup::Traps => needed.traps += 1,
            _ => {
                if let Some(story) = card.entry(library) {
                    *needed.of_story.entry(story.id()).or_default() += 1;
                }
            }
        }
    }
    needed
}

/// Showings that the daily limit leaves from now to the day.
fn room(states: &CardStates, aimed: &InterviewTarget, kept: &Forecast) -> usize {
    let limit = aimed.countdown.daily_limit.unwrap_or(u32::MAX);
    let today_left = limit.saturating_sub(states.tally.shown.own) as usize;
    let later_days = kept.days.len().saturating_sub(1);
    today_left.saturating_add(later_days.saturating_mul(limit as usize))
}

/// The first stories whose cards, with the general traps, can all be shown once.
fn first_that_fit<'s>(
    needed: &NeededCards<'_>,
    room: usize,
    order: impl IntoIterator<Item = &'s Story>,
) -> Vec<StoryId> {
    let mut room = room.saturating_sub(needed.traps);
    let mut keep = Vec::new();
    for story in order {
        let cards = needed.of_story.get(story.id.as_str()).copied().unwrap_or(0);
        if cards > room {
            break;
        }
        room -= cards;
        keep.push(story.id.clone());
    }
    keep
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::forecast::{Scenario, forecast};
    use crate::study::target::target;
    use crate::study::tests::{SampleLog, library};

    /// Names of the stories kept and the limit proposed, with an interview so many days
    /// ahead, so many showings a day, and Beta fitting better than Alpha. There are five
    /// cards: two a story, one general trap.
    fn proposed(log: SampleLog, ahead: i32, limit: u32) -> Option<(Vec<String>, i64)> {
        let log = log.interview("Acme", ahead);
        let (library, states) = (library(), log.states());
        let aimed = target(&library, &log.facts, &states, Some(limit)).expect("it is ahead");
        let kept = forecast(&library, &states, &aimed, Scenario::Kept);
        let mut order = candidates(&library, &states, &aimed);
        order.reverse();
        let proposal = proposal(&library, &states, &aimed, &kept, order)?;
        let names = proposal.stories.iter().map(ToString::to_string).collect();
        Some((names, proposal.showings_per_day))
    }

    #[test]
    fn a_limit_that_carries_every_card_needs_no_proposal() {
        for (ahead, limit) in [(1, 5), (2, 3), (5, 1)] {
            assert_eq!(
                proposed(SampleLog::default(), ahead, limit),
                None,
                "{ahead} {limit}"
            );
        }
    }

    #[test]
    fn the_best_stories_are_kept_as_far_as_the_days_carry_them_beside_the_traps() {
        let table: [(i32, u32, &[&str], i64); 5] = [
            (1, 1, &[], 5),
            (1, 2, &[], 5),
            (1, 3, &["beta"], 5),
            (1, 4, &["beta"], 5),
            (4, 1, &["beta"], 2),
        ];
        for (ahead, limit, keep, showings) in table {
            let (kept, needed) =
                proposed(SampleLog::default(), ahead, limit).expect("too many cards");
            assert_eq!(
                (kept, needed),
                (keep.iter().map(ToString::to_string).collect(), showings),
                "{ahead} {limit}"
            );
        }
    }

    #[test]
    fn what_was_shown_today_leaves_less_room() {
        // One of today's three showings is used: two are left, and the trap takes one.
        let log = SampleLog::of(&[("alpha/action", 0, 4)]);
        assert_eq!(proposed(log, 1, 3), Some((Vec::new(), 5)));
    }

    #[test]
    fn drafts_and_stories_that_need_no_card_are_no_candidates() {
        use crate::study::review::MarkKind;
        let log = SampleLog::default()
            .interview("Acme", 3)
            .mark(MarkKind::Suspend, "alpha");
        let (library, states) = (library(), log.states());
        let aimed = target(&library, &log.facts, &states, None).expect("it is ahead");
        let candidates = candidates(&library, &states, &aimed);
        let names: Vec<&str> = candidates.iter().map(|story| story.id.as_str()).collect();
        assert_eq!(names, ["beta"]);
    }
}
