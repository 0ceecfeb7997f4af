//! One part of a document as elements and words.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::foreign::kind::{DAMAGED, NoText};

pub(super) const ENTITIES: NoText = NoText {
    message: "it is an office document with entities of its own, which no office program writes",
    fix: "Open it in its program, save it again, and name that file.",
};

pub(super) enum XmlNode<'x> {
    Open(XmlElement<'x>),
    /// An element ends, by its name without its prefix.
    Close(&'x str),
    Text(Cow<'x, str>),
}

pub(super) struct XmlElement<'x> {
    start: &'x BytesStart<'x>,
}

impl XmlElement<'_> {
    /// Its name without its prefix.
    pub(super) fn name(&self) -> &str {
        local(self.start.name().0)
    }

    /// What an attribute says, by its name without its prefix.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let mut named = attributes.filter(|attribute| local(attribute.key.0) == name);
        let value = named.next()?.value;
        Some(match quick_xml::escape::unescape(&value) {
            Ok(value) => value.into_owned(),
            Err(_) => value.into_owned(),
        })
    }

    /// What an attribute says as a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.value(name)?.parse().ok()
    }

    pub(super) fn is_of(&self, prefix: &str) -> bool {
        self.start
            .name()
            .0
            .split_once(':')
            .is_some_and(|(before, _)| before == prefix)
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Hands over everything in a part but what stands in elements that are passed over.
pub(super) fn walk_past(
    xml: &str,
    skips: impl Fn(&XmlElement<'_>) -> bool,
    mut take: impl FnMut(XmlNode<'_>),
) -> Result<(), NoText> {
    let mut skipped = 0_usize;
    walk(xml, |node| match node {
        XmlNode::Open(element) if skipped > 0 || skips(&element) => skipped += 1,
        XmlNode::Close(_) if skipped > 0 => skipped -= 1,
        node if skipped == 0 => take(node),
        XmlNode::Text(_) | XmlNode::Open(_) | XmlNode::Close(_) => {}
    })
}

/// Hands over everything in a part, one after the other.
pub(super) fn walk(xml: &str, mut take: impl FnMut(XmlNode<'_>)) -> Result<(), NoText> {
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    let mut open = 0_usize;
    loop {
        match reader.read_event().map_err(|_| DAMAGED)? {
            Event::Start(start) => {
                open += 1;
                take(XmlNode::Open(XmlElement { start: &start }));
            }
            Event::Empty(start) => {
                take(XmlNode::Open(XmlElement { start: &start }));
                take(XmlNode::Close(local(start.name().0)));
            }
            Event::End(end) => {
                open -= 1;
                take(XmlNode::Close(local(end.name().0)));
            }
            Event::Text(text) => take(XmlNode::Text(text.xml10_content())),
            Event::CData(text) => take(XmlNode::Text(text.xml10_content())),
            Event::GeneralRef(entity) => {
                let mut letter = [0; 4];
                let text = match entity.resolve_char_ref().map_err(|_| DAMAGED)? {
                    Some(c) => &*c.encode_utf8(&mut letter),
                    None => resolve_predefined_entity(&entity).ok_or(ENTITIES)?,
                };
                take(XmlNode::Text(text.into()));
            }
            Event::DocType(_) => return Err(ENTITIES),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            // Half a part.
            Event::Eof if open > 0 => return Err(DAMAGED),
            Event::Eof => return Ok(()),
        }
    }
}
