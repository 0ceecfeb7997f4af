//! The doorway: builds the real world, runs, returns the exit code.

use std::process::ExitCode;

use star_cards::World;
use star_cards::prompt::stop;

fn main() -> ExitCode {
    stop::guard();
    let code = star_cards::run(std::env::args_os(), &mut World::real());
    if code == stop::INTERRUPTED {
        stop::say_stopped();
    }
    ExitCode::from(code)
}
