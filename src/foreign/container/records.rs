//! What JSON and YAML are made of, and its blocks: an object is a story or holds some.
//!
//! RecordNames in the order written, twice if they were written twice. Refuses nothing: whether
//! records are such that a person would write is asked by [`are_words`].

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::iter::Peekable;
use std::vec;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::foreign::container::builder::DocumentBuilder;
use crate::foreign::document::Document;
use crate::foreign::labels;
use crate::foreign::meanings::{self, Meaning};
use crate::story::synonym::{FactKey, SynonymSpelling};

use super::table;

/// How deep lists and objects may stand in each other.
pub(super) const DEEPEST: usize = 100;

/// So many objects may stand around an answer in its story.
const DEEPEST_ANSWER: usize = 3;

/// RecordNames around all stories that say nothing.
const WRAPPERS: &[&str] = &[
    "data", "entries", "items", "records", "results", "rows", "stories",
];

/// RecordNames under which a transcript says when something was said.
const TIMES: &[&str] = &[
    "begin",
    "end",
    "offsets",
    "start",
    "start_time",
    "starttime",
    "timestamps",
];

/// The names that a date of TOML and a number of JSON have as objects: as they were written.
const AS_WRITTEN: [&str; 2] = ["$__toml_private_datetime", "$serde_json::private::Number"];

/// Something with its line; 0 for the line of what stands before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RecordNode {
    pub line: usize,
    pub value: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Empty,
    Scalar(String),
    List(Vec<RecordNode>),
    Object(Vec<(String, RecordNode)>),
}

impl RecordNode {
    /// Words, or a list of words, or an object of words.
    fn is_plain(&self) -> bool {
        let is_word = |node: &RecordNode| matches!(node.value, Value::Empty | Value::Scalar(_));
        match &self.value {
            Value::Empty | Value::Scalar(_) => true,
            Value::List(items) => items.iter().all(is_word),
            Value::Object(entries) => entries.iter().all(|(_, node)| is_word(node)),
        }
    }

    fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }

    /// All of its words in a line.
    pub(super) fn words(&self) -> String {
        match &self.value {
            Value::Empty => String::new(),
            Value::Scalar(words) => words.clone(),
            Value::List(items) => {
                let items = items.iter().map(RecordNode::words);
                items.collect::<Vec<_>>().join(" ")
            }
            Value::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(name, node)| format!("{name}: {}", node.words()));
                entries.collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// Adds its words as items of a list, those of a name below it.
    fn list(&self, name: &str, depth: usize, out: &mut String) {
        let margin = "  ".repeat(depth.min(DEEPEST_ANSWER));
        let mut add = |words: &str| {
            let words = words.replace('\n', &format!("\n{margin}  "));
            out.push_str(&format!("\n{margin}- {words}"));
        };
        let inner = depth + usize::from(!name.is_empty());
        match &self.value {
            Value::Scalar(words) if name.is_empty() => add(words),
            Value::Scalar(words) => add(&format!("{name}: {words}")),
            _ if !name.is_empty() => add(&format!("{name}:")),
            _ => {}
        }
        match &self.value {
            Value::List(items) => items.iter().for_each(|item| item.list("", inner, out)),
            Value::Object(entries) => {
                for (name, node) in entries {
                    node.list(name, inner, out);
                }
            }
            _ => {}
        }
    }

    /// The words of a part in which others have names: an object, or a list that holds some, and
    /// no answer. Their names are no labels.
    pub(super) fn told_in_part(&self, name: &str) -> Option<String> {
        let is_told = match &self.value {
            Value::Empty | Value::Scalar(_) => false,
            Value::List(items) => !self.is_plain() && items.iter().all(|item| !item.is_answer()),
            Value::Object(_) => !self.is_answer(),
        };
        let is_part = |meaning: Meaning| meaning.usual.is_part();
        let mut words = String::new();
        (is_told && meanings::of(name).is_some_and(is_part)).then(|| {
            self.list("", 0, &mut words);
            words
        })
    }

    /// Whether parts of an answer are named in it.
    fn is_answer(&self) -> bool {
        let Value::Object(entries) = &self.value else {
            return false;
        };
        let names = entries.iter().map(|(name, _)| name);
        table::are_parts(
            names
                .filter(|name| !labels::is_weak(name))
                .filter_map(|name| meanings::of(name)),
        )
    }
}

/// What names mean, each looked up once: every record has the same ones.
#[derive(Default)]
struct RecordNames<'n>(RefCell<HashMap<&'n str, Option<Meaning>>>);

impl<'n> RecordNames<'n> {
    fn meaning(&self, name: &'n str) -> Option<Meaning> {
        let mut known = self.0.borrow_mut();
        let meaning = known.entry(name).or_insert_with(|| meanings::of(name));
        meaning.clone()
    }

    /// Whether an object is an answer: by its names, or by the one object that is its answer.
    fn are_story(&self, entries: &'n [(String, RecordNode)]) -> bool {
        self.are_answer(entries, DEEPEST_ANSWER)
    }

    fn are_answer(&self, entries: &'n [(String, RecordNode)], depth: usize) -> bool {
        let told = entries.iter().filter(|(_, node)| {
            node.value != Value::Empty && node.value != Value::List(Vec::new())
        });
        if table::are_parts(told.filter_map(|(name, _)| self.meaning(name))) {
            return true;
        }
        let (mut titled, mut answers) = (false, 0);
        for (name, node) in entries {
            let answer = depth > 0
                && matches!(&node.value, Value::Object(entries) if self.are_answer(entries, depth - 1));
            answers += usize::from(answer);
            let is_word = matches!(node.value, Value::Scalar(_));
            let meaning = self.meaning(name).filter(|meaning| !meaning.letter);
            match meaning.map(|meaning| meaning.usual) {
                Some(SynonymSpelling::Wrapper) if answer => return true,
                // `version: 3` beside the stories is a setting, too.
                Some(SynonymSpelling::Wrapper) if is_word && !self.list_answers(entries, depth) => {
                    return true;
                }
                Some(SynonymSpelling::Key(FactKey::Question)) if is_word => return true,
                Some(SynonymSpelling::Key(FactKey::Title)) => titled |= is_word,
                // A lone word is a setting.
                Some(usual)
                    if usual.is_part()
                        && node.is_plain()
                        && node.words().contains([' ', '\u{3002}', '\u{3001}']) =>
                {
                    return true;
                }
                _ => {}
            }
        }
        titled && answers == 1
    }

    /// Whether one of the entries is a list of answers.
    fn list_answers(&self, entries: &'n [(String, RecordNode)], depth: usize) -> bool {
        let is_answer = |node: &'n RecordNode| matches!(&node.value, Value::Object(entries) if depth > 0 && self.are_answer(entries, depth - 1));
        entries.iter().any(
            |(_, node)| matches!(&node.value, Value::List(items) if items.iter().any(is_answer)),
        )
    }

    /// Whether something is a list of objects, or an object in which a story stands.
    fn hold_stories(&self, node: &'n RecordNode, depth: usize) -> bool {
        let has_words = |entries: &'n [(String, RecordNode)]| {
            let mut nodes = entries.iter().map(|(_, node)| node);
            nodes.any(|node| node.is_plain() && self.have_sentence(node, false))
        };
        match &node.value {
            Value::Object(entries) => {
                let mut nodes = entries.iter().map(|(_, node)| node);
                self.are_story(entries) || depth > 0 && nodes.any(|node| self.hold_stories(node, depth - 1))
            }
            Value::List(items) => items.iter().any(|item| matches!(&item.value, Value::Object(entries) if self.are_story(entries) || has_words(entries))),
            _ => false,
        }
    }

    fn have_sentence(&self, node: &'n RecordNode, in_part: bool) -> bool {
        match &node.value {
            Value::Empty => false,
            Value::Scalar(words) => {
                let words = words.trim();
                let count = words.split_whitespace().count();
                let ends = words.ends_with(['.', '!', '?', '…', '。', '！', '？']);
                count > 7 || count > 2 && (ends || in_part) || words.contains('。')
            }
            Value::List(items) => items.iter().any(|item| self.have_sentence(item, in_part)),
            Value::Object(entries) => entries.iter().any(|(name, node)| {
                let is_part = || {
                    self.meaning(name)
                        .is_some_and(|meaning| meaning.usual.is_part())
                };
                self.have_sentence(node, in_part || is_part())
            }),
        }
    }
}

/// Whether a person may have written this: there are sentences in it, and it is no transcript.
pub(super) fn are_words(roots: &[RecordNode]) -> bool {
    let names = RecordNames::default();
    let mut said = roots.iter().map(|root| names.have_sentence(root, false));
    said.any(|said| said) && !roots.iter().any(is_transcript)
}

/// Whether pieces of speech stand in it, each with its time.
fn is_transcript(node: &RecordNode) -> bool {
    let is_timed = |item: &RecordNode| match &item.value {
        Value::Object(entries) => {
            let mut names = entries.iter().map(|(name, _)| name.to_lowercase());
            let has_words = entries
                .iter()
                .any(|(name, _)| matches!(name.as_str(), "text" | "word"));
            has_words && names.any(|name| TIMES.contains(&name.as_str()))
        }
        _ => false,
    };
    match &node.value {
        Value::Empty | Value::Scalar(_) => false,
        Value::List(items) => items
            .iter()
            .any(|item| is_timed(item) || is_transcript(item)),
        Value::Object(entries) => entries.iter().any(|(_, node)| is_transcript(node)),
    }
}

/// The blocks of records; comments and remarks have their line.
pub(super) fn document(
    roots: &[RecordNode],
    comments: Vec<(usize, String)>,
    remarks: Vec<(usize, String)>,
) -> Document<'static> {
    let mut writer = RecordWriter {
        names: RecordNames::default(),
        builder: DocumentBuilder::new(),
        comments: comments.into_iter().peekable(),
        is_empty: true,
    };
    writer.builder.remarks = remarks;
    roots.iter().for_each(|root| writer.section(root, 1));
    writer.comments_before(usize::MAX);
    writer.builder.finish()
}

struct RecordWriter<'n> {
    names: RecordNames<'n>,
    builder: DocumentBuilder,
    comments: Peekable<vec::IntoIter<(usize, String)>>,
    /// Nothing was written yet.
    is_empty: bool,
}

impl<'n> RecordWriter<'n> {
    /// Something that is a story, or in which some stand.
    fn section(&mut self, node: &'n RecordNode, level: usize) {
        self.at(node);
        match &node.value {
            Value::Empty => {}
            Value::Scalar(words) => self.builder.item("-", words, 0),
            Value::List(items) => {
                let has_objects = items.iter().any(RecordNode::is_object);
                for item in items {
                    // Words among objects are not those of the object before.
                    if has_objects && !item.is_object() {
                        self.builder.record();
                    }
                    self.section(item, level);
                }
            }
            Value::Object(entries) => {
                let is_story = self.names.are_story(entries);
                let holds = |(_, node): &&'n (String, RecordNode)| {
                    self.names.hold_stories(node, DEEPEST_ANSWER)
                };
                let (held, around): (Vec<_>, Vec<_>) = entries.iter().partition(holds);
                if is_story || held.is_empty() {
                    self.builder.record();
                    self.fields(entries.iter(), 0);
                } else {
                    self.around(around.into_iter());
                    let stories = held.into_iter();
                    stories.for_each(|(name, node)| self.stories(name, node, level));
                }
            }
        }
        self.is_empty = false;
    }

    /// What is said of all stories before the first one of them.
    fn around(&mut self, entries: impl Iterator<Item = &'n (String, RecordNode)>) {
        let mut entries = entries.peekable();
        // It is not said of the story before.
        if !self.is_empty && entries.peek().is_some() {
            self.builder.record();
        }
        self.fields(entries, 0);
    }

    /// Stories under a name; a story alone is called so.
    fn stories(&mut self, name: &str, node: &'n RecordNode, level: usize) {
        self.at(node);
        match &node.value {
            Value::Object(entries) if self.names.are_story(entries) => {
                self.builder.heading(level.max(2), name);
                self.fields(entries.iter(), 0);
            }
            _ => {
                if level > 1 || !WRAPPERS.contains(&name.to_lowercase().as_str()) {
                    self.builder.heading(level, name);
                }
                self.section(node, level + 1);
            }
        }
        self.is_empty = false;
    }

    fn fields(&mut self, entries: impl Iterator<Item = &'n (String, RecordNode)>, depth: usize) {
        for (name, node) in entries {
            self.at(node);
            self.builder.key(name, depth);
            match node.told_in_part(name) {
                Some(words) => self.builder.code(&words),
                None => self.value(node, depth),
            }
        }
    }

    fn value(&mut self, node: &'n RecordNode, depth: usize) {
        match &node.value {
            Value::Empty => {}
            Value::Scalar(words) => self.builder.words(&words.replace("\r\n", "\n")),
            Value::Object(entries) => self.fields(entries.iter(), depth + 1),
            Value::List(items) => {
                for item in items {
                    self.at(item);
                    match &item.value {
                        Value::Scalar(words) => self.builder.item("-", words, 0),
                        _ => self.value(item, depth),
                    }
                }
            }
        }
    }

    fn at(&mut self, node: &RecordNode) {
        self.comments_before(node.line);
        if node.line > 0 {
            self.builder.line = node.line;
        }
    }

    fn comments_before(&mut self, before: usize) {
        while let Some((line, words)) = self.comments.next_if(|(line, _)| *line < before) {
            self.builder.line = line;
            self.builder.comment(&words);
        }
    }
}

impl<'de> Deserialize<'de> for RecordNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RecordNode, D::Error> {
        let value = deserializer.deserialize_any(ValueVisitor)?;
        Ok(RecordNode { line: 0, value })
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Empty)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Scalar(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Scalar(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Scalar(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Scalar(format!("{value:?}")))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(match value.is_empty() {
            true => Value::Empty,
            false => Value::Scalar(value),
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = entries.next_entry::<String, RecordNode>()? {
            if AS_WRITTEN.contains(&entry.0.as_str()) {
                return Ok(entry.1.value);
            }
            object.push(entry);
        }
        Ok(Value::Object(object))
    }
}
