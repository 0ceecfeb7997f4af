//! How well recall is told: each person learns by plain SM-2, and before each answer that counts
//! it is asked what the program would tell, by the curve alone and on the person's own scale.
//!
//! What is told is held against the probability in the head, not against the answer, so that luck
//! is no part of it.

use std::fmt::Write;

use star_cards::internals::{CardMemory, Foreseen, NEWEST, Source, StudyDay, factor};

use crate::learner::Model;
use crate::scenario::{Assumptions, Head, Person};

const CARDS: usize = 60;
const DAYS: i32 = 90;
/// So many cards come a day until all are there.
const NEW_A_DAY: usize = 4;

/// One answer before it was given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told {
    /// The probability of recall in the head.
    held: f64,
    /// What the curve alone tells, and what it tells on the person's own scale.
    told: [f64; 2],
}

/// What one person was told over three months.
pub(crate) fn tell(person: Person, assumed: Assumptions) -> Vec<Told> {
    let mut head = Head::new(person, CARDS, assumed);
    let mut memories = [CardMemory::default(); CARDS];
    let (mut past, mut all) = (Vec::new(), Vec::new());
    for number in 0..DAYS {
        let day = StudyDay::from_number(number);
        // Of the days before: what is told in the morning.
        let own = factor(&past);
        let there = CARDS.min(NEW_A_DAY * (number as usize + 1));
        for (card, memory) in memories.iter_mut().enumerate().take(there) {
            if !memory.is_due(day) {
                continue;
            }
            let (gap, held) = (memory.elapsed_ratio(day), head.held(card, number));
            let is_first = memory.counted.is_none();
            let told = [1.0, own].map(|scale| memory.recall(day, day, scale));
            let quality = head.answer(card, number, 0, DAYS);
            memory.step(day, quality, Source::Review);
            if !is_first {
                let passed = quality.is_pass();
                past.push(Foreseen { gap, passed });
                all.push(Told { held, told });
            }
        }
        let old = past.len().saturating_sub(NEWEST);
        past.drain(..old);
    }
    all
}

/// The heading of the table.
pub(crate) fn heading() -> String {
    "| learners | recalled | told: curve, own scale | log loss | error of calibration | weakest tenth: told, recalled |\n\
     |---|---|---|---|---|---|"
        .to_owned()
}

/// A row: what was told to some people.
pub(crate) fn row(name: &str, all: &[Told]) -> String {
    let mean = |of: &dyn Fn(&Told) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
    let both = |of: &dyn Fn(usize) -> String| format!("{}, {}", of(0), of(1));
    let mut row = format!("| {name} | {}", percent(mean(&|told| told.held)));
    let cells = [
        both(&|which| percent(mean(&|told| told.told[which]))),
        both(&|which| format!("{:.3}", mean(&|told| loss(told.held, told.told[which])))),
        both(&|which| format!("{:.1}", 100.0 * calibration_error(all, which))),
        both(&|which| {
            let weakest = &by_told(all, which)[..all.len() / 10];
            format!(
                "{} and {}",
                percent(part(weakest).0),
                percent(part(weakest).1)
            )
        }),
    ];
    for cell in cells {
        let _ = write!(row, " | {cell}");
    }
    row + " |"
}

/// The log loss of what is told, on average over what may come.
fn loss(held: f64, told: f64) -> f64 {
    let told = told.clamp(0.001, 0.999);
    -(held * told.ln() + (1.0 - held) * (1.0 - told).ln())
}

/// The mean distance between what is told and what comes back, over ten parts of which about the
/// same was told.
fn calibration_error(all: &[Told], which: usize) -> f64 {
    let sorted = by_told(all, which);
    let parts = sorted.chunks(sorted.len().div_ceil(10));
    let distance = |of: &[(f64, f64)]| {
        let (told, held) = part(of);
        (told - held).abs() * of.len() as f64
    };
    parts.map(distance).sum::<f64>() / all.len() as f64
}

/// What was told and what was in the head, the least told first.
fn by_told(all: &[Told], which: usize) -> Vec<(f64, f64)> {
    let mut sorted: Vec<(f64, f64)> = all
        .iter()
        .map(|told| (told.told[which], told.held))
        .collect();
    sorted.sort_by(|(left, _), (right, _)| left.total_cmp(right));
    sorted
}

/// The means of both.
fn part(of: &[(f64, f64)]) -> (f64, f64) {
    let (told, held) = of
        .iter()
        .fold((0.0, 0.0), |(a, b), (told, held)| (a + told, b + held));
    (told / of.len() as f64, held / of.len() as f64)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// The rows: each model as it is, then all with memories that last shorter or longer.
pub(crate) fn rows(tell: impl Fn(Option<Model>, f64) -> Vec<Told>) -> Vec<String> {
    let models = Model::ALL.map(|model| row(model.name(), &tell(Some(model), 1.0)));
    let strengths = [
        ("all of them", 1.0),
        ("memory lasts half as long", 0.5),
        ("twice as long", 2.0),
        ("four times as long", 4.0),
    ];
    let varied = strengths.map(|(name, strength)| row(name, &tell(None, strength)));
    models.into_iter().chain(varied).collect()
}
