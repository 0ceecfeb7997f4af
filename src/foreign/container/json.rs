//! JSON, and one object a line of it: lists of stories as apps and assistants save them.
//!
//! Refuses what is torn, what stands too deep, and records in which nobody says anything.

use serde_json::value::RawValue;
use serde_json::{Deserializer, Error};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, IgnoredAny, MapAccess, Visitor};

use crate::foreign::document::Document;
use crate::foreign::found::Refused;

use super::lines::LineCounter;
use super::records::{self, RecordNode, Value};

/// So many lists and objects around something, its line is still known, and a number is as it was
/// written. Each of them costs a reading of what is in it.
const KNOWN_LINES: usize = 16;

/// Reads JSON; nothing if the text is none.
pub(crate) fn read(text: &str) -> Result<Option<Document<'static>>, Refused> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if !is_json(start) {
        return Ok(None);
    }
    let mut reader = JsonReader {
        lines: LineCounter::of(text),
        text,
    };
    let first = reader.line(start);
    let mut roots = Vec::new();
    for root in Deserializer::from_str(start).into_iter::<&RawValue>() {
        let root = root.map_err(|error| refused(&error, first))?;
        roots.push(reader.node(root, 0)?);
    }
    match records::are_words(&roots) {
        true => Ok(Some(records::document(&roots, Vec::new(), Vec::new()))),
        false => Err(Refused::Json),
    }
}

/// Whether a text begins as only JSON does, or is JSON to its end.
fn is_json(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !c.is_whitespace());
    match (signs.next(), signs.next()) {
        (Some('{'), Some('"')) | (Some('['), Some('{')) => true,
        (Some('{' | '['), _) => serde_json::from_str::<IgnoredAny>(text).is_ok(),
        _ => false,
    }
}

/// Why JSON was not read, in a text that begins in that line.
fn refused(error: &Error, first: usize) -> Refused {
    let line = first + error.line().saturating_sub(1);
    match error.to_string().starts_with("recursion limit") {
        true => Refused::Depth { line },
        false => Refused::Torn { line },
    }
}

struct JsonReader<'t> {
    text: &'t str,
    lines: LineCounter<'t>,
}

impl JsonReader<'_> {
    /// The line where a piece of the text begins.
    fn line(&mut self, piece: &str) -> usize {
        let at = piece.as_ptr().addr() - self.text.as_ptr().addr();
        self.lines.line(at)
    }

    fn node(&mut self, raw: &RawValue, depth: usize) -> Result<RecordNode, Refused> {
        let words = raw.get();
        let line = self.line(words);
        let value = match words.as_bytes()[0] {
            b'[' if depth < KNOWN_LINES => {
                let items: Vec<&RawValue> = parsed(words, line)?;
                let items = items.into_iter().map(|item| self.node(item, depth + 1));
                Value::List(items.collect::<Result<_, _>>()?)
            }
            b'{' if depth < KNOWN_LINES => {
                let entries: Entries<&RawValue> = parsed(words, line)?;
                let entries = entries.0.into_iter();
                let entries = entries.map(|(name, node)| Ok((name, self.node(node, depth + 1)?)));
                Value::Object(entries.collect::<Result<_, _>>()?)
            }
            b'-' | b'0'..=b'9' => Value::Scalar(words.to_owned()),
            _ => parsed::<RecordNode>(words, line)?.value,
        };
        Ok(RecordNode { line, value })
    }
}

fn parsed<'t, T: Deserialize<'t>>(words: &'t str, line: usize) -> Result<T, Refused> {
    serde_json::from_str(words).map_err(|error| refused(&error, line))
}

/// RecordNames and values in the order written.
struct Entries<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
    type Value = Entries<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Entries<T>, A::Error> {
        let mut all = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            all.push(entry);
        }
        Ok(Entries(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foreign::container::shown;
    use proptest::prelude::*;

    fn json(text: &str) -> Document<'static> {
        read(text).expect("no refusal").expect("JSON")
    }

    #[test]
    fn objects_are_stories_or_hold_some() {
        let table = [
            (
                r#"[{"id": 1, "title": "Flour", "situation": "A mill.\r\nIt was late.", "tags": ["haste", "mill"], "rating": 1.50, "draft": true, "result": null},
                   {"title": "Well", "title": "Lid", "task": "", "action": "I forgot - and then\n- left.", "steps": []}]"#,
                "% / id= / 1 / title= / Flour / situation= / A mill. / ~It was late. / tags= / - haste / ~- mill / rating= / 1.50 / draft= / true / result= / \
                 % / title= / Well / title= / Lid / task= / action= / I forgot - and then / ~- left. / steps=",
            ),
            // A wrapper says nothing, another name does, and what is said of all comes first.
            (
                r#"{"stories": [{"title": "Flour", "action": "I left it open."}], "author": "Rob", "Old ones": [{"question": "Why?", "answer": "I was late that day."}]}"#,
                "author= / Rob / % / title= / Flour / action= / I left it open. / # Old ones / % / question= / Why? / answer= / I was late that day.",
            ),
            // What else stands beside stories is none, whatever its name says.
            (
                r#"{"version": 3, "stories": [{"title": "Flour", "star": {"action": "I left it open.", "result": "It fell."}}]}"#,
                "version= / 3 / % / title= / Flour / star= / .action= / I left it open. / .result= / It fell.",
            ),
            // Titles for names.
            (
                r#"{"failures": {"The wet flour": {"situation": "A mill."}, "The dry well": {"star": {"action": "I forgot the lid.", "more": {"x": 2}}}}}"#,
                "# failures / ## The wet flour / situation= / A mill. / ## The dry well / star= / .action= / I forgot the lid. / .more= / ..x= / 2",
            ),
            (
                r#"{"The wet flour": {"situation": "A mill at night."}}"#,
                "## The wet flour / situation= / A mill at night.",
            ),
            (
                r#"{"title": "Flour", "body": {"situation": "A mill at night."}}"#,
                "% / title= / Flour / body= / .situation= / A mill at night.",
            ),
            // Names inside of a part are words of it, and numbers stay as they were written.
            (
                r#"[{"title": "Flour", "situation": {"where": "A mill at night.", "when": 1.50}, "action": [{"step": "I left."}, {"step": "I ran.", "how": {"far": {"in": {"km": 0.50}}}}]}]"#,
                "% / title= / Flour / situation= / `- where: A mill at night.` / ~`- when: 1.50` / \
                 action= / `- step: I left.` / ~`- step: I ran.` / ~`- how:` / ~`- far:` / ~`- in:` / ~`- km: 0.50`",
            ),
            (
                r#"{"title": "Flour", "task": {"action": "I left.", "result": "It fell at night."}}"#,
                "% / title= / Flour / task= / .action= / I left. / .result= / It fell at night.",
            ),
            // One story, with a list of objects in it.
            (
                r#"{"title": "Flour", "situation": "A mill at night.", "follow_ups": [{"q": "Why?", "a": "Haste."}, "More"]}"#,
                "% / title= / Flour / situation= / A mill at night. / follow_ups= / .q= / Why? / .a= / Haste. / - More",
            ),
            // A line an object.
            (
                "\u{feff}{\"title\": \"A\", \"action\": \"I left it open.\"}\n{\"title\": \"B\", \"action\": \"I went.\"}\n",
                "% / title= / A / action= / I left it open. / % / title= / B / action= / I went.",
            ),
            (
                r#"["I left it open.", "I forgot it."]"#,
                "- I left it open. / ~- I forgot it.",
            ),
        ];
        for (text, expected) in table {
            assert_eq!(shown::shown(&json(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_record_knows_its_line() {
        let text = "\n{\"stories\": [\r\n  {\"title\": \"A\",\r\n   \"action\": \"I left it open.\"},\r\n\r\n  {\"title\": \"B\"}]}\n";
        let lines = json(text).blocks.into_iter().map(|block| block.line);
        assert_eq!(lines.collect::<Vec<_>>(), [3, 3, 3, 4, 4, 6, 6, 6]);
    }

    #[test]
    fn what_is_no_story_is_refused_with_its_line() {
        let deep = format!("[{{\"a\":\n{}", "[".repeat(10_000));
        let closed = format!("{deep}{}}}]", "]".repeat(10_000));
        let table = [
            ("{\"a\": [1, 2]}", Refused::Json),
            ("{\"name\": \"star\", \"action\": \"push\"}", Refused::Json),
            (
                "{\"text\": \"We left it open.\", \"segments\": [{\"start\": 0.5, \"text\": \"We left it open.\"}]}",
                Refused::Json,
            ),
            ("{}", Refused::Json),
            (
                "[{\"title\": \"A\",\n  \"action\": \"I left.\"},\n",
                Refused::Torn { line: 3 },
            ),
            (
                "[{\"title\": \"A\",\n  \"action\" \"I left.\"}]",
                Refused::Torn { line: 2 },
            ),
            (closed.as_str(), Refused::Depth { line: 2 }),
        ];
        for (text, expected) in table {
            assert_eq!(
                read(text).map(|_| ()),
                Err(expected),
                "{}",
                &text[..text.len().min(90)]
            );
        }
        for text in [
            "[Draft] I left.",
            "[[A link]]",
            "{name} left.",
            "Words",
            "",
            "[1] A note",
        ] {
            assert!(matches!(read(text), Ok(None)), "{text}");
        }
    }

    fn value() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            "[a-dé .\n-]{0,12}".prop_map(serde_json::Value::from),
            any::<u32>().prop_map(serde_json::Value::from),
        ];
        leaf.prop_recursive(5, 60, 5, |inner| {
            let name = prop::sample::select(vec![
                "title",
                "situation",
                "Action",
                "stories",
                "x y",
                "S",
                "results",
            ]);
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
                prop::collection::vec((name, inner), 0..5).prop_map(|entries| {
                    let entries = entries
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value));
                    serde_json::Value::Object(entries.collect())
                }),
            ]
        })
    }

    /// The words of values, without those of names.
    fn words(value: &serde_json::Value, out: &mut Vec<String>) {
        match value {
            serde_json::Value::Null | serde_json::Value::Bool(_) => {}
            serde_json::Value::Number(number) => out.push(number.to_string()),
            serde_json::Value::String(text) => out.extend(shown::split(text)),
            serde_json::Value::Array(items) => items.iter().for_each(|item| words(item, out)),
            serde_json::Value::Object(entries) => {
                entries.values().for_each(|value| words(value, out))
            }
        }
    }

    proptest! {
        #[test]
        fn no_word_of_an_object_is_lost(value in value()) {
            let value = serde_json::json!([{"x y": value, "S": "One whole sentence stands here."}]);
            let mut given = Vec::new();
            words(&value, &mut given);
            given.sort();
            let read = json(&value.to_string());
            let names = ["title", "situation", "Action", "stories", "x", "y", "S", "results"];
            let mut kept = shown::words(&read);
            kept.retain(|word| !names.contains(&word.as_str()));
            prop_assert_eq!(kept, given);
        }

        #[test]
        fn no_text_is_too_torn(text in "[{\\[]{1,3}[\\[\\]{}\",:a1 .\n]{0,40}") {
            let _ = read(&text);
        }
    }

    #[test]
    fn many_records_and_long_words_are_read_in_proportion() {
        let record = "{\"title\": \"A\", \"action\": \"I left it open.\"},\n";
        let many = format!("[{}{{}}]", record.repeat(50_000));
        assert_eq!(
            json(&many).blocks.last().map(|block| block.line),
            Some(50_001)
        );
        let names = format!(
            "{{\"S\": \"I left it open.\"{}}}",
            ", \"k\": 1".repeat(200_000)
        );
        assert_eq!(json(&names).blocks.len(), 400_003);
    }
}
