//! Menus, checklists and searches on the screen: drawn anew at each key, with the keys that they
//! take in a row above them.

use super::canvas::{Canvas, drawn, theme};
use super::keys::Press;
use super::menu::{self, Cursor, Field};
use super::terminal::Terminal;
use super::text::{self, Line, Style, Tone};
use super::{Answered, Bar, Chosen, Unticked};

/// Columns that the digit of an item takes, with the blank behind it.
const DIGIT: usize = 2;

/// Stands below what was typed where nothing of a list has it.
const NO_MATCH: &str = "  no match";

/// Stands above a checklist that may be left without a tick.
const UNTICKED_SKIPS: &str = "Nothing ticked skips it.";

/// What `?` tells at a checklist.
const CHECKLIST_HELP: [&str; 2] = [
    "Space ticks the line with the arrow, a digit its line. Once more takes the tick off.",
    "Enter answers with what is ticked, q or Esc leaves the list without an answer.",
];

impl Terminal {
    pub(super) fn choose_drawn(
        &mut self,
        question: &str,
        items: &[String],
        bar: &Bar,
        canvas: &mut Canvas,
    ) -> Answered<Chosen> {
        let _ = self.term.hide_cursor();
        let mut cursor = match bar.unchosen {
            true => Cursor::nowhere(items.len()),
            false => Cursor::new(items.len()),
        };
        let numbered = numbered(items);
        loop {
            let (theme, room) = (theme(self.style), self.rows_for_items());
            let keys = self.quiet(&choosing(items.len(), bar, self.style));
            let question = self.item(question);
            let mut rows = vec![keys, drawn(|f| theme.format_select_prompt(f, &question))];
            let laid_out = self.laid_out(&numbered, room);
            for place in cursor.visible(room) {
                let here = cursor.at() == Some(place);
                let tone = if here { Tone::Bold } else { Tone::Normal };
                for (number, row) in laid_out[place].iter().enumerate() {
                    rows.push(match number {
                        0 => drawn(|f| theme.format_select_prompt_item(f, row, here)),
                        // Below the arrow of the first row.
                        _ => format!("  {}", text::paint(row, tone, self.style)),
                    });
                }
            }
            canvas.draw(&self.term, &rows, None);
            let press = self.key_in(canvas)?;
            match (&press, cursor.at()) {
                (Press::Enter, Some(at)) => return Ok(Chosen::Item(at)),
                (Press::Char(c), _) if bar.has(*c) => return Ok(Chosen::Letter(*c)),
                (Press::Char(c), _) => {
                    if let Some(item) = menu::item_of(*c, items.len()) {
                        return Ok(Chosen::Item(item));
                    }
                }
                _ => drop(cursor.moves(&press, room)),
            }
        }
    }

    pub(super) fn tick_drawn(
        &mut self,
        question: &str,
        items: &[String],
        (mut ticked, unticked): (Vec<bool>, Unticked),
        canvas: &mut Canvas,
    ) -> Answered<Option<Vec<bool>>> {
        let _ = self.term.hide_cursor();
        ticked.resize(items.len(), false);
        let mut cursor = Cursor::new(items.len());
        let (numbered, mut helps) = (numbered(items), false);
        loop {
            let theme = theme(self.style);
            let mut rows = match helps {
                true => self.checklist_help(),
                false => Vec::new(),
            };
            // In a row of its own: the question is cut where the screen is narrow.
            if unticked == Unticked::Skips {
                rows.push(text::paint(UNTICKED_SKIPS, Tone::Quiet, self.style));
            }
            let room = self.rows_for_items().saturating_sub(rows.len()).max(1);
            rows.push(self.quiet(&ticking(items.len())));
            let question = self.item(question);
            rows.push(drawn(|f| theme.format_multi_select_prompt(f, &question)));
            for place in cursor.visible(room) {
                let (item, here) = (self.item(&numbered[place]), cursor.at() == Some(place));
                let row =
                    drawn(|f| theme.format_multi_select_prompt_item(f, &item, ticked[place], here));
                rows.push(row);
            }
            canvas.draw(&self.term, &rows, None);
            let press = self.key_in(canvas)?;
            match (&press, cursor.at()) {
                (Press::Enter, _) => return Ok(Some(ticked)),
                (Press::Escape | Press::Char('q'), _) => return Ok(None),
                (Press::Char('?'), _) => helps = !helps,
                (Press::Char(' '), Some(at)) => ticked[at] = !ticked[at],
                (Press::Char(c), _) => {
                    if let Some(item) = menu::item_of(*c, items.len()) {
                        ticked[item] = !ticked[item];
                    }
                }
                _ => drop(cursor.moves(&press, room)),
            }
        }
    }

    /// The keys of a checklist in sentences.
    fn checklist_help(&self) -> Vec<String> {
        let text = text::render(&CHECKLIST_HELP.map(Line::quiet), self.style);
        text.lines().map(str::to_owned).collect()
    }

    pub(super) fn search_drawn(
        &mut self,
        question: &str,
        items: &[String],
        canvas: &mut Canvas,
    ) -> Answered<Option<usize>> {
        let mut field = Field::default();
        let mut found = menu::found(items, "");
        let mut cursor = Cursor::new(found.len());
        loop {
            let (theme, room) = (theme(self.style), self.rows_for_items());
            let (row, column) = self.field_row(&*theme, &self.item(question), &field);
            let mut rows = vec![row];
            for place in cursor.visible(room) {
                let (item, here) = (self.item(&items[found[place]]), cursor.at() == Some(place));
                rows.push(drawn(|f| theme.format_select_prompt_item(f, &item, here)));
            }
            if found.is_empty() {
                rows.push(text::paint(NO_MATCH, Tone::Quiet, self.style));
            }
            canvas.draw(&self.term, &rows, Some((0, column)));
            let press = self.press_in(canvas)?;
            match (&press, cursor.at()) {
                (Press::Enter, _) if self.keys.is_pasted() => {}
                (Press::Enter, Some(at)) => return Ok(Some(found[at])),
                (Press::Escape, _) => return Ok(None),
                _ if cursor.moves(&press, room) => {}
                _ => {
                    let before = field.text();
                    if field.takes(&press) && field.text() != before {
                        found = menu::found(items, &field.text());
                        cursor = Cursor::new(found.len());
                    }
                }
            }
        }
    }

    /// The items of a menu as rows: whole if there is room for all of them, else cut to a row each.
    fn laid_out(&self, items: &[String], room: usize) -> Vec<Vec<String>> {
        let style = Style {
            columns: self.menu_width(),
            colour: false,
            ..self.style
        };
        let whole = |item: &String| {
            let text = text::render(&[Line::plain(item).hanging(DIGIT)], style);
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let whole: Vec<Vec<String>> = items.iter().map(whole).collect();
        // No text is laid out in fewer columns than its narrowest screen has.
        match style.width() <= style.columns && whole.iter().flatten().count() <= room {
            true => whole,
            false => items.iter().map(|item| vec![self.item(item)]).collect(),
        }
    }
}

/// Items with the digits that take them at once, where there are digits enough.
fn numbered(items: &[String]) -> Vec<String> {
    let numbered = items.iter().zip(1..);
    match items.len() {
        ..=9 => numbered
            .map(|(item, number)| format!("{number} {item}"))
            .collect(),
        _ => items.to_vec(),
    }
}

/// The keys of a checklist of so many items.
fn ticking(items: usize) -> Bar {
    let ticks = match items {
        1 => "Space or 1".to_owned(),
        2..=9 => format!("Space or 1-{items}"),
        _ => "Space".to_owned(),
    };
    Bar {
        first: vec![
            (ticks, "tick".to_owned()),
            ("Enter".to_owned(), "done".to_owned()),
        ],
        others: vec![('q', "leave"), ('?', "keys")],
        ..Bar::default()
    }
}

/// The keys of a menu of so many items.
fn choosing(items: usize, bar: &Bar, style: Style) -> Bar {
    let arrows = if style.unicode { "↑↓" } else { "Up Down" };
    let moves = match items {
        2..=9 => format!("{arrows} or 1-{items}"),
        _ => arrows.to_owned(),
    };
    Bar {
        first: vec![
            (moves, "choose".to_owned()),
            ("Enter".to_owned(), "answer".to_owned()),
        ],
        others: bar.others.clone(),
        ..Bar::default()
    }
}
