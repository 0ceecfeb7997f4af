//! Figures: what is known of one card, and what several cards add up to.

use crate::study::card_states::{CardState, CardStates};
use crate::study::day::StudyDay;
use crate::study::readiness;

use super::pass::ReportPass;
use super::rate::Rate;

/// Days of the due forecast, today included.
pub(crate) const FORECAST_DAYS: usize = 30;

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
}

impl Figures {
    /// Cards that fall due within so many days, today included.
    pub(crate) fn due_within(&self, days: usize) -> u32 {
        self.forecast.iter().take(days).sum()
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
    /// The card of a place in the pass; places behind the card states' are names without a card,
    /// which have a past and nothing else.
    pub(crate) fn new(states: &CardStates, pass: &'p ReportPass, slot: usize) -> Member<'p> {
        let past = &pass.past[slot];
        let mut figures = Figures {
            reviews: past.reviews,
            counted: past.counted,
            week: past.week,
            month: past.month,
            all: past.all,
            ms: past.ms,
            lapses: past.lapses,
            days: past.days.len() as u32,
            ..Figures::default()
        };
        let exists = slot < states.cards.len();
        let in_play = exists && is_in_play(states, slot);
        let has_counted = exists && states.memories[slot].counted.is_some();
        if exists {
            let memory = &states.memories[slot];
            figures.cards = 1;
            figures.new = u32::from(in_play && !has_counted);
            figures.ease = Some(memory.sm2.ease_factor());
            figures.interval = Some(f64::from(memory.sm2.interval));
            figures.recall = Some(states.recall(slot));
            let prospect = readiness::of_card(states, slot);
            figures.recall_on_day = prospect.map(|prospect| prospect.on_day);
            figures.one_more = prospect.map(|prospect| prospect.one_more);
            let due_in = falls_due_in(states, slot).filter(|_| in_play);
            if let Some(day) = due_in.and_then(|ahead| figures.forecast.get_mut(ahead)) {
                *day = 1;
            }
            figures.due_by_interview = states.interview.map(|day| {
                let left = usize::try_from(day.since(states.day)).unwrap_or(0);
                u32::from(due_in.is_some_and(|ahead| ahead < left))
            });
        }
        Member {
            figures,
            days: &past.days,
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
    let due = states.memories[card].due_day()?;
    let earliest = i64::from(states.flags[card].buried);
    let ahead = due.since(states.day).max(earliest);
    usize::try_from(ahead).ok()
}

/// What some cards add up to, but for the days (cards share them, see [`different_days`])
/// and the readiness, which is a matter of stories.
pub(crate) fn sum(members: &[&Member]) -> Figures {
    let mut sum = Figures::default();
    for member in members {
        let figures = &member.figures;
        sum.cards += figures.cards;
        sum.new += figures.new;
        sum.reviews += figures.reviews;
        sum.counted += figures.counted;
        sum.week.add(figures.week);
        sum.month.add(figures.month);
        sum.all.add(figures.all);
        sum.ms += figures.ms;
        sum.lapses += figures.lapses;
        for (day, due) in sum.forecast.iter_mut().zip(&figures.forecast) {
            *day += due;
        }
        if let Some(due) = figures.due_by_interview {
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

/// The study days with an answer to any of the cards; each counts once.
pub(crate) fn different_days(members: &[&Member]) -> u32 {
    let mut days: Vec<StudyDay> = members
        .iter()
        .flat_map(|member| member.days.iter().copied())
        .collect();
    // The stable sort finds the runs that are in order already and merges them.
    days.sort();
    days.dedup();
    days.len() as u32
}

/// The mean; none of nothing.
pub(crate) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}
