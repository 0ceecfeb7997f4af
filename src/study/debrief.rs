//! The debrief: what an interview asked for, which story it got, and what went missing.
//!
//! Each answer of the debrief is a fact of its own, so that one cut half-way goes on where
//! it stopped. An interview may ask for several stories; each is one telling.

use std::collections::BTreeMap;

use crate::story::Shelf;

use super::card::Kind;
use super::day::StudyDay;
use super::facts::{Facts, Field};
use super::interview::interviews;
use super::review::RowId;

/// What can go missing when a story is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Piece {
    /// The decision that turned out wrong.
    Decision,
    /// The durable change.
    Change,
    /// The number that says how bad it was.
    Number,
    /// The sentence that hands over to the role.
    Closing,
}

impl Piece {
    /// All, in the order they are told.
    pub const ALL: [Piece; 4] = [
        Piece::Decision,
        Piece::Change,
        Piece::Number,
        Piece::Closing,
    ];

    /// The word in the log and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Piece::Decision => "decision",
            Piece::Change => "change",
            Piece::Number => "number",
            Piece::Closing => "closing",
        }
    }

    /// The card that trains it.
    pub fn kind(self) -> Kind {
        match self {
            Piece::Decision => Kind::Action,
            Piece::Change => Kind::Learning,
            Piece::Number => Kind::Result,
            Piece::Closing => Kind::Closing,
        }
    }
}

/// One story that an interview asked for, as far as the debrief has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// 1, 2, 3 ... within the interview.
    pub number: u32,
    answers: Vec<(Field, Option<String>)>,
}

impl Telling {
    /// One that nothing was asked of yet.
    pub fn new(number: u32) -> Telling {
        Telling {
            number,
            answers: Vec::new(),
        }
    }

    /// Takes an answer in.
    pub fn take(&mut self, field: Field, value: Option<String>) {
        self.answers.push((field, value));
    }

    /// The answer, if the question was asked and not skipped.
    pub fn answer(&self, field: Field) -> Option<&str> {
        let found = self.answers.iter().rev().find(|(of, _)| *of == field)?;
        found.1.as_deref()
    }

    /// Whether it was asked, skipped or not.
    pub fn asked(&self, field: Field) -> bool {
        self.answers.iter().any(|(of, _)| *of == field)
    }

    /// Whether nothing was asked yet.
    pub fn is_new(&self) -> bool {
        self.answers.is_empty()
    }

    /// What went missing; nothing where that was not asked.
    pub fn missing(&self) -> Vec<Piece> {
        let keys = self.answer(Field::Missing).unwrap_or_default();
        Piece::ALL
            .into_iter()
            .filter(|piece| keys.split(',').any(|key| key == piece.key()))
            .collect()
    }

    /// What is to be asked next. Without a story nothing of it can have gone missing.
    pub fn next(&self) -> Option<Field> {
        let no_story = self.asked(Field::Story) && self.answer(Field::Story).is_none();
        Field::ALL
            .into_iter()
            .find(|&field| !self.asked(field) && (field != Field::Missing || !no_story))
    }
}

/// The tellings of an interview, given by its planning row, in order.
pub fn tellings(facts: &Facts, interview: RowId) -> Vec<Telling> {
    let mut found: BTreeMap<u32, Telling> = BTreeMap::new();
    let rows = facts.debriefs.iter();
    for row in rows.filter(|row| row.planned == interview) {
        let telling = found
            .entry(row.telling)
            .or_insert_with(|| Telling::new(row.telling));
        telling.take(row.field, row.value.clone());
    }
    found.into_values().collect()
}

/// The stories that a company has heard, by their name today, each with the day of the
/// interview that heard it last. Case is ignored in the company's name.
pub fn heard(shelf: &Shelf, facts: &Facts, company: &str) -> BTreeMap<String, StudyDay> {
    let mut heard = BTreeMap::new();
    // The earliest interview comes first, so that the last one to hear a story stays.
    for interview in interviews(facts) {
        if interview.details.name.to_lowercase() != company.to_lowercase() {
            continue;
        }
        for telling in tellings(facts, interview.id) {
            if let Some(story) = telling.answer(Field::Story) {
                let today = shelf.name_today(story).to_owned();
                heard.insert(today, interview.details.date);
            }
        }
    }
    heard
}

#[cfg(test)]
mod tests {
    use super::*;

    type Answer<'a> = (Field, Option<&'a str>);

    fn telling(answers: &[Answer<'_>]) -> Telling {
        let mut telling = Telling::new(1);
        for (field, value) in answers {
            telling.take(*field, value.map(str::to_owned));
        }
        telling
    }

    #[test]
    fn a_telling_is_asked_for_what_is_still_open() {
        use Field::{Landed, Missing, Question, Story};
        let table: [(&[Answer<'_>], Option<Field>); 6] = [
            (&[], Some(Question)),
            (&[(Question, None)], Some(Story)),
            (
                &[(Question, Some("Why?")), (Story, Some("a"))],
                Some(Landed),
            ),
            (
                &[(Question, None), (Story, Some("a")), (Landed, None)],
                Some(Missing),
            ),
            (&[(Question, None), (Story, None)], Some(Landed)),
            (
                &[(Question, None), (Story, None), (Landed, Some("well"))],
                None,
            ),
        ];
        for (answers, next) in table {
            assert_eq!(telling(answers).next(), next, "{answers:?}");
        }
    }

    #[test]
    fn what_went_missing_is_read_back_in_the_order_of_the_telling() {
        let table = [
            ("", vec![]),
            ("closing,decision", vec![Piece::Decision, Piece::Closing]),
            ("number,unknown", vec![Piece::Number]),
        ];
        for (value, expected) in table {
            assert_eq!(
                telling(&[(Field::Missing, Some(value))]).missing(),
                expected
            );
        }
        assert_eq!(telling(&[(Field::Missing, None)]).missing(), []);
    }

    #[test]
    fn a_skipped_answer_is_no_answer() {
        let telling = telling(&[(Field::Question, None), (Field::Story, Some("a"))]);
        assert_eq!(telling.answer(Field::Question), None);
        assert_eq!(telling.answer(Field::Story), Some("a"));
    }
}
