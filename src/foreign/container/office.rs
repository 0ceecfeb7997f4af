//! Documents of office programs: `.docx` and `.odt`, which are archives of XML.
//!
//! Their parts come in as text. Read are the words of the document itself, with its footnotes
//! where they are referred to. What was struck out, remarks at the margin, headers of pages and
//! tables of contents are not. No entity but those of XML itself is known, and nothing here
//! calls itself.

mod docx;
mod odt;
mod paragraph;
mod xml;

use std::collections::BTreeMap;

use crate::foreign::document::Document;
use crate::foreign::kind::{DAMAGED, NoText};
use xml::{XmlNode, walk};

/// The parts that say what an archive is.
pub(crate) const OFFICE_KIND: [&str; 2] = ["mimetype", "[Content_Types].xml"];

/// The parts that are read.
pub(crate) const OFFICE_PARTS: [&str; 10] = [
    "mimetype",
    "[Content_Types].xml",
    "content.xml",
    "styles.xml",
    "word/document.xml",
    // Some programs number it.
    "word/document2.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "word/footnotes.xml",
    "word/endnotes.xml",
];

/// How every text document of the OpenDocument format says what it is.
const ODT: &str = "application/vnd.oasis.opendocument.text";

/// The texts of parts by their names.
type OfficeParts = BTreeMap<String, String>;

/// Whether an archive is a document that is read here, by its [`OFFICE_KIND`].
pub(crate) fn is_document(parts: &OfficeParts) -> bool {
    kind(parts).is_some()
}

/// Takes a document apart, given its [`OFFICE_PARTS`].
///
/// # Errors
///
/// [`NoText`] where it is damaged.
pub(crate) fn read(parts: &OfficeParts) -> Result<Document<'static>, NoText> {
    let flow = match kind(parts) {
        Some(OfficeKind::Docx(main)) => docx::read(parts, &main)?,
        Some(OfficeKind::Odt) => odt::read(parts)?,
        None => return Err(DAMAGED),
    };
    Ok(flow.into_document())
}

enum OfficeKind {
    /// With the name of its main part.
    Docx(String),
    Odt,
}

fn kind(parts: &OfficeParts) -> Option<OfficeKind> {
    let [mimetype, types] = OFFICE_KIND.map(|name| parts.get(name));
    if mimetype.is_some_and(|kind| kind.trim().starts_with(ODT)) {
        return Some(OfficeKind::Odt);
    }
    let mut main = None;
    let read = walk(types?, |node| {
        if let XmlNode::Open(element) = node
            && element
                .value("ContentType")
                .is_some_and(|kind| is_main(&kind))
        {
            main = element.value("PartName");
        }
    });
    read.ok()?;
    let main = main?.trim_start_matches('/').to_owned();
    main.starts_with("word/").then_some(OfficeKind::Docx(main))
}

/// With macros it has another name.
fn is_main(kind: &str) -> bool {
    kind.ends_with(".main+xml")
}

#[cfg(test)]
mod tests;
