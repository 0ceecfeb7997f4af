//! Menus and typed lines as values: a key goes in, what it means comes out. Drawing and
//! reading are [`super::terminal`]'s.

use super::keys::{Press, joined};
use crate::story::text::folded;

/// Where the arrow of a list stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cursor {
    items: usize,
    at: usize,
    first: usize,
    /// Whether it stands on an item at all.
    stands: bool,
}

impl Cursor {
    /// On the first of so many items.
    pub(crate) fn new(items: usize) -> Cursor {
        Cursor {
            items,
            at: 0,
            first: 0,
            stands: true,
        }
    }

    /// On none of them until a key moves it.
    pub(crate) fn nowhere(items: usize) -> Cursor {
        Cursor {
            stands: false,
            ..Cursor::new(items)
        }
    }

    /// The item it stands on, by its place; none where there is no item.
    pub(crate) fn at(&self) -> Option<usize> {
        (self.stands && self.at < self.items).then_some(self.at)
    }

    /// The places of the items that fit into so many rows, the arrow's among them.
    pub(crate) fn visible(&mut self, rows: usize) -> std::ops::Range<usize> {
        let rows = rows.max(1);
        self.first = self.first.min(self.at);
        if self.at >= self.first + rows {
            self.first = self.at + 1 - rows;
        }
        self.first = self.first.min(self.items.saturating_sub(rows));
        self.first..(self.first + rows).min(self.items)
    }

    /// Moves by a key and tells whether the key was one that moves. Up from the first item
    /// leads to the last, and down from the last to the first.
    pub(crate) fn moves(&mut self, press: &Press, rows: usize) -> bool {
        let last = self.items.saturating_sub(1);
        let stood = std::mem::replace(&mut self.stands, true);
        self.at = match press {
            Press::Up | Press::BackTab if !stood => last,
            Press::Down | Press::Tab | Press::PageUp | Press::PageDown if !stood => 0,
            Press::Up | Press::BackTab if self.at == 0 => last,
            Press::Up | Press::BackTab => self.at - 1,
            Press::Down | Press::Tab if self.at == last => 0,
            Press::Down | Press::Tab => self.at + 1,
            Press::PageUp => self.at.saturating_sub(rows),
            Press::PageDown => (self.at + rows).min(last),
            Press::Home => 0,
            Press::End => last,
            _ => {
                self.stands = stood;
                return false;
            }
        };
        true
    }
}

/// The item that a digit means, counted from 1.
pub(crate) fn item_of(digit: char, items: usize) -> Option<usize> {
    let number = usize::try_from(digit.to_digit(10)?).ok()?;
    (1..=items).contains(&number).then(|| number - 1)
}

/// The items that a search finds, best first: those that hold every typed word, else those
/// that hold the typed letters in their order. Case is ignored.
pub(crate) fn found(items: &[String], typed: &str) -> Vec<usize> {
    let typed = folded(typed);
    let words: Vec<&str> = typed.split_whitespace().collect();
    let lower: Vec<String> = items.iter().map(|item| folded(item)).collect();
    let mut holding: Vec<usize> = (0..items.len())
        .filter(|&item| words.iter().all(|word| lower[item].contains(word)))
        .collect();
    let begins = |item: usize| {
        words
            .first()
            .is_none_or(|word| lower[item].starts_with(word))
    };
    holding.sort_by_key(|&item| !begins(item));
    if !holding.is_empty() {
        return holding;
    }
    let in_order = |item: &usize| {
        let mut letters = lower[*item].chars();
        typed
            .chars()
            .filter(|c| !c.is_whitespace())
            .all(|wanted| letters.any(|letter| letter == wanted))
    };
    (0..items.len()).filter(in_order).collect()
}

/// A line that is being typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Field {
    pub(super) before: String,
    pub(super) after: String,
}

impl Field {
    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    /// Takes a key and tells whether it was one for a line: characters, a paste as one line,
    /// and the keys that a shell edits with.
    pub(crate) fn takes(&mut self, press: &Press) -> bool {
        match press {
            Press::Char(character) => self.before.push(*character),
            Press::Paste(text) => self.before.push_str(&joined(text)),
            Press::Backspace => drop(self.before.pop()),
            Press::Delete => drop(self.take_first_after()),
            Press::Left => {
                if let Some(character) = self.before.pop() {
                    self.after.insert(0, character);
                }
            }
            Press::Right => {
                if let Some(character) = self.take_first_after() {
                    self.before.push(character);
                }
            }
            Press::Home | Press::Ctrl('a') => {
                self.after.insert_str(0, &std::mem::take(&mut self.before));
            }
            Press::End | Press::Ctrl('e') => self.before.push_str(&std::mem::take(&mut self.after)),
            Press::Ctrl('u') => self.before.clear(),
            Press::Ctrl('k') => self.after.clear(),
            Press::Ctrl('w') => {
                let kept = self.before.trim_end();
                let word = kept.rfind(char::is_whitespace);
                self.before.truncate(word.map_or(0, |at| at + 1));
            }
            _ => return false,
        }
        true
    }

    fn take_first_after(&mut self) -> Option<char> {
        (!self.after.is_empty()).then(|| self.after.remove(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrow_goes_round_and_stays_in_sight() {
        let mut cursor = Cursor::new(5);
        assert_eq!(cursor.visible(3), 0..3);
        for (press, at, visible) in [
            (Press::Up, 4, 2..5),
            (Press::Down, 0, 0..3),
            (Press::PageDown, 3, 1..4),
            (Press::PageDown, 4, 2..5),
            (Press::PageUp, 1, 1..4),
            (Press::End, 4, 2..5),
            (Press::Home, 0, 0..3),
            (Press::Tab, 1, 0..3),
            (Press::BackTab, 0, 0..3),
        ] {
            assert!(cursor.moves(&press, 3), "{press:?}");
            assert_eq!(cursor.at(), Some(at), "{press:?}");
            assert_eq!(cursor.visible(3), visible, "{press:?}");
        }
        assert!(!cursor.moves(&Press::Char('j'), 3));
    }

    #[test]
    fn an_arrow_that_stands_nowhere_takes_the_nearest_end_first() {
        let moves = [
            (Press::Down, Some(0)),
            (Press::Up, Some(4)),
            (Press::PageDown, Some(0)),
            (Press::End, Some(4)),
            (Press::Enter, None),
        ];
        for (press, at) in moves {
            let mut cursor = Cursor::nowhere(5);
            assert_eq!(cursor.at(), None);
            assert_eq!(cursor.moves(&press, 3), at.is_some(), "{press:?}");
            assert_eq!(cursor.at(), at, "{press:?}");
        }
    }

    #[test]
    fn a_list_of_nothing_has_no_item() {
        let mut cursor = Cursor::new(0);
        for press in [Press::Up, Press::Down, Press::End, Press::PageUp] {
            cursor.moves(&press, 3);
            assert_eq!((cursor.at(), cursor.visible(3)), (None, 0..0), "{press:?}");
        }
    }

    #[test]
    fn a_digit_is_an_item_only_if_there_is_one() {
        let table = [
            ('1', Some(0)),
            ('5', Some(4)),
            ('6', None),
            ('0', None),
            ('x', None),
        ];
        for (digit, item) in table {
            assert_eq!(item_of(digit, 5), item, "{digit}");
        }
    }

    #[test]
    fn a_search_finds_words_anywhere_and_else_letters_in_order() {
        let items = ["Nine days late", "The hire", "A late nine", "Zürich"].map(str::to_owned);
        let table: [(&str, &[usize]); 7] = [
            ("", &[0, 1, 2, 3]),
            ("nine late", &[0, 2]),
            ("LATE", &[0, 2]),
            ("a late", &[2, 0]),
            ("zür", &[3]),
            ("thr", &[1]),
            ("xyz", &[]),
        ];
        for (typed, places) in table {
            assert_eq!(found(&items, typed), places, "{typed}");
        }
    }

    #[test]
    fn a_line_is_edited_as_in_a_shell() {
        use Press::{Backspace, Char, Ctrl, Delete, End, Home, Left, Paste, Right};
        let paste = || Paste("one two\n\nthree".to_owned());
        let table: [(&[Press], (&str, &str)); 10] = [
            (&[paste()], ("one two three", "")),
            (&[paste(), Ctrl('w')], ("one two ", "")),
            (&[paste(), Ctrl('w'), Ctrl('w')], ("one ", "")),
            (&[paste(), Ctrl('u')], ("", "")),
            (&[Char('é'), Char('a'), Left, Backspace], ("", "a")),
            (&[Char('é'), Char('a'), Home, Delete], ("", "a")),
            (&[Char('a'), Char('b'), Ctrl('a'), Ctrl('k')], ("", "")),
            (&[Char('a'), Char('b'), Left, Ctrl('u')], ("", "b")),
            (&[Char('a'), Home, Char('b'), End, Char('c')], ("bac", "")),
            (&[Right, Delete, Backspace, Ctrl('w')], ("", "")),
        ];
        for (presses, halves) in table {
            let mut field = Field::default();
            for press in presses {
                assert!(field.takes(press), "{press:?}");
            }
            assert_eq!((&*field.before, &*field.after), halves, "{presses:?}");
        }
        assert!(!Field::default().takes(&Press::Unknown));
        assert!(!Field::default().takes(&Press::Enter));
    }
}
