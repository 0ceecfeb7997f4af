//! All tests of the program as a whole, in one binary: the harness first, then what a
//! person does, then what must hold, then what goes wrong.

mod coach;
mod daily;
mod faults;
mod harness;
mod house;
mod invariants;
mod pty;
mod readme;
mod schedule;
mod schema;
mod stories;
mod terminal;
