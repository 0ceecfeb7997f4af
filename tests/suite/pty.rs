//! Whole sittings on a real terminal.

use crate::harness::Home;
use crate::terminal::Start;

#[test]
fn a_first_look() {
    let home = Home::new();
    let mut tty = Start::at(&home).tty(&["review"]);
    tty.wait_for("Which trap is it?").press("\r").wait_for("Space next");
    eprintln!("{}", tty.screen());
    tty.press(" ").wait_for("Which trap is it?").press("\u{1b}").wait_for("Space answer").press("q");
    assert_eq!(tty.end(), 0);
    eprintln!("{}", tty.screen());
    eprintln!("{:?} {}", tty.modes(), tty.hides_cursor());
}
