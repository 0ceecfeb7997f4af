//! One sitting: which card is next, what comes back, when it is over.
//!
//! A session is a fold of its events, like everything else: taking one back means leaving
//! it out. It asks nobody and writes nothing; whoever runs it tells it what happened.

use std::collections::HashMap;

use super::allowance::{Allowance, Used};
use super::day::StudyDay;
use super::facts::Facts;
use super::prefix::{ANSWERS_OF_THE_PACE, is_timed};
use super::replay::CardMemory;
use super::review::{Quality, RepeatRule, Source};
use crate::story::sort;

/// Milliseconds a showing takes as long as the log cannot tell.
const USUAL_MS: u32 = 20_000;

/// What happened to a card in this sitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionEvent {
    /// It was answered.
    Graded {
        /// The card, by its place among the card states.
        card: usize,
        /// How well.
        quality: Quality,
        /// Whether the answer uses up a showing of the day.
        uses_showing: bool,
    },
    /// It was passed over for this sitting.
    Skipped(usize),
    /// It was buried or suspended.
    Removed(usize),
}

impl SessionEvent {
    fn card(self) -> usize {
        match self {
            SessionEvent::Graded { card, .. }
            | SessionEvent::Skipped(card)
            | SessionEvent::Removed(card) => card,
        }
    }

    fn uses_showing(self) -> bool {
        matches!(
            self,
            SessionEvent::Graded {
                uses_showing: true,
                ..
            }
        )
    }
}

/// Where a sitting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    /// The card to show, by its place among the card states; none when the sitting is over.
    pub next: Option<usize>,
    /// Showings answered so far.
    pub answered: u32,
    /// Showings still to come as far as is known, the next one included.
    pub to_come: u32,
    /// 0 for the list, 1, 2 ... for the rounds in which failed cards come back.
    pub round: u32,
    /// Cards of the list that are done with, whatever became of them; what comes back does not
    /// count again.
    pub done: u32,
    /// Cards that the list holds, as far as the limit lets them come.
    pub total: u32,
    /// Showings of failed cards among those to come.
    pub again: u32,
    /// Failed cards that only the limit keeps from coming back.
    pub cut_off: u32,
}

/// One sitting.
#[derive(Debug, Clone)]
pub(crate) struct ReviewSession {
    /// For each card of the list whether it is of a story of one's own.
    own: Vec<bool>,
    rule: RepeatRule,
    /// How often each card of the list was answered today before this sitting.
    before: Vec<u32>,
    showings: Allowance,
    events: Vec<SessionEvent>,
    /// What the events fold into.
    rounds: Rounds,
}

impl ReviewSession {
    /// Begins with a list of cards, each by its place, which says whether it is of a story of
    /// one's own, and how often it was answered today `before`; `showings` is what the day has left.
    pub(crate) fn new(
        own: Vec<bool>,
        before: Vec<u32>,
        rule: RepeatRule,
        showings: Allowance,
    ) -> ReviewSession {
        ReviewSession {
            rounds: Rounds::begin((0..own.len()).collect(), showings),
            own,
            before,
            rule,
            showings,
            events: Vec::new(),
        }
    }

    /// Goes on on another study day, which has so many showings left.
    pub(crate) fn new_day(&mut self, left: Allowance) {
        let mut used = Used::default();
        for event in &self.events {
            if event.uses_showing() {
                used.count(self.own[event.card()]);
            }
        }
        self.showings = left.before(used);
        self.fold();
    }

    /// Takes in what happened.
    pub(crate) fn push(&mut self, event: SessionEvent) {
        self.events.push(event);
        self.step(event);
    }

    /// Forgets the newest event of that card that is not a skip; the card is next again.
    /// Returns the quality, if it was an answer.
    pub(crate) fn take_back(&mut self, card: usize) -> Option<Quality> {
        let of_card = |event: &SessionEvent| {
            event.card() == card && !matches!(event, SessionEvent::Skipped(_))
        };
        let index = self.events.iter().rposition(of_card)?;
        let event = self.events.remove(index);
        self.fold();
        match event {
            SessionEvent::Graded { quality, .. } => Some(quality),
            SessionEvent::Skipped(_) | SessionEvent::Removed(_) => None,
        }
    }

    /// Where the sitting stands now.
    pub(crate) fn position(&self) -> Position {
        let rounds = &self.rounds;
        let waiting = self.waiting();
        let is_first = |card: &usize| !rounds.latest.contains_key(card);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let shown = |first: bool| {
            let shown = waiting.iter().filter(|&&(_, is_shown)| is_shown);
            number(shown.filter(|(card, _)| is_first(card) == first).count())
        };
        let (first_showings, again) = (shown(true), shown(false));
        let not_yet = rounds.queue.iter().filter(|card| is_first(card)).count();
        let done = number(self.own.len() - not_yet);
        let fits = |card: &usize| rounds.left.fits(self.own[*card]);
        Position {
            next: rounds.queue.iter().copied().find(fits),
            answered: rounds.answered,
            to_come: first_showings + again,
            round: rounds.round,
            done,
            total: done + first_showings,
            again,
            cut_off: number(waiting.len()) - first_showings - again,
        }
    }

    /// Whether that answer to a card would bring it back in this sitting.
    pub(crate) fn would_return(&self, card: usize, quality: Quality, uses_showing: bool) -> bool {
        if quality >= self.rule.below() {
            return false;
        }
        let mut after = self.clone();
        after.push(SessionEvent::Graded {
            card,
            quality,
            uses_showing,
        });
        after.waiting().contains(&(card, true))
    }

    /// Folds all events anew.
    fn fold(&mut self) {
        self.rounds = Rounds::begin((0..self.own.len()).collect(), self.showings);
        for event in 0..self.events.len() {
            self.step(self.events[event]);
        }
    }

    /// Folds one event more.
    fn step(&mut self, event: SessionEvent) {
        self.rounds.take(event);
        if event.uses_showing() {
            self.rounds.left.take(self.own[event.card()]);
        }
        let left = self.rounds.left;
        let fits = |card: &usize| left.fits(self.own[*card]);
        // What only the limit holds back does not keep others from coming again.
        if !self.rounds.queue.iter().any(fits) {
            let mut back = self.coming_back();
            back.retain(|card| !self.rounds.queue.contains(card));
            let begins = back.iter().any(fits);
            let held_back = std::mem::take(&mut self.rounds.queue);
            self.rounds.round += u32::from(begins || held_back.is_empty() && !back.is_empty());
            self.rounds.queue = back;
            self.rounds.queue.extend(held_back);
        }
    }

    /// What is left of this round, then what of it already answered will come back, each with
    /// whether the day has room for it.
    fn waiting(&self) -> Vec<(usize, bool)> {
        let rounds = &self.rounds;
        let later = self.coming_back().into_iter();
        let later = later.filter(|card| !rounds.queue.contains(card));
        let mut left = rounds.left;
        let all = rounds.queue.iter().copied().chain(later);
        all.map(|card| (card, left.take(self.own[card]))).collect()
    }

    /// The cards of the next round: what has not passed and may come back, lowest quality first.
    fn coming_back(&self) -> Vec<usize> {
        let rounds = &self.rounds;
        let answered = rounds.latest.iter();
        let failed = answered.filter(|(card, quality)| {
            let times = self.before[**card] + rounds.times[*card];
            **quality < self.rule.below() && self.rule.allows(times) && !rounds.gone.contains(card)
        });
        let mut cards: Vec<usize> = failed.map(|(card, _)| *card).collect();
        sort::by_key(&mut cards, |card| (rounds.latest[card], *card));
        cards
    }
}

/// The state that the events fold into.
#[derive(Debug, Clone)]
struct Rounds {
    /// What is left of the current round.
    queue: Vec<usize>,
    /// The newest quality of each card answered.
    latest: HashMap<usize, Quality>,
    /// How often each of them was.
    times: HashMap<usize, u32>,
    gone: Vec<usize>,
    round: u32,
    answered: u32,
    /// Showings that the day has left.
    left: Allowance,
}

impl Rounds {
    fn begin(queue: Vec<usize>, left: Allowance) -> Rounds {
        Rounds {
            queue,
            latest: HashMap::new(),
            times: HashMap::new(),
            gone: Vec::new(),
            round: 0,
            answered: 0,
            left,
        }
    }

    fn take(&mut self, event: SessionEvent) {
        self.queue.retain(|&card| card != event.card());
        match event {
            SessionEvent::Graded { card, quality, .. } => {
                self.latest.insert(card, quality);
                *self.times.entry(card).or_default() += 1;
                self.answered += 1;
            }
            SessionEvent::Skipped(card) | SessionEvent::Removed(card) => self.gone.push(card),
        }
    }
}

/// The quality that a checklist proposes: all points said is good, one missing hard, more
/// is again; after a hint at most hard.
pub(crate) fn proposal(missing: usize, hinted: bool) -> Quality {
    let quality = match missing {
        0 => Quality::GOOD,
        1 => Quality::HARD,
        _ => Quality::AGAIN,
    };
    if hinted {
        quality.min(Quality::HARD)
    } else {
        quality
    }
}

/// Milliseconds that a showing takes this person: the median of the newest answers that
/// were timed.
pub(crate) fn pace(facts: &Facts) -> u32 {
    let timed = facts.newest_reviews().filter(|row| is_timed(row));
    let mut newest: Vec<u32> = timed.take(ANSWERS_OF_THE_PACE).map(|row| row.ms).collect();
    sort::by(&mut newest, Ord::cmp);
    newest.get(newest.len() / 2).copied().unwrap_or(USUAL_MS)
}

/// The source of an answer given today: `usual`, or practice where it is given ahead of its
/// day and nothing makes it `count_ahead`. The decision is taken once and stands in the row.
pub(crate) fn source_of(
    memory: &CardMemory,
    today: StudyDay,
    usual: Source,
    count_ahead: bool,
) -> Source {
    match memory.is_due(today) || count_ahead {
        true => usual,
        false => Source::Practice,
    }
}

/// Minutes that so many showings take, at least one.
pub(crate) fn minutes(showings: u32, pace: u32) -> u64 {
    (u64::from(showings) * u64::from(pace))
        .div_ceil(60_000)
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn graded(card: usize, quality: u8) -> SessionEvent {
        SessionEvent::Graded {
            card,
            quality: Quality::new(quality).unwrap(),
            uses_showing: true,
        }
    }

    fn of_own(own: &[bool], limit: Option<u32>) -> ReviewSession {
        let left = Allowance::of(limit, Used::default(), 0);
        ReviewSession::new(
            own.to_vec(),
            vec![0; own.len()],
            RepeatRule::BelowThree,
            left,
        )
    }

    fn session(cards: usize, limit: Option<u32>) -> ReviewSession {
        of_own(&vec![false; cards], limit)
    }

    /// Answers with the given qualities, card after card as the session asks.
    fn run(session: &mut ReviewSession, qualities: &[u8]) -> Vec<usize> {
        let mut shown = Vec::new();
        for &quality in qualities {
            let Some(card) = session.position().next else {
                break;
            };
            shown.push(card);
            session.push(graded(card, quality));
        }
        shown
    }

    #[test]
    fn failures_come_back_in_rounds_lowest_first() {
        let mut session = session(4, None);
        let shown = run(
            &mut session,
            &[2, 4, 0, 2, /* round 1 */ 2, 4, 4, /* round 2 */ 3],
        );
        assert_eq!(shown, [0, 1, 2, 3, 2, 0, 3, 2]);
        assert_eq!(session.position().next, None);
        assert_eq!(session.position().round, 2);
    }

    #[test]
    fn what_failed_comes_back_once_unless_it_came_back_today_already() {
        let left = Allowance::of(None, Used::default(), 0);
        let mut session = ReviewSession::new(vec![true; 3], vec![0, 1, 0], RepeatRule::Once, left);
        assert!(session.would_return(0, Quality::AGAIN, true));
        assert!(
            !session.would_return(1, Quality::AGAIN, true),
            "this is its second time"
        );
        let shown = run(&mut session, &[1, 1, 2, /* round 1 */ 0, 1]);
        assert_eq!(shown, [0, 1, 2, 0, 2]);
        assert_eq!(session.position().next, None);
        assert_eq!(session.position().cut_off, 0);
        // Taken back, the second answer can bring it back no more than before.
        session.take_back(2);
        assert_eq!(session.position().next, Some(2));
    }

    #[test]
    fn the_limit_ends_the_sitting_and_says_what_it_cut_off() {
        let mut session = session(2, Some(3));
        assert_eq!(run(&mut session, &[1, 1, 1, 4]), [0, 1, 0]);
        let position = session.position();
        assert_eq!((position.next, position.cut_off), (None, 2));
    }

    #[test]
    fn the_bar_moves_forward_and_what_comes_back_stands_apart() {
        let mut session = session(3, None);
        let place = |session: &ReviewSession| {
            let Position {
                done, total, again, ..
            } = session.position();
            (done, total, again)
        };
        let steps = [
            (4, (1, 3, 0)),
            (1, (2, 3, 1)),
            (1, (3, 3, 2)),
            (4, (3, 3, 1)),
            (4, (3, 3, 0)),
        ];
        for (quality, expected) in steps {
            run(&mut session, &[quality]);
            assert_eq!(place(&session), expected);
        }
        session.take_back(0);
        assert_eq!(place(&session), (2, 3, 0));
    }

    #[test]
    fn an_answer_tells_beforehand_whether_it_brings_the_card_back() {
        let returns = |session: &ReviewSession, quality| {
            session.would_return(0, Quality::new(quality).unwrap(), true)
        };
        let (free, one, two) = (session(2, None), session(2, Some(2)), session(2, Some(3)));
        assert_eq!(
            [1, 2, 3].map(|quality| returns(&free, quality)),
            [true, true, false]
        );
        assert!(!returns(&one, 1), "the other card takes the last showing");
        assert!(returns(&two, 1));
    }

    #[test]
    fn skipped_and_removed_cards_do_not_come_back() {
        let mut session = session(3, None);
        session.push(graded(0, 1));
        session.push(SessionEvent::Skipped(1));
        session.push(SessionEvent::Removed(2));
        assert_eq!(session.position().next, Some(0));
        session.push(SessionEvent::Skipped(0));
        assert_eq!(session.position().next, None);
    }

    #[test]
    fn a_card_taken_back_is_next_again() {
        let mut session = session(3, None);
        run(&mut session, &[4, 1]);
        session.take_back(1);
        assert_eq!(session.position().next, Some(1));
        session.push(graded(1, 4));
        assert_eq!(run(&mut session, &[4, 4]), [2]);
    }

    #[test]
    fn an_own_card_that_failed_comes_back_whatever_samples_have_used() {
        // A sample that failed before stands first; two showings a day.
        let mut session = of_own(&[false, true, false], Some(2));
        assert_eq!(run(&mut session, &[1, 1]), [0, 1]);
        let position = session.position();
        assert_eq!((position.next, position.to_come), (Some(1), 1));
        assert_eq!((position.cut_off, position.round), (2, 1));
        session.push(graded(1, 4));
        assert_eq!(session.position().next, None);
        session.new_day(Allowance::of(Some(2), Used::default(), 0));
        // The next day has room for the samples again: what is new there, then what failed.
        assert_eq!(run(&mut session, &[4, 4]), [2, 0]);
    }

    #[test]
    fn answers_that_use_no_showing_are_not_limited() {
        let mut session = session(2, Some(1));
        session.push(SessionEvent::Graded {
            card: 0,
            quality: Quality::GOOD,
            uses_showing: false,
        });
        assert_eq!(session.position().next, Some(1));
    }

    proptest! {
        #[test]
        fn a_sitting_ends_with_everything_passed_or_the_limit_reached(
            cards in 0usize..12,
            limit in prop::option::of(0u32..30),
            qualities in prop::collection::vec(0u8..=5, 200),
        ) {
            let mut session = session(cards, limit);
            let shown = run(&mut session, &qualities);
            if let Some(limit) = limit {
                prop_assert!(shown.len() <= limit as usize);
            }
            let position = session.position();
            if position.next.is_none() && position.cut_off == 0 {
                for card in 0..cards {
                    let last = shown.iter().rposition(|&other| other == card).unwrap();
                    prop_assert!(qualities[last] >= 3);
                }
            }
        }

        #[test]
        fn taking_the_last_answer_back_restores_the_position(
            cards in 1usize..8,
            qualities in prop::collection::vec(0u8..=5, 1..20),
        ) {
            let mut session = session(cards, None);
            let shown = run(&mut session, &qualities[..qualities.len() - 1]);
            let before = session.position();
            if let Some(card) = before.next {
                session.push(graded(card, *qualities.last().unwrap()));
                session.take_back(card);
                prop_assert_eq!(session.position(), before);
            }
            prop_assert_eq!(session.events.len(), shown.len());
        }
    }

    #[test]
    fn an_answer_ahead_of_its_day_is_practice_unless_it_counts() {
        let day = StudyDay::from_number;
        // Answered well on day 0, so due on day 1.
        let mut memory = CardMemory::default();
        memory.step(day(0), Quality::GOOD, Source::Review);
        for (today, count_ahead, expected) in [
            (0, false, Source::Practice),
            (0, true, Source::Rehearsal),
            (1, false, Source::Rehearsal),
            (1, true, Source::Rehearsal),
        ] {
            let source = source_of(&memory, day(today), Source::Rehearsal, count_ahead);
            assert_eq!(source, expected, "{today} {count_ahead}");
        }
        let new = source_of(&CardMemory::default(), day(0), Source::Review, false);
        assert_eq!(new, Source::Review, "a new card is due");
    }
}
