//! The terminal keeper: menus and single keys, or, line by line, numbered lists and typed
//! letters (`line_by_line`) for screen readers and dumb terminals, and in windows
//! too small for a menu.
//!
//! Drawn with dialoguer's themes; the keys are read here (`keys`), since dialoguer
//! takes the tail of a sequence that it does not know for letters, and the lines of a paste
//! for answers.

use std::io::{self, IsTerminal};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use dialoguer::console::{self, Term};
use dialoguer::theme::Theme;
use rustix::process::Signal;
use rustix::termios::{self, LocalModes, OptionalActions};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::canvas::{Canvas, drawn, theme};
use super::keys::{Keys, Modes, Press};
use super::menu::Field;
use super::page::TextPage;
use super::stop;
use super::text::{self, Line, Style, Tone};
use super::{Answered, Bar, Chosen, Key, Prompt, PromptError, RunningClock, Unticked};
use crate::story::text::word_count;

/// Columns that a theme needs around an item.
const MENU_MARGIN: usize = 6;

/// Columns beside the text on a page: before it, and one to spare behind it.
const PAGE_MARGIN: usize = 3;

/// Rows of a menu besides its items: the keys, the question, and one to spare.
const ROWS_AROUND_ITEMS: usize = 3;

/// The smallest window that a menu is drawn in, in rows and columns.
const SMALLEST_WINDOW: (u16, u16) = (6, 20);

/// The answers to a question of yes or no; the capital is what Enter takes.
const ENTER_IS_NO: &str = "(y/N)";

/// How often the dial looks at the clock.
pub(super) const DIAL_STEP: Duration = Duration::from_millis(200);

/// How often the size of the window is looked at while a menu stands there.
const SIZE_STEP: Duration = Duration::from_millis(250);

/// Talks to a real terminal over stderr.
pub struct Terminal {
    pub(super) term: Term,
    pub(super) style: Style,
    pub(super) keys: Keys,
    /// The modes for single keys, while they are on.
    raw: Option<Modes>,
    /// Whether it knows no escape sequences at all.
    dumb: bool,
    /// Whether a terminal was there to ask on; its modes were touched then.
    asked: bool,
}

impl Terminal {
    /// The terminal of this process; a dumb one knows no escape sequences.
    pub fn new(dumb: bool) -> Terminal {
        Terminal {
            term: Term::stderr(),
            style: Style::default(),
            keys: Keys::default(),
            raw: None,
            dumb,
            asked: false,
        }
    }

    pub(super) fn ready(&mut self) -> Answered<()> {
        if !self.can_ask() {
            return Err(match self.asked {
                // It was there and has been closed.
                true => PromptError::Interrupted,
                false => PromptError::NoTerminal,
            });
        }
        self.asked = true;
        if let Some((_, columns)) = self.term.size_checked() {
            self.style.columns = usize::from(columns).max(1);
        }
        if !self.style.plain {
            self.stop_echo();
        }
        if !self.dumb {
            stop::mark_pastes(true);
        }
        Ok(())
    }

    /// Asks with single keys; the cursor and the modes come back in any case.
    fn asking<T>(&mut self, ask: impl FnOnce(&mut Terminal) -> Answered<T>) -> Answered<T> {
        self.raw = Some(Modes::raw()?);
        let answer = ask(self);
        self.raw = None;
        let _ = self.term.show_cursor();
        answer
    }

    /// Suspends and, taken up again, goes on with single keys.
    fn leave_and_return(&mut self) -> Answered<()> {
        self.raw = None;
        self.suspend()?;
        self.raw = Some(Modes::raw()?);
        Ok(())
    }

    /// What is pressed next in a menu, or that the window has another size now. Ctrl-C ends,
    /// Ctrl-Z suspends.
    pub(super) fn press_in(&mut self, canvas: &mut Canvas) -> Answered<Press> {
        let size = self.term.size();
        loop {
            match self.keys.next(Some(SIZE_STEP))? {
                Some(Press::Ctrl('c')) => return Err(PromptError::Interrupted),
                Some(Press::Ctrl('z')) => {
                    self.leave_and_return()?;
                    canvas.forget();
                    return Ok(Press::Unknown);
                }
                Some(press) => return Ok(press),
                None => {}
            }
            if self.term.size() != size {
                self.ready()?;
                return Ok(Press::Unknown);
            }
        }
    }

    /// The same where a single key answers: what is pasted answers nothing.
    pub(super) fn key_in(&mut self, canvas: &mut Canvas) -> Answered<Press> {
        let press = self.press_in(canvas)?;
        Ok(match self.keys.is_pasted() {
            true => Press::Unknown,
            false => press,
        })
    }

    /// Whether a menu would not fit, or is not wanted.
    fn is_line_by_line(&self) -> bool {
        let (rows, columns) = self.term.size();
        self.style.plain || rows < SMALLEST_WINDOW.0 || columns < SMALLEST_WINDOW.1
    }

    /// The rows that a menu may fill with items.
    pub(super) fn rows_for_items(&self) -> usize {
        let rows = usize::from(self.term.size().0);
        rows.saturating_sub(ROWS_AROUND_ITEMS).max(1)
    }

    fn fit(&self, text: &str, columns: usize) -> String {
        let fitting = text::fit(text, columns);
        match self.style.unicode {
            true => fitting,
            false => fitting.replace('…', "."),
        }
    }

    pub(super) fn item(&self, item: &str) -> String {
        self.fit(item, self.menu_width())
    }

    pub(super) fn menu_width(&self) -> usize {
        self.style.columns.saturating_sub(MENU_MARGIN).max(8)
    }

    pub(super) fn quiet(&self, bar: &Bar) -> String {
        text::paint(&bar.text(self.style), Tone::Quiet, self.style)
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
    fn forget_typed_ahead(&mut self) -> Answered<()> {
        match self.keys.forget()? {
            true => Err(PromptError::Interrupted),
            false => Ok(()),
        }
    }

    pub(super) fn print(&self, text: &str) {
        // Where the terminal is gone, the next question will notice.
        let _ = self.term.write_str(text);
        let _ = self.term.flush();
    }

    fn single_key(&mut self, bar: &Bar, dial: Option<&dyn RunningClock>) -> Answered<Key> {
        self.ready()?;
        if self.style.plain {
            return self.typed_key(bar, dial);
        }
        self.asking(|terminal| {
            if bar.fresh {
                terminal.forget_typed_ahead()?;
            }
            let mut canvas = Canvas::default();
            let key = terminal.read_key(bar, dial, &mut canvas);
            canvas.clear(&terminal.term);
            key
        })
    }

    /// Reads a key; the bar is drawn anew where the dial or the window has changed.
    fn read_key(
        &mut self,
        bar: &Bar,
        dial: Option<&dyn RunningClock>,
        canvas: &mut Canvas,
    ) -> Answered<Key> {
        let mut shown = None;
        loop {
            let face = dial.map_or_else(String::new, RunningClock::face);
            let gap = if face.is_empty() { "" } else { "  " };
            let size = self.term.size();
            // What stands before the keys takes room from them.
            let taken = face.width() + gap.width();
            let beside = Style {
                columns: self.style.columns.saturating_sub(taken).max(1),
                ..self.style
            };
            let mut rows = bar.rows(beside, size.0.into());
            rows[0] = format!("{face}{gap}{}", rows[0]);
            for row in &mut rows {
                let fitting = self.fit(row, self.style.columns.saturating_sub(1));
                *row = text::paint(&fitting, Tone::Quiet, self.style);
            }
            if shown.as_ref() != Some(&(rows.clone(), size)) {
                canvas.draw(&self.term, &rows, None);
                shown = Some((rows, size));
            }
            if dial.is_some_and(RunningClock::is_over) {
                self.forget_typed_ahead()?;
                return Ok(Key::Over);
            }
            match self
                .keys
                .next(Some(dial.map_or(SIZE_STEP, |_| DIAL_STEP)))?
            {
                Some(Press::Ctrl('c')) => return Err(PromptError::Interrupted),
                Some(Press::Ctrl('z')) if dial.is_some() => return Ok(Key::Suspend),
                Some(Press::Ctrl('z')) => {
                    self.leave_and_return()?;
                    canvas.forget();
                    shown = None;
                }
                Some(_) if self.keys.is_pasted() => {}
                Some(Press::Char(c)) => return Ok(Key::Char(c)),
                Some(Press::Enter) => return Ok(Key::Enter),
                Some(Press::Escape) => return Ok(Key::Escape),
                _ => {}
            }
            if self.term.size() != size {
                self.ready()?;
            }
        }
    }

    /// Asks on rows that are drawn anew at each key, and takes them away in the end.
    fn in_place<T>(
        &mut self,
        ask: impl FnOnce(&mut Terminal, &mut Canvas) -> Answered<T>,
    ) -> Answered<T> {
        self.asking(|terminal| {
            // What was typed before the question stood there was not meant for it.
            terminal.forget_typed_ahead()?;
            let mut canvas = Canvas::default();
            let answer = ask(terminal, &mut canvas);
            canvas.clear(&terminal.term);
            answer
        })
    }

    fn input_drawn(&mut self, question: &str, canvas: &mut Canvas) -> Answered<String> {
        let mut field = Field::default();
        loop {
            let theme = theme(self.style);
            let (row, column) = self.field_row(&*theme, question, &field);
            canvas.draw(&self.term, &[row], Some((0, column)));
            match self.press_in(canvas)? {
                Press::Enter => break,
                Press::Escape if field.text().is_empty() => break,
                Press::Escape => field = Field::default(),
                press => drop(field.takes(&press)),
            }
        }
        Ok(field.text().trim().to_owned())
    }

    fn compose_drawn(
        &mut self,
        begun: &str,
        keep: &mut dyn FnMut(&str),
        canvas: &mut Canvas,
    ) -> Answered<String> {
        let mut page = TextPage::new(begun);
        loop {
            let columns = self.style.width().saturating_sub(PAGE_MARGIN);
            let (mut rows, cursor) = page.rows(columns, self.rows_for_items());
            let hint = match word_count(&page.text()) {
                1 => "1 word, an empty line ends".to_owned(),
                words => format!("{words} words, an empty line ends"),
            };
            let hint = self.fit(&hint, self.style.columns.saturating_sub(1));
            rows.push(text::paint(&hint, Tone::Quiet, self.style));
            canvas.draw(&self.term, &rows, Some(cursor));
            let press = match self.press_in(canvas) {
                Ok(press) => press,
                Err(stopped) => {
                    keep(&page.text());
                    return Err(stopped);
                }
            };
            if page.takes(&press, self.keys.is_pasted(), columns) {
                return Ok(page.text());
            }
            // A stop that comes as a signal finds at most the sentence at hand unkept.
            if matches!(
                press,
                Press::Enter | Press::Paste(_) | Press::Char('.' | '!' | '?')
            ) {
                keep(&page.text());
            }
        }
    }

    /// A question with what is typed behind it, and the column of the cursor. Of a text that
    /// is wider than the row the part around the cursor is shown.
    pub(super) fn field_row(
        &self,
        theme: &dyn Theme,
        question: &str,
        field: &Field,
    ) -> (String, usize) {
        let asked = drawn(|f| theme.format_input_prompt(f, question, None));
        let asked = format!("{} ", asked.trim_end());
        let width = console::measure_text_width(&asked);
        let room = self.style.columns.saturating_sub(width + 1).max(1);
        let before = last_columns(&field.before, room);
        let after = console::truncate_str(&field.after, room.saturating_sub(before.width()), "");
        (format!("{asked}{before}{after}"), width + before.width())
    }

    fn confirm_drawn(&mut self, question: &str, canvas: &mut Canvas) -> Answered<bool> {
        loop {
            let theme = theme(self.style);
            let question = format!("{question} {ENTER_IS_NO}");
            let row = drawn(|f| theme.format_input_prompt(f, &question, None));
            canvas.draw(&self.term, &[row], None);
            match self.key_in(canvas)? {
                Press::Char('y' | 'Y') => return Ok(true),
                Press::Char('n' | 'N' | 'q') | Press::Enter | Press::Escape => return Ok(false),
                _ => {}
            }
        }
    }
}

/// The end of a text, as far as it fits into so many columns.
fn last_columns(text: &str, columns: usize) -> &str {
    let mut width = 0;
    let fits = |(_, c): &(usize, char)| {
        width += c.width().unwrap_or(0);
        width <= columns
    };
    let first = text.char_indices().rev().take_while(fits).last();
    &text[first.map_or(text.len(), |(at, _)| at)..]
}

impl Drop for Terminal {
    fn drop(&mut self) {
        match self.asked && !self.style.plain {
            true => stop::restore(),
            false => stop::mark_pastes(false),
        }
    }
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
        self.single_key(bar, None)
    }

    fn timed_key(&mut self, bar: &Bar, dial: &dyn RunningClock) -> Answered<Key> {
        self.single_key(bar, Some(dial))
    }

    fn choose(&mut self, question: &str, items: &[String], bar: &Bar) -> Answered<Chosen> {
        self.ready()?;
        if self.is_line_by_line() {
            return self.choose_typed(question, items, bar);
        }
        self.in_place(|terminal, canvas| terminal.choose_drawn(question, items, bar, canvas))
    }

    fn tick(
        &mut self,
        question: &str,
        items: &[String],
        ticked: &[bool],
        unticked: Unticked,
    ) -> Answered<Option<Vec<bool>>> {
        self.ready()?;
        if self.is_line_by_line() {
            return self.tick_typed(question, items, ticked, unticked);
        }
        let ticked = (ticked.to_vec(), unticked);
        self.in_place(|terminal, canvas| terminal.tick_drawn(question, items, ticked, canvas))
    }

    fn search(&mut self, question: &str, items: &[String]) -> Answered<Option<usize>> {
        self.ready()?;
        if self.is_line_by_line() {
            return self.search_typed(question, items);
        }
        self.in_place(|terminal, canvas| terminal.search_drawn(question, items, canvas))
    }

    fn input(&mut self, question: &str) -> Answered<String> {
        self.ready()?;
        if self.is_line_by_line() {
            return self.line(&format!("{question}:"));
        }
        let question = self.short_question(question, "Your answer");
        let typed = self.in_place(|terminal, canvas| terminal.input_drawn(&question, canvas))?;
        let theme = theme(self.style);
        let answered = self.fit(&typed, self.menu_width().saturating_sub(question.width()));
        let row = drawn(|f| theme.format_input_prompt_selection(f, &question, &answered));
        self.print(&format!("{row}\n"));
        Ok(typed)
    }

    fn compose(&mut self, begun: &str, keep: &mut dyn FnMut(&str)) -> Answered<String> {
        self.ready()?;
        if self.is_line_by_line() {
            return self.compose_typed(begun, keep);
        }
        let text = self.in_place(|terminal, canvas| terminal.compose_drawn(begun, keep, canvas))?;
        let written = text.lines().map(|line| Line::plain(line).indented(2));
        self.say(&written.collect::<Vec<_>>());
        Ok(text)
    }

    fn confirm(&mut self, question: &str) -> Answered<bool> {
        self.ready()?;
        if self.is_line_by_line() {
            return self.confirm_typed(question);
        }
        let question = self.short_question(question, "Yes or no?");
        let yes = self.in_place(|terminal, canvas| terminal.confirm_drawn(&question, canvas))?;
        let theme = theme(self.style);
        let row = drawn(|f| theme.format_confirm_prompt_selection(f, &question, Some(yes)));
        self.print(&format!("{row}\n"));
        Ok(yes)
    }

    fn suspend(&mut self) -> Answered<()> {
        stop::suspend();
        self.ready()
    }

    fn edit(&mut self, editor: &str, file: &Path) -> Answered<bool> {
        self.ready()?;
        // A Ctrl-C behind the key that asked for the editor is no key of the editor's.
        self.forget_typed_ahead()?;
        stop::restore();
        let _editing = stop::leave_ctrl_c_to_the_child().ok_or(PromptError::Interrupted)?;
        // As git does it: the shell splits the editor's own arguments, the path stays whole.
        let status = Command::new("sh")
            .arg("-c")
            // The shell outlives a Ctrl-C that was meant for the editor, and tells how it ended.
            .arg(format!("trap : INT; {editor} \"$@\""))
            .arg(editor)
            .arg(file)
            .status()
            .map_err(PromptError::Failed)?;
        match status.signal() {
            // It came before the shell could set its trap, so no editor has had it.
            Some(signal) if signal == Signal::INT.as_raw() => Err(PromptError::Interrupted),
            _ => Ok(status.success()),
        }
    }
}
