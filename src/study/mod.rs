//! Memory: which cards there are, what happened to them, what they are worth today.
//!
//! This room is pure. It takes stories, facts, a study day and numbers, and returns
//! values: the same in, the same out. It refuses to read a clock, to draw a random number
//! that no seed decided, to open a file, to speak SQL and to print. No state is kept
//! between runs: a memory is a fold of the log through SM-2 ([`replay`], [`sm2`]), and
//! today's list ([`queue`]) is worked out from memories each time.

pub mod card;
pub mod card_sides;
pub mod card_states;
pub mod countdown;
pub mod date;
pub mod day;
pub mod debrief;
pub mod facts;
pub mod forecast;
pub mod interview;
pub mod next_step;
pub mod proposal;
pub mod queue;
pub mod quiz;
pub mod readiness;
pub mod rehearsal;
pub mod replay;
pub mod report;
pub mod review;
pub mod run;
pub mod schedule;
pub mod session;
pub mod sm2;
pub mod target;
pub mod undo;
