//! The debrief: what an interview asked for, which story it got, and what went missing.
//!
//! Each answer of the debrief is a fact of its own, so that one cut half-way goes on where
//! it stopped. An interview may ask for several stories; each is one telling.

use std::collections::BTreeMap;

use crate::story::parse::parse;
use crate::story::text::folded;
use crate::story::{Library, OptIn, Story, StoryEntry, keyed, rewrite};

use super::card::{self, CardKind};
use super::day::StudyDay;
use super::facts::{DebriefField, Facts};
use super::interview::interviews;
use super::review::RowId;

keyed! {
    /// What can go missing when a story is told.
    pub(crate) MissingElement {
        /// The decision that turned out wrong.
        Decision "decision",
        /// The durable change.
        Change "change",
        /// The number that says how bad it was.
        Number "number",
        /// The sentence that hands over to the role.
        Closing "closing",
    }
}

impl MissingElement {
    /// The card that trains it.
    pub(crate) fn kind(self) -> CardKind {
        match self {
            MissingElement::Decision => CardKind::Action,
            MissingElement::Change => CardKind::Learning,
            MissingElement::Number => CardKind::Result,
            MissingElement::Closing => CardKind::Closing,
        }
    }
}

/// One story that an interview asked for, as far as the debrief has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DebriefEntry {
    /// 1, 2, 3 ... within the interview.
    pub number: u32,
    answers: Vec<(DebriefField, Option<String>)>,
    /// What was skipped in an earlier sitting and is asked again.
    open_again: Vec<DebriefField>,
}

impl DebriefEntry {
    /// One that nothing was asked of yet.
    pub(crate) fn new(number: u32) -> DebriefEntry {
        DebriefEntry {
            number,
            answers: Vec::new(),
            open_again: Vec::new(),
        }
    }

    /// Takes an answer in.
    pub(crate) fn take(&mut self, field: DebriefField, value: Option<String>) {
        self.open_again.retain(|open| *open != field);
        self.answers.push((field, value));
    }

    /// The answer, if the question was asked and not skipped.
    pub(crate) fn answer(&self, field: DebriefField) -> Option<&str> {
        let found = self.answers.iter().rev().find(|(of, _)| *of == field)?;
        found.1.as_deref()
    }

    /// Whether it was asked, skipped or not.
    pub(crate) fn asked(&self, field: DebriefField) -> bool {
        !self.open_again.contains(&field) && self.answers.iter().any(|(of, _)| *of == field)
    }

    /// Whether nothing was asked yet.
    pub(crate) fn is_new(&self) -> bool {
        self.answers.is_empty()
    }

    /// How a field of this telling stands in the log; one that nothing was asked of yet is the
    /// next after those that are `known`.
    pub(crate) fn field_stand(&self, known: &[DebriefEntry], field: DebriefField) -> FieldStand {
        if self.is_new() {
            return FieldStand::Open(next_telling(known));
        }
        // What was skipped in an earlier sitting is answered now.
        let reopened = self.open_again.contains(&field);
        let stands = |known: &DebriefEntry| match reopened {
            true => known.answer(field).is_some(),
            false => known.asked(field),
        };
        let same = |known: &&DebriefEntry| known.number == self.number && stands(known);
        match known.iter().find(same) {
            Some(theirs) => FieldStand::Answered(theirs.clone()),
            None => FieldStand::Open(self.clone()),
        }
    }

    /// What went missing; nothing where that was not asked.
    pub(crate) fn missing(&self) -> Vec<MissingElement> {
        let keys = self.answer(DebriefField::Missing).unwrap_or_default();
        MissingElement::ALL
            .into_iter()
            .filter(|piece| keys.split(',').any(|key| key == piece.key()))
            .collect()
    }

    /// The cards of the story told that train what went missing.
    pub(crate) fn missing_cards(&self, story: &Story) -> Vec<MissingCard> {
        let card = |piece: MissingElement| MissingCard {
            piece,
            card: format!("{}/{}", story.id, piece.kind().suffix()),
            is_on: card::has(story, piece.kind()),
        };
        self.missing().into_iter().map(card).collect()
    }

    /// What is to be asked next. Without a story there is no answer that went well or badly, and
    /// nothing of it can have gone missing.
    pub(crate) fn next(&self) -> Option<DebriefField> {
        use DebriefField::{Landed, Missing, Story};
        let no_story = self.asked(Story) && self.answer(Story).is_none();
        let is_open = |field: &DebriefField| {
            !(self.asked(*field) || no_story && matches!(field, Landed | Missing))
        };
        DebriefField::ALL.into_iter().find(is_open)
    }

    /// The same in another sitting, where the questions that were skipped come again.
    fn with_skipped_open(&self) -> DebriefEntry {
        let all = DebriefField::ALL.into_iter();
        let skipped = |field: &DebriefField| self.asked(*field) && self.answer(*field).is_none();
        DebriefEntry {
            open_again: all.filter(skipped).collect(),
            ..self.clone()
        }
    }
}

/// How a field of a telling stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FieldStand {
    /// It is still to be answered, in this telling.
    Open(DebriefEntry),
    /// It is answered, as this telling has it.
    Answered(DebriefEntry),
}

/// A card that trains what went missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MissingCard {
    /// What went missing.
    pub piece: MissingElement,
    /// The card's name.
    pub card: String,
    /// Whether the story has that card now.
    pub is_on: bool,
}

/// Pieces as the answer to [`DebriefField::Missing`], which [`DebriefEntry::missing`] reads.
pub(crate) fn missing_answer(pieces: &[MissingElement]) -> String {
    let keys: Vec<&str> = pieces.iter().map(|piece| piece.key()).collect();
    keys.join(",")
}

/// What was typed, in one line; none if that is nothing.
pub(crate) fn typed_answer(text: &str) -> Option<String> {
    let text = text.replace(char::is_control, " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The telling to go on with: one that was left half-way, what was skipped asked again, else the last one of an interview
/// that is not `done`, which then only lacks the word that this was all.
pub(crate) fn resumed(known: &[DebriefEntry], done: bool) -> Option<DebriefEntry> {
    let half = known.iter().find(|telling| telling.next().is_some());
    half.map(DebriefEntry::with_skipped_open)
        .or_else(|| known.last().filter(|_| !done).cloned())
}

/// A new telling after those of an interview.
pub(crate) fn next_telling(known: &[DebriefEntry]) -> DebriefEntry {
    DebriefEntry::new(known.last().map_or(1, |last| last.number + 1))
}

/// The stories that may have been told: one's own, or the samples of somebody who has none.
pub(crate) fn tellable(library: &Library) -> Vec<StoryEntry<'_>> {
    let own: Vec<StoryEntry<'_>> = library.own().collect();
    if !own.is_empty() {
        return own;
    }
    let is_story = |story_entry: &StoryEntry<'_>| story_entry.id() != card::GENERAL_TRAPS;
    library.stories().filter(is_story).collect()
}

/// The deck of a story with a wording of the question added to the story; none where it
/// has that wording already, in any case, or is part of the program.
pub(crate) fn with_question(story_entry: StoryEntry<'_>, question: &str) -> Option<String> {
    let plain = |wording: &str| folded(wording.trim());
    let mut known = story_entry.story().questions.iter();
    let deck = story_entry.deck();
    if deck.builtin || known.any(|known| plain(known) == plain(question)) {
        return None;
    }
    let text = rewrite::add_key(deck.source(), story_entry.story(), "question", question);
    Some(text)
}

/// A deck in which the card for a piece is switched on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SwitchedOn {
    /// The value of the story's `cards` line.
    pub kinds: String,
    /// The deck's text.
    pub text: String,
}

/// Switches the card for a piece on; none where the story has no words for it.
pub(crate) fn switched_on(
    source: &str,
    story: &Story,
    piece: MissingElement,
) -> Option<SwitchedOn> {
    let opt_in = OptIn::from_key(&piece.kind().suffix())?;
    let kinds = story.opt_in.iter().copied().chain([opt_in]);
    let kinds: Vec<&str> = kinds.map(OptIn::key).collect();
    let kinds = kinds.join(", ");
    let text = rewrite::set_key(source, story, "cards", &kinds);
    let read_back = parse(&text).stories.into_iter();
    let mut same = read_back.filter(|told| told.id == story.id);
    let has_card = same.any(|told| card::has(&told, piece.kind()));
    has_card.then_some(SwitchedOn { kinds, text })
}

/// The tellings of an interview, given by its planning row, in order.
pub(crate) fn debrief_entries(facts: &Facts, interview: RowId) -> Vec<DebriefEntry> {
    let mut found: BTreeMap<u32, DebriefEntry> = BTreeMap::new();
    let rows = facts.debriefs.iter();
    for row in rows.filter(|row| row.planned == interview) {
        let telling = found
            .entry(row.telling)
            .or_insert_with(|| DebriefEntry::new(row.telling));
        telling.take(row.field, row.value.clone());
    }
    found.into_values().collect()
}

/// The stories that a company has heard, by their name today, each with the day of the
/// interview that heard it last. Case is ignored in the company's name.
pub(crate) fn stories_told_to(
    library: &Library,
    facts: &Facts,
    company: &str,
) -> BTreeMap<String, StudyDay> {
    let mut heard = BTreeMap::new();
    // The earliest interview comes first, so that the last one to hear a story stays.
    for interview in interviews(facts) {
        if folded(&interview.details.name) != folded(company) {
            continue;
        }
        for telling in debrief_entries(facts, interview.id) {
            if let Some(story) = telling.answer(DebriefField::Story) {
                let today = library.current_id(story).to_owned();
                heard.insert(today, interview.details.date);
            }
        }
    }
    heard
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Deck;
    use crate::study::tests as sample;

    type Answer<'a> = (DebriefField, Option<&'a str>);

    fn telling(answers: &[Answer<'_>]) -> DebriefEntry {
        let mut telling = DebriefEntry::new(1);
        for (field, value) in answers {
            telling.take(*field, value.map(str::to_owned));
        }
        telling
    }

    #[test]
    fn a_telling_is_asked_for_what_is_still_open() {
        use DebriefField::{Landed, Missing, Question, Story};
        let table: [(&[Answer<'_>], Option<DebriefField>); 6] = [
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
            (&[(Question, None), (Story, None)], None),
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
            (
                "closing,decision",
                vec![MissingElement::Decision, MissingElement::Closing],
            ),
            ("number,unknown", vec![MissingElement::Number]),
        ];
        for (value, expected) in table {
            assert_eq!(
                telling(&[(DebriefField::Missing, Some(value))]).missing(),
                expected
            );
        }
        assert_eq!(telling(&[(DebriefField::Missing, None)]).missing(), []);
    }

    #[test]
    fn pieces_are_written_as_they_are_read_back() {
        for pieces in [&[][..], &[MissingElement::Number], &MissingElement::ALL] {
            let value = missing_answer(pieces);
            let read = telling(&[(DebriefField::Missing, Some(&value))]).missing();
            assert_eq!(read, pieces, "{value}");
        }
    }

    #[test]
    fn what_was_typed_becomes_one_line() {
        for (typed, said) in [
            ("", None),
            (" \t\n", None),
            ("  Why\tdid it\nfail? ", Some("Why did it fail?")),
        ] {
            assert_eq!(typed_answer(typed).as_deref(), said, "{typed:?}");
        }
    }

    #[test]
    fn a_half_told_telling_is_gone_on_with_before_the_last_one() {
        use DebriefField::{Landed, Question, Story};
        let whole = telling(&[(Question, None), (Story, None), (Landed, None)]);
        let half = telling(&[(Question, None)]);
        // What was skipped before the stop is asked again.
        let again = half.with_skipped_open();
        assert_eq!((half.next(), again.next()), (Some(Story), Some(Question)));
        let table: [(&[&DebriefEntry], bool, Option<&DebriefEntry>); 5] = [
            (&[], false, None),
            (&[&whole], false, Some(&whole)),
            (&[&whole], true, None),
            (&[&half, &whole], true, Some(&again)),
            (&[&half, &whole], false, Some(&again)),
        ];
        for (known, done, expected) in table {
            let known: Vec<DebriefEntry> = known.iter().copied().cloned().collect();
            assert_eq!(resumed(&known, done).as_ref(), expected, "{known:?} {done}");
        }
        assert_eq!(next_telling(&[]).number, 1);
        assert_eq!(next_telling(&[half, DebriefEntry::new(4)]).number, 5);
    }

    const DECK: &str = "\
# Late
question: Why did it fail?
## Action
I skipped it.
## Result
Nine days.
";

    fn library(builtin: bool, source: &str) -> Library {
        let deck = Deck::new("mine", "decks/mine.md", builtin, source.to_owned());
        Library::load(vec![deck], Vec::new())
    }

    #[test]
    fn a_missing_piece_names_its_card_and_says_whether_it_is_on() {
        let story = &parse(DECK).stories[0];
        let telling = telling(&[(DebriefField::Missing, Some("number,decision"))]);
        let cards = telling.missing_cards(story);
        let cards: Vec<_> = cards
            .iter()
            .map(|card| (card.card.as_str(), card.is_on))
            .collect();
        assert_eq!(cards, [("late/action", true), ("late/result", false)]);
    }

    #[test]
    fn a_card_is_switched_on_only_where_the_story_has_words_for_it() {
        let story = &parse(DECK).stories[0];
        let on = switched_on(DECK, story, MissingElement::Number).expect("it has a result");
        assert_eq!(on.kinds, "result");
        let read = &parse(&on.text).stories[0];
        assert!(card::has(read, CardKind::Result), "{}", on.text);
        assert_eq!(switched_on(DECK, story, MissingElement::Closing), None);
        // The decision's card is always on where there is one, so nothing can be switched.
        assert_eq!(switched_on(DECK, story, MissingElement::Decision), None);
        // Those that are on already stay.
        let more = DECK.replace("## Action", "cards: opening\n## Action");
        let on = switched_on(&more, &parse(&more).stories[0], MissingElement::Number);
        assert_eq!(on.expect("it has a result").kinds, "opening, result");
    }

    #[test]
    fn a_question_joins_its_story_once_and_never_a_built_in_one() {
        for (builtin, question, joins) in [
            (false, "What went wrong?", true),
            (false, " why DID it fail? ", false),
            (true, "What went wrong?", false),
        ] {
            let library = library(builtin, DECK);
            let text = with_question(library.entry(0), question);
            assert_eq!(text.is_some(), joins, "{question}");
            if let Some(text) = text {
                let questions = &parse(&text).stories[0].questions;
                assert_eq!(questions, &["Why did it fail?", "What went wrong?"]);
            }
        }
    }

    #[test]
    fn the_samples_may_have_been_told_by_somebody_who_has_no_story() {
        let names = |library: &Library| -> Vec<String> {
            let stories = tellable(library).into_iter();
            stories
                .map(|story_entry| story_entry.id().to_owned())
                .collect()
        };
        assert_eq!(names(&sample::library()), ["alpha", "beta", "draft"]);
        let samples = "# Sample\nid: core-a\ncore: yes\n## Action\nI left.\n\n\
                       # Traps\nid: traps\ncore: yes\n## Traps\n- deflection: \"They did.\"\n";
        assert_eq!(names(&library(true, samples)), ["core-a"]);
    }

    #[test]
    fn a_skipped_answer_is_no_answer() {
        let telling = telling(&[
            (DebriefField::Question, None),
            (DebriefField::Story, Some("a")),
        ]);
        assert_eq!(telling.answer(DebriefField::Question), None);
        assert_eq!(telling.answer(DebriefField::Story), Some("a"));
    }
}
