//! Policies: what to show next, from dates and qualities alone.
//!
//! All get the same cards, days and limits, and the same order where a limit cuts: cards
//! never shown first, then what waits longest. They differ in when a card is due and in
//! what comes back on the same day.

use fsrs::{FSRS, MemoryState};
use star_cards::internals::Quality;
use star_cards::internals::Sm2;
use star_cards::internals::StudyDay;
use star_cards::internals::{CardHistory, list};
use star_cards::internals::{CardMemory, Countdown, Source};

/// What a policy is asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub today: StudyDay,
    pub interview: StudyDay,
    /// 0 for the day's list, then the same-day repeats.
    pub round: u32,
    /// Showings left today, and of a whole day.
    pub left: Option<u32>,
    pub limit: Option<u32>,
    /// So many cards exist today: the first ones of all.
    pub cards: usize,
}

/// Something that picks cards and hears how they went.
pub(crate) trait Policy {
    /// The cards to show, first one first; never more than are left.
    fn list(&self, moment: Moment) -> Vec<usize>;
    fn answered(&mut self, card: usize, day: StudyDay, quality: Quality);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Countdown,
    Sm2,
    Anki,
    Fsrs,
    /// The countdown with other rules.
    Variant(OtherRules),
}

/// Rules of a countdown that lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OtherRules {
    name: &'static str,
    /// Study days that the closing window has beyond those that 1.5 showings a card fit into.
    earlier_days: i64,
    /// The closer the day, the smaller a gap may be; else 0.4 on each day of the window.
    graded: bool,
    /// What failed comes back the same day until it passes; else once.
    until_passed: bool,
}

const fn variant(name: &'static str, earlier_days: i64, graded: bool, until_passed: bool) -> Kind {
    Kind::Variant(OtherRules {
        name,
        earlier_days,
        graded,
        until_passed,
    })
}

impl Kind {
    pub(crate) const ALL: [Kind; 4] = [Kind::Countdown, Kind::Sm2, Kind::Anki, Kind::Fsrs];

    /// The countdown, and what it might have been.
    pub(crate) const VARIANTS: [Kind; 5] = [
        Kind::Countdown,
        variant("until November 2026", 0, false, true),
        variant("that, failures back once", 0, false, false),
        variant("its gap of 0.4, two days earlier, once", 2, false, false),
        variant("as it is, failures back until they pass", 2, true, true),
    ];

    /// Those that are led through the days that people miss.
    pub(crate) const ABSENT: [Kind; 4] =
        [Kind::Countdown, Kind::VARIANTS[1], Kind::Sm2, Kind::Fsrs];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Countdown => "countdown",
            Kind::Sm2 => "SM-2 as published",
            Kind::Anki => "Anki's SM-2",
            Kind::Fsrs => "FSRS-6 at 0.9",
            Kind::Variant(rules) => rules.name,
        }
    }

    pub(crate) fn policy(self, cards: usize, habits: Habits) -> Box<dyn Policy> {
        match self {
            Kind::Countdown => Box::new(CountdownPolicy(vec![Vec::new(); cards])),
            Kind::Sm2 => Plain::boxed(PublishedSm2::default(), cards, habits),
            Kind::Anki => Plain::boxed(AnkiSm2::default(), cards, habits),
            Kind::Fsrs => Plain::boxed(Fsrs6::default(), cards, habits),
            Kind::Variant(rules) => Box::new(OtherCountdown {
                rules,
                cards: vec![AnsweredCard::default(); cards],
            }),
        }
    }
}

/// How the rivals are used, where their papers leave it open.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Habits {
    /// Where a limit cuts, due cards go before those never shown.
    pub due_first: bool,
    /// FSRS-6 shows no card twice on a day.
    pub fsrs_once: bool,
    /// Published SM-2 repeats only what failed, not what was below 4.
    pub sm2_repeats_failures: bool,
}

/// The program's own scheduler, called as the command `schedule` calls it: all showings
/// in, one list out, nothing kept in between.
struct CountdownPolicy(Vec<Vec<(StudyDay, Quality)>>);

impl Policy for CountdownPolicy {
    fn list(&self, moment: Moment) -> Vec<usize> {
        let pasts: Vec<CardHistory> = self.0[..moment.cards]
            .iter()
            .map(|showings| CardHistory::replay(showings.iter().copied(), moment.today))
            .collect();
        let aim = Countdown {
            today: moment.today,
            interview: Some(moment.interview),
            cards: moment.cards,
            daily_limit: moment.limit,
        };
        list(&pasts, aim, moment.round, moment.left)
    }

    fn answered(&mut self, card: usize, day: StudyDay, quality: Quality) {
        self.0[card].push((day, quality));
    }
}

/// A card as another countdown knows it.
#[derive(Debug, Clone, Copy, Default)]
struct AnsweredCard {
    memory: CardMemory,
    /// The day it was shown last, and how often on it.
    shown: Option<(StudyDay, u32)>,
}

/// The countdown with other rules, stated anew.
struct OtherCountdown {
    rules: OtherRules,
    cards: Vec<AnsweredCard>,
}

impl OtherCountdown {
    /// Whether a card that was not shown today belongs into the day's list.
    fn wants(&self, memory: &CardMemory, moment: Moment) -> bool {
        let days = moment.interview.since(moment.today);
        let full = moment.limit.filter(|&limit| limit > 0).map_or(2, |limit| {
            let showings = 3 * moment.cards as i64;
            let limit = 2 * i64::from(limit);
            ((showings + limit - 1) / limit).max(2)
        });
        let gap = memory.elapsed_ratio(moment.interview);
        if days <= full + self.rules.earlier_days {
            let step = (days - full + 2).max(1);
            let holds = if self.rules.graded {
                (2 * step - 1) as f64 / 5.0
            } else {
                0.4
            };
            return gap > holds;
        }
        let waits = memory.counted.is_some_and(|(last, _)| {
            let next = i64::from(memory.sm2.after(Quality::GOOD).interval);
            2 * moment.interview.since(last) <= 3 * next
        });
        memory.is_due(moment.today) && !waits
    }
}

impl Policy for OtherCountdown {
    fn list(&self, moment: Moment) -> Vec<usize> {
        let times = |card: &AnsweredCard| {
            let shown = card.shown.filter(|&(day, _)| day == moment.today);
            shown.map_or(0, |(_, times)| times)
        };
        let comes = |&place: &usize| {
            let card = &self.cards[place];
            match (times(card), moment.round) {
                (0, 0) => self.wants(&card.memory, moment),
                (times @ 1.., round @ 1..) => {
                    let again = times <= round && (self.rules.until_passed || times == 1);
                    card.memory.failed_on(moment.today) && again
                }
                _ => false,
            }
        };
        let mut list: Vec<usize> = (0..moment.cards).filter(comes).collect();
        list.sort_by(|&a, &b| {
            let (a, b) = (&self.cards[a].memory, &self.cards[b].memory);
            let gap = |memory: &CardMemory| memory.elapsed_ratio(moment.interview);
            match moment.round {
                0 => gap(b).total_cmp(&gap(a)),
                _ => a.latest.map(|(_, q)| q).cmp(&b.latest.map(|(_, q)| q)),
            }
        });
        list.truncate(moment.left.map_or(usize::MAX, |left| left as usize));
        list
    }

    fn answered(&mut self, card: usize, day: StudyDay, quality: Quality) {
        let card = &mut self.cards[card];
        card.memory.step(day, quality, Source::Review);
        let before = card.shown.filter(|&(last, _)| last == day);
        card.shown = Some((day, before.map_or(0, |(_, times)| times) + 1));
    }
}

/// A scheduler that gives each card a due date and knows of no interview.
struct Plain<R> {
    cards: Vec<Kept<R>>,
    habits: Habits,
}

impl<R: Rule + Clone + 'static> Plain<R> {
    fn boxed(rule: R, cards: usize, habits: Habits) -> Box<dyn Policy> {
        let kept = Kept {
            rule,
            next: None,
            shown: None,
        };
        Box::new(Plain {
            cards: vec![kept; cards],
            habits,
        })
    }
}

#[derive(Debug, Clone)]
struct Kept<R> {
    rule: R,
    /// The day it is due, and whether it comes back on the day it was shown.
    next: Option<Next>,
    shown: Option<(StudyDay, u32)>,
}

#[derive(Debug, Clone, Copy)]
struct Next {
    due: StudyDay,
    again: bool,
}

/// How a scheduler answers an answer.
trait Rule {
    /// `first` tells whether it is the first answer of its day.
    fn answer(&mut self, day: StudyDay, quality: Quality, first: bool, habits: Habits) -> Next;
}

impl<R: Rule> Policy for Plain<R> {
    fn list(&self, moment: Moment) -> Vec<usize> {
        let today = moment.today;
        let wanted = |&card: &usize| {
            let kept = &self.cards[card];
            let today_so_far = kept.shown.filter(|&(day, _)| day == today);
            match (today_so_far, kept.next) {
                (None, next) => moment.round == 0 && next.is_none_or(|next| next.due <= today),
                (Some((_, times)), Some(next)) => next.again && times == moment.round,
                (Some(_), None) => false,
            }
        };
        let mut list: Vec<usize> = (0..moment.cards).filter(wanted).collect();
        list.sort_by_key(|&card| {
            let due = self.cards[card].next.map(|next| next.due);
            (due.is_none() == self.habits.due_first, due)
        });
        list.truncate(moment.left.map_or(usize::MAX, |left| left as usize));
        list
    }

    fn answered(&mut self, card: usize, day: StudyDay, quality: Quality) {
        let kept = &mut self.cards[card];
        let times = kept
            .shown
            .map_or(0, |(last, times)| if last == day { times } else { 0 });
        kept.next = Some(kept.rule.answer(day, quality, times == 0, self.habits));
        kept.shown = Some((day, times + 1));
    }
}

/// SM-2 of 1990: the first answer of a day moves the state, and whatever was below 4 is
/// asked again on the same day until it is 4 or better.
#[derive(Debug, Clone, Default)]
struct PublishedSm2 {
    state: Sm2,
    due: Option<StudyDay>,
}

impl Rule for PublishedSm2 {
    fn answer(&mut self, day: StudyDay, quality: Quality, first: bool, habits: Habits) -> Next {
        if first {
            self.state = self.state.after(quality);
            self.due = Some(day.plus(i64::from(self.state.interval)));
        }
        Next {
            due: self.due.unwrap_or(day),
            again: !quality.is_pass() || (quality < Quality::GOOD && !habits.sm2_repeats_failures),
        }
    }
}

/// Anki's older scheduler with its defaults, without fuzz and burying. Steps of minutes
/// are same-day repeats.
///
/// New: again is step 1 and hard the step it is on; good on step 1 is step 2, on step 2 it
/// graduates at 1 day; easy graduates at 4 days. Ease begins at 2.50. In review: again
/// -0.20, the interval becomes 1 day and one same-day step follows until good; hard -0.15 and
/// 1.2 x; good (I + late / 2) x ease; easy +0.15 and (I + late) x ease x 1.3; each at least
/// one day longer than the one before. Ease never below 1.30. A step that the limit cuts
/// off is due the next day.
#[derive(Debug, Clone)]
struct AnkiSm2 {
    ease: f64,
    interval: i64,
    due: Option<StudyDay>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// On step 1 or 2.
    Learning(u8),
    Review,
    Relearning,
}

impl Default for AnkiSm2 {
    fn default() -> Self {
        AnkiSm2 {
            ease: 2.5,
            interval: 0,
            due: None,
            stage: Stage::Learning(1),
        }
    }
}

impl AnkiSm2 {
    fn review(&mut self, day: StudyDay, quality: u8) {
        let late = self.due.map_or(0, |due| day.since(due).max(0)) as f64;
        let interval = self.interval as f64;
        let hard = (interval * 1.2).max(interval + 1.0);
        let good = ((interval + late / 2.0) * self.ease).max(hard + 1.0);
        let easy = ((interval + late) * self.ease * 1.3).max(good + 1.0);
        let (next, ease) = match quality {
            0..=2 => (1.0, -0.2),
            3 => (hard, -0.15),
            4 => (good, 0.0),
            _ => (easy, 0.15),
        };
        self.interval = next.round() as i64;
        self.ease = (self.ease + ease).max(1.3);
        if quality < 3 {
            self.stage = Stage::Relearning;
        }
    }
}

impl Rule for AnkiSm2 {
    fn answer(&mut self, day: StudyDay, quality: Quality, _: bool, _: Habits) -> Next {
        match (self.stage, quality.get()) {
            (Stage::Review, quality) => self.review(day, quality),
            (Stage::Learning(_), 0..=2) => self.stage = Stage::Learning(1),
            (Stage::Learning(1), 4) => self.stage = Stage::Learning(2),
            (Stage::Learning(_), 3) | (Stage::Relearning, 0..=3) => {}
            (Stage::Learning(_), good) => {
                self.interval = if good == 4 { 1 } else { 4 };
                self.stage = Stage::Review;
            }
            (Stage::Relearning, good) => {
                self.interval += i64::from(good == 5);
                self.stage = Stage::Review;
            }
        }
        let again = self.stage != Stage::Review;
        let due = day.plus(if again { 1 } else { self.interval });
        self.due = Some(due);
        Next { due, again }
    }
}

/// FSRS-6 with its default parameters, aiming at 90 %. What fails comes back on the same
/// day until it passes; those repeats move its state as its formula for a same day says.
#[derive(Debug, Clone, Default)]
struct Fsrs6 {
    fsrs: FSRS,
    state: Option<(StudyDay, MemoryState)>,
}

const DESIRED: f32 = 0.9;

impl Rule for Fsrs6 {
    fn answer(&mut self, day: StudyDay, quality: Quality, _: bool, habits: Habits) -> Next {
        let days = self.state.map_or(0, |(last, _)| day.since(last));
        let before = self.state.map(|(_, state)| state);
        let next = self
            .fsrs
            .next_states(before, DESIRED, u32::try_from(days).unwrap_or(0))
            .expect("a state in range");
        let next = match quality.get() {
            0..=2 => next.again,
            3 => next.hard,
            4 => next.good,
            _ => next.easy,
        };
        self.state = Some((day, next.memory));
        Next {
            due: day.plus((next.interval.round() as i64).max(1)),
            again: !quality.is_pass() && !habits.fsrs_once,
        }
    }
}
