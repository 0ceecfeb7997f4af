//! Learners: four models of memory that disagree about how a showing works.
//!
//! | model | forgetting | what a showing does | spacing |
//! |---|---|---|---|
//! | FSRS-6 | power law of days over stability | multiplies the stability, less while little is forgotten | helps much |
//! | ACT-R | power law of each exposure, summed | adds an exposure, which decays faster the fresher the card was | helps |
//! | half-life | exponential | doubles the half-life, a failure halves it | does not matter |
//! | two traces | a fast and a slow exponential | fills the fast trace; the slow one grows by what the fast one had lost | is all that counts |
//!
//! No model reads the scheduler's state, and none was fitted to a result of this program.
//! Where the literature gives parameters they are taken; else one anchor is shared: after
//! a first showing about five cards in six are recalled the next day. The program prints
//! what each model makes of that.

use fsrs::{DEFAULT_PARAMETERS, FSRS, MemoryState};
use rand::RngExt;

use crate::chance;

/// A model of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Model {
    /// FSRS-6 with parameters around its defaults.
    Fsrs,
    /// Summed power-law traces (Pavlik and Anderson, 2005).
    ActR,
    /// An exponential whose half-life doubles and halves.
    HalfLife,
    /// A fast and a slow exponential trace.
    TwoTraces,
}

impl Model {
    pub(crate) const ALL: [Model; 4] =
        [Model::Fsrs, Model::ActR, Model::HalfLife, Model::TwoTraces];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Model::Fsrs => "FSRS-6",
            Model::ActR => "ACT-R",
            Model::HalfLife => "half-life",
            Model::TwoTraces => "two traces",
        }
    }
}

/// One card in one head.
pub(crate) trait Trace {
    /// The probability of recall at a time in days, 0 to 1.
    fn recall(&self, now: f64) -> f64;
    /// A showing that was answered with this quality, 0 to 5; the text is read afterwards.
    fn shown(&mut self, now: f64, quality: u8);
}

/// A card as this person meets it: people differ by a fifth or so, cards by a third.
/// `strength` stretches the time that all cards last after a first showing.
pub(crate) fn card(model: Model, person: u64, card: u64, strength: f64) -> Box<dyn Trace> {
    let mut own = chance::at(&[1, model as u64, person]);
    let mut its = chance::at(&[2, model as u64, person, card]);
    let known = its.random_range(0.4..0.9);
    let pace = strength * chance::factor(&mut own, 0.2) * chance::factor(&mut its, 0.3);
    let growth = chance::factor(&mut own, 0.15);
    match model {
        Model::Fsrs => Box::new(Stability::new(known, pace, growth)),
        Model::ActR => Box::new(Exposures::new(known, pace, growth)),
        Model::HalfLife => Box::new(HalfLife::new(known, pace, growth)),
        Model::TwoTraces => Box::new(TwoTraces::new(known, pace, growth)),
    }
}

/// FSRS-6's own state. It counts whole days; within a day it forgets by the hour.
struct Stability {
    fsrs: FSRS,
    decay: f32,
    known: f64,
    state: Option<(f64, MemoryState)>,
}

impl Stability {
    fn new(known: f64, pace: f64, growth: f64) -> Stability {
        let mut parameters = DEFAULT_PARAMETERS;
        for first in &mut parameters[..4] {
            *first *= pace as f32;
        }
        parameters[8] += growth.ln() as f32;
        Stability {
            fsrs: FSRS::new(&parameters).expect("parameters near the defaults"),
            decay: parameters[20],
            known,
            state: None,
        }
    }
}

impl Trace for Stability {
    fn recall(&self, now: f64) -> f64 {
        self.state.map_or(self.known, |(last, state)| {
            let days = (now - last) as f32;
            f64::from(fsrs::current_retrievability(state, days, self.decay))
        })
    }

    fn shown(&mut self, now: f64, quality: u8) {
        let days = self
            .state
            .map_or(0.0, |(last, _)| now.floor() - last.floor());
        let before = self.state.map(|(_, state)| state);
        let next = self
            .fsrs
            .next_states(before, 0.9, days as u32)
            .expect("a state in range");
        let next = match quality {
            0..=2 => next.again,
            3 => next.hard,
            4 => next.good,
            _ => next.easy,
        };
        self.state = Some((now, next.memory));
    }
}

/// Pavlik and Anderson's activation: the logarithm of a sum of decaying exposures. The
/// decay of each is c e^m + a, with m the activation just before it: what is learned while
/// fresh is soon gone.
struct Exposures {
    known: f64,
    /// Added to the activation: a story of one's own is no word pair.
    ease: f64,
    /// c of the decay.
    scale: f64,
    /// Instant in days and decay of each exposure.
    past: Vec<(f64, f64)>,
}

/// a of the decay, and threshold and noise of recall.
const DECAY: f64 = 0.177;
const THRESHOLD: f64 = -0.704;
const NOISE: f64 = 0.255;
/// c of the decay.
const DECAY_SCALE: f64 = 0.217;
/// A second between sessions counts as so much of a second within one.
const BETWEEN_SESSIONS: f64 = 0.025;
/// Brings a first showing to the shared anchor.
const OWN_STORY: f64 = 1.07;

impl Exposures {
    fn new(known: f64, pace: f64, growth: f64) -> Exposures {
        Exposures {
            known,
            // A first showing then lasts `pace` times as long.
            ease: OWN_STORY + DECAY * pace.ln(),
            scale: DECAY_SCALE / growth,
            past: Vec::new(),
        }
    }

    fn activation(&self, now: f64) -> f64 {
        let age = |then: f64| {
            let nights = now.floor() - then.floor();
            let within = (now.fract() - then.fract()).max(0.0);
            86_400.0 * (within + BETWEEN_SESSIONS * nights)
        };
        let sum: f64 = self
            .past
            .iter()
            .map(|&(then, decay)| age(then).max(1.0).powf(-decay))
            .sum();
        sum.ln()
    }
}

impl Trace for Exposures {
    fn recall(&self, now: f64) -> f64 {
        if self.past.is_empty() {
            return self.known;
        }
        let above = self.activation(now) + self.ease - THRESHOLD;
        1.0 / (1.0 + (-above / NOISE).exp())
    }

    fn shown(&mut self, now: f64, _quality: u8) {
        let decay = self.scale * self.activation(now).exp() + DECAY;
        self.past.push((now, decay));
    }
}

/// What a box of cards assumes: each pass doubles how long a card lasts, however soon it
/// comes; a failure halves it.
struct HalfLife {
    known: f64,
    days: f64,
    growth: f64,
    last: Option<f64>,
}

/// Days until half is gone after a first showing: the shared anchor.
const FIRST_HALF_LIFE: f64 = 4.0;

impl HalfLife {
    fn new(known: f64, pace: f64, growth: f64) -> HalfLife {
        HalfLife {
            known,
            days: FIRST_HALF_LIFE * pace,
            growth: 2.0 * growth,
            last: None,
        }
    }
}

impl Trace for HalfLife {
    fn recall(&self, now: f64) -> f64 {
        self.last
            .map_or(self.known, |last| (-(now - last) / self.days).exp2())
    }

    fn shown(&mut self, now: f64, quality: u8) {
        let another_day = self.last.is_some_and(|last| now.floor() > last.floor());
        if quality < 3 {
            self.days = (self.days / 2.0).max(0.5);
        } else if another_day {
            self.days *= self.growth;
        }
        self.last = Some(now);
    }
}

/// A fast trace that every showing fills, and a slow one that grows by what the fast one
/// had lost: the longer the wait, the more a showing is worth, if anything is left.
struct TwoTraces {
    known: f64,
    fast_days: f64,
    gain: f64,
    slow: f64,
    last: Option<f64>,
}

/// Days in which the traces fall to 1/e, and the share of what is missing that the slow
/// one gains at a first showing: the shared anchor.
const FAST_DAYS: f64 = 3.0;
const SLOW_DAYS: f64 = 90.0;
const SLOW_GAIN: f64 = 0.45;

impl TwoTraces {
    fn new(known: f64, pace: f64, growth: f64) -> TwoTraces {
        TwoTraces {
            known,
            fast_days: FAST_DAYS * pace,
            gain: (SLOW_GAIN * growth).min(0.9),
            slow: 0.0,
            last: None,
        }
    }

    fn traces(&self, now: f64) -> (f64, f64) {
        self.last.map_or((0.0, 0.0), |last| {
            let days = now - last;
            let slow = self.slow * (-days / SLOW_DAYS).exp();
            ((-days / self.fast_days).exp(), slow)
        })
    }
}

impl Trace for TwoTraces {
    fn recall(&self, now: f64) -> f64 {
        let (fast, slow) = self.traces(now);
        match self.last {
            None => self.known,
            Some(_) => 1.0 - (1.0 - fast) * (1.0 - slow),
        }
    }

    fn shown(&mut self, now: f64, quality: u8) {
        let (fast, slow) = self.traces(now);
        // What had to be read anew sinks in half as well as what was found in the head.
        let effort = if quality < 3 { 0.5 } else { 1.0 };
        self.slow = slow + self.gain * effort * (1.0 - fast) * (1.0 - slow);
        self.last = Some(now);
    }
}
