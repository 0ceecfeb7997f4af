//! Figures: what is known of one card, and what several cards add up to.

use crate::study::card_states::{CardState, CardStates};
use crate::study::day::StudyDay;
use crate::study::own_scale::OwnScale;
use crate::study::readiness;
use crate::study::replay::Applied;
use crate::study::review::Review;

use super::rate::Rate;

/// Days of the due forecast, today included.
pub(crate) const FORECAST_DAYS: usize = 30;

/// Days of the short recall rate, today included.
const WEEK: i64 = 7;
/// Days of the long recall rate, today included.
const MONTH: i64 = 30;

/// The figures of a card, or of several together. Answers that were taken back are in none.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Figures {
    /// Cards that exist today.
    pub cards: u32,
    /// Cards never counted, suspended ones and resting cores left out. Not in the forecast.
    pub new: u32,
    /// Answers of any kind: repeats and practice too.
    pub reviews: u32,
    /// Answers that moved a memory.
    pub counted: u32,
    /// Recall over today and the six study days before: counted answers of 3 or more among
    /// counted answers, the first showing of each card left out.
    pub week: Rate,
    /// The same over today and the 29 study days before.
    pub month: Rate,
    /// The same over all days.
    pub all: Rate,
    /// Milliseconds from showing to grade, added up.
    pub ms: u64,
    /// Counted answers below 3 that followed a pass.
    pub lapses: u32,
    /// Study days with an answer of any kind.
    pub days: u32,
    /// A card's ease factor (2.5 means 2.50); of several the mean over those that have
    /// counted answers.
    pub ease: Option<f64>,
    /// A card's interval in days; of several the mean over those that have counted answers.
    pub interval: Option<f64>,
    /// A card's predicted recall today, 0 to 1; of several the mean over those that are
    /// neither suspended nor resting.
    pub recall: Option<f64>,
    /// Of a story R(Action) x R(Learning) today, none unless it has both cards; of a deck
    /// the mean over such stories, of the whole the mean over one's own. None for a card.
    pub readiness: Option<f64>,
    /// Recall foreseen for the day of the next interview if nothing is answered until then;
    /// of several the mean as for `recall`. None without an interview ahead.
    pub recall_on_day: Option<f64>,
    /// The same for readiness.
    pub readiness_on_day: Option<f64>,
    /// What one more good answer that counted today would add on that day: to a card's
    /// recall, to a story's readiness (by the better of its two cards). None for decks and
    /// the whole.
    pub one_more: Option<f64>,
    /// How many cards fall due on each of 30 days, today first, by plain SM-2 and as if
    /// nothing were answered in between. What is overdue falls on today, what is buried on
    /// tomorrow at the earliest; suspended cards, resting cores and new cards are left out.
    pub forecast: [u32; FORECAST_DAYS],
    /// How many cards fall due in the same way before the day of the next interview, however
    /// far it is. None without an interview ahead.
    pub due_by_interview: Option<u32>,
    /// By what factor the person remembers longer than SM-2 assumes: of the whole, once there are
    /// enough answers.
    pub own_scale: Option<OwnScale>,
}

impl Figures {
    /// Cards that fall due within so many days, today included.
    pub(crate) fn due_within(&self, days: usize) -> u32 {
        self.forecast.iter().take(days).sum()
    }
}

/// What the log says about one card.
#[derive(Debug, Clone, Default)]
pub(crate) struct CardTally {
    /// Answers of any kind.
    pub reviews: u32,
    /// Answers that moved the memory.
    pub counted: u32,
    /// Recall over today and the six days before.
    pub week: Rate,
    /// Recall over today and the 29 days before.
    pub month: Rate,
    /// Recall over all days.
    pub all: Rate,
    /// Counted answers below 3 that followed a pass.
    pub lapses: u32,
    /// Milliseconds from showing to grade, added up.
    pub ms: u64,
    /// The study days of its answers, each once, in order.
    pub days: Vec<StudyDay>,
}

impl CardTally {
    /// Takes an answer in and tells what it says of recall, if anything: whether it passed.
    pub(crate) fn take(
        &mut self,
        review: &Review,
        taken: Applied,
        today: StudyDay,
    ) -> Option<bool> {
        let first = self.reviews == 0;
        self.reviews += 1;
        self.counted += u32::from(taken.counted);
        self.lapses += u32::from(taken.lapsed);
        self.ms += u64::from(review.ms);
        if self.days.last() != Some(&review.day) {
            self.days.push(review.day);
        }
        // At its first showing nothing was there to be recalled.
        if first || !taken.counted {
            return None;
        }
        let passed = review.quality.is_pass();
        let age = today.since(review.day);
        self.all.take(passed);
        if (0..WEEK).contains(&age) {
            self.week.take(passed);
        }
        if (0..MONTH).contains(&age) {
            self.month.take(passed);
        }
        Some(passed)
    }
}

/// One card on its way into sums.
pub(crate) struct Member<'p> {
    /// Its figures.
    pub figures: Figures,
    days: &'p [StudyDay],
    /// It has counted answers.
    pub has_counted: bool,
    in_play: bool,
}

impl<'p> Member<'p> {
    /// The card of a place in the pass, with what the log says about it; places behind the card
    /// states' are names without a card, which have a past and nothing else.
    pub(crate) fn new(states: &CardStates, tally: &'p CardTally, slot: usize) -> Member<'p> {
        let memory = (slot < states.cards.len()).then(|| states.memories.get(slot));
        let in_play = memory.is_some() && is_in_play(states, slot);
        let has_counted = memory.is_some_and(|memory| memory.counted.is_some());
        let prospect = memory.and_then(|_| readiness::of_card(states, slot));
        let due_in = match in_play {
            true => falls_due_in(states, slot),
            false => None,
        };
        let mut forecast = [0; FORECAST_DAYS];
        if let Some(day) = due_in.and_then(|ahead| forecast.get_mut(ahead)) {
            *day = 1;
        }
        let due_by = |day: StudyDay| {
            let left = usize::try_from(day.since(states.day)).unwrap_or(0);
            u32::from(due_in.is_some_and(|ahead| ahead < left))
        };
        // Neither of the two leaves anything out, so that a forgotten field does not compile.
        let &CardTally {
            reviews,
            counted,
            week,
            month,
            all,
            lapses,
            ms,
            ref days,
        } = tally;
        let figures = Figures {
            cards: u32::from(memory.is_some()),
            new: u32::from(in_play && !has_counted),
            reviews,
            counted,
            week,
            month,
            all,
            ms,
            lapses,
            days: days.len() as u32,
            ease: memory.map(|memory| memory.sm2.ease_factor()),
            interval: memory.map(|memory| f64::from(memory.sm2.interval)),
            recall: memory.map(|_| states.recall(slot)),
            readiness: None,
            recall_on_day: prospect.map(|prospect| prospect.on_day),
            readiness_on_day: None,
            one_more: prospect.map(|prospect| prospect.one_more),
            own_scale: None,
            forecast,
            due_by_interview: memory.and(states.interview).map(due_by),
        };
        Member {
            figures,
            days,
            has_counted,
            in_play,
        }
    }
}

/// Neither suspended nor a resting core.
fn is_in_play(states: &CardStates, card: usize) -> bool {
    states.state(card) != CardState::Suspended && !states.rests(card)
}

/// Days from today to the day the card falls due; none for a new card.
fn falls_due_in(states: &CardStates, card: usize) -> Option<usize> {
    let due = states.memories.get(card).due_day()?;
    let earliest = i64::from(states.flags[card].buried);
    let ahead = due.since(states.day).max(earliest);
    usize::try_from(ahead).ok()
}

/// What some cards add up to, with the study days on which any of them was answered, each once
/// and in order: cards share them, so they are no matter of adding up. Readiness is left to the
/// stories.
pub(crate) fn sum(members: &[&Member], days: &[StudyDay]) -> Figures {
    let mut sum = Figures {
        days: days.len() as u32,
        ..Figures::default()
    };
    for member in members {
        // Each is named, so that a forgotten field does not compile: means are made below, the
        // rest is no matter of adding up.
        let Figures {
            cards,
            new,
            reviews,
            counted,
            week,
            month,
            all,
            ms,
            lapses,
            days: _,
            ease: _,
            interval: _,
            recall: _,
            readiness: _,
            recall_on_day: _,
            readiness_on_day: _,
            one_more: _,
            own_scale: _,
            forecast,
            due_by_interview,
        } = &member.figures;
        sum.cards += cards;
        sum.new += new;
        sum.reviews += reviews;
        sum.counted += counted;
        sum.week.add(*week);
        sum.month.add(*month);
        sum.all.add(*all);
        sum.ms += ms;
        sum.lapses += lapses;
        for (day, due) in sum.forecast.iter_mut().zip(forecast) {
            *day += due;
        }
        if let Some(due) = due_by_interview {
            *sum.due_by_interview.get_or_insert(0) += due;
        }
    }
    let counted = || members.iter().filter(|member| member.has_counted);
    let in_play = || members.iter().filter(|member| member.in_play);
    sum.ease = mean(counted().filter_map(|member| member.figures.ease));
    sum.interval = mean(counted().filter_map(|member| member.figures.interval));
    sum.recall = mean(in_play().filter_map(|member| member.figures.recall));
    sum.recall_on_day = mean(in_play().filter_map(|member| member.figures.recall_on_day));
    sum
}

/// The study days with an answer to any of the cards, each once and in order.
pub(crate) fn different_days(members: &[&Member]) -> Vec<StudyDay> {
    let mut days: Vec<StudyDay> = members
        .iter()
        .flat_map(|member| member.days.iter().copied())
        .collect();
    // The stable sort finds the runs that are in order already and merges them.
    days.sort();
    days.dedup();
    days
}

/// The mean; none of nothing.
pub(crate) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}
