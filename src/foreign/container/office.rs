//! Documents of office programs: `.docx` and `.odt`, which are archives of XML.
//!
//! Read are the words of the document itself, with its footnotes where they are referred to.
//! What was struck out, remarks at the margin, headers of pages and tables of contents are not.
//! No size in the archive is believed, no entity but those of XML itself is known, and nothing
//! here calls itself.

mod docx;
mod odt;
mod xml;

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;

use super::flow::{Flow, PieceKind, push_word};
use crate::foreign::document::Document;
use crate::foreign::kind::NoText;
use crate::story::text::TextRun;

/// The largest part that is unpacked, in bytes.
const LARGEST_PART: u64 = 64 * 1024 * 1024;

/// More parts than this are in no document.
const MOST_PARTS: usize = 10_000;

/// How every text document of the OpenDocument format says what it is.
const ODT: &str = "application/vnd.oasis.opendocument.text";

const DAMAGED: NoText = NoText {
    message: "it is an office document that is damaged, or locked with a password",
    fix: "Open it in its program, save it again without a password, and name that file.",
};
const TOO_LARGE: NoText = NoText {
    message: "it is an office document that unpacks to more than 64 MB of text",
    fix: "Save it in its program as plain text, and name that file.",
};
const ENTITIES: NoText = NoText {
    message: "it is an office document with entities of its own, which no office program writes",
    fix: "Open it in its program, save it again, and name that file.",
};

/// Whether an archive is a document that is read here.
pub(crate) fn is_document(archive: impl Read + Seek) -> bool {
    Parts::open(archive).is_ok_and(|mut parts| parts.kind().is_some())
}

/// Takes a document apart.
///
/// # Errors
///
/// [`NoText`] where it is damaged, locked, or larger than any document.
pub(in crate::foreign) fn read(bytes: &[u8]) -> Result<Document<'static>, NoText> {
    let mut parts = Parts::open(Cursor::new(bytes))?;
    let flow = match parts.kind() {
        Some(Kind::Docx(main)) => docx::read(&mut parts, &main)?,
        Some(Kind::Odt) => odt::read(&mut parts)?,
        None => return Err(DAMAGED),
    };
    Ok(flow.into_document())
}

enum Kind {
    /// With the name of its main part.
    Docx(String),
    Odt,
}

/// The parts of a document.
struct Parts<R> {
    archive: ZipArchive<R>,
    /// The largest one that is unpacked, in bytes.
    most: u64,
}

impl<R: Read + Seek> Parts<R> {
    fn open(archive: R) -> Result<Parts<R>, NoText> {
        match ZipArchive::new(archive) {
            Ok(archive) if archive.len() <= MOST_PARTS => Ok(Parts {
                archive,
                most: LARGEST_PART,
            }),
            _ => Err(DAMAGED),
        }
    }

    fn kind(&mut self) -> Option<Kind> {
        let mimetype = self.text("mimetype").ok().flatten();
        if mimetype.is_some_and(|kind| kind.trim().starts_with(ODT)) {
            return Some(Kind::Odt);
        }
        // Some programs number it.
        let names = ["word/document.xml", "word/document2.xml"];
        let main = names
            .into_iter()
            .find(|name| self.archive.index_for_name(name).is_some());
        main.map(|main| Kind::Docx(main.to_owned()))
    }

    /// A part as text; none if it is not there.
    fn text(&mut self, name: &str) -> Result<Option<String>, NoText> {
        let Some(index) = self.archive.index_for_name(name) else {
            return Ok(None);
        };
        let entry = self.archive.by_index(index).map_err(|_| DAMAGED)?;
        let mut bytes = Vec::new();
        let read = entry.take(self.most + 1).read_to_end(&mut bytes);
        match read.map_err(|_| DAMAGED)? as u64 > self.most {
            true => Err(TOO_LARGE),
            false => String::from_utf8(bytes).map(Some).map_err(|_| DAMAGED),
        }
    }
}

/// A paragraph that is being read.
#[derive(Default)]
struct Paragraph {
    level: Option<usize>,
    /// The sign of its item, and how many lists that stands in.
    item: Option<&'static str>,
    depth: usize,
    lines: Vec<Vec<TextRun>>,
}

impl Paragraph {
    fn push(&mut self, text: &str, bold: bool) {
        if self.lines.is_empty() {
            self.lines.push(Vec::new());
        }
        let Some(line) = self.lines.last_mut() else {
            return;
        };
        for piece in text.split_inclusive(char::is_whitespace) {
            let word = piece.trim_end_matches(char::is_whitespace);
            push_word(line, word, bold);
            if word.len() < piece.len() {
                push_word(line, " ", bold);
            }
        }
    }

    fn end_line(&mut self) {
        self.lines.push(Vec::new());
    }

    /// Puts it behind the others; `number` counts the paragraphs.
    fn end(self, flow: &mut Flow, number: usize) {
        if let Some(level) = self.level {
            let lines = self.lines.join(&TextRun {
                text: " ".to_owned(),
                bold: false,
            });
            return flow.add(PieceKind::Heading(level), lines, number);
        }
        let (mut item, mut apart) = (self.item, true);
        for runs in self.lines.into_iter().filter(|runs| !runs.is_empty()) {
            let depth = self.depth;
            let kind = match item.take() {
                Some(sign) => PieceKind::Item {
                    sign,
                    depth: depth.max(1),
                },
                None => PieceKind::Line { depth, apart },
            };
            flow.add(kind, runs, number);
            apart = false;
        }
    }
}

#[cfg(test)]
mod tests;
