//! The pictures in the README: screens of the real program, drawn from what stands on them.
//!
//! `DRAW=1 cargo test --test suite picture::` draws them anew; without that a test fails as
//! soon as the program shows anything else.

use std::fmt::Write;
use std::fs;

use vt100::{Cell, Color, Parser, Screen};

use crate::harness::Home;
use crate::house::root;
use crate::pty::judge;
use crate::script::Reply;
use crate::terminal::{Start, Tty};

const STORIES: &str = include_str!("../fortnight/stories.md");

/// A story with one trap line, which is explained: whatever chance does, this line is asked.
const TRAP: &str = "\
# Nine days late

## Action

I **skipped the compatibility shim**.

## Learning

I **write the rollback plan first**.

## Traps

- deflection: \"We were nine days late. I led it, so officially it's on me, but **the provider's test system was down for a week**. I now ask for a second one.\"
  - why: \"Officially it's on me\" is only polite. The real blame goes to the provider.
  - instead: \"I skipped the compatibility shim and told nobody, and we were nine days late. I now write the rollback plan first.\"
";

/// Questions for these stories, and follow-ups that come before the program's own.
const MOCK_BANK: &str = "\
# Questions

## Tell me about a time you promised a date and missed it.
id: a-date
asks: technical

## When did you forget to involve somebody?
id: forgot
asks: stakeholder

## Tell me about a hire you regret.
id: a-hire
asks: judgement

# Follow-ups

## Where else do you use that list?
id: that-list
when: learning, no-learning
";

const COLUMNS: u16 = 84;
const ROWS: u16 = 40;

/// The size of a character, in units of the picture.
const WIDTH: f32 = 8.4;
const HEIGHT: f32 = 18.0;
/// Room around the text, and above it for the title, in the same units.
const MARGIN: f32 = 18.0;
const TITLE: f32 = 30.0;

/// One window, dark on any page: its own ground and frame make it readable on light and dark.
const GROUND: &str = "#16181d";
const FRAME: &str = "#5b616e";
const TEXT: &str = "#e6e6e6";
const QUIET: &str = "#9aa1ad";

/// The eight colours of a terminal, by their numbers; the bright ones follow.
const COLOURS: [&str; 16] = [
    "#3b3f48", "#f07178", "#a5d678", "#e5c07b", "#7aa9f0", "#c792ea", "#6fc7d1", "#d5d9e0",
    "#767c88", "#ff8b92", "#bfe89a", "#f2d49b", "#9cc1ff", "#dcb0ff", "#93dde6", "#ffffff",
];

/// One picture: where it is kept, what a screen reader says of it, the command that leads there,
/// and what its first row begins with, if that is not the first on the screen.
struct Picture {
    path: &'static str,
    title: &'static str,
    command: &'static str,
    first: &'static str,
}

impl Picture {
    /// Draws it anew if that was asked for, then compares.
    #[track_caller]
    fn is_of(&self, screen: &Screen) {
        let (path, picture) = (root().join(self.path), self.svg(screen));
        if std::env::var_os("DRAW").is_some() {
            fs::write(&path, &picture).expect("the picture");
        }
        let drawn = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            drawn == picture,
            "{} shows what the program no longer shows. Draw it anew and look at it: \
             DRAW=1 cargo test --test suite picture::\n{}",
            self.path,
            screen.contents()
        );
    }

    /// The rows from the first to the last that has anything.
    fn svg(&self, screen: &Screen) -> String {
        let contents: Vec<String> = screen.rows(0, COLUMNS).collect();
        let first = contents.iter().position(|row| row.starts_with(self.first));
        let first = first.expect("its first row");
        let last = contents.iter().rposition(|row| !row.trim().is_empty());
        let rows: Vec<String> = (first..=last.expect("a screen with text"))
            .map(|row| line(screen, u16::try_from(row).expect("a row")))
            .collect();
        let width = f32::from(COLUMNS) * WIDTH + 2.0 * MARGIN;
        let height = rows.len() as f32 * HEIGHT + MARGIN + TITLE;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
             font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" \
             font-size=\"14\">\n\
             <title>star-cards {command}: {title}</title>\n\
             <rect x=\"0.5\" y=\"0.5\" width=\"{:.0}\" height=\"{:.0}\" rx=\"8\" fill=\"{GROUND}\" \
             stroke=\"{FRAME}\"/>\n\
             <text x=\"{MARGIN}\" y=\"21\" fill=\"{QUIET}\" xml:space=\"preserve\">$ star-cards {command}</text>\n",
            width - 1.0,
            height - 1.0,
            command = self.command,
            title = self.title,
        );
        for (number, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            let y = TITLE + (number as f32 + 1.0) * HEIGHT;
            writeln!(svg, "<g transform=\"translate({MARGIN} {y})\">{row}</g>").expect("a string");
        }
        svg + "</svg>\n"
    }
}

fn terminal(home: &Home, now: &str, args: &[&str]) -> Tty {
    Start::at(home).now(now).size(ROWS, COLUMNS).tty(args)
}

/// 20:00 on a day of January 2026.
fn evening(day: u32) -> String {
    format!("2026-01-{day:02}T20:00:00+01:00")
}

/// Three stories, an interview on the 31st, and every card answered when it was due, up to the
/// evening before that day.
fn in_the_fortnight(day: u32) -> Home {
    let home = Home::new();
    let on = |day, args: &[&str]| home.at(&evening(day)).run(args).ok();
    home.at(&evening(17))
        .feed(&["add", "--from", "-"], STORIES)
        .ok();
    let interview = ["interview", "add", "Acme", "--date", "31 jan"];
    let role = ["--role", "Site reliability engineer"];
    on(17, &[interview.as_slice(), &role].concat());
    for day in 17..day {
        for card in on(day, &["due", "--json"]).cards() {
            let is_missed = card == "loud-hire/learning" && day < 20;
            on(day, &["grade", &card, if is_missed { "1" } else { "4" }]);
        }
    }
    home
}

#[test]
fn a_card_of_a_review() {
    let home = Home::new();
    home.feed(&["add", "--from", "-"], STORIES).ok();
    let mut tty = terminal(&home, "2026-03-02T20:00:00+01:00", &["review"]);
    tty.wait_for("Space show").press(" ");
    tty.wait_for("1 again").wait_for_a_prompt();
    let picture = Picture {
        path: "docs/review.svg",
        title: "a card asked and shown, and the keys that grade it",
        command: "review",
        first: "",
    };
    tty.drawn(|screen| picture.is_of(screen));
}

#[test]
fn a_trap_and_its_explanation() {
    let home = Home::with_deck(TRAP);
    let mut tty = terminal(
        &home,
        "2026-03-02T20:00:00+01:00",
        &["review", "nine-days-late/trap/deflection"],
    );
    tty.meet_traps();
    judge(&home, &mut tty, false);
    tty.wait_for_a_prompt();
    let picture = Picture {
        path: "docs/trap.svg",
        title: "a trap not recognised, the words that give it away, why, and what to say instead",
        command: "review",
        first: "1 of 1",
    };
    tty.drawn(|screen| picture.is_of(screen));
}

#[test]
fn the_plan_to_an_interview() {
    let home = in_the_fortnight(18);
    let mut tty = terminal(&home, &evening(18), &["plan"]);
    assert_eq!(tty.end(), 0);
    let picture = Picture {
        path: "docs/plan.svg",
        title: "what each day before an interview asks, and how ready each story will be",
        command: "plan",
        first: "",
    };
    tty.drawn(|screen| picture.is_of(screen));
}

#[test]
fn the_figures_of_a_fortnight() {
    let home = in_the_fortnight(21);
    let mut tty = terminal(&home, &evening(21), &["stats"]);
    assert_eq!(tty.end(), 0);
    let picture = Picture {
        path: "docs/stats.svg",
        title: "how ready each story is, how well it is remembered, and what falls due",
        command: "stats",
        first: "",
    };
    tty.drawn(|screen| picture.is_of(screen));
}

/// On a terminal the clock of a rehearsal is that of the wall. Here it ticks at each key, those
/// included that mean nothing, and what the program says is put on a screen afterwards.
#[test]
fn the_end_of_a_rehearsal() {
    let home = in_the_fortnight(24);
    let speak = |ticks: usize| {
        let waits = std::iter::repeat_n(Reply::key('z'), ticks);
        waits.chain([Reply::key(' ')])
    };
    let tell = |day, ticks: [usize; 6]| {
        let grades = [Reply::Leave, Reply::Leave];
        let args = ["rehearse", "nine-days-late", "--color", "always"];
        let replies = ticks.into_iter().flat_map(speak).chain(grades);
        home.at(&evening(day)).ask(&args, replies).ok()
    };
    tell(23, [3, 9, 6, 12, 6, 12]);
    let run = tell(24, [1, 5, 3, 8, 4, 8]);
    let mut screen = Parser::new(ROWS, COLUMNS, 0);
    screen.process(run.shown.replace('\n', "\r\n").as_bytes());
    let picture = Picture {
        path: "docs/rehearse.svg",
        title: "each part of the answer against its window, and the one thing to change",
        command: "rehearse nine-days-late",
        first: "You began",
    };
    picture.is_of(screen.screen());
}

/// The same clock. Chance takes no part in what is shown: the stories have three questions of their
/// own and follow-ups for all of them.
#[test]
fn the_end_of_a_mock() {
    let home = in_the_fortnight(24);
    let deck = home.read("decks/stories.md");
    home.write("decks/stories.md", &format!("{deck}\n{MOCK_BANK}"));
    let speak = |ticks: usize| {
        let waits = std::iter::repeat_n(Reply::key('z'), ticks);
        waits.chain([Reply::key(' ')])
    };
    let told = |story: &str, ticks: &[usize]| {
        let chosen = [Reply::Take(story.to_owned())];
        let told = ticks.iter().copied().flat_map(speak);
        chosen.into_iter().chain(told).collect::<Vec<_>>()
    };
    let answered = |grades: &str| -> Vec<Reply> {
        let grades = grades.chars();
        grades
            .flat_map(|grade| [Reply::key(' '), Reply::key(grade)])
            .collect()
    };
    let replies = [
        told("hire", &[1, 5, 3, 12, 4, 7]),
        answered("43"),
        told("checkout", &[0, 4, 3, 13, 1, 1, 2]),
        answered("32"),
        told("Nine days", &[2, 7, 4, 18, 6, 8]),
        answered("33"),
        vec![Reply::key(' '), Reply::Tick(Vec::new())],
    ];
    let args = ["mock", "--color", "always"];
    let run = home.at(&evening(24)).ask(&args, replies.concat()).ok();
    let mut screen = Parser::new(200, COLUMNS, 0);
    screen.process(run.shown.replace('\n', "\r\n").as_bytes());
    let picture = Picture {
        path: "docs/mock.svg",
        title: "each question with the story chosen, the times, what was weak, and one thing to do tonight",
        command: "mock",
        first: "Mock interview for Acme: 3",
    };
    picture.is_of(screen.screen());
}

/// One row, cut where the style changes. Each piece stands at its column, whatever font the
/// reader has.
fn line(screen: &Screen, row: u16) -> String {
    let mut pieces: Vec<(u16, String, String)> = Vec::new();
    for column in 0..COLUMNS {
        let cell = screen.cell(row, column).expect("a cell");
        if !cell.has_contents() || cell.contents().trim().is_empty() {
            if let Some((_, _, text)) = pieces.last_mut() {
                text.push(' ');
            }
            continue;
        }
        let style = style(cell);
        match pieces.last_mut() {
            Some((_, last, text)) if *last == style => text.push_str(cell.contents()),
            _ => pieces.push((column, style, cell.contents().to_owned())),
        }
    }
    pieces
        .iter()
        .map(|(column, style, text)| piece(*column, style, text))
        .collect()
}

fn piece(column: u16, style: &str, text: &str) -> String {
    let text = text.trim_end();
    let x = f32::from(column) * WIDTH;
    let width = text.chars().count() as f32 * WIDTH;
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!(
        "<text x=\"{x:.1}\" textLength=\"{width:.1}\" xml:space=\"preserve\" {style}>{escaped}</text>"
    )
}

fn style(cell: &Cell) -> String {
    let colour = match cell.fgcolor() {
        Color::Default if cell.dim() => QUIET.to_owned(),
        Color::Default => TEXT.to_owned(),
        Color::Idx(number) => COLOURS
            .get(usize::from(number))
            .copied()
            .unwrap_or(TEXT)
            .to_owned(),
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
    };
    let weight = if cell.bold() {
        " font-weight=\"bold\""
    } else {
        ""
    };
    format!("fill=\"{colour}\"{weight}")
}
