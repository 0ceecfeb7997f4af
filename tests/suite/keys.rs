//! What a terminal may send that nobody pressed, or not so: sequences with modifiers, late
//! answers, pastes, other window sizes, Ctrl-Z.

use crate::harness::{Home, NINE_DAYS};
use crate::terminal::{CTRL_C, DOWN, ENTER, ESC, Start, Tty, UP};

const REVEAL: &str = "Space show";
const GRADE: &str = "1 again";
const TRAP: &str = "Which trap is it?";
const CTRL_Z: &str = "\u{1a}";
const CTRL_W: &str = "\u{17}";
const CTRL_U: &str = "\u{15}";

/// Several lines that begin with, and contain, what would grade, choose and quit.
const LETTER: &str = "1 Tell me about a failure.\n\n3 And what did you learn?\nq\n2\n";

fn pasted(text: &str) -> String {
    format!("\u{1b}[200~{text}\u{1b}[201~")
}

/// At the grade bar of the only card.
fn at_the_grade_bar(home: &Home) -> Tty {
    let mut tty = Start::at(home).tty(&["review", "nine-days-late/action"]);
    tty.wait_for(REVEAL).press(" ").wait_for(GRADE);
    tty
}

/// An interview of yesterday, to be debriefed.
fn after_the_interview() -> (Home, Tty) {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["interview", "add", "Acme", "--date", "2026-03-03"])
        .ok();
    let tty = Start::at(&home).day(2).tty(&["debrief"]);
    (home, tty)
}

/// What a terminal sends that is no key of the program's.
const NO_KEYS: &[&str] = &[
    // Shift, Alt and Ctrl with arrows, Home, End, pages.
    "\u{1b}[1;2A",
    "\u{1b}[1;3C",
    "\u{1b}[1;5D",
    "\u{1b}[5;2~",
    "\u{1b}[1;2F",
    // Insert, function keys of xterm and of the Linux console, Alt with a digit.
    "\u{1b}[2~",
    "\u{1b}[15~",
    "\u{1b}OP",
    "\u{1b}O1;2R",
    "\u{1b}[[C",
    "\u{1b}3",
    // Late answers: colours, attributes, where the cursor is; focus; the mouse; kitty.
    "\u{1b}]11;rgb:1e1e/1e1e/1e1e\u{1b}\\",
    "\u{1b}]10;rgb:3131/3131/3131\u{7}",
    "\u{1b}[?62;1;4c",
    "\u{1b}[12;1R",
    "\u{1b}[I\u{1b}[O",
    "\u{1b}[M !1",
    "\u{1b}[<0;33;12M",
    "\u{1b}[51;5u",
    "\u{1b}P1$r2 q\u{1b}\\",
    // Eight bits for Escape and bracket; rxvt; the mouse of the oldest kind; kitty's releases.
    "\u{9b}1;2A",
    "\u{9b}3~\u{8f}q",
    "\u{1b}[7$\u{1b}[a\u{1b}[3^",
    "\u{1b}[M#yy\u{1b}[32;12;3M",
    "\u{1b}[49;1:3u\u{1b}[27;5;51~",
    // Names, colours and sizes that somebody asked for; signals of themes; a paste of nothing.
    "\u{1b}P>|WezTerm 2024\u{1b}\\",
    "\u{1b}_Gi=31;OK\u{1b}\\",
    "\u{1b}[?997;1n\u{1b}[48;24;80;480;640t",
    "\u{1b}[200~\u{1b}[201~",
];

#[test]
fn what_is_no_key_of_ours_grades_nothing() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = at_the_grade_bar(&home);
    for sequence in NO_KEYS {
        tty.press(sequence);
    }
    tty.press("?")
        .wait_for("q quits")
        .wait_for(GRADE)
        .press("q");
    tty.wait_for("Next: star-cards review");
    assert_eq!(tty.end(), 0);
}

#[test]
fn a_paste_at_a_single_key_is_nothing() {
    for text in [pasted(LETTER), LETTER.to_owned(), pasted("3"), pasted("\r")] {
        let home = Home::with_deck(NINE_DAYS);
        let mut tty = at_the_grade_bar(&home);
        tty.press(&text).press(CTRL_C).wait_for("Stopped.");
        assert_eq!(tty.end(), 130, "{text:?}");
        assert!(!home.database().exists(), "{text:?}");
    }
}

#[test]
fn a_paste_in_a_menu_chooses_nothing() {
    for text in [pasted(LETTER), LETTER.to_owned()] {
        let home = Home::new();
        home.write("config.toml", "builtin = [\"traps\"]\n");
        let mut tty = Start::at(&home).tty(&["review"]);
        tty.meet_traps().wait_for(TRAP).press(&text).press(CTRL_C);
        tty.wait_for("Stopped.");
        assert_eq!(tty.end(), 130, "{text:?}");
        assert!(!home.database().exists(), "{text:?}");
    }
}

#[test]
fn a_pasted_text_is_one_answer_with_its_lines_joined() {
    let joined = "1 Tell me about a failure. 3 And what did you learn? q 2";
    for text in [pasted(LETTER), LETTER.to_owned()] {
        let (home, mut tty) = after_the_interview();
        let deck = home.read("decks/stories.md");
        tty.wait_for("In their words").press(&text);
        tty.wait_for("you learn? q 2").press(ENTER);
        // What follows is still asked.
        tty.wait_for("Which story did you tell?").press(CTRL_C);
        tty.wait_for("Stopped.");
        assert_eq!(tty.end(), 130);
        assert_eq!(home.read("decks/stories.md"), deck, "no story was chosen");
        let shown = home.run(&["interview", "show", "Acme"]).ok().out;
        assert!(!shown.contains("told:"), "{shown}");
        let log = rusqlite::Connection::open(home.database()).expect("the log");
        let question: String = log
            .query_row("SELECT value FROM debrief", [], |row| row.get(0))
            .expect("one answer");
        assert_eq!(question, joined);
    }
}

#[test]
fn line_by_line_a_paste_is_one_answer_too() {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["interview", "add", "Acme", "--date", "2026-03-03"])
        .ok();
    let mut tty = Start::at(&home).day(2).tty(&["--plain", "debrief"]);
    tty.wait_for("In their words:")
        .send(&format!("{}\n", pasted(LETTER)));
    tty.wait_for("2. Nine days late").send(CTRL_C);
    tty.wait_for("Stopped.");
    let log = rusqlite::Connection::open(home.database()).expect("the log");
    let rows: i64 = log
        .query_row("SELECT count(*) FROM debrief", [], |row| row.get(0))
        .expect("a count");
    assert_eq!(rows, 1);
}

#[test]
fn a_line_is_edited_with_the_keys_of_a_shell() {
    let (home, mut tty) = after_the_interview();
    tty.wait_for("In their words");
    tty.press(&format!(
        "What went wrong?{CTRL_U}Why did it fail{CTRL_W}{CTRL_W}you fail?"
    ));
    tty.press(ENTER).wait_for("Which story").press(CTRL_C);
    tty.wait_for("Stopped.");
    let log = rusqlite::Connection::open(home.database()).expect("the log");
    let question: String = log
        .query_row("SELECT value FROM debrief", [], |row| row.get(0))
        .expect("one answer");
    assert_eq!(question, "Why did you fail?");
}

#[test]
fn a_window_of_two_or_three_rows_asks_line_by_line() {
    for rows in [2, 3] {
        let home = Home::new();
        home.write("config.toml", "builtin = [\"traps\"]\n");
        let mut tty = Start::at(&home).size(rows, 80).tty(&["review"]);
        tty.meet_traps().wait_for("then Enter:").send("q\n");
        tty.wait_for("Next: star-cards review");
        assert_eq!(tty.end(), 0);

        let home = Home::with_deck(NINE_DAYS);
        let mut tty = Start::at(&home).size(rows, 80).tty(&["show"]);
        tty.wait_for("1. Nine days late").wait_for("then Enter:");
        tty.send("1\n").wait_for("Software engineer");
        assert_eq!(tty.end(), 0);
    }
}

#[test]
fn a_window_made_smaller_in_a_menu_shows_no_ghosts() {
    let home = Home::new();
    home.write("config.toml", "builtin = [\"traps\"]\n");
    let mut tty = Start::at(&home).size(40, 100).tty(&["review"]);
    tty.meet_traps()
        .wait_for(TRAP)
        .press(DOWN)
        .resize(40, 44)
        .press(UP);
    tty.press(DOWN).press(DOWN);
    let menus = |screen: &str| screen.matches(TRAP).count();
    tty.wait_until("one menu", |screen| {
        menus(screen) == 1 && screen.lines().filter(|row| row.starts_with('❯')).count() == 1
    });
    tty.press("q").wait_for("Next: star-cards review");
    assert_eq!(tty.end(), 0);
}

#[test]
fn a_search_wider_than_the_line_stays_on_its_line() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = Start::at(&home).size(12, 40).tty(&["show"]);
    tty.wait_for("Which story?");
    tty.press(&"nine days late and more of it than fits ".repeat(3));
    tty.press(CTRL_U).press("nine").press(DOWN).press(UP);
    tty.wait_until("one question", |screen| {
        screen.matches("Which story?").count() == 1 && screen.contains("❯ Nine days late")
    });
    tty.press(ENTER).wait_for("Software engineer");
    assert_eq!(tty.end(), 0);
}

#[test]
fn where_the_locale_knows_only_ascii_menus_keep_to_it() {
    let home = Home::new();
    home.write("decks/stories.md", NINE_DAYS);
    home.run(&["grade", "traps/deflection", "4"]).ok();
    let walks: [(&[&str], &[&str]); 3] = [
        (&["review", "traps/deflection"], &[TRAP]),
        (&["review", "nine-days-late/action"], &[REVEAL, GRADE]),
        (&["show"], &["Which story?"]),
    ];
    for (args, words) in walks {
        let mut tty = Start::at(&home).env("LC_ALL", "C").tty(args);
        for (place, words) in words.iter().enumerate() {
            tty.wait_for(words).press([" ", "c"][place]);
        }
        tty.press(ESC).press(CTRL_C).wait_for("Stopped.");
        let raw = String::from_utf8(tty.raw()).expect("UTF-8");
        let beyond: String = raw.chars().filter(|c| !c.is_ascii()).collect();
        assert_eq!(beyond, "", "{args:?}");
    }
}

/// A shell with job control on the terminal, about to run this line.
fn in_a_shell(home: &Home, line: &str) -> Tty {
    let mut tty = Start::at(home)
        .env("PS1", "shell> ")
        .env("STAR", env!("CARGO_BIN_EXE_star-cards"))
        .after("exec bash --norc --noprofile -i")
        .tty(&[]);
    tty.wait_for("shell>").send(&format!("{line}\n"));
    tty
}

#[test]
fn ctrl_z_suspends_and_fg_comes_back_to_the_question() {
    let home = Home::new();
    home.write("decks/stories.md", NINE_DAYS);
    home.run(&["grade", "traps/deflection", "4"]).ok();
    let prompts = [
        ("$STAR review nine-days-late/action", REVEAL, "q", 0),
        ("$STAR review traps/deflection", TRAP, "q", 0),
        ("$STAR show", "Which story?", ESC, 130),
        ("$STAR remove nine-days-late", "(y/N)", "n", 0),
        ("$STAR rehearse nine-days-late", "begin to speak", "q", 0),
    ];
    for (line, words, leave, code) in prompts {
        let mut tty = in_a_shell(&home, line);
        tty.wait_for(words).press(CTRL_Z);
        tty.wait_for("Stopped").wait_for("shell>").send("fg\n");
        tty.wait_for(words).press(leave).wait_for("shell>");
        tty.send("exit\n");
        assert_eq!(tty.end(), code, "{line}");
    }
}

/// A question of the program: the command, and the keys and words up to it.
struct Question {
    args: &'static [&'static str],
    way: &'static [(&'static str, &'static str)],
    words: &'static str,
}

const QUESTIONS: [Question; 13] = [
    Question {
        args: &["review", "nine-days-late/action"],
        way: &[],
        words: REVEAL,
    },
    Question {
        args: &["review", "nine-days-late/action"],
        way: &[(REVEAL, " ")],
        words: GRADE,
    },
    Question {
        args: &["review", "nine-days-late/action"],
        way: &[(REVEAL, " "), (GRADE, "c")],
        words: "What did you say?",
    },
    Question {
        args: &["review", "traps/deflection"],
        way: &[],
        words: TRAP,
    },
    Question {
        args: &["show"],
        way: &[],
        words: "Which story?",
    },
    Question {
        args: &["remove", "nine-days-late"],
        way: &[],
        words: "(y/N)",
    },
    Question {
        args: &["debrief"],
        way: &[],
        words: "In their words",
    },
    Question {
        args: &["rehearse", "nine-days-late"],
        way: &[],
        words: "begin to speak",
    },
    Question {
        args: &["calibrate", "nine-days-late"],
        way: &[],
        words: "begin to read",
    },
    Question {
        args: &["add"],
        way: &[],
        words: "kind of failure",
    },
    Question {
        args: &["add"],
        way: &[("kind of failure", "1")],
        words: "A short title",
    },
    Question {
        args: &["debrief"],
        way: &[("In their words", ESC)],
        words: "Which story did you tell?",
    },
    Question {
        args: &["interview", "add", "Globex"],
        way: &[],
        words: "When is it",
    },
];

impl Question {
    /// The program at this question.
    fn tty(&self, home: &Home) -> Tty {
        let mut tty = Start::at(home).day(2).env("EDITOR", "true").tty(self.args);
        for (words, key) in self.way {
            tty.wait_for(words).press(key);
        }
        tty.wait_for(self.words);
        tty
    }
}

/// A home where every command has something to ask.
fn asking_home() -> Home {
    let home = Home::new();
    home.write("decks/stories.md", NINE_DAYS);
    home.run(&["grade", "traps/deflection", "4"]).ok();
    home.run(&["interview", "add", "Acme", "--date", "2026-03-03"])
        .ok();
    home
}

#[test]
fn no_question_takes_what_nobody_pressed_for_an_answer() {
    for question in QUESTIONS {
        let home = asking_home();
        let before = rows_and_words(&home);
        let mut tty = question.tty(&home);
        for sequence in NO_KEYS {
            tty.press(sequence);
        }
        for (rows, columns) in [(1, 1), (2, 5), (40, 80)] {
            tty.resize(rows, columns).press("\u{1b}[1;2A");
        }
        tty.press(CTRL_C).wait_for("Stopped.");
        assert_eq!(tty.end(), 130, "{}", question.words);
        assert_eq!(rows_and_words(&home), before, "{}", question.words);
    }
}

/// The rows of the log, and the decks word for word.
fn rows_and_words(home: &Home) -> String {
    let mut all = home.run(&["export", "reviews"]).ok().out;
    all += &home.run(&["export", "runs"]).ok().out;
    all += &home.run(&["interview", "show", "Acme"]).ok().out;
    for file in home.files() {
        if file.starts_with("decks") {
            all += &format!("{file}\n{}", home.read(&file));
        }
    }
    all
}

#[test]
fn every_question_is_asked_in_the_smallest_windows() {
    for size in [(1, 80), (1, 1), (2, 10), (40, 1)] {
        for question in QUESTIONS {
            // Words that a person would see wrapped over many rows are not looked for: the
            // program stands at a question, and leaves it as it is told to.
            let home = asking_home();
            let before = rows_and_words(&home);
            let start = Start::at(&home).day(2).env("EDITOR", "true");
            let mut tty = start.size(size.0, size.1).tty(question.args);
            tty.wait_for_marked_pastes().send(CTRL_C);
            assert_eq!(tty.end(), 130, "{size:?} {}", question.words);
            assert_eq!(rows_and_words(&home), before, "{size:?} {}", question.words);
        }
    }
}

#[test]
fn what_was_typed_before_a_question_does_not_answer_it() {
    let home = Home::with_deck(NINE_DAYS);
    // The shell takes the first line; the rest waits for the program.
    let start = || Start::at(&home).after("read -r line");
    let mut tty = start().tty(&["remove", "nine-days-late"]);
    tty.send("begin\ny").wait_for("(y/N)").press("n");
    assert_eq!(tty.end(), 0);
    assert_eq!(home.read("decks/stories.md"), NINE_DAYS);
    let mut tty = start().tty(&["show"]);
    tty.send("begin\nzzz").wait_for("Which story?");
    tty.press("nine").press(ENTER).wait_for("Software engineer");
    assert_eq!(tty.end(), 0);
}

#[test]
fn line_by_line_sequences_are_no_part_of_an_answer() {
    let home = asking_home();
    let mut tty = Start::at(&home).day(2).tty(&["--plain", "debrief"]);
    tty.wait_for("In their words:");
    let typed = NO_KEYS.concat();
    tty.send(&format!("{UP}Why did{typed} you fail?\u{1b}[1;5D\n"));
    tty.wait_for("then Enter:").send(CTRL_C);
    tty.wait_for("Stopped.");
    let log = rusqlite::Connection::open(home.database()).expect("the log");
    let question: String = log
        .query_row("SELECT value FROM debrief", [], |row| row.get(0))
        .expect("one answer");
    assert_eq!(question, "Why did you fail?");
}

#[test]
fn a_key_bar_follows_the_window() {
    let home = Home::with_deck(NINE_DAYS);
    let mut tty = Start::at(&home).tty(&["review", "nine-days-late/action"]);
    tty.wait_for(REVEAL).wait_for_a_prompt().resize(40, 30);
    tty.wait_until("one short bar", |screen| {
        screen.matches("Space show").count() == 1
            && screen.lines().all(|row| row.chars().count() <= 30)
    });
    tty.press(" ").wait_for("1 2 3 4").wait_for_a_prompt();
    tty.resize(40, 160).wait_for("1 again").wait_for("b bury");
    tty.press("q").wait_for("Next: star-cards review");
    assert_eq!(tty.end(), 0);
}
