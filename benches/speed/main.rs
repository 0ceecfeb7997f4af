//! Whole-program speed: `cargo bench --bench speed`.
//!
//! Every figure is printed beside something measured in the same run: what the disk takes to flush
//! 4 KiB, what SQLite alone takes to open the log or to read its rows, what a small home takes, and
//! Anki, where `ANKI_PYTHON` names a Python that has it. Machines differ and are shared; the ratios
//! travel, the milliseconds do not.
//!
//! `-- growth` prints how the program grows from ten cards to a hundred thousand, `-- spoken` what a
//! spoken answer takes, `-- commands` the rest; `-- home FOLDER STORIES REVIEWS` makes a home to look into, two cards a story.
//! `STAR_CARDS_BEFORE=PATH` has another build of the program measured in homes of the same size.

#![allow(clippy::disallowed_methods)] // a bench is where clocks are read

mod commands;
mod growth;
mod homes;
mod program;
mod raw;
mod sitting;
mod spoken;
mod theirs;
mod words;

use std::path::Path;

fn main() {
    // `cargo bench` adds `--bench`.
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        [program::PEAK, program, args @ ..] => program::print_peak(program, args),
        [raw::OPEN, database] => raw::select_one(Path::new(database)),
        [raw::ROWS, database] => raw::read_rows(Path::new(database)),
        ["growth"] => growth::print(),
        ["commands"] => commands::print(),
        ["spoken"] => spoken::print(),
        ["home", folder, stories, reviews] => {
            let number = |text: &str| text.parse().expect("a number");
            let size = homes::Size {
                stories: number(stories),
                reviews: number(reviews),
            };
            homes::build(&program::Program::this(), Path::new(folder), size);
        }
        [] => {
            growth::print();
            println!();
            commands::print();
            spoken::print();
        }
        other => panic!("`growth`, `commands`, `spoken` or nothing, not {other:?}"),
    }
}
