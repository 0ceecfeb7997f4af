//! All tests of the program as a whole, in one binary: the harness first, then what a
//! person does, then what must hold, then what goes wrong.

#![allow(clippy::too_many_lines)] // a test is a scene, told from beginning to end

mod anki;
mod anki_real;
mod asking;
mod backup;
mod banks;
mod browser;
mod cases;
mod clock;
mod coach;
mod daily;
mod debrief;
mod docs;
mod doctor;
mod export;
mod faults;
mod fortnight;
mod from_file;
mod guided;
mod handles;
mod harness;
mod home_backup;
mod house;
mod import;
mod imports;
mod interview;
mod invariants;
mod kept;
mod keys;
mod long;
mod moved;
mod objects;
mod oracle;
mod own_first;
mod package;
mod picture;
mod pty;
mod remains;
mod report_file;
mod routine;
mod schedule;
mod schema;
mod script;
mod shells;
mod snapshot;
mod speech;
mod steps;
mod stories;
mod terminal;
mod two_homes;
mod two_writers;
mod unite;
mod ways_out;
mod words;
