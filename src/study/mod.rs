//! Memory: which cards there are, what happened to them, what they are worth today.
//!
//! This room is pure. It takes stories, facts, a study day and numbers, and returns
//! values: the same in, the same out. It refuses to read a clock, to draw a random number
//! that no seed decided, to open a file, to speak SQL and to print. A memory is a fold of the
//! log through SM-2 ([`replay`], [`sm2`]), of all of it or of what follows a beginning that was
//! folded before ([`prefix`], [`memories`]), and today's list ([`queue`]) is worked out from
//! memories each time.

pub(crate) mod ahead;
pub(crate) mod allowance;
pub(crate) mod card;
pub(crate) mod card_sides;
pub(crate) mod card_states;
pub(crate) mod choosing;
pub(crate) mod comeback;
pub(crate) mod countdown;
pub(crate) mod date;
pub(crate) mod day;
pub(crate) mod debrief;
pub(crate) mod facts;
pub(crate) mod forecast;
pub(crate) mod foreseen;
pub(crate) mod interview;
pub(crate) mod memories;
pub(crate) mod missed;
pub(crate) mod mock;
pub(crate) mod next_step;
pub(crate) mod own_scale;
pub(crate) mod prefix;
pub(crate) mod proposal;
pub(crate) mod queue;
pub(crate) mod quiz;
pub(crate) mod readiness;
pub(crate) mod refold;
pub(crate) mod rehearsal;
pub(crate) mod replay;
pub(crate) mod report;
pub(crate) mod review;
pub(crate) mod run;
pub(crate) mod schedule;
pub(crate) mod session;
pub(crate) mod sm2;
pub(crate) mod spare;
pub(crate) mod target;
pub(crate) mod undo;

#[cfg(test)]
pub(crate) mod tests;
