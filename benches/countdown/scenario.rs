//! Scenarios: how many days, cards and showings, which days are missed, when cards come;
//! and one person's way through one of them.

use rand::RngExt;
use star_cards::internals::Quality;
use star_cards::internals::StudyDay;

use crate::chance;
use crate::learner::{self, Model, Trace};
use crate::policy::{Habits, Kind, Moment, Policy};

/// What is assumed about heads and habits beyond the scenario.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Assumptions {
    /// Memory lasts so many times as long as the models say by themselves.
    pub strength: f64,
    pub habits: Habits,
}

impl Default for Assumptions {
    fn default() -> Self {
        Assumptions {
            strength: 1.0,
            habits: Habits::default(),
        }
    }
}

/// Days on which nobody sits down, never the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missed {
    None,
    /// One day in five, by chance.
    OneInFive,
    /// Every other day, by chance.
    Half,
    /// So many days before the interview.
    Last(i32),
    /// Five days of each seven.
    Weekdays,
}

impl Missed {
    /// What the second table of absences has, with its name.
    pub(crate) const KINDS: [(&'static str, Missed); 5] = [
        ("no day", Missed::None),
        ("the last two days", Missed::Last(2)),
        ("the last three days", Missed::Last(3)),
        ("every other day, by chance", Missed::Half),
        ("all weekdays", Missed::Weekdays),
    ];
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Scenario {
    /// Days from the first one to the interview.
    pub days: i32,
    pub cards: usize,
    pub limit: Option<u32>,
    /// Which days are missed.
    pub missed: Missed,
    /// Cards come evenly over the first third of the days, else all on the first.
    pub trickled: bool,
}

impl Scenario {
    pub(crate) fn all() -> Vec<Scenario> {
        let mut all = Vec::new();
        for days in [7, 14, 30, 60] {
            for cards in [30, 100] {
                for limit in [Some(20), None] {
                    for (missed, trickled) in [
                        (Missed::None, false),
                        (Missed::OneInFive, false),
                        (Missed::None, true),
                        (Missed::OneInFive, true),
                    ] {
                        all.push(Scenario {
                            days,
                            cards,
                            limit,
                            missed,
                            trickled,
                        });
                    }
                }
            }
        }
        all
    }

    fn cards_on(self, day: i32) -> usize {
        let over = self.days / 3;
        if !self.trickled || day + 1 >= over {
            return self.cards;
        }
        self.cards * (day as usize + 1) / over as usize
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outcome {
    /// Mean probability of recall on the day of the interview, before any showing on it.
    pub recall: f64,
    /// Showings a card.
    pub showings: f64,
}

/// A showing in a round comes so many days after the one before: ten minutes.
const ROUND: f64 = 10.0 / 1440.0;
/// Nobody repeats longer than this.
const ROUNDS: u32 = 40;

/// One person of one model of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Person {
    pub model: Model,
    pub number: u64,
}

/// A person's way through a scenario under one policy.
pub(crate) fn live(
    scenario: Scenario,
    person: Person,
    kind: Kind,
    assumed: Assumptions,
) -> Outcome {
    let mut head = Head::new(person, scenario.cards, assumed);
    let mut policy = kind.policy(scenario.cards, assumed.habits);
    let mut showings = 0;
    for day in 0..scenario.days {
        if !person.misses(scenario, day) {
            showings += study(scenario, day, &mut head, &mut *policy);
        }
    }
    Outcome {
        recall: head.recall(f64::from(scenario.days)),
        showings: f64::from(showings) / scenario.cards as f64,
    }
}

/// The showings of one day: the list, then what comes back.
fn study(scenario: Scenario, day: i32, head: &mut Head, policy: &mut dyn Policy) -> u32 {
    let mut shown = 0;
    for round in 0..ROUNDS {
        let moment = Moment {
            today: StudyDay::from_number(day),
            interview: StudyDay::from_number(scenario.days),
            round,
            left: scenario.limit.map(|limit| limit - shown),
            limit: scenario.limit,
            cards: scenario.cards_on(day),
        };
        let list = policy.list(moment);
        if list.is_empty() {
            break;
        }
        for card in list {
            let quality = head.answer(card, day, round, scenario.days);
            policy.answered(card, moment.today, quality);
            shown += 1;
        }
        assert!(
            scenario.limit.is_none_or(|limit| shown <= limit),
            "the limit holds in {scenario:?}"
        );
    }
    shown
}

impl Person {
    fn misses(self, scenario: Scenario, day: i32) -> bool {
        let by_chance = |of: u64, share| {
            let address = [of, scenario.days as u64, self.model as u64, self.number];
            chance::at(&[&address[..], &[day as u64]].concat()).random_bool(share)
        };
        day > 0
            && match scenario.missed {
                Missed::None => false,
                Missed::OneInFive => by_chance(4, 0.2),
                Missed::Half => by_chance(5, 0.5),
                Missed::Last(days) => day >= scenario.days - days,
                Missed::Weekdays => day % 7 < 5,
            }
    }
}

/// All cards in one head.
pub(crate) struct Head {
    person: Person,
    minds: Vec<Box<dyn Trace>>,
    seen: Vec<bool>,
}

impl Head {
    pub(crate) fn new(person: Person, cards: usize, assumed: Assumptions) -> Head {
        let mind = |card| learner::card(person.model, person.number, card, assumed.strength);
        Head {
            person,
            minds: (0..cards as u64).map(mind).collect(),
            seen: vec![false; cards],
        }
    }

    /// Shows a card on a day of so many. The luck of an answer hangs on person, card, day and round alone.
    pub(crate) fn answer(&mut self, card: usize, day: i32, round: u32, days: i32) -> Quality {
        let now = f64::from(day) + ROUND * f64::from(round);
        let mut luck = chance::at(&[
            3,
            days as u64,
            self.person.model as u64,
            self.person.number,
            card as u64,
            day as u64,
            u64::from(round),
        ]);
        let quality = quality(self.minds[card].recall(now), luck.random());
        self.minds[card].shown(now, quality.get());
        self.seen[card] = true;
        quality
    }

    /// How likely a card is recalled on the morning of a day.
    pub(crate) fn held(&self, card: usize, day: i32) -> f64 {
        self.minds[card].recall(f64::from(day))
    }

    /// The mean recall of all cards; one never shown is not known.
    fn recall(&self, now: f64) -> f64 {
        let known = self.minds.iter().zip(&self.seen).filter(|(_, seen)| **seen);
        known.map(|(mind, _)| mind.recall(now)).sum::<f64>() / self.minds.len() as f64
    }
}

/// The mean recall of a hundred cards on the day after each was shown once.
pub(crate) fn day_after_first(person: Person) -> f64 {
    let scenario = Scenario::all()[0];
    let mut head = Head::new(person, 100, Assumptions::default());
    for card in 0..100 {
        head.answer(card, 0, 0, scenario.days);
    }
    head.recall(1.0)
}

/// The quality of an answer: it fails if luck exceeds recall, and passes the better the
/// more there is to spare.
fn quality(recall: f64, luck: f64) -> Quality {
    let quality = match recall - luck {
        ..-0.3 => 0,
        ..-0.1 => 1,
        ..=0.0 => 2,
        ..0.15 => 3,
        ..0.75 => 4,
        _ => 5,
    };
    Quality::new(quality).expect("0 to 5")
}
