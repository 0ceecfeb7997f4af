//! What LibreOffice and others write: the elements say what they are, the styles how they look.

use std::collections::{BTreeMap, HashMap};
use std::mem;

use super::paragraph::OfficeParagraph;
use super::xml::{XmlElement, XmlNode, walk, walk_past};
use crate::foreign::container::flow::{DEEPEST, Flow};
use crate::foreign::container::html::is_bold;
use crate::foreign::kind::{DAMAGED, NoText};

/// A style says what it is based on; so many of them are followed.
const LONGEST_CHAIN: usize = 16;

/// What is inside of these elements is no text of a person: struck out, at the margin, made by
/// the program.
const SKIPPED: [&str; 4] = [
    "tracked-changes",
    "annotation",
    "table-of-content",
    "note-citation",
];

pub(super) fn read(parts: &BTreeMap<String, String>) -> Result<Flow, NoText> {
    let content = parts.get("content.xml").ok_or(DAMAGED)?;
    let mut styles = OdtStyles::default();
    styles.learn(parts.get("styles.xml").map_or("", String::as_str))?;
    styles.learn(content)?;
    let mut reader = OdtReader {
        styles,
        flow: Flow::default(),
        open: Vec::new(),
        lists: Vec::new(),
        item: None,
        number: 0,
        notes: 0,
        note_has_words: false,
    };
    walk_past(content, is_skipped, |node| reader.take(node))?;
    reader.flow.finish();
    Ok(reader.flow)
}

#[derive(Default)]
struct OdtStyle {
    parent: Option<String>,
    bold: Option<bool>,
}

#[derive(Default)]
struct OdtStyles {
    styles: HashMap<String, OdtStyle>,
    /// Which lists are numbered, by name and level.
    numbered: HashMap<(String, usize), bool>,
}

impl OdtStyles {
    fn learn(&mut self, xml: &str) -> Result<(), NoText> {
        let (mut style, mut list): (Option<String>, Option<String>) = (None, None);
        walk(xml, |node| match node {
            XmlNode::Open(element) => match (element.name(), &style, &list) {
                ("style", ..) => {
                    style = element.value("name");
                    if let Some(name) = &style {
                        let parent = element.value("parent-style-name");
                        self.styles
                            .insert(name.clone(), OdtStyle { parent, bold: None });
                    }
                }
                ("text-properties", Some(name), _) => {
                    let weight = element
                        .value("font-weight")
                        .and_then(|value| is_bold(&value));
                    if let Some(style) = self.styles.get_mut(name) {
                        style.bold = style.bold.or(weight);
                    }
                }
                ("list-style", ..) => list = element.value("name"),
                (name, _, Some(list)) if name.starts_with("list-level-style-") => {
                    let level = element.number("level").unwrap_or(1);
                    let is_number = name.ends_with("-number");
                    self.numbered.insert((list.clone(), level), is_number);
                }
                _ => {}
            },
            XmlNode::Close("style") => style = None,
            XmlNode::Close("list-style") => list = None,
            _ => {}
        })
    }

    /// The style of that name and those that it is based on.
    fn chain<'s>(
        &'s self,
        name: Option<&'s str>,
    ) -> impl Iterator<Item = (&'s str, Option<&'s OdtStyle>)> {
        let named = |name: &'s str| (name, self.styles.get(name));
        let first = name.map(named);
        std::iter::successors(first, move |(_, style)| {
            Some(named((*style)?.parent.as_deref()?))
        })
        .take(LONGEST_CHAIN)
    }

    fn bold(&self, name: Option<&str>) -> Option<bool> {
        self.chain(name).find_map(|(name, style)| match name {
            "Strong_20_Emphasis" => Some(true),
            _ => style?.bold,
        })
    }

    fn is_title(&self, name: Option<&str>) -> bool {
        self.chain(name).any(|(name, _)| name == "Title")
    }
}

/// A paragraph whose end has not come, and which of its words are bold.
#[derive(Default)]
struct OdtParagraph {
    words: OfficeParagraph,
    bold: bool,
    /// How it was before each stretch that is open.
    before: Vec<bool>,
}

struct OdtReader {
    styles: OdtStyles,
    flow: Flow,
    open: Vec<OdtParagraph>,
    /// The style of each list that is open.
    lists: Vec<String>,
    /// The sign of the item whose first paragraph comes next.
    item: Option<&'static str>,
    /// How many paragraphs have begun.
    number: usize,
    /// How many notes are open, one inside of the other.
    notes: usize,
    note_has_words: bool,
}

impl OdtReader {
    fn take(&mut self, node: XmlNode<'_>) {
        match node {
            XmlNode::Open(element) => self.open(&element),
            XmlNode::Close(name) => self.close(name),
            XmlNode::Text(text) => self.push(&text),
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.words.push(text, open.bold);
        }
    }

    fn open(&mut self, element: &XmlElement<'_>) {
        match element.name() {
            "h" | "p" if self.notes > 0 => self.open_in_note(),
            "h" | "p" => self.open_paragraph(element),
            "span" => {
                let bold = self.styles.bold(element.value("style-name").as_deref());
                if let Some(open) = self.open.last_mut() {
                    open.before.push(open.bold);
                    open.bold = bold.unwrap_or(open.bold);
                }
            }
            "s" | "tab" => self.push(" "),
            "line-break" => {
                if let Some(open) = self.open.last_mut() {
                    open.words.end_line();
                }
            }
            "note-body" if !self.open.is_empty() => {
                self.push(" (");
                self.notes += 1;
                self.note_has_words = false;
            }
            "list" => {
                let around = self.lists.last().cloned().unwrap_or_default();
                self.lists
                    .push(element.value("style-name").unwrap_or(around));
                self.item = None;
            }
            "list-item" => {
                let level = self.lists.len();
                let list = self.lists.last().cloned().unwrap_or_default();
                let is_number = self.styles.numbered.get(&(list, level));
                self.item = Some(if is_number == Some(&true) { "1." } else { "-" });
            }
            "table" => self.flow.open_table(self.number + 1),
            "table-row" => self.flow.row(),
            // What is covered counts with the cell that covers it.
            "table-cell" => {
                self.flow.cell(self.number + 1);
                let number = |name: &str| element.number(&format!("number-{name}"));
                let columns = number("columns-spanned").or(number("columns-repeated"));
                self.flow.spans(columns, number("rows-spanned"));
            }
            _ => {}
        }
    }

    fn open_in_note(&mut self) {
        if mem::replace(&mut self.note_has_words, true) {
            self.push(" ");
        }
    }

    fn open_paragraph(&mut self, element: &XmlElement<'_>) {
        self.number += 1;
        let style = element.value("style-name");
        let style = style.as_deref();
        let level = match element.name() {
            "h" => Some(element.number("outline-level").unwrap_or(1)),
            _ => self.styles.is_title(style).then_some(1),
        };
        self.open.push(OdtParagraph {
            words: OfficeParagraph {
                level,
                item: self.item.take(),
                depth: self.lists.len().min(DEEPEST),
                lines: Vec::new(),
            },
            bold: self.styles.bold(style).unwrap_or(false),
            before: Vec::new(),
        });
    }

    fn close(&mut self, name: &str) {
        match name {
            "h" | "p" if self.notes == 0 => {
                if let Some(open) = self.open.pop() {
                    open.words.end(&mut self.flow, self.number);
                }
            }
            "span" => {
                if let Some(open) = self.open.last_mut() {
                    open.bold = open.before.pop().unwrap_or(false);
                }
            }
            "note-body" if self.notes > 0 => {
                self.notes -= 1;
                self.push(")");
            }
            "list" => {
                self.lists.pop();
            }
            "list-item" => self.item = None,
            "table" => self.flow.close_table(),
            _ => {}
        }
    }
}

/// The words for a picture, besides.
fn is_skipped(element: &XmlElement<'_>) -> bool {
    let name = element.name();
    SKIPPED.contains(&name) || element.is_of("svg") && matches!(name, "title" | "desc")
}
