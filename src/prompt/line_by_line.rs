//! Questions line by line, for screen readers, dumb terminals and windows too small for a
//! menu: numbered lists, answers typed with Enter, nothing redrawn.

use super::keys::Modes;
use super::page::lines;
use super::terminal::{DIAL_STEP, Terminal};
use super::text::{self, Line};
use super::{Answered, Bar, Chosen, Key, PromptError, RunningClock, Unticked};

/// What is said where a typed answer means nothing.
const NONE_OF_THESE: &str = "That is not one of the answers.\n";

/// What is said where the system takes no longer line.
const CUT: &str = "The terminal cut a line off at 4095 characters. Type the rest as a new line.\n";

const BELL: &str = "\u{7}";

impl Terminal {
    /// Reads a typed line; the end of input is the end of the sitting.
    pub(super) fn line(&mut self, question: &str) -> Answered<String> {
        let typed = self.line_beside(question, None)?;
        typed.ok_or(PromptError::Interrupted)
    }

    /// Reads a typed line; a bell rings at each mark of the dial. None once the dial is over.
    fn line_beside(
        &mut self,
        question: &str,
        dial: Option<&dyn RunningClock>,
    ) -> Answered<Option<String>> {
        self.ready()?;
        // Wrapped between words, which the terminal itself would not do.
        let wrapped = text::render(&[Line::plain(question)], self.style);
        self.print(&format!("{} ", wrapped.trim_end()));
        let _modes = Modes::line()?;
        let marks = || dial.map_or(0, |dial| dial.marks());
        let mut passed = marks();
        let term = self.term.clone();
        let is_over = || dial.is_some_and(RunningClock::is_over);
        let ring = || {
            if marks() > passed {
                passed = marks();
                let _ = term.write_str(BELL);
            }
            !is_over()
        };
        let typed = self.keys.line(ring, DIAL_STEP)?;
        match typed {
            None if is_over() => {
                self.print("\n");
                Ok(None)
            }
            None => Err(PromptError::Interrupted),
            typed => Ok(typed),
        }
    }

    /// Several lines, each kept at its Enter; an empty one ends them.
    pub(super) fn compose_typed(
        &mut self,
        begun: &str,
        keep: &mut dyn FnMut(&str),
    ) -> Answered<String> {
        let mut text = lines(begun.trim());
        if !text.is_empty() {
            let so_far = text.lines().map(|line| Line::plain(line).indented(2));
            self.print(&text::render(&so_far.collect::<Vec<_>>(), self.style));
        }
        self.ready()?;
        // Held from before the first line asks for words to the last: a stop in between would
        // take a line away.
        let _modes = Modes::text()?;
        loop {
            self.print("> ");
            let typed = self.keys.lines(|| true, DIAL_STEP)?;
            let typed = typed.ok_or(PromptError::Interrupted)?;
            let is_empty = typed.text.trim().is_empty();
            if !is_empty {
                let between = if text.is_empty() { "" } else { "\n" };
                text = format!("{text}{between}{}", lines(typed.text.trim()));
                keep(&text);
            }
            match typed.stopped {
                true => return Err(PromptError::Interrupted),
                false if is_empty => return Ok(text),
                false if typed.cut => self.print(CUT),
                false => {}
            }
        }
    }

    fn list(&self, question: &str, items: &[String]) {
        let mut lines = vec![Line::plain(question)];
        let numbered = items.iter().zip(1..);
        let numbered = numbered.map(|(item, number)| Line::plain(format!("{number}. {item}")));
        lines.extend(numbered.map(|line| line.indented(2).hanging(3)));
        self.print(&text::render(&lines, self.style));
    }

    /// A key typed with Enter; Enter alone is Enter. A line of several letters is no key.
    pub(super) fn typed_key(
        &mut self,
        bar: &Bar,
        dial: Option<&dyn RunningClock>,
    ) -> Answered<Key> {
        loop {
            let question = format!("{}, then Enter:", bar.spoken());
            let Some(typed) = self.line_beside(&question, dial)? else {
                return Ok(Key::Over);
            };
            let letter = typed.parse().ok();
            if (typed.is_empty() || letter.is_some()) && bar.takes_typed(letter) {
                return Ok(letter.map_or(Key::Enter, Key::Char));
            }
            self.print(NONE_OF_THESE);
        }
    }

    /// A number of a list or a letter of the bar, typed with Enter.
    pub(super) fn choose_typed(
        &mut self,
        question: &str,
        items: &[String],
        bar: &Bar,
    ) -> Answered<Chosen> {
        self.list(question, items);
        let question = typed_choice(items.len(), &bar.others);
        self.pick_typed(&question, items.len(), |letter| bar.has(letter))
    }

    /// A number of a list, typed with Enter; none if left with q.
    pub(super) fn search_typed(
        &mut self,
        question: &str,
        items: &[String],
    ) -> Answered<Option<usize>> {
        self.list(question, items);
        let question = format!("Number (1-{}), or q to skip, then Enter:", items.len());
        match self.pick_typed(&question, items.len(), |letter| letter == 'q')? {
            Chosen::Item(index) => Ok(Some(index)),
            Chosen::Letter(_) => Ok(None),
        }
    }

    fn pick_typed(
        &mut self,
        question: &str,
        items: usize,
        is_letter: impl Fn(char) -> bool,
    ) -> Answered<Chosen> {
        loop {
            let typed = self.line(question)?;
            if let Some(item) = number_of(&typed, items) {
                return Ok(Chosen::Item(item));
            }
            match typed.parse() {
                Ok(letter) if is_letter(letter) => return Ok(Chosen::Letter(letter)),
                _ => self.print(NONE_OF_THESE),
            }
        }
    }

    /// Numbers of a list, typed with Enter; those ticked `before` with Enter alone; none if left with q.
    pub(super) fn tick_typed(
        &mut self,
        question: &str,
        items: &[String],
        before: &[bool],
        unticked: Unticked,
    ) -> Answered<Option<Vec<bool>>> {
        self.list(question, items);
        let items = items.len();
        let numbers = before.iter().zip(1..).filter(|(ticked, _)| **ticked);
        let numbers: Vec<String> = numbers.map(|(_, number)| number.to_string()).collect();
        let as_before = match numbers.is_empty() {
            true => String::new(),
            false => format!(", Enter alone for {} as ticked", numbers.join(" ")),
        };
        let zero = match unticked {
            Unticked::IsNone => "for none",
            Unticked::Skips => "to skip",
        };
        let question = format!(
            "Numbers (1-{items}) with blanks between, 0 {zero}, q to leave{as_before}, then Enter:"
        );
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
                "" if !numbers.is_empty() => return Ok(Some(before.to_vec())),
                _ if known && words.count() > 0 => return Ok(Some(ticked)),
                _ => self.print(NONE_OF_THESE),
            }
        }
    }

    /// y or n, typed with Enter; Enter alone is no, and anything else is asked again.
    pub(super) fn confirm_typed(&mut self, question: &str) -> Answered<bool> {
        loop {
            let typed = self.line(&format!("{question} (y/N, Enter alone is no)"))?;
            match typed.to_lowercase().as_str() {
                "y" | "yes" => return Ok(true),
                "n" | "no" | "" => return Ok(false),
                _ => self.print(NONE_OF_THESE),
            }
        }
    }
}

/// The item that a typed number from 1 means.
fn number_of(typed: &str, items: usize) -> Option<usize> {
    let number = typed.parse::<usize>().ok()?;
    (1..=items).contains(&number).then(|| number - 1)
}

fn typed_choice(items: usize, letters: &[(char, &str)]) -> String {
    let letters = letters.iter();
    let letters: Vec<String> = letters.map(|(key, does)| format!("{key} {does}")).collect();
    match letters.join(", ").as_str() {
        "" => format!("Number (1-{items}), then Enter:"),
        letters => format!("Number (1-{items}), or {letters}, then Enter:"),
    }
}
