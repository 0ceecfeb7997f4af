//! The built-in decks, and the outlines of their stories, so that no start reads them.
//!
//! A test holds the outlines against the reader, and writes them anew with `DRAW=1`.

use crate::story::bank::{self, QuestionBank};
use crate::story::columns::StoryColumns;
use crate::story::parts::StoryParts;
use crate::story::{Deck, Library};

/// Name and text.
const BUILTIN: [(&str, &str); 2] = [
    ("failure", include_str!("../../decks/failure.md")),
    ("traps", include_str!("../../decks/traps.md")),
];

/// The questions that every home has.
const QUESTIONS: &str = include_str!("../../decks/questions.md");

/// The questions of the decks, then those that every home has.
pub(crate) fn question_bank(library: &Library) -> QuestionBank {
    let mut bank = library.bank();
    bank.extend(builtin_questions());
    bank
}

/// The questions that every home has.
pub(crate) fn builtin_questions() -> QuestionBank {
    bank::read(QUESTIONS).0
}

/// The stories of all of them, one a line: its deck, where it stands (first byte and length), where
/// its name is given, the line of its title, its parts as a number, id and title.
const OUTLINES: &str = include_str!("../../decks/outlines.txt");

/// Those that are on.
pub(super) fn decks(on: &[String]) -> impl Iterator<Item = Deck> {
    let is_on = |name: &str| on.iter().any(|wanted| wanted == name);
    let decks = BUILTIN.into_iter().filter(move |(name, _)| is_on(name));
    decks.map(|(name, text)| Deck::new(name, format!("built-in deck {name}"), true, text))
}

/// The outlines of the stories of one.
pub(super) fn columns(deck: &str) -> StoryColumns {
    let mut columns = StoryColumns::default();
    for line in OUTLINES.lines() {
        let mut fields = line.splitn(9, ' ');
        if fields.next() == Some(deck) {
            let mut number = || fields.next().and_then(|number| number.parse().ok());
            let numbers: [Option<usize>; 6] = std::array::from_fn(|_| number());
            let [start, length, name_start, name_length, line, parts] =
                numbers.map(|number| number.expect("a test holds the table"));
            let mut name = || fields.next().expect("a test holds the table");
            let names = [name(), name()];
            let places = [start..start + length, name_start..name_start + name_length];
            let parts = StoryParts::from_bits(parts as u32);
            columns.push_row(names, places.each_ref(), line, parts);
            columns.mark_alone(columns.count() - 1);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::parse::{parse, parse_alone};

    #[test]
    fn the_outlines_are_what_the_reader_says() {
        let mut table = String::new();
        for (deck, source) in BUILTIN {
            let parsed = parse(source);
            assert_eq!(parsed.problems, []);
            let mut columns = StoryColumns::default();
            columns.extend(source, &parsed);
            (0..columns.count()).for_each(|row| columns.mark_alone(row));
            for (row, story) in parsed.stories.iter().enumerate() {
                let alone = parse_alone(&source[story.at.clone()], story.at.start);
                assert_eq!(alone.as_ref(), Some(story));
                let (at, name_at) = (columns.at(row), columns.name_at(row));
                let numbers = [at.start, at.len(), name_at.start, name_at.len()];
                let numbers = numbers.map(|number| number.to_string()).join(" ");
                let (line, parts) = (columns.lines.get(row), columns.parts(row).bits());
                let (id, title) = (columns.id(row), columns.title(row));
                table += &format!("{deck} {numbers} {line} {parts} {id} {title}\n");
            }
            if std::env::var_os("DRAW").is_none() {
                assert_eq!(super::columns(deck), columns);
            }
        }
        if std::env::var_os("DRAW").is_some() {
            std::fs::write("decks/outlines.txt", &table).expect("the table");
        } else {
            assert_eq!(table, OUTLINES, "DRAW=1 writes it anew");
        }
    }
}
