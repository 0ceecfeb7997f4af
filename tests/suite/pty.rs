//! Whole sittings with the real binary on a real terminal: keys, menus, the cursor, the
//! modes, narrow and plain screens.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use rustix::termios::LocalModes;
use star_cards::internals::{label, read_all};
use unicode_width::UnicodeWidthStr;

use crate::harness::{Home, NINE_DAYS};
use crate::terminal::{CTRL_C, DOWN, ENTER, ESC, Start, Tty, UP, answers};

const TRAP: &str = "Which trap is it?";
const REVEAL: &str = "Space show";
const GRADE: &str = "1 again";
const TICK: &str = "What did you say?";
const NEXT: &str = "Space next";
const SAVED: &str = "Stopped. Every answer you gave is saved.";

/// Leads a sitting to some place.
type Walk = fn(&mut Tty);

/// One general trap line for each of the four, and nothing else to learn.
fn only_traps() -> Home {
    let home = Home::new();
    home.write("config.toml", "builtin = [\"traps\"]\n");
    home
}

/// The text without line breaks, as [`Tty::said`] has it.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The rows of the menu that stands at the bottom of the screen.
fn menu(screen: &str, question: &str) -> Vec<String> {
    let Some((_, after)) = screen.rsplit_once(question) else {
        return Vec::new();
    };
    let rows = after.lines().skip(1);
    rows.map(|row| unnumbered(row).to_owned())
        .filter(|row| !row.is_empty())
        .collect()
}

/// The row with the arrow of the menu.
fn arrow(screen: &str) -> Option<String> {
    let row = screen
        .lines()
        .rfind(|row| row.starts_with('❯') || row.starts_with('>'))?;
    Some(unnumbered(row).to_owned())
}

/// A row of a menu without arrow and digit.
fn unnumbered(row: &str) -> &str {
    let row = row.trim_start_matches(['❯', '>', ' ']);
    row.trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_start()
}

/// How many points the card at the bottom of the screen has.
fn points(screen: &str) -> usize {
    let (_, after) = screen.rsplit_once("Did you say it?").expect("a list");
    after.lines().filter(|row| row.starts_with("  - ")).count()
}

/// What the line on the screen is, by the decks of a home and the built-in one.
fn right_choice(home: &Home, screen: &str) -> &'static str {
    let library = read_all(&[home.file("decks")], &["traps".to_owned()]);
    let stories = || library.stories().map(|entry| entry.story());
    let (_, shown) = flat(screen)
        .rsplit_once("Someone answers: \"")
        .map(|(before, after)| (before.to_owned(), after.to_owned()))
        .expect("a line");
    let lines = stories().flat_map(|story| story.traps.iter());
    let lines = lines.map(|line| (line, Some(line.trap)));
    let fine = stories().flat_map(|story| story.fine_lines.iter());
    let fine = fine.map(|line| (line, None));
    let (_, choice) = lines
        .chain(fine)
        .find(|(line, _)| shown.starts_with(&format!("{}\"", flat(&line.line))))
        .unwrap_or_else(|| panic!("no line of the deck: {shown}"));
    label(choice)
}

/// Moves the arrow to an answer that is right, or is not, and gives it.
pub(crate) fn judge(home: &Home, tty: &mut Tty, right: bool) {
    tty.wait_for(TRAP)
        .wait_until("five answers", |screen| menu(screen, TRAP).len() == 5);
    let screen = tty.screen();
    let wanted = right_choice(home, &screen);
    let items = menu(&screen, TRAP);
    let fits = |item: &String| (item == wanted) == right;
    let index = items.iter().position(fits).expect("such an answer");
    let label = items[index].clone();
    // No answer is chosen before the arrow was moved.
    tty.press(ENTER).press(&DOWN.repeat(index + 1));
    tty.wait_until("the arrow", |screen| {
        arrow(screen).as_deref() == Some(label.as_str())
    });
    tty.press(ENTER)
        .wait_for(if right { "Right:" } else { "Not quite:" });
    if !right {
        tty.wait_for(NEXT);
    }
}

/// Whether the screen tells what a line was.
fn is_judged(screen: &str) -> bool {
    screen.contains("Right:") || screen.contains("Not quite:")
}

/// The program has gone with this code and left the terminal as it found it.
#[track_caller]
fn ended_tidily(tty: &mut Tty, code: i32) {
    assert_eq!(tty.end(), code, "{}", tty.screen());
    assert!(!tty.hides_cursor(), "the cursor stays hidden");
    let raw = String::from_utf8_lossy(&tty.raw()).into_owned();
    assert!(
        raw.rfind("\u{1b}[?25l") <= raw.rfind("\u{1b}[?25h"),
        "hidden after shown: {raw:?}"
    );
    let cooked = LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
    assert!(tty.modes().contains(cooked), "{:?}", tty.modes());
}

#[test]
fn a_first_evening_on_the_built_in_decks() {
    let home = Home::new();
    let mut tty = Start::at(&home).tty(&["review"]);
    // The first card is a story's; from here to its grade it is two keys.
    tty.wait_for("1 of 10")
        .wait_for("What do you think the wrong call was?")
        .wait_for(REVEAL);
    tty.press("?")
        .wait_for("4 easy")
        .wait_for("q quits")
        .wait_for(REVEAL);
    tty.press(" ").wait_for("Did you say it?").wait_for(GRADE);
    tty.press("3").wait_for("good: back tomorrow.");
    // The traps are named before the first. What was recognised leads on at once.
    tty.meet_traps();
    judge(&home, &mut tty, true);
    tty.wait_for(REVEAL);
    // All points ticked: 4 is proposed.
    tty.press(" ").wait_for("Did you say it?").wait_for(GRADE);
    let points = points(&tty.screen());
    tty.press("c")
        .wait_until("all points", |screen| menu(screen, TICK).len() == points);
    tty.press(&format!(" {DOWN}").repeat(points)).press(ENTER);
    tty.wait_for("Enter good")
        .press(ENTER)
        .wait_for("good: back tomorrow.");
    // Taken back from the next card, and failed.
    tty.wait_for(TRAP)
        .press("u")
        .wait_for("Undone: good for Missed launch deadline");
    tty.wait_for(REVEAL).press(" ").wait_for(GRADE);
    tty.press("1")
        .wait_for("again: once more today, then tomorrow.");
    // The letters work in the menu; Escape and Space answer nothing.
    tty.wait_for(TRAP).press(ESC).press(" ");
    tty.press("b").wait_for("Buried until tomorrow.");
    tty.wait_for(REVEAL).press("s");
    // A slip of the finger is taken back; the card is asked again.
    judge(&home, &mut tty, false);
    tty.press("u")
        .wait_for("Undone: again for Trap: no number.");
    judge(&home, &mut tty, true);
    tty.wait_for(REVEAL).press("s");
    judge(&home, &mut tty, false);
    tty.press(" ");
    for _ in 0..2 {
        tty.wait_for(REVEAL).press("s");
    }
    // What failed comes back: the sample first, it failed first.
    tty.wait_for("Once more").wait_for(REVEAL);
    tty.press(" ").wait_for("does not move this card");
    tty.wait_for(GRADE).press("4").wait_for("easy:");
    judge(&home, &mut tty, true);
    tty.wait_for("7 answers in 1 min, 5 recalled. All saved.");
    // A slip with the last card is mended at the summary.
    tty.wait_for("any other key leaves").press("u");
    tty.wait_for("Undone:");
    judge(&home, &mut tty, true);
    tty.wait_for("7 answers in 1 min, 5 recalled. All saved.");
    tty.leave_summary();
    ended_tidily(&mut tty, 0);
    assert_eq!(tty.said().matches("Four traps").count(), 1);

    an_evening_in_the_log(&home);
}

/// A digit answers a trap, and one key takes it back to the very same line.
#[test]
fn a_trap_takes_one_key_and_so_does_taking_it_back() {
    let home = only_traps();
    let mut tty = Start::at(&home).tty(&["review"]);
    tty.meet_traps().wait_for("1 of 4").wait_for(TRAP);
    tty.wait_until("five answers", |screen| menu(screen, TRAP).len() == 5);
    let screen = tty.screen();
    let right = right_choice(&home, &screen);
    let items = menu(&screen, TRAP);
    let digit = 1 + items.iter().position(|item| item == right).expect("it");
    tty.press(&digit.to_string()).wait_for("Right:");
    tty.wait_for("2 of 4").wait_for(TRAP).press("u");
    tty.wait_for("Undone:").wait_for("1 of 4").wait_for(TRAP);
    tty.wait_until("five answers", |screen| menu(screen, TRAP) == items);
    assert_eq!(right_choice(&home, &tty.screen()), right);
    // Space answers nothing, and q ends without Escape.
    tty.press(" ").press("q").wait_for("Next:");
    ended_tidily(&mut tty, 0);
    assert_eq!(answers(&home), []);
}

/// What that evening left behind.
fn an_evening_in_the_log(home: &Home) {
    let answers = answers(home);
    let told: Vec<(&str, i64)> = answers
        .iter()
        .map(|(card, quality)| {
            let kind = card.rsplit_once('/').expect("a card").1;
            (
                if card.starts_with("core-") {
                    kind
                } else {
                    card
                },
                *quality,
            )
        })
        .collect();
    let traps = ["traps/fake-failure", "traps/no-number", "traps/no-learning"];
    assert_eq!(
        told,
        [
            ("action", 4),
            (traps[0], 5),
            ("learning", 1),
            (traps[1], 5),
            (traps[2], 1),
            ("learning", 5),
            (traps[2], 5),
        ]
    );
    let list = home.run(&["list", "--json"]);
    assert_eq!(list.card("traps/deflection")["state"], "buried");
}

#[test]
fn the_next_days_bring_what_failed_or_came_due() {
    let home = Home::with_deck(NINE_DAYS);
    let sit = |day: u32, of: &str, cards: &[(&str, &str)]| {
        let mut tty = Start::at(&home).day(day).tty(&["review"]);
        tty.wait_for(of);
        for (asked, grade) in cards {
            tty.wait_for(asked).wait_for(REVEAL).press(" ");
            tty.wait_for(GRADE).press(grade);
        }
        tty.wait_for("All saved.").leave_summary();
        ended_tidily(&mut tty, 0);
        assert_eq!(
            tty.said().matches("1 of 1 ").count(),
            usize::from(of == "1 of 1")
        );
    };
    home.run(&["suspend", "nine-days-late/trap/deflection"])
        .ok();
    let (decided, changed) = ("Say your decision aloud", "Say the change aloud");
    sit(
        0,
        "1 of 2",
        &[(decided, "3"), (changed, "1"), (changed, "3")],
    );
    sit(1, "1 of 2", &[(changed, "2"), (decided, "3")]);
    let nothing = Start::at(&home).day(1).piped(&["due", "--exit-code"]);
    assert_eq!(nothing.status.code(), Some(3));
    // The decision, good twice, rests six days; the change, hard, comes every day.
    sit(2, "1 of 1", &[(changed, "1"), (changed, "3")]);
    sit(3, "1 of 1", &[(changed, "3")]);
    sit(7, "1 of 2", &[(changed, "3"), (decided, "3")]);
}

#[test]
fn ctrl_c_at_every_kind_of_prompt_leaves_a_tidy_terminal() {
    let begin = |home: &Home| {
        let mut tty = Start::at(home).tty(&["review"]);
        tty.wait_for(REVEAL).press(" ").wait_for(GRADE).press("3");
        tty.wait_for("good:").wait_for(REVEAL);
        tty
    };
    let table: [(&str, Walk); 4] = [
        ("the reveal", |_| {}),
        ("the grade bar", |tty| {
            tty.press(" ").wait_for(GRADE);
        }),
        ("the checklist", |tty| {
            tty.press(" ").wait_for(GRADE).press("c").wait_for(TICK);
            tty.press(" ");
            tty.wait_until("a tick", |screen| {
                screen.contains("[x]") || screen.contains('✔')
            });
        }),
        ("the trap menu", |tty| {
            tty.press("s")
                .meet_traps()
                .wait_for(TRAP)
                .press(DOWN)
                .wait_for(label(None));
        }),
    ];
    for (place, walk) in table {
        let home = Home::with_deck(NINE_DAYS);
        let mut tty = begin(&home);
        walk(&mut tty);
        tty.press(CTRL_C).wait_for(SAVED);
        ended_tidily(&mut tty, 130);
        assert_eq!(tty.said().matches(SAVED).count(), 1, "{place}");
        let good = ("nine-days-late/action".to_owned(), 4);
        assert_eq!(answers(&home), [good], "{place}");
    }
}

#[test]
fn ctrl_c_at_the_pause_after_a_trap_keeps_its_answer() {
    let home = only_traps();
    let mut tty = Start::at(&home).tty(&["review"]);
    tty.meet_traps();
    judge(&home, &mut tty, false);
    tty.press(CTRL_C).wait_for(SAVED);
    ended_tidily(&mut tty, 130);
    assert_eq!(answers(&home), [("traps/fake-failure".to_owned(), 1)]);
}

#[test]
fn ctrl_c_at_a_question_changes_nothing() {
    for (args, words) in [
        (&["remove", "nine-days-late"][..], "to the trash?"),
        (&["remove"], "Which story?"),
        (&["show"], "Which story?"),
        (&["edit"], "Which story?"),
    ] {
        let home = Home::with_deck(NINE_DAYS);
        let mut tty = Start::at(&home).env("EDITOR", "true").tty(args);
        tty.wait_for(words).press(CTRL_C);
        ended_tidily(&mut tty, 130);
        assert_eq!(
            home.files(),
            ["config.toml", "decks/stories.md"],
            "{args:?}"
        );
        assert_eq!(home.read("decks/stories.md"), NINE_DAYS, "{args:?}");
    }
}

#[test]
fn escape_leaves_every_question_without_a_change() {
    for (args, words, code) in [
        (&["remove", "nine-days-late"][..], "to the trash?", 0),
        (&["show"], "Which story?", 130),
    ] {
        let home = Home::with_deck(NINE_DAYS);
        let mut tty = Start::at(&home).tty(args);
        tty.wait_for(words).press(ESC);
        ended_tidily(&mut tty, code);
        assert_eq!(
            home.files(),
            ["config.toml", "decks/stories.md"],
            "{args:?}"
        );
    }
}

#[test]
fn a_story_is_found_by_typing_and_removed_after_a_yes() {
    let home = Home::new();
    home.write("decks/stories.md", NINE_DAYS);
    let mut tty = Start::at(&home).tty(&["show"]);
    tty.wait_for("Which story?").press("ninedayslate");
    tty.wait_until("one row", |screen| {
        arrow(screen).is_some_and(|row| row.starts_with("Nine days late"))
    });
    tty.press(ENTER)
        .wait_for("I skipped the compatibility shim");
    ended_tidily(&mut tty, 0);

    let mut tty = Start::at(&home).tty(&["remove", "nine-days-late"]);
    tty.wait_for("to the trash?")
        .press("y")
        .wait_for("Moved to");
    ended_tidily(&mut tty, 0);
    assert_eq!(home.read("decks/stories.md").trim(), "");
    assert!(
        home.run(&["list"])
            .ok()
            .out
            .contains("No stories of your own")
    );
}

#[test]
fn sigterm_in_a_prompt_ends_a_sitting_tidily() {
    let places: [Walk; 3] = [
        |_| {},
        |tty| {
            tty.press(" ").wait_for(GRADE);
        },
        |tty| {
            tty.press("s").meet_traps().wait_for(TRAP);
        },
    ];
    for walk in places {
        let home = Home::with_deck(NINE_DAYS);
        let mut tty = Start::at(&home).tty(&["review"]);
        tty.wait_for(REVEAL).press(" ").wait_for(GRADE).press("4");
        tty.wait_for("easy:").wait_for(REVEAL);
        walk(&mut tty);
        tty.wait_for_a_prompt().signal("TERM").wait_for(SAVED);
        ended_tidily(&mut tty, 130);
        assert_eq!(answers(&home).len(), 1);
    }
}

fn hung_up_at_a_prompt() -> i32 {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = Start::at(&home).tty(&["review"]);
    tty.wait_for(REVEAL).press(" ").wait_for(GRADE).press("4");
    tty.wait_for("easy:").wait_for(REVEAL).hang_up("?");
    let code = tty.end();
    assert_eq!(answers(&home).len(), 1);
    code
}

#[test]
fn a_closed_terminal_ends_a_sitting() {
    assert_ne!(hung_up_at_a_prompt(), 0);
}

#[test]
fn a_closed_terminal_is_no_failure() {
    for _ in 0..40 {
        assert_eq!(hung_up_at_a_prompt(), 130);
    }
}

#[test]
fn plain_types_letters_and_numbers_and_redraws_nothing() {
    let plain: [(&[&str], &str, &str); 3] = [
        (&["--plain", "review"], "TERM", "xterm-256color"),
        (&["review"], "TERM", "dumb"),
        (&["review"], "ACCESSIBLE", "1"),
    ];
    for (args, name, value) in plain {
        let home = Home::new();
        home.write("config.toml", "builtin = [\"traps\"]\n");
        home.write("decks/stories.md", NINE_DAYS);
        let mut tty = Start::at(&home).env(name, value).tty(args);
        tty.wait_for(REVEAL).wait_for("then Enter:").send("\n");
        tty.wait_for("Did you say it?")
            .wait_for("then Enter:")
            .send("9\n");
        tty.wait_for("then Enter:")
            .send("3\n")
            .wait_for("good: back tomorrow.");
        tty.wait_for("Four traps")
            .wait_for("then Enter:")
            .send(" \n");
        // The first general trap: neither 0 nor 6 is an answer.
        tty.wait_for("1. ").wait_for("5. ").wait_for("then Enter:");
        tty.send("0\n").wait_for("then Enter:");
        tty.send("6\n").wait_for("then Enter:");
        let screen = tty.screen();
        let right = right_choice(&home, &screen);
        let wrong = (1..=5).find(|number| !screen.contains(&format!("{number}. {right}")));
        tty.send(&format!("{}\n", wrong.expect("a wrong answer")))
            .wait_for("Space next")
            .wait_for("then Enter:");
        tty.send(" \n").wait_for("Say the change aloud");
        tty.wait_for("then Enter:")
            .send("h\n")
            .wait_for("Hint: write");
        tty.wait_for("then Enter:").send("s\n");
        tty.wait_for("5. ").wait_for("then Enter:").send("b\n");
        tty.wait_for("Buried until tomorrow.");
        tty.wait_for("then Enter:")
            .send("q\n")
            .wait_for("All saved.");
        ended_tidily(&mut tty, 0);

        let raw = String::from_utf8(tty.raw()).expect("UTF-8");
        let steering: Vec<&str> = raw
            .split("\u{1b}[")
            .skip(1)
            .filter(|rest| {
                !rest
                    .trim_start_matches(|c: char| c.is_ascii_digit() || c == ';')
                    .starts_with('m')
            })
            // What is pasted is marked, where the terminal knows how.
            .filter(|rest| value == "dumb" || !rest.starts_with("?2004"))
            .collect();
        assert!(steering.is_empty(), "{steering:?}");
        assert!(
            !raw.replace("\r\n", "\n").contains(['\r', '\u{8}']),
            "{raw:?}"
        );
        let answers = answers(&home);
        assert_eq!(answers[0], ("nine-days-late/action".to_owned(), 4));
        assert_eq!(answers[1].0, "traps/fake-failure");
        // Typed answers tell nothing about speed.
        assert_ne!(answers[1].1, 5);
    }
}

#[test]
fn the_end_of_typed_input_ends_a_plain_sitting() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = Start::at(&home).tty(&["--plain", "review"]);
    tty.wait_for("then Enter:")
        .send("\n")
        .wait_for("then Enter:");
    tty.send("3\n").wait_for("good:").wait_for("then Enter:");
    tty.send("\u{4}");
    ended_tidily(&mut tty, 130);
    assert_eq!(answers(&home).len(), 1);
}

const NARROW: u16 = 40;
const TALL: u16 = 150;

/// The five answers to a trap on a narrow screen: three names take two rows.
const ROWS: usize = 8;

/// A narrow terminal, tall enough to scroll nothing away.
fn narrow(home: &Home) -> Tty {
    Start::at(home).size(TALL, NARROW).tty(&["review"])
}

/// The screen, which must be what a wider terminal would show: nothing was wrapped by the
/// terminal, nothing was left behind by redrawing.
#[track_caller]
fn narrow_screen(tty: &Tty) -> String {
    let mut wide = vt100::Parser::new(TALL, 400, 0);
    wide.process(&tty.raw());
    let (narrow, wide) = (tty.screen(), wide.screen().contents());
    assert_eq!(narrow, wide, "wrapped by the terminal");
    let too_wide: Vec<&str> = narrow
        .lines()
        .filter(|row| row.width() > usize::from(NARROW))
        .collect();
    assert!(too_wide.is_empty(), "{too_wide:#?}");
    narrow
}

/// Waits until the last row of the screen is the whole key bar.
#[track_caller]
fn key_bar(tty: &mut Tty, key: &str) -> String {
    let last = |screen: &str| screen.trim_end().lines().last().map(str::to_owned);
    tty.wait_until(key, |screen| {
        last(screen).is_some_and(|row| row.starts_with(key) && row.ends_with('?'))
    });
    narrow_screen(tty)
}

fn long_points() -> Home {
    let home = Home::with_deck(&NINE_DAYS.replace(
        "I **skipped the compatibility shim** because",
        "I **skipped the compatibility shim that both of the shops had asked for twice** and \
         **told nobody in the whole company about it until it was much too late** because",
    ));
    home.write("config.toml", "builtin = [\"traps\"]\n");
    home
}

#[test]
fn forty_columns_are_enough() {
    let home = long_points();
    let mut tty = narrow(&home);
    key_bar(&mut tty, REVEAL);
    tty.press("?").wait_for("q quits").wait_for(REVEAL);
    key_bar(&mut tty, REVEAL);
    tty.press(" ").wait_for("1 again today").wait_for("4 easy");
    key_bar(&mut tty, "c s b");
    tty.press("c")
        .wait_until("a checklist", |screen| menu(screen, TICK).len() == 3);
    let before = narrow_screen(&tty);
    for key in [DOWN, DOWN, DOWN, UP, UP, UP, " "] {
        tty.press(key).wait_for("trusted the date");
    }
    tty.wait_until("a tick", |screen| {
        let items = menu(screen, TICK);
        items.len() == 3 && items[0].starts_with('✔')
    });
    let after = narrow_screen(&tty);
    assert_eq!(before, after.replace('✔', "⬚"));
    // What was ticked is still ticked when the checklist is opened again.
    tty.press(ENTER).wait_for("Enter again").press("c");
    tty.wait_until("the same tick", |screen| {
        let items = menu(screen, TICK);
        items.len() == 3 && items[0].starts_with('✔') && items[1].starts_with('⬚')
    });
    tty.press(ENTER).wait_for("Enter again");
    key_bar(&mut tty, "c s b");
    tty.press("3");

    tty.meet_traps()
        .wait_for(TRAP)
        .wait_until("five whole answers", |screen| {
            menu(screen, TRAP).len() == ROWS
        });
    let before = narrow_screen(&tty);
    for name in [
        "fake failure: a strength in disguise",
        "no number: nobody can tell how bad it was",
        "no learning: nothing changed afterwards",
    ] {
        assert!(flat(&before).contains(name), "{name}: {before}");
    }
    let keys = before.lines().find(|row| row.contains("1-5"));
    assert!(
        keys.is_some_and(|row| row.ends_with("s b u q ?")),
        "{before}"
    );
    // The arrow stands nowhere yet, so Enter answers nothing unread.
    assert_eq!(arrow(&before), None, "{before}");
    tty.press(ENTER).press(DOWN);
    tty.wait_until("an arrow", |screen| arrow(screen).is_some());
    let before = narrow_screen(&tty);
    for moves in [UP, DOWN, DOWN, DOWN, DOWN, DOWN, DOWN] {
        let old = arrow(&tty.screen());
        tty.press(moves).wait_until("a move", |screen| {
            arrow(screen).is_some() && arrow(screen) != old && menu(screen, TRAP).len() == ROWS
        });
    }
    assert_eq!(before, narrow_screen(&tty));
    // A letter that is none of the bar's does nothing.
    let old = arrow(&tty.screen());
    tty.press("z").press(UP).wait_until("a move", |screen| {
        arrow(screen).is_some() && arrow(screen) != old && menu(screen, TRAP).len() == ROWS
    });
    tty.press(DOWN)
        .wait_until("the menu as before", |screen| screen == before);
    tty.press(ENTER).wait_for("Why:").press("q");
    tty.wait_for("All saved.");
    ended_tidily(&mut tty, 0);
    narrow_screen(&tty);
}

#[test]
fn a_narrow_bar_still_says_what_enter_takes() {
    let home = long_points();
    let mut tty = narrow(&home);
    tty.wait_for(REVEAL).press(" ").wait_for(GRADE).press("c");
    tty.wait_for(TICK).press(ENTER);
    let screen = key_bar(&mut tty, "c s b");
    assert!(screen.contains("Enter again"), "{screen}");
}

/// dialoguer counts the bytes of an item where it should count its columns.
#[test]
fn a_checklist_in_cyrillic_leaves_the_card_on_the_screen() {
    let point = "я пропустил слой совместимости, о котором дважды просили магазины";
    let home = Home::with_deck(&NINE_DAYS.replace("skipped the compatibility shim", point));
    let mut tty = Start::at(&home).tty(&["review"]);
    tty.wait_for(REVEAL).press(" ").wait_for(GRADE).press("c");
    tty.wait_for(TICK)
        .wait_until("a checklist", |screen| menu(screen, TICK).len() == 2);
    let before = tty.screen();
    tty.press(DOWN).press(UP).press(" ");
    tty.wait_until("a tick", |screen| {
        screen.trim_end().ends_with("trusted the date") && screen.contains('✔')
    });
    assert_eq!(before, tty.screen().replace('✔', "⬚"));
}

#[test]
fn keys_typed_ahead_reveal_nothing_and_grade_nothing() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = Start::at(&home).tty(&["review"]);
    // An impatient thumb: the reveal, and grades before there is anything to grade.
    tty.wait_for(REVEAL).press(" 4444").wait_for(GRADE);
    tty.wait_for_a_prompt();
    assert!(!home.database().exists(), "{}", tty.screen());
    tty.press("1")
        .wait_for("again: once more today")
        .wait_for(REVEAL);
    tty.press("q").wait_for("1 answer in");
    ended_tidily(&mut tty, 0);
    assert_eq!(answers(&home), [("nine-days-late/action".to_owned(), 1)]);
}

#[test]
fn no_color_and_color_never_show_none_and_auto_does() {
    let walk = |start: Start, args: &[&str]| {
        let mut tty = start.tty(args);
        tty.wait_for(REVEAL).press(" ").wait_for(GRADE).press("c");
        tty.wait_for(TICK).press(" ").press(ENTER);
        tty.wait_for("Enter hard")
            .press(ENTER)
            .wait_for(REVEAL)
            .press("s");
        tty.meet_traps()
            .wait_for(TRAP)
            .press(DOWN)
            .press(ENTER)
            .wait_until("a judgement", is_judged)
            .press("q");
        tty.wait_for("All saved.");
        assert_eq!(tty.end(), 0);
        let raw = String::from_utf8(tty.raw()).expect("UTF-8");
        raw.split("\u{1b}[")
            .skip(1)
            .filter(|rest| {
                rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';')
                    .starts_with('m')
            })
            .count()
    };
    let fresh = || Home::with_deck(NINE_DAYS);
    assert_ne!(walk(Start::at(&fresh()), &["review"]), 0);
    assert_ne!(
        walk(Start::at(&fresh()).env("NO_COLOR", ""), &["review"]),
        0
    );
    assert_eq!(
        walk(Start::at(&fresh()).env("NO_COLOR", "1"), &["review"]),
        0
    );
    assert_eq!(
        walk(Start::at(&fresh()), &["--color", "never", "review"]),
        0
    );
}

/// Ctrl-C belongs to the editor while it is open, as it does under git: vim, for one, takes
/// it as a key.
#[test]
fn ctrl_c_in_the_editor_is_the_editors() {
    let home = Home::with_deck(NINE_DAYS);
    home.write(
        "editor.sh",
        "trap 'echo \"More words.\" >> \"$1\"; exit 0' INT\necho editing\nread line\n",
    );
    let editor = format!("sh '{}'", home.file("editor.sh").display());
    let mut tty = Start::at(&home).env("EDITOR", &editor).tty(&["review"]);
    tty.wait_for(REVEAL)
        .press("e")
        .wait_for("editing")
        .send(CTRL_C);
    tty.wait_for("Saved in").wait_for(REVEAL).press("q");
    ended_tidily(&mut tty, 0);
    assert!(home.read("decks/stories.md").contains("More words."));
}

/// SIGTERM is not the editor's: it is sent to whoever is to end.
#[test]
fn sigterm_beside_the_editor_ends_a_sitting_tidily() {
    let home = Home::with_deck(NINE_DAYS);
    home.write("editor.sh", "echo editing\nread line\n");
    let editor = format!("sh '{}'", home.file("editor.sh").display());
    let mut tty = Start::at(&home).env("EDITOR", &editor).tty(&["review"]);
    tty.wait_for(REVEAL).press("e").wait_for("editing");
    tty.signal("TERM").wait_for(SAVED);
    ended_tidily(&mut tty, 130);
    assert_eq!(home.read("decks/stories.md"), NINE_DAYS);
}

/// But before there is an editor it is ours: right behind the key that asks for one, and while
/// the shell that opens it begins.
#[test]
fn ctrl_c_before_the_editor_stops() {
    let home = Home::with_deck(NINE_DAYS);
    let opened = format!("touch '{}'", home.file("opened").display());
    let mut tty = Start::at(&home).env("EDITOR", &opened).tty(&["review"]);
    let keys = format!("e{CTRL_C}");
    tty.wait_for(REVEAL).press(&keys).wait_for(SAVED);
    ended_tidily(&mut tty, 130);
    assert_eq!(home.files(), ["config.toml", "decks/stories.md"]);

    let home = Home::with_deck(NINE_DAYS);
    let folder = tempfile::tempdir().expect("a folder");
    let shell = folder.path().join("sh");
    std::fs::write(&shell, "#!/bin/sh\nkill -INT $$\n").expect("a shell");
    std::fs::set_permissions(&shell, Permissions::from_mode(0o700)).expect("runs");
    let mut tty = Start::at(&home)
        .env("PATH", &folder.path().display().to_string())
        .env("EDITOR", "vim")
        .tty(&["review"]);
    tty.wait_for(REVEAL).press("e").wait_for(SAVED);
    ended_tidily(&mut tty, 130);
    assert_eq!(home.files(), ["config.toml", "decks/stories.md"]);
}

#[test]
fn a_sitting_goes_on_where_no_editor_is_known() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = Start::at(&home)
        .env("EDITOR", "")
        .env("PATH", "/nowhere")
        .tty(&["review"]);
    tty.wait_for(REVEAL)
        .press("e")
        .wait_for("no editor was found");
    tty.wait_for(REVEAL).press(" ").wait_for(GRADE).press("3");
    tty.wait_for("good:").wait_for(REVEAL).press("q");
    ended_tidily(&mut tty, 0);
}

#[test]
fn a_failing_editor_changes_nothing_and_the_sitting_goes_on() {
    for editor in ["sh -c 'exit 3'", "false", "no-such-editor", "'unclosed"] {
        let home = Home::with_deck(NINE_DAYS);
        let mut tty = Start::at(&home).env("EDITOR", editor).tty(&["review"]);
        tty.wait_for(REVEAL)
            .press("e")
            .wait_for("ended with an error");
        tty.wait_for(REVEAL).press("q").wait_for("Next:");
        ended_tidily(&mut tty, 0);
        assert_eq!(
            home.files(),
            ["config.toml", "decks/stories.md"],
            "{editor}"
        );
        assert_eq!(home.read("decks/stories.md"), NINE_DAYS);
    }
}

#[test]
fn an_editor_with_blanks_quotes_and_arguments_edits_the_card_at_hand() {
    let home = Home::with_deck(NINE_DAYS);
    home.write(
        "my editor's.sh",
        "test \"$1\" = --wait && sed -i 's/trusted the date/believed the plan/' \"$2\"\n",
    );
    let script = home.file("my editor's.sh").display().to_string();
    let editor = format!("sh \"{script}\" --wait");
    let mut tty = Start::at(&home).env("VISUAL", &editor).tty(&["review"]);
    tty.wait_for(REVEAL).press(" ").wait_for("trusted the date");
    tty.wait_for(GRADE).press("e").wait_for("Saved in");
    tty.wait_for(REVEAL)
        .press(" ")
        .wait_for("believed the plan");
    tty.wait_for(GRADE)
        .press("3")
        .wait_for("good:")
        .wait_for(REVEAL)
        .press("q");
    ended_tidily(&mut tty, 0);
    assert_eq!(answers(&home).len(), 1);
    let left = home.file("drafts").read_dir().expect("a folder").count();
    assert_eq!(left, 0);
}

#[test]
fn ctrl_c_while_typing_plainly_ends_tidily() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = Start::at(&home).tty(&["--plain", "review"]);
    tty.wait_for("then Enter:")
        .send("\n")
        .wait_for("then Enter:");
    tty.send("3\n").wait_for("good:").wait_for("then Enter:");
    tty.send("half a li").send(CTRL_C).wait_for(SAVED);
    ended_tidily(&mut tty, 130);
    assert_eq!(answers(&home).len(), 1);
}

#[test]
fn a_question_fits_forty_columns() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = Start::at(&home)
        .size(TALL, NARROW)
        .tty(&["remove", "nine-days-late"]);
    tty.wait_for("the trash?")
        .press("n")
        .wait_for("Nothing was changed.");
    ended_tidily(&mut tty, 0);
    let screen = narrow_screen(&tty);
    assert_eq!(screen.matches("Nine days late").count(), 1, "{screen}");
}

/// A key that comes between two readings must not be echoed over the menu.
#[test]
fn keys_held_down_in_a_menu_leave_no_echo() {
    let home = only_traps();
    let mut tty = Start::at(&home).tty(&["review"]);
    tty.meet_traps().wait_for(TRAP).wait_for_a_prompt();
    for _ in 0..500 {
        tty.send(DOWN);
    }
    tty.send(ENTER).wait_for("Why:");
    assert!(!tty.said().contains("^["), "{}", tty.screen());
    tty.press("q");
    ended_tidily(&mut tty, 0);
}

#[test]
fn a_terminal_that_shrinks_loses_no_answer() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = Start::at(&home).tty(&["review"]);
    tty.wait_for(REVEAL)
        .resize(10, 30)
        .press(" ")
        .wait_for("1 2 3 4");
    tty.press("3").wait_for("good:").wait_for(REVEAL).press("s");
    tty.meet_traps()
        .wait_for(TRAP)
        .press(DOWN)
        .resize(30, 100)
        .press(DOWN)
        .press(ENTER);
    tty.wait_until("a judgement", is_judged)
        .resize(5, 20)
        .press("q")
        .wait_for("All saved.");
    ended_tidily(&mut tty, 0);
    assert_eq!(answers(&home).len(), 2);
}

/// A Space too many after a grade must not answer the trap that comes next.
#[test]
fn keys_typed_ahead_answer_no_trap() {
    let home = Home::with_deck(NINE_DAYS);
    home.write("config.toml", "builtin = [\"traps\"]\n");
    let mut tty = Start::at(&home).tty(&["review"]);
    tty.wait_for(REVEAL)
        .press(" ")
        .wait_for(GRADE)
        .press("3 \r");
    tty.wait_for("good: back tomorrow.")
        .meet_traps()
        .wait_for(TRAP);
    tty.wait_until("five answers", |screen| menu(screen, TRAP).len() == 5);
    tty.press("q").wait_for("1 answer in");
    ended_tidily(&mut tty, 0);
}

/// What a sitting says of a card is what the log says, whoever else wrote to it meanwhile.
#[test]
fn a_sitting_beside_another_says_when_a_card_is_really_back() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    let mut tty = Start::at(&home)
        .day(1)
        .tty(&["review", "nine-days-late/action"]);
    tty.wait_for(REVEAL).press(" ").wait_for(GRADE);
    home.day(1);
    home.run(&["grade", "nine-days-late/action", "1"]).ok();
    tty.press("3").wait_for("good: back");
    tty.wait_for("answer in").leave_summary();
    assert_eq!(tty.end(), 0);
    let due = home.run(&["list", "--json"]).card("nine-days-late/action")["due"].clone();
    assert_eq!(due, "2026-03-04", "a failure counts first");
    assert!(tty.said().contains("good: back tomorrow"), "{}", tty.said());
}

#[test]
fn a_search_survives_moving_typing_and_mistyping() {
    let home = Home::new();
    let mut tty = Start::at(&home).size(12, 60).tty(&["show"]);
    tty.wait_for("Which story?");
    let (left, right, delete) = ("\u{1b}[D", "\u{1b}[C", "\u{7f}");
    let search = |tty: &mut Tty, moves: &[(&str, usize)], words: &str| {
        let moves = moves
            .iter()
            .flat_map(|&(key, times)| vec![key.to_owned(); times]);
        for key in moves.chain(words.chars().map(String::from)) {
            tty.press(&key).wait_for("Which story?");
        }
    };
    let found = |tty: &mut Tty, id: &str| {
        tty.wait_until(id, |screen| {
            arrow(screen).is_some_and(|row| row.starts_with(id))
        });
    };
    search(&mut tty, &[(DOWN, 12)], "burnout");
    found(&mut tty, "Burnout");
    search(&mut tty, &[], "é日");
    let clear = [(UP, 1), (left, 2), (delete, 9), (right, 4), (delete, 4)];
    search(&mut tty, &clear, "");
    search(&mut tty, &[(UP, 9), (left, 1)], "hiringmiss");
    found(&mut tty, "Hiring miss");
    tty.press(ENTER);
    ended_tidily(&mut tty, 0);
    let said = tty.said();
    assert!(said.contains("Hiring miss core-hiring-miss"), "{said}");
}

#[test]
fn a_typed_line_of_several_letters_is_no_grade() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = Start::at(&home).tty(&["--plain", "review"]);
    for line in ["bad", "suspend it", "10"] {
        tty.wait_for("then Enter:").send(line).send("\n");
    }
    tty.wait_for("then Enter:")
        .send("\n")
        .wait_for("Did you say it?");
    tty.wait_for("then Enter:").send("33\n");
    tty.wait_for("then Enter:").send("\u{4}");
    ended_tidily(&mut tty, 130);
    assert!(!home.database().exists(), "{}", tty.screen());
}

#[test]
fn a_huge_more_means_everything() {
    let home = Home::new();
    let mut tty = Start::at(&home).tty(&["review", "--more", "4294967295"]);
    tty.wait_for("1 of 34").wait_for(REVEAL).press(CTRL_C);
    ended_tidily(&mut tty, 130);
}
