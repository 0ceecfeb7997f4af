//! The keys that may be pressed now, as one or a few quiet rows.

use unicode_width::UnicodeWidthStr;

use super::text::{self, Style};

/// A window with fewer rows than this gets all keys in one row.
const LOWEST_FOR_ROWS: usize = 6;

/// Stands in a bar for every key that it does not name.
pub const ANY_KEY: &str = "any other key";

/// The keys that may be pressed now.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// The keys that matter most, with what they do: spelled out while they fit.
    pub first: Vec<(String, String)>,
    /// What stands beside each of the first, such as when a grade brings the card back; these
    /// keys then have rows of their own.
    pub notes: Vec<String>,
    /// The others, spelled out where the row is wide enough, else by their letters.
    pub others: Vec<(char, &'static str)>,
    /// Letters that work as well and are told elsewhere.
    pub untold: &'static str,
    /// No item of a list is chosen before a key moves to it: Enter alone answers nothing.
    pub unchosen: bool,
    /// Forget keys pressed before the line appeared, so that none of them grades a card.
    pub fresh: bool,
}

impl Bar {
    /// Space for the next step, and other keys.
    pub fn space(does: &str, others: impl IntoIterator<Item = (char, &'static str)>) -> Bar {
        Bar {
            first: vec![("Space".to_owned(), does.to_owned())],
            others: others.into_iter().collect(),
            ..Bar::default()
        }
    }

    /// Whether that letter means something here, told or not.
    pub fn has(&self, letter: char) -> bool {
        self.untold.contains(letter) || self.others.iter().any(|(other, _)| *other == letter)
    }

    /// Whether a letter that is typed with Enter means something here, or Enter alone. Space and
    /// Enter are one key where either leads on.
    pub fn takes_typed(&self, letter: Option<char>) -> bool {
        let named = |name: &str| self.first.iter().any(|(key, _)| key == name);
        let leads_on = || ["Space", "Enter", "Enter alone"].into_iter().any(named);
        named(ANY_KEY)
            || match letter {
                None | Some(' ') => leads_on(),
                Some(letter) => self.has(letter) || named(&letter.to_string()),
            }
    }

    /// The bar as rows that fit the screen, which has so many rows.
    pub fn rows(&self, style: Style, height: usize) -> Vec<String> {
        let room = style.columns.saturating_sub(1);
        let noted = height >= LOWEST_FOR_ROWS && self.notes.iter().any(|note| !note.is_empty());
        let table = noted.then(|| table(&self.noted("  "), room)).flatten();
        let Some(mut rows) = table else {
            return vec![self.one_row(style)];
        };
        let others = Bar {
            first: Vec::new(),
            ..self.clone()
        };
        rows.extend(Some(others.one_row(style)).filter(|row| !row.is_empty()));
        rows
    }

    /// The bar as a text, for whoever does not draw it.
    pub fn text(&self, style: Style) -> String {
        self.rows(style, usize::MAX).join("\n")
    }

    /// The bar as a sentence in which everything is spelled out.
    pub fn spoken(&self) -> String {
        let others = self.others.iter();
        let others = others.map(|(key, does)| format!("{key} {does}"));
        let keys: Vec<String> = self.noted(": ").into_iter().chain(others).collect();
        keys.join(", ")
    }

    /// The first keys with what they do, and behind it what stands beside them.
    fn noted(&self, between: &str) -> Vec<String> {
        let notes = self.notes.iter().map(String::as_str);
        let notes = notes.chain(std::iter::repeat(""));
        let first = self.first.iter().zip(notes);
        let noted = first.map(|((key, does), note)| {
            let between = if note.is_empty() { "" } else { between };
            format!("{key} {does}{between}{note}").trim_end().to_owned()
        });
        noted.collect()
    }

    /// All keys in one row: the others shrink to their letters first.
    fn one_row(&self, style: Style) -> String {
        let gap = style.gap();
        let first = self.first.iter();
        let first = first.map(|(key, does)| format!("{key} {does}").trim_end().to_owned());
        let first: Vec<String> = first.collect();
        let others = self.others.iter();
        let spelled: Vec<String> = others.map(|(key, does)| format!("{key} {does}")).collect();
        let letters: Vec<String> = self.others.iter().map(|(key, _)| key.to_string()).collect();
        let letters = letters.join(" ");
        // The narrowest rows still spell out what a named key such as Enter does.
        let short = self.first.iter().zip(&first);
        let short = short.map(|((key, _), whole)| if key.len() > 1 { whole } else { key });
        let short: Vec<&str> = short.map(String::as_str).collect();
        let keys: Vec<&str> = self.first.iter().map(|(key, _)| key.as_str()).collect();
        let join = |first: String, others: &str| match (first.is_empty(), others.is_empty()) {
            (_, true) => first,
            (true, false) => others.to_owned(),
            (false, false) => format!("{first}{gap}{others}"),
        };
        let room = style.columns.saturating_sub(1);
        let rows = [
            join(first.join("  "), &spelled.join(gap)),
            join(first.join("  "), &letters),
            join(short.join(" "), &letters),
            join(keys.join(" "), &letters),
        ];
        let fitting = rows.into_iter().find(|row| row.width() <= room);
        // Who does not see a letter never finds it: the keys that need no telling go first.
        let last = || match letters.is_empty() {
            true => short.join(" "),
            false => letters.clone(),
        };
        fitting.unwrap_or_else(|| text::fit(&last(), room))
    }
}

/// Cells in as few rows as they fit into, in columns where there are several; none where two
/// do not fit beside each other.
fn table(cells: &[String], room: usize) -> Option<Vec<String>> {
    const BETWEEN: usize = 3;
    let one: usize = cells.iter().map(|cell| cell.width() + BETWEEN).sum();
    if one <= room + BETWEEN {
        return Some(vec![cells.join(&" ".repeat(BETWEEN))]);
    }
    (1..cells.len())
        .map(|rows| cells.len().div_ceil(rows + 1))
        .find_map(|columns| {
            let rows = || cells.chunks(columns);
            let width = |column: usize| {
                let cells = rows().filter_map(|row| row.get(column));
                cells.map(|cell| cell.width()).max().unwrap_or(0)
            };
            let widths: Vec<usize> = (0..columns).map(width).collect();
            let whole = widths.iter().sum::<usize>() + BETWEEN * (columns - 1);
            (columns > 1 && whole <= room).then(|| {
                let padded = rows().map(|row| {
                    let cells = row.iter().zip(&widths);
                    let cells = cells.map(|(cell, width)| text::pad(cell, width + BETWEEN));
                    cells.collect::<String>().trim_end().to_owned()
                });
                padded.collect()
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(columns: usize, height: usize) -> String {
        let grades = [("1", "again"), ("2", "hard"), ("3", "good"), ("4", "easy")];
        let bar = Bar {
            first: grades
                .map(|(key, name)| (key.to_owned(), name.to_owned()))
                .into(),
            notes: ["today", "tomorrow", "6 days", "15 days"]
                .map(str::to_owned)
                .into(),
            others: vec![
                ('c', "checklist"),
                ('s', "skip"),
                ('b', "bury"),
                ('?', "more"),
            ],
            ..Bar::default()
        };
        let style = Style {
            columns,
            ..Style::default()
        };
        bar.rows(style, height).join("\n")
    }

    #[test]
    fn grades_stand_beside_what_they_do_in_as_many_rows_as_it_takes() {
        let letters = "c checklist · s skip · b bury · ? more";
        let rows = [
            (
                80,
                format!(
                    "1 again  today   2 hard  tomorrow   3 good  6 days   4 easy  15 days\n{letters}"
                ),
            ),
            (
                40,
                format!(
                    "1 again  today   2 hard  tomorrow\n3 good  6 days   4 easy  15 days\n{letters}"
                ),
            ),
            (
                38,
                "1 again  today   2 hard  tomorrow\n3 good  6 days   4 easy  15 days\nc s b ?"
                    .to_owned(),
            ),
            (30, "1 2 3 4 · c s b ?".to_owned()),
            (12, "c s b ?".to_owned()),
        ];
        for (columns, expected) in rows {
            assert_eq!(shown(columns, 24), expected, "{columns}");
        }
        let end = Bar {
            others: Vec::new(),
            ..Bar::space("show the answer", [])
        };
        let style = Style {
            columns: 12,
            ..Style::default()
        };
        assert_eq!(end.text(style), "Space");
        // A low window has one row for all of them.
        let low = "1 again  2 hard  3 good  4 easy · c checklist · s skip · b bury · ? more";
        assert_eq!(shown(80, 3), low);
    }
}
