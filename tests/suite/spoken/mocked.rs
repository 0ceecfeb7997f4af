//! A mock interview in which the answer is heard.

use super::SpokenHome;
use crate::voice::appears;

#[test]
fn a_story_of_a_mock_is_heard_and_what_it_lacks_is_asked() {
    let spoken = SpokenHome::new();
    let home = &spoken.home;
    home.write(
        "decks/bank.md",
        "# Questions\n\n## What went wrong?\nid: any\n",
    );
    let args = ["mock", "--questions", "1", "--voice"];
    let mut tty = spoken.start().size(60, 100).tty(&args);
    tty.wait_for("Which story answers this?")
        .wait_for_a_prompt();
    let screen = tty.screen();
    let line = screen
        .lines()
        .find(|line| line.contains("Three loud users"));
    let digit = line
        .expect("the story")
        .trim()
        .split(' ')
        .next()
        .expect("its digit");
    tty.press(digit);
    // In the room nobody shows a clock.
    tty.wait_for("Space ends it").wait_for_a_prompt();
    // All of it was spoken by then.
    appears(&home.file("pid"));
    assert!(!tty.screen().contains("1:1"), "{}", tty.screen());
    tty.press(" ");
    for _ in 0..2 {
        tty.wait_for("Space when you have answered").press(" ");
        tty.wait_for("4 easy").press("3");
    }
    tty.wait_for("Tonight:");
    let told = tty.screen();
    let summary = told
        .split("Mock interview: 1 question\n")
        .last()
        .expect("a summary");
    assert!(summary.contains("Told in 7"), "{told}");
    assert!(summary.contains("Weak: a thin Learning"), "{told}");
    assert_eq!(tty.end(), 0);
    spoken.no_sound_is_left();
    assert_eq!(spoken.kept().len(), 1, "the words lie beside the run");
    let runs = spoken.runs();
    assert!(runs.iter().all(|lap| lap["source"] == "mock"), "{runs:?}");
    assert!(
        runs.iter().any(|lap| lap["words"].as_u64() > Some(100)),
        "{runs:?}"
    );
}
