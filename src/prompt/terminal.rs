//! The terminal keeper: dialoguer's menus and single keys, or, line by line, numbered
//! lists and typed letters for screen readers and dumb terminals.

use std::cell::Cell;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use dialoguer::console::{self, Term};
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, FuzzySelect, Input, MultiSelect, Select};
use rustix::termios::{self, LocalModes, OptionalActions, SpecialCodeIndex};
use unicode_width::UnicodeWidthStr;

use super::stop;
use super::text::{self, Line, Style, Tone};
use super::{Answered, Bar, Chosen, Key, Prompt, PromptError, RunningClock};

/// Columns that dialoguer needs around an item; wider items leave ghosts when redrawn.
const MENU_MARGIN: usize = 6;

/// How often the dial looks at the clock.
const DIAL_STEP: Duration = Duration::from_millis(200);

/// What Ctrl-C types where the terminal makes no signal of it.
const CTRL_C: u8 = 3;

/// What is said where a typed answer means nothing.
const NONE_OF_THESE: &str = "That is not one of the answers.\n";

/// Rings.
const BELL: &str = "\u{7}";

/// Talks to a real terminal over stderr.
pub struct Terminal {
    term: Term,
    style: Style,
    /// Whether the modes were touched, so that they must be put back.
    asked: Cell<bool>,
}

impl Terminal {
    /// The terminal of this process.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Terminal {
        Terminal {
            term: Term::stderr(),
            style: Style::default(),
            asked: Cell::new(false),
        }
    }

    fn ready(&self) -> Answered<()> {
        if !self.can_ask() {
            return Err(PromptError::NoTerminal);
        }
        if !self.style.plain {
            self.asked.set(true);
            self.stop_echo();
        }
        Ok(())
    }

    fn theme(&self) -> Box<dyn Theme> {
        if self.style.colour {
            Box::new(ColorfulTheme::default())
        } else {
            Box::new(SimpleTheme)
        }
    }

    fn items(&self, items: &[String]) -> Vec<String> {
        let width = self.menu_width();
        items.iter().map(|item| fit_bytes(item, width)).collect()
    }

    fn menu_width(&self) -> usize {
        self.style.columns.saturating_sub(MENU_MARGIN).max(8)
    }

    /// Shows a question that is too long for one row as text, and returns what to ask then.
    fn short_question(&self, question: &str, instead: &str) -> String {
        let question = text::clean(question);
        if question.width() <= self.menu_width().saturating_sub(MENU_MARGIN) {
            return question;
        }
        self.print(&text::render(&[Line::plain(question)], self.style));
        instead.to_owned()
    }

    /// Keeps the terminal from echoing keys that come between two questions.
    fn stop_echo(&self) {
        if let Ok(mut modes) = termios::tcgetattr(io::stdin()) {
            modes.local_modes.remove(LocalModes::ECHO);
            let _ = termios::tcsetattr(io::stdin(), OptionalActions::Now, &modes);
        }
    }

    /// Forgets what was typed before the question stood there, but for Ctrl-C: that one was
    /// meant, whenever it was typed.
    fn forget_typed_ahead(&self) -> Answered<()> {
        let Ok(before) = termios::tcgetattr(io::stdin()) else {
            return Ok(());
        };
        let mut raw = before.clone();
        raw.make_raw();
        // A read returns at once, with nothing if nothing is there.
        raw.special_codes[SpecialCodeIndex::VMIN] = 0;
        raw.special_codes[SpecialCodeIndex::VTIME] = 0;
        let _ = termios::tcsetattr(io::stdin(), OptionalActions::Now, &raw);
        let mut stop = false;
        let mut typed = [0; 64];
        while let Ok(count @ 1..) = rustix::io::read(io::stdin(), &mut typed) {
            stop |= typed[..count].contains(&CTRL_C);
        }
        let _ = termios::tcsetattr(io::stdin(), OptionalActions::Now, &before);
        if stop {
            Err(PromptError::Interrupted)
        } else {
            Ok(())
        }
    }

    /// A menu may leave with an error; the cursor comes back in any case.
    fn shown<T>(&self, result: dialoguer::Result<T>) -> Answered<T> {
        let _ = self.term.show_cursor();
        result.map_err(|dialoguer::Error::IO(error)| PromptError::from(error))
    }

    fn print(&self, text: &str) {
        // Where the terminal is gone, the next question will notice.
        let _ = self.term.write_str(text);
        let _ = self.term.flush();
    }

    /// Reads a typed line; the end of input is the end of the sitting.
    fn line(&self, question: &str) -> Answered<String> {
        self.ready()?;
        // Wrapped between words, which the terminal itself would not do.
        let wrapped = text::render(&[Line::plain(question)], self.style);
        self.print(&format!("{} ", wrapped.trim_end()));
        let mut line = String::new();
        match io::stdin().read_line(&mut line)? {
            0 => Err(PromptError::Interrupted),
            _ => Ok(line.trim().to_owned()),
        }
    }

    fn list(&self, question: &str, items: &[String]) {
        let mut lines = vec![Line::plain(question)];
        let numbered = items.iter().zip(1..);
        lines.extend(numbered.map(|(item, number)| {
            Line::plain(format!("{number}. {item}"))
                .indented(2)
                .hanging(3)
        }));
        self.print(&text::render(&lines, self.style));
    }

    /// A number of the list or a letter of the bar, typed with Enter.
    fn pick_typed(&self, question: &str, items: usize, letters: &[char]) -> Answered<Chosen> {
        loop {
            let typed = self.line(question)?;
            if let Some(item) = number_of(&typed, items) {
                return Ok(Chosen::Item(item));
            }
            let mut letter = typed.chars();
            if let (Some(letter), None) = (letter.next(), letter.next())
                && letters.contains(&letter)
            {
                return Ok(Chosen::Letter(letter));
            }
            self.print(NONE_OF_THESE);
        }
    }

    /// Numbers of the list, typed with Enter; none if left with q.
    fn tick_typed(&self, items: usize) -> Answered<Option<Vec<bool>>> {
        let question =
            format!("Numbers (1-{items}) with blanks between, 0 for none, q to skip, then Enter:");
        loop {
            let typed = self.line(&question)?;
            let mut ticked = vec![false; items];
            let words = typed.split([' ', ',']).filter(|word| !word.is_empty());
            let known = words.clone().all(|word| match number_of(word, items) {
                Some(item) => {
                    ticked[item] = true;
                    true
                }
                None => word == "0",
            });
            match typed.as_str() {
                "q" => return Ok(None),
                _ if known && words.count() > 0 => return Ok(Some(ticked)),
                _ => self.print(NONE_OF_THESE),
            }
        }
    }
}

/// Cuts an item to a width, counted in columns and in bytes: dialoguer counts the bytes of an
/// item to know how many rows to clear, so a longer one would eat the rows above the menu.
fn fit_bytes(item: &str, width: usize) -> String {
    let mut columns = width;
    loop {
        let item = text::fit(item, columns);
        if item.len() <= width || columns == 0 {
            return item;
        }
        columns -= 1;
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if self.asked.get() {
            stop::restore();
        }
    }
}

/// Redraws the dial until the key is there; line by line it only rings the bell.
fn run_dial(
    term: &Term,
    style: Style,
    bar: &Bar,
    dial: &dyn RunningClock,
    answered: &Receiver<()>,
) {
    let mut marks = dial.marks();
    let mut drawn = String::new();
    loop {
        let line = format!("{}  {}", dial.face(), bar_text(bar, style));
        if !style.plain && line != drawn {
            let shown = text::fit(&line, style.columns.saturating_sub(1));
            let _ = term.clear_line();
            let _ = term.write_str(&text::paint(&shown, Tone::Quiet, style));
            drawn = line;
        }
        if style.plain && dial.marks() > marks {
            marks = dial.marks();
            let _ = term.write_str(BELL);
        }
        if answered.recv_timeout(DIAL_STEP) == Err(RecvTimeoutError::Disconnected) {
            return;
        }
    }
}

/// The item that a typed number from 1 means.
fn number_of(typed: &str, items: usize) -> Option<usize> {
    let number = typed.parse::<usize>().ok()?;
    (1..=items).contains(&number).then(|| number - 1)
}

fn pair(key: &str, does: &str) -> (String, String) {
    (key.to_owned(), does.to_owned())
}

fn typed_choice(items: usize, letters: &[char]) -> String {
    let letters: String = letters.iter().flat_map(|letter| [' ', *letter]).collect();
    match letters.is_empty() {
        true => format!("Number (1-{items}), then Enter:"),
        false => format!(
            "Number (1-{items}) or a letter ({}), then Enter:",
            letters.trim()
        ),
    }
}

/// The key bar as one line that fits the screen: the others shrink to their letters first.
pub fn bar_text(bar: &Bar, style: Style) -> String {
    let gap = if style.unicode { " · " } else { " | " };
    let first: Vec<String> = bar
        .first
        .iter()
        .map(|(key, does)| format!("{key} {does}").trim_end().to_owned())
        .collect();
    let spelled: Vec<String> = bar
        .others
        .iter()
        .map(|(key, does)| format!("{key} {does}"))
        .collect();
    let letters: Vec<String> = bar.others.iter().map(|(key, _)| key.to_string()).collect();
    let join = |others: String| match (first.is_empty(), others.is_empty()) {
        (_, true) => first.join("  "),
        (true, false) => others,
        (false, false) => format!("{}{gap}{others}", first.join("  ")),
    };
    let room = style.columns.saturating_sub(1);
    let letters_joined = || letters.join(" ");
    let candidates = [join(spelled.join(gap)), join(letters_joined())];
    // The narrowest line still spells out what a named key such as Enter does.
    let short: Vec<String> = bar
        .first
        .iter()
        .zip(&first)
        .map(|((key, _), whole)| {
            if key.len() > 1 {
                whole.clone()
            } else {
                key.clone()
            }
        })
        .collect();
    let shortest = || format!("{}{gap}{}", short.join(" "), letters_joined());
    candidates
        .into_iter()
        .find(|line| line.width() <= room)
        .unwrap_or_else(|| text::fit(&shortest(), room))
}

impl Prompt for Terminal {
    fn set_style(&mut self, style: Style) {
        self.style = style;
    }

    fn style(&self) -> Style {
        self.style
    }

    fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    fn say(&mut self, lines: &[Line]) {
        self.print(&text::render(lines, self.style));
    }

    fn key(&mut self, bar: &Bar) -> Answered<Key> {
        self.ready()?;
        if self.style.plain {
            return self.typed_key(bar);
        }
        if bar.fresh {
            self.forget_typed_ahead()?;
        }
        let line = bar_text(bar, self.style);
        self.print(&text::paint(&line, Tone::Quiet, self.style));
        let key = self.read_key();
        let _ = self.term.clear_line();
        key
    }

    fn timed_key(&mut self, bar: &Bar, dial: &dyn RunningClock) -> Answered<Key> {
        self.ready()?;
        let (answered, waiting) = mpsc::channel::<()>();
        let (term, style) = (self.term.clone(), self.style);
        std::thread::scope(|scope| {
            scope.spawn(move || run_dial(&term, style, bar, dial, &waiting));
            let key = match style.plain {
                true => self.typed_key(bar),
                false => self.read_key(),
            };
            drop(answered);
            key
        })
        .inspect(|_| {
            let _ = self.term.clear_line();
        })
    }

    fn choose(&mut self, question: &str, items: &[String], bar: &Bar) -> Answered<Chosen> {
        self.ready()?;
        if self.style.plain {
            self.list(question, items);
            let letters: Vec<char> = bar.others.iter().map(|(letter, _)| *letter).collect();
            let question = typed_choice(items.len(), &letters);
            return self.pick_typed(&question, items.len(), &letters);
        }
        let ways = Bar {
            first: vec![pair("Enter", "answers"), pair("Esc", "then")],
            others: bar.others.clone(),
            fresh: false,
        };
        self.forget_typed_ahead()?;
        loop {
            let theme = self.theme();
            let line = bar_text(&ways, self.style);
            self.print(&format!(
                "{}\n",
                text::paint(&line, Tone::Quiet, self.style)
            ));
            let menu = Select::with_theme(&*theme)
                .with_prompt(text::fit(
                    question,
                    self.style.columns.saturating_sub(MENU_MARGIN),
                ))
                .items(self.items(items))
                .default(0)
                .report(false);
            let chosen = self.shown(menu.interact_on_opt(&self.term))?;
            let _ = self.term.clear_last_lines(1);
            if let Some(index) = chosen {
                return Ok(Chosen::Item(index));
            }
            if let Key::Char(letter) = self.key(bar)?
                && letter != ' '
            {
                return Ok(Chosen::Letter(letter));
            }
        }
    }

    fn tick(&mut self, question: &str, items: &[String]) -> Answered<Option<Vec<bool>>> {
        self.ready()?;
        if self.style.plain {
            self.list(question, items);
            return self.tick_typed(items.len());
        }
        let theme = self.theme();
        let menu = MultiSelect::with_theme(&*theme)
            .with_prompt(text::fit(
                question,
                self.style.columns.saturating_sub(MENU_MARGIN),
            ))
            .items(self.items(items))
            .report(false);
        let chosen = self.shown(menu.interact_on_opt(&self.term))?;
        Ok(chosen.map(|chosen| {
            (0..items.len())
                .map(|index| chosen.contains(&index))
                .collect()
        }))
    }

    fn search(&mut self, question: &str, items: &[String]) -> Answered<Option<usize>> {
        self.ready()?;
        if self.style.plain {
            self.list(question, items);
            let question = format!("Number (1-{}), or q to skip, then Enter:", items.len());
            return match self.pick_typed(&question, items.len(), &['q'])? {
                Chosen::Item(index) => Ok(Some(index)),
                Chosen::Letter(_) => Ok(None),
            };
        }
        let theme = self.theme();
        let menu = FuzzySelect::with_theme(&*theme)
            .with_prompt(text::clean(question))
            .items(self.items(items))
            .default(0)
            .report(false);
        self.shown(menu.interact_on_opt(&self.term))
    }

    fn input(&mut self, question: &str) -> Answered<String> {
        self.ready()?;
        if self.style.plain {
            return self.line(&format!("{question}:"));
        }
        let theme = self.theme();
        let ask = Input::<String>::with_theme(&*theme)
            .with_prompt(self.short_question(question, "Your answer"))
            .allow_empty(true);
        let typed = self.shown(ask.interact_text_on(&self.term))?;
        Ok(typed.trim().to_owned())
    }

    fn confirm(&mut self, question: &str) -> Answered<bool> {
        self.ready()?;
        if self.style.plain {
            return self.confirm_typed(question);
        }
        let theme = self.theme();
        let ask = Confirm::with_theme(&*theme)
            .with_prompt(self.short_question(question, "Yes or no?"))
            .default(false);
        Ok(self
            .shown(ask.interact_on_opt(&self.term))?
            .unwrap_or(false))
    }

    fn edit(&mut self, editor: &str, file: &Path) -> Answered<bool> {
        self.ready()?;
        stop::restore();
        let _editing = stop::leave_ctrl_c_to_the_child();
        // As git does it: the shell splits the editor's own arguments, the path stays whole.
        let status = Command::new("sh")
            .arg("-c")
            // The shell outlives a Ctrl-C that was meant for the editor, and tells how it ended.
            .arg(format!("trap : INT; {editor} \"$@\""))
            .arg(editor)
            .arg(file)
            .status()
            .map_err(PromptError::Failed)?;
        Ok(status.success())
    }
}

impl Terminal {
    /// y or n, typed with Enter; Enter alone is no, and anything else is asked again.
    fn confirm_typed(&self, question: &str) -> Answered<bool> {
        loop {
            let typed = self.line(&format!("{question} (y or n, then Enter)"))?;
            match typed.to_lowercase().as_str() {
                "y" | "yes" => return Ok(true),
                "n" | "no" | "" => return Ok(false),
                _ => self.print(NONE_OF_THESE),
            }
        }
    }

    fn read_key(&self) -> Answered<Key> {
        loop {
            match self.term.read_key()? {
                console::Key::Char(c) => return Ok(Key::Char(c)),
                console::Key::Enter => return Ok(Key::Enter),
                console::Key::Escape => return Ok(Key::Escape),
                console::Key::CtrlC => return Err(PromptError::Interrupted),
                _ => {}
            }
        }
    }

    /// A key typed with Enter; Enter alone is Enter. A line of several letters is no key.
    fn typed_key(&self, bar: &Bar) -> Answered<Key> {
        loop {
            let typed = self.line(&format!("{}, then Enter:", bar_text(bar, self.style)))?;
            let mut letters = typed.chars();
            match (letters.next(), letters.next()) {
                (None, _) => return Ok(Key::Enter),
                (Some(letter), None) => return Ok(Key::Char(letter)),
                _ => {}
            }
        }
    }
}
