//! JSON for programs, each document with a schema version.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::story::Library;
use crate::story::text::{can_hide, can_steer_terminal};
use crate::study::card::GENERAL_TRAPS;
use crate::study::card_states::CardStates;
use crate::study::queue::{self, ShownBecause, Today};
use crate::study::readiness;

/// The version of every document's schema.
pub(crate) const VERSION: u32 = 1;

#[derive(Serialize)]
struct Cards<'a> {
    version: u32,
    cards: Vec<CardJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stories: Option<Vec<StoryJson<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    put_off: Option<Vec<CardJson<'a>>>,
}

/// One card as `list --json` and `due --json` tell it.
#[derive(Serialize)]
struct CardJson<'a> {
    card: String,
    /// Its story's name; null for a general trap.
    story: Option<&'a str>,
    deck: &'a str,
    /// action, learning, result, opening, closing, say-it-better, trap
    kind: &'static str,
    /// new, waiting, due, buried, suspended
    state: &'static str,
    /// SM-2's date, YYYY-MM-DD; null for a new card.
    due: Option<String>,
    /// Ease factor, 1.3 and up.
    ease: f64,
    /// Days.
    interval: u32,
    /// Passes in a row.
    repetitions: u32,
    lapses: u32,
    /// Predicted recall today, 0 to 1.
    recall: f64,
    /// On the day of the next interview, if nothing is answered until then; null where none
    /// is ahead.
    recall_on_day: Option<f64>,
    /// What one more good answer that counted today would add on that day.
    one_more: Option<f64>,
    flagged: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
}

/// One story as `list --json` tells it, ready or not.
#[derive(Serialize)]
struct StoryJson<'a> {
    story: &'a str,
    /// R(Action) x R(Learning) today, 0 to 1; null unless it has both cards.
    readiness: Option<f64>,
    /// On the day of the next interview, if nothing is answered until then.
    readiness_on_day: Option<f64>,
    /// What one more good answer that counted today, to the better of its two cards, would
    /// add on that day.
    one_more: Option<f64>,
}

/// The stories; the built-in one that holds the general traps is none.
fn stories<'a>(library: &'a Library, states: &CardStates) -> Vec<StoryJson<'a>> {
    let pairs = readiness::pairs(states, library.stories().len());
    let names = library.stories().map(|entry| entry.id());
    let told = names.zip(pairs).filter(|(name, _)| *name != GENERAL_TRAPS);
    told.map(|(story, pair)| {
        let prospect = pair.and_then(|pair| readiness::of_story(states, pair));
        StoryJson {
            story,
            readiness: pair.map(|pair| rounded(readiness::today(states, pair))),
            readiness_on_day: prospect.map(|prospect| rounded(prospect.on_day)),
            one_more: prospect.map(|prospect| rounded(prospect.one_more)),
        }
    })
    .collect()
}

/// `list --json`: every card, in deck order, and the readiness of every story.
pub(crate) fn list(library: &Library, states: &CardStates) -> String {
    let cards = 0..states.cards.len();
    document(&Cards {
        version: VERSION,
        cards: cards.map(|index| card(library, states, index)).collect(),
        stories: Some(stories(library, states)),
        put_off: None,
    })
}

/// `due --json`: today's list in the order to show, each card with the reason.
pub(crate) fn due(library: &Library, states: &CardStates, today: &Today) -> String {
    let cards = today.cards.iter().map(|&index| CardJson {
        why: Some(match queue::why(states, index) {
            ShownBecause::New => "new",
            ShownBecause::Failed => "failed",
            ShownBecause::Countdown => "countdown",
            ShownBecause::Due { .. } => "due",
        }),
        ..card(library, states, index)
    });
    let put_off = today.put_off.iter().map(|&index| CardJson {
        why: Some("interview"),
        ..card(library, states, index)
    });
    document(&Cards {
        version: VERSION,
        cards: cards.collect(),
        stories: None,
        put_off: Some(put_off.collect()),
    })
}

fn card<'a>(library: &'a Library, states: &'a CardStates, index: usize) -> CardJson<'a> {
    let (card, memory) = (&states.cards[index], states.memories.get(index));
    let prospect = readiness::of_card(states, index);
    CardJson {
        card: card.name(library),
        story: card.story_id(library),
        deck: card.deck_name(library),
        kind: card.kind.key(),
        state: states.state(index).key(),
        due: memory.due_day().map(|day| day.to_string()),
        ease: memory.sm2.ease_factor(),
        interval: memory.sm2.interval,
        repetitions: memory.sm2.repetitions,
        lapses: memory.lapses,
        recall: rounded(states.recall(index)),
        recall_on_day: prospect.map(|prospect| rounded(prospect.on_day)),
        one_more: prospect.map(|prospect| rounded(prospect.one_more)),
        flagged: states.flags[index].flagged,
        why: None,
    }
}

/// Four digits: more would promise more than the model knows.
pub(crate) fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

/// One line, so that a log of such lines stays greppable; with a line feed.
pub(crate) fn document(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    write(value, &mut bytes);
    bytes.push(b'\n');
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

/// Writes a value without a line feed.
pub(crate) fn write(value: &impl Serialize, out: &mut Vec<u8>) {
    let mut serializer = Serializer::with_formatter(out, EscapingFormatter);
    value
        .serialize(&mut serializer)
        .expect("plain values always serialize");
}

/// Compact JSON that escapes whatever could steer a terminal: the format only asks for
/// controls below U+0020, but some terminals obey those from U+007F to U+009F as well.
struct EscapingFormatter;

impl Formatter for EscapingFormatter {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if fragment.is_ascii() && !fragment.contains('\u{7f}') {
            return CompactFormatter.write_string_fragment(writer, fragment);
        }
        let mut clean = 0;
        let steering = |(_, c): &(usize, char)| can_steer_terminal(*c) || can_hide(*c);
        for (at, c) in fragment.char_indices().filter(steering) {
            writer.write_all(&fragment.as_bytes()[clean..at])?;
            write!(writer, "\\u{:04x}", u32::from(c))?;
            clean = at + c.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[clean..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_document_reads_back_and_steers_no_terminal(text in any::<String>()) {
            let text = format!("{text}\u{7f}\u{9b}31m");
            let document = document(&text);
            prop_assert!(!document.trim_end().contains(char::is_control));
            let back: String = serde_json::from_str(&document).unwrap();
            prop_assert_eq!(back, text);
        }
    }
}
