//! What Word writes: paragraphs whose styles say what they are.

use std::collections::{BTreeMap, HashMap};

use super::paragraph::OfficeParagraph;
use super::xml::{XmlElement, XmlNode, walk, walk_past};
use crate::foreign::container::flow::{DEEPEST, Flow};
use crate::foreign::kind::{DAMAGED, NoText};

/// A style says what it is based on; so many of them are followed.
const LONGEST_CHAIN: usize = 16;

/// What is inside of these elements is no text: struck out, once more for older programs, the
/// properties that were there before a change.
const SKIPPED: [&str; 7] = [
    "del",
    "moveFrom",
    "Fallback",
    "pPrChange",
    "rPrChange",
    "tcPrChange",
    "numPrChange",
];

fn is_skipped(element: &XmlElement<'_>) -> bool {
    SKIPPED.contains(&element.name())
}

pub(super) fn read(parts: &BTreeMap<String, String>, main: &str) -> Result<Flow, NoText> {
    let part = |name: &str| parts.get(name).map_or("", String::as_str);
    let mut notes = HashMap::new();
    for kind in ["foot", "end"] {
        read_notes(part(&format!("word/{kind}notes.xml")), kind, &mut notes)?;
    }
    let mut reader = DocxReader {
        styles: styles(part("word/styles.xml"))?,
        numbers: numbers(part("word/numbering.xml"))?,
        notes,
        flow: Flow::default(),
        open: Vec::new(),
        number: 0,
        in_properties: false,
        in_text: false,
    };
    let body = parts.get(main).ok_or(DAMAGED)?;
    walk_past(body, is_skipped, |node| reader.take(node))?;
    reader.flow.finish();
    Ok(reader.flow)
}

#[derive(Default)]
struct WordStyle {
    name: String,
    based_on: Option<String>,
    outline: Option<usize>,
    list: Option<String>,
    list_level: Option<usize>,
    bold: Option<bool>,
}

impl WordStyle {
    fn level(&self) -> Option<usize> {
        match self.name.as_str() {
            "title" => Some(1),
            name => name
                .strip_prefix("heading ")
                .and_then(|level| level.parse().ok())
                .or(outline_level(self.outline)),
        }
    }
}

/// Levels are counted from 0 there, and 9 is text.
fn outline_level(outline: Option<usize>) -> Option<usize> {
    outline
        .filter(|outline| *outline < 9)
        .map(|outline| outline + 1)
}

#[derive(Default)]
struct WordStyles(HashMap<String, WordStyle>);

impl WordStyles {
    /// What a style says, or else the one that it is based on.
    fn find<T>(&self, style: Option<&String>, what: impl Fn(&WordStyle) -> Option<T>) -> Option<T> {
        let mut next = style;
        for _ in 0..LONGEST_CHAIN {
            let style = self.0.get(next?)?;
            if let Some(found) = what(style) {
                return Some(found);
            }
            next = style.based_on.as_ref();
        }
        None
    }
}

fn styles(xml: &str) -> Result<WordStyles, NoText> {
    let mut styles = WordStyles::default();
    let mut open: Option<(String, WordStyle)> = None;
    walk(xml, |node| match (node, &mut open) {
        (XmlNode::Open(element), None) if element.name() == "style" => {
            open = element
                .value("styleId")
                .map(|id| (id, WordStyle::default()));
        }
        (XmlNode::Open(element), Some((_, style))) => match element.name() {
            "name" => style.name = element.value("val").unwrap_or_default().to_lowercase(),
            "basedOn" => style.based_on = element.value("val"),
            "outlineLvl" => style.outline = element.number("val"),
            "numId" => style.list = element.value("val"),
            "ilvl" => style.list_level = element.number("val"),
            "b" => style.bold = Some(is_on(&element)),
            _ => {}
        },
        (XmlNode::Close("style"), Some(_)) => styles.0.extend(open.take()),
        _ => {}
    })?;
    Ok(styles)
}

fn is_on(element: &XmlElement<'_>) -> bool {
    element
        .value("val")
        .is_none_or(|value| matches!(value.as_str(), "1" | "true" | "on"))
}

/// Which lists are numbered, by name and level.
#[derive(Default)]
struct Numbers {
    kinds: HashMap<String, String>,
    numbered: HashMap<(String, usize), bool>,
}

impl Numbers {
    fn sign(&self, list: &str, level: usize) -> &'static str {
        let kind = self.kinds.get(list).cloned().unwrap_or_default();
        match self.numbered.get(&(kind, level)) {
            Some(true) => "1.",
            _ => "-",
        }
    }
}

fn numbers(xml: &str) -> Result<Numbers, NoText> {
    let mut numbers = Numbers::default();
    let (mut kind, mut list, mut level) = (None, None, 0);
    walk(xml, |node| match node {
        XmlNode::Open(element) => match element.name() {
            "abstractNum" => kind = element.value("abstractNumId"),
            "lvl" => level = element.number("ilvl").unwrap_or_default(),
            "numFmt" => {
                let is_number = element
                    .value("val")
                    .is_some_and(|format| format != "bullet");
                if let Some(kind) = &kind {
                    numbers.numbered.insert((kind.clone(), level), is_number);
                }
            }
            "num" => list = element.value("numId"),
            "abstractNumId" => {
                let pair = list.take().zip(element.value("val"));
                numbers.kinds.extend(pair);
            }
            _ => {}
        },
        XmlNode::Close("abstractNum") => kind = None,
        _ => {}
    })?;
    Ok(numbers)
}

/// Adds the words of notes by their kind and name.
fn read_notes(xml: &str, kind: &'static str, notes: &mut Notes) -> Result<(), NoText> {
    let (mut open, mut in_text) = (None, false);
    walk_past(xml, is_skipped, |node| match node {
        XmlNode::Open(element) => match element.name() {
            "footnote" | "endnote" => open = element.value("id"),
            "t" => in_text = true,
            "p" | "tab" | "br" => {
                if let Some(id) = &open {
                    notes.entry((kind, id.clone())).or_default().push(' ');
                }
            }
            _ => {}
        },
        XmlNode::Close("t") => in_text = false,
        XmlNode::Text(text) if in_text => {
            if let Some(id) = &open {
                notes.entry((kind, id.clone())).or_default().push_str(&text);
            }
        }
        _ => {}
    })
}

type Notes = HashMap<(&'static str, String), String>;

/// A paragraph whose end has not come. In a frame stands one inside of another.
#[derive(Default)]
struct WordParagraph {
    words: OfficeParagraph,
    style: Option<String>,
    outline: Option<usize>,
    list: Option<String>,
    list_level: Option<usize>,
    run_style: Option<String>,
    run_bold: Option<bool>,
}

struct DocxReader {
    styles: WordStyles,
    numbers: Numbers,
    notes: Notes,
    flow: Flow,
    open: Vec<WordParagraph>,
    /// How many paragraphs have begun.
    number: usize,
    in_properties: bool,
    in_text: bool,
}

impl DocxReader {
    fn take(&mut self, node: XmlNode<'_>) {
        match node {
            XmlNode::Open(element) => self.open(&element),
            XmlNode::Close(name) => self.close(name),
            XmlNode::Text(text) if self.in_text => self.push(&text),
            XmlNode::Text(_) => {}
        }
    }

    fn open(&mut self, element: &XmlElement<'_>) {
        match element.name() {
            "p" => {
                self.number += 1;
                self.open.push(WordParagraph::default());
            }
            "pPr" => self.in_properties = true,
            "tbl" => self.flow.open_table(self.number + 1),
            "tr" => self.flow.row(),
            "tc" => self.flow.cell(self.number + 1),
            "gridSpan" => self.flow.spans(element.number("val"), None),
            "vMerge" if element.value("val").as_deref() != Some("restart") => {
                self.flow.spans(None, Some(0));
            }
            name => {
                if let Some(mut paragraph) = self.open.pop() {
                    match self.in_properties {
                        true => paragraph.take_property(name, element),
                        false => self.take_words(name, element, &mut paragraph),
                    }
                    self.open.push(paragraph);
                }
            }
        }
    }

    fn take_words(&mut self, name: &str, element: &XmlElement<'_>, open: &mut WordParagraph) {
        match name {
            "r" => (open.run_style, open.run_bold) = (None, None),
            "rStyle" => open.run_style = element.value("val"),
            "b" => open.run_bold = Some(is_on(element)),
            "t" => self.in_text = true,
            "tab" => open.words.push(" ", false),
            "br" | "cr" => open.words.end_line(),
            "noBreakHyphen" => open.words.push("-", self.is_bold(open)),
            "footnoteReference" | "endnoteReference" => {
                let kind = if name.starts_with("foot") {
                    "foot"
                } else {
                    "end"
                };
                let id = element.value("id").unwrap_or_default();
                // A note stands once, wherever it is referred to.
                if let Some(words) = self.notes.remove(&(kind, id)) {
                    open.words.push(&format!(" ({})", words.trim()), false);
                }
            }
            _ => {}
        }
    }

    fn is_bold(&self, open: &WordParagraph) -> bool {
        let by = |style: Option<&String>| self.styles.find(style, |style| style.bold);
        open.run_bold
            .or_else(|| by(open.run_style.as_ref()))
            .or_else(|| by(open.style.as_ref()))
            .unwrap_or(false)
    }

    fn push(&mut self, text: &str) {
        if let Some(mut open) = self.open.pop() {
            let bold = self.is_bold(&open);
            open.words.push(text, bold);
            self.open.push(open);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "pPr" => self.in_properties = false,
            "p" => self.end_paragraph(),
            "tbl" => self.flow.close_table(),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let style = open.style.as_ref();
        let is_contents = |style: &WordStyle| style.name.starts_with("toc ").then_some(());
        if self.styles.find(style, is_contents).is_some() {
            return;
        }
        let mut words = open.words;
        words.level =
            outline_level(open.outline).or_else(|| self.styles.find(style, WordStyle::level));
        let list = open
            .list
            .or_else(|| self.styles.find(style, |style| style.list.clone()));
        if let Some(list) = list.filter(|list| list != "0") {
            let level = open.list_level;
            let level = level.or_else(|| self.styles.find(style, |style| style.list_level));
            let level = level.unwrap_or_default();
            words.item = Some(self.numbers.sign(&list, level));
            words.depth = level.saturating_add(1).min(DEEPEST);
        }
        words.end(&mut self.flow, self.number);
    }
}

impl WordParagraph {
    fn take_property(&mut self, name: &str, element: &XmlElement<'_>) {
        match name {
            "pStyle" => self.style = element.value("val"),
            "outlineLvl" => self.outline = element.number("val"),
            "numId" => self.list = element.value("val"),
            "ilvl" => self.list_level = element.number("val"),
            _ => {}
        }
    }
}
